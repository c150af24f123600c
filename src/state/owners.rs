//! Whose record is it? A record is found by any key that its briefing had, and made where there is none.
//!
//! Must not know: what is in records.

use rusqlite::{Connection, OptionalExtension, params};

use super::file::Fault;
use crate::record::Identity;

/// The record of a briefing, made if there is none.
pub(super) fn owned(c: &Connection, who: Identity, change: i64) -> Result<i64, Fault> {
    match owner(c, who)? {
        Some((record, true)) => Ok(record),
        Some((record, false)) => known(c, who, record).map(|_| record),
        None => made(c, who, change),
    }
}

/// A new record of a briefing.
pub(super) fn made(c: &Connection, who: Identity, change: i64) -> Result<i64, Fault> {
    c.prepare_cached("INSERT INTO record (changed) VALUES (?1)")?
        .execute([change])?;
    let record = c.last_insert_rowid();
    known(c, who, record).map(|_| record)
}

/// The briefing of a record is known by these keys too, unless another is; whether that is new.
pub(super) fn known(c: &Connection, who: Identity, record: i64) -> Result<bool, Fault> {
    let added = c
        .prepare_cached("INSERT OR IGNORE INTO known VALUES (?1, ?2, ?3, ?4)")?
        .execute(params![
            who.id as i64,
            who.text as i64,
            who.path as i64,
            record
        ])?;
    Ok(added > 0)
}

/// Whether a record is any briefing's: not one that became part of another.
pub(super) fn is_anybodys(c: &Connection, record: i64) -> Result<bool, Fault> {
    let mut ask = c.prepare_cached("SELECT 1 FROM known WHERE record = ?1")?;
    Ok(ask.exists([record])?)
}

/// Of exactly these keys.
pub(super) const EXACTLY: &str =
    "SELECT record FROM known WHERE id = ?1 AND text = ?2 AND path = ?3";

/// The record of a briefing, as [`Identity::likeness`] tells it; and whether it is known by all three keys already.
pub(super) fn owner(c: &Connection, who: Identity) -> Result<Option<(i64, bool)>, Fault> {
    let [id, text, path] = [who.id, who.text, who.path].map(|k| k as i64);
    let ask = |text: &str, keys: [i64; 3]| -> Result<Option<i64>, Fault> {
        let mut ask = c.prepare_cached(text)?;
        Ok(ask.query_row(keys, |row| row.get(0)).optional()?)
    };
    if let Some(record) = ask(EXACTLY, [id, text, path])? {
        return Ok(Some((record, true)));
    }
    // Of several, the one made last. Those that state different identities are different briefings.
    let by = [
        (
            id,
            "SELECT record FROM known WHERE id = ?1 AND id <> 0 AND (?2 OR 1) AND (?3 OR 1) ORDER BY record DESC LIMIT 1",
        ),
        (
            text,
            "SELECT record FROM known WHERE text = ?2 AND (id = 0 OR ?1 = 0) AND (?3 OR 1) ORDER BY record DESC LIMIT 1",
        ),
        (
            path,
            "SELECT record FROM known WHERE path = ?3 AND (id = 0 OR ?1 = 0) AND (?2 OR 1) ORDER BY record DESC LIMIT 1",
        ),
    ];
    for (_, text_of) in by.iter().filter(|(key, _)| *key != 0) {
        if let Some(record) = ask(text_of, [id, text, path])? {
            return Ok(Some((record, false)));
        }
    }
    Ok(None)
}
