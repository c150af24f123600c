//! What does the reader write on briefings, passages and entities; and where is a passage by now?
//!
//! A note that is removed is kept as a tombstone, or putting together what two machines have would bring it back.
//! Must not know: where notes are kept, how they are shown.

use std::hash::{BuildHasher as _, Hasher as _, RandomState};
use std::ops::Range;

use super::place::floor;
use super::{Identity, Place};

/// Something that the reader wrote or highlighted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// By what it is known on all machines: random, never 0.
    pub id: u64,
    /// What it is on.
    pub on: On,
    /// The reader's words, on as many lines as they like; none for a mere highlight.
    pub text: String,
    /// What it is on, as that was cited when the note was made: one line.
    pub about: String,
    /// When it was made, in milliseconds since 1970; 0 until it is kept.
    pub made: i64,
    /// Whether it was removed.
    pub gone: bool,
}

impl Note {
    /// A new note.
    pub fn new(on: On, text: String, about: String) -> Note {
        // The system's randomness, as hash maps are seeded with it.
        let id = RandomState::new().build_hasher().finish().max(1);
        Note {
            id,
            on,
            text,
            about,
            made: 0,
            gone: false,
        }
    }
}

/// What a note is on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum On {
    /// A briefing as a whole.
    Briefing(Identity),
    /// Words in a briefing.
    Passage(Identity, Passage),
    /// Somebody or something that briefings mention.
    Entity {
        /// The key of its kind.
        kind: String,
        /// Its name.
        name: String,
    },
}

impl On {
    /// The briefing that it is on, if it is on one.
    pub fn briefing(&self) -> Option<Identity> {
        match self {
            On::Briefing(who) | On::Passage(who, _) => Some(*who),
            On::Entity { .. } => None,
        }
    }
}

/// Words in a text, found again when the text has been edited.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Passage {
    /// Where they begin.
    pub from: Place,
    /// The words.
    pub quote: String,
}

/// Most bytes of a quote; what a longer passage has beyond is not quoted.
pub const MOST_QUOTED: usize = 64 << 10;

/// A beginning or end of so many bytes is told from others like it wherever it is; shorter ones only near their place.
const TELLING: usize = 24;

/// So many bytes farther away than the passage is long is still near.
const NEAR: usize = 256;

impl Passage {
    /// These bytes of a body, from border to border of characters.
    pub fn new(body: &str, range: Range<u32>) -> Passage {
        let from = floor(body, range.start as usize);
        let to = floor(body, (range.end as usize).min(from + MOST_QUOTED)).max(from);
        Passage {
            from: Place::new(body, from as u32),
            quote: body[from..to].to_owned(),
        }
    }

    /// Where it is in a body: where the same words are, nearest to where they were. If they were edited, from where they
    /// began as far as their first or last words can be found again; nowhere if nothing of them is left.
    pub fn find(&self, body: &str) -> Option<Range<u32>> {
        if self.quote.trim().is_empty() {
            return None;
        }
        let from = self.from.found(body).map(|at| at as usize);
        let near = from.unwrap_or(self.from.at as usize);
        let found = match nearest(body, &self.quote, near) {
            Some(at) => at..at + self.quote.len(),
            None => self.edited(body, from, near)?,
        };
        Some(found.start as u32..found.end as u32)
    }

    /// What is left of it, `near` the byte where it should be.
    fn edited(&self, body: &str, from: Option<usize>, near: usize) -> Option<Range<usize>> {
        let reach = self.quote.len() + NEAR;
        let piece = |piece: &str, near: usize| {
            let at = nearest(body, piece, near)?;
            (piece.len() >= TELLING || at.abs_diff(near) <= reach).then_some(at)
        };
        let heads = || heads(&self.quote).find_map(|head| piece(head, near));
        let from = from.or_else(heads);
        let expected = from.unwrap_or(near) + self.quote.len();
        let end = tails(&self.quote).find_map(|tail| {
            let at = piece(tail, expected.saturating_sub(tail.len()))?;
            Some(at + tail.len())
        });
        let found = match (from, end) {
            (Some(from), Some(end)) if from < end && end - from <= self.quote.len() + reach => {
                from..end
            }
            (Some(from), _) => from..from + same_start(&body[from..], &self.quote),
            (None, Some(end)) => end - same_end(&body[..end], &self.quote)..end,
            (None, None) => return None,
        };
        (!body[found.clone()].trim().is_empty()).then_some(found)
    }
}

/// Where some words are in a text, nearest to a byte.
fn nearest(body: &str, words: &str, near: usize) -> Option<usize> {
    if body.get(near..).is_some_and(|b| b.starts_with(words)) {
        return Some(near);
    }
    let all = body.match_indices(words).map(|(at, _)| at);
    all.min_by_key(|at| at.abs_diff(near))
}

/// How much of the two ends of a quote is looked for, in bytes: much first, then less, then a word.
const PIECES: [usize; 3] = [96, 48, TELLING];
/// A shorter word alone tells nothing.
const SHORTEST_WORD: usize = 5;

/// Beginnings of a quote, in whole words.
fn heads(quote: &str) -> impl Iterator<Item = &str> {
    let pieces = PIECES.into_iter().filter(|len| *len < quote.len());
    let pieces = pieces.filter_map(|len| {
        let piece = &quote[..floor(quote, len)];
        let end = piece.rfind(char::is_whitespace)?;
        Some(piece[..end].trim_end())
    });
    let word = quote.split_whitespace().next();
    pieces
        .chain(word)
        .filter(|p| p.trim().len() >= SHORTEST_WORD)
}

/// Ends of a quote, in whole words.
fn tails(quote: &str) -> impl Iterator<Item = &str> {
    let pieces = PIECES.into_iter().filter(|len| *len < quote.len());
    let pieces = pieces.filter_map(|len| {
        let piece = &quote[floor(quote, quote.len() - len)..];
        let at = piece.find(char::is_whitespace)?;
        Some(piece[at..].trim_start())
    });
    let word = quote.split_whitespace().next_back();
    pieces
        .chain(word)
        .filter(|p| p.trim().len() >= SHORTEST_WORD)
}

/// Bytes of the whole words with which two texts both begin.
fn same_start(a: &str, b: &str) -> usize {
    let same = same(a.chars(), b.chars());
    let goes_on = |text: &str| text[same..].starts_with(char::is_alphanumeric);
    let words = &a[..same];
    match goes_on(a) || goes_on(b) {
        true => words
            .trim_end_matches(char::is_alphanumeric)
            .trim_end()
            .len(),
        false => words.trim_end().len(),
    }
}

/// Bytes of the whole words with which two texts both end.
fn same_end(a: &str, b: &str) -> usize {
    let same = same(a.chars().rev(), b.chars().rev());
    let goes_on = |text: &str| text[..text.len() - same].ends_with(char::is_alphanumeric);
    let words = &a[a.len() - same..];
    match goes_on(a) || goes_on(b) {
        true => words
            .trim_start_matches(char::is_alphanumeric)
            .trim_start()
            .len(),
        false => words.trim_start().len(),
    }
}

fn same(a: impl Iterator<Item = char>, b: impl Iterator<Item = char>) -> usize {
    let same = a.zip(b).take_while(|(a, b)| a == b);
    same.map(|(a, _)| a.len_utf8()).sum()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Note, On, Passage};
    use crate::record::Identity;

    fn passage(body: &str, words: &str) -> Passage {
        let at = body.find(words).unwrap_or_default() as u32;
        Passage::new(body, at..at + words.len() as u32)
    }

    #[test]
    fn a_passage_is_found_again_as_far_as_it_is_left() {
        let body = "Long before all this, the mayor spoke of ferries. The ferry to the island is late again today, \
                    says the Gazette, and nobody at the harbour knows why. Nets wait on the quay.";
        let quote = "The ferry to the island is late again today, says the Gazette, and nobody at the harbour knows why.";
        for (was, is, expected) in [
            ("", "", Some(quote)),
            // Elsewhere: the same words.
            ("Long before all this", "A while ago", Some(quote)),
            ("Nets wait on the quay.", "", Some(quote)),
            // Within: from its first words to its last.
            (
                "late again today",
                "early for once",
                Some(
                    "The ferry to the island is early for once, says the Gazette, and nobody at the harbour knows why.",
                ),
            ),
            // Its beginning.
            (
                "The ferry to the island",
                "A boat",
                Some(
                    "A boat is late again today, says the Gazette, and nobody at the harbour knows why.",
                ),
            ),
            // Its end, and all that came after it.
            (
                "says the Gazette, and nobody at the harbour knows why. Nets wait on the quay.",
                "",
                Some("The ferry to the island is late again today,"),
            ),
            // Its beginning, and all that was before it.
            (
                "Long before all this, the mayor spoke of ferries. The ferry to the island is late again today,",
                "",
                Some("says the Gazette, and nobody at the harbour knows why."),
            ),
            // Nothing of it.
            (quote, "", None),
            (body, "Another text altogether.", None),
            (body, "", None),
        ] {
            let now = body.replace(was, is);
            let now = if was.is_empty() { body } else { &now };
            let found = passage(body, quote).find(now);
            let found = found.map(|r| &now[r.start as usize..r.end as usize]);
            assert_eq!(found, expected, "{was} -> {is}");
        }
    }

    #[test]
    fn of_the_same_words_those_are_meant_that_stand_where_they_stood() {
        let verse = |n| format!("Verse {n}\nThe wind is low, the birds will sing.\n");
        let body: String = (1..9).map(verse).collect();
        let at = body.match_indices("the birds").nth(4).map_or(0, |m| m.0) as u32;
        let passage = Passage::new(&body, at..at + 9);
        // Two verses more before it: those around it are where they were.
        let now = format!("{}{}{body}", verse(98), verse(99));
        let found = passage.find(&now).map_or(0, |r| r.start);
        assert_eq!(found - at, 2 * verse(98).len() as u32);
    }

    #[test]
    fn long_quotes_and_none_are_bounded() {
        let body = "é".repeat(100_000);
        let all = Passage::new(&body, 1..u32::MAX);
        assert_eq!((all.from.at, all.quote.len()), (0, super::MOST_QUOTED));
        assert_eq!(Passage::new(&body, 7..7).find(&body), None);
        let backwards = std::ops::Range { start: 9, end: 4 };
        assert_eq!(Passage::new(&body, backwards).quote, "");
    }

    #[test]
    fn notes_have_ids_of_their_own() {
        let on = || On::Briefing(Identity::default());
        let note = || Note::new(on(), String::new(), String::new());
        let (a, b) = (note(), note());
        assert!(a.id != b.id && a.id != 0 && b.id != 0 && !a.gone && a.made == 0);
    }

    /// Words of which each may stand several times.
    fn words(most: usize) -> impl Strategy<Value = Vec<String>> {
        prop::collection::vec("[a-dé]{1,9}", 0..most)
    }

    proptest! {
        #[test]
        fn edits_elsewhere_leave_a_passage_its_words(
            before in words(60), quote in words(30), after in words(60),
            now_before in words(60), now_after in words(60), kept in 0..60_usize,
        ) {
            prop_assume!(!quote.is_empty());
            let [before, quote, after] = [before.join(" "), quote.join(" "), after.join(" ")];
            let body = format!("{before} {quote} {after}");
            let from = before.len() as u32 + 1;
            let passage = Passage::new(&body, from..from + quote.len() as u32);
            let kept = super::floor(&before, kept);
            let now = format!("{}{} {quote} {}", &before[..kept], now_before.join(" "), now_after.join(" "));
            for now in [&now, &format!("{} {body}", now_before.join(" ")), &body] {
                let found = passage.find(now).map(|r| &now[r.start as usize..r.end as usize]);
                prop_assert_eq!(found, Some(quote.as_str()));
            }
            prop_assert_eq!(passage.find(&body), Some(from..from + quote.len() as u32));
        }

        #[test]
        fn in_any_text_a_passage_is_nowhere_or_at_words(body in ".{0,200}", now in ".{0,200}", from in 0..200_u32, to in 0..200_u32) {
            let passage = Passage::new(&body, from..to);
            for now in [&now, &body] {
                if let Some(found) = passage.find(now) {
                    let words = now.get(found.start as usize..found.end as usize);
                    prop_assert!(words.is_some_and(|w| !w.trim().is_empty()));
                }
            }
        }
    }
}
