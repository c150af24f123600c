//! Are parallel passages found, and no others? Fixtures of our own, and gold beside the project where it is there.

#![allow(
    clippy::print_stderr,
    reason = "tests say what they skip and what they measured"
)]

#[path = "passages/asked.rs"]
mod asked;
#[path = "passages/fixture.rs"]
mod fixture;
#[path = "passages/gold.rs"]
mod gold;

use std::path::{Path, PathBuf};

use briefing::corpus::{Corpus, Sketches, Tier};
use briefing::load::{Limits, load};

fn shared() -> Option<PathBuf> {
    let beside = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../shared")).to_owned();
    let named = std::env::var_os("BRIEFING_SHARED").map(PathBuf::from);
    named.into_iter().chain([beside]).find(|p| p.is_dir())
}

fn corpus(folder: &Path) -> Corpus {
    Corpus::build(load(&[folder.to_owned()], Limits::default(), &|_| ()))
}

#[test]
fn parallels_of_the_development_set_are_found_as_well_as_they_were() {
    let Some(folder) = shared()
        .map(|s| s.join("linking/dev"))
        .filter(|d| d.is_dir())
    else {
        eprintln!("skipped: no development set beside the project");
        return;
    };
    let corpus = corpus(&folder);
    let score = gold::score(&corpus, &gold::read(&folder));
    eprintln!("{score:?}");
    assert!(score.precision() >= 0.85, "{score:?}");
    assert!(score.recall() >= 0.65, "{score:?}");
    assert_eq!(score.quotations_missed, 0, "{score:?}");
}

#[test]
fn a_statement_is_found_again_copied_edited_or_translated_and_thanks_are_not() {
    let corpus = fixture::corpus();
    let cases: [(&str, &[&str]); 4] = [
        (
            "gazette.md",
            &[
                "same statement: Mayor Ines Carvalho = wire.md: Before the gales",
                "word for word: The keeper's cottage = history.md: The keeper's cottage",
                "same statement: We shall not = wire.md: Not a single",
            ],
        ),
        (
            "wire.md",
            &[
                "same statement: Before the gales = gazette.md: Mayor Ines Carvalho",
                "same statement: Not a single = gazette.md: We shall not",
            ],
        ),
        ("ferry.md", &[]),
        (
            "history.md",
            &["word for word: The keeper's cottage = gazette.md: The keeper's cottage"],
        ),
    ];
    for (name, expected) in cases {
        assert_eq!(fixture::lines(&corpus, name), expected, "{name}");
    }
}

#[test]
fn the_words_that_differ_are_told_on_both_sides() {
    let corpus = fixture::corpus();
    let (here, there) = fixture::apart(&corpus, "gazette.md", Tier::Copy);
    assert_eq!((here.as_str(), there.as_str()), ("", ""));
    let (here, there) = fixture::apart(&corpus, "gazette.md", Tier::Same);
    assert_eq!(here, "told councillors that on must begin");
    assert_eq!(there, "of set in at has to of Port Anselm said");
}

#[test]
fn a_text_that_was_taken_over_is_grouped_with_its_copy_and_nothing_else_is() {
    let corpus = fixture::corpus();
    let groups = corpus.near_copies(&Sketches::default(), &|| false);
    let names = |g: &Vec<u32>| g.iter().map(|b| corpus.row(*b).name).collect::<Vec<_>>();
    let groups: Vec<_> = groups.iter().map(names).collect();
    assert_eq!(groups, [["budget.md", "copy.md"]]);
}

#[test]
fn related_briefings_come_with_a_reason() {
    let corpus = fixture::corpus();
    let found = corpus.related(fixture::number(&corpus, "gazette.md"), 3, &|| false);
    let first = found.first().expect("a related briefing");
    assert_eq!(corpus.row(first.briefing).name, "wire.md");
    for word in ["Ines Carvalho", "2 passages are parallel"] {
        assert!(first.reason.contains(word), "{}", first.reason);
    }
}

/// Of the ten most related to a briefing, how many are of its story, against how many could be.
#[test]
fn briefings_of_one_story_are_related() {
    let stories = shared().map(|s| s.join("corpora/stories"));
    let Some(folder) = stories.filter(|d| d.is_dir()) else {
        eprintln!("skipped: no stories beside the project");
        return;
    };
    let corpus = corpus(&folder);
    let clusters = std::fs::read_to_string(folder.join("clusters.tsv")).expect("the clusters");
    let story = |name: &str| {
        let line = clusters
            .lines()
            .find(|l| l.split('\t').next() == name.strip_suffix(".txt"));
        line.and_then(|l| l.split('\t').nth(1)).map(str::to_owned)
    };
    let stories: Vec<_> = (0..corpus.len() as u32)
        .map(|b| story(corpus.row(b).name))
        .collect();
    let (mut right, mut possible, mut first) = (0, 0, 0);
    let mut asked = 0;
    for briefing in (0..corpus.len() as u32).filter(|b| stories[*b as usize].is_some()) {
        let own = &stories[briefing as usize];
        let others = stories.iter().filter(|s| *s == own).count() - 1;
        let found = corpus.related(briefing, 10, &|| false);
        let same = |r: &&briefing::corpus::Related| &stories[r.briefing as usize] == own;
        right += found.iter().filter(same).count();
        first += usize::from(found.first().is_some_and(|r| same(&r)));
        possible += others.min(10);
        asked += 1;
    }
    eprintln!("of one story: {right} of {possible} among the first ten, {first} of {asked} first");
    assert!(right * 100 >= possible * 85, "{right} of {possible}");
}
