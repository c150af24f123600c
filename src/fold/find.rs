//! Where does a text stand in another, however it is cased, accented, set or wrapped?
//!
//! Must not know: what is searched, and why.

use std::ops::Range;

use super::{Folded, fold};

/// Where `needle` stands in `body`, however cased, accented or set; between its words any space or line break will do. In
/// order, without overlap.
pub fn find_all(body: &str, needle: &str) -> Vec<Range<usize>> {
    let needle = fold(needle);
    let mut words = needle.split_whitespace();
    let Some(first) = words.next() else {
        return Vec::new();
    };
    let folded = Folded::new(body);
    let text = folded.text.as_str();
    let mut found: Vec<Range<usize>> = Vec::new();
    for (at, _) in text.match_indices(first) {
        let whole = words.clone().try_fold(at + first.len(), |end, word| {
            let rest = &text[end..];
            let next = rest.trim_start();
            (next.len() < rest.len() && next.starts_with(word))
                .then(|| text.len() - next.len() + word.len())
        });
        let past = found.last().is_none_or(|last| last.end <= at);
        found.extend(whole.filter(|_| past).map(|end| at..end));
    }
    found
        .into_iter()
        .map(|range| folded.original(range))
        .collect()
}

/// As [`find_all`], but where `needle` has a capital letter, only what is cased as it is.
pub fn find_smart(body: &str, needle: &str) -> Vec<Range<usize>> {
    let mut found = find_all(body, needle);
    if needle.contains(char::is_uppercase) {
        let cases = |text: &str| -> Vec<bool> {
            let letters = text.chars().filter(|c| c.is_alphabetic());
            letters.map(char::is_uppercase).collect()
        };
        let wanted = cases(needle);
        found.retain(|range| {
            let cased = cases(&body[range.clone()]);
            // Letters that are folded into two, or dropped, cannot be compared one by one.
            cased.len() != wanted.len() || cased == wanted
        });
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_found_however_it_is_cased_accented_set_or_wrapped() {
        let cases: [(&str, &str, &[&str]); 7] = [
            ("The Lake and the lake", "lake", &["Lake", "lake"]),
            ("Erdoğan’s plan", "erdogan's", &["Erdoğan’s"]),
            (
                "chemical\n   weapons",
                "Chemical weapons",
                &["chemical\n   weapons"],
            ),
            ("chemicalweapons", "chemical weapons", &[]),
            ("no\u{a0}break", "no break", &["no\u{a0}break"]),
            ("aaa", "aa", &["aa"]),
            ("anything", "  ", &[]),
        ];
        for (body, needle, expected) in cases {
            let found: Vec<&str> = find_all(body, needle)
                .into_iter()
                .map(|r| &body[r])
                .collect();
            assert_eq!(found, expected, "{needle:?} in {body:?}");
        }
    }

    #[test]
    fn capitals_are_minded_only_by_whoever_types_one() {
        let cases: [(&str, &str, &[&str]); 4] = [
            ("May and may", "may", &["May", "may"]),
            ("May and may", "May", &["May"]),
            ("ÉCOLE and École", "École", &["École"]),
            ("IRA, Ira", "IRA", &["IRA"]),
        ];
        for (body, needle, expected) in cases {
            let found = find_smart(body, needle).into_iter();
            let found: Vec<&str> = found.map(|r| &body[r]).collect();
            assert_eq!(found, expected, "{needle:?} in {body:?}");
        }
    }
}
