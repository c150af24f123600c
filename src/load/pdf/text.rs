//! What do the pieces of a line say? Their words, in the order in which they are read, and where lines are joined.
//!
//! Must not know: pages, files.

use std::borrow::Cow;
use std::collections::HashSet;

use foldhash::fast::RandomState;

use super::piece::Piece;
use super::rows::Line;

/// Words of a line: text, whether bold, whether italic, whether a space stands before it.
pub(super) struct Word<'p> {
    pub text: Cow<'p, str>,
    pub is_bold: bool,
    pub is_italic: bool,
    pub is_parted: bool,
    pub link: u32,
}

/// The words of some pieces of a line.
pub(super) fn words(pieces: &[Piece]) -> Vec<Word<'_>> {
    let mut before: Option<&Piece> = None;
    let mut words: Vec<Word> = Vec::with_capacity(pieces.len());
    for piece in pieces {
        let is_parted = before.is_some_and(|b| Line::is_parted(b, piece));
        before = Some(piece);
        words.push(Word {
            text: Cow::Borrowed(&piece.text),
            is_bold: piece.is_bold,
            is_italic: piece.is_italic,
            is_parted,
            link: piece.link,
        });
    }
    match runs_left(pieces) {
        true => reversed(words),
        false => words,
    }
}

/// Whether most letters of a line are of scripts that run from right to left.
fn runs_left(pieces: &[Piece]) -> bool {
    if pieces.iter().all(|p| p.text.is_ascii()) {
        return false;
    }
    let letters = || pieces.iter().flat_map(|p| p.text.chars());
    let right = letters().filter(|c| is_rtl(*c)).count();
    right * 2 > letters().filter(|c| c.is_alphabetic()).count()
}

/// Glyphs stand from left to right; what is written from right to left is read backwards, its numbers forwards.
fn reversed(words: Vec<Word<'_>>) -> Vec<Word<'_>> {
    let mut out: Vec<Word> = Vec::with_capacity(words.len());
    let mut is_parted = false;
    for mut word in words.into_iter().rev() {
        if word.text.chars().any(is_rtl) {
            word.text = word.text.chars().rev().collect();
        }
        std::mem::swap(&mut word.is_parted, &mut is_parted);
        out.push(word);
    }
    out
}

fn is_rtl(c: char) -> bool {
    matches!(c, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{feff}')
}

/// The text of a line.
pub(super) fn plain(line: &Line) -> String {
    join(&words(&line.pieces))
}

pub(super) fn join(words: &[Word]) -> String {
    let mut out = String::with_capacity(words.iter().map(|w| w.text.len() + 1).sum());
    for word in words {
        if word.is_parted {
            out.push(' ');
        }
        out.push_str(&word.text);
    }
    out
}

/// How two lines of a paragraph are joined.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Joint {
    /// By a space.
    Space,
    /// By nothing.
    None,
    /// By nothing, and the hyphen before it goes.
    Heal,
}

/// The words of a document, by which hyphens are judged.
#[derive(Default)]
pub(super) struct Vocabulary {
    whole: HashSet<String, RandomState>,
    hyphened: HashSet<String, RandomState>,
}

/// Words that are kept.
const WORDS: usize = 500_000;

impl Vocabulary {
    pub fn add(&mut self, line: &str) {
        for word in line.split_whitespace() {
            if self.whole.len() + self.hyphened.len() > WORDS {
                return;
            }
            let word = word.trim_matches(|c: char| !c.is_alphanumeric());
            let kind = match word.contains('-') {
                true => &mut self.hyphened,
                false => &mut self.whole,
            };
            // Most words were there before, and in these letters.
            if !kind.contains(word) {
                kind.insert(word.to_lowercase());
            }
        }
    }

    /// How a line that ends so goes on with the next.
    pub fn joint(&self, before: &str, next: &str) -> Joint {
        let (Some(last), Some(first)) = (before.chars().last(), next.chars().next()) else {
            return Joint::None;
        };
        let is_dense = |c| matches!(c, '\u{3000}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{ff00}'..='\u{ffef}');
        if is_dense(last) && is_dense(first) {
            return Joint::None;
        }
        if last == '\u{ad}' {
            return Joint::Heal;
        }
        let stem = before.strip_suffix(['-', '\u{2010}']);
        let stem = stem.filter(|s| s.ends_with(char::is_alphabetic));
        let Some(stem) = stem.filter(|_| first.is_alphanumeric()) else {
            return Joint::Space;
        };
        if !first.is_lowercase() {
            return Joint::None;
        }
        let letter = |c: char| c.is_alphanumeric() || c == '-';
        let stem = stem.rsplit(|c| !letter(c)).next().unwrap_or_default();
        let stem = stem.to_lowercase();
        let end = next.find(|c| !letter(c)).unwrap_or(next.len());
        let rest = next[..end].to_lowercase();
        let is_compound = self.hyphened.contains(&format!("{stem}-{rest}"))
            && !self.whole.contains(&format!("{stem}{rest}"));
        if is_compound {
            Joint::None
        } else {
            Joint::Heal
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hyphens_are_healed_unless_the_document_writes_them_elsewhere() {
        let mut known = Vocabulary::default();
        known.add("a well-known and north-east corner, co-operate or cooperate");
        for (before, next, joint) in [
            ("the govern-", "ment has", Joint::Heal),
            ("a well-", "known man", Joint::None),
            ("(the Well-", "known man", Joint::None),
            ("to co-", "operate", Joint::Heal),
            ("the Franco-", "German", Joint::None),
            ("in 2010-", "2011", Joint::Space),
            ("soft\u{ad}", "ware", Joint::Heal),
            ("a dash -", "and", Joint::Space),
            ("中国", "人", Joint::None),
            ("", "", Joint::None),
        ] {
            assert_eq!(known.joint(before, next), joint, "{before} {next}");
        }
    }
}
