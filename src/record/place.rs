//! Where in a text is a place that outlives edits of it?
//!
//! Must not know: whose text it is, what is at the place.

use serde::{Deserialize, Serialize};

/// A place in a text that outlives edits: the byte, and the words around it.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Place {
    /// The byte of the body.
    pub at: u32,
    /// The words before it.
    pub before: String,
    /// The words from it on.
    pub after: String,
}

/// So many bytes of words are kept before a place.
const BEFORE: usize = 32;
/// And so many from it on.
const AFTER: usize = 64;

impl Place {
    /// The place at a byte of a body.
    pub fn new(body: &str, at: u32) -> Place {
        let at = floor(body, at as usize);
        let from = floor(body, at.saturating_sub(BEFORE));
        let to = floor(body, at + AFTER);
        Place {
            at: at as u32,
            before: body[from..at].to_owned(),
            after: body[at..to].to_owned(),
        }
    }

    /// Where it is in a body, which may be another than it was made in: where the same words are, the nearest first; where it
    /// was, if its words are nowhere.
    pub fn find(&self, body: &str) -> u32 {
        let there = || floor(body, self.at as usize) as u32;
        self.found(body).unwrap_or_else(there)
    }

    /// The same, if any of its words are there.
    pub(super) fn found(&self, body: &str) -> Option<u32> {
        let at = self.at as usize;
        let words = |part: &str| format!("{}{part}", self.before);
        let half = &self.after[..floor(&self.after, self.after.len() / 2)];
        let sought = [
            (words(&self.after), self.before.len()),
            (self.after.clone(), 0),
            (words(half), self.before.len()),
            (half.to_owned(), 0),
            (self.before.clone(), self.before.len()),
        ];
        for (text, lead) in sought.iter().filter(|(text, _)| !text.trim().is_empty()) {
            let whole = body.get(at.saturating_sub(*lead)..);
            if whole.is_some_and(|b| at >= *lead && b.starts_with(text.as_str())) {
                return Some(self.at);
            }
            let found = body.match_indices(text.as_str()).map(|(i, _)| i + lead);
            if let Some(near) = found.min_by_key(|i| i.abs_diff(at)) {
                return Some(near as u32);
            }
        }
        None
    }
}

/// The nearest border of a character at or before a byte.
pub(super) fn floor(text: &str, at: usize) -> usize {
    let at = at.min(text.len());
    (0..=at)
        .rev()
        .find(|i| text.is_char_boundary(*i))
        .unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::Place;

    #[test]
    fn a_place_is_found_again_by_its_words() {
        let before = "One two three. Four five six. Seven eight nine. Ten eleven twelve.";
        let at = before.find("Seven").unwrap_or_default() as u32;
        let place = Place::new(before, at);
        for (now, expected) in [
            (before.to_owned(), "Seven eight"),
            (format!("A new beginning. {before}"), "Seven eight"),
            (before.replace("Four five six. ", ""), "Seven eight"),
            (before.replace("twelve", "thirteen"), "Seven eight"),
            (before.replace("Seven", "Sieben"), "Sieben eight"),
            ("Ünd".to_owned(), ""),
        ] {
            let found = &now[place.find(&now) as usize..];
            assert!(found.starts_with(expected), "{now}: {found}");
        }
        // Of several, the nearest.
        let many = "again and again and again and again";
        let place = Place::new(many, 16);
        assert_eq!(place.find(many), 16);
        assert_eq!(Place::new("äöü", 3).find("äöü"), 2);
    }
}
