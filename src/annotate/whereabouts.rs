//! Which words around a name say where it is, or that it is in business? "the town of X", "along the X", "X, which is based in".
//!
//! Invariant: looks over a few tokens of one sentence only.
//! Must not know: other documents, what the name is taken for.

use super::doc::Doc;
use super::lexicon::is;

/// Before "of" and the name of a place.
const PARTS: &[&str] = &[
    "town",
    "village",
    "city",
    "port",
    "island",
    "islands",
    "district",
    "province",
    "region",
    "valley",
    "residents",
    "inhabitants",
    "villagers",
    "outskirts",
    "suburb",
    "suburbs",
    "streets",
    "mayor",
    "people",
    "north",
    "south",
    "east",
    "west",
    "northeast",
    "northwest",
    "southeast",
    "southwest",
    "upstream",
    "downstream",
    "bombing",
    "shelling",
    "siege",
    "hamlet",
    "commune",
    "settlement",
    "archipelago",
    "banks",
    "shores",
    "mouth",
    "tributary",
    "headwaters",
];

/// Behind the name of a place.
const BEHIND: &[&str] = &[
    "border",
    "ferry",
    "bridge",
    "dam",
    "barrage",
    "airstrip",
    "mine",
    "oilfield",
    "gasfield",
    "reservoir",
    "waterway",
    "floodplain",
    "ford",
    "lagoon",
    "estuary",
    "intake",
    "water",
];

/// Before "the" and a river.
const ALONG: &[&str] = &["along", "across", "down", "up", "upstream", "downstream"];

/// What there is where a river is.
const WATERS: &[&str] = &[
    "river",
    "rivers",
    "water",
    "waters",
    "flow",
    "flows",
    "flood",
    "floods",
    "flooding",
    "dam",
    "dams",
    "boat",
    "boats",
    "barge",
    "barges",
    "bank",
    "banks",
    "bridge",
    "ferry",
    "upstream",
    "downstream",
    "reservoir",
    "basin",
    "delta",
    "barrage",
    "fish",
    "fishermen",
    "canal",
];

/// Whether the words beside `i..j` say that it is a place.
pub(super) fn located(doc: &Doc<'_>, i: usize, j: usize) -> bool {
    let before = doc.before(i);
    let low = |k: Option<usize>, words: &[&str]| k.is_some_and(|k| doc.low_is(k, words));
    let twice = before.and_then(|k| doc.before(k));
    if low(before, &["of"]) && low(twice, PARTS) {
        return true;
    }
    if between(doc, i) {
        return true;
    }
    if !low(before, &["the"]) {
        return false;
    }
    let thrice = twice.and_then(|k| doc.before(k));
    let after = doc.together(i, j) && !doc.capital(j);
    // "The Quillon mine", "the Quillon gold mine".
    let behind = after
        && (doc.low_is(j, BEHIND)
            || doc.together(i, j + 1) && !doc.has(j, is::FUNCTION) && doc.low_is(j + 1, BEHIND));
    // "In the Artibonite department": of states, not of ministries.
    let part = after && doc.low_is(j, &["department"]) && low(twice, &["in", "across"]);
    let bank = low(twice, &["of"]) && low(thrice, PARTS);
    behind || part || bank || low(twice, ALONG) || low(twice, &["on", "of"]) && waters(doc, i)
}

/// What joins places or parts them.
const JOINS: &[&str] = &[
    "road", "roads", "highway", "railway", "line", "route", "border", "boundary", "bridge",
    "ferry", "pipeline", "cable", "corridor", "distance", "halfway", "flights", "trains", "tunnel",
];

/// "The road between X and Y": whether token `i` is one of the two.
fn between(doc: &Doc<'_>, i: usize) -> bool {
    let first = (i.saturating_sub(5)..i).find(|&k| doc.low_is(k, &["between"]));
    let Some(k) = first.filter(|&k| k > 0 && doc.together(k - 1, i)) else {
        return false;
    };
    let next = k + 1 == i || doc.low_is(i - 1, &["and"]);
    next && doc.low_is(k - 1, JOINS)
}

/// Whether there is talk of water near token `i`.
fn waters(doc: &Doc<'_>, i: usize) -> bool {
    let back = (i.saturating_sub(10)..i).filter(|&k| doc.together(k, i));
    let on = (i + 1..i + 10).take_while(|&k| doc.together(i, k));
    back.chain(on)
        .any(|k| doc.low_is(k, WATERS) && !doc.capital(k))
}

/// What firms have.
const HAVE: &[&str] = &[
    "plant",
    "plants",
    "mine",
    "mines",
    "refinery",
    "factory",
    "factories",
    "smelter",
    "profit",
    "profits",
    "revenue",
    "revenues",
    "subsidiary",
    "shares",
    "share",
    "stock",
    "shareholders",
    "customers",
    "employees",
    "headquarters",
    "warehouse",
    "pipeline",
    "ceo",
    "board",
];

/// What is said of firms and other bodies, and of nobody else.
const STANDING: &[&str] = &[
    "founded",
    "based",
    "listed",
    "headquartered",
    "established",
    "owned",
];

/// Whether the words beside `i..j` say that it is a firm or another body.
pub(super) fn trades(doc: &Doc<'_>, i: usize, j: usize) -> bool {
    let at = |k: usize, words: &[&str]| doc.together(i, k) && doc.low_is(k, words);
    let stands = |k: usize| {
        let k = k + usize::from(at(k, &["which", "that"]));
        let k = k + usize::from(at(k, &["is", "was", "are"]));
        at(k, STANDING) && at(k + 1, &["in", "by", "on"])
    };
    let owns = doc.word(j) == doc.lexicon.possessive() && at(j + 1, HAVE);
    let standing = doc.sign(j, b',') && stands(j + 1) || at(j, &["is", "was"]) && stands(j);
    let works = at(
        j,
        &["owns", "operates", "employs", "manufactures", "produces"],
    );
    owns || works || standing || example(doc, i) || it_says(doc, i, j) || beside_body(doc, i, j)
}

/// "Three companies, among them X".
fn example(doc: &Doc<'_>, i: usize) -> bool {
    const SORTS: &[&str] = &[
        "companies",
        "firms",
        "banks",
        "groups",
        "agencies",
        "airlines",
        "insurers",
        "traders",
        "operators",
        "contractors",
        "miners",
        "producers",
        "parties",
        "newspapers",
        "charities",
    ];
    let two = |a: &[&str], b: &[&str]| {
        i >= 2 && doc.together(i - 2, i) && doc.low_is(i - 2, a) && doc.low_is(i - 1, b)
    };
    let one = doc
        .before(i)
        .is_some_and(|k| doc.low_is(k, &["including", "like"]));
    if !one && !two(&["among"], &["them"]) && !two(&["such"], &["as"]) {
        return false;
    }
    (i.saturating_sub(5)..i).any(|k| doc.together(k, i) && doc.low_is(k, SORTS))
}

/// "Zesco and Quillon Power Company".
fn beside_body(doc: &Doc<'_>, i: usize, j: usize) -> bool {
    if !doc.low_is(j, &["and"]) || doc.before(i).is_some_and(|k| doc.has(k, is::TITLE)) {
        return false;
    }
    let words = (j + 1..j + 6).take_while(|&k| doc.together(i, k) && doc.capital(k));
    words
        .last()
        .is_some_and(|k| k > j + 2 && doc.has(k, is::HEAD_ORG) && !doc.has(j + 1, is::GIVEN))
}

/// "X said in a statement that its smelter …": nobody is spoken of as he or she.
fn it_says(doc: &Doc<'_>, i: usize, j: usize) -> bool {
    if !doc.together(i, j) || !doc.low_is(j, &["said", "says", "announced"]) {
        return false;
    }
    let statement = |k: usize| {
        doc.low_is(k, &["in"]) && doc.low_is(k + 1, &["a"]) && doc.low_is(k + 2, &["statement"])
    };
    let from = j + 1 + 3 * usize::from(statement(j + 1));
    let from = from + usize::from(doc.low_is(from, &["that", "on"]));
    let on = (from..from + 8).take_while(|&k| doc.together(i, k));
    let mut own = on.skip_while(|&k| doc.has(k, is::DAY) || doc.low_is(k, &["that"]));
    own.next().is_some_and(|k| {
        doc.low_is(k, &["its"])
            || doc.low_is(k, &["it"]) && doc.low_is(k + 1, &["would", "had", "will", "has", "was"])
    })
}
