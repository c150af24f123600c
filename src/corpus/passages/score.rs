//! How much do two passages say the same? A score from 0, nothing, to about 1.2, every word.
//!
//! In each passage the stretch that has most of the other is sought first (J. Kadane's maximal sum, Bentley, Programming Pearls,
//! column 8): a short statement may lie in a long sentence. Of the stretches then count the weight they share (Dice's
//! coefficient), its order (local alignment: T. Smith, M. Waterman, J. Mol. Biol. 147, 1981), pairs of neighbours, and how much of
//! the whole sentences is shared; little matter counts less.
//! Must not know: where passages come from, how features are weighed.

use std::ops::Range;

use super::cut::{Feature, Passage};

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

/// What two passages share.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Match {
    pub(super) score: f32,
    /// Features that the stretches share, sorted.
    pub(super) shared: Vec<Feature>,
    /// The stretch of each, as words.
    pub(super) stretches: [Range<usize>; 2],
    /// Shared features that are words, not names.
    pub(super) content: usize,
    /// Whether these are more than words that are said all the time.
    pub(super) telling: bool,
    /// The weight of what is shared; names count less.
    pub(super) matter: f32,
    /// Shared words that are rare.
    pub(super) rare: usize,
    /// Whether a run of [`RUN`] words is the same in both.
    pub(super) copied: bool,
}

/// The features that both have, sorted.
pub(super) fn shared(a: &[Feature], b: &[Feature]) -> Vec<Feature> {
    let both = a.iter().filter(|f| b.binary_search(f).is_ok());
    both.copied().collect()
}

/// Compares two passages; nothing when no stretch of one is in the other.
pub(super) fn compare(a: &Passage, b: &Passage, worth: &dyn Fn(Feature) -> Worth) -> Option<Match> {
    let weight = |f: Feature| worth(f).weight;
    let both = shared(&a.features, &b.features);
    let in_a = stretch(&a.row, &both, &weight);
    let met = kept(&both, &a.row[in_a.clone()]);
    let in_b = stretch(&b.row, &met, &weight);
    let found = kept(&met, &b.row[in_b.clone()]);
    let in_a = stretch(&a.row, &found, &weight);
    let shared = kept(&found, &a.row[in_a.clone()]);
    if shared.is_empty() {
        return None;
    }
    let (x, y) = (&a.row[in_a.clone()], &b.row[in_b.clone()]);
    let sum = |features: &[Feature]| features.iter().map(|f| weight(*f)).sum::<f32>();
    let content: Vec<Feature> = shared.iter().copied().filter(|f| f.is_content()).collect();
    let (all, words) = (sum(&shared), sum(&content));
    let matter = words + 0.6 * (all - words);
    let dice = 2.0 * all / (sum(&distinct(x)) + sum(&distinct(y)));
    let whole = 2.0 * sum(&both) / (sum(&a.features) + sum(&b.features));
    let pairs = (neighbours(x, y) as f32 / 3.0).min(1.0);
    let rare = content.iter().filter(|f| worth(**f).rare).count();
    let said = 0.45 * dice + 0.20 * order(x, y, &weight) + 0.20 * whole + 0.15 * pairs;
    let score = said * (1.0 - (-matter / 1.9).exp()) * 1.25 + (0.06 * rare as f32).min(0.12);
    // Three words that both have in long sentences are a theme, as far as anybody can tell, not the same statement.
    let score = match content.len() <= FEWEST && whole < HALF {
        true => score.min(SAME - 0.01),
        false => score,
    };
    Some(Match {
        score,
        stretches: [words_of(a, &in_a), words_of(b, &in_b)],
        content: content.len(),
        telling: content.iter().filter(|f| weight(**f) >= TELLING).count() >= needed(whole),
        matter,
        rare,
        copied: score >= COPIED && copied(a, b),
        shared,
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
fn stretch(
    row: &[(Feature, u32)],
    shared: &[Feature],
    weight: &dyn Fn(Feature) -> f32,
) -> Range<usize> {
    let gain = |f: Feature| match shared.binary_search(&f) {
        Ok(_) => weight(f),
        Err(_) => -0.42 * weight(f).min(1.1),
    };
    let (mut best, mut found) = (0.0, 0..0);
    let (mut sum, mut start) = (0.0, 0);
    for (at, (feature, _)) in row.iter().enumerate() {
        if sum <= 0.0 {
            (sum, start) = (0.0, at);
        }
        sum += gain(*feature);
        if sum > best {
            (best, found) = (sum, start..at + 1);
        }
    }
    found
}

/// Those of the features that the row has.
fn kept(features: &[Feature], row: &[(Feature, u32)]) -> Vec<Feature> {
    let has = |f: &&Feature| row.iter().any(|r| r.0 == **f);
    features.iter().filter(has).copied().collect()
}

fn distinct(row: &[(Feature, u32)]) -> Vec<Feature> {
    let mut features: Vec<Feature> = row.iter().map(|r| r.0).collect();
    features.sort_unstable();
    features.dedup();
    features
}

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
fn neighbours(x: &[(Feature, u32)], y: &[(Feature, u32)]) -> usize {
    let pairs = |row: &[(Feature, u32)]| {
        let mut pairs: Vec<_> = row.windows(2).map(|w| (w[0].0, w[1].0)).collect();
        pairs.sort_unstable();
        pairs.dedup();
        pairs
    };
    let y = pairs(y);
    let has = |p: &&(Feature, Feature)| y.binary_search(p).is_ok();
    pairs(x).iter().filter(has).count()
}

/// The best local alignment, as a part of the lighter row's weight.
fn order(x: &[(Feature, u32)], y: &[(Feature, u32)], weight: &dyn Fn(Feature) -> f32) -> f32 {
    const GAP: f32 = 0.25;
    const OTHER: f32 = -0.4;
    let weights: Vec<f32> = x.iter().map(|f| weight(f.0)).collect();
    let mut above = vec![0.0f32; y.len() + 1];
    let mut best = 0.0f32;
    for (f, own) in x.iter().zip(&weights) {
        let mut diagonal = 0.0;
        let mut left = 0.0;
        for (j, g) in y.iter().enumerate() {
            let met = diagonal + if f.0 == g.0 { *own } else { OTHER };
            diagonal = above[j + 1];
            left = met.max(diagonal - GAP).max(left - GAP).max(0.0);
            above[j + 1] = left;
            best = best.max(left);
        }
    }
    let all = weights.iter().sum::<f32>();
    let all = all.min(y.iter().map(|f| weight(f.0)).sum());
    if all > 0.0 { best / all } else { 0.0 }
}

/// Whether both have a run of [`RUN`] words in common, or are the same from end to end.
fn copied(a: &Passage, b: &Passage) -> bool {
    let forms = |p: &Passage| p.words.iter().map(|w| w.form).collect::<Vec<u32>>();
    let (a, b) = (forms(a), forms(b));
    if a == b {
        return true;
    }
    let mut runs: Vec<&[u32]> = b.windows(RUN).collect();
    runs.sort_unstable();
    a.windows(RUN).any(|run| runs.binary_search(&run).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::briefing::Span;
    use crate::corpus::passages::cut::Word;

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
        Passage {
            span: Span::new(0, text.len()),
            number: 0,
            features: distinct(&row),
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
        let found = compare(&passage(a), &passage(b), &worth)?;
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
