//! What is kept with a state of each file, so that the folders can be compared with it? Written in one piece, read file by file:
//! of a large corpus all at once takes more memory than the corpus itself.
//!
//! Must not know: which files there are now.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::known::Known;
use crate::load::{Found, Limits, Names};

/// How the files were read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Head {
    /// The rules that annotated them.
    pub(super) rules: String,
    pub(super) limits: Limits,
    pub(super) names: Names,
}

/// What is kept, as bytes.
pub(super) fn write(head: &Head, known: &BTreeMap<Found, Known>) -> Vec<u8> {
    // Writing to memory fails for no value of ours; were it to, all would be read again.
    postcard::to_stdvec(&(head, known)).unwrap_or_default()
}

/// What is kept, file by file and in their order.
#[derive(Debug)]
pub(super) struct Kept<'b> {
    pub(super) head: Head,
    rest: &'b [u8],
    left: usize,
}

impl Kept<'_> {
    /// Nothing where the bytes are none that [`write()`] made.
    pub(super) fn of(bytes: &[u8]) -> Option<Kept<'_>> {
        let (head, rest) = postcard::take_from_bytes(bytes).ok()?;
        let (left, rest) = postcard::take_from_bytes(rest).ok()?;
        Some(Kept { head, rest, left })
    }
}

impl Iterator for Kept<'_> {
    /// Nothing where the bytes are damaged, which ends it.
    type Item = Option<(Found, Known)>;

    fn next(&mut self) -> Option<Self::Item> {
        self.left = self.left.checked_sub(1)?;
        let Ok((file, rest)) = postcard::take_from_bytes(self.rest) else {
            self.left = 0;
            return Some(None);
        };
        self.rest = rest;
        Some(Some(file))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_damaged_ends_and_is_not_taken_for_less() {
        let head = Head {
            rules: "these".to_owned(),
            limits: Limits::default(),
            names: Names::new(),
        };
        let found = |n: usize| Found {
            name: format!("{n}.md"),
            path: format!("docs/{n}.md").into(),
            named: false,
        };
        let stamp = super::super::known::Stamp {
            len: 1,
            modified: None,
            identity: (0, 0, 0),
        };
        let known = Known {
            stamp,
            settled: true,
            content: Some(7),
            documents: Vec::new(),
            problems: Vec::new(),
        };
        let all: BTreeMap<Found, Known> = (0..3).map(|n| (found(n), known.clone())).collect();
        let bytes = write(&head, &all);
        let names = |bytes: &[u8]| -> Option<Vec<String>> {
            let names = |file: Option<(Found, Known)>| Some(file?.0.name);
            Kept::of(bytes)?.map(names).collect()
        };
        let whole = ["0.md", "1.md", "2.md"].map(str::to_owned).to_vec();
        assert_eq!(names(&bytes), Some(whole));
        for cut in 0..bytes.len() {
            assert_eq!(names(&bytes[..cut]), None, "{cut} of {}", bytes.len());
        }
    }
}
