//! What does a JSON Feed say?
//!
//! Must not know: how texts become documents.

use serde_json::Value;

use super::super::{address, lines};
use super::{Draft, Entry, MANY, Text};

/// What stands in every JSON Feed.
const VERSION: &str = "jsonfeed.org/version/";

/// Whether a text in JSON is a feed, by how it begins.
pub(super) fn is_feed(text: &str) -> bool {
    // Slashes may be escaped.
    lines::head(text, 16 << 10)
        .replace('\\', "")
        .contains(VERSION)
}

/// A feed; nothing if it is none.
pub(super) fn read(text: &str) -> Option<Draft> {
    let feed: Value = serde_json::from_str(text).ok()?;
    let version = feed.get("version")?.as_str()?;
    let items = feed.get("items")?.as_array()?;
    if !version.contains(VERSION) {
        return None;
    }
    let home = string(&feed, "home_page_url").or_else(|| string(&feed, "feed_url"));
    let base = home.clone().unwrap_or_default();
    Some(Draft {
        title: title(&feed),
        home: home.and_then(|home| address::join("", &home)),
        lang: string(&feed, "language"),
        author: authors(&feed),
        entries: items
            .iter()
            .take(MANY)
            .map(|item| entry(item, &base))
            .collect(),
    })
}

fn entry(item: &Value, base: &str) -> Entry {
    let url = string(item, "url").or_else(|| string(item, "external_url"));
    let html = string(item, "content_html").map_or(Text::None, Text::Html);
    Entry {
        title: title(item),
        author: authors(item),
        date: string(item, "date_published").or_else(|| string(item, "date_modified")),
        url: url.and_then(|url| address::join(base, &url)),
        id: string(item, "id"),
        lang: string(item, "language"),
        body: html
            .or(|| plain(item, "content_text"))
            .or(|| plain(item, "summary")),
        ..Entry::default()
    }
}

/// A title, which is plain text; those that were taken from a page still have its references to characters.
fn title(value: &Value) -> Text {
    let has_reference = |text: &str| {
        text.split('&').skip(1).any(|after| {
            let name = after.split_once(';').map_or("", |(name, _)| name);
            (2..9).contains(&name.len())
                && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'#')
        })
    };
    match string(value, "title").filter(|title| has_reference(title)) {
        Some(title) => Text::Html(title),
        None => plain(value, "title"),
    }
}

fn plain(value: &Value, name: &str) -> Text {
    string(value, name).map_or(Text::None, Text::Plain)
}

/// A text that is not empty; some write numbers for ids.
fn string(value: &Value, name: &str) -> Option<String> {
    let text = match value.get(name)? {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        _ => return None,
    };
    (!text.trim().is_empty()).then_some(text)
}

/// Names, of one or several.
fn authors(value: &Value) -> Option<String> {
    let several = value.get("authors").and_then(Value::as_array);
    let names = several
        .into_iter()
        .flatten()
        .chain(value.get("author"))
        .take(20);
    let names: Vec<String> = names.filter_map(|author| string(author, "name")).collect();
    let mut unique: Vec<String> = Vec::new();
    for name in names {
        if !unique.contains(&name) {
            unique.push(name);
        }
    }
    (!unique.is_empty()).then(|| unique.join(", "))
}
