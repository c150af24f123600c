//! Where does a paragraph break into lines? First-fit or optimal-fit, at spaces, hyphens and (if wanted) between syllables.
//!
//! Must not know: blocks, pages.

use std::ops::Range;

use hypher::Lang;
use textwrap::core::{Fragment, Word};
use textwrap::wrap_algorithms::{Penalties, wrap_first_fit, wrap_optimal_fit};
use textwrap::{WordSeparator, WordSplitter, word_splitters::split_words};
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use super::{Fit, Manner};
use crate::briefing::Span;

/// Words of fewer letters are not broken between syllables.
const SHORTEST: usize = 6;

/// A line is filled up to the margin only if no gap grows by more cells than this: wider ones tear it apart.
const WIDEST_GAP: usize = 3;

/// A line of a paragraph.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Broken {
    /// Of the body.
    pub span: Span,
    /// Whether it ends within a word.
    pub hyphen: bool,
    /// Cells to add between its words.
    pub stretch: u16,
}

/// How wide the lines are, and how they are broken.
#[derive(Debug, Clone, Copy)]
pub(super) struct Shape {
    /// Cells of the first line, and of the others.
    pub widths: [u16; 2],
    pub manner: Manner,
    pub lang: Option<Lang>,
}

/// What stays in one line: a word, or the part of one before a place where it may be broken. As [`Word`], which measures each
/// piece anew whenever one is cut, however plain it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Piece<'t> {
    text: &'t str,
    /// In cells.
    width: usize,
    /// Whether a space follows. However much space the text has between two words, the line has one cell.
    spaced: bool,
    /// Whether a hyphen is drawn where the line ends with it.
    hyphen: bool,
}

impl<'t> Piece<'t> {
    fn of(word: Word<'t>) -> Piece<'t> {
        Piece {
            text: word.word,
            width: word.width() as usize,
            spaced: !word.whitespace.is_empty(),
            hyphen: !word.penalty.is_empty(),
        }
    }
}

impl Fragment for Piece<'_> {
    fn width(&self) -> f64 {
        self.width as f64
    }

    fn whitespace_width(&self) -> f64 {
        f64::from(u8::from(self.spaced))
    }

    fn penalty_width(&self) -> f64 {
        f64::from(u8::from(self.hyphen))
    }
}

/// Breaks a text without line breaks that begins at byte `at` of the body; an empty one yields one empty line.
pub(super) fn paragraph(text: &str, shape: Shape, at: usize) -> Vec<Broken> {
    let widths = shape.widths.map(|w| usize::from(w.max(1)));
    let pieces = pieces(text, shape, widths[0].min(widths[1]));
    let cells = widths.map(|w| w as f64);
    let first_fit = || wrap_first_fit(&pieces, &cells);
    let rows = match shape.manner.fit {
        Fit::First => first_fit(),
        Fit::Optimal => {
            wrap_optimal_fit(&pieces, &cells, &Penalties::new()).unwrap_or_else(|_| first_fit())
        }
    };
    // A piece is a slice of the text, so its address says where it stands.
    let place = |piece: &str| at + (piece.as_ptr() as usize - text.as_ptr() as usize);
    let last = rows.len().saturating_sub(1);
    let mut lines = Vec::with_capacity(rows.len().max(1));
    for (number, row) in rows.iter().enumerate() {
        if let (Some(first), Some(end)) = (row.first(), row.last()) {
            let room = widths[number.min(1)];
            lines.push(Broken {
                span: Span::new(place(first.text), place(end.text) + end.text.len()),
                hyphen: number < last && end.hyphen,
                stretch: match shape.manner.justify && number < last {
                    true => stretch(row, room),
                    false => 0,
                },
            });
        }
    }
    if lines.is_empty() {
        lines.push(Broken {
            span: Span::new(at, at),
            hyphen: false,
            stretch: 0,
        });
    }
    lines
}

/// Cells that a line lacks to reach the margin; none where that would tear it apart.
fn stretch(row: &[Piece<'_>], room: usize) -> u16 {
    let (last, before) = match row.split_last() {
        Some(parts) => parts,
        None => return 0,
    };
    let gaps = before.iter().filter(|p| p.spaced).count();
    let used: usize = before.iter().map(|p| p.width).sum();
    let used = used + gaps + last.width + usize::from(last.hyphen);
    let missing = room.saturating_sub(used);
    match missing <= gaps * WIDEST_GAP {
        true => missing as u16,
        false => 0,
    }
}

/// The pieces of a text, none wider than that many cells.
fn pieces<'t>(text: &'t str, shape: Shape, width: usize) -> Vec<Piece<'t>> {
    let mut all = found(text.trim());
    if let Some(lang) = shape.lang.filter(|_| shape.manner.hyphenate) {
        let whole = std::mem::take(&mut all);
        for piece in whole {
            match core(piece.text, lang) {
                Some(core) => syllables(piece, core, lang, &mut all),
                None => all.push(piece),
            }
        }
    }
    if all.iter().all(|piece| piece.width <= width) {
        return all;
    }
    let mut out = Vec::with_capacity(all.len() + 1);
    for piece in all {
        if piece.width <= width {
            out.push(piece);
            continue;
        }
        out.extend(Word::from(piece.text).break_apart(width).map(Piece::of));
        if let Some(last) = out.last_mut() {
            (last.spaced, last.hyphen) = (piece.spaced, piece.hyphen);
        }
    }
    out
}

/// The words of UAX 14, and their parts at hyphens. Most are plain and stand between spaces that part them whatever else the text
/// holds: these are taken as they are, which is several times as fast as asking.
fn found(text: &str) -> Vec<Piece<'_>> {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(text.len() / 5);
    let (mut from, mut is_plain) = (0, true);
    for (at, byte) in bytes.iter().enumerate() {
        match byte {
            b' ' if parts(bytes, at) => {
                put(&text[from..=at], is_plain, &mut out);
                (from, is_plain) = (at + 1, true);
            }
            b'.' | b',' | b';' | b':' | b'\'' => {}
            byte => is_plain &= byte.is_ascii_alphanumeric(),
        }
    }
    put(&text[from..], is_plain, &mut out);
    out
}

/// Whether a space parts what is before it from what is after it: rules 13 to 17 of UAX 14 know signs that it does not part.
fn parts(bytes: &[u8], at: usize) -> bool {
    let before = at.checked_sub(1).and_then(|before| bytes.get(before));
    let ends = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b',' | b';' | b':');
    before.is_some_and(ends) && bytes.get(at + 1).is_some_and(u8::is_ascii_alphanumeric)
}

fn put<'t>(piece: &'t str, is_plain: bool, out: &mut Vec<Piece<'t>>) {
    if !is_plain {
        let words = WordSeparator::UnicodeBreakProperties.find_words(piece);
        out.extend(split_words(words, &WordSplitter::HyphenSplitter).map(Piece::of));
        return;
    }
    let text = piece.strip_suffix(' ').unwrap_or(piece);
    if !text.is_empty() {
        out.push(Piece {
            text,
            width: text.len(),
            spaced: text.len() < piece.len(),
            hyphen: false,
        });
    }
}

/// The part of a word that may be broken between syllables: its letters, if they are many. Names are left whole, and so is
/// everything with a digit or a sign in it; German writes all its nouns as others write names.
fn core(word: &str, lang: Lang) -> Option<Range<usize>> {
    let start = word.find(char::is_alphabetic)?;
    let end = start
        + word[start..]
            .trim_end_matches(|c: char| !c.is_alphabetic())
            .len();
    let letters = &word[start..end];
    let is_name = lang != Lang::German && letters.starts_with(char::is_uppercase);
    let plain = letters.chars().all(char::is_alphabetic);
    let long = letters.chars().count() >= SHORTEST;
    (plain && long && !is_name).then_some(start..end)
}

fn syllables<'t>(piece: Piece<'t>, core: Range<usize>, lang: Lang, out: &mut Vec<Piece<'t>>) {
    let (text, mut from, mut at) = (piece.text, 0, core.start);
    for syllable in hypher::hyphenate(&text[core.clone()], lang) {
        at += syllable.len();
        if at < core.end {
            out.push(Piece {
                text: &text[from..at],
                width: text[from..at].width(),
                spaced: false,
                hyphen: true,
            });
            from = at;
        }
    }
    let text = &text[from..];
    let width = text.width();
    out.push(Piece {
        text,
        width,
        ..piece
    });
}

/// Cuts a line whose spaces matter wherever the width ends.
pub(super) fn verbatim(line: &str, width: u16, at: usize) -> Vec<Span> {
    let width = usize::from(width.max(1));
    let mut spans = Vec::new();
    let (mut start, mut cells) = (0, 0);
    for (i, cluster) in line.grapheme_indices(true) {
        let more = cluster.width();
        if cells + more > width && cells > 0 {
            spans.push(Span::new(at + start, at + i));
            (start, cells) = (i, 0);
        }
        cells += more;
    }
    spans.push(Span::new(at + start, at + line.len()));
    spans
}

#[cfg(test)]
mod tests {
    use super::super::flat;
    use super::*;

    fn check(text: &str, width: u16, manner: Manner, expected: &[&str]) {
        let shape = Shape {
            widths: [width; 2],
            manner,
            lang: Some(Lang::English),
        };
        let one_line = text.replace('\n', " ");
        let drawn = |b: &Broken| {
            let hyphen = if b.hyphen { "-" } else { "" };
            let more = match b.stretch {
                0 => String::new(),
                n => format!(" +{n}"),
            };
            format!("{}{hyphen}{more}", flat(&text[b.span.range()]))
        };
        let lines: Vec<String> = paragraph(&one_line, shape, 0).iter().map(drawn).collect();
        assert_eq!(lines, expected, "{text:?} at {width}");
    }

    #[test]
    fn lines_hold_every_word_once_in_order_and_none_is_too_wide() {
        let cases = [
            ("one two  three\nfour", 9, &["one two", "three", "four"][..]),
            (
                "  begins late and ends late  ",
                12,
                &["begins late", "and ends", "late"],
            ),
            ("unbreakablelongword", 8, &["unbreaka", "blelongw", "ord"]),
            ("north-south line", 7, &["north-", "south", "line"]),
            ("日本語の文章です", 6, &["日本語", "の文章", "です"]),
            ("100 km\u{a0}or more", 8, &["100", "km\u{a0}or", "more"]),
            ("", 5, &[""]),
            ("a", 0, &["a"]),
        ];
        for (text, width, expected) in cases {
            check(text, width, Manner::default(), expected);
        }
    }

    proptest::proptest! {
        #[test]
        fn plain_words_are_those_of_uax_14(text in "[ab1 .,;:'\"!?()/{}|%$\\-—“”’…é日\u{a0}\u{2060}\u{301}]{0,40}") {
            let words = WordSeparator::UnicodeBreakProperties.find_words(&text);
            let asked: Vec<Piece<'_>> = split_words(words, &WordSplitter::HyphenSplitter).map(Piece::of).collect();
            proptest::prop_assert_eq!(found(&text), asked);
        }
    }

    #[test]
    fn words_break_between_syllables_only_where_that_is_wanted_and_names_never() {
        let manner = Manner {
            hyphenate: true,
            fit: Fit::First,
            ..Manner::default()
        };
        check("the negotiation", 9, manner, &["the nego-", "tiation"]);
        check("the Negotiation", 9, manner, &["the", "Negotiati", "on"]);
        check("(negotiation)", 8, manner, &["(negoti-", "ation)"]);
        check("negotiation2", 12, manner, &["negotiation2"]);
    }

    #[test]
    fn a_justified_line_reaches_the_margin_but_the_last_and_those_that_would_be_torn() {
        let manner = Manner {
            justify: true,
            fit: Fit::First,
            ..Manner::default()
        };
        check(
            "one two six seven",
            13,
            manner,
            &["one two six +2", "seven"],
        );
        check(
            "a b unbreakableword",
            15,
            manner,
            &["a b", "unbreakableword"],
        );
    }

    #[test]
    fn a_line_of_code_is_cut_where_the_width_ends_and_keeps_its_spaces() {
        let cut = |line: &str, width| {
            let spans = verbatim(line, width, 0);
            spans
                .iter()
                .map(|s| line[s.range()].to_owned())
                .collect::<Vec<_>>()
        };
        assert_eq!(cut("    let x = 1;", 8), ["    let ", "x = 1;"]);
        assert_eq!(cut("", 8), [""]);
        assert_eq!(cut("日本", 1), ["日", "本"]);
    }
}
