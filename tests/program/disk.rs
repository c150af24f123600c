//! The program where it can keep nothing: a full disk, a home that cannot be written, none at all. All is read, and a line says so.
//!
//! It needs the right to make a place of its own (`unshare`); where that is missing the tests say so and prove nothing.

use std::process::{Command, Stdio};

use super::place::Place;

const SIZE: (u16, u16) = (140, 30);

/// Runs `$PROGRAM "$@"` on a full disk.
const FULL: &str = "unshare -rm sh -c '\
    for f in cache state; do mkdir -p $f; mount -t tmpfs -o size=64k none $f; cat /dev/zero > $f/fill; done 2>/dev/null; \
    exec \"$PROGRAM\" \"$@\"' sh";
/// The same, where everything is mounted read-only.
const MOUNTED: &str = "unshare -rm sh -c '\
    mount --bind . . && mount -o remount,bind,ro . && cd \"$PWD\" && exec \"$PROGRAM\" \"$@\"' sh";
/// The same, as somebody who has no right to write in the folder, nor an entry among the users.
const CLOSED: &str = "chmod 500 .; unshare -U --map-user=54321 \"$PROGRAM\"";

/// Whether places of our own can be made here.
#[allow(clippy::print_stderr, reason = "who proves nothing says so")]
pub fn may_unshare() -> bool {
    let can = |args: &[&str]| {
        let mut unshare = Command::new("unshare");
        let ran = unshare.args(args).stderr(Stdio::null()).status();
        ran.is_ok_and(|status| status.success())
    };
    let may = can(&["-rm", "mount", "-t", "tmpfs", "none", "/mnt"])
        && can(&["-U", "--map-user=54321", "true"]);
    if !may {
        eprintln!("skipped: unshare is not there, or not allowed");
    }
    may
}

/// (how it is run, whether there is a home, what the problem is)
const CASES: [(&str, bool, &str); 4] = [
    (FULL, true, "the index is held in memory"),
    (MOUNTED, true, "Read-only file system"),
    (CLOSED, true, "Permission denied"),
    (CLOSED, false, "there is no home or cache folder"),
];

fn place(has_home: bool) -> Place {
    let place = Place::new();
    for n in 1..4 {
        let text = format!("---\ntitle: Boats {n}\n---\n\nGrace Atieno counted boats in Kenya.\n");
        place.write(format!("docs/{n}.md"), text);
    }
    let homes = [
        "HOME",
        "XDG_CACHE_HOME",
        "XDG_STATE_HOME",
        "XDG_CONFIG_HOME",
    ];
    let lost = homes.into_iter().filter(|_| !has_home);
    lost.fold(place, |place, name| place.with(name, None))
}

/// Runs a line, and says what it showed when it had ended.
fn ran(place: &Place, line: &str) -> String {
    let pty = place.shell(&format!("{line}; echo \"exit $?.\"; chmod 700 ."), SIZE);
    pty.wait_text("exit ");
    pty.exit();
    pty.text()
}

#[test]
fn where_nothing_can_be_kept_commands_answer_and_check_says_why_in_a_note() {
    if !may_unshare() {
        return;
    }
    for (how, has_home, why) in CASES {
        let place = place(has_home);
        let text = ran(&place, &format!("{how} --in docs list"));
        for part in ["Boats 1", "Boats 2", "Boats 3", "exit 0."] {
            assert!(text.contains(part), "{how}: {part} in\n{text}");
        }
        let text = ran(&place, &format!("{how} --in docs check"));
        for part in ["note: ", why, "3 briefings read, 0 problems", "exit 0."] {
            assert!(text.contains(part), "{how}: {part} in\n{text}");
        }
    }
}

#[test]
fn where_nothing_can_be_kept_the_screen_is_as_ever_and_a_line_says_why() {
    if !may_unshare() {
        return;
    }
    for (how, has_home, why) in CASES {
        let place = place(has_home);
        let mut pty = place.shell(
            &format!("{how} docs; code=$?; chmod 700 .; exit $code"),
            SIZE,
        );
        pty.wait_text("Nothing is kept for the next session");
        for part in ["3 briefings", "Grace Atieno counted"] {
            pty.wait_text(part);
        }
        for (key, shown) in [
            ("g", "g then"),
            ("p", why),
            ("\x1b", "3 briefings"),
            ("\x06", "search"),
            ("b", "search b"),
            ("o", "search bo"),
            ("a", "search boa"),
            ("t", "search boat"),
            ("\r", "1 problem"),
            ("\r", "] next mention"),
            ("]", "in 3 briefings"),
        ] {
            pty.send(key);
            pty.wait_text(shown);
        }
        pty.send("q");
        assert_eq!(pty.exit().0, 0, "{how}");
    }
}
