//! What does an RTF file say? Its paragraphs, headings, lists and tables, in whatever code pages its fonts are in.
//!
//! Invariant: groups may lie in each other as deep as they like; what is not known to be text is passed over.
//! Must not know: files.

use std::collections::HashMap;

use encoding_rs::Encoding;
use jiff::civil::Date;

use super::body::Body;
use super::{Parsed, markdown};
use crate::briefing::{Claim, Inline, Published, Stated};
use crate::sanitize;

mod words;

use words::{Token, Tokens};

/// What the text of a group is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Use {
    Text,
    /// Nothing that is read.
    None,
    Fonts,
    Styles,
    /// The number or bullet of an entry, which a list has anyway.
    Mark,
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
}

/// What the paragraph is.
#[derive(Clone, Copy, Default)]
struct Format {
    level: Option<u8>,
    list: bool,
    depth: u8,
    in_table: bool,
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
    body: Body,
    groups: Vec<Group>,
    /// Groups that are open beyond those.
    deeper: usize,
    group: Group,
    fonts: HashMap<i32, &'static Encoding>,
    /// The encoding that the file names for fonts that name none.
    default: &'static Encoding,
    /// Levels of styles that are headings, by their numbers.
    styles: HashMap<i32, u8>,
    style: i32,
    /// Bytes that are to be decoded together.
    bytes: Vec<u8>,
    /// Text of a group that is not the document's.
    aside: String,
    /// The first half of a character that has two.
    half: Option<u16>,
    skip: usize,
    format: Format,
    number: Option<u32>,
    has_mark: bool,
    /// Whether the paragraph has begun, and as what.
    begun: Option<Format>,
    /// Whether the next text belongs to another cell.
    next_cell: bool,
    /// Whether the next word may make its group one that is passed over: it stands behind `\*`.
    is_optional: bool,
    date: [i16; 3],
    stated: Stated,
}

impl Reader {
    fn new() -> Self {
        let default = encoding_rs::WINDOWS_1252;
        Self {
            body: Body::default(),
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
            },
            fonts: HashMap::new(),
            default,
            styles: HashMap::new(),
            style: 0,
            bytes: Vec::new(),
            aside: String::new(),
            half: None,
            skip: 0,
            format: Format::default(),
            number: None,
            has_mark: false,
            begun: None,
            next_cell: false,
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
        if ended != self.group.what {
            self.end_of(ended);
        }
    }

    /// What the text of a group that has ended was for.
    fn end_of(&mut self, what: Use) {
        let text = std::mem::take(&mut self.aside);
        let line = sanitize::line(&text);
        let words: Vec<&str> = line.split_whitespace().collect();
        let value: String = words.join(" ").chars().take(500).collect();
        match what {
            // It stands before the text, as all that the document states about itself.
            Use::Entry(Field::Title) if !value.is_empty() && self.body.text.is_empty() => {
                let title = Claim::stated(value, "the document's title");
                self.body.put_title(&title, None);
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
                self.has_mark = true;
                let digits = value.len() - value.trim_start_matches(char::is_numeric).len();
                self.number = value[..digits].parse().ok();
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
            "listtext" | "pntext" => Use::Mark,
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
        self.aside.clear();
        true
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
        if self.group.what == Use::Styles {
            return self.style_word(word, number);
        }
        if let Some(c) = words::character(word) {
            return self.put_char(c);
        }
        if self.group.what != Use::Text {
            return;
        }
        match (word, number) {
            ("par" | "sect" | "page", _) => self.end_paragraph(),
            ("line" | "softline", _) => self.put_char('\n'),
            ("pard", _) => {
                self.flush();
                self.format = Format::default();
            }
            ("s", Some(style)) => self.format.level = self.styles.get(&style).copied(),
            ("outlinelevel", Some(level @ 0..=8)) => {
                self.format.level = Some(level.min(5) as u8 + 1);
            }
            ("ls", Some(list)) => self.format.list = list > 0,
            ("ilvl", Some(depth)) => self.format.depth = depth.clamp(0, 8) as u8,
            ("intbl", _) => self.format.in_table = true,
            ("cell", _) => self.end_cell(),
            ("row", _) => {
                self.flush();
                self.body.end_row();
                (self.next_cell, self.begun) = (false, None);
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
            self.styles.insert(self.style, level.min(5) as u8 + 1);
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
            self.styles.insert(self.style, level);
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
            '\n' | '\t' if self.group.what == Use::Text => self.gap(c == '\t'),
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
            Use::Text if !self.group.is_hidden => self.write_text(text),
            Use::Styles => {
                self.aside.push_str(text);
                self.name_style();
            }
            Use::Mark | Use::Entry(_) if self.aside.len() < 2_000 => self.aside.push_str(text),
            _ => {}
        }
    }

    fn write_text(&mut self, text: &str) {
        let line = sanitize::line(text);
        let is_first = self.body.is_blank() || self.next_cell;
        let text = if is_first { line.trim_start() } else { &line };
        if text.is_empty() {
            return;
        }
        self.begin();
        let start = self.body.text.len();
        self.body.text.push_str(text);
        let end = start + text.trim_end().len();
        if self.group.is_bold {
            self.body.note(start, end, Inline::Strong);
        }
        if self.group.is_italic {
            self.body.note(start, end, Inline::Emphasis);
        }
    }

    /// Begins the paragraph as what it is, if it has not begun.
    fn begin(&mut self) {
        if self.format.in_table {
            if !self.body.is_row() {
                self.body.start_row();
                self.body.start_cell();
            } else if self.next_cell {
                self.body.start_cell();
            }
            self.next_cell = false;
            return;
        }
        if self.begun.is_some() {
            return self.body.begin();
        }
        if self.body.is_row() {
            self.body.end_row();
        }
        let mut format = self.format;
        format.list = (format.list || self.has_mark) && format.level.is_none();
        if let Some(level) = format.level {
            self.body.start_heading(level);
        } else if format.list {
            (0..=format.depth).for_each(|_| self.body.start_list(self.number));
            self.body.start_item();
        }
        self.begun = Some(format);
        self.body.begin();
    }

    fn end_paragraph(&mut self) {
        self.flush();
        if self.format.in_table && self.body.is_row() {
            return self.gap(true);
        }
        match self.begun.take() {
            Some(format) if format.level.is_some() => self.body.end_heading(),
            Some(format) if format.list => {
                self.body.end_item();
                (0..=format.depth).for_each(|_| self.body.end_list());
            }
            _ => self.body.close(),
        }
        (self.has_mark, self.number) = (false, None);
    }

    fn end_cell(&mut self) {
        self.flush();
        if !self.body.is_row() {
            self.body.start_row();
            self.body.start_cell();
        } else if self.next_cell {
            self.body.start_cell();
        }
        self.next_cell = true;
    }

    fn gap(&mut self, is_space: bool) {
        if self.body.is_open() && !self.body.is_blank() && !self.body.text.ends_with(['\t', '\n']) {
            let is_space = is_space || self.body.is_row();
            self.body.text.push(if is_space { ' ' } else { '\n' });
        }
    }

    fn finish(mut self) -> Parsed {
        self.flush();
        self.body.end_row();
        self.end_paragraph();
        let mut parsed = self.body.finish();
        if parsed.title.is_none() {
            parsed.title = markdown::find_title(&mut parsed.blocks, &parsed.body, 1, |_| 1);
            let evidence = "the first heading".to_string();
            parsed.title = parsed.title.map(|title| Claim { evidence, ..title });
        }
        parsed.stated = self.stated;
        parsed
    }
}
