//! What of a file is being written? Its paragraphs, entries of lists and rows, begun and ended as the words before them say.
//!
//! Must not know: groups, bytes.

use std::rc::Rc;

use crate::load::labels::{self, Label};
use crate::load::pen::Pen;

/// A text that is being written: the document, or one of its notes.
#[derive(Default)]
pub(super) struct Sheet {
    pub pen: Pen,
    /// Where what the pen writes leads.
    pub link: Option<Rc<str>>,
    pub format: Format,
    pub label: Option<Label>,
    pub has_mark: bool,
    /// Whether the paragraph has begun, and as what.
    pub begun: Option<Format>,
    /// Whether the next text belongs to another cell.
    pub next_cell: bool,
    /// How far in the entries are that the next one may lie in.
    indents: Vec<i32>,
}

/// What the paragraph is.
#[derive(Clone, Copy, Default)]
pub(super) struct Format {
    pub level: Option<u8>,
    pub is_quote: bool,
    /// The list that it is an entry of, and how deep.
    pub list: i32,
    pub depth: u8,
    pub in_table: bool,
    /// How far in it is, and whether its first line begins further out.
    pub indent: i32,
    pub hangs: bool,
    /// Whether it was begun as an entry.
    is_entry: bool,
}

impl Sheet {
    /// Whether the paragraph is still to begin.
    pub fn is_new(&self) -> bool {
        self.begun.is_none() && !self.format.in_table
    }

    /// Begins the paragraph or the cell as what it is, if it has not begun.
    pub fn begin(&mut self) {
        if self.format.in_table {
            if !self.pen.body().is_row() || self.next_cell {
                self.start_cell();
            }
        } else if self.begun.is_none() {
            self.start_paragraph();
        }
        if let Some(label) = self.label.take() {
            self.pen.set_label(label.text);
        }
    }

    fn start_paragraph(&mut self) {
        let body = self.pen.part();
        if body.is_row() {
            body.end_row();
        }
        let mut format = self.format;
        format.is_entry = self.has_mark && format.level.is_none();
        if let Some(level) = format.level {
            body.start_heading(level);
        } else if format.is_entry {
            // What is a number is no text as well.
            let number = self.label.as_ref().and_then(|label| label.number);
            self.label.take_if(|_| number.is_some());
            (0..format.depth).for_each(|_| body.start_list(None));
            body.start_list(number);
            body.start_item();
        } else if format.is_quote {
            body.start_quote();
        }
        if !format.is_entry && format.indent == 0 {
            self.indents.clear();
        }
        self.begun = Some(format);
    }

    pub fn end_paragraph(&mut self) {
        (self.has_mark, self.label) = (false, None);
        let body = self.pen.part();
        if self.format.in_table && body.is_row() {
            return self.pen.gap(true);
        }
        match self.begun.take() {
            Some(format) if format.level.is_some() => body.end_heading(),
            Some(format) if format.is_entry => {
                body.end_item();
                (0..=format.depth).for_each(|_| body.end_list());
            }
            Some(format) if format.is_quote => body.end_quote(),
            _ => body.close(),
        }
    }

    /// Before a tab: what was written so far may be the label of a paragraph that hangs from it.
    pub fn take_label(&mut self) -> bool {
        let is_text = |f: &Format| f.hangs && !f.is_entry && f.level.is_none();
        if self.format.in_table || !self.begun.as_ref().is_some_and(is_text) {
            return false;
        }
        let Some(label) = labels::written(self.pen.body().open_text()) else {
            return false;
        };
        self.pen.part().take_back();
        self.indents.retain(|indent| *indent < self.format.indent);
        self.format.depth = self.indents.len().min(8) as u8;
        self.indents.push(self.format.indent);
        (self.label, self.has_mark, self.begun) = (label, true, None);
        self.start_paragraph();
        true
    }

    fn start_cell(&mut self) {
        let body = self.pen.part();
        if !body.is_row() {
            body.start_row();
        }
        body.start_cell();
        self.next_cell = false;
    }

    pub fn end_cell(&mut self) {
        if !self.pen.body().is_row() || self.next_cell {
            self.start_cell();
        }
        self.pen.part();
        (self.has_mark, self.label, self.next_cell) = (false, None, true);
    }

    pub fn end_row(&mut self) {
        self.pen.part().end_row();
        (self.next_cell, self.begun) = (false, None);
    }
}
