//! What does the reader follow on the web, and what is new there? `briefing add`, `pull`, `feeds`, `remove`.
//!
//! Must not know: how addresses are asked, how what comes is kept.

use std::fs;
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::atomic::{AtomicUsize, Ordering};

use indicatif::{ProgressBar, ProgressStyle};
use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::print::counted;
use crate::briefing::Problem;
use crate::load;
use crate::pull::{Library, Manners, Outcome, Progress, Status};
use crate::sanitize;
use crate::settings;

/// The commands that use the network, and those about what they fetched.
#[derive(Debug, clap::Subcommand)]
pub enum Web {
    /// Follow a feed or a page, or all feeds of a list: this and `pull` use the network
    Add {
        /// https://…, or a list of feeds (OPML)
        #[arg(value_name = "URL|FILE.opml")]
        what: String,
        /// Also fetch the articles behind its entries, now and whenever it is pulled
        #[arg(long)]
        full: bool,
        /// Let addresses lead into your own network
        #[arg(long)]
        allow_private: bool,
    },
    /// Fetch what is new where you follow; exit 1 if some failed
    Pull {
        /// Also fetch the articles behind the entries of every feed
        #[arg(long)]
        full: bool,
        /// Let addresses lead into your own network
        #[arg(long)]
        allow_private: bool,
    },
    /// List what you follow, and how it last went
    Feeds {
        /// One JSON object a line
        #[arg(long)]
        json: bool,
    },
    /// Follow an address no longer; what came from it stays
    Remove {
        /// The address, or its title in `briefing feeds`
        what: String,
    },
}

pub(super) fn run(web: &Web, out: &mut impl Write) -> anyhow::Result<ExitCode> {
    match web {
        Web::Add {
            what,
            full,
            allow_private,
        } => add(what, *full, *allow_private, out),
        Web::Pull {
            full,
            allow_private,
        } => pull(*full, *allow_private, out),
        Web::Feeds { json } => feeds(*json, out),
        Web::Remove { what } => remove(what, out),
    }
}

/// The folder of what was pulled, if there is anything in it.
pub(super) fn kept() -> Option<PathBuf> {
    settings::data_dir().filter(|folder| Library::has_any(folder))
}

/// What the reader follows.
pub fn library(allow_private: bool) -> anyhow::Result<Library> {
    let folder = settings::data_dir();
    let folder = folder.ok_or_else(|| {
        anyhow::anyhow!("there is no home folder to keep it in; set XDG_DATA_HOME")
    })?;
    let private = allow_private || super::settings()?.private;
    Ok(Library::new(
        folder,
        Manners {
            private,
            ..Manners::default()
        },
    ))
}

fn add(
    what: &str,
    full: bool,
    allow_private: bool,
    out: &mut impl Write,
) -> anyhow::Result<ExitCode> {
    let library = library(allow_private)?;
    if !what.contains("://") {
        return add_list(&library, Path::new(what), full, out);
    }
    let shown = Shown::new()?;
    let added = library.add(what, full, &|progress| shown.tell(&progress), &|| false);
    shown.end();
    let added = match added {
        Ok(added) => added,
        Err(problem) => {
            // It repeats what was typed and what a server said.
            let mut err = sanitize::Writer::new(io::stderr());
            writeln!(err, "error: {}", told(problem))?;
            err.flush()?;
            return Ok(ExitCode::from(1));
        }
    };
    writeln!(out, "{}: {}", added.follow, added.outcome)?;
    problems(&added.outcome, out)?;
    let named = added
        .feeds
        .iter()
        .filter(|(_, url)| *url != added.follow.url);
    for (title, url) in named {
        let title = if title.is_empty() { "a feed" } else { title };
        writeln!(
            out,
            "The page names {title}; to follow it: briefing add '{}'",
            quoted(url)
        )?;
    }
    writeln!(
        out,
        "To read it: briefing. To fetch what is new: briefing pull"
    )?;
    Ok(code(&added.outcome))
}

/// As a shell takes it within single quotes.
fn quoted(url: &str) -> String {
    url.replace('\'', "%27")
}

fn add_list(
    library: &Library,
    path: &Path,
    full: bool,
    out: &mut impl Write,
) -> anyhow::Result<ExitCode> {
    /// Lists are short.
    const LARGEST: u64 = 16 << 20;
    let name = path.display();
    let wrong = |cause: &str| {
        anyhow::anyhow!("{name}: {cause}; name an address (https://…) or a list of feeds (OPML)")
    };
    let len = fs::metadata(path).map_err(|e| wrong(&e.to_string()))?.len();
    anyhow::ensure!(len <= LARGEST, wrong("it is too large for a list"));
    let bytes = fs::read(path).map_err(|e| wrong(&e.to_string()))?;
    let feeds = load::outlines(&bytes).map_err(wrong)?;
    let named = feeds.len();
    anyhow::ensure!(named > 0, wrong("it names no feed"));
    let new = library.add_all(feeds, full).map_err(told)?;
    writeln!(
        out,
        "{} in the list, {new} of them new",
        counted(named, "feed")
    )?;
    writeln!(out, "To fetch them: briefing pull. To read them: briefing")?;
    Ok(ExitCode::SUCCESS)
}

fn pull(full: bool, allow_private: bool, out: &mut impl Write) -> anyhow::Result<ExitCode> {
    let library = library(allow_private)?;
    if library.follows().map_err(told)?.is_empty() {
        writeln!(out, "{NOTHING}")?;
        return Ok(ExitCode::SUCCESS);
    }
    let shown = Shown::new()?;
    let outcome = library.pull(full, &|progress| shown.tell(&progress), &|| false);
    shown.end();
    let outcome = outcome.map_err(told)?;
    writeln!(out, "{outcome}")?;
    problems(&outcome, out)?;
    Ok(code(&outcome))
}

/// What to say to those who follow nothing.
pub const NOTHING: &str =
    "You follow nothing yet: briefing add https://… (a feed or a page), or briefing add FILE.opml";

fn problems(outcome: &Outcome, out: &mut impl Write) -> io::Result<()> {
    for problem in &outcome.problems {
        writeln!(out, "{}: {}; {}", problem.path, problem.cause, problem.hint)?;
    }
    Ok(())
}

fn code(outcome: &Outcome) -> ExitCode {
    ExitCode::from(u8::from(!outcome.problems.is_empty()))
}

fn told(problem: Problem) -> anyhow::Error {
    let Problem {
        path, cause, hint, ..
    } = problem;
    anyhow::anyhow!("{path}: {cause}; {hint}")
}

fn feeds(json: bool, out: &mut impl Write) -> anyhow::Result<ExitCode> {
    let statuses = library(false)?.statuses().map_err(told)?;
    if statuses.is_empty() && !json {
        writeln!(out, "{NOTHING}")?;
    }
    for status in &statuses {
        match json {
            true => writeln!(out, "{}", as_json(status))?,
            false => writeln!(out, "{}: {}", status.follow, went(status))?,
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn as_json(status: &Status) -> serde_json::Value {
    let failed = status.failed.as_ref();
    serde_json::json!({
        "url": status.follow.url,
        "title": status.follow.title,
        "full": status.follow.full,
        "succeeded": status.succeeded,
        "failed": failed.map(|(time, _)| time),
        "cause": failed.map(|(_, cause)| cause),
    })
}

/// How it went, in a few words.
fn went(status: &Status) -> String {
    match (&status.failed, status.succeeded) {
        (Some((time, cause)), None) => format!("failed {}: {cause}", local(*time)),
        (Some((time, cause)), Some(last)) => format!(
            "failed {}: {cause}; last pulled {}",
            local(*time),
            local(last)
        ),
        (None, Some(last)) => format!("pulled {}", local(last)),
        (None, None) => "not pulled yet".to_owned(),
    }
}

fn local(time: Timestamp) -> String {
    time.to_zoned(TimeZone::system())
        .strftime("%Y-%m-%d %H:%M")
        .to_string()
}

fn remove(what: &str, out: &mut impl Write) -> anyhow::Result<ExitCode> {
    let removed = library(false)?.remove(what).map_err(told)?;
    writeln!(
        out,
        "{removed} is no longer followed; what came from it stays"
    )?;
    Ok(ExitCode::SUCCESS)
}

/// How far it is: a bar on a terminal, else a line for each address that is done.
struct Shown {
    bar: ProgressBar,
    said: AtomicUsize,
}

impl Shown {
    fn new() -> anyhow::Result<Shown> {
        let bar = match io::stderr().is_terminal() {
            false => ProgressBar::hidden(),
            true => {
                let style = "{wide_bar} {human_pos} of {human_len} pulled {msg:.dim}";
                ProgressBar::new(0).with_style(ProgressStyle::with_template(style)?)
            }
        };
        Ok(Shown {
            bar,
            said: AtomicUsize::new(0),
        })
    }

    fn tell(&self, progress: &Progress) {
        let Progress { done, total, name } = progress;
        self.bar.set_length(*total as u64);
        self.bar.set_position(*done as u64);
        let short: String = name.chars().take(24).collect();
        self.bar.set_message(short);
        let is_new = self.said.fetch_max(*done, Ordering::Relaxed) < *done;
        if self.bar.is_hidden() && is_new {
            // Whoever reads this may have gone; what is new is kept all the same.
            let _ = writeln!(io::stderr(), "{done} of {total} pulled");
        }
    }

    fn end(&self) {
        self.bar.finish_and_clear();
    }
}
