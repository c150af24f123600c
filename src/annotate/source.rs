//! Who issued a briefing, where its text says so? Credit lines, datelines with an agency, "the X newspaper reports".
//!
//! Invariant: abstains unless the text names the source outright; the value is the issuer's plain name, the evidence says where.
//! Must not know: other briefings.

use super::doc::Doc;
use super::fold;
use crate::briefing::{Block, BlockKind, Briefing, Claim};

/// Credits that name the source after them.
const CREDITS: &[&str] = &[
    "based on materials from",
    "based on material from",
    "based on reports from",
    "according to materials of",
    "source:",
    "source –",
    "source -",
    "with reference to",
    "reprinted from",
    "originally published by",
    "originally published in",
    "by courtesy of",
    "courtesy of",
    "issued by",
    "published by",
];

/// News agencies that sign datelines and are quoted by name.
const AGENCIES: &[&str] = &[
    "Reuters",
    "AP",
    "AFP",
    "TASS",
    "Xinhua",
    "RIA Novosti",
    "Interfax",
    "UPI",
    "dpa",
    "DPA",
    "Kyodo",
    "Yonhap",
    "ANSA",
    "EFE",
    "BelTA",
    "IRNA",
    "Anadolu",
    "PTI",
    "ANI",
    "PNA",
    "NAN",
];

const MEDIA: &[&str] = &["newspaper", "agency", "magazine", "daily", "weekly"];
const REPORTS: &[&str] = &["reports", "reported", "writes", "wrote", "said", "says"];
/// Offices whose holders open a transcript, before the country that they are of.
const OFFICES: &[&str] = &[
    "President of ",
    "Prime Minister of ",
    "Foreign Minister of ",
    "Minister of Foreign Affairs of ",
    "King of ",
];
/// Longest name of an issuer, in bytes.
const LONGEST: usize = 80;
/// How many paragraphs from either end tell who reports; further in, others are quoted.
const OUTER: usize = 3;

/// The source, if the text names it; what the briefing states is for others to prefer.
pub(crate) fn infer(briefing: &Briefing, doc: &Doc<'_>) -> Option<Claim<String>> {
    if let Some(stated) = &briefing.stated.source {
        return Some(stated.clone());
    }
    let texts: Vec<&str> = briefing
        .text_blocks()
        .map(|b| &briefing.body[b.span.range()])
        .collect();
    let n = texts.len();
    let outer = texts
        .iter()
        .enumerate()
        .filter(|(i, _)| *i < OUTER || i + OUTER >= n)
        .map(|(_, text)| *text);
    credit(briefing)
        .or_else(|| texts.iter().take(4).find_map(|text| dateline(text)))
        .or_else(|| outer.clone().find_map(agency))
        // Words are told apart already: no text is searched for one that is not there.
        .or_else(|| {
            let named = (0..doc.len()).any(|k| doc.low_is(k, MEDIA));
            named.then(|| only_paper(&texts)).flatten()
        })
        .or_else(|| texts.iter().take(OUTER).find_map(|text| speaker(text)))
}

fn credit(briefing: &Briefing) -> Option<Claim<String>> {
    let outside = |b: &&Block| matches!(b.kind, BlockKind::Boilerplate | BlockKind::Meta);
    let blocks = briefing.blocks.iter().filter(outside);
    let mut lines = blocks.flat_map(|b| briefing.body[b.span.range()].lines());
    lines.find_map(|line| {
        let line = line.trim();
        let low = line.to_ascii_lowercase();
        let credit = CREDITS.iter().find(|c| low.starts_with(**c))?;
        let name = plain_name(line.get(credit.len()..)?)?;
        let evidence = format!("the credit line “{line}”");
        Some(Claim::inferred(name.to_owned(), 90, evidence))
    })
}

/// The issuer in a credit: the first part of "President of Russia – The Kremlin – English", without article; no address.
fn plain_name(text: &str) -> Option<&str> {
    let parted = [" – ", " — ", " - ", " | ", " / ", " (", ", ", ": "];
    let text = text.trim_matches(|c: char| c.is_whitespace() || c == ':');
    let end = parted.iter().filter_map(|p| text.find(p)).min();
    let name = text[..end.unwrap_or(text.len())].trim_matches(|c: char| {
        c.is_whitespace() || matches!(fold::plain(c), ':' | '.' | '"' | ',')
    });
    let name = name.strip_prefix("the ").unwrap_or(name);
    let name = name.strip_prefix("The ").unwrap_or(name);
    let address = name.contains("://") || name.starts_with("www.") || name.contains('@');
    let named = name.starts_with(char::is_uppercase) && name.len() <= LONGEST;
    (named && !address).then_some(name)
}

/// `MOSCOW, March 3 (Reuters) -` at the start of a paragraph.
fn dateline(text: &str) -> Option<Claim<String>> {
    let open = text.find('(').filter(|o| *o > 0 && *o < 60)?;
    let close = open + text[open..].find(')')?;
    let name = text[open + 1..close].trim();
    let dash = text[close + 1..]
        .trim_start()
        .chars()
        .next()
        .map(fold::plain)
        == Some('-');
    let place = text.split([',', ' ']).next().unwrap_or_default();
    let shouted = place.len() > 2 && place.chars().all(char::is_uppercase);
    let known = AGENCIES.contains(&name) && text.starts_with(char::is_uppercase);
    // After a place in capitals and before a dash stands the agency, whatever its name.
    let words = name.split_whitespace();
    let capitals = words.clone().all(|w| w.starts_with(char::is_uppercase)) && words.count() <= 4;
    let dated = name.contains(|c: char| c.is_ascii_digit());
    if !(known || dash && shouted && capitals && !dated && !name.is_empty()) {
        return None;
    }
    let evidence = format!("the dateline “{}”", &text[..=close]);
    Some(Claim::inferred(name.to_owned(), 85, evidence))
}

/// "Reuters has learned", "TASS reports".
fn agency(text: &str) -> Option<Claim<String>> {
    let mut words = text.split_whitespace();
    let (mut name, mut verb) = (words.next()?, words.next()?);
    for next in words {
        let capital = name.starts_with(char::is_uppercase) || name == "dpa";
        if capital && AGENCIES.contains(&name) {
            let reports = REPORTS.contains(&verb.trim_end_matches([',', '.']));
            if reports || verb == "has" && next.starts_with("learn") {
                let evidence = format!("“{name} {verb}”");
                return Some(Claim::inferred(name.to_owned(), 70, evidence));
            }
        }
        (name, verb) = (verb, next);
    }
    None
}

/// The one paper that a text says reports what it tells; two are quoted, no more.
fn only_paper(texts: &[&str]) -> Option<Claim<String>> {
    let mut all = texts.iter().filter_map(|text| paper(text));
    let first = all.next()?;
    all.all(|other| other.value == first.value).then_some(first)
}

/// "the Courier newspaper reports".
fn paper(text: &str) -> Option<Claim<String>> {
    let quoted = |c: char| matches!(fold::plain(c), '"' | '\'' | ',' | '.');
    if !MEDIA.iter().any(|m| text.contains(m)) {
        return None;
    }
    let words: Vec<&str> = text.split_whitespace().collect();
    words.windows(2).enumerate().find_map(|(i, pair)| {
        let reports = REPORTS.contains(&pair[1].trim_end_matches([',', '.']));
        if !MEDIA.contains(&pair[0]) || !reports {
            return None;
        }
        let capital = |w: &&&str| w.trim_start_matches(quoted).starts_with(char::is_uppercase);
        let named = words[..i].iter().rev().take(4).take_while(capital).count();
        let name = words[i - named..i].join(" ");
        let name = name.strip_prefix("The ").unwrap_or(&name);
        let name = name.trim_matches(quoted);
        let evidence = format!("“{}”", words[i - named..i + 2].join(" "));
        let plain = !name.is_empty() && name != "The";
        plain.then(|| Claim::inferred(name.to_owned(), 70, evidence))
    })
}

/// A transcript: a paragraph that opens with `President of Russia Vladimir Putin:`.
fn speaker(text: &str) -> Option<Claim<String>> {
    let colon = text.find(':').filter(|c| *c < LONGEST)?;
    let words: Vec<&str> = text[..colon].split_whitespace().collect();
    let line = words.join(" ");
    let office = OFFICES.iter().find(|o| line.starts_with(**o))?;
    let rest: Vec<&str> = line[office.len()..].split(' ').collect();
    let country = (1..rest.len())
        .rev()
        .map(|n| rest[..n].join(" "))
        .find(|name| super::country_code(name).is_some())?;
    let evidence = format!("a transcript with the speaker's line “{line}:”");
    Some(Claim::inferred(format!("{office}{country}"), 65, evidence))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_issuer_is_named_plainly_or_not_at_all() {
        for (text, expected) in [
            (
                " Office of the Regent – The Palace – English",
                Some("Office of the Regent"),
            ),
            (": the Harbour Board.", Some("Harbour Board")),
            (" Coastal Wire, 3 May", Some("Coastal Wire")),
            (" https://example.org/news", None),
            (" our own reporters", None),
            ("", None),
        ] {
            assert_eq!(plain_name(text), expected, "{text}");
        }
        type Rule = fn(&str) -> Option<Claim<String>>;
        for (rule, text, expected) in [
            (
                dateline as Rule,
                "VALDEZ, May 3 (Coastal Wire) – Boats",
                Some("Coastal Wire"),
            ),
            (dateline, "GENEVA (3 May 2014) – Boats", None),
            (dateline, "The boats (and ships) – all of them", None),
            (
                paper,
                "Boats are late, the Morning Tide newspaper reports.",
                Some("Morning Tide"),
            ),
            (
                agency,
                "The talks, Reuters has learned, go on.",
                Some("Reuters"),
            ),
            (paper, "The newspaper reported that.", None),
            (
                speaker,
                "President of Chile Ana Soto: Good day",
                Some("President of Chile"),
            ),
            (speaker, "President of the Board Ana Soto: Good day", None),
        ] {
            let found = rule(text).map(|c| c.value);
            assert_eq!(found.as_deref(), expected, "{text}");
        }
    }
}
