//! Which days does a text tell of without their year? They are of the year of writing, and so narrow a date down.
//!
//! Invariant: an answer lies within the one that was there before; days that fit two years change nothing.
//! Must not know: other briefings, today's date.

use jiff::ToSpan;
use jiff::civil::Date;

use super::bounds::tells_past;
use super::{day, names_month};
use crate::annotate::doc::Doc;
use crate::annotate::tokens::flag;
use crate::briefing::{Claim, Published};

/// How many tokens after a day the verb is looked for that tells what happened on it.
const TOLD: usize = 24;
/// How many tokens after a day its year may stand.
const ITS_YEAR: usize = 4;
/// Early in a year the days of the one before may still go without theirs.
const MONTHS_AFTER: i8 = 3;
/// Words in a sentence that make its day one of every year, of another year, or of the future.
const OTHERWISE: &[&str] = &[
    "will",
    "shall",
    "would",
    "may",
    "next",
    "last",
    "previous",
    "every",
    "each",
    "annual",
    "ago",
    "anniversary",
    "since",
    "year",
    "years",
];
/// Months and days that are names of what once happened on them.
const NAMES: &[(i8, i8)] = &[(9, 11)];

/// The claim, narrowed by the days that the text tells as past.
pub(super) fn narrow(doc: &Doc<'_>, claim: Claim<Published>) -> Claim<Published> {
    let Published { earliest, latest } = claim.value;
    if earliest.year() == latest.year() {
        return claim;
    }
    let told = (0..doc.len()).filter_map(|i| told(doc, i, latest.year()));
    let Some((month, day, quote)) = told.max() else {
        return claim;
    };
    let mut fits = (earliest.year()..=latest.year()).filter_map(|year| {
        let from = Date::new(year, month, day).ok()?;
        let end = from.checked_add(MONTHS_AFTER.months()).ok()?;
        let until = end.max(Date::new(year, 12, 31).ok()?).min(latest);
        (earliest <= from && from <= latest).then_some((from, until))
    });
    let (Some((earliest, latest)), None) = (fits.next(), fits.next()) else {
        return claim;
    };
    let evidence = format!("{}; told without a year: {quote}", claim.evidence);
    Claim::inferred(Published { earliest, latest }, claim.confidence, evidence)
}

/// "On 14 September the council met": the month, the day and the words, from the token "on", in a text of before the end of
/// `latest`.
fn told(doc: &Doc<'_>, i: usize, latest: i16) -> Option<(i8, i8, String)> {
    if !doc.low_is(i, &["on"]) || !doc.together(i, i + 2) {
        return None;
    }
    let first = i + 1 + usize::from(doc.low_is(i + 1, &["the"]));
    let number = |k: usize| day(doc.text(k)).filter(|_| doc.is(k, flag::NUMBER));
    let (month, day, end) = match names_month(doc, first) {
        Some(month) => (month, number(first + 1)?, first + 2),
        None => {
            let month = first + 1 + usize::from(doc.low_is(first + 1, &["of"]));
            (names_month(doc, month)?, number(first)?, month + 1)
        }
    };
    let sentence = doc.sentence(i);
    // A year that is ahead of the text is not that of a day behind it.
    let dates = |k: usize| {
        doc.year(k)
            .is_some_and(|y| y < latest || k < end + ITS_YEAR)
    };
    let other = |k: usize| doc.low_is(k, OTHERWISE) || dates(k);
    let bare = !NAMES.contains(&(month, day)) && !sentence.clone().any(other);
    let mut after = end..(end + TOLD).min(sentence.end);
    (bare && after.any(|k| tells_past(doc, k)))
        .then(|| (month, day, format!("“{}”", doc.slice(i, end))))
}
