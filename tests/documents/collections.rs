//! What do the loaders make of real documents, where they are at hand? Nothing of them is told here but numbers of lines.

use std::fs;
use std::path::PathBuf;

use briefing::briefing::{Block, BlockKind, Briefing, Origin};

use super::{check, decoded, load_all};

/// The collections beside the repository, if they are there.
pub(super) fn shared(what: &str) -> Option<PathBuf> {
    let beside = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared");
    let root = std::env::var_os("BRIEFING_SHARED").map_or_else(|| beside.into(), PathBuf::from);
    let path = root.join(what);
    if !path.exists() {
        println!("skipped: {what} is not here");
    }
    path.exists().then_some(path)
}

#[test]
fn scraped_originals_give_their_titles_and_hand_over_their_furniture() {
    let Some(seeds) = shared("seeds") else { return };
    let loaded = load_all(&[seeds]);
    assert_eq!(loaded.problems, []);
    let lines = |b: &Briefing, kind: BlockKind| -> Vec<u32> {
        let blocks = b.blocks.iter().filter(|x| x.kind == kind);
        blocks
            .map(|x| {
                b.map
                    .line_of(b.map.char_at(&b.body, x.span.start, false).unwrap())
            })
            .collect()
    };
    // The lines of the title, of furniture and of metadata.
    let expected: [(&str, [&[u32]; 3]); 5] = [
        ("000", [&[3], &[1], &[]]),
        ("001", [&[], &[], &[]]),
        ("002", [&[], &[11], &[]]),
        ("003", [&[], &[54, 55], &[]]),
        ("004", [&[1], &[80, 82, 84], &[3]]),
    ];
    for (b, (name, [title, furniture, meta])) in loaded.briefings.iter().zip(expected) {
        assert!(b.name.starts_with(name));
        assert_eq!(lines(b, BlockKind::Title), title, "{name}");
        assert_eq!(b.title.is_some(), !title.is_empty(), "{name}");
        assert_eq!(lines(b, BlockKind::Boilerplate), furniture, "{name}");
        assert_eq!(lines(b, BlockKind::Meta), meta, "{name}");
    }
    let spaces: Vec<usize> = loaded
        .briefings
        .iter()
        .map(|b| b.body.matches('\u{a0}').count())
        .collect();
    assert_eq!(spaces[3], 368);
    assert!(
        loaded.briefings.iter().all(|b| b.map.runs.len() == 1),
        "clean files are one run"
    );
}

#[test]
fn the_development_set_agrees_about_titles_and_furniture() {
    let (Some(gold), Some(dev)) = (
        shared("linking/dev/gold/facets.json"),
        shared("linking/dev"),
    ) else {
        return;
    };
    let gold: serde_json::Value = serde_json::from_slice(&fs::read(gold).unwrap()).unwrap();
    let loaded = load_all(&[dev]);
    for entry in gold.as_array().unwrap() {
        let name = entry["file"].as_str().unwrap();
        let b = loaded
            .briefings
            .iter()
            .find(|b| b.name == name)
            .expect(name);
        assert_eq!(
            b.title.as_ref().map(|t| t.value.as_str()),
            entry["title"].as_str(),
            "{name}"
        );
        let at = |block: &&Block| {
            u64::from(
                b.map
                    .line_of(b.map.char_at(&b.body, block.span.start, false).unwrap()),
            )
        };
        let furniture: Vec<u64> = b
            .blocks
            .iter()
            .filter(|x| x.kind == BlockKind::Boilerplate)
            .map(|x| at(&x))
            .collect();
        let range = |r: &serde_json::Value| r[0].as_u64().unwrap()..=r[1].as_u64().unwrap();
        let wanted: Vec<u64> = entry["boilerplate"]
            .as_array()
            .unwrap()
            .iter()
            .flat_map(range)
            .collect();
        assert_eq!(furniture, wanted, "{name}");
    }
}

#[test]
fn blog_posts_give_all_their_fields() {
    let Some(posts) = shared("corpora/posts") else {
        return;
    };
    let loaded = load_all(&[posts]);
    assert_eq!(loaded.problems, []);
    assert!(loaded.briefings.len() > 200);
    for b in &loaded.briefings {
        let s = &b.stated;
        assert!(
            b.title.as_ref().is_some_and(|t| t.is_stated()) && s.author.is_some(),
            "{}",
            b.name
        );
        assert!(
            s.topics.as_ref().is_some_and(|t| !t.value.is_empty()),
            "{}",
            b.name
        );
        let day = s.published.as_ref().expect(&b.name);
        let named = b.name.starts_with(&day.value.to_string());
        assert!(named || day.is_stated(), "{}: {}", b.name, day.value);
        // A post may show such a tag as an example, but then as code.
        let prose = b.blocks.iter().filter(|x| x.kind != BlockKind::Code);
        let tags = prose
            .filter(|x| b.body[x.span.range()].contains("{%"))
            .count();
        assert_eq!(tags, 0, "{}", b.name);
    }
}

#[test]
fn other_collections_load_whole_and_map_back() {
    for what in [
        "corpora/statements",
        "corpora/speeches",
        "corpora/stories",
        "corpora/posts",
    ] {
        let Some(path) = shared(what) else { continue };
        let loaded = load_all(&[path]);
        assert_eq!(loaded.problems, [], "{what}");
        assert!(loaded.briefings.len() >= 20, "{what}");
        for b in &loaded.briefings {
            let Origin::File(path) = &b.origin else {
                panic!("a file")
            };
            check(b, &decoded(&fs::read(path).unwrap()));
        }
    }
}

#[test]
fn statements_give_the_titles_that_their_issuers_gave_them() {
    let (Some(gold), Some(folder)) = (
        shared("corpora/statements/gold.jsonl"),
        shared("corpora/statements"),
    ) else {
        return;
    };
    let loaded = load_all(&[folder]);
    let (mut right, mut wrong, mut all) = (0, 0, 0);
    for line in fs::read_to_string(gold).unwrap().lines() {
        let entry: serde_json::Value = serde_json::from_str(line).unwrap();
        let Some(b) = loaded
            .briefings
            .iter()
            .find(|b| entry["file"] == b.name.as_str())
        else {
            continue;
        };
        let same = |t: &str| entry["title"].as_str().is_some_and(|g| g.trim() == t);
        all += 1;
        right += usize::from(b.title.as_ref().is_some_and(|t| same(&t.value)));
        wrong += usize::from(b.title.as_ref().is_some_and(|t| !same(&t.value)));
    }
    println!("titles: {right} of {all} right, {wrong} wrong");
    assert!(
        right * 20 >= all * 19,
        "{right} of {all} right, {wrong} wrong"
    );
}
