//! How much do two passages say the same? A score from 0, nothing, to about 1.2, every word.
//!
//! In each passage the stretch that has most of the other is sought first (J. Kadane's maximal sum, Bentley, Programming Pearls,
//! column 8): a short statement may lie in a long sentence. Of the stretches then count the weight they share (Dice's
//! coefficient), its order (local alignment: T. Smith, M. Waterman, J. Mol. Biol. 147, 1981), pairs of neighbours, and how much of
//! the whole sentences is shared; little matter counts less.
//! Must not know: where passages come from, how features are weighed.

use std::cmp::Ordering;
use std::ops::Range;

use super::cut::{Feature, Passage, Word};

/// Least score of a parallel.
pub(super) const SIMILAR: f32 = 0.5;
/// Least score of the same statement.
pub(super) const SAME: f32 = 0.6;
/// Least number of shared stems.
pub(super) const FEWEST: usize = 3;
/// Stems that weigh less are said all the time.
const TELLING: f32 = 0.5;
/// Least shared matter.
pub(super) const LEAST: f32 = 1.9;
/// Sentences that share so much of their weight have most in common.
const HALF: f32 = 0.45;
/// Sentences that share a run of words score so much at least, and no others need be searched for one.
const COPIED: f32 = 0.3;
/// A shared run of so many words is a copy (A. Broder's shingles, On the resemblance and containment of documents, 1997).
pub(in super::super) const RUN: usize = 8;

/// What a feature is worth.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in super::super) struct Worth {
    /// From about 0.2, said everywhere, to 2, said here and in one other place.
    pub(in super::super) weight: f32,
    /// Whether hardly any other briefing has the word, and it is none of the common ones.
    pub(in super::super) rare: bool,
    /// Briefings that have it.
    pub(in super::super) briefings: u32,
}

/// A passage with what its features are worth, which is looked up once for all that it is compared with.
pub(super) struct Weighed<'p> {
    passage: &'p Passage,
    /// Of each of its features.
    worth: Vec<Worth>,
    /// Where the features of its row stand among these.
    row: Vec<usize>,
}

impl<'p> Weighed<'p> {
    pub(super) fn new(passage: &'p Passage, worth: &dyn Fn(Feature) -> Worth) -> Weighed<'p> {
        let features = &passage.features;
        let place = |f: &(Feature, u32)| features.binary_search(&f.0).ok();
        Weighed {
            worth: features.iter().map(|f| worth(*f)).collect(),
            row: passage.row.iter().filter_map(place).collect(),
            passage,
        }
    }

    /// A feature by its place, and what it is worth.
    pub(super) fn feature(&self, place: usize) -> (Feature, Worth) {
        (self.passage.features[place], self.worth[place])
    }

    fn sum(&self, places: impl Iterator<Item = usize>) -> f32 {
        places.map(|p| self.worth[p].weight).sum()
    }

    fn marks(&self, places: impl Iterator<Item = usize>) -> Vec<bool> {
        let mut marks = vec![false; self.worth.len()];
        places.for_each(|p| marks[p] = true);
        marks
    }

    /// The weight of a stretch of the row, each feature once.
    fn weight(&self, stretch: &Range<usize>) -> f32 {
        let has = self.marks(self.row[stretch.clone()].iter().copied());
        self.sum((0..has.len()).filter(|p| has[*p]))
    }
}

/// What two passages share.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Match {
    pub(super) score: f32,
    /// The stretch of each, as words.
    pub(super) stretches: [Range<usize>; 2],
    /// Features that the stretches share and that are words, not names.
    pub(super) content: usize,
    /// Whether these are more than words that are said all the time.
    pub(super) telling: bool,
    /// The weight of the weightiest of them.
    pub(super) most: f32,
    /// The weight of what is shared; names count less.
    pub(super) matter: f32,
    /// Shared words that are rare.
    pub(super) rare: usize,
    /// Whether a run of [`RUN`] words is the same in both.
    pub(super) copied: bool,
}

/// The features that both have, sorted, by their places in each.
pub(super) fn both(a: &Weighed<'_>, b: &Weighed<'_>) -> Vec<(usize, usize)> {
    let (x, y) = (&a.passage.features, &b.passage.features);
    let mut both = Vec::with_capacity(x.len().min(y.len()));
    let (mut i, mut j) = (0, 0);
    while i < x.len() && j < y.len() {
        match x[i].cmp(&y[j]) {
            Ordering::Less => i += 1,
            Ordering::Greater => j += 1,
            Ordering::Equal => {
                both.push((i, j));
                (i, j) = (i + 1, j + 1);
            }
        }
    }
    both
}

/// Compares two passages; nothing when no stretch of one is in the other. Of a pair that is to stand for itself, nothing either
/// when it shares too little for that: the rest need not be worked out.
pub(super) fn compare(a: &Weighed<'_>, b: &Weighed<'_>, itself: bool) -> Option<Match> {
    let all = both(a, b);
    let mut shared = all.clone();
    let in_a = stretch(a, shared.iter().map(|p| p.0));
    keep(&mut shared, a, &in_a, |p| p.0);
    let in_b = stretch(b, shared.iter().map(|p| p.1));
    keep(&mut shared, b, &in_b, |p| p.1);
    let in_a = stretch(a, shared.iter().map(|p| p.0));
    keep(&mut shared, a, &in_a, |p| p.0);
    if shared.is_empty() {
        return None;
    }
    let of_a = |places: &[(usize, usize)]| a.sum(places.iter().map(|p| p.0));
    let is_word = |p: &(usize, usize)| a.feature(p.0).0.is_content();
    let content: Vec<(usize, usize)> = shared.iter().copied().filter(is_word).collect();
    let worth = || content.iter().map(|p| a.worth[p.0]);
    let (sum, words) = (of_a(&shared), of_a(&content));
    let matter = words + 0.6 * (sum - words);
    let every = |w: &Weighed<'_>| w.sum(0..w.worth.len());
    let whole = 2.0 * of_a(&all) / (every(a) + every(b));
    let telling = worth().filter(|w| w.weight >= TELLING).count() >= needed(whole);
    let enough = content.len() >= FEWEST && (telling && matter >= LEAST || copied(a, b));
    if itself && !enough {
        return None;
    }
    let dice = 2.0 * sum / (a.weight(&in_a) + b.weight(&in_b));
    let (x, y) = rows(a, b, &all, [&in_a, &in_b]);
    let pairs = (neighbours(&x, &y) as f32 / 3.0).min(1.0);
    let rare = worth().filter(|w| w.rare).count();
    let said = 0.45 * dice + 0.20 * order(&x, &y) + 0.20 * whole + 0.15 * pairs;
    let score = said * (1.0 - (-matter / 1.9).exp()) * 1.25 + (0.06 * rare as f32).min(0.12);
    // Three words that both have in long sentences are a theme, as far as anybody can tell, not the same statement.
    let score = match content.len() <= FEWEST && whole < HALF {
        true => score.min(SAME - 0.01),
        false => score,
    };
    Some(Match {
        score,
        stretches: [words_of(a.passage, &in_a), words_of(b.passage, &in_b)],
        content: content.len(),
        telling,
        most: worth().map(|w| w.weight).fold(0.0, f32::max),
        matter,
        rare,
        copied: score >= COPIED && copied(a, b),
    })
}

/// How many shared stems must tell something, by how much of both sentences is shared: common words make a statement if they are
/// most of it, and a set phrase in two long sentences is no statement.
fn needed(whole: f32) -> usize {
    match whole {
        HALF.. => 0,
        0.25.. => FEWEST,
        _ => FEWEST + 1,
    }
}

/// The stretch of a row with most of what is shared and least of what is not.
fn stretch(of: &Weighed<'_>, shared: impl Iterator<Item = usize>) -> Range<usize> {
    let shared = of.marks(shared);
    let gain = |place: usize| match (shared[place], of.worth[place].weight) {
        (true, weight) => weight,
        (false, weight) => -0.42 * weight.min(1.1),
    };
    let (mut best, mut found) = (0.0, 0..0);
    let (mut sum, mut start) = (0.0, 0);
    for (at, place) in of.row.iter().enumerate() {
        if sum <= 0.0 {
            (sum, start) = (0.0, at);
        }
        sum += gain(*place);
        if sum > best {
            (best, found) = (sum, start..at + 1);
        }
    }
    found
}

/// Of what is shared, what a stretch of one of the two has.
fn keep(
    shared: &mut Vec<(usize, usize)>,
    of: &Weighed<'_>,
    stretch: &Range<usize>,
    place: impl Fn(&(usize, usize)) -> usize,
) {
    let has = of.marks(of.row[stretch.clone()].iter().copied());
    shared.retain(|p| has[place(p)]);
}

/// What a place of a row that only one of two has is numbered.
const ALONE: usize = usize::MAX;

/// Of two stretches the features, numbered the same in both, and their weights.
fn rows(
    a: &Weighed<'_>,
    b: &Weighed<'_>,
    both: &[(usize, usize)],
    stretches: [&Range<usize>; 2],
) -> (Row, Row) {
    let mut numbers = [vec![ALONE; a.worth.len()], vec![ALONE; b.worth.len()]];
    for (number, (i, j)) in both.iter().enumerate() {
        numbers[0][*i] = number;
        numbers[1][*j] = number;
    }
    let row = |of: &Weighed<'_>, side: usize| {
        let places = of.row[stretches[side].clone()].iter();
        places
            .map(|p| (numbers[side][*p], of.worth[*p].weight))
            .collect()
    };
    (row(a, 0), row(b, 1))
}

/// The numbers of features, [`ALONE`] if the other row's passage does not have them, and their weights.
type Row = Vec<(usize, f32)>;

fn words_of(passage: &Passage, row: &Range<usize>) -> Range<usize> {
    let word = |at: usize| passage.row.get(at).map_or(0, |r| r.1 as usize);
    let last = word(row.end.saturating_sub(1));
    // An entity may go on over several words.
    let feature = passage.words.get(last).and_then(|w| w.feature);
    let more = passage.words.get(last + 1..).unwrap_or_default().iter();
    let more = more.take_while(|w| feature.is_some() && w.feature == feature && !w.first);
    word(row.start)..last + 1 + more.count()
}

/// How many pairs of neighbours both rows have.
fn neighbours(x: &Row, y: &Row) -> usize {
    let pairs = |row: &Row| {
        let pairs = row.windows(2).map(|w| (w[0].0, w[1].0));
        let shared = pairs.filter(|p| p.0 != ALONE && p.1 != ALONE);
        let mut pairs: Vec<_> = shared.collect();
        pairs.sort_unstable();
        pairs.dedup();
        pairs
    };
    let y = pairs(y);
    let has = |p: &&(usize, usize)| y.binary_search(p).is_ok();
    pairs(x).iter().filter(has).count()
}

/// The best local alignment, as a part of the lighter row's weight.
fn order(x: &Row, y: &Row) -> f32 {
    const GAP: f32 = 0.25;
    const OTHER: f32 = -0.4;
    let mut above = vec![0.0f32; y.len()];
    let mut best = 0.0f32;
    for (f, own) in x {
        let mut diagonal = 0.0;
        let mut left = 0.0f32;
        for (above, (g, _)) in above.iter_mut().zip(y) {
            let same = f == g && *f != ALONE;
            let met = diagonal + if same { *own } else { OTHER };
            diagonal = *above;
            left = met.max(diagonal - GAP).max(left - GAP).max(0.0);
            *above = left;
            best = best.max(left);
        }
    }
    let all = |row: &Row| row.iter().map(|f| f.1).sum::<f32>();
    let all = all(x).min(all(y));
    if all > 0.0 { best / all } else { 0.0 }
}

/// Whether both have a run of [`RUN`] words in common, or are the same from end to end.
///
/// A run of so many words holds one of the places of the second that are so far apart: it is enough to look around these.
fn copied(a: &Weighed<'_>, b: &Weighed<'_>) -> bool {
    let (a, b) = (&a.passage.words, &b.passage.words);
    let same = |p: &(&Word, &Word)| p.0.form == p.1.form;
    if a.len() == b.len() && a.iter().zip(b).all(|p| same(&p)) {
        return true;
    }
    let around = |i: usize, j: usize| {
        let before = a[..i].iter().rev().zip(b[..j].iter().rev());
        let from = a[i..].iter().zip(&b[j..]);
        before.take_while(same).count() + from.take_while(same).count()
    };
    let mut places = (RUN - 1..b.len()).step_by(RUN);
    places.any(|j| {
        let mut met = (0..a.len()).filter(|i| a[*i].form == b[j].form);
        met.any(|i| around(i, j) >= RUN)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::briefing::Span;

    /// A passage of features by letter; `.` is a word without one.
    fn passage(text: &str) -> Passage {
        let words: Vec<Word> = text
            .bytes()
            .enumerate()
            .map(|(at, letter)| Word {
                span: Span::new(at, at + 1),
                form: u32::from(letter),
                feature: (letter != b'.').then_some(Feature::Stem(letter.into())),
                first: letter != b'.',
            })
            .collect();
        let row = (0..).zip(&words).filter_map(|(i, w)| Some((w.feature?, i)));
        let row: Vec<(Feature, u32)> = row.collect();
        let mut features: Vec<Feature> = row.iter().map(|r| r.0).collect();
        features.sort_unstable();
        features.dedup();
        Passage {
            span: Span::new(0, text.len()),
            number: 0,
            features,
            row,
            words,
            formula: false,
        }
    }

    fn found(a: &str, b: &str) -> Option<(f32, [Range<usize>; 2], bool)> {
        let worth = |_| Worth {
            weight: 1.0,
            rare: false,
            briefings: 2,
        };
        let (a, b) = (passage(a), passage(b));
        let (a, b) = (Weighed::new(&a, &worth), Weighed::new(&b, &worth));
        let found = compare(&a, &b, false)?;
        Some((found.score, found.stretches, found.copied))
    }

    #[test]
    fn a_clause_is_found_inside_a_long_sentence() {
        let (_, stretches, copied) = found("xyzw.abcde.uvst", "ab.cde").expect("a match");
        assert_eq!((stretches, copied), ([5..10, 0..6], false));
        assert_eq!(found("abcd", "efgh"), None);
    }

    #[test]
    fn order_and_length_and_strangers_between_count() {
        let score = |a, b| found(a, b).map_or(0.0, |f| f.0);
        let same = score("abcdef", "abcdef");
        assert!(same > 1.0, "{same}");
        for worse in ["fbdaec", "abcxyzdef", "abc"] {
            assert!(score("abcdef", worse) < same, "{worse}");
        }
        let run = |a, b| found(a, b).is_some_and(|f| f.2);
        assert!(run("zabcdefghy", "xabcdefghw"));
        assert!(!run("zabcdefgy", "xabcdefgw"));
    }
}
