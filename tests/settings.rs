//! Does `config.toml` set what it says, and is everything else in it told?

#![allow(clippy::unwrap_used, reason = "a test may panic")]

use briefing::diagnose::File;
use briefing::settings::{Citation, Settings, When};
use proptest::prelude::*;

fn parse(text: &str) -> Result<Settings, String> {
    Settings::parse(&File::new("config.toml", text)).map_err(|e| e.to_string())
}

#[test]
fn what_is_not_said_is_the_default() {
    let default = Settings::default();
    for (text, expected) in [
        ("", default),
        ("# nothing\n[limits]\n[article]", default),
        (
            "color = \"never\"",
            Settings {
                color: When::Never,
                ..default
            },
        ),
        (
            "unicode = \"always\"\nfollow = true",
            Settings {
                unicode: When::Always,
                follow: true,
                ..default
            },
        ),
        (
            "[article]\nwidth = 20",
            Settings {
                article_width: 20,
                ..default
            },
        ),
        (
            "clipboard = false\n[cite]\nformat = \"bibtex\"",
            Settings {
                clipboard: false,
                cite_format: Citation::Bibtex,
                ..default
            },
        ),
        (
            "pull.private = true",
            Settings {
                private: true,
                ..default
            },
        ),
        (
            "article.width = 200",
            Settings {
                article_width: 200,
                ..default
            },
        ),
        (
            "[limits]\nfile_seconds = 20",
            Settings {
                file_seconds: 20,
                ..default
            },
        ),
        (
            "[limits]\nfile_size = 4_096",
            Settings {
                file_size: 4096,
                ..default
            },
        ),
        (
            "[limits]\nfile_size = \"10 MB\"",
            Settings {
                file_size: 10_000_000,
                ..default
            },
        ),
        (
            "[limits]\nfile_size = \"512kib\"",
            Settings {
                file_size: 512 << 10,
                ..default
            },
        ),
        (
            "[limits]\nfile_size = \"1 GiB\"",
            Settings {
                file_size: 1 << 30,
                ..default
            },
        ),
        (
            "[limits]\nfile_size = \"77\"",
            Settings {
                file_size: 77,
                ..default
            },
        ),
    ] {
        assert_eq!(parse(text), Ok(expected), "{text}");
    }
    assert_eq!((default.file_size, default.article_width), (64 << 20, 72));
}

#[test]
fn what_is_wrong_is_told_with_its_place_and_what_was_meant() {
    for (text, expected) in [
        (
            "colour = \"auto\"",
            &["no setting \"colour\"", ":1:1", "did you mean \"color\"?"][..],
        ),
        (
            "[limits]\nfile-size = 3",
            &[
                "no setting \"limits.file-size\"",
                ":2:1",
                "did you mean \"limits.file_s",
            ],
        ),
        (
            "width = 72",
            &[
                "no setting \"width\"",
                ":1:1",
                "did you mean \"article.width\"?",
            ],
        ),
        (
            "[artcle]\nwidth = 72\nmore = 1",
            &["no setting \"artcle\"", ":1:2"],
        ),
        (
            "frobnicate = 1",
            &[
                "no setting \"frobnicate\"",
                ":1:1",
                "there are color, unicode",
            ],
        ),
        (
            "limits = 3",
            &[
                "no setting \"limits\"",
                ":1:1",
                "did you mean \"limits.file_s",
            ],
        ),
        (
            "color = \"allways\"",
            &[
                "expected \"auto\"",
                "found \"allways\"",
                ":1:9",
                "did you mean \"always\"?",
            ],
        ),
        (
            "color = true",
            &["expected \"auto\"", "found a value of type boolean", ":1:9"],
        ),
        (
            "follow = \"yes\"",
            &["expected true or false, found \"yes\"", ":1:10"],
        ),
        (
            "[article]\nwidth = 19",
            &["19 is not between 20 and 200", ":2:9"],
        ),
        (
            "[article]\nwidth = -3",
            &["expected a number, found -3", ":2:9"],
        ),
        (
            "[article]\nwidth = \"wide\"",
            &["expected a number, found \"wide\"", ":2:9"],
        ),
        (
            "[limits]\nfile_size = 0",
            &["0 is not between 1 and 1073741824", ":2:13"],
        ),
        (
            "[limits]\nfile_size = \"2 GiB\"",
            &["2147483648 is not between", ":2:13"],
        ),
        (
            "[limits]\nfile_size = \"99999999999 GiB\"",
            &["expected a size", ":2:13"],
        ),
        (
            "[limits]\nfile_size = \"MiB\"",
            &["expected a size such as \"64 MiB\", found \"MiB\"", ":2:13"],
        ),
        (
            "[limits]\nfile_size = \"3 miles\"",
            &["no unit \"miles\"", ":2:13", "there are B, kB"],
        ),
        ("color = auto", &["error: ", "config.toml:1:9"]),
        (
            "color = \"no\"\nfollow = 1\nx = 2",
            &[":1:9", ":2:10", ":3:1"],
        ),
    ] {
        let said = parse(text).expect_err(text);
        let mut rest = said.as_str();
        for words in expected {
            let at = rest.find(words);
            let at = at.unwrap_or_else(|| {
                panic!("no {words:?}, or not there, in\n{said}\n\nabout\n{text}")
            });
            rest = &rest[at + words.len()..];
        }
    }
}

#[test]
fn files_that_are_missing_are_defaults_and_files_that_cannot_be_read_are_errors() {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(Settings::read(folder.path()), Ok(Settings::default()));
    let path = folder.path().join("config.toml");
    std::fs::write(&path, "follow = true").unwrap();
    assert!(Settings::read(folder.path()).unwrap().follow);
    std::fs::write(&path, b"follow = true # \xff").unwrap();
    let said = Settings::read(folder.path()).unwrap_err().to_string();
    assert!(said.contains("config.toml: it is not UTF-8"), "{said}");
    std::fs::remove_file(&path).unwrap();
    std::fs::create_dir(&path).unwrap();
    let said = Settings::read(folder.path()).unwrap_err().to_string();
    assert!(said.starts_with("error: cannot read "), "{said}");
}

proptest! {
    #[test]
    fn no_text_makes_it_panic(text in "(\\[(limits|article|x)\\]\n|(color|width|file_size|a\\.b) ?= ?[\"0-9a-z{}\\[]{0,6}\n|\\PC){0,24}") {
        if let Err(said) = parse(&text) {
            prop_assert!(!said.is_empty());
        }
    }
}
