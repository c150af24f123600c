//! What do the loaders make of files that hold several documents, or that are packed?

use std::io::Write as _;
use std::path::Path;

use briefing::briefing::{Origin, Problem};
use briefing::load;

use super::office::package;

/// `name | title | text` of each document, then the problems.
fn told(name: &str, bytes: &[u8]) -> Vec<String> {
    let origin = Origin::File(Path::new("/docs").join(name));
    let (documents, problems) = load::read_all(origin, name, bytes);
    let mut all: Vec<String> = Vec::new();
    for b in &documents {
        let title = b.title.as_ref().map_or("", |t| &t.value);
        let texts: Vec<&str> = b.text_blocks().map(|t| &b.body[t.span.range()]).collect();
        let texts = texts.join(" / ");
        all.push(format!("{} | {title} | {texts}", b.name));
    }
    let problem = |p: &Problem| format!("! {}: {}", p.path, p.cause);
    all.extend(problems.iter().map(problem));
    all
}

const LATE: &str = "The ferry to the island is late again today.";
const EARLY: &str = "The ferry to the island is early for once.";

fn tar(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut tar = tar::Builder::new(Vec::new());
    for (name, content) in files {
        let mut header = tar::Header::new_gnu();
        header.set_size(content.len() as u64);
        header.set_mode(0o644);
        tar.append_data(&mut header, name, *content).unwrap();
    }
    tar.into_inner().unwrap()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gzip.write_all(bytes).unwrap();
    gzip.finish().unwrap()
}

/// A file of several of every kind.
pub(super) fn files() -> Vec<(&'static str, Vec<u8>)> {
    let mail = format!(
        "From a Mon Sep 23 10:00:00 2013\nFrom: A <a@example.org>\nSubject: Late\n\n{LATE}\n\n\
         From b Tue Sep 24 10:00:00 2013\nFrom: B <b@example.org>\nSubject: Early\n\n{EARLY}\n"
    );
    let table = format!("title;date;text\nLate;2013-09-23;{LATE}\nEarly;2013-09-24;{EARLY}\n");
    let lines = format!(
        "{{\"title\": \"Late\", \"text\": \"{LATE}\"}}\nbroken\n{{\"title\": \"Early\", \"text\": \"{EARLY}\"}}\n"
    );
    let page = format!("# Late\n\n{LATE}\n");
    let zip = package(&[
        ("news/late.md", &page),
        ("news/.hidden.md", "hidden"),
        ("__MACOSX/late.md", "not a document"),
        ("settings.toml", "a = 1"),
        ("../../early.txt", EARLY),
    ]);
    let inner = tar(&[
        ("a/late.md", page.as_bytes()),
        ("box.mbox", mail.as_bytes()),
        ("inner.zip", &zip),
    ]);
    let feed = format!(
        "<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>Ferry desk</title>\
         <item><title>Late</title><guid>x:1</guid><description>{LATE}</description></item>\
         <item><title>Early</title><guid>x:2</guid><description>&lt;p&gt;{EARLY}&lt;/p&gt;</description></item></channel></rss>"
    );
    let json = format!(
        "{{\"version\": \"https://jsonfeed.org/version/1\", \"title\": \"Ferry desk\", \"items\": \
         [{{\"id\": \"1\", \"title\": \"Late\", \"content_text\": \"{LATE}\"}}]}}"
    );
    vec![
        ("all.mbox", mail.into_bytes()),
        ("a.csv", table.into_bytes()),
        // The ending says nothing: the content does.
        ("export", lines.into_bytes()),
        ("a.zip", zip),
        ("a.tgz", gzip(&inner)),
        ("feed.xml", feed.into_bytes()),
        ("feed.json", json.into_bytes()),
    ]
}

#[test]
fn boxes_tables_archives_and_feeds_hold_as_many_briefings_as_there_are() {
    let expected = [
        vec![
            format!("all.mbox#1 | Late | Late / {LATE}"),
            format!("all.mbox#2 | Early | Early / {EARLY}"),
        ],
        vec![
            format!("a.csv#1 | Late | Late / {LATE}"),
            format!("a.csv#2 | Early | Early / {EARLY}"),
        ],
        vec![
            format!("export#1 | Late | Late / {LATE}"),
            format!("export#2 | Early | Early / {EARLY}"),
            "! /docs/export:2: expected value".into(),
        ],
        vec![
            format!("a.zip/news/late.md | Late | Late / {LATE}"),
            format!("a.zip/early.txt |  | {EARLY}"),
        ],
        vec![
            format!("a.tgz/a/late.md | Late | Late / {LATE}"),
            format!("a.tgz/box.mbox#1 | Late | Late / {LATE}"),
            format!("a.tgz/box.mbox#2 | Early | Early / {EARLY}"),
            format!("a.tgz/inner.zip/news/late.md | Late | Late / {LATE}"),
            format!("a.tgz/inner.zip/early.txt |  | {EARLY}"),
        ],
        vec![
            format!("feed.xml#1 | Late | Late / {LATE}"),
            format!("feed.xml#2 | Early | Early / {EARLY}"),
        ],
        vec![format!("feed.json#1 | Late | Late / {LATE}")],
    ];
    for ((name, bytes), expected) in files().into_iter().zip(expected) {
        assert_eq!(told(name, &bytes), expected, "{name}");
    }
    let empty = package(&[("settings.toml", "a = 1")]);
    let nothing = ["! /docs/empty.zip: it holds no document"];
    assert_eq!(told("empty.zip", &empty), nothing);
}

#[test]
fn what_is_packed_too_deep_or_unpacks_to_too_much_is_a_problem() {
    let mut deep = LATE.as_bytes().to_vec();
    for _ in 0..8 {
        deep = gzip(&tar(&[("inner", &deep)]));
    }
    let told_deep = told("deep.tgz", &deep);
    assert!(
        told_deep
            .iter()
            .any(|t| t.ends_with("archives lie in archives too deep")),
        "{told_deep:?}"
    );
    // 300 MiB of zeros, packed into less than a part in two hundred.
    let zeros = vec![0u8; 30 << 20];
    let bomb = gzip(&tar(&[("a.txt", &zeros), ("b.txt", &zeros)]));
    let told = told("bomb.tgz", &bomb);
    assert_eq!(
        told,
        ["! /docs/bomb.tgz: it unpacks to far more than a document holds"]
    );
}

#[test]
fn each_of_several_is_known_by_its_id_or_its_place() {
    let read = |text: &str| {
        let origin = Origin::File("/docs/a.jsonl".into());
        let (documents, _) = load::read_all(origin, "a.jsonl", text.as_bytes());
        documents.into_iter().map(|b| b.origin).collect::<Vec<_>>()
    };
    let within = |which: &str| Origin::Within("/docs/a.jsonl".into(), which.into());
    let object = |id: &str| format!("{{\"id\": \"{id}\", \"text\": \"{LATE}\"}}\n");
    assert_eq!(
        read(&[object("x"), object("y"), object("x")].concat()),
        [within("#x"), within("#y"), within("#3")]
    );
}
