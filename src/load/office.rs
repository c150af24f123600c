//! What does an office document say? The paragraphs, headings, lists and tables of DOCX and ODT, the chapters of EPUB.
//!
//! Invariant: nesting costs no stack; only the texts of the package are read, never what they refer to outside of it.
//! Must not know: files, how packages are packed.

use std::collections::HashMap;

use super::body::Body;
use super::package::Package;
use super::xml::{self, Element, Piece};
use super::{Parsed, dates, html, markdown};
use crate::briefing::{Claim, Inline, Published, Stated};
use crate::sanitize;

/// What the package states about its document.
#[derive(Default)]
struct Properties {
    title: Option<String>,
    stated: Stated,
}

/// Reads a document of Word.
pub(super) fn docx(package: &mut Package) -> Option<Parsed> {
    let source = package.text("word/document.xml")?;
    let styles = package.text("word/styles.xml").unwrap_or_default();
    let properties = properties(&package.text("docProps/core.xml").unwrap_or_default());
    let mut writer = Writer::new(names_of_styles(&styles), &properties);
    xml::read(&source, |piece| {
        match piece {
            Piece::Start(element) => writer.start_word(&element),
            Piece::End(name) => writer.end_word(&name),
            Piece::Text(text) if writer.is_text => writer.write(&text),
            Piece::Text(_) => {}
        }
        true
    });
    Some(writer.finish(properties))
}

/// Reads a document of OpenOffice and its kin.
pub(super) fn odt(package: &mut Package) -> Option<Parsed> {
    let source = package.text("content.xml")?;
    let properties = properties(&package.text("meta.xml").unwrap_or_default());
    let mut writer = Writer::new(HashMap::new(), &properties);
    xml::read(&source, |piece| {
        match piece {
            Piece::Start(element) => writer.start_odt(&element),
            Piece::End(name) => writer.end_odt(&name),
            Piece::Text(text) if writer.is_text => writer.write(&text),
            Piece::Text(_) => {}
        }
        true
    });
    Some(writer.finish(properties))
}

/// Reads a book: its chapters in the order in which they are to be read.
pub(super) fn epub(package: &mut Package) -> Option<Parsed> {
    let container = package.text("META-INF/container.xml")?;
    let mut root = None;
    xml::read(&container, |piece| {
        if let Piece::Start(element) = piece
            && element.name() == "rootfile"
        {
            root = element.attr("full-path");
        }
        root.is_none()
    });
    let root = root?;
    let opf = package.text(&root)?;
    let properties = properties(&opf);
    let mut body = Body::default();
    put_title(&mut body, &properties);
    for chapter in chapters(&opf) {
        if let Some(source) = package.text(&beside(&root, &chapter)) {
            html::append(&source, &mut body);
        }
    }
    let mut parsed = body.finish();
    parsed.stated = properties.stated;
    Some(parsed)
}

/// The files of the chapters, in order.
fn chapters(opf: &str) -> Vec<String> {
    let mut files = HashMap::new();
    let mut order = Vec::new();
    xml::read(opf, |piece| {
        if let Piece::Start(element) = piece {
            match element.name().as_str() {
                "item" => {
                    let is_contents = element
                        .attr("properties")
                        .is_some_and(|p| p.contains("nav"));
                    if let (Some(id), Some(href)) = (element.attr("id"), element.attr("href"))
                        && !is_contents
                    {
                        files.insert(id, href);
                    }
                }
                "itemref" => order.extend(element.attr("idref")),
                _ => {}
            }
        }
        true
    });
    // Each is read once, however often it is named.
    order.iter().filter_map(|id| files.remove(id)).collect()
}

/// The entry that `href` means, in a file that lies at `root`.
fn beside(root: &str, href: &str) -> String {
    let href = href
        .split('#')
        .next()
        .unwrap_or_default()
        .replace("%20", " ");
    let mut parts: Vec<&str> = root.split('/').collect();
    parts.pop();
    for part in href.split('/') {
        match part {
            ".." => drop(parts.pop()),
            "." | "" => {}
            part => parts.push(part),
        }
    }
    parts.join("/")
}

/// What `dc:` elements state, as all three formats have them.
fn properties(source: &str) -> Properties {
    let mut found = Properties::default();
    let (mut open, mut value) = (String::new(), String::new());
    xml::read(source, |piece| {
        match piece {
            Piece::Start(element) => {
                open = element.name();
                value.clear();
            }
            Piece::End(_) => {
                found.take(&open, &value);
                open.clear();
            }
            // Entities part the text of one element.
            Piece::Text(text) => value.push_str(&text),
        }
        true
    });
    found
}

impl Properties {
    fn take(&mut self, name: &str, text: &str) {
        let line = sanitize::line(text);
        let words: Vec<&str> = line.split_whitespace().collect();
        let value: String = words.join(" ").chars().take(500).collect();
        if value.is_empty() {
            return;
        }
        let evidence = format!("the document's {}", sanitize::line(name));
        let claim = || Some(Claim::stated(value.clone(), evidence.clone()));
        let stated = &mut self.stated;
        match name {
            "title" if self.title.is_none() => self.title = Some(value),
            "creator" | "initial-creator" if stated.author.is_none() => stated.author = claim(),
            "publisher" if stated.source.is_none() => stated.source = claim(),
            "language" if stated.lang.is_none() && value.len() < 36 => stated.lang = claim(),
            // When it was written is not when it was published, but near it.
            "date" | "created" | "creation-date" if stated.published.is_none() => {
                let day: Option<Published> = dates::published(&value);
                stated.published = day.map(|day| Claim::inferred(day, 80, evidence));
            }
            _ => {}
        }
    }
}

fn put_title(body: &mut Body, properties: &Properties) {
    if let Some(title) = &properties.title {
        body.put_title(&Claim::stated(title.clone(), "the document's title"), None);
    }
}

/// The names of styles by their ids, in lower case: ids are in the language of who wrote it.
fn names_of_styles(styles: &str) -> HashMap<String, String> {
    let mut names = HashMap::new();
    let mut id = None;
    xml::read(styles, |piece| {
        if let Piece::Start(element) = piece {
            match element.name().as_str() {
                "style" => id = element.attr("styleId"),
                "name" => {
                    if let (Some(id), Some(name)) = (id.take(), element.attr("val")) {
                        names.insert(id, name.to_lowercase());
                    }
                }
                _ => {}
            }
        }
        true
    });
    names
}

/// Builds the body from elements.
struct Writer {
    body: Body,
    styles: HashMap<String, String>,
    /// Whether text is text of the document.
    is_text: bool,
    /// How many elements are open that hold none of it.
    hidden: usize,
    tables: usize,
    /// What ends with the paragraph.
    ending: Ending,
    is_bold: bool,
    is_italic: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Ending {
    None,
    Heading,
    Quote,
    Item(u8),
}

impl Writer {
    fn new(styles: HashMap<String, String>, properties: &Properties) -> Self {
        let mut body = Body::default();
        put_title(&mut body, properties);
        Self {
            body,
            styles,
            is_text: false,
            hidden: 0,
            tables: 0,
            ending: Ending::None,
            is_bold: false,
            is_italic: false,
        }
    }

    fn start_word(&mut self, element: &Element) {
        let name = element.name();
        match name.as_str() {
            // The same again for programs of other years; what was deleted.
            "Fallback" | "del" | "moveFrom" => self.hidden += 1,
            _ if self.hidden > 0 => {}
            "p" => self.start_paragraph(),
            "pStyle" => {
                let id = element.attr("val").unwrap_or_default();
                let style = self.styles.get(&id).cloned();
                self.style(&style.unwrap_or_else(|| id.to_lowercase()));
            }
            "ilvl" if self.tables == 0 && self.ending == Ending::None => {
                let depth = element.attr("val").and_then(|v| v.parse().ok());
                self.item(depth.unwrap_or(0));
            }
            "r" => (self.is_bold, self.is_italic) = (false, false),
            "b" => self.is_bold = !is_off(element),
            "i" => self.is_italic = !is_off(element),
            "t" => self.is_text = true,
            "tab" | "br" | "cr" => self.gap(name == "tab"),
            "tbl" => self.tables += 1,
            "tr" if self.tables == 1 => self.body.start_row(),
            "tc" if self.tables == 1 => self.body.start_cell(),
            _ => {}
        }
    }

    fn end_word(&mut self, name: &str) {
        match name {
            "Fallback" | "del" | "moveFrom" => self.hidden = self.hidden.saturating_sub(1),
            _ if self.hidden > 0 => {}
            "t" => self.is_text = false,
            "p" => self.end_paragraph(),
            "tr" if self.tables == 1 => self.body.end_row(),
            "tbl" => self.tables = self.tables.saturating_sub(1),
            _ => {}
        }
    }

    fn start_odt(&mut self, element: &Element) {
        let name = element.name();
        match name.as_str() {
            "tracked-changes" | "annotation" | "note" | "forms" | "sequence-decls" => {
                self.hidden += 1;
            }
            _ if self.hidden > 0 => {}
            "h" if self.tables == 0 => {
                let level = element.attr("outline-level").and_then(|v| v.parse().ok());
                self.body.start_heading(level.unwrap_or(1));
                self.ending = Ending::Heading;
                self.is_text = true;
            }
            "p" | "h" => {
                self.start_paragraph();
                self.is_text = true;
                let style = element
                    .attr("style-name")
                    .unwrap_or_default()
                    .to_lowercase();
                self.style(&style);
            }
            "list" if self.tables == 0 => self.body.start_list(None),
            "list-item" if self.tables == 0 => self.body.start_item(),
            "table" => self.tables += 1,
            "table-row" if self.tables == 1 => self.body.start_row(),
            "table-cell" if self.tables == 1 => self.body.start_cell(),
            "tab" | "line-break" => self.gap(name == "tab"),
            "s" => self.gap(true),
            _ => {}
        }
    }

    fn end_odt(&mut self, name: &str) {
        match name {
            "tracked-changes" | "annotation" | "note" | "forms" | "sequence-decls" => {
                self.hidden = self.hidden.saturating_sub(1);
            }
            _ if self.hidden > 0 => {}
            "p" | "h" => {
                self.is_text = false;
                self.end_paragraph();
            }
            "list" if self.tables == 0 => self.body.end_list(),
            "list-item" if self.tables == 0 => self.body.end_item(),
            "table-row" if self.tables == 1 => self.body.end_row(),
            "table" => self.tables = self.tables.saturating_sub(1),
            _ => {}
        }
    }

    fn start_paragraph(&mut self) {
        if !self.body.is_row() {
            self.body.close();
        }
    }

    fn end_paragraph(&mut self) {
        if self.body.is_row() {
            self.gap(true);
            return;
        }
        match std::mem::replace(&mut self.ending, Ending::None) {
            Ending::None => self.body.close(),
            Ending::Heading => self.body.end_heading(),
            Ending::Quote => self.body.end_quote(),
            Ending::Item(depth) => {
                self.body.end_item();
                (0..=depth).for_each(|_| self.body.end_list());
            }
        }
    }

    /// What a paragraph of that style is.
    fn style(&mut self, style: &str) {
        if self.body.is_row() || self.ending != Ending::None {
            return;
        }
        let level = style.strip_prefix("heading").map(str::trim);
        let level = level.and_then(|level| level.parse().ok());
        if let Some(level) = level.or((style == "title").then_some(1)) {
            self.body.start_heading(level);
            self.ending = Ending::Heading;
        } else if matches!(style, "quote" | "intense quote" | "quotations") {
            self.body.start_quote();
            self.ending = Ending::Quote;
        } else if style.starts_with("list bullet") || style.starts_with("list number") {
            self.item(0);
        }
    }

    /// The paragraph is an entry; lists are not marked as such, so each entry has its own.
    fn item(&mut self, depth: u8) {
        let depth = depth.min(8);
        (0..=depth).for_each(|_| self.body.start_list(None));
        self.body.start_item();
        self.ending = Ending::Item(depth);
    }

    fn gap(&mut self, is_space: bool) {
        if self.body.is_open() && !self.body.is_blank() && !self.body.text.ends_with(['\t', '\n']) {
            let is_space = is_space || self.body.is_row();
            self.body.text.push(if is_space { ' ' } else { '\n' });
        }
    }

    fn write(&mut self, text: &str) {
        if self.hidden > 0 {
            return;
        }
        let line = sanitize::line(text);
        let text = if self.body.is_blank() {
            line.trim_start()
        } else {
            &line
        };
        if text.is_empty() {
            return;
        }
        self.body.begin();
        let start = self.body.text.len();
        self.body.text.push_str(text);
        let end = start + text.trim_end().len();
        if self.is_bold {
            self.body.note(start, end, Inline::Strong);
        }
        if self.is_italic {
            self.body.note(start, end, Inline::Emphasis);
        }
    }

    fn finish(self, properties: Properties) -> Parsed {
        let mut parsed = self.body.finish();
        if parsed.title.is_none() {
            parsed.title = markdown::find_title(&mut parsed.blocks, &parsed.body, 1, |_| 1);
            let evidence = "the first heading".to_string();
            parsed.title = parsed.title.map(|title| Claim { evidence, ..title });
        }
        parsed.stated = properties.stated;
        parsed
    }
}

/// `<w:b w:val="0"/>` takes the emphasis back.
fn is_off(element: &Element) -> bool {
    element
        .attr("val")
        .is_some_and(|v| matches!(v.as_str(), "0" | "false" | "off" | "none"))
}
