//! Which themes come with the program? Files beside this one.
//!
//! Must not know: what is in them.

/// The theme that there is when none is named.
pub const AUTO: &str = "auto";

/// A theme that is compiled in.
#[derive(Debug, Clone, Copy)]
pub struct Shipped {
    /// What it is called.
    pub name: &'static str,
    /// Its file.
    pub text: &'static str,
}

macro_rules! shipped {
    ($($name:literal),* $(,)?) => {
        &[$(Shipped { name: $name, text: include_str!(concat!($name, ".toml")) }),*]
    };
}

impl Shipped {
    /// All of them, in the order in which they are listed to the reader.
    pub const ALL: &'static [Shipped] = shipped!(
        "auto",
        "dark",
        "light",
        "high-contrast",
        "colour-blind",
        "colour-blind-light",
        "solarized-dark",
        "solarized-light",
        "gruvbox-dark",
        "gruvbox-light",
    );

    /// The one of that name.
    pub fn named(name: &str) -> Option<Shipped> {
        Shipped::ALL.iter().copied().find(|s| s.name == name)
    }

    /// The names of all of them.
    pub fn names() -> impl Iterator<Item = &'static str> {
        Shipped::ALL.iter().map(|s| s.name)
    }
}
