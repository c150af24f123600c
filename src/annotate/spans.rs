//! Where do names stand? Finds every run of capitalised words and hands it to the rules (P4).
//!
//! Invariant: runs are at most [`LONGEST`] tokens, so that no text can make the rules go deep or slow.
//! Must not know: other documents.

use std::collections::HashMap;

use super::doc::{Caps, Doc};
use super::fold;
use super::heads;
use super::lexicon::{Fx, Listing, is};
use super::runs;
use super::spot::{Guess, Spot, Why};
use super::tokens::flag;
use crate::briefing::Kind;

/// Longest run of capitalised tokens that is looked at as one.
const LONGEST: usize = 48;

/// Words after which an unlisted name is a place.
const WHEREABOUTS: &[&str] = &[
    "in",
    "near",
    "outside",
    "around",
    "across",
    "toward",
    "towards",
    "into",
    "throughout",
    "inside",
];

/// Words that a hyphen joins to a name without being part of it.
const JOINED: &[&str] = &[
    "led", "based", "run", "held", "born", "style", "era", "wide", "made", "owned", "free", "like",
    "level", "type", "area",
];

/// The search for names in one document.
pub(crate) struct Spotter<'d, 'a> {
    pub doc: &'d Doc<'a>,
    pub out: Vec<Spot>,
    /// For each token the listed name that begins there.
    pub listed: Vec<Option<(u32, &'static Listing)>>,
    /// Tokens right after a title of several words.
    pub titled: Vec<u32>,
}

/// All candidate mentions of a document, sorted by start, longest first.
pub(crate) fn find(doc: &Doc<'_>) -> Vec<Spot> {
    let mut spotter = Spotter {
        doc,
        out: Vec::with_capacity(doc.len() / 12),
        listed: vec![None; doc.len()],
        titled: Vec::new(),
    };
    spotter.look_up();
    spotter.walk();
    spotter.quoted();
    spotter.settle_places();
    tidy(spotter.out)
}

impl Spotter<'_, '_> {
    pub fn list(&self, i: usize) -> Option<(usize, &'static Listing)> {
        self.listed
            .get(i)
            .copied()
            .flatten()
            .map(|(end, listing)| (end as usize, listing))
    }

    pub fn kind_of(&self, listing: &Listing) -> Kind {
        self.doc.lexicon.entry(listing.entry).kind
    }

    /// Adds a listed name.
    pub fn add_listed(&mut self, i: usize, j: usize, listing: &Listing) {
        let kind = self.kind_of(listing);
        self.out.push(Spot::listed(i, j, kind, listing));
    }

    fn look_up(&mut self) {
        let doc = self.doc;
        for i in 0..doc.len() {
            if !doc.has(i, is::LISTED) {
                continue;
            }
            let lower_start = doc.is(i, flag::LETTER) && doc.low_is(i, &["al", "the"]);
            if !(doc.capital(i) || lower_start) {
                continue;
            }
            let Some((end, listing)) = doc.listed(i) else {
                continue;
            };
            let shouted = doc.part(i).caps == Caps::All;
            if end == i + 1 {
                let opens = doc.is(i, flag::START) || doc.part(i).caps == Caps::TitleCase;
                let ordinary = doc.common(i) && self.kind_of(listing) == Kind::Place;
                let doubtful = doc.has(i, is::DOUBTFUL) && !doc.is(i, flag::ALL_CAPS);
                if opens && (ordinary || doubtful) {
                    continue;
                }
                if self.kind_of(listing) == Kind::Place && self.acronym_amid_words(i) {
                    continue;
                }
                // In a shouted line "US" and "WHO" may be the words.
                if shouted && listing.exact.is_some() && doc.has(i, is::DOUBTFUL) {
                    continue;
                }
            }
            // A name of which only the first word has a capital is an ordinary phrase ("World bank loans").
            let last = end - 1;
            let small = doc.is(last, flag::LETTER) && !doc.capital(last);
            if small && end > i + 1 && doc.common(last) {
                continue;
            }
            self.listed[i] = Some((end as u32, listing));
        }
    }

    /// "A report of the GAO": a short word in capitals between words that are not is an acronym, not the city that is spelt so.
    fn acronym_amid_words(&self, i: usize) -> bool {
        let doc = self.doc;
        let part = doc.part(i);
        let beside = doc.is(i + 1, flag::ALL_CAPS) || i > 0 && doc.is(i - 1, flag::ALL_CAPS);
        let opens = part.first as usize == i;
        let short = doc.is(i, flag::ALL_CAPS) && doc.text(i).len() <= 4;
        short && part.caps == Caps::Tell && !part.heading && !beside && !opens
    }

    fn walk(&mut self) {
        let doc = self.doc;
        let mut i = 0;
        while i < doc.len() {
            let hyphened = doc.has(i, is::PARTICLE)
                && doc.is(i, flag::LETTER)
                && doc.sign(i + 1, b'-')
                && doc.glued(i + 1)
                && doc.capital(i + 2);
            // The letter of "18F" is no word.
            let numbered = i > 0 && doc.glued(i) && doc.is(i - 1, flag::NUMBER);
            if !doc.capital(i) && !hyphened || numbered {
                i += 1;
                continue;
            }
            if let Some(after) = self.title_with_of(i) {
                i = after;
                continue;
            }
            let end = self.run_end(i);
            i = self.run(i, end);
        }
    }

    /// Steps over "Minister of Foreign Affairs": what follows is after a title.
    fn title_with_of(&mut self, i: usize) -> Option<usize> {
        let doc = self.doc;
        let (end, _) = doc.title(i)?;
        let of = (i..end).any(|k| doc.low_is(k, &["of"]));
        if !of || !doc.together(i, end) {
            return None;
        }
        if doc.capital(end) && self.list(end).is_none() {
            self.titled.push(end as u32);
        }
        Some(end)
    }

    /// The end of the run of capitalised tokens that begins at `i`.
    fn run_end(&self, i: usize) -> usize {
        let doc = self.doc;
        let mut j = i;
        while j < i + LONGEST && doc.together(i, j) {
            let step = self.run_step(i, j);
            if step == 0 {
                break;
            }
            j += step;
        }
        j.max(i + 1)
    }

    /// How many tokens the run goes on by at `j`; 0 ends it.
    fn run_step(&self, i: usize, j: usize) -> usize {
        let doc = self.doc;
        let next = |k: usize| doc.together(i, k);
        if doc.capital(j) {
            // A bare possessive or another sentence's word never gets here: sentences part them.
            return 1;
        }
        let started = j > i;
        if doc.sign(j, b'-') && doc.glued(j) && next(j + 1) && doc.glued(j + 1) {
            if doc.capital(j + 1) || doc.is(j + 1, flag::NUMBER) {
                return 1;
            }
            // A lower-case piece of a foreign name: "Mazar-i", "Kassym-jomart".
            let short = doc.text(j + 1).len() <= 5 && started && doc.is(j - 1, flag::LETTER);
            let unlisted = short && !doc.is(j - 1, flag::ALL_CAPS) && doc.is(j + 1, flag::LETTER);
            // "Ban Ki-moon": the piece may well be a word of its own, though not one like "led".
            let korean = j >= i + 2
                && doc.text(j - 1).len() <= 5
                && !doc.common(j - 1)
                && self.list(j - 1).is_none()
                && !doc.low_is(j + 1, JOINED);
            let piece = unlisted && (!doc.common(j + 1) || korean);
            if piece {
                return 2;
            }
        }
        if !started {
            return usize::from(doc.has(j, is::PARTICLE));
        }
        if doc.is(j, flag::NUMBER) {
            let hyphened = doc.sign(j - 1, b'-') && doc.glued(j);
            let range = doc.sign(j + 1, b'-') && doc.glued(j + 1);
            let dated = doc.has(j - 1, is::MONTH) || doc.is(j - 1, flag::ALL_CAPS);
            let year = doc.year(j).is_some() && !range && !dated;
            // "G20", "5G": letters and digits in one.
            let joined = doc.glued(j) && doc.is(j - 1, flag::LETTER);
            return usize::from(hyphened || year || joined);
        }
        if doc.has(j, is::PARTICLE) && doc.is(j, flag::LETTER) {
            let name = doc.capital(j + 1) || (doc.sign(j + 1, b'-') && doc.capital(j + 2));
            return usize::from(next(j + 1) && name && !doc.sign(j - 1, b'-'));
        }
        if doc.sign(j, b'-') && doc.has(j - 1, is::PARTICLE) && doc.glued(j) {
            return 1;
        }
        usize::from(doc.sign(j, b'&') && next(j + 1) && doc.capital(j + 1))
    }

    /// Reads the run `a..b` and returns where to go on.
    fn run(&mut self, a: usize, b: usize) -> usize {
        let doc = self.doc;
        // "U.S. Secretary of State": a title goes on beyond the run.
        let title = (a + 1..b).find(|&k| doc.title(k).is_some_and(|(end, _)| end > b));
        if let Some(k) = title.filter(|&k| doc.low_is(b, &["of", "for"]) && k < b) {
            runs::parse(self, a, k, doc.part(a).caps);
            return k;
        }
        let beyond = (a..b).find(|&k| self.list(k).is_some_and(|(end, _)| end > b));
        if let Some(k) = beyond {
            if k > a {
                runs::parse(self, a, k, Caps::Tell);
            }
            if let Some((end, listing)) = self.list(k) {
                self.add_listed(k, end, listing);
                return end;
            }
        }
        let before = self.out.len();
        runs::parse(self, a, b, doc.part(a).caps);
        let reached = self.out[before..]
            .iter()
            .filter(|s| matches!(s.guess, Guess::Sure(k) if k != Kind::Person))
            .map(Spot::to)
            .max()
            .unwrap_or(b);
        if reached > b {
            self.inside_extension(b, reached);
        }
        reached.max(b)
    }

    /// An of-phrase reached into the next runs: only listed names and acronyms count inside it.
    fn inside_extension(&mut self, from: usize, to: usize) {
        let doc = self.doc;
        let mut k = from;
        while k < to {
            match self.list(k) {
                Some((end, listing)) if end <= to && self.kind_of(listing) != Kind::Event => {
                    self.add_listed(k, end, listing);
                    k = end;
                    continue;
                }
                _ if doc.acronym(k)
                    && doc.text(k).len() >= 3
                    && !doc.has(k, is::NOT_ORG)
                    && doc.part(k).caps != Caps::All =>
                {
                    self.out.push(acronym(k));
                }
                _ => {}
            }
            k += 1;
        }
    }

    /// Unlisted names of several words that stand after "in" or "near" and never act as persons are places.
    fn settle_places(&mut self) {
        let doc = self.doc;
        let unsure = |s: &Spot| s.is(Kind::Person) && s.why.rule == heads::SEVERAL_WORDS;
        let mut cues: HashMap<String, (bool, bool), Fx> = HashMap::default();
        for spot in self.out.iter().filter(|s| unsure(s)) {
            let before = doc.before(spot.from());
            let place = before.is_some_and(|k| doc.low_is(k, WHEREABOUTS));
            let speaks = doc.together(spot.from(), spot.to()) && doc.has(spot.to(), is::SPEECH);
            let name = fold::normal(doc.slice(spot.from(), spot.to()));
            let cue = cues.entry(name).or_default();
            cue.0 |= place;
            cue.1 |= speaks;
        }
        for spot in self.out.iter_mut().filter(|s| unsure(s)) {
            let name = fold::normal(doc.slice(spot.from(), spot.to()));
            if cues.get(&name) == Some(&(true, false)) {
                spot.guess = Guess::Sure(Kind::Place);
                spot.sure = 60;
                spot.why = Why::of("a name that stands after words of place");
            }
        }
    }

    /// Names in quotation marks: exercises by the word before, documents by the word inside.
    fn quoted(&mut self) {
        let doc = self.doc;
        let marks: Vec<usize> = (0..doc.len()).filter(|&k| doc.sign(k, b'"')).collect();
        let mut found: Vec<Spot> = Vec::new();
        for pair in marks.windows(2) {
            let (open, close) = (pair[0], pair[1]);
            let inner = open + 1..close;
            if !doc.together(open, close) || !(2..=14).contains(&inner.len()) {
                continue;
            }
            let before = doc.before(open);
            let cue = |bits| before.is_some_and(|k| doc.has(k, bits));
            let named = |k: usize| doc.capital(k) || doc.has(k, is::FUNCTION);
            let whole = doc.span(open, close + 1);
            if cue(is::EVENT_CUE)
                && inner
                    .clone()
                    .all(|k| named(k) || doc.is(k, flag::NUMBER) || doc.sign(k, b'-'))
            {
                let why = Why::with("quoted after a word for exercises:", whole);
                found.push(Spot::new(
                    open + 1,
                    close,
                    Guess::Sure(Kind::Event),
                    90,
                    why,
                ));
            } else if inner.clone().any(|k| doc.has(k, is::HEAD_DOC))
                && (cue(is::DOC_CUE)
                    || inner.len() >= 3
                        && doc.capital(open + 1)
                        && inner.clone().all(|k| named(k) || !doc.is(k, flag::LETTER)))
            {
                let why = Why::with("a document's title in quotation marks:", whole);
                found.push(Spot::new(
                    open + 1,
                    close,
                    Guess::Sure(Kind::Agreement),
                    85,
                    why,
                ));
            }
        }
        self.replace_inside(&found);
        self.out.extend(found);
    }

    /// Drops what a quoted name replaces.
    fn replace_inside(&mut self, found: &[Spot]) {
        if found.is_empty() {
            return;
        }
        self.out.retain(|s| {
            let at = found.partition_point(|q| q.j < s.j);
            let Some(q) = found.get(at).filter(|q| q.i <= s.i) else {
                return true;
            };
            match s.guess {
                Guess::Sure(Kind::Country | Kind::Place) => true,
                Guess::Sure(Kind::Agreement) => false,
                Guess::Sure(Kind::Organisation) => q.is(Kind::Agreement),
                _ => q.is(Kind::Agreement) && s.guess.sure(),
            }
        });
    }
}

/// A mention of a body by its acronym at token `k`.
pub(crate) fn acronym(k: usize) -> Spot {
    let why = Why::of("an acronym");
    let mut spot = Spot::new(k, k + 1, Guess::Sure(Kind::Organisation), 85, why);
    spot.acronym = true;
    spot
}

/// Sorts, and drops doubles and what a larger name covers.
fn tidy(mut spots: Vec<Spot>) -> Vec<Spot> {
    spots.sort_by(|a, b| (a.i, b.j, b.sure).cmp(&(b.i, a.j, a.sure)));
    spots.dedup_by(|b, a| (a.i, a.j) == (b.i, b.j));
    let mut kept: Vec<Spot> = Vec::with_capacity(spots.len());
    let mut open: Vec<Spot> = Vec::new();
    for spot in spots {
        open.retain(|o| o.j > spot.i);
        let covers = |o: &&Spot| o.i <= spot.i && o.j >= spot.j;
        let same_kind = open.iter().filter(covers).any(|o| {
            o.guess == spot.guess && matches!(spot.guess, Guess::Sure(Kind::Person | Kind::Event))
        });
        let weak = spot.entry.is_none()
            && !spot.acronym
            && !matches!(
                spot.guess,
                Guess::Sure(Kind::Country | Kind::Place | Kind::Event | Kind::Agreement)
            );
        let swallowed = weak
            && open.iter().filter(covers).any(|o| {
                o.extended && o.words() > spot.words()
                    || o.i < spot.i
                        && o.words() >= 4
                        && matches!(o.guess, Guess::Sure(Kind::Organisation | Kind::Agreement))
            });
        open.push(spot);
        if !same_kind && !swallowed {
            kept.push(spot);
        }
    }
    kept
}
