//! Which of these fit what was typed, best first? The one door to fuzzy-matcher, over folded text.
//!
//! Must not know: what is ranked.

use std::cell::OnceCell;

use fuzzy_matcher::FuzzyMatcher;
use fuzzy_matcher::skim::SkimMatcherV2;

use crate::fold;

/// Longer texts than this (characters) are matched by their beginning: the matcher's memory grows with the text.
const LONGEST: usize = 200;

thread_local! {
    static MATCHER: OnceCell<SkimMatcherV2> = const { OnceCell::new() };
}

/// The items whose text fits, best first; equals stay in the order given. Each word of what was typed must fit, in any order.
pub fn rank<'a, T>(typed: &str, items: impl IntoIterator<Item = (T, &'a str)>) -> Vec<T> {
    let words: Vec<String> = typed.split_whitespace().map(fold::fold).collect();
    let fits = |(item, text): (T, &str)| Some((score(&words, text)?, item));
    let mut scored: Vec<(i64, T)> = items.into_iter().filter_map(fits).collect();
    scored.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
    scored.into_iter().map(|(_, item)| item).collect()
}

/// The sum of the words' scores, if all of them fit.
fn score(words: &[String], text: &str) -> Option<i64> {
    let cut = text
        .char_indices()
        .nth(LONGEST)
        .map_or(text.len(), |(i, _)| i);
    let folded = fold::fold(&text[..cut]);
    MATCHER.with(|cell| {
        let matcher = cell.get_or_init(|| SkimMatcherV2::default().ignore_case());
        words
            .iter()
            .map(|word| matcher.fuzzy_match(&folded, word))
            .sum()
    })
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
