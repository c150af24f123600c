//! Under which heads does a briefing stand when a list is grouped? Numbers, for counting very many of them.
//!
//! Must not know: lists, the screen.

use std::sync::OnceLock;

use super::{Corpus, Order};
use crate::briefing::Kind;
use crate::query::Facet;

/// What a list can be grouped by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Heading {
    /// Who issued it.
    Source,
    /// The year of publication.
    Year,
    /// What it is about.
    Topic,
    /// Which countries it is about.
    Country,
    /// Who is mentioned.
    Person,
    /// Which organisations are mentioned.
    Organisation,
}

/// The years are counted backwards from here, so that the newest comes first.
const LAST_YEAR: i16 = i16::MAX;

/// For each briefing the values that it has of a facet, worked out when they are first asked for.
#[derive(Debug, Default)]
pub(super) struct Heads {
    topics: OnceLock<Values>,
    countries: OnceLock<Values>,
}

/// The values of all briefings, one list after the other.
#[derive(Debug, Default)]
struct Values {
    ends: Vec<u32>,
    all: Vec<u32>,
}

impl Values {
    fn new(corpus: &Corpus, facet: Facet) -> Values {
        let entries = corpus.facets.of(facet);
        let mut ends = vec![0u32; corpus.len() + 1];
        let within = |b: &u32| (*b as usize) < corpus.len();
        for entry in entries {
            for briefing in entry.set.iter().filter(within) {
                ends[briefing as usize + 1] += 1;
            }
        }
        for at in 1..ends.len() {
            ends[at] += ends[at - 1];
        }
        let mut next = ends.clone();
        let mut all = vec![0; ends.last().copied().unwrap_or_default() as usize];
        for (entry, value) in entries.iter().zip(0..) {
            for briefing in entry.set.iter().filter(within) {
                let at = &mut next[briefing as usize];
                all[*at as usize] = value;
                *at += 1;
            }
        }
        Values { ends, all }
    }

    fn of(&self, briefing: u32) -> &[u32] {
        let at = briefing as usize;
        match (self.ends.get(at), self.ends.get(at + 1)) {
            (Some(from), Some(to)) => &self.all[*from as usize..*to as usize],
            _ => &[],
        }
    }
}

impl Corpus {
    /// One more than the highest number of a head.
    pub fn heads(&self, by: Heading) -> u32 {
        let all = match by {
            Heading::Source => self.rows.sources(),
            Heading::Year => 1 << 16,
            Heading::Topic => self.facets.of(Facet::Topic).len(),
            Heading::Country => self.facets.of(Facet::Country).len(),
            Heading::Person => self.roster.value_numbers(Kind::Person),
            Heading::Organisation => self.roster.value_numbers(Kind::Organisation),
        };
        all as u32
    }

    /// Adds the heads under which a briefing stands; it may stand under none.
    pub fn add_heads(&self, by: Heading, briefing: u32, to: &mut Vec<u32>) {
        let kept = |values: &OnceLock<Values>, facet, to: &mut Vec<u32>| {
            let values = values.get_or_init(|| Values::new(self, facet));
            to.extend_from_slice(values.of(briefing));
        };
        let named = |kind, to: &mut Vec<u32>| self.roster.add_values(kind, briefing, to);
        match by {
            Heading::Source => to.push(self.rows.source(briefing)),
            Heading::Year => {
                let year = self.rows.year(briefing);
                to.extend(year.map(|y| u32::from(LAST_YEAR.abs_diff(y))));
            }
            Heading::Topic => kept(&self.heads.topics, Facet::Topic, to),
            Heading::Country => kept(&self.heads.countries, Facet::Country, to),
            Heading::Person => named(Kind::Person, to),
            Heading::Organisation => named(Kind::Organisation, to),
        }
    }

    /// What a head is called.
    pub fn head(&self, by: Heading, head: u32) -> String {
        let at = head as usize;
        let value = |facet| {
            let entry = self.facets.of(facet).get(at);
            entry.map_or_else(String::new, |e| e.label.clone())
        };
        let name = |kind| self.roster.value_name(kind, head);
        match by {
            Heading::Source => self.rows.source_name(head).to_owned(),
            Heading::Year => (i32::from(LAST_YEAR) - head as i32).to_string(),
            Heading::Topic => value(Facet::Topic),
            Heading::Country => value(Facet::Country),
            Heading::Person => name(Kind::Person),
            Heading::Organisation => name(Kind::Organisation),
        }
    }

    /// How many briefings are newer: a number to compare by.
    pub fn newer(&self, briefing: u32) -> u32 {
        self.rows.places(Order::Date).get(briefing as usize)
    }
}
