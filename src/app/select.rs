//! What has the reader marked in the open briefing? A stretch of its text, grown by words, lines, sentences or paragraphs.
//!
//! Invariant: both ends are ends of units of one kind or another, in text that is shown; it never shrinks to nothing.
//! Must not know: what becomes of it, how it is drawn.

use unicode_segmentation::UnicodeSegmentation;

use crate::briefing::{Block, BlockKind, Briefing, Span};
use crate::corpus::sentences;

use super::article::Article;

/// What it grows by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// A word, as Unicode tells them apart.
    Word,
    /// A line as it is set now.
    Line,
    /// A sentence.
    Sentence,
    /// A block: a paragraph, an entry of a list, a row.
    Paragraph,
}

impl Unit {
    /// The next larger one; after the largest, the smallest.
    fn wider(self) -> Unit {
        match self {
            Unit::Word => Unit::Line,
            Unit::Line => Unit::Sentence,
            Unit::Sentence => Unit::Paragraph,
            Unit::Paragraph => Unit::Word,
        }
    }

    /// The word for it on the screen.
    pub fn name(self) -> &'static str {
        match self {
            Unit::Word => "word",
            Unit::Line => "line",
            Unit::Sentence => "sentence",
            Unit::Paragraph => "paragraph",
        }
    }
}

/// A stretch of the open briefing's body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Selection {
    /// What it grows by.
    pub unit: Unit,
    /// The byte that the reader began at.
    home: u32,
    /// The unit at the end that stays.
    fixed: Span,
    /// The unit at the end that moves.
    moving: Span,
    /// Whether the end that moves is the first byte.
    back: bool,
}

impl Selection {
    /// The sentence at a byte.
    pub fn at(article: &Article, home: u32) -> Option<Selection> {
        let unit = Unit::Sentence;
        let span = around(article, unit, home)?;
        Some(Selection {
            unit,
            home,
            fixed: span,
            moving: span,
            back: false,
        })
    }

    /// The stretch.
    pub fn span(&self) -> Span {
        Span {
            start: self.fixed.start.min(self.moving.start),
            end: self.fixed.end.max(self.moving.end),
        }
    }

    /// The byte at the end that moves.
    pub fn edge(&self) -> u32 {
        let span = self.span();
        if self.back {
            span.start
        } else {
            span.end.saturating_sub(1).max(span.start)
        }
    }

    /// Goes on by the next larger unit: what is marked grows to whole ones. After the largest, the word where it began.
    pub fn widen(&mut self, article: &Article) {
        self.unit = self.unit.wider();
        let span = self.span();
        let alone = self.unit == Unit::Word || self.fixed == self.moving;
        let (first, last) = match alone {
            true => (self.home, self.home),
            false => (span.start, span.end.saturating_sub(1).max(span.start)),
        };
        if let (Some(first), Some(last)) = (
            around(article, self.unit, first),
            around(article, self.unit, last),
        ) {
            (self.fixed, self.moving) = if self.back {
                (last, first)
            } else {
                (first, last)
            };
        }
    }

    /// Moves the end that moves by one unit. False if there is none.
    pub fn extend(&mut self, article: &Article, back: bool) -> bool {
        let span = self.span();
        let at = i64::from(if self.back { span.start } else { span.end });
        let Some(next) = self.next(article, self.unit, at, back) else {
            return false;
        };
        self.back = match self.fixed == next {
            true => self.back,
            false => next.start < self.fixed.start,
        };
        self.moving = next;
        true
    }

    /// Moves the end that moves by one word; at least one word stays.
    pub fn extend_word(&mut self, article: &Article, back: bool) -> bool {
        let span = self.span();
        let (fixed, edge) = match self.back {
            true => (span.end, span.start),
            false => (span.start, span.end),
        };
        let near = |word: Span| if self.back { word.start } else { word.end };
        let mut at = i64::from(edge);
        if back != self.back {
            // A word goes with the signs around it: seen from the last whole one, not from the full stop.
            let beyond = if back { at + 1 } else { at - 1 };
            let own = self.next(article, Unit::Word, beyond, back);
            at = own.map_or(at, |word| i64::from(near(word)));
        }
        let Some(edge) = self.next(article, Unit::Word, at, back).map(near) else {
            return false;
        };
        if (self.back && edge >= fixed) || (!self.back && edge <= fixed) {
            return false;
        }
        self.fixed = Span {
            start: fixed,
            end: fixed,
        };
        self.moving = Span {
            start: edge,
            end: edge,
        };
        true
    }

    /// Lets the other end move.
    pub fn swap(&mut self) {
        std::mem::swap(&mut self.fixed, &mut self.moving);
        self.back = !self.back;
    }

    /// The unit next to a place at the end that moves: seen from its own side, so that a step back takes back a step ahead.
    fn next(&self, article: &Article, unit: Unit, at: i64, back: bool) -> Option<Span> {
        let near = |u: &Span| i64::from(if self.back { u.start } else { u.end });
        let blocks = blocks(&article.page.briefing);
        let here = blocks.partition_point(|b| i64::from(b.span.start) <= at);
        let here = here.saturating_sub(1);
        let units = |block: &&Block| units(article, unit, block);
        if back {
            let before = blocks[..blocks.len().min(here + 1)].iter().rev();
            let mut units = before.flat_map(|b| units(b).into_iter().rev());
            units.find(|u| near(u) < at)
        } else {
            let after = blocks.get(here..).unwrap_or_default().iter();
            after.flat_map(units).find(|u| near(u) > at)
        }
    }
}

/// The blocks that can be marked.
fn blocks(briefing: &Briefing) -> Vec<&Block> {
    briefing
        .text_blocks()
        .filter(|b| !b.span.is_empty())
        .collect()
}

/// The units of a block, in order.
fn units(article: &Article, unit: Unit, block: &Block) -> Vec<Span> {
    let briefing = &article.page.briefing;
    let found = match unit {
        Unit::Paragraph => vec![block.span],
        Unit::Sentence => sentences(briefing, block),
        Unit::Line => article.lines_of(block.span),
        Unit::Word => {
            let text = briefing.body.get(block.span.range()).unwrap_or_default();
            let at = block.span.start as usize;
            let words = text.unicode_word_indices();
            words
                .map(|(i, w)| Span::new(at + i, at + i + w.len()))
                .collect()
        }
    };
    // What has no word is still text: a row of signs.
    if found.is_empty() {
        vec![block.span]
    } else {
        found
    }
}

/// The unit in which a byte stands: the last that begins at or before it, else the first of its block.
fn around(article: &Article, unit: Unit, at: u32) -> Option<Span> {
    let blocks = blocks(&article.page.briefing);
    let here = blocks
        .partition_point(|b| b.span.start <= at)
        .saturating_sub(1);
    let units = units(article, unit, blocks.get(here)?);
    let last = units.iter().rfind(|u| u.start <= at);
    last.or(units.first()).copied()
}

/// The byte that a selection begins at: the paragraph, find, name or passage that the reader is at, else the first sentence that
/// begins in sight.
pub fn home(article: &Article) -> Option<u32> {
    let sight = article.in_sight();
    let find = article.find.and_then(|i| article.finds.get(i)).copied();
    let mention = article
        .mention
        .map(|m| article.page.mentions[m as usize].span);
    let places = [article.paragraph, find, mention, article.landed];
    let places = places.into_iter().flatten();
    let in_sight = |s: &Span| s.overlaps(sight);
    if let Some(place) = places.into_iter().find(in_sight) {
        return Some(place.start);
    }
    let briefing = &article.page.briefing;
    let shown = || {
        blocks(briefing)
            .into_iter()
            .filter(|b| b.span.overlaps(sight))
    };
    let is_head = |b: &&Block| matches!(b.kind, BlockKind::Title | BlockKind::Heading(_));
    let heads = || shown().filter(is_head);
    // The text before its headings, and what begins in sight before what only goes on there.
    let first = |block: &Block| {
        let all = sentences(briefing, block);
        let first = all.iter().find(|s| s.start >= sight.start);
        first.map(|s| s.start)
    };
    let mut text = shown().filter(|b| !is_head(b));
    let begun = text.find_map(first).or_else(|| heads().find_map(first));
    begun.or_else(|| shown().next().map(|b| sight.start.max(b.span.start)))
}

/// The paragraph in which a byte stands.
pub fn paragraph(article: &Article, at: u32) -> Option<Span> {
    around(article, Unit::Paragraph, at)
}
