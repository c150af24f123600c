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

    /// Other names that the bearer of the full name `i..j` may go by: "Luis Riquelme" and "Riquelme Benítez" of "Luis Alberto
    /// Riquelme Benítez".
    pub fn others(&mut self, doc: &Doc<'_>, i: usize, j: usize) -> Option<[PersonKey; 2]> {
        let k = middle(doc, i, j)?;
        let own = self.key(doc, i, j);
        let second = PersonKey {
            given: self.given(doc, k).to_owned(),
            surname: own.surname.clone(),
        };
        let first = PersonKey {
            given: own.given.clone(),
            surname: self.surname(doc, k).to_owned(),
        };
        (first != own && second != own).then_some([first, second])
    }

    /// The word before the surname of the name `i..j`, if it may be a surname, too.
    fn middle(&mut self, doc: &Doc<'_>, i: usize, j: usize) -> Option<String> {
        middle(doc, i, j).map(|k| self.surname(doc, k).to_owned())
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

/// The token before the surname of the name `i..j`, if it may be a surname, too.
fn middle(doc: &Doc<'_>, i: usize, j: usize) -> Option<usize> {
    let word = |k: &usize| doc.is(*k, flag::LETTER) && !doc.has(*k, is::PARTICLE);
    let mut words = (i..j).rev().filter(word);
    let _last = words.next()?;
    let k = words.next().filter(|&k| k > i)?;
    let joined = doc.sign(k + 1, b'-') || doc.sign(k - 1, b'-');
    let name = !doc.has(k, is::GIVEN | is::TITLE) && !doc.common(k);
    let name = name && !joined && !doc.is(k, flag::INITIAL | flag::DOTTED);
    (name && doc.text(k).len() > 2).then_some(k)
}

/// A full name seen in the document.
#[derive(Debug, Clone)]
struct Full {
    key: PersonKey,
    spot: u32,
}

/// The full names that share a word, as often as they are there.
#[derive(Default)]
struct Fulls {
    all: Vec<Full>,
    /// Each name once: a long text repeats a few of them hundreds of times.
    keys: Vec<PersonKey>,
}

impl Fulls {
    fn push(&mut self, full: Full) {
        if !self.keys.contains(&full.key) {
            self.keys.push(full.key.clone());
        }
        self.all.push(full);
    }

    /// The spot of the first of them.
    fn first(&self) -> Option<u32> {
        self.all.first().map(|full| full.spot)
    }
}

/// The people of one document.
#[derive(Default)]
pub(crate) struct People {
    pub skeletons: Skeletons,
    by_surname: HashMap<String, Fulls, Fx>,
    by_given: HashMap<String, Fulls, Fx>,
    /// By the last word but one, which is a surname in many languages: "Luis Riquelme Benítez".
    by_middle: HashMap<String, Fulls, Fx>,
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
            if let Some(middle) = people.skeletons.middle(doc, spot.from(), spot.to()) {
                people
                    .by_middle
                    .entry(middle)
                    .or_default()
                    .push(full.clone());
            }
            people.by_surname.entry(key.surname).or_default().push(full);
        }
        for n in 0..spots.len() {
            people.promote(doc, spots, n);
        }
        people
    }

    /// Turns an uncertain word, or a place, into the person whose name it repeats.
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
        let Some((learned, then, sure)) = self.borne(doc, spots, &spot, &key.surname) else {
            return;
        };
        let from = spots[learned as usize];
        let spot = &mut spots[n];
        spot.guess = Guess::Sure(Kind::Person);
        spot.entry = None;
        spot.sure = sure;
        spot.why.and(then, Some(doc.span(from.from(), from.to())));
    }

    /// Whose name the uncertain word, or place, repeats: the full name's spot, the reason, and how sure.
    fn borne(
        &self,
        doc: &Doc<'_>,
        spots: &[Spot],
        spot: &Spot,
        surname: &str,
    ) -> Option<(u32, &'static str, u8)> {
        let by_surname = "; the surname of a full name in this briefing:";
        let by_first = "; the first word of a full name in this briefing:";
        // An ordinary word is a surname only if the full name itself is beyond doubt.
        let ordinary = doc.common(spot.from());
        let first = |of: &HashMap<String, Fulls, Fx>| of.get(surname).and_then(Fulls::first);
        let beyond_doubt = |full: &u32| !ordinary || spots[*full as usize].sure > 60;
        let known = first(&self.by_surname).filter(beyond_doubt);
        if spot.guess.sure() {
            // "Gao said", of Gao Wenbin, though a city is called so.
            let acts = doc.together(spot.from(), spot.to()) && doc.has(spot.to(), is::SPEECH);
            // "Jordan said", but "Jordan's ambassador" is the country's.
            let titled = || {
                doc.before(spot.from())
                    .is_some_and(|k| doc.has(k, is::TITLE | is::HONORIFIC))
            };
            if spot.is(Kind::Country) && !acts && !titled() {
                return None;
            }
            let Some(full) = known else {
                let first = first(&self.by_given).filter(|_| acts)?;
                return Some((first, by_first, 70));
            };
            let placed = spot.level != Level::Name
                || doc.before(spot.from()).is_some_and(|k| {
                    doc.has(k, is::PLACE_BEFORE) || doc.low_is(k, &["of", "and", "with", "the"])
                });
            return (!placed).then_some((full, by_surname, 70));
        }
        if let Some(full) = known {
            return Some((full, by_surname, 90));
        }
        if let Some(full) = first(&self.by_given) {
            return Some((full, by_first, 75));
        }
        if let Some(full) = first(&self.by_middle).filter(|_| !ordinary) {
            let then = "; a surname of a full name in this briefing:";
            return Some((full, then, 75));
        }
        let titled = *self.titled.get(surname)?;
        Some((titled, "; named with a title in this briefing:", 90))
    }

    /// The longer name that this one ends: "Faki Mahamat" of "Moussa Faki Mahamat".
    fn longer(&self, doc: &Doc<'_>, spots: &[Spot], n: u32, key: &PersonKey) -> Option<&Full> {
        let spot = &spots[n as usize];
        let words = |s: &Spot| -> Vec<Word> { (s.from()..s.to()).map(|k| doc.word(k)).collect() };
        let own = words(spot);
        let fulls = self.by_surname.get(&key.surname)?;
        fulls.all.iter().take(64).find(|full| {
            let other = &spots[full.spot as usize];
            other.words() > own.len() && words(other).ends_with(&own)
        })
    }

    /// "Luis Riquelme" of "Luis Alberto Riquelme Benítez".
    fn by_first_surname(&self, key: &PersonKey) -> Option<&Full> {
        let fulls = self.by_middle.get(&key.surname)?;
        let mut same = fulls.keys.iter().filter(|k| k.given == key.given);
        let (only, None) = (same.next()?, same.next()) else {
            return None;
        };
        fulls.all.iter().find(|full| full.key == *only)
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
            let longer = self.longer(doc, spots, n, &key);
            return match longer.or_else(|| self.by_first_surname(&key)) {
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
        let given = || self.by_given.get(&key.surname);
        let middle = || self.by_middle.get(&key.surname);
        let Some(fulls) = surname.or_else(given).or_else(middle) else {
            return plain(key);
        };
        // The nearest full name before decides, or else the first after.
        let at = fulls.all.partition_point(|f| f.spot < n);
        let Some(nearest) = fulls.all.get(at.saturating_sub(1)) else {
            return plain(key);
        };
        let others = fulls.keys.iter().filter(|k| !compatible(k, &nearest.key));
        let others: Vec<PersonKey> = others.cloned().collect();
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
