//! Which of this raw HTML is text? Tags, comments, scripts and styles are left out; nothing is interpreted.
//!
//! Invariant: one pass, no nesting to speak of, state carried from line to line.
//! Must not know: what surrounds the HTML.

use std::ops::Range;

/// What a stretch of HTML holds.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Piece {
    /// Text, as it stands.
    Text(Range<usize>),
    /// What an entity stands for.
    Entity(String),
    /// The end of one block or the beginning of another.
    Break,
}

/// Within what the last line ended.
#[derive(Debug, Default)]
pub(super) struct State {
    /// In a tag (or comment): what ends it.
    until: Option<&'static str>,
    /// In the content of an element that is no text.
    skip: Option<&'static str>,
}

/// Elements whose content is no text for people.
const HIDDEN: [&str; 4] = ["script", "style", "template", "svg"];
const BLOCKS: [&str; 24] = [
    "p",
    "div",
    "br",
    "li",
    "ul",
    "ol",
    "tr",
    "td",
    "th",
    "table",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "figure",
    "figcaption",
    "section",
    "article",
    "blockquote",
    "dt",
    "dd",
    "hr",
];

/// Whether the tag is a line break.
pub(super) fn is_break(tag: &str) -> bool {
    name(tag) == "br"
}

/// The name in `<name …` or `</name …`, in lower case.
fn name(tag: &str) -> String {
    let inner = tag.trim_start_matches('<').trim_start_matches('/');
    let end = inner
        .find(|c: char| !c.is_ascii_alphanumeric())
        .unwrap_or(inner.len());
    inner[..end].to_ascii_lowercase()
}

impl State {
    /// The pieces of the next line.
    pub fn read(&mut self, html: &str) -> Vec<Piece> {
        let mut pieces = Vec::new();
        let mut at = 0;
        while at < html.len() {
            if let Some(end) = self.until {
                let Some(i) = html[at..].find(end) else {
                    break;
                };
                at += i + end.len();
                self.until = None;
                continue;
            }
            let next = html[at..].find(['<', '&']).map_or(html.len(), |i| at + i);
            if next > at && self.skip.is_none() {
                pieces.push(Piece::Text(at..next));
            }
            at = next;
            match html.as_bytes().get(at) {
                Some(b'<') => at = self.tag(html, at, &mut pieces),
                Some(_) => at = self.entity(html, at, &mut pieces),
                None => {}
            }
        }
        pieces
    }

    fn tag(&mut self, html: &str, at: usize, pieces: &mut Vec<Piece>) -> usize {
        let tag = &html[at..];
        let name = name(tag);
        let closing = tag.starts_with("</");
        if let Some(hidden) = self.skip {
            if closing && name == hidden {
                self.skip = None;
                self.until = Some(">");
            }
            return at + 1;
        }
        if tag.starts_with("<!--") {
            self.until = Some("-->");
            return at + 4;
        }
        if name.is_empty() && !tag.starts_with("<!") && !tag.starts_with("<?") {
            pieces.push(Piece::Text(at..at + 1));
            return at + 1;
        }
        if !closing {
            self.skip = HIDDEN.into_iter().find(|h| *h == name);
        }
        if BLOCKS.contains(&name.as_str()) {
            pieces.push(Piece::Break);
        }
        self.until = Some(">");
        at + 1
    }

    fn entity(&mut self, html: &str, at: usize, pieces: &mut Vec<Piece>) -> usize {
        let end = html.as_bytes()[at..]
            .iter()
            .take(12)
            .position(|b| *b == b';')
            .map(|i| at + i);
        let text = end.and_then(|end| decode(&html[at + 1..end]));
        if self.skip.is_some() {
            return at + 1;
        }
        match (text, end) {
            (Some(c), Some(end)) => {
                pieces.push(Piece::Entity(c.to_string()));
                end + 1
            }
            _ => {
                pieces.push(Piece::Text(at..at + 1));
                at + 1
            }
        }
    }
}

/// The character that `&entity;` stands for.
pub(super) fn decode(entity: &str) -> Option<char> {
    if let Some(number) = entity.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16).ok()?,
            None => number.parse().ok()?,
        };
        return char::from_u32(code);
    }
    let named = [
        ("amp", '&'),
        ("lt", '<'),
        ("gt", '>'),
        ("quot", '"'),
        ("apos", '\''),
        ("nbsp", '\u{a0}'),
        ("mdash", '—'),
        ("ndash", '–'),
        ("hellip", '…'),
        ("lsquo", '‘'),
        ("rsquo", '’'),
        ("ldquo", '“'),
        ("rdquo", '”'),
        ("laquo", '«'),
        ("raquo", '»'),
        ("copy", '©'),
        ("eacute", 'é'),
    ];
    named
        .iter()
        .find(|(name, _)| *name == entity)
        .map(|(_, c)| *c)
}
