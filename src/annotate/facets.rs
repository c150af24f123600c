//! What is a briefing about? Countries and topics, weighed by how often, how and where they are named (P8).
//!
//! Invariant: what the briefing states about itself is never overruled.
//! Must not know: other briefings.

use std::collections::{BTreeMap, HashMap};

use super::doc::Doc;
use super::fold;
use super::lexicon::Fx;
use super::names::{Name, Reading};
use super::tokens::flag;
use crate::briefing::{Briefing, Kind, Level};

/// A country is primary from this share of the strongest one …
const OF_STRONGEST: f32 = 0.35;
/// … and this share of all.
const OF_ALL: f32 = 0.08;
/// A country is home from this weight if no other has more than that share of it.
const MUCH: f32 = 3.0;
const OF_HOME: f32 = 0.55;
/// Bodies of states without a state may be those of a country from this share of the strongest one's weight.
const OF_ABOUT: f32 = 0.6;
/// Most primary countries.
const MOST: usize = 4;

/// The end of title and first paragraph, where things weigh double.
fn lead_end(doc: &Doc<'_>) -> u32 {
    let lead = doc.parts.iter().find(|p| !p.heading);
    lead.or(doc.parts.first()).map_or(0, |p| p.span.start + 1)
}

/// Countries with whether they are primary, most first.
pub(crate) fn countries(
    briefing: &Briefing,
    doc: &Doc<'_>,
    reading: &Reading,
) -> Vec<(String, bool)> {
    let lead = doc
        .parts
        .iter()
        .find(|p| !p.heading)
        .map_or(0, |p| p.span.end)
        .max(lead_end(doc));
    let ranked = weigh(doc, reading, lead);
    let stated = stated_countries(briefing);
    let top = ranked.first().map_or(0.0, |r| r.1);
    let all: f32 = ranked.iter().map(|r| r.1).sum();
    let mut out: Vec<(String, bool)> = stated
        .iter()
        .flatten()
        .map(|code| ((*code).to_owned(), true))
        .collect();
    let mut primary = 0;
    for (code, weight, named) in ranked {
        if stated.as_ref().is_some_and(|s| s.contains(&code)) {
            continue;
        }
        let strong = weight >= OF_STRONGEST * top && weight >= OF_ALL * all && primary < MOST;
        let is_primary = stated.is_none() && strong;
        primary += usize::from(is_primary);
        // A capital alone makes no mention of its country, unless it is what the text is about.
        if named || is_primary {
            out.push((code.to_owned(), is_primary));
        }
    }
    out
}

/// Countries with weights and whether they are named outright, heaviest first; what stands before `lead` weighs double.
fn weigh<'d>(doc: &Doc<'d>, reading: &Reading, lead: u32) -> Vec<(&'d str, f32, bool)> {
    let lexicon = doc.lexicon;
    let mut weights: HashMap<&str, (f32, bool), Fx> = HashMap::default();
    for mention in &reading.mentions {
        let Name::Listed(id) = reading.names[mention.name as usize] else {
            continue;
        };
        let entry = lexicon.entry(id);
        let place = mention.span.start < lead;
        let factor = if place { 2.0 } else { 1.0 };
        let (code, weight, named) = match (entry.kind, &entry.country) {
            (Kind::Country, _) => {
                let weight = if mention.level == Level::Name {
                    1.0
                } else {
                    0.6
                };
                (&entry.slug["country:".len()..], weight, true)
            }
            // A territory is in the list under its own code, a capital speaks for its country.
            (_, Some(code)) => {
                let territory = super::known::countries()
                    .find(code)
                    .is_some_and(|c| c.1 == entry.name);
                (code.as_str(), if territory { 1.0 } else { 0.5 }, territory)
            }
            _ => continue,
        };
        let slot = weights.entry(code).or_default();
        slot.0 += weight * factor;
        slot.1 |= named;
    }
    let mut ranked: Vec<(&str, f32, bool)> =
        weights.into_iter().map(|(c, (w, n))| (c, w, n)).collect();
    ranked.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(b.0)));
    ranked
}

/// Notes which countries a briefing speaks of most, and which of them much more than of any other.
pub(crate) fn at_home(doc: &Doc<'_>, reading: &mut Reading) {
    let ranked = weigh(doc, reading, lead_end(doc));
    let Some(&(code, top, named)) = ranked.first() else {
        return;
    };
    let second = ranked.get(1).map_or(0.0, |r| r.1);
    let clear = named && top >= MUCH && second <= OF_HOME * top;
    let most = ranked
        .iter()
        .take_while(|r| r.1 >= OF_ABOUT * top)
        .take(MOST);
    let most = most.map(|r| r.0.to_owned()).collect();
    let home = clear.then(|| code.to_owned());
    (reading.home, reading.about) = (home, most);
}

fn stated_countries(briefing: &Briefing) -> Option<Vec<&'static str>> {
    let stated = briefing.stated.countries.as_ref()?;
    let mut codes: Vec<&'static str> = Vec::new();
    for name in &stated.value {
        if let Some(code) = super::country_code(name).filter(|c| !codes.contains(c)) {
            codes.push(code);
        }
    }
    Some(codes)
}

/// Least density of a topic that is kept.
const LEAST: f32 = 0.24;
/// Least share of the strongest topic's density.
const OF_TOP: f32 = 0.42;
/// Most topics of one briefing.
const MOST_TOPICS: usize = 5;
/// A text of so few words need say less of a topic.
const SHORT: usize = 250;
/// What weak terms add at most, as a share of what the others say.
const WEAK_SHARE: f32 = 0.5;

/// Topics with weights, strongest first; the terms of topics are `english`.
pub(crate) fn topics(briefing: &Briefing, doc: &Doc<'_>, english: bool) -> Vec<(String, f32)> {
    if let Some(stated) = &briefing.stated.topics {
        let mut out: Vec<(String, f32)> = Vec::new();
        for name in &stated.value {
            let id = topic_id(name);
            if !id.is_empty() && !out.iter().any(|t| t.0 == id) {
                out.push((id, 1.0));
            }
        }
        return out;
    }
    if !english {
        return Vec::new();
    }
    let lexicon = doc.lexicon;
    let lead = lead_end(doc);
    let mut evidence: HashMap<(u16, u32), f32, Fx> = HashMap::default();
    // The first token that a topic may still claim: terms of one topic do not overlap.
    let mut claimed: HashMap<u16, usize, Fx> = HashMap::default();
    for i in 0..doc.len() {
        let Some((node, end)) = longest_term(doc, i) else {
            continue;
        };
        let part = doc.part(i);
        let factor = if part.title {
            3.0
        } else if doc.tokens[i].start < lead || part.span.start < lead {
            1.5
        } else {
            1.0
        };
        for &(topic, _) in &lexicon.terms.values[node as usize] {
            let free = claimed.entry(topic).or_default();
            if *free <= i {
                *free = end;
                *evidence.entry((topic, node)).or_default() += factor;
            }
        }
    }
    let words = doc.tokens.iter().filter(|t| t.is(flag::LETTER)).count();
    rank(doc, evidence, words)
}

fn longest_term(doc: &Doc<'_>, i: usize) -> Option<(u32, usize)> {
    let terms = &doc.lexicon.terms;
    let first = doc.tokens.get(i).filter(|t| t.term)?;
    let mut node = terms.step(0, doc.lexicon.stem(first.word))?;
    let mut best = None;
    let mut k = i + 1;
    loop {
        if !terms.values[node as usize].is_empty() {
            best = Some((node, k));
        }
        while doc.sign(k, b'-') && doc.tokens[k].part == doc.tokens[i].part {
            k += 1;
        }
        let inside = doc.tokens.get(k).filter(|t| t.part == doc.tokens[i].part);
        let next = inside.and_then(|t| terms.step(node, doc.lexicon.stem(t.word)));
        let Some(next) = next else {
            return best;
        };
        node = next;
        k += 1;
    }
}

/// What speaks for one topic.
#[derive(Default)]
struct Support {
    /// Evidence of decisive and strong terms, and of weak ones.
    firm: f32,
    weak: f32,
    decisive: u32,
    strong: u32,
    /// Occurrences of decisive and strong terms, those in title and lead counted more.
    hits: f32,
}

impl Support {
    /// Adds a term of that weight, seen so often: repetition tells ever less.
    fn add(&mut self, weight: u8, seen: f32) {
        let told = f32::from(weight) * (1.0 + seen.max(1.0).ln());
        match weight {
            1 => self.weak += told,
            _ => {
                self.firm += told;
                self.hits += seen;
            }
        }
        self.decisive += u32::from(weight > 2);
        self.strong += u32::from(weight == 2);
    }

    /// Whether the text says enough of the topic: one word that many topics use is none.
    fn convinces(&self, words: usize) -> bool {
        let least = if words < SHORT { 2.0 } else { 3.0 };
        self.decisive >= 2
            || self.decisive == 1 && self.hits >= 1.5
            || self.strong >= 2 && self.hits >= least
    }

    fn strength(&self) -> f32 {
        self.firm + self.weak.min(self.firm * WEAK_SHARE)
    }
}

fn rank(doc: &Doc<'_>, evidence: HashMap<(u16, u32), f32, Fx>, words: usize) -> Vec<(String, f32)> {
    let mut all: Vec<_> = evidence.into_iter().collect();
    all.sort_by_key(|e| e.0);
    let mut topics: BTreeMap<u16, Support> = BTreeMap::new();
    for ((topic, node), seen) in all {
        let values = &doc.lexicon.terms.values[node as usize];
        let weight = values.iter().find(|v| v.0 == topic).map_or(1, |v| v.1);
        topics.entry(topic).or_default().add(weight, seen);
    }
    let scale = (words.max(60) as f32).sqrt();
    let mut out: Vec<(u16, f32)> = topics
        .into_iter()
        .filter(|(_, support)| support.convinces(words))
        .map(|(topic, support)| (topic, support.strength() / scale))
        .collect();
    out.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    let least = out.first().map_or(0.0, |top| top.1 * OF_TOP).max(LEAST);
    out.retain(|(_, density)| *density >= least);
    out.truncate(MOST_TOPICS);
    out.into_iter()
        .map(|(topic, density)| (super::known::topics()[topic as usize].id.clone(), density))
        .collect()
}

/// The id of a topic by any of its names; for others the slug of what was written.
fn topic_id(written: &str) -> String {
    super::topic_id(written).map_or_else(|| fold::slug(written), str::to_owned)
}
