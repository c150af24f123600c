//! What outlives kills, vanished files, damaged indexes, tight limits and lines that drop? The real binary, in places of its own.
//!
//! `ROUNDS` is how many kills each table of them makes instead of 20. Figures are printed: `cargo test --test faults -- --nocapture`.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a test may panic, prints its figures, and says what it does not prove"
)]

#[path = "faults/between.rs"]
mod between;
#[path = "faults/corpus.rs"]
mod corpus;
#[path = "faults/disk.rs"]
mod disk;
#[path = "terminal/harness.rs"]
mod harness;
#[path = "faults/kills.rs"]
mod kills;
#[path = "faults/limits.rs"]
mod limits;
#[path = "faults/line.rs"]
mod line;
#[allow(dead_code, reason = "other tests ask it more")]
#[path = "program/place.rs"]
mod place;
#[allow(dead_code, reason = "other tests ask it more")]
#[path = "pull/server.rs"]
mod server;
#[path = "faults/together.rs"]
mod together;

use std::process::{Command, Stdio};
use std::time::Duration;

use place::Place;

/// How many kills.
fn rounds() -> u64 {
    std::env::var("ROUNDS").map_or(20, |n| n.parse().unwrap())
}

/// An instant up to this one, another for each round and scattered over all of it.
fn instant(round: u64, up_to: Duration) -> Duration {
    // The golden ratio goes around the circle without ever coming near where it was.
    let part = (round as f64 * 0.618_033_988_749_895).fract();
    up_to.mul_f64(part)
}

/// Writes so many documents, which name each other's people.
fn documents(place: &Place, count: usize) {
    for n in 0..count {
        let text = format!(
            "---\ntitle: Ferry {n:04}\n---\n\nMinister Ada Okello opened ferry {n} on Lake Victoria in Kenya on 3 May 2019.\n\n{}\n",
            "She said that the lake needs more boats, and that Uganda will pay for some of them. "
                .repeat(8)
        );
        let path = place.write(format!("docs/{:02}/{n:04}.md", n % 20), text);
        settle(&path);
    }
}

/// Makes a file look old: one that was changed just now may change again without looking newer, and so is read twice.
fn settle(path: &std::path::Path) {
    let long_ago = std::time::SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000_000);
    let file = std::fs::File::options().write(true).open(path).unwrap();
    file.set_modified(long_ago).unwrap();
}

/// Every file below a folder.
fn all(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        match entry.file_type().unwrap().is_dir() {
            true => found.extend(all(&entry.path())),
            false => found.push(entry.path()),
        }
    }
    found
}

/// Whether this command succeeds here; where it does not, a line says what is not proved.
fn can(command: &[&str], what: &str) -> bool {
    let mut run = Command::new(command[0]);
    run.args(&command[1..]).stdin(Stdio::null());
    let ran = run.stdout(Stdio::null()).stderr(Stdio::null()).status();
    let can = ran.is_ok_and(|status| status.success());
    if !can {
        eprintln!(
            "skipped: {what}: `{}` does not work here",
            command.join(" ")
        );
    }
    can
}
