//! How does a citation look in BibTeX and in CSL-JSON? Entries that reference managers read.
//!
//! Must not know: where the facts come from.

use serde_json::{Map, Value, json};

use super::Cited;
use crate::briefing::Published;
use crate::fold;

/// An entry of BibTeX; `date` is for biblatex, `year` for the others.
pub(super) fn bibtex(text: &str, cited: &Cited) -> String {
    let mut fields: Vec<(&str, String)> = Vec::new();
    // Braces twice: no style may change capitals or take a body for a first and a last name.
    let whole = |text: &str| format!("{{{}}}", latex(text));
    match (&cited.author, &cited.source) {
        (Some(author), source) => {
            fields.push(("author", whole(author)));
            fields.extend(source.as_ref().map(|s| ("organization", whole(s))));
        }
        (None, source) => fields.extend(source.as_ref().map(|s| ("author", whole(s)))),
    }
    fields.push(("title", whole(&cited.title)));
    if let Some((when, _)) = cited.published {
        fields.push(("date", when.to_string().replace("..", "/")));
        fields.extend(when.year().map(|year| ("year", year.to_string())));
    }
    match &cited.url {
        Some(url) => fields.push(("url", address(url))),
        None => fields.push(("howpublished", latex(&cited.file))),
    }
    fields.extend(cited.locator().map(|l| ("note", latex(&l))));
    fields.push(("annote", latex(text)));
    let lines = fields
        .iter()
        .map(|(name, value)| format!("  {name} = {{{value}}},\n"));
    format!("@misc{{{},\n{}}}\n", key(cited), lines.collect::<String>())
}

/// What an entry is cited by: ASCII letters, digits and a hyphen.
fn key(cited: &Cited) -> String {
    let plain = |text: &str| -> String {
        let folded = fold::fold(text);
        folded.chars().filter(char::is_ascii_alphanumeric).collect()
    };
    let whose = cited.author.as_ref().or(cited.source.as_ref());
    let first = whose.and_then(|w| w.split_whitespace().map(plain).find(|w| !w.is_empty()));
    let year = cited.published.and_then(|(when, _)| when.year());
    let year = year.map(|y| y.to_string()).unwrap_or_default();
    let id: String = plain(&cited.id).chars().take(8).collect();
    format!(
        "{}{year}-{id}",
        first.unwrap_or_else(|| "briefing".to_owned())
    )
}

/// Text in which nothing is a sign of TeX. Braces are written by name: BibTeX counts escaped ones, too.
pub(super) fn latex(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match c {
            '\\' => out.push_str("\\textbackslash{}"),
            '{' => out.push_str("\\textbraceleft{}"),
            '}' => out.push_str("\\textbraceright{}"),
            '~' => out.push_str("\\textasciitilde{}"),
            '^' => out.push_str("\\textasciicircum{}"),
            '"' => out.push_str("\\textquotedbl{}"),
            '$' | '&' | '#' | '%' | '_' => out.extend(['\\', c]),
            c => out.push(c),
        }
    }
    out
}

/// An address as it stands between braces, where no escape is read.
fn address(url: &str) -> String {
    let mut out = String::with_capacity(url.len());
    for c in url.chars() {
        match c {
            '{' | '}' | '\\' | '"' => out.push_str(&format!("%{:02X}", c as u32)),
            c if c.is_whitespace() => out.push_str("%20"),
            c => out.push(c),
        }
    }
    out
}

/// A list with one item of CSL-JSON 1.0.
pub(super) fn csl(text: &str, cited: &Cited) -> String {
    let mut item = Map::new();
    let mut put = |name: &str, value: Value| {
        item.insert(name.to_owned(), value);
    };
    put("id", json!(key(cited)));
    put("type", json!("document"));
    put("title", json!(cited.title));
    if let Some(author) = &cited.author {
        put("author", json!([{ "literal": author }]));
    }
    if let Some(source) = &cited.source {
        match cited.author {
            Some(_) => put("publisher", json!(source)),
            None => put("author", json!([{ "literal": source }])),
        }
    }
    if let Some((when, stated)) = cited.published {
        put("issued", issued(when, stated));
    }
    match &cited.url {
        Some(url) => put("URL", json!(url)),
        None => put("archive_location", json!(cited.file)),
    }
    if let Some(locator) = cited.locator() {
        put("note", json!(locator));
    }
    put("annote", json!(text));
    let all = Value::Array(vec![Value::Object(item)]);
    format!("{all:#}\n")
}

fn issued(when: Published, stated: bool) -> Value {
    // As precise as the interval is: `2021-06` has two parts.
    let parts =
        |text: &str| -> Vec<i64> { text.split('-').filter_map(|p| p.parse().ok()).collect() };
    let shown = when.to_string();
    let dates: Vec<Vec<i64>> = shown.split("..").map(parts).collect();
    match stated {
        true => json!({ "date-parts": dates }),
        false => json!({ "date-parts": dates, "circa": true }),
    }
}

#[cfg(test)]
mod tests {
    use super::latex;

    #[test]
    fn no_sign_of_tex_survives_and_braces_balance() {
        for (text, expected) in [
            ("50 % of A&B_c #1 $2", "50 \\% of A\\&B\\_c \\#1 \\$2"),
            ("{", "\\textbraceleft{}"),
            (
                "}, note = {x",
                "\\textbraceright{}, note = \\textbraceleft{}x",
            ),
            (
                "\\input{/etc/passwd}",
                "\\textbackslash{}input\\textbraceleft{}/etc/passwd\\textbraceright{}",
            ),
            (
                "~^\"",
                "\\textasciitilde{}\\textasciicircum{}\\textquotedbl{}",
            ),
            ("Ørsted – 湖", "Ørsted – 湖"),
        ] {
            let escaped = latex(text);
            assert_eq!(escaped, expected);
            let (open, close) = (escaped.matches('{').count(), escaped.matches('}').count());
            assert_eq!(open, close, "{escaped}");
        }
    }
}
