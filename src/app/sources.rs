//! Which briefings are listed, and how? The rows of the sources pane, derived from the results.
//!
//! There may be a million hits: what is kept is their numbers, group by group, and a row is worked out when it is asked for.
//! Must not know: colours, sizes.

mod folds;

use std::collections::BTreeSet;

use crate::corpus::{Corpus, Results};
use crate::fuzzy;

use super::copies::Copies;
use super::list::{Cursor, Motion};
use folds::Folds;
pub use folds::Stands;

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
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Row<'s> {
    /// The head of a group.
    Group {
        /// Its name.
        label: &'s str,
        /// How many briefings it holds.
        count: usize,
        /// Whether they are hidden.
        folded: bool,
    },
    /// A briefing.
    Briefing(u32),
    /// A saved query, as an index into those of [`super::App::kept`].
    Saved(usize),
    /// Offered when nothing matches: the part of the query to drop, as an index into [`super::App::without`].
    Without(usize),
}

/// What the reader went to.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Wanted {
    Saved(usize),
    Group(String),
    Briefing(u32),
    Without(usize),
}

/// Briefings under one head.
#[derive(Debug, Clone)]
struct Group {
    label: String,
    /// The row of its head.
    row: usize,
    /// The first of its briefings, as an index into the hits.
    first: usize,
    /// Its briefings.
    count: usize,
    /// Those that have a row: copies may be folded into one.
    shown: usize,
    folded: bool,
}

/// What else is listed beside briefings.
#[derive(Debug, Clone, Copy, Default)]
pub struct More {
    /// So many saved queries, above the briefings.
    pub saved: usize,
    /// So many parts of the query to drop, when there are no briefings.
    pub without: usize,
}

/// The sources pane.
#[derive(Debug, Clone, Default)]
pub struct Sources {
    /// Where the reader is in it.
    pub cursor: Cursor,
    /// How it is grouped.
    pub grouping: Grouping,
    /// What it is narrowed to.
    pub narrow: String,
    /// Of how many hits the titles were looked at when it was narrowed, if not of all.
    pub cut: Option<usize>,
    /// What has a row, group by group.
    hits: Vec<u32>,
    folds: Folds,
    /// None when the list is not grouped.
    groups: Vec<Group>,
    more: More,
    len: usize,
    folded: BTreeSet<String>,
    /// What the reader went to last: when it is listed again, the cursor is on it again.
    wanted: Option<Wanted>,
}

impl Sources {
    /// Derives the rows from the results; the selected briefing stays selected while it is listed.
    pub fn rebuild(
        &mut self,
        corpus: &Corpus,
        results: &Results,
        copies: &Copies,
        more: More,
        height: usize,
    ) {
        self.groups.clear();
        self.more = More { without: 0, ..more };
        self.cut = None;
        if !self.narrow.is_empty() {
            self.more = More::default();
            let titles = results.hits.iter().map(|&b| (b, corpus.row(b).title));
            let (fitting, looked_at) = fuzzy::rank_first(&self.narrow, titles);
            self.hits = fitting;
            self.cut = (looked_at < results.hits.len()).then_some(looked_at);
        } else if results.hits.is_empty() {
            self.hits = Vec::new();
            self.more = More { saved: 0, ..more };
        } else if self.grouping == Grouping::None {
            self.hits.clone_from(&results.hits);
        } else {
            self.group(corpus, &results.hits);
        }
        self.fold_copies(corpus, copies);
        self.lay_out();
        let open = self.groups.iter().find(|g| !g.folded);
        let first = open.map_or(self.more.saved, |g| g.row + 1);
        let at = self.wanted_row().unwrap_or(first);
        self.cursor.select(at, height, self.len, |_| true);
    }

    /// The window has another height.
    pub fn settle(&mut self, height: usize) {
        self.cursor.settle(height, self.len, |_| true);
    }

    /// Sorts the hits into groups by counting: however many there are, each is looked at twice.
    fn group(&mut self, corpus: &Corpus, hits: &[u32]) {
        let by_year = self.grouping == Grouping::Year;
        // The newest year first, and no year last.
        let year = |b: u32| {
            corpus
                .year(b)
                .map_or(1 << 16, |y| i16::MAX.abs_diff(y).into())
        };
        let number = |b: u32| {
            if by_year {
                year(b)
            } else {
                corpus.source_id(b)
            }
        };
        let numbers: Vec<u32> = hits.iter().map(|b| number(*b)).collect();
        let mut counts: Vec<(usize, u32)> = Vec::new();
        for (number, hit) in numbers.iter().zip(hits) {
            let number = *number as usize;
            if number >= counts.len() {
                counts.resize(number + 1, (0, 0));
            }
            counts[number].0 += 1;
            counts[number].1 = *hit;
        }
        let label = |hit: u32| match (by_year, corpus.year(hit)) {
            (true, Some(year)) => year.to_string(),
            (true, None) => "undated".to_owned(),
            (false, _) => corpus.row(hit).source.to_owned(),
        };
        let some = counts.iter().enumerate().filter(|(_, c)| c.0 > 0);
        let mut groups: Vec<(String, usize)> =
            some.map(|(number, c)| (label(c.1), number)).collect();
        if !by_year {
            groups.sort();
        }
        let mut next = vec![0; counts.len()];
        let mut first = 0;
        for (label, number) in groups {
            let count = counts[number].0;
            next[number] = first;
            let folded = self.folded.contains(&label);
            self.groups.push(Group {
                label,
                row: 0,
                first,
                count,
                shown: count,
                folded,
            });
            first += count;
        }
        self.hits.clear();
        self.hits.resize(hits.len(), 0);
        for (number, hit) in numbers.iter().zip(hits) {
            let at = &mut next[*number as usize];
            self.hits[*at] = *hit;
            *at += 1;
        }
    }

    /// Leaves one row for those that are copies of each other and stand under one head.
    fn fold_copies(&mut self, corpus: &Corpus, copies: &Copies) {
        self.folds.clear();
        if copies.is_empty() {
            return;
        }
        let all = std::mem::take(&mut self.hits);
        self.hits.reserve(all.len());
        if self.groups.is_empty() {
            self.folds.fold(corpus, copies, &all, &mut self.hits);
        }
        for group in &mut self.groups {
            let own = &all[group.first..group.first + group.count];
            group.first = self.hits.len();
            self.folds.fold(corpus, copies, own, &mut self.hits);
            group.shown = self.hits.len() - group.first;
        }
    }

    /// What a listed briefing stands for.
    pub fn stands(&self, briefing: u32) -> Stands {
        self.folds.stands(briefing)
    }

    /// Whether a listed briefing is this one, or stands for it.
    pub fn is_row_of(&self, listed: u32, briefing: u32) -> bool {
        listed == briefing || self.folds.hidden(listed).contains(&briefing)
    }

    /// Gives every group its rows.
    fn lay_out(&mut self) {
        let mut row = self.more.saved;
        for group in &mut self.groups {
            group.row = row;
            row += 1 + if group.folded { 0 } else { group.shown };
        }
        self.len = if self.groups.is_empty() {
            self.more.saved + self.hits.len() + self.more.without
        } else {
            row
        };
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether nothing is listed.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// A row.
    pub fn row(&self, at: usize) -> Option<Row<'_>> {
        if at >= self.len {
            return None;
        }
        if self.more.without > 0 {
            return Some(Row::Without(at));
        }
        let Some(below) = at.checked_sub(self.more.saved) else {
            return Some(Row::Saved(at));
        };
        let Some(group) = self.group_at(at) else {
            return Some(Row::Briefing(self.hits[below]));
        };
        let Group { first, count, .. } = *group;
        Some(match at - group.row {
            0 => Row::Group {
                label: &group.label,
                count,
                folded: group.folded,
            },
            below => Row::Briefing(self.hits[first + below - 1]),
        })
    }

    /// The group that a row belongs to.
    fn group_at(&self, row: usize) -> Option<&Group> {
        let after = self.groups.partition_point(|g| g.row <= row);
        self.groups.get(after.checked_sub(1)?)
    }

    /// The row of a hit, as an index into the hits, unless it is folded away.
    fn row_of(&self, hit: usize) -> Option<usize> {
        let after = self.groups.partition_point(|g| g.first <= hit);
        let Some(group) = after.checked_sub(1).map(|g| &self.groups[g]) else {
            return Some(self.more.saved + hit);
        };
        (!group.folded).then_some(group.row + 1 + hit - group.first)
    }

    fn row_of_briefing(&self, briefing: u32) -> Option<usize> {
        let at = |briefing: u32| self.hits.iter().position(|&h| h == briefing);
        self.row_of(at(briefing).or_else(|| at(self.folds.over(briefing)))?)
    }

    fn wanted_row(&self) -> Option<usize> {
        match self.wanted.as_ref()? {
            Wanted::Group(label) => Some(self.groups.iter().find(|g| g.label == *label)?.row),
            Wanted::Briefing(b) => self.row_of_briefing(*b),
            Wanted::Saved(at) => (*at < self.more.saved).then_some(*at),
            Wanted::Without(at) => (*at < self.more.without).then_some(*at),
        }
    }

    /// Follows briefings to their new numbers after the corpus has changed; when the selected one is gone, the one after it
    /// is selected.
    pub fn renumber(&mut self, new: impl Fn(u32) -> Option<u32>) {
        if let Some(Wanted::Briefing(b)) = self.wanted {
            let at = self.hits.iter().position(|&h| h == b).unwrap_or(0);
            let (before, after) = self.hits.split_at(at.min(self.hits.len()));
            let near = || {
                let after = after.iter().find_map(|h| new(*h));
                after.or_else(|| before.iter().rev().find_map(|h| new(*h)))
            };
            self.wanted = new(b).or_else(near).map(Wanted::Briefing);
        }
        let folds = &self.folds;
        // The row of one that is gone is that of a copy it stood for.
        let row = |h: &u32| new(*h).or_else(|| folds.hidden(*h).iter().find_map(|o| new(*o)));
        let gone = |b: &u32| usize::from(new(*b).is_none());
        let lost = |h: &u32| gone(h) + folds.hidden(*h).iter().map(gone).sum::<usize>();
        let mut kept = Vec::with_capacity(self.hits.len());
        let mut rest = self.hits.as_slice();
        for group in &mut self.groups {
            let (own, others) = rest.split_at(group.shown);
            rest = others;
            group.first = kept.len();
            kept.extend(own.iter().filter_map(row));
            group.shown = kept.len() - group.first;
            group.count -= own.iter().map(lost).sum::<usize>();
        }
        kept.extend(rest.iter().filter_map(row));
        self.hits = kept;
        self.folds.renumber(&new);
        self.lay_out();
        let last = self.len.saturating_sub(1);
        self.cursor.at = self.wanted_row().unwrap_or(self.cursor.at).min(last);
    }

    /// Folds or unfolds the copies of the briefing that the cursor is on; else the group that it is in.
    pub fn fold(&mut self, height: usize) {
        if self.fold_selected(height) {
            return;
        }
        let Some(label) = self.group_at(self.cursor.at).map(|g| g.label.clone()) else {
            return;
        };
        if !self.folded.remove(&label) {
            self.folded.insert(label.clone());
        }
        for group in &mut self.groups {
            group.folded = self.folded.contains(&group.label);
        }
        self.wanted = Some(Wanted::Group(label));
        self.lay_out();
        let at = self.wanted_row().unwrap_or(self.cursor.at);
        self.cursor.select(at, height, self.len, |_| true);
    }

    /// Folds or unfolds the copies of the selected briefing, if it has any.
    fn fold_selected(&mut self, height: usize) -> bool {
        let Some(first) = self.selected().map(|b| self.folds.over(b)) else {
            return false;
        };
        let group = self.group_at(self.cursor.at).map(|g| g.row);
        let at = self.hits.iter().position(|h| *h == first);
        let Some((at, (unfolds, others))) = at.zip(self.folds.toggle(first)) else {
            return false;
        };
        let rows = others.len();
        match unfolds {
            true => drop(self.hits.splice(at + 1..at + 1, others.iter().copied())),
            false => drop(self.hits.drain(at + 1..at + 1 + rows)),
        }
        let moved = |n: usize| if unfolds { n + rows } else { n - rows };
        for own in &mut self.groups {
            if Some(own.row) == group {
                own.shown = moved(own.shown);
            } else if own.first > at {
                own.first = moved(own.first);
            }
        }
        self.lay_out();
        self.select(first, height);
        true
    }

    /// The row that the cursor is on.
    pub fn selected_row(&self) -> Option<Row<'_>> {
        self.row(self.cursor.at)
    }

    /// The selected briefing.
    pub fn selected(&self) -> Option<u32> {
        match self.selected_row() {
            Some(Row::Briefing(b)) => Some(b),
            _ => None,
        }
    }

    /// The briefing listed after (or before) this one; the first that is listed, if this one is not.
    pub fn neighbour(&self, briefing: Option<u32>, back: bool) -> Option<u32> {
        let mut rows: Box<dyn Iterator<Item = usize>> =
            match (briefing.and_then(|b| self.row_of_briefing(b)), back) {
                (Some(at), true) => Box::new((0..at).rev()),
                (Some(at), false) => Box::new(at + 1..self.len),
                (None, _) => Box::new(0..self.len),
            };
        rows.find_map(|at| match self.row(at) {
            Some(Row::Briefing(b)) => Some(b),
            _ => None,
        })
    }

    /// Moves through the list.
    pub fn go(&mut self, motion: Motion, height: usize) {
        self.cursor.go(motion, height, self.len, |_| true);
        self.wanted = self.selected_row().map(|row| match row {
            Row::Group { label, .. } => Wanted::Group(label.to_owned()),
            Row::Briefing(b) => Wanted::Briefing(b),
            Row::Saved(at) => Wanted::Saved(at),
            Row::Without(at) => Wanted::Without(at),
        });
    }

    /// The saved query that the cursor is on.
    pub fn saved(&self) -> Option<usize> {
        match self.selected_row() {
            Some(Row::Saved(at)) => Some(at),
            _ => None,
        }
    }

    /// The cursor goes to this saved query when the rows are derived again; without one, to the first briefing.
    pub fn want_saved(&mut self, at: Option<usize>) {
        self.wanted = at.map(Wanted::Saved);
    }

    /// Selects a briefing if it is listed, now or later.
    pub fn select(&mut self, briefing: u32, height: usize) {
        self.wanted = Some(Wanted::Briefing(briefing));
        if let Some(at) = self.row_of_briefing(briefing) {
            self.cursor.select(at, height, self.len, |_| true);
        }
    }
}
