//! What do several capitalised words name? By the last word, the first word, and how common they are.
//!
//! Invariant: as for every rule of [`super::runs`].
//! Must not know: other documents, identities.

use super::doc::{Caps, Doc};
use super::lexicon::{Word, is};
use super::runs::Run;
use super::spans::{Spotter, acronym};
use super::spot::{Guess, Spot, Why};
use super::tokens::flag;
use crate::briefing::{Kind, Level};

/// The reason of the weakest rule for persons.
pub(crate) const SEVERAL_WORDS: &str = "two or three capitalised words, not all of them ordinary";

/// Words that name a part of a place.
const COMPASS: &[&str] = &[
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

/// Longest of-phrase, in tokens.
const LONGEST_PHRASE: usize = 24;

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
    let mut b = (a..b)
        .find(|&k| {
            let joined = doc.sign(k, b'-') || (k > a && doc.sign(k - 1, b'-') && doc.glued(k));
            words += usize::from(!joined);
            words > 5
        })
        .unwrap_or(b);
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
    let short = doc.is(a, flag::ALL_CAPS) && doc.text(a).len() <= 5;
    if short && b > a + 1 && !doc.has(a, is::GIVEN) && doc.part(a).caps != Caps::All {
        s.out.push(acronym(a));
        a += 1;
    }
    let ordinary = (1..=20).contains(&doc.lexicon.level(doc.word(a))) && !doc.has(a, is::GIVEN);
    if b == a + 1 && ordinary && kind(doc, a).is_some() {
        return;
    }
    let (low, _) = doc.seen(a);
    if b == a + 1 && (doc.has(a, is::FUNCTION | is::TITLE) || (ordinary && low > 0)) {
        return;
    }
    s.out
        .push(Spot::new(a, b, Guess::Sure(Kind::Person), sure, why));
}

/// Extends a head before `b` over "of", "for", "on" and the capitalised phrase after; returns the new end.
pub(crate) fn extend(s: &Spotter<'_, '_>, a: usize, b: usize) -> usize {
    extend_from(s, a, b - 1, b)
}

fn extend_from(s: &Spotter<'_, '_>, a: usize, head: usize, mut b: usize) -> usize {
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
    let on = on && doc.capital(b + 1) && s.list(b + 1).is_none() && doc.common(b + 1);
    let joins = doc.low_is(b, &["of", "for"]) || on || (about && doc.has(head, is::HEAD_DOC));
    if !joins {
        return None;
    }
    let k = b + 1 + usize::from(doc.low_is(b + 1, &["the"]));
    if !doc.together(b, k) || !doc.capital(k) || doc.has(k, is::MONTH | is::DAY) {
        return None;
    }
    let mut e = phrase_end(s, k);
    let given = (k + 1..e).find(|&z| {
        doc.has(z, is::GIVEN)
            && (2..=4).contains(&(e - z))
            && !doc.low_is(z - 1, &["of", "for", "and"])
    });
    e = given.unwrap_or(e);
    let right = s.list(k);
    if let Some((_, listing)) = right {
        let named = matches!(
            s.kind_of(listing),
            Kind::Country | Kind::Place | Kind::Organisation
        );
        if named && !doc.has(head, is::OF_OK) {
            return None;
        }
    }
    if doc.acronym(k) {
        return None;
    }
    if let Some((end, listing)) = right
        && end < e
        && s.kind_of(listing) == Kind::Country
    {
        e = end;
    }
    // "Protocol Relating to the Establishment of the Harbour Council": the body is part of the document's name.
    let relates = doc.has(head, is::HEAD_DOC) && b > head + 1;
    let titled = doc.title(k).is_some() && e - k > 3;
    // "Council of the Collective Security Treaty Organisation": what follows is a body of its own.
    let own = e > k + 1 && doc.has(e - 1, is::HEAD_ORG);
    (!titled && (!own || relates)).then_some(e)
}

fn phrase_end(s: &Spotter<'_, '_>, k: usize) -> usize {
    let doc = s.doc;
    let mut e = k;
    while e < k + LONGEST_PHRASE && doc.together(k, e) {
        let joins = doc.low_is(e, &["and", "for", "of"])
            && doc.together(k, e + 1)
            && doc.capital(e + 1)
            && s.list(e - 1).is_none()
            && s.list(e + 1).is_none();
        if !(doc.capital(e) || (doc.sign(e, b'-') && doc.glued(e)) || joins) {
            break;
        }
        e += 1;
    }
    while e > k + 1 && doc.sign(e - 1, b'-') {
        e -= 1;
    }
    e
}

/// The last rule: several words.
pub(crate) fn several(s: &mut Spotter<'_, '_>, run: Run) -> bool {
    let _ = by_head(s, run)
        || by_inner_head(s, run)
        || by_event_word(s, run)
        || by_landform(s, run)
        || by_first_word(s, run)
        || by_commonness(s, run);
    true
}

fn by_head(s: &mut Spotter<'_, '_>, run: Run) -> bool {
    let doc = s.doc;
    let Some(kind) = kind(doc, run.b - 1) else {
        return false;
    };
    let keeps = doc.has(run.b - 1, is::KEEPS_NAME);
    let surname = matches!(kind, Kind::Organisation | Kind::Place) && !keeps;
    // "Virginia Beach": a given name that is a place, too, before a word for places.
    let place = kind == Kind::Place
        && s.list(run.a)
            .is_some_and(|(end, l)| end + 1 == run.b && s.kind_of(l) == Kind::Place);
    if doc.has(run.a, is::GIVEN) && run.len() <= 3 && surname && !place {
        return false;
    }
    // A "Member State" is none of them.
    let state = doc.low_is(run.b - 1, &["state", "states", "republic"]);
    if state && (run.a..run.b).all(|k| doc.common(k)) {
        return true;
    }
    let to = extend(s, run.a, run.b);
    s.out.push(headed(run.a, to, run.b, kind, 85, doc));
    for k in run.a + 1..run.b {
        if let Some((end, listing)) = s.list(k)
            && end <= run.b
            && matches!(s.kind_of(listing), Kind::Country | Kind::Place)
        {
            s.add_listed(k, end, listing);
        }
    }
    true
}

/// "Main Directorate for …": the head is not the last word, but the phrase goes on.
fn by_inner_head(s: &mut Spotter<'_, '_>, run: Run) -> bool {
    let doc = s.doc;
    // "Protocol Relating to the Establishment of …"
    let titled = doc.has(run.a, is::HEAD_DOC) && doc.low_is(run.b, &["of", "for", "on", "to"]);
    if titled && doc.together(run.a, run.b) {
        let to = extend_from(s, run.a, run.a, run.b);
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
    let to = extend(s, run.a, run.b);
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
    if !doc.has(run.a, is::EVENT_CUE) || !run.tell() || doc.low(run.a).ends_with('s') {
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

fn by_landform(s: &mut Spotter<'_, '_>, run: Run) -> bool {
    let doc = s.doc;
    let compass = doc.low_is(run.a, COMPASS)
        && s.list(run.a + 1).is_some_and(|(end, l)| {
            end == run.b && s.kind_of(l) == Kind::Place && l.level == Level::Name
        });
    let (j, why) = if compass {
        (run.b, Why::of("a part of a listed place"))
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
        if doc.common(run.a) && doc.common(run.a + 2) {
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
    if after.is_some_and(|k| doc.has(k, is::ORG_AFTER)) {
        let seen = doc.span(run.a, run.b + 1);
        let why = Why::with("a name before a word for a body:", seen);
        s.out.push(spot(Guess::Sure(Kind::Organisation), 60, why));
        return true;
    }
    let likely = Guess::Likely(Kind::Organisation);
    let last = words.last().copied().unwrap_or(run.a);
    let notion = doc.common(run.a) && is_notion(doc, last);
    if notion && !doc.has(run.a, is::GIVEN) && s.list(run.a).is_none() {
        return true;
    }
    if common == words.len() {
        let named = run.tell() && !doc.is(run.a, flag::START);
        if named {
            let why = Why::of("capitalised ordinary words");
            s.out.push(spot(likely, 60, why));
        }
        return named;
    }
    if !run.tell() {
        return false;
    }
    if !of_a_place(s, run) {
        mixed(s, run, &words, common);
    }
    true
}

/// Whether a word names a notion, which no body is called by ("Sustainable Development").
fn is_notion(doc: &Doc<'_>, k: usize) -> bool {
    let low = doc.low(k);
    let ends = ["ment", "tion", "sion", "ness", "ity", "ance", "ence", "ism"];
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
    let fits = s.kind_of(listing) == Kind::Place && (end..run.b).all(|k| doc.common(k));
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
    let all = words.len();
    let inner = all >= 3 && (1..all - 1).any(|n| doc.has(words[n], is::HEAD_PLACE));
    let the = doc.before(run.a).is_some_and(|k| doc.low_is(k, &["the"]));
    let few = (2..=3).contains(&all) || (all == 4 && common == 0);
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

/// Whether two or three unlisted words are taken for a person's name.
fn names_person(doc: &Doc<'_>, run: Run, common: usize) -> bool {
    if holds_acronym(doc, run.a, run.b) {
        return false;
    }
    let before = doc.before(run.a);
    let after = doc.together(run.a, run.b).then_some(run.b);
    common == 0
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
