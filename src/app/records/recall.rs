//! What do the records that are kept say of the briefings of a corpus? A question to be answered off the loop.
//!
//! Must not know: where records are kept, the session.

use std::sync::Arc;

use crate::corpus::{Corpus, Own, Set};
use crate::record::{APART, Identity, Kept, Likeness, Note, Record, Since};

use super::left::{Done, Left, noted};

/// A question, to be answered off the loop: what do the records that are kept say of the briefings of this corpus?
#[derive(Debug, Clone)]
pub struct Recall {
    /// Records that changed after that are wanted.
    pub since: Since,
    pub(super) generation: u64,
    pub(super) corpus: Arc<Corpus>,
}

/// The answer.
#[derive(Debug)]
pub struct Recalled {
    pub(super) generation: u64,
    pub(super) since: Since,
    pub(super) what: What,
    pub(super) noted: Vec<Done>,
    pub(super) known: Vec<(i64, Identity)>,
    /// Those on entities that have changed.
    pub(super) notes: Vec<Arc<Note>>,
}

#[derive(Debug)]
pub(super) enum What {
    /// All.
    Whole(Left),
    /// These records have changed.
    Changed(Vec<(u32, Record)>),
    /// What has changed concerns briefings that have changed, too: all of it must be looked at.
    Unclear,
}

/// What the records that are kept say of the briefings of a corpus, for those who have no session; `seen` as for
/// [`Recall::run`].
pub fn own(corpus: &Arc<Corpus>, kept: Kept, seen: Option<&[u64]>) -> Arc<Own> {
    let question = Recall {
        since: Since::default(),
        generation: 0,
        corpus: Arc::clone(corpus),
    };
    match question.run(kept, seen).what {
        What::Whole(left) => left.own,
        What::Changed(_) | What::Unclear => Arc::default(),
    }
}

impl Recall {
    /// Finds whose the records are. `seen` are the keys of what was there when the reader was here last, sorted; none if that
    /// was never.
    pub fn run(self, kept: Kept, seen: Option<&[u64]>) -> Recalled {
        let owners = Owners::new(&kept.records);
        let corpus = &*self.corpus;
        let mut known = Vec::new();
        let what = match kept.whole {
            true => {
                let mut left = owners.whole(corpus, &kept.records, &mut known);
                Arc::make_mut(&mut left.own).new = new(corpus, seen);
                let notes = kept.notes.iter().map(|n| (n.id, Arc::new(n.clone())));
                left.of_entities = notes.collect();
                What::Whole(left)
            }
            false => owners.changed(corpus, &kept.records),
        };
        Recalled {
            generation: self.generation,
            since: kept.since,
            what,
            noted: noted(corpus, kept.noted),
            known,
            notes: kept.notes.into_iter().map(Arc::new).collect(),
        }
    }
}

/// The briefings that were not there before: none of what they are known by was.
fn new(corpus: &Corpus, seen: Option<&[u64]>) -> Set {
    let Some(seen) = seen else {
        return Set::new();
    };
    let is_new = |b: &u32| {
        let mut keys = corpus.identity(*b).keys();
        keys.all(|key| seen.binary_search(&key).is_err())
    };
    (0..corpus.len() as u32).filter(is_new).collect()
}

/// Records by the keys of their briefings: (key, record, which of its identities), sorted.
struct Owners<'r> {
    records: &'r [Record],
    keys: [Vec<(u64, u32, u32)>; 3],
}

impl<'r> Owners<'r> {
    fn new(records: &'r [Record]) -> Owners<'r> {
        let mut keys: [Vec<(u64, u32, u32)>; 3] = Default::default();
        for (record, at) in records.iter().zip(0..) {
            for (identity, nth) in record.known.iter().zip(0..) {
                for (keys, key) in keys
                    .iter_mut()
                    .zip([identity.id, identity.text, identity.path])
                {
                    if key != 0 {
                        keys.push((key, at, nth));
                    }
                }
            }
        }
        keys.iter_mut().for_each(|k| k.sort_unstable());
        Owners { records, keys }
    }

    /// The record that is most surely a briefing's, the one made last of several.
    fn of(&self, briefing: Identity) -> Option<(Likeness, usize)> {
        let keys = [briefing.id, briefing.text, briefing.path];
        let mut best = None;
        for (keys, key) in self.keys.iter().zip(keys).filter(|(_, key)| *key != 0) {
            let first = keys.partition_point(|k| k.0 < key);
            for (_, at, nth) in keys[first..].iter().take_while(|k| k.0 == key) {
                let known = self.records[*at as usize].known[*nth as usize];
                best = best.max(known.likeness(briefing).map(|how| (how, *at as usize)));
            }
            // What follows is less sure.
            if best.is_some_and(|(how, _)| how > Likeness::Path) {
                break;
            }
        }
        best
    }

    /// What all records say. Those whose briefing is at hand for sure are no other's that is only where it was.
    fn whole(&self, corpus: &Corpus, records: &[Record], known: &mut Vec<(i64, Identity)>) -> Left {
        let mut left = Left::default();
        let mut claimed = vec![false; records.len()];
        let mut unsure = Vec::new();
        for briefing in 0..corpus.len() as u32 {
            let identity = corpus.identity(briefing);
            match self.of(identity) {
                None => continue,
                Some((Likeness::Path, at)) => unsure.push((briefing, identity, at)),
                Some((how, at)) => {
                    claimed[at] = true;
                    left.take(briefing, &records[at]);
                    if how < Likeness::Same {
                        known.push((records[at].number, identity));
                    }
                }
            }
        }
        for (briefing, identity, at) in unsure {
            let number = match claimed[at] {
                true => APART,
                false => records[at].number,
            };
            if number != APART {
                left.take(briefing, &records[at]);
            }
            known.push((number, identity));
        }
        left
    }

    fn changed(&self, corpus: &Corpus, records: &[Record]) -> What {
        let mut changed = Vec::new();
        if records.is_empty() {
            return What::Changed(changed);
        }
        for briefing in 0..corpus.len() as u32 {
            match self.of(corpus.identity(briefing)) {
                None => {}
                Some((Likeness::Same, at)) => changed.push((briefing, records[at].clone())),
                Some(_) => return What::Unclear,
            }
        }
        What::Changed(changed)
    }
}
