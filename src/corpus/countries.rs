//! Which countries are others than the rules found them? What corrections of countries do to the facet, and to what briefings are
//! about.
//!
//! Must not know: how corrections are made, the other facets.

use std::collections::BTreeMap;

use roaring::RoaringBitmap;

use super::facets::{self, Entry};
use super::roster::Roster;
use crate::briefing::Kind;
use crate::entity::{Corrected, Entity, EntityId, Found};
use crate::fold;

/// The countries that are corrected.
#[derive(Debug, Default)]
pub(super) struct Countries {
    /// By the code, or what stands for it.
    all: BTreeMap<String, Country>,
}

/// What became of a country, or what is one now.
#[derive(Debug, Default)]
struct Country {
    /// The name it is shown by; none: it is there no more.
    label: Option<String>,
    /// The one that it is part of.
    part_of: Option<String>,
    /// Briefings that name it more than once since it is corrected.
    again: RoaringBitmap,
    /// Briefings that do not name it any more.
    lost: RoaringBitmap,
    /// Briefings that name it only once since it is corrected, and are not about it.
    faded: RoaringBitmap,
}

/// What briefings were found to be about.
pub(super) struct Abouts<'c> {
    /// Those that say so themselves.
    pub stating: &'c RoaringBitmap,
    /// Whether a briefing is about the country of a code.
    pub is_about: &'c dyn Fn(u32, &str) -> bool,
}

impl Countries {
    /// What became of them.
    pub(super) fn new(found: &Roster, corrected: &Corrected, abouts: &Abouts<'_>) -> Countries {
        let mut countries = Countries::default();
        let mut codes: BTreeMap<u32, String> = BTreeMap::new();
        for (number, now) in &corrected.entities {
            let was = (*number < found.count()).then(|| found.entity(EntityId(*number)));
            let was = was.filter(|e| e.slug.starts_with(PREFIX));
            let is = now.as_ref().filter(|e| e.kind == Kind::Country);
            let Some(code) = was.as_ref().or(is).map(code_of) else {
                continue;
            };
            let before = was.map(|e| e.briefings).unwrap_or_default();
            let country = match is {
                Some(is) => Country::of(is, &code, &before, abouts),
                None => Country::default(),
            };
            codes.insert(*number, code.clone());
            countries.all.insert(code, country);
        }
        for (part, whole) in &corrected.parts {
            let country = codes.get(part).and_then(|code| countries.all.get_mut(code));
            if let Some(country) = country.filter(|c| c.label.is_none()) {
                country.part_of = codes.get(whole).cloned();
            }
        }
        countries
    }

    /// Whether all are as they were.
    pub(super) fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// What a country of a briefing is now; nothing if it is none of it any more.
    pub(super) fn now<'c>(&'c self, code: &'c str, briefing: u32) -> Option<&'c str> {
        let Some(country) = self.all.get(code) else {
            return Some(code);
        };
        let there = country.label.is_some() && !country.lost.contains(briefing);
        there.then_some(code).or(country.part_of.as_deref())
    }

    /// The values of the facet, from those that the rules found.
    pub(super) fn values(&self, found: &[Entry]) -> Vec<Entry> {
        let mut by_key: BTreeMap<String, Entry> = BTreeMap::new();
        let entries = found.iter().map(|e| (e.key.clone(), e.clone()));
        by_key.extend(entries);
        // First what goes, then what comes: what was taken out of a country may have its name, and so its key.
        let mut joined: Vec<(&String, RoaringBitmap)> = Vec::new();
        for (code, country) in &self.all {
            let key = facets::country_key(code);
            if country.label.is_none() {
                let gone = by_key.remove(&key);
                joined.extend(country.part_of.as_ref().zip(gone.map(|g| g.set)));
            } else if let Some(entry) = by_key.get_mut(&key) {
                entry.set -= &country.lost;
                entry.set -= &country.faded;
            }
        }
        for (code, country) in &self.all {
            let Some(label) = &country.label else {
                continue;
            };
            let entry = by_key.entry(facets::country_key(code));
            let entry = entry.or_insert_with_key(|key| Entry {
                key: key.clone(),
                label: label.clone(),
                set: RoaringBitmap::new(),
            });
            entry.label.clone_from(label);
            entry.set |= &country.again;
        }
        for (whole, set) in joined {
            if let Some(entry) = by_key.get_mut(&facets::country_key(whole)) {
                entry.set |= set;
            }
        }
        let mut all: Vec<Entry> = by_key.into_values().collect();
        all.retain(|e| !e.set.is_empty());
        all
    }
}

impl Country {
    /// Of what is one now, where these briefings named it before, with how often.
    fn of(is: &Entity, code: &str, before: &[(u32, u32)], abouts: &Abouts<'_>) -> Country {
        let mut country = Country {
            label: Some(is.name.clone()),
            ..Country::default()
        };
        let is_stated = |b: u32| abouts.stating.contains(b);
        let mut now = is.briefings.iter().copied().peekable();
        for (briefing, times) in before.iter().copied() {
            while let Some(new) = now.next_if(|n| n.0 < briefing) {
                country.again.extend((new.1 > 1).then_some(new.0));
            }
            let times_now = now.next_if(|n| n.0 == briefing).map_or(0, |n| n.1);
            match times_now {
                _ if times_now == times || is_stated(briefing) => false,
                0 => country.lost.insert(briefing),
                1 if (abouts.is_about)(briefing, code) => false,
                1 => country.faded.insert(briefing),
                _ => country.again.insert(briefing),
            };
        }
        country.again.extend(now.filter(|n| n.1 > 1).map(|n| n.0));
        country.again -= abouts.stating;
        country
    }
}

/// What slugs of countries that have a code begin with.
const PREFIX: &str = "country:";

/// The code of a country; what stands for it where it has none.
fn code_of(entity: &Entity) -> String {
    match entity.slug.strip_prefix(PREFIX) {
        Some(code) => code.to_owned(),
        None => fold::slug(&entity.name),
    }
}
