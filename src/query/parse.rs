//! Which query is this text? A scanner and a parser in one pass.
//!
//! Invariant: any text yields a query or an error with its place; never a panic, nesting and length are bounded.
//! Must not know: how a query is printed or answered.

use std::ops::Range;

use super::dates::{Dates, When};
use super::{At, Field, How, Order, Query, QueryError, Term, Text, Value};
use crate::{fold, sanitize};

/// Longest text of a query, in bytes, as written and as printed.
pub const MAX_LEN: usize = 4096;
/// Deepest nesting of parentheses.
pub const MAX_DEPTH: usize = 64;
/// Most words that `"…"~n` may allow between.
const MAX_NEAR: u16 = 1000;

type Parsed<T> = Result<T, QueryError>;

/// Reads a query.
pub fn parse(text: &str) -> Result<Query, QueryError> {
    let too_long = |len: usize| {
        let message = format!("the query is too long: {len} bytes, {MAX_LEN} at most");
        Err(error(0..text.len(), message, None))
    };
    if text.len() > MAX_LEN {
        return too_long(text.len());
    }
    let query = read(text)?;
    // Printing adds spaces that the text may have left out; what is printed must be readable again.
    let printed = query.to_string().len();
    if printed > MAX_LEN {
        return too_long(printed);
    }
    Ok(query)
}

/// Reads a query of any length: how printing asks whether a term may stand without quotes.
pub(super) fn read(text: &str) -> Parsed<Query> {
    let mut parser = Parser {
        text,
        at: 0,
        depth: 0,
        order: None,
    };
    let terms = parser.list()?;
    if parser.at < text.len() {
        let message = "no `(` before this `)`".to_string();
        return Err(error(parser.at..parser.at + 1, message, None));
    }
    Ok(Query::new(terms, parser.order))
}

fn error(at: Range<usize>, message: String, instead: Option<String>) -> QueryError {
    QueryError {
        at,
        message,
        instead,
    }
}

/// A piece of the reader's text as an error quotes it: clean and short.
pub(crate) fn quoted(text: &str) -> String {
    let clean = sanitize::line(text);
    let end = clean.char_indices().nth(40).map_or(clean.len(), |c| c.0);
    let more = if end < clean.len() { "…" } else { "" };
    format!("`{}{more}`", &clean[..end])
}

/// A value as it is kept: clean, spaces joined.
fn clean(text: &str) -> String {
    let joined = |t: &str| t.split_whitespace().collect::<Vec<_>>().join(" ");
    joined(&sanitize::line(&joined(text)))
}

pub(super) fn is_quote(c: char) -> bool {
    matches!(c, '"' | '“' | '”' | '„' | '«' | '»')
}

/// Whether a word without quotes ends here.
fn ends_bare(c: char) -> bool {
    c.is_whitespace() || is_quote(c) || matches!(c, '(' | ')')
}

/// Bytes of the word without quotes at the start of `rest`.
pub(super) fn bare_len(rest: &str) -> usize {
    rest.find(ends_bare).unwrap_or(rest.len())
}

/// Bytes of the quoted text at the start of `rest`, both quotes included, and whether it is closed. A plain quote ends at a
/// plain one, a curly one at any closing one.
pub(super) fn quoted_len(rest: &str) -> (usize, bool) {
    let mut chars = rest.char_indices();
    let open = chars.next().map_or('"', |c| c.1);
    let closes = |c| c == '"' || open != '"' && matches!(c, '“' | '”' | '»');
    let mut escaped = false;
    for (at, c) in chars {
        if escaped {
            escaped = false;
        } else if c == '\\' {
            escaped = rest[at + 1..].starts_with(['"', '\\']);
        } else if closes(c) {
            return (at + c.len_utf8(), true);
        }
    }
    (rest.len(), false)
}

/// What a quoted text (with its quotes) says.
fn unquoted(raw: &str, closed: bool) -> String {
    let first = raw.chars().next().map_or(0, char::len_utf8);
    let last = raw.chars().next_back().filter(|_| closed);
    let inner = &raw[first..raw.len() - last.map_or(0, char::len_utf8)];
    let mut out = String::with_capacity(inner.len());
    let mut chars = inner.chars().peekable();
    while let Some(c) = chars.next() {
        match chars.peek() {
            Some(&next @ ('"' | '\\')) if c == '\\' => {
                out.push(next);
                chars.next();
            }
            _ => out.push(c),
        }
    }
    out
}

/// The field at the start of a bare word, if it starts like one: its name and the byte after the colon.
pub(super) fn field_name(bare: &str) -> Option<(&str, usize)> {
    let (name, _) = bare.split_once(':')?;
    let letters = !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphabetic());
    letters.then_some((name, name.len() + 1))
}

/// Other words that people write for fields.
const SYNONYMS: [(&str, Field); 12] = [
    ("topics", Field::Topic),
    ("countries", Field::Country),
    ("years", Field::Year),
    ("sources", Field::Source),
    ("published", Field::Date),
    ("entity", Field::Mention),
    ("people", Field::Person),
    ("organisation", Field::Org),
    ("organization", Field::Org),
    ("document", Field::Agreement),
    ("treaty", Field::Agreement),
    ("language", Field::Lang),
];

pub(super) fn field_of(name: &str) -> Option<Field> {
    let name = name.to_ascii_lowercase();
    let synonym = || SYNONYMS.iter().find(|s| s.0 == name).map(|s| s.1);
    Field::ALL
        .into_iter()
        .find(|f| f.name() == name)
        .or_else(synonym)
}

struct Parser<'a> {
    text: &'a str,
    at: usize,
    depth: usize,
    order: Option<Order>,
}

impl<'a> Parser<'a> {
    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn skip_space(&mut self) {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start().len();
    }

    /// Terms up to the end or a closing parenthesis.
    fn list(&mut self) -> Parsed<Vec<Term>> {
        let mut groups: Vec<Vec<Term>> = Vec::new();
        // The `OR`, `AND` or `NOT` that still waits for its term, and whether a term stands right before.
        let mut waiting: Option<(&str, Range<usize>)> = None;
        let mut after_term = false;
        loop {
            self.skip_space();
            if self.rest().is_empty() || self.rest().starts_with(')') {
                break;
            }
            let start = self.at;
            let word = &self.rest()[..bare_len(self.rest())];
            if matches!(word, "OR" | "AND") {
                if !after_term {
                    return Err(lonely(word, start..start + word.len()));
                }
                self.at += word.len();
                waiting = Some((word, start..self.at));
                after_term = false;
                continue;
            }
            let term = self.signed()?;
            match (term, &waiting) {
                (Some(term), Some(("OR", _))) => groups
                    .last_mut()
                    .into_iter()
                    .for_each(|g| g.push(term.clone())),
                (Some(term), _) => groups.push(vec![term]),
                (None, Some((word, at))) => return Err(lonely(word, at.clone())),
                (None, None) => {
                    after_term = false;
                    continue;
                }
            }
            (waiting, after_term) = (None, true);
        }
        if let Some((word, at)) = waiting {
            return Err(lonely(word, at));
        }
        Ok(groups.into_iter().map(Term::Any).collect())
    }

    /// A term with its minus signs (or `NOT`); nothing for `sort:`, which is kept aside.
    fn signed(&mut self) -> Parsed<Option<Term>> {
        let start = self.at;
        let mut negated = false;
        loop {
            if self.rest().starts_with('-') {
                self.at += 1;
            } else if self.rest().starts_with("NOT") && bare_len(self.rest()) == 3 {
                self.at += 3;
                self.skip_space();
            } else {
                break;
            }
            negated = !negated;
        }
        let sign = start..self.at;
        let ends = |c: char| c.is_whitespace() || c == ')';
        if !sign.is_empty() && (self.rest().is_empty() || self.rest().starts_with(ends)) {
            let sign = self.text[sign.clone()].trim_end().len() + start;
            return Err(lonely(&self.text[start..sign], start..sign));
        }
        let term = self.term()?;
        if term.is_none() && (!sign.is_empty() || self.depth > 0) {
            let message = "`sort:` stands by itself, outside of parentheses".to_string();
            return Err(error(start..self.at, message, None));
        }
        Ok(term.map(|term| match negated {
            true => Term::Not(Box::new(term)),
            false => term,
        }))
    }

    fn term(&mut self) -> Parsed<Option<Term>> {
        let rest = self.rest();
        if rest.starts_with('(') {
            return self.group().map(Some);
        }
        let start = self.at;
        if !rest.starts_with(is_quote) {
            let bare = &rest[..bare_len(rest)];
            if let Some((name, len)) = field_name(bare) {
                return self.field(name, len);
            }
        }
        let (text, how) = self.text_value()?;
        self.words(text, how, start).map(|t| Some(Term::Text(t)))
    }

    fn group(&mut self) -> Parsed<Term> {
        let start = self.at;
        if self.depth == MAX_DEPTH {
            let message = format!("parentheses nest {MAX_DEPTH} deep at most");
            return Err(error(start..start + 1, message, None));
        }
        self.at += 1;
        self.depth += 1;
        let terms = self.list()?;
        self.depth -= 1;
        if !self.rest().starts_with(')') {
            let message = "this `(` is not closed".to_string();
            let instead = format!("{})", self.text[start..].trim_end());
            return Err(error(start..self.text.len(), message, Some(instead)));
        }
        self.at += 1;
        if terms.is_empty() {
            let message = "there is nothing in these parentheses".to_string();
            return Err(error(start..self.at, message, None));
        }
        Ok(Term::All(terms))
    }

    /// A bare or quoted value, without what modifies it.
    fn string(&mut self) -> Parsed<String> {
        let (rest, start) = (self.rest(), self.at);
        if !rest.starts_with(is_quote) {
            self.at += bare_len(rest);
            return Ok(rest[..bare_len(rest)].to_string());
        }
        let (len, closed) = quoted_len(rest);
        self.at += len;
        if !closed {
            let message = "this quote is not closed".to_string();
            let instead = format!("{}\"", rest.trim_end());
            return Err(error(start..self.at, message, Some(instead)));
        }
        Ok(unquoted(&rest[..len], true))
    }

    /// Text and its suffix: `*`, `~` or `~5`.
    fn text_value(&mut self) -> Parsed<(String, Option<Suffix>)> {
        let was_quoted = self.rest().starts_with(is_quote);
        let mut text = self.string()?;
        let start = self.at;
        if was_quoted {
            let rest = self.rest();
            let digits = rest.len()
                - rest
                    .trim_start_matches(|c: char| c == '~' || c.is_ascii_digit())
                    .len();
            let len = match rest.chars().next() {
                Some('*') => 1,
                Some('~') => digits,
                _ => 0,
            };
            self.at += len;
            return Ok((text, Suffix::read(&rest[..len], start)));
        }
        let plain = text.trim_end_matches(|c: char| c.is_ascii_digit());
        let cut = match plain.strip_suffix('~') {
            Some(word) => word.len(),
            None => text.strip_suffix('*').map_or(text.len(), str::len),
        };
        let suffix = Suffix::read(&text[cut..], start - (text.len() - cut));
        text.truncate(cut);
        Ok((text, suffix))
    }

    /// Words and how they are to be met, from a text that ends here.
    fn words(&self, text: String, suffix: Option<Suffix>, start: usize) -> Parsed<Text> {
        let at = start..self.at;
        let text = clean(&text);
        let count = fold::words(&text).take(2).count();
        if count == 0 {
            let message = format!("there is no word in {}", quoted(&self.text[at.clone()]));
            return Err(error(at, message, None));
        }
        let how = match suffix {
            None => How::Phrase,
            Some(Suffix::Star(_)) if count == 1 => How::Prefix,
            Some(Suffix::Star(at)) => {
                let message = "`*` completes a single word, not a phrase".to_string();
                return Err(error(at, message, None));
            }
            Some(Suffix::Tilde(at, n)) => near(at, n, count)?,
        };
        Ok(Text { text, how })
    }

    /// A field and its value; `len` bytes of name and colon.
    fn field(&mut self, name: &str, len: usize) -> Parsed<Option<Term>> {
        let start = self.at;
        let name_at = start..start + name.len();
        self.at += len;
        if name.eq_ignore_ascii_case("sort") {
            self.order = Some(self.sort(start)?);
            return Ok(None);
        }
        let Some(field) = field_of(name) else {
            return Err(self.no_field(name, name_at));
        };
        if self.rest().is_empty()
            || self
                .rest()
                .starts_with(|c: char| c.is_whitespace() || matches!(c, '(' | ')'))
        {
            let message = match self.rest().starts_with('(') {
                true => format!(
                    "`{0}:` takes one value: write ({0}:… OR {0}:…)",
                    field.name()
                ),
                false => format!(
                    "`{}:` needs a value, without a space before it",
                    field.name()
                ),
            };
            return Err(error(start..self.at, message, None));
        }
        let value_at = self.at;
        let value = match field {
            Field::Title => {
                let (text, suffix) = self.text_value()?;
                Value::Text(self.words(text, suffix, value_at)?)
            }
            _ => {
                let text = clean(&self.string()?);
                value(field, text, value_at..self.at)?
            }
        };
        Ok(Some(Term::Field(field, value, At(value_at..self.at))))
    }

    fn sort(&mut self, start: usize) -> Parsed<Order> {
        let value_at = self.at;
        let text = self.string()?;
        let order = Order::ALL
            .into_iter()
            .find(|o| text.eq_ignore_ascii_case(o.name()));
        order.ok_or_else(|| {
            let known = Order::ALL.map(Order::name).join(", ");
            let message = format!("`sort:` takes {known}, not {}", quoted(&text));
            let near = fold::nearest(&text, Order::ALL.map(Order::name), 1);
            let at = if text.is_empty() {
                start..self.at
            } else {
                value_at..self.at
            };
            error(at, message, near.first().map(|n| n.to_string()))
        })
    }

    fn no_field(&self, name: &str, at: Range<usize>) -> QueryError {
        if self.rest().starts_with("//") {
            let end = self.at + bare_len(self.rest());
            let address = &self.text[at.start..end];
            let message = format!("no field `{name}`; to look for an address, put it in quotes");
            return error(at.start..end, message, Some(format!("\"{address}\"")));
        }
        let known = Field::ALL.map(Field::name).into_iter().chain(["sort"]);
        match fold::nearest(name, known, 1).first() {
            Some(near) => {
                let message = format!("no field {}, did you mean `{near}`?", quoted(name));
                error(at, message, Some(near.to_string()))
            }
            None => {
                let message = format!(
                    "no field {}; for the word itself, write it in quotes",
                    quoted(name)
                );
                error(at, message, None)
            }
        }
    }
}

fn lonely(word: &str, at: Range<usize>) -> QueryError {
    let message = match word {
        "OR" | "AND" => format!("`{word}` needs a term on both sides"),
        "NOT" => "`NOT` needs a term after it".to_string(),
        _ => "`-` needs a term right after it".to_string(),
    };
    error(at, message, None)
}

/// What may stand right after a text, and where it stood.
enum Suffix {
    Star(Range<usize>),
    /// The number after it, if there is one that makes sense.
    Tilde(Range<usize>, Option<u16>),
}

impl Suffix {
    fn read(text: &str, at: usize) -> Option<Suffix> {
        let range = at..at + text.len();
        match text.chars().next()? {
            '*' => Some(Suffix::Star(range)),
            '~' if text.len() == 1 => Some(Suffix::Tilde(range, None)),
            '~' => Some(Suffix::Tilde(
                range,
                Some(text[1..].parse().unwrap_or(u16::MAX)),
            )),
            _ => None,
        }
    }
}

/// What `~n` means after so many words (two stand for more).
fn near(at: Range<usize>, n: Option<u16>, words: usize) -> Parsed<How> {
    let (message, instead) = match (words, n) {
        (1, None | Some(1)) => return Ok(How::Typo),
        (1, _) => (
            "one letter of a word may differ, no more: `~1`".to_string(),
            "~1",
        ),
        (_, Some(n)) if n <= MAX_NEAR => return Ok(How::Near(n)),
        (_, None) => ("how many words may stand between? `~5`".to_string(), "~5"),
        _ => (format!("`~` allows {MAX_NEAR} words at most"), "~1000"),
    };
    Err(error(at, message, Some(instead.to_string())))
}

/// The value of any field but `title` and `sort`.
fn value(field: Field, text: String, at: Range<usize>) -> Parsed<Value> {
    if text.is_empty() {
        return Err(error(
            at,
            format!("`{}:` needs a value", field.name()),
            None,
        ));
    }
    match field {
        Field::Year if fold::fold(&text) == "undated" => Ok(Value::Undated),
        Field::Year => years(
            &text,
            at,
            "no year; write 2013, 2013..2015, 2013.. or undated",
        ),
        Field::Spoken => years(&text, at, "no year; write 2013, 2013..2015 or 2013.."),
        Field::Date => {
            let forms = "no date; write 2013, 2013-09, 2013-09-23, last-month, last-7-days, or two with .. between";
            let (from, to) = range(&text.to_ascii_lowercase(), &at, When::parse, forms)?;
            let relative = |w: Option<When>| matches!(w, Some(When::Relative(_)));
            let dates = Dates { from, to };
            // Without today the order of relative dates is unknown; such a range may turn out empty.
            let (first, last) = dates.days(jiff::civil::Date::default());
            match !relative(from) && !relative(to) && first > last {
                true => Err(backwards(&text, at)),
                false => Ok(Value::Dates(dates)),
            }
        }
        Field::Is => one_of(&["read", "unread", "starred", "new"], field, text, at),
        Field::Has => one_of(&["note", "highlight"], field, text, at),
        Field::Tag => match fold::tag(&text) {
            Some(tag) => Ok(Value::Name(tag)),
            None => Err(error(at, format!("{} is no tag", quoted(&text)), None)),
        },
        Field::Lang => Ok(Value::Name(text.to_lowercase())),
        _ => Ok(Value::Name(text)),
    }
}

/// A year or a range of them; `forms` says how they are written.
fn years(text: &str, at: Range<usize>, forms: &str) -> Parsed<Value> {
    let year = |t: &str| {
        let digits = t.len() <= 4 && t.bytes().all(|b| b.is_ascii_digit());
        t.parse().ok().filter(|y: &i16| digits && *y > 0)
    };
    match range(text, &at, year, forms)? {
        (Some(a), Some(b)) if a > b => Err(backwards(text, at)),
        (from, to) => Ok(Value::Years(from, to)),
    }
}

/// A value or two with `..` between, one of which may be left out.
fn range<T: Copy>(
    text: &str,
    at: &Range<usize>,
    one: impl Fn(&str) -> Option<T>,
    forms: &str,
) -> Parsed<(Option<T>, Option<T>)> {
    let wrong = |part: &str| error(at.clone(), format!("{} is {forms}", quoted(part)), None);
    let read = |part: &str| one(part).ok_or_else(|| wrong(part));
    match text.split_once("..") {
        None => read(text).map(|v| (Some(v), Some(v))),
        Some(("", "")) => Err(wrong(text)),
        Some((from, "")) => Ok((Some(read(from)?), None)),
        Some(("", to)) => Ok((None, Some(read(to)?))),
        Some((from, to)) => Ok((Some(read(from)?), Some(read(to)?))),
    }
}

fn backwards(text: &str, at: Range<usize>) -> QueryError {
    let swapped = text.split_once("..").map(|(a, b)| format!("{b}..{a}"));
    let message = format!("{} ends before it begins", quoted(text));
    error(at, message, swapped)
}

fn one_of(known: &[&'static str], field: Field, text: String, at: Range<usize>) -> Parsed<Value> {
    let folded = fold::fold(&text);
    if known.contains(&folded.as_str()) {
        return Ok(Value::Name(folded));
    }
    let list = known.join(", ");
    let message = format!("`{}:` takes {list}, not {}", field.name(), quoted(&text));
    let near = fold::nearest(&text, known.iter().copied(), 1);
    Err(error(at, message, near.first().map(|n| n.to_string())))
}
