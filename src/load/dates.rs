//! Which date does this piece of text give? Dates as metadata and date lines write them.
//!
//! Invariant: what is ambiguous (03/04/2014) yields the interval that it leaves open, or nothing; never a guess.
//! Must not know: documents.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use jiff::civil::Date;
use serde::Deserialize;

use crate::briefing::Published;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Words {
    months: Vec<Vec<String>>,
    fillers: HashSet<String>,
}

struct Lexicon {
    months: HashMap<String, i8>,
    fillers: HashSet<String>,
}

static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| {
    let words: Words = toml::from_str(include_str!("data/dates.toml"))
        .expect("data/dates.toml is compiled in, and the tests parse it");
    let months = (1..)
        .zip(words.months)
        .flat_map(|(n, names)| names.into_iter().map(move |name| (name, n)));
    Lexicon {
        months: months.collect(),
        fillers: words.fillers,
    }
});

/// The day, month or year that `text` gives, whatever else it says (a weekday, a time of day).
/// An interval is written `2014-03-01..2014-03-12`.
pub fn published(text: &str) -> Option<Published> {
    if let Some((from, to)) = text.split_once("..") {
        let (from, to) = (published(from)?, published(to)?);
        return (from.earliest <= to.latest).then_some(Published {
            earliest: from.earliest,
            latest: to.latest,
        });
    }
    let parts = parts(text);
    numeric(&parts).or_else(|| named(&parts))
}

/// The day with which a file name begins: `2014-03-12-coming-soon.md`.
pub fn of_file_name(name: &str) -> Option<Published> {
    let day = name.get(..10)?;
    let next = name[10..].chars().next();
    let digits = day.bytes().enumerate().all(|(i, b)| {
        if i == 4 || i == 7 {
            b == b'-'
        } else {
            b.is_ascii_digit()
        }
    });
    if !digits || next.is_some_and(|c| c.is_alphanumeric()) {
        return None;
    }
    numeric(&parts(day))
}

/// Whether `line` is only a date: a day or a month with at most a weekday, a time, a time zone and words like "published".
pub fn is_date_line(line: &str) -> bool {
    if line.len() > 80 || !line.contains(|c: char| c.is_ascii_digit()) {
        return false;
    }
    // Most lines are told by their first word.
    let first = line
        .split(|c: char| !c.is_alphabetic())
        .find(|w| !w.is_empty());
    if first.is_some_and(|w| !is_date_word(&w.to_lowercase())) {
        return false;
    }
    let parts = parts(line);
    let known = |p: &Part| match p {
        Part::Number(..) | Part::Month(_) | Part::Mark(_) => true,
        Part::Word(w) => is_date_word(w),
    };
    let months = parts.iter().filter(|p| matches!(p, Part::Month(_))).count();
    let first = parts.iter().position(|p| matches!(p, Part::Number(..)));
    let in_digits = |at: usize| parts[at..].len() >= 5 && numeric(&parts[at..]).is_some();
    // "Updated 5:40 p.m." gives no date, but is about nothing else.
    let stamp = |p: &Part| matches!(p, Part::Word(w) if matches!(w.as_str(), "published" | "posted" | "updated"));
    let dated = months == 1
        || months == 0 && (first.is_some_and(in_digits) || parts.first().is_some_and(stamp));
    dated && parts.iter().all(known)
}

fn is_date_word(word: &str) -> bool {
    LEXICON.months.contains_key(word)
        || LEXICON.fillers.contains(word)
        || matches!(word, "st" | "nd" | "rd" | "th" | "er")
}

#[derive(Debug, PartialEq)]
enum Part {
    /// A number and how many digits it has.
    Number(i16, usize),
    Month(i8),
    Word(String),
    Mark(char),
}

/// The first parts of `text`; spaces, commas and ordinal endings go.
fn parts(text: &str) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut rest = text.trim();
    while let Some(c) = rest.chars().next() {
        if parts.len() == 24 {
            break;
        }
        let kind = |c: char| (c.is_ascii_digit(), c.is_alphabetic());
        let end = match kind(c) {
            (false, false) => c.len_utf8(),
            this => rest.find(|c| kind(c) != this).unwrap_or(rest.len()),
        };
        let (piece, tail) = rest.split_at(end);
        rest = tail;
        let part = match kind(c) {
            // A number too long to be part of a date is a word.
            (true, _) => piece.parse().map_or_else(
                |_| Part::Word(piece.into()),
                |n| Part::Number(n, piece.len()),
            ),
            (_, true) => word(piece, parts.last()),
            _ if c.is_whitespace() || c == ',' => continue,
            _ => Part::Mark(c),
        };
        if part != Part::Word(String::new()) {
            parts.push(part);
        }
    }
    parts
}

/// A month, or a word in lower case; empty for the ending of an ordinal number.
fn word(piece: &str, before: Option<&Part>) -> Part {
    let lower = piece.to_lowercase();
    match before {
        Some(Part::Number(..)) if matches!(lower.as_str(), "st" | "nd" | "rd" | "th" | "er") => {
            Part::Word(String::new())
        }
        _ => LEXICON
            .months
            .get(&lower)
            .map_or(Part::Word(lower), |m| Part::Month(*m)),
    }
}

/// `2014-03-12`, `2014/03/12`, `12.03.2014`, `2014-03`, `2014`, each perhaps with a time behind it.
fn numeric(parts: &[Part]) -> Option<Published> {
    use Part::{Mark, Number};
    match parts {
        [
            Number(y, 4),
            Mark('-' | '/' | '.'),
            Number(m, 1..=2),
            Mark('-' | '/' | '.'),
            Number(d, 1..=2),
            ..,
        ] => day(*y, *m, *d),
        [Number(y, 4), Mark('-' | '/'), Number(m, 2)] => {
            Published::in_month(year(*y)?, i8::try_from(*m).ok()?)
        }
        [Number(y, 4)] => Published::in_year(year(*y)?),
        [
            Number(d, 1..=2),
            Mark('.'),
            Number(m, 1..=2),
            Mark('.'),
            Number(y, 4),
            ..,
        ] => day(*y, *m, *d),
        [
            Number(a, 1..=2),
            Mark('/'),
            Number(b, 1..=2),
            Mark('/'),
            Number(y, 4),
            ..,
        ] => match (a, b) {
            (1..=12, 1..=12) if a != b => Published::in_year(year(*y)?),
            (13.., _) => day(*y, *b, *a),
            _ => day(*y, *a, *b),
        },
        _ => None,
    }
}

/// `12 March 2014`, `March 12, 2014`, `March 2014`: the number beside the month is the day, the one of four digits the year.
fn named(parts: &[Part]) -> Option<Published> {
    let at = parts.iter().position(|p| matches!(p, Part::Month(_)))?;
    let Part::Month(month) = parts[at] else {
        return None;
    };
    let number = |p: Option<&Part>| match p {
        Some(Part::Number(n, 1..=2)) => Some(*n),
        _ => None,
    };
    let full = |p: &Part| match p {
        Part::Number(n, 4) => Some(*n),
        _ => None,
    };
    let before = parts[..at]
        .iter()
        .rev()
        .find(|p| !matches!(p, Part::Mark('.' | '-') | Part::Word(_)));
    let after = parts[at + 1..]
        .iter()
        .find(|p| !matches!(p, Part::Mark('.' | '-') | Part::Word(_)));
    let y = year(parts.iter().find_map(full)?)?;
    // "March 12 2014" has its day behind the month, and so has "Mar 12 10:30 2014".
    match number(before).or_else(|| number(after)) {
        Some(d) => day(y, month.into(), d),
        None => Published::in_month(y, month),
    }
}

fn day(y: i16, m: i16, d: i16) -> Option<Published> {
    let date = Date::new(year(y)?, i8::try_from(m).ok()?, i8::try_from(d).ok()?).ok()?;
    Some(Published::on(date))
}

fn year(y: i16) -> Option<i16> {
    (1000..3000).contains(&y).then_some(y)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_as_metadata_writes_them() {
        let cases = [
            ("2014-03-12", "2014-03-12"),
            ("2014-03-12T09:30:00-04:00", "2014-03-12"),
            ("2014-03-12 09:30:00 -4", "2014-03-12"),
            ("2014/3/2", "2014-03-02"),
            ("12.03.2014", "2014-03-12"),
            ("12 March 2014", "2014-03-12"),
            ("12th of March, 2014", "2014-03-12"),
            ("March 12, 2014", "2014-03-12"),
            ("12-Mar-2014", "2014-03-12"),
            ("Wed, 12 Mar 2014 10:00:00 GMT", "2014-03-12"),
            ("12 марта 2014", "2014-03-12"),
            ("March 2014", "2014-03"),
            ("23 septembre 2013", "2013-09-23"),
            ("lundi 1er août 2013", "2013-08-01"),
            ("23. September 2013", "2013-09-23"),
            ("23 de septiembre de 2013", "2013-09-23"),
            ("23 сентября 2013 г.", "2013-09-23"),
            ("2014-03", "2014-03"),
            ("2014", "2014"),
            ("25/03/2014", "2014-03-25"),
            ("03/25/2014", "2014-03-25"),
            ("03/04/2014", "2014"),
            ("2014-03-01..2014-03-12", "2014-03-01..2014-03-12"),
            ("2014-02-30", ""),
            ("soon", ""),
            ("31 February 2014", ""),
            ("12 March", ""),
            ("", ""),
        ];
        for (text, expected) in cases {
            let got = published(text).map_or(String::new(), |p| p.to_string());
            assert_eq!(got, expected, "{text}");
        }
    }

    #[test]
    fn a_date_line_says_nothing_but_a_date() {
        let yes = [
            "19 December 2022",
            "11:37, 23 August",
            "Published on Monday, 3 March 2014 at 10:15 GMT",
            "2014-03-12",
            "Updated: 12.03.2014 10:20",
            "UPDATED 05/03/2013 at 11:00 AM EDT",
            "Updated 5:40 p.m. ET",
            "Lundi 23 septembre 2013",
            "Publié le 1er août 2013",
            "Montag, den 23. September 2013",
            "23 de septiembre de 2013",
            "23 сентября 2013 г.",
            "23 сентября 2013 года, 14:30",
        ];
        let no = [
            "At 11:37 on 23 August the plane left",
            "May the 4 be with you",
            "2014",
            "1.2",
            "In March",
            "Session of 3 March 2014",
            "Chapter 3",
        ];
        for line in yes {
            assert!(is_date_line(line), "{line}");
        }
        for line in no {
            assert!(!is_date_line(line), "{line}");
        }
    }

    #[test]
    fn a_file_name_that_begins_with_a_day_dates_the_file() {
        let date = |name| of_file_name(name).map(|p| p.to_string());
        assert_eq!(
            date("2014-03-12-coming-soon.md").as_deref(),
            Some("2014-03-12")
        );
        assert_eq!(date("2014-03-12.txt").as_deref(), Some("2014-03-12"));
        assert_eq!(date("2014-13-12-x.md"), None);
        assert_eq!(date("2014-03-123.md"), None);
        assert_eq!(date("notes-2014-03-12.md"), None);
        assert_eq!(date("é"), None);
    }
}
