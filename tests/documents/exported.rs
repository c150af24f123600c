//! What does the loader make of what the export writes? The same document: its blocks, their text, links and emphasis.

use std::fs;

use briefing::briefing::{Block, BlockKind, Briefing, Inline, Span};
use briefing::export;
use proptest::prelude::*;

use super::{cases, documents, office, pdf, read, read_all, rtf, several};

/// The blocks as a reader sees them, one a line.
fn shown(b: &Briefing) -> Vec<String> {
    let flat = |text: &str| {
        let cells = text.split('\t').map(|cell| {
            let words: Vec<&str> = cell.split_ascii_whitespace().collect();
            words.join(" ").trim().to_owned()
        });
        cells.collect::<Vec<_>>().join("\t").trim_end().to_owned()
    };
    let text = |block: &Block| match block.kind {
        BlockKind::Code => b.body[block.span.range()].to_owned(),
        _ => flat(&b.body[block.span.range()]),
    };
    let kind = |kind| match kind {
        BlockKind::Earlier => BlockKind::Quote,
        BlockKind::Item { depth, number } => BlockKind::Item {
            depth: depth.min(8),
            number: number.filter(|n| *n < 1_000_000_000),
        },
        kind => kind,
    };
    let line = |block: &Block| match block.kind {
        BlockKind::Item {
            number: Some(long @ 1_000_000_000..),
            ..
        } => format!("{:?} {long}. {}", kind(block.kind), text(block)),
        _ => format!("{:?} {}", kind(block.kind), text(block)),
    };
    b.text_blocks().map(line).collect()
}

/// Where its links lead, and from which words; several of the same beside each other are one.
fn links(b: &Briefing) -> Vec<(String, String)> {
    let mut links: Vec<(Span, String)> = Vec::new();
    for block in b.text_blocks().filter(|b| b.kind != BlockKind::Code) {
        for inline in &b.inlines {
            let Inline::Link(span, target) = inline else {
                continue;
            };
            if !block.span.contains(*span) {
                continue;
            }
            match links.last_mut() {
                Some((last, to)) if *to == *target && last.end >= span.start => {
                    last.end = last.end.max(span.end)
                }
                _ => links.push((*span, target.clone())),
            }
        }
    }
    let words = |span: Span| {
        let words = b.body[span.range()].split_ascii_whitespace();
        words.collect::<Vec<_>>().join(" ").trim().to_owned()
    };
    let links = links.into_iter().map(|(span, to)| (words(span), to));
    links.filter(|link| !link.0.is_empty()).collect()
}

/// What the export writes of a document, read again; the text that it is.
fn again(b: &Briefing) -> (Briefing, String) {
    let text = export::markdown(b);
    let (again, _) = read("a.md", text.as_bytes());
    (again.unwrap_or_else(|| panic!("{text}")), text)
}

/// Without a title, the first heading may become one: nobody states that it is none.
fn has_title(b: &Briefing) -> bool {
    b.title.is_some()
        && b.text_blocks()
            .next()
            .is_some_and(|b| b.kind == BlockKind::Title)
}

#[test]
fn an_exported_document_reads_as_it_did() {
    let mut files: Vec<_> = fs::read_dir(documents())
        .unwrap()
        .map(|e| e.unwrap().path())
        .filter(|p| p.is_file() && p.extension().is_none_or(|e| e != "picture" && e != "rs"))
        .map(|p| {
            let name = p.file_name().unwrap().to_str().unwrap().to_string();
            (name, fs::read(p).unwrap())
        })
        .collect();
    files.push(("a.docx".into(), office::docx()));
    files.push(("a.odt".into(), office::odt()));
    files.push(("a.epub".into(), office::epub()));
    files.push(("a.pdf".into(), pdf::columns()));
    files.push(("a.rtf".into(), rtf::REPORT.into()));
    let several = several::files().into_iter();
    files.extend(several.map(|(name, bytes)| (name.to_owned(), bytes)));
    let mut read = 0;
    for (name, bytes) in files {
        for b in read_all(&name, &bytes).0.iter().filter(|b| has_title(b)) {
            let (again, text) = again(b);
            assert_eq!(shown(&again), shown(b), "{name}:\n{text}");
            let kept = links(&again);
            let lost = links(b);
            let lost = lost.iter().filter(|link| !kept.contains(link));
            let lost: Vec<_> = lost.filter(|l| !l.1.contains([' ', '(', '<'])).collect();
            assert_eq!(lost, Vec::<&(String, String)>::new(), "{name}:\n{text}");
            read += 1;
        }
    }
    assert!(read > 20, "{read}");
}

#[test]
fn an_export_keeps_lists_tables_notes_and_links() {
    let page = "<title>All of it</title><h1>All of it</h1>\
        <p>To <a href='#the-end'>the <b>end</b></a>, <a href='mailto:a@b.org'>us</a>, <a href='b/c.md'>on</a>, <a href='tel:1'>up</a>.\
        <p>Half<b>bold,</b>half, <b>“said”</b>, a<i>b</i><b>c</b>.\
        <ol start=3><li>c<ul><li>in it<ol start=7><li>deeper</ol></ul><li>d</ol><ol start=9><li>i</ol><ul><li>a bullet</ul>\
        <table><tr><td>one<td><a href='https://example.org/'>two</a><tr><td>1<td>2<td>3 | <code>a|b</code></table><h2>The end</h2>";
    let (b, _) = read("a.html", page.as_bytes());
    let b = b.unwrap();
    let (again, text) = again(&b);
    assert_eq!(shown(&again), shown(&b), "{text}");
    let kept = [
        ("the end", "#the-end"),
        ("us", "mailto:a@b.org"),
        ("on", "b/c.md"),
        ("two", "https://example.org/"),
    ];
    assert_eq!(
        links(&again),
        kept.map(|(words, to)| (words.to_owned(), to.to_owned())),
        "{text}"
    );
    for expected in [
        "3. c\n",
        "   - in it\n",
        "     7. deeper\n",
        "4. d\n",
        "9) i\n",
        "| 3 \\| `a\\|b` |",
    ] {
        assert!(text.contains(expected), "{expected}: {text}");
    }
    let noted = "# A title\n\nOf[^1] two[^b], [^c].\n\n| a[^1] |\n|---|\n\n[^1]: One *leaning*.\n[^b]: 1\\. no list\n";
    let (b, _) = read("a.md", noted.as_bytes());
    let b = b.unwrap();
    let (again, text) = self::again(&b);
    assert_eq!(
        (shown(&again), links(&again)),
        (shown(&b), links(&b)),
        "{text}"
    );
    assert!(
        text.contains("Of[^1] two[^b], \\[^c\\].") && text.contains("\n[^1]: One *leaning*."),
        "{text}"
    );
}

/// Parts of pages, of which random ones are made.
fn pieces() -> impl Strategy<Value = String> {
    let parts = [
        "<p>",
        "<b>",
        "</b>",
        "<i>",
        "</i>",
        "<code>",
        "</code>",
        "<a href=/x>",
        "</a>",
        "<ul>",
        "<ol>",
        "<ol start=5>",
        "<li>",
        "</li>",
        "</ul>",
        "</ol>",
        "<blockquote>",
        "</blockquote>",
        "<h2>",
        "</h2>",
        "<h3>",
        "</h3>",
        "<table><tr><td>",
        "<td>",
        "<tr><td>",
        "</table>",
        "<pre>",
        "</pre>",
        "<hr>",
        "<br>",
        " ",
        " ",
        "word",
        "a",
        "1.",
        "2)",
        "-",
        "+",
        "*",
        "_",
        "`",
        "``",
        "#",
        "&gt;",
        "&amp;lt;",
        "[x]",
        "[1] ",
        "|",
        "~~",
        "\\",
        "!",
        "“",
        ".",
        "é",
        ":",
        "=",
        "---",
        "{%",
        "^",
        "(",
        ")",
        "$",
        "\u{a0}",
    ];
    let part = prop::sample::select(parts.to_vec());
    prop::collection::vec(part, 1..40).prop_map(|parts| parts.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases() * 4, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn whatever_is_exported_reads_as_it_did(pieces in pieces()) {
        let page = format!("<!doctype html><title>A title of it</title><body><h1>A title of it</h1><p>begins {pieces}");
        let (b, _) = read("a.html", page.as_bytes());
        let b = b.unwrap();
        prop_assume!(has_title(&b));
        let (again, text) = again(&b);
        prop_assert_eq!(shown(&again), shown(&b), "{}\n{}", page, text);
        prop_assert_eq!(links(&again), links(&b), "{}\n{}", page, text);
    }
}
