//! What is one entity? Merges the keys of all briefings by evidence and says who is mentioned where.
//!
//! Invariant: the same annotations give the same entities, byte for byte, whatever the order of files or number of threads.
//! Must not know: texts beyond the spans it is given, the index, the screen.

mod bodies;
mod corrected;
mod ledger;
mod made;
mod people;
mod resolve;
mod roles;
mod said;
mod shown;
mod table;
mod unknown;
mod uses;

use std::borrow::Borrow;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use smallvec::SmallVec;

pub(crate) use corrected::{Corrected, Found, Whole, correct};
pub(crate) use ledger::{Ledger, Notes, Pick};
pub(crate) use said::Said;

use crate::annotate::names::{RoleFact, Spotted};
use crate::annotate::spot::Why;
use crate::annotate::{Annotations, fold};
use crate::briefing::{Briefing, Kind, Level, Span};

/// What stands for an entity where there is none.
pub(crate) const NOBODY: u32 = u32::MAX;

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
    OfState,
    OnlyCandidate,
    NamedHere,
    OnlyHolder,
    HolderNamedHere,
    Nearest,
    Corrected,
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
            Because::OfState => "the only such body of a country that this briefing is about",
            Because::OnlyCandidate => "the only one who can be meant",
            Because::NamedHere => "the only holder named in this briefing",
            Because::OnlyHolder => "the only holder in the collection",
            Because::HolderNamedHere => "the holder named in this briefing",
            Because::Nearest => "the holder nearest in date",
            Because::Corrected => "its owners are one, by correction",
        }
    }
}

/// What a mention of one briefing became when all were linked; parallel to the mentions that annotating it found.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub(crate) struct Tie {
    /// As in [`Mention::entities`]: packed by the numbers of uses, unpacked by those of entities; none: it is no mention after
    /// all.
    pub entities: SmallVec<[u32; 2]>,
    pub sure: u8,
    pub because: Because,
    pub learned: Option<(u32, Span)>,
}

/// Where a mention of one briefing is, and why: what is kept of it beside its [`Tie`].
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(crate) struct Trace {
    span: Span,
    level: Level,
    why: Why,
}

/// Who is said to hold what; mentions by their number among those that annotating the briefing found.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct RoleTrace {
    pub role: String,
    /// Of which country or body.
    pub of: Option<u32>,
    pub person: u32,
    pub span: Span,
}

/// What is kept of the reading of a briefing beside its ties.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Traces {
    pub mentions: Vec<Trace>,
    pub roles: Vec<RoleTrace>,
}

/// The traces of what annotating a briefing found.
pub(crate) fn traces(annotations: &Annotations) -> Traces {
    let reading = &annotations.reading;
    let trace = |m: &Spotted| Trace {
        span: m.span,
        level: m.level,
        why: m.why,
    };
    let first = |name: u32| {
        let at = reading.mentions.iter().position(|m| m.name == name);
        at.map(|at| at as u32)
    };
    let role = |fact: &RoleFact| {
        Some(RoleTrace {
            role: fact.role.clone(),
            of: fact.of.and_then(first),
            person: first(fact.person)?,
            span: fact.span,
        })
    };
    Traces {
        mentions: reading.mentions.iter().map(trace).collect(),
        roles: reading.roles.iter().filter_map(role).collect(),
    }
}

/// All briefings linked.
#[derive(Debug, Default)]
pub(crate) struct Linked {
    /// All entities, by [`EntityId`].
    pub all: Vec<Entity>,
    /// For each briefing its [`Tie`]s, packed.
    pub ties: Vec<Vec<u8>>,
    /// Who is meant by each use that the ties name, by number in `all`, or [`NOBODY`].
    pub ids: Vec<u32>,
    /// For each entity what names it, packed; see [`Said`].
    pub said: Vec<Vec<u8>>,
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

/// Links the mentions of all briefings by the rules; what the reader knows better is for [`correct`].
pub(crate) fn link_all(ledger: &Ledger) -> Linked {
    let table = table::Table::new(ledger);
    let linker = resolve::Linker::new(&table);
    let (uses, ties) = uses::resolve(ledger, &linker);
    let made = made::entities(&table, uses);
    Linked {
        all: made.all,
        ties,
        ids: made.ids,
        said: made.said,
    }
}

/// The slug of an entity that goes by a name.
fn slug_of(kind: Kind, name: &str) -> String {
    format!("{}:{}", kind.name(), fold::slug(name))
}

/// The mentions of a briefing, as linking left them.
pub(crate) fn mentions(traces: &Traces, ties: Vec<Tie>) -> Vec<Mention> {
    let ties = traces.mentions.iter().zip(ties);
    ties.filter(|(_, tie)| !tie.entities.is_empty())
        .map(|(trace, tie)| Mention {
            span: trace.span,
            level: trace.level,
            entities: tie.entities.into_iter().map(EntityId).collect(),
            confidence: tie.sure,
            reason: Reason {
                read: trace.why,
                because: tie.because,
                learned: tie.learned,
            },
        })
        .collect()
}

/// The ties of a briefing; none if they are damaged. `id` looks into [`Linked::ids`].
pub(crate) fn unpack(ties: &[u8], id: impl Fn(u32) -> u32) -> Vec<Tie> {
    let mut ties: Vec<Tie> = postcard::from_bytes(ties).unwrap_or_default();
    for tie in &mut ties {
        let several = tie.entities.len() > 1;
        let mut entities = SmallVec::new();
        for entity in tie.entities.iter().map(|used| id(*used)) {
            if entity != NOBODY && !entities.contains(&entity) {
                entities.push(entity);
            }
        }
        if several && entities.len() == 1 && tie.because == Because::Ambiguous {
            tie.because = Because::Corrected;
        }
        tie.entities = entities;
    }
    ties
}

/// The other way round.
pub(crate) fn pack(ties: &[Tie]) -> Vec<u8> {
    postcard::to_stdvec(ties).unwrap_or_default()
}

/// Links briefings that are all at hand; `briefings` and `annotations` (owned, or kept elsewhere) run in parallel.
pub fn link<A: Borrow<Annotations>>(briefings: &[Arc<Briefing>], annotations: &[A]) -> Entities {
    let mut notes = Notes::default();
    for ((briefing, annotations), key) in briefings.iter().zip(annotations).zip(0..) {
        notes.add(key, annotations.borrow(), &briefing.body);
    }
    let linked = link_all(&Ledger::of(&notes));
    let id = |used: u32| linked.ids[used as usize];
    let of = |(a, ties): (&A, &Vec<u8>)| mentions(&traces(a.borrow()), unpack(ties, id));
    Entities {
        mentions: annotations.iter().zip(&linked.ties).map(of).collect(),
        all: linked.all,
    }
}
