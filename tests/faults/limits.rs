//! Does it read within tight limits? Few open files, little memory, a clock that is wrong.

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

/// Limits as a shell sets them: open files, and all that is addressed, in KiB: 600 MB, and a third less, since how much is set
/// aside for threads depends on which of them run at once.
const LIMITS: [&str; 2] = [
    "ulimit -n 64; ulimit -v 614400",
    "ulimit -n 64; ulimit -v 409600",
];

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
