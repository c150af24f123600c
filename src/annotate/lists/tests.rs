//! Are the data files whole? No duplicates, every country with its parts, every file with its terms.

use super::super::known::{Country, Topic};
use super::super::listed::Places;
use super::*;
use std::collections::BTreeSet;

const FILES: [(&str, &str); 10] = [
    ("countries", include_str!("../data/countries.toml")),
    ("cues", include_str!("../data/cues.toml")),
    ("given", include_str!("../data/given.txt")),
    ("organisations", include_str!("../data/organisations.toml")),
    ("places", include_str!("../data/places.toml")),
    ("titles", include_str!("../data/titles.toml")),
    ("topics", include_str!("../data/topics.toml")),
    ("words", include_str!("../data/words.txt")),
    ("agreements", include_str!("../data/agreements.toml")),
    ("events", include_str!("../data/events.toml")),
];

fn once<'a>(what: &str, all: impl IntoIterator<Item = &'a String>) {
    let mut seen = BTreeSet::new();
    for text in all {
        assert!(
            !text.trim().is_empty() && text.trim() == text,
            "{what}: “{text}”"
        );
        assert!(seen.insert(text.clone()), "{what}: “{text}” twice");
    }
}

#[test]
fn every_list_says_where_it_comes_from_and_under_which_terms() {
    for (name, text) in FILES {
        let header: Vec<&str> = text.lines().take_while(|l| l.starts_with('#')).collect();
        let header = header.join(" ");
        let terms = header.contains("terms") || header.contains("Permission to use");
        assert!(header.len() > 80 && terms, "{name}: {header}");
    }
}

#[test]
fn every_country_has_its_parts() {
    let countries: BTreeMap<String, Country> = read(FILES[0].1);
    let states: Vec<_> = countries.iter().filter(|c| !c.1.territory).collect();
    assert!(states.len() >= 195, "{} states", states.len());
    assert!(countries.len() >= 235, "{} in all", countries.len());
    once("codes", countries.values().map(|c| &c.iso3));
    once("countries", countries.values().map(|c| &c.name));
    for (code, country) in &countries {
        assert!(code.len() == 2 && country.iso3.len() == 3, "{code}");
        once(code, country.aliases.iter().chain(&country.demonyms));
    }
    let capitals = states.iter().filter(|c| !c.1.capitals.is_empty()).count();
    let demonyms = states.iter().filter(|c| !c.1.demonyms.is_empty()).count();
    assert!(
        capitals >= 185 && demonyms >= 185,
        "{capitals} capitals, {demonyms} demonyms"
    );
}

#[test]
fn no_list_says_a_thing_twice() {
    let organisations: BTreeMap<String, Vec<String>> = read(FILES[3].1);
    assert!(organisations.len() >= 300, "{}", organisations.len());
    once(
        "organisations",
        organisations.keys().chain(organisations.values().flatten()),
    );
    for (what, text) in &FILES[8..] {
        let all: BTreeMap<String, Vec<String>> = read(text);
        once(what, all.keys().chain(all.values().flatten()));
    }
    let places: Places = read(FILES[4].1);
    once(
        "places",
        places
            .regions
            .iter()
            .chain(&places.cities)
            .chain(places.same.keys()),
    );
    let titles: Titles = read(FILES[5].1);
    once("titles", titles.single.iter().chain(&titles.other));
    let topics: BTreeMap<String, Topic> = read(FILES[6].1);
    assert!(topics.len() >= 40, "{}", topics.len());
    for (id, topic) in &topics {
        once(
            id,
            topic
                .decisive
                .iter()
                .chain(&topic.strong)
                .chain(&topic.weak),
        );
        assert_eq!(*id, fold::slug(id));
        let length = topic.name.chars().count();
        assert!(
            length <= 27,
            "{id}: {length} characters are too wide for the facets"
        );
    }
    let ids = topics.keys().chain(topics.values().flat_map(|t| &t.also));
    once("topics", ids);
    let cues: Cues = read(FILES[1].1);
    for (name, heads) in &cues.heads {
        once(name, heads);
    }
}

#[test]
fn countries_are_found_by_every_name_they_go_by() {
    for (text, code) in [
        ("Tajikistan", "tj"),
        ("TJ", "tj"),
        ("tjk", "tj"),
        ("kyrgyz", "kg"),
        ("Republic of Moldova", "md"),
        ("côte d’ivoire", "ci"),
        ("Cote d'Ivoire", "ci"),
        ("the United States", "us"),
        ("U.S.", "us"),
        ("Burma", "mm"),
        ("Swaziland", "sz"),
        ("Hong Kong", "hk"),
    ] {
        assert_eq!(crate::annotate::country_code(text), Some(code), "{text}");
    }
    assert_eq!(crate::annotate::country_code("Atlantis"), None);
    assert_eq!(crate::annotate::country_name("tj"), Some("Tajikistan"));
    assert_eq!(
        crate::annotate::topic_name("armed-conflict"),
        Some("Armed conflict")
    );
    for (text, id) in [
        ("Armed conflict", Some("armed-conflict")),
        ("chemical weapons", Some("weapons-of-mass-destruction")),
        ("Regional-organisations", Some("organisation-affairs")),
        ("gardening", None),
    ] {
        assert_eq!(crate::annotate::topic_id(text), id, "{text}");
    }
}
