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
    /// What was to be done with a text, and could not be: the text may be typed all the same, and its letters are no keys.
    refused: Option<Action>,
}

/// Nothing is done more often at one press.
const MOST_OFTEN: usize = 999;

impl Session {
    /// A session of `app`.
    pub fn new(mut app: App, keymap: Keymap, theme: Theme) -> Session {
        app.calls = keymap.first_keys().into_iter().collect();
        Session {
            app,
            keymap,
            theme,
            pending: Vec::new(),
            count: None,
            refused: None,
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

    /// Says what a reader sees who has named nothing to read.
    pub fn welcome(&mut self) {
        let open = self.app.call_in(Focus::Sources, Action::Open);
        self.app.say(format!(
            "These came with the program, first a guide of five steps: {open} goes to it"
        ));
    }

    /// One key.
    pub fn key(&mut self, key: Key) -> Vec<Effect> {
        if self.is_of_refused(key) {
            return Vec::new();
        }
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
                let effects = updates.flatten().collect();
                if action.asks_for_text() {
                    self.refused = (!self.typing()).then_some(action);
                }
                effects
            }
            Resolved::Pending(_) => Vec::new(),
            Resolved::Unbound => {
                self.say_what_can_follow(focus);
                self.pending.clear();
                self.count = None;
                match key.typed() {
                    Some(c) if self.typing() => self.app.insert(c.encode_utf8(&mut [0; 4])),
                    _ => Vec::new(),
                }
            }
        }
    }

    /// Whether a key is only a letter of a text that there is no place for. The keys that move go on working, so does the one
    /// that was refused; whatever types nothing ends it.
    fn is_of_refused(&mut self, key: Key) -> bool {
        let Some(refused) = self.refused.filter(|_| !self.typing()) else {
            self.refused = None;
            return false;
        };
        let resolved = self.keymap.resolve(self.app.listening(), &[key]);
        if key.typed().is_none() {
            self.refused = None;
            return resolved == Resolved::Action(Action::Close);
        }
        let goes_on = |action: Action| action == refused || action.scrolls();
        if matches!(resolved, Resolved::Action(action) if goes_on(action)) {
            return false;
        }
        let close = self.app.call(Action::Close);
        self.app.say(format!(
            "No text is asked for, so letters do nothing: {close} first"
        ));
        true
    }

    /// When keys begin a sequence that does not go on so: what the reader pressed, and what it could have been.
    fn say_what_can_follow(&mut self, focus: Focus) {
        let Some((last, begun)) = self.pending.split_last().filter(|p| !p.1.is_empty()) else {
            return;
        };
        let Resolved::Pending(following) = self.keymap.resolve(focus, begun) else {
            return;
        };
        if self.keymap.resolve(focus, &[*last]) == Resolved::Action(Action::Close) {
            self.app.message = None;
            return;
        }
        let keys: Vec<String> = following.iter().map(|(key, _)| key.to_string()).collect();
        self.app.say(format!(
            "{} means nothing; after {} can come {}",
            written(&self.pending),
            written(begun),
            keys.join(" ")
        ));
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
            let key = self.app.call(Action::Search);
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
