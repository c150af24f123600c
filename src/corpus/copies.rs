//! Which briefings are copies of each other? Groups of those that have at least half of their runs of eight words in common.
//!
//! Of each text the runs of [`RUN`] words are hashed, and the [`KEPT`] smallest hashes stand for it: two texts share as large a
//! part of these as of all their runs, give or take a tenth (A. Broder, On the resemblance and containment of documents, SEQUENCES
//! 1997). Texts that share a hash are compared, no others.
//! Must not know: what is in a text beside its words.

use std::cmp::Ordering;
use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

use super::Corpus;
use super::passages::Stop;
use super::passages::score::RUN;
use super::wanted::texts;
use crate::briefing::{BlockKind, Briefing};
use crate::fold;

/// Hashes that stand for a text.
const KEPT: usize = 32;
/// The part of them that copies share.
const SHARED: f32 = 0.5;
/// A run that more different texts have is nobody's own: a notice, a signature.
const COMMON: usize = 64;

/// The smallest hashes of a text, ascending.
type Sketch = Arc<[u32]>;

/// What stands for texts that were read, by serial number: for the next corpus, which has most of them, too.
#[derive(Debug, Clone, Default)]
pub struct Sketches(Arc<Mutex<HashMap<u32, Sketch>>>);

impl Corpus {
    /// Groups of near-duplicates, in each the oldest first, the groups by their first.
    ///
    /// Reads every text that is not among `known`, which it adds to: for a worker, and on one thread, for nobody waits for it.
    /// `stop` is asked now and then whether it is wanted at all any more; then there are no groups.
    pub fn near_copies(&self, known: &Sketches, stop: &Stop<'_>) -> Vec<Vec<u32>> {
        let lock = || known.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut sketches: Vec<Sketch> = Vec::with_capacity(self.len());
        for briefing in 0..self.len() as u32 {
            if stop() {
                return Vec::new();
            }
            let serial = self.rows.key(briefing).serial;
            let met = lock().get(&serial).cloned();
            sketches.push(met.unwrap_or_else(|| {
                let stored = self.stock.stored(serial);
                let made = stored.map_or_else(Sketch::default, |s| sketch(&s.briefing));
                lock().insert(serial, Arc::clone(&made));
                made
            }));
        }
        if lock().len() > self.len() {
            let all = (0..self.len() as u32).map(|b| self.rows.key(b).serial);
            *lock() = all.zip(sketches.iter().cloned()).collect();
        }
        let mut groups = groups(&sketches);
        for group in &mut groups {
            group.sort_by_key(|b| (self.rows.days(*b), *b));
        }
        groups.sort();
        groups
    }
}

/// What stands for a text; nothing when it has fewer words than a run.
fn sketch(briefing: &Briefing) -> Sketch {
    let mut hashes: Vec<u32> = Vec::new();
    let meta = briefing.blocks.iter().filter(|b| b.kind == BlockKind::Meta);
    let meta: Vec<usize> = meta.map(|b| b.span.start as usize).collect();
    let own = texts(briefing).filter(|(start, _)| !meta.contains(start));
    let words: Vec<u64> = own
        .flat_map(|(_, text)| fold::words(text))
        .map(|w| hash(w.text.bytes().map(u64::from)))
        .collect();
    for run in words.windows(RUN) {
        hashes.push((hash(run.iter().copied()) >> 32) as u32);
    }
    hashes.sort_unstable();
    hashes.dedup();
    hashes.truncate(KEPT);
    hashes.into()
}

/// FNV-1a over numbers, mixed at the end so that every bit of the top depends on all of them (the finalizer of MurmurHash3).
fn hash(numbers: impl Iterator<Item = u64>) -> u64 {
    let step = |h: u64, n: u64| (h ^ n).wrapping_mul(0x0000_0100_0000_01b3);
    let mut h = numbers.fold(0xcbf2_9ce4_8422_2325, step);
    h = (h ^ h >> 33).wrapping_mul(0xff51_afd7_ed55_8ccd);
    h = (h ^ h >> 33).wrapping_mul(0xc4ce_b9fe_1a85_ec53);
    h ^ h >> 33
}

/// The part of the runs of both that two texts have in common, as their smallest hashes tell.
fn resemblance(a: &[u32], b: &[u32]) -> f32 {
    // The smallest hashes of both together, by merging.
    let (mut i, mut j, mut union, mut both) = (0, 0, 0, 0);
    while union < KEPT && (i < a.len() || j < b.len()) {
        let order = match (a.get(i), b.get(j)) {
            (Some(x), Some(y)) => x.cmp(y),
            (Some(_), None) => Ordering::Less,
            _ => Ordering::Greater,
        };
        i += usize::from(order.is_le());
        j += usize::from(order.is_ge());
        both += usize::from(order.is_eq());
        union += 1;
    }
    both as f32 / union.max(1) as f32
}

/// The groups of two and more.
fn groups(sketches: &[Sketch]) -> Vec<Vec<u32>> {
    // Equal texts are one, however many there are.
    let mut equal: BTreeMap<&Sketch, Vec<u32>> = BTreeMap::new();
    for (sketch, briefing) in sketches.iter().zip(0u32..).filter(|(s, _)| !s.is_empty()) {
        equal.entry(sketch).or_default().push(briefing);
    }
    let kinds: Vec<(&Sketch, Vec<u32>)> = equal.into_iter().collect();
    let mut having: Vec<(u32, u32)> = Vec::new();
    for ((sketch, _), kind) in kinds.iter().zip(0u32..) {
        having.extend(sketch.iter().map(|hash| (*hash, kind)));
    }
    having.sort_unstable();
    let mut joined: Vec<u32> = (0..kinds.len() as u32).collect();
    for same in having.chunk_by(|a, b| a.0 == b.0) {
        if same.len() > COMMON {
            continue;
        }
        for (at, (_, a)) in same.iter().enumerate() {
            for (_, b) in &same[at + 1..] {
                let (root_a, root_b) = (root(&mut joined, *a), root(&mut joined, *b));
                let of = |kind: u32| kinds[kind as usize].0;
                if root_a != root_b && resemblance(of(*a), of(*b)) >= SHARED {
                    joined[root_a.max(root_b) as usize] = root_a.min(root_b);
                }
            }
        }
    }
    let mut groups: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    for ((_, briefings), kind) in kinds.iter().zip(0u32..) {
        let group = groups.entry(root(&mut joined, kind)).or_default();
        group.extend(briefings);
    }
    groups.into_values().filter(|g| g.len() > 1).collect()
}

/// The first of the group that a kind of text is in.
fn root(joined: &mut [u32], kind: u32) -> u32 {
    let mut at = kind;
    while joined[at as usize] != at {
        joined[at as usize] = joined[joined[at as usize] as usize];
        at = joined[at as usize];
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_that_share_half_of_their_hashes_are_one_group_however_many_are_equal() {
        let numbers = |from: u32, to: u32| (from..to).collect::<Sketch>();
        let mut sketches = vec![
            numbers(0, 32),
            numbers(8, 40),
            numbers(30, 62),
            Sketch::default(),
        ];
        sketches.extend(vec![numbers(100, 132); 200]);
        let found = groups(&sketches);
        assert_eq!(found[0], [0, 1]);
        assert_eq!(found[1], (4..204).collect::<Vec<u32>>());
        assert_eq!(found.len(), 2);
    }
}
