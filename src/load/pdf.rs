//! What does a PDF say? Its text in reading order, page by page, and what it states about itself.
//!
//! Invariant: what a document unpacks to, draws and refers to is bounded; nothing outside of it is asked.
//! Must not know: files.

use std::panic::{AssertUnwindSafe, catch_unwind};

use jiff::civil::Date;
use lopdf::{Dictionary, Document, LoadOptions, Object};

use super::{Finding, Parsed, format};
use crate::briefing::{Claim, Published, Stated};
use crate::sanitize;

mod cmap;
mod content;
mod flow;
mod font;
mod heads;
mod metrics;
mod operations;
mod paragraphs;
mod piece;
mod rows;
mod text;

/// Pages that are read.
const PAGES: usize = 5_000;

/// Bytes that lists of objects unpack to, all together.
const OBJECTS: usize = 64 << 20;

/// Why a document cannot be read, and the way out.
pub(super) type Refusal = (&'static str, &'static str);

/// Reads a document.
pub(super) fn parse(bytes: &[u8]) -> Result<Parsed, Refusal> {
    let document = open(bytes)?;
    let ids: Vec<_> = document.page_iter().take(PAGES + 1).collect();
    if ids.is_empty() {
        return Err((
            "it is a broken PDF: no page of it can be found",
            "fetch it again, or print it to a new PDF from a program that opens it",
        ));
    }
    let pages = ids.iter().take(PAGES);
    let pages = pages.filter_map(|id| document.get_dictionary(*id).ok());
    let mut reader = content::Reader::new(&document);
    let mut lines = Vec::new();
    let (mut unknown, mut all, mut pictures) = (0, 0, 0);
    for page in pages {
        let pieces = reader.read(page);
        unknown += pieces.unknown;
        all += pieces.all;
        pictures += pieces.pictures;
        lines.push(of_page(pieces));
    }
    let letters = lines.iter().flatten().flat_map(|l| &l.pieces);
    if !letters
        .flat_map(|p| p.text.chars())
        .any(char::is_alphanumeric)
    {
        return Err(refusal(unknown, pictures));
    }
    let title = info(&document, b"Title").filter(|title| is_title(title));
    let title = title.map(|title| Claim::stated(title, "the PDF's Title"));
    let mut parsed = flow::flow(lines, title);
    parsed.stated = stated(&document);
    let finding = |cause: &str, hint: &str| Finding::at(1, cause.into(), hint.into());
    if ids.len() > PAGES || reader.budget.is_spent() {
        let hint = "split it, and read the parts";
        let cause = "only its first part was read: it is larger than any book";
        parsed.findings.push(finding(cause, hint));
    }
    if unknown * 5 > all {
        let cause = "many of its letters cannot be told: its fonts do not say what they show";
        parsed.findings.push(finding(cause, RECOGNISE));
    }
    Ok(parsed)
}

const RECOGNISE: &str =
    "run it through text recognition (for example ocrmypdf), and read the result";

/// Why there is no text.
fn refusal(unknown: usize, pictures: usize) -> Refusal {
    match (unknown, pictures) {
        (1.., _) => (
            "its letters cannot be told: its fonts do not say what they show",
            RECOGNISE,
        ),
        (_, 1..) => ("it has no text, only pictures of pages", RECOGNISE),
        _ => ("it has no text", "delete it, or fetch the document again"),
    }
}

/// Opens a document; what everybody may read, although it is encrypted, is decrypted.
fn open(bytes: &[u8]) -> Result<Document, Refusal> {
    let names = bytes.split(|b| *b == b'/').skip(1);
    let lists = names.filter(|name| name.starts_with(b"ObjStm")).count();
    let options = LoadOptions {
        max_decompressed_size: Some(OBJECTS / lists.max(1)),
        ..LoadOptions::default()
    };
    // A fault of the library must not look like one of ours.
    let loaded = catch_unwind(AssertUnwindSafe(|| {
        Document::load_mem_with_options(bytes, options)
    }));
    let broken = (
        "it is a broken PDF",
        "fetch it again, or print it to a new PDF from a program that opens it",
    );
    let locked = (
        "it is locked with a password",
        "open it with the password in a reader of PDF, and print or save it without one",
    );
    match loaded {
        Ok(Ok(document))
            if document.trailer.has(b"Encrypt") && document.encryption_state.is_none() =>
        {
            Err(locked)
        }
        Ok(Ok(document)) => Ok(document),
        Ok(Err(lopdf::Error::Decryption(_) | lopdf::Error::InvalidPassword)) => Err(locked),
        _ => Err(broken),
    }
}

/// The lines of a page; what is turned comes after what is upright.
fn of_page(pieces: piece::Pieces) -> Vec<rows::Line> {
    let mut lines: Vec<rows::Line> = Vec::new();
    for (turn, mut pieces) in pieces.by_turn.into_iter().enumerate() {
        let own = |p: &piece::Piece| !p.is_aside;
        if pieces.iter().any(own) {
            pieces.retain(own);
        }
        if content::is_blank(&pieces) {
            continue;
        }
        let columns = lines.last().map_or(0, |l| l.column.0 + 1);
        let mut more = rows::lines(pieces);
        for line in &mut more {
            line.column.0 += columns;
            line.turn = turn;
        }
        lines.extend(more);
    }
    lines
}

/// What the document states of itself.
fn stated(document: &Document) -> Stated {
    let claim = |value: String, what: &str| Claim::stated(value, format!("the PDF's {what}"));
    let lang = document.catalog().ok().and_then(|c| {
        let lang = c.get_deref(b"Lang", document).ok()?;
        line_of(lang)
    });
    let is_tag = |lang: &String| {
        let mut parts = lang.split('-');
        let fits =
            |p: &str| (1..=8).contains(&p.len()) && p.bytes().all(|b| b.is_ascii_alphanumeric());
        let first = parts
            .next()
            .is_some_and(|p| (2..=3).contains(&p.len()) && fits(p));
        first && parts.all(fits)
    };
    let day = |key: &'static str| {
        let day = day(&info(document, key.as_bytes())?)?;
        let evidence = format!("the PDF's {key}: it dates the file, not the text");
        Some(Claim::inferred(Published::on(day), 70, evidence))
    };
    Stated {
        author: info(document, b"Author").map(|author| claim(author, "Author")),
        published: day("CreationDate").or_else(|| day("ModDate")),
        lang: lang.filter(is_tag).map(|lang| claim(lang, "Lang")),
        ..Stated::default()
    }
}

/// An entry of what the document states of itself, as a clean line.
fn info(document: &Document, key: &[u8]) -> Option<String> {
    let info = document.trailer.get_deref(b"Info", document).ok()?;
    line_of(info.as_dict().ok()?.get_deref(key, document).ok()?)
}

fn line_of(object: &Object) -> Option<String> {
    let text = lopdf::decode_text_string(object).ok()?;
    let line = sanitize::line(&text);
    let words: Vec<&str> = line.split_whitespace().collect();
    let line: String = words.join(" ").chars().take(500).collect();
    Some(line).filter(|line| line.chars().any(char::is_alphanumeric))
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

/// A dictionary in a dictionary.
fn dict<'d>(document: &'d Document, inside: &'d Dictionary, key: &[u8]) -> Option<&'d Dictionary> {
    match inside.get_deref(key, document).ok()? {
        Object::Dictionary(found) => Some(found),
        Object::Stream(found) => Some(&found.dict),
        _ => None,
    }
}

fn name(document: &Document, inside: &Dictionary, key: &[u8]) -> Option<String> {
    let name = inside.get_deref(key, document).ok()?.as_name().ok()?;
    Some(String::from_utf8_lossy(name).into_owned())
}

fn number(document: &Document, inside: &Dictionary, key: &[u8]) -> Option<f32> {
    inside.get_deref(key, document).ok()?.as_float().ok()
}

/// What a page or the nearest of the groups that it is in has for `key`.
fn inherited<'d>(document: &'d Document, page: &'d Dictionary, key: &[u8]) -> Option<&'d Object> {
    let mut page = page;
    for _ in 0..64 {
        if let Ok(found) = page.get_deref(key, document) {
            return Some(found);
        }
        page = dict(document, page, b"Parent")?;
    }
    None
}

/// What a stream unpacks to, if that is not too much.
fn plain(object: &Object, limit: usize) -> Option<Vec<u8>> {
    object
        .as_stream()
        .ok()?
        .get_plain_content_with_limit(limit)
        .ok()
}
