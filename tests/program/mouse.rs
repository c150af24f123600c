//! The mouse in a real terminal: left alone unless it is wanted, listened to then, and given back on every way out.

use portable_pty::CommandBuilder;
use rustix::process::Signal;
use vt100::{MouseProtocolEncoding, MouseProtocolMode};

use super::harness::Pty;
use super::place::{Place, lakes};

const SIZE: (u16, u16) = (120, 36);
const READY: &str = "Who pays for the nets?";

fn is_on(screen: &vt100::Screen) -> bool {
    screen.mouse_protocol_mode() == MouseProtocolMode::ButtonMotion
        && screen.mouse_protocol_encoding() == MouseProtocolEncoding::Sgr
}

fn is_off(screen: &vt100::Screen) -> bool {
    screen.mouse_protocol_mode() == MouseProtocolMode::None
}

/// A place where the mouse is wanted from the beginning.
fn wanted() -> Place {
    let place = Place::new();
    place.write("config/briefing/config.toml", "mouse = true\n");
    place
}

fn started(place: &Place) -> Pty {
    let pty = place.terminal([lakes()], SIZE);
    pty.wait_text(READY);
    pty.wait_for("the mouse", is_on);
    pty
}

#[test]
fn the_terminal_keeps_its_mouse_unless_the_reader_wants_it() {
    let place = Place::new();
    let mut pty = place.terminal([lakes()], SIZE);
    pty.wait_text(READY);
    // A report that nobody asked for is no key, and no click.
    pty.send("\x1b[<0;5;5M\x1b[<0;5;5mz");
    pty.wait_for("the zoomed list", |s| !s.contents().contains("Fishers"));
    assert!(!String::from_utf8_lossy(&pty.bytes()).contains("[?100"));
    pty.send("zgm");
    pty.wait_text("The mouse is ours");
    pty.wait_for("the mouse", is_on);
    pty.send("gm");
    pty.wait_text("the terminal's again");
    pty.wait_for("no mouse", is_off);
    pty.send("q");
    assert_eq!(pty.exit().0, 0);
    pty.wait_restored();
}

#[test]
fn a_click_goes_through_the_whole_program_however_the_report_is_split() {
    let place = wanted();
    let mut pty = started(&place);
    let text = pty.text();
    let (row, line) = (1..)
        .zip(text.lines())
        .find(|(_, l)| l.contains("Statement after"))
        .unwrap();
    let column = 1 + line.split_once("Statement").unwrap().0.chars().count();
    let click = format!("\x1b[<0;{column};{row}M\x1b[<0;{column};{row}m");
    // The first click selects, the second opens: each byte a write of its own.
    for byte in click.repeat(2).as_bytes() {
        pty.send([*byte]);
    }
    pty.wait_text("thanked Norway for the welcome");
    pty.send("q");
    assert_eq!(pty.exit().0, 0);
    pty.wait_for("no mouse", is_off);
    pty.wait_restored();
}

#[test]
fn the_mouse_is_given_back_on_every_way_out() {
    type Cause = fn(&mut Pty);
    let cases: [(Cause, u32); 4] = [
        (|pty| pty.send("q"), 0),
        (|pty| pty.signal(Signal::TERM), 143),
        (|pty| pty.signal(Signal::HUP), 129),
        // A fault, which this variable makes of a key.
        (|pty| pty.send("\x0c"), 101),
    ];
    for (cause, code) in cases {
        let place = wanted().with("BRIEFING_PROVOKE", Some("1"));
        let mut pty = started(&place);
        cause(&mut pty);
        assert_eq!(pty.exit().0, code, "{}", pty.text());
        pty.wait_for("no mouse", is_off);
        pty.wait_restored();
    }
}

#[test]
fn another_program_has_the_terminal_without_the_mouse() {
    let place = wanted().with("PAGER", Some("sh -c 'echo it is shown; read line'"));
    let mut pty = started(&place);
    pty.send("2");
    pty.send("o");
    pty.wait_text("Address");
    pty.send("p");
    pty.wait_for("the pager", |s| {
        !s.alternate_screen() && s.contents().contains("it is shown")
    });
    pty.wait_for("no mouse", is_off);
    pty.send("\n");
    pty.wait_for("the mouse again", |s| s.alternate_screen() && is_on(s));
    // First what lies on top, then the program.
    pty.send("qq");
    pty.exit();
    pty.wait_for("no mouse", is_off);
}

#[test]
fn stopped_it_leaves_the_mouse_and_brought_back_it_listens_again() {
    let place = wanted()
        .with("PS1", Some("ready> "))
        .with("ENV", Some("/dev/null"));
    let mut shell = CommandBuilder::new("sh");
    shell.arg("-i");
    let mut pty = place.start(shell, SIZE);
    pty.wait_text("ready>");
    pty.send(format!("\"$PROGRAM\" '{}'\n", lakes().display()));
    pty.wait_for("the mouse", |s| s.contents().contains(READY) && is_on(s));
    pty.send("\x1a");
    pty.wait_for("the shell", |s| {
        s.contents().contains("Stopped") && is_off(s)
    });
    pty.send("fg\n");
    pty.wait_for("the mouse again", |s| s.alternate_screen() && is_on(s));
    pty.send("q");
    pty.wait_for("no mouse", |s| !s.alternate_screen() && is_off(s));
    pty.send("exit\n");
    pty.exit();
}
