//! Does a wrong keymap say where it is wrong, and what was meant?

use super::file;
use briefing::keymap::Keymap;

/// (keymap, the places and words that must be said, in this order)
const ERRORS: &[(&str, &[&str])] = &[
    (
        "[article]\n\"]\" = \"next-mentoin\"",
        &[
            "no action \"next-mentoin\"",
            "--> keymap.toml:2:7",
            "^^^^",
            "did you mean \"next-mention\"?",
        ],
    ),
    (
        "[artcle]\nj = \"down\"",
        &["no section [artcle]", ":1:2", "did you mean \"article\"?"],
    ),
    (
        "extends = \"vmi\"",
        &[
            "no shipped keymap \"vmi\"",
            ":1:11",
            "did you mean \"vim\"?",
        ],
    ),
    (
        "extends = 3",
        &["no shipped keymap", ":1:11", "there are default, vim"],
    ),
    (
        "[pane]\nj = \"down\"",
        &[
            "no section [pane]",
            ":1:2",
            "there are global, list, sources",
        ],
    ),
    (
        "j = \"down\"",
        &["\"j\" stands in no section", ":1:1", "[global]"],
    ),
    (
        "[list]\nj = 3",
        &["expected an action, found integer", ":2:5", "in quotes"],
    ),
    (
        "[list]\ng.g = \"top\"",
        &[
            "expected an action, found table",
            ":2:1",
            "\"g p\" = \"problems\"",
        ],
    ),
    (
        "[list]\nj = \"nome\"",
        &["no action \"nome\"", ":2:5", "did you mean \"none\"?"],
    ),
    (
        "[list]\n\"shift-a\" = \"top\"",
        &["capital letter", ":2:1", "write \"A\""],
    ),
    (
        "[list]\n\"g esc\" = \"top\"",
        &["esc gives up a sequence", ":2:1"],
    ),
    (
        "[prompt]\n\"a\" = \"accept\"",
        &["in [prompt], a is text to be typed", ":2:1"],
    ),
    ("[list]\n? = \"top\"", &["error: ", ":2:1"]),
    (
        "[list]\nj = \"top\"\nj = \"up\"",
        &["duplicate key", ":3:1"],
    ),
    (
        "[list]\n\"ctrl-y\" = \"top\"\n\"C-y\" = \"up\"",
        &[
            "\"ctrl-y\" is bound twice in [list]",
            ":3:1",
            "2 | \"ctrl-y\"",
            "here first",
            "3 | \"C-y\"",
            "^^^^^",
        ],
    ),
    // All that is wrong, in the order of the file.
    (
        "[list]\nx = \"tpo\"\n\"hyper-x\" = \"top\"\n[artcle]\n",
        &[
            "no action \"tpo\"",
            ":2:5",
            "no modifier \"hyper\"",
            ":3:1",
            "no section [artcle]",
            ":4:2",
        ],
    ),
    // An action and a beginning: in one section, along the chain, and against the shipped keymap.
    (
        "[list]\nx = \"top\"\n\"x y z\" = \"up\"",
        &[
            "\"x\" in [list] is an action and the beginning of \"x y z\" in [list]",
            ":3:1",
            "2 | x",
            "top",
            "3 | \"x y z\"",
            "up",
        ],
    ),
    (
        "[global]\nx = \"top\"\n[overlay]\n\"x y\" = \"up\"",
        &[
            "\"x\" in [global] is an action and the beginning of \"x y\" in [overlay]",
            ":4:1",
            "2 | x",
            "4 | \"x y\"",
        ],
    ),
    (
        "[article]\n\"]  a\" = \"zoom\"",
        &[
            "\"]\" in [article] is an action and the beginning of \"] a\" in [article]",
            "--> keymap.toml:2:1",
            "zoom",
            "::: the shipped keymap.toml:",
            "next-mention",
            "\"]\" = \"none\" below [article]",
        ],
    ),
];

#[test]
fn errors_say_file_line_column_and_what_was_meant() {
    for (text, expected) in ERRORS {
        let said = Keymap::with(&file(text)).expect_err(text).to_string();
        let mut rest = said.as_str();
        for words in *expected {
            let at = rest.find(words);
            let at = at.unwrap_or_else(|| {
                panic!("no {words:?}, or not there, in\n{said}\n\nabout\n{text}")
            });
            rest = &rest[at + words.len()..];
        }
    }
}

#[test]
fn an_error_shows_the_line_and_points_at_the_word() {
    let said = Keymap::with(&file("[article]\n\"]\" = \"next-mentoin\"\n"))
        .unwrap_err()
        .to_string();
    let expected = r#"error: no action "next-mentoin"
 --> keymap.toml:2:7
  |
2 | "]" = "next-mentoin"
  |       ^^^^^^^^^^^^^^
  |
help: did you mean "next-mention"?"#;
    assert_eq!(said, expected);
}

#[test]
fn every_collision_is_told_once_however_many_panes_it_is_heard_in() {
    let said = Keymap::with(&file("[global]\ng = \"zoom\"")).unwrap_err();
    let titles: Vec<&str> = said.0.iter().map(|d| d.title.as_str()).collect();
    let expected: Vec<String> = [
        "g t\" in [global]",
        "g T\" in [global]",
        "g 1\" in [global]",
        "g 3\" in [global]",
        "g m\" in [global]",
        "g p\" in [global]",
        "g u\" in [global]",
        "g j\" in [article]",
        "g g\" in [list]",
        "g g\" in [article]",
    ]
    .iter()
    .map(|long| format!("\"g\" in [global] is an action and the beginning of \"{long}"))
    .collect();
    let mut sorted = titles.clone();
    sorted.sort();
    let mut expected: Vec<&str> = expected.iter().map(String::as_str).collect();
    expected.sort();
    assert_eq!(sorted, expected);
}
