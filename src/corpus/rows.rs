//! What do lists show of a briefing? Its row, read from columns where they lie.
//!
//! Must not know: texts, queries.

use std::sync::{Arc, OnceLock};

use jiff::civil::Date;

use super::Facts;
use super::publish::UNDATED;
use super::table::{Numbers, Strings, Table};
use crate::briefing::{Briefing, Published};
use crate::entity::Mention;
use crate::query::Order;
use crate::record::Identity;

/// A briefing as lists show it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Row<'c> {
    /// Its path in the folder.
    pub name: &'c str,
    /// Its title, or the first words of the text.
    pub title: &'c str,
    /// Who issued it.
    pub source: &'c str,
    /// Equal if and only if the source is; in order of name.
    pub source_id: u32,
    /// When it was published.
    pub published: Option<Published>,
    /// Whether the document itself says when.
    pub stated: bool,
    /// Words in its text blocks.
    pub words: u32,
}

/// What stays the same while a briefing does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct BriefingKey {
    /// Of this text, never given to another.
    pub serial: u32,
    /// Of the file, whatever is in it.
    pub file: u64,
}

/// A whole briefing.
#[derive(Debug, Clone)]
pub struct Page {
    /// The briefing.
    pub briefing: Arc<Briefing>,
    /// What is known of it.
    pub facts: Facts,
    /// Whom it mentions, in order.
    pub mentions: Vec<Mention>,
}

/// The columns of all briefings.
#[derive(Debug, Clone, Default)]
pub(super) struct Rows {
    titles: Strings,
    names: Strings,
    sources: Strings,
    source: Numbers,
    year: Numbers,
    earliest: Numbers,
    latest: Numbers,
    stated: Numbers,
    words: Numbers,
    serials: Numbers,
    files: Numbers,
    also: Strings,
    keys: Numbers,
    orders: [Numbers; 4],
    /// The sum of `words`, once it was asked for.
    total: OnceLock<u64>,
}

/// The day of number 0.
const FIRST: Date = Date::constant(-9999, 1, 1);

/// What stands for the year 0; 0 stands for none.
const YEAR_0: u32 = 10_000;

/// The number of a year.
pub(super) fn year_number(year: Option<i16>) -> u32 {
    year.map_or(0, |y| YEAR_0.saturating_add_signed(y.into()))
}

/// Days since the first that there is.
pub(super) fn day_number(day: Date) -> u32 {
    let days = FIRST.duration_until(day).as_hours() / 24;
    u32::try_from(days).unwrap_or_default()
}

fn day(number: u32) -> Option<Date> {
    let days = jiff::Span::new().try_days(i64::from(number)).ok()?;
    (number != UNDATED)
        .then(|| FIRST.checked_add(days).ok())
        .flatten()
}

impl Rows {
    pub(super) fn new(table: &Table) -> Rows {
        let order = |name: &str| table.numbers(&format!("order.{name}"));
        Rows {
            titles: table.strings("titles"),
            names: table.strings("names.of.files"),
            sources: table.strings("sources"),
            source: table.numbers("source"),
            year: table.numbers("year"),
            earliest: table.numbers("earliest"),
            latest: table.numbers("latest"),
            stated: table.numbers("stated"),
            words: table.numbers("words"),
            serials: table.numbers("serials"),
            files: table.numbers("files"),
            also: table.strings("also"),
            keys: table.numbers("keys"),
            orders: ["date", "title", "source", "length"].map(order),
            total: OnceLock::new(),
        }
    }

    pub(super) fn len(&self) -> usize {
        self.serials.len()
    }

    pub(super) fn row(&self, briefing: u32) -> Row<'_> {
        let at = briefing as usize;
        let source_id = self.source.get(at);
        Row {
            name: self.names.get(at),
            title: self.titles.get(at),
            source: self.sources.get(source_id as usize),
            source_id,
            published: self.published(briefing),
            stated: self.stated.get(at) == 1,
            words: self.words.get(at),
        }
    }

    /// The names of the other files that carry the same document.
    pub(super) fn also(&self, briefing: u32) -> Vec<String> {
        postcard::from_bytes(self.also.bytes(briefing as usize)).unwrap_or_default()
    }

    /// The path of a briefing.
    pub(super) fn name(&self, briefing: u32) -> &str {
        self.names.get(briefing as usize)
    }

    /// The number of its source.
    pub(super) fn source(&self, briefing: u32) -> u32 {
        self.source.get(briefing as usize)
    }

    /// How many sources there are.
    pub(super) fn sources(&self) -> usize {
        self.sources.len()
    }

    /// What a source is called.
    pub(super) fn source_name(&self, source: u32) -> &str {
        self.sources.get(source as usize)
    }

    /// The year of publication when there is no doubt about it.
    pub(super) fn year(&self, briefing: u32) -> Option<i16> {
        match self.year.get(briefing as usize) {
            0 => None,
            year => i16::try_from(i64::from(year) - i64::from(YEAR_0)).ok(),
        }
    }

    pub(super) fn published(&self, briefing: u32) -> Option<Published> {
        let at = briefing as usize;
        if at >= self.len() {
            return None;
        }
        Some(Published {
            earliest: day(self.earliest.get(at))?,
            latest: day(self.latest.get(at))?,
        })
    }

    /// The numbers of the first and last possible day; [`UNDATED`] if there is none.
    pub(super) fn days(&self, briefing: u32) -> (u32, u32) {
        let at = briefing as usize;
        (self.earliest.get(at), self.latest.get(at))
    }

    pub(super) fn words(&self, briefing: u32) -> u32 {
        self.words.get(briefing as usize)
    }

    /// Words of all texts together.
    pub(super) fn total(&self) -> u64 {
        let sum = || self.words.iter().map(u64::from).sum();
        *self.total.get_or_init(sum)
    }

    pub(super) fn key(&self, briefing: u32) -> BriefingKey {
        let at = briefing as usize;
        let (low, high) = (self.files.get(at * 2), self.files.get(at * 2 + 1));
        BriefingKey {
            serial: self.serials.get(at),
            file: u64::from(low) | u64::from(high) << 32,
        }
    }

    /// By what it is known beyond this corpus.
    pub(super) fn identity(&self, briefing: u32) -> Identity {
        let key = |nth: usize| {
            let at = (briefing as usize * 3 + nth) * 2;
            let (low, high) = (self.keys.get(at), self.keys.get(at + 1));
            u64::from(low) | u64::from(high) << 32
        };
        Identity {
            id: key(0),
            text: key(1),
            path: key(2),
        }
    }

    /// For each briefing its place in an order; relevance to no words is the order by date.
    pub(super) fn places(&self, order: Order) -> &Numbers {
        &self.orders[match order {
            Order::Date | Order::Relevance => 0,
            Order::Title => 1,
            Order::Source => 2,
            Order::Length => 3,
        }]
    }

    /// The days of the oldest and the newest briefing that has a date.
    pub(super) fn span(&self) -> Option<(u32, u32)> {
        let dated = || self.latest.iter().filter(|d| *d != UNDATED);
        dated().min().zip(dated().max())
    }
}
