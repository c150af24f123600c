//! Which body does a mention name within one briefing? Acronyms that the text explains, short forms, national bodies.
//!
//! Invariant: what a briefing explains itself goes before what the lists say.
//! Must not know: other briefings.

use std::collections::HashMap;

use super::doc::Doc;
use super::firms;
use super::fold;
use super::heads;
use super::lexicon::{Fx, Word, is};
use super::listed::listed;
use super::names::Name;
use super::spot::{Guess, Of, Spot, Why};
use super::tokens::flag;
use crate::briefing::{Kind, Level};

/// "Long Form (LF)" in tokens: the long form `from..to`, the acronym at `at`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Explained {
    pub from: usize,
    pub to: usize,
    pub at: usize,
}

/// Finds acronyms in brackets after their long form (Schwartz and Hearst 2003, capitalised forms only).
pub(crate) fn explained(doc: &Doc<'_>) -> Vec<Explained> {
    let mut out = Vec::new();
    for k in 1..doc.len().saturating_sub(2) {
        if !doc.sign(k, b'(') || !doc.sign(k + 2, b')') || !doc.is(k + 1, flag::LETTER) {
            continue;
        }
        let acronym = doc.text(k + 1);
        let capitals = acronym.chars().filter(|c| c.is_uppercase()).count();
        let fits = (2..=10).contains(&acronym.len()) && capitals >= 2 && acronym.is_ascii();
        if !fits || !doc.together(k - 1, k + 1) {
            continue;
        }
        // Letters that mostly name a thing may be a body's whose every word they begin ("APC").
        let thing = doc.has(k + 1, is::NOT_ORG);
        let body = |from: &usize| !thing || (*from..k).any(|p| doc.has(p, is::HEAD_ORG));
        let found = initials(doc, acronym, k).filter(body);
        if thing && found.is_none() {
            continue;
        }
        let found = found.or_else(|| long_form(doc, acronym, k));
        let found = found.map(|from| more_words(doc, acronym, from, k));
        if let Some(from) = found.or_else(|| posted(doc, k))
            && doc.capital(from)
            && doc.capital(k - 1)
        {
            // A listed name that ends there is the long form, if ever so much longer.
            let listed = (k.saturating_sub(12)..from).find(|&p| {
                let whole = doc.listed(p).filter(|(end, _)| *end == k && doc.capital(p));
                whole.is_some_and(|(_, l)| doc.lexicon.entry(l.entry).kind == Kind::Organisation)
            });
            let from = listed.unwrap_or_else(|| whole_body(doc, from));
            out.push(Explained {
                from,
                to: k,
                at: k + 1,
            });
        }
    }
    out
}

/// "Multinational Support Mission (MSM)": where a long form begins of which the last word alone has all the letters.
fn more_words(doc: &Doc<'_>, acronym: &str, from: usize, k: usize) -> usize {
    if from + 1 != k || !doc.has(from, is::HEAD_ORG | is::HEAD_DOC) {
        return from;
    }
    let near = (from.saturating_sub(8)..from).rev();
    let front = near.take_while(|&p| doc.capital(p) && doc.together(p, k));
    let first = front.filter(|&p| doc.text(p).starts_with(&acronym[..1]));
    first.last().unwrap_or(from)
}

/// "United Nations Integrated Office in Haiti (BINUH)": where a body begins that has its letters from another language.
fn posted(doc: &Doc<'_>, k: usize) -> Option<usize> {
    let country = (k.saturating_sub(4)..k).find(|&p| {
        let listed = doc.listed(p).filter(|(end, _)| *end == k && doc.capital(p));
        listed.is_some_and(|(_, l)| doc.lexicon.entry(l.entry).kind == Kind::Country)
    })?;
    let the = usize::from(country > 0 && doc.low_is(country - 1, &["the"]));
    let of = country.checked_sub(the + 1)?;
    let head = of.checked_sub(1)?;
    let fits = doc.low_is(of, &["in", "for", "to"]) && doc.has(head, is::HEAD_ORG);
    if !fits || !doc.acronym(k + 1) || !doc.together(head, k) {
        return None;
    }
    let near = (head.saturating_sub(8)..=head).rev();
    near.take_while(|&p| doc.capital(p) && doc.together(p, k))
        .last()
}

/// "AU Mission for Mali and the Sahel (MISAHEL)": where a name begins of which only what it is for was found.
fn whole_body(doc: &Doc<'_>, from: usize) -> usize {
    let mut p = from;
    let joined = p >= 2 && doc.low_is(p - 1, &["for", "of", "in", "on"]) && doc.together(p - 2, p);
    if !joined || !doc.capital(p - 2) || !doc.has(p - 2, is::HEAD_ORG) {
        return from;
    }
    p -= 2;
    while p > 0 && p + 8 > from && doc.capital(p - 1) && doc.together(p - 1, from) {
        p -= 1;
    }
    if doc.has(p, is::FUNCTION) { p + 1 } else { p }
}

/// Where the long form before token `k` begins if its capitals are the letters of the acronym; what the long form is about
/// may stand behind ("Code of Conduct in the South China Sea (COC)").
fn initials(doc: &Doc<'_>, acronym: &str, k: usize) -> Option<usize> {
    let letters = acronym.as_bytes();
    let starts = |words: &mut dyn Iterator<Item = usize>| {
        let mut left = letters.iter();
        for p in words {
            let Some(letter) = left.next() else {
                return true;
            };
            let first = doc.text(p).bytes().next();
            if !first.is_some_and(|c| c.eq_ignore_ascii_case(letter)) {
                return false;
            }
        }
        left.next().is_none()
    };
    let lowest = k.saturating_sub(4 * letters.len() + 2);
    let word = |p: &usize| doc.is(*p, flag::LETTER);
    let small = |p: &usize| word(p) && !doc.low_is(*p, &["the"]);
    let mut p = k;
    while p > lowest && doc.together(p - 1, k) && !doc.sign(p - 1, b'(') {
        p -= 1;
        // The whole, or its beginning if it is a document, whose name goes on over what it is about.
        let about = doc.has(p, is::HEAD_DOC) && letters.len() >= 3;
        let capitals = (p..k).filter(word).filter(|&q| doc.capital(q));
        let whole = about || capitals.clone().count() == letters.len();
        let exact =
            whole && starts(&mut capitals.clone()) || about && starts(&mut (p..k).filter(small));
        if exact && doc.capital(p) {
            return Some(p);
        }
    }
    None
}

/// Where the long form before token `k` begins: its letters hold those of the acronym, from the end, the first at a word's start.
fn long_form(doc: &Doc<'_>, acronym: &str, k: usize) -> Option<usize> {
    let letters: Vec<char> = acronym.to_ascii_lowercase().chars().collect();
    let reach = (letters.len() + 5).min(2 * letters.len());
    let lowest = k.saturating_sub(reach);
    let mut left = letters.len();
    let mut p = k;
    while p > lowest && doc.together(p - 1, k) {
        p -= 1;
        let text: Vec<char> = fold::lower(doc.text(p)).chars().collect();
        for (at, c) in text.iter().enumerate().rev() {
            if *c == letters[left - 1] && (left > 1 || at == 0) {
                left -= 1;
                if left == 0 {
                    return Some(p);
                }
            }
        }
    }
    None
}

/// Marks the spots that the explained acronyms consist of.
pub(crate) fn mark_explained(doc: &Doc<'_>, spots: &mut Vec<Spot>, explained: &[Explained]) {
    for e in explained {
        let near = spots.partition_point(|s| s.to() + 64 < e.from);
        let exact = spots[near..]
            .iter()
            .position(|s| (s.from(), s.to()) == (e.from, e.to))
            .map(|n| n + near);
        let learned = Some(doc.span(e.at, e.at + 1));
        if let Some(n) = exact {
            let spot = &mut spots[n];
            if !spot.is(Kind::Country) && !spot.is(Kind::Agreement) && !spot.is(Kind::Event) {
                spot.guess = Guess::Sure(Kind::Organisation);
                spot.sure = 97;
                spot.why.and("; the long form of", learned);
            }
        } else {
            let first = spots.partition_point(|s| s.from() < e.from);
            let after = spots.partition_point(|s| s.from() < e.to);
            let stays = |s: &Spot| {
                let owner = s.entry.is_some() && s.from() == e.from && s.to() < e.to;
                s.to() > e.to || owner || s.is(Kind::Country) || s.is(Kind::Place)
            };
            let stay: Vec<Spot> = spots[first..after].iter().copied().filter(stays).collect();
            spots.splice(first..after, stay);
            let mut why = Why::of("explained by an acronym in brackets");
            why.and(":", learned);
            let spot = Spot::new(e.from, e.to, Guess::Sure(kind_of(doc, e)), 97, why);
            insert(spots, spot);
        }
        own_letters(doc, spots, e);
        if doc.has(e.at, is::NOT_ORG) {
            let again = (e.at + 1..doc.len()).filter(|&k| doc.word(k) == doc.word(e.at));
            for k in again.filter(|&k| doc.is(k, flag::ALL_CAPS)) {
                let why = Why::with("an acronym in brackets after", doc.span(e.from, e.to));
                let mut spot = Spot::new(k, k + 1, Guess::Sure(Kind::Organisation), 90, why);
                spot.acronym = true;
                insert(spots, spot);
            }
        }
        let there = spots.partition_point(|s| s.from() < e.at);
        if spots.get(there).is_none_or(|s| s.from() != e.at) {
            let why = Why::with("an acronym in brackets after", doc.span(e.from, e.to));
            let mut spot = Spot::new(e.at, e.at + 1, Guess::Sure(Kind::Organisation), 97, why);
            spot.acronym = true;
            insert(spots, spot);
        }
    }
}

/// "Philippine Red Cross (PRC)": letters that are a country's elsewhere are the body's that the text says.
fn own_letters(doc: &Doc<'_>, spots: &mut [Spot], e: &Explained) {
    let country =
        |s: &Spot| s.entry.is_some() && matches!(s.guess, Guess::Sure(Kind::Country | Kind::Place));
    let at = spots.partition_point(|s| s.from() < e.at);
    let here = spots
        .get(at)
        .filter(|s| s.from() == e.at && s.words() == 1 && country(s));
    let Some(entry) = here.and_then(|s| s.entry) else {
        return;
    };
    // "People's Republic of China (PRC)".
    let same = |s: &Spot| s.entry == Some(entry) && s.from() >= e.from && s.to() <= e.to;
    if spots[..at].iter().any(same) {
        return;
    }
    let letters =
        |s: &Spot| s.words() == 1 && s.entry == Some(entry) && doc.text(s.from()) == doc.text(e.at);
    for spot in spots.iter_mut().filter(|s| letters(s)) {
        let why = Why::with("an acronym in brackets after", doc.span(e.from, e.to));
        let acronym = Spot::new(
            spot.from(),
            spot.to(),
            Guess::Sure(Kind::Organisation),
            90,
            why,
        );
        *spot = Spot {
            acronym: true,
            ..acronym
        };
    }
}

/// What a long form names by its first word or its last.
fn kind_of(doc: &Doc<'_>, e: &Explained) -> Kind {
    let document = doc.has(e.from, is::HEAD_DOC) || doc.has(e.to - 1, is::HEAD_DOC);
    match heads::kind(doc, e.to - 1) {
        Some(Kind::Event) => Kind::Event,
        _ if document => Kind::Agreement,
        _ => Kind::Organisation,
    }
}

/// "Isthmian Rail" after "Isthmian Rail Development": the first words of a body's name, which nothing else explains.
/// Returns the shorter spots with the longer.
pub(crate) fn mark_shorter(doc: &Doc<'_>, spots: &mut [Spot]) -> Vec<(u32, u32)> {
    let mut firsts: HashMap<Word, Vec<u32>, Fx> = HashMap::default();
    for (n, spot) in spots.iter().enumerate() {
        let body = spot.is(Kind::Organisation) || spot.guess == Guess::Likely(Kind::Organisation);
        if body && spot.words() >= 3 && spot.entry.is_none() {
            let all = firsts.entry(doc.word(spot.from())).or_default();
            // Bodies with one first word are few, unless a text is odd.
            if all.len() < 16 {
                all.push(n as u32);
            }
        }
    }
    let mut found = Vec::new();
    for n in 0..spots.len() {
        let spot = spots[n];
        let weak = firms::weak(&spot);
        if spot.guess.sure() && !weak || spot.words() < 2 {
            continue;
        }
        let begins = |&&m: &&u32| {
            let longer = &spots[m as usize];
            if weak && !longer.guess.sure() {
                return false;
            }
            let words = spot.from()..spot.to();
            longer.words() > spot.words()
                && words
                    .enumerate()
                    .all(|(at, k)| doc.word(k) == doc.word(longer.from() + at))
        };
        let longer = firsts
            .get(&doc.word(spot.from()))
            .and_then(|all| all.iter().find(begins));
        if let Some(&longer) = longer {
            let name = doc.span(spots[longer as usize].from(), spots[longer as usize].to());
            for m in [n, longer as usize] {
                spots[m].guess = Guess::Sure(Kind::Organisation);
                spots[m].sure = spots[m].sure.max(75);
            }
            spots[n].why.and("; short for", Some(name));
            found.push((n as u32, longer));
        }
    }
    found
}

fn insert(spots: &mut Vec<Spot>, spot: Spot) {
    let at = spots.partition_point(|s| (s.i, spot.j) < (spot.i, s.j));
    spots.insert(at, spot);
}

/// "Russia's Defence Ministry", "Ministry of Defence of Russia": the words around say whose it is.
pub(crate) fn mark_possessives(doc: &Doc<'_>, spots: &mut [Spot]) {
    let mut countries: HashMap<u32, u32, Fx> = HashMap::default();
    for spot in spots.iter() {
        if let (true, Some(entry)) = (spot.is(Kind::Country), spot.entry) {
            countries.insert(spot.j, entry);
        }
    }
    for spot in spots.iter_mut() {
        if let Some(entry) = country_behind(doc, spot) {
            spot.of = Of::Entry(entry);
        }
        let owned = spot.is(Kind::Organisation)
            && spot.of == Of::Nothing
            && spot.entry.is_none()
            && heads::head_of(spot.head).is_some()
            && spot.i >= 2
            && doc.word(spot.from() - 1) == doc.lexicon.possessive();
        if let Some(&entry) = countries.get(&spot.i.wrapping_sub(1)).filter(|_| owned) {
            spot.of = Of::Entry(entry);
        }
    }
}

fn country_behind(doc: &Doc<'_>, spot: &Spot) -> Option<u32> {
    let fits = spot.is(Kind::Organisation)
        && spot.of == Of::Nothing
        && spot.entry.is_none()
        && heads::head_of(spot.head).is_some()
        && doc.together(spot.from(), spot.to() + 1);
    if fits && doc.low_is(spot.to(), &["in"]) {
        return seat(doc, spot);
    }
    if !fits || !doc.low_is(spot.to(), &["of"]) {
        return None;
    }
    let k = spot.to() + 1 + usize::from(doc.low_is(spot.to() + 1, &["the"]));
    let (_, listing) = doc.listed(k).filter(|_| doc.capital(k))?;
    let entry = doc.lexicon.entry(listing.entry);
    (entry.kind == Kind::Country && listing.level == Level::Name).then_some(listing.entry)
}

/// "The Supreme Court in Lima": the country in whose capital a body of a state has its seat.
fn seat(doc: &Doc<'_>, spot: &Spot) -> Option<u32> {
    const FIRST: &[&str] = &[
        "supreme",
        "constitutional",
        "high",
        "national",
        "superior",
        "federal",
        "interior",
        "foreign",
        "defense",
        "finance",
        "justice",
        "ministry",
        "central",
        "electoral",
        "prosecutor",
        "parliament",
        "senate",
        "congress",
        "cabinet",
        "government",
    ];
    let (_, listing) = doc
        .listed(spot.to() + 1)
        .filter(|_| doc.capital(spot.to() + 1))?;
    let entry = doc.lexicon.entry(listing.entry);
    let capital = entry.kind == Kind::Place && entry.city && listing.level == Level::Name;
    let code = entry.country.as_ref().filter(|_| capital)?;
    let national = doc.low_is(spot.from(), FIRST);
    national.then(|| listed().country(code)).flatten()
}

/// Courts of states that may as well be called "of justice".
const COURTS: &[&str] = &[
    "supreme court",
    "superior court",
    "high court",
    "federal court",
];

/// "Ministry of Foreign Affairs" is the foreign ministry.
fn ministry(name: String) -> String {
    let Some(field) = name.strip_prefix("ministry of ") else {
        // "Supreme Court of Justice".
        let court = name.strip_suffix(" of justice");
        let court = court.filter(|c| COURTS.contains(c));
        return court.map_or(name.clone(), str::to_owned);
    };
    let field = field.strip_prefix("the ").unwrap_or(field);
    let field = field.strip_suffix(" affairs").unwrap_or(field);
    let field = if field == "internal" {
        "interior"
    } else {
        field
    };
    match field.contains(' ') {
        true => name,
        false => format!("{field} ministry"),
    }
}

/// The names of the bodies of one document.
pub(crate) struct Bodies<'d, 'a> {
    doc: &'d Doc<'a>,
    /// Folded acronym → the name of its long form.
    long: HashMap<String, Name, Fx>,
    /// First words of names → the whole name.
    short: HashMap<String, Name, Fx>,
    /// Where a country's name ends that begins a body's name.
    country_end: HashMap<u32, u32, Fx>,
}

impl<'d, 'a> Bodies<'d, 'a> {
    pub fn new(doc: &'d Doc<'a>, spots: &[Spot], explained: &[Explained]) -> Self {
        let mut country_end: HashMap<u32, u32, Fx> = HashMap::default();
        for spot in spots.iter().filter(|s| s.entry.is_some()) {
            let end = country_end.entry(spot.i).or_insert(spot.j);
            *end = (*end).min(spot.j);
        }
        let mut bodies = Self {
            doc,
            long: HashMap::default(),
            short: HashMap::default(),
            country_end,
        };
        for e in explained {
            let acronym = fold::normal(doc.text(e.at));
            let near = spots.partition_point(|s| s.from() < e.from);
            let mut here = spots[near..].iter().take_while(|s| s.from() == e.from);
            let spot = here.find(|s| s.to() == e.to);
            let name = match (bodies.listed(e.from, e.to), spot.map(|s| s.guess)) {
                (Some(listed), _) => listed,
                (None, Some(Guess::Sure(Kind::Organisation))) => match spot {
                    Some(spot) => bodies.name(spot),
                    None => continue,
                },
                // "Joint Harbour Plan (JHP)" is no body, nor is the JHP.
                (None, Some(Guess::Sure(kind @ (Kind::Agreement | Kind::Event)))) => Name::Thing {
                    kind,
                    name: fold::normal(doc.slice(e.from, e.to)),
                },
                _ => continue,
            };
            bodies.long.entry(acronym).or_insert(name);
        }
        bodies
    }

    /// Gives short names the names of the longer ones.
    pub fn shorten(&mut self, spots: &[Spot], shorter: &[(u32, u32)]) {
        for (first, n) in firms::first_words(self.doc, spots) {
            let name = self.name(&spots[n as usize]);
            let normal = fold::normal(self.doc.text(first));
            self.short.entry(normal).or_insert(name);
        }
        for &(short, longer) in shorter {
            let short = &spots[short as usize];
            let name = self.name(&spots[longer as usize]);
            let normal = fold::normal(self.doc.slice(short.from(), short.to()));
            self.short.entry(normal).or_insert(name);
        }
    }

    /// Acronyms with their long forms, and shorter names with the full ones, in order.
    pub fn acronyms(&self) -> Vec<(String, Name)> {
        let mut all: Vec<(String, Name)> = self
            .long
            .iter()
            .chain(&self.short)
            .map(|(acronym, name)| (acronym.clone(), name.clone()))
            .collect();
        all.sort();
        all
    }

    fn listed(&self, from: usize, to: usize) -> Option<Name> {
        let (end, listing) = self.doc.listed(from)?;
        (end == to).then_some(Name::Listed(listing.entry))
    }

    /// The name of an organisation's mention; short forms are dealt with by the caller.
    pub fn name(&self, spot: &Spot) -> Name {
        match self.written(spot) {
            Name::Body { name, of } => Name::Body {
                name: ministry(name),
                of,
            },
            name => name,
        }
    }

    fn written(&self, spot: &Spot) -> Name {
        let doc = self.doc;
        // Where nothing is explained, a listed name is what it is.
        let explained = !self.long.is_empty() || !self.short.is_empty();
        if let Some(entry) = spot.entry.filter(|_| !explained) {
            return Name::Listed(entry);
        }
        let normal = fold::normal(doc.slice(spot.from(), spot.to()));
        if let Some(long) = self.long.get(&normal).or_else(|| self.short.get(&normal)) {
            return long.clone();
        }
        if let Some(entry) = spot.entry {
            return Name::Listed(entry);
        }
        match spot.of {
            Of::Entry(entry) => {
                let listed = doc.lexicon.entry(entry);
                let own = self
                    .country_end
                    .get(&spot.i)
                    .filter(|&&end| end < spot.j)
                    .map_or(spot.from(), |&end| end as usize);
                Name::Body {
                    name: fold::normal(doc.slice(own, spot.to())),
                    of: match listed.kind {
                        Kind::Country => listed.slug.clone(),
                        _ if spot.words() == 1 => listed.slug.clone(),
                        _ => String::new(),
                    },
                }
            }
            Of::Acronym(at) if spot.words() == 1 => Name::Body {
                name: normal,
                of: fold::normal(doc.text(at as usize)),
            },
            _ => {
                let end = firms::own_name(doc, spot.from(), spot.to());
                Name::Body {
                    name: match end == spot.to() {
                        true => normal,
                        false => fold::normal(doc.slice(spot.from(), end)),
                    },
                    of: String::new(),
                }
            }
        }
    }

    /// The acronym or listed body that a body was named with.
    pub fn owner(&self, spot: &Spot) -> Option<String> {
        match spot.of {
            Of::Acronym(at) => Some(fold::normal(self.doc.text(at as usize))),
            Of::Entry(entry) => {
                let entry = self.doc.lexicon.entry(entry);
                (entry.kind == Kind::Organisation).then(|| entry.slug.clone())
            }
            _ => None,
        }
    }
}
