//! What is left on the briefings of one corpus, by their numbers? And what becomes of it when something is done.
//!
//! Must not know: where records are kept, the session.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use crate::corpus::{Corpus, Own, Set};
use crate::record::{Edit, Identity, Note, On, Place, Record};

/// What is left.
#[derive(Debug, Clone, Default)]
pub(super) struct Left {
    pub own: Arc<Own>,
    pub stops: HashMap<u32, Place>,
    /// a–z, of each briefing.
    pub marks: BTreeMap<(u32, char), Place>,
    /// A–Z, of all.
    pub across: BTreeMap<char, (u32, Place)>,
    /// Notes and highlights by their briefing and their own number; none of them is gone.
    pub notes: BTreeMap<(u32, u64), Arc<Note>>,
    /// Notes on entities, by their own number.
    pub of_entities: BTreeMap<u64, Arc<Note>>,
}

/// Something that was done.
#[derive(Debug, Clone)]
pub enum Done {
    /// Briefings are read, or not any more.
    Read(Set, bool),
    /// They have a star, or not any more.
    Star(Set, bool),
    /// They have a tag, or not any more.
    Tag(String, Set, bool),
    /// Reading stopped here.
    Stop(u32, Place),
    /// A letter marks a place, or none.
    Mark(char, u32, Option<Place>),
    /// A note is written, changed or gone: on a briefing, or on an entity.
    Note(Option<u32>, Arc<Note>),
}

impl Done {
    /// As it is kept: nothing if there is nothing to keep it by.
    pub(super) fn edit(&self, corpus: &Corpus) -> Edit {
        let who = |all: &Set| all.iter().map(|b| corpus.identity(b)).collect();
        match self {
            Done::Read(all, is) => Edit::Read(who(all), *is),
            Done::Star(all, is) => Edit::Star(who(all), *is),
            Done::Tag(tag, all, is) => Edit::Tag(tag.clone(), who(all), *is),
            Done::Stop(briefing, place) => Edit::Stop(corpus.identity(*briefing), place.clone()),
            Done::Mark(letter, briefing, place) => {
                Edit::Mark(*letter, corpus.identity(*briefing), place.clone())
            }
            Done::Note(_, note) => Edit::Note(Note::clone(note)),
        }
    }

    /// Follows briefings to their new numbers; nothing if none of them is there.
    pub(in crate::app) fn renumbered(self, new: &dyn Fn(u32) -> Option<u32>) -> Option<Done> {
        Some(match self {
            Done::Read(all, is) => Done::Read(moved(&all, new), is),
            Done::Star(all, is) => Done::Star(moved(&all, new), is),
            Done::Tag(tag, all, is) => Done::Tag(tag, moved(&all, new), is),
            Done::Stop(briefing, place) => Done::Stop(new(briefing)?, place),
            Done::Mark(letter, briefing, place) => Done::Mark(letter, new(briefing)?, place),
            // It knows itself whose it is.
            Done::Note(briefing, note) => Done::Note(briefing.and_then(new), note),
        })
    }
}

/// What was noted and is not kept yet, of the briefings of this corpus.
pub(super) fn noted(corpus: &Corpus, edits: Vec<Edit>) -> Vec<Done> {
    if edits.is_empty() {
        return Vec::new();
    }
    let numbers = (0..corpus.len() as u32).map(|b| (corpus.identity(b), b));
    let numbers: HashMap<Identity, u32> = numbers.collect();
    let set = |all: Vec<Identity>| all.iter().filter_map(|i| numbers.get(i)).collect();
    let done = |edit| match edit {
        Edit::Read(all, read) => Some(Done::Read(set(all), read)),
        Edit::Star(all, starred) => Some(Done::Star(set(all), starred)),
        Edit::Tag(tag, all, is) => Some(Done::Tag(tag, set(all), is)),
        Edit::Stop(who, place) => Some(Done::Stop(*numbers.get(&who)?, place)),
        Edit::Mark(letter, who, place) => Some(Done::Mark(letter, *numbers.get(&who)?, place)),
        Edit::Note(note) => {
            let briefing = match &note.on {
                On::Briefing(who) | On::Passage(who, _) => Some(*numbers.get(who)?),
                On::Entity { .. } => None,
            };
            Some(Done::Note(briefing, Arc::new(note)))
        }
        Edit::Known(_) | Edit::Seen(..) => None,
    };
    edits.into_iter().filter_map(done).collect()
}

impl Left {
    /// Takes over all that a record says of a briefing.
    pub(super) fn take(&mut self, briefing: u32, record: &Record) {
        let own = Arc::make_mut(&mut self.own);
        set(&mut own.read, briefing, record.read);
        set(&mut own.starred, briefing, record.starred);
        for (tag, is) in &record.tags {
            tagged(own, tag, &Set::from_iter([briefing]), *is);
        }
        match &record.stop {
            Some(place) => drop(self.stops.insert(briefing, place.clone())),
            None => drop(self.stops.remove(&briefing)),
        }
        for (letter, place) in &record.marks {
            self.mark(*letter, briefing, place.clone());
        }
        // Another program may have removed some.
        let before: Vec<u64> = self.of(briefing).map(|note| note.id).collect();
        for id in before {
            self.notes.remove(&(briefing, id));
        }
        for note in &record.notes {
            self.notes
                .insert((briefing, note.id), Arc::new(note.clone()));
        }
        self.count_notes(briefing);
    }

    fn mark(&mut self, letter: char, briefing: u32, place: Option<Place>) {
        match (letter.is_ascii_uppercase(), place) {
            (true, Some(place)) => drop(self.across.insert(letter, (briefing, place))),
            (true, None) => {
                // Another briefing may have it by now.
                if self.across.get(&letter).is_some_and(|m| m.0 == briefing) {
                    self.across.remove(&letter);
                }
            }
            (false, Some(place)) => drop(self.marks.insert((briefing, letter), place)),
            (false, None) => drop(self.marks.remove(&(briefing, letter))),
        }
    }

    /// A note is there, changed, or gone.
    pub(super) fn note(&mut self, briefing: Option<u32>, note: Arc<Note>) {
        let Some(briefing) = briefing else {
            match note.gone {
                true => drop(self.of_entities.remove(&note.id)),
                false => drop(self.of_entities.insert(note.id, note)),
            }
            return;
        };
        match note.gone {
            true => drop(self.notes.remove(&(briefing, note.id))),
            false => drop(self.notes.insert((briefing, note.id), note)),
        }
        self.count_notes(briefing);
    }

    /// Says whether a briefing has notes and highlights.
    fn count_notes(&mut self, briefing: u32) {
        let (mut noted, mut highlighted) = (false, false);
        for note in self.of(briefing) {
            noted |= !note.text.is_empty();
            highlighted |= matches!(note.on, On::Passage(..));
        }
        let own = Arc::make_mut(&mut self.own);
        set(&mut own.noted, briefing, noted);
        set(&mut own.highlighted, briefing, highlighted);
    }

    /// The notes on a briefing, in no order that means anything.
    pub(super) fn of(&self, briefing: u32) -> impl Iterator<Item = &Arc<Note>> {
        self.notes
            .range((briefing, 0)..=(briefing, u64::MAX))
            .map(|(_, note)| note)
    }

    /// What undoes something before it is done.
    pub(super) fn inverse(&self, done: &Done) -> Vec<Done> {
        let own = &self.own;
        // Those that are so already stay so.
        let others = |all: &Set, have: &Set, is: bool| if is { all - have } else { all & have };
        match done {
            Done::Read(all, is) => vec![Done::Read(others(all, &own.read, *is), !is)],
            Done::Star(all, is) => vec![Done::Star(others(all, &own.starred, *is), !is)],
            Done::Tag(tag, all, is) => {
                let none = Set::new();
                let have = own.tags.get(tag).unwrap_or(&none);
                vec![Done::Tag(tag.clone(), others(all, have, *is), !is)]
            }
            Done::Stop(..) => Vec::new(),
            Done::Mark(letter, briefing, _) => {
                let mut undo = vec![Done::Mark(*letter, *briefing, None)];
                let before = match letter.is_ascii_uppercase() {
                    true => self.across.get(letter).cloned(),
                    false => {
                        let place = self.marks.get(&(*briefing, *letter));
                        place.map(|place| (*briefing, place.clone()))
                    }
                };
                if let Some((briefing, place)) = before {
                    undo.push(Done::Mark(*letter, briefing, Some(place)));
                }
                undo
            }
            Done::Note(briefing, note) => {
                let before = match briefing {
                    Some(briefing) => self.notes.get(&(*briefing, note.id)),
                    None => self.of_entities.get(&note.id),
                };
                let gone = || {
                    Arc::new(Note {
                        gone: true,
                        ..Note::clone(note)
                    })
                };
                let before = before.map_or_else(gone, Arc::clone);
                vec![Done::Note(*briefing, before)]
            }
        }
    }

    pub(super) fn apply(&mut self, done: Done) {
        match done {
            Done::Read(all, is) => change(&mut Arc::make_mut(&mut self.own).read, &all, is),
            Done::Star(all, is) => change(&mut Arc::make_mut(&mut self.own).starred, &all, is),
            Done::Tag(tag, all, is) => tagged(Arc::make_mut(&mut self.own), &tag, &all, is),
            Done::Stop(briefing, place) => drop(self.stops.insert(briefing, place)),
            Done::Mark(letter, briefing, place) => self.mark(letter, briefing, place),
            Done::Note(briefing, note) => self.note(briefing, note),
        }
    }

    pub(super) fn renumbered(self, new: &dyn Fn(u32) -> Option<u32>) -> Left {
        let stops = self.stops.into_iter();
        let marks = self.marks.into_iter();
        let across = self.across.into_iter();
        let notes = self.notes.into_iter();
        Left {
            own: Arc::new(renumbered(&self.own, new)),
            stops: stops.filter_map(|(b, p)| Some((new(b)?, p))).collect(),
            marks: marks
                .filter_map(|((b, l), p)| Some(((new(b)?, l), p)))
                .collect(),
            across: across
                .filter_map(|(l, (b, p))| Some((l, (new(b)?, p))))
                .collect(),
            notes: notes
                .filter_map(|((b, id), note)| Some(((new(b)?, id), note)))
                .collect(),
            of_entities: self.of_entities,
        }
    }
}

/// The same of briefings that have other numbers.
pub(super) fn renumbered(own: &Own, new: &dyn Fn(u32) -> Option<u32>) -> Own {
    let tags = own.tags.iter();
    let tags = tags.map(|(tag, all)| (tag.clone(), moved(all, new)));
    Own {
        read: moved(&own.read, new),
        starred: moved(&own.starred, new),
        new: moved(&own.new, new),
        noted: moved(&own.noted, new),
        highlighted: moved(&own.highlighted, new),
        tags: tags.filter(|(_, all)| !all.is_empty()).collect(),
    }
}

fn moved(all: &Set, new: &dyn Fn(u32) -> Option<u32>) -> Set {
    all.iter().filter_map(new).collect()
}

fn change(have: &mut Set, all: &Set, is: bool) {
    match is {
        true => *have |= all,
        false => *have -= all,
    }
}

fn tagged(own: &mut Own, tag: &str, all: &Set, is: bool) {
    let have = own.tags.entry(tag.to_owned()).or_default();
    change(have, all, is);
    if have.is_empty() {
        own.tags.remove(tag);
    }
}

fn set(all: &mut Set, briefing: u32, is: bool) {
    match is {
        true => all.insert(briefing),
        false => all.remove(briefing),
    };
}
