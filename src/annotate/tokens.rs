//! Which words is a text made of, and where do its sentences begin? One scan over the bytes of each block.
//!
//! Invariant: tokens are in order, do not overlap, and lie on character boundaries of the body.
//! Must not know: what the words mean beyond their identity in the lexicon.

use super::fold;
use super::lexicon::{Facts, Lexicon, Word, is, key, shape};
use super::spellings::Spellings;

/// A word, number or sign.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Token {
    pub start: u32,
    pub end: u32,
    /// The folded word; signs and unlisted numbers have [`Word::NONE`].
    pub word: Word,
    /// Which sentence, counted over the document.
    pub sentence: u32,
    /// Which part of the text, counted over [`super::doc::Doc::parts`].
    pub part: u32,
    /// What the lists say of the word, see [`is`].
    pub bits: u32,
    /// The [`shape`] of the folded word.
    pub shape: u16,
    /// Whether terms of topics begin with the word.
    pub term: bool,
    pub flags: u16,
    /// The sign itself, plain (`"` for every quotation mark), or 0 for words and numbers.
    pub sign: u8,
}

/// Flags of a token.
pub(crate) mod flag {
    /// Begins with a capital letter.
    pub const CAPITAL: u16 = 1;
    /// More than one letter, all of them capital.
    pub const ALL_CAPS: u16 = 2;
    /// Begins with a digit.
    pub const NUMBER: u16 = 4;
    /// Nothing stands between this token and the one before.
    pub const GLUED: u16 = 8;
    /// A capital proves nothing here: start of a sentence, of a quotation, after "Name:".
    pub const START: u16 = 16;
    /// Begins with a letter.
    pub const LETTER: u16 = 32;
    /// One capital letter with a dot.
    pub const INITIAL: u16 = 64;
    /// Letters with dots (`U.S.`).
    pub const DOTTED: u16 = 128;
    /// A web address.
    pub const WEB: u16 = 256;
    /// A shortened word with its dot (`Gen.`).
    pub const SHORTENED: u16 = 512;
}

impl Token {
    #[inline]
    pub fn is(&self, flag: u16) -> bool {
        self.flags & flag != 0
    }
}

/// Words of one document that the lexicon does not hold.
#[derive(Debug, Default)]
pub(crate) struct Strangers {
    spellings: Spellings,
    /// For each word the place of its folded spelling.
    own: Vec<u32>,
}

impl Strangers {
    /// The folded spelling of a word of this document.
    pub fn text<'a>(&'a self, lexicon: &'a Lexicon, word: Word) -> &'a str {
        match word.index().checked_sub(lexicon.len()) {
            None => lexicon.text(word),
            Some(i) => self.own.get(i).map_or("", |&p| self.spellings.get(p)),
        }
    }

    /// What is known of a word: of one of the document, its shape.
    fn facts(&self, lexicon: &Lexicon, word: Word) -> Facts {
        match word.index() < lexicon.len() {
            true => lexicon.facts(word),
            false => Facts {
                shape: shape(self.text(lexicon, word)),
                ..Facts::default()
            },
        }
    }

    /// The word of a lower-case spelling that the lexicon does not hold.
    fn intern(&mut self, lexicon: &Lexicon, text: &str, hash: u32) -> Word {
        if let Some(word) = self.spellings.find(text, hash) {
            return word;
        }
        let Some(folded) = fold::american(text) else {
            return self.add(lexicon, text, hash);
        };
        let other = key(&folded);
        let known = lexicon.spellings.find(&folded, other);
        let word = known
            .or_else(|| self.spellings.find(&folded, other))
            .unwrap_or_else(|| self.add(lexicon, &folded, other));
        self.spellings.add(text, hash, word);
        word
    }

    fn add(&mut self, lexicon: &Lexicon, folded: &str, hash: u32) -> Word {
        let word = Word::new(lexicon.len() + self.own.len());
        self.own.push(self.spellings.add(folded, hash, word));
        word
    }
}

/// Shortened words that keep their dot and do not end a sentence.
const SHORTENED: &[&str] = &[
    "Mr", "Mrs", "Ms", "Dr", "St", "Gen", "Col", "Lt", "Sen", "Rep", "Gov", "Prof", "Capt", "Maj",
    "Sgt", "Jr", "Sr", "Adm", "Hon", "No", "vs", "Jan", "Feb", "Mar", "Apr", "Aug", "Sept", "Sep",
    "Oct", "Nov", "Dec", "Inc", "Ltd", "Corp", "Co", "Bros", "Brig", "Cmdr", "Pres", "Amb", "Rev",
    "Min", "Messrs", "Insp", "Supt",
];

/// Those after which a capital may well begin a sentence.
const MAY_END: &[&str] = &["Inc", "Ltd", "Corp", "Co", "Bros", "Jr", "Sr"];

const DOMAINS: &[&str] = &[
    "com", "org", "net", "ru", "info", "gov", "edu", "uk", "de", "eu", "tv", "io", "int",
];

/// Appends the tokens of `text[from..to]` to `out`; sentence numbers go on from `sentence`.
pub(crate) struct Scanner<'a> {
    pub text: &'a str,
    pub lexicon: &'a Lexicon,
    pub strangers: Strangers,
    pub tokens: Vec<Token>,
    /// The first token of each sentence.
    pub sentences: Vec<u32>,
    buffer: String,
}

impl<'a> Scanner<'a> {
    pub fn new(text: &'a str, lexicon: &'a Lexicon) -> Self {
        Self {
            text,
            lexicon,
            strangers: Strangers::default(),
            tokens: Vec::with_capacity(text.len() / 5),
            sentences: Vec::new(),
            buffer: String::new(),
        }
    }

    /// Reads one part of the text.
    pub fn part(&mut self, from: usize, to: usize, part: u32) {
        let first = self.tokens.len();
        let mut at = from;
        let bytes = self.text.as_bytes();
        while at < to {
            // Most of them are plain, and need no decoding.
            let c = match bytes[at] {
                b' ' => {
                    at += 1;
                    continue;
                }
                byte if byte.is_ascii() => char::from(byte),
                _ => match self.text[at..to].chars().next() {
                    Some(c) => c,
                    None => break,
                },
            };
            if c.is_whitespace() || c == '\u{200b}' || c == '\u{feff}' {
                at += c.len_utf8();
            } else {
                at = self.token(c, at, to, part, first);
            }
        }
    }

    /// Reads the token at `at` and returns its end.
    fn token(&mut self, c: char, at: usize, to: usize, part: u32, first: usize) -> usize {
        let mut flags = 0;
        let mut sign = 0;
        let mut word = Word::NONE;
        let end;
        if fold::is_letter(c) {
            flags |= flag::LETTER;
            let small = small_end(self.text.as_bytes(), at, to);
            if small > at {
                end = small;
                word = self.lower_word(at, end);
            } else {
                let (e, f) = self.word_end(at, to);
                end = e;
                flags |= f | capitals(&self.text[at..end]);
                word = self.identify(at, end, flags);
            }
        } else if c.is_ascii_digit() {
            flags |= flag::NUMBER;
            end = number_end(self.text.as_bytes(), at, to);
            word = self.lexicon.find(&self.text[at..end]).unwrap_or(Word::NONE);
        } else {
            let p = fold::plain(c);
            sign = if p.is_ascii() { p as u8 } else { b'?' };
            end = at + c.len_utf8();
            // A possessive after a sign or number: "Tokayev's" is met in `word_end`, this is "2013's".
            if sign == b'\'' && at > 0 && is_possessive(&self.text[end..to]) {
                let end = end + 1;
                self.push(at, end, self.lexicon.possessive(), part, 0, 0, first);
                return end;
            }
        }
        self.push(at, end, word, part, flags, sign, first);
        end
    }

    #[allow(clippy::too_many_arguments)]
    fn push(
        &mut self,
        start: usize,
        end: usize,
        word: Word,
        part: u32,
        mut flags: u16,
        sign: u8,
        first: usize,
    ) {
        let opens = self.tokens.len() == first;
        if self.tokens.last().is_some_and(|t| t.end as usize == start) && !opens {
            flags |= flag::GLUED;
        }
        let facts = self.strangers.facts(self.lexicon, word);
        let token = Token {
            start: start as u32,
            end: end as u32,
            word,
            sentence: 0,
            part,
            bits: facts.bits,
            shape: facts.shape,
            term: facts.term,
            flags,
            sign,
        };
        let (new, starts) = self.sentence_start(&token, first);
        if new {
            self.sentences.push(self.tokens.len() as u32);
        }
        let mut token = token;
        token.sentence = self.sentences.len() as u32 - 1;
        if starts {
            token.flags |= flag::START;
        }
        self.tokens.push(token);
    }

    /// Whether a token opens a sentence, and whether its capital proves nothing.
    fn sentence_start(&self, token: &Token, first: usize) -> (bool, bool) {
        let n = self.tokens.len();
        if n == first {
            return (true, true);
        }
        let previous = &self.tokens[n - 1];
        if previous.is(flag::LETTER) && !previous.is(flag::DOTTED) {
            return (false, false);
        }
        let before = (n >= first + 2).then(|| &self.tokens[n - 2]);
        let closing = matches!(previous.sign, b'"' | b'\'' | b')' | b']') && before.is_some();
        let mark = if closing { before } else { Some(previous) };
        let opener = token.is(flag::CAPITAL | flag::NUMBER)
            || matches!(token.sign, b'"' | b'(' | b'-' | b'[' | b'\'');
        let ended = mark.is_some_and(|m| matches!(m.sign, b'.' | b'!' | b'?'))
            && opener
            && !token.is(flag::GLUED)
            && !(closing && matches!(previous.sign, b'"' | b'\'') && token.sign == b'"');
        let dotted = mark.is_some_and(|m| m.is(flag::DOTTED))
            && token.is(flag::CAPITAL)
            && token.bits & is::FUNCTION != 0;
        if ended || dotted {
            return (true, true);
        }
        let quoted = previous.sign == b'"'
            && before.is_none_or(|b| {
                matches!(b.sign, b',' | b':' | b'-' | b'.') || previous.is(flag::START)
            });
        let spaced_dash = previous.sign == b'-'
            && !token.is(flag::GLUED)
            && before.is_some_and(|b| matches!(b.sign, b'.' | b'"' | b'!' | b'?'));
        let after_sign =
            previous.is(flag::START) && !previous.is(flag::LETTER) && !previous.is(flag::NUMBER);
        let listed = matches!(previous.sign, b'*' | b'?');
        let start = quoted || spaced_dash || after_sign || listed || previous.sign == b':';
        (false, start)
    }

    /// Where the word at `at` ends, and what sort of word it is.
    fn word_end(&self, at: usize, to: usize) -> (usize, u16) {
        let bytes = self.text.as_bytes();
        let letter = |i: usize| i < to && bytes[i].is_ascii_alphabetic();
        // Letters with dots: "U.S.", "e.g.", "U.S".
        if letter(at) && at + 1 < to && bytes[at + 1] == b'.' {
            let mut end = at + 2;
            while letter(end) && end + 1 < to && bytes[end + 1] == b'.' {
                end += 2;
            }
            if end > at + 2 {
                return (end, flag::DOTTED);
            }
            let upper = bytes[at].is_ascii_uppercase();
            if upper && letter(end) && bytes[end].is_ascii_uppercase() && !letter(end + 1) {
                return (end + 1, flag::DOTTED);
            }
            let gap = usize::from(end < to && (bytes[end] == b' ' || bytes[end] == b'-'));
            let nbsp = 2 * usize::from(self.text[end..to].starts_with('\u{a0}'));
            let next = self.text[end + gap.max(nbsp)..to].chars().next();
            let alone = at == 0 || !matches!(bytes[at - 1], b'.' | b'\'');
            if upper && alone && next.is_some_and(char::is_uppercase) {
                return (end, flag::INITIAL);
            }
        }
        let mut end = self.letters_end(at, to);
        // Inner apostrophes belong to the word, a possessive does not.
        while let Some(c) = self.text[end..to].chars().next() {
            let after = end + c.len_utf8();
            let rest = &self.text[after..to];
            if fold::plain(c) != '\'' || !rest.starts_with(fold::is_letter) || is_possessive(rest) {
                break;
            }
            end = self.letters_end(after, to);
        }
        if end < to && bytes[end] == b'.' {
            return self.dot_after(at, end, to);
        }
        (end, 0)
    }

    /// A dot right after a word: part of a web address, of a shortened word, or the end of a sentence.
    fn dot_after(&self, at: usize, end: usize, to: usize) -> (usize, u16) {
        let rest = &self.text[end + 1..to];
        let tail = rest.bytes().take_while(u8::is_ascii_alphabetic).count();
        if tail >= 2 && DOMAINS.contains(&&rest[..tail]) {
            return (end + 1 + tail, flag::WEB);
        }
        let spaced = rest.chars().next().is_some_and(char::is_whitespace);
        if spaced && end - at <= 6 && SHORTENED.contains(&&self.text[at..end]) {
            let next = rest.trim_start().chars().next();
            let sentence = MAY_END.contains(&&self.text[at..end]);
            // "No." is a number only before one.
            let number = &self.text[at..end] != "No" || next.is_some_and(|c| c.is_ascii_digit());
            // "Co. Ltd".
            let sentence = sentence && !rest.trim_start().starts_with("Ltd");
            if number && !(sentence && next.is_some_and(char::is_uppercase)) {
                return (end + 1, flag::SHORTENED);
            }
        }
        (end, 0)
    }

    fn letters_end(&self, at: usize, to: usize) -> usize {
        let bytes = self.text.as_bytes();
        let mut end = at;
        while end < to && bytes[end].is_ascii_alphabetic() {
            end += 1;
        }
        if end < to && !bytes[end].is_ascii() {
            let rest = &self.text[end..to];
            end += rest.find(|c| !fold::is_letter(c)).unwrap_or(rest.len());
        }
        end
    }

    /// The word of a text that is in plain lower case.
    fn lower_word(&mut self, at: usize, end: usize) -> Word {
        let lower = &self.text[at..end];
        let hash = key(lower);
        let known = self.lexicon.spellings.find(lower, hash);
        known.unwrap_or_else(|| self.strangers.intern(self.lexicon, lower, hash))
    }

    fn identify(&mut self, at: usize, end: usize, flags: u16) -> Word {
        let mut text = &self.text[at..end];
        if flags & (flag::INITIAL | flag::SHORTENED) != 0 {
            text = text.trim_end_matches('.');
        }
        self.buffer.clear();
        fold::push_lower(text, &mut self.buffer);
        let hash = key(&self.buffer);
        let known = self.lexicon.spellings.find(&self.buffer, hash);
        known.unwrap_or_else(|| self.strangers.intern(self.lexicon, &self.buffer, hash))
    }
}

/// Where the word at `at` ends if it is all in plain lower-case letters with a space or comma behind it, as most are; else `at`.
fn small_end(bytes: &[u8], at: usize, to: usize) -> usize {
    let rest = &bytes[at..to];
    let letters = rest.iter().take_while(|b| b.is_ascii_lowercase()).count();
    match rest.get(letters) {
        Some(b' ' | b',') => at + letters,
        _ => at,
    }
}

/// Whether `rest` begins with the `s` of a possessive.
fn is_possessive(rest: &str) -> bool {
    let mut chars = rest.chars();
    matches!(chars.next(), Some('s' | 'S'))
        && !chars
            .next()
            .is_some_and(|c| fold::is_letter(c) || c.is_numeric())
}

fn number_end(bytes: &[u8], at: usize, to: usize) -> usize {
    let digit = |i: usize| i < to && bytes[i].is_ascii_digit();
    let mut end = at;
    while digit(end) {
        end += 1;
        if end < to && matches!(bytes[end], b'.' | b',' | b':') && digit(end + 1) {
            end += 1;
        }
    }
    let suffix = bytes[end..to.min(end + 2)].to_ascii_lowercase();
    let letter = |i: usize| i < to && bytes[i].is_ascii_alphanumeric();
    if matches!(suffix.as_slice(), b"st" | b"nd" | b"rd" | b"th") && !letter(end + 2) {
        end += 2;
    }
    end
}

fn capitals(word: &str) -> u16 {
    let bytes = word.as_bytes();
    if word.is_ascii() {
        if !bytes[0].is_ascii_uppercase() {
            return 0;
        }
        let capitals = bytes.iter().filter(|b| b.is_ascii_uppercase()).count();
        let all = capitals > 1 && !bytes.iter().any(u8::is_ascii_lowercase);
        return flag::CAPITAL | if all { flag::ALL_CAPS } else { 0 };
    }
    if !word.starts_with(char::is_uppercase) {
        return 0;
    }
    let all = word.chars().nth(1).is_some() && !word.chars().any(char::is_lowercase);
    flag::CAPITAL | if all { flag::ALL_CAPS } else { 0 }
}
