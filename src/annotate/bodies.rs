//! Which body does a mention name within one briefing? Acronyms that the text explains, short forms, national bodies.
//!
//! Invariant: what a briefing explains itself goes before what the lists say.
//! Must not know: other briefings.

use std::collections::HashMap;

use super::doc::Doc;
use super::fold;
use super::lexicon::{Fx, is};
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
    let mut found = Vec::new();
    for k in 1..doc.len().saturating_sub(2) {
        if !doc.sign(k, b'(') || !doc.sign(k + 2, b')') || !doc.is(k + 1, flag::LETTER) {
            continue;
        }
        let acronym = doc.text(k + 1);
        let capitals = acronym.chars().filter(|c| c.is_uppercase()).count();
        let fits = (2..=10).contains(&acronym.len()) && capitals >= 2 && acronym.is_ascii();
        if !fits || doc.has(k + 1, is::NOT_ORG) || !doc.together(k - 1, k + 1) {
            continue;
        }
        if let Some(from) = long_form(doc, acronym, k)
            && doc.capital(from)
            && doc.capital(k - 1)
        {
            found.push(Explained {
                from,
                to: k,
                at: k + 1,
            });
        }
    }
    found
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
            spots.retain(|s| {
                let inside = s.from() >= e.from && s.to() <= e.to;
                !inside || s.is(Kind::Country) || s.is(Kind::Place)
            });
            let mut why = Why::of("explained by an acronym in brackets");
            why.and(":", learned);
            let spot = Spot::new(e.from, e.to, Guess::Sure(Kind::Organisation), 97, why);
            insert(spots, spot);
        }
        if !spots.iter().any(|s| s.from() == e.at) {
            let why = Why::with("an acronym in brackets after", doc.span(e.from, e.to));
            let mut spot = Spot::new(e.at, e.at + 1, Guess::Sure(Kind::Organisation), 97, why);
            spot.acronym = true;
            insert(spots, spot);
        }
    }
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
            && super::heads::head_of(spot.head).is_some()
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
        && super::heads::head_of(spot.head).is_some()
        && doc.together(spot.from(), spot.to() + 1)
        && doc.low_is(spot.to(), &["of"]);
    if !fits {
        return None;
    }
    let k = spot.to() + 1 + usize::from(doc.low_is(spot.to() + 1, &["the"]));
    let (_, listing) = doc.listed(k).filter(|_| doc.capital(k))?;
    let entry = doc.lexicon.entry(listing.entry);
    (entry.kind == Kind::Country && listing.level == Level::Name).then_some(listing.entry)
}

/// The names of the bodies of one document.
pub(crate) struct Bodies<'d, 'a> {
    doc: &'d Doc<'a>,
    /// Folded acronym → the name of its long form.
    long: HashMap<String, Name, Fx>,
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

    /// Acronyms with their long forms, in the order of acronyms.
    pub fn acronyms(&self) -> Vec<(String, Name)> {
        let mut all: Vec<(String, Name)> = self
            .long
            .iter()
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
        let doc = self.doc;
        let text = doc.slice(spot.from(), spot.to());
        let normal = fold::normal(text);
        if let Some(long) = self.long.get(&normal) {
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
            _ => Name::Body {
                name: normal,
                of: String::new(),
            },
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
