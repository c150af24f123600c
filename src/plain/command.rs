//! What does a line that was typed ask for? The commands of the plain mode: their names, what is said of them, what they take.
//!
//! Must not know: what they do.

use crate::action::{Action, Focus};
use crate::fold::nearest;

/// What a line asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Command {
    /// The next screenful, or the next choices.
    On,
    /// The screenful before.
    Back,
    /// The choice of that number.
    Number(usize),
    /// To leave what is open, or to end.
    Quit,
    /// To ask this.
    Ask(String),
    /// The list, from its beginning.
    List,
    /// The next briefing of the list, or the one before.
    Step {
        /// Whether the one before.
        back: bool,
    },
    /// The names in sight.
    Names,
    /// What the list can be narrowed by.
    Facets,
    /// To ask for everything again.
    Clear,
    /// To give a star, or take it back.
    Star,
    /// To make it read, or unread.
    Read,
    /// To give this tag, or take it back.
    Tag(String),
    /// To note this.
    Note(String),
    /// To take back what was made last, or to make it again.
    Undo {
        /// Whether to make it again.
        again: bool,
    },
    /// To write what is read, or the list, to this file.
    Export(String),
    /// Where else the passages in sight are said.
    Parallels,
    /// To leave out the value of that number.
    Without(usize),
    /// To correct the name whose places are listed, with this.
    Correct(Action, String),
    /// All notes.
    Notes,
    /// Where the reader is.
    Where,
    /// The commands.
    Help,
    /// Nothing that there is: why.
    Unknown(String),
}

/// A command, what it takes, and what it does; in the order in which they are told.
pub(super) const TABLE: [(&str, &str, &str); 28] = [
    (
        "",
        "",
        "an empty line (Enter): on in the text, or further in a list",
    ),
    ("more", "", "the same"),
    (
        "b",
        "",
        "back: the lines before those that were printed last",
    ),
    ("5", "", "a number: what has it in the last list"),
    (
        "q",
        "",
        "leave what is open: names, then the briefing, then the program",
    ),
    (
        "/",
        "WORDS",
        "ask, as in the query line; / alone asks for all",
    ),
    ("query", "WORDS", "the same"),
    ("clear", "", "ask for all again"),
    ("list", "", "the list of briefings from its beginning"),
    ("n", "", "the next briefing of the list"),
    ("p", "", "the one before"),
    (
        "names",
        "",
        "the names in the lines printed last; a number lists where each is spoken of",
    ),
    (
        "same",
        "NAME",
        "the name whose places were listed last means NAME, here and in every count",
    ),
    ("rename", "NAME", "it is called NAME"),
    (
        "kind",
        "KIND",
        "it is a person, organisation, country, place, event or agreement",
    ),
    ("ignore", "", "it is no name at all"),
    (
        "parallels",
        "",
        "where else what was printed last is said: word for word, edited, translated",
    ),
    ("facets", "", "what the list can be narrowed by"),
    (
        "without",
        "5",
        "leave out the value that has this number in facets, or no longer",
    ),
    ("star", "", "give the open briefing a star, or take it back"),
    ("read", "", "make it unread, or read again"),
    ("tag", "WORD", "give it a tag, or take it back"),
    (
        "note",
        "TEXT",
        "write on the first paragraph that begins in sight",
    ),
    ("notes", "", "all notes; a number goes to one"),
    (
        "undo",
        "",
        "take back what you made last: a note, a tag, a star, a correction",
    ),
    ("redo", "", "make it again"),
    (
        "export",
        "FILE",
        "write what is open, or the list, to a file: .md, .html, .json or .csv",
    ),
    (
        "where",
        "",
        "which briefing of how many, how far, what was asked",
    ),
];

/// What is typed for what the app speaks of in its messages.
pub(super) fn calls() -> impl Iterator<Item = (Focus, Action, String)> {
    const TYPED: [(Action, &str); 11] = [
        (Action::Search, "/ and words"),
        (Action::Note, "note"),
        (Action::Notes, "notes"),
        (Action::Tag, "tag"),
        (Action::Star, "star"),
        (Action::Read, "read"),
        (Action::Undo, "undo"),
        (Action::Redo, "redo"),
        (Action::Parallels, "parallels"),
        (Action::Export, "export"),
        (Action::Open, "its number"),
    ];
    let typed = TYPED.into_iter();
    typed.flat_map(|(action, name)| Focus::ALL.map(|focus| (focus, action, name.to_owned())))
}

impl Command {
    /// What a line asks for, without its end.
    pub(super) fn of(line: &str) -> Command {
        let line = line.trim();
        if let Some(words) = line.strip_prefix('/') {
            return Command::Ask(words.trim().to_owned());
        }
        let (name, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
        let rest = rest.trim().to_owned();
        if let Ok(number) = line.parse() {
            return Command::Number(number);
        }
        match (name, rest.is_empty()) {
            ("" | "more" | "m", true) => Command::On,
            ("b" | "back", true) => Command::Back,
            ("q" | "quit", true) => Command::Quit,
            ("query", _) => Command::Ask(rest),
            ("clear", true) => Command::Clear,
            ("list" | "l", true) => Command::List,
            ("n" | "next", true) => Command::Step { back: false },
            ("p" | "previous", true) => Command::Step { back: true },
            ("names", true) => Command::Names,
            ("facets", true) => Command::Facets,
            ("star", true) => Command::Star,
            ("read", true) => Command::Read,
            ("tag", false) => Command::Tag(rest),
            ("note", false) => Command::Note(rest),
            ("notes", true) => Command::Notes,
            ("undo" | "u", true) => Command::Undo { again: false },
            ("redo", true) => Command::Undo { again: true },
            ("export", false) => Command::Export(rest),
            ("same", false) => Command::Correct(Action::Same, rest),
            ("rename", false) => Command::Correct(Action::Rename, rest),
            ("kind", false) => Command::Correct(Action::Kind, rest),
            ("ignore", true) => Command::Correct(Action::Ignore, rest),
            ("parallels", true) => Command::Parallels,
            ("without", false) => match rest.parse() {
                Ok(number) => Command::Without(number),
                Err(_) => {
                    Command::Unknown("without needs a number: facets lists the values".to_owned())
                }
            },
            ("where" | "w", true) => Command::Where,
            ("help" | "h" | "?", true) => Command::Help,
            _ => Command::Unknown(why(name, line)),
        }
    }
}

/// Why a line asks for nothing, and what was probably meant.
fn why(name: &str, line: &str) -> String {
    let known = TABLE.iter().find(|row| row.0 == name);
    match known {
        Some((name, "", _)) => format!("{name} stands alone; /{line} asks for those words"),
        Some((name, takes, _)) => format!("{name} needs more: {name} {takes}"),
        None => {
            let names = TABLE.iter().map(|row| row.0).filter(|n| n.len() > 1);
            let meant = nearest(name, names, 1);
            let meant = meant.first().map(|n| format!("did you mean {n}? "));
            format!(
                "There is no command {name}; {}help lists them, and /{line} asks for those words",
                meant.unwrap_or_default()
            )
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_a_command_a_number_or_a_question() {
        let cases = [
            ("", Command::On),
            ("  more ", Command::On),
            ("12", Command::Number(12)),
            ("/", Command::Ask(String::new())),
            (
                "/lake  is:unread",
                Command::Ask("lake  is:unread".to_owned()),
            ),
            ("query 12", Command::Ask("12".to_owned())),
            ("tag to check", Command::Tag("to check".to_owned())),
            ("?", Command::Help),
        ];
        for (line, command) in cases {
            assert_eq!(Command::of(line), command, "{line}");
        }
        for (line, part) in [
            ("facet", "did you mean facets?"),
            ("star it", "stands alone"),
            ("tag", "tag WORD"),
            ("99999999999999999999999", "no command"),
        ] {
            let said = Command::of(line);
            assert!(
                matches!(&said, Command::Unknown(why) if why.contains(part)),
                "{said:?}"
            );
        }
    }

    #[test]
    fn every_command_that_is_told_of_is_one() {
        for (name, takes, _) in TABLE {
            let line = format!("{name} {takes}");
            let found = Command::of(&line);
            assert!(!matches!(found, Command::Unknown(_)), "{line}");
        }
    }
}
