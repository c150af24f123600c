//! Which addresses does the reader follow? A list in a file that people read and edit too.
//!
//! Invariant: an edit changes the entries that it is about and no other; comments and order stay.
//! Must not know: what lies at the addresses.

use std::fmt;
use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use toml_edit::{ArrayOfTables, DocumentMut, Item, Table, value};

use super::fetch::host;
use super::problem;
use crate::briefing::Problem;
use crate::files::{self, Readers};
use crate::load::{Answer, address};
use crate::sanitize;

/// The list, in the folder of the library.
pub const FILE: &str = "feeds.toml";

/// Longer lists are none that anybody follows.
const LARGEST: u64 = 8 << 20;

const HEAD: &str = "# What `briefing pull` fetches. `briefing add ADDRESS` and `briefing remove ADDRESS` change this file; you may, too.\n";

/// What lies at an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Entries that change.
    Feed,
    /// One document.
    Page,
}

impl Kind {
    fn name(self) -> &'static str {
        match self {
            Kind::Feed => "feed",
            Kind::Page => "page",
        }
    }
}

/// An address that is followed; shown, its title and the address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Follow {
    /// Where.
    pub url: String,
    /// What the reader calls it.
    pub title: String,
    /// What is there.
    pub kind: Kind,
    /// Whether the articles behind its entries are fetched, too.
    pub full: bool,
}

impl fmt::Display for Follow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.title.as_str() {
            "" => write!(f, "{}", self.url),
            title => write!(f, "{title} ({})", self.url),
        }
    }
}

impl Follow {
    /// Takes from what was answered what lies there and what it is called; the feeds that a page names are given back.
    pub(super) fn learn(&mut self, answer: Answer) -> Vec<(String, String)> {
        let (title, feeds) = match answer {
            Answer::Feed(feed) => {
                self.kind = Kind::Feed;
                (feed.title.unwrap_or_default(), Vec::new())
            }
            Answer::Page(page) => {
                (self.kind, self.full) = (Kind::Page, false);
                let title = page
                    .name
                    .map_or_else(|| page.briefing.heading().into_owned(), String::from);
                (title, page.feeds)
            }
        };
        if self.title.is_empty() {
            self.title = match sanitize::line(&title) {
                title if title.is_empty() => host(&self.url),
                title => title,
            };
        }
        feeds
    }
}

/// A change of the list.
pub(super) enum Change {
    /// These are followed as they are said here.
    Add(Vec<Follow>),
    /// This address is no longer.
    Remove(String),
}

/// The list in the library at `folder`; empty if there is none.
pub(super) fn read(folder: &Path) -> Result<Vec<Follow>, Problem> {
    let (document, name) = open(folder)?;
    let mut follows: Vec<Follow> = Vec::new();
    let tables = document.get("feed").and_then(Item::as_array_of_tables);
    for (i, table) in tables.into_iter().flatten().enumerate() {
        let text = |key: &str| table.get(key).and_then(Item::as_str);
        let url = text("url").and_then(|url| address::join("", url));
        let Some(url) = url else {
            let cause = format!("the url of number {} is no address of the web", i + 1);
            return Err(problem(
                &name,
                &cause,
                "write it whole: url = \"https://…\"",
            ));
        };
        let kind = match text("kind") {
            None | Some("feed") => Kind::Feed,
            Some("page") => Kind::Page,
            Some(other) => {
                let cause = format!("the kind of number {} is {other:?}", i + 1);
                return Err(problem(&name, &cause, "write \"feed\" or \"page\""));
            }
        };
        let title = sanitize::line(text("title").unwrap_or_default());
        let full = table.get("full").and_then(Item::as_bool).unwrap_or(false);
        if !follows.iter().any(|f| f.url == url) {
            follows.push(Follow {
                url,
                title,
                kind,
                full,
            });
        }
    }
    Ok(follows)
}

/// Changes the list, in one step.
pub(super) fn change(folder: &Path, change: &Change) -> Result<(), Problem> {
    let (mut document, name) = open(folder)?;
    if document.is_empty()
        && document
            .trailing()
            .as_str()
            .unwrap_or_default()
            .trim()
            .is_empty()
    {
        document.decor_mut().set_prefix(HEAD);
    }
    let tables = document
        .entry("feed")
        .or_insert(Item::ArrayOfTables(ArrayOfTables::new()));
    let Some(tables) = tables.as_array_of_tables_mut() else {
        return Err(problem(&name, "its feed is no list", "write it [[feed]]"));
    };
    let is_at = |table: &Table, url: &str| {
        let there = table.get("url").and_then(Item::as_str);
        there.and_then(|there| address::join("", there)).as_deref() == Some(url)
    };
    match change {
        Change::Remove(url) => tables.retain(|table| !is_at(table, url)),
        Change::Add(follows) => {
            for follow in follows {
                let there = tables.iter().position(|table| is_at(table, &follow.url));
                let at = there.unwrap_or_else(|| {
                    let mut table = Table::new();
                    table.insert("url", value(&follow.url));
                    tables.push(table);
                    tables.len() - 1
                });
                if let Some(table) = tables.get_mut(at) {
                    set(table, follow);
                }
            }
        }
    }
    let written = files::replace(&folder.join(FILE), &document.to_string(), Readers::Owner);
    written.map_err(|e| problem(&name, &e.to_string(), "see that you may write there"))
}

/// Says in the table what is said of an address; what is so already stays as it is written.
fn set(table: &mut Table, follow: &Follow) {
    let mut put = |key: &str, item: Item| match table.get_mut(key) {
        Some(there) => *there = item,
        None => drop(table.insert(key, item)),
    };
    put("title", value(&follow.title));
    put("kind", value(follow.kind.name()));
    if follow.full {
        put("full", value(true));
    }
}

/// The file as it is, and its name for people.
fn open(folder: &Path) -> Result<(DocumentMut, String), Problem> {
    let path = folder.join(FILE);
    let name = sanitize::line(&path.to_string_lossy());
    let wrong = |cause: String| problem(&name, &cause, "mend it, or move it away");
    let is_large = fs::metadata(&path).is_ok_and(|m| m.len() > LARGEST);
    if is_large {
        return Err(wrong("it is too large for a list".into()));
    }
    let text = match fs::read_to_string(&path) {
        Ok(text) => text,
        Err(e) if e.kind() == ErrorKind::NotFound => String::new(),
        Err(e) => return Err(wrong(e.to_string())),
    };
    let document: DocumentMut = text.parse().map_err(|e: toml_edit::TomlError| {
        let before = &text[..e.span().map_or(0, |s| s.start)];
        wrong(format!(
            "line {}: {}",
            1 + before.matches('\n').count(),
            e.message()
        ))
    })?;
    Ok((document, name))
}
