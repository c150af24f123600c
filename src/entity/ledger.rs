//! What do all briefings say of names, small enough to be linked again whenever one of them changes?
//!
//! Invariant: a ledger depends on what its briefings say and on their order, not on how it came to be: its names and words are
//! sorted, and each is in use.
//! Must not know: which names are one entity.

use std::borrow::Cow;
use std::collections::HashMap;
use std::hash::Hash;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::table::localised;
use crate::annotate::Annotations;
use crate::annotate::lexicon::{Fx, key as spelt, lexicon};
use crate::annotate::listed::listed;
use crate::annotate::names::{Name, Votes};
use crate::annotate::spot::Guess;
use crate::briefing::{Level, Published, Span};

/// What one briefing says. Names and words are places in the lists of the briefing: [`Ledger::names_of`], [`Ledger::words_of`].
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct Line {
    pub published: Option<Published>,
    pub mentions: Vec<Use>,
    pub roles: Vec<Held>,
    /// "Long Form (LF)": acronym (folded), name of the long form.
    pub acronyms: Vec<(u32, u32)>,
    /// Full names of people with others that their bearers may go by.
    pub called: Vec<(u32, u32)>,
    /// Bodies named after an acronym: acronym, head word, name.
    pub bodies: Vec<(u32, u32, u32)>,
    /// Votes for the unknown names.
    pub votes: Vec<(u32, Votes)>,
    /// The countries that it speaks of most.
    pub about: Vec<String>,
}

/// A mention.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Use {
    pub name: u32,
    /// The words that stand there, with single spaces.
    pub form: u32,
    pub guess: Guess,
    pub level: Level,
    pub sure: u8,
    /// Other owners of an ambiguous surname.
    pub others: Vec<u32>,
}

/// A role fact.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Held {
    pub role: u32,
    pub of: Option<u32>,
    pub person: u32,
    pub span: Span,
}

/// All that a corpus says of names, briefing by briefing.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Ledger {
    /// Sorted.
    pub(super) names: Vec<Name>,
    /// Sorted.
    pub(super) words: Vec<String>,
    lines: Lines,
}

/// What several briefings say, by numbers of names and words.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Lines {
    names: Runs<u32>,
    words: Runs<u32>,
    /// The rest, packed.
    rest: Runs<u8>,
}

/// Lists in a row.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Runs<T> {
    ends: Vec<u64>,
    items: Vec<T>,
}

impl<T: Clone> Runs<T> {
    fn push(&mut self, run: impl IntoIterator<Item = T>) {
        self.items.extend(run);
        self.ends.push(self.items.len() as u64);
    }

    fn get(&self, at: usize) -> &[T] {
        let start = at.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.items[start as usize..self.ends[at] as usize]
    }

    fn is_sound(&self, len: usize) -> bool {
        self.ends.len() == len
            && self.ends.is_sorted()
            && self.ends.last().copied().unwrap_or(0) == self.items.len() as u64
    }
}

/// Where the next line of a ledger comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Pick {
    /// The ledger before, with its number there.
    Before(u32),
    /// What was noted since, under its key.
    Fresh(u32),
    /// Nowhere: it says nothing.
    Nowhere,
}

/// What briefings say, noted in any order under a key of each, on its way into a ledger.
#[derive(Debug, Default)]
pub(crate) struct Notes {
    names: Numbers<Name>,
    words: Numbers<String>,
    lines: Lines,
    keys: HashMap<u32, u32, Fx>,
}

/// Things numbered as they come.
#[derive(Debug)]
struct Numbers<T> {
    all: Vec<T>,
    ids: HashMap<T, u32, Fx>,
}

impl<T> Default for Numbers<T> {
    fn default() -> Self {
        Numbers {
            all: Vec::new(),
            ids: HashMap::default(),
        }
    }
}

impl<T: Eq + Hash + Clone> Numbers<T> {
    fn number(&mut self, thing: T) -> u32 {
        let next = self.all.len() as u32;
        *self.ids.entry(thing).or_insert_with_key(|thing| {
            self.all.push(thing.clone());
            next
        })
    }
}

impl Notes {
    /// Notes what a briefing says whose text is `body`.
    pub(crate) fn add(&mut self, key: u32, annotations: &Annotations, body: &str) {
        let main = main_country(annotations);
        // What only this text calls so is told from the like of other texts by what the text says, whatever its number.
        let own = format!("text:{:08x}", spelt(body));
        let reading = &annotations.reading;
        let names = reading.names.iter();
        let names = names.map(|name| {
            self.names
                .number(localised(name, main.as_deref().unwrap_or(&own), &own))
        });
        let mut words = Numbers::<Cow<'_, str>>::default();
        let line = line(annotations, body, &mut words);
        self.lines.names.push(names);
        let words = words.all.into_iter();
        let words = words.map(|word| self.words.number(word.into_owned()));
        self.lines.words.push(words);
        // Writing to memory fails for no value of ours; were it to, the briefing would say nothing.
        let rest = postcard::to_stdvec(&line).unwrap_or_default();
        self.lines.rest.push(rest);
        self.keys.insert(key, self.keys.len() as u32);
    }
}

fn line<'a>(
    annotations: &'a Annotations,
    body: &'a str,
    words: &mut Numbers<Cow<'a, str>>,
) -> Line {
    let reading = &annotations.reading;
    let mentions = reading.mentions.iter().map(|spotted| Use {
        name: spotted.name,
        form: words.number(clean(body, spotted.span)),
        guess: spotted.guess,
        level: spotted.level,
        sure: spotted.sure,
        others: spotted.others.clone(),
    });
    let mentions = mentions.collect();
    let mut word = |word: &'a String| words.number(Cow::Borrowed(word.as_str()));
    let role = |fact: &'a crate::annotate::names::RoleFact| Held {
        role: word(&fact.role),
        of: fact.of,
        person: fact.person,
        span: fact.span,
    };
    let roles = reading.roles.iter().map(role).collect();
    let acronyms = reading.acronyms.iter().map(|(a, name)| (word(a), *name));
    let acronyms = acronyms.collect();
    let bodies = reading.bodies.iter();
    let bodies = bodies.map(|(owner, head, name)| (word(owner), word(head), *name));
    Line {
        published: annotations.published.as_ref().map(|p| p.value),
        mentions,
        roles,
        acronyms,
        called: reading.called.clone(),
        bodies: bodies.collect(),
        votes: reading.votes.clone(),
        about: reading.about.clone(),
    }
}

/// The words of a span with single spaces.
pub(super) fn clean(body: &str, span: Span) -> Cow<'_, str> {
    let text = body.get(span.range()).unwrap_or_default();
    let plain = |b: [u8; 2]| b != *b"  " && !b.contains(&b'\n') && !b.contains(&b'\t');
    let single = text.is_ascii() && text.as_bytes().windows(2).all(|w| plain([w[0], w[1]]));
    if single && text.trim().len() == text.len() {
        return Cow::Borrowed(text);
    }
    let words: Vec<&str> = text.split_whitespace().collect();
    Cow::Owned(words.join(" "))
}

/// The one country that a briefing is about, if it is also named in it; of several the one that it is mostly about.
fn main_country(annotations: &Annotations) -> Option<String> {
    let mut primary = annotations.countries.iter().filter(|c| c.1);
    let (code, _) = primary.next().filter(|c| lexicon().is_state(&c.0))?;
    let home = annotations.reading.home.as_ref();
    let only = primary.next().is_none() || home == Some(code);
    only.then(|| format!("country:{code}"))
}

impl Ledger {
    /// How many briefings there are.
    pub(crate) fn len(&self) -> usize {
        self.lines.rest.ends.len()
    }

    /// The ledger of what was noted, in order of the keys.
    pub(super) fn of(notes: &Notes) -> Ledger {
        let keys = 0..notes.keys.len() as u32;
        Ledger::default().revised(notes, keys.map(Pick::Fresh))
    }

    /// The next ledger: for each briefing what the one before or the notes say of it.
    pub(crate) fn revised(&self, notes: &Notes, order: impl Iterator<Item = Pick>) -> Ledger {
        let sources = [&self.lines, &notes.lines];
        let found = |from| match from {
            Pick::Before(at) => ((at as usize) < self.len()).then_some((0, at as usize)),
            Pick::Fresh(key) => notes.keys.get(&key).map(|at| (1, *at as usize)),
            Pick::Nowhere => None,
        };
        let order: Vec<Option<(usize, usize)>> = order.map(found).collect();
        let used = |run: fn(&Lines) -> &Runs<u32>, side: usize| {
            let picked = order.iter().flatten().filter(move |(s, _)| *s == side);
            picked.flat_map(move |(_, at)| run(sources[side]).get(*at))
        };
        let (names, of_names) = merged(
            [&self.names, &notes.names.all],
            [used(|l| &l.names, 0), used(|l| &l.names, 1)],
        );
        let (words, of_words) = merged(
            [&self.words, &notes.words.all],
            [used(|l| &l.words, 0), used(|l| &l.words, 1)],
        );
        let mut lines = Lines::default();
        for line in &order {
            let Some((side, at)) = *line else {
                lines.names.push([]);
                lines.words.push([]);
                lines.rest.push([]);
                continue;
            };
            let number = |new: &'_ [Vec<u32>; 2], old: &u32| new[side][*old as usize];
            let source = sources[side];
            let names = source.names.get(at).iter();
            lines.names.push(names.map(|old| number(&of_names, old)));
            let words = source.words.get(at).iter();
            lines.words.push(words.map(|old| number(&of_words, old)));
            lines.rest.push(source.rest.get(at).iter().copied());
        }
        Ledger {
            names,
            words,
            lines,
        }
    }

    /// The numbers of the names of a briefing.
    pub(super) fn names_of(&self, briefing: usize) -> &[u32] {
        self.lines.names.get(briefing)
    }

    /// The numbers of the words of a briefing.
    pub(super) fn words_of(&self, briefing: usize) -> &[u32] {
        self.lines.words.get(briefing)
    }

    /// The word at a place in the list of a briefing.
    pub(super) fn word(&self, briefing: usize, place: u32) -> &str {
        &self.words[self.words_of(briefing)[place as usize] as usize]
    }

    /// What a briefing says; nothing if it is damaged.
    pub(super) fn line(&self, briefing: usize) -> Line {
        let line: Option<Line> = postcard::from_bytes(self.lines.rest.get(briefing)).ok();
        let (names, words) = (self.names_of(briefing), self.words_of(briefing));
        line.filter(|l| l.is_sound(names.len(), words.len()))
            .unwrap_or_default()
    }

    /// As it is stored.
    pub(crate) fn pack(&self) -> Vec<u8> {
        postcard::to_stdvec(self).unwrap_or_default()
    }

    /// What was stored; nothing if it is damaged.
    pub(crate) fn unpack(bytes: &[u8]) -> Option<Ledger> {
        let ledger: Ledger = postcard::from_bytes(bytes).ok()?;
        let len = ledger.len();
        let (lines, entries) = (&ledger.lines, listed().entries.len());
        let is_known = |name: &Name| !matches!(name, Name::Listed(e) if *e as usize >= entries);
        let within = |items: &[u32], len: usize| items.iter().all(|i| (*i as usize) < len);
        let is_sound = lines.names.is_sound(len)
            && lines.words.is_sound(len)
            && lines.rest.is_sound(len)
            && within(&lines.names.items, ledger.names.len())
            && within(&lines.words.items, ledger.words.len())
            && ledger.names.iter().all(is_known)
            && ledger.names.is_sorted();
        is_sound.then_some(ledger)
    }
}

impl Line {
    /// Whether every place in it is one of these lists.
    fn is_sound(&self, names: usize, words: usize) -> bool {
        let name = |n: &u32| (*n as usize) < names;
        let word = |w: &u32| (*w as usize) < words;
        let mentions = self.mentions.iter();
        let roles = self.roles.iter();
        mentions
            .clone()
            .all(|m| name(&m.name) && word(&m.form) && m.others.iter().all(name))
            && roles
                .clone()
                .all(|r| word(&r.role) && name(&r.person) && r.of.iter().all(name))
            && self.acronyms.iter().all(|a| word(&a.0) && name(&a.1))
            && self.called.iter().all(|c| name(&c.0) && name(&c.1))
            && (self.bodies.iter()).all(|b| word(&b.0) && word(&b.1) && name(&b.2))
            && self.votes.iter().all(|v| name(&v.0))
    }
}

/// The things of two lists that are in use, sorted, each once; and the new number of each thing of either.
fn merged<'a, T: Ord + Clone + std::marker::Sync>(
    lists: [&[T]; 2],
    used: [impl Iterator<Item = &'a u32>; 2],
) -> (Vec<T>, [Vec<u32>; 2]) {
    const UNUSED: u32 = u32::MAX;
    let mut new = lists.map(|list| vec![UNUSED; list.len()]);
    let mut all: Vec<(&T, usize, u32)> = Vec::new();
    for (side, used) in used.into_iter().enumerate() {
        for &old in used {
            new[side][old as usize] = 0;
        }
        let in_use = (0..lists[side].len()).filter(|old| new[side][*old] != UNUSED);
        all.extend(in_use.map(|old| (&lists[side][old], side, old as u32)));
    }
    all.par_sort_by(|a, b| a.0.cmp(b.0));
    let mut things: Vec<T> = Vec::new();
    for (thing, side, old) in all {
        if things.last() != Some(thing) {
            things.push(thing.clone());
        }
        new[side][old as usize] = things.len() as u32 - 1;
    }
    (things, new)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entity::link_all;

    fn ledger() -> Ledger {
        let name = |name: &str| Name::Unknown { name: name.into() };
        let mut notes = Notes::default();
        for key in 0..3 {
            let mut annotations = Annotations::default();
            annotations.reading.names = vec![name("quillon"), name("marsh")];
            annotations.reading.acronyms = vec![("qm".into(), 1)];
            annotations.reading.votes = vec![(0, Votes::default())];
            notes.add(key, &annotations, "Quillon and Marsh");
        }
        Ledger::of(&notes)
    }

    #[test]
    fn a_ledger_that_is_damaged_anywhere_is_refused_or_linked_without_panic() {
        let whole = ledger().pack();
        assert_eq!(Ledger::unpack(&whole).map(|l| l.len()), Some(3));
        for at in 0..whole.len() {
            assert!(Ledger::unpack(&whole[..at]).is_none(), "cut at {at}");
            for bit in 0..8 {
                let mut damaged = whole.clone();
                damaged[at] ^= 1 << bit;
                if let Some(ledger) = Ledger::unpack(&damaged) {
                    let picks = (0..ledger.len() as u32).map(Pick::Before);
                    link_all(&ledger.revised(&Notes::default(), picks));
                }
            }
        }
    }
}
