//! What attacks from where the reader types, names and keeps things: the command line, names of folders and corpora, variables, notes
//! and queries that came from another machine, files of the reader's own. Commands that tell of the program itself are the sinks.
//!
//! Each command meets every sixth payload, another one than the next command; with `BRIEFING_ATTACKS=all` all of them.

use std::sync::Mutex;
use std::thread::scope;

use super::Seen;
use super::carriers::{numbers, word};
use super::payloads::{MARK, PAYLOADS};
use crate::place::Place;

/// A payload between its words, as it may stand in a name. What is wrong is quoted with its controls spelled out: the rest is text,
/// and may be seen.
fn named(n: usize) -> String {
    let payload = PAYLOADS[n]
        .1
        .replace(['/', '\0'], "")
        .replace(MARK, "plain");
    format!("{0} {payload} {0}", word(n))
}

/// The same in a string of TOML or JSON, controls escaped.
fn quoted(n: usize) -> String {
    let spelled = |c: char| match c {
        'a'..='z' | 'A'..='Z' | ' ' => c.to_string(),
        c => {
            let mut units = [0; 2];
            let units = c.encode_utf16(&mut units).iter();
            units.map(|u| format!("\\u{u:04x}")).collect()
        }
    };
    let text = format!("{0} {1} {0}", word(n), PAYLOADS[n].1.replace(MARK, "plain"));
    text.chars().map(spelled).collect()
}

/// A home whose folders are all called so, with a collection that is, and notes and queries that are about it.
fn place(n: usize) -> Place {
    let mut place = Place::new();
    for name in ["CONFIG", "STATE", "CACHE", "DATA"] {
        let folder = place.path().join(format!("{name} {}", named(n)));
        place = place.with(&format!("XDG_{name}_HOME"), folder.to_str());
    }
    place.write(
        format!("{}/a.txt", named(n)),
        "A text about lakes and boats.\n",
    );
    let q = quoted(n);
    let place_of = format!(r#"{{"at":1,"before":"{q}","after":"{q}"}}"#);
    let kept = [
        r#"{"format":"briefing-state","version":1}"#.to_owned(),
        format!(
            r#"{{"note":{{"id":"1","time":1,"known":[{{"text":"1"}}],"from":{place_of},"quote":"{q}","text":"{q}","about":"{q}"}}}}"#
        ),
        format!(
            r#"{{"note":{{"id":"2","time":1,"kind":"{q}","name":"{q}","text":"{q}","about":"{q}"}}}}"#
        ),
        format!(
            r#"{{"record":{{"known":[{{"text":"1"}}],"tags":{{"{q}":{{"is":true,"time":1}}}}}}}}"#
        ),
        format!(r#"{{"saved":{{"name":"{q}","query":"{q}"}}}}"#),
        format!(r#"{{"asked":{{"query":"{q}","time":1}}}}"#),
        format!(r#"{{"{q}":{{}}}}"#),
        format!(r#"{{"record":{{"known":[{{"text":"{q}"}}]}}}}"#),
        format!(
            r#"{{"record":{{"known":[{{"text":"2"}}],"marks":{{"{q}":{{"is":null,"time":1}}}}}}}}"#
        ),
    ];
    place.write(named(n) + ".jsonl", kept.join("\n"));
    place
}

/// What each command is asked, of a payload in its name; the sink is the words before what is hostile.
fn commands(n: usize) -> Vec<(&'static str, Vec<String>)> {
    let name = named(n);
    let all: [(&str, &[&str]); 23] = [
        (
            "state import",
            &["state", "import", &format!("{name}.jsonl")],
        ),
        ("doctor", &["--theme", &name, "doctor", &name]),
        ("doctor --json", &["doctor", "--json", &name]),
        ("forget", &["forget", &name]),
        ("forget --state", &["forget", "--state", &name]),
        ("forget --all-state", &["forget", "--all-state", &name]),
        ("notes", &["notes"]),
        ("notes --json", &["notes", "--json"]),
        ("notes --markdown", &["notes", "--markdown"]),
        ("state export", &["state", "export"]),
        ("state import of nothing", &["state", "import", &name]),
        ("completions", &["completions", &name]),
        ("themes", &["themes", &name]),
        ("--theme", &["--theme", &name, "list"]),
        ("--keys", &["--keys", &name, "list"]),
        ("init", &["init"]),
        ("help", &["help", &name]),
        ("open", &["open", &format!("briefing:{name}#1234")]),
        ("remove", &["remove", &name]),
        ("check", &["check", "--in", &format!("{name}/none")]),
        (
            "a query",
            &["list", "--in", &name, &format!("contry:\"{name}\"")],
        ),
        ("an option", &["list", &format!("--{name}")]),
        ("explain", &["explain", "--in", &name, &format!("{name}:1")]),
    ];
    let owned = |(sink, args): (&'static str, &[&str])| {
        (sink, args.iter().map(|a| (*a).to_owned()).collect())
    };
    all.into_iter().map(owned).collect()
}

/// Files of the reader's own that are wrong in a hostile way, and who tells of that.
fn own_files(place: &Place, n: usize, seen: &Mutex<Seen>) {
    let (folder, q) = (format!("CONFIG {}/briefing", named(n)), quoted(n));
    for (sink, file, text) in [
        (
            "config.toml",
            "config.toml",
            format!("\"{q}\" = 3\ncolor = \"{q}\"\ntheme = \"{q}\"\n"),
        ),
        (
            "keymap.toml",
            "keymap.toml",
            format!("[article]\n\"{q}\" = \"{q}\"\n[\"{q}\"]\n"),
        ),
    ] {
        let path = place.write(format!("{folder}/{file}"), text);
        for args in [["keys"], ["doctor"], ["list"]] {
            seen.lock().unwrap().ran(sink, &place.run(args));
        }
        std::fs::remove_file(path).unwrap();
    }
}

#[test]
fn nothing_hostile_that_is_typed_named_or_kept_comes_out_of_what_tells_of_the_program() {
    let all = std::env::var("BRIEFING_ATTACKS").is_ok_and(|which| which == "all");
    let seen = Mutex::new(Seen::default());
    let attack = |n: usize| {
        let place = place(n);
        for (nth, (sink, args)) in commands(n).into_iter().enumerate() {
            // What the others tell of is taken over in any case.
            let is_tried = all || (n + nth).is_multiple_of(6);
            if !is_tried && nth > 0 {
                continue;
            }
            if sink == "forget" {
                place.run(["index", &named(n)]);
            }
            let ran = place.run(&args);
            if is_tried {
                let mut seen = seen.lock().unwrap();
                // On which stream, its words are its own.
                let told: Vec<usize> = numbers(&ran.err).collect();
                seen.ran(sink, &ran);
                seen.reached
                    .entry(sink.to_owned())
                    .or_default()
                    .extend(told);
            }
        }
        if all || n.is_multiple_of(6) {
            own_files(&place, n, &seen);
        }
    };
    scope(|scope| {
        for part in 0..4 {
            let attack = &attack;
            scope.spawn(move || (part..PAYLOADS.len()).step_by(4).for_each(attack));
        }
    });
    let seen = seen.into_inner().unwrap();
    let few: Vec<_> = seen.reached.iter().filter(|(_, r)| r.len() < 6).collect();
    assert!(few.is_empty(), "hardly attacked: {few:?}");
    seen.check(if all { 1_000 } else { 200 }, &[]);
}
