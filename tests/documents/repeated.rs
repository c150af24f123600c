//! Which lines are recognised as the site's because the files of a folder share them, and which stay?

use std::fmt::Write as _;
use std::fs;

use briefing::briefing::{Block, BlockKind, Briefing};

use super::folders::folder;
use super::{check, documents, kind, load_all, metadata};

#[test]
fn a_folder_of_one_site_reads_as_its_picture_shows() {
    for name in ["site", "notes"] {
        let loaded = load_all(&[documents().join(name)]);
        assert_eq!(loaded.problems, []);
        let mut got = String::new();
        for b in &loaded.briefings {
            let file = fs::read_to_string(documents().join(name).join(&b.name)).unwrap();
            check(b, &file);
            writeln!(got, "== {}", b.name).unwrap();
            metadata(b, &mut got);
            for block in &b.blocks {
                writeln!(got, "{}: {}", kind(block), &b.body[block.span.range()]).unwrap();
            }
        }
        let at = documents().join(format!("{name}.picture"));
        if std::env::var_os("UPDATE_PICTURES").is_some() {
            fs::write(at, got).unwrap();
        } else {
            assert_eq!(got, fs::read_to_string(at).unwrap_or_default(), "{name}");
        }
    }
}

/// A text that is like no other of its folder: a title, some running text, lines above, within and below.
fn text(number: usize, [above, within, below]: [&str; 3]) -> String {
    let running = |what: &str| {
        format!(
            "The {what} paragraph of document {number} is long enough to be running text, and ends as such."
        )
    };
    let (first, last) = (running("first"), running("last"));
    format!(
        "{above}\n\nThe document of number {number}\n\n{first}\n\n{within}\n\n{last}\n\n{below}\n"
    )
}

/// The texts of the blocks of that kind, in order of files and places.
fn all(briefings: &[std::sync::Arc<Briefing>], of: impl Fn(&Block) -> bool) -> Vec<String> {
    let texts = |b: &std::sync::Arc<Briefing>| -> Vec<String> {
        let blocks = b.blocks.iter().filter(|x| of(x));
        blocks.map(|x| b.body[x.span.range()].to_string()).collect()
    };
    briefings.iter().flat_map(texts).collect()
}

const NOTHING: [&str; 3] = [""; 3];

#[test]
fn a_line_is_the_site_s_by_how_many_files_share_it_and_where_it_stands() {
    let (above, within) = (["Blue Harbour", "", ""], ["", "Blue Harbour", ""]);
    // How many files have the lines, how many have others, how many have none; in how many it is set aside.
    let cases = [
        ("two files prove nothing", (above, 2), (NOTHING, 0), 0, 0),
        ("three do", (above, 3), (NOTHING, 0), 0, 3),
        ("in a tenth of the files", (above, 3), (NOTHING, 0), 27, 3),
        ("in less than that", (above, 3), (NOTHING, 0), 28, 0),
        ("within the text", (within, 12), (NOTHING, 0), 0, 0),
        (
            "within the text of one in four",
            (above, 9),
            (within, 3),
            0,
            9,
        ),
        ("within the text of more", (above, 9), (within, 4), 0, 0),
        ("a sentence", (["It rains.", "", ""], 9), (NOTHING, 0), 0, 0),
        (
            "it leads over",
            (["The mayor said:", "", ""], 9),
            (NOTHING, 0),
            0,
            0,
        ),
        ("a date", (["3 May 2019", "", ""], 9), (NOTHING, 0), 0, 0),
        (
            "a byline",
            (["By Ann Example", "", ""], 9),
            (NOTHING, 0),
            0,
            0,
        ),
        (
            "an entry",
            (["", "", "Bring along:\n\n- Blue Harbour"], 9),
            (NOTHING, 0),
            0,
            0,
        ),
    ];
    for (name, (some, n), (other, m), without, expected) in cases {
        let lines = [(some, n), (other, m), (NOTHING, without)];
        let lines = lines.iter().flat_map(|(lines, n)| vec![*lines; *n]);
        let files: Vec<(String, String)> = lines
            .enumerate()
            .map(|(i, lines)| (format!("{i:02}.txt"), text(i, lines)))
            .collect();
        let loaded = load_folder(&files);
        let aside = all(&loaded, |b| b.kind == BlockKind::Boilerplate);
        assert_eq!(aside.len(), expected, "{name}: {aside:?}");
    }
}

fn load_folder(files: &[(String, String)]) -> Vec<std::sync::Arc<Briefing>> {
    let files: Vec<(&str, &str)> = files
        .iter()
        .map(|(p, t)| (p.as_str(), t.as_str()))
        .collect();
    let dir = folder(&files);
    load_all(&[dir.path().to_path_buf()]).briefings
}

#[test]
fn every_folder_is_judged_for_itself() {
    let lines = ["Blue Harbour", "", ""];
    let paths = ["a/1.txt", "a/2.txt", "b/3.txt", "b/4.txt", "5.txt"];
    let files = paths.iter().enumerate();
    let files: Vec<_> = files
        .map(|(i, p)| (p.to_string(), text(i, lines)))
        .collect();
    let aside = all(&load_folder(&files), |b| b.kind == BlockKind::Boilerplate);
    assert_eq!(aside, [""; 0]);
}

#[test]
fn copies_and_versions_of_one_document_keep_their_title() {
    let mut files: Vec<_> = (0..4)
        .map(|i| (format!("draft-{i}.txt"), text(7, ["Blue Harbour", "", ""])))
        .collect();
    files[2]
        .1
        .push_str("\nOne more sentence that the third version adds.\n");
    let loaded = load_folder(&files);
    let titles = all(&loaded, |b| b.kind == BlockKind::Title);
    assert_eq!(titles, ["The document of number 7"; 4]);
    assert_eq!(all(&loaded, |b| b.kind == BlockKind::Boilerplate), [""; 0]);
}

#[test]
fn a_title_stays_that_less_than_half_of_the_files_bear() {
    for (others, expected) in [(4, 4), (5, 0)] {
        let series = "Morning report of the harbour";
        let file = |i: usize| {
            let own = text(i, NOTHING);
            let own = if i < 4 {
                own.replace(&format!("The document of number {i}"), series)
            } else {
                own
            };
            (format!("{i}.txt"), own)
        };
        let loaded = load_folder(&(0..4 + others).map(file).collect::<Vec<_>>());
        let aside = all(&loaded, |b| b.kind == BlockKind::Boilerplate);
        assert_eq!(aside, vec![series; expected]);
    }
}

#[test]
fn hostile_folders_take_linear_time() {
    let many: String = (0..50_000)
        .map(|i| format!("line {}\n\n", i % 25_000))
        .collect();
    let files: Vec<_> = (0..4)
        .map(|i| (format!("{i}.txt"), text(i, [&many, "", &many])))
        .collect();
    let started = std::time::Instant::now();
    let loaded = load_folder(&files);
    assert_eq!(loaded.len(), 4);
    assert!(started.elapsed().as_secs() < 20, "{:?}", started.elapsed());
    println!("{:?}", started.elapsed());
}
