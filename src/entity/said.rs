//! Which words name an entity, how often and where? What is kept of the uses, so that a correction can take them apart again.
//!
//! Invariant: an entity is what is said of it, whoever puts that together: linking, or a correction.
//! Must not know: corrections, rules.

use serde::{Deserialize, Serialize};

use super::Entity;
use crate::briefing::Kind;

/// Words that name an entity.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Said {
    /// The use that ties name: its number.
    pub number: u32,
    pub words: String,
    /// How often they do as a name of its own, not as a role or an adjective.
    pub times: u32,
    /// The briefings in which they do, ascending, with how often.
    pub briefings: Vec<(u32, u32)>,
}

impl Said {
    /// As it is stored. Of an entity that is only ever called the same its briefings are left out, for they are its own.
    pub fn pack(all: &[Said]) -> Vec<u8> {
        let is_only = all.len() == 1;
        let packed = |said: &Said| Said {
            briefings: match is_only {
                true => Vec::new(),
                false => distances(&said.briefings),
            },
            ..said.clone()
        };
        let packed: Vec<Said> = all.iter().map(packed).collect();
        // Writing to memory fails for no value of ours; were it to, the entity could not be corrected.
        postcard::to_stdvec(&packed).unwrap_or_default()
    }

    /// What was stored of an entity that is in these briefings; nothing if it is damaged.
    pub fn unpack(bytes: &[u8], briefings: impl Iterator<Item = (u32, u32)>) -> Vec<Said> {
        let mut all: Vec<Said> = postcard::from_bytes(bytes).unwrap_or_default();
        if let [only] = &mut all[..] {
            only.briefings = briefings.collect();
            return all;
        }
        for said in &mut all {
            let mut at = 0u32;
            for (briefing, _) in &mut said.briefings {
                at = at.saturating_add(*briefing);
                *briefing = at;
            }
        }
        all
    }
}

/// Briefings by how far each is from the one before: small numbers take little room.
fn distances(briefings: &[(u32, u32)]) -> Vec<(u32, u32)> {
    let before = [0].into_iter().chain(briefings.iter().map(|b| b.0));
    let both = briefings.iter().zip(before);
    both.map(|((at, times), before)| (at - before, *times))
        .collect()
}

impl Entity {
    /// The entity that is named by all of this.
    pub(super) fn of(slug: String, kind: Kind, name: String, said: &[Said]) -> Entity {
        let names = said.iter().filter(|s| s.times > 0);
        let mut names = summed(names.map(|s| (s.words.clone(), s.times)).collect());
        names.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        let briefings = said.iter().flat_map(|s| s.briefings.iter().copied());
        Entity {
            slug,
            kind,
            name,
            names,
            briefings: summed(briefings.collect()),
        }
    }
}

/// In order, each once, with the sum of its counts.
fn summed<T: Ord>(mut all: Vec<(T, u32)>) -> Vec<(T, u32)> {
    all.sort();
    all.dedup_by(|a, b| {
        let same = a.0 == b.0;
        b.1 += if same { a.1 } else { 0 };
        same
    });
    all
}
