//! What do the words around an unknown name say it is? Cues are counted, over all its occurrences, by `entity` over all briefings.
//!
//! Invariant: votes only add up; no single cue decides here.
//! Must not know: other briefings.

use super::doc::Doc;
use super::heads;
use super::lexicon::is;
use super::names::Votes;
use super::spot::Spot;
use super::tokens::flag;
use crate::briefing::Kind;

/// Words that follow the name of a ruler.
const RULED: &[&str] = &[
    "regime",
    "family",
    "dynasty",
    "loyalist",
    "loyalists",
    "era",
    "presidency",
];
/// Words before a name that cities and what is in them share.
const WHEREABOUTS: &[&str] = &[
    "in",
    "near",
    "outside",
    "across",
    "toward",
    "throughout",
    "at",
    "from",
    "to",
    "of",
    "into",
    "through",
    "around",
];

/// The votes of one occurrence.
pub(crate) fn votes(doc: &Doc<'_>, spot: &Spot) -> Votes {
    let (i, j) = (spot.from(), spot.to());
    let before = doc.before(i);
    let after = doc.together(i, j).then_some(j);
    let low = |k: Option<usize>, words: &[&str]| k.is_some_and(|k| doc.low_is(k, words));
    let mut votes = Votes {
        seen: 1,
        person: as_person(doc, spot),
        organisation: as_body(doc, i, j) + as_product(doc, i, j),
        place: as_place(doc, i),
    };
    if low(after, RULED) {
        votes.person += 20;
    } else if low(before, &["the"]) {
        votes.organisation += 15;
    }
    if after.is_some_and(|k| doc.has(k, is::SPEECH)) {
        votes.person += 10;
        votes.organisation += 3;
    }
    after_comma(doc, j, &mut votes);
    votes
}

/// Cues that only people have, in tenths.
fn as_person(doc: &Doc<'_>, spot: &Spot) -> u32 {
    let (i, j) = (spot.from(), spot.to());
    let before = doc.before(i);
    let titled = before.is_some_and(|k| doc.has(k, is::TITLE));
    let acts = doc.together(i, j) && doc.low_is(j, &["who", "whose"]);
    // Cities are called by given names too; "in Charlotte" and "the people of Charlotte" may be either.
    let given = spot.words() == 1 && doc.has(i, is::GIVEN) && !doc.common(i);
    let placed = before.is_some_and(|k| doc.low_is(k, WHEREABOUTS));
    30 * u32::from(titled) + 15 * u32::from(acts) + 10 * u32::from(given && !placed)
}

/// Cues of where something is or goes, in tenths.
fn as_place(doc: &Doc<'_>, i: usize) -> u32 {
    let before = doc.before(i);
    let twice = before.and_then(|k| doc.before(k));
    let low = |k: Option<usize>, words: &[&str]| k.is_some_and(|k| doc.low_is(k, words));
    let inside = &["in", "near", "outside", "across", "toward", "throughout"];
    if low(before, inside) {
        15
    } else if low(before, &["at", "from", "to"]) && !low(twice, &["according"]) {
        5
    } else {
        0
    }
}

/// Cues of what is used, not gone to, in tenths: a product goes by the kind of those that make such.
fn as_product(doc: &Doc<'_>, i: usize, j: usize) -> u32 {
    let used = &[
        "use", "uses", "used", "using", "via", "install", "runs", "running",
    ];
    let thing = &[
        "account",
        "api",
        "app",
        "apps",
        "code",
        "file",
        "files",
        "format",
        "plugin",
        "repository",
        "server",
        "site",
        "software",
        "syntax",
        "template",
        "templates",
        "users",
        "version",
    ];
    let before = doc.before(i).is_some_and(|k| doc.low_is(k, used));
    let after = doc.together(i, j) && doc.low_is(j, thing);
    15 * u32::from(before) + 15 * u32::from(after)
}

/// Cues that only bodies have, in tenths.
fn as_body(doc: &Doc<'_>, i: usize, j: usize) -> u32 {
    let before = doc.before(i);
    let twice = before.and_then(|k| doc.before(k));
    let after = doc.together(i, j).then_some(j);
    let beyond = doc.together(i, j + 1).then_some(j + 1);
    let low = |k: Option<usize>, words: &[&str]| k.is_some_and(|k| doc.low_is(k, words));
    let has = |k: Option<usize>, bits| k.is_some_and(|k| doc.has(k, bits));
    let mut sum = 0;
    let owns = after.is_some_and(|k| doc.word(k) == doc.lexicon.possessive());
    let corporate = &["ceo", "board", "shares", "stock", "share", "headquarters"];
    if owns && (has(beyond, is::TITLE) || low(beyond, corporate)) {
        sum += 15;
    }
    let member = &[
        "spokesman",
        "spokeswoman",
        "shares",
        "member",
        "members",
        "ceo",
    ];
    if low(before, &["of", "for"]) && (has(twice, is::TITLE) || low(twice, member)) {
        sum += 15;
    }
    if has(after, is::ORG_AFTER) || heads::holds_acronym(doc, i, j) {
        sum += 15;
    }
    if has(after, is::TITLE) && !low(after, &["general"]) {
        sum += 10;
    }
    sum
}

/// "Name, 45,", "Name, who", "Name, Kenya".
fn after_comma(doc: &Doc<'_>, j: usize, votes: &mut Votes) {
    let k = j + 1;
    if !doc.sign(j, b',') || !doc.together(j, k) {
        return;
    }
    if doc.is(k, flag::NUMBER) && doc.text(k).len() == 2 {
        votes.person += 30;
    } else if doc.low_is(k, &["who"]) {
        votes.person += 20;
    }
    if country(doc, k) {
        votes.place += 15;
    }
}

fn country(doc: &Doc<'_>, k: usize) -> bool {
    doc.capital(k)
        && doc
            .listed(k)
            .is_some_and(|(_, l)| doc.lexicon.entry(l.entry).kind == Kind::Country)
}
