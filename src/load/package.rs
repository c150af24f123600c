//! Which texts are in this package? DOCX, ODT and EPUB are ZIP archives of XML.
//!
//! Invariant: entries are read only when they are asked for, and never more of them than the bounds allow.
//! Must not know: what the entries mean.

use std::io::{Cursor, Read};

use zip::ZipArchive;

/// A package whose entries can be read.
pub(super) struct Package<'b> {
    archive: ZipArchive<Cursor<&'b [u8]>>,
    /// Bytes that may still be unpacked.
    left: u64,
    /// Whether something was not read for its size.
    pub is_cut: bool,
}

/// Documents have dozens of entries, books hundreds.
const ENTRIES: usize = 20_000;

/// Text that is unpacked in all, in bytes.
const LARGEST: u64 = 128 << 20;

/// How many times larger than packed an entry may be, if it is large: XML packs 10 to 20 times.
const RATIO: u64 = 200;

/// Below that size no ratio is suspicious.
const SMALL: u64 = 1 << 20;

impl<'b> Package<'b> {
    /// Opens a package; nothing if it is broken.
    pub fn open(bytes: &'b [u8]) -> Option<Self> {
        let archive = ZipArchive::new(Cursor::new(bytes)).ok()?;
        (archive.len() <= ENTRIES).then_some(Self {
            archive,
            left: LARGEST,
            is_cut: false,
        })
    }

    /// The text of an entry, if it is there, sound, and within bounds.
    pub fn text(&mut self, name: &str) -> Option<String> {
        let entry = self.archive.by_name(name).ok()?;
        let packed = entry.compressed_size().max(1);
        let limit = self.left.min(packed.saturating_mul(RATIO).max(SMALL));
        let mut bytes = Vec::new();
        // What the entry says of its size may be wrong.
        let read = entry.take(limit + 1).read_to_end(&mut bytes);
        let len = bytes.len() as u64;
        self.left -= len.min(self.left);
        if len > limit {
            self.is_cut = true;
            return None;
        }
        read.ok()?;
        super::decode::decode(&bytes).map(|decoded| decoded.text)
    }
}
