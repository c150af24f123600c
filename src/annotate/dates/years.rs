//! Which years does a text speak of, whenever it was written?
//!
//! Invariant: four digits are a year only where what stands around them says so; in doubt they are none. The date of the text
//! itself is not spoken of.
//! Must not know: other briefings, today's date.

use std::collections::BTreeSet;
use std::ops::RangeInclusive;

use super::bounds::unjoined;
use super::{ANNOUNCED, PLACE, day, full_date, marks_off, names_month, year};
use crate::annotate::doc::Doc;
use crate::annotate::lexicon::is;
use crate::annotate::tokens::flag;

/// Years before those of which [`Doc::year`] knows; a number of that size needs more to be one.
const OLD: RangeInclusive<i16> = 1500..=1899;
/// Words before a year.
const WHEN: &[&str] = &[
    "in",
    "since",
    "during",
    "throughout",
    "until",
    "till",
    "before",
    "after",
];
/// Those of them that are said of no time of day and no place in a row.
const WHEN_OLD: &[&str] = &["in", "since", "during", "throughout"];
/// Words before a year that stand before a sum as well.
const MAYBE: &[&str] = &["by", "from", "of", "for", "through", "beyond", "into"];
/// Parts of a year, right before it.
const PARTS: &[&str] = &[
    "early", "mid", "late", "end", "year", "spring", "summer", "autumn", "fall", "winter",
];
/// Parts of a year before "of".
const PARTS_OF: &[&str] = &[
    "beginning",
    "start",
    "middle",
    "end",
    "year",
    "spring",
    "summer",
    "autumn",
    "fall",
    "winter",
    "half",
    "quarter",
    "month",
    "months",
];
/// Joined to a year by a hyphen.
const HYPHENED: &[&str] = &["early", "mid", "late", "end", "pre", "post"];
/// What "of" counts or measures.
const MEASURES: &[&str] = &[
    "total",
    "number",
    "sum",
    "average",
    "maximum",
    "minimum",
    "population",
    "force",
    "crew",
    "crowd",
    "group",
    "garrison",
    "capacity",
    "strength",
    "height",
    "altitude",
    "depth",
    "length",
    "distance",
    "speed",
    "weight",
    "price",
    "value",
    "hundreds",
    "thousands",
];
/// What is counted or measured by the number before.
const UNITS: &[&str] = &[
    "percent",
    "per",
    "people",
    "persons",
    "men",
    "women",
    "children",
    "boys",
    "girls",
    "troops",
    "soldiers",
    "personnel",
    "staff",
    "police",
    "officers",
    "workers",
    "prisoners",
    "refugees",
    "civilians",
    "families",
    "households",
    "villages",
    "cases",
    "votes",
    "items",
    "copies",
    "times",
    "years",
    "months",
    "weeks",
    "days",
    "hours",
    "hrs",
    "minutes",
    "seconds",
    "gmt",
    "utc",
    "km",
    "kilometers",
    "kilometres",
    "m",
    "meters",
    "metres",
    "miles",
    "feet",
    "ft",
    "hectares",
    "acres",
    "kg",
    "kilograms",
    "tons",
    "tonnes",
    "barrels",
    "liters",
    "litres",
    "mw",
    "kw",
    "megawatts",
    "degrees",
    "hundred",
    "thousand",
    "million",
    "billion",
    "dollars",
    "euros",
    "pounds",
    "rubles",
    "roubles",
    "yen",
    "yuan",
    "francs",
    "usd",
    "eur",
    "rub",
    "gbp",
];
/// Numbered things: two years after one of them are places in it.
const NUMBERED: &[&str] = &[
    "page",
    "pages",
    "pp",
    "line",
    "lines",
    "no",
    "nos",
    "number",
    "numbers",
    "article",
    "articles",
    "resolution",
    "resolutions",
    "room",
    "rooms",
    "tel",
    "phone",
    "fax",
];
/// Words before a year that is that of the noun after it: "the 2013 session".
const DETERMINERS: &[&str] = &[
    "the", "a", "an", "this", "that", "its", "their", "his", "her", "our", "my",
];
/// What is named by its year even though it is plural: "the 2013 elections".
const HAPPENINGS: &[&str] = &[
    "elections",
    "talks",
    "negotiations",
    "consultations",
    "protests",
    "demonstrations",
    "riots",
    "attacks",
    "bombings",
    "events",
    "games",
    "olympics",
    "hostilities",
    "reforms",
    "sanctions",
    "accords",
];
/// Words after a year with which a sentence opens.
const HAPPENED: &[&str] = &["is", "was", "will", "marks", "marked", "saw", "brought"];
/// Words between a year and the next one that is listed with it.
const LINKS: &[&str] = &["and", "or", "to", "through", "till", "until"];
/// Words that tie a date to what the text tells, so that it does not date the text.
const TIES: &[&str] = &[
    "on", "of", "in", "since", "by", "until", "till", "from", "before", "after", "during", "to",
    "for", "through",
];

/// The years, ascending, each once.
pub(crate) fn spoken(doc: &Doc<'_>) -> Vec<i16> {
    let mut years = BTreeSet::new();
    // The end of what was read last, and whether it was a year that others may be listed with.
    let mut read: (usize, bool) = (0, false);
    for i in 0..doc.len() {
        if i < read.0 || !doc.is(i, flag::NUMBER) {
            continue;
        }
        let number = Number { doc, i };
        if let Some((year, end)) = number.in_digits() {
            if !dates_text(doc, i, end) {
                years.insert(year);
            }
            read = (end, false);
        } else if let Some((from, to, end)) = number.span() {
            years.extend([from, to]);
            read = (end, true);
        } else if let Some(year) = number.year() {
            let listed = read.1 && number.is_listed_after(read.0);
            let told = number.is_told() || listed && !number.counts();
            if told {
                years.insert(year);
                read = (i + 1, true);
            }
        }
    }
    years.into_iter().collect()
}

/// A number where it stands.
struct Number<'d, 'a> {
    doc: &'d Doc<'a>,
    i: usize,
}

impl Number<'_, '_> {
    /// Its value, if that may be a year and nothing is joined to it.
    fn year(&self) -> Option<i16> {
        let decade = self.doc.word(self.i + 1) == self.doc.lexicon.possessive();
        let year = year_at(self.doc, self.i)?;
        let parts = self.doc.sign(self.i + 1, b'-')
            && self.doc.glued(self.i + 1)
            && self.doc.glued(self.i + 2)
            && self.doc.is(self.i + 2, flag::NUMBER);
        // "Resolution 1973 (2011)" has its year in brackets.
        let numbered = self.doc.sign(self.i + 1, b'(')
            && self.doc.year(self.i + 2).is_some()
            && self.doc.sign(self.i + 3, b')');
        let alone = unjoined(self.doc, self.i) && !(decade && year % 10 == 0);
        (alone && !numbered && (!parts || self.short_end().is_some())).then_some(year)
    }

    /// A full date in digits, its year and end: `2014-03-12`, `12/03/2014`, `12.03.2014`.
    fn in_digits(&self) -> Option<(i16, usize)> {
        let (doc, i) = (self.doc, self.i);
        if doc.text(i).len() >= 8 {
            return full_date(doc.text(i)).map(|date| (date.year(), i + 1));
        }
        let sign = [b'-', b'/']
            .into_iter()
            .find(|s| doc.sign(i + 1, *s) && doc.sign(i + 3, *s))?;
        let end = i + 5;
        let whole = (i + 1..end).all(|k| doc.glued(k)) && !doc.glued(i);
        let goes_on = doc.glued(end) && (doc.sign(end, sign) || doc.is(end, flag::LETTER));
        let small = |k: usize| day(doc.text(k)).filter(|n| (1..=31).contains(n));
        let (year, one, other) = match year(doc.text(i)) {
            Some(year) => (year, small(i + 2)?, small(i + 4)?),
            None => (year(doc.text(i + 4))?, small(i)?, small(i + 2)?),
        };
        (whole && !goes_on && one.min(other) <= 12).then_some((year, end))
    }

    /// Two years with a dash between, and the end: "2013–2015".
    fn span(&self) -> Option<(i16, i16, usize)> {
        let (doc, i) = (self.doc, self.i);
        if !doc.sign(i + 1, b'-') || !doc.together(i, i + 2) {
            return None;
        }
        let from = year_at(doc, i)?;
        let (to, written_out) = match year_at(doc, i + 2) {
            Some(to) => (to, true),
            None => (self.short_end()?, false),
        };
        let last = Number { doc, i: i + 2 };
        let signed = doc.glued(i) && is_sign(doc, i - 1) && !doc.sign(i - 1, b'(');
        let goes_on = doc.sign(i + 3, b'-') && doc.glued(i + 3) && doc.glued(i + 4);
        let whole = !signed && !goes_on && unjoined(doc, i) && unjoined(doc, i + 2);
        let numbered = doc.before(i).is_some_and(|k| doc.low_is(k, NUMBERED));
        let plain = written_out && !numbered && !last.counts() && (!self.is_old() || self.is_era());
        (whole && from < to && (plain || self.is_told())).then_some((from, to, i + 3))
    }

    /// Whether a span of years long past is told as one: "the war of 1853-1856".
    fn is_era(&self) -> bool {
        let (doc, i) = (self.doc, self.i);
        let ends = !doc.is(i + 3, flag::LETTER) || doc.has(i + 3, is::FUNCTION);
        let told = |k: usize| doc.low_is(k, WHEN_OLD) || doc.low_is(k, &["of", "from"]);
        ends && doc.before(i).is_some_and(told)
    }

    /// The year that two digits after a hyphen end: "2013-15". Up to 12 they may be a month.
    fn short_end(&self) -> Option<i16> {
        let (from, digits) = (year_at(self.doc, self.i)?, self.doc.text(self.i + 2));
        let end: i16 = digits.parse().ok().filter(|n| *n > 12)?;
        (digits.len() == 2 && end > from % 100).then_some(from - from % 100 + end)
    }

    /// Whether what stands around it says that it is a year of which the text speaks.
    fn is_told(&self) -> bool {
        if let Some(first) = self.date_start() {
            let counted = first + 1 == self.i && self.counts();
            return !counted && !dates_text(self.doc, first, self.i + 1);
        }
        !self.counts() && (self.follows_when() || self.is_framed())
    }

    /// The first token of a date with the month's name that ends with it.
    fn date_start(&self) -> Option<usize> {
        let doc = self.doc;
        let mut k = doc.before(self.i)?;
        if doc.sign(k, b',') || doc.low_is(k, &["of"]) {
            k = doc.before(k)?;
        }
        let is_day = |k: usize| doc.is(k, flag::NUMBER) && day(doc.text(k)).is_some();
        // "Mar" and "MAY" are months beside a day; a dot or a whole name will do without one.
        let is_month = |k: usize| doc.capital(k) && doc.lexicon.month(doc.word(k)).is_some();
        if is_month(k) {
            let of = doc.before(k).filter(|k| doc.low_is(*k, &["of"]));
            let day = doc.before(of.unwrap_or(k)).filter(|k| is_day(*k));
            let named = names_month(doc, k).is_some() || doc.is(k, flag::SHORTENED);
            return day.or(named.then_some(k));
        }
        if !is_day(k) {
            return None;
        }
        let mut month = doc.before(k)?;
        // "March 12-15, 2014".
        if doc.sign(month, b'-') {
            month = doc.before(month).filter(|k| is_day(*k))?;
            month = doc.before(month)?;
        }
        is_month(month).then_some(month)
    }

    /// Whether a word before it says when: "in 2013", "by the end of 2013", "mid-2013".
    fn follows_when(&self) -> bool {
        let (doc, i) = (self.doc, self.i);
        let Some(k) = doc.before(i) else {
            return doc.low_is(i + 1, HAPPENED);
        };
        let before = |any: &[&str]| doc.before(k).is_some_and(|b| doc.low_is(b, any));
        let bare = !self.is_round() && !self.is_before_plural();
        if self.is_old() {
            let ends = !doc.is(i + 1, flag::LETTER) || doc.has(i + 1, is::FUNCTION);
            return doc.low_is(k, WHEN_OLD) && bare && ends;
        }
        let when = doc.low_is(k, WHEN) || doc.low_is(k, &["to"]) && before(&["prior"]);
        let up_to = doc.low_is(k, &["to"]) && before(&["up", "through"]);
        let part = doc.low_is(k, PARTS) || doc.low_is(k, &["of"]) && before(PARTS_OF);
        let joined = doc.sign(k, b'-') && doc.glued(i) && before(HYPHENED);
        let later = doc.low_is(k, &["than"]) && before(&["earlier", "later", "sooner"]);
        let measured = doc.low_is(k, &["of"]) && before(MEASURES);
        let between =
            doc.low_is(k, &["between"]) && doc.low_is(i + 1, &["and"]) && doc.year(i + 2).is_some();
        let sum = self.is_round() && self.is_before_plural();
        (when || part || joined) && !sum
            || bare && (later || up_to || doc.low_is(k, MAYBE) && !measured)
            || between
    }

    /// Whether it names what stands after it, or stands in brackets: "the 2013 session", "2013's session", "(2013)".
    fn is_framed(&self) -> bool {
        let (doc, i) = (self.doc, self.i);
        if self.is_old() {
            return false;
        }
        if doc.word(i + 1) == doc.lexicon.possessive() {
            return true;
        }
        let Some(k) = doc.before(i) else {
            return false;
        };
        let bracketed = doc.sign(k, b'(') && doc.sign(i + 1, b')') && !self.is_round();
        let owned = doc.word(k) == doc.lexicon.possessive() || doc.low_is(k, DETERMINERS);
        let named = |k: usize| {
            let word = doc.is(k, flag::LETTER) && !doc.has(k, is::FUNCTION);
            word && doc.together(i, k)
        };
        // "The 2013 budget", "the 2013 general elections", but not "the 2013 men" or "the 1950 old houses".
        let counted = |k: usize| named(k) && is_plural(doc, k) && !doc.low_is(k, HAPPENINGS);
        let names = named(i + 1) && !counted(i + 1) && !counted(i + 2);
        bracketed || owned && names
    }

    /// Whether it is listed with the year that ends at `end`: "in 2012, 2013 and 2014", "from 2010 to 2013".
    fn is_listed_after(&self, end: usize) -> bool {
        let (doc, i) = (self.doc, self.i);
        let sign = |k: usize| doc.sign(k, b',') || doc.sign(k, b'-') || doc.sign(k, b'&');
        let link = |k: usize| doc.low_is(k, LINKS) || sign(k);
        let linked = end < i && i - end <= 2 && (end..i).all(link) && doc.together(end - 1, i);
        // "In 2013, 1950 more came": after a comma alone it must go on as a list.
        let goes_on = is_sign(doc, i + 1) || doc.low_is(i + 1, LINKS) || !doc.together(i, i + 1);
        linked && !self.is_before_plural() && (doc.low_is(i - 1, LINKS) || goes_on)
    }

    /// Whether it counts or measures what stands after it, or is an amount of money.
    fn counts(&self) -> bool {
        let (doc, i) = (self.doc, self.i);
        let currency = |k: usize| doc.sign(k, b'$') || ["€", "£", "¥", "₽"].contains(&doc.text(k));
        let unit = |k: usize| {
            let word = doc.low_is(k, UNITS) || doc.sign(k, b'%') || currency(k);
            doc.together(i, k) && word
        };
        let money = i > 0 && currency(i - 1);
        let linked = doc.sign(i + 1, b'-') || doc.low_is(i + 1, LINKS);
        // "From 1950 to 2000 people" counts at its end.
        let at_end = linked && doc.is(i + 2, flag::NUMBER) && unit(i + 3);
        money || unit(i + 1) || at_end
    }

    fn is_old(&self) -> bool {
        self.doc.year(self.i).is_none()
    }

    /// Round numbers are sums as often as years.
    fn is_round(&self) -> bool {
        self.doc.text(self.i).ends_with("00")
    }

    fn is_before_plural(&self) -> bool {
        let (doc, k) = (self.doc, self.i + 1);
        doc.together(self.i, k) && is_plural(doc, k)
    }
}

/// A number that may be a year.
fn year_at(doc: &Doc<'_>, i: usize) -> Option<i16> {
    let old = || {
        let year = doc.text(i).parse().ok();
        year.filter(|y| doc.is(i, flag::NUMBER) && OLD.contains(y))
    };
    doc.year(i).or_else(old)
}

fn is_sign(doc: &Doc<'_>, k: usize) -> bool {
    doc.tokens.get(k).is_some_and(|t| t.sign != 0)
}

/// Whether a word looks like a noun in the plural.
fn is_plural(doc: &Doc<'_>, k: usize) -> bool {
    let low = doc.low(k);
    let ending = low.ends_with('s') && !["ss", "us", "is"].iter().any(|e| low.ends_with(e));
    let noun = doc.is(k, flag::LETTER) && !doc.has(k, is::FUNCTION);
    noun && (ending || doc.low_is(k, UNITS))
}

/// Whether the date from token `first` up to `end` is that of the text: in a line "Published …", at the head or foot, in a dateline.
fn dates_text(doc: &Doc<'_>, first: usize, end: usize) -> bool {
    let number = doc.tokens[first].part as usize;
    let part = doc.part(first);
    let before = &doc.body[part.span.start as usize..doc.tokens[first].start as usize];
    let after = &doc.body[doc.tokens[end - 1].end as usize..part.span.end as usize];
    let said = doc.tokens[doc.sentence(first).start]
        .start
        .max(part.span.start);
    let low = doc.body[said as usize..doc.tokens[first].start as usize].to_ascii_lowercase();
    let said = low.trim_end_matches([' ', ':']);
    let said = [" on", " in"]
        .iter()
        .find_map(|w| said.strip_suffix(w))
        .unwrap_or(said);
    if ANNOUNCED.contains(&said) {
        return true;
    }
    let prior = doc.before(first).filter(|k| doc.low_is(*k, &["the"]));
    let prior = doc.before(prior.unwrap_or(first));
    if prior.is_some_and(|k| doc.low_is(k, TIES)) {
        return false;
    }
    let head = number < 3 && doc.parts[..number].iter().all(|p| p.heading);
    let foot = number + 2 >= doc.parts.len() && part.heading;
    foot || head && (part.heading || before.len() <= PLACE && marks_off(after))
}
