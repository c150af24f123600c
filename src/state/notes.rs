//! How are notes kept in the database, and what was seen of a collection when it was open last?
//!
//! Must not know: queries, which briefings there are.

use rusqlite::{Connection, OptionalExtension, params};

use super::Written;
use super::briefings::Stamp;
use super::file::{Fault, File, version};
use super::items::{self, Jotting};
use super::owners::owned;
use crate::record::{Identity, Note, On};

/// Keeps a note as it is now, later than it was before.
pub(super) fn write(c: &Connection, note: &Note, stamp: Stamp) -> Result<(), Fault> {
    let mut ask = c.prepare_cached("SELECT record, made, time FROM note WHERE id = ?1")?;
    let before = ask.query_row([note.id as i64], |row| {
        Ok((row.get::<_, Option<i64>>(0)?, row.get(1)?, row.get(2)?))
    });
    let (was, made, time) = before.optional()?.unwrap_or((None, stamp.now, -1));
    let record = match note.on.briefing() {
        Some(who) if who != Identity::default() => Some(owned(c, who, stamp.change)?),
        Some(_) => was,
        None => None,
    };
    let jotting = Jotting {
        note: Note {
            made: if note.made == 0 { made } else { note.made },
            ..note.clone()
        },
        record,
        time: stamp.now.max(time + 1),
    };
    put(c, &jotting, stamp.change)?;
    // It may be on another briefing than before.
    let mut touch = c.prepare_cached("UPDATE record SET changed = ?2 WHERE number = ?1")?;
    for record in was.into_iter().chain(record) {
        touch.execute([record, stamp.change])?;
    }
    Ok(())
}

/// Puts a note into the table. One that was removed has no words any more.
pub(super) fn put(c: &Connection, jotting: &Jotting, change: i64) -> Result<(), Fault> {
    let Jotting { note, record, time } = jotting;
    let (kind, name) = match &note.on {
        On::Entity { kind, name } => (Some(kind), Some(name)),
        _ => (None, None),
    };
    let passage = match &note.on {
        On::Passage(_, passage) if !note.gone => Some(passage),
        _ => None,
    };
    let words = |text: &str| match note.gone {
        true => String::new(),
        false => text.to_owned(),
    };
    c.prepare_cached(
        "INSERT OR REPLACE INTO note (id, record, kind, name, stop, before, after, quote, text, about, gone, made, time, changed) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)",
    )?
    .execute(params![
        note.id as i64,
        record,
        kind,
        name,
        passage.map(|p| p.from.at),
        passage.map(|p| &p.from.before),
        passage.map(|p| &p.from.after),
        passage.map(|p| &p.quote),
        words(&note.text),
        words(&note.about),
        note.gone,
        note.made,
        time,
        change
    ])?;
    Ok(())
}

/// All notes that are not removed, in order of making, with the tags and the star of what they are on.
pub(super) fn all(file: &mut File) -> Result<Vec<Written>, Fault> {
    let work = file.connection.transaction()?;
    if version(&work)? < 2 {
        return Ok(Vec::new());
    }
    let mut ask = work.prepare(&format!(
        "{} WHERE gone = 0 ORDER BY made, note.id",
        items::NOTES
    ))?;
    let jottings = ask.query_map([], items::jotting)?;
    let mut tags = work.prepare(&format!("{} WHERE record = ?1 AND there = 1", items::TAGS))?;
    let mut stars = work.prepare("SELECT 1 FROM record WHERE number = ?1 AND starred = 1")?;
    let mut all = Vec::new();
    for jotting in jottings {
        let Jotting { note, record, .. } = jotting?;
        let tags = tags.query_map([record], items::tagged)?;
        let tags = tags.map(|tag| Ok(crate::record::tag(&tag?.1)));
        let tags: Vec<Option<String>> = tags.collect::<rusqlite::Result<_>>()?;
        all.push(Written {
            note,
            record,
            starred: stars.exists([record])?,
            tags: tags.into_iter().flatten().collect(),
        });
    }
    Ok(all)
}

/// What a session has seen of a collection, in the place of what was seen before.
pub(super) fn visit(c: &Connection, corpus: &str, keys: &[u64], stamp: Stamp) -> Result<(), Fault> {
    let keys: Vec<u8> = keys.iter().flat_map(|key| key.to_le_bytes()).collect();
    c.prepare_cached("INSERT OR REPLACE INTO visit VALUES (?1, ?2, ?3)")?
        .execute(params![corpus, stamp.now, keys])?;
    Ok(())
}

/// What the last session with a collection has seen of it; none if there was none.
pub(super) fn visited(file: &File, corpus: &str) -> Result<Option<Vec<u64>>, Fault> {
    let c = &file.connection;
    if version(c)? < 2 {
        return Ok(None);
    }
    let mut ask = c.prepare_cached("SELECT keys FROM visit WHERE corpus = ?1")?;
    let bytes: Option<Vec<u8>> = ask.query_row([corpus], |row| row.get(0)).optional()?;
    Ok(bytes.map(|bytes| {
        let (keys, _) = bytes.as_chunks::<8>();
        let mut keys: Vec<u64> = keys.iter().map(|key| u64::from_le_bytes(*key)).collect();
        // Whoever wrote them.
        keys.sort_unstable();
        keys
    }))
}
