//! What does a mention claim to name? Names in normal form: the keys that briefings share.
//!
//! Invariant: a name depends on one briefing only; equal names of two briefings are candidates for one entity, no more.
//! Must not know: which names other briefings use.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::lexicon::Fx;
use super::spot::{Guess, Why};
use crate::briefing::{Kind, Level, Span};

/// A name in normal form.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) enum Name {
    /// An entry of the built-in lists.
    Listed(u32),
    /// Skeletons of given name and surname; the given name is empty for a bare surname.
    Person { given: String, surname: String },
    /// An organisation; `of` is the country or the acronym it belongs to, or empty.
    Body { name: String, of: String },
    /// A place, event or agreement.
    Thing { kind: Kind, name: String },
    /// A capitalised name of which nothing is certain yet.
    Unknown { name: String },
    /// The holder of a role that this briefing does not name.
    Role { role: String, of: Option<Box<Name>> },
}

/// A mention as far as its own briefing resolves it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Spotted {
    pub span: Span,
    pub guess: Guess,
    pub level: Level,
    pub sure: u8,
    pub why: Why,
    /// Index into [`Reading::names`].
    pub name: u32,
    /// Other owners of an ambiguous surname.
    pub others: Vec<u32>,
}

/// "The Russian foreign minister Sergei Lavrov": who holds what.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct RoleFact {
    pub role: String,
    /// Of which country or body.
    pub of: Option<u32>,
    pub person: u32,
    pub span: Span,
}

/// Cues that speak for a person, an organisation, a place; tenths.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Votes {
    pub person: u32,
    pub organisation: u32,
    pub place: u32,
    pub seen: u32,
}

impl Votes {
    pub fn add(&mut self, other: Votes) {
        self.person += other.person;
        self.organisation += other.organisation;
        self.place += other.place;
        self.seen += other.seen;
    }

    /// The kind with most votes; ties go to the organisation, then the person.
    pub fn best(&self) -> (Kind, u32) {
        let mut best = (Kind::Organisation, self.organisation);
        for (kind, votes) in [(Kind::Person, self.person), (Kind::Place, self.place)] {
            if votes > best.1 {
                best = (kind, votes);
            }
        }
        best
    }
}

/// What one briefing says of names: all that linking needs of it.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Reading {
    pub mentions: Vec<Spotted>,
    pub names: Vec<Name>,
    pub roles: Vec<RoleFact>,
    /// "Long Form (LF)": acronym (folded), index of the name of the long form.
    pub acronyms: Vec<(String, u32)>,
    /// "Luis Riquelme Benítez" and "Luis Riquelme": a full name, and another that its bearer may go by.
    pub called: Vec<(u32, u32)>,
    /// Bodies named after an acronym: acronym, head word, index of the name.
    pub bodies: Vec<(String, String, u32)>,
    /// Votes for the unknown names.
    pub votes: Vec<(u32, Votes)>,
    /// The country by its code that is spoken of much more than any other.
    pub home: Option<String>,
    /// Those that are spoken of most, heaviest first.
    pub about: Vec<String>,
}

impl Reading {
    /// Mentions that are linked elsewhere: only where they are and why.
    pub fn of(mentions: impl Iterator<Item = (Span, Level, Why)>) -> Reading {
        let spotted = |(span, level, why)| Spotted {
            span,
            guess: Guess::Unknown,
            level,
            sure: 0,
            why,
            name: 0,
            others: Vec::new(),
        };
        Reading {
            mentions: mentions.map(spotted).collect(),
            ..Reading::default()
        }
    }
}

/// Collects the distinct names of a briefing.
#[derive(Debug, Default)]
pub(crate) struct Interner {
    pub names: Vec<Name>,
    ids: HashMap<Name, u32, Fx>,
}

impl Interner {
    pub fn add(&mut self, name: Name) -> u32 {
        if let Some(&id) = self.ids.get(&name) {
            return id;
        }
        let id = self.names.len() as u32;
        self.names.push(name.clone());
        self.ids.insert(name, id);
        id
    }
}
