//! Who is there, by number and by name? The entities of a corpus, read where they lie, but for those that are corrected.
//!
//! Must not know: mentions, queries.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use rayon::prelude::*;
use roaring::RoaringBitmap;

use super::amended::Amended;
use super::table::{Lists, Numbers, Sections, Strings, Table};
use crate::briefing::Kind;
use crate::entity::{Corrected, Entity, EntityId, Found, Said, Whole};
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

impl<'c> Named<'c> {
    pub(super) fn of(entity: &'c Entity) -> Named<'c> {
        Named {
            slug: &entity.slug,
            kind: entity.kind,
            name: &entity.name,
            mentions: entity.mentions(),
            briefings: entity.briefings.len() as u32,
        }
    }

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
    /// What names each, packed.
    said: Strings,
    /// Words that are nobody's name but name somebody (roles, adjectives), folded and sorted, and whom.
    asides: Strings,
    named: Lists,
    amended: Arc<Amended>,
}

/// Adds the entities of a corpus of so many briefings, with what names each, packed.
pub(super) fn sections(
    entities: &[Entity],
    said: &[Vec<u8>],
    briefings: usize,
    out: &mut Sections,
) {
    out.strings("entity.said", said);
    asides(said, out);
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

/// Adds the words that are never counted as a name, and whom they name.
fn asides(said: &[Vec<u8>], out: &mut Sections) {
    let of_entity = |(said, number): (&Vec<u8>, u32)| {
        let said = Said::unpack(said, std::iter::empty()).into_iter();
        let words = said.filter(|s| s.times == 0);
        let words = words.map(|s| (fold::name(&s.words), number));
        words.collect::<Vec<_>>()
    };
    let all = said.par_iter().zip(0..said.len() as u32);
    let mut all: Vec<(String, u32)> = all.flat_map_iter(of_entity).collect();
    all.par_sort_unstable();
    all.dedup();
    let groups: Vec<&[(String, u32)]> = all.chunk_by(|a, b| a.0 == b.0).collect();
    out.strings("asides", groups.iter().map(|g| &g[0].0));
    out.lists("asides.of", groups.iter().map(|g| g.iter().map(|n| n.1)));
}

/// Whether a name is worth a row: linked, or mentioned twice at least.
pub(super) fn is_worth_a_row(entity: &Named<'_>) -> bool {
    entity.is_linked() || entity.mentions > 1
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
    let worth = |e: &&Entity| e.kind == kind && is_worth_a_row(&Named::of(e));
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
            said: table.strings("entity.said"),
            asides: table.strings("asides"),
            named: table.lists("asides.of"),
            amended: Arc::default(),
        }
    }

    /// As the rules found it, whatever was corrected.
    pub(super) fn found(&self) -> Roster {
        Roster {
            amended: Arc::default(),
            ..self.clone()
        }
    }

    /// As the rules found it but for what is corrected.
    pub(super) fn corrected(&self, corrected: &Corrected) -> Roster {
        let found = self.found();
        let amended = Amended::new(&found, corrected);
        found.amended(amended)
    }

    /// The same, with these over them.
    pub(super) fn amended(&self, amended: Amended) -> Roster {
        Roster {
            amended: Arc::new(amended),
            ..self.clone()
        }
    }

    /// How many of those that the rules found stand before a slug.
    pub(super) fn slugs_before(&self, slug: &str) -> usize {
        self.slugs.before(slug)
    }

    /// All that is known of one.
    pub(super) fn entity(&self, entity: EntityId) -> Entity {
        let named = self.get(entity);
        Entity {
            slug: named.slug.to_owned(),
            kind: named.kind,
            name: named.name.to_owned(),
            names: self.forms(entity),
            briefings: self.briefings(entity).collect(),
        }
    }

    /// How many the rules found.
    pub(super) fn len(&self) -> usize {
        self.slugs.len()
    }

    /// All there are, in order of slug.
    fn all(&self) -> impl Iterator<Item = u32> + '_ {
        let added = self.amended.added();
        let places = (0..=self.len()).scan(0, move |done, at| {
            let here = added[*done..].iter().take_while(|a| a.0 == at).count();
            let here = *done..*done + here;
            *done = here.end;
            Some((at, &added[here]))
        });
        places.flat_map(|(at, added)| {
            let number = at as u32;
            let is_there = at < self.len() && !self.amended.is_gone(number);
            let added = added.iter().map(|a| a.1);
            added.chain(is_there.then_some(number))
        })
    }

    pub(super) fn get(&self, entity: EntityId) -> Named<'_> {
        let at = entity.0 as usize;
        if let Some(amended) = self.amended.get(entity.0) {
            return amended;
        }
        let is_there = !self.amended.is_gone(entity.0);
        Named {
            slug: self.slugs.get(at),
            kind: self.kind(at),
            name: self.names.get(at),
            mentions: if is_there { self.mentions.get(at) } else { 0 },
            briefings: match is_there {
                true => (self.briefings.count(at) / 2) as u32,
                false => 0,
            },
        }
    }

    fn kind(&self, at: usize) -> Kind {
        if let Some(amended) = self.amended.get(at as u32) {
            return amended.kind;
        }
        let kind = Kind::ALL.get(self.kinds.get(at) as usize);
        kind.copied().unwrap_or(Kind::Place)
    }

    /// All of a kind, or all, in order of slug.
    pub(super) fn of_kind(&self, kind: Option<Kind>) -> impl Iterator<Item = EntityId> + '_ {
        let all = self.all();
        let all = all.filter(move |e| kind.is_none_or(|k| self.kind(*e as usize) == k));
        all.map(EntityId)
    }

    pub(super) fn by_slug(&self, slug: &str) -> Option<EntityId> {
        let found = self.slugs.find(slug).map(|at| at as u32);
        let there = found.filter(|at| !self.amended.is_gone(*at));
        there.or_else(|| self.amended.by_slug(slug)).map(EntityId)
    }

    /// The briefings that mention it, ascending, with how often each does.
    pub(super) fn briefings(&self, entity: EntityId) -> impl Iterator<Item = (u32, u32)> + '_ {
        let amended = self.amended.briefings(entity.0);
        let found = amended.is_none();
        let found = found.then(|| self.briefings.get(entity.0 as usize));
        let mut numbers = found.into_iter().flatten();
        let found = std::iter::from_fn(move || Some((numbers.next()?, numbers.next()?)));
        found.chain(amended.unwrap_or_default().iter().copied())
    }

    /// Surface forms with their counts, most frequent first.
    pub(super) fn forms(&self, entity: EntityId) -> Vec<(String, u32)> {
        if let Some(forms) = self.amended.forms(entity.0) {
            return forms.to_vec();
        }
        postcard::from_bytes(self.forms.bytes(entity.0 as usize)).unwrap_or_default()
    }

    /// Those of a kind, or all, with a name of this number.
    fn called(&self, name: usize, kind: Option<Kind>) -> impl Iterator<Item = EntityId> + '_ {
        let found = self.called.get(name);
        let found = found.filter(|e| !self.amended.is_amended(*e));
        let of_kind = move |e: &u32| kind.is_none_or(|k| self.kind(*e as usize) == k);
        found.filter(of_kind).map(EntityId)
    }

    /// Those of a kind, or all, that have a name that fits, each once.
    fn fitting(
        &self,
        kind: Option<Kind>,
        fits: impl Fn(&str) -> bool + std::marker::Sync,
    ) -> Vec<EntityId> {
        let names = (0..self.folded.len()).into_par_iter();
        let names = names.filter(|at| fits(self.folded.get(*at)));
        let mut all: Vec<EntityId> = names.flat_map_iter(|at| self.called(at, kind)).collect();
        let amended = self.amended.names().iter().filter(|n| fits(&n.0));
        let amended = amended.map(|n| EntityId(n.1));
        all.extend(amended.filter(|e| kind.is_none_or(|k| self.kind(e.0 as usize) == k)));
        all.par_sort_unstable();
        all.dedup();
        all
    }

    /// Those of a kind, or all, that go by exactly this name, folded.
    pub(super) fn exactly(&self, folded: &str, kind: Option<Kind>) -> Vec<EntityId> {
        let found = self.folded.find(folded).into_iter();
        let mut all: Vec<EntityId> = found.flat_map(|at| self.called(at, kind)).collect();
        let amended = self.amended.called(folded).iter();
        let amended = amended.map(|n| EntityId(n.1));
        all.extend(amended.filter(|e| kind.is_none_or(|k| self.kind(e.0 as usize) == k)));
        all.sort_unstable();
        all
    }

    /// The entities that go by exactly this name, or if there are none, those with a name that holds all its words.
    pub(super) fn matching(&self, name: &str, kind: Option<Kind>) -> Vec<EntityId> {
        let folded = fold::name(name);
        let exact = self.exactly(&folded, kind);
        if !exact.is_empty() || folded.is_empty() {
            return exact;
        }
        let words: Vec<&str> = folded.split(' ').collect();
        self.fitting(kind, |name| {
            words.iter().all(|word| name.split(' ').any(|w| w == *word))
        })
    }

    /// The entities with a name that begins with this, or one of whose words does.
    pub(super) fn beginning(&self, typed: &str, kind: Option<Kind>) -> Vec<EntityId> {
        let typed = fold::name(typed);
        self.fitting(kind, |name| {
            let starts = name.match_indices(' ').map(|(space, _)| space + 1);
            [0].into_iter()
                .chain(starts)
                .any(|at| name[at..].starts_with(&typed))
        })
    }

    /// The number of the name that is a value of the facet of a kind, as the rules found it.
    pub(super) fn value(&self, name: &str, kind: Kind) -> Option<usize> {
        self.values.get(kind as usize)?.0.find(name)
    }

    /// The names of a kind that are values of its facet and that some of these briefings have, in order of name, with how many do;
    /// counted by walking the lists of the briefings.
    pub(super) fn counted(&self, kind: Kind, of: &RoaringBitmap) -> Vec<(&str, u32)> {
        let Some((names, having)) = self.values.get(kind as usize) else {
            return Vec::new();
        };
        let mut counts = vec![0u32; names.len()];
        for value in of.iter().flat_map(|b| having.get(b as usize)) {
            if let Some(count) = counts.get_mut(value as usize) {
                *count += 1;
            }
        }
        let (others, added) = self.amended.values(kind);
        for value in others {
            counts[*value] = 0;
        }
        let found = counts.into_iter().enumerate().filter(|v| v.1 > 0);
        let mut all: Vec<(&str, u32)> = found.map(|(at, n)| (names.get(at), n)).collect();
        let added = added.map(|v| (v.0.as_str(), v.1.intersection_len(of) as u32));
        let found = all.len();
        all.extend(added.filter(|v| v.1 > 0));
        if all.len() > found {
            all.sort_unstable();
        }
        all
    }

    /// One more than the highest number of a value of a kind: first those that were found, then those that corrections made.
    pub(super) fn value_numbers(&self, kind: Kind) -> usize {
        let found = self.values.get(kind as usize);
        found.map_or(0, |v| v.0.len()) + self.amended.values(kind).1.count()
    }

    /// Adds the numbers of the values that a briefing has.
    pub(super) fn add_values(&self, kind: Kind, briefing: u32, to: &mut Vec<u32>) {
        let Some((names, having)) = self.values.get(kind as usize) else {
            return;
        };
        let (others, added) = self.amended.values(kind);
        let others: Vec<usize> = others.copied().collect();
        let counts = |value: &u32| !others.contains(&(*value as usize));
        to.extend(having.get(briefing as usize).filter(counts));
        let added = added.zip(names.len() as u32..);
        to.extend(added.filter(|(v, _)| v.1.contains(briefing)).map(|v| v.1));
    }

    /// The name of a value.
    pub(super) fn value_name(&self, kind: Kind, value: u32) -> String {
        let Some((names, _)) = self.values.get(kind as usize) else {
            return String::new();
        };
        match (value as usize).checked_sub(names.len()) {
            None => names.get(value as usize).to_owned(),
            Some(at) => {
                let name = self.amended.values(kind).1.nth(at);
                name.map_or_else(String::new, |v| v.0.clone())
            }
        }
    }
}

/// What the rules found; of a roster that is corrected, too.
impl Found for Roster {
    fn count(&self) -> u32 {
        self.len() as u32
    }

    fn number(&self, slug: &str) -> Option<u32> {
        self.slugs.find(slug).map(|at| at as u32)
    }

    fn found(&self, number: u32) -> Whole {
        let at = number as usize;
        let kind = Kind::ALL.get(self.kinds.get(at) as usize);
        let mut briefings = self.briefings.get(at);
        let briefings = std::iter::from_fn(|| Some((briefings.next()?, briefings.next()?)));
        Whole {
            slug: self.slugs.get(at).to_owned(),
            kind: kind.copied().unwrap_or(Kind::Place),
            name: self.names.get(at).to_owned(),
            said: Said::unpack(&self.said.alone(at), briefings),
        }
    }

    fn named(&self, words: &str) -> Vec<u32> {
        let names = self.folded.find(words).into_iter();
        let asides = self.asides.find(words).into_iter();
        let all = names.flat_map(|at| self.called.get(at));
        all.chain(asides.flat_map(|at| self.named.get(at)))
            .collect()
    }
}
