//! What is piped in: read as a file is, kept nowhere, with keys from the terminal.

use std::io::Write as _;
use std::process::Stdio;

use super::place::{PROGRAM, Place};

const PAGE: &str = "<!DOCTYPE html><title>Late</title><p>The ferry to the island is late again today, says the Gazette.</p>";

#[test]
fn what_is_piped_in_is_a_briefing_and_is_kept_nowhere() {
    let rows = [
        r#"{"title": "Late", "text": "It was late, as it is every day."}"#,
        r#"{"title": "Early", "text": "It was early for once today."}"#,
    ];
    let rows = rows.join("\n");
    for (args, text, out, code) in [
        (&["list", "--in", "-"][..], PAGE, "Piped in Late", 0),
        (&["-", "list"], &rows, "Late", 0),
        // A list without being asked for, as any folder's.
        (&["-"], PAGE, "Piped in Late", 0),
        // As it is told, whatever it looks like.
        (
            &["show", "--in", "-", "--as", "text"],
            PAGE,
            "<title>Late</title><p>The ferry",
            0,
        ),
        (
            &["list", "--in", "-", "--as", "sheet"],
            PAGE,
            "the formats are text, markdown",
            2,
        ),
    ] {
        let place = Place::new();
        let mut child = place
            .command(args)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // Who refuses the arguments does not read.
        let _ = child.stdin.take().unwrap().write_all(text.as_bytes());
        let ran = child.wait_with_output().unwrap();
        let said = [ran.stdout, ran.stderr].concat();
        let said = String::from_utf8(said).unwrap();
        let words: Vec<&str> = said.split_whitespace().collect();
        assert!(words.join(" ").contains(out), "{args:?}: {said}");
        assert_eq!(ran.status.code(), Some(code), "{args:?}: {said}");
        let kept = walk(place.path());
        assert!(!kept.contains("island"), "{args:?} left {kept}");
    }
}

/// All that lies in a folder, with what is in it.
fn walk(folder: &std::path::Path) -> String {
    let mut all = String::new();
    for entry in std::fs::read_dir(folder).unwrap().flatten() {
        let path = entry.path();
        all.push_str(&path.to_string_lossy());
        match path.is_dir() {
            true => all.push_str(&walk(&path)),
            false => all.push_str(&String::from_utf8_lossy(&std::fs::read(&path).unwrap())),
        }
    }
    all
}

#[test]
fn a_page_that_is_piped_in_is_read_with_keys_from_the_terminal() {
    let place = Place::new();
    place.write("page.html", PAGE);
    let line = format!("cat page.html | {PROGRAM} -; echo left with $?");
    let mut pty = place.shell(&line, (100, 30));
    pty.wait_text("The ferry to the island");
    pty.send("?");
    pty.wait_text("Keys");
    pty.send("\u{1b}");
    pty.send("q");
    pty.wait_text("left with 0");
}
