//! What has a rule found? A span of tokens with what is known of it so far.
//!
//! Invariant: `i < j`, both in the document.
//! Must not know: which rule found it, beyond the words it left as its reason.

use serde::{Deserialize, Serialize};

use super::lexicon::{Listing, Word};
use crate::briefing::fixed::{self, Fixed};
use crate::briefing::{Kind, Level, Span};

/// How sure the kind of a spot is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Guess {
    /// A rule says so.
    Sure(Kind),
    /// A hint, to be confirmed by other occurrences.
    Likely(Kind),
    /// A capitalised word, no more.
    Unknown,
}

impl Guess {
    pub fn is(self, kind: Kind) -> bool {
        self == Guess::Sure(kind)
    }

    pub fn sure(self) -> bool {
        matches!(self, Guess::Sure(_))
    }
}

/// What a short or national body belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Of {
    Nothing,
    /// An entry of the lists, usually a country.
    Entry(u32),
    /// The acronym at that token.
    Acronym(u32),
    /// "the Council": one that was named in full before.
    Short,
}

/// Why a rule fired, for the reader: fixed words with at most two quotations from the briefing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(crate) struct Why {
    #[serde(with = "fixed")]
    pub rule: Fixed,
    pub seen: Option<Span>,
    #[serde(with = "fixed")]
    pub then: Fixed,
    pub learned: Option<Span>,
}

impl Why {
    pub const fn of(rule: &'static str) -> Self {
        Self {
            rule,
            seen: None,
            then: "",
            learned: None,
        }
    }

    pub const fn with(rule: &'static str, seen: Span) -> Self {
        Self {
            rule,
            seen: Some(seen),
            then: "",
            learned: None,
        }
    }

    /// Adds what a later step concluded.
    pub fn and(&mut self, then: &'static str, learned: Option<Span>) {
        self.then = then;
        self.learned = learned;
    }
}

/// A candidate mention.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Spot {
    pub i: u32,
    pub j: u32,
    pub guess: Guess,
    pub level: Level,
    pub entry: Option<u32>,
    /// Percent.
    pub sure: u8,
    pub why: Why,
    /// The word that says what kind of body it is.
    pub head: Word,
    pub of: Of,
    /// Found only because it is in capitals.
    pub acronym: bool,
    /// Reached over "of", "for", "on".
    pub extended: bool,
    /// The two countries of a border.
    pub border: Option<(u32, u32)>,
}

impl Spot {
    pub fn new(i: usize, j: usize, guess: Guess, sure: u8, why: Why) -> Self {
        Self {
            i: i as u32,
            j: j as u32,
            guess,
            level: Level::Name,
            entry: None,
            sure,
            why,
            head: Word::NONE,
            of: Of::Nothing,
            acronym: false,
            extended: false,
            border: None,
        }
    }

    pub fn listed(i: usize, j: usize, kind: Kind, listing: &Listing) -> Self {
        let mut spot = Self::new(
            i,
            j,
            Guess::Sure(kind),
            99,
            Why::of("a name of the built-in lists"),
        );
        spot.level = listing.level;
        spot.entry = Some(listing.entry);
        spot
    }

    pub fn from(&self) -> usize {
        self.i as usize
    }

    pub fn to(&self) -> usize {
        self.j as usize
    }

    pub fn words(&self) -> usize {
        (self.j - self.i) as usize
    }

    pub fn is(&self, kind: Kind) -> bool {
        self.guess.is(kind)
    }
}
