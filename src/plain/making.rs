//! What does the reader make line by line? Notes, corrections, files.
//!
//! Must not know: where any of it is kept.

use std::io;

use crate::action::Action;
use crate::app::{Layer, Offer};
use crate::fold;
use crate::typeset;

use super::Reader;
use super::menu::{self, Menu};

impl Reader<'_> {
    /// Does something to the open briefing.
    pub(super) fn on_open(&mut self, action: Action) -> io::Result<()> {
        if !self.reading {
            return self.say("Open a briefing first, by its number.");
        }
        self.resume();
        self.act(action);
        Ok(())
    }

    pub(super) fn note(&mut self, text: &str) -> io::Result<()> {
        self.on_open(Action::Note)?;
        let Some(writing) = &self.app.writing else {
            return Ok(());
        };
        let on = menu::cut(&typeset::flat(writing.quote().unwrap_or(writing.about())));
        let goes_on = writing.text.lines().iter().any(|line| !line.is_empty());
        if goes_on {
            self.act(Action::NewLine);
        }
        self.type_in(text, Action::Close);
        // The app does not say on what.
        self.app.message = None;
        self.say(&match goes_on {
            true => format!("Added to the note on: {on} (undo takes it back)"),
            false => format!("Noted on: {on}"),
        })
    }

    /// Corrects the name whose places were listed last: whom a text means, how it is called, what it is, or that it is none.
    pub(super) fn correct(&mut self, action: Action, text: &str) -> io::Result<()> {
        if !matches!(self.app.layers.last(), Some(Layer::Concordance(_))) {
            return self.say("That is of a name: names lists those here, and a number its places.");
        }
        self.act(action);
        self.act(Action::DeleteToStart);
        if self.app.is_typing() {
            let effects = self.app.insert(text);
            self.perform(effects);
            if let Some(why) = self.misses(action, text) {
                self.act(Action::Close);
                return self.say(&why);
            }
            self.act(Action::Accept);
        }
        if self.app.is_typing() {
            // What the app asks then is answered by one more key on a screen.
            self.act(Action::Close);
            self.app.message = None;
            return self.say("They are of different kinds: kind says of one what it is.");
        }
        self.tell()?;
        match self.app.layers.last() {
            Some(Layer::Concordance(_)) => self.menu(Menu::Concordance),
            _ => self.list(),
        }
    }

    /// Why what is offered first is not what was typed: here nobody sees what it would be.
    fn misses(&self, action: Action, text: &str) -> Option<String> {
        let offered = match self.app.offers.first() {
            _ if action == Action::Rename => return None,
            Some(Offer::Entity(entity)) => self.app.corpus.entity(*entity).name,
            Some(Offer::Kind(kind)) => kind.name(),
            _ => return Some(format!("Nothing here is called {text}.")),
        };
        let same = fold::name(offered) == fold::name(text);
        (!same).then(|| format!("Nothing here is called {text}; did you mean {offered}?"))
    }

    /// Writes what is read, or the list, to a file of this name.
    pub(super) fn export(&mut self, file: &str) {
        self.act(Action::Export);
        self.act(Action::DeleteToStart);
        self.type_in(file, Action::Accept);
    }
}
