//! What is known of a word or a listed name before any document is read? Built once from `data/`.
//!
//! Invariant: immutable after the first use; every list is folded as the words of documents are.
//! Must not know: documents, other than through the words it is asked about.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::LazyLock;

use super::known::countries;
use super::listed::{Entry, listed};
use super::spellings::Spellings;
use crate::briefing::Level;

/// What a hash is multiplied with at every step.
const FACTOR: u64 = 0x517c_c1b7_2722_0a95;

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
        match (bytes.last_chunk::<8>(), rest) {
            (_, []) => {}
            // The last eight bytes, some of them again, are quicker than one by one.
            (Some(last), _) => self.write_u64(u64::from_le_bytes(*last)),
            (None, _) => self.write_u64(few(rest)),
        }
    }

    fn write_u8(&mut self, n: u8) {
        self.write_u64(u64::from(n));
    }

    fn write_u32(&mut self, n: u32) {
        self.write_u64(u64::from(n));
    }

    fn write_u64(&mut self, n: u64) {
        self.0 = (self.0.rotate_left(5) ^ n).wrapping_mul(FACTOR);
    }
}

/// One to seven bytes as a number; those of another length may be the same.
fn few(bytes: &[u8]) -> u64 {
    if let (Some(first), Some(last)) = (bytes.first_chunk::<4>(), bytes.last_chunk::<4>()) {
        return u64::from(u32::from_le_bytes(*first)) << 32 | u64::from(u32::from_le_bytes(*last));
    }
    let at = |i: usize| u64::from(bytes.get(i).copied().unwrap_or_default());
    at(0) << 16 | at(bytes.len() / 2) << 8 | at(bytes.len().saturating_sub(1))
}

/// The hash of a spelling.
pub(crate) fn key(spelling: &str) -> u32 {
    let mut hasher = FxHasher::default();
    hasher.write(spelling.as_bytes());
    hasher.write_u64(spelling.len() as u64);
    // Only the top bits depend on all that was written: once more, so that they tell spellings apart well.
    ((hasher.0 ^ hasher.0 >> 32).wrapping_mul(FACTOR) >> 32) as u32
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

/// What is known of one word.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct Facts {
    /// See [`is`].
    pub bits: u32,
    /// The [`shape`] of its spelling.
    pub shape: u16,
    /// How common it is: 10, 20 or 35; 0 for a word that is in no list of common words.
    pub level: u8,
    /// Whether terms of topics begin with it.
    pub term: bool,
}

/// Length and first byte of a spelling, to tell most of them apart without a look at the rest.
pub(crate) const fn shape(spelling: &str) -> u16 {
    match spelling.as_bytes() {
        [first, ..] if spelling.len() < 255 => (spelling.len() as u16) << 8 | *first as u16,
        [first, ..] => 255 << 8 | *first as u16,
        [] => 0,
    }
}

/// The words that are known beforehand, with the names and phrases made of them.
#[derive(Debug, Default)]
pub(crate) struct Lexicon {
    pub(super) spellings: Spellings,
    /// For each word the place of its own spelling, the one that is compared.
    pub(super) own: Vec<u32>,
    pub(super) facts: Vec<Facts>,
    pub(super) months: HashMap<Word, i8, Fx>,
    pub(super) days: HashMap<Word, i8, Fx>,
    pub(super) place_pairs: Vec<(Word, Word)>,
    pub(super) possessive: Option<Word>,
    pub names: Trie<Listing>,
    pub titles: Trie<Title>,
    /// Terms of topics as phrases of stems, with topic and weight.
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
        self.own.len()
    }

    pub fn text(&self, word: Word) -> &str {
        let own = self.own.get(word.index());
        own.map_or("", |&place| self.spellings.get(place))
    }

    /// The word of that lower-case spelling, if any list holds it.
    pub fn find(&self, lower: &str) -> Option<Word> {
        self.spellings.find(lower, key(lower))
    }

    /// What is known of a word; of words of documents nothing is.
    pub fn facts(&self, word: Word) -> Facts {
        self.facts.get(word.index()).copied().unwrap_or_default()
    }

    /// Whether `word` has any of `bits`.
    pub fn has(&self, word: Word, bits: u32) -> bool {
        self.facts(word).bits & bits != 0
    }

    /// How common a word is: 10, 20 or 35; 0 for a word that is in no list of common words.
    pub fn level(&self, word: Word) -> u8 {
        self.facts(word).level
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

    /// A listed entity.
    pub fn entry(&self, id: u32) -> &'static Entry {
        listed().entry(id)
    }

    /// Whether a code is that of a state, not of a territory.
    pub fn is_state(&self, code: &str) -> bool {
        countries().is_state(code)
    }

    /// The listed organisation of that name in normal form.
    pub fn organisation(&self, normal: &str) -> Option<u32> {
        listed().organisation(normal)
    }
}
