//! What does a Markdown file say? Front matter, and the text as it reads: no marks, no markup, blocks and emphasis beside it.
//!
//! Invariant: raw HTML is never interpreted, only its tags are left out; the nesting of the input costs no stack.
//! Must not know: files, encodings.

use std::ops::Range;

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use super::body::Body;
use super::front::{self, Fence, Syntax};
use super::places::Places;
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
        writer
            .body
            .put_title(title, find_in_front(text, fence.as_ref(), &title.value));
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
    body: Body,
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
            body: Body::default(),
            spans: Vec::new(),
            targets: Vec::new(),
            html: html_tags::State::default(),
        }
    }

    fn take(&mut self, event: Event, range: Range<usize>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) => self.copy(&text, range),
            Event::Code(code) => {
                self.body.begin();
                let start = self.body.text.len();
                // The range holds the backticks too.
                let inner = self.clean.text[range.clone()]
                    .find(&*code)
                    .map_or(0..0, |i| range.start + i..range.start + i + code.len());
                self.copy(&code, inner);
                self.body.note(start, self.body.text.len(), Inline::Code);
            }
            Event::SoftBreak | Event::HardBreak => self.line_break(range),
            Event::Rule => self.body.rule(),
            Event::Html(html) => self.html(&html, range),
            Event::InlineHtml(tag) if html_tags::is_break(&tag) => self.line_break(0..0),
            Event::InlineHtml(_) => {}
            Event::FootnoteReference(label) => {
                self.mark();
                self.body.add(&format!("[{label}]"));
                let target = sanitize::line(&format!("#{FOOTNOTE}{label}"));
                self.note_last(|span| Inline::Link(span, target));
            }
            Event::TaskListMarker(done) => self.body.add(if done { "[x] " } else { "[ ] " }),
            Event::InlineMath(text) | Event::DisplayMath(text) => self.copy(&text, range),
        }
    }

    fn start(&mut self, tag: Tag) {
        match tag {
            Tag::Heading { level, .. } => self.body.start_heading(level as u8),
            Tag::BlockQuote(_) => self.body.start_quote(),
            Tag::CodeBlock(_) => self.body.start_code(),
            Tag::List(first) => self
                .body
                .start_list(first.map(|n| n.min(u32::MAX.into()) as u32)),
            Tag::Item => self.body.start_item(),
            Tag::FootnoteDefinition(label) => {
                self.body.close();
                self.body.add(&format!("[{label}] "));
            }
            Tag::TableHead | Tag::TableRow => self.body.start_row(),
            Tag::TableCell => self.body.start_cell(),
            Tag::Emphasis | Tag::Strong | Tag::Strikethrough => self.mark(),
            Tag::Link { dest_url, .. } => {
                self.mark();
                self.targets.push(sanitize::line(&dest_url));
            }
            Tag::Image { .. } => {
                self.body.add("[");
                self.mark();
            }
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Paragraph | TagEnd::HtmlBlock => {
                self.html = html_tags::State::default();
                self.body.close();
            }
            TagEnd::Heading(_) => self.body.end_heading(),
            TagEnd::BlockQuote(_) => self.body.end_quote(),
            TagEnd::CodeBlock => self.body.end_code(),
            TagEnd::List(_) => self.body.end_list(),
            TagEnd::Item => self.body.end_item(),
            TagEnd::TableHead | TagEnd::TableRow => self.body.end_row(),
            TagEnd::FootnoteDefinition => self.body.close(),
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
        let start = self.spans.pop().unwrap_or(self.body.text.len());
        if self.body.text.len() > start {
            self.body.text.push(']');
        } else if self.body.text.ends_with('[') {
            self.body.cut_to(start - 1);
        }
    }

    /// Text that stands at `range` of the cleaned source, or is at least meant by what stands there.
    fn copy(&mut self, text: &str, range: Range<usize>) {
        let lead = if self.body.is_blank() && !self.body.is_code() {
            text.len() - text.trim_start().len()
        } else {
            0
        };
        let (text, start) = (&text[lead..], range.start + lead);
        if text.is_empty() {
            return;
        }
        self.body.begin();
        if self.clean.text.get(start..range.end) != Some(text) {
            // What an entity stands for was not there when the source was cleaned.
            self.body.text.push_str(&sanitize::text(text));
            return;
        }
        for (part, first) in self.places.parts(start..range.end) {
            self.body.runs.push(
                self.body.text.len() + part.start - start,
                first,
                &self.clean.text[part],
            );
        }
        // Tabs were kept for the parser; each is one character, so the runs hold.
        self.body
            .text
            .extend(text.chars().map(|c| if c == '\t' { ' ' } else { c }));
    }

    fn line_break(&mut self, range: Range<usize>) {
        if !self.body.is_open() {
            return;
        }
        match self.clean.text.get(range.clone()) {
            Some("\n") if !self.body.is_row() => self.copy("\n", range),
            _ => self
                .body
                .text
                .push(if self.body.is_row() { ' ' } else { '\n' }),
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
                html_tags::Piece::Break => self.body.close(),
            }
        }
        self.html = state;
    }

    /// Emphasis begins here; the block must be open, or its place would shift.
    fn mark(&mut self) {
        self.body.begin();
        self.spans.push(self.body.text.len());
    }

    fn note_last(&mut self, inline: impl FnOnce(Span) -> Inline) {
        if let Some(start) = self.spans.pop() {
            self.body.note(start, self.body.text.len(), inline);
        }
    }

    fn finish(self, text: &str) -> Parsed {
        let mut parsed = self.body.finish();
        if parsed.title.is_none() {
            let runs = &parsed.runs;
            let line = |at| {
                let run = runs.iter().find(|r| r.0 + r.2 > at);
                let before = run.map_or(0, |r| r.1 as usize);
                1 + text.chars().take(before).filter(|c| *c == '\n').count() as u32
            };
            parsed.title = find_title(&mut parsed.blocks, &parsed.body, 1, line);
        }
        parsed
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
