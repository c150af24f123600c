//! Where in the source does this text stand? Found again, since parsers of HTML and of mail do not say.
//!
//! Invariant: what is claimed is true to the character; what is not found is not claimed. Bounded in time.
//! Must not know: formats.

use std::ops::Range;

use super::lines;

/// What stands in the place of a byte of markup.
pub(super) const GAP: char = '\u{1}';

/// Finds texts in the order in which they come.
pub(super) struct Finder<'a> {
    source: &'a str,
    /// The source with gaps for markup, byte for byte.
    text: &'a str,
    /// Where the last text ended, in bytes.
    at: usize,
    /// The same in characters.
    chars: u32,
    /// How many bytes may still be searched in vain.
    budget: usize,
}

impl<'a> Finder<'a> {
    pub fn new(source: &'a str, text: &'a str) -> Self {
        Self {
            source,
            text,
            at: 0,
            chars: 0,
            budget: source.len().saturating_mul(16).saturating_add(1 << 20),
        }
    }

    /// The parts of `text` that stand in the source next, each with its first character there. What stands there as an
    /// entity parts them.
    pub fn parts(&mut self, text: &str) -> Vec<(Range<usize>, u32)> {
        if text.contains(GAP) {
            return Vec::new();
        }
        if let Some(first) = self.find(text, reach(text)) {
            return vec![(0..text.len(), first)];
        }
        let mut parts: Vec<(Range<usize>, u32)> = Vec::new();
        let mut at = 0;
        for piece in text.split_inclusive(may_be_entity) {
            let bare = piece.trim_end_matches(may_be_entity);
            let reach = if parts.is_empty() {
                reach(bare)
            } else {
                ENTITY
            };
            match self.find(bare, reach) {
                Some(first) if !bare.is_empty() => parts.push((at..at + bare.len(), first)),
                _ => {}
            }
            at += piece.len();
        }
        parts
    }

    /// The character at which `text` stands next, at most `reach` bytes ahead.
    fn find(&mut self, text: &str, reach: usize) -> Option<u32> {
        let rest = &self.text[self.at..];
        let rest = lines::head(rest, reach.saturating_add(text.len()));
        if rest.len() > self.budget {
            return None;
        }
        let Some(found) = rest.find(text) else {
            self.budget -= rest.len();
            return None;
        };
        let before = &self.source[self.at..self.at + found];
        let first = self.chars + before.chars().count() as u32;
        self.chars = first + text.chars().count() as u32;
        self.at += found + text.len();
        Some(first)
    }
}

/// Longer than any entity that people write.
const ENTITY: usize = 12;

/// How far ahead a text may stand: a short one is soon found where it does not belong.
fn reach(text: &str) -> usize {
    if text.len() < 16 { 2_048 } else { usize::MAX }
}

fn may_be_entity(c: char) -> bool {
    matches!(c, '&' | '<' | '>' | '"' | '\'') || !c.is_ascii() && !c.is_alphabetic()
}
