//! Does the program look and listen as it was asked to, and are the files to say so in easy to come by?

use std::fs;

use briefing::keymap::Shipped as Keys;
use briefing::view::theme::Shipped;

use super::harness::Pty;
use super::place::{Place, lakes};

const SIZE: (u16, u16) = (100, 24);

#[test]
fn themes_are_listed_printed_and_shown() {
    let place = Place::new();
    let ran = place.run(["themes"]);
    let names: Vec<&str> = Shipped::names().collect();
    assert_eq!(ran.out.lines().collect::<Vec<_>>(), names);
    let ran = place.run(["themes", "gruvbox-light"]);
    assert_eq!(
        (ran.code, ran.out.as_str()),
        (0, Shipped::named("gruvbox-light").unwrap().text)
    );
    let ran = place.run(["themes", "gruvbox"]);
    assert_eq!((ran.code, ran.out.as_str()), (2, ""));
    assert!(
        ran.err.contains("did you mean \"gruvbox-dark\"?"),
        "{}",
        ran.err
    );
    // What is printed is a theme to begin with, also under another name.
    let mine = place.run(["themes", "solarized-dark"]).out;
    place.write("config/briefing/mine.toml", mine);
    place.write("config/briefing/config.toml", "theme = \"mine.toml\"\n");
    let place = place.with("COLORTERM", Some("truecolor"));
    let mut pty = place.terminal([lakes()], SIZE);
    pty.wait_text("4 briefings");
    quit(&mut pty);
    assert!(sent(&pty).contains("48;2;0;43;54"));
}

/// Everything that was sent, as text.
fn sent(pty: &Pty) -> String {
    String::from_utf8_lossy(&pty.bytes()).into_owned()
}

fn quit(pty: &mut Pty) {
    pty.send("q");
    assert_eq!(pty.exit().0, 0);
}

#[test]
fn a_theme_comes_in_the_colours_that_the_terminal_has() {
    // Variables, and what is and is not sent for a ground that is #fbf1c7.
    for (set, has, has_not) in [
        (("COLORTERM", "truecolor"), "48;2;251;241;199", "48;5;"),
        (("TERM", "xterm-256color"), "48;5;", ";2;"),
        (("TERM", "xterm"), ";47", "8;5;"),
        (("NO_COLOR", "1"), "[", "8;5;"),
        (("COLORFGBG", "15;0"), "48;5;", ";2;"),
    ] {
        let place = Place::new().with(set.0, Some(set.1));
        let mut pty = place.terminal(
            [
                "--theme".as_ref(),
                "gruvbox-light".as_ref(),
                lakes().as_os_str(),
            ],
            SIZE,
        );
        pty.wait_text("4 briefings");
        quit(&mut pty);
        let sent = sent(&pty);
        assert!(sent.contains(has), "{set:?}: {has} is missing");
        assert!(!sent.contains(has_not), "{set:?}: {has_not} is there");
    }
}

#[test]
fn what_cannot_be_chosen_is_told_with_its_place_before_the_screen_is_touched() {
    for (config, args, expected) in [
        ("theme = \"gruvbox-drak\"", &["keys"][..], None::<&[&str]>),
        (
            "\nkeys = \"vmi\"",
            &["keys"],
            Some(&[
                "no keymap \"vmi\"",
                "config.toml:2:8",
                "did you mean \"vim\"?",
            ]),
        ),
        (
            "",
            &["--keys", "viim", "keys"],
            Some(&["no keymap \"viim\"", "did you mean \"vim\"?"]),
        ),
        (
            "",
            &["keys", "--map", "nano"],
            Some(&["no keymap \"nano\"", "there are default, vim"]),
        ),
    ] {
        let place = Place::new();
        place.write("config/briefing/config.toml", config);
        let ran = place.run(args);
        assert_eq!(ran.code == 0, expected.is_none(), "{config} {args:?}");
        for part in expected.unwrap_or_default() {
            assert!(ran.err.contains(part), "{part} is not in\n{}", ran.err);
        }
    }
    for (config, args, expected) in [
        (
            "\ntheme = \"gruvbox-drak\"",
            &[][..],
            &["config.toml:2:9", "did you mean \"gruvbox-dark\"?"][..],
        ),
        (
            "theme = \"gone.toml\"",
            &[],
            &["no theme file", "gone.toml", "config.toml:1:9"],
        ),
        (
            "theme = \"wrong.toml\"",
            &[],
            &["wrong.toml:2:1", "did you mean \"title\"?"],
        ),
        (
            "",
            &["--theme", "solarised-dark"],
            &["did you mean \"solarized-dark\"?"],
        ),
    ] {
        let place = Place::new();
        place.write("config/briefing/config.toml", config);
        place.write("config/briefing/wrong.toml", "[roles]\ntitel = {}\n");
        let pty = place.terminal(args, SIZE);
        assert_eq!(pty.exit().0, 2, "{config}");
        for part in expected {
            pty.wait_text(part);
        }
        let sent = sent(&pty);
        assert!(!sent.contains("?1049h"), "{config} {args:?}");
    }
}

#[test]
fn init_writes_both_files_and_never_over_one() {
    let place = Place::new();
    let ran = place.run(["init"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert_eq!(ran.out.matches("written: ").count(), 2, "{}", ran.out);
    let folder = place.path().join("config/briefing");
    let keymap = fs::read_to_string(folder.join("keymap.toml")).unwrap();
    assert_eq!(keymap, Keys::commented());
    // What was written changes nothing.
    let before = Place::new().run(["keys"]).out;
    assert_eq!(place.run(["keys"]).out, before);
    place.write("config/briefing/config.toml", "keys = \"vim\"\n");
    fs::remove_file(folder.join("keymap.toml")).unwrap();
    let ran = place.run(["init"]);
    assert_eq!(ran.out.matches("written: ").count(), 1, "{}", ran.out);
    assert_eq!(ran.out.matches("left as it is: ").count(), 1, "{}", ran.out);
    let config = fs::read_to_string(folder.join("config.toml")).unwrap();
    assert_eq!(config, "keys = \"vim\"\n");
    let vim = Place::new().run(["keys", "--map", "vim"]).out;
    assert_ne!(vim, before);
    assert_eq!(place.run(["keys"]).out, vim);
    assert_eq!(place.run(["--keys", "default", "keys"]).out, before);
    let printed = Place::new().run(["init", "--print"]);
    assert!(printed.out.contains(&keymap), "{}", printed.out);
}

#[test]
fn without_a_word_the_guide_is_what_is_open() {
    let place = Place::new();
    let mut pty = place.terminal::<&str>([], SIZE);
    pty.wait_text("a guide of");
    let screen = pty.text();
    assert!(screen.contains("First steps"), "{screen}");
    // It is read while doing what it says.
    pty.send("2");
    pty.send("]");
    pty.wait_text("who says it");
    quit(&mut pty);
    // With folders of one's own there is nothing to say about it.
    let mut pty = Place::new().terminal([lakes()], SIZE);
    pty.wait_text("4 briefings");
    let screen = pty.text();
    assert!(!screen.contains("came with the program"), "{screen}");
    quit(&mut pty);
}
