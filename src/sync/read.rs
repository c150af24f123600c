//! How is what has changed read? In batches: each file, then what of it shares other lines with its neighbours than before.
//!
//! Must not know: which files there are, who asked.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;

use super::Sync;
use super::known::{Document, How, Known, Stamp};
use crate::briefing::Progress;
use crate::corpus::StoreError;
use crate::load::{self, Found, Lines};

/// A file counts for at least so many bytes of work.
const LEAST: u64 = 4 << 10;

/// Bytes that are read before what was read goes into the index: what has been read but not put there is held in memory.
const BATCH: u64 = 64 << 20;

/// Bytes of small files that one thread reads in a row.
const RUN: u64 = 128 << 10;

/// A file with those of its documents that are to be put: which, what they share, under which number.
type Stale<'k> = (&'k Found, &'k mut Known, Vec<(usize, Vec<u32>, u32)>);

impl Sync {
    /// Reads the next files that wait, about so many `bytes` of them; `told` hears of each. Only after [`Sync::lock`].
    pub fn read(&mut self, bytes: u64, told: &(dyn Fn(Progress) + std::marker::Sync)) {
        let mut left = bytes;
        while left > 0 && !self.queue.is_empty() && !self.halt.is_asked() {
            let batch = left.min(BATCH);
            self.read_batch(batch);
            left -= batch;
            if let Err(error) = self.annotate(told) {
                self.give_up(&error);
                // In memory at once: this machine has no room to be patient with.
                if !self.lock() {
                    return;
                }
            }
        }
    }

    fn read_batch(&mut self, bytes: u64) {
        let mut weight = 0;
        let fits = |(_, stamp): &&(Found, Stamp)| {
            let room = weight < bytes;
            weight += stamp.len.max(LEAST);
            room
        };
        let count = self.queue.iter().take_while(fits).count();
        let batch: Vec<(Found, Stamp)> = self.queue.drain(..count).collect();
        let how = How {
            limits: self.limits,
            names: &self.names,
        };
        let known = self.known.get_or_insert_default();
        let run = |files| (!self.halt.is_asked()).then(|| Known::read(files, how, known));
        let runs = together(&batch);
        let read: Vec<Option<Vec<Known>>> = runs.par_iter().map(|files| run(files)).collect();
        let mut left = Vec::new();
        for (files, read) in runs.into_iter().zip(read) {
            self.progress.read += read.as_ref().map_or(0, Vec::len);
            match read {
                Some(read) => {
                    for ((found, _), known) in files.iter().zip(read) {
                        self.take(found.clone(), known);
                    }
                }
                None => left.extend_from_slice(files),
            }
        }
        self.queue.splice(..0, left);
    }

    /// Annotates what is new, and what shares other lines with its neighbours than before, and puts it into the store; of those
    /// that are one document only the first is put.
    fn annotate(
        &mut self,
        told: &(dyn Fn(Progress) + std::marker::Sync),
    ) -> Result<(), StoreError> {
        let known = self.known.get_or_insert_default();
        let shared = shared(known);
        for twin in twins(known) {
            if let Some((_, serial)) = twin.stored.take() {
                self.store.drop(serial)?;
            }
            twin.single = None;
            // A copy of what is there is no news.
            self.changes.new -= usize::from(std::mem::take(&mut twin.is_new));
        }
        let stale = stale(known, shared, &mut || self.store.serial());
        let (progress, store) = (self.progress, &self.store);
        let how = How {
            limits: self.limits,
            names: &self.names,
        };
        let (left, done) = (stale.len(), AtomicUsize::new(0));
        stale.into_par_iter().try_for_each(|(found, known, which)| {
            known.put(found, which, how, store)?;
            let annotated = done.fetch_add(1, Ordering::Relaxed) + 1;
            told(Progress {
                read: progress.read.saturating_sub(left - annotated),
                ..progress
            });
            Ok(())
        })
    }

    /// Takes a file as it was read now in place of what was known of it; documents of it that are as they were stay in the store.
    fn take(&mut self, found: Found, mut new: Known) {
        let known = self.known.get_or_insert_default();
        let old = known.remove(&found);
        let is_same = |k: &Known| k.content == new.content;
        self.touched |= !old.as_ref().is_some_and(is_same);
        // That a file has come to rest is worth keeping, too: it is not read at the next start.
        self.rested |= old.as_ref().is_some_and(|k| k.settled != new.settled);
        let problems = old.as_ref().map_or(&[][..], |k| k.problems.as_slice());
        self.changes.problems |= problems != new.problems;
        let before = old.map(|k| k.documents).unwrap_or_default();
        let mut before: HashMap<u64, Document> = before.into_iter().map(|d| (d.key, d)).collect();
        for document in &mut new.documents {
            let Some(old) = before.remove(&document.key) else {
                self.changes.new += 1;
                document.is_new = true;
                continue;
            };
            if document.is_as(&old) {
                *document = old;
                continue;
            }
            // Rules that changed are no change of the document.
            let is_changed = old.content.is_some() && old.content != document.content;
            self.changes.changed += usize::from(is_changed);
            self.dropped(&old);
        }
        self.changes.gone += before.values().filter(|d| d.stored.is_some()).count();
        before.values().for_each(|gone| self.dropped(gone));
        self.known.get_or_insert_default().insert(found, new);
    }

    /// Takes a document out of the store.
    fn dropped(&self, document: &Document) {
        if let Some((_, serial)) = &document.stored {
            // Without a writer there is nothing to drop it from: the next state does not name it.
            let _ = self.store.drop(*serial);
        }
    }
}

/// The files in runs that are read one after the other: each large one alone.
fn together(mut files: &[(Found, Stamp)]) -> Vec<&[(Found, Stamp)]> {
    let mut runs = Vec::new();
    while !files.is_empty() {
        let mut weight = 0;
        let fits = |(_, stamp): &&(Found, Stamp)| {
            weight += stamp.len.max(LEAST);
            weight <= RUN
        };
        let count = files.iter().take_while(fits).count().max(1);
        let (run, rest) = files.split_at(count);
        runs.push(run);
        files = rest;
    }
    runs
}

/// For each document, in order, which of its blocks are its site's.
fn shared(known: &BTreeMap<Found, Known>) -> Vec<Vec<u32>> {
    let documents = known.values().flat_map(|k| &k.documents);
    let lines = documents.map(|d| (d.folder.as_path(), &d.lines));
    let lines: Vec<(&Path, &Lines)> = lines.collect();
    load::shared(&lines)
}

/// Those that another before them carries as well.
fn twins(known: &mut BTreeMap<Found, Known>) -> impl Iterator<Item = &mut Document> {
    let mut met = HashSet::new();
    let documents = known.values_mut().flat_map(|k| &mut k.documents);
    documents.filter(move |d| !met.insert(d.same))
}

/// What is to be put: what was read just now or is not in the store, and what shares other lines than when it was put there.
fn stale<'k>(
    known: &'k mut BTreeMap<Found, Known>,
    shared: Vec<Vec<u32>>,
    serial: &mut dyn FnMut() -> u32,
) -> Vec<Stale<'k>> {
    let (mut shared, mut met) = (shared.into_iter(), HashSet::new());
    let mut all = Vec::new();
    for (found, known) in known {
        let mut which = Vec::new();
        for (at, document) in known.documents.iter().enumerate() {
            let shared = shared.next().unwrap_or_default();
            let stored = document.stored.as_ref();
            let is_stale = document.single.is_some() || stored.is_none_or(|s| s.0 != shared);
            if met.insert(document.same) && is_stale {
                which.push((at, shared, serial()));
            }
        }
        if !which.is_empty() {
            all.push((found, known, which));
        }
    }
    all
}
