//! How the program starts, or says in a sentence why it does not: without a terminal, in poor ones, with files of the reader.

use super::place::{Place, lakes};
use super::stream::check_session;

const SIZE: (u16, u16) = (100, 30);

#[test]
fn without_a_terminal_it_prints_the_list_of_what_comes_with_it() {
    let place = Place::new();
    let ran = place.run::<&str>([]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    assert!(ran.out.lines().count() >= 5, "{}", ran.out);
    assert!(
        ran.out.lines().all(|line| line.starts_with("20")),
        "{}",
        ran.out
    );
    let left: Vec<_> = std::fs::read_dir(place.path()).unwrap().collect();
    assert_eq!(
        left.len(),
        1,
        "only the home was there before, and only it is there now: {left:?}"
    );
}

#[test]
fn where_nobody_can_type_it_says_one_sentence() {
    let dumb = || Place::new().with("TERM", Some("dumb"));
    for (place, line, word) in [
        (Place::new(), "\"$PROGRAM\" </dev/null", "ssh -t"),
        (Place::new(), "echo q | \"$PROGRAM\"", "ssh -t"),
        (dumb(), "\"$PROGRAM\" </dev/null", "ssh -t"),
        (dumb(), "echo q | \"$PROGRAM\"", "--plain"),
    ] {
        let pty = place.shell(&format!("{line}; echo \"exit $?.\""), SIZE);
        pty.wait_text("exit 2.");
        let text = pty.text();
        assert!(text.contains(word), "{line}: {text}");
        assert!(!pty.bytes().contains(&0x1b), "{line}: {text}");
        assert_eq!(
            text.split_whitespace()
                .collect::<Vec<_>>()
                .join(" ")
                .matches(". ")
                .count(),
            0,
            "{text}"
        );
        pty.exit();
    }
}

#[test]
fn a_mistake_in_the_readers_files_is_told_before_the_screen_is_touched() {
    let keymap = "keymap.toml";
    let config = "config.toml";
    let cases: &[(&str, &str, &[&str])] = &[
        (
            keymap,
            "# mine\n[article]\n\"x\" = \"next-mentoin\"\n",
            &[
                "error: no action \"next-mentoin\"",
                "keymap.toml:3:7",
                "did you mean \"next-mention\"?",
                "^^^^",
            ],
        ),
        (
            keymap,
            "[global]\n\"hyper-x\" = \"quit\"\n",
            &[
                "error: no modifier \"hyper\"",
                "keymap.toml:2:1",
                "ctrl-, alt- and shift-",
            ],
        ),
        (
            keymap,
            "[article]\n\"] x\" = \"find\"\n",
            &[
                "is an action and the beginning of",
                "keymap.toml:2:1",
                "next-mention",
            ],
        ),
        (
            keymap,
            "[artcle]\n\"x\" = \"find\"\n",
            &["keymap.toml:1:2", "did you mean \"article\"?"],
        ),
        (
            config,
            "colour = \"auto\"\n",
            &[
                "no setting \"colour\"",
                "config.toml:1:1",
                "did you mean \"color\"?",
            ],
        ),
        (
            config,
            "\ncolor = \"alway\"\n",
            &["config.toml:2:9", "did you mean \"always\"?"],
        ),
        (
            config,
            "[article]\nwidth = 5\n",
            &["5 is not between 20 and 200", "config.toml:2:9"],
        ),
        (config, "color = [\n", &["config.toml:1:", "unclosed array"]),
    ];
    for (file, text, parts) in cases {
        let place = Place::new();
        place.write(format!("config/briefing/{file}"), text);
        let pty = place.terminal([lakes()], SIZE);
        assert_eq!(pty.exit().0, 2, "{text}");
        for part in *parts {
            // The path is long: what it is parted at depends on where tests may write.
            pty.wait_for(part, |screen| {
                screen.contents().replace('\n', "").contains(part)
            });
        }
        assert!(!pty.bytes().contains(&0x1b), "{text}");
        // Scripts get the same words, and only once.
        let ran = place.run(["keys"]);
        if *file == keymap {
            assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{text}");
            assert!(ran.err.starts_with("error: "), "{}", ran.err);
            assert_eq!(ran.err.matches("error").count(), 1, "{}", ran.err);
        }
    }
}

#[test]
fn a_keymap_of_the_readers_own_lies_over_ours() {
    let place = Place::new();
    let mine = "[global]\n\"q\" = \"none\"\n\"g q\" = \"quit\"\n[list]\n\"j\" = \"none\"\n\"ctrl-n\" = \"down\"\n";
    place.write("config/briefing/keymap.toml", mine);
    let mut pty = place.terminal([lakes()], SIZE);
    pty.picture("chair it.");
    // Neither of these does anything now; the third key does what `j` did.
    pty.send("q");
    pty.send("j");
    pty.send("\x0e");
    pty.wait_text("›●  2019-03");
    pty.send("g");
    pty.wait_text("g then");
    pty.send("q");
    assert_eq!(pty.exit().0, 0);
}

#[test]
fn settings_of_the_readers_own_hold() {
    let place = Place::new();
    place.write(
        "config/briefing/config.toml",
        "color = \"never\"\nunicode = \"never\"\narticle.width = 30\n",
    );
    let mut pty = place.terminal([lakes()], SIZE);
    pty.picture("meets again");
    pty.send("q");
    pty.exit();
    pty.wait_restored();
    assert!(pty.bytes().is_ascii());
    assert!(colours(&pty.bytes()).is_empty());
}

/// The codes of colours among all that were set.
fn colours(bytes: &[u8]) -> Vec<u16> {
    let sequences = check_session(bytes, SIZE);
    let codes = sequences.iter().flat_map(|s| s.looks());
    codes
        .filter(|n| matches!(n, 30..=38 | 40..=48 | 58 | 90..=107))
        .collect()
}

#[test]
fn every_terminal_and_locale_shows_the_panes() {
    // Variables, whether there are colours, whether there is anything but ASCII.
    type Case<'a> = (&'a [(&'a str, Option<&'a str>)], bool, bool);
    let cases: &[Case<'_>] = &[
        (&[], true, true),
        (&[("NO_COLOR", Some("1"))], false, true),
        (&[("NO_COLOR", Some(""))], true, true),
        (&[("LANG", Some("C"))], true, false),
        (&[("LANG", None)], true, false),
        (
            &[("LANG", Some("C")), ("LC_ALL", Some("en_GB.UTF-8"))],
            true,
            true,
        ),
        (&[("TERM", Some("vt100"))], false, false),
        (&[("TERM", Some("linux"))], true, false),
        (&[("TERM", Some("nonsense"))], true, true),
        (&[("TERM", Some("screen"))], true, true),
        (&[("TERM", None)], true, true),
        (&[("COLORTERM", Some("truecolor"))], true, true),
        (
            &[("SSH_CONNECTION", Some("10.0.0.1 1 10.0.0.2 22"))],
            true,
            true,
        ),
        (&[("HOME", None), ("XDG_CONFIG_HOME", None)], true, true),
    ];
    for (variables, coloured, beyond_ascii) in cases {
        let place = variables.iter().fold(Place::new(), |place, (name, value)| {
            place.with(name, *value)
        });
        place.write("docs/one.md", "---\ntitle: Ångström und “Ж”\ndate: 2020-01-02\n---\n\nGrace Atieno flew to Norway: 漢字 – 😀.\n");
        place.write(
            "docs/two.md",
            "---\ntitle: Two\ndate: 2020-01-01\n---\n\nGrace Atieno left Norway.\n",
        );
        let mut pty = place.terminal(["docs"], SIZE);
        for part in ["Sources", "Narrow by", "2 briefings", "Grace Atieno flew"] {
            pty.wait_text(part);
        }
        pty.send("q");
        assert_eq!(pty.exit().0, 0, "{variables:?}");
        pty.wait_restored();
        let bytes = pty.bytes();
        assert_eq!(!colours(&bytes).is_empty(), *coloured, "{variables:?}");
        assert_eq!(
            !bytes.is_ascii(),
            *beyond_ascii,
            "{variables:?}\n{}",
            pty.text()
        );
    }
}
