//! Which entity does each mention name? Applies what is known of persons, bodies, unknown names and roles.
//!
//! Invariant: a resolution depends on the corpus as a set, not on the order of its briefings.
//! Must not know: how entities are shown.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;
use smallvec::SmallVec;

use super::Because;
use super::bodies::Bodies;
use super::ledger::{Line, Use};
use super::people::People;
use super::roles::{Holders, Learned};
use super::table::{Table, is_national};
use super::unknown::{self, Verdict};
use crate::annotate::fold;
use crate::annotate::lexicon::lexicon;
use crate::annotate::names::Name;
use crate::annotate::spot::Guess;
use crate::briefing::Kind;

/// The name that stands for an entity: its number in the table, or a kind given to an unknown name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Root {
    pub kind: Kind,
    pub name: u32,
}

/// What a mention names.
#[derive(Debug, Clone)]
pub(super) struct Resolved {
    /// Likeliest first.
    pub roots: SmallVec<[Root; 2]>,
    pub sure: u8,
    /// What the corpus added to the reason.
    pub because: Because,
    pub learned: Option<Learned>,
}

/// Everything that resolution needs.
pub(super) struct Linker<'t> {
    table: &'t Table<'t>,
    /// For each name the entities that it names wherever it stands, likeliest first; none where that depends on the mention.
    roots: Vec<Vec<Root>>,
    verdicts: BTreeMap<u32, Verdict>,
    /// Surnames of people whom nobody calls by a full name: by skeleton the one that stands for its spellings ("Assad", "Asad").
    bare: BTreeMap<String, u32>,
    holders: Holders,
}

impl<'t> Linker<'t> {
    pub fn new(table: &'t Table<'t>) -> Self {
        let people = People::new(table);
        let bodies = Bodies::new(table);
        let verdicts = unknown::verdicts(table, &people);
        let names = 0..table.names().len() as u32;
        let documents = documents(table);
        let roots = names.into_par_iter().map(|id| {
            let id = documents.get(&id).copied().unwrap_or(id);
            roots(table, &people, &bodies, id)
        });
        let mut linker = Self {
            table,
            roots: roots.collect(),
            bare: bare(table, &verdicts),
            verdicts,
            holders: Holders::default(),
        };
        let mut holders = Holders::default();
        for fact in &table.roles {
            let person = linker.name(fact.person);
            let of = fact.of.and_then(|of| linker.name(of));
            if let (Some(person), Some(of)) = (person, of) {
                let learned = Learned {
                    briefing: fact.briefing,
                    span: fact.span,
                    published: fact.published,
                };
                holders.add(fact.role, of.name, person.name, learned);
            }
        }
        holders.finish();
        linker.holders = holders;
        linker
    }

    /// The likeliest entity of a name, if it does not depend on the mention.
    fn name(&self, id: u32) -> Option<Root> {
        self.names(id).first().copied()
    }

    fn names(&self, id: u32) -> &[Root] {
        &self.roots[id as usize]
    }

    /// The persons that a briefing names with certainty.
    pub fn persons(&self, line: &Line, ids: &[u32]) -> BTreeSet<u32> {
        let named = line.mentions.iter();
        named
            .filter_map(|m| self.name(ids[m.name as usize]))
            .filter(|r| r.kind == Kind::Person)
            .map(|r| r.name)
            .collect()
    }

    /// What a mention names; nothing if it is dropped.
    pub fn mention(
        &self,
        line: &Line,
        ids: &[u32],
        here: &BTreeSet<u32>,
        (mention, words): (&Use, &str),
    ) -> Option<Resolved> {
        let id = ids[mention.name as usize];
        let mut resolved = Resolved {
            roots: SmallVec::new(),
            sure: mention.sure,
            because: Because::Nothing,
            learned: None,
        };
        match self.table.name(id) {
            Name::Unknown { name } => self.unknown(id, name, mention, &mut resolved)?,
            Name::Role { role, of } => {
                let of = match of {
                    None => None,
                    Some(of) => Some(self.owner(of)?),
                };
                let found = self.holders.find(role, of, here, line.published)?;
                resolved.roots.push(Root {
                    kind: Kind::Person,
                    name: found.person,
                });
                resolved.because = found.how;
                resolved.learned = Some(found.learned);
            }
            _ if mention.guess == Guess::Likely(Kind::Person)
                && let Some(other) = self.no_person(id, words) =>
            {
                resolved.roots.push(other);
                resolved.because = Because::Cues;
            }
            Name::Body { name, of } if let Some(root) = self.of_state(line, name, of, id) => {
                resolved.roots.push(root);
                resolved.sure = resolved.sure.min(60);
                resolved.because = Because::OfState;
            }
            name => {
                resolved.roots = self.names(id).into();
                let bare = matches!(name, Name::Person { given, .. } if given.is_empty());
                self.bare(bare, id, &mut resolved);
                for &other in &mention.others {
                    for root in self.names(ids[other as usize]) {
                        if !resolved.roots.contains(root) {
                            resolved.roots.push(*root);
                        }
                    }
                }
            }
        }
        if resolved.roots.len() > 1 {
            resolved.sure = resolved.sure.min(50);
            resolved.because = Because::Ambiguous;
        }
        Some(resolved)
    }

    /// What the words name that only look like the name `id` of a person, if other texts say that it is nobody's: a body or a
    /// place.
    fn no_person(&self, id: u32, words: &str) -> Option<Root> {
        if self.table.counts[id as usize] > self.table.weak[id as usize] {
            return None;
        }
        let name = fold::normal(words);
        if let Some(id) = unknown::elsewhere(self.table, &name) {
            return self.name(id);
        }
        let id = self.table.find(&Name::Unknown { name })?;
        match self.verdicts.get(&id)? {
            Verdict::Kind(kind, _) if *kind != Kind::Person => Some(Root {
                kind: *kind,
                name: id,
            }),
            _ => None,
        }
    }

    /// "The Competition Authority" is the one of the only country that the briefing is about of which texts name one.
    fn of_state(&self, line: &Line, name: &str, of: &str, id: u32) -> Option<Root> {
        let open = of.is_empty() && name.contains(' ');
        let own = of.starts_with("text:") && (name.contains(' ') || is_national(name));
        if !open && !own || self.names(id).first().is_none_or(|r| r.name != id) {
            return None;
        }
        let body = |code: &String| {
            let of = format!("country:{code}");
            let name = name.to_owned();
            let id = self.table.find(&Name::Body { name, of })?;
            (self.table.counts[id as usize] > 0).then_some(id)
        };
        let mut all = line.about.iter().filter_map(body);
        let only = all.next().filter(|_| all.next().is_none())?;
        self.name(only)
    }

    fn bare(&self, bare: bool, id: u32, resolved: &mut Resolved) {
        if bare && resolved.roots.first().is_some_and(|r| r.name != id) {
            resolved.sure = resolved.sure.min(75);
            resolved.because = Because::Surname;
        } else if !bare && resolved.roots.first().is_some_and(|r| r.name != id) {
            resolved.because = Because::OtherName;
        }
    }

    fn unknown(&self, id: u32, name: &str, mention: &Use, resolved: &mut Resolved) -> Option<()> {
        let Some(verdict) = self.verdicts.get(&id) else {
            return self.known_elsewhere(name, resolved);
        };
        let (kind, sure) = match verdict {
            Verdict::Owners(owners) => {
                let root = |&name: &u32| Root {
                    kind: Kind::Person,
                    name,
                };
                resolved.roots = owners.iter().map(root).collect();
                resolved.sure = 75;
                resolved.because = Because::Surname;
                return Some(());
            }
            Verdict::Kind(kind, sure) => {
                resolved.because = Because::Cues;
                (*kind, mention.sure.max(*sure))
            }
            Verdict::Open(seen) => {
                let words = name.split(' ').count();
                unknown::fallback(mention.guess, mention.sure, words, *seen)?
            }
        };
        resolved.sure = sure;
        let same = match kind {
            Kind::Person => unknown::person_name(name),
            Kind::Organisation => Name::Body {
                name: name.to_owned(),
                of: String::new(),
            },
            kind => Name::Thing {
                kind,
                name: name.to_owned(),
            },
        };
        let mut found = self.table.find(&same);
        if kind == Kind::Place {
            let full = || {
                unknown::river_names(name)?
                    .iter()
                    .find_map(|n| self.table.find(n))
            };
            found = found.or_else(full);
        }
        match found.and_then(|id| self.name(id)) {
            Some(root) => resolved.roots.push(root),
            None => {
                let bare = match &same {
                    Name::Person { given, surname } if given.is_empty() => self.bare.get(surname),
                    _ => None,
                };
                let name = bare.copied().unwrap_or(id);
                resolved.roots.push(Root { kind, name });
            }
        }
        Some(())
    }

    /// A name on which no text votes: it stands in one that our rules cannot read, and is whoever other texts call so.
    fn known_elsewhere(&self, name: &str, resolved: &mut Resolved) -> Option<()> {
        let person = self.table.find(&unknown::person_name(name))?;
        (self.table.counts[person as usize] > 0).then_some(())?;
        resolved.roots.push(self.name(person)?);
        resolved.because = Because::OtherName;
        Some(())
    }

    fn owner(&self, of: &Name) -> Option<u32> {
        let id = self.table.find(of)?;
        Some(self.name(id)?.name)
    }
}

/// "Code of Conduct" is the "Code of Conduct in the South China Sea", if no other document is called so with more behind.
fn documents(table: &Table<'_>) -> BTreeMap<u32, u32> {
    let names = table.names().iter().zip(0..);
    let all: BTreeMap<&str, u32> = names
        .filter_map(|(name, id)| match name {
            Name::Thing {
                kind: Kind::Agreement,
                name,
            } => Some((name.as_str(), id)),
            _ => None,
        })
        .collect();
    let mut fuller = BTreeMap::new();
    for (&name, &id) in &all {
        let vague = name.starts_with("memorandum") || name.starts_with("plan ");
        if name.split(' ').nth(2).is_none() || vague {
            continue;
        }
        let begins = |full: &&str| full.starts_with(name);
        let longer = all.range(name..).skip(1).map(|(&full, &id)| (full, id));
        // More than a few are no answer anyway.
        let longer = longer.take_while(|(full, _)| begins(full)).take(8);
        let behind = |full: &str| {
            let more = full[name.len()..].trim_start();
            full.as_bytes()[name.len()] == b' '
                && ["in ", "on ", "of ", "for ", "between "]
                    .iter()
                    .any(|w| more.starts_with(w))
        };
        let found: Vec<u32> = longer
            .filter(|(full, _)| behind(full))
            .map(|(_, id)| id)
            .collect();
        if let [only] = found[..] {
            fuller.insert(id, only);
        }
    }
    fuller
}

/// By skeleton the most frequent of the single words that cues alone say are people.
fn bare(table: &Table<'_>, verdicts: &BTreeMap<u32, Verdict>) -> BTreeMap<String, u32> {
    let mut bare: BTreeMap<String, (u32, u32)> = BTreeMap::new();
    for (&id, verdict) in verdicts {
        let Name::Unknown { name } = table.name(id) else {
            continue;
        };
        let Name::Person { given, surname } = unknown::person_name(name) else {
            continue;
        };
        if matches!(verdict, Verdict::Kind(Kind::Person, _)) && given.is_empty() {
            let seen = table.votes.get(&id).map_or(0, |v| v.seen);
            let best = bare.entry(surname).or_insert((seen, id));
            if seen > best.0 {
                *best = (seen, id);
            }
        }
    }
    bare.into_iter().map(|(name, (_, id))| (name, id)).collect()
}

/// The entities that a name names wherever it stands, likeliest first.
fn roots(table: &Table<'_>, people: &People, bodies: &Bodies, id: u32) -> Vec<Root> {
    let root = |kind| move |name| Root { kind, name };
    match table.name(id) {
        Name::Listed(entry) => vec![Root {
            kind: lexicon().entry(*entry).kind,
            name: id,
        }],
        Name::Person { given, surname } if given.is_empty() => {
            let owners = people.owners(surname);
            if owners.is_empty() {
                vec![root(Kind::Person)(id)]
            } else {
                owners.iter().copied().map(root(Kind::Person)).collect()
            }
        }
        Name::Person { .. } => vec![root(Kind::Person)(people.root(id))],
        Name::Body { .. } => {
            let roots = bodies.roots(table, id);
            let kind = |&name: &u32| Root {
                kind: match table.name(name) {
                    Name::Listed(entry) => lexicon().entry(*entry).kind,
                    Name::Thing { kind, .. } => *kind,
                    _ => Kind::Organisation,
                },
                name,
            };
            roots.iter().map(kind).collect()
        }
        Name::Thing { kind, .. } => vec![root(*kind)(id)],
        Name::Unknown { .. } | Name::Role { .. } => Vec::new(),
    }
}
