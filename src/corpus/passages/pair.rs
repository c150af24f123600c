//! Which passages of two briefings are parallel? Every pair that may be is compared; the best are kept, and then their neighbours.
//!
//! Must not know: how the two briefings were found, how features are weighed.

use std::collections::HashMap;

use super::cut::{ByFeature, Feature, Passage};
use super::score::{self, Match, Worth, compare};

/// What a pair of other years loses: most of what is said again years later is said of something else.
const OTHER_YEAR: f32 = 0.22;
/// The same, if a rare word is shared.
const OTHER_YEAR_RARE: f32 = 0.12;
/// A pair of other years that shares a rare word is similar from here on.
const SIMILAR_RARE: f32 = 0.45;
/// A sentence has no second parallel in a briefing unless it has so much of the score of the best.
const NEAR_BEST: f32 = 0.8;
/// Pairs beside one with such a score need less.
const STRONG: f32 = 0.65;
/// What standing beside such a pair adds.
const BESIDE: f32 = 0.08;

/// Two parallel passages, as indices into those of either briefing.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Pair {
    pub(super) here: usize,
    pub(super) there: usize,
    pub(super) found: Match,
}

/// The passages of the briefing on the screen, found by what they say.
pub(super) struct Here<'p> {
    passages: &'p [Passage],
    having: ByFeature<Vec<u32>>,
}

impl<'p> Here<'p> {
    pub(super) fn new(passages: &'p [Passage]) -> Here<'p> {
        let mut having: ByFeature<Vec<u32>> = ByFeature::default();
        for (passage, at) in passages.iter().zip(0u32..) {
            for feature in passage.features.iter().filter(|f| f.is_content()) {
                having.entry(*feature).or_default().push(at);
            }
        }
        Here { passages, having }
    }

    /// The parallels with another briefing; `apart` tells that the two are of different years.
    pub(super) fn pairs(
        &self,
        there: &[Passage],
        apart: bool,
        worth: &dyn Fn(Feature) -> Worth,
    ) -> Vec<Pair> {
        let mut found: Vec<Pair> = Vec::new();
        let mut shared = vec![0usize; self.passages.len()];
        for (at, other) in there.iter().enumerate().filter(|(_, p)| !p.formula) {
            shared.fill(0);
            for feature in &other.features {
                for here in self.having.get(feature).into_iter().flatten() {
                    shared[*here as usize] += 1;
                }
            }
            let enough = (0..shared.len()).filter(|&i| shared[i] >= score::FEWEST);
            for here in enough.filter(|&i| !self.passages[i].formula) {
                if let Some(found_here) = self.judged(here, other, apart, worth) {
                    found.push(Pair {
                        here,
                        there: at,
                        found: found_here,
                    });
                }
            }
        }
        let mut kept = near_best(found);
        self.add_neighbours(&mut kept, there, apart, worth);
        kept
    }

    /// What two passages share if it is enough.
    fn judged(
        &self,
        here: usize,
        other: &Passage,
        apart: bool,
        worth: &dyn Fn(Feature) -> Worth,
    ) -> Option<Match> {
        let mut found = compare(&self.passages[here], other, worth)?;
        if found.content < score::FEWEST {
            return None;
        }
        if found.copied {
            // Whoever copies says the same, in whatever year and however short.
            found.score = found.score.max(score::SAME);
            return Some(found);
        }
        years(&mut found, apart);
        let least = match apart && found.rare > 0 {
            true => SIMILAR_RARE,
            false => score::SIMILAR,
        };
        (found.telling && found.matter >= score::LEAST && found.score >= least).then_some(found)
    }

    /// Statements beside a strong pair are likely parallel too, however short they are.
    fn add_neighbours(
        &self,
        kept: &mut Vec<Pair>,
        there: &[Passage],
        apart: bool,
        worth: &dyn Fn(Feature) -> Worth,
    ) {
        let numbered = |all: &[Passage], at: usize, by: i64| {
            let number = u32::try_from(i64::from(all[at].number) + by).ok()?;
            all.binary_search_by_key(&number, |p| p.number).ok()
        };
        let strong: Vec<(usize, usize)> = kept
            .iter()
            .filter(|p| p.found.score >= STRONG)
            .map(|p| (p.here, p.there))
            .collect();
        for (here, other) in strong {
            for (i, j) in BESIDES {
                let beside = numbered(self.passages, here, i).zip(numbered(there, other, j));
                let Some((here, other)) = beside else {
                    continue;
                };
                if kept.iter().any(|p| (p.here, p.there) == (here, other)) {
                    continue;
                }
                let (a, b) = (&self.passages[here], &there[other]);
                if let Some(found) = beside_strong(a, b, apart, worth) {
                    kept.push(Pair {
                        here,
                        there: other,
                        found,
                    });
                }
            }
        }
    }
}

/// The pairs of neighbours around a pair.
const BESIDES: [(i64, i64); 8] = [
    (-1, -1),
    (-1, 0),
    (-1, 1),
    (0, -1),
    (0, 1),
    (1, -1),
    (1, 0),
    (1, 1),
];

fn years(found: &mut Match, apart: bool) {
    if apart {
        let rare = found.rare > 0;
        found.score -= if rare { OTHER_YEAR_RARE } else { OTHER_YEAR };
    }
}

/// What two passages beside a strong pair share if that is enough there: a word that only these two briefings have and a name,
/// or nearly what is asked for elsewhere.
fn beside_strong(
    a: &Passage,
    b: &Passage,
    apart: bool,
    worth: &dyn Fn(Feature) -> Worth,
) -> Option<Match> {
    if a.formula || b.formula {
        return None;
    }
    let mut found = compare(a, b, worth)?;
    years(&mut found, apart);
    found.score += BESIDE;
    let both = score::shared(&a.features, &b.features);
    let only = |f: &&Feature| f.is_content() && worth(**f).rare && worth(**f).briefings == 2;
    let named = both.iter().any(|f| !f.is_content());
    if named && both.iter().any(|f| only(&f)) {
        found.score = found.score.max(score::SIMILAR);
        return Some(found);
    }
    let telling = |f: &&Feature| f.is_content() && worth(**f).weight >= 1.2;
    let fits = found.score >= score::SIMILAR - 0.02
        && found.content >= 1
        && found.matter >= 1.2
        && found.shared.iter().any(|f| telling(&f));
    found.score = found.score.max(score::SIMILAR);
    fits.then_some(found)
}

/// Of the pairs of a sentence, those that come near its best.
fn near_best(mut found: Vec<Pair>) -> Vec<Pair> {
    let by_score = |a: &Pair, b: &Pair| b.found.score.total_cmp(&a.found.score);
    found.sort_by(|a, b| by_score(a, b).then((a.here, a.there).cmp(&(b.here, b.there))));
    let (mut of_here, mut of_there) = (HashMap::new(), HashMap::new());
    found.retain(|pair| {
        let score = pair.found.score;
        let best: f32 = *of_here.entry(pair.here).or_insert(score);
        let best = best.max(*of_there.entry(pair.there).or_insert(score));
        score >= NEAR_BEST * best || score >= 0.55
    });
    found
}
