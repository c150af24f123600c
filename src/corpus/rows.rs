//! What is there to show of a briefing or an entity? A line of it cheaply, the whole of it on demand.
//!
//! Must not know: who shows it.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use jiff::civil::Date;

use super::{Corpus, Facts};
use crate::briefing::{Briefing, Kind, Problem, Published};
use crate::entity::{EntityId, Mention};

/// What a list shows of a briefing.
#[derive(Debug, Clone, Copy)]
pub struct Row<'c> {
    /// Its path, as people and exports see it.
    pub name: &'c str,
    /// Its title, or else its first words.
    pub title: &'c str,
    /// Who issued it.
    pub source: &'c str,
    /// Equal for two briefings exactly when their sources are.
    pub source_id: u32,
    /// When it was published, if anything says.
    pub published: Option<Published>,
    /// Whether the document itself says when.
    pub stated: bool,
    /// Words in its text blocks.
    pub words: u32,
}

/// A whole briefing.
#[derive(Debug)]
pub struct Page {
    /// The document.
    pub briefing: Arc<Briefing>,
    /// What is known of it.
    pub facts: Facts,
    /// Whom and what it mentions, sorted by start, then longest first.
    pub mentions: Vec<Mention>,
}

/// An entity, as it is shown.
#[derive(Debug, Clone, Copy)]
pub struct Named<'c> {
    /// Stable over runs while its name stays.
    pub slug: &'c str,
    /// What it is.
    pub kind: Kind,
    /// The name it is shown by.
    pub name: &'c str,
    /// How often it is mentioned in all.
    pub mentions: u32,
    /// How many briefings mention it.
    pub briefings: u32,
}

impl Named<'_> {
    /// Whether more than one briefing mentions it.
    pub fn is_linked(&self) -> bool {
        self.briefings > 1
    }
}

/// What tells briefings of two snapshots apart, or that they are one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BriefingKey {
    /// Equal only for the same text of the same file; small numbers, fit for an index.
    pub serial: u32,
    /// Equal for the same file, whatever is in it.
    pub file: u64,
}

/// What rows show and briefings do not hold, worked out when it is first asked for.
#[derive(Debug, Default)]
pub(super) struct Columns {
    sources: OnceLock<Vec<u32>>,
    keys: OnceLock<Vec<BriefingKey>>,
}

impl Corpus {
    /// How many briefings there are.
    pub fn len(&self) -> usize {
        self.briefings.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.briefings.is_empty()
    }

    /// What a list shows of a briefing: cheap.
    pub fn row(&self, b: u32) -> Row<'_> {
        let (briefing, facts) = (&self.briefings[b as usize], &self.facts[b as usize]);
        let published = facts.published.as_ref();
        Row {
            name: &briefing.name,
            title: briefing.heading(),
            source: &facts.source.value,
            source_id: self.source_id(b),
            published: published.map(|p| p.value),
            stated: published.is_some_and(|p| p.is_stated()),
            words: facts.words,
        }
    }

    /// What [`Row::source_id`] says, for counting many briefings.
    pub fn source_id(&self, b: u32) -> u32 {
        self.sources()[b as usize]
    }

    /// The year of publication when there is no doubt about it, for counting many briefings.
    pub fn year(&self, b: u32) -> Option<i16> {
        self.facts[b as usize].year()
    }

    /// The whole briefing. It may have to be read from the disk: never for many briefings at a key or a frame.
    pub fn page(&self, b: u32) -> Arc<Page> {
        Arc::new(Page {
            briefing: Arc::clone(&self.briefings[b as usize]),
            facts: self.facts[b as usize].clone(),
            mentions: self.mentions(b).to_vec(),
        })
    }

    /// An entity.
    pub fn entity(&self, e: EntityId) -> Named<'_> {
        let entity = self.entities.get(e);
        Named {
            slug: &entity.slug,
            kind: entity.kind,
            name: &entity.name,
            mentions: entity.mentions(),
            briefings: entity.briefings.len() as u32,
        }
    }

    /// How many entities there are; their ids count up from 0.
    pub fn entities(&self) -> usize {
        self.entities.all.len()
    }

    /// The briefings that mention an entity, ascending, with how often each does.
    pub fn entity_briefings(&self, e: EntityId) -> Vec<(u32, u32)> {
        self.entities.get(e).briefings.clone()
    }

    /// The surface forms of an entity with their counts, most frequent first.
    pub fn entity_names(&self, e: EntityId) -> Vec<(String, u32)> {
        self.entities.get(e).names.clone()
    }

    /// The entity of that slug.
    pub fn entity_by_slug(&self, slug: &str) -> Option<EntityId> {
        let at = self.entities.all.iter().position(|e| e.slug == slug)?;
        Some(EntityId(at as u32))
    }

    /// What could not be read.
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }

    /// The day that relative dates are seen from.
    pub fn today(&self) -> Date {
        self.today
    }

    /// What tells whether a briefing of another snapshot is the same.
    pub fn key(&self, b: u32) -> BriefingKey {
        let keys = self.columns.keys.get_or_init(|| {
            let key = |b: &Arc<Briefing>| BriefingKey {
                serial: serial(b),
                file: hash(&b.origin),
            };
            self.briefings.iter().map(key).collect()
        });
        keys[b as usize]
    }

    /// One line on a mention of a briefing: which rule and evidence made it and what it links to.
    pub fn why(&self, b: u32, mention: &Mention) -> String {
        self.entities.why(&self.briefings, b, mention)
    }

    /// For each briefing a number of its source.
    fn sources(&self) -> &[u32] {
        self.columns.sources.get_or_init(|| {
            let mut ids: HashMap<&str, u32> = HashMap::new();
            let mut of = Vec::with_capacity(self.facts.len());
            for facts in &self.facts {
                let next = ids.len() as u32;
                of.push(*ids.entry(&facts.source.value).or_insert(next));
            }
            of
        })
    }
}

fn hash(value: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

/// The number of a text of a file, the same in every snapshot of this process.
fn serial(briefing: &Briefing) -> u32 {
    static SERIALS: Mutex<Option<HashMap<(u64, u64), u32>>> = Mutex::new(None);
    let mut serials = SERIALS.lock().unwrap_or_else(PoisonError::into_inner);
    let serials = serials.get_or_insert_default();
    let next = serials.len() as u32;
    let text = (hash(&briefing.origin), hash(&briefing.body));
    *serials.entry(text).or_insert(next)
}
