//! Which passages of two briefings are parallel? Every pair that may be is compared; the best are kept, and then their neighbours.
//!
//! Must not know: how the two briefings were found, how features are weighed.

use std::collections::{HashMap, HashSet};
use std::sync::OnceLock;

use super::cut::{ByFeature, Feature, Passage};
use super::score::{self, Match, Weighed, Worth, compare};

/// What a pair of other years loses: most of what is said again years later is said of something else.
const OTHER_YEAR: f32 = 0.22;
/// The same, if a rare word is shared.
const OTHER_YEAR_RARE: f32 = 0.12;
/// A pair of other years that shares a rare word is similar from here on.
const SIMILAR_RARE: f32 = 0.45;
/// A sentence has no second parallel in a briefing unless it has so much of the score of the best.
const NEAR_BEST: f32 = 0.8;
/// So often a sentence may stand in a briefing to the letter before it is a refrain.
const REFRAIN: usize = 8;
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

/// The passages of a briefing, weighed when one is compared for the first time.
struct Side<'p> {
    passages: &'p [Passage],
    weighed: Vec<OnceLock<Weighed<'p>>>,
}

impl<'p> Side<'p> {
    fn new(passages: &'p [Passage]) -> Side<'p> {
        Side {
            passages,
            weighed: passages.iter().map(|_| OnceLock::new()).collect(),
        }
    }

    fn weighed(&self, at: usize, worth: &dyn Fn(Feature) -> Worth) -> &Weighed<'p> {
        self.weighed[at].get_or_init(|| Weighed::new(&self.passages[at], worth))
    }
}

/// The passages of the briefing on the screen, found by what they say.
pub(super) struct Here<'p> {
    own: Side<'p>,
    having: ByFeature<Vec<u32>>,
}

impl<'p> Here<'p> {
    pub(super) fn new(passages: &'p [Passage]) -> Here<'p> {
        let mut having: ByFeature<Vec<u32>> = ByFeature::default();
        let told = told(passages);
        for (passage, at) in passages.iter().zip(0u32..).filter(|p| told[p.1 as usize]) {
            for feature in passage.features.iter().filter(|f| f.is_content()) {
                having.entry(*feature).or_default().push(at);
            }
        }
        let own = Side::new(passages);
        Here { own, having }
    }

    /// The parallels with another briefing; `apart` tells that the two are of different years.
    pub(super) fn pairs(
        &self,
        there: &[Passage],
        apart: bool,
        worth: &dyn Fn(Feature) -> Worth,
    ) -> Vec<Pair> {
        let mut found: Vec<Pair> = Vec::new();
        let own = self.own.passages;
        let other = Side::new(there);
        let mut shared = vec![0usize; own.len()];
        let told = told(there);
        let compared = |(at, p): &(usize, &Passage)| told[*at] && !p.formula;
        for (at, passage) in there.iter().enumerate().filter(compared) {
            shared.fill(0);
            for feature in &passage.features {
                for here in self.having.get(feature).into_iter().flatten() {
                    shared[*here as usize] += 1;
                }
            }
            let enough = (0..shared.len()).filter(|&i| shared[i] >= score::FEWEST);
            for here in enough.filter(|&i| !own[i].formula) {
                let pair = (self.own.weighed(here, worth), other.weighed(at, worth));
                if let Some(found_here) = judged(pair, apart) {
                    found.push(Pair {
                        here,
                        there: at,
                        found: found_here,
                    });
                }
            }
        }
        let mut kept = near_best(found);
        self.add_neighbours(&mut kept, &other, apart, worth);
        kept
    }

    /// Statements beside a strong pair are likely parallel too, however short they are.
    fn add_neighbours(
        &self,
        kept: &mut Vec<Pair>,
        there: &Side<'_>,
        apart: bool,
        worth: &dyn Fn(Feature) -> Worth,
    ) {
        let numbered = |all: &[Passage], at: usize, by: i64| {
            let number = u32::try_from(i64::from(all[at].number) + by).ok()?;
            all.binary_search_by_key(&number, |p| p.number).ok()
        };
        let mut met: HashSet<(usize, usize)> = kept.iter().map(|p| (p.here, p.there)).collect();
        let strong: Vec<(usize, usize)> = kept
            .iter()
            .filter(|p| p.found.score >= STRONG)
            .map(|p| (p.here, p.there))
            .collect();
        for (here, other) in strong {
            for (i, j) in BESIDES {
                let beside = numbered(self.own.passages, here, i);
                let beside = beside.zip(numbered(there.passages, other, j));
                let Some((here, other)) = beside else {
                    continue;
                };
                if !met.insert((here, other)) {
                    continue;
                }
                if self.own.passages[here].formula || there.passages[other].formula {
                    continue;
                }
                let pair = (self.own.weighed(here, worth), there.weighed(other, worth));
                if let Some(found) = beside_strong(pair, apart) {
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

/// Which passages are compared: of those that are equal to the letter only the first few, for what is said again and again is a
/// refrain, and each pair of two refrains says the same.
fn told(passages: &[Passage]) -> Vec<bool> {
    let mut times: HashMap<Vec<u32>, usize> = HashMap::new();
    let is_told = |passage: &Passage| {
        let words = passage.words.iter().map(|w| w.form).collect();
        let times = times.entry(words).or_default();
        *times += 1;
        *times <= REFRAIN
    };
    passages.iter().map(is_told).collect()
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

/// What two passages share if it is enough.
fn judged((here, there): (&Weighed<'_>, &Weighed<'_>), apart: bool) -> Option<Match> {
    let mut found = compare(here, there, true)?;
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

/// What two passages beside a strong pair share if that is enough there: a word that only these two briefings have and a name,
/// or nearly what is asked for elsewhere.
fn beside_strong((a, b): (&Weighed<'_>, &Weighed<'_>), apart: bool) -> Option<Match> {
    let mut found = compare(a, b, false)?;
    years(&mut found, apart);
    found.score += BESIDE;
    let both = score::both(a, b).into_iter().map(|p| a.feature(p.0));
    let (words, names): (Vec<_>, Vec<_>) = both.partition(|f| f.0.is_content());
    let only = |w: &(Feature, Worth)| w.1.rare && w.1.briefings == 2;
    if !names.is_empty() && words.iter().any(only) {
        found.score = found.score.max(score::SIMILAR);
        return Some(found);
    }
    let fits = found.score >= score::SIMILAR - 0.02
        && found.content >= 1
        && found.matter >= 1.2
        && found.most >= 1.2;
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
