//! What do the words around an unknown name say it is? Cues are counted, over all its occurrences, by `entity` over all briefings.
//!
//! Invariant: votes only add up; no single cue decides here.
//! Must not know: other briefings.

use super::doc::Doc;
use super::lexicon::is;
use super::names::Votes;
use super::spot::Spot;
use super::tokens::flag;
use crate::briefing::Kind;

/// The votes of one occurrence.
pub(crate) fn votes(doc: &Doc<'_>, spot: &Spot) -> Votes {
    let mut votes = Votes {
        seen: 1,
        ..Votes::default()
    };
    let (i, j) = (spot.from(), spot.to());
    let before = doc.before(i);
    let twice = before.and_then(|k| doc.before(k));
    let after = doc.together(i, j).then_some(j);
    let low = |k: Option<usize>, words: &[&str]| k.is_some_and(|k| doc.low_is(k, words));
    let has = |k: Option<usize>, bits| k.is_some_and(|k| doc.has(k, bits));
    let ruled = &[
        "regime",
        "family",
        "dynasty",
        "loyalist",
        "loyalists",
        "era",
        "presidency",
    ];
    if low(after, ruled) {
        votes.person += 20;
    } else if low(before, &["the"]) {
        votes.organisation += 15;
    }
    if low(
        before,
        &["in", "near", "outside", "across", "toward", "throughout"],
    ) {
        votes.place += 15;
    } else if low(before, &["at", "from", "to"]) && !low(twice, &["according"]) {
        votes.place += 5;
    }
    if has(after, is::SPEECH) {
        votes.person += 10;
        votes.organisation += 3;
    }
    if has(before, is::TITLE) {
        votes.person += 30;
    }
    votes.organisation += as_body(doc, i, j);
    if low(after, &["who", "whose"]) {
        votes.person += 15;
    }
    after_comma(doc, j, &mut votes);
    votes
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
    if has(after, is::ORG_AFTER) {
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
