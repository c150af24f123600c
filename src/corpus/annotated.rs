//! What is known of a briefing before it meets the others? Made once, and shared by every snapshot that holds the briefing.
//!
//! Must not know: queries, where briefings come from.

use std::sync::Arc;

use rayon::prelude::*;

use super::{Corpus, Facts, facts};
use crate::annotate::{Annotations, annotate};
use crate::briefing::{Briefing, Loaded, Problem};
use crate::entity::link;

/// A briefing with all that depends on it alone: the dear part of opening a corpus.
#[derive(Debug)]
pub struct Annotated {
    /// The briefing.
    pub briefing: Arc<Briefing>,
    annotations: Annotations,
    facts: Facts,
}

impl Annotated {
    /// Annotates a briefing.
    pub fn new(briefing: Arc<Briefing>) -> Annotated {
        let annotations = annotate(&briefing);
        Annotated {
            facts: facts::facts(&briefing, &annotations),
            annotations,
            briefing,
        }
    }
}

impl Corpus {
    /// Annotates and links what was loaded; relative dates are seen from the day of the call.
    pub fn build(loaded: Loaded) -> Corpus {
        let briefings = loaded.briefings.into_par_iter();
        let annotated: Vec<Annotated> = briefings.map(Annotated::new).collect();
        let parts: Vec<&Annotated> = annotated.iter().collect();
        Corpus::of(&parts, loaded.problems)
    }

    /// Links briefings that are annotated already; they come in order of name. As [`Corpus::build`] otherwise.
    pub fn of(parts: &[&Annotated], problems: Vec<Problem>) -> Corpus {
        let briefings: Vec<Arc<Briefing>> = parts.iter().map(|p| Arc::clone(&p.briefing)).collect();
        let annotations: Vec<&Annotations> = parts.iter().map(|p| &p.annotations).collect();
        let entities = link(&briefings, &annotations);
        let facts = parts.iter().map(|p| p.facts.clone()).collect();
        let today = jiff::Zoned::now().date();
        Corpus::of_facts(briefings, facts, entities, problems, today)
    }
}
