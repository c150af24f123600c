//! Whose name stands behind a title or a body within one run? "Foreign Minister Anna Quillon".
//!
//! Invariant: as for every rule of [`super::runs`].
//! Must not know: other documents, identities.

use super::cues::RANKS;
use super::doc::{Caps, Doc};
use super::heads;
use super::lexicon::is;
use super::runs::{Run, parse};
use super::spans::Spotter;
use super::spot::{Spot, Why};
use super::tokens::flag;

/// "… Organization Stanislav Zas": a person's name runs on from a body's.
pub(super) fn name_after_body(s: &mut Spotter<'_, '_>, run: Run) -> bool {
    let doc = s.doc;
    if doc.has(run.a, is::GIVEN) || run.len() < 3 {
        return false;
    }
    let ends_body = |k: usize| {
        doc.has(k, is::HEAD_ORG)
            || (doc.is(k, flag::ALL_CAPS) && run.caps != Caps::All)
            || doc.low_is(
                k,
                &[
                    "affairs", "defense", "security", "finance", "interior", "justice",
                ],
            )
    };
    // "President of the Parliamentary Assembly Quillon Marrow".
    let headed = {
        let from = run.a.saturating_sub(3);
        (from..run.a).any(|k| doc.together(k, run.a) && doc.has(k, is::TITLE))
            && doc
                .before(run.a)
                .is_some_and(|k| doc.low_is(k, &["of", "the"]))
    };
    let stranger = |k: usize| {
        doc.is(k, flag::LETTER)
            && !doc.common(k)
            && s.list(k).is_none()
            && !doc.is(k, flag::ALL_CAPS)
    };
    let borne = |k: usize| {
        let few = (2..=3).contains(&(run.b - k)) && doc.has(k - 1, is::HEAD_ORG);
        headed && few && (k..run.b).all(|z| stranger(z) || doc.has(z, is::GIVEN))
    };
    let split = (run.a + 1..run.b - 1).find(|&k| {
        borne(k)
            || doc.has(k, is::GIVEN)
                && run.b - k <= 4
                && ends_body(k - 1)
                && !(k..run.b)
                    .any(|z| doc.has(z, is::HEAD_ORG | is::HEAD_PLACE) || doc.is(z, flag::NUMBER))
    });
    let Some(k) = split else {
        return false;
    };
    parse(s, run.a, k, run.caps);
    heads::person(
        s,
        k,
        run.b,
        85,
        Why::with("a given name after a body:", doc.span(k, k + 1)),
    );
    true
}

/// Whether the title `k..end` is part of a name, or goes on beyond the run.
fn named_so(s: &Spotter<'_, '_>, run: Run, k: usize, end: usize) -> bool {
    let doc = s.doc;
    // "Angela King": a title at the end of a name is a surname.
    let surname = end == run.b && end == k + 1 && k > run.a && doc.has(run.a, is::GIVEN);
    // "Kamarudin bin Haji Yaakob": one within a name.
    let within = k > run.a && doc.has(k - 1, is::PARTICLE);
    // "Hun Sen": a short form without its dot at the end of a name is part of it.
    let short = end == run.b && k > run.a && !doc.common(k) && !doc.is(k, flag::SHORTENED);
    let overhang = end > run.b && doc.sign(run.b, b'-');
    surname && s.list(run.a).is_none() || within || short || end > run.b && !overhang
}

/// "Saint-Quillon", "Saint Nicolas Hospital": called by somebody, not somebody.
fn called_by(s: &Spotter<'_, '_>, run: Run, k: usize, end: usize) -> bool {
    let doc = s.doc;
    let joined = doc.sign(end, b'-') && doc.glued(end);
    let saint = doc.low_is(k, &["saint", "sainte", "st"]) && k == run.a;
    saint && (joined || heads::kind(doc, run.b - 1).is_some())
}

/// Reads what stands in front of the title at `k`.
fn before_title(s: &mut Spotter<'_, '_>, run: Run, k: usize) {
    let before = s.out.len();
    parse(s, run.a, k, run.caps);
    // "Jal Shakti Minister Gajraj Sinh": what the office is for, not another name.
    let office = |x: &Spot| {
        let weak = x.why.rule == heads::SEVERAL_WORDS || x.why.rule == heads::ORDINARY_WORDS;
        // "Energy and Mines Minister".
        let field = s.doc.low_is(k, &["minister", "secretary"])
            && s.doc
                .before(x.from())
                .is_some_and(|p| s.doc.low_is(p, &["and", "&"]))
            && x.entry.is_none()
            && (x.from()..x.to()).all(|p| s.doc.common(p));
        (weak || field) && x.to() == k
    };
    if s.out[before..].iter().any(office) {
        s.out.truncate(before);
    }
}

/// "General Debate", which is no general's.
fn general_something(doc: &Doc<'_>, k: usize, end: usize) -> bool {
    let general = doc.low_is(k, &["general"]) && end == k + 1;
    general && doc.common(end) && !doc.has(end, is::GIVEN)
}

/// "Justices Bela Nagarkar and …": whether a name follows what is said of several.
fn one_of_several(s: &Spotter<'_, '_>, run: Run) -> bool {
    let doc = s.doc;
    let several = doc.has(run.a, is::PLURAL_TITLE) && s.list(run.a).is_none();
    let name = doc.has(run.a + 1, is::GIVEN) || !doc.common(run.b - 1);
    several && heads::kind(doc, run.b - 1).is_none() && name
}

/// "The Marshal Quillon": nobody's rank has an article before the name, a ship's may.
fn ship_of_rank(doc: &Doc<'_>, run: Run, end: usize) -> bool {
    let the = doc.before(run.a).is_some_and(|p| doc.low_is(p, &["the"]));
    let rank = end == run.a + 1 && doc.low_is(run.a, RANKS);
    the && rank && !doc.common(end) && heads::kind(doc, run.b - 1).is_none()
}

pub(super) fn title_inside(s: &mut Spotter<'_, '_>, run: Run) -> bool {
    let doc = s.doc;
    if run.len() == 1 {
        return false;
    }
    if one_of_several(s, run) {
        let why = Why::with("after the title", doc.span(run.a, run.a + 1));
        heads::person(s, run.a + 1, run.b, 90, why);
        return true;
    }
    let mut listed_to = run.a;
    for k in run.a..run.b {
        let within = k < listed_to;
        listed_to = listed_to.max(s.list(k).map_or(0, |(end, _)| end));
        let Some(end) = doc.office(k).filter(|_| !within) else {
            continue;
        };
        if general_something(doc, k, end) {
            continue;
        }
        // "President of the General Assembly", "Garry Saint-Quillon".
        let listed = s.list(k).is_some_and(|(e, _)| e > end);
        let joined = k > run.a && doc.sign(end, b'-') && doc.glued(end);
        let address = doc.has(end + 1, is::HONORIFIC) || doc.title(end + 1).is_some();
        let listed = listed || doc.has(end, is::HEAD_ORG) && end + 1 < run.b && address;
        if listed || joined || named_so(s, run, k, end) {
            continue;
        }
        if called_by(s, run, k, end) {
            return false;
        }
        if k == run.a && end < run.b && ship_of_rank(doc, run, end) {
            return true;
        }
        // "Prime Minister's Office", "General Assembly": a body, not a holder.
        let body = doc.has(run.b - 1, is::HEAD_ORG | is::HEAD_DOC);
        if body && (end >= run.b || !doc.has(end, is::GIVEN)) {
            return false;
        }
        if k > run.a {
            before_title(s, run, k);
        }
        if end < run.b {
            let again = doc.title(end).is_some_and(|(e, _)| e <= run.b);
            if again {
                parse(s, end, run.b, run.caps);
            } else {
                heads::person(
                    s,
                    end,
                    run.b,
                    97,
                    Why::with("after the title", doc.span(k, end)),
                );
            }
        }
        return true;
    }
    false
}
