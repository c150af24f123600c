//! Which days does `date:` name? Days, months, years and words relative to today, and ranges of them.
//!
//! Invariant: a query stays symbolic (`last-month` is printed as such); only [`Dates::days`] asks what today is.
//! Must not know: the clock, what is done with the days.

use std::fmt;

use jiff::ToSpan;
use jiff::civil::Date;

/// The last year that a calendar date can have here.
pub(super) const LAST_YEAR: i16 = 9999;

/// A range of days, both ends included; equal ends are one day, month, year or span of them. Never open at both ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dates {
    /// No earlier than its first day.
    pub from: Option<When>,
    /// No later than its last day.
    pub to: Option<When>,
}

/// A day or a span of days by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// `2013`
    Year(i16),
    /// `2013-09`: year, and month from 1 to 12.
    Month(i16, i8),
    /// `2013-09-23`
    Day(Date),
    /// `last-month`
    Relative(Relative),
}

/// A day or a span of days, seen from today.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Relative {
    /// `today`
    Today,
    /// `yesterday`
    Yesterday,
    /// `this-week`: the calendar week (from Monday), month or year that holds today.
    This(Unit),
    /// `last-week`: the one before that.
    Last(Unit),
    /// `last-7-days`: so many units up to today, today included.
    Past(u16, Unit),
}

/// A span of the calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// One day; only in `last-7-days`.
    Day,
    /// From Monday to Sunday.
    Week,
    /// A month.
    Month,
    /// A year.
    Year,
}

const UNITS: [(Unit, &str); 4] = [
    (Unit::Day, "day"),
    (Unit::Week, "week"),
    (Unit::Month, "month"),
    (Unit::Year, "year"),
];

/// The relative dates that are offered while typing, with the day counts that people use.
pub(crate) const OFFERED: [&str; 12] = [
    "today",
    "yesterday",
    "this-week",
    "last-week",
    "last-7-days",
    "this-month",
    "last-month",
    "last-30-days",
    "last-3-months",
    "this-year",
    "last-year",
    "last-12-months",
];

impl Dates {
    /// The first and the last day; an open end is the first or last day of the calendar.
    pub fn days(self, today: Date) -> (Date, Date) {
        let first = self.from.map_or(Date::MIN, |w| w.days(today).0);
        let last = self.to.map_or(Date::MAX, |w| w.days(today).1);
        (first, last)
    }
}

impl When {
    /// Reads `2013`, `2013-09`, `2013-09-23`, `last-month`.
    pub(super) fn parse(text: &str) -> Option<When> {
        if let Some(relative) = Relative::parse(text) {
            return Some(When::Relative(relative));
        }
        let digits = |t: &str, n: usize| t.len() == n && t.bytes().all(|b| b.is_ascii_digit());
        let mut parts = text.splitn(3, '-');
        let year = parts.next().filter(|t| digits(t, 4))?.parse().ok()?;
        let Some(month) = parts.next() else {
            return Some(When::Year(year));
        };
        let month = Some(month).filter(|t| digits(t, 2))?.parse().ok()?;
        let first = Date::new(year, month, 1).ok()?;
        let Some(day) = parts.next() else {
            return Some(When::Month(first.year(), first.month()));
        };
        let day = Some(day).filter(|t| digits(t, 2))?.parse().ok()?;
        Some(When::Day(Date::new(year, month, day).ok()?))
    }

    /// Its first and last day.
    fn days(self, today: Date) -> (Date, Date) {
        match self {
            When::Day(day) => (day, day),
            When::Month(year, month) => {
                let first = Date::new(year, month, 1).unwrap_or(Date::MIN);
                (first, first.last_of_month())
            }
            When::Year(year) => {
                let first = Date::new(year, 1, 1).unwrap_or(Date::MIN);
                (first, first.last_of_year())
            }
            When::Relative(relative) => relative.days(today),
        }
    }
}

impl Relative {
    fn parse(text: &str) -> Option<Relative> {
        match text {
            "today" => return Some(Relative::Today),
            "yesterday" => return Some(Relative::Yesterday),
            _ => {}
        }
        let unit = |name: &str| UNITS.iter().find(|u| u.1 == name).map(|u| u.0);
        if let Some(name) = text.strip_prefix("this-") {
            return unit(name).filter(|u| *u != Unit::Day).map(Relative::This);
        }
        let rest = text.strip_prefix("last-")?;
        let Some((count, name)) = rest.split_once('-') else {
            return unit(rest).filter(|u| *u != Unit::Day).map(Relative::Last);
        };
        let count = count.parse().ok().filter(|n| (1..=9999).contains(n))?;
        let unit = unit(name.strip_suffix('s').unwrap_or(name))?;
        Some(Relative::Past(count, unit))
    }

    /// Its first and last day; beyond the calendar's ends, those.
    fn days(self, today: Date) -> (Date, Date) {
        let before = |n: u16, unit: Unit| {
            let n = i64::from(n);
            let span = match unit {
                Unit::Day => n.days(),
                Unit::Week => n.weeks(),
                Unit::Month => n.months(),
                Unit::Year => n.years(),
            };
            today.saturating_sub(span)
        };
        match self {
            Relative::Today => (today, today),
            Relative::Yesterday => (before(1, Unit::Day), before(1, Unit::Day)),
            Relative::This(unit) => unit.around(today),
            Relative::Last(unit) => {
                let (first, _) = unit.around(today);
                unit.around(first.saturating_sub(1.day()))
            }
            Relative::Past(n, unit) => (before(n, unit).saturating_add(1.day()), today),
        }
    }
}

impl Unit {
    /// The first and last day of the one that holds `day`.
    fn around(self, day: Date) -> (Date, Date) {
        match self {
            Unit::Day => (day, day),
            Unit::Week => {
                let since = day.weekday().to_monday_zero_offset();
                let monday = day.saturating_sub(i64::from(since).days());
                (monday, monday.saturating_add(6.days()))
            }
            Unit::Month => (day.first_of_month(), day.last_of_month()),
            Unit::Year => (day.first_of_year(), day.last_of_year()),
        }
    }

    fn name(self) -> &'static str {
        UNITS.iter().find(|u| u.0 == self).map_or("", |u| u.1)
    }
}

impl fmt::Display for Dates {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let (Some(from), true) = (self.from, self.from == self.to) {
            return write!(f, "{from}");
        }
        if let Some(from) = self.from {
            write!(f, "{from}")?;
        }
        f.write_str("..")?;
        self.to.map_or(Ok(()), |to| write!(f, "{to}"))
    }
}

impl fmt::Display for When {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            When::Year(year) => write!(f, "{year:04}"),
            When::Month(year, month) => write!(f, "{year:04}-{month:02}"),
            When::Day(day) => write!(f, "{day}"),
            When::Relative(relative) => write!(f, "{relative}"),
        }
    }
}

impl fmt::Display for Relative {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Relative::Today => f.write_str("today"),
            Relative::Yesterday => f.write_str("yesterday"),
            Relative::This(unit) => write!(f, "this-{}", unit.name()),
            Relative::Last(unit) => write!(f, "last-{}", unit.name()),
            Relative::Past(n, unit) => write!(f, "last-{n}-{}s", unit.name()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn relative_dates_are_calendar_spans_seen_from_today() {
        let today = Date::constant(2013, 9, 25); // a Wednesday
        for (text, expected) in [
            ("today", "2013-09-25 2013-09-25"),
            ("yesterday", "2013-09-24 2013-09-24"),
            ("this-week", "2013-09-23 2013-09-29"),
            ("last-week", "2013-09-16 2013-09-22"),
            ("this-month", "2013-09-01 2013-09-30"),
            ("last-month", "2013-08-01 2013-08-31"),
            ("this-year", "2013-01-01 2013-12-31"),
            ("last-year", "2012-01-01 2012-12-31"),
            ("last-7-days", "2013-09-19 2013-09-25"),
            ("last-1-week", "2013-09-19 2013-09-25"),
            ("last-2-months", "2013-07-26 2013-09-25"),
            ("last-1-years", "2012-09-26 2013-09-25"),
            ("2012-02", "2012-02-01 2012-02-29"),
            ("2012", "2012-01-01 2012-12-31"),
        ] {
            let (first, last) = When::parse(text).expect(text).days(today);
            assert_eq!(format!("{first} {last}"), expected, "{text}");
        }
    }

    #[test]
    fn what_is_no_date_is_refused() {
        for text in [
            "",
            "13",
            "2013-9",
            "2013-13",
            "2013-02-30",
            "last-day",
            "this-day",
            "last-0-days",
            "last--days",
            "tomorrow",
            "2013-09-23-1",
            "٢٠١٣",
            "last-99999-days",
            "last-decade",
        ] {
            assert_eq!(When::parse(text), None, "{text}");
        }
    }

    #[test]
    fn every_offered_date_is_one() {
        for text in OFFERED {
            let when = When::parse(text).expect(text);
            assert_eq!(when.to_string(), text);
        }
    }
}
