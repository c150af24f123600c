//! What do several words name of which no head tells? By how common they are, and by what stands beside them.
//!
//! Invariant: as for every rule of [`super::runs`].
//! Must not know: other documents, identities.

use super::doc::{Caps, Doc};
use super::firms;
use super::heads::{COMPASS, ORDINARY_WORDS, SEVERAL_WORDS, holds_acronym, is_notion, person};
use super::lexicon::is;
use super::phrases;
use super::runs::Run;
use super::spans::Spotter;
use super::spot::{Guess, Spot, Why};
use super::tokens::flag;
use super::votes;
use crate::briefing::Kind;

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

pub(super) fn by_commonness(s: &mut Spotter<'_, '_>, run: Run) -> bool {
    let doc = s.doc;
    let words: Vec<usize> = (run.a..run.b)
        .filter(|&k| doc.is(k, flag::LETTER))
        .collect();
    let ordinary = |k: &&usize| doc.common(**k) && !doc.has(**k, is::GIVEN);
    let common = words.iter().filter(ordinary).count();
    let after = doc.together(run.a, run.b).then_some(run.b);
    let spot = |guess, sure, why| Spot::new(run.a, run.b, guess, sure, why);
    if let Some(body) = by_word_beside(s, run) {
        s.out.push(body);
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

/// A body that the word behind the run tells, or the last one within.
fn by_word_beside(s: &Spotter<'_, '_>, run: Run) -> Option<Spot> {
    let doc = s.doc;
    let behind = "a name before a word for a body:";
    let (end, sure, why) = if let Some(end) = of_a_party(s, run) {
        (end, 60, Why::with(behind, doc.span(run.a, end + 1)))
    } else if doc.together(run.a, run.b) && doc.has(run.b, is::ORG_AFTER) {
        (run.b, 60, Why::with(behind, doc.span(run.a, run.b + 1)))
    } else if firms::trades(doc, run.a, run.b) && run.tell() && s.list(run.a).is_none() {
        let last = doc.span(run.b - 1, run.b);
        (
            run.b,
            65,
            Why::with("its last word is one for trades:", last),
        )
    } else {
        return None;
    };
    let guess = Guess::Sure(Kind::Organisation);
    Some(Spot::new(run.a, end, guess, sure, why))
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
