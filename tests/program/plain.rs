//! Reading line by line: what each line that is typed prints, over a pipe and in a terminal that can place nothing.

use std::io::Write;
use std::process::Stdio;

use briefing::briefing::Span;
use briefing::cite::Link;
use briefing::corpus::Corpus;
use briefing::load::{self, Limits};

use super::place::{Place, lakes};

/// What is printed when these lines are typed over a pipe, in lines.
fn printed(place: &Place, args: &[&str], typed: &[&str]) -> Vec<String> {
    let mut command = place.command(args);
    let piped = command.stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = piped.stderr(Stdio::piped()).spawn().unwrap();
    let text: String = typed.iter().map(|line| format!("{line}\n")).collect();
    // One that ends early (`q`) need not hear the rest.
    let _ = child.stdin.take().unwrap().write_all(text.as_bytes());
    let ran = child.wait_with_output().unwrap();
    let err = String::from_utf8(ran.stderr).unwrap();
    assert_eq!(
        (ran.status.code(), err.as_str()),
        (Some(0), ""),
        "{typed:?}"
    );
    let out = String::from_utf8(ran.stdout).unwrap();
    check_plain(&out);
    out.lines().map(str::to_owned).collect()
}

/// Nothing but text, line ends and tabs.
fn check_plain(out: &str) {
    let wrong = |c: &char| c.is_control() && !matches!(c, '\n' | '\t');
    assert_eq!(out.chars().find(wrong), None, "{out}");
}

/// Lines typed one after the other, each with the lines that it prints. Each is typed in a home of its own with all lines before
/// it, so that what it prints is what is printed more than without it.
fn check(args: &[&str], steps: &[(&str, &[&str])]) {
    let mut before = printed(&Place::new(), args, &[]);
    for n in 1..=steps.len() {
        let typed: Vec<&str> = steps[..n].iter().map(|(line, _)| *line).collect();
        let now = printed(&Place::new(), args, &typed);
        assert_eq!(now[..before.len()], before, "{typed:?}");
        assert_eq!(now[before.len()..], *steps[n - 1].1, "{typed:?}");
        before = now;
    }
}

const NETS: &str = "Who pays for the nets? 2 Jul 2021, Shore Gazette";
const BERGEN: &str = "Statement after the Bergen meeting. 18 Jun 2021, Ministry of the Lakes";

#[test]
fn the_list_is_numbered_and_a_number_opens_a_briefing_a_screenful_at_a_time() {
    let lakes = lakes().display().to_string();
    // As wide as a pipe is taken for.
    let first = printed(&Place::new(), &["--plain", &lakes], &[]);
    let expected = [
        "Reading corpus.",
        "4 briefings",
        &format!("1. {NETS}, unread"),
        &format!("2. {BERGEN},"),
        "unread",
        "3. Kenya and Norway open talks on lake fisheries. 4 Mar 2019, Ministry of the",
        "Lakes, unread",
        "4. A short note without a date. undated, gazette, unread",
        "A number opens a briefing; help lists the commands; q ends.",
    ];
    assert_eq!(first, expected);
    check(
        &["--plain", "--lines", "7", &lakes],
        &[
            (
                "1",
                &[
                    "Who pays for the nets?",
                    "2 Jul 2021, Shore Gazette, 56 words, 1 min",
                    "Kenya, Trade",
                    "",
                    "Fishers in Kisumu doubt that the fund of the Great Lakes Fisheries",
                    "Council will reach them. \"We have heard ministers before,\" said one of",
                    "them, \"and we have heard Lars Holm twice.\"",
                    "(64 %; Enter goes on)",
                ],
            ),
            (
                "",
                &[
                    "",
                    "The ministry of Grace Atieno did not answer questions. In Tanzania,",
                    "which is not a member, nets are cheaper.",
                    "(the end)",
                ],
            ),
            (
                "",
                &["This is the end of it. n opens the next, q goes to the list."],
            ),
            (
                "names",
                &[
                    "4 names in the lines printed last:",
                    "1. Kisumu, place, in 2 briefings",
                    "2. Great Lakes Fisheries Council, organisation, in 3 briefings",
                    "3. Lars Holm, person, in 2 briefings",
                    "4. Grace Atieno, person, in 3 briefings",
                ],
            ),
            (
                "1",
                &[
                    "Kisumu: 2 mentions in 2 briefings",
                    "Kenya and Norway open talks on lake fisheries. 4 Mar 2019, Ministry of the",
                    "Lakes:",
                    "1. The Great Lakes Fisheries Council (GLFC) met in Kisumu on Monday.",
                    &format!("{NETS}:"),
                    "2. Fishers in Kisumu doubt that the fund of the Great Lakes Fisheries Council",
                    "will reach them. (here)",
                ],
            ),
            (
                "q",
                &[&format!("{NETS}. 100 %. Number 1 of 4"), "briefings."],
            ),
            ("5", &["There is nothing to choose by a number now."]),
        ],
    );
}

#[test]
fn questions_facets_and_what_the_reader_leaves_are_those_of_the_screen() {
    let lakes = lakes().display().to_string();
    let found = format!("1. {NETS}, unread");
    check(
        &["--plain", &lakes],
        &[
            ("/nets cheaper", &["1 briefing for nets cheaper", &found]),
            (
                "/topic:enviroment",
                &[
                    "no topic `enviroment`, did you mean `environment`?",
                    "It may have been one of these:",
                    "1. topic:environment",
                ],
            ),
            (
                "1",
                &[
                    "2 briefings for topic:environment",
                    &format!("1. {BERGEN},"),
                    "unread",
                    "2. Kenya and Norway open talks on lake fisheries. 4 Mar 2019, Ministry of the",
                    "Lakes, unread",
                ],
            ),
            ("star", &["Open a briefing first, by its number."]),
            (
                "facet",
                &[
                    "There is no command facet; did you mean facets? help lists them, and /facet asks",
                    "for those words",
                ],
            ),
        ],
    );
    let place = Place::new();
    let typed = ["1", "star", "tag to check", "note ask the board", "q", "q"];
    let out = printed(&place, &["--plain", &lakes], &typed);
    for part in [
        "It is starred",
        "It is tagged to-check",
        "Noted on: Fishers in Kisumu",
    ] {
        assert!(out.iter().any(|line| line.starts_with(part)), "{out:?}");
    }
    // What was left is there the next time, here and for the other commands.
    let again = printed(&place, &["--plain", &lakes], &["/is:starred", "notes", "1"]);
    assert!(again.contains(&format!("1. {NETS}, starred")), "{again:?}");
    assert!(
        again.contains(&"Note: ask the board".to_owned()),
        "{again:?}"
    );
    let notes = place.run(["notes"]);
    assert!(notes.out.contains("ask the board"), "{}", notes.out);
    let narrowed = printed(&place, &["--plain", &lakes], &["facets", "1", "clear"]);
    assert!(
        narrowed.contains(&"2 briefings for topic:environment".to_owned()),
        "{narrowed:?}"
    );
    assert_eq!(narrowed.iter().filter(|l| *l == "4 briefings").count(), 2);
}

#[test]
fn what_is_made_line_by_line_can_be_taken_back_written_out_and_compared() {
    let lakes = lakes().display().to_string();
    let place = Place::new();
    let typed = [
        "1",
        "note ask the board",
        "note and the mayor",
        "undo",
        "undo",
        "redo",
        "star",
        "u",
    ];
    let out = printed(&place, &["--plain", &lakes], &typed);
    let said = |part: &str| out.iter().filter(|line| line.starts_with(part)).count();
    assert_eq!(said("Noted on: Fishers in Kisumu"), 1, "{out:?}");
    assert_eq!(said("Added to the note on: Fishers"), 1, "{out:?}");
    assert_eq!(said("Taken back: the note"), 2, "{out:?}");
    assert_eq!(said("Made again: the note"), 1, "{out:?}");
    assert_eq!(said("Taken back: it was starred"), 1, "{out:?}");
    let notes = place.run(["notes"]).out;
    assert!(
        notes.contains("ask the board") && !notes.contains("mayor"),
        "{notes}"
    );

    let file = place.path().join("nets.html");
    let export = format!("export {}", file.display());
    printed(&place, &["--plain", &lakes], &["1", &export]);
    let written = std::fs::read_to_string(&file).unwrap();
    assert!(written.contains("Who pays for the nets?"), "{written}");

    let out = printed(
        &place,
        &["--plain", &lakes],
        &["facets", "without 1", "without 9", "facets"],
    );
    let said = |part: &str| out.iter().any(|line| line.starts_with(part));
    assert!(said("2 briefings for -topic:environment"), "{out:?}");
    assert!(said("The number is that of a value"), "{out:?}");
    assert!(
        out.iter().any(|line| line.ends_with(", left out")),
        "{out:?}"
    );

    let same = "The board of the harbour will pay for all new nets from the first of May on, said the mayor of Kisumu.";
    for (name, more) in [("a", "One thing."), ("b", "Another, and more of it.")] {
        let text = format!("---\ntitle: Paper {name}\ndate: 2020-01-02\n---\n\n{same}\n\n{more}\n");
        place.write(format!("docs/{name}.md"), text);
    }
    let out = printed(
        &place,
        &["--plain", "docs"],
        &["1", "parallels", "1", "where"],
    );
    let said = |part: &str| out.iter().any(|line| line.starts_with(part));
    assert!(
        said("1 place where this is said, too: The board of the harbour"),
        "{out:?}"
    );
    assert!(said("1. Paper "), "{out:?}");
}

#[test]
fn names_are_corrected_line_by_line_and_the_corrections_are_those_of_the_screen() {
    let place = Place::new();
    for file in [
        "gazette/boats.md",
        "ministry/2021-bergen.md",
        "ministry/2019-talks.md",
    ] {
        let text = std::fs::read(lakes().join(file)).unwrap();
        place.write(format!("docs/{file}"), text);
    }
    let file =
        || std::fs::read_to_string(place.path().join("docs/briefings.toml")).unwrap_or_default();
    let names = |typed: &[&str]| {
        printed(
            &place,
            &["--plain", "docs"],
            &[&["1", "names"], typed].concat(),
        )
    };
    let said = |out: &[String], part: &str| out.iter().any(|line| line.starts_with(part));
    let out = names(&["rename Nobody", "1", "rename Kisumu Port", "where"]);
    assert!(said(&out, "That is of a name"), "{out:?}");
    assert!(
        said(&out, "Kisumu is called Kisumu Port from now on"),
        "{out:?}"
    );
    assert!(
        said(&out, "Kisumu Port: 2 mentions in 2 briefings"),
        "{out:?}"
    );
    assert!(file().contains("Kisumu Port"), "{}", file());
    let out = names(&[
        "1",
        "same Nobody at all",
        "kind person",
        "undo",
        "ignore",
        "undo",
    ]);
    assert!(said(&out, "Kisumu Port is a person from now on"), "{out:?}");
    assert!(
        said(&out, "Taken back: Kisumu Port is a place again"),
        "{out:?}"
    );
    assert!(said(&out, "Kisumu Port is no name from now on"), "{out:?}");
    assert!(
        said(&out, "Nothing here is called Nobody at all"),
        "{out:?}"
    );
}

#[test]
fn a_session_in_which_nothing_was_done_leaves_new_what_was_new() {
    let place = Place::new();
    let put = |name: &str| {
        let text = format!("---\ntitle: Paper {name}\ndate: 2020-01-02\n---\n\nThe {name} text.\n");
        place.write(format!("docs/{name}.md"), text);
    };
    put("first");
    printed(&place, &["--plain", "docs"], &["1", "q", "q"]);
    put("second");
    let new = |typed: &[&str]| {
        let out = printed(&place, &["--plain", "docs"], typed);
        out.iter().any(|line| line.contains("is:new finds it"))
    };
    // Opened and left again, twice: it has not been seen.
    assert!(new(&["q"]));
    assert!(new(&["q"]));
    assert!(new(&["/is:new", "1", "q", "q"]));
    assert!(!new(&["q"]));
}

/// A document that would take a terminal over, with more than ASCII.
const HOSTILE: &str = "---\ntitle: \"Ångström \\e]0;owned\\a \\e[31mred\\e[0m\"\ndate: 2020-01-02\n---\n\nGrace Atieno \u{1b}[2J\u{7}met \u{202e}Lars Holm\u{9b}5n in Kisumu: 漢字 – 😀.\u{8}\u{2028}And went.\n";

#[test]
fn nothing_of_a_document_or_of_what_is_typed_is_more_than_text() {
    for (locale, is_ascii) in [("C.UTF-8", false), ("C", true)] {
        let place = Place::new().with("LANG", Some(locale));
        place.write("docs/one.md", HOSTILE);
        place.write("docs/two.md", HOSTILE.replace("And went", "He stayed"));
        let typed = [
            "1",
            "names",
            "1",
            "1",
            "q",
            "/\u{1b}[31m\u{7}é",
            "\u{1b}]0;x\u{7}",
            "facets",
            "help",
            "note \u{1b}[2J漢",
            "notes",
            "where",
        ];
        let out = printed(&place, &["--plain", "docs"], &typed).join("\n");
        assert_eq!(out.is_ascii(), is_ascii, "{out}");
        assert!(out.contains("Lars Holm"), "{out}");
    }
}

#[test]
fn a_terminal_that_can_place_nothing_is_read_in_without_being_asked() {
    let place = Place::new().with("TERM", Some("dumb"));
    let mut pty = place.terminal([lakes()], (70, 12));
    pty.wait_text("help lists the commands");
    // The terminal's own line editing: the letter is taken back before the line is sent.
    pty.send("2\x7f1\n");
    pty.wait_text("and we have heard Lars Holm twice.");
    pty.send("\n");
    pty.wait_text("(the end)");
    pty.send("q\n");
    pty.wait_text("4 briefings");
    pty.send("q\n");
    assert_eq!(pty.exit().0, 0);
    let text = String::from_utf8(pty.bytes()).unwrap();
    // The terminal itself ends lines so, and takes the letter back so.
    check_plain(&text.replace("\r\n", "\n").replace("\x08 \x08", ""));
    // The lines fit in it.
    assert!(text.lines().all(|l| l.chars().count() <= 70), "{text}");
}

#[test]
fn a_link_opens_at_its_words_and_one_that_leads_nowhere_is_told() {
    let loaded = load::load(&[lakes()], Limits::default(), &|_| ());
    let corpus = Corpus::build(loaded);
    let pages = (0..corpus.len() as u32).map(|b| corpus.page(b));
    let linked = pages.map(|page| {
        let at = page.briefing.body.find("In Tanzania")?;
        let words = Span::new(at, at + "In Tanzania".len());
        Some(Link::of(&page, words).to_string())
    });
    let link = linked.flatten().next().unwrap();
    let lakes = lakes().display().to_string();
    let opened = |link: &str| {
        let args = ["--plain", "--lines", "4", "open", link, "--in", &lakes];
        printed(&Place::new(), &args, &["where"])
    };
    let out = opened(&link);
    assert!(
        out.iter().any(|line| line.contains("In Tanzania")),
        "{out:?}"
    );
    assert!(
        out.iter().any(|line| line.contains("Number 1 of 4")),
        "{out:?}"
    );
    let out = opened("briefing:nonsense#1");
    let told = |line: &String| line.starts_with("not in this folder; for another: ");
    assert!(out.iter().any(told), "{out:?}");
    assert!(out.iter().any(|line| line == "4 briefings"), "{out:?}");
}
