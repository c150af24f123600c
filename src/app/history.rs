//! What has the reader made in this session, and how is it taken back? Steps there and back.
//!
//! Reading itself (what was opened, where it stopped) is no step: nobody takes that back.
//! Invariant: taking back and doing again are edits like any other, kept in the same way; another program sees them so.
//! Must not know: keys, where anything is kept.

use super::records::Done;
use super::{App, Effect};
use crate::action::Action;
use crate::query::Edit;

/// So many steps are remembered.
const MOST: usize = 1_000;

/// Something that the reader made.
#[derive(Debug, Clone)]
enum Step {
    /// On briefings or entities; what undoes it and what does it again.
    Left(String, Vec<Done>, Vec<Done>),
    /// With saved queries; likewise.
    Kept(String, Vec<Edit>, Vec<Edit>),
    /// A correction: its own history knows which.
    Corrected,
}

/// Steps that were made, and those that were taken back; both the last last.
#[derive(Debug, Default)]
pub struct History {
    made: Vec<Step>,
    taken_back: Vec<Step>,
}

/// What became of a correction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Corrected {
    /// It was made.
    Made,
    /// It was taken back.
    TakenBack,
    /// It was made again.
    MadeAgain,
}

impl History {
    fn push(&mut self, step: Step) {
        self.made.push(step);
        // What was taken back before belongs to a course of things that is not this one.
        self.taken_back.clear();
        if self.made.len() > MOST {
            self.made.remove(0);
        }
    }

    /// Follows briefings to their new numbers.
    pub(super) fn renumber(&mut self, new: &dyn Fn(u32) -> Option<u32>) {
        let moved = |all: &mut Vec<Done>| {
            let old = std::mem::take(all).into_iter();
            all.extend(old.filter_map(|done| done.renumbered(new)));
        };
        for step in self.made.iter_mut().chain(&mut self.taken_back) {
            if let Step::Left(_, undo, redo) = step {
                moved(undo);
                moved(redo);
            }
        }
    }
}

impl App {
    /// Does something to the records that can be taken back; `what` is what the reader calls it.
    pub(super) fn undoable(&mut self, what: String, done: Done) -> Option<Effect> {
        let undo = self.records.inverse(&done);
        Some(self.undoable_to(what, undo, done))
    }

    /// The same, where something else undoes it than what would be so now.
    pub(super) fn undoable_to(&mut self, what: String, undo: Vec<Done>, done: Done) -> Effect {
        self.history
            .push(Step::Left(what, undo, vec![done.clone()]));
        self.record(done)
    }

    /// Keeps an edit of the saved queries, which can be taken back.
    pub(super) fn keep_undoable(&mut self, what: String, edit: Edit) -> Vec<Effect> {
        let undo = self.kept.inverse(&edit);
        self.history
            .push(Step::Kept(what, undo, vec![edit.clone()]));
        self.keep(edit)
    }

    /// Takes back what was made last, or makes again what was taken back last.
    pub(super) fn step_back(&mut self, again: bool) -> Vec<Effect> {
        let from = match again {
            false => &mut self.history.made,
            true => &mut self.history.taken_back,
        };
        let Some(step) = from.pop() else {
            self.say(match again {
                false => "Nothing was made in this session that could be taken back",
                true => "Nothing was taken back that could be made again",
            });
            return Vec::new();
        };
        let effects = match &step {
            Step::Corrected if again => return vec![Effect::Redo],
            Step::Corrected => return vec![Effect::Undo],
            Step::Left(what, undo, redo) => {
                self.say_stepped(what, again);
                self.record_all(if again { redo } else { undo }.clone())
            }
            Step::Kept(what, undo, redo) => {
                self.say_stepped(what, again);
                let edits = if again { redo } else { undo }.clone();
                edits.into_iter().flat_map(|e| self.keep(e)).collect()
            }
        };
        match again {
            false => self.history.taken_back.push(step),
            true => self.history.made.push(step),
        }
        effects
    }

    fn say_stepped(&mut self, what: &str, again: bool) {
        self.say(match again {
            false => format!("Taken back: {what}"),
            true => format!("Made again: {what}"),
        });
    }

    fn record_all(&mut self, all: Vec<Done>) -> Vec<Effect> {
        let effects: Vec<Effect> = all.into_iter().map(|done| self.record(done)).collect();
        self.rebuild_sources();
        effects.into_iter().chain(self.recount_own()).collect()
    }

    /// What came of a correction, of taking one back or of making it again: a sentence, and where that stands now.
    pub fn corrected(&mut self, told: Result<(String, Option<String>, Corrected), String>) {
        match told {
            Ok((told, place, became)) => {
                let undo = self.call(Action::Undo);
                self.say(match place {
                    Some(place) => format!("{told} · {undo} undoes · {place}"),
                    None => told,
                });
                match became {
                    Corrected::Made => self.history.push(Step::Corrected),
                    Corrected::TakenBack => self.history.taken_back.push(Step::Corrected),
                    Corrected::MadeAgain => self.history.made.push(Step::Corrected),
                }
            }
            Err(why) => self.warn(why),
        }
    }
}
