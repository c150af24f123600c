//! Does it read within tight limits? Few open files, little memory, no home, a clock that is wrong, a full disk.

use std::fs;
use std::time::{Duration, SystemTime};

use super::place::{PROGRAM, Place};
use super::{can, documents};

const SIZE: (u16, u16) = (120, 36);

/// Runs a shell line in a place without a terminal; its exit code, output and errors.
fn sh(place: &Place, line: &str) -> (i32, String, String) {
    let mut shell = std::process::Command::new("sh");
    shell
        .args(["-c", line])
        .current_dir(place.path())
        .env_clear();
    let program = place.command(["--version"]);
    let variables = program
        .get_envs()
        .filter_map(|(name, value)| Some((name, value?)));
    let ran = shell
        .envs(variables)
        .env("PROGRAM", PROGRAM)
        .output()
        .unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (
        ran.status.code().unwrap_or(-1),
        text(ran.stdout),
        text(ran.stderr),
    )
}

/// Limits as a shell sets them: open files, and all that is addressed, in KiB.
const LIMITS: [&str; 1] = ["ulimit -n 64; ulimit -v 614400"];

#[test]
fn a_corpus_is_indexed_read_and_searched_within_limits() {
    for limit in LIMITS {
        let place = Place::new();
        documents(&place, 2000);
        let ran = sh(&place, &format!("{limit}; exec \"$PROGRAM\" index docs"));
        assert_eq!(
            (ran.0, ran.1.as_str()),
            (0, "2000 briefings indexed, 0 problems\n"),
            "{limit}: {}",
            ran.2
        );
        let ran = sh(
            &place,
            &format!("{limit}; exec \"$PROGRAM\" --in docs list '\"more boats\"'"),
        );
        assert_eq!(
            (ran.0, ran.1.lines().count(), ran.2.as_str()),
            (0, 2000, ""),
            "{limit}"
        );
        let ran = sh(&place, &format!("{limit}; exec \"$PROGRAM\" list"));
        assert_eq!(
            (ran.0, ran.2.as_str()),
            (0, ""),
            "{limit}: the briefings that come along"
        );
        let mut pty = place.shell(&format!("{limit}; exec \"$PROGRAM\" docs"), SIZE);
        for (key, shown) in [
            ("", "2000 briefings"),
            ("\x06", "search"),
            ("\x1b[200~uganda\x1b[201~", "search uganda"),
            ("\r", "of 2000"),
            ("q", ""),
        ] {
            pty.send(key);
            pty.wait_for(shown, |s| {
                s.contents().replace(',', "").contains(shown)
                    || shown == "of 2000" && !s.contents().contains("search uganda")
            });
        }
        assert_eq!(pty.exit().0, 0, "{limit}\n{}", pty.text());
    }
}

#[test]
fn files_of_another_time_are_read_again_when_they_change() {
    let day = Duration::from_secs(86_400);
    let epoch = SystemTime::UNIX_EPOCH;
    let now = SystemTime::now();
    let times = [epoch, epoch - 365 * day, now + 400 * 365 * day, now + day];
    let place = Place::new();
    documents(&place, 4);
    let set = |n: usize, time| {
        let path = place.path().join(format!("docs/{n:02}/{n:04}.md"));
        let file = fs::File::options().append(true).open(path).unwrap();
        file.set_modified(time).unwrap();
    };
    for (n, time) in times.into_iter().enumerate() {
        set(n, time);
    }
    let index = || place.run(["index", "docs"]);
    assert_eq!(index().out, "4 briefings indexed, 0 problems\n");
    index();
    for (n, time) in times.into_iter().enumerate() {
        let path = place.path().join(format!("docs/{n:02}/{n:04}.md"));
        let text = fs::read_to_string(&path).unwrap().replace("Ferry", "Barge");
        fs::write(path, text).unwrap();
        set(n, time + Duration::from_secs(1));
    }
    assert_eq!(index().code, 0);
    let listed = place.run(["list", "--in", "docs"]);
    assert_eq!(listed.out.matches("Barge").count(), 4, "{}", listed.out);
}

#[test]
fn where_the_clock_of_the_machine_jumps_reading_goes_on() {
    if !can(
        &["unshare", "-rT", "--monotonic", "90000000", "true"],
        "another clock",
    ) {
        return;
    }
    let place = Place::new();
    documents(&place, 30);
    let mut pty = place.shell(
        "exec unshare -rT --monotonic 90000000 --boottime 90000000 \"$PROGRAM\" docs",
        SIZE,
    );
    for (key, shown) in [
        ("", "30 briefings"),
        ("\r", "] next mention"),
        ("J", "H back"),
        ("q", ""),
    ] {
        pty.send(key);
        pty.wait_text(shown);
    }
    assert_eq!(pty.exit().0, 0);
}

/// What is said when nothing can be written.
const TOLD: &str = "Nothing is kept";

/// A small disk for all that is kept.
const SMALL: &str = "mkdir -p state; exec unshare -rm sh -c '\
    mount -t tmpfs -o size=1m none state; exec \"$PROGRAM\" docs'";

#[test]
fn while_the_disk_is_full_marks_are_held_and_they_are_written_when_there_is_room() {
    if !can(
        &["unshare", "-rm", "mount", "-t", "tmpfs", "none", "/mnt"],
        "a disk of our own",
    ) {
        return;
    }
    let place = Place::new();
    documents(&place, 60);
    let mut pty = place.shell(SMALL, SIZE);
    pty.wait_text("60 briefings");
    pty.send("2");
    pty.wait_text("] next mention");
    // The disk as the program sees it, and another program that sees it too.
    let pid = pty.pid().as_raw_nonzero().to_string();
    let disk = format!("/proc/{pid}/root{}/state", place.path().display());
    let starred = || {
        let docs = place.path().join("docs");
        let inside = place.command(["list", "--in", docs.to_str().unwrap(), "is:starred"]);
        let mut enter = std::process::Command::new("nsenter");
        enter.args(["-t", &pid, "-U", "-m", "--preserve-credentials", PROGRAM]);
        enter
            .args(inside.get_args())
            .current_dir(place.path())
            .env_clear();
        enter.envs(
            inside
                .get_envs()
                .filter_map(|(name, value)| Some((name, value?))),
        );
        String::from_utf8(enter.output().unwrap().stdout)
            .unwrap()
            .lines()
            .count()
    };
    let wait_starred = |count: usize| {
        let until = std::time::Instant::now() + Duration::from_secs(20);
        while starred() != count {
            assert!(
                std::time::Instant::now() < until,
                "{} of {count}",
                starred()
            );
        }
    };
    pty.send("*");
    wait_starred(1);
    let fill = std::path::Path::new(&disk).join("fill");
    let mut file = fs::File::create(&fill).unwrap();
    while std::io::Write::write_all(&mut file, &[0; 512]).is_ok() {}
    drop(file);
    // What was made ready before takes some; then it is told, once, and the marks go on.
    let mut marks = 1;
    let mut told = Vec::new();
    while marks < 12 || told.is_empty() {
        let title = format!("Ferry {marks:04}");
        pty.send("J");
        pty.wait_for(&title, |s| {
            s.contents()
                .lines()
                .nth(2)
                .is_some_and(|l| l.contains(&title))
        });
        pty.send("*");
        pty.wait_for("a word", |s| {
            s.contents().contains("It is starred") || s.contents().contains(TOLD)
        });
        let until = std::time::Instant::now() + Duration::from_millis(300);
        while std::time::Instant::now() < until && !pty.text().contains(TOLD) {
            std::thread::sleep(Duration::from_millis(5));
        }
        marks += 1;
        told.extend(pty.text().contains(TOLD).then_some(marks));
        assert!(marks < 40, "never told");
    }
    println!(
        "full disk: told at mark {told:?} of {marks}; {} kept then",
        starred()
    );
    assert_eq!(told.len(), 1);
    assert!(starred() < marks);
    fs::remove_file(&fill).unwrap();
    pty.send("J");
    let title = format!("Ferry {marks:04}");
    pty.wait_for(&title, |s| {
        s.contents()
            .lines()
            .nth(2)
            .is_some_and(|l| l.contains(&title))
    });
    pty.send("*");
    wait_starred(marks + 1);
    pty.send("q");
    assert_eq!(pty.exit().0, 0);
}
