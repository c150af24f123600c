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
    /// When nothing matched: what leaving out a part of the query would find.
    pub without: Vec<Without>,
}

/// A part of the query that could be dropped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Without {
    /// The part, as printed.
    pub part: String,
    /// The query without it.
    pub query: Query,
    /// What that finds.
    pub count: usize,
}

impl Search {
    /// Asks the corpus.
    pub fn run(self) -> Found {
        let results = self.ask(&self.query, &self.facets);
        let mut without = Vec::new();
        if results.hits.is_empty() {
            for (part, query) in self.query.without_each() {
                let count = self.ask(&query, &[]).hits.len();
                without.push(Without { part, query, count });
            }
            without.sort_by_key(|w| std::cmp::Reverse(w.count));
        }
        Found {
            generation: self.generation,
            results,
            without,
        }
    }

    fn ask(&self, query: &Query, facets: &[Facet]) -> Results {
        let order = self.query.order().unwrap_or_default();
        self.corpus.search_own(query, order, facets, &self.own)
    }
}
