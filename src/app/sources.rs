//! Which briefings are listed, and how? The rows of the sources pane, derived from the results.
//!
//! There may be a million hits: what is kept is their numbers, group by group, and a row is worked out when it is asked for.
//! Must not know: colours, sizes.

mod folds;
mod groups;

use crate::corpus::{Corpus, Own, Results, Set};
use crate::fuzzy;

use super::copies::Copies;
use super::list::{Cursor, Motion};
use folds::Folds;
pub use folds::Stands;
use groups::{Closed, Group, Hits};
pub use groups::{GroupOrder, Grouping};

/// A row of the sources pane.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Row<'s> {
    /// The head of a group.
    Group {
        /// Its name.
        label: &'s str,
        /// How many briefings it holds.
        count: usize,
        /// How many of them are not read.
        unread: usize,
        /// How many of them are new.
        new: usize,
        /// Whether they are hidden.
        folded: bool,
    },
    /// A briefing.
    Briefing(u32),
    /// A saved query, as an index into those of [`super::App::kept`].
    Saved(usize),
    /// Offered when nothing matches: another query, as an index into [`super::App::instead`].
    Instead(usize),
}

/// What the reader went to.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Wanted {
    Saved(usize),
    Group(String),
    /// Under this head, if there are any.
    Briefing(u32, Option<String>),
    Instead(usize),
}

/// What else is listed beside briefings.
#[derive(Debug, Clone, Copy, Default)]
pub struct More {
    /// So many saved queries, above the briefings.
    pub saved: usize,
    /// So many other queries, when there are no briefings.
    pub instead: usize,
}

/// The sources pane.
#[derive(Debug, Clone, Default)]
pub struct Sources {
    /// Where the reader is in it.
    pub cursor: Cursor,
    /// How it is grouped.
    pub grouping: Grouping,
    /// In which order the groups stand.
    pub order: GroupOrder,
    /// What the reader has chosen, to do something with all of it.
    pub chosen: Set,
    /// The row that was chosen last.
    anchor: Option<usize>,
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
    closed: Closed,
    /// What the reader went to last: when it is listed again, the cursor is on it again.
    wanted: Option<Wanted>,
}

impl Sources {
    /// Derives the rows from the results; the selected briefing stays selected while it is listed.
    pub fn rebuild(
        &mut self,
        corpus: &Corpus,
        results: &Results,
        (copies, own): (&Copies, &Own),
        more: More,
        height: usize,
    ) {
        self.groups.clear();
        self.more = More { instead: 0, ..more };
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
        } else {
            let hits = Hits {
                corpus,
                hits: &results.hits,
                own,
            };
            (self.groups, self.hits) = hits.grouped(self.grouping, self.order, &self.closed);
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

    /// Counts briefings as read, or as unread again; false where so many are best counted anew.
    pub fn recount(
        &mut self,
        corpus: &Corpus,
        results: &Results,
        changed: &Set,
        read: bool,
    ) -> bool {
        const FEW: u64 = 64;
        let Some(by) = self.grouping.heading() else {
            return true;
        };
        if changed.len() > FEW {
            return false;
        }
        let mut heads = Vec::new();
        for briefing in changed.iter().filter(|b| results.hits.contains(b)) {
            heads.clear();
            corpus.add_heads(by, briefing, &mut heads);
            if heads.is_empty() {
                heads.push(corpus.heads(by));
            }
            for group in self.groups.iter_mut().filter(|g| heads.contains(&g.number)) {
                group.unread = match read {
                    true => group.unread.saturating_sub(1),
                    false => (group.unread + 1).min(group.count),
                };
            }
        }
        true
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
            self.folds.fold(corpus, copies, &all, 0, &mut self.hits);
        }
        for (group, head) in self.groups.iter_mut().zip(0..) {
            let own = &all[group.first..group.first + group.shown];
            group.first = self.hits.len();
            self.folds.fold(corpus, copies, own, head, &mut self.hits);
            group.shown = self.hits.len() - group.first;
        }
    }

    /// What the briefing of a row stands for.
    pub fn stands(&self, row: usize) -> Stands {
        match self.row(row) {
            Some(Row::Briefing(briefing)) => self.folds.stands(briefing, self.head_of(row)),
            _ => Stands::Alone,
        }
    }

    /// Whether a row is that of a briefing, or of one that stands for it.
    pub fn is_row_of(&self, row: usize, briefing: u32) -> bool {
        let Some(Row::Briefing(listed)) = self.row(row) else {
            return false;
        };
        let hidden = || self.folds.hidden(listed, self.head_of(row));
        listed == briefing || hidden().contains(&briefing)
    }

    /// The briefings that a row is about: those under a head, those that one stands for.
    pub fn under(&self, row: usize, corpus: &Corpus, results: &Results) -> Set {
        match self.row(row) {
            Some(Row::Briefing(briefing)) => {
                let hidden = self.folds.hidden(briefing, self.head_of(row));
                hidden.iter().copied().chain([briefing]).collect()
            }
            Some(Row::Group { .. }) => {
                let head = self.group_at(row).map(|g| g.number);
                self.of_head(head, corpus, results)
            }
            Some(Row::Saved(_) | Row::Instead(_)) | None => Set::new(),
        }
    }

    fn of_head(&self, head: Option<u32>, corpus: &Corpus, results: &Results) -> Set {
        let (Some(head), Some(by)) = (head, self.grouping.heading()) else {
            return Set::new();
        };
        let none = corpus.heads(by);
        let mut heads = Vec::new();
        let is_under = |briefing: &&u32| {
            heads.clear();
            corpus.add_heads(by, **briefing, &mut heads);
            heads.contains(&head) || heads.is_empty() && head == none
        };
        results.hits.iter().filter(is_under).copied().collect()
    }

    /// All briefings that are listed, also those under folded heads.
    pub fn listed(&self, results: &Results) -> Set {
        match self.narrow.is_empty() {
            true => results.hits.iter().copied().collect(),
            false => self.hits.iter().copied().collect(),
        }
    }

    /// Gives every group its rows.
    fn lay_out(&mut self) {
        let mut row = self.more.saved;
        for group in &mut self.groups {
            group.row = row;
            row += 1 + group.shown;
        }
        self.len = if self.groups.is_empty() {
            self.more.saved + self.hits.len() + self.more.instead
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
        if self.more.instead > 0 {
            return Some(Row::Instead(at));
        }
        let Some(below) = at.checked_sub(self.more.saved) else {
            return Some(Row::Saved(at));
        };
        let Some(group) = self.group_at(at) else {
            return Some(Row::Briefing(self.hits[below]));
        };
        let Group {
            first,
            count,
            unread,
            new,
            ..
        } = *group;
        Some(match at - group.row {
            0 => Row::Group {
                label: &group.label,
                count,
                unread,
                new,
                folded: group.folded,
            },
            below => Row::Briefing(self.hits[first + below - 1]),
        })
    }

    /// The group that a row belongs to.
    fn group_at(&self, row: usize) -> Option<&Group> {
        self.groups.get(self.group_index(row)?)
    }

    fn group_index(&self, row: usize) -> Option<usize> {
        let after = self.groups.partition_point(|g| g.row <= row);
        after.checked_sub(1)
    }

    /// The head under which the first row in sight stands, when it has scrolled out of sight.
    pub fn head_above(&self) -> Option<&str> {
        let top = self.cursor.top;
        let group = self.group_at(top).filter(|g| g.row < top)?;
        Some(&group.label)
    }

    /// By what copies under the head of a row are told from those under others.
    fn head_of(&self, row: usize) -> u32 {
        self.group_index(row).unwrap_or(0) as u32
    }

    /// The row of a hit, as an index into the hits.
    fn row_of(&self, hit: usize) -> usize {
        let after = self.groups.partition_point(|g| g.first <= hit);
        match after.checked_sub(1).map(|g| &self.groups[g]) {
            Some(group) => group.row + 1 + hit - group.first,
            None => self.more.saved + hit,
        }
    }

    /// The rows of a briefing, or of those that stand for it.
    fn rows_of(&self, briefing: u32) -> Vec<usize> {
        let places = |all: &[u32], briefing: u32, first: usize| -> Vec<usize> {
            let hits = all.iter().zip(first..).filter(|(h, _)| **h == briefing);
            hits.map(|(_, at)| self.row_of(at)).collect()
        };
        let mut rows = places(&self.hits, briefing, 0);
        for (first, head) in self.folds.all_over(briefing) {
            let (from, to) = match self.groups.get(head as usize) {
                Some(group) => (group.first, group.first + group.shown),
                None => (0, self.hits.len()),
            };
            if !rows.iter().any(|r| self.head_of(*r) == head) {
                rows.extend(places(&self.hits[from..to], first, from));
            }
        }
        rows
    }

    /// The row of a briefing: under this head, else the nearest to the cursor.
    fn row_of_briefing(&self, briefing: u32, label: Option<&str>) -> Option<usize> {
        let rows = self.rows_of(briefing);
        let is_under = |row: &&usize| self.group_at(**row).map(|g| g.label.as_str()) == label;
        let under = rows.iter().find(is_under).filter(|_| label.is_some());
        let near = || rows.iter().min_by_key(|r| r.abs_diff(self.cursor.at));
        under.or_else(near).copied()
    }

    fn wanted_row(&self) -> Option<usize> {
        match self.wanted.as_ref()? {
            Wanted::Group(label) => Some(self.groups.iter().find(|g| g.label == *label)?.row),
            Wanted::Briefing(b, label) => self.row_of_briefing(*b, label.as_deref()),
            Wanted::Saved(at) => (*at < self.more.saved).then_some(*at),
            Wanted::Instead(at) => (*at < self.more.instead).then_some(*at),
        }
    }

    /// Follows briefings to their new numbers after the corpus has changed; when the selected one is gone, the one after it
    /// is selected.
    pub fn renumber(&mut self, new: impl Fn(u32) -> Option<u32>) {
        let chosen = self.chosen.iter().filter_map(&new);
        self.chosen = chosen.collect();
        self.anchor = None;
        if let Some(Wanted::Briefing(b, label)) = self.wanted.take() {
            let at = self.hits.iter().position(|&h| h == b).unwrap_or(0);
            let (before, after) = self.hits.split_at(at.min(self.hits.len()));
            let near = || {
                let after = after.iter().find_map(|h| new(*h));
                after.or_else(|| before.iter().rev().find_map(|h| new(*h)))
            };
            let now = new(b).or_else(near);
            self.wanted = now.map(|now| Wanted::Briefing(now, label));
        }
        let folds = &self.folds;
        // The row of one that is gone is that of a copy it stood for.
        let row = |h: &u32, head: u32| {
            let others = || folds.hidden(*h, head).iter();
            new(*h).or_else(|| others().find_map(|o| new(*o)))
        };
        let gone = |b: &u32| usize::from(new(*b).is_none());
        let lost =
            |h: &u32, head: u32| gone(h) + folds.hidden(*h, head).iter().map(gone).sum::<usize>();
        let mut kept = Vec::with_capacity(self.hits.len());
        let mut rest = self.hits.as_slice();
        for (group, head) in self.groups.iter_mut().zip(0..) {
            let (own, others) = rest.split_at(group.shown);
            rest = others;
            group.first = kept.len();
            kept.extend(own.iter().filter_map(|h| row(h, head)));
            group.shown = kept.len() - group.first;
            group.count -= own.iter().map(|h| lost(h, head)).sum::<usize>();
        }
        kept.extend(rest.iter().filter_map(|h| row(h, 0)));
        self.hits = kept;
        self.folds.renumber(&new);
        self.lay_out();
        let last = self.len.saturating_sub(1);
        self.cursor.at = self.wanted_row().unwrap_or(self.cursor.at).min(last);
    }

    /// Folds or unfolds the copies of the briefing that the cursor is on; else the group that it is in. The rows are to be
    /// derived again then.
    pub fn fold(&mut self) {
        let at = self.cursor.at;
        let head = self.head_of(at);
        if let Some(briefing) = self.selected() {
            let first = self.folds.over(briefing, head);
            if self.folds.toggle(first, head) {
                let label = self.group_at(at).map(|g| g.label.clone());
                self.wanted = Some(Wanted::Briefing(first, label));
                return;
            }
        }
        if let Some(label) = self.group_at(at).map(|g| g.label.clone()) {
            self.closed.toggle(self.grouping, &label);
            self.wanted = Some(Wanted::Group(label));
        }
    }

    /// Folds all groups, or unfolds them when all are folded; true when they are folded now. The rows are to be derived
    /// again then.
    pub fn fold_all(&mut self) -> bool {
        let folded = self.groups.iter().any(|g| !g.folded);
        self.closed.set_all(self.grouping, folded);
        if let Some(group) = self.group_at(self.cursor.at).filter(|_| folded) {
            self.wanted = Some(Wanted::Group(group.label.clone()));
        }
        folded
    }

    /// The next (or previous) row of a briefing for which `is` holds, and whether there may be one under a folded head.
    pub fn seek(&self, back: bool, is: impl Fn(u32) -> bool) -> Option<usize> {
        let fits = |at: &usize| matches!(self.row(*at), Some(Row::Briefing(b)) if is(b));
        match back {
            true => (0..self.cursor.at).rev().find(fits),
            false => (self.cursor.at + 1..self.len).find(fits),
        }
    }

    /// Whether some briefings are not listed because their heads are folded.
    pub fn is_folded(&self) -> bool {
        self.groups.iter().any(|g| g.folded)
    }

    /// Chooses what the row is about, or takes the choice back if all of it is chosen; true when it is chosen now.
    pub fn choose(&mut self, corpus: &Corpus, results: &Results) -> bool {
        let of_row = self.under(self.cursor.at, corpus, results);
        self.anchor = Some(self.cursor.at);
        let chooses = !of_row.is_subset(&self.chosen);
        match chooses {
            true => self.chosen |= of_row,
            false => self.chosen -= of_row,
        }
        chooses
    }

    /// Chooses all from the row that was chosen last to this one.
    pub fn choose_to_here(&mut self, corpus: &Corpus, results: &Results) {
        let at = self.cursor.at;
        let from = self.anchor.unwrap_or(at).min(self.len.saturating_sub(1));
        for row in from.min(at)..=from.max(at) {
            if matches!(self.row(row), Some(Row::Briefing(_))) {
                self.chosen |= self.under(row, corpus, results);
            }
        }
        self.anchor = Some(at);
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
        let here = briefing.and_then(|b| self.row_of_briefing(b, None));
        let mut rows: Box<dyn Iterator<Item = usize>> = match (here, back) {
            (Some(at), true) => Box::new((0..at).rev()),
            (Some(at), false) => Box::new(at + 1..self.len),
            (None, _) => Box::new(0..self.len),
        };
        rows.find_map(|at| match self.row(at) {
            Some(Row::Briefing(b)) if briefing != Some(b) => Some(b),
            _ => None,
        })
    }

    /// Moves through the list.
    pub fn go(&mut self, motion: Motion, height: usize) {
        self.cursor.go(motion, height, self.len, |_| true);
        self.want_here();
    }

    /// Moves the window, and the cursor only as far as it must.
    pub fn roll(&mut self, by: isize, height: usize) {
        self.cursor.roll(by, height, self.len, |_| true);
        self.want_here();
    }

    /// Goes to a row.
    pub fn go_to(&mut self, row: usize, height: usize) {
        self.cursor.select(row, height, self.len, |_| true);
        self.want_here();
    }

    fn want_here(&mut self) {
        let label = || self.group_at(self.cursor.at).map(|g| g.label.clone());
        self.wanted = self.selected_row().map(|row| match row {
            Row::Group { label, .. } => Wanted::Group(label.to_owned()),
            Row::Briefing(b) => Wanted::Briefing(b, label()),
            Row::Saved(at) => Wanted::Saved(at),
            Row::Instead(at) => Wanted::Instead(at),
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
        let row = self.row_of_briefing(briefing, None);
        let head = row.and_then(|row| self.group_at(row));
        self.wanted = Some(Wanted::Briefing(briefing, head.map(|g| g.label.clone())));
        if let Some(at) = row {
            self.cursor.select(at, height, self.len, |_| true);
        }
    }
}
