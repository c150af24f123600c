//! What does the reader keep from one session to the next? One database in the XDG state folder: queries, and what was left
//! on briefings.
//!
//! Whatever is noted is written in one transaction, which is on the disk before it is acknowledged: a kill at any instant
//! leaves all of it or none. Programs that write at once take turns, and none loses another's. Where nothing can be written,
//! all goes on in memory.
//! Must not know: the session, the corpus.

mod aside;
mod briefings;
mod file;
mod forget;
mod health;
mod items;
mod lines;
mod merge;
mod notes;
mod old;
mod owners;
mod queries;

use std::io::{self, BufRead, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

use crate::files;
use crate::query::{self, Kept, Saved};
use crate::record::{self, Identity, Note, Since};
use crate::sanitize;

pub use forget::LeftOn;
pub use health::{Health, health};

use file::{Fault, File};

/// One of the things that are kept, as it is now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// Queries that were asked, newest last.
    Asked(Vec<String>),
    /// Queries with names.
    Saved(Vec<Saved>),
    /// How the screen was laid out last; 0 for as it comes.
    Layout(Layout),
    /// Another program has left something on briefings: [`State::records`] tells what.
    Records,
    /// A word to the reader.
    Told(String),
}

/// Why something is not kept, or cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Nothing says where.
    #[error("there is no home folder")]
    Homeless,
    /// A newer program has made it.
    #[error("{path}: a newer briefing made it; it is only read")]
    Newer {
        /// Clean, for people.
        path: String,
    },
    /// A file or folder that cannot be read or written.
    #[error("{path}: {cause}")]
    File {
        /// Clean, for people.
        path: String,
        /// What is wrong.
        cause: String,
    },
    /// What is imported begins in another way than what [`State::export`] writes.
    #[error("it does not begin as what `briefing state export` writes")]
    Foreign,
    /// A newer program has exported it.
    #[error(
        "a newer briefing wrote it, and may mean something else by it: import it with that one"
    )]
    NewerExport,
    /// What is to be imported cannot be read.
    #[error("it cannot be read: {0}")]
    Unread(String),
    /// What is exported cannot be written.
    #[error(transparent)]
    Unwritten(#[from] io::Error),
}

/// A note as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// The note; of the briefing that it is on only the record is told.
    pub note: Note,
    /// The number of the record of the briefing that it is on, if it is on one.
    pub record: Option<i64>,
    /// The tags of that briefing.
    pub tags: Vec<String>,
    /// Whether that briefing has a star.
    pub starred: bool,
}

/// How much of what another file held was news.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Taken {
    /// Briefings on which something was new.
    pub records: usize,
    /// Notes, removed ones too.
    pub notes: usize,
    /// Queries, asked and saved.
    pub queries: usize,
    /// Lines that could not be read.
    pub wrong: Vec<Wrong>,
}

/// A line that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wrong {
    /// Its number, from 1.
    pub line: usize,
    /// Clean, for people.
    pub cause: String,
}

/// Something to keep.
#[derive(Debug, Clone)]
enum Noted {
    Query(query::Edit),
    Record(record::Edit),
    Layout(i64),
}

/// An edit of what is kept.
pub trait Notable {
    /// Puts it with those that are still to be written.
    fn put(self, state: &State);
}

impl Notable for query::Edit {
    fn put(self, state: &State) {
        lock(&state.noted).push(Noted::Query(self));
    }
}

/// How the screen is laid out, as a number that is another's to understand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Layout(pub i64);

impl Notable for Layout {
    fn put(self, state: &State) {
        lock(&state.noted).push(Noted::Layout(self.0));
    }
}

impl Notable for record::Edit {
    fn put(self, state: &State) {
        lock(&state.noted).push(Noted::Record(self));
    }
}

/// Says what time it is.
pub type Clock = fn() -> SystemTime;

/// The folder, and edits that are still to be written.
#[derive(Debug)]
pub struct State {
    folder: Option<PathBuf>,
    clock: Clock,
    noted: Mutex<Vec<Noted>>,
    /// Held while reading or writing: edits come one after the other.
    file: Mutex<Option<File>>,
    /// What is still to be told of the file.
    told: Mutex<Vec<Result<Part, Error>>>,
}

impl State {
    /// In this folder, made when there is something to keep; without one, nothing is kept.
    pub fn in_folder(folder: Option<PathBuf>) -> State {
        State {
            folder,
            clock: SystemTime::now,
            noted: Mutex::default(),
            file: Mutex::default(),
            told: Mutex::default(),
        }
    }

    /// The same by another clock than the machine's.
    pub fn by(self, clock: Clock) -> State {
        State { clock, ..self }
    }

    /// The folder, made if it is not there, so that it can be watched; none where it cannot be.
    pub fn made(&self) -> Option<&Path> {
        let folder = self.folder.as_deref();
        folder.filter(|f| files::make(f).is_ok())
    }

    /// The queries that are kept, with those that are noted and still to be written; and whether other programs have left
    /// something on briefings since that was asked last.
    pub fn read(&self) -> Vec<Result<Part, Error>> {
        let mut slot = lock(&self.file);
        let read = self.with(&mut slot, |file| {
            let kept = queries::read(file)?;
            let layout = file.fact(file::LAYOUT).unwrap_or_default();
            Ok((kept, layout, file.is_news()?))
        });
        let mut parts = std::mem::take(&mut *lock(&self.told));
        let (mut kept, layout, is_news) = match read {
            Ok(read) => read,
            Err(error) => {
                parts.push(Err(error));
                return parts;
            }
        };
        for noted in lock(&self.noted).iter() {
            if let Noted::Query(edit) = noted {
                kept.edit(edit);
            }
        }
        parts.push(Ok(Part::Asked(kept.asked)));
        parts.push(Ok(Part::Saved(kept.saved)));
        parts.push(Ok(Part::Layout(Layout(layout))));
        if is_news {
            parts.push(Ok(Part::Records));
        }
        parts
    }

    /// What is left on briefings: what has changed since then, or all of it.
    pub fn records(&self, since: Since) -> record::Kept {
        let mut slot = lock(&self.file);
        let read = self.with(&mut slot, |file| briefings::read(file, since));
        // Why nothing can be read is told by whoever reads the queries.
        let mut kept = read.unwrap_or_else(|_| record::Kept {
            whole: true,
            ..record::Kept::default()
        });
        for noted in lock(&self.noted).iter() {
            if let Noted::Record(edit) = noted {
                kept.noted.push(edit.clone());
            }
        }
        kept
    }

    /// How much is left on these briefings.
    ///
    /// # Errors
    /// What is kept cannot be read.
    pub fn left_on(&self, all: &[Identity]) -> Result<LeftOn, Error> {
        self.with(&mut lock(&self.file), |file| forget::left_on(file, all))
    }

    /// Removes all that is left on these briefings, and what was seen of the collection of this name; how much that was.
    ///
    /// # Errors
    /// What is kept cannot be written.
    pub fn forget(&self, all: &[Identity], corpus: &str) -> Result<LeftOn, Error> {
        self.with(&mut lock(&self.file), |file| {
            forget::forget(file, all, corpus)
        })
    }

    /// All notes that are kept and not removed, in order of making.
    ///
    /// # Errors
    /// What is kept cannot be read.
    pub fn notes(&self) -> Result<Vec<Written>, Error> {
        self.with(&mut lock(&self.file), notes::all)
    }

    /// What the last session with a collection has seen of it: keys of briefings, sorted; none if there was none.
    pub fn seen(&self, corpus: &str) -> Option<Vec<u64>> {
        let mut slot = lock(&self.file);
        let noted = lock(&self.noted).iter().rev().find_map(|n| match n {
            Noted::Record(record::Edit::Seen(of, keys)) if of == corpus => Some(keys.clone()),
            _ => None,
        });
        // Why nothing can be read is told by whoever reads the queries.
        let mut kept = || self.with(&mut slot, |file| notes::visited(file, corpus));
        noted.or_else(|| kept().ok().flatten())
    }

    /// Writes all that is kept, one JSON object a line, for another machine.
    ///
    /// # Errors
    /// What is kept cannot be read, or what is written cannot be taken.
    pub fn export(&self, out: &mut dyn Write) -> Result<(), Error> {
        let all = self.with(&mut lock(&self.file), |file| file.all())?;
        Ok(lines::write(all, out)?)
    }

    /// Takes over what [`State::export`] wrote: of each thing what was changed last, and all that only one of the two has.
    ///
    /// # Errors
    /// It is something else, or cannot be read, or nothing can be written; nothing is taken over then.
    pub fn import(&self, text: &mut dyn BufRead) -> Result<Taken, Error> {
        let (all, wrong) = lines::read(text)?;
        let taken = self.with(&mut lock(&self.file), |file| {
            file.change(|work, change| {
                let taken = merge::merge(work, all.clone(), change)?;
                let records = taken.records + taken.notes > 0;
                Ok((taken, records))
            })
        })?;
        Ok(Taken { wrong, ..taken })
    }

    /// Notes an edit: quick, whatever the disk does.
    pub fn note(&self, edit: impl Notable) {
        edit.put(self);
    }

    /// Writes what was noted, and says which queries are kept now if some were edited. What cannot be written stays noted.
    pub fn write(&self) -> Vec<Result<Part, Error>> {
        let mut slot = lock(&self.file);
        // Taken only when nobody reads: what is neither noted nor written would be missed.
        let noted = std::mem::take(&mut *lock(&self.noted));
        if noted.is_empty() {
            return Vec::new();
        }
        let written = self.with(&mut slot, |file| file.write(&noted));
        let mut parts = std::mem::take(&mut *lock(&self.told));
        match written {
            Ok(Kept { asked, saved }) => {
                let edits = || {
                    noted.iter().filter_map(|n| match n {
                        Noted::Query(edit) => Some(edit),
                        Noted::Record(_) | Noted::Layout(_) => None,
                    })
                };
                if edits().any(|e| matches!(e, query::Edit::Ask(_))) {
                    parts.push(Ok(Part::Asked(asked)));
                }
                if edits().any(|e| !matches!(e, query::Edit::Ask(_))) {
                    parts.push(Ok(Part::Saved(saved)));
                }
            }
            Err(error) => {
                lock(&self.noted).splice(..0, noted);
                parts.push(Err(error));
            }
        }
        parts
    }

    /// Does something with the file, which is opened if it is not open or another lies in its place. A damaged one is set
    /// aside once, and it is done with the new one.
    fn with<T>(
        &self,
        slot: &mut Option<File>,
        work: impl Fn(&mut File) -> Result<T, Fault>,
    ) -> Result<T, Error> {
        let folder = self.folder.as_deref().ok_or(Error::Homeless)?;
        let path = folder.join(file::NAME);
        let mut mended = false;
        loop {
            slot.take_if(|f| f.is_elsewhere());
            let done = match slot {
                Some(file) => work(file),
                None => File::open(folder, self.clock).and_then(|(file, told)| {
                    lock(&self.told).extend(told);
                    work(slot.insert(file))
                }),
            };
            match done {
                Ok(done) => return Ok(done),
                Err(Fault::Damaged(which)) if !mended => {
                    mended = true;
                    let which = slot.take().map_or(which, |f| f.which);
                    let said = aside::set_aside(folder, which, self.clock)?;
                    lock(&self.told).push(Ok(Part::Told(said)));
                }
                Err(fault) => return Err(fault.told(&path)),
            }
        }
    }
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
