//! Where is the reader in the open briefing? Its lines, the one on top, the selected mention, the finds.
//!
//! Invariant: `top` is a line from which the window can still be filled, if the page is long enough.
//! Must not know: colours, other briefings' texts.

use std::sync::Arc;

use crate::briefing::Span;
use crate::corpus::{Corpus, Page};
use crate::entity::{EntityId, Mention};
use crate::typeset::{Line, line_of, typeset};

use super::list::Motion;
use super::select::Selection;

/// The number of a briefing that is not in the corpus any more.
pub const GONE: u32 = u32::MAX;

/// Where the open briefing is, seen from the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// The query finds it.
    Found,
    /// The query does not.
    Outside,
    /// Its file is no longer in the folder: it stays open until the reader moves on.
    Gone,
}

/// The briefing in the article pane.
#[derive(Debug, Clone)]
pub struct Article {
    /// Which one; [`GONE`] when it is no longer in the corpus.
    pub briefing: u32,
    /// The file that it is of, as [`crate::corpus::BriefingKey::file`].
    pub file: u64,
    /// Where it is.
    pub standing: Standing,
    /// The whole of it.
    pub page: Arc<Page>,
    /// Its text in lines.
    pub lines: Vec<Line>,
    /// The first line in sight.
    pub top: usize,
    /// Its linked mentions, as indices into the briefing's mentions.
    pub linked: Vec<u32>,
    /// The selected mention, as an index into the briefing's mentions.
    pub mention: Option<u32>,
    /// Where the query's words stand.
    pub words: Vec<Span>,
    /// What `find` was asked for.
    pub needle: String,
    /// Where it stands.
    pub finds: Vec<Span>,
    /// The find the reader is at, as an index into `finds`.
    pub find: Option<usize>,
    /// The passage that the reader came here for, until something else is selected.
    pub landed: Option<Span>,
    /// What the reader has marked.
    pub selection: Option<Selection>,
    width: u16,
    height: usize,
}

impl Article {
    /// Opens a briefing in a column of `width` × `height` cells.
    pub fn open(corpus: &Corpus, briefing: u32, width: u16, height: u16) -> Article {
        let page = corpus.page(briefing);
        Article {
            briefing,
            file: corpus.key(briefing).file,
            standing: Standing::Found,
            lines: typeset(&page.briefing, width),
            top: 0,
            linked: linked(corpus, &page),
            page,
            mention: None,
            words: Vec::new(),
            needle: String::new(),
            finds: Vec::new(),
            find: None,
            landed: None,
            selection: None,
            width,
            height: usize::from(height),
        }
    }

    /// Stays as it is when its file is gone from the folder; `entity` says who is who in the corpus that is left.
    pub fn leave(&mut self, left: &Corpus, entity: impl Fn(EntityId) -> Option<EntityId>) {
        let mut page = Page::clone(&self.page);
        for mention in &mut page.mentions {
            let entities = mention.entities.iter();
            mention.entities = entities.filter_map(|&e| entity(e)).collect();
        }
        self.linked = linked(left, &page);
        self.mention = self.mention.filter(|m| self.linked.contains(m));
        self.page = Arc::new(page);
        self.briefing = GONE;
        self.standing = Standing::Gone;
    }

    /// Sets the page anew for another column, and keeps the words on top on top.
    pub fn resize(&mut self, width: u16, height: u16) {
        self.height = usize::from(height);
        if width != self.width {
            let (at, was_at_top) = (self.top_byte(), self.top == 0);
            self.width = width;
            self.lines = typeset(&self.page.briefing, width);
            self.top = if was_at_top {
                0
            } else {
                line_of(&self.lines, at)
            };
        }
        self.settle();
    }

    /// Scrolls.
    pub fn go(&mut self, motion: Motion) {
        let page = self.height.saturating_sub(2).max(1) as isize;
        let by = match motion {
            Motion::Rows(n) => n,
            Motion::Half(n) => n * (self.height / 2).max(1) as isize,
            Motion::Page(n) => n * page,
            Motion::Top => isize::MIN / 2,
            Motion::Bottom => isize::MAX / 2,
        };
        self.top = self.top.saturating_add_signed(by);
        self.settle();
    }

    fn settle(&mut self) {
        self.top = self
            .top
            .min(self.lines.len().saturating_sub(self.height.max(1)));
    }

    /// The byte of the body on top of the window.
    pub fn top_byte(&self) -> u32 {
        self.top_place().0
    }

    /// The first byte of the body in the window, and the lines without text above it.
    pub fn top_place(&self) -> (u32, u32) {
        let lines = self.lines[self.top.min(self.lines.len())..].iter();
        let first = lines
            .enumerate()
            .find_map(|(i, line)| Some((line.start()?, i as u32)));
        first.unwrap_or((0, 0))
    }

    /// How far the reader has read, in percent: what lies above the window's lower edge.
    pub fn percent(&self) -> usize {
        let seen = (self.top + self.height).min(self.lines.len());
        (seen * 100).checked_div(self.lines.len()).unwrap_or(100)
    }

    /// Brings byte `at` of the body in sight: not at all when it is there, else a third down the window.
    pub fn show(&mut self, at: u32) {
        let line = line_of(&self.lines, at);
        if !(self.top..self.top + self.height).contains(&line) {
            self.top = line.saturating_sub(self.height / 3);
        }
        self.settle();
    }

    /// Puts byte `at` of the body on top, with so many lines above it, as when coming back to a place.
    pub fn put_on_top(&mut self, at: u32, above: u32) {
        let line = if at == 0 { 0 } else { line_of(&self.lines, at) };
        self.top = line.saturating_sub(above as usize);
        self.settle();
    }

    /// The bytes of the body in sight.
    pub fn in_sight(&self) -> Span {
        let shown = self.lines.iter().skip(self.top).take(self.height);
        let (mut start, mut end) = (u32::MAX, 0);
        for line in shown {
            if let Line::Text { span, .. } = line {
                start = start.min(span.start);
                end = end.max(span.end);
            }
        }
        Span {
            start: start.min(end),
            end,
        }
    }

    /// Selects the next (or previous) linked mention; without a selection the first in sight. False at the end.
    pub fn step_mention(&mut self, back: bool) -> bool {
        let page = Arc::clone(&self.page);
        let mentions = &page.mentions;
        let sight = self.in_sight();
        let start = |i: u32| mentions[i as usize].span.start;
        let selected = self
            .mention
            .filter(|&m| sight.start <= start(m) && start(m) < sight.end);
        let next = match (selected, back) {
            (Some(m), false) => self.linked.iter().copied().find(|&i| i > m),
            (Some(m), true) => self.linked.iter().rev().copied().find(|&i| i < m),
            (None, false) => self
                .linked
                .iter()
                .copied()
                .find(|&i| start(i) >= sight.start),
            (None, true) => self
                .linked
                .iter()
                .rev()
                .copied()
                .find(|&i| start(i) < sight.end),
        };
        if let Some(mention) = next {
            self.select(mention);
        }
        next.is_some()
    }

    /// Selects a mention, and shows it.
    pub fn select(&mut self, mention: u32) {
        self.mention = Some(mention);
        self.landed = None;
        self.show(self.page.mentions[mention as usize].span.start);
    }

    /// Comes to a passage.
    pub fn land(&mut self, passage: Span) {
        self.mention = None;
        self.find = None;
        self.landed = Some(passage);
        self.show(passage.start);
    }

    /// Goes to the next (or previous) find, round and round; without one, to the first from the window's top on.
    pub fn step_find(&mut self, back: bool) -> bool {
        let n = self.finds.len();
        if n == 0 {
            return false;
        }
        let top = self.top_byte();
        let next = match (self.find, back) {
            (Some(i), false) => (i + 1) % n,
            (Some(i), true) => (i + n - 1) % n,
            (None, false) => self.finds.iter().position(|s| s.start >= top).unwrap_or(0),
            (None, true) => self
                .finds
                .iter()
                .rposition(|s| s.start < top)
                .unwrap_or(n - 1),
        };
        self.find = Some(next);
        self.landed = None;
        self.show(self.finds[next].start);
        true
    }

    /// Forgets what was looked for.
    pub fn clear_find(&mut self) {
        self.needle.clear();
        self.finds.clear();
        self.find = None;
    }
}

/// The mentions of a page that lead elsewhere, as indices into them.
fn linked(corpus: &Corpus, page: &Page) -> Vec<u32> {
    let is_linked = |m: &Mention| m.entities.iter().any(|&e| corpus.entity(e).is_linked());
    let mentions = (0..).zip(&page.mentions);
    mentions
        .filter(|(_, m)| is_linked(m))
        .map(|(i, _)| i)
        .collect()
}
