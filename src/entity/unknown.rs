//! What are the names that no rule could place? Cues from all their occurrences decide; what is seen once stays unlinked.
//!
//! Invariant: the outcome depends on sums only, not on the order of briefings.
//! Must not know: texts.

use std::collections::BTreeMap;

use super::people::People;
use super::table::Table;
use crate::annotate::fold;
use crate::annotate::lexicon::{is, lexicon};
use crate::annotate::names::{Name, Votes};
use crate::annotate::spot::Guess;
use crate::briefing::Kind;

/// What an unknown name turned out to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Verdict {
    /// One of the persons with that surname.
    Owners(Vec<u32>),
    /// Of this kind, by votes; with the confidence.
    Kind(Kind, u8),
    /// Up to each mention's own hint; the number of occurrences.
    Open(u32),
}

/// The verdict on every unknown name.
pub(super) fn verdicts(table: &Table<'_>, people: &People) -> BTreeMap<u32, Verdict> {
    let mut out = BTreeMap::new();
    for (&id, &(mut vote)) in &table.votes {
        let Name::Unknown { name } = table.name(id) else {
            continue;
        };
        certain(table, name, &mut vote);
        out.insert(id, verdict(name, vote, people));
    }
    out
}

/// Mentions of the same words whose kind is certain count as strong votes.
fn certain(table: &Table<'_>, name: &str, vote: &mut Votes) {
    let count = |name: Name| table.find(&name).map_or(0, |id| table.counts[id as usize]);
    let body = count(Name::Body {
        name: name.to_owned(),
        of: String::new(),
    });
    let place = count(Name::Thing {
        kind: Kind::Place,
        name: name.to_owned(),
    });
    let place = place + river_names(name).map_or(0, |all| all.map(count).iter().sum());
    let person = count(person_name(name));
    vote.organisation += 20 * body;
    let called = table.acronyms.get(name).map_or(0, |all| all.values().sum());
    // "In Quillon" is hardly said of a firm that is called so for short.
    let called = if vote.place < 15 { called } else { 0 };
    vote.organisation += 20 * called;
    vote.place += 20 * place;
    vote.person += 20 * person;
    vote.seen += body + place + person + called;
}

/// Words that firms have behind their names, and that texts leave out.
const FIRMS: &[&str] = &["company", "corporation", "group", "holdings", "limited"];

/// The body or place that other texts certainly call by these words, or by these and a word for firms.
pub(super) fn elsewhere(table: &Table<'_>, name: &str) -> Option<u32> {
    let body = |name: String| Name::Body {
        name,
        of: String::new(),
    };
    let place = Name::Thing {
        kind: Kind::Place,
        name: name.to_owned(),
    };
    let certain = |name: Name| {
        table
            .find(&name)
            .filter(|id| table.counts[*id as usize] > 0)
    };
    let called = table.acronyms.contains_key(name);
    let same = table.find(&body(name.to_owned()));
    let found = same.filter(|id| called || table.counts[*id as usize] > 0);
    let longer = || {
        let mut all = FIRMS
            .iter()
            .filter_map(|w| certain(body(format!("{name} {w}"))));
        all.next().filter(|_| all.next().is_none())
    };
    found.or_else(longer).or_else(|| certain(place))
}

/// The names that a river, lake or mountain may have in full ("Suchiate River" for "the Suchiate").
pub(super) fn river_names(name: &str) -> Option<[Name; 5]> {
    let named = |name: String| Name::Thing {
        kind: Kind::Place,
        name,
    };
    let full = |word: &str| named(format!("{word} {name}"));
    let river = named(format!("{name} river"));
    let single = !name.contains(' ');
    single.then(|| {
        [
            river,
            full("river"),
            full("lake"),
            full("mount"),
            full("rio"),
        ]
    })
}

/// The name that the words would have as a person's.
pub(super) fn person_name(name: &str) -> Name {
    let words: Vec<&str> = name.split(' ').collect();
    let given = match words[..] {
        [_] | [] => String::new(),
        [first, ..] => fold::given_skeleton(first),
    };
    Name::Person {
        given,
        surname: fold::skeleton(words.last().unwrap_or(&"")),
    }
}

fn verdict(name: &str, vote: Votes, people: &People) -> Verdict {
    let single = !name.contains(' ');
    let lexicon = lexicon();
    let common = lexicon
        .find(name)
        .is_some_and(|w| lexicon.has(w, is::COMMON));
    if single && (!common || vote.person >= 10) {
        let owners = people.owners(&fold::skeleton(name));
        if !owners.is_empty() && vote.organisation <= 30 && vote.place <= 30 {
            return Verdict::Owners(owners.to_vec());
        }
    }
    let (kind, most) = vote.best();
    // An ordinary word with a capital needs more than one cue.
    let ordinary = lexicon
        .find(name)
        .is_some_and(|w| (1..=20).contains(&lexicon.level(w)));
    if single && ordinary && kind != Kind::Person {
        return Verdict::Open(0);
    }
    let title = lexicon
        .find(name)
        .is_some_and(|w| lexicon.has(w, is::TITLE));
    if title {
        return Verdict::Open(0);
    }
    let least = if common && single { 45 } else { 5 };
    if most >= least && (vote.seen >= 2 || (most >= 15 && !common)) {
        return Verdict::Kind(kind, 50);
    }
    Verdict::Open(if common && single { 0 } else { vote.seen })
}

/// What a mention of an open name is taken for, and how surely, if it is kept at all.
pub(super) fn fallback(
    guess: Guess,
    sure: u8,
    words: usize,
    votes_seen: u32,
) -> Option<(Kind, u8)> {
    match guess {
        Guess::Sure(kind) => Some((kind, sure)),
        Guess::Likely(Kind::Organisation) => {
            (votes_seen >= 2 || sure >= 60 || words >= 3).then_some((Kind::Organisation, sure))
        }
        Guess::Likely(kind) => Some((kind, sure)),
        Guess::Unknown => (votes_seen >= 2).then_some((Kind::Organisation, 35)),
    }
}
