//! On which day did that happen of which a short report tells? It was written on that day or soon after.
//!
//! Invariant: an answer is an interval, never a day, and only where the text has one full date, of its own event; in doubt none.
//! Must not know: other briefings, today's date.

use std::ops::Range;

use jiff::ToSpan;
use jiff::civil::Date;

use super::bounds::tells_past;
use super::{dated, names_month, told};
use crate::annotate::doc::Doc;
use crate::annotate::tokens::flag;
use crate::briefing::{Claim, Published};

/// A report of more tokens tells of more than one event.
const SHORT: usize = 400;
/// News is published within so many months.
const MONTHS_AFTER: i8 = 1;
/// Verbs of what was done that do not end in "-ed".
const IRREGULAR: &[&str] = &[
    "spoke", "met", "held", "said", "told", "gave", "made", "went", "came", "left", "won", "lost",
    "led", "sent", "saw", "sat", "stood", "fell", "rose", "struck", "fought", "flew", "broke",
    "chose", "paid", "brought", "sank", "burnt",
];
/// In the sentence of the date: what it tells may be of another time, or of somebody's words.
const OTHERWISE: &[&str] = &[
    "which",
    "that",
    "who",
    "whose",
    "when",
    "where",
    "after",
    "before",
    "since",
    "following",
    "would",
    "should",
    "could",
    "may",
    "might",
    "had",
    "if",
    "every",
    "annual",
    "last",
    "previous",
];
/// Anywhere: the text looks back from afar.
const AFAR: &[&str] = &[
    "later",
    "ago",
    "anniversary",
    "meanwhile",
    "today",
    "history",
];

/// From the day of the only date to a month after.
pub(super) fn infer(doc: &Doc<'_>) -> Option<Claim<Published>> {
    if doc.len() > SHORT || (0..doc.len()).any(|i| doc.low_is(i, AFAR)) {
        return None;
    }
    let (date, at) = only_date(doc)?;
    let token = |byte: u32| doc.tokens.partition_point(|t| t.start < byte);
    let (first, end) = (token(at.start), token(at.end));
    let sentence = doc.sentence(first);
    let later = |i: usize| doc.year(i).is_some_and(|y| y > date.year());
    let is_told = on(doc, first)
        && tells(doc, &sentence, first..end)
        && is_own(doc, &sentence)
        && !(0..doc.len()).any(later);
    let latest = date.checked_add(MONTHS_AFTER.months()).ok()?;
    let evidence = format!(
        "the only date of a short report is that of what it tells: “{}”",
        doc.slice(first, end)
    );
    let published = Published {
        earliest: date,
        latest,
    };
    is_told.then(|| Claim::inferred(published, 50, evidence))
}

/// The full date of a text that has only one, and its bytes.
fn only_date(doc: &Doc<'_>) -> Option<(Date, Range<u32>)> {
    let mut found = None;
    for part in &doc.parts {
        let (text, mut from) = (&doc.body[part.span.range()], 0);
        while let Some((date, at)) = dated(&text[from..]) {
            if found.is_some() {
                return None;
            }
            let byte = |n: usize| part.span.start + (from + n) as u32;
            found = Some((date, byte(at.start)..byte(at.end)));
            from += at.end;
        }
    }
    found
}

/// Whether "on" or "on Monday," stands before the date.
fn on(doc: &Doc<'_>, first: usize) -> bool {
    let before = |k: usize| doc.before(k);
    let Some(mut k) = before(first) else {
        return false;
    };
    if doc.sign(k, b',') {
        k = before(k).unwrap_or(k);
    }
    if doc.lexicon.weekday(doc.word(k)).is_some() {
        k = before(k).unwrap_or(k);
    }
    doc.low_is(k, &["on"])
}

/// Whether a sentence tells what was done on its date, in no words but its own.
fn tells(doc: &Doc<'_>, sentence: &Range<usize>, date: Range<usize>) -> bool {
    let (before, after) = (sentence.start..date.start, date.end..sentence.end);
    let text = |r: &Range<usize>| match r.is_empty() {
        true => "",
        false => doc.slice(r.start, r.end),
    };
    let mut words = before.clone().chain(after.clone());
    let verb = |k: usize| tells_past(doc, k) || doc.low_is(k, IRREGULAR);
    let quoted = text(sentence).contains(['"', '“', '„', '«']);
    !quoted
        && before.clone().any(verb)
        && !words.any(|k| doc.low_is(k, OTHERWISE))
        && told(text(&before), text(&after))
}

/// Whether a sentence names somebody or something that the headings or the first sentence name.
fn is_own(doc: &Doc<'_>, sentence: &Range<usize>) -> bool {
    let heading = |i: &usize| doc.parts[doc.tokens[*i].part as usize].heading;
    let Some(first) = (0..doc.len()).find(|i| !heading(i)) else {
        return false;
    };
    let lead = 0..doc.sentence(first).end;
    let names = |i: &usize| {
        let word = doc.capital(*i) && doc.is(*i, flag::LETTER) && !doc.tokens[*i].is(flag::START);
        word && names_month(doc, *i).is_none() && doc.lexicon.weekday(doc.word(*i)).is_none()
    };
    let mut named = sentence.clone().filter(names);
    let in_lead = |i: usize| {
        lead.clone()
            .any(|k| doc.capital(k) && doc.low(k) == doc.low(i))
    };
    lead.contains(&sentence.start) || named.any(in_lead)
}
