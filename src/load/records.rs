//! Which documents do these rows or objects hold? JSON, JSON Lines, CSV and TSV, whose fields go by their usual names.
//!
//! Invariant: what holds no text of some length is data and no document; a broken row costs that row.
//! Must not know: files.

use super::body::Body;
use super::fields::{Fields, Stating, Value, names};
use super::format::Format;
use super::{Finding, Names, Parsed, html, markdown, text};
use crate::briefing::{BlockKind, Claim};
use crate::sanitize;

/// A text of fewer words, where most have no more, is a value and no document.
const FEW: usize = 5;

/// A value of so many words is a text, whatever it is called.
const TELLING: usize = 12;

/// Lists of objects are looked for in objects so deep.
const DEEPEST: usize = 3;

/// What a file of fields holds.
pub(super) enum Found {
    /// The file is one document.
    One(Box<Parsed>),
    /// Rows or objects that are, none where it is data; and those that are broken.
    Many(Vec<Parsed>, Vec<Finding>),
}

/// Reads a file of fields.
///
/// # Errors
/// Why nothing of it can be read.
pub(super) fn parse(format: Format, source: &str, own: &Names) -> Result<Found, String> {
    match format {
        Format::Table(comma) => table(source, comma, own),
        _ => json(source, own),
    }
}

/// One value, or several one after the other as JSON Lines has them.
fn json(source: &str, own: &Names) -> Result<Found, String> {
    let mut values = serde_json::Deserializer::from_str(source).into_iter::<Value>();
    let first = match values.next() {
        Some(Ok(first)) => first,
        Some(Err(error)) => return lines(source, own).unwrap_or(Err(broken(&error))),
        None => return Ok(Found::Many(Vec::new(), Vec::new())),
    };
    let after = source.get(values.byte_offset()..).unwrap_or_default();
    if !after.trim().is_empty() {
        let cause = || Err("it is broken after its first value".to_owned());
        return lines(source, own).unwrap_or_else(cause);
    }
    if let Value::Map(fields) = &first
        && let Some(parsed) = document(Fields::new(fields.clone()), own)
        && words(&parsed.body) >= FEW
    {
        return Ok(Found::One(Box::new(parsed)));
    }
    let rows = list(first, 0).unwrap_or_default();
    documents(rows.into_iter().map(Ok), own)
}

fn broken(error: &serde_json::Error) -> String {
    format!("it is broken in line {}: {}", error.line(), said(error))
}

/// What is wrong, without the place.
fn said(error: &serde_json::Error) -> String {
    let cause = error.to_string();
    let end = cause.find(" at line ").unwrap_or(cause.len());
    cause[..end].to_owned()
}

/// Objects on lines of their own; nothing if the first line is none.
fn lines(source: &str, own: &Names) -> Option<Result<Found, String>> {
    let all = source.lines().zip(1..).filter(|l| !l.0.trim().is_empty());
    let rows = all.map(|(line, number)| {
        let row = serde_json::from_str::<Value>(line);
        row.map_err(|e| (number, said(&e)))
    });
    let rows: Vec<Result<Value, (usize, String)>> = rows.collect();
    let is_row = |r: &Result<Value, _>| matches!(r, Ok(Value::Map(_)));
    is_row(rows.first()?).then(|| documents(rows, own))
}

/// The list of objects that a value is, or the longest within it.
fn list(value: Value, depth: usize) -> Option<Vec<Value>> {
    match value {
        Value::List(list) if list.iter().any(|v| matches!(v, Value::Map(_))) => Some(list),
        Value::Map(fields) if depth < DEEPEST => {
            let lists = fields.into_iter().filter_map(|(_, v)| list(v, depth + 1));
            lists.max_by_key(Vec::len)
        }
        _ => None,
    }
}

/// Rows below a row of names.
fn table(source: &str, comma: u8, own: &Names) -> Result<Found, String> {
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(comma)
        .flexible(true)
        .from_reader(source.as_bytes());
    let Ok(names) = reader.headers().cloned() else {
        return Ok(Found::Many(Vec::new(), Vec::new()));
    };
    let rows = reader.records().map(|row| {
        let row = row.map_err(|e| {
            let line = e.position().map_or(1, |p| p.line() as usize);
            (line, "the row cannot be read".to_owned())
        })?;
        let filled = names.iter().zip(row.iter()).filter(|(_, v)| !v.is_empty());
        let fields = filled.map(|(name, v)| (name.to_owned(), Value::Text(v.to_owned())));
        Ok(Value::Map(fields.collect()))
    });
    documents(rows, own)
}

/// The documents among rows, if they are documents at all.
///
/// # Errors
/// They hold texts under names that nobody knows.
fn documents(
    rows: impl IntoIterator<Item = Result<Value, (usize, String)>>,
    own: &Names,
) -> Result<Found, String> {
    let (mut all, mut findings): (Vec<Parsed>, Vec<Finding>) = Default::default();
    let (mut unknown, mut called) = (0, Vec::new());
    for row in rows {
        match row {
            Ok(Value::Map(fields)) => {
                let fields = Fields::new(fields);
                if fields.longest() >= TELLING {
                    unknown += 1;
                    called = fields.called().take(12).map(str::to_owned).collect();
                }
                all.extend(document(fields, own));
            }
            Ok(_) => {}
            Err((line, cause)) => {
                let hint = "mend that line, or delete it; the others are read".into();
                findings.push(Finding::at(line, cause, hint));
            }
        }
    }
    if all.is_empty() && unknown > 0 {
        let called = called.join(", ");
        return Err(format!(
            "none of its fields is known to hold a text: {called}"
        ));
    }
    let few = all.iter().filter(|p| words(&p.body) < FEW).count();
    if few * 2 > all.len() {
        return Ok(Found::Many(Vec::new(), Vec::new()));
    }
    Ok(Found::Many(all, findings))
}

fn words(text: &str) -> usize {
    text.split_whitespace().count()
}

/// An object as a document; nothing if it has no text.
fn document(fields: Fields, own: &Names) -> Option<Parsed> {
    let (texts, summaries) = (names("text", own), names("summary", own));
    let summary = || fields.long(&summaries).filter(|_| fields.has_title(own));
    let (name, written) = fields.long(&texts).or_else(summary)?;
    let name = name.to_owned();
    let evidence = |key: &str| format!("the field `{key}`");
    let Stating {
        title,
        stated,
        findings,
    } = fields.read(own, &evidence, &|_| 0);
    let mut parsed = of_text(&name, &written, title.as_ref())?;
    parsed.title = title.or(parsed.title);
    parsed.stated = stated;
    parsed.findings = findings;
    Some(parsed)
}

/// A text in the syntax that it is in, below its title.
fn of_text(name: &str, written: &str, title: Option<&Claim<String>>) -> Option<Parsed> {
    let mut body = Body::default();
    if let Some(title) = title {
        body.put_title(title, None);
    }
    let before = body.blocks.len();
    if is_html(written) {
        html::append(written, &mut body);
    } else {
        let inner = match name {
            "markdown" => markdown::parse(written),
            _ => text::parse(sanitize::mapped(written)),
        };
        for block in &inner.blocks {
            let text = &inner.body[block.span.range()];
            let is_again = title.is_some_and(|t| t.value == text);
            match block.kind {
                BlockKind::Title if is_again => {}
                BlockKind::Title => body.put(BlockKind::Paragraph, text, &[]),
                kind => body.put(kind, text, &[]),
            }
        }
    }
    (body.blocks.len() > before).then(|| body.finish())
}

/// Whether a text holds tags of a page and not only signs that look like some.
fn is_html(text: &str) -> bool {
    let tags = ["<p>", "<p ", "<br", "<div", "</p>", "</a>", "<ul>", "<h2"];
    let head: String = text.chars().take(4_096).collect();
    let head = head.to_ascii_lowercase();
    tags.iter().any(|tag| head.contains(tag))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `title | source | date | text` of each document; what is one document begins with `=`.
    fn told(format: Format, source: &str) -> Vec<String> {
        let tell = |p: &Parsed| {
            let title = p.title.as_ref().map_or("", |t| &t.value);
            let source = p.stated.source.as_ref().map_or("", |s| &s.value);
            let date = p.stated.published.as_ref();
            let date = date.map_or(String::new(), |d| d.value.to_string());
            let own = p.blocks.iter().filter(|b| b.kind != BlockKind::Title);
            let texts: Vec<&str> = own.map(|b| &p.body[b.span.range()]).collect();
            format!("{title} | {source} | {date} | {}", texts.join(" / "))
        };
        match parse(format, source, &Names::new()) {
            Ok(Found::One(one)) => vec![format!("= {}", tell(&one))],
            Ok(Found::Many(many, _)) => many.iter().map(tell).collect(),
            Err(cause) => vec![cause],
        }
    }

    const LONG: &str = "The ferry to the island is late again today.";

    #[test]
    fn objects_and_rows_are_documents_when_they_hold_a_text() {
        let json = |s: &str| s.replace("LONG", LONG);
        for (format, source, expected) in [
            (
                Format::Json,
                json(r#"{"headline": "Ferry", "publisher": {"name": "Gazette"}, "datePublished": "2014-03-12", "articleBody": "LONG"}"#),
                vec![format!("= Ferry | Gazette | 2014-03-12 | {LONG}")],
            ),
            (
                Format::Json,
                json(r#"[{"title": "One", "text": "LONG"}, {"title": "Two", "content": "<p>LONG</p><p>Really.</p>"}]"#),
                vec![
                    format!("One |  |  | {LONG}"),
                    format!("Two |  |  | {LONG} / Really."),
                ],
            ),
            (
                Format::Json,
                json(r#"{"status": "ok", "response": {"total": 1, "results": [{"webTitle": "Far in", "fields": {"body": "LONG"}}]}}"#),
                vec![format!("Far in |  |  | {LONG}")],
            ),
            (
                Format::Json,
                json("{\"title\": \"One\", \"text\": \"LONG\", \"created_utc\": 1379894400}\nnot an object\n{\"title\": \"Two\", \"text\": \"LONG\"}\n"),
                vec![
                    format!("One |  | 2013-09-23 | {LONG}"),
                    format!("Two |  |  | {LONG}"),
                ],
            ),
            (
                Format::Table(b','),
                json("Title,Published At,Body\n\"Late, again\",2014-03-12,\"LONG\n\nSo it goes.\"\nNo text,2014-03-13,\n"),
                vec![format!("Late, again |  | 2014-03-12 | {LONG} / So it goes.")],
            ),
            (
                Format::Table(b'\t'),
                json("headline\ttext\nTabs\tLONG\n"),
                vec![format!("Tabs |  |  | {LONG}")],
            ),
            // Data, not documents.
            (Format::Json, r#"{"name": "package", "version": "1.0", "description": "A thing that says nothing of any interest."}"#.into(), vec![]),
            (Format::Json, r#"[{"id": 1, "text": "yes"}, {"id": 2, "text": "no"}]"#.into(), vec![]),
            (
                Format::Table(b','),
                format!("kop,inhoud\nVeer,{LONG} {LONG}\n"),
                vec!["none of its fields is known to hold a text: kop, inhoud".into()],
            ),
            (Format::Table(b','), "country,year,value\nNorway,2013,7\n".into(), vec![]),
            (Format::Json, "{\"text\": ".into(), vec!["it is broken in line 1: EOF while parsing a value".into()]),
        ] {
            assert_eq!(told(format, &source), expected, "{source}");
        }
    }
}
