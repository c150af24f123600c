//! Are the bundled briefings fit for strangers? Complete, of a readable length, compiled in, and in our own words.

#![allow(clippy::unwrap_used, clippy::print_stdout)] // a test may fail by panicking, and says what it skips

use std::collections::{HashMap, HashSet};
use std::fs;
use std::path::{Path, PathBuf};

use briefing::annotate;
use briefing::briefing::BlockKind;
use briefing::load;

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
            s.place.is_some(),
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
