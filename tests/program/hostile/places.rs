//! Documents that lead elsewhere: links, paths, pages that act. What is there stays there.

use std::os::unix::fs::symlink;

use crate::place::Place;

const SECRET: &str = "Zebramark is what nobody was asked for.\n";

#[test]
fn nothing_outside_is_read_because_a_document_or_the_file_of_corrections_names_it() {
    let place = Place::new();
    let secret = place.write("outside/secret.txt", SECRET);
    let secret = secret.display();
    for (name, text) in [
        (
            "a.md",
            format!(
                "---\ntitle: A\npath: {secret}\nfile: ../outside/secret.txt\nsource: ../../outside/secret.txt\n---\n\nText of it. ![x]({secret}) <img src=\"file://{secret}\">\n"
            ),
        ),
        (
            "b.html",
            format!(
                "<html><head><base href=\"file://{secret}\"><link rel=\"import\" href=\"{secret}\"></head><body><h1>B</h1><p>Words of it.</p><iframe src=\"file://{secret}\"></iframe><object data=\"{secret}\"></object></body></html>"
            ),
        ),
        (
            "c.xml",
            format!(
                "<?xml version=\"1.0\"?><!DOCTYPE rss [<!ENTITY x SYSTEM \"file://{secret}\">]><rss version=\"2.0\"><channel><title>&x;</title><item><title>C &x;</title><description>&x; text</description></item></channel></rss>"
            ),
        ),
        (
            "d.json",
            format!(
                "[{{\"title\": \"D\", \"text\": \"Of it.\", \"path\": \"{secret}\", \"file\": \"{secret}\"}}]"
            ),
        ),
        (
            "briefings.toml",
            format!(
                "name = \"{secret}\"\n\n[[source]]\nname = \"S\"\npaths = [\"../outside/**\", \"{secret}\", \"/**\"]\n\n[include]\nfile = \"{secret}\"\n\n[[topic]]\nname = \"T\"\nwords = [\"$(cat {secret})\", \"`cat {secret}`\"]\n"
            ),
        ),
    ] {
        place.write(format!("docs/{name}"), text);
    }
    for args in [&["show"][..], &["list", "--json"], &["export"], &["check"]] {
        let ran = place.run([args, &["--in", "docs"][..]].concat());
        assert!(!ran.out.is_empty());
        for text in [&ran.out, &ran.err] {
            assert!(!text.contains("Zebramark"), "{args:?}: {text}");
        }
    }
}

#[test]
fn members_of_an_archive_that_climb_are_read_and_written_nowhere() {
    let place = Place::new();
    let case = super::carriers::Case {
        payload: "",
        word: super::carriers::word(1),
        text: String::new(),
    };
    let (_, write) = super::carriers::CARRIERS
        .iter()
        .find(|(name, _)| *name == "archive member")
        .unwrap();
    write(&place, "docs/deep/evil", &case);
    let ran = place.run(["show", "--in", "docs"]);
    assert!(ran.out.contains(&case.word), "{}{}", ran.out, ran.err);
    let found = files(place.path());
    let written = found.iter().filter(|f| f.contains(&case.word));
    assert_eq!(written.collect::<Vec<_>>(), Vec::<&String>::new());
}

/// All files below a folder but those of the cache, whose names are the index's.
fn files(folder: &std::path::Path) -> Vec<String> {
    let mut all = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap().flatten() {
        match entry.file_type().unwrap().is_dir() {
            true if entry.file_name() == "cache" => {}
            true => all.extend(files(&entry.path())),
            false => all.push(entry.path().display().to_string()),
        }
    }
    all
}

#[test]
fn loops_of_links_end_in_every_shape() {
    let place = Place::new();
    place.write("docs/a/one.txt", "One text about boats\n\nAnd its words.\n");
    let docs = place.path().join("docs");
    symlink(&docs, docs.join("a/up")).unwrap();
    symlink(".", docs.join("here")).unwrap();
    symlink("round", docs.join("round")).unwrap();
    symlink("pong", docs.join("ping")).unwrap();
    symlink("ping", docs.join("pong")).unwrap();
    symlink("/dev/zero", docs.join("endless.txt")).unwrap();
    symlink("/proc/self/mem", docs.join("memory.txt")).unwrap();
    let ran = place.run(["list", "--in", "docs"]);
    assert_eq!(ran.out.lines().count(), 1, "{}{}", ran.out, ran.err);
}

#[test]
fn a_page_that_is_exported_does_nothing_and_leads_only_to_the_web() {
    let place = Place::new();
    let bad = [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        " javascript:alert(1)",
        "java\tscript:alert(1)",
        "java\nscript:alert(1)",
        "\u{1}javascript:alert(1)",
        "javascript&colon;alert(1)",
        "data:text/html,<script>alert(1)</script>",
        "vbscript:x",
        "file:///etc/passwd",
        "\u{202e}javascript:alert(1)",
        "https://example.org/\" onmouseover=\"alert(1)",
        "https://example.org/'onmouseover='alert(1)",
        "https://example.org/><script>alert(1)</script>",
    ];
    for (n, target) in bad.iter().enumerate() {
        let inner = format!(
            "<img src=x onerror=alert({n})><script>alert({n})</script><svg/onload=alert({n})>"
        );
        place.write(
            format!("docs/{n}.md"),
            format!("---\ntitle: 'Title {n} {inner}'\nurl: {target:?}\nauthor: '{inner}'\n---\n\n# Head {inner}\n\n[link {n}](<{target}>) [l][r] {inner}\n\n```{inner}\n{inner}\n```\n\n| {inner} | b |\n|---|---|\n| c | {inner} |\n\n[r]: <{target}>\n"),
        );
        place.write(
            format!("docs/{n}.html"),
            format!("<html lang='en\" onload=\"x'><head><title>Page {n} {inner}</title></head><body><h1>Page {n}</h1><p>A page about boats on lakes, number {n}. <a href=\"{}\">leads</a> {inner}</p></body></html>", target.replace('"', "&quot;")),
        );
    }
    let list = place.run(["export", "--in", "docs", "--format", "html"]);
    harmless("the list", &list.out);
    for title in place.run(["list", "--json", "--in", "docs"]).lines() {
        let id = title["file"].as_str().unwrap().to_owned();
        let folder = place.path().join("docs").join(&id).display().to_string();
        let page = place.run(["export", "--in", &folder, "--format", "html"]);
        assert_eq!(page.code, 0, "{}", page.err);
        assert!(page.out.contains("<main"), "{id}");
        harmless(&id, &page.out);
    }
}

/// Fails unless every tag is one of the few that pages are made of, with attributes that do nothing.
fn harmless(what: &str, page: &str) {
    let policy = "default-src 'none'; style-src 'unsafe-inline'";
    assert!(page.contains(policy), "{what}");
    // The style is ours, and the only place with other signs.
    let (head, rest) = page.split_once("<style>").unwrap();
    let (_, rest) = rest.split_once("</style>").unwrap();
    let page = format!("{head}{rest}");
    for tag in page.split('<').skip(1) {
        let (tag, _) = tag.split_once('>').unwrap();
        let (name, attributes) = tag.split_once(' ').unwrap_or((tag, ""));
        let name = name.trim_matches('/').to_lowercase();
        const TAGS: [&str; 36] = [
            "!doctype",
            "html",
            "head",
            "meta",
            "title",
            "body",
            "main",
            "h1",
            "h2",
            "h3",
            "h4",
            "h5",
            "h6",
            "p",
            "ul",
            "ol",
            "li",
            "a",
            "span",
            "em",
            "strong",
            "code",
            "pre",
            "mark",
            "blockquote",
            "table",
            "tr",
            "td",
            "th",
            "tbody",
            "thead",
            "br",
            "hr",
            "header",
            "footer",
            "article",
        ];
        assert!(TAGS.contains(&name.as_str()), "{what}: <{tag}>");
        for attribute in attributes.split("\" ") {
            let Some((key, value)) = attribute.split_once("=\"") else {
                continue;
            };
            const KEYS: [&str; 9] = [
                "charset",
                "name",
                "content",
                "http-equiv",
                "lang",
                "class",
                "rel",
                "href",
                "start",
            ];
            assert!(KEYS.contains(&key.trim()), "{what}: {key} in <{tag}>");
            let is_web = value.starts_with("https://") || value.starts_with("http://");
            assert!(key.trim() != "href" || is_web, "{what}: <{tag}>");
        }
    }
}

#[test]
fn names_that_only_look_alike_are_two() {
    let place = Place::new();
    // The second with Cyrillic letters among the Latin ones.
    for (n, name) in ["Sergei Lavrov", "S\u{435}rgei L\u{430}vrov"]
        .iter()
        .enumerate()
    {
        for m in 1..3 {
            let text = format!(
                "Text {m} of {n} about lakes\n\nForeign Minister {name} spoke in round {m} of {n}. Later {name} left.\n"
            );
            place.write(format!("docs/{n}-{m}.txt"), text);
        }
    }
    let named = place.run(["mentions", "--in", "docs"]);
    let people = named.out.lines().filter(|l| l.starts_with("person"));
    let people: Vec<&str> = people.filter(|l| l.contains("2 briefings")).collect();
    assert_eq!(people.len(), 2, "{}", named.out);
}
