//! How do paths survive being stored? As their bytes, so that names that are no valid text do too.
//!
//! Must not know: what is at a path.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Deserializer, Serializer};

/// Stores a path.
pub fn serialize<S: Serializer>(path: &Path, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_bytes(path.as_os_str().as_encoded_bytes())
}

/// Reads a path back.
pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<PathBuf, D::Error> {
    Ok(of_bytes(<&[u8]>::deserialize(from)?.to_vec()))
}

#[cfg(unix)]
fn of_bytes(bytes: Vec<u8>) -> PathBuf {
    use std::os::unix::ffi::OsStringExt;
    std::ffi::OsString::from_vec(bytes).into()
}

#[cfg(not(unix))]
fn of_bytes(bytes: Vec<u8>) -> PathBuf {
    String::from_utf8_lossy(&bytes).into_owned().into()
}
