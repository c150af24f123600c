//! What stands under the title of an article? When, by whom, where, about what, how long.
//!
//! Must not know: colours, signs.

use crate::briefing::{Claim, Published};
use crate::corpus::{Page, Row};
use crate::typeset;

/// Words that are read in a minute: silent reading of English non-fiction, Brysbaert (2019), "How many words do we read per
/// minute?".
const A_MINUTE: u32 = 238;

/// Cells between two facts of a line: a sign with a space on either side.
const BETWEEN: usize = 3;

/// Cells of the sign before what is inferred.
const SIGN: usize = 2;

/// Cells of a day, year first.
const DAY: usize = 10;

/// The language of most briefings; a head says nothing of it.
const EXPECTED: &str = "en";

/// Lines that the reason of an inferred date takes at most.
const WHY: usize = 3;

/// A fact of the head.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    /// As it is shown.
    pub text: String,
    /// Whether it is inferred, and shown so.
    pub inferred: bool,
}

/// The lines of the head for a column of `width` cells, each with its facts.
pub fn head(page: &Page, width: u16) -> Vec<Vec<Fact>> {
    let (briefing, facts) = (&page.briefing, &page.facts);
    let width = usize::from(width);
    let when = match &facts.published {
        Some(claim) => fact(date(claim.value), !claim.is_stated()),
        None => fact("undated".to_owned(), false),
    };
    let source = &facts.source;
    let mut issued = vec![when, fact(source.value.clone(), !source.is_stated())];
    let stated = [&briefing.stated.place, &briefing.stated.author];
    for claim in stated.into_iter().flatten() {
        issued.push(fact(claim.value.clone(), false));
    }
    // Only what one would not expect.
    let foreign = |l: &&Claim<String>| l.value != EXPECTED;
    if let Some(claim) = facts.lang.as_ref().filter(foreign) {
        let name = facts.language_name().unwrap_or(&claim.value);
        issued.push(fact(name.to_owned(), !claim.is_stated()));
    }
    if facts.words > 0 {
        issued.push(fact(length(facts.words), false));
    }
    let mut lines = filled(issued, width);
    if let Some(claim) = facts.published.as_ref().filter(|c| !c.is_stated()) {
        let why = typeset::plain(&format!("dated: {}", claim.evidence), width as u16);
        lines.extend(
            why.into_iter()
                .take(WHY)
                .map(|line| vec![fact(line, false)]),
        );
    }
    let about = [facts.country_names(), facts.topic_names()].concat();
    lines.extend(one_line(about, width));
    lines
}

fn fact(text: String, inferred: bool) -> Fact {
    Fact { text, inferred }
}

/// As many names as fit in one line, and how many there are beside them: the whole list would push the text down.
fn one_line(names: Vec<String>, width: usize) -> Option<Vec<Fact>> {
    let rest = |n: usize| format!("+{n}");
    let (mut line, mut used) = (Vec::new(), 0);
    let count = names.len();
    for (at, name) in names.into_iter().enumerate() {
        let left = count - at - 1;
        let more = if left > 0 {
            BETWEEN + rest(left).len()
        } else {
            0
        };
        let own = typeset::width(&name) + if at > 0 { BETWEEN } else { 0 };
        if at > 0 && used + own + more > width {
            line.push(fact(rest(left + 1), false));
            break;
        }
        used += own;
        line.push(fact(name, false));
    }
    (!line.is_empty()).then_some(line)
}

/// Facts in lines, as many in each as fit.
fn filled(facts: Vec<Fact>, width: usize) -> Vec<Vec<Fact>> {
    let mut lines: Vec<Vec<Fact>> = Vec::new();
    let mut used = 0;
    for fact in facts {
        let own = typeset::width(&fact.text) + if fact.inferred { SIGN } else { 0 };
        match lines.last_mut() {
            Some(line) if used + BETWEEN + own <= width => {
                used += BETWEEN + own;
                line.push(fact);
            }
            _ => {
                used = own;
                lines.push(vec![fact]);
            }
        }
    }
    lines
}

/// `1,240 words, 5 min`
fn length(words: u32) -> String {
    let minutes = words.div_ceil(A_MINUTE);
    let n = match words {
        0..1000 => words.to_string(),
        1000..1_000_000 => format!("{},{:03}", words / 1000, words % 1000),
        _ => format!("{} million", words / 1_000_000),
    };
    let noun = if words == 1 { "word" } else { "words" };
    match minutes {
        0..60 => format!("{n} {noun}, {minutes} min"),
        _ => format!("{n} {noun}, {} h {:02} min", minutes / 60, minutes % 60),
    }
}

/// When a briefing of a list was published, as far as that is known.
pub fn when(row: &Row<'_>) -> Fact {
    match row.published {
        Some(published) => fact(date(published), !row.stated),
        None => fact("undated".to_owned(), false),
    }
}

/// `23 Sep 2013`, `Sep 2013`, `2013`, or the interval: never more than is known.
pub fn date(published: Published) -> String {
    let Published { earliest, latest } = published;
    let first_of_year = (earliest.month(), earliest.day()) == (1, 1);
    let last_of_year = (latest.month(), latest.day()) == (12, 31);
    let first_of_month = earliest.day() == 1;
    let last_of_month = latest.day() == latest.days_in_month();
    let in_year = earliest.year() == latest.year();
    let in_month = in_year && earliest.month() == latest.month();
    let from_to = |first: &str, last: &str| {
        let (first, last) = (earliest.strftime(first), latest.strftime(last));
        format!("{first} to {last}")
    };
    if earliest == latest {
        earliest.strftime("%-d %b %Y").to_string()
    } else if first_of_year && last_of_year {
        match in_year {
            true => earliest.strftime("%Y").to_string(),
            false => from_to("%Y", "%Y"),
        }
    } else if first_of_month && last_of_month {
        match (in_month, in_year) {
            (true, _) => earliest.strftime("%b %Y").to_string(),
            (_, true) => from_to("%b", "%b %Y"),
            _ => from_to("%b %Y", "%b %Y"),
        }
    } else {
        match (in_month, in_year) {
            (true, _) => from_to("%-d", "%-d %b %Y"),
            (_, true) => from_to("%-d %b", "%-d %b %Y"),
            _ => from_to("%-d %b %Y", "%-d %b %Y"),
        }
    }
}

/// From one day, month or year to another, each as exact as it is known: `Sep 2013 to 4 Oct 2013`.
pub fn dates((first, last): (Published, Published)) -> String {
    let covers = |a: Published, b: Published| a.earliest <= b.earliest && b.latest <= a.latest;
    if covers(first, last) {
        return date(first);
    }
    if covers(last, first) {
        return date(last);
    }
    // Of an interval only its outer end: "to" is said once.
    let end = |whole: Published, end| match date(whole) {
        told if told.contains(" to ") => date(Published::on(end)),
        told => told,
    };
    let (from, to) = (end(first, first.earliest), end(last, last.latest));
    format!("{from} to {to}")
}

/// The same in at most `cells` cells, of which there are seven at least, so that dates stand in a column: `2013-09-23`,
/// `2013-09`, `2013`, `2012/13`. What is not known is left out, and so is what has no room.
pub fn short_date(published: Published, cells: usize) -> String {
    let Published { earliest, latest } = published;
    match latest.year() - earliest.year() {
        0 if earliest == latest && cells >= DAY => earliest.to_string(),
        0 if earliest.month() == latest.month() => earliest.strftime("%Y-%m").to_string(),
        0 => earliest.strftime("%Y").to_string(),
        1 => format!("{}/{:02}", earliest.year(), latest.year() % 100),
        _ => format!("{} …", earliest.year()),
    }
}

/// The dates of the oldest and the newest of some briefings, of those that have one: each as far as it is known.
pub fn between<'c>(rows: impl IntoIterator<Item = Row<'c>>) -> Option<(Published, Published)> {
    let dates = rows.into_iter().filter_map(|row| row.published);
    // Of two that may be of the same day, the one that says more.
    let oldest = |p: &Published| (p.earliest, p.latest);
    let newest = |p: &Published| (p.latest, p.earliest);
    dates.fold(None, |span, p| {
        let (first, last) = span.unwrap_or((p, p));
        Some((
            std::cmp::min_by_key(first, p, oldest),
            std::cmp::max_by_key(last, p, newest),
        ))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_two_dates_to_is_said_once() {
        let day = |text: &str| text.parse::<jiff::civil::Date>().expect("a day");
        let told = |days: [&str; 4]| {
            let [a, b, c, d] = days.map(day);
            let interval = |earliest, latest| Published { earliest, latest };
            dates((interval(a, b), interval(c, d)))
        };
        let (year, end) = (["2013-01-01", "2013-12-31"], ["2013-09-14", "2013-12-31"]);
        assert_eq!(told([year[0], year[1], end[0], end[1]]), "2013");
        let first = ["2013-02-03", "2013-02-09"];
        assert_eq!(
            told([first[0], first[1], end[0], end[1]]),
            "3 Feb 2013 to 31 Dec 2013"
        );
        assert_eq!(
            told([year[0], year[1], "2014-03-04", "2014-03-04"]),
            "2013 to 4 Mar 2014"
        );
        assert_eq!(told(["2014-03-04"; 4]), "4 Mar 2014");
    }

    #[test]
    fn facts_fill_the_lines_and_none_is_parted() {
        let lines = |texts: &[&str], width| {
            let facts = texts.iter().map(|t| fact((*t).to_owned(), t.len() == 3));
            let lines = filled(facts.collect(), width);
            let text = |line: Vec<Fact>| line.into_iter().map(|f| f.text).collect::<Vec<_>>();
            lines.into_iter().map(text).collect::<Vec<_>>()
        };
        assert_eq!(lines(&["1 May", "Gazette"], 15), [vec!["1 May", "Gazette"]]);
        assert_eq!(lines(&["1 May", "Gazette"], 14).len(), 2);
        assert_eq!(lines(&["1 May", "RIA"], 12).len(), 2);
        assert_eq!(lines(&["1 May", "RIA"], 13).len(), 1);
    }

    #[test]
    fn what_it_is_about_takes_one_line_and_says_how_much_it_leaves_out() {
        let line = |names: &[&str], width| {
            let names = names.iter().map(|n| (*n).to_owned()).collect();
            let line = one_line(names, width).unwrap_or_default();
            line.into_iter().map(|f| f.text).collect::<Vec<_>>()
        };
        assert_eq!(line(&["Kenya", "Norway"], 14), ["Kenya", "Norway"]);
        assert_eq!(line(&["Kenya", "Norway"], 13), ["Kenya", "+1"]);
        assert_eq!(
            line(&["Kenya", "Norway", "Trade"], 20),
            ["Kenya", "Norway", "+1"]
        );
        assert_eq!(line(&["Kenya", "Norway"], 2), ["Kenya", "+1"]);
        assert_eq!(line(&[], 20), [""; 0]);
    }

    fn published(first: [i16; 3], last: [i16; 3]) -> Published {
        let day = |[y, m, d]: [i16; 3]| jiff::civil::date(y, m as i8, d as i8);
        Published {
            earliest: day(first),
            latest: day(last),
        }
    }

    #[test]
    fn a_date_says_what_is_known_and_no_day_that_is_not() {
        // (from, to, in a line, in ten cells, in seven)
        let cases = [
            (
                [2013, 9, 23],
                [2013, 9, 23],
                "23 Sep 2013",
                "2013-09-23",
                "2013-09",
            ),
            (
                [2013, 9, 1],
                [2013, 9, 30],
                "Sep 2013",
                "2013-09",
                "2013-09",
            ),
            ([2013, 1, 1], [2013, 12, 31], "2013", "2013", "2013"),
            (
                [2013, 9, 1],
                [2013, 9, 14],
                "1 to 14 Sep 2013",
                "2013-09",
                "2013-09",
            ),
            (
                [2013, 9, 3],
                [2013, 10, 2],
                "3 Sep to 2 Oct 2013",
                "2013",
                "2013",
            ),
            (
                [2013, 7, 1],
                [2013, 9, 30],
                "Jul to Sep 2013",
                "2013",
                "2013",
            ),
            (
                [2012, 12, 30],
                [2013, 1, 2],
                "30 Dec 2012 to 2 Jan 2013",
                "2012/13",
                "2012/13",
            ),
            (
                [2012, 1, 1],
                [2015, 12, 31],
                "2012 to 2015",
                "2012 …",
                "2012 …",
            ),
        ];
        for (first, last, long, ten, seven) in cases {
            let p = published(first, last);
            let said = (date(p), short_date(p, 10), short_date(p, 7));
            assert_eq!(said, (long.to_owned(), ten.to_owned(), seven.to_owned()));
        }
    }

    #[test]
    fn a_length_is_told_in_words_and_minutes() {
        let cases = [
            (1, "1 word, 1 min"),
            (238, "238 words, 1 min"),
            (1240, "1,240 words, 6 min"),
            (15_000, "15,000 words, 1 h 04 min"),
        ];
        for (words, expected) in cases {
            assert_eq!(length(words), expected);
        }
    }
}
