//! What is the next state made of? What the state before says of the briefings that stay, and what was put since.
//!
//! Invariant: a revision says the same of a briefing wherever it takes it from.
//! Must not know: how entities are merged, what is made of it.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::rows::Rows;
use super::table::{Strings, Table};
use super::{Annotated, Entry, StoreError, identity};
use crate::briefing::Published;
use crate::entity::{Ledger, Notes, Pick};
use crate::record::Identity;

/// How hard the ledger is packed: it is written with every change, so fast.
const LEVEL: i32 = 1;

/// What lists and facets need of a briefing.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Leaf {
    pub name: String,
    pub title: String,
    pub source: String,
    pub published: Option<Published>,
    pub stated: bool,
    pub words: u32,
    pub keys: [u64; 3],
    pub values: Values,
}

/// The values of its facets that no column holds.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct Values {
    /// Whether it says itself which countries it is about.
    pub states_countries: bool,
    /// Which topics.
    pub states_topics: bool,
    /// Who issued it.
    pub states_source: bool,
    pub lang: Option<String>,
    pub countries: Vec<String>,
    pub mentioned: Vec<String>,
    pub topics: Vec<String>,
    pub spoken: Vec<i16>,
}

fn keys(of: Identity) -> [u64; 3] {
    [of.id, of.text, of.path]
}

impl Leaf {
    fn of(annotated: &Annotated) -> Leaf {
        let (briefing, facts) = (&annotated.briefing, &annotated.facts);
        let published = facts.published.as_ref();
        Leaf {
            name: briefing.name.clone(),
            title: briefing.heading().into_owned(),
            source: facts.source.value.clone(),
            published: published.map(|p| p.value),
            stated: published.is_some_and(|p| p.is_stated()),
            words: facts.words,
            keys: keys(identity::identity(briefing)),
            values: Values {
                states_countries: briefing.stated.countries.is_some(),
                states_topics: briefing.stated.topics.is_some(),
                states_source: briefing.stated.source.is_some(),
                lang: facts.lang.as_ref().map(|l| l.value.clone()),
                countries: facts.countries.clone(),
                mentioned: facts.mentioned.clone(),
                topics: facts.topics.clone(),
                spoken: facts.spoken.clone(),
            },
        }
    }
}

/// What was put since the state before, under serial numbers.
#[derive(Debug, Default)]
pub(super) struct Fresh {
    notes: Notes,
    /// Packed: there may be very many.
    leaves: HashMap<u32, Vec<u8>>,
}

impl Fresh {
    pub(super) fn put(&mut self, serial: u32, annotated: &Annotated) {
        let body = &annotated.briefing.body;
        self.notes.add(serial, &annotated.annotations, body);
        // Writing to memory fails for no value of ours; were it to, lists would have nothing to show of it.
        let leaf = postcard::to_stdvec(&Leaf::of(annotated)).unwrap_or_default();
        self.leaves.insert(serial, leaf);
    }
}

/// What the state before says.
#[derive(Debug, Default)]
pub(super) struct Before {
    rows: Rows,
    values: Strings,
    ledger: Ledger,
}

impl Before {
    /// # Errors
    /// What it says of names is damaged.
    pub(super) fn read(table: &Table) -> Result<Before, StoreError> {
        let bytes = table.bytes("ledger");
        if bytes.is_empty() && table.numbers("serials").len() == 0 {
            // The first state has none before it.
            return Ok(Before::default());
        }
        let unpacked = zstd::decode_all(&*bytes).ok();
        let ledger = unpacked.and_then(|bytes| Ledger::unpack(&bytes));
        Ok(Before {
            rows: Rows::new(table),
            values: table.strings("values"),
            ledger: ledger.ok_or_else(|| StoreError::Damaged("its list of names".to_owned()))?,
        })
    }
}

/// The next state, before it is linked.
#[derive(Debug)]
pub(super) struct Revision {
    before: Before,
    fresh: Fresh,
    picks: Vec<Pick>,
    /// What its briefings say of names, in order.
    pub ledger: Ledger,
}

impl Revision {
    /// Of these briefings, in their order.
    pub(super) fn new(before: Before, fresh: Fresh, entries: &[Entry]) -> Revision {
        let serials = (0..before.rows.len() as u32).map(|at| (before.rows.key(at).serial, at));
        let numbers: HashMap<u32, u32> = serials.collect();
        let pick = |entry: &Entry| match numbers.get(&entry.serial) {
            _ if fresh.leaves.contains_key(&entry.serial) => Pick::Fresh(entry.serial),
            Some(at) => Pick::Before(*at),
            None => Pick::Nowhere,
        };
        let picks: Vec<Pick> = entries.iter().map(pick).collect();
        let ledger = before.ledger.revised(&fresh.notes, picks.iter().copied());
        Revision {
            before: Before {
                ledger: Ledger::default(),
                ..before
            },
            fresh: Fresh {
                notes: Notes::default(),
                ..fresh
            },
            picks,
            ledger,
        }
    }

    /// What its briefings say of names, as the table takes it: by far the largest part of what only the next revision needs.
    pub(super) fn packed_ledger(&self) -> Vec<u8> {
        // Writing to memory fails for no value of ours; were it to, the next state would read everything again.
        zstd::encode_all(&*self.ledger.pack(), LEVEL).unwrap_or_default()
    }

    /// What lists and facets need of a briefing, and its values as they are stored; nothing if it was lost.
    pub(super) fn leaf(&self, briefing: usize) -> Option<(Leaf, Vec<u8>)> {
        match *self.picks.get(briefing)? {
            Pick::Fresh(serial) => {
                let leaf: Leaf = postcard::from_bytes(self.fresh.leaves.get(&serial)?).ok()?;
                let values = postcard::to_stdvec(&leaf.values).unwrap_or_default();
                Some((leaf, values))
            }
            Pick::Before(at) => {
                let row = self.before.rows.row(at);
                let values = self.before.values.bytes(at as usize);
                let leaf = Leaf {
                    name: row.name.to_owned(),
                    title: row.title.to_owned(),
                    source: row.source.to_owned(),
                    published: row.published,
                    stated: row.stated,
                    words: row.words,
                    keys: keys(self.before.rows.identity(at)),
                    values: postcard::from_bytes(values).ok()?,
                };
                Some((leaf, values.to_vec()))
            }
            Pick::Nowhere => None,
        }
    }
}
