//! What does a run of capitalised words name? The rules of P4, in order; the first that fires decides.
//!
//! Invariant: every rule either leaves the run alone or deals with all of it, handing on only shorter runs.
//! Must not know: other documents, identities.

use super::cues::{COMPANIES, MODIFIERS, SHIPS, VESSELS, WITH_LETTERS};
use super::doc::{Caps, Doc};
use super::firms;
use super::fronts;
use super::heads;
use super::lexicon::is;
use super::lone;
use super::phrases;
use super::spans::{Spotter, acronym};
use super::spot::{Guess, Of, Spot, Why};
use super::titled;
use super::tokens::flag;
use crate::briefing::Kind;

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
    firms::firm,
    inner_function_word,
    opening_word,
    leading_group,
    plural_role,
    numbered,
    after_title,
    dateline,
    fronts::whole_listed,
    fronts::hyphened_pair,
    titled::name_after_body,
    titled::title_inside,
    fronts::leading_listed,
    fronts::embedded_country,
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
        let numbered = doc.is(k + 1, flag::NUMBER) || k > 0 && doc.is(k - 1, flag::NUMBER);
        let short_month = doc.lexicon.month(doc.word(k)).is_some() && numbered;
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
    // "17 September Agreement".
    let day = k > 0 && s.doc.is(k - 1, flag::NUMBER) && s.doc.together(k - 1, k);
    if day && k + 2 == b && s.doc.has(k, is::MONTH) && s.doc.has(k + 1, is::HEAD_DOC) {
        s.out
            .push(heads::headed(k - 1, b, b, Kind::Agreement, 80, s.doc));
        return true;
    }
    let skip = usize::from(s.doc.is(k + 1, flag::NUMBER) || s.doc.sign(k + 1, b'-'));
    let from = k + 1 + skip;
    if from < b {
        parse(s, from, b, caps);
    }
    true
}

/// Whether the name of a ship stands behind token `k`.
fn ship(doc: &Doc<'_>, k: usize) -> bool {
    let french = doc.text(k) == "FS" && !doc.common(k + 1) && !doc.is(k + 1, flag::ALL_CAPS);
    doc.capital(k + 1) && (french || SHIPS.contains(&doc.text(k)))
}

/// "Tanker Quillon", "a Moldovan ship, the Quillon": whether a ship's name begins at `a`.
fn afloat(s: &Spotter<'_, '_>, a: usize) -> bool {
    let doc = s.doc;
    let vessel = |k: usize| doc.low_is(k, VESSELS);
    let comma = a >= 3 && doc.sign(a - 2, b',') && doc.together(a - 3, a);
    let the = comma && doc.low_is(a - 1, &["the"]) && vessel(a - 3);
    let unlisted = s.list(a).is_none() && doc.title(a).is_none();
    unlisted && (the || doc.before(a).is_some_and(vessel))
}

/// Drops what is no name at either end.
fn trim(s: &mut Spotter<'_, '_>, mut a: usize, mut b: usize, caps: Caps) -> Option<Run> {
    let doc = s.doc;
    if afloat(s, a) && heads::kind(doc, b - 1).is_none() {
        return None;
    }
    if let Some(k) = (a..b - 1).find(|&k| ship(doc, k)) {
        if k > a {
            parse(s, a, k, caps);
        }
        return None;
    }
    // "Saint-Marc", "Saint Nicolas Hospital": a saint by whom something is called.
    let joined = doc.sign(a + 1, b'-') && doc.glued(a + 1);
    let called = joined || heads::kind(doc, b - 1).is_some();
    let saint = called && doc.low_is(a, &["saint", "st", "st.", "sainte"]);
    let ordinary = a + 2 == b && doc.common(b - 1) && !doc.has(b - 1, is::GIVEN);
    let address = doc.has(a, is::HONORIFIC) && !saint && !ordinary;
    if address && a + 1 < b && doc.title(a + 1).is_none() {
        let why = Why::with("after a form of address:", doc.span(a, a + 1));
        heads::person(s, a + 1, b, 95, why);
        return None;
    }
    while a < b {
        let hyphened = doc.sign(a + 1, b'-') && doc.glued(a + 1) && a + 1 < b;
        let opens = doc.is(a, flag::START) || caps != Caps::Tell;
        let function = doc.has(a, is::FUNCTION)
            && s.list(a).is_none()
            && (opens || doc.has(a, is::CLOSED) || a + 1 == b)
            && !hyphened;
        // "In 2018 Quillon opened".
        let dated = a > 0
            && doc.year(a).is_some()
            && doc.has(a - 1, is::CLOSED)
            && doc.is(a - 1, flag::START)
            && heads::kind(doc, b - 1).is_none();
        if doc.sign(a, b'-') || doc.has(a, is::HONORIFIC) && !saint || function || dated {
            a += 1;
        } else {
            break;
        }
    }
    // "Acting Deputy Secretary of State".
    let titled = doc.title(b).is_some() && doc.together(a, b);
    while b > a && titled && doc.low_is(b - 1, MODIFIERS) {
        b -= 1;
    }
    while b > a + 1 && doc.has(b - 1, is::HONORIFIC) {
        b -= 1;
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
    // "Environmentalists", who are written small elsewhere.
    low == 0 && !doc.common(i) && doc.lexicon.level(doc.lexicon.stem(doc.word(i))) == 0
}

/// "Representatives", "Clearly": an ordinary word that opens a sentence and is glued to a name.
fn opening_word(s: &mut Spotter<'_, '_>, run: Run) -> bool {
    let doc = s.doc;
    let a = run.a;
    let opens = doc.is(a, flag::START) || !run.tell();
    // "Parliament voted".
    if run.len() == 1 && run.tell() && doc.low_is(a, &["parliament", "congress"]) {
        return false;
    }
    if !opens || s.list(a).is_some() || doc.title(a).is_some() || plausible(s, a, run.caps) {
        return false;
    }
    let heads = is::HEAD_ORG | is::HEAD_DOC | is::HEAD_EVENT;
    let low = doc.low(a);
    let verbal = low.ends_with("ing") || low.ends_with("ed") || low.ends_with("ly");
    // A headline that goes on with "of" names a body: "Superior Court of Justice".
    let of = doc.low_is(run.b, &["of"]) && doc.has(run.b - 1, is::HEAD_ORG);
    let tells = run.tell() || of;
    let name = doc.has(run.b - 1, heads) && run.len() >= 2 && tells && !verbal;
    // "Information Ministry Permanent Secretary Peter Quillon".
    let office = run.len() > 2 && doc.has(a + 1, is::HEAD_ORG) && doc.title(a + 2).is_some();
    let name = name || office && run.tell() && !verbal;
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
    // "Minsk Group Co-Chairs".
    if k > run.a + 1 && doc.sign(k - 1, b'-') && doc.low_is(k - 2, &["co", "vice", "deputy", "ex"])
    {
        k -= 2;
    }
    if k > run.a {
        parse(s, run.a, k, run.caps);
    }
    true
}

/// "Security Council Resolution 2254": the number belongs to the name.
fn numbered(s: &mut Spotter<'_, '_>, run: Run) -> bool {
    let doc = s.doc;
    let last = run.b - 1;
    let fits = run.len() >= 2 && doc.is(last, flag::NUMBER) && doc.year(last).is_none();
    if !fits || doc.glued(last) || !doc.has(last - 1, is::HEAD_DOC) {
        return false;
    }
    let before = s.out.len();
    parse(s, run.a, last, run.caps);
    let mut found = s.out[before..].iter_mut();
    match found.find(|x| x.to() == last && x.is(Kind::Agreement)) {
        Some(spot) => spot.j = run.b as u32,
        None => {
            let spot = heads::headed(last - 1, run.b, last, Kind::Agreement, 80, doc);
            s.out.push(Spot {
                extended: false,
                ..spot
            });
        }
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
    if heads::kind(doc, run.b - 2) == Some(Kind::Agreement) && run.len() >= 3 {
        // "Water Industry Act 1991".
        let spot = heads::headed(run.a, run.b, run.b - 1, Kind::Agreement, 85, doc);
        s.out.push(Spot {
            extended: false,
            ..spot
        });
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

/// Whether nothing but unlisted words that are not ordinary stand behind the initials that open the run.
fn named_after(s: &Spotter<'_, '_>, run: Run) -> bool {
    let doc = s.doc;
    let name = |k: usize| doc.has(k, is::GIVEN) || !doc.common(k) && s.list(k).is_none();
    (2..=4).contains(&run.len()) && (run.a + 1..run.b).all(name)
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
    let head = heads::kind(doc, run.b - 1);
    // "LV Summit": a number.
    if !fits || lone::roman(doc.text(a)) && head == Some(Kind::Event) {
        return false;
    }
    if heads::initials(doc, a) && !COMPANIES.contains(&doc.text(a)) && named_after(s, run) {
        heads::person(s, a, run.b, 80, Why::of("initials and a name"));
        return true;
    }
    s.out.push(acronym(a));
    // "AB Quillon", "PT Quillon": letters for a company in front.
    if COMPANIES.contains(&doc.text(a)) && !doc.common(run.b - 1) {
        s.out.pop();
        let why = Why::with("letters for a company:", doc.span(a, a + 1));
        let guess = Guess::Sure(Kind::Organisation);
        s.out.push(Spot::new(a, run.b, guess, 80, why));
        return true;
    }
    // "AHA Centre": such a body is named with its word; "CSTO Council" is one of another.
    if run.len() == 2 && doc.low_is(run.b - 1, WITH_LETTERS) && s.list(a).is_none() {
        s.out.pop();
        s.out
            .push(heads::headed(a, run.b, run.b, Kind::Organisation, 85, doc));
        return true;
    }
    if head == Some(Kind::Agreement) {
        let to = phrases::extend(s, a, run.b);
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
