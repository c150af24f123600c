//! How is what the reader left on briefings kept in the database? A record each, with the time of each thing in it.
//!
//! Must not know: queries, which briefings there are.

use std::time::UNIX_EPOCH;

use rusqlite::{Connection, params};

use super::file::{Fault, File, fact, version};
use super::owners::{self, is_anybodys, known, made, owned};
use super::{Clock, items, notes};
use crate::record::{APART, Edit, Identity, Kept, Place, Since};

/// When something is done, and as which change of the file.
#[derive(Debug, Clone, Copy)]
pub(super) struct Stamp {
    /// Milliseconds since 1970.
    pub(super) now: i64,
    pub(super) change: i64,
}

impl Stamp {
    /// What a clock says now; one that was never set, and stands before 1970, says nothing.
    pub(super) fn new(clock: Clock, change: i64) -> Stamp {
        let now = clock().duration_since(UNIX_EPOCH);
        Stamp {
            now: now.map_or(0, |t| t.as_millis() as i64),
            change,
        }
    }
}

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
    let after = (!whole).then_some(since.change);
    let records = items::read(&work, after)?;
    let notes = items::on_entities(&work, after)?;
    let notes = notes.into_iter().map(|n| n.note);
    Ok(Kept {
        records: records.into_iter().map(Into::into).collect(),
        notes: notes.filter(|n| !(whole && n.gone)).collect(),
        whole,
        since: now,
        ..Kept::default()
    })
}

/// Does an edit. Its time is later than that of what it changes, however clocks have jumped: so a time in the far future is
/// no obstacle to those who come after.
pub(super) fn write(c: &Connection, edit: &Edit, stamp: Stamp) -> Result<(), Fault> {
    match edit {
        Edit::Read(all, is) => flag(c, all, *is, ("read", "read_time"), stamp),
        Edit::Star(all, is) => flag(c, all, *is, ("starred", "starred_time"), stamp),
        Edit::Stop(who, place) => {
            let record = owned(c, *who, stamp.change)?;
            c.prepare_cached(
                "UPDATE record SET stop = ?2, stop_before = ?3, stop_after = ?4, stop_time = max(?5, stop_time + 1), \
                 changed = ?6 WHERE number = ?1",
            )?
            .execute(params![record, place.at, place.before, place.after, stamp.now, stamp.change])?;
            Ok(())
        }
        Edit::Mark(letter, who, place) => {
            let record = owned(c, *who, stamp.change)?;
            mark(c, *letter, record, place.as_ref(), stamp)
        }
        Edit::Tag(tag, all, is) => flag_tag(c, tag, all, *is, stamp),
        Edit::Note(note) => notes::write(c, note, stamp),
        Edit::Seen(corpus, keys) => notes::visit(c, corpus, keys, stamp),
        Edit::Known(all) => {
            for (number, identity) in all {
                match *number {
                    APART => drop(made(c, *identity, stamp.change)?),
                    number if is_anybodys(c, number)? => drop(known(c, *identity, number)?),
                    // Its record has become part of another meanwhile.
                    _ => drop(owned(c, *identity, stamp.change)?),
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
    stamp: Stamp,
) -> Result<(), Fault> {
    let text = format!(
        "UPDATE record SET {column} = ?2, {time} = max(?3, {time} + 1), changed = ?4 WHERE number = ?1 AND {column} <> ?2"
    );
    let mut update = c.prepare_cached(&text)?;
    for record in owners::all(c, all, is, stamp.change)? {
        update.execute(params![record, is, stamp.now, stamp.change])?;
    }
    Ok(())
}

fn flag_tag(
    c: &Connection,
    tag: &str,
    all: &[Identity],
    is: bool,
    stamp: Stamp,
) -> Result<(), Fault> {
    let mut update = c.prepare_cached(match is {
        true => {
            "INSERT INTO tag (tag, record, there, time) VALUES (?1, ?2, 1, ?3) ON CONFLICT (record, tag) \
             DO UPDATE SET there = 1, time = max(?3, time + 1) WHERE there = 0"
        }
        false => {
            "UPDATE tag SET there = 0, time = max(?3, time + 1) WHERE tag = ?1 AND record = ?2 AND there = 1"
        }
    })?;
    let mut touch = c.prepare_cached("UPDATE record SET changed = ?2 WHERE number = ?1")?;
    for record in owners::all(c, all, is, stamp.change)? {
        if update.execute(params![tag, record, stamp.now])? > 0 {
            touch.execute([record, stamp.change])?;
        }
    }
    Ok(())
}

fn mark(
    c: &Connection,
    letter: char,
    record: i64,
    place: Option<&Place>,
    stamp: Stamp,
) -> Result<(), Fault> {
    // A letter that there is once in all is set later than anywhere else.
    let across = letter.is_ascii_uppercase() && place.is_some();
    let letter = letter.to_string();
    let last: i64 = c
        .prepare_cached(
            "SELECT ifnull(max(time), 0) FROM mark WHERE letter = ?1 AND (?3 OR record = ?2)",
        )?
        .query_row(params![letter, record, across], |row| row.get(0))?;
    let time = stamp.now.max(last + 1);
    if across {
        free_elsewhere(c, &letter, record, time, stamp.change)?;
    }
    c.prepare_cached("INSERT OR REPLACE INTO mark VALUES (?1, ?2, ?3, ?4, ?5, ?6)")?
        .execute(params![
            letter,
            record,
            place.map(|p| p.at),
            place.map(|p| &p.before),
            place.map(|p| &p.after),
            time
        ])?;
    c.prepare_cached("UPDATE record SET changed = ?2 WHERE number = ?1")?
        .execute(params![record, stamp.change])?;
    Ok(())
}

/// There is one in all: in other records the letter is free again.
fn free_elsewhere(
    c: &Connection,
    letter: &str,
    record: i64,
    time: i64,
    change: i64,
) -> Result<(), Fault> {
    c.prepare_cached(
        "UPDATE record SET changed = ?3 WHERE number IN \
         (SELECT record FROM mark WHERE letter = ?1 AND record <> ?2 AND stop IS NOT NULL)",
    )?
    .execute(params![letter, record, change])?;
    c.prepare_cached(
        "UPDATE mark SET stop = NULL, before = NULL, after = NULL, time = ?3 \
         WHERE letter = ?1 AND record <> ?2 AND stop IS NOT NULL",
    )?
    .execute(params![letter, record, time])?;
    Ok(())
}
