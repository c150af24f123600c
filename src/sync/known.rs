//! What is known of a file? As it was when it was read, and whether it may have changed since.
//!
//! Must not know: which files there are, what a corpus is.

use std::collections::BTreeMap;
use std::fs::Metadata;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::briefing::{Briefing, Origin, Problem};
use crate::corpus::{Annotated, Store, StoreError, file_key};
use crate::load::{self, Found, Limits, Lines, Names, Single};

/// A file that was changed so shortly before it was read may change again without looking newer: clocks of file systems
/// are coarse (FAT counts in steps of two seconds).
const GRAIN: Duration = Duration::from_secs(2);

/// A file as it was when it was read.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Known {
    pub(super) stamp: Stamp,
    /// Whether a change since then must have changed the stamp.
    pub(super) settled: bool,
    /// A hash of its bytes, if they were to be had.
    pub(super) content: Option<u64>,
    /// What it holds; nothing if it could not be read.
    pub(super) documents: Vec<Document>,
    pub(super) problems: Vec<Problem>,
}

/// How files are read.
#[derive(Debug, Clone, Copy)]
pub(super) struct How<'a> {
    pub(super) limits: Limits,
    pub(super) names: &'a Names,
}

/// A document of a file.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Document {
    /// As [`file_key`] has it.
    pub(super) key: u64,
    /// As lists name it.
    pub(super) name: String,
    /// A hash of all that was read of it; nothing if that is of other rules.
    pub(super) content: Option<u64>,
    /// Equal for those that are one document, whatever file carries it.
    pub(super) same: u64,
    /// Where its neighbours are.
    #[serde(with = "crate::briefing::path")]
    pub(super) folder: PathBuf,
    /// What its neighbours may share.
    pub(super) lines: Lines,
    /// Which of its blocks they do, and under which number the rest is in the store.
    pub(super) stored: Option<(Vec<u32>, u32)>,
    /// As it was read just now.
    #[serde(skip)]
    pub(super) single: Option<Arc<Single>>,
    /// Whether it was counted as new and is not in the store yet.
    #[serde(skip)]
    pub(super) is_new: bool,
}

impl Document {
    /// `content` is a hash of the file.
    fn new(single: Single, content: Option<u64>) -> Document {
        let briefing = single.whole();
        let content = match &briefing.origin {
            // Its lines are part of what is shown of it.
            Origin::File(_) | Origin::Bundled(_) => content,
            Origin::Within(..) => Some(fingerprint(briefing)),
        };
        Document {
            key: file_key(&briefing.origin),
            name: briefing.name.clone(),
            content,
            same: briefing.sameness(),
            folder: single.folder().to_owned(),
            lines: single.lines().clone(),
            stored: None,
            single: Some(Arc::new(single)),
            is_new: false,
        }
    }

    /// Whether nothing of it has changed.
    pub(super) fn is_as(&self, before: &Document) -> bool {
        self.content.is_some() && self.content == before.content && self.name == before.name
    }
}

/// What tells that a file has changed without opening it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Stamp {
    pub(super) len: u64,
    pub(super) modified: Option<SystemTime>,
    pub(super) identity: (u64, i64, i64),
}

impl Stamp {
    pub(super) fn of(path: &Path) -> Option<Stamp> {
        let meta = std::fs::metadata(path).ok()?;
        Some(Stamp {
            len: meta.len(),
            modified: meta.modified().ok(),
            identity: identity(&meta),
        })
    }

    pub(super) fn is_settled(&self, now: SystemTime) -> bool {
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

impl Known {
    /// Reads it again whatever it is like.
    pub(super) fn forget(&mut self) {
        self.settled = false;
        self.content = None;
        for document in &mut self.documents {
            document.content = None;
        }
    }

    /// Reads files, in their order; what is said of one in `before` stands where its content is the same.
    pub(super) fn read(
        files: &[(Found, Stamp)],
        how: How<'_>,
        before: &BTreeMap<Found, Known>,
    ) -> Vec<Known> {
        let mut pending: Vec<(Found, Vec<u8>)> = Vec::new();
        let one = |(found, stamp): &(Found, Stamp)| {
            let bytes = load::content(found, how.limits);
            let mut known = Known {
                stamp: *stamp,
                settled: stamp.is_settled(SystemTime::now()),
                content: bytes.as_ref().ok().map(|b| hash(b)),
                documents: Vec::new(),
                problems: Vec::new(),
            };
            match (before.get(found), bytes) {
                (Some(old), Ok(_)) if old.content == known.content => {
                    known.documents.clone_from(&old.documents);
                    known.problems.clone_from(&old.problems);
                    return (known, false);
                }
                (_, Ok(bytes)) => pending.push((found.clone(), bytes)),
                (_, Err(problem)) => {
                    known.problems.push(problem);
                    return (known, false);
                }
            }
            (known, true)
        };
        let all: Vec<(Known, bool)> = files.iter().map(one).collect();
        let mut readings = load::read_files(pending, how.limits, how.names).into_iter();
        let filled = all.into_iter().map(|(mut known, is_pending)| {
            if let Some(reading) = is_pending.then(|| readings.next()).flatten() {
                let documents = reading.documents.into_iter();
                known.documents = documents
                    .map(|single| Document::new(single, known.content))
                    .collect();
                known.problems = reading.problems;
            }
            known
        });
        filled.collect()
    }

    /// Annotates those of its documents that are `stale` (which, what they share, under which number) and puts them into the
    /// store in place of what was there.
    pub(super) fn put(
        &mut self,
        found: &Found,
        stale: Vec<(usize, Vec<u32>, u32)>,
        how: How<'_>,
        store: &Store,
    ) -> Result<(), StoreError> {
        let is_at_hand = |at: &usize| self.documents[*at].single.is_some();
        let again = match stale.iter().all(|(at, ..)| is_at_hand(at)) {
            true => Vec::new(),
            // Its neighbours have changed, it has not: what it held is read again.
            false => self.again(found, how),
        };
        let mut stale = stale.into_iter().peekable();
        let mut work = Vec::new();
        for (at, document) in self.documents.iter_mut().enumerate() {
            if let Some((_, shared, serial)) = stale.next_if(|(which, ..)| *which == at) {
                let single = document.single.take().or_else(|| again.get(at).cloned());
                work.push((document, single, shared, serial));
            }
        }
        let is_lost = work.iter().any(|(_, single, ..)| single.is_none());
        work.into_par_iter()
            .try_for_each(|(document, single, shared, serial)| {
                if let Some(single) = single {
                    store.put(serial, &Annotated::new(single.without(&shared)))?;
                    document.is_new = false;
                    if let Some((_, old)) = document.stored.replace((shared, serial)) {
                        store.drop(old)?;
                    }
                }
                Ok::<(), StoreError>(())
            })?;
        if is_lost {
            // Changed meanwhile: it is read when that is heard of.
            self.settled = false;
        }
        Ok(())
    }

    /// Its documents read again; none if it has changed.
    fn again(&self, found: &Found, how: How<'_>) -> Vec<Arc<Single>> {
        let bytes = load::content(found, how.limits).ok();
        let Some(bytes) = bytes.filter(|b| Some(hash(b)) == self.content) else {
            return Vec::new();
        };
        let documents = load::read_file(found, bytes, how.limits, how.names)
            .documents
            .into_iter();
        documents.map(Arc::new).collect()
    }
}

/// Equal for those of which nothing differs that is read from a document.
fn fingerprint(briefing: &Briefing) -> u64 {
    let read = (&briefing.title, &briefing.stated, &briefing.body);
    // Writing to memory fails for no value of ours; were it to, the document would be read again.
    let read = postcard::to_stdvec(&(read, &briefing.blocks, &briefing.inlines));
    hash(&read.unwrap_or_default())
}

fn hash(bytes: &[u8]) -> u64 {
    let mut hasher = DefaultHasher::new();
    bytes.hash(&mut hasher);
    hasher.finish()
}
