//! Where is the reader in the open briefing? The lines in sight, the selected mention, the finds.
//!
//! Invariant: the window is filled, if the page is long enough; only what is in sight is set in lines.
//! Must not know: colours, other briefings' texts.

use std::sync::Arc;

use crate::briefing::{Block, BlockKind, FOOTNOTE, Span};
use crate::corpus::{Corpus, Page};
use crate::entity::{EntityId, Mention};
use crate::fold;
use crate::typeset::{Flow, Line, Manner, Sheet, Spot};

use super::head::{Fact, head};
use super::list::Motion;
use super::outline::Outline;
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

/// The column that a page is set in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column {
    /// Cells to a line.
    pub width: u16,
    /// Lines in sight.
    pub height: u16,
    /// How its lines are filled.
    pub manner: Manner,
}

impl Column {
    fn sheet(self, head: &[Vec<Fact>], unfolded: bool) -> Sheet {
        Sheet {
            width: self.width,
            head: head.len() as u16,
            manner: self.manner,
            unfolded,
        }
    }
}

fn flow(page: &Page, sheet: Sheet) -> Flow {
    let lang = page.facts.lang.as_ref().map(|l| l.value.as_str());
    Flow::new(Arc::clone(&page.briefing), lang, sheet)
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
    /// What stands under its title.
    pub head: Vec<Vec<Fact>>,
    /// Its sections, and who speaks where.
    pub outline: Outline,
    /// The lines in sight.
    pub window: Vec<Line>,
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
    /// The paragraph that the reader stepped to, until the page is moved or something else is selected.
    pub paragraph: Option<Span>,
    /// What the reader has marked.
    pub selection: Option<Selection>,
    flow: Flow,
    /// The first line in sight.
    top: Spot,
    height: usize,
}

impl Article {
    /// Opens a briefing in a column of `width` × `height` cells.
    pub fn open(corpus: &Corpus, briefing: u32, column: Column) -> Article {
        let page = corpus.page(briefing);
        let head = head(&page, column.width);
        let sheet = column.sheet(&head, false);
        let mut article = Article {
            briefing,
            file: corpus.key(briefing).file,
            standing: Standing::Found,
            flow: flow(&page, sheet),
            outline: Outline::of(&page.briefing),
            window: Vec::new(),
            head,
            top: Spot::default(),
            linked: linked(corpus, &page),
            page,
            mention: None,
            words: Vec::new(),
            needle: String::new(),
            finds: Vec::new(),
            find: None,
            landed: None,
            paragraph: None,
            selection: None,
            height: usize::from(column.height),
        };
        article.settle();
        article
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
    pub fn resize(&mut self, column: Column) {
        self.height = usize::from(column.height);
        self.head = head(&self.page, column.width);
        let sheet = column.sheet(&self.head, self.flow.sheet().unfolded);
        self.reset(sheet);
    }

    fn reset(&mut self, sheet: Sheet) {
        if sheet != self.flow.sheet() {
            let at = self.top_byte();
            let was_at_top = self.is_at_top();
            self.flow = flow(&self.page, sheet);
            self.top = match was_at_top {
                true => Spot::default(),
                false => self.flow.spot_of(at),
            };
        }
        self.settle();
    }

    /// Shows the lines that are not of the document, or folds them again.
    pub fn unfold(&mut self, unfolded: bool) {
        let sheet = self.flow.sheet();
        self.reset(Sheet { unfolded, ..sheet });
    }

    /// Whether lines that are not of the document are shown.
    pub fn is_unfolded(&self) -> bool {
        self.flow.sheet().unfolded
    }

    /// Scrolls.
    pub fn go(&mut self, motion: Motion) {
        self.paragraph = None;
        let page = self.height.saturating_sub(2).max(1) as isize;
        let by = match motion {
            Motion::Rows(n) => n,
            Motion::Half(n) => n * (self.height / 2).max(1) as isize,
            Motion::Page(n) => n * page,
            Motion::Top => {
                self.top = Spot::default();
                0
            }
            Motion::Bottom => {
                self.top = self.flow.end();
                0
            }
        };
        self.top = self.flow.step(self.top, by);
        self.settle();
    }

    /// Keeps the window filled, and works out what is in it.
    fn settle(&mut self) {
        let height = self.height.max(1);
        self.window = self.flow.window(self.top, height);
        if self.window.len() < height {
            let end = self.flow.end();
            let full = self.flow.step(end, 1 - height as isize);
            self.top = self.top.min(full);
            self.window = self.flow.window(self.top, height);
        }
        self.window.truncate(self.height);
    }

    /// Whether the first line of the page is in sight.
    pub fn is_at_top(&self) -> bool {
        self.top == Spot::default()
    }

    /// Whether its last line is.
    pub fn is_at_end(&mut self) -> bool {
        let last = self.window.len().saturating_sub(1) as isize;
        let seen = self.flow.step(self.top, last);
        seen == self.flow.end()
    }

    /// The byte of the body on top of the window.
    pub fn top_byte(&self) -> u32 {
        self.top_place().0
    }

    /// The first byte of the body in the window, and the lines without text above it.
    pub fn top_place(&self) -> (u32, u32) {
        let lines = self.window.iter().enumerate();
        let mut texts = lines.filter_map(|(i, line)| Some((line.span()?.start, i as u32)));
        texts.next().unwrap_or((0, 0))
    }

    /// How far the reader has read, in percent: what lies above the window's lower edge.
    pub fn percent(&self) -> usize {
        let blocks = &self.page.briefing.blocks;
        let of_text = |b: &&Block| !b.kind.is_folded() || self.is_unfolded();
        let end = blocks.iter().rfind(of_text).map_or(0, |b| b.span.end);
        let seen = self.window.iter().filter_map(Line::span).map(|s| s.end);
        // Nothing of the text is in sight where the head fills a small window.
        let seen = seen.max().unwrap_or(0).min(end);
        let percent = u64::from(seen) * 100;
        percent.checked_div(end.into()).unwrap_or(100) as usize
    }

    /// Brings byte `at` of the body in sight: not at all when it is there, else a third down the window.
    pub fn show(&mut self, at: u32) {
        if self.flow.is_folded(at) {
            self.unfold(true);
        }
        let spot = self.flow.spot_of(at);
        let last = self.flow.step(self.top, self.height as isize - 1);
        if spot < self.top || spot > last {
            self.top = self.flow.step(spot, -(self.height as isize / 3));
        }
        self.settle();
    }

    /// Puts byte `at` of the body on top, with so many lines above it, as when coming back to a place.
    pub fn put_on_top(&mut self, at: u32, above: u32) {
        self.paragraph = None;
        let spot = match at {
            0 => Spot::default(),
            at => self.flow.spot_of(at),
        };
        self.top = self.flow.step(spot, -(above as isize));
        self.settle();
    }

    /// Goes to the next (or previous) paragraph, and puts it on top if the page is long enough. False when there is none.
    pub fn step_paragraph(&mut self, back: bool) -> bool {
        let sight = self.in_sight();
        let here = self.paragraph.filter(|p| p.overlaps(sight));
        let from = here.map_or(self.top_byte(), |p| p.start);
        let unfolded = self.is_unfolded();
        let blocks = &self.page.briefing.blocks;
        let stops = |b: &&Block| match b.kind {
            BlockKind::Rule => false,
            kind if kind.is_folded() => unfolded,
            _ => true,
        };
        let next = match back {
            true => blocks.iter().rfind(|b| b.span.start < from && stops(b)),
            false => blocks.iter().find(|b| b.span.start > from && stops(b)),
        };
        let Some(next) = next.map(|b| b.span) else {
            return false;
        };
        self.put_on_top(next.start, 0);
        self.landed = None;
        self.paragraph = Some(next);
        true
    }

    /// Puts the next (or previous) heading, or turn of a speaker, on top. False when there is none.
    pub fn step_section(&mut self, back: bool) -> bool {
        let top = self.top_byte();
        let mut sections = self.outline.sections.iter().map(|s| s.span.start);
        let at = match back {
            true => sections.rfind(|at| *at < top),
            false => sections.find(|at| *at > top),
        };
        at.is_some_and(|at| self.step_to(at))
    }

    /// Puts byte `at` on top; false if the page does not move.
    fn step_to(&mut self, at: u32) -> bool {
        let before = self.top;
        self.put_on_top(at, 0);
        self.top != before
    }

    /// The heading of the section on top of the window, once it is out of sight.
    pub fn section(&self) -> Option<Span> {
        let top = self.top_byte();
        let section = &self.outline.sections[self.outline.at(top)?];
        (section.span.start < top).then_some(section.span)
    }

    /// Where a link within the document leads: to the footnote of that label, else to the heading of those words.
    pub fn anchor(&self, anchor: &str) -> Option<u32> {
        let briefing = &self.page.briefing;
        let note = anchor
            .strip_prefix(FOOTNOTE)
            .map(|label| format!("[{label}] "));
        let is_note = |b: &&Block| {
            let text = &briefing.body[b.span.range()];
            note.as_ref().is_some_and(|note| text.starts_with(note))
        };
        let is_heading = |b: &&Block| {
            let text = &briefing.body[b.span.range()];
            matches!(b.kind, BlockKind::Heading(_)) && fold::slug(text) == fold::slug(anchor)
        };
        let mut blocks = briefing.blocks.iter();
        let found = match note {
            Some(_) => blocks.rfind(is_note),
            None => blocks.find(is_heading),
        };
        found.map(|b| b.span.start)
    }

    /// The lines of a piece of the body, as they are set now.
    pub fn lines_of(&self, piece: Span) -> Vec<Span> {
        self.flow.clone().lines_of(piece)
    }

    /// The bytes of the body in sight.
    pub fn in_sight(&self) -> Span {
        let spans = || self.window.iter().filter_map(Line::span);
        let end = spans().map(|s| s.end).max().unwrap_or(0);
        let start = spans().map(|s| s.start).min().unwrap_or(end);
        Span { start, end }
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
        (self.landed, self.paragraph) = (None, None);
        self.show(self.page.mentions[mention as usize].span.start);
    }

    /// Comes to a passage.
    pub fn land(&mut self, passage: Span) {
        self.mention = None;
        self.find = None;
        self.paragraph = None;
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
        (self.landed, self.paragraph) = (None, None);
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
