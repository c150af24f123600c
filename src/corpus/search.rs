//! Which briefings does a query want, and where are its words?
//!
//! Sets of briefings are combined term by term; facet counts leave out the facet's own terms.
//! Must not know: how texts and facets came to be, how values are counted.

use std::collections::BTreeMap;

use roaring::RoaringBitmap;

use super::publish::UNDATED;
use super::rows::day_number;
use super::text::In;
use super::wanted::Wanted;
use super::{Corpus, OWN, Order, Own, Results};
use crate::briefing::Span;
use crate::entity::EntityId;
use crate::query::{Dates, Facet, Field, Query, Term, Value, facet_choice};

/// What of a query can be pointed at in a text: its words and the entities it names, not those that it excludes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Marks {
    /// Words for the text.
    pub(super) texts: Vec<Wanted>,
    /// Words for the title only.
    pub(super) titles: Vec<Wanted>,
    entities: Vec<EntityId>,
}

impl Corpus {
    /// The briefings that match, and the counts of the values of `facets` (no others cost anything). `query` must be resolved;
    /// values that the corpus does not have match nothing. An order that the query itself asks for goes before `order`.
    pub fn search(&self, query: &Query, order: Order, facets: &[Facet]) -> Results {
        self.search_own(query, order, facets, &Own::default())
    }

    /// The same, for a reader who has made something of some briefings.
    pub fn search_own(&self, query: &Query, order: Order, facets: &[Facet], own: &Own) -> Results {
        let mut by_facet: BTreeMap<Facet, Vec<&Term>> = BTreeMap::new();
        let mut rest: Vec<&Term> = Vec::new();
        for term in query.terms() {
            match facet_choice(term) {
                Some((facet, _, _)) => by_facet.entry(facet).or_default().push(term),
                None => rest.push(term),
            }
        }
        let free = self.all_of(&rest, own);
        let chosen: BTreeMap<Facet, RoaringBitmap> = by_facet
            .into_iter()
            .map(|(facet, terms)| (facet, self.all_of(&terms, own)))
            .collect();
        let but = |left_out: Option<Facet>| {
            let others = chosen.iter().filter(|(f, _)| Some(**f) != left_out);
            others.fold(free.clone(), |a, (_, b)| a & b)
        };
        let marks = self.marks(query);
        let mut hits: Vec<u32> = but(None).iter().collect();
        match query.order().unwrap_or(order) {
            Order::Relevance if query.has_words() => self.rank_hits(&marks, &mut hits),
            order => self.sort(&mut hits, order),
        }
        let counts = |f: &Facet| (*f, self.counts(*f, &but(Some(*f)), query, own));
        Results {
            facets: facets.iter().map(counts).collect(),
            hits,
            marks,
        }
    }

    /// Where a briefing has what `marks` points at: spans of its body, sorted, without overlaps. A phrase is one span, and so is
    /// a name that the query asks for.
    pub fn found(&self, marks: &Marks, briefing: u32) -> Vec<Span> {
        let mut spans: Vec<Span> = Vec::new();
        let page = self.page(briefing);
        let tongue = self.words.tongue(briefing);
        for wanted in &marks.texts {
            spans.extend(wanted.spans(&page.briefing, tongue));
        }
        if !marks.entities.is_empty() {
            let named = page.mentions.iter();
            let named = named.filter(|m| m.entities.iter().any(|e| marks.entities.contains(e)));
            spans.extend(named.map(|m| m.span));
        }
        merged(spans, &page.briefing.body)
    }

    /// The briefings for which all terms hold; terms of a field that alternates count as one.
    fn all_of(&self, terms: &[&Term], own: &Own) -> RoaringBitmap {
        let mut set = self.everything();
        let mut alternatives: BTreeMap<Field, RoaringBitmap> = BTreeMap::new();
        for term in terms {
            match term {
                Term::Field(field, _, _) if field.alternates() => {
                    *alternatives.entry(*field).or_default() |= self.having(term, own);
                }
                Term::Not(inner) => set -= self.having(inner, own),
                term => set &= self.having(term, own),
            }
        }
        alternatives.into_values().fold(set, |a, b| a & b)
    }

    /// The briefings for which a term holds.
    fn having(&self, term: &Term, own: &Own) -> RoaringBitmap {
        match term {
            Term::Text(text) => self.words.having(&self.words.wanted(text), In::Text),
            Term::Not(inner) => self.everything() - self.having(inner, own),
            Term::Any(terms) => terms
                .iter()
                .map(|t| self.having(t, own))
                .fold(RoaringBitmap::new(), |a, b| a | b),
            Term::All(terms) => self.all_of(&terms.iter().collect::<Vec<_>>(), own),
            Term::Field(Field::Is, Value::Name(name), _) => own.being(name, &self.everything()),
            Term::Field(field, value, _) => self.field(*field, value, own),
        }
    }

    /// The briefings that have a field's value.
    pub(super) fn field(&self, field: Field, value: &Value, own: &Own) -> RoaringBitmap {
        match (field.facet(), value) {
            (_, Value::Text(text)) => self.words.having(&self.words.wanted(text), In::Title),
            (_, Value::Dates(dates)) => self.dated(*dates),
            (_, Value::Name(name)) if field.is_mention() => {
                let entities = self.roster.matching(name, field.kind());
                let briefings = entities.iter().flat_map(|e| self.roster.briefings(*e));
                briefings.map(|b| b.0).collect()
            }
            (Some(facet), value) if OWN.contains(&facet) => own.having(facet, value),
            (Some(facet), value) => self.facets.having(facet, value),
            _ => RoaringBitmap::new(),
        }
    }

    /// The briefings that may have been published on one of these days.
    fn dated(&self, dates: Dates) -> RoaringBitmap {
        let (first, last) = dates.days(self.today);
        let (first, last) = (day_number(first), day_number(last));
        let within = |b: &u32| {
            let (earliest, latest) = self.rows.days(*b);
            latest != UNDATED && earliest <= last && first <= latest
        };
        (0..self.len() as u32).filter(within).collect()
    }

    pub(super) fn everything(&self) -> RoaringBitmap {
        let mut all = RoaringBitmap::new();
        all.insert_range(0..self.len() as u32);
        all
    }

    fn marks(&self, query: &Query) -> Marks {
        let mut marks = Marks::default();
        self.add_marks(query.terms(), &mut marks);
        marks
    }

    fn add_marks(&self, terms: &[Term], marks: &mut Marks) {
        for term in terms {
            match term {
                Term::Text(text) => marks.texts.push(self.words.wanted(text)),
                Term::Field(_, Value::Text(text), _) => {
                    marks.titles.push(self.words.wanted(text));
                }
                Term::Field(field, Value::Name(name), _) if field.is_mention() => {
                    let named = self.roster.matching(name, field.kind());
                    marks.entities.extend(named);
                }
                Term::Any(terms) | Term::All(terms) => self.add_marks(terms, marks),
                Term::Field(..) | Term::Not(_) => {}
            }
        }
    }
}

/// In order; those that overlap, and neighbouring words of a line of thought, as one: nobody wants to stop at each.
fn merged(mut spans: Vec<Span>, body: &str) -> Vec<Span> {
    spans.sort();
    let neighbours = |last: &Span, next: Span| {
        let between = body.get(last.end as usize..next.start as usize);
        between.is_some_and(|gap| gap.trim().is_empty() && gap.matches('\n').count() < 2)
    };
    let mut out: Vec<Span> = Vec::with_capacity(spans.len());
    for span in spans {
        let one = |last: &&mut Span| last.overlaps(span) || neighbours(last, span);
        match out.last_mut().filter(one) {
            Some(last) => last.end = last.end.max(span.end),
            None => out.push(span),
        }
    }
    out
}
