//! What does a web page state about its article? JSON-LD, Open Graph, Dublin Core and other `meta`, `time`, `link`, `title`.
//!
//! Invariant: every value is clean, on one line and bounded, and tells where it stood.
//! Must not know: the article's text.

use std::collections::{HashMap, HashSet};

use dom_query::Document;
use dom_smoothie::Readability;
use serde_json::Value;

use super::super::{address, dates, lines};
use crate::briefing::{Claim, Published, Stated};
use crate::sanitize;

/// What a page states.
#[derive(Default)]
pub(super) struct Meta {
    pub title: Option<Claim<String>>,
    pub url: Option<Claim<String>>,
    source: Option<Claim<String>>,
    author: Option<Claim<String>>,
    published: Option<Claim<Published>>,
    lang: Option<Claim<String>>,
}

/// Longest value in characters that is taken for one.
const LONGEST: usize = 500;

/// Largest JSON-LD that is read, in bytes: some pages put their whole text in it.
const LARGEST: usize = 4 << 20;

const TITLES: [&str; 8] = [
    "dc:title",
    "dcterms:title",
    "og:title",
    "weibo:article:title",
    "weibo:webpage:title",
    "title",
    "twitter:title",
    "parsely-title",
];
const AUTHORS: [&str; 6] = [
    "dc:creator",
    "dcterms:creator",
    "author",
    "parsely-author",
    "article:author",
    "sailthru:author",
];
const DATES: [&str; 14] = [
    "article:published_time",
    "og:article:published_time",
    "dcterms:available",
    "dcterms:created",
    "dcterms:issued",
    "dcterms:date",
    "dc:date:issued",
    "dc:date",
    "parsely-pub-date",
    "sailthru:date",
    "datepublished",
    "publish-date",
    "pubdate",
    "date",
];
const SITES: [&str; 4] = [
    "og:site_name",
    "dc:publisher",
    "dcterms:publisher",
    "application-name",
];

impl Meta {
    /// As a briefing states it.
    pub fn stated(&self) -> Stated {
        Stated {
            source: self.source.clone(),
            author: self.author.clone(),
            published: self.published.clone(),
            url: self.url.clone(),
            lang: self.lang.clone(),
            ..Stated::default()
        }
    }
}

/// A value as people read it: entities decoded, clean, spaces joined, bounded.
pub(super) fn clean(raw: &str) -> String {
    let raw = lines::head(raw, LONGEST * 16);
    let decoded = if raw.contains('&') {
        Document::fragment(raw.replace('<', "&lt;"))
            .text()
            .to_string()
    } else {
        raw.to_string()
    };
    let line = sanitize::line(&decoded);
    let words: Vec<&str> = line.split_whitespace().collect();
    let joined = words.join(" ");
    joined
        .chars()
        .take(LONGEST)
        .collect::<String>()
        .trim()
        .to_string()
}

/// Reads what the page states.
pub(super) fn read(document: &Document, source: &str, from: Option<String>) -> Meta {
    let from = from.or_else(|| saved_from(source));
    let meta = Tags::read(document);
    let linked = linked_data(document);
    let page_title = Readability::with_document(document.clone(), None, None)
        .map(|r| clean(&r.get_article_title()))
        .unwrap_or_default();
    let url = url(document, &meta, &linked, from);
    let ld = |key: &str, of: fn(&Value) -> Option<String>| {
        let value = clean(&of(linked.get(key)?)?);
        (!value.is_empty()).then(|| Claim::stated(value, format!("JSON-LD {key}")))
    };
    Meta {
        title: linked_title(&linked, &page_title)
            .or_else(|| meta.first(&TITLES))
            .or_else(|| {
                let title = Some(page_title).filter(|t| !t.is_empty());
                title.map(|t| Claim::inferred(t, 95, "the title of the page"))
            }),
        author: ld("author", names)
            .or_else(|| ld("creator", names))
            .or_else(|| meta.first(&AUTHORS))
            .filter(|author| !author.value.contains("://")),
        source: ld("publisher", names)
            .or_else(|| meta.first(&SITES))
            .or_else(|| host(&url)),
        published: published(document, &meta, &linked, &url),
        lang: lang(document, &meta, &linked),
        url,
    }
}

/// The `meta` of a page by name, in lower case, with `:` for the dots of Dublin Core.
struct Tags(HashMap<String, (String, String)>);

impl Tags {
    fn read(document: &Document) -> Self {
        let mut tags = HashMap::new();
        let mut properties = HashSet::new();
        for node in document.select("meta").nodes().iter().take(1_000) {
            let value = clean(&node.attr_or("content", ""));
            if value.is_empty() {
                continue;
            }
            for attr in ["property", "name", "itemprop", "http-equiv"] {
                let name = node.attr_or(attr, "").to_ascii_lowercase();
                // Several may share one attribute.
                for name in name.split_whitespace() {
                    let shown = clean(name);
                    let key = name.replace('.', ":");
                    let found = (value.clone(), shown);
                    // What is said by `property` is said for machines that share pages, and better kept.
                    match properties.contains(&key) {
                        false if attr == "property" => {
                            properties.insert(key.clone());
                            tags.insert(key, found);
                        }
                        _ => drop(tags.entry(key).or_insert(found)),
                    }
                }
            }
        }
        Self(tags)
    }

    fn first(&self, names: &[&str]) -> Option<Claim<String>> {
        let (value, name) = names.iter().find_map(|name| self.0.get(*name))?;
        Some(Claim::stated(value.clone(), format!("meta {name}")))
    }
}

/// The object of the page's JSON-LD that is about an article.
fn linked_data(document: &Document) -> serde_json::Map<String, Value> {
    let scripts = document.select("script[type*='ld+json']");
    for node in scripts.nodes().iter().take(50) {
        let text = node.text();
        if text.len() > LARGEST {
            continue;
        }
        let text = text
            .trim()
            .trim_start_matches("<![CDATA[")
            .trim_end_matches("]]>");
        // The parser refuses what is nested too deep.
        if let Ok(value) = serde_json::from_str::<Value>(text)
            && let Some(found) = article(value, 0)
        {
            return found;
        }
    }
    serde_json::Map::new()
}

/// The first article in a value, as they are written: alone, in a list, in a graph.
fn article(value: Value, depth: usize) -> Option<serde_json::Map<String, Value>> {
    match value {
        Value::Array(list) if depth < 3 => {
            list.into_iter().find_map(|value| article(value, depth + 1))
        }
        Value::Object(mut object) => {
            let is_article = object.get("@type").is_some_and(|kind| match kind {
                Value::String(kind) => is_article(kind),
                Value::Array(kinds) => kinds.iter().filter_map(Value::as_str).any(is_article),
                _ => false,
            });
            if is_article {
                return Some(object);
            }
            article(object.remove("@graph")?, depth + 1)
        }
        _ => None,
    }
}

fn is_article(kind: &str) -> bool {
    kind.ends_with("Article")
        || kind.ends_with("Posting")
        || matches!(
            kind,
            "Report" | "Review" | "PressRelease" | "Blog" | "AnalysisNewsArticle"
        )
}

/// The headline; of two names the one that the page's own title holds.
fn linked_title(
    linked: &serde_json::Map<String, Value>,
    page_title: &str,
) -> Option<Claim<String>> {
    let of = |key| {
        let value = clean(linked.get(key)?.as_str()?);
        (!value.is_empty()).then(|| Claim::stated(value, format!("JSON-LD {key}")))
    };
    match (of("headline"), of("name")) {
        (Some(headline), Some(name)) => {
            let holds = |claim: &Claim<String>| {
                page_title.contains(&claim.value) || claim.value.contains(page_title)
            };
            let by_name = holds(&name) && !holds(&headline);
            Some(if by_name { name } else { headline })
        }
        (headline, name) => headline.or(name),
    }
}

/// A name, or those of several: written plainly or as objects.
fn names(value: &Value) -> Option<String> {
    match value {
        Value::String(name) => Some(name.clone()),
        Value::Object(object) => object.get("name").and_then(names),
        Value::Array(list) => {
            let names: Vec<String> = list
                .iter()
                .filter(|value| !value.is_array())
                .take(20)
                .filter_map(names)
                .collect();
            (!names.is_empty()).then(|| names.join(", "))
        }
        _ => None,
    }
}

fn published(
    document: &Document,
    meta: &Tags,
    linked: &serde_json::Map<String, Value>,
    url: &Option<Claim<String>>,
) -> Option<Claim<Published>> {
    for key in ["datePublished", "dateCreated", "uploadDate"] {
        let date = linked
            .get(key)
            .and_then(Value::as_str)
            .and_then(dates::published);
        if let Some(date) = date {
            return Some(Claim::stated(date, format!("JSON-LD {key}")));
        }
    }
    for name in DATES {
        let found = meta.0.get(name);
        if let Some((date, name)) = found.and_then(|(v, n)| Some((dates::published(v)?, n))) {
            return Some(Claim::stated(date, format!("meta {name}")));
        }
    }
    let at = |selector: &str, confidence: u8| {
        let node = document.select_single(selector);
        let node = node.nodes().first()?;
        let written = node.attr("datetime").or_else(|| node.attr("content"));
        let written = written.unwrap_or_else(|| node.text());
        let date = dates::published(&clean(&written))?;
        Some(Claim::inferred(
            date,
            confidence,
            "the first time that the page gives",
        ))
    };
    at("[itemprop='datePublished']", 95)
        .or_else(|| at("time[pubdate]", 95))
        .or_else(|| at("article time[datetime]", 85))
        .or_else(|| at("time[datetime]", 75))
        .or_else(|| {
            let url = url.as_ref()?;
            let day = of_address(&url.value)?;
            Some(Claim::inferred(day, 85, "the address of the page"))
        })
}

/// The day in an address such as `https://example.org/2014/03/12/title`.
fn of_address(url: &str) -> Option<Published> {
    let parts: Vec<&str> = url.split('/').collect();
    let digits = |s: &str, n: usize| s.len() == n && s.bytes().all(|b| b.is_ascii_digit());
    let day = parts
        .windows(3)
        .find(|w| digits(w[0], 4) && digits(w[1], 2) && digits(w[2], 2))?;
    dates::published(&day.join("-"))
}

fn url(
    document: &Document,
    meta: &Tags,
    linked: &serde_json::Map<String, Value>,
    from: Option<String>,
) -> Option<Claim<String>> {
    let canonical = document.select_single("link[rel='canonical']");
    let canonical = canonical.attr("href").map(|href| href.to_string());
    let linked = linked.get("url").and_then(Value::as_str).map(String::from);
    let open_graph = meta.0.get("og:url").map(|(value, _)| value.clone());
    let found = [
        (canonical, "the page's canonical link"),
        (open_graph, "meta og:url"),
        (linked, "JSON-LD url"),
        (from, "the note of the browser that saved it"),
    ];
    found.into_iter().find_map(|(url, evidence)| {
        let url = sanitize::line(url?.trim());
        let is_address = url.starts_with("https://") || url.starts_with("http://");
        let is_plain = url.len() < 2_000 && !url.contains(char::is_whitespace);
        (is_address && is_plain).then(|| Claim::stated(url, evidence))
    })
}

/// The feeds that a page at the address `base` names, each with its title and its address.
pub(super) fn feeds(document: &Document, base: &str) -> Vec<(String, String)> {
    const TYPES: [&str; 4] = [
        "application/rss+xml",
        "application/atom+xml",
        "application/feed+json",
        "application/rdf+xml",
    ];
    let links = document.select("link[rel~='alternate'][href]");
    let feeds = links.nodes().iter().filter_map(|link| {
        let kind = link.attr("type")?.trim().to_ascii_lowercase();
        let url = address::join(base, &link.attr("href")?)?;
        let title = link.attr("title").map(|title| clean(&title));
        TYPES
            .contains(&kind.as_str())
            .then(|| (title.unwrap_or_default(), url))
    });
    feeds.take(20).collect()
}

/// Browsers write at the top of a page where they saved it from: `<!-- saved from url=(0020)https://example.org/ -->`.
fn saved_from(source: &str) -> Option<String> {
    let head = lines::head(source, 2_048);
    let (_, after) = head.split_once("saved from url=(")?;
    let (_, url) = after.split_once(')')?;
    url.split_whitespace().next().map(String::from)
}

/// The name of the site, as its address has it.
fn host(url: &Option<Claim<String>>) -> Option<Claim<String>> {
    let (_, rest) = url.as_ref()?.value.split_once("://")?;
    let host = rest.split(['/', '?', '#']).next()?;
    let host = host.rsplit('@').next()?.split(':').next()?;
    let host = host.strip_prefix("www.").unwrap_or(host);
    (!host.is_empty()).then(|| Claim::inferred(host.to_string(), 80, "the address of the page"))
}

fn lang(
    document: &Document,
    meta: &Tags,
    linked: &serde_json::Map<String, Value>,
) -> Option<Claim<String>> {
    let html = document.select_single("html");
    let html = html.attr("lang").or_else(|| html.attr("xml:lang"));
    let tag = |name: &str| meta.0.get(name).map(|(value, _)| value.clone());
    let found = [
        (html.map(|lang| lang.to_string()), "the page's lang"),
        (tag("og:locale"), "meta og:locale"),
        (tag("content-language"), "meta content-language"),
        (
            linked
                .get("inLanguage")
                .and_then(Value::as_str)
                .map(String::from),
            "JSON-LD inLanguage",
        ),
    ];
    found.into_iter().find_map(|(lang, evidence)| {
        let lang = lang?.trim().replace('_', "-");
        let is_tag = (2..=35).contains(&lang.len())
            && lang.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
        is_tag.then(|| Claim::stated(lang, evidence))
    })
}
