//! What is known of a word or a listed name before any document is read? Built once from `data/`.
//!
//! Invariant: immutable after the first use; every list is folded as the words of documents are.
//! Must not know: documents, other than through the words it is asked about.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::LazyLock;

use crate::briefing::{Kind, Level};

/// The hash of rustc: multiply and rotate. No defence against chosen keys is needed, tables are per document or fixed.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct FxHasher(u64);

impl Hasher for FxHasher {
    fn finish(&self) -> u64 {
        // The product is best mixed at its top, tables look at the bottom.
        self.0.rotate_left(26)
    }

    fn write(&mut self, bytes: &[u8]) {
        let (words, rest) = bytes.as_chunks::<8>();
        for word in words {
            self.write_u64(u64::from_le_bytes(*word));
        }
        if !rest.is_empty() {
            let last = rest.iter().fold(0, |n, b| n << 8 | u64::from(*b));
            self.write_u64(last);
        }
    }

    fn write_u8(&mut self, n: u8) {
        self.write_u64(u64::from(n));
    }

    fn write_u32(&mut self, n: u32) {
        self.write_u64(u64::from(n));
    }

    fn write_u64(&mut self, n: u64) {
        self.0 = (self.0.rotate_left(5) ^ n).wrapping_mul(0x517c_c1b7_2722_0a95);
    }
}

/// Hash maps of this module.
pub(crate) type Fx = BuildHasherDefault<FxHasher>;

/// A folded word; below [`Lexicon::len`] one of the lists, else one of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Word(u32);

impl Word {
    /// Signs and numbers.
    pub const NONE: Word = Word(0);

    pub fn new(index: usize) -> Self {
        Self(index as u32)
    }

    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// What a word is, as bits.
pub(crate) mod is {
    pub const COMMON: u32 = 1;
    pub const FUNCTION: u32 = 1 << 1;
    pub const CLOSED: u32 = 1 << 2;
    pub const GIVEN: u32 = 1 << 3;
    pub const PARTICLE: u32 = 1 << 4;
    pub const GROUP: u32 = 1 << 5;
    pub const MONTH: u32 = 1 << 6;
    pub const DAY: u32 = 1 << 7;
    pub const SPEECH: u32 = 1 << 8;
    pub const ORG_BEFORE: u32 = 1 << 9;
    pub const ORG_AFTER: u32 = 1 << 10;
    pub const PLACE_BEFORE: u32 = 1 << 11;
    pub const PLACE_AFTER: u32 = 1 << 12;
    pub const EVENT_CUE: u32 = 1 << 13;
    pub const DOC_CUE: u32 = 1 << 14;
    pub const HEAD_ORG: u32 = 1 << 15;
    pub const HEAD_PLACE: u32 = 1 << 16;
    pub const HEAD_EVENT: u32 = 1 << 17;
    pub const HEAD_DOC: u32 = 1 << 18;
    pub const OF_OK: u32 = 1 << 19;
    pub const NOT_ORG: u32 = 1 << 20;
    pub const TITLE: u32 = 1 << 21;
    pub const PLURAL_TITLE: u32 = 1 << 22;
    pub const LISTED: u32 = 1 << 23;
    pub const TITLED: u32 = 1 << 24;
    pub const HONORIFIC: u32 = 1 << 25;
    pub const DOUBTFUL: u32 = 1 << 26;
    pub const PORTFOLIO: u32 = 1 << 27;
    pub const LANDFORM: u32 = 1 << 28;
    pub const KEEPS_NAME: u32 = 1 << 29;
    pub const LONE_TITLE: u32 = 1 << 30;
    pub const NOTION: u32 = 1 << 31;
}

/// A listed entity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Entry {
    pub kind: Kind,
    /// `country:tj`, `place:dushanbe`, `organisation:united-nations`.
    pub slug: String,
    pub name: String,
    /// The country that a capital stands for or a territory belongs to in facets.
    pub country: Option<String>,
    /// A city: with "region" or "province" behind it, it names something larger.
    pub city: bool,
}

/// One way to name a listed entity.
#[derive(Debug, Clone)]
pub(crate) struct Listing {
    pub entry: u32,
    pub level: Level,
    /// Abbreviations must be written exactly so.
    pub exact: Option<String>,
}

/// A role or title.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Title {
    /// The one word or phrase for it (`foreign minister`, whatever way it is put).
    pub role: String,
    /// One holder at a time for each country or body.
    pub single: bool,
    pub leader: bool,
}

/// Sequences of words with a value at the end of some.
#[derive(Debug)]
pub(crate) struct Trie<T> {
    edges: HashMap<(u32, Word), u32, Fx>,
    pub values: Vec<Vec<T>>,
}

impl<T> Default for Trie<T> {
    fn default() -> Self {
        Self {
            edges: HashMap::default(),
            values: vec![Vec::new()],
        }
    }
}

impl<T> Trie<T> {
    pub fn insert(&mut self, words: &[Word]) -> &mut Vec<T> {
        let mut node = 0;
        for &word in words {
            let next = self.values.len() as u32;
            node = *self.edges.entry((node, word)).or_insert(next);
            if node == next {
                self.values.push(Vec::new());
            }
        }
        &mut self.values[node as usize]
    }

    pub fn step(&self, node: u32, word: Word) -> Option<u32> {
        self.edges.get(&(node, word)).copied()
    }
}

/// A topic of the taxonomy; terms are phrases of stems with weights 3, 2, 1.
#[derive(Debug)]
pub(crate) struct Topic {
    pub id: String,
    pub name: String,
    /// Other ids for it.
    pub also: Vec<String>,
}

/// Everything that is known beforehand.
#[derive(Debug, Default)]
pub(crate) struct Lexicon {
    pub(super) ids: HashMap<String, Word, Fx>,
    pub(super) texts: Vec<String>,
    pub(super) bits: Vec<u32>,
    pub(super) levels: Vec<u8>,
    pub(super) months: HashMap<Word, i8, Fx>,
    pub(super) days: HashMap<Word, i8, Fx>,
    pub(super) place_pairs: Vec<(Word, Word)>,
    pub(super) possessive: Option<Word>,
    pub entries: Vec<Entry>,
    pub names: Trie<Listing>,
    pub titles: Trie<Title>,
    /// `(alpha-2, name)`, by name.
    pub countries: Vec<(String, String)>,
    /// The codes of those that are states, sorted.
    pub(super) states: Vec<String>,
    pub(super) codes: HashMap<String, usize, Fx>,
    /// Normal forms of the names of listed organisations.
    pub(super) organisations: HashMap<String, u32, Fx>,
    pub topics: Vec<Topic>,
    /// Terms as phrases of stems, with topic and weight.
    pub terms: Trie<(u16, u8)>,
    /// The stem that topic terms are compared by, for every word.
    pub(super) stems: Vec<Word>,
}

static LEXICON: LazyLock<Lexicon> = LazyLock::new(super::lists::build);

/// The lexicon, built at the first call.
pub(crate) fn lexicon() -> &'static Lexicon {
    &LEXICON
}

impl Lexicon {
    pub fn len(&self) -> usize {
        self.texts.len()
    }

    pub fn text(&self, word: Word) -> &str {
        self.texts.get(word.index()).map_or("", String::as_str)
    }

    /// The word of that lower-case spelling, if any list holds it.
    pub fn find(&self, lower: &str) -> Option<Word> {
        self.ids.get(lower).copied()
    }

    /// Whether `word` has any of `bits`; words of documents have none.
    pub fn has(&self, word: Word, bits: u32) -> bool {
        self.bits.get(word.index()).is_some_and(|b| b & bits != 0)
    }

    pub fn is_function(&self, word: Word) -> bool {
        self.has(word, is::FUNCTION)
    }

    /// How common a word is: 10, 20 or 35; 0 for a word that is in no list of common words.
    pub fn level(&self, word: Word) -> u8 {
        self.levels.get(word.index()).copied().unwrap_or(0)
    }

    /// 1 for January.
    pub fn month(&self, word: Word) -> Option<i8> {
        self.months.get(&word).copied()
    }

    /// 1 for Monday.
    pub fn weekday(&self, word: Word) -> Option<i8> {
        self.days.get(&word).copied()
    }

    /// "training range" and other two-word descriptions of places.
    pub fn is_place_pair(&self, first: Word, second: Word) -> bool {
        self.place_pairs.contains(&(first, second))
    }

    /// The token `'s`.
    pub fn possessive(&self) -> Word {
        self.possessive.unwrap_or(Word::NONE)
    }

    /// The stem by which topics compare `word`.
    pub fn stem(&self, word: Word) -> Word {
        self.stems.get(word.index()).copied().unwrap_or(word)
    }

    pub fn entry(&self, id: u32) -> &Entry {
        &self.entries[id as usize]
    }

    /// Whether a code is that of a state, not of a territory.
    pub fn is_state(&self, code: &str) -> bool {
        self.states
            .binary_search_by(|s| s.as_str().cmp(code))
            .is_ok()
    }

    /// The listed organisation of that name in normal form.
    pub fn organisation(&self, normal: &str) -> Option<u32> {
        self.organisations.get(normal).copied()
    }

    /// The country of that code or name, as its place in [`Lexicon::countries`].
    pub fn country(&self, folded: &str) -> Option<&(String, String)> {
        self.codes.get(folded).map(|&i| &self.countries[i])
    }
}
