//! What does the program keep, where, and is it sound? Folders, index, state, settings.
//!
//! Must not know: the terminal.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::Part;
use crate::cli::Args;
use crate::cli::print::counted;
use crate::cli::told;
use crate::corpus::{Harm, Store};
use crate::files;
use crate::settings;
use crate::state;
use crate::sync;

pub(super) fn folders() -> Part {
    let mut part = Part::new("folders");
    let config = settings::config_dir();
    let within = |name: &str| config.as_ref().map(|c| c.join(name));
    for (name, path) in [
        ("configuration", config.clone()),
        ("settings", within(settings::FILE)),
        ("keymap", within(crate::keymap::FILE)),
    ] {
        match path {
            Some(path) => part.tell(name, standing(&path)),
            None => part.warn(name, "there is no home folder", HOMELESS),
        }
    }
    for (name, path) in [
        ("cache", settings::cache_dir()),
        ("state", settings::state_dir()),
        ("data", settings::data_dir()),
    ] {
        match path {
            None => part.warn(name, "there is no home folder", HOMELESS),
            Some(path) if !files::is_writable(&path) => {
                let todo = format!(
                    "let {} be written, or nothing is kept there",
                    path.display()
                );
                part.warn(name, standing(&path), &todo);
            }
            Some(path) => part.tell(name, standing(&path)),
        }
    }
    part
}

const HOMELESS: &str = "set HOME, so that there is a place to keep things in";

/// A path, whether it is there and may be written, and what it lies on.
fn standing(path: &Path) -> String {
    let is_there = if path.exists() { "" } else { ", not there yet" };
    let may = if files::is_writable(path) {
        ""
    } else {
        ", may not be written"
    };
    format!(
        "{}{is_there}{may}, {}",
        path.display(),
        files::file_system(path)
    )
}

pub(super) fn index(paths: &[PathBuf]) -> Part {
    let mut part = Part::new("index");
    let (false, Some(cache)) = (paths.is_empty(), settings::cache_dir()) else {
        part.tell(
            "of",
            "the briefings that come with the program: they need none",
        );
        return part;
    };
    for path in paths {
        match path.try_exists() {
            Ok(true) => part.tell("of", path.display().to_string()),
            _ => part.warn(
                "of",
                path.display().to_string(),
                "name folders or files that are there",
            ),
        }
    }
    let folder = sync::index_folder(paths, &cache);
    if !folder.is_dir() {
        part.tell(
            "where",
            format!("{}, not there yet: reading makes it", folder.display()),
        );
        return part;
    }
    part.tell("where", folder.display().to_string());
    part.tell("size", bytes(size(&folder)));
    part.tell("last commit", last(&folder.join("tables")));
    part.tell(
        "written by",
        users(&folder.join("index/.tantivy-writer.lock")),
    );
    part.tell("open in", users(&folder));
    if !folder.join("index/meta.json").is_file() {
        part.tell("briefings", "none yet");
        return part;
    }
    published(&folder, &mut part);
    part
}

/// The last state of an index that is there.
fn published(folder: &Path, part: &mut Part) {
    let published = Store::open(folder, &Harm::default()).and_then(|mut store| store.published());
    match published {
        Ok(Some(state)) => {
            part.tell("briefings", state.corpus.len().to_string());
            let problems = state.corpus.problems().len();
            match problems {
                0 => part.tell("problems", "none"),
                n => part.warn(
                    "problems",
                    counted(n, "problem"),
                    "see what could not be read: briefing check",
                ),
            }
        }
        Ok(None) => part.tell("briefings", "none yet"),
        Err(error) => part.warn(
            "soundness",
            error.to_string(),
            "nothing: the index is made anew when you read; or briefing forget",
        ),
    }
}

pub(super) fn state() -> Part {
    let mut part = Part::new("state");
    let folder = settings::state_dir();
    let health = folder.as_deref().and_then(state::health);
    match health {
        None => part.tell("kept", "nothing yet"),
        Some(Err(error)) => part.warn(
            "file",
            error.to_string(),
            "start briefing once: what is damaged is set aside, and told",
        ),
        Some(Ok(health)) => {
            part.tell("file", health.path.display().to_string());
            part.tell("version", health.version.to_string());
            part.tell("size", bytes(health.size));
            part.tell("records", counted(health.records as usize, "briefing"));
            part.tell("open in", users(&health.path));
            match &health.damage {
                None => part.tell("soundness", "sound"),
                Some(damage) => part.warn(
                    "soundness",
                    damage,
                    "start briefing once: what is damaged is set aside, and told",
                ),
            }
        }
    }
    let drafts = folder.as_deref().map_or(0, drafts);
    if drafts > 0 {
        part.warn(
            "in an editor",
            counted(drafts, "note"),
            "where no editor has it open, look into note-*.md in the state folder, then delete it",
        );
    }
    let reports = folder.map_or(0, |f| reports(&f));
    if reports > 0 {
        part.warn(
            "faults",
            counted(reports, "report"),
            "send panic-*.txt in the state folder to whoever maintains briefing, then delete them",
        );
    }
    part
}

/// How many reports of faults there are.
fn reports(folder: &Path) -> usize {
    count(folder, "panic-", ".txt")
}

/// How many notes an editor has, or had when a session was killed.
fn drafts(folder: &Path) -> usize {
    count(folder, "note-", ".md")
}

/// How many files in a folder are called so.
fn count(folder: &Path, from: &str, to: &str) -> usize {
    let all = fs::read_dir(folder).into_iter().flatten().flatten();
    let is_one = |name: &str| name.starts_with(from) && name.ends_with(to);
    all.filter(|e| e.file_name().to_str().is_some_and(is_one))
        .count()
}

pub(super) fn settings(args: &Args) -> Part {
    let mut part = Part::new("reader's files");
    let said = crate::cli::settings();
    let kept = said.as_ref().map(Clone::clone).unwrap_or_default();
    for (name, read) in [
        ("settings", said.map(drop)),
        ("keymap", crate::cli::keymap(args, &kept).map(drop)),
        ("theme", crate::cli::theme(args, &kept).map(drop)),
    ] {
        match read {
            Ok(()) => part.tell(name, "no mistakes"),
            Err(error) => {
                let first = told(&error).lines().next().unwrap_or_default().to_owned();
                part.warn(
                    name,
                    first,
                    &format!("mend the {name}: `briefing keys` shows the place"),
                );
            }
        }
    }
    part
}

/// Who has it open, for people.
fn users(path: &Path) -> String {
    let all = files::users(path);
    let all: Vec<String> = all
        .iter()
        .map(|(n, name)| format!("{name} (process {n})"))
        .collect();
    if all.is_empty() {
        "nobody".to_owned()
    } else {
        all.join(", ")
    }
}

/// When the newest file of a folder was written.
fn last(folder: &Path) -> String {
    let all = fs::read_dir(folder).into_iter().flatten().flatten();
    let times = all.filter_map(|e| e.metadata().ok()?.modified().ok());
    let time = times
        .max()
        .and_then(|t: SystemTime| Timestamp::try_from(t).ok());
    time.map_or_else(
        || "never".to_owned(),
        |t| {
            t.to_zoned(TimeZone::system())
                .strftime("%Y-%m-%d %H:%M:%S")
                .to_string()
        },
    )
}

/// All bytes below a folder; links are not followed.
pub(in crate::cli) fn size(folder: &Path) -> u64 {
    let all = fs::read_dir(folder).into_iter().flatten().flatten();
    all.filter_map(|e| {
        let meta = e.metadata().ok()?;
        Some(if meta.is_dir() {
            size(&e.path())
        } else {
            meta.len()
        })
    })
    .sum()
}

/// `312 B`, `1.2 kB`, `3.4 MB`.
pub(in crate::cli) fn bytes(n: u64) -> String {
    let unit = |size: u64, name: &str| format!("{}.{} {name}", n / size, n % size * 10 / size);
    match n {
        0..1_000 => format!("{n} B"),
        1_000..1_000_000 => unit(1_000, "kB"),
        1_000_000..1_000_000_000 => unit(1_000_000, "MB"),
        _ => unit(1_000_000_000, "GB"),
    }
}
