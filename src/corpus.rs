//! What is in the corpus, and which of it does a query want? All briefings opened together, annotated and linked.
//!
//! Invariant: an opened corpus is an immutable snapshot; a change makes a new one.
//! Must not know: keys, layout, the screen, which search engine answers.

mod annotated;
mod complete;
mod counts;
mod facets;
mod facts;
mod forward;
mod rank;
mod resolve;
mod rows;
mod search;
mod words;

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use jiff::civil::Date;
use rayon::prelude::*;

pub use crate::query::Order;
pub use annotated::Annotated;
pub use complete::Completion;
pub use rows::{BriefingKey, Named, Page, Row};
pub use search::Marks;

use crate::annotate::Annotations;
use crate::briefing::{Briefing, Claim, Kind, Problem, Published};
use crate::entity::{Entities, EntityId, Mention};
use crate::fold;
use crate::query::{Facet, Query, QueryError};

/// What the corpus knows of one briefing: stated where it is stated, else inferred.
#[derive(Debug, Clone, PartialEq)]
pub struct Facts {
    /// Who issued it; the folder it came in when nothing says.
    pub source: Claim<String>,
    /// When it was published, if anything says.
    pub published: Option<Claim<Published>>,
    /// Countries it is about (ISO alpha-2, lower case), most first; a stated country that has no code is its slug.
    pub countries: Vec<String>,
    /// Countries it only mentions; those it names more than once are in the facet all the same.
    pub mentioned: Vec<String>,
    /// Topic ids, strongest first.
    pub topics: Vec<String>,
    /// Words in its text blocks.
    pub words: u32,
}

impl Facts {
    /// The year of publication, when there is no doubt about it.
    pub fn year(&self) -> Option<i16> {
        self.published.as_ref().and_then(|p| p.value.year())
    }
}

/// All briefings opened together.
#[derive(Debug, Default)]
pub struct Corpus {
    /// The briefings, in order of name; indices into this are what results, entities and jumps hold.
    briefings: Vec<Arc<Briefing>>,
    /// What is known of each.
    facts: Vec<Facts>,
    /// Who and what they speak of.
    entities: Entities,
    /// What could not be read.
    problems: Vec<Problem>,
    /// The day that relative dates are seen from.
    today: Date,
    columns: rows::Columns,
    words: words::Words,
    facets: facets::Facets,
    names: resolve::Names,
    /// By kind of entity.
    forward: [OnceLock<forward::Forward>; Kind::ALL.len()],
    /// For each briefing its place by date, title, source and length.
    ranks: [Vec<u32>; 4],
    /// The last possible days of the oldest and the newest briefing that has a date.
    dates: Option<(Date, Date)>,
}

/// One facet value, with the count that including it would leave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FacetValue {
    /// As the query prints it (`tajikistan`, `armed-conflict`, `2013`, `undated`).
    pub key: String,
    /// As the screen shows it.
    pub label: String,
    /// Briefings that have it, under all the query but this facet's own choices.
    pub count: u32,
}

/// What a query found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Results {
    /// Matching briefings, in the order asked for.
    pub hits: Vec<u32>,
    /// The values of each facet that was asked for, most frequent first (years and dates: newest first, undated last); values
    /// that the query names are there even at 0.
    pub facets: BTreeMap<Facet, Vec<FacetValue>>,
    /// What of the query can be pointed at in each hit, for highlighting and snippets: [`Corpus::found`].
    pub marks: Marks,
}

impl Corpus {
    /// The corpus of briefings that are annotated and linked already; `annotations` and the mentions in `entities` run in
    /// parallel to `briefings` (missing ones are empty).
    pub fn assemble(
        briefings: Vec<Arc<Briefing>>,
        annotations: &[Annotations],
        entities: Entities,
        problems: Vec<Problem>,
        today: Date,
    ) -> Corpus {
        let nothing = Annotations::default();
        let facts: Vec<Facts> = briefings
            .par_iter()
            .enumerate()
            .map(|(i, b)| facts::facts(b, annotations.get(i).unwrap_or(&nothing)))
            .collect();
        Corpus::of_facts(briefings, facts, entities, problems, today)
    }

    fn of_facts(
        briefings: Vec<Arc<Briefing>>,
        facts: Vec<Facts>,
        entities: Entities,
        problems: Vec<Problem>,
        today: Date,
    ) -> Corpus {
        let mut corpus = Corpus {
            words: words::Words::build(&briefings),
            facets: facets::Facets::build(&briefings, &facts, &entities),
            names: resolve::Names::build(&entities),
            briefings,
            facts,
            entities,
            problems,
            today,
            columns: Default::default(),
            forward: Default::default(),
            ranks: Default::default(),
            dates: None,
        };
        corpus.rank();
        corpus
    }

    /// The mentions in one briefing.
    fn mentions(&self, briefing: u32) -> &[Mention] {
        let of = self.entities.mentions.get(briefing as usize);
        of.map_or(&[], Vec::as_slice)
    }

    /// Reads a text and resolves it: [`crate::query::parse`], then [`Corpus::resolve`]; errors have their place in `text`.
    pub fn read(&self, text: &str) -> Result<Query, QueryError> {
        self.resolve(&crate::query::parse(text)?)
    }

    /// What a briefing's place in time is compared by: its last and first possible day; nothing when it is undated.
    pub fn date_key(&self, briefing: u32) -> Option<(Date, Date)> {
        let facts = self.facts.get(briefing as usize)?;
        let published = facts.published.as_ref()?.value;
        Some((published.latest, published.earliest))
    }

    /// Puts briefings in an order; those that are equal in it stand newest first. Relevance to no words is the order by date.
    pub fn sort(&self, briefings: &mut [u32], order: Order) {
        let ranks = match order {
            Order::Date | Order::Relevance => &self.ranks[0],
            Order::Title => &self.ranks[1],
            Order::Source => &self.ranks[2],
            Order::Length => &self.ranks[3],
        };
        briefings.sort_unstable_by_key(|b| ranks.get(*b as usize).copied());
    }

    /// For each order the place of each briefing in it, so that sorting the hits of a search compares only numbers.
    fn rank(&mut self) {
        let mut all: Vec<u32> = (0..self.briefings.len() as u32).collect();
        let newest = |b: u32| {
            let date = self.date_key(b);
            (date.is_none(), Reverse(date))
        };
        all.sort_by_key(|b| newest(*b));
        let by_date = all.clone();
        // Each of these sorts is stable and starts from the newest first.
        all.sort_by_cached_key(|b| fold::name(self.briefings[*b as usize].heading()));
        let by_title = std::mem::replace(&mut all, by_date.clone());
        all.sort_by_cached_key(|b| fold::name(&self.facts[*b as usize].source.value));
        let by_source = std::mem::replace(&mut all, by_date.clone());
        all.sort_by_key(|b| Reverse(self.facts[*b as usize].words));
        let dated = || by_date.iter().filter_map(|b| Some(self.date_key(*b)?.0));
        self.dates = dated().min().zip(dated().max());
        self.ranks = [by_date, by_title, by_source, all].map(|order| {
            let mut places = vec![0; order.len()];
            for (place, briefing) in order.into_iter().enumerate() {
                places[briefing as usize] = place as u32;
            }
            places
        });
    }

    /// Every mention of an entity: `(briefing, index into its mentions)`, briefings by date (oldest first, undated last), then position.
    pub fn concordance(&self, entity: EntityId) -> Vec<(u32, u32)> {
        let Some(entry) = self.entities.all.get(entity.0 as usize) else {
            return Vec::new();
        };
        let mut briefings: Vec<u32> = entry.briefings.iter().map(|b| b.0).collect();
        briefings.sort_by_key(|b| {
            let date = self
                .date_key(*b)
                .map(|(latest, earliest)| (earliest, latest));
            (date.is_none(), date, *b)
        });
        let named = |b: u32| {
            let mentions = self.mentions(b).iter().enumerate();
            mentions
                .filter(move |(_, m)| m.entities.contains(&entity))
                .map(move |(i, _)| (b, i as u32))
        };
        briefings.into_iter().flat_map(named).collect()
    }
}
