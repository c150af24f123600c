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
    let (head, _) = parted(&about(group[0]));
    let words = |text: &str| match is_markdown {
        true => escaped(text),
        false => text.to_owned(),
    };
    if is_later {
        writeln!(out)?;
    }
    let hashes = if is_markdown { "## " } else { "" };
    writeln!(out, "{hashes}{}", words(&head))?;
    let marks = marks(group[0]);
    if !marks.is_empty() {
        // In Markdown a line right below a heading is its own only after a blank one.
        let gap = if is_markdown { "\n" } else { "" };
        writeln!(out, "{gap}{}", words(&marks))?;
    }
    for written in group {
        writeln!(out)?;
        let (own_head, place) = parted(&about(written));
        // The title may have been another when it was cited.
        if own_head != head {
            writeln!(out, "{}\n", words(&own_head))?;
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
        let place = place.map(|p| format!("{p}, ")).unwrap_or_default();
        writeln!(out, "{star}{place}{}{star}", made(written))?;
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

/// A citation without the page and the paragraph in it, and these.
fn parted(about: &str) -> (String, Option<String>) {
    let found = about.match_indices(", ").find_map(|(at, comma)| {
        let length = place(&about[at + comma.len()..])?;
        Some((at, at + comma.len(), at + comma.len() + length))
    });
    match found {
        Some((head, from, to)) => (
            format!("{}{}", &about[..head], &about[to..]),
            Some(about[from..to].to_owned()),
        ),
        None => (about.to_owned(), None),
    }
}

/// How many bytes of a citation are pages and paragraphs, `p. 3, paras. 4–6`, to which a sentence ends.
fn place(text: &str) -> Option<usize> {
    const UNITS: [&str; 4] = ["p. ", "pp. ", "para. ", "paras. "];
    let unit = UNITS.into_iter().find(|unit| text.starts_with(unit))?;
    let rest = &text[unit.len()..];
    let numbers = rest.find(|c: char| !c.is_ascii_digit() && c != '–');
    let numbers = numbers.filter(|n| *n > 0)?;
    let (end, rest) = (unit.len() + numbers, &rest[numbers..]);
    match rest.strip_prefix(", ") {
        Some(more) => place(more).map(|length| end + 2 + length),
        None => rest.starts_with(". ").then_some(end),
    }
}

/// The tags of what it is on, and whether that has a star.
fn marks(written: &Written) -> String {
    let tags = written.tags.join(", ");
    match (tags.is_empty(), written.starred) {
        (true, false) => String::new(),
        (true, true) => "Starred".to_owned(),
        (false, false) => format!("Tags: {tags}"),
        (false, true) => format!("Tags: {tags}; starred"),
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
        "starred": written.starred,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_citation_is_parted_from_the_page_and_the_paragraph_in_it() {
        // (citation, without its place, the place)
        let cases = [
            (
                "Talks. Gazette, 2020, para. 4. 7.txt",
                "Talks. Gazette, 2020. 7.txt",
                Some("para. 4"),
            ),
            (
                "Talks. Gazette, 2020, paras. 4–6. a.txt",
                "Talks. Gazette, 2020. a.txt",
                Some("paras. 4–6"),
            ),
            (
                "Talks. 2020, p. 3, para. 12. a.pdf",
                "Talks. 2020. a.pdf",
                Some("p. 3, para. 12"),
            ),
            (
                "Of article 5, para. 4, and more. 2020. a.txt",
                "Of article 5, para. 4, and more. 2020. a.txt",
                None,
            ),
            (
                "Ferry talks. Gazette, 2020",
                "Ferry talks. Gazette, 2020",
                None,
            ),
        ];
        for (about, head, place) in cases {
            assert_eq!(
                parted(about),
                (head.to_owned(), place.map(str::to_owned)),
                "{about}"
            );
        }
    }
}
