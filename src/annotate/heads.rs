//! What do several capitalised words name? By the last word, the first word, and how common they are.
//!
//! Invariant: as for every rule of [`super::runs`].
//! Must not know: other documents, identities.

use super::cues::{FOREIGN_HEADS, POST_NOMINALS, SURNAMES};
use super::doc::{Caps, Doc};
use super::firms;
use super::lexicon::{Word, is};
use super::phrases;
use super::runs::Run;
use super::spans::{Spotter, acronym};
use super::spot::{Guess, Spot, Why};
use super::storms;
use super::tokens::flag;
use super::votes;
use crate::briefing::{Kind, Level};

/// The reason of the weakest rule for persons.
pub(crate) const SEVERAL_WORDS: &str = "two or three capitalised words, not all of them ordinary";

/// The reason of the weakest rule for bodies.
pub(crate) const ORDINARY_WORDS: &str = "capitalised ordinary words";

/// What is called by capitalised words and is nobody.
const DRAFTS: &[&str] = &[
    "bill",
    "act",
    "law",
    "plan",
    "programme",
    "program",
    "scheme",
    "project",
    "policy",
    "index",
    "survey",
    "report",
    "award",
    "prize",
    "agreement",
    "deal",
    "initiative",
    "campaign",
    "strategy",
];

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

/// Adds a person named by `a..b`.
pub(crate) fn person(s: &mut Spotter<'_, '_>, mut a: usize, b: usize, sure: u8, why: Why) {
    let doc = s.doc;
    // At most five words, hyphened ones whole: "Prayut Chan-o-cha".
    let mut words = 0;
    // "Chief Transformation Officer Anna Quillon".
    if let Some(k) = (a..b.saturating_sub(1)).find(|&k| doc.low_is(k, &["officer"]))
        && (a..k).all(|z| doc.common(z))
    {
        a = k + 1;
    }
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
        || by_commonness(s, run);
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

fn by_commonness(s: &mut Spotter<'_, '_>, run: Run) -> bool {
    let doc = s.doc;
    let words: Vec<usize> = (run.a..run.b)
        .filter(|&k| doc.is(k, flag::LETTER))
        .collect();
    let ordinary = |k: &&usize| doc.common(**k) && !doc.has(**k, is::GIVEN);
    let common = words.iter().filter(ordinary).count();
    let after = doc.together(run.a, run.b).then_some(run.b);
    let spot = |guess, sure, why| Spot::new(run.a, run.b, guess, sure, why);
    if let Some(end) = of_a_party(s, run) {
        let why = Why::with("a name before a word for a body:", doc.span(run.a, end + 1));
        s.out.push(Spot::new(
            run.a,
            end,
            Guess::Sure(Kind::Organisation),
            60,
            why,
        ));
        return true;
    }
    if after.is_some_and(|k| doc.has(k, is::ORG_AFTER)) {
        let seen = doc.span(run.a, run.b + 1);
        let why = Why::with("a name before a word for a body:", seen);
        s.out.push(spot(Guess::Sure(Kind::Organisation), 60, why));
        return true;
    }
    if firms::trades(doc, run.a, run.b) && run.tell() && s.list(run.a).is_none() {
        let why = Why::with(
            "its last word is one for trades:",
            doc.span(run.b - 1, run.b),
        );
        s.out.push(spot(Guess::Sure(Kind::Organisation), 65, why));
        return true;
    }
    // "The Affordable Housing bill" is a bill.
    if common == words.len() && after.is_some_and(|k| doc.low_is(k, DRAFTS) && !doc.capital(k)) {
        return true;
    }
    let likely = Guess::Likely(Kind::Organisation);
    let last = words.last().copied().unwrap_or(run.a);
    let notion = words.iter().all(|&k| k == last || doc.common(k)) && is_notion(doc, last);
    if notion && !doc.has(run.a, is::GIVEN) && s.list(run.a).is_none() {
        return true;
    }
    if common == words.len() {
        let named = run.tell() && !doc.is(run.a, flag::START) && !many(doc, run, last);
        if named {
            let why = Why::of(ORDINARY_WORDS);
            s.out.push(spot(likely, 60, why));
        }
        return named;
    }
    if !run.tell() {
        // "Enquiries: Thandi Quillazana".
        let called = run.a > 0 && doc.sign(run.a - 1, b':') && run.caps == Caps::TitleCase;
        if called && common == 0 && (2..=3).contains(&words.len()) {
            person(s, run.a, run.b, 60, Why::of(SEVERAL_WORDS));
            return true;
        }
        return false;
    }
    if !of_a_place(s, run) {
        mixed(s, run, &words, common);
    }
    true
}

/// "Senior Officials", "Maritime Emergencies": many of a kind, where no article says that they are one.
fn many(doc: &Doc<'_>, run: Run, last: usize) -> bool {
    let low = doc.low(last);
    let plural = low.ends_with('s') && !low.ends_with("ss") && low.len() > 4;
    let the = doc.before(run.a).is_some_and(|k| doc.low_is(k, &["the"]));
    plural && !the && !doc.has(last, is::HEAD_ORG | is::GIVEN) && !votes::employs(doc, run.a)
}

/// "National Unity of Hope party": where the name ends, over "of".
fn of_a_party(s: &Spotter<'_, '_>, run: Run) -> Option<usize> {
    let doc = s.doc;
    let k = run.b + 1;
    let of = doc.low_is(run.b, &["of", "for"]) && doc.together(run.a, k) && doc.capital(k);
    if !of || s.list(k).is_some() || doc.has(run.a, is::GIVEN) {
        return None;
    }
    let end = phrases::phrase_end(s, k);
    (doc.together(run.a, end) && doc.has(end, is::ORG_AFTER)).then_some(end)
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

/// "Baku Process": a place and ordinary words name something of that place.
fn of_a_place(s: &mut Spotter<'_, '_>, run: Run) -> bool {
    let doc = s.doc;
    let Some((end, listing)) = s.list(run.a).filter(|(end, _)| *end < run.b) else {
        return false;
    };
    // "Qayyarah Airfield West".
    let inner = (end..run.b).any(|k| doc.has(k, is::HEAD_PLACE));
    let fits = s.kind_of(listing) == Kind::Place && !inner && (end..run.b).all(|k| doc.common(k));
    if fits {
        s.add_listed(run.a, end, listing);
        let why = Why::of("a place and capitalised ordinary words");
        let guess = Guess::Likely(Kind::Organisation);
        s.out.push(Spot::new(run.a, run.b, guess, 40, why));
    }
    fits
}

/// Words of which some are in no list: a place, a person, or else perhaps a body.
fn mixed(s: &mut Spotter<'_, '_>, run: Run, words: &[usize], common: usize) {
    let doc = s.doc;
    let particle = |k: &&usize| doc.has(**k, is::PARTICLE) && !doc.capital(**k);
    let all = words.len() - words.iter().filter(particle).count();
    let inner = all >= 3 && (1..words.len() - 1).any(|n| doc.has(words[n], is::HEAD_PLACE));
    let the = doc.before(run.a).is_some_and(|k| doc.low_is(k, &["the"]));
    let few = (2..=3).contains(&all) || (all == 4 && common == 0);
    // "Assistant Secretary-General for Peacebuilding Support": what somebody is for.
    let field = run.a >= 2 && doc.low_is(run.a - 1, &["for"]) && doc.has(run.a - 2, is::TITLE);
    if field && common > 0 && doc.together(run.a - 2, run.a) {
        return;
    }
    let after = doc.together(run.a, run.b).then_some(run.b);
    let acts = after.is_some_and(|k| doc.has(k, is::SPEECH) || doc.low_is(k, &["who"]));
    if few && !acts && saintly(doc, run) {
        let why = Why::of("a name that begins as those of places do");
        let guess = Guess::Likely(Kind::Place);
        s.out.push(Spot::new(run.a, run.b, guess, 50, why));
        return;
    }
    if inner && !doc.has(run.a, is::GIVEN) {
        let why = Why::of("a word for places inside the name");
        let guess = Guess::Sure(Kind::Place);
        s.out.push(Spot::new(run.a, run.b, guess, 60, why));
    } else if few && !the && names_person(doc, run, common) {
        let sure = if common == 0 { 60 } else { 45 };
        person(s, run.a, run.b, sure, Why::of(SEVERAL_WORDS));
    } else {
        let why = Why::of("a sequence of capitalised words");
        let guess = Guess::Likely(Kind::Organisation);
        s.out.push(Spot::new(run.a, run.b, guess, 40, why));
    }
}

/// "Santa Elena", "La Oroya": words that names of places begin with where Romance languages are spoken.
fn saintly(doc: &Doc<'_>, run: Run) -> bool {
    let words = run.b - run.a == 2 && doc.is(run.b - 1, flag::LETTER);
    words
        && doc.capital(run.a)
        && doc.low_is(
            run.a,
            &[
                "san", "santa", "santo", "sao", "la", "las", "los", "nueva", "nuevo",
            ],
        )
}

/// Whether two or three unlisted words are taken for a person's name.
fn names_person(doc: &Doc<'_>, run: Run, common: usize) -> bool {
    if holds_acronym(doc, run.a, run.b) {
        return false;
    }
    let before = doc.before(run.a);
    let after = doc.together(run.a, run.b).then_some(run.b);
    // "East Mercia Water", a company.
    if common > 0 && (doc.low_is(run.a, COMPASS) || is_notion(doc, run.b - 1)) {
        return false;
    }
    // "Ashdown Forensic": an adjective is no surname.
    let low = doc.low(run.b - 1);
    let quality = doc.common(run.b - 1) && ["ic", "al", "ive"].iter().any(|e| low.ends_with(e));
    if common > 0 && quality && !doc.has(run.b - 1, is::GIVEN) && low.len() > 4 {
        return false;
    }
    // "Kamarudin bin Haji Yaakob".
    let particle =
        |k: usize| doc.has(k, is::PARTICLE) && doc.is(k, flag::LETTER) && !doc.capital(k);
    let joined = !doc.common(run.a) && (run.a + 1..run.b).any(particle);
    common == 0
        || joined
        || after.is_some_and(|k| doc.has(k, is::SPEECH) || doc.sign(k, b',') || doc.sign(k, b'('))
        || before.is_some_and(|k| doc.low_is(k, &["by", "with", "and", "met"]))
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
