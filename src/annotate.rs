//! What does one briefing say, and of whom? Mentions, countries, topics and dates, from the briefing alone.
//!
//! Invariant: pure: the same briefing and lexicon give the same annotations, whatever else is in the corpus.
//! Must not know: other briefings (that is `entity`), the index, the screen.

mod abroad;
mod bodies;
mod cues;
mod dates;
mod doc;
mod endings;
mod facets;
mod firms;
pub(crate) mod fold;
mod fronts;
mod heads;
mod joined;
mod known;
mod language;
pub(crate) mod lexicon;
pub(crate) mod listed;
mod lists;
mod lone;
pub(crate) mod names;
mod ordinary;
pub(crate) mod people;
mod phrases;
mod resolve;
mod roles;
mod runs;
mod source;
mod spans;
mod spellings;
pub(crate) mod spot;
mod storms;
mod titled;
mod tokens;
mod votes;
mod whereabouts;
pub(crate) mod wording;

use serde::{Deserialize, Serialize};

use crate::briefing::{Briefing, Claim, Published};

pub(crate) use language::stated as stated_language;
pub use language::{name as language_name, tag as language_tag};

/// What one briefing says.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Annotations {
    /// Countries it is about, most first: ISO 3166 alpha-2 in lower case (`tj`), and whether it is primary (what it is about)
    /// or only mentioned. Stated countries, where the briefing states them, are the primary ones.
    pub countries: Vec<(String, bool)>,
    /// Topic ids (`terrorism`), strongest first, with weights. Stated topics win.
    pub topics: Vec<(String, f32)>,
    /// Who issued it, where the text says so and the metadata does not.
    pub source: Option<Claim<String>>,
    /// When it was published, likewise; stated dates win.
    pub published: Option<Claim<Published>>,
    /// Its language, a primary tag (`en`): stated, else what its words tell.
    pub lang: Option<Claim<String>>,
    /// The years that the text speaks of, ascending, each once; the date of the text itself is none of them.
    pub spoken: Vec<i16>,
    /// The mentions, names and role facts for `entity::link`.
    pub(crate) reading: names::Reading,
}

/// Annotates one briefing.
pub fn annotate(briefing: &Briefing) -> Annotations {
    let doc = doc::Doc::new(briefing);
    let lang = language::of(briefing, &doc);
    // Rules of English are for texts in it, and for those of which nothing is known.
    let foreign = lang.as_ref().filter(|l| l.value != language::ENGLISH);
    let mut reading = match foreign {
        Some(lang) => abroad::read_names(&doc, &lang.value),
        None => resolve::read(&doc),
    };
    facets::at_home(&doc, &mut reading);
    Annotations {
        countries: facets::countries(briefing, &doc, &reading),
        topics: facets::topics(briefing, &doc, foreign.is_none()),
        source: source::infer(briefing, &doc),
        published: dates::infer(briefing, &doc, foreign.is_none()),
        spoken: dates::spoken(&doc),
        lang,
        reading,
    }
}

/// The name a country goes by (`tj` → `Tajikistan`).
pub fn country_name(code: &str) -> Option<&'static str> {
    let country = known::countries().list.get(code)?;
    Some(&country.name)
}

/// The country of that name, code (two or three letters), official or former name or demonym, or its name in another language, however cased →
/// `tj`.
pub fn country_code(text: &str) -> Option<&'static str> {
    let countries = known::countries();
    let found = countries
        .find(&fold::normal(text))
        .or_else(|| countries.find(&fold::lower(text.trim())));
    match found {
        Some(found) => Some(&found.0),
        None => abroad::country_code(text),
    }
}

/// All countries and territories by code and name (`("tj", "Tajikistan")`), in order of name.
pub fn countries() -> impl Iterator<Item = (&'static str, &'static str)> {
    let all = known::countries().named.iter();
    all.map(|c| (c.0.as_str(), c.1.as_str()))
}

/// The name of a topic (`armed-conflict` → `Armed conflict`); for a topic that the taxonomy lacks, nothing.
pub fn topic_name(id: &str) -> Option<&'static str> {
    let mut all = known::topics().iter();
    all.find(|t| t.id == id).map(|t| t.name.as_str())
}

/// The topic of that id or name, or of another id that people write for it (`chemical-weapons`), however cased.
pub fn topic_id(text: &str) -> Option<&'static str> {
    let slug = fold::slug(text);
    let topics = known::topics();
    let exact = topics.iter().find(|t| t.id == slug);
    let called = |t: &&known::Topic| fold::slug(&t.name) == slug || t.also.contains(&slug);
    let found = exact.or_else(|| topics.iter().find(called))?;
    Some(&found.id)
}

/// All topics of the taxonomy by id and name, in order of id.
pub fn topics() -> impl Iterator<Item = (&'static str, &'static str)> {
    let all = known::topics().iter();
    all.map(|t| (t.id.as_str(), t.name.as_str()))
}
