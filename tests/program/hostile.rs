//! Documents that attack whoever reads them. Whatever they hold, and wherever, no sink gets it.
//!
//! The sinks are standard output, standard error, the strings inside JSON, and all bytes of a session in a terminal.

use std::ffi::OsString;
use std::os::unix::ffi::OsStringExt;

use serde_json::Value;

use super::place::Place;
use super::stream::{check_session, check_text};

/// What stands inside sequences, and so must be gone with them.
const MARK: &str = "PWNED";

/// Sequences and characters that no reader wants carried out, each with something to see before and after it.
const ATTACKS: &[&str] = &[
    // CSI: looks, places, screens, questions, printing.
    "\x1b[31;5;8m",
    "\x1b[999;999H",
    "\x1b[2J",
    "\x1b[?1049l",
    "\x1b[?2004l",
    "\x1b[6n",
    "\x1b[>c",
    "\x1b[5i",
    "\x1b[3;1\x07m",
    // OSC: titles, links, the clipboard; ended in every way.
    "\x1b]0;PWNED\x07",
    "\x1b]2;PWNED\x1b\\",
    "\x1b]8;;https://PWNED/\x07",
    "\x1b]8;;\x1b\\",
    "\x1b]52;c;PWNED\x07",
    "\x1b]52;c;PWNED\x1b\\",
    "\x1b]0;PWNED\u{9c}",
    "\x1b]10;?\x1b\\",
    // DCS, APC, PM, SOS, the title of screen.
    "\x1bP$qPWNED\x1b\\",
    "\x1b_GPWNED\x1b\\",
    "\x1b^PWNED\x1b\\",
    "\x1bXPWNED\x1b\\",
    "\x1bkPWNED\x1b\\",
    // The same with 8-bit introducers.
    "\u{9b}31;5;8m",
    "\u{9b}999;999H",
    "\u{9d}0;PWNED\x07",
    "\u{9d}52;c;PWNED\u{9c}",
    "\u{90}$qPWNED\u{9c}",
    "\u{9f}PWNED\u{9c}",
    "\u{9e}PWNED\u{9c}",
    "\u{98}PWNED\u{9c}",
    "\u{84}\u{8d}\u{8e}\u{8f}\u{80}\u{99}\u{9a}",
    // Resets, character sets, single controls.
    "\x1bc",
    "\x1b(0",
    "\x1b#8",
    "\x1bM",
    "\x1b7\x1b8",
    "\x1b",
    "\x0e",
    "\x0f",
    "\x07",
    "\x08",
    "\x7f",
    "\0",
    "\x0b\x0c",
    "\r",
    // What turns text around, and what cannot be seen.
    "\u{202e}",
    "\u{202d}\u{202a}\u{202b}\u{202c}",
    "\u{2066}\u{2067}\u{2068}\u{2069}",
    "\u{200e}\u{200f}\u{61c}",
    "\u{200b}\u{200c}\u{200d}\u{2060}\u{feff}\u{ad}\u{180e}",
    "\u{e0041}\u{e007f}",
    "\u{fff9}\u{fffb}",
    "\u{2028}\u{2029}",
];

/// All attacks in one line of text.
fn all() -> String {
    ATTACKS
        .iter()
        .enumerate()
        .map(|(n, attack)| format!("word{n}{attack}word "))
        .collect()
}

/// Text as it is written in TOML and YAML strings, controls escaped.
fn escaped(text: &str) -> String {
    text.chars()
        .map(|c| format!("\\U{:08x}", u32::from(c)))
        .collect()
}

/// Documents that hide every attack in every part, under hostile names, in a folder of a hostile name.
fn corpus(place: &Place) -> OsString {
    let folder = "docs \x1b]0;PWNED\x07\x1b[31;5;8m\u{202e}\n\u{9b}2J";
    let write = |name: &str, text: &[u8]| {
        place.write(format!("{folder}/{name}"), text);
    };
    let mut number = 0;
    let mut body = |attack: &str| {
        number += 1;
        // The number keeps them from being copies of each other, which would be one row of the list.
        let padding = format!("Sergei Lavrov, the foreign minister of Russia, spoke in round {number:03} with Grace Atieno of Kenya about lakes and terrorism, round {number:03}. ").repeat(12);
        format!(
            "Body {number:03}. Before {attack} after. {padding}\n\nSergei {attack} Lavrov and {attack}Grace Atieno{attack}.\n\n{padding}\n"
        )
    };
    for (n, attack) in ATTACKS.iter().enumerate() {
        write(
            &format!("plain/{n}.txt"),
            format!("Title {attack} here\n\n{}", body(attack)).as_bytes(),
        );
    }
    for (n, attack) in ATTACKS.iter().enumerate().step_by(3) {
        let e = escaped(attack);
        let toml = format!(
            "+++\ntitle = \"T{e}itle {n}\"\nsource = \"Sou{e}rce {}\"\nauthor = \"A{e}\"\nplace = \"P{e}\"\nurl = \"https://e{e}\"\nid = \"i{e}\"\n\
             date = 2020-01-02\ntopics = [\"to{e}pic{n}\"]\ncountries = [\"Ken{e}ya\"]\n+++\n\n# Head{attack}ing\n\n- item {attack}\n\n> quote {attack}\n\n`code {attack}`\n\n{}",
            n % 5,
            body(attack)
        );
        write(&format!("toml/{n}.md"), toml.as_bytes());
    }
    let e = escaped(&all());
    let yaml = format!(
        "---\ntitle: \"T {e}\"\nsource: \"S {e}\"\ntopics: [\"t {e}\"]\ndate: \"d {e}\"\n---\n\n{}",
        body(&all())
    );
    write("yaml.md", yaml.as_bytes());
    write(
        "raw.md",
        format!(
            "---\ntitle: T {}\ndate: 2020-13-99 {}\n---\n\n{}",
            all(),
            all(),
            body("x")
        )
        .as_bytes(),
    );
    write(
        "broken.md",
        format!("+++\ntit{}le = {}\n+++\n\n{}", all(), all(), body("x")).as_bytes(),
    );
    write(
        "entities.md",
        format!(
            "# A &#27;]0;x&#7; title\n\n{}",
            body("&#27;[31m &#x9b;2J &#x202e; &#8203; &#0; <b\x1b[5m>")
        )
        .as_bytes(),
    );
    // 0x9b and its like alone, in a single-byte encoding.
    let latin: Vec<u8> = body("\u{1}")
        .chars()
        .flat_map(|c| {
            if c == '\u{1}' {
                vec![0x9b, b'2', b'J', 0x9d, b'0', b';', 0xe9, 0x90]
            } else {
                vec![c as u8]
            }
        })
        .collect();
    write("latin.txt", &latin);
    for (n, name) in [
        "\x1b]0;PWNED\x07",
        "line\nbreak",
        "\u{202e}dm",
        "\u{9b}31;5;8m",
        "\x1b[31;5;8m",
        "\r\x08",
        "\u{200b}",
    ]
    .iter()
    .enumerate()
    {
        write(
            &format!("named {n} {name}/{name} {n}.txt"),
            body("x").as_bytes(),
        );
        write(&format!("binary {n} {name}.txt"), &[0, 1, 2, 3].repeat(99));
    }
    let mut path = OsString::from(folder).into_vec();
    path.extend(b"/not utf-8 \x9b\xff");
    place.write(OsString::from_vec(path), body("x"));
    folder.into()
}

/// Every string inside.
fn check_values(what: &str, value: &Value) {
    match value {
        Value::String(text) => check_text(what, text),
        Value::Array(values) => values.iter().for_each(|v| check_values(what, v)),
        Value::Object(fields) => fields.iter().for_each(|(name, v)| {
            check_text(what, name);
            check_values(what, v);
        }),
        _ => {}
    }
}

#[test]
fn no_command_lets_anything_hostile_out() {
    let place = Place::new();
    let folder = corpus(&place);
    let cases: &[(&[&str], bool)] = &[
        (&["list"], false),
        (&["list", "--json"], true),
        (&["show"], false),
        (&["show", "--json"], true),
        (&["facets"], false),
        (&["facets", "--json"], true),
        (&["mentions"], false),
        (&["mentions", "--json"], true),
        (&["export"], false),
        (&["export", "--format", "json"], true),
        (&["check"], false),
        (&["check", "--json"], true),
    ];
    for (args, json) in cases {
        let args = args
            .iter()
            .map(OsString::from)
            .chain(["--in".into(), folder.clone()]);
        let args: Vec<OsString> = args.collect();
        let what = format!("{args:?}");
        let ran = place.run(&args);
        assert!(ran.out.len() > 300, "{what}: {}{}", ran.out, ran.err);
        for text in [&ran.out, &ran.err] {
            check_text(&what, text);
            assert!(
                !text.contains(MARK),
                "{what}: {:?}",
                text.lines().find(|l| l.contains(MARK))
            );
        }
        if *json {
            ran.lines()
                .iter()
                .for_each(|line| check_values(&what, line));
        }
        if args[0] == "export" && !json {
            check_values(&what, &serde_json::from_str(&ran.out).unwrap());
        }
        if args[0] == "list" && !json {
            assert!(ran.out.lines().count() > 80, "{}", ran.out);
        }
    }
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

#[test]
fn no_session_lets_anything_hostile_out() {
    const SIZE: (u16, u16) = (120, 40);
    let place = Place::new();
    let folder = corpus(&place);
    let count = place
        .run([OsString::from("list"), "--in".into(), folder.clone()])
        .out
        .lines()
        .count();
    let mut pty = place.terminal([folder], SIZE);
    pty.wait_text("Body ");
    pty.send("\r");
    pty.wait_text("] next mention");
    // Alone on the screen, so that what is read here is the article.
    pty.send("z");
    pty.wait_for("the article alone", |screen| {
        !screen.contents().contains("Sources")
    });
    let shown = |text: &str| {
        text.split_once("Body ")
            .map(|(_, rest)| rest[..3].to_owned())
    };
    for _ in 1..count {
        let before = shown(&pty.text());
        pty.send("J");
        pty.wait_for("another document", |screen| {
            let now = shown(&screen.contents());
            now.is_some() && now != before
        });
    }
    for (key, text) in [
        ("z", "Sources"),
        ("]", " in "),
        ("\r", "mentions in"),
        ("G", "›"),
        ("\x1b", "} next of this"),
        ("g", "g then"),
        ("p", "Problems"),
        ("\x1b", "} next of this"),
        ("3", "› □"),
        ("j", "› □"),
        (" ", "› ■"),
        ("C", "› □"),
        ("1", "q quit"),
        ("S", ""),
        ("S", ""),
        ("S", ""),
        ("\x06", "search"),
        ("\x1b[200~topic:\x1b[201~", "Toic"),
        ("\x1b", "q quit"),
        (":", "Quit"),
    ] {
        pty.send(key);
        pty.wait_text(text);
    }
    pty.send(format!(
        "\x1b[200~{}\x1b[201~",
        all().replace('\x1b', "\x1b\x1b")
    ));
    pty.wait_text("word0");
    pty.send("\x1b");
    pty.wait_text("q quit");
    pty.send("q");
    assert_eq!(pty.exit().0, 0);
    pty.wait_restored();
    let bytes = pty.bytes();
    let looks: usize = check_session(&bytes, SIZE)
        .iter()
        .map(|s| s.looks().len())
        .sum();
    assert!(looks > 100);
    assert!(!String::from_utf8_lossy(&bytes).contains(MARK));
}
