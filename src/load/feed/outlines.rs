//! Which feeds does this list name? OPML, as readers of feeds write and take it.
//!
//! Invariant: bounded; every address is one of the web.
//! Must not know: what lies at the addresses.

use super::super::address;
use super::{MANY, Text, root, tree};

/// Whether a text is such a list.
pub(in super::super) fn is_outlines(text: &str) -> bool {
    root(text.trim_start()).is_some_and(|name| name.eq_ignore_ascii_case("opml"))
}

/// The feeds that a list names, each with its title (or nothing) and its address, in the order of the list.
pub(in super::super) fn outlines(text: &str) -> Vec<(String, String)> {
    let mut feeds: Vec<(String, String)> = Vec::new();
    let file = tree::read(text);
    let mut left: Vec<&tree::Node> = vec![&file];
    while let Some(node) = left.pop() {
        if let Some(url) = node.attr("xmlUrl").and_then(|url| address::join("", url)) {
            let title = node.attr("title").or(node.attr("text")).unwrap_or_default();
            let title = Text::Either(title.to_string()).line().unwrap_or_default();
            feeds.push((title, url));
        }
        if feeds.len() == MANY {
            break;
        }
        // The last that is pushed is taken first.
        let inner: Vec<&tree::Node> = node.nodes().collect();
        left.extend(inner.into_iter().rev());
    }
    feeds
}
