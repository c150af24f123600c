//! Which passages of the open briefing are said elsewhere? What the corpus was asked, what it answered, and the list on top.
//!
//! Invariant: what is known is of the open briefing in the present corpus, or nothing is.
//! Must not know: how passages are compared, how they are drawn.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::briefing::Span;
use crate::corpus::{Corpus, Parallel, Stop};

use super::article::Standing;
use super::list::Cursor;
use super::{App, Effect, Layer};

/// A question to the corpus, to be answered off the loop.
#[derive(Debug, Clone)]
pub struct Question {
    /// Counts up; an answer to an older one is dropped.
    pub generation: u64,
    corpus: Arc<Corpus>,
    briefing: u32,
}

/// The answer.
#[derive(Debug)]
pub struct Paralleled {
    /// That of the question.
    pub generation: u64,
    /// In the order of the briefing.
    pub found: Vec<Parallel>,
    /// Which texts the numbers of briefings mean: the corpus may be another when the answer comes.
    serials: BTreeMap<u32, u32>,
}

impl Question {
    /// Asks the corpus; gives up when `stop` tells that nobody waits any more.
    pub fn run(self, stop: &Stop<'_>) -> Paralleled {
        let found = self.corpus.parallels(self.briefing, stop);
        let serial = |p: &Parallel| (p.briefing, self.corpus.key(p.briefing).serial);
        Paralleled {
            generation: self.generation,
            serials: found.iter().map(serial).collect(),
            found,
        }
    }
}

/// What is known of the open briefing.
#[derive(Debug, Default)]
pub struct Known {
    /// Its passages that are said elsewhere, for the margin, in order.
    pub passages: Vec<Span>,
    /// Where; nothing while that is not known.
    found: Option<Vec<Parallel>>,
    /// Which texts the numbers of briefings in it mean.
    serials: BTreeMap<u32, u32>,
    /// Of which text all that is.
    of: Option<u32>,
    /// Of which text it was asked in the present corpus.
    asked: Option<u32>,
    /// Whether the reader waits for it.
    awaited: bool,
    generation: u64,
}

impl Known {
    /// The corpus is another. While more of it is still being read, what is known of a text stays known: asking again at every
    /// step would do the work over and over. When all is read, it is asked once more.
    pub(super) fn renew(&mut self, corpus: &Corpus, reading: bool) {
        if reading {
            self.follow(corpus);
        } else {
            self.found = None;
            self.asked = None;
        }
    }

    /// Gives the briefings in what is known the numbers that their texts have in this corpus; those that are gone are dropped.
    fn follow(&mut self, corpus: &Corpus) {
        let Some(found) = &mut self.found else {
            return;
        };
        let is = |number: u32, serial: u32| {
            (number as usize) < corpus.len() && corpus.key(number).serial == serial
        };
        if self.serials.iter().all(|(n, serial)| is(*n, *serial)) {
            return;
        }
        let wanted: BTreeSet<u32> = self.serials.values().copied().collect();
        let all = (0..corpus.len() as u32).map(|n| (corpus.key(n).serial, n));
        let numbers: BTreeMap<u32, u32> = all.filter(|(s, _)| wanted.contains(s)).collect();
        let serials = std::mem::take(&mut self.serials);
        let number = |old: u32| numbers.get(serials.get(&old)?).copied();
        found.retain_mut(|p| number(p.briefing).map(|n| p.briefing = n).is_some());
        self.serials = numbers.into_iter().map(|(s, n)| (n, s)).collect();
        self.list();
    }

    /// Nothing is known any more.
    fn forget(&mut self) {
        *self = Known {
            generation: self.generation,
            ..Known::default()
        };
    }

    /// Derives the passages for the margin.
    fn list(&mut self) {
        let found = self.found.iter().flatten();
        self.passages = found.map(|p| p.here.span).collect();
        self.passages.dedup();
    }
}

/// The parallels of one passage on the screen.
#[derive(Debug, Clone)]
pub struct Parallels {
    /// The briefing that the reader comes from.
    pub here: u32,
    /// The best first.
    pub all: Vec<Parallel>,
    /// Which one is beside the passage.
    pub cursor: Cursor,
}

impl Parallels {
    /// The one beside the passage.
    pub fn selected(&self) -> Option<&Parallel> {
        self.all.get(self.cursor.at)
    }

    /// The corpus is another; false if nothing of the list is left. `number` tells the new number of a text that is the same.
    pub(super) fn renumber(&mut self, number: impl Fn(u32) -> Option<u32>) -> bool {
        let Some(here) = number(self.here) else {
            return false;
        };
        self.here = here;
        let moved = |p: &mut Parallel| number(p.briefing).map(|n| p.briefing = n).is_some();
        self.all.retain_mut(moved);
        self.cursor.at = self.cursor.at.min(self.all.len().saturating_sub(1));
        !self.all.is_empty()
    }
}

impl App {
    /// Where the open briefing is said elsewhere, if nobody has asked for it yet.
    pub(super) fn lacking_passages(&mut self) -> Vec<Effect> {
        let open = self.article.as_ref();
        let Some(open) = open.filter(|a| a.standing != Standing::Gone) else {
            // Of a text that is gone nothing is known.
            self.parallels.forget();
            return Vec::new();
        };
        let briefing = open.briefing;
        let serial = self.corpus.key(briefing).serial;
        if self.parallels.asked == Some(serial) {
            return Vec::new();
        }
        let known = &mut self.parallels;
        if known.of != Some(serial) {
            // What stands in the margin is of another text.
            known.forget();
        }
        known.asked = Some(serial);
        known.of = Some(serial);
        known.generation += 1;
        vec![Effect::Parallels(Question {
            generation: known.generation,
            corpus: Arc::clone(&self.corpus),
            briefing,
        })]
    }

    /// The corpus has answered where the open briefing is said elsewhere; an answer to an older question is dropped.
    pub fn paralleled(&mut self, answer: Paralleled) {
        let known = &mut self.parallels;
        if answer.generation != known.generation || known.asked.is_none() {
            return;
        }
        known.found = Some(answer.found);
        known.serials = answer.serials;
        known.list();
        known.follow(&self.corpus);
        if std::mem::take(&mut known.awaited) && self.layers.is_empty() {
            self.message = None;
            self.open_parallels();
        }
    }

    /// Lists the parallels of the passage that the reader is at: that of the selected name, else the first one in sight.
    pub(super) fn open_parallels(&mut self) {
        let Some(article) = &self.article else {
            return;
        };
        if article.standing == Standing::Gone {
            return self.say("This briefing is no longer in the folder");
        }
        let Some(found) = &self.parallels.found else {
            self.parallels.awaited = true;
            return self.say("Looking for parallel passages …");
        };
        let sight = article.in_sight();
        let mention = article
            .mention
            .map(|m| article.page.mentions[m as usize].span);
        let find = article.find.and_then(|f| article.finds.get(f)).copied();
        let at = find.or(mention).filter(|s| s.overlaps(sight));
        let passages = &self.parallels.passages;
        let around = at.and_then(|at| passages.iter().find(|p| p.overlaps(at)));
        let seen = || passages.iter().find(|p| p.overlaps(sight));
        if let Some(passage) = around.or_else(seen) {
            let all = found.iter().filter(|p| p.here.span == *passage);
            let layer = Parallels {
                here: article.briefing,
                all: all.cloned().collect(),
                cursor: Cursor::default(),
            };
            return self.layers.push(Layer::Parallels(layer));
        }
        let below = passages.iter().any(|p| p.start >= sight.end);
        self.say(match (passages.is_empty(), below) {
            (true, _) => "No passage of this briefing is said elsewhere",
            (false, true) => "No passage in sight is said elsewhere; farther down there is one",
            (false, false) => "No passage in sight is said elsewhere; farther up there is one",
        });
    }

    /// Goes to the other place of the selected parallel.
    pub(super) fn land_on_parallel(&mut self, briefing: u32, passage: Span) {
        if let Some(article) = self.arrive(briefing) {
            article.land(passage);
        }
    }
}
