//! When is it spoken of, and with whom? The briefings of an entity (or of the present list) along time, and a lane for each of
//! those who are named together with it.
//!
//! Counted off the loop, for years and months at once, so that changing between them asks nothing.
//! Must not know: colours, how many columns fit.

use std::sync::Arc;

use crate::corpus::{Corpus, Times};
use crate::entity::EntityId;
use crate::query::Facet;

use super::list::Motion;
use super::{App, Effect, Layer};

/// Lanes below the first, when the reader has picked none.
const LANES: usize = 6;

/// Whose time it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Subject {
    /// All briefings that mention it.
    Entity(EntityId),
    /// The briefings of the list as it was.
    List(Arc<Vec<u32>>),
}

/// One row of counts along time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lane {
    /// Who else is named in these briefings; nobody: all of them.
    pub with: Option<EntityId>,
    /// How many briefings when.
    pub times: Times,
}

/// What a column of the timeline is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Scale {
    /// A year.
    #[default]
    Years,
    /// A month.
    Months,
}

/// The timeline on the screen.
#[derive(Debug, Clone)]
pub struct Timeline {
    /// Whose.
    pub subject: Subject,
    /// All of its briefings first, then those with others; none while they are being counted.
    pub lanes: Vec<Lane>,
    /// What a column is.
    pub scale: Scale,
    /// The column that the cursor is in, counted from the first.
    pub column: usize,
    /// The lane that it is in.
    pub lane: usize,
    /// Those whom the reader has picked.
    picked: Vec<EntityId>,
}

/// A question to the corpus, to be answered off the loop: each subject with those whom the reader has picked.
#[derive(Debug, Clone)]
pub struct Ask {
    corpus: Arc<Corpus>,
    asked: Vec<(Subject, Vec<EntityId>)>,
}

/// The answer.
#[derive(Debug)]
pub struct Counted {
    corpus: Arc<Corpus>,
    lanes: Vec<(Subject, Vec<EntityId>, Vec<Lane>)>,
}

impl Ask {
    /// Asks the corpus.
    pub fn run(self) -> Counted {
        let counted = |(subject, picked): (Subject, Vec<EntityId>)| {
            let lanes = lanes(&self.corpus, &subject, &picked);
            (subject, picked, lanes)
        };
        Counted {
            lanes: self.asked.into_iter().map(counted).collect(),
            corpus: self.corpus,
        }
    }
}

/// All briefings of a subject, then those of them that name others, too.
fn lanes(corpus: &Corpus, subject: &Subject, picked: &[EntityId]) -> Vec<Lane> {
    let own: Vec<u32> = match subject {
        Subject::List(briefings) => briefings.to_vec(),
        Subject::Entity(e) => corpus.entity_briefings(*e).iter().map(|b| b.0).collect(),
    };
    let mut with = picked.to_vec();
    if picked.is_empty() {
        let company = corpus.company_of(&own, subject.entity(), LANES);
        with.extend(company.iter().map(|c| c.entity));
    }
    let others = with.into_iter().map(|entity| Lane {
        with: Some(entity),
        times: corpus.times(corpus.naming(&own, entity)),
    });
    let all = Lane {
        with: None,
        times: corpus.times(own.iter().copied()),
    };
    std::iter::once(all).chain(others).collect()
}

impl Subject {
    /// The entity, if it is one.
    pub fn entity(&self) -> Option<EntityId> {
        match self {
            Subject::Entity(entity) => Some(*entity),
            Subject::List(_) => None,
        }
    }
}

impl Timeline {
    /// The first and the last year of which there is a briefing.
    pub fn years(&self) -> Option<(i16, i16)> {
        let years = &self.lanes.first()?.times.years;
        Some((*years.keys().next()?, *years.keys().next_back()?))
    }

    /// How many columns there are.
    pub fn columns(&self) -> usize {
        let years = self.years().map_or(0, |(first, last)| {
            usize::try_from(i32::from(last) - i32::from(first) + 1).unwrap_or(0)
        });
        match self.scale {
            Scale::Years => years,
            Scale::Months => 12 * years,
        }
    }

    /// The year of a column, and its month from 1 where columns are months.
    pub fn time(&self, column: usize) -> (i16, Option<i8>) {
        let first = self.years().map_or(0, |y| y.0);
        let year = |n: usize| first.saturating_add(i16::try_from(n).unwrap_or(i16::MAX));
        match self.scale {
            Scale::Years => (year(column), None),
            Scale::Months => (year(column / 12), Some((column % 12) as i8 + 1)),
        }
    }

    /// How many briefings a lane has in a column.
    pub fn count(&self, lane: &Lane, column: usize) -> u32 {
        let count = match self.time(column) {
            (year, None) => lane.times.years.get(&year),
            (year, Some(month)) => lane.times.months.get(&(year, month)),
        };
        count.copied().unwrap_or(0)
    }

    /// Moves along time, or to the first or last column.
    fn along(&mut self, by: isize) {
        if self.lanes.is_empty() {
            return;
        }
        let last = self.columns().saturating_sub(1);
        self.column = self.column.saturating_add_signed(by).min(last);
    }

    /// Moves among the lanes.
    pub(super) fn go(&mut self, motion: Motion) {
        let last = self.lanes.len().saturating_sub(1);
        let to = |by: isize| self.lane.saturating_add_signed(by).min(last);
        match motion {
            Motion::Rows(by) => self.lane = to(by),
            Motion::Half(by) | Motion::Page(by) => self.along(12 * by),
            Motion::Top => self.along(isize::MIN),
            Motion::Bottom => self.along(isize::MAX),
        }
    }

    /// Changes between years and months; the cursor stays in its year.
    fn rescale(&mut self) {
        if self.lanes.is_empty() {
            return;
        }
        let year = match self.scale {
            Scale::Years => self.column,
            Scale::Months => self.column / 12,
        };
        (self.scale, self.column) = match self.scale {
            Scale::Years => (Scale::Months, self.busiest(year)),
            Scale::Months => (Scale::Years, year),
        };
    }

    /// The month of a year with most briefings.
    fn busiest(&self, year: usize) -> usize {
        let Some(lane) = self.lanes.first() else {
            return 12 * year;
        };
        let (number, _) = self.time(year);
        let count = |m: &usize| lane.times.months.get(&(number, *m as i8 + 1));
        12 * year + (0..12).rev().max_by_key(count).unwrap_or(0)
    }

    /// Whom the row under the cursor is of: who else is named, in the first row the subject; nobody if that is a list.
    pub fn of_whom(&self) -> Option<EntityId> {
        let with = self.lanes.get(self.lane).and_then(|lane| lane.with);
        with.or(match self.subject {
            Subject::Entity(entity) => Some(entity),
            Subject::List(_) => None,
        })
    }

    /// The corpus is another, and so are the numbers; false if the entity is gone.
    pub(super) fn renew(
        &mut self,
        entity: &dyn Fn(EntityId) -> Option<EntityId>,
        briefing: &dyn Fn(u32) -> Option<u32>,
    ) -> bool {
        self.subject = match &self.subject {
            Subject::List(list) => {
                Subject::List(Arc::new(list.iter().filter_map(|b| briefing(*b)).collect()))
            }
            Subject::Entity(e) => match entity(*e) {
                Some(same) => Subject::Entity(same),
                None => return false,
            },
        };
        self.picked = self.picked.iter().filter_map(|e| entity(*e)).collect();
        self.lanes.retain_mut(|lane| match lane.with {
            None => true,
            Some(with) => {
                lane.with = entity(with);
                lane.with.is_some()
            }
        });
        self.lane = self.lane.min(self.lanes.len().saturating_sub(1));
        true
    }
}

impl App {
    /// Opens the timeline of whom the cursor is on, or of the list.
    pub(super) fn open_timeline(&mut self) -> Vec<Effect> {
        let (subject, picked) = match self.layers.last() {
            Some(Layer::Timeline(_)) => return Vec::new(),
            Some(Layer::Card(card)) => (Subject::Entity(card.entity), card.picked()),
            None if self.focus == crate::layout::Pane::Sources => (self.listed(), Vec::new()),
            _ => match self.under_cursor() {
                Some((entities, _)) => (Subject::Entity(entities[0]), Vec::new()),
                None => (self.listed(), Vec::new()),
            },
        };
        self.message = None;
        self.layers.push(Layer::Timeline(Timeline {
            subject,
            lanes: Vec::new(),
            scale: Scale::default(),
            column: usize::MAX,
            lane: 0,
            picked,
        }));
        self.ask_timeline().into_iter().collect()
    }

    fn listed(&self) -> Subject {
        Subject::List(Arc::new(self.results.hits.clone()))
    }

    /// Asks for the counts of the timelines: of all of them, since a newer question takes the place of an older one.
    pub(super) fn ask_timeline(&self) -> Option<Effect> {
        let asked = self.layers.iter().rev().filter_map(|l| match l {
            Layer::Timeline(timeline) => Some((timeline.subject.clone(), timeline.picked.clone())),
            _ => None,
        });
        let asked: Vec<(Subject, Vec<EntityId>)> = asked.collect();
        let corpus = Arc::clone(&self.corpus);
        (!asked.is_empty()).then_some(Effect::Timeline(Ask { corpus, asked }))
    }

    /// Timelines have been counted; an answer of another corpus is dropped.
    pub fn timed(&mut self, counted: Counted) {
        if !Arc::ptr_eq(&counted.corpus, &self.corpus) {
            return;
        }
        for layer in &mut self.layers {
            let Layer::Timeline(timeline) = layer else {
                continue;
            };
            let same = |c: &&(Subject, Vec<EntityId>, Vec<Lane>)| {
                c.0 == timeline.subject && c.1 == timeline.picked
            };
            if let Some((_, _, lanes)) = counted.lanes.iter().find(same) {
                timeline.lanes = lanes.clone();
                // At first, and where there are fewer columns now: the latest.
                timeline.along(0);
                timeline.lane = timeline.lane.min(timeline.lanes.len().saturating_sub(1));
            }
        }
    }

    /// Moves along the timeline on top.
    pub(super) fn step_time(&mut self, back: bool) {
        if let Some(Layer::Timeline(timeline)) = self.layers.last_mut() {
            timeline.along(if back { -1 } else { 1 });
        }
    }

    /// Years or months.
    pub(super) fn rescale_timeline(&mut self) {
        if let Some(Layer::Timeline(timeline)) = self.layers.last_mut() {
            timeline.rescale();
        }
    }

    /// Narrows the list to what the cell under the cursor counts.
    pub(super) fn open_time(&mut self) -> Vec<Effect> {
        let Some(Layer::Timeline(timeline)) = self.layers.last() else {
            return Vec::new();
        };
        let Some(lane) = timeline.lanes.get(timeline.lane) else {
            return Vec::new();
        };
        if timeline.count(lane, timeline.column) == 0 {
            self.say("No briefing then");
            return Vec::new();
        }
        let (year, month) = timeline.time(timeline.column);
        let named: Vec<EntityId> = timeline
            .subject
            .entity()
            .into_iter()
            .chain(lane.with)
            .collect();
        let mut query = self.query.clone();
        // The years of the query would be alternatives to this one.
        query.clear(Facet::Year);
        query.clear(Facet::Date);
        query.include(Facet::Year, &year.to_string());
        if let Some(month) = month {
            query.include(Facet::Date, &format!("{year:04}-{month:02}"));
        }
        let mut text = query.to_string();
        for entity in named {
            text.push(' ');
            text.push_str(&self.asking_for(entity));
        }
        self.narrow_by(&text)
    }
}
