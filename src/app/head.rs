//! What stands under the title of an article? When, by whom, where, about what, how long.
//!
//! Must not know: colours, signs.

use crate::briefing::Published;
use crate::corpus::Page;
use crate::typeset;

/// Words that are read in a minute: silent reading of English non-fiction, Brysbaert (2019), "How many words do we read per
/// minute?".
const A_MINUTE: u32 = 238;

/// Cells between two facts of a line: a sign with a space on either side.
const BETWEEN: usize = 3;

/// Cells of the sign before what is inferred.
const SIGN: usize = 2;

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
    let mut lines = filled(issued, width);
    if let Some(claim) = facts.published.as_ref().filter(|c| !c.is_stated()) {
        let why = typeset::plain(&format!("dated: {}", claim.evidence), width as u16);
        lines.extend(why.into_iter().take(2).map(|line| vec![fact(line, false)]));
    }
    let mut about = Vec::new();
    for names in [facts.country_names(), facts.topic_names()] {
        about.extend(names.into_iter().map(|name| fact(name, false)));
    }
    if facts.words > 0 {
        about.push(fact(length(facts.words), false));
    }
    lines.extend(filled(about, width));
    lines
}

fn fact(text: String, inferred: bool) -> Fact {
    Fact { text, inferred }
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

/// `23 Sep 2013`, `September 2013`, `2013`, or the interval.
pub fn date(published: Published) -> String {
    let Published { earliest, latest } = published;
    if earliest == latest {
        earliest.strftime("%-d %b %Y").to_string()
    } else if Published::in_month(earliest.year(), earliest.month()) == Some(published) {
        earliest.strftime("%B %Y").to_string()
    } else {
        published.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
