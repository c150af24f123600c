//! How do blocks of text fall into lines of a given width? Lines that keep their place in the body.
//!
//! A page is a [`Flow`]: only the parts that are looked at are set, so that a document of any length opens at once.
//! Invariant: every line is made of spans of the body, in order; hyphens, stretched gaps, indents and blank lines live in the
//! drawn line only.
//! Must not know: colours, panes.

mod breaks;
mod parts;
mod table;

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

use hypher::Lang;
use unicode_width::UnicodeWidthStr;

use crate::briefing::{BlockKind, Briefing, Span};
use breaks::{Shape, paragraph};
use parts::{Choice, Content, Part, Parts};
use table::Columns;

/// Set parts that are kept; more than any screen shows.
const KEPT: usize = 512;

/// The first line of a paragraph is set in by this many cells where no blank lines part paragraphs.
const FIRST_INDENT: u16 = 2;

/// How a line is filled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Fit {
    /// Each with as much as it takes.
    First,
    /// So that all lines of a paragraph are filled alike.
    #[default]
    Optimal,
}

/// The manner in which a page is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Manner {
    /// How lines are filled.
    pub fit: Fit,
    /// Whether lines reach the margin on both sides.
    pub justify: bool,
    /// Whether words are broken between syllables.
    pub hyphenate: bool,
    /// Whether a blank line parts paragraphs; else their first line is set in.
    pub spaced: bool,
}

impl Default for Manner {
    fn default() -> Self {
        Manner {
            fit: Fit::Optimal,
            justify: false,
            hyphenate: false,
            spaced: true,
        }
    }
}

/// A line of the page.
#[derive(Debug, Clone, PartialEq, Eq)]
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
        /// Whether a hyphen is drawn after it.
        hyphen: bool,
        /// Cells to add between its words.
        stretch: u16,
    },
    /// A line of a row of a table: pieces of its cells, each with the column where it begins.
    Cells {
        /// The pieces, from left to right.
        cells: Vec<(u16, Span)>,
        /// The block it is of.
        block: u32,
        /// Whether it is the row that says what the columns are.
        head: bool,
    },
    /// What stands under the title about the briefing: its how manieth line.
    Head(u16),
    /// A dim rule between parts.
    Rule,
    /// Lines that are folded: how many blocks, and what they are.
    Folded(u32, BlockKind),
    /// Nothing.
    Blank,
}

impl Line {
    /// The piece of the body from the first to the last byte that this line shows.
    pub fn span(&self) -> Option<Span> {
        match self {
            Line::Text { span, .. } => Some(*span),
            Line::Cells { cells, .. } => {
                let start = cells.iter().map(|c| c.1.start).min()?;
                let end = cells.iter().map(|c| c.1.end).max()?;
                Some(Span { start, end })
            }
            _ => None,
        }
    }

    /// Whether byte `at` of the body is shown by it.
    fn shows(&self, at: u32) -> bool {
        let in_span = |span: &Span| span.start <= at && at < span.end;
        match self {
            Line::Text { span, .. } => in_span(span),
            Line::Cells { cells, .. } => cells.iter().any(|c| in_span(&c.1)),
            _ => false,
        }
    }
}

/// A line's place in a [`Flow`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Spot {
    part: u32,
    line: u32,
}

/// How a page is set: all that its lines follow from, beside the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sheet {
    /// The longest line, in cells.
    pub width: u16,
    /// How many lines stand under the title about the briefing.
    pub head: u16,
    /// The manner.
    pub manner: Manner,
    /// Whether lines that are not of the document are shown.
    pub unfolded: bool,
}

/// A briefing in lines, of which only those that are asked for are set.
#[derive(Clone)]
pub struct Flow {
    briefing: Arc<Briefing>,
    sheet: Sheet,
    lang: Option<Lang>,
    parts: Vec<Part>,
    tables: Vec<u32>,
    columns: HashMap<u32, Columns>,
    set: HashMap<u32, Arc<[Line]>>,
}

impl std::fmt::Debug for Flow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Flow")
            .field("briefing", &self.briefing.name)
            .field("sheet", &self.sheet)
            .field("parts", &self.parts.len())
            .finish_non_exhaustive()
    }
}

impl Flow {
    /// A briefing on a sheet, in the language of that primary tag. Costs a look at every block, not at every word.
    pub fn new(briefing: Arc<Briefing>, lang: Option<&str>, sheet: Sheet) -> Flow {
        let choice = Choice {
            unfolded: sheet.unfolded,
            spaced: sheet.manner.spaced,
        };
        let Parts { all, tables } = Parts::of(&briefing, choice);
        Flow {
            lang: patterns(lang),
            briefing,
            sheet,
            parts: all,
            tables,
            columns: HashMap::new(),
            set: HashMap::new(),
        }
    }

    /// How it is set.
    pub fn sheet(&self) -> Sheet {
        self.sheet
    }

    /// The lines of a part.
    fn lines(&mut self, part: u32) -> Arc<[Line]> {
        if let Some(lines) = self.set.get(&part) {
            return Arc::clone(lines);
        }
        if self.set.len() >= KEPT {
            self.set.clear();
        }
        let lines: Arc<[Line]> = self.set_part(part).into();
        self.set.insert(part, Arc::clone(&lines));
        lines
    }

    fn set_part(&mut self, number: u32) -> Vec<Line> {
        let Some(part) = self.parts.get(number as usize).copied() else {
            return Vec::new();
        };
        let mut lines = Vec::new();
        if part.gap {
            lines.push(Line::Blank);
        }
        match part.content {
            Content::Head => lines.extend((0..self.sheet.head).map(Line::Head)),
            Content::Rule => lines.push(Line::Rule),
            Content::Folded(blocks, kind) => lines.push(Line::Folded(blocks, kind)),
            Content::Text { block, first } => self.text(block, part.span, first, &mut lines),
            Content::Row { block, table } => self.row(block, part.span, table, &mut lines),
        }
        lines
    }

    fn row(&mut self, block: u32, span: Span, table: u32, lines: &mut Vec<Line>) {
        let first = self.tables[table as usize];
        let (briefing, width) = (&self.briefing, self.sheet.width);
        let columns = self.columns.entry(table);
        let columns = columns.or_insert_with(|| Columns::of(briefing, first, width));
        let is_row = |b: u32| {
            let block = briefing.blocks.get(b as usize);
            block.is_some_and(|b| b.kind == BlockKind::Row)
        };
        let head = block == first && is_row(block + 1);
        match columns.lines(&briefing.body, span) {
            Some(rows) => {
                lines.extend(
                    rows.into_iter()
                        .map(|cells| Line::Cells { cells, block, head }),
                )
            }
            None => self.text(block, span, true, lines),
        }
    }

    fn text(&self, block: u32, span: Span, starts: bool, lines: &mut Vec<Line>) {
        let kind = self.briefing.blocks[block as usize].kind;
        let width = self.sheet.width.max(1);
        let indent = indent(kind).min(width / 2);
        let paragraph_indent = match kind == BlockKind::Paragraph && starts {
            true if !self.sheet.manner.spaced => FIRST_INDENT.min(width / 2),
            _ => 0,
        };
        let text = &self.briefing.body[span.range()];
        let at = span.start as usize;
        if kind == BlockKind::Code {
            return code(text, at, (width - indent, indent), (block, starts), lines);
        }
        // A tab parts the cells of a table that did not fit, and is drawn as three characters.
        let more = 2 * text.matches('\t').count().min(usize::from(width)) as u16;
        let room = (width - indent).saturating_sub(more).max(1);
        let manner = match kind {
            BlockKind::Paragraph
            | BlockKind::Quote
            | BlockKind::Earlier
            | BlockKind::Item { .. } => self.sheet.manner,
            _ => Manner {
                justify: false,
                hyphenate: false,
                ..self.sheet.manner
            },
        };
        let shape = Shape {
            widths: [room.saturating_sub(paragraph_indent).max(1), room],
            manner,
            lang: self.lang,
        };
        let flat = without_breaks(text);
        for (number, line) in paragraph(&flat, shape, at).into_iter().enumerate() {
            let own = if number == 0 { paragraph_indent } else { 0 };
            lines.push(Line::Text {
                span: line.span,
                block,
                indent: indent + own,
                first: starts && number == 0,
                hyphen: line.hyphen,
                stretch: line.stretch,
            });
        }
    }

    /// The lines from `top` on, `height` of them where there are so many.
    pub fn window(&mut self, top: Spot, height: usize) -> Vec<Line> {
        let mut window = Vec::new();
        let (mut part, mut skip) = (top.part, top.line as usize);
        while window.len() < height && (part as usize) < self.parts.len() {
            let lines = self.lines(part);
            let room = height - window.len();
            window.extend(lines.iter().skip(skip).take(room).cloned());
            (part, skip) = (part + 1, 0);
        }
        window
    }

    /// The place `by` lines after `from`, or before it; at most the last line, at least the first.
    pub fn step(&mut self, from: Spot, by: isize) -> Spot {
        let (mut spot, mut left) = (from, by.unsigned_abs());
        if by < 0 {
            while left > spot.line as usize {
                let Some(before) = spot.part.checked_sub(1) else {
                    return Spot::default();
                };
                left -= spot.line as usize;
                // One past its last line.
                spot = Spot {
                    part: before,
                    line: self.lines(before).len() as u32,
                };
            }
            spot.line -= left as u32;
            return spot;
        }
        loop {
            let here = self.lines(spot.part).len();
            let rest = here.saturating_sub(spot.line as usize);
            if left < rest {
                spot.line += left as u32;
                return spot;
            }
            if spot.part as usize + 1 >= self.parts.len() {
                spot.line = here.saturating_sub(1) as u32;
                return spot;
            }
            left -= rest;
            spot = Spot {
                part: spot.part + 1,
                line: 0,
            };
        }
    }

    /// The last line.
    pub fn end(&mut self) -> Spot {
        let Some(part) = self.parts.len().checked_sub(1) else {
            return Spot::default();
        };
        let part = part as u32;
        let line = self.lines(part).len().saturating_sub(1) as u32;
        Spot { part, line }
    }

    /// The lines that lie in a piece of the body, but for empty ones.
    pub fn lines_of(&mut self, piece: Span) -> Vec<Span> {
        let first = self.parts.partition_point(|p| p.span.end <= piece.start);
        let after = self.parts.partition_point(|p| p.span.start < piece.end);
        let mut found = Vec::new();
        for part in first..after {
            let spans = self.lines(part as u32);
            let spans = spans.iter().filter_map(Line::span);
            found.extend(spans.filter(|s| !s.is_empty() && piece.contains(*s)));
        }
        found
    }

    /// Whether byte `at` of the body is in lines that are folded away.
    pub fn is_folded(&self, at: u32) -> bool {
        let part = self.part_of(at).map(|p| self.parts[p]);
        let inside = |p: &Part| matches!(p.content, Content::Folded(..)) && at < p.span.end;
        part.is_some_and(|p| inside(&p))
    }

    /// The last part that begins with text at or before byte `at`.
    fn part_of(&self, at: u32) -> Option<usize> {
        let after = self.parts.partition_point(|p| p.span.start <= at);
        let has_text = |p: &Part| !matches!(p.content, Content::Head | Content::Rule);
        self.parts[..after].iter().rposition(has_text)
    }

    /// The line that shows byte `at` of the body: where none does, the last that begins before it.
    pub fn spot_of(&mut self, at: u32) -> Spot {
        let Some(part) = self.part_of(at) else {
            return Spot::default();
        };
        let lines = self.lines(part as u32);
        let shows = lines.iter().position(|l| l.shows(at));
        let begins = || {
            let starts = |l: &Line| l.span().is_some_and(|s| s.start <= at);
            lines.iter().rposition(starts)
        };
        let line = shows.or_else(begins).unwrap_or(lines.len() - 1) as u32;
        let part = part as u32;
        Spot { part, line }
    }
}

/// The patterns of a language, if there are any; those of English where nothing is known.
fn patterns(tag: Option<&str>) -> Option<Lang> {
    let Some(tag) = tag else {
        return Some(Lang::English);
    };
    let code: [u8; 2] = tag.as_bytes().try_into().ok()?;
    Lang::from_iso(code)
}

fn indent(kind: BlockKind) -> u16 {
    match kind {
        BlockKind::Item { depth, number } => {
            let marker = number.map_or(1, |n| n.to_string().len() as u16 + 1);
            2 * u16::from(depth.min(8)) + marker + 1
        }
        BlockKind::Quote | BlockKind::Earlier | BlockKind::Code => 2,
        _ => 0,
    }
}

/// Text whose line breaks and spaces matter, in `room` cells after `indent`.
fn code(
    text: &str,
    at: usize,
    (room, indent): (u16, u16),
    (block, starts): (u32, bool),
    lines: &mut Vec<Line>,
) {
    let (mut start, mut first) = (at, starts);
    for line in text.split('\n') {
        for span in breaks::verbatim(line, room, start) {
            lines.push(Line::Text {
                span,
                block,
                indent,
                first,
                hyphen: false,
                stretch: 0,
            });
            first = false;
        }
        start += line.len() + 1;
    }
}

/// Breaks a piece of a body into lines of at most `width` cells, whatever blocks it is of.
pub fn lines(body: &str, piece: Span, width: u16) -> Vec<Span> {
    let text = body.get(piece.range()).unwrap_or_default();
    let flat = without_breaks(text);
    broken(&flat, width, piece.start as usize)
}

/// The text with spaces for line breaks and tabs: one byte for one byte, so that offsets stay.
fn without_breaks(text: &str) -> Cow<'_, str> {
    match text.bytes().any(|b| matches!(b, b'\n' | b'\t')) {
        true => Cow::Owned(text.replace(['\n', '\t'], " ")),
        false => Cow::Borrowed(text),
    }
}

fn broken(text: &str, width: u16, at: usize) -> Vec<Span> {
    let shape = Shape {
        widths: [width; 2],
        manner: Manner::default(),
        lang: None,
    };
    let lines = paragraph(text, shape, at).into_iter();
    lines.map(|line| line.span).collect()
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

/// The width of a text in cells.
pub fn width(text: &str) -> usize {
    text.width()
}

/// Breaks a sentence that is of no briefing into lines.
pub fn plain(text: &str, width: u16) -> Vec<String> {
    let lines = broken(text, width, 0).into_iter();
    lines.map(|span| text[span.range()].to_owned()).collect()
}
