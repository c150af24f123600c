//! What does a web page say? Its article, without what surrounds it, and what the page states about it.
//!
//! Invariant: nothing is loaded or run; what would lead a parser astray is read as a stream of text instead.
//! Must not know: files, encodings.

use dom_query::{Document, NodeRef};
use dom_smoothie::{Config, Readability};

use super::body::Body;
use super::refind::Finder;
use super::{Parsed, dates, html_tags, lines, text};
use crate::briefing::{BlockKind, Claim};
use crate::sanitize;

mod inner;
mod meta;
mod render;
mod scan;

use meta::Meta;
pub(super) use render::target;

/// Larger pages are read as a stream of text.
const LARGEST: usize = 16 << 20;

/// With more elements than that a page is read whole: looking for the article in it would take too long.
const MANY: usize = 50_000;

/// An article of fewer words is no better than the whole page.
const FEW: usize = 25;

/// Reads a decoded page.
pub(super) fn parse(source: &str) -> Parsed {
    parse_saved(source, None)
}

/// As [`parse`], of a page that is known to come from the address `from`.
pub(super) fn parse_saved(source: &str, from: Option<String>) -> Parsed {
    if source.len() > LARGEST {
        return streamed(source);
    }
    let scan = scan::scan(source);
    if scan.is_tangled {
        return streamed(source);
    }
    let page = Page {
        source,
        text: &scan.text,
    };
    let document = Document::from(source);
    let meta = meta::read(&document, source, from);
    inner::lead(&document, "", 0);
    if scan.tags > MANY * 2 {
        return page.whole(&document, &meta);
    }
    match article(document, &meta) {
        Ok((readability, byline)) => page.article(&readability, &meta, byline, source),
        Err(document) => page.whole(&document, &meta),
    }
}

/// What a page within another document says, all of it: the body of a message.
pub(super) fn append(source: &str, body: &mut Body) {
    append_part(source, "", 0, body);
}

/// The same of a part of several, as a chapter of a book: the file `own`, with so many notes before it. Says how many there are then.
pub(super) fn append_part(source: &str, own: &str, notes: usize, body: &mut Body) -> usize {
    let scan = scan::scan(source);
    if source.len() > LARGEST || scan.is_tangled {
        stream(source, body);
        return notes;
    }
    let document = Document::from(source);
    let notes = inner::lead(&document, own, notes);
    // Where it stands within another file is not known.
    let mut nowhere = Finder::new("", "");
    if let Some(root) = document.body() {
        render::render(&root, body, &mut nowhere, true);
    }
    notes
}

/// A value that a page or a feed states, as people read it: entities decoded, clean, on one line.
pub(super) fn line(source: &str) -> String {
    meta::clean(source)
}

/// The feeds that a page at the address `base` names, each with its title and its address.
pub(super) fn feeds(source: &str, base: &str) -> Vec<(String, String)> {
    if source.len() > LARGEST || scan::scan(source).is_tangled {
        return Vec::new();
    }
    meta::feeds(&Document::from(source), base)
}

/// Finds the article in a page; the page comes back if there is none.
fn article(document: Document, meta: &Meta) -> Result<(Readability, Option<String>), Document> {
    let config = Config {
        // What is nested too deep in it would be read without bounds.
        disable_json_ld: true,
        max_elements_to_parse: MANY,
        ..Config::default()
    };
    let again = document.clone();
    let base = meta.url.as_ref().map(|url| url.value.as_str());
    let found = Readability::with_document(document, base, Some(config.clone()));
    let Ok(mut readability) = found else {
        return Err(again);
    };
    match readability.parse() {
        Ok(article) => Ok((readability, article.byline)),
        Err(_) => Err(again),
    }
}

/// A page and its text.
#[derive(Clone, Copy)]
struct Page<'s> {
    source: &'s str,
    /// The source with gaps for markup.
    text: &'s str,
}

impl Page<'_> {
    fn article(
        self,
        found: &Readability,
        meta: &Meta,
        byline: Option<String>,
        source: &str,
    ) -> Parsed {
        let root = found.doc.select_single("#readability-page-1");
        let Some(root) = root.nodes().first() else {
            return streamed(self.source);
        };
        let mut parsed = self.read(root, meta, false);
        if words(&parsed) < FEW {
            let again = Document::from(source);
            inner::lead(&again, "", 0);
            let whole = self.whole(&again, meta);
            if words(&whole) > words(&parsed) {
                return whole;
            }
        }
        if parsed.stated.author.is_none() {
            let byline = byline.map(|b| meta::clean(&b));
            let byline = byline.filter(|b| !b.is_empty() && lines::words(b) < 12);
            let claim = |name| Claim::inferred(name, 85, "the byline of the page");
            parsed.stated.author = byline.map(claim);
        }
        parsed
    }

    fn whole(self, document: &Document, meta: &Meta) -> Parsed {
        match document.body() {
            Some(root) => self.read(&root, meta, true),
            None => streamed(self.source),
        }
    }

    fn read(self, root: &NodeRef, meta: &Meta, is_whole: bool) -> Parsed {
        let mut body = Body::default();
        if let Some(title) = &meta.title {
            let parts = Finder::new(self.source, self.text).parts(&title.value);
            let at = match parts.as_slice() {
                [(range, first)] if range.len() == title.value.len() => Some(*first),
                _ => None,
            };
            body.put_title(title, at);
        }
        render::render(
            root,
            &mut body,
            &mut Finder::new(self.source, self.text),
            is_whole,
        );
        let mut parsed = body.finish();
        parsed.stated = meta.stated();
        mark_heads(&mut parsed);
        if words(&parsed) == 0 {
            return Parsed::default();
        }
        parsed
    }
}

/// Dates and bylines above the text are no text.
fn mark_heads(parsed: &mut Parsed) {
    for block in &mut parsed.blocks {
        let line = &parsed.body[block.span.range()];
        if lines::is_long(lines::words(line), lines::ends_sentence(line)) {
            return;
        }
        if block.kind == BlockKind::Paragraph
            && (dates::is_date_line(line) || text::is_byline(line))
        {
            block.kind = BlockKind::Meta;
        }
    }
}

/// How many words of text there are, the title apart.
fn words(parsed: &Parsed) -> usize {
    let text = parsed.blocks.iter().filter(|b| b.kind != BlockKind::Title);
    text.map(|b| lines::words(&parsed.body[b.span.range()]))
        .sum()
}

/// The text of a page that no parser should be given.
fn streamed(source: &str) -> Parsed {
    let mut body = Body::default();
    stream(source, &mut body);
    body.finish()
}

fn stream(source: &str, body: &mut Body) {
    let mut state = html_tags::State::default();
    for piece in state.read(source) {
        match piece {
            html_tags::Piece::Text(part) => flow(&source[part], body),
            html_tags::Piece::Entity(text) => flow(&text, body),
            html_tags::Piece::Break => body.close(),
        }
    }
    body.close();
}

/// Adds running text, its spaces joined.
fn flow(text: &str, body: &mut Body) {
    let clean = sanitize::line(text);
    let gap = |body: &mut Body| {
        if body.is_open() && !body.is_blank() && !body.text.ends_with(' ') {
            body.text.push(' ');
        }
    };
    if clean.starts_with(char::is_whitespace) {
        gap(body);
    }
    for (i, word) in clean.split_whitespace().enumerate() {
        if i > 0 {
            gap(body);
        }
        body.add(word);
    }
    if clean.ends_with(char::is_whitespace) {
        gap(body);
    }
}
