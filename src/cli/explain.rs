//! Prints why a briefing is understood as it is: its facet values with their evidence, and every mention with its reason.
//!
//! Must not know: where the text goes, how anything is found or linked.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use serde_json::json;

use crate::briefing::{Briefing, Span};
use crate::corpus::{Corpus, Ground};
use crate::entity::Mention;
use crate::query::Facet;
use crate::{fold, sanitize, typeset};

use super::export::kind_name;

/// What is to be explained: a file or a briefing's name, whole or one line of it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Place<'a> {
    name: &'a str,
    /// Of the file, from 1.
    line: Option<u32>,
}

impl<'a> Place<'a> {
    /// Reads `FILE[:LINE]`; what exists as it is written is a file, whatever it ends with.
    pub(super) fn read(text: &'a str) -> Place<'a> {
        let parted = text.rsplit_once(':').filter(|_| !Path::new(text).exists());
        match parted.and_then(|(name, line)| Some((name, line.parse().ok()?))) {
            Some((name, line)) => Place {
                name,
                line: Some(line),
            },
            None => Place {
                name: text,
                line: None,
            },
        }
    }

    /// The file, if there is one.
    pub(super) fn file(&self) -> Option<PathBuf> {
        let path = PathBuf::from(self.name);
        path.is_file().then_some(path)
    }

    /// The briefing that is meant.
    ///
    /// # Errors
    /// When it is none of the corpus, or one of several.
    fn briefing(&self, corpus: &Corpus) -> anyhow::Result<u32> {
        let all = 0..corpus.len() as u32;
        let name = |b: u32| corpus.row(b).name;
        if let Some(file) = self.file().and_then(|f| f.canonicalize().ok()) {
            let last = file.file_name().unwrap_or_default().to_string_lossy();
            let last = sanitize::line(&last);
            let same = |b: &u32| {
                let page = corpus.page(*b);
                let path = page.briefing.origin.path();
                path.is_some_and(|p| p.canonicalize().is_ok_and(|p| p == file))
            };
            let mut called = all.clone().filter(|b| name(*b).contains(&*last));
            if let Some(briefing) = called.find(same) {
                return Ok(briefing);
            }
        }
        if let Some(briefing) = all.clone().find(|b| name(*b) == self.name) {
            return Ok(briefing);
        }
        let end = format!("/{}", self.name);
        let mut ending = all.clone().filter(|b| name(*b).ends_with(&end));
        match (ending.next(), ending.next()) {
            (Some(briefing), None) => Ok(briefing),
            (Some(one), Some(other)) => anyhow::bail!(
                "several briefings are called `{}`: {}, {} …; write more of its path",
                self.name,
                name(one),
                name(other)
            ),
            (None, _) => {
                // Who leaves out the folders mistypes the last part only.
                let whole = self.name.contains('/');
                let names = all.map(|b| match whole {
                    true => name(b),
                    false => name(b).rsplit('/').next().unwrap_or_default(),
                });
                let near = fold::nearest(self.name, names, 1);
                let meant = near.first().map(|n| format!(", did you mean `{n}`?"));
                let meant = meant.unwrap_or_else(|| "; `briefing list` lists them".to_owned());
                anyhow::bail!("there is no briefing `{}`{meant}", self.name)
            }
        }
    }
}

/// Explains a briefing, or one line of its file: exit 1 if nothing is mentioned there.
pub(super) fn explain(
    corpus: &Corpus,
    place: &Place<'_>,
    json: bool,
    out: &mut impl Write,
) -> anyhow::Result<ExitCode> {
    let briefing = place.briefing(corpus)?;
    let page = corpus.page(briefing);
    let b = &page.briefing;
    if place.line.is_none() {
        if !json {
            writeln!(out, "{}\n{}", b.heading(), b.name)?;
        }
        let grounds = corpus.grounds(briefing);
        for ground in &grounds {
            ground_line(ground, json, out)?;
        }
        if !json && grounds.iter().all(|g| g.facet != Facet::Date) {
            writeln!(out, "  date     undated: nothing says when")?;
        }
    }
    let mut last = None;
    let wanted = |m: &&Mention| place.line.is_none() || place.line == line(b, m.span);
    let mut found = false;
    for mention in page.mentions.iter().filter(wanted) {
        found = true;
        if json {
            writeln!(out, "{}", object(corpus, briefing, b, mention))?;
            continue;
        }
        let at = line(b, mention.span);
        if last != Some(at) {
            match at {
                Some(at) => writeln!(out, "\nline {at}")?,
                None => writeln!(out, "\nnot in the file's text")?,
            }
            last = Some(at);
        }
        mention_lines(corpus, briefing, b, mention, out)?;
    }
    if !found && !json {
        match place.line {
            Some(line) => writeln!(out, "Nobody and nothing is named on line {line}.")?,
            None => writeln!(out, "\nNobody and nothing is named.")?,
        }
    }
    Ok(match found {
        true => ExitCode::SUCCESS,
        false => ExitCode::from(1),
    })
}

/// The line of the file that a span begins on, if it was copied from there.
fn line(b: &Briefing, span: Span) -> Option<u32> {
    let at = b.map.char_at(&b.body, span.start, false)?;
    Some(b.map.line_of(at))
}

fn ground_line(ground: &Ground, json: bool, out: &mut impl Write) -> io::Result<()> {
    let facet = ground.facet.name();
    if json {
        let line = json!({
            "facet": facet, "value": ground.key, "label": ground.label,
            "confidence": ground.confidence, "evidence": ground.evidence,
        });
        return writeln!(out, "{line}");
    }
    let sure = ground.confidence.map(|c| format!("{c} %, "));
    let (sure, label) = (sure.unwrap_or_default(), &ground.label);
    writeln!(out, "  {facet:8} {label}: {sure}{}", ground.evidence)
}

/// One mention for people: what is written there, how sure, and why; doubts are said in words.
fn mention_lines(
    corpus: &Corpus,
    briefing: u32,
    b: &Briefing,
    mention: &Mention,
    out: &mut impl Write,
) -> io::Result<()> {
    let text = typeset::flat(&b.body[mention.span.range()]);
    let kind = mention.entities.first();
    let kind = kind.map_or("", |&e| corpus.entity(e).kind.name());
    let doubt = match (mention.entities.len() > 1, mention.confidence < 60) {
        (true, _) => ", ambiguous",
        (false, true) => ", doubtful",
        (false, false) => "",
    };
    let sure = mention.confidence;
    writeln!(out, "  {text}  {kind}, {sure} %{doubt}")?;
    writeln!(out, "      {}", corpus.why(briefing, mention))
}

/// One mention for programs; `from` and `to` in characters of the decoded file, null where it was not copied from there.
fn object(corpus: &Corpus, briefing: u32, b: &Briefing, mention: &Mention) -> serde_json::Value {
    let entities = mention.entities.iter().map(|&e| corpus.entity(e));
    let slugs: Vec<&str> = entities.clone().map(|e| e.slug).collect();
    let kind = entities.map(|e| kind_name(e.kind)).next();
    json!({
        "line": line(b, mention.span),
        "from": b.map.char_at(&b.body, mention.span.start, false),
        "to": b.map.char_at(&b.body, mention.span.end, true),
        "text": &b.body[mention.span.range()], "kind": kind, "level": mention.level, "entities": slugs,
        "confidence": mention.confidence, "why": corpus.why(briefing, mention),
    })
}
