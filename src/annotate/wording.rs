//! Which words carry what a sentence says, which of them say the same, and where do sentences end?
//!
//! Invariant: words are compared by their stem ([`crate::fold::stem`]), as searches compare them.
//! Must not know: other briefings, how often a word is used there.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use serde::Deserialize;

use super::doc::Doc;
use super::known::read;
use super::language::ENGLISH;
use super::lexicon::{Word, is, lexicon};
use crate::briefing::{Briefing, Span};
use crate::fold;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Lists {
    empty: Vec<String>,
    courtesy: Vec<String>,
    same: Vec<Vec<String>>,
}

struct Wording {
    empty: HashSet<String>,
    courtesy: HashSet<String>,
    sets: HashMap<String, u16>,
    members: Vec<Vec<String>>,
}

static WORDING: LazyLock<Wording> = LazyLock::new(|| {
    let lists: Lists = read(include_str!("data/wording.toml"));
    let stem = |word: &String| fold::words(word).map(|w| fold::stem(&w.text)).collect();
    let mut sets = HashMap::new();
    let mut members: Vec<Vec<String>> = Vec::new();
    for set in &lists.same {
        let number = members.len() as u16;
        let mut own: Vec<String> = set.iter().map(stem).collect();
        own.retain(|s| !sets.contains_key(s));
        own.sort();
        own.dedup();
        sets.extend(own.iter().map(|s| (s.clone(), number)));
        members.push(own);
    }
    Wording {
        empty: lists.empty.iter().map(stem).collect(),
        courtesy: lists.courtesy.iter().map(stem).collect(),
        sets,
        members,
    }
});

/// The sentences of a briefing's own text, in order; headings and cells of tables are sentences too.
pub(crate) fn sentences(briefing: &Briefing) -> Vec<Span> {
    let doc = Doc::new(briefing);
    let ends = doc.sentences.iter().skip(1).copied();
    let ends = ends.chain([doc.len() as u32]);
    let spans = doc.sentences.iter().zip(ends);
    spans
        .filter(|(first, end)| *first < end)
        .map(|(first, end)| doc.span(*first as usize, end as usize))
        .collect()
}

/// Whether a folded word says nothing of its own: function words, verbs of saying.
pub(crate) fn is_empty(word: &str, stem: &str) -> bool {
    has(word, is::FUNCTION) || WORDING.empty.contains(stem)
}

/// The folded words of another language than English that say nothing of their own, as far as a list of them is known. What is
/// a function word in one language may be what another text is about (`war`, `car`, `die`), so it is asked text by text.
pub(crate) fn empty_words(tag: &str) -> Arc<HashSet<String>> {
    static KNOWN: Mutex<BTreeMap<String, Arc<HashSet<String>>>> = Mutex::new(BTreeMap::new());
    let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(words) = known.get(tag) {
        return Arc::clone(words);
    }
    let listed = stop_words::lookup(tag).filter(|_| tag != ENGLISH);
    let listed = listed.unwrap_or_default().iter();
    let words = listed.flat_map(|text| fold::words(text).map(|w| w.text.into_owned()));
    let words: Arc<HashSet<String>> = Arc::new(words.collect());
    if !words.is_empty() {
        known.insert(tag.to_owned(), Arc::clone(&words));
    }
    words
}

/// Whether a stem is one of courtesy (`thank`, `welcome`).
pub(crate) fn is_courtesy(stem: &str) -> bool {
    WORDING.courtesy.contains(stem)
}

/// Whether a folded word may be a part of a title before a name.
pub(crate) fn is_title(word: &str) -> bool {
    has(word, is::TITLE | is::HONORIFIC | is::PORTFOLIO)
}

/// How common a folded word is: 10, 20 or 35; 0 for a word that is in no list of common words.
pub(crate) fn level(word: &str) -> u8 {
    known(word).map_or(0, |w| lexicon().level(w))
}

/// The set of near-synonyms that a stem is in.
pub(crate) fn set_of(stem: &str) -> Option<u16> {
    WORDING.sets.get(stem).copied()
}

/// The stems of a set.
pub(crate) fn members(set: u16) -> &'static [String] {
    WORDING.members.get(usize::from(set)).map_or(&[], |m| m)
}

fn known(word: &str) -> Option<Word> {
    let lexicon = lexicon();
    lexicon
        .find(word)
        .or_else(|| lexicon.find(&super::fold::american(word)?))
}

fn has(word: &str, bits: u32) -> bool {
    known(word).is_some_and(|w| lexicon().has(w, bits))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_replace_each_other_are_of_one_set() {
        let set = |word: &str| set_of(&fold::stem(word));
        assert_eq!(set("reinforced"), set("strengthening"));
        assert!(set("reinforced").is_some());
        assert_eq!(set("lighthouse"), None);
    }

    #[test]
    fn a_word_is_in_one_set_and_is_not_also_one_that_says_nothing() {
        let lists: Lists = read(include_str!("data/wording.toml"));
        let mut met: HashMap<String, usize> = HashMap::new();
        let mut wrong = Vec::new();
        for (number, set) in lists.same.iter().enumerate() {
            for word in set {
                let stem = fold::stem(word);
                let elsewhere = met
                    .insert(stem.clone(), number)
                    .is_some_and(|n| n != number);
                if elsewhere || is_empty(word, &stem) {
                    wrong.push(word);
                }
            }
            let stems: HashSet<String> = set.iter().map(|w| fold::stem(w)).collect();
            if stems.len() == 1 {
                wrong.extend(set.first());
            }
        }
        assert!(wrong.is_empty(), "{wrong:?}");
    }

    #[test]
    fn function_words_of_other_languages_are_empty_in_these_only() {
        for (tag, empty, telling) in [
            ("fr", "dans", "accord"),
            ("de", "war", "grenze"),
            ("es", "pero", "frontera"),
            ("ru", "которыи", "граница"),
        ] {
            let words = empty_words(tag);
            assert!(words.contains(empty), "{empty}");
            assert!(!words.contains(telling), "{telling}");
        }
        assert!(empty_words("en").is_empty() && empty_words("xx").is_empty());
    }

    #[test]
    fn function_words_and_words_of_saying_are_empty() {
        let empty = |word: &str| is_empty(word, &fold::stem(word));
        for word in ["the", "said", "stressed", "would", "dont"] {
            assert!(empty(word), "{word}");
        }
        for word in ["border", "ferry", "minister"] {
            assert!(!empty(word), "{word}");
        }
        assert_eq!((level("time"), level("zzgl")), (10, 0));
    }
}
