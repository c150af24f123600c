//! What does the reader write on something? The note that is open in the small editor, and what becomes of it.
//!
//! What is written is kept word by word, so that a line that drops takes little of it along; to the reader it is one step, made
//! when the editor is closed.
//! Must not know: keys, where notes are kept.

use std::sync::Arc;

use ratatui_textarea::{CursorMove, TextArea, WrapMode};

use crate::action::Action;
use crate::record::{Note, On};
use crate::sanitize;

use super::records::Done;
use super::{App, Effect};

/// Lines of text that the editor shows at most.
pub const LINES: u16 = 8;

/// A note in the editor.
#[derive(Debug, Clone)]
pub struct Writing {
    /// The text, with its caret.
    pub text: TextArea<'static>,
    /// The note as it was kept last.
    note: Note,
    /// Whose it is, if it is a briefing's.
    briefing: Option<u32>,
    /// As it was before it was opened; nothing if it is new.
    before: Option<Arc<Note>>,
    /// Whether some of it has been kept already.
    drafted: bool,
}

impl Writing {
    fn new(note: Note, briefing: Option<u32>, before: Option<Arc<Note>>) -> Writing {
        Writing {
            text: area(&note.text),
            note,
            briefing,
            before,
            drafted: false,
        }
    }

    /// What it is on.
    pub fn about(&self) -> &str {
        match &self.note.on {
            On::Entity { name, .. } => name,
            On::Briefing(_) | On::Passage(..) => &self.note.about,
        }
    }

    /// The words that it is on, if it is on some.
    pub fn quote(&self) -> Option<&str> {
        match &self.note.on {
            On::Passage(_, passage) => Some(&passage.quote),
            On::Briefing(_) | On::Entity { .. } => None,
        }
    }

    /// What is written, without blank lines around it.
    fn written(&self) -> String {
        let lines: Vec<&str> = self.text.lines().iter().map(|l| l.trim_end()).collect();
        lines.join("\n").trim_matches('\n').trim_end().to_owned()
    }

    fn edit(&mut self, action: Action) {
        let text = &mut self.text;
        match action {
            Action::NewLine => text.insert_newline(),
            Action::DeleteBack => drop(text.delete_char()),
            Action::DeleteForward => drop(text.delete_next_char()),
            Action::DeleteWord => drop(text.delete_word()),
            Action::DeleteToStart => drop(text.delete_line_by_head()),
            Action::DeleteToEnd => drop(text.delete_line_by_end()),
            other => {
                let step = match other {
                    Action::CaretLeft => CursorMove::Back,
                    Action::CaretRight => CursorMove::Forward,
                    Action::CaretWordLeft => CursorMove::WordBack,
                    Action::CaretWordRight => CursorMove::WordForward,
                    Action::CaretStart => CursorMove::Head,
                    Action::CaretEnd => CursorMove::End,
                    Action::SelectNext => CursorMove::Down,
                    Action::SelectPrevious => CursorMove::Up,
                    _ => return,
                };
                text.move_cursor(step);
            }
        }
    }
}

/// A text with the caret at its end.
fn area(text: &str) -> TextArea<'static> {
    let mut text = TextArea::new(text.lines().map(str::to_owned).collect());
    text.set_wrap_mode(WrapMode::WordOrGlyph);
    // Where the caret is, the terminal's own cursor shows.
    text.set_cursor_line_style(Default::default());
    text.set_cursor_style(Default::default());
    text.move_cursor(CursorMove::Bottom);
    text.move_cursor(CursorMove::End);
    text
}

impl App {
    /// Opens a note in the editor: this one, or a new one.
    pub(super) fn write(&mut self, note: Note, briefing: Option<u32>, before: Option<Arc<Note>>) {
        self.prompt = None;
        self.writing = Some(Writing::new(note, briefing, before));
    }

    /// An action, while a note is in the editor.
    pub(super) fn writing_action(&mut self, action: Action) -> Vec<Effect> {
        match action {
            Action::KeepNote | Action::Close | Action::Accept => self.finish_writing(),
            Action::GiveUp => self.give_up_writing(),
            Action::EditNote => {
                let mut effects = self.keep_writing();
                let text = self.writing.as_ref().map(Writing::written);
                effects.extend(text.map(Effect::Write));
                effects
            }
            Action::NewLine => {
                self.edit_writing(action);
                self.keep_writing()
            }
            other => {
                self.edit_writing(other);
                Vec::new()
            }
        }
    }

    /// What another editor made of the note stands in its place, and is kept; the note stays open.
    pub fn rewritten(&mut self, text: &str) -> Vec<Effect> {
        if let Some(writing) = &mut self.writing {
            writing.text = area(&sanitize::text(text));
        }
        self.keep_writing()
    }

    fn edit_writing(&mut self, action: Action) {
        if let Some(writing) = &mut self.writing {
            writing.edit(action);
        }
    }

    /// Text typed or pasted into the note.
    pub(super) fn insert_into_note(&mut self, typed: &str) -> Vec<Effect> {
        let typed = sanitize::text(typed);
        let Some(writing) = &mut self.writing else {
            return Vec::new();
        };
        writing.text.insert_str(&typed);
        match typed.contains(char::is_whitespace) {
            true => self.keep_writing(),
            false => Vec::new(),
        }
    }

    /// Keeps what has been written so far.
    pub(super) fn keep_writing(&mut self) -> Vec<Effect> {
        let Some(writing) = &mut self.writing else {
            return Vec::new();
        };
        let text = writing.written();
        if text == writing.note.text {
            return Vec::new();
        }
        writing.note.text = text;
        writing.drafted = true;
        let done = Done::Note(writing.briefing, Arc::new(writing.note.clone()));
        vec![self.record(done)]
    }

    /// Closes the editor: the note is as it is written now. One in which nothing is left is gone, but for what it highlights.
    fn finish_writing(&mut self) -> Vec<Effect> {
        let mut effects = self.keep_writing();
        let Some(writing) = self.writing.take() else {
            return effects;
        };
        let Writing {
            note,
            briefing,
            before,
            drafted,
            ..
        } = writing;
        let was_there = before.is_some();
        // Words on what was only highlighted are a note as any.
        let had_words = before.as_ref().is_some_and(|b| !b.text.is_empty());
        let gone = note.text.is_empty() && before.as_ref().is_none_or(|b| !b.text.is_empty());
        let note = Note { gone, ..note };
        let unchanged = before.as_ref().is_some_and(|b| **b == note);
        if unchanged || (gone && !was_there && !drafted) {
            self.say(match was_there {
                true => "The note is as it was",
                false => "Nothing was written",
            });
            return effects;
        }
        self.say(match (gone, had_words) {
            (true, _) => {
                let undo = self.call(Action::Undo);
                format!("The note is removed: {undo} brings it back")
            }
            (false, true) => "The note is changed".to_owned(),
            (false, false) => format!("Noted: {} lists all notes", self.call(Action::Notes)),
        });
        let before = before.unwrap_or_else(|| {
            Arc::new(Note {
                gone: true,
                ..note.clone()
            })
        });
        let (undo, done) = (
            Done::Note(briefing, before),
            Done::Note(briefing, Arc::new(note)),
        );
        effects.push(self.undoable_to("the note".to_owned(), vec![undo], done));
        effects.extend(self.recount_own());
        effects
    }

    /// Closes the editor and leaves all as it was before.
    fn give_up_writing(&mut self) -> Vec<Effect> {
        let Some(writing) = self.writing.take() else {
            return Vec::new();
        };
        let new = writing.before.is_none();
        self.say(match new {
            true => "Nothing is noted",
            false => "The note is as it was",
        });
        let before = writing.before.unwrap_or_else(|| {
            Arc::new(Note {
                gone: true,
                ..writing.note.clone()
            })
        });
        if !writing.drafted {
            return Vec::new();
        }
        vec![self.record(Done::Note(writing.briefing, before))]
    }
}
