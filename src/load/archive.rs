//! Which files are in this archive? ZIP and tar, read in memory: nothing is unpacked to the disk.
//!
//! Invariant: never more is unpacked, and never more files are taken out, than the bounds of one file allow.
//! Must not know: formats of documents.

use std::io::{Cursor, Read};

use zip::ZipArchive;

use super::format;
use crate::sanitize;

/// What may still be unpacked of one file, whatever lies in what.
#[derive(Debug)]
pub(super) struct Budget {
    bytes: u64,
    files: usize,
}

impl Default for Budget {
    fn default() -> Self {
        Budget {
            bytes: 512 << 20,
            files: 100_000,
        }
    }
}

impl Budget {
    /// Takes so many bytes; false when there are not so many left.
    pub fn take(&mut self, bytes: u64) -> bool {
        let left = self.bytes.checked_sub(bytes);
        self.bytes = left.unwrap_or(0);
        left.is_some()
    }
}

/// The largest file in an archive that is read, in bytes.
const LARGEST: u64 = 64 << 20;

/// How many times larger than packed a file may be, if it is large: text packs 3 to 10 times.
const RATIO: u64 = 200;

/// Below that size no ratio is suspicious.
const SMALL: u64 = 1 << 20;

const TOO_MUCH: &str = "it holds more than is unpacked of one file";
const BROKEN: &str = "it is broken";
const LOCKED: &str = "it is locked with a password";

/// Whether the bytes are an archive of files; not one that is a document itself.
pub(super) fn is_archive(bytes: &[u8], name: &str) -> bool {
    is_tar(bytes) || bytes.starts_with(b"PK\x03\x04") && format::of_bytes(bytes, name).is_none()
}

fn is_tar(bytes: &[u8]) -> bool {
    bytes.get(257..262) == Some(b"ustar")
}

/// Calls `take` with the path and the content of each file that may be a document, in the order of the archive.
///
/// # Errors
/// Why not all of them could be read.
pub(super) fn each(
    bytes: &[u8],
    budget: &mut Budget,
    take: &mut dyn FnMut(&str, Vec<u8>),
) -> Result<(), &'static str> {
    match is_tar(bytes) {
        true => of_tar(bytes, budget, take),
        false => of_zip(bytes, budget, take),
    }
}

fn of_zip(
    bytes: &[u8],
    budget: &mut Budget,
    take: &mut dyn FnMut(&str, Vec<u8>),
) -> Result<(), &'static str> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| BROKEN)?;
    let mut result = Ok(());
    for at in 0..archive.len() {
        let file = match archive.by_index(at) {
            Ok(file) => file,
            Err(zip::result::ZipError::UnsupportedArchive(_)) => {
                result = Err(LOCKED);
                continue;
            }
            Err(_) => {
                result = Err(BROKEN);
                continue;
            }
        };
        let name = file.name().map(|n| n.into_owned()).unwrap_or_default();
        if !file.is_file() || !may_be_document(&name) {
            continue;
        }
        let packed = file.compressed_size();
        let limit = LARGEST.min(packed.saturating_mul(RATIO).max(SMALL));
        match read(file, limit, budget) {
            Ok(bytes) => take(&name, bytes),
            Err(TOO_MUCH) if budget.bytes == 0 || budget.files == 0 => return Err(TOO_MUCH),
            Err(cause) => result = Err(cause),
        }
    }
    result
}

fn of_tar(
    bytes: &[u8],
    budget: &mut Budget,
    take: &mut dyn FnMut(&str, Vec<u8>),
) -> Result<(), &'static str> {
    let mut archive = tar::Archive::new(bytes);
    let mut result = Ok(());
    for file in archive.entries().map_err(|_| BROKEN)? {
        let file = file.map_err(|_| BROKEN)?;
        let name = String::from_utf8_lossy(&file.path_bytes()).into_owned();
        // Links lead nowhere: nothing is looked up outside the archive.
        if !file.header().entry_type().is_file() || !may_be_document(&name) {
            continue;
        }
        match read(file, LARGEST, budget) {
            Ok(bytes) => take(&name, bytes),
            Err(TOO_MUCH) if budget.bytes == 0 || budget.files == 0 => return Err(TOO_MUCH),
            Err(cause) => result = Err(cause),
        }
    }
    result
}

/// A path in an archive, clean, as a path below it: none leads out of it.
pub(super) fn name(path: &str) -> String {
    let path = sanitize::line(path).replace('\\', "/");
    let parts = path.split('/').filter(|p| !matches!(*p, "" | "." | ".."));
    parts.collect::<Vec<_>>().join("/")
}

/// Hidden files and data are passed over, as in folders.
fn may_be_document(path: &str) -> bool {
    let is_hidden = |part: &str| part.starts_with('.') && part.len() > 1 && part != "..";
    let is_apple = |part: &str| part == "__MACOSX";
    !format::is_data(path) && !path.split('/').any(|p| is_hidden(p) || is_apple(p))
}

fn read(file: impl Read, limit: u64, budget: &mut Budget) -> Result<Vec<u8>, &'static str> {
    budget.files = budget.files.checked_sub(1).ok_or(TOO_MUCH)?;
    let limit = limit.min(budget.bytes);
    let mut bytes = Vec::new();
    // What the archive says of its size may be wrong.
    let read = file.take(limit + 1).read_to_end(&mut bytes);
    let len = bytes.len() as u64;
    if !budget.take(len) || len > limit {
        return Err(TOO_MUCH);
    }
    read.map_err(|_| BROKEN)?;
    Ok(bytes)
}
