//! How many briefings would each value of a facet leave?
//!
//! Invariant: the count of a value is the number of briefings of the base that its term in a query would match.
//! Must not know: how the base was found.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use roaring::RoaringBitmap;

use super::{Corpus, FacetValue, OWN, Own, facets};
use crate::briefing::Kind;
use crate::query::{Facet, Field, Query, value_of};

impl Corpus {
    /// The values of a facet with their counts in `base`; those that the query names are there even at 0.
    pub(super) fn counts(
        &self,
        facet: Facet,
        base: &RoaringBitmap,
        query: &Query,
        own: &Own,
    ) -> Vec<FacetValue> {
        let named = query.named(facet);
        let mut values = match facet {
            Facet::Date => self.calendar(base, query, &named),
            _ if OWN.contains(&facet) => own_counts(facet, base, own),
            _ => match Field::from(facet).kind() {
                Some(kind) if facet != Facet::Country => self.entity_counts(kind, base),
                _ => self.set_counts(facet, base),
            },
        };
        values.retain(|v| v.count > 0);
        for key in named {
            if values.iter().all(|v| v.key != key) {
                values.push(self.counted(facet, key, base, own));
            }
        }
        match facet {
            // Newest first; a month stands before its days, which begin with its key.
            Facet::Date => values.sort_by(|a, b| {
                let month = |v: &FacetValue| v.key.get(..7).map(str::to_string);
                let day = |v: &FacetValue| v.key.len() > 7;
                month(b)
                    .cmp(&month(a))
                    .then(day(a).cmp(&day(b)))
                    .then_with(|| b.key.cmp(&a.key))
            }),
            _ => values.sort_by(|a, b| {
                facets::order(facet, (&a.key, a.count.into()), (&b.key, b.count.into()))
            }),
        }
        values
    }

    /// Counts by one set of briefings for each value.
    fn set_counts(&self, facet: Facet, base: &RoaringBitmap) -> Vec<FacetValue> {
        let counted = |entry: &facets::Entry| FacetValue {
            key: entry.key.clone(),
            label: entry.label.clone(),
            count: entry.set.intersection_len(base) as u32,
        };
        self.facets.of(facet).iter().map(counted).collect()
    }

    /// One value, whatever it is, with its count.
    fn counted(&self, facet: Facet, key: String, base: &RoaringBitmap, own: &Own) -> FacetValue {
        let set = value_of(facet, &key).map(|v| self.field(Field::from(facet), &v, own));
        let label = match (self.facets.get(facet, &key), facet) {
            (Some(entry), _) => entry.label.clone(),
            (None, Facet::Topic | Facet::Country | Facet::Source) => facets::from_slug(&key),
            _ => key.clone(),
        };
        FacetValue {
            count: set.map_or(0, |s| s.intersection_len(base) as u32),
            key,
            label,
        }
    }

    /// The names of a kind, counted by walking the lists of the briefings in question.
    fn entity_counts(&self, kind: Kind, base: &RoaringBitmap) -> Vec<FacetValue> {
        let some = self.roster.counted(kind, base).into_iter();
        some.map(|(name, count)| FacetValue {
            key: name.to_owned(),
            label: name.to_owned(),
            count,
        })
        .collect()
    }

    /// The months of the one year that is chosen, or of which a month is named, and the days of each month that is named.
    /// A briefing that may be of several of them counts for each, as `date:` finds it by each.
    fn calendar(&self, base: &RoaringBitmap, query: &Query, named: &[String]) -> Vec<FacetValue> {
        let months: BTreeSet<Date> = named.iter().filter_map(|k| month_of(k)).collect();
        let years: BTreeSet<i16> = months
            .iter()
            .map(|m| m.year())
            .chain(query.only_year())
            .collect();
        let years: Vec<Date> = years
            .into_iter()
            .filter_map(|y| Date::new(y, 1, 1).ok())
            .collect();
        let mut counts: BTreeMap<String, u32> = BTreeMap::new();
        if years.is_empty() {
            return Vec::new();
        }
        for (latest, earliest) in base.iter().filter_map(|b| self.date_key(b)) {
            let within = |first: Date, last: Date| {
                let (from, to) = (earliest.max(first), latest.min(last));
                (from <= to).then_some((from, to))
            };
            for (from, to) in years.iter().filter_map(|y| within(*y, y.last_of_year())) {
                for month in from.month()..=to.month() {
                    *counts
                        .entry(format!("{:04}-{month:02}", from.year()))
                        .or_default() += 1;
                }
            }
            for (from, to) in months.iter().filter_map(|m| within(*m, m.last_of_month())) {
                for day in from.day()..=to.day() {
                    let key = format!("{:04}-{:02}-{day:02}", from.year(), from.month());
                    *counts.entry(key).or_default() += 1;
                }
            }
        }
        let value = |(key, count): (String, u32)| FacetValue {
            label: key.clone(),
            key,
            count,
        };
        counts.into_iter().map(value).collect()
    }
}

/// The values that are the reader's.
fn own_counts(facet: Facet, base: &RoaringBitmap, own: &Own) -> Vec<FacetValue> {
    let counted = |(key, set): (&str, &RoaringBitmap)| FacetValue {
        key: key.to_owned(),
        label: key.to_owned(),
        count: set.intersection_len(base) as u32,
    };
    own.values(facet).into_iter().map(counted).collect()
}

/// The first day of the month that a key of [`Facet::Date`] is in.
fn month_of(key: &str) -> Option<Date> {
    let mut parts = key.split('-');
    let year = parts.next()?.parse().ok()?;
    Date::new(year, parts.next()?.parse().ok()?, 1).ok()
}
