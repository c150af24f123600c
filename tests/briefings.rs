//! Are the bundled briefings fit for strangers? Complete, of a readable length, compiled in, and in our own words.

#![allow(clippy::unwrap_used, clippy::print_stdout)] // a test may fail by panicking, and says what it skips

use std::collections::{HashMap, HashSet};
use std::fs;
use std::path::{Path, PathBuf};

use briefing::action::Focus;
use briefing::annotate;
use briefing::briefing::BlockKind;
use briefing::corpus::Corpus;
use briefing::keymap::{Key, Keymap, Resolved};
use briefing::load;
use briefing::query::Order;

/// What a reader is to open first.
const GUIDE: &str = "2026-11-22-first-steps.md";

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("briefings")
}

#[test]
fn the_compiled_briefings_are_the_folder() {
    let mut files: Vec<(String, String)> = fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap())
        .map(|entry| {
            (
                entry.file_name().into_string().unwrap(),
                fs::read_to_string(entry.path()).unwrap(),
            )
        })
        .collect();
    files.sort();
    let compiled: Vec<(String, String)> = load::BUNDLED
        .iter()
        .map(|(name, text)| (name.to_string(), text.to_string()))
        .collect();
    assert_eq!(compiled, files);
    let loaded = load::bundled();
    assert_eq!(loaded.briefings.len(), files.len());
    assert_eq!(loaded.problems, []);
}

#[test]
fn every_briefing_states_what_the_panes_show() {
    for b in load::bundled().briefings {
        let s = &b.stated;
        let stated = [
            b.title.as_ref().is_some_and(|c| c.is_stated()),
            s.source.as_ref().is_some_and(|c| c.is_stated()),
            s.published
                .as_ref()
                .is_some_and(|c| c.is_stated() && c.value.earliest == c.value.latest),
            // The guide was written nowhere in particular.
            s.place.is_some() || b.name == GUIDE,
            s.countries.as_ref().is_some_and(|c| !c.value.is_empty()),
            s.topics.as_ref().is_some_and(|c| !c.value.is_empty()),
        ];
        assert_eq!(stated, [true; 6], "{}", b.name);
        let day = s.published.as_ref().unwrap().value.to_string();
        assert!(b.name.starts_with(&day), "{}: {day}", b.name);
        for topic in &s.topics.as_ref().unwrap().value {
            let known = annotate::topic_id(topic);
            assert_eq!(known, Some(topic.as_str()), "{}: {topic}", b.name);
        }
        let has = |is: fn(&BlockKind) -> bool| b.blocks.iter().any(|block| is(&block.kind));
        assert!(
            has(|k| matches!(k, BlockKind::Heading(_)))
                && has(|k| matches!(k, BlockKind::Item { .. })),
            "{}",
            b.name
        );
    }
}

#[test]
fn every_briefing_is_a_few_minutes_of_reading() {
    for b in load::bundled().briefings {
        let words: usize = b
            .blocks
            .iter()
            .map(|block| b.body[block.span.range()].split_whitespace().count())
            .sum();
        assert!((250..=500).contains(&words), "{}: {words} words", b.name);
    }
}

#[test]
fn no_eight_words_in_a_row_are_those_of_the_originals() {
    let beside = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared");
    let root = std::env::var_os("BRIEFING_SHARED").map_or_else(|| beside.into(), PathBuf::from);
    let Ok(originals) = fs::read_dir(root.join("seeds")) else {
        println!("skipped: the originals are not here");
        return;
    };
    let mut runs = HashMap::new();
    for path in originals.map(|entry| entry.unwrap().path()) {
        let words = words(&String::from_utf8_lossy(&fs::read(&path).unwrap()));
        runs.extend(words.windows(8).map(|run| (run.to_vec(), path.clone())));
    }
    assert!(runs.len() > 1000, "the originals hold text");
    for (name, text) in load::BUNDLED {
        for run in words(text).windows(8) {
            assert!(!runs.contains_key(run), "{name}: {run:?}");
        }
    }
}

fn words(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|w| !w.is_empty())
        .map(str::to_lowercase)
        .collect()
}

#[test]
fn the_briefings_name_their_people_and_bodies_alike() {
    // What two of them share is what links them.
    let bodies: Vec<String> = load::bundled()
        .briefings
        .iter()
        .map(|b| b.body.clone())
        .collect();
    for name in [
        "Collective Security Treaty Organisation (CSTO)",
        "Collective Security Council",
        "Vladimir Putin",
        "Sergei Lavrov",
        "Tajikistan",
        "drug trafficking",
    ] {
        let holders: HashSet<usize> = (0..bodies.len())
            .filter(|i| bodies[*i].contains(name))
            .collect();
        assert!(holders.len() >= 2, "{name}: {holders:?}");
    }
}

#[test]
fn the_guide_is_the_first_of_the_list() {
    let corpus = Corpus::build(load::bundled());
    let query = corpus.read("").unwrap();
    let hits = corpus.search(&query, Order::default(), &[]).hits;
    assert_eq!(corpus.row(hits[0]).name, GUIDE);
}

#[test]
fn the_keys_of_the_guide_mean_what_it_says() {
    use Focus::{Article, Card, Concordance, Facets, Global, Prompt, Sources};
    // Where the reader is at each key of the text, in its order, and what the sentence says that the key does.
    let expected = [
        ("H", Article, "back"),
        ("j", Sources, "down"),
        ("k", Sources, "up"),
        ("enter", Sources, "open"),
        ("space", Article, "page-down"),
        ("b", Article, "page-up"),
        ("1", Global, "focus-sources"),
        ("2", Global, "focus-article"),
        ("3", Global, "focus-facets"),
        ("tab", Global, "focus-next"),
        ("]", Article, "next-mention"),
        ("[", Article, "previous-mention"),
        ("]", Article, "next-mention"),
        ("enter", Article, "concordance"),
        ("enter", Concordance, "open"),
        ("}", Article, "next-briefing"),
        ("H", Article, "back"),
        ("i", Article, "card"),
        ("esc", Card, "close"),
        ("space", Facets, "include"),
        ("x", Facets, "exclude"),
        ("ctrl-f", Facets, "search"),
        ("enter", Prompt, "accept"),
        ("C", Facets, "clear-query"),
        ("?", Global, "help"),
        (":", Global, "palette"),
        ("q", Article, "quit"),
    ];
    let (_, text) = load::BUNDLED.iter().find(|(n, _)| *n == GUIDE).unwrap();
    let spans = text.split('`').skip(1).step_by(2);
    // What is not a key is a command.
    let keys: Vec<&str> = spans.filter(|s| !s.starts_with("briefing")).collect();
    assert_eq!(keys, expected.map(|(key, ..)| key));
    let keymap = Keymap::shipped();
    for (key, focus, action) in expected {
        let found = keymap.resolve(focus, &Key::sequence(key).unwrap());
        let Resolved::Action(found) = found else {
            panic!("{key} in [{}]: {found:?}", focus.name());
        };
        assert_eq!(found.row().name, action, "{key} in [{}]", focus.name());
    }
}

#[test]
fn the_names_of_the_guide_lead_into_the_other_briefings() {
    let corpus = Corpus::build(load::bundled());
    for name in [
        "Vladimir Putin",
        "Sergei Lavrov",
        "Tajikistan",
        "Emomali Rahmon",
        "Stanislav Zas",
    ] {
        let mut all = corpus.entities();
        let entity = all.find(|e| corpus.entity(*e).name == name);
        let entity = entity.unwrap_or_else(|| panic!("{name} is nobody here"));
        let there = corpus.entity_briefings(entity);
        let names: Vec<&str> = there.iter().map(|(b, _)| corpus.row(*b).name).collect();
        assert!(
            names.contains(&GUIDE) && names.len() >= 2,
            "{name}: {names:?}"
        );
    }
}
