//! How does a structured document become a body? Its blocks are opened and closed, its text copied or added, whatever
//! format it came in.
//!
//! Invariant: blocks are in order and none is empty, emphasis lies within the text, runs are true.
//! Must not know: formats, files.

use std::ops::Range;

use super::Parsed;
use super::anchors::Anchors;
use super::places::Runs;
use crate::briefing::{Block, BlockKind, Claim, Inline, Span};
use crate::sanitize;

/// Builds the body of a briefing.
#[derive(Default)]
pub(super) struct Body {
    pub text: String,
    pub runs: Runs,
    pub blocks: Vec<Block>,
    inlines: Vec<Inline>,
    pub title: Option<Claim<String>>,
    anchors: Anchors,
    /// The block that is being written.
    open: Option<(BlockKind, usize)>,
    heading: Option<u8>,
    code: bool,
    row: bool,
    cells: usize,
    quotes: usize,
    /// Numbers of the ordered lists that are open; `None` for bullets.
    lists: Vec<Option<u32>>,
    /// The entry whose first block is still to come.
    item: Option<BlockKind>,
}

impl Body {
    /// Begins with the title that the document states; `at` is the character of the file where it stands word for word.
    pub fn put_title(&mut self, title: &Claim<String>, at: Option<u32>) {
        if let Some(at) = at {
            self.runs.push(0, at, &title.value);
        }
        self.text.push_str(&title.value);
        self.blocks.push(Block {
            kind: BlockKind::Title,
            span: Span::new(0, self.text.len()),
        });
        self.title = Some(title.clone());
    }

    /// What follows is a heading, until [`Body::end_heading`].
    pub fn start_heading(&mut self, level: u8) {
        self.close();
        self.heading = Some(level.clamp(1, 6));
    }

    pub fn end_heading(&mut self) {
        self.close();
        self.heading = None;
    }

    /// What follows is quoted, until [`Body::end_quote`]; quotations may lie in each other.
    pub fn start_quote(&mut self) {
        self.close();
        self.quotes += 1;
    }

    pub fn end_quote(&mut self) {
        self.close();
        self.quotes = self.quotes.saturating_sub(1);
    }

    /// Line breaks and spaces of what follows matter, until [`Body::end_code`].
    pub fn start_code(&mut self) {
        self.close();
        self.code = true;
    }

    pub fn end_code(&mut self) {
        self.close();
        self.code = false;
    }

    pub fn is_code(&self) -> bool {
        // A table within code is a table.
        self.code && !self.row
    }

    /// A list begins; `first` is the number of its first entry if it is ordered.
    pub fn start_list(&mut self, first: Option<u32>) {
        self.close();
        self.lists.push(first);
    }

    pub fn end_list(&mut self) {
        self.close();
        self.lists.pop();
    }

    pub fn start_item(&mut self) {
        self.close();
        let depth = self.lists.len().saturating_sub(1).min(u8::MAX.into()) as u8;
        let number = self.lists.last_mut().and_then(|next| {
            let number = *next;
            *next = next.map(|n| n.saturating_add(1));
            number
        });
        self.item = Some(BlockKind::Item { depth, number });
    }

    pub fn end_item(&mut self) {
        self.close();
        self.item = None;
    }

    pub fn start_row(&mut self) {
        self.close();
        self.row = true;
        self.cells = 0;
        self.begin();
    }

    pub fn end_row(&mut self) {
        self.close();
        self.row = false;
    }

    pub fn is_row(&self) -> bool {
        self.row
    }

    pub fn start_cell(&mut self) {
        self.cells += 1;
        if self.cells > 1 {
            self.begin();
            let trimmed = self.text.trim_end_matches(' ').len();
            self.cut_to(trimmed);
            self.text.push('\t');
        }
    }

    /// A separator between parts.
    pub fn rule(&mut self) {
        self.close();
        self.separate_before(BlockKind::Paragraph);
        let at = self.text.len();
        self.blocks.push(Block {
            kind: BlockKind::Rule,
            span: Span::new(at, at),
        });
    }

    /// A block of clean text, whole; `parts` of it stand in the file.
    pub fn put(&mut self, kind: BlockKind, text: &str, parts: &[(Range<usize>, u32)]) {
        self.close();
        self.separate_before(kind);
        let start = self.text.len();
        for (part, first) in parts {
            self.runs
                .push(start + part.start, *first, &text[part.clone()]);
        }
        self.text.push_str(text);
        self.open = Some((kind, start));
        self.close();
    }

    /// Whether a block is open.
    pub fn is_open(&self) -> bool {
        self.open.is_some()
    }

    /// The text of the block that is open.
    pub fn open_text(&self) -> &str {
        self.open.map_or("", |(_, start)| &self.text[start..])
    }

    /// Takes the block that is open back, with all of its text.
    pub fn take_back(&mut self) {
        if let Some((_, start)) = self.open {
            self.cut_to(start);
            self.close();
        }
    }

    /// Whether nothing has been written to the block that is open, or none is.
    pub fn is_blank(&self) -> bool {
        self.open.is_none_or(|(_, start)| start == self.text.len())
    }

    /// Opens a block if none is.
    pub fn begin(&mut self) {
        if self.open.is_some() {
            return;
        }
        let kind = match (self.heading, self.item.take()) {
            _ if self.row => BlockKind::Row,
            _ if self.code => BlockKind::Code,
            (Some(level), _) => BlockKind::Heading(level),
            (None, Some(item)) => item,
            (None, None) if self.quotes > 0 => BlockKind::Quote,
            (None, None) => BlockKind::Paragraph,
        };
        self.separate_before(kind);
        self.open = Some((kind, self.text.len()));
    }

    /// An empty line between blocks, none between entries and rows.
    fn separate_before(&mut self, kind: BlockKind) {
        let Some(last) = self.blocks.last() else {
            return;
        };
        let tight = match (last.kind, kind) {
            (BlockKind::Item { .. }, BlockKind::Item { .. }) | (BlockKind::Row, BlockKind::Row) => {
                "\n"
            }
            _ => "\n\n",
        };
        self.text.push_str(tight);
    }

    /// Closes the block that is open, without spaces at its end; one that is empty was never there.
    pub fn close(&mut self) {
        let Some((kind, start)) = self.open.take() else {
            return;
        };
        let text = &self.text[start..];
        let len = start
            + if kind == BlockKind::Code {
                text.trim_end_matches('\n').len()
            } else {
                text.trim_end().len()
            };
        if len == start || self.repeats_title(kind, text) {
            self.cut_to(self.blocks.last().map_or(0, |b| b.span.end as usize));
            // An entry that began with nothing has its first block still to come.
            if matches!(kind, BlockKind::Item { .. }) {
                self.item = Some(kind);
            }
            return;
        }
        self.cut_to(len);
        self.blocks.push(Block {
            kind,
            span: Span::new(start, len),
        });
    }

    /// Whether the first heading says again what the title says.
    fn repeats_title(&self, kind: BlockKind, text: &str) -> bool {
        let repeats = |title: &Claim<String>| same_words(&title.value, text);
        matches!(kind, BlockKind::Heading(_))
            && self.blocks.len() == 1
            && self.title.as_ref().is_some_and(repeats)
    }

    /// Takes back what was written past byte `len`.
    pub fn cut_to(&mut self, len: usize) {
        self.text.truncate(len);
        self.runs.truncate(len);
        let len = len as u32;
        // They were noted in the order of their ends.
        let last = self
            .inlines
            .partition_point(|inline| span(inline).end <= len);
        let cut = self
            .inlines
            .split_off(last)
            .into_iter()
            .filter(|inline| span(inline).start < len);
        self.inlines.extend(cut.map(|inline| {
            let span = Span {
                end: len,
                ..span(&inline)
            };
            match inline {
                Inline::Emphasis(_) => Inline::Emphasis(span),
                Inline::Strong(_) => Inline::Strong(span),
                Inline::Code(_) => Inline::Code(span),
                Inline::Link(_, target) => Inline::Link(span, target),
            }
        }));
    }

    /// Text of ours, in no run.
    pub fn add(&mut self, text: &str) {
        self.begin();
        // Most of what is added is plain, word by word.
        match text.bytes().all(|b| (b' '..=b'~').contains(&b)) {
            true => self.text.push_str(text),
            false => self.text.push_str(&sanitize::line(text)),
        }
    }

    /// What was written from byte `start` to byte `end` is emphasised, or a link.
    pub fn note(&mut self, start: usize, end: usize, inline: impl FnOnce(Span) -> Inline) {
        if start < end {
            self.inlines.push(inline(Span::new(start, end)));
        }
    }

    /// What comes next has that name, for links.
    pub fn anchor(&mut self, name: &str) {
        self.anchors.put(name, self.text.len());
    }

    /// The names of its places.
    pub fn take_anchors(&mut self) -> Anchors {
        std::mem::take(&mut self.anchors)
    }

    /// The whole of it.
    pub fn finish(mut self) -> Parsed {
        self.close();
        self.inlines
            .sort_by_key(|inline| (span(inline).start, std::cmp::Reverse(span(inline).end)));
        Parsed {
            title: self.title,
            body: self.text,
            blocks: self.blocks,
            inlines: self.inlines,
            runs: self.runs.into_inner(),
            ..Parsed::default()
        }
    }
}

pub(super) fn span(inline: &Inline) -> Span {
    match inline {
        Inline::Emphasis(span)
        | Inline::Strong(span)
        | Inline::Code(span)
        | Inline::Link(span, _) => *span,
    }
}

/// Whether two texts are the same but for case and spaces.
pub(super) fn same_words(a: &str, b: &str) -> bool {
    let words = |s: &str| {
        s.to_lowercase()
            .split_whitespace()
            .map(str::to_string)
            .collect::<Vec<_>>()
    };
    words(a) == words(b)
}
