//! What could the reader be about to type? Fields, and the values that the corpus has for them, with counts.
//!
//! Must not know: the prompt that shows them.

use std::ops::Range;

use super::Corpus;
use crate::entity::EntityId;
use crate::fold;
use crate::query::{Facet, Field, OFFERED, Order, partial, value_text};

/// Most completions that are offered.
const MOST: usize = 50;

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
        let partial = partial(text, caret);
        let typed = fold::fold(&partial.typed);
        let mut offers: Vec<(String, String, u32)> = match &partial.field {
            None => self.fields(&typed),
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

    fn fields(&self, typed: &str) -> Vec<(String, String, u32)> {
        let size = |field: Field| match field.facet() {
            _ if field.is_mention() => self.roster.of_kind(field.kind()).count() as u32,
            Some(facet) => self.facets.len(facet) as u32,
            None => 0,
        };
        // What part 6 brings is not offered before.
        let there = |f: &Field| !matches!(f, Field::Tag | Field::Is | Field::Has);
        let fields = Field::ALL
            .into_iter()
            .filter(there)
            .map(|f| (f.name(), size(f)));
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

    fn entity_values(&self, field: Field, typed: &str) -> Vec<(String, String, u32)> {
        let mut named = self.roster.beginning(typed, field.kind());
        named.sort_by_key(|e| std::cmp::Reverse(self.entity(*e).briefings));
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
