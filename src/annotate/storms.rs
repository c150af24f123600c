//! Which names are storms'? "Super Typhoon Quillon", and "Quillon" after it.
//!
//! Invariant: a storm is told by its own name, whatever it was called when it was stronger or weaker.
//! Must not know: other documents.

use std::collections::HashMap;

use super::doc::Doc;
use super::fold;
use super::lexicon::{Fx, Word, is};
use super::spot::{Guess, Spot};
use super::votes;
use crate::briefing::Kind;

/// What has a name of its own for some days.
pub(super) const STORMS: &[&str] = &["storm", "hurricane", "typhoon", "cyclone", "medicane"];

/// What stands before such words.
const STRENGTHS: &[&str] = &[
    "super",
    "tropical",
    "severe",
    "extratropical",
    "intense",
    "winter",
];

/// Where the own name begins of the storm that `a..b` names with a word for storms in front.
pub(super) fn word(doc: &Doc<'_>, a: usize, b: usize) -> Option<usize> {
    let mut k = a;
    while k + 2 < b && doc.low_is(k, STRENGTHS) {
        k += 1;
    }
    let own = k + 1 < b && doc.low_is(k, STORMS) && doc.capital(k + 1);
    (own && !doc.common(k + 1) && b <= k + 4).then_some(k + 1)
}

/// The normal form of a storm's name.
pub(super) fn name(doc: &Doc<'_>, spot: &Spot) -> Option<String> {
    let (a, b) = (spot.from(), spot.to());
    let before = doc.before(a).is_some_and(|k| doc.low_is(k, STORMS));
    let known = || {
        STORMS
            .iter()
            .any(|w| doc.lexicon.find(w) == Some(spot.head))
    };
    let own = word(doc, a, b).or_else(|| (before || known()).then_some(a))?;
    let single = b == own + 1 || doc.sign(own + 1, b'-');
    single.then(|| format!("storm {}", fold::normal(doc.slice(own, b))))
}

/// Turns what is called like a storm of this text into it.
pub(crate) fn mark(doc: &Doc<'_>, spots: &mut [Spot]) {
    let mut storms: HashMap<Word, u32, Fx> = HashMap::default();
    for (n, spot) in spots.iter().enumerate().filter(|(_, s)| s.is(Kind::Event)) {
        if let Some(own) = word(doc, spot.from(), spot.to()) {
            storms.entry(doc.word(own)).or_insert(n as u32);
        }
    }
    if storms.is_empty() {
        return;
    }
    for n in 0..spots.len() {
        let spot = spots[n];
        let Some(&storm) = storms.get(&doc.word(spot.from())) else {
            continue;
        };
        let given = doc.has(spot.from(), is::GIVEN) && votes::votes(doc, &spot).person > 10;
        if spot.guess.sure() || spot.words() != 1 || given {
            continue;
        }
        let storm = spots[storm as usize];
        let full = doc.span(storm.from(), storm.to());
        let own = word(doc, storm.from(), storm.to()).unwrap_or(storm.to());
        let spot = &mut spots[n];
        spot.guess = Guess::Sure(Kind::Event);
        spot.sure = 80;
        spot.head = doc.word(own - 1);
        spot.why.and("; short for", Some(full));
    }
}
