//! Where does the collection speak of this? The rows of the concordance of one entity (or of all that an ambiguous name may mean).
//!
//! An alliance may be named at tens of thousands of places: briefings that are not on the screen are not read for them.
//! Must not know: colours, how context lines are cut.

use std::collections::BTreeMap;

use crate::corpus::{Corpus, Results};
use crate::entity::EntityId;
use crate::fold;

use super::list::Cursor;
use super::{App, Layer};

/// A row of the concordance.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Row {
    /// A year of publication, `None` where it is not certain, with how many mentions are listed.
    Year(Option<i16>, usize),
    /// A briefing, with how many of its mentions are listed.
    Briefing(u32, usize),
    /// One mention: the briefing, and the how many-th of those of the entities it is there, from 0.
    Mention(u32, u32),
}

/// The words around a mention are matched at so many places: each of them stands in a briefing that has to be read for it.
const READ: usize = 1_000;

/// The concordance on the screen.
#[derive(Debug, Clone)]
pub struct Concordance {
    /// Whose it is.
    pub entities: Vec<EntityId>,
    /// Where the reader comes from, as in [`Row::Mention`].
    pub here: Option<(u32, u32)>,
    /// What is listed.
    pub rows: Vec<Row>,
    /// Where the reader is in it.
    pub cursor: Cursor,
    /// What it is narrowed to: words of the sentence, the title or the source.
    pub narrow: String,
    /// Whether only briefings of the present query are listed.
    pub in_query: bool,
    /// Whether years stand above the mentions, not briefings.
    pub by_year: bool,
    /// Mentions per year of what is listed, `None` for undated briefings.
    pub years: BTreeMap<Option<i16>, usize>,
    /// Mentions and briefings listed.
    pub counts: (usize, usize),
    /// The briefings, oldest first, with how many mentions each has, whatever the list is narrowed to.
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
            here: from.and_then(|(b, m)| nth(corpus, entities, b, m)),
            rows: Vec::new(),
            cursor: Cursor::default(),
            narrow: String::new(),
            in_query: false,
            by_year: false,
            years: BTreeMap::new(),
            counts: (0, 0),
            places: corpus.spoken_of(entities),
            texts: None,
        };
        concordance.rebuild(corpus, results, height);
        // The reader knows the line he comes from: offer the next one.
        let rows = &concordance.rows;
        let from = concordance.here;
        let here = from.and_then(|(b, n)| rows.iter().position(|r| *r == Row::Mention(b, n)));
        let elsewhere =
            |r: &Row| matches!((r, from), (Row::Mention(b, _), Some((f, _))) if *b != f);
        let next = here.map(|h| h + rows[h..].iter().position(elsewhere).unwrap_or(0));
        concordance.select(next.unwrap_or(0), height);
        concordance
    }

    /// The corpus is another, and so are the numbers of these entities.
    pub fn renew(&mut self, corpus: &Corpus, entities: Vec<EntityId>, here: Option<(u32, u32)>) {
        self.places = corpus.spoken_of(&entities);
        self.here = here.and_then(|(b, m)| nth(corpus, &entities, b, m));
        self.entities = entities;
        self.texts = None;
    }

    /// Derives the rows.
    pub fn rebuild(&mut self, corpus: &Corpus, results: &Results, height: usize) {
        let words: Vec<String> = self.narrow.split_whitespace().map(fold::fold).collect();
        if !words.is_empty() && self.texts.is_none() {
            self.texts = Some(Texts::new(corpus, &self.places, &self.entities));
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
        for (n, &(briefing, mentions)) in self.places.iter().enumerate() {
            let first = at;
            at += mentions as usize;
            if asked.as_ref().is_some_and(|a| !a[briefing as usize]) {
                continue;
            }
            let head = self.rows.len();
            self.rows.push(Row::Briefing(briefing, 0));
            let fits = |i: &u32| texts.is_none_or(|t| t.fit(&words, n, first + *i as usize));
            let fitting = (0..mentions).filter(fits);
            self.rows.extend(fitting.map(|i| Row::Mention(briefing, i)));
            let count = self.rows.len() - head - 1;
            if count == 0 {
                self.rows.pop();
                continue;
            }
            self.rows[head] = Row::Briefing(briefing, count);
            *self.years.entry(corpus.year(briefing)).or_default() += count;
            self.counts = (self.counts.0 + count, self.counts.1 + 1);
        }
        if self.by_year {
            self.group_by_year(corpus);
        }
        self.select(self.cursor.at, height);
    }

    /// Puts years above the rows in the place of briefings, what has no certain year last.
    fn group_by_year(&mut self, corpus: &Corpus) {
        let mut of: BTreeMap<Option<i16>, Vec<Row>> = BTreeMap::new();
        let mut year = None;
        for row in std::mem::take(&mut self.rows) {
            match row {
                Row::Briefing(briefing, _) => year = corpus.year(briefing),
                row => of.entry(year).or_default().push(row),
            }
        }
        let undated = of.remove(&None).map(|rows| (None, rows));
        for (year, rows) in of.into_iter().chain(undated) {
            self.rows.push(Row::Year(year, rows.len()));
            self.rows.extend(rows);
        }
    }

    /// Goes to the first mention of the next (or previous) briefing of the list.
    pub(super) fn step_briefing(&mut self, back: bool, height: usize) {
        let Some((here, _)) = self.selected_row() else {
            return;
        };
        let other = |row: &Row| matches!(row, Row::Mention(b, _) if *b != here);
        let at = self.cursor.at;
        let next = match back {
            false => self.rows[at..].iter().position(other).map(|n| at + n),
            true => self.rows[..at].iter().rposition(other).map(|last| {
                let of = |row: &Row| matches!((row, self.rows[last]), (Row::Mention(a, _), Row::Mention(b, _)) if *a == b);
                let first = self.rows[..last].iter().rposition(|r| !of(r));
                first.map_or(0, |n| n + 1)
            }),
        };
        if let Some(next) = next {
            self.select(next, height);
        }
    }

    /// At how many places the sentence was looked at when the list was narrowed, if not at all of them.
    pub fn cut(&self) -> Option<usize> {
        let all: usize = self.places.iter().map(|p| p.1 as usize).sum();
        (!self.narrow.is_empty() && all > READ).then_some(READ)
    }

    /// Selects a row.
    pub fn select(&mut self, at: usize, height: usize) {
        let rows = &self.rows;
        self.cursor
            .select(at, height, rows.len(), |i| stops(&rows[i]));
    }

    /// The selected row, as in [`Row::Mention`].
    fn selected_row(&self) -> Option<(u32, u32)> {
        match self.rows.get(self.cursor.at) {
            Some(&Row::Mention(b, n)) => Some((b, n)),
            _ => None,
        }
    }

    /// The selected mention: the briefing, and the index into its mentions.
    pub fn selected(&self, corpus: &Corpus) -> Option<(u32, u32)> {
        let (briefing, nth) = self.selected_row()?;
        Some((briefing, self.mention(corpus, briefing, nth)?))
    }

    /// The index into the mentions of a briefing of the so many-th that is listed.
    pub fn mention(&self, corpus: &Corpus, briefing: u32, nth: u32) -> Option<u32> {
        let mentions = corpus.mentions_of(briefing, &self.entities);
        mentions.get(nth as usize).copied()
    }

    /// Every mention that is listed, in order, as in [`Row::Mention`].
    pub(super) fn places_listed(&self) -> Vec<(u32, u32)> {
        let place = |row: &Row| match *row {
            Row::Mention(briefing, nth) => Some((briefing, nth)),
            _ => None,
        };
        self.rows.iter().filter_map(place).collect()
    }

    /// Selects a mention (a briefing, and the index into its mentions) if it is listed.
    pub(super) fn find(&mut self, corpus: &Corpus, (b, m): (u32, u32), height: usize) {
        let row = nth(corpus, &self.entities, b, m).map(|(b, n)| Row::Mention(b, n));
        let at = self.rows.iter().position(|r| Some(*r) == row);
        self.select(at.unwrap_or(self.cursor.at), height);
    }
}

impl Texts {
    fn new(corpus: &Corpus, places: &[(u32, u32)], entities: &[EntityId]) -> Texts {
        let head = |(briefing, _): &(u32, u32)| {
            let row = corpus.row(*briefing);
            let date = row.published;
            let date = date.map_or_else(|| "undated".to_owned(), |p| p.to_string());
            fold::fold(&format!("{} {} {date}", row.title, row.source))
        };
        let contexts = places.iter().flat_map(|(briefing, count)| {
            let page = corpus.page(*briefing);
            let context = |m: u32| {
                let span = page.mentions[m as usize].span;
                let block = page.briefing.blocks.iter().find(|k| k.span.contains(span));
                fold::fold(&page.briefing.body[block.map_or(span, |k| k.span).range()])
            };
            let mentions = corpus.mentions_of(*briefing, entities).into_iter();
            let mut contexts: Vec<String> = mentions.map(context).collect();
            // Were the briefing another than was counted, those after it would be taken for its own.
            contexts.resize(*count as usize, String::new());
            contexts
        });
        Texts {
            heads: places.iter().map(head).collect(),
            contexts: contexts.take(READ).collect(),
        }
    }

    /// Whether the sentence of a place and the head of its briefing (number `head` of the list) hold all words.
    fn fit(&self, words: &[String], head: usize, place: usize) -> bool {
        let context = self.contexts.get(place).map_or("", String::as_str);
        let mut words = words.iter().map(String::as_str);
        words.all(|w| self.heads[head].contains(w) || context.contains(w))
    }
}

/// The place among the listed mentions of one (a briefing, and the index into its mentions), if it names any of the entities.
fn nth(corpus: &Corpus, entities: &[EntityId], briefing: u32, mention: u32) -> Option<(u32, u32)> {
    let mentions = corpus.mentions_of(briefing, entities);
    let nth = mentions.iter().position(|m| *m == mention)?;
    Some((briefing, nth as u32))
}

/// The place of the next (or previous) one in a list of briefings by age, round and round, and whether it went round; nothing if
/// there is no other. Seen from a briefing that is not in the list, those around it in time.
pub fn neighbour(
    corpus: &Corpus,
    briefings: &[(u32, u32)],
    here: u32,
    back: bool,
) -> Option<(usize, bool)> {
    let n = briefings.len();
    let before = briefings.partition_point(|b| corpus.age(b.0) < corpus.age(here));
    let is_in = briefings.get(before).is_some_and(|b| b.0 == here);
    if n < 1 + usize::from(is_in) {
        return None;
    }
    Some(match back {
        true => ((before + n - 1) % n, before == 0),
        false => {
            let next = before + usize::from(is_in);
            (next % n, next >= n)
        }
    })
}

impl App {
    /// Groups the concordance on top by briefing or by year; the cursor stays on its mention.
    pub(super) fn group_concordance(&mut self) {
        let height = self.overlay_height();
        if let Some(Layer::Concordance(c)) = self.layers.last_mut() {
            let selected = c.selected_row().map(|(b, n)| Row::Mention(b, n));
            c.by_year = !c.by_year;
            c.rebuild(&self.corpus, &self.results, height);
            let at = c.rows.iter().position(|r| Some(*r) == selected);
            c.select(at.unwrap_or(c.cursor.at), height);
        }
    }
}

/// Whether a row can be selected.
pub fn stops(row: &Row) -> bool {
    matches!(row, Row::Mention(..))
}
