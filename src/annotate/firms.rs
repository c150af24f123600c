//! Which letters behind a name say that it is a firm's, and what else do texts call it? "Quillon SA", "Quillon Boats A/S
//! ("Quillon")".
//!
//! Invariant: a shorter name of a firm is its only if nothing else in the text begins so.
//! Must not know: other documents.

use std::collections::{HashMap, HashSet};

use super::cues::FOREIGN_HEADS;
use super::doc::{Caps, Doc};
use super::heads;
use super::lexicon::{Fx, Word, is};
use super::runs::Run;
use super::spans::Spotter;
use super::spot::{Guess, Spot, Why};
use super::tokens::flag;
use super::votes;
use crate::briefing::{Kind, Level};

/// Letters for the form of a firm in law, as they are written behind its name, without a dot at the end.
const FORMS: &[&str] = &[
    "SA", "S.A", "SAA", "SAB", "SAS", "S.A.S", "SpA", "S.p.A", "SARL", "S.L", "Ltda", "Lda", "AS",
    "ASA", "AB", "Oy", "Oyj", "ApS", "AG", "GmbH", "KGaA", "SE", "NV", "N.V", "BV", "B.V", "plc",
    "PLC", "Plc", "Ltd", "Limited", "Inc", "LLC", "LLP", "L.P", "Corp", "Co", "PCL", "Tbk", "Bhd",
    "Berhad", "Sdn", "Pte", "Pty", "CJSC", "OJSC", "PJSC", "JSC", "LLLP", "d.o.o", "d.d", "a.s",
    "s.r.o", "a.d", "EAD", "KK",
];

/// Such of them as stand behind a comma: "Quillon, Inc."
const APART: &[&str] = &[
    "Inc", "Ltd", "LLC", "LLP", "L.P", "S.A", "N.V", "PLC", "plc",
];

/// Those of them that are in small letters.
const SMALL: &[&str] = &["plc", "d.o.o", "d.d", "a.s", "s.r.o", "a.d"];

/// What a firm does, as the last word of its name.
const TRADES: &[&str] = &[
    "metals",
    "resources",
    "mining",
    "minerals",
    "energy",
    "power",
    "petroleum",
    "oil",
    "gas",
    "maritime",
    "shipping",
    "lines",
    "logistics",
    "airlines",
    "airways",
    "motors",
    "foods",
    "steel",
    "cement",
    "smelting",
    "copper",
    "gold",
    "nickel",
    "lithium",
    "capital",
    "securities",
    "insurance",
    "bank",
    "telecom",
    "technologies",
    "systems",
    "pharma",
    "pharmaceuticals",
    "group",
    "holdings",
    "holding",
    "industries",
    "company",
    "corporation",
    "generation",
    "offshore",
    "drilling",
    "marine",
    "chemicals",
    "textiles",
    "plantations",
    "timber",
    "fisheries",
    "seafood",
    "railways",
    "haulage",
    "robotics",
    "semiconductor",
    "media",
];

/// Whether the token is a form in law.
fn form(doc: &Doc<'_>, k: usize) -> bool {
    let text = doc.text(k);
    // "Co-Chairs".
    let part = doc.sign(k + 1, b'-') && doc.glued(k + 1);
    !part && (2..=8).contains(&text.len()) && FORMS.contains(&text.trim_end_matches('.'))
}

/// Where the form in law begins that ends the name `a..b`.
pub(super) fn form_start(doc: &Doc<'_>, a: usize, b: usize) -> Option<usize> {
    let mut k = b;
    while k > a + 1 {
        if form(doc, k - 1) {
            k -= 1;
        } else if k > a + 3 && doc.sign(k - 2, b'/') && ["S", "s"].contains(&doc.text(k - 1)) {
            k -= 3;
        } else {
            break;
        }
    }
    while k > a + 1 && (doc.sign(k - 1, b',') || doc.sign(k - 1, b'&')) {
        k -= 1;
    }
    (k < b && doc.is(k - 1, flag::LETTER)).then_some(k)
}

/// How many tokens a run goes on by at `j` towards a form in law: "Quillon, Inc.", "Quillon A/S", "Quillon d.o.o."
pub(super) fn towards_form(doc: &Doc<'_>, i: usize, j: usize) -> usize {
    if !doc.together(i, j) || !doc.capital(j - 1) && !doc.sign(j - 1, b'/') {
        return 0;
    }
    let apart = |k: usize| APART.contains(&doc.text(k).trim_end_matches('.'));
    let slash = doc.sign(j, b'/') && doc.glued(j) && doc.glued(j + 1);
    let letters = slash && ["A", "a"].contains(&doc.text(j - 1)) && doc.text(j + 1) == "S";
    let comma = doc.sign(j, b',') && doc.together(i, j + 1) && apart(j + 1);
    let text = doc.text(j).trim_end_matches('.');
    let small = !doc.capital(j) && text.len() <= 5 && SMALL.contains(&text);
    if letters || comma {
        2
    } else {
        usize::from(small)
    }
}

/// "Quillon Boats SA": letters for a firm end the name.
pub(super) fn firm(s: &mut Spotter<'_, '_>, run: Run) -> bool {
    let doc = s.doc;
    let Some(form) = form_start(doc, run.a, run.b) else {
        return false;
    };
    let mut a = run.a;
    let listed = s.list(a);
    if let Some((_, listing)) = listed.filter(|(end, _)| *end == form)
        && s.kind_of(listing) == Kind::Organisation
    {
        s.out
            .push(Spot::listed(a, run.b, Kind::Organisation, listing));
        return true;
    }
    if listed.is_some_and(|(end, _)| end >= form) {
        return false;
    }
    let country = listed.filter(|(_, l)| s.kind_of(l) == Kind::Country);
    if let Some((end, listing)) = country {
        s.add_listed(a, end, listing);
        // "Brazilian Quillon SA".
        if listing.level == Level::Adj {
            a = end;
        }
    }
    let letters = run.caps != Caps::All && (a..form).any(|k| doc.is(k, flag::LETTER));
    let words = doc.has(a, is::TITLE) && form == a + 1;
    if !letters || words {
        return false;
    }
    let why = Why::with("letters for a company:", doc.span(form, run.b));
    let guess = Guess::Sure(Kind::Organisation);
    s.out.push(Spot::new(a, run.b, guess, 90, why));
    true
}

/// "Quillon Energy": whether an unknown word stands before one for a trade.
pub(super) fn trades(doc: &Doc<'_>, a: usize, b: usize) -> bool {
    let plain =
        doc.common(a) || doc.has(a, is::GIVEN) || doc.is(a, flag::INITIAL) || doc.text(a).len() < 3;
    let surname = doc.low_is(
        b - 1,
        &["steel", "gold", "lines", "power", "capital", "mining"],
    ) && doc.has(b, is::SPEECH);
    b >= a + 2 && !plain && doc.low_is(b - 1, TRADES) && !surname
}

/// The tokens of a firm's name that tell it from others: without its form in law, where enough is left.
pub(super) fn own_name(doc: &Doc<'_>, i: usize, j: usize) -> usize {
    let Some(form) = form_start(doc, i, j) else {
        return j;
    };
    let alone = form == i + 1;
    let plain = doc.common(i) || doc.listed(i).is_some() || doc.text(i).len() < 3;
    if alone && plain { j } else { form }
}

/// The words of one text that begin names, and whose.
struct Firsts {
    /// By the first word of a firm's name its spots.
    firms: HashMap<Word, Vec<u32>, Fx>,
    /// Words of names of people and places, which name no firm.
    others: HashSet<Word, Fx>,
}

/// Whether two or three words are only taken for somebody's name.
pub(crate) fn weak(spot: &Spot) -> bool {
    spot.is(Kind::Person) && spot.why.rule == heads::SEVERAL_WORDS && spot.why.learned.is_none()
}

fn firsts(doc: &Doc<'_>, spots: &[Spot]) -> Firsts {
    let mut all = Firsts {
        firms: HashMap::default(),
        others: HashSet::default(),
    };
    for (n, spot) in spots.iter().enumerate() {
        let (i, j) = (spot.from(), spot.to());
        if spot.is(Kind::Organisation) && spot.entry.is_none() && spot.words() >= 2 {
            let form = form_start(doc, i, j).is_some();
            let stands_for = spot.extended && doc.low_is(i + 1, &["for"]);
            if form || stands_for || doc.low_is(j - 1, TRADES) {
                let k = i + usize::from(doc.low_is(i, FOREIGN_HEADS) && j > i + 2);
                let firms = all.firms.entry(doc.word(k)).or_default();
                // Firms of one first word are few, unless a text is odd.
                if firms.len() < 16 {
                    firms.push(n as u32);
                }
            }
        } else if spot.is(Kind::Place) || spot.is(Kind::Person) && !weak(spot) {
            all.others.extend((i..j).map(|k| doc.word(k)));
        }
    }
    all
}

/// First words of firms' names that other texts may call them by, with the spots: "Quillon" of "Quillon Boats SA".
pub(crate) fn first_words(doc: &Doc<'_>, spots: &[Spot]) -> Vec<(usize, u32)> {
    let plain = |k: usize| doc.common(k) || doc.has(k, is::GIVEN) || doc.listed(k).is_some();
    let mut found = Vec::new();
    for (n, spot) in spots.iter().enumerate() {
        let (i, j) = (spot.from(), spot.to());
        let firm = spot.is(Kind::Organisation) && spot.entry.is_none() && doc.is(i, flag::LETTER);
        let Some(form) = form_start(doc, i, j).filter(|_| firm && doc.text(i).len() > 3) else {
            continue;
        };
        // "Quillon Marrow LLP" may be two people's.
        let trade = form == i + 2 && doc.common(i + 1) && !doc.has(i + 1, is::GIVEN);
        if trade && !plain(i) && !doc.low_is(i, FOREIGN_HEADS) {
            found.push((i, n as u32));
        }
    }
    found
}

/// "Quillon" after "Quillon Boats SA": one word of a firm's name, which nothing else here is called by. Returns the shorter
/// spots with the longer.
pub(crate) fn mark_firms(doc: &Doc<'_>, spots: &mut [Spot]) -> Vec<(u32, u32)> {
    let mut found = defined(doc, spots);
    let firsts = firsts(doc, spots);
    if !firsts.firms.is_empty() {
        found.extend(lone(doc, spots, &firsts));
    }
    for &(short, longer) in &found {
        let name = doc.span(spots[longer as usize].from(), spots[longer as usize].to());
        let spot = &mut spots[short as usize];
        spot.guess = Guess::Sure(Kind::Organisation);
        spot.sure = 75;
        spot.why.and("; short for", Some(name));
    }
    found
}

fn lone(doc: &Doc<'_>, spots: &[Spot], firsts: &Firsts) -> Vec<(u32, u32)> {
    let mut found: Vec<(u32, u32)> = Vec::new();
    let mut located: HashSet<Word, Fx> = HashSet::default();
    for (n, spot) in spots.iter().enumerate() {
        let word = doc.word(spot.from());
        if spot.guess.sure() || spot.words() != 1 || spot.acronym {
            continue;
        }
        let Some(firms) = firsts.firms.get(&word) else {
            continue;
        };
        let plain = doc.common(spot.from()) || doc.has(spot.from(), is::GIVEN);
        let whole = |m: &&u32| named_in_full(doc, spots, **m, firms);
        if plain || firsts.others.contains(&word) || !firms.iter().all(|m| whole(&m)) {
            continue;
        }
        if votes::votes(doc, spot).place >= 15 {
            located.insert(word);
        }
        found.push((n as u32, firms[0]));
    }
    let at = |n: u32| doc.word(spots[n as usize].from());
    found.retain(|(short, _)| !located.contains(&at(*short)));
    found
}

/// Whether firm `m` is the one that the first of them is, by its second word.
fn named_in_full(doc: &Doc<'_>, spots: &[Spot], m: u32, firms: &[u32]) -> bool {
    let second = |n: u32| doc.word(spots[n as usize].from() + 1);
    second(m) == second(firms[0]) || form(doc, spots[m as usize].from() + 1)
}

/// "Quillon Boats SA ("Quillon")": what a text says that it will call a body.
fn defined(doc: &Doc<'_>, spots: &[Spot]) -> Vec<(u32, u32)> {
    let mut called: HashMap<Word, (usize, usize, u32), Fx> = HashMap::default();
    for (n, spot) in spots.iter().enumerate() {
        let open = spot.to();
        if !spot.is(Kind::Organisation) || !doc.sign(open, b'(') || !doc.together(open - 1, open) {
            continue;
        }
        let from = (open + 1..open + 4).find(|&k| doc.sign(k, b'"'));
        let Some(from) = from.filter(|&k| doc.together(open, k)) else {
            continue;
        };
        let to = (from + 2..from + 6).find(|&k| doc.sign(k, b'"'));
        let own = |k: usize| doc.capital(k) && doc.listed(k).is_none();
        if let Some(to) = to.filter(|&to| (from + 1..to).all(own) && !doc.common(from + 1)) {
            let entry = called.entry(doc.word(from + 1));
            entry.or_insert((from + 1, to, n as u32));
        }
    }
    let mut found = Vec::new();
    for (n, spot) in spots.iter().enumerate().filter(|_| !called.is_empty()) {
        let (i, j) = (spot.from(), spot.to());
        let Some(&(from, to, longer)) = called.get(&doc.word(i)) else {
            continue;
        };
        let same = j - i == to - from
            && (i..j)
                .zip(from..to)
                .all(|(a, b)| doc.word(a) == doc.word(b));
        if same && longer != n as u32 && (!spot.guess.sure() || weak(spot)) {
            found.push((n as u32, longer));
        }
    }
    found
}
