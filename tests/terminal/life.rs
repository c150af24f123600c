//! From start to end: what a person, a line and a system do to a running program.

use std::time::Duration;

use portable_pty::CommandBuilder;
use rustix::process::Signal;

use super::harness::{Pty, naps, wait_stopped};
use super::probe::{MARK, PATIENT, probe};

/// The probe, running and drawn.
fn started() -> Pty {
    let pty = Pty::start(probe("1"), 80, 24);
    pty.wait_text("size 80x24");
    pty
}

/// The program ends with this code within two seconds of `cause`, and leaves the terminal as it was.
fn check_end(cause: impl FnOnce(&mut Pty), code: u32) -> Pty {
    let mut pty = started();
    cause(&mut pty);
    let (exit, took) = pty.exit();
    assert_eq!(exit, code, "{}", pty.text());
    assert!(took < Duration::from_secs(2), "{took:?}");
    pty.wait_restored();
    pty
}

#[test]
fn it_starts_shows_a_key_and_quits_with_the_screen_restored() {
    let pty = check_end(
        |pty| {
            pty.wait_for("the other screen", |s| {
                s.alternate_screen() && s.bracketed_paste()
            });
            pty.wait_for("the cursor where the session put it", |s| {
                !s.hide_cursor() && s.cursor_position() == (1, 0)
            });
            pty.send("j");
            pty.wait_text("\nj");
            pty.send("q");
        },
        0,
    );
    pty.wait_text("ended: Quit");
}

#[test]
fn it_asks_the_terminal_nothing_and_leaves_the_mouse_alone() {
    let mut pty = started();
    pty.send("q");
    pty.exit();
    let bytes = String::from_utf8_lossy(&pty.bytes()).into_owned();
    for question in [
        "[c", "[>c", "[6n", "[5n", "]10;?", "]11;?", "[?u", "$p", "[>q", "P+q", "[18t",
    ] {
        assert!(!bytes.contains(&format!("\x1b{question}")), "{question}");
        assert!(!bytes.contains("$p"));
    }
    assert!(!bytes.contains("[?100"));
}

#[test]
fn every_fatal_signal_restores_the_screen_and_ends_it() {
    let signals = [
        (Signal::HUP, 129),
        (Signal::INT, 130),
        (Signal::QUIT, 131),
        (Signal::TERM, 143),
    ];
    for (signal, code) in signals {
        check_end(|pty| pty.signal(signal), code);
    }
}

#[test]
fn a_loop_that_hangs_is_ended_all_the_same() {
    check_end(
        |pty| {
            pty.send("h");
            // What is typed after it is read, and nobody listens.
            pty.signal(Signal::TERM);
        },
        143,
    );
}

#[test]
fn a_second_signal_ends_it_at_once() {
    let mut pty = started();
    // The key is drawn no more, so wait for nothing but the process to have read it: both signals end it anyway.
    pty.send("h");
    pty.signal(Signal::TERM);
    pty.signal(Signal::INT);
    let (code, took) = pty.exit();
    assert!([130, 143].contains(&code), "{code}");
    assert!(took < Duration::from_secs(2), "{took:?}");
    pty.wait_restored();
}

#[test]
fn a_terminal_that_vanishes_or_stands_still_does_not_keep_it_alive() {
    type Cause = fn(&mut Pty);
    let cases: [(&str, Cause, u32); 4] = [
        (
            "gone while idle",
            |pty| pty.hang_up(|pty| pty.send("j")),
            129,
        ),
        (
            "gone while the loop hangs",
            |pty| pty.hang_up(|pty| pty.send("h")),
            129,
        ),
        (
            "gone while it writes",
            |pty| pty.hang_up(|pty| pty.send("f")),
            129,
        ),
        (
            "standing still while it writes",
            |pty| {
                pty.stop_reading(|pty| pty.send("f"));
                pty.signal(Signal::TERM);
            },
            143,
        ),
    ];
    for (name, cause, code) in cases {
        let mut pty = started();
        cause(&mut pty);
        let (exit, took) = pty.exit();
        assert_eq!(exit, code, "{name}");
        assert!(took < Duration::from_secs(2), "{name}: {took:?}");
    }
}

#[test]
fn a_panic_restores_the_screen_first_and_then_says_one_line() {
    let pty = check_end(|pty| pty.send("p"), 101);
    pty.wait_text("briefing stopped at a fault of its own");
    pty.wait_text(r"with \u{1b}[31m in it");
    let bytes = String::from_utf8_lossy(&pty.bytes()).into_owned();
    let (_, after) = bytes.rsplit_once("\x1b[?1049l\x1b[?25h").unwrap();
    assert!(after.contains("fault of its own"));
    assert!(!after.contains('\x1b'));
}

#[test]
fn work_that_panics_is_told_and_nothing_else_happens() {
    let mut pty = started();
    pty.send("x");
    pty.wait_text("broken failed: broken work");
    pty.send("w");
    pty.wait_text("quick answer");
    assert!(!pty.text().contains("panicked"));
}

#[test]
fn only_the_newest_question_of_a_lane_is_answered() {
    let mut pty = started();
    pty.send("s");
    pty.wait_text("fresh answer");
    pty.send("w");
    pty.wait_text("quick answer");
    assert!(!pty.text().contains("late answer"));
}

#[test]
fn a_storm_of_resizes_ends_with_the_last_size() {
    let pty = started();
    for i in 0..50 {
        pty.resize(60 + i, 20 + i % 7);
    }
    pty.resize(71, 19);
    pty.wait_text("size 71x19");
    for (columns, rows) in [(1, 1), (2, 2), (500, 3), (80, 24)] {
        pty.resize(columns, rows);
    }
    pty.wait_text("size 80x24");
}

#[test]
fn pastes_marked_or_not_are_text_and_not_keys() {
    let cases: [(&str, &str); 3] = [
        ("\x1b[200~qqq\r\nq\x1b[201~", r#"paste 5 "qqq\nq""#),
        ("quit the program\r", r#"paste 17 "quit the program\n""#),
        ("\x1b[A\x1b[A\x1b[B\x1b[Bjjjjjjjjjjj]", "]"),
    ];
    for (sent, shown) in cases {
        let mut pty = started();
        pty.send(sent);
        pty.wait_text(shown);
        pty.wait_text("listening");
    }
}

#[test]
fn a_text_field_takes_the_first_line_of_an_unmarked_paste_and_the_rest_is_no_command() {
    let mut pty = started();
    pty.send("/");
    pty.wait_text("typing");
    pty.send("one word\rqqq and more\r");
    pty.wait_text("paste 13 \"qqq and more\\n\"");
    pty.wait_text("listening");
}

#[test]
fn an_answer_in_time_is_in_the_frame_of_its_question() {
    for (key, answer) in [("w", "quick answer"), ("x", "broken failed")] {
        let mut pty = Pty::start(probe(PATIENT), 80, 24);
        pty.wait_text("size 80x24");
        let before = pty.bytes().len();
        pty.send(key);
        pty.wait_text(answer);
        let frame = String::from_utf8_lossy(&pty.bytes()[before..]).into_owned();
        assert_eq!(frame.matches("\x1b[?2026h").count(), 1, "{frame:?}");
    }
}

#[test]
fn a_paste_of_a_megabyte_arrives_whole() {
    let mut pty = started();
    pty.send("\x1b[200~");
    pty.send("0123456789abcdef".repeat(1 << 16));
    pty.send("\x1b[201~j");
    pty.wait_text("paste 1048576");
    pty.wait_text("\nj");
}

#[test]
fn alt_with_a_key_that_means_nothing_is_esc_and_the_key() {
    let mut pty = started();
    pty.send("\x1bb");
    pty.wait_text("alt-b");
    pty.send("\x1bk");
    pty.wait_text("Esc\nk");
}

#[test]
fn a_session_of_its_own_cannot_be_suspended_and_says_so() {
    let mut pty = started();
    pty.send("\x1a");
    pty.wait_text("cannot suspend");
    pty.signal(Signal::TSTP);
    pty.wait_text("cannot suspend\ncannot suspend");
}

#[test]
fn continuing_it_paints_everything_anew() {
    let pty = started();
    pty.signal(Signal::STOP);
    pty.signal(Signal::CONT);
    pty.wait_text("resumed");
    pty.wait_for("the other screen", vt100::Screen::alternate_screen);
}

#[test]
fn ctrl_l_repairs_a_screen_that_others_wrote_on() {
    let mut pty = started();
    let before = pty.bytes().len();
    pty.send("\x0c");
    pty.wait_text("ctrl-l");
    let bytes = pty.bytes();
    let frame = String::from_utf8_lossy(&bytes[before..]).into_owned();
    assert!(
        frame.contains("\x1b[2J") && frame.contains("size 80x24"),
        "{frame:?}"
    );
}

#[test]
fn ctrl_z_and_fg_under_a_shell() {
    let mut shell = CommandBuilder::new("sh");
    shell.arg("-i");
    shell.env("PS1", "ready> ");
    shell.env("ENV", "/dev/null");
    shell.env(MARK, "1");
    shell.env("TERM", "xterm-256color");
    shell.env_remove("SSH_CONNECTION");
    let mut pty = Pty::start(shell, 80, 24);
    pty.wait_text("ready>");
    let exe = std::env::current_exe().unwrap();
    pty.send(format!("'{}' --exact child --nocapture\n", exe.display()));
    for round in ["j", "k"] {
        pty.wait_for("the session", |s| {
            s.alternate_screen() && s.contents().contains("size 80x24")
        });
        let text = pty.text();
        let pid = text.split_once("pid ").unwrap().1;
        let pid = pid.split_whitespace().next().unwrap();
        pty.send("\x1a");
        pty.wait_for("the shell", |s| {
            !s.alternate_screen() && s.contents().contains("Stopped")
        });
        pty.wait_restored();
        // In the background it has no terminal, and stops again instead of fighting for it.
        pty.send("bg; echo in the $((1+1))nd place\n");
        pty.wait_text("in the 2nd place");
        wait_stopped(pid);
        pty.send("fg\n");
        pty.wait_for("the session again", |s| {
            s.alternate_screen() && s.contents().contains("resumed")
        });
        pty.send(round);
        pty.wait_text(&format!("\n{round}"));
    }
    pty.send("q");
    pty.wait_text("ended: Quit");
    pty.wait_restored();
    pty.send("exit\n");
    pty.exit();
}

#[test]
fn an_idle_session_does_not_wake_up() {
    let mut pty = started();
    pty.send("w");
    pty.wait_text("quick answer");
    // One still second proves it; on a busy machine the first may still see the end of the start.
    let still = (0..8).any(|_| {
        let before = naps(pty.pid());
        std::thread::sleep(Duration::from_secs(1));
        naps(pty.pid()) == before
    });
    assert!(still);
}
