//! Writes a page that needs nothing else: no script, no file beside it, light and dark as the reader has it.
//!
//! Must not know: which briefings were asked for.

use std::collections::BTreeSet;
use std::io::{self, Write};

use super::pieces::{Piece, pieces};
use super::{Subject, Told, said};
use crate::briefing::{Block, BlockKind, Briefing};
use crate::cite::is_web;
use crate::corpus::{Corpus, Page};
use crate::typeset::flat;

const STYLE: &str = "\
:root{color-scheme:light dark}
body{max-width:40em;margin:3em auto;padding:0 1em;font:1.05em/1.55 Georgia,'Times New Roman',serif;color:#1b1b1b;background:#fdfdfb}
h1,h2,h3{line-height:1.25}.by,.n{color:#666;font-size:.9em}blockquote{margin-left:0;padding-left:1em;border-left:3px solid #bbb}
pre{overflow-x:auto;padding:.7em;background:#8881}table{border-collapse:collapse}td{border:1px solid #8885;padding:.2em .6em}
mark{background:#ffe58a;color:#000}a{color:#0b57a4}
@media(prefers-color-scheme:dark){body{color:#ddd;background:#16181a}.by,.n{color:#999}a{color:#8ab8f0}}
@media print{body{margin:0;max-width:none}}";

pub(super) fn write(corpus: &Corpus, subject: &Subject, out: &mut impl Write) -> io::Result<()> {
    match subject {
        Subject::Briefing(page) => {
            begin(out, &Told::of(page).title)?;
            match language(page) {
                Some(tag) => writeln!(out, "<main lang=\"{}\">", escaped(tag))?,
                None => writeln!(out, "<main>")?,
            }
            briefing(page, out)?;
            writeln!(out, "</main>")?;
        }
        Subject::List { title, briefings } => {
            begin(out, title)?;
            writeln!(out, "<h1>{}</h1>\n<ul>", escaped(title))?;
            for &b in briefings {
                let t = Told::of(&corpus.page(b));
                writeln!(
                    out,
                    "<li>{} <span class=\"by\">{}</span></li>",
                    linked(&t),
                    escaped(&t.byline())
                )?;
            }
            writeln!(out, "</ul>")?;
        }
        Subject::Concordance {
            title,
            entities,
            places,
        } => {
            begin(out, title)?;
            writeln!(out, "<h1>{}</h1>", escaped(title))?;
            let mut last = None;
            for place in said(corpus, entities, places) {
                if last.as_ref() != Some(&place.told) {
                    let t = &place.told;
                    writeln!(
                        out,
                        "<h2>{}</h2>\n<p class=\"by\">{}</p>",
                        linked(t),
                        escaped(&t.byline())
                    )?;
                }
                let (before, after) = (escaped(&place.before), escaped(&place.after));
                writeln!(
                    out,
                    "<p>{before}<mark>{}</mark>{after}</p>",
                    escaped(&place.words)
                )?;
                last = Some(place.told);
            }
        }
    }
    writeln!(out, "</body>\n</html>")
}

fn begin(out: &mut impl Write, title: &str) -> io::Result<()> {
    writeln!(
        out,
        "<!DOCTYPE html>\n<html>\n<head>\n<meta charset=\"utf-8\"/>\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\"/>\n\
         <title>{}</title>\n<style>\n{STYLE}\n</style>\n</head>\n<body>",
        escaped(title)
    )
}

/// Text in which nothing is a sign of HTML, between tags and in attributes.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}

fn anchor(url: &str, inner: &str) -> String {
    format!(
        "<a rel=\"noreferrer\" href=\"{}\">{inner}</a>",
        escaped(url)
    )
}

fn linked(told: &Told) -> String {
    let title = escaped(&told.title);
    match told.web() {
        Some(url) => anchor(url, &title),
        None => format!("{title} <span class=\"by\">{}</span>", escaped(&told.file)),
    }
}

/// The language of a briefing: the tag that it states, else the language that it was found to be in.
fn language(page: &Page) -> Option<&str> {
    let is_tag = |tag: &&str| tag.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    let stated = page.briefing.stated.lang.as_ref().map(|l| l.value.as_str());
    let known = || page.facts.lang.as_ref().map(|l| l.value.as_str());
    stated.filter(is_tag).or_else(known)
}

/// The levels of its headings, each once, outermost first: below the title none is passed over, whatever the document did.
fn levels(briefing: &Briefing) -> Vec<u8> {
    let level = |b: &Block| match b.kind {
        BlockKind::Heading(level) => Some(level),
        _ => None,
    };
    let levels: BTreeSet<u8> = briefing.text_blocks().filter_map(level).collect();
    levels.into_iter().collect()
}

fn briefing(page: &Page, out: &mut impl Write) -> io::Result<()> {
    let (b, told) = (&page.briefing, Told::of(page));
    let titled = b.text_blocks().any(|block| block.kind == BlockKind::Title);
    if !titled {
        writeln!(out, "<h1>{}</h1>", escaped(&told.title))?;
        byline(&told, out)?;
    }
    let levels = levels(b);
    let mut open: Option<&'static str> = None;
    for block in b.text_blocks() {
        let around = wrapper(block.kind);
        if open != around {
            if let Some(tag) = open {
                writeln!(out, "</{tag}>")?;
            }
            if let Some(tag) = around {
                writeln!(out, "<{tag}>")?;
            }
            open = around;
        }
        writeln!(out, "{}", set(b, block, &levels))?;
        if block.kind == BlockKind::Title {
            byline(&told, out)?;
        }
    }
    match open {
        Some(tag) => writeln!(out, "</{tag}>"),
        None => Ok(()),
    }
}

fn byline(told: &Told, out: &mut impl Write) -> io::Result<()> {
    let place = match told.web() {
        Some(url) => anchor(url, &escaped(url)),
        None => escaped(&told.file),
    };
    writeln!(
        out,
        "<p class=\"by\">{}<br/>{place}</p>",
        escaped(&told.byline())
    )
}

/// What neighbours of a kind stand in together.
fn wrapper(kind: BlockKind) -> Option<&'static str> {
    match kind {
        BlockKind::Item {
            number: Some(_), ..
        } => Some("ol"),
        BlockKind::Item { .. } => Some("ul"),
        BlockKind::Quote | BlockKind::Earlier => Some("blockquote"),
        BlockKind::Row => Some("table"),
        _ => None,
    }
}

fn set(b: &Briefing, block: &Block, levels: &[u8]) -> String {
    let line = || inline(b, block);
    match block.kind {
        BlockKind::Title => format!("<h1>{}</h1>", line()),
        BlockKind::Heading(level) => {
            let at = levels.iter().position(|l| *l == level).unwrap_or_default();
            let level = (at + 2).min(6);
            format!("<h{level}>{}</h{level}>", line())
        }
        BlockKind::Item { depth, number } => {
            let value = number.map_or_else(String::new, |n| format!(" value=\"{n}\""));
            let indent = match depth {
                0 => String::new(),
                depth => format!(" style=\"margin-left:{}em\"", 2 * u16::from(depth.min(8))),
            };
            format!("<li{value}{indent}>{}</li>", line())
        }
        BlockKind::Code => {
            let text = b.body.get(block.span.range()).unwrap_or_default();
            format!("<pre>{}</pre>", escaped(text))
        }
        BlockKind::Row => {
            let text = b.body.get(block.span.range()).unwrap_or_default();
            let cell = |c: &str| format!("<td>{}</td>", escaped(&flat(c)));
            format!(
                "<tr>{}</tr>",
                text.split('\t').map(cell).collect::<String>()
            )
        }
        _ => format!("<p>{}</p>", line()),
    }
}

fn inline(b: &Briefing, block: &Block) -> String {
    pieces(b, block.span).iter().map(marked).collect()
}

fn marked(piece: &Piece<'_>) -> String {
    let mut text = escaped(&piece.text.replace('\n', " "));
    for (is, tag) in [
        (piece.code, "code"),
        (piece.emphasis, "em"),
        (piece.strong, "strong"),
    ] {
        if is {
            text = format!("<{tag}>{text}</{tag}>");
        }
    }
    match piece.link.filter(|url| is_web(url)) {
        Some(url) => anchor(url, &text),
        None => text,
    }
}
