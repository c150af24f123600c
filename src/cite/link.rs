//! Where does a link lead? `briefing:ID#OFFSET,WORDS` → a briefing and the same words in it, also after an edit, also elsewhere.
//!
//! The id is what the document states, else a hash of its text. The offset counts bytes of the text; the words that stand there
//! go along, so that they are found again when the text above them, or all of it but them, has changed.
//! Must not know: the screen, files.

use std::fmt;
use std::str::FromStr;

use unicode_segmentation::UnicodeSegmentation;

use crate::briefing::{Briefing, Span};
use crate::corpus::{Corpus, Order, Page, Stop};
use crate::{fold, sanitize};

use super::text;

/// What every link begins with.
const SCHEME: &str = "briefing:";
/// Longer ids, in bytes, are a mistake of the document: the hash is used instead.
const LONGEST_ID: usize = 200;
/// Words that go along, and the characters that they may have.
const WORDS: usize = 8;
const CHARACTERS: usize = 60;
/// Fewer words are no evidence that another text is meant.
const FEWEST: usize = 4;
/// Briefings with the words of a link that are looked at.
const LOOKED_AT: usize = 500;

/// A link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// What the document states as its id, else the hash of its text.
    pub id: String,
    /// The first byte of the text.
    pub start: u32,
    /// One past the last, if the link is to a stretch.
    pub end: Option<u32>,
    /// The words that stand there.
    pub words: String,
}

/// Why a text is no link.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LinkError {
    /// It begins with something else.
    #[error("a link begins with `briefing:`, as in briefing:ID#1234; Y in an article copies one")]
    Scheme,
    /// There is nothing before `#`.
    #[error("the link names no briefing: an id stands between `briefing:` and `#`")]
    Id,
    /// There is no place behind `#`, or it is no number.
    #[error("`{0}` is no place in a text: behind `#` stands a number, or two with a hyphen")]
    Offset(String),
    /// A `%` without two hexadecimal digits, or bytes that are no text.
    #[error("the link was cut off or changed: `{0}` cannot be decoded")]
    Escape(String),
}

/// Where a link leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Landed {
    /// The briefing.
    pub briefing: u32,
    /// The words.
    pub span: Span,
    /// How sure that is.
    pub how: How,
}

/// How a link was followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum How {
    /// The same text.
    Same,
    /// The words stand elsewhere in it now.
    Moved,
    /// The words are gone: only the place is left.
    Changed,
    /// The same words in a text that has another id: an edited one, or another; so many have them.
    Other(usize),
}

impl How {
    /// What the reader should know, if it is not the same text.
    pub fn told(self) -> Option<String> {
        match self {
            How::Same => None,
            How::Moved => Some("The text has changed since the link was made; the words are the same".to_owned()),
            How::Changed => Some("The words of the link are no longer in this text".to_owned()),
            How::Other(1) => Some("The text has changed since the link was made, or is another; the words are the same".to_owned()),
            How::Other(n) => Some(format!("The text of the link is not here; {n} briefings have its words, this is one")),
        }
    }
}

/// Why a link leads nowhere.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "not in this folder; for another: briefing open LINK --in FOLDER (none here has the id `{id}`{words})"
)]
pub struct NotFound {
    id: String,
    words: String,
}

impl Link {
    /// The link to a stretch of a briefing.
    pub fn of(page: &Page, span: Span) -> Link {
        let b = &page.briefing;
        let mut words = String::new();
        for word in text(b, span).split_whitespace().take(WORDS) {
            let more = words.chars().count() + word.chars().count();
            if more > CHARACTERS {
                // Scripts without spaces have one long word.
                let left = CHARACTERS.saturating_sub(words.chars().count());
                let cut: String = word.graphemes(true).take(left).collect();
                if words.is_empty() {
                    words = cut;
                }
                break;
            }
            if !words.is_empty() {
                words.push(' ');
            }
            words.push_str(word);
        }
        Link {
            id: id_of(b),
            start: span.start,
            end: (!span.is_empty()).then_some(span.end),
            words: sanitize::line(&words),
        }
    }
}

impl fmt::Display for Link {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{SCHEME}{}#{}", encoded(&self.id), self.start)?;
        if let Some(end) = self.end {
            write!(f, "-{end}")?;
        }
        if !self.words.is_empty() {
            write!(f, ",{}", encoded(&self.words))?;
        }
        Ok(())
    }
}

impl FromStr for Link {
    type Err = LinkError;

    fn from_str(text: &str) -> Result<Link, LinkError> {
        let text = text.trim().trim_start_matches('<').trim_end_matches('>');
        let rest = text.get(SCHEME.len()..);
        let is_ours = text
            .get(..SCHEME.len())
            .is_some_and(|s| s.eq_ignore_ascii_case(SCHEME));
        let rest = rest.filter(|_| is_ours).ok_or(LinkError::Scheme)?;
        let (id, place) = rest.split_once('#').unwrap_or((rest, ""));
        let (place, words) = place.split_once(',').unwrap_or((place, ""));
        let wrong = || LinkError::Offset(sanitize::line(place));
        let number = |n: &str| n.parse::<u32>().map_err(|_| wrong());
        let (start, end) = match place.split_once('-') {
            Some((start, end)) => (number(start)?, Some(number(end)?)),
            None => (number(place)?, None),
        };
        if end.is_some_and(|end| end <= start) {
            return Err(wrong());
        }
        let id = decoded(id)?;
        if id.trim().is_empty() {
            return Err(LinkError::Id);
        }
        let words = decoded(words)?;
        Ok(Link {
            id,
            start,
            end,
            words,
        })
    }
}

/// Everything but letters and digits of ASCII and four signs in hexadecimal digits (RFC 3986, 2.3).
fn encoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                out.push(byte as char)
            }
            byte => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

/// The text back, clean.
fn decoded(text: &str) -> Result<String, LinkError> {
    let wrong = || LinkError::Escape(sanitize::line(text));
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte != b'%' {
            bytes.push(byte);
            continue;
        }
        let mut digit = || rest.next().and_then(|d| (d as char).to_digit(16));
        let (high, low) = (digit().ok_or_else(wrong)?, digit().ok_or_else(wrong)?);
        bytes.push((high * 16 + low) as u8);
    }
    let text = String::from_utf8(bytes).map_err(|_| wrong())?;
    Ok(sanitize::line(&text))
}

/// What a briefing is known by on every machine.
pub(super) fn id_of(briefing: &Briefing) -> String {
    let stated = briefing.stated.id.as_ref().map(|id| id.value.trim());
    match stated.filter(|id| !id.is_empty() && id.len() <= LONGEST_ID) {
        Some(id) => sanitize::line(id),
        None => hash(&briefing.body),
    }
}

/// FNV-1a over 64 bits: the same on every machine, and nobody gains by two texts that collide.
fn hash(text: &str) -> String {
    let step = |h: u64, b: u8| (h ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3);
    format!("{:016x}", text.bytes().fold(0xcbf2_9ce4_8422_2325, step))
}

/// The place that a link leads to. `stop` tells that nobody waits any more.
///
/// # Errors
/// No briefing of the corpus is meant.
pub fn find(corpus: &Corpus, link: &Link, stop: &Stop<'_>) -> Result<Landed, NotFound> {
    let said = saying(corpus, &link.words);
    let is_it = |b: &u32| id_of(&corpus.page(*b).briefing) == link.id;
    // The few that have its words first: a corpus may be large.
    let others = (0..corpus.len() as u32).take_while(|_| !stop());
    if let Some(briefing) = said.iter().copied().chain(others).find(is_it) {
        let (span, how) = place(&corpus.page(briefing).briefing, link);
        return Ok(Landed {
            briefing,
            span,
            how,
        });
    }
    let enough = link.words.unicode_words().count() >= FEWEST;
    let found = |b: &u32| words_at(&corpus.page(*b).briefing, link).map(|span| (*b, span));
    let found: Vec<(u32, Span)> = said.iter().filter(|_| enough).filter_map(found).collect();
    let nearest = found
        .iter()
        .min_by_key(|(_, span)| span.start.abs_diff(link.start));
    let how = How::Other(found.len());
    nearest
        .map(|&(briefing, span)| Landed {
            briefing,
            span,
            how,
        })
        .ok_or_else(|| NotFound {
            id: link.id.clone(),
            words: match link.words.is_empty() {
                true => String::new(),
                false => format!(", and none has the words “{}”", link.words),
            },
        })
}

/// Briefings that may have these words, by the index.
fn saying(corpus: &Corpus, words: &str) -> Vec<u32> {
    let words: Vec<&str> = words.unicode_words().collect();
    let query = corpus.read(&format!("\"{}\"", words.join(" ")));
    let Some(query) = query.ok().filter(|_| !words.is_empty()) else {
        return Vec::new();
    };
    let mut hits = corpus.search(&query, Order::default(), &[]).hits;
    hits.truncate(LOOKED_AT);
    hits
}

/// The place in the very briefing.
fn place(briefing: &Briefing, link: &Link) -> (Span, How) {
    let body = &briefing.body;
    let end = link.end.unwrap_or(link.start);
    let there = Span {
        start: link.start,
        end,
    };
    if body.get(there.range()).is_some() && is_there(briefing, link) {
        return (there, How::Same);
    }
    if let Some(span) = words_at(briefing, link) {
        return (span, How::Moved);
    }
    let cut = |at: u32| {
        let at = (at as usize).min(body.len());
        (0..=at)
            .rev()
            .find(|&i| body.is_char_boundary(i))
            .unwrap_or(0)
    };
    (Span::new(cut(link.start), cut(end)), How::Changed)
}

/// Whether the words stand at the very byte.
fn is_there(briefing: &Briefing, link: &Link) -> bool {
    let rest = Span {
        start: link.start,
        end: link.end.unwrap_or(briefing.body.len() as u32),
    };
    // A sentence of a link has no more bytes than this, and a briefing may have millions.
    let near = (rest.start as usize + 16 * CHARACTERS).min(rest.end as usize);
    let near = (near..=rest.end as usize).find(|&i| briefing.body.is_char_boundary(i));
    let near = Span::new(rest.start as usize, near.unwrap_or(rest.end as usize));
    let here = Link::of_text(briefing, near);
    link.words.is_empty() || here.starts_with(&link.words)
}

/// The words nearest to where they stood, and as much behind them as the link reaches.
fn words_at(briefing: &Briefing, link: &Link) -> Option<Span> {
    let body = &briefing.body;
    let found = fold::find_all(body, &link.words);
    let nearest = found
        .iter()
        .min_by_key(|r| r.start.abs_diff(link.start as usize))?;
    let length = link.end.map_or(0, |end| (end - link.start) as usize);
    let end = (nearest.start + length).clamp(nearest.end, body.len());
    let end = (end..=body.len()).find(|&i| body.is_char_boundary(i));
    Some(Span::new(nearest.start, end.unwrap_or(body.len())))
}

impl Link {
    /// The text of a stretch as the words of a link have it.
    fn of_text(briefing: &Briefing, span: Span) -> String {
        crate::typeset::flat(&text(briefing, span))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_is_read_as_it_was_written() {
        for (id, start, end, words) in [
            ("3f00", 0, None, ""),
            ("a/b c#d,e%", 12, Some(99), "Who pays? “Nobody”, 湖 said."),
        ] {
            let link = Link {
                id: id.to_owned(),
                start,
                end,
                words: words.to_owned(),
            };
            let written = link.to_string();
            assert!(written.is_ascii() && !written.contains(' '), "{written}");
            assert_eq!(written.parse(), Ok(link));
        }
    }

    #[test]
    fn a_wrong_link_says_what_is_wrong() {
        for (text, expected) in [
            ("https://example.org/#1", "begins with `briefing:`"),
            ("", "begins with `briefing:`"),
            ("briefing:#12", "names no briefing"),
            ("briefing:abc", "`` is no place"),
            ("briefing:abc#x1", "`x1` is no place"),
            ("briefing:abc#9-3", "`9-3` is no place"),
            ("briefing:abc#1,%E6%B", "cut off"),
            ("briefing:a%FF#1", "cut off"),
        ] {
            let error = text.parse::<Link>().expect_err(text).to_string();
            assert!(error.contains(expected), "{text}: {error}");
        }
        let link: Link = "briefing:a%1b%5B31m#1,%0Ax".parse().expect("a link");
        assert_eq!((link.id.as_str(), link.words.as_str()), ("a", " x"));
    }
}
