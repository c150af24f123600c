//! Whom does each briefing name? Entities as facet values, as a list of values for each briefing.
//!
//! There are as many names as briefings, nearly: a set of briefings for each would cost more than the lists do, and walking the
//! lists of the briefings in question counts all values at once. A value is a name, and stands for what that name finds
//! in a query: two people of one name are one value.
//! Must not know: queries.

use std::collections::HashSet;

use roaring::RoaringBitmap;

use super::FacetValue;
use super::resolve::Names;
use crate::briefing::Kind;
use crate::entity::{Entities, Entity};
use crate::fold;

/// The values of one facet of entities, and who has them.
#[derive(Debug)]
pub(super) struct Forward {
    /// Names, each once.
    values: Vec<String>,
    /// Where the list of each briefing begins in `of`; one more, for the end of the last.
    starts: Vec<u32>,
    /// Numbers of values.
    of: Vec<u32>,
}

impl Forward {
    /// The names of the entities of a kind that are worth a row: linked, or mentioned twice at least.
    pub(super) fn build(
        entities: &Entities,
        names: &Names,
        kind: Kind,
        briefings: usize,
    ) -> Forward {
        let worth = |e: &&Entity| e.kind == kind && (e.is_linked() || e.mentions() > 1);
        let worthy = entities.all.iter().filter(worth);
        let mut values: Vec<String> = worthy.map(|e| e.name.clone()).collect();
        values.sort();
        // Spellings that a query does not tell apart are one value.
        let mut seen = HashSet::new();
        values.retain(|name| seen.insert(fold::name(name)));
        let having: Vec<Vec<u32>> = values
            .iter()
            .map(|name| {
                let meant = names.matching(entities, name, Some(kind));
                let all = meant.iter().flat_map(|e| &entities.get(*e).briefings);
                let mut having: Vec<u32> = all.map(|b| b.0).collect();
                having.sort_unstable();
                having.dedup();
                having
            })
            .collect();
        // Counted first, then filled in: two passes and no list that grows.
        let mut starts = vec![0u32; briefings + 1];
        for briefing in having.iter().flatten() {
            starts[*briefing as usize + 1] += 1;
        }
        for at in 0..briefings {
            starts[at + 1] += starts[at];
        }
        let mut next = starts.clone();
        let mut of = vec![0; starts[briefings] as usize];
        for (value, having) in having.iter().enumerate() {
            for briefing in having {
                let at = &mut next[*briefing as usize];
                of[*at as usize] = value as u32;
                *at += 1;
            }
        }
        Forward { values, starts, of }
    }

    /// How many briefings of `base` have each value.
    pub(super) fn counts(&self, base: &RoaringBitmap) -> Vec<FacetValue> {
        let mut counts = vec![0u32; self.values.len()];
        for briefing in base {
            let at = briefing as usize;
            for value in &self.of[self.starts[at] as usize..self.starts[at + 1] as usize] {
                counts[*value as usize] += 1;
            }
        }
        let some = self.values.iter().zip(counts).filter(|v| v.1 > 0);
        some.map(|(name, count)| FacetValue {
            key: name.clone(),
            label: name.clone(),
            count,
        })
        .collect()
    }
}
