//! What does the query say of a facet's values, and how is that changed? Choices in facets are terms like any other.
//!
//! Invariant: choosing a value and typing it are the same edit.
//! Must not know: which values the corpus has.

use super::dates::{LAST_YEAR, When};
use super::normal::normal_all;
use super::{At, Dates, Field, Query, Term, Value};

/// A way to narrow the corpus.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Facet {
    /// What it is about.
    Topic,
    /// Which countries it is about.
    Country,
    /// The year of publication; `undated` is a value.
    Year,
    /// The months of a chosen year and the days of a chosen month, by their dates (`2013-09`).
    Date,
    /// The years that the text speaks of, whenever it was published.
    Spoken,
    /// Who issued it.
    Source,
    /// Who is mentioned.
    Person,
    /// Which organisations are mentioned.
    Org,
    /// Which places, other than countries, are mentioned.
    Place,
    /// Which events are mentioned.
    Event,
    /// The language that it is in.
    Lang,
    /// What the reader has tagged it with.
    Tag,
    /// Whether the reader has written something on it, or highlighted passages.
    Has,
}

impl Facet {
    /// All of them, in the order in which the screen shows them.
    pub const ALL: [Facet; 13] = [
        Facet::Topic,
        Facet::Country,
        Facet::Year,
        Facet::Date,
        Facet::Spoken,
        Facet::Source,
        Facet::Person,
        Facet::Org,
        Facet::Place,
        Facet::Event,
        Facet::Lang,
        Facet::Tag,
        Facet::Has,
    ];

    /// Its field in a query.
    pub fn name(self) -> &'static str {
        Field::from(self).name()
    }
}

impl From<Facet> for Field {
    fn from(facet: Facet) -> Field {
        match facet {
            Facet::Topic => Field::Topic,
            Facet::Country => Field::Country,
            Facet::Year => Field::Year,
            Facet::Date => Field::Date,
            Facet::Spoken => Field::Spoken,
            Facet::Source => Field::Source,
            Facet::Person => Field::Person,
            Facet::Org => Field::Org,
            Facet::Place => Field::Place,
            Facet::Event => Field::Event,
            Facet::Lang => Field::Lang,
            Facet::Tag => Field::Tag,
            Facet::Has => Field::Has,
        }
    }
}

/// What the query says of one facet value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Choice {
    /// Nothing.
    None,
    /// It is among the wanted.
    Included,
    /// It is unwanted.
    Excluded,
}

impl Query {
    /// What it says of `value` (a canonical key, as [`crate::corpus::FacetValue::key`]).
    pub fn choice(&self, facet: Facet, value: &str) -> Choice {
        let mut choice = Choice::None;
        for (said, wanted) in self.choices(facet) {
            match wanted {
                _ if !covers(said, value) => {}
                false => return Choice::Excluded,
                true => choice = Choice::Included,
            }
        }
        choice
    }

    /// The keys of a facet that it names one by one, whether wanted or not (ranges name none).
    pub fn named(&self, facet: Facet) -> Vec<String> {
        let key = |value: &Value| match value {
            Value::Name(key) => Some(key.clone()),
            Value::Years(Some(a), Some(b)) if a == b => Some(a.to_string()),
            Value::Undated => Some("undated".to_string()),
            Value::Dates(dates) => dates.key(),
            _ => None,
        };
        self.choices(facet).filter_map(|c| key(c.0)).collect()
    }

    /// Whether it says anything of a facet's values, one by one or in ranges.
    pub fn speaks_of(&self, facet: Facet) -> bool {
        self.choices(facet).next().is_some()
    }

    /// The year, when that is all that it says of years.
    pub fn only_year(&self) -> Option<i16> {
        let mut chosen = self.choices(Facet::Year);
        match (chosen.next(), chosen.next()) {
            (Some((Value::Years(from, to), true)), None) if from == to => *from,
            _ => None,
        }
    }

    /// Includes the value, or takes it back when it is included.
    pub fn include(&mut self, facet: Facet, value: &str) {
        self.toggle(facet, value, Choice::Included);
    }

    /// Excludes the value, or takes it back when it is excluded.
    pub fn exclude(&mut self, facet: Facet, value: &str) {
        self.toggle(facet, value, Choice::Excluded);
    }

    /// Only this value of its facet; when it is the only one already, takes it back.
    pub fn only(&mut self, facet: Facet, value: &str) {
        let mut alone = Query::default();
        alone.include(facet, value);
        let already = self.choices(facet).eq(alone.choices(facet));
        self.clear_all(facet);
        if !already {
            self.include(facet, value);
        }
    }

    /// Of a facet of years ([`Facet::Year`], [`Facet::Spoken`]) only those from one to the other, whichever is first, both
    /// included.
    pub fn years(&mut self, facet: Facet, one: i16, other: i16) {
        self.clear_all(facet);
        let range = Value::Years(Some(one.min(other)), Some(one.max(other)));
        self.terms
            .push(Term::Field(facet.into(), range, At::default()));
    }

    /// Takes back every choice of the facet.
    pub fn clear(&mut self, facet: Facet) {
        let free = |term: &Term| facet_choice(term).is_none_or(|c| c.0 != facet);
        let terms = std::mem::take(&mut self.terms);
        self.terms = normal_all(terms.into_iter().filter(free).collect());
    }

    /// Likewise, and also the choices that a group of alternatives becomes once it stands alone, until it says nothing of the facet.
    fn clear_all(&mut self, facet: Facet) {
        while self.speaks_of(facet) {
            self.clear(facet);
        }
    }

    /// What it says of a facet: each value, and whether it is wanted.
    fn choices(&self, facet: Facet) -> impl Iterator<Item = (&Value, bool)> {
        let of_facet = move |t| facet_choice(t).filter(|c| c.0 == facet);
        self.terms
            .iter()
            .filter_map(of_facet)
            .map(|(_, value, wanted)| (value, wanted))
    }

    /// Sets what it says of a value to `wanted`, or to nothing if it says so already; what is no key of the facet changes nothing.
    fn toggle(&mut self, facet: Facet, key: &str, wanted: Choice) {
        let Some(value) = value_of(facet, key) else {
            return;
        };
        let now = self.choice(facet, key);
        let at = self.take_back(facet, key);
        if now == wanted {
            return;
        }
        let last = self
            .terms
            .iter()
            .rposition(|t| facet_choice(t).is_some_and(|c| c.0 == facet));
        let at = at.unwrap_or(last.map_or(self.terms.len(), |last| last + 1));
        let value = Term::Field(facet.into(), value, At::default());
        let term = match wanted {
            Choice::Excluded => Term::Not(Box::new(value)),
            _ => value,
        };
        self.terms.insert(at.min(self.terms.len()), term);
    }

    /// Drops every choice that covers the value, splitting ranges of years around it; the place after what is left
    /// of the first.
    fn take_back(&mut self, facet: Facet, key: &str) -> Option<usize> {
        let mut first = None;
        let mut kept = Vec::with_capacity(self.terms.len() + 1);
        for term in self.terms.drain(..) {
            match facet_choice(&term) {
                Some((f, value, wanted)) if f == facet && covers(value, key) => {
                    for rest in split(value, key) {
                        let rest = Term::Field(facet.into(), rest, At::default());
                        kept.push(if wanted {
                            rest
                        } else {
                            Term::Not(Box::new(rest))
                        });
                    }
                    first.get_or_insert(kept.len());
                }
                _ => kept.push(term),
            }
        }
        self.terms = normal_all(kept);
        // A group of alternatives may have become choices.
        match first.is_some() && self.choice(facet, key) != Choice::None {
            true => self.take_back(facet, key).or(first),
            false => first,
        }
    }
}

impl Dates {
    /// The month or day that it is, as a key of [`Facet::Date`].
    fn key(&self) -> Option<String> {
        let plain = matches!(self.from, Some(When::Month(..) | When::Day(_)));
        (plain && self.from == self.to).then(|| self.to_string())
    }
}

/// The facet choice that a term is: facet, value, whether it is wanted.
pub(crate) fn facet_choice(term: &Term) -> Option<(Facet, &Value, bool)> {
    match term {
        Term::Field(field, value, _) => Some((field.facet()?, value, true)),
        Term::Not(inner) => match &**inner {
            Term::Field(field, value, _) => Some((field.facet()?, value, false)),
            _ => None,
        },
        _ => None,
    }
}

/// The value that a key of the facet stands for.
pub(crate) fn value_of(facet: Facet, key: &str) -> Option<Value> {
    match (facet, key.parse::<i16>()) {
        (Facet::Year | Facet::Spoken, Ok(year)) => Some(Value::Years(Some(year), Some(year))),
        (Facet::Spoken, Err(_)) => None,
        (Facet::Year, Err(_)) => Some(Value::Undated),
        (Facet::Date, _) => {
            let day = When::parse(key);
            day.map(|_| Value::Dates(Dates { from: day, to: day }))
        }
        _ => Some(Value::Name(key.to_string())),
    }
}

/// Whether a choice says something of the key.
fn covers(value: &Value, key: &str) -> bool {
    match value {
        Value::Name(name) => name == key,
        Value::Undated => key == "undated",
        Value::Years(from, to) => key
            .parse()
            .is_ok_and(|y: i16| from.is_none_or(|f| f <= y) && to.is_none_or(|t| y <= t)),
        Value::Dates(dates) => dates.from == dates.to && dates.to_string() == key,
        Value::Text(_) => false,
    }
}

/// What is left of a range of years when one is taken out.
fn split(value: &Value, key: &str) -> Vec<Value> {
    let (Value::Years(from, to), Ok(year)) = (value, key.parse::<i16>()) else {
        return Vec::new();
    };
    let mut left = Vec::new();
    if *from != Some(year) && year > 0 {
        left.push(Value::Years(*from, Some(year - 1)));
    }
    if *to != Some(year) && year < LAST_YEAR {
        left.push(Value::Years(Some(year + 1), *to));
    }
    left
}
