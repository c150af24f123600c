//! Which format is a file? The content decides, the ending of the name only hints.
//!
//! Invariant: every file gets an answer.
//! Must not know: how formats are read.

use serde::{Deserialize, Serialize};

/// What can be done with a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    Text,
    Markdown,
    Html,
    Mail,
    /// A box of messages.
    Mbox,
    /// One value or several.
    Json,
    /// Rows of cells parted by this byte, below a row of names.
    Table(u8),
    Docx,
    Odt,
    Epub,
    Pdf,
    Rtf,
    /// RSS, Atom, JSON Feed: many documents in one file.
    Feed,
    /// A list of feeds.
    Outlines,
    /// A document in a format that cannot be read yet: its name.
    Unread(&'static str),
}

/// A format that the reader names for all that is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "they are the formats that they are called by")]
pub enum As {
    Text,
    Markdown,
    Html,
    Mail,
    Mbox,
    Json,
    Csv,
    Tsv,
}

impl As {
    /// All of them, in the order in which they are listed to the reader.
    pub const ALL: [As; 8] = [
        As::Text,
        As::Markdown,
        As::Html,
        As::Mail,
        As::Mbox,
        As::Json,
        As::Csv,
        As::Tsv,
    ];

    /// The word for it on the command line.
    pub fn name(self) -> &'static str {
        match self {
            As::Text => "text",
            As::Markdown => "markdown",
            As::Html => "html",
            As::Mail => "mail",
            As::Mbox => "mbox",
            As::Json => "json",
            As::Csv => "csv",
            As::Tsv => "tsv",
        }
    }

    /// As it is parsed; what parts the cells of a table is seen in its text.
    pub(super) fn format(self, text: &str) -> Format {
        match self {
            As::Text => Format::Text,
            As::Markdown => Format::Markdown,
            As::Html => Format::Html,
            As::Mail => Format::Mail,
            As::Mbox => Format::Mbox,
            As::Json => Format::Json,
            As::Csv => Format::Table(comma(text)),
            As::Tsv => Format::Table(b'\t'),
        }
    }
}

/// The ending of a file name, in lower case, without the dot; empty if there is none.
pub(super) fn ending(name: &str) -> String {
    let file = name.rsplit('/').next().unwrap_or(name);
    match file.rsplit_once('.') {
        Some((stem, end)) if !stem.is_empty() => end.to_lowercase(),
        _ => String::new(),
    }
}

/// Whether files of that ending hold settings, data or code: passed over in folders, read when named.
pub(super) fn is_data(name: &str) -> bool {
    let data = [
        "toml", "yaml", "yml", "geojson", "opml", "ini", "conf", "cfg", "lock", "sql", "css", "js",
        "ts", "map", "py", "rs", "go", "c", "h", "cpp", "java", "rb", "sh", "bib",
    ];
    data.contains(&ending(name).as_str()) || is_notice(name)
}

/// Whether a file is by its name about the collection and not of it: licences, credits, lists of changes.
fn is_notice(name: &str) -> bool {
    const NOTICES: [&str; 11] = [
        "LICENSE",
        "LICENCE",
        "COPYING",
        "COPYRIGHT",
        "NOTICE",
        "ATTRIBUTION",
        "AUTHORS",
        "CONTRIBUTORS",
        "CONTRIBUTING",
        "CHANGELOG",
        "CODE_OF_CONDUCT",
    ];
    let file = name.rsplit('/').next().unwrap_or(name);
    let stem = file.split('.').next().unwrap_or(file);
    let stem = stem.split('-').next().unwrap_or(stem);
    // In capitals, as such files are named; `licence.txt` may well be an article on one.
    NOTICES.contains(&stem)
}

/// The format of a file that is told by its bytes, since its text may be in several encodings.
pub(super) fn of_bytes(bytes: &[u8], name: &str) -> Option<Format> {
    let begins = |magic: &[u8]| bytes.starts_with(magic);
    let ending = ending(name);
    if begins(b"%PDF-") {
        return Some(Format::Pdf);
    }
    if begins(b"{\\rtf") {
        return Some(Format::Rtf);
    }
    if begins(b"\xd0\xcf\x11\xe0") && ending == "doc" {
        return Some(Format::Unread("DOC"));
    }
    if begins(b"PK\x03\x04") {
        return package(bytes, &ending);
    }
    if super::mbox::is_box(bytes) {
        return Some(Format::Mbox);
    }
    let is_named_so = matches!(ending.as_str(), "eml" | "mht" | "mhtml" | "mhtm");
    super::mail::is_message(bytes, is_named_so).then_some(Format::Mail)
}

/// Which document a package is: the first entry of two of the three says it, their names say the rest.
fn package(bytes: &[u8], ending: &str) -> Option<Format> {
    let head = &bytes[..bytes.len().min(256)];
    let holds = |what: &[u8]| head.windows(what.len()).any(|w| w == what);
    if holds(b"mimetypeapplication/epub+zip") {
        return Some(Format::Epub);
    }
    if holds(b"mimetypeapplication/vnd.oasis.opendocument.text") {
        return Some(Format::Odt);
    }
    match ending {
        "docx" | "docm" | "dotx" => Some(Format::Docx),
        "odt" | "ott" => Some(Format::Odt),
        "epub" => Some(Format::Epub),
        // The names of its entries stand as they are at the end of a package.
        _ if memmem(bytes, b"word/document.xml") => Some(Format::Docx),
        _ if memmem(bytes, b"[Content_Types].xml") => Some(Format::Unread("this Office format")),
        _ => None,
    }
}

/// The format of a text.
pub(super) fn of_text(text: &str, name: &str) -> Format {
    let ending = ending(name);
    let start: String = text
        .trim_start()
        .chars()
        .take(1_024)
        .flat_map(char::to_lowercase)
        .collect();
    let begins = |marks: &[&str]| marks.iter().any(|m| start.starts_with(m));
    if begins(&["<!doctype html", "<html"]) {
        return Format::Html;
    }
    if matches!(
        ending.as_str(),
        "md" | "markdown" | "mdown" | "mkd" | "mkdn"
    ) {
        return Format::Markdown;
    }
    // XHTML begins as any XML does, and pages that were saved with a note.
    if begins(&["<?xml", "<!--"]) && (start.contains("<html") || start.contains("<!doctype html")) {
        return Format::Html;
    }
    if begins(&["<", "{"]) && super::feed::is_feed(text) {
        return Format::Feed;
    }
    if begins(&["<"]) && super::feed::is_outlines(text) {
        return Format::Outlines;
    }
    if begins(&["<?xml"]) {
        return Format::Unread("XML");
    }
    match ending.as_str() {
        "html" | "htm" | "xhtml" | "xht" => Format::Html,
        "json" | "jsonl" | "ndjson" => Format::Json,
        "csv" => Format::Table(comma(text)),
        "tsv" | "tab" => Format::Table(b'\t'),
        _ if !matches!(ending.as_str(), "txt" | "text" | "log") && is_json(text) => Format::Json,
        _ if matches!(super::front::split(text), Ok(Some(_))) => Format::Markdown,
        _ if is_dense(text) => Format::Html,
        _ => table(text).map_or(Format::Text, Format::Table),
    }
}

fn memmem(bytes: &[u8], what: &[u8]) -> bool {
    bytes.windows(what.len()).any(|w| w == what)
}

/// Whether a text begins with an object or a list of them, whole: one that is cut short is a text that shows some.
fn is_json(text: &str) -> bool {
    let start = text.trim_start();
    let bare = start.trim_start_matches('[').trim_start();
    let is_object = bare
        .strip_prefix('{')
        .is_some_and(|b| b.trim_start().starts_with('"'));
    let mut values = serde_json::Deserializer::from_str(start).into_iter::<serde::de::IgnoredAny>();
    is_object && matches!(values.next(), Some(Ok(_)))
}

/// What parts the cells of a text that is a table by its first line: usual names, and nothing but names.
fn table(text: &str) -> Option<u8> {
    let first = text.lines().next().filter(|line| line.len() < 2_000)?;
    let is_table = |comma: &u8| {
        let names = || {
            first
                .split(char::from(*comma))
                .map(|n| n.trim().trim_matches('"'))
        };
        let is_name = |n: &str| !n.is_empty() && n.split_whitespace().count() <= 3;
        names().count() > 2 && names().all(is_name) && super::fields::are_usual(names(), 3)
    };
    [b',', b';', b'\t'].into_iter().find(is_table)
}

/// What parts the cells of a table: programs of countries with a decimal comma write semicolons.
fn comma(text: &str) -> u8 {
    let names = text.lines().next().unwrap_or_default();
    let count = |sign: char| names.matches(sign).count();
    match count(';') > count(',') {
        true => b';',
        false => b',',
    }
}

/// Whether so much of a text is tags that it is part of a page, and not a text that shows some.
fn is_dense(text: &str) -> bool {
    const TAGS: [&str; 8] = ["p", "div", "br", "td", "li", "a", "span", "h2"];
    let sample = super::lines::head(text, 64 << 10);
    if !sample.trim_start().starts_with('<') {
        return false;
    }
    let (mut tags, mut bytes) = (0, 0);
    for part in sample.split('<').skip(1) {
        let tag = part.trim_start_matches('/');
        let end = tag.find(|c: char| !c.is_ascii_alphanumeric());
        let name = tag[..end.unwrap_or(tag.len())].to_ascii_lowercase();
        if TAGS.contains(&name.as_str()) {
            tags += 1;
            bytes += part.find('>').map_or(0, |end| end + 2);
        }
    }
    tags >= 4 && bytes * 20 >= sample.len()
}
