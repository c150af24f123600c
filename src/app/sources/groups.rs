//! How are briefings put under heads? By counting: however many there are, each is looked at twice.
//!
//! A briefing stands under each of its topics, countries, names. Those under a folded head are counted, and not listed.
//! Must not know: rows, copies, the cursor.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use crate::corpus::{Corpus, Heading, Own};

/// How the list is grouped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Grouping {
    /// By who issued it.
    #[default]
    Source,
    /// By year of publication.
    Year,
    /// By what it is about.
    Topic,
    /// By the countries it is about.
    Country,
    /// By who is mentioned.
    Person,
    /// By the organisations that are mentioned.
    Organisation,
    /// Not at all.
    None,
}

impl Grouping {
    /// The one after, round and round.
    pub fn next(self) -> Grouping {
        match self {
            Grouping::Source => Grouping::Year,
            Grouping::Year => Grouping::Topic,
            Grouping::Topic => Grouping::Country,
            Grouping::Country => Grouping::Person,
            Grouping::Person => Grouping::Organisation,
            Grouping::Organisation => Grouping::None,
            Grouping::None => Grouping::Source,
        }
    }

    /// The words for it.
    pub fn name(self) -> &'static str {
        match self {
            Grouping::Source => "by source",
            Grouping::Year => "by year",
            Grouping::Topic => "by topic",
            Grouping::Country => "by country",
            Grouping::Person => "by person",
            Grouping::Organisation => "by organisation",
            Grouping::None => "not grouped",
        }
    }

    pub(super) fn heading(self) -> Option<Heading> {
        Some(match self {
            Grouping::Source => Heading::Source,
            Grouping::Year => Heading::Year,
            Grouping::Topic => Heading::Topic,
            Grouping::Country => Heading::Country,
            Grouping::Person => Heading::Person,
            Grouping::Organisation => Heading::Organisation,
            Grouping::None => return None,
        })
    }

    /// The head of those that stand under no other.
    fn without(self) -> &'static str {
        match self {
            Grouping::Source | Grouping::None => "no source",
            Grouping::Year => "undated",
            Grouping::Topic => "no topic",
            Grouping::Country => "no country",
            Grouping::Person => "nobody named",
            Grouping::Organisation => "no organisation named",
        }
    }

    /// Whether a briefing may stand under several heads: then there are so many that they are folded at first.
    fn is_manifold(self) -> bool {
        !matches!(self, Grouping::Source | Grouping::Year | Grouping::None)
    }
}

/// In which order groups stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum GroupOrder {
    /// By name; years the newest first.
    #[default]
    Name,
    /// The largest first.
    Count,
    /// Those with the newest briefing first.
    Newest,
}

impl GroupOrder {
    /// The one after, round and round.
    pub fn next(self) -> GroupOrder {
        match self {
            GroupOrder::Name => GroupOrder::Count,
            GroupOrder::Count => GroupOrder::Newest,
            GroupOrder::Newest => GroupOrder::Name,
        }
    }

    /// The words for it.
    pub fn name(self) -> &'static str {
        match self {
            GroupOrder::Name => "by name",
            GroupOrder::Count => "by count, the largest first",
            GroupOrder::Newest => "by date, the newest first",
        }
    }
}

/// Briefings under one head.
#[derive(Debug, Clone)]
pub(super) struct Group {
    pub label: String,
    /// Of the head in the corpus.
    pub number: u32,
    /// The row of its head.
    pub row: usize,
    /// The first of its briefings, as an index into the hits.
    pub first: usize,
    /// Its briefings.
    pub count: usize,
    /// Those of them that are not read.
    pub unread: usize,
    /// Those of them that are new.
    pub new: usize,
    /// Those that have a row: none when it is folded, and copies may be folded into one.
    pub shown: usize,
    pub folded: bool,
}

/// Which heads are folded.
#[derive(Debug, Clone, Default)]
pub(super) struct Closed {
    by: BTreeMap<Grouping, (bool, BTreeSet<String>)>,
}

impl Closed {
    pub(super) fn is(&self, by: Grouping, label: &str) -> bool {
        match self.by.get(&by) {
            Some((all, but)) => *all != but.contains(label),
            None => by.is_manifold(),
        }
    }

    pub(super) fn toggle(&mut self, by: Grouping, label: &str) {
        let (_, but) = self
            .by
            .entry(by)
            .or_insert((by.is_manifold(), BTreeSet::new()));
        if !but.remove(label) {
            but.insert(label.to_owned());
        }
    }

    pub(super) fn set_all(&mut self, by: Grouping, folded: bool) {
        self.by.insert(by, (folded, BTreeSet::new()));
    }
}

/// What is counted of a head.
#[derive(Debug, Clone, Copy)]
struct Tally {
    count: usize,
    unread: usize,
    new: usize,
    /// How many briefings of the corpus are newer than all of its.
    newer: u32,
}

/// What the groups are made of.
pub(super) struct Hits<'a> {
    pub corpus: &'a Corpus,
    pub hits: &'a [u32],
    pub own: &'a Own,
}

impl Hits<'_> {
    /// For each hit its place and the numbers of its heads; those without any stand under the one after the last.
    fn each(&self, by: Heading, mut take: impl FnMut(u32, u32)) {
        let none = self.corpus.heads(by);
        let mut heads = Vec::new();
        for hit in self.hits {
            heads.clear();
            self.corpus.add_heads(by, *hit, &mut heads);
            if heads.is_empty() {
                heads.push(none);
            }
            heads.iter().for_each(|head| take(*hit, (*head).min(none)));
        }
    }

    fn tallies(&self, by: Heading) -> Vec<Tally> {
        let mut is_read = vec![false; self.corpus.len()];
        for briefing in &self.own.read {
            if let Some(is) = is_read.get_mut(briefing as usize) {
                *is = true;
            }
        }
        let empty = Tally {
            count: 0,
            unread: 0,
            new: 0,
            newer: u32::MAX,
        };
        let mut tallies = vec![empty; self.corpus.heads(by) as usize + 1];
        self.each(by, |hit, head| {
            let tally = &mut tallies[head as usize];
            tally.count += 1;
            tally.unread += usize::from(!is_read[hit as usize]);
            // Few are, and most often none.
            tally.new += usize::from(!self.own.new.is_empty() && self.own.new.contains(hit));
            tally.newer = tally.newer.min(self.corpus.newer(hit));
        });
        tallies
    }

    /// The groups, in order, and the briefings of those that are not folded, group by group.
    pub(super) fn grouped(
        &self,
        by: Grouping,
        order: GroupOrder,
        closed: &Closed,
    ) -> (Vec<Group>, Vec<u32>) {
        let Some(heading) = by.heading() else {
            return (Vec::new(), self.hits.to_vec());
        };
        let tallies = self.tallies(heading);
        let none = tallies.len() - 1;
        let label = |number: usize| match number == none {
            true => by.without().to_owned(),
            false => self.corpus.head(heading, number as u32),
        };
        let some = (0..tallies.len()).filter(|n| tallies[*n].count > 0);
        let mut named: Vec<(String, usize)> = some.map(|n| (label(n), n)).collect();
        if by != Grouping::Year {
            named.sort_by(|a, b| (a.1 == none, &a.0).cmp(&(b.1 == none, &b.0)));
        }
        match order {
            GroupOrder::Name => {}
            GroupOrder::Count => named.sort_by_key(|n| Reverse(tallies[n.1].count)),
            GroupOrder::Newest => named.sort_by_key(|n| tallies[n.1].newer),
        }
        const FOLDED: usize = usize::MAX;
        let mut next = vec![FOLDED; tallies.len()];
        let (mut first, mut groups) = (0, Vec::with_capacity(named.len()));
        for (label, number) in named {
            let Tally {
                count, unread, new, ..
            } = tallies[number];
            let folded = closed.is(by, &label);
            let shown = if folded { 0 } else { count };
            if !folded {
                next[number] = first;
            }
            groups.push(Group {
                label,
                number: number as u32,
                row: 0,
                first,
                count,
                unread,
                new,
                shown,
                folded,
            });
            first += shown;
        }
        let mut listed = vec![0; first];
        self.each(heading, |hit, head| {
            let at = &mut next[head as usize];
            if *at != FOLDED {
                listed[*at] = hit;
                *at += 1;
            }
        });
        (groups, listed)
    }
}
