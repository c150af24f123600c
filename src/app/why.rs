//! Why is a briefing in the list? How often the words of the query stand in it, and the first of them with what is around.
//!
//! Asked of the corpus off the loop, for the rows in sight only: a text has to be read for it.
//! Must not know: how rows look.

use std::collections::HashMap;
use std::sync::Arc;

use crate::briefing::{BlockKind, Span};
use crate::corpus::{Corpus, Marks};
use crate::layout;

use super::sources::Row;
use super::{App, Effect};

/// Bytes before the first find that are shown, and bytes from it on.
const AROUND: (usize, usize) = (24, 120);

/// Why one briefing is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Why {
    /// How often the query's words and names stand in its text.
    pub finds: usize,
    /// The first of them with the words around.
    pub words: String,
}

/// A question to the corpus.
#[derive(Debug, Clone)]
pub struct Question {
    generation: u64,
    corpus: Arc<Corpus>,
    marks: Marks,
    briefings: Vec<u32>,
}

/// The answer.
#[derive(Debug)]
pub struct Answer {
    generation: u64,
    all: Vec<(u32, Why)>,
}

/// What is known of the present list.
#[derive(Debug, Default)]
pub struct Known {
    all: HashMap<u32, Why>,
    asked: Vec<u32>,
    generation: u64,
}

impl Question {
    /// Looks into the texts.
    pub fn run(self) -> Answer {
        let why = |briefing: &u32| {
            let found = self.corpus.found(&self.marks, *briefing);
            let page = self.corpus.page(*briefing);
            let body = &page.briefing.body;
            let title = page.briefing.blocks.iter();
            let title = title.filter(|b| b.kind == BlockKind::Title);
            let title = title.map(|b| b.span).next().unwrap_or(Span::new(0, 0));
            // What the title says stands in the row already.
            let first = found.iter().find(|f| !title.contains(**f));
            let words = first.map(|first| {
                let at = first.start as usize;
                let from = (0..=at.saturating_sub(AROUND.0)).rev();
                let from = from.map(|i| (i, body.get(..i)));
                let mut starts = from.filter(|(_, before)| {
                    before.is_some_and(|b| b.is_empty() || b.ends_with(char::is_whitespace))
                });
                let from = starts.next().map_or(0, |(i, _)| i);
                let to = (at + AROUND.1).min(body.len());
                let to = (to..=body.len()).find(|i| body.is_char_boundary(*i));
                let text = body.get(from..to.unwrap_or(from)).unwrap_or_default();
                text.split_whitespace().collect::<Vec<_>>().join(" ")
            });
            let why = Why {
                finds: found.len(),
                words: words.unwrap_or_default(),
            };
            (*briefing, why)
        };
        Answer {
            generation: self.generation,
            all: self.briefings.iter().map(why).collect(),
        }
    }
}

impl Known {
    /// Why a briefing is there, as far as it is known.
    pub fn of(&self, briefing: u32) -> Option<&Why> {
        self.all.get(&briefing)
    }

    /// The list is another.
    pub(super) fn forget(&mut self) {
        self.all.clear();
        self.asked.clear();
        self.generation += 1;
    }
}

impl App {
    /// What the screen shows and nobody has asked for yet, to be found out by a worker.
    pub fn lacking(&mut self) -> Vec<Effect> {
        self.refresh_notes();
        let mut effects = self.lacking_passages();
        effects.extend(self.ask_why());
        effects
    }

    fn ask_why(&mut self) -> Option<Effect> {
        if !self.query.has_words() || self.areas.sources.area() == 0 {
            return None;
        }
        let height = usize::from(layout::body(self.areas.sources).height);
        let top = self.sources.cursor.top;
        let rows = (top..top + height).filter_map(|at| self.sources.row(at));
        let listed = rows.filter_map(|row| match row {
            Row::Briefing(briefing) => Some(briefing),
            _ => None,
        });
        let known = &mut self.why;
        let briefings: Vec<u32> = listed.filter(|b| !known.all.contains_key(b)).collect();
        if briefings.is_empty() || briefings == known.asked {
            return None;
        }
        known.asked.clone_from(&briefings);
        Some(Effect::Why(Question {
            generation: known.generation,
            corpus: Arc::clone(&self.corpus),
            marks: self.results.marks.clone(),
            briefings,
        }))
    }

    /// The corpus has answered; an answer about another list is dropped.
    pub fn explained(&mut self, answer: Answer) {
        if answer.generation == self.why.generation {
            self.why.all.extend(answer.all);
        }
    }
}
