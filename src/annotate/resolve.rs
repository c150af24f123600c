//! What does one briefing say of names, as far as it tells by itself? From spots to mentions, names and role facts.
//!
//! Invariant: mentions are sorted by start, longest first; every index into names is in bounds.
//! Must not know: other briefings.

use std::collections::HashMap;

use super::bodies::{self, Bodies};
use super::doc::Doc;
use super::firms;
use super::fold;
use super::lexicon::{Fx, Word, is};
use super::names::{Interner, Name, Reading, RoleFact, Spotted, Votes};
use super::people::People;
use super::roles::{self, Role};
use super::spans;
use super::spot::{Guess, Of, Spot, Why};
use super::storms;
use super::tokens::flag;
use super::votes;
use crate::briefing::{Kind, Level};

/// Reads the names of a document.
pub(crate) fn read(doc: &Doc<'_>) -> Reading {
    let mut spots = spans::find(doc);
    let explained = bodies::explained(doc);
    bodies::mark_explained(doc, &mut spots, &explained);
    bodies::mark_possessives(doc, &mut spots);
    storms::mark(doc, &mut spots);
    let mut shorter = firms::mark_firms(doc, &mut spots);
    shorter.extend(bodies::mark_shorter(doc, &mut spots));
    let people = People::read(doc, &mut spots);
    let mut bodies = Bodies::new(doc, &spots, &explained);
    bodies.shorten(&spots, &shorter);
    let mut resolver = Resolver {
        doc,
        people,
        bodies,
        interner: Interner::default(),
        reading: Reading::default(),
        named: vec![0; spots.len()],
    };
    for n in 0..spots.len() {
        resolver.name(&spots, n);
    }
    resolver.short_bodies(&spots);
    resolver.national_bodies();
    resolver.shortened_bodies();
    resolver.bodies_of_bodies();
    let roles = roles::find(doc, &spots);
    resolver.roles(&spots, &roles);
    resolver.finish()
}

struct Resolver<'d, 'a> {
    doc: &'d Doc<'a>,
    people: People,
    bodies: Bodies<'d, 'a>,
    interner: Interner,
    reading: Reading,
    /// The name of each spot.
    named: Vec<u32>,
}

impl Resolver<'_, '_> {
    fn name(&mut self, spots: &[Spot], n: usize) {
        let spot = &spots[n];
        let mut why = spot.why;
        let mut sure = spot.sure;
        let mut others = Vec::new();
        let mut weak = firms::weak(spot);
        let name = match spot.guess {
            Guess::Sure(Kind::Person) => {
                let bearer = self.people.bearer(self.doc, spots, n as u32);
                let from = bearer.learned.map(|k| &spots[k as usize]);
                let titled = spot.sure >= 90 && spot.why.learned.is_none();
                weak |= !titled && from.is_some_and(firms::weak);
                if let Some(full) = from.filter(|_| why.learned.is_none()) {
                    let then = if bearer.by_first_word {
                        "; the first word of a full name in this briefing:"
                    } else {
                        "; the surname of a full name in this briefing:"
                    };
                    why.and(then, Some(self.doc.span(full.from(), full.to())));
                }
                if !bearer.others.is_empty() {
                    sure = sure.min(55);
                }
                others = bearer
                    .others
                    .iter()
                    .map(|k| self.interner.add(k.name()))
                    .collect();
                bearer.key.name()
            }
            Guess::Sure(Kind::Organisation) => self.bodies.name(spot),
            Guess::Sure(kind) => self.thing(spot, kind),
            Guess::Likely(_) | Guess::Unknown => Name::Unknown {
                name: fold::normal(self.doc.slice(spot.from(), spot.to())),
            },
        };
        if spot.is(Kind::Person) && spot.words() > 2 {
            self.called(spot, &name);
        }
        if let Name::Unknown { .. } = name {
            let id = self.interner.add(name.clone());
            self.reading.votes.push((id, votes::votes(self.doc, spot)));
        }
        let id = self.interner.add(name);
        self.named[n] = id;
        self.reading.mentions.push(Spotted {
            span: self.doc.span(spot.from(), spot.to()),
            // What only looks like a person's name may be something else by what other texts say.
            guess: match weak {
                true => Guess::Likely(Kind::Person),
                false => spot.guess,
            },
            level: spot.level,
            sure,
            why,
            name: id,
            others,
        });
    }

    /// Notes the other names that the bearer of a full name may go by.
    fn called(&mut self, spot: &Spot, name: &Name) {
        let skeletons = &mut self.people.skeletons;
        let others = skeletons.others(self.doc, spot.from(), spot.to());
        for other in others.into_iter().flatten() {
            let full = self.interner.add(name.clone());
            let pair = (full, self.interner.add(other.name()));
            self.reading.called.push(pair);
        }
    }

    fn thing(&self, spot: &Spot, kind: Kind) -> Name {
        if let Some(entry) = spot.entry {
            return Name::Listed(entry);
        }
        if let Some((a, b)) = spot.border {
            let slug = |id| &self.doc.lexicon.entry(id).slug[8..];
            let (a, b) = (slug(a), slug(b));
            let (a, b) = (a.min(b), a.max(b));
            return Name::Thing {
                kind,
                name: format!("border {a} {b}"),
            };
        }
        if kind == Kind::Event
            && let Some(name) = storms::name(self.doc, spot)
        {
            return Name::Thing { kind, name };
        }
        // "Resolution 2254" is the one of the Security Council, however it is introduced.
        let last = spot.to() - 1;
        let numbered = self.doc.is(last, flag::NUMBER) && self.doc.text(last).len() == 4;
        let from = match numbered && self.doc.low_is(last - 1, &["resolution"]) {
            true => last - 1,
            false => spot.from(),
        };
        Name::Thing {
            kind,
            name: fold::normal(self.doc.slice(from, spot.to())),
        }
    }

    /// "the Council": the most frequent full body with that head named before; "CSTO Council": the only one of CSTO.
    fn short_bodies(&mut self, spots: &[Spot]) {
        if !spots
            .iter()
            .any(|s| s.of == Of::Short || s.words() == 1 && s.head != Word::NONE)
        {
            self.remember_owned(spots);
            return;
        }
        let mut frequency: HashMap<u32, u32, Fx> = HashMap::default();
        for (n, _) in spots
            .iter()
            .enumerate()
            .filter(|(_, s)| s.is(Kind::Organisation))
        {
            *frequency.entry(self.named[n]).or_default() += 1;
        }
        let by_head = by_head(self.doc, spots);
        let often = |m: usize| frequency.get(&self.named[m]);
        let most: HashMap<Word, Vec<usize>, Fx> = by_head
            .iter()
            .map(|(head, all)| (*head, most_often(all, often)))
            .collect();
        let mut owners: HashMap<Word, Owners, Fx> = HashMap::default();
        for (n, spot) in spots.iter().enumerate() {
            if !spot.is(Kind::Organisation) || spot.words() != 1 || spot.head == Word::NONE {
                continue;
            }
            let Some(all) = by_head.get(&spot.head) else {
                continue;
            };
            let found = match (spot.of, self.bodies.owner(spot)) {
                (Of::Short, _) => {
                    let before = all.partition_point(|&m| m < n).checked_sub(1);
                    // Or else the only one behind.
                    let first = || all.first().copied();
                    let same = |m: &usize| all.iter().all(|&o| self.named[o] == self.named[*m]);
                    let only = || first().filter(same);
                    before.map(|last| most[&spot.head][last]).or_else(only)
                }
                (_, Some(owner)) => {
                    let of = |&m: &usize| Some((self.bodies.owner(&spots[m])?, self.named[m], m));
                    let owners = owners.entry(spot.head);
                    let owners = owners.or_insert_with(|| only_bodies(all.iter().filter_map(of)));
                    owners.get(&owner).copied().flatten()
                }
                _ => None,
            };
            if let Some(m) = found {
                self.named[n] = self.named[m];
                let mention = &mut self.reading.mentions[n];
                mention.name = self.named[m];
                let span = self.doc.span(spots[m].from(), spots[m].to());
                mention.why.and("; short for", Some(span));
            }
        }
        self.remember_owned(spots);
    }

    /// Which bodies were named with an acronym, so that other briefings' "CSTO Council" finds them.
    fn remember_owned(&mut self, spots: &[Spot]) {
        for (n, spot) in spots.iter().enumerate() {
            if !spot.is(Kind::Organisation) || spot.words() < 2 {
                continue;
            }
            if let Some(owner) = self.bodies.owner(spot) {
                let head = self.doc.low(spot.to() - 1).to_owned();
                self.reading.bodies.push((owner, head, self.named[n]));
            }
        }
    }

    /// An unqualified "Defence Ministry" is the one that the briefing names with its country, if there is one only.
    fn national_bodies(&mut self) {
        let mut national: HashMap<&str, Vec<u32>, Fx> = HashMap::default();
        for (id, name) in self.interner.names.iter().enumerate() {
            if let Name::Body { name, of } = name
                && of.starts_with("country:")
            {
                national.entry(name).or_default().push(id as u32);
            }
        }
        if national.is_empty() {
            return;
        }
        for (n, mention) in self.reading.mentions.iter_mut().enumerate() {
            let Name::Body { name, of } = &self.interner.names[mention.name as usize] else {
                continue;
            };
            if let (true, Some([only])) = (
                of.is_empty(),
                national.get(name.as_str()).map(Vec::as_slice),
            ) {
                mention.name = *only;
                if let Some(named) = self.named.get_mut(n) {
                    *named = *only;
                }
                mention.why.and(
                    "; the only such body named with a country in this briefing",
                    None,
                );
            }
        }
    }

    /// "Security Council" is short for the one body here whose name ends so, or else, beside the United Nations, for theirs.
    fn shortened_bodies(&mut self) {
        let names = &self.interner.names;
        let united = self.doc.lexicon.organisation("united nations");
        let united = united.is_some_and(|id| names.contains(&Name::Listed(id)));
        let bare = |name: &Name| match name {
            Name::Body { name, of } if of.is_empty() && name.contains(' ') => Some(name.clone()),
            _ => None,
        };
        let bodies: Vec<(u32, String)> = (0..)
            .zip(names)
            .filter_map(|(id, name)| Some((id, bare(name)?)))
            .collect();
        let states = match bodies.is_empty() {
            true => HashMap::default(),
            false => self.of_states(),
        };
        let mut short: HashMap<u32, u32, Fx> = HashMap::default();
        for (id, name) in bodies.iter().take(256) {
            let end = format!(" {name}");
            let mut fuller = bodies.iter().filter(|b| b.1.ends_with(&end));
            let found = match (fuller.next(), fuller.next()) {
                (Some(only), None) => Some(only.0),
                (None, _) if states.contains_key(name) => states[name],
                (None, _) if united => self
                    .doc
                    .lexicon
                    .organisation(&format!("un {name}"))
                    .map(|entry| self.interner.add(Name::Listed(entry))),
                _ => None,
            };
            if let Some(found) = found {
                short.insert(*id, found);
            }
        }
        for (short, full) in short {
            self.rename(short, full);
        }
    }

    /// The listed bodies here by their names without the country's in front, with how they are named: "UK Supreme Court",
    /// beside which "Supreme Court" stands. Nothing where two states have such a body here.
    fn of_states(&self) -> HashMap<String, Option<u32>, Fx> {
        let mut found: HashMap<String, Option<u32>, Fx> = HashMap::default();
        for (n, name) in (0..).zip(&self.interner.names) {
            let Name::Listed(entry) = name else {
                continue;
            };
            let entry = self.doc.lexicon.entry(*entry);
            let full = fold::normal(&entry.name);
            if let Some((owner, rest)) = full.split_once(' ')
                && entry.kind == Kind::Organisation
                && super::country_code(owner).is_some()
            {
                let slot = found.entry(rest.to_owned()).or_insert(Some(n));
                *slot = slot.filter(|other| *other == n);
            }
        }
        found
    }

    /// "The Commission" beside "ECOWAS" is the "ECOWAS Commission" of the lists, if nobody else here has one.
    fn bodies_of_bodies(&mut self) {
        let bare = |name: &Name| match name {
            Name::Body { name, of } if of.is_empty() && !name.contains(' ') => Some(name.clone()),
            _ => None,
        };
        let names = (0..).zip(&self.interner.names);
        let bare: Vec<(u32, String)> = names
            .filter_map(|(n, name)| Some((n, bare(name)?)))
            .collect();
        if bare.is_empty() {
            return;
        }
        let lexicon = self.doc.lexicon;
        let mut owners: Vec<String> = Vec::new();
        for mention in &self.reading.mentions {
            if let Name::Listed(entry) = self.interner.names[mention.name as usize]
                && lexicon.entry(entry).kind == Kind::Organisation
                && owners.len() < 64
            {
                let text = &self.doc.body[mention.span.start as usize..mention.span.end as usize];
                let owner = fold::normal(text);
                if !owners.contains(&owner) {
                    owners.push(owner);
                }
            }
        }
        for (short, name) in bare.into_iter().take(64) {
            let word = lexicon.find(&name);
            if !word.is_some_and(|w| lexicon.has(w, is::HEAD_ORG)) {
                continue;
            }
            let mut all: Vec<u32> = owners
                .iter()
                .filter_map(|owner| lexicon.organisation(&format!("{owner} {name}")))
                .collect();
            all.dedup();
            if let [only] = all[..] {
                let full = self.interner.add(Name::Listed(only));
                self.rename(short, full);
            }
        }
    }

    /// Mentions of one name are of another, which is fuller.
    fn rename(&mut self, short: u32, full: u32) {
        for (n, mention) in self.reading.mentions.iter_mut().enumerate() {
            if mention.name == short {
                mention.name = full;
                mention
                    .why
                    .and("; short for a body with a fuller name", None);
                if let Some(named) = self.named.get_mut(n) {
                    *named = full;
                }
            }
        }
    }

    /// Learns who holds which role, and resolves bare roles as far as this briefing tells.
    fn roles(&mut self, spots: &[Spot], roles: &[Role]) {
        let mut exact: HashMap<(&str, Option<u32>), (u32, usize), Fx> = HashMap::default();
        let mut by_role: HashMap<&str, Vec<(u32, usize)>, Fx> = HashMap::default();
        for (n, role) in roles.iter().enumerate() {
            let Some(person) = role.person.filter(|_| role.title.single) else {
                continue;
            };
            let person = self.named[person];
            let of = role.of.map(|o| self.named[o]);
            let text = role.title.role.as_str();
            exact.insert((text, of), (person, n));
            exact.entry((text, None)).or_insert((person, n));
            let holders = by_role.entry(text).or_default();
            if !holders.iter().any(|h| h.0 == person) {
                holders.push((person, n));
            }
            if of.is_some() {
                let span = self.doc.span(role.from.min(role.i), role.to);
                self.reading.roles.push(RoleFact {
                    role: text.to_owned(),
                    of,
                    person,
                    span,
                });
            }
        }
        let inside = |i: usize, end: usize| {
            let at = spots.partition_point(|s| s.from() <= i);
            let near = at.saturating_sub(8)..at;
            spots[near]
                .iter()
                .any(|s| s.is(Kind::Person) && s.to() >= end)
        };
        for role in roles {
            if !roles::stands_alone(self.doc, role) || inside(role.i, role.end) {
                continue;
            }
            let of = role.of.map(|o| self.named[o]);
            let text = role.title.role.as_str();
            if of.is_none() && roles::several_hold(&by_role, text) {
                continue;
            }
            let mut found = exact.get(&(text, of)).copied();
            let bare = by_role
                .get(text)
                .filter(|all| of.is_none() && all.len() == 1);
            found = found.filter(|_| of.is_some() || bare.is_some());
            // "The foreign secretary" beside "the Russian foreign minister" is somebody else: one country's word for an
            // office does not stand for another's. Who it is, nothing here says.
            let other = |(_, fact): (u32, usize)| !std::ptr::eq(roles[fact].title, role.title);
            if of.is_none() && found.is_some_and(other) {
                continue;
            }
            self.role_mention(spots, roles, role, of, found);
        }
    }

    fn role_mention(
        &mut self,
        spots: &[Spot],
        roles: &[Role],
        role: &Role,
        of: Option<u32>,
        found: Option<(u32, usize)>,
    ) {
        let (from, to) = roles::extent(spots, role);
        let mut why = Why::with("the role", self.doc.span(role.i, role.end));
        let name = match found {
            Some((person, fact)) => {
                let fact = &roles[fact];
                let end = fact.person.map_or(fact.to, |p| spots[p].to());
                let begin = fact.person.map_or(fact.from, |p| spots[p].from());
                let span = self.doc.span(fact.from.min(begin), fact.to.max(end));
                why.and(", learned in this briefing:", Some(span));
                person
            }
            None => self.interner.add(Name::Role {
                role: role.title.role.clone(),
                of: of.map(|o| Box::new(self.interner.names[o as usize].clone())),
            }),
        };
        self.reading.mentions.push(Spotted {
            span: self.doc.span(from, to),
            guess: Guess::Sure(Kind::Person),
            level: Level::Role,
            sure: 80,
            why,
            name,
            others: Vec::new(),
        });
    }

    fn finish(mut self) -> Reading {
        for (acronym, name) in self.bodies.acronyms() {
            let id = self.interner.add(name);
            self.interner.add(Name::Body {
                name: acronym.clone(),
                of: String::new(),
            });
            self.reading.acronyms.push((acronym, id));
        }
        let mut votes: HashMap<u32, Votes, Fx> = HashMap::default();
        for (id, vote) in &self.reading.votes {
            votes.entry(*id).or_default().add(*vote);
        }
        self.reading.votes = votes.into_iter().collect();
        self.reading.votes.sort_by_key(|v| v.0);
        self.reading.called.sort_unstable();
        self.reading.called.dedup();
        self.reading
            .mentions
            .sort_by(|a, b| (a.span.start, b.span.end).cmp(&(b.span.start, a.span.end)));
        self.reading.names = self.interner.names;
        self.reading
    }
}

/// Who has one body of a kind only, with the spot where it is named first.
type Owners = HashMap<String, Option<usize>, Fx>;

/// The owners among these bodies: whose, the name, the spot.
fn only_bodies(all: impl Iterator<Item = (String, u32, usize)>) -> Owners {
    let mut last: HashMap<String, u32, Fx> = HashMap::default();
    let mut owners = Owners::default();
    for (owner, name, spot) in all {
        let same = last.insert(owner.clone(), name) == Some(name);
        owners
            .entry(owner)
            .and_modify(|only| *only = only.filter(|_| same))
            .or_insert(Some(spot));
    }
    owners
}

/// For each of these spots the one up to it whose name is met most often, the last of several.
fn most_often<T: Ord>(all: &[usize], often: impl Fn(usize) -> T) -> Vec<usize> {
    let mut most: Vec<usize> = Vec::with_capacity(all.len());
    for &m in all {
        let best = most.last().copied().filter(|&b| often(b) > often(m));
        most.push(best.unwrap_or(m));
    }
    most
}

/// The bodies named in several words, by their last word and their first.
fn by_head(doc: &Doc<'_>, spots: &[Spot]) -> HashMap<Word, Vec<usize>, Fx> {
    let mut by_head: HashMap<Word, Vec<usize>, Fx> = HashMap::default();
    for (n, spot) in spots.iter().enumerate() {
        if spot.is(Kind::Organisation) && spot.words() >= 2 {
            let last = doc.word(spot.to() - 1);
            let first = doc.word(spot.from());
            by_head.entry(last).or_default().push(n);
            // "Commission of Quillon", not "Commission Quillon".
            let of = doc.low_is(spot.from() + 1, &["of", "for", "on"]);
            if first != last && of {
                by_head.entry(first).or_default().push(n);
            }
        }
    }
    by_head
}
