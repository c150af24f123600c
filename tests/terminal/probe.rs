//! The smallest session that shows what it hears, and does what the tests need a program to do.

use std::io::{self, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process;
use std::sync::mpsc;
use std::time::Duration;

use briefing::keymap::{Key, KeyCode};
use briefing::terminal::{self, Effect, Event, Job, Manners, Session};
use portable_pty::CommandBuilder;
use ratatui::Frame;
use ratatui::text::{Line, Text};

/// The variable that makes the test `child` a program.
pub const MARK: &str = "BRIEFING_TERMINAL_PROBE";

/// Its value for a loop that waits for answers as long as it takes.
pub const PATIENT: &str = "patient";

/// This test binary, started again as the program of [`main`], marked so.
pub fn probe(mark: &str) -> CommandBuilder {
    let mut command = CommandBuilder::new(std::env::current_exe().unwrap());
    command.args(["--exact", "child", "--nocapture"]);
    command.env(MARK, mark);
    command.env("TERM", "xterm-256color");
    command.env_remove("SSH_CONNECTION");
    command
}

/// Runs the session, and exits as a program would.
pub fn main() -> ! {
    let mut probe = Probe::default();
    let mut manners = Manners::of_environment();
    if std::env::var(MARK).is_ok_and(|mark| mark == PATIENT) {
        manners.answer = Duration::from_secs(10);
    }
    let ended = catch_unwind(AssertUnwindSafe(|| terminal::run(&mut probe, manners)));
    let code = match ended {
        Ok(Ok(exit)) => {
            say(&format!("ended: {exit:?}\n"));
            exit.code()
        }
        Ok(Err(e)) => {
            say(&format!("failed: {e}\n"));
            1
        }
        Err(_) => 101,
    };
    process::exit(code)
}

/// Writes past the session, to a terminal that may be gone.
fn say(text: &str) {
    let _ = io::stdout().write_all(text.as_bytes());
    let _ = io::stdout().flush();
}

#[derive(Default)]
struct Probe {
    size: (u16, u16),
    sizes: usize,
    typing: bool,
    heard: Vec<String>,
}

impl Session for Probe {
    type Answer = String;

    fn event(&mut self, event: Event<String>) -> Vec<Effect<String>> {
        match event {
            Event::Key(key) => {
                self.heard.push(named(key));
                return self.key(key);
            }
            Event::Paste(text) => self.heard.push(format!("paste {} {text:.20?}", text.len())),
            Event::Resize(width, height) => {
                self.size = (width, height);
                self.sizes += 1;
            }
            Event::Mouse(mouse) => self.heard.push(format!("{mouse:?}")),
            Event::Answer(answer) => self.heard.push(answer),
            Event::Failed(lane, said) => self.heard.push(format!("{lane} failed: {said}")),
            Event::Resumed => self.heard.push("resumed".to_owned()),
            Event::Returned(returned) => self.heard.push(format!("{returned:?}")),
            Event::CannotSuspend => self.heard.push("cannot suspend".to_owned()),
        }
        Vec::new()
    }

    fn draw(&self, frame: &mut Frame<'_>) {
        let (width, height) = self.size;
        let mut lines = vec![
            Line::raw(format!("size {width}x{height} pid {}", process::id())),
            Line::raw(if self.typing { "typing" } else { "listening" }),
        ];
        let room = usize::from(height).saturating_sub(lines.len());
        let first = self.heard.len().saturating_sub(room);
        lines.extend(self.heard[first..].iter().map(|h| Line::raw(h.as_str())));
        frame.render_widget(Text::from(lines), frame.area());
        frame.set_cursor_position((0, 1));
    }

    fn is_typing(&self) -> bool {
        self.typing
    }

    fn is_bound(&self, key: Key) -> bool {
        key.code == KeyCode::Char('b')
    }
}

impl Probe {
    fn key(&mut self, key: Key) -> Vec<Effect<String>> {
        if self.typing {
            self.typing = !matches!(key.code, KeyCode::Enter | KeyCode::Esc);
            return Vec::new();
        }
        let effect = match named(key).as_str() {
            "q" => Effect::Quit,
            "ctrl-z" => Effect::Suspend,
            "ctrl-l" => Effect::Redraw,
            "/" => {
                self.typing = true;
                return Vec::new();
            }
            "p" => panic!("with \u{1b}[31m in it"),
            "h" => hang(),
            "f" => {
                say(&"flood ".repeat(1 << 18));
                return Vec::new();
            }
            "w" => Effect::Job(Job::new("quick", |to| to.send("quick answer".to_owned()))),
            "x" => Effect::Job(Job::new("broken", |_| panic!("broken work"))),
            "s" => return superseded(),
            _ => return Vec::new(),
        };
        vec![effect]
    }
}

/// A loop that is stuck for ever.
fn hang() -> ! {
    say("hanging");
    loop {
        std::thread::park();
    }
}

/// Two questions in one lane: the first answers only once the second has been asked, so its answer is late by construction.
fn superseded() -> Vec<Effect<String>> {
    let (go, gone) = mpsc::channel::<()>();
    let first = Job::new("lane", move |to| {
        let _ = gone.recv();
        to.send("late answer".to_owned());
    });
    let second = Job::new("lane", |to| {
        to.send("fresh answer".to_owned());
    });
    let release = Job::new("other", move |_| drop(go));
    vec![
        Effect::Job(first),
        Effect::Job(second),
        Effect::Job(release),
    ]
}

/// A key in words.
pub fn named(key: Key) -> String {
    let code = match key.code {
        KeyCode::Char(' ') => "space".to_owned(),
        KeyCode::Char(c) => c.to_string(),
        other => format!("{other:?}"),
    };
    let held = [
        (key.ctrl, "ctrl-"),
        (key.alt, "alt-"),
        (key.shift, "shift-"),
    ];
    held.iter().filter(|h| h.0).map(|h| h.1).collect::<String>() + &code
}
