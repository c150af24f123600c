//! What does the program see around it? Itself, and the terminal.
//!
//! Must not know: what is kept.

use std::fs;
use std::io::{IsTerminal, stdin};

use super::Part;
use crate::cli::chosen;
use crate::corpus::FORMAT;
use crate::settings::When;
use crate::settings::screen::{Choice, environment, unicode};
use crate::view::theme::Depth;

/// The smallest screen that shows a line of an article, in columns and rows.
const LEAST: (u16, u16) = (40, 10);

pub(super) fn program() -> Part {
    let mut part = Part::new("program");
    part.tell("version", env!("CARGO_PKG_VERSION"));
    part.tell("compiled by", env!("BRIEFING_RUSTC"));
    let system = format!("{} {}", std::env::consts::OS, std::env::consts::ARCH);
    part.tell("system", system);
    part.tell("index format", FORMAT.to_string());
    part
}

/// The terminal, of so many columns and rows if standard output is one.
pub(super) fn terminal(screen: Option<(u16, u16)>) -> Part {
    const VARIABLES: [&str; 5] = ["TERM", "COLORTERM", "LC_ALL", "LC_CTYPE", "LANG"];
    let mut part = Part::new("terminal");
    for name in VARIABLES {
        if let Some(value) = environment(name) {
            part.tell(name, value);
        }
    }
    match environment("TERM").as_deref() {
        None => part.warn(
            "TERM",
            "not set",
            "set TERM to what your terminal is, for example xterm-256color",
        ),
        Some("dumb") => part.tell(
            "screen",
            "no cursor that can be placed: reading is line by line, as with --plain",
        ),
        Some(_) => {}
    }
    match screen {
        None => part.tell("output", "no terminal"),
        Some((columns, rows)) if columns < LEAST.0 || rows < LEAST.1 => part.warn(
            "size",
            format!("{columns} × {rows}"),
            "make the window larger: 80 × 24 shows everything",
        ),
        Some((columns, rows)) => part.tell("size", format!("{columns} × {rows}")),
    }
    let keys = if stdin().is_terminal() {
        "a terminal"
    } else {
        "no terminal"
    };
    part.tell("input", keys);
    let settings = crate::cli::settings().unwrap_or_default();
    let said = |choice: Choice, yes: &str, no: &str| {
        format!("{}: {}", if choice.yes { yes } else { no }, choice.why)
    };
    part.tell("colours", colours(settings.color));
    let signs = unicode(settings.unicode, &environment);
    part.tell(
        "characters",
        said(signs, "Unicode", "ASCII for lines and signs"),
    );
    part.tell("between", between());
    part
}

/// How many colours there are, and what decides that.
fn colours(set: When) -> String {
    let many = match chosen::depth(set) {
        Depth::None => "none",
        Depth::Sixteen => "16",
        Depth::Indexed => "256",
        Depth::True => "all",
    };
    let variables = ["NO_COLOR", "COLORTERM", "TERM"];
    let decides = variables
        .into_iter()
        .find(|name| environment(name).is_some());
    match (set, decides) {
        (When::Never, _) => format!("{many}: `color` is \"never\""),
        (When::Auto, Some("NO_COLOR")) => format!("{many}: NO_COLOR is set"),
        (_, Some(name)) => format!("{many}, by {name}"),
        (_, None) => many.to_owned(),
    }
}

/// What stands between the program and the reader's eyes.
fn between() -> String {
    let set = |name| environment(name).is_some();
    let above = ancestors();
    let runs = |name: &str| above.iter().any(|a| a.starts_with(name));
    let found: Vec<&str> = [
        ("tmux", set("TMUX")),
        ("screen", set("STY")),
        ("zellij", set("ZELLIJ")),
        ("mosh", runs("mosh-server")),
        ("ssh", set("SSH_CONNECTION") || set("SSH_TTY")),
    ]
    .into_iter()
    .filter_map(|(name, is)| is.then_some(name))
    .collect();
    match found.as_slice() {
        [] => "nothing: no tmux, screen, mosh or ssh".to_owned(),
        found => found.join(", "),
    }
}

/// The names of the processes that this one came from, where the system tells.
fn ancestors() -> Vec<String> {
    const DEPTH: usize = 32;
    let stat = |process: &str| fs::read_to_string(format!("/proc/{process}/stat")).ok();
    let mut names = Vec::new();
    let mut process = "self".to_owned();
    while let Some(stat) = stat(&process).filter(|_| names.len() < DEPTH) {
        // `number (name) state parent …`; the name may hold anything.
        let Some((before, after)) = stat.rsplit_once(") ") else {
            break;
        };
        names.extend(before.split_once('(').map(|(_, name)| name.to_owned()));
        process = after.split(' ').nth(1).unwrap_or("0").to_owned();
    }
    names
}
