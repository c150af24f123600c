//! Which lines make a paragraph, and what is it? By gaps, indents, sizes, marks, and where the next word would have fitted.
//!
//! Invariant: every line is in exactly one paragraph, in the order in which it came.
//! Must not know: how a briefing is built.

use super::rows::Line;
use super::text;
use crate::load::lines::{self, Marker};

/// A line with the page that it stands on, counted from 0.
pub(super) struct Placed {
    pub page: usize,
    pub line: Line,
    pub text: String,
}

/// Lines that belong together.
pub(super) struct Paragraph {
    pub kind: Kind,
    pub lines: Vec<Placed>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Text,
    /// An entry of a list: its number if it has one, and how many bytes of it are the mark.
    Item(Option<u32>, usize),
    /// A row of a table.
    Row,
}

/// What the text of a document looks like on the whole.
pub(super) struct Measure {
    /// The size of the running text.
    pub size: f32,
    /// From line to line, in sizes.
    pub leading: f32,
}

impl Measure {
    pub fn of(pages: &[Vec<Line>]) -> Self {
        let letters = |l: &Line| l.pieces.iter().map(|p| p.text.len()).sum::<usize>();
        let all = || pages.iter().flatten();
        let size = most(all().map(|l| (l.size, letters(l))), 0.5).unwrap_or(10.0);
        let pairs = pages.iter().flat_map(|lines| lines.windows(2));
        let steps = pairs.filter(|w| w[0].column.0 == w[1].column.0).map(|w| {
            let step = (w[0].base - w[1].base) / w[1].size;
            (step, letters(&w[1]))
        });
        let steps = steps.filter(|(step, _)| (0.8..3.0).contains(step));
        Self {
            size,
            leading: most(steps, 0.05).unwrap_or(1.2),
        }
    }
}

/// The value with the most weight, among values so near to each other.
fn most(values: impl Iterator<Item = (f32, usize)>, near: f32) -> Option<f32> {
    let mut bins = std::collections::BTreeMap::<i32, usize>::new();
    for (value, weight) in values {
        *bins.entry((value / near).round() as i32).or_default() += weight;
    }
    let best = bins.into_iter().max_by_key(|(_, weight)| *weight)?;
    Some(best.0 as f32 * near)
}

/// Puts the lines of all pages into paragraphs.
pub(super) fn paragraphs(pages: Vec<Vec<Line>>, measure: &Measure) -> Vec<Paragraph> {
    let mut out: Vec<Paragraph> = Vec::new();
    for (page, lines) in pages.into_iter().enumerate() {
        let leadings = leadings(&lines, measure);
        let rows = table_rows(&lines);
        let lefts: Vec<(usize, f32)> = lines.iter().map(|l| (l.column.0, l.left)).collect();
        for (i, line) in lines.into_iter().enumerate() {
            let next = lefts.get(i + 1).filter(|n| n.0 == line.column.0);
            let text = text::plain(&line);
            let placed = Placed { page, line, text };
            let kind = kind(&placed, rows[i], out.last());
            let goes_on = out.last().is_some_and(|open| {
                kind == Kind::Text
                    && goes_on(open, &placed, leadings[i], next.map(|n| n.1), measure)
            });
            match out.last_mut() {
                Some(open) if goes_on => open.lines.push(placed),
                _ => out.push(Paragraph {
                    kind,
                    lines: vec![placed],
                }),
            }
        }
    }
    out
}

/// For each line, how far apart the lines of its column typically are, in sizes.
fn leadings(lines: &[Line], measure: &Measure) -> Vec<f32> {
    let mut out = Vec::with_capacity(lines.len());
    let mut rest = lines;
    while let Some(first) = rest.first() {
        let same = |l: &&Line| l.column.0 == first.column.0;
        let len = rest.iter().take_while(same).count();
        let mut steps: Vec<f32> = rest[..len]
            .windows(2)
            .map(|w| (w[0].base - w[1].base) / w[1].size)
            .filter(|step| (0.8..3.0).contains(step))
            .collect();
        steps.sort_by(f32::total_cmp);
        let typical = match steps.len() {
            0..4 => measure.leading,
            // Gaps between paragraphs are among them, so not the middle.
            n => steps[n / 3],
        };
        out.extend(std::iter::repeat_n(typical, len));
        rest = &rest[len..];
    }
    out
}

/// In sizes: a wider gap parts cells.
const CELL: f32 = 1.5;

/// Which lines are rows of tables: lines with wide gaps under each other, and those that dots lead through.
fn table_rows(lines: &[Line]) -> Vec<bool> {
    let is_wide: Vec<bool> = lines
        .iter()
        .map(|l| may_have_cells(l) && cells(l).len() > 1)
        .collect();
    let beside = |i: usize, j: usize| {
        let near = (lines[i].base - lines[j].base).abs() < 2.5 * lines[i].size;
        is_wide[j] && lines[i].column.0 == lines[j].column.0 && near
    };
    (0..lines.len())
        .map(|i| {
            let has_near = i > 0 && beside(i, i - 1) || i + 1 < lines.len() && beside(i, i + 1);
            let leader = lines[i].pieces.iter().any(|p| is_leader(&p.text));
            is_wide[i] && (has_near || leader)
        })
        .collect()
}

/// Dots that lead the eye from an entry to its number.
fn is_leader(text: &str) -> bool {
    text.len() > 3 && text.chars().all(|c| c == '.') || text.ends_with("....")
}

/// Whether a line has wide gaps or dots: without, it is one cell.
fn may_have_cells(line: &Line) -> bool {
    let is_far = |w: &[super::piece::Piece]| w[1].left - w[0].right > CELL * line.size;
    line.pieces.windows(2).any(is_far) || line.pieces.iter().any(|p| p.text.ends_with('.'))
}

/// The cells of a line: what stands between wide gaps and leading dots. What is marked as an entry of a list has one.
pub(super) fn cells(line: &Line) -> Vec<Vec<super::piece::Piece>> {
    let mut cells = vec![Vec::new()];
    let mut right: Option<f32> = None;
    let dots = line.pieces.iter().filter(|p| p.text == ".").count();
    for piece in &line.pieces {
        let is_dots = is_leader(&piece.text) || dots > 4 && piece.text == ".";
        let is_far = right.is_some_and(|right| piece.left - right > CELL * line.size);
        if (is_far || is_dots) && cells.last().is_some_and(|c| !c.is_empty()) {
            cells.push(Vec::new());
        }
        right = Some(piece.right);
        let mut piece = piece.clone();
        if is_dots {
            piece.text = piece.text.trim_end_matches('.').to_string();
            if piece.text.is_empty() {
                continue;
            }
            // What stands before its dots belongs to the cell before.
            if !is_far && cells.len() > 1 {
                cells.pop();
            }
            if let Some(cell) = cells.last_mut() {
                cell.push(piece);
            }
            cells.push(Vec::new());
            continue;
        }
        if let Some(cell) = cells.last_mut() {
            cell.push(piece);
        }
    }
    cells.retain(|cell| !cell.is_empty());
    let first = cells.first().map(|c| text::join(&text::words(c)));
    let is_mark = first.is_some_and(|first| {
        let marked = lines::split(&format!("{first} x"));
        marked[0].marker != Marker::None && first.chars().count() < 5
    });
    match is_mark {
        true => vec![cells.concat()],
        false => cells,
    }
}

fn kind(placed: &Placed, is_row: bool, before: Option<&Paragraph>) -> Kind {
    if is_row {
        return Kind::Row;
    }
    let line = &lines::split(&placed.text)[0];
    let item = |number| Kind::Item(number, line.start + line.marker_len);
    match line.marker {
        Marker::Item(None) if !placed.text.starts_with(['-', '+', '*', '·']) => item(None),
        Marker::Item(number) => {
            // A number may well begin a line of a text, and a dash go on with it.
            let fits = before.is_none_or(|before| {
                matches!(before.kind, Kind::Item(..) | Kind::Row)
                    || before.lines.last().is_none_or(|last| {
                        lines::ends_sentence(&last.text) || last.text.ends_with(':')
                    })
                    || room(before, placed) > 0.0
            });
            if fits { item(number) } else { Kind::Text }
        }
        _ => Kind::Text,
    }
}

/// How much more than the first word of a line there would have been room for at the end of the line before it.
fn room(open: &Paragraph, next: &Placed) -> f32 {
    let Some(last) = open.lines.last() else {
        return 0.0;
    };
    let mut first = next.line.pieces.iter();
    let mut right = first.next().map_or(next.line.left, |p| p.right);
    let mut before = next.line.pieces.first();
    for piece in first {
        if before.is_some_and(|b| Line::is_parted(b, piece)) {
            break;
        }
        right = piece.right;
        before = Some(piece);
    }
    let word = right - next.line.left;
    last.line.column.2 - last.line.right - word - next.line.size * 1.2
}

fn is_bold(line: &Line) -> bool {
    line.pieces.iter().all(|p| p.is_bold)
}

/// Whether a line goes on with the paragraph before it.
fn goes_on(
    open: &Paragraph,
    next: &Placed,
    leading: f32,
    after: Option<f32>,
    measure: &Measure,
) -> bool {
    let (Some(first), Some(last)) = (open.lines.first(), open.lines.last()) else {
        return false;
    };
    let (line, size) = (&next.line, next.line.size);
    let alike = (last.line.size - size).abs() <= size * 0.08;
    if open.kind == Kind::Row
        || !alike
        || last.line.turn != line.turn
        || is_bold(&last.line) != is_bold(line)
    {
        return false;
    }
    let is_heading = size > measure.size * 1.15;
    let has_room = room(open, next) > 0.0 && !is_heading;
    if (last.page, last.line.column.0) != (next.page, line.column.0) {
        let starts_low = next.text.starts_with(char::is_lowercase);
        let is_indented = line.left - line.column.1 > 0.8 * size;
        let ends = lines::ends_sentence(&last.text) || last.text.ends_with(':');
        // A single line is always as wide as its column.
        let is_full = !has_room && open.lines.len() > 1;
        let is_open = last.text.ends_with(['-', ',', '\u{ad}']);
        return !ends
            && !is_heading
            && (starts_low || is_open || is_full && !is_indented && !is_bold(line));
    }
    let step = (last.line.base - line.base) / size;
    if step > leading.max(1.0) * 1.3 || step < 0.0 || has_room {
        return false;
    }
    let indent = |a: f32, b: f32| a - b > 0.8 * size;
    // Further in than the lines around it: it begins a paragraph.
    let is_first = indent(line.left, last.line.left) && !matches!(open.kind, Kind::Item(..));
    if is_first && after.is_none_or(|after| indent(line.left, after)) {
        return is_heading;
    }
    // Back at the margin, after lines that hang: it begins the next entry.
    let hangs = open.lines.get(1).is_some_and(|second| {
        indent(second.line.left, first.line.left) && second.line.column == line.column
    });
    !(hangs && indent(last.line.left, line.left))
}
