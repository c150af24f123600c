//! Do the commands for programs answer as promised? The program itself, over a folder of our own, without a terminal.

use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::Value;
use tempfile::TempDir;

const FILES: [(&str, &str); 3] = [
    (
        "harbour.md",
        "---\ntitle: The harbour wall\nsource: Quay Letter\ndate: 2019-03-04\n---\n\nÖ. The divers saw the wall.\n\nThe harbour wall is new. Its harbour is old.\n",
    ),
    (
        "market.md",
        "---\ntitle: Fish market\nsource: Quay Letter\ndate: 2020-05-06\nlang: en\n---\n\nThe market lies beside the harbour.\n",
    ),
    (
        "hill.md",
        "---\ntitle: The hill\nsource: Hill Post\ndate: 2021\n---\n\nNobody was there.\n",
    ),
];

fn folder() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::create_dir(folder.path().join("in")).expect("a folder");
    for (name, text) in FILES {
        std::fs::write(folder.path().join("in").join(name), text).expect("a file");
    }
    folder
}

fn command(folder: &Path, args: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_briefing"));
    let words = args.split(' ').filter(|w| !w.is_empty());
    command
        .args(["--in".as_ref(), folder.join("in").as_os_str()])
        .args(words)
        .env("XDG_CONFIG_HOME", folder)
        .env("HOME", folder)
        .stdin(Stdio::null());
    command
}

fn run(folder: &Path, args: &str) -> (Option<i32>, String) {
    let Output { status, stdout, .. } = command(folder, args).output().expect("it runs");
    (status.code(), String::from_utf8(stdout).expect("text"))
}

fn objects(text: &str) -> Vec<Value> {
    let object = |line: &str| serde_json::from_str(line).expect("an object a line");
    text.lines().map(object).collect()
}

#[test]
fn a_search_prints_a_line_a_hit_with_the_words_where_they_are_found() {
    let folder = folder();
    let lines = "2020-05-06  Quay Letter  Fish market  The market lies beside the harbour.\n\
                 2019-03-04  Quay Letter  The harbour wall  The harbour wall is new. Its harbour is old.\n";
    assert_eq!(
        run(folder.path(), "search harbour"),
        (Some(0), lines.into())
    );
    let (_, best) = run(folder.path(), "search harbour sort:relevance --limit 1");
    assert_eq!(
        best,
        lines.lines().last().expect("two lines").to_string() + "\n"
    );
    // Nothing to point at: the text from its beginning.
    let (_, start) = run(folder.path(), "search source:hill");
    assert_eq!(
        start,
        "2021        Hill Post  The hill  Nobody was there.\n"
    );
}

#[test]
fn snippets_are_cut_between_words() {
    let folder = folder();
    let long = format!("{}needle{}", "before ".repeat(40), " after".repeat(40));
    std::fs::write(folder.path().join("in/long.txt"), long).expect("a file");
    let (_, line) = run(folder.path(), "search needle --json");
    let snippet = objects(&line)[0]["snippet"]
        .as_str()
        .expect("a text")
        .to_string();
    assert!(snippet.chars().count() < 200, "{snippet}");
    assert!(
        snippet.starts_with("…before ") && snippet.ends_with(" after…"),
        "{snippet}"
    );
    assert!(snippet.contains(" needle "), "{snippet}");
}

#[test]
fn objects_point_at_characters_of_the_file() {
    let folder = folder();
    let (code, text) = run(folder.path(), "search wall --json");
    assert_eq!(code, Some(0));
    let hit = &objects(&text)[0];
    assert_eq!(hit["file"], "harbour.md");
    assert_eq!(hit["title"], "The harbour wall");
    assert_eq!(hit["source"]["value"], "Quay Letter");
    assert_eq!(hit["published"]["value"], "2019-03-04");
    assert_eq!(hit["snippet"], "Ö. The divers saw the wall.");
    let file: Vec<char> = FILES[0].1.chars().collect();
    let found = hit["found"].as_array().expect("a list");
    let at = |v: &Value| v.as_u64().expect("a number") as usize;
    let words: Vec<String> = found
        .iter()
        .map(|f| file[at(&f[0])..at(&f[1])].iter().collect())
        .collect();
    assert_eq!(words, ["wall"; 3]);
}

#[test]
fn a_part_of_a_list_is_given_by_limit_and_offset() {
    let folder = folder();
    for (args, expected) in [
        ("", "hill.md market.md harbour.md"),
        ("--limit 2", "hill.md market.md"),
        ("--offset 1", "market.md harbour.md"),
        ("--limit 1 --offset 2", "harbour.md"),
        ("--limit 0", ""),
        ("--offset 9", ""),
    ] {
        for list in ["list", "search year:2019..2021"] {
            let (code, text) = run(folder.path(), &format!("{list} --json {args}"));
            let names: Vec<String> = objects(&text)
                .iter()
                .map(|o| o["file"].as_str().expect("a name").to_string())
                .collect();
            assert_eq!(
                (code, names.join(" ").as_str()),
                (Some(0), expected),
                "{args}"
            );
        }
    }
}

#[test]
fn every_facet_is_there_for_programs() {
    let folder = folder();
    let (_, text) = run(folder.path(), "facets --json year:2020");
    let has = |facet: &str, value: &str, count: u64| {
        objects(&text)
            .iter()
            .any(|o| o["facet"] == facet && o["value"] == value && o["count"] == count)
    };
    assert!(has("source", "quay-letter", 1), "{text}");
    assert!(has("year", "2019", 1), "{text}");
    assert!(has("date", "2020-05", 1), "{text}");
    assert!(has("lang", "en", 1), "{text}");
}

#[test]
fn nothing_found_is_exit_code_1_and_a_mistake_is_2() {
    let folder = folder();
    for (args, expected) in [
        ("search zebra", 1),
        ("search zebra --json", 1),
        ("list zebra", 1),
        ("search harbour", 0),
        ("search contry:x", 2),
        ("search", 2),
    ] {
        assert_eq!(run(folder.path(), args).0, Some(expected), "{args}");
    }
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let folder = folder();
    let mut child = command(folder.path(), "search harbour --json")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it runs");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("it ends");
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
}
