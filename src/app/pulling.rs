//! What of the web is being fetched? How far it is, what came of it, and what went wrong.
//!
//! Must not know: the network, where things are kept.

use super::{App, Effect};
use crate::briefing::{Problem, Progress};

/// Fetching, as the reader sees it.
#[derive(Debug, Default)]
pub struct Pulling {
    /// How far it is, while it goes on.
    pub progress: Option<Progress>,
    /// What went wrong the last time.
    pub problems: Vec<Problem>,
}

impl App {
    pub(super) fn pull(&mut self) -> Vec<Effect> {
        if self.pulling.progress.is_some() {
            self.say("Still pulling: esc stops it");
            return Vec::new();
        }
        self.pulling.progress = Some(Progress::default());
        vec![Effect::Pull]
    }

    /// Whether what is being fetched is what esc ends: everything that lies on top goes first.
    pub(super) fn is_pulling(&self) -> bool {
        self.pulling.progress.is_some() && self.layers.is_empty()
    }

    pub(super) fn stop_pulling(&mut self) -> Vec<Effect> {
        self.pulling.progress = None;
        self.say("Pulling is stopped; what had come is kept");
        vec![Effect::StopPulling]
    }

    /// So far fetching has come.
    pub fn pulls(&mut self, progress: Progress) {
        // After it was stopped, a last word may still be on its way.
        if let Some(so_far) = &mut self.pulling.progress {
            *so_far = progress;
        }
    }

    /// What came of it, in a sentence; what went wrong stands among the problems.
    pub fn pulled(&mut self, told: Result<String, String>, problems: Vec<Problem>) {
        self.pulling.problems = problems;
        if self.pulling.progress.take().is_none() {
            return;
        }
        match told {
            Ok(told) => self.say(told),
            Err(told) => self.warn(told),
        }
    }

    /// All that went wrong: with what is read, and with what was fetched.
    pub fn problems(&self) -> impl Iterator<Item = &Problem> {
        self.corpus.problems().iter().chain(&self.pulling.problems)
    }
}
