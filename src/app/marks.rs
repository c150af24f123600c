//! Marking places with letters, and going back to them: a–z in a briefing, A–Z across all.
//!
//! Must not know: where marks are kept.

use crate::action::{Action, Focus};

use super::prompt::{Prompt, Purpose};
use super::prompts::Offer;
use super::trail::Place;
use super::{App, Effect};

impl App {
    pub(super) fn start_mark(&mut self, purpose: Purpose) -> Vec<Effect> {
        if self.article.is_none() {
            return Vec::new();
        }
        self.layers.clear();
        self.prompt = Some(Prompt::new(purpose, ""));
        self.refresh_offers();
        if purpose == Purpose::Goto && self.offers.is_empty() {
            self.prompt = None;
            let mark = self.call_in(Focus::Article, Action::Mark);
            self.say(format!("Nothing is marked yet: {mark} and a letter marks a place, with A to Z one for all briefings"));
        }
        Vec::new()
    }

    /// A letter has been typed: marks the place with it.
    pub(super) fn mark_here(&mut self, typed: &str) -> Vec<Effect> {
        self.prompt = None;
        let letter = typed.chars().next();
        match letter.and_then(|letter| Some((letter, self.set_mark(letter)?))) {
            Some((letter, effect)) => {
                let back = self.call(Action::Marked);
                self.say(format!("Marked {letter}: {back} {letter} comes back here"));
                vec![effect]
            }
            None => {
                self.warn("A mark is a letter: a to z in this briefing, A to Z for all");
                Vec::new()
            }
        }
    }

    /// A letter has been typed: goes to the place that it marks.
    pub(super) fn go_to_mark(&mut self, typed: &str) {
        self.prompt = None;
        self.offers.clear();
        let Some(letter) = typed.chars().next() else {
            return;
        };
        let Some((briefing, at)) = self.mark(letter) else {
            return self.warn(format!("Nothing is marked {letter}"));
        };
        if self.arrive(briefing).is_some() {
            self.show(Place {
                briefing,
                at,
                above: 0,
                mention: None,
            });
        }
    }

    /// The marks that can be gone to: those of the open briefing, then those across.
    pub(super) fn marks(&self) -> Vec<Offer> {
        let open = self.article.as_ref().map(|a| a.briefing);
        let here = open.into_iter().flat_map(|b| self.records.letters(b));
        let across = self.records.letters_across().map(|(letter, _)| letter);
        let mark = |letter| {
            let (briefing, at) = self.mark(letter)?;
            Some(Offer::Mark {
                letter,
                briefing,
                at,
            })
        };
        here.chain(across).filter_map(mark).collect()
    }
}
