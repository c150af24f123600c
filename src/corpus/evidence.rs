//! Why does a briefing stand under these facet values? Each with how sure that is and what speaks for it, in words.
//!
//! Must not know: other briefings, where the words go.

use super::{Corpus, Page, facets};
use crate::annotate::{annotate, country_name, topic_name};
use crate::query::Facet;

/// A facet value of a briefing with what speaks for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ground {
    /// The facet; [`Facet::Date`] for the date of publication.
    pub facet: Facet,
    /// As queries name it.
    pub key: String,
    /// As the screen shows it.
    pub label: String,
    /// Percent, where there is a measure of it; 100 for what the document states.
    pub confidence: Option<u8>,
    /// One line: where it was seen, which rule read it so.
    pub evidence: String,
}

impl Corpus {
    /// When a briefing was published, who issued it, in which language, which countries and topics it is about, and why we think so.
    pub fn grounds(&self, briefing: u32) -> Vec<Ground> {
        let page = self.page(briefing);
        let facts = &page.facts;
        let mut grounds = Vec::new();
        if let Some(date) = &facts.published {
            grounds.push(Ground {
                facet: Facet::Date,
                key: date.value.to_string(),
                label: date.value.to_string(),
                confidence: Some(date.confidence),
                evidence: date.evidence.clone(),
            });
        }
        grounds.push(Ground {
            facet: Facet::Source,
            key: crate::fold::slug(&facts.source.value),
            label: facts.source.value.clone(),
            confidence: Some(facts.source.confidence),
            evidence: facts.source.evidence.clone(),
        });
        if let Some(lang) = &facts.lang {
            grounds.push(Ground {
                facet: Facet::Lang,
                key: lang.value.clone(),
                label: facets::language_label(&lang.value),
                confidence: Some(lang.confidence),
                evidence: lang.evidence.clone(),
            });
        }
        let about = facts.countries.iter().map(|code| (code, true));
        let named = facts.mentioned.iter().map(|code| (code, false));
        let countries = about.chain(named);
        grounds.extend(countries.map(|(code, about)| self.country(&page, code, about)));
        grounds.extend(self.topics(&page, briefing));
        grounds
    }

    fn country(&self, page: &Page, code: &str, about: bool) -> Ground {
        let stated = page.briefing.stated.countries.as_ref();
        let stated = stated.filter(|_| about);
        let key = facets::country_key(code);
        let shown = self.facets.get(Facet::Country, &key);
        Ground {
            facet: Facet::Country,
            label: match shown {
                Some(shown) => shown.label.clone(),
                None => country_name(code).map_or_else(|| facets::from_slug(code), str::to_owned),
            },
            key,
            confidence: stated.map(|s| s.confidence),
            evidence: match stated {
                Some(stated) => stated.evidence.clone(),
                None => {
                    let role = match about {
                        true => "one of those that it is most about",
                        false => "only mentioned",
                    };
                    format!("{role}: {}", self.named(page, code))
                }
            },
        }
    }

    /// How often a briefing names a country, and as what first.
    fn named(&self, page: &Page, code: &str) -> String {
        let slug = format!("country:{code}");
        let of_it = |m: &&crate::entity::Mention| {
            let mut entities = m.entities.iter();
            entities.any(|e| self.entity(*e).slug == slug)
        };
        let mut mentions = page.mentions.iter().filter(of_it);
        let Some(first) = mentions.next() else {
            return "not by its name, but places of it are named".to_owned();
        };
        let text = crate::sanitize::line(&page.briefing.body[first.span.range()]);
        match mentions.count() + 1 {
            1 => format!("named once, as “{text}”"),
            n => format!("named {n} times, first as “{text}”"),
        }
    }
}

impl Corpus {
    fn topics(&self, page: &Page, briefing: u32) -> Vec<Ground> {
        let stated = page.briefing.stated.topics.as_ref();
        // What is not stated was found by reading; reading it again finds the same, and why.
        let weights = match stated {
            Some(_) => Vec::new(),
            None => annotate(&page.briefing).topics,
        };
        let evidence = |topic: &String| {
            if let Some(stated) = stated {
                return stated.evidence.clone();
            }
            if let Some(own) = self.labels.evidence(topic, briefing) {
                return own;
            }
            let weight = weights.iter().find(|w| w.0 == *topic);
            let weight = weight.map(|w| format!(", weight {:.1}", w.1));
            format!("words of the text{}", weight.unwrap_or_default())
        };
        let ground = |topic: &String| Ground {
            facet: Facet::Topic,
            key: topic.clone(),
            label: match self.facets.get(Facet::Topic, topic) {
                Some(shown) => shown.label.clone(),
                None => topic_name(topic).map_or_else(|| facets::from_slug(topic), str::to_owned),
            },
            confidence: stated.map(|s| s.confidence),
            evidence: evidence(topic),
        };
        page.facts.topics.iter().map(ground).collect()
    }
}
