//! Writes a stretch of text in one line, with its emphasis, links and references to notes.
//!
//! Invariant: what the text says is read again as it is; where emphasis could not be told from text, it is left out.
//! Must not know: blocks.

use crate::briefing::{Briefing, FOOTNOTE, Inline, Span};
use crate::cite::{escaped, is_web, target};
use crate::export::pieces::{Piece, pieces};
use crate::typeset::flat;

/// The stretch; `is_note` says whether there is a note of that label.
pub(super) fn set(b: &Briefing, span: Span, is_note: &dyn Fn(&str) -> bool) -> String {
    let pieces = pieces(b, span);
    let mut out = String::new();
    let mut rest = &pieces[..];
    while let Some(first) = rest.first() {
        // A link is one, whatever is emphasised in it.
        let alike = |p: &&Piece| p.link == first.link;
        let (linked, after) = rest.split_at(rest.iter().take_while(alike).count());
        let next = after.first().map_or("", |p| p.text);
        match first.link {
            None => run(linked, next, &mut out),
            Some(url) => link(linked, url, next, is_note, &mut out),
        }
        rest = after;
    }
    // A sign that means something only where a line begins may stand there now.
    let line = flat(&out);
    match line.strip_prefix(|c: char| matches!(c, '+' | '-' | '=' | ':')) {
        Some(_) => format!("\\{line}"),
        None => numbered(line),
    }
}

/// The label of the note that a reference leads to, if that is what it says.
pub(super) fn note<'b>(b: &'b Briefing, inline: &'b Inline) -> Option<&'b str> {
    let Inline::Link(span, target) = inline else {
        return None;
    };
    reference(b.body.get(span.range())?, target)
}

fn reference<'t>(text: &str, target: &'t str) -> Option<&'t str> {
    let label = target.strip_prefix('#')?.strip_prefix(FOOTNOTE)?;
    let is_plain = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.');
    let says = text.strip_prefix('[')?.strip_suffix(']')? == label;
    (says && !label.is_empty() && label.chars().all(is_plain)).then_some(label)
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

/// The most backticks in a row.
pub(super) fn longest_run(text: &str) -> usize {
    text.split(|c| c != '`').map(str::len).max().unwrap_or(0)
}

fn link(pieces: &[Piece], url: &str, next: &str, is_note: &dyn Fn(&str) -> bool, out: &mut String) {
    if let [only] = pieces
        && let Some(label) = reference(only.text, url)
        && is_note(label)
    {
        out.push_str(&format!("[^{label}]"));
        return;
    }
    let text = || pieces.iter().flat_map(|p| p.text.chars());
    if !is_followed(url) || text().all(is_space) {
        return run(pieces, next, out);
    }
    let mut inner = String::new();
    run(pieces, "", &mut inner);
    let shown = inner.trim_matches(is_space);
    let (lead, trail) = inner.split_once(shown).unwrap_or_default();
    out.push_str(&format!("{lead}[{shown}]({}){trail}", target(url)));
}

/// Whether an address is written: into the web, to who reads mail, within the document or beside it; never to a program.
fn is_followed(url: &str) -> bool {
    let scheme = url.split_once(':').map(|(scheme, _)| scheme);
    let is_path = scheme.is_none_or(|s| s.contains(['/', '#', '?']));
    let is_note = url
        .strip_prefix('#')
        .is_some_and(|url| url.starts_with(FOOTNOTE));
    !url.is_empty() && !is_note && (is_path || is_web(url) || scheme == Some("mailto"))
}

/// Signs of emphasis do not stand beside any of these.
fn is_space(c: char) -> bool {
    c.is_whitespace()
}

/// Pieces in turn, before that text.
fn run(pieces: &[Piece], next: &str, out: &mut String) {
    for (i, piece) in pieces.iter().enumerate() {
        let next = pieces.get(i + 1).map_or(next, |p| p.text);
        marked(piece, next, out);
    }
}

fn marked(piece: &Piece, next: &str, out: &mut String) {
    let inner = piece.text.trim_matches(is_space);
    if inner.is_empty() {
        out.push_str(piece.text);
        return;
    }
    let (lead, trail) = piece.text.split_once(inner).unwrap_or_default();
    out.push_str(lead);
    // Two stretches of code beside each other would be one.
    let is_code = piece.code && !out.ends_with('`');
    let mut text = match is_code {
        true => code(inner),
        // Signs at the beginning of a line are seen to there.
        false => escaped(&format!("x{inner}"))[1..].to_owned(),
    };
    let after = trail.chars().chain(next.chars()).next();
    let signs = match (piece.emphasis, piece.strong) {
        (true, true) => "***",
        (true, false) => "*",
        (false, true) => "**",
        _ => "",
    };
    if stands(out.chars().last(), inner, is_code, after) {
        text = format!("{signs}{text}{signs}");
    }
    out.push_str(&text);
    out.push_str(trail);
}

/// Whether signs of emphasis around a text are read as such between these characters.
fn stands(before: Option<char>, inner: &str, is_code: bool, after: Option<char>) -> bool {
    let is_open = |c: Option<char>| c.is_none_or(|c| c.is_whitespace() || is_sign(c));
    let first = inner.chars().next().is_none_or(|c| is_code || is_sign(c));
    let last = inner.chars().last().is_none_or(|c| is_code || is_sign(c));
    before != Some('*') && (!first || is_open(before)) && (!last || is_open(after))
}

/// What may be taken for punctuation.
fn is_sign(c: char) -> bool {
    !c.is_alphanumeric()
}

fn code(text: &str) -> String {
    let fence = "`".repeat(longest_run(text) + 1);
    let pad = if text.starts_with('`') || text.ends_with('`') {
        " "
    } else {
        ""
    };
    format!("{fence}{pad}{text}{pad}{fence}")
}
