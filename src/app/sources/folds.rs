//! Which briefing stands for its copies in the list? One row for those under one head that are copies of each other.
//!
//! Invariant: whoever stands for others is listed, and each of these is under exactly one.
//! Must not know: how rows are grouped, how copies are found.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::app::copies::Copies;
use crate::corpus::Corpus;

/// What a row stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stands {
    /// For itself.
    Alone,
    /// For so many copies, too, which are listed below it when they are unfolded.
    For {
        /// How many.
        others: usize,
        /// Whether they are listed.
        unfolded: bool,
    },
    /// It is listed as a copy, below the one that stands for it.
    Under,
}

/// The copies of a list.
#[derive(Debug, Clone, Default)]
pub(super) struct Folds {
    /// Those under each that stands for others under a head, the newest first.
    under: HashMap<(u32, u32), Vec<u32>>,
    /// Who stands for each of them under a head.
    over: BTreeMap<(u32, u32), u32>,
    /// Members of groups that the reader has unfolded.
    unfolded: BTreeSet<u32>,
}

impl Folds {
    /// What a briefing that is listed under a head stands for.
    pub(super) fn stands(&self, briefing: u32, head: u32) -> Stands {
        match self.under.get(&(briefing, head)) {
            Some(others) => Stands::For {
                others: others.len(),
                unfolded: self.unfolded.contains(&briefing),
            },
            None if self.over.contains_key(&(briefing, head)) => Stands::Under,
            None => Stands::Alone,
        }
    }

    /// Who stands for a briefing under a head, which may be itself.
    pub(super) fn over(&self, briefing: u32, head: u32) -> u32 {
        let first = self.over.get(&(briefing, head)).copied();
        first.unwrap_or(briefing)
    }

    /// Who stands for a briefing, and under which heads.
    pub(super) fn all_over(&self, briefing: u32) -> impl Iterator<Item = (u32, u32)> + '_ {
        let all = self.over.range((briefing, 0)..=(briefing, u32::MAX));
        all.map(|((_, head), first)| (*first, *head))
    }

    /// Those that are not listed because this one stands for them.
    pub(super) fn hidden(&self, briefing: u32, head: u32) -> &[u32] {
        match self.under.get(&(briefing, head)) {
            Some(others) if !self.unfolded.contains(&briefing) => others,
            _ => &[],
        }
    }

    /// Forgets who is a copy, but not what is unfolded.
    pub(super) fn clear(&mut self) {
        self.under.clear();
        self.over.clear();
    }

    /// Adds the rows of one head to `shown`: copies as one row where the first of them stood, which is the newest of them.
    pub(super) fn fold(
        &mut self,
        corpus: &Corpus,
        copies: &Copies,
        hits: &[u32],
        head: u32,
        shown: &mut Vec<u32>,
    ) {
        let mut members: HashMap<u32, Vec<u32>> = HashMap::new();
        for hit in hits {
            if let Some(group) = copies.group(*hit) {
                members.entry(group).or_default().push(*hit);
            }
        }
        for hit in hits {
            let Some(group) = copies.group(*hit) else {
                shown.push(*hit);
                continue;
            };
            // Those that come after the first are listed with it.
            let Some(mut all) = members.remove(&group) else {
                continue;
            };
            // The newest first; what is undated stands for nobody.
            all.sort_by_key(|b| (Reverse(corpus.date_key(*b)), *b));
            let unfolded = all.iter().any(|b| self.unfolded.contains(b));
            let others = all.split_off(1);
            let first = all[0];
            shown.push(first);
            if others.is_empty() {
                continue;
            }
            if unfolded {
                self.unfolded.insert(first);
                shown.extend(&others);
            }
            self.over.extend(others.iter().map(|o| ((*o, head), first)));
            self.under.insert((first, head), others);
        }
    }

    /// Folds or unfolds the copies of a briefing, under all heads; false if it has none under this one.
    pub(super) fn toggle(&mut self, briefing: u32, head: u32) -> bool {
        let Some(others) = self.under.get(&(briefing, head)) else {
            return false;
        };
        let unfolds = !self.unfolded.remove(&briefing);
        if unfolds {
            self.unfolded.insert(briefing);
        } else {
            // Another of them may have been unfolded when it was the newest.
            self.unfolded.retain(|b| !others.contains(b));
        }
        true
    }

    /// Follows briefings to their new numbers. One that stands for others and is gone leaves that to the next of them.
    pub(super) fn renumber(&mut self, new: &dyn Fn(u32) -> Option<u32>) {
        let before = std::mem::take(&mut self.under);
        self.over.clear();
        self.unfolded = self.unfolded.iter().filter_map(|b| new(*b)).collect();
        for ((first, head), others) in before {
            let mut left = [first].into_iter().chain(others).filter_map(new);
            let Some(first) = left.next() else {
                continue;
            };
            let others: Vec<u32> = left.collect();
            if !others.is_empty() {
                self.over.extend(others.iter().map(|o| ((*o, head), first)));
                self.under.insert((first, head), others);
            }
        }
    }
}
