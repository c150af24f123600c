//! Which format is a file? The content decides, the ending of the name only hints.
//!
//! Invariant: every file gets an answer.
//! Must not know: how formats are read.

/// What can be done with a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    Text,
    Markdown,
    Html,
    Mail,
    Docx,
    Odt,
    Epub,
    /// RSS, Atom, JSON Feed: many documents in one file.
    Feed,
    /// A list of feeds.
    Outlines,
    /// A document in a format that cannot be read yet: its name.
    Unread(&'static str),
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
        "toml", "yaml", "yml", "json", "jsonl", "ndjson", "geojson", "csv", "tsv", "ini", "conf",
        "cfg", "opml", "lock", "sql", "css", "js", "ts", "map", "py", "rs", "go", "c", "h", "cpp",
        "java", "rb", "sh", "bib",
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
        return Some(Format::Unread("PDF"));
    }
    if begins(b"{\\rtf") {
        return Some(Format::Unread("RTF"));
    }
    if begins(b"\xd0\xcf\x11\xe0") && ending == "doc" {
        return Some(Format::Unread("DOC"));
    }
    if begins(b"PK\x03\x04") {
        return package(bytes, &ending);
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
        "mbox" => Format::Unread("mbox"),
        _ if matches!(super::front::split(text), Ok(Some(_))) => Format::Markdown,
        _ if is_dense(text) => Format::Html,
        _ => Format::Text,
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
