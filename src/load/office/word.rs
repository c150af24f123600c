//! What does a document of Word say? Its text, its other parts brought in where the text refers to them.
//!
//! Must not know: files, how packages are packed, how lists count.

use std::collections::HashMap;

use super::numbering::Numbering;
use super::sheet::Sheet;
use super::styles::{Styles, is_off};
use super::{finish, properties, put_title};
use crate::load::Parsed;
use crate::load::body::Body;
use crate::load::labels::Label;
use crate::load::notes::Notes;
use crate::load::package::Package;
use crate::load::pen::{hyperlink, with_part};
use crate::load::xml::{self, Element, Piece};

/// Fields that lie in each other beyond that are not looked at.
const FIELDS: usize = 30;

/// Characters of a field's instruction, at least.
const INSTRUCTION: usize = 2_000;

/// The two parts that hold notes, each with its element, and what refers to it.
const NOTES: [(&str, &str, &str); 2] = [
    ("footnotes", "footnote", "footnoteReference"),
    ("endnotes", "endnote", "endnoteReference"),
];

/// Reads a document of Word.
pub(in crate::load) fn docx(package: &mut Package) -> Option<Parsed> {
    let source = package.text("word/document.xml")?;
    let mut part = |name: &str| package.text(name).unwrap_or_default();
    let properties = properties(&part("docProps/core.xml"));
    let mut writer = Writer {
        styles: Styles::read(&part("word/styles.xml")),
        numbering: Numbering::read(&part("word/numbering.xml")),
        ..Writer::default()
    };
    for (of, (name, element, _)) in NOTES.into_iter().enumerate() {
        writer.links = addresses(&part(&format!("word/_rels/{name}.xml.rels")));
        writer.read_notes(&part(&format!("word/{name}.xml")), of, element);
    }
    writer.links = addresses(&part("word/_rels/document.xml.rels"));
    writer.begin();
    put_title(writer.sheet.pen.part(), &properties);
    xml::read(&source, |piece| {
        writer.take(piece);
        true
    });
    writer.end_paragraph();
    let mut body = writer.sheet.pen.into_body();
    body.close();
    writer.notes.put(&mut body);
    Some(finish(body, properties))
}

/// The addresses outside of the package that links lead to, by the ids of the links.
fn addresses(relations: &str) -> HashMap<String, String> {
    let mut addresses = HashMap::new();
    xml::read(relations, |piece| {
        if let Piece::Start(element) = piece
            && element.name() == "Relationship"
            && element.attr("TargetMode").as_deref() == Some("External")
            && element
                .attr("Type")
                .is_some_and(|t| t.ends_with("/hyperlink"))
            && let (Some(id), Some(target)) = (element.attr("Id"), element.attr("Target"))
        {
            addresses.insert(id, target);
        }
        true
    });
    addresses
}

/// Builds the body from elements.
#[derive(Default)]
struct Writer {
    sheet: Sheet,
    styles: Styles,
    numbering: Numbering,
    links: HashMap<String, String>,
    /// Which of the two kinds, and the id.
    found: HashMap<(usize, String), Note>,
    notes: Notes,
    is_note: bool,
    /// What the properties of the paragraph say, until they are heeded.
    paragraph: Option<Paragraph>,
    /// How many paragraphs of a list without numbers of its own came before.
    counted: u32,
    fields: Fields,
    text: Use,
}

/// A note that the text has not referred to yet, or its number, if it says anything.
enum Note {
    Unread(Box<Body>),
    Read(Option<usize>),
}

#[derive(Default)]
struct Paragraph {
    style: Option<String>,
    list: Option<String>,
    level: Option<usize>,
}

/// What text is for.
#[derive(Default, PartialEq, Eq)]
enum Use {
    #[default]
    None,
    Shown,
    Instruction,
}

/// The fields that are open: what each shall do, and whether it has become a link.
#[derive(Default)]
struct Fields {
    open: Vec<(String, bool)>,
    deeper: usize,
}

impl Writer {
    /// What follows is another text.
    fn begin(&mut self) {
        self.sheet = Sheet::default();
        self.fields = Fields::default();
        self.paragraph = None;
        self.text = Use::None;
        self.is_note = false;
    }

    fn read_notes(&mut self, source: &str, of: usize, name: &str) {
        let mut open = None;
        xml::read(source, |piece| {
            match piece {
                Piece::Start(element) if element.name() == name => {
                    self.begin();
                    self.is_note = true;
                    // Others are the lines between text and notes.
                    let is_note = element.attr("type").is_none_or(|t| t == "normal");
                    open = element.attr("id").filter(|_| is_note);
                }
                Piece::End(end) if end == name => {
                    self.end_paragraph();
                    let note = std::mem::take(&mut self.sheet.pen).into_body();
                    let note = Note::Unread(Box::new(note));
                    self.found.extend(open.take().map(|id| ((of, id), note)));
                }
                piece if open.is_some() => self.take(piece),
                _ => {}
            }
            true
        });
    }

    fn take(&mut self, piece: Piece) {
        match piece {
            Piece::Start(element) => self.start(&element),
            Piece::End(name) => self.end(&name),
            Piece::Text(text) => match self.text {
                Use::Shown => {
                    self.shape();
                    self.sheet.write(&text);
                }
                Use::Instruction => self.fields.instruct(&text),
                Use::None => {}
            },
        }
    }

    fn start(&mut self, element: &Element) {
        let name = element.name();
        let name = name.as_str();
        if is_hidden(name) {
            return self.sheet.hide();
        }
        if self.sheet.hidden > 0 {
            return;
        }
        match name {
            "p" => {
                self.shape();
                self.sheet.start_paragraph();
                self.paragraph = Some(Paragraph::default());
            }
            "pStyle" | "ilvl" | "numId" => self.property(name, element.attr("val")),
            "r" => {
                let pen = &mut self.sheet.pen;
                (pen.is_bold, pen.is_italic) = (false, false);
            }
            "rStyle" => {
                let look = self.styles.look(&element.attr("val").unwrap_or_default());
                let pen = &mut self.sheet.pen;
                (pen.is_bold, pen.is_italic) = look;
            }
            "b" => self.sheet.pen.is_bold = !is_off(element),
            "i" => self.sheet.pen.is_italic = !is_off(element),
            "docPr" => {
                if let Some(description) = element.attr("descr") {
                    self.shape();
                    self.sheet.pen.picture(&description);
                }
            }
            "bookmarkStart" if !self.is_note => {
                self.sheet
                    .pen
                    .anchor(&element.attr("name").unwrap_or_default());
            }
            "t" => self.text = Use::Shown,
            "instrText" => self.text = Use::Instruction,
            "tab" | "br" | "cr" => self.sheet.pen.gap(name == "tab"),
            "hyperlink" => {
                let address = element.attr("id").and_then(|id| self.links.get(&id));
                let part = element.attr("anchor");
                let address = with_part(address.map_or("", |a| a), part.as_deref());
                self.sheet.pen.set_link(Some(&address));
            }
            "fldSimple" => {
                let address = element.attr("instr").and_then(|i| hyperlink(&i));
                self.sheet.pen.set_link(address.as_deref());
            }
            "fldChar" => self.field(&element.attr("fldCharType").unwrap_or_default()),
            "tbl" => self.sheet.start_table(),
            "tr" => self.sheet.start_row(),
            "tc" => self.sheet.start_cell(),
            _ => self.refer(name, element),
        }
    }

    fn end(&mut self, name: &str) {
        if is_hidden(name) {
            return self.sheet.show();
        }
        if self.sheet.hidden > 0 {
            return;
        }
        match name {
            "t" | "instrText" => self.text = Use::None,
            "pPr" => self.shape(),
            "p" => self.end_paragraph(),
            "hyperlink" | "fldSimple" => self.sheet.pen.set_link(None),
            "tr" => self.sheet.end_row(),
            "tbl" => self.sheet.end_table(),
            _ => {}
        }
    }

    fn property(&mut self, name: &str, value: Option<String>) {
        let (Some(paragraph), Some(value)) = (&mut self.paragraph, value) else {
            return;
        };
        match name {
            "pStyle" => paragraph.style = Some(value),
            "ilvl" => paragraph.level = value.parse().ok(),
            _ => paragraph.list = Some(value),
        }
    }

    fn end_paragraph(&mut self) {
        self.shape();
        self.sheet.end_paragraph();
    }

    /// Heeds what the properties of the paragraph say.
    fn shape(&mut self) {
        let Some(paragraph) = self.paragraph.take() else {
            return;
        };
        let style = paragraph.style.unwrap_or_default();
        let name = self.styles.name(&style);
        self.sheet.style(&name);
        let of_style = self.styles.list(&style);
        let list = paragraph.list.as_deref();
        let list = list.or(of_style.map(|(list, _)| list));
        let counted = std::mem::take(&mut self.counted);
        match list {
            Some("0") => {}
            Some(list) => {
                let of_style = of_style.filter(|_| paragraph.list.is_none());
                let of_style = of_style
                    .and_then(|(list, level)| level.or_else(|| self.numbering.level(list, &style)));
                let level = paragraph.level.or(of_style).unwrap_or(0);
                let label = self.numbering.count(list, level);
                if !self.numbering.is_unmarked(list, level) {
                    self.sheet.item(level, label);
                }
            }
            None if paragraph.level.is_some() || name.starts_with("list bullet") => {
                self.sheet.item(paragraph.level.unwrap_or(0), None);
            }
            None if name.starts_with("list number") => {
                self.counted = counted.saturating_add(1);
                self.sheet.item(0, Label::of(&format!("{}.", self.counted)));
            }
            None => {}
        }
    }

    fn field(&mut self, kind: &str) {
        let fields = &mut self.fields;
        match kind {
            "begin" if fields.open.len() < FIELDS => fields.open.push((String::new(), false)),
            "begin" => fields.deeper += 1,
            _ if fields.deeper > 0 => fields.deeper -= usize::from(kind == "end"),
            "separate" => {
                if let Some((instruction, is_link)) = fields.open.last_mut()
                    && let Some(address) = hyperlink(instruction)
                {
                    *is_link = true;
                    self.sheet.pen.set_link(Some(&address));
                }
            }
            "end" => {
                if let Some((_, true)) = fields.open.pop() {
                    self.sheet.pen.set_link(None);
                }
            }
            _ => {}
        }
    }

    /// The text refers to a note, unless it is one, or there is none.
    fn refer(&mut self, name: &str, element: &Element) {
        let of = NOTES
            .iter()
            .position(|(_, _, reference)| *reference == name);
        let (Some(of), Some(id), false) = (of, element.attr("id"), self.is_note) else {
            return;
        };
        let Some(note) = self.found.get_mut(&(of, id)) else {
            return;
        };
        if let Note::Unread(body) = note {
            *note = Note::Read(self.notes.add(*std::mem::take(body)));
        }
        if let Note::Read(Some(number)) = note {
            let number = *number;
            self.shape();
            self.sheet.pen.refer(number);
        }
    }
}

impl Fields {
    fn instruct(&mut self, text: &str) {
        if let Some((instruction, _)) = self.open.last_mut()
            && self.deeper == 0
            && instruction.len() < INSTRUCTION
        {
            instruction.push_str(text);
        }
    }
}

/// Whether it is the same again for programs of other years, or what was before a change.
fn is_hidden(name: &str) -> bool {
    matches!(name, "Fallback" | "del" | "moveFrom") || name.ends_with("Change")
}
