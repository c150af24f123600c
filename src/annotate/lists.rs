//! How do the data files become the lexicon? Reads `data/*`, folds every word, fills the tables.
//!
//! Invariant: the files are part of the program: a mistake in them is a bug and stops the first use.
//! Must not know: documents.

use std::collections::{BTreeMap, HashMap};

use serde::Deserialize;

use super::fold;
use super::lexicon::{Entry, Fx, Lexicon, Listing, Title, Topic, Word, is};
use crate::briefing::{Kind, Level};

/// What states put before their names.
const FORMS: &[&str] = &[
    "Republic of",
    "Kingdom of",
    "State of",
    "Federal Republic of",
    "Islamic Republic of",
    "Federal Democratic Republic of",
    "Republic of the",
    "Democratic Republic of",
    "People's Republic of",
    "Co-operative Republic of",
    "Plurinational State of",
    "Commonwealth of",
];

const CORRECT: &str = "the built-in lists are checked by tests";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Country {
    name: String,
    #[serde(default)]
    iso3: String,
    #[serde(default)]
    aliases: Vec<String>,
    #[serde(default)]
    demonyms: Vec<String>,
    #[serde(default)]
    capitals: Vec<String>,
    /// Not a state of its own: a place that still has a code.
    #[serde(default)]
    territory: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Places {
    regions: Vec<String>,
    cities: Vec<String>,
    adjectives: BTreeMap<String, String>,
    /// Other names of a listed place.
    #[serde(default)]
    same: BTreeMap<String, String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Titles {
    single: Vec<String>,
    other: Vec<String>,
    leaders: Vec<String>,
    same: BTreeMap<String, String>,
    honorifics: Vec<String>,
    portfolios: Vec<String>,
    never_plural: Vec<String>,
    lone: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Cues {
    speech: Vec<String>,
    org_before: Vec<String>,
    org_after: Vec<String>,
    place_before: Vec<String>,
    place_after: Vec<String>,
    event_cue: Vec<String>,
    doc_cue: Vec<String>,
    groups: Vec<String>,
    not_org: Vec<String>,
    particles: Vec<String>,
    function: Vec<String>,
    closed: Vec<String>,
    doubtful: Vec<String>,
    landforms: Vec<String>,
    keeps_name: Vec<String>,
    notions: Vec<String>,
    heads: BTreeMap<String, Vec<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TopicTerms {
    name: String,
    #[serde(default)]
    also: Vec<String>,
    decisive: Vec<String>,
    strong: Vec<String>,
    weak: Vec<String>,
}

fn read<T: for<'a> Deserialize<'a>>(text: &str) -> T {
    toml::from_str(text).expect(CORRECT)
}

/// Builds the lexicon from the files under `data/`.
pub(crate) fn build() -> Lexicon {
    let mut build = Builder::default();
    build.word("");
    build.common(include_str!("data/words.txt"));
    build.cues(&read(include_str!("data/cues.toml")));
    for line in include_str!("data/given.txt").lines() {
        if !line.starts_with('#') {
            build.mark_all(line.split_whitespace(), is::GIVEN);
        }
    }
    build.calendar();
    build.titles(&read(include_str!("data/titles.toml")));
    build.countries(&read(include_str!("data/countries.toml")));
    build.places(&read(include_str!("data/places.toml")));
    build.organisations(&read(include_str!("data/organisations.toml")));
    build.topics(&read(include_str!("data/topics.toml")));
    build.finish()
}

#[derive(Default)]
struct Builder {
    lexicon: Lexicon,
    slugs: HashMap<String, u32, Fx>,
}

impl Builder {
    /// The word of that spelling, added if it is new; all its spellings lead to the folded one.
    fn word(&mut self, text: &str) -> Word {
        let low = fold::lower(text);
        if let Some(&word) = self.lexicon.ids.get(&low) {
            return word;
        }
        let folded = fold::american(&low).unwrap_or_else(|| low.clone());
        let lexicon = &mut self.lexicon;
        let word = *lexicon.ids.entry(folded.clone()).or_insert_with(|| {
            lexicon.texts.push(folded);
            lexicon.bits.push(0);
            lexicon.levels.push(0);
            Word::new(lexicon.texts.len() - 1)
        });
        lexicon.ids.insert(low, word);
        word
    }

    /// The words of a name as the tokens of a document would be, hyphens left out.
    fn words(&mut self, name: &str) -> Vec<Word> {
        let pieces = super::doc::pieces(name);
        pieces.iter().map(|p| self.word(p)).collect()
    }

    fn mark(&mut self, text: &str, bits: u32) {
        let word = self.word(text);
        self.lexicon.bits[word.index()] |= bits;
    }

    fn mark_all<'a>(&mut self, texts: impl IntoIterator<Item = &'a str>, bits: u32) {
        for text in texts {
            self.mark(text, bits);
        }
    }

    fn common(&mut self, text: &str) {
        let mut level = 0;
        for line in text.lines().filter(|l| !l.starts_with('#')) {
            if let Ok(n) = line.parse() {
                level = n;
                continue;
            }
            for text in line.split(' ') {
                let word = self.word(text);
                self.lexicon.bits[word.index()] |= is::COMMON;
                let known = &mut self.lexicon.levels[word.index()];
                if *known == 0 {
                    *known = level;
                }
            }
        }
    }

    fn cues(&mut self, cues: &Cues) {
        let lists = [
            (&cues.speech, is::SPEECH),
            (&cues.org_before, is::ORG_BEFORE),
            (&cues.org_after, is::ORG_AFTER),
            (&cues.place_before, is::PLACE_BEFORE),
            (&cues.event_cue, is::EVENT_CUE),
            (&cues.doc_cue, is::DOC_CUE),
            (&cues.groups, is::GROUP),
            (&cues.not_org, is::NOT_ORG),
            (&cues.particles, is::PARTICLE),
            (&cues.function, is::FUNCTION),
            (&cues.closed, is::CLOSED | is::FUNCTION),
            (&cues.doubtful, is::DOUBTFUL),
            (&cues.landforms, is::LANDFORM),
            (&cues.keeps_name, is::KEEPS_NAME),
            (&cues.notions, is::NOTION),
        ];
        for (list, bits) in lists {
            self.mark_all(list.iter().map(String::as_str), bits);
        }
        for group in &cues.groups {
            self.mark(&format!("{group}s"), is::GROUP);
        }
        for after in &cues.place_after {
            match self.words(after)[..] {
                [first, second] => self.lexicon.place_pairs.push((first, second)),
                _ => self.mark(after, is::PLACE_AFTER),
            }
        }
        for (kind, words) in &cues.heads {
            let bits = match kind.as_str() {
                "org" => is::HEAD_ORG,
                "place" => is::HEAD_PLACE,
                "event" => is::HEAD_EVENT,
                "document" => is::HEAD_DOC,
                _ => is::OF_OK,
            };
            self.mark_all(words.iter().map(String::as_str), bits);
        }
        let possessive = self.word("'s");
        self.lexicon.possessive = Some(possessive);
    }

    fn calendar(&mut self) {
        let months = [
            "january jan",
            "february feb",
            "march mar",
            "april apr",
            "may",
            "june jun",
            "july jul",
            "august aug",
            "september sept sep",
            "october oct",
            "november nov",
            "december dec",
        ];
        for (i, names) in months.iter().enumerate() {
            for (n, name) in names.split(' ').enumerate() {
                let word = self.word(name);
                self.lexicon.months.insert(word, i as i8 + 1);
                if n == 0 {
                    self.mark(name, is::MONTH);
                }
            }
        }
        let days = "monday tuesday wednesday thursday friday saturday sunday";
        for (i, name) in days.split(' ').enumerate() {
            let word = self.word(name);
            self.lexicon.days.insert(word, i as i8 + 1);
            self.mark(name, is::DAY);
        }
    }

    fn titles(&mut self, titles: &Titles) {
        let all = titles.single.iter().map(|t| (t, true));
        for (title, single) in all.chain(titles.other.iter().map(|t| (t, false))) {
            let words = self.words(title);
            let text = title.replace('-', " ");
            let role = titles.same.get(&text).unwrap_or(&text);
            let value = Title {
                role: fold_role(role),
                single,
                leader: titles.leaders.contains(role),
            };
            let found = self.lexicon.titles.insert(&words);
            if found.is_empty() {
                found.push(value);
            }
            self.lexicon.bits[words[0].index()] |= is::TITLED;
            if let [word] = words[..] {
                self.lexicon.bits[word.index()] |= is::TITLE;
                let text = self.lexicon.text(word).to_owned();
                if !titles.never_plural.contains(&text) {
                    self.mark(&format!("{text}s"), is::PLURAL_TITLE);
                }
            }
        }
        self.mark_all(titles.honorifics.iter().map(String::as_str), is::HONORIFIC);
        self.mark_all(titles.portfolios.iter().map(String::as_str), is::PORTFOLIO);
        self.mark_all(titles.lone.iter().map(String::as_str), is::LONE_TITLE);
    }

    fn entry(&mut self, kind: Kind, name: &str, code: &str, country: Option<&str>) -> u32 {
        let slug = format!("{}:{code}", kind.name());
        if let Some(&id) = self.slugs.get(&slug) {
            return id;
        }
        let id = self.lexicon.entries.len() as u32;
        self.lexicon.entries.push(Entry {
            kind,
            slug: slug.clone(),
            name: name.to_owned(),
            country: country.map(str::to_owned),
            city: false,
        });
        self.slugs.insert(slug, id);
        id
    }

    fn name(&mut self, name: &str, entry: u32, level: Level) {
        let words = self.words(name);
        let Some(&first) = words.first() else {
            return;
        };
        // "LeT" is no "let": what holds several capitals must be written so.
        let capitals = name.chars().filter(|c| c.is_uppercase()).count();
        let short = name.len() <= 4 && (capitals > 1 || !name.chars().any(char::is_lowercase));
        let exact = short.then(|| name.to_owned());
        let listings = self.lexicon.names.insert(&words);
        if listings.iter().any(|l| l.exact == exact) {
            return;
        }
        // Exact spellings are tried first.
        let at = if exact.is_some() { 0 } else { listings.len() };
        listings.insert(
            at,
            Listing {
                entry,
                level,
                exact,
            },
        );
        self.lexicon.bits[first.index()] |= is::LISTED;
        if short && name.len() > 1 && name.chars().all(|c| c.is_ascii_uppercase()) {
            let dotted: String = name.chars().flat_map(|c| [c, '.']).collect();
            self.name_exact(&dotted, entry);
            self.name_exact(dotted.trim_end_matches('.'), entry);
        }
    }

    fn name_exact(&mut self, name: &str, entry: u32) {
        let words = self.words(name);
        let exact = Some(name.to_owned());
        let listings = self.lexicon.names.insert(&words);
        if !listings.iter().any(|l| l.exact == exact) {
            let level = Level::Name;
            listings.push(Listing {
                entry,
                level,
                exact,
            });
        }
        if let Some(first) = words.first() {
            self.lexicon.bits[first.index()] |= is::LISTED;
        }
    }

    fn countries(&mut self, countries: &BTreeMap<String, Country>) {
        let mut ordered: Vec<_> = countries.iter().collect();
        ordered.sort_by(|a, b| (a.1.territory, &a.1.name).cmp(&(b.1.territory, &b.1.name)));
        for (code, country) in ordered {
            let kind = if country.territory {
                Kind::Place
            } else {
                Kind::Country
            };
            let own = country.territory.then_some(code.as_str());
            let id = if country.territory {
                fold::slug(&country.name)
            } else {
                code.clone()
            };
            let entry = self.entry(kind, &country.name, &id, own);
            self.name(&country.name, entry, Level::Name);
            for alias in &country.aliases {
                self.name(alias, entry, Level::Name);
            }
            for form in FORMS.iter().filter(|_| !country.territory) {
                self.name(&format!("{form} {}", country.name), entry, Level::Name);
            }
            self.demonyms(country, entry);
            self.capitals(code, country);
            self.lexicon
                .countries
                .push((code.clone(), country.name.clone()));
            if !country.territory {
                self.lexicon.states.push(code.clone());
            }
        }
        self.lexicon.states.sort();
        self.lexicon.countries.sort_by(|a, b| a.1.cmp(&b.1));
        let place: HashMap<String, usize> = self
            .lexicon
            .countries
            .iter()
            .enumerate()
            .map(|(i, c)| (c.0.clone(), i))
            .collect();
        for (code, country) in countries {
            for name in spellings(code, country) {
                self.lexicon.codes.entry(name).or_insert(place[code]);
            }
        }
    }

    fn demonyms(&mut self, country: &Country, entry: u32) {
        for demonym in &country.demonyms {
            self.name(demonym, entry, Level::Adj);
            let low = fold::lower(demonym);
            let plural = !["ese", "ish", "ch", "sh", "ss", "s", "z"]
                .iter()
                .any(|end| low.ends_with(end));
            if plural {
                self.name(&format!("{demonym}s"), entry, Level::Adj);
            }
        }
    }

    fn capitals(&mut self, code: &str, country: &Country) {
        for capital in &country.capitals {
            // "Kyiv = Kiev" is one city under two names.
            let (first, rest) = match capital.split_once(" = ") {
                Some((first, rest)) => (first, rest.split(" = ").collect()),
                None => (capital.as_str(), Vec::new()),
            };
            let entry = self.entry(Kind::Place, first, &fold::slug(first), Some(code));
            self.lexicon.entries[entry as usize].city = true;
            self.name(first, entry, Level::Name);
            for other in rest {
                self.name(other, entry, Level::Name);
            }
        }
    }

    fn places(&mut self, places: &Places) {
        for (names, city) in [(&places.regions, false), (&places.cities, true)] {
            for name in names {
                let entry = self.entry(Kind::Place, name, &fold::slug(name), None);
                self.lexicon.entries[entry as usize].city |= city;
                self.name(name, entry, Level::Name);
            }
        }
        for (other, name) in &places.same {
            let entry = self.entry(Kind::Place, name, &fold::slug(name), None);
            self.name(other, entry, Level::Name);
        }
        for (adjective, name) in &places.adjectives {
            let entry = self.entry(Kind::Place, name, &fold::slug(name), None);
            self.name(adjective, entry, Level::Adj);
        }
    }

    fn organisations(&mut self, organisations: &BTreeMap<String, Vec<String>>) {
        for (name, aliases) in organisations {
            let entry = self.entry(Kind::Organisation, name, &fold::slug(name), None);
            for name in std::iter::once(name).chain(aliases) {
                self.name(name, entry, Level::Name);
                // Short abbreviations are only that when written so.
                if name.len() > 4 {
                    let normal = fold::normal(name);
                    self.lexicon.organisations.entry(normal).or_insert(entry);
                }
            }
        }
    }

    fn topics(&mut self, topics: &BTreeMap<String, TopicTerms>) {
        for (i, (id, topic)) in topics.iter().enumerate() {
            self.lexicon.topics.push(Topic {
                id: id.clone(),
                name: topic.name.clone(),
                also: topic.also.clone(),
            });
            for (terms, weight) in [(&topic.decisive, 3), (&topic.strong, 2), (&topic.weak, 1)] {
                for term in terms {
                    let words = self.words(term);
                    let stems: Vec<Word> = words.iter().map(|&w| self.stem(w)).collect();
                    self.lexicon.terms.insert(&stems).push((i as u16, weight));
                }
            }
        }
    }

    /// The singular of a word, which is all that topics ignore.
    fn stem(&mut self, word: Word) -> Word {
        let singular = singular(self.lexicon.text(word));
        match singular {
            Some(text) => self.word(&text),
            None => word,
        }
    }

    fn finish(mut self) -> Lexicon {
        let stems: Vec<Word> = (0..self.lexicon.texts.len())
            .map(|i| {
                let singular = singular(&self.lexicon.texts[i]);
                singular
                    .and_then(|s| self.lexicon.find(&s))
                    .unwrap_or(Word::new(i))
            })
            .collect();
        self.lexicon.stems = stems;
        self.lexicon
    }
}

/// Every spelling under which a reader may ask for a country, folded.
fn spellings(code: &str, country: &Country) -> Vec<String> {
    let mut all = vec![code.to_owned(), fold::lower(&country.iso3)];
    all.push(fold::normal(&country.name));
    let others = country.aliases.iter().chain(&country.demonyms);
    all.extend(others.map(|n| fold::normal(n)));
    all.retain(|s| !s.is_empty());
    all
}

fn fold_role(role: &str) -> String {
    let words: Vec<String> = role.split(' ').map(fold::fold).collect();
    words.join(" ")
}

/// The singular of a plural noun, or nothing if the word does not look like one.
fn singular(word: &str) -> Option<String> {
    if !word.is_ascii() || word.len() <= 3 {
        return None;
    }
    for (plural, one) in [
        ("sses", "ss"),
        ("ies", "y"),
        ("xes", "x"),
        ("ches", "ch"),
        ("shes", "sh"),
    ] {
        if let Some(stem) = word.strip_suffix(plural).filter(|s| !s.is_empty()) {
            return Some(format!("{stem}{one}"));
        }
    }
    let stem = word.strip_suffix('s')?;
    (!stem.ends_with(['s', 'u', 'i'])).then(|| stem.to_owned())
}

#[cfg(test)]
mod tests;
