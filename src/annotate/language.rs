//! Which language is a briefing in? What it states, else what its words tell, else nothing.
//!
//! Invariant: an answer is a primary tag of BCP 47 in lower case (`en`); in doubt there is none.
//! Must not know: names, queries.

use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

use serde::Deserialize;

use super::doc::Doc;
use super::fold;
use super::known::read;
use super::lexicon::is;
use super::tokens::flag;
use crate::briefing::{Briefing, Claim};

/// English is what it is called in queries and keys.
pub(crate) const ENGLISH: &str = "en";

/// Words that are looked at, at the start of a text and as many in its middle.
const WORDS: usize = 300;
/// A text of fewer words tells its language too seldom.
const FEWEST: usize = 12;
/// English texts hold at least this part of English function words, percent; others hold less than [`FOREIGN`].
const ENGLISH_FROM: usize = 25;
const FOREIGN: usize = 15;
/// Bytes that are looked at, at the start of a text and as many in its middle.
const SAMPLE: usize = 2048;
/// Most confidence in what is inferred, percent.
const MOST: f64 = 95.0;
/// What speaks for a language that is not stated.
const EVIDENCE: &str = "the words of the text";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Language {
    name: String,
    also: Vec<String>,
}

/// Languages by tag, and the tag of each code and name.
struct Languages {
    all: BTreeMap<String, Language>,
    tags: HashMap<String, String>,
}

static LANGUAGES: LazyLock<Languages> = LazyLock::new(|| {
    let all: BTreeMap<String, Language> = read(include_str!("data/languages.toml"));
    let mut tags = HashMap::new();
    for (tag, language) in &all {
        let others = language.also.iter().cloned();
        for code in others.chain([fold::lower(&language.name), tag.clone()]) {
            tags.insert(code, tag.clone());
        }
    }
    Languages { all, tags }
});

/// The name of a language (`fr` → `French`).
pub fn name(tag: &str) -> Option<&'static str> {
    LANGUAGES.all.get(tag).map(|l| l.name.as_str())
}

/// The primary tag of what a document or a reader writes for a language: `fr-CA`, `fra`, `French` → `fr`. A tag of an unknown
/// language stands for itself.
pub fn tag(written: &str) -> Option<String> {
    let low = fold::lower(written.trim());
    if let Some(tag) = LANGUAGES.tags.get(&low) {
        return Some(tag.clone());
    }
    let primary = low.split(['-', '_']).next().unwrap_or_default();
    let letters = primary.bytes().all(|b| b.is_ascii_lowercase());
    let known = || LANGUAGES.tags.get(primary).cloned();
    ((2..=3).contains(&primary.len()) && letters)
        .then(|| known().unwrap_or_else(|| primary.to_owned()))
}

/// What a briefing states of its language.
pub(crate) fn stated(briefing: &Briefing) -> Option<Claim<String>> {
    let claim = briefing.stated.lang.as_ref()?;
    let value = tag(&claim.value)?;
    Some(Claim {
        value,
        ..claim.clone()
    })
}

/// What a briefing states, else what its words tell.
pub(crate) fn of(briefing: &Briefing, doc: &Doc<'_>) -> Option<Claim<String>> {
    stated(briefing).or_else(|| {
        let (value, sure) = told(doc)?;
        Some(Claim::inferred(value, sure, EVIDENCE))
    })
}

/// The language that the words tell, with the confidence. English tells itself by its function words, which costs next to
/// nothing; only other texts are looked at letter by letter.
fn told(doc: &Doc<'_>) -> Option<(String, u8)> {
    let (words, english) = function_words(doc);
    if words < FEWEST {
        return None;
    }
    let share = english * 100 / words;
    if share >= ENGLISH_FROM {
        return Some((ENGLISH.to_owned(), MOST as u8));
    }
    let found = whatlang::detect(&sample(doc)).filter(whatlang::Info::is_reliable)?;
    let tag = tag(found.lang().code())?;
    let agrees = tag == ENGLISH || share < FOREIGN;
    let sure = (found.confidence() * 100.0).min(MOST) as u8;
    agrees.then_some((tag, sure))
}

/// How many words of a sample there are, and how many of them are function words of English.
fn function_words(doc: &Doc<'_>) -> (usize, usize) {
    let words = || doc.tokens.iter().filter(|t| t.is(flag::LETTER));
    let middle = doc.tokens.len() / 2;
    let behind = doc.tokens[middle..].iter().filter(|t| t.is(flag::LETTER));
    let few = doc.tokens.len() <= 4 * WORDS;
    let first = words().take(if few { usize::MAX } else { WORDS });
    let rest = behind.take(if few { 0 } else { WORDS });
    first.chain(rest).fold((0, 0), |(all, english), token| {
        (
            all + 1,
            english + usize::from(token.bits & is::FUNCTION != 0),
        )
    })
}

/// Some of the start of a text and some of its middle, part by part.
fn sample(doc: &Doc<'_>) -> String {
    let mut out = String::with_capacity(2 * SAMPLE);
    let half = doc.parts.len() / 2;
    for (from, most) in [(0, SAMPLE), (half, 2 * SAMPLE)] {
        for part in &doc.parts[from..] {
            if out.len() >= most {
                break;
            }
            let text = &doc.body[part.span.range()];
            let mut end = text.len().min(most - out.len());
            while !text.is_char_boundary(end) {
                end -= 1;
            }
            out.push_str(&text[..end]);
            out.push('\n');
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_language_goes_by_its_tag_its_codes_and_its_name() {
        for (written, expected) in [
            ("en-GB", Some("en")),
            ("EN", Some("en")),
            ("fr_CA", Some("fr")),
            ("fra", Some("fr")),
            ("eng", Some("en")),
            ("French", Some("fr")),
            ("tlh", Some("tlh")),
            ("none at all", None),
            ("", None),
            ("x", None),
        ] {
            assert_eq!(tag(written).as_deref(), expected, "{written}");
        }
        assert_eq!(name("ru"), Some("Russian"));
        assert_eq!(name("xx"), None);
    }

    #[test]
    fn each_language_that_is_detected_has_a_name_and_no_code_is_of_two() {
        let mut met = HashMap::new();
        for (tag, language) in &LANGUAGES.all {
            for code in language.also.iter().chain([&language.name, tag]) {
                assert_eq!(met.insert(code, tag), None, "{code}");
            }
        }
        for lang in whatlang::Lang::all() {
            let tag = tag(lang.code());
            assert!(tag.as_deref().is_some_and(|t| name(t).is_some()), "{lang}");
        }
    }
}
