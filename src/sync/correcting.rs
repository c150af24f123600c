//! How does a correction of the reader get into a file, and out of it again? Chooses the file, edits it, and remembers what it
//! was before.
//!
//! Invariant: an edit is done to what the file holds at that moment, while no other program edits it; nothing is taken back that
//! somebody has changed since.
//! Must not know: the session, what a correction does.

use std::fmt;
use std::fs::File;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::corrected::text;
use super::shelter::resolved;
use crate::corrections::{FILE, Wish, changed};
use crate::files::{self, Readers};
use crate::sanitize;

/// Writes what the reader corrects, for one set of paths.
#[derive(Debug)]
pub struct Corrector {
    paths: Vec<PathBuf>,
    own: Option<PathBuf>,
    noted: Mutex<Vec<Order>>,
    /// What was done in this session; held while writing, so that edits come one after the other.
    done: Mutex<Edits>,
}

#[derive(Debug)]
enum Order {
    Correct(Wish),
    Undo,
    Redo,
}

/// Edits that were done, and those that were taken back; both the last last.
#[derive(Debug, Default)]
struct Edits {
    made: Vec<Edit>,
    taken_back: Vec<Edit>,
}

/// An edit of a file that was done.
#[derive(Debug)]
struct Edit {
    file: PathBuf,
    before: Option<String>,
    after: String,
    said: String,
    undone: String,
}

/// What was done; shown, a sentence to the reader.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Done {
    /// Something is corrected.
    Corrected {
        /// As the reader's wish says it.
        said: String,
        /// The file that says so now.
        file: PathBuf,
        /// Whether it is the reader's own, since the one of the folder cannot be written.
        own: bool,
        /// Whether it had been taken back before.
        again: bool,
    },
    /// Something is as it was.
    TakenBack {
        /// What is so again, as the wish said it.
        said: String,
    },
}

/// Why nothing was done; shown, a sentence with the way out.
#[derive(Debug, thiserror::Error)]
pub enum CorrectError {
    /// The file, or its folder.
    #[error("{}: {cause}", path.display())]
    File {
        /// Clean.
        path: PathBuf,
        /// What is wrong and what to do about it, clean.
        cause: String,
    },
    /// Neither the folder nor a file of the reader's own.
    #[error("The folder cannot be written, and there is no home to keep corrections in")]
    Nowhere,
    /// To be taken back or made again, and nothing was.
    #[error("Nothing has been corrected in this session")]
    Nothing,
}

impl fmt::Display for Done {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Done::Corrected { said, .. } => write!(f, "{said} from now on"),
            Done::TakenBack { said } => write!(f, "Taken back: {said}"),
        }
    }
}

impl Done {
    /// Where that is said now, in a few clean words; nothing of what was taken back.
    pub fn place(&self) -> Option<String> {
        match self {
            Done::Corrected { own: true, .. } => {
                Some("in a file of your own: the folder cannot be written".to_owned())
            }
            Done::Corrected { file, .. } => Some(short(file)),
            Done::TakenBack { .. } => None,
        }
    }
}

impl Corrector {
    /// Of what `paths` hold; `own` is the file for what cannot be written beside the documents.
    pub fn new(paths: Vec<PathBuf>, own: Option<PathBuf>) -> Corrector {
        Corrector {
            paths,
            own,
            noted: Mutex::default(),
            done: Mutex::default(),
        }
    }

    /// Notes a wish: quick, whatever the disk does.
    pub fn note(&self, wish: Wish) {
        lock(&self.noted).push(Order::Correct(wish));
    }

    /// Notes that what was done last shall be taken back.
    pub fn note_undo(&self) {
        lock(&self.noted).push(Order::Undo);
    }

    /// Notes that what was taken back last shall be done again.
    pub fn note_redo(&self) {
        lock(&self.noted).push(Order::Redo);
    }

    /// Does what was noted, one after the other.
    pub fn run(&self) -> Vec<Result<Done, CorrectError>> {
        let mut done = lock(&self.done);
        let orders = std::mem::take(&mut *lock(&self.noted));
        let one = |order| match order {
            Order::Correct(wish) => {
                let (edit, own) = self.correct(wish)?;
                let done_now = edit.done(own, false);
                done.taken_back.clear();
                done.made.push(edit);
                Ok(done_now)
            }
            Order::Undo => {
                let edit = done.made.last().ok_or(CorrectError::Nothing)?;
                exchange(&edit.file, Some(&edit.after), edit.before.as_deref())?;
                let said = edit.undone.clone();
                let edit = done.made.pop();
                done.taken_back.extend(edit);
                Ok(Done::TakenBack { said })
            }
            Order::Redo => {
                let edit = done.taken_back.last().ok_or(CorrectError::Nothing)?;
                exchange(&edit.file, edit.before.as_ref(), Some(&edit.after))?;
                let done_now = edit.done(false, true);
                let edit = done.taken_back.pop();
                done.made.extend(edit);
                Ok(done_now)
            }
        };
        orders.into_iter().map(one).collect()
    }

    /// Edits the file of the folder, or where that cannot be written the reader's own: says which.
    fn correct(&self, wish: Wish) -> Result<(Edit, bool), CorrectError> {
        let folder = self.folder(wish.near.as_deref());
        if let Some(folder) = &folder {
            let file = folder.join(FILE);
            match edit(&file, &wish, "", Readers::All) {
                Err(Refused::Closed) => {}
                Err(Refused::Wrong(cause)) => return Err(wrong(&file, &cause)),
                Ok(edit) => return Ok((edit, false)),
            }
        }
        let own = self.own.as_ref().ok_or(CorrectError::Nowhere)?;
        let made = own.parent().map_or(Ok(()), files::make);
        made.map_err(|e| wrong(own, &e.to_string()))?;
        let of: Vec<String> = resolved(&self.paths)
            .iter()
            .map(|p| sanitize::line(&p.to_string_lossy()))
            .collect();
        let head = match of.is_empty() {
            true => "# Corrections of the briefings that come with the program.\n".to_owned(),
            false => format!("# Corrections of {}\n", of.join(", ")),
        };
        let edit = edit(own, &wish, &head, Readers::Owner).map_err(|refused| match refused {
            Refused::Wrong(cause) => wrong(own, &cause),
            Refused::Closed => wrong(own, "it cannot be written, nor can the folder"),
        })?;
        Ok((edit, folder.is_some()))
    }

    /// The first folder that holds this document, else the first.
    fn folder(&self, near: Option<&Path>) -> Option<&PathBuf> {
        let mut folders = self.paths.iter().filter(|p| p.is_dir());
        let first = folders.clone().next();
        let near = near.map(files::real);
        let holds = |folder: &&PathBuf| {
            let near = near.as_ref();
            near.is_some_and(|n| n.starts_with(files::real(folder)))
        };
        folders.find(holds).or(first)
    }
}

/// Why a file is not edited.
enum Refused {
    /// Nobody but others may write there.
    Closed,
    /// Anything else, clean.
    Wrong(String),
}

impl From<io::Error> for Refused {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => Refused::Closed,
            _ => Refused::Wrong(sanitize::line(&error.to_string())),
        }
    }
}

/// Edits a file, which begins with `head` if it is new.
fn edit(file: &Path, wish: &Wish, head: &str, readers: Readers) -> Result<Edit, Refused> {
    let _others_wait = held(file)?;
    let before = text(file).map_err(Refused::Wrong)?;
    let now = before.as_deref().unwrap_or(head);
    let after = changed(now, &wish.change).map_err(Refused::Wrong)?;
    if before.as_ref() != Some(&after) {
        files::replace(file, &after, readers)?;
    }
    Ok(Edit {
        file: file.to_owned(),
        before,
        after,
        said: wish.said.clone(),
        undone: wish.undone.clone(),
    })
}

impl Edit {
    fn done(&self, own: bool, again: bool) -> Done {
        Done::Corrected {
            said: self.said.clone(),
            file: self.file.clone(),
            own,
            again,
        }
    }
}

/// Gives a file another text, or takes it away, if it still has the one that we gave it.
fn exchange(file: &Path, now: Option<&String>, then: Option<&str>) -> Result<(), CorrectError> {
    let exchanged = || -> Result<(), Refused> {
        let _others_wait = held(file)?;
        if text(file).map_err(Refused::Wrong)?.as_ref() != now {
            let cause = "changed since, and left as it is: edit it there";
            return Err(Refused::Wrong(cause.to_owned()));
        }
        match then {
            // If it exists, its permissions stay.
            Some(then) => files::replace(file, then, Readers::All)?,
            None => files::remove(file)?,
        }
        Ok(())
    };
    exchanged().map_err(|refused| match refused {
        Refused::Wrong(cause) => wrong(file, &cause),
        Refused::Closed => wrong(file, "it cannot be written any more"),
    })
}

/// Holds the folder that the file really lies in, so that nothing of ours has to lie there for it. Where a folder cannot be
/// held, edits of two programs in the same instant are all that is risked.
fn held(file: &Path) -> io::Result<Option<File>> {
    let real = files::real(file);
    let folder = match real.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    match File::open(folder).and_then(files::hold) {
        Ok(held) => Ok(Some(held)),
        Err(e) if e.kind() == ErrorKind::WouldBlock => Err(e),
        Err(_) => Ok(None),
    }
}

fn wrong(path: &Path, cause: &str) -> CorrectError {
    CorrectError::File {
        path: PathBuf::from(sanitize::line(&path.to_string_lossy())),
        cause: cause.to_owned(),
    }
}

/// The file and its folder, clean: enough to know which it is.
fn short(file: &Path) -> String {
    let folder = file.parent().and_then(Path::file_name);
    let name = file.file_name().unwrap_or_default();
    let short = folder.map_or_else(|| PathBuf::from(name), |f| Path::new(f).join(name));
    sanitize::line(&short.to_string_lossy())
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
