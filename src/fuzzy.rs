//! Which of these fit what was typed, best first? The one door to fuzzy-matcher, over folded text.
//!
//! Must not know: what is ranked.

use std::cell::OnceCell;
use std::cmp::Reverse;

use fuzzy_matcher::FuzzyMatcher;
use fuzzy_matcher::skim::SkimMatcherV2;

use crate::fold;

/// Longer texts than this (characters) are matched by their beginning: the matcher's memory grows with the text.
const LONGEST: usize = 200;

thread_local! {
    static MATCHER: OnceCell<SkimMatcherV2> = const { OnceCell::new() };
}

/// Of a long list so many texts are looked at for each key that is typed.
const LOOKED_AT: usize = 50_000;

/// And when so many of them fit, that is enough: judging them is what takes time.
const ENOUGH: usize = 4_000;

/// The items whose text fits, best first; equals stay in the order given. Each word of what was typed must fit, in any order.
pub fn rank<'a, T>(typed: &str, items: impl IntoIterator<Item = (T, &'a str)>) -> Vec<T> {
    ranked(typed, items, usize::MAX, usize::MAX).0
}

/// As [`rank`], in a time that a key may take however long the list is; and how many of the items were looked at.
pub fn rank_first<'a, T>(
    typed: &str,
    items: impl IntoIterator<Item = (T, &'a str)>,
) -> (Vec<T>, usize) {
    ranked(typed, items, LOOKED_AT, ENOUGH)
}

fn ranked<'a, T>(
    typed: &str,
    items: impl IntoIterator<Item = (T, &'a str)>,
    most: usize,
    enough: usize,
) -> (Vec<T>, usize) {
    let words: Vec<String> = typed.split_whitespace().map(fold::fold).collect();
    let (mut scored, mut looked_at, mut folded) = (Vec::new(), 0, String::new());
    for (item, text) in items.into_iter().take(most) {
        if scored.len() == enough {
            break;
        }
        looked_at += 1;
        fold_beginning(text, &mut folded);
        if let Some(score) = score(&words, &folded) {
            scored.push((score, item));
        }
    }
    scored.sort_by_key(|(score, _)| Reverse(*score));
    (
        scored.into_iter().map(|(_, item)| item).collect(),
        looked_at,
    )
}

/// Folds what is matched of a text into a buffer. Most texts are ASCII, and that is quick.
fn fold_beginning(text: &str, folded: &mut String) {
    folded.clear();
    let cut = match text.len() {
        0..=LONGEST => text.len(),
        len => text.char_indices().nth(LONGEST).map_or(len, |(i, _)| i),
    };
    let text = &text[..cut];
    if text.is_ascii() {
        folded.push_str(text);
        folded.make_ascii_lowercase();
    } else {
        folded.push_str(&fold::fold(text));
    }
}

/// The sum of the words' scores, if all of them fit.
fn score(words: &[String], folded: &str) -> Option<i64> {
    if !words.iter().all(|word| is_within(word, folded)) {
        return None;
    }
    MATCHER.with(|cell| {
        let matcher = cell.get_or_init(|| SkimMatcherV2::default().ignore_case());
        words
            .iter()
            .map(|word| matcher.fuzzy_match(folded, word))
            .sum()
    })
}

/// Whether the letters of the word stand in the text in this order: what the matcher asks first, without its pains.
fn is_within(word: &str, text: &str) -> bool {
    let mut rest = text.bytes();
    word.bytes().all(|letter| rest.any(|b| b == letter))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_fits_comes_best_first_whatever_its_case_accents_and_order() {
        let titles = [
            "Zürich talks open",
            "Moscow statement",
            "Письмо из Москвы",
            "Statement on talks in Moscow",
        ];
        let cases: [(&str, &[usize]); 5] = [
            ("zurich", &[0]),
            ("МОСКВЫ", &[2]),
            ("moscow statement", &[1, 3]),
            ("talks moscow", &[3]),
            ("xyz", &[]),
        ];
        for (typed, expected) in cases {
            assert_eq!(
                rank(typed, titles.into_iter().enumerate()),
                expected,
                "{typed}"
            );
        }
    }
}
