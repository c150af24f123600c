//! What does a reader ask who knows the program a little? Topics, each a Markdown file that is compiled in, for `briefing help`.
//!
//! One text serves all: what stands between `<!-- readme -->` and `<!-- /readme -->` is in the README, too (a test holds the two
//! to the letter), and the manual pages of section 7 are these files. Keys are never written in them: `{next-mention}` stands for
//! the first key of that action, `{article:note}` for that in a section.
//! Must not know: how text is set.

mod page;
mod plain;

pub(super) use page::{Block, Page};

use std::io::Write;
use std::process::ExitCode;

use clap::CommandFactory;

use super::Args;
use super::print::padded;
use crate::action::{Action, Focus};
use crate::keymap::{self, Keymap};
use crate::{fold, sanitize};

/// Columns where nobody says how many there are, as in pipes.
const COLUMNS: u16 = 78;

/// Longer lines are hard to read.
const MOST_COLUMNS: u16 = 100;

/// Something that `briefing help` explains.
#[derive(Debug, Clone, Copy)]
pub struct Topic {
    /// What it is called.
    pub name: &'static str,
    /// One line that says what it answers.
    pub about: &'static str,
    text: &'static str,
}

macro_rules! topics {
    ($($name:literal, $about:literal;)*) => {
        /// All of them, in the order in which they are listed.
        pub const TOPICS: &[Topic] = &[$(Topic {
            name: $name,
            about: $about,
            text: include_str!(concat!("help/", $name, ".md")),
        },)*];
    };
}

topics! {
    "keys", "Getting around, and keys of your own";
    "query", "What you can ask for, and how it is written";
    "linking", "Who is who: what is found by itself, and how you correct it";
    "notes", "What you leave on briefings: read, stars, tags, notes, highlights";
    "formats", "What is read, and what a folder may say about itself";
    "pull", "Feeds and pages from the network";
    "ssh", "Over SSH, in tmux, on terminals that can do little";
    "config", "Settings, themes, keymaps";
    "doctor", "When something is wrong, and what is kept where";
}

impl Topic {
    /// The one of that name.
    pub fn named(name: &str) -> Option<&'static Topic> {
        TOPICS.iter().find(|topic| topic.name == name)
    }

    /// Its Markdown, with the keys of `keymap` in it.
    pub fn markdown(&self, keymap: &Keymap) -> String {
        with_keys(self.text, keymap)
    }

    /// The part of it that is in the README.
    pub fn for_readme(&self, keymap: &Keymap) -> Option<String> {
        let (_, rest) = self.text.split_once("<!-- readme -->")?;
        let (part, _) = rest.split_once("<!-- /readme -->")?;
        Some(with_keys(part.trim(), keymap))
    }

    /// Its text in lines of at most so many columns; tables and code may be wider.
    pub fn lines(&self, keymap: &Keymap, columns: u16) -> Vec<String> {
        plain::lines(&self.page(keymap), usize::from(columns))
    }

    pub(super) fn page(&self, keymap: &Keymap) -> Page {
        Page::read(&self.markdown(keymap))
    }

    /// Every `{…}` in it that stands for the key of an action, as it is written; the error is what stands for none.
    ///
    /// # Errors
    /// A name that no action or no section has.
    pub fn keys(&self) -> Result<Vec<(Focus, Action)>, String> {
        let inside = pieces(self.text).filter_map(|(_, key)| key);
        inside
            .map(|key| meant(key).ok_or_else(|| format!("{}.md: {{{key}}}", self.name)))
            .collect()
    }
}

/// The text in pieces: what stands before a `{…}`, and what is in it.
fn pieces(text: &str) -> impl Iterator<Item = (&str, Option<&str>)> {
    let mut rest = Some(text);
    std::iter::from_fn(move || {
        let text = rest.take()?;
        let found = text.split_once('{');
        let found = found.and_then(|(before, after)| Some((before, after.split_once('}')?)));
        let Some((before, (key, after))) = found else {
            return Some((text, None));
        };
        rest = Some(after);
        Some((before, Some(key)))
    })
}

/// `next-mention`, or `article:note` where an action has several sections.
fn meant(key: &str) -> Option<(Focus, Action)> {
    let (focus, action) = match key.split_once(':') {
        Some((focus, action)) => (Some(focus), action),
        None => (None, key),
    };
    let action = Action::named(action)?;
    match focus {
        Some(name) => Focus::ALL.into_iter().find(|f| f.name() == name),
        None => Some(action.row().focus),
    }
    .map(|focus| (focus, action))
}

fn with_keys(text: &str, keymap: &Keymap) -> String {
    let mut out = String::with_capacity(text.len());
    for (before, key) in pieces(text) {
        out.push_str(before);
        match key.map(|key| (key, meant(key))) {
            Some((_, Some((focus, action)))) => out.push_str(&bound(keymap, focus, action)),
            // A test holds the files free of them.
            Some((key, None)) => out.push_str(key),
            None => {}
        }
    }
    out
}

/// The first key of an action, as code; of one without keys its name, which the palette finds.
fn bound(keymap: &Keymap, focus: Focus, action: Action) -> String {
    match keymap.keys_of(focus, action).first() {
        Some(keys) => keymap::code(&keymap::written(keys)),
        None => format!("`{}`, in the palette,", action.row().name),
    }
}

/// Explains a topic, else the command of these names; without any, lists both.
///
/// # Errors
/// There is neither.
pub(super) fn help(
    words: &[String],
    markdown: bool,
    args: &Args,
    out: &mut impl Write,
) -> anyhow::Result<ExitCode> {
    let columns = args.screen.map_or(COLUMNS, |(columns, _)| columns);
    let columns = columns.clamp(20, MOST_COLUMNS);
    let keymap = || {
        // Who has a mistake in the keymap may be reading how to mend it.
        let settings = super::settings().ok();
        let own = settings.and_then(|settings| super::keymap(args, &settings).ok());
        own.unwrap_or_else(Keymap::shipped)
    };
    match words {
        [] => list(columns, out)?,
        [name] => match Topic::named(name) {
            Some(topic) if markdown => write!(out, "{}", topic.markdown(&keymap()))?,
            Some(topic) => {
                for line in topic.lines(&keymap(), columns) {
                    writeln!(out, "{line}")?;
                }
                if command(words).is_some() {
                    writeln!(out, "\nThe command of that name: briefing {name} --help")?;
                }
            }
            None => write!(out, "{}", of_command(words)?)?,
        },
        words => write!(out, "{}", of_command(words)?)?,
    }
    Ok(ExitCode::SUCCESS)
}

/// Topics with what they answer, and the names of commands.
fn list(columns: u16, out: &mut impl Write) -> anyhow::Result<()> {
    writeln!(out, "Topics, as in `briefing help query`:\n")?;
    let longest = TOPICS.iter().map(|t| t.name.len()).max().unwrap_or(0);
    for topic in TOPICS {
        writeln!(out, "  {}  {}", padded(topic.name, longest), topic.about)?;
    }
    let commands = Args::command();
    let shown = commands.get_subcommands().filter(|c| !c.is_hide_set());
    let names: Vec<&str> = shown.map(clap::Command::get_name).collect();
    writeln!(out, "\nCommands, as in `briefing list --help`:\n")?;
    for line in plain::filled(&names.join(" "), usize::from(columns) - 2) {
        writeln!(out, "  {line}")?;
    }
    writeln!(
        out,
        "\nAll options: briefing --help. Every key: briefing keys, or `?` inside."
    )?;
    Ok(())
}

/// The command of these names, as in `state export`.
fn command(words: &[String]) -> Option<clap::Command> {
    let mut command = Args::command();
    command.build();
    for word in words {
        command = command.find_subcommand(word)?.clone();
    }
    Some(command)
}

/// The help of a command.
fn of_command(words: &[String]) -> anyhow::Result<String> {
    if let Some(mut command) = command(words) {
        return Ok(command.render_long_help().to_string());
    }
    let said = sanitize::line(&words.join(" "));
    let commands = Args::command();
    let commands = commands.get_subcommands().filter(|c| !c.is_hide_set());
    let topics = TOPICS.iter().map(|topic| topic.name);
    let names: Vec<&str> = topics
        .chain(commands.map(clap::Command::get_name))
        .collect();
    let near = fold::nearest(&said, names, 1);
    let hint = near.first().map_or_else(
        || "`briefing help` lists all".to_owned(),
        |name| format!("did you mean `{name}`? `briefing help` lists all"),
    );
    anyhow::bail!("there is no topic or command `{said}`; {hint}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_filled_in_and_what_has_none_is_named() {
        let keymap = Keymap::shipped();
        for (text, filled) in [
            ("no key", "no key"),
            ("{next-mention}", "`]`"),
            ("a {find} b {article:note}{back}.", "a `/` b `a``H`."),
            ("{group-order} {", "`O` {"),
        ] {
            assert_eq!(with_keys(text, &keymap), filled);
        }
        let file = crate::diagnose::File::new("keymap.toml", "[article]\n\"]\" = \"none\"\n");
        let without = Keymap::with(&file).expect("a keymap");
        assert_eq!(
            with_keys("{next-mention}", &without),
            "`next-mention`, in the palette,"
        );
    }
}
