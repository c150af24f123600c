//! What is there to say of one entity? Its times, its company, its names with a reason for each, the roles it was said to hold.
//!
//! Names and roles are read from briefings, of which there may be tens of thousands: from so many as tell enough.
//! Must not know: the screen.

use std::collections::{BTreeMap, BTreeSet};

use roaring::RoaringBitmap;

use super::text::In;
use super::{Company, Corpus, Times};
use crate::briefing::{Level, Published};
use crate::entity::{self, EntityId, Mention};
use crate::fold;
use crate::query::{How, Text};

/// Most names for which a reason is looked up.
const FORMS: usize = 12;
/// Briefings that are read for the reason of one name.
const READ: usize = 3;
/// Briefings that are read for roles, evenly over time.
const SAMPLED: usize = 120;
/// Most who are named together with it.
const COMPANY: usize = 24;

/// All that a card says of an entity.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Profile {
    /// When it is spoken of.
    pub times: Times,
    /// With whom: see [`Corpus::company`].
    pub company: Vec<Company>,
    /// The names it goes by, most frequent first.
    pub forms: Vec<Form>,
    /// The roles it was said to hold, latest first; from a sample where it is spoken of in many briefings.
    pub roles: Vec<Held>,
}

/// A name that an entity goes by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Form {
    /// As it is written.
    pub text: String,
    /// How often.
    pub count: u32,
    /// A mention by this name (briefing, index into its mentions), and why it is this entity.
    pub example: Option<(u32, u32, String)>,
}

/// A role that an entity was said to hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// `foreign minister`.
    pub role: String,
    /// The country or body of which it was.
    pub of: String,
    /// When the first and the last briefing that says so were published, of those that have a date.
    pub said: Option<(Published, Published)>,
    /// The words that said so first.
    pub words: String,
    /// Where these stand: the briefing, and the index into its mentions.
    pub at: (u32, u32),
}

impl std::fmt::Display for Held {
    /// `foreign minister of Norway`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.of.as_str() {
            "" => f.write_str(&self.role),
            of => write!(f, "{} of {of}", self.role),
        }
    }
}

impl Corpus {
    /// What there is to say of an entity. It reads briefings: not for a key to wait for.
    pub fn profile(&self, entity: EntityId) -> Profile {
        let briefings: Vec<u32> = self.roster.briefings(entity).map(|b| b.0).collect();
        Profile {
            company: self.company(entity, COMPANY),
            forms: self.forms(entity, &briefings),
            roles: self.roles(entity, &briefings),
            times: self.times(briefings),
        }
    }

    fn forms(&self, entity: EntityId, briefings: &[u32]) -> Vec<Form> {
        let own: RoaringBitmap = briefings.iter().collect();
        let forms = self.entity_names(entity).into_iter();
        let form = |(text, count): (String, u32)| Form {
            example: self.example(entity, &text, &own),
            text,
            count,
        };
        forms.take(FORMS).map(form).collect()
    }

    /// A mention by this name, the one that is surest of a few.
    fn example(
        &self,
        entity: EntityId,
        name: &str,
        own: &RoaringBitmap,
    ) -> Option<(u32, u32, String)> {
        fold::words(name).next()?;
        let text = Text {
            text: name.to_owned(),
            how: How::Phrase,
        };
        let having = self.words.having(&self.words.wanted(&text), In::Text) & own;
        let (briefing, at, _) = having
            .iter()
            .take(READ)
            .filter_map(|b| {
                let page = self.page(b);
                let of_it = |m: &Mention| {
                    let words = page.briefing.body[m.span.range()].split_whitespace();
                    m.level == Level::Name
                        && m.entities.contains(&entity)
                        && words.eq(name.split_whitespace())
                };
                let fitting = page.mentions.iter().zip(0u32..).filter(|(m, _)| of_it(m));
                let (mention, at) = fitting.max_by_key(|(m, at)| (m.confidence, u32::MAX - at))?;
                Some((b, at, mention.confidence))
            })
            .max_by_key(|e| (e.2, u32::MAX - e.0))?;
        let page = self.page(briefing);
        let why = self.why(briefing, page.mentions.get(at as usize)?);
        Some((briefing, at, why))
    }

    fn roles(&self, entity: EntityId, briefings: &[u32]) -> Vec<Held> {
        let mut by_date = briefings.to_vec();
        by_date.sort_by_key(|b| (self.rows.days(*b), *b));
        let step = by_date.len().div_ceil(SAMPLED).max(1);
        let mut held: BTreeMap<(String, String), Held> = BTreeMap::new();
        for briefing in by_date.into_iter().step_by(step) {
            for said in self.roles_said(entity, briefing) {
                let key = (said.role.clone(), said.of.clone());
                held.entry(key)
                    .and_modify(|before| {
                        before.said = match (before.said, said.said) {
                            (Some((first, last)), Some((now, _))) => {
                                Some((first.min(now), last.max(now)))
                            }
                            (one, other) => one.or(other),
                        }
                    })
                    .or_insert(said);
            }
        }
        let mut held: Vec<Held> = held.into_values().collect();
        held.sort_by(|a, b| {
            let last = |h: &Held| h.said.map(|s| s.1);
            last(b).cmp(&last(a)).then_with(|| a.role.cmp(&b.role))
        });
        held
    }

    /// The roles that one briefing says an entity holds.
    fn roles_said(&self, entity: EntityId, briefing: u32) -> Vec<Held> {
        let Some(stored) = self.stock.stored(self.key(briefing).serial) else {
            return Vec::new();
        };
        let ties = self.ties(briefing);
        let held_by = |mention: u32| {
            let tie = ties.get(mention as usize);
            tie.and_then(|t| t.entities.first().copied())
        };
        // Numbers of mentions leave out those that are none after all.
        let number = |mention: u32| {
            let before = ties.iter().take(mention as usize);
            before.filter(|t| !t.entities.is_empty()).count() as u32
        };
        let mut seen = BTreeSet::new();
        let facts = stored.traces.roles.iter().filter(|fact| {
            held_by(fact.person) == Some(entity.0) && seen.insert((&fact.role, fact.of))
        });
        let published = stored.facts.published.map(|p| p.value);
        let held = |fact: &entity::RoleTrace| {
            let of = fact.of.and_then(held_by);
            let words = stored.briefing.body.get(fact.span.range())?;
            Some(Held {
                role: fact.role.clone(),
                of: of.map_or_else(String::new, |o| self.entity(EntityId(o)).name.to_owned()),
                said: published.map(|p| (p, p)),
                words: words.split_whitespace().collect::<Vec<_>>().join(" "),
                at: (briefing, number(fact.person)),
            })
        };
        facts.filter_map(held).collect()
    }
}
