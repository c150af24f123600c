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

/// And when so many of them have the letters, that is enough: judging them is what takes time.
const ENOUGH: usize = 4_000;

/// How well a word fits a text; a text fits as well as the worst of the words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Fit {
    /// Its letters are there one after another, with others between them.
    Scattered,
    /// It is there, within a word.
    Within,
    /// A word begins with it.
    Begins,
    /// The text begins with it.
    Opens,
}

/// The items whose text fits, best first; equals stay in the order given. Each word of what was typed must fit, in any order:
/// those that begin so come first, then those of which words begin so, then those that have it within a word, and last those in
/// which its letters stand near each other; where they are scattered far, it does not fit.
pub fn rank<'a, T>(typed: &str, items: impl IntoIterator<Item = (T, &'a str)>) -> Vec<T> {
    let items = items.into_iter().map(|(item, text)| (item, text, 0));
    ranked(typed, items, usize::MAX, usize::MAX).0
}

/// As [`rank`], in a time that a key may take however long the list is; and how many of the items were looked at.
pub fn rank_first<'a, T>(
    typed: &str,
    items: impl IntoIterator<Item = (T, &'a str)>,
) -> (Vec<T>, usize) {
    let items = items.into_iter().map(|(item, text)| (item, text, 0));
    ranked(typed, items, LOOKED_AT, ENOUGH)
}

/// The same of items of several sorts: of those that fit alike, the sort with the lower number comes first.
pub fn rank_sorts<'a, T>(
    typed: &str,
    items: impl IntoIterator<Item = (T, &'a str, u8)>,
) -> (Vec<T>, usize) {
    ranked(typed, items, LOOKED_AT, ENOUGH)
}

fn ranked<'a, T>(
    typed: &str,
    items: impl IntoIterator<Item = (T, &'a str, u8)>,
    most: usize,
    enough: usize,
) -> (Vec<T>, usize) {
    let words: Vec<String> = typed.split_whitespace().map(fold::fold).collect();
    let (mut scored, mut looked_at, mut judged) = (Vec::new(), 0, 0);
    let mut folded = String::new();
    for (item, text, sort) in items.into_iter().take(most) {
        if judged == enough {
            break;
        }
        looked_at += 1;
        fold_beginning(text, &mut folded);
        if !words.iter().all(|word| is_within(word, &folded)) {
            continue;
        }
        judged += 1;
        if let Some((fit, score)) = score(&words, &folded) {
            scored.push((fit, sort, score, item));
        }
    }
    scored.sort_by_key(|(fit, sort, score, _)| (Reverse(*fit), *sort, Reverse(*score)));
    let items = scored.into_iter().map(|(.., item)| item);
    (items.collect(), looked_at)
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

/// How the worst of the words fits, and the sum of their scores, if all of them fit.
fn score(words: &[String], folded: &str) -> Option<(Fit, i64)> {
    MATCHER.with(|cell| {
        let matcher = cell.get_or_init(|| SkimMatcherV2::default().ignore_case());
        let (mut worst, mut sum) = (Fit::Opens, 0);
        for word in words {
            let (fit, score) = match found(word, folded) {
                Some(fit) => (fit, matcher.fuzzy_match(folded, word)?),
                None => {
                    let (score, at) = matcher.fuzzy_indices(folded, word)?;
                    is_near(&at, folded).then_some((Fit::Scattered, score))?
                }
            };
            worst = worst.min(fit);
            sum += score;
        }
        Some((worst, sum))
    })
}

/// How a word is in a text as it stands, if it is.
fn found(word: &str, text: &str) -> Option<Fit> {
    let mut places = text.match_indices(word).peekable();
    if places.peek()?.0 == 0 {
        return Some(Fit::Opens);
    }
    let begins = |at: usize| !text[..at].ends_with(char::is_alphanumeric);
    Some(match places.any(|(at, _)| begins(at)) {
        true => Fit::Begins,
        false => Fit::Within,
    })
}

/// Whether letters (their places in characters) stand so together that they may have been meant: near each other, or all but a
/// few where words begin and right after.
fn is_near(at: &[usize], text: &str) -> bool {
    let (Some(first), Some(last)) = (at.first(), at.last()) else {
        return true;
    };
    if last - first < 2 * at.len() {
        return true;
    }
    let text: Vec<char> = text.chars().collect();
    let begins = |at: usize| at == 0 || !text[at - 1].is_alphanumeric();
    let goes_on = |n: usize| n > 0 && at[n - 1] + 1 == at[n];
    let strays = (0..at.len()).filter(|n| !goes_on(*n) && !begins(at[*n]));
    strays.count() <= 1
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
        let cases: [(&str, &[usize]); 7] = [
            ("zurich", &[0]),
            ("МОСКВЫ", &[2]),
            ("moscow statement", &[1, 3]),
            ("talks moscow", &[3]),
            ("xyz", &[]),
            ("sttmnt", &[3, 1]),
            ("mos st", &[1, 3]),
        ];
        for (typed, expected) in cases {
            assert_eq!(
                rank(typed, titles.into_iter().enumerate()),
                expected,
                "{typed}"
            );
        }
    }

    #[test]
    fn words_that_begin_so_come_first_and_letters_scattered_far_are_no_fit() {
        let titles = ["He resides here", "Hide the facets", "Low tide in Denmark"];
        let first = |typed| rank(typed, titles.into_iter().enumerate()).first().copied();
        assert_eq!(first("hide"), Some(1));
        assert_eq!(first("de"), Some(2));
        assert_eq!(first("htf"), Some(1));
        assert!(rank("hide", [((), "Machines and order")]).is_empty());
        let sorts = [
            ("a title", "Lake with facets", 1),
            ("an action", "Hide the facets", 0),
            ("facets of a lake", "Facets of a lake", 1),
        ];
        let expected = ["facets of a lake", "an action", "a title"];
        assert_eq!(rank_sorts("facets", sorts).0, expected);
    }
}
