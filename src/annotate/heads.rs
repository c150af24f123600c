//! What do several capitalised words name? By the last word, the first word, and how common they are.
//!
//! Invariant: as for every rule of [`super::runs`].
//! Must not know: other documents, identities.

use super::cues::{FOREIGN_HEADS, POST_NOMINALS, SURNAMES};
use super::doc::{Caps, Doc};
use super::lexicon::{Word, is};
use super::ordinary;
use super::phrases;
use super::runs::Run;
use super::spans::{Spotter, acronym};
use super::spot::{Guess, Spot, Why};
use super::storms;
use super::tokens::flag;
use crate::briefing::{Kind, Level};

/// The reason of the weakest rule for persons.
pub(crate) const SEVERAL_WORDS: &str = "two or three capitalised words, not all of them ordinary";

/// The reason of the weakest rule for bodies.
pub(crate) const ORDINARY_WORDS: &str = "capitalised ordinary words";

/// Words that name a part of a place.
pub(super) const COMPASS: &[&str] = &[
    "north",
    "south",
    "east",
    "west",
    "northern",
    "southern",
    "eastern",
    "western",
    "central",
    "upper",
    "lower",
    "greater",
    "inner",
    "outer",
    "northeast",
    "northwest",
    "southeast",
    "southwest",
];

/// The kind of thing that the word at `k` heads.
pub(crate) fn kind(doc: &Doc<'_>, k: usize) -> Option<Kind> {
    [
        (is::HEAD_ORG, Kind::Organisation),
        (is::HEAD_DOC, Kind::Agreement),
        (is::HEAD_EVENT, Kind::Event),
        (is::HEAD_PLACE, Kind::Place),
    ]
    .into_iter()
    .find(|(bits, _)| doc.has(k, *bits))
    .map(|(_, kind)| kind)
}

/// A name that its head, the token before `b`, decides; `to` may lie beyond over an of-phrase.
pub(crate) fn headed(a: usize, to: usize, b: usize, kind: Kind, sure: u8, doc: &Doc<'_>) -> Spot {
    let rule = match kind {
        Kind::Organisation => "its last word is one for bodies:",
        Kind::Agreement => "its last word is one for documents:",
        Kind::Event => "its last word is one for events:",
        _ => "its last word is one for places:",
    };
    let why = Why::with(rule, doc.span(b - 1, b));
    let mut spot = Spot::new(a, to, Guess::Sure(kind), sure, why);
    spot.head = doc.word(b - 1);
    spot.extended = to > b;
    spot
}

/// Where "X region", "X training range" ends, if the word after `b` says place.
pub(crate) fn place_after(doc: &Doc<'_>, a: usize, b: usize) -> Option<usize> {
    if !doc.together(a, b) {
        return None;
    }
    if doc.together(a, b + 1) && doc.lexicon.is_place_pair(doc.word(b), doc.word(b + 1)) {
        return Some(b + 2);
    }
    doc.has(b, is::PLACE_AFTER).then_some(b + 1)
}

/// Where the name begins in "Transformation Officer Anna Quillon", `a..b`.
fn behind_officer(doc: &Doc<'_>, a: usize, b: usize) -> usize {
    let officer = (a..b.saturating_sub(1)).find(|&k| doc.low_is(k, &["officer"]));
    let office = officer.filter(|&k| (a..k).all(|z| doc.common(z)));
    office.map_or(a, |k| k + 1)
}

/// Adds a person named by `a..b`.
pub(crate) fn person(s: &mut Spotter<'_, '_>, mut a: usize, b: usize, sure: u8, why: Why) {
    let doc = s.doc;
    // At most five words, hyphened ones whole: "Prayut Chan-o-cha".
    let mut words = 0;
    a = behind_officer(doc, a, b);
    let mut b = (a..b)
        .find(|&k| {
            let joined =
                !doc.is(k, flag::LETTER) || (k > a && doc.sign(k - 1, b'-') && doc.glued(k));
            let particle = doc.has(k, is::PARTICLE);
            words += usize::from(!joined && !particle);
            words > 5
        })
        .unwrap_or(b);
    // "Giles Marchetti KC".
    while b > a + 1 && POST_NOMINALS.contains(&doc.text(b - 1)) {
        b -= 1;
    }
    if doc.part(a).caps != Caps::Tell {
        // In a headline the name may run on into ordinary words: "Ambassador Ford Returns".
        let ordinary = |k: usize| doc.common(k) && !doc.has(k, is::GIVEN);
        let (low, capital) = doc.seen(a);
        if ordinary(a) && (capital == 0 || low > 0) {
            return;
        }
        b = (a + 1..b).find(|&k| ordinary(k)).unwrap_or(b);
    }
    let listed = s.list(a).filter(|(end, _)| *end >= b && b == a + 1);
    if let Some((_, listing)) = listed
        && s.kind_of(listing) != Kind::Place
    {
        s.add_listed(a, b, listing);
        return;
    }
    // "Chief Information Officer": words of an office are no name.
    let office = |k: usize| doc.common(k) && !doc.has(k, is::GIVEN);
    if b > a + 1 && doc.has(b - 1, is::TITLE) && (a..b).all(office) {
        return;
    }
    let short = doc.is(a, flag::ALL_CAPS) && doc.text(a).len() <= 5 && !initials(doc, a);
    if short && b > a + 1 && !doc.has(a, is::GIVEN) && doc.part(a).caps != Caps::All {
        s.out.push(acronym(a));
        a += 1;
    }
    let ordinary = (1..=20).contains(&doc.lexicon.level(doc.word(a))) && !doc.has(a, is::GIVEN);
    if b == a + 1 && ordinary && kind(doc, a).is_some() {
        return;
    }
    // "General Debate".
    let general = doc.before(a).is_some_and(|k| doc.low_is(k, &["general"]));
    if b == a + 1 && ordinary && general {
        return;
    }
    let (low, _) = doc.seen(a);
    if b == a + 1 && (doc.has(a, is::FUNCTION | is::TITLE) || (ordinary && low > 0)) {
        return;
    }
    s.out
        .push(Spot::new(a, b, Guess::Sure(Kind::Person), sure, why));
}

/// Whether the two letters at `k` are the initials that some go by: "KP Quillon".
pub(crate) fn initials(doc: &Doc<'_>, k: usize) -> bool {
    let text = doc.text(k).as_bytes();
    let letters = text.len() == 2 && doc.is(k, flag::ALL_CAPS) && !doc.has(k, is::NOT_ORG);
    letters && doc.listed(k).is_none() && !text.iter().any(|b| b"EIOUX".contains(b))
}

/// The last rule: several words.
pub(crate) fn several(s: &mut Spotter<'_, '_>, run: Run) -> bool {
    let _ = conference(s, run)
        || by_head(s, run)
        || by_inner_head(s, run)
        || by_event_word(s, run)
        || by_foreign_head(s, run)
        || by_landform(s, run)
        || by_last_letters(s, run)
        || by_first_word(s, run)
        || ordinary::by_commonness(s, run);
    true
}

/// "COP31", a conference of parties.
fn conference(s: &mut Spotter<'_, '_>, run: Run) -> bool {
    let doc = s.doc;
    let last = run.b - 1;
    let numbered = run.len() == 2 && doc.is(last, flag::NUMBER) && doc.glued(last);
    if !numbered || doc.text(run.a) != "COP" {
        return false;
    }
    let why = Why::of("letters for a meeting and its number");
    let guess = Guess::Sure(Kind::Event);
    s.out.push(Spot::new(run.a, run.b, guess, 85, why));
    true
}

fn by_head(s: &mut Spotter<'_, '_>, run: Run) -> bool {
    let doc = s.doc;
    let Some(kind) = kind(doc, run.b - 1) else {
        return false;
    };
    let surname = doc.low_is(run.b - 1, SURNAMES) && !doc.has(run.b - 1, is::KEEPS_NAME);
    // "Virginia Beach": a given name that is a place, too, before a word for places.
    let place = kind == Kind::Place
        && s.list(run.a)
            .is_some_and(|(end, l)| end + 1 == run.b && s.kind_of(l) == Kind::Place);
    if doc.has(run.a, is::GIVEN) && run.len() <= 3 && surname && !place {
        return false;
    }
    // A "Member State" is none of them.
    let state = doc.low_is(run.b - 1, &["state", "states", "republic"])
        || doc.low_is(run.a, &["state"]) && doc.low_is(run.b - 1, &["party"]);
    // "Human Rights Treaties" are many.
    let many = doc.low_is(
        run.b - 1,
        &[
            "treaties",
            "conventions",
            "policies",
            "plans",
            "declarations",
        ],
    );
    if (state || many) && (run.a..run.b).all(|k| doc.common(k)) {
        return true;
    }
    let to = phrases::extend(s, run.a, run.b);
    let begin = with_number(s, run, kind);
    s.out.push(headed(begin, to, run.b, kind, 85, doc));
    let from = s.list(run.a).map_or(run.a, |(end, _)| end).max(run.a + 1);
    for k in from..run.b {
        if let Some((end, listing)) = s.list(k)
            && end <= run.b
            && matches!(s.kind_of(listing), Kind::Country | Kind::Place)
        {
            s.add_listed(k, end, listing);
        }
    }
    true
}

/// "2653 Sanctions Committee", "UN 2023 Water Conference": where a name begins whose number stands before its first word.
fn with_number(s: &Spotter<'_, '_>, run: Run, kind: Kind) -> usize {
    let doc = s.doc;
    let a = run.a;
    let numbered = a >= 2 && doc.is(a - 1, flag::NUMBER) && doc.together(a - 2, a);
    if !numbered || doc.text(a - 1).len() != 4 {
        return a;
    }
    let letters = doc.acronym(a - 2) && doc.capital(a - 2) || s.list(a - 2).is_some();
    match kind {
        Kind::Organisation if doc.low_is(run.b - 1, &["committee"]) => a - 1,
        Kind::Event if doc.year(a - 1).is_some() && letters => a - 2,
        _ => a,
    }
}

/// "Main Directorate for …": the head is not the last word, but the phrase goes on.
fn by_inner_head(s: &mut Spotter<'_, '_>, run: Run) -> bool {
    let doc = s.doc;
    // "Protocol Relating to the Establishment of …"
    let titled = doc.has(run.a, is::HEAD_DOC) && doc.low_is(run.b, &["of", "for", "on", "to"]);
    if titled && doc.together(run.a, run.b) {
        let to = phrases::extend_from(s, run.a, run.a, run.b);
        if to > run.b {
            s.out
                .push(headed(run.a, to, run.a + 1, Kind::Agreement, 80, doc));
            return true;
        }
    }
    let goes_on = doc.together(run.a, run.b) && doc.low_is(run.b, &["of", "for"]);
    if !goes_on || !(run.a..run.b).any(|k| doc.has(k, is::HEAD_ORG)) {
        return false;
    }
    let to = phrases::extend(s, run.a, run.b);
    if to == run.b {
        return false;
    }
    let why = Why::with("a word for bodies and what it is for:", doc.span(run.a, to));
    let mut spot = Spot::new(run.a, to, Guess::Sure(Kind::Organisation), 85, why);
    spot.head = doc.word(run.b - 1);
    spot.extended = true;
    s.out.push(spot);
    true
}

/// "Operation Inherent Resolve", "Hurricane Katrina".
fn by_event_word(s: &mut Spotter<'_, '_>, run: Run) -> bool {
    let doc = s.doc;
    let storm = storms::word(doc, run.a, run.b).is_some();
    if !storm && (!doc.has(run.a, is::EVENT_CUE) || !run.tell() || doc.low(run.a).ends_with('s')) {
        return false;
    }
    let why = Why::with(
        "its first word is one for events:",
        doc.span(run.a, run.a + 1),
    );
    s.out
        .push(Spot::new(run.a, run.b, Guess::Sure(Kind::Event), 80, why));
    true
}

/// "Banco do Nordeste", "Prensa Libre": in many languages the word for a body comes first.
fn by_foreign_head(s: &mut Spotter<'_, '_>, run: Run) -> bool {
    let doc = s.doc;
    if !doc.low_is(run.a, FOREIGN_HEADS) || doc.part(run.a).caps == Caps::All {
        return false;
    }
    let why = Why::with(
        "its first word is one for bodies:",
        doc.span(run.a, run.a + 1),
    );
    s.out.push(Spot::new(
        run.a,
        run.b,
        Guess::Sure(Kind::Organisation),
        80,
        why,
    ));
    true
}

/// "Quillon TV", "Saint-Quillon".
fn by_last_letters(s: &mut Spotter<'_, '_>, run: Run) -> bool {
    let doc = s.doc;
    let saint = doc.low_is(run.a, &["saint", "sainte"]) && doc.sign(run.a + 1, b'-');
    let (kind, why) = if ["TV", "FM"].contains(&doc.text(run.b - 1)) && run.caps != Caps::All {
        let why = Why::with("letters for a station:", doc.span(run.b - 1, run.b));
        (Kind::Organisation, why)
    } else if saint {
        (Kind::Place, Why::of("a place called by a saint"))
    } else {
        return false;
    };
    s.out
        .push(Spot::new(run.a, run.b, Guess::Sure(kind), 70, why));
    true
}

fn by_landform(s: &mut Spotter<'_, '_>, run: Run) -> bool {
    let doc = s.doc;
    let compass = doc.low_is(run.a, COMPASS)
        && s.list(run.a + 1).is_some_and(|(end, l)| {
            end == run.b && s.kind_of(l) == Kind::Place && l.level == Level::Name
        });
    let part = run.tell() && run.len() == 2 && (run.a..run.b).all(|k| doc.low_is(k, COMPASS));
    let (j, why) = if compass {
        (run.b, Why::of("a part of a listed place"))
    } else if part {
        (run.b, Why::of("a part of the country"))
    } else if doc.has(run.a, is::LANDFORM) {
        (
            run.b,
            Why::with(
                "its first word is one for places:",
                doc.span(run.a, run.a + 1),
            ),
        )
    } else if let Some(end) = place_after(doc, run.a, run.b) {
        (
            end,
            Why::with("a name before a word for a place:", doc.span(run.a, end)),
        )
    } else {
        return false;
    };
    s.out
        .push(Spot::new(run.a, j, Guess::Sure(Kind::Place), 85, why));
    true
}

fn by_first_word(s: &mut Spotter<'_, '_>, run: Run) -> bool {
    let doc = s.doc;
    // "Frontrunner Martin Quillon": what somebody is, before who.
    let what = doc.common(run.a) && !doc.has(run.a, is::GIVEN) && !doc.low_is(run.a, COMPASS);
    if what && (3..=4).contains(&run.len()) && doc.has(run.a + 1, is::GIVEN) {
        let named = (run.a + 2..run.b).all(|k| !doc.common(k) && doc.is(k, flag::LETTER));
        if named && run.tell() {
            let why = Why::with("the given name", doc.span(run.a + 1, run.a + 2));
            person(s, run.a + 1, run.b, 80, why);
            return true;
        }
    }
    let initials = doc.is(run.a, flag::DOTTED) && doc.text(run.a).len() <= 4;
    if (doc.is(run.a, flag::INITIAL) || initials) && run.len() <= 4 {
        person(s, run.a, run.b, 85, Why::of("an initial and a name"));
    } else if doc.has(run.a, is::GIVEN) && !doc.sign(run.a + 1, b'-') {
        person(
            s,
            run.a,
            run.b,
            92,
            Why::with("the given name", doc.span(run.a, run.a + 1)),
        );
    } else if doc.has(run.a, is::GIVEN) && run.len() > 3 {
        // A double given name: "Jean-Claude Juncker".
        person(
            s,
            run.a,
            run.b,
            90,
            Why::with("the given name", doc.span(run.a, run.a + 3)),
        );
    } else if doc.sign(run.a + 1, b'-') && run.len() == 3 {
        let thing = doc.has(run.a, is::GROUP | is::NOT_ORG) && doc.is(run.a + 2, flag::NUMBER);
        if thing || doc.common(run.a) && doc.common(run.a + 2) {
            return true;
        }
        let why = Why::of("a hyphened name");
        s.out.push(Spot::new(run.a, run.b, Guess::Unknown, 30, why));
    } else {
        return false;
    }
    true
}

/// Whether a word names a notion, which no body is called by ("Sustainable Development").
pub(crate) fn is_notion(doc: &Doc<'_>, k: usize) -> bool {
    let low = doc.low(k);
    let ends = [
        "ment", "tion", "sion", "ness", "ity", "ance", "ence", "ency", "hood", "ism",
    ];
    let abstraction = low.len() > 7 && ends.iter().any(|e| low.ends_with(e));
    let head = is::HEAD_ORG | is::HEAD_DOC | is::HEAD_EVENT | is::HEAD_PLACE;
    !doc.has(k, head) && (doc.has(k, is::NOTION) || abstraction)
}

/// Whether an acronym stands behind the first word, where not all is in capitals: no surname ("Vermont ANG"), unlike the
/// number of a king.
pub(crate) fn holds_acronym(doc: &Doc<'_>, a: usize, b: usize) -> bool {
    let acronym = |k: usize| {
        let text = doc.text(k);
        let numeral = text.bytes().all(|b| b"IVX".contains(&b));
        doc.is(k, flag::ALL_CAPS) && (3..=5).contains(&text.len()) && !numeral
    };
    doc.part(a).caps == Caps::Tell && (a + 1..b).any(acronym)
}

/// The head word of a spot, if it has one.
pub(crate) fn head_of(word: Word) -> Option<Word> {
    (word != Word::NONE).then_some(word)
}
