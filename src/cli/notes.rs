//! What has the reader written and highlighted? All of it on paper: what it is on, the words quoted, the reader's own.
//!
//! Must not know: how notes are kept, where their passages are by now.

use std::io::{self, Write};
use std::process::ExitCode;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::json;

use crate::cite::escaped;
use crate::fold;
use crate::record::{self, On};
use crate::settings;
use crate::state::{State, Written};

/// Which notes, and how.
#[derive(Debug, clap::Args)]
pub struct Wanted {
    /// Only those on briefings with this tag
    #[arg(long)]
    tag: Option<String>,
    /// As Markdown
    #[arg(long, conflicts_with = "json")]
    markdown: bool,
    /// One JSON object a line
    #[arg(long)]
    json: bool,
    /// Only those with these words
    text: Vec<String>,
}

/// Prints the notes whose briefing has the tag, and in which the words are found; exit 1 if there are none.
pub(super) fn notes(wanted: &Wanted, out: &mut impl Write) -> anyhow::Result<ExitCode> {
    let tag = wanted.tag.as_deref().map(record::tag);
    let sought = fold::fold(wanted.text.join(" ").trim());
    let mut all = State::in_folder(settings::state_dir()).notes()?;
    all.retain(|w| {
        let tagged = match &tag {
            None => true,
            Some(tag) => tag.as_ref().is_some_and(|tag| w.tags.contains(tag)),
        };
        let note = &w.note;
        let told = [Some(&note.text), Some(&note.about), quote(w)];
        let mut told = told.into_iter().flatten();
        tagged && told.any(|text| fold::fold(text).contains(&sought))
    });
    for (nth, group) in groups(&all).iter().enumerate() {
        match wanted.json {
            true => group
                .iter()
                .try_for_each(|w| writeln!(out, "{}", described(w)))?,
            false => print(group, wanted.markdown, nth > 0, out)?,
        }
    }
    Ok(match all.is_empty() {
        true => ExitCode::from(1),
        false => ExitCode::SUCCESS,
    })
}

/// Those on the same thing together, in order of making.
fn groups(all: &[Written]) -> Vec<Vec<&Written>> {
    let same = |a: &Written, b: &Written| match (&a.note.on, &b.note.on) {
        (On::Entity { .. }, On::Entity { .. }) => a.note.on == b.note.on,
        _ => a.record.is_some() && a.record == b.record,
    };
    let mut groups: Vec<Vec<&Written>> = Vec::new();
    for written in all {
        match groups.iter_mut().find(|group| same(group[0], written)) {
            Some(group) => group.push(written),
            None => groups.push(vec![written]),
        }
    }
    groups
}

fn print(
    group: &[&Written],
    is_markdown: bool,
    is_later: bool,
    out: &mut impl Write,
) -> io::Result<()> {
    let head = about(group[0]);
    let words = |text: &str| match is_markdown {
        true => escaped(text),
        false => text.to_owned(),
    };
    if is_later {
        writeln!(out)?;
    }
    let hashes = if is_markdown { "## " } else { "" };
    writeln!(out, "{hashes}{}", words(&head))?;
    for written in group {
        writeln!(out)?;
        if about(written) != head {
            writeln!(out, "{}\n", words(&about(written)))?;
        }
        if let Some(quote) = quote(written) {
            for line in quote.trim().lines() {
                writeln!(out, "{}", format!("> {}", words(line.trim())).trim_end())?;
            }
            writeln!(out)?;
        }
        // The reader's own words are Markdown if they want them to be.
        if !written.note.text.trim().is_empty() {
            writeln!(out, "{}\n", written.note.text.trim())?;
        }
        let star = if is_markdown { "*" } else { "" };
        writeln!(out, "{star}{}{star}", made(written))?;
    }
    Ok(())
}

/// What it is on, as it was cited.
fn about(written: &Written) -> String {
    match (&written.note.on, written.note.about.trim()) {
        (On::Entity { name, .. }, "") => name.clone(),
        (_, "") => "a briefing".to_owned(),
        (_, about) => about.to_owned(),
    }
}

fn quote(written: &Written) -> Option<&String> {
    match &written.note.on {
        On::Passage(_, passage) => Some(&passage.quote),
        _ => None,
    }
}

/// The day on which it was made, here.
fn made(written: &Written) -> String {
    let made = Timestamp::from_millisecond(written.note.made);
    let day = made.map(|at| at.to_zoned(TimeZone::system()).date().to_string());
    day.unwrap_or_else(|_| "undated".to_owned())
}

fn described(written: &Written) -> serde_json::Value {
    let note = &written.note;
    let (on, kind, name) = match &note.on {
        On::Briefing(_) => ("briefing", None, None),
        On::Passage(..) => ("passage", None, None),
        On::Entity { kind, name } => ("entity", Some(kind), Some(name)),
    };
    let made = Timestamp::from_millisecond(note.made);
    json!({
        "id": format!("{:016x}", note.id),
        "on": on,
        "about": about(written),
        "kind": kind,
        "name": name,
        "quote": quote(written),
        "text": note.text,
        "made": made.ok().map(|at| at.to_string()),
        "tags": written.tags,
    })
}
