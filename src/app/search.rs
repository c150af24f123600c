//! What does the corpus answer to a query? A question that can be taken to a worker, and the answer that comes back.
//!
//! Must not know: what is shown of it.

use std::sync::Arc;

use crate::corpus::{Corpus, Own, Results};
use crate::query::{Facet, Query};

/// A question to the corpus, to be answered off the loop.
#[derive(Debug, Clone)]
pub struct Search {
    /// Counts up; an answer to an older one is dropped.
    pub generation: u64,
    pub(super) corpus: Arc<Corpus>,
    pub(super) query: Query,
    pub(super) own: Arc<Own>,
    /// The facets whose values are shown: no others are counted.
    pub(super) facets: Vec<Facet>,
}

/// The answer.
#[derive(Debug)]
pub struct Found {
    /// That of the question.
    pub generation: u64,
    /// What matched.
    pub results: Results,
    /// When nothing matched: what other queries near it would find.
    pub instead: Vec<Instead>,
}

/// A query that could be asked instead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Instead {
    /// What is other in it.
    pub change: Change,
    /// The query.
    pub query: Query,
    /// What it finds.
    pub count: usize,
}

/// What is other in a query that could be asked instead; a part of the query, as printed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// This word, or each of these, may be spelled a little otherwise.
    Alike(String),
    /// These years are asked for, where the query had them as words.
    Years(String),
    /// This is left out.
    Without(String),
}

impl Search {
    /// Asks the corpus.
    pub fn run(self) -> Found {
        let results = self.ask(&self.query, &self.facets);
        let instead = match results.hits.is_empty() {
            true => self.instead(),
            false => Vec::new(),
        };
        Found {
            generation: self.generation,
            results,
            instead,
        }
    }

    /// What is misspelled or meant as a year comes first, as leaving it out would find more, but not what was meant. What would find
    /// nothing is no help.
    fn instead(&self) -> Vec<Instead> {
        let asked = |change: Change, query: Query| Instead {
            count: self.ask(&query, &[]).hits.len(),
            change,
            query,
        };
        let finds = |instead: &Instead| instead.count > 0;
        let as_years = self.query.as_years().into_iter();
        let as_years = as_years.map(|(years, query)| asked(Change::Years(years), query));
        let mut all: Vec<Instead> = as_years.filter(finds).collect();
        let alike = |(word, query)| asked(Change::Alike(word), query);
        all.extend(self.query.alike_each().into_iter().map(alike).filter(finds));
        if all.is_empty() {
            all.extend(self.query.alike_all().map(alike).filter(finds));
        }
        let without = self.query.without_each().into_iter();
        let without = without.map(|(part, query)| asked(Change::Without(part), query));
        let mut without: Vec<Instead> = without.filter(finds).collect();
        without.sort_by_key(|instead| std::cmp::Reverse(instead.count));
        all.extend(without);
        all
    }

    fn ask(&self, query: &Query, facets: &[Facet]) -> Results {
        let order = self.query.order().unwrap_or_default();
        self.corpus.search_own(query, order, facets, &self.own)
    }
}
