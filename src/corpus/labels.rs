//! What does the reader's own file say of sources and topics? Sources by path and topics by their words, over what was inferred and
//! under what documents state.
//!
//! It is done to columns and facets when a state is opened, so that nothing is annotated again for it.
//! Must not know: entities, how the file is read.

use std::collections::BTreeMap;

use roaring::RoaringBitmap;

use super::facets::{self, Entry, Facets};
use super::publish::{UNDATED, ranks};
use super::rows::Rows;
use super::table::{Sections, Table};
use super::text::{In, Words};
use super::{Facts, Order};
use crate::annotate::topic_id;
use crate::briefing::{Claim, Problem};
use crate::corrections::{Told, Topic, fits};
use crate::fold;
use crate::query::{Facet, How, Text};

/// Confidence in what the reader's file says, percent: not the document's own word, but near it.
const SURE: u8 = 95;

/// Sources and topics of the reader's own, and which briefings have them.
#[derive(Debug, Default)]
pub(super) struct Labels {
    sources: Vec<(Claim<String>, RoaringBitmap)>,
    topics: Vec<(Entry, String)>,
    /// Whether there are no topics but these, and those that documents state.
    only: bool,
    /// Briefings that state their topics.
    stating: RoaringBitmap,
    unused: Vec<Problem>,
}

impl Labels {
    /// Of the briefings of a table.
    pub(super) fn new(told: &Told, table: &Table, rows: &Rows, words: &Words) -> Labels {
        let stating = |name| table.numbers(name).iter().collect::<RoaringBitmap>();
        let mut own = Labels {
            only: told.replace,
            stating: stating("stating.topics"),
            ..Labels::default()
        };
        if !told.sources.is_empty() {
            own.add_sources(told, rows, stating("stating.source"));
        }
        for topic in &told.topics {
            own.add_topic(topic, words);
        }
        own
    }

    /// The first of the sources that a path fits is the one.
    fn add_sources(&mut self, told: &Told, rows: &Rows, mut taken: RoaringBitmap) {
        for source in &told.sources {
            let mut having = RoaringBitmap::new();
            let mut idle: Vec<&String> = source.paths.iter().collect();
            for briefing in 0..rows.len() as u32 {
                let name = rows.name(briefing);
                let Some(path) = source.paths.iter().find(|p| fits(p, name)) else {
                    continue;
                };
                idle.retain(|p| *p != path);
                if !taken.contains(briefing) {
                    having.insert(briefing);
                }
            }
            taken |= &having;
            self.unused
                .extend(idle.into_iter().map(|path| source.unused(path)));
            let evidence = format!("{} line {}: its path", source.file, source.line);
            let claim = Claim::inferred(source.name.clone(), SURE, evidence);
            self.sources.push((claim, having));
        }
    }

    fn add_topic(&mut self, topic: &Topic, words: &Words) {
        let mut set = RoaringBitmap::new();
        for word in &topic.words {
            let text = Text {
                text: word.clone(),
                how: How::Phrase,
            };
            if fold::words(word).next().is_some() {
                set |= words.having(&words.wanted(&text), In::Text);
            }
        }
        set -= &self.stating;
        let key = topic_id(&topic.name).map_or_else(|| fold::slug(&topic.name), str::to_owned);
        let entry = Entry {
            key,
            label: topic.name.clone(),
            set,
        };
        let evidence = format!("its words, by {} line {}", topic.file, topic.line);
        self.topics.push((entry, evidence));
    }

    pub(super) fn is_empty(&self) -> bool {
        self.sources.is_empty() && self.topics.is_empty() && !self.only
    }

    /// What of the file is about nothing that is there.
    pub(super) fn unused(&self) -> &[Problem] {
        &self.unused
    }

    /// The columns and facets that are others for it.
    pub(super) fn sections(&self, rows: &Rows, found: &Facets) -> Sections {
        let mut out = Sections::default();
        if !self.sources.is_empty() {
            self.columns(rows, &mut out);
            let mut all: Vec<Entry> = found.of(Facet::Source).to_vec();
            for (_, set) in &self.sources {
                all.iter_mut().for_each(|e| e.set -= set);
            }
            let own = self.sources.iter().map(|(claim, set)| Entry {
                key: fold::slug(&claim.value),
                label: claim.value.clone(),
                set: set.clone(),
            });
            facets::write(Facet::Source, joined(all, own), &mut out);
        }
        if self.only || !self.topics.is_empty() {
            let mut all: Vec<Entry> = found.of(Facet::Topic).to_vec();
            for entry in all.iter_mut().filter(|_| self.only) {
                entry.set &= &self.stating;
            }
            let own = self.topics.iter().map(|t| t.0.clone());
            facets::write(Facet::Topic, joined(all, own), &mut out);
        }
        out
    }

    /// Sources by number, in order of name, and the order by source.
    fn columns(&self, rows: &Rows, out: &mut Sections) {
        let all = 0..rows.len() as u32;
        let source = |b: u32| {
            let own = self.sources.iter().find(|s| s.1.contains(b));
            own.map_or_else(|| rows.row(b).source, |s| &s.0.value)
        };
        let names: std::collections::BTreeSet<&str> = all.clone().map(source).collect();
        let names: Vec<&str> = names.into_iter().collect();
        let numbers: BTreeMap<&str, u32> = names.iter().copied().zip(0..).collect();
        let of: Vec<u32> = all.clone().map(|b| numbers[source(b)]).collect();
        let rank = ranks(&names);
        let by_date = rows.places(Order::Date);
        let mut order: Vec<u32> = all.collect();
        order.sort_by_key(|b| (rank[of[*b as usize] as usize], by_date.get(*b as usize)));
        let mut places = vec![UNDATED; order.len()];
        for (briefing, place) in order.into_iter().zip(0..) {
            places[briefing as usize] = place;
        }
        out.strings("sources", names);
        out.numbers("source", of);
        out.numbers("order.source", places);
    }

    /// What is known of a briefing by it.
    pub(super) fn facts(&self, mut facts: Facts, briefing: u32) -> Facts {
        if let Some((claim, _)) = self.sources.iter().find(|s| s.1.contains(briefing)) {
            facts.source = claim.clone();
        }
        if self.only && !self.stating.contains(briefing) {
            facts.topics.clear();
        }
        let own = self.topics.iter().filter(|t| t.0.set.contains(briefing));
        for key in own.map(|t| &t.0.key) {
            if !facts.topics.contains(key) {
                facts.topics.push(key.clone());
            }
        }
        facts
    }

    /// What speaks for a topic of a briefing, if it is one of these.
    pub(super) fn evidence(&self, topic: &str, briefing: u32) -> Option<String> {
        let mut topics = self.topics.iter();
        let own = topics.find(|t| t.0.key == topic && t.0.set.contains(briefing))?;
        Some(own.1.clone())
    }
}

/// Values, those of one key as one; what nothing has is none.
fn joined(all: Vec<Entry>, own: impl Iterator<Item = Entry>) -> Vec<Entry> {
    let mut by_key: BTreeMap<String, Entry> = BTreeMap::new();
    for entry in all.into_iter().filter(|e| !e.set.is_empty()) {
        by_key.insert(entry.key.clone(), entry);
    }
    for entry in own.filter(|e| !e.set.is_empty()) {
        match by_key.get_mut(&entry.key) {
            Some(there) => {
                there.set |= entry.set;
                there.label = entry.label;
            }
            None => drop(by_key.insert(entry.key.clone(), entry)),
        }
    }
    by_key.into_values().collect()
}
