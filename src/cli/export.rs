//! Writes what was understood, for other programs. Offsets are characters (code points) of the decoded file.
//!
//! Must not know: where it goes.

use std::cell::RefCell;
use std::io::{self, Write};
use std::process::ExitCode;

use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::{Value, json};

use crate::briefing::{BlockKind, Briefing, Kind};
use crate::corpus::{Corpus, Page};
use crate::entity::EntityId;
use crate::export::{self, Subject};

use super::Asked;
use super::print::described;

/// What `export` writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// One JSON document: facts, mentions and entities (`mentions-export/1`)
    Mentions,
    /// One JSON object a line: each briefing whole
    Json,
    /// The list, with addresses; one briefing alone whole
    Markdown,
    /// The same as a page that needs nothing else
    Html,
    /// A table, a row a briefing; of one briefing alone, a row a paragraph
    Csv,
}

/// Writes what was asked for.
pub(super) fn export(asked: &Asked, format: Format, out: &mut impl Write) -> io::Result<ExitCode> {
    match format {
        Format::Mentions => mentions(asked, out),
        Format::Json => briefings(asked, out),
        Format::Markdown => written(asked, export::Format::Markdown, out),
        Format::Html => written(asked, export::Format::Html, out),
        Format::Csv => written(asked, export::Format::Csv, out),
    }
}

/// The name of a kind in exports.
pub(super) fn kind_name(kind: Kind) -> &'static str {
    if kind == Kind::Agreement {
        "document"
    } else {
        kind.name()
    }
}

/// Every mention of a briefing that stands in its file.
pub(super) fn mentions_of<'c>(
    corpus: &'c Corpus,
    briefing: u32,
    page: &'c Page,
) -> impl Iterator<Item = Value> + 'c {
    let b = &page.briefing;
    page.mentions.iter().filter_map(move |m| {
        let start = b.map.char_at(&b.body, m.span.start, false)?;
        let end = b.map.char_at(&b.body, m.span.end, true)?;
        let first = corpus.entity(*m.entities.first()?);
        let slugs: Vec<&str> = m
            .entities
            .iter()
            .map(|&e| corpus.entity(e).slug)
            .collect();
        Some(json!({
            "file": b.name, "line": b.map.line_of(start), "start": start, "end": end,
            "text": &b.body[m.span.range()], "kind": kind_name(first.kind), "level": m.level,
            "entity": slugs[0], "entities": slugs, "confidence": m.confidence, "why": corpus.why(briefing, m),
        }))
    })
}

/// `mentions-export/1`: one JSON document.
fn mentions(asked: &Asked, out: &mut impl Write) -> io::Result<ExitCode> {
    let corpus = &asked.corpus;
    // One after the other: all of them need not fit in memory.
    let documents = asked.hits.iter().map(|&hit| document(corpus, hit));
    let named = asked.named().into_iter();
    let entities = named.map(|named| entity(corpus, named.entity));
    let mut all = serde_json::Serializer::pretty(&mut *out);
    let mut all = all.serialize_map(Some(4))?;
    all.serialize_entry("format", "mentions-export/1")?;
    all.serialize_entry("offset_unit", "char")?;
    all.serialize_entry("documents", &Each(RefCell::new(documents)))?;
    all.serialize_entry("entities", &Each(RefCell::new(entities)))?;
    all.end()?;
    writeln!(out)?;
    Ok(asked.code())
}

/// A list that is written as it comes.
struct Each<I>(RefCell<I>);

impl<I: Iterator<Item = Value>> Serialize for Each<I> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(&mut *self.0.borrow_mut())
    }
}

fn document(corpus: &Corpus, briefing: u32) -> Value {
    let page = corpus.page(briefing);
    let (b, facts) = (&page.briefing, &page.facts);
    let country = |role: &'static str| move |id: &String| json!({ "id": id, "role": role });
    let countries: Vec<Value> = facts
        .countries
        .iter()
        .map(country("primary"))
        .chain(facts.mentioned.iter().map(country("mentioned")))
        .collect();
    let date = match &facts.published {
        Some(p) => json!({
            "value": p.value.to_string(), "confidence": f32::from(p.confidence) / 100.0, "evidence": [p.evidence],
        }),
        None => json!({ "value": null, "confidence": 0, "evidence": [] }),
    };
    // The folder that a file came in is no word of the document about who issued it.
    let source = Some(&facts.source)
        .filter(|s| s.confidence >= 50)
        .map(|s| &s.value);
    json!({
        "file": b.name, "title": b.title.as_ref().map(|t| &t.value), "source": source, "date": date,
        "countries": countries, "topics": facts.topics, "spoken": facts.spoken, "lang": facts.lang.as_ref().map(|l| &l.value), "boilerplate": boilerplate(b),
        "mentions": mentions_of(corpus, briefing, &page).collect::<Vec<_>>(),
    })
}

/// The lines of the file that are not of the document, first and last of each stretch.
fn boilerplate(b: &Briefing) -> Vec<[u32; 2]> {
    let stretch = |span: crate::briefing::Span| {
        let first = b.map.char_at(&b.body, span.start, false)?;
        let last = b.map.char_at(&b.body, span.end, true)?;
        Some([
            b.map.line_of(first),
            b.map.line_of(last.saturating_sub(1).max(first)),
        ])
    };
    b.blocks
        .iter()
        .filter(|k| k.kind == BlockKind::Boilerplate)
        .filter_map(|k| stretch(k.span))
        .collect()
}

fn entity(corpus: &Corpus, id: EntityId) -> Value {
    let e = corpus.entity(id);
    json!({
        "id": e.slug, "kind": kind_name(e.kind), "name": e.name,
        "names": corpus.entity_names(id).iter().map(|(name, count)| json!({ "text": name, "count": count })).collect::<Vec<_>>(),
        "mentions": e.mentions, "briefings": e.briefings,
    })
}

/// The briefings as a document for people; one alone is written whole.
fn written(asked: &Asked, format: export::Format, out: &mut impl Write) -> io::Result<ExitCode> {
    let corpus = &asked.corpus;
    let subject = match asked.hits.as_slice() {
        [one] => Subject::Briefing(corpus.page(*one)),
        all => Subject::List {
            title: match asked.query.is_empty() {
                true => "All briefings".to_owned(),
                false => asked.query.to_string(),
            },
            briefings: all.to_vec(),
        },
    };
    export::write(corpus, &subject, format, out)?;
    Ok(asked.code())
}

/// Each briefing whole, one JSON object a line.
fn briefings(asked: &Asked, out: &mut impl Write) -> io::Result<ExitCode> {
    for &hit in &asked.hits {
        let page = asked.corpus.page(hit);
        let mut all = described(&page);
        all["body"] = json!(page.briefing.body);
        all["blocks"] = json!(page.briefing.blocks);
        all["mentions"] = mentions_of(&asked.corpus, hit, &page).collect();
        writeln!(out, "{all}")?;
    }
    Ok(asked.code())
}
