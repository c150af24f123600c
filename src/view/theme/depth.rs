//! How many colours does the terminal show, and is its ground light or dark? As far as the environment tells: nothing is asked of
//! the terminal, so nothing waits for a slow line.
//!
//! Must not know: where the environment comes from.

/// How many colours a terminal shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Depth {
    /// None: attributes only.
    None,
    /// The 16 that the reader has chosen in the terminal.
    Sixteen,
    /// 256: those, a cube and greys.
    Indexed,
    /// All of sRGB.
    True,
}

/// Terminals that show all colours, by the beginning of what they call themselves.
const TRUE: [&str; 7] = [
    "xterm-kitty",
    "kitty",
    "alacritty",
    "ghostty",
    "xterm-ghostty",
    "wezterm",
    "foot",
];

impl Depth {
    /// What the environment says. `NO_COLOR` (no-color.org) comes first, then `COLORTERM`, then the name of the terminal.
    pub fn of(variable: &dyn Fn(&str) -> Option<String>) -> Depth {
        match variable("NO_COLOR").filter(|v| !v.is_empty()) {
            Some(_) => Depth::None,
            None => Depth::of_terminal(variable),
        }
    }

    /// The same for a reader who wants colours whatever `NO_COLOR` says: at least 16.
    pub fn wanted(variable: &dyn Fn(&str) -> Option<String>) -> Depth {
        Depth::of_terminal(variable).max(Depth::Sixteen)
    }

    fn of_terminal(variable: &dyn Fn(&str) -> Option<String>) -> Depth {
        let set = |name: &str| variable(name).filter(|v| !v.is_empty());
        let term = set("TERM").unwrap_or_default();
        // GNU screen passes the variable on from the terminal that it runs in, and the colours not.
        let within = set("STY").is_some() && term.starts_with("screen");
        let told = set("COLORTERM").filter(|_| !within);
        let is = |prefix: &&str| term.starts_with(*prefix);
        match told.as_deref() {
            Some("truecolor" | "24bit") => Depth::True,
            _ if term.ends_with("-direct") || TRUE.iter().any(is) => Depth::True,
            _ if term.contains("256color") => Depth::Indexed,
            // Terminals of the years without colour, and what says that it has none.
            _ if term.starts_with("vt") || term == "dumb" || term.ends_with("-m") => Depth::None,
            _ => Depth::Sixteen,
        }
    }
}

/// How bright the ground of a terminal is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ground {
    /// Dark text stands on it.
    Light,
    /// Light text stands on it.
    Dark,
}

/// What `COLORFGBG` says, which some terminals set (`15;0`, `0;default;15`): the last number is the ground, one of the 16 colours.
pub fn ground_told(value: &str) -> Option<Ground> {
    let ground: u8 = value.rsplit(';').next()?.trim().parse().ok()?;
    match ground {
        0..=6 | 8 => Some(Ground::Dark),
        7 | 9..=15 => Some(Ground::Light),
        _ => None,
    }
}
