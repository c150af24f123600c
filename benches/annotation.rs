//! How long do the built-in lists take to read, and how fast is a text annotated on one core? One table a run.
//! Folders may be named (`cargo bench --bench annotation -- FOLDER`); without any, the briefings of the program are read.

#![allow(clippy::print_stdout)] // the table is what it is for

use std::hint::black_box;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use briefing::annotate::{Annotations, annotate, country_name, topic_name};
use briefing::briefing::Briefing;
use briefing::entity;
use briefing::fold;
use briefing::load::{self, Limits};

/// As the program has it.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// How often the texts are read; the quickest counts, as other work on the machine only ever adds.
const REPEATS: usize = 5;

fn main() {
    let given = || std::env::args().skip(1);
    let folders: Vec<PathBuf> = given()
        .filter(|a| !a.starts_with('-'))
        .map(Into::into)
        .collect();
    let repeats = match given().any(|a| a == "--bench") {
        true => REPEATS,
        // `cargo test --all-targets` only wants to know whether it runs.
        false => 1,
    };
    let loaded = match folders.is_empty() {
        true => load::bundled(),
        false => load::load(&folders, Limits::default(), &|_| ()),
    };
    let briefings = loaded.briefings;
    let Some(first) = briefings.first() else {
        println!("there is nothing to read");
        return;
    };
    println!("| | |\n|---|---:|");
    row("lists: names of countries", ms(once(|| country_name("tj"))));
    row(
        "lists: names of topics",
        ms(once(|| topic_name("elections"))),
    );
    row(
        "lists: the rest, with a briefing",
        ms(once(|| annotate(first))),
    );
    let bytes: usize = briefings.iter().map(|b| b.body.len()).sum();
    row("text", format!("{:.2} MB", bytes as f64 / 1e6));
    let speed = |work: &dyn Fn(&Arc<Briefing>)| {
        let run = || briefings.iter().for_each(work);
        let best = (0..repeats).map(|_| once(run)).min().unwrap_or_default();
        format!("{:.1} MB/s", bytes as f64 / 1e6 / best.as_secs_f64())
    };
    row(
        "words of a search",
        speed(&|b| {
            black_box(fold::words(&b.body).count());
        }),
    );
    row(
        "annotate",
        speed(&|b| {
            black_box(annotate(b));
        }),
    );
    let annotations: Vec<Annotations> = briefings.iter().map(|b| annotate(b)).collect();
    row("link", ms(once(|| entity::link(&briefings, &annotations))));
}

fn row(what: &str, figure: String) {
    println!("| {what} | {figure} |");
}

fn once<T>(work: impl FnOnce() -> T) -> Duration {
    let start = Instant::now();
    black_box(work());
    start.elapsed()
}

fn ms(time: Duration) -> String {
    format!("{:.2} ms", time.as_secs_f64() * 1e3)
}
