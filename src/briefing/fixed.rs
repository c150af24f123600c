//! How do the program's own fixed words survive being stored? As text; read back, each is one value for the whole run.
//!
//! Invariant: however many are read, at most [`MOST`] are kept, so that a damaged store costs no memory.
//! Must not know: whose words they are.

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

use serde::{Deserialize, Deserializer, Serializer};

/// More fixed words than the program has.
const MOST: usize = 10_000;

/// A fixed text; the name keeps serde from borrowing it from what is read.
pub type Fixed = &'static str;

static KNOWN: Mutex<BTreeSet<&'static str>> = Mutex::new(BTreeSet::new());

/// Stores a fixed text.
pub fn serialize<S: Serializer>(text: &str, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(text)
}

/// Reads a fixed text back; beyond [`MOST`] of them, an empty one.
pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Fixed, D::Error> {
    let text = <&str>::deserialize(from)?;
    let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(known) = known.get(text) {
        return Ok(known);
    }
    if known.len() >= MOST {
        return Ok("");
    }
    let kept: &'static str = Box::leak(text.to_owned().into_boxed_str());
    known.insert(kept);
    Ok(kept)
}
