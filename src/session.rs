//! What does a key press do? Keys so far and the keymap → actions of the app; and the app's picture.
//!
//! Must not know: the terminal. Tests drive the same session without one.

use crate::action::{Action, Focus, Mouse};
use crate::app::{App, Effect};
use crate::journal;
use crate::keymap::{Key, Keymap, Resolved, written};
use crate::view::{self, Context, Frame, theme::Theme};

/// An app with a keymap before it and a view behind it.
#[derive(Debug)]
pub struct Session {
    /// The state.
    pub app: App,
    keymap: Keymap,
    theme: Theme,
    /// Keys of an unfinished sequence.
    pending: Vec<Key>,
    /// How often the reader wants what comes next.
    count: Option<usize>,
}

/// Nothing is done more often at one press.
const MOST_OFTEN: usize = 999;

impl Session {
    /// A session of `app`.
    pub fn new(app: App, keymap: Keymap, theme: Theme) -> Session {
        Session {
            app,
            keymap,
            theme,
            pending: Vec::new(),
            count: None,
        }
    }

    /// Whether a text is being typed.
    pub fn typing(&self) -> bool {
        self.app.is_typing()
    }

    /// Whether this key means something where the reader is now.
    pub fn is_bound(&self, key: Key) -> bool {
        let keys: Vec<Key> = self.pending.iter().copied().chain([key]).collect();
        self.keymap.resolve(self.app.listening(), &keys) != Resolved::Unbound
    }

    /// What to press for an action where `focus` listens: its first keys, else where it is found by name.
    fn key_of(&self, focus: Focus, action: Action) -> String {
        let first = |action| self.keymap.keys_of(focus, action).into_iter().next();
        let keys = first(action).or_else(|| first(Action::Palette));
        keys.map(|keys| written(&keys)).unwrap_or_default()
    }

    /// Says what a reader sees who has named nothing to read.
    pub fn welcome(&mut self) {
        let open = self.key_of(Focus::Sources, Action::Open);
        self.app.say(format!(
            "These came with the program, first a guide of five steps: {open} goes to it"
        ));
    }

    /// One key.
    pub fn key(&mut self, key: Key) -> Vec<Effect> {
        if let Some(count) = self.counted(key) {
            self.count = Some(count);
            return Vec::new();
        }
        let focus = self.app.listening();
        self.pending.push(key);
        match self.keymap.resolve(focus, &self.pending) {
            Resolved::Action(action) => {
                self.pending.clear();
                journal::did(action.row().name);
                let often = self.count.take().filter(|_| action.repeats());
                let updates = (0..often.unwrap_or(1)).map(|_| self.app.update(action));
                updates.flatten().collect()
            }
            Resolved::Pending(_) => Vec::new(),
            Resolved::Unbound => {
                self.pending.clear();
                self.count = None;
                match key.typed() {
                    Some(c) if self.typing() => self.app.insert(c.encode_utf8(&mut [0; 4])),
                    _ => Vec::new(),
                }
            }
        }
    }

    /// The number that a digit makes of what was typed before it: where digits mean something else, they begin none.
    fn counted(&self, key: Key) -> Option<usize> {
        let digit = key.typed()?.to_digit(10)? as usize;
        let begins = || digit > 0 && !self.is_bound(key);
        let goes_on = self.pending.is_empty() && !self.typing();
        let may = goes_on && (self.count.is_some() || begins());
        may.then(|| (self.count.unwrap_or(0) * 10 + digit).min(MOST_OFTEN))
    }

    /// The mouse did something.
    pub fn mouse(&mut self, mouse: Mouse) -> Vec<Effect> {
        self.pending.clear();
        self.app.pointed(mouse)
    }

    /// Text pasted.
    pub fn paste(&mut self, text: &str) -> Vec<Effect> {
        self.pending.clear();
        if !self.typing() {
            let key = self.key_of(self.app.listening(), Action::Search);
            self.app
                .say(format!("Pasted text goes into the query: {key} first"));
        }
        self.app.insert(text)
    }

    /// Draws the session.
    pub fn draw(&self, frame: &mut Frame) {
        let context = Context {
            keymap: &self.keymap,
            pending: &self.pending,
            count: self.count,
            theme: self.theme,
        };
        view::draw(&self.app, context, frame);
    }
}
