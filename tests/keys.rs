//! Do key names, keymap files and the shipped keymap mean what they say?
//!
//! Every test is a table of (what is written or pressed, what it must come to) through one `check`.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

#[path = "keys/errors.rs"]
mod errors;

use briefing::action::{ACTIONS, Action, Focus};
use briefing::diagnose::File;
use briefing::keymap::{Continuation, Key, KeyCode, Keymap, Resolved, Shipped, written};
use proptest::prelude::*;
use std::sync::Arc;

fn file(text: &str) -> Arc<File> {
    File::new("keymap.toml", text)
}

/// `ok` and the sequence as we print it, or what is wrong and the advice.
fn read(text: &str) -> String {
    match Key::sequence(text) {
        Ok(keys) => written(&keys),
        Err(e) => format!("{}; {}", e.why, e.help.unwrap_or_default()),
    }
}

#[test]
fn key_names_are_read_in_many_spellings_and_printed_in_one() {
    for (spelling, printed) in [
        ("j", "j"),
        ("G", "G"),
        ("é", "é"),
        ("<", "<"),
        ("-", "-"),
        ("+", "+"),
        ("space", "space"),
        ("ctrl-d", "ctrl-d"),
        ("Ctrl+d", "ctrl-d"),
        ("C-d", "ctrl-d"),
        ("Ctrl+D", "ctrl-d"),
        ("S-Tab", "shift-tab"),
        ("shift-tab", "shift-tab"),
        ("BackTab", "shift-tab"),
        ("alt-x", "alt-x"),
        ("M-x", "alt-x"),
        ("alt--", "alt--"),
        ("alt-+", "alt-+"),
        ("Alt+Ctrl+x", "ctrl-alt-x"),
        ("ctrl-space", "ctrl-space"),
        ("ctrl-@", "ctrl-space"),
        ("ctrl-/", "ctrl-_"),
        ("ctrl-7", "ctrl-_"),
        ("ctrl-\\", "ctrl-\\"),
        ("PgDn", "page-down"),
        ("page-down", "page-down"),
        ("ctrl-page-down", "ctrl-page-down"),
        ("shift-up", "shift-up"),
        ("F12", "f12"),
        ("g g", "g g"),
        ("  ctrl-x   b ", "ctrl-x b"),
    ] {
        assert_eq!(read(spelling), printed, "{spelling:?}");
    }
}

#[test]
fn keys_that_cannot_be_say_why_and_what_to_write() {
    for (spelling, expected) in [
        ("", r#"no key; the space bar is written "space""#),
        (" ", r#"no key; the space bar is written "space""#),
        (
            "shift-a",
            r#"shift and a letter is the capital letter; write "A""#,
        ),
        (
            "shift-é",
            r#"shift and a letter is the capital letter; write "É""#,
        ),
        (
            "alt-shift-x",
            r#"shift and a letter is the capital letter; write "alt-X""#,
        ),
        (
            "shift-1",
            "what shift makes of 1 depends on the keyboard; write the character that it makes",
        ),
        (
            "shift-space",
            r#"a terminal sends the same for shift-space and space; write "space""#,
        ),
        (
            "ctrl-i",
            r#"a terminal sends the same for ctrl-i and tab; write "tab""#,
        ),
        (
            "C-M",
            r#"a terminal sends the same for ctrl-M and enter; write "enter""#,
        ),
        (
            "ctrl-[",
            r#"a terminal sends the same for ctrl-[ and esc; write "esc""#,
        ),
        (
            "ctrl-shift-d",
            r#"a terminal sends the same with and without shift when ctrl is held; write "ctrl-d""#,
        ),
        (
            "ctrl-é",
            r"a terminal sends no ctrl-é; with ctrl there are the letters, space, \ ] ^ and _",
        ),
        (
            "ctrl-enter",
            r#"not every terminal tells ctrl-enter from enter; write "enter""#,
        ),
        (
            "alt-[",
            "alt-[ cannot be told from the beginning of an arrow key; ",
        ),
        ("ctrl-ctrl-x", r#""ctrl-ctrl-x" has ctrl twice; "#),
        (
            "hyper-x",
            r#"no modifier "hyper"; there are ctrl-, alt- and shift-"#,
        ),
        ("crtl-x", r#"no modifier "crtl"; did you mean "ctrl"?"#),
        ("ecs", r#"no key "ecs"; did you mean "esc"?"#),
        (
            "page-dwon",
            r#"no key "page-dwon"; did you mean "page-down"?"#,
        ),
        (
            "gg",
            r#"no key "gg"; a sequence is written with spaces: "g g""#,
        ),
        ("f13", r#"no key "f13"; did you mean "f1"?"#),
    ] {
        assert_eq!(read(spelling), expected, "{spelling:?}");
    }
}

/// Every key that a terminal may report.
fn any_press() -> impl Strategy<Value = Key> {
    use KeyCode::*;
    let named = prop::sample::select(vec![
        Enter, Esc, Tab, BackTab, Backspace, Delete, Insert, Up, Down, Left, Right, Home, End,
        PageUp, PageDown,
    ]);
    let code = prop_oneof![
        any::<char>().prop_map(Char),
        proptest::char::range(' ', '~').prop_map(Char),
        named,
        (1..=12u8).prop_map(F),
    ];
    (code, any::<bool>(), any::<bool>(), any::<bool>())
        .prop_map(|(code, c, a, s)| Key::new(code, c, a, s))
}

proptest! {
    #[test]
    fn whatever_is_read_is_printed_and_read_again_as_the_same(key in any_press()) {
        let printed = key.to_string();
        if let Ok(again) = printed.parse::<Key>() {
            prop_assert_eq!(again, key);
            prop_assert_eq!(again.to_string(), printed);
        }
    }

    #[test]
    fn plain_printable_characters_are_always_keys(c in any::<char>()) {
        let plain = !c.is_control() && !c.is_whitespace();
        prop_assert_eq!(c.to_string().parse::<Key>().is_ok(), plain);
        if plain {
            prop_assert_eq!(c.to_string().parse::<Key>().unwrap(), Key::char(c));
        }
    }

    #[test]
    fn no_text_makes_a_keymap_panic(text in "(\\[[a-z\"]{0,9}\\]\n|\"?[a-z -]{0,7}\"? ?= ?\"?(quit|none|top|[a-z]{0,4})\"?\n|.|\\PC){0,24}") {
        if let Err(e) = Keymap::with(&file(&text)) {
            prop_assert!(!e.to_string().is_empty());
        }
    }
}

#[test]
fn presses_that_terminals_cannot_tell_apart_are_one_key() {
    let press = |code, ctrl, shift| Key::new(code, ctrl, false, shift);
    for (a, b) in [
        (
            press(KeyCode::Char('g'), false, true),
            press(KeyCode::Char('G'), false, false),
        ),
        (press(KeyCode::Char('G'), false, true), Key::char('G')),
        (
            press(KeyCode::Char('D'), true, true),
            press(KeyCode::Char('d'), true, false),
        ),
        (
            press(KeyCode::Tab, false, true),
            press(KeyCode::BackTab, false, true),
        ),
        (
            press(KeyCode::BackTab, false, false),
            press(KeyCode::BackTab, false, true),
        ),
        (press(KeyCode::Char(' '), false, true), Key::char(' ')),
        (
            press(KeyCode::Char('i'), true, true),
            press(KeyCode::Tab, false, false),
        ),
        (
            press(KeyCode::Char('h'), true, false),
            press(KeyCode::Backspace, false, false),
        ),
        (
            press(KeyCode::Char('7'), true, false),
            press(KeyCode::Char('_'), true, false),
        ),
    ] {
        assert_eq!(a, b);
    }
}

/// What `keys` mean, in words.
fn meaning(map: &Keymap, focus: Focus, keys: &str) -> String {
    let keys = if keys.is_empty() {
        Vec::new()
    } else {
        Key::sequence(keys).unwrap()
    };
    match map.resolve(focus, &keys) {
        Resolved::Action(action) => action.row().name.into(),
        Resolved::Unbound => "unbound".into(),
        Resolved::Pending(next) => {
            let next: Vec<String> = next
                .iter()
                .map(|(key, to)| match to {
                    Continuation::Action(action) => format!("{key}={}", action.row().name),
                    Continuation::More => format!("{key}=…"),
                })
                .collect();
            next.join(" ")
        }
    }
}

/// Reads `text` alone (`over` false) or over the shipped keymap, and compares what sequences mean.
fn check(text: &str, over: bool, expected: &[(Focus, &str, &str)]) {
    let map = if over {
        Keymap::with(&file(text))
    } else {
        Keymap::from_files(&[file(text)])
    };
    let map = map.unwrap_or_else(|e| panic!("{text}\n{e}"));
    for (focus, keys, meant) in expected {
        assert_eq!(
            meaning(&map, *focus, keys),
            *meant,
            "{keys:?} in [{}] of\n{text}",
            focus.name()
        );
    }
}

#[test]
fn sections_merge_along_the_chain_and_the_inner_one_wins() {
    use Focus::*;
    let text = r#"
[global]
"q" = "quit"
"g p" = "problems"
"x y z" = "zoom"
[list]
"j" = "down"
"g g" = "top"
[sources]
"q" = "close"
"x y a" = "fold"
[prompt]
"ctrl-x b" = "caret-left"
"#;
    check(
        text,
        false,
        &[
            (Global, "q", "quit"),
            (List, "q", "quit"),
            (Sources, "q", "close"),
            (Global, "g", "p=problems"),
            (List, "g", "p=problems g=top"),
            (Sources, "g", "p=problems g=top"),
            (Article, "g", "p=problems"),
            (Sources, "g p", "problems"),
            (Sources, "g g", "top"),
            (Article, "g g", "unbound"),
            (Sources, "g x", "unbound"),
            (Sources, "g esc", "unbound"),
            (Global, "x", "y=…"),
            (Sources, "x", "y=…"),
            (Sources, "x y", "z=zoom a=fold"),
            (Facets, "x y", "z=zoom"),
            (Prompt, "q", "unbound"),
            (Prompt, "g", "unbound"),
            (Prompt, "ctrl-x", "b=caret-left"),
            (Prompt, "ctrl-x b", "caret-left"),
            (Article, "", "q=quit g=… x=…"),
            (Article, "j", "unbound"),
        ],
    );
}

#[test]
fn the_readers_file_lies_over_the_shipped_one() {
    use Focus::*;
    check(
        "",
        true,
        &[
            (Article, "]", "next-mention"),
            (
                Article,
                "g",
                "t=focus-next T=focus-previous 1=toggle-sources 3=toggle-facets m=toggle-mouse p=problems u=pull g=top j=justify",
            ),
            (Article, "q", "quit"),
            (Concordance, "q", "close"),
            (Prompt, "q", "unbound"),
        ],
    );
    check(
        "[article]\n\"]\" = \"find\"\n\"ctrl-n\" = \"next-mention\"",
        true,
        &[
            (Article, "]", "find"),
            (Article, "ctrl-n", "next-mention"),
            (Article, "[", "previous-mention"),
        ],
    );
    // As an editor on Windows saves it.
    check(
        "\u{feff}[article]\r\n\"]\" = \"find\"\r\n",
        true,
        &[(Article, "]", "find")],
    );
    check(
        "[article]\nq = \"none\"",
        true,
        &[(Article, "q", "unbound"), (Sources, "q", "quit")],
    );
    check(
        "[global]\nq = \"none\"",
        true,
        &[
            (Article, "q", "unbound"),
            (Sources, "q", "unbound"),
            (Overlay, "q", "close"),
        ],
    );
    // All that begins with g goes, in this section and from those below it, and g is free.
    check(
        "[article]\ng = \"none\"\n\"g x\" = \"zoom\"",
        true,
        &[(Article, "g", "x=zoom"), (List, "g g", "top")],
    );
    check(
        "[list]\n\"g g\" = \"none\"\n[global]\n\"g t\" = \"none\"",
        true,
        &[
            (
                List,
                "g",
                "T=focus-previous 1=toggle-sources 3=toggle-facets m=toggle-mouse p=problems u=pull",
            ),
            (
                Article,
                "g",
                "T=focus-previous 1=toggle-sources 3=toggle-facets m=toggle-mouse p=problems u=pull g=top j=justify",
            ),
        ],
    );
}

#[test]
fn the_readers_keys_come_first_in_hints_then_short_ones() {
    let text = "[article]\n\", m\" = \"top\"\n\"ctrl-g\" = \"top\"\n\"enter\" = \"none\"\n\", e\" = \"concordance\"";
    let map = Keymap::with(&file(text)).unwrap();
    for (focus, action, expected) in [
        (Focus::Article, Action::Top, "ctrl-g, home, , m, g g"),
        (Focus::List, Action::Top, "home, g g"),
        (Focus::Article, Action::Concordance, ", e"),
        (Focus::Sources, Action::Quit, "q, ctrl-c"),
        (Focus::Overlay, Action::Quit, "ctrl-c"),
        (Focus::Prompt, Action::Quit, ""),
    ] {
        let keys: Vec<String> = map
            .keys_of(focus, action)
            .iter()
            .map(|k| written(k))
            .collect();
        assert_eq!(
            keys.join(", "),
            expected,
            "{action:?} in [{}]",
            focus.name()
        );
    }
}

#[test]
fn the_shipped_keymap_has_no_errors_and_every_action_has_an_ascii_key() {
    let nowhere = std::path::Path::new("/nonexistent");
    for shipped in Shipped::ALL {
        let map = Keymap::read(nowhere, None, shipped).unwrap_or_else(|e| panic!("{e}"));
        for row in ACTIONS {
            let mut keys = Focus::ALL
                .iter()
                .flat_map(|focus| map.keys_of(*focus, row.action));
            assert!(
                keys.any(|keys| keys.iter().all(one_ascii_byte)),
                "{}: {} has no key that any terminal and keyboard can send",
                shipped.name,
                row.name
            );
        }
    }
}

#[test]
fn whoever_reads_inside_tmux_or_screen_or_without_alt_can_do_everything_too() {
    // What tmux and screen take for themselves unless told otherwise.
    let taken = [Key::sequence("ctrl-b"), Key::sequence("ctrl-a")].map(Result::unwrap);
    for shipped in Shipped::ALL {
        let map = Keymap::of(shipped);
        // What can be done in a place can be done there with such keys.
        for focus in Focus::ALL {
            for row in ACTIONS {
                let keys = map.keys_of(focus, row.action);
                // Letters are text there, and the two ends of the line have the arrows, too.
                let typed = matches!(focus, Focus::Prompt | Focus::Note);
                let free =
                    |keys: &Vec<Key>| keys.iter().all(one_ascii_byte) && !taken.contains(keys);
                let pages = [Action::PageUp, Action::PageDown].contains(&row.action);
                assert!(
                    keys.is_empty() || typed || pages || keys.iter().any(free),
                    "{}: {} in [{}] needs a special key",
                    shipped.name,
                    row.name,
                    focus.name()
                );
            }
        }
    }
}

#[test]
fn hands_find_their_keys_in_the_map_of_their_program() {
    use Focus::*;
    for (name, expected) in [
        (
            "vim",
            &[
                (Article, "j", "down"),
                (Article, "g g", "top"),
                (List, "G", "bottom"),
                (Article, "ctrl-f", "page-down"),
                (List, "ctrl-b", "page-up"),
                (List, "ctrl-d", "half-page-down"),
                (Article, "ctrl-u", "half-page-up"),
                (Article, "/", "find"),
                (Article, "n", "find-next"),
                (Article, "N", "find-previous"),
                (Article, ":", "palette"),
                (Article, "g /", "search"),
                (Sources, "z a", "fold"),
                (Sources, "h", "focus-previous"),
                (Timeline, "h", "earlier"),
                (Select, "l", "select-right"),
                (Article, "ctrl-]", "concordance"),
                (Article, "Z Z", "quit"),
                (Sources, "Z Z", "quit"),
            ][..],
        ),
        (
            "emacs",
            &[
                (Article, "ctrl-n", "down"),
                (List, "ctrl-p", "up"),
                (Article, "ctrl-v", "page-down"),
                (List, "alt-v", "page-up"),
                (Article, "ctrl-s", "find"),
                (List, "ctrl-s", "narrow"),
                (Sources, "ctrl-x ctrl-c", "quit"),
                (Article, "ctrl-x ctrl-f", "search"),
                (Article, "alt-x", "palette"),
                (Article, "ctrl-g", "close"),
                (Prompt, "ctrl-g", "close"),
                (Concordance, "ctrl-g", "close"),
                (Prompt, "ctrl-x ctrl-s", "save-query"),
                (Article, "ctrl-x ctrl-s", "save-query"),
            ][..],
        ),
        (
            "less",
            &[
                (Article, "space", "page-down"),
                (Article, "b", "page-up"),
                (Article, "d", "half-page-down"),
                (Article, "u", "half-page-up"),
                (List, "u", "half-page-up"),
                (Article, "g", "top"),
                (List, "g", "top"),
                (Sources, "G", "bottom"),
                (Article, "n", "find-next"),
                (Article, "q", "quit"),
                (Article, "&", "search"),
                (List, "&", "narrow"),
                (Sources, "space", "page-down"),
                (Sources, "o", "fold"),
                (Article, ", j", "justify"),
                (Article, "h", "help"),
            ][..],
        ),
    ] {
        let map = Keymap::of(Shipped::named(name).unwrap());
        for (focus, keys, meant) in expected {
            let found = meaning(&map, *focus, keys);
            assert_eq!(found, *meant, "{name}: {keys:?} in [{}]", focus.name());
        }
    }
}

#[test]
fn the_readers_file_lies_over_the_keymap_that_it_extends() {
    use Focus::*;
    check(
        "extends = \"vim\"\n[article]\n\"ctrl-f\" = \"find\"",
        true,
        &[
            (Article, "ctrl-f", "find"),
            (Article, "ctrl-b", "page-up"),
            (List, "ctrl-f", "page-down"),
        ],
    );
    // What was said outside the file comes before the file, and what is usual after it.
    let folder = tempfile::tempdir().unwrap();
    let vim = Shipped::named("vim").unwrap();
    let less = Shipped::named("less").unwrap();
    for (text, said, usual, meant) in [
        ("", None, vim, "next-paragraph"),
        ("", Some(less), vim, "next-briefing"),
        ("extends = \"vim\"", None, less, "next-paragraph"),
        ("extends = \"vim\"", Some(less), vim, "next-briefing"),
        ("[article]\n\"}\" = \"find\"", Some(vim), less, "find"),
    ] {
        std::fs::write(folder.path().join("keymap.toml"), text).unwrap();
        let map = Keymap::read(folder.path(), said, usual).unwrap_or_else(|e| panic!("{e}"));
        assert_eq!(meaning(&map, Article, "}"), meant, "{text}");
    }
}

#[test]
fn what_init_writes_is_the_default_keymap_in_comments() {
    let text = Shipped::commented();
    assert!(text.starts_with("# Your keys") && !text.contains("compiled in"));
    let none = Keymap::with(&file(&text)).unwrap_or_else(|e| panic!("{e}"));
    assert_eq!(none.table(), Keymap::shipped().table());
    let uncommented = |line: &str| match line.strip_prefix('#') {
        Some(set) if set.starts_with(['"', 'e']) => format!("{set}\n"),
        _ => format!("{line}\n"),
    };
    let all: String = text.lines().map(uncommented).collect();
    assert!(all.contains("\nextends = \"default\"\n"), "{all}");
    // Alone, so that nothing of it can come from the shipped file.
    let all = Keymap::from_files(&[file(&all)]).unwrap_or_else(|e| panic!("{e}"));
    assert_eq!(all.table(), Keymap::shipped().table());
}

/// Whether a terminal sends one byte below 128 for the key. Control and space is left out: some keyboards keep it.
fn one_ascii_byte(key: &Key) -> bool {
    use KeyCode::*;
    match key.code {
        Char(' ') => !key.ctrl && !key.alt,
        Char(c) => c.is_ascii() && !key.alt,
        Enter | Esc | Tab | Backspace => !key.alt,
        _ => false,
    }
}

#[test]
fn the_table_has_every_action_and_says_where_each_is_bound() {
    let map = Keymap::with(&file(
        "[global]\nz = \"none\"\n[article]\n\"|\" = \"find\"\n\"`\" = \"find\"",
    ))
    .unwrap();
    let table = map.table();
    for row in ACTIONS {
        assert!(table.iter().any(|r| r.action == row.action), "{}", row.name);
    }
    let zoom: Vec<_> = table.iter().filter(|r| r.action == Action::Zoom).collect();
    assert_eq!(zoom.len(), 1);
    assert!(zoom[0].keys.is_empty());
    let markdown = map.markdown_table();
    for line in [
        "| global | `q` `ctrl-c` | `quit` | Quit |",
        "|  |  | `zoom` | Give the focused pane the whole screen, or give it back |",
        "|  | `\\|` `` ` `` `/` | `find` | Find in the article |",
    ] {
        assert!(
            markdown.lines().any(|l| l == line),
            "{line}\nnot in\n{markdown}"
        );
    }
}
