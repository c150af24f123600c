//! What has changed in the folders that are open? Compares them with what has been read, and reads only what is new.
//!
//! Invariant: after a refresh the corpus is the one that reading everything afresh would give, and a briefing is the very same
//! value as before when its file is as it was and shares the same lines with its neighbours.
//! Must not know: the session, queries, the terminal.

mod follow;
mod watch;

use std::collections::BTreeMap;
use std::fs::Metadata;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, SystemTime};

use rayon::prelude::*;

pub use follow::{News, follow};

use crate::briefing::{Problem, Progress};
use crate::corpus::{Annotated, Corpus};
use crate::load::{self, Found, Limits, Single, Walk};

/// A file counts for at least so many bytes of work.
const LEAST: u64 = 4 << 10;

/// A file that was changed so shortly before it was read may change again without looking newer: clocks of file systems
/// are coarse (FAT counts in steps of two seconds).
const GRAIN: Duration = Duration::from_secs(2);

/// How the corpus differs from the one before, in briefings.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Changes {
    /// Of new files, and of files that could not be read before.
    pub new: usize,
    /// Of files with another content.
    pub changed: usize,
    /// Of files that are gone, or cannot be read any more.
    pub gone: usize,
    /// Whether other problems are told than before.
    pub problems: bool,
}

impl Changes {
    /// Whether all is as it was.
    pub fn is_empty(&self) -> bool {
        *self == Changes::default()
    }
}

/// `2 new, 1 changed, 1 gone`; nothing when no briefing differs.
impl std::fmt::Display for Changes {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let counts = [
            (self.new, "new"),
            (self.changed, "changed"),
            (self.gone, "gone"),
        ];
        let counts = counts.iter().filter(|(n, _)| *n > 0);
        let said: Vec<String> = counts.map(|(n, what)| format!("{n} {what}")).collect();
        f.write_str(&said.join(", "))
    }
}

/// Folders and files, and what has been read of them.
#[derive(Debug)]
pub struct Sync {
    paths: Vec<PathBuf>,
    limits: Limits,
    known: BTreeMap<Found, Known>,
    /// What is still to be read, in order of name.
    queue: Vec<(Found, Stamp)>,
    progress: Progress,
    walk: Walk,
    /// That changes may be heard of late.
    deaf: Option<Problem>,
    changes: Changes,
}

/// A file as it was when it was read.
#[derive(Debug)]
struct Known {
    stamp: Stamp,
    /// Whether a change since then must have changed the stamp.
    settled: bool,
    /// A hash of its bytes, if they were to be had.
    content: Option<u64>,
    single: Option<Arc<Single>>,
    /// What it shares with its neighbours, and what is left of it, annotated.
    part: Option<(Vec<usize>, Annotated)>,
    problems: Vec<Problem>,
}

/// What tells that a file has changed without opening it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Stamp {
    len: u64,
    modified: Option<SystemTime>,
    identity: (u64, i64, i64),
}

impl Stamp {
    fn of(path: &Path) -> Option<Stamp> {
        let meta = std::fs::metadata(path).ok()?;
        Some(Stamp {
            len: meta.len(),
            modified: meta.modified().ok(),
            identity: identity(&meta),
        })
    }

    fn is_settled(&self, now: SystemTime) -> bool {
        let age = self.modified.and_then(|m| now.duration_since(m).ok());
        age.is_some_and(|age| age > GRAIN)
    }
}

/// Which file it is, and when anything about it was changed: its permissions, too, decide whether it can be read.
#[cfg(unix)]
fn identity(meta: &Metadata) -> (u64, i64, i64) {
    use std::os::unix::fs::MetadataExt;
    (meta.ino(), meta.ctime(), meta.ctime_nsec())
}

#[cfg(not(unix))]
fn identity(_: &Metadata) -> (u64, i64, i64) {
    (0, 0, 0)
}

impl Sync {
    /// Nothing has been read of `paths` yet.
    pub fn new(paths: Vec<PathBuf>, limits: Limits) -> Sync {
        Sync {
            paths,
            limits,
            known: BTreeMap::new(),
            queue: Vec::new(),
            progress: Progress::default(),
            walk: Walk::default(),
            deaf: None,
            changes: Changes::default(),
        }
    }

    /// Compares and reads all that is new, and says what has changed since the last time.
    pub fn refresh(&mut self) -> Changes {
        self.look();
        self.read(u64::MAX, &|_| ());
        self.take_changes()
    }

    /// Compares: what is gone is dropped, and what is new or changed waits to be read.
    pub fn look(&mut self) {
        let mut walk = load::walk(&self.paths);
        self.changes.problems |= walk.problems != self.walk.problems;
        let files = std::mem::take(&mut walk.files);
        self.walk = walk;
        let stamped: Vec<(Found, Option<Stamp>)> = files
            .into_par_iter()
            .map(|f| {
                let stamp = Stamp::of(&f.path);
                (f, stamp)
            })
            .collect();
        let mut before = std::mem::take(&mut self.known);
        self.queue.clear();
        for (found, stamp) in stamped {
            // A file that went away since the walk is gone.
            let Some(stamp) = stamp else { continue };
            let known = before.remove(&found);
            if !known
                .as_ref()
                .is_some_and(|k| k.settled && k.stamp == stamp)
            {
                self.queue.push((found.clone(), stamp));
            }
            if let Some(known) = known {
                self.known.insert(found, known);
            }
        }
        for gone in before.into_values() {
            self.changes.gone += usize::from(gone.single.is_some());
            self.changes.problems |= !gone.problems.is_empty();
        }
        self.progress = Progress {
            read: 0,
            total: self.queue.len(),
        };
    }

    /// Reads the next files that wait, about so many `bytes` of them; `told` hears of each.
    pub fn read(&mut self, bytes: u64, told: &(dyn Fn(Progress) + std::marker::Sync)) {
        let mut weight = 0;
        let fits = |(_, stamp): &&(Found, Stamp)| {
            let room = weight < bytes;
            weight += stamp.len.max(LEAST);
            room
        };
        let count = self.queue.iter().take_while(fits).count();
        let batch: Vec<(Found, Stamp)> = self.queue.drain(..count).collect();
        let (total, done) = (self.progress.total, AtomicUsize::new(self.progress.read));
        let one = |(found, stamp): &(Found, Stamp)| {
            Known::read(found, *stamp, self.limits, self.known.get(found))
        };
        let read: Vec<Known> = batch.par_iter().map(one).collect();
        self.progress.read += count;
        for ((found, _), known) in batch.into_iter().zip(read) {
            self.take(found, known);
        }
        self.annotate(&|| {
            let read = done.fetch_add(1, Ordering::Relaxed) + 1;
            told(Progress {
                read: read.min(total),
                total,
            });
        });
    }

    /// Annotates what is new, and what shares other lines with its neighbours than before; `told` hears of each.
    fn annotate(&mut self, told: &(dyn Fn() + std::marker::Sync)) {
        let singles = self.known.values().filter_map(|k| k.single.as_deref());
        let shared = load::shared(&singles.collect::<Vec<_>>());
        let readable = self.known.values_mut().filter(|k| k.single.is_some());
        let stale = readable.zip(shared).filter(|(known, shared)| {
            let part = known.part.as_ref();
            part.is_none_or(|(before, _)| before != shared)
        });
        let stale: Vec<(&mut Known, Vec<usize>)> = stale.collect();
        stale.into_par_iter().for_each(|(known, shared)| {
            let single = known.single.as_ref();
            let briefing = single.map(|s| s.without(&shared));
            known.part = briefing.map(|b| (shared, Annotated::new(b)));
            told();
        });
    }

    /// How far reading has come; nothing when nothing waits.
    pub fn progress(&self) -> Option<Progress> {
        (!self.queue.is_empty()).then_some(self.progress)
    }

    /// How what has been read differs from what it was when this was last asked.
    pub fn take_changes(&mut self) -> Changes {
        std::mem::take(&mut self.changes)
    }

    /// All that has been read, linked.
    pub fn corpus(&self) -> Corpus {
        let parts: Vec<&Annotated> = self
            .known
            .values()
            .filter_map(|k| k.part.as_ref().map(|(_, part)| part))
            .collect();
        let of_files = self.known.values().flat_map(|k| &k.problems);
        let mut problems: Vec<Problem> = self
            .walk
            .problems
            .iter()
            .chain(&self.deaf)
            .chain(of_files)
            .cloned()
            .collect();
        problems.sort_by(|a, b| a.path.cmp(&b.path));
        Corpus::of(&parts, problems)
    }

    fn take(&mut self, found: Found, mut known: Known) {
        let mut old = self.known.remove(&found);
        let changes = &mut self.changes;
        match (old.as_ref().and_then(|k| k.single.as_ref()), &known.single) {
            (None, Some(_)) => changes.new += 1,
            (Some(a), Some(b)) if !Arc::ptr_eq(a, b) => changes.changed += 1,
            (Some(_), None) => changes.gone += 1,
            (Some(_), Some(_)) => known.part = old.as_mut().and_then(|k| k.part.take()),
            (None, None) => {}
        }
        changes.problems |= old.map_or_else(Vec::new, |k| k.problems) != known.problems;
        self.known.insert(found, known);
    }
}

impl Known {
    fn read(found: &Found, stamp: Stamp, limits: Limits, before: Option<&Known>) -> Known {
        let settled = stamp.is_settled(SystemTime::now());
        let bytes = load::content(found, limits);
        let content = bytes.as_ref().ok().map(|b| hash(b));
        let (single, problems) = match (before, bytes) {
            (Some(k), Ok(_)) if k.content == content => (k.single.clone(), k.problems.clone()),
            (_, Ok(bytes)) => {
                let (single, problems) = load::read_file(found, &bytes);
                (single.map(Arc::new), problems)
            }
            (_, Err(problem)) => (None, vec![problem]),
        };
        Known {
            stamp,
            settled,
            content,
            single,
            part: None,
            problems,
        }
    }
}

fn hash(bytes: &[u8]) -> u64 {
    let mut hasher = DefaultHasher::new();
    bytes.hash(&mut hasher);
    hasher.finish()
}
