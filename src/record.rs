//! What does the reader leave on briefings? Read or not, a star, where reading stopped, lettered marks, tags, notes; and which
//! briefing is meant, however its file is called or edited by then.
//!
//! A briefing is known by three keys: the identity that it states, its text, its path. A record belongs to the briefing that
//! states the record's identity; else to one with the record's text; else to the one at the record's path. So what the reader
//! left survives a file that is moved or renamed (the text is the same), one that is edited (the path is the same), and both at
//! once where the document states who it is. A file that is moved and edited at once, and states nothing, is a new briefing.
//! Two files with the same text are the same briefing unless they state different identities.
//! Must not know: where records are kept, which briefings there are.

mod note;
mod place;

use std::collections::BTreeMap;

use crate::{fold, sanitize};

pub use note::{MOST_QUOTED, Note, On, Passage};
pub use place::Place;

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

    /// The keys that say of a collection whether this briefing was there before: the identity that it states alone; without
    /// one its text and its path.
    pub fn keys(self) -> impl Iterator<Item = u64> {
        let keys = match self.id {
            0 => [self.text, self.path],
            id => [id, 0],
        };
        keys.into_iter().filter(|key| *key != 0)
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

/// The tag that a text of any origin names, as [`fold::tag`] makes it.
pub fn tag(text: &str) -> Option<String> {
    fold::tag(&sanitize::line(text))
}

/// An edit of what the reader left.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Edit {
    /// Briefings are read, or not any more.
    Read(Vec<Identity>, bool),
    /// They are starred, or not any more.
    Star(Vec<Identity>, bool),
    /// Reading stopped here.
    Stop(Identity, Place),
    /// A letter marks a place: a–z in each briefing, A–Z one in all; without a place the letter is free again.
    Mark(char, Identity, Option<Place>),
    /// Briefings have a tag (as [`tag`] makes it), or not any more.
    Tag(String, Vec<Identity>, bool),
    /// A note was written, changed or removed.
    Note(Note),
    /// This session has seen the briefings of a collection, which is named by a string: their [`Identity::keys`], sorted. What
    /// was seen before is forgotten.
    Seen(String, Vec<u64>),
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
    /// Its tags; false for those that it has no more.
    pub tags: BTreeMap<String, bool>,
    /// The notes on it that are not removed, in order of making.
    pub notes: Vec<Note>,
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
    /// Notes on entities, in order of making: those that are not removed, or only those that have changed, removed ones too.
    pub notes: Vec<Note>,
    /// What is noted and not among them yet.
    pub noted: Vec<Edit>,
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may panic")]
mod tests {
    use proptest::prelude::*;

    use super::{Identity, Likeness, tag};

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
    fn a_briefing_is_seen_by_what_it_states_or_by_its_text_and_path() {
        let identity = |id, text, path| Identity { id, text, path };
        for (of, expected) in [
            (identity(1, 2, 3), vec![1]),
            (identity(0, 2, 3), vec![2, 3]),
            (identity(0, 0, 3), vec![3]),
            (identity(0, 0, 0), vec![]),
        ] {
            assert_eq!(of.keys().collect::<Vec<_>>(), expected, "{of:?}");
        }
    }

    #[test]
    fn a_tag_is_words_joined_by_hyphens() {
        let long = "many words ".repeat(20);
        for (typed, expected) in [
            ("  To  Do ", Some("to-do")),
            ("#Zürich", Some("zurich")),
            ("to-do", Some("to-do")),
            ("a\u{1b}[31mred\nline", Some("ared-line")),
            (" \t#- ", None),
            ("", None),
        ] {
            assert_eq!(tag(typed).as_deref(), expected, "{typed:?}");
        }
        let long = tag(&long).unwrap();
        assert_eq!((long.len(), &long[..20]), (64, "many-words-many-word"));
    }

    proptest! {
        #[test]
        fn a_tag_names_itself(typed in any::<String>()) {
            let Some(made) = tag(&typed) else { return Ok(()) };
            prop_assert!(!made.contains(char::is_whitespace) && made.chars().count() <= 64);
            prop_assert_eq!(tag(&made), Some(made));
        }
    }
}
