//! What has the reader made of briefings? What no document says and queries may ask for all the same.
//!
//! Must not know: where it is kept.

use roaring::RoaringBitmap;

/// The briefings that the reader has done something with.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Own {
    /// Those that are read.
    pub read: RoaringBitmap,
    /// Those with a star.
    pub starred: RoaringBitmap,
}
