//! Documents that attack whoever reads them. Whatever they hold, and wherever, no sink gets it.
//!
//! One table: every payload in every carrier, and every sink. A sink counts as attacked by a payload in a carrier when the word that
//! stands beside the payload there has come out of it: what nobody carried out was no attack. The numbers are printed
//! (`--nocapture`); none may have leaked.

#[path = "hostile/asked.rs"]
mod asked;
#[path = "hostile/carriers.rs"]
mod carriers;
#[path = "hostile/payloads.rs"]
mod payloads;
#[path = "hostile/places.rs"]
mod places;

use std::collections::{BTreeMap, BTreeSet};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use super::place::{Place, Ran};
use super::stream::{check_session, check_text};
use carriers::{CARRIERS, numbers, word, write_all};
pub use payloads::leak;
use payloads::{MARK, PAYLOADS};

/// What has come out where.
#[derive(Default)]
struct Seen {
    /// The cases whose word each sink has shown.
    reached: BTreeMap<String, BTreeSet<usize>>,
    leaked: Vec<String>,
}

impl Seen {
    /// Text for people, or a text of JSON.
    fn text(&mut self, sink: &str, text: &str) {
        let cases = CARRIERS.len() * PAYLOADS.len();
        let words = numbers(text).filter(|n| *n < cases);
        let reached = self.reached.entry(sink.to_owned()).or_default();
        reached.extend(words);
        self.leaked
            .extend(leak(text).map(|what| format!("{sink}: {what}")));
    }

    /// All of a value of JSON, its names too.
    fn value(&mut self, sink: &str, value: &Value) {
        match value {
            // Between the cells of a row the loaders put a tab, which no document gets through otherwise.
            Value::String(text) => self.text(sink, &text.replace('\t', " ")),
            Value::Array(values) => values.iter().for_each(|v| self.value(sink, v)),
            Value::Object(fields) => fields.iter().for_each(|(name, v)| {
                self.text(sink, name);
                self.value(sink, v);
            }),
            _ => {}
        }
    }

    /// What a command has printed, of which every line may be JSON, and what it has said beside that.
    fn ran(&mut self, sink: &str, ran: &Ran) {
        self.text(sink, &ran.out);
        self.text("standard error", &ran.err);
        for line in ran.out.lines().filter(|l| l.starts_with(['{', '['])) {
            if let Ok(value) = serde_json::from_str(line) {
                self.value(sink, &value);
            }
        }
    }

    /// Says how many attacks there were, and fails if one got through or a sink or carrier was not tried.
    #[allow(clippy::print_stdout, reason = "figures")]
    fn check(&self, least: usize, carriers: &[&str]) {
        let mut all = 0;
        for (sink, reached) in &self.reached {
            println!("{sink}: {} attacks", reached.len());
            all += reached.len();
        }
        println!("{all} attacks tried, {} leaked", self.leaked.len());
        let leaked: Vec<&String> = self.leaked.iter().take(20).collect();
        assert!(self.leaked.is_empty(), "{leaked:#?}");
        assert!(all >= least, "only {all} attacks");
        let by_carrier = |n: &usize| CARRIERS[n / PAYLOADS.len()].0;
        let tried: BTreeSet<&str> = self.reached.values().flatten().map(by_carrier).collect();
        for carrier in carriers {
            assert!(
                tried.contains(carrier),
                "{carrier} carried nothing anywhere"
            );
        }
    }
}

/// Commands that are asked about all documents; what each prints is a sink.
const COMMANDS: &[&[&str]] = &[
    &["list"],
    &["list", "--json"],
    &["search", "lakes"],
    &["search", "--json", "lakes"],
    &["show"],
    &["show", "--json"],
    &["facets"],
    &["facets", "--json"],
    &["mentions"],
    &["mentions", "--json"],
    &["check"],
    &["check", "--json"],
    &["export", "--format", "mentions"],
    &["export", "--format", "json"],
    &["export", "--format", "markdown"],
    &["export", "--format", "html"],
    &["export", "--format", "csv"],
    &["index"],
];

/// Commands about one of them.
fn commands_about(file: &str, word: &str) -> Vec<Vec<String>> {
    let all: &[&[&str]] = &[
        &["related", file],
        &["related", "--json", file],
        &["parallels", file],
        &["parallels", "--json", file],
        &["explain", file],
        &["explain", "--json", file],
    ];
    let name = format!("Jonas {word}");
    let of_name = [
        vec!["entity".to_owned(), name.clone()],
        vec!["entity".to_owned(), "--json".to_owned(), name],
    ];
    let alone = ["markdown", "html", "csv"].map(|format| {
        ["export", "--format", format, word]
            .map(str::to_owned)
            .to_vec()
    });
    let owned = |args: &&[&str]| args.iter().map(|a| (*a).to_owned()).collect();
    all.iter().map(owned).chain(of_name).chain(alone).collect()
}

#[test]
fn no_command_lets_any_payload_of_any_carrier_out() {
    let place = Place::new();
    let cases = write_all(&place, "docs");
    let mut seen = Seen::default();
    for args in COMMANDS {
        let ran = place.run([args, &["--in", "docs"][..]].concat());
        assert!(ran.out.len() > 20, "{args:?}: {}{}", ran.out, ran.err);
        seen.ran(&args.join(" ").replace(" lakes", ""), &ran);
    }
    let listed = place.run(["list", "--json", "--in", "docs"]).lines();
    let field = |l: &Value, name: &str| l[name].as_str().map(str::to_owned);
    let files: Vec<(String, String)> = listed
        .iter()
        .filter_map(|l| Some((field(l, "title")?, field(l, "file")?)))
        .collect();
    assert!(files.len() > cases / 2, "{} of {cases}", files.len());
    for n in (0..cases).step_by(97) {
        let word = word(n);
        let Some((_, file)) = files.iter().find(|(title, _)| title.contains(&word)) else {
            continue;
        };
        for args in commands_about(file, &word) {
            let mut all = args.clone();
            all.extend(["--in".to_owned(), "docs".to_owned()]);
            let ran = place.run(&all);
            let sink = match args[0].as_str() {
                "export" => args[..3].join(" ") + " of one",
                name if args[1] == "--json" => format!("{name} --json"),
                name => name.to_owned(),
            };
            seen.ran(&sink, &ran);
        }
    }
    // What tells of the program itself.
    for args in [
        &["doctor", "docs"][..],
        &["doctor", "--json", "docs"],
        &["forget", "docs"],
        &["completions", "bash"],
        &[
            "--log",
            "log.txt",
            "--log-level",
            "debug",
            "index",
            "--rebuild",
            "docs",
        ],
    ] {
        seen.ran(args[0].trim_start_matches("--"), &place.run(args));
    }
    let log = std::fs::read_to_string(place.path().join("log.txt")).unwrap();
    seen.text("log", &log);
    let all: Vec<&str> = CARRIERS.iter().map(|(name, _)| *name).collect();
    seen.check(10_000, &all);
}

#[test]
fn nothing_hostile_on_the_command_line_or_in_the_readers_files_comes_back_out() {
    let attack = "\x1b]0;PWNED\x07\x1b[31;5;8m\u{202e}\u{9b}2J";
    let place = Place::new();
    place.write("docs/a.txt", "A text without anything odd in it.\n");
    let cases = [
        vec![
            "list".to_owned(),
            "--in".to_owned(),
            format!("docs{attack}"),
        ],
        vec![
            "check".to_owned(),
            "--in".to_owned(),
            format!("docs{attack}"),
        ],
        vec!["list".to_owned(), format!("contry:{attack}")],
        vec!["list".to_owned(), format!("\"{attack}")],
        vec!["list".to_owned(), format!("zebra{attack}")],
        vec![
            "list".to_owned(),
            "--in=docs".to_owned(),
            format!("--{attack}"),
        ],
        vec![format!("--{attack}")],
        vec!["completions".to_owned(), attack.to_owned()],
        vec![
            "export".to_owned(),
            "--format".to_owned(),
            attack.to_owned(),
        ],
    ];
    for args in cases {
        let ran = place.run(&args);
        assert!(
            ran.code != 0 && !ran.err.is_empty() || args[0] == "check",
            "{args:?}"
        );
        check_text(&format!("{args:?}"), &ran.out);
        check_text(&format!("{args:?}"), &ran.err);
    }
    place.write(
        "config/briefing/keymap.toml",
        format!("[article]\n\"{attack}\" = \"{attack}\"\n"),
    );
    place.write(
        "config/briefing/config.toml",
        format!("{attack} = 3\ncolor = \"{attack}\"\n"),
    );
    for args in [["keys"], ["list"]] {
        let ran = place.run(args);
        assert_eq!(ran.code, 2);
        check_text("a mistake in a file", &ran.err);
    }
}

/// What is between the marks of a frame or beyond: the texts that were given to the clipboard, and all else.
fn without_clipboard(bytes: &[u8]) -> (Vec<String>, Vec<u8>) {
    let text = std::str::from_utf8(bytes).unwrap();
    let mut parts = text.split("\x1b]52;c;");
    let mut rest = parts.next().unwrap().to_owned();
    let mut copied = Vec::new();
    for part in parts {
        let (sent, after) = part.split_once('\x07').unwrap();
        let sent = STANDARD.decode(sent).unwrap();
        copied.push(String::from_utf8(sent).unwrap());
        rest += after;
    }
    (copied, rest.into_bytes())
}

#[test]
fn no_session_lets_any_payload_of_any_carrier_out() {
    const SIZE: (u16, u16) = (160, 50);
    let place = Place::new();
    write_all(&place, "docs");
    // The list of what is there tells how far to go.
    let count = place.run(["list", "--in", "docs"]).out.lines().count();
    let mut seen = Seen::default();
    let mut pty = place.terminal(["docs"], SIZE);
    pty.wait_text("Talks of Zu");
    pty.send("\r");
    pty.wait_text("100 %");
    let mut copies = 0;
    for n in 1..count {
        let before = pty.text();
        pty.send("J");
        pty.wait_for("another document", |screen| screen.contents() != before);
        let text = pty.text();
        seen.text("screen", &text);
        if n % 29 == 0 {
            pty.send("y");
            pty.wait_text("Sent to the terminal");
            let kept = place.path().join("state/briefing/copied.txt");
            seen.text("copied.txt", &std::fs::read_to_string(kept).unwrap());
            copies += 1;
        }
    }
    for (key, text) in [
        ("]", " in "),
        ("\r", "mentions in"),
        ("G", "›"),
        ("\x1b", "next of this"),
        ("i", "Names, each with a reason"),
        ("\x1b", "next of this"),
        ("o", "Address"),
        ("\x1b", "next of this"),
        ("g", "g then"),
        ("p", "Problems"),
        ("G", "Problems"),
        ("\x1b", "next of this"),
        ("3", "› □"),
        ("j", "› □"),
        (" ", "› ■"),
        ("C", "› □"),
        ("1", "q quit"),
        ("S", ""),
        ("S", ""),
        ("S", ""),
        ("G", ""),
        ("\x06", "search"),
        ("\x1b[200~topic:\x1b[201~", "Zu"),
        ("\x1b", "q quit"),
        (":", "Quit"),
    ] {
        pty.send(key);
        pty.wait_text(text);
        seen.text("screen", &pty.text());
    }
    let all: String = PAYLOADS.iter().map(|(_, p)| format!("word {p} ")).collect();
    pty.send(format!(
        "\x1b[200~{}\x1b[201~",
        all.replace('\x1b', "\x1b\x1b")
    ));
    pty.wait_text("word");
    pty.send("\x1b");
    pty.wait_text("q quit");
    pty.send("q");
    assert_eq!(pty.exit().0, 0);
    pty.wait_restored();
    let (copied, bytes) = without_clipboard(&pty.bytes());
    assert_eq!(copied.len(), copies);
    copied.iter().for_each(|c| seen.text("clipboard", c));
    // Every byte, also of what was painted over: no sequence but the painter's, no title of the window, nothing to see.
    let looks = check_session(&bytes, SIZE);
    assert!(looks.iter().map(|s| s.looks().len()).sum::<usize>() > 100);
    let text = String::from_utf8_lossy(&bytes);
    let marked = text
        .find(MARK)
        .map(|at| text[..at].chars().rev().take(200).collect::<String>());
    seen.leaked
        .extend(marked.map(|m| m.chars().rev().collect()));
    seen.check(1_000, &["text", "PDF", "file name", "corrections"]);
}
