//! What is known of a briefing before it meets the others? Made once, and shared by every snapshot that holds the briefing.
//!
//! Must not know: queries, where briefings come from.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use jiff::civil::Date;
use rayon::prelude::*;

use super::{Corpus, Draft, Entry, Facts, Store, facts};
use crate::annotate::names::Reading;
use crate::annotate::{Annotations, annotate};
use crate::briefing::{Briefing, Loaded, Origin, Problem};
use crate::entity::{Entities, Ledger, Linked, Mention, Tie, link_all, pack};

/// A briefing with all that depends on it alone: the dear part of opening a corpus.
#[derive(Debug)]
pub struct Annotated {
    /// The briefing.
    pub briefing: Arc<Briefing>,
    pub(super) annotations: Annotations,
    pub(super) facts: Facts,
}

impl Annotated {
    /// Annotates a briefing.
    pub fn new(briefing: Arc<Briefing>) -> Annotated {
        let annotations = annotate(&briefing);
        Annotated {
            facts: facts::facts(&briefing, &annotations),
            annotations,
            briefing,
        }
    }
}

impl Corpus {
    /// Annotates and links what was loaded, in memory, one document once; relative dates are seen from the day of the call.
    pub fn build(loaded: Loaded) -> Corpus {
        let mut firsts: Vec<(Arc<Briefing>, Vec<String>)> = Vec::new();
        let mut met: HashMap<u64, usize> = HashMap::new();
        for briefing in loaded.briefings {
            let at = *met.entry(briefing.sameness()).or_insert(firsts.len());
            match firsts.get_mut(at) {
                Some((_, also)) => also.push(briefing.name.clone()),
                None => firsts.push((briefing, Vec::new())),
            }
        }
        let briefings = firsts.into_par_iter();
        let (annotated, also): (Vec<Annotated>, Vec<Vec<String>>) = briefings
            .map(|(briefing, also)| (Annotated::new(briefing), also))
            .unzip();
        Corpus::in_memory(&annotated, also, &loaded.problems, &link_all)
    }

    /// The corpus of briefings that are annotated and linked already; `annotations` and the mentions in `entities` run in
    /// parallel to `briefings` (missing ones are empty).
    pub fn assemble(
        briefings: Vec<Arc<Briefing>>,
        annotations: &[Annotations],
        entities: Entities,
        problems: Vec<Problem>,
        today: Date,
    ) -> Corpus {
        let mut annotated = Vec::new();
        let mut linked = Linked {
            ids: (0..entities.all.len() as u32).collect(),
            all: entities.all,
            ..Linked::default()
        };
        for (at, briefing) in briefings.into_iter().enumerate() {
            let mentions = entities.mentions.get(at).map_or(&[][..], Vec::as_slice);
            let mut annotations = annotations.get(at).cloned().unwrap_or_default();
            annotations.reading =
                Reading::of(mentions.iter().map(|m| (m.span, m.level, m.reason.read)));
            let tie = |m: &Mention| Tie {
                entities: m.entities.iter().map(|e| e.0).collect(),
                sure: m.confidence,
                because: m.reason.because,
                learned: m.reason.learned,
            };
            linked
                .ties
                .push(pack(&mentions.iter().map(tie).collect::<Vec<_>>()));
            annotated.push(Annotated {
                facts: facts::facts(&briefing, &annotations),
                annotations,
                briefing,
            });
        }
        let linked = std::sync::Mutex::new(Some(linked));
        let once = |_: &Ledger| {
            linked
                .lock()
                .ok()
                .and_then(|mut l| l.take())
                .unwrap_or_default()
        };
        Corpus::in_memory(&annotated, Vec::new(), &problems, &once).seen_from(today)
    }

    #[expect(
        clippy::expect_used,
        reason = "only a system without memory or threads refuses"
    )]
    fn in_memory(
        annotated: &[Annotated],
        also: Vec<Vec<String>>,
        problems: &[Problem],
        link: &(dyn Fn(&Ledger) -> Linked + Sync),
    ) -> Corpus {
        let published = Store::memory(0).and_then(|mut store| {
            store.lock(1)?;
            let mut entries = Vec::with_capacity(annotated.len());
            let mut also = also.into_iter();
            for annotated in annotated {
                let serial = store.serial();
                store.put(serial, annotated)?;
                entries.push(Entry {
                    serial,
                    file: file_key(&annotated.briefing.origin),
                    also: also.next().unwrap_or_default(),
                });
            }
            let draft = Draft {
                entries: &entries,
                problems,
                files: Vec::new(),
            };
            store.publish_with(draft, link)
        });
        published
            .map(|p| p.corpus)
            .expect("an index in memory needs nothing but memory")
    }
}

/// Equal for the same file, whatever is in it.
pub(crate) fn file_key(origin: &Origin) -> u64 {
    let mut hasher = DefaultHasher::new();
    origin.hash(&mut hasher);
    hasher.finish()
}
