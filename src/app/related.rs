//! Which briefings are about the same as the open one? The list that lies on top, asked for off the loop.
//!
//! Invariant: a question whose list is closed, or asked for anew, is dead: whoever works at it can see that.
//! Must not know: how briefings are compared, how they are drawn.

use std::sync::{Arc, Weak};

use crate::corpus::{self, Corpus};

use super::article::Standing;
use super::list::{Cursor, Motion};
use super::{App, Effect, Layer};

/// So many are listed: what comes after them has little to do with the briefing.
const LISTED: usize = 20;
/// Lines above the list.
pub const HEAD: u16 = 2;
/// Lines of a briefing: which, and why.
pub const LINES: usize = 2;

/// A question to the corpus, to be answered off the loop.
#[derive(Debug, Clone)]
pub struct Question {
    corpus: Arc<Corpus>,
    briefing: u32,
    of: Weak<()>,
}

/// The answer.
#[derive(Debug)]
pub struct Answer {
    found: Vec<corpus::Related>,
    of: Weak<()>,
}

impl Question {
    /// Asks the corpus; gives up when nobody waits any more: `stale` tells that, or the list is closed.
    pub fn run(self, stale: &corpus::Stop<'_>) -> Answer {
        let stop = || self.of.strong_count() == 0 || stale();
        Answer {
            found: self.corpus.related(self.briefing, LISTED, &stop),
            of: self.of,
        }
    }
}

/// The briefings that are about the same as one.
#[derive(Debug, Clone)]
pub struct Related {
    /// The briefing that the reader comes from.
    pub here: u32,
    /// The most related first; nothing while that is not known.
    pub found: Option<Vec<corpus::Related>>,
    /// Where the reader is in them.
    pub cursor: Cursor,
    /// Lives as long as the list waits for its answer.
    wanted: Arc<()>,
}

impl Related {
    /// The selected one.
    pub fn selected(&self) -> Option<&corpus::Related> {
        self.found.as_ref()?.get(self.cursor.at)
    }

    /// Moves through the list in a window of so many briefings.
    pub(super) fn go(&mut self, motion: Motion, height: usize) {
        let len = self.found.as_ref().map_or(0, Vec::len);
        self.cursor.go(motion, height, len, |_| true);
    }

    /// The corpus is another; false if the briefing is gone. `number` tells the new number of a text that is the same.
    pub(super) fn renumber(&mut self, number: impl Fn(u32) -> Option<u32>) -> bool {
        let Some(here) = number(self.here) else {
            return false;
        };
        self.here = here;
        match &mut self.found {
            Some(found) => {
                found.retain_mut(|r| number(r.briefing).map(|n| r.briefing = n).is_some());
                self.cursor.at = self.cursor.at.min(found.len().saturating_sub(1));
            }
            // What is being looked for has the numbers of the corpus before.
            None => self.wanted = Arc::default(),
        }
        true
    }
}

impl App {
    /// Lists the briefings that are about the same as the open one.
    pub(super) fn open_related(&mut self) -> Vec<Effect> {
        let Some(article) = &self.article else {
            return Vec::new();
        };
        if article.standing == Standing::Gone {
            self.say("This briefing is no longer in the folder");
            return Vec::new();
        }
        let list = Related {
            here: article.briefing,
            found: None,
            cursor: Cursor::default(),
            wanted: Arc::default(),
        };
        self.layers.push(Layer::Related(list));
        self.ask_related().into_iter().collect()
    }

    /// Asks for the topmost list that has no answer.
    pub(super) fn ask_related(&self) -> Option<Effect> {
        let lists = self.layers.iter().rev().filter_map(|l| match l {
            Layer::Related(list) => Some(list),
            _ => None,
        });
        let waiting = lists.into_iter().find(|l| l.found.is_none())?;
        Some(Effect::Related(Question {
            corpus: Arc::clone(&self.corpus),
            briefing: waiting.here,
            of: Arc::downgrade(&waiting.wanted),
        }))
    }

    /// The corpus has answered which briefings are about the same; an answer that no list waits for is dropped.
    pub fn related(&mut self, answer: Answer) {
        for layer in &mut self.layers {
            if let Layer::Related(list) = layer
                && Arc::downgrade(&list.wanted).ptr_eq(&answer.of)
            {
                list.found = Some(answer.found);
                return;
            }
        }
    }

    /// Opens the selected one.
    pub(super) fn land_on_related(&mut self) {
        if let Some(Layer::Related(list)) = self.layers.last()
            && let Some(found) = list.selected()
        {
            self.go_to(found.briefing);
        }
    }

    /// Briefings of such a list in sight.
    pub(super) fn related_height(&self) -> usize {
        let body = crate::layout::below(self.areas.main, HEAD);
        (usize::from(body.height) / LINES).max(1)
    }
}
