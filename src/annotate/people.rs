//! Which mentions name the same person within one briefing? Full names give meaning to bare surnames and first names.
//!
//! Invariant: a surname is never joined to two bearers at once; it is marked ambiguous instead.
//! Must not know: other briefings.

use std::collections::HashMap;

use super::doc::Doc;
use super::fold;
use super::lexicon::{Fx, Word, is};
use super::names::Name;
use super::spot::{Guess, Spot};
use super::tokens::flag;
use crate::briefing::{Kind, Level};

/// The parts of a person's name that identify them.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct PersonKey {
    pub given: String,
    pub surname: String,
}

impl PersonKey {
    pub fn name(&self) -> Name {
        Name::Person {
            given: self.given.clone(),
            surname: self.surname.clone(),
        }
    }
}

/// Skeletons of the words of one document, each worked out once.
#[derive(Default)]
pub(crate) struct Skeletons {
    surnames: HashMap<Word, String, Fx>,
    given: HashMap<Word, String, Fx>,
}

impl Skeletons {
    pub fn surname(&mut self, doc: &Doc<'_>, k: usize) -> &str {
        self.surnames
            .entry(doc.word(k))
            .or_insert_with(|| fold::skeleton(doc.text(k)))
    }

    fn given(&mut self, doc: &Doc<'_>, k: usize) -> &str {
        self.given
            .entry(doc.word(k))
            .or_insert_with(|| fold::given_skeleton(doc.text(k)))
    }

    /// The key of the name `i..j`: first word and last, hyphened surnames whole, without particles and "Jr".
    pub fn key(&mut self, doc: &Doc<'_>, i: usize, mut j: usize) -> PersonKey {
        let suffix = |k: usize| doc.low_is(k, &["jr", "sr", "ii", "iii", "iv"]);
        while j > i + 1 && (suffix(j - 1) || !doc.is(j - 1, flag::LETTER)) {
            j -= 1;
        }
        let mut first = j - 1;
        while first > i + 1 && doc.sign(first - 1, b'-') && doc.glued(first) {
            first -= 2;
        }
        let mut surname = String::new();
        for k in first..j {
            let particle = doc.has(k, is::PARTICLE) && k + 1 < j;
            if doc.is(k, flag::LETTER) && !particle {
                surname.push_str(self.surname(doc, k));
            }
        }
        let words = (i..first).any(|k| doc.is(k, flag::LETTER) && !doc.has(k, is::PARTICLE));
        let given = if words {
            self.given(doc, i).to_owned()
        } else {
            String::new()
        };
        PersonKey { given, surname }
    }
}

/// A full name seen in the document.
#[derive(Debug, Clone)]
struct Full {
    key: PersonKey,
    spot: u32,
}

/// The people of one document.
#[derive(Default)]
pub(crate) struct People {
    pub skeletons: Skeletons,
    by_surname: HashMap<String, Vec<Full>, Fx>,
    by_given: HashMap<String, Vec<Full>, Fx>,
    titled: HashMap<String, u32, Fx>,
}

/// Whom a person's mention names.
pub(crate) struct Bearer {
    pub key: PersonKey,
    /// Where the full name stands that gave it meaning.
    pub learned: Option<u32>,
    pub others: Vec<PersonKey>,
    pub by_first_word: bool,
}

impl People {
    /// Reads the full names, then turns uncertain single words that repeat a part of them into persons.
    pub fn read(doc: &Doc<'_>, spots: &mut [Spot]) -> Self {
        let mut people = Self::default();
        for (n, spot) in spots.iter().enumerate() {
            if !spot.is(Kind::Person) {
                continue;
            }
            let key = people.skeletons.key(doc, spot.from(), spot.to());
            let full = Full {
                key: key.clone(),
                spot: n as u32,
            };
            if key.given.is_empty() {
                people.titled.entry(key.surname).or_insert(n as u32);
                continue;
            }
            // The first word as a surname would be spelt, for "Xi" and for first names.
            let first = people.skeletons.surname(doc, spot.from()).to_owned();
            people.by_given.entry(first).or_default().push(full.clone());
            people.by_surname.entry(key.surname).or_default().push(full);
        }
        for n in 0..spots.len() {
            people.promote(doc, spots, n);
        }
        people
    }

    fn promote(&mut self, doc: &Doc<'_>, spots: &mut [Spot], n: usize) {
        let spot = spots[n];
        let place = matches!(spot.guess, Guess::Sure(Kind::Country | Kind::Place));
        if spot.acronym || spot.words() > 6 || spot.guess.sure() && !place {
            return;
        }
        let key = self.skeletons.key(doc, spot.from(), spot.to());
        if !key.given.is_empty() {
            return;
        }
        let surname = key.surname;
        let uncertain = !spot.guess.sure();
        // An ordinary word is a surname only if the full name itself is beyond doubt.
        let ordinary = doc.common(spot.from());
        let beyond_doubt = |f: &&Vec<Full>| !ordinary || spots[f[0].spot as usize].sure > 60;
        let known = self.by_surname.get(&surname).filter(beyond_doubt);
        let (learned, then, sure) = if let Some(full) = known {
            let placed = spot.level != Level::Name
                || doc.before(spot.from()).is_some_and(|k| {
                    doc.has(k, is::PLACE_BEFORE) || doc.low_is(k, &["of", "and", "with", "the"])
                });
            if place && !placed {
                (
                    full[0].spot,
                    "; the surname of a full name in this briefing:",
                    70,
                )
            } else if uncertain {
                (
                    full[0].spot,
                    "; the surname of a full name in this briefing:",
                    90,
                )
            } else {
                return;
            }
        } else if !uncertain {
            return;
        } else if let Some(full) = self.by_given.get(&surname) {
            (
                full[0].spot,
                "; the first word of a full name in this briefing:",
                75,
            )
        } else if let Some(&titled) = self.titled.get(&surname) {
            (titled, "; named with a title in this briefing:", 90)
        } else {
            return;
        };
        let from = spots[learned as usize];
        let spot = &mut spots[n];
        spot.guess = Guess::Sure(Kind::Person);
        spot.entry = None;
        spot.sure = sure;
        spot.why.and(then, Some(doc.span(from.from(), from.to())));
    }

    /// The longer name that this one ends: "Faki Mahamat" of "Moussa Faki Mahamat".
    fn longer(&self, doc: &Doc<'_>, spots: &[Spot], n: u32, key: &PersonKey) -> Option<&Full> {
        let spot = &spots[n as usize];
        let words = |s: &Spot| -> Vec<Word> { (s.from()..s.to()).map(|k| doc.word(k)).collect() };
        let own = words(spot);
        let fulls = self.by_surname.get(&key.surname)?;
        fulls.iter().take(64).find(|full| {
            let other = &spots[full.spot as usize];
            other.words() > own.len() && words(other).ends_with(&own)
        })
    }

    /// Whom the person's mention `n` names.
    pub fn bearer(&mut self, doc: &Doc<'_>, spots: &[Spot], n: u32) -> Bearer {
        let spot = &spots[n as usize];
        let key = self.skeletons.key(doc, spot.from(), spot.to());
        let plain = |key| Bearer {
            key,
            learned: None,
            others: Vec::new(),
            by_first_word: false,
        };
        if !key.given.is_empty() {
            return match self.longer(doc, spots, n, &key) {
                Some(full) => Bearer {
                    key: full.key.clone(),
                    learned: Some(full.spot),
                    others: Vec::new(),
                    by_first_word: false,
                },
                None => plain(key),
            };
        }
        let surname = self.by_surname.get(&key.surname);
        let by_first_word = surname.is_none();
        let Some(fulls) = surname.or_else(|| self.by_given.get(&key.surname)) else {
            return plain(key);
        };
        // The nearest full name before decides, or else the first after.
        let at = fulls.partition_point(|f| f.spot < n);
        let nearest = &fulls[at.saturating_sub(1)];
        let mut others: Vec<PersonKey> = Vec::new();
        for full in fulls {
            if !compatible(&full.key, &nearest.key) && !others.contains(&full.key) {
                others.push(full.key.clone());
            }
        }
        Bearer {
            key: nearest.key.clone(),
            learned: Some(nearest.spot),
            others,
            by_first_word,
        }
    }
}

/// Whether two full names can be one person: the same, or one has only the initial.
pub(crate) fn compatible(a: &PersonKey, b: &PersonKey) -> bool {
    a.surname == b.surname && same_given(&a.given, &b.given)
}

/// Whether two given names agree, as far as they go.
pub(crate) fn same_given(a: &str, b: &str) -> bool {
    let initial = |s: &str| s.chars().count() == 1;
    a == b || ((initial(a) || initial(b)) && a.chars().next() == b.chars().next())
}
