//! What is being typed? One line of text with a caret, and what it is for.
//!
//! Must not know: what becomes of the text.

use tui_input::{Input, InputRequest};

use crate::action::Action;

/// So many characters are more than anybody asks or calls anything; a line is read, completed and searched for at every key.
pub const LONGEST: usize = 4096;

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
    /// The name to save the query under.
    Save,
    /// Another name for a saved query.
    Rename,
    /// Who else is the same.
    Same,
    /// Another name for an entity.
    Name,
    /// Another kind for it.
    Kind,
    /// One of the letters on what is in sight.
    Hint,
    /// The letter to mark a place with.
    Mark,
    /// The letter of a marked place.
    Goto,
    /// The file to export to.
    Export,
    /// A tag.
    Tag,
}

impl Purpose {
    /// Whether something is corrected by it.
    pub fn corrects(self) -> bool {
        matches!(self, Purpose::Same | Purpose::Name | Purpose::Kind)
    }
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
    recalled: Option<Recalled>,
    input: Input,
}

/// Where the reader is among earlier queries.
#[derive(Debug, Clone)]
struct Recalled {
    /// What was typed before.
    typed: String,
    /// Those that were passed, the one shown last.
    passed: Vec<String>,
}

impl Prompt {
    /// Starts with `text`, the caret at its end.
    pub fn new(purpose: Purpose, text: &str) -> Prompt {
        Prompt {
            purpose,
            before: text.to_owned(),
            chosen: None,
            recalled: None,
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

    /// Puts text in at the caret, line breaks as spaces, as far as there is room; whether all of it is in. `text` must be clean.
    pub fn insert(&mut self, text: &str) -> bool {
        let room = LONGEST.saturating_sub(self.text().chars().count());
        let mut chars = text.chars();
        let taken = chars.by_ref().take(room);
        let taken: String = taken.map(|c| if c == '\n' { ' ' } else { c }).collect();
        let caret = self.caret();
        // All at once: letter by letter, each would copy the whole line.
        self.replace(caret..caret, &taken);
        chars.next().is_none()
    }

    /// Replaces `range` (bytes) by `text` and puts the caret behind it.
    pub fn replace(&mut self, range: std::ops::Range<usize>, text: &str) {
        self.recalled = None;
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
        self.recalled = None;
        self.input.handle(request);
        true
    }

    /// Whether an earlier text is shown instead of what was typed.
    pub fn is_recalled(&self) -> bool {
        self.recalled.is_some()
    }

    /// Shows the next older of `earlier` (newest last) that begins as what was typed; what was there when the prompt was
    /// opened was not typed. False if there is none.
    pub fn recall_earlier(&mut self, earlier: &[String]) -> bool {
        let shown = self.text().to_owned();
        let typed = match &self.recalled {
            Some(recalled) => recalled.typed.clone(),
            None => shown.clone(),
        };
        let begun = if typed == self.before {
            ""
        } else {
            typed.as_str()
        };
        let passed = self.recalled.as_ref().map_or(&[][..], |r| &r.passed);
        let fits =
            |q: &&String| q.starts_with(begun) && q.trim() != typed.trim() && !passed.contains(q);
        let Some(next) = earlier.iter().rev().find(fits).cloned() else {
            return false;
        };
        let mut passed = passed.to_vec();
        passed.push(next.clone());
        self.input = Input::new(next);
        self.recalled = Some(Recalled { typed, passed });
        true
    }

    /// Shows the one before again, at last what was typed.
    pub fn recall_later(&mut self) {
        let Some(mut recalled) = self.recalled.take() else {
            return;
        };
        recalled.passed.pop();
        match recalled.passed.last() {
            Some(text) => {
                self.input = Input::new(text.clone());
                self.recalled = Some(recalled);
            }
            None => self.input = Input::new(recalled.typed),
        }
    }
}
