//! Where in a row of words is what a query wants? Words, phrases and words near each other.
//!
//! A row is what was found of the wanted forms, with the place of each; blocks are parted by [`BREAK`], which takes a place of
//! its own, so that nothing reaches across.
//! Must not know: where rows come from, an index or a text.

use crate::briefing::{BlockKind, Briefing, Span};
use crate::fold;
use crate::query::How;

/// In a row: a block ends here.
pub(super) const BREAK: u32 = u32::MAX;

/// A text of a query with all forms that its words may have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Wanted {
    /// All forms, sorted, each once.
    pub(super) forms: Vec<String>,
    /// For each word of the query the forms it may have, as sorted numbers in `forms`.
    places: Vec<Vec<u32>>,
    how: How,
}

/// A wanted form, or a [`BREAK`], at a place of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Met {
    /// Words and breaks before it.
    pub(super) at: u32,
    /// Its number among the forms.
    pub(super) form: u32,
}

impl Wanted {
    /// For each word of a query, the forms that it may have.
    pub(super) fn new(places: Vec<Vec<String>>, how: How) -> Wanted {
        let mut forms: Vec<String> = places.iter().flatten().cloned().collect();
        forms.sort();
        forms.dedup();
        let number = |form: &String| forms.binary_search(form).unwrap_or_default() as u32;
        let numbered = |place: &Vec<String>| {
            let mut numbers: Vec<u32> = place.iter().map(number).collect();
            numbers.sort_unstable();
            numbers.dedup();
            numbers
        };
        let places = places.iter().map(numbered).collect();
        Wanted { forms, places, how }
    }

    /// Whether one word is all there is to find, so that places do not matter.
    pub(super) fn is_word(&self) -> bool {
        self.places.len() == 1
    }

    /// For each word, the numbers of its forms.
    pub(super) fn places(&self) -> &[Vec<u32>] {
        &self.places
    }

    /// How often it is met in a row.
    pub(super) fn times(&self, row: &[Met]) -> u32 {
        let mut count = 0;
        self.each(row, &mut |_, _| {
            count += 1;
            true
        });
        count
    }

    /// Whether it is met in a row.
    pub(super) fn is_in(&self, row: &[Met]) -> bool {
        let mut found = false;
        self.each(row, &mut |_, _| {
            found = true;
            false
        });
        found
    }

    /// Where it stands in the text of a briefing, in order: words, or whole phrases.
    pub(super) fn spans(&self, briefing: &Briefing) -> Vec<Span> {
        let (row, at) = self.row(briefing);
        let mut spans = Vec::new();
        self.each(&row, &mut |from, to| {
            spans.push(Span {
                start: at[from].start,
                end: at[to - 1].end,
            });
            true
        });
        spans
    }

    /// What is met in the text of a briefing, and where each lies.
    fn row(&self, briefing: &Briefing) -> (Vec<Met>, Vec<Span>) {
        let (mut row, mut spans, mut at) = (Vec::new(), Vec::new(), 0);
        for (start, text) in texts(briefing) {
            for word in fold::words(text) {
                if let Ok(form) = self.forms.binary_search_by(|f| f.as_str().cmp(&word.text)) {
                    let form = form as u32;
                    row.push(Met { at, form });
                    spans.push(Span::new(start + word.span.start, start + word.span.end));
                }
                at += 1;
            }
            row.push(Met { at, form: BREAK });
            spans.push(Span::new(start + text.len(), start + text.len()));
            at += 1;
        }
        (row, spans)
    }

    /// Calls `found` with each stretch of the row (from, to) that is what is wanted, until it returns false.
    fn each(&self, row: &[Met], found: &mut dyn FnMut(usize, usize) -> bool) {
        if let How::Near(between) = self.how {
            return self.each_near(row, u32::from(between), found);
        }
        let len = self.places.len().max(1);
        let fits = |window: &[Met]| {
            let mut pairs = self.places.iter().zip(window).enumerate();
            pairs.all(|(i, (place, met))| {
                met.at == window[0].at + i as u32 && place.binary_search(&met.form).is_ok()
            })
        };
        for (at, window) in row.windows(len).enumerate() {
            if fits(window) && !found(at, at + len) {
                return;
            }
        }
    }

    /// Words near each other: a stretch that holds all of them, each as often as it is asked for, with at most `between` others.
    fn each_near(&self, row: &[Met], between: u32, found: &mut dyn FnMut(usize, usize) -> bool) {
        // Forms of one stem make one place; a place that is asked for twice needs two words.
        let mut places: Vec<(&[u32], usize)> = Vec::new();
        for place in &self.places {
            match places.iter_mut().find(|p| p.0 == place.as_slice()) {
                Some(same) => same.1 += 1,
                None => places.push((place, 1)),
            }
        }
        let place_of = |form: u32| places.iter().position(|p| p.0.binary_search(&form).is_ok());
        let reach = self.places.len() as u32 + between;
        let mut done = 0;
        for start in 0..row.len() {
            if place_of(row[start].form).is_none() {
                continue;
            }
            let mut missing: Vec<usize> = places.iter().map(|p| p.1).collect();
            let mut used = Vec::new();
            for (at, met) in row.iter().enumerate().skip(start) {
                if met.form == BREAK || met.at >= row[start].at + reach {
                    break;
                }
                if let Some(place) = place_of(met.form).filter(|p| missing[*p] > 0) {
                    missing[place] -= 1;
                    used.push(at);
                }
                if used.len() == self.places.len() {
                    break;
                }
            }
            if used.len() < self.places.len() {
                continue;
            }
            for at in used {
                if at >= done {
                    done = at + 1;
                    if !found(at, at + 1) {
                        return;
                    }
                }
            }
        }
    }
}

/// What of a briefing is searched, block by block, with the first byte of each: all that is shown of its text, but not
/// navigation and separators.
pub(super) fn texts(briefing: &Briefing) -> impl Iterator<Item = (usize, &str)> {
    let blocks = briefing.blocks.iter();
    let shown = blocks.filter(|b| !matches!(b.kind, BlockKind::Boilerplate | BlockKind::Rule));
    shown.map(|b| {
        let text = briefing.body.get(b.span.range()).unwrap_or_default();
        (b.span.start as usize, text)
    })
}
