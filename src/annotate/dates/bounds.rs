//! Between which days was a text written that bears no date? Years it looks back on, years it looks ahead to, "this year".
//!
//! Invariant: a year that is merely spoken of is no answer: it takes a word that ties it to the present, or bounds on both sides.
//! Must not know: other briefings, today's date.

use jiff::civil::Date;

use super::{days, names_month};
use crate::annotate::doc::Doc;
use crate::annotate::tokens::flag;
use crate::briefing::{Claim, Published};

/// How many tokens before a year the words are looked for that put it in the future.
const NEAR: usize = 22;
/// How many tokens around a year the verb is looked for that puts it in the past.
const TOLD: usize = 8;
/// Years that an answer may span at most, both ends included.
const WIDEST: i16 = 3;

/// Words that put what follows in the future, unless the sentence is told in the past.
const AHEAD: &[&str] = &[
    "will",
    "shall",
    "planned",
    "scheduled",
    "upcoming",
    "forthcoming",
];
/// Words with which a year may lie ahead: it proves nothing of the past.
const MAYBE_AHEAD: &[&str] = &[
    "will",
    "shall",
    "would",
    "should",
    "could",
    "may",
    "might",
    "must",
    "can",
    "plan",
    "plans",
    "planned",
    "target",
    "targets",
    "goal",
    "goals",
    "budget",
    "expect",
    "expected",
    "expects",
    "intends",
    "future",
    "next",
    "aim",
    "aims",
    "hope",
    "propose",
    "proposed",
    "forecast",
    "projected",
    "by",
    "until",
    "through",
    "upcoming",
];
const PAST: &[&str] = &["was", "were", "had", "did", "became", "took", "began"];
const PERFECT: &[&str] = &["has", "have"];
/// Names that hold the year they aim at ("Vision 2030", "the 2030 Agenda"), and years that are not those of the calendar.
const AIMS: &[&str] = &[
    "agenda",
    "vision",
    "strategy",
    "plan",
    "goals",
    "horizon",
    "program",
    "roadmap",
    "initiative",
    "development",
    "target",
    "targets",
    "fiscal",
    "fy",
    "model",
];
/// Verbs after a year that is now ("2017 marks").
const IS: &[&str] = &["is", "marks"];

/// The day or years of publication by the years a text speaks of.
pub(super) fn infer(doc: &Doc<'_>) -> Option<Claim<Published>> {
    let mut bounds = Bounds::default();
    for i in 0..doc.len() {
        if let Some(year) = doc.year(i).filter(|_| stands_alone(doc, i)) {
            bounds.add(&Spoken { doc, i, year });
        }
    }
    Some(days::narrow(doc, bounds.conclude()?))
}

/// Whether the number is a year in running text: no part of a span ("2015-2019"), decade, name or address.
fn stands_alone(doc: &Doc<'_>, i: usize) -> bool {
    let before = i.checked_sub(1).filter(|_| doc.glued(i));
    let joined = |k: usize| doc.is(k, flag::LETTER) || doc.sign(k, b'/') || doc.is(k, flag::NUMBER);
    let spanned = |a: usize, b: usize| doc.sign(a, b'-') && doc.is(b, flag::NUMBER);
    // "1980's" is a decade as often as a year.
    let after = doc.glued(i + 1) && joined(i + 1) || doc.word(i + 1) == doc.lexicon.possessive();
    let whole = i > 1 && (spanned(i - 1, i - 2) || range(doc, i - 2));
    !(before.is_some_and(joined) || after || spanned(i + 1, i + 2) || whole || range(doc, i))
}

/// "2021 to 2022", from token `i`.
fn range(doc: &Doc<'_>, i: usize) -> bool {
    doc.year(i).is_some() && doc.low_is(i + 1, &["to"]) && doc.year(i + 2).is_some()
}

/// A year where it is spoken of.
struct Spoken<'d, 'a> {
    doc: &'d Doc<'a>,
    i: usize,
    year: i16,
}

impl Spoken<'_, '_> {
    fn quote(&self) -> String {
        let from = self
            .i
            .saturating_sub(5)
            .max(self.doc.sentence(self.i).start);
        let text = self.doc.slice(from, self.i + 1);
        let words: Vec<&str> = text.split_whitespace().collect();
        format!("“{}”", words.join(" "))
    }

    /// Whether the words right before the year are these, given from the last to the first.
    fn after(&self, words: &[&[&str]]) -> bool {
        (1..).zip(words).all(|(n, any)| {
            let k = self.i.checked_sub(n);
            k.is_some_and(|k| self.doc.together(k, self.i) && self.doc.low_is(k, any))
        })
    }

    fn any(&self, mut range: std::ops::Range<usize>, words: &[&str]) -> bool {
        range.any(|k| self.doc.low_is(k, words))
    }

    fn aims(&self) -> bool {
        let around = self.i.saturating_sub(2)..self.i + 2;
        let near = around.into_iter().filter(|&k| self.doc.together(k, self.i));
        near.into_iter().any(|k| self.doc.low_is(k, AIMS))
    }

    /// The words "this year" or the like right beside the year, with a sign between or none: 0 for this, 1 for last, -1 for next.
    fn beside_present(&self) -> Option<i16> {
        let step = |k: usize| {
            let sign = self.doc.sign(k, b',') || self.doc.sign(k, b'(') || self.doc.sign(k, b'-');
            sign && self.doc.together(k, self.i)
        };
        let before = self.i.checked_sub(1)?;
        let before = if step(before) {
            before.checked_sub(1)?
        } else {
            before
        };
        let after = self.i + 1 + usize::from(step(self.i + 1));
        let read = |first: usize| {
            if !(self.doc.together(first, self.i) && self.doc.low_is(first + 1, &["year"])) {
                return None;
            }
            match self.doc.low(first) {
                "this" | "current" => Some(0),
                "last" => Some(1),
                "next" => Some(-1),
                _ => None,
            }
        };
        let left = before
            .checked_sub(1)
            .filter(|&k| self.doc.together(k, self.i));
        left.and_then(read).or_else(|| read(after))
    }

    /// The year of publication that this one fixes.
    fn fixes(&self) -> Option<i16> {
        if let Some(difference) = self.beside_present() {
            return Some(self.year + difference);
        }
        let doc = self.doc;
        let named = self.after(&[&["year"], &["the"]]) || doc.tokens[self.i].is(flag::START);
        let now = named && doc.low_is(self.i + 1, IS);
        let so_far = self.after(&[&["in"], &["far"], &["so"]])
            || self.after(&[&["enter", "entered"]]) && self.any(self.doc.sentence(self.i), &["we"]);
        // "We will hold the exercise Grom-2013 this year."
        let hyphened = self.i > 1 && doc.sign(self.i - 1, b'-') && doc.capital(self.i - 2);
        let this_year = self.doc.sentence(self.i).any(|k| {
            doc.low_is(k, &["this"]) && doc.low_is(k + 1, &["year"]) && !doc.low_is(k + 1, &["'s"])
        });
        // Nobody says that something will start at the end of a year that is not this one.
        let late = (self.after(&[&["of"], &["end"], &["the"], &["at"]])
            || self.after(&[&["late", "later"]])
            || self.after(&[&["in"], &["late", "later"]]))
            && self.is_ahead();
        (now || so_far || hyphened && this_year || late).then_some(self.year)
    }

    /// Whether the words around put the year in the future.
    fn is_ahead(&self) -> bool {
        let sentence = self.doc.sentence(self.i);
        let compared = self.after(&[&["in"], &["than"]]);
        let titled = self.after(&[&["of"]]) && !self.part_named();
        if compared || titled || self.any(sentence.clone(), PAST) {
            return false;
        }
        let near = self.i.saturating_sub(NEAR).max(sentence.start)..self.i;
        let due = self.i.saturating_sub(4).max(sentence.start)..self.i;
        self.any(near, AHEAD) || self.any(due, &["by"])
    }

    /// "The end of 2013".
    fn part_named(&self) -> bool {
        self.after(&[&["of"], &["end", "half", "quarter", "beginning"]])
    }

    /// The last day on which the text can have been written that looks ahead to this year, and whether the year's part is named.
    fn latest(&self) -> Option<(Date, bool)> {
        let mut k = self.i.checked_sub(1)?;
        if self.doc.sign(k, b'-') || self.doc.sign(k, b',') {
            k = k.checked_sub(1)?;
        }
        let day = self.doc.is(k, flag::NUMBER);
        let month = names_month(self.doc, if day { k.checked_sub(1)? } else { k });
        let last = match self.doc.low(k) {
            "mid" => Some(6),
            "early" => Some(4),
            _ => month,
        };
        let named = last.is_some()
            || self.part_named()
            || self
                .doc
                .low_is(k, &["late", "spring", "summer", "autumn", "winter"]);
        // "Until the end of 2018" may be far off.
        let due = self
            .i
            .saturating_sub(4)
            .max(self.doc.sentence(self.i).start)..self.i;
        let named = named && !self.any(due, &["until", "through"]);
        let date = Date::new(self.year, last.unwrap_or(12), 1).ok()?;
        Some((date.last_of_month(), named))
    }

    /// Whether the sentence tells the year as past.
    fn is_past(&self) -> bool {
        let doc = self.doc;
        // "Agreed on cooperation up to 2020", "asked for the sums for the year 1913": what was done is past, the year may not be.
        let aimed_at = self.after(&[&["to"], &["up"]])
            || self.after(&[&["till"]])
            || self.after(&[&["year"], &["the"], &["for"]]);
        if aimed_at {
            return false;
        }
        let bracketed = self.i > 0 && doc.sign(self.i - 1, b'(') && doc.sign(self.i + 1, b')');
        let sentence = doc.sentence(self.i);
        let near =
            self.i.saturating_sub(TOLD).max(sentence.start)..(self.i + TOLD).min(sentence.end);
        let told = |k: usize| tells_past(doc, k) || doc.low_is(k, PERFECT);
        bracketed || !self.any(sentence, MAYBE_AHEAD) && near.into_iter().any(told)
    }
}

/// Whether token `k` is a verb that tells what has happened.
pub(super) fn tells_past(doc: &Doc<'_>, k: usize) -> bool {
    let participle = !doc.capital(k) && doc.low(k).ends_with("ed") && doc.low(k).len() > 4;
    participle || doc.low_is(k, PAST)
}

#[derive(Default)]
struct Bounds {
    fixed: Vec<(i16, String)>,
    /// The earliest of the days that it was written before, and whether a part of a year was named.
    latest: Option<(Date, bool, String)>,
    /// The latest of the years that it looks back on.
    earliest: Option<(i16, String)>,
}

impl Bounds {
    fn add(&mut self, spoken: &Spoken<'_, '_>) {
        if spoken.aims() {
            return;
        }
        if let Some(year) = spoken.fixes() {
            self.fixed.push((year, spoken.quote()));
        } else if spoken.is_ahead() {
            let known = self.latest.as_ref().map(|l| l.0);
            if let Some((date, named)) = spoken.latest()
                && known.is_none_or(|k| date < k)
            {
                self.latest = Some((date, named, spoken.quote()));
            }
        } else if spoken.is_past() && self.earliest.as_ref().is_none_or(|e| spoken.year > e.0) {
            self.earliest = Some((spoken.year, spoken.quote()));
        }
    }

    fn conclude(self) -> Option<Claim<Published>> {
        let looks_back = self.earliest.as_ref().map(|e| e.0);
        let looks_ahead = self.latest.as_ref().map(|l| l.0.year());
        if let Some((year, quote)) = self.fixed.first() {
            let agree = self.fixed.iter().all(|f| f.0 == *year);
            let within =
                looks_back.is_none_or(|y| y <= *year) && looks_ahead.is_none_or(|y| y >= *year);
            let evidence = format!("the text speaks of {year} as the present: {quote}");
            let claim = Claim::inferred(Published::in_year(*year)?, 75, evidence);
            return (agree && within).then_some(claim);
        }
        let (latest, part_named, ahead) = self.latest?;
        let (earliest, evidence) = match self.earliest {
            Some((year, back)) => (
                year,
                format!(
                    "{year} is past or present: {back}; {} is ahead: {ahead}",
                    latest.year()
                ),
            ),
            // A part of a year is named when it is near.
            None if part_named => (latest.year() - 1, format!("near ahead: {ahead}")),
            None => return None,
        };
        let span = latest.year() - earliest + 1;
        let published = Published {
            earliest: Date::new(earliest, 1, 1).ok()?,
            latest,
        };
        let sure = if span == 1 { 70 } else { 55 };
        (1..=WIDEST)
            .contains(&span)
            .then(|| Claim::inferred(published, sure, evidence))
    }
}
