//! Writes what was understood, for other programs. Offsets are characters (code points) of the decoded file.
//!
//! Must not know: where it goes.

use std::collections::BTreeSet;
use std::io::{self, Write};
use std::process::ExitCode;

use serde_json::{Value, json};

use crate::briefing::{BlockKind, Briefing, Kind};
use crate::corpus::Corpus;
use crate::entity::EntityId;

use super::Asked;
use super::print::described;

/// The name of a kind in exports.
fn kind_name(kind: Kind) -> &'static str {
    if kind == Kind::Agreement {
        "document"
    } else {
        kind.name()
    }
}

/// Every mention of a briefing that stands in its file.
pub(super) fn mentions_of(corpus: &Corpus, briefing: u32) -> impl Iterator<Item = Value> {
    let b = &corpus.briefings[briefing as usize];
    corpus.mentions(briefing).iter().filter_map(move |m| {
        let start = b.map.char_at(&b.body, m.span.start, false)?;
        let end = b.map.char_at(&b.body, m.span.end, true)?;
        let first = corpus.entities.get(*m.entities.first()?);
        let slugs: Vec<&str> = m
            .entities
            .iter()
            .map(|&e| corpus.entities.get(e).slug.as_str())
            .collect();
        Some(json!({
            "file": b.name, "line": b.map.line_of(start), "start": start, "end": end,
            "text": &b.body[m.span.range()], "kind": kind_name(first.kind), "level": m.level,
            "entity": slugs[0], "entities": slugs, "confidence": m.confidence, "why": corpus.entities.why(&corpus.briefings, briefing, m),
        }))
    })
}

/// `mentions-export/1`: one JSON document.
pub(super) fn mentions(asked: &Asked, out: &mut impl Write) -> io::Result<ExitCode> {
    let corpus = &asked.corpus;
    let documents: Vec<Value> = asked
        .hits
        .iter()
        .map(|&hit| document(corpus, hit))
        .collect();
    let named: BTreeSet<EntityId> = asked
        .hits
        .iter()
        .flat_map(|&hit| corpus.mentions(hit))
        .flat_map(|m| m.entities.clone())
        .collect();
    let entities: Vec<Value> = named.into_iter().map(|id| entity(corpus, id)).collect();
    let all = json!({
        "format": "mentions-export/1", "offset_unit": "char", "documents": documents, "entities": entities,
    });
    serde_json::to_writer_pretty(&mut *out, &all)?;
    writeln!(out)?;
    Ok(asked.code())
}

fn document(corpus: &Corpus, briefing: u32) -> Value {
    let b = &corpus.briefings[briefing as usize];
    let facts = &corpus.facts[briefing as usize];
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
        "countries": countries, "topics": facts.topics, "boilerplate": boilerplate(b),
        "mentions": mentions_of(corpus, briefing).collect::<Vec<_>>(),
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
    let e = corpus.entities.get(id);
    json!({
        "id": e.slug, "kind": kind_name(e.kind), "name": e.name,
        "names": e.names.iter().map(|(name, count)| json!({ "text": name, "count": count })).collect::<Vec<_>>(),
        "mentions": e.mentions(), "briefings": e.briefings.len(),
    })
}

/// Each briefing whole, one JSON object a line.
pub(super) fn briefings(asked: &Asked, out: &mut impl Write) -> io::Result<ExitCode> {
    for &hit in &asked.hits {
        let b = &asked.corpus.briefings[hit as usize];
        let mut all = described(&asked.corpus, hit);
        all["body"] = json!(b.body);
        all["blocks"] = json!(b.blocks);
        all["mentions"] = mentions_of(&asked.corpus, hit).collect();
        writeln!(out, "{all}")?;
    }
    Ok(asked.code())
}
