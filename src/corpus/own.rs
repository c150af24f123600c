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

/// What `is:` may ask for.
pub(super) const IS: [&str; 3] = ["unread", "read", "starred"];

impl Own {
    /// Those of `all` for which `is:NAME` holds.
    pub(super) fn having(&self, name: &str, all: &RoaringBitmap) -> RoaringBitmap {
        match name {
            "read" => &self.read & all,
            "unread" => all - &self.read,
            "starred" => &self.starred & all,
            _ => RoaringBitmap::new(),
        }
    }
}
