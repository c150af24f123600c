//! Which briefings are listed, and how? The rows of the sources pane, derived from the results.
//!
//! Invariant: rows are derived by `rebuild` alone, never patched.
//! Must not know: colours, sizes.

use std::collections::{BTreeMap, BTreeSet};

use crate::corpus::{Corpus, Results};
use crate::fuzzy;

use super::list::{Cursor, Motion};

/// How the list is grouped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Grouping {
    /// By who issued it.
    #[default]
    Source,
    /// By year of publication.
    Year,
    /// Not at all.
    None,
}

impl Grouping {
    /// The one after, round and round.
    pub fn next(self) -> Grouping {
        match self {
            Grouping::Source => Grouping::Year,
            Grouping::Year => Grouping::None,
            Grouping::None => Grouping::Source,
        }
    }

    /// The words for it.
    pub fn name(self) -> &'static str {
        match self {
            Grouping::Source => "by source",
            Grouping::Year => "by year",
            Grouping::None => "not grouped",
        }
    }
}

/// A row of the sources pane.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Row {
    /// The head of a group.
    Group {
        /// Its name.
        label: String,
        /// How many briefings it holds.
        count: usize,
        /// Whether they are hidden.
        folded: bool,
    },
    /// A briefing.
    Briefing(u32),
    /// Offered when nothing matches: the part of the query to drop, as an index into [`super::App::without`].
    Without(usize),
}

impl Row {
    /// Whether it is the same briefing or the same group, however many that holds.
    fn is_same(&self, other: &Row) -> bool {
        match (self, other) {
            (Row::Group { label: a, .. }, Row::Group { label: b, .. }) => a == b,
            _ => self == other,
        }
    }
}

/// The sources pane.
#[derive(Debug, Clone, Default)]
pub struct Sources {
    /// What is listed.
    pub rows: Vec<Row>,
    /// Where the reader is in it.
    pub cursor: Cursor,
    /// How it is grouped.
    pub grouping: Grouping,
    /// What it is narrowed to.
    pub narrow: String,
    folded: BTreeSet<String>,
    /// The row that the reader went to last: when it is listed again, the cursor is on it again.
    wanted: Option<Row>,
}

impl Sources {
    /// Derives the rows from the results; the selected briefing stays selected while it is listed.
    pub fn rebuild(&mut self, corpus: &Corpus, results: &Results, without: usize, height: usize) {
        self.rows = if !self.narrow.is_empty() {
            let titles = results.hits.iter().map(|&b| (b, corpus.row(b).title));
            fuzzy::rank(&self.narrow, titles)
                .into_iter()
                .map(Row::Briefing)
                .collect()
        } else if results.hits.is_empty() {
            (0..without).map(Row::Without).collect()
        } else if self.grouping == Grouping::None {
            results.hits.iter().map(|&b| Row::Briefing(b)).collect()
        } else {
            self.grouped(corpus, results)
        };
        let first = |r: &Row| matches!(r, Row::Briefing(_));
        let is_wanted = |r: &Row| self.wanted.as_ref().is_some_and(|w| w.is_same(r));
        let at = self.rows.iter().position(is_wanted);
        let at = at.or_else(|| self.rows.iter().position(first)).unwrap_or(0);
        self.cursor.select(at, height, self.rows.len(), |_| true);
    }

    /// Follows briefings to their new numbers after the corpus has changed; when the selected one is gone, the one after it
    /// is selected.
    pub fn renumber(&mut self, new: impl Fn(u32) -> Option<u32>) {
        let mut at = self.cursor.at;
        let mut row = 0;
        self.rows.retain_mut(|r| {
            let kept = match r {
                Row::Briefing(b) => new(*b).map(|n| *b = n).is_some(),
                _ => true,
            };
            at -= usize::from(!kept && row < self.cursor.at);
            row += 1;
            kept
        });
        self.cursor.at = at.min(self.rows.len().saturating_sub(1));
        if let Some(Row::Briefing(b)) = self.wanted {
            self.wanted = new(b).map(Row::Briefing).or_else(|| self.row().cloned());
        }
    }

    fn grouped(&self, corpus: &Corpus, results: &Results) -> Vec<Row> {
        let mut groups: BTreeMap<String, Vec<u32>> = BTreeMap::new();
        for &hit in &results.hits {
            groups.entry(self.label(corpus, hit)).or_default().push(hit);
        }
        let mut groups: Vec<_> = groups.into_iter().collect();
        if self.grouping == Grouping::Year {
            // Newest first; `undated` sorts after every digit and so belongs at the end.
            groups.sort_by_key(|(label, _)| {
                std::cmp::Reverse(label.parse::<i16>().unwrap_or(i16::MIN))
            });
        }
        let mut rows = Vec::new();
        for (label, hits) in groups {
            let folded = self.folded.contains(&label);
            rows.push(Row::Group {
                label,
                count: hits.len(),
                folded,
            });
            if !folded {
                rows.extend(hits.into_iter().map(Row::Briefing));
            }
        }
        rows
    }

    fn label(&self, corpus: &Corpus, briefing: u32) -> String {
        let row = corpus.row(briefing);
        match self.grouping {
            Grouping::Year => row
                .published
                .and_then(|p| p.year())
                .map_or_else(|| "undated".to_owned(), |y| y.to_string()),
            _ => row.source.to_owned(),
        }
    }

    /// Folds or unfolds the group that the cursor is in.
    pub fn fold(&mut self) {
        let group = self.rows[..self.rows.len().min(self.cursor.at + 1)]
            .iter()
            .rposition(|r| matches!(r, Row::Group { .. }));
        if let Some(at) = group
            && let Row::Group { label, .. } = &self.rows[at]
        {
            if !self.folded.remove(label) {
                self.folded.insert(label.clone());
            }
            self.wanted = Some(self.rows[at].clone());
        }
    }

    /// The selected row.
    pub fn row(&self) -> Option<&Row> {
        self.rows.get(self.cursor.at)
    }

    /// The selected briefing.
    pub fn selected(&self) -> Option<u32> {
        match self.row() {
            Some(Row::Briefing(b)) => Some(*b),
            _ => None,
        }
    }

    /// Moves through the list.
    pub fn go(&mut self, motion: Motion, height: usize) {
        self.cursor.go(motion, height, self.rows.len(), |_| true);
        self.wanted = self.row().cloned();
    }

    /// Selects a briefing if it is listed, now or later.
    pub fn select(&mut self, briefing: u32, height: usize) {
        self.wanted = Some(Row::Briefing(briefing));
        if let Some(at) = self.rows.iter().position(|r| *r == Row::Briefing(briefing)) {
            self.cursor.select(at, height, self.rows.len(), |_| true);
        }
    }
}
