//! What is being typed? One line of text with a caret, and what it is for.
//!
//! Must not know: what becomes of the text.

use tui_input::{Input, InputRequest};

use crate::action::Action;

/// What the text is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// The query line.
    Query,
    /// Find in the article.
    Find,
    /// Narrow the list that has the focus.
    Narrow,
    /// The palette.
    Palette,
}

/// A text being typed.
#[derive(Debug, Clone)]
pub struct Prompt {
    /// What for.
    pub purpose: Purpose,
    /// The text as it was before, for the reader who changes their mind.
    pub before: String,
    /// The suggestion that is selected, if the reader has gone among them.
    pub chosen: Option<usize>,
    input: Input,
}

impl Prompt {
    /// Starts with `text`, the caret at its end.
    pub fn new(purpose: Purpose, text: &str) -> Prompt {
        Prompt {
            purpose,
            before: text.to_owned(),
            chosen: None,
            input: Input::new(text.to_owned()),
        }
    }

    /// The text.
    pub fn text(&self) -> &str {
        self.input.value()
    }

    /// The caret, in bytes of the text.
    pub fn caret(&self) -> usize {
        let text = self.text();
        text.char_indices()
            .nth(self.input.cursor())
            .map_or(text.len(), |(i, _)| i)
    }

    /// The first byte of the text to draw in `width` cells so that the caret is in sight.
    pub fn scroll(&self, width: usize) -> usize {
        self.input.visual_scroll(width.max(1))
    }

    /// The caret, in cells from the beginning of the text.
    pub fn caret_cells(&self) -> usize {
        self.input.visual_cursor()
    }

    /// Puts text in at the caret, line breaks as spaces; `text` must be clean.
    pub fn insert(&mut self, text: &str) {
        for c in text.chars() {
            self.input
                .handle(InputRequest::InsertChar(if c == '\n' { ' ' } else { c }));
        }
    }

    /// Replaces `range` (bytes) by `text` and puts the caret behind it.
    pub fn replace(&mut self, range: std::ops::Range<usize>, text: &str) {
        let old = self.text();
        let caret = old[..range.start].chars().count() + text.chars().count();
        let new = format!("{}{}{}", &old[..range.start], text, &old[range.end..]);
        self.input = Input::new(new).with_cursor(caret);
    }

    /// Edits; says whether the action was one for texts.
    pub fn edit(&mut self, action: Action) -> bool {
        let request = match action {
            Action::DeleteBack => InputRequest::DeletePrevChar,
            Action::DeleteForward => InputRequest::DeleteNextChar,
            Action::DeleteWord => InputRequest::DeletePrevWord,
            Action::DeleteToStart => {
                let caret = self.caret();
                self.replace(0..caret, "");
                return true;
            }
            Action::DeleteToEnd => InputRequest::DeleteTillEnd,
            Action::CaretLeft => InputRequest::GoToPrevChar,
            Action::CaretRight => InputRequest::GoToNextChar,
            Action::CaretWordLeft => InputRequest::GoToPrevWord,
            Action::CaretWordRight => InputRequest::GoToNextWord,
            Action::CaretStart => InputRequest::GoToStart,
            Action::CaretEnd => InputRequest::GoToEnd,
            _ => return false,
        };
        self.input.handle(request);
        true
    }
}
