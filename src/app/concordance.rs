//! Where does the collection speak of this? The rows of the concordance of one entity (or of all that an ambiguous name may mean).
//!
//! Must not know: colours, how context lines are cut.

use std::collections::BTreeMap;

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

/// The concordance on the screen.
#[derive(Debug, Clone)]
pub struct Concordance {
    /// Whose it is.
    pub entities: Vec<EntityId>,
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
            rows: Vec::new(),
            cursor: Cursor::default(),
            narrow: String::new(),
            in_query: false,
            years: BTreeMap::new(),
            counts: (0, 0),
        };
        concordance.rebuild(corpus, results, height);
        // The reader knows the line he comes from: offer the next one.
        let here = from.and_then(|(b, m)| {
            concordance
                .rows
                .iter()
                .position(|r| *r == Row::Mention(b, m))
        });
        let elsewhere =
            |r: &Row| matches!((r, from), (Row::Mention(b, _), Some((f, _))) if *b != f);
        let next = here.map(|h| {
            h + concordance.rows[h..]
                .iter()
                .position(elsewhere)
                .unwrap_or(0)
        });
        concordance.select(next.unwrap_or(0), height);
        concordance
    }

    /// Derives the rows.
    pub fn rebuild(&mut self, corpus: &Corpus, results: &Results, height: usize) {
        let mut wanted = places(corpus, &self.entities);
        let words: Vec<String> = self.narrow.split_whitespace().map(fold::fold).collect();
        wanted.retain(|&(b, m)| {
            (!self.in_query || results.hits.contains(&b))
                && (words.is_empty() || matches(corpus, b, m, &words))
        });
        self.rows.clear();
        self.years.clear();
        self.counts = (wanted.len(), 0);
        for group in wanted.chunk_by(|a, b| a.0 == b.0) {
            let briefing = group[0].0;
            let year = corpus.row(briefing).published.and_then(|p| p.year());
            *self.years.entry(year).or_default() += group.len();
            self.counts.1 += 1;
            self.rows.push(Row::Briefing(briefing, group.len()));
            self.rows
                .extend(group.iter().map(|&(b, m)| Row::Mention(b, m)));
        }
        self.select(self.cursor.at, height);
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

/// Every mention of any of the entities, as [`Corpus::concordance`] orders them.
pub fn places(corpus: &Corpus, entities: &[EntityId]) -> Vec<(u32, u32)> {
    let mut places: Vec<(u32, u32)> = entities
        .iter()
        .flat_map(|&e| corpus.concordance(e))
        .collect();
    if entities.len() > 1 {
        let date = |b| {
            corpus
                .date_key(b)
                .map(|(latest, earliest)| (earliest, latest))
        };
        places.sort_by_key(|&(b, m)| (date(b).is_none(), date(b), b, m));
        places.dedup();
    }
    places
}

/// Whether a row can be selected.
pub fn stops(row: &Row) -> bool {
    matches!(row, Row::Mention(..))
}

/// Whether the context of a mention, its title or its source holds all words.
fn matches(corpus: &Corpus, briefing: u32, mention: u32, words: &[String]) -> bool {
    let page = corpus.page(briefing);
    let (b, row) = (&page.briefing, corpus.row(briefing));
    let span = page.mentions[mention as usize].span;
    let block = b
        .blocks
        .iter()
        .find(|k| k.span.contains(span))
        .map_or(span, |k| k.span);
    let date = row.published;
    let date = date.map_or_else(|| "undated".to_owned(), |p| p.to_string());
    let text = fold::fold(&format!(
        "{} {} {} {date}",
        &b.body[block.range()],
        row.title,
        row.source,
    ));
    words.iter().all(|w| text.contains(w.as_str()))
}
