//! Prints what a search finds, a line a hit: when, who, what, and the words where they are found.
//!
//! Must not know: where the text goes.

use std::io::{self, Write};
use std::process::ExitCode;

use serde_json::{Value, json};

use crate::briefing::{Block, BlockKind, Briefing, Span};
use crate::corpus;
use crate::typeset;

use super::print::{date, dates, described, padded, source};
use super::{Asked, Page};

/// Characters of a snippet before the first words found, at most.
const BEFORE: usize = 60;
/// Characters from there on, at most.
const AFTER: usize = 120;

pub(super) fn search(
    asked: &Asked,
    page: &Page,
    json: bool,
    out: &mut impl Write,
) -> io::Result<ExitCode> {
    let corpus = &asked.corpus;
    let hits = page.of(&asked.hits);
    let days = dates(corpus, hits);
    for &hit in hits {
        let found = corpus.found(&asked.marks, hit);
        let page = corpus.page(hit);
        let snippet = snippet(&page.briefing, &found);
        if json {
            writeln!(out, "{}", object(&page, &found, &snippet))?;
        } else {
            let (date, source) = (padded(&date(corpus, hit), days), source(&page));
            let heading = page.briefing.heading();
            writeln!(out, "{date}  {source}  {heading}  {snippet}")?;
        }
    }
    Ok(asked.code())
}

/// One hit; `found` in characters of the decoded file, like all offsets for programs.
fn object(page: &corpus::Page, found: &[Span], snippet: &str) -> Value {
    let b = &page.briefing;
    let offsets = |span: &Span| {
        let start = b.map.char_at(&b.body, span.start, false)?;
        Some([start, b.map.char_at(&b.body, span.end, true)?])
    };
    let mut known = described(page);
    json!({
        "file": known["file"].take(), "title": known["title"].take(), "published": known["published"].take(),
        "source": known["source"].take(), "found": found.iter().filter_map(offsets).collect::<Vec<_>>(), "snippet": snippet,
    })
}

/// The text around the first words found that are not only in the title; the beginning of the text if there are none.
fn snippet(briefing: &Briefing, found: &[Span]) -> String {
    let text = || {
        briefing
            .text_blocks()
            .filter(|b| b.kind != BlockKind::Title)
    };
    let within = |span: &Span| Some((text().find(|b| b.span.contains(*span))?, span.start));
    let first = found.iter().find_map(within);
    let Some((block, at)) = first.or_else(|| text().next().map(|b| (b, b.span.start))) else {
        return String::new();
    };
    around(&briefing.body, block, at as usize)
}

/// The text of a block around one of its bytes, cut between words, on one line.
fn around(body: &str, block: &Block, at: usize) -> String {
    let (before, after) = (
        &body[block.span.start as usize..at],
        &body[at..block.span.end as usize],
    );
    let space = |c: char| c.is_whitespace();
    let mut start = 0;
    if let Some((cut, _)) = before.char_indices().rev().nth(BEFORE) {
        start = before[cut..].find(space).map_or(cut, |i| cut + i);
    }
    let mut end = after.len();
    if let Some((cut, _)) = after.char_indices().nth(AFTER) {
        end = after[..cut].rfind(space).unwrap_or(cut);
    }
    let shown = typeset::flat(&format!("{}{}", &before[start..], &after[..end]));
    let more = |cut: bool| if cut { "…" } else { "" };
    format!(
        "{}{}{}",
        more(start > 0),
        shown.trim(),
        more(end < after.len())
    )
}
