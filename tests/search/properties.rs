//! Is a search what a plain scan finds, and a printed query what was asked? Random corpora, random queries.

use briefing::briefing::Kind;
use briefing::corpus::{Corpus, Order, Page};
use briefing::entity::{Entities, Entity};
use briefing::fold;
use briefing::query::{
    Choice, Facet, Field, How, Query, Term, Text, Value, parse, partial, value_text,
};
use proptest::prelude::*;

use super::fixture::{Doc, TODAY, country, published};

const VOCABULARY: [&str; 15] = [
    "war",
    "wars",
    "labour",
    "labor",
    "Łódź",
    "lodz",
    "organise",
    "organization",
    "peace",
    "peaces",
    "the",
    "U.N.",
    "frontalier",
    "frontalière",
    "organisons",
];
const TOPICS: [&str; 3] = ["alpha", "beta-one", "gamma"];
const CODES: [&str; 3] = ["tj", "ru", "us"];
const SOURCES: [&str; 3] = ["One", "Two Words", ""];
const DATES: [&str; 6] = ["", "2013", "2013-09", "2013-09-23", "2014-01-05", "2015-12"];
/// Years that the texts speak of.
const SPOKEN: [i16; 4] = [1991, 2012, 2013, 2014];
const LANGS: [&str; 3] = ["", "en-GB", "fr"];

/// A random briefing as numbers into the lists above.
#[derive(Debug, Clone)]
pub struct Random {
    source: usize,
    published: usize,
    countries: Vec<usize>,
    topics: Vec<usize>,
    lang: usize,
    spoken: Vec<i16>,
    paragraphs: Vec<Vec<usize>>,
    entities: Vec<usize>,
}

const PEOPLE: [(&str, Kind); 6] = [
    ("Anna Berg", Kind::Person),
    ("Berg", Kind::Place),
    ("Anna Maria Berg", Kind::Person),
    ("Anna Berg", Kind::Person),
    ("Harbour Union", Kind::Organisation),
    ("Berg", Kind::Event),
];

pub fn random_doc() -> impl Strategy<Value = Random> {
    let paragraph = proptest::collection::vec(0..VOCABULARY.len(), 0..7);
    (
        0..SOURCES.len(),
        0..DATES.len(),
        proptest::collection::vec(0..CODES.len(), 0..3),
        proptest::collection::vec(0..TOPICS.len(), 0..3),
        0..LANGS.len(),
        proptest::sample::subsequence(SPOKEN.to_vec(), 0..=SPOKEN.len()),
        proptest::collection::vec(paragraph, 1..4),
        proptest::collection::vec(0..PEOPLE.len(), 0..3),
    )
        .prop_map(
            |(source, published, countries, topics, lang, spoken, paragraphs, entities)| Random {
                source,
                published,
                countries,
                topics,
                lang,
                spoken,
                paragraphs,
                entities,
            },
        )
}

pub fn random_corpus(docs: &[Random]) -> Corpus {
    let pick = |list: &[&'static str], at: &[usize]| -> Vec<&'static str> {
        at.iter().map(|i| list[*i]).collect()
    };
    let briefing = |doc: &Random| {
        let texts: Vec<String> = doc
            .paragraphs
            .iter()
            .map(|p| pick(&VOCABULARY, p).join(" "))
            .collect();
        Doc {
            name: "x",
            source: SOURCES[doc.source],
            published: DATES[doc.published],
            countries: &pick(&CODES, &doc.countries),
            topics: &pick(&TOPICS, &doc.topics),
            lang: LANGS[doc.lang],
            paragraphs: &texts.iter().map(String::as_str).collect::<Vec<_>>(),
            spoken: &[],
        }
        .briefing()
    };
    let mut entities = Entities {
        all: Vec::new(),
        mentions: vec![Vec::new(); docs.len()],
    };
    for (at, (name, kind)) in PEOPLE.into_iter().enumerate() {
        let mentioning = docs
            .iter()
            .enumerate()
            .filter(|(_, d)| d.entities.contains(&at));
        entities.all.push(Entity {
            slug: fold::slug(name),
            kind,
            name: name.to_string(),
            names: vec![(name.to_string(), 1)],
            briefings: mentioning.map(|(b, _)| (b as u32, 1)).collect(),
        });
    }
    let annotations = |doc: &Random| {
        let spoken = &doc.spoken;
        Doc {
            spoken,
            ..Doc::default()
        }
        .annotations()
    };
    Corpus::assemble(
        docs.iter().map(briefing).collect(),
        &docs.iter().map(annotations).collect::<Vec<_>>(),
        entities,
        Vec::new(),
        TODAY,
    )
}

/// One term of a query as a reader might type it.
fn leaf() -> impl Strategy<Value = String> {
    let word = proptest::sample::select(&VOCABULARY[..]);
    let words = proptest::collection::vec(word.clone(), 2..4).prop_map(|w| w.join(" "));
    let year = 2012..2016i16;
    prop_oneof![
        4 => word.clone().prop_map(str::to_string),
        1 => word.clone().prop_map(|w| format!("{}*", w.chars().take(2).filter(|c| *c != '.').collect::<String>())),
        1 => word.clone().prop_map(|w| format!("{}~1", w.replace('a', ""))),
        2 => words.clone().prop_map(|w| format!("\"{w}\"")),
        2 => (words.clone(), 0..4u8).prop_map(|(w, n)| format!("\"{w}\"~{n}")),
        1 => word.prop_map(|w| format!("title:{w}")),
        1 => words.prop_map(|w| format!("title:\"{w}\"~1")),
        3 => proptest::sample::select(&TOPICS[..]).prop_map(|t| format!("topic:{t}")),
        3 => proptest::sample::select(&CODES[..]).prop_map(|c| format!("country:{}", country(c))),
        2 => proptest::sample::select(vec!["one", "two-words", "unsorted", "no-such"]).prop_map(|s| format!("source:{s}")),
        2 => year.clone().prop_map(|y| format!("year:{y}")),
        1 => (year.clone(), 0..3i16).prop_map(|(y, n)| format!("year:{y}..{}", y + n)),
        1 => year.clone().prop_map(|y| format!("year:{y}..")),
        1 => year.clone().prop_map(|y| format!("year:..{y}")),
        2 => year.clone().prop_map(|y| format!("spoken:{y}")),
        1 => (year.clone(), 0..3i16).prop_map(|(y, n)| format!("spoken:{y}..{}", y + n)),
        1 => year.clone().prop_map(|y| format!("spoken:{y}..")),
        1 => year.prop_map(|y| format!("spoken:..{y}")),
        1 => Just("year:undated".to_string()),
        2 => proptest::sample::select(vec![
            "date:2013", "date:2013-09", "date:2013-09-10..2014", "date:last-month", "date:..2013-09-23", "date:last-3-years", "date:last-year..today",
        ]).prop_map(str::to_string),
        2 => proptest::sample::select(vec!["mention:anna", "person:berg", "mention:berg", "place:berg", "org:berg", "mention:\"maria berg\"",
            "person:\"Anna Berg\"", "person:\"anna maria berg\"", "org:\"Harbour Union\"", "event:Berg"]).prop_map(str::to_string),
        1 => proptest::sample::select(vec!["lang:en", "lang:fr", "lang:ru"]).prop_map(str::to_string),
    ]
}

pub fn query_text() -> impl Strategy<Value = String> {
    let term = leaf().prop_recursive(3, 12, 3, |inner| {
        let list = proptest::collection::vec(inner.clone(), 1..4);
        prop_oneof![
            list.clone().prop_map(|l| format!("({})", l.join(" OR "))),
            list.prop_map(|l| format!("({})", l.join(" "))),
            inner.prop_map(|t| format!("-{t}")),
        ]
    });
    let joined = (
        proptest::collection::vec((term, any::<bool>()), 0..5),
        0..9u8,
    );
    joined.prop_map(|(terms, sort)| {
        let mut text = String::new();
        for (at, (term, or)) in terms.into_iter().enumerate() {
            text.push_str(if at == 0 {
                ""
            } else if or {
                " OR "
            } else {
                " "
            });
            text.push_str(&term);
        }
        let sort = [
            "sort:date",
            "sort:title",
            "sort:source",
            "sort:relevance",
            "sort:length",
        ]
        .get(sort as usize)
        .unwrap_or(&"");
        format!("{text} {sort}")
    })
}

/// The plain scan: reads each briefing's own fields for each term, without sets, numbers or any index.
struct Scan<'a> {
    corpus: &'a Corpus,
    docs: &'a [Random],
}

impl Scan<'_> {
    fn hits(&self, query: &Query) -> Vec<u32> {
        let all = 0..self.docs.len();
        all.filter(|b| self.all(*b, query.terms()))
            .map(|b| b as u32)
            .collect()
    }

    fn all(&self, b: usize, terms: &[Term]) -> bool {
        terms.iter().all(|term| match term {
            Term::Field(field, _, _) if field.alternates() => terms
                .iter()
                .any(|t| matches!(t, Term::Field(f, v, _) if f == field && self.field(b, *f, v))),
            term => self.holds(b, term),
        })
    }

    fn holds(&self, b: usize, term: &Term) -> bool {
        let page = self.corpus.page(b as u32);
        let briefing = &page.briefing;
        match term {
            Term::Text(text) => briefing
                .blocks
                .iter()
                .any(|block| is_in(text, &briefing.body[block.span.range()], lang(&page))),
            Term::Not(inner) => !self.holds(b, inner),
            Term::Any(terms) => terms.iter().any(|t| self.holds(b, t)),
            Term::All(terms) => self.all(b, terms),
            Term::Field(field, value, _) => self.field(b, *field, value),
        }
    }

    fn field(&self, b: usize, field: Field, value: &Value) -> bool {
        let page = self.corpus.page(b as u32);
        let briefing = &page.briefing;
        let doc = &self.docs[b];
        let date = published(if DATES[doc.published].is_empty() {
            "1"
        } else {
            DATES[doc.published]
        });
        let date = date.filter(|_| !DATES[doc.published].is_empty());
        match value {
            Value::Name(name) => match field {
                Field::Topic => doc.topics.iter().any(|t| TOPICS[*t] == name),
                Field::Country => doc.countries.iter().any(|c| country(CODES[*c]) == *name),
                Field::Source => ["one", "two-words", "unsorted"][doc.source] == name,
                Field::Lang => match name.as_str() {
                    "en" => doc.lang == 1,
                    "fr" => doc.lang == 2,
                    _ => false,
                },
                _ => doc.entities.iter().any(|e| named(*e, name, field)),
            },
            Value::Undated => date.is_none(),
            Value::Years(from, to) if field == Field::Spoken => doc
                .spoken
                .iter()
                .any(|y| from.is_none_or(|f| f <= *y) && to.is_none_or(|t| *y <= t)),
            Value::Years(from, to) => date.is_some_and(|d| {
                let year = d.earliest.year();
                from.is_none_or(|f| f <= year) && to.is_none_or(|t| year <= t)
            }),
            Value::Dates(dates) => date.is_some_and(|d| {
                let (first, last) = dates.days(TODAY);
                // Day by day, since an interval is only a set of days.
                d.earliest
                    .series(jiff::ToSpan::days(1))
                    .take_while(|day| *day <= d.latest)
                    .any(|day| first <= day && day <= last)
            }),
            Value::Text(text) => is_in(text, &briefing.heading(), lang(&page)),
        }
    }
}

/// Whether entity `e` of [`PEOPLE`] is meant; the rules of the language, case by case.
fn named(e: usize, name: &str, field: Field) -> bool {
    match (name.to_lowercase().as_str(), field) {
        ("anna", Field::Mention) => [0, 2, 3].contains(&e),
        ("anna berg", Field::Person) => [0, 3].contains(&e),
        ("anna maria berg", Field::Person) => e == 2,
        ("berg", Field::Person) => [0, 2, 3].contains(&e),
        ("berg", Field::Place) => e == 1,
        ("berg", Field::Event) => e == 5,
        ("berg", Field::Mention) => [1, 5].contains(&e),
        ("maria berg", Field::Mention) => e == 2,
        ("harbour union", Field::Org) => e == 4,
        _ => false,
    }
}

/// Every value that a facet could list.
fn candidates(facet: Facet, query: &Query, docs: &[Random]) -> Vec<String> {
    let texts = |list: &[&str]| list.iter().map(|t| t.to_string()).collect::<Vec<_>>();
    match facet {
        Facet::Topic => texts(&TOPICS),
        Facet::Country => CODES.map(country).to_vec(),
        Facet::Source => texts(&["one", "two-words", "unsorted"]),
        Facet::Spoken => SPOKEN.iter().map(i16::to_string).collect(),
        Facet::Year => texts(&["2012", "2013", "2014", "2015", "undated"]),
        Facet::Lang => (1..LANGS.len())
            .filter(|at| docs.iter().any(|d| d.lang == *at))
            .map(|at| LANGS[at][..2].to_owned())
            .collect(),
        Facet::Date => {
            let named = query.named(Facet::Date);
            let years = query.only_year().map(|y| y.to_string());
            let years = years
                .into_iter()
                .chain(named.iter().map(|n| n[..4].to_string()));
            let months = years.flat_map(|y| (1..13).map(move |m| format!("{y}-{m:02}")));
            let days = named
                .iter()
                .flat_map(|n| (1..32).map(move |d| format!("{}-{d:02}", &n[..7])));
            months
                .chain(days.filter(|d| parse(&format!("date:{d}")).is_ok()))
                .collect()
        }
        _ => {
            let kind = Field::from(facet).kind();
            let of_kind = PEOPLE.iter().enumerate().filter(|(_, p)| Some(p.1) == kind);
            let linked =
                of_kind.filter(|(e, _)| docs.iter().filter(|d| d.entities.contains(e)).count() > 1);
            linked.map(|(_, p)| p.0.to_string()).collect()
        }
    }
}

/// The language of a briefing.
pub fn lang(page: &Page) -> &str {
    page.facts.lang.as_ref().map_or("", |l| &l.value)
}

/// Whether words of the query can be given words of the text, each its own.
fn pair_up(wanted: &[String], words: &[&String], same: &dyn Fn(&String, &String) -> bool) -> bool {
    let Some((first, rest)) = wanted.split_first() else {
        return true;
    };
    (0..words.len()).any(|at| {
        let mut left = words.to_vec();
        same(left.remove(at), first) && pair_up(rest, &left, same)
    })
}

/// Whether a text of a query is found in a passage of a briefing in that language.
pub fn is_in(text: &Text, passage: &str, lang: &str) -> bool {
    let wanted: Vec<String> = fold::words(&text.text)
        .map(|w| w.text.into_owned())
        .collect();
    let words: Vec<String> = fold::words(passage).map(|w| w.text.into_owned()).collect();
    let same = |a: &String, b: &String| {
        fold::stem(a) == fold::stem(b)
            || fold::has_stems(lang) && fold::stem_in(lang, a) == fold::stem_in(lang, b)
    };
    match text.how {
        How::Prefix => words.iter().any(|w| w.starts_with(&wanted[0])),
        How::Typo => words
            .iter()
            .any(|w| same(w, &wanted[0]) || fold::one_typo(w, &wanted[0])),
        How::Phrase => words
            .windows(wanted.len())
            .any(|w| w.iter().zip(&wanted).all(|(a, b)| same(a, b))),
        How::Near(between) => (0..words.len()).any(|start| {
            let end = words.len().min(start + wanted.len() + between as usize);
            let near: Vec<&String> = words[start..end].iter().collect();
            pair_up(&wanted, &near, &same)
        }),
    }
}

fn edit(query: &mut Query, (what, facet, value): (u8, u8, u8)) {
    let facet = Facet::ALL[facet as usize % Facet::ALL.len()];
    let value = match facet {
        Facet::Topic => TOPICS[value as usize % 3].to_string(),
        Facet::Country => country(CODES[value as usize % 3]),
        Facet::Source => ["one", "two-words", "unsorted"][value as usize % 3].to_string(),
        Facet::Year => ["2013", "2014", "undated"][value as usize % 3].to_string(),
        Facet::Spoken => ["1991", "2013", "undated"][value as usize % 3].to_string(),
        Facet::Date => ["2013-09", "2013-09-23", "2014-01"][value as usize % 3].to_string(),
        Facet::Lang => ["en", "fr", "ru"][value as usize % 3].to_string(),
        Facet::Tag => ["boats", "to-do", "x2"][value as usize % 3].to_string(),
        Facet::Has => ["note", "highlight"][value as usize % 2].to_string(),
        _ => PEOPLE[value as usize % PEOPLE.len()].0.to_string(),
    };
    match what % 6 {
        0 => query.include(facet, &value),
        1 => query.exclude(facet, &value),
        2 => query.only(facet, &value),
        3 => query.clear(facet),
        4 if matches!(facet, Facet::Year | Facet::Spoken) => {
            query.years(facet, 2012 + value.len() as i16 % 3, 2014);
        }
        4 => query.years(Facet::Year, 2012 + value.len() as i16 % 3, 2014),
        _ => query.set_order(Some(Order::Title)),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn search_and_counts_are_those_of_a_plain_scan(
        docs in proptest::collection::vec(random_doc(), 0..8),
        text in query_text(),
    ) {
        let corpus = random_corpus(&docs);
        let scan = Scan { corpus: &corpus, docs: &docs };
        let query = parse(&text).expect("the generator writes right queries");
        let results = corpus.search(&query, Order::Date, &Facet::ALL);
        let mut hits = results.hits.clone();
        hits.sort();
        prop_assert_eq!(&hits, &scan.hits(&query), "{}", text);
        for facet in Facet::ALL {
            let mut without = query.clone();
            without.clear(facet);
            let base = scan.hits(&without);
            let plain = |key: &str| {
                let one = parse(&format!("{}:{}", facet.name(), value_text(facet.into(), key))).expect("a value");
                let having = scan.hits(&one);
                base.iter().filter(|b| having.contains(b)).count() as u32
            };
            let listed = &results.facets[&facet];
            for value in listed {
                prop_assert_eq!(value.count, plain(&value.key), "{} {:?} {}", text, facet, value.key);
                prop_assert!(value.count > 0 || query.choice(facet, &value.key) != Choice::None);
                prop_assert_eq!(listed.iter().filter(|v| v.key == value.key).count(), 1);
            }
            for key in candidates(facet, &query, &docs) {
                let missing = plain(&key) > 0 && listed.iter().all(|v| v.key != key);
                prop_assert!(!missing, "{} {:?} {}", text, facet, key);
            }
            // No briefing is left out of the counts.
            let counted: u32 = results.facets[&facet].iter().map(|v| v.count).sum();
            if matches!(facet, Facet::Year | Facet::Source) {
                prop_assert_eq!(counted as usize, base.len());
            }
        }
    }

    #[test]
    fn facets_that_are_not_asked_for_are_not_counted(
        docs in proptest::collection::vec(random_doc(), 0..4),
        text in query_text(),
        wanted in proptest::sample::subsequence(&Facet::ALL[..], 0..=Facet::ALL.len()),
    ) {
        let corpus = random_corpus(&docs);
        let query = parse(&text).expect("the generator writes right queries");
        let all = corpus.search(&query, Order::Date, &Facet::ALL);
        let some = corpus.search(&query, Order::Date, &wanted);
        prop_assert_eq!(&some.hits, &all.hits);
        let kept = all.facets.into_iter().filter(|(f, _)| wanted.contains(f)).collect();
        prop_assert_eq!(some.facets, kept);
    }

    #[test]
    fn what_is_printed_reads_back(text in query_text(), edits in proptest::collection::vec(any::<(u8, u8, u8)>(), 0..6)) {
        let mut query = parse(&text).expect("the generator writes right queries");
        prop_assert_eq!(parse(&query.to_string()), Ok(query.clone()));
        for change in edits {
            edit(&mut query, change);
            prop_assert_eq!(parse(&query.to_string()), Ok(query.clone()), "{}", query);
        }
        for (_, rest) in query.without_each() {
            prop_assert_eq!(parse(&rest.to_string()), Ok(rest));
        }
    }

    #[test]
    fn including_twice_takes_back(text in query_text(), topic in 0..3usize) {
        let mut query = parse(&text).expect("the generator writes right queries");
        query.include(Facet::Topic, TOPICS[topic]);
        let wanted = query.choice(Facet::Topic, TOPICS[topic]);
        query.include(Facet::Topic, TOPICS[topic]);
        let back = query.choice(Facet::Topic, TOPICS[topic]);
        prop_assert_ne!(wanted, back);
        query.exclude(Facet::Topic, TOPICS[topic]);
        prop_assert_eq!(query.choice(Facet::Topic, TOPICS[topic]), Choice::Excluded);
    }

    #[test]
    fn any_text_is_a_query_or_an_error_with_a_place(
        text in prop_oneof![
            "\\PC{0,40}",
            "([a-z]{0,3}|topic:|year:|spoken:|date:|sort:|title:|\"|\\(|\\)|-|~|\\*|\\\\|OR|NOT|AND|\\.\\.|2013|é|“|”|«| |\u{1b}|\t){0,24}",
        ],
        caret in 0..60usize,
    ) {
        match parse(&text) {
            Ok(query) => prop_assert_eq!(parse(&query.to_string()), Ok(query)),
            Err(error) => {
                prop_assert!(text.get(error.at.clone()).is_some(), "{:?} of {:?}", error.at, text);
                let clean = !error.message.chars().any(char::is_control);
                prop_assert!(clean);
            }
        }
        let partial = partial(&text, caret);
        prop_assert!(text.get(partial.at).is_some());
    }
}
