//! Does the reader stay, and keep what is open, when what it reads vanishes or changes under it? Documents, and its own index.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use super::harness::Pty;
use super::place::Place;
use super::{all, can, documents, settle};

const SIZE: (u16, u16) = (120, 36);
/// How long what is shown may take to be kept.
const PATIENCE: Duration = Duration::from_secs(20);

/// Presses keys one after the other, each when the text that the one before brings is on the screen.
fn press(pty: &mut Pty, steps: &[(&str, &str)]) {
    for (key, shown) in steps {
        pty.send(key);
        pty.wait_text(shown);
    }
}

/// A reader with an article open in the first of 30 briefings.
fn opened(place: &Place) -> Pty {
    documents(place, 30);
    let mut pty = place.terminal(["docs"], SIZE);
    press(&mut pty, &[("", "30 briefings"), ("\r", "] next mention")]);
    pty
}

/// It still reads, searches and quits by itself.
fn lives(pty: &mut Pty) {
    press(
        pty,
        &[
            ("\x06", "search"),
            ("\x1b[200~boats\x1b[201~", "search boats"),
            ("\r", "boats"),
            ("?", "\n Keys"),
            ("\x1b", "? keys"),
            ("q", ""),
        ],
    );
    let (code, _) = pty.exit();
    assert_eq!(code, 0, "{}", pty.text());
}

/// Does something to every file of the index.
fn each(place: &Place, what: Fault) {
    let files = all(&place.path().join("cache"));
    assert!(files.len() > 5, "{files:?}");
    files.iter().for_each(|path| what(path));
}

/// Cuts a file short, unless the reader was quicker and has put it aside already.
fn cut(path: &Path, share: u64) {
    let Ok(file) = fs::File::options().write(true).open(path) else {
        return;
    };
    let length = file.metadata().unwrap().len();
    file.set_len(length * share / 100).unwrap();
}

/// What happens to a path.
type Fault = fn(&Path);

/// (what, how)
const FAULTS: &[(&str, Fault)] = &[
    ("deleted", |path| drop(fs::remove_file(path))),
    ("replaced by another", |path| {
        let beside = path.with_extension("other");
        let written = fs::write(&beside, "something else altogether");
        drop(written.and_then(|()| fs::rename(beside, path)));
    }),
    // They are closed to writing: only root can still do this.
    ("cut to nothing", |path| cut(path, 0)),
    ("cut to a half", |path| cut(path, 50)),
];

#[test]
fn the_index_may_vanish_under_a_reader_and_whatever_is_left_of_it_is_made_whole() {
    for (name, fault) in FAULTS {
        let place = Place::new();
        let mut pty = opened(&place);
        press(&mut pty, &[("*", "It is starred")]);
        let starred = || place.run(["list", "--in", "docs", "is:starred"]).out;
        // It is shown before it is kept.
        let until = Instant::now() + PATIENCE;
        while starred().lines().count() != 1 {
            assert!(Instant::now() < until, "{name}");
        }
        let star = starred();
        each(&place, *fault);
        for _ in 0..12 {
            pty.send("J");
            std::thread::sleep(Duration::from_millis(20));
        }
        lives(&mut pty);
        // One that begins then says that it was damaged, or reads what is not there; the next finds all as it was.
        place.run(["list", "--in", "docs"]);
        let ran = place.run(["list", "--in", "docs"]);
        assert_eq!(
            (ran.code, ran.err.as_str(), ran.out.lines().count()),
            (0, "", 30),
            "{name}"
        );
        assert_eq!(starred(), star, "{name}");
    }
}

#[test]
fn an_index_that_is_cut_short_under_a_reader_is_told_and_made_anew() {
    for share in [0, 50] {
        let place = Place::new();
        documents(&place, 30);
        // So much that not all of it is in memory.
        for n in 1..=40u64 {
            let words = (1..2000u64).map(|k| format!("word{} ", n * k * 7919 % 100_003));
            settle(&place.write(format!("docs/long/{n}.txt"), words.collect::<String>()));
        }
        assert_eq!(place.run(["index", "docs"]).code, 0);
        let mut pty = place.terminal(["docs"], SIZE);
        press(&mut pty, &[("", "70 briefings"), ("\r", "] next mention")]);
        let files = all(&place.path().join("cache"));
        let is_long = |f: &&PathBuf| fs::metadata(f).unwrap().len() > 64 << 10;
        let long: Vec<_> = files.iter().filter(is_long).collect();
        assert!(long.len() > 4, "{files:?}");
        long.into_iter().for_each(|path| cut(path, share));
        // The last one lies where nobody has looked yet.
        ["1", "G", "\r"].iter().for_each(|key| pty.send(key));
        pty.wait_for("it is told", |s| {
            s.contents().contains("1 problem") && s.contents().contains("70 briefings")
        });
        let steps = [("gp", "cannot be read any more"), ("\x1b", "1 problem")];
        press(&mut pty, &steps);
        lives(&mut pty);
        let ran = place.run(["list", "--in", "docs"]);
        let all = (ran.code, ran.err.as_str(), ran.out.lines().count());
        assert_eq!(all, (0, "", 70), "{share}");
    }
}

#[test]
fn what_is_read_where_it_lies_is_closed_to_writing() {
    use std::os::unix::fs::PermissionsExt as _;
    let place = Place::new();
    documents(&place, 30);
    for round in ["", "a new one"] {
        place.write("docs/new.md", round);
        assert_eq!(place.run(["index", "docs"]).code, 0);
        let files = all(&place.path().join("cache"));
        let lie = |path: &&PathBuf| path.extension().is_none_or(|e| e != "json" && e != "lock");
        let lie: Vec<_> = files.iter().filter(lie).collect();
        assert!(lie.len() > 4, "{files:?}");
        for path in lie {
            let mode = fs::metadata(path).unwrap().permissions().mode();
            assert_eq!(mode & 0o222, 0, "{} {mode:o}", path.display());
        }
    }
}

/// (what, how it happens to the folder of documents, what the screen then says)
const VANISHED: &[(&str, Fault, &str)] = &[
    (
        "the folder is deleted",
        |docs| fs::remove_dir_all(docs).unwrap(),
        "30 gone",
    ),
    (
        "the folder is moved",
        |docs| fs::rename(docs, docs.with_extension("away")).unwrap(),
        "30 gone",
    ),
    (
        "a file is in its place",
        |docs| {
            fs::remove_dir_all(docs).unwrap();
            fs::write(docs, "A single text.").unwrap();
        },
        "30 gone",
    ),
    (
        "a link to itself is in its place",
        |docs| {
            fs::remove_dir_all(docs).unwrap();
            std::os::unix::fs::symlink(docs, docs).unwrap();
        },
        "30 gone",
    ),
    (
        "what is open is deleted",
        |docs| fs::remove_file(open(docs)).unwrap(),
        "1 gone",
    ),
    (
        "what is open is cut to nothing",
        |docs| cut(&open(docs), 0),
        "1 gone",
    ),
    (
        "what is open is cut in the middle of a letter",
        |docs| {
            fs::write(open(docs), b"Ferry\n\nThe \xc3").unwrap();
        },
        "1 changed",
    ),
    (
        "another file takes its place",
        |docs| {
            let beside = docs.join("beside");
            fs::write(&beside, [0u8, 1, 2, 3].repeat(4000)).unwrap();
            fs::rename(beside, open(docs)).unwrap();
        },
        "1 gone",
    ),
    (
        "a folder takes its place",
        |docs| {
            fs::remove_file(open(docs)).unwrap();
            fs::create_dir(open(docs)).unwrap();
        },
        "1 gone",
    ),
    (
        "a pipe takes its place",
        |docs| {
            fs::remove_file(open(docs)).unwrap();
            let made = Command::new("mkfifo").arg(open(docs)).status();
            assert!(made.unwrap().success());
        },
        "1 gone",
    ),
    (
        "a device takes its place",
        |docs| {
            fs::remove_file(open(docs)).unwrap();
            std::os::unix::fs::symlink("/dev/zero", open(docs)).unwrap();
        },
        "1 gone",
    ),
];

/// The file of the article that is open.
fn open(docs: &Path) -> PathBuf {
    docs.join("00/0000.md")
}

#[test]
fn documents_may_vanish_or_change_under_a_reader() {
    for (name, fault, said) in VANISHED {
        let place = Place::new();
        let mut pty = opened(&place);
        fault(&place.path().join("docs"));
        pty.wait_for(name, |screen| screen.contents().contains(said));
        lives(&mut pty);
    }
}

#[test]
fn documents_that_are_closed_are_told_and_what_is_open_stays() {
    let other = ["unshare", "-U", "--map-user=54321", "true"];
    if !can(&other, "a folder that is closed") {
        return;
    }
    let place = Place::new();
    documents(&place, 30);
    let docs = place.path().join("docs");
    let mut pty = place.shell("exec unshare -U --map-user=54321 \"$PROGRAM\" docs", SIZE);
    press(&mut pty, &[("", "30 briefings"), ("\r", "] next mention")]);
    assert!(chmod("000", &docs));
    pty.wait_text("30 gone");
    press(&mut pty, &[("J", "Lake"), ("K", "Lake")]);
    lives(&mut pty);
    chmod("700", &docs);
}

fn chmod(mode: &str, path: &Path) -> bool {
    let run = Command::new("chmod").arg(mode).arg(path).status();
    run.is_ok_and(|status| status.success())
}

#[test]
fn documents_that_are_unmounted_are_told_at_once_stay_in_the_index_and_are_back_when_mounted_again()
{
    let own = ["unshare", "-rm", "mount", "-t", "tmpfs", "none", "/mnt"];
    if !can(&own, "a folder that is unmounted") {
        return;
    }
    // A folder of its own, and one among others that are read.
    for (point, open, all) in [("m", "m", "30 briefings"), ("all/m", "all", "31 briefings")] {
        let place = Place::new();
        documents(&place, 30);
        place.write("all/own.md", "# Ferry alone\n\nIt lies beside them.");
        let line = format!(
            "exec unshare -rm sh -c 'mkdir -p {point} && mount --bind docs {point} && exec \"$PROGRAM\" {open}'"
        );
        let mut pty = place.shell(&line, SIZE);
        press(&mut pty, &[("", all), ("\r", "] next mention")]);
        let pid = pty.pid().as_raw_nonzero().to_string();
        let within = |command: &str| {
            let mut run = Command::new("nsenter");
            run.args(["-t", &pid, "-U", "-m", "--preserve-credentials", "sh", "-c"]);
            run.arg(command).current_dir(place.path());
            assert!(run.status().unwrap().success(), "{command}");
        };
        let dir = place.path().display().to_string();
        let is_quiet =
            |s: &vt100::Screen| s.contents().contains(all) && !s.contents().contains("problem");
        pty.wait_for("all is well", is_quiet);
        // Not lazily: a reader who waits does not hold it.
        within(&format!("umount {dir}/{point}"));
        pty.wait_for("it is told", |s| {
            s.contents().contains("30 unmounted") && s.contents().contains(all)
        });
        let steps = [
            ("J", "Lake"),
            ("K", "1 problem"),
            ("gp", "not mounted any more"),
            ("\x1b", "1 problem"),
        ];
        press(&mut pty, &steps);
        within(&format!("mount --bind {dir}/docs {dir}/{point}"));
        pty.wait_for("it is back", is_quiet);
        place.write("docs/new.md", "# Another\n\nIt came later.");
        pty.wait_text("1 new");
        lives(&mut pty);
    }
}
