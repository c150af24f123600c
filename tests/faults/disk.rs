//! Are marks kept where the disk takes no more for a while? A full one, and one whose quota is used up.

use std::fs;
use std::process::{Child, Command};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};

use super::harness::Pty;
use super::place::{PROGRAM, Place};
use super::{can, documents};

const SIZE: (u16, u16) = (120, 36);

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
    let wait_starred = |count| wait_starred(count, &starred);
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
        star_next(&mut pty, marks);
        let until = Instant::now() + Duration::from_millis(300);
        while Instant::now() < until && !pty.text().contains(TOLD) {
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
    star_next(&mut pty, marks);
    wait_starred(marks + 1);
    pty.send("q");
    assert_eq!(pty.exit().0, 0);
}

/// Stars the next briefing of the list, and waits for a word about it.
fn star_next(pty: &mut Pty, number: usize) {
    let title = format!("Ferry {number:04}");
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
}

/// Waits until so many have a star, for others too.
fn wait_starred(count: usize, starred: &dyn Fn() -> usize) {
    let until = Instant::now() + Duration::from_secs(20);
    while starred() != count {
        assert!(Instant::now() < until, "{} of {count}", starred());
    }
}

/// A tracer that refuses a program all writes to what it keeps, as the system does when a quota is used up.
struct Quota(Child);

impl Quota {
    fn used_up(place: &Place, pid: &str) -> Quota {
        let kept = place.path().join("state/briefing/state.db");
        let log = place.path().join("refused");
        let mut strace = Command::new("strace");
        strace.args(["-f", "-qq", "-o"]).arg(&log).args(["-p", pid]);
        for end in ["", "-wal", "-journal"] {
            strace.arg("-P").arg(format!("{}{end}", kept.display()));
        }
        let calls = "pwrite64,write,ftruncate,fallocate";
        strace.args(["-e", &format!("trace={calls}")]);
        strace.args(["-e", &format!("inject={calls}:error=EDQUOT")]);
        let tracer = strace.spawn().unwrap();
        // Every thread: any of them may write.
        let traced = || {
            let threads = fs::read_dir(format!("/proc/{pid}/task")).unwrap();
            threads.flatten().all(|thread| {
                let status = fs::read_to_string(thread.path().join("status"));
                status.is_ok_and(|s| !s.contains("TracerPid:\t0\n"))
            })
        };
        let until = Instant::now() + Duration::from_secs(20);
        while !traced() {
            assert!(Instant::now() < until, "nobody traces it");
        }
        Quota(tracer)
    }

    /// There is room again.
    fn lift(mut self) {
        let pid = Pid::from_child(&self.0);
        kill_process(pid, Signal::INT).unwrap();
        self.0.wait().unwrap();
    }
}

#[test]
fn while_a_quota_is_used_up_marks_are_held_and_they_are_written_when_there_is_room() {
    if !can(
        &[
            "strace",
            "-o",
            "/dev/null",
            "-e",
            "inject=write:error=EDQUOT:when=9999",
            "true",
        ],
        "writes refused for a quota",
    ) {
        return;
    }
    // With something kept before, and with nothing.
    for before in [0, 1] {
        let place = Place::new();
        documents(&place, 60);
        let mut pty = place.terminal(["docs"], (180, 36));
        pty.wait_text("60 briefings");
        pty.send("2");
        pty.wait_text("] next mention");
        let starred = || {
            place
                .run(["list", "--in", "docs", "is:starred"])
                .out
                .lines()
                .count()
        };
        for mark in 1..=before {
            star_next(&mut pty, mark);
            wait_starred(mark, &starred);
        }
        let quota = Quota::used_up(&place, &pty.pid().as_raw_nonzero().to_string());
        star_next(&mut pty, before + 1);
        pty.wait_text("a quota is used up");
        star_next(&mut pty, before + 2);
        star_next(&mut pty, before + 3);
        assert_eq!(starred(), before, "what the system refused is there");
        quota.lift();
        star_next(&mut pty, before + 4);
        wait_starred(before + 4, &starred);
        pty.send("q");
        assert_eq!(pty.exit().0, 0);
    }
}
