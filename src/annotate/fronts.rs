//! What does a run name that begins with a listed name, or holds one? "Kyrgyz Armed Forces", "Tajik-Afghan border".
//!
//! Invariant: as for every rule of [`super::runs`].
//! Must not know: other documents, identities.

use super::cues::FOREIGN_HEADS;
use super::heads;
use super::lexicon::{Listing, is};
use super::phrases;
use super::runs::{Run, parse};
use super::spans::Spotter;
use super::spot::{Guess, Of, Spot, Why};
use super::tokens::flag;
use crate::briefing::{Kind, Level};

pub(super) fn whole_listed(s: &mut Spotter<'_, '_>, run: Run) -> bool {
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
fn country_of(s: &Spotter<'_, '_>, run: Run, listing: &Listing) -> Option<u32> {
    let doc = s.doc;
    if s.kind_of(listing) != Kind::Organisation || !doc.low_is(run.b, &["of"]) {
        return None;
    }
    let k = run.b + 1 + usize::from(doc.low_is(run.b + 1, &["the"]));
    let (_, country) = s.list(k).filter(|_| doc.together(run.a, k))?;
    (s.kind_of(country) == Kind::Country).then_some(country.entry)
}

/// "Tajik-Afghan", "Russia-NATO": two listed names joined by a hyphen.
pub(super) fn hyphened_pair(s: &mut Spotter<'_, '_>, run: Run) -> bool {
    let doc = s.doc;
    let Some((end, listing)) = s.list(run.a) else {
        return false;
    };
    if end >= run.b || !doc.sign(end, b'-') {
        return false;
    }
    let from = end + 1;
    let second = s.list(from).filter(|(e, _)| doc.together(run.a, *e));
    let head = heads::kind(doc, run.b - 1);
    if let Some((e, other)) = second.filter(|(e, _)| *e < run.b)
        && matches!(head, Some(Kind::Agreement | Kind::Event))
    {
        // "EU-UK Trade and Cooperation Agreement".
        let head = head.unwrap_or(Kind::Agreement);
        s.add_listed(run.a, end, listing);
        s.add_listed(from, e, other);
        s.out
            .push(heads::headed(run.a, run.b, run.b, head, 85, doc));
        return true;
    }
    // "Paraguay-Paraná Waterway", "Baku-Supsa Pipeline": what joins two places.
    if second.is_none()
        && head == Some(Kind::Place)
        && doc.glued(end)
        && doc.glued(from)
        && run.b > from + 1
    {
        let place = heads::headed(run.a, run.b, run.b, Kind::Place, 80, doc);
        s.out.push(place);
        return true;
    }
    s.add_listed(run.a, end, listing);
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

/// "Kyrgyz Armed Forces", "UN Charter", "Russian Foreign …": a listed name in front.
pub(super) fn leading_listed(s: &mut Spotter<'_, '_>, run: Run) -> bool {
    let doc = s.doc;
    let Some((end, listing)) = s.list(run.a).filter(|(end, _)| *end < run.b) else {
        return false;
    };
    let kind = s.kind_of(listing);
    let head = heads::kind(doc, run.b - 1);
    let adjective = listing.level == Level::Adj;
    let rest = run.b - end;
    // "European Environment Agency": of a region, the whole is the name.
    if adjective && kind == Kind::Place && head.is_some_and(|h| h != Kind::Place) && rest <= 5 {
        let (to, head) = (
            phrases::extend(s, run.a, run.b),
            head.unwrap_or(Kind::Organisation),
        );
        s.out.push(heads::headed(run.a, to, run.b, head, 85, doc));
        return true;
    }
    if !adjective && rest == 1 && called_by_body(s, run, listing) {
        return true;
    }
    let before_person = doc.has(end, is::GIVEN) && !doc.has(run.a, is::GIVEN) && head.is_none();
    if !matches!(kind, Kind::Country | Kind::Organisation) && !adjective && !before_person {
        return false;
    }
    let given = doc.has(run.a, is::GIVEN) && kind != Kind::Organisation && !adjective;
    if given && rest <= 2 && head.is_none() {
        return false;
    }
    s.add_listed(run.a, end, listing);
    // "Kenya Roads Act", "Libyan Political Agreement".
    let law =
        kind == Kind::Organisation || kind == Kind::Country && rest >= 2 && plain(s, end, run.b);
    if law && head == Some(Kind::Agreement) {
        let to = phrases::extend(s, run.a, run.b);
        s.out
            .push(heads::headed(run.a, to, run.b, Kind::Agreement, 90, doc));
    } else if kind == Kind::Organisation && head == Some(Kind::Organisation) && rest <= 4 {
        s.out.push(body_of(s, run, end, listing));
    } else if kind == Kind::Organisation && head == Some(Kind::Event) && assembles(s, end, run.b) {
        // "NATO Summit".
        s.out
            .push(heads::headed(run.a, run.b, run.b, Kind::Event, 80, doc));
    } else if kind == Kind::Country && (head == Some(Kind::Organisation) || red_cross(s, run.b)) {
        let to = phrases::extend(s, run.a, run.b);
        let mut spot = heads::headed(run.a, to, run.b, Kind::Organisation, 90, doc);
        spot.of = Of::Entry(listing.entry);
        s.out.push(spot);
    } else {
        parse(s, end, run.b, run.caps);
    }
    true
}

/// A body of a listed organisation, whose own name begins at `end`.
fn body_of(s: &Spotter<'_, '_>, run: Run, end: usize, listing: &Listing) -> Spot {
    let to = phrases::extend(s, run.a, run.b);
    let why = Why::with(
        "a body of a listed organisation, by its last word",
        s.doc.span(run.b - 1, run.b),
    );
    let mut spot = Spot::new(end, to, Guess::Sure(Kind::Organisation), 85, why);
    spot.head = s.doc.word(run.b - 1);
    spot.extended = to > run.b;
    spot.of = Of::Entry(listing.entry);
    spot
}

/// Whether nothing but ordinary words that name no office stand there.
fn plain(s: &Spotter<'_, '_>, a: usize, b: usize) -> bool {
    let doc = s.doc;
    (a..b).all(|k| {
        doc.common(k) && s.list(k).is_none() && doc.title(k).is_none() && !doc.has(k, is::HEAD_ORG)
    })
}

/// "Lebanese Red Cross": every country has its own.
fn red_cross(s: &Spotter<'_, '_>, b: usize) -> bool {
    let doc = s.doc;
    let cross = &["cross", "crescent"];
    doc.low_is(b - 1, cross) && doc.low_is(b - 2, &["red"])
}

/// "Itamaraty Palace": a place that is called by a listed body, unless by its letters.
fn called_by_body(s: &mut Spotter<'_, '_>, run: Run, listing: &Listing) -> bool {
    let doc = s.doc;
    let place = heads::kind(doc, run.b - 1) == Some(Kind::Place);
    let called = place && s.kind_of(listing) == Kind::Organisation;
    if !called || doc.is(run.a, flag::ALL_CAPS) {
        return false;
    }
    s.out
        .push(heads::headed(run.a, run.b, run.b, Kind::Place, 80, doc));
    true
}

/// Whether `a..b` names a meeting rather than just some talks.
fn assembles(s: &Spotter<'_, '_>, a: usize, b: usize) -> bool {
    let doc = s.doc;
    let alone = doc.low_is(
        b - 1,
        &["summit", "conference", "forum", "dialogue", "games"],
    );
    (alone || b - a >= 2) && !(a..b).any(|k| s.list(k).is_some() || doc.title(k).is_some())
}

pub(super) fn embedded_country(s: &mut Spotter<'_, '_>, run: Run) -> bool {
    let doc = s.doc;
    // First, as it is what most runs lack.
    let inside = (run.a + 1..run.b).find(|&k| {
        s.list(k)
            .is_some_and(|(end, l)| end <= run.b && s.kind_of(l) == Kind::Country)
            && !doc.has(k, is::GIVEN)
            && !(doc.sign(k - 1, b'-') && k > 1 && doc.has(k - 2, is::PARTICLE))
    });
    let Some(k) = inside else {
        return false;
    };
    // "Post-Ben Ali Tunisia": a country behind a whole name, which is not its surname.
    let behind = (run.a + 2..run.b).any(|k| {
        let last = s
            .list(k)
            .filter(|(end, l)| *end == run.b && s.kind_of(l) == Kind::Country);
        last.is_some() && !doc.sign(k - 1, b'-') && !doc.has(k - 1, is::PARTICLE)
    });
    let foreign = doc.low_is(run.a, FOREIGN_HEADS);
    if heads::kind(doc, run.b - 1).is_some() || doc.has(run.a, is::GIVEN) && !behind || foreign {
        return false;
    }
    parse(s, run.a, k, run.caps);
    parse(s, k, run.b, run.caps);
    true
}
