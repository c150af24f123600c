//! Writes tables (RFC 4180): a row a paragraph, a briefing or a place, whose cells no spreadsheet takes for a formula.
//!
//! Must not know: which briefings were asked for.

use std::io::{self, Write};

use super::{Subject, Told, said};
use crate::briefing::BlockKind;
use crate::cite;
use crate::corpus::Corpus;

pub(super) fn write(corpus: &Corpus, subject: &Subject, out: &mut impl Write) -> io::Result<()> {
    match subject {
        Subject::Briefing(page) => {
            row(out, ["paragraph", "kind", "text"])?;
            let b = &page.briefing;
            for block in b.text_blocks() {
                let number = cite::Cited::of(page, block.span).paragraphs;
                let number = number.map_or_else(String::new, |(n, _)| n.to_string());
                let text = cite::text(b, block.span);
                row(out, [number.as_str(), kind(block.kind), &text])?;
            }
            Ok(())
        }
        Subject::List { briefings, .. } => {
            row(
                out,
                [
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
                ],
            )?;
            for &briefing in briefings {
                let t = Told::of(&corpus.page(briefing));
                let (countries, topics) = (t.countries.join("; "), t.topics.join("; "));
                let words = t.words.to_string();
                row(
                    out,
                    [
                        t.date.as_str(),
                        &t.title,
                        &t.source,
                        &t.author,
                        &t.place,
                        &countries,
                        &topics,
                        &words,
                        &t.url,
                        &t.file,
                    ],
                )?;
            }
            Ok(())
        }
        Subject::Concordance {
            entities, places, ..
        } => {
            row(
                out,
                [
                    "date",
                    "title",
                    "source",
                    "paragraph",
                    "before",
                    "words",
                    "after",
                    "url",
                    "file",
                ],
            )?;
            for place in said(corpus, entities, places) {
                let t = &place.told;
                let number = place.paragraph.map_or_else(String::new, |n| n.to_string());
                row(
                    out,
                    [
                        t.date.as_str(),
                        &t.title,
                        &t.source,
                        &number,
                        &place.before,
                        &place.words,
                        &place.after,
                        &t.url,
                        &t.file,
                    ],
                )?;
            }
            Ok(())
        }
    }
}

fn kind(kind: BlockKind) -> &'static str {
    match kind {
        BlockKind::Title => "title",
        BlockKind::Heading(_) => "heading",
        BlockKind::Item { .. } => "item",
        BlockKind::Quote => "quote",
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
