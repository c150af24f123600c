//! What is one entity? Merges the keys of all briefings by evidence and says who is mentioned where.
//!
//! Invariant: the same annotations give the same entities, byte for byte, whatever the order of files or number of threads.
//! Must not know: texts beyond the spans it is given, the index, the screen.

mod bodies;
mod people;
mod resolve;
mod roles;
mod shown;
mod table;
mod unknown;

use std::borrow::Borrow;
use std::sync::Arc;

use crate::annotate::Annotations;
use crate::annotate::spot::Why;
use crate::briefing::{Briefing, Kind, Level, Span};

/// An entity's place in [`Entities::all`]; stable within one snapshot of the corpus only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
pub struct EntityId(pub u32);

/// A mention, resolved over the whole corpus.
#[derive(Debug, Clone, PartialEq)]
pub struct Mention {
    /// Where, in the body.
    pub span: Span,
    /// How it names it.
    pub level: Level,
    /// Whom it names; first the likeliest. More than one: ambiguous (a surname with several owners), and it links to all.
    pub entities: Vec<EntityId>,
    /// Percent; under 60 is doubtful and shown so.
    pub confidence: u8,
    /// Which rule and evidence made it: see [`Entities::why`].
    pub reason: Reason,
}

/// The reason of a mention, small: words of the program and spans of briefings.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Reason {
    pub(crate) read: Why,
    /// What the corpus added.
    pub(crate) because: &'static str,
    /// The briefing and the words there that taught it.
    pub(crate) learned: Option<(u32, Span)>,
}

/// An entity as the corpus knows it.
#[derive(Debug, Clone, PartialEq)]
pub struct Entity {
    /// Stable over runs while its name stays (`person:sergei-lavrov`, `country:tj`).
    pub slug: String,
    /// What it is.
    pub kind: Kind,
    /// The name it is shown by.
    pub name: String,
    /// Surface forms with their counts, most frequent first.
    pub names: Vec<(String, u32)>,
    /// The briefings that mention it, ascending, with how often each does.
    pub briefings: Vec<(u32, u32)>,
}

impl Entity {
    /// Whether more than one briefing mentions it.
    pub fn is_linked(&self) -> bool {
        self.briefings.len() > 1
    }

    /// How often it is mentioned in all.
    pub fn mentions(&self) -> u32 {
        self.briefings.iter().map(|b| b.1).sum()
    }
}

/// Everyone and everything the corpus speaks of.
#[derive(Debug, Clone, Default)]
pub struct Entities {
    /// All entities, by [`EntityId`].
    pub all: Vec<Entity>,
    /// For each briefing its mentions, sorted by start, then longest first.
    pub mentions: Vec<Vec<Mention>>,
}

impl Entities {
    /// The entity of that id.
    pub fn get(&self, id: EntityId) -> &Entity {
        &self.all[id.0 as usize]
    }

    /// One line on a mention of briefing number `briefing`: which rule and evidence made it and what it links to.
    pub fn why(
        &self,
        briefings: &[std::sync::Arc<Briefing>],
        briefing: u32,
        mention: &Mention,
    ) -> String {
        shown::why(self, briefings, briefing, mention)
    }
}

/// Links the mentions of all briefings; `briefings` and `annotations` (owned, or kept elsewhere) run in parallel.
pub fn link<A: Borrow<Annotations>>(briefings: &[Arc<Briefing>], annotations: &[A]) -> Entities {
    let annotations: Vec<&Annotations> = annotations.iter().map(Borrow::borrow).collect();
    let table = table::Table::new(&annotations);
    let linker = resolve::Linker::new(&table, &annotations);
    shown::entities(briefings, &annotations, &table, &linker)
}
