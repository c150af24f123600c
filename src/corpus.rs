//! What is in the corpus, and which of it does a query want? All briefings opened together, annotated and linked.
//!
//! Invariant: an opened corpus is an immutable snapshot; a change makes a new one.
//! Must not know: keys, layout, the screen, which search engine answers.

mod amended;
mod annotated;
mod company;
mod complete;
mod copies;
mod countries;
mod counts;
mod evidence;
mod facets;
mod facts;
mod heads;
mod identity;
mod labels;
mod own;
mod passages;
mod pieces;
mod places;
mod profile;
mod publish;
mod rank;
mod related;
mod resolve;
mod revision;
mod roster;
mod rows;
mod schema;
mod search;
mod sentences;
mod shelf;
mod store;
mod table;
mod text;
mod wanted;

use std::collections::{BTreeMap, HashMap};

/// Bytes that are read where they lie.
pub use crate::query::Order;
pub use annotated::Annotated;
pub(crate) use annotated::file_key;
pub use company::{Company, Times};
pub use complete::Completion;
pub use copies::Sketches;
pub use evidence::Ground;
pub use heads::Heading;
use jiff::civil::Date;
pub use own::{OWN, Own};
pub use passages::{Parallel, Side, Stop, Tier};
pub use pieces::Harm;
pub use profile::{Form, Held, Profile};
pub use related::Related;
/// Numbers of briefings.
pub use roaring::RoaringBitmap as Set;
pub use roster::Named;
pub use rows::{BriefingKey, Page, Row};
pub use search::Marks;
pub use sentences::sentences;
use serde::{Deserialize, Serialize};
pub use store::{Draft, Entry, FORMAT, Later, Published as State, Store, StoreError, set_aside};
use tantivy::Searcher;

use std::sync::Arc;

use crate::briefing::{Claim, Problem, Published};
use crate::corrections::Told;
use crate::entity::{self, EntityId, Mention};
use crate::query::{Facet, Query, QueryError};
use crate::record::Identity;

/// What the corpus knows of one briefing: stated where it is stated, else inferred.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Facts {
    /// Who issued it; the folder it came in when nothing says.
    pub source: Claim<String>,
    /// When it was published, if anything says.
    pub published: Option<Claim<Published>>,
    /// Countries it is about (ISO alpha-2, lower case), most first; a stated country that has no code is its slug.
    pub countries: Vec<String>,
    /// Countries it only mentions; those it names more than once are in the facet all the same.
    pub mentioned: Vec<String>,
    /// Topic ids, strongest first.
    pub topics: Vec<String>,
    /// The years that the text speaks of, ascending, each once.
    pub spoken: Vec<i16>,
    /// The language it is in, a primary tag (`en`), if anything tells.
    pub lang: Option<Claim<String>>,
    /// Words in its text blocks.
    pub words: u32,
}

impl Facts {
    /// The year of publication, when there is no doubt about it.
    pub fn year(&self) -> Option<i16> {
        self.published.as_ref().and_then(|p| p.value.year())
    }
}

/// All briefings opened together.
#[derive(Debug, Default)]
pub struct Corpus {
    /// As it was published.
    table: table::Table,
    searcher: Option<Searcher>,
    /// What the reader tells of it.
    labels: Arc<labels::Labels>,
    name: Option<String>,
    rows: rows::Rows,
    roster: roster::Roster,
    words: Arc<text::Words>,
    facets: facets::Facets,
    /// For each briefing what its mentions were linked to, and what these are numbered.
    ties: table::Strings,
    ids: table::Numbers,
    /// What some of these are numbered since they are corrected.
    others: HashMap<u32, u32>,
    /// The briefings that say themselves which countries they are about.
    stating: table::Numbers,
    /// What the rules found briefings to be about, packed.
    values: table::Strings,
    /// First those of files, then those of corrections.
    problems: Vec<Problem>,
    of_files: usize,
    today: Date,
    stock: Arc<shelf::Stock>,
    pages: shelf::Pages,
    kept: passages::Kept,
    heads: heads::Heads,
}

/// One facet value, with the count that including it would leave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FacetValue {
    /// As the query prints it (`tajikistan`, `armed-conflict`, `2013`, `undated`).
    pub key: String,
    /// As the screen shows it.
    pub label: String,
    /// Briefings that have it, under all the query but this facet's own choices.
    pub count: u32,
}

/// What a query found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Results {
    /// Matching briefings, in the order asked for.
    pub hits: Vec<u32>,
    /// The values of each facet that was asked for, most frequent first (years and dates: newest first, undated last); values
    /// that the query names are there even at 0.
    pub facets: BTreeMap<Facet, Vec<FacetValue>>,
    /// What of the query can be pointed at in each hit, for highlighting and snippets: [`Corpus::found`].
    pub marks: Marks,
}

impl Corpus {
    /// The corpus of a table; relative dates are seen from the day of the call.
    fn new(table: &table::Table, searcher: Searcher) -> Corpus {
        let problems = postcard::from_bytes(&table.bytes("problems"));
        let problems: Vec<Problem> = problems.unwrap_or_default();
        Corpus {
            table: table.clone(),
            searcher: Some(searcher.clone()),
            labels: Arc::default(),
            name: None,
            rows: rows::Rows::new(table),
            roster: roster::Roster::new(table),
            words: Arc::new(text::Words::new(table, searcher.clone())),
            facets: facets::Facets::read(table),
            ties: table.strings("ties"),
            ids: table.numbers("ties.ids"),
            others: HashMap::new(),
            heads: heads::Heads::default(),
            stating: table.numbers("stating"),
            values: table.strings("values"),
            of_files: problems.len(),
            problems,
            today: jiff::Zoned::now().date(),
            stock: Arc::new(shelf::Stock::new(searcher)),
            pages: shelf::Pages::default(),
            kept: passages::Kept::default(),
        }
    }

    /// The same with sources, topics and a name of the reader's own, and no others that it may have had; without corrections.
    pub fn told(&self, told: &Told) -> Corpus {
        let Some(searcher) = &self.searcher else {
            return Corpus::default();
        };
        let found = Corpus::new(&self.table, searcher.clone()).seen_from(self.today);
        let labels = labels::Labels::new(told, &self.table, &found.rows, &found.words);
        let name = told.name.clone();
        let told = match labels.is_empty() {
            true => found,
            false => {
                let table = self.table.with(labels.sections(&found.rows, &found.facets));
                Corpus {
                    table: self.table.clone(),
                    ..Corpus::new(&table, searcher.clone()).seen_from(self.today)
                }
            }
        };
        Corpus {
            labels: Arc::new(labels),
            name,
            ..told
        }
    }

    /// The same with these corrections, and with no others that it may have had; `problems` are those of their files. It costs what
    /// is corrected, not what there is: a key can wait for it.
    pub fn corrected(&self, told: &Told, problems: &[Problem]) -> Corpus {
        let corrections = &told.entities;
        let found = self.roster.found();
        let ties = |b: u32| entity::unpack(self.ties.bytes(b as usize), |used| used);
        let corrected = entity::correct(&found, &ties, corrections);
        let values = |b: u32| self.values.bytes(b as usize);
        let values = |b| postcard::from_bytes::<revision::Values>(values(b)).unwrap_or_default();
        let abouts = countries::Abouts {
            stating: &self.stating.iter().collect(),
            is_about: &|b, code| values(b).countries.iter().any(|c| c == code),
        };
        let countries = countries::Countries::new(&found, &corrected, &abouts);
        let of_files = self.problems_of_files().iter();
        let unused = corrected.unused.iter();
        let unused = unused.map(|(at, what)| corrections[*at].unused(what));
        let unused_labels = self.labels.unused().iter().cloned();
        let of_corrections = problems.iter().cloned().chain(unused_labels).chain(unused);
        Corpus {
            table: self.table.clone(),
            searcher: self.searcher.clone(),
            labels: Arc::clone(&self.labels),
            name: self.name.clone(),
            rows: self.rows.clone(),
            roster: found.corrected(&corrected),
            words: Arc::clone(&self.words),
            facets: self.facets.corrected(countries),
            ties: self.ties.clone(),
            ids: self.ids.clone(),
            others: corrected.ids,
            stating: self.stating.clone(),
            values: self.values.clone(),
            problems: of_files.cloned().chain(of_corrections).collect(),
            of_files: self.of_files,
            today: self.today,
            stock: Arc::clone(&self.stock),
            pages: shelf::Pages::default(),
            kept: passages::Kept::default(),
            heads: heads::Heads::default(),
        }
    }

    /// The same, with relative dates seen from another day.
    pub fn seen_from(mut self, today: Date) -> Corpus {
        self.today = today;
        self
    }

    /// How many briefings there are; they stand in order of name.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// What lists show of a briefing: cheap.
    pub fn row(&self, briefing: u32) -> Row<'_> {
        self.rows.row(briefing)
    }

    /// What [`Row::source_id`] says, for counting many briefings.
    pub fn source_id(&self, briefing: u32) -> u32 {
        self.rows.source(briefing)
    }

    /// The year of publication when there is no doubt about it, for counting many briefings.
    pub fn year(&self, briefing: u32) -> Option<i16> {
        self.rows.year(briefing)
    }

    /// The whole briefing. It may have to be read from the disk: never for many briefings at a key or a frame.
    pub fn page(&self, briefing: u32) -> Arc<Page> {
        self.pages.get(briefing, || self.read_page(briefing))
    }

    fn ties(&self, briefing: u32) -> Vec<entity::Tie> {
        let ties = self.ties.alone(briefing as usize);
        let others = &self.others;
        let now = |used: u32| others.get(&used).copied();
        entity::unpack(&ties, |used| {
            now(used).unwrap_or_else(|| self.ids.get(used as usize))
        })
    }

    fn read_page(&self, briefing: u32) -> Page {
        let serial = self.rows.key(briefing).serial;
        match self.stock.stored(serial) {
            Some(stored) => Page {
                mentions: entity::mentions(&stored.traces, self.ties(briefing)),
                briefing: Arc::new(stored.briefing),
                facts: self.facts_now(stored.facts, briefing),
            },
            None => Page {
                briefing: Arc::new(shelf::lost(self.row(briefing).name)),
                facts: Facts::unknown(self.row(briefing).source),
                mentions: Vec::new(),
            },
        }
    }

    /// What is known of a briefing, by what the reader tells of it too.
    fn facts_now(&self, facts: Facts, briefing: u32) -> Facts {
        let mut facts = self.labels.facts(facts, briefing);
        let now = |codes: &[String], but: &[String]| {
            let mut all: Vec<String> = Vec::new();
            for code in codes {
                let now = self.facets.country_now(code, briefing).map(str::to_owned);
                all.extend(now.filter(|c| !all.contains(c) && !but.contains(c)));
            }
            all
        };
        facts.countries = now(&facts.countries, &[]);
        facts.mentioned = now(&facts.mentioned, &facts.countries);
        facts
    }

    /// What tells briefings of two snapshots apart.
    pub fn key(&self, briefing: u32) -> BriefingKey {
        self.rows.key(briefing)
    }

    /// The names of the other files that carry the very same document.
    pub fn also(&self, briefing: u32) -> Vec<String> {
        self.rows.also(briefing)
    }

    /// By what a briefing is known beyond this corpus: cheap.
    pub fn identity(&self, briefing: u32) -> Identity {
        self.rows.identity(briefing)
    }

    /// An entity.
    pub fn entity(&self, entity: EntityId) -> Named<'_> {
        self.roster.get(entity)
    }

    /// All entities, in order of slug.
    pub fn entities(&self) -> impl Iterator<Item = EntityId> + '_ {
        self.roster.of_kind(None)
    }

    /// The entity of that slug.
    pub fn entity_by_slug(&self, slug: &str) -> Option<EntityId> {
        self.roster.by_slug(slug)
    }

    /// The briefings that mention an entity, ascending, with how often each does.
    pub fn entity_briefings(&self, entity: EntityId) -> Vec<(u32, u32)> {
        self.roster.briefings(entity).collect()
    }

    /// The surface forms of an entity with their counts, most frequent first.
    pub fn entity_names(&self, entity: EntityId) -> Vec<(String, u32)> {
        self.roster.forms(entity)
    }

    /// What the reader calls it.
    pub fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    /// What could not be read, and corrections that cannot be done.
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }

    /// What could not be read.
    pub(crate) fn problems_of_files(&self) -> &[Problem] {
        &self.problems[..self.of_files]
    }

    /// The day that relative dates are seen from.
    pub fn today(&self) -> Date {
        self.today
    }

    /// One line on a mention of a briefing: which rule and evidence made it and what it links to.
    pub fn why(&self, briefing: u32, mention: &Mention) -> String {
        let page = |b: u32| Arc::clone(&self.page(b).briefing);
        let name = |e| self.entity(e).name.to_owned();
        entity::why(briefing, mention, &page, &name)
    }

    /// Reads a text and resolves it: [`crate::query::parse`], then [`Corpus::resolve`]; errors have their place in `text`.
    pub fn read(&self, text: &str) -> Result<Query, QueryError> {
        self.resolve(&crate::query::parse(text)?)
    }

    /// What a briefing's place in time is compared by: its last and first possible day; nothing when it is undated.
    pub fn date_key(&self, briefing: u32) -> Option<(Date, Date)> {
        let published = self.rows.published(briefing)?;
        Some((published.latest, published.earliest))
    }

    /// Puts briefings, each at most once, in an order; those that are equal in it stand newest first. Relevance to no words
    /// is the order by date.
    pub fn sort(&self, briefings: &mut [u32], order: Order) {
        let places = self.rows.places(order);
        if briefings.len() * 16 < self.len() {
            briefings.sort_unstable_by_key(|b| places.get(*b as usize));
            return;
        }
        // Of many, each has its place: no comparing.
        const FREE: u32 = u32::MAX;
        let mut all = vec![FREE; self.len()];
        for briefing in briefings.iter() {
            if let Some(place) = all.get_mut(places.get(*briefing as usize) as usize) {
                *place = *briefing;
            }
        }
        let placed = all.into_iter().filter(|b| *b != FREE);
        for (to, briefing) in briefings.iter_mut().zip(placed) {
            *to = briefing;
        }
    }

    /// Every mention of an entity: `(briefing, index into its mentions)`, briefings by date (oldest first, undated last), then position.
    pub fn concordance(&self, entity: EntityId) -> Vec<(u32, u32)> {
        let mut briefings: Vec<u32> = self.roster.briefings(entity).map(|b| b.0).collect();
        briefings.sort_by_key(|b| (self.rows.days(*b), *b));
        let named = |b: u32| {
            let ties = self.ties(b).into_iter();
            let kept = ties.filter(|t| !t.entities.is_empty()).zip(0u32..);
            kept.filter(move |(t, _)| t.entities.contains(&entity.0))
                .map(move |(_, i)| (b, i))
        };
        briefings.into_iter().flat_map(named).collect()
    }
}
