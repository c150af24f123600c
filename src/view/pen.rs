//! How does a piece of text get into a line of cells? Cutting, filling, ASCII stand-ins.
//!
//! Invariant: nothing is drawn outside the line it was given; every cell written holds one visible character.
//! Must not know: what the text is about.

use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use crate::fold;

use super::View;
use super::theme::Role;

/// Writes into one line, from left to right.
pub(super) struct Pen<'v, 'a> {
    view: &'v mut View<'a>,
    x: u16,
    y: u16,
    end: u16,
}

/// The width of a text in cells.
pub(super) fn width(text: &str) -> u16 {
    text.width().min(usize::from(u16::MAX)) as u16
}

/// Breaks a sentence of ours into lines.
pub(super) fn fold_lines(text: &str, width: u16) -> Vec<String> {
    crate::typeset::plain(text, width)
}

impl<'v, 'a> Pen<'v, 'a> {
    /// A pen at the left end of the first line of `area`.
    pub(super) fn new(view: &'v mut View<'a>, area: Rect) -> Self {
        let area = area.intersection(*view.buffer.area());
        let end = if area.height == 0 {
            area.x
        } else {
            area.right()
        };
        Pen {
            view,
            x: area.x,
            y: area.y,
            end,
        }
    }

    /// Writes at the right end of a line, and says where that begins; nothing when there is no room for it.
    pub(super) fn at_right(view: &mut View, area: Rect, text: &str, role: Role) -> u16 {
        let needed = width(text) + 1;
        if text.is_empty() || needed > area.width {
            return area.right();
        }
        let x = area.right() - needed;
        Pen::new(
            view,
            Rect {
                x,
                width: needed,
                ..area
            },
        )
        .put(text, role);
        // What stands before it keeps a cell away.
        x.saturating_sub(1).max(area.x)
    }

    /// Writes no farther than column `end`.
    pub(super) fn until(mut self, end: u16) -> Self {
        self.end = self.end.min(end);
        self
    }

    /// A bar as long as `count` is of `most`.
    pub(super) fn bar(&self, count: u32, most: u32) -> String {
        self.view.bar(count, most)
    }

    /// Where the next character goes.
    pub(super) fn x(&self) -> u16 {
        self.x
    }

    /// Cells left.
    pub(super) fn room(&self) -> u16 {
        self.end.saturating_sub(self.x)
    }

    /// Goes on at column `x`, if it is farther right.
    pub(super) fn to(mut self, x: u16) -> Self {
        self.x = self.x.max(x).min(self.end);
        self
    }

    /// Puts the terminal's cursor where the next character goes, if nothing has it yet.
    pub(super) fn cursor_here(self) -> Self {
        self.view
            .cursor
            .get_or_insert(Position::new(self.x, self.y));
        self
    }

    /// Leaves cells free.
    pub(super) fn skip(self, cells: u16) -> Self {
        let x = self.x.saturating_add(cells);
        self.to(x)
    }

    /// Writes a text; what does not fit is cut, with a sign that it was.
    pub(super) fn put(self, text: &str, role: Role) -> Self {
        let (style, from) = (self.view.theme.style(role), self.x);
        self.put_styled(text, style).isolated(from, text)
    }

    /// Keeps what was written from column `from` on to itself, if `text` is of it and runs from right to left: terminals that
    /// reorder such text would else take the cells beside it along (Unicode Standard Annex 9: FSI … PDI).
    pub(super) fn isolated(self, from: u16, text: &str) -> Self {
        if !self.view.theme.unicode || !text.chars().any(is_right_to_left) {
            return self;
        }
        let (y, buffer) = (self.y, &mut *self.view.buffer);
        let written = |x: &u16| buffer[(*x, y)].symbol().chars().any(|c| c != ' ');
        let first = (from..self.x).find(written);
        let last = (from..self.x).rev().find(written);
        if let (Some(first), Some(last)) = (first, last) {
            let symbol = format!("\u{2068}{}", buffer[(first, y)].symbol());
            buffer[(first, y)].set_symbol(&symbol);
            let symbol = format!("{}\u{2069}", buffer[(last, y)].symbol());
            buffer[(last, y)].set_symbol(&symbol);
        }
        self
    }

    /// Writes a text that has a role of its own within one of another role: a name within a title.
    pub(super) fn put_within(self, text: &str, around: Role, role: Role) -> Self {
        let theme = self.view.theme;
        self.put_styled(text, theme.style(around).patch(theme.style(role)))
    }

    fn put_styled(mut self, text: &str, style: Style) -> Self {
        if self.room() == 0 {
            return self;
        }
        let ascii;
        let text = if self.view.theme.unicode || text.is_ascii() {
            text
        } else {
            ascii = fold::ascii(text);
            &ascii
        };
        let cut = width(text) > self.room();
        let more = self.view.theme.glyphs().more;
        let end = if cut {
            self.end.saturating_sub(width(more))
        } else {
            self.end
        };
        for cluster in text.graphemes(true) {
            let symbol = if cluster == "\n" || cluster == "\t" {
                " "
            } else {
                cluster
            };
            let cells = width(symbol);
            if cells == 0 {
                continue;
            }
            if self.x + cells > end {
                break;
            }
            self.view
                .buffer
                .set_stringn(self.x, self.y, symbol, usize::from(cells), style);
            self.x += cells;
        }
        if cut && end < self.end {
            self.view.buffer.set_stringn(self.x, self.y, more, 1, style);
            self.x = self.end;
        }
        self
    }
}

/// Whether a character is of a script that runs from right to left: the blocks that the Unicode Character Database gives the
/// bidirectional classes R and AL by default.
fn is_right_to_left(c: char) -> bool {
    matches!(c, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{feff}'
        | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}')
}
