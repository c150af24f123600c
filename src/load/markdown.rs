//! What does a Markdown file say? Front matter, and the text as it reads: no marks, no markup, blocks and emphasis beside it.
//!
//! Invariant: raw HTML is never interpreted, only its tags are left out; the nesting of the input costs no stack.
//! Must not know: files, encodings.

use std::ops::Range;

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use super::front::{self, Fence, Syntax};
use super::places::{Places, Runs};
use super::{Parsed, html_tags, liquid};
use crate::briefing::{Block, BlockKind, Claim, FOOTNOTE, Inline, Span};
use crate::sanitize::{self, Clean};

/// Reads a decoded file.
pub(super) fn parse(text: &str) -> Parsed {
    let mut findings = Vec::new();
    let fence = front::split(text).unwrap_or_else(|finding| {
        findings.push(finding);
        None
    });
    let front = fence
        .as_ref()
        .map(|f| front::read(text, f))
        .unwrap_or_default();
    findings.extend(front.findings);
    let clean = below(text, fence.as_ref());
    let mut writer = Writer::new(&clean);
    if let Some(title) = &front.title {
        writer.put_title(title, find_in_front(text, fence.as_ref(), &title.value));
    }
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS;
    for (event, range) in Parser::new_ext(&clean.text, options).into_offset_iter() {
        writer.take(event, range);
    }
    let mut parsed = writer.finish(text);
    parsed.stated = front.stated;
    parsed.findings = findings;
    parsed
}

/// The text below the front matter, cleaned, its runs counted from the beginning of the file.
fn below(text: &str, fence: Option<&Fence>) -> Clean {
    let after = fence.map_or(0, |f| f.after);
    let mut clean = sanitize::mapped_with_tabs(&text[after..]);
    let before = text[..after].chars().count() as u32;
    for run in &mut clean.runs {
        run.1 += before;
    }
    // Blogs that write YAML are built by template engines.
    match fence {
        Some(f) if f.syntax == Syntax::Yaml => liquid::strip(clean),
        _ => clean,
    }
}

/// The character of the file at which the front matter gives `title` word for word.
fn find_in_front(text: &str, fence: Option<&Fence>, title: &str) -> Option<u32> {
    let inner = fence?.inner.clone();
    let at = inner.start + text[inner].find(title)?;
    Some(text[..at].chars().count() as u32)
}

/// Builds the body from events.
struct Writer<'a> {
    clean: &'a Clean,
    places: Places<'a>,
    body: String,
    runs: Runs,
    blocks: Vec<Block>,
    inlines: Vec<Inline>,
    title: Option<Claim<String>>,
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
    /// Where emphasis and links began.
    spans: Vec<usize>,
    targets: Vec<String>,
    html: html_tags::State,
}

impl<'a> Writer<'a> {
    fn new(clean: &'a Clean) -> Self {
        Self {
            clean,
            places: Places::new(clean),
            body: String::with_capacity(clean.text.len()),
            runs: Runs::default(),
            blocks: Vec::new(),
            inlines: Vec::new(),
            title: None,
            open: None,
            heading: None,
            code: false,
            row: false,
            cells: 0,
            quotes: 0,
            lists: Vec::new(),
            item: None,
            spans: Vec::new(),
            targets: Vec::new(),
            html: html_tags::State::default(),
        }
    }

    fn put_title(&mut self, title: &Claim<String>, at: Option<u32>) {
        if let Some(at) = at {
            self.runs.push(0, at, &title.value);
        }
        self.body.push_str(&title.value);
        self.blocks.push(Block {
            kind: BlockKind::Title,
            span: Span::new(0, self.body.len()),
        });
        self.title = Some(title.clone());
    }

    fn take(&mut self, event: Event, range: Range<usize>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) => self.copy(&text, range),
            Event::Code(code) => {
                self.begin();
                let start = self.body.len();
                // The range holds the backticks too.
                let inner = self.clean.text[range.clone()]
                    .find(&*code)
                    .map_or(0..0, |i| range.start + i..range.start + i + code.len());
                self.copy(&code, inner);
                self.note(start, Inline::Code);
            }
            Event::SoftBreak | Event::HardBreak => self.line_break(range),
            Event::Rule => {
                self.close();
                self.separate();
                let at = self.body.len();
                self.blocks.push(Block {
                    kind: BlockKind::Rule,
                    span: Span::new(at, at),
                });
            }
            Event::Html(html) => self.html(&html, range),
            Event::InlineHtml(tag) if html_tags::is_break(&tag) => self.line_break(0..0),
            Event::InlineHtml(_) => {}
            Event::FootnoteReference(label) => {
                self.mark();
                self.add(&format!("[{label}]"));
                let target = sanitize::line(&format!("#{FOOTNOTE}{label}"));
                self.note_last(|span| Inline::Link(span, target));
            }
            Event::TaskListMarker(done) => self.add(if done { "[x] " } else { "[ ] " }),
            Event::InlineMath(text) | Event::DisplayMath(text) => self.copy(&text, range),
        }
    }

    fn start(&mut self, tag: Tag) {
        match tag {
            Tag::Heading { level, .. } => {
                self.close();
                self.heading = Some(level as u8);
            }
            Tag::BlockQuote(_) => {
                self.close();
                self.quotes += 1;
            }
            Tag::CodeBlock(_) => {
                self.close();
                self.code = true;
            }
            Tag::List(first) => {
                self.close();
                self.lists
                    .push(first.map(|n| n.min(u32::MAX.into()) as u32));
            }
            Tag::Item => {
                self.close();
                let depth = self.lists.len().saturating_sub(1).min(u8::MAX.into()) as u8;
                let number = self.lists.last_mut().and_then(|next| {
                    let number = *next;
                    *next = next.map(|n| n.saturating_add(1));
                    number
                });
                self.item = Some(BlockKind::Item { depth, number });
            }
            Tag::FootnoteDefinition(label) => {
                self.close();
                self.add(&format!("[{label}] "));
            }
            Tag::TableHead | Tag::TableRow => {
                self.close();
                self.row = true;
                self.cells = 0;
                self.begin();
            }
            Tag::TableCell => {
                self.cells += 1;
                if self.cells > 1 {
                    self.body.push('\t');
                }
            }
            Tag::Emphasis | Tag::Strong | Tag::Strikethrough => self.mark(),
            Tag::Link { dest_url, .. } => {
                self.mark();
                self.targets.push(sanitize::line(&dest_url));
            }
            Tag::Image { .. } => {
                self.add("[");
                self.mark();
            }
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Paragraph | TagEnd::HtmlBlock => {
                self.html = html_tags::State::default();
                self.close();
            }
            TagEnd::Heading(_) => {
                self.close();
                self.heading = None;
            }
            TagEnd::BlockQuote(_) => {
                self.close();
                self.quotes = self.quotes.saturating_sub(1);
            }
            TagEnd::CodeBlock => {
                self.close();
                self.code = false;
            }
            TagEnd::List(_) => {
                self.close();
                self.lists.pop();
            }
            TagEnd::Item => {
                self.close();
                self.item = None;
            }
            TagEnd::TableHead | TagEnd::TableRow => {
                self.close();
                self.row = false;
            }
            TagEnd::FootnoteDefinition => self.close(),
            TagEnd::Emphasis => self.note_last(Inline::Emphasis),
            TagEnd::Strong => self.note_last(Inline::Strong),
            TagEnd::Strikethrough => drop(self.spans.pop()),
            TagEnd::Link => {
                let target = self.targets.pop().unwrap_or_default();
                self.note_last(|span| Inline::Link(span, target));
            }
            TagEnd::Image => self.end_image(),
            _ => {}
        }
    }

    /// A picture without a description is not shown at all.
    fn end_image(&mut self) {
        let start = self.spans.pop().unwrap_or(self.body.len());
        if self.body.len() > start {
            self.body.push(']');
        } else if self.body.ends_with('[') {
            self.cut_to(start - 1);
        }
    }

    /// Opens a block if none is.
    fn begin(&mut self) {
        if self.open.is_some() {
            return;
        }
        let kind = match (self.heading, self.item.take()) {
            _ if self.code => BlockKind::Code,
            _ if self.row => BlockKind::Row,
            (Some(level), _) => BlockKind::Heading(level),
            (None, Some(item)) => item,
            (None, None) if self.quotes > 0 => BlockKind::Quote,
            (None, None) => BlockKind::Paragraph,
        };
        self.separate_before(kind);
        self.open = Some((kind, self.body.len()));
    }

    fn separate(&mut self) {
        self.separate_before(BlockKind::Paragraph);
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
        self.body.push_str(tight);
    }

    /// Closes the block that is open, without spaces at its end; one that is empty was never there.
    fn close(&mut self) {
        let Some((kind, start)) = self.open.take() else {
            return;
        };
        let text = &self.body[start..];
        let len = start
            + if kind == BlockKind::Code {
                text.trim_end_matches('\n').len()
            } else {
                text.trim_end().len()
            };
        let repeats =
            |title: &Claim<String>| kind == BlockKind::Heading(1) && same_words(&title.value, text);
        if len == start || self.blocks.len() == 1 && self.title.as_ref().is_some_and(repeats) {
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

    fn cut_to(&mut self, len: usize) {
        self.body.truncate(len);
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

    /// Text that stands at `range` of the cleaned source, or is at least meant by what stands there.
    fn copy(&mut self, text: &str, range: Range<usize>) {
        let blank = self.open.is_none_or(|(_, start)| start == self.body.len());
        let lead = if blank && !self.code {
            text.len() - text.trim_start().len()
        } else {
            0
        };
        let (text, start) = (&text[lead..], range.start + lead);
        if text.is_empty() {
            return;
        }
        self.begin();
        if self.clean.text.get(start..range.end) != Some(text) {
            // What an entity stands for was not there when the source was cleaned.
            self.body.push_str(&sanitize::text(text));
            return;
        }
        for (part, first) in self.places.parts(start..range.end) {
            self.runs.push(
                self.body.len() + part.start - start,
                first,
                &self.clean.text[part],
            );
        }
        // Tabs were kept for the parser; each is one character, so the runs hold.
        self.body
            .extend(text.chars().map(|c| if c == '\t' { ' ' } else { c }));
    }

    /// Text of ours, in no run.
    fn add(&mut self, text: &str) {
        self.begin();
        self.body.push_str(&sanitize::line(text));
    }

    fn line_break(&mut self, range: Range<usize>) {
        if self.open.is_none() {
            return;
        }
        match self.clean.text.get(range.clone()) {
            Some("\n") if !self.row => self.copy("\n", range),
            _ => self.body.push(if self.row { ' ' } else { '\n' }),
        }
    }

    fn html(&mut self, html: &str, range: Range<usize>) {
        let mut state = std::mem::take(&mut self.html);
        for piece in state.read(html) {
            match piece {
                html_tags::Piece::Text(part) => self.copy(
                    &html[part.clone()],
                    range.start + part.start..range.start + part.end,
                ),
                html_tags::Piece::Entity(text) => self.copy(&text, 0..0),
                html_tags::Piece::Break => self.close(),
            }
        }
        self.html = state;
    }

    /// Emphasis begins here; the block must be open, or its place would shift.
    fn mark(&mut self) {
        self.begin();
        self.spans.push(self.body.len());
    }

    fn note_last(&mut self, inline: impl FnOnce(Span) -> Inline) {
        if let Some(start) = self.spans.pop() {
            self.note(start, inline);
        }
    }

    fn note(&mut self, start: usize, inline: impl FnOnce(Span) -> Inline) {
        if start < self.body.len() {
            self.inlines.push(inline(Span::new(start, self.body.len())));
        }
    }

    fn finish(mut self, text: &str) -> Parsed {
        self.close();
        self.inlines
            .sort_by_key(|inline| (span(inline).start, std::cmp::Reverse(span(inline).end)));
        let runs = self.runs.into_inner();
        if self.title.is_none() {
            let line = |at| {
                let run = runs.iter().find(|r| r.0 + r.2 > at);
                let before = run.map_or(0, |r| r.1 as usize);
                1 + text.chars().take(before).filter(|c| *c == '\n').count() as u32
            };
            self.title = find_title(&mut self.blocks, &self.body, 1, line);
        }
        Parsed {
            title: self.title,
            body: self.body,
            blocks: self.blocks,
            inlines: self.inlines,
            runs,
            ..Parsed::default()
        }
    }
}

/// Without a stated title the first heading is it, if its level is `deepest` at most and only what is no text comes before.
/// `line` tells the line of the file that holds a byte of the body.
pub(super) fn find_title(
    blocks: &mut [Block],
    body: &str,
    deepest: u8,
    line: impl Fn(u32) -> u32,
) -> Option<Claim<String>> {
    let aside = |k| matches!(k, BlockKind::Rule | BlockKind::Boilerplate);
    let block = blocks.iter_mut().find(|b| !aside(b.kind))?;
    if !matches!(block.kind, BlockKind::Heading(level) if level <= deepest) {
        return None;
    }
    block.kind = BlockKind::Title;
    let words: Vec<&str> = body[block.span.range()].split_whitespace().collect();
    let evidence = format!("line {}: the first heading", line(block.span.start));
    Some(Claim::inferred(words.join(" "), 95, evidence))
}

fn span(inline: &Inline) -> Span {
    match inline {
        Inline::Emphasis(span)
        | Inline::Strong(span)
        | Inline::Code(span)
        | Inline::Link(span, _) => *span,
    }
}

fn same_words(a: &str, b: &str) -> bool {
    let words = |s: &str| {
        s.to_lowercase()
            .split_whitespace()
            .map(str::to_string)
            .collect::<Vec<_>>()
    };
    words(a) == words(b)
}
