//! How do the data files become the lexicon? Reads `data/*`, folds every word, fills the tables.
//!
//! Invariant: the files are part of the program: a mistake in them is a bug and stops the first use.
//! Must not know: documents.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::fold;
use super::known::{Topic, read, topics};
use super::lexicon::{Facts, Lexicon, Listing, Title, Word, is, key, shape};
use super::listed::{Named, listed};
use super::spellings::Spellings;
use crate::briefing::Level;

/// What states put before their names.
const FORMS: &[&str] = &[
    "Republic of",
    "Kingdom of",
    "State of",
    "Federal Republic of",
    "Islamic Republic of",
    "Federal Democratic Republic of",
    "Republic of the",
    "Democratic Republic of",
    "People's Republic of",
    "Co-operative Republic of",
    "Plurinational State of",
    "Commonwealth of",
    "Commonwealth of the",
    "Cooperative Republic of",
    "Sultanate of",
    "Federated States of",
    "Principality of",
    "Grand Duchy of",
    "Hashemite Kingdom of",
    "Oriental Republic of",
    "Eastern Republic of",
    "Bolivarian Republic of",
];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Titles {
    single: Vec<String>,
    other: Vec<String>,
    leaders: Vec<String>,
    same: BTreeMap<String, String>,
    honorifics: Vec<String>,
    portfolios: Vec<String>,
    never_plural: Vec<String>,
    lone: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Cues {
    speech: Vec<String>,
    org_before: Vec<String>,
    org_after: Vec<String>,
    place_before: Vec<String>,
    place_after: Vec<String>,
    event_cue: Vec<String>,
    doc_cue: Vec<String>,
    groups: Vec<String>,
    not_org: Vec<String>,
    particles: Vec<String>,
    function: Vec<String>,
    closed: Vec<String>,
    doubtful: Vec<String>,
    landforms: Vec<String>,
    keeps_name: Vec<String>,
    notions: Vec<String>,
    heads: BTreeMap<String, Vec<String>>,
}

/// So many spellings the lists hold, of so many bytes: room for them is made at once.
const ROOM: (usize, usize) = (48 << 10, 400 << 10);

/// Builds the lexicon from the files under `data/`.
pub(crate) fn build() -> Lexicon {
    let mut build = Builder::default();
    build.lexicon.spellings = Spellings::with_room(ROOM.0, ROOM.1);
    build.word("");
    build.common(include_str!("data/words.txt"));
    build.cues(&read(include_str!("data/cues.toml")));
    for line in include_str!("data/given.txt").lines() {
        if !line.starts_with('#') {
            build.mark_all(line.split_whitespace(), is::GIVEN);
        }
    }
    build.calendar();
    build.titles(&read(include_str!("data/titles.toml")));
    build.names(&listed().names);
    build.topics(topics());
    build.finish()
}

#[derive(Default)]
struct Builder {
    lexicon: Lexicon,
    low: String,
}

impl Builder {
    /// The word of that spelling, added if it is new; all its spellings lead to the folded one.
    fn word(&mut self, text: &str) -> Word {
        let mut low = std::mem::take(&mut self.low);
        low.clear();
        fold::push_lower(text, &mut low);
        let word = self.lower_word(&low);
        self.low = low;
        word
    }

    fn lower_word(&mut self, low: &str) -> Word {
        let hash = key(low);
        if let Some(word) = self.lexicon.spellings.find(low, hash) {
            return word;
        }
        let Some(folded) = fold::american(low) else {
            return self.new_word(low, hash);
        };
        let other = key(&folded);
        let known = self.lexicon.spellings.find(&folded, other);
        let word = known.unwrap_or_else(|| self.new_word(&folded, other));
        self.lexicon.spellings.add(low, hash, word);
        word
    }

    fn new_word(&mut self, folded: &str, hash: u32) -> Word {
        let lexicon = &mut self.lexicon;
        let word = Word::new(lexicon.own.len());
        lexicon.own.push(lexicon.spellings.add(folded, hash, word));
        lexicon.facts.push(Facts {
            shape: shape(folded),
            ..Facts::default()
        });
        word
    }

    /// The words of a name as the tokens of a document would be, hyphens left out.
    fn words(&mut self, name: &str) -> Vec<Word> {
        let joins = |b: u8| matches!(b, b' ' | b'-');
        if name.bytes().all(|b| b.is_ascii_alphabetic() || joins(b)) {
            let pieces = name.split([' ', '-']).filter(|p| !p.is_empty());
            return pieces.map(|p| self.word(p)).collect();
        }
        let pieces = super::doc::pieces(name);
        pieces.iter().map(|p| self.word(p)).collect()
    }

    fn add_bits(&mut self, word: Word, bits: u32) {
        self.lexicon.facts[word.index()].bits |= bits;
    }

    fn mark(&mut self, text: &str, bits: u32) {
        let word = self.word(text);
        self.add_bits(word, bits);
    }

    fn mark_all<'a>(&mut self, texts: impl IntoIterator<Item = &'a str>, bits: u32) {
        for text in texts {
            self.mark(text, bits);
        }
    }

    fn common(&mut self, text: &str) {
        let mut level = 0;
        for line in text.lines().filter(|l| !l.starts_with('#')) {
            if let Ok(n) = line.parse() {
                level = n;
                continue;
            }
            for text in line.split(' ') {
                let word = self.word(text);
                let facts = &mut self.lexicon.facts[word.index()];
                facts.bits |= is::COMMON;
                if facts.level == 0 {
                    facts.level = level;
                }
            }
        }
    }

    fn cues(&mut self, cues: &Cues) {
        let lists = [
            (&cues.speech, is::SPEECH),
            (&cues.org_before, is::ORG_BEFORE),
            (&cues.org_after, is::ORG_AFTER),
            (&cues.place_before, is::PLACE_BEFORE),
            (&cues.event_cue, is::EVENT_CUE),
            (&cues.doc_cue, is::DOC_CUE),
            (&cues.groups, is::GROUP),
            (&cues.not_org, is::NOT_ORG),
            (&cues.particles, is::PARTICLE),
            (&cues.function, is::FUNCTION),
            (&cues.closed, is::CLOSED | is::FUNCTION),
            (&cues.doubtful, is::DOUBTFUL),
            (&cues.landforms, is::LANDFORM),
            (&cues.keeps_name, is::KEEPS_NAME),
            (&cues.notions, is::NOTION),
        ];
        for (list, bits) in lists {
            self.mark_all(list.iter().map(String::as_str), bits);
        }
        for group in &cues.groups {
            self.mark(&format!("{group}s"), is::GROUP);
        }
        for after in &cues.place_after {
            match self.words(after)[..] {
                [first, second] => self.lexicon.place_pairs.push((first, second)),
                _ => self.mark(after, is::PLACE_AFTER),
            }
        }
        for (kind, words) in &cues.heads {
            let bits = match kind.as_str() {
                "org" => is::HEAD_ORG,
                "place" => is::HEAD_PLACE,
                "event" => is::HEAD_EVENT,
                "document" => is::HEAD_DOC,
                _ => is::OF_OK,
            };
            self.mark_all(words.iter().map(String::as_str), bits);
        }
        let possessive = self.word("'s");
        self.lexicon.possessive = Some(possessive);
    }

    fn calendar(&mut self) {
        let months = [
            "january jan",
            "february feb",
            "march mar",
            "april apr",
            "may",
            "june jun",
            "july jul",
            "august aug",
            "september sept sep",
            "october oct",
            "november nov",
            "december dec",
        ];
        for (i, names) in months.iter().enumerate() {
            for (n, name) in names.split(' ').enumerate() {
                let word = self.word(name);
                self.lexicon.months.insert(word, i as i8 + 1);
                if n == 0 {
                    self.mark(name, is::MONTH);
                }
            }
        }
        let days = "monday tuesday wednesday thursday friday saturday sunday";
        for (i, name) in days.split(' ').enumerate() {
            let word = self.word(name);
            self.lexicon.days.insert(word, i as i8 + 1);
            self.mark(name, is::DAY);
        }
    }

    fn titles(&mut self, titles: &Titles) {
        let all = titles.single.iter().map(|t| (t, true));
        for (title, single) in all.chain(titles.other.iter().map(|t| (t, false))) {
            let words = self.words(title);
            let text = title.replace('-', " ");
            let role = titles.same.get(&text).unwrap_or(&text);
            let value = Title {
                role: fold_role(role),
                single,
                leader: titles.leaders.contains(role),
            };
            let found = self.lexicon.titles.insert(&words);
            if found.is_empty() {
                found.push(value);
            }
            self.add_bits(words[0], is::TITLED);
            if let [word] = words[..] {
                self.add_bits(word, is::TITLE);
                let text = self.lexicon.text(word).to_owned();
                if !titles.never_plural.contains(&text) {
                    self.mark(&format!("{text}s"), is::PLURAL_TITLE);
                }
            }
        }
        self.mark_all(titles.honorifics.iter().map(String::as_str), is::HONORIFIC);
        self.mark_all(titles.portfolios.iter().map(String::as_str), is::PORTFOLIO);
        self.mark_all(titles.lone.iter().map(String::as_str), is::LONE_TITLE);
    }

    fn names(&mut self, names: &[Named]) {
        let forms: Vec<Vec<Word>> = FORMS.iter().map(|form| self.words(form)).collect();
        for named in names {
            let words = self.words(&named.name);
            if named.formal {
                for form in &forms {
                    let whole: Vec<Word> = form.iter().chain(&words).copied().collect();
                    self.name(&whole, None, named);
                }
                continue;
            }
            // "LeT" is no "let": what holds several capitals must be written so.
            let name = named.name.as_str();
            let capitals = name.chars().filter(|c| c.is_uppercase()).count();
            let short = name.len() <= 4 && (capitals > 1 || !name.chars().any(char::is_lowercase));
            let new = self.name(&words, short.then_some(name), named);
            let letters = name.len() > 1 && name.chars().all(|c| c.is_ascii_uppercase());
            if new && short && letters {
                let dotted: String = name.chars().flat_map(|c| [c, '.']).collect();
                self.name_exact(&dotted, named.entry);
                self.name_exact(dotted.trim_end_matches('.'), named.entry);
            }
        }
    }

    /// Lists a name, which may have to be written `exact`ly so; whether it is a new one.
    fn name(&mut self, words: &[Word], exact: Option<&str>, named: &Named) -> bool {
        let Some(&first) = words.first() else {
            return false;
        };
        let listings = self.lexicon.names.insert(words);
        if listings.iter().any(|l| l.exact.as_deref() == exact) {
            return false;
        }
        // Exact spellings are tried first.
        let at = if exact.is_some() { 0 } else { listings.len() };
        let listing = Listing {
            entry: named.entry,
            level: named.level,
            exact: exact.map(str::to_owned),
        };
        listings.insert(at, listing);
        self.add_bits(first, is::LISTED);
        true
    }

    fn name_exact(&mut self, name: &str, entry: u32) {
        let words = self.words(name);
        let exact = Some(name.to_owned());
        let listings = self.lexicon.names.insert(&words);
        if !listings.iter().any(|l| l.exact == exact) {
            let level = Level::Name;
            listings.push(Listing {
                entry,
                level,
                exact,
            });
        }
        if let Some(&first) = words.first() {
            self.add_bits(first, is::LISTED);
        }
    }

    fn topics(&mut self, topics: &[Topic]) {
        for (i, topic) in topics.iter().enumerate() {
            for (terms, weight) in [(&topic.decisive, 3), (&topic.strong, 2), (&topic.weak, 1)] {
                for term in terms {
                    let words = self.words(term);
                    let stems: Vec<Word> = words.iter().map(|&w| self.stem(w)).collect();
                    self.lexicon.terms.insert(&stems).push((i as u16, weight));
                }
            }
        }
    }

    /// The singular of a word, which is all that topics ignore.
    fn stem(&mut self, word: Word) -> Word {
        let singular = singular(self.lexicon.text(word));
        match singular {
            Some(text) => self.word(&text),
            None => word,
        }
    }

    fn finish(mut self) -> Lexicon {
        let lexicon = &self.lexicon;
        let stem = |word: Word| {
            let singular = singular(lexicon.text(word));
            singular.and_then(|s| lexicon.find(&s)).unwrap_or(word)
        };
        let stems: Vec<Word> = (0..lexicon.len()).map(|i| stem(Word::new(i))).collect();
        for (facts, stem) in self.lexicon.facts.iter_mut().zip(&stems) {
            facts.term = self.lexicon.terms.step(0, *stem).is_some();
        }
        self.lexicon.stems = stems;
        self.lexicon
    }
}

fn fold_role(role: &str) -> String {
    let words: Vec<String> = role.split(' ').map(fold::fold).collect();
    words.join(" ")
}

/// The singular of a plural noun, or nothing if the word does not look like one.
fn singular(word: &str) -> Option<String> {
    if !word.ends_with('s') || !word.is_ascii() || word.len() <= 3 {
        return None;
    }
    for (plural, one) in [
        ("sses", "ss"),
        ("ies", "y"),
        ("xes", "x"),
        ("ches", "ch"),
        ("shes", "sh"),
    ] {
        if let Some(stem) = word.strip_suffix(plural).filter(|s| !s.is_empty()) {
            return Some(format!("{stem}{one}"));
        }
    }
    let stem = word.strip_suffix('s')?;
    (!stem.ends_with(['s', 'u', 'i'])).then(|| stem.to_owned())
}

#[cfg(test)]
mod tests;
