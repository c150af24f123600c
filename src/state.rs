//! What does the reader keep from one session to the next? Files in the XDG state folder, read and edited.
//!
//! Invariant: an edit is done to what the file holds at that moment, under a lock, and a file is replaced whole or not at all:
//! programs that edit at once all keep theirs, and a kill at any instant leaves the old file or the new one.
//! Must not know: the session, the corpus.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use serde::{Deserialize, Serialize};

use crate::files::{self, Readers};
use crate::query::{Edit, Kept, Saved};
use crate::sanitize;

/// Queries that were asked, one a line, newest last.
const ASKED: &str = "history";

/// Queries with names.
const SAVED: &str = "queries.toml";

/// Whoever holds this file edits.
const LOCK: &str = "lock";

/// A file that is longer, in bytes, is not ours.
const LONGEST: u64 = 16 << 20;

/// One of the things that are kept, as it is now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// Queries that were asked, newest last.
    Asked(Vec<String>),
    /// Queries with names.
    Saved(Vec<Saved>),
}

/// Why something is not kept, or cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Nothing says where.
    #[error("there is no home folder")]
    Homeless,
    /// A file or folder that cannot be read or written.
    #[error("{path}: {cause}")]
    File {
        /// Clean, for people.
        path: String,
        /// What is wrong.
        cause: String,
    },
}

/// The folder, and edits that are still to be written.
#[derive(Debug)]
pub struct State {
    folder: Option<PathBuf>,
    noted: Mutex<Vec<Edit>>,
    /// Held while writing: edits come one after the other.
    writing: Mutex<()>,
}

/// `queries.toml`.
#[derive(Debug, Default, Serialize, Deserialize)]
struct SavedFile {
    #[serde(default, rename = "query")]
    queries: Vec<Saved>,
}

impl State {
    /// In this folder, made when there is something to keep; without one, nothing is kept.
    pub fn in_folder(folder: Option<PathBuf>) -> State {
        State {
            folder,
            noted: Mutex::default(),
            writing: Mutex::default(),
        }
    }

    /// The folder, made if it is not there, so that it can be watched; none where it cannot be.
    pub fn made(&self) -> Option<&Path> {
        let folder = self.folder.as_deref();
        folder.filter(|f| files::make(f).is_ok())
    }

    /// All that is kept, with what is noted and still to be written.
    pub fn read(&self) -> Vec<Result<Part, Error>> {
        let Some(folder) = &self.folder else {
            return Vec::new();
        };
        let _nothing_is_half_written = lock(&self.writing);
        let noted = lock(&self.noted).clone();
        let edited = |mut kept: Kept| {
            noted.iter().for_each(|e| kept.edit(e));
            kept
        };
        let asked = asked(folder).map(|asked| Kept {
            asked,
            ..Kept::default()
        });
        let saved = saved(folder).map(|saved| Kept {
            saved,
            ..Kept::default()
        });
        vec![
            asked.map(|kept| Part::Asked(edited(kept).asked)),
            saved.map(|kept| Part::Saved(edited(kept).saved)),
        ]
    }

    /// Notes an edit: quick, whatever the disk does.
    pub fn note(&self, edit: Edit) {
        lock(&self.noted).push(edit);
    }

    /// Writes what was noted, and says what is kept now of the kinds that were edited. What cannot be written stays noted.
    pub fn write(&self) -> Vec<Result<Part, Error>> {
        let _one_at_a_time = lock(&self.writing);
        let edits = std::mem::take(&mut *lock(&self.noted));
        let (asks, saves): (Vec<Edit>, Vec<Edit>) =
            edits.into_iter().partition(|e| matches!(e, Edit::Ask(_)));
        let write = |edits: Vec<Edit>, write: Edited| {
            let written = self.edited(&edits, write);
            if written.is_err() {
                lock(&self.noted).splice(..0, edits);
            }
            written
        };
        let kinds: [(Vec<Edit>, Edited); 2] = [(asks, write_asked), (saves, write_saved)];
        let some = kinds.into_iter().filter(|(edits, _)| !edits.is_empty());
        some.map(|(edits, how)| write(edits, how)).collect()
    }

    fn edited(&self, edits: &[Edit], write: Edited) -> Result<Part, Error> {
        let folder = self.folder.as_deref().ok_or(Error::Homeless)?;
        let _others_wait = locked(folder)?;
        write(folder, edits)
    }
}

type Edited = fn(&Path, &[Edit]) -> Result<Part, Error>;

fn write_asked(folder: &Path, edits: &[Edit]) -> Result<Part, Error> {
    let mut kept = Kept {
        asked: asked(folder)?,
        ..Kept::default()
    };
    edits.iter().for_each(|e| kept.edit(e));
    let lines: String = kept
        .asked
        .iter()
        .map(|q| sanitize::line(q) + "\n")
        .collect();
    replace(&folder.join(ASKED), &lines)?;
    Ok(Part::Asked(kept.asked))
}

fn write_saved(folder: &Path, edits: &[Edit]) -> Result<Part, Error> {
    let mut kept = Kept {
        saved: saved(folder)?,
        ..Kept::default()
    };
    edits.iter().for_each(|e| kept.edit(e));
    let file = SavedFile {
        queries: kept.saved,
    };
    let path = folder.join(SAVED);
    let text = toml::to_string(&file).map_err(|e| wrong(&path, e))?;
    replace(&path, &text)?;
    Ok(Part::Saved(file.queries))
}

fn asked(folder: &Path) -> Result<Vec<String>, Error> {
    let text = text(&folder.join(ASKED))?;
    let lines = text.lines().map(sanitize::line);
    Ok(lines.filter(|l| !l.trim().is_empty()).collect())
}

fn saved(folder: &Path) -> Result<Vec<Saved>, Error> {
    let path = folder.join(SAVED);
    let file: Result<SavedFile, _> = toml::from_str(&text(&path)?);
    let file = file.map_err(|e| wrong(&path, e.message()))?;
    let clean = |s: Saved| Saved {
        name: sanitize::line(&s.name),
        query: sanitize::line(&s.query),
    };
    Ok(file.queries.into_iter().map(clean).collect())
}

/// The text of a file; none if there is no such file.
fn text(path: &Path) -> Result<String, Error> {
    let read = || {
        let mut bytes = Vec::new();
        let file = match File::open(path) {
            Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(bytes),
            file => file?,
        };
        file.take(LONGEST + 1).read_to_end(&mut bytes)?;
        match bytes.len() as u64 {
            0..=LONGEST => Ok(bytes),
            _ => Err(io::Error::other("too long")),
        }
    };
    let bytes = read().map_err(|e| wrong(path, e))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// Puts a new file in the place of the old one. What was asked is nobody else's business.
fn replace(path: &Path, text: &str) -> Result<(), Error> {
    files::replace(path, text, Readers::Owner).map_err(|e| wrong(path, e))
}

/// Holds all other programs off until the file is dropped; the folder is made if it is not there.
fn locked(folder: &Path) -> Result<File, Error> {
    let path = folder.join(LOCK);
    let held = || files::hold(files::make(folder).and_then(|()| files::token(&path))?);
    held().map_err(|e| wrong(&path, e))
}

fn wrong(path: &Path, cause: impl ToString) -> Error {
    Error::File {
        path: sanitize::line(&path.to_string_lossy()),
        cause: sanitize::line(&cause.to_string()),
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
