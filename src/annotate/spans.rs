//! Where do names stand? Finds every run of capitalised words and hands it to the rules (P4).
//!
//! Invariant: runs are at most [`LONGEST`] tokens, so that no text can make the rules go deep or slow.
//! Must not know: other documents.

use std::collections::HashMap;

use super::cues::{NUMBERED, OFFICES};
use super::doc::{Caps, Doc};
use super::firms;
use super::fold;
use super::heads;
use super::joined;
use super::lexicon::{Fx, Listing, is};
use super::runs;
use super::spot::{Guess, Spot, Why};
use super::tokens::flag;
use super::votes;
use super::whereabouts;
use crate::briefing::{Kind, Level};

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
        let doc = self.doc;
        if listing.level == Level::Adj && tongue(doc, j) {
            return;
        }
        self.out.push(Spot::listed(i, j, kind, listing));
        // "UN Mission in South Sudan": so has where it is.
        let posted = (i + 2..j).find(|&k| {
            let country = self.list(k).filter(|(end, _)| *end == j);
            let the = usize::from(doc.low_is(k - 1, &["the"]));
            kind == Kind::Organisation
                && country
                    .is_some_and(|(_, l)| matches!(self.kind_of(l), Kind::Country | Kind::Place))
                && doc.low_is(k - 1 - the, &["in", "for"])
        });
        if let Some((k, (_, inner))) = posted.and_then(|k| Some((k, self.list(k)?))) {
            let kind = self.kind_of(inner);
            self.out.push(Spot::listed(k, j, kind, inner));
        }
        // "U.S. Navy": whose it is has a name of its own.
        let headed = doc.has(j - 1, is::HEAD_ORG) || posted.is_some();
        if kind == Kind::Organisation && j > i + 1 && headed {
            let owner = doc
                .listed_before(i, j)
                .filter(|(_, l)| l.entry != listing.entry);
            let owns = |l: &Listing| matches!(self.kind_of(l), Kind::Country | Kind::Organisation);
            if let Some((end, inner)) = owner.filter(|(_, l)| owns(l)) {
                let kind = self.kind_of(inner);
                self.out.push(Spot::listed(i, end, kind, inner));
            }
        }
        // "Declaration on the Conduct of Parties in the South China Sea": so has what is spoken of.
        let mut k = if kind == Kind::Agreement { i + 1 } else { j };
        while k < j {
            let inner = self.list(k).filter(|_| !doc.sign(k - 1, b'-'));
            let named = inner.filter(|(_, l)| self.kind_of(l) != Kind::Agreement);
            if let Some((end, inner)) = named.filter(|(end, _)| *end <= j) {
                let kind = self.kind_of(inner);
                self.out.push(Spot::listed(k, end, kind, inner));
                k = end;
            } else {
                k += 1;
            }
        }
    }

    fn look_up(&mut self) {
        let doc = self.doc;
        for i in 0..doc.len() {
            if !doc.has(i, is::LISTED) {
                continue;
            }
            let lower_start = doc.is(i, flag::LETTER) && doc.low_is(i, &["al", "the", "sub"]);
            if !(doc.capital(i) || lower_start) {
                continue;
            }
            let Some((mut end, mut listing)) = doc.listed(i) else {
                continue;
            };
            // A name of which only the first word has a capital is an ordinary phrase ("World bank loans"), though what
            // it begins with may be one ("Syrian democratic forces").
            while end > i + 1 && self.phrase(end - 1) && self.kind_of(listing) != Kind::Place {
                match doc.listed_before(i, end) {
                    Some(shorter) => (end, listing) = shorter,
                    None => end = i,
                }
            }
            if end == i {
                continue;
            }
            let shouted = doc.part(i).caps == Caps::All;
            if end == i + 1 {
                let opens = doc.is(i, flag::START) || doc.part(i).caps == Caps::TitleCase;
                let ordinary = doc.common(i) && self.kind_of(listing) == Kind::Place;
                let doubtful = doc.has(i, is::DOUBTFUL) && !doc.is(i, flag::ALL_CAPS);
                // "Polish Deputy Minister": the capital of the next word says that the first has its own.
                let attribute = listing.level == Level::Adj && doc.together(i, i + 1);
                let doubtful = doubtful && !(attribute && doc.capital(i + 1));
                if opens && (ordinary || doubtful) {
                    continue;
                }
                if self.kind_of(listing) == Kind::Place && self.acronym_amid_words(i) {
                    continue;
                }
                // In a shouted line, or among shouted words, "US" and "WHO" may be the words.
                let shouted = shouted || doc.amid_shouting(i);
                if shouted && listing.exact.is_some() && doc.has(i, is::DOUBTFUL) {
                    continue;
                }
            }
            self.listed[i] = Some((end as u32, listing));
        }
    }

    /// Whether an ordinary word without a capital stands at `last`.
    fn phrase(&self, last: usize) -> bool {
        let doc = self.doc;
        doc.is(last, flag::LETTER) && !doc.capital(last) && doc.common(last)
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
            let hyphened = (doc.has(i, is::PARTICLE) || doc.low_is(i, &["sub"]))
                && doc.is(i, flag::LETTER)
                && doc.sign(i + 1, b'-')
                && doc.glued(i + 1)
                && doc.capital(i + 2);
            // The letter of "18F" is no word.
            let numbered = i > 0 && doc.glued(i) && doc.is(i - 1, flag::NUMBER);
            if !doc.capital(i) && doc.is(i + 1, flag::NUMBER) && self.resolution(i) {
                i += 2;
                continue;
            }
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

    /// "resolution 2417 (2018)", as the United Nations write it.
    fn resolution(&mut self, i: usize) -> bool {
        let doc = self.doc;
        let number = doc.text(i + 1);
        let fits = doc.low_is(i, &["resolution"])
            && doc.together(i, i + 1)
            && (3..=4).contains(&number.len())
            && number.bytes().all(|b| b.is_ascii_digit());
        if fits {
            let why = Why::of("a resolution by its number");
            let guess = Guess::Sure(Kind::Agreement);
            self.out.push(Spot::new(i, i + 2, guess, 80, why));
        }
        fits
    }

    /// Steps over "Minister of Foreign Affairs": what follows is after a title.
    fn title_with_of(&mut self, i: usize) -> Option<usize> {
        let doc = self.doc;
        let (end, _) = doc.title(i)?;
        let of = (i..end).any(|k| doc.low_is(k, &["of", "for", "in"]));
        let end = match self.office(i, end) {
            Some(after) => after,
            None if of && doc.together(i, end) => end,
            None => return None,
        };
        if doc.capital(end) && self.list(end).is_none() {
            self.titled.push(end as u32);
        }
        Some(end)
    }

    /// Where the fields end that several ministers are for, which begin at `k`: not countries.
    fn fields(&self, k: usize) -> Option<usize> {
        let doc = self.doc;
        let land = |e: usize| {
            let listed = self.list(e);
            listed.is_some_and(|(_, l)| matches!(self.kind_of(l), Kind::Country | Kind::Place))
        };
        let field = |e: usize| doc.capital(e) && !land(e) && doc.together(k, e);
        let mut e = k;
        while e < k + LONGEST && (field(e) || e > k && doc.low_is(e, &["and"]) && field(e + 1)) {
            e += 1;
        }
        (e > k).then_some(e)
    }

    /// Where the words end that say what the office `i..end` is for ("Minister for Maritime Affairs").
    fn office(&self, i: usize, end: usize) -> Option<usize> {
        if !self.doc.low_is(end - 1, OFFICES) || !self.doc.capital(i) {
            return None;
        }
        joined::portfolio(self, end)
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
        let j = j.max(i + 1);
        joined::listed_words(self, i, j).unwrap_or(j)
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
        // "Quillon—seen": a long dash parts.
        if doc.sign(j, b'-') && doc.text(j) == "\u{2014}" {
            return 0;
        }
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
            // "High-level Quillon Panel".
            let level = doc.low_is(j - 1, &["high"]) && doc.low_is(j + 1, &["level"]);
            if piece || level && started && next(j + 2) && doc.capital(j + 2) {
                return 2;
            }
        }
        if !started {
            return usize::from(doc.has(j, is::PARTICLE) || doc.low_is(j, &["sub"]));
        }
        if doc.is(j, flag::NUMBER) {
            return usize::from(has_number(doc, j));
        }
        if doc.has(j, is::PARTICLE) && doc.is(j, flag::LETTER) {
            // "van der Meulen": up to three of them.
            let more = |k: usize| doc.has(k, is::PARTICLE) && doc.is(k, flag::LETTER);
            let last = j + usize::from(more(j + 1)) + usize::from(more(j + 1) && more(j + 2));
            let name = doc.capital(last + 1) || (doc.sign(j + 1, b'-') && doc.capital(j + 2));
            return usize::from(next(last + 1) && name && !doc.sign(j - 1, b'-'));
        }
        if doc.sign(j, b'-') && doc.has(j - 1, is::PARTICLE) && doc.glued(j) {
            return 1;
        }
        if doc.sign(j, b'&') && next(j + 1) && doc.capital(j + 1) || doc.low_is(j, &["plc"]) {
            return 1;
        }
        match firms::towards_form(doc, i, j) {
            0 => joined::over_sign(self, i, j),
            tokens => tokens,
        }
    }

    /// Reads the run `a..b` and returns where to go on.
    fn run(&mut self, a: usize, b: usize) -> usize {
        let doc = self.doc;
        // "Ministers of Foreign Affairs" are many.
        if doc.low_is(b - 1, &["ministers", "ministries"]) && doc.low_is(b, &["of", "for"]) {
            runs::parse(self, a, b, doc.part(a).caps);
            return self.fields(b + 1).unwrap_or(b);
        }
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
        let office = (a + 1..b).find(|&k| doc.title(k).is_some_and(|(end, _)| end == b));
        if let Some(after) = office.and_then(|k| self.office(k, b))
            && let Some(k) = office
        {
            runs::parse(self, a, k, doc.part(a).caps);
            if doc.capital(after) && self.list(after).is_none() && doc.together(a, after) {
                self.titled.push(after as u32);
            }
            return after;
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

    /// Unlisted names of several words that stand after "in" or "near" and never act as persons are places; bodies, those
    /// that "analysts at" stands before.
    fn settle_places(&mut self) {
        let doc = self.doc;
        let unsure = |s: &Spot| s.is(Kind::Person) && s.why.rule == heads::SEVERAL_WORDS;
        let mut cues: HashMap<String, (bool, bool, bool), Fx> = HashMap::default();
        for spot in self.out.iter().filter(|s| unsure(s)) {
            let before = doc.before(spot.from());
            let apposed =
                votes::apposed(doc, spot.to()).or_else(|| votes::introduced(doc, spot.from()));
            let place = before.is_some_and(|k| doc.low_is(k, WHEREABOUTS))
                || apposed == Some(Kind::Place)
                || whereabouts::located(doc, spot.from(), spot.to());
            let speaks = doc.together(spot.from(), spot.to()) && doc.has(spot.to(), is::SPEECH);
            let name = fold::normal(doc.slice(spot.from(), spot.to()));
            let cue = cues.entry(name).or_default();
            cue.0 |= place;
            cue.1 |= speaks;
            // "Health secretary Anna Quillon said it was late."
            let titled = before.is_some_and(|k| doc.has(k, is::TITLE));
            let body = votes::employs(doc, spot.from())
                || apposed == Some(Kind::Organisation)
                || whereabouts::trades(doc, spot.from(), spot.to())
                || before.is_some_and(|k| doc.low_is(k, &["told"]))
                || before.is_some_and(|k| doc.has(k, is::ORG_BEFORE) && !doc.capital(k))
                || votes::nobodys(doc, spot);
            cue.2 |= body && !titled;
        }
        for spot in self.out.iter_mut().filter(|s| unsure(s)) {
            let name = fold::normal(doc.slice(spot.from(), spot.to()));
            if cues.get(&name).is_some_and(|c| c.2) {
                spot.guess = Guess::Sure(Kind::Organisation);
                spot.sure = 60;
                spot.why = Why::of("a name that people work at or speak to");
            } else if cues.get(&name) == Some(&(true, false, false)) {
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

/// Whether the number at `j` is part of the name before it.
fn has_number(doc: &Doc<'_>, j: usize) -> bool {
    let hyphened = doc.sign(j - 1, b'-') && doc.glued(j);
    let range = doc.sign(j + 1, b'-') && doc.glued(j + 1);
    let dated = doc.has(j - 1, is::MONTH) || doc.is(j - 1, flag::ALL_CAPS);
    let year = doc.year(j).is_some() && !range && !dated;
    // "Resolution 2254", "Executive Order 13582".
    let numbered = doc.low_is(j - 1, NUMBERED) && doc.capital(j - 1);
    // "G20", "5G": letters and digits in one.
    let joined = doc.glued(j) && doc.is(j - 1, flag::LETTER);
    hyphened || year || joined || numbered
}

/// "Spanish-language", "French translation": whether what stands at `j` says that the word before it is a language.
fn tongue(doc: &Doc<'_>, j: usize) -> bool {
    let k = j + usize::from(doc.sign(j, b'-') && doc.glued(j));
    let words = &["language", "speaking", "speakers", "speaker", "translation"];
    doc.together(j - 1, k) && doc.low_is(k, words)
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
