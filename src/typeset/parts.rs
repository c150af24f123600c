//! Which parts does a page have? Its blocks, cut so that no part is long to set, in order.
//!
//! Must not know: widths, lines.

use crate::briefing::{Block, BlockKind, Briefing, Span};

/// No part has more bytes than this: a paragraph that does is set piece by piece.
const LONGEST: usize = 16 << 10;

/// A piece is cut within its last so many bytes, where a sentence ends there, or at least a word.
const SEAM: usize = 2 << 10;

/// What a part is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Content {
    /// What stands under the title about the briefing.
    Head,
    /// Text of a block.
    Text {
        block: u32,
        /// Whether the block begins here.
        first: bool,
    },
    /// A row of a table.
    Row { block: u32, table: u32 },
    /// A separator.
    Rule,
    /// So many blocks of a kind that is folded.
    Folded(u32, BlockKind),
}

/// A part of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Part {
    pub content: Content,
    /// Of the body.
    pub span: Span,
    /// Whether a blank line stands above it.
    pub gap: bool,
}

/// The parts of a page, and the first row of each of its tables as an index into the blocks.
pub(super) struct Parts {
    pub all: Vec<Part>,
    pub tables: Vec<u32>,
}

/// Which blocks are shown, and how they are set apart.
#[derive(Debug, Clone, Copy)]
pub(super) struct Choice {
    /// Whether lines that are not of the document are shown.
    pub unfolded: bool,
    /// Whether a blank line parts paragraphs.
    pub spaced: bool,
}

impl Parts {
    pub(super) fn of(briefing: &Briefing, choice: Choice) -> Parts {
        let mut parts = Parts {
            all: Vec::with_capacity(briefing.blocks.len() + 1),
            tables: Vec::new(),
        };
        let mut previous = None;
        if !briefing.blocks.iter().any(|b| b.kind == BlockKind::Title) {
            parts.push(Content::Head, Span::new(0, 0), false);
            previous = Some(BlockKind::Title);
        }
        for (block, number) in briefing.blocks.iter().zip(0..) {
            if block.kind.is_folded() && !choice.unfolded {
                parts.fold(block);
                continue;
            }
            let folded =
                matches!(parts.all.last(), Some(p) if matches!(p.content, Content::Folded(..)));
            let gap = folded || gap(previous, block.kind, choice.spaced);
            let row_of = (previous == Some(BlockKind::Row)).then_some(parts.tables.len());
            previous = Some(block.kind);
            match block.kind {
                BlockKind::Rule => parts.push(Content::Rule, block.span, gap),
                BlockKind::Row => parts.row(number, block.span, gap, row_of),
                _ => parts.text(briefing, block, number, gap),
            }
            if block.kind == BlockKind::Title {
                parts.push(Content::Head, block.span, false);
            }
        }
        parts
    }

    fn push(&mut self, content: Content, span: Span, gap: bool) {
        self.all.push(Part { content, span, gap });
    }

    fn fold(&mut self, block: &Block) {
        match self.all.last_mut() {
            Some(Part {
                content: Content::Folded(blocks, kind),
                span: all,
                ..
            }) if *kind == block.kind => {
                *blocks += 1;
                all.end = block.span.end;
            }
            before => {
                let gap = before.is_some();
                self.push(Content::Folded(1, block.kind), block.span, gap);
            }
        }
    }

    fn row(&mut self, block: u32, span: Span, gap: bool, of: Option<usize>) {
        if of.is_none() || self.tables.is_empty() {
            self.tables.push(block);
        }
        let table = self.tables.len() as u32 - 1;
        self.push(Content::Row { block, table }, span, gap);
    }

    fn text(&mut self, briefing: &Briefing, block: &Block, number: u32, gap: bool) {
        let (start, end) = (block.span.start as usize, block.span.end as usize);
        let mut from = start;
        loop {
            let to = seam(&briefing.body[from..end], block.kind == BlockKind::Code) + from;
            let first = from == start;
            let content = Content::Text {
                block: number,
                first,
            };
            self.push(content, Span::new(from, to), gap && first);
            if to == end {
                return;
            }
            // The space or line break at the seam is shown by the break itself.
            let rest = &briefing.body[to..end];
            from = match block.kind {
                BlockKind::Code => to + usize::from(rest.starts_with('\n')),
                _ => end - rest.trim_start().len(),
            };
            if from == end {
                return;
            }
        }
    }
}

/// Where the first piece of a text ends.
fn seam(text: &str, code: bool) -> usize {
    if text.len() <= LONGEST {
        return text.len();
    }
    let longest = border(text, LONGEST);
    let from = border(text, longest - SEAM);
    let tail = &text[from..longest];
    if code {
        return tail.rfind('\n').map_or(longest, |at| from + at);
    }
    let sentence = tail.rfind(". ").map(|at| at + 1);
    let word = || tail.rfind(char::is_whitespace);
    sentence.or_else(word).map_or(longest, |at| from + at)
}

/// The last border between characters at or before byte `at`.
fn border(text: &str, at: usize) -> usize {
    let borders = (0..=at).rev().find(|i| text.is_char_boundary(*i));
    borders.unwrap_or(0)
}

/// Whether a blank line parts two blocks: always, but between the rows of one list or table, and, if that is wanted, between
/// paragraphs.
fn gap(previous: Option<BlockKind>, next: BlockKind, spaced: bool) -> bool {
    use BlockKind::{Boilerplate, Item, Meta, Paragraph, Row};
    match (previous, next) {
        (None, _) | (Some(Item { .. }), Item { .. }) | (Some(Row), Row) | (Some(Meta), Meta) => {
            false
        }
        (Some(Boilerplate), Boilerplate) => false,
        (Some(Paragraph), Paragraph) => spaced,
        _ => true,
    }
}
