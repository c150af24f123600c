//! Who is meant by which words where? Resolves all mentions and counts what names whom.
//!
//! Invariant: uses are numbered in the order in which the briefings, one after the other, make them.
//! Must not know: what entities are called.

use std::collections::HashMap;
use std::ops::Range;

use rayon::prelude::*;

use super::ledger::{Ledger, Line, Use};
use super::resolve::{Linker, Resolved, Root};
use super::table::WINDOW;
use super::{Tie, pack};
use crate::annotate::lexicon::Fx;
use crate::briefing::Level;

/// Words that name something: how often, and where.
pub(super) struct Named {
    pub root: Root,
    /// The number of the words.
    pub form: u32,
    /// How often they do as a name of its own, not as a role or an adjective.
    pub times: u32,
    /// The briefings in which they do, ascending, with how often.
    pub briefings: Vec<(u32, u32)>,
}

/// All uses, numbered as they come.
#[derive(Default)]
pub(super) struct Uses {
    pub all: Vec<Named>,
    numbers: HashMap<(Root, u32), u32, Fx>,
}

/// Resolves all mentions: the uses that they make, and for each briefing its ties, packed, with the numbers of these uses.
///
/// Uses are numbered by one thread, while the others resolve what comes next.
pub(super) fn resolve(ledger: &Ledger, linker: &Linker<'_>) -> (Uses, Vec<Vec<u8>>) {
    let mut uses = Uses::default();
    let mut ties: Vec<Vec<u8>> = Vec::with_capacity(ledger.len());
    let window = |from: usize| from..(from + WINDOW).min(ledger.len());
    let mut next = resolved(ledger, linker, window(0));
    for from in (0..ledger.len()).step_by(WINDOW) {
        let briefings = window(from).zip(std::mem::take(&mut next));
        let take = || {
            let one = |(b, (line, resolved)): (usize, (Line, Vec<Option<Resolved>>))| {
                let ties = uses.take(b as u32, &line, ledger.words_of(b), resolved);
                pack(&ties)
            };
            briefings.map(one).collect::<Vec<_>>()
        };
        let follow = || resolved(ledger, linker, window((from + WINDOW).min(ledger.len())));
        let (taken, following) = rayon::join(take, follow);
        ties.extend(taken);
        next = following;
    }
    (uses, ties)
}

fn resolved(
    ledger: &Ledger,
    linker: &Linker<'_>,
    window: Range<usize>,
) -> Vec<(Line, Vec<Option<Resolved>>)> {
    let one = |b| {
        let (line, ids) = (ledger.line(b), ledger.names_of(b));
        let here = linker.persons(&line, ids);
        let words = |m: &Use| ledger.word(b, m.form);
        let resolve = |m| linker.mention(&line, ids, &here, (m, words(m)));
        let resolved = line.mentions.iter().map(resolve).collect();
        (line, resolved)
    };
    window.into_par_iter().map(one).collect()
}

impl Uses {
    /// Counts the mentions of a briefing.
    fn take(
        &mut self,
        b: u32,
        line: &Line,
        words: &[u32],
        resolved: Vec<Option<Resolved>>,
    ) -> Vec<Tie> {
        let tie = |(mention, found): (&Use, Option<Resolved>)| {
            let Some(found) = found else {
                return Tie::default();
            };
            let form = words[mention.form as usize];
            let counted = u32::from(mention.level == Level::Name);
            let entities = found.roots.iter().map(|root| {
                let number = self.number(*root, form);
                let named = &mut self.all[number as usize];
                named.times += counted;
                match named.briefings.last_mut() {
                    Some(last) if last.0 == b => last.1 += 1,
                    _ => named.briefings.push((b, 1)),
                }
                number
            });
            Tie {
                entities: entities.collect(),
                sure: found.sure,
                because: found.because,
                learned: found.learned.map(|l| (l.briefing, l.span)),
            }
        };
        line.mentions.iter().zip(resolved).map(tie).collect()
    }

    fn number(&mut self, root: Root, form: u32) -> u32 {
        let next = self.all.len() as u32;
        *self.numbers.entry((root, form)).or_insert_with(|| {
            self.all.push(Named {
                root,
                form,
                times: 0,
                briefings: Vec::new(),
            });
            next
        })
    }
}
