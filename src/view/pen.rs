//! How does a piece of text get into a line of cells? Cutting, filling, ASCII stand-ins.
//!
//! Invariant: nothing is drawn outside the line it was given; every cell written holds one visible character.
//! Must not know: what the text is about.

use ratatui::layout::{Position, Rect};
use ratatui::style::{Modifier, Style};
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

/// A name in at most so many cells: of a longer one the beginning and the end, since names that begin alike often end apart.
pub(super) fn around_middle(name: &str, cells: u16, more: &str) -> String {
    if width(name) <= cells {
        return name.to_owned();
    }
    let Some(room) = cells.checked_sub(width(more)) else {
        return String::new();
    };
    let graphemes: Vec<&str> = name.graphemes(true).collect();
    let fitting = |room: u16, all: &mut dyn Iterator<Item = &&str>| {
        let mut used = 0;
        all.take_while(|g| {
            used += width(g);
            used <= room
        })
        .count()
    };
    let tail = fitting(room / 2, &mut graphemes.iter().rev());
    let tail = graphemes[graphemes.len() - tail..].concat();
    let head = fitting(room - width(&tail), &mut graphemes.iter());
    format!("{}{more}{tail}", graphemes[..head].concat())
}

/// The same of a name among others: where another one would look the same, what differs is shown instead.
pub(super) fn told_apart<'n>(
    name: &str,
    mut others: impl Iterator<Item = &'n str>,
    cells: u16,
    more: &str,
) -> String {
    let cut = around_middle(name, cells, more);
    let same = |other: &&str| *other != name && around_middle(other, cells, more) == cut;
    let Some(other) = (width(name) > cells).then(|| others.find(same)).flatten() else {
        return cut;
    };
    let graphemes = name.graphemes(true);
    let alike = graphemes.clone().zip(other.graphemes(true));
    let alike = alike.take_while(|(a, b)| a == b).count();
    let fitting = |room: u16, all: &[&str]| -> String {
        let mut used = 0;
        let fits = |g: &&&str| {
            used += width(g);
            used <= room
        };
        all.iter().take_while(fits).copied().collect()
    };
    let all: Vec<&str> = graphemes.collect();
    let rest = all[alike..].concat();
    let (room, sign) = (cells.saturating_sub(width(more)), width(more));
    let end = match width(&rest) <= room {
        true => rest,
        false => fitting(room.saturating_sub(sign + room / 3), &all[alike..]) + more,
    };
    let head = fitting(room.saturating_sub(width(&end)), &all[..alike]);
    format!("{head}{more}{end}")
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

    /// The same of a name that is highlighted, too: the colour is that of the highlight, and a line under it says that it is one.
    pub(super) fn put_named(self, text: &str, around: Role, role: Role) -> Self {
        let theme = self.view.theme;
        let style = theme.style(around).patch(theme.style(role));
        self.put_styled(text, style.add_modifier(Modifier::UNDERLINED))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_begin_alike_are_cut_so_that_they_are_told_apart() {
        let cut = |name, cells| around_middle(name, cells, "…");
        let names = ["Northern", "Southern"].map(|which| format!("The Ports of the {which} Coast"));
        let all = || names.iter().map(String::as_str);
        let shown = |cells| all().map(move |name| told_apart(name, all(), cells, "…"));
        let pairs = [
            (
                28,
                "The Ports of t…orthern Coast",
                "The Ports of t…outhern Coast",
            ),
            (24, "The Ports…Northern Coast", "The Ports…Southern Coast"),
            (12, "The…Norther…", "The…Souther…"),
        ];
        for (cells, north, south) in pairs {
            assert_eq!(shown(cells).collect::<Vec<_>>(), [north, south], "{cells}");
        }
        for (name, cells, expected) in [
            ("Lake Board", 10, "Lake Board"),
            ("Lake Board", 9, "Lake…oard"),
            ("Lake Board", 4, "La…d"),
            ("Lake Board", 1, "…"),
            ("Lake Board", 0, ""),
            ("漢字漢字", 5, "漢…字"),
        ] {
            let cut = cut(name, cells);
            assert_eq!(cut, expected);
            assert!(width(&cut) <= cells);
        }
    }
}
