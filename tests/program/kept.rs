//! What the program leaves behind, tells about itself and takes away: privacy, `doctor`, `forget`, the log, reports of faults.

use std::fs;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::{Path, PathBuf};

use super::harness::Pty;
use super::hostile::leak;
use super::place::{Place, lakes};

const SIZE: (u16, u16) = (140, 40);

/// Something that stands in a document, and nowhere else.
const SECRET: &str = "Zebramark of Quillon";

fn place() -> Place {
    let place = Place::new();
    for n in 1..4 {
        let text = format!(
            "---\ntitle: Boats {n}\n---\n\nMinister Jonas Berg counted boats in Kenya, {SECRET} said {n}.\n"
        );
        place.write(format!("docs/{n}.md"), text);
    }
    place
}

/// Everything below a folder, links not followed.
fn all(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        if entry.file_type().unwrap().is_dir() {
            found.extend(all(&entry.path()));
        }
        found.push(entry.path());
    }
    found
}

/// Types a query; it is asked when Enter comes.
fn ask(pty: &mut Pty, query: &str) {
    pty.send("\x06");
    pty.wait_text("search");
    // Letter by letter, as people type: what comes at once is a paste.
    for (at, c) in query.char_indices() {
        pty.send(c.to_string());
        pty.wait_text(&format!("search {}", &query[..=at]));
    }
}

/// Ends typing with this key.
fn end(pty: &mut Pty, key: &str) {
    pty.send(key);
    pty.wait_for("no query line", |screen| {
        let text = screen.contents();
        !text.lines().last().unwrap_or_default().contains(" search ") || text.contains("? keys")
    });
}

/// A session that asks, stars, copies and quits.
fn session(pty: &mut Pty) {
    pty.wait_text("3 briefings");
    for (key, shown) in [("\r", "100 %"), ("y", "Sent to the terminal")] {
        pty.send(key);
        pty.wait_text(shown);
    }
    ask(pty, "boats");
    end(pty, "\r");
    pty.send("q");
    assert_eq!(pty.exit().0, 0);
}

#[test]
fn whatever_is_written_is_its_owners_only_under_any_umask() {
    for umask in ["022", "000"] {
        let place = place();
        let line = format!("umask {umask}; exec \"$PROGRAM\" --log log.txt docs");
        let mut pty = place.shell(&line, SIZE);
        session(&mut pty);
        place.run(["list", "--in", "docs"]);
        let mut files = 0;
        for folder in ["state", "cache", "data", "config"] {
            for path in all(&place.path().join(folder)) {
                let meta = fs::symlink_metadata(&path).unwrap();
                let mode = meta.permissions().mode() & 0o777;
                // What lies in a closed folder is closed, whatever the engines that write it think.
                let closed = path.ancestors().skip(1).any(|above| {
                    above.starts_with(place.path().join(folder))
                        && fs::metadata(above).unwrap().permissions().mode() & 0o077 == 0
                });
                match meta.is_dir() {
                    true => assert_eq!(mode & 0o077, 0, "{umask}: {}", path.display()),
                    false => {
                        files += 1;
                        assert!(closed, "{umask}: {}", path.display());
                        let own = !path.starts_with(place.path().join("cache"));
                        assert!(
                            !own || mode == 0o600,
                            "{umask}: {mode:o} {}",
                            path.display()
                        );
                    }
                }
            }
        }
        assert!(files > 5, "{files} files");
        let log = fs::metadata(place.path().join("log.txt")).unwrap();
        assert_eq!(log.permissions().mode() & 0o777, 0o600);
    }
}

#[test]
fn a_log_tells_what_was_done_and_nothing_of_what_was_typed_or_read() {
    let place = place();
    place.write("docs/odd \x1b]0;PWNED\x07\u{202e}\nname.txt", "A text.\n");
    place.write("docs/bin \x1b[31m\n.txt", [0, 1, 2].repeat(99));
    let mut pty = place.terminal(["--log", "log.txt", "--log-level", "debug", "docs"], SIZE);
    pty.wait_text("4 briefings");
    ask(&mut pty, "secretquery");
    pty.signal(rustix::process::Signal::TERM);
    assert_eq!(pty.exit().0, 143);
    let ran = place.run(["--log", "log.txt", "list", "--in", "docs", "anothersecret"]);
    assert_eq!(ran.code, 1);
    let log = fs::read_to_string(place.path().join("log.txt")).unwrap();
    for part in [
        "start version=\"0.1.0\"",
        "paths=[\"docs\"]",
        "140, 40",
        "index committed briefings=4",
        "read file=\"1.md\"",
        "problem path=",
        "signal signal=15",
        "end",
    ] {
        assert!(log.contains(part), "{part} in\n{log}");
    }
    for secret in [
        "secretquery",
        "anothersecret",
        "Zebramark",
        "Jonas",
        "Boats",
    ] {
        assert!(!log.contains(secret), "{secret} in\n{log}");
    }
    assert_eq!(leak(&log), None);
    // One event is one line, whatever the names are.
    let began = |line: &str| line.starts_with("20") && line.contains("Z ");
    assert!(log.lines().all(began), "{log}");
    assert_eq!(log.matches(" start ").count(), 2);
    // Without being asked for there is none, and a level alone asks for nothing.
    let before = all(place.path()).len();
    place.run(["--log-level", "debug", "list", "--in", "docs"]);
    assert_eq!(all(place.path()).len(), before);
}

#[test]
fn a_log_that_cannot_be_or_a_level_that_is_none_is_a_mistake() {
    let place = place().with("BRIEFING_LOG", Some("loud"));
    for (args, said) in [
        (
            &["--log", "x.txt", "list"][..],
            "BRIEFING_LOG: the levels are info and debug",
        ),
        (
            &["--log", "no/such/x.txt", "--log-level", "info", "list"],
            "no/such/x.txt cannot be written",
        ),
        (
            &["--log", "x.txt", "--log-level", "all", "list"],
            "the levels are info and debug",
        ),
    ] {
        let ran = place.run(args);
        assert_eq!(ran.code, 2, "{args:?}");
        assert!(ran.err.contains(said), "{args:?}: {}", ran.err);
    }
}

#[test]
fn a_fault_gives_the_terminal_back_and_leaves_a_report_without_any_text() {
    let place = place().with("BRIEFING_PROVOKE", Some("1"));
    let mut pty = place.terminal(["docs"], SIZE);
    pty.wait_text("3 briefings");
    pty.send("\r");
    pty.wait_text("Zebramark");
    ask(&mut pty, "secretquery");
    end(&mut pty, "\x1b");
    pty.send("\x0c");
    assert_eq!(pty.exit().0, 101);
    // First the screen, with its line discipline; then the line.
    pty.wait_restored();
    pty.wait_text("a report is in");
    let bytes = String::from_utf8_lossy(&pty.bytes()).into_owned();
    let (_, after) = bytes.rsplit_once("\x1b[?1049l").unwrap();
    assert!(
        after.starts_with("\x1b[?25h") && after.contains("briefing stopped at a fault of its own"),
        "{after:?}"
    );
    assert_eq!(after.lines().count(), 1, "{after}");
    let reports = all(&place.path().join("state/briefing"));
    let is_report = |p: &&PathBuf| {
        p.file_name()
            .unwrap()
            .to_string_lossy()
            .starts_with("panic-")
    };
    let reports: Vec<&PathBuf> = reports.iter().filter(is_report).collect();
    let [report] = reports.as_slice() else {
        panic!("{reports:?}");
    };
    assert_eq!(
        fs::metadata(report).unwrap().permissions().mode() & 0o777,
        0o600
    );
    let text = fs::read_to_string(report).unwrap();
    for part in [
        "briefing 0.1.0",
        "thread   main",
        "src/reader/fault.rs",
        "a fault, for the test, in …",
        "open, search",
        "redraw",
        "provoke",
    ] {
        assert!(text.contains(part), "{part} in\n{text}");
    }
    for secret in ["Zebramark", "Jonas", "secretquery", "Boats"] {
        assert!(!text.contains(secret), "{secret} in\n{text}");
    }
    assert_eq!(leak(&text), None);
    let told = place.run(["doctor", "docs"]);
    assert!(
        told.code == 1 && told.out.contains("1 report"),
        "{}",
        told.out
    );
}

#[test]
fn doctor_says_what_is_so_and_what_to_do_and_never_what_is_read() {
    let place = place();
    let ran = place.run(["doctor", "docs"]);
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    assert!(
        ran.out.contains("not there yet: reading makes it"),
        "{}",
        ran.out
    );
    assert!(!place.path().join("cache").exists() && !place.path().join("state").exists());
    let mut pty = place.terminal(["docs"], SIZE);
    session(&mut pty);
    let ran = place.run(["doctor", "docs"]);
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    let has = |name: &str, value: &str| {
        let line = ran
            .out
            .lines()
            .find(|l| l.trim_start().starts_with(name) && l.contains(value));
        assert!(line.is_some(), "{name} {value} in\n{}", ran.out);
    };
    for (name, value) in [
        ("version", "0.1.0"),
        ("compiled by", "rustc"),
        ("TERM", "xterm-256color"),
        ("output", "no terminal"),
        ("colours", "256, by TERM"),
        ("characters", "Unicode: LANG is C.UTF-8"),
        ("state", "state/briefing, "),
        ("data", "not there yet"),
        ("briefings", "3"),
        ("problems", "none"),
        ("written by", "nobody"),
        ("records", "briefing"),
        ("soundness", "sound"),
        ("keymap", "no mistakes"),
    ] {
        has(name, value);
    }
    assert!(ran.out.ends_with("\nall well\n"), "{}", ran.out);
    for secret in ["Zebramark", "Boats", "boats", "Jonas"] {
        assert!(!ran.out.contains(secret), "{secret} in {}", ran.out);
    }
    let json = place.run(["doctor", "--json", "docs"]);
    let value = &json.lines()[0];
    assert_eq!(value["well"], true);
    assert_eq!(value["parts"]["index"]["briefings"], "3");
    // In a terminal it has a size.
    let pty = place.shell("\"$PROGRAM\" doctor docs", SIZE);
    pty.wait_text("140 × 40");
    // What is wrong is told with the way out.
    place.write("docs/bin.txt", [0, 1, 2].repeat(99));
    place.write("config/briefing/config.toml", "colour = 3\n");
    for log in ["state.db-wal", "state.db-shm"] {
        let _ = fs::remove_file(place.path().join("state/briefing").join(log));
    }
    place.write(
        "state/briefing/state.db",
        "no database at all, but long enough to look at",
    );
    let ill = place.with("TERM", Some("\x1b]0;x\x07dumb\u{202e}"));
    ill.run(["index", "docs"]);
    let ran = ill.run(["doctor", "docs", "--in", "nowhere\x1b[31m"]);
    assert_eq!(ran.code, 1, "{}", ran.out);
    for part in [
        "to do: name folders or files",
        "to do: mend the settings",
        "to do: start briefing once",
    ] {
        assert!(ran.out.contains(part), "{part} in\n{}", ran.out);
    }
    assert_eq!(leak(&ran.out), None);
}

#[test]
fn forget_shows_asks_and_removes_the_index_and_nothing_else() {
    let place = place();
    place.run(["list", "--in", "docs"]);
    let lakes = lakes().display().to_string();
    place.run(["list", "--in", &lakes]);
    let cache = place.path().join("cache/briefing");
    let indexes = || fs::read_dir(&cache).unwrap().count();
    assert_eq!(indexes(), 2);
    // Nobody to ask.
    let ran = place.run(["forget", "docs"]);
    assert_eq!(ran.code, 2);
    assert!(
        ran.out.starts_with("index: ") && ran.err.contains("--yes"),
        "{}{}",
        ran.out,
        ran.err
    );
    assert_eq!(indexes(), 2);
    for (answer, said, left) in [("n\r", "nothing is removed", 2), ("y\r", "removed: ", 1)] {
        let mut pty = place.shell("\"$PROGRAM\" forget docs", SIZE);
        pty.wait_text("Remove these? [y/N]");
        pty.send(answer);
        pty.wait_text(said);
        pty.exit();
        assert_eq!(indexes(), left);
    }
    let ran = place.run(["forget", "docs", "--yes"]);
    assert_eq!((ran.code, ran.out.contains("nothing to remove")), (0, true));
    assert!(place.path().join("docs/1.md").exists());
}

#[test]
fn forget_refuses_while_it_is_open_and_takes_the_state_only_when_told() {
    let place = place();
    let mut pty = place.terminal(["docs"], SIZE);
    pty.wait_text("3 briefings");
    pty.send("\r");
    pty.wait_text("100 %");
    for args in [
        &["forget", "docs", "--yes"][..],
        &["forget", "--all-state", "--yes"],
    ] {
        let ran = place.run(args);
        assert_eq!(ran.code, 2, "{}", ran.out);
        assert!(
            ran.err.contains("has it open; quit that first"),
            "{}",
            ran.err
        );
    }
    pty.send("q");
    assert_eq!(pty.exit().0, 0);
    place.write("state/briefing/mine.txt", "not the program's");
    place.write("state/briefing/panic-2020-01-01-1.txt", "x");
    place.write("state/briefing/corrections/0.toml", "");
    let ran = place.run(["forget", "--all-state", "--yes"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    for part in [
        "queries, stars, marks, tags and notes: ",
        "corrections: ",
        "report of a fault: ",
        "goes for good",
    ] {
        assert!(ran.out.contains(part), "{part} in {}", ran.out);
    }
    let left = all(&place.path().join("state"));
    let left: Vec<_> = left.iter().filter(|p| p.is_file()).collect();
    assert_eq!(left, [&place.path().join("state/briefing/mine.txt")]);
    assert_eq!(
        fs::read_dir(place.path().join("cache/briefing"))
            .unwrap()
            .count(),
        1
    );
}

#[test]
fn forget_takes_what_was_left_on_one_collection_and_leaves_that_of_another() {
    let place = place();
    place.write("other/a.md", "# Nets\n\nNobody mends nets in Norway.\n");
    for folder in ["docs", "other"] {
        let mut pty = place.terminal([folder], SIZE);
        // The article itself: before it is there, there is nothing to write on.
        pty.wait_text(" words, ");
        pty.send("2");
        pty.wait_text("find");
        pty.send("a");
        pty.wait_text("keeps it");
        pty.send("Mine");
        pty.wait_text("Mine");
        pty.send("\x1b");
        pty.wait_text("1 note");
        pty.send("q");
        assert_eq!(pty.exit().0, 0);
    }
    let notes = || place.run(["notes"]).out.matches("Mine").count();
    assert_eq!(notes(), 2);
    let ran = place.run(["forget", "docs", "--state", "--yes"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let told = "What you left on 1 briefing of them goes for good, 1 note among that.";
    assert!(ran.out.contains(told), "{}", ran.out);
    assert_eq!(notes(), 1);
    let starred = |folder| {
        place
            .run(["list", "has:note", "--in", folder])
            .out
            .lines()
            .count()
    };
    assert_eq!((starred("docs"), starred("other")), (0, 1));
}

#[test]
fn forget_goes_through_no_link() {
    let place = place();
    place.run(["list", "--in", "docs"]);
    place.write("precious/file.txt", "keep me");
    let precious = place.path().join("precious");
    let cache = place.path().join("cache/briefing");
    let index = fs::read_dir(&cache)
        .unwrap()
        .next()
        .unwrap()
        .unwrap()
        .path();
    symlink(&precious, index.join("link")).unwrap();
    symlink(&precious, index.join("tables/link")).unwrap();
    assert_eq!(place.run(["forget", "docs", "--yes"]).code, 0);
    assert!(!index.exists() && precious.join("file.txt").exists());
    // The index itself is a link.
    symlink(&precious, &index).unwrap();
    place.write("precious/index/meta.json", "{}");
    let ran = place.run(["forget", "docs", "--yes"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(fs::symlink_metadata(&index).is_err());
    assert!(precious.join("file.txt").exists() && precious.join("index/meta.json").exists());
    // A link among what is kept.
    fs::create_dir_all(place.path().join("state/briefing")).unwrap();
    symlink(&precious, place.path().join("state/briefing/corrections")).unwrap();
    assert_eq!(place.run(["forget", "--all-state", "--yes"]).code, 0);
    assert!(precious.join("file.txt").exists());
}

#[test]
fn programs_that_are_started_hear_the_path_and_no_query() {
    let place = place();
    let noted = place.path().join("noted").display().to_string();
    let script = format!(
        "#!/bin/sh\n{{ tr '\\0' '\\n' < /proc/$$/cmdline; env; }} > '{noted}.part'\nmv '{noted}.part' '{noted}'\n"
    );
    let editor = place.write("editor", script);
    fs::set_permissions(&editor, fs::Permissions::from_mode(0o755)).unwrap();
    let editor = editor.display().to_string();
    let place = place.with("EDITOR", Some(&editor));
    let mut pty = place.terminal(["docs"], SIZE);
    pty.wait_text("3 briefings");
    let own = |what: &str| {
        let path = format!("/proc/{}/{what}", pty.pid().as_raw_nonzero());
        String::from_utf8_lossy(&fs::read(path).unwrap()).into_owned()
    };
    assert!(own("cmdline").ends_with("briefing\0docs\0"));
    let before = own("environ");
    ask(&mut pty, "quillon");
    end(&mut pty, "\r");
    for (key, shown) in [("2", "] next mention"), ("o", "Address")] {
        pty.send(key);
        pty.wait_text(shown);
    }
    pty.send("e");
    pty.wait_for("the editor", |_| place.path().join("noted").exists());
    pty.wait_text("Address");
    let own = |what: &str| {
        let path = format!("/proc/{}/{what}", pty.pid().as_raw_nonzero());
        String::from_utf8_lossy(&fs::read(path).unwrap()).into_owned()
    };
    assert_eq!(
        (own("environ"), own("cmdline").ends_with("briefing\0docs\0")),
        (before, true)
    );
    let noted = fs::read_to_string(place.path().join("noted")).unwrap();
    assert!(
        noted.contains("docs/") && noted.contains("EDITOR="),
        "{noted}"
    );
    assert!(!noted.to_lowercase().contains("quillon"), "{noted}");
}
