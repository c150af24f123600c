//! Who holds which role, and which bare roles stand for their holder? Within one briefing (P7).
//!
//! Invariant: only definite roles with a single holder stand for anyone.
//! Must not know: other briefings.

use std::collections::HashMap;

use super::doc::Doc;
use super::lexicon::{Fx, Title};
use super::spot::Spot;
use super::tokens::flag;
use crate::briefing::Kind;

/// A role in the text: the title `i..end`, with its country or body `from..to`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Role {
    pub i: usize,
    pub end: usize,
    pub from: usize,
    pub to: usize,
    pub title: &'static Title,
    /// The spot of the country or body.
    pub of: Option<usize>,
    /// The spot of the person it is given with.
    pub person: Option<usize>,
}

struct Index {
    person_from: HashMap<usize, usize, Fx>,
    person_to: HashMap<usize, usize, Fx>,
    owner_from: HashMap<usize, usize, Fx>,
    owner_to: HashMap<usize, usize, Fx>,
}

impl Index {
    fn new(spots: &[Spot]) -> Self {
        let mut index = Self {
            person_from: HashMap::default(),
            person_to: HashMap::default(),
            owner_from: HashMap::default(),
            owner_to: HashMap::default(),
        };
        for (n, spot) in spots.iter().enumerate() {
            if spot.is(Kind::Person) {
                index.person_from.entry(spot.from()).or_insert(n);
                index.person_to.entry(spot.to()).or_insert(n);
            }
            if spot.is(Kind::Country) || spot.is(Kind::Organisation) {
                // Longest first at a start, so the first one is the longest; at an end likewise.
                index.owner_from.entry(spot.from()).or_insert(n);
                index.owner_to.entry(spot.to()).or_insert(n);
            }
        }
        index
    }
}

/// All roles of a document.
pub(crate) fn find(doc: &Doc<'_>, spots: &[Spot]) -> Vec<Role> {
    let index = Index::new(spots);
    let mut roles = Vec::new();
    let mut i = 0;
    while i < doc.len() {
        let Some((end, title)) = doc.title(i) else {
            i += 1;
            continue;
        };
        roles.push(role(doc, &index, spots, i, end, title));
        i = end;
    }
    roles
}

fn role(
    doc: &Doc<'_>,
    index: &Index,
    spots: &[Spot],
    i: usize,
    end: usize,
    title: &'static Title,
) -> Role {
    let mut role = Role {
        i,
        end,
        from: i,
        to: end,
        title,
        of: doc.before(i).and_then(|_| index.owner_to.get(&i).copied()),
        person: None,
    };
    if role.of.is_none() && i >= 2 && doc.word(i - 1) == doc.lexicon.possessive() {
        role.of = index.owner_to.get(&(i - 1)).copied();
    }
    if let Some(n) = role.of {
        role.from = spots[n].from();
    }
    if doc.low_is(end, &["of"]) && doc.together(i, end + 1) {
        let k = end + 1 + usize::from(doc.low_is(end + 1, &["the"]));
        if let Some(&n) = index.owner_from.get(&k) {
            role.of = Some(n);
            role.to = spots[n].to();
        }
    }
    role.person = holder(doc, index, &role);
    // "President Okello of Uganda".
    let end = role.person.map_or(0, |n| spots[n].to());
    if role.of.is_none() && end > role.to && doc.low_is(end, &["of"]) && doc.together(i, end + 1) {
        let k = end + 1 + usize::from(doc.low_is(end + 1, &["the"]));
        let country = index.owner_from.get(&k).copied();
        role.of = country.filter(|&n| spots[n].is(Kind::Country));
    }
    role
}

/// The person that a role is given with: right after it, after a comma, or before it.
fn holder(doc: &Doc<'_>, index: &Index, role: &Role) -> Option<usize> {
    let to = role.to;
    if let Some(&n) = index.person_from.get(&to) {
        return Some(n);
    }
    // "Secretary-General Dato Lim": another title or a form of address stands between.
    if let Some((end, _)) = doc.title(to).filter(|_| doc.together(role.i, to))
        && let Some(&n) = index.person_from.get(&end)
    {
        return Some(n);
    }
    // "Mr President, Mr Quillon": who is spoken to is not who is spoken of.
    if doc.before(role.i).is_some_and(|k| doc.low_is(k, ADDRESSES)) {
        return None;
    }
    let title = role.title;
    let vague = ["minister", "leader", "head", "chief", "director"].contains(&title.role.as_str());
    if doc.sign(to, b',') && title.single && !vague {
        let address = doc.low_is(to + 1, &["h.e.", "mr", "mrs", "ms", "dr"]);
        if let Some(&n) = index.person_from.get(&(to + 1 + usize::from(address))) {
            return Some(n);
        }
    }
    // "NAME, the Secretary-General's envoy", is not the Secretary-General.
    if doc.word(to) == doc.lexicon.possessive() && doc.together(role.i, to) {
        return None;
    }
    // "NAME, the ROLE of X"
    let mut k = role.from;
    let mut comma = false;
    while k > 0 && (doc.low_is(k - 1, &["the", "a", "an"]) || doc.sign(k - 1, b',')) {
        comma |= doc.sign(k - 1, b',');
        k -= 1;
    }
    index.person_to.get(&k).copied().filter(|_| comma)
}

/// What stands before an office when its holder is spoken to.
const ADDRESSES: &[&str] = &[
    "mr",
    "mrs",
    "ms",
    "madam",
    "madame",
    "dear",
    "honourable",
    "honorable",
    "excellency",
];

/// "President. - ", "The President:": who has the chair, which is said of many.
fn in_the_chair(doc: &Doc<'_>, role: &Role) -> bool {
    let chair = ["president", "chairman", "chairperson", "chair", "speaker"];
    let label = doc.sign(role.to, b':') || doc.sign(role.to, b'.') && doc.sign(role.to + 1, b'-');
    let opens = doc.is(role.i, flag::START) || role.i > 0 && doc.is(role.i - 1, flag::START);
    label && opens && chair.contains(&role.title.role.as_str())
}

/// "The President of the previous session" is that session's, whoever else is president.
fn of_something_else(doc: &Doc<'_>, role: &Role) -> bool {
    let of = role.of.is_none() && doc.low_is(role.end, &["of"]) && doc.together(role.i, role.end);
    let k = role.end + 1 + usize::from(doc.low_is(role.end + 1, &["the", "this", "our"]));
    let lands = &[
        "country",
        "republic",
        "nation",
        "state",
        "government",
        "land",
    ];
    of && !doc.low_is(k, lands)
}

/// Whether a role without a name is definite, so that it stands for its one holder.
pub(crate) fn stands_alone(doc: &Doc<'_>, role: &Role) -> bool {
    if role.person.is_some() || !role.title.single {
        return false;
    }
    let before = doc.before(role.from);
    let says = |words: &[&str]| before.is_some_and(|k| doc.low_is(k, words));
    let definite = role.of.is_some()
        || says(&["the", "our", "his", "this", "their", "its", "her"])
        || doc.is(role.i, flag::START) && doc.capital(role.i);
    if !definite
        || says(&[
            "a",
            "an",
            "deputy",
            "former",
            "vice",
            "ex",
            "acting",
            "by",
            "then",
            "late",
            "next",
            "new",
            "future",
            "assistant",
            "every",
            "any",
            "each",
            "another",
            "first",
        ])
    {
        return false;
    }
    if of_something_else(doc, role) || in_the_chair(doc, role) {
        return false;
    }
    let hyphened = role.from > 0 && doc.sign(role.from - 1, b'-') && doc.glued(role.from);
    if hyphened {
        return false;
    }
    // A capitalised word right after is a name or another title.
    let followed = doc.together(role.i, role.end)
        && doc.is(role.end, flag::LETTER)
        && doc.capital(role.end)
        && role.to == role.end;
    !followed
}

/// Whether several persons here hold such an office, so that "the president" or "the head of state" may be any of them.
pub(crate) fn several_hold(by_role: &HashMap<&str, Vec<(u32, usize)>, Fx>, role: &str) -> bool {
    let same = by_role.get(role).map_or(&[][..], Vec::as_slice);
    let led = matches!(role, "leader" | "head of state");
    let others = by_role
        .iter()
        .filter(|(other, _)| led && HEADS.contains(*other));
    let mut holders = same.iter().chain(others.flat_map(|(_, all)| all));
    let first = holders.next();
    first.is_some_and(|first| holders.any(|other| other.0 != first.0))
}

/// Offices that "head of state" can mean.
const HEADS: &[&str] = &["president", "king", "queen", "emir", "sultan", "emperor"];

/// The tokens that a role mention covers: a country or body right before is part of it, an of-phrase too.
pub(crate) fn extent(spots: &[Spot], role: &Role) -> (usize, usize) {
    let Some(owner) = role.of.map(|n| spots[n]) else {
        return (role.i, role.end);
    };
    if owner.from() >= role.end {
        return (role.i, role.to);
    }
    // "Russia's president": the possessive parts the two.
    let from = if owner.to() == role.i {
        owner.from()
    } else {
        role.i
    };
    (from, role.end)
}
