//! What does a feed say? RSS 0.9 to 2.0, RSS 1.0, Atom and JSON Feed: what it is, and its entries, each a document of its own.
//!
//! Invariant: entries are in the order of the feed, clean and bounded; what is broken costs what is broken.
//! Must not know: where the feed came from.

use super::body::Body;
use super::{Parsed, dates, html, lines, text};
use crate::briefing::{BlockKind, Claim, Published, Stated};
use crate::sanitize;

mod json;
mod outlines;
mod tree;
mod xml;

pub(super) use outlines::{is_outlines, outlines};

/// Entries that are read of one feed.
const MANY: usize = 10_000;

/// The longest line that is stated, in characters.
const LONGEST: usize = 1_000;

/// A feed, and what is in it.
#[derive(Debug, Default)]
pub(super) struct Feed {
    pub title: Option<String>,
    /// Where people read the same.
    pub home: Option<String>,
    pub lang: Option<String>,
    pub entries: Vec<Parsed>,
}

/// Whether a feed in XML has the end of what it begins with; one in JSON that has not is none.
pub(super) fn is_whole(text: &str) -> bool {
    const ENDS: [&str; 4] = ["rss", "feed", "rdf", "entry"];
    let tags = text.rmatch_indices("</").map(|(at, _)| &text[at + 2..]);
    let closes = |tag: &str| {
        let name = tag.split('>').next().unwrap_or_default().trim();
        let local = name.rsplit(':').next().unwrap_or(name).to_ascii_lowercase();
        ENDS.contains(&local.as_str())
    };
    text.trim_start().starts_with('{') || tags.take(1).any(closes)
}

/// Reads a feed of any kind.
///
/// # Errors
/// It is none.
pub(super) fn parse(text: &str) -> Result<Feed, &'static str> {
    let draft = if text.trim_start().starts_with('{') {
        json::read(text)
    } else {
        xml::read(text)
    };
    draft
        .map(|draft| draft.finish(text))
        .ok_or("it is a feed without its beginning, or none")
}

/// Whether a text is a feed, by how it begins.
pub(super) fn is_feed(text: &str) -> bool {
    let start = text.trim_start();
    if start.starts_with('{') {
        return json::is_feed(start);
    }
    match root(start) {
        Some("rss" | "feed" | "channel") => true,
        // Atom allows for an entry alone.
        Some("entry") => lines::head(start, 4_096).contains("Atom"),
        // RDF holds anything.
        Some("RDF") => {
            let head = lines::head(start, 4_096);
            head.contains("purl.org/rss/") || head.contains("my.netscape.com/")
        }
        _ => false,
    }
}

/// The name of the first element of an XML file, without what stands before a colon.
fn root(text: &str) -> Option<&str> {
    let mut rest = lines::head(text, 64 << 10);
    loop {
        rest = rest.trim_start();
        rest = match rest {
            _ if rest.starts_with("<!--") => rest.split_once("-->")?.1,
            _ if rest.starts_with("<?") => rest.split_once("?>")?.1,
            _ if rest.starts_with("<!") => {
                // What a document defines for itself stands in brackets.
                let end = rest.find('>')?;
                match rest[..end].contains('[') {
                    true => rest.split_once("]")?.1.split_once('>')?.1,
                    false => &rest[end + 1..],
                }
            }
            _ => break,
        };
    }
    let name = rest.strip_prefix('<')?;
    let end = name.find(|c: char| c.is_whitespace() || matches!(c, '>' | '/'))?;
    name[..end].rsplit(':').next()
}

/// A feed as it was written.
#[derive(Debug, Default)]
struct Draft {
    title: Text,
    home: Option<String>,
    lang: Option<String>,
    /// Whose the entries are that do not say.
    author: Option<String>,
    entries: Vec<Entry>,
}

/// An entry as it was written.
#[derive(Debug, Default)]
struct Entry {
    title: Text,
    /// The byte of the file behind which its title stands.
    title_at: Option<usize>,
    source: Text,
    author: Option<String>,
    date: Option<String>,
    url: Option<String>,
    id: Option<String>,
    lang: Option<String>,
    body: Text,
}

/// A text, as what it was written.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
enum Text {
    #[default]
    None,
    Plain(String),
    Html(String),
    /// Either, as in RSS: nothing says which.
    Either(String),
}

impl Draft {
    fn finish(self, source: &str) -> Feed {
        let title = self.title.line();
        let mut places = Places {
            source,
            at: 0,
            chars: 0,
        };
        let whole = Whole {
            source: title.as_deref(),
            author: self.author.as_deref(),
            lang: self.lang.as_deref(),
        };
        let entries = self.entries.into_iter().take(MANY);
        Feed {
            entries: entries
                .map(|e| e.finish(&whole, &mut places))
                .filter(|p| !p.body.is_empty())
                .collect(),
            home: self.home,
            lang: self.lang.as_deref().and_then(tag),
            title,
        }
    }
}

/// What a feed says of all its entries.
struct Whole<'f> {
    source: Option<&'f str>,
    author: Option<&'f str>,
    lang: Option<&'f str>,
}

impl Entry {
    fn finish(self, whole: &Whole, places: &mut Places) -> Parsed {
        let mut body = Body::default();
        if let Some(title) = self.title.line() {
            let at = self.title_at.and_then(|at| places.find(at, &title));
            body.put_title(&Claim::stated(title, "the title of the entry"), at);
        }
        self.body.append(&mut body);
        body.close();
        // A list of links has entries that say nothing else.
        if let (true, Some(url)) = (body.blocks.is_empty(), &self.url) {
            body.put(BlockKind::Paragraph, url, &[]);
        }
        let mut parsed = body.finish();
        parsed.stated = self.stated(whole);
        parsed
    }

    fn stated(&self, whole: &Whole) -> Stated {
        let own = |value: &Option<String>, name: &str| {
            let value = line(value.as_deref()?)?;
            Some(Claim::stated(value, format!("the {name} of the entry")))
        };
        let shared = |value: Option<&str>, name: &str| {
            let value = line(value?)?;
            Some(Claim::stated(value, format!("the {name} of the feed")))
        };
        let lang = |claim: Claim<String>| {
            let value = tag(&claim.value)?;
            Some(Claim { value, ..claim })
        };
        let source = own(&self.source.line(), "source");
        Stated {
            source: source.or_else(|| shared(whole.source, "title")),
            author: own(&self.author, "author").or_else(|| shared(whole.author, "author")),
            published: self
                .date
                .as_deref()
                .and_then(date)
                .map(|d| Claim::stated(d, "the date of the entry")),
            url: own(&self.url, "address"),
            id: own(&self.id, "id"),
            lang: own(&self.lang, "language")
                .and_then(lang)
                .or_else(|| shared(whole.lang, "language").and_then(lang)),
            ..Stated::default()
        }
    }
}

impl Text {
    fn is_empty(&self) -> bool {
        match self {
            Text::None => true,
            Text::Plain(text) | Text::Html(text) | Text::Either(text) => text.trim().is_empty(),
        }
    }

    /// This text, or another if there is nothing in it.
    fn or(self, other: impl FnOnce() -> Text) -> Text {
        if self.is_empty() { other() } else { self }
    }

    /// On one line, clean and bounded.
    fn line(&self) -> Option<String> {
        match self {
            Text::None => None,
            Text::Plain(text) => line(text),
            Text::Html(text) => line(&plain(text)),
            Text::Either(text) if is_marked(text) => line(&plain(text)),
            // Written twice: for XML, and before for HTML.
            Text::Either(text) => line(&html::line(text)),
        }
    }

    /// As blocks of a document.
    fn append(&self, body: &mut Body) {
        match self {
            Text::None => {}
            Text::Html(source) => html::append(source, body),
            Text::Either(source) if is_marked(source) => html::append(source, body),
            Text::Either(source) if source.contains('&') && !source.trim().contains('\n') => {
                html::append(source, body);
            }
            Text::Plain(text) | Text::Either(text) => append_plain(text, body),
        }
    }
}

/// Plain text, its blocks told as those of a text file.
fn append_plain(source: &str, body: &mut Body) {
    let parsed = text::parse(sanitize::mapped(source));
    for block in &parsed.blocks {
        let kind = match block.kind {
            BlockKind::Title => BlockKind::Paragraph,
            kind => kind,
        };
        body.put(kind, &parsed.body[block.span.range()], &[]);
    }
}

/// The text of HTML.
fn plain(source: &str) -> String {
    let mut body = Body::default();
    html::append(source, &mut body);
    body.finish().body
}

/// Whether a text holds elements of HTML, and not only signs that look so.
fn is_marked(text: &str) -> bool {
    const TAGS: [&str; 43] = [
        "p",
        "br",
        "a",
        "i",
        "b",
        "em",
        "strong",
        "u",
        "s",
        "q",
        "div",
        "span",
        "ul",
        "ol",
        "li",
        "img",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "blockquote",
        "pre",
        "code",
        "tt",
        "table",
        "tr",
        "td",
        "figure",
        "sub",
        "sup",
        "small",
        "font",
        "cite",
        "abbr",
        "hr",
        "center",
        "section",
        "article",
        "iframe",
        "del",
        "ins",
    ];
    text.split('<').skip(1).any(|tag| {
        let tag = tag.trim_start_matches('/');
        let end = tag.find(|c: char| !c.is_ascii_alphanumeric());
        let name = end.map_or("", |end| &tag[..end]).to_ascii_lowercase();
        TAGS.contains(&name.as_str()) && tag.contains('>') || tag.starts_with("!--")
    })
}

/// Clean text on one line, bounded; nothing if there is none.
fn line(text: &str) -> Option<String> {
    let clean = sanitize::line(lines::head(text, LONGEST * 16));
    let words: Vec<&str> = clean.split_whitespace().collect();
    let line: String = words.join(" ").chars().take(LONGEST).collect();
    (!line.is_empty()).then_some(line)
}

/// A tag of a language, if it is one.
fn tag(lang: &str) -> Option<String> {
    let lang = lang.trim();
    let is_tag = (2..=35).contains(&lang.len())
        && lang.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    is_tag.then(|| lang.to_string())
}

/// The day that an entry gives, as its sender had it.
fn date(written: &str) -> Option<Published> {
    let clean = line(written)?;
    dates::published(&clean).or_else(|| short_year(&clean))
}

/// `Thu, 05 Sep 02 00:00:01 GMT`: the mails of the first days had two digits for the year, and so have feeds.
fn short_year(written: &str) -> Option<Published> {
    let words: Vec<&str> = written
        .split([' ', ',', '-'])
        .filter(|w| !w.is_empty())
        .collect();
    let at = words.iter().position(|w| {
        w.len() >= 3 && w.bytes().all(|b| b.is_ascii_alphabetic()) && at_day(&words, w)
    })?;
    let year = words
        .get(at + 1)
        .filter(|y| y.len() == 2)?
        .parse::<i16>()
        .ok()?;
    let year = if year < 70 {
        2_000 + year
    } else {
        1_900 + year
    };
    let day = words.get(at.checked_sub(1)?)?;
    dates::published(&format!("{day} {} {year}", words[at]))
}

/// Whether the word before this one is a day of a month.
fn at_day(words: &[&str], word: &&str) -> bool {
    let at = words
        .iter()
        .position(|w| std::ptr::eq(w, word))
        .unwrap_or(0);
    at > 0 && words[at - 1].len() <= 2 && words[at - 1].bytes().all(|b| b.is_ascii_digit())
}

/// Tells at which character of the file something stands; asked in the order of the file.
struct Places<'s> {
    source: &'s str,
    at: usize,
    chars: u32,
}

impl Places<'_> {
    /// The character at which `text` stands, close behind byte `after`.
    fn find(&mut self, after: usize, text: &str) -> Option<u32> {
        let rest = self.source.get(after..)?;
        let found = lines::head(rest, text.len() + 64).find(text)? + after;
        let between = self.source.get(self.at..found)?;
        self.chars += between.chars().count() as u32;
        self.at = found;
        Some(self.chars)
    }
}

#[cfg(test)]
mod tests;
