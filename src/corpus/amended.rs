//! What is otherwise than the rules found it? The entities that are corrected, by name and by number, over those that are not.
//!
//! Invariant: what is asked of amended entities gives what a table would that was made of them.
//! Must not know: corrections, where the others lie.

use std::collections::{BTreeMap, BTreeSet};

use roaring::RoaringBitmap;

use super::roster::{Named, Roster, is_worth_a_row};
use crate::briefing::Kind;
use crate::entity::{Corrected, Entity, EntityId, Found};
use crate::fold;

/// The entities that are others than the rules found.
#[derive(Debug, Clone, Default)]
pub(super) struct Amended {
    /// By number, with the sum of their mentions; `None`: it is there no more.
    entities: BTreeMap<u32, Option<(Entity, u32)>>,
    /// Those that the rules did not find: before which of those that they found each stands, and its number.
    added: Vec<(usize, u32)>,
    /// The names of all, folded and sorted, and whose they are.
    names: Vec<(String, u32)>,
    /// By kind the values of its facet that count no more as they were found, by number; and those that do instead.
    values: BTreeMap<Kind, Values>,
}

/// Values of the facet of a kind.
type Values = (BTreeSet<usize>, BTreeMap<String, RoaringBitmap>);

impl Amended {
    /// Over what the rules found.
    pub(super) fn new(found: &Roster, corrected: &Corrected) -> Amended {
        let entities = corrected.entities.iter().map(|(number, entity)| {
            let entity = entity.clone().map(|e| {
                let mentions = e.mentions();
                (e, mentions)
            });
            (*number, entity)
        });
        let mut amended = Amended {
            entities: entities.collect(),
            ..Amended::default()
        };
        let there = amended.entities.iter();
        let there: Vec<(u32, &Entity)> = there
            .filter_map(|(n, e)| Some((*n, &e.as_ref()?.0)))
            .collect();
        let added = there.iter().filter(|(n, _)| *n >= found.count());
        let mut added: Vec<(usize, &str, u32)> = added
            .map(|(n, e)| (found.slugs_before(&e.slug), &*e.slug, *n))
            .collect();
        added.sort_unstable();
        let added = added.into_iter().map(|(place, _, number)| (place, number));
        let names = there.iter().flat_map(|(n, e)| {
            let names = names_of(e).into_iter();
            names.map(move |name| (name, *n))
        });
        let (added, mut names): (Vec<_>, Vec<_>) = (added.collect(), names.collect());
        names.sort_unstable();
        (amended.added, amended.names) = (added, names);
        amended.count_values(found);
        amended
    }

    /// Counts anew the values that a name of an amended entity stands for, or stood for.
    fn count_values(&mut self, found: &Roster) {
        let mut names: BTreeSet<(Kind, String)> = BTreeSet::new();
        for (number, entity) in &self.entities {
            let before = (*number < found.count()).then(|| found.entity(EntityId(*number)));
            let both = before.iter().chain(entity.as_ref().map(|e| &e.0));
            let (kinds, words): (Vec<Kind>, Vec<BTreeSet<String>>) =
                both.map(|e| (e.kind, names_of(e))).unzip();
            for kind in kinds {
                names.extend(words.iter().flatten().map(|n| (kind, n.clone())));
            }
        }
        let mut values: BTreeMap<Kind, Values> = BTreeMap::new();
        let now = found.amended(self.clone());
        for (kind, name) in names {
            let called = |roster: &Roster| {
                let of_it = roster.exactly(&name, Some(kind)).into_iter();
                let named = of_it.map(|e| (e, roster.get(e).name.to_owned()));
                named.collect::<Vec<_>>()
            };
            let (out, new) = values.entry(kind).or_default();
            // What only goes by it, among other names, is a value of its own name.
            let is_its_own = |n: &&(EntityId, String)| fold::name(&n.1) == name;
            let before = called(found);
            let before = before.iter().filter(is_its_own);
            out.extend(before.filter_map(|n| found.value(&n.1, kind)));
            let meant = called(&now);
            let shown = meant.iter().filter(is_its_own);
            let shown = shown.filter(|(e, _)| is_worth_a_row(&now.get(*e)));
            if let Some(value) = shown.map(|n| &n.1).min() {
                let having = meant.iter().flat_map(|(e, _)| now.briefings(*e));
                new.insert(value.clone(), having.map(|b| b.0).collect());
            }
        }
        self.values = values;
    }

    pub(super) fn get(&self, number: u32) -> Option<Named<'_>> {
        let (entity, mentions) = self.entities.get(&number)?.as_ref()?;
        Some(Named {
            slug: &entity.slug,
            kind: entity.kind,
            name: &entity.name,
            mentions: *mentions,
            briefings: entity.briefings.len() as u32,
        })
    }

    pub(super) fn is_amended(&self, number: u32) -> bool {
        self.entities.contains_key(&number)
    }

    pub(super) fn is_gone(&self, number: u32) -> bool {
        self.entities.get(&number).is_some_and(Option::is_none)
    }

    pub(super) fn briefings(&self, number: u32) -> Option<&[(u32, u32)]> {
        let entity = self.entities.get(&number)?.as_ref();
        Some(entity.map_or(&[], |e| &e.0.briefings))
    }

    pub(super) fn forms(&self, number: u32) -> Option<&[(String, u32)]> {
        let entity = self.entities.get(&number)?.as_ref();
        Some(entity.map_or(&[], |e| &e.0.names))
    }

    /// Those that the rules did not find, in order of slug: before which number each stands, and its own.
    pub(super) fn added(&self) -> &[(usize, u32)] {
        &self.added
    }

    /// The number of a slug that the rules did not find.
    pub(super) fn by_slug(&self, slug: &str) -> Option<u32> {
        let mut added = self.added.iter().map(|a| a.1);
        added.find(|n| self.get(*n).is_some_and(|e| e.slug == slug))
    }

    /// Those among the names that are this, folded.
    pub(super) fn called(&self, folded: &str) -> &[(String, u32)] {
        let from = self.names.partition_point(|n| n.0.as_str() < folded);
        let here = self.names[from..].partition_point(|n| n.0 == folded);
        &self.names[from..from + here]
    }

    /// All names, folded and sorted, and whose they are.
    pub(super) fn names(&self) -> &[(String, u32)] {
        &self.names
    }

    /// The values of a kind that count no more, and those that do.
    pub(super) fn values(
        &self,
        kind: Kind,
    ) -> (
        impl Iterator<Item = &usize>,
        impl Iterator<Item = (&String, &RoaringBitmap)>,
    ) {
        let of_kind = self.values.get(&kind);
        let out = of_kind.into_iter().flat_map(|v| &v.0);
        (out, of_kind.into_iter().flat_map(|v| &v.1))
    }
}

/// All that an entity is called, folded.
fn names_of(entity: &Entity) -> BTreeSet<String> {
    let names = entity.names.iter().map(|n| &n.0).chain([&entity.name]);
    names.map(|n| fold::name(n)).collect()
}
