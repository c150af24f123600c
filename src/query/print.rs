//! How is a query written? The one canonical text: no quotes or parentheses that are not needed.
//!
//! Invariant: what is printed reads back as the same query. Whether something may stand without quotes is not decided by rules
//! of its own here but by reading it.
//! Must not know: what the values mean.

use std::fmt;

use super::parse::read;
use super::{At, Field, How, Order, Query, Term, Text, Value, value_of};

impl fmt::Display for Query {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut parts: Vec<String> = self.terms.iter().map(term).collect();
        parts.extend(self.order.map(sort));
        f.write_str(&parts.join(" "))
    }
}

/// A name (or the key of a facet's value) as it stands after the colon of a field: in quotes only if it needs them.
pub fn value_text(field: Field, name: &str) -> String {
    let named = || Value::Name(name.to_string());
    let value = field
        .facet()
        .and_then(|f| value_of(f, name))
        .unwrap_or_else(named);
    let printed = term(&Term::Field(field, value, At::default()));
    printed[field.name().len() + 1..].to_string()
}

fn sort(order: Order) -> String {
    format!("sort:{}", order.name())
}

/// A term among others that must all hold.
fn term(term: &Term) -> String {
    match term {
        Term::Text(text) => text_term("", text, term),
        Term::Field(field, value, _) => {
            let field = format!("{}:", field.name());
            match value {
                Value::Text(text) => text_term(&field, text, term),
                Value::Name(name) => unless_bare(format!("{field}{name}"), term, || {
                    format!("{field}{}", quote(name))
                }),
                Value::Undated => format!("{field}undated"),
                Value::Years(from, to) => format!("{field}{}", years(*from, *to)),
                Value::Dates(dates) => format!("{field}{dates}"),
            }
        }
        Term::Not(inner) => format!("-{}", grouped(inner)),
        Term::Any(terms) => join(terms, " OR "),
        Term::All(terms) => terms.iter().map(self::term).collect::<Vec<_>>().join(" "),
    }
}

/// A term that needs parentheses if it is a group.
fn grouped(inner: &Term) -> String {
    match inner {
        Term::Any(_) | Term::All(_) => format!("({})", term(inner)),
        _ => term(inner),
    }
}

fn join(terms: &[Term], between: &str) -> String {
    terms.iter().map(grouped).collect::<Vec<_>>().join(between)
}

fn years(from: Option<i16>, to: Option<i16>) -> String {
    let year = |y: Option<i16>| y.map(|y| y.to_string()).unwrap_or_default();
    match from == to {
        true => year(from),
        false => format!("{}..{}", year(from), year(to)),
    }
}

fn text_term(field: &str, text: &Text, term: &Term) -> String {
    let suffix = match text.how {
        How::Phrase => String::new(),
        How::Near(words) => format!("~{words}"),
        How::Prefix => "*".to_string(),
        How::Typo => "~1".to_string(),
    };
    unless_bare(format!("{field}{}{suffix}", text.text), term, || {
        format!("{field}{}{suffix}", quote(&text.text))
    })
}

/// The bare form if it reads back as the term, else the other.
fn unless_bare(bare: String, term: &Term, other: impl Fn() -> String) -> String {
    match read(&bare) {
        Ok(query) if query.terms() == std::slice::from_ref(term) => bare,
        _ => other(),
    }
}

fn quote(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}
