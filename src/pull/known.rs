//! What did the servers say last time? Kept beside the list, so that only what is new is asked for and written.
//!
//! Invariant: it can be made again: losing it costs requests, and nothing of what was kept.
//! Must not know: the network.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::Path;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::follows::Follow;
use super::store;
use crate::files::{self, Readers};

/// The file, in the folder of the library.
const FILE: &str = "pulled.json";

/// Entries of one feed that are remembered; the oldest are forgotten, which feeds have long done.
const MANY: usize = 20_000;

const LARGEST: u64 = 256 << 20;

/// What is known of an address.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Known {
    /// The folder of its entries.
    pub folder: String,
    /// What the server called the state that was kept.
    pub etag: Option<String>,
    /// When that changed last, as the server wrote it.
    pub modified: Option<String>,
    pub succeeded: Option<Timestamp>,
    /// When and why it failed, if that was later.
    pub failed: Option<(Timestamp, String)>,
    /// Not to be asked before.
    pub later: Option<Timestamp>,
    /// The marks of entries that were kept, also of those that the reader has deleted since.
    pub seen: Vec<String>,
    /// Of these, whose articles were fetched.
    pub full: Vec<String>,
}

impl Known {
    /// Keeps it bounded.
    pub fn forget(&mut self) {
        for marks in [&mut self.seen, &mut self.full] {
            marks.drain(..marks.len().saturating_sub(MANY));
        }
    }
}

/// What is known, by address.
pub(super) type Table = BTreeMap<String, Known>;

/// What is known in the library at `folder`; nothing if it was never kept, or is broken.
pub(super) fn read(folder: &Path) -> Table {
    let path = folder.join(FILE);
    let is_sound = fs::metadata(&path).is_ok_and(|m| m.len() <= LARGEST);
    let text = is_sound.then(|| fs::read_to_string(&path).ok()).flatten();
    text.and_then(|text| serde_json::from_str(&text).ok())
        .unwrap_or_default()
}

pub(super) fn write(folder: &Path, table: &Table) -> io::Result<()> {
    let text = serde_json::to_string(table).map_err(io::Error::other)?;
    files::replace(&folder.join(FILE), &text, Readers::Owner)
}

/// The folder for the entries of a feed: the one that it has, else one of its own, called like it.
pub(super) fn folder(table: &Table, follow: &Follow) -> String {
    let known = table.get(&follow.url).map(|known| known.folder.as_str());
    if let Some(known) = known.filter(|name| store::is_name(name)) {
        return known.to_owned();
    }
    let name = store::name(&follow.title, "feed");
    let is_taken = table
        .iter()
        .any(|(url, known)| known.folder == name && *url != follow.url);
    match is_taken {
        true => format!("{name}-{}", &store::mark(&follow.url)[..6]),
        false => name,
    }
}
