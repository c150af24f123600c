//! What does a corpus look like on disk? Everything that lists, facets, orders and links need, worked out from what is stored.
//!
//! Invariant: the same briefings give the same bytes, whatever the order in which they were stored and the number of threads.
//! Must not know: folders, who asks.

use std::cmp::Reverse;
use std::collections::HashMap;

use rayon::prelude::*;

use super::facets::Facets;
use super::rows::{day_number, year_number};
use super::shelf::{Card, Shelf};
use super::table::Sections;
use super::{Entry, roster};
use crate::briefing::Problem;
use crate::entity::{Linked, unpack};
use crate::fold;

/// Briefings whose cards are read at a time.
const WINDOW: usize = 8192;

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
    year: Vec<u32>,
    /// Numbers of `sources`.
    source: Vec<u32>,
    sources: HashMap<String, u32>,
    facets: Facets,
}

/// The sections of a table about these briefings, which stand in order of name.
pub(super) fn sections(
    shelf: &Shelf,
    entries: &[Entry],
    linked: &Linked,
    problems: &[Problem],
) -> Sections {
    let mut out = Sections::default();
    let mut columns = Columns::default();
    let countries: HashMap<u32, &str> = (linked.all.iter().zip(0u32..))
        .filter_map(|(e, at)| Some((at, e.slug.strip_prefix("country:")?)))
        .collect();
    let mut from = 0;
    while from < entries.len() {
        let to = (from + WINDOW).min(entries.len());
        for (at, card) in (from..to).zip(shelf.cards(from..to)) {
            let ties = linked.ties.get(at).map_or(&[][..], Vec::as_slice);
            columns.take(at as u32, card.as_ref(), ties, &countries);
        }
        from = to;
    }
    columns.sections(&mut out);
    out.numbers("serials", entries.iter().map(|e| e.serial));
    let halves = |file: u64| [file as u32, (file >> 32) as u32];
    out.numbers("files", entries.iter().flat_map(|e| halves(e.file)));
    out.strings("ties", &linked.ties);
    roster::sections(&linked.all, entries.len(), &mut out);
    out.bytes(
        "problems",
        postcard::to_stdvec(problems).unwrap_or_default(),
    );
    out
}

impl Columns {
    fn take(&mut self, at: u32, card: Option<&Card>, ties: &[u8], countries: &HashMap<u32, &str>) {
        let next = self.sources.len() as u32;
        let Some(card) = card else {
            // Counted, so that numbers stay parallel; what could not be stored has nothing to show.
            self.titles.push(String::new());
            self.names.push(String::new());
            self.earliest.push(UNDATED);
            self.latest.push(UNDATED);
            self.stated.push(0);
            self.words.push(0);
            self.year.push(0);
            self.source
                .push(*self.sources.entry(String::new()).or_insert(next));
            return;
        };
        let facts = &card.facts;
        self.titles.push(card.heading.clone());
        self.names.push(card.name.clone());
        let published = facts.published.as_ref();
        let day = |day: Option<jiff::civil::Date>| day.map_or(UNDATED, day_number);
        self.earliest.push(day(published.map(|p| p.value.earliest)));
        self.latest.push(day(published.map(|p| p.value.latest)));
        self.stated
            .push(published.is_some_and(|p| p.is_stated()).into());
        self.words.push(facts.words);
        self.year.push(year_number(facts.year()));
        let source = &facts.source.value;
        let source = match self.sources.get(source) {
            Some(number) => *number,
            None => *self.sources.entry(source.clone()).or_insert(next),
        };
        self.source.push(source);
        let mut named: Option<HashMap<&str, u32>> = None;
        // Counted only where it matters: unpacking the mentions of every briefing would cost more than all the rest.
        if !card.states_countries && !facts.mentioned.is_empty() {
            let named = named.get_or_insert_default();
            for entity in unpack(ties).iter().flat_map(|t| &t.entities) {
                if let Some(code) = countries.get(entity) {
                    *named.entry(code).or_default() += 1;
                }
            }
        }
        let again = |code: &str| {
            let times = named.as_ref().and_then(|n| n.get(code));
            times.is_some_and(|n| *n > 1)
        };
        self.facets.take(at, card, &again);
    }

    fn sections(mut self, out: &mut Sections) {
        self.facets.finish();
        self.facets.sections(out);
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
        let folded: Vec<String> = sources.iter().map(|(s, _)| fold::name(s)).collect();
        let mut ranked: Vec<usize> = (0..folded.len()).collect();
        ranked.sort_by_key(|s| &folded[*s]);
        let mut source_rank = vec![0u32; folded.len()];
        let mut rank = 0;
        for (i, source) in ranked.iter().enumerate() {
            // Sources that differ in case only stand as one.
            rank += u32::from(i > 0 && folded[ranked[i - 1]] != folded[*source]);
            source_rank[*source] = rank;
        }
        self.orders(&source_rank, out);
        out.strings("sources", sources.iter().map(|(s, _)| s));
        out.numbers("source", self.source.iter().copied());
        out.strings("titles", &self.titles);
        out.strings("names.of.files", &self.names);
        out.numbers("earliest", self.earliest.iter().copied());
        out.numbers("latest", self.latest.iter().copied());
        out.numbers("stated", self.stated.iter().copied());
        out.numbers("year", self.year.iter().copied());
        out.numbers("words", self.words.iter().copied());
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
