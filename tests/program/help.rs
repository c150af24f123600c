//! `briefing help`, and what goes into packages: topics as text and as manual pages, with the keys that are bound.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use briefing::cli::TOPICS;

use super::place::{Place, Ran};

fn run(place: &Place, line: &str) -> Ran {
    place.run(line.split_whitespace())
}

#[test]
fn topics_are_listed_and_each_is_explained_in_lines_that_fit() {
    let place = Place::new();
    let all = run(&place, "help");
    assert_eq!((all.code, all.err.as_str()), (0, ""));
    assert!(all.out.lines().count() <= 44, "{}", all.out);
    for topic in TOPICS {
        assert!(all.out.contains(topic.about), "{}", all.out);
        let ran = run(&place, &format!("help {}", topic.name));
        assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{}", topic.name);
        assert!(ran.out.lines().count() > 10, "{}", ran.out);
        assert!(
            !ran.out.contains(['{', '\u{1b}']) || topic.name == "keys",
            "{}",
            ran.out
        );
        for line in ran.out.lines().filter(|l| !l.starts_with("    ")) {
            assert!(line.chars().count() <= 78, "{}: {line}", topic.name);
        }
        for mark in ["<!--", "```", "|---"] {
            assert!(!ran.out.contains(mark), "{mark} in {}", ran.out);
        }
    }
    for word in ["list", "export", "doctor", "briefing --help"] {
        assert!(all.out.contains(word), "{word} in {}", all.out);
    }
    assert!(!all.out.contains("generate"), "{}", all.out);
}

#[test]
fn commands_are_explained_too_and_what_is_neither_is_told_with_the_nearest() {
    let place = Place::new();
    for (line, code, part) in [
        ("help list", 0, "Usage: briefing list"),
        ("help state export", 0, "Usage: briefing state export"),
        ("help --help", 0, "Usage: briefing help"),
        ("help notes", 0, "briefing notes --help"),
        ("help query --markdown", 0, "# Queries\n"),
        ("help qery", 2, "did you mean `query`?"),
        ("help lsit", 2, "did you mean `list`?"),
        ("help zebra", 2, "`briefing help` lists all"),
        (
            "help list zebra",
            2,
            "there is no topic or command `list zebra`",
        ),
        ("hlep", 2, "did you mean the command `help`?"),
    ] {
        let ran = run(&place, line);
        assert_eq!(ran.code, code, "{line}: {}{}", ran.out, ran.err);
        let said = if code == 0 { &ran.out } else { &ran.err };
        assert!(said.contains(part), "{line}: {}{}", ran.out, ran.err);
    }
}

#[test]
fn the_keys_in_topics_are_the_readers_own() {
    let place = Place::new();
    let shows = |keys: &str, line: &str| {
        place.write("config/briefing/keymap.toml", keys);
        let ran = run(&place, line);
        assert_eq!(ran.code, 0, "{}", ran.err);
        ran.out.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    let own = "[article]\n\"]\" = \"none\"\n\"ctrl-n\" = \"next-mention\"\n";
    assert!(shows("", "help keys").contains("`]` goes to the next highlighted name"));
    assert!(shows(own, "help keys").contains("`ctrl-n` goes to the next highlighted name"));
    let none = "[article]\n\"]\" = \"none\"\n";
    assert!(shows(none, "help keys").contains("`next-mention`, in the palette,"));
    // Who reads how to mend a keymap has one to mend.
    assert!(shows("[article]\n\"]\" = 5\n", "help keys").contains("`]` goes to"));
}

#[test]
fn lines_are_as_long_as_the_terminal_is_wide() {
    let place = Place::new();
    for columns in [40, 90] {
        let pty = place.terminal(["help", "ssh"], (columns, 60));
        pty.wait_text("one.");
        assert_eq!(pty.exit().0, 0);
        let text = pty.text();
        let longest = text.lines().filter(|l| !l.starts_with("    "));
        let longest = longest.map(|l| l.trim_end().chars().count()).max();
        let columns = usize::from(columns);
        assert!(
            longest.is_some_and(|n| n <= columns && n > columns - 15),
            "{text}"
        );
    }
}

/// The files below a folder, by their paths in it.
fn below(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap().flatten() {
        match entry.path() {
            path if path.is_dir() => found.extend(below(&path)),
            path => found.push(path),
        }
    }
    found.sort();
    found
}

/// The commands that `briefing help` lists.
fn listed(place: &Place) -> Vec<String> {
    let help = run(place, "help").out;
    let (_, rest) = help.split_once("briefing list --help`:").unwrap();
    let (names, _) = rest.split_once("All options").unwrap();
    names.split_whitespace().map(str::to_owned).collect()
}

#[test]
fn every_command_and_topic_has_a_manual_page_and_every_shell_its_completions() {
    let place = Place::new();
    let ran = run(&place, "generate share");
    assert_eq!(ran.code, 0, "{}", ran.err);
    let share = place.path().join("share");
    let commands = listed(&place);
    assert!(commands.len() > 20, "{commands:?}");
    for name in &commands {
        let page = share.join(format!("man/man1/briefing-{name}.1"));
        let text = fs::read_to_string(&page).unwrap_or_else(|e| panic!("{name}: {e}"));
        assert!(text.contains(".SH SYNOPSIS"), "{name}");
    }
    for topic in TOPICS {
        let page = share.join(format!("man/man7/briefing-{}.7", topic.name));
        let text = fs::read_to_string(&page).unwrap_or_else(|e| panic!("{}: {e}", topic.name));
        let mut opened = text.split('{').skip(1);
        assert!(text.contains(".SH NAME"), "{text}");
        assert!(
            !opened.any(|t| t.starts_with(|c: char| c.is_ascii_lowercase())),
            "{text}"
        );
    }
    for name in [
        "man/man1/briefing.1",
        "completions/briefing",
        "completions/_briefing",
    ] {
        assert!(
            fs::metadata(share.join(name)).unwrap().len() > 1000,
            "{name}"
        );
    }
    for name in ["man/man1/briefing.1", "completions/briefing"] {
        let text = fs::read_to_string(share.join(name)).unwrap();
        let text = text.replace("\\-", "-");
        assert!(
            text.contains("--log-level"),
            "what --help leaves out: {name}"
        );
    }
    packaged(&share);
    let pages = below(&share.join("man"));
    let state = share.join("man/man1/briefing-state-export.1");
    assert!(pages.contains(&state), "{pages:?}");
    warned(&pages);
}

/// Fails when the Debian package asks for what is not made, or for no page or shell.
fn packaged(share: &Path) {
    let manifest = concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml");
    let manifest: toml::Table = fs::read_to_string(manifest).unwrap().parse().unwrap();
    let assets = &manifest["package"]["metadata"]["deb"]["assets"];
    let assets = assets.as_array().unwrap().iter();
    let from: Vec<&str> = assets.map(|asset| asset[0].as_str().unwrap()).collect();
    let made: Vec<&str> = from
        .iter()
        .filter_map(|f| f.strip_prefix("target/share/"))
        .collect();
    let packed = |path: &Path| {
        let name = path.strip_prefix(share).unwrap().to_str().unwrap();
        made.iter().any(|made| match made.split_once('*') {
            Some((before, after)) => name.starts_with(before) && name.ends_with(after),
            None => name == *made,
        })
    };
    let forgotten: Vec<PathBuf> = below(share).into_iter().filter(|p| !packed(p)).collect();
    assert!(
        forgotten.is_empty(),
        "no asset of Cargo.toml: {forgotten:?}"
    );
    for name in made.iter().filter(|name| !name.contains('*')) {
        assert!(share.join(name).exists(), "{name} is not made");
    }
    let rest = from
        .iter()
        .filter(|f| !f.starts_with("target/"))
        .map(|f| Path::new(env!("CARGO_MANIFEST_DIR")).join(f));
    for path in rest {
        assert!(path.exists(), "{}", path.display());
    }
}

/// Fails when groff warns of a page.
fn warned(pages: &[PathBuf]) {
    for page in pages {
        let groff = Command::new("groff")
            .args(["-man", "-Tutf8", "-Kutf8", "-wall", "-z"])
            .arg(page)
            .output();
        match groff {
            Err(error) => {
                #[allow(clippy::print_stderr, reason = "what is skipped is said")]
                {
                    eprintln!("skipped: groff cannot be run ({error}), so no page is looked at");
                }
                return;
            }
            Ok(ran) => assert!(
                ran.status.success() && ran.stderr.is_empty(),
                "{}: {}",
                page.display(),
                String::from_utf8_lossy(&ran.stderr)
            ),
        }
    }
}

#[test]
fn a_folder_that_cannot_be_written_is_told() {
    let place = Place::new();
    place.write("share", "a file");
    let ran = run(&place, "generate share");
    assert_eq!(ran.code, 2);
    assert!(
        ran.err.starts_with("error: cannot write share/man/man1"),
        "{}",
        ran.err
    );
}
