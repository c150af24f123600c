//! Which passages is a briefing made of, and what does each say? Sentences as words with their features.
//!
//! A passage is a sentence with at least [`FEWEST`] features; a feature is what a word stands for, whatever the form or the
//! translation: a stem, a set of near-synonyms, a number, or an entity.
//! Invariant: words are in order, and their spans lie within the passage.
//! Must not know: other briefings, how rare a feature is.

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::super::Page;
use crate::annotate::wording;
use crate::briefing::{Kind, Span};
use crate::entity::Mention;
use crate::fold;

/// A sentence with fewer features says too little to be met again.
const FEWEST: usize = 4;
/// How far before a name its title may begin, in words.
const TITLE_REACH: usize = 8;
/// Longer sentences are lists and tables without full stops: they are cut into pieces of so many words.
const LONGEST: usize = 120;

/// What a word stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(in super::super) enum Feature {
    /// A stem of the corpus, by number.
    Stem(u32),
    /// A set of near-synonyms, by number.
    Set(u16),
    /// An entity, by number.
    Entity(u32, Kind),
}

impl Feature {
    /// Whether it is a word, not a name.
    pub(in super::super) fn is_content(self) -> bool {
        !matches!(self, Feature::Entity(..))
    }
}

/// Something for each feature: looked up for every word of many texts, so hashed as cheaply as numbers can be.
pub(in super::super) type ByFeature<T> = HashMap<Feature, T, BuildHasherDefault<Mixer>>;

/// Mixes numbers of ours, which nobody chooses to collide (multiplicative hashing: D. Knuth, The Art of Computer Programming 3, 6.4).
#[derive(Debug, Default, Clone, Copy)]
pub(in super::super) struct Mixer(u64);

impl Hasher for Mixer {
    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|b| self.write_u64(u64::from(*b)));
    }

    fn write_u16(&mut self, number: u16) {
        self.write_u64(number.into());
    }

    fn write_u32(&mut self, number: u32) {
        self.write_u64(number.into());
    }

    fn write_u64(&mut self, number: u64) {
        self.0 = (self.0.rotate_left(5) ^ number).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }

    fn write_usize(&mut self, number: usize) {
        self.write_u64(number as u64);
    }

    fn write_isize(&mut self, number: isize) {
        self.write_u64(number as u64);
    }

    fn finish(&self) -> u64 {
        self.0 ^ self.0 >> 32
    }
}

/// A word of a passage.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) struct Word {
    /// Where it stands.
    pub(in super::super) span: Span,
    /// Equal for the same word, however it is written.
    pub(in super::super) form: u32,
    /// What it stands for; nothing for words that say nothing of their own.
    pub(in super::super) feature: Option<Feature>,
    /// Whether the feature opens here: an entity may be named by several words.
    pub(in super::super) first: bool,
}

/// A passage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in super::super) struct Passage {
    /// The sentence.
    pub(in super::super) span: Span,
    /// Which sentence of the briefing, counted from 0.
    pub(in super::super) number: u32,
    /// Its words.
    pub(in super::super) words: Vec<Word>,
    /// Its features in order, each with the word that opens it.
    pub(in super::super) row: Vec<(Feature, u32)>,
    /// Its features, sorted, each once.
    pub(in super::super) features: Vec<Feature>,
    /// Whether it is a greeting or a word of thanks.
    pub(in super::super) formula: bool,
}

/// Cuts briefings, and remembers the words it has met.
pub(in super::super) struct Cutter<'k, F> {
    /// The number of a stem in the corpus.
    number: F,
    met: Words,
    /// Where the words are left for who cuts next.
    left: &'k Pool<Words>,
}

/// By folded word what is known of it.
pub(in super::super) type Words = HashMap<String, Met>;

/// So many words are left for others; beyond that they are met anew.
const REMEMBERED: usize = 100_000;

/// What one thread at a time learns, and leaves for the next one.
#[derive(Debug, Default)]
pub(in super::super) struct Pool<T>(Mutex<Vec<T>>);

impl<T: Default> Pool<T> {
    /// What somebody has left, if anybody has.
    pub(in super::super) fn take(&self) -> T {
        self.all().pop().unwrap_or_default()
    }

    /// Leaves it for the next one.
    pub(in super::super) fn leave(&self, learned: T) {
        self.all().push(learned);
    }

    fn all(&self) -> MutexGuard<'_, Vec<T>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What is known of a folded word.
#[derive(Debug, Clone, Copy)]
pub(in super::super) struct Met {
    form: u32,
    feature: Option<Feature>,
    title: bool,
    courtesy: bool,
}

impl<F> Drop for Cutter<'_, F> {
    fn drop(&mut self) {
        let met = std::mem::take(&mut self.met);
        if met.len() < REMEMBERED {
            self.left.leave(met);
        }
    }
}

impl<'k, F: FnMut(&str) -> Option<u32>> Cutter<'k, F> {
    /// `left` is of the same corpus: there the numbers of stems stay.
    pub(in super::super) fn new(left: &'k Pool<Words>, number: F) -> Self {
        Cutter {
            number,
            met: left.take(),
            left,
        }
    }

    /// The passages of a page; `kind` tells what an entity is.
    pub(in super::super) fn cut(
        &mut self,
        page: &Page,
        kind: impl Fn(u32) -> Kind,
    ) -> Vec<Passage> {
        let named = Named::new(&page.mentions, kind);
        let lang = page.facts.lang.as_ref();
        let empty = wording::empty_words(lang.map_or("", |l| &l.value));
        let mut passages = Vec::new();
        let mut number = 0;
        for sentence in wording::sentences(&page.briefing) {
            let body = page.briefing.body.get(sentence.range()).unwrap_or_default();
            let words: Vec<_> = fold::words(body).collect();
            for piece in words.chunks(LONGEST) {
                if let Some(passage) = self.passage((body, sentence), piece, &named, &empty, number)
                {
                    passages.push(passage);
                }
                number += 1;
            }
        }
        passages
    }

    fn passage(
        &mut self,
        (body, sentence): (&str, Span),
        words: &[fold::Word<'_>],
        named: &Named,
        empty: &HashSet<String>,
        number: u32,
    ) -> Option<Passage> {
        let place = |w: &fold::Word<'_>| {
            let start = sentence.start as usize;
            Span::new(start + w.span.start, start + w.span.end)
        };
        let met: Vec<Met> = words.iter().map(|w| self.met(&w.text)).collect();
        let names: Vec<Option<Name>> = words.iter().map(|w| named.at(place(w))).collect();
        let titles = titles(&met, &names);
        let mut out: Vec<Word> = Vec::with_capacity(words.len());
        let mut last = None;
        for (i, word) in words.iter().enumerate() {
            let own = met[i]
                .feature
                .filter(|_| !titles[i] && !body[word.span.clone()].contains(['\'', '’']))
                .filter(|_| empty.is_empty() || !empty.contains(&*word.text));
            let feature = names[i].map_or(own, |n| Some(n.feature));
            let again = names[i].is_some() && feature == last;
            if names[i].is_some() {
                last = feature;
            }
            out.push(Word {
                span: place(word),
                form: met[i].form,
                feature,
                first: feature.is_some() && !again,
            });
        }
        let row: Vec<(Feature, u32)> = out
            .iter()
            .zip(0u32..)
            .filter(|(w, _)| w.first)
            .filter_map(|(w, i)| Some((w.feature?, i)))
            .collect();
        let mut features: Vec<Feature> = row.iter().map(|r| r.0).collect();
        features.sort_unstable();
        features.dedup();
        (features.len() >= FEWEST).then(|| Passage {
            span: Span {
                start: out.first().map_or(sentence.start, |w| w.span.start),
                end: out.last().map_or(sentence.end, |w| w.span.end),
            },
            number,
            formula: is_formula(&met, &features),
            words: out,
            row,
            features,
        })
    }

    fn met(&mut self, word: &str) -> Met {
        if let Some(met) = self.met.get(word) {
            return *met;
        }
        let stem = fold::stem(word);
        let says = word.chars().nth(2).is_some() || word.starts_with(|c: char| c.is_ascii_digit());
        let feature = match says && !wording::is_empty(word, &stem) {
            true => match wording::set_of(&stem) {
                Some(set) => Some(Feature::Set(set)),
                None => (self.number)(&stem).map(Feature::Stem),
            },
            false => None,
        };
        let met = Met {
            form: hash(word),
            feature,
            title: wording::is_title(word),
            courtesy: wording::is_courtesy(&stem),
        };
        self.met.insert(word.to_owned(), met);
        met
    }
}

/// The entity that a word names.
#[derive(Debug, Clone, Copy)]
struct Name {
    feature: Feature,
    person: bool,
}

/// Who is named where.
struct Named {
    /// By start.
    all: Vec<(Span, Name)>,
    longest: u32,
}

impl Named {
    fn new(mentions: &[Mention], kind: impl Fn(u32) -> Kind) -> Named {
        let name = |m: &Mention| {
            let entity = m.entities.first()?.0;
            let kind = kind(entity);
            let person = kind == Kind::Person;
            let feature = Feature::Entity(entity, kind);
            (kind != Kind::Agreement).then_some((m.span, Name { feature, person }))
        };
        let mut all: Vec<(Span, Name)> = mentions.iter().filter_map(name).collect();
        all.sort_by_key(|n| n.0.start);
        let longest = all.iter().map(|n| n.0.len() as u32).max().unwrap_or(0);
        Named { all, longest }
    }

    /// The innermost name that a word is a part of.
    fn at(&self, word: Span) -> Option<Name> {
        let from = self
            .all
            .partition_point(|n| n.0.start + self.longest < word.end);
        let near = self.all[from..].iter();
        let near = near.take_while(|n| n.0.start < word.end);
        let inner = near.filter(|n| n.0.overlaps(word));
        inner.min_by_key(|n| n.0.len()).map(|n| n.1)
    }
}

/// Which words are titles before the name of a person: `President of Belarus A. B.` says no more than the name does.
fn titles(met: &[Met], names: &[Option<Name>]) -> Vec<bool> {
    let mut titles = vec![false; met.len()];
    let person = |i: usize| names[i].is_some_and(|n| n.person);
    for at in (1..met.len()).filter(|&i| person(i) && !person(i - 1)) {
        for before in (at.saturating_sub(TITLE_REACH)..at).rev() {
            if person(before) {
                break;
            }
            let passed = met[before].feature.is_none() || names[before].is_some();
            if met[before].title && names[before].is_none() {
                titles[before] = true;
            } else if !passed {
                break;
            }
        }
    }
    titles
}

/// Whether little is said beside courtesies: thanks, greetings, congratulations.
fn is_formula(met: &[Met], features: &[Feature]) -> bool {
    let courtesies = met.iter().filter(|m| m.courtesy).count();
    let content = features.iter().filter(|f| f.is_content()).count();
    courtesies >= 2 && content.saturating_sub(courtesies) < 5 || courtesies == 1 && content < 4
}

/// FNV-1a.
fn hash(word: &str) -> u32 {
    let step = |h: u32, b: u8| (h ^ u32::from(b)).wrapping_mul(0x0100_0193);
    word.bytes().fold(0x811c_9dc5, step)
}
