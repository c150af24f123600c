//! How is what the reader left on briefings kept in the database? A record each, found by any key that its briefing had.
//!
//! Must not know: queries, which briefings there are.

use std::collections::HashMap;
use std::time::{SystemTime, UNIX_EPOCH};

use rusqlite::{Connection, OptionalExtension, Row, params};

use super::file::{Fault, File, fact, version};
use crate::record::{APART, Edit, Identity, Kept, Place, Record, Since};

/// The records of a file that have changed since then; all of them, if that was in another file.
pub(super) fn read(file: &mut File, since: Since) -> Result<Kept, Fault> {
    // What is read is of one moment.
    let work = file.connection.transaction()?;
    if version(&work)? == 0 {
        return Ok(Kept {
            whole: true,
            ..Kept::default()
        });
    }
    let now = Since {
        file: fact(&work, "file")? as u64,
        change: fact(&work, "change")?,
    };
    let whole = since.file != now.file || since.change > now.change;
    Ok(Kept {
        records: match whole {
            true => records(&work, None)?,
            false => records(&work, Some(since.change))?,
        },
        whole,
        since: now,
        ..Kept::default()
    })
}

/// What is asked for of each table: first what its rows are found by.
pub(super) const RECORDS: &str =
    "SELECT number, read, starred, stop, stop_before, stop_after FROM record";
pub(super) const KNOWN: &str = "SELECT known.text, record, id, text, path FROM known";
pub(super) const MARKS: &str = "SELECT record, record, letter, mark.stop, before, after FROM mark";

/// All records, or those that have changed after a change.
fn records(c: &Connection, after: Option<i64>) -> Result<Vec<Record>, Fault> {
    // All are read as they lie; a few are looked up.
    let these = match after {
        None => "WHERE ?1 = ?1",
        Some(_) => "JOIN record ON record = number WHERE changed > ?1",
    };
    let after = after.unwrap_or(-1);
    Ok(gathered(
        rows(c, &format!("{RECORDS} WHERE changed > ?1"), after, record)?,
        rows(c, &format!("{KNOWN} {these}"), after, known_by)?,
        rows(c, &format!("{MARKS} {these}"), after, marked)?,
    ))
}

fn rows<T>(
    c: &Connection,
    ask: &str,
    after: i64,
    read: fn(&Row<'_>) -> rusqlite::Result<T>,
) -> Result<Vec<T>, Fault> {
    let mut ask = c.prepare_cached(ask)?;
    let rows = ask.query_map([after], read)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Puts the rows of the tables together.
pub(super) fn gathered(
    mut records: Vec<Record>,
    known: Vec<(i64, Identity)>,
    marks: Vec<(i64, String, Option<Place>)>,
) -> Vec<Record> {
    let places = records.iter().zip(0..).map(|(r, at)| (r.number, at));
    let places: HashMap<i64, usize> = places.collect();
    for (number, identity) in known {
        if let Some(at) = places.get(&number) {
            records[*at].known.push(identity);
        }
    }
    for (number, letter, place) in marks {
        let letter = letter.chars().next().filter(char::is_ascii_alphabetic);
        if let (Some(at), Some(letter)) = (places.get(&number), letter) {
            records[*at].marks.insert(letter, place);
        }
    }
    records
}

/// A row of [`RECORDS`].
pub(super) fn record(row: &Row<'_>) -> rusqlite::Result<Record> {
    Ok(Record {
        number: row.get(0)?,
        read: row.get(1)?,
        starred: row.get(2)?,
        stop: place(row, 3)?,
        ..Record::default()
    })
}

/// A row of [`KNOWN`].
pub(super) fn known_by(row: &Row<'_>) -> rusqlite::Result<(i64, Identity)> {
    let key = |at| row.get::<_, i64>(at).map(|k| k as u64);
    let identity = Identity {
        id: key(2)?,
        text: key(3)?,
        path: key(4)?,
    };
    Ok((row.get(1)?, identity))
}

/// A row of [`MARKS`].
pub(super) fn marked(row: &Row<'_>) -> rusqlite::Result<(i64, String, Option<Place>)> {
    Ok((row.get(1)?, row.get(2)?, place(row, 3)?))
}

fn place(row: &Row<'_>, at: usize) -> rusqlite::Result<Option<Place>> {
    let Some(byte) = row.get::<_, Option<u32>>(at)? else {
        return Ok(None);
    };
    let text = |at| {
        row.get::<_, Option<String>>(at)
            .map(Option::unwrap_or_default)
    };
    Ok(Some(Place {
        at: byte,
        before: text(at + 1)?,
        after: text(at + 2)?,
    }))
}

/// Does what was noted, as a change of this number.
pub(super) fn write(c: &Connection, edit: &Edit, change: i64) -> Result<(), Fault> {
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    let now = now.map_or(0, |t| t.as_millis() as i64);
    match edit {
        Edit::Read(all, is) => flag(c, all, *is, ("read", "read_time"), (now, change)),
        Edit::Star(all, is) => flag(c, all, *is, ("starred", "starred_time"), (now, change)),
        Edit::Stop(who, place) => {
            let record = owned(c, *who, change)?;
            c.prepare_cached(
                "UPDATE record SET stop = ?2, stop_before = ?3, stop_after = ?4, stop_time = ?5, changed = ?6 \
                 WHERE number = ?1",
            )?
            .execute(params![record, place.at, place.before, place.after, now, change])?;
            Ok(())
        }
        Edit::Mark(letter, who, place) => {
            let record = owned(c, *who, change)?;
            mark(c, *letter, record, place.as_ref(), (now, change))
        }
        // Their tables are still to come.
        Edit::Tag(..) | Edit::Note(_) | Edit::Seen(..) => Ok(()),
        Edit::Known(all) => {
            for (number, identity) in all {
                match *number {
                    APART => drop(made(c, *identity, change)?),
                    number => known(c, *identity, number)?,
                }
            }
            Ok(())
        }
    }
}

fn flag(
    c: &Connection,
    all: &[Identity],
    is: bool,
    (column, time): (&str, &str),
    (now, change): (i64, i64),
) -> Result<(), Fault> {
    let text = format!(
        "UPDATE record SET {column} = ?2, {time} = ?3, changed = ?4 WHERE number = ?1 AND {column} <> ?2"
    );
    let mut update = c.prepare_cached(&text)?;
    for who in all.iter().filter(|who| **who != Identity::default()) {
        let record = match is {
            true => Some(owned(c, *who, change)?),
            // What has no record is not read, and has no star.
            false => owner(c, *who)?.map(|found| found.0),
        };
        if let Some(record) = record {
            update.execute(params![record, is, now, change])?;
        }
    }
    Ok(())
}

fn mark(
    c: &Connection,
    letter: char,
    record: i64,
    place: Option<&Place>,
    (now, change): (i64, i64),
) -> Result<(), Fault> {
    let letter = letter.to_string();
    if letter.chars().all(|l| l.is_ascii_uppercase()) && place.is_some() {
        // There is one in all: elsewhere it is free again.
        c.prepare_cached(
            "UPDATE record SET changed = ?3 WHERE number IN \
             (SELECT record FROM mark WHERE letter = ?1 AND record <> ?2 AND stop IS NOT NULL)",
        )?
        .execute(params![letter, record, change])?;
        c.prepare_cached(
            "UPDATE mark SET stop = NULL, before = NULL, after = NULL, time = ?3 \
             WHERE letter = ?1 AND record <> ?2 AND stop IS NOT NULL",
        )?
        .execute(params![letter, record, now])?;
    }
    c.prepare_cached("INSERT OR REPLACE INTO mark VALUES (?1, ?2, ?3, ?4, ?5, ?6)")?
        .execute(params![
            letter,
            record,
            place.map(|p| p.at),
            place.map(|p| &p.before),
            place.map(|p| &p.after),
            now
        ])?;
    c.prepare_cached("UPDATE record SET changed = ?2 WHERE number = ?1")?
        .execute(params![record, change])?;
    Ok(())
}

/// The record of a briefing, made if there is none.
fn owned(c: &Connection, who: Identity, change: i64) -> Result<i64, Fault> {
    match owner(c, who)? {
        Some((record, true)) => Ok(record),
        Some((record, false)) => known(c, who, record).map(|()| record),
        None => made(c, who, change),
    }
}

fn made(c: &Connection, who: Identity, change: i64) -> Result<i64, Fault> {
    c.prepare_cached("INSERT INTO record (changed) VALUES (?1)")?
        .execute([change])?;
    let record = c.last_insert_rowid();
    known(c, who, record).map(|()| record)
}

fn known(c: &Connection, who: Identity, record: i64) -> Result<(), Fault> {
    c.prepare_cached("INSERT OR IGNORE INTO known VALUES (?1, ?2, ?3, ?4)")?
        .execute(params![
            who.id as i64,
            who.text as i64,
            who.path as i64,
            record
        ])?;
    Ok(())
}

/// The record of a briefing, as [`Identity::likeness`] tells it; and whether it is known by all three keys already.
fn owner(c: &Connection, who: Identity) -> Result<Option<(i64, bool)>, Fault> {
    let [id, text, path] = [who.id, who.text, who.path].map(|k| k as i64);
    let ask = |text: &str, keys: [i64; 3]| -> Result<Option<i64>, Fault> {
        let mut ask = c.prepare_cached(text)?;
        Ok(ask.query_row(keys, |row| row.get(0)).optional()?)
    };
    let all = "SELECT record FROM known WHERE id = ?1 AND text = ?2 AND path = ?3";
    if let Some(record) = ask(all, [id, text, path])? {
        return Ok(Some((record, true)));
    }
    // Of several, the one made last. Those that state different identities are different briefings.
    let by = [
        "SELECT record FROM known WHERE id = ?1 AND id <> 0 AND (?2 OR 1) AND (?3 OR 1) ORDER BY record DESC LIMIT 1",
        "SELECT record FROM known WHERE text = ?2 AND text <> 0 AND (id = 0 OR ?1 = 0) AND (?3 OR 1) \
         ORDER BY record DESC LIMIT 1",
        "SELECT record FROM known WHERE path = ?3 AND path <> 0 AND (id = 0 OR ?1 = 0) AND (?2 OR 1) \
         ORDER BY record DESC LIMIT 1",
    ];
    for text_of in by {
        if let Some(record) = ask(text_of, [id, text, path])? {
            return Ok(Some((record, false)));
        }
    }
    Ok(None)
}

/// Puts a record of another file into this one, as it was there.
pub(super) fn restore(c: &Connection, record: &Record) -> Result<(), Fault> {
    let Some((first, others)) = record.known.split_first() else {
        return Ok(());
    };
    let change = 1;
    for (is, edit) in [
        (record.read, Edit::Read(vec![*first], true)),
        (record.starred, Edit::Star(vec![*first], true)),
    ] {
        if is {
            write(c, &edit, change)?;
        }
    }
    if let Some(place) = &record.stop {
        write(c, &Edit::Stop(*first, place.clone()), change)?;
    }
    for (letter, place) in &record.marks {
        write(c, &Edit::Mark(*letter, *first, place.clone()), change)?;
    }
    let number = owned(c, *first, change)?;
    others.iter().try_for_each(|who| known(c, *who, number))
}
