//! Where is an entity spoken of, in the order of time? Without reading a briefing, as far as that goes.
//!
//! Must not know: how places are listed.

use std::collections::HashMap;

use super::Corpus;
use crate::entity::{self, EntityId};

impl Corpus {
    /// What briefings are ordered by in time: oldest first, undated last, then by number.
    pub fn age(&self, briefing: u32) -> (u32, u32, u32) {
        let (earliest, latest) = self.rows.days(briefing);
        (earliest, latest, briefing)
    }

    /// The briefings that mention any of the entities, oldest first and undated last, with how many of their mentions do.
    pub fn spoken_of(&self, entities: &[EntityId]) -> Vec<(u32, u32)> {
        let mut spoken: Vec<(u32, u32)> = match entities {
            [one] => self.roster.briefings(*one).collect(),
            several => {
                // A mention may name several of them, so counts of the same briefing do not add up.
                let mut seen: HashMap<u32, Option<u32>> = HashMap::new();
                for (briefing, count) in several.iter().flat_map(|e| self.roster.briefings(*e)) {
                    let again = seen.contains_key(&briefing);
                    seen.insert(briefing, (!again).then_some(count));
                }
                let counted = |(b, n): (u32, Option<u32>)| match n {
                    Some(n) => (b, n),
                    None => (b, self.tied(b, several)),
                };
                seen.into_iter().map(counted).collect()
            }
        };
        spoken.sort_unstable_by_key(|(b, _)| self.age(*b));
        spoken
    }

    /// How many mentions of a briefing name any of the entities.
    fn tied(&self, briefing: u32, entities: &[EntityId]) -> u32 {
        let ties = self.ties(briefing);
        let names = |t: &entity::Tie| t.entities.iter().any(|e| entities.contains(&EntityId(*e)));
        ties.iter().filter(|t| names(t)).count() as u32
    }

    /// The mentions of a briefing that name any of the entities, as indices, in order. Reads the briefing.
    pub fn mentions_of(&self, briefing: u32, entities: &[EntityId]) -> Vec<u32> {
        let page = self.page(briefing);
        let mentions = page.mentions.iter().zip(0u32..);
        let named = mentions.filter(|(m, _)| m.entities.iter().any(|e| entities.contains(e)));
        named.map(|(_, at)| at).collect()
    }
}
