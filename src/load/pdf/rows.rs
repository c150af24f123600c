//! In which order are the pieces of a page read? Rows from top to bottom, column by column where there are columns.
//!
//! Invariant: every piece is in exactly one line.
//! Must not know: paragraphs, other pages.

use super::piece::{GAP, Piece};

/// One line of text, as far as it goes in its column.
#[derive(Debug, Clone)]
pub(super) struct Line {
    /// From left to right.
    pub pieces: Vec<Piece>,
    pub left: f32,
    pub right: f32,
    pub base: f32,
    /// The size of most of its letters.
    pub size: f32,
    /// The column it stands in, on its page: number, left and right border.
    pub column: (usize, f32, f32),
    /// How often it is turned by a quarter.
    pub turn: usize,
}

impl Line {
    fn new(mut pieces: Vec<Piece>) -> Self {
        pieces.sort_by(|a, b| a.left.total_cmp(&b.left));
        let main = pieces.iter().max_by_key(|p| p.text.len());
        let (base, size) = main.map_or((0.0, 1.0), |p| (p.base, p.size));
        let left = pieces.iter().map(|p| p.left).fold(f32::MAX, f32::min);
        let right = pieces.iter().map(|p| p.right).fold(f32::MIN, f32::max);
        Self {
            pieces,
            left,
            right,
            base,
            size,
            column: (0, left, right),
            turn: 0,
        }
    }

    /// Whether a space stands between a piece and the one before it.
    pub fn is_parted(before: &Piece, next: &Piece) -> bool {
        let gap = next.left - before.right;
        let size = before.size.min(next.size);
        // A space is drawn wherever words are parted, but also where a tabulator moves back.
        before.has_space && gap > -0.5 * size || gap > GAP * size
    }

    fn gaps(&self) -> impl Iterator<Item = (f32, f32)> {
        let mut right = f32::MIN;
        let pieces = self.pieces.iter();
        let mut gaps: Vec<(f32, f32)> = Vec::new();
        for piece in pieces {
            gaps.push((right, piece.left));
            right = right.max(piece.right);
        }
        gaps.push((right, f32::MAX));
        gaps.into_iter().filter(|(from, to)| from < to)
    }
}

/// The lines of a page in reading order.
pub(super) fn lines(pieces: Vec<Piece>) -> Vec<Line> {
    let mut out = Vec::new();
    let mut columns = 0;
    split(pieces, 0, &mut columns, &mut out);
    out
}

/// More rows or pieces than that are not searched for columns.
const MANY_ROWS: usize = 1_500;
const MANY_PIECES: usize = 20_000;
const DEEP: usize = 12;

fn split(pieces: Vec<Piece>, depth: usize, columns: &mut usize, out: &mut Vec<Line>) {
    if pieces.is_empty() {
        return;
    }
    let count = pieces.len();
    let rows = rows(pieces);
    let gutter = match depth < DEEP && rows.len() <= MANY_ROWS && count <= MANY_PIECES {
        true => gutter(&rows),
        false => None,
    };
    let Some(gutter) = gutter else {
        let left = rows.iter().map(|r| r.left).fold(f32::MAX, f32::min);
        let right = rows.iter().map(|r| r.right).fold(f32::MIN, f32::max);
        let column = (*columns, left, right);
        *columns += 1;
        out.extend(rows.into_iter().map(|row| Line { column, ..row }));
        return;
    };
    let mut parts: [Vec<Piece>; 4] = Default::default();
    for (i, row) in rows.into_iter().enumerate() {
        for piece in row.pieces {
            let part = if i < gutter.first {
                0
            } else if i > gutter.last {
                3
            } else {
                1 + usize::from(piece.left > (gutter.from + gutter.to) / 2.0)
            };
            parts[part].push(piece);
        }
    }
    for part in parts {
        split(part, depth + 1, columns, out);
    }
}

/// Pieces side by side, from top to bottom.
fn rows(mut pieces: Vec<Piece>) -> Vec<Line> {
    pieces.sort_by(|a, b| b.base.total_cmp(&a.base).then(b.size.total_cmp(&a.size)));
    let mut rows: Vec<(Vec<Piece>, f32, f32)> = Vec::new();
    for piece in pieces {
        let (top, bottom) = (piece.top(), piece.bottom());
        // Small signs above or below a line belong to it, so the last few rows are asked.
        let near = rows.len().saturating_sub(4);
        let shared = |row: &(Vec<Piece>, f32, f32)| row.1.min(top) - row.2.max(bottom);
        let height = |row: &(Vec<Piece>, f32, f32)| (row.1 - row.2).min(top - bottom);
        let fits = rows[near..]
            .iter()
            .map(|row| shared(row) / height(row))
            .enumerate()
            .filter(|(_, share)| *share > 0.5)
            .max_by(|a, b| a.1.total_cmp(&b.1));
        match fits {
            Some((i, _)) => {
                let row = &mut rows[near + i];
                // A row is as high as its largest piece, wherever the others stand.
                if top - bottom > (row.1 - row.2) * 1.05 {
                    (row.1, row.2) = (top, bottom);
                }
                row.0.push(piece);
            }
            None => rows.push((vec![piece], top, bottom)),
        }
    }
    let mut rows: Vec<Line> = rows.into_iter().map(|row| Line::new(row.0)).collect();
    rows.sort_by(|a, b| b.base.total_cmp(&a.base));
    rows
}

/// White space between two columns: from where to where, in which rows.
#[derive(Debug, Clone, Copy)]
struct Gutter {
    from: f32,
    to: f32,
    first: usize,
    last: usize,
}

/// In sizes of the font: columns are no nearer to each other.
const NARROW: f32 = 0.8;

/// The white space that parts most rows into columns of running text.
fn gutter(rows: &[Line]) -> Option<Gutter> {
    let mut sizes: Vec<f32> = rows.iter().map(|r| r.size).collect();
    sizes.sort_by(f32::total_cmp);
    let narrow = NARROW * sizes[sizes.len() / 2];
    let gaps: Vec<Vec<(f32, f32)>> = rows
        .iter()
        .map(|row| row.gaps().filter(|(a, b)| b - a >= narrow).collect())
        .collect();
    let mut best: Option<(usize, Gutter)> = None;
    let mut tried = 0;
    for (i, row) in gaps.iter().enumerate() {
        for &(from, to) in row.iter().filter(|g| g.0 > f32::MIN && g.1 < f32::MAX) {
            let known = best.as_ref().is_some_and(|(_, g)| {
                (g.first..=g.last).contains(&i) && from.max(g.from) < to.min(g.to)
            });
            tried += 1;
            if known || tried > 2_000 {
                continue;
            }
            let found = extended(&gaps, i, (from, to), narrow);
            if let Some(score) = score(&rows[found.first..=found.last], found)
                && best.as_ref().is_none_or(|(other, _)| score > *other)
            {
                best = Some((score, found));
            }
        }
    }
    best.map(|found| found.1)
}

/// How far up and down white space goes.
fn extended(gaps: &[Vec<(f32, f32)>], at: usize, gap: (f32, f32), narrow: f32) -> Gutter {
    let mut found = Gutter {
        from: gap.0,
        to: gap.1,
        first: at,
        last: at,
    };
    let narrowed = |found: &Gutter, row: &[(f32, f32)]| {
        let shared = row.iter().map(|g| (g.0.max(found.from), g.1.min(found.to)));
        let widest = shared.max_by(|a, b| (a.1 - a.0).total_cmp(&(b.1 - b.0)))?;
        (widest.1 - widest.0 >= narrow).then_some(widest)
    };
    while found.first > 0
        && let Some(gap) = narrowed(&found, &gaps[found.first - 1])
    {
        (found.from, found.to) = gap;
        found.first -= 1;
    }
    while let Some(row) = gaps.get(found.last + 1)
        && let Some(gap) = narrowed(&found, row)
    {
        (found.from, found.to) = gap;
        found.last += 1;
    }
    found
}

/// How many rows stand on both sides; nothing if either is no running text, as in a table.
fn score(rows: &[Line], gutter: Gutter) -> Option<usize> {
    let middle = (gutter.from + gutter.to) / 2.0;
    let side = |is_right: bool| {
        let of_side = move |p: &&Piece| (p.left > middle) == is_right;
        let mut widths = Vec::new();
        let mut letters = 0;
        let (mut left, mut right) = (f32::MAX, f32::MIN);
        for row in rows {
            let (mut from, mut to) = (f32::MAX, f32::MIN);
            for piece in row.pieces.iter().filter(of_side) {
                from = from.min(piece.left);
                to = to.max(piece.right);
                letters += piece.text.chars().filter(|c| c.is_alphabetic()).count();
            }
            if from < to {
                widths.push(to - from);
                (left, right) = (left.min(from), right.max(to));
            }
        }
        widths.sort_by(f32::total_cmp);
        let typical = widths.get(widths.len() / 2).copied().unwrap_or(0.0);
        let is_text =
            widths.len() >= 3 && letters >= 12 * widths.len() && typical >= 0.5 * (right - left);
        is_text.then_some(widths.len())
    };
    Some(side(false)?.min(side(true)?))
}
