//! Which briefings are about the same? Those that share the rarest names and words, and passages; each with the reason in words.
//!
//! Must not know: keys, the screen, why it is asked.

use std::collections::{BTreeMap, HashMap};

use super::Corpus;
use super::passages::cut::Feature;
use super::passages::{Stop, Weigher};

/// Features of a briefing that others are looked for by.
const ASKED: usize = 200;
/// Those that more than this part of a corpus has tell nothing.
const COMMON_PART: usize = 5;
/// But those that so many have do.
const COMMON: usize = 64;
/// Briefings that are looked at for passages.
const LOOKED_AT: usize = 40;
/// What a passage adds to the score, and how many count.
const PASSAGE: (f32, f32) = (0.15, 3.0);
/// Names and words in a reason.
const NAMED: usize = 3;

/// A briefing that is about the same.
#[derive(Debug, Clone, PartialEq)]
pub struct Related {
    /// Which one.
    pub briefing: u32,
    /// From 0 to 1 and a little above; to be compared with those of the same question only.
    pub score: f32,
    /// What both have, in words.
    pub reason: String,
}

/// A feature of the briefing that was asked for.
struct Own {
    feature: Feature,
    weight: f32,
    /// As it stands there.
    text: String,
    having: Vec<u32>,
}

impl Corpus {
    /// The `most` briefings that are most about the same, best first.
    ///
    /// Many pages may have to be read for it: never at a key or a frame. `stop` as for [`Corpus::parallels`].
    pub fn related(&self, briefing: u32, most: usize, stop: &Stop<'_>) -> Vec<Related> {
        if stop() {
            return Vec::new();
        }
        let own = self.own_features(briefing);
        let mut evidence: BTreeMap<u32, f32> = BTreeMap::new();
        for feature in &own {
            for other in feature.having.iter().filter(|b| **b != briefing) {
                *evidence.entry(*other).or_default() += feature.weight;
            }
        }
        let mean = self.rows.total() as f32 / self.len().max(1) as f32;
        let mut found: Vec<(u32, f32)> = evidence.into_iter().collect();
        for (other, score) in &mut found {
            // A long text has some of everything.
            let length = self.rows.words(*other) as f32 / mean.max(1.0);
            *score /= (0.5 + 0.5 * length).sqrt();
        }
        found.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        found.truncate(LOOKED_AT.max(most));
        let best = found.first().map_or(1.0, |f| f.1).max(f32::MIN_POSITIVE);
        let mut passages: HashMap<u32, (u32, f32)> = HashMap::new();
        for parallel in self.all_parallels(briefing, stop) {
            let (count, sum) = passages.entry(parallel.briefing).or_default();
            *count += 1;
            *sum += parallel.score;
        }
        let mut all: Vec<Related> = found
            .into_iter()
            .map(|(other, score)| {
                let (count, sum) = passages.get(&other).copied().unwrap_or_default();
                Related {
                    briefing: other,
                    score: score / best + PASSAGE.0 * sum.min(PASSAGE.1),
                    reason: reason(&own, other, count, &|e| self.entity(e).name),
                }
            })
            .collect();
        all.sort_by(|a, b| {
            b.score
                .total_cmp(&a.score)
                .then(a.briefing.cmp(&b.briefing))
        });
        all.truncate(most);
        all
    }

    /// The features of a briefing that tell it from others, the weightiest first.
    fn own_features(&self, briefing: u32) -> Vec<Own> {
        let weigher = Weigher::new(self);
        let passages = self.passages(briefing);
        let mut times: BTreeMap<Feature, (u32, usize, u32)> = BTreeMap::new();
        for (at, passage) in passages.iter().enumerate() {
            for (feature, word) in &passage.row {
                times.entry(*feature).or_insert((0, at, *word)).0 += 1;
            }
        }
        let common = (self.len() / COMMON_PART).max(COMMON) as u32;
        let mut all: Vec<(f32, Feature, (usize, u32))> = Vec::new();
        for (feature, (times, at, word)) in times {
            let worth = weigher.worth(feature);
            if (2..=common).contains(&worth.briefings) {
                // Rare ones count more than their sum, and repeating says little new.
                let weight = worth.weight * worth.weight * (1.0 + (times as f32).ln());
                all.push((weight, feature, (at, word)));
            }
        }
        all.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        let body = &self.page(briefing).briefing.body;
        let own = all
            .into_iter()
            .take(ASKED)
            .map(|(weight, feature, (at, word))| {
                let span = passages[at].words[word as usize].span;
                Own {
                    feature,
                    weight,
                    text: body.get(span.range()).unwrap_or_default().to_owned(),
                    having: self.having_feature(feature),
                }
            });
        own.collect()
    }
}

/// What two briefings have in common: names, else words, and how many passages.
fn reason<'c>(
    own: &[Own],
    other: u32,
    passages: u32,
    name: &dyn Fn(crate::entity::EntityId) -> &'c str,
) -> String {
    let shared = || {
        own.iter()
            .filter(|o| o.having.binary_search(&other).is_ok())
    };
    let names: Vec<&str> = shared()
        .filter_map(|o| match o.feature {
            Feature::Entity(entity, _) => Some(name(crate::entity::EntityId(entity))),
            _ => None,
        })
        .take(NAMED)
        .collect();
    let words = shared().filter(|o| matches!(o.feature, Feature::Stem(_)));
    let words: Vec<String> = words.take(NAMED).map(|o| format!("“{}”", o.text)).collect();
    let mut parts = Vec::new();
    // First what tells most: a line may be cut.
    match passages {
        0 => {}
        1 => parts.push("one passage is parallel".to_owned()),
        n => parts.push(format!("{n} passages are parallel")),
    }
    if !names.is_empty() {
        parts.push(format!("both name {}", listed(&names)));
    }
    if !words.is_empty() {
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        parts.push(format!("both say {}", listed(&words)));
    }
    parts.join("; ")
}

/// `a`, `a and b`, `a, b and c`.
fn listed(all: &[&str]) -> String {
    match all {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [begin @ .., last] => format!("{} and {last}", begin.join(", ")),
    }
}
