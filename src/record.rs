//! What does the reader leave on briefings? Read or not, a star, where reading stopped, lettered marks; and which briefing
//! is meant, however its file is called or edited by then.
//!
//! A briefing is known by three keys: the identity that it states, its text, its path. A record belongs to the briefing that
//! states the record's identity; else to one with the record's text; else to the one at the record's path. So what the reader
//! left survives a file that is moved or renamed (the text is the same), one that is edited (the path is the same), and both at
//! once where the document states who it is. A file that is moved and edited at once, and states nothing, is a new briefing.
//! Two files with the same text are the same briefing unless they state different identities.
//! Must not know: where records are kept, which briefings there are.

use std::collections::BTreeMap;

/// By what a briefing is known. Hashes that stay the same from program to program; 0 stands for none.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Identity {
    /// Of the identity that it states.
    pub id: u64,
    /// Of its text; none if it has no text.
    pub text: u64,
    /// Of its path.
    pub path: u64,
}

/// How two identities are the same briefing's, the surest way last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Likeness {
    /// The same path.
    Path,
    /// The same text.
    Text,
    /// The same stated identity.
    Id,
    /// All three.
    Same,
}

impl Identity {
    /// Of a briefing that states `id` (or nothing), has this text, and is here.
    pub fn new(id: &str, text: &str, path: &[u8]) -> Identity {
        let hash = |bytes: &[u8]| match bytes {
            [] => 0,
            bytes => fnv(bytes),
        };
        Identity {
            id: hash(id.trim().as_bytes()),
            text: hash(text.trim().as_bytes()),
            path: hash(path),
        }
    }

    /// How it is the same briefing's as another, if it is. Those that state different identities never are.
    pub fn likeness(self, other: Identity) -> Option<Likeness> {
        let same = |a: u64, b: u64| a != 0 && a == b;
        if self == Identity::default() {
            None
        } else if self == other {
            Some(Likeness::Same)
        } else if same(self.id, other.id) {
            Some(Likeness::Id)
        } else if self.id != 0 && other.id != 0 {
            None
        } else if same(self.text, other.text) {
            Some(Likeness::Text)
        } else {
            same(self.path, other.path).then_some(Likeness::Path)
        }
    }
}

/// FNV-1a, 64 bits (Fowler, Noll, Vo): the same whatever program is built of this.
fn fnv(bytes: &[u8]) -> u64 {
    const BASIS: u64 = 0xcbf2_9ce4_8422_2325;
    const PRIME: u64 = 0x0100_0000_01b3;
    let mix = |h: u64, b: &u8| (h ^ u64::from(*b)).wrapping_mul(PRIME);
    bytes.iter().fold(BASIS, mix).max(1)
}

/// A place in a text that outlives edits: the byte, and the words around it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
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

    /// Where it is in a body, which may be another than it was made in: where the same words are, the nearest first.
    pub fn find(&self, body: &str) -> u32 {
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
                return self.at;
            }
            let found = body.match_indices(text.as_str()).map(|(i, _)| i + lead);
            if let Some(near) = found.min_by_key(|i| i.abs_diff(at)) {
                return near as u32;
            }
        }
        floor(body, at) as u32
    }
}

/// The nearest border of a character at or before a byte.
fn floor(text: &str, at: usize) -> usize {
    let at = at.min(text.len());
    (0..=at)
        .rev()
        .find(|i| text.is_char_boundary(*i))
        .unwrap_or(0)
}

/// What the reader leaves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Note {
    /// Briefings are read, or not any more.
    Read(Vec<Identity>, bool),
    /// They are starred, or not any more.
    Star(Vec<Identity>, bool),
    /// Reading stopped here.
    Stop(Identity, Place),
    /// A letter marks a place: a–z in each briefing, A–Z one in all; without a place the letter is free again.
    Mark(char, Identity, Option<Place>),
    /// Briefings that have records, by number, have other keys than before: they are known by both from now on. Those of
    /// number [`APART`] get a record of their own, whatever was at their path before.
    Known(Vec<(i64, Identity)>),
}

/// No record that is there.
pub const APART: i64 = 0;

/// What was left on one briefing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Record {
    /// Of this record among those that are kept.
    pub number: i64,
    /// By what its briefing is or was known.
    pub known: Vec<Identity>,
    /// Whether it is read.
    pub read: bool,
    /// Whether it has a star.
    pub starred: bool,
    /// Where reading stopped.
    pub stop: Option<Place>,
    /// What letters mark in it; nothing for those that are free again.
    pub marks: BTreeMap<char, Option<Place>>,
}

/// Up to when records are known: of which file, and how many changes of it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Since {
    /// Another file begins anew.
    pub file: u64,
    /// Changes so far.
    pub change: i64,
}

/// Records that were kept, as they are given back.
#[derive(Debug, Clone, Default)]
pub struct Kept {
    /// The records, all or only those that have changed.
    pub records: Vec<Record>,
    /// Whether these are all.
    pub whole: bool,
    /// Up to when they are known now.
    pub since: Since,
    /// What is noted and not among them yet.
    pub noted: Vec<Note>,
}

#[cfg(test)]
mod tests {
    use super::{Identity, Likeness, Place};

    #[test]
    fn a_briefing_is_known_by_what_it_states_then_by_its_text_then_by_its_path() {
        let known = |id, text, path: &str| Identity::new(id, text, path.as_bytes());
        let one = known("", "The ferry is late.", "a/one.md");
        let stated = known("urn:1", "The ferry is late.", "a/one.md");
        for (a, b, expected) in [
            (one, one, Some(Likeness::Same)),
            // Moved; edited; both.
            (
                one,
                known("", "The ferry is late.", "b/two.md"),
                Some(Likeness::Text),
            ),
            (
                one,
                known("", "The ferry is on time.", "a/one.md"),
                Some(Likeness::Path),
            ),
            (one, known("", "The ferry is on time.", "b/two.md"), None),
            // What it states goes before all else.
            (
                stated,
                known("urn:1", "New text.", "b/two.md"),
                Some(Likeness::Id),
            ),
            (
                stated,
                known("urn:2", "The ferry is late.", "a/one.md"),
                None,
            ),
            (stated, one, Some(Likeness::Text)),
            // No text is nobody's text.
            (known("", "", "a"), known("", " ", "b"), None),
        ] {
            assert_eq!(a.likeness(b), expected, "{a:?} {b:?}");
        }
        // The same whatever program is built of this.
        assert_eq!(known("", "a", "").text, 0xaf63_dc4c_8601_ec8c);
    }

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
