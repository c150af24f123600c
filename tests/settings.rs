//! Does `config.toml` set what it says, and is everything else in it told?

#![allow(clippy::unwrap_used, reason = "a test may panic")]

use briefing::diagnose::File;
use briefing::settings::{self, Citation, Settings, TABLE, When};
use proptest::prelude::*;

fn parse(text: &str) -> Result<Settings, String> {
    Settings::parse(&File::new("config.toml", text)).map_err(|e| e.to_string())
}

#[test]
fn what_is_not_said_is_the_default() {
    let default = Settings::default();
    for (text, expected) in [
        ("", default.clone()),
        ("# nothing\n[limits]\n[article]", default.clone()),
        (
            "color = \"never\"",
            Settings {
                color: When::Never,
                ..default.clone()
            },
        ),
        (
            "unicode = \"always\"\nfollow = true",
            Settings {
                unicode: When::Always,
                follow: true,
                ..default.clone()
            },
        ),
        (
            "[article]\nwidth = 20",
            Settings {
                article_width: 20,
                ..default.clone()
            },
        ),
        (
            "clipboard = false\n[cite]\nformat = \"bibtex\"",
            Settings {
                clipboard: false,
                cite_format: Citation::Bibtex,
                ..default.clone()
            },
        ),
        (
            "pull.private = true",
            Settings {
                private: true,
                ..default.clone()
            },
        ),
        (
            "article.width = 200",
            Settings {
                article_width: 200,
                ..default.clone()
            },
        ),
        (
            "[limits]\nfile_seconds = 20",
            Settings {
                file_seconds: 20,
                ..default.clone()
            },
        ),
        (
            "[limits]\nfile_size = 4_096",
            Settings {
                file_size: 4096,
                ..default.clone()
            },
        ),
        (
            "[limits]\nfile_size = \"10 MB\"",
            Settings {
                file_size: 10_000_000,
                ..default.clone()
            },
        ),
        (
            "[limits]\nfile_size = \"512kib\"",
            Settings {
                file_size: 512 << 10,
                ..default.clone()
            },
        ),
        (
            "[limits]\nfile_size = \"1 GiB\"",
            Settings {
                file_size: 1 << 30,
                ..default.clone()
            },
        ),
        (
            "[limits]\nfile_size = \"77\"",
            Settings {
                file_size: 77,
                ..default.clone()
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
                "there are theme, keys, color",
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

#[test]
fn what_init_writes_is_every_setting_with_its_default() {
    let text = settings::commented();
    assert_eq!(parse(&text), Ok(Settings::default()));
    // Without the marks before them, all the settings stand in it, each as it is anyway.
    let uncommented = |line: &str| match line.strip_prefix('#') {
        Some(set) if !set.starts_with([' ', '#']) && !set.is_empty() => set.to_owned(),
        _ => line.to_owned(),
    };
    let all: Vec<String> = text.lines().map(uncommented).collect();
    let read = parse(&all.join("\n")).unwrap();
    let names = [&read.theme, &read.keys].map(|n| n.as_ref().unwrap().name.clone());
    assert_eq!(names, ["auto", "default"]);
    let (theme, keys) = (None, None);
    assert_eq!(
        Settings {
            theme,
            keys,
            ..read
        },
        Settings::default()
    );
    let mut section = String::new();
    let mut found = Vec::new();
    for line in &all {
        if let Some(name) = line.strip_prefix('[') {
            section = name.replace(']', ".");
        } else if let Some((name, value)) =
            line.split_once(" = ").filter(|_| !line.starts_with('#'))
        {
            found.push((format!("{section}{name}"), value.to_owned()));
        }
    }
    let table = TABLE.map(|s| (s.name.to_owned(), s.default.to_owned()));
    assert_eq!(found, table);
}

#[test]
fn every_setting_of_the_table_is_one_that_is_read() {
    for setting in TABLE {
        // A date is the value of no setting, so what is wrong is never its name.
        let said = parse(&format!("{} = 2013-09-23", setting.name)).unwrap_err();
        assert!(said.contains("expected "), "{}: {said}", setting.name);
        assert!(parse(&format!("{} = {}", setting.name, setting.default)).is_ok());
    }
}

#[test]
fn the_readme_lists_every_setting_with_its_default() {
    let readme =
        std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/README.md")).unwrap();
    let (_, rest) = readme.split_once("`config.toml`:\n\n```toml\n").unwrap();
    let (block, _) = rest.split_once("```").unwrap();
    let mut section = String::new();
    let mut found = Vec::new();
    for line in block.lines().map(|l| l.split(" #").next().unwrap().trim()) {
        if let Some(name) = line.strip_prefix('[') {
            section = name.replace(']', ".");
        } else if let Some((name, value)) = line.split_once(" = ") {
            found.push((format!("{section}{name}"), value.trim().to_owned()));
        }
    }
    let mut table = TABLE
        .map(|s| (s.name.to_owned(), s.default.to_owned()))
        .to_vec();
    table.sort();
    found.sort();
    assert_eq!(found, table);
}
