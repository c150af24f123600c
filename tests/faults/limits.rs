//! Does it read within tight limits? Few open files, little memory, no home, a clock that is wrong, a full disk.

use std::fs;
use std::time::{Duration, SystemTime};

use super::place::{PROGRAM, Place};
use super::{can, documents};

const SIZE: (u16, u16) = (120, 36);

/// Runs a shell line in a place without a terminal; its exit code, output and errors.
fn sh(place: &Place, line: &str) -> (i32, String, String) {
    let mut shell = std::process::Command::new("sh");
    shell.args(["-c", line]).current_dir(place.path()).env_clear();
    let program = place.command(["--version"]);
    let variables = program.get_envs().filter_map(|(name, value)| Some((name, value?)));
    let ran = shell.envs(variables).env("PROGRAM", PROGRAM).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (ran.status.code().unwrap_or(-1), text(ran.stdout), text(ran.stderr))
}

/// Limits as a shell sets them: open files, and all memory that is addressed, in KiB.
const LIMITS: [&str; 3] = ["ulimit -n 64", "ulimit -v 614400", "ulimit -n 64 -v 614400 -u 64 2>/dev/null || ulimit -n 64 -v 614400"];

#[test]
fn a_corpus_is_indexed_read_and_searched_within_limits() {
    for limit in LIMITS {
        let place = Place::new();
        documents(&place, 2000);
        let ran = sh(&place, &format!("{limit}; exec \"$PROGRAM\" index docs"));
        assert_eq!((ran.0, ran.1.as_str()), (0, "2000 briefings indexed, 0 problems\n"), "{limit}: {}", ran.2);
        let ran = sh(&place, &format!("{limit}; exec \"$PROGRAM\" --in docs list '\"more boats\"'"));
        assert_eq!((ran.0, ran.1.lines().count(), ran.2.as_str()), (0, 2000, ""), "{limit}");
        let ran = sh(&place, &format!("{limit}; exec \"$PROGRAM\" list"));
        assert_eq!((ran.0, ran.2.as_str()), (0, ""), "{limit}: the briefings that come along");
        let mut pty = place.shell(&format!("{limit}; exec \"$PROGRAM\" docs"), SIZE);
        for (key, shown) in [
            ("", "2000 briefings"),
            ("\x06", "search"),
            ("\x1b[200~uganda\x1b[201~", "search uganda"),
            ("\r", "of 2000"),
            ("q", ""),
        ] {
            pty.send(key);
            pty.wait_for(shown, |s| s.contents().replace(',', "").contains(shown) || shown == "of 2000" && !s.contents().contains("search uganda"));
        }
        assert_eq!(pty.exit().0, 0, "{limit}\n{}", pty.text());
    }
}
