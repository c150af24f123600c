//! What does the app ask, when a line has been typed? Everything is answered at once: the reader waits for one thing at a time.
//!
//! Must not know: what is printed.

use std::collections::VecDeque;

use crate::action::Action;
use crate::app::{Corrected, Effect};
use crate::sanitize;
use crate::state::{Error, Part};
use crate::sync::Done;

use super::Reader;

impl Reader<'_> {
    pub(super) fn close_layers(&mut self) {
        self.app.layers.clear();
    }

    pub(super) fn type_in(&mut self, text: &str, then: Action) {
        if self.app.is_typing() {
            let effects = self.app.insert(text);
            self.perform(effects);
            self.act(then);
        }
    }

    pub(super) fn act(&mut self, action: Action) {
        // What was said of the action before is still to be told.
        let said = self.app.message.take();
        let effects = self.app.update(action);
        self.perform(effects);
        if self.app.message.is_none() {
            self.app.message = said;
        }
    }

    /// Answers all that the app asks, at once.
    pub(super) fn perform(&mut self, effects: Vec<Effect>) {
        let mut effects = VecDeque::from(effects);
        while let Some(effect) = effects.pop_front() {
            let app = &mut self.app;
            match effect {
                Effect::Quit => self.ended = true,
                Effect::Search(search) => app.found(search.run()),
                Effect::Count(count) => app.counted(count.run()),
                Effect::Card(ask) => app.told(ask.run()),
                Effect::Follow(follow) => drop(app.followed(follow.run(&|| false))),
                Effect::Recall(recall) => {
                    let kept = self.state.records(recall.since);
                    let seen = app.options.place.as_ref().and_then(|p| self.state.seen(p));
                    effects.extend(app.recalled(recall.run(kept, seen.as_deref())));
                }
                Effect::Keep(edit) => {
                    self.state.note(edit);
                    let written = self.state.write();
                    effects.extend(self.kept(written));
                }
                Effect::Record(edit) => {
                    self.state.note(edit);
                    let written = self.state.write();
                    effects.extend(self.kept(written));
                }
                Effect::Export(order) => {
                    let written = order.run();
                    app.exported(written.map_err(|e| e.to_string()));
                }
                Effect::Correct(wish) => {
                    self.corrector.note(wish);
                    effects.extend(self.corrected());
                }
                Effect::Undo => {
                    self.corrector.note_undo();
                    effects.extend(self.corrected());
                }
                Effect::Redo => {
                    self.corrector.note_redo();
                    effects.extend(self.corrected());
                }
                // What only a screen shows, and what no command here asks for.
                _ => {}
            }
        }
        // The notes of what is open now; what else it asks for stands beside a text on a screen, or takes long.
        for effect in self.app.lacking() {
            if let Effect::Parallels(question) = effect {
                self.unasked = Some(question);
            }
        }
    }

    /// Has what was noted corrected, and takes in what the corpus is then.
    fn corrected(&mut self) -> Vec<Effect> {
        for one in self.corrector.run() {
            let told = one.map(|done| {
                let became = match done {
                    Done::Corrected { again: false, .. } => Corrected::Made,
                    Done::Corrected { again: true, .. } => Corrected::MadeAgain,
                    Done::TakenBack { .. } => Corrected::TakenBack,
                };
                (done.to_string(), done.place(), became)
            });
            self.app.corrected(told.map_err(|e| e.to_string()));
        }
        match (self.corpus)() {
            Ok(corpus) => self.app.opened(corpus, None),
            Err(error) => {
                self.app.warn(sanitize::line(&format!("{error:#}")));
                Vec::new()
            }
        }
    }

    /// Takes over what is kept, and says once why something is not.
    pub(super) fn kept(&mut self, parts: Vec<Result<Part, Error>>) -> Vec<Effect> {
        let mut effects = Vec::new();
        for part in parts {
            match part {
                Ok(Part::Asked(asked)) => self.app.asked(asked),
                Ok(Part::Saved(saved)) => effects.extend(self.app.saved(saved)),
                Ok(Part::Told(text)) => self.app.warn(text),
                Ok(Part::Layout(_)) => {}
                Ok(Part::Records) => effects.extend(self.app.recall()),
                Err(error) => {
                    let text = format!("Nothing is kept for the next session: {error}");
                    if self.told != text {
                        self.app.warn(text.clone());
                        self.told = text;
                    }
                }
            }
        }
        effects
    }
}
