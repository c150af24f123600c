//! What did earlier programs keep in files? Queries: taken over once, and the files left as they are.
//!
//! Must not know: records of briefings.

use std::fs;
use std::io::{self, Read};
use std::path::Path;

use serde::Deserialize;

use super::briefings::Stamp;
use super::file::{Fault, File, fact, set_fact};
use super::{Error, queries, wrong};
use crate::query::{Edit, Saved};
use crate::sanitize;

/// Queries that were asked, one a line, newest last.
const ASKED: &str = "history";

/// Queries with names.
const SAVED: &str = "queries.toml";

/// A file that is longer, in bytes, is not ours.
const LONGEST: u64 = 16 << 20;

/// `queries.toml`.
#[derive(Debug, Default, Deserialize)]
struct SavedFile {
    #[serde(default, rename = "query")]
    queries: Vec<Saved>,
}

/// Takes over what the files of earlier programs hold, unless that is done already; says what cannot be read, which is tried
/// again the next time.
pub(super) fn import(file: &mut File, folder: &Path) -> Result<Vec<Error>, Fault> {
    if file.fact(ASKED)? != 0 && file.fact(SAVED)? != 0 {
        return Ok(Vec::new());
    }
    let mut told = Vec::new();
    let clock = file.clock;
    let behaviour = rusqlite::TransactionBehavior::Immediate;
    let work = file.connection.transaction_with_behavior(behaviour)?;
    let sources: [(&str, Reads); 2] = [(ASKED, asked), (SAVED, saved)];
    for (name, read) in sources {
        // Another program may have done it meanwhile.
        if fact(&work, name)? != 0 {
            continue;
        }
        match read(&folder.join(name)) {
            Ok(edits) => {
                let now = Stamp::new(clock, 0).now;
                edits
                    .iter()
                    .try_for_each(|e| queries::write(&work, e, now))?;
                set_fact(&work, name, 1)?;
            }
            Err(error) => told.push(error),
        }
    }
    work.commit()?;
    Ok(told)
}

type Reads = fn(&Path) -> Result<Vec<Edit>, Error>;

fn asked(path: &Path) -> Result<Vec<Edit>, Error> {
    let text = text(path)?;
    let lines = text.lines().map(sanitize::line);
    Ok(lines
        .filter(|l| !l.trim().is_empty())
        .map(Edit::Ask)
        .collect())
}

fn saved(path: &Path) -> Result<Vec<Edit>, Error> {
    let file: Result<SavedFile, _> = toml::from_str(&text(path)?);
    let file = file.map_err(|e| wrong(path, e.message()))?;
    let clean = |s: Saved| Saved {
        name: sanitize::line(&s.name),
        query: sanitize::line(&s.query),
    };
    Ok(file
        .queries
        .into_iter()
        .map(clean)
        .map(Edit::Save)
        .collect())
}

/// The text of a file; none if there is no such file.
fn text(path: &Path) -> Result<String, Error> {
    let read = || {
        let mut bytes = Vec::new();
        let file = match fs::File::open(path) {
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
