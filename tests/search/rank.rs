//! Do the orders of hits say what they promise? Tables, and the score against a plain one.

use std::sync::Arc;

use briefing::briefing::Published;
use briefing::corpus::{Corpus, Order};
use briefing::fold;
use briefing::query::{Field, How, Query, Term, Text, Value, parse};
use jiff::civil::Date;
use proptest::prelude::*;

use super::fixture::{Doc, TODAY, corpus};
use super::properties::{is_in, lang, query_text, random_corpus, random_doc};

fn hits(corpus: &Corpus, text: &str) -> Vec<u32> {
    let query = corpus.read(text).expect(text);
    corpus.search(&query, Order::Date, &[]).hits
}

#[test]
fn what_speaks_of_the_words_most_comes_first() {
    let corpus = |docs: &[(&str, &str, &str)]| {
        let briefing = |(title, published, text): &(&str, &str, &str)| {
            Doc {
                name: "x",
                published,
                paragraphs: &[title, text],
                ..Doc::default()
            }
            .briefing()
        };
        let briefings = docs.iter().map(briefing).collect();
        Corpus::assemble(briefings, &[], Default::default(), Vec::new(), TODAY)
    };
    let often = [
        ("One", "2013", "A port and a road and a bridge"),
        ("Two", "2013", "A port beside a port beside a port"),
    ];
    assert_eq!(hits(&corpus(&often), "port sort:relevance"), [1, 0]);
    let title = [
        ("A word", "2013", "The port and no more"),
        ("The port", "2013", "A word and no more"),
    ];
    assert_eq!(hits(&corpus(&title), "port sort:relevance"), [1, 0]);
    let short = [
        (
            "One",
            "2013",
            "A port, and many other words that speak of other things",
        ),
        ("Two", "2013", "A port"),
    ];
    assert_eq!(hits(&corpus(&short), "port sort:relevance"), [1, 0]);
    let newer = [("One", "2013", "A port"), ("Two", "2014", "A port")];
    assert_eq!(hits(&corpus(&newer), "port sort:relevance"), [1, 0]);
    let rare = [
        ("One", "2013", "A road and a road"),
        ("Two", "2013", "A road and a port"),
        ("Three", "2013", "A road and a bridge"),
    ];
    assert_eq!(hits(&corpus(&rare), "road OR port sort:relevance")[0], 1);
}

#[test]
fn the_longest_come_first_and_of_equals_the_newest() {
    let corpus = corpus();
    let order = hits(&corpus, "sort:length");
    let words = order.iter().map(|h| corpus.row(*h).words);
    assert!(words.is_sorted_by(|a, b| a >= b), "{order:?}");
    let mut newest = hits(&corpus, "");
    newest.sort_by_key(|h| std::cmp::Reverse(corpus.row(*h).words));
    assert_eq!(order, newest);
}

#[test]
fn relevance_to_no_words_is_the_order_by_date() {
    let corpus = corpus();
    for text in ["", "topic:harbours", "-fish", "person:anna"] {
        let by_date = hits(&corpus, text);
        assert_eq!(hits(&corpus, &format!("{text} sort:relevance")), by_date);
        assert!(!parse(text).expect(text).has_words(), "{text}");
    }
    for text in ["war", "a OR topic:b", "title:war"] {
        assert!(parse(text).expect(text).has_words(), "{text}");
    }
    // Words do not change the order by themselves.
    let by_date = corpus.search(&corpus.read("chemical").expect("a query"), Order::Date, &[]);
    assert_eq!(hits(&corpus, "chemical"), by_date.hits);
}

/// The texts that a query wants, and whether in the title only.
fn wanted(terms: &[Term]) -> Vec<(&Text, bool)> {
    fn wanted_of(term: &Term) -> Vec<(&Text, bool)> {
        match term {
            Term::Text(text) => vec![(text, false)],
            Term::Field(Field::Title, Value::Text(text), _) => vec![(text, true)],
            Term::Any(terms) | Term::All(terms) => wanted(terms),
            _ => Vec::new(),
        }
    }
    terms.iter().flat_map(wanted_of).collect()
}

/// How often a text stands in a passage, window by window.
fn times(text: &Text, passage: &str, lang: &str) -> f64 {
    let size = fold::words(&text.text).count();
    let words: Vec<String> = fold::words(passage).map(|w| w.text.into_owned()).collect();
    let windows = words.windows(size);
    windows.filter(|w| is_in(text, &w.join(" "), lang)).count() as f64
}

/// BM25 as it stands in the books, read from the texts themselves.
fn score(corpus: &Corpus, query: &Query, at: usize) -> f64 {
    let passages = |b: usize| {
        let briefing = Arc::clone(&corpus.page(b as u32).briefing);
        let of = |block: &briefing::briefing::Block| briefing.body[block.span.range()].to_owned();
        briefing.blocks.iter().map(of).collect::<Vec<String>>()
    };
    let length = |b: usize| {
        let words = passages(b).into_iter().map(|p| fold::words(&p).count());
        words.sum::<usize>() as f64
    };
    let all = corpus.len();
    let mean = ((0..all).map(length).sum::<f64>() / all as f64).max(1.0);
    let count = |text: &Text, title: bool, b: usize| {
        let page = corpus.page(b as u32);
        let lang = lang(&page);
        let in_title = times(text, corpus.row(b as u32).title, lang);
        let in_text: f64 = passages(b).into_iter().map(|p| times(text, &p, lang)).sum();
        (if title { in_title } else { in_text }, in_title)
    };
    let term = |(text, title): (&Text, bool)| {
        let n = (0..all).filter(|b| count(text, title, *b).0 > 0.0).count() as f64;
        let (own, in_title) = count(text, title, at);
        let tf = if title {
            2.0 * in_title
        } else {
            own + 2.0 * in_title
        };
        let idf = (1.0 + (all as f64 - n + 0.5) / (n + 0.5)).ln();
        idf * tf * 2.2 / (tf + 1.2 * (0.25 + 0.75 * length(at) / mean))
    };
    let sum: f64 = wanted(query.terms()).into_iter().map(term).sum();
    let date = |b: usize| corpus.row(b as u32).published;
    let day = |p: Published| {
        f64::from(
            Date::constant(2000, 1, 1)
                .until(p.latest)
                .expect("days")
                .get_days(),
        )
    };
    let days: Vec<f64> = (0..all).filter_map(|b| date(b).map(day)).collect();
    let (first, last) = days
        .iter()
        .fold((f64::MAX, f64::MIN), |(a, b), d| (a.min(*d), b.max(*d)));
    let newness = date(at).map_or(0.0, |p| (day(p) - first) / (last - first).max(1.0));
    sum * (1.0 + 0.1 * newness)
}

fn has_near(terms: &[Term]) -> bool {
    terms.iter().any(|t| match t {
        Term::Text(text) | Term::Field(_, Value::Text(text), _) => matches!(text.how, How::Near(_)),
        Term::Any(terms) | Term::All(terms) => has_near(terms),
        _ => false,
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn relevance_is_the_score_of_a_plain_scan(
        docs in proptest::collection::vec(random_doc(), 0..8),
        text in query_text(),
    ) {
        let corpus = random_corpus(&docs);
        let mut query = parse(&text).expect("the generator writes right queries");
        query.set_order(Some(Order::Relevance));
        // Words near each other have no windows to count.
        if query.has_words() && !has_near(query.terms()) {
            let hits = corpus.search(&query, Order::Date, &[]).hits;
            let scores: Vec<f64> = hits.iter().map(|h| score(&corpus, &query, *h as usize)).collect();
            let falling = scores.windows(2).all(|w| w[0] >= w[1] - 1e-9);
            prop_assert!(falling, "{} {:?} {:?}", text, hits, scores);
        }
    }
}
