//! How does a part of a web page read? Its elements as blocks and emphasis, its text as it stands.
//!
//! Invariant: nothing is loaded or run; nesting costs no stack; every text is cleaned before it is in the body.
//! Must not know: which part of the page is the article.

use std::collections::VecDeque;
use std::ops::Range;

use dom_query::{NodeData, NodeRef};

use crate::briefing::{Inline, Span};
use crate::load::body::Body;
use crate::load::refind::Finder;
use crate::sanitize;

/// Writes what lies within `root` to the end of `body`. `whole` pages have parts that are no text.
pub(super) fn render(root: &NodeRef, body: &mut Body, places: &mut Finder, whole: bool) {
    let mut writer = Writer {
        body,
        places,
        whole,
        marks: Vec::new(),
        layouts: 0,
    };
    let Some(mut node) = root.first_child() else {
        return;
    };
    loop {
        let inner = writer.enter(&node).then(|| node.first_child()).flatten();
        if let Some(child) = inner {
            node = child;
            continue;
        }
        loop {
            writer.leave(&node);
            if let Some(next) = node.next_sibling() {
                node = next;
                break;
            }
            match node.parent() {
                Some(parent) if parent.id != root.id => node = parent,
                _ => {
                    writer.close();
                    return;
                }
            }
        }
    }
}

/// Emphasis that is open.
struct Mark {
    kind: MarkKind,
    /// Where its text begins in the block that is open.
    start: Option<usize>,
}

enum MarkKind {
    Emphasis,
    Strong,
    Code,
    Link(String),
}

struct Writer<'b, 'p, 's> {
    body: &'b mut Body,
    places: &'p mut Finder<'s>,
    whole: bool,
    marks: Vec<Mark>,
    /// How many tables are open that are no more than a way to lay out a page.
    layouts: usize,
}

/// What an element is to a reader.
enum Role {
    Hidden,
    Block,
    Heading(u8),
    Quote,
    Code,
    List,
    Item,
    Table,
    Row,
    Cell,
    Caption,
    Break,
    Rule,
    Mark,
    Inline,
}

fn role(name: &str, whole: bool) -> Role {
    match name {
        "script" | "style" | "template" | "noscript" | "svg" | "iframe" | "object" | "embed"
        | "video" | "audio" | "canvas" | "select" | "button" | "textarea" | "input" | "head"
        | "title" | "datalist" | "dialog" | "map" => Role::Hidden,
        "nav" | "footer" | "aside" | "menu" if whole => Role::Hidden,
        "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => Role::Heading(name.as_bytes()[1] - b'0'),
        "blockquote" => Role::Quote,
        "pre" | "listing" | "xmp" => Role::Code,
        "ul" | "ol" | "menu" | "dir" => Role::List,
        "li" => Role::Item,
        "table" => Role::Table,
        "tr" => Role::Row,
        "td" | "th" => Role::Cell,
        "figcaption" | "caption" => Role::Caption,
        "br" => Role::Break,
        "hr" => Role::Rule,
        "em" | "i" | "cite" | "dfn" | "var" | "strong" | "b" | "code" | "kbd" | "samp" | "tt"
        | "a" => Role::Mark,
        "p" | "div" | "section" | "article" | "main" | "header" | "footer" | "nav" | "aside"
        | "figure" | "address" | "center" | "dl" | "dt" | "dd" | "details" | "summary" | "form"
        | "fieldset" | "legend" | "hgroup" | "thead" | "tbody" | "tfoot" | "body" | "html"
        | "option" | "search" => Role::Block,
        _ => Role::Inline,
    }
}

impl Writer<'_, '_, '_> {
    /// Begins with a node; whether what lies in it is to be read.
    fn enter(&mut self, node: &NodeRef) -> bool {
        if node.is_text() {
            let text = node.query(|n| match &n.data {
                NodeData::Text { contents } => Some(contents.clone()),
                _ => None,
            });
            if let Some(text) = text.flatten() {
                self.write(&text);
            }
            return false;
        }
        let Some(role) = self.role(node) else {
            return false;
        };
        match role {
            Role::Hidden => return false,
            Role::Break => self.line_break(),
            Role::Mark => self.mark(node),
            Role::Inline => {}
            Role::Rule => {
                self.close();
                self.body.rule();
            }
            // A row is one block, whatever its cells hold.
            _ if self.body.is_row() => {
                if matches!(role, Role::Cell) {
                    self.forget_marks();
                    self.body.start_cell();
                } else {
                    self.space();
                }
            }
            role => {
                self.close();
                self.open(node, role);
            }
        }
        true
    }

    fn role(&self, node: &NodeRef) -> Option<Role> {
        let name = node.qual_name_ref()?;
        if self.whole && is_hidden(node) {
            return Some(Role::Hidden);
        }
        Some(role(&name.local, self.whole))
    }

    fn open(&mut self, node: &NodeRef, role: Role) {
        match role {
            Role::Heading(level) => self.body.start_heading(level),
            Role::Quote => self.body.start_quote(),
            Role::Code => self.body.start_code(),
            Role::List => {
                let start = node.attr("start").and_then(|s| s.trim().parse().ok());
                let is_ordered = node.has_name("ol");
                self.body.start_list(is_ordered.then(|| start.unwrap_or(1)));
            }
            Role::Item => self.body.start_item(),
            Role::Table if is_layout(node) => self.layouts += 1,
            Role::Row if self.layouts == 0 => self.body.start_row(),
            Role::Caption => self.marks.push(Mark {
                kind: MarkKind::Emphasis,
                start: None,
            }),
            _ => {}
        }
    }

    /// Ends with a node.
    fn leave(&mut self, node: &NodeRef) {
        let Some(role) = self.role(node) else {
            return;
        };
        match role {
            Role::Hidden | Role::Break | Role::Inline | Role::Rule => {}
            Role::Mark => {
                self.note_marks(self.marks.len().saturating_sub(1));
                self.marks.pop();
            }
            Role::Row if self.layouts == 0 => {
                self.note_marks(0);
                self.body.end_row();
            }
            _ if self.body.is_row() => self.space(),
            role => {
                self.close();
                self.end(node, role);
            }
        }
    }

    fn end(&mut self, node: &NodeRef, role: Role) {
        match role {
            Role::Heading(_) => self.body.end_heading(),
            Role::Quote => self.body.end_quote(),
            Role::Code => self.body.end_code(),
            Role::List => self.body.end_list(),
            Role::Item => self.body.end_item(),
            Role::Table if is_layout(node) => self.layouts = self.layouts.saturating_sub(1),
            Role::Caption => drop(self.marks.pop()),
            _ => {}
        }
    }

    fn close(&mut self) {
        self.note_marks(0);
        self.body.close();
    }

    fn mark(&mut self, node: &NodeRef) {
        let name = node.node_name().unwrap_or_default();
        let kind = match &*name {
            "strong" | "b" => MarkKind::Strong,
            "code" | "kbd" | "samp" | "tt" => MarkKind::Code,
            "a" => MarkKind::Link(target(&node.attr_or("href", ""))),
            _ => MarkKind::Emphasis,
        };
        self.marks.push(Mark { kind, start: None });
    }

    /// Notes what is emphasised so far by the marks from `first` on; they go on in the next block.
    fn note_marks(&mut self, first: usize) {
        let end = self.body.text.trim_end().len();
        for mark in self.marks[first..].iter_mut().rev() {
            let Some(start) = mark.start.take().filter(|start| *start < end) else {
                continue;
            };
            match &mark.kind {
                MarkKind::Emphasis => self.body.note(start, end, Inline::Emphasis),
                MarkKind::Strong => self.body.note(start, end, Inline::Strong),
                MarkKind::Code if self.body.is_code() => {}
                MarkKind::Code => self.body.note(start, end, Inline::Code),
                MarkKind::Link(target) if target.is_empty() => {}
                MarkKind::Link(target) => {
                    let target = target.clone();
                    self.body
                        .note(start, end, |span: Span| Inline::Link(span, target));
                }
            }
        }
    }

    fn forget_marks(&mut self) {
        self.note_marks(0);
    }

    fn line_break(&mut self) {
        if self.body.is_open() && !self.body.is_blank() {
            let trimmed = self.body.text.trim_end_matches(' ').len();
            if !self.body.is_row() && !self.body.is_code() {
                self.body.cut_to(trimmed);
            }
            self.body
                .text
                .push(if self.body.is_row() { ' ' } else { '\n' });
        }
    }

    /// One space between words, none at the beginning of a block or a line.
    fn space(&mut self) {
        if self.body.is_open()
            && !self.body.is_blank()
            && !self.body.text.ends_with([' ', '\n', '\t'])
        {
            self.body.text.push(' ');
        }
    }

    fn write(&mut self, text: &str) {
        let is_blank = text.trim_matches(is_space).is_empty();
        if is_blank && !self.body.is_code() {
            self.space();
            return;
        }
        let clean = sanitize::mapped_with_tabs(text);
        // What had to be cleaned is not found again, which only costs its place.
        let parts = if clean.text == text {
            self.places.parts(text.trim_matches(is_space))
        } else {
            Vec::new()
        };
        let text = clean.text.as_str();
        let lead = text.len() - text.trim_start_matches(is_space).len();
        let mut copy = Copy {
            text,
            parts: parts
                .into_iter()
                .map(|(part, first)| (part.start + lead..part.end + lead, first))
                .collect(),
        };
        let mut at = 0;
        for word in words(text, self.body.is_code()) {
            let range = at..at + word.len();
            at = range.end;
            let offset;
            if !self.body.is_code() && word.starts_with(is_space) {
                offset = self.body.text.len();
                self.space();
                // One space for several stands for none of them.
                if self.body.text.len() == offset || word.len() > 1 {
                    continue;
                }
            } else {
                self.begin();
                offset = self.body.text.len();
                let plain = |c| if c == '\t' { ' ' } else { c };
                self.body.text.extend(word.chars().map(plain));
            }
            copy.note(range, offset, self.body);
        }
    }

    /// The block and the emphasis that the next word is in.
    fn begin(&mut self) {
        self.body.begin();
        let at = self.body.text.len();
        for mark in &mut self.marks {
            mark.start.get_or_insert(at);
        }
    }
}

/// A text of the page and where its parts stand in the source.
struct Copy<'t> {
    text: &'t str,
    parts: VecDeque<(Range<usize>, u32)>,
}

impl Copy<'_> {
    /// Notes that `range` of the text was copied to byte `offset` of the body. Asked from left to right.
    fn note(&mut self, range: Range<usize>, offset: usize, body: &mut Body) {
        while let Some((part, first)) = self.parts.front_mut() {
            if part.start >= range.end {
                return;
            }
            let from = part.start.max(range.start);
            let to = part.end.min(range.end);
            if from < to {
                *first += self.text[part.start..from].chars().count() as u32;
                part.start = from;
                let at = offset + from - range.start;
                body.runs.push(at, *first, &self.text[from..to]);
            }
            if part.end > range.end {
                return;
            }
            self.parts.pop_front();
        }
    }
}

/// Words and what parts them, in turn; code is one piece.
fn words(text: &str, is_code: bool) -> Vec<&str> {
    if is_code {
        return vec![text];
    }
    let mut words = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let kind = is_space(first);
        let end = rest.find(|c| is_space(c) != kind).unwrap_or(rest.len());
        let (word, tail) = rest.split_at(end);
        words.push(word);
        rest = tail;
    }
    words
}

/// What HTML takes for a space; a no-break space is none.
fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\r' | '\u{c}')
}

/// Whether the page itself does not show it.
fn is_hidden(node: &NodeRef) -> bool {
    let style = node.attr("style").map(|s| s.to_ascii_lowercase());
    let style: Option<String> = style.map(|s| s.split_whitespace().collect());
    node.has_attr("hidden")
        || style.is_some_and(|s| s.contains("display:none") || s.contains("visibility:hidden"))
}

/// Whether a table only lays out the page: it holds other tables or whole texts, or has one column or one row.
fn is_layout(table: &NodeRef) -> bool {
    let (mut columns, mut in_row, mut rows, mut has_heads) = (0, 0, 0, false);
    for node in table.descendants_it() {
        let Some(name) = node.qual_name_ref() else {
            continue;
        };
        match &*name.local {
            "table" | "blockquote" | "pre" | "h1" | "h2" | "h3" | "article" | "figure" => {
                return true;
            }
            "tr" => {
                in_row = 0;
                rows += 1;
            }
            "td" | "th" => {
                has_heads |= &*name.local == "th";
                in_row += 1;
                columns = columns.max(in_row);
            }
            _ => {}
        }
    }
    columns < 2 || rows < 2 && !has_heads
}

/// The target of a link, if following it is of any use outside a browser.
pub(in crate::load) fn target(href: &str) -> String {
    let target = sanitize::line(href.trim());
    let scheme = target.split_once(':').map(|(s, _)| s.to_ascii_lowercase());
    match scheme.as_deref() {
        Some("javascript" | "data" | "vbscript" | "blob" | "file") => String::new(),
        _ => target,
    }
}
