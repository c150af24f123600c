//! What do the fields of a document state? By their usual names, whatever syntax they are written in.
//!
//! Must not know: files, where fields stand.

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};

use super::{Finding, Names, dates};
use crate::briefing::{Claim, Published, Stated};
use crate::sanitize;

/// What fields state.
#[derive(Debug, Default)]
pub(super) struct Stating {
    pub title: Option<Claim<String>>,
    pub stated: Stated,
    pub findings: Vec<Finding>,
}

/// A value of any syntax.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Value {
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
        f.write_str("a field")
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

/// What a field may hold, and the names by which it goes, the best first.
const NAMES: &[(&str, &[&str])] = &[
    ("title", &["title", "headline", "web_title"]),
    (
        "source",
        &[
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
            "sitename",
            "source_name",
            "source_domain",
        ],
    ),
    ("author", &["author", "authors", "byline", "by", "creator"]),
    (
        "date",
        &[
            "date",
            "published",
            "published_at",
            "publish_date",
            "publishdate",
            "publishedat",
            "date_published",
            "datepublished",
            "date_publish",
            "pubdate",
            "pub_date",
            "publication_date",
            "issued",
            "released",
            "created",
            "created_at",
            "created_utc",
            "timestamp",
            "time",
        ],
    ),
    ("place", &["place", "location", "dateline", "city"]),
    (
        "url",
        &[
            "url",
            "link",
            "canonical_url",
            "canonical",
            "permalink",
            "web_url",
            "uri",
            "source_url",
            "original_url",
            "original",
        ],
    ),
    ("lang", &["lang", "language", "locale"]),
    ("id", &["id", "guid", "uuid", "identifier", "doi", "_id"]),
    ("countries", &["countries", "country"]),
    (
        "topics",
        &[
            "topics",
            "topic",
            "tags",
            "tag",
            "categories",
            "category",
            "keywords",
            "subjects",
            "subject",
        ],
    ),
    (
        "text",
        &[
            "text",
            "body",
            "content",
            "article_body",
            "articlebody",
            "content_html",
            "content_text",
            "html",
            "body_html",
            "body_text",
            "full_text",
            "fulltext",
            "maintext",
            "main_text",
            "raw_text",
            "clean_text",
            "article",
            "story",
            "transcript",
            "speech",
            "statement",
            "message",
            "markdown",
        ],
    ),
    (
        "summary",
        &[
            "summary",
            "description",
            "abstract",
            "excerpt",
            "lead",
            "snippet",
        ],
    ),
];

/// The names by which what is held goes: the reader's own go first, and what these name is nothing else.
pub(super) fn names(held: &str, own: &Names) -> Vec<String> {
    let all = own
        .iter()
        .flat_map(|(held, names)| names.iter().map(move |n| (held, plain(n))));
    let all: Vec<(&String, String)> = all.collect();
    let is_taken = |name: &str| all.iter().any(|(_, own)| own == name);
    let usual = NAMES.iter().find(|(name, _)| *name == held);
    let usual = usual.iter().flat_map(|(_, names)| names.iter().copied());
    let usual = usual.filter(|name| !is_taken(name)).map(str::to_owned);
    let ours = all
        .iter()
        .filter(|(of, _)| *of == held)
        .map(|(_, name)| name.clone());
    ours.chain(usual).collect()
}

/// Whether so many of these are usual names of what a document holds, a text or a title among them.
pub(super) fn are_usual<'n>(names: impl Iterator<Item = &'n str>, least: usize) -> bool {
    let of = |name: &str| {
        let name = plain(name);
        let holds = |(_, names): &&(&str, &[&str])| names.contains(&name.as_str());
        NAMES.iter().find(holds).map(|(held, _)| *held)
    };
    let found: Vec<&str> = names.filter_map(of).collect();
    let tells = |held: &&str| matches!(*held, "text" | "title" | "summary");
    found.len() >= least && found.iter().any(tells)
}

/// Fields by their plain names, those of the usual sub-tables too.
#[derive(Debug)]
pub(super) struct Fields {
    fields: Vec<(String, Value)>,
}

/// A name as it is compared: `publishedAt`, `Published At` and `published-at` are one.
pub(super) fn plain(name: &str) -> String {
    let mut out = String::with_capacity(name.len() + 4);
    let mut is_lower = false;
    for c in name.trim().chars() {
        if c.is_uppercase() && is_lower {
            out.push('_');
        }
        is_lower = c.is_lowercase() || c.is_ascii_digit();
        match c {
            '-' | ' ' | '.' | '_' => out.push('_'),
            c => out.extend(c.to_lowercase()),
        }
    }
    out
}

impl Fields {
    pub fn new(fields: Vec<(String, Value)>) -> Self {
        let mut flat: Vec<(String, Value)> = Vec::new();
        let is_inner = |key: &str| {
            let inner = [
                "taxonomies",
                "extra",
                "params",
                "fields",
                "metadata",
                "meta",
            ];
            inner.contains(&key) || key == "_source"
        };
        for (key, value) in fields {
            match value {
                Value::Map(inner) if is_inner(&key) => flat.extend(inner),
                value => flat.push((key, value)),
            }
        }
        for (key, _) in &mut flat {
            *key = plain(key);
        }
        Self { fields: flat }
    }

    /// What they state; `evidence` says where a field stands, `line` in which line of the file, 0 where that says nothing.
    pub fn read(
        &self,
        own: &Names,
        evidence: &dyn Fn(&str) -> String,
        line: &dyn Fn(&str) -> usize,
    ) -> Stating {
        let names = |held| names(held, own);
        let text = |held| {
            let found = self.text(&names(held));
            found.map(|(key, text)| Claim::stated(text, evidence(key)))
        };
        let list = |held| {
            let found = self.list(&names(held));
            found.map(|(key, list)| Claim::stated(list, evidence(key)))
        };
        let mut findings = Vec::new();
        let published = self.text(&names("date")).and_then(|(key, written)| {
            let date = dates::published(&written).or_else(|| since_1970(&written));
            if date.is_none() {
                let cause = format!("`{written}` is no date that can be read");
                let hint = "write it like 2014-03-12, 2014-03 or 2014".into();
                findings.push(Finding::at(line(key), cause, hint));
            }
            Some(Claim::stated(date?, evidence(key)))
        });
        Stating {
            title: text("title"),
            stated: Stated {
                source: text("source"),
                author: text("author"),
                published,
                place: text("place"),
                url: text("url"),
                lang: text("lang"),
                id: text("id"),
                countries: list("countries"),
                topics: list("topics"),
            },
            findings,
        }
    }

    /// Whether a title is among them.
    pub fn has_title(&self, own: &Names) -> bool {
        self.text(&names("title", own)).is_some()
    }

    /// The first of these names that has a value.
    pub fn find(&self, names: &[String]) -> Option<(&str, &Value)> {
        let named = |name: &String| {
            self.fields
                .iter()
                .find(|(key, value)| key == name && *value != Value::Null)
        };
        names
            .iter()
            .find_map(named)
            .map(|(key, value)| (key.as_str(), value))
    }

    /// The longest text among the values whose names say nothing, in words.
    pub fn longest(&self) -> usize {
        let is_usual = |name: &str| NAMES.iter().any(|(_, names)| names.contains(&name));
        let words = |value: &Value| match value {
            Value::Text(text) => text.split_whitespace().count(),
            _ => 0,
        };
        let unknown = self.fields.iter().filter(|(name, _)| !is_usual(name));
        unknown.map(|(_, v)| words(v)).max().unwrap_or(0)
    }

    /// The names that there are.
    pub fn called(&self) -> impl Iterator<Item = &str> {
        self.fields.iter().map(|(name, _)| name.as_str())
    }

    /// The first of these names whose value is a text, as it is written; of a list, its texts one below the other.
    pub fn long(&self, names: &[String]) -> Option<(&str, String)> {
        let written = |value: &Value| match value {
            Value::Text(text) => text.clone(),
            Value::List(list) => {
                let texts = list.iter().filter_map(|v| match v {
                    Value::Text(text) => Some(text.as_str()),
                    _ => None,
                });
                texts.collect::<Vec<_>>().join("\n\n")
            }
            _ => String::new(),
        };
        let found = names
            .iter()
            .filter_map(|name| self.find(std::slice::from_ref(name)));
        let mut written = found.map(|(key, value)| (key, written(value)));
        written.find(|(_, text)| !text.trim().is_empty())
    }

    /// One line of text; several values are joined by commas.
    fn text(&self, names: &[String]) -> Option<(&str, String)> {
        let (key, value) = self.find(names)?;
        let mut all = Vec::new();
        flatten(value, 0, &mut all);
        let text = all.join(", ");
        (!text.is_empty()).then_some((key, text))
    }

    /// All values; a single string is parted at its commas.
    fn list(&self, names: &[String]) -> Option<(&str, Vec<String>)> {
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
        Some((key, all))
    }
}

/// The day of a moment in seconds or milliseconds since 1970, from 1973 to 2286.
fn since_1970(written: &str) -> Option<Published> {
    let whole = written.split('.').next()?;
    let seconds = match whole.len() {
        9 | 10 => whole.parse().ok()?,
        12 | 13 => whole.parse::<i64>().ok()? / 1_000,
        _ => return None,
    };
    let moment = jiff::Timestamp::from_second(seconds).ok()?;
    let day = moment.to_zoned(jiff::tz::TimeZone::UTC).date();
    (seconds > 0).then(|| Published::on(day))
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

#[cfg(test)]
mod tests {
    use super::NAMES;
    use crate::briefing::FIELDS;

    #[test]
    fn everything_that_a_field_may_hold_has_usual_names() {
        let held: Vec<&str> = NAMES.iter().map(|(held, _)| *held).collect();
        assert_eq!(held, FIELDS);
    }
}
