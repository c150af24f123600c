//! What of a document is being written? Its paragraphs and rows, whatever the format calls them.
//!
//! Must not know: formats, files.

use crate::load::labels::Label;
use crate::load::pen::Pen;

/// Lists are shown that deep at most.
const DEEPEST: usize = 8;

/// A text that is being written: the document, or one of its notes.
#[derive(Default)]
pub(super) struct Sheet {
    pub pen: Pen,
    /// How many elements are open that hold no text.
    pub hidden: usize,
    pub tables: usize,
    /// What ends with the paragraph.
    ending: Option<Ending>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Ending {
    Heading,
    Quote,
    Item(usize),
}

/// Whether paragraphs of a style of that name, in lower case, are quoted, as the programs that write it call them.
pub(in crate::load) fn is_quotation(style: &str) -> bool {
    matches!(
        style,
        "quote" | "intense quote" | "quotations" | "block text" | "block quote" | "block quotation"
    )
}

impl Sheet {
    /// Whether it may still be said what the paragraph is.
    fn is_plain(&self) -> bool {
        !self.is_row() && self.ending.is_none()
    }

    pub fn is_row(&self) -> bool {
        self.pen.body().is_row()
    }

    /// An element begins whose text is none of the document.
    pub fn hide(&mut self) {
        self.hidden += 1;
    }

    pub fn show(&mut self) {
        self.hidden = self.hidden.saturating_sub(1);
    }

    pub fn start_paragraph(&mut self) {
        if !self.is_row() {
            self.pen.part().close();
        }
    }

    pub fn end_paragraph(&mut self) {
        self.pen.set_link(None);
        if self.is_row() {
            self.pen.part();
            return self.pen.gap(true);
        }
        let body = self.pen.part();
        match self.ending.take() {
            None => body.close(),
            Some(Ending::Heading) => body.end_heading(),
            Some(Ending::Quote) => body.end_quote(),
            Some(Ending::Item(depth)) => {
                body.end_item();
                (0..=depth).for_each(|_| body.end_list());
            }
        }
    }

    /// What a paragraph of that style is, if that says it.
    pub fn style(&mut self, style: &str) {
        let level = style.strip_prefix("heading").map(str::trim);
        let level = level.and_then(|level| level.parse().ok());
        if let Some(level) = level.or((style == "title").then_some(1)) {
            self.heading(level);
        } else if self.is_plain() && is_quotation(style) {
            self.pen.part().start_quote();
            self.ending = Some(Ending::Quote);
        }
    }

    pub fn heading(&mut self, level: u8) {
        if !self.is_plain() {
            return;
        }
        self.pen.part().start_heading(level);
        self.ending = Some(Ending::Heading);
    }

    /// The paragraph is an entry; each has its own list, as Word does not say where lists begin and end. Headings, quotations
    /// and cells say their label in their text.
    pub fn item(&mut self, depth: usize, label: Option<Label>) {
        if !self.is_plain() {
            return self.label(label);
        }
        let depth = depth.min(DEEPEST);
        let number = label.as_ref().and_then(|label| label.number);
        let body = self.pen.part();
        (0..depth).for_each(|_| body.start_list(None));
        body.start_list(number);
        body.start_item();
        self.ending = Some(Ending::Item(depth));
        self.label(label.filter(|_| number.is_none()));
    }

    pub fn label(&mut self, label: Option<Label>) {
        if let Some(label) = label {
            self.pen.set_label(label.text);
        }
    }

    pub fn start_table(&mut self) {
        self.tables += 1;
    }

    pub fn end_table(&mut self) {
        self.tables = self.tables.saturating_sub(1);
    }

    /// Tables within tables are text of their cells.
    pub fn start_row(&mut self) {
        if self.tables == 1 {
            self.pen.part().start_row();
        }
    }

    pub fn end_row(&mut self) {
        if self.tables == 1 {
            self.pen.part().end_row();
        }
    }

    pub fn start_cell(&mut self) {
        if self.tables == 1 {
            self.pen.part().start_cell();
        }
    }

    pub fn write(&mut self, text: &str) {
        if self.hidden > 0 {
            return;
        }
        let text = self.pen.clean(text, false);
        if !text.is_empty() {
            self.pen.write(&text);
        }
    }
}
