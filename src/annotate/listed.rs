//! Who and what is listed, and under which names? Countries, places, organisations, agreements and events as entities, before any word is known.
//!
//! Invariant: an entry's number depends on the built-in lists only.
//! Must not know: documents, how names are found in them.

use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

use serde::Deserialize;

use super::fold;
use super::known::{self, Country};
use super::lexicon::Fx;
use crate::briefing::{Kind, Level};

/// A listed entity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Entry {
    pub kind: Kind,
    /// `country:tj`, `place:dushanbe`, `organisation:united-nations`.
    pub slug: String,
    pub name: String,
    /// The country that a capital stands for or a territory belongs to in facets.
    pub country: Option<String>,
    /// A city: with "region" or "province" behind it, it names something larger.
    pub city: bool,
}

/// A name of an entry.
#[derive(Debug)]
pub(crate) struct Named {
    pub name: String,
    pub entry: u32,
    pub level: Level,
    /// Stands for all names with "Republic of" and the like before this one, not for itself.
    pub formal: bool,
}

/// The listed entities.
#[derive(Debug, Default)]
pub(crate) struct Listed {
    pub entries: Vec<Entry>,
    /// In the order in which they win: the first entry of a name has it.
    pub names: Vec<Named>,
    /// Normal forms of the names of organisations.
    organisations: HashMap<String, u32, Fx>,
    slugs: HashMap<String, u32, Fx>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Places {
    pub regions: Vec<String>,
    pub cities: Vec<String>,
    pub adjectives: BTreeMap<String, String>,
    /// Other names of a listed place.
    #[serde(default)]
    pub same: BTreeMap<String, String>,
}

static LISTED: LazyLock<Listed> = LazyLock::new(|| {
    let mut listed = Listed::default();
    listed.countries(&known::countries().list);
    listed.places(&known::read(include_str!("data/places.toml")));
    listed.named(
        Kind::Organisation,
        &known::read(include_str!("data/organisations.toml")),
    );
    listed.named(
        Kind::Agreement,
        &known::read(include_str!("data/agreements.toml")),
    );
    listed.named(Kind::Event, &known::read(include_str!("data/events.toml")));
    listed
});

/// The listed entities, read at the first call.
pub(crate) fn listed() -> &'static Listed {
    &LISTED
}

impl Listed {
    pub fn entry(&self, id: u32) -> &Entry {
        &self.entries[id as usize]
    }

    /// The organisation of that name in normal form.
    pub fn organisation(&self, normal: &str) -> Option<u32> {
        self.organisations.get(normal).copied()
    }

    /// The country or territory of that code.
    pub fn country(&self, code: &str) -> Option<u32> {
        let country = known::countries().list.get(code)?;
        match country.territory {
            true => self.of(Kind::Place, &country.name),
            false => self
                .slugs
                .get(&format!("{}:{code}", Kind::Country.name()))
                .copied(),
        }
    }

    /// What is listed under that name.
    pub fn of(&self, kind: Kind, name: &str) -> Option<u32> {
        let slug = format!("{}:{}", kind.name(), fold::slug(name));
        self.slugs.get(&slug).copied()
    }

    fn add(&mut self, kind: Kind, name: &str, code: &str, country: Option<&str>) -> u32 {
        let slug = format!("{}:{code}", kind.name());
        if let Some(&id) = self.slugs.get(&slug) {
            return id;
        }
        let id = self.entries.len() as u32;
        self.entries.push(Entry {
            kind,
            slug: slug.clone(),
            name: name.to_owned(),
            country: country.map(str::to_owned),
            city: false,
        });
        self.slugs.insert(slug, id);
        id
    }

    fn place(&mut self, name: &str, country: Option<&str>) -> u32 {
        self.add(Kind::Place, name, &fold::slug(name), country)
    }

    fn name(&mut self, name: &str, entry: u32, level: Level) {
        self.names.push(Named {
            name: name.to_owned(),
            entry,
            level,
            formal: false,
        });
    }

    fn countries(&mut self, countries: &BTreeMap<String, Country>) {
        let mut ordered: Vec<_> = countries.iter().collect();
        ordered.sort_by(|a, b| (a.1.territory, &a.1.name).cmp(&(b.1.territory, &b.1.name)));
        for (code, country) in ordered {
            let name = country.name.as_str();
            let entry = match country.territory {
                true => self.place(name, Some(code)),
                false => self.add(Kind::Country, name, code, None),
            };
            self.name(name, entry, Level::Name);
            for alias in &country.aliases {
                self.name(alias, entry, Level::Name);
            }
            if !country.territory {
                self.names.push(Named {
                    name: name.to_owned(),
                    entry,
                    level: Level::Name,
                    formal: true,
                });
            }
            self.demonyms(country, entry);
            self.capitals(code, country);
        }
    }

    fn demonyms(&mut self, country: &Country, entry: u32) {
        for demonym in &country.demonyms {
            self.name(demonym, entry, Level::Adj);
            let low = fold::lower(demonym);
            let plural = !["ese", "ish", "ch", "sh", "ss", "s", "z"]
                .iter()
                .any(|end| low.ends_with(end));
            if plural {
                self.name(&format!("{demonym}s"), entry, Level::Adj);
            }
        }
    }

    fn capitals(&mut self, code: &str, country: &Country) {
        for capital in &country.capitals {
            // "Kyiv = Kiev" is one city under two names.
            let mut names = capital.split(" = ");
            let first = names.next().unwrap_or_default();
            let entry = self.place(first, Some(code));
            self.entries[entry as usize].city = true;
            self.name(first, entry, Level::Name);
            for other in names {
                self.name(other, entry, Level::Name);
            }
        }
    }

    fn places(&mut self, places: &Places) {
        for (names, city) in [(&places.regions, false), (&places.cities, true)] {
            for name in names {
                let entry = self.place(name, None);
                self.entries[entry as usize].city |= city;
                self.name(name, entry, Level::Name);
            }
        }
        for (other, name) in &places.same {
            let entry = self.place(name, None);
            self.name(other, entry, Level::Name);
        }
        for (adjective, name) in &places.adjectives {
            let entry = self.place(name, None);
            self.name(adjective, entry, Level::Adj);
        }
    }

    /// Adds what is listed by its name with other names.
    fn named(&mut self, kind: Kind, all: &BTreeMap<String, Vec<String>>) {
        for (name, aliases) in all {
            let entry = self.add(kind, name, &fold::slug(name), None);
            for name in std::iter::once(name).chain(aliases) {
                self.name(name, entry, Level::Name);
                // Short abbreviations are only that when written so.
                if name.len() > 4 && kind == Kind::Organisation {
                    let normal = fold::normal(name);
                    self.organisations.entry(normal).or_insert(entry);
                }
            }
        }
    }
}
