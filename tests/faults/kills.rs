//! Is anything lost when the program is killed at any instant? The index, what is pulled, what the reader leaves by keys.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::process::{Child, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::sleep;
use std::time::{Duration, Instant};

use rustix::process::Signal;

use super::harness::Pty;
use super::place::Place;
use super::server::{Server, ok};
use super::{all, documents, instant, rounds};

fn spawned(place: &Place, args: &[&str]) -> Child {
    let mut command = place.command(args);
    let quiet = command.stdin(Stdio::null()).stdout(Stdio::null());
    quiet.stderr(Stdio::null()).spawn().unwrap()
}

/// Lets a command run to its end, then kills one after the other at instants of that time; `holds` looks after each.
fn killed(place: &Place, args: &[&str], holds: &mut dyn FnMut(u64)) {
    let began = Instant::now();
    spawned(place, args).wait().unwrap();
    let mut whole = began.elapsed();
    let mut hit = 0;
    for round in 0..rounds() {
        let mut child = spawned(place, args);
        sleep(instant(round, whole));
        match child.try_wait().unwrap() {
            None => hit += 1,
            // It was slower the first time, when nothing was in the system's memory, or the machine was busy.
            Some(_) => whole = whole.mul_f64(0.9),
        }
        child.kill().unwrap();
        child.wait().unwrap();
        holds(round);
    }
    println!(
        "{}: {hit} of {} kills hit it at work, within {whole:?}",
        args[0],
        rounds()
    );
    assert!(hit > 0, "{args:?} ended before every kill");
}

#[test]
fn the_index_opens_whole_after_every_kill() {
    let place = Place::new();
    documents(&place, 150);
    let listed = || {
        let ran = place.run(["--in", "docs", "list"]);
        assert_eq!((ran.code, ran.err.as_str()), (0, ""));
        ran.out
    };
    let whole = listed();
    assert_eq!(whole.lines().count(), 150);
    killed(&place, &["index", "--rebuild", "docs"], &mut |round| {
        assert_eq!(listed(), whole, "round {round}");
    });
}

/// A feed whose entries are all others in every edition, and say at both ends which one they are of.
fn edition(number: usize) -> String {
    let item = |n: usize| {
        format!(
            "<item><guid isPermaLink='false'>id{n}</guid><title>Ferry {n}</title><description>Begin {number}. {}End {number}.</description></item>",
            "The ferry sails twice a day. ".repeat(60)
        )
    };
    let items: String = (0..40).map(item).collect();
    format!("<rss version='2.0'><channel><title>Lakes</title>{items}</channel></rss>")
}

#[test]
fn what_is_pulled_is_whole_or_absent_after_every_kill() {
    let now = Arc::new(AtomicUsize::new(0));
    let asked = Arc::clone(&now);
    let server = Server::start(move |_| ok(&edition(asked.fetch_add(1, Ordering::SeqCst))));
    let place = Place::new();
    let added = place.run(["add", "--allow-private", &server.url("/feed")]);
    assert_eq!(added.code, 0, "{}", added.err);
    let kept = place.path().join("data");
    // Whole is a file that says the same number at both ends; the numbers that there are.
    let editions = || -> BTreeSet<usize> {
        let files = all(&kept).into_iter().filter(|path| {
            let name = path.file_name().unwrap().to_str().unwrap();
            name.ends_with(".md") && !name.starts_with('.')
        });
        let of = |path: PathBuf| {
            let text = std::fs::read_to_string(&path).unwrap();
            let number = |word: &str| {
                let after = text.split_once(word)?.1;
                after.split_once('.')?.0.trim().parse::<usize>().ok()
            };
            let ends = (number("Begin "), number("End "));
            assert!(ends.0.is_some() && ends.0 == ends.1, "{path:?} {ends:?}");
            ends.0.unwrap()
        };
        files.map(of).collect()
    };
    assert_eq!(editions(), BTreeSet::from([0]));
    let mut mixed = 0;
    killed(&place, &["pull", "--allow-private"], &mut |_| {
        mixed += usize::from(editions().len() > 1);
        let ran = place.run(["list"]);
        assert_eq!((ran.code, ran.err.as_str()), (0, ""));
        assert_eq!(ran.out.lines().count(), 40);
    });
    println!("pull: {mixed} kills hit it between two files");
    let ran = place.run(["pull", "--allow-private"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert_eq!(editions(), BTreeSet::from([now.load(Ordering::SeqCst) - 1]));
}

/// What another program can see that the reader has left: stars, what was tagged in this round, notes.
fn seen(place: &Place, round: u64) -> BTreeSet<String> {
    let tag = format!("tag:r{round}");
    let mut seen = BTreeSet::new();
    for (mark, query) in [("*", "is:starred"), ("#", tag.as_str())] {
        let ran = place.run(["list", "--in", "docs", query]);
        assert!(ran.code < 2, "{query}: {}", ran.err);
        assert!(!ran.err.contains("damaged"), "{query}: {}", ran.err);
        seen.extend(ran.out.lines().map(|line| format!("{mark} {line}")));
    }
    let notes = place.run(["notes", "--json"]);
    assert!(notes.code < 2 && notes.err.is_empty(), "{}", notes.err);
    let notes = notes.lines().into_iter();
    seen.extend(notes.map(|note| note["text"].as_str().unwrap().to_owned()));
    seen
}

/// The keys that tag, note and star what is open, and go on.
fn marking(round: u64, step: usize) -> [String; 4] {
    [
        format!("#r{round}\r"),
        format!("awhy {round}.{step}\u{1b}"),
        "*".to_owned(),
        "J".to_owned(),
    ]
}

/// Types as a person does who looks at the screen: the next key when the last has shown something, or soon.
fn typed(pty: &mut Pty, keys: &str) {
    for key in keys.chars() {
        let before = pty.bytes().len();
        pty.send(key.to_string());
        let until = Instant::now() + Duration::from_millis(100);
        while pty.bytes().len() == before && Instant::now() < until {
            sleep(Duration::from_millis(1));
        }
    }
}

/// A reader on what has no star yet; so many have one.
fn reader(place: &Place, stars: usize) -> Pty {
    let mut pty = place.terminal(["docs"], (120, 36));
    pty.wait_text("60 briefings");
    pty.send("\x06");
    pty.wait_text("search");
    pty.send("\x1b[200~-is:starred\x1b[201~");
    pty.wait_text("search -is:starred");
    pty.send("\r");
    let left = match stars {
        0 => "60 briefings".to_owned(),
        stars => format!("{} of 60", 60 - stars),
    };
    pty.wait_for("the answer", |screen| {
        let text = screen.contents();
        let first = text.lines().next().unwrap_or_default();
        first.contains("-is:starred") && first.contains(&left) && !text.contains("search -is")
    });
    // In the list it may be all of a source that is marked: the first below the first source is opened.
    pty.send("1");
    pty.wait_for("the list", |s| !s.contents().contains("] next mention"));
    typed(&mut pty, "ggj\r");
    pty.wait_text("] next mention");
    pty
}

#[test]
fn what_the_reader_left_is_there_after_every_kill() {
    let (mut acknowledged, mut more, mut place) = (0, 0, Place::new());
    for round in 0..rounds() {
        if round % 8 == 0 {
            place = Place::new();
            documents(&place, 60);
        }
        let before = seen(&place, round);
        let stars = before.iter().filter(|one| one.starts_with("* ")).count();
        let mut pty = reader(&place, stars);
        for keys in marking(round, 0) {
            typed(&mut pty, &keys);
        }
        // Seen by another program is acknowledged. What comes then may be kept or not.
        let until = Instant::now() + Duration::from_secs(20);
        let mut said = seen(&place, round);
        while said.difference(&before).count() < 3 {
            assert!(Instant::now() < until, "{said:?} in\n{}", pty.text());
            said = seen(&place, round);
        }
        let (began, last) = (Instant::now(), instant(round, Duration::from_millis(600)));
        let keys: String = (1..4).flat_map(|step| marking(round, step)).collect();
        for key in keys.chars().take_while(|_| began.elapsed() < last) {
            pty.send(key.to_string());
            sleep(Duration::from_millis(4));
        }
        pty.signal(Signal::KILL);
        pty.exit();
        let after = seen(&place, round);
        // A note may have been gone on with meanwhile.
        let is_there = |one: &String| after.iter().any(|now| now.starts_with(one));
        let lost: Vec<_> = said.iter().filter(|one| !is_there(one)).collect();
        assert!(lost.is_empty(), "round {round}: {lost:?}");
        acknowledged += said.len();
        more += after.difference(&said).count();
        let state = all(&place.path().join("state"));
        let damaged = |path: &PathBuf| path.to_string_lossy().contains("damaged");
        assert!(!state.iter().any(damaged), "{state:?}");
    }
    println!(
        "reader: {} kills, {acknowledged} marks acknowledged, none lost, {more} kept that nobody had seen yet",
        rounds()
    );
}
