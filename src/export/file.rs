//! How does an export become a file? A clean name, never the one of a file that is there, whole or not at all.
//!
//! Must not know: what is in it.

use std::fs::{self, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

use super::Format;
use crate::files::{self, Readers};
use crate::{fold, sanitize};

/// Characters of a name that is made of a title.
const LONGEST: usize = 60;
/// Files of one name; whoever has more has another trouble.
const MOST: u32 = 1_000;

/// Why there is no file.
#[derive(Debug, thiserror::Error)]
#[error("not written to {path}: {cause}")]
pub struct Error {
    path: String,
    cause: String,
}

/// A name for a file, of a title: letters, digits and hyphens, whatever the title holds.
pub fn file_name(title: &str, format: Format) -> String {
    let folded = fold::fold(title);
    let words = folded
        .split(|c: char| !c.is_alphanumeric())
        .filter(|w| !w.is_empty());
    let mut name = String::new();
    for word in words {
        if name.chars().count() + word.chars().count() >= LONGEST {
            break;
        }
        if !name.is_empty() {
            name.push('-');
        }
        name.push_str(word);
    }
    if name.is_empty() {
        // One long word, or none.
        name = folded
            .chars()
            .filter(|c| c.is_alphanumeric())
            .take(LONGEST)
            .collect();
    }
    if name.is_empty() {
        "briefing".clone_into(&mut name);
    }
    format!("{name}.{}", format.ending())
}

/// The name with the ending of a format, in the place of another format's.
pub fn with_ending(name: &str, format: Format) -> String {
    match Format::of_name(name) {
        Some(named) if named == format => name.to_owned(),
        Some(_) => {
            let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
            format!("{stem}.{}", format.ending())
        }
        None => format!("{name}.{}", format.ending()),
    }
}

/// Writes a new file, and says which. Where there is one, the new one gets a number.
pub(super) fn create(path: &Path, text: &str, format: Format) -> Result<String, Error> {
    let wanted = at_home(path);
    let wrong = |path: &Path, e: io::Error| Error {
        path: shown(path),
        cause: sanitize::line(&e.to_string()),
    };
    for n in 1..=MOST {
        let path = numbered(&wanted, n);
        // Reserved first: two programs cannot take the same name.
        match OpenOptions::new().write(true).create_new(true).open(&path) {
            Ok(_) => {}
            Err(e) if e.kind() == io::ErrorKind::AlreadyExists => continue,
            Err(e) => return Err(wrong(&path, e)),
        }
        if let Err(e) = files::replace(&path, text, Readers::All) {
            // It is empty, and ours.
            let _ = fs::remove_file(&path);
            return Err(wrong(&path, e));
        }
        let there = match n {
            1 => String::new(),
            _ => format!(" ({} was there and is as it was)", shown(&wanted)),
        };
        return Ok(format!("{} in {}{there}", format.name(), shown(&path)));
    }
    let full = io::Error::new(
        io::ErrorKind::AlreadyExists,
        "there are too many of that name",
    );
    Err(wrong(&wanted, full))
}

/// `~` is the home folder, as in a shell.
fn at_home(path: &Path) -> PathBuf {
    let home = std::env::var_os("HOME").filter(|h| !h.is_empty());
    match (path.strip_prefix("~"), home) {
        (Ok(rest), Some(home)) => PathBuf::from(home).join(rest),
        _ => path.to_owned(),
    }
}

/// `talks.md`, `talks-2.md`.
fn numbered(path: &Path, n: u32) -> PathBuf {
    if n == 1 {
        return path.to_owned();
    }
    let part =
        |part: Option<&std::ffi::OsStr>| part.unwrap_or_default().to_string_lossy().into_owned();
    let (stem, ending) = (part(path.file_stem()), part(path.extension()));
    path.with_file_name(format!("{stem}-{n}.{ending}"))
}

fn shown(path: &Path) -> String {
    sanitize::line(&path.to_string_lossy())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_clean_whatever_the_title_is() {
        for (title, expected) in [
            (
                "Statement after the Bergen meeting",
                "statement-after-the-bergen-meeting.md",
            ),
            ("../../etc/passwd", "etc-passwd.md"),
            (
                "Who pays? \"Nobody\"; $(rm -rf ~)",
                "who-pays-nobody-rm-rf.md",
            ),
            ("-rf", "rf.md"),
            ("…", "briefing.md"),
            ("", "briefing.md"),
        ] {
            assert_eq!(file_name(title, Format::Markdown), expected, "{title}");
        }
        let long = file_name(&"lake ".repeat(50), Format::Csv);
        assert!(long.len() < 70 && long.ends_with("lake.csv"), "{long}");
    }

    #[test]
    fn the_ending_is_that_of_the_format() {
        for (name, format, expected) in [
            ("talks.md", Format::Markdown, "talks.md"),
            ("talks.md", Format::Csv, "talks.csv"),
            ("talks.2013", Format::Csv, "talks.2013.csv"),
            ("a/talks.HTM", Format::Html, "a/talks.HTM"),
        ] {
            assert_eq!(with_ending(name, format), expected);
        }
    }

    #[test]
    fn a_file_that_is_there_is_never_overwritten() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("talks.md");
        for text in ["one", "two", "three"] {
            create(&path, text, Format::Markdown).expect("written");
        }
        let read = |name: &str| fs::read_to_string(folder.path().join(name)).expect(name);
        assert_eq!(read("talks.md"), "one");
        assert_eq!(read("talks-3.md"), "three");
        let told = create(&path, "four", Format::Markdown).expect("written");
        assert!(
            told.contains("talks-4.md") && told.contains("is as it was"),
            "{told}"
        );
        let nowhere = folder.path().join("none/talks.md");
        let error = create(&nowhere, "x", Format::Markdown).expect_err("no folder");
        assert!(error.to_string().contains("none/talks.md"), "{error}");
    }
}
