//! How is what two files hold put together? Thing by thing: what was changed last stays, and what only one has is kept.
//!
//! Two records are the same briefing's if both know the same keys, if both state the same identity, or, where neither states
//! one, if both have the same text. The same path alone makes no one: on two machines different texts may lie there.
//! Invariant: whichever of two files is put into the other, both end with the same; done again, nothing changes.
//! Must not know: where the other file comes from.

use std::collections::BTreeSet;

use rusqlite::{Connection, OptionalExtension, params};

use super::file::Fault;
use super::items::{self, Item, Jotting, Timed};
use super::owners::{EXACTLY, known, made};
use super::{Taken, notes, queries};
use crate::record::{Identity, Note, On, Place};

/// All that a file holds, but for visits: these are one machine's.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct All {
    /// Their notes are below.
    pub(super) records: Vec<Item>,
    /// Each with what its briefing is known by; nothing, if it is on none.
    pub(super) notes: Vec<(Vec<Identity>, Jotting)>,
    pub(super) asked: Vec<Asked>,
    pub(super) saved: Vec<Saved>,
}

/// A query that was asked, and when.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
pub(super) struct Asked {
    pub(super) query: String,
    #[serde(rename = "time")]
    pub(super) nth: i64,
}

/// A query with a name, or what is left of one.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
pub(super) struct Saved {
    pub(super) name: String,
    #[serde(default)]
    pub(super) time: i64,
    #[serde(default)]
    pub(super) gone: bool,
    #[serde(default)]
    pub(super) query: String,
    #[serde(rename = "made", default)]
    pub(super) nth: i64,
}

impl All {
    /// Of records as they are read, and of notes that are on none of them.
    pub(super) fn new(mut records: Vec<Item>, others: Vec<Jotting>) -> All {
        let mut notes: Vec<_> = others.into_iter().map(|n| (Vec::new(), n)).collect();
        for record in &mut records {
            let own = std::mem::take(&mut record.notes);
            notes.extend(own.into_iter().map(|n| (record.known.clone(), n)));
        }
        All {
            records,
            notes,
            ..All::default()
        }
    }

    /// Puts everything in an order of its own, whatever order it came in.
    fn sort(&mut self) {
        self.records
            .iter_mut()
            .for_each(|r| r.known.sort_unstable());
        self.records.sort_by(|a, b| a.known.cmp(&b.known));
        self.notes.sort_by(|a, b| newness(&a.1).cmp(&newness(&b.1)));
        self.asked.sort();
        self.saved.sort();
    }
}

/// All that a file holds.
pub(super) fn read(c: &Connection) -> Result<All, Fault> {
    let mut all = All::new(items::read(c, None)?, items::on_entities(c, None)?);
    all.asked = queries::asked(c)?;
    all.saved = queries::saved(c)?;
    Ok(all)
}

/// Puts what another file holds into this one, and says how much of it was news.
pub(super) fn merge(c: &Connection, mut all: All, change: i64) -> Result<Taken, Fault> {
    all.sort();
    let mut taken = Taken::default();
    for record in all.records {
        taken.records += usize::from(merge_record(c, record, change)?);
    }
    for letter in 'A'..='Z' {
        one_in_all(c, &letter.to_string(), change)?;
    }
    for (who, jotting) in all.notes {
        taken.notes += usize::from(merge_note(c, &who, jotting, change)?);
    }
    for asked in &all.asked {
        let is_news = "INSERT INTO asked (query, nth) VALUES (?1, ?2) \
                       ON CONFLICT (query) DO UPDATE SET nth = ?2 WHERE nth < ?2";
        let mut put = c.prepare_cached(is_news)?;
        taken.queries += put.execute(params![asked.query, believed(asked.nth)])?;
    }
    queries::forget(c)?;
    for saved in all.saved {
        taken.queries += usize::from(merge_saved(c, saved)?);
    }
    Ok(taken)
}

/// No time is later: what has a later one is of an unsound file, and counts as old. Far beyond any clock, and as far from the
/// end of the numbers, so that there is always a later time for an edit to have.
const LATEST: i64 = i64::MAX / 2;

fn believed(time: i64) -> i64 {
    match time {
        0..=LATEST => time,
        _ => 0,
    }
}

/// Takes over what was changed later; of two at the same time the greater, whichever comes first.
fn take<T: Ord>(mine: &mut Timed<T>, other: Timed<T>) -> bool {
    let other = Timed {
        time: believed(other.time),
        ..other
    };
    let is_newer = (other.time, &other.is) > (mine.time, &mine.is);
    if is_newer {
        *mine = other;
    }
    is_newer
}

/// The same of a letter's place: of two at the same time, none.
fn take_place(mine: &mut Timed<Option<Place>>, other: Timed<Option<Place>>) -> bool {
    let freed = Timed {
        is: (other.is.is_none(), other.is),
        time: other.time,
    };
    let mut own = Timed {
        is: (mine.is.is_none(), mine.is.take()),
        time: mine.time,
    };
    let is_newer = take(&mut own, freed);
    (mine.is, mine.time) = (own.is.1, own.time);
    is_newer
}

impl Item {
    /// Takes over what another machine, or another record, knows later.
    fn take(&mut self, other: Item) -> bool {
        let mut is_news = take(&mut self.read, other.read);
        is_news |= take(&mut self.starred, other.starred);
        is_news |= take(&mut self.stop, other.stop);
        for (letter, mark) in other.marks {
            let untouched = Timed { is: None, time: -1 };
            is_news |= take_place(self.marks.entry(letter).or_insert(untouched), mark);
        }
        for (tag, there) in other.tags {
            let untouched = Timed {
                is: false,
                time: -1,
            };
            is_news |= take(self.tags.entry(tag).or_insert(untouched), there);
        }
        is_news
    }
}

fn merge_record(c: &Connection, item: Item, change: i64) -> Result<bool, Fault> {
    let Some(first) = item.known.first() else {
        return Ok(false);
    };
    let before = found(c, &item.known, change)?;
    let number = match before {
        Some(number) => number,
        None => made(c, *first, change)?,
    };
    let mut is_news = before.is_none();
    for who in &item.known {
        is_news |= known(c, *who, number)?;
    }
    let mut mine = match before {
        Some(number) => items::one(c, number)?,
        None => Item::default(),
    };
    mine.number = number;
    is_news |= mine.take(item);
    if is_news {
        put(c, &mine, change)?;
    }
    Ok(is_news)
}

/// The record of whoever is known by one of these; several become one.
fn found(c: &Connection, who: &[Identity], change: i64) -> Result<Option<i64>, Fault> {
    const BY_ID: &str = "SELECT record FROM known WHERE id = ?1 AND id <> 0";
    const BY_TEXT: &str = "SELECT record FROM known WHERE text = ?1 AND id = 0";
    let mut exact = BTreeSet::new();
    let mut alike = BTreeSet::new();
    for who in who {
        let keys = [who.id, who.text, who.path].map(|key| key as i64);
        let mut ask = c.prepare_cached(EXACTLY)?;
        exact.extend(ask.query_row(keys, |row| row.get::<_, i64>(0)).optional()?);
        let (ask, key) = match (who.id, who.text) {
            (0, 0) => continue,
            (0, text) => (BY_TEXT, text),
            (id, _) => (BY_ID, id),
        };
        let mut ask = c.prepare_cached(ask)?;
        for record in ask.query_map([key as i64], |row| row.get::<_, i64>(0))? {
            alike.insert(record?);
        }
    }
    alike.extend(&exact);
    for all in [alike, exact] {
        let Some(first) = all.first().copied() else {
            continue;
        };
        if all.len() == 1 {
            return Ok(Some(first));
        }
        // Those that state different identities stay two.
        if ids(c, who, &all)? < 2 {
            return unite(c, &all, change).map(Some);
        }
    }
    // Nobody can tell which of them: the one that was first.
    let mut ask = c.prepare_cached(EXACTLY)?;
    for who in who {
        let keys = [who.id, who.text, who.path].map(|key| key as i64);
        if let Some(record) = ask.query_row(keys, |row| row.get(0)).optional()? {
            return Ok(Some(record));
        }
    }
    Ok(None)
}

/// How many identities these state.
fn ids(c: &Connection, who: &[Identity], records: &BTreeSet<i64>) -> Result<usize, Fault> {
    let mut ids: BTreeSet<i64> = who.iter().map(|who| who.id as i64).collect();
    let mut ask = c.prepare_cached("SELECT id FROM known WHERE record = ?1")?;
    for record in records {
        for id in ask.query_map([record], |row| row.get::<_, i64>(0))? {
            ids.insert(id?);
        }
    }
    ids.remove(&0);
    Ok(ids.len())
}

/// Makes several records one, the first. The others stay behind empty, so that no new one gets their numbers, which a session
/// may still know.
fn unite(c: &Connection, all: &BTreeSet<i64>, change: i64) -> Result<i64, Fault> {
    let mut all = all.iter().copied();
    let first = all.next().unwrap_or_default();
    let mut one = items::one(c, first)?;
    for other in all {
        one.take(items::one(c, other)?);
        for text in [
            "UPDATE known SET record = ?1 WHERE record = ?2",
            "UPDATE note SET record = ?1 WHERE record = ?2",
        ] {
            c.execute(text, [first, other])?;
        }
        for text in [
            "DELETE FROM mark WHERE record = ?1",
            "DELETE FROM tag WHERE record = ?1",
        ] {
            c.execute(text, [other])?;
        }
        let empty = Item {
            number: other,
            ..Item::default()
        };
        put(c, &empty, change)?;
    }
    put(c, &one, change)?;
    Ok(first)
}

/// Writes all that a record holds but its notes.
fn put(c: &Connection, item: &Item, change: i64) -> Result<(), Fault> {
    let stop = item.stop.is.as_ref();
    c.prepare_cached(
        "UPDATE record SET read = ?2, read_time = ?3, starred = ?4, starred_time = ?5, stop = ?6, stop_before = ?7, \
         stop_after = ?8, stop_time = ?9, changed = ?10 WHERE number = ?1",
    )?
    .execute(params![
        item.number,
        item.read.is,
        item.read.time,
        item.starred.is,
        item.starred.time,
        stop.map(|p| p.at),
        stop.map(|p| &p.before),
        stop.map(|p| &p.after),
        item.stop.time,
        change
    ])?;
    let mut mark =
        c.prepare_cached("INSERT OR REPLACE INTO mark VALUES (?1, ?2, ?3, ?4, ?5, ?6)")?;
    for (letter, Timed { is, time }) in &item.marks {
        let place = is.as_ref();
        mark.execute(params![
            letter.to_string(),
            item.number,
            place.map(|p| p.at),
            place.map(|p| &p.before),
            place.map(|p| &p.after),
            time
        ])?;
    }
    let mut tag = c.prepare_cached(
        "INSERT OR REPLACE INTO tag (tag, record, there, time) VALUES (?1, ?2, ?3, ?4)",
    )?;
    for (name, Timed { is, time }) in &item.tags {
        tag.execute(params![name, item.number, is, time])?;
    }
    Ok(())
}

/// A capital letter marks one place in all: that which it marked last, or none, if it was freed after that. Where it was before,
/// it is free since then when it was there: a later time would make what comes out depend on what is put together first.
fn one_in_all(c: &Connection, letter: &str, change: i64) -> Result<(), Fault> {
    let mut ask = c.prepare_cached(
        "SELECT record FROM mark WHERE letter = ?1 AND stop IS NOT NULL \
         AND time = (SELECT max(time) FROM mark WHERE letter = ?1) ORDER BY stop DESC, before, after, \
         (SELECT printf('%016x%016x%016x', text, path, id) FROM known WHERE known.record = mark.record ORDER BY 1 LIMIT 1) \
         LIMIT 1",
    )?;
    let last: Option<i64> = ask.query_row([letter], |row| row.get(0)).optional()?;
    for text in [
        "UPDATE record SET changed = ?3 WHERE number IN \
         (SELECT record FROM mark WHERE letter = ?1 AND record IS NOT ?2 AND stop IS NOT NULL)",
        "UPDATE mark SET stop = NULL, before = NULL, after = NULL \
         WHERE letter = ?1 AND record IS NOT ?2 AND stop IS NOT NULL",
    ] {
        let mut free = c.prepare_cached(text)?;
        match free.parameter_count() {
            3 => free.execute(params![letter, last, change])?,
            _ => free.execute(params![letter, last])?,
        };
    }
    Ok(())
}

/// What tells which of two states of a note is the newer one; of two at the same time it is the greater.
fn newness(jotting: &Jotting) -> impl Ord + '_ {
    let Note {
        id,
        on,
        text,
        about,
        made,
        gone,
    } = &jotting.note;
    let on = match on {
        On::Briefing(_) => (None, None),
        On::Passage(_, passage) => (Some((&passage.from, &passage.quote)), None),
        On::Entity { kind, name } => (None, Some((kind, name))),
    };
    // What it is on goes with a note that is removed.
    let words = (!gone).then_some((text, about, on));
    (jotting.time, *gone, words, *made, *id)
}

fn merge_note(
    c: &Connection,
    who: &[Identity],
    mut jotting: Jotting,
    change: i64,
) -> Result<bool, Fault> {
    jotting.time = believed(jotting.time);
    let mut ask = c.prepare_cached(&format!("{} WHERE note.id = ?1", items::NOTES))?;
    let mine = ask.query_row([jotting.note.id as i64], items::jotting);
    let mine = mine.optional()?;
    if mine
        .as_ref()
        .is_some_and(|mine| newness(mine) >= newness(&jotting))
    {
        return Ok(false);
    }
    jotting.record = match who.first() {
        None => None,
        Some(first) => Some(match found(c, who, change)? {
            Some(record) => record,
            None => made(c, *first, change)?,
        }),
    };
    notes::put(c, &jotting, change)?;
    let mut touch = c.prepare_cached("UPDATE record SET changed = ?2 WHERE number = ?1")?;
    for record in mine
        .and_then(|n| n.record)
        .into_iter()
        .chain(jotting.record)
    {
        touch.execute([record, change])?;
    }
    Ok(true)
}

fn merge_saved(c: &Connection, mut saved: Saved) -> Result<bool, Fault> {
    (saved.time, saved.nth) = (believed(saved.time), believed(saved.nth));
    let mut ask = c.prepare_cached(&format!("{} WHERE name = ?1", queries::SAVED))?;
    let mine = ask
        .query_row([&saved.name], queries::saved_row)
        .optional()?;
    if let Some(mine) = mine {
        let made = mine.nth.min(saved.nth);
        let changed = |s: &Saved| (s.time, s.gone, s.query.clone());
        let newer = if changed(&saved) > changed(&mine) {
            saved
        } else {
            mine.clone()
        };
        saved = Saved { nth: made, ..newer };
        if saved == mine {
            return Ok(false);
        }
    }
    let Saved {
        name,
        time,
        gone,
        query,
        nth,
    } = &saved;
    c.prepare_cached(
        "INSERT OR REPLACE INTO saved (name, query, nth, time, gone) VALUES (?1, ?2, ?3, ?4, ?5)",
    )?
    .execute(params![name, query, nth, time, gone])?;
    Ok(true)
}
