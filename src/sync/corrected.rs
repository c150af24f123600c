//! Which corrections hold for these folders? Those of a file in each of them, and those of the reader's own.
//!
//! Must not know: what is done with corrections.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use crate::briefing::Problem;
use crate::corpus::Corpus;
use crate::corrections::{FILE, Told, read};
use crate::sanitize;

use super::shelter::resolved;

/// A file that is longer, in bytes, is none of corrections.
const LONGEST: u64 = 4 << 20;

/// The corrections that hold, and what is wrong with them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Corrected {
    pub(super) told: Told,
    pub(super) problems: Vec<Problem>,
}

/// The reader's own file for what these paths hold together, in the folder for what is kept: for documents whose folder the
/// reader cannot write.
pub fn own_file(paths: &[PathBuf], state: &Path) -> PathBuf {
    state
        .join("corrections")
        .join(format!("{}.toml", place(paths)))
}

/// What these paths together are called from session to session: sixteen hexadecimal digits.
pub fn place(paths: &[PathBuf]) -> String {
    // FNV-1a, 64 bits (Fowler, Noll, Vo): the name has to be the same whatever program is built of this.
    const BASIS: u64 = 0xcbf2_9ce4_8422_2325;
    const PRIME: u64 = 0x0100_0000_01b3;
    let resolved = resolved(paths);
    let paths = resolved.iter().map(|p| p.as_os_str().as_encoded_bytes());
    // A path holds no NUL.
    let bytes = paths.flat_map(|p| p.iter().chain(&[0]));
    let hash = bytes.fold(BASIS, |h, b| (h ^ u64::from(*b)).wrapping_mul(PRIME));
    format!("{hash:016x}")
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
                    let (told, problems) = read(&text, &name);
                    corrected.told.extend(told);
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

impl Corrected {
    /// A corpus with these corrections.
    pub(super) fn applied(&self, corpus: Corpus) -> Corpus {
        match self == &Corrected::default() {
            true => corpus,
            false => self.over(&Corrected::default(), &corpus),
        }
    }

    /// A corpus with these corrections, which had those of `before`: what is not said otherwise is not done again.
    pub(super) fn over(&self, before: &Corrected, corpus: &Corpus) -> Corpus {
        match self.told.is_same_but_for_entities(&before.told) {
            true => corpus.corrected(&self.told, &self.problems),
            false => corpus
                .told(&self.told)
                .corrected(&self.told, &self.problems),
        }
    }
}

/// The text of a file of corrections, if it is there; or why it cannot be read, clean.
pub(super) fn text(file: &Path) -> Result<Option<String>, String> {
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
