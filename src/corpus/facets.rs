//! Which briefings have which facet value? One set of briefings for each value.
//!
//! Must not know: queries' words, entities.

use std::collections::{BTreeMap, HashMap};

use roaring::RoaringBitmap;

use super::revision::Leaf;
use super::table::{Sections, Table};
use crate::annotate::{country_name, topic_name};
use crate::fold;
use crate::query::{Facet, Value};

/// A facet value and who has it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Entry {
    /// As queries name it.
    pub key: String,
    /// As the screen shows it.
    pub label: String,
    /// The briefings that have it.
    pub set: RoaringBitmap,
}

/// All facet values.
#[derive(Debug, Default)]
pub(super) struct Facets {
    entries: BTreeMap<Facet, Vec<Entry>>,
    by_key: HashMap<(Facet, String), usize>,
}

impl Facets {
    /// Adds what a briefing states and what was found out about it; of the countries that it mentions, all that it has.
    pub(super) fn take(&mut self, at: u32, leaf: &Leaf) {
        let values = &leaf.values;
        for topic in &values.topics {
            self.add(Facet::Topic, topic.clone(), at, || topic_label(topic));
        }
        for code in values.countries.iter().chain(&values.mentioned) {
            self.add(Facet::Country, country_key(code), at, || {
                country_label(code)
            });
        }
        let year = leaf.published.and_then(|p| p.year());
        let year = year.map_or("undated".to_string(), |y| y.to_string());
        self.add(Facet::Year, year.clone(), at, || year.clone());
        for year in &values.spoken {
            self.add(Facet::Spoken, year.to_string(), at, || year.to_string());
        }
        let source = &leaf.source;
        self.add(Facet::Source, fold::slug(source), at, || source.clone());
        if let Some(lang) = &values.lang {
            let tag = lang.to_lowercase();
            self.add(Facet::Lang, tag.clone(), at, || tag.clone());
        }
    }

    /// Puts the values in order, when all briefings are in.
    pub(super) fn finish(&mut self) {
        self.widen_languages();
        for (facet, entries) in &mut self.entries {
            entries.sort_by(|a, b| order(*facet, (&a.key, a.set.len()), (&b.key, b.set.len())));
        }
        self.number();
    }

    fn number(&mut self) {
        for (facet, entries) in &self.entries {
            for (at, entry) in entries.iter().enumerate() {
                self.by_key.insert((*facet, entry.key.clone()), at);
            }
        }
    }

    /// Adds the values to a table.
    pub(super) fn sections(&self, out: &mut Sections) {
        for (facet, entries) in &self.entries {
            let name = |what| format!("facet.{}.{what}", facet.name());
            out.strings(&name("keys"), entries.iter().map(|e| &e.key));
            out.strings(&name("labels"), entries.iter().map(|e| &e.label));
            let set = |entry: &Entry| {
                let mut bytes = Vec::new();
                // Writing to memory does not fail.
                let _ = entry.set.serialize_into(&mut bytes);
                bytes
            };
            out.strings(&name("sets"), entries.iter().map(set));
        }
    }

    /// The values of a table.
    pub(super) fn read(table: &Table) -> Facets {
        let mut facets = Facets::default();
        for facet in Facet::ALL {
            let name = |what| format!("facet.{}.{what}", facet.name());
            let keys = table.strings(&name("keys"));
            let (labels, sets) = (table.strings(&name("labels")), table.strings(&name("sets")));
            let entry = |at| Entry {
                key: keys.get(at).to_owned(),
                label: labels.get(at).to_owned(),
                set: RoaringBitmap::deserialize_from(sets.bytes(at)).unwrap_or_default(),
            };
            let entries: Vec<Entry> = (0..keys.len()).map(entry).collect();
            if !entries.is_empty() {
                facets.entries.insert(facet, entries);
            }
        }
        facets.number();
        facets
    }

    /// `en` takes in `en-gb`.
    fn widen_languages(&mut self) {
        let Some(entries) = self.entries.get_mut(&Facet::Lang) else {
            return;
        };
        let exact = entries.clone();
        for entry in entries {
            let narrower = exact.iter().filter(|e| is_within(&e.key, &entry.key));
            narrower.for_each(|e| entry.set |= &e.set);
        }
    }

    fn add(&mut self, facet: Facet, key: String, briefing: u32, label: impl Fn() -> String) {
        let entries = self.entries.entry(facet).or_default();
        let at = *self
            .by_key
            .entry((facet, key))
            .or_insert_with_key(|(_, key)| {
                entries.push(Entry {
                    key: key.clone(),
                    label: label(),
                    set: RoaringBitmap::new(),
                });
                entries.len() - 1
            });
        entries[at].set.insert(briefing);
    }

    /// The values of a facet, in the order in which they are listed.
    pub(super) fn of(&self, facet: Facet) -> &[Entry] {
        self.entries.get(&facet).map_or(&[], Vec::as_slice)
    }

    /// The value of that key.
    pub(super) fn get(&self, facet: Facet, key: &str) -> Option<&Entry> {
        let at = self.by_key.get(&(facet, key.to_string()))?;
        self.of(facet).get(*at)
    }

    /// The briefings that have a value; of a range of years, any in it.
    pub(super) fn having(&self, facet: Facet, value: &Value) -> RoaringBitmap {
        let one = |key: &str| {
            self.get(facet, key)
                .map(|e| e.set.clone())
                .unwrap_or_default()
        };
        match value {
            Value::Name(tag) if facet == Facet::Lang => self
                .of(facet)
                .iter()
                .filter(|e| is_within(&e.key, tag))
                .fold(RoaringBitmap::new(), |a, e| a | &e.set),
            Value::Name(key) => one(key),
            Value::Undated => one("undated"),
            Value::Years(from, to) => {
                let within = |e: &&Entry| {
                    let year = e.key.parse::<i16>();
                    year.is_ok_and(|y| from.is_none_or(|f| f <= y) && to.is_none_or(|t| y <= t))
                };
                self.of(facet)
                    .iter()
                    .filter(within)
                    .fold(RoaringBitmap::new(), |a, e| a | &e.set)
            }
            Value::Dates(_) | Value::Text(_) => RoaringBitmap::new(),
        }
    }
}

/// Whether a language is another one, or a kind of it (`en-gb` of `en`).
pub(super) fn is_within(tag: &str, wider: &str) -> bool {
    tag.strip_prefix(wider)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
}

/// How values (key, count) are listed: most frequent first, then by key; years newest first and undated last.
pub(super) fn order(facet: Facet, a: (&str, u64), b: (&str, u64)) -> std::cmp::Ordering {
    match facet {
        Facet::Year | Facet::Spoken => b.0.parse::<i16>().ok().cmp(&a.0.parse::<i16>().ok()),
        _ => b.1.cmp(&a.1).then_with(|| a.0.cmp(b.0)),
    }
}

/// The key of a country by its code; a code without a name stands for itself.
pub(super) fn country_key(code: &str) -> String {
    country_name(code).map_or(code.to_string(), fold::slug)
}

fn country_label(code: &str) -> String {
    country_name(code).map_or_else(|| from_slug(code), str::to_string)
}

fn topic_label(id: &str) -> String {
    topic_name(id).map_or_else(|| from_slug(id), str::to_string)
}

/// A label made of a key: `armed-conflict` → `Armed conflict`.
pub(super) fn from_slug(key: &str) -> String {
    let spaced = key.replace('-', " ");
    let mut chars = spaced.chars();
    let first: String = chars
        .next()
        .into_iter()
        .flat_map(char::to_uppercase)
        .collect();
    first + chars.as_str()
}
