//! `parallels` and `related`, for people and for scripts.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::place::{Place, Ran};

/// Four documents of a harbour town, which say some things twice.
fn said() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/frames/said")
}

fn run(line: &str) -> Ran {
    let said = said();
    let words = line
        .split(' ')
        .map(|w| w.replace("SAID", &said.to_string_lossy()));
    let words = words.chain(["--in".to_owned(), said.display().to_string()]);
    Place::new().run(words)
}

#[test]
fn parallels_are_those_of_a_briefing_or_of_a_line_of_its_file() {
    let cottage = "gazette.md:10 = history.md:7  word for word, 100 %";
    let lighthouse = "gazette.md:9 = council.md:7  word for word, 60 %";
    let wire = "gazette.md:9 = wire.md:7  same statement, ";
    for (line, code, heads) in [
        ("parallels gazette.md", 0, vec![lighthouse, wire, cottage]),
        ("parallels gazette.md:10", 0, vec![cottage]),
        ("parallels gazette.md:9", 0, vec![lighthouse, wire]),
        ("parallels SAID/gazette.md:10", 0, vec![cottage]),
        ("parallels gazette.md:7", 1, vec![]),
        ("parallels gazette.md:999", 1, vec![]),
    ] {
        let ran = run(line);
        let shown = format!("{line}\n{}{}", ran.out, ran.err);
        assert_eq!(ran.code, code, "{shown}");
        let actual: Vec<&str> = ran.out.lines().filter(|l| !l.starts_with(' ')).collect();
        assert_eq!(actual.len(), heads.len(), "{shown}");
        for (actual, head) in actual.iter().zip(heads) {
            // What it scores in percent is the business of other tests.
            let head = head.rsplit_once(", ").map_or(head, |h| h.0);
            assert!(actual.starts_with(head), "{head}: {shown}");
        }
    }
    let ran = run("parallels nothing.md:3");
    assert_eq!(ran.code, 2);
    assert!(
        ran.err.contains("there is no briefing `nothing.md:3`"),
        "{}",
        ran.err
    );
}

#[test]
fn a_parallel_as_json_tells_both_places_in_characters_of_the_file() {
    let ran = run("parallels gazette.md:10 --json");
    assert_eq!(ran.code, 0, "{}", ran.err);
    let [found] = &ran.lines()[..] else {
        panic!("{}", ran.out);
    };
    assert_eq!(found["tier"], "word for word");
    assert!(found["score"].as_f64() > Some(0.9), "{found}");
    for (side, file, line, date) in [
        ("here", "gazette.md", 10, "2019-03-04"),
        ("there", "history.md", 7, "2021-08-01"),
    ] {
        let side = &found[side];
        let told = json!([
            side["file"],
            side["line"],
            side["published"],
            side["differing"]
        ]);
        assert_eq!(told, json!([file, line, date, []]));
        let text: Vec<char> = std::fs::read_to_string(said().join(file))
            .unwrap()
            .chars()
            .collect();
        let at = |name: &str| -> String {
            let ends = |i: usize| side[name][i].as_u64().unwrap() as usize;
            text[ends(0)..ends(1)].iter().collect()
        };
        assert!(
            at("span").starts_with("The keeper's cottage was sold"),
            "{side}"
        );
        assert_eq!(Value::from(at("span")), side["text"]);
        assert!(at("span").contains(&at("window")));
        let shared = side["shared"].as_array().unwrap();
        assert!(shared.contains(&json!("potters")), "{side}");
    }
}

#[test]
fn related_briefings_as_json_come_best_first_each_with_a_reason() {
    let ran = run("related gazette.md --json");
    assert_eq!(ran.code, 0, "{}", ran.err);
    let all = ran.lines();
    let files: Vec<&str> = all.iter().filter_map(|r| r["file"].as_str()).collect();
    assert_eq!(files.len(), 3, "{}", ran.out);
    assert!(
        !files.contains(&"gazette.md"),
        "a briefing is not related to itself"
    );
    let scores: Vec<f64> = all.iter().filter_map(|r| r["score"].as_f64()).collect();
    assert!(scores.is_sorted_by(|a, b| a >= b), "{scores:?}");
    for related in &all {
        let reason = related["reason"].as_str().unwrap();
        assert!(
            reason.starts_with("one passage is parallel; both "),
            "{reason}"
        );
        for field in ["title", "source", "published"] {
            assert!(related[field].is_string(), "{related}");
        }
    }
    assert_eq!(
        run("related gazette.md --json --limit 1").lines()[..],
        all[..1]
    );
}
