//! What does one briefing look like to the rules? Its tokens, parts and the questions that rules ask of them.
//!
//! Invariant: indices of tokens are in bounds or the question is answered with nothing.
//! Must not know: which rules there are.

use std::collections::HashMap;

use super::cues::OFFICES_IN_LETTERS;
use super::lexicon::{Fx, Lexicon, Listing, Title, Word, is, lexicon, shape};
use super::tokens::{Scanner, Strangers, Token, flag};
use crate::briefing::{BlockKind, Briefing, Level, Span};

/// How much capitals prove in a part of the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Caps {
    /// A capital away from the start of a sentence means a name.
    Tell,
    /// Every word has one, as in headlines.
    TitleCase,
    /// Everything is in capitals.
    All,
}

/// A block, or a cell of a table.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Part {
    pub span: Span,
    pub first: u32,
    pub end: u32,
    pub title: bool,
    /// A title, heading or other short line without a full stop.
    pub heading: bool,
    pub caps: Caps,
}

/// A briefing, read.
pub(crate) struct Doc<'a> {
    pub body: &'a str,
    pub lexicon: &'static Lexicon,
    pub tokens: Vec<Token>,
    pub sentences: Vec<u32>,
    pub parts: Vec<Part>,
    strangers: Strangers,
    /// For words seen capitalised: how often lower-case and capitalised away from sentence starts and headings.
    seen: HashMap<Word, (u32, u32), Fx>,
}

/// The tokens of a name in a list, as texts; hyphens are left out, as matching skips them.
pub(crate) fn pieces(name: &str) -> Vec<String> {
    let empty = Lexicon::default();
    let mut scanner = Scanner::new(name, &empty);
    scanner.part(0, name.len(), 0);
    let text = |t: &Token| {
        let text = &name[t.start as usize..t.end as usize];
        if t.is(flag::INITIAL | flag::SHORTENED) {
            text.trim_end_matches('.').to_owned()
        } else {
            text.to_owned()
        }
    };
    scanner
        .tokens
        .iter()
        .filter(|t| t.sign != b'-')
        .map(text)
        .collect()
}

impl<'a> Doc<'a> {
    pub fn new(briefing: &'a Briefing) -> Self {
        let lexicon = lexicon();
        let body = briefing.body.as_str();
        let mut scanner = Scanner::new(body, lexicon);
        let mut parts = Vec::new();
        for block in briefing.text_blocks() {
            let span = block.span;
            let title = block.kind == BlockKind::Title;
            let heading = matches!(block.kind, BlockKind::Title | BlockKind::Heading(_));
            match block.kind {
                BlockKind::Code => {}
                BlockKind::Row => {
                    let mut from = span.start;
                    for cell in body[span.range()].split('\t') {
                        let span = Span::new(from as usize, from as usize + cell.len());
                        add_part(&mut scanner, &mut parts, span, false, true);
                        from += cell.len() as u32 + 1;
                    }
                }
                _ => add_part(&mut scanner, &mut parts, span, title, heading),
            }
        }
        let mut doc = Self {
            body,
            lexicon,
            tokens: scanner.tokens,
            sentences: scanner.sentences,
            parts,
            strangers: scanner.strangers,
            seen: HashMap::default(),
        };
        doc.count();
        doc
    }

    fn count(&mut self) {
        for token in &self.tokens {
            if token.is(flag::CAPITAL) {
                let counts = self.seen.entry(token.word).or_default();
                let heading = self.parts[token.part as usize].heading;
                counts.1 += u32::from(!token.is(flag::START) && !heading);
            }
        }
        // Most words are never capitalised: a few bits say so without a look into the table.
        let mut capitals = [0_u64; 64];
        let place = |word: Word| (word.index() / 64 % 64, word.index() % 64);
        for word in self.seen.keys() {
            let (at, bit) = place(*word);
            capitals[at] |= 1 << bit;
        }
        for token in &self.tokens {
            let (at, bit) = place(token.word);
            let plain = token.is(flag::LETTER) && !token.is(flag::CAPITAL | flag::START);
            if plain
                && capitals[at] >> bit & 1 == 1
                && !self.parts[token.part as usize].heading
                && let Some(counts) = self.seen.get_mut(&token.word)
            {
                counts.0 += 1;
            }
        }
    }

    #[inline]
    pub fn len(&self) -> usize {
        self.tokens.len()
    }

    #[inline]
    pub fn word(&self, i: usize) -> Word {
        self.tokens.get(i).map_or(Word::NONE, |t| t.word)
    }

    #[inline]
    pub fn has(&self, i: usize, bits: u32) -> bool {
        self.tokens.get(i).is_some_and(|t| t.bits & bits != 0)
    }

    #[inline]
    pub fn is(&self, i: usize, flags: u16) -> bool {
        self.tokens.get(i).is_some_and(|t| t.is(flags))
    }

    #[inline]
    pub fn sign(&self, i: usize, sign: u8) -> bool {
        self.tokens.get(i).is_some_and(|t| t.sign == sign)
    }

    #[inline]
    pub fn glued(&self, i: usize) -> bool {
        self.is(i, flag::GLUED)
    }

    /// As written.
    pub fn text(&self, i: usize) -> &'a str {
        self.tokens
            .get(i)
            .map_or("", |t| &self.body[t.start as usize..t.end as usize])
    }

    /// Folded.
    pub fn low(&self, i: usize) -> &str {
        self.strangers.text(self.lexicon, self.word(i))
    }

    #[inline]
    pub fn low_is(&self, i: usize, any: &[&str]) -> bool {
        let Some(token) = self.tokens.get(i) else {
            return false;
        };
        let mut like = any.iter().filter(|word| shape(word) == token.shape);
        like.any(|word| *word == self.low(i))
    }

    pub fn span(&self, i: usize, j: usize) -> Span {
        Span {
            start: self.tokens[i].start,
            end: self.tokens[j - 1].end,
        }
    }

    pub fn slice(&self, i: usize, j: usize) -> &'a str {
        &self.body[self.span(i, j).range()]
    }

    /// Whether both are there, in one sentence.
    #[inline]
    pub fn together(&self, i: usize, j: usize) -> bool {
        match (self.tokens.get(i), self.tokens.get(j)) {
            (Some(a), Some(b)) => a.sentence == b.sentence,
            _ => false,
        }
    }

    /// The tokens of the sentence that token `i` is in.
    pub fn sentence(&self, i: usize) -> std::ops::Range<usize> {
        let number = self.tokens[i].sentence as usize;
        let next = self.sentences.get(number + 1);
        self.sentences[number] as usize..next.map_or(self.len(), |s| *s as usize)
    }

    /// The token before `i` in its sentence.
    pub fn before(&self, i: usize) -> Option<usize> {
        let k = i.checked_sub(1)?;
        self.together(k, i).then_some(k)
    }

    /// A token that can be part of a name.
    #[inline]
    pub fn capital(&self, i: usize) -> bool {
        self.is(i, flag::CAPITAL)
    }

    /// In capitals and short enough to be an acronym.
    pub fn acronym(&self, i: usize) -> bool {
        let text = self.text(i);
        let initials = self.is(i, flag::DOTTED) && text.len() <= 4;
        self.is(i, flag::ALL_CAPS) && (2..=7).contains(&text.len()) && !initials
    }

    pub fn common(&self, i: usize) -> bool {
        self.has(i, is::COMMON)
    }

    /// Whether an ordinary word in capitals stands beside token `i`: "IT IS LATE".
    pub fn amid_shouting(&self, i: usize) -> bool {
        let loud = |k: usize| self.is(k, flag::ALL_CAPS) && self.has(k, is::COMMON | is::FUNCTION);
        loud(i + 1) || i > 0 && loud(i - 1)
    }

    /// How often the word of token `i` is seen lower-case and capitalised, where that proves something.
    pub fn seen(&self, i: usize) -> (u32, u32) {
        self.seen.get(&self.word(i)).copied().unwrap_or((0, 0))
    }

    pub fn part(&self, i: usize) -> &Part {
        &self.parts[self.tokens[i].part as usize]
    }

    /// A year between 1900 and 2099.
    pub fn year(&self, i: usize) -> Option<i16> {
        if !self.is(i, flag::NUMBER) {
            return None;
        }
        let text = self.text(i);
        let plausible = text.len() == 4 && (text.starts_with("19") || text.starts_with("20"));
        text.parse().ok().filter(|_| plausible)
    }

    /// The longest listed name that begins at token `i`, and the token after it.
    pub fn listed(&self, i: usize) -> Option<(usize, &'static Listing)> {
        self.listed_before(i, usize::MAX)
    }

    /// Likewise, of those names that end before token `limit`: "U.S." of "U.S. Navy".
    pub fn listed_before(&self, i: usize, limit: usize) -> Option<(usize, &'static Listing)> {
        if !self.has(i, is::LISTED) {
            return None;
        }
        let mut node = 0;
        let mut best = None;
        let mut k = i;
        while k + 1 < limit && self.together(i, k) {
            if k > i && self.sign(k, b'-') && self.glued(k) {
                k += 1;
                continue;
            }
            let Some(next) = self.lexicon.names.step(node, self.word(k)) else {
                break;
            };
            node = next;
            k += 1;
            let listings = &self.lexicon.names.values[node as usize];
            let fits = |l: &&Listing| match &l.exact {
                Some(exact) => self.slice(i, k) == exact,
                None => l.level != Level::Role,
            };
            if let Some(listing) = listings.iter().find(fits) {
                best = Some((k, listing));
            }
        }
        best
    }

    /// The end of the title that begins at token `i`, or of letters for an office before a name: "PM Narendra Modi".
    pub fn office(&self, i: usize) -> Option<usize> {
        let letters = self.is(i, flag::ALL_CAPS) && OFFICES_IN_LETTERS.contains(&self.text(i));
        let named = letters
            && self.together(i, i + 1)
            && self.capital(i + 1)
            && (!self.is(i + 1, flag::ALL_CAPS) || self.text(i + 1).len() == 2)
            && !self.common(i + 1);
        named.then_some(i + 1).or_else(|| Some(self.title(i)?.0))
    }

    /// The longest title that begins at token `i`, and the token after it.
    pub fn title(&self, i: usize) -> Option<(usize, &'static Title)> {
        if !self.has(i, is::TITLED) {
            return None;
        }
        // "MS Word": a form of address in capitals is something else, unless the name is in capitals too.
        let address = self.is(i, flag::ALL_CAPS) && self.low_is(i, &["mr", "mrs", "ms", "dr"]);
        if address && !self.is(i + 1, flag::ALL_CAPS) {
            return None;
        }
        let mut node = 0;
        let mut best = None;
        let mut k = i;
        while self.together(i, k) {
            if k > i && self.sign(k, b'-') && self.glued(k) {
                k += 1;
                continue;
            }
            let Some(next) = self.lexicon.titles.step(node, self.word(k)) else {
                break;
            };
            node = next;
            k += 1;
            if let Some(title) = self.lexicon.titles.values[node as usize].first() {
                best = Some((k, title));
            }
        }
        best
    }
}

fn add_part(
    scanner: &mut Scanner<'_>,
    parts: &mut Vec<Part>,
    span: Span,
    title: bool,
    heading: bool,
) {
    let first = scanner.tokens.len();
    scanner.part(span.start as usize, span.end as usize, parts.len() as u32);
    let tokens = &scanner.tokens[first..];
    let (mut words, mut shouted, mut all, mut capital) = (0, 0, 0, 0);
    for token in tokens.iter().filter(|t| t.is(flag::LETTER)) {
        words += 1;
        shouted += usize::from(token.is(flag::ALL_CAPS));
        if token.bits & is::FUNCTION == 0 {
            all += 1;
            capital += usize::from(token.is(flag::CAPITAL));
        }
    }
    let stopped = tokens.last().is_some_and(|t| {
        matches!(
            t.sign,
            b'.' | b'!' | b'?' | b':' | b',' | b';' | b'"' | b'\''
        )
    });
    let heading = heading || (words < 14 && !stopped);
    // "By Anna Quillon and Peter Marsh": those who wrote it.
    let by =
        |t: &Token| t.end - t.start == 2 && &scanner.text[t.start as usize..t.end as usize] == "By";
    let byline = heading && words <= 9 && tokens.first().is_some_and(by);
    let caps = if words > 3 && shouted * 5 > words * 4 {
        Caps::All
    } else if byline {
        Caps::Tell
    } else if heading && all >= 4 && capital * 5 >= all * 4 {
        Caps::TitleCase
    } else {
        Caps::Tell
    };
    parts.push(Part {
        span,
        first: first as u32,
        end: scanner.tokens.len() as u32,
        title,
        heading,
        caps,
    });
}
