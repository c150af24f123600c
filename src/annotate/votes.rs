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
use super::whereabouts;
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

/// Those who are at a body, where a title is not.
const EMPLOYED: &[&str] = &[
    "analysts",
    "strategist",
    "strategists",
    "economists",
    "experts",
    "researchers",
    "fellow",
    "lecturer",
    "partner",
    "student",
    "students",
    "worker",
    "workers",
    "employee",
    "employees",
    "traders",
    "trader",
    "engineer",
    "executive",
    "executives",
    "scientists",
    "lawyers",
];

/// Who somebody is to somebody.
const RELATIVES: &[&str] = &[
    "wife",
    "husband",
    "son",
    "daughter",
    "brother",
    "sister",
    "father",
    "mother",
    "uncle",
    "aunt",
    "cousin",
    "nephew",
    "niece",
    "widow",
    "partner",
    "friend",
    "deputy",
    "successor",
    "predecessor",
    "counterpart",
    "ally",
    "lawyer",
    "aide",
    "spokesman",
    "spokeswoman",
    "mentor",
    "rival",
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
    let located = whereabouts::located(doc, i, j);
    votes.place += 25 * u32::from(located);
    if low(after, RULED) {
        votes.person += 20;
    } else if low(before, &["the"]) && !located {
        votes.organisation += 15;
    }
    if whereabouts::trades(doc, i, j) {
        votes.organisation += 25;
    }
    if after.is_some_and(|k| doc.has(k, is::SPEECH)) {
        votes.person += 10;
        votes.organisation += 3;
    }
    match introduced(doc, i) {
        Some(Kind::Organisation) => votes.organisation += 20,
        Some(Kind::Place) => votes.place += 20,
        _ => {}
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
    if employs(doc, i) {
        0
    } else if low(before, inside) {
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

/// Words before "in" that what can be owned follows.
const OWNED: &[&str] = &[
    "stake",
    "stakes",
    "shares",
    "share",
    "shareholder",
    "shareholders",
    "investor",
    "investors",
    "invested",
];

/// Whether "analysts at", "chief executive at" or "shares in" stands before token `i`.
pub(crate) fn employs(doc: &Doc<'_>, i: usize) -> bool {
    if let Some(k) = doc.before(i).filter(|&k| doc.low_is(k, &["in"])) {
        return doc.before(k).is_some_and(|k| doc.low_is(k, OWNED));
    }
    let Some(at) = doc.before(i).filter(|&k| doc.low_is(k, &["at"])) else {
        return false;
    };
    let who = doc.before(at);
    who.is_some_and(|k| doc.low_is(k, EMPLOYED) || ends_title(doc, k))
}

/// Whether a title of one word or several ends with token `k`.
fn ends_title(doc: &Doc<'_>, k: usize) -> bool {
    let from = k.saturating_sub(3);
    (from..=k).any(|i| doc.title(i).is_some_and(|(end, _)| end == k + 1) && doc.together(i, k))
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
    let headed = twice.is_some_and(|k| ends_title(doc, k));
    if low(before, &["of", "for"]) && (headed || low(twice, member)) {
        sum += 15;
    }
    // "Mr Okafor of Ofwat".
    let named = twice.is_some_and(|k| doc.capital(k) && !doc.common(k) && doc.listed(k).is_none());
    if low(before, &["of"]) && named {
        sum += 5;
    }
    if employs(doc, i) || low(before, &["owns", "acquired", "acquire", "acquires", "sued"]) {
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
    // "Quillon, 45, said", not "Quillon, 80 kilometres away".
    let aged = doc.sign(k + 1, b',') || doc.sign(k + 1, b'.') || !doc.together(k, k + 1);
    if doc.is(k, flag::NUMBER) && doc.text(k).len() == 2 && aged {
        votes.person += 30;
    } else if doc.low_is(k, &["who"]) {
        votes.person += 20;
    }
    if country(doc, k) {
        votes.place += 15;
    }
    // "Peter, his brother".
    if doc.low_is(k, &["his", "her"]) && doc.low_is(k + 1, RELATIVES) {
        votes.person += 25;
    }
    match described(doc, k) {
        Some(Kind::Person) => votes.person += 20,
        Some(Kind::Organisation) => votes.organisation += 20,
        Some(Kind::Place) => votes.place += 20,
        _ => {}
    }
}

/// Words for firms and other bodies that stand before or behind their names.
const SORTS: &[&str] = &[
    "subsidiary",
    "parent",
    "arm",
    "unit",
    "affiliate",
    "operator",
    "insurer",
    "lender",
    "exchange",
    "charity",
    "utility",
    "retailer",
    "contractor",
    "supplier",
    "miner",
    "maker",
    "watchdog",
    "regulator",
    "auditor",
    "nonprofit",
    "venture",
];

/// "Its parent, Quillon Marrow", "the insurer is Quillon Re": what stands before the name that begins at token `i` says that
/// it is.
pub(crate) fn introduced(doc: &Doc<'_>, i: usize) -> Option<Kind> {
    let before = doc.before(i)?;
    let is = doc.low_is(before, &["is", "was"]);
    if !is && !doc.sign(before, b',') {
        return None;
    }
    let mut noun = doc.before(before)?;
    // "The exchange in Oslo, Quillon Pool".
    if doc.capital(noun)
        && noun > 1
        && doc.low_is(noun - 1, &["in", "at"])
        && doc.together(noun - 2, i)
    {
        noun -= 2;
    }
    if doc.capital(noun) || !doc.is(noun, flag::LETTER) {
        return None;
    }
    let near = (noun.saturating_sub(4)..noun).rev();
    let mut front = near.take_while(|&k| doc.together(k, noun) && doc.is(k, flag::LETTER));
    let article = front.find(|&k| {
        doc.low_is(
            k,
            &[
                "the", "its", "their", "a", "an", "our", "of", "by", "for", "with",
            ],
        )
    })?;
    let owned = doc.low_is(article, &["of", "by", "for", "with"])
        || doc
            .before(article)
            .is_some_and(|k| doc.low_is(k, &["of", "by", "for", "with", "from", "to", "at", "in"]));
    if owned {
        return None;
    }
    let body = doc.has(noun, is::HEAD_ORG | is::ORG_AFTER) || doc.low_is(noun, SORTS);
    if body
        && !doc.has(noun, is::TITLE | is::PLURAL_TITLE)
        && !doc.low_is(noun, &["members", "executives", "guard", "staff"])
    {
        Some(Kind::Organisation)
    } else if doc.has(noun, is::HEAD_PLACE) && !is {
        Some(Kind::Place)
    } else {
        None
    }
}

/// What stands behind the name before token `j`, after a comma, that says what it is.
pub(crate) fn apposed(doc: &Doc<'_>, j: usize) -> Option<Kind> {
    let comma = doc.sign(j, b',') && doc.together(j, j + 1);
    comma.then(|| described(doc, j + 1)).flatten()
}

/// What the words from `k` on say that the name before them is: "…, a Dutch institute".
fn described(doc: &Doc<'_>, k: usize) -> Option<Kind> {
    if !doc.low_is(k, &["a", "an", "the"]) {
        return None;
    }
    let word = |z: &usize| doc.is(*z, flag::LETTER) && !doc.has(*z, is::FUNCTION);
    let words = (k + 1..k + 6).take_while(|z| doc.together(k, *z) && word(z));
    // The last of them is what it is: "a Dutch cable company".
    let noun = words.last().filter(|&z| !doc.capital(z))?;
    if doc.has(noun, is::TITLE) {
        Some(Kind::Person)
    } else if doc.has(noun, is::HEAD_ORG | is::ORG_AFTER) || doc.low_is(noun, SORTS) {
        Some(Kind::Organisation)
    } else if doc.has(noun, is::HEAD_PLACE) {
        Some(Kind::Place)
    } else {
        None
    }
}

fn country(doc: &Doc<'_>, k: usize) -> bool {
    doc.capital(k)
        && doc
            .listed(k)
            .is_some_and(|(_, l)| doc.lexicon.entry(l.entry).kind == Kind::Country)
}

/// "Quillon Marrow, which", "Anna Marsh of Quillon Marrow": what people are neither spoken of as nor from.
pub(super) fn nobodys(doc: &Doc<'_>, spot: &Spot) -> bool {
    let (i, j) = (spot.from(), spot.to());
    let which = doc.sign(j, b',') && doc.together(i, j + 1) && doc.low_is(j + 1, &["which"]);
    let speech = (i.saturating_sub(2)..i).any(|k| doc.together(k, i) && doc.has(k, is::SPEECH));
    let of = i >= 3 && doc.together(i - 3, i) && doc.low_is(i - 1, &["of"]);
    let name = |k: usize| {
        doc.capital(k) && !doc.common(k) && doc.listed(k).is_none() && doc.is(k, flag::LETTER)
    };
    // "Quillon Marrow (Call of the River) Party".
    let close = (j + 1..j + 9).find(|&k| doc.sign(k, b')') && doc.together(i, k));
    let bracketed = doc.sign(j, b'(')
        && close.is_some_and(|k| doc.has(k + 1, is::ORG_AFTER) && doc.together(i, k + 1));
    bracketed || which && !speech || of && name(i - 2) && (name(i - 3) || doc.has(i - 3, is::GIVEN))
}
