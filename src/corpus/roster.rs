//! Who is there, by number and by name? The entities of a corpus, read where they lie.
//!
//! Must not know: mentions, queries.

use std::collections::{BTreeMap, HashSet};

use rayon::prelude::*;

use super::table::{Lists, Numbers, Sections, Strings, Table};
use crate::briefing::Kind;
use crate::entity::{Entity, EntityId};
use crate::fold;

/// An entity as lists show it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Named<'c> {
    /// Stable over runs while its name stays (`person:sergei-lavrov`, `country:tj`).
    pub slug: &'c str,
    /// What it is.
    pub kind: Kind,
    /// The name it is shown by.
    pub name: &'c str,
    /// How often it is mentioned in all.
    pub mentions: u32,
    /// How many briefings mention it.
    pub briefings: u32,
}

impl Named<'_> {
    /// Whether more than one briefing mentions it.
    pub fn is_linked(&self) -> bool {
        self.briefings > 1
    }
}

/// All entities.
#[derive(Debug, Clone, Default)]
pub(super) struct Roster {
    slugs: Strings,
    names: Strings,
    kinds: Numbers,
    mentions: Numbers,
    /// Surface forms with their counts, packed.
    forms: Strings,
    /// Briefing and count in turn.
    briefings: Lists,
    /// All names, folded and sorted, and who goes by each.
    folded: Strings,
    called: Lists,
    /// By kind, the names that are values of a facet; and for each briefing those that it has.
    values: Vec<(Strings, Lists)>,
}

/// Adds the entities of a corpus of so many briefings.
pub(super) fn sections(entities: &[Entity], briefings: usize, out: &mut Sections) {
    out.strings("entity.slugs", entities.iter().map(|e| &e.slug));
    out.strings("entity.names", entities.iter().map(|e| &e.name));
    out.numbers("entity.kinds", entities.iter().map(|e| e.kind as u32));
    out.numbers("entity.mentions", entities.iter().map(Entity::mentions));
    let packed = |e: &Entity| postcard::to_stdvec(&e.names).unwrap_or_default();
    out.strings("entity.forms", entities.iter().map(packed));
    let having = |e: &Entity| -> Vec<u32> { e.briefings.iter().flat_map(|b| [b.0, b.1]).collect() };
    out.lists("entity.briefings", entities.iter().map(having));
    let folded = entities.par_iter().zip(0..entities.len() as u32);
    let mut folded: Vec<(String, u32)> = folded
        .flat_map_iter(|(entity, at)| {
            let names = entity.names.iter().map(|n| &n.0).chain([&entity.name]);
            names
                .map(|n| fold::name(n))
                .map(move |n| (n, at))
                .collect::<Vec<_>>()
        })
        .collect();
    folded.par_sort_unstable();
    folded.dedup();
    let groups: Vec<&[(String, u32)]> = folded.chunk_by(|a, b| a.0 == b.0).collect();
    out.strings("names", groups.iter().map(|g| &g[0].0));
    out.lists("names.of", groups.iter().map(|g| g.iter().map(|n| n.1)));
    let called: BTreeMap<&str, &[(String, u32)]> =
        groups.iter().map(|g| (g[0].0.as_str(), *g)).collect();
    for kind in Kind::ALL {
        values(entities, &called, kind, briefings, out);
    }
}

/// The names of the entities of a kind that are worth a row (linked, or mentioned twice at least), and for each briefing
/// those that it has.
///
/// There are as many names as briefings, nearly: a set of briefings for each would cost more than the lists do, and walking
/// the lists of the briefings in question counts all values at once. A value is a name, and stands for what that name finds
/// in a query: two people of one name are one value.
fn values(
    entities: &[Entity],
    called: &BTreeMap<&str, &[(String, u32)]>,
    kind: Kind,
    briefings: usize,
    out: &mut Sections,
) {
    let worth = |e: &&Entity| e.kind == kind && (e.is_linked() || e.mentions() > 1);
    let mut values: Vec<&str> = entities
        .iter()
        .filter(worth)
        .map(|e| e.name.as_str())
        .collect();
    values.sort_unstable();
    // Spellings that a query does not tell apart are one value.
    let mut seen = HashSet::new();
    values.retain(|name| seen.insert(fold::name(name)));
    let mut of: Vec<Vec<u32>> = vec![Vec::new(); briefings];
    for (name, value) in values.iter().zip(0u32..) {
        let meant = called
            .get(fold::name(name).as_str())
            .copied()
            .unwrap_or_default();
        let meant = meant.iter().map(|m| &entities[m.1 as usize]);
        for (briefing, _) in meant.filter(|e| e.kind == kind).flat_map(|e| &e.briefings) {
            if let Some(list) = of.get_mut(*briefing as usize)
                && list.last() != Some(&value)
                && !list.contains(&value)
            {
                list.push(value);
            }
        }
    }
    let name = format!("values.{}", kind.name());
    out.strings(&name, values);
    out.lists(&format!("{name}.of"), of);
}

impl Roster {
    pub(super) fn new(table: &Table) -> Roster {
        let values = |kind: Kind| {
            let name = format!("values.{}", kind.name());
            (table.strings(&name), table.lists(&format!("{name}.of")))
        };
        Roster {
            slugs: table.strings("entity.slugs"),
            names: table.strings("entity.names"),
            kinds: table.numbers("entity.kinds"),
            mentions: table.numbers("entity.mentions"),
            forms: table.strings("entity.forms"),
            briefings: table.lists("entity.briefings"),
            folded: table.strings("names"),
            called: table.lists("names.of"),
            values: Kind::ALL.map(values).to_vec(),
        }
    }

    pub(super) fn len(&self) -> usize {
        self.slugs.len()
    }

    pub(super) fn get(&self, entity: EntityId) -> Named<'_> {
        let at = entity.0 as usize;
        Named {
            slug: self.slugs.get(at),
            kind: self.kind(at),
            name: self.names.get(at),
            mentions: self.mentions.get(at),
            briefings: (self.briefings.get(at).len() / 2) as u32,
        }
    }

    fn kind(&self, at: usize) -> Kind {
        let kind = Kind::ALL.get(self.kinds.get(at) as usize);
        kind.copied().unwrap_or(Kind::Place)
    }

    /// All of a kind, or all.
    pub(super) fn of_kind(&self, kind: Option<Kind>) -> impl Iterator<Item = EntityId> + '_ {
        let all = (0..self.len()).filter(move |e| kind.is_none_or(|k| self.kind(*e) == k));
        all.map(|e| EntityId(e as u32))
    }

    pub(super) fn by_slug(&self, slug: &str) -> Option<EntityId> {
        let at = self.slugs.iter().position(|s| s == slug)?;
        Some(EntityId(at as u32))
    }

    /// The briefings that mention it, ascending, with how often each does.
    pub(super) fn briefings(&self, entity: EntityId) -> impl Iterator<Item = (u32, u32)> + '_ {
        let mut numbers = self.briefings.get(entity.0 as usize);
        std::iter::from_fn(move || Some((numbers.next()?, numbers.next()?)))
    }

    /// Surface forms with their counts, most frequent first.
    pub(super) fn forms(&self, entity: EntityId) -> Vec<(String, u32)> {
        postcard::from_bytes(self.forms.bytes(entity.0 as usize)).unwrap_or_default()
    }

    /// The entities that go by exactly this name, or if there are none, those with a name that holds all its words.
    pub(super) fn matching(&self, name: &str, kind: Option<Kind>) -> Vec<EntityId> {
        let folded = fold::name(name);
        let of_kind = |e: &u32| kind.is_none_or(|k| self.kind(*e as usize) == k);
        let called = |at: usize| self.called.get(at).filter(of_kind).map(EntityId);
        let exact: Vec<EntityId> = self
            .folded
            .find(&folded)
            .into_iter()
            .flat_map(called)
            .collect();
        if !exact.is_empty() || folded.is_empty() {
            return exact;
        }
        let words: Vec<&str> = folded.split(' ').collect();
        let holds = |at: &usize| {
            let name = self.folded.get(*at);
            words.iter().all(|word| name.split(' ').any(|w| w == *word))
        };
        let names = (0..self.folded.len()).into_par_iter().filter(holds);
        let mut all: Vec<EntityId> = names.flat_map_iter(called).collect();
        all.sort_unstable();
        all.dedup();
        all
    }

    /// The entities with a name that begins with this, or one of whose words does.
    pub(super) fn beginning(&self, typed: &str, kind: Option<Kind>) -> Vec<EntityId> {
        let typed = fold::name(typed);
        let begins = |at: &usize| {
            let name = self.folded.get(*at);
            let starts = name.match_indices(' ').map(|(space, _)| space + 1);
            [0].into_iter()
                .chain(starts)
                .any(|at| name[at..].starts_with(&typed))
        };
        let of_kind = |e: &u32| kind.is_none_or(|k| self.kind(*e as usize) == k);
        let names = (0..self.folded.len()).into_par_iter().filter(begins);
        let called = names.flat_map_iter(|at| self.called.get(at).filter(of_kind));
        let mut all: Vec<EntityId> = called.map(EntityId).collect();
        all.par_sort_unstable();
        all.dedup();
        all
    }

    /// The names that are values of a facet of entities, and for each briefing those that it has.
    pub(super) fn values(&self, kind: Kind) -> Option<&(Strings, Lists)> {
        self.values.get(kind as usize)
    }
}
