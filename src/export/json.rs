//! Writes one JSON value: a briefing with its text, or a list with what is known of each.
//!
//! Must not know: which briefings were asked for.

use std::io::{self, Write};

use serde_json::{Value, json};

use super::{Subject, Told, said};
use crate::cite;
use crate::corpus::{Corpus, Page};

pub(super) fn write(corpus: &Corpus, subject: &Subject, out: &mut impl Write) -> io::Result<()> {
    let all = match subject {
        Subject::Briefing(page) => briefing(page),
        Subject::List { title, briefings } => {
            let each = briefings.iter().map(|b| told(&Told::of(&corpus.page(*b))));
            json!({ "title": title, "briefings": each.collect::<Vec<_>>() })
        }
        Subject::Concordance {
            title,
            entities,
            places,
        } => {
            let each = said(corpus, entities, places).map(|place| {
                let mut all = told(&place.told);
                all["paragraph"] = json!(place.paragraph);
                all["before"] = json!(place.before);
                all["text"] = json!(place.words);
                all["after"] = json!(place.after);
                all
            });
            json!({ "title": title, "places": each.collect::<Vec<_>>() })
        }
    };
    writeln!(out, "{all:#}")
}

fn told(told: &Told) -> Value {
    let some = |text: &String| Some(text.clone()).filter(|t| !t.is_empty());
    json!({
        "title": told.title, "author": some(&told.author), "source": told.source, "published": some(&told.date),
        "place": some(&told.place), "countries": told.countries, "topics": told.topics, "lang": some(&told.lang), "words": told.words,
        "url": some(&told.url), "file": told.file,
    })
}

fn briefing(page: &Page) -> Value {
    let mut all = told(&Told::of(page));
    let b = &page.briefing;
    let block = |block: &crate::briefing::Block| {
        json!({
            "kind": block.kind, "paragraph": cite::Cited::of(page, block.span).paragraphs.map(|(n, _)| n),
            "text": cite::text(b, block.span),
        })
    };
    all["blocks"] = b.text_blocks().map(block).collect();
    all
}
