//! What does the command line ask for? The commands that need no screen, over the same corpus and queries.
//!
//! Invariant: standard output gets clean text only, whatever the documents hold; a closed pipe is success.
//! Must not know: the terminal, the screen.

mod args;
mod asked;
mod check;
mod chosen;
mod doctor;
mod entity;
mod explain;
mod export;
mod forget;
mod generate;
mod help;
mod index;
mod init;
mod link;
mod notes;
mod passages;
mod piped;
mod print;
mod pull;
mod search;
mod state;
mod themes;

use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use clap::Subcommand;

use crate::app::records;
use crate::briefing::Problem;
use crate::cite::Link;
use crate::corpus::{Corpus, Own};
use crate::diagnose::Diagnoses;
use crate::load::Limits;
use crate::record::Since;
use crate::sanitize;
use crate::settings::{self, Settings};
use crate::state::State;
use crate::sync::{self, Sync};

use asked::Asked;

pub use args::{Args, Within};
pub use chosen::{keymap, known, theme, unicode};
pub use export::Format;
pub use help::{TOPICS, Topic};
pub use piped::Piped;
pub use pull::{NOTHING, library};

/// The commands that need no screen.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// List the briefings that match
    List(Ask),
    /// Search: a line for each briefing that matches, with the words where they are found
    #[command(mut_arg("query", |a| a.required(true)))]
    Search(Ask),
    /// Print the briefings that match
    Show(Ask),
    /// Print the facet values and their counts
    #[command(mut_arg("limit", |a| a.help("No more than so many values of each facet")))]
    #[command(mut_arg("offset", |a| a.help("Leave out the first so many of each facet")))]
    Facets(Ask),
    /// Print who and what is mentioned, and how often
    Mentions(Ask),
    /// Say why: each mention of a briefing or a line of its file, each of its facets
    Explain {
        /// A file, or a briefing's name; alone it is read by itself, with `--in` as part of that collection
        #[arg(value_name = "FILE[:LINE]")]
        place: String,
        /// Where to look
        #[command(flatten)]
        within: Within,
        /// One JSON object a line
        #[arg(long)]
        json: bool,
    },
    /// Print where else a briefing is said: word for word, edited or translated
    Parallels {
        /// Where to look
        #[command(flatten)]
        within: Within,
        /// Which briefing, by its title, its name in `list --json`, or its path; FILE:LINE for the passages at a line
        file: String,
        /// One JSON object a line
        #[arg(long)]
        json: bool,
    },
    /// Print what there is to say of one person, body, place …: names, company, roles, years
    Entity {
        /// By name, or by the slug that exports give
        name: String,
        /// Where to look
        #[command(flatten)]
        within: Within,
        /// One JSON object a line
        #[arg(long)]
        json: bool,
    },
    /// Print the briefings that are about the same as one, and why
    Related {
        /// Where to look
        #[command(flatten)]
        within: Within,
        /// Which briefing, by its title, its name in `list --json`, or its path
        file: String,
        /// No more than so many
        #[arg(long, value_name = "N", default_value_t = 10)]
        limit: usize,
        /// One JSON object a line
        #[arg(long)]
        json: bool,
    },
    /// Open the text that a link leads to, at its words; without a terminal, print it
    Open {
        /// briefing:ID#OFFSET…
        link: String,
        /// Where to look
        #[command(flatten)]
        within: Within,
    },
    /// Write briefings, or what was understood of them, for other people and programs
    Export {
        /// Where to look
        #[command(flatten)]
        within: Within,
        /// What to write
        #[arg(long, value_enum, default_value_t = Format::Mentions)]
        format: Format,
        /// Which briefings; all of them without
        query: Vec<String>,
    },
    /// Bring the index of folders up to date, as opening them does, without the screen
    Index {
        /// Folders and files
        paths: Vec<PathBuf>,
        /// Where to look
        #[command(flatten)]
        within: Within,
        /// Read everything again
        #[arg(long)]
        rebuild: bool,
    },
    /// Print every key
    Keys(chosen::Keys),
    /// Show the themes, or print the file of one, to copy and edit
    Themes {
        /// Which one
        name: Option<String>,
    },
    /// Write config.toml and keymap.toml with every option explained; never over a file
    Init {
        /// Print them instead
        #[arg(long)]
        print: bool,
    },
    /// List the files that could not be read; exit 1 if there are any
    Check {
        /// Where to look
        #[command(flatten)]
        within: Within,
        /// One JSON object a line
        #[arg(long)]
        json: bool,
    },
    /// Print your notes and highlights, with what they are on
    Notes(notes::Wanted),
    /// Take what you left on briefings to another machine, and put it together there
    State {
        /// What to do
        #[command(subcommand)]
        what: state::What,
    },
    /// Say what is seen of terminal, folders, index, state; exit 1 if something needs you
    Doctor {
        /// Folders and files whose index to look at
        paths: Vec<PathBuf>,
        /// Where to look
        #[command(flatten)]
        within: Within,
        /// One JSON object
        #[arg(long)]
        json: bool,
    },
    /// Remove the index of folders, after showing what goes; reading makes it anew
    Forget {
        /// The folders and files, as they were opened
        paths: Vec<PathBuf>,
        /// Where to look
        #[command(flatten)]
        within: Within,
        /// What else, and whether to ask
        #[command(flatten)]
        how: forget::How,
    },
    /// What is of the web
    #[command(flatten)]
    Web(pull::Web),
    /// Print the completions of a shell
    Completions {
        /// Which shell
        shell: clap_complete::Shell,
    },
    /// Explain a topic (keys, query, notes …) or a command; without one, list them
    Help {
        /// Which one
        topic: Vec<String>,
        /// A topic as Markdown
        #[arg(long)]
        markdown: bool,
    },
    /// Write manual pages and completions, for packages
    #[command(hide = true)]
    Generate {
        /// Where to: `man/man1`, `man/man7` and `completions` are made in it
        folder: PathBuf,
    },
}

impl Command {
    fn within(&self) -> Option<&Within> {
        match self {
            Command::List(ask)
            | Command::Search(ask)
            | Command::Show(ask)
            | Command::Facets(ask)
            | Command::Mentions(ask) => Some(&ask.within),
            Command::Explain { within, .. }
            | Command::Entity { within, .. }
            | Command::Parallels { within, .. }
            | Command::Related { within, .. }
            | Command::Export { within, .. }
            | Command::Open { within, .. }
            | Command::Check { within, .. }
            | Command::Doctor { within, .. }
            | Command::Forget { within, .. }
            | Command::Index { within, .. } => Some(within),
            Command::Keys(_)
            | Command::Themes { .. }
            | Command::Init { .. }
            | Command::Completions { .. }
            | Command::Help { .. }
            | Command::Generate { .. }
            | Command::Notes(_)
            | Command::State { .. }
            | Command::Web(_) => None,
        }
    }
}

/// A question to the corpus, and which part of the answer is wanted.
#[derive(Debug, clap::Args)]
pub struct Ask {
    #[command(flatten)]
    within: Within,
    /// Which briefings; all of them without
    query: Vec<String>,
    /// One JSON object a line
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    page: Page,
}

/// A part of a list.
#[derive(Debug, Default, clap::Args)]
pub struct Page {
    /// No more than so many
    #[arg(long, value_name = "N")]
    limit: Option<usize>,
    /// Leave out the first so many
    #[arg(long, value_name = "N", default_value_t = 0)]
    offset: usize,
}

impl Page {
    fn of<'a, T>(&self, all: &'a [T]) -> &'a [T] {
        let rest = all.get(self.offset..).unwrap_or_default();
        let limit = self.limit.unwrap_or(rest.len());
        &rest[..limit.min(rest.len())]
    }

    /// The same of what is only known as it comes.
    fn of_each<T>(&self, all: impl Iterator<Item = T>) -> impl Iterator<Item = T> {
        all.skip(self.offset).take(self.limit.unwrap_or(usize::MAX))
    }
}

/// Runs a command; what it finds goes to `out`, and what the reader should know beside that to `notes`.
pub fn run(
    command: &Command,
    args: &Args,
    out: &mut dyn Write,
    notes: &mut dyn Write,
) -> anyhow::Result<ExitCode> {
    if let Command::Themes { name } = command {
        return themes::themes(name.as_deref(), out);
    }
    let mut out = sanitize::Writer::new(out);
    use Command::{Check, Doctor, Forget, Help};
    // Those that tell of what is missing, or of what is kept of it, and what needs no documents.
    if !matches!(
        command,
        Check { .. } | Doctor { .. } | Forget { .. } | Help { .. }
    ) {
        args.exist()?;
        chosen::known(args)?;
    }
    let mut ask = |query: &[String]| Asked::new(args, query, notes);
    let code = match command {
        Command::Keys(keys) => keys.print(args, &mut out)?,
        Command::Init { print } => init::init(*print, &mut out)?,
        // Done before.
        Command::Themes { .. } => ExitCode::SUCCESS,
        Command::Completions { shell } => {
            out.write_all(&generate::completions(*shell))?;
            ExitCode::SUCCESS
        }
        Command::Help { topic, markdown } => help::help(topic, *markdown, args, &mut out)?,
        Command::Generate { folder } => generate::generate(folder, &mut out)?,
        Command::Web(web) => pull::run(web, &mut out)?,
        Command::Notes(wanted) => notes::notes(wanted, &mut out)?,
        Command::State { what } => state::run(what, &mut out, notes)?,
        Command::Doctor { json, .. } => doctor::doctor(args, *json, &mut out)?,
        Command::Forget { how, .. } => forget::forget(args, *how, &mut out)?,
        Command::Index { rebuild, .. } => index::index(args, *rebuild, &mut out)?,
        Command::Check { json, .. } => check::check(args, *json, &mut out, notes)?,
        Command::List(a) => print::list(&ask(&a.query)?, &a.page, a.json, &mut out)?,
        Command::Search(a) => search::search(&ask(&a.query)?, &a.page, a.json, &mut out)?,
        Command::Show(a) => print::show(&ask(&a.query)?, &a.page, a.json, &mut out)?,
        Command::Facets(a) => print::facets(&ask(&a.query)?, &a.page, a.json, &mut out)?,
        Command::Mentions(a) => print::mentions(&ask(&a.query)?, &a.page, a.json, &mut out)?,
        Command::Explain { .. }
        | Command::Entity { .. }
        | Command::Parallels { .. }
        | Command::Related { .. } => of_one(command, args, &mut out, notes)?,
        Command::Open { link, .. } => link::print(args, link, &mut out)?,
        Command::Export { format, query, .. } => export::export(&ask(query)?, *format, &mut out)?,
    };
    out.flush()?;
    Ok(code)
}

/// What is asked of one briefing, line or name.
fn of_one(
    command: &Command,
    args: &Args,
    out: &mut impl Write,
    notes: &mut dyn Write,
) -> anyhow::Result<ExitCode> {
    let corpus = &open(args)?.0;
    Ok(match command {
        Command::Explain { place, json, .. } => {
            explain::explain(corpus, &explain::Place::read(place), *json, out)?
        }
        Command::Entity { name, json, .. } => {
            let mut notes = sanitize::Writer::new(notes);
            let code = entity::entity(corpus, name, *json, out, &mut notes)?;
            notes.flush()?;
            code
        }
        Command::Parallels { file, json, .. } => passages::parallels(corpus, file, *json, out)?,
        Command::Related {
            file, limit, json, ..
        } => passages::related(corpus, file, *limit, *json, out)?,
        // The others are of many, or of none.
        _ => ExitCode::SUCCESS,
    })
}

/// The link that the screen is to open at, if the command line asks for one.
///
/// # Errors
/// It is no link.
pub fn link(args: &Args) -> anyhow::Result<Option<Link>> {
    match &args.command {
        Some(Command::Open { link, .. }) => link::read(link).map(Some),
        _ => Ok(None),
    }
}

/// Prints the list of all briefings: what standard output gets when it is no terminal.
pub fn list(args: &Args, out: &mut dyn Write, notes: &mut dyn Write) -> anyhow::Result<ExitCode> {
    args.exist()?;
    chosen::known(args)?;
    let mut out = sanitize::Writer::new(out);
    let asked = Asked::new(args, &[], notes)?;
    let code = print::list(&asked, &Page::default(), false, &mut out)?;
    out.flush()?;
    Ok(code)
}

/// What the reader has made of the briefings of a corpus.
fn own(args: &Args, corpus: &Arc<Corpus>) -> Arc<Own> {
    let state = State::in_folder(settings::state_dir());
    let seen = state.seen(&sync::place(&args.all_paths()));
    records::own(corpus, state.records(Since::default()), seen.as_deref())
}

/// What was named.
///
/// # Errors
/// The settings are wrong.
pub fn corpus(args: &Args) -> anyhow::Result<Arc<Corpus>> {
    Ok(open(args)?.0)
}

/// What was named, and the one among its problems that is of the index and of no document.
fn open(args: &Args) -> anyhow::Result<(Arc<Corpus>, Option<Problem>)> {
    let paths = args.all_paths();
    if paths.is_empty() {
        settings()?;
        let own = settings::state_dir().map(|state| sync::own_file(&paths, &state));
        return Ok((Arc::new(sync::bundled(own.as_deref())), None));
    }
    let mut sync = sync_of(args, paths)?;
    sync.refresh();
    sync.on_harm(harmed);
    Ok((sync.corpus(), sync.index_problem().cloned()))
}

/// The index cannot be read any more, in the middle of an answer: what there is of it is not handed out as if it were all.
fn harmed() {
    let _ = writeln!(
        io::stderr(),
        "error: a file of the index cannot be read any more: it was cut short, or the disk fails\n  \
         run it again: what is damaged is put aside then, and the index made anew"
    );
    std::process::exit(2);
}

/// What these paths hold, with the reader's own corrections, as it is kept.
fn sync_of(args: &Args, paths: Vec<PathBuf>) -> anyhow::Result<Sync> {
    let settings = settings()?;
    let limits = Limits {
        file_size: settings.file_size,
        file_seconds: settings.file_seconds,
        format: args.read_as,
    };
    let own = settings::state_dir().map(|state| sync::own_file(&paths, &state));
    if args.piped.is_some() {
        return Ok(Sync::new(paths, limits, None).with_own(own).in_passing());
    }
    let cache = settings::cache_dir();
    Ok(Sync::new(paths, limits, cache.as_deref()).with_own(own))
}

/// The reader's settings, or what is wrong with them.
pub fn settings() -> anyhow::Result<Settings> {
    match settings::config_dir() {
        Some(folder) => Ok(Settings::read(&folder)?),
        None => Ok(Settings::default()),
    }
}

/// An error as the reader gets it: like those of the command line, it begins with `error: `.
pub fn told(error: &anyhow::Error) -> String {
    match error.downcast_ref::<Diagnoses>() {
        Some(diagnoses) => diagnoses.to_string(),
        None => format!("error: {error:#}"),
    }
}

/// Whether an error is only that nobody reads on (`briefing list | head`).
pub fn is_closed_pipe(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| {
        cause
            .downcast_ref::<io::Error>()
            .is_some_and(|e| e.kind() == io::ErrorKind::BrokenPipe)
    })
}
