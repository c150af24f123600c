//! What does a PDF say? Its text in reading order, page by page, and what it states about itself.
//!
//! Invariant: what a document unpacks to, draws and refers to is bounded; nothing outside of it is asked.
//! Must not know: files.

use std::panic::{AssertUnwindSafe, catch_unwind};

use lopdf::{Dictionary, Document, LoadOptions, Object};

use super::{Finding, Parsed};

mod cmap;
mod content;
mod flow;
mod font;
mod heads;
mod links;
mod metadata;
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
    let (title, stated) = metadata::read(&document);
    let mut parsed = flow::flow(lines, title, &reader.links);
    parsed.stated = stated;
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

fn resolved<'d>(document: &'d Document, object: &'d Object) -> Option<&'d Object> {
    document.dereference(object).ok().map(|found| found.1)
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
