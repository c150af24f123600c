//! Where does the collection speak of this? The rows of the concordance of one entity (or of all that an ambiguous name may mean).
//!
//! An alliance may be named at tens of thousands of places: briefings that are not on the screen are not read for them.
//! Must not know: colours, how context lines are cut.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::corpus::{Corpus, Results};
use crate::entity::EntityId;
use crate::fold;

use super::list::Cursor;

/// A row of the concordance.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Row {
    /// A briefing, with how many of its mentions are listed.
    Briefing(u32, usize),
    /// One mention: the briefing, and the index into its mentions.
    Mention(u32, u32),
}

/// The words around a mention are matched at so many places: each of them stands in a briefing that has to be read for it.
const READ: usize = 1_000;

/// The concordance on the screen.
#[derive(Debug, Clone)]
pub struct Concordance {
    /// Whose it is.
    pub entities: Vec<EntityId>,
    /// Where the reader comes from: a briefing, and the index into its mentions.
    pub here: Option<(u32, u32)>,
    /// What is listed.
    pub rows: Vec<Row>,
    /// Where the reader is in it.
    pub cursor: Cursor,
    /// What it is narrowed to: words of the sentence, the title or the source.
    pub narrow: String,
    /// Whether only briefings of the present query are listed.
    pub in_query: bool,
    /// Mentions per year of what is listed, `None` for undated briefings.
    pub years: BTreeMap<Option<i16>, usize>,
    /// Mentions and briefings listed.
    pub counts: (usize, usize),
    /// Every mention, whatever the list is narrowed to.
    places: Vec<(u32, u32)>,
    /// What narrowing is matched with, folded: worked out at the first key.
    texts: Option<Texts>,
}

/// Texts that narrowing is matched with.
#[derive(Debug, Clone)]
struct Texts {
    /// Of each briefing in turn: title, source and date.
    heads: Vec<String>,
    /// Of the first places: the sentence.
    contexts: Vec<String>,
}

/// Lines above the rows: name, years, blank.
pub const HEAD: u16 = 3;

impl Concordance {
    /// The concordance of `entities`, with the cursor on the mention `from` (briefing, index).
    pub fn open(
        corpus: &Corpus,
        entities: &[EntityId],
        from: Option<(u32, u32)>,
        results: &Results,
        height: usize,
    ) -> Self {
        let mut concordance = Concordance {
            entities: entities.to_vec(),
            here: from,
            rows: Vec::new(),
            cursor: Cursor::default(),
            narrow: String::new(),
            in_query: false,
            years: BTreeMap::new(),
            counts: (0, 0),
            places: places(corpus, entities),
            texts: None,
        };
        concordance.rebuild(corpus, results, height);
        // The reader knows the line he comes from: offer the next one.
        let rows = &concordance.rows;
        let here = from.and_then(|(b, m)| rows.iter().position(|r| *r == Row::Mention(b, m)));
        let elsewhere =
            |r: &Row| matches!((r, from), (Row::Mention(b, _), Some((f, _))) if *b != f);
        let next = here.map(|h| h + rows[h..].iter().position(elsewhere).unwrap_or(0));
        concordance.select(next.unwrap_or(0), height);
        concordance
    }

    /// The corpus is another, and so are the numbers of these entities.
    pub fn renew(&mut self, corpus: &Corpus, entities: Vec<EntityId>, here: Option<(u32, u32)>) {
        self.places = places(corpus, &entities);
        self.entities = entities;
        self.here = here;
        self.texts = None;
    }

    /// Derives the rows.
    pub fn rebuild(&mut self, corpus: &Corpus, results: &Results, height: usize) {
        let words: Vec<String> = self.narrow.split_whitespace().map(fold::fold).collect();
        if !words.is_empty() && self.texts.is_none() {
            self.texts = Some(Texts::new(corpus, &self.places));
        }
        let texts = self.texts.as_ref().filter(|_| !words.is_empty());
        let asked = self.in_query.then(|| {
            let mut asked = vec![false; corpus.len()];
            results.hits.iter().for_each(|b| asked[*b as usize] = true);
            asked
        });
        self.rows.clear();
        self.years.clear();
        self.counts = (0, 0);
        let mut at = 0;
        for (n, group) in self.places.chunk_by(|a, b| a.0 == b.0).enumerate() {
            let (briefing, first) = (group[0].0, at);
            at += group.len();
            if asked.as_ref().is_some_and(|a| !a[briefing as usize]) {
                continue;
            }
            let head = self.rows.len();
            self.rows.push(Row::Briefing(briefing, 0));
            let fits = |i: usize| texts.is_none_or(|t| t.fit(&words, n, first + i));
            let fitting = group.iter().enumerate().filter(|(i, _)| fits(*i));
            self.rows
                .extend(fitting.map(|(_, &(b, m))| Row::Mention(b, m)));
            let count = self.rows.len() - head - 1;
            if count == 0 {
                self.rows.pop();
                continue;
            }
            self.rows[head] = Row::Briefing(briefing, count);
            *self.years.entry(corpus.year(briefing)).or_default() += count;
            self.counts = (self.counts.0 + count, self.counts.1 + 1);
        }
        self.select(self.cursor.at, height);
    }

    /// At how many places the sentence was looked at when the list was narrowed, if not at all of them.
    pub fn cut(&self) -> Option<usize> {
        (!self.narrow.is_empty() && self.places.len() > READ).then_some(READ)
    }

    /// Selects a row.
    pub fn select(&mut self, at: usize, height: usize) {
        let rows = &self.rows;
        self.cursor
            .select(at, height, rows.len(), |i| stops(&rows[i]));
    }

    /// The selected mention.
    pub fn selected(&self) -> Option<(u32, u32)> {
        match self.rows.get(self.cursor.at) {
            Some(&Row::Mention(b, m)) => Some((b, m)),
            _ => None,
        }
    }
}

impl Texts {
    fn new(corpus: &Corpus, places: &[(u32, u32)]) -> Texts {
        let head = |group: &[(u32, u32)]| {
            let row = corpus.row(group[0].0);
            let date = row.published;
            let date = date.map_or_else(|| "undated".to_owned(), |p| p.to_string());
            fold::fold(&format!("{} {} {date}", row.title, row.source))
        };
        let read = &places[..places.len().min(READ)];
        let contexts = read.chunk_by(|a, b| a.0 == b.0).flat_map(|group| {
            let page = corpus.page(group[0].0);
            let context = |(_, m): &(u32, u32)| {
                let span = page.mentions[*m as usize].span;
                let block = page.briefing.blocks.iter().find(|k| k.span.contains(span));
                fold::fold(&page.briefing.body[block.map_or(span, |k| k.span).range()])
            };
            group.iter().map(context).collect::<Vec<String>>()
        });
        Texts {
            heads: places.chunk_by(|a, b| a.0 == b.0).map(head).collect(),
            contexts: contexts.collect(),
        }
    }

    /// Whether the sentence of a place and the head of its briefing (number `head` of the list) hold all words.
    fn fit(&self, words: &[String], head: usize, place: usize) -> bool {
        let context = self.contexts.get(place).map_or("", String::as_str);
        let mut words = words.iter().map(String::as_str);
        words.all(|w| self.heads[head].contains(w) || context.contains(w))
    }
}

/// Every mention of any of the entities, as [`Corpus::concordance`] orders them.
fn places(corpus: &Corpus, entities: &[EntityId]) -> Vec<(u32, u32)> {
    let mut places: Vec<(u32, u32)> = entities
        .iter()
        .flat_map(|&e| corpus.concordance(e))
        .collect();
    if entities.len() > 1 {
        places.sort_by_cached_key(|&(b, m)| (age(corpus, b), m));
        places.dedup();
    }
    places
}

/// The briefings that mention any of the entities, in the same order.
pub fn briefings(corpus: &Corpus, entities: &[EntityId]) -> Vec<u32> {
    let named = entities.iter().flat_map(|&e| corpus.entity_briefings(e));
    let mut briefings: Vec<u32> = named.map(|(b, _)| b).collect();
    briefings.sort_by_cached_key(|b| age(corpus, *b));
    briefings.dedup();
    briefings
}

/// What briefings are ordered by, oldest first and undated last.
fn age(corpus: &Corpus, briefing: u32) -> (bool, Option<(Date, Date)>, u32) {
    let date = corpus.date_key(briefing);
    let date = date.map(|(latest, earliest)| (earliest, latest));
    (date.is_none(), date, briefing)
}

/// Whether a row can be selected.
pub fn stops(row: &Row) -> bool {
    matches!(row, Row::Mention(..))
}
