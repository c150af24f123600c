//! Which files do these paths hold? Folders are walked as ripgrep does it: hidden and ignored files are passed over.
//!
//! Invariant: every file comes once and in order of name, whatever the order of the paths; loops of links end.
//! Must not know: what is in a file.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use ignore::{DirEntry, WalkBuilder};
use serde::{Deserialize, Serialize};

use super::format;
use crate::briefing::Problem;
use crate::sanitize;

/// A file to read.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Found {
    /// Relative to the folder that was opened, with `/`, clean.
    pub name: String,
    /// Where it is.
    #[serde(with = "crate::briefing::path")]
    pub path: PathBuf,
    /// Whether it was named itself, and not the folder that it is in.
    pub named: bool,
}

/// What a walk has found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Walk {
    /// The files, in order of name.
    pub files: Vec<Found>,
    /// The folders in which a file could come, change or go so that another walk finds something else.
    pub folders: Vec<PathBuf>,
    /// What could not be walked.
    pub problems: Vec<Problem>,
}

/// Finds the files of all `paths`.
pub fn walk(paths: &[PathBuf]) -> Walk {
    let mut walk = Walk::default();
    let mut links = paths.len() > 1;
    for path in paths {
        match std::fs::metadata(path) {
            Ok(meta) if meta.is_dir() => links |= folder(path, &mut walk),
            Ok(meta) => {
                walk.folders.extend(standing(path));
                if meta.is_file() {
                    walk.files.push(file(path));
                } else {
                    walk.problems.push(problem(
                        path,
                        "it is neither a file nor a folder",
                        "name a file or a folder of documents",
                    ));
                }
            }
            Err(e) => {
                walk.folders.extend(standing(path));
                walk.problems.push(unreadable(path, &e));
            }
        }
    }
    // What was named itself goes before the same file as its folder has it.
    walk.files
        .sort_by(|a, b| (&a.name, &a.path, b.named).cmp(&(&b.name, &b.path, a.named)));
    if links {
        // The same file by two ways; the first name keeps it.
        let mut seen = HashSet::new();
        walk.files
            .retain(|f| seen.insert(f.path.canonicalize().unwrap_or_else(|_| f.path.clone())));
    }
    walk
}

/// The nearest folder above that is there: where a path that is gone would come back.
fn standing(path: &Path) -> Option<PathBuf> {
    let path = std::path::absolute(path).ok()?;
    let above = path.ancestors().skip(1).find(|a| a.is_dir())?;
    Some(above.to_path_buf())
}

fn file(path: &Path) -> Found {
    let name = path.file_name().unwrap_or(path.as_os_str());
    Found {
        name: sanitize::line(&name.to_string_lossy()),
        path: path.to_path_buf(),
        named: true,
    }
}

/// Adds the files of a folder; whether links were followed on the way.
fn folder(root: &Path, found: &mut Walk) -> bool {
    // What the reader opens is judged by its own ignore files, not by those of a repository it happens to lie in.
    let walk = WalkBuilder::new(root)
        .follow_links(true)
        .parents(false)
        .git_global(false)
        .require_git(false)
        .build();
    let mut links = false;
    for entry in walk {
        match entry {
            Ok(entry) => {
                links |= entry.path_is_symlink();
                if entry.file_type().is_some_and(|t| t.is_dir()) {
                    found.folders.push(entry.path().to_path_buf());
                }
                found.files.extend(document(root, &entry));
            }
            Err(e) => found.problems.extend(walk_problem(root, &e)),
        }
    }
    links
}

fn document(root: &Path, entry: &DirEntry) -> Option<Found> {
    if !entry.file_type()?.is_file() {
        return None;
    }
    let relative = entry.path().strip_prefix(root).unwrap_or(entry.path());
    let parts: Vec<_> = relative
        .components()
        .map(|c| c.as_os_str().to_string_lossy())
        .collect();
    let name = sanitize::line(&parts.join("/"));
    (!format::is_data(&name)).then(|| Found {
        name,
        path: entry.path().to_path_buf(),
        named: false,
    })
}

/// A loop of links holds nothing new and a wrong line in an ignore file hides nothing: neither is a problem.
fn walk_problem(root: &Path, error: &ignore::Error) -> Option<Problem> {
    let io = error.io_error()?;
    let mut path = root;
    let mut inner = error;
    loop {
        inner = match inner {
            ignore::Error::WithPath { path: p, err } => {
                path = p;
                err
            }
            ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => err,
            ignore::Error::Loop { .. } => return None,
            _ => return Some(unreadable(path, io)),
        };
    }
}

/// Why a path cannot be read, in plain words.
pub(super) fn unreadable(path: &Path, error: &std::io::Error) -> Problem {
    use std::io::ErrorKind;
    match error.kind() {
        ErrorKind::NotFound => problem(
            path,
            "there is no such file or folder",
            "check the spelling; a link may point to what is gone",
        ),
        ErrorKind::PermissionDenied => problem(
            path,
            "it may not be read",
            "ask its owner for permission, or change it with chmod",
        ),
        _ => problem(
            path,
            &format!("it cannot be read: {error}"),
            "try again, or copy it to another place",
        ),
    }
}

pub(super) fn problem(path: &Path, cause: &str, hint: &str) -> Problem {
    Problem {
        path: sanitize::line(&path.to_string_lossy()),
        cause: sanitize::line(cause),
        hint: hint.to_string(),
        readable: false,
    }
}
