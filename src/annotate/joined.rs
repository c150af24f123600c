//! How far does a name go on over signs and small letters? "Food and Agriculture Organization", "Farmers' Union", "Water
//! (Accountability) Bill", "Ernesto "Nonoy" Macaraeg".
//!
//! Invariant: looks ahead over a few tokens of one sentence only; what it joins ends in a word that says what it names.
//! Must not know: other documents, which rule asks.

use super::cues::OWNERS;
use super::doc::Doc;
use super::heads;
use super::lexicon::is;
use super::phrases;
use super::spans::Spotter;
use super::tokens::flag;
use crate::briefing::Kind;

/// So many tokens are looked at ahead.
const AHEAD: usize = 16;

/// Whether the token is an ordinary word with a capital that names no kind of thing: it may be one of a list.
fn plain(s: &Spotter<'_, '_>, k: usize) -> bool {
    let head = s.doc.has(k, is::HEAD_ORG | is::HEAD_EVENT);
    field(s, k) && (!head || s.doc.low_is(k, phrases::FIELDS))
}

/// Whether the token is an ordinary word with a capital, such as fields of work are.
fn field(s: &Spotter<'_, '_>, k: usize) -> bool {
    let doc = s.doc;
    let marked = is::GIVEN | is::MONTH | is::DAY | is::FUNCTION;
    doc.capital(k)
        && (doc.common(k) || heads::is_notion(doc, k))
        && !doc.has(k, marked)
        && !doc.is(k, flag::ALL_CAPS | flag::INITIAL | flag::DOTTED)
        && s.list(k).is_none()
        && doc.title(k).is_none()
}

type Word = fn(&Spotter<'_, '_>, usize) -> bool;

/// The end of the words of that sort that begin at `k`.
fn words_end(s: &Spotter<'_, '_>, k: usize, word: Word) -> usize {
    let mut e = k;
    let joined = |e: usize| s.doc.sign(e, b'-') && s.doc.glued(e) && s.doc.glued(e + 1) && e > k;
    while e < k + 6 && s.doc.together(k, e) && (word(s, e) || joined(e)) {
        e += 1;
    }
    e
}

/// The end of a list of words of that sort that goes on at `b` with a comma or "and": where its last item begins and ends, both
/// as far as words are of that sort.
fn list_end(s: &Spotter<'_, '_>, a: usize, b: usize, word: Word) -> Option<(usize, usize)> {
    let doc = s.doc;
    let mut e = b;
    while e < b + AHEAD && doc.together(a, e + 1) {
        let comma = doc.sign(e, b',');
        let and = doc.low_is(e, &["and"]) || doc.sign(e, b'&');
        let closes = and || comma && doc.low_is(e + 1, &["and"]);
        if !comma && !and {
            return None;
        }
        let k = e + 1 + usize::from(comma && closes);
        let end = words_end(s, k, word);
        if closes {
            return doc.together(a, k).then_some((k, end));
        }
        if end == k {
            return None;
        }
        e = end;
    }
    None
}

/// "Environment, Food and Rural Affairs Committee": where a run that is `a..b` so far ends, if it is the first item of a list
/// whose last item ends in a word that says what the whole is.
pub(crate) fn listed_words(s: &Spotter<'_, '_>, a: usize, b: usize) -> Option<usize> {
    let doc = s.doc;
    if !(doc.sign(b, b',') || doc.low_is(b, &["and"]) || doc.sign(b, b'&')) || !plain(s, b - 1) {
        return None;
    }
    let heads = is::HEAD_ORG | is::HEAD_DOC | is::HEAD_EVENT;
    // Nothing but ordinary words, behind a listed name or letters: "EU-UK Trade and Cooperation Agreement".
    let mut p = a;
    while p < b {
        match s.list(p) {
            Some((end, _)) => p = end,
            None if p == a && doc.has(p, is::FUNCTION) => p += 1,
            None if doc.sign(p, b'-') || p == a && doc.acronym(p) || plain(s, p) => p += 1,
            None => return None,
        }
    }
    let opens = doc.is(b - 1, flag::START) && doc.sign(b, b',');
    if opens || doc.has(b - 1, heads) {
        return None;
    }
    let (k, mut e) = list_end(s, a, b, plain)?;
    let hyphen = |e: usize| doc.sign(e, b'-') && doc.glued(e) && doc.glued(e + 1) && e > k;
    while e < k + 7
        && doc.together(a, e)
        && (doc.capital(e) && !doc.has(e, is::FUNCTION) || hyphen(e))
    {
        if s.list(e).is_some() || doc.title(e).is_some() && !doc.has(e, heads) {
            return None;
        }
        e += 1;
    }
    let more = doc.together(a, e) && doc.low_is(e, &["and"]) && doc.capital(e + 1);
    (e > k + 1 && doc.has(e - 1, heads) && !more).then_some(e)
}

/// "Department for Environment, Food and Rural Affairs": where the phrase `k..e` of plain words ends, if a list goes on.
pub(crate) fn phrase_list(s: &Spotter<'_, '_>, k: usize, e: usize) -> Option<usize> {
    let doc = s.doc;
    if e == k || !doc.sign(e, b',') || !(k..e).all(|z| field(s, z) || doc.low_is(z, &["and"])) {
        return None;
    }
    let (last, end) = list_end(s, k, e, field)?;
    (end > last).then_some(end)
}

/// "Minister for Maritime Affairs and Fisheries": where the words end that say what an office is for, which begin at `b` with
/// "of" or "for".
pub(crate) fn portfolio(s: &Spotter<'_, '_>, b: usize) -> Option<usize> {
    let doc = s.doc;
    if !doc.low_is(b, &["of", "for", "on"]) {
        return None;
    }
    let k = b + 1 + usize::from(doc.low_is(b + 1, &["the"]));
    // An uncommon word is one of them if a list goes on behind it: "Tourism and Trade", "Meteorological Services".
    let listed = |z: usize| {
        doc.low_is(z + 1, &["and"]) && field(s, z + 2)
            || doc.low_is(z + 1, phrases::FIELDS) && field(s, z + 1)
    };
    let uncommon = |z: usize| {
        doc.capital(z) && !doc.has(z, is::GIVEN) && s.list(z).is_none() && doc.title(z).is_none()
    };
    let field = |z: usize| field(s, z) || uncommon(z) && listed(z);
    let mut e = k;
    while e < k + AHEAD && doc.together(b, e) {
        let joins = e > k
            && (doc.low_is(e, &["and", "of"]) || doc.sign(e, b',') || doc.sign(e, b'&'))
            && doc.together(b, e + 1)
            && (field(e + 1) || doc.sign(e, b',') && doc.low_is(e + 1, &["and"]) && field(e + 2));
        let closes = e > k && doc.low_is(e, &["and"]) && doc.sign(e - 1, b',');
        if !(field(e) || joins || closes) {
            break;
        }
        e += 1;
    }
    let body = heads::kind(doc, e.saturating_sub(1)) == Some(Kind::Organisation);
    // "Minister for Works and Meteorological Services".
    let minister = doc.low_is(b - 1, &["minister"]) && doc.low_is(e - 1, phrases::FIELDS);
    let body = body && !minister;
    (e > k && !body).then_some(e)
}

/// How many tokens a run `i..j` goes on by over a sign at `j`; 0 if it does not.
pub(crate) fn over_sign(s: &Spotter<'_, '_>, i: usize, j: usize) -> usize {
    let doc = s.doc;
    if doc.sign(j, b'\'') && doc.glued(j) {
        return usize::from(owned(doc, i, j));
    }
    if doc.word(j) == doc.lexicon.possessive() {
        // "Prosecutor General's Office".
        let office = doc.has(j - 1, is::TITLE) && doc.together(i, j + 1);
        let office = office && doc.capital(j + 1) && doc.low_is(j + 1, &["office", "department"]);
        return usize::from(office || doc.low_is(j - 1, OWNERS) && owned(doc, i, j));
    }
    if doc.sign(j, b'"') {
        return nickname(doc, i, j);
    }
    match doc.sign(j, b'(') {
        true => bracketed(doc, i, j),
        false => 0,
    }
}

/// "National Farmers' Union": the owners are many or such as bodies are made of, and what follows is a body or a meeting.
fn owned(doc: &Doc<'_>, i: usize, j: usize) -> bool {
    if !doc.low_is(j - 1, OWNERS) || !doc.low(j - 1).ends_with('s') && doc.sign(j, b'\'') {
        return false;
    }
    let mut e = j + 1;
    while e < j + 6 && doc.together(i, e) && doc.capital(e) {
        e += 1;
    }
    let heads = is::HEAD_ORG | is::HEAD_DOC | is::HEAD_EVENT;
    e > j + 1 && (doc.has(e - 1, heads) || doc.low_is(e, &["of", "for"]) && doc.has(j + 1, heads))
}

/// "Ernesto "Nonoy" Macaraeg".
fn nickname(doc: &Doc<'_>, i: usize, j: usize) -> usize {
    let close = (j + 2..j + 4).find(|&k| doc.sign(k, b'"'));
    let Some(close) = close.filter(|&k| doc.together(i, k + 1)) else {
        return 0;
    };
    let name = |k: usize| doc.capital(k) && doc.is(k, flag::LETTER) && !doc.is(k, flag::ALL_CAPS);
    let given = doc.has(j - 1, is::GIVEN) || !doc.common(j - 1);
    let fits = given && (j + 1..close).all(name) && name(close + 1) && !doc.common(close + 1);
    if fits { close + 1 - j } else { 0 }
}

/// "Water Industry (Accountability) Bill".
fn bracketed(doc: &Doc<'_>, i: usize, j: usize) -> usize {
    let close = (j + 2..j + 8).find(|&k| doc.sign(k, b')'));
    let Some(close) = close.filter(|&k| doc.together(i, k + 1)) else {
        return 0;
    };
    let words =
        (j + 1..close).all(|k| doc.capital(k) || doc.low_is(k, &["and", "of", "no", "etc"]));
    let law = doc.capital(close + 1) && doc.has(close + 1, is::HEAD_DOC);
    if words && law { close + 1 - j } else { 0 }
}
