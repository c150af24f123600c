//! Whose record is it? A record is found by any key that its briefing had, and made where there is none.
//!
//! Must not know: what is in records.

use std::collections::HashMap;

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

/// From so many briefings on they are looked for together.
const MANY: usize = 200;

/// The records of briefings, in no order: made where there are none, or left out.
pub(super) fn all(
    c: &Connection,
    all: &[Identity],
    make: bool,
    change: i64,
) -> Result<Vec<i64>, Fault> {
    let all = all.iter().copied().filter(|w| *w != Identity::default());
    let (alone, others): (Vec<_>, Vec<_>) = match all.clone().count() {
        0..MANY => (Vec::new(), all.collect()),
        _ => {
            let mut keys: HashMap<(usize, u64), u32> = HashMap::new();
            for key in all.clone().flat_map(keys_of) {
                *keys.entry(key).or_default() += 1;
            }
            // What shares a key with another may belong to the record that the other gets.
            all.partition(|who| keys_of(*who).all(|key| keys.get(&key) == Some(&1)))
        }
    };
    let mut records = together(c, &alone, make, change)?;
    for who in others {
        match make {
            true => records.push(owned(c, who, change)?),
            false => records.extend(owner(c, who)?.map(|found| found.0)),
        }
    }
    Ok(records)
}

fn keys_of(who: Identity) -> impl Iterator<Item = (usize, u64)> {
    let keys = [who.id, who.text, who.path].into_iter().enumerate();
    keys.filter(|(_, key)| *key != 0)
}

/// The same for briefings that have no key in common: a few statements for all of them.
fn together(c: &Connection, all: &[Identity], make: bool, change: i64) -> Result<Vec<i64>, Fault> {
    if all.is_empty() {
        return Ok(Vec::new());
    }
    c.execute_batch(
        "DROP TABLE IF EXISTS temp.these; CREATE TEMP TABLE these \
         (nth INTEGER PRIMARY KEY, id INTEGER, text INTEGER, path INTEGER, record INTEGER, exact INTEGER);",
    )?;
    let mut put = c.prepare("INSERT INTO temp.these (id, text, path) VALUES (?1, ?2, ?3)")?;
    let mut all: Vec<[i64; 3]> = all
        .iter()
        .map(|who| [who.id, who.text, who.path].map(|k| k as i64))
        .collect();
    // In the order of their table, so that records are numbered in it: else the keys of a million go to and fro in both its
    // indexes, which do not fit into the cache together.
    all.sort_unstable_by_key(|[id, text, path]| (*text, *path, *id));
    for who in all {
        put.execute(who)?;
    }
    for text in [
        "UPDATE temp.these AS t SET exact = 1, record = k.record FROM known AS k \
         WHERE k.text = t.text AND k.path = t.path AND k.id = t.id",
        "UPDATE temp.these AS t SET record = (SELECT max(record) FROM known WHERE id = t.id AND id <> 0) \
         WHERE record IS NULL AND t.id <> 0",
        "UPDATE temp.these AS t SET record = (SELECT max(record) FROM known WHERE text = t.text AND (id = 0 OR t.id = 0)) \
         WHERE record IS NULL AND t.text <> 0",
        "UPDATE temp.these AS t SET record = (SELECT max(record) FROM known WHERE path = t.path AND (id = 0 OR t.id = 0)) \
         WHERE record IS NULL AND t.path <> 0",
    ] {
        c.execute(text, [])?;
    }
    if make {
        let last: i64 = c.query_row("SELECT ifnull(max(number), 0) FROM record", [], |r| {
            r.get(0)
        })?;
        c.execute(
            "INSERT INTO record (number, changed) SELECT ?1 + nth, ?2 FROM temp.these WHERE record IS NULL ORDER BY nth",
            [last, change],
        )?;
        c.execute(
            "UPDATE temp.these SET record = ?1 + nth WHERE record IS NULL",
            [last],
        )?;
        c.execute(
            "INSERT OR IGNORE INTO known (id, text, path, record) \
             SELECT id, text, path, record FROM temp.these WHERE exact IS NULL ORDER BY text, path, id",
            [],
        )?;
    }
    let mut ask =
        c.prepare("SELECT record FROM temp.these WHERE record IS NOT NULL ORDER BY record")?;
    let records = ask.query_map([], |row| row.get(0))?;
    let records = records.collect::<Result<_, _>>()?;
    drop(ask);
    c.execute_batch("DROP TABLE temp.these")?;
    Ok(records)
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
        Ok(ask.query_row(keys, |row| row.get(0)).optional()?.flatten())
    };
    if let Some(record) = ask(EXACTLY, [id, text, path])? {
        return Ok(Some((record, true)));
    }
    // Of several, the one made last. Those that state different identities are different briefings.
    let by = [
        (
            id,
            "SELECT max(record) FROM known WHERE id = ?1 AND id <> 0 AND (?2 OR 1) AND (?3 OR 1)",
        ),
        (
            text,
            "SELECT max(record) FROM known WHERE text = ?2 AND (id = 0 OR ?1 = 0) AND (?3 OR 1)",
        ),
        (
            path,
            "SELECT max(record) FROM known WHERE path = ?3 AND (id = 0 OR ?1 = 0) AND (?2 OR 1)",
        ),
    ];
    for (_, text_of) in by.iter().filter(|(key, _)| *key != 0) {
        if let Some(record) = ask(text_of, [id, text, path])? {
            return Ok(Some((record, false)));
        }
    }
    Ok(None)
}
