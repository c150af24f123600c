//! Which briefings are copies of each other? What the corpus answered, so that lists can show one of them for all.
//!
//! Invariant: the numbers are those of the present corpus; of a group at least two are known.
//! Must not know: how texts are compared, how lists look.

use std::sync::Arc;

use crate::corpus::{Corpus, Sketches, Stop};

use super::{App, Effect};

/// Copies are sought among so many briefings at most: every text is read for it once in a session, which was measured to take one
/// processor 0.7 s for 10,000 texts of 4 KB without the compiler's optimisation, and what is kept of a text takes 200 bytes. Ten
/// seconds and 20 MB are the most that may be spent on what nobody has asked for.
const MOST: usize = 100_000;
/// A briefing that has no copy.
const NONE: u32 = u32::MAX;

/// A question to the corpus, to be answered off the loop.
#[derive(Debug, Clone)]
pub struct Question {
    generation: u64,
    corpus: Arc<Corpus>,
    known: Sketches,
}

/// The answer.
#[derive(Debug)]
pub struct Answer {
    generation: u64,
    copies: Vec<u32>,
}

impl Question {
    /// Asks the corpus; gives up when `stop` tells that nobody waits any more.
    pub fn run(self, stop: &Stop<'_>) -> Answer {
        let mut copies = Vec::new();
        let groups = self.corpus.near_copies(&self.known, stop);
        if !groups.is_empty() {
            copies.resize(self.corpus.len(), NONE);
        }
        for (group, number) in groups.iter().zip(0..) {
            group.iter().for_each(|b| copies[*b as usize] = number);
        }
        Answer {
            generation: self.generation,
            copies,
        }
    }
}

/// Which briefings are copies of each other, as far as it is known.
#[derive(Debug, Default)]
pub struct Copies {
    /// For each briefing its group; empty when there are no copies.
    group: Vec<u32>,
    /// What stands for the texts that were read: only new ones are read again.
    known: Sketches,
    generation: u64,
}

impl Copies {
    /// Whether none are known.
    pub fn is_empty(&self) -> bool {
        self.group.is_empty()
    }

    /// The group of a briefing that has copies.
    pub fn group(&self, briefing: u32) -> Option<u32> {
        let group = self.group.get(briefing as usize).copied();
        group.filter(|g| *g != NONE)
    }

    /// The corpus is another: what is known of its texts stays known until the answer comes.
    pub(super) fn renumber(&mut self, len: usize, new: impl Fn(u32) -> Option<u32>) {
        if self.group.is_empty() {
            return;
        }
        let mut group = vec![NONE; len];
        for (old, number) in (0..).zip(&self.group).filter(|(_, g)| **g != NONE) {
            if let Some(at) = new(old).and_then(|n| group.get_mut(n as usize)) {
                *at = *number;
            }
        }
        self.group = group;
    }
}

impl App {
    /// Asks which briefings are copies of each other, once all are read.
    pub(super) fn ask_copies(&mut self) -> Option<Effect> {
        self.copies.generation += 1;
        if self.reading.is_some() {
            return None;
        }
        if self.corpus.len() > MOST {
            self.copies.group.clear();
            return None;
        }
        Some(Effect::Copies(Question {
            generation: self.copies.generation,
            corpus: Arc::clone(&self.corpus),
            known: self.copies.known.clone(),
        }))
    }

    /// The corpus has answered; an answer to an older question is dropped.
    pub fn copied(&mut self, answer: Answer) {
        if answer.generation == self.copies.generation && answer.copies != self.copies.group {
            self.copies.group = answer.copies;
            self.rebuild_sources();
        }
    }
}
