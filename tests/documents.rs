//! What do the loaders make of files? Every fixture of `tests/documents` as a text picture of its blocks, broken files
//! as the text of their problems, and real documents where they are at hand.
//!
//! `UPDATE_PICTURES=1` writes the pictures anew; read the difference before committing it.

#![allow(clippy::unwrap_used, clippy::print_stdout)] // a test may fail by panicking, and says what it skips

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use briefing::briefing::{Block, BlockKind, Briefing, Claim, Inline, Loaded, Origin, Problem};
use briefing::load::{self, Limits};
use briefing::sanitize;

#[path = "documents/bounds.rs"]
mod bounds;
#[path = "documents/collections.rs"]
mod collections;
#[path = "documents/exported.rs"]
mod exported;
#[path = "documents/folders.rs"]
mod folders;
#[path = "documents/mail.rs"]
mod mail;
#[path = "documents/mutations.rs"]
mod mutations;
#[path = "documents/noise.rs"]
mod noise;
#[path = "documents/office.rs"]
mod office;
#[path = "documents/pages.rs"]
mod pages;
#[path = "documents/pdf.rs"]
mod pdf;
#[path = "documents/programs.rs"]
mod programs;
#[path = "documents/repeated.rs"]
mod repeated;
#[path = "documents/rtf.rs"]
mod rtf;
#[path = "documents/several.rs"]
mod several;

fn documents() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/documents")
}

fn read(name: &str, bytes: &[u8]) -> (Option<Briefing>, Vec<Problem>) {
    load::read(Origin::File(name.into()), name, bytes)
}

fn read_all(name: &str, bytes: &[u8]) -> (Vec<Briefing>, Vec<Problem>) {
    load::read_all(Origin::File(name.into()), name, bytes)
}

fn load_all(paths: &[PathBuf]) -> Loaded {
    load::load(paths, Limits::default(), &|_| {})
}

/// A file as its reader sees it: metadata, blocks, emphasis, problems; a line each.
fn picture((briefing, problems): &(Option<Briefing>, Vec<Problem>)) -> String {
    let mut out = String::new();
    if let Some(b) = briefing {
        metadata(b, &mut out);
        for block in &b.blocks {
            let text = b.body[block.span.range()]
                .replace('\n', "⏎")
                .replace('\t', "⇥")
                .replace('\u{a0}', "␣");
            writeln!(out, "{}: {text}", kind(block)).unwrap();
        }
        for inline in &b.inlines {
            let (what, span, target) = match inline {
                Inline::Emphasis(s) => ("emphasis", s, String::new()),
                Inline::Strong(s) => ("strong", s, String::new()),
                Inline::Code(s) => ("code", s, String::new()),
                Inline::Link(s, target) => ("link", s, format!(" → {target}")),
            };
            writeln!(
                out,
                "  {what} {}{target}",
                &b.body[span.range()].replace('\n', "⏎")
            )
            .unwrap();
        }
    }
    for p in problems {
        let mark = if p.readable { "?" } else { "!" };
        writeln!(out, "{mark} {}: {}; {}", p.path, p.cause, p.hint).unwrap();
    }
    out
}

fn metadata(b: &Briefing, out: &mut String) {
    let mut field = |name: &str, value: Option<(String, u8, &str)>| {
        if let Some((value, confidence, evidence)) = value {
            let sure = if confidence == 100 {
                "=".to_string()
            } else {
                format!("≈{confidence}")
            };
            writeln!(out, "{name} {sure} {value} ({evidence})").unwrap();
        }
    };
    fn shown<T>(
        claim: &Option<Claim<T>>,
        show: impl Fn(&T) -> String,
    ) -> Option<(String, u8, &str)> {
        claim
            .as_ref()
            .map(|c| (show(&c.value), c.confidence, c.evidence.as_str()))
    }
    let s = &b.stated;
    field("title", shown(&b.title, String::clone));
    field("source", shown(&s.source, String::clone));
    field("author", shown(&s.author, String::clone));
    field("published", shown(&s.published, ToString::to_string));
    field("place", shown(&s.place, String::clone));
    field("url", shown(&s.url, String::clone));
    field("lang", shown(&s.lang, String::clone));
    field("id", shown(&s.id, String::clone));
    field("countries", shown(&s.countries, |v| v.join(", ")));
    field("topics", shown(&s.topics, |v| v.join(", ")));
}

fn kind(block: &Block) -> String {
    match block.kind {
        BlockKind::Heading(level) => format!("H{level}"),
        BlockKind::Item { depth, number } => {
            let number = number.map_or("•".to_string(), |n| format!("{n}."));
            format!("{}{number}", "  ".repeat(depth.into()))
        }
        kind => format!("{kind:?}"),
    }
}

/// What must hold of every briefing: clean texts, blocks in order, spans on character borders, a map that tells the truth.
fn check(b: &Briefing, decoded: &str) {
    check_texts(b);
    check_blocks(b);
    // In an archive, places are those of what lies in it.
    if matches!(b.origin, Origin::File(_)) {
        check_map(b, decoded);
    }
}

/// All that is shown is clean, and what is shown on one line has no line break.
fn check_texts(b: &Briefing) {
    let rows = b.body.replace('\t', " ");
    assert!(sanitize::is_clean(&rows), "{}: the body", b.name);
    let text = |c: &Option<Claim<String>>| {
        c.as_ref()
            .map_or(String::new(), |c| c.value.clone() + &c.evidence)
    };
    let list =
        |c: &Option<Claim<Vec<String>>>| c.as_ref().map_or(String::new(), |c| c.value.concat());
    let target = |i: &Inline| {
        if let Inline::Link(_, t) = i {
            t.clone()
        } else {
            String::new()
        }
    };
    let s = &b.stated;
    let texts = [
        &b.title, &s.source, &s.author, &s.place, &s.url, &s.lang, &s.id,
    ]
    .map(text)
    .concat();
    let targets: String = b.inlines.iter().map(target).collect();
    let all = texts + &list(&s.countries) + &list(&s.topics) + &targets + &b.name;
    assert!(
        sanitize::is_clean(&all) && !all.contains('\n'),
        "{}: {all:?}",
        b.name
    );
}

/// Blocks and emphasis are in order, the title is the first block and is the title.
fn check_blocks(b: &Briefing) {
    let name = &b.name;
    let aside = |b: &Block| {
        matches!(
            b.kind,
            BlockKind::Boilerplate | BlockKind::Meta | BlockKind::Rule
        )
    };
    let mut end = 0;
    for (i, block) in b.blocks.iter().enumerate() {
        assert!(
            block.span.start >= end && block.span.end >= block.span.start,
            "{name}: {block:?}"
        );
        let text = &b.body[block.span.range()];
        assert!(
            !text.contains('\t') || block.kind == BlockKind::Row,
            "{name}: {text:?}"
        );
        assert!(
            block.kind != BlockKind::Title || b.blocks[..i].iter().all(aside),
            "{name}"
        );
        end = block.span.end;
    }
    if let Some(title) = &b.title {
        let block = b
            .blocks
            .iter()
            .find(|b| b.kind == BlockKind::Title)
            .expect("a title has its block");
        let words = |s: &str| s.split_whitespace().map(str::to_string).collect::<Vec<_>>();
        assert_eq!(
            words(&b.body[block.span.range()]),
            words(&title.value),
            "{name}"
        );
    }
    let mut last = 0;
    for inline in &b.inlines {
        let (Inline::Emphasis(s) | Inline::Strong(s) | Inline::Code(s) | Inline::Link(s, _)) =
            inline;
        assert!(
            s.start >= last && b.body.get(s.range()).is_some(),
            "{name}: {inline:?}"
        );
        last = s.start;
    }
}

/// In every run, body and file agree character for character, but for the kind of white space.
fn check_map(b: &Briefing, decoded: &str) {
    let chars: Vec<char> = decoded.chars().collect();
    let mut end = 0;
    for &(start, first, len) in &b.map.runs {
        assert!(start >= end && len > 0, "{}: runs in order", b.name);
        end = start + len;
        let text = &b.body[start as usize..end as usize];
        for (i, c) in text.chars().enumerate() {
            let was = chars[first as usize + i];
            let same = c == was || matches!(c, ' ' | '\n') && was.is_whitespace();
            assert!(same, "{}: {c:?} for {was:?} in {text:?}", b.name);
        }
        assert_eq!(
            b.map.char_at(&b.body, start, false),
            Some(first),
            "{}",
            b.name
        );
    }
    assert_eq!(b.map.lines.first(), Some(&0));
    let end = b.body.len() as u32;
    assert!(
        b.map.pages.is_sorted()
            && b.map
                .pages
                .iter()
                .all(|p| *p <= end && b.body.is_char_boundary(*p as usize))
    );
    assert!(b.map.lines.is_sorted() && b.map.lines.iter().all(|l| *l as usize <= chars.len()));
}

fn decoded(bytes: &[u8]) -> String {
    // What no text could be read from has no characters to point at.
    load::decode::decode(bytes).map_or(String::new(), |decoded| decoded.text)
}

#[test]
fn every_fixture_reads_as_its_picture_shows() {
    let mut wrong = Vec::new();
    let mut names: Vec<_> = fs::read_dir(documents())
        .unwrap()
        .map(|e| e.unwrap().path())
        .collect();
    names.retain(|p| p.is_file() && p.extension().is_none_or(|e| e != "picture" && e != "rs"));
    names.sort();
    assert!(names.len() >= 8, "the fixtures are gone");
    for path in names {
        let name = path.file_name().unwrap().to_str().unwrap();
        let bytes = fs::read(&path).unwrap();
        let reading = read(name, &bytes);
        reading.0.iter().for_each(|b| check(b, &decoded(&bytes)));
        let (got, at) = (
            picture(&reading),
            documents().join(format!("{name}.picture")),
        );
        if std::env::var_os("UPDATE_PICTURES").is_some() {
            fs::write(at, got).unwrap();
        } else if fs::read_to_string(at).unwrap_or_default() != got {
            wrong.push(format!("{name}:\n{got}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The picture of bytes that no editor would leave alone, so that they are made here.
fn check_bytes(cases: &[(&str, Vec<u8>, &str)]) {
    for (name, bytes, expected) in cases {
        let reading = read(name, bytes);
        reading.0.iter().for_each(|b| check(b, &decoded(bytes)));
        assert_eq!(picture(&reading).trim_end(), *expected, "{name}");
    }
}

fn utf16(text: &str, unit: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(unit).collect()
}

/// Bytes of windows-1251: the Cyrillic letters of Russian stand in order from 0xC0.
fn cyrillic(text: &str) -> Vec<u8> {
    let byte = |c: char| match c {
        'А'..='я' => (c as u32 - 'А' as u32 + 0xc0) as u8,
        c => c as u8,
    };
    text.chars().map(byte).collect()
}

/// Bytes of Latin-1, which windows-1252 extends.
fn latin(text: &str) -> Vec<u8> {
    text.chars().map(|c| c as u32 as u8).collect()
}

#[test]
fn encodings_are_told_from_the_bytes() {
    let russian = "Паром снова ходит между двумя островами, и билет стоит столько же, сколько в прошлом году.";
    let french = "Le ferry a repris son service entre les deux îles, et le prix du billet est resté le même que l’année dernière.";
    let french = french.replace('’', "'");
    let paragraph = |text: &str| format!("Paragraph: {text}");
    let (ru, fr) = (paragraph(russian), paragraph(&french));
    let marked = |mark: &[u8], bytes: Vec<u8>| [mark, &bytes].concat();
    check_bytes(&[
        ("utf-8.txt", russian.into(), &ru),
        (
            "utf-8-marked.txt",
            marked(b"\xef\xbb\xbf", russian.into()),
            &ru,
        ),
        (
            "utf-16le-marked.txt",
            marked(b"\xff\xfe", utf16(russian, u16::to_le_bytes)),
            &ru,
        ),
        (
            "utf-16be-marked.txt",
            marked(b"\xfe\xff", utf16(russian, u16::to_be_bytes)),
            &ru,
        ),
        ("utf-16le.txt", utf16(russian, u16::to_le_bytes), &ru),
        ("utf-16be.txt", utf16(russian, u16::to_be_bytes), &ru),
        ("utf-16le-latin.txt", utf16(&french, u16::to_le_bytes), &fr),
        ("utf-16be-latin.txt", utf16(&french, u16::to_be_bytes), &fr),
        ("windows-1251.txt", cyrillic(russian), &ru),
        ("windows-1252.txt", latin(&french), &fr),
    ]);
}

#[test]
fn hostile_bytes_leave_clean_text() {
    check_bytes(&[
        (
            "crlf.txt",
            b"One line of text.\r\n\r\nAnother one.\rAnd a third.\r\n".to_vec(),
            "Paragraph: One line of text.\nParagraph: Another one.\nParagraph: And a third.",
        ),
        (
            "escapes.txt",
            b"A \x1b[31mred\x1b[0m word and a \x1b]0;title\x07 title, \x1b]52;c;eA==\x1b\\twice."
                .to_vec(),
            "Paragraph: A red word and a  title, twice.",
        ),
        (
            "controls.txt",
            [
                b"Nul\0s and bells\x07 in a text that is long enough to be one. ".to_vec(),
                vec![b'a'; 100],
                b".".to_vec(),
            ]
            .concat(),
            &format!(
                "Paragraph: Nuls and bells in a text that is long enough to be one. {}.",
                "a".repeat(100)
            ),
        ),
        (
            "bidi.txt",
            "An \u{202e}evil\u{202c} name\u{200b} and a\u{ad} tag\u{e0041}.".into(),
            "Paragraph: An evil name and a tag.",
        ),
        ("ta\u{202e}bs.txt", b"A\ttab.".to_vec(), "Paragraph: A tab."),
        (
            "entity.md",
            b"An &#27;[31m entity &#x202e;evil&ZeroWidthSpace;.".to_vec(),
            "Paragraph: An [31m entity evil.",
        ),
        (
            "target.md",
            b"[a](http://x/&#27;]0;t&#7;b)".to_vec(),
            "Paragraph: a\n  link a \u{2192} http://x/b",
        ),
        (
            "title.md",
            b"---\ntitle: \"a\\e[0mb\\u202Ec\\nd\"\n---\ntext".to_vec(),
            "title = abc d (front matter, line 2)\nTitle: abc d\nParagraph: text",
        ),
    ]);
}

#[test]
fn what_cannot_be_read_says_why_and_what_to_do() {
    let binary = "it is binary, not text; move it out of the folder, or name it in an .ignore file";
    check_bytes(&[
        (
            "empty.txt",
            vec![],
            "! empty.txt: it is empty; delete it, or fetch the document again",
        ),
        (
            "blank.txt",
            b" \n\t\r\n\x1b[0m".to_vec(),
            "! blank.txt: it is empty; delete it, or fetch the document again",
        ),
        (
            "picture.png",
            b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\x01\0".to_vec(),
            &format!("! picture.png: {binary}"),
        ),
        (
            "noise.txt",
            (0..=255).cycle().take(4096).collect(),
            &format!("! noise.txt: {binary}"),
        ),
        (
            "half.txt",
            "Пять слов и одно битое\nслов\u{fffd} здесь"
                .replace('\u{fffd}', "\0")
                .into_bytes()
                .into_iter()
                .map(|b| if b == 0 { 0xd1 } else { b })
                .collect(),
            "Paragraph: Пять слов и одно битое⏎слов\u{fffd} здесь\n? half.txt:2: 1 place could not be decoded as UTF-8; save it as UTF-8 from the program that wrote it",
        ),
    ]);
}

#[test]
fn formats_that_are_still_to_come_are_named() {
    let later = "cannot be read yet; save it as plain text or Markdown";
    let xml = |name: &str| format!("! {name}: XML {later}");
    let empty = "! news.rss: the feed has no entries; fetch it again: briefing add URL";
    check_bytes(&[
        (
            "a.xml",
            b"<?xml version='1.0'?><a/>".to_vec(),
            &xml("a.xml"),
        ),
        ("news.rss", b"<?xml version='1.0'?><rss/>".to_vec(), empty),
    ]);
}

#[test]
fn deep_nesting_costs_neither_stack_nor_time() {
    let (quotes, lists) = (
        "> ".repeat(20_000) + "deep",
        (0..2_000)
            .map(|i| "  ".repeat(i) + "- a\n")
            .collect::<String>(),
    );
    let (links, emphasis) = ("[".repeat(50_000) + "a", "*a ".repeat(50_000));
    let html = "<div>".repeat(50_000) + "deep";
    let open = (0..50_000).fold(String::new(), |s, i| s + &format!("<b id={i}><p>deep"));
    let linked = format!(
        "<script type='application/ld+json'>{}</script><p>deep",
        "[".repeat(500_000)
    );
    let yaml = format!("---\ntitle: {}\n---\ntext", "[".repeat(50_000));
    let toml = format!("+++\ntitle = {}\n+++\ntext", "[".repeat(50_000));
    let braces = "{%".repeat(50_000);
    let liquid = format!("---\ntitle: t\n---\n{braces}");
    for (name, text) in [
        ("quotes.md", quotes),
        ("lists.md", lists),
        ("links.md", links),
        ("emphasis.md", emphasis),
        ("html.md", html.clone()),
        ("html.html", html),
        ("open.html", open),
        ("linked.html", linked),
        (
            "spans.html",
            "<p>".to_string() + &"<span>".repeat(500) + "deep",
        ),
        ("tables.html", "<table><tr><td>".repeat(20_000) + "deep"),
        ("lists.html", "<ul><li>a".repeat(20_000)),
        ("yaml.md", yaml),
        ("toml.md", toml),
        ("liquid.md", liquid),
    ] {
        let started = std::time::Instant::now();
        let (briefing, _) = read(name, text.as_bytes());
        check(&briefing.expect(name), &text);
        assert!(
            started.elapsed().as_secs() < 10,
            "{name}: {:?}",
            started.elapsed()
        );
    }
}

#[test]
fn large_files_take_linear_time() {
    let long = "A paragraph of more than a dozen words that ends as every sentence in a text should end.\n\n";
    let lines = [
        ("tail.txt", long.to_string() + &"- entry\n".repeat(300_000)),
        ("short.txt", "word\n".repeat(300_000)),
        ("quotes.txt", "> word\n\n".repeat(200_000)),
        ("one-line.txt", "word ".repeat(600_000)),
        ("links.md", "A [link](x) and *emphasis*.\n\n".repeat(60_000)),
        (
            "rows.md",
            "|a|b|\n|-|-|\n".to_string() + &"|*c*|d|\n".repeat(60_000),
        ),
        (
            "tags.md",
            "---\ntitle: t\n---\n".to_string() + &"{% {{ {: ".repeat(200_000),
        ),
        ("entities.md", "&amp;&lt;".repeat(100_000)),
        ("long.html", format!("<p>{long}").repeat(3_000)),
        ("wide.html", format!("<p>{long}").repeat(60_000)),
        ("breaks.html", "word<br>".repeat(40_000)),
        ("double.html", "word<br><br>".repeat(20_000)),
        (
            "cells.html",
            "<table><tr>".to_string() + &"<td>a<td>b<tr>".repeat(20_000),
        ),
        (
            "links.html",
            "<p>A <a href=x>link</a> and <i>more</i>.".repeat(12_000),
        ),
        (
            "comments.html",
            "<p>a<!--".to_string() + &"<!-- a -->b<".repeat(100_000),
        ),
        ("scripts.html", "<script></script>a".repeat(40_000)),
        ("unended.html", "<p>a<a href='".repeat(100_000)),
        (
            "entities.html",
            "<p>".to_string() + &"&lt;&rsquo;a ".repeat(100_000),
        ),
    ];
    for (name, text) in lines {
        let started = std::time::Instant::now();
        let (briefing, _) = read(name, text.as_bytes());
        assert!(briefing.is_some(), "{name}");
        assert!(
            started.elapsed().as_secs() < 10,
            "{name}: {:?}",
            started.elapsed()
        );
        println!("{name}: {:?}", started.elapsed());
    }
}

fn cases() -> u32 {
    std::env::var("BRIEFING_CASES")
        .ok()
        .and_then(|n| n.parse().ok())
        .unwrap_or(64)
}
