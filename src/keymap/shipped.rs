//! Which keymaps come with the program? The one at the top of the repository, and files beside this one that lie over it.
//!
//! Must not know: what is in them.

use std::sync::Arc;

use crate::diagnose::File;

/// A keymap that is compiled in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shipped {
    /// What it is called.
    pub name: &'static str,
    text: &'static str,
}

impl Shipped {
    /// The one at the top of the repository, which the others lie over.
    pub const DEFAULT: Shipped = Shipped {
        name: "default",
        text: include_str!("../../keymap.toml"),
    };

    /// All of them.
    pub const ALL: [Shipped; 4] = [
        Shipped::DEFAULT,
        Shipped {
            name: "vim",
            text: include_str!("vim.toml"),
        },
        Shipped {
            name: "emacs",
            text: include_str!("emacs.toml"),
        },
        Shipped {
            name: "less",
            text: include_str!("less.toml"),
        },
    ];

    /// The one of that name.
    pub fn named(name: &str) -> Option<Shipped> {
        Shipped::ALL.into_iter().find(|s| s.name == name)
    }

    /// The names of all of them.
    pub fn names() -> impl Iterator<Item = &'static str> {
        Shipped::ALL.into_iter().map(|s| s.name)
    }

    /// Its file over those that it lies over, these first.
    pub(super) fn files(self) -> Vec<Arc<File>> {
        let file = |s: Shipped| {
            let name = match s {
                Shipped::DEFAULT => "the shipped keymap.toml".to_owned(),
                other => format!("the shipped {}.toml", other.name),
            };
            File::new(name, s.text)
        };
        let over = (self != Shipped::DEFAULT).then_some(self);
        std::iter::once(Shipped::DEFAULT)
            .chain(over)
            .map(file)
            .collect()
    }

    /// The default keymap as a file of the reader's own: what it says at the top, and every binding for a change.
    pub fn commented() -> String {
        let (head, sections) = Shipped::DEFAULT
            .text
            .split_once("\n[")
            .unwrap_or((Shipped::DEFAULT.text, ""));
        // What the file says of itself is not true of the reader's; how keys are written is.
        const EXAMPLE: &str = "#   [article]\n";
        let (_, how) = head.split_once(EXAMPLE).unwrap_or(("", head));
        let mut out = "# Your keys for briefing, over a shipped keymap.\n#\n\
            # What stands here behind a # is the default; take the # away to change it, or write lines of your own:\n#\n"
            .to_owned();
        out += EXAMPLE;
        out += how.trim_end();
        out += "\n\n# Another shipped keymap to lie over: ";
        out += &Shipped::names().collect::<Vec<_>>().join(", ");
        out += "\n#extends = \"default\"\n\n[";
        for line in sections.lines() {
            let is_binding = line.starts_with('"');
            out += if is_binding { "#" } else { "" };
            out += line;
            out += "\n";
        }
        out
    }
}
