//! What does an office document say? The paragraphs, headings, lists, tables and notes of DOCX and ODT, the chapters of EPUB.
//!
//! Invariant: nesting costs no stack; only the texts of the package are read, never what they refer to outside of it.
//! Must not know: files, how packages are packed.

use super::body::Body;
use super::xml::{self, Piece};
use super::{Parsed, dates, markdown};
use crate::briefing::{Claim, Published, Stated};
use crate::sanitize;

mod epub;
mod looks;
mod numbering;
mod open;
mod sheet;
mod styles;
mod word;

pub(super) use epub::epub;
pub(super) use open::odt;
pub(super) use sheet::is_quotation;
pub(super) use word::docx;

/// What the package states about its document.
#[derive(Default)]
struct Properties {
    title: Option<String>,
    stated: Stated,
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

/// The document of that body.
fn finish(mut body: Body, properties: Properties) -> Parsed {
    let anchors = body.take_anchors();
    let mut parsed = body.finish();
    if parsed.title.is_none() {
        parsed.title = markdown::find_title(&mut parsed.blocks, &parsed.body, 1, |_| 1);
        let evidence = "the first heading".to_string();
        parsed.title = parsed.title.map(|title| Claim { evidence, ..title });
    }
    anchors.resolve(&mut parsed);
    parsed.stated = properties.stated;
    parsed
}
