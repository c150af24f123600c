//! What does a document of OpenOffice and its kin say? Its text, and the notes that lie in it.
//!
//! Must not know: files, how packages are packed.

use std::collections::HashMap;
use std::rc::Rc;

use super::looks::{Look, Looks};
use super::sheet::Sheet;
use super::{finish, properties, put_title};
use crate::load::Parsed;
use crate::load::labels::{Counter, Digits, LEVELS, Label, Level, Part};
use crate::load::notes::Notes;
use crate::load::package::Package;
use crate::load::xml::{self, Element, Piece};

/// Characters that stand before and behind a number.
const LONGEST: usize = 20;

/// How lists are numbered, by the names of their styles, and how headings are.
#[derive(Default)]
struct Styles {
    lists: HashMap<String, Vec<Level>>,
    headings: Vec<Level>,
    looks: Looks,
}

/// Reads a document of OpenOffice and its kin.
pub(in crate::load) fn odt(package: &mut Package) -> Option<Parsed> {
    let source = package.text("content.xml")?;
    let properties = properties(&package.text("meta.xml").unwrap_or_default());
    let mut writer = Writer::default();
    read_styles(
        &package.text("styles.xml").unwrap_or_default(),
        &mut writer.styles,
    );
    read_styles(&source, &mut writer.styles);
    put_title(writer.page.sheet.pen.part(), &properties);
    xml::read(&source, |piece| {
        match piece {
            Piece::Start(element) => writer.start(&element),
            Piece::End(name) => writer.end(&name),
            Piece::Text(text) if writer.page.paragraphs > 0 => writer.write(&text),
            Piece::Text(_) => {}
        }
        true
    });
    writer.end_note();
    let mut body = writer.page.sheet.pen.into_body();
    body.close();
    writer.notes.put(&mut body);
    Some(finish(body, properties))
}

/// Reads the styles, which stand before the text.
fn read_styles(source: &str, styles: &mut Styles) {
    // Within the style of that name, or that of headings.
    let mut name = None;
    xml::read(source, |piece| {
        let element = match piece {
            Piece::Start(element) => element,
            Piece::End(end) => {
                styles.looks.end(&end);
                if matches!(end.as_str(), "list-style" | "outline-style") {
                    name = None;
                }
                return true;
            }
            Piece::Text(_) => return true,
        };
        styles.looks.start(&element);
        match element.name().as_str() {
            "body" => return false,
            "list-style" => name = element.attr("name"),
            "outline-style" => name = None,
            "list-level-style-number" | "outline-level-style" => {
                let at = element.attr("level").and_then(|v| v.parse::<usize>().ok());
                let at = at
                    .and_then(|at| at.checked_sub(1))
                    .filter(|at| *at < LEVELS);
                if let Some(at) = at {
                    let levels = match &name {
                        Some(name) => styles.lists.entry(String::clone(name)).or_default(),
                        None => &mut styles.headings,
                    };
                    levels.resize(levels.len().max(at + 1), Level::default());
                    levels[at] = level(&element, at);
                }
            }
            _ => {}
        }
        true
    });
}

fn level(element: &Element, at: usize) -> Level {
    let value = |name: &str| element.attr(name).unwrap_or_default();
    let number = |name: &str| element.attr(name).and_then(|v| v.parse::<usize>().ok());
    let text = |name: &str| Part::Text(value(name).chars().take(LONGEST).collect());
    let is_repeated = value("num-letter-sync") == "true";
    let digits = match value("num-format").as_str() {
        "" => return Level::default(),
        "a" | "A" => Digits::Letters {
            is_upper: value("num-format") == "A",
            is_repeated,
        },
        "i" | "I" => Digits::Roman {
            is_upper: value("num-format") == "I",
        },
        _ => Digits::Decimal,
    };
    let shown = number("display-levels").unwrap_or(1).clamp(1, at + 1);
    let mut parts = vec![text("num-prefix")];
    for outer in at + 1 - shown..=at {
        parts.extend([Part::Joint, Part::Level(outer)]);
    }
    parts.push(text("num-suffix"));
    let first = number("start-value").unwrap_or(1);
    Level {
        digits,
        first: u32::try_from(first).unwrap_or(u32::MAX),
        parts: Rc::new(parts),
        ..Level::default()
    }
}

/// Builds the body from elements.
#[derive(Default)]
struct Writer {
    page: Page,
    /// The document, while one of its notes is written.
    outer: Option<Page>,
    notes: Notes,
    styles: Styles,
    headings: Counter,
    /// How far lists have counted, by their styles and by their ids.
    ended: HashMap<String, Counter>,
}

/// A text that is being written.
#[derive(Default)]
struct Page {
    sheet: Sheet,
    /// How many paragraphs are open; those of drawn text lie in others.
    paragraphs: usize,
    lists: Vec<List>,
    counter: Counter,
    /// The looks of the paragraph and of what is open in it; the first is that of the text around it.
    looks: Vec<Look>,
    /// What the picture that is open shows, and whether that is being said.
    picture: String,
    is_described: bool,
}

/// Stretches of text that lie in each other beyond that look like the one around them.
const DEEP: usize = 200;

/// A list that is open.
struct List {
    style: Rc<str>,
    /// Its own name and that of the list that it goes on with.
    ids: [Option<String>; 2],
    /// Whether an entry has begun whose first paragraph is still to come.
    is_entry: bool,
    /// The number that the entry says it has.
    number: Option<u32>,
}

impl Writer {
    fn start(&mut self, element: &Element) {
        let name = element.name();
        let name = name.as_str();
        let sheet = &mut self.page.sheet;
        if is_hidden(name) || name == "note" && (self.outer.is_some() || sheet.hidden > 0) {
            return sheet.hide();
        }
        if sheet.hidden > 0 {
            return;
        }
        match name {
            "note" => self.outer = Some(std::mem::take(&mut self.page)),
            "h" if sheet.tables == 0 => self.heading(element),
            "p" | "h" => self.paragraph(element),
            "list" => self.start_list(element),
            "list-item" => {
                if let Some(list) = self.page.lists.last_mut() {
                    list.is_entry = true;
                    list.number = element.attr("start-value").and_then(|v| v.parse().ok());
                }
            }
            "span" => {
                let style = element.attr("style-name").unwrap_or_default();
                let look = self.styles.looks.of_text(&style);
                self.look(look);
            }
            "bookmark" | "bookmark-start" if self.outer.is_none() => {
                sheet.pen.anchor(&element.attr("name").unwrap_or_default());
            }
            "title" | "desc" if element.prefix() == "svg" => {
                self.page.is_described = true;
                self.page.picture.clear();
            }
            "a" => {
                let address = element.attr("href");
                // A heading is named with what it is: `#1.Wells|outline`.
                let address = address.as_deref().map(|a| a.trim_end_matches("|outline"));
                sheet.pen.set_link(address);
            }
            "table" => sheet.start_table(),
            "table-row" => sheet.start_row(),
            "table-cell" => sheet.start_cell(),
            "tab" | "line-break" => sheet.pen.gap(name == "tab"),
            "s" => sheet.pen.gap(true),
            _ => {}
        }
    }

    fn end(&mut self, name: &str) {
        let sheet = &mut self.page.sheet;
        if is_hidden(name) || name == "note" && sheet.hidden > 0 {
            return sheet.show();
        }
        if sheet.hidden > 0 {
            return;
        }
        match name {
            "note" => self.end_note(),
            "span" => drop(self.page.looks.pop()),
            "title" | "desc" => self.page.is_described = false,
            "frame" | "custom-shape" | "g" => {
                let description = std::mem::take(&mut self.page.picture);
                if self.page.paragraphs > 0 {
                    sheet.pen.picture(&description);
                }
            }
            "p" | "h" => {
                self.page.looks.pop();
                sheet.end_paragraph();
                self.page.paragraphs = self.page.paragraphs.saturating_sub(1);
            }
            "list" => self.end_list(),
            "list-item" => {
                if let Some(list) = self.page.lists.last_mut() {
                    list.is_entry = false;
                }
            }
            "a" => sheet.pen.set_link(None),
            "table-row" => sheet.end_row(),
            "table" => sheet.end_table(),
            _ => {}
        }
    }

    fn heading(&mut self, element: &Element) {
        let level = element.attr("outline-level").and_then(|v| v.parse().ok());
        let level: u8 = level.unwrap_or(1);
        let entry = self.entry();
        let is_counted = element.attr("is-list-header").as_deref() != Some("true");
        let label = match entry {
            Some((_, label)) => label,
            None if is_counted => self.number_heading(usize::from(level).saturating_sub(1)),
            None => None,
        };
        // A heading stands out by itself.
        self.look(Look {
            bold: Some(false),
            italic: Some(false),
        });
        let sheet = &mut self.page.sheet;
        sheet.start_paragraph();
        sheet.heading(level);
        sheet.label(label);
        self.page.paragraphs += 1;
    }

    /// What follows has that look, and that of the text around it as far as it says nothing.
    fn look(&mut self, look: Look) {
        let looks = &mut self.page.looks;
        let around = looks.last().copied().unwrap_or_default();
        if looks.len() < DEEP {
            looks.push(look.or(around));
        }
    }

    fn write(&mut self, text: &str) {
        let page = &mut self.page;
        if page.is_described {
            if page.picture.len() < 2_000 {
                page.picture.push_str(text);
            }
            return;
        }
        let look = page.looks.last().copied().unwrap_or_default();
        let pen = &mut page.sheet.pen;
        pen.is_bold = look.bold.unwrap_or(false);
        pen.is_italic = look.italic.unwrap_or(false);
        page.sheet.write(text);
    }

    fn number_heading(&mut self, at: usize) -> Option<Label> {
        let levels = |at: usize| self.styles.headings.get(at);
        self.headings.count(levels, at);
        self.headings.label(levels, at)
    }

    fn paragraph(&mut self, element: &Element) {
        let entry = self.entry();
        let style = element.attr("style-name").unwrap_or_default();
        let (style, look) = self.styles.looks.of_paragraph(&style);
        self.page.looks.push(look);
        let sheet = &mut self.page.sheet;
        sheet.start_paragraph();
        match entry {
            Some((depth, label)) => sheet.item(depth, label),
            None => sheet.style(&style),
        }
        self.page.paragraphs += 1;
    }

    /// How deep the entry lies whose first paragraph begins, and what stands before it.
    fn entry(&mut self) -> Option<(usize, Option<Label>)> {
        let page = &mut self.page;
        let at = page.lists.len().checked_sub(1)?;
        let list = page.lists.last_mut().filter(|list| list.is_entry)?;
        list.is_entry = false;
        let style = self.styles.lists.get(&*list.style);
        let levels = |at: usize| style?.get(at);
        match list.number {
            Some(number) => page.counter.set(at, number),
            None => page.counter.count(levels, at),
        }
        Some((at, page.counter.label(levels, at)))
    }

    fn start_list(&mut self, element: &Element) {
        let page = &mut self.page;
        let outer = page.lists.last().map(|list| Rc::clone(&list.style));
        let style = element.attr("style-name").map(Rc::from);
        let style = style.or(outer).unwrap_or_else(|| Rc::from(""));
        let goes_on = element.attr("continue-numbering").as_deref() == Some("true");
        let ids = ["id", "continue-list"].map(|name| element.attr(name).map(|id| format!("#{id}")));
        if page.lists.is_empty() {
            let before = ids[1].as_deref().or(goes_on.then_some(&*style));
            let before = before.and_then(|before| self.ended.get(before));
            page.counter = before.copied().unwrap_or_default();
        } else if !goes_on {
            page.counter.begin(page.lists.len());
        }
        page.sheet.start_paragraph();
        page.lists.push(List {
            style,
            ids,
            is_entry: false,
            number: None,
        });
    }

    fn end_list(&mut self) {
        let page = &mut self.page;
        page.sheet.start_paragraph();
        let Some(list) = page.lists.pop().filter(|_| page.lists.is_empty()) else {
            return;
        };
        let names = list
            .ids
            .into_iter()
            .flatten()
            .chain([list.style.to_string()]);
        self.ended.extend(names.map(|name| (name, page.counter)));
    }

    fn end_note(&mut self) {
        let Some(outer) = self.outer.take() else {
            return;
        };
        let mut page = std::mem::replace(&mut self.page, outer);
        page.sheet.end_paragraph();
        if let Some(number) = self.notes.add(page.sheet.pen.into_body()) {
            self.page.sheet.pen.refer(number);
        }
    }
}

/// Whether the element holds no text of the document: what was before a change, what others said of it, the mark of a note.
fn is_hidden(name: &str) -> bool {
    matches!(
        name,
        "tracked-changes" | "annotation" | "note-citation" | "forms" | "sequence-decls"
    )
}
