//! How do blocks of text fall into lines of a given width? Lines that keep their place in the body.
//!
//! Invariant: every line is a span of the body, in order; hyphens, indents and blank lines live in the drawn line only.
//! Must not know: colours, panes, scrolling.

use textwrap::core::break_words;
use textwrap::wrap_algorithms::{Penalties, wrap_first_fit, wrap_optimal_fit};
use textwrap::{WordSeparator, WordSplitter};
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use crate::briefing::{Block, BlockKind, Briefing, Span};

/// Paragraphs longer than this (bytes) are broken line by line; looking ahead over all of them would be felt.
const OPTIMAL_UP_TO: usize = 200_000;

/// A line of the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Line {
    /// Text of a block.
    Text {
        /// The text, as a span of the body; trailing spaces left out. A `\n` inside is drawn as a space.
        span: Span,
        /// The block it is of, as an index into the briefing's blocks.
        block: u32,
        /// Cells to leave free on the left.
        indent: u16,
        /// Whether the block begins here (and a list marker is drawn).
        first: bool,
    },
    /// Source, date and place, under the title.
    Byline,
    /// A dim rule between parts.
    Rule,
    /// Lines that are not part of the document, folded: how many blocks.
    Folded(u32),
    /// Nothing.
    Blank,
}

impl Line {
    /// The first byte of the body that this line shows.
    pub fn start(&self) -> Option<u32> {
        match self {
            Line::Text { span, .. } => Some(span.start),
            _ => None,
        }
    }
}

/// Sets a whole briefing in lines of at most `width` cells.
pub fn typeset(briefing: &Briefing, width: u16) -> Vec<Line> {
    let width = width.max(1);
    let mut lines = Vec::new();
    let mut folded = 0;
    let mut previous: Option<BlockKind> = None;
    if !briefing.blocks.iter().any(|b| b.kind == BlockKind::Title) {
        lines.push(Line::Byline);
        previous = Some(BlockKind::Title);
    }
    for (index, block) in briefing.blocks.iter().enumerate() {
        if block.kind == BlockKind::Boilerplate {
            folded += 1;
            continue;
        }
        flush_folded(&mut lines, &mut folded);
        if gap(previous, block.kind) {
            lines.push(Line::Blank);
        }
        previous = Some(block.kind);
        if block.kind == BlockKind::Rule {
            lines.push(Line::Rule);
            continue;
        }
        set_block(briefing, index as u32, block, width, &mut lines);
        if block.kind == BlockKind::Title {
            lines.push(Line::Byline);
        }
    }
    flush_folded(&mut lines, &mut folded);
    lines
}

fn flush_folded(lines: &mut Vec<Line>, folded: &mut u32) {
    if *folded > 0 {
        if !lines.is_empty() {
            lines.push(Line::Blank);
        }
        lines.push(Line::Folded(*folded));
        *folded = 0;
    }
}

/// Whether a blank line parts two blocks: always, but between the rows of one list or table.
fn gap(previous: Option<BlockKind>, next: BlockKind) -> bool {
    use BlockKind::{Item, Meta, Row};
    !matches!(
        (previous, next),
        (None, _) | (Some(Item { .. }), Item { .. }) | (Some(Row), Row) | (Some(Meta), Meta)
    )
}

fn indent(kind: BlockKind) -> u16 {
    match kind {
        BlockKind::Item { depth, number } => {
            let marker = number.map_or(1, |n| n.to_string().len() as u16 + 1);
            2 * u16::from(depth.min(8)) + marker + 1
        }
        BlockKind::Quote | BlockKind::Code => 2,
        _ => 0,
    }
}

fn set_block(briefing: &Briefing, index: u32, block: &Block, width: u16, lines: &mut Vec<Line>) {
    let indent = indent(block.kind).min(width / 2);
    let mut first = true;
    let mut push = |span: Span| {
        lines.push(Line::Text {
            span,
            block: index,
            indent,
            first,
        });
        first = false;
    };
    let text = &briefing.body[block.span.range()];
    let at = block.span.start as usize;
    if block.kind == BlockKind::Code {
        let mut start = at;
        for line in text.split('\n') {
            cut_line(line, width - indent, start)
                .into_iter()
                .for_each(&mut push);
            start += line.len() + 1;
        }
        return;
    }
    // A tab parts the cells of a table, and is drawn as three characters.
    let more = 2 * text.matches('\t').count() as u16;
    // One byte for one byte, so that offsets stay.
    let flat = text.replace(['\n', '\t'], " ");
    break_line(&flat, (width - indent).saturating_sub(more), at)
        .into_iter()
        .for_each(push);
}

/// Breaks one line of text that begins at byte `at` of the body; an empty text yields one empty span.
fn break_line(text: &str, width: u16, at: usize) -> Vec<Span> {
    let width = usize::from(width.max(1));
    let words = WordSeparator::UnicodeBreakProperties.find_words(text.trim());
    let words = textwrap::word_splitters::split_words(words, &WordSplitter::HyphenSplitter);
    // However much space the text has between two words, the line has one cell.
    let words = words.map(|mut word| {
        word.whitespace = if word.whitespace.is_empty() { "" } else { " " };
        word
    });
    let words = break_words(words, width);
    let widths = [width as f64];
    let rows = if text.len() <= OPTIMAL_UP_TO {
        wrap_optimal_fit(&words, &widths, &Penalties::new())
            .unwrap_or_else(|_| wrap_first_fit(&words, &widths))
    } else {
        wrap_first_fit(&words, &widths)
    };
    // A word is a slice of the text, so its address says where it stands.
    let place = |word: &str| at + (word.as_ptr() as usize - text.as_ptr() as usize);
    let mut spans = Vec::with_capacity(rows.len().max(1));
    for row in rows {
        if let (Some(first), Some(last)) = (row.first(), row.last()) {
            spans.push(Span::new(
                place(first.word),
                place(last.word) + last.word.len(),
            ));
        }
    }
    if spans.is_empty() {
        spans.push(Span::new(at, at));
    }
    spans
}

/// Breaks a piece of a body into lines of at most `width` cells, whatever blocks it is of.
pub fn lines(body: &str, piece: Span, width: u16) -> Vec<Span> {
    let text = body.get(piece.range()).unwrap_or_default();
    let flat = text.replace(['\n', '\t'], " ");
    break_line(&flat, width, piece.start as usize)
}

/// Cuts a line whose spaces matter wherever the width ends.
fn cut_line(line: &str, width: u16, at: usize) -> Vec<Span> {
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

/// A text in one line: every run of spaces and line breaks is one space. No-break spaces stay.
pub fn flat(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split_ascii_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}

/// The index of the line that shows byte `at` of the body: the last text line that begins at or before it.
pub fn line_of(lines: &[Line], at: u32) -> usize {
    let mut found = 0;
    for (i, line) in lines.iter().enumerate() {
        match line.start() {
            Some(start) if start > at => break,
            Some(_) => found = i,
            None => {}
        }
    }
    found
}

/// The width of a text in cells.
pub fn width(text: &str) -> usize {
    text.width()
}

/// Breaks a sentence that is of no briefing into lines.
pub fn plain(text: &str, width: u16) -> Vec<String> {
    break_line(text, width, 0)
        .into_iter()
        .map(|span| text[span.range()].to_owned())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

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
            let flat_text = text.replace('\n', " ");
            let spans = break_line(&flat_text, width, 0);
            let lines: Vec<String> = spans.iter().map(|s| flat(&text[s.range()])).collect();
            assert_eq!(lines, expected, "{text:?} at {width}");
        }
    }

    #[test]
    fn a_line_of_code_is_cut_where_the_width_ends_and_keeps_its_spaces() {
        let cut = |line: &str, width| {
            let spans = cut_line(line, width, 0);
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
