//! What did an address of the web answer? The entries of a feed, or one document.
//!
//! Invariant: the content decides, not what the server calls it; a parser that panics costs this answer only.
//! Must not know: the network.

use std::path::{Path, PathBuf};

use super::{Parsed, decode, feed, format, html, shielded, unpack};
use crate::briefing::{Briefing, Claim, Origin};
use crate::sanitize;

/// What came from an address.
#[derive(Debug)]
pub enum Answer {
    /// A feed.
    Feed(Feed),
    /// A document.
    Page(Box<Page>),
}

/// A feed, and its entries.
#[derive(Debug)]
pub struct Feed {
    /// What it is called.
    pub title: Option<String>,
    /// Where people read the same.
    pub home: Option<String>,
    /// Its language.
    pub lang: Option<String>,
    /// In the order of the feed.
    pub entries: Vec<Briefing>,
}

/// A document, or a file of several.
#[derive(Debug)]
pub struct Page {
    /// What it says; the first of several.
    pub briefing: Briefing,
    /// What else is in the file: the further rows of a table, the further messages of a box.
    pub others: Vec<Briefing>,
    /// What the file is called, if there are others.
    pub name: Option<String>,
    /// The feeds that it names, each with its title and its address.
    pub feeds: Vec<(String, String)>,
}

/// Reads what the address `url` answered.
///
/// # Errors
/// Why there is nothing to read.
pub fn answer(url: &str, bytes: &[u8]) -> Result<Answer, String> {
    let read = shielded(|| read(url, bytes));
    read.unwrap_or_else(|| Err("reading it failed, which is a fault of the program".into()))
}

/// The feeds that a list (OPML) names, each with its title (or nothing) and its address.
///
/// # Errors
/// It is no such list.
pub fn outlines(bytes: &[u8]) -> Result<Vec<(String, String)>, &'static str> {
    let text = decode::decode(bytes).map(|decoded| decoded.text);
    match text.filter(|text| feed::is_outlines(text)) {
        Some(text) => Ok(feed::outlines(&text)),
        None => Err("it is no list of feeds (OPML)"),
    }
}

fn read(url: &str, bytes: &[u8]) -> Result<Answer, String> {
    let inner = match unpack::unpack(bytes) {
        Some(inner) => Some(inner?),
        None => None,
    };
    let bytes = inner.as_deref().unwrap_or(bytes);
    let name = file_name(url);
    let text = match format::of_bytes(bytes, &name) {
        Some(_) => None,
        None => decode::decode(bytes).map(|decoded| decoded.text),
    };
    let Some(text) = text else {
        return document(url, &name, bytes);
    };
    match format::of_text(&text, &name) {
        format::Format::Feed if !feed::is_whole(&text) => {
            Err("it is cut short: it ends within the feed".into())
        }
        format::Format::Feed => Ok(Answer::Feed(feed(&text)?)),
        format::Format::Outlines => Err("it is a list of feeds: save it, and add the file".into()),
        format::Format::Html => {
            let parsed = html::parse_saved(&text, Some(url.to_string()));
            if parsed.body.trim().is_empty() {
                return Err("there is no text on the page".into());
            }
            let feeds = html::feeds(&text, url);
            let briefing = stated(briefing(parsed), url);
            Ok(Answer::Page(Box::new(Page {
                briefing,
                others: Vec::new(),
                name: None,
                feeds,
            })))
        }
        _ => document(url, &name, bytes),
    }
}

fn feed(text: &str) -> Result<Feed, String> {
    let feed = feed::parse(text)?;
    Ok(Feed {
        title: feed.title,
        home: feed.home,
        lang: feed.lang,
        entries: feed.entries.into_iter().map(briefing).collect(),
    })
}

fn briefing(parsed: Parsed) -> Briefing {
    // Its own file is still to be written.
    super::interpret::briefing(Origin::File(PathBuf::new()), "", parsed, "")
}

/// Documents of any other format that files may have.
fn document(url: &str, name: &str, bytes: &[u8]) -> Result<Answer, String> {
    let (all, problems) = super::read_all(Origin::File(Path::new(name).into()), name, bytes);
    let mut all = all.into_iter();
    match (all.next(), problems.first()) {
        (Some(briefing), _) => {
            let others: Vec<Briefing> = all.map(|briefing| stated(briefing, url)).collect();
            Ok(Answer::Page(Box::new(Page {
                briefing: stated(briefing, url),
                name: (!others.is_empty()).then(|| name.to_owned()),
                others,
                feeds: Vec::new(),
            })))
        }
        (None, Some(problem)) => Err(problem.cause.clone()),
        (None, None) => Err("there is nothing to read".into()),
    }
}

/// With the address that it came from, where it states none.
fn stated(mut briefing: Briefing, url: &str) -> Briefing {
    let from = || Claim::stated(sanitize::line(url), "the address that it came from");
    briefing.stated.url.get_or_insert_with(from);
    briefing
}

/// The last part of an address, as a name from which the format may be told.
fn file_name(url: &str) -> String {
    let path = url.split(['?', '#']).next().unwrap_or_default();
    let (_, path) = path.split_once("://").unwrap_or(("", path));
    let name = path.split_once('/').map_or("", |(_, path)| path);
    sanitize::line(name.rsplit('/').next().unwrap_or_default())
}
