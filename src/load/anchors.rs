//! Where do links within a document lead? To its headings, which the reader finds by their words.
//!
//! Invariant: a link that led to a place within the document leads to a heading, or is gone.
//! Must not know: formats, files.

use std::collections::HashMap;

use super::Parsed;
use crate::briefing::{BlockKind, FOOTNOTE, Inline};
use crate::fold;

/// Names of places that are kept; the longest one.
const MOST: usize = 100_000;
const LONGEST: usize = 200;

/// The places of a document that have names.
#[derive(Debug, Default)]
pub(super) struct Anchors {
    places: HashMap<String, u32>,
}

impl Anchors {
    /// What follows byte `at` has that name.
    pub fn put(&mut self, name: &str, at: usize) {
        if self.places.len() < MOST && !name.is_empty() && name.len() <= LONGEST {
            self.places.entry(name.to_owned()).or_insert(at as u32);
        }
    }

    /// Where a link to the place of that name leads, if a heading stands there.
    fn target(&self, name: &str, parsed: &Parsed) -> Option<String> {
        let at = *self.places.get(name)?;
        let after = parsed.blocks.partition_point(|b| b.span.end <= at);
        let block = parsed.blocks.get(after)?;
        let is_heading = matches!(block.kind, BlockKind::Heading(_));
        let slug = fold::slug(&parsed.body[block.span.range()]);
        (is_heading && !slug.is_empty()).then(|| format!("#{slug}"))
    }

    /// Leads the links of a document to its headings.
    pub fn resolve(&self, parsed: &mut Parsed) {
        let mut inlines = std::mem::take(&mut parsed.inlines);
        inlines.retain_mut(|inline| {
            let Inline::Link(_, target) = inline else {
                return true;
            };
            let Some(name) = target.strip_prefix('#') else {
                return true;
            };
            if name.starts_with(FOOTNOTE) {
                return true;
            }
            let found = self.target(name, parsed);
            let is_found = found.is_some();
            *target = found.unwrap_or_default();
            is_found
        });
        parsed.inlines = inlines;
    }
}
