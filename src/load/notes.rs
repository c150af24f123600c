//! Where do footnotes and endnotes go? To the end, one series in the order in which the text refers to them.
//!
//! Must not know: formats, files.

use super::Parsed;
use super::body::{Body, span};
use crate::briefing::{BlockKind, Inline, Span};

/// The notes that the text has referred to.
#[derive(Default)]
pub(super) struct Notes {
    notes: Vec<Parsed>,
}

impl Notes {
    /// Takes the next note, and says which number it has; nothing if it says nothing.
    pub fn add(&mut self, note: Body) -> Option<usize> {
        let note = note.finish();
        if note.blocks.is_empty() {
            return None;
        }
        self.notes.push(note);
        Some(self.notes.len())
    }

    /// Writes all of them, each behind its number, as [`crate::briefing::FOOTNOTE`] finds it.
    pub fn put(self, body: &mut Body) {
        for (number, note) in self.notes.into_iter().enumerate() {
            let mut inlines = note.inlines.into_iter().peekable();
            for (i, block) in note.blocks.iter().enumerate() {
                let mark = if i == 0 {
                    format!("[{}] ", number + 1)
                } else {
                    String::new()
                };
                let text = format!("{mark}{}", &note.body[block.span.range()]);
                let kind = match block.kind {
                    BlockKind::Row => BlockKind::Row,
                    // It is not one of the document's, or has its number already.
                    _ if i == 0 => BlockKind::Paragraph,
                    BlockKind::Heading(_) | BlockKind::Title => BlockKind::Paragraph,
                    kind => kind,
                };
                body.put(kind, &text, &[]);
                let shift = body.text.len() - text.len() + mark.len();
                let place = |at: u32| shift + (at - block.span.start) as usize;
                while let Some(inline) = inlines.next_if(|i| span(i).start < block.span.end) {
                    let Span { start, end } = span(&inline);
                    let start = place(start.max(block.span.start));
                    let end = place(end.clamp(block.span.start, block.span.end));
                    body.note(start, end, |span| moved(inline, span));
                }
            }
        }
    }
}

fn moved(inline: Inline, span: Span) -> Inline {
    match inline {
        Inline::Emphasis(_) => Inline::Emphasis(span),
        Inline::Strong(_) => Inline::Strong(span),
        Inline::Code(_) => Inline::Code(span),
        Inline::Link(_, target) => Inline::Link(span, target),
    }
}
