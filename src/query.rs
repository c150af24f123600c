//! What does the reader ask for? A query as a value, and its one text form.
//!
//! A query is a list of terms that must all hold. Terms of one facet side by side are alternatives
//! (`country:tj country:ru`), so a choice in the facets pane is a term like any other, and toggling it
//! adds or drops one term. `OR` binds closer than the space between terms: `a b OR c` is `a (b OR c)`.
//!
//! Invariant: `parse(print(q)) == q`. Toggling a facet value and typing it are the same edit.
//! Must not know: which values and briefings there are (corpus resolves names), the screen, the clock.

mod choices;
mod dates;
mod kept;
mod normal;
mod parse;
mod partial;
mod print;

use std::ops::Range;

pub use choices::{Choice, Facet};
pub(crate) use choices::{facet_choice, value_of};
pub(crate) use dates::OFFERED;
pub use dates::{Dates, Relative, Unit, When};
pub use kept::{Edit, Kept, MOST_ASKED, Saved};
pub(crate) use parse::quoted;
pub use parse::{MAX_DEPTH, MAX_LEN, parse};
pub use partial::{Partial, partial};
pub use print::value_text;

use crate::briefing::Kind;
use normal::{map_term, normal_all};

/// The order of a list of briefings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Order {
    /// Newest first, undated last.
    #[default]
    Date,
    /// What speaks of the words of the query most comes first; without words, as by date.
    Relevance,
    /// By title.
    Title,
    /// By source, then date.
    Source,
    /// Longest first.
    Length,
}

impl Order {
    /// All of them.
    pub const ALL: [Order; 5] = [
        Order::Date,
        Order::Relevance,
        Order::Title,
        Order::Source,
        Order::Length,
    ];

    /// As `sort:` names it.
    pub fn name(self) -> &'static str {
        match self {
            Order::Date => "date",
            Order::Relevance => "relevance",
            Order::Title => "title",
            Order::Source => "source",
            Order::Length => "length",
        }
    }
}

/// What stands before the colon of a term.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    /// A facet: topic.
    Topic,
    /// A facet: country.
    Country,
    /// A facet: year of publication.
    Year,
    /// A facet: a year that the text speaks of.
    Spoken,
    /// A facet: source.
    Source,
    /// Published on a day or in a span of days.
    Date,
    /// Words of the title.
    Title,
    /// Any entity by name.
    Mention,
    /// A person by name.
    Person,
    /// An organisation by name.
    Org,
    /// A place by name.
    Place,
    /// An event by name.
    Event,
    /// An agreement by name.
    Agreement,
    /// The language (BCP 47).
    Lang,
    /// A facet: a tag of the reader's.
    Tag,
    /// `read`, `unread`, `starred`, `new`.
    Is,
    /// A facet: `note`, `highlight`.
    Has,
}

impl Field {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Field; 17] = [
        Field::Topic,
        Field::Country,
        Field::Year,
        Field::Spoken,
        Field::Source,
        Field::Date,
        Field::Title,
        Field::Mention,
        Field::Person,
        Field::Org,
        Field::Place,
        Field::Event,
        Field::Agreement,
        Field::Lang,
        Field::Tag,
        Field::Is,
        Field::Has,
    ];

    /// As it is printed.
    pub fn name(self) -> &'static str {
        match self {
            Field::Topic => "topic",
            Field::Country => "country",
            Field::Year => "year",
            Field::Spoken => "spoken",
            Field::Source => "source",
            Field::Date => "date",
            Field::Title => "title",
            Field::Mention => "mention",
            Field::Person => "person",
            Field::Org => "org",
            Field::Place => "place",
            Field::Event => "event",
            Field::Agreement => "agreement",
            Field::Lang => "lang",
            Field::Tag => "tag",
            Field::Is => "is",
            Field::Has => "has",
        }
    }

    /// The facet of that name, if it is one.
    pub fn facet(self) -> Option<Facet> {
        Facet::ALL.into_iter().find(|f| Field::from(*f) == self)
    }

    /// The kind of entity it asks for; `None` for fields of other things and for `mention`, which asks for any.
    pub fn kind(self) -> Option<Kind> {
        match self {
            Field::Person => Some(Kind::Person),
            Field::Org => Some(Kind::Organisation),
            Field::Place => Some(Kind::Place),
            Field::Event => Some(Kind::Event),
            Field::Agreement => Some(Kind::Agreement),
            _ => None,
        }
    }

    /// Whether it asks for an entity.
    pub fn is_mention(self) -> bool {
        self == Field::Mention || self.kind().is_some()
    }

    /// Whether several terms of it, side by side, are alternatives: so are the values of every facet.
    pub fn alternates(self) -> bool {
        self.facet().is_some()
    }
}

/// Where a term stood in the text from which it was read (bytes); empty for terms that an edit added.
/// It is no part of what a query means: all places are equal.
#[derive(Debug, Clone, Default)]
pub struct At(pub Range<usize>);

impl PartialEq for At {
    fn eq(&self, _: &At) -> bool {
        true
    }
}

impl Eq for At {}

/// Words to look for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    /// As written, spaces joined; holds at least one word ([`crate::fold::words`]).
    pub text: String,
    /// How they must be met.
    pub how: How,
}

/// How words must be met.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum How {
    /// In this order, side by side.
    Phrase,
    /// In any order, with at most so many other words among them (`"…"~5`); two words at least.
    Near(u16),
    /// One word, as a beginning (`word*`).
    Prefix,
    /// One word, or one that differs by one letter (`word~1`).
    Typo,
}

/// What a field is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// A name: of a facet value (its key, once resolved), an entity, a language.
    Name(String),
    /// Years, both ends included; an open end is `None`, but never both.
    Years(Option<i16>, Option<i16>),
    /// No certain year.
    Undated,
    /// Days.
    Dates(Dates),
    /// Words (of the title).
    Text(Text),
}

/// One condition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Term {
    /// Words in the text.
    Text(Text),
    /// A field's value.
    Field(Field, Value, At),
    /// It must not hold; never directly around another `Not`.
    Not(Box<Term>),
    /// One of them must hold; two at least.
    Any(Vec<Term>),
    /// All must hold, fields that [alternate](Field::alternates) one per field; two at least.
    All(Vec<Term>),
}

/// What the reader asks.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Query {
    /// As [`Term::All`], of any number, and never itself holding one.
    terms: Vec<Term>,
    order: Option<Order>,
}

/// Why a text is not a query: where (bytes of the text), what is wrong, what was probably meant.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct QueryError {
    /// Bytes of the query's text; of the text that was parsed, also when [`crate::corpus::Corpus::resolve`] found the error.
    pub at: Range<usize>,
    /// What is wrong, one line: ``no field `contry`, did you mean `country`?``
    pub message: String,
    /// The text to put there instead, when there is a likely one.
    pub instead: Option<String>,
}

impl Query {
    /// A query of these terms, in normal form.
    pub(crate) fn new(terms: Vec<Term>, order: Option<Order>) -> Query {
        Query {
            terms: normal_all(terms),
            order,
        }
    }

    /// Its terms; all must hold, and those of one facet are alternatives.
    pub fn terms(&self) -> &[Term] {
        &self.terms
    }

    /// The order that it asks for.
    pub fn order(&self) -> Option<Order> {
        self.order
    }

    /// Asks for an order, or for none.
    pub fn set_order(&mut self, order: Option<Order>) {
        self.order = order;
    }

    /// Whether it asks for words, in the text or in the title, so that hits can be ranked by them.
    pub fn has_words(&self) -> bool {
        fn asks(term: &Term) -> bool {
            match term {
                Term::Text(_) | Term::Field(_, Value::Text(_), _) => true,
                Term::Any(terms) | Term::All(terms) => terms.iter().any(asks),
                Term::Field(..) | Term::Not(_) => false,
            }
        }
        self.terms.iter().any(asks)
    }

    /// Whether it asks for what the reader made of briefings.
    pub fn asks_own(&self) -> bool {
        fn asks(term: &Term) -> bool {
            match term {
                Term::Field(field, ..) => matches!(field, Field::Tag | Field::Is | Field::Has),
                Term::Any(terms) | Term::All(terms) => terms.iter().any(asks),
                Term::Not(term) => asks(term),
                Term::Text(_) => false,
            }
        }
        self.terms.iter().any(asks)
    }

    /// Whether it asks for nothing: all briefings.
    pub fn is_empty(&self) -> bool {
        self.terms.is_empty()
    }

    /// The query's parts that could be dropped one at a time (each a query without that part, and the part's text):
    /// what the empty list offers when nothing matches.
    pub fn without_each(&self) -> Vec<(String, Query)> {
        let without = |at: usize| {
            let mut terms = self.terms.clone();
            let part = Query::new(vec![terms.remove(at)], None).to_string();
            (part, Query::new(terms, self.order))
        };
        (0..self.terms.len()).map(without).collect()
    }

    /// Its words that may be misspelled, each with the query in which that word may differ by a letter.
    pub fn alike_each(&self) -> Vec<(String, Query)> {
        let alike = |at: usize| {
            let mut terms = self.terms.clone();
            let word = misspell(&mut terms[at])?;
            Some((word, Query::new(terms, self.order)))
        };
        (0..self.terms.len()).filter_map(alike).collect()
    }

    /// All of those words at once, with the query in which each may differ by a letter; nothing if they are not several.
    pub fn alike_all(&self) -> Option<(String, Query)> {
        let mut terms = self.terms.clone();
        let words: Vec<String> = terms.iter_mut().filter_map(misspell).collect();
        (words.len() > 1).then(|| (words.join(" "), Query::new(terms, self.order)))
    }

    /// Its words that are years (`2013`, `2013-2014`), with the query that asks for briefings of these years instead of those that
    /// say so; nothing if there are none.
    pub fn as_years(&self) -> Option<(String, Query)> {
        let mut terms = self.terms.clone();
        let years: Vec<String> = terms.iter_mut().filter_map(date).collect();
        (!years.is_empty()).then(|| (years.join(" "), Query::new(terms, self.order)))
    }

    /// All of it that is no choice in a facet, as text: what a search line beside the facets pane would hold.
    pub fn words(&self) -> String {
        let free = self.terms.iter().filter(|t| facet_choice(t).is_none());
        Query::new(free.cloned().collect(), None).to_string()
    }

    /// Puts `text` (any query) in the place of all that is no choice in a facet.
    pub fn set_words(&mut self, text: &str) -> Result<(), QueryError> {
        let words = parse(text)?;
        let mut terms = words.terms;
        let chosen = self.terms.drain(..).filter(|t| facet_choice(t).is_some());
        terms.extend(chosen);
        *self = Query::new(terms, words.order.or(self.order));
        Ok(())
    }

    /// The same query with every field's value put through `map`, or the first error.
    pub(crate) fn map_values(
        &self,
        map: &mut dyn FnMut(Field, &Value, &At) -> Result<Value, QueryError>,
    ) -> Result<Query, QueryError> {
        let terms = self.terms.iter().map(|t| map_term(t, map));
        Ok(Query::new(terms.collect::<Result<_, _>>()?, self.order))
    }
}

/// The one word that a term looks for as it stands.
fn word(term: &Term) -> Option<&Text> {
    match term {
        Term::Text(text) if text.how == How::Phrase && !text.text.contains(' ') => Some(text),
        _ => None,
    }
}

/// Lets the word of a term differ by a letter; the word, if it is one that may.
fn misspell(term: &mut Term) -> Option<String> {
    /// Of shorter words too many others differ by one letter only.
    const SHORTEST: usize = 4;
    let text = word(term).filter(|t| t.text.chars().count() >= SHORTEST)?;
    let (said, how) = (text.text.clone(), How::Typo);
    *term = Term::Text(Text {
        how,
        ..text.clone()
    });
    Some(said)
}

/// Lets a word that is a year, or two with a hyphen, ask for these years; as it is asked then.
fn date(term: &mut Term) -> Option<String> {
    let text = &word(term)?.text;
    let year = |text: &str| {
        let plausible = text.len() == 4 && (text.starts_with("19") || text.starts_with("20"));
        plausible && text.bytes().all(|b| b.is_ascii_digit())
    };
    let (from, to) = text.split_once(['-', '\u{2013}']).unwrap_or((text, text));
    if !year(from) || !year(to) || from > to {
        return None;
    }
    let asked = match from == to {
        true => format!("year:{from}"),
        false => format!("year:{from}..{to}"),
    };
    *term = parse(&asked).ok()?.terms.pop()?;
    Some(asked)
}
