//! What does a theme look like, in a line of its own? For a list of themes in a terminal.
//!
//! Must not know: which terminal that is.

use ratatui::style::{Color, Modifier, Style};

use super::colour::NAMED;
use super::{Role, Theme};
use crate::briefing::Kind;

/// What a line shows, each with what it is called.
const SHOWN: [(&str, Role); 14] = [
    ("Heading", Role::Heading),
    ("text", Role::Text),
    ("person", Role::Mention(Kind::Person)),
    ("organisation", Role::Mention(Kind::Organisation)),
    ("country", Role::Mention(Kind::Country)),
    ("place", Role::Mention(Kind::Place)),
    ("event", Role::Mention(Kind::Event)),
    ("agreement", Role::Mention(Kind::Agreement)),
    ("doubtful", Role::Doubtful(Kind::Person)),
    ("found", Role::Found),
    ("selected", Role::Selected),
    ("dim", Role::Dim),
    ("key", Role::Key),
    ("error", Role::Error),
];

/// Words in the styles of a theme, on its ground, 94 cells in all; with the sequences of ECMA-48 (SGR) that terminals draw so.
pub fn sample(theme: &Theme) -> String {
    let mut line = format!("\x1b[{}m ", codes(theme.ground()));
    for (text, role) in SHOWN {
        let style = theme.ground().patch(theme.style(role));
        let (set, back) = (codes(style), codes(theme.ground()));
        line += &format!("\x1b[{set}m{text}\x1b[{back}m ");
    }
    line + "\x1b[0m"
}

/// The SGR codes of a style, from anything.
fn codes(style: Style) -> String {
    const ATTRIBUTES: [(Modifier, &str); 6] = [
        (Modifier::BOLD, "1"),
        (Modifier::DIM, "2"),
        (Modifier::ITALIC, "3"),
        (Modifier::UNDERLINED, "4"),
        (Modifier::REVERSED, "7"),
        (Modifier::CROSSED_OUT, "9"),
    ];
    let set = ATTRIBUTES
        .iter()
        .filter(|(attribute, _)| style.add_modifier.contains(*attribute))
        .map(|(_, code)| (*code).to_owned());
    let fg = style.fg.map(|color| colour(color, 30));
    let bg = style.bg.map(|color| colour(color, 40));
    let all = std::iter::once("0".to_owned())
        .chain(set)
        .chain(fg)
        .chain(bg);
    all.collect::<Vec<_>>().join(";")
}

/// The SGR code of a colour; `base` is 30 for the foreground, 40 for the background.
fn colour(color: Color, base: u8) -> String {
    match color {
        Color::Rgb(r, g, b) => format!("{};2;{r};{g};{b}", base + 8),
        Color::Indexed(n) => format!("{};5;{n}", base + 8),
        named => match NAMED.iter().position(|(_, c, _)| *c == named) {
            Some(n @ 0..8) => (base + n as u8).to_string(),
            Some(n) => (base + 52 + n as u8).to_string(),
            None => (base + 9).to_string(),
        },
    }
}
