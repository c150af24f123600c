//! The commands, for people and for scripts: what they print where, and how they exit.

use std::io::Read;
use std::process::Stdio;

use serde_json::Value;

use super::place::{Place, Ran, lakes};

/// Runs a line of arguments parted by spaces (`+` stands for a space inside one, `LAKES` for the folder about lakes).
fn run(place: &Place, line: &str) -> Ran {
    let lakes = lakes().display().to_string();
    let words = line.split_whitespace();
    place.run(words.map(|word| word.replace('+', " ").replace("LAKES", &lakes)))
}

/// Fails unless each of these runs exits so, and prints and notes lines that begin so, in this order and nothing else; how
/// far columns stand apart does not matter.
fn check(cases: &[(&str, i32, &[&str], &[&str])]) {
    let place = Place::new();
    for (line, code, out, err) in cases {
        let ran = run(&place, line);
        let shown = format!("briefing {line}\n{}\n{}", ran.out, ran.err);
        assert_eq!(ran.code, *code, "{shown}");
        for (expected, actual) in [(out, &ran.out), (err, &ran.err)] {
            let actual: Vec<&str> = actual.lines().collect();
            assert_eq!(actual.len(), expected.len(), "{shown}");
            for (expected, actual) in expected.iter().zip(actual) {
                let words = |line: &str| {
                    line.split(' ')
                        .filter(|w| !w.is_empty())
                        .collect::<Vec<_>>()
                        .join(" ")
                };
                assert!(
                    words(actual).starts_with(&words(expected)),
                    "{expected:?} in {shown}"
                );
            }
        }
    }
}

const NETS: &str = "2021-07-02 Shore Gazette Who pays for the nets?";
const BERGEN: &str = "2021-06-18 Ministry of the Lakes Statement after the Bergen meeting";
const TALKS: &str =
    "2019-03-04 Ministry of the Lakes Kenya and Norway open talks on lake fisheries";
const NOTE: &str = "undated gazette A short note without a date";

#[test]
fn a_folder_may_be_named_before_the_command_and_after_it_and_more_than_once() {
    check(&[
        ("--in LAKES list", 0, &[NETS, BERGEN, TALKS, NOTE], &[]),
        ("list --in LAKES", 0, &[NETS, BERGEN, TALKS, NOTE], &[]),
        ("LAKES list", 0, &[NETS, BERGEN, TALKS, NOTE], &[]),
        ("list --in LAKES/ministry", 0, &[BERGEN, TALKS], &[]),
        (
            "list --in LAKES/ministry --in LAKES/gazette/boats.md",
            0,
            &[NETS, BERGEN, TALKS],
            &[],
        ),
        (
            "--in LAKES/ministry list --in LAKES/gazette/boats.md",
            0,
            &[NETS, BERGEN, TALKS],
            &[],
        ),
        ("LAKES", 0, &[NETS, BERGEN, TALKS, NOTE], &[]),
    ]);
}

#[test]
fn a_query_chooses_and_nothing_found_is_exit_1_with_a_note() {
    check(&[
        ("list --in LAKES nets", 0, &[NETS, BERGEN], &[]),
        ("list --in LAKES nets topic:environment", 0, &[BERGEN], &[]),
        ("list --in LAKES nets+topic:environment", 0, &[BERGEN], &[]),
        ("list --in LAKES nets -topic:environment", 0, &[NETS], &[]),
        ("list -nets topic:environment --in LAKES", 0, &[TALKS], &[]),
        ("list --in LAKES -- -nets", 0, &[TALKS, NOTE], &[]),
        ("list --in LAKES year:2019", 0, &[TALKS], &[]),
        ("list --in LAKES zebra", 1, &[], &["note: nothing matches"]),
        ("show --in LAKES zebra", 1, &[], &["note: nothing matches"]),
        (
            "facets --in LAKES zebra",
            1,
            &[],
            &["note: nothing matches"],
        ),
        (
            "mentions --in LAKES zebra",
            1,
            &[],
            &["note: nothing matches"],
        ),
        (
            "list --in LAKES/ministry ./home",
            1,
            &[],
            &["note: nothing matches; for a folder or file: --in ./home"],
        ),
    ]);
}

#[test]
fn a_wrong_query_is_exit_2_and_points_at_the_place() {
    check(&[
        (
            "list --in LAKES nets contry:kenya",
            2,
            &[],
            &[
                "error: no field `contry`, did you mean `country`?",
                "  nets contry:kenya",
                "       ^^^^^^",
            ],
        ),
        (
            "show --in LAKES \"open",
            2,
            &[],
            &["error: this quote is not closed", "  \"open", "  ^^^^^"],
        ),
        (
            "export --in LAKES ловля+contry:x",
            2,
            &[],
            &[
                "error: no field `contry`",
                "  ловля contry:x",
                "        ^^^^^^",
            ],
        ),
    ]);
    check(&[(
        "list --jsn",
        2,
        &[],
        &[
            "error: unexpected argument '--jsn'",
            "",
            "  tip: ",
            "",
            "Usage: ",
            "",
            "For more",
        ],
    )]);
}

#[test]
fn what_cannot_be_read_is_told_with_path_cause_and_hint() {
    check(&[
        (
            "check --in missing",
            1,
            &[
                "missing: there is no such file or folder",
                "    check the spelling",
                "0 briefings read, 1 problem",
            ],
            &[],
        ),
        (
            "check --in LAKES",
            0,
            &["4 briefings read, 0 problems"],
            &[],
        ),
        ("check --in LAKES --json", 0, &[], &[]),
        (
            "list --in missing",
            2,
            &[],
            &["error: there is no file or folder `missing`; name a folder"],
        ),
        (
            "list --in missing --in LAKES/ministry",
            0,
            &[BERGEN, TALKS],
            &["note: missing: there is no such file or folder"],
        ),
        (
            "missing",
            2,
            &[],
            &["error: there is no file or folder `missing`; name a folder"],
        ),
    ]);
    let place = Place::new();
    for n in 0..5 {
        place.write(format!("docs/{n}.md"), [0, 1, 2, 3].repeat(40));
    }
    place.write(
        "docs/dated.md",
        "---\ndate: tomorrow\n---\n\nA text that can be read.\n",
    );
    let ran = run(&place, "check --in docs --json");
    assert_eq!(ran.code, 1);
    for problem in ran.lines() {
        for field in ["path", "cause", "hint"] {
            assert!(!problem[field].as_str().unwrap().is_empty(), "{problem}");
        }
    }
    let paths: Vec<Value> = ran.lines().iter().map(|p| p["path"].clone()).collect();
    assert!(
        paths
            .iter()
            .any(|p| p.as_str().unwrap().contains("dated.md")),
        "{paths:?}"
    );
    // The one that was read all the same is no news to a list; of the others, three are enough.
    let ran = run(&place, "list --in docs");
    let notes: Vec<&str> = ran.err.lines().collect();
    assert_eq!((ran.code, notes.len()), (0, 4), "{}{}", ran.out, ran.err);
    assert_eq!(
        notes[3],
        "note: 2 more could not be read; `briefing check` lists them"
    );
}

#[test]
fn every_line_for_programs_is_json() {
    let place = Place::new();
    let cases = [
        ("list --json", 4, "title"),
        ("show --json nets", 2, "body"),
        ("facets --json", 8, "count"),
        ("mentions --json nets", 10, "text"),
        ("export --format json", 4, "blocks"),
        ("keys --json", 60, "action"),
    ];
    for (line, at_least, field) in cases {
        let ran = run(&place, &format!("--in LAKES {line}"));
        assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{line}");
        let lines = ran.lines();
        assert!(lines.len() >= at_least, "{line}: {}", lines.len());
        assert!(lines.iter().all(|l| l.get(field).is_some()), "{line}");
    }
}

#[test]
fn show_prints_titles_text_and_lists_and_no_markup() {
    let ran = run(
        &Place::new(),
        "show --in LAKES boats.md OR talks+year:2019..2021",
    );
    assert_eq!(ran.code, 0);
    assert!(ran.out.starts_with("Kenya and Norway open talks on lake fisheries\nMinistry of the Lakes, 2019-03-04\n\nThe Great"));
    for part in [
        "\n\n- A common count of boats by the end of the year\n- A fund of four million shillings, run by the GLFC\n",
        "called the plan modest but real.",
        "\n\n> Whoever counts the boats knows the lake.\n",
    ] {
        assert!(ran.out.contains(part), "{part:?} in\n{}", ran.out);
    }
    assert!(
        !ran.out.contains("\n\n\n") && !ran.out.ends_with("\n\n"),
        "{:?}",
        ran.out
    );
}

#[test]
fn facets_and_mentions_are_counted_over_what_matches() {
    check(&[(
        "facets --in LAKES year:2021",
        0,
        &[
            "topic    Environment",
            "topic    Trade",
            "country  Kenya",
            "country  Norway",
            "year     2021",
            "year     2019",
            "year     undated",
            "date     2021-07",
            "date     2021-06",
            "source   Ministry of the Lakes",
            "source   Shore Gazette",
            "person   Grace Atieno",
            "person   Lars Holm",
            "org      Great Lakes Fisheries Council",
            "place    Bergen",
            "place    Kisumu",
            "lang     English",
        ],
        &[],
    )]);
    let ran = run(&Place::new(), "mentions --in LAKES");
    let row = |name: &str| {
        ran.out
            .lines()
            .find(|l| l.contains(name))
            .unwrap_or_default()
            .to_owned()
    };
    assert!(row("Grace Atieno").starts_with("person "), "{}", ran.out);
    assert!(
        row("Grace Atieno").ends_with(" in 3 briefings"),
        "{}",
        ran.out
    );
    assert!(row("Tanzania").ends_with("1 in 1 briefing"), "{}", ran.out);
}

#[test]
fn keys_are_listed_with_what_they_do_and_the_readers_own_are_among_them() {
    let place = Place::new();
    let ran = run(&place, "keys");
    assert!(ran.out.contains("article      ]  "), "{}", ran.out);
    place.write(
        "config/briefing/keymap.toml",
        "[article]\n\"ctrl-n\" = \"next-mention\"\n",
    );
    let ran = run(&place, "keys");
    let own = ran
        .out
        .lines()
        .find(|l| l.contains("To the next highlighted name"));
    assert!(
        own.is_some_and(|l| l.contains("]") && l.contains("ctrl-n")),
        "{}",
        ran.out
    );
}

#[test]
fn completions_name_the_commands_for_every_shell() {
    let place = Place::new();
    for shell in ["bash", "zsh", "fish"] {
        let ran = run(&place, &format!("completions {shell}"));
        assert_eq!(ran.code, 0);
        for word in ["mentions", "export", "json", "in"] {
            assert!(ran.out.contains(word), "{shell}: {word}");
        }
    }
}

#[test]
fn help_is_short_and_names_everything() {
    let place = Place::new();
    for flag in ["--help", "-h"] {
        let ran = run(&place, flag);
        assert_eq!((ran.code, ran.err.as_str()), (0, ""));
        assert!((24..=44).contains(&ran.out.lines().count()), "{}", ran.out);
        assert!(
            ran.out.lines().all(|l| l.chars().count() <= 100),
            "{}",
            ran.out
        );
        for word in [
            "list",
            "show",
            "facets",
            "mentions",
            "export",
            "keys",
            "check",
            "completions",
            "help",
            "--in",
            "--version",
            "ssh -t",
        ] {
            assert!(ran.out.contains(word), "{word} in\n{}", ran.out);
        }
    }
    let version = format!("briefing {}\n", env!("CARGO_PKG_VERSION"));
    assert_eq!(run(&place, "--version").out, version);
}

#[test]
fn nobody_reading_on_is_success() {
    let place = Place::new();
    for line in [
        "",
        "list --json",
        "show",
        "export",
        "keys",
        "completions zsh",
        "--help",
    ] {
        let words = line.split_whitespace();
        let mut child = place
            .command(words)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // Closed before anything can have been written.
        drop(child.stdout.take());
        let mut said = String::new();
        child
            .stderr
            .take()
            .unwrap()
            .read_to_string(&mut said)
            .unwrap();
        assert_eq!(
            (child.wait().unwrap().code(), said.as_str()),
            (Some(0), ""),
            "{line}"
        );
    }
}

#[test]
fn what_is_inferred_has_its_sign_in_lists_as_on_the_screen() {
    let place = Place::new();
    place.write(
        "docs/stated.md",
        "---\ntitle: Stated\nsource: Shore Gazette\ndate: 2020-01-02\n---\n\nThe lake is low.\n",
    );
    place.write(
        "docs/inferred.txt",
        "The lake is low\n\nBERGEN, 4 March 2019 - The lake is lower than it was in any year before, the ministry said.\n",
    );
    let rows = |command: &str| {
        let ran = run(&place, &format!("--in docs {command}"));
        assert_eq!((ran.code, ran.err.as_str()), (0, ""));
        ran.out.lines().map(str::to_owned).collect::<Vec<_>>()
    };
    for (command, stated, inferred) in [
        (
            "list",
            "2020-01-02    Shore Gazette  Stated",
            "≈ 2019-03-04  docs ",
        ),
        (
            "search lake",
            "2020-01-02    Shore Gazette  Stated",
            "≈ 2019-03-04  ≈ docs  ",
        ),
    ] {
        let rows = rows(command);
        assert!(rows[0].starts_with(stated), "{command}: {rows:?}");
        assert!(rows[1].starts_with(inferred), "{command}: {rows:?}");
    }
    let shown = rows("show");
    assert!(
        shown.contains(&"Shore Gazette, 2020-01-02".to_owned()),
        "{shown:?}"
    );
    assert!(
        shown.contains(&"≈ docs, ≈ 2019-03-04".to_owned()),
        "{shown:?}"
    );
}

#[test]
fn dates_that_are_intervals_push_nothing_out_of_its_column() {
    let place = Place::new();
    place.write(
        "docs/a.md",
        "---\ntitle: Exactly\ndate: 2013-09-23\n---\n\nText.\n",
    );
    place.write(
        "docs/b.md",
        "---\ntitle: Yearly\ndate: 2012\n---\n\nText.\n",
    );
    place.write(
        "docs/c.txt",
        "Some days of May\n\nPublished between 3 and 5 May 2011.\n",
    );
    let out = run(&place, "list --in docs").out;
    let columns = |title: &str| {
        let line = out.lines().find(|line| line.ends_with(title));
        line.map(|line| line.chars().count() - title.chars().count())
    };
    assert!(columns("Exactly").is_some(), "{out}");
    assert_eq!(columns("Exactly"), columns("Yearly"), "{out}");
    assert_eq!(columns("Exactly"), columns("Some days of May"), "{out}");
}

#[test]
fn a_theme_or_a_keymap_that_there_is_not_is_told_also_where_nothing_is_drawn() {
    let place = Place::new();
    for line in [
        "--theme nope list --in LAKES",
        "--theme nope LAKES",
        "--keys nope LAKES",
        "--plain --theme nope LAKES",
    ] {
        let ran = run(&place, line);
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{line}");
        assert!(
            ran.err.starts_with("error: ") && ran.err.contains("nope"),
            "{}",
            ran.err
        );
    }
    assert_eq!(run(&place, "--theme dark list --in LAKES").code, 0);
}

#[test]
fn every_command_that_lists_takes_a_limit_and_an_offset() {
    let place = Place::new();
    for command in [
        "list",
        "search lake",
        "mentions",
        "list --json",
        "mentions --json",
    ] {
        let lines = |page: &str| {
            let ran = run(&place, &format!("--in LAKES {command} {page}"));
            assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{command} {page}");
            ran.out.lines().map(str::to_owned).collect::<Vec<_>>()
        };
        let all = lines("");
        assert_eq!(lines("--limit 2"), all[..2], "{command}");
        assert_eq!(lines("--offset 1 --limit 1"), all[1..2], "{command}");
        assert_eq!(lines("--offset 1"), all[1..], "{command}");
    }
    // Of facets, so many values each; of texts, so many whole.
    check(&[(
        "facets --in LAKES year:2021 --limit 1",
        0,
        &[
            "topic    Environment",
            "country  Kenya",
            "year     2021",
            "date     2021-07",
            "source   Ministry of the Lakes",
            "person   Grace Atieno",
            "org      Great Lakes Fisheries Council",
            "place    Bergen",
            "lang     English",
        ],
        &[],
    )]);
    let ran = run(&place, "--in LAKES show --json --limit 1 --offset 1");
    assert_eq!(ran.lines().len(), 1);
    assert_eq!(
        ran.lines()[0]["title"],
        "Statement after the Bergen meeting"
    );
}

#[test]
fn that_there_is_no_room_for_the_index_is_a_note_and_no_problem_of_documents() {
    let place = Place::new();
    place.write("cache", "a file where a folder should be");
    place.write("docs/one.md", "The lake is low.\n");
    place.write("broken/one.md", [0, 1, 2, 3].repeat(40));
    for (line, code, last) in [
        ("check --in docs", 0, "1 briefing read, 0 problems"),
        ("check --in broken", 1, "0 briefings read, 1 problem"),
        ("check --in docs --json", 0, ""),
    ] {
        let ran = run(&place, line);
        let shown = format!("{line}\n{}\n{}", ran.out, ran.err);
        assert_eq!(ran.code, code, "{shown}");
        assert_eq!(ran.out.lines().last().unwrap_or_default(), last, "{shown}");
        assert!(
            ran.err.starts_with("note: ") && ran.err.lines().count() == 1,
            "{shown}"
        );
        assert!(ran.err.contains("the index is held in memory"), "{shown}");
    }
}

#[test]
fn a_mistyped_command_is_named_and_taken_neither_for_a_query_nor_for_a_folder() {
    let command = |wrong: &str, right: &str| {
        format!("error: there is no file or folder `{wrong}`; did you mean the command `{right}`?")
    };
    for (line, error) in [
        ("--in LAKES lst nets", command("lst", "list")),
        ("--in LAKES lst", command("lst", "list")),
        ("LAKES sarch nets", command("sarch", "search")),
        ("LAKES LAKES/gazette mention", command("mention", "mentions")),
        ("lsit", command("lsit", "list")),
        ("--in missing exprt", command("exprt", "export")),
        (
            "--in LAKES country:kenya",
            "error: there is no file or folder `country:kenya`; a query stands behind a command, as in `list WORDS`".to_owned(),
        ),
    ] {
        check(&[(line, 2, &[], &[&error])]);
    }
    // A folder of documents is one whatever it is called.
    let place = Place::new();
    place.write("lst/one.md", "The lake is low.\n");
    assert_eq!(run(&place, "lst").code, 0);
    assert_eq!(run(&place, "--in LAKES lst").code, 0);
}
