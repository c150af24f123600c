//! What has the reader made of briefings? What no document says and queries may ask for all the same.
//!
//! Must not know: where it is kept.

use std::collections::BTreeMap;

use roaring::RoaringBitmap;

use crate::query::{Facet, Value};

/// The briefings that the reader has done something with.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Own {
    /// Those that are read.
    pub read: RoaringBitmap,
    /// Those with a star.
    pub starred: RoaringBitmap,
    /// Those that were not there when the reader was here last.
    pub new: RoaringBitmap,
    /// Those that the reader has written something on.
    pub noted: RoaringBitmap,
    /// Those with highlighted passages.
    pub highlighted: RoaringBitmap,
    /// Those with a tag, by tag; no set is empty.
    pub tags: BTreeMap<String, RoaringBitmap>,
}

/// What `is:` may ask for.
pub(super) const IS: [&str; 4] = ["unread", "read", "starred", "new"];

/// The facets whose values are the reader's.
pub const OWN: [Facet; 2] = [Facet::Tag, Facet::Has];

impl Own {
    /// Those of `all` for which `is:NAME` holds.
    pub(super) fn being(&self, name: &str, all: &RoaringBitmap) -> RoaringBitmap {
        match name {
            "read" => &self.read & all,
            "unread" => all - &self.read,
            "starred" => &self.starred & all,
            "new" => &self.new & all,
            _ => RoaringBitmap::new(),
        }
    }

    /// The values of a facet that is the reader's, and the briefings that have them.
    pub(super) fn values(&self, facet: Facet) -> Vec<(&str, &RoaringBitmap)> {
        let all: Vec<(&str, &RoaringBitmap)> = match facet {
            Facet::Tag => self.tags.iter().map(|(tag, set)| (&**tag, set)).collect(),
            Facet::Has => vec![("note", &self.noted), ("highlight", &self.highlighted)],
            _ => Vec::new(),
        };
        all.into_iter().filter(|(_, set)| !set.is_empty()).collect()
    }

    /// Those that have a value of a facet that is the reader's.
    pub(super) fn having(&self, facet: Facet, value: &Value) -> RoaringBitmap {
        let Value::Name(name) = value else {
            return RoaringBitmap::new();
        };
        let mut values = self.values(facet).into_iter();
        let found = values.find(|(key, _)| key == name);
        found.map(|(_, set)| set.clone()).unwrap_or_default()
    }
}
