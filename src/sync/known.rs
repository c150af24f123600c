//! What is known of a file? As it was when it was read, and whether it may have changed since.
//!
//! Must not know: which files there are, what a corpus is.

use std::fs::Metadata;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use serde::{Deserialize, Serialize};

use crate::briefing::Problem;
use crate::corpus::{Annotated, Store, StoreError};
use crate::load::{self, Found, Limits, Lines, Single};

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
    /// What its neighbours may share; nothing if it could not be read.
    pub(super) lines: Option<Lines>,
    /// Which of its blocks they do, and under which number the rest is in the store.
    pub(super) stored: Option<(Vec<u32>, u32)>,
    pub(super) problems: Vec<Problem>,
    /// As it was read just now.
    #[serde(skip)]
    pub(super) single: Option<Arc<Single>>,
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
    }

    pub(super) fn read(
        found: &Found,
        stamp: Stamp,
        limits: Limits,
        before: Option<&Known>,
    ) -> Known {
        let settled = stamp.is_settled(SystemTime::now());
        let bytes = load::content(found, limits);
        let content = bytes.as_ref().ok().map(|b| hash(b));
        let known = |lines, single, problems| Known {
            stamp,
            settled,
            content,
            lines,
            stored: None,
            problems,
            single,
        };
        match (before, bytes) {
            (Some(k), Ok(_)) if k.content == content => Known {
                stamp,
                settled,
                ..k.clone()
            },
            (_, Ok(bytes)) => {
                let (single, problems) = load::read_file(found, &bytes);
                let single = single.map(Arc::new);
                known(single.as_ref().map(|s| s.lines().clone()), single, problems)
            }
            (_, Err(problem)) => known(None, None, vec![problem]),
        }
    }

    /// Annotates the file and puts it into the store in place of what was there.
    pub(super) fn put(
        &mut self,
        found: &Found,
        shared: Vec<u32>,
        serial: u32,
        limits: Limits,
        store: &Store,
    ) -> Result<(), StoreError> {
        let single = self.single.take().or_else(|| {
            // Its neighbours have changed, it has not: what it held is read again.
            let bytes = load::content(found, limits).ok()?;
            (Some(hash(&bytes)) == self.content).then_some(())?;
            load::read_file(found, &bytes).0.map(Arc::new)
        });
        let Some(single) = single else {
            // Changed meanwhile: it is read when that is heard of.
            self.settled = false;
            return Ok(());
        };
        store.put(serial, &Annotated::new(single.without(&shared)))?;
        if let Some((_, old)) = self.stored.replace((shared, serial)) {
            store.drop(old)?;
        }
        Ok(())
    }
}

fn hash(bytes: &[u8]) -> u64 {
    let mut hasher = DefaultHasher::new();
    bytes.hash(&mut hasher);
    hasher.finish()
}
