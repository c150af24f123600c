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
use std::ops::Range;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::annotate::Annotations;
use crate::annotate::spot::Why;
use crate::briefing::{Briefing, Kind, Level, Span};

/// An entity's place in [`Entities::all`]; stable within one snapshot of the corpus only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
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
    pub(crate) because: Because,
    /// The briefing and the words there that taught it.
    pub(crate) learned: Option<(u32, Span)>,
}

/// What the corpus adds to the reason of a mention.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(crate) enum Because {
    #[default]
    Nothing,
    Surname,
    Ambiguous,
    OtherName,
    Cues,
    OnlyCandidate,
    NamedHere,
    OnlyHolder,
    HolderNamedHere,
    Nearest,
}

impl Because {
    /// In words; empty when nothing was added.
    fn words(self) -> &'static str {
        match self {
            Because::Nothing => "",
            Because::Surname => "the surname of the only such full name in the collection",
            Because::Ambiguous => "ambiguous: it has several owners",
            Because::OtherName => "another name of the same",
            Because::Cues => "cues around all its occurrences",
            Because::OnlyCandidate => "the only one who can be meant",
            Because::NamedHere => "the only holder named in this briefing",
            Because::OnlyHolder => "the only holder in the collection",
            Because::HolderNamedHere => "the holder named in this briefing",
            Because::Nearest => "the holder nearest in date",
        }
    }
}

/// What a mention of one briefing became when all were linked; parallel to the mentions that annotating it found.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub(crate) struct Tie {
    /// As in [`Mention::entities`]; none: it is no mention after all.
    pub entities: Vec<u32>,
    pub sure: u8,
    pub because: Because,
    pub learned: Option<(u32, Span)>,
}

/// What one briefing says, for linking.
pub(crate) struct Said {
    pub annotations: Annotations,
    /// Its text.
    pub body: String,
}

/// Where linking gets what the briefings say; it asks twice, so that it need not hold everything at once.
pub(crate) trait Readings: Sync {
    /// How many briefings there are.
    fn len(&self) -> usize;

    /// What a range of them says, in order, one for each.
    fn read(&self, range: Range<usize>) -> Vec<Said>;
}

/// All briefings linked.
#[derive(Debug, Default)]
pub(crate) struct Linked {
    /// All entities, by [`EntityId`].
    pub all: Vec<Entity>,
    /// For each briefing its [`Tie`]s, packed.
    pub ties: Vec<Vec<u8>>,
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
    pub fn why(&self, briefings: &[Arc<Briefing>], briefing: u32, mention: &Mention) -> String {
        let page = |b: u32| Arc::clone(&briefings[b as usize]);
        why(briefing, mention, &page, &|e| self.get(e).name.clone())
    }
}

/// One line on a mention of briefing number `briefing`; `page` gives briefings, `name` the names of entities.
pub(crate) fn why(
    briefing: u32,
    mention: &Mention,
    page: &dyn Fn(u32) -> Arc<Briefing>,
    name: &dyn Fn(EntityId) -> String,
) -> String {
    shown::why(briefing, mention, page, name)
}

/// Links the mentions of all briefings.
pub(crate) fn link_all(readings: &dyn Readings) -> Linked {
    let table = table::Table::new(readings);
    let linker = resolve::Linker::new(&table);
    shown::linked(readings, &table, &linker)
}

/// The mentions that annotating a briefing found, as linking left them.
pub(crate) fn mentions(annotations: &Annotations, ties: &[u8]) -> Vec<Mention> {
    let mentions = annotations.reading.mentions.iter();
    let ties = mentions.zip(unpack(ties));
    ties.filter(|(_, tie)| !tie.entities.is_empty())
        .map(|(spotted, tie)| Mention {
            span: spotted.span,
            level: spotted.level,
            entities: tie.entities.into_iter().map(EntityId).collect(),
            confidence: tie.sure,
            reason: Reason {
                read: spotted.why,
                because: tie.because,
                learned: tie.learned,
            },
        })
        .collect()
}

/// The ties of a briefing; none if they are damaged.
pub(crate) fn unpack(ties: &[u8]) -> Vec<Tie> {
    postcard::from_bytes(ties).unwrap_or_default()
}

/// The other way round.
pub(crate) fn pack(ties: &[Tie]) -> Vec<u8> {
    postcard::to_stdvec(ties).unwrap_or_default()
}

/// Links briefings that are all at hand; `briefings` and `annotations` (owned, or kept elsewhere) run in parallel.
pub fn link<A: Borrow<Annotations> + Sync>(
    briefings: &[Arc<Briefing>],
    annotations: &[A],
) -> Entities {
    let linked = link_all(&AtHand {
        briefings,
        annotations,
    });
    let of = |(annotations, ties): (&A, &Vec<u8>)| mentions(annotations.borrow(), ties);
    Entities {
        mentions: annotations.iter().zip(&linked.ties).map(of).collect(),
        all: linked.all,
    }
}

struct AtHand<'a, A> {
    briefings: &'a [Arc<Briefing>],
    annotations: &'a [A],
}

impl<A: Borrow<Annotations> + Sync> Readings for AtHand<'_, A> {
    fn len(&self) -> usize {
        self.briefings.len()
    }

    fn read(&self, range: Range<usize>) -> Vec<Said> {
        let said = |at: usize| Said {
            annotations: self.annotations[at].borrow().clone(),
            body: self.briefings[at].body.clone(),
        };
        range.map(said).collect()
    }
}
