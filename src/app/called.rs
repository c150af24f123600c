//! What is said to the reader, and by what do they call for an action? Messages, and words for them: keys where there are keys,
//! commands where there are commands.
//!
//! Whoever takes in what the reader presses or types says it once, at the beginning of the session.
//! Must not know: which keys there are.

use std::collections::BTreeMap;

use crate::action::{Action, Focus};

use super::{App, Message};

/// What to press or type for actions, where each part of the screen listens.
#[derive(Debug, Clone, Default)]
pub struct Calls(BTreeMap<(Focus, Action), String>);

impl FromIterator<(Focus, Action, String)> for Calls {
    fn from_iter<I: IntoIterator<Item = (Focus, Action, String)>>(all: I) -> Calls {
        Calls(all.into_iter().map(|(f, a, call)| ((f, a), call)).collect())
    }
}

impl App {
    /// Says a word to the reader.
    pub fn say(&mut self, text: impl Into<String>) {
        self.message = Some(Message {
            text: text.into(),
            error: false,
        });
    }

    /// Says that something went wrong.
    pub fn warn(&mut self, text: impl Into<String>) {
        self.message = Some(Message {
            text: text.into(),
            error: true,
        });
    }

    /// What the reader presses for an action where they are, whatever is being typed; see [`App::call_in`].
    pub fn call(&self, action: Action) -> String {
        self.call_in(self.listening_below(), action)
    }

    /// What the reader presses for an action where `focus` listens: where nothing means it there, the palette and the name that
    /// finds it.
    pub fn call_in(&self, focus: Focus, action: Action) -> String {
        let call = |action| self.calls.0.get(&(focus, action));
        let name = action.row().name;
        match (call(action), call(Action::Palette)) {
            (Some(call), _) => call.clone(),
            (None, Some(palette)) => format!("{palette} {name}"),
            (None, None) => name.to_owned(),
        }
    }
}
