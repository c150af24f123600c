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
    /// This word may be spelled a little otherwise.
    Alike(String),
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

    /// What is misspelled comes first, as leaving it out would find more, but not what was meant.
    fn instead(&self) -> Vec<Instead> {
        let asked = |change: Change, query: Query| Instead {
            count: self.ask(&query, &[]).hits.len(),
            change,
            query,
        };
        let alike = self.query.alike_each().into_iter();
        let mut all: Vec<Instead> = alike
            .map(|(word, query)| asked(Change::Alike(word), query))
            .filter(|instead| instead.count > 0)
            .collect();
        let without = self.query.without_each().into_iter();
        let mut without: Vec<Instead> = without
            .map(|(part, query)| asked(Change::Without(part), query))
            .collect();
        without.sort_by_key(|instead| std::cmp::Reverse(instead.count));
        all.extend(without);
        all
    }

    fn ask(&self, query: &Query, facets: &[Facet]) -> Results {
        let order = self.query.order().unwrap_or_default();
        self.corpus.search_own(query, order, facets, &self.own)
    }
}
