//! Which value or entity does a name in a query mean? Whatever the reader calls it, and what was meant when nothing is called so.
//!
//! Must not know: how a query is parsed or answered.

use std::ops::Range;

use super::{Corpus, OWN, facets};
use crate::annotate::{country_code, language_tag};
use crate::briefing::Kind;
use crate::entity::EntityId;
use crate::fold;
use crate::query::{Facet, Field, Query, QueryError, Value, quoted, value_text};

impl Corpus {
    /// The query with every value in its canonical form (`country:TJ` → `country:tajikistan`), or where it names a value that
    /// the corpus does not have, and what was meant. Years may be any; names of entities stay as written.
    pub fn resolve(&self, query: &Query) -> Result<Query, QueryError> {
        query.map_values(&mut |field, value, at| self.resolve_value(field, value, &at.0))
    }

    /// The entities that a name stands for, as `mention:` (or, with a kind, `person:` …) would take it.
    pub fn entities_named(&self, name: &str, kind: Option<Kind>) -> Vec<EntityId> {
        self.roster.matching(name, kind)
    }

    fn resolve_value(
        &self,
        field: Field,
        value: &Value,
        at: &Range<usize>,
    ) -> Result<Value, QueryError> {
        let Value::Name(name) = value else {
            return Ok(value.clone());
        };
        match field.facet() {
            _ if field.is_mention() => self.entity_key(field, name, at).map(Value::Name),
            // What the reader made is in no document; the parser has looked at it.
            Some(facet) if OWN.contains(&facet) => Ok(value.clone()),
            Some(facet) => self.facet_key(facet, name, at).map(Value::Name),
            None => Ok(value.clone()),
        }
    }

    /// The key of the value that `name` means: its key or label, a country's or language's code or other name, or an unambiguous beginning.
    fn facet_key(&self, facet: Facet, name: &str, at: &Range<usize>) -> Result<String, QueryError> {
        let slug = fold::slug(name);
        let known = self.facets.of(facet);
        let labelled = || known.iter().find(|e| fold::slug(&e.label) == slug);
        if let Some(entry) = self.facets.get(facet, &slug).or_else(labelled) {
            return Ok(entry.key.clone());
        }
        let code = country_code(name).filter(|_| facet == Facet::Country);
        if let Some(entry) = code.and_then(|c| self.facets.get(facet, &facets::country_key(c))) {
            return Ok(entry.key.clone());
        }
        let tag = language_tag(name).filter(|_| facet == Facet::Lang);
        if let Some(entry) = tag.and_then(|t| self.facets.get(facet, &t)) {
            return Ok(entry.key.clone());
        }
        let begins = |e: &facets::Entry| !slug.is_empty() && e.key.starts_with(&slug);
        let keys = |fits: &dyn Fn(&facets::Entry) -> bool| -> Vec<&str> {
            let fitting = known.iter().filter(|e| fits(e));
            fitting.map(|e| e.key.as_str()).collect()
        };
        let mut begun = keys(&begins);
        if begun.is_empty() {
            // `drugs` is enough for "Trafficking in drugs": the reader types what the screen shows.
            begun = keys(&|e| !slug.is_empty() && holds_words(e, &slug));
        }
        // A country that exists but is not here is not meant to be another one that begins alike.
        match begun[..] {
            [only] if code.is_none() => Ok(only.to_string()),
            _ => Err(self.no_value(facet, name, at, &begun)),
        }
    }

    fn no_value(&self, facet: Facet, name: &str, at: &Range<usize>, begun: &[&str]) -> QueryError {
        let known = self.facets.of(facet);
        let keys = known.iter().map(|e| e.key.as_str());
        let near = match begun.is_empty() {
            true => fold::nearest(&fold::slug(name), keys, 3),
            false => begun.iter().copied().take(3).collect(),
        };
        let field = Field::from(facet);
        let what = format!("no {} {}", facet.name(), quoted(name));
        let message = match (near.is_empty(), known.is_empty()) {
            (false, _) => format!("{what}, did you mean {}?", listed(&near, "or")),
            (true, false) => {
                let first: Vec<&str> = known.iter().take(3).map(|e| e.key.as_str()).collect();
                format!(
                    "{what} in these briefings; there is {}",
                    listed(&first, "and")
                )
            }
            (true, true) => format!("{what}: no briefing here has a {}", facet.name()),
        };
        QueryError {
            at: at.clone(),
            message,
            instead: near.first().map(|n| value_text(field, n)),
        }
    }

    /// The name by which the facet lists what `name` means, where it means just what a value of the facet does; else as written.
    fn entity_key(
        &self,
        field: Field,
        name: &str,
        at: &Range<usize>,
    ) -> Result<String, QueryError> {
        let matching = |name: &str| self.roster.matching(name, field.kind());
        let meant = matching(name);
        if meant.is_empty() {
            return Err(self.no_entity(field, name, at));
        }
        let names = || meant.iter().map(|e| self.entity(*e).name);
        if field.facet().is_none() || names().any(|n| n == name) {
            return Ok(name.to_string());
        }
        let same = names().find(|n| matching(n) == meant);
        Ok(same.unwrap_or(name).to_string())
    }

    fn no_entity(&self, field: Field, name: &str, at: &Range<usize>) -> QueryError {
        let names = self.roster.of_kind(field.kind());
        let names = names.map(|e| self.entity(e).name);
        let near = fold::nearest(name, names, 1);
        let what = field.kind().map_or("nobody and nothing", |k| match k {
            Kind::Person => "no person",
            Kind::Organisation => "no organisation",
            Kind::Place => "no place",
            Kind::Event => "no event",
            Kind::Agreement => "no agreement",
            Kind::Country => "no country",
        });
        let meant = near
            .first()
            .map(|n| format!(", did you mean {}?", quoted(n)));
        QueryError {
            at: at.clone(),
            message: format!(
                "{what} called {} is mentioned here{}",
                quoted(name),
                meant.unwrap_or_default()
            ),
            instead: near.first().map(|n| value_text(field, n)),
        }
    }
}

/// Whether every word of the slug begins a word of the value's label or key.
fn holds_words(entry: &facets::Entry, slug: &str) -> bool {
    let label = fold::slug(&entry.label);
    let begins = |word: &str, text: &str| text.split('-').any(|w| w.starts_with(word));
    slug.split('-')
        .all(|word| begins(word, &label) || begins(word, &entry.key))
}

/// `a`, `b` or `c`, in quotes.
fn listed(names: &[&str], last: &str) -> String {
    let names: Vec<String> = names.iter().map(|n| quoted(n)).collect();
    match names.split_last() {
        Some((end, [])) => end.clone(),
        Some((end, rest)) => format!("{} {last} {end}", rest.join(", ")),
        None => String::new(),
    }
}
