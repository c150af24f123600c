//! Reading in a terminal, from the first picture to the last: what keys, sizes, pastes, signals and lines that drop do.

use std::time::Duration;

use portable_pty::CommandBuilder;
use rustix::process::Signal;

use super::harness::{Pty, naps, ticks};
use super::place::{Place, lakes};

const SIZE: (u16, u16) = (120, 36);

/// The end of the article on the first picture.
const READY: &str = "chair it.";

/// The documents about lakes, open.
fn opened(place: &Place) -> Pty {
    let pty = place.terminal([lakes()], SIZE);
    pty.picture(READY);
    pty
}

/// Presses keys one after the other, each when the text that the one before brings is on the screen.
fn press(pty: &mut Pty, steps: &[(&str, &str)]) {
    for (key, shown) in steps {
        pty.send(key);
        pty.wait_text(shown);
    }
}

#[test]
fn the_first_picture_has_the_panes_the_list_and_an_article() {
    let place = Place::new();
    let pty = opened(&place);
    let text = pty.text();
    for part in [
        "4 briefings",
        "Sources",
        "Narrow by",
        "▾ Ministry of the Lakes",
        "□ Kenya",
        "q quit  ? keys",
    ] {
        assert!(text.contains(part), "{part} in\n{text}");
    }
}

#[test]
fn following_a_name_through_the_collection_and_back_ends_at_the_very_same_picture() {
    let place = Place::new();
    let mut pty = opened(&place);
    let briefings = [
        "4 Mar 2019 · Ministry",
        "18 Jun 2021 · Ministry",
        "2 Jul 2021 · Shore",
    ];
    let [first, second, third] = briefings;
    press(
        &mut pty,
        &[
            ("\r", "] next mention"),
            // What is to be visited is read, so that the list looks no other afterwards.
            ("J", first),
            ("J", third),
            ("K", first),
            ("K", second),
            ("]", "Bergen · 2 times in 2 briefings"),
            ("]", "Grace Atieno · 5 times in 3 briefings"),
        ],
    );
    let before = pty.picture("} next of this");
    // The line that is selected first is one in the next briefing.
    let concordance = ("\r", "5 mentions in 3 briefings");
    press(
        &mut pty,
        &[
            concordance,
            ("\r", third),
            ("}", first),
            ("H", third),
            ("H", second),
        ],
    );
    pty.wait_picture("where the first round began", &before);
    let home = ("\x1b[H", "›");
    press(
        &mut pty,
        &[
            concordance,
            home,
            ("\r", first),
            ("}", second),
            ("}", third),
            ("H", second),
            ("H", first),
            ("H", second),
        ],
    );
    pty.wait_picture("where the second round began", &before);
}

#[test]
fn typed_queries_and_toggled_values_narrow_and_are_taken_back() {
    let place = Place::new();
    let mut pty = opened(&place);
    let before = pty.picture(READY);
    pty.send("\x06");
    pty.wait_for("a place to type", |s| !s.hide_cursor());
    for letter in ["n", "e", "t", "s"] {
        pty.send(letter);
    }
    press(&mut pty, &[("\r", "2 of 4")]);
    assert!(pty.text().contains("corpus  nets"), "{}", pty.text());
    press(&mut pty, &[("C", "4 briefings")]);
    pty.wait_picture("everything again", &before);
    press(
        &mut pty,
        &[("3", "› □"), (" ", "› ■"), (" ", "› □"), ("1", "q quit")],
    );
    press(&mut pty, &[("?", "\n Keys"), ("\x1b", "q quit")]);
    pty.wait_picture("everything after all", &before);
    press(
        &mut pty,
        &[("3", "› □"), ("x", "2 of 4"), ("c", "4 briefings")],
    );
}

#[test]
fn a_paste_goes_into_the_query_and_is_no_command_elsewhere() {
    let place = Place::new();
    let mut pty = opened(&place);
    press(
        &mut pty,
        &[(
            "\x1b[200~q\nqqq\x1b[201~",
            "Pasted text goes into the query",
        )],
    );
    pty.send("\x06");
    pty.wait_for("a place to type", |s| !s.hide_cursor());
    press(
        &mut pty,
        &[
            (
                "\x1b[200~nets\r\ntopic:\x1b[31menvironment\u{202e}\x1b[201~",
                "nets topic:environment",
            ),
            ("\r", "1 of 4"),
        ],
    );
}

#[test]
fn whatever_sizes_the_window_had_the_picture_is_the_same_in_the_same_size() {
    let place = Place::new();
    let pty = opened(&place);
    let before = pty.picture(READY);
    for (size, shown) in [
        ((80, 24), "Topic Environment"),
        ((40, 10), "Sources"),
        ((1, 1), ""),
        ((0, 0), ""),
        ((3, 200), ""),
        ((500, 1), ""),
        (SIZE, READY),
    ] {
        pty.resize(size.0, size.1);
        pty.wait_text(shown);
    }
    pty.wait_picture("the first one", &before);
}

#[test]
fn stopped_and_brought_back_it_shows_the_same_picture() {
    let place = Place::new()
        .with("PS1", Some("ready> "))
        .with("ENV", Some("/dev/null"));
    let mut shell = CommandBuilder::new("sh");
    shell.arg("-i");
    let mut pty = place.start(shell, SIZE);
    pty.wait_text("ready>");
    pty.send(format!("\"$PROGRAM\" '{}'\n", lakes().display()));
    pty.wait_for("the session", vt100::Screen::alternate_screen);
    let before = pty.picture(READY);
    for _ in 0..2 {
        pty.send("\x1a");
        pty.wait_for("the shell", |s| {
            !s.alternate_screen() && s.contents().contains("Stopped")
        });
        pty.wait_restored();
        pty.send("fg\n");
        pty.wait_for("the session again", vt100::Screen::alternate_screen);
        pty.wait_picture("as before", &before);
    }
    pty.send("q");
    pty.wait_restored();
    pty.send("exit\n");
    pty.exit();
}

/// Types into the query line.
fn query(pty: &mut Pty, keys: &[&str]) {
    pty.send("\x06");
    pty.wait_text("search");
    keys.iter().for_each(|key| pty.send(key));
}

#[test]
fn what_was_asked_and_saved_is_there_in_the_next_session() {
    let place = Place::new();
    let mut pty = opened(&place);
    query(&mut pty, &["n", "e", "t", "s"]);
    press(&mut pty, &[("\x13", "save as"), ("N", "save as N")]);
    press(&mut pty, &[("\r", "Saved as N"), ("C", "4 briefings")]);
    query(&mut pty, &["l", "a", "k", "e", "\r"]);
    // Quitting at once after a query loses nothing.
    pty.send("q");
    assert_eq!(pty.exit().0, 0);
    let mut pty = opened(&place);
    pty.wait_text("◆ N");
    query(&mut pty, &["\x1b[A"]);
    pty.wait_text("search lake");
    press(&mut pty, &[("\x1b[A", "search nets"), ("\r", "2 of 4")]);
}

#[test]
fn a_query_saved_renamed_or_removed_in_one_program_is_so_in_the_others_without_a_key() {
    let place = Place::new();
    let (mut one, mut other) = (opened(&place), opened(&place));
    press(
        &mut other,
        &[("\r", "] next mention"), ("]", "Bergen · 2 times")],
    );
    let before = other.picture("Bergen · 2 times");
    query(&mut one, &["n", "e", "t", "s"]);
    press(&mut one, &[("\x13", "save as"), ("N", "save as N")]);
    press(&mut one, &[("\r", "Saved as N"), ("C", "4 briefings")]);
    other.wait_for("the saved query with its count", |s| {
        let rows = s.contents();
        rows.lines()
            .any(|row| row.contains("◆ N ") && row.contains(" 2 │"))
    });
    press(
        &mut one,
        &[
            ("1", "Sources"),
            ("g", "g then"),
            ("g", "R"),
            ("R", "rename to N"),
        ],
    );
    press(&mut one, &[("o", "rename to No"), ("\r", "called No now")]);
    other.wait_text("◆ No ");
    press(&mut one, &[("D", "Removed No: nets")]);
    other.wait_picture("as before", &before);
    other.send("q");
    assert_eq!(other.exit().0, 0);
}

#[test]
fn where_nothing_can_be_kept_a_line_says_so_once_and_all_else_goes_on() {
    let place = Place::new();
    place.write("state", "a file in the place of the folder");
    let mut pty = place.terminal([lakes()], SIZE);
    pty.wait_text("Nothing is kept for the next session");
    pty.wait_text("4 briefings");
    query(&mut pty, &["n", "e", "t", "s", "\r"]);
    press(&mut pty, &[("j", "? keys"), ("C", "4 briefings")]);
    query(&mut pty, &["\x1b[A"]);
    pty.wait_text("search nets");
    pty.send("\r");
    press(&mut pty, &[("j", "? keys"), ("q", "")]);
    assert_eq!(pty.exit().0, 0);
}

#[test]
fn however_it_ends_the_terminal_is_as_it_was_within_two_seconds() {
    type Cause = fn(&mut Pty);
    let cases: [(&str, Cause, u32); 7] = [
        ("q", |pty| pty.send("q"), 0),
        ("ctrl-c", |pty| pty.send("\x03"), 0),
        ("hang-up", |pty| pty.signal(Signal::HUP), 129),
        ("interrupt", |pty| pty.signal(Signal::INT), 130),
        ("termination", |pty| pty.signal(Signal::TERM), 143),
        ("quit", |pty| pty.signal(Signal::QUIT), 131),
        (
            "a line that drops",
            |pty| pty.hang_up(|pty| pty.send("j")),
            129,
        ),
    ];
    for (name, cause, code) in cases {
        let place = Place::new();
        let mut pty = opened(&place);
        cause(&mut pty);
        let (exit, took) = pty.exit();
        assert_eq!(exit, code, "{name}");
        assert!(took < Duration::from_secs(2), "{name}: {took:?}");
        if name != "a line that drops" {
            pty.wait_restored();
            // The emulator's first screen is empty: nothing was left on it.
            assert_eq!(pty.text().trim(), "", "{name}");
        }
    }
}

#[test]
fn while_nobody_does_anything_it_does_not_wake_up() {
    let place = Place::new();
    let mut pty = opened(&place);
    press(&mut pty, &[("\r", "] next mention")]);
    // One still second proves it; on a busy machine the first may still see the end of the start.
    let still = (0..8).any(|_| {
        let before = (naps(pty.pid()), ticks(pty.pid()), pty.bytes().len());
        std::thread::sleep(Duration::from_secs(1));
        (naps(pty.pid()), ticks(pty.pid()), pty.bytes().len()) == before
    });
    assert!(still);
}

#[test]
fn what_is_not_there_or_holds_nothing_is_said_on_the_screen() {
    let place = Place::new();
    std::fs::create_dir(place.path().join("empty")).unwrap();
    let mut pty = place.terminal(["empty"], (80, 24));
    pty.wait_text("empty");
    press(&mut pty, &[("?", "\n Keys"), ("\x1b", "empty")]);
    pty.send("q");
    assert_eq!(pty.exit().0, 0);
    // Where nothing of what was named exists, the screen is not touched.
    let pty = place.terminal(["missing"], (80, 24));
    pty.wait_text("there is no file or folder `missing`");
    assert_eq!(pty.exit().0, 2);
}
