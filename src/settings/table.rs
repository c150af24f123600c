//! Which settings are there, and what does a reader need to know of each? One table: names, defaults, explanations; also the file
//! that `briefing init` writes.
//!
//! Must not know: how a value is read, and what the settings are for.

/// One setting.
#[derive(Debug, Clone, Copy)]
pub struct Setting {
    /// Its name, with that of its section before a dot.
    pub name: &'static str,
    /// The default, as it is written in the file.
    pub default: &'static str,
    /// What it does and what else it can be, in lines.
    pub about: &'static str,
}

/// All of them: those of no section first.
pub const TABLE: [Setting; 16] = [
    Setting {
        name: "theme",
        default: "\"auto\"",
        about: "How it looks: the name of a theme (`briefing themes` lists them), or the path of a file of yours, from this folder.",
    },
    Setting {
        name: "keys",
        default: "\"default\"",
        about: "The keymap that yours lies over: \"default\", \"vim\", \"emacs\" or \"less\". `extends` in keymap.toml comes before it.",
    },
    Setting {
        name: "color",
        default: "\"auto\"",
        about: "Colours: \"auto\" as the environment says (NO_COLOR, COLORTERM, TERM), \"always\", or \"never\": attributes only.",
    },
    Setting {
        name: "unicode",
        default: "\"auto\"",
        about: "Lines and signs beyond ASCII: \"auto\" as the locale says, \"always\" or \"never\".",
    },
    Setting {
        name: "follow",
        default: "false",
        about: "true: moving in the sources opens the article at once.",
    },
    Setting {
        name: "mouse",
        default: "false",
        about: "true: click, turn the wheel, drag the rules between panes; selecting with the terminal then takes Shift in most.",
    },
    Setting {
        name: "clipboard",
        default: "true",
        about: "false: what is copied is only kept in the file, not sent to the terminal.",
    },
    Setting {
        name: "article.width",
        default: "72",
        about: "The longest line, in cells: 20 to 200.",
    },
    Setting {
        name: "article.justify",
        default: "false",
        about: "true: lines reach both margins.",
    },
    Setting {
        name: "article.hyphenate",
        default: "false",
        about: "true: words are broken between syllables.",
    },
    Setting {
        name: "article.fit",
        default: "\"optimal\"",
        about: "\"optimal\": all lines of a paragraph are filled alike. \"first\": each with as much as it takes.",
    },
    Setting {
        name: "article.spacing",
        default: "\"line\"",
        about: "\"line\": a blank line parts paragraphs. \"indent\": their first line is set in.",
    },
    Setting {
        name: "cite.format",
        default: "\"plain\"",
        about: "How a citation is written: \"plain\", \"markdown\", \"bibtex\" or \"csl\".",
    },
    Setting {
        name: "limits.file_size",
        default: "\"64 MiB\"",
        about: "The largest file that is read, up to \"1 GiB\".",
    },
    Setting {
        name: "limits.file_seconds",
        default: "5",
        about: "How long reading a document may take, 1 to 600; two more for each MiB.",
    },
    Setting {
        name: "pull.private",
        default: "false",
        about: "true: addresses that you follow may be in your own network.",
    },
];

/// A file that says what each setting is, with every default as a comment: nothing in it changes anything before it is edited.
pub fn commented() -> String {
    let mut out = "# The configuration of briefing.\n#\n# What stands here behind a # is the default; take the # away to change it.\n".to_owned();
    let mut before = "";
    for setting in TABLE {
        let (section, name) = setting.name.rsplit_once('.').unwrap_or(("", setting.name));
        if section != before {
            out += &format!("\n[{section}]\n");
        }
        before = section;
        out += &format!("\n# {}\n#{name} = {}\n", setting.about, setting.default);
    }
    out
}
