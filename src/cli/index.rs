//! How is an index brought up to date without the screen? With a bar on a terminal, with a line now and then otherwise.
//!
//! It may be interrupted at any time: what was published by then stands.
//! Must not know: how files are read, where the index is.

use std::io::{self, IsTerminal, Write};
use std::process::ExitCode;
use std::sync::atomic::{AtomicUsize, Ordering};

use indicatif::{ProgressBar, ProgressStyle};

use super::Args;
use crate::briefing::Progress;
use crate::sync::{self, News};

/// Without a terminal, so many lines until all is read.
const LINES: usize = 20;

pub(super) fn index(args: &Args, rebuild: bool, out: &mut impl Write) -> anyhow::Result<ExitCode> {
    let paths = args.all_paths();
    anyhow::ensure!(
        !paths.is_empty(),
        "name the folders to index; the briefings that come with the program need no index"
    );
    let sync = super::sync_of(args, paths)?;
    let (bar, said) = (bar()?, AtomicUsize::new(0));
    let told = |progress: Progress| {
        bar.set_length(progress.total as u64);
        bar.set_position(progress.read as u64);
        let part = progress.read * LINES / progress.total.max(1);
        let is_new = said.fetch_max(part, Ordering::Relaxed) < part;
        if bar.is_hidden() && is_new {
            // Whoever reads this may have gone; the index is made all the same.
            let _ = writeln!(io::stderr(), "{} of {} read", progress.read, progress.total);
        }
    };
    let sync = sync::index(sync, rebuild, &|news| match news {
        News::Progress(progress) => told(progress),
        News::Corpus(_, Some(progress), _) => told(progress),
        News::Corpus(..) => bar.finish_and_clear(),
    });
    bar.finish_and_clear();
    let (corpus, problems) = (sync.corpus(), sync.problems());
    let briefings = super::print::counted(corpus.len(), "briefing");
    writeln!(
        out,
        "{briefings} indexed, {}",
        super::print::counted(problems.len(), "problem")
    )?;
    for problem in &problems {
        writeln!(out, "{}: {}; {}", problem.path, problem.cause, problem.hint)?;
    }
    Ok(ExitCode::SUCCESS)
}

/// A bar on standard error, if that is a terminal.
fn bar() -> anyhow::Result<ProgressBar> {
    if !io::stderr().is_terminal() {
        return Ok(ProgressBar::hidden());
    }
    let style = "{wide_bar} {human_pos} of {human_len} read, {eta} left";
    let bar = ProgressBar::new(0).with_style(ProgressStyle::with_template(style)?);
    Ok(bar)
}
