//! Which names of persons are one person? Full names by skeleton, initials and bare surnames by their only owner.
//!
//! Invariant: a bare surname with several owners stays ambiguous.
//! Must not know: briefings.

use std::collections::BTreeMap;

use super::table::Table;
use crate::annotate::fold;
use crate::annotate::names::Name;
use crate::annotate::people::same_given;

/// The persons of the corpus.
#[derive(Default)]
pub(super) struct People {
    /// For each name of a person with a given name, the name it is merged into.
    roots: BTreeMap<u32, u32>,
    /// Surname → distinct persons, most mentioned first.
    owners: BTreeMap<String, Vec<u32>>,
}

impl People {
    pub fn new(table: &Table<'_>) -> Self {
        let mut families: BTreeMap<&str, Vec<(u32, &str)>> = BTreeMap::new();
        for (id, name) in table.names().iter().enumerate() {
            if let Name::Person { given, surname } = name
                && !given.is_empty()
            {
                families
                    .entry(surname)
                    .or_default()
                    .push((id as u32, given));
            }
        }
        let mut people = Self::default();
        // Loosely spelt surnames with the same full given name are one: Gaddafi, Qaddafi.
        let mut loose: BTreeMap<(String, &str), Vec<u32>> = BTreeMap::new();
        for (surname, members) in &families {
            for &(id, given) in members {
                if given.len() > 1 {
                    let key = (fold::loose(surname), given);
                    loose.entry(key).or_default().push(id);
                }
            }
        }
        for ids in loose.values() {
            let root = strongest(table, ids);
            people.roots.extend(ids.iter().map(|&id| (id, root)));
        }
        people.called(table);
        for members in families.values() {
            for &(id, given) in members.iter().filter(|m| m.1.len() <= 1) {
                people.initial(id, given, members);
            }
        }
        for (surname, members) in families {
            // Who may go by that name is meant by it only if nobody has it as a surname.
            let other = |id: u32| table.counts[id as usize] == 0 && table.called.contains_key(&id);
            let proper = members.iter().any(|m| !other(m.0));
            let mut owners: Vec<u32> = members
                .iter()
                .filter(|m| !other(m.0) || !proper && people.roots.contains_key(&m.0))
                .map(|m| people.root(m.0))
                .collect();
            owners.sort_by_key(|&id| (std::cmp::Reverse(table.counts[id as usize]), id));
            owners.dedup();
            owners.sort_unstable();
            owners.dedup();
            owners.sort_by_key(|&id| (std::cmp::Reverse(table.counts[id as usize]), id));
            people.owners.insert(surname.to_owned(), owners);
        }
        people
    }

    /// "Luis Riquelme" is Luis Riquelme Benítez, if nobody else goes by that name.
    fn called(&mut self, table: &Table<'_>) {
        for (&other, fulls) in &table.called {
            let mut roots: Vec<u32> = fulls.iter().map(|&id| self.root(id)).collect();
            roots.sort_unstable();
            roots.dedup();
            if let [only] = roots[..]
                && only != other
                && !table.called.contains_key(&only)
            {
                self.roots.insert(other, only);
            }
        }
    }

    /// "V. Putin" is the only Putin whose given name begins so.
    fn initial(&mut self, id: u32, given: &str, members: &[(u32, &str)]) {
        let mut fitting: Vec<u32> = members
            .iter()
            .filter(|m| m.1.len() > 1 && same_given(m.1, given))
            .map(|m| self.root(m.0))
            .collect();
        fitting.dedup();
        let root = if let [only] = fitting[..] { only } else { id };
        self.roots.insert(id, root);
    }

    /// The name that a full name is merged into.
    pub fn root(&self, id: u32) -> u32 {
        self.roots.get(&id).copied().unwrap_or(id)
    }

    /// The persons who bear a surname, most mentioned first.
    pub fn owners(&self, surname: &str) -> &[u32] {
        self.owners.get(surname).map_or(&[], Vec::as_slice)
    }
}

fn strongest(table: &Table<'_>, ids: &[u32]) -> u32 {
    let best = ids
        .iter()
        .max_by_key(|&&id| (table.counts[id as usize], std::cmp::Reverse(id)));
    best.copied().unwrap_or(ids[0])
}
