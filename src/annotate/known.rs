//! What are countries and topics called? The part of the lists that is needed before any document is read.
//!
//! Invariant: quick: two files are read, and nothing is built that only annotating needs.
//! Must not know: words, documents.

use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

use serde::Deserialize;

use super::fold;
use super::lexicon::Fx;

const CORRECT: &str = "the built-in lists are checked by tests";

/// A country or territory as the list has it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Country {
    pub name: String,
    #[serde(default)]
    pub iso3: String,
    #[serde(default)]
    pub aliases: Vec<String>,
    #[serde(default)]
    pub demonyms: Vec<String>,
    #[serde(default)]
    pub capitals: Vec<String>,
    /// Not a state of its own: a place that still has a code.
    #[serde(default)]
    pub territory: bool,
}

/// All countries and territories.
#[derive(Debug)]
pub(crate) struct Countries {
    /// By code (alpha-2 in lower case).
    pub list: BTreeMap<String, Country>,
    /// `(code, name)`, by name.
    pub named: Vec<(String, String)>,
}

/// A topic of the taxonomy; terms are phrases that are decisive, strong or weak evidence of it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Topic {
    #[serde(skip)]
    pub id: String,
    pub name: String,
    /// Other ids for it.
    #[serde(default)]
    pub also: Vec<String>,
    pub decisive: Vec<String>,
    pub strong: Vec<String>,
    pub weak: Vec<String>,
}

static COUNTRIES: LazyLock<Countries> = LazyLock::new(|| {
    let list: BTreeMap<String, Country> = read(include_str!("data/countries.toml"));
    let name = |(code, country): (&String, &Country)| (code.clone(), country.name.clone());
    let mut named: Vec<(String, String)> = list.iter().map(name).collect();
    named.sort_by(|a, b| a.1.cmp(&b.1));
    Countries { list, named }
});

/// Every spelling of a country that a reader may ask for, folded, with the place in [`Countries::named`].
static SPELLINGS: LazyLock<HashMap<String, usize, Fx>> = LazyLock::new(|| {
    let places = COUNTRIES.named.iter().enumerate();
    let place: HashMap<&str, usize, Fx> = places.map(|(i, c)| (c.0.as_str(), i)).collect();
    let mut all: HashMap<String, usize, Fx> = HashMap::default();
    for (code, country) in &COUNTRIES.list {
        for name in spellings(code, country) {
            all.entry(name).or_insert(place[code.as_str()]);
        }
    }
    all
});

static TOPICS: LazyLock<Vec<Topic>> = LazyLock::new(|| {
    let list: BTreeMap<String, Topic> = read(include_str!("data/topics.toml"));
    let named = |(id, topic)| Topic { id, ..topic };
    list.into_iter().map(named).collect()
});

/// The countries, read at the first call.
pub(crate) fn countries() -> &'static Countries {
    &COUNTRIES
}

/// The topics in order of id, read at the first call.
pub(crate) fn topics() -> &'static [Topic] {
    &TOPICS
}

/// A built-in list.
pub(crate) fn read<T: for<'a> Deserialize<'a>>(text: &str) -> T {
    toml::from_str(text).expect(CORRECT)
}

impl Countries {
    /// The country of that code or name, folded: code and name.
    pub fn find(&self, folded: &str) -> Option<&(String, String)> {
        SPELLINGS.get(folded).map(|&i| &self.named[i])
    }

    /// Whether a code is that of a state, not of a territory.
    pub fn is_state(&self, code: &str) -> bool {
        self.list.get(code).is_some_and(|c| !c.territory)
    }
}

/// Every spelling under which a reader may ask for a country, folded.
fn spellings(code: &str, country: &Country) -> Vec<String> {
    let mut all = vec![code.to_owned(), fold::lower(&country.iso3)];
    all.push(fold::normal(&country.name));
    let others = country.aliases.iter().chain(&country.demonyms);
    all.extend(others.map(|n| fold::normal(n)));
    all.retain(|s| !s.is_empty());
    all
}
