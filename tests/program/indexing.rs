//! Does the index outlive the program, however that ends? The command `index`, killed at any instant, and several programs at once.

use std::fs;
use std::io::{BufRead, BufReader};
use std::process::Stdio;
use std::time::{Duration, SystemTime};

use super::place::Place;

/// More than one step of reading, and several lines of progress.
const FILES: usize = 600;

fn documents(place: &Place) {
    for i in 0..FILES {
        let text = format!(
            "Ferry {i} runs again\n\nMinister Ada Okello opened ferry {i} on Lake Victoria in Kenya on 3 May 2019.\n\n{}\n",
            "She said that the lake needs more boats, and that Uganda will pay for some of them. "
                .repeat(30)
        );
        let path = place.write(format!("docs/{:02}/{i:03}.txt", i % 20), text);
        // A file that was changed just now may change again without looking newer, and so is read twice.
        let long_ago = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000_000);
        let file = fs::File::options().write(true).open(path).unwrap();
        file.set_modified(long_ago).unwrap();
    }
}

fn listed(place: &Place) -> String {
    let ran = place.run(["--in", "docs", "list"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    assert_eq!(ran.out.lines().count(), FILES);
    ran.out
}

#[test]
fn killed_at_any_instant_it_goes_on_from_what_was_published() {
    let (place, other) = (Place::new(), Place::new());
    documents(&place);
    documents(&other);
    for lines in [0, 1, 3, 6, 10, 15] {
        let mut command = place.command(["index", "docs"]);
        let mut child = command
            .stderr(Stdio::piped())
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        let mut told = BufReader::new(child.stderr.take().unwrap()).lines();
        for _ in 0..lines {
            told.next();
        }
        child.kill().unwrap();
        child.wait().unwrap();
    }
    let ran = place.run(["index", "docs"]);
    assert_eq!(
        (ran.code, ran.out.as_str()),
        (0, "600 briefings indexed, 0 problems\n")
    );
    assert_eq!(listed(&place), listed(&other));
    // What is there is not read again.
    let again = place.run(["index", "docs"]);
    assert_eq!((again.code, again.err.as_str()), (0, ""));
    assert_eq!(again.out, ran.out);
}

#[test]
fn several_programs_may_index_the_same_folder_at_once() {
    let place = Place::new();
    documents(&place);
    let children: Vec<_> = (0..3)
        .map(|_| {
            let mut command = place.command(["index", "docs"]);
            command
                .stderr(Stdio::null())
                .stdout(Stdio::piped())
                .spawn()
                .unwrap()
        })
        .collect();
    for child in children {
        let ran = child.wait_with_output().unwrap();
        let out = String::from_utf8(ran.stdout).unwrap();
        assert_eq!(
            (ran.status.code(), out.as_str()),
            (Some(0), "600 briefings indexed, 0 problems\n")
        );
    }
}

#[test]
fn rebuilding_reads_everything_again_and_nothing_is_indexed_without_a_folder() {
    let place = Place::new();
    documents(&place);
    place.run(["index", "docs"]);
    let ran = place.run(["index", "--rebuild", "docs"]);
    assert_eq!(
        (ran.code, ran.out.as_str()),
        (0, "600 briefings indexed, 0 problems\n")
    );
    assert!(
        ran.err.lines().any(|l| l == "600 of 600 read"),
        "{}",
        ran.err
    );
    let ran = place.run(["index"]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("name the folders to index"), "{}", ran.err);
}

#[test]
fn where_there_is_no_place_for_an_index_the_reader_is_told_and_reads_all_the_same() {
    let place = Place::new();
    documents(&place);
    fs::write(
        place.path().join("cache"),
        "a file where a folder should be",
    )
    .unwrap();
    assert_eq!(
        place.run(["--in", "docs", "list"]).out.lines().count(),
        FILES
    );
    let ran = place.run(["--in", "docs", "check"]);
    assert!(
        ran.err.contains("the index is held in memory"),
        "{}",
        ran.err
    );
}

#[test]
fn what_cannot_be_read_is_told_at_the_first_indexing_and_at_every_other() {
    let place = Place::new();
    place.write("docs/ferry.md", "# A ferry\n\nIt sails at noon.\n");
    place.write("docs/broken.pdf", "%PDF-1.4 and no more");
    let told: Vec<String> = (0..3).map(|_| place.run(["index", "docs"]).out).collect();
    assert!(
        told[0].starts_with("1 briefing indexed, 1 problem\ndocs/broken.pdf: "),
        "{told:?}"
    );
    assert!(told.iter().all(|t| *t == told[0]), "{told:?}");
}
