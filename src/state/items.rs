//! What is kept of briefings, each thing with the time of its last change: how it lies in the tables, and how it is put together.
//!
//! Whoever wrote the file: what is shown of it is clean when it leaves here.
//! Must not know: who reads it, how it is changed.

use std::collections::{BTreeMap, HashMap, HashSet};

use rusqlite::{Connection, Row};
use serde::{Deserialize, Serialize};

use super::file::{Fault, VERSION, version};
use crate::record::{self, Identity, Note, On, Passage, Place, Record};
use crate::sanitize;

/// Something, and when it became so: milliseconds since 1970, 0 for what was never touched.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Timed<T> {
    pub(super) is: T,
    pub(super) time: i64,
}

impl<T: Default + PartialEq> Timed<T> {
    /// Whether nobody ever touched it.
    pub(super) fn is_blank(&self) -> bool {
        *self == Timed::default()
    }
}

/// A record with its times.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Item {
    pub(super) number: i64,
    pub(super) known: Vec<Identity>,
    pub(super) read: Timed<bool>,
    pub(super) starred: Timed<bool>,
    pub(super) stop: Timed<Option<Place>>,
    pub(super) marks: BTreeMap<char, Timed<Option<Place>>>,
    pub(super) tags: BTreeMap<String, Timed<bool>>,
    pub(super) notes: Vec<Jotting>,
}

/// A note with its time, and the number of its record if it has one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Jotting {
    pub(super) note: Note,
    pub(super) record: Option<i64>,
    pub(super) time: i64,
}

impl From<Item> for Record {
    fn from(item: Item) -> Record {
        let notes = item.notes.into_iter().map(|n| n.note);
        Record {
            number: item.number,
            known: item.known,
            read: item.read.is,
            starred: item.starred.is,
            stop: item.stop.is,
            marks: item.marks.into_iter().map(|(l, m)| (l, m.is)).collect(),
            tags: item.tags.into_iter().map(|(t, m)| (t, m.is)).collect(),
            notes: notes.filter(|n| !n.gone).collect(),
        }
    }
}

/// What is asked for of each table.
pub(super) const RECORDS: &str = "SELECT number, read, read_time, starred, starred_time, \
     stop, stop_before, stop_after, stop_time FROM record";
pub(super) const KNOWN: &str = "SELECT known.text, record, id, path FROM known";
pub(super) const MARKS: &str = "SELECT record, letter, mark.stop, before, after, time FROM mark";
pub(super) const TAGS: &str = "SELECT record, tag, there, time FROM tag";
pub(super) const NOTES: &str = "SELECT note.id, note.record, kind, name, note.stop, before, after, quote, \
     note.text, about, gone, made, time FROM note";

/// All records, or those that have changed after a change, with all that belongs to them.
pub(super) fn read(c: &Connection, after: Option<i64>) -> Result<Vec<Item>, Fault> {
    // All are read as they lie; a few are looked up.
    let these = match after {
        None => "WHERE ?1 = ?1",
        Some(_) => "JOIN record ON record = number WHERE record.changed > ?1",
    };
    let (whole, after) = (after.is_none(), after.unwrap_or(-1));
    let version = version(c)?;
    let mut rows = Rows {
        records: rows(c, &format!("{RECORDS} WHERE changed > ?1"), after, item)?,
        known: rows(c, &format!("{KNOWN} {these}"), after, known_by)?,
        marks: rows(c, &format!("{MARKS} {these}"), after, marked)?,
        ..Rows::default()
    };
    if version > 1 {
        rows.tags = self::rows(c, &format!("{TAGS} {these}"), after, tagged)?;
        rows.notes = self::rows(c, &format!("{NOTES} {these}"), after, jotting)?;
    }
    // Nobody would see them any more, and nobody would be told.
    if whole && version <= VERSION && rows.has_strays() {
        return Err(Fault::Damaged(None));
    }
    Ok(rows.gathered().0)
}

/// One record, without its notes.
pub(super) fn one(c: &Connection, number: i64) -> Result<Item, Fault> {
    let rows = Rows {
        records: rows(c, &format!("{RECORDS} WHERE number = ?1"), number, item)?,
        known: rows(c, &format!("{KNOWN} WHERE record = ?1"), number, known_by)?,
        marks: rows(c, &format!("{MARKS} WHERE record = ?1"), number, marked)?,
        tags: rows(c, &format!("{TAGS} WHERE record = ?1"), number, tagged)?,
        notes: Vec::new(),
    };
    let (mut records, _) = rows.gathered();
    Ok(records.pop().unwrap_or_default())
}

/// The notes on entities, or those that have changed after a change, in order of making.
pub(super) fn on_entities(c: &Connection, after: Option<i64>) -> Result<Vec<Jotting>, Fault> {
    if version(c)? < 2 {
        return Ok(Vec::new());
    }
    let these = "WHERE note.record IS NULL AND note.changed > ?1 ORDER BY made, note.id";
    rows(c, &format!("{NOTES} {these}"), after.unwrap_or(-1), jotting)
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

/// Rows of all tables, each with the number of its record.
#[derive(Debug, Default)]
pub(super) struct Rows {
    pub(super) records: Vec<Item>,
    pub(super) known: Vec<(i64, Identity)>,
    pub(super) marks: Vec<(i64, String, Timed<Option<Place>>)>,
    pub(super) tags: Vec<(i64, String, Timed<bool>)>,
    pub(super) notes: Vec<Jotting>,
}

impl Rows {
    /// Whether anything belongs to a record that is not there: no program leaves that, only damage.
    fn has_strays(&self) -> bool {
        let there: HashSet<i64> = self.records.iter().map(|r| r.number).collect();
        let known = self.known.iter().map(|k| k.0);
        let marks = self.marks.iter().map(|m| m.0);
        let tags = self.tags.iter().map(|t| t.0);
        let notes = self.notes.iter().filter_map(|n| n.record);
        let mut all = known.chain(marks).chain(tags).chain(notes);
        all.any(|number| !there.contains(&number))
    }

    /// Puts them together; and the notes that are on none of these records. Whoever is not known has no record.
    pub(super) fn gathered(self) -> (Vec<Item>, Vec<Jotting>) {
        let mut records = self.records;
        let places = records.iter().zip(0..).map(|(r, at)| (r.number, at));
        let places: HashMap<i64, usize> = places.collect();
        for (number, identity) in self.known {
            if let Some(at) = places.get(&number) {
                records[*at].known.push(identity);
            }
        }
        for (number, letter, place) in self.marks {
            let letter = letter.chars().next().filter(char::is_ascii_alphabetic);
            if let (Some(at), Some(letter)) = (places.get(&number), letter) {
                records[*at].marks.insert(letter, place);
            }
        }
        for (number, tag, there) in self.tags {
            if let (Some(at), Some(tag)) = (places.get(&number), record::tag(&tag)) {
                records[*at].tags.insert(tag, there);
            }
        }
        let mut others = Vec::new();
        for mut jotting in self.notes {
            let at = jotting.record.and_then(|number| places.get(&number));
            match at.filter(|at| !records[**at].known.is_empty()) {
                Some(at) => {
                    let record = &mut records[*at];
                    let who = record.known.first().copied().unwrap_or_default();
                    match &mut jotting.note.on {
                        On::Briefing(of) | On::Passage(of, _) => *of = who,
                        On::Entity { .. } => {}
                    }
                    record.notes.push(jotting);
                }
                None => others.push(jotting),
            }
        }
        for record in &mut records {
            record.notes.sort_by_key(|n| (n.note.made, n.note.id));
        }
        records.retain(|r| !r.known.is_empty());
        (records, others)
    }
}

/// A row of [`RECORDS`].
pub(super) fn item(row: &Row<'_>) -> rusqlite::Result<Item> {
    Ok(Item {
        number: row.get(0)?,
        read: timed(row.get(1)?, row, 2)?,
        starred: timed(row.get(3)?, row, 4)?,
        stop: timed(place(row, 5)?, row, 8)?,
        ..Item::default()
    })
}

fn timed<T>(is: T, row: &Row<'_>, at: usize) -> rusqlite::Result<Timed<T>> {
    Ok(Timed {
        is,
        time: row.get(at)?,
    })
}

/// A row of [`KNOWN`].
pub(super) fn known_by(row: &Row<'_>) -> rusqlite::Result<(i64, Identity)> {
    let key = |at| row.get::<_, i64>(at).map(|k| k as u64);
    let identity = Identity {
        id: key(2)?,
        text: key(0)?,
        path: key(3)?,
    };
    Ok((row.get(1)?, identity))
}

/// A row of [`MARKS`].
pub(super) fn marked(row: &Row<'_>) -> rusqlite::Result<(i64, String, Timed<Option<Place>>)> {
    Ok((row.get(0)?, row.get(1)?, timed(place(row, 2)?, row, 5)?))
}

/// A row of [`TAGS`].
pub(super) fn tagged(row: &Row<'_>) -> rusqlite::Result<(i64, String, Timed<bool>)> {
    Ok((row.get(0)?, row.get(1)?, timed(row.get(2)?, row, 3)?))
}

/// A row of [`NOTES`]. Of a briefing that it is on, only the record is known here.
pub(super) fn jotting(row: &Row<'_>) -> rusqlite::Result<Jotting> {
    let text = |at| {
        row.get::<_, Option<String>>(at)
            .map(Option::unwrap_or_default)
    };
    let record: Option<i64> = row.get(1)?;
    let on = match (record, place(row, 4)?) {
        (None, _) => On::Entity {
            kind: sanitize::line(&text(2)?),
            name: sanitize::line(&text(3)?),
        },
        (Some(_), None) => On::Briefing(Identity::default()),
        (Some(_), Some(from)) => {
            // Between the cells of a table stand tabs.
            let quote = sanitize::mapped_with_tabs(&text(7)?).text;
            On::Passage(Identity::default(), Passage { from, quote })
        }
    };
    Ok(Jotting {
        note: Note {
            id: row.get::<_, i64>(0)? as u64,
            on,
            text: sanitize::text(&text(8)?),
            about: sanitize::line(&text(9)?),
            gone: row.get(10)?,
            made: row.get(11)?,
        },
        record,
        time: row.get(12)?,
    })
}

fn place(row: &Row<'_>, at: usize) -> rusqlite::Result<Option<Place>> {
    let Some(byte) = row.get::<_, Option<u32>>(at)? else {
        return Ok(None);
    };
    // Between the cells of a table stand tabs.
    let text = |at| {
        let text = row.get::<_, Option<String>>(at)?.unwrap_or_default();
        Ok::<_, rusqlite::Error>(sanitize::mapped_with_tabs(&text).text)
    };
    Ok(Some(Place {
        at: byte,
        before: text(at + 1)?,
        after: text(at + 2)?,
    }))
}
