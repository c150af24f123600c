//! Do several readers of one user on one collection keep all that each of them leaves, and see each other's? Real ones, in terminals.

use std::thread::scope;
use std::time::{Duration, Instant};

use super::harness::Pty;
use super::place::Place;

const READERS: usize = 5;
/// Within this what one leaves is seen by the others.
const SEEN: Duration = Duration::from_secs(2);

/// How many marks each makes: `MARKS` instead of 20.
fn marks() -> usize {
    std::env::var("MARKS").map_or(20, |n| n.parse().unwrap())
}

/// Writes so many documents of one source, listed in this order.
fn documents(place: &Place, count: usize) {
    for n in 0..count {
        let text = format!("---\ntitle: Ferry {n:04}\n---\n\nThe ferry {n} sails twice a day.\n");
        place.write(format!("docs/lake/{n:04}.md"), text);
    }
}

/// Readers with the first briefing open.
fn readers(place: &Place, count: usize) -> Vec<Pty> {
    let start = |_| place.terminal(["docs"], (120, 36));
    let mut ptys: Vec<Pty> = (0..READERS).map(start).collect();
    ptys.iter_mut().for_each(|pty| open(pty, count));
    ptys
}

fn open(pty: &mut Pty, count: usize) {
    let all = format!("{count} briefings");
    pty.wait_for(&all, |s| s.contents().replace(',', "").contains(&all));
    pty.send("ggj\r");
    wait_open(pty, 0);
}

fn is_open(screen: &vt100::Screen, n: usize) -> bool {
    let title = format!("Ferry {n:04}");
    let text = screen.contents();
    text.lines().nth(2).is_some_and(|line| {
        let article = line.split('│').nth(1).unwrap_or_default();
        article.contains(&title)
    })
}

fn wait_open(pty: &Pty, n: usize) {
    pty.wait_for(&format!("article {n}"), |s| is_open(s, n));
}

/// Tags one briefing after the other; ends at the one after the last that has a tag.
fn mark(pty: &mut Pty, tag: &str, count: usize) {
    let said = format!("It is tagged {tag}:");
    for n in 0..count {
        pty.send(format!("#{tag}\r"));
        pty.wait_for(&said, |s| is_open(s, n) && s.contents().contains(&said));
        pty.send("J");
        wait_open(pty, n + 1);
    }
}

/// Asks for what has a tag, and waits until so many of all are found.
fn ask(pty: &mut Pty, tag: &str, found: usize, all: usize) {
    pty.send("\x06");
    pty.wait_text("search");
    pty.send(format!("\x1b[200~tag:{tag}\x1b[201~\r"));
    let head = format!("{found} of {all}");
    pty.wait_for(&head, |s| {
        let text = s.contents().replace(',', "");
        let first = text.lines().next().unwrap_or_default();
        first.contains(&head) && first.contains(&format!("tag:{tag}"))
    });
    // The query goes again.
    pty.send("\x06");
    pty.wait_text("search");
    pty.send("\x15\r");
    let all = format!("{all} briefings");
    pty.wait_for(&all, |s| s.contents().replace(',', "").contains(&all));
}

#[test]
fn five_readers_who_mark_at_once_lose_nothing_see_each_other_and_hear_of_no_lock() {
    let (place, count) = (Place::new(), marks());
    documents(&place, count + 1);
    assert_eq!(place.run(["index", "docs"]).code, 0);
    let mut ptys = readers(&place, count + 1);
    let began = Instant::now();
    scope(|scope| {
        for (n, pty) in ptys.iter_mut().enumerate() {
            scope.spawn(move || mark(pty, &format!("p{n}"), count));
        }
    });
    let took = began.elapsed();
    // All have the same one open by now: each tags it, and the others see that.
    let mut slowest = Duration::ZERO;
    for n in 0..READERS {
        let tag = format!("#s{n}");
        let began = Instant::now();
        ptys[n].send(format!("{tag}\r"));
        for pty in &ptys {
            pty.wait_for(&tag, |s| {
                let text = s.contents();
                text.lines().nth(1).is_some_and(|head| head.contains(&tag))
            });
        }
        slowest = slowest.max(began.elapsed());
    }
    scope(|scope| {
        for (n, pty) in ptys.iter_mut().enumerate() {
            let of_another = format!("p{}", (n + 1) % READERS);
            scope.spawn(move || ask(pty, &of_another, count, count + 1));
        }
    });
    for pty in &mut ptys {
        pty.send("q");
        assert_eq!(pty.exit().0, 0);
        let said = String::from_utf8_lossy(&pty.bytes()).into_owned();
        for word in ["holds it", "locked", "busy", "Nothing is kept"] {
            assert!(!said.contains(word), "{word}");
        }
    }
    let mut kept = 0;
    for n in 0..READERS {
        let ran = place.run(["list", "--in", "docs", &format!("tag:p{n}")]);
        assert_eq!(ran.err, "");
        kept += ran.out.lines().count();
    }
    println!(
        "{READERS} readers: {kept} of {} marks kept, made in {took:?}; the others saw one within {slowest:?}",
        READERS * count
    );
    assert_eq!(kept, READERS * count);
    assert!(slowest < SEEN, "{slowest:?}");
}
