//! What does an RTF file say? Its paragraphs, headings, lists and tables, in whatever code pages its fonts are in.
//!
//! Invariant: groups may lie in each other as deep as they like; what is not known to be text is passed over.
//! Must not know: files.

use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use encoding_rs::Encoding;
use jiff::civil::Date;

use super::labels::Label;
use super::notes::Notes;
use super::office::is_quotation;
use super::pen::hyperlink;
use super::{Parsed, markdown};
use crate::briefing::{Claim, Published, Stated};
use crate::sanitize;

mod lists;
mod sheet;
mod words;

use lists::Lists;
use sheet::{Format, Sheet};
use words::{Token, Tokens};

/// What the text of a group is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Use {
    Text,
    /// Text of a note.
    Note,
    /// Nothing that is read.
    None,
    Fonts,
    Styles,
    /// The tables of lists, and the pattern of labels in one.
    Lists,
    Pattern,
    /// The number or bullet of an entry.
    Mark,
    Picture,
    /// The name of a place.
    Bookmark,
    /// What is said of a drawing: the name of a property, and its value.
    Property,
    Value,
    /// What a field shall do.
    Instruction,
    /// What the document states about itself, and one entry of it.
    Info,
    Entry(Field),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Field {
    Title,
    Author,
    Created,
}

/// What a group sets, until it ends.
#[derive(Clone)]
struct Group {
    what: Use,
    is_bold: bool,
    is_italic: bool,
    is_hidden: bool,
    /// Characters that stand in for one of Unicode, and are skipped behind it.
    instead: usize,
    encoding: &'static Encoding,
    font: i32,
    /// Where the text leads.
    link: Option<Rc<str>>,
}

impl Group {
    /// Whether its text is text of the document or of a note.
    fn is_text(&self) -> bool {
        matches!(self.what, Use::Text | Use::Note)
    }
}

/// What paragraphs of a style are.
#[derive(Clone, Copy)]
enum Style {
    Heading(u8),
    Quote,
}

/// Groups deeper than that share the settings of the one around them.
const DEEP: usize = 500;

/// Reads a file.
pub(super) fn parse(bytes: &[u8]) -> Parsed {
    let mut reader = Reader::new();
    for token in Tokens::new(bytes) {
        reader.take(token);
    }
    reader.finish()
}

struct Reader {
    sheet: Sheet,
    /// The document, while one of its notes is written.
    outer: Option<Sheet>,
    notes: Notes,
    lists: Lists,
    /// The property of a drawing whose value comes next.
    property: String,
    groups: Vec<Group>,
    /// Groups that are open beyond those.
    deeper: usize,
    group: Group,
    fonts: HashMap<i32, &'static Encoding>,
    /// Fonts whose letters are pictures.
    symbols: HashSet<i32>,
    /// The encoding that the file names for fonts that name none.
    default: &'static Encoding,
    /// Styles that are headings or quotations, by their numbers.
    styles: HashMap<i32, Style>,
    style: i32,
    /// Bytes that are to be decoded together.
    bytes: Vec<u8>,
    /// Text of a group that is not the document's.
    aside: String,
    /// The first half of a character that has two.
    half: Option<u16>,
    skip: usize,
    /// Whether the next word may make its group one that is passed over: it stands behind `\*`.
    is_optional: bool,
    date: [i16; 3],
    stated: Stated,
}

impl Reader {
    fn new() -> Self {
        let default = encoding_rs::WINDOWS_1252;
        Self {
            sheet: Sheet::default(),
            outer: None,
            notes: Notes::default(),
            lists: Lists::default(),
            property: String::new(),
            groups: Vec::new(),
            deeper: 0,
            group: Group {
                what: Use::Text,
                is_bold: false,
                is_italic: false,
                is_hidden: false,
                instead: 1,
                encoding: default,
                font: 0,
                link: None,
            },
            fonts: HashMap::new(),
            symbols: HashSet::new(),
            default,
            styles: HashMap::new(),
            style: 0,
            bytes: Vec::new(),
            aside: String::new(),
            half: None,
            skip: 0,
            is_optional: false,
            date: [0; 3],
            stated: Stated::default(),
        }
    }

    fn take(&mut self, token: Token) {
        let was_optional = std::mem::take(&mut self.is_optional);
        match token {
            Token::Open => self.open(),
            Token::Close => self.close(),
            Token::Byte(byte) => {
                if self.skip > 0 {
                    self.skip -= 1;
                } else {
                    self.half = None;
                    self.bytes.push(byte);
                }
            }
            Token::Optional => self.is_optional = true,
            Token::Word("u", Some(number)) => self.unicode(number),
            Token::Word(..) if self.skip > 0 => self.skip -= 1,
            Token::Word(word, number) => {
                if !self.destination(word, was_optional) {
                    self.word(word, number);
                }
            }
        }
    }

    fn open(&mut self) {
        self.flush();
        self.skip = 0;
        match self.groups.len() < DEEP {
            true => self.groups.push(self.group.clone()),
            false => self.deeper += 1,
        }
    }

    fn close(&mut self) {
        self.flush();
        self.skip = 0;
        if self.deeper > 0 {
            self.deeper -= 1;
            return;
        }
        let ended = self.group.what;
        if let Some(group) = self.groups.pop() {
            self.group = group;
        }
        if ended != Use::None && ended != self.group.what {
            self.end_of(ended);
        }
    }

    /// What the text of a group that has ended was for.
    fn end_of(&mut self, what: Use) {
        let text = std::mem::take(&mut self.aside);
        if what == Use::Pattern {
            return self.lists.pattern(&text);
        }
        let line = sanitize::line(&text);
        let words: Vec<&str> = line.split_whitespace().collect();
        let value: String = words.join(" ").chars().take(500).collect();
        match what {
            // It stands before the text, as all that the document states about itself.
            Use::Entry(Field::Title) if !value.is_empty() && self.is_untouched() => {
                let title = Claim::stated(value, "the document's title");
                self.sheet.pen.part().put_title(&title, None);
            }
            Use::Entry(Field::Author) if !value.is_empty() => {
                self.stated.author = Some(Claim::stated(value, "the document's author"));
            }
            Use::Entry(Field::Created) => {
                let [year, month, day] = self.date;
                let part = |n: i16| i8::try_from(n).unwrap_or(0);
                let day = Date::new(year, part(month), part(day)).ok();
                let claim = |day| Claim::inferred(Published::on(day), 80, "the document's creatim");
                self.stated.published = day.map(claim);
            }
            Use::Mark => {
                self.sheet.has_mark = true;
                // The bullet of the second level, as Word makes it of a letter.
                let label = Some(value).filter(|value| value != "o");
                self.sheet.label = label.and_then(|value| Label::of(&value));
            }
            // What follows in the group around it is what the field shows.
            Use::Instruction => self.group.link = hyperlink(&text).map(Rc::from),
            Use::Note => self.end_note(),
            Use::Bookmark if self.outer.is_none() => self.sheet.pen.anchor(&value),
            Use::Property => self.property = value,
            // What a picture shows, for who cannot see it; what is hidden shows nothing.
            Use::Value
                if self.property == "wzDescription"
                    && !value.is_empty()
                    && !self.group.is_hidden =>
            {
                self.begin();
                self.sheet.pen.picture(&value);
            }
            _ => {}
        }
    }

    /// Whether a word says what its group is for.
    fn destination(&mut self, word: &str, is_optional: bool) -> bool {
        if self.group.what == Use::None {
            return true;
        }
        let what = match word {
            "fonttbl" => Use::Fonts,
            "stylesheet" => Use::Styles,
            "listtable" | "listoverridetable" => Use::Lists,
            "leveltext" if self.group.what == Use::Lists => Use::Pattern,
            "bkmkstart" => Use::Bookmark,
            "pict" => Use::Picture,
            "picprop" if self.group.what == Use::Picture => return true,
            "sn" => Use::Property,
            "sv" => Use::Value,
            "listtext" | "pntext" => Use::Mark,
            "fldinst" => Use::Instruction,
            "footnote" if self.outer.is_some() => Use::None,
            "footnote" if self.group.what == Use::Text => return self.start_note(),
            "info" => Use::Info,
            "title" if self.group.what == Use::Info => Use::Entry(Field::Title),
            "author" if self.group.what == Use::Info => Use::Entry(Field::Author),
            "creatim" if self.group.what == Use::Info => Use::Entry(Field::Created),
            // Drawn text, and what newer programs have for older ones.
            "shppict" | "shpinst" | "shptxt" if is_optional => return true,
            word if is_optional || words::is_no_text(word) => Use::None,
            _ => return false,
        };
        self.flush();
        self.group.what = what;
        // What is passed over may lie in what is not.
        if what != Use::None {
            self.aside.clear();
        }
        true
    }

    /// What is written from here to the end of the group is a note.
    fn start_note(&mut self) -> bool {
        self.flush();
        self.outer = Some(std::mem::take(&mut self.sheet));
        self.group.what = Use::Note;
        self.group.link = None;
        true
    }

    fn end_note(&mut self) {
        let Some(outer) = self.outer.take() else {
            return;
        };
        self.end_paragraph();
        let note = std::mem::replace(&mut self.sheet, outer);
        if let Some(number) = self.notes.add(note.pen.into_body()) {
            self.begin();
            self.sheet.pen.refer(number);
        }
    }

    /// Whether nothing has been written yet.
    fn is_untouched(&self) -> bool {
        self.outer.is_none() && self.sheet.pen.body().text.is_empty()
    }

    fn word(&mut self, word: &str, number: Option<i32>) {
        let is_on = number != Some(0);
        match (word, number) {
            ("ansicpg", Some(page)) => {
                self.default = words::code_page(page).unwrap_or(self.default);
                self.group.encoding = self.default;
            }
            ("mac", _) => self.default = encoding_rs::MACINTOSH,
            ("f", Some(font)) => self.font(font),
            ("fcharset", Some(2)) if self.group.what == Use::Fonts => {
                self.symbols.insert(self.group.font);
            }
            ("fcharset", Some(set)) if self.group.what == Use::Fonts => {
                if let Some(encoding) = words::char_set(set) {
                    self.fonts.insert(self.group.font, encoding);
                }
            }
            ("uc", Some(count)) => self.group.instead = count.clamp(0, 16) as usize,
            ("b", _) => self.styled(|group| group.is_bold = is_on),
            ("i", _) => self.styled(|group| group.is_italic = is_on),
            ("v" | "deleted", _) => self.styled(|group| group.is_hidden = is_on),
            ("plain", _) => self.styled(|group| {
                (group.is_bold, group.is_italic, group.is_hidden) = (false, false, false);
            }),
            ("yr", Some(year)) => self.date[0] = year.clamp(0, 9_999) as i16,
            ("mo", Some(month)) => self.date[1] = month.clamp(0, 99) as i16,
            ("dy", Some(day)) => self.date[2] = day.clamp(0, 99) as i16,
            _ => self.layout(word, number),
        }
    }

    fn font(&mut self, font: i32) {
        self.flush();
        self.group.font = font;
        let encoding = self.fonts.get(&font).copied();
        self.group.encoding = encoding.unwrap_or(self.default);
    }

    fn styled(&mut self, set: impl FnOnce(&mut Group)) {
        self.flush();
        set(&mut self.group);
    }

    /// Words that shape paragraphs, lists and tables, and those that stand for characters.
    fn layout(&mut self, word: &str, number: Option<i32>) {
        match self.group.what {
            Use::Styles => return self.style_word(word, number),
            Use::Lists => return self.lists.word(word, number),
            _ => {}
        }
        if let Some(c) = words::character(word) {
            return self.put_char(c);
        }
        if !self.group.is_text() {
            return;
        }
        match (word, number) {
            ("par" | "sect" | "page", _) => self.end_paragraph(),
            ("line" | "softline", _) => self.put_char('\n'),
            ("pard", _) => {
                self.flush();
                self.sheet.format = Format::default();
            }
            ("s", Some(style)) => match self.styles.get(&style) {
                Some(Style::Heading(level)) => self.sheet.format.level = Some(*level),
                Some(Style::Quote) => self.sheet.format.is_quote = true,
                None => {}
            },
            ("outlinelevel", Some(level @ 0..=8)) => {
                self.sheet.format.level = Some(level.min(5) as u8 + 1);
            }
            ("ls", Some(list)) => self.sheet.format.list = list,
            ("li", Some(indent)) => self.sheet.format.indent = indent,
            ("fi", Some(first)) => self.sheet.format.hangs = first < 0,
            ("ilvl", Some(depth)) => self.sheet.format.depth = depth.clamp(0, 8) as u8,
            // A note may say so of the text that it belongs to.
            ("intbl", _) => self.sheet.format.in_table = self.outer.is_none(),
            ("cell", _) => {
                self.flush();
                self.sheet.end_cell();
            }
            ("row", _) => {
                self.flush();
                self.sheet.end_row();
            }
            _ => {}
        }
    }

    /// A style is a heading by its name, which follows its number: `{\s1 … heading 1;}`.
    fn style_word(&mut self, word: &str, number: Option<i32>) {
        if let ("s", Some(style)) = (word, number) {
            self.style = style;
            self.aside.clear();
        }
        if let ("outlinelevel", Some(level @ 0..=8)) = (word, number) {
            let style = Style::Heading(level.min(5) as u8 + 1);
            self.styles.insert(self.style, style);
        }
    }

    fn name_style(&mut self) {
        let name = self.aside.to_lowercase();
        let name = name.trim().trim_end_matches(';');
        let level = name.strip_prefix("heading").map(str::trim);
        let level = level
            .and_then(|l| l.parse::<u8>().ok())
            .map(|l| l.clamp(1, 6));
        if let Some(level) = level.or((name == "title").then_some(1)) {
            self.styles.insert(self.style, Style::Heading(level));
        } else if is_quotation(name) {
            self.styles.insert(self.style, Style::Quote);
        }
        if self.aside.ends_with(';') {
            self.aside.clear();
        }
    }

    fn unicode(&mut self, number: i32) {
        self.flush();
        self.skip = self.group.instead;
        // Written as numbers of 16 bits with a sign.
        let unit = number as u16;
        match (self.half.take(), unit) {
            (_, 0xd800..0xdc00) => self.half = Some(unit),
            (half, unit) => {
                let units = half.into_iter().chain([unit]);
                for c in char::decode_utf16(units).flatten() {
                    let c = if matches!(c, '\u{f0a7}' | '\u{f0b7}') {
                        '•'
                    } else {
                        c
                    };
                    self.write(&c.to_string());
                }
            }
        }
    }

    fn put_char(&mut self, c: char) {
        self.flush();
        match c {
            '\t' if self.group.is_text() && self.sheet.take_label() => {}
            '\n' | '\t' if self.group.is_text() => self.sheet.pen.gap(c == '\t'),
            c => self.write(&c.to_string()),
        }
    }

    /// Decodes the bytes that have come together.
    fn flush(&mut self) {
        if self.bytes.is_empty() {
            return;
        }
        let bytes = std::mem::take(&mut self.bytes);
        let (text, _) = self.group.encoding.decode_without_bom_handling(&bytes);
        self.write(&text);
    }

    fn write(&mut self, text: &str) {
        match self.group.what {
            Use::Text | Use::Note if !self.group.is_hidden => self.write_text(text),
            Use::Styles => {
                self.aside.push_str(text);
                self.name_style();
            }
            Use::Mark if self.symbols.contains(&self.group.font) => {}
            Use::Mark
            | Use::Entry(_)
            | Use::Instruction
            | Use::Pattern
            | Use::Bookmark
            | Use::Property
            | Use::Value
                if self.aside.len() < 2_000 =>
            {
                self.aside.push_str(text);
            }
            _ => {}
        }
    }

    fn write_text(&mut self, text: &str) {
        let text = self.sheet.pen.clean(text, self.sheet.next_cell);
        if text.is_empty() {
            return;
        }
        self.begin();
        let (sheet, group) = (&mut self.sheet, &self.group);
        if sheet.link != group.link {
            sheet.link.clone_from(&group.link);
            sheet.pen.set_link(group.link.as_deref());
        }
        // A heading stands out by itself.
        let is_text = sheet.format.level.is_none();
        (sheet.pen.is_bold, sheet.pen.is_italic) =
            (group.is_bold && is_text, group.is_italic && is_text);
        sheet.pen.write(&text);
    }

    /// Begins the paragraph, if it has not begun: an entry of a list whose label is not written is counted.
    fn begin(&mut self) {
        let sheet = &mut self.sheet;
        if sheet.is_new() && sheet.format.list > 0 {
            let (list, level) = (sheet.format.list, usize::from(sheet.format.depth));
            let (label, is_marked) = self.lists.count(list, level);
            if !sheet.has_mark {
                (sheet.label, sheet.has_mark) = (label, is_marked);
            }
        }
        sheet.begin();
    }

    fn end_paragraph(&mut self) {
        self.flush();
        self.sheet.end_paragraph();
    }

    fn finish(mut self) -> Parsed {
        self.flush();
        self.end_note();
        self.sheet.pen.part().end_row();
        self.end_paragraph();
        let mut body = self.sheet.pen.into_body();
        self.notes.put(&mut body);
        let anchors = body.take_anchors();
        let mut parsed = body.finish();
        if parsed.title.is_none() {
            parsed.title = markdown::find_title(&mut parsed.blocks, &parsed.body, 1, |_| 1);
            let evidence = "the first heading".to_string();
            parsed.title = parsed.title.map(|title| Claim { evidence, ..title });
        }
        anchors.resolve(&mut parsed);
        parsed.stated = self.stated;
        parsed
    }
}
