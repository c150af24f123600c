//! Which corrections hold for these folders? Those of a file in each of them, and those of the reader's own.
//!
//! Must not know: what is done with corrections.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use crate::briefing::Problem;
use crate::corrections::{Correction, FILE, read};
use crate::sanitize;

/// A file that is longer, in bytes, is none of corrections.
const LONGEST: u64 = 4 << 20;

/// The corrections that hold, and what is wrong with them.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Corrected {
    pub(super) all: Vec<Correction>,
    pub(super) problems: Vec<Problem>,
}

/// The files of corrections of these paths, the reader's own last: `own` where it is given. They need not exist.
pub(super) fn files(paths: &[PathBuf], own: Option<&Path>) -> Vec<PathBuf> {
    let folders = paths.iter().filter(|p| p.is_dir());
    let shared = folders.map(|folder| folder.join(FILE));
    shared.chain(own.map(Path::to_owned)).collect()
}

impl Corrected {
    /// Of these files.
    pub(super) fn of(files: &[PathBuf]) -> Corrected {
        let mut corrected = Corrected::default();
        for file in files {
            let name = sanitize::line(&file.to_string_lossy());
            match text(file) {
                Ok(Some(text)) => {
                    let (all, problems) = read(&text, &name);
                    corrected.all.extend(all);
                    corrected.problems.extend(problems);
                }
                Ok(None) => {}
                Err(cause) => corrected.problems.push(Problem {
                    path: name,
                    cause,
                    hint: "its corrections do not count until it can be read".to_owned(),
                    readable: true,
                }),
            }
        }
        corrected
    }
}

fn text(file: &Path) -> Result<Option<String>, String> {
    let said = |e: std::io::Error| sanitize::line(&e.to_string());
    match fs::metadata(file) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(said(error)),
        Ok(meta) if !meta.is_file() => return Err("it is no file".to_owned()),
        Ok(meta) if meta.len() > LONGEST => return Err("it is too long".to_owned()),
        Ok(_) => {}
    }
    let bytes = fs::read(file).map_err(said)?;
    let text = String::from_utf8(bytes).map_err(|_| "it is not UTF-8".to_owned())?;
    Ok(Some(text))
}
