//! Writes Markdown: a briefing with front matter, as this program reads it; lists as lists with links.
//!
//! Must not know: which briefings were asked for.

use std::io::{self, Write};

use super::pieces::{Piece, pieces};
use super::{Subject, Told, said};
use crate::briefing::{Block, BlockKind, Briefing, Claim};
use crate::cite::{escaped, is_web, target};
use crate::corpus::Corpus;
use crate::sanitize;
use crate::typeset::flat;

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
    let mut before: Option<BlockKind> = None;
    for block in b.text_blocks() {
        let listed = matches!(
            (before, block.kind),
            (Some(BlockKind::Item { .. }), BlockKind::Item { .. })
        );
        let in_table = before == Some(BlockKind::Row) && block.kind == BlockKind::Row;
        if !listed && !in_table {
            writeln!(out)?;
        }
        set(b, block, in_table, out)?;
        before = Some(block.kind);
    }
    Ok(())
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

fn set(b: &Briefing, block: &Block, in_table: bool, out: &mut impl Write) -> io::Result<()> {
    let line = || inline(b, block);
    match block.kind {
        BlockKind::Title => writeln!(out, "# {}", line()),
        BlockKind::Heading(level) => {
            writeln!(
                out,
                "{} {}",
                "#".repeat(usize::from(level.clamp(1, 6))),
                line()
            )
        }
        BlockKind::Item { depth, number } => {
            let indent = "    ".repeat(usize::from(depth.min(8)));
            let sign = number.map_or_else(|| "-".to_owned(), |n| format!("{n}."));
            writeln!(out, "{indent}{sign} {}", line())
        }
        BlockKind::Quote | BlockKind::Earlier => writeln!(out, "> {}", line()),
        BlockKind::Code => {
            let text = b.body.get(block.span.range()).unwrap_or_default();
            let fence = "`".repeat(longest_run(text).max(2) + 1);
            writeln!(out, "{fence}\n{text}\n{fence}")
        }
        BlockKind::Row => {
            let text = b.body.get(block.span.range()).unwrap_or_default();
            let cells: Vec<String> = text.split('\t').map(|c| escaped(&flat(c))).collect();
            writeln!(out, "| {} |", cells.join(" | "))?;
            if !in_table {
                writeln!(out, "|{}", " --- |".repeat(cells.len()))?;
            }
            Ok(())
        }
        _ => writeln!(out, "{}", line()),
    }
}

/// The most backticks in a row.
fn longest_run(text: &str) -> usize {
    text.split(|c| c != '`').map(str::len).max().unwrap_or(0)
}

/// The text of a block in one line, with its emphasis.
fn inline(b: &Briefing, block: &Block) -> String {
    let mut out = String::new();
    for piece in pieces(b, block.span) {
        out.push_str(&marked(&piece));
    }
    // A sign that means something only where a line begins may stand there now.
    let line = flat(&out);
    match line.strip_prefix(|c: char| matches!(c, '+' | '-' | '=' | ':')) {
        Some(_) => format!("\\{line}"),
        None => numbered(line),
    }
}

/// A line that begins with a number and a full stop is no list.
fn numbered(line: String) -> String {
    let rest = line.trim_start_matches(|c: char| c.is_ascii_digit());
    let digits = line.len() - rest.len();
    match digits > 0 && rest.starts_with(['.', ')']) {
        true => format!("{}\\{rest}", &line[..digits]),
        false => line,
    }
}

fn marked(piece: &Piece<'_>) -> String {
    let space = |c: char| c.is_ascii_whitespace();
    let inner = piece.text.trim_matches(space);
    if inner.is_empty() {
        return piece.text.to_owned();
    }
    let (lead, trail) = piece.text.split_once(inner).unwrap_or_default();
    let mut text = match piece.code {
        true => {
            let fence = "`".repeat(longest_run(inner) + 1);
            let pad = if inner.contains('`') { " " } else { "" };
            format!("{fence}{pad}{inner}{pad}{fence}")
        }
        // Signs at the beginning of a line are seen to there.
        false => escaped(&format!("x{inner}"))[1..].to_owned(),
    };
    if piece.emphasis {
        text = format!("*{text}*");
    }
    if piece.strong {
        text = format!("**{text}**");
    }
    if let Some(url) = piece.link.filter(|url| is_web(url)) {
        text = format!("[{text}]({})", target(url));
    }
    format!("{lead}{text}{trail}")
}
