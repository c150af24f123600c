//! Which words does a text hold, as searches compare them?
//!
//! Invariant: spans are in order, do not overlap, and no word is empty.
//! Must not know: what is searched, and why.

use std::borrow::Cow;
use std::ops::Range;

use unicode_normalization::char::is_combining_mark;

use super::{fold_char, punctuation};

/// Longest word in characters; longer runs of letters (hostile or encoded text) are cut.
const LONGEST_WORD: usize = 200;

/// A word of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word<'a> {
    /// Folded, not stemmed; never empty. Borrowed where the text has it so.
    pub text: Cow<'a, str>,
    /// Its bytes in the text, without a possessive `'s`.
    pub span: Range<usize>,
}

/// The words of a text, in order.
///
/// A scanner of our own, made for searching: a word is a run of letters, digits and marks; apostrophes inside it are dropped
/// (`O'Brien` = `OBrien`) unless they part two words (`l'accord`), and a possessive `'s` is no part of it; letters parted by dots are one word (`U.N.` = `UN`), as are
/// numbers (`1,000` = `1000`, `3.5`); hyphens part words. In scripts written without spaces every character is a word, so that a
/// phrase finds any piece of them.
pub fn words(text: &str) -> impl Iterator<Item = Word<'_>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            at += until_word(&text[at..])?;
            if let Some(word) = plain_word(text, at) {
                at = word.span.end;
                return Some(word);
            }
            let span = at..at + word_len(&text[at..]);
            at = span.end;
            if let Some(word) = fold_word(text, span) {
                return Some(word);
            }
        }
    })
}

/// Bytes before the next letter or digit.
fn until_word(rest: &str) -> Option<usize> {
    let signs = |b: &u8| b.is_ascii() && !b.is_ascii_alphanumeric();
    let skipped = rest.bytes().take_while(signs).count();
    Some(skipped + rest[skipped..].find(char::is_alphanumeric)?)
}

/// The word at `at` if it is one of plain letters and digits that nothing behind it could be a part of, as most are.
fn plain_word(text: &str, at: usize) -> Option<Word<'_>> {
    let rest = &text.as_bytes()[at..];
    let plain = |b: &&u8| b.is_ascii_alphanumeric();
    let len = rest.iter().take_while(plain).count();
    let last = rest.get(len.checked_sub(1)?)?;
    let ends = match rest.get(len) {
        // Of a number, or of initials.
        Some(b'.') => len > 1 && last.is_ascii_alphabetic(),
        Some(b',') => last.is_ascii_alphabetic(),
        Some(b'\'') => false,
        Some(next) => next.is_ascii(),
        None => true,
    };
    let span = at..at + len;
    let raw = text.get(span.clone())?;
    let text = match raw.bytes().any(|b| b.is_ascii_uppercase()) {
        true => Cow::Owned(raw.to_ascii_lowercase()),
        false => Cow::Borrowed(raw),
    };
    (ends && len <= LONGEST_WORD).then_some(Word { text, span })
}

/// Bytes of the word at the start of `rest`, which starts with a letter or digit.
fn word_len(rest: &str) -> usize {
    let initials = initials_len(rest);
    if initials > 0 {
        return initials;
    }
    let mut chars = rest.char_indices().peekable();
    let (mut last, mut taken) = (' ', 0);
    while let Some((at, c)) = chars.next() {
        taken += 1;
        let next = chars.peek().map_or(' ', |n| n.1);
        let inside = if taken > LONGEST_WORD {
            false
        } else if is_unspaced(c) {
            taken == 1
        } else if c.is_alphanumeric() {
            !is_unspaced(last)
        } else if punctuation(c).unwrap_or(c) == '\'' {
            last.is_alphanumeric()
                && next.is_alphabetic()
                && !is_unspaced(next)
                && !is_elided(&rest[..at], next)
        } else if matches!(c, '.' | ',') {
            last.is_ascii_digit() && next.is_ascii_digit()
        } else {
            is_combining_mark(c) || c == '\u{ad}'
        };
        if !inside {
            return at;
        }
        // A mark belongs to the letter before it.
        if !is_combining_mark(c) {
            last = c;
        }
    }
    rest.len()
}

/// Whether an apostrophe stands for a vowel between two words, as in French and Italian: `l'accord`, `d'Ivoire`, `qu'il`; not in
/// `O'Brien`, `don't`.
fn is_elided(before: &str, next: char) -> bool {
    let mut vowel = String::new();
    fold_char(next, &mut vowel);
    let opens = vowel.starts_with(['a', 'e', 'h', 'i', 'o', 'u', 'y']);
    let short = [
        "l", "d", "j", "n", "m", "s", "c", "qu", "dell", "all", "nell", "sull", "dall",
    ];
    opens && short.iter().any(|s| s.eq_ignore_ascii_case(before))
}

/// Bytes of letters each followed by a dot (`U.S.`, `U.S`, `e.g.`) at the start of `rest`; 0 when there are fewer than two.
fn initials_len(rest: &str) -> usize {
    let (mut len, mut letters) = (0, 0);
    loop {
        let mut chars = rest[len..].chars();
        let (letter, dot) = (chars.next(), chars.next());
        let Some(c) = letter.filter(|c| c.is_alphabetic() && !is_unspaced(*c)) else {
            break;
        };
        if dot == Some('.') && letters < LONGEST_WORD {
            len += c.len_utf8() + 1;
            letters += 1;
        } else if letters > 0 && !dot.is_some_and(|d| d.is_alphanumeric() || is_combining_mark(d)) {
            len += c.len_utf8();
            letters += 1;
            break;
        } else {
            break;
        }
    }
    if letters > 1 { len } else { 0 }
}

/// Scripts written without spaces between words: Han, kana, Thai, Lao, Myanmar, Khmer.
fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{2e80}'..='\u{312f}'
        | '\u{3190}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

/// The word in `span`, or nothing when no letter of it is left after folding.
fn fold_word(text: &str, mut span: Range<usize>) -> Option<Word<'_>> {
    let raw = &text[span.clone()];
    let mut folded = String::with_capacity(raw.len());
    for c in raw.chars() {
        fold_char(c, &mut folded);
    }
    if folded.len() > 2 && folded.ends_with("'s") {
        let tail: usize = raw.chars().rev().take(2).map(char::len_utf8).sum();
        span.end -= tail;
        folded.truncate(folded.len() - 2);
    }
    if !folded.bytes().all(|b| b.is_ascii_alphanumeric()) {
        let number = folded.starts_with(|c: char| c.is_ascii_digit());
        folded.retain(|c| !matches!(c, '\'' | ',' | ' ') && (c != '.' || number));
    }
    (!folded.is_empty()).then_some(Word {
        text: Cow::Owned(folded),
        span,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_words(text: &str, expected: &str) {
        let found: Vec<_> = words(text).map(|w| w.text).collect();
        assert_eq!(found.join("|"), expected, "words of {text:?}");
    }

    #[test]
    fn words_are_folded_whatever_the_typography() {
        for (text, expected) in [
            ("Erdoğan’s visit — “official”", "erdogan|visit|official"),
            (
                "L\u{a0}ÉLYSÉE Straße Łódź Ærø",
                "l|elysee|strasse|lodz|aero",
            ),
            ("O'Brien's don’t", "obrien|dont"),
            (
                "L’Élysée, d'Ivoire qu'il N'Djamena",
                "l|elysee|d|ivoire|qu|il|ndjamena",
            ),
            ("the U.S. and U.N.-led, e.g. U.S", "the|us|and|un|led|eg|us"),
            ("plan B. A new one", "plan|b|a|new|one"),
            (
                "1,000 men, 3.5 % on 2013-09-23.",
                "1000|men|3.5|on|2013|09|23",
            ),
            ("Лавров: «Й» Ёлка", "лавров|и|елка"),
            ("北京 talks", "北|京|talks"),
            ("e\u{301}te\u{301} co\u{ad}operate", "ete|cooperate"),
            ("ΟΔΟΣ οδός", "οδοσ|οδοσ"),
            ("", ""),
            ("— … !", ""),
        ] {
            check_words(text, expected);
        }
    }

    /// All words by the rules for any script, without the short way for plain ones.
    fn slowly(text: &str) -> Vec<Word<'_>> {
        let mut found = Vec::new();
        let mut at = 0;
        while let Some(skipped) = text[at..].find(char::is_alphanumeric) {
            let span = at + skipped..at + skipped + word_len(&text[at + skipped..]);
            at = span.end;
            found.extend(fold_word(text, span));
        }
        found
    }

    #[test]
    fn spans_are_of_the_original() {
        let text = "Ünlü’s “Łódź”";
        let found: Vec<_> = words(text).map(|w| &text[w.span]).collect();
        assert_eq!(found, ["Ünlü", "Łódź"]);
    }

    proptest::proptest! {
        #[test]
        fn plain_words_come_out_as_any_others(text in "[ab1é’ '.,\u{301}\u{ad}SÜ\\n-]{0,16}") {
            let found: Vec<_> = words(&text).collect();
            assert_eq!(found, slowly(&text), "{text:?}");
        }
    }
}
