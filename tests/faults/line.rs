//! What does a line do to a reader: one that is slow, that stands still, that drops while the corpus is read, that floods it?

use std::collections::VecDeque;
use std::fs;
use std::thread;
use std::time::{Duration, Instant};

use super::documents;
use super::harness::{Pty, emulator};
use super::place::Place;

const SIZE: (u16, u16) = (120, 36);

/// A reader on 60 briefings, as over ssh.
fn reader(place: &Place) -> Pty {
    documents(place, 60);
    let pty = place.terminal(["docs"], SIZE);
    pty.wait_text("60 briefings");
    pty
}

fn far() -> Place {
    Place::new().with("SSH_CONNECTION", Some("10.0.0.1 1 10.0.0.2 22"))
}

/// One way of a line: so long until a byte arrives, and so many bytes a second.
const DELAY: Duration = Duration::from_millis(200);
const RATE: f64 = 256_000.0 / 8.0;

/// What somebody at the far end of a slow line sees: what the program has written so far, when it has crossed the line.
struct Far {
    screen: vt100::Parser,
    taken: usize,
    /// What is under way, and when it arrives.
    under_way: VecDeque<(Instant, Vec<u8>)>,
    /// When the line is free again.
    free: Instant,
}

impl Far {
    fn new() -> Far {
        Far {
            screen: emulator(SIZE.0, SIZE.1),
            taken: 0,
            under_way: VecDeque::new(),
            free: Instant::now(),
        }
    }

    /// Looks what has arrived by now.
    fn look(&mut self, pty: &Pty) {
        let now = Instant::now();
        let bytes = pty.bytes();
        if bytes.len() > self.taken {
            let new = bytes[self.taken..].to_vec();
            self.taken = bytes.len();
            self.free = self.free.max(now) + Duration::from_secs_f64(new.len() as f64 / RATE);
            self.under_way.push_back((self.free + DELAY, new));
        }
        let arrived = self.under_way.iter().take_while(|(at, _)| *at <= now);
        for (_, bytes) in self.under_way.drain(..arrived.count()) {
            self.screen.process(&bytes);
        }
    }
}

/// What is held, documents, keys that lead there, the key.
type Held = (
    &'static str,
    fn(&Place),
    &'static [&'static str],
    &'static str,
);

const HELD: &[Held] = &[
    ("the list", many, &["1"], "j"),
    ("the article", long, &["2"], "j"),
    ("articles", many, &["2"], "J"),
];

/// More briefings than keys are pressed, each another one.
fn many(place: &Place) {
    for n in 0..200u32 {
        let word = |by: u32| (b'a' + (n * by % 26) as u8) as char;
        let text: String = (1..160)
            .map(|by| format!("{}{}{} ", word(by), word(by / 7), n * by % 31))
            .collect();
        place.write(format!("docs/{n:03}.txt"), format!("Text {n}\n\n{text}"));
    }
}

/// More lines than keys are pressed.
fn long(place: &Place) {
    let text = "The ferry crosses the lake at noon, and nobody is late for it. ".repeat(4);
    let text: String = (0..120).map(|n| format!("Line {n}. {text}\n\n")).collect();
    place.write("docs/long.txt", format!("Lines\n\n{text}"));
}

#[test]
fn a_key_held_over_a_slow_line_settles_within_a_second() {
    for (what, write, lead, key) in HELD {
        let place = far();
        write(&place);
        let mut pty = place.terminal(["docs"], SIZE);
        pty.wait_for("briefings", |s| {
            s.contents()
                .lines()
                .next()
                .is_some_and(|l| l.ends_with("1 briefing") || l.ends_with("200 briefings"))
        });
        for key in *lead {
            pty.send(key);
        }
        let mut far = Far::new();
        let before = pty.bytes().len();
        let began = Instant::now();
        // Each key needs its time to get here, which changes nothing but when it all begins.
        for n in 0..120u32 {
            let at = began + n * Duration::from_secs(4) / 120;
            while Instant::now() < at {
                far.look(&pty);
                thread::sleep(Duration::from_millis(2));
            }
            pty.send(key);
        }
        let last = Instant::now();
        // The last key: what is shown stays the same, here and there.
        let mut quiet = Instant::now();
        let mut length = pty.bytes().len();
        while quiet.elapsed() < Duration::from_millis(700) || !far.under_way.is_empty() {
            far.look(&pty);
            if pty.bytes().len() != length {
                (length, quiet) = (pty.bytes().len(), Instant::now());
            }
            thread::sleep(Duration::from_millis(2));
            assert!(
                last.elapsed() < Duration::from_secs(30),
                "{what} never settles"
            );
        }
        let there = quiet.max(far.free) + DELAY;
        let settled = there.saturating_duration_since(last);
        let bytes = &pty.bytes()[before..];
        let frames = bytes.windows(8).filter(|w| w == b"\x1b[?2026h").count();
        println!(
            "{what} held for 4 s: {frames} frames, {} bytes, settled after {settled:?} with the way there",
            bytes.len()
        );
        assert_eq!(far.screen.screen().contents(), pty.text(), "{what}");
        assert!(settled < Duration::from_secs(1), "{what}: {settled:?}");
    }
}

/// Memory of a process that is its own, in bytes.
fn memory(pty: &Pty) -> usize {
    let status =
        fs::read_to_string(format!("/proc/{}/status", pty.pid().as_raw_nonzero())).unwrap();
    let line = status.lines().find(|l| l.starts_with("RssAnon")).unwrap();
    let kib: usize = line.split_whitespace().nth(1).unwrap().parse().unwrap();
    kib * 1024
}

#[test]
fn a_terminal_that_stands_still_while_a_key_is_held_shows_the_right_picture_afterwards() {
    let place = Place::new();
    let mut pty = reader(&place);
    pty.send("1");
    let before = memory(&pty);
    pty.hold(true);
    for n in 0..150 {
        pty.send(if n % 2 == 0 { "j" } else { "J" });
        thread::sleep(Duration::from_millis(33));
    }
    pty.send("2");
    let grown = memory(&pty).saturating_sub(before);
    pty.hold(false);
    pty.wait_text("] next mention");
    pty.send("\x0c");
    thread::sleep(Duration::from_millis(300));
    let text = pty.text();
    pty.resize(SIZE.0, SIZE.1 - 1);
    pty.resize(SIZE.0, SIZE.1);
    pty.wait_for("the same picture, drawn anew", |s| s.contents() == text);
    println!("standing still for 5 s: {} KiB more", grown / 1024);
    assert!(grown < 64 << 20, "{grown}");
    pty.send("q");
    assert_eq!(pty.exit().0, 0);
}

#[test]
fn a_line_that_drops_while_the_corpus_is_read_ends_it_within_two_seconds() {
    let mut longest = Duration::ZERO;
    for round in 0..3 {
        let place = Place::new();
        documents(&place, 600);
        let mut pty = place.terminal(["docs"], SIZE);
        pty.wait_for("the other screen", vt100::Screen::alternate_screen);
        thread::sleep(Duration::from_millis(150 * round));
        let pid = pty.pid().as_raw_nonzero();
        pty.hang_up(|pty| pty.send("j"));
        let (code, took) = pty.exit();
        assert_eq!(code, 129);
        assert!(!std::path::Path::new(&format!("/proc/{pid}")).exists());
        longest = longest.max(took);
        assert!(took < Duration::from_secs(2), "{took:?}");
        let ran = place.run(["list", "--in", "docs"]);
        assert_eq!(
            (ran.code, ran.err.as_str(), ran.out.lines().count()),
            (0, "", 600)
        );
    }
    println!("a line that drops while 600 files are read: gone after {longest:?} at most");
}

/// What is typed or pasted where nothing of it may be done, and a key that shows that all is as ever.
const JUNK: &[&str] = &[
    "\x1b[?1;2c\x1b[?64;1;2;6c\x1b[>41;354;0c",
    "\x1b]11;rgb:ffff/ffff/ffff\x07\x1b]10;rgb:0/0/0\x1b\\",
    "\x1bP>|xterm(379)\x1b\\\x1bP1+r\x1b\\",
    "\x1b[?2026;2$y\x1b[?997;1n\x1b[0n\x1b[24;80R",
    "\x1b[200~q\nq\nq\x1b[201~",
    "\x1b[<0;10;10M\x1b[<0;10;10m\x1b[M abc",
    "\x00\x7f\x01\x02\u{fffd}\u{202e}",
];

#[test]
fn answers_that_come_late_and_pastes_do_nothing() {
    let place = Place::new();
    let mut pty = reader(&place);
    pty.send("2");
    pty.wait_text("] next mention");
    for junk in JUNK {
        pty.send(junk);
    }
    // A megabyte, marked as a paste and not.
    for (begin, end) in [("\x1b[200~", "\x1b[201~"), ("", "")] {
        let text = "quit now q q q \r\n".repeat(1 << 16);
        pty.send(format!("{begin}{text}{end}"));
        // What comes with the last of it would be of it.
        thread::sleep(Duration::from_millis(300));
        pty.send("?");
        pty.wait_text("\n Keys");
        pty.send("\x1b");
        pty.wait_text("] next mention");
    }
    // Into the query line: it is there, and the line still listens.
    pty.send("\x06");
    pty.wait_text("search");
    pty.send(format!("\x1b[200~{}\x1b[201~", "ferry ".repeat(170_000)));
    pty.wait_text("ferry ferry");
    let began = Instant::now();
    pty.send("\x15");
    pty.wait_for("an empty line", |s| !s.contents().contains("ferry ferry"));
    println!(
        "after a megabyte in the query line, a key is answered within {:?}",
        began.elapsed()
    );
    pty.send("\x1b");
    pty.wait_text("? keys");
    // Into a note.
    pty.send("a");
    pty.wait_for("a place to type", |s| !s.hide_cursor());
    let began = Instant::now();
    pty.send(format!(
        "\x1b[200~{}end of it\x1b[201~",
        "words ".repeat(170_000)
    ));
    pty.wait_text("end of it");
    println!("a megabyte is in a note within {:?}", began.elapsed());
    pty.send("\x1b");
    pty.wait_text("Noted");
    pty.send("q");
    assert_eq!(pty.exit().0, 0);
}
