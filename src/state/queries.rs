//! How are queries kept in the database? Those that were asked, and those with names.
//!
//! Must not know: records of briefings.

use rusqlite::{Connection, params};

use super::file::{Fault, File};
use crate::query::{Edit, Kept, MOST_ASKED, Saved};
use crate::sanitize;

/// The queries of a file; none where it has no tables yet.
pub(super) fn read(file: &File) -> Result<Kept, Fault> {
    match super::file::version(&file.connection)? {
        0 => Ok(Kept::default()),
        _ => all(&file.connection),
    }
}

/// All queries. Whoever else wrote the file: nothing in it reaches the screen as it is.
pub(super) fn all(c: &Connection) -> Result<Kept, Fault> {
    let mut asked = c.prepare_cached("SELECT query FROM asked ORDER BY nth")?;
    let asked = asked.query_map([], |row| row.get::<_, String>(0))?;
    let mut saved = c.prepare_cached("SELECT name, query FROM saved ORDER BY nth")?;
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

/// Does an edit, as [`Kept::edit`] does it.
pub(super) fn write(c: &Connection, edit: &Edit) -> Result<(), Fault> {
    match edit {
        Edit::Ask(query) => {
            c.prepare_cached(
                "INSERT OR REPLACE INTO asked VALUES (?1, (SELECT ifnull(max(nth), 0) + 1 FROM asked))",
            )?
            .execute([query])?;
            c.prepare_cached(
                "DELETE FROM asked WHERE nth IN (SELECT nth FROM asked ORDER BY nth DESC LIMIT -1 OFFSET ?1)",
            )?
            .execute([MOST_ASKED as i64])?;
        }
        Edit::Save(Saved { name, query }) => {
            c.execute(
                "INSERT INTO saved VALUES (?1, ?2, (SELECT ifnull(max(nth), 0) + 1 FROM saved)) \
                 ON CONFLICT (name) DO UPDATE SET query = ?2",
                params![name, query],
            )?;
        }
        Edit::Rename { from, to } if from != to => {
            c.execute(
                "DELETE FROM saved WHERE name = ?2 AND EXISTS (SELECT 1 FROM saved WHERE name = ?1)",
                params![from, to],
            )?;
            c.execute(
                "UPDATE saved SET name = ?2 WHERE name = ?1",
                params![from, to],
            )?;
        }
        Edit::Rename { .. } => {}
        Edit::Remove(name) => {
            c.execute("DELETE FROM saved WHERE name = ?1", [name])?;
        }
    }
    Ok(())
}
