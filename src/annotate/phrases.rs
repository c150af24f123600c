//! How far does a name go on over "of", "for" and "on"? "Agreement on Peace in Mali", "Authority of Heads of State".
//!
//! Invariant: looks ahead over at most [`LONGEST_PHRASE`] tokens of one sentence; a body of its own is never part of another's name.
//! Must not know: other documents, which rule asks.

use super::firms;
use super::heads::COMPASS;
use super::joined;
use super::lexicon::is;
use super::spans::Spotter;
use crate::briefing::{Kind, Level};

/// What ministries are for, and firms are named after.
pub(super) const FIELDS: &[&str] = &[
    "mines",
    "mining",
    "petroleum",
    "insurance",
    "utilities",
    "cement",
    "communications",
    "telecommunications",
    "electronics",
    "logistics",
    "shipping",
    "railways",
    "industries",
    "investments",
    "technologies",
    "police",
    "media",
    "services",
    "community",
    "broadcasting",
];

/// Bodies that are for something in a country.
const CAUSES: &[&str] = &[
    "alliance",
    "movement",
    "front",
    "party",
    "coalition",
    "fund",
    "union",
];

/// Longest of-phrase, in tokens.
const LONGEST_PHRASE: usize = 24;

/// Extends a head before `b` over "of", "for", "on" and the capitalised phrase after; returns the new end.
pub(crate) fn extend(s: &Spotter<'_, '_>, a: usize, b: usize) -> usize {
    extend_from(s, a, b - 1, b)
}

/// Likewise for a head that need not be the last word before `b`.
pub(super) fn extend_from(s: &Spotter<'_, '_>, a: usize, head: usize, mut b: usize) -> usize {
    let doc = s.doc;
    let limit = b + LONGEST_PHRASE;
    while b < limit && doc.together(a, b + 1) {
        let Some(end) = phrase(s, head, b) else {
            break;
        };
        b = end;
    }
    b
}

/// The end of one "of …" phrase at `b`, if it belongs to the name that `head` heads.
fn phrase(s: &Spotter<'_, '_>, head: usize, b: usize) -> Option<usize> {
    let doc = s.doc;
    let about = doc.low_is(b, &["on", "against", "to"]);
    // "Commission on Human Rights", but not "Council on Monday" or "Office to Moscow".
    let on = doc.low_is(b, &["on"]) && doc.has(head, is::HEAD_ORG | is::HEAD_EVENT);
    let k = b + 1 + usize::from(doc.low_is(b + 1, &["the"]));
    let adjective = on && regional(s, k);
    let plain = s.list(k).is_none() && (doc.common(k) || peoples(s, k));
    let on = on && doc.capital(k) && (plain || adjective) && !doc.has(k, is::LANDFORM);
    // "Agreement on Peace in Mali": once it goes on, the country that it is about belongs to it.
    if doc.low_is(b, &["in"]) && doc.has(head, is::HEAD_DOC) && b > head + 1 {
        let (end, listing) = s.list(k).filter(|_| doc.together(b, k))?;
        return (s.kind_of(listing) == Kind::Country && listing.level == Level::Name)
            .then_some(end);
    }
    let joins = doc.low_is(b, &["of", "for"]) || on || (about && doc.has(head, is::HEAD_DOC));
    if !joins {
        return None;
    }
    if !doc.together(b, k) || !doc.capital(k) || doc.has(k, is::MONTH | is::DAY) {
        return None;
    }
    let mut e = before_name(s, k, phrase_end(s, k));
    let right = s.list(k);
    if let Some((_, listing)) = right {
        let named = matches!(
            s.kind_of(listing),
            Kind::Country | Kind::Place | Kind::Organisation
        );
        // "Alliance for the Future of Quillonia".
        let cause = b > head + 1 && doc.low_is(head, CAUSES) && s.kind_of(listing) == Kind::Country;
        if named && !doc.has(head, is::OF_OK) && !adjective && !cause {
            return None;
        }
    }
    let firm = firms::towards_form(doc, k, e) > 0 || firms::form_start(doc, k, e).is_some();
    if doc.acronym(k) || firm {
        return None;
    }
    if let Some((end, listing)) = right
        && end < e
        && !adjective
        && s.kind_of(listing) == Kind::Country
    {
        e = end;
    }
    // "Protocol Relating to the Establishment of the Harbour Council": the body is part of the document's name.
    let relates = doc.has(head, is::HEAD_DOC) && b > head + 1;
    let titled = doc.title(k).is_some() && e - k > 3;
    // "Council of the Collective Security Treaty Organisation": what follows is a body of its own.
    let heads = doc.low_is(
        k,
        &["heads", "ministers", "chiefs", "governors", "speakers"],
    );
    let own = e > k + 1 && doc.has(e - 1, is::HEAD_ORG) && !heads;
    // "Ministry of Energy and Mines": ministries have fields.
    let own = own && !(doc.low_is(head, &["ministry"]) && doc.low_is(e - 1, FIELDS));
    (!titled && (!own || relates)).then_some(e)
}

/// What stands before the given names of saints.
const SAINTS: &[&str] = &[
    "of", "for", "and", "san", "santa", "santo", "sao", "saint", "st",
];

/// Where the phrase `k..e` ends before somebody's name.
fn before_name(s: &Spotter<'_, '_>, k: usize, e: usize) -> usize {
    let doc = s.doc;
    let name = |z: &usize| doc.has(*z, is::GIVEN) && (2..=4).contains(&(e - z));
    let given = (k + 1..e).find(|z| name(z) && !doc.low_is(z - 1, SAINTS));
    given.unwrap_or(e)
}

/// "Committee on Andean Peoples": whether a region's adjective stands at `k`, and what is its.
fn regional(s: &Spotter<'_, '_>, k: usize) -> bool {
    let doc = s.doc;
    let adjective = s.list(k).filter(|(_, l)| l.level == Level::Adj);
    adjective.is_some_and(|(end, _)| doc.common(end) && doc.capital(end))
}

/// "Andean Peoples", "Indigenous Affairs": a word for a people or a region and an ordinary one.
fn peoples(s: &Spotter<'_, '_>, k: usize) -> bool {
    let doc = s.doc;
    doc.has(k, is::GROUP) && doc.capital(k + 1) && doc.common(k + 1)
}

/// Where the capitalised phrase that begins at `k` ends.
pub(super) fn phrase_end(s: &Spotter<'_, '_>, k: usize) -> usize {
    let doc = s.doc;
    let mut e = k;
    while e < k + LONGEST_PHRASE && doc.together(k, e) {
        let joins = doc.low_is(e, &["and", "for", "of"])
            && doc.together(k, e + 1)
            && doc.capital(e + 1)
            && !doc.has(e + 1, is::MONTH | is::DAY)
            && !doc.acronym(e + 1)
            && s.list(e - 1).is_none()
            && (s.list(e + 1).is_none() || doc.low_is(e - 1, COMPASS));
        if !(doc.capital(e) && doc.text(e) != "I" || (doc.sign(e, b'-') && doc.glued(e)) || joins) {
            break;
        }
        e += 1;
    }
    while e > k + 1 && doc.sign(e - 1, b'-') {
        e -= 1;
    }
    joined::phrase_list(s, k, e).unwrap_or(e)
}
