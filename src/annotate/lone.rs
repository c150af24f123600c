//! What does one capitalised word name, by itself and by the words beside it?
//!
//! Invariant: as for every rule of [`super::runs`].
//! Must not know: other documents, identities.

use super::doc::{Caps, Doc};
use super::heads;
use super::lexicon::is;
use super::runs::{Run, plausible};
use super::spans::{Spotter, acronym};
use super::spot::{Guess, Of, Spot, Why};
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
];

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
    if head_alone(s, run) || doc.has(a, is::GROUP | is::HONORIFIC) || !plausible(s, a, run.caps) {
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

/// "NGOs", "UAVs": things of a kind, not one body.
fn plural_acronym(text: &str) -> bool {
    let stem = text.strip_suffix('s').unwrap_or("");
    stem.len() >= 2 && stem.bytes().all(|b| b.is_ascii_uppercase())
}

fn roman(text: &str) -> bool {
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
    let to = heads::extend(s, a, run.b);
    if to > run.b {
        s.out.push(heads::headed(a, to, run.b, kind, 85, doc));
        return true;
    }
    let before = doc.before(a);
    let the = before.is_some_and(|k| doc.low_is(k, &["the", "this", "our", "its"]));
    let opens = doc.is(a, flag::START) || !run.tell();
    if kind == Kind::Organisation && !opens && the && !doc.low_is(a, TOO_ORDINARY) {
        let why = Why::of("the short form of a body");
        let mut spot = Spot::new(a, a + 1, Guess::Sure(kind), 60, why);
        spot.head = doc.word(a);
        spot.of = Of::Short;
        s.out.push(spot);
        return true;
    }
    doc.common(a)
}

fn by_neighbours(s: &mut Spotter<'_, '_>, run: Run) {
    let doc = s.doc;
    let (a, b) = (run.a, run.b);
    if let Some(k) = doc.before(a).filter(|&k| doc.has(k, is::TITLE)) {
        let why = Why::with("after the title", doc.span(k, k + 1));
        heads::person(s, a, b, 90, why);
        return;
    }
    s.out.extend(cued(doc, a, b));
}

/// What the words beside the one token `a..b` make of it.
fn cued(doc: &Doc<'_>, a: usize, b: usize) -> Option<Spot> {
    let before = doc.before(a);
    let after = doc.together(a, b).then_some(b);
    let was = |bits| before.is_some_and(|k| doc.has(k, bits));
    let next = |bits| after.is_some_and(|k| doc.has(k, bits));
    let common = doc.common(a);
    let spot = |j, guess, sure, rule, cue: (usize, usize)| {
        let why = Why::with(rule, doc.span(cue.0, cue.1));
        Some(Spot::new(a, j, guess, sure, why))
    };
    let body = Guess::Sure(Kind::Organisation);
    if let Some(end) = heads::place_after(doc, a, b) {
        let rule = "a name before a word for a place:";
        spot(end, Guess::Sure(Kind::Place), 85, rule, (a, end))
    } else if next(is::ORG_AFTER) && !common {
        spot(b, body, 70, "a name before a word for a body:", (a, b + 1))
    } else if was(is::ORG_BEFORE) && !common {
        spot(b, body, 75, "a name after a word for a body:", (a - 1, b))
    } else if next(is::SPEECH) {
        let rule = "a name before a verb of speech:";
        spot(b, Guess::Likely(Kind::Person), 55, rule, (a, b + 1))
    } else if was(is::PLACE_BEFORE) && !common {
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
