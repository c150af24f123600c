//! How long do indexing, opening, following and searching take, and how does it grow? One table a run, with the floors beside
//! it: the time to just read the bytes, and the search engine alone on the same texts. See `benches/README.md`.

#![allow(clippy::print_stdout, clippy::print_stderr)] // the table is what it is for

#[path = "corpus/briefings.rs"]
mod briefings;

use std::fs;
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use briefing::corpus::{Corpus, Order};
use briefing::load::Limits;
use briefing::query::Facet;
use briefing::sync::Sync;
use rayon::prelude::*;
use tantivy::schema::{STORED, Schema, TEXT};

/// As the program has it.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const SEED: u64 = 2;
/// How often a search is repeated; the median counts.
const REPEATS: usize = 15;
/// What the facets pane shows at first.
const PANE: [Facet; 4] = [Facet::Topic, Facet::Country, Facet::Year, Facet::Date];

fn main() {
    let given = || std::env::args().skip(1);
    if let [command, folder, cache] = &given().collect::<Vec<_>>()[..]
        && command == "read"
    {
        return read_only(Path::new(folder), Path::new(cache));
    }
    if let [command, folder, count] = &given().collect::<Vec<_>>()[..]
        && command == "write"
    {
        let count = count.parse().expect("how many briefings");
        briefings::write(Path::new(folder), count, SEED).expect("the briefings are written");
        return;
    }
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
    let place = tempfile::tempdir().expect("a folder for the briefings");
    let (folder, cache) = (place.path().join("briefings"), place.path().join("cache"));
    let bytes = briefings::write(&folder, count, SEED).expect("the briefings are written");
    eprintln!("{count} briefings written");
    let (floor, read) = timed(|| read_bytes(&folder));
    assert_eq!(read, bytes, "the floor reads what was written");
    let (engine, _) = timed(|| engine_alone(&folder, &place.path().join("engine")));
    eprintln!("engine alone: {}", ms(engine));
    let mut sync = sync(&folder, &cache);
    let (indexing, _) = timed(|| sync.refresh());
    assert_eq!(sync.corpus().len(), count, "{:?}", sync.problems().first());
    let corpus = sync.corpus();
    let linked = corpus.entities().filter(|e| corpus.entity(*e).is_linked());
    let linked = linked.count();
    drop(corpus);
    drop(sync);
    eprintln!("indexed: {}", ms(indexing));
    let (nothing, shown, tidy) = follow(&folder, &cache);
    let corrections = correcting(&folder, &cache);
    let megabytes = bytes as f64 / 1e6;
    let per_second = |d: Duration| format!("{:.1} MB/s", megabytes / d.as_secs_f64());
    let size = size_of(&cache) as f64 / bytes as f64;
    let mut rows = vec![
        ("text", format!("{megabytes:.1} MB")),
        ("linked names", linked.to_string()),
        ("floor: read the bytes", ms(floor)),
        ("search engine alone", per_second(engine)),
        ("read, annotate, link, index", per_second(indexing)),
        (
            "the same, times the engine alone",
            format!("{:.2}", engine.as_secs_f64() / indexing.as_secs_f64()),
        ),
        ("index, times the text", format!("{size:.2}")),
        ("compare the folder, nothing new", ms(nothing)),
        ("one file changed, until it is shown", ms(shown)),
        ("and until the index is tidy", ms(tidy)),
    ];
    rows.extend(corrections);
    rows.extend(reading(&folder, &cache));
    rows.extend(passages(place.path()));
    rows
}

fn sync(folder: &Path, cache: &Path) -> Sync {
    Sync::new(vec![folder.to_owned()], Limits::default(), Some(cache))
}

/// The search engine with what it brings itself: words with their places, and the text stored.
fn engine_alone(folder: &Path, index: &Path) {
    let mut schema = Schema::builder();
    let body = schema.add_text_field("body", TEXT | STORED);
    fs::create_dir_all(index).expect("a folder for the engine");
    let index = tantivy::Index::create_in_dir(index, schema.build()).expect("an index");
    let threads = rayon::current_num_threads();
    let mut writer: tantivy::IndexWriter = index
        .writer_with_num_threads(threads, threads * (40 << 20))
        .expect("a writer");
    files(folder).par_iter().for_each(|path| {
        let text = fs::read_to_string(path).expect("a file of ours");
        let document = tantivy::doc!(body => text);
        writer.add_document(document).expect("room for a document");
    });
    writer.commit().expect("a commit");
    writer.wait_merging_threads().expect("merges");
}

/// The time to find that nothing has changed; to publish the change of one file; and to tidy up after that.
fn follow(folder: &Path, cache: &Path) -> (Duration, Duration, Duration) {
    let mut sync = sync(folder, cache);
    sync.published();
    let (nothing, changes) = timed(|| sync.refresh());
    assert!(changes.is_empty(), "{changes}");
    let all = files(folder);
    let path = &all[all.len() / 2];
    let text = fs::read_to_string(path).expect("a file of ours");
    fs::write(path, format!("{text}\nAda Okello said so.\n")).expect("a file of ours");
    let (shown, _) = timed(|| {
        sync.look();
        assert!(sync.lock(), "nobody else writes");
        sync.read(u64::MAX, &|_| ());
        sync.publish();
    });
    let changes = sync.take_changes();
    assert_eq!(changes.changed, 1, "{changes}");
    let (tidy, ()) = timed(|| sync.finish());
    (nothing, shown, tidy)
}

/// How long a correction takes from its file to a corpus that is searched; of two people, of two countries, and taken
/// back.
fn correcting(folder: &Path, cache: &Path) -> [(&'static str, String); 3] {
    let mut sync = sync(folder, cache);
    sync.refresh();
    let corpus = sync.corpus();
    let most = |kind: &str| {
        let all = corpus.entities().map(|e| corpus.entity(e));
        let mut all: Vec<_> = all.filter(|e| e.slug.starts_with(kind)).collect();
        all.sort_by_key(|e| std::cmp::Reverse(e.briefings));
        [all[0].slug.to_owned(), all[1].slug.to_owned()]
    };
    let (people, countries) = (most("person:"), most("country:"));
    drop(corpus);
    let file = folder.join("briefings.toml");
    let mut after = |text: &str| {
        fs::write(&file, text).expect("a file of ours");
        let (took, new) = timed(|| {
            let new = sync.correct();
            let all = sync.corpus().read("").expect("a query");
            black_box(sync.corpus().search(&all, Order::Date, &PANE));
            new
        });
        assert!(new, "{text}");
        ms(took)
    };
    let same =
        |[id, other]: &[String; 2]| format!("[[entity]]\nid = \"{id}\"\nsame = [\"{other}\"]\n");
    [
        (
            "two people made one, counts of the pane",
            after(&same(&people)),
        ),
        (
            "two countries made one, counts of the pane",
            after(&same(&countries)),
        ),
        ("taken back, counts of the pane", after("# nothing\n")),
    ]
}

/// How long it takes to find where else an article of 20 KB is said: the first time, when the pages of the others have to be
/// read, and again. It is made as the others are, of other sentences.
fn passages(place: &Path) -> [(&'static str, String); 2] {
    let (folder, other) = (place.join("briefings"), place.join("other"));
    briefings::write(&other, 12, SEED + 1).expect("the briefings are written");
    let parts = files(&other)
        .into_iter()
        .map(|f| fs::read_to_string(f).expect("a file of ours"));
    let bodies: Vec<String> = parts
        .map(|p| p.rsplit("---\n").next().unwrap_or_default().to_owned())
        .collect();
    fs::write(folder.join("long.txt"), bodies.join("\n")).expect("a file of ours");
    let mut sync = sync(&folder, &place.join("cache"));
    sync.refresh();
    let corpus = sync.corpus();
    let number = (0..corpus.len() as u32).find(|b| corpus.row(*b).name == "long.txt");
    let number = number.expect("the long one");
    let (first, found) = timed(|| corpus.parallels(number, &|| false).len());
    let (again, _) = timed(|| black_box(corpus.parallels(number, &|| false)).len());
    [
        (
            "passages of 20 KB said elsewhere",
            format!("{} ({found} found)", ms(first)),
        ),
        ("the same again", ms(again)),
    ]
}

/// What another process needs to open the index and to search it: its rows of the table, by its own account.
fn reading(folder: &Path, cache: &Path) -> Vec<(&'static str, String)> {
    let this = std::env::current_exe().expect("this program");
    let said = Command::new(this)
        .arg("read")
        .args([folder, cache])
        .output();
    let said = String::from_utf8(said.expect("a process").stdout).expect("a table");
    let row = |line: &str| -> Option<(&'static str, String)> {
        let (name, figure) = line.split_once('\t')?;
        Some((name.to_owned().leak(), figure.to_owned()))
    };
    said.lines().filter_map(row).collect()
}

fn read_only(folder: &Path, cache: &Path) {
    let (opening, corpus) = timed(|| {
        let mut sync = sync(folder, cache);
        sync.published();
        sync.corpus()
    });
    let first = || {
        let query = corpus.read("").expect("an empty query");
        let results = corpus.search(&query, Order::Date, &PANE);
        let rows = results
            .hits
            .iter()
            .take(60)
            .map(|b| corpus.row(*b).title.len());
        black_box(rows.sum::<usize>())
    };
    let (first, _) = timed(first);
    println!("open the index\t{}", ms(opening));
    println!("first page with its counts\t{}", ms(first));
    let own = || memory().map_or("-".into(), |b| format!("{:.0} MB", b as f64 / 1e6));
    println!("memory of its own, open\t{}", own());
    for (name, figure) in searches(&corpus) {
        println!("{name}\t{figure}");
    }
    println!("memory of its own, after all searches\t{}", own());
}

/// All files, in order of name.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut all = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder of ours") {
            let path = entry.expect("an entry of ours").path();
            match path.is_dir() {
                true => folders.push(path),
                false => all.push(path),
            }
        }
    }
    all.sort();
    all
}

fn size_of(folder: &Path) -> u64 {
    let size = |path: &PathBuf| fs::metadata(path).map_or(0, |m| m.len());
    files(folder).iter().map(size).sum()
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
    let size = |path: &PathBuf| black_box(fs::read(path).expect("a file of ours")).len() as u64;
    files(folder).iter().map(size).sum()
}

/// Bytes of memory that are this process's own, where the system tells.
fn memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|l| l.strip_prefix("RssAnon:"))?;
    let kilobytes: u64 = line.split_whitespace().next()?.parse().ok()?;
    Some(kilobytes * 1024)
}
