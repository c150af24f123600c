//! What does a document state about itself? What its Info has, and where that says nothing, its XMP.
//!
//! Must not know: pages.

use jiff::civil::Date;
use lopdf::{Document, Object};

use super::plain;
use crate::briefing::{Claim, Published, Stated};
use crate::load::xml::{self, Element, Piece};
use crate::load::{dates, format};
use crate::sanitize;

/// Bytes of metadata that are read.
const LARGEST: usize = 1 << 20;

/// Characters of a value.
const LONGEST: usize = 500;

/// What XMP has names for that we heed, each with what stands before the colon.
const NAMES: [(&str, &str); 6] = [
    ("dc", "title"),
    ("dc", "creator"),
    ("dc", "publisher"),
    ("dc", "language"),
    ("prism", "publicationDate"),
    ("xmp", "CreateDate"),
];

/// The title and what else the document states.
pub(super) fn read(document: &Document) -> (Option<Claim<String>>, Stated) {
    let xmp = xmp(document);
    let entry = |key: &'static str, name: &str| {
        let own = info(document, key.as_bytes()).filter(|_| !key.is_empty());
        let claim = |value: String, what: &str| Claim::stated(value, format!("the PDF's {what}"));
        let of_xmp = || {
            let found = xmp.iter().find(|found| found.0 == name)?;
            Some(claim(found.1.clone(), name))
        };
        own.map(|value| claim(value, key)).or_else(of_xmp)
    };
    let title = info(document, b"Title").filter(|title| is_title(title));
    let title = title.map(|title| Claim::stated(title, "the PDF's Title"));
    let title = title.or_else(|| entry("", "dc:title").filter(|title| is_title(&title.value)));
    let lang = document.catalog().ok().and_then(|c| {
        let lang = c.get_deref(b"Lang", document).ok()?;
        line_of(lang)
    });
    let lang = lang.filter(|lang| is_tag(lang));
    let lang = lang.map(|lang| Claim::stated(lang, "the PDF's Lang"));
    let stated = Stated {
        author: entry("Author", "dc:creator"),
        source: entry("", "dc:publisher"),
        published: published(document, &|name| entry("", name)),
        lang: lang.or_else(|| entry("", "dc:language").filter(|lang| is_tag(&lang.value))),
        ..Stated::default()
    };
    (title, stated)
}

fn published(
    document: &Document,
    xmp: &dyn Fn(&str) -> Option<Claim<String>>,
) -> Option<Claim<Published>> {
    let dated = |name: &str, certainty: u8, more: &str| {
        let found = xmp(name)?;
        let evidence = format!("{}{more}", found.evidence);
        let day = dates::published(&found.value)?;
        Some(Claim::inferred(day, certainty, evidence))
    };
    let of_file = ": it dates the file, not the text";
    let day = |key: &'static str| {
        let day = day(&info(document, key.as_bytes())?)?;
        let evidence = format!("the PDF's {key}{of_file}");
        Some(Claim::inferred(Published::on(day), 70, evidence))
    };
    dated("prism:publicationDate", 95, "")
        .or_else(|| day("CreationDate"))
        .or_else(|| dated("xmp:CreateDate", 70, of_file))
        .or_else(|| day("ModDate"))
}

/// What the XMP of the document has for our names, in its order.
fn xmp(document: &Document) -> Vec<(String, String)> {
    let source = document.catalog().ok().and_then(|c| {
        let stream = c.get_deref(b"Metadata", document).ok()?;
        plain(stream, LARGEST)
    });
    let source = String::from_utf8_lossy(source.as_deref().unwrap_or_default()).into_owned();
    let mut found: Vec<(String, String)> = Vec::new();
    let mut open: Option<(String, String)> = None;
    xml::read(&source, |piece| {
        match piece {
            Piece::Start(element) => {
                if element.name() == "Description" {
                    found.extend(short(&element));
                }
                let (prefix, name) = (element.prefix(), element.name());
                if NAMES.contains(&(prefix.as_str(), name.as_str())) {
                    open = Some((format!("{prefix}:{name}"), String::new()));
                }
            }
            // Of several languages or authors, the first.
            Piece::End(name) if name == "li" => found.extend(open.take()),
            Piece::End(name) => {
                let is_its = |o: &mut (String, String)| o.0.ends_with(&format!(":{name}"));
                found.extend(open.take_if(is_its));
            }
            Piece::Text(text) => {
                if let Some((_, value)) = &mut open
                    && value.len() < 4 * LONGEST
                {
                    value.push_str(&text);
                }
            }
        }
        found.len() < 100
    });
    let clean = |(name, value): (String, String)| Some((name, line(&value)?));
    found.into_iter().filter_map(clean).collect()
}

/// What is written as attributes, as short values are.
fn short(element: &Element) -> Vec<(String, String)> {
    let value = |(prefix, name): &(&str, &str)| {
        let value = element.attr(name)?;
        Some((format!("{prefix}:{name}"), value))
    };
    NAMES.iter().filter_map(value).collect()
}

/// An entry of what the document states of itself, as a clean line.
fn info(document: &Document, key: &[u8]) -> Option<String> {
    let info = document.trailer.get_deref(b"Info", document).ok()?;
    line_of(info.as_dict().ok()?.get_deref(key, document).ok()?)
}

fn line_of(object: &Object) -> Option<String> {
    line(&lopdf::decode_text_string(object).ok()?)
}

fn line(text: &str) -> Option<String> {
    let line = sanitize::line(text);
    let words: Vec<&str> = line.split_whitespace().collect();
    let line: String = words.join(" ").chars().take(LONGEST).collect();
    Some(line).filter(|line| line.chars().any(char::is_alphanumeric))
}

fn is_tag(lang: &str) -> bool {
    let mut parts = lang.split('-');
    let fits = |p: &str| (1..=8).contains(&p.len()) && p.bytes().all(|b| b.is_ascii_alphanumeric());
    let first = parts
        .next()
        .is_some_and(|p| (2..=3).contains(&p.len()) && fits(p));
    first && parts.all(fits)
}

/// Whether a title is one, and not what a program made up: a file name, or its own name before one.
fn is_title(title: &str) -> bool {
    let ending = format::ending(title);
    let is_file = (2..=4).contains(&ending.len())
        && ending.chars().all(|c| c.is_ascii_alphanumeric())
        && ending.chars().any(char::is_alphabetic);
    let by_program = ["Microsoft ", "untitled", "Untitled", "Print ", "Slide 1"];
    // One word may be a title, but not one that only a machine would write.
    let is_made = title.contains(['_', '-', '/', '\\']) || title.contains(char::is_numeric);
    let is_word = title.contains(' ') || !is_made;
    is_word && !is_file && !by_program.iter().any(|p| title.starts_with(p))
}

/// `D:20210512080000+02'00'`
fn day(text: &str) -> Option<Date> {
    let digits = text.trim_start_matches("D:").get(..8)?;
    let part = |range: std::ops::Range<usize>| digits.get(range)?.parse::<i16>().ok();
    let (year, month, day) = (part(0..4)?, part(4..6)?, part(6..8)?);
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}
