//! Whom does the program tell anything? Nobody in the network unless it is asked to, and nobody on this machine: neither its log nor
//! what the system shows of processes holds what was typed, kept or read.

use std::ffi::OsStr;
use std::fs;
use std::process::{Command, Stdio};

use portable_pty::CommandBuilder;

use super::harness::Pty;
use super::place::{PROGRAM, Place, Ran};

const SIZE: (u16, u16) = (140, 40);

/// Words that stand nowhere but where they are put here.
const READ: &str = "quillonword";
const TYPED: [&str; 5] = [
    "zebraquery",
    "quaggasaved",
    "okapinote",
    "narwhaltag",
    "ibisname",
];

fn place() -> Place {
    let place = Place::new();
    for n in 1..4 {
        let text = format!(
            "---\ntitle: Boats {n}\nurl: https://boats.example/{n}\n---\n\nMinister Jonas Berg counted boats in Kenya, {READ} said {n}.\n\nhttps://boats.example/page is where it stands.\n"
        );
        place.write(format!("docs/{n}.md"), text);
    }
    let page = "<html><head><title>Page of boats</title><link rel=\"stylesheet\" href=\"https://boats.example/x.css\"></head>\
                <body><h1>Page of boats</h1><p>A page about boats on lakes.</p><img src=\"https://boats.example/x.png\"></body></html>";
    place.write("docs/page.html", page);
    place
}

/// Whether system calls can be followed here; where not, a line says what is not proved.
#[allow(clippy::print_stderr, reason = "it says what is not proved")]
fn can_follow() -> bool {
    let mut strace = Command::new("strace");
    strace.args(["-f", "-qq", "--seccomp-bpf", "-e", "trace=network", "true"]);
    let ran = strace.stdout(Stdio::null()).stderr(Stdio::null()).status();
    let can = ran.is_ok_and(|status| status.success());
    if !can {
        eprintln!("skipped: that nothing goes to the network: `strace` does not work here");
    }
    can
}

/// What goes before the program so that every call of it about the network is written to a file.
fn followed(place: &Place) -> Vec<String> {
    let file = place.path().join("calls").display().to_string();
    let words = ["strace", "-f", "-qq", "-A", "--seccomp-bpf"];
    let words = words
        .into_iter()
        .chain(["-e", "trace=network", "-o", &file]);
    words.chain([PROGRAM]).map(str::to_owned).collect()
}

fn follow(place: &Place, args: &[&str]) -> Ran {
    let before = followed(place);
    let like = place.command(args);
    let mut command = Command::new(&before[0]);
    command.args(&before[1..]).args(args);
    command.current_dir(place.path()).env_clear();
    let variables = like.get_envs();
    command.envs(variables.filter_map(|(name, value)| Some((name, value?))));
    let ran = command.stdin(Stdio::null()).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Ran {
        code: ran.status.code().unwrap(),
        out: text(ran.stdout),
        err: text(ran.stderr),
    }
}

/// Calls that leave this process but for its own pairs of sockets, since this was asked last.
fn calls(place: &Place) -> Vec<String> {
    let file = place.path().join("calls");
    let all = fs::read_to_string(&file).unwrap_or_default();
    let _ = fs::remove_file(file);
    let outward = |line: &&str| {
        let opens = line.contains("socket(") && !line.contains("AF_UNIX");
        opens
            || ["connect(", "sendto(", "bind("]
                .iter()
                .any(|c| line.contains(c))
                && line.contains("sa_family")
    };
    all.lines().filter(outward).map(str::to_owned).collect()
}

/// Sends keys one after the other, each when the text that the one before brings is there.
fn press(pty: &mut Pty, steps: &[(&str, &str)]) {
    for (keys, shown) in steps {
        pty.send(keys);
        pty.wait_text(shown);
    }
}

/// Types a word letter by letter, as people do: what comes at once is a paste.
fn write(pty: &mut Pty, word: &str) {
    for (at, c) in word.char_indices() {
        pty.send(c.to_string());
        pty.wait_text(&word[..=at]);
    }
}

/// A session that reads, looks up, notes, tags, stars, asks, saves and begins to correct.
fn session(pty: &mut Pty) {
    let [query, saved, note, tag, name] = TYPED;
    pty.wait_text("4 briefings");
    press(
        pty,
        &[
            ("j", "undated Boats 1"),
            ("\r", "? keys"),
            ("]", "times in 3"),
            ("R", "is called"),
        ],
    );
    write(pty, name);
    press(
        pty,
        &[
            ("\x1b", "times in 3"),
            ("i", "Names, each with a reason"),
            ("\x1b", "times in 3"),
            ("o", "Address"),
            ("\x1b", "times in 3"),
            ("a", "esc keeps it"),
        ],
    );
    write(pty, note);
    press(pty, &[("\x1b", "1 note"), ("#", "Type a few letters")]);
    write(pty, tag);
    press(
        pty,
        &[
            ("\r", "It is tagged"),
            ("*", "It is starred"),
            ("\x06", "search"),
        ],
    );
    write(pty, query);
    press(pty, &[("\r", "0 of 4"), ("\x13", "save as")]);
    write(pty, saved);
    press(pty, &[("\r", "Saved as"), ("?", "\n Keys")]);
    press(pty, &[("\x1b", "? keys")]);
}

/// Every main way through the program that asks for nothing from elsewhere.
const COMMANDS: &[&[&str]] = &[
    &["index", "docs"],
    &["list", "--in", "docs", "boats"],
    &["search", "--in", "docs", "boats"],
    &["show", "--in", "docs"],
    &["facets", "--in", "docs"],
    &["mentions", "--in", "docs"],
    &["entity", "--in", "docs", "Jonas Berg"],
    &["explain", "--in", "docs", "1.md:6"],
    &["related", "--in", "docs", "1.md"],
    &["parallels", "--in", "docs", "1.md:6"],
    &["export", "--in", "docs", "--format", "html"],
    &["export", "--in", "docs", "--format", "mentions"],
    &["check", "--in", "docs"],
    &["notes"],
    &["state", "export"],
    &["feeds"],
    &["keys"],
    &["themes"],
    &["doctor", "docs"],
    &["forget", "docs"],
    &["list"],
    &["--plain", "docs"],
    &["docs"],
    &["help", "query"],
    &["completions", "bash"],
];

#[test]
fn nothing_goes_to_the_network_unless_it_is_asked_for() {
    if !can_follow() {
        return;
    }
    let place = place();
    // What is asked for is seen: nobody listens there.
    follow(
        &place,
        &["add", "--allow-private", "http://127.0.0.1:1/feed"],
    );
    let seen = calls(&place);
    assert!(seen.iter().any(|c| c.contains("AF_INET")), "{seen:?}");
    for args in COMMANDS {
        let ran = follow(&place, args);
        // Nothing found is 1; nobody who could be asked, with `forget`, is an error.
        let is_well = !ran.err.contains("error: ") && ran.code < 2;
        assert!(is_well || args[0] == "forget", "{args:?}: {}", ran.err);
        assert_eq!(calls(&place), Vec::<String>::new(), "{args:?}");
    }
    let before = followed(&place);
    let mut command = CommandBuilder::new(&before[0]);
    command.args(before[1..].iter().map(OsStr::new));
    command.arg("docs");
    let mut pty = place.start(command, SIZE);
    session(&mut pty);
    pty.send("q");
    assert_eq!(pty.exit().0, 0);
    assert_eq!(calls(&place), Vec::<String>::new(), "a session");
}

#[test]
fn neither_the_log_nor_the_list_of_processes_tells_what_was_typed_or_read() {
    let place = place();
    let args = ["--log", "log.txt", "--log-level", "debug", "docs"];
    let mut pty = place.terminal(args, SIZE);
    session(&mut pty);
    let pid = pty.pid().as_raw_nonzero();
    let of_process = |name: &str| {
        let bytes = fs::read(format!("/proc/{pid}/{name}")).unwrap();
        String::from_utf8_lossy(&bytes).replace('\0', " ")
    };
    let line = format!("{PROGRAM} {} ", args.join(" "));
    assert_eq!(of_process("cmdline"), line);
    let threads = fs::read_dir(format!("/proc/{pid}/task")).unwrap().flatten();
    let threads = threads.filter_map(|task| fs::read_to_string(task.path().join("comm")).ok());
    let mut shown = threads.collect::<String>() + &of_process("environ");
    pty.send("q");
    assert_eq!(pty.exit().0, 0);
    let log = fs::read_to_string(place.path().join("log.txt")).unwrap();
    assert!(log.contains("read file=\"1.md\""), "{log}");
    shown += &log;
    for word in TYPED.iter().chain(&[READ, "Jonas", "Boats"]) {
        assert!(!shown.contains(word), "{word} in\n{shown}");
    }
    // It was all there to be told: what was left is kept, for its owner.
    let kept = place.run(["state", "export"]).out;
    for word in [TYPED[2], TYPED[3]] {
        assert!(kept.contains(word), "{word} in\n{kept}");
    }
}
