//! What does the front matter state? TOML between `+++`, YAML between `---`, by their usual names.
//!
//! Invariant: a mistake in it costs the metadata, never the text: it is reported with its line.
//! Must not know: the formats of the text below it.

use std::ops::Range;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};

use super::{Finding, dates};
use crate::briefing::{Claim, Stated};
use crate::sanitize;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Syntax {
    Toml,
    Yaml,
}

/// Where the front matter is.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Fence {
    pub syntax: Syntax,
    /// Between the fences.
    pub inner: Range<usize>,
    /// Where the text begins.
    pub after: usize,
}

/// What it states.
#[derive(Debug, Default)]
pub(super) struct Front {
    pub title: Option<Claim<String>>,
    pub stated: Stated,
    pub findings: Vec<Finding>,
}

/// Finds the fences; an opening one without a closing one is a finding if a field follows it (else `---` is a rule).
pub(super) fn split(text: &str) -> Result<Option<Fence>, Finding> {
    let mut lines = text.split_inclusive('\n');
    let first = lines.next().unwrap_or_default();
    let (syntax, ends): (_, &[&str]) = match first.trim_end() {
        "+++" => (Syntax::Toml, &["+++"]),
        "---" => (Syntax::Yaml, &["---", "..."]),
        _ => return Ok(None),
    };
    let mut at = first.len();
    for line in lines {
        if ends.contains(&line.trim_end()) {
            let (inner, after) = (first.len()..at, at + line.len());
            return Ok(Some(Fence {
                syntax,
                inner,
                after,
            }));
        }
        at += line.len();
    }
    let field = |l: &str| {
        l.split_once([':', '=']).is_some_and(|(key, _)| {
            !key.is_empty()
                && key
                    .trim_end()
                    .chars()
                    .all(|c| c.is_alphanumeric() || c == '_' || c == '-')
        })
    };
    if !text[first.len()..].lines().next().is_some_and(field) {
        return Ok(None);
    }
    let fence = first.trim_end();
    Err(Finding::at(
        1,
        format!("the front matter that `{fence}` opens is never closed"),
        format!("put a line `{fence}` below its last field"),
    ))
}

/// Reads the fields.
pub(super) fn read(text: &str, fence: &Fence) -> Front {
    let inner = &text[fence.inner.clone()];
    let fields = match fence.syntax {
        Syntax::Toml => toml::from_str::<Value>(inner).map_err(|e| {
            let line = e.span().map_or(1, |s| {
                1 + inner[..s.start.min(inner.len())].matches('\n').count()
            });
            (line, e.message().to_string())
        }),
        Syntax::Yaml if inner.trim().is_empty() => Ok(Value::Map(Vec::new())),
        Syntax::Yaml => yaml(inner),
    };
    match fields {
        Ok(Value::Map(fields)) => Fields::new(fields, inner).read(),
        Ok(Value::Null) => Front::default(),
        Ok(_) => broken(1, "it holds no fields"),
        Err((line, cause)) => broken(line, &cause),
    }
}

/// Blogs often go on with a quoted text at the beginning of the next line, which their engines take and strict YAML does
/// not: such text is mended before it is given up.
fn yaml(inner: &str) -> Result<Value, (usize, String)> {
    let parse = |text: &str| serde_saphyr::from_str::<Value>(text);
    parse(inner)
        .or_else(|e| parse(&indent_quoted(inner)).map_err(|_| e))
        .map_err(|e| {
            let line = e.location().map_or(1, |l| l.line() as usize);
            let cause = e.without_snippet().to_string();
            // The place is told with the path, as a line of the file.
            let end = cause.find(" at line ").unwrap_or(cause.len());
            (line, cause[..end].to_string())
        })
}

/// The same lines, those within a quoted value indented.
fn indent_quoted(inner: &str) -> String {
    let mut out = String::with_capacity(inner.len() + 64);
    let mut quote = None;
    for line in inner.split_inclusive('\n') {
        let value = match quote {
            Some(_) => {
                out.push(' ');
                line
            }
            None => {
                let value = line
                    .split_once(": ")
                    .map_or(line, |(_, value)| value)
                    .trim_start()
                    .trim_start_matches("- ");
                quote = value.chars().next().filter(|c| matches!(c, '"' | '\''));
                value
                    .get(1..)
                    .filter(|_| quote.is_some())
                    .unwrap_or_default()
            }
        };
        out.push_str(line);
        let ends = |q: char| {
            value.trim_end().ends_with(q) && !value.trim_end().ends_with(&format!("\\{q}"))
        };
        quote = quote.filter(|q| !ends(*q));
    }
    out
}

/// `line` counts from the first one within the fences.
fn broken(line: usize, cause: &str) -> Front {
    let cause = sanitize::line(cause.lines().next().unwrap_or_default());
    let cause = format!("the front matter cannot be read: {cause}");
    Front {
        findings: vec![Finding::at(
            line + 1,
            cause,
            "mend that line; until then the text is shown without its metadata".into(),
        )],
        ..Front::default()
    }
}

/// A value of either syntax.
#[derive(Debug, Clone, PartialEq)]
enum Value {
    Null,
    /// A string, a number, a date, a truth value: as written.
    Text(String),
    List(Vec<Value>),
    Map(Vec<(String, Value)>),
}

/// Deeper values are dropped.
const DEEPEST: usize = 16;

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(Values)
    }
}

struct Values;

impl<'de> Visitor<'de> for Values {
    type Value = Value;

    fn expecting(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        f.write_str("a field of the front matter")
    }
    fn visit_str<E>(self, v: &str) -> Result<Value, E> {
        Ok(Value::Text(v.to_string()))
    }
    fn visit_bool<E>(self, v: bool) -> Result<Value, E> {
        Ok(Value::Text(v.to_string()))
    }
    fn visit_i64<E>(self, v: i64) -> Result<Value, E> {
        Ok(Value::Text(v.to_string()))
    }
    fn visit_u64<E>(self, v: u64) -> Result<Value, E> {
        Ok(Value::Text(v.to_string()))
    }
    fn visit_f64<E>(self, v: f64) -> Result<Value, E> {
        Ok(Value::Text(v.to_string()))
    }
    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }
    fn visit_none<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }
    fn visit_some<D: Deserializer<'de>>(self, from: D) -> Result<Value, D::Error> {
        Value::deserialize(from)
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        while let Some(value) = seq.next_element()? {
            list.push(value);
        }
        Ok(Value::List(list))
    }
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        let mut fields = Vec::new();
        while let Some((Value::Text(key), value)) = map.next_entry::<Value, Value>()? {
            // This is how the TOML crate hands over a date.
            if key == "$__toml_private_datetime" {
                return Ok(value);
            }
            fields.push((key, value));
        }
        Ok(Value::Map(fields))
    }
}

/// The names by which a field goes, the best first.
const TITLE: &[&str] = &["title", "headline"];
const SOURCE: &[&str] = &[
    "source",
    "publisher",
    "feed",
    "outlet",
    "newspaper",
    "organisation",
    "organization",
    "issuer",
    "agency",
    "site",
    "site_name",
];
const AUTHOR: &[&str] = &["author", "authors", "byline", "by", "creator"];
const DATE: &[&str] = &[
    "date",
    "published",
    "published_at",
    "publish_date",
    "publishdate",
    "date_published",
    "pubdate",
    "pub_date",
    "publication_date",
    "issued",
    "released",
    "created",
    "created_at",
];
const PLACE: &[&str] = &["place", "location", "dateline", "city"];
const URL: &[&str] = &[
    "url",
    "link",
    "canonical_url",
    "canonical",
    "source_url",
    "original_url",
    "original",
];
const LANG: &[&str] = &["lang", "language", "locale"];
const ID: &[&str] = &["id", "guid", "uuid", "identifier", "doi"];
const COUNTRIES: &[&str] = &["countries", "country"];
const TOPICS: &[&str] = &[
    "topics",
    "topic",
    "tags",
    "tag",
    "categories",
    "category",
    "keywords",
    "subjects",
    "subject",
];

struct Fields<'a> {
    /// Under lower-case names with `_`, those of the usual sub-tables too.
    fields: Vec<(String, Value)>,
    inner: &'a str,
}

impl<'a> Fields<'a> {
    fn new(fields: Vec<(String, Value)>, inner: &'a str) -> Self {
        let mut flat: Vec<(String, Value)> = Vec::new();
        for (key, value) in fields {
            match value {
                Value::Map(inner) if matches!(key.as_str(), "taxonomies" | "extra" | "params") => {
                    flat.extend(inner)
                }
                value => flat.push((key, value)),
            }
        }
        for (key, _) in &mut flat {
            *key = key.to_lowercase().replace(['-', ' '], "_");
        }
        Self {
            fields: flat,
            inner,
        }
    }

    fn read(&self) -> Front {
        let mut findings = Vec::new();
        let published = self.text(DATE).and_then(|claim| {
            let date = dates::published(&claim.value);
            if date.is_none() {
                let cause = format!("`{}` is no date that can be read", claim.value);
                findings.push(Finding::at(
                    self.line_of_any(DATE),
                    cause,
                    "write it like 2014-03-12, 2014-03 or 2014".into(),
                ));
            }
            Some(Claim::stated(date?, claim.evidence))
        });
        Front {
            title: self.text(TITLE),
            stated: Stated {
                source: self.text(SOURCE),
                author: self.text(AUTHOR),
                published,
                place: self.text(PLACE),
                url: self.text(URL),
                lang: self.text(LANG),
                id: self.text(ID),
                countries: self.list(COUNTRIES),
                topics: self.list(TOPICS),
            },
            findings,
        }
    }

    fn find(&self, names: &[&str]) -> Option<(&str, &Value)> {
        let named = |name: &&str| {
            self.fields
                .iter()
                .find(|(key, value)| key == name && *value != Value::Null)
        };
        names
            .iter()
            .find_map(named)
            .map(|(key, value)| (key.as_str(), value))
    }

    /// One line of text; several values are joined by commas.
    fn text(&self, names: &[&str]) -> Option<Claim<String>> {
        let (key, value) = self.find(names)?;
        let mut all = Vec::new();
        flatten(value, 0, &mut all);
        let text = all.join(", ");
        (!text.is_empty()).then(|| Claim::stated(text, self.evidence(key)))
    }

    /// All values; a single string is parted at its commas.
    fn list(&self, names: &[&str]) -> Option<Claim<Vec<String>>> {
        let (key, value) = self.find(names)?;
        let mut all = Vec::new();
        flatten(value, 0, &mut all);
        if let Value::Text(_) = value {
            all = all
                .iter()
                .flat_map(|s| s.split([',', ';']))
                .map(|s| s.trim().to_string())
                .collect();
            all.retain(|s| !s.is_empty());
        }
        Some(Claim::stated(all, self.evidence(key)))
    }

    fn evidence(&self, key: &str) -> String {
        format!("front matter, line {}", self.line_of(key))
    }

    fn line_of_any(&self, names: &[&str]) -> usize {
        self.find(names).map_or(1, |(key, _)| self.line_of(key))
    }

    /// The line of the file that holds the field.
    fn line_of(&self, key: &str) -> usize {
        let is_field = |line: &str| {
            let name = line
                .split([':', '='])
                .next()
                .unwrap_or_default()
                .trim()
                .trim_matches(['"', '\'']);
            name.len() < line.len() && name.to_lowercase().replace(['-', ' '], "_") == key
        };
        self.inner.lines().position(is_field).map_or(1, |i| i + 2)
    }
}

/// The texts of a value, clean and each on one line; of a table of one person or place, its name.
fn flatten(value: &Value, depth: usize, into: &mut Vec<String>) {
    if depth > DEEPEST {
        return;
    }
    match value {
        Value::Null => {}
        Value::Text(text) => {
            let text = sanitize::line(text)
                .split_whitespace()
                .collect::<Vec<_>>()
                .join(" ");
            into.extend((!text.is_empty()).then_some(text));
        }
        Value::List(list) => list.iter().for_each(|v| flatten(v, depth + 1, into)),
        Value::Map(fields) => {
            let name = fields
                .iter()
                .find(|(key, _)| matches!(key.as_str(), "name" | "title" | "label"));
            name.iter().for_each(|(_, v)| flatten(v, depth + 1, into));
        }
    }
}
