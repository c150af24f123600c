//! How are queries kept in the database? Those that were asked, and those with names.
//!
//! Must not know: records of briefings.

use rusqlite::{Connection, Row, params};

use super::file::{Fault, File, version};
use super::merge;
use crate::query::{Edit, Kept, MOST_ASKED, Saved};
use crate::sanitize;

/// The queries of a file; none where it has no tables yet.
pub(super) fn read(file: &File) -> Result<Kept, Fault> {
    match version(&file.connection)? {
        0 => Ok(Kept::default()),
        _ => all(&file.connection),
    }
}

/// All queries. Whoever else wrote the file: nothing in it reaches the screen as it is.
pub(super) fn all(c: &Connection) -> Result<Kept, Fault> {
    let mut asked = c.prepare_cached("SELECT query FROM asked ORDER BY nth, query")?;
    let asked = asked.query_map([], |row| row.get::<_, String>(0))?;
    let mut saved = c.prepare_cached(match version(c)? {
        1 => "SELECT name, query FROM saved ORDER BY nth, name",
        _ => "SELECT name, query FROM saved WHERE gone = 0 ORDER BY nth, name",
    })?;
    let saved = saved.query_map([], |row| {
        Ok(Saved {
            name: sanitize::line(&row.get::<_, String>(0)?),
            query: sanitize::line(&row.get::<_, String>(1)?),
        })
    })?;
    Ok(Kept {
        asked: asked
            .map(|q| q.map(|q| sanitize::line(&q)))
            .collect::<Result<_, _>>()?,
        saved: saved.collect::<Result<_, _>>()?,
    })
}

/// What is asked for of the saved queries.
pub(super) const SAVED: &str = "SELECT nth, name, query, time, gone FROM saved";
/// The same of a file of version 1.
pub(super) const SAVED_1: &str = "SELECT nth, name, query, nth, 0 FROM saved";
/// And of those that were asked.
pub(super) const ASKED: &str = "SELECT nth, query FROM asked";

/// A row of [`SAVED`].
pub(super) fn saved_row(row: &Row<'_>) -> rusqlite::Result<merge::Saved> {
    Ok(merge::Saved {
        nth: row.get(0)?,
        name: sanitize::line(&row.get::<_, String>(1)?),
        query: sanitize::line(&row.get::<_, String>(2)?),
        time: row.get(3)?,
        gone: row.get(4)?,
    })
}

/// A row of [`ASKED`].
pub(super) fn asked_row(row: &Row<'_>) -> rusqlite::Result<merge::Asked> {
    Ok(merge::Asked {
        nth: row.get(0)?,
        query: sanitize::line(&row.get::<_, String>(1)?),
    })
}

/// What was asked, with the times.
pub(super) fn asked(c: &Connection) -> Result<Vec<merge::Asked>, Fault> {
    let mut ask = c.prepare(&format!("{ASKED} ORDER BY nth, query"))?;
    let rows = ask.query_map([], asked_row)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// What was saved, with the times, and what was removed.
pub(super) fn saved(c: &Connection) -> Result<Vec<merge::Saved>, Fault> {
    let ask = if version(c)? > 1 { SAVED } else { SAVED_1 };
    let mut ask = c.prepare(&format!("{ask} ORDER BY nth, name"))?;
    let rows = ask.query_map([], saved_row)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Does an edit, as [`Kept::edit`] does it; its time is later than that of what it changes.
pub(super) fn write(c: &Connection, edit: &Edit, now: i64) -> Result<(), Fault> {
    match edit {
        Edit::Ask(query) => {
            c.prepare_cached(
                "INSERT OR REPLACE INTO asked VALUES (?1, (SELECT max(?2, ifnull(max(nth), 0) + 1) FROM asked))",
            )?
            .execute(params![query, now])?;
            forget(c)?;
        }
        Edit::Save(Saved { name, query }) => {
            c.prepare_cached(
                "INSERT INTO saved (name, query, nth, time) \
                 VALUES (?1, ?2, (SELECT max(?3, ifnull(max(nth), 0) + 1) FROM saved), ?3) \
                 ON CONFLICT (name) DO UPDATE SET query = ?2, nth = iif(gone, excluded.nth, nth), gone = 0, \
                 time = max(?3, time + 1)",
            )?
            .execute(params![name, query, now])?;
        }
        Edit::Rename { from, to } if from != to => rename(c, from, to, now)?,
        Edit::Rename { .. } => {}
        Edit::Remove(name) => remove(c, name, now)?,
    }
    Ok(())
}

/// Forgets the queries that were asked longest ago, beyond [`MOST_ASKED`].
pub(super) fn forget(c: &Connection) -> Result<(), Fault> {
    c.prepare_cached(
        "DELETE FROM asked WHERE query IN (SELECT query FROM asked ORDER BY nth DESC, query DESC LIMIT -1 OFFSET ?1)",
    )?
    .execute([MOST_ASKED as i64])?;
    Ok(())
}

/// The query is the other name's from now on, in its own place.
fn rename(c: &Connection, from: &str, to: &str, now: i64) -> Result<(), Fault> {
    c.execute(
        "INSERT INTO saved (name, query, nth, time) SELECT ?2, query, nth, ?3 FROM saved WHERE name = ?1 AND gone = 0 \
         ON CONFLICT (name) DO UPDATE SET query = excluded.query, nth = excluded.nth, gone = 0, time = max(?3, time + 1)",
        params![from, to, now],
    )?;
    remove(c, from, now)
}

/// What is left of a query that was removed says so: another machine that has it still would bring it back.
fn remove(c: &Connection, name: &str, now: i64) -> Result<(), Fault> {
    c.execute(
        "UPDATE saved SET gone = 1, query = '', time = max(?2, time + 1) WHERE name = ?1 AND gone = 0",
        params![name, now],
    )?;
    Ok(())
}
