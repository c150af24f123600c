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

/// Languages, as bits.
pub(super) type Tongues = u32;

/// Whatever the language.
pub(super) const ANY: Tongues = u32::MAX;

/// A text of a query with all forms that its words may have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Wanted {
    /// All forms, sorted, each once.
    pub(super) forms: Vec<String>,
    /// For each word of the query the forms it may have, as sorted numbers in `forms`, each with the languages of the briefings in
    /// which it is one.
    places: Vec<Vec<(u32, Tongues)>>,
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
    /// For each word of a query, the forms that it may have, with the languages in which it may.
    pub(super) fn new(places: Vec<Vec<(String, Tongues)>>, how: How) -> Wanted {
        let mut forms: Vec<String> = places.iter().flatten().map(|f| f.0.clone()).collect();
        forms.sort();
        forms.dedup();
        let number = |form: &String| forms.binary_search(form).unwrap_or_default() as u32;
        let numbered = |place: &Vec<(String, Tongues)>| {
            let mut numbers: Vec<(u32, Tongues)> = place
                .iter()
                .map(|(form, tongues)| (number(form), *tongues))
                .collect();
            numbers.sort_unstable();
            numbers.dedup_by(|b, a| {
                let same = a.0 == b.0;
                a.1 |= if same { b.1 } else { 0 };
                same
            });
            numbers
        };
        let places = places.iter().map(numbered).collect();
        Wanted { forms, places, how }
    }

    /// Whether one word is all there is to find, so that places do not matter.
    pub(super) fn is_word(&self) -> bool {
        self.places.len() == 1
    }

    /// For each word, the numbers of its forms, with their languages.
    pub(super) fn places(&self) -> &[Vec<(u32, Tongues)>] {
        &self.places
    }

    /// How often it is met in a row of a briefing in that language.
    pub(super) fn times(&self, row: &[Met], tongue: Tongues) -> u32 {
        let mut count = 0;
        self.each(row, tongue, &mut |_, _| {
            count += 1;
            true
        });
        count
    }

    /// Whether it is met in a row of a briefing in that language.
    pub(super) fn is_in(&self, row: &[Met], tongue: Tongues) -> bool {
        let mut found = false;
        self.each(row, tongue, &mut |_, _| {
            found = true;
            false
        });
        found
    }

    /// Where it stands in the text of a briefing in that language, in order: words, or whole phrases.
    pub(super) fn spans(&self, briefing: &Briefing, tongue: Tongues) -> Vec<Span> {
        let (row, at) = self.row(briefing);
        let mut spans = Vec::new();
        self.each(&row, tongue, &mut |from, to| {
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
    fn each(&self, row: &[Met], tongue: Tongues, found: &mut dyn FnMut(usize, usize) -> bool) {
        if let How::Near(between) = self.how {
            return self.each_near(row, u32::from(between), tongue, found);
        }
        let len = self.places.len().max(1);
        let fits = |window: &[Met]| {
            let mut pairs = self.places.iter().zip(window).enumerate();
            pairs.all(|(i, (place, met))| {
                met.at == window[0].at + i as u32 && is_form(place, met.form, tongue)
            })
        };
        for (at, window) in row.windows(len).enumerate() {
            if fits(window) && !found(at, at + len) {
                return;
            }
        }
    }

    /// Words near each other: a stretch that holds all of them, each as often as it is asked for, with at most `between` others.
    fn each_near(
        &self,
        row: &[Met],
        between: u32,
        tongue: Tongues,
        found: &mut dyn FnMut(usize, usize) -> bool,
    ) {
        let wanted = |form: u32| self.places.iter().any(|p| is_form(p, form, tongue));
        let reach = self.places.len() as u32 + between;
        let mut taken: Vec<Option<usize>> = Vec::new();
        let mut done = 0;
        for start in 0..row.len() {
            if !wanted(row[start].form) {
                continue;
            }
            taken.clear();
            taken.resize(self.places.len(), None);
            for (at, met) in row.iter().enumerate().skip(start) {
                if met.form == BREAK || met.at >= row[start].at + reach {
                    break;
                }
                let mut asked = vec![false; self.places.len()];
                self.seat(row, at, tongue, &mut taken, &mut asked);
                if taken.iter().all(Option::is_some) {
                    break;
                }
            }
            let Some(mut used) = taken.iter().copied().collect::<Option<Vec<usize>>>() else {
                continue;
            };
            used.sort_unstable();
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

    /// Gives a word a place of the query, moving those that have one to others that they may have as well: a form may be of two
    /// words of the query, in two languages (matching by augmenting paths: H. Kuhn, Naval Research Logistics Quarterly 2, 1955).
    fn seat(
        &self,
        row: &[Met],
        at: usize,
        tongue: Tongues,
        taken: &mut [Option<usize>],
        asked: &mut [bool],
    ) -> bool {
        for place in 0..self.places.len() {
            if asked[place] || !is_form(&self.places[place], row[at].form, tongue) {
                continue;
            }
            asked[place] = true;
            let free = match taken[place] {
                None => true,
                Some(other) => self.seat(row, other, tongue, taken, asked),
            };
            if free {
                taken[place] = Some(at);
                return true;
            }
        }
        false
    }
}

/// Whether a form is one of these in a language.
fn is_form(place: &[(u32, Tongues)], form: u32, tongue: Tongues) -> bool {
    let at = place.binary_search_by_key(&form, |f| f.0);
    at.is_ok_and(|at| place[at].1 & tongue != 0)
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
