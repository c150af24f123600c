//! What could the reader be about to type? Fields, and the values that the corpus has for them, with counts.
//!
//! Must not know: the prompt that shows them.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::ops::Range;

use super::Corpus;
use super::own::{IS, OWN, Own};
use crate::entity::EntityId;
use crate::fold;
use crate::fuzzy;
use crate::query::{Facet, Field, OFFERED, Order, partial, value_text};

/// Most completions that are offered.
const MOST: usize = 50;

/// A word of a name that is shorter, in bytes, says nothing about whose it is.
const TELLING: usize = 3;

/// Names that are looked at for what is typed.
const LOOKED_AT: usize = 50_000;

/// One way to go on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Completion {
    /// The bytes of the text that it replaces.
    pub at: Range<usize>,
    /// What to put there; a field comes with its colon, a value with the quotes it needs.
    pub insert: String,
    /// As the screen shows it.
    pub label: String,
    /// How many briefings have the value; of a field, how many values it has (0 when they are not listed).
    pub count: u32,
}

impl Corpus {
    /// How what stands at `caret` (a byte of `text`) could be completed, most frequent first.
    pub fn completions(&self, text: &str, caret: usize) -> Vec<Completion> {
        self.completions_own(text, caret, &Own::default())
    }

    /// The same, for a reader who has made something of some briefings.
    pub fn completions_own(&self, text: &str, caret: usize, own: &Own) -> Vec<Completion> {
        let partial = partial(text, caret);
        let typed = fold::fold(&partial.typed);
        let mut offers: Vec<(String, String, u32)> = match &partial.field {
            None => self.fields(&typed, own),
            Some(Ok(field)) if self.is_made(*field) => self.made_values(*field, &typed, own),
            Some(Ok(field)) => self.values(*field, &typed),
            Some(Err(name)) if name == "sort" => plain(Order::ALL.map(Order::name), &typed),
            Some(Err(_)) => Vec::new(),
        };
        offers.truncate(MOST);
        let completion = |(insert, label, count)| Completion {
            at: partial.at.clone(),
            insert,
            label,
            count,
        };
        offers.into_iter().map(completion).collect()
    }

    /// Who may be meant by what is typed, beside `like`: those with a name that begins so, then those with a name that fits
    /// somehow; of one kind with `like` first. Before anything is typed, those whose names share words with its name.
    pub fn others(&self, like: EntityId, typed: &str) -> Vec<EntityId> {
        let (kind, name) = (self.entity(like).kind, self.entity(like).name);
        let typed = fold::name(typed);
        let name = fold::name(name);
        let words: Vec<&str> = match typed.is_empty() {
            true => name.split(' ').filter(|w| w.len() >= TELLING).collect(),
            false => vec![&typed],
        };
        let mut shared: BTreeMap<EntityId, usize> = BTreeMap::new();
        for entity in words.iter().flat_map(|w| self.roster.beginning(w, None)) {
            *shared.entry(entity).or_default() += 1;
        }
        shared.remove(&like);
        let mut begun: Vec<(EntityId, usize)> = shared.into_iter().collect();
        begun.sort_by_key(|(e, shared)| {
            let other = self.entity(*e);
            (
                Reverse(*shared),
                other.kind != kind,
                Reverse(other.briefings),
            )
        });
        let mut all: Vec<EntityId> = begun.into_iter().map(|b| b.0).collect();
        all.truncate(MOST);
        if !typed.is_empty() && all.len() < MOST {
            let fitting = self.fitting(&typed).into_iter();
            let more: Vec<EntityId> = fitting.filter(|e| *e != like && !all.contains(e)).collect();
            all.extend(more);
            all.truncate(MOST);
        }
        all
    }

    /// Among those that are in most briefings, the ones whose shown name fits what is typed, best first.
    fn fitting(&self, typed: &str) -> Vec<EntityId> {
        let mut all: Vec<EntityId> = self.roster.of_kind(None).collect();
        let most = |e: &EntityId| (Reverse(self.entity(*e).briefings), *e);
        if all.len() > LOOKED_AT {
            all.select_nth_unstable_by_key(LOOKED_AT, most);
            all.truncate(LOOKED_AT);
        }
        all.sort_unstable_by_key(most);
        let named = all.iter().map(|e| (*e, self.entity(*e).name));
        fuzzy::rank_first(typed, named).0
    }

    /// Whether a field asks for what the reader has made.
    fn is_made(&self, field: Field) -> bool {
        field == Field::Is || field.facet().is_some_and(|f| OWN.contains(&f))
    }

    fn fields(&self, typed: &str, own: &Own) -> Vec<(String, String, u32)> {
        let size = |field: Field| match field.facet() {
            _ if self.is_made(field) => self.made_values(field, "", own).len() as u32,
            _ if field.is_mention() => self.roster.of_kind(field.kind()).count() as u32,
            Some(facet) => self.facets.len(facet) as u32,
            None => 0,
        };
        let fields = Field::ALL.into_iter().map(|f| (f.name(), size(f)));
        let begun = fields
            .chain([("sort", 0)])
            .filter(|f| f.0.starts_with(typed));
        begun
            .map(|(name, count)| (format!("{name}:"), name.to_string(), count))
            .collect()
    }

    fn values(&self, field: Field, typed: &str) -> Vec<(String, String, u32)> {
        if field == Field::Date {
            return plain(OFFERED, typed);
        }
        if field.is_mention() {
            return self.entity_values(field, typed);
        }
        let entries = field.facet().map_or(&[][..], |f: Facet| self.facets.of(f));
        let begun = entries
            .iter()
            .filter(|e| e.key.starts_with(typed) || begins(&e.label, typed));
        begun
            .map(|e| {
                (
                    value_text(field, &e.key),
                    e.label.clone(),
                    e.set.len() as u32,
                )
            })
            .collect()
    }

    fn made_values(&self, field: Field, typed: &str, own: &Own) -> Vec<(String, String, u32)> {
        let all = self.everything();
        let values: Vec<(&str, u64)> = match field.facet() {
            Some(facet) => {
                let values = own.values(facet).into_iter();
                values.map(|(key, set)| (key, set.len())).collect()
            }
            None => {
                let being = |is| (is, own.being(is, &all).len());
                IS.into_iter().map(being).collect()
            }
        };
        let begun = values.into_iter().filter(|v| v.0.starts_with(typed));
        begun
            .map(|(value, count)| (value_text(field, value), value.to_owned(), count as u32))
            .collect()
    }

    fn entity_values(&self, field: Field, typed: &str) -> Vec<(String, String, u32)> {
        let mut named = self.roster.beginning(typed, field.kind());
        named.sort_by_key(|e| Reverse(self.entity(*e).briefings));
        named.truncate(MOST);
        let offer = |e: &EntityId| {
            let entity = self.entity(*e);
            let text = value_text(field, entity.name);
            (text, entity.name.to_owned(), entity.briefings)
        };
        let mut offers: Vec<_> = named.iter().map(offer).collect();
        offers.sort_by(|a, b| b.2.cmp(&a.2).then_with(|| a.1.cmp(&b.1)));
        offers
    }
}

/// Whether the name, or its end from one of its words on, begins with what was typed.
fn begins(name: &str, typed: &str) -> bool {
    let name = fold::fold(name);
    let starts = fold::words(&name).map(|w| w.span.start).collect::<Vec<_>>();
    typed.is_empty() || starts.into_iter().any(|at| name[at..].starts_with(typed))
}

/// Fixed words that begin with what was typed.
fn plain<const N: usize>(known: [&str; N], typed: &str) -> Vec<(String, String, u32)> {
    let begun = known.into_iter().filter(|k| k.starts_with(typed));
    begun.map(|k| (k.to_string(), k.to_string(), 0)).collect()
}
