//! Where else does the collection say this? For each passage of a briefing the same statement in other briefings: word for word,
//! edited, or differently translated.
//!
//! Nothing is stored for it: passages are cut when they are asked for, and the briefings to compare with are found by the rarest
//! words and names of each passage, in the index that is there.
//! Must not know: keys, the screen, why it is asked.

pub(super) mod cut;
mod pair;
pub(super) mod score;

use std::cell::RefCell;
use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use rayon::prelude::*;

use super::{Corpus, Page};
use crate::annotate::wording;
use crate::briefing::{Kind, Span};
use crate::entity::EntityId;
use cut::{ByFeature, Cutter, Feature, Passage, Pool, Words};
use pair::{Here, Pair};
use score::Worth;

/// Briefings that a passage is compared with at most.
const EACH: usize = 8;
/// Briefings that all passages of one are compared with at most.
const ALL: usize = 192;
/// Parallels of a passage that are told: what is said everywhere need not be listed to the end.
const LISTED: usize = 20;
/// Features of a passage that briefings are looked for by, the rarest ones.
const ASKED: usize = 12;
/// Features that more briefings have find none: fewest and most of that limit, which is a part of the corpus between them.
const COMMON: (usize, usize) = (64, 4096);
/// That part.
const COMMON_PART: usize = 10;
/// Briefings whose passages are kept.
const KEPT: usize = 512;
/// Words of a sentence, to tell from all words how many sentences there may be.
const WORDS: u64 = 22;
/// How often a word is used is counted in so many briefings of each part of the index.
const COUNTED: u32 = 256;
/// A word that is used so often is rare if it is none of the common ones.
const RARE: u32 = 3;

/// Tells whether nobody waits for an answer any more.
pub type Stop<'s> = dyn Fn() -> bool + Sync + 's;

/// How nearly two passages say the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Tier {
    /// Eight words in a row at least are the same.
    Copy,
    /// The same statement: edited, or another translation.
    Same,
    /// Perhaps the same.
    Similar,
}

impl Tier {
    /// The words for it on the screen.
    pub fn name(self) -> &'static str {
        match self {
            Tier::Copy => "word for word",
            Tier::Same => "same statement",
            Tier::Similar => "similar",
        }
    }
}

/// One of two parallel passages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Side {
    /// The sentence, a span of the body.
    pub span: Span,
    /// The stretch of it that the other has too.
    pub window: Span,
    /// The words that say what the other says, in order.
    pub shared: Vec<Span>,
    /// The words that the other does not have, in order.
    pub apart: Vec<Span>,
}

/// A passage and the same statement elsewhere.
#[derive(Debug, Clone, PartialEq)]
pub struct Parallel {
    /// In the briefing that was asked for.
    pub here: Side,
    /// The other briefing.
    pub briefing: u32,
    /// There.
    pub there: Side,
    /// From 0.45 on; above 1 is as good as equal.
    pub score: f32,
    /// What that means.
    pub tier: Tier,
}

/// What is kept between questions.
#[derive(Debug, Default)]
pub(super) struct Kept {
    passages: Mutex<VecDeque<(u32, Arc<Vec<Passage>>)>>,
    worth: RwLock<ByFeature<Worth>>,
    words: Pool<Words>,
    weights: Pool<ByFeature<Worth>>,
}

impl Corpus {
    /// The parallels of all passages of a briefing, in its order, of one passage the best first and no more than twenty.
    ///
    /// Many pages may have to be read for it: never at a key or a frame. `stop` is asked now and then whether nobody waits any
    /// more; what is found after that is not the whole.
    pub fn parallels(&self, briefing: u32, stop: &Stop<'_>) -> Vec<Parallel> {
        let mut found = self.all_parallels(briefing, stop);
        let mut times = 0;
        let mut last = None;
        found.retain(|p| {
            times = if last == Some(p.here.span) {
                times + 1
            } else {
                1
            };
            last = Some(p.here.span);
            times <= LISTED
        });
        found
    }

    /// The same, however many there are of a passage.
    pub(super) fn all_parallels(&self, briefing: u32, stop: &Stop<'_>) -> Vec<Parallel> {
        let own = self.passages(briefing);
        let weigher = Weigher::new(self);
        let candidates = self.candidates(briefing, &own, &weigher);
        let here = Here::new(&own);
        let year = self.year(briefing);
        let found = candidates.into_par_iter().map_init(
            || (self.cutter(), Weigher::new(self)),
            |(cutter, weigher), other| {
                if stop() {
                    return Vec::new();
                }
                let passages = self.cut(other, cutter);
                let apart = year.zip(self.year(other)).is_some_and(|(a, b)| a != b);
                let pairs = here.pairs(&passages, apart, &|f| weigher.worth(f));
                let parallel = |p: &Pair| parallel(&own[p.here], other, &passages[p.there], p);
                pairs.iter().map(parallel).collect::<Vec<Parallel>>()
            },
        );
        let mut found: Vec<Parallel> = found.flatten_iter().collect();
        found.sort_by(|a, b| {
            let place = |p: &Parallel| (p.here.span, p.briefing, p.there.span);
            let by_score = b.score.total_cmp(&a.score);
            (a.here.span.cmp(&b.here.span)).then(by_score.then(place(a).cmp(&place(b))))
        });
        found
    }

    /// The passages of a briefing.
    pub(super) fn passages(&self, briefing: u32) -> Arc<Vec<Passage>> {
        self.cut(briefing, &mut self.cutter())
    }

    /// What cuts briefings of this corpus.
    pub(super) fn cutter(&self) -> Cutter<'_, impl FnMut(&str) -> Option<u32> + '_> {
        Cutter::new(&self.kept.words, |stem: &str| self.words.stem(stem))
    }

    /// The passages of a briefing, which are kept for a while.
    pub(super) fn cut<F: FnMut(&str) -> Option<u32>>(
        &self,
        briefing: u32,
        cutter: &mut Cutter<'_, F>,
    ) -> Arc<Vec<Passage>> {
        let lock = || {
            let kept = self.kept.passages.lock();
            kept.unwrap_or_else(PoisonError::into_inner)
        };
        if let Some((_, passages)) = lock().iter().find(|(b, _)| *b == briefing) {
            return Arc::clone(passages);
        }
        // Not by `page`: what the reader has looked at last should stay at hand.
        let page: Page = self.read_page(briefing);
        let kind = |entity| self.roster.get(EntityId(entity)).kind;
        let passages = Arc::new(cutter.cut(&page, kind));
        let mut kept = lock();
        kept.push_front((briefing, Arc::clone(&passages)));
        kept.truncate(KEPT);
        passages
    }

    /// The briefings that may have parallels, by the rarest features of each passage: those that share most of them.
    fn candidates(&self, briefing: u32, passages: &[Passage], weigher: &Weigher<'_>) -> Vec<u32> {
        let common = (self.len() / COMMON_PART).clamp(COMMON.0, COMMON.1) as u32;
        let mut having: ByFeature<Vec<u32>> = ByFeature::default();
        let mut evidence = vec![0f32; self.len()];
        let mut times = vec![0u8; self.len()];
        let mut best: BTreeMap<u32, f32> = BTreeMap::new();
        for passage in passages.iter().filter(|p| !p.formula) {
            let known = passage.features.iter().map(|f| (weigher.worth(*f), *f));
            let rare = |w: &Worth| (2..=common).contains(&w.briefings);
            let mut asked: Vec<(Worth, Feature)> = known.filter(|(w, _)| rare(w)).collect();
            asked.sort_by_key(|(w, f)| (w.briefings, *f));
            let mut met: Vec<u32> = Vec::new();
            for (worth, feature) in asked.iter().take(ASKED) {
                let all = having
                    .entry(*feature)
                    .or_insert_with(|| self.having_feature(*feature));
                for other in all.iter().filter(|b| **b != briefing) {
                    if times[*other as usize] == 0 {
                        met.push(*other);
                    }
                    times[*other as usize] = times[*other as usize].saturating_add(1);
                    evidence[*other as usize] += worth.weight;
                }
            }
            let mut found: Vec<(f32, u32)> = Vec::new();
            for other in met {
                let weight = std::mem::take(&mut evidence[other as usize]);
                if std::mem::take(&mut times[other as usize]) > 1 {
                    found.push((weight, other));
                }
            }
            found.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
            for (weight, other) in found.into_iter().take(EACH) {
                let most = best.entry(other).or_default();
                *most = most.max(weight);
            }
        }
        let mut all: Vec<(u32, f32)> = best.into_iter().collect();
        all.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        all.into_iter().take(ALL).map(|a| a.0).collect()
    }

    /// The briefings that have a feature, ascending.
    pub(super) fn having_feature(&self, feature: Feature) -> Vec<u32> {
        match feature {
            Feature::Stem(stem) => self.words.having_stem(stem),
            Feature::Set(set) => {
                let stems = wording::members(set).iter();
                let stems = stems.filter_map(|s| self.words.stem(s));
                let mut all: Vec<u32> = stems.flat_map(|s| self.words.having_stem(s)).collect();
                all.sort_unstable();
                all.dedup();
                all
            }
            Feature::Entity(entity, _) => {
                let briefings = self.roster.briefings(EntityId(entity));
                briefings.map(|b| b.0).collect()
            }
        }
    }

    fn worth(&self, feature: Feature) -> Worth {
        let stem = |stem: u32| {
            let (briefings, times) = self.words.frequency(stem, COUNTED);
            (base(self.words.level(stem)), briefings, times)
        };
        let (common, briefings, times) = match feature {
            Feature::Stem(number) => stem(number),
            Feature::Set(set) => {
                let stems = wording::members(set).iter();
                let all = stems.filter_map(|s| self.words.stem(s)).map(stem);
                let sum = |a: (f32, u32, u32), b: (f32, u32, u32)| {
                    (a.0.min(b.0), a.1 + b.1, a.2.saturating_add(b.2))
                };
                all.fold((base(0), 0, 0), sum)
            }
            Feature::Entity(entity, kind) => {
                let named = self.roster.get(EntityId(entity));
                let base = match kind {
                    Kind::Country => 0.75,
                    Kind::Person => 0.6,
                    _ => 0.9,
                };
                (base, named.briefings, named.mentions)
            }
        };
        let sentences = (self.rows.total() / WORDS).max(self.len() as u64) as f32;
        let rarity = |n: f32| (1.0 + (sentences + 1.0) / (n + 0.5)).ln();
        Worth {
            weight: common * rarity(times.max(1) as f32) / rarity(1.0),
            rare: feature.is_content() && common > 1.5 && times <= RARE,
            briefings,
        }
    }
}

/// What a word of a level of commonness is worth.
fn base(level: u8) -> f32 {
    match level {
        10 => 1.0,
        20 => 1.35,
        35 => 1.7,
        _ => 2.0,
    }
}

/// Weighs features, and remembers what it has weighed: one thread's, then left for the next one.
pub(super) struct Weigher<'c> {
    corpus: &'c Corpus,
    known: RefCell<ByFeature<Worth>>,
}

/// So many weights are kept between questions.
const WEIGHED: usize = 200_000;

impl Drop for Weigher<'_> {
    fn drop(&mut self) {
        let known = self.known.take();
        if known.len() < WEIGHED {
            self.corpus.kept.weights.leave(known);
        }
    }
}

impl<'c> Weigher<'c> {
    pub(super) fn new(corpus: &'c Corpus) -> Weigher<'c> {
        Weigher {
            corpus,
            known: RefCell::new(corpus.kept.weights.take()),
        }
    }

    pub(super) fn worth(&self, feature: Feature) -> Worth {
        if let Some(worth) = self.known.borrow().get(&feature) {
            return *worth;
        }
        let worth = self.shared(feature);
        self.known.borrow_mut().insert(feature, worth);
        worth
    }

    /// What another thread or an earlier question has weighed.
    fn shared(&self, feature: Feature) -> Worth {
        let all = &self.corpus.kept.worth;
        let known = all.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(worth) = known.get(&feature) {
            return *worth;
        }
        drop(known);
        let worth = self.corpus.worth(feature);
        let mut known = all.write().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= WEIGHED {
            known.clear();
        }
        known.insert(feature, worth);
        worth
    }
}

/// The answer for a pair.
fn parallel(here: &Passage, briefing: u32, there: &Passage, pair: &Pair) -> Parallel {
    let found = &pair.found;
    let (here, there) = (side(here, there, pair, 0), side(there, here, pair, 1));
    // A long run may be the same in a stretch that differs elsewhere.
    let whole = |side: &Side| {
        let within = |word: &Span| side.window.start <= word.start && word.end <= side.window.end;
        !side.apart.iter().any(within)
    };
    let tier = match found.copied {
        true if whole(&here) && whole(&there) => Tier::Copy,
        true => Tier::Same,
        false if found.score >= score::SAME => Tier::Same,
        false => Tier::Similar,
    };
    Parallel {
        here,
        briefing,
        there,
        score: found.score,
        tier,
    }
}

fn side(own: &Passage, other: &Passage, pair: &Pair, which: usize) -> Side {
    let words = own.words.iter();
    let shares = |w: &&cut::Word| {
        let feature = w.feature;
        feature.is_some_and(|f| other.features.binary_search(&f).is_ok())
    };
    let has = |form: u32| other.words.iter().any(|w| w.form == form);
    let apart = words.clone().filter(|w| !shares(w) && !has(w.form));
    let stretch = &pair.found.stretches[which];
    let word = |at: usize| own.words.get(at).map_or(own.span, |w| w.span);
    Side {
        span: own.span,
        window: Span {
            start: word(stretch.start).start,
            end: word(stretch.end.saturating_sub(1)).end,
        },
        shared: words.filter(shares).map(|w| w.span).collect(),
        apart: apart.map(|w| w.span).collect(),
    }
}
