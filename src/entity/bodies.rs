//! Which names of organisations are one body? Acronyms with their long forms, listed names, short forms.
//!
//! Invariant: an acronym that stands for two unlike bodies is ambiguous where the briefing does not explain it.
//! Must not know: texts.

use std::collections::BTreeMap;

use super::table::Table;
use crate::annotate::lexicon::lexicon;
use crate::annotate::names::Name;
use crate::annotate::{country_name, fold};

/// Words that acronyms leave out.
const SMALL: &[&str] = &[
    "of", "the", "and", "for", "on", "in", "to", "de", "la", "a", "an", "at", "by",
];

/// The organisations of the corpus.
pub(super) struct Bodies {
    /// Name → the names it stands for: one, or several if ambiguous.
    same: BTreeMap<u32, Vec<u32>>,
}

impl Bodies {
    pub fn new(table: &Table<'_>) -> Self {
        let mut bodies = Self {
            same: BTreeMap::new(),
        };
        bodies.listed(table);
        bodies.acronyms(table);
        bodies
    }

    /// Names that fold to one of the lists.
    fn listed(&mut self, table: &Table<'_>) {
        for (id, name) in table.names().iter().enumerate() {
            let Name::Body { name, of } = name else {
                continue;
            };
            // "Supreme Court", of the country whose own is listed under its short name.
            let entry = match of.strip_prefix("country:") {
                Some(code) => lexicon().organisation(&format!("{} {name}", short(code))),
                None if of.is_empty() => lexicon().organisation(name),
                None => None,
            };
            if let Some(listed) = entry.and_then(|e| table.find(&Name::Listed(e))) {
                self.same.insert(id as u32, vec![listed]);
            }
        }
    }

    fn acronyms(&mut self, table: &Table<'_>) {
        let mut by_initials: BTreeMap<String, Vec<u32>> = BTreeMap::new();
        for (id, name) in table.names().iter().enumerate() {
            if let Name::Body { name, of } = name {
                let mut letters = initials(name);
                // "LAF", the Lebanese Armed Forces.
                if let Some(country) = of.strip_prefix("country:").and_then(country_name) {
                    letters.insert_str(0, &initials(&fold::lower(country)));
                }
                let open = of.is_empty() || of.starts_with("country:");
                if open && letters.len() >= 3 && name.contains(' ') {
                    by_initials.entry(letters).or_default().push(id as u32);
                }
            }
        }
        for (id, name) in table.names().iter().enumerate() {
            let Name::Body { name, of } = name else {
                continue;
            };
            let short = !name.contains(' ') || table.acronyms.contains_key(name.as_str());
            if !of.is_empty() || !short {
                continue;
            }
            let mut longs: Vec<(u32, u32)> = table
                .acronyms
                .get(name.as_str())
                .map(|m| m.iter().map(|(&id, &n)| (id, n + 1)).collect())
                .unwrap_or_default();
            let fitting = by_initials.get(name.as_str());
            for &long in fitting.into_iter().flatten() {
                if !longs.iter().any(|l| l.0 == long) {
                    longs.push((long, 1));
                }
            }
            self.join(table, id as u32, longs);
        }
    }

    /// Joins an acronym with its long forms: those that are alike are one body.
    fn join(&mut self, table: &Table<'_>, acronym: u32, mut longs: Vec<(u32, u32)>) {
        if longs.is_empty() {
            return;
        }
        let weight = |&(id, n): &(u32, u32)| (n, table.counts[id as usize]);
        longs.sort_by_key(|l| (std::cmp::Reverse(weight(l)), l.0));
        let mut groups: Vec<(u32, u32)> = Vec::new();
        for (id, n) in longs {
            let like = groups.iter_mut().find(|g| alike(table, g.0, id));
            match like {
                Some(group) => {
                    self.same.entry(id).or_insert_with(|| vec![group.0]);
                    group.1 += n;
                }
                None => groups.push((id, n)),
            }
        }
        // Long forms known only by their initials do not compete with an explained one.
        if groups[0].1 > 1 {
            groups.retain(|g| g.1 > 1);
        }
        let ids = groups.iter().map(|g| g.0).collect();
        self.same.entry(acronym).or_insert(ids);
    }

    /// The names that a name stands for; itself if nothing is known.
    pub fn roots(&self, table: &Table<'_>, id: u32) -> Vec<u32> {
        let mut id = id;
        if let Name::Body { name, of } = table.name(id)
            && !of.is_empty()
            && !name.contains(' ')
        {
            let named = table.bodies.get(&(of.as_str(), name.as_str()));
            if let Some(only) = named.filter(|n| n.len() == 1).and_then(|n| n.first()) {
                id = *only;
            }
        }
        // Chains are short: acronym, long form, listed name.
        for _ in 0..4 {
            match self.same.get(&id).map(Vec::as_slice) {
                Some([next]) if *next != id => id = *next,
                Some(several) if several.len() > 1 => {
                    let mut all: Vec<u32> = several.iter().map(|&n| self.last(n)).collect();
                    let mut seen = Vec::new();
                    all.retain(|n| !seen.contains(n) && (seen.push(*n), true).1);
                    return all;
                }
                _ => break,
            }
        }
        vec![id]
    }

    fn last(&self, mut id: u32) -> u32 {
        for _ in 0..4 {
            match self.same.get(&id).map(Vec::as_slice) {
                Some([next]) if *next != id => id = *next,
                _ => break,
            }
        }
        id
    }
}

/// What the lists call a country where they name its bodies.
fn short(code: &str) -> &str {
    if code == "gb" { "uk" } else { code }
}

/// The first letters of the words that acronyms count.
fn initials(name: &str) -> String {
    name.split(' ')
        .filter(|w| !SMALL.contains(w))
        .filter_map(|w| w.chars().next().filter(|c| c.is_alphabetic()))
        .collect()
}

/// Whether two long forms are variants of one: at least half of the words of the longer begin alike.
fn alike(table: &Table<'_>, a: u32, b: u32) -> bool {
    let (Name::Body { name: a, .. }, Name::Body { name: b, .. }) = (table.name(a), table.name(b))
    else {
        return false;
    };
    let words = |s: &str| -> Vec<String> {
        let long = s.split(' ').filter(|w| !SMALL.contains(w));
        long.map(|w| w.chars().take(4).collect()).collect()
    };
    let (a, b) = (words(a), words(b));
    let shared = a.iter().filter(|w| b.contains(w)).count();
    2 * shared >= a.len().max(b.len())
}
