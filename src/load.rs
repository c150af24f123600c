//! Which briefings do these paths hold? Walks folders, recognises formats, decodes, and yields briefings and problems.
//!
//! Invariant: loading cannot fail as a whole, only report; every text that it yields is clean.
//! Must not know: entities, queries, the screen.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::briefing::{Block, Briefing, Claim, Inline, Loaded, Origin, Problem, Stated};
use crate::sanitize;

pub mod address;
mod anchors;
mod archive;
mod body;
mod boilerplate;
mod dates;
pub mod decode;
mod feed;
mod fields;
mod format;
mod front;
mod html;
mod html_tags;
mod interpret;
mod labels;
mod lines;
mod liquid;
mod mail;
mod markdown;
mod mbox;
mod notes;
mod office;
mod package;
mod patience;
mod pdf;
mod pen;
mod places;
mod records;
mod refind;
mod remote;
mod repeated;
mod rtf;
mod text;
mod unpack;
mod walk;
mod xml;

pub use format::As;
pub use remote::{Answer, Feed, Page, answer, outlines};
pub use walk::{Found, Walk, walk};

use format::Format;
use patience::Pulse;
pub use repeated::Lines;

/// Bounds on what is read, and how.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// Largest file, in bytes; default 64 MiB. Kept under 1 GiB, so that spans of four bytes always suffice.
    pub file_size: u64,
    /// How long reading a small document may take; a large one has two seconds more for each MiB. Default 5.
    pub file_seconds: u64,
    /// The format that all files are in; nothing where each tells its own.
    pub format: Option<As>,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            file_size: 64 << 20,
            file_seconds: 5,
            format: None,
        }
    }
}

/// Names of fields that are not the usual ones, by what they hold (`title`, `text`, `date`, …).
pub type Names = BTreeMap<String, Vec<String>>;

/// What the parser of one format makes of a file.
#[derive(Debug, Default)]
struct Parsed {
    title: Option<Claim<String>>,
    stated: Stated,
    body: String,
    blocks: Vec<Block>,
    inlines: Vec<Inline>,
    runs: Vec<(u32, u32, u32)>,
    pages: Vec<u32>,
    findings: Vec<Finding>,
}

/// What is wrong in a file that can be read all the same.
#[derive(Debug)]
struct Finding {
    line: usize,
    cause: String,
    hint: String,
}

impl Finding {
    fn at(line: usize, cause: String, hint: String) -> Self {
        Self { line, cause, hint }
    }
}

/// A document read by itself, before it is known what it shares with its neighbours.
#[derive(Debug)]
pub struct Single {
    briefing: Arc<Briefing>,
    format: Format,
    lines: Lines,
    /// The folder that it is in, or what stands for one in a file of several.
    folder: PathBuf,
}

/// One file read: its documents, in its order, and problems.
#[derive(Debug, Default)]
pub struct Reading {
    /// One for most files, many for feeds, boxes of mail, tables and archives.
    pub documents: Vec<Single>,
    /// What is wrong with the file or with some of its documents.
    pub problems: Vec<Problem>,
}

impl Reading {
    fn failed(problem: Problem) -> Reading {
        Reading {
            problems: vec![problem],
            ..Reading::default()
        }
    }
}

/// Reads all `paths` (folders recursively, files as they are); short lines that the files of a folder share are boilerplate
/// of the site that they come from. `progress` is told how many files have been read so far.
pub fn load(paths: &[PathBuf], limits: Limits, progress: &(dyn Fn(usize) + Sync)) -> Loaded {
    let walk = walk::walk(paths);
    let done = AtomicUsize::new(0);
    let readings: Vec<Reading> = walk
        .files
        .into_par_iter()
        .map(|file| {
            let content = content(&file, limits);
            progress(done.fetch_add(1, Ordering::Relaxed) + 1);
            content.map_or_else(Reading::failed, |bytes| {
                read_file(&file, bytes, limits, &Names::new())
            })
        })
        .collect();
    gather(walk.problems, readings, shared)
}

/// The bytes of a file that a walk has found.
///
/// # Errors
/// Why they are not to be had, or are too many.
pub fn content(file: &Found, limits: Limits) -> Result<Vec<u8>, Problem> {
    let limit = limits.file_size.min(1 << 30);
    let bytes = read_up_to(&file.path, limit).map_err(|e| walk::unreadable(&file.path, &e))?;
    bytes.ok_or_else(|| {
        let cause = format!("it is larger than {}", size(limit));
        let hint = "raise the limit in config.toml, or split the file";
        walk::problem(&file.path, &cause, hint)
    })
}

/// Reads the content of files that a walk has found, in their order; `names` are the reader's own names of fields. It comes back
/// in bounded time.
pub fn read_files(files: Vec<(Found, Vec<u8>)>, limits: Limits, names: &Names) -> Vec<Reading> {
    let names = names.clone();
    let found: Vec<PathBuf> = files.iter().map(|f| f.0.path.clone()).collect();
    let files = files.into_iter().map(|(found, bytes)| {
        let len = bytes.len();
        ((found, bytes), len)
    });
    let all = patience::each(limits.file_seconds, files.collect(), move |file, pulse| {
        let ((of, bytes), began) = (file, Instant::now());
        let how = How {
            format: limits.format,
            names: &names,
            data: of.named,
            pulse: Some(pulse),
        };
        let origin = Origin::File(of.path.clone());
        let reading = interpret::read(origin, &of.name, &of.path, bytes, how);
        let (file, ms) = (&of.name, began.elapsed().as_millis() as u64);
        tracing::debug!(file, bytes = bytes.len(), ms, "read");
        reading
    });
    let each = all.into_iter().zip(found);
    each.map(|(reading, path)| {
        reading.unwrap_or_else(|| {
            let hint = "open it in the program that wrote it, and save it as plain text";
            Reading::failed(walk::problem(&path, "reading it takes too long", hint))
        })
    })
    .collect()
}

/// The same of one file.
pub fn read_file(file: &Found, bytes: Vec<u8>, limits: Limits, names: &Names) -> Reading {
    let all = read_files(vec![(file.clone(), bytes)], limits, names);
    all.into_iter().next().unwrap_or_default()
}

/// How bytes are read.
#[derive(Debug, Clone, Copy)]
struct How<'a> {
    format: Option<As>,
    names: &'a Names,
    /// Whether data that holds no documents is shown as it is.
    data: bool,
    /// Who waits for it.
    pulse: Option<&'a Pulse>,
}

impl How<'static> {
    /// As nobody has said anything.
    fn plain() -> Self {
        static NONE: Names = Names::new();
        How {
            format: None,
            names: &NONE,
            data: true,
            pulse: None,
        }
    }
}

/// For each of these files (the folder it is in, its short lines), in order of name, which of its blocks are not its own but
/// the site's, because the files of the folder share them.
pub fn shared(files: &[(&Path, &Lines)]) -> Vec<Vec<u32>> {
    repeated::repeated(files)
}

impl Single {
    /// The short lines that other files may share.
    pub fn lines(&self) -> &Lines {
        &self.lines
    }

    /// Its neighbours are those of the same folder, or of the same file of several.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// As it is before anything that it shares is set aside.
    pub fn whole(&self) -> &Briefing {
        &self.briefing
    }

    /// The briefing, with what it [`shared`] set aside.
    pub fn without(&self, shared: &[u32]) -> Arc<Briefing> {
        if shared.is_empty() {
            return Arc::clone(&self.briefing);
        }
        let mut briefing = Briefing::clone(&self.briefing);
        // If this fails, the file stays as it was read at first.
        match shielded(|| repeated::set_aside(&mut briefing, self.format, shared)) {
            Some(()) => Arc::new(briefing),
            None => Arc::clone(&self.briefing),
        }
    }
}

/// The briefings compiled into the program.
pub fn bundled() -> Loaded {
    let read = |(name, text): &(&'static str, &str)| {
        interpret::read(
            Origin::Bundled(name),
            name,
            Path::new(name),
            text.as_bytes(),
            How::plain(),
        )
    };
    // They were written for the program, and no site has left its lines in them.
    let own = |files: &[(&Path, &Lines)]| vec![Vec::new(); files.len()];
    gather(Vec::new(), BUNDLED.iter().map(read).collect(), own)
}

/// The files compiled into the program, by name: all of the folder `briefings`.
pub const BUNDLED: &[(&str, &str)] = &[
    (
        "2013-09-23-sochi-foreign-minister.md",
        include_str!("../briefings/2013-09-23-sochi-foreign-minister.md"),
    ),
    (
        "2013-09-23-sochi-president.md",
        include_str!("../briefings/2013-09-23-sochi-president.md"),
    ),
    (
        "2013-09-23-sochi-press-account.md",
        include_str!("../briefings/2013-09-23-sochi-press-account.md"),
    ),
    (
        "2015-09-15-dushanbe-session.md",
        include_str!("../briefings/2015-09-15-dushanbe-session.md"),
    ),
    (
        "2022-12-19-press-conference.md",
        include_str!("../briefings/2022-12-19-press-conference.md"),
    ),
    (
        "2026-11-22-first-steps.md",
        include_str!("../briefings/2026-11-22-first-steps.md"),
    ),
];

/// Reads the first document of a file whose content is at hand; `name` is for people and for telling the format.
pub fn read(origin: Origin, name: &str, bytes: &[u8]) -> (Option<Briefing>, Vec<Problem>) {
    let (documents, problems) = read_all(origin, name, bytes);
    (documents.into_iter().next(), problems)
}

/// Reads all documents of a file whose content is at hand.
pub fn read_all(origin: Origin, name: &str, bytes: &[u8]) -> (Vec<Briefing>, Vec<Problem>) {
    let shown = match &origin {
        Origin::File(path) | Origin::Within(path, _) => path.clone(),
        Origin::Bundled(name) => PathBuf::from(name),
    };
    let reading = interpret::read(origin, &sanitize::line(name), &shown, bytes, How::plain());
    let own = |single: Single| Arc::unwrap_or_clone(single.briefing);
    (
        reading.documents.into_iter().map(own).collect(),
        reading.problems,
    )
}

/// Whether a panic on this thread will be caught and become a problem, so that a panic hook need not restore the screen.
pub fn is_shielded() -> bool {
    SHIELDED.get()
}

thread_local! {
    static SHIELDED: Cell<bool> = const { Cell::new(false) };
}

fn gather(
    mut problems: Vec<Problem>,
    readings: Vec<Reading>,
    shared: impl Fn(&[(&Path, &Lines)]) -> Vec<Vec<u32>>,
) -> Loaded {
    let mut files = Vec::with_capacity(readings.len());
    for reading in readings {
        files.extend(reading.documents);
        problems.extend(reading.problems);
    }
    problems.sort_by(|a, b| a.path.cmp(&b.path));
    let lines: Vec<(&Path, &Lines)> = files.iter().map(|f| (f.folder(), &f.lines)).collect();
    let shared = shared(&lines);
    let pairs = files.into_par_iter().zip(shared);
    Loaded {
        briefings: pairs.map(|(f, shared)| f.without(&shared)).collect(),
        problems,
    }
}

/// The bytes of a file; nothing if there are more than `limit`.
fn read_up_to(path: &Path, limit: u64) -> std::io::Result<Option<Vec<u8>>> {
    let file = File::open(path)?;
    let len = file.metadata()?.len();
    if len > limit {
        return Ok(None);
    }
    // One byte more than allowed tells that the file has grown.
    let mut bytes = Vec::with_capacity(len as usize + 1);
    file.take(limit + 1).read_to_end(&mut bytes)?;
    Ok((bytes.len() as u64 <= limit).then_some(bytes))
}

fn size(bytes: u64) -> String {
    match bytes {
        0..=9_999 => format!("{bytes} bytes"),
        10_000..=9_999_999 => format!("{} KiB", bytes >> 10),
        _ => format!("{} MiB", bytes >> 20),
    }
}

/// What `work` yields; nothing if it panics.
fn shielded<T>(work: impl FnOnce() -> T) -> Option<T> {
    let outer = SHIELDED.replace(true);
    let result = catch_unwind(AssertUnwindSafe(work));
    SHIELDED.set(outer);
    result.ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_caught_and_known_to_be() {
        assert_eq!(shielded(is_shielded), Some(true));
        assert_eq!(shielded(|| -> u8 { panic!("a fault, for the test") }), None);
        assert!(!is_shielded());
    }
}
