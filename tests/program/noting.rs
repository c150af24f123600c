//! A note in the reader's own editor: what it is given, what comes back, and what stays when the editor is killed.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use super::harness::Pty;
use super::place::{Place, lakes};

/// A place whose editor is a script; `$1` is the file.
fn place(script: &str) -> Place {
    let place = Place::new();
    let path = place.write("my editor", format!("#!/bin/sh\n{script}\n"));
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    let editor = format!("'{}'", path.display());
    place.with("VISUAL", Some(&editor))
}

/// A session in which a note of these words is being written.
fn writing(place: &Place, words: &str) -> Pty {
    let mut pty = place.terminal([lakes().as_os_str()], (120, 36));
    pty.wait_text("4 briefings");
    pty.send("\r");
    pty.wait_text("100 %");
    pty.send("a");
    pty.wait_text("esc keeps it");
    for (at, c) in words.char_indices() {
        pty.send(c.to_string());
        pty.wait_text(&words[..=at]);
    }
    pty
}

/// Files in the state folder that are called as a note in an editor is.
fn left(place: &Place) -> Vec<String> {
    let all = fs::read_dir(place.path().join("state/briefing")).unwrap();
    let names = all.map(|e| e.unwrap().file_name().into_string().unwrap());
    names.filter(|name| name.starts_with("note-")).collect()
}

fn noted(place: &Place) -> Vec<String> {
    let ran = place.run(["notes", "--json"]);
    assert_eq!(ran.err, "");
    let text = |note: serde_json::Value| note["text"].as_str().unwrap().to_owned();
    ran.lines().into_iter().map(text).collect()
}

#[test]
fn a_note_goes_through_the_readers_editor_in_a_file_of_their_own_and_comes_back() {
    let script = "stat -c %a \"$1\" > mode; cp \"$1\" given; printf 'more\\033]0;PWNED\\007 words\\n' >> \"$1\"; echo 1 > done";
    let place = place(script);
    let mut pty = writing(&place, "why late?");
    pty.send("\x0f");
    pty.wait_text("more words");
    pty.wait_for("the screen of before", |s| s.alternate_screen());
    let read = |name: &str| fs::read_to_string(place.path().join(name)).unwrap();
    assert_eq!(
        (read("mode").trim(), read("given").as_str()),
        ("600", "why late?\n")
    );
    assert_eq!(left(&place), Vec::<String>::new());
    // It is open as before: what is typed goes on, and it is one step to take back.
    pty.send("!");
    pty.wait_text("words!");
    pty.send("\x1b");
    pty.wait_text("Noted");
    pty.send("q");
    assert_eq!(pty.exit().0, 0);
    assert_eq!(noted(&place), ["why late?\nmore words!"]);
}

#[test]
fn an_editor_that_is_killed_or_is_not_there_takes_no_word_along() {
    for (script, kept, told) in [
        ("kill -9 $$", "why late?", "signal: 9"),
        (": > \"$1\"; kill -9 $$", "why late?", "signal: 9"),
        (
            "echo 'saved before' > \"$1\"; kill -9 $$",
            "saved before",
            "signal: 9",
        ),
        ("rm \"$1\"", "why late?", "the note is as it was"),
        ("exit 3", "why late?", "exit status: 3"),
    ] {
        let place = place(script);
        let mut pty = writing(&place, "why late?");
        pty.send("\x0f");
        pty.wait_text(told);
        pty.wait_text(kept);
        pty.send("\x1b");
        pty.wait_text("Noted");
        assert_eq!(left(&place), Vec::<String>::new(), "{script}");
        assert_eq!(noted(&place), [kept], "{script}");
    }
}

#[test]
fn a_session_that_is_killed_while_an_editor_has_a_note_leaves_it_and_doctor_tells() {
    let place = place(
        "echo 'not saved elsewhere' > \"$1\"; echo editing; while [ ! -e go ]; do sleep 0.05; done",
    );
    let mut pty = writing(&place, "why late?");
    pty.send("\x0f");
    pty.wait_text("editing");
    pty.signal(rustix::process::Signal::KILL);
    pty.exit();
    place.write("go", "");
    assert_eq!(noted(&place), ["why late?"]);
    let ran = place.run(["doctor"]);
    assert!(ran.out.contains("look into note-*.md"), "{}", ran.out);
    let left = left(&place);
    let path = place.path().join("state/briefing").join(&left[0]);
    assert_eq!(fs::read_to_string(path).unwrap(), "not saved elsewhere\n");
    let ran = place.run(["forget", "--all-state", "--yes"]);
    assert!(
        ran.out.contains("note that was in an editor"),
        "{}",
        ran.out
    );
}
