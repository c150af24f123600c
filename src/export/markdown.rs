//! Writes Markdown: a briefing with front matter, as this program reads it; lists as lists with links.
//!
//! Must not know: which briefings were asked for.

use std::io::{self, Write};

use super::{Subject, Told, said};
use crate::briefing::{Briefing, Claim};
use crate::cite::{escaped, target};
use crate::corpus::Corpus;
use crate::sanitize;

mod blocks;
mod line;

pub(super) fn write(corpus: &Corpus, subject: &Subject, out: &mut impl Write) -> io::Result<()> {
    match subject {
        Subject::Briefing(page) => briefing(&page.briefing, out),
        Subject::List { title, briefings } => {
            writeln!(out, "# {}\n", escaped(title))?;
            for &b in briefings {
                let t = Told::of(&corpus.page(b));
                writeln!(out, "- {}. {}", linked(&t), escaped(&t.byline()))?;
            }
            Ok(())
        }
        Subject::Concordance {
            title,
            entities,
            places,
        } => {
            writeln!(out, "# {}", escaped(title))?;
            let mut last = None;
            for place in said(corpus, entities, places) {
                if last.as_ref() != Some(&place.told) {
                    let (head, byline) = (linked(&place.told), escaped(&place.told.byline()));
                    writeln!(out, "\n## {head}\n\n{byline}\n")?;
                }
                let (before, after) = (escaped(&place.before), escaped(&place.after));
                writeln!(
                    out,
                    "- {}**{}**{}",
                    before.trim_start(),
                    escaped(&place.words),
                    after.trim_end()
                )?;
                last = Some(place.told);
            }
            Ok(())
        }
    }
}

/// The title, with its address where it has one, else with its path.
fn linked(told: &Told) -> String {
    match told.web() {
        Some(url) => format!("[{}]({})", escaped(&told.title), target(url)),
        None => format!("{} ({})", escaped(&told.title), escaped(&told.file)),
    }
}

/// A briefing whole, with what it states before it.
pub(super) fn briefing(b: &Briefing, out: &mut impl Write) -> io::Result<()> {
    writeln!(out, "+++")?;
    let stated = |claim: &Option<Claim<String>>| claim.as_ref().map(|c| sanitize::line(&c.value));
    let date = b.stated.published.as_ref().map(|p| p.value.to_string());
    let fields = [
        ("title", stated(&b.title)),
        ("source", stated(&b.stated.source)),
        ("author", stated(&b.stated.author)),
        ("date", date),
        ("place", stated(&b.stated.place)),
        ("url", stated(&b.stated.url)),
        ("id", stated(&b.stated.id)),
        ("lang", stated(&b.stated.lang)),
    ];
    for (name, value) in fields {
        if let Some(value) = value.filter(|v| !v.is_empty()) {
            writeln!(out, "{name} = {}", quoted(&value))?;
        }
    }
    writeln!(out, "+++")?;
    blocks::write(b, out)
}

/// A basic string of TOML.
fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            '\n' | '\t' => out.push(' '),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}
