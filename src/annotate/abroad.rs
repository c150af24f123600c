//! What does a text in another language than English name? Only what is listed, by the names that it has there, with their
//! endings, and words with capitals that may be a person of whom other briefings speak.
//!
//! Invariant: no rule of English is applied; nothing is found that neither the lists nor other briefings have.
//! Must not know: other briefings, how a language is detected.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::LazyLock;

use serde::Deserialize;

use super::doc::Doc;
use super::endings::forms;
use super::fold;
use super::known::read;
use super::lexicon::Fx;
use super::listed::listed;
use super::names::{Interner, Name, Reading, Spotted};
use super::spot::{Guess, Why};
use crate::briefing::{Kind, Level, Span};

/// What texts of one language call what is listed.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Names {
    /// Countries whose name is the English one.
    #[allow(
        dead_code,
        reason = "what is the same is in the English lists; tests see that none is forgotten"
    )]
    pub same: Vec<String>,
    pub doubtful: Vec<String>,
    pub countries: BTreeMap<String, Vec<String>>,
    pub places: BTreeMap<String, Vec<String>>,
    pub organisations: BTreeMap<String, Vec<String>>,
}

static NAMES: LazyLock<[(&str, Names); 4]> = LazyLock::new(|| {
    [
        ("ru", read(include_str!("data/names_ru.toml"))),
        ("fr", read(include_str!("data/names_fr.toml"))),
        ("de", read(include_str!("data/names_de.toml"))),
        ("es", read(include_str!("data/names_es.toml"))),
    ]
});

/// The names of each language that we have.
pub(crate) fn names() -> &'static [(&'static str, Names)] {
    &*NAMES
}

/// A name as it may stand in a text.
struct Known {
    /// The pieces behind the first, folded.
    rest: Vec<String>,
    entry: u32,
    /// For each piece whether it has a capital.
    capitals: Vec<bool>,
    /// In capitals throughout, and only that when written so.
    shouted: bool,
    doubtful: bool,
}

/// Names by their first piece.
type Gazetteer = HashMap<String, Vec<Known>, Fx>;

/// For each language its names and the English ones; under an empty tag the English ones alone.
static GAZETTEERS: LazyLock<HashMap<&str, Gazetteer>> = LazyLock::new(|| {
    let own = NAMES
        .iter()
        .map(|(tag, names)| (*tag, gazetteer(tag, Some(names))));
    own.chain([("", gazetteer("", None))]).collect()
});

fn gazetteer(tag: &str, names: Option<&Names>) -> Gazetteer {
    let mut all = Gazetteer::default();
    let lists = listed();
    if let Some(names) = names {
        let doubtful = |name: &String| names.doubtful.contains(name);
        let countries = names.countries.iter();
        let countries = countries.map(|(code, names)| (lists.country(code), names));
        let places = names.places.iter();
        let places = places.map(|(name, names)| (lists.of(Kind::Place, name), names));
        let bodies = names.organisations.iter();
        let bodies = bodies.map(|(name, names)| (lists.of(Kind::Organisation, name), names));
        for (entry, names) in countries.chain(places).chain(bodies) {
            let Some(entry) = entry else { continue };
            for name in names {
                for form in forms(tag, name) {
                    add(&mut all, &form, entry, doubtful(name));
                }
            }
        }
    }
    // Demonyms are words of English.
    let english = lists.names.iter();
    let english = english.filter(|n| n.level == Level::Name && !n.formal);
    for named in english {
        add(&mut all, &named.name, named.entry, false);
    }
    all
}

fn add(all: &mut Gazetteer, name: &str, entry: u32, doubtful: bool) {
    let pieces = pieces(name, 0);
    let mut words = pieces.iter().map(|p| p.low.clone());
    let Some(first) = words.next() else { return };
    let rest: Vec<String> = words.collect();
    let known = all.entry(first).or_default();
    if known.iter().any(|k| k.rest == rest) {
        return;
    }
    known.push(Known {
        rest,
        entry,
        capitals: pieces.iter().map(|p| p.capital).collect(),
        shouted: pieces.iter().all(|p| p.shouted),
        doubtful,
    });
    // The longest is tried first.
    known.sort_by_key(|k| std::cmp::Reverse(k.rest.len()));
}

/// Letters and digits between other signs, as names are compared: `l'Allemagne` is two, so are words with a hyphen.
struct Piece {
    low: String,
    span: Span,
    capital: bool,
    /// More than one letter, and all of them capitals.
    shouted: bool,
    /// Opens a sentence, where capitals prove nothing.
    opens: bool,
    /// Nothing but a space, hyphen or apostrophe stands between it and the one before.
    joined: bool,
}

fn pieces(text: &str, from: usize) -> Vec<Piece> {
    let mut out: Vec<Piece> = Vec::new();
    let mut last = 0;
    let is_part = |c: char| fold::is_letter(c) || c.is_numeric();
    while let Some(at) = text[last..].find(is_part).map(|at| last + at) {
        let end = text[at..]
            .find(|c| !is_part(c))
            .map_or(text.len(), |n| at + n);
        let (between, word) = (&text[last..at], &text[at..end]);
        let few = between.chars().count() <= 3;
        let joins = |c: char| c.is_whitespace() || matches!(fold::plain(c), '-' | '\'');
        // Of an abbreviation ("EE. UU."), too.
        let dotted = out.last().is_some_and(|p| p.shouted) && between.trim_end() == ".";
        out.push(Piece {
            low: folded(word),
            span: Span::new(from + at, from + end),
            capital: word.starts_with(char::is_uppercase),
            shouted: word.chars().nth(1).is_some() && !word.contains(char::is_lowercase),
            opens: out.is_empty()
                || between.contains(['.', '!', '?', ':', '«', '»', '"', '“', '„']),
            joined: !out.is_empty() && few && (between.chars().all(joins) || dotted),
        });
        last = end;
    }
    out
}

/// Lower case, without accents; letters of Russian that are often written without theirs are, too.
fn folded(word: &str) -> String {
    let low = fold::lower(word);
    match low.contains(['ё', 'й']) {
        true => low.replace('ё', "е").replace('й', "и"),
        false => low,
    }
}

/// Reads the names of a document in that language.
pub(super) fn read_names(doc: &Doc<'_>, tag: &str) -> Reading {
    let own = GAZETTEERS.get(tag).or_else(|| GAZETTEERS.get(""));
    let Some(gazetteer) = own else {
        return Reading::default();
    };
    let mut found = Found::default();
    let parts: Vec<Vec<Piece>> = doc
        .parts
        .iter()
        .map(|part| pieces(&doc.body[part.span.range()], part.span.start as usize))
        .collect();
    let small = parts.iter().flatten().filter(|p| !p.capital);
    let small: HashSet<&str> = small.map(|p| p.low.as_str()).collect();
    for pieces in &parts {
        let mut at = 0;
        while at < pieces.len() {
            at = match listed_at(gazetteer, &small, &pieces[at..]) {
                Some((len, entry)) => {
                    found.listed(&pieces[at..at + len], entry);
                    at + len
                }
                None => {
                    found.perhaps_a_person(doc.body, &pieces[at..]);
                    at + 1
                }
            };
        }
    }
    found.reading.names = found.interner.names;
    let span = |m: &Spotted| (m.span.start, std::cmp::Reverse(m.span.end));
    found.reading.mentions.sort_by_key(span);
    found.reading
}

/// The longest listed name with which these pieces begin, and how many of them it is.
fn listed_at(all: &Gazetteer, small: &HashSet<&str>, pieces: &[Piece]) -> Option<(usize, u32)> {
    let first = pieces.first()?;
    let known = all.get(&first.low)?.iter().find(|known| {
        let len = known.rest.len() + 1;
        let Some(own) = pieces.get(..len) else {
            return false;
        };
        let words = own[1..].iter().zip(&known.rest);
        let written = own.iter().zip(&known.capitals);
        // The word that opens a sentence has a capital, whatever it means.
        let unsure = len == 1 && first.opens && !first.shouted;
        let unsure = unsure && (known.doubtful || small.contains(first.low.as_str()));
        words.clone().all(|(p, word)| p.joined && p.low == *word)
            && written.clone().all(|(p, capital)| p.capital || !capital)
            && (!known.shouted || own.iter().all(|p| p.shouted))
            && !unsure
    })?;
    Some((known.rest.len() + 1, known.entry))
}

#[derive(Default)]
struct Found {
    interner: Interner,
    reading: Reading,
}

impl Found {
    fn add(&mut self, span: Span, name: Name, guess: Guess, sure: u8, why: &'static str) {
        let name = self.interner.add(name);
        self.reading.mentions.push(Spotted {
            span,
            guess,
            level: Level::Name,
            sure,
            why: Why::of(why),
            name,
            others: Vec::new(),
        });
    }

    fn listed(&mut self, pieces: &[Piece], entry: u32) {
        let guess = Guess::Sure(listed().entry(entry).kind);
        let why = "a name of the built-in lists, in the language of the text";
        self.add(whole(pieces), Name::Listed(entry), guess, 95, why);
    }

    /// Two or three words with capitals: nothing by themselves, unless other briefings name a person so.
    fn perhaps_a_person(&mut self, body: &str, pieces: &[Piece]) {
        let named = |p: &&Piece| p.capital && !p.shouted && p.span.len() > 1;
        let run = pieces.iter().enumerate();
        let run = run.take_while(|(n, p)| named(p) && (*n == 0 || p.joined));
        for len in 2..=run.take(3).count() {
            let span = whole(&pieces[..len]);
            let name = fold::normal(&crate::fold::ascii(&body[span.range()]));
            let why = "words with capitals, which name a person in other briefings";
            self.add(span, Name::Unknown { name }, Guess::Unknown, 60, why);
        }
    }
}

fn whole(pieces: &[Piece]) -> Span {
    let (first, last) = (&pieces[0], &pieces[pieces.len() - 1]);
    Span {
        start: first.span.start,
        end: last.span.end,
    }
}

/// The code of the country that has this name in some language.
pub(crate) fn country_code(text: &str) -> Option<&'static str> {
    static CODES: LazyLock<HashMap<String, &'static str>> = LazyLock::new(|| {
        let mut codes = HashMap::new();
        for (_, names) in names() {
            for (code, names) in &names.countries {
                for name in names {
                    codes.entry(joined(name)).or_insert(code.as_str());
                }
            }
        }
        codes
    });
    CODES.get(&joined(text)).copied()
}

fn joined(name: &str) -> String {
    let pieces = pieces(name, 0);
    let words: Vec<&str> = pieces.iter().map(|p| p.low.as_str()).collect();
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::annotate::known::countries;

    #[test]
    fn every_country_has_its_name_in_each_language_once() {
        for (tag, names) in names() {
            let mut wrong: Vec<String> = Vec::new();
            for code in countries().list.keys() {
                let own = names.countries.get(code).is_some_and(|n| !n.is_empty());
                if own == names.same.contains(code) {
                    wrong.push(code.clone());
                }
            }
            let unknown = |code: &&String| !countries().list.contains_key(*code);
            let codes = names.countries.keys().chain(&names.same);
            wrong.extend(codes.filter(unknown).cloned());
            assert!(wrong.is_empty(), "{tag}: {wrong:?}");
        }
    }

    #[test]
    fn no_name_stands_for_two_and_all_are_of_something_listed() {
        for (tag, names) in names() {
            let mut met: HashMap<String, u32> = HashMap::new();
            let lists = listed();
            let countries = names
                .countries
                .iter()
                .map(|(c, n)| (c, lists.country(c), n));
            let places = names.places.iter();
            let places = places.map(|(c, n)| (c, lists.of(Kind::Place, c), n));
            let bodies = names.organisations.iter();
            let bodies = bodies.map(|(c, n)| (c, lists.of(Kind::Organisation, c), n));
            for (what, entry, names) in countries.chain(places).chain(bodies) {
                let entry = entry.unwrap_or_else(|| panic!("{tag}: {what} is not listed"));
                for name in names {
                    assert_eq!(met.insert(joined(name), entry), None, "{tag}: {name}");
                }
            }
        }
    }

    #[test]
    fn pieces_are_parted_at_apostrophes_and_hyphens() {
        let text = "L'Allemagne et la Côte d’Ivoire, États-Unis. EE. UU.";
        let all = pieces(text, 0);
        let low: Vec<&str> = all.iter().map(|p| p.low.as_str()).collect();
        let expected = "l allemagne et la cote d ivoire etats unis ee uu";
        assert_eq!(low.join(" "), expected);
        let joined: Vec<bool> = all.iter().map(|p| p.joined).collect();
        assert_eq!(joined[5..], [true, true, false, true, false, true]);
    }
}
