//! What is written for other people and programs? A briefing, a list or a concordance as Markdown, a page, JSON or a table.
//!
//! Invariant: what a document says is data in every format: escaped, and never a command of the program that reads it.
//! Must not know: the screen, who asked.

mod file;
mod html;
mod json;
mod markdown;
mod pieces;
mod table;

use std::io::{self, Write};
use std::path::PathBuf;
use std::sync::Arc;

pub use file::{Error, file_name, with_ending};

use crate::briefing::{Briefing, Claim, Span};
use crate::cite;
use crate::corpus::{Corpus, Page};
use crate::entity::EntityId;
use crate::sanitize;

/// How it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Format {
    /// Markdown, which this program reads, too.
    #[default]
    Markdown,
    /// A page that needs nothing else.
    Html,
    /// One JSON value.
    Json,
    /// A table (RFC 4180).
    Csv,
}

impl Format {
    /// All of them, as they are offered.
    pub const ALL: [Format; 4] = [Format::Markdown, Format::Html, Format::Json, Format::Csv];

    /// What it is called.
    pub fn name(self) -> &'static str {
        match self {
            Format::Markdown => "Markdown",
            Format::Html => "HTML page",
            Format::Json => "JSON",
            Format::Csv => "CSV table",
        }
    }

    /// How the names of its files end.
    pub fn ending(self) -> &'static str {
        match self {
            Format::Markdown => "md",
            Format::Html => "html",
            Format::Json => "json",
            Format::Csv => "csv",
        }
    }

    /// The format that the name of a file says.
    pub fn of_name(name: &str) -> Option<Format> {
        let (_, ending) = name.trim().rsplit_once('.')?;
        let ending = ending.to_ascii_lowercase();
        match ending.as_str() {
            "markdown" => Some(Format::Markdown),
            "htm" => Some(Format::Html),
            _ => Format::ALL.into_iter().find(|f| f.ending() == ending),
        }
    }
}

/// What is written.
#[derive(Debug, Clone)]
pub enum Subject {
    /// A briefing, whole.
    Briefing(Arc<Page>),
    /// Briefings, each with what is known of it.
    List {
        /// What they have in common.
        title: String,
        /// Which.
        briefings: Vec<u32>,
    },
    /// Places at which something is spoken of.
    Concordance {
        /// What.
        title: String,
        /// The same, for the corpus.
        entities: Vec<EntityId>,
        /// Where: the briefing, and the how many-th of its mentions of these, from 0.
        places: Vec<(u32, u32)>,
    },
}

/// An export to a file, to be done off the loop.
#[derive(Debug, Clone)]
pub struct Order {
    /// Of what.
    pub corpus: Arc<Corpus>,
    /// What.
    pub subject: Subject,
    /// How.
    pub format: Format,
    /// Where to; another name is found when there is a file already.
    pub path: PathBuf,
}

impl Order {
    /// Writes the file, and says which, in a sentence.
    ///
    /// # Errors
    /// The system refuses; no file is left behind.
    pub fn run(self) -> Result<String, Error> {
        let mut text = Vec::new();
        // Into memory, which cannot fail: there is a whole file, or none.
        let _ = write(&self.corpus, &self.subject, self.format, &mut text);
        let text = String::from_utf8_lossy(&text);
        file::create(&self.path, &text, self.format)
    }
}

/// A briefing of no corpus as Markdown, which this program reads as the same briefing.
pub fn markdown(briefing: &Briefing) -> String {
    let mut text = Vec::new();
    // Into memory, which cannot fail.
    let _ = markdown::briefing(briefing, &mut text);
    String::from_utf8_lossy(&text).into_owned()
}

/// Writes a subject in a format.
///
/// # Errors
/// Whatever `out` says.
pub fn write(
    corpus: &Corpus,
    subject: &Subject,
    format: Format,
    out: &mut impl Write,
) -> io::Result<()> {
    match format {
        Format::Markdown => markdown::write(corpus, subject, out),
        Format::Html => html::write(corpus, subject, out),
        Format::Json => json::write(corpus, subject, out),
        Format::Csv => table::write(corpus, subject, out),
    }
}

/// What is told of a briefing in every format.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Told {
    title: String,
    author: String,
    source: String,
    date: String,
    place: String,
    countries: Vec<String>,
    topics: Vec<String>,
    lang: String,
    words: u32,
    url: String,
    file: String,
}

impl Told {
    fn of(page: &Page) -> Told {
        let (b, facts) = (&page.briefing, &page.facts);
        let stated = |claim: &Option<Claim<String>>| {
            let value = claim.as_ref().map(|c| sanitize::line(&c.value));
            value.unwrap_or_default()
        };
        let about = |stated: bool| if stated { "" } else { "≈ " };
        let date = facts.published.as_ref();
        let date = date.map(|p| format!("{}{}", about(p.is_stated()), p.value));
        Told {
            title: sanitize::line(&b.heading()),
            author: stated(&b.stated.author),
            source: sanitize::line(&facts.source.value),
            date: date.unwrap_or_default(),
            place: stated(&b.stated.place),
            countries: facts.countries.clone(),
            topics: facts.topics.clone(),
            lang: facts
                .lang
                .as_ref()
                .map_or_else(String::new, |l| l.value.clone()),
            words: facts.words,
            url: stated(&b.stated.url),
            file: b.name.clone(),
        }
    }

    /// Its address, if it leads into the web.
    fn web(&self) -> Option<&str> {
        Some(self.url.as_str()).filter(|url| cite::is_web(url))
    }

    /// Date, source and place, as far as they are known.
    fn byline(&self) -> String {
        let date = match self.date.as_str() {
            "" => "undated",
            date => date,
        };
        let parts = [date, &self.source, &self.author, &self.place];
        let parts: Vec<&str> = parts.into_iter().filter(|p| !p.is_empty()).collect();
        parts.join(" · ")
    }
}

/// A place of a concordance: the words, and those around them in their paragraph.
struct Said {
    told: Told,
    paragraph: Option<usize>,
    before: String,
    words: String,
    after: String,
}

/// The places of a concordance in turn; a briefing is read once for all of its own.
fn said<'c>(
    corpus: &'c Corpus,
    entities: &'c [EntityId],
    places: &'c [(u32, u32)],
) -> impl Iterator<Item = Said> + 'c {
    let mut open: Option<(u32, Arc<Page>, Vec<u32>)> = None;
    places.iter().filter_map(move |&(briefing, nth)| {
        if open.as_ref().is_none_or(|(b, ..)| *b != briefing) {
            let mentions = corpus.mentions_of(briefing, entities);
            open = Some((briefing, corpus.page(briefing), mentions));
        }
        let (_, page, mentions) = open.as_ref()?;
        let span = page
            .mentions
            .get(*mentions.get(nth as usize)? as usize)?
            .span;
        let b = &page.briefing;
        let block = b.text_blocks().find(|k| k.span.contains(span));
        let block = block.map_or(span, |k| k.span);
        let part = |start: u32, end: u32| part(b, Span { start, end });
        Some(Said {
            told: Told::of(page),
            paragraph: cite::Cited::of(page, span).paragraphs.map(|(n, _)| n),
            before: part(block.start, span.start),
            words: part(span.start, span.end),
            after: part(span.end, block.end),
        })
    })
}

/// A piece of a body in one line; a space stays where one parts it from its neighbour.
fn part(briefing: &Briefing, span: Span) -> String {
    let raw = briefing.body.get(span.range()).unwrap_or_default();
    let space = |c: char| c.is_ascii_whitespace();
    let flat = crate::typeset::flat(raw);
    match (
        flat.is_empty(),
        raw.starts_with(space),
        raw.ends_with(space),
    ) {
        (true, ..) => String::new(),
        (_, before, after) => {
            let space = |there| if there { " " } else { "" };
            format!("{}{flat}{}", space(before), space(after))
        }
    }
}
