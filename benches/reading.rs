//! How long does it take to open a long article, to page in it, and to set it anew? One table a run.

#![allow(clippy::print_stdout, clippy::unwrap_used)] // the table is what it is for

use std::hint::black_box;
use std::sync::Arc;
use std::time::{Duration, Instant};

use briefing::app::article::{Article, Column};
use briefing::app::list::Motion;
use briefing::load::Limits;
use briefing::sync::Sync;
use briefing::typeset::{Fit, Flow, Manner, Sheet, Spot};

/// As the program has it.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// How often each is done; the middle one is told.
const REPEATS: usize = 21;

/// Lengths of the articles, in bytes.
const LENGTHS: [usize; 2] = [20 << 10, 5 << 20];

fn main() {
    let bench = std::env::args().any(|a| a == "--bench");
    // `cargo test --all-targets` only wants to know whether it runs.
    let repeats = if bench { REPEATS } else { 1 };
    println!("| | 20 KB | 5 MB |\n|---|---:|---:|");
    let tables: Vec<Vec<(String, String)>> = LENGTHS.map(|n| measure(n, repeats)).into();
    for (short, long) in tables[0].iter().zip(&tables[1]) {
        println!("| {} | {} | {} |", short.0, short.1, long.1);
    }
}

fn measure(length: usize, repeats: usize) -> Vec<(String, String)> {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("a.md"), article(length)).unwrap();
    std::fs::write(folder.path().join("b.md"), article(2000)).unwrap();
    let cache = tempfile::tempdir().unwrap();
    let open_corpus = || {
        let paths = vec![folder.path().to_owned()];
        let mut sync = Sync::new(paths, Limits::default(), Some(cache.path()));
        sync.refresh();
        sync.corpus()
    };
    drop(open_corpus());
    let column = |width| Column {
        width,
        height: 40,
        manner: Manner::default(),
    };
    let mut rows = Vec::new();
    let mut row = |what: &str, times: Vec<Duration>| {
        rows.push((
            what.to_owned(),
            format!("{:.2} ms", middle(times).as_secs_f64() * 1e3),
        ));
    };
    let longest = |corpus: &briefing::corpus::Corpus| {
        (0..corpus.len() as u32)
            .max_by_key(|b| corpus.page(*b).briefing.body.len())
            .unwrap()
    };
    let number = longest(&open_corpus());
    let opened = (0..repeats).map(|_| {
        let corpus = open_corpus();
        timed(|| Article::open(&corpus, number, column(72))).0
    });
    row("open: from the index to the first window", opened.collect());
    let corpus = open_corpus();
    let (_, mut article) = timed(|| Article::open(&corpus, number, column(72)));
    let again = (0..repeats).map(|_| timed(|| Article::open(&corpus, number, column(72))).0);
    row("open again", again.collect());
    let paged = (0..repeats).map(|_| timed(|| article.go(Motion::Page(1))).0);
    row("a page down", paged.collect());
    row("to the end", vec![timed(|| article.go(Motion::Bottom)).0]);
    let back = (0..repeats).map(|_| timed(|| article.go(Motion::Page(-1))).0);
    row("a page up from there", back.collect());
    let widths = (0..repeats).map(|n| 60 + 4 * (n as u16 % 2));
    row(
        "another width",
        widths
            .map(|w| timed(|| article.resize(column(w))).0)
            .collect(),
    );
    let briefing = Arc::clone(&article.page.briefing);
    let mut speed = |what: &str, fit, hyphenate| {
        let manner = Manner {
            fit,
            hyphenate,
            ..Manner::default()
        };
        let sheet = Sheet {
            width: 72,
            head: 2,
            manner,
            unfolded: false,
        };
        let whole = (0..repeats.min(3)).map(|_| {
            timed(|| {
                Flow::new(Arc::clone(&briefing), None, sheet).window(Spot::default(), usize::MAX)
            })
            .0
        });
        let seconds = middle(whole.collect()).as_secs_f64();
        let speed = briefing.body.len() as f64 / 1e6 / seconds;
        rows.push((what.to_owned(), format!("{speed:.1} MB/s")));
    };
    speed("all of it in lines, first fit", Fit::First, false);
    speed("optimal fit", Fit::Optimal, false);
    speed("optimal fit, hyphens between syllables", Fit::Optimal, true);
    rows
}

fn timed<T>(work: impl FnOnce() -> T) -> (Duration, T) {
    let start = Instant::now();
    let done = black_box(work());
    (start.elapsed(), done)
}

fn middle(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}

/// A Markdown text of some length: headings, paragraphs with names, emphasis and links.
fn article(length: usize) -> String {
    const SENTENCES: [&str; 6] = [
        "Minister Ada Okello opened the second ferry in Kisumu before a crowd that had waited since the morning.",
        "Nobody at the Harbour Office would say how many boats were **ready**, or when the others might follow.",
        "Jonas Berg of Norway called the agreement a promise, and promises, he said, are kept on the water.",
        "The [fares](https://ferries.example.org/fares) will not be touched before the winter.",
        "In Uganda the negotiations about the northern harbours went on without interruption.",
        "Representatives of the Lake Council noted these developments with some reservations.",
    ];
    let mut text = String::from("# The ferries\n");
    let mut at: u32 = 7;
    while text.len() < length {
        if at.is_multiple_of(13) {
            text.push_str(&format!("\n## Part {}\n", text.len()));
        }
        text.push('\n');
        for _ in 0..3 + at % 5 {
            at = at.wrapping_mul(1_103_515_245).wrapping_add(12_345);
            text.push_str(SENTENCES[(at >> 16) as usize % SENTENCES.len()]);
            text.push(' ');
        }
        text.push('\n');
    }
    text
}
