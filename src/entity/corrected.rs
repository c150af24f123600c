//! What does the reader know better of entities? Takes apart and puts together those that corrections are about, and no others.
//!
//! Invariant: corrections are done to what the rules found, all of them each time, so it does not matter in which order they came
//! to be, nor which were taken back; a slug does not change when its entity is corrected.
//! Must not know: where entities and corrections are kept.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::{Entity, NOBODY, Said, Tie, slug_of};
use crate::briefing::Kind;
use crate::corrections::Correction;
use crate::fold;

/// Entities as the rules found them, by their numbers.
pub(crate) trait Found {
    /// How many there are; those that corrections add are numbered from here.
    fn count(&self) -> u32;
    /// The number of a slug.
    fn number(&self, slug: &str) -> Option<u32>;
    /// Slug, kind, name, and what names it.
    fn found(&self, number: u32) -> Whole;
    /// Those that these words, folded, may name.
    fn named(&self, words: &str) -> Vec<u32>;
}

/// The ties of a briefing as the rules found them, by the numbers of uses.
pub(crate) type Ties<'t> = dyn Fn(u32) -> Vec<Tie> + 't;

/// An entity with all that names it.
#[derive(Debug, Clone)]
pub(crate) struct Whole {
    pub slug: String,
    pub kind: Kind,
    pub name: String,
    pub said: Vec<Said>,
}

/// What corrections do.
#[derive(Debug, Clone, Default)]
pub(crate) struct Corrected {
    /// The entities that are others now, by number; `None`: it is there no more.
    pub entities: BTreeMap<u32, Option<Entity>>,
    /// Whom uses name now, or [`NOBODY`].
    pub ids: HashMap<u32, u32>,
    /// Those that are part of another now: all that named them names that one.
    pub parts: BTreeMap<u32, u32>,
    /// Corrections that are about nobody who is there, by their number, and what of them: a slug or words.
    pub unused: Vec<(usize, String)>,
}

/// Corrects what the rules found: first takes apart, then puts together, then takes out what only came in by that.
pub(crate) fn correct(found: &dyn Found, ties: &Ties<'_>, corrections: &[Correction]) -> Corrected {
    let mut bench = Bench {
        found,
        drafts: BTreeMap::new(),
        added: HashMap::new(),
        touched: BTreeSet::new(),
        before: HashMap::new(),
    };
    let mut nots: Vec<(usize, String)> = Vec::new();
    for (correction, number) in corrections.iter().zip(0..) {
        nots.extend(correction.not.iter().map(|not| (number, not.clone())));
    }
    let take = |bench: &mut Bench<'_>, nots: &mut Vec<(usize, String)>| {
        nots.retain(|(number, not)| {
            let at = bench.number(&corrections[*number].id);
            !at.is_some_and(|at| bench.take_out(at, not))
        });
    };
    take(&mut bench, &mut nots);
    let mut unused = bench.put_together(corrections);
    take(&mut bench, &mut nots);
    unused.extend(nots);
    unused.sort();
    Corrected {
        unused,
        ..bench.done(ties)
    }
}

/// The entities that are at hand.
struct Bench<'f> {
    found: &'f dyn Found,
    drafts: BTreeMap<u32, Whole>,
    /// By slug the numbers of those that the rules did not find.
    added: HashMap<String, u32>,
    touched: BTreeSet<u32>,
    /// Whom the uses of those at hand named before.
    before: HashMap<u32, u32>,
}

impl Bench<'_> {
    fn number(&self, slug: &str) -> Option<u32> {
        let added = self.added.get(slug).copied();
        added.or_else(|| self.found.number(slug))
    }

    fn draft(&mut self, number: u32) -> &mut Whole {
        let (found, before) = (self.found, &mut self.before);
        self.drafts.entry(number).or_insert_with(|| {
            let whole = found.found(number);
            before.extend(whole.said.iter().map(|s| (s.number, number)));
            whole
        })
    }

    fn put_together(&mut self, corrections: &[Correction]) -> Vec<(usize, String)> {
        let mut unused = Vec::new();
        for (correction, number) in corrections.iter().zip(0..) {
            let Some(at) = self.number(&correction.id) else {
                if correction.not.is_empty() {
                    unused.push((number, correction.id.clone()));
                }
                continue;
            };
            for other in &correction.same {
                match self.number(other) {
                    Some(from) if from != at => {
                        let said = std::mem::take(&mut self.draft(from).said);
                        self.draft(at).said.extend(said);
                        self.touched.insert(from);
                    }
                    Some(_) => {}
                    None => unused.push((number, other.clone())),
                }
            }
            let draft = self.draft(at);
            if let Some(name) = &correction.name {
                draft.name.clone_from(name);
            }
            draft.kind = correction.kind.unwrap_or(draft.kind);
            if correction.ignore {
                draft.said.clear();
            }
            self.touched.insert(at);
        }
        unused
    }

    /// Takes the uses of some words out of an entity. They name whom else they name elsewhere, most of all; or nobody else,
    /// then another one of that name and kind.
    fn take_out(&mut self, at: u32, not: &str) -> bool {
        let folded = fold::name(not);
        let is_meant = |said: &Said| fold::name(&said.words) == folded;
        let draft = self.draft(at);
        let (kind, said) = (draft.kind, std::mem::take(&mut draft.said));
        let (out, kept): (Vec<Said>, Vec<Said>) = said.into_iter().partition(is_meant);
        draft.said = kept;
        if out.is_empty() {
            return false;
        }
        for other in self.found.named(&folded) {
            self.draft(other);
        }
        let others = self.drafts.iter().filter(|(_, d)| d.kind == kind);
        let others = others.map(|(number, d)| {
            let meant = d.said.iter().filter(|s| is_meant(s));
            let times: usize = meant.map(|s| s.briefings.len()).sum();
            (times, Reverse(*number))
        });
        let other = others.max().filter(|(times, _)| *times > 0);
        let to = match other {
            Some((_, Reverse(other))) => other,
            None => self.nobody_else(at, not),
        };
        self.draft(to).said.extend(out);
        self.touched.extend([at, to]);
        true
    }

    /// Another entity of that name, and of the kind of the one at `at`, which may be there already.
    fn nobody_else(&mut self, at: u32, name: &str) -> u32 {
        let kind = self.draft(at).kind;
        let mut slug = slug_of(kind, name);
        if self.number(&slug) == Some(at) {
            slug.push_str("-other");
        }
        if let Some(there) = self.number(&slug) {
            return there;
        }
        let number = self.found.count() + self.added.len() as u32;
        self.added.insert(slug.clone(), number);
        let name = name.to_owned();
        let said = Vec::new();
        let whole = Whole {
            slug,
            kind,
            name,
            said,
        };
        self.drafts.insert(number, whole);
        number
    }

    fn done(self, ties: &Ties<'_>) -> Corrected {
        let mut done = Corrected::default();
        let mut now: HashMap<u32, u32> = HashMap::new();
        for (number, draft) in &self.drafts {
            now.extend(draft.said.iter().map(|s| (s.number, *number)));
        }
        let mut owners: BTreeMap<u32, BTreeSet<u32>> = BTreeMap::new();
        for (used, before) in self.before {
            let owner = now.get(&used).copied().unwrap_or(NOBODY);
            owners.entry(before).or_default().insert(owner);
            if owner != before {
                done.ids.insert(used, owner);
            }
        }
        for (before, owners) in owners {
            let others = owners.into_iter().filter(|o| *o != before);
            if let [only] = others.collect::<Vec<_>>()[..]
                && only != NOBODY
                && self.drafts.get(&before).is_some_and(|d| d.said.is_empty())
            {
                done.parts.insert(before, only);
            }
        }
        for (number, draft) in self.drafts {
            if self.touched.contains(&number) {
                let there = !draft.said.is_empty();
                let said = once(ties, draft.said);
                let entity = || Entity::of(draft.slug, draft.kind, draft.name, &said);
                done.entities.insert(number, there.then(entity));
            }
        }
        done
    }
}

/// What is said of an entity, with each mention counted once.
///
/// A mention by words that several go by is a use of each of them. Where these are one, uses of the same words meet, and what
/// both count is told by the mentions alone: only the briefings that both have are asked.
fn once(ties: &Ties<'_>, said: Vec<Said>) -> Vec<Said> {
    let mut by_words: BTreeMap<String, Vec<Said>> = BTreeMap::new();
    for said in said {
        by_words.entry(said.words.clone()).or_default().push(said);
    }
    let one = |uses: Vec<Said>| match <[Said; 1]>::try_from(uses) {
        Ok([only]) => Some(only),
        Err(uses) => met(ties, &uses),
    };
    by_words.into_values().filter_map(one).collect()
}

/// Several uses of the same words as one.
fn met(ties: &Ties<'_>, uses: &[Said]) -> Option<Said> {
    let mut all = uses.first()?.clone();
    let mut counts: BTreeMap<u32, (u32, bool)> = BTreeMap::new();
    for (briefing, times) in uses.iter().flat_map(|u| &u.briefings) {
        let meets = counts.contains_key(briefing);
        let count = counts.entry(*briefing).or_default();
        *count = (count.0 + times, meets);
    }
    all.times = uses.iter().map(|u| u.times).sum();
    let of_them = |used: &&u32| uses.iter().any(|u| u.number == **used);
    for (briefing, (count, _)) in counts.iter_mut().filter(|c| c.1.1) {
        let ties = ties(*briefing);
        let named = ties.iter().map(|t| t.entities.iter().filter(of_them));
        let again: usize = named.map(|n| n.count().saturating_sub(1)).sum();
        *count = count.saturating_sub(again as u32);
        // Only names of their own have several owners: an adjective and a role have one.
        all.times = all.times.saturating_sub(again as u32);
    }
    all.briefings = counts.into_iter().map(|(b, (n, _))| (b, n)).collect();
    Some(all)
}
