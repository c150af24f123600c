//! How do the program's own fixed words survive being stored? As text; read back, each is one value for the whole run.
//!
//! Invariant: however many are read, at most [`MOST`] are kept, so that a damaged store costs no memory.
//! Must not know: whose words they are.

use std::cell::RefCell;
use std::collections::{BTreeSet, HashSet};
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

thread_local! {
    /// What this thread has read already, so that threads do not wait for each other.
    static SEEN: RefCell<HashSet<Fixed>> = RefCell::default();
}

/// Reads a fixed text back; beyond [`MOST`] of them, an empty one.
pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Fixed, D::Error> {
    let text = <&str>::deserialize(from)?;
    let seen = SEEN.with_borrow(|seen| seen.get(text).copied());
    Ok(seen.unwrap_or_else(|| {
        let kept = keep(text);
        SEEN.with_borrow_mut(|seen| seen.insert(kept));
        kept
    }))
}

fn keep(text: &str) -> Fixed {
    let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(known) = known.get(text) {
        return known;
    }
    if known.len() >= MOST {
        return "";
    }
    let kept: Fixed = Box::leak(text.to_owned().into_boxed_str());
    known.insert(kept);
    kept
}
