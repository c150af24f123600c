//! Prints for people (plain text) and for programs (one JSON object a line).
//!
//! Must not know: where the text goes.

use std::io::{self, Write};
use std::process::ExitCode;

use serde_json::json;

use crate::briefing::{BlockKind, Briefing, Problem, Published};
use crate::corpus::{self, Corpus};
use crate::keymap::Keymap;
use crate::query::{Facet, Order};
use crate::typeset;

use super::{Asked, Page};

/// What stands before a value that is inferred, here as on the screen.
pub(super) fn about(stated: bool) -> &'static str {
    if stated { "" } else { "≈ " }
}

/// When it was published, for people.
pub(super) fn date(corpus: &Corpus, briefing: u32) -> String {
    let row = corpus.row(briefing);
    let when = |p: Published| format!("{}{p}", about(row.stated));
    row.published.map_or_else(|| "undated".to_owned(), when)
}

/// The cells that the dates of a list take.
pub(super) fn dates(corpus: &Corpus, hits: &[u32]) -> usize {
    const DAY: usize = 10;
    let widths = hits.iter().map(|&hit| typeset::width(&date(corpus, hit)));
    widths.max().unwrap_or(0).max(DAY)
}

/// Sources longer than this, in cells, push what follows aside instead of everything to the right.
const SOURCE: usize = 28;

pub(super) fn list(
    asked: &Asked,
    page: &Page,
    json: bool,
    out: &mut impl Write,
) -> io::Result<ExitCode> {
    let corpus = &asked.corpus;
    let hits = page.of(&asked.hits);
    let source = |hit: u32| corpus.row(hit).source;
    let widths = hits.iter().map(|&hit| typeset::width(source(hit)));
    let column = widths.filter(|w| *w <= SOURCE).max().unwrap_or(0);
    let days = dates(corpus, hits);
    for &hit in hits {
        if json {
            writeln!(out, "{}", described(&corpus.page(hit)))?;
        } else {
            let (date, source) = (
                padded(&date(corpus, hit), days),
                padded(source(hit), column),
            );
            let heading = corpus.row(hit).title;
            writeln!(out, "{date}  {source}  {heading}")?;
        }
    }
    Ok(asked.code())
}

/// `text` and spaces up to so many cells.
pub(super) fn padded(text: &str, cells: usize) -> String {
    let missing = cells.saturating_sub(typeset::width(text));
    format!("{text}{}", " ".repeat(missing))
}

/// Who issued it, for people.
pub(super) fn source(page: &corpus::Page) -> String {
    let source = &page.facts.source;
    format!("{}{}", about(source.is_stated()), source.value)
}

/// `1 briefing`, `2 briefings`.
pub(super) fn counted(count: usize, what: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {what}{plural}")
}

/// What is known of a briefing.
pub(super) fn described(page: &corpus::Page) -> serde_json::Value {
    let (b, facts) = (&page.briefing, &page.facts);
    json!({
        "file": b.name,
        "title": b.title.as_ref().map(|t| &t.value),
        "source": facts.source,
        "published": facts.published.as_ref().map(|p| json!({
            "value": p.value.to_string(), "confidence": p.confidence, "evidence": p.evidence,
        })),
        "place": b.stated.place.as_ref().map(|p| &p.value),
        "countries": facts.countries,
        "mentioned": facts.mentioned,
        "topics": facts.topics,
        "spoken": facts.spoken,
        "lang": facts.lang,
        "words": facts.words,
    })
}

pub(super) fn show(
    asked: &Asked,
    page: &Page,
    json: bool,
    out: &mut impl Write,
) -> io::Result<ExitCode> {
    for (n, &hit) in page.of(&asked.hits).iter().enumerate() {
        let page = asked.corpus.page(hit);
        if json {
            let mut all = described(&page);
            all["body"] = json!(page.briefing.body);
            writeln!(out, "{all}")?;
            continue;
        }
        if n > 0 {
            writeln!(out, "\n{}\n", "=".repeat(72))?;
        }
        let date = date(&asked.corpus, hit);
        writeln!(
            out,
            "{}\n{}, {date}",
            page.briefing.heading(),
            source(&page)
        )?;
        text(&page.briefing, out)?;
    }
    Ok(asked.code())
}

/// The text, a line to a paragraph, as any pager or editor will wrap it; a blank line before each, but not inside lists.
fn text(briefing: &Briefing, out: &mut impl Write) -> io::Result<()> {
    let mut in_list = false;
    for block in briefing
        .text_blocks()
        .filter(|b| b.kind != BlockKind::Title)
    {
        let item = matches!(block.kind, BlockKind::Item { .. } | BlockKind::Row);
        if !(in_list && item) {
            writeln!(out)?;
        }
        in_list = item;
        let text = &briefing.body[block.span.range()];
        let flat = typeset::flat(text);
        match block.kind {
            BlockKind::Item { depth, number } => {
                let marker = number.map_or_else(|| "-".to_owned(), |n| format!("{n}."));
                let indent = 2 * usize::from(depth);
                writeln!(out, "{:indent$}{marker} {flat}", "")?;
            }
            BlockKind::Quote | BlockKind::Earlier => writeln!(out, "> {flat}")?,
            BlockKind::Code => writeln!(out, "{text}")?,
            _ => writeln!(out, "{flat}")?,
        }
    }
    Ok(())
}

pub(super) fn facets(
    asked: &Asked,
    page: &Page,
    json: bool,
    out: &mut impl Write,
) -> io::Result<ExitCode> {
    let results = asked
        .corpus
        .search_own(&asked.query, Order::default(), &Facet::ALL, &asked.own);
    for facet in Facet::ALL {
        let values = results.facets.get(&facet).map_or(&[][..], Vec::as_slice);
        for value in page.of_each(values.iter().filter(|v| v.count > 0)) {
            if json {
                let line = json!({ "facet": facet.name(), "value": value.key, "label": value.label, "count": value.count });
                writeln!(out, "{line}")?;
            } else {
                let (facet, label) = (facet.name(), padded(&value.label, 32));
                writeln!(out, "{facet:8} {label} {:5}", value.count)?;
            }
        }
    }
    Ok(asked.code())
}

/// For people: who and what, linked first, by how many briefings. For programs: every mention.
pub(super) fn mentions(
    asked: &Asked,
    page: &Page,
    json: bool,
    out: &mut impl Write,
) -> io::Result<ExitCode> {
    let corpus = &asked.corpus;
    if json {
        let of = |&hit| {
            let found = corpus.page(hit);
            super::export::mentions_of(corpus, hit, &found).collect::<Vec<_>>()
        };
        for value in page.of_each(asked.hits.iter().flat_map(of)) {
            writeln!(out, "{value}")?;
        }
        return Ok(asked.code());
    }
    let mut rows = asked.named();
    rows.sort_by_key(|n| {
        let slug = corpus.entity(n.entity).slug;
        (std::cmp::Reverse((n.briefings, n.mentions)), slug)
    });
    for named in page.of(&rows) {
        let (entity, mentions) = (corpus.entity(named.entity), named.mentions);
        let (kind, name) = (entity.kind.name(), padded(entity.name, 40));
        let briefings = counted(named.briefings, "briefing");
        writeln!(out, "{kind:12} {name} {mentions:4} in {briefings}")?;
    }
    Ok(asked.code())
}

pub(super) fn keys(
    keymap: &Keymap,
    json: bool,
    markdown: bool,
    out: &mut impl Write,
) -> io::Result<ExitCode> {
    if markdown {
        write!(out, "{}", keymap.markdown_table())?;
        return Ok(ExitCode::SUCCESS);
    }
    for row in keymap.table() {
        let listed = row.action.row();
        if json {
            let line = json!({
                "focus": row.focus.name(), "keys": row.keys, "action": listed.name, "about": listed.about,
            });
            writeln!(out, "{line}")?;
        } else {
            let keys = if row.keys.is_empty() {
                "(palette)".to_owned()
            } else {
                row.keys.join("  ")
            };
            writeln!(out, "{:12} {keys:28} {}", row.focus.name(), listed.about)?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// What is wrong with documents, and how many briefings were read.
pub(super) fn problems(
    read: usize,
    problems: &[&Problem],
    json: bool,
    out: &mut impl Write,
) -> io::Result<ExitCode> {
    for problem in problems {
        if json {
            writeln!(out, "{}", json!(problem))?;
        } else {
            let Problem {
                path, cause, hint, ..
            } = problem;
            writeln!(out, "{path}: {cause}\n    {hint}")?;
        }
    }
    if !json {
        let read = counted(read, "briefing");
        let wrong = counted(problems.len(), "problem");
        writeln!(out, "{read} read, {wrong}")?;
    }
    Ok(if problems.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::from(1)
    })
}
