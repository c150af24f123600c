//! What does a corpus look like on disk? Everything that lists, facets, orders and links need, worked out from what is stored.
//!
//! Invariant: the same briefings give the same bytes, whatever the order in which they were stored and the number of threads.
//! Must not know: folders, who asks.

use std::cmp::Reverse;
use std::collections::HashMap;

use rayon::prelude::*;

use super::facets::Gathered;
use super::revision::{Leaf, Revision};
use super::rows::{day_number, year_number};
use super::table::Sections;
use super::{Entry, roster};
use crate::entity::{Entity, Linked};
use crate::fold;

/// Briefings that are taken at a time.
const WINDOW: usize = 8192;

/// Words are stemmed in at most so many languages beside English: they are told apart by bits.
const LANGUAGES: u32 = 31;

/// A place in the orders that no briefing has: undated.
pub(super) const UNDATED: u32 = u32::MAX;

/// What is known of each briefing, column by column.
#[derive(Default)]
struct Columns {
    titles: Vec<String>,
    names: Vec<String>,
    earliest: Vec<u32>,
    latest: Vec<u32>,
    stated: Vec<u32>,
    words: Vec<u32>,
    /// By what each is known.
    keys: Vec<[u64; 3]>,
    /// Numbers of `langs`, from 1; 0 for those whose words are not stemmed in their own language.
    lang: Vec<u32>,
    langs: HashMap<String, u32>,
    year: Vec<u32>,
    /// Numbers of `sources`.
    source: Vec<u32>,
    sources: HashMap<String, u32>,
    /// Packed.
    values: Vec<Vec<u8>>,
    /// Those that say themselves which countries they are about, which topics, who issued them.
    stating: [Vec<u32>; 3],
    facets: Gathered,
}

/// The sections of a table about these briefings, which stand in order of name, and the languages other than English whose words
/// are to be stemmed.
pub(super) fn sections(
    revision: &Revision,
    entries: &[Entry],
    linked: &Linked,
) -> (Sections, Vec<String>) {
    let ((mut out, tags), entities) = rayon::join(
        || of_briefings(revision, entries.len(), &linked.all),
        || {
            let mut out = Sections::default();
            roster::sections(&linked.all, &linked.said, entries.len(), &mut out);
            out
        },
    );
    out.extend(entities);
    out.numbers("serials", entries.iter().map(|e| e.serial));
    let halves = |file: u64| [file as u32, (file >> 32) as u32];
    out.numbers("files", entries.iter().flat_map(|e| halves(e.file)));
    let also = |entry: &Entry| match entry.also.is_empty() {
        true => Vec::new(),
        false => postcard::to_stdvec(&entry.also).unwrap_or_default(),
    };
    out.strings("also", entries.iter().map(also));
    out.strings("ties", &linked.ties);
    out.numbers("ties.ids", linked.ids.iter().copied());
    (out, tags)
}

/// Columns, orders and facet values.
fn of_briefings(revision: &Revision, count: usize, entities: &[Entity]) -> (Sections, Vec<String>) {
    let mut columns = Columns::default();
    let named = named_again(entities, count);
    for from in (0..count).step_by(WINDOW) {
        let window = from..(from + WINDOW).min(count);
        let leaves = window.clone().into_par_iter().map(|at| {
            let (mut leaf, packed) = revision.leaf(at)?;
            // A reader who asks for a country wants also the briefings that name it more than once, but not every list of
            // states; nor those that say themselves what they are about.
            let values = &mut leaf.values;
            let again = |code: &String| !values.states_countries && named[at].contains(&&**code);
            values.mentioned.retain(again);
            Some((leaf, packed))
        });
        for (at, leaf) in window.zip(leaves.collect::<Vec<_>>()) {
            columns.take(at as u32, leaf);
        }
    }
    let mut out = Sections::default();
    let tags = columns.languages(&mut out);
    columns.sections(&mut out);
    (out, tags)
}

/// For each briefing the codes of the countries that it names more than once.
fn named_again(entities: &[Entity], briefings: usize) -> Vec<Vec<&str>> {
    let mut named = vec![Vec::new(); briefings];
    for entity in entities {
        let Some(code) = entity.slug.strip_prefix("country:") else {
            continue;
        };
        for (briefing, _) in entity.briefings.iter().filter(|b| b.1 > 1) {
            named[*briefing as usize].push(code);
        }
    }
    named
}

/// The places of sources in their order; those that differ in case only stand as one.
pub(super) fn ranks(sources: &[&str]) -> Vec<u32> {
    let folded: Vec<String> = sources.iter().map(|s| fold::name(s)).collect();
    let mut ranked: Vec<usize> = (0..folded.len()).collect();
    ranked.sort_by_key(|s| &folded[*s]);
    let mut ranks = vec![0u32; folded.len()];
    let mut rank = 0;
    for (i, source) in ranked.iter().enumerate() {
        rank += u32::from(i > 0 && folded[ranked[i - 1]] != folded[*source]);
        ranks[*source] = rank;
    }
    ranks
}

impl Columns {
    /// Takes a briefing, with its packed values; what was lost is counted, so that numbers stay parallel.
    fn take(&mut self, at: u32, leaf: Option<(Leaf, Vec<u8>)>) {
        let (leaf, packed) = leaf.unzip();
        self.values.push(packed.unwrap_or_default());
        let published = leaf.as_ref().and_then(|l| l.published);
        let day = |day: Option<jiff::civil::Date>| day.map_or(UNDATED, day_number);
        self.earliest.push(day(published.map(|p| p.earliest)));
        self.latest.push(day(published.map(|p| p.latest)));
        let year = published.and_then(|p| p.year());
        self.year.push(year_number(year));
        let stated = leaf.as_ref().is_some_and(|l| l.stated);
        self.stated.push(stated.into());
        self.words.push(leaf.as_ref().map_or(0, |l| l.words));
        self.keys.push(leaf.as_ref().map_or([0; 3], |l| l.keys));
        let lang = leaf.as_ref().and_then(|l| l.values.lang.as_deref());
        let next = self.langs.len() as u32 + 1;
        let lang = lang.filter(|tag| fold::has_stems(tag));
        let number = lang.map_or(0, |tag| match self.langs.get(tag) {
            Some(number) => *number,
            None if next > LANGUAGES => 0,
            None => *self.langs.entry(tag.to_owned()).or_insert(next),
        });
        self.lang.push(number);
        let source = leaf.as_ref().map_or("", |l| &l.source);
        let next = self.sources.len() as u32;
        let number = self.sources.get(source).copied();
        let number = number.unwrap_or_else(|| {
            self.sources.insert(source.to_owned(), next);
            next
        });
        self.source.push(number);
        if let Some(leaf) = &leaf {
            self.facets.take(at, leaf);
            let values = &leaf.values;
            let states = [
                values.states_countries,
                values.states_topics,
                values.states_source,
            ];
            for (all, states) in self.stating.iter_mut().zip(states) {
                all.extend(states.then_some(at));
            }
        }
        let (title, name) = leaf.map(|l| (l.title, l.name)).unwrap_or_default();
        self.titles.push(title);
        self.names.push(name);
    }

    /// Adds the language of each briefing; yields those that there are but English.
    fn languages(&mut self, out: &mut Sections) -> Vec<String> {
        let mut tags: Vec<(String, u32)> = std::mem::take(&mut self.langs).into_iter().collect();
        tags.sort_by_key(|t| t.1);
        let tags: Vec<String> = tags.into_iter().map(|t| t.0).collect();
        out.strings("langs", &tags);
        out.numbers("lang", std::mem::take(&mut self.lang));
        tags
    }

    fn sections(mut self, out: &mut Sections) {
        std::mem::take(&mut self.facets).sections(out);
        // Sources are numbered in order of name.
        let mut sources: Vec<(&String, u32)> = self.sources.iter().map(|(s, n)| (s, *n)).collect();
        sources.sort_unstable();
        let mut number = vec![0; sources.len()];
        for ((_, old), new) in sources.iter().zip(0u32..) {
            number[*old as usize] = new;
        }
        for source in &mut self.source {
            *source = number[*source as usize];
        }
        let names: Vec<&str> = sources.iter().map(|s| s.0.as_str()).collect();
        self.orders(&ranks(&names), out);
        out.strings("sources", sources.iter().map(|(s, _)| s));
        out.numbers("source", self.source.iter().copied());
        out.strings("values", &self.values);
        let stated = ["stating", "stating.topics", "stating.source"];
        for (name, all) in stated.into_iter().zip(self.stating) {
            out.numbers(name, all);
        }
        out.strings("titles", &self.titles);
        out.strings("names.of.files", &self.names);
        out.numbers("earliest", self.earliest.iter().copied());
        out.numbers("latest", self.latest.iter().copied());
        out.numbers("stated", self.stated.iter().copied());
        out.numbers("year", self.year.iter().copied());
        out.numbers("words", self.words.iter().copied());
        let halves = |key: &u64| [*key as u32, (*key >> 32) as u32];
        out.numbers("keys", self.keys.iter().flatten().flat_map(halves));
    }

    /// For each order the place of each briefing in it, so that sorting hits compares only numbers.
    fn orders(&self, source_rank: &[u32], out: &mut Sections) {
        let mut all: Vec<u32> = (0..self.titles.len() as u32).collect();
        let newest = |b: u32| {
            let days = (self.latest[b as usize], self.earliest[b as usize]);
            (days.0 == UNDATED, Reverse(days))
        };
        all.par_sort_by_key(|b| newest(*b));
        let by_date = all.clone();
        // Each of these sorts is stable and starts from the newest first.
        let titles: Vec<String> = self.titles.par_iter().map(|t| fold::name(t)).collect();
        all.par_sort_by_key(|b| &titles[*b as usize]);
        let by_title = std::mem::replace(&mut all, by_date.clone());
        all.par_sort_by_key(|b| source_rank[self.source[*b as usize] as usize]);
        let by_source = std::mem::replace(&mut all, by_date.clone());
        all.par_sort_by_key(|b| Reverse(self.words[*b as usize]));
        let orders = [
            ("date", by_date),
            ("title", by_title),
            ("source", by_source),
            ("length", all),
        ];
        for (name, order) in orders {
            let mut places = vec![0; order.len()];
            for (place, briefing) in order.into_iter().enumerate() {
                places[briefing as usize] = place as u32;
            }
            out.numbers(&format!("order.{name}"), places);
        }
    }
}
