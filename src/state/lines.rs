//! How does what is kept look in a file that is taken to another machine? One JSON object a line, after a head.
//!
//! Invariant: what a line cannot mean is told with its number, and the others are taken over; fields that nobody knows are
//! passed by; what comes out of here is clean.
//! Must not know: databases.

use std::collections::BTreeMap;
use std::io::{self, BufRead, Read as _, Write};

use serde::{Deserialize, Serialize};

use super::items::{Item, Jotting, Timed};
use super::merge::{All, Asked, Saved};
use super::{Error, Wrong};
use crate::record::{self, Identity, MOST_QUOTED, Note, On, Passage, Place};
use crate::sanitize;

/// What the first line says.
#[derive(Debug, Serialize, Deserialize)]
struct Head {
    format: String,
    version: u32,
}

/// The format.
const FORMAT: &str = "briefing-state";
/// Its version; a later one means something else by the same fields.
const VERSION: u32 = 1;

/// A longer line, in bytes, is none of ours.
const LONGEST: u64 = 16 << 20;

/// More bytes are never kept of the words around a place.
const LONGEST_PLACE: usize = 256;

/// A line after the head.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Line {
    Record(RecordLine),
    Note(NoteLine),
    Asked(Asked),
    Saved(Saved),
}

/// By what a briefing is known, in hexadecimal digits.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
struct Keys {
    #[serde(skip_serializing_if = "String::is_empty")]
    id: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    text: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    path: String,
}

#[derive(Debug, Serialize, Deserialize)]
struct RecordLine {
    known: Vec<Keys>,
    #[serde(default, skip_serializing_if = "Timed::is_blank")]
    read: Timed<bool>,
    #[serde(default, skip_serializing_if = "Timed::is_blank")]
    star: Timed<bool>,
    #[serde(default, skip_serializing_if = "Timed::is_blank")]
    stop: Timed<Option<Place>>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    marks: BTreeMap<String, Timed<Option<Place>>>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    tags: BTreeMap<String, Timed<bool>>,
}

#[derive(Debug, Serialize, Deserialize)]
struct NoteLine {
    id: String,
    time: i64,
    #[serde(default)]
    made: i64,
    #[serde(default)]
    gone: bool,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    known: Vec<Keys>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    kind: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    from: Option<Place>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    quote: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    text: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    about: String,
}

/// Writes everything.
pub(super) fn write(all: All, out: &mut dyn Write) -> io::Result<()> {
    let head = Head {
        format: FORMAT.to_owned(),
        version: VERSION,
    };
    line(&head, out)?;
    for record in all.records {
        line(&Line::Record(RecordLine::from(record)), out)?;
    }
    for (known, jotting) in all.notes {
        line(&Line::Note(NoteLine::new(&known, jotting)), out)?;
    }
    for saved in all.saved {
        line(&Line::Saved(saved), out)?;
    }
    for asked in all.asked {
        line(&Line::Asked(asked), out)?;
    }
    out.flush()
}

fn line(line: &impl Serialize, out: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer(&mut *out, line)?;
    out.write_all(b"\n")
}

/// Reads everything, and the lines that cannot be read.
pub(super) fn read(text: &mut dyn BufRead) -> Result<(All, Vec<Wrong>), Error> {
    let unread = |e: io::Error| Error::Unread(sanitize::line(&e.to_string()));
    let mut bytes = Vec::new();
    next(text, &mut bytes).map_err(unread)?;
    let head: Head = serde_json::from_slice(&bytes).map_err(|_| Error::Foreign)?;
    if head.format != FORMAT {
        return Err(Error::Foreign);
    }
    if head.version > VERSION {
        return Err(Error::NewerExport);
    }
    let (mut all, mut wrong) = (All::default(), Vec::new());
    for number in 2.. {
        let length = next(text, &mut bytes).map_err(unread)?;
        if length == 0 {
            break;
        }
        let took = match length > LONGEST {
            true => Err("it is too long".to_owned()),
            false => one(&bytes, &mut all),
        };
        if let Err(cause) = took {
            wrong.push(Wrong {
                line: number,
                cause,
            });
        }
    }
    Ok((all, wrong))
}

/// The next line, and how long it is with its end; 0 after the last.
fn next(text: &mut dyn BufRead, bytes: &mut Vec<u8>) -> io::Result<u64> {
    bytes.clear();
    let mut length = (&mut *text).take(LONGEST + 1).read_until(b'\n', bytes)? as u64;
    let mut rest = Vec::new();
    while length > LONGEST && !bytes.ends_with(b"\n") && !rest.ends_with(b"\n") {
        rest.clear();
        match (&mut *text).take(LONGEST).read_until(b'\n', &mut rest)? as u64 {
            0 => break,
            more => length += more,
        }
    }
    Ok(length)
}

/// Takes over what one line says.
fn one(bytes: &[u8], all: &mut All) -> Result<(), String> {
    if bytes.trim_ascii().is_empty() {
        return Ok(());
    }
    let line = serde_json::from_slice(bytes).map_err(|e| sanitize::line(&e.to_string()))?;
    match line {
        Line::Record(line) => all.records.push(line.item()?),
        Line::Note(line) => all.notes.push(line.jotting()?),
        Line::Asked(mut asked) => {
            asked.query = worded(&asked.query)?;
            all.asked.push(asked);
        }
        Line::Saved(mut saved) => {
            saved.name = worded(&saved.name)?;
            saved.query = sanitize::line(&saved.query);
            all.saved.push(saved);
        }
    }
    Ok(())
}

fn worded(text: &str) -> Result<String, String> {
    let clean = sanitize::line(text);
    match clean.trim().is_empty() {
        true => Err("it has no words".to_owned()),
        false => Ok(clean),
    }
}

impl From<Identity> for Keys {
    fn from(who: Identity) -> Keys {
        let hex = |key: u64| match key {
            0 => String::new(),
            key => format!("{key:016x}"),
        };
        Keys {
            id: hex(who.id),
            text: hex(who.text),
            path: hex(who.path),
        }
    }
}

/// The identities that keys are; one at least.
fn known(keys: &[Keys]) -> Result<Vec<Identity>, String> {
    let mut all = Vec::new();
    for keys in keys {
        all.push(Identity {
            id: key(&keys.id)?,
            text: key(&keys.text)?,
            path: key(&keys.path)?,
        });
    }
    all.retain(|who| *who != Identity::default());
    match all.is_empty() {
        true => Err("it does not say of which briefing".to_owned()),
        false => Ok(all),
    }
}

fn key(hex: &str) -> Result<u64, String> {
    match hex {
        "" => Ok(0),
        hex => {
            u64::from_str_radix(hex, 16).map_err(|_| format!("`{}` is no key", sanitize::line(hex)))
        }
    }
}

/// A place as it may be kept.
fn place(place: Place) -> Result<Place, String> {
    match place.before.len().max(place.after.len()) {
        0..=LONGEST_PLACE => Ok(place),
        _ => Err("too many words stand around a place".to_owned()),
    }
}

fn timed_place(timed: Timed<Option<Place>>) -> Result<Timed<Option<Place>>, String> {
    Ok(Timed {
        is: timed.is.map(place).transpose()?,
        time: timed.time,
    })
}

impl From<Item> for RecordLine {
    fn from(item: Item) -> RecordLine {
        let mut known = item.known;
        known.sort_unstable();
        let marks = item.marks.into_iter();
        RecordLine {
            known: known.into_iter().map(Keys::from).collect(),
            read: item.read,
            star: item.starred,
            stop: item.stop,
            marks: marks
                .map(|(letter, mark)| (letter.to_string(), mark))
                .collect(),
            tags: item.tags,
        }
    }
}

impl RecordLine {
    fn item(self) -> Result<Item, String> {
        let mut marks = BTreeMap::new();
        for (letter, mark) in self.marks {
            match letter.chars().next() {
                Some(l) if l.is_ascii_alphabetic() && letter.len() == 1 => {
                    marks.insert(l, timed_place(mark)?);
                }
                _ => return Err(format!("`{}` marks nothing", sanitize::line(&letter))),
            }
        }
        let tags = self.tags.into_iter();
        Ok(Item {
            known: known(&self.known)?,
            read: self.read,
            starred: self.star,
            stop: timed_place(self.stop)?,
            marks,
            tags: tags
                .filter_map(|(tag, there)| Some((record::tag(&tag)?, there)))
                .collect(),
            ..Item::default()
        })
    }
}

impl NoteLine {
    fn new(known: &[Identity], Jotting { note, time, .. }: Jotting) -> NoteLine {
        let mut known = known.to_vec();
        known.sort_unstable();
        let (kind, name, passage) = match note.on {
            On::Briefing(_) => (String::new(), String::new(), None),
            On::Passage(_, passage) => (String::new(), String::new(), Some(passage)),
            On::Entity { kind, name } => (kind, name, None),
        };
        let (from, quote) = passage.map_or((None, String::new()), |p| (Some(p.from), p.quote));
        NoteLine {
            id: format!("{:016x}", note.id),
            time,
            made: note.made,
            gone: note.gone,
            known: known.into_iter().map(Keys::from).collect(),
            kind,
            name,
            from,
            quote,
            text: note.text,
            about: note.about,
        }
    }

    fn jotting(self) -> Result<(Vec<Identity>, Jotting), String> {
        let id = key(&self.id)?;
        if id == 0 {
            return Err("the note has no id".to_owned());
        }
        if self.quote.len() > MOST_QUOTED {
            return Err("the quote is too long".to_owned());
        }
        let who = match self.known.is_empty() {
            true => Vec::new(),
            false => known(&self.known)?,
        };
        let first = who.first().copied();
        let on = match (first, self.from) {
            (None, _) => On::Entity {
                kind: sanitize::line(&self.kind),
                name: sanitize::line(&self.name),
            },
            (Some(who), None) => On::Briefing(who),
            (Some(who), Some(from)) => {
                let quote = sanitize::mapped_with_tabs(&self.quote).text;
                On::Passage(
                    who,
                    Passage {
                        from: place(from)?,
                        quote,
                    },
                )
            }
        };
        let jotting = Jotting {
            note: Note {
                id,
                on,
                text: sanitize::text(&self.text),
                about: sanitize::line(&self.about),
                made: self.made,
                gone: self.gone,
            },
            record: None,
            time: self.time,
        };
        Ok((who, jotting))
    }
}
