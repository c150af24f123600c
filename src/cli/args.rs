//! What was named on the command line: which folders and files to read, and how?
//!
//! Must not know: what commands do.

use std::ffi::OsString;
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::{CommandFactory, Parser};

use super::piped::Piped;
use super::{Command, explain, pull};
use crate::fold;
use crate::journal::{self, Level};
use crate::load::As;
use crate::sanitize;

/// Read a folder of documents in three panes, every name linked to where else it is spoken of
#[derive(Debug, Parser)]
#[command(name = "briefing", version, subcommand_precedence_over_arg = true, disable_help_subcommand = true, help_template = HELP, after_help = AFTER_HELP)]
pub struct Args {
    /// Folders and files, `-` for what is piped in; else what was pulled, or what came along
    pub paths: Vec<PathBuf>,
    /// Read all as text, markdown, html, mail, mbox, json, csv or tsv
    #[arg(long = "as", value_name = "FORMAT", value_parser = format_of, global = true)]
    pub read_as: Option<As>,
    /// How it looks: a theme of `briefing themes`, or a file of yours
    #[arg(long, value_name = "NAME")]
    pub theme: Option<String>,
    /// Which keys: default, vim, emacs or less
    #[arg(long, value_name = "NAME")]
    pub keys: Option<String>,
    /// Line by line, without a screen: for screen readers and braille lines
    #[arg(long)]
    pub plain: bool,
    /// With --plain: so many lines at a time
    #[arg(hide = true, long, value_name = "N")]
    pub lines: Option<u16>,
    /// Add what the program does to this file; never queries, notes or texts
    #[arg(hide = true, long, value_name = "FILE", global = true)]
    log: Option<PathBuf>,
    /// How much of it: info or debug (else $BRIEFING_LOG)
    #[arg(hide = true, long, value_name = "LEVEL", value_parser = level_of, global = true)]
    log_level: Option<Level>,
    /// Columns and rows of the terminal, if standard output is one
    #[arg(skip)]
    pub screen: Option<(u16, u16)>,
    /// What was piped in
    #[arg(skip)]
    pub piped: Option<Piped>,
    /// The same, as commands take them
    #[command(flatten)]
    pub within: Within,
    /// What to do without the screen
    #[command(subcommand)]
    pub command: Option<Command>,
}

impl Args {
    /// Reads the command line; a wrong one, `--help` and `--version` end the process here.
    pub fn of_this_process() -> Args {
        let parsed = Args::try_parse_from(shielded(std::env::args_os()));
        parsed.unwrap_or_else(|error| {
            if error.use_stderr() {
                // It repeats what was typed, which may have come from anywhere.
                let mut out = sanitize::Writer::new(io::stderr());
                let _ = write!(out, "{}", error.render()).and_then(|()| out.flush());
                std::process::exit(error.exit_code());
            }
            error.exit()
        })
    }

    /// Begins the log, if one is asked for, on a screen of so many columns and rows.
    ///
    /// # Errors
    /// The file cannot be written, or `BRIEFING_LOG` is no level.
    pub fn begin_log(&mut self, screen: Option<(u16, u16)>) -> anyhow::Result<()> {
        self.screen = screen;
        let Some(path) = &self.log else {
            return Ok(());
        };
        let set = std::env::var("BRIEFING_LOG").unwrap_or_default();
        let level = match (self.log_level, set.as_str()) {
            (Some(level), _) => level,
            (None, "") => Level::default(),
            (None, name) => level_of(name).map_err(|why| anyhow::anyhow!("BRIEFING_LOG: {why}"))?,
        };
        journal::to_file(path, level)
            .with_context(|| format!("the log {} cannot be written", path.display()))?;
        tracing::info!(
            version = env!("CARGO_PKG_VERSION"),
            process = std::process::id(),
            screen = ?self.screen,
            paths = ?self.all_paths(),
            "start"
        );
        Ok(())
    }

    /// Reads what is piped in, if `-` is among what was named; false if it is not.
    ///
    /// # Errors
    /// Standard input cannot be read, or is the terminal.
    pub fn take_piped(&mut self) -> anyhow::Result<bool> {
        if !self.all_paths().iter().any(|path| is_dash(path)) {
            return Ok(false);
        }
        if io::stdin().is_terminal() {
            anyhow::bail!(
                "`-` reads what is piped in, and nothing is: try `curl -s URL | briefing -`"
            );
        }
        let limit = super::settings()?.file_size;
        let piped = Piped::take(limit).context("standard input cannot be read")?;
        self.piped = Some(piped);
        Ok(true)
    }

    /// Everything to read, however it was named.
    pub fn all_paths(&self) -> Vec<PathBuf> {
        let after = self.command.as_ref().and_then(Command::within);
        let named = std::iter::once(&self.within).chain(after);
        let named = named.flat_map(|within| &within.corpus);
        let indexed = match &self.command {
            Some(
                Command::Index { paths, .. }
                | Command::Doctor { paths, .. }
                | Command::Forget { paths, .. },
            ) => paths.as_slice(),
            _ => &[],
        };
        let all = self.paths.iter().chain(indexed).chain(named);
        let piped = |path: &PathBuf| {
            self.piped
                .as_ref()
                .filter(|_| is_dash(path))
                .map(Piped::path)
        };
        let all = all.map(|path| piped(path).unwrap_or_else(|| path.clone()));
        let all: Vec<PathBuf> = all.collect();
        match &self.command {
            // What is explained is read by itself when no collection is named.
            Some(Command::Explain { place, .. }) if all.is_empty() => {
                explain::Place::read(place).file().into_iter().collect()
            }
            // What was fetched is there to be read.
            _ if all.is_empty() => pull::kept().into_iter().collect(),
            _ => all,
        }
    }

    /// Whether there is anything of what was named, and nothing of it was meant as a command.
    ///
    /// # Errors
    /// When nothing of what was named exists; without a command also when a word that names nothing is nearly one, or stands
    /// beside `--in`.
    pub fn exist(&self) -> anyhow::Result<()> {
        let is_there = |path: &PathBuf| is_dash(path) || path.try_exists().unwrap_or(true);
        let beside = !self.within.corpus.is_empty();
        let words = self.paths.iter().filter(|_| self.command.is_none());
        let mut words = words.filter(|path| !is_there(path));
        let word = words.find(|path| beside || command_like(path).is_some());
        let paths = self.all_paths();
        let first = paths.first().filter(|_| !paths.iter().any(is_there));
        let Some(wrong) = word.or(first) else {
            return Ok(());
        };
        let hint = match command_like(wrong) {
            Some(command) => format!("did you mean the command `{command}`?"),
            None if beside => "a query stands behind a command, as in `list WORDS`".to_owned(),
            None => "name a folder of documents, or none for those that come with the program"
                .to_owned(),
        };
        let name = sanitize::line(&wrong.to_string_lossy());
        anyhow::bail!("there is no file or folder `{name}`; {hint}")
    }
}

/// Whether a path stands for standard input.
fn is_dash(path: &Path) -> bool {
    path.as_os_str() == "-"
}

/// The command that this is nearly the name of.
fn command_like(path: &Path) -> Option<String> {
    let name = sanitize::line(&path.to_string_lossy());
    let commands = Args::command();
    let names: Vec<&str> = commands
        .get_subcommands()
        .map(clap::Command::get_name)
        .collect();
    let near = fold::nearest(&name, names, 1);
    near.first().map(|command| (*command).to_owned())
}

fn level_of(name: &str) -> Result<Level, String> {
    let all = Level::ALL.map(Level::name).join(" and ");
    Level::named(name).ok_or_else(|| format!("the levels are {all}"))
}

fn format_of(name: &str) -> Result<As, String> {
    let named = As::ALL.into_iter().find(|f| f.name() == name);
    let all = As::ALL.map(As::name).join(", ");
    named.ok_or_else(|| format!("the formats are {all}"))
}

/// Where to look, said with an option: it may stand before the command and after it, and both count.
#[derive(Debug, Default, clap::Args)]
pub struct Within {
    /// Folder or file to work on (may be given several times)
    #[arg(long = "in", value_name = "PATH")]
    pub(super) corpus: Vec<PathBuf>,
}

/// The arguments with a space before every `-word` of a query: it excludes the word, and clap would take it for an option.
fn shielded(args: impl Iterator<Item = OsString>) -> impl Iterator<Item = OsString> {
    const ASKING: [&str; 6] = ["list", "search", "show", "facets", "mentions", "export"];
    let mut asking = false;
    args.map(move |arg| {
        asking |= ASKING.iter().any(|name| arg == *name);
        match arg.as_encoded_bytes() {
            [b'-', second, _, ..] if asking && *second != b'-' => {
                let mut shielded = OsString::from(" ");
                shielded.push(arg);
                shielded
            }
            _ => arg,
        }
    })
}

/// On one screen: what `PATHS` are stands in the last lines.
const HELP: &str = "{about}\n\n{usage-heading} {usage}\n\nCommands:\n{subcommands}\n\nOptions:\n{options}{after-help}";

const AFTER_HELP: &str = "\
PATHS: folders and files, `-` for what is piped in; without any, what was pulled, or what came along
Queries: words \"a phrase\" -without topic:terrorism country:tj year:2013..2015 mention:\"a name\"
A folder named like a command is opened as ./list. Over SSH: ssh -t HOST briefing FOLDER";
