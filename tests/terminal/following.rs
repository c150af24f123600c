//! The program itself over a folder that changes: what appears on the screen, and that nothing wakes it while nothing happens.

use std::fs;
use std::time::Duration;

use portable_pty::CommandBuilder;

use super::harness::{Pty, naps};

#[test]
fn a_new_file_appears_on_the_screen_and_the_program_sleeps_until_the_next() {
    let dir = tempfile::tempdir().unwrap();
    let (home, folder) = (dir.path().join("home"), dir.path().join("lakes"));
    fs::create_dir_all(&home).unwrap();
    fs::create_dir_all(&folder).unwrap();
    fs::write(
        folder.join("a.txt"),
        "The first ferry\n\nIt crosses the lake.\n",
    )
    .unwrap();
    let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_briefing"));
    command.arg(&folder);
    command.env("HOME", &home);
    command.env_remove("XDG_CONFIG_HOME");
    let mut pty = Pty::start(command, 100, 24);
    pty.wait_text("The first ferry");
    fs::write(folder.join("b.txt"), "The second ferry\n\nIt does, too.\n").unwrap();
    pty.wait_text("The second ferry");
    pty.wait_text("1 new");
    // Whatever still settles has done so when two looks find the same.
    let mut before = naps(pty.pid());
    for _ in 0..20 {
        std::thread::sleep(Duration::from_millis(500));
        let now = naps(pty.pid());
        if now == before {
            fs::remove_file(folder.join("a.txt")).unwrap();
            pty.wait_text("1 gone");
            pty.send("q");
            assert_eq!(pty.exit().0, 0);
            return;
        }
        before = now;
    }
    panic!("it never sleeps");
}
