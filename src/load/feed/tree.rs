//! What is in this XML, as a tree? Whatever was written wrong: a lost end tag ends with its parent, a lone `&` is itself.
//!
//! Invariant: bounded in depth and number; no text is lost within the bounds.
//! Must not know: what elements mean.

use super::super::xml::{self, Element, Piece};

/// What lies deeper belongs to the last element that is not.
const DEEPEST: usize = 64;

/// More elements and texts are not read.
const MANY: usize = 2_000_000;

/// An element.
#[derive(Debug, Default)]
pub(super) struct Node {
    /// The vocabulary that its name is from; empty for the formats of feeds themselves.
    pub of: &'static str,
    /// Its name there.
    pub name: String,
    /// What its attributes say, of those that feeds use.
    pub attrs: Vec<(&'static str, String)>,
    pub inside: Vec<Inside>,
    /// The byte of the file at which its content begins.
    pub at: usize,
}

#[derive(Debug)]
pub(super) enum Inside {
    Text(String),
    Node(Node),
}

/// The attributes that anybody asks for.
const ATTRIBUTES: [&str; 14] = [
    "type",
    "mode",
    "rel",
    "href",
    "lang",
    "base",
    "isPermaLink",
    "about",
    "url",
    "xmlUrl",
    "title",
    "text",
    "src",
    "resource",
];

/// The vocabularies that feeds use: what stands in their addresses, and what they are called here.
const VOCABULARIES: [(&str, &str); 11] = [
    ("www.w3.org/2005/Atom", ""),
    ("purl.org/atom/ns", ""),
    ("purl.org/rss/1.0/modules/content", "content"),
    ("purl.org/rss/1.0/modules", "other"),
    ("purl.org/rss", ""),
    ("my.netscape.com", ""),
    ("backend.userland.com", ""),
    ("purl.org/dc/", "dc"),
    ("search.yahoo.com/mrss", "media"),
    ("www.itunes.com", "itunes"),
    ("www.w3.org/1999/xhtml", "xhtml"),
];

/// Names that most people mean the same by, also where they forgot to say so.
const PREFIXES: [(&str, &str); 9] = [
    ("", ""),
    ("atom", ""),
    ("rss", ""),
    ("rdf", ""),
    ("content", "content"),
    ("dc", "dc"),
    ("dcterms", "dc"),
    ("media", "media"),
    ("itunes", "itunes"),
];

/// Reads XML; the first element of all is within what comes back.
pub(super) fn read(source: &str) -> Node {
    let mut tree = Tree {
        open: vec![Node::default()],
        vocabularies: Vec::new(),
    };
    let mut count = 0;
    xml::read(source, |piece| {
        count += 1;
        match piece {
            Piece::Start(element) => tree.start(&element),
            Piece::End(name) => tree.end(&name),
            Piece::Text(text) => tree.text(text),
        }
        count < MANY
    });
    while tree.open.len() > 1 {
        tree.close();
    }
    tree.open.pop().unwrap_or_default()
}

struct Tree {
    /// The elements that are open, outermost first; the first stands for the file.
    open: Vec<Node>,
    /// What names before colons were said to mean.
    vocabularies: Vec<(String, &'static str)>,
}

impl Tree {
    fn start(&mut self, element: &Element) {
        for (prefix, address) in element.vocabularies() {
            let known = VOCABULARIES.iter().find(|(part, _)| address.contains(part));
            let of = known.map_or("other", |(_, of)| *of);
            // What is said first holds: nobody uses one name for two things but by mistake, and the
            // page in an entry may well be unnamed.
            if !prefix.is_empty() && self.vocabularies.len() < 100 {
                self.vocabularies.push((prefix, of));
            }
        }
        let name = element.name();
        if self.is_lost(&name) {
            self.close();
        }
        if self.open.len() > DEEPEST {
            return;
        }
        let attrs = ATTRIBUTES.iter();
        let node = Node {
            of: self.vocabulary(&element.prefix()),
            attrs: attrs.filter_map(|a| Some((*a, element.attr(a)?))).collect(),
            name,
            inside: Vec::new(),
            at: element.after,
        };
        self.open.push(node);
    }

    fn vocabulary(&self, prefix: &str) -> &'static str {
        let said = self
            .vocabularies
            .iter()
            .find(|(p, _)| p == prefix)
            .map(|(_, of)| *of);
        let meant = || {
            PREFIXES
                .iter()
                .find(|(p, _)| *p == prefix)
                .map(|(_, of)| *of)
        };
        said.filter(|of| *of != "other")
            .or_else(meant)
            .unwrap_or("other")
    }

    /// Whether the element that is open has lost its end: nothing of that name stands in one like it.
    fn is_lost(&self, name: &str) -> bool {
        const LINES: [&str; 9] = [
            "title",
            "link",
            "guid",
            "id",
            "pubDate",
            "date",
            "updated",
            "published",
            "creator",
        ];
        const NEXT: [&str; 7] = [
            "link",
            "guid",
            "pubDate",
            "description",
            "summary",
            "content",
            "updated",
        ];
        let last = self.open.last().map_or("", |node| node.name.as_str());
        LINES.contains(&last) && (NEXT.contains(&name) || matches!(name, "item" | "entry"))
    }

    fn end(&mut self, name: &str) {
        let Some(at) = self.open.iter().skip(1).rposition(|node| node.name == name) else {
            return;
        };
        while self.open.len() > at + 1 {
            self.close();
        }
    }

    fn close(&mut self) {
        let closed = self.open.pop();
        if let (Some(node), Some(parent)) = (closed, self.open.last_mut()) {
            parent.inside.push(Inside::Node(node));
        }
    }

    fn text(&mut self, text: String) {
        let Some(node) = self.open.last_mut() else {
            return;
        };
        match node.inside.last_mut() {
            Some(Inside::Text(before)) => before.push_str(&text),
            _ => node.inside.push(Inside::Text(text)),
        }
    }
}

impl Node {
    /// The elements in it.
    pub fn nodes(&self) -> impl Iterator<Item = &Node> {
        self.inside.iter().filter_map(|inside| match inside {
            Inside::Node(node) => Some(node),
            Inside::Text(_) => None,
        })
    }

    /// Those of a name of a vocabulary.
    pub fn all<'n>(&'n self, of: &'n str, name: &'n str) -> impl Iterator<Item = &'n Node> {
        self.nodes().filter(move |n| n.of == of && n.name == name)
    }

    /// What an attribute says.
    pub fn attr(&self, name: &str) -> Option<&str> {
        let attr = self.attrs.iter().find(|(a, _)| *a == name);
        attr.map(|(_, value)| value.trim())
            .filter(|value| !value.is_empty())
    }

    /// All text in it.
    pub fn text(&self) -> String {
        let mut text = String::new();
        self.add_text(&mut text);
        text
    }

    fn add_text(&self, out: &mut String) {
        for inside in &self.inside {
            match inside {
                Inside::Text(text) => out.push_str(text),
                Inside::Node(node) => node.add_text(out),
            }
        }
    }

    /// Whether there are elements in it.
    pub fn is_marked(&self) -> bool {
        self.nodes().next().is_some()
    }

    /// What is in it, as HTML.
    pub fn html(&self) -> String {
        let mut html = String::new();
        self.add_html(&mut html);
        html
    }

    fn add_html(&self, out: &mut String) {
        let escaped = |text: &str| {
            text.replace('&', "&amp;")
                .replace('<', "&lt;")
                .replace('"', "&quot;")
        };
        for inside in &self.inside {
            match inside {
                Inside::Text(text) => out.push_str(&escaped(text)),
                Inside::Node(node) => {
                    out.push_str(&format!("<{}", node.name));
                    for (name, value) in node
                        .attrs
                        .iter()
                        .filter(|(a, _)| matches!(*a, "href" | "src"))
                    {
                        out.push_str(&format!(" {name}=\"{}\"", escaped(value)));
                    }
                    out.push('>');
                    node.add_html(out);
                    if !matches!(node.name.as_str(), "br" | "hr" | "img" | "wbr") {
                        out.push_str(&format!("</{}>", node.name));
                    }
                }
            }
        }
    }
}
