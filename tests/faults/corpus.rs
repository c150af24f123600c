//! Does the reader stay, and keep what is open, when what it reads vanishes or changes under it? Documents, and its own index.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use super::harness::Pty;
use super::place::Place;
use super::{all, can, documents};

const SIZE: (u16, u16) = (120, 36);

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
            ("?", "Show every key"),
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

fn cut(path: &Path, share: u64) {
    let file = fs::File::options().write(true).open(path).unwrap();
    let length = file.metadata().unwrap().len();
    file.set_len(length * share / 100).unwrap();
}

/// What happens to a path.
type Fault = fn(&Path);

/// (what, how, whether a reader outlives it)
const FAULTS: &[(&str, Fault, bool)] = &[
    ("deleted", |path| fs::remove_file(path).unwrap(), true),
    (
        "replaced by another",
        |path| {
            let beside = path.with_extension("other");
            fs::write(&beside, "something else altogether").unwrap();
            fs::rename(beside, path).unwrap();
        },
        true,
    ),
    // Files are read where they lie, and only root can still do this to one: the system ends whoever looks at what is gone.
    ("cut to nothing", |path| cut(path, 0), false),
    ("cut to a half", |path| cut(path, 50), false),
];

#[test]
fn the_index_may_vanish_under_a_reader_and_whatever_is_left_of_it_is_made_whole() {
    for (name, fault, outlived) in FAULTS {
        let place = Place::new();
        let mut pty = opened(&place);
        press(&mut pty, &[("*", "It is starred")]);
        let starred = || place.run(["list", "--in", "docs", "is:starred"]).out;
        let star = starred();
        assert_eq!(star.lines().count(), 1, "{name}");
        each(&place, *fault);
        match outlived {
            true => {
                for _ in 0..12 {
                    pty.send("J");
                    std::thread::sleep(Duration::from_millis(20));
                }
                lives(&mut pty);
            }
            false => drop(pty),
        }
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
fn documents_that_are_closed_or_unmounted_are_told_and_what_is_open_stays() {
    let own = ["unshare", "-rm", "mount", "-t", "tmpfs", "none", "/mnt"];
    let other = ["unshare", "-U", "--map-user=54321", "true"];
    if !can(&own, "a folder that is unmounted") || !can(&other, "a folder that is closed") {
        return;
    }
    let mounted = "exec unshare -rm sh -c 'mkdir docs/m && mount -t tmpfs none docs/m && cp -r docs/[0-9]* docs/m && \
                   exec \"$PROGRAM\" docs/m'";
    let closed = "exec unshare -U --map-user=54321 \"$PROGRAM\" docs";
    let unmount = "exec nsenter -t $PID -U -m --preserve-credentials umount -l $DOCS/m";
    // The system does not tell of a folder that was unmounted: it is seen when anything else changes.
    for (line, fault, told) in [
        (mounted, unmount, "30 briefings"),
        (closed, "chmod 000 $DOCS", "30 gone"),
    ] {
        let place = Place::new();
        documents(&place, 30);
        let docs = place.path().join("docs");
        let mut pty = place.shell(line, SIZE);
        press(&mut pty, &[("", "30 briefings"), ("\r", "] next mention")]);
        let mut shell = Command::new("sh");
        shell.args(["-c", fault]).env("DOCS", &docs);
        shell.env("PID", pty.pid().as_raw_nonzero().to_string());
        assert!(shell.status().unwrap().success(), "{fault}");
        pty.wait_for(fault, |s| s.contents().contains(told));
        press(&mut pty, &[("J", "Lake"), ("K", "Lake")]);
        lives(&mut pty);
        let _ = Command::new("chmod").arg("700").arg(&docs).status();
    }
}
