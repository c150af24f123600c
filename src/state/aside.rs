//! What becomes of a damaged database? It is set aside, and what can be read of it goes into a new one.
//!
//! Invariant: nothing is deleted; the reader is told where the old file is, and how much of it was read.
//! Must not know: who asks.

use std::collections::{BTreeSet, HashSet};
use std::fs;
use std::path::{Path, PathBuf};

use rusqlite::{Connection, OpenFlags, Row};

use super::file::{Fault, File, NAME, ROOT};
use super::items::{self, Item, Rows};
use super::merge::{self, All};
use super::{Clock, Error, queries, wrong};
use crate::files;
use crate::record::On;
use crate::sanitize;

/// Whoever holds this file sets another aside.
const LOCK: &str = "lock";

/// What lies beside a database while it is in use.
const BESIDE: [&str; 2] = ["-wal", "-shm"];

/// Sets the file aside, unless another program has done that already, and says so.
pub(super) fn set_aside(
    folder: &Path,
    which: Option<(u64, u64)>,
    clock: Clock,
) -> Result<String, Error> {
    let path = folder.join(NAME);
    let failed = |e: std::io::Error| wrong(&path, e);
    let _others_wait =
        files::hold(files::token(&folder.join(LOCK)).map_err(failed)?).map_err(failed)?;
    if which.is_some() && files::which(&path) != which {
        return Ok(format!(
            "{} was damaged, and another briefing has made it anew",
            shown(&path)
        ));
    }
    let old = free(folder);
    let beside = |path: &Path, end: &str| {
        let mut name = path.as_os_str().to_owned();
        name.push(end);
        PathBuf::from(name)
    };
    // What is logged goes first: beside a new file it would be taken for that one's.
    for end in BESIDE {
        let log = beside(&path, end);
        if log.exists() {
            fs::rename(&log, beside(&old, end)).map_err(failed)?;
        }
    }
    fs::rename(&path, &old).map_err(failed)?;
    let read = salvage(folder, &old, clock).map_err(|fault| fault.told(&path))?;
    Ok(format!(
        "{} was damaged. It is {} now; what could be read of it is kept: {} briefings, {} notes and highlights, {} queries",
        shown(&path),
        shown(&old),
        read.briefings,
        read.notes,
        read.queries
    ))
}

fn shown(path: &Path) -> String {
    sanitize::line(&path.to_string_lossy())
}

/// A name that no file has.
fn free(folder: &Path) -> PathBuf {
    let name = |n: usize| folder.join(format!("{NAME}.damaged-{n}"));
    let mut names = (1..).map(name);
    names.find(|p| !p.exists()).unwrap_or_else(|| name(0))
}

/// How much could be read of a damaged file.
#[derive(Debug, Default)]
struct Read {
    briefings: usize,
    notes: usize,
    queries: usize,
}

/// Makes a new file, and puts into it what can be read of the old one; how much that is.
fn salvage(folder: &Path, old: &Path, clock: Clock) -> Result<Read, Fault> {
    let (mut new, _) = File::open(folder, clock)?;
    let mended = PathBuf::from(format!("{}.mended", old.display()));
    let Some(old) = readable(old, &mended, &new, &folder.join(NAME)) else {
        return Ok(Read::default());
    };
    let all = salvaged(&old);
    let read = Read {
        briefings: all.records.len(),
        notes: all.notes.iter().filter(|(_, n)| !n.note.gone).count(),
        queries: all.saved.iter().filter(|q| !q.gone).count(),
    };
    new.change(|work, change| Ok((merge::merge(work, all, change)?, true)))?;
    drop(old);
    for end in ["", "-wal", "-shm"] {
        // It was a copy.
        let _ = fs::remove_file(format!("{}{end}", mended.display()));
    }
    Ok(read)
}

/// The old file, if it can be opened; else a copy of it with the first page of the new one, which says where tables begin:
/// files of one version are laid out alike.
fn readable(old: &Path, mended: &Path, new: &File, path: &Path) -> Option<Connection> {
    const PAGE: usize = 4096;
    /// Where the head says how many pages there are; when it says none, the length of the file does.
    const PAGES: std::ops::Range<usize> = 28..32;
    let open = |path: &Path| {
        let flags = OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_READ_WRITE;
        let c = Connection::open_with_flags(path, flags).ok()?;
        let tables = "SELECT count(*) FROM sqlite_schema";
        let count: i64 = c.query_row(tables, [], |row| row.get(0)).ok()?;
        (count > 0).then_some(c)
    };
    if let Some(c) = open(old) {
        return Some(c);
    }
    let log = "PRAGMA wal_checkpoint(TRUNCATE)";
    new.connection.query_row(log, [], |_| Ok(())).ok()?;
    let (mut bytes, head) = (fs::read(old).ok()?, fs::read(path).ok()?);
    bytes.get_mut(..PAGE)?.copy_from_slice(head.get(..PAGE)?);
    bytes[PAGES].fill(0);
    fs::write(mended, bytes).ok()?;
    let c = open(mended)?;
    // Where tables begin is another matter in a file that was of an older version once. It says so itself.
    let roots = "PRAGMA writable_schema=ON; UPDATE sqlite_schema SET rootpage = \
                 ifnull((SELECT value FROM fact WHERE fact.name = '{ROOT}' || sqlite_schema.name), rootpage);";
    if c.execute_batch(&roots.replace("{ROOT}", ROOT)).is_ok() {
        drop(c);
        return open(mended);
    }
    Some(c)
}

/// The rows of a table as far as they can be read from its beginning, and from its end.
fn both_ways<T>(
    c: &Connection,
    ask: &str,
    key: &str,
    read: &dyn Fn(&Row<'_>) -> rusqlite::Result<T>,
) -> Vec<T> {
    let mut last = None;
    let mut run = |order: &str| -> Vec<(i64, T)> {
        let mut out = Vec::new();
        let Ok(mut ask) = c.prepare(&format!("{ask} ORDER BY {key} {order}")) else {
            return out;
        };
        let Ok(mut rows) = ask.query([]) else {
            return out;
        };
        while let Ok(Some(row)) = rows.next() {
            let (Ok(at), Ok(value)) = (row.get::<_, i64>(0), read(row)) else {
                continue;
            };
            if order == "DESC" && last.is_some_and(|last| at < last) {
                break;
            }
            out.push((at, value));
        }
        if order == "ASC" {
            last = out.last().map(|o| o.0);
        }
        out
    };
    let mut all = run("ASC");
    let mut rest = run("DESC");
    rest.reverse();
    all.append(&mut rest);
    all.into_iter().map(|(_, value)| value).collect()
}

/// Everything as far as it can be read.
fn salvaged(c: &Connection) -> All {
    let mut known = both_ways(c, items::KNOWN, "known.text", &items::known_by);
    // The same stands in another order elsewhere in the file.
    let index = format!("{} INDEXED BY known_record", items::KNOWN);
    known.extend(both_ways(c, &index, "record", &items::known_by));
    known.sort_unstable();
    known.dedup();
    let mut records = both_ways(c, items::RECORDS, "number", &items::item);
    // Where only the rows of records are gone, tags, letters and notes still have their briefings.
    let there: HashSet<i64> = records.iter().map(|r| r.number).collect();
    let numbers: BTreeSet<i64> = known.iter().map(|(number, _)| *number).collect();
    let gone = numbers.into_iter().filter(|n| !there.contains(n));
    records.extend(gone.map(|number| Item {
        number,
        ..Item::default()
    }));
    let rows = Rows {
        records,
        known,
        marks: both_ways(c, items::MARKS, "record", &items::marked),
        tags: both_ways(c, items::TAGS, "record", &items::tagged),
        notes: both_ways(c, items::NOTES, "note.id", &items::jotting),
    };
    let (mut records, mut others) = rows.gathered();
    let has_any = |r: &Item| !(r.tags.is_empty() && r.marks.is_empty() && r.notes.is_empty());
    records.retain(|r| there.contains(&r.number) || has_any(r));
    for jotting in &mut others {
        // Of which briefing a note was nobody can tell; its words are there.
        let note = &mut jotting.note;
        if !matches!(note.on, On::Entity { .. }) {
            note.on = On::Entity {
                kind: String::new(),
                name: note.about.clone(),
            };
        }
    }
    let mut saved = both_ways(c, queries::SAVED, "nth", &queries::saved_row);
    if saved.is_empty() {
        saved = both_ways(c, queries::SAVED_1, "nth", &queries::saved_row);
    }
    All {
        asked: both_ways(c, queries::ASKED, "nth", &queries::asked_row),
        saved,
        ..All::new(records, others)
    }
}
