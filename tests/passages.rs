//! Are parallel passages found, and no others? Fixtures of our own, and gold beside the project where it is there.

#![allow(
    clippy::print_stderr,
    reason = "tests say what they skip and what they measured"
)]

#[path = "passages/fixture.rs"]
mod fixture;
#[path = "passages/gold.rs"]
mod gold;

use std::path::{Path, PathBuf};

use briefing::corpus::{Corpus, Tier};
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
