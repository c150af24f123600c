//! Where do links within a page lead? To its notes, which get numbers, and to its headings, which the reader finds by their words.
//!
//! A note is told by the way back: a short link leads to it, and from it another leads to the short one.
//! Must not know: blocks, addresses.

use std::collections::{HashMap, HashSet};

use dom_query::{Document, NodeId, NodeRef};

use crate::briefing::FOOTNOTE;
use crate::fold;

/// Links that are looked at, and elements of a note.
const LINKS: usize = 5_000;
const PARTS: usize = 200;

/// Characters of a reference.
const SHORT: usize = 6;

/// Leads the links within a page to what they mean; the first note has the number behind `notes`. `own` is the name of its file.
/// Says how many notes there are now.
pub(super) fn lead(document: &Document, own: &str, notes: usize) -> usize {
    let mut page = Page {
        places: places(document),
        numbers: HashMap::new(),
        last: notes,
    };
    let links = document.select("a[href]");
    for link in links.nodes().iter().take(LINKS) {
        let href = link.attr_or("href", "");
        let name = href.strip_prefix(own).unwrap_or(&href).strip_prefix('#');
        let Some(place) = name.and_then(|name| page.places.get(name)) else {
            continue;
        };
        let place = *place;
        if page.note(link, &place) {
            continue;
        }
        let slug = heading(&place).map(|heading| fold::slug(&heading.text()));
        if let Some(slug) = slug.filter(|slug| !slug.is_empty()) {
            link.set_attr("href", &format!("#{slug}"));
        }
    }
    page.number();
    page.last
}

/// The elements that have names.
fn places(document: &Document) -> HashMap<String, NodeRef<'_>> {
    let mut places = HashMap::new();
    for node in document.select("[id], a[name]").nodes() {
        for name in ["id", "name"] {
            let name = node.attr(name).filter(|name| !name.is_empty());
            if let Some(name) = name {
                places.entry(name.to_string()).or_insert(*node);
            }
        }
    }
    places
}

struct Page<'d> {
    places: HashMap<String, NodeRef<'d>>,
    /// The notes that were referred to, with their numbers.
    numbers: HashMap<NodeId, (NodeRef<'d>, usize)>,
    last: usize,
}

impl<'d> Page<'d> {
    /// Makes a link a reference to a note, if it is one.
    fn note(&mut self, link: &NodeRef<'d>, place: &NodeRef<'d>) -> bool {
        let text = link.text();
        let text = text.trim();
        let is_short = !text.is_empty() && text.chars().count() <= SHORT && !text.contains(' ');
        let Some(note) = container(place).filter(|_| is_short) else {
            return false;
        };
        let names: HashSet<String> = around(link).into_iter().map(|n| format!("#{n}")).collect();
        let parts = || note.descendants_it().take(PARTS);
        let back = parts().filter(|n| n.has_name("a") && n.id != link.id);
        let back: Vec<NodeRef> = back
            .filter(|n| names.contains(&*n.attr_or("href", "")))
            .collect();
        let is_in_it = parts().any(|n| n.id == link.id);
        if back.is_empty() || is_in_it {
            return false;
        }
        let next = self.last + 1;
        let (_, number) = *self.numbers.entry(note.id).or_insert((note, next));
        self.last = self.last.max(number);
        back.iter().for_each(NodeRef::remove_from_parent);
        link.set_text(format!("[{number}]"));
        link.set_attr("href", &format!("#{FOOTNOTE}{number}"));
        true
    }

    /// Puts the numbers of the notes before them.
    fn number(&self) {
        for (note, number) in self.numbers.values() {
            if note.has_name("li") {
                // Its number is the one that it has as a note.
                note.rename("div");
            }
            let is_text = |n: &NodeRef| n.has_name("p") || n.has_name("div");
            let first = note.element_children().into_iter().next().filter(is_text);
            first
                .unwrap_or(*note)
                .prepend_html(format!("<span>[{number}] </span>"));
        }
    }
}

/// The names of a link, of what it lies in, and of what lies in it.
fn around(link: &NodeRef) -> Vec<String> {
    let outer = link.ancestors(Some(2));
    let inner = link.descendants_it().take(8);
    let all = outer.into_iter().chain([*link]).chain(inner);
    let names = all.flat_map(|n| [n.attr("id"), n.attr("name")]);
    names.flatten().map(|name| name.to_string()).collect()
}

/// The note that lies at a place; headings are none.
fn container<'d>(place: &NodeRef<'d>) -> Option<NodeRef<'d>> {
    let is_block = |n: &NodeRef| {
        let name = n.node_name().unwrap_or_default();
        matches!(&*name, "li" | "p" | "div" | "dd" | "td" | "aside")
    };
    let node = match is_block(place) {
        true => *place,
        false => place.ancestors(Some(4)).into_iter().find(is_block)?,
    };
    heading(place).is_none().then_some(node)
}

/// The heading that stands at a place: it is one, lies in one, or begins with one.
fn heading<'d>(place: &NodeRef<'d>) -> Option<NodeRef<'d>> {
    let is_heading = |n: &NodeRef| {
        let name = n.node_name().unwrap_or_default();
        matches!(&*name, "h1" | "h2" | "h3" | "h4" | "h5" | "h6")
    };
    if is_heading(place) {
        return Some(*place);
    }
    let outer = place.ancestors(Some(3)).into_iter().find(is_heading);
    let first = || place.element_children().into_iter().next();
    let next = || {
        place
            .next_element_sibling()
            .filter(|_| place.text().trim().is_empty())
    };
    outer
        .or_else(|| first().filter(is_heading))
        .or_else(|| next().filter(is_heading))
}
