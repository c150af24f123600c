//! How wide are the columns of a table, and how do its cells fall into lines?
//!
//! Must not know: pages, colours.

use crate::briefing::{BlockKind, Briefing, Span};

use super::breaks::{Shape, paragraph};
use super::{Manner, width};

/// Cells between two columns.
const GUTTER: u16 = 2;

/// A column that would be narrower than this is none: the row is then set as running text.
const NARROWEST: u16 = 6;

/// The widths of columns are those of the first so many rows.
const LOOKED_AT: usize = 400;

/// The columns of one table, in cells; none when they do not fit beside each other.
#[derive(Debug, Clone, Default)]
pub(super) struct Columns {
    widths: Vec<u16>,
}

impl Columns {
    /// Of the table whose first row is the block `first`.
    pub(super) fn of(briefing: &Briefing, first: u32, room: u16) -> Columns {
        let rows = briefing.blocks[first as usize..].iter();
        let rows = rows
            .take_while(|b| b.kind == BlockKind::Row)
            .take(LOOKED_AT);
        let mut natural: Vec<u16> = Vec::new();
        for row in rows {
            for (number, cell) in briefing.body[row.span.range()].split('\t').enumerate() {
                let cells = width(cell.trim()).min(usize::from(room)) as u16;
                match natural.get_mut(number) {
                    Some(widest) => *widest = (*widest).max(cells),
                    None => natural.push(cells),
                }
            }
        }
        Columns {
            widths: fit(natural, room).unwrap_or_default(),
        }
    }

    /// The lines of a row: its cells by the column where they begin. None when the columns do not fit.
    pub(super) fn lines(&self, body: &str, row: Span) -> Option<Vec<Vec<(u16, Span)>>> {
        if self.widths.len() < 2 {
            return None;
        }
        let mut lines: Vec<Vec<(u16, Span)>> = Vec::new();
        let (mut at, mut x) = (row.start as usize, 0);
        for (number, cell) in body[row.range()].split('\t').enumerate() {
            // What is beyond the columns that the first rows have stands in the last one.
            let own = self.widths.get(number).or(self.widths.last()).copied()?;
            let shape = Shape {
                widths: [own; 2],
                manner: Manner::default(),
                lang: None,
            };
            let text = cell.replace('\n', " ");
            if !text.trim().is_empty() {
                for (line, broken) in paragraph(&text, shape, at).iter().enumerate() {
                    if line == lines.len() {
                        lines.push(Vec::new());
                    }
                    lines[line].push((x, broken.span));
                }
            }
            at += cell.len() + 1;
            if number + 1 < self.widths.len() {
                x += own + GUTTER;
            }
        }
        if lines.is_empty() {
            lines.push(vec![(
                0,
                Span {
                    end: row.start,
                    ..row
                },
            )]);
        }
        Some(lines)
    }
}

/// Widths that fit: narrow columns as they are, the others share what is left.
fn fit(mut natural: Vec<u16>, room: u16) -> Option<Vec<u16>> {
    let columns = natural.len() as u16;
    let room = room.checked_sub(GUTTER * columns.saturating_sub(1))?;
    for column in &mut natural {
        *column = (*column).max(1);
    }
    let wide = |share: u16| natural.iter().filter(move |w| **w > share);
    // The share grows until what the narrow ones leave is given away.
    let mut share = room.checked_div(columns)?;
    loop {
        let narrow: u16 = natural.iter().filter(|w| **w <= share).sum();
        let many = wide(share).count() as u16;
        if many == 0 {
            return Some(natural);
        }
        let next = room.saturating_sub(narrow) / many;
        if next <= share {
            let fits = share >= NARROWEST;
            return fits.then(|| natural.iter().map(|w| (*w).min(share)).collect());
        }
        share = next;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn narrow_columns_stay_and_wide_ones_share_what_is_left() {
        let fits = |natural: &[u16], room, expected: &[u16]| {
            let found = fit(natural.to_vec(), room);
            assert_eq!(found.as_deref(), Some(expected), "{natural:?} in {room}");
        };
        fits(&[4, 10], 40, &[4, 10]);
        fits(&[4, 60], 40, &[4, 34]);
        fits(&[60, 60], 40, &[19, 19]);
        fits(&[4, 60, 30], 40, &[4, 16, 16]);
        assert_eq!(fit(vec![60; 5], 24), None);
        assert_eq!(fit(Vec::new(), 24), None);
    }
}
