//! When was a briefing published, as far as its text tells? A date line, a dateline, or bounds from the years it speaks of (P8).
//!
//! Invariant: what the briefing states wins; a text that only looks back gives no answer.
//! Must not know: other briefings, today's date.

use std::collections::HashMap;
use std::sync::LazyLock;

use jiff::civil::{Date, Weekday};
use serde::Deserialize;

use super::doc::Doc;
use super::fold;
use super::known::read;
use super::lexicon::{is, lexicon};
use super::tokens::flag;
use crate::briefing::{BlockKind, Briefing, Claim, Published};

mod bounds;
mod days;
mod event;
mod years;

pub(crate) use years::spoken;

/// How far into the text a full date dates the text itself, in bytes.
const DATELINE: usize = 220;
/// A place before the date of a dateline is no longer than this, in bytes.
const PLACE: usize = 60;
/// How many blocks from either end "published" and the like are looked for, and how many lines of each.
const OUTER: usize = 6;
/// Words before the date of publication, at the start of a line.
const ANNOUNCED: &[&str] = &[
    "published",
    "posted",
    "issued",
    "released",
    "dated",
    "updated",
    "last updated",
];
/// How far a weekday is looked for that agrees with a date line, in tokens.
const WEEKDAY_WITHIN: usize = 600;

/// The interval of publication with its evidence; what a text says of its time otherwise than by a date is only read in `english`.
pub(crate) fn infer(briefing: &Briefing, doc: &Doc<'_>, english: bool) -> Option<Claim<Published>> {
    if let Some(stated) = &briefing.stated.published {
        return Some(stated.clone());
    }
    meta(briefing, doc)
        .or_else(|| announced(briefing))
        .or_else(|| closing(doc))
        .or_else(|| dateline(doc))
        .or_else(|| bounds::infer(doc).filter(|_| english))
        .or_else(|| event::infer(doc).filter(|_| english))
}

/// A line that is only a date, or says when it was published. Date lines of different years are parts of a chronicle.
fn meta(briefing: &Briefing, doc: &Doc<'_>) -> Option<Claim<Published>> {
    let lines = briefing.blocks.iter().filter(|b| b.kind == BlockKind::Meta);
    let lines = lines.map(|b| briefing.body[b.span.range()].trim());
    let dated: Vec<(&str, Date)> = lines
        .clone()
        .filter_map(|line| Some((line, full_date(line)?)))
        .collect();
    if let Some((first, date)) = dated.first().copied() {
        let one_year = dated.iter().all(|d| d.1.year() == date.year());
        let second = dated.iter().find(|d| !is_update(d.0));
        let (line, date) = second.copied().unwrap_or((first, date));
        let agrees = weekday(doc) == Some(date.weekday());
        let (sure, more) = match agrees {
            true => (98, ", and the weekday agrees"),
            false => (95, ""),
        };
        let evidence = format!("the line “{line}” is a date{more}");
        return one_year.then(|| Claim::inferred(Published::on(date), sure, evidence));
    }
    let (line, month) = lines
        .into_iter()
        .find_map(|line| Some((line, month_and_year(line)?)))?;
    let evidence = format!("the line “{line}” is a month");
    Some(Claim::inferred(month, 85, evidence))
}

/// "Updated 3 June": later than the publication.
fn is_update(line: &str) -> bool {
    let low = line.to_ascii_lowercase();
    ["updated", "last updated", "modified", "last modified"]
        .iter()
        .any(|cue| low.starts_with(cue))
}

/// The first weekday that the text says something happened on.
fn weekday(doc: &Doc<'_>) -> Option<Weekday> {
    let near = 1..doc.len().min(WEEKDAY_WITHIN);
    let named = near.into_iter().find_map(|i| {
        let day = doc.lexicon.weekday(doc.word(i))?;
        doc.low_is(i - 1, &["on"]).then_some(day)
    })?;
    Weekday::from_monday_one_offset(named).ok()
}

/// "Published 12 March 2014" at the start of a line near the top or the end.
fn announced(briefing: &Briefing) -> Option<Claim<Published>> {
    let n = briefing.blocks.len();
    let outer = (0..n).filter(|&i| i < OUTER || i + OUTER >= n);
    for block in outer.map(|i| &briefing.blocks[i]) {
        for line in briefing.body[block.span.range()].lines().take(OUTER) {
            let line = line.trim();
            if let Some(date) = behind_cue(line).and_then(|r| full_date(prefix(r, 40))) {
                let evidence = format!("“{}”", prefix(line, 60));
                return Some(Claim::inferred(Published::on(date), 90, evidence));
            }
        }
    }
    None
}

/// What follows "Published" and the like at the start of a text.
fn behind_cue(text: &str) -> Option<&str> {
    let low = prefix(text, 80).to_ascii_lowercase();
    let cue = ANNOUNCED.iter().find(|cue| low.starts_with(**cue))?;
    let rest = text.get(cue.len()..)?;
    (!rest.starts_with(char::is_alphanumeric)).then_some(rest)
}

/// "Published 12 March 2014." as the whole of the last sentence.
fn closing(doc: &Doc<'_>) -> Option<Claim<Published>> {
    let first = *doc.sentences.last()? as usize;
    let text = doc.body[doc.tokens.get(first)?.start as usize..].trim();
    let rest = behind_cue(text)?;
    let (date, at) = dated(rest)?;
    let words = |text: &str| pieces(text).len();
    // "On", "on Monday": of anything longer the date may be another's.
    let whole = words(&rest[..at.start]) <= 2 && words(&rest[at.end..]) == 0;
    let evidence = format!("“{}”", prefix(text, 60));
    whole.then(|| Claim::inferred(Published::on(date), 90, evidence))
}

/// A date with which the text opens: a dateline, or the day of what its first sentence tells.
fn dateline(doc: &Doc<'_>) -> Option<Claim<Published>> {
    let lead = doc.parts.iter().take(3);
    for part in lead {
        let text = &doc.body[part.span.range()];
        let mut end = prefix(text, DATELINE).len();
        let first = doc.tokens.get(part.first as usize);
        let next = first.and_then(|t| doc.sentences.get(t.sentence as usize + 1));
        if let Some(next) = next.map(|&t| doc.tokens[t as usize].start) {
            end = end.min(next.saturating_sub(part.span.start) as usize);
        }
        let sentence = &text[..end];
        if let Some((date, at)) = dated(sentence) {
            let (before, after) = (&sentence[..at.start], &sentence[at.end..]);
            if happens(&text[at.end..]) {
                return None;
            }
            let opens = part.heading || before.len() <= PLACE && marks_off(after);
            let told = told(before, after) && !later_year(doc, date.year());
            let sure = match (opens, told) {
                (true, _) => 85,
                (false, true) => 70,
                _ => return None,
            };
            let evidence = format!("the text opens with the date {date}");
            return Some(Claim::inferred(Published::on(date), sure, evidence));
        }
        if !part.heading {
            break;
        }
    }
    None
}

/// Whether what follows a date makes it a dateline: "Geneva, 3 March 2014 –".
fn marks_off(after: &str) -> bool {
    let mut rest = after.trim_start().chars().map(fold::plain);
    matches!(rest.next(), Some('-' | '(' | ')' | ':' | '|' | '/'))
}

/// Whether a date is that of an event announced, with its hours: "June 27, from 9.30 a.m.".
fn happens(after: &str) -> bool {
    let next = after.trim_start_matches(|c: char| !c.is_alphanumeric());
    ["from ", "at ", "to ", "through ", "until "]
        .iter()
        .any(|w| next.starts_with(w))
        && next.contains(|c: char| c.is_ascii_digit())
}

/// Whether a sentence tells what happened on its date rather than long before it, or is yet to happen.
fn told(before: &str, after: &str) -> bool {
    let behind = before.split_whitespace().rev();
    let mut behind = behind.skip_while(|w| ["on", "the"].contains(w));
    let last = behind.next().unwrap_or_default();
    let looks_back = [
        "since", "from", "of", "signed", "dated", "adopted", "until", "by",
    ];
    let mut words = before
        .split_whitespace()
        .chain(after.split_whitespace())
        .map(|w| w.trim_matches(|c: char| !c.is_alphanumeric()));
    !looks_back.contains(&last.to_ascii_lowercase().as_str())
        && !words.any(|w| ["will", "shall", "anniversary", "ago", "deadline"].contains(&w))
}

/// Whether the text speaks of a later year, so that an earlier date cannot be its own without more ado.
fn later_year(doc: &Doc<'_>, year: i16) -> bool {
    (0..doc.len()).any(|i| doc.year(i).is_some_and(|y| y == year + 1))
}

/// At most `n` bytes of `text`, cut at a character.
fn prefix(text: &str, n: usize) -> &str {
    let mut end = n.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

/// Letters and digits with what stands before them.
struct Piece<'a> {
    text: &'a str,
    before: char,
    at: usize,
}

fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut out = Vec::new();
    let mut start = None;
    let mut before = ' ';
    let mut last = ' ';
    for (i, c) in text.char_indices() {
        if c.is_alphanumeric() {
            if start.is_none() {
                start = Some(i);
                before = fold::plain(last);
            }
        } else if let Some(from) = start.take() {
            let text = &text[from..i];
            out.push(Piece {
                text,
                before,
                at: from,
            });
        }
        last = c;
    }
    if let Some(from) = start {
        let text = &text[from..];
        out.push(Piece {
            text,
            before,
            at: from,
        });
    }
    out
}

#[derive(Deserialize)]
struct Calendar {
    months: Vec<Vec<String>>,
}

/// The months by their names in other languages, too: those that date lines are read by.
static MONTHS: LazyLock<HashMap<String, i8>> = LazyLock::new(|| {
    let calendar: Calendar = read(include_str!("../load/data/dates.toml"));
    let months = (1..).zip(calendar.months);
    let named =
        |(n, names): (i8, Vec<String>)| names.into_iter().map(move |m| (fold::lower(&m), n));
    months.flat_map(named).collect()
});

/// Whether a word only joins the parts of a date.
fn is_of(piece: &Piece<'_>) -> bool {
    matches!(piece.text, "of" | "de" | "del")
}

fn month(text: &str) -> Option<i8> {
    let low = fold::lower(text);
    let english = lexicon().find(&low).and_then(|w| lexicon().month(w));
    english.or_else(|| MONTHS.get(&low).copied())
}

fn day(text: &str) -> Option<i8> {
    let digits = ["st", "nd", "rd", "th", "er"]
        .iter()
        .find_map(|s| text.strip_suffix(s))
        .unwrap_or(text);
    let plausible = digits.len() <= 2;
    digits.parse().ok().filter(|_| plausible)
}

fn year(text: &str) -> Option<i16> {
    let year: i16 = text.parse().ok()?;
    (text.len() == 4 && (1850..2100).contains(&year)).then_some(year)
}

/// The first full date in a text: `12 March 2014`, `March 12, 2014`, `2014-03-12`, `12.03.2014`.
pub(crate) fn full_date(text: &str) -> Option<Date> {
    dated(text).map(|d| d.0)
}

/// The first full date in a text, and where it stands.
fn dated(text: &str) -> Option<(Date, std::ops::Range<usize>)> {
    let all = pieces(text);
    (0..all.len().saturating_sub(2)).find_map(|i| {
        // "12th of March 2014" has a word between, "12 de marzo de 2014" two.
        let after = |at: usize| at + 1 + usize::from(all.get(at + 1).is_some_and(is_of));
        let (second, third) = (after(i), after(after(i)));
        let (first, second, third) = (&all[i], all.get(second)?, all.get(third)?);
        let end = third.at + third.text.len();
        let (y, m, d) = in_words(first.text, second.text, third.text).or_else(|| {
            // Digits in an address or a file name are no date.
            let sign = |c: char| matches!(c, '/' | '-' | '_' | '=' | '.');
            let next = text[end..].chars().next();
            let named = sign(first.before) && first.at > 0 || matches!(next, Some('/' | '-' | '_'));
            in_digits([first, second, third]).filter(|_| !named)
        })?;
        Some((Date::new(y, m, d).ok()?, first.at..end))
    })
}

fn in_words(a: &str, b: &str, c: &str) -> Option<(i16, i8, i8)> {
    let year = year(c)?;
    let day_first = day(a).zip(month(b));
    let (day, month) = day_first.or_else(|| day(b).zip(month(a)))?;
    Some((year, month, day))
}

fn in_digits([a, b, c]: [&Piece<'_>; 3]) -> Option<(i16, i8, i8)> {
    match (b.before, c.before) {
        ('-', '-') => Some((year(a.text)?, b.text.parse().ok()?, day(c.text)?)),
        ('.', '.') => Some((year(c.text)?, b.text.parse().ok()?, day(a.text)?)),
        ('/', '/') => slashed(a.text, b.text, c.text),
        _ => None,
    }
}

/// `12/03/2014` is ambiguous, unless one number is above twelve or both agree; `2014/03/12` is not.
fn slashed(a: &str, b: &str, c: &str) -> Option<(i16, i8, i8)> {
    if let Some(y) = year(a) {
        return Some((y, b.parse().ok()?, day(c)?));
    }
    let (y, a, b) = (year(c)?, day(a)?, day(b)?);
    match (a > 12, b > 12) {
        (true, false) => Some((y, b, a)),
        (false, true) => Some((y, a, b)),
        (false, false) if a == b => Some((y, a, b)),
        _ => None,
    }
}

fn month_and_year(line: &str) -> Option<Published> {
    let all = pieces(line);
    match all.as_slice() {
        [m, y] => Published::in_month(year(y.text)?, month(m.text)?),
        _ => None,
    }
}

/// Whether token `i` is a month's name rather than the verb or the noun.
fn names_month(doc: &Doc<'_>, i: usize) -> Option<i8> {
    let month = doc.lexicon.month(doc.word(i))?;
    (doc.capital(i) && doc.has(i, is::MONTH) && !doc.is(i, flag::ALL_CAPS)).then_some(month)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn full_dates_are_read_in_the_ways_they_are_written() {
        for (text, expected) in [
            ("23 September 2013", "2013-09-23"),
            ("Monday, September 23rd, 2013", "2013-09-23"),
            ("the 1st of May 1999", "1999-05-01"),
            ("on 2014-03-12, at", "2014-03-12"),
            ("31.12.2020", "2020-12-31"),
            ("25/12/2020", "2020-12-25"),
            ("12/25/2020", "2020-12-25"),
            ("Sept. 3, 2021", "2021-09-03"),
            ("23 septembre 2013", "2013-09-23"),
            ("1er août 2013", "2013-08-01"),
            ("23. September 2013", "2013-09-23"),
            ("3. März 2014", "2014-03-03"),
            ("23 de septiembre de 2013", "2013-09-23"),
            ("23 сентября 2013 г.", "2013-09-23"),
        ] {
            let found = full_date(text).map(|d| d.to_string());
            assert_eq!(found.as_deref(), Some(expected), "{text}");
        }
        for text in [
            "/2015/09/28/name",
            "2016-04-28-name.md",
            "12/11/2020",
            "31 February 2020",
            "May 2020",
            "2013",
            "",
        ] {
            assert_eq!(full_date(text), None, "{text}");
        }
    }
}
