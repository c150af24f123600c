//! Writes tables (RFC 4180): a row a paragraph, a briefing or a place, whose cells no spreadsheet takes for a formula.
//!
//! Must not know: which briefings were asked for.

use std::io::{self, Write};

use super::{Said, Subject, Told, said};
use crate::briefing::BlockKind;
use crate::cite;
use crate::corpus::{Corpus, Page};

/// The columns of a list.
const LIST: [&str; 10] = [
    "date",
    "title",
    "source",
    "author",
    "place",
    "countries",
    "topics",
    "words",
    "url",
    "file",
];
/// The columns of a concordance.
const PLACES: [&str; 9] = [
    "date",
    "title",
    "source",
    "paragraph",
    "before",
    "words",
    "after",
    "url",
    "file",
];

pub(super) fn write(corpus: &Corpus, subject: &Subject, out: &mut impl Write) -> io::Result<()> {
    match subject {
        Subject::Briefing(page) => paragraphs(page, out),
        Subject::List { briefings, .. } => {
            row(out, LIST)?;
            let told = |b: &u32| Told::of(&corpus.page(*b));
            briefings.iter().map(told).try_for_each(|t| listed(&t, out))
        }
        Subject::Concordance {
            entities, places, ..
        } => {
            row(out, PLACES)?;
            said(corpus, entities, places).try_for_each(|s| place(&s, out))
        }
    }
}

fn paragraphs(page: &Page, out: &mut impl Write) -> io::Result<()> {
    row(out, ["paragraph", "kind", "text"])?;
    for block in page.briefing.text_blocks() {
        let number = number(cite::Cited::of(page, block.span).paragraphs.map(|(n, _)| n));
        let text = cite::text(&page.briefing, block.span);
        row(out, [number.as_str(), kind(block.kind), &text])?;
    }
    Ok(())
}

fn listed(t: &Told, out: &mut impl Write) -> io::Result<()> {
    let (countries, topics) = (t.countries.join("; "), t.topics.join("; "));
    let words = t.words.to_string();
    let (date, title, source) = (t.date.as_str(), t.title.as_str(), t.source.as_str());
    let (author, place, url, file) = (&t.author, &t.place, &t.url, &t.file);
    row(
        out,
        [
            date, title, source, author, place, &countries, &topics, &words, url, file,
        ],
    )
}

fn place(said: &Said, out: &mut impl Write) -> io::Result<()> {
    let (t, number) = (&said.told, number(said.paragraph));
    let (date, title, source) = (t.date.as_str(), t.title.as_str(), t.source.as_str());
    let (before, words, after) = (&said.before, &said.words, &said.after);
    row(
        out,
        [
            date, title, source, &number, before, words, after, &t.url, &t.file,
        ],
    )
}

fn number(n: Option<usize>) -> String {
    n.map_or_else(String::new, |n| n.to_string())
}

fn kind(kind: BlockKind) -> &'static str {
    match kind {
        BlockKind::Title => "title",
        BlockKind::Heading(_) => "heading",
        BlockKind::Item { .. } => "item",
        BlockKind::Quote | BlockKind::Earlier => "quote",
        BlockKind::Code => "code",
        BlockKind::Row => "row",
        _ => "paragraph",
    }
}

fn row<const N: usize>(out: &mut impl Write, cells: [&str; N]) -> io::Result<()> {
    write!(out, "{}\r\n", cells.map(cell).join(","))
}

/// A cell. What a spreadsheet would take for a formula gets an apostrophe, which it takes for "this is text".
fn cell(text: &str) -> String {
    let formula = text
        .trim_start()
        .starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']);
    let guarded = match formula {
        true => format!("'{text}"),
        false => text.to_owned(),
    };
    match guarded.contains([',', '"', '\n', '\r']) || guarded.trim() != guarded {
        true => format!("\"{}\"", guarded.replace('"', "\"\"")),
        false => guarded,
    }
}

#[cfg(test)]
mod tests {
    use super::cell;

    #[test]
    fn cells_are_quoted_where_they_must_be_and_are_never_formulas() {
        for (text, expected) in [
            ("plain", "plain"),
            ("a, b", "\"a, b\""),
            ("say \"so\"", "\"say \"\"so\"\"\""),
            ("two\nlines", "\"two\nlines\""),
            (" led", "\" led\""),
            ("=HYPERLINK(\"x\")", "\"'=HYPERLINK(\"\"x\"\")\""),
            ("+1", "'+1"),
            ("-1", "'-1"),
            (" @SUM(A1)", "' @SUM(A1)"),
            ("", ""),
        ] {
            assert_eq!(cell(text), expected, "{text:?}");
        }
    }
}
