//! Which distinct names does the whole corpus use, and how often?
//!
//! Invariant: names are sorted, so that their numbers do not depend on the order of briefings.
//! Must not know: which names are one entity.

use std::collections::HashMap;

use crate::annotate::Annotations;
use crate::annotate::lexicon::{Fx, lexicon};
use crate::annotate::names::Name;

/// All distinct names.
pub(super) struct Table {
    /// Sorted.
    pub names: Vec<Name>,
    /// For each briefing, the numbers here of its own names.
    pub of_briefing: Vec<Vec<u32>>,
    /// Mentions that certainly use the name.
    pub counts: Vec<u32>,
    ids: HashMap<Name, u32, Fx>,
}

impl Table {
    pub fn new(annotations: &[&Annotations]) -> Self {
        let local: Vec<Vec<Name>> = annotations.iter().map(|a| localised(a)).collect();
        let mut distinct: Vec<&Name> = local.iter().flatten().collect();
        distinct.sort_unstable();
        distinct.dedup();
        let names: Vec<Name> = distinct.into_iter().cloned().collect();
        let ids: HashMap<Name, u32, Fx> = names
            .iter()
            .enumerate()
            .map(|(i, n)| (n.clone(), i as u32))
            .collect();
        let of_briefing: Vec<Vec<u32>> = local
            .iter()
            .map(|names| names.iter().map(|n| ids[n]).collect())
            .collect();
        let mut counts = vec![0; names.len()];
        for (annotation, ids) in annotations.iter().zip(&of_briefing) {
            for mention in &annotation.reading.mentions {
                if mention.guess.sure() {
                    counts[ids[mention.name as usize] as usize] += 1;
                }
            }
        }
        Self {
            names,
            of_briefing,
            counts,
            ids,
        }
    }

    pub fn find(&self, name: &Name) -> Option<u32> {
        self.ids.get(name).copied()
    }

    pub fn name(&self, id: u32) -> &Name {
        &self.names[id as usize]
    }
}

/// Last words of bodies that every state has its own of.
const NATIONAL: &[&str] = &[
    "ministry",
    "parliament",
    "senate",
    "congress",
    "government",
    "cabinet",
    "army",
    "navy",
    "police",
    "forces",
    "court",
    "bank",
    "staff",
    "assembly",
    "council",
    "guard",
    "service",
    "affairs",
    "defense",
    "interior",
    "finance",
    "force",
    "commission",
];

/// Words that tell a national body from an international one with the same last word.
const NATIONAL_FIRST: &[&str] = &[
    "ministry",
    "national",
    "supreme",
    "central",
    "constitutional",
    "armed",
    "federal",
    "defense",
    "foreign",
    "interior",
    "finance",
    "parliament",
    "government",
    "cabinet",
    "senate",
    "army",
    "navy",
    "police",
    "air",
    "electoral",
    "election",
];

/// Whether every state can have a body of this name ("foreign ministry", "national assembly").
pub(super) fn is_national(name: &str) -> bool {
    let first = name.split(' ').next().unwrap_or_default();
    let last = name.rsplit(' ').next().unwrap_or_default();
    NATIONAL.contains(&last) && NATIONAL_FIRST.contains(&first) || first == "ministry"
}

/// The names of one briefing, where a national body without a country gets that of the briefing's main country.
fn localised(annotations: &Annotations) -> Vec<Name> {
    let main = main_country(annotations);
    let name = |name: &Name| match (name, &main) {
        (Name::Body { name, of }, Some(country)) if of.is_empty() && is_national(name) => {
            Name::Body {
                name: name.clone(),
                of: country.clone(),
            }
        }
        _ => name.clone(),
    };
    annotations.reading.names.iter().map(name).collect()
}

/// The one country that a briefing is most about, if it is also named in it.
fn main_country(annotations: &Annotations) -> Option<String> {
    let (code, primary) = annotations.countries.first()?;
    (*primary && lexicon().is_state(code)).then(|| format!("country:{code}"))
}
