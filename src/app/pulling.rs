//! What of the web is being fetched? How far it is, what came of it, and what went wrong.
//!
//! Must not know: the network, where things are kept.

use super::{App, Effect};
use crate::action::Action;
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
            self.say(format!(
                "Still pulling: {} stops it",
                self.call(Action::Close)
            ));
            return Vec::new();
        }
        self.pulling.progress = Some(Progress::default());
        vec![Effect::Pull]
    }

    /// Ends what is being fetched, unless something lies on top; else closes what does, and where nothing does ends the reading of
    /// the folder.
    pub(super) fn close_or_stop(&mut self) -> Vec<Effect> {
        if self.layers.is_empty() && self.pulling.progress.take().is_some() {
            self.say("Pulling is stopped; what had come is kept");
            return vec![Effect::StopPulling];
        }
        if self.close() {
            return Vec::new();
        }
        let Some(Progress { read, total }) = self.reading.take_if(|p| p.total > 0) else {
            return Vec::new();
        };
        self.say(format!(
            "Reading is stopped at {read} of {total}; the rest follows when you open it again, or something changes there"
        ));
        vec![Effect::StopReading]
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
