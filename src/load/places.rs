//! Where does a piece of derived text stand in the file? Bookkeeping of runs that were copied one to one.
//!
//! Invariant: runs are in order, do not overlap, and every character in one stands for one character of the file.
//! Must not know: formats.

use std::ops::Range;

use crate::sanitize::Clean;

/// Finds the file's characters behind ranges of a cleaned text. Asking from left to right costs linear time in all.
pub(super) struct Places<'a> {
    clean: &'a Clean,
    run: usize,
    at: usize,
    chars: u32,
}

impl<'a> Places<'a> {
    pub fn new(clean: &'a Clean) -> Self {
        Self {
            clean,
            run: usize::MAX,
            at: 0,
            chars: 0,
        }
    }

    /// The parts of `range` that stand in the file: where in the cleaned text, and their first character in the file.
    pub fn parts(&mut self, range: Range<usize>) -> Vec<(Range<usize>, u32)> {
        let runs = &self.clean.runs;
        let first = runs.partition_point(|r| (r.0 + r.2) as usize <= range.start);
        let mut parts = Vec::new();
        for (i, &(start, chars, len)) in runs.iter().enumerate().skip(first) {
            let (start, end) = (start as usize, (start + len) as usize);
            if start >= range.end {
                break;
            }
            let part = range.start.max(start)..range.end.min(end);
            if self.run != i || part.start < self.at {
                (self.run, self.at, self.chars) = (i, start, chars);
            }
            self.chars += self.clean.text[self.at..part.start].chars().count() as u32;
            self.at = part.start;
            parts.push((part, self.chars));
        }
        parts
    }
}

/// Collects the runs of a text that is being built.
#[derive(Default)]
pub(super) struct Runs {
    runs: Vec<(u32, u32, u32)>,
    /// Just past the last run, in characters of the file; nothing while it cannot be gone on with.
    end: Option<u32>,
}

impl Runs {
    /// Notes that `text`, copied to byte `at`, begins at character `first` of the file.
    pub fn push(&mut self, at: usize, first: u32, text: &str) {
        let (at, len) = (at as u32, text.len() as u32);
        if len == 0 {
            return;
        }
        match self.runs.last_mut() {
            Some(run) if self.end == Some(first) && run.0 + run.2 == at => run.2 += len,
            _ => self.runs.push((at, first, len)),
        }
        self.end = Some(first + text.chars().count() as u32);
    }

    /// Forgets what lies past byte `len`.
    pub fn truncate(&mut self, len: usize) {
        let len = len as u32;
        while let Some(run) = self.runs.last_mut() {
            if run.0 + run.2 <= len {
                return;
            }
            self.end = None;
            if run.0 < len {
                run.2 = len - run.0;
                return;
            }
            self.runs.pop();
        }
    }

    pub fn into_inner(self) -> Vec<(u32, u32, u32)> {
        self.runs
    }
}

/// `clean` without `gaps` (in order, not overlapping).
pub(super) fn cut(clean: &Clean, gaps: &[Range<usize>]) -> Clean {
    let mut places = Places::new(clean);
    let (mut text, mut runs) = (String::with_capacity(clean.text.len()), Runs::default());
    let ends = gaps.iter().map(|g| g.start).chain([clean.text.len()]);
    let starts = [0].into_iter().chain(gaps.iter().map(|g| g.end));
    for kept in starts.zip(ends).map(|(a, b)| a..b) {
        for (part, first) in places.parts(kept.clone()) {
            runs.push(
                text.len() + part.start - kept.start,
                first,
                &clean.text[part],
            );
        }
        text.push_str(&clean.text[kept]);
    }
    Clean {
        text,
        runs: runs.into_inner(),
    }
}
