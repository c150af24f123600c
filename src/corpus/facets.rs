//! Which briefings have which facet value? One set of briefings for each value.
//!
//! Must not know: queries' words, entities.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, OnceLock};

use roaring::RoaringBitmap;

use super::countries::Countries;
use super::revision::Leaf;
use super::table::{Sections, Table};
use crate::annotate::{country_name, language_name, topic_name};
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

/// All facet values, each facet's read when it is first asked for: there may be very many sources.
#[derive(Debug, Clone, Default)]
pub(super) struct Facets {
    table: Table,
    values: Arc<BTreeMap<Facet, OnceLock<Values>>>,
    /// Those of countries, where these are corrected.
    corrected: Option<Arc<(Countries, OnceLock<Values>)>>,
}

#[derive(Debug, Default)]
struct Values {
    entries: Vec<Entry>,
    by_key: HashMap<String, usize>,
}

/// The values of all facets on their way into a table.
#[derive(Debug, Default)]
pub(super) struct Gathered {
    of: BTreeMap<Facet, Vec<Entry>>,
    /// Places of values by what briefings say, before that is made a key.
    said: BTreeMap<Facet, HashMap<String, usize>>,
    keys: HashMap<(Facet, String), usize>,
}

impl Gathered {
    /// Adds what a briefing states and what was found out about it; of the countries that it mentions, all that it has.
    pub(super) fn take(&mut self, at: u32, leaf: &Leaf) {
        let values = &leaf.values;
        for topic in &values.topics {
            self.add(Facet::Topic, topic, at, |t| (t.to_owned(), topic_label(t)));
        }
        for code in values.countries.iter().chain(&values.mentioned) {
            let value = |code: &str| (country_key(code), country_label(code));
            self.add(Facet::Country, code, at, value);
        }
        let plain = |text: &str| (text.to_owned(), text.to_owned());
        match leaf.published.and_then(|p| p.year()) {
            Some(year) => self.add(Facet::Year, &year.to_string(), at, plain),
            None => self.add(Facet::Year, "undated", at, plain),
        }
        for year in &values.spoken {
            self.add(Facet::Spoken, &year.to_string(), at, plain);
        }
        let source = |text: &str| (fold::slug(text), text.to_owned());
        self.add(Facet::Source, &leaf.source, at, source);
        if let Some(lang) = &values.lang {
            let value = |tag: &str| (tag.to_owned(), language_label(tag));
            self.add(Facet::Lang, lang, at, value);
        }
    }

    /// Adds a briefing to a value; `value` makes key and label of what is said.
    fn add(
        &mut self,
        facet: Facet,
        said: &str,
        briefing: u32,
        value: impl Fn(&str) -> (String, String),
    ) {
        let entries = self.of.entry(facet).or_default();
        let places = self.said.entry(facet).or_default();
        let at = places.get(said).copied().unwrap_or_else(|| {
            let (key, label) = value(said);
            let at = *self
                .keys
                .entry((facet, key))
                .or_insert_with_key(|(_, key)| {
                    entries.push(Entry {
                        key: key.clone(),
                        label,
                        set: RoaringBitmap::new(),
                    });
                    entries.len() - 1
                });
            places.insert(said.to_owned(), at);
            at
        });
        entries[at].set.insert(briefing);
    }

    /// Adds the values to a table, in the order in which they are listed.
    pub(super) fn sections(self, out: &mut Sections) {
        for (facet, entries) in self.of {
            write(facet, entries, out);
        }
    }
}

impl Values {
    fn of(entries: Vec<Entry>) -> Values {
        let places = entries.iter().zip(0..);
        let by_key = places.map(|(e, at)| (e.key.clone(), at)).collect();
        Values { entries, by_key }
    }
}

/// Adds the values of a facet to a table, in the order in which they are listed.
pub(super) fn write(facet: Facet, mut entries: Vec<Entry>, out: &mut Sections) {
    listed(facet, &mut entries);
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

/// Puts values in the order in which they are listed.
fn listed(facet: Facet, entries: &mut [Entry]) {
    entries.sort_by(|a, b| order(facet, (&a.key, a.set.len()), (&b.key, b.set.len())));
}

impl Facets {
    /// The values of a table.
    pub(super) fn read(table: &Table) -> Facets {
        let values = Facet::ALL.into_iter().map(|f| (f, OnceLock::new()));
        Facets {
            table: table.clone(),
            values: Arc::new(values.collect()),
            corrected: None,
        }
    }

    /// The same, but for countries that are corrected.
    pub(super) fn corrected(&self, countries: Countries) -> Facets {
        let corrected = (!countries.is_empty()).then(|| Arc::new((countries, OnceLock::new())));
        Facets {
            corrected,
            ..self.clone()
        }
    }

    /// What a country of a briefing is now; nothing if it is none of it any more.
    pub(super) fn country_now<'c>(&'c self, code: &'c str, briefing: u32) -> Option<&'c str> {
        match &self.corrected {
            Some(corrected) => corrected.0.now(code, briefing),
            None => Some(code),
        }
    }

    fn values(&self, facet: Facet) -> Option<&Values> {
        let found = self.found(facet)?;
        let corrected = self.corrected.as_ref();
        match corrected.filter(|_| facet == Facet::Country) {
            Some(both) => Some(both.1.get_or_init(|| {
                let mut entries = both.0.values(&found.entries);
                listed(facet, &mut entries);
                Values::of(entries)
            })),
            None => Some(found),
        }
    }

    /// The values that the rules found.
    fn found(&self, facet: Facet) -> Option<&Values> {
        let values = self.values.get(&facet)?;
        Some(values.get_or_init(|| {
            let name = |what| format!("facet.{}.{what}", facet.name());
            let text = |what| self.table.strings(&name(what));
            let (keys, labels, sets) = (text("keys"), text("labels"), text("sets"));
            let entry = |at| Entry {
                key: keys.get(at).to_owned(),
                label: labels.get(at).to_owned(),
                set: RoaringBitmap::deserialize_from(sets.bytes(at)).unwrap_or_default(),
            };
            Values::of((0..keys.len()).map(entry).collect())
        }))
    }

    /// How many values a facet has.
    pub(super) fn len(&self, facet: Facet) -> usize {
        if facet == Facet::Country && self.corrected.is_some() {
            return self.of(facet).len();
        }
        let keys = format!("facet.{}.keys", facet.name());
        self.table.strings(&keys).len()
    }

    /// The values of a facet, in the order in which they are listed.
    pub(super) fn of(&self, facet: Facet) -> &[Entry] {
        self.values(facet).map_or(&[], |v| v.entries.as_slice())
    }

    /// The value of that key.
    pub(super) fn get(&self, facet: Facet, key: &str) -> Option<&Entry> {
        let values = self.values(facet)?;
        values.entries.get(*values.by_key.get(key)?)
    }

    /// The briefings that have a value; of a range of years, any in it.
    pub(super) fn having(&self, facet: Facet, value: &Value) -> RoaringBitmap {
        let one = |key: &str| {
            self.get(facet, key)
                .map(|e| e.set.clone())
                .unwrap_or_default()
        };
        match value {
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

pub(super) fn country_label(code: &str) -> String {
    country_name(code).map_or_else(|| from_slug(code), str::to_string)
}

pub(super) fn language_label(tag: &str) -> String {
    language_name(tag).unwrap_or(tag).to_owned()
}

pub(super) fn topic_label(id: &str) -> String {
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
