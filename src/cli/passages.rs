//! Prints where else a briefing is said, and which briefings are about the same. Offsets are characters of the decoded file.
//!
//! Must not know: how passages are compared.

use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;

use serde_json::{Value, json};

use crate::briefing::Span;
use crate::corpus::{Corpus, Parallel, Side};
use crate::typeset;

use super::print::date;

/// The briefing that a name means, and the line of its file: `notes/a.md`, `a.md:12`, its whole title, or the path of the file.
///
/// # Errors
/// No briefing is called so, or several are.
pub(super) fn named(corpus: &Corpus, name: &str) -> anyhow::Result<(u32, Option<u32>)> {
    if let Some(briefing) = called(corpus, name)? {
        return Ok((briefing, None));
    }
    let line = name.rsplit_once(':');
    let line = line.and_then(|(file, line)| Some((file, line.parse::<u32>().ok()?)));
    if let Some((file, line)) = line
        && let Some(briefing) = called(corpus, file)?
    {
        return Ok((briefing, Some(line)));
    }
    let name = crate::sanitize::line(name);
    anyhow::bail!(
        "there is no briefing `{name}`; `briefing list` prints titles, `list --json` names"
    )
}

fn called(corpus: &Corpus, name: &str) -> anyhow::Result<Option<u32>> {
    let all = || 0..corpus.len() as u32;
    if let Some(exact) = all().find(|b| corpus.row(*b).name == name) {
        return Ok(Some(exact));
    }
    let ends = |b: &u32| {
        let rest = corpus.row(*b).name.strip_suffix(name);
        rest.is_some_and(|r| r.ends_with('/'))
    };
    let found: Vec<u32> = all().filter(ends).take(2).collect();
    match found.as_slice() {
        [one] => return Ok(Some(*one)),
        [_, _, ..] => {
            let name = crate::sanitize::line(name);
            anyhow::bail!("several briefings are called `{name}`; name the folder too")
        }
        [] => {}
    }
    let titled: Vec<u32> = all()
        .filter(|b| corpus.row(*b).title == name)
        .take(2)
        .collect();
    if let [one] = titled.as_slice() {
        return Ok(Some(*one));
    }
    // The path of a file: its name is the last part, so only those that end so need be read.
    let Some(file) = Path::new(name).file_name().and_then(|f| f.to_str()) else {
        return Ok(None);
    };
    let Ok(path) = std::fs::canonicalize(name) else {
        return Ok(None);
    };
    let same = |b: &u32| {
        let is_it = |p: &Path| std::fs::canonicalize(p).is_ok_and(|p| p == path);
        corpus.row(*b).name.contains(file)
            && corpus.page(*b).briefing.origin.path().is_some_and(is_it)
    };
    Ok(all().find(same))
}

/// The parallels of a briefing, or of the passages at a line of its file.
pub(super) fn parallels(
    corpus: &Corpus,
    name: &str,
    json: bool,
    out: &mut impl Write,
) -> anyhow::Result<ExitCode> {
    let (briefing, line) = named(corpus, name)?;
    let mut found = corpus.parallels(briefing, &|| false);
    if let Some(line) = line {
        found.retain(|p| lines(corpus, briefing, p.here.span).is_some_and(|l| l.contains(&line)));
    }
    for parallel in &found {
        match json {
            true => writeln!(out, "{}", object(corpus, briefing, parallel))?,
            false => print(corpus, briefing, parallel, out)?,
        }
    }
    Ok(if found.is_empty() {
        ExitCode::from(1)
    } else {
        ExitCode::SUCCESS
    })
}

fn print(corpus: &Corpus, briefing: u32, found: &Parallel, out: &mut impl Write) -> io::Result<()> {
    let text = |b: u32, side: &Side| {
        let page = corpus.page(b);
        typeset::flat(
            page.briefing
                .body
                .get(side.span.range())
                .unwrap_or_default(),
        )
    };
    let place = |b: u32, side: &Side| {
        let line = lines(corpus, b, side.span).map_or(0, |l| *l.start());
        format!("{}:{line}", corpus.row(b).name)
    };
    let score = (found.score.min(1.0) * 100.0).round();
    let (here, there) = (
        place(briefing, &found.here),
        place(found.briefing, &found.there),
    );
    writeln!(out, "{here} = {there}  {}, {score} %", found.tier.name())?;
    writeln!(out, "    {}", text(briefing, &found.here))?;
    writeln!(out, "    {}", text(found.briefing, &found.there))
}

fn object(corpus: &Corpus, briefing: u32, found: &Parallel) -> Value {
    json!({
        "here": side(corpus, briefing, &found.here), "there": side(corpus, found.briefing, &found.there),
        "score": (f64::from(found.score) * 1000.0).round() / 1000.0, "tier": found.tier.name(),
    })
}

fn side(corpus: &Corpus, briefing: u32, side: &Side) -> Value {
    let page = corpus.page(briefing);
    let b = &page.briefing;
    let place = |span: Span| {
        let start = b.map.char_at(&b.body, span.start, false)?;
        Some([start, b.map.char_at(&b.body, span.end, true)?])
    };
    let texts = |spans: &[Span]| -> Vec<String> {
        let texts = spans.iter().filter_map(|s| b.body.get(s.range()));
        texts.map(str::to_owned).collect()
    };
    json!({
        "file": b.name, "line": lines(corpus, briefing, side.span).map(|l| *l.start()), "span": place(side.span),
        "window": place(side.window), "text": b.body.get(side.span.range()), "shared": texts(&side.shared),
        "differing": texts(&side.apart), "published": date(corpus, briefing),
    })
}

/// The lines of the file that a span lies on.
fn lines(corpus: &Corpus, briefing: u32, span: Span) -> Option<std::ops::RangeInclusive<u32>> {
    let page = corpus.page(briefing);
    let b = &page.briefing;
    let start = b.map.char_at(&b.body, span.start, false)?;
    let end = b.map.char_at(&b.body, span.end, true)?;
    Some(b.map.line_of(start)..=b.map.line_of(end.saturating_sub(1).max(start)))
}

/// The briefings that are about the same, best first, with the reason.
pub(super) fn related(
    corpus: &Corpus,
    name: &str,
    limit: usize,
    json: bool,
    out: &mut impl Write,
) -> anyhow::Result<ExitCode> {
    let (briefing, _) = named(corpus, name)?;
    let found = corpus.related(briefing, limit, &|| false);
    for related in &found {
        let row = corpus.row(related.briefing);
        let date = date(corpus, related.briefing);
        if json {
            let score = (f64::from(related.score) * 1000.0).round() / 1000.0;
            let object = json!({
                "file": row.name, "title": row.title, "published": date, "source": row.source, "score": score,
                "reason": related.reason,
            });
            writeln!(out, "{object}")?;
        } else {
            writeln!(
                out,
                "{date:10}  {}  {}  {}",
                row.source, row.title, related.reason
            )?;
        }
    }
    Ok(if found.is_empty() {
        ExitCode::from(1)
    } else {
        ExitCode::SUCCESS
    })
}
