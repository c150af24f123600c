//! What does one capitalised word name, by itself and by the words beside it?
//!
//! Invariant: as for every rule of [`super::runs`].
//! Must not know: other documents, identities.

use super::cues::POST_NOMINALS;
use super::doc::{Caps, Doc};
use super::heads;
use super::lexicon::is;
use super::phrases;
use super::runs::{Run, plausible};
use super::spans::{Spotter, acronym};
use super::spot::{Guess, Of, Spot, Why};
use super::storms;
use super::tokens::flag;
use crate::briefing::Kind;

/// Heads that are too ordinary to stand for a body alone ("the state").
const TOO_ORDINARY: &[&str] = &[
    "state",
    "house",
    "international",
    "staff",
    "school",
    "company",
    "times",
    "post",
    "center",
    "sons",
    "trust",
    "brothers",
    "network",
    "mission",
    "front",
    "press",
    "media",
    "capital",
    "services",
    "platform",
];

/// Heads that name a body of a state by themselves.
const OF_STATES: &[&str] = &[
    "congress",
    "parliament",
    "senate",
    "cabinet",
    "treasury",
    "government",
    "army",
    "navy",
    "assembly",
    "presidency",
];

/// Behind the names of peoples: "the Quillon clan".
const PEOPLES: &[&str] = &[
    "clan",
    "clans",
    "tribe",
    "tribes",
    "tribesmen",
    "tribal",
    "herders",
    "dialect",
];

/// Who speaks for a body or for somebody.
const SPEAKERS: &[&str] = &["spokesman", "spokeswoman", "spokesperson"];

/// Documents that go by the year of their goals.
const PLANS: &[&str] = &["agenda", "strategy", "vision", "roadmap"];

/// Words for meetings that are words for standing bodies, too.
const STANDING: &[&str] = &["forum", "initiative", "mechanism", "dialogue"];

/// Whether a listed body whose name ends as token `a` stands not far before it.
fn names_body(s: &Spotter<'_, '_>, a: usize) -> bool {
    let doc = s.doc;
    doc.low_is(a, STANDING)
        && (a.saturating_sub(600)..a).any(|k| {
            let listed = s
                .list(k)
                .filter(|(end, _)| doc.word(end - 1) == doc.word(a));
            listed.is_some_and(|(_, l)| s.kind_of(l) == Kind::Organisation)
        })
}

/// The rule for runs of one word.
pub(crate) fn lone(s: &mut Spotter<'_, '_>, run: Run) -> bool {
    if run.len() != 1 {
        return false;
    }
    let doc = s.doc;
    let a = run.a;
    if doc.text(a).len() == 1 {
        return true;
    }
    let shouted = run.caps == Caps::All;
    let word = doc.has(a, is::COMMON | is::FUNCTION) && doc.amid_shouting(a);
    if doc.acronym(a) && (ticker(doc, a) || filed(doc, a) || honoured(doc, a) || word) {
        return true;
    }
    if doc.acronym(a) && !shouted && !roman(doc.text(a)) && !doc.has(a, is::NOT_ORG) {
        s.out.push(acronym(a));
        return true;
    }
    if (doc.is(a, flag::ALL_CAPS) && doc.has(a, is::NOT_ORG)) || plural_acronym(doc.text(a)) {
        return true;
    }
    if doc.is(a, flag::WEB) {
        let why = Why::of("a web address");
        s.out.push(Spot::new(
            a,
            a + 1,
            Guess::Sure(Kind::Organisation),
            90,
            why,
        ));
        return true;
    }
    if called_for(s, run)
        || head_alone(s, run)
        || doc.has(a, is::GROUP | is::HONORIFIC)
        || !plausible(s, a, run.caps)
    {
        return true;
    }
    if doc.has(a, is::TITLE) {
        // A title by itself names nobody, unless it is someone's surname: "King said".
        let why = Why::of("a capitalised word");
        s.out.push(Spot::new(a, a + 1, Guess::Unknown, 30, why));
    } else {
        by_neighbours(s, run);
    }
    true
}

/// "Quillon for Public Accountability": a name and what it stands up for.
fn called_for(s: &mut Spotter<'_, '_>, run: Run) -> bool {
    let doc = s.doc;
    let a = run.a;
    let name =
        run.caps != Caps::All && !doc.common(a) && !doc.has(a, is::GIVEN) && s.list(a).is_none();
    if !name || !doc.low_is(run.b, &["for"]) || !doc.together(a, run.b + 2) {
        return false;
    }
    let words = (run.b + 1..run.b + 6).take_while(|&k| doc.together(a, k) && doc.capital(k));
    let words: Vec<usize> = words.collect();
    if words.len() < 2
        || !words
            .iter()
            .all(|&k| doc.common(k) && s.list(k).is_none() && doc.title(k).is_none())
    {
        return false;
    }
    let to = run.b + 1 + words.len();
    let why = Why::of("a name and what it stands up for");
    let mut spot = Spot::new(a, to, Guess::Sure(Kind::Organisation), 75, why);
    spot.extended = true;
    s.out.push(spot);
    true
}

/// "(VED.LN)", "(NYSE: PCU)": letters under which a firm is traded.
fn ticker(doc: &Doc<'_>, a: usize) -> bool {
    let dot = |k: usize| doc.sign(k, b'.') && doc.glued(k);
    let first =
        a > 0 && doc.sign(a - 1, b'(') && dot(a + 1) && doc.glued(a + 2) && doc.sign(a + 3, b')');
    let second =
        a >= 3 && dot(a - 1) && doc.glued(a) && doc.sign(a - 3, b'(') && doc.sign(a + 1, b')');
    let listed = a >= 3 && doc.sign(a - 1, b':') && doc.sign(a - 3, b'(') && doc.sign(a + 1, b')');
    first || second || listed && doc.is(a - 2, flag::ALL_CAPS)
}

/// "SC/16021", "PSC/PR/COMM.1042(2021)": what a document is filed under.
fn filed(doc: &Doc<'_>, a: usize) -> bool {
    let from = (a.saturating_sub(8)..a)
        .rev()
        .take_while(|&k| doc.glued(k + 1))
        .last();
    let from = from.unwrap_or(a);
    let to = (a + 1..a + 12).take_while(|&k| doc.glued(k)).last();
    let to = to.map_or(a + 1, |k| k + 1);
    let slash = (from..to).any(|k| doc.sign(k, b'/'));
    slash && (from..to).any(|k| doc.is(k, flag::NUMBER))
}

/// "Peter Quillon, C.G.H., the Governor": whether letters at `a` are an honour of the person named before them.
fn honoured(doc: &Doc<'_>, a: usize) -> bool {
    let behind = a >= 3 && doc.sign(a - 1, b',') && doc.together(a - 3, a + 1);
    let surname = |k: usize| doc.capital(k) && !doc.common(k) && doc.listed(k).is_none();
    let named = behind && surname(a - 2) && (surname(a - 3) || doc.has(a - 3, is::GIVEN));
    named && POST_NOMINALS.contains(&doc.text(a))
}

/// "NGOs", "UAVs": things of a kind, not one body.
fn plural_acronym(text: &str) -> bool {
    let stem = text.strip_suffix('s').unwrap_or("");
    stem.len() >= 2 && stem.bytes().all(|b| b.is_ascii_uppercase())
}

pub(super) fn roman(text: &str) -> bool {
    text.bytes()
        .all(|b| matches!(b, b'I' | b'V' | b'X' | b'L' | b'C'))
}

/// "the Statement on Syria", "the Council".
fn head_alone(s: &mut Spotter<'_, '_>, run: Run) -> bool {
    let doc = s.doc;
    let a = run.a;
    let Some(kind) = heads::kind(doc, a).filter(|k| *k != Kind::Place) else {
        return false;
    };
    let to = phrases::extend(s, a, run.b);
    let before = doc.before(a);
    // "The 2030 Agenda": what the goals are set for is part of the name.
    let set_for = before.filter(|&k| doc.year(k).is_some() && doc.low_is(a, PLANS));
    if to > run.b || set_for.is_some() {
        // "Conference of Heads of Government", a body that meets.
        let heads =
            doc.low_is(a, &["conference"]) && doc.low_is(run.b + 1, &["heads", "ministers"]);
        let kind = if heads { Kind::Organisation } else { kind };
        let from = set_for.unwrap_or(a);
        let extended = heads::headed(from, to, run.b, kind, 85, doc);
        s.out.push(extended);
        return true;
    }
    let the = before.is_some_and(|k| doc.low_is(k, &["the", "this", "our", "its"]));
    if numbered_committee(s, run, kind) {
        return true;
    }
    let opens = doc.is(a, flag::START) || !run.tell();
    if the && !opens && doc.low_is(a, &["constitution"]) {
        s.out.push(heads::headed(a, run.b, run.b, kind, 70, doc));
        return true;
    }
    if kind == Kind::Organisation && of_a_country(s, a) && doc.low_is(a, OF_STATES) {
        let why = Why::of("a word for a body and the country it is of");
        let mut spot = Spot::new(a, a + 1, Guess::Sure(kind), 80, why);
        spot.head = doc.word(a);
        s.out.push(spot);
        return true;
    }
    let kind = if names_body(s, a) {
        Kind::Organisation
    } else {
        kind
    };
    // "Council President", "told Parliament".
    let titled = doc
        .title(a + 1)
        .is_some_and(|(end, _)| doc.together(a, end))
        && doc.capital(a + 1);
    // "Parliament voted": where no article stands, one is meant.
    let told = doc.low_is(a, &["parliament", "congress"]);
    let known = the && !opens || told && run.tell() || titled && run.tell();
    if kind == Kind::Organisation && known && !doc.low_is(a, TOO_ORDINARY) {
        let why = Why::of("the short form of a body");
        let mut spot = Spot::new(a, a + 1, Guess::Sure(kind), 60, why);
        spot.head = doc.word(a);
        spot.of = Of::Short;
        s.out.push(spot);
        return true;
    }
    doc.common(a)
}

/// "The 1540 Committee".
fn numbered_committee(s: &mut Spotter<'_, '_>, run: Run, kind: Kind) -> bool {
    let doc = s.doc;
    let before = doc.before(run.a);
    let number = before.filter(|&k| doc.is(k, flag::NUMBER) && doc.text(k).len() == 4);
    let Some(k) = number.filter(|_| doc.low_is(run.a, &["committee"])) else {
        return false;
    };
    let mut spot = heads::headed(k, run.b, run.b, kind, 85, doc);
    spot.head = doc.word(run.a);
    s.out.push(spot);
    true
}

/// "Guatemala's Congress".
fn of_a_country(s: &Spotter<'_, '_>, a: usize) -> bool {
    let doc = s.doc;
    let owned = a >= 2 && doc.word(a - 1) == doc.lexicon.possessive() && doc.together(a - 2, a);
    let from = a.saturating_sub(6);
    owned
        && (from..a - 1).any(|k| {
            let owner = s.list(k).filter(|(end, _)| *end == a - 1);
            owner.is_some_and(|(_, l)| s.kind_of(l) == Kind::Country)
        })
}

fn by_neighbours(s: &mut Spotter<'_, '_>, run: Run) {
    let doc = s.doc;
    let (a, b) = (run.a, run.b);
    // "A three-judge Bench" names no judge.
    let hyphened = |k: usize| k > 0 && doc.sign(k - 1, b'-') && doc.glued(k) && doc.common(a);
    let title = doc.before(a).filter(|&k| doc.has(k, is::TITLE));
    if let Some(k) = title.filter(|&k| !hyphened(k)) {
        let why = Why::with("after the title", doc.span(k, k + 1));
        heads::person(s, a, b, 90, why);
        return;
    }
    s.out.extend(cued(doc, a, b));
}

/// "…, Quillonees reported."
fn reports(doc: &Doc<'_>, a: usize, b: usize) -> bool {
    let comma = doc.before(a).is_some_and(|k| doc.sign(k, b','));
    let end = || !doc.together(a, b + 1) || doc.sign(b + 1, b'.');
    let day = || doc.low_is(b + 1, &["on"]) && doc.has(b + 2, is::DAY);
    comma && doc.together(a, b) && doc.low_is(b, &["reported", "reports"]) && (end() || day())
}

/// What the words beside the one token `a..b` make of it.
fn cued(doc: &Doc<'_>, a: usize, b: usize) -> Option<Spot> {
    let before = doc.before(a);
    let after = doc.together(a, b).then_some(b);
    let was = |bits| before.is_some_and(|k| doc.has(k, bits));
    let next = |bits| after.is_some_and(|k| doc.has(k, bits));
    let common = doc.common(a);
    if after.is_some_and(|k| doc.low_is(k, PEOPLES)) {
        return None;
    }
    let spot = |j, guess, sure, rule, cue: (usize, usize)| {
        let why = Why::with(rule, doc.span(cue.0, cue.1));
        Some(Spot::new(a, j, guess, sure, why))
    };
    let body = Guess::Sure(Kind::Organisation);
    // "The end to Quillon's rule".
    let to = before.is_some_and(|k| doc.low_is(k, &["to", "over", "off"]));
    let owner = to && after.is_some_and(|k| doc.word(k) == doc.lexicon.possessive());
    if reports(doc, a, b) && !common {
        spot(b, body, 60, "a name before a verb for news:", (a, b + 1))
    } else if let Some(end) = heads::place_after(doc, a, b) {
        let rule = "a name before a word for a place:";
        spot(end, Guess::Sure(Kind::Place), 85, rule, (a, end))
    } else if before.is_some_and(|k| doc.low_is(k, storms::STORMS) && !doc.capital(k)) && !common {
        let event = Guess::Sure(Kind::Event);
        spot(b, event, 75, "a name after a word for a storm:", (a - 1, b))
    } else if after.is_some_and(|k| doc.low_is(k, SPEAKERS)) && !common {
        // Of a body, unless somebody is called so.
        let guess = Guess::Likely(Kind::Organisation);
        spot(b, guess, 70, "a name before a word for a body:", (a, b + 1))
    } else if next(is::ORG_AFTER) && !common {
        spot(b, body, 70, "a name before a word for a body:", (a, b + 1))
    } else if was(is::ORG_BEFORE) && !common {
        spot(b, body, 75, "a name after a word for a body:", (a - 1, b))
    } else if next(is::SPEECH) {
        let rule = "a name before a verb of speech:";
        spot(b, Guess::Likely(Kind::Person), 55, rule, (a, b + 1))
    } else if was(is::PLACE_BEFORE) && !common && !owner && !heads::is_notion(doc, a) {
        let rule = "a name after a word of place:";
        spot(b, Guess::Likely(Kind::Place), 40, rule, (a - 1, b))
    } else {
        let (low, capital) = doc.seen(a);
        let recurs = capital >= 2 && low == 0;
        let mostly = !doc.is(a, flag::START) && capital > 2 * low;
        let why = Why::of("a capitalised word");
        (!common || recurs || mostly).then(|| Spot::new(a, b, Guess::Unknown, 30, why))
    }
}
