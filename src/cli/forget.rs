//! What is kept of these folders that need not be kept? `briefing forget`: the index, and on request all that the reader left.
//!
//! Invariant: nothing goes but what the program has made in its own folders; a link goes and what it leads to stays.
//! Must not know: what is in it.

use std::fs::{self, File, TryLockError};
use std::io::{self, BufRead, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context;

use super::Args;
use super::doctor::{bytes, size};
use super::print::counted;
use crate::files;
use crate::record::Identity;
use crate::settings;
use crate::state::{self, LeftOn, State};
use crate::sync;

/// What the command line says beside paths.
#[derive(Debug, Clone, Copy, clap::Args)]
pub struct How {
    /// Also what you left on their briefings: stars, tags, notes, places, corrections of your own
    #[arg(long)]
    state: bool,
    /// Also all queries, stars, notes, corrections and copies that are kept, of every collection
    #[arg(long)]
    all_state: bool,
    /// Do not ask
    #[arg(long)]
    yes: bool,
}

/// Something to remove.
struct Going {
    path: PathBuf,
    /// What it is, for people.
    what: &'static str,
}

pub(super) fn forget(args: &Args, how: How, out: &mut impl Write) -> anyhow::Result<ExitCode> {
    let paths = args.all_paths();
    let left = match how.state && !how.all_state {
        true => Some(Left::of(args, &paths)?),
        false => None,
    };
    let mut going = index(&paths);
    let state = settings::state_dir().filter(|_| how.all_state);
    going.extend(state.iter().flat_map(|folder| kept(folder)));
    going.extend(left.as_ref().and_then(|left| left.corrections(&paths)));
    let nothing_left = left.as_ref().is_none_or(|l| l.much == LeftOn::default());
    if going.is_empty() && nothing_left {
        writeln!(out, "nothing is kept of that: there is nothing to remove")?;
        return Ok(ExitCode::SUCCESS);
    }
    let _alone = going
        .iter()
        .map(|g| alone(&g.path))
        .collect::<anyhow::Result<Vec<_>>>()?;
    show(&going, out)?;
    if let Some(Ok(health)) = state.as_deref().and_then(state::health) {
        let records = counted(health.records as usize, "briefing");
        writeln!(
            out,
            "What you left on {records} goes for good, and every query that you saved."
        )?;
    }
    left.as_ref().map_or(Ok(()), |left| left.show(out))?;
    if !how.yes && !is_agreed(out)? {
        writeln!(out, "nothing is removed")?;
        return Ok(ExitCode::from(1));
    }
    for Going { path, .. } in &going {
        remove(path).with_context(|| path.display().to_string())?;
    }
    let mut all: Vec<String> = going.iter().map(|g| g.path.display().to_string()).collect();
    if let Some(left) = &left {
        let much = left.state.forget(&left.on, &sync::place(&paths))?;
        all.push(format!(
            "what you left on {}",
            counted(much.briefings, "briefing")
        ));
    }
    writeln!(out, "removed: {}", all.join(", "))?;
    Ok(ExitCode::SUCCESS)
}

/// Says what goes.
fn show(going: &[Going], out: &mut impl Write) -> io::Result<()> {
    for Going { path, what } in going {
        let (files, size) = (counted(count(path), "file"), bytes(size_of(path)));
        writeln!(out, "{what}: {}, {files}, {size}", path.display())?;
    }
    Ok(())
}

/// What the reader left on the briefings of some paths.
struct Left {
    state: State,
    on: Vec<Identity>,
    much: LeftOn,
}

impl Left {
    /// Of those that are there, and those that the index remembers where the folder is gone.
    fn of(args: &Args, paths: &[PathBuf]) -> anyhow::Result<Left> {
        let mut sync = super::sync_of(args, paths.to_vec())?;
        if sync.corpus().is_empty() {
            sync.refresh();
        }
        let corpus = sync.corpus();
        let on: Vec<Identity> = (0..corpus.len() as u32)
            .map(|b| corpus.identity(b))
            .collect();
        let state = State::in_folder(settings::state_dir());
        let much = state.left_on(&on)?;
        Ok(Left { state, on, much })
    }

    fn show(&self, out: &mut impl Write) -> io::Result<()> {
        let LeftOn { briefings, notes } = self.much;
        let (briefings, notes) = (counted(briefings, "briefing"), counted(notes, "note"));
        writeln!(
            out,
            "What you left on {briefings} of them goes for good, {notes} among that."
        )
    }

    /// The reader's own file of corrections, where there is one.
    fn corrections(&self, paths: &[PathBuf]) -> Option<Going> {
        let path = sync::own_file(paths, &settings::state_dir()?);
        let what = "corrections of your own";
        is_there(&path).then_some(Going { path, what })
    }
}

/// The index of these paths, and one of it that was put aside.
fn index(paths: &[PathBuf]) -> Vec<Going> {
    let cache = settings::cache_dir().filter(|_| !paths.is_empty());
    let Some(folder) = cache.map(|cache| sync::index_folder(paths, &cache)) else {
        return Vec::new();
    };
    let mut aside = folder.clone().into_os_string();
    aside.push(".damaged");
    let both = [("index", folder), ("damaged index", aside.into())];
    let there = both.into_iter().filter(|(_, path)| is_there(path));
    there.map(|(what, path)| Going { path, what }).collect()
}

/// What the program has put into the folder for what is kept; what others put there stays.
fn kept(folder: &Path) -> Vec<Going> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut all: Vec<Going> = entries
        .filter_map(|entry| {
            let name = entry.file_name().to_string_lossy().into_owned();
            let what = match name.as_str() {
                "corrections" => "corrections",
                "copied.txt" | ".copied.txt.new" => "what was copied last",
                n if n.starts_with("state.db") => "queries, stars, marks, tags and notes",
                "history" | "queries.toml" => "queries of an older briefing",
                "lock" => "lock",
                n if n.starts_with("note-") && n.ends_with(".md") => "note that was in an editor",
                n if n.starts_with("panic-") && n.ends_with(".txt") => "report of a fault",
                _ => return None,
            };
            let path = entry.path();
            Some(Going { path, what })
        })
        .collect();
    all.sort_by(|a, b| a.path.cmp(&b.path));
    all
}

/// Holds off those who would write there; they may look for it as long as this is held, and make it anew afterwards.
///
/// # Errors
/// Another program has it open.
fn alone(path: &Path) -> anyhow::Result<Option<File>> {
    let shown = || path.display();
    let users = match fs::symlink_metadata(path) {
        // What a link leads to is not touched, whoever has it open.
        Ok(meta) if meta.is_symlink() => return Ok(None),
        _ => files::users(path),
    };
    if let Some((process, name)) = users.first() {
        anyhow::bail!(
            "{}: {name} (process {process}) has it open; quit that first",
            shown()
        );
    }
    let Ok(lock) = File::open(path.join("index/.tantivy-writer.lock")) else {
        return Ok(None);
    };
    match lock.try_lock() {
        Ok(()) => Ok(Some(lock)),
        Err(TryLockError::WouldBlock) => {
            anyhow::bail!(
                "{}: another briefing is writing it; quit that first",
                shown()
            )
        }
        Err(TryLockError::Error(_)) => Ok(None),
    }
}

/// Asks whoever is at the terminal; no answer is no.
fn is_agreed(out: &mut impl Write) -> anyhow::Result<bool> {
    anyhow::ensure!(
        io::stdin().is_terminal(),
        "nobody can be asked here; to remove these without a question: --yes"
    );
    write!(out, "Remove these? [y/N] ")?;
    out.flush()?;
    let mut answer = String::new();
    io::stdin().lock().read_line(&mut answer)?;
    Ok(matches!(answer.trim(), "y" | "Y" | "yes"))
}

/// Removes a file, a link (and not what it leads to), or a folder with all that is in it, through no link.
fn remove(path: &Path) -> io::Result<()> {
    match fs::symlink_metadata(path)?.is_dir() {
        true => fs::remove_dir_all(path),
        false => fs::remove_file(path),
    }
}

fn is_there(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok()
}

/// Files below, links among them; none is followed.
fn count(path: &Path) -> usize {
    let is_folder = fs::symlink_metadata(path).is_ok_and(|m| m.is_dir());
    if !is_folder {
        return 1;
    }
    let all = fs::read_dir(path).into_iter().flatten().flatten();
    all.map(|e| count(&e.path())).sum()
}

fn size_of(path: &Path) -> u64 {
    match fs::symlink_metadata(path) {
        Ok(meta) if meta.is_dir() => size(path),
        Ok(meta) => meta.len(),
        Err(_) => 0,
    }
}
