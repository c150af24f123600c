//! What is known of one briefing? Stated where it is stated, else inferred, else the folder it came in.
//!
//! Must not know: other briefings, queries.

use super::Facts;
use crate::annotate::{self, Annotations};
use crate::briefing::{Briefing, Claim};
use crate::{fold, sanitize};

/// Confidence in a source that is only the name of a folder, percent.
const FOLDER: u8 = 20;

pub(super) fn facts(briefing: &Briefing, annotations: &Annotations) -> Facts {
    let stated = &briefing.stated;
    let source = stated.source.clone().or(annotations.source.clone());
    let (countries, mentioned) = countries(briefing, annotations);
    let topics = match &stated.topics {
        Some(topics) => unique(topics.value.iter().map(|t| topic_id(t))),
        None => unique(annotations.topics.iter().map(|t| t.0.clone())),
    };
    let body = |b: &crate::briefing::Block| briefing.body.get(b.span.range()).unwrap_or_default();
    Facts {
        source: source
            .filter(|s| !fold::slug(&s.value).is_empty())
            .unwrap_or_else(|| folder(briefing)),
        published: stated.published.clone().or(annotations.published.clone()),
        countries,
        mentioned,
        topics,
        spoken: annotations.spoken.clone(),
        lang: annotate::stated_language(briefing).or_else(|| annotations.lang.clone()),
        words: briefing
            .text_blocks()
            .map(|b| fold::words(body(b)).count() as u32)
            .sum(),
    }
}

/// Countries that it is about, and those that it only mentions.
fn countries(briefing: &Briefing, annotations: &Annotations) -> (Vec<String>, Vec<String>) {
    let code = |text: &String| match annotate::country_code(text) {
        Some(code) => code.to_string(),
        None => fold::slug(text),
    };
    let about = match &briefing.stated.countries {
        Some(countries) => unique(countries.value.iter().map(code)),
        None => {
            let primary = annotations.countries.iter().filter(|c| c.1);
            unique(primary.map(|c| c.0.clone()))
        }
    };
    let others = annotations.countries.iter().map(|c| c.0.clone());
    let mentioned = unique(others.filter(|c| !about.contains(c)));
    (about, mentioned)
}

/// The id of a stated topic: that of the taxonomy, else the text as a slug.
fn topic_id(text: &str) -> String {
    annotate::topic_id(text).map_or_else(|| fold::slug(text), str::to_owned)
}

/// In order, each once, none empty.
fn unique(values: impl Iterator<Item = String>) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for value in values {
        if !value.is_empty() && !out.contains(&value) {
            out.push(value);
        }
    }
    out
}

/// The folder it came in as a source of last resort.
fn folder(briefing: &Briefing) -> Claim<String> {
    let within = briefing.name.rsplit('/').nth(1).map(str::to_string);
    let opened = || {
        let folder = briefing.origin.path()?.parent()?.file_name()?;
        Some(sanitize::line(&folder.to_string_lossy()))
    };
    let named = |name: &String| !fold::slug(name).is_empty();
    match within.filter(named).or_else(|| opened().filter(named)) {
        Some(name) => {
            let evidence = format!("nothing says who issued it; it lies in the folder {name}");
            Claim::inferred(name, FOLDER, evidence)
        }
        None => Claim::inferred("Unsorted".to_string(), 0, "nothing says who issued it"),
    }
}

impl Facts {
    /// The names of the countries that it is about.
    pub fn country_names(&self) -> Vec<String> {
        let countries = self.countries.iter();
        countries.map(|c| super::facets::country_label(c)).collect()
    }

    /// The name of its language; the tag where there is no name.
    pub fn language_name(&self) -> Option<&str> {
        let tag = self.lang.as_ref()?.value.as_str();
        Some(annotate::language_name(tag).unwrap_or(tag))
    }

    /// The names of its topics.
    pub fn topic_names(&self) -> Vec<String> {
        let topics = self.topics.iter();
        topics.map(|t| super::facets::topic_label(t)).collect()
    }

    /// Of a briefing of which only the source is known.
    pub(super) fn unknown(source: &str) -> Facts {
        Facts {
            source: Claim::inferred(source.to_owned(), 0, "it cannot be read back"),
            published: None,
            countries: Vec::new(),
            mentioned: Vec::new(),
            topics: Vec::new(),
            spoken: Vec::new(),
            lang: None,
            words: 0,
        }
    }
}
