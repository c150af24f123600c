//! What does a feed in XML say? RSS in all its versions and Atom differ in names and places, hardly in what is said.
//!
//! Must not know: how texts become documents.

use super::super::address;
use super::tree::{self, Node};
use super::{Draft, Entry, MANY, Text};

/// A feed; nothing if it is none.
pub(super) fn read(source: &str) -> Option<Draft> {
    let file = tree::read(source);
    let is_root = |n: &&Node| {
        matches!(
            n.name.as_str(),
            "rss" | "feed" | "RDF" | "channel" | "entry"
        )
    };
    let root = file.nodes().find(is_root)?;
    if root.name == "entry" {
        let entries = vec![entry(root, "")];
        return Some(Draft {
            entries,
            ..Draft::default()
        });
    }
    // In RSS the channel lies within, in RSS 1.0 beside the entries, in Atom it is the root.
    let channel = root.all("", "channel").next().unwrap_or(root);
    let base = root
        .attr("base")
        .or(channel.attr("base"))
        .map(str::to_string);
    let home = link(channel, base.as_deref().unwrap_or_default());
    let base = base.or_else(|| home.clone()).unwrap_or_default();
    let mut draft = Draft {
        title: text(channel, &["title"]),
        lang: lang(channel).or_else(|| lang(root)),
        author: people(channel, "author"),
        home,
        entries: Vec::new(),
    };
    // Where channel and root are the same, so are their entries.
    let outside = (!std::ptr::eq(channel, root)).then_some(root);
    for holder in [Some(channel), outside].into_iter().flatten() {
        for node in entries(holder) {
            if draft.entries.len() == MANY {
                return Some(draft);
            }
            draft.entries.push(entry(node, &base));
        }
    }
    Some(draft)
}

fn entries(holder: &Node) -> impl Iterator<Item = &Node> {
    // Very old feeds have a list around them.
    let inner = holder.all("", "items").flat_map(Node::nodes);
    holder
        .nodes()
        .chain(inner)
        .filter(|n| n.of.is_empty() && matches!(n.name.as_str(), "item" | "entry"))
}

fn entry(node: &Node, base: &str) -> Entry {
    let base = node
        .attr("base")
        .and_then(|b| address::join(base, b))
        .unwrap_or_else(|| base.to_string());
    let title = first(node, &[("", "title"), ("dc", "title"), ("itunes", "title")]);
    let source = node.all("", "source").next();
    let content = first(
        node,
        &[("content", "encoded"), ("", "content"), ("", "encoded")],
    );
    Entry {
        title: title.map(written).unwrap_or_default(),
        title_at: title.map(|n| n.at),
        source: source.map(named).unwrap_or_default(),
        author: author(node, source),
        date: date(node),
        url: link(node, &base).or_else(|| by_id(node, &base)),
        id: id(node),
        lang: content.and_then(lang).or_else(|| lang(node)),
        body: body(node),
    }
}

/// The first element in `node` of one of these names that says something, in the order of the names.
fn first<'n>(node: &'n Node, names: &[(&'static str, &'static str)]) -> Option<&'n Node> {
    let says = |n: &&Node| !n.inside.is_empty();
    names.iter().find_map(|(of, name)| {
        node.nodes()
            .filter(|n| n.of == *of && n.name == *name)
            .find(says)
    })
}

/// The text of the first of these elements.
fn text(node: &Node, names: &[&'static str]) -> Text {
    let names: Vec<_> = names.iter().map(|name| ("", *name)).collect();
    first(node, &names).map(written).unwrap_or_default()
}

/// What an element says, and as what: Atom tells, RSS does not.
fn written(node: &Node) -> Text {
    let kind = node.attr("type").unwrap_or_default().to_ascii_lowercase();
    let mode = node.attr("mode").unwrap_or_default();
    match kind.as_str() {
        _ if node.is_marked() => Text::Html(node.html()),
        "html" | "text/html" | "application/xhtml+xml" | "xhtml" => Text::Html(node.text()),
        // Before Atom was agreed on, a text could be kept in other ways, which nobody did.
        _ if mode == "base64" => Text::None,
        "text" | "text/plain" if mode != "escaped" => Text::Plain(node.text()),
        "" | "text" | "text/plain" => Text::Either(node.text()),
        // A picture or a sound that was put into the feed.
        kind if !kind.starts_with("text/") && kind.contains('/') => Text::None,
        _ => Text::Either(node.text()),
    }
}

/// Who it is from: the title of the feed that it was taken from.
fn named(source: &Node) -> Text {
    match source.all("", "title").next() {
        Some(title) => written(title),
        None if source.is_marked() => Text::None,
        None => Text::Either(source.text()),
    }
}

fn body(node: &Node) -> Text {
    let full = [
        ("content", "encoded"),
        ("", "content"),
        ("", "encoded"),
        ("", "body"),
        ("xhtml", "body"),
        ("xhtml", "div"),
    ];
    let full = full
        .iter()
        .map(|name| first(node, &[*name]).map(written).unwrap_or_default());
    let full = full
        .into_iter()
        .find(|text| !text.is_empty())
        .unwrap_or_default();
    let short = || {
        let names = [
            ("", "description"),
            ("", "summary"),
            ("itunes", "summary"),
            ("dc", "description"),
        ];
        let found = names
            .iter()
            .map(|name| first(node, &[*name]).map(written).unwrap_or_default());
        found
            .into_iter()
            .find(|text| !text.is_empty())
            .unwrap_or_default()
    };
    // Films and sounds are described a step further in.
    let media = || {
        let groups = node
            .all("media", "group")
            .chain(node.all("media", "content"));
        let mut holders = std::iter::once(node).chain(groups);
        let found = holders.find_map(|holder| first(holder, &[("media", "description")]));
        found.map(|n| Text::Either(n.text())).unwrap_or_default()
    };
    full.or(short).or(media)
}

/// When it was published, or else changed.
fn date(node: &Node) -> Option<String> {
    let names = [
        ("", "published"),
        ("", "pubDate"),
        ("", "issued"),
        ("dc", "date"),
        ("dc", "issued"),
        ("dc", "created"),
        ("", "created"),
        ("", "updated"),
        ("", "modified"),
        ("dc", "modified"),
        ("", "date"),
    ];
    let found = first(node, &names)?.text();
    (!found.trim().is_empty()).then_some(found)
}

fn id(node: &Node) -> Option<String> {
    let found = first(node, &[("", "guid"), ("", "id"), ("dc", "identifier")]).map(Node::text);
    found
        .filter(|id| !id.trim().is_empty())
        .or_else(|| node.attr("about").map(str::to_string))
}

/// The address that an id is, where no link is given.
fn by_id(node: &Node, base: &str) -> Option<String> {
    let guid = node.all("", "guid").next();
    if guid.is_some_and(|guid| guid.attr("isPermaLink") == Some("false")) {
        return None;
    }
    let id = id(node)?;
    id.contains("://")
        .then(|| address::join(base, &id))
        .flatten()
}

/// Where people read it.
fn link(node: &Node, base: &str) -> Option<String> {
    let of = |n: &Node| {
        let base = n
            .attr("base")
            .and_then(|b| address::join(base, b))
            .unwrap_or_else(|| base.to_string());
        let text = n.text();
        let written = n.attr("href").unwrap_or(text.trim());
        (!written.is_empty())
            .then(|| address::join(&base, written))
            .flatten()
    };
    let links = || node.all("", "link");
    let plain = |n: &&Node| n.attr("rel").is_none_or(|rel| rel == "alternate");
    // Of several forms, the one that people read.
    let is_page = |n: &&Node| n.attr("type").is_none_or(|t| t.contains("html"));
    let other = |n: &&Node| {
        n.attr("rel").is_some_and(|rel| {
            !matches!(
                rel,
                "self" | "hub" | "edit" | "enclosure" | "replies" | "next" | "license"
            )
        })
    };
    let page = links().filter(plain).filter(is_page).find_map(of);
    page.or_else(|| links().filter(plain).find_map(of))
        .or_else(|| links().filter(other).find_map(of))
}

/// Who wrote an entry; of one that was taken from elsewhere, whoever is named there.
fn author(node: &Node, source: Option<&Node>) -> Option<String> {
    people(node, "author")
        .or_else(|| creators(node, "dc", "creator"))
        .or_else(|| creators(node, "itunes", "author"))
        .or_else(|| people(source?, "author"))
}

fn creators(node: &Node, of: &str, name: &str) -> Option<String> {
    let names: Vec<String> = node
        .all(of, name)
        .take(20)
        .filter_map(|n| person(&n.text()))
        .collect();
    (!names.is_empty()).then(|| names.join(", "))
}

fn people(node: &Node, role: &str) -> Option<String> {
    let names = node
        .all("", role)
        .take(20)
        .filter_map(|n| match n.is_marked() {
            true => {
                let found = first(n, &[("", "name"), ("", "email")]);
                found.and_then(|n| person(&n.text()))
            }
            false => person(&n.text()),
        });
    let names: Vec<String> = names.collect();
    (!names.is_empty()).then(|| names.join(", "))
}

/// The name in `mail@example.org (Full Name)`, `Full Name <mail@example.org>` or `Full Name`.
fn person(written: &str) -> Option<String> {
    let line = super::Text::Either(written.to_string()).line()?;
    if let Some((mail, name)) = line.split_once('(')
        && mail.contains('@')
    {
        let name = name.trim_end().trim_end_matches(')').trim();
        return (!name.is_empty()).then(|| name.to_string());
    }
    let name = line
        .split_once(" <")
        .map_or(line.as_str(), |(name, _)| name)
        .trim();
    (!name.is_empty()).then(|| name.to_string())
}

fn lang(node: &Node) -> Option<String> {
    let said = first(node, &[("", "language"), ("dc", "language")]).map(Node::text);
    said.or_else(|| node.attr("lang").map(str::to_string))
}
