//! Which distinct names does the whole corpus use, and how often?
//!
//! Invariant: names are sorted, so that their numbers do not depend on the order of briefings.
//! Must not know: which names are one entity.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::Readings;
use crate::annotate::Annotations;
use crate::annotate::lexicon::{Fx, lexicon};
use crate::annotate::names::{Name, Votes};
use crate::briefing::{Published, Span};

/// Briefings that are read at a time.
pub(super) const WINDOW: usize = 4096;

/// All distinct names, and what the briefings say of them together.
#[derive(Default)]
pub(super) struct Table {
    /// Sorted.
    pub names: Vec<Name>,
    /// Mentions that certainly use the name.
    pub counts: Vec<u32>,
    /// Acronym (folded) → numbers of its long forms, with how many briefings explain it so.
    pub acronyms: BTreeMap<String, BTreeMap<u32, u32>>,
    /// (owner, head word) → numbers of the bodies named so.
    pub bodies: BTreeMap<(String, String), BTreeSet<u32>>,
    /// Votes for the unknown names.
    pub votes: BTreeMap<u32, Votes>,
    /// Who holds what, in order of briefings.
    pub roles: Vec<Role>,
    /// The numbers of the names of all briefings, one after the other; and where those of each end.
    of: Vec<u32>,
    ends: Vec<u32>,
    ids: HashMap<Name, u32, Fx>,
}

/// A role fact of a briefing, by numbers of names.
#[derive(Debug, Clone)]
pub(super) struct Role {
    pub role: String,
    pub of: Option<u32>,
    pub person: u32,
    pub briefing: u32,
    pub span: Span,
    pub published: Option<Published>,
}

impl Table {
    pub fn new(readings: &dyn Readings) -> Self {
        let mut table = Self::default();
        let mut from = 0;
        while from < readings.len() {
            let to = (from + WINDOW).min(readings.len());
            for (briefing, said) in (from as u32..).zip(readings.read(from..to)) {
                table.take(briefing, &said.annotations);
            }
            from = to;
        }
        table.sort();
        table
    }

    /// Adds what one briefing says; names are numbered as they come.
    fn take(&mut self, briefing: u32, annotations: &Annotations) {
        let main = main_country(annotations);
        let start = self.of.len();
        for name in &annotations.reading.names {
            let name = localised(name, main.as_deref());
            let next = self.names.len() as u32;
            let id = *self.ids.entry(name).or_insert_with_key(|name| {
                self.names.push(name.clone());
                next
            });
            self.of.push(id);
        }
        self.ends.push(self.of.len() as u32);
        self.counts.resize(self.names.len(), 0);
        let ids = &self.of[start..];
        let reading = &annotations.reading;
        for mention in reading.mentions.iter().filter(|m| m.guess.sure()) {
            self.counts[ids[mention.name as usize] as usize] += 1;
        }
        for (acronym, long) in &reading.acronyms {
            let longs = self.acronyms.entry(acronym.clone()).or_default();
            *longs.entry(ids[*long as usize]).or_default() += 1;
        }
        for (owner, head, name) in &reading.bodies {
            let bodies = self.bodies.entry((owner.clone(), head.clone()));
            bodies.or_default().insert(ids[*name as usize]);
        }
        for (name, votes) in &reading.votes {
            self.votes
                .entry(ids[*name as usize])
                .or_default()
                .add(*votes);
        }
        let published = annotations.published.as_ref().map(|p| p.value);
        self.roles.extend(reading.roles.iter().map(|fact| Role {
            role: fact.role.clone(),
            of: fact.of.map(|of| ids[of as usize]),
            person: ids[fact.person as usize],
            briefing,
            span: fact.span,
            published,
        }));
    }

    /// Numbers the names in their own order, so that nothing depends on the order of briefings.
    fn sort(&mut self) {
        let mut order: Vec<u32> = (0..self.names.len() as u32).collect();
        order.sort_unstable_by(|a, b| self.names[*a as usize].cmp(&self.names[*b as usize]));
        let mut new = vec![0u32; order.len()];
        for (number, old) in order.iter().enumerate() {
            new[*old as usize] = number as u32;
        }
        let renumbered = |old: &u32| new[*old as usize];
        self.names = order
            .iter()
            .map(|o| self.names[*o as usize].clone())
            .collect();
        self.counts = order.iter().map(|o| self.counts[*o as usize]).collect();
        for id in self.ids.values_mut().chain(&mut self.of) {
            *id = renumbered(id);
        }
        for longs in self.acronyms.values_mut() {
            *longs = longs.iter().map(|(id, n)| (renumbered(id), *n)).collect();
        }
        for bodies in self.bodies.values_mut() {
            *bodies = bodies.iter().map(renumbered).collect();
        }
        let votes = std::mem::take(&mut self.votes).into_iter();
        self.votes = votes.map(|(id, v)| (renumbered(&id), v)).collect();
        for role in &mut self.roles {
            role.person = renumbered(&role.person);
            role.of = role.of.as_ref().map(renumbered);
        }
    }

    /// The numbers of the names of a briefing.
    pub fn of_briefing(&self, briefing: usize) -> &[u32] {
        let end = |at: usize| self.ends.get(at).map_or(0, |e| *e as usize);
        let start = if briefing == 0 { 0 } else { end(briefing - 1) };
        &self.of[start..end(briefing).max(start)]
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

/// A name of a briefing: a national body without a country gets that of the briefing's main country.
fn localised(name: &Name, main: Option<&str>) -> Name {
    match (name, main) {
        (Name::Body { name, of }, Some(country)) if of.is_empty() && is_national(name) => {
            Name::Body {
                name: name.clone(),
                of: country.to_owned(),
            }
        }
        _ => name.clone(),
    }
}

/// The one country that a briefing is most about, if it is also named in it.
fn main_country(annotations: &Annotations) -> Option<String> {
    let (code, primary) = annotations.countries.first()?;
    (*primary && lexicon().is_state(code)).then(|| format!("country:{code}"))
}
