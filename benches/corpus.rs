//! How long do reading, linking and searching take, and how does it grow? One table a run, with the floor beside it:
//! the time to just read the bytes. See `benches/README.md`.

#![allow(clippy::print_stdout, clippy::print_stderr)] // the table is what it is for

#[path = "corpus/briefings.rs"]
mod briefings;

use std::hint::black_box;
use std::path::Path;
use std::time::{Duration, Instant};

use briefing::annotate::{Annotations, annotate};
use briefing::corpus::{Corpus, Order};
use briefing::entity;
use briefing::load::{self, Limits};
use briefing::query::Facet;
use jiff::civil::Date;
use rayon::prelude::*;

const SEED: u64 = 2;
/// How often a search is repeated; the median counts.
const REPEATS: usize = 15;
/// What the facets pane shows at first.
const PANE: [Facet; 4] = [Facet::Topic, Facet::Country, Facet::Year, Facet::Date];

fn main() {
    let given = || std::env::args().skip(1);
    let mut sizes: Vec<usize> = given().filter_map(|a| a.parse().ok()).collect();
    if !given().any(|a| a == "--bench") {
        // `cargo test --all-targets` only wants to know whether it runs.
        sizes = vec![40];
    }
    if sizes.is_empty() {
        sizes = vec![1_000, 10_000];
        let more = std::env::var("BRIEFING_BENCH").unwrap_or_default();
        sizes.extend(
            more.split(',')
                .filter_map(|n| n.trim().parse::<usize>().ok()),
        );
    }
    let columns: Vec<Vec<(&str, String)>> = sizes.iter().map(|&n| measure(n)).collect();
    let row = |cells: Vec<String>| println!("| {} |", cells.join(" | "));
    let heads = sizes.iter().map(usize::to_string);
    row(["briefings".to_string()].into_iter().chain(heads).collect());
    println!("|---|{}", "---:|".repeat(sizes.len()));
    for at in 0..columns[0].len() {
        let cells = columns.iter().map(|c| c[at].1.clone());
        row([columns[0][at].0.to_string()]
            .into_iter()
            .chain(cells)
            .collect());
    }
}

/// One column of the table.
fn measure(count: usize) -> Vec<(&'static str, String)> {
    let folder = tempfile::tempdir().expect("a folder for the briefings");
    let bytes = briefings::write(folder.path(), count, SEED).expect("the briefings are written");
    eprintln!("{count} briefings written");
    let before = memory();
    let (floor, read) = timed(|| read_bytes(folder.path()));
    assert_eq!(read, bytes, "the floor reads what was written");
    let paths = [folder.path().to_path_buf()];
    let (loading, loaded) = timed(|| load::load(&paths, Limits::default(), &|_| ()));
    assert_eq!(
        loaded.briefings.len(),
        count,
        "{:?}",
        loaded.problems.first()
    );
    let (annotating, annotations) = timed(|| -> Vec<Annotations> {
        loaded.briefings.par_iter().map(|b| annotate(b)).collect()
    });
    let (linking, entities) = timed(|| entity::link(&loaded.briefings, &annotations));
    let names = entities.all.iter().filter(|e| e.is_linked()).count();
    let today = Date::constant(2025, 1, 1);
    let (indexing, corpus) =
        timed(|| Corpus::assemble(loaded.briefings, &annotations, entities, Vec::new(), today));
    drop(annotations);
    let used = memory()
        .zip(before)
        .map(|(now, then)| now.saturating_sub(then));
    let megabytes = bytes as f64 / 1e6;
    let per_second = |d: Duration| format!("{:.1} MB/s", megabytes / d.as_secs_f64());
    let mut rows = vec![
        ("text", format!("{megabytes:.1} MB")),
        ("linked names", names.to_string()),
        ("floor: read the bytes", ms(floor)),
        ("read", ms(loading)),
        ("annotate", ms(annotating)),
        ("read and annotate", per_second(loading + annotating)),
        ("link", ms(linking)),
        ("postings and sets", ms(indexing)),
        (
            "memory",
            used.map_or("-".into(), |b| format!("{:.0} MB", b as f64 / 1e6)),
        ),
    ];
    rows.extend(searches(&corpus));
    rows
}

/// What the reader waits for: all of it with counts, and what it finds.
fn searches(corpus: &Corpus) -> Vec<(&'static str, String)> {
    let cases: [(&str, &str, &[Facet]); 9] = [
        ("everything, counts of the pane", "", &PANE),
        ("common word, counts of the pane", "patience", &PANE),
        ("rare word, counts of the pane", "\"hostages\"", &PANE),
        ("phrase, counts of the pane", "\"chemical weapons\"", &PANE),
        ("common word by relevance", "patience sort:relevance", &PANE),
        ("facet toggle, counts of the pane", "country:kenya", &PANE),
        ("one year, with its months", "year:2013", &PANE),
        (
            "facet toggle, counts of all facets",
            "country:kenya",
            &Facet::ALL,
        ),
        ("everything, counts of all facets", "", &Facet::ALL),
    ];
    let search = |(name, text, facets): (&'static str, &str, &[Facet])| {
        let query = corpus.read(text).expect("a query that fits the briefings");
        let mut times: Vec<Duration> = Vec::new();
        let mut found = 0;
        for _ in 0..REPEATS {
            let (time, results) = timed(|| corpus.search(&query, Order::Date, facets));
            found = black_box(results).hits.len();
            times.push(time);
        }
        times.sort();
        (name, format!("{} ({found} hits)", ms(times[REPEATS / 2])))
    };
    cases.into_iter().map(search).collect()
}

fn timed<T>(work: impl FnOnce() -> T) -> (Duration, T) {
    let start = Instant::now();
    let result = work();
    (start.elapsed(), result)
}

fn ms(time: Duration) -> String {
    let ms = time.as_secs_f64() * 1e3;
    match ms < 10.0 {
        true => format!("{ms:.2} ms"),
        false => format!("{ms:.0} ms"),
    }
}

/// Reads every file and does nothing with it.
fn read_bytes(folder: &Path) -> u64 {
    let entries = std::fs::read_dir(folder).expect("a folder of ours");
    let size = |entry: std::io::Result<std::fs::DirEntry>| {
        let path = entry.expect("an entry of ours").path();
        match path.is_dir() {
            true => read_bytes(&path),
            false => black_box(std::fs::read(path).expect("a file of ours")).len() as u64,
        }
    };
    entries.map(size).sum()
}

/// Bytes of memory that are this process's own, where the system tells.
fn memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|l| l.strip_prefix("RssAnon:"))?;
    let kilobytes: u64 = line.split_whitespace().next()?.parse().ok()?;
    Some(kilobytes * 1024)
}
