//! What does the front matter state? TOML between `+++`, YAML between `---`, by their usual names.
//!
//! Invariant: a mistake in it costs the metadata, never the text: it is reported with its line.
//! Must not know: the formats of the text below it.

use std::ops::Range;

use super::fields::{self, Fields, Stating, Value};
use super::{Finding, Names};
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
pub(super) fn read(text: &str, fence: &Fence) -> Stating {
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
        Ok(Value::Map(fields)) => {
            let line = |key: &str| line_of(inner, key);
            let evidence = |key: &str| format!("front matter, line {}", line(key));
            Fields::new(fields).read(&Names::new(), &evidence, &line)
        }
        Ok(Value::Null) => Stating::default(),
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
fn broken(line: usize, cause: &str) -> Stating {
    let cause = sanitize::line(cause.lines().next().unwrap_or_default());
    let cause = format!("the front matter cannot be read: {cause}");
    Stating {
        findings: vec![Finding::at(
            line + 1,
            cause,
            "mend that line; until then the text is shown without its metadata".into(),
        )],
        ..Stating::default()
    }
}

/// The line of the file that holds the field.
fn line_of(inner: &str, key: &str) -> usize {
    let is_field = |line: &str| {
        let name = line.split([':', '=']).next().unwrap_or_default();
        let bare = name.trim().trim_matches(['"', '\'']);
        name.len() < line.len() && fields::plain(bare) == key
    };
    inner.lines().position(is_field).map_or(1, |i| i + 2)
}
