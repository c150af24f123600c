//! What does a run of capitalised words name? The rules of P4, in order; the first that fires decides.
//!
//! Invariant: every rule either leaves the run alone or deals with all of it, handing on only shorter runs.
//! Must not know: other documents, identities.

use super::doc::Caps;
use super::heads;
use super::lexicon::is;
use super::lone;
use super::spans::{Spotter, acronym};
use super::spot::{Guess, Of, Spot, Why};
use super::tokens::flag;
use crate::briefing::{Kind, Level};

/// Tokens `a..b` with what their capitals prove.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Run {
    pub a: usize,
    pub b: usize,
    pub caps: Caps,
}

impl Run {
    pub fn len(self) -> usize {
        self.b - self.a
    }

    pub fn tell(self) -> bool {
        self.caps == Caps::Tell
    }
}

type Rule = fn(&mut Spotter<'_, '_>, Run) -> bool;

const RULES: &[Rule] = &[
    inner_function_word,
    opening_word,
    leading_group,
    plural_role,
    after_title,
    dateline,
    whole_listed,
    hyphened_pair,
    name_after_body,
    title_inside,
    leading_listed,
    embedded_country,
    named_with_year,
    leading_acronym,
    lone::lone,
    heads::several,
];

/// Applies the rules to the run `a..b`.
pub(crate) fn parse(s: &mut Spotter<'_, '_>, a: usize, b: usize, caps: Caps) {
    if cut_at_dates(s, a, b, caps) {
        return;
    }
    let Some(run) = trim(s, a, b, caps) else {
        return;
    };
    for rule in RULES {
        if rule(s, run) {
            return;
        }
    }
}

/// Months, weekdays and leading numbers part a run.
fn cut_at_dates(s: &mut Spotter<'_, '_>, a: usize, b: usize, caps: Caps) -> bool {
    let doc = s.doc;
    let date = |k: usize| {
        let short_month = doc.lexicon.month(doc.word(k)).is_some() && doc.is(k + 1, flag::NUMBER);
        // "May" and "March" open sentences as verbs and are names: only beside numbers or away from given names.
        doc.has(k, is::MONTH | is::DAY) && !doc.is(k, flag::ALL_CAPS)
            || short_month
            || (k == a && doc.is(k, flag::NUMBER))
    };
    let Some(k) = (a..b).find(|&k| date(k)) else {
        return false;
    };
    if k > a {
        parse(s, a, k, caps);
    }
    let skip = usize::from(s.doc.is(k + 1, flag::NUMBER) || s.doc.sign(k + 1, b'-'));
    let from = k + 1 + skip;
    if from < b {
        parse(s, from, b, caps);
    }
    true
}

/// Drops what is no name at either end.
fn trim(s: &mut Spotter<'_, '_>, mut a: usize, mut b: usize, caps: Caps) -> Option<Run> {
    let doc = s.doc;
    if doc.has(a, is::HONORIFIC) && a + 1 < b && doc.title(a + 1).is_none() {
        heads::person(
            s,
            a + 1,
            b,
            95,
            Why::with("after a form of address:", doc.span(a, a + 1)),
        );
        return None;
    }
    while a < b {
        let hyphened = doc.sign(a + 1, b'-') && doc.glued(a + 1) && a + 1 < b;
        let opens = doc.is(a, flag::START) || caps != Caps::Tell;
        let function = doc.has(a, is::FUNCTION)
            && s.list(a).is_none()
            && (opens || doc.has(a, is::CLOSED) || a + 1 == b)
            && !hyphened;
        if doc.sign(a, b'-') || doc.has(a, is::HONORIFIC) || function {
            a += 1;
        } else {
            break;
        }
    }
    while b > a && (doc.sign(b - 1, b'-') || (doc.has(b - 1, is::PARTICLE) && !doc.capital(b - 1)))
    {
        b -= 1;
    }
    let named = (a..b).any(|k| doc.is(k, flag::LETTER));
    named.then_some(Run { a, b, caps })
}

fn inner_function_word(s: &mut Spotter<'_, '_>, run: Run) -> bool {
    let doc = s.doc;
    let inner = (run.a + 1..run.b).find(|&k| {
        doc.has(k, is::FUNCTION)
            && !doc.has(k, is::PARTICLE)
            && doc.capital(k)
            && s.list(k).is_none()
            && !(run.a..k).any(|q| s.list(q).is_some_and(|(end, _)| end > k))
    });
    let Some(k) = inner else {
        return false;
    };
    parse(s, run.a, k, run.caps);
    if k + 1 < run.b {
        parse(s, k + 1, run.b, run.caps);
    }
    true
}

/// Whether the capital of token `i` says "name" although it opens a sentence or stands in a headline.
pub(crate) fn plausible(s: &Spotter<'_, '_>, i: usize, caps: Caps) -> bool {
    let doc = s.doc;
    if doc.has(i, is::FUNCTION) {
        return false;
    }
    if !doc.is(i, flag::START) && caps == Caps::Tell {
        return true;
    }
    let (low, capital) = doc.seen(i);
    let joined = doc.has(i, is::PARTICLE) && doc.sign(i + 1, b'-') && doc.glued(i + 1);
    if joined || doc.has(i, is::GIVEN) || (capital > 0 && low == 0) {
        return true;
    }
    !doc.common(i) && doc.lexicon.level(doc.lexicon.stem(doc.word(i))) == 0
}

/// "Representatives", "Clearly": an ordinary word that opens a sentence and is glued to a name.
fn opening_word(s: &mut Spotter<'_, '_>, run: Run) -> bool {
    let doc = s.doc;
    let a = run.a;
    let opens = doc.is(a, flag::START) || !run.tell();
    if !opens || s.list(a).is_some() || doc.title(a).is_some() || plausible(s, a, run.caps) {
        return false;
    }
    let heads = is::HEAD_ORG | is::HEAD_DOC | is::HEAD_EVENT;
    let low = doc.low(a);
    let verbal = low.ends_with("ing") || low.ends_with("ed") || low.ends_with("ly");
    let name = doc.has(run.b - 1, heads) && run.len() >= 2 && run.tell() && !verbal;
    let event = doc.has(a, is::EVENT_CUE) && run.len() >= 2 && run.tell() && !low.ends_with('s');
    if name || event {
        return false;
    }
    if a + 1 < run.b {
        parse(s, a + 1, run.b, run.caps);
    }
    true
}

/// "Kurdish YPG", "Shia Hezbollah": a people or faith in front is no part of a name, unless a word for a body ends it.
fn leading_group(s: &mut Spotter<'_, '_>, run: Run) -> bool {
    let doc = s.doc;
    let part = run.len() < 2
        || !doc.has(run.a, is::GROUP)
        || doc.has(run.a, is::GIVEN)
        || s.list(run.a).is_some()
        || doc.sign(run.a + 1, b'-')
        || heads::kind(doc, run.b - 1).is_some();
    if !part {
        parse(s, run.a + 1, run.b, run.caps);
    }
    !part
}

/// "Foreign Ministers" names nobody.
fn plural_role(s: &mut Spotter<'_, '_>, run: Run) -> bool {
    let doc = s.doc;
    if !doc.has(run.b - 1, is::PLURAL_TITLE) || s.list(run.b - 1).is_some() {
        return false;
    }
    let mut k = run.b - 1;
    while k > run.a && doc.has(k - 1, is::PORTFOLIO) {
        k -= 1;
    }
    if k > run.a {
        parse(s, run.a, k, run.caps);
    }
    true
}

fn after_title(s: &mut Spotter<'_, '_>, run: Run) -> bool {
    let doc = s.doc;
    let short_acronym = doc.is(run.a, flag::ALL_CAPS) && doc.text(run.a).len() <= 6;
    if !s.titled.contains(&(run.a as u32))
        || short_acronym
        || run.len() > 4
        || doc.has(run.b - 1, is::HEAD_ORG)
    {
        return false;
    }
    heads::person(s, run.a, run.b, 95, Why::of("after a title"));
    true
}

/// Capitals at the start of a paragraph before a date, an agency in brackets or a country.
fn dateline(s: &mut Spotter<'_, '_>, run: Run) -> bool {
    let doc = s.doc;
    let (a, b) = (run.a, run.b);
    let first = doc.part(a).first as usize == a;
    let shouted =
        (a..b).all(|k| doc.is(k, flag::ALL_CAPS) || doc.sign(k, b'-') || doc.sign(k, b'.'));
    if !doc.is(a, flag::START) || run.caps == Caps::All || !first || !shouted || b >= doc.len() {
        return false;
    }
    let end = doc.part(a).end as usize;
    let dated = doc.year(b).is_some() && doc.sign(b + 1, b'-');
    let agency = doc.sign(b, b'(') && doc.sign(b + 2, b')');
    let comma = doc.sign(b, b',') && doc.capital(b + 1) && {
        let near = (b..end.min(b + 6))
            .any(|z| doc.is(z, flag::NUMBER) || doc.sign(z, b'(') || doc.sign(z, b'-'));
        let country = s
            .list(b + 1)
            .is_some_and(|(e, l)| s.kind_of(l) == Kind::Country && e >= end);
        near || country
    };
    let dash = doc.sign(b, b'-') && !doc.glued(b) && doc.text(a).len() >= 4;
    if !(dated || agency || comma || dash) {
        return false;
    }
    let mut spot = Spot::new(
        a,
        b,
        Guess::Sure(Kind::Place),
        95,
        Why::of("the place of a dateline"),
    );
    if let Some((e, listing)) = s.list(a) {
        let kind = s.kind_of(listing);
        if e == b && matches!(kind, Kind::Place | Kind::Country) {
            spot.entry = Some(listing.entry);
            spot.guess = Guess::Sure(kind);
        }
    }
    s.out.push(spot);
    true
}

fn whole_listed(s: &mut Spotter<'_, '_>, run: Run) -> bool {
    match s.list(run.a) {
        Some((end, listing)) if end == run.b => {
            // "Donetsk region" is more than the city.
            let larger = [
                "region",
                "province",
                "oblast",
                "district",
                "governorate",
                "county",
                "prefecture",
            ];
            let doc = s.doc;
            if let Some(country) = country_of(s, run, listing) {
                // "Security Council of the Russian Federation" is not the one of the lists.
                let why = Why::of("a word for a body and the country it is of");
                let guess = Guess::Sure(Kind::Organisation);
                let mut spot = Spot::new(run.a, run.b, guess, 85, why);
                spot.head = doc.word(run.b - 1);
                spot.of = Of::Entry(country);
                s.out.push(spot);
                return true;
            }
            if doc.lexicon.entry(listing.entry).city
                && doc.together(run.a, end)
                && doc.low_is(end, &larger)
            {
                let why = Why::with(
                    "a name before a word for a place:",
                    doc.span(run.a, end + 1),
                );
                let guess = Guess::Sure(Kind::Place);
                s.out.push(Spot::new(run.a, end + 1, guess, 85, why));
                return true;
            }
            s.add_listed(run.a, run.b, listing);
            true
        }
        _ => false,
    }
}

/// The country after "of" behind a listed body, as its entry.
fn country_of(s: &Spotter<'_, '_>, run: Run, listing: &super::lexicon::Listing) -> Option<u32> {
    let doc = s.doc;
    if s.kind_of(listing) != Kind::Organisation || !doc.low_is(run.b, &["of"]) {
        return None;
    }
    let k = run.b + 1 + usize::from(doc.low_is(run.b + 1, &["the"]));
    let (_, country) = s.list(k).filter(|_| doc.together(run.a, k))?;
    (s.kind_of(country) == Kind::Country).then_some(country.entry)
}

/// "Tajik-Afghan", "Russia-NATO": two listed names joined by a hyphen.
fn hyphened_pair(s: &mut Spotter<'_, '_>, run: Run) -> bool {
    let doc = s.doc;
    let Some((end, listing)) = s.list(run.a) else {
        return false;
    };
    if end >= run.b || !doc.sign(end, b'-') {
        return false;
    }
    s.add_listed(run.a, end, listing);
    let from = end + 1;
    let second = s.list(from).filter(|(e, _)| doc.together(run.a, *e));
    let countries = |l| s.kind_of(l) == Kind::Country && s.kind_of(listing) == Kind::Country;
    match second {
        Some((e, other))
            if doc.low_is(e, &["border", "borders", "frontier"]) && countries(other) =>
        {
            let pair = (
                listing.entry.min(other.entry),
                listing.entry.max(other.entry),
            );
            let why = Why::with(
                "two countries and a word for border:",
                doc.span(run.a, e + 1),
            );
            let mut spot = Spot::new(run.a, e + 1, Guess::Sure(Kind::Place), 95, why);
            spot.border = Some(pair);
            s.add_listed(from, e, other);
            s.out.push(spot);
            if e + 1 < run.b {
                parse(s, e + 1, run.b, run.caps);
            }
        }
        _ => parse(s, from, run.b, run.caps),
    }
    true
}

/// "… Organization Stanislav Zas": a person's name runs on from a body's.
fn name_after_body(s: &mut Spotter<'_, '_>, run: Run) -> bool {
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
    let split = (run.a + 1..run.b - 1).find(|&k| {
        doc.has(k, is::GIVEN)
            && run.b - k <= 4
            && ends_body(k - 1)
            && !(k..run.b).any(|z| doc.has(z, is::HEAD_ORG | is::HEAD_PLACE))
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

fn title_inside(s: &mut Spotter<'_, '_>, run: Run) -> bool {
    let doc = s.doc;
    if run.len() == 1 {
        return false;
    }
    for k in run.a..run.b {
        let Some((end, _)) = doc.title(k) else {
            continue;
        };
        // "Angela King": a title at the end of a name is a surname.
        let surname = end == run.b && end == k + 1 && k > run.a && doc.has(run.a, is::GIVEN);
        if surname && s.list(run.a).is_none() {
            continue;
        }
        // "Hun Sen": a short form without its dot at the end of a name is part of it.
        if end == run.b && k > run.a && !doc.common(k) && !doc.is(k, flag::SHORTENED) {
            continue;
        }
        let overhang = end > run.b && doc.sign(run.b, b'-');
        if end > run.b && !overhang {
            continue;
        }
        // "Prime Minister's Office", "General Assembly": a body, not a holder.
        let body = doc.has(run.b - 1, is::HEAD_ORG | is::HEAD_DOC);
        if body && (end >= run.b || !doc.has(end, is::GIVEN)) {
            return false;
        }
        if k > run.a {
            parse(s, run.a, k, run.caps);
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

/// "Kyrgyz Armed Forces", "UN Charter", "Russian Foreign …": a listed name in front.
fn leading_listed(s: &mut Spotter<'_, '_>, run: Run) -> bool {
    let doc = s.doc;
    let Some((end, listing)) = s.list(run.a).filter(|(end, _)| *end < run.b) else {
        return false;
    };
    let kind = s.kind_of(listing);
    let head = heads::kind(doc, run.b - 1);
    let adjective = listing.level == Level::Adj;
    let before_person = doc.has(end, is::GIVEN) && !doc.has(run.a, is::GIVEN) && head.is_none();
    if !matches!(kind, Kind::Country | Kind::Organisation) && !adjective && !before_person {
        return false;
    }
    let rest = run.b - end;
    let given = doc.has(run.a, is::GIVEN) && kind != Kind::Organisation && !adjective;
    if given && rest <= 2 && head.is_none() {
        return false;
    }
    s.add_listed(run.a, end, listing);
    let word = doc.word(run.b - 1);
    if kind == Kind::Organisation && head == Some(Kind::Agreement) {
        let to = heads::extend(s, run.a, run.b);
        s.out
            .push(heads::headed(run.a, to, run.b, Kind::Agreement, 90, doc));
    } else if kind == Kind::Organisation && head == Some(Kind::Organisation) && rest <= 4 {
        let to = heads::extend(s, run.a, run.b);
        let why = Why::with(
            "a body of a listed organisation, by its last word",
            doc.span(run.b - 1, run.b),
        );
        let mut spot = Spot::new(end, to, Guess::Sure(Kind::Organisation), 85, why);
        spot.head = word;
        spot.extended = to > run.b;
        spot.of = Of::Entry(listing.entry);
        s.out.push(spot);
    } else if kind == Kind::Country && head == Some(Kind::Organisation) {
        let to = heads::extend(s, run.a, run.b);
        let mut spot = heads::headed(run.a, to, run.b, Kind::Organisation, 90, doc);
        spot.of = Of::Entry(listing.entry);
        s.out.push(spot);
    } else {
        parse(s, end, run.b, run.caps);
    }
    true
}

fn embedded_country(s: &mut Spotter<'_, '_>, run: Run) -> bool {
    let doc = s.doc;
    if heads::kind(doc, run.b - 1).is_some() || doc.has(run.a, is::GIVEN) {
        return false;
    }
    let inside = (run.a + 1..run.b).find(|&k| {
        s.list(k)
            .is_some_and(|(end, l)| end <= run.b && s.kind_of(l) == Kind::Country)
            && !doc.has(k, is::GIVEN)
            && !(doc.sign(k - 1, b'-') && k > 1 && doc.has(k - 2, is::PARTICLE))
    });
    let Some(k) = inside else {
        return false;
    };
    parse(s, run.a, k, run.caps);
    parse(s, k, run.b, run.caps);
    true
}

/// "Grom-2013", "Indestructible Brotherhood 2022": a name with a year is an event if anything near says so.
fn named_with_year(s: &mut Spotter<'_, '_>, run: Run) -> bool {
    let doc = s.doc;
    if doc.year(run.b - 1).is_none() || run.len() < 2 {
        return false;
    }
    let hyphened = doc.sign(run.b - 2, b'-');
    let quoted = run.a > 0 && doc.sign(run.a - 1, b'"') && doc.sign(run.b, b'"');
    let near = run.a.saturating_sub(14)..(run.b + 10).min(doc.len());
    let cue = near.clone().any(|k| doc.has(k, is::EVENT_CUE));
    let head = heads::kind(doc, run.b - 2) == Some(Kind::Event);
    if hyphened || quoted || cue || head {
        let why = Why::with("a capitalised name with a year:", doc.span(run.a, run.b));
        s.out
            .push(Spot::new(run.a, run.b, Guess::Sure(Kind::Event), 90, why));
        return true;
    }
    let mut b = run.b - 1;
    if doc.sign(b - 1, b'-') {
        b -= 1;
    }
    if b > run.a {
        parse(s, run.a, b, run.caps);
    }
    true
}

/// "CSTO Council", "NATO Summit": an acronym and more.
fn leading_acronym(s: &mut Spotter<'_, '_>, run: Run) -> bool {
    let doc = s.doc;
    let a = run.a;
    let fits = doc.acronym(a)
        && run.len() > 1
        && run.caps != Caps::All
        && !doc.sign(a + 1, b'-')
        && !doc.has(a, is::NOT_ORG)
        && !doc.is(a + 1, flag::ALL_CAPS | flag::NUMBER);
    if !fits {
        return false;
    }
    s.out.push(acronym(a));
    let head = heads::kind(doc, run.b - 1);
    if head == Some(Kind::Agreement) {
        let to = heads::extend(s, a, run.b);
        s.out
            .push(heads::headed(a, to, run.b, Kind::Agreement, 90, doc));
        return true;
    }
    let before = s.out.len();
    parse(s, a + 1, run.b, Caps::Tell);
    let rest = s.out[before..]
        .iter_mut()
        .find(|x| x.from() == a + 1 && x.to() >= run.b);
    match rest {
        Some(spot) if spot.is(Kind::Organisation) => spot.of = Of::Acronym(a as u32),
        Some(_) => {}
        None if run.len() == 2 && head == Some(Kind::Organisation) => {
            let why = Why::with("an acronym and a word for a body:", doc.span(a, run.b));
            let mut spot = Spot::new(a + 1, run.b, Guess::Sure(Kind::Organisation), 70, why);
            spot.head = doc.word(a + 1);
            spot.of = Of::Acronym(a as u32);
            s.out.push(spot);
        }
        None => {}
    }
    true
}
