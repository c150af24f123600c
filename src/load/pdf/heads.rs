//! Which lines of a page are not text but its furniture? Running heads and page numbers: lines at the edges that return
//! page after page.
//!
//! Must not know: paragraphs.

use std::collections::HashMap;

use super::rows::Line;
use super::text;

/// Lines at each edge that are looked at.
const EDGE: usize = 2;

/// Longer lines are text.
const LONG: usize = 140;

/// How far from each other they may stand, page by page.
const NEAR: f32 = 4.0;

/// Takes the furniture out of pages; `size` is that of the running text, since what is larger is a heading.
pub(super) fn drop(pages: &mut [Vec<Line>], size: f32) {
    let mut seen: HashMap<String, Vec<(usize, usize)>> = HashMap::new();
    // A page of a line or two does not tell what its furniture is, only whether it has that of the others.
    let is_bare: Vec<bool> = pages.iter().map(|lines| lines.len() < 3).collect();
    for (p, lines) in pages.iter().enumerate() {
        for i in edges(lines) {
            let line = &lines[i];
            let shown = text::plain(line);
            if line.size <= size * 1.15 && shown.chars().count() <= LONG {
                seen.entry(pattern(&shown)).or_default().push((p, i));
            }
        }
    }
    let mut gone: Vec<(usize, usize)> = Vec::new();
    for (pattern, mut places) in seen {
        // What returns elsewhere on the page is text that happens to be the same.
        let base = |place: &(usize, usize)| pages[place.0][place.1].base;
        places.sort_by(|a, b| base(a).total_cmp(&base(b)));
        let middle = base(&places[places.len() / 2]);
        places.retain(|place| (base(place) - middle).abs() <= NEAR);
        let on = places.iter().map(|place| place.0);
        let mut on: Vec<usize> = on.filter(|page| !is_bare[*page]).collect();
        on.sort_unstable();
        on.dedup();
        // Two page numbers are enough; two lines may be alike by chance.
        let is_number = !pattern.chars().any(char::is_alphabetic);
        let needed = if is_number { 2 } else { 3 };
        if on.len() >= needed && !pattern.is_empty() {
            gone.append(&mut places);
        }
    }
    gone.sort_unstable();
    for (p, i) in gone.into_iter().rev() {
        pages[p].remove(i);
    }
}

/// The highest and lowest lines, from the edge inwards.
fn edges(lines: &[Line]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..lines.len()).collect();
    order.sort_by(|a, b| lines[*b].base.total_cmp(&lines[*a].base));
    // A page of a few lines is not all edge.
    let each = EDGE.min(order.len() / 3).max(1);
    let lowest = order.iter().rev().take(each).copied();
    let mut edges: Vec<usize> = order.iter().take(each).copied().chain(lowest).collect();
    edges.sort_unstable();
    edges.dedup();
    edges
}

/// A line with its numbers made equal.
fn pattern(line: &str) -> String {
    let mut out = String::new();
    for word in line.to_lowercase().split_whitespace() {
        let roman = word
            .chars()
            .all(|c| matches!(c, 'i' | 'v' | 'x' | 'l' | 'c'));
        if roman && line.split_whitespace().count() == 1 {
            out.push('#');
            continue;
        }
        for c in word.chars() {
            match c {
                c if c.is_numeric() => {
                    if !out.ends_with('#') {
                        out.push('#');
                    }
                }
                c => out.push(c),
            }
        }
        out.push(' ');
    }
    out.trim_end().to_string()
}
