//! Which glyphs of a page belong together? Pieces: runs of characters that stand beside each other without a gap.
//!
//! Invariant: places are finite numbers, turned so that text runs from left to right; texts hold no spaces.
//! Must not know: where glyphs come from.

use std::collections::HashSet;

use unicode_normalization::UnicodeNormalization;

/// One character where it is drawn.
pub(super) struct Glyph {
    /// Nothing if it is not known.
    pub text: Option<String>,
    /// Where it begins and ends on its base line.
    pub from: (f32, f32),
    pub to: (f32, f32),
    /// The direction of the text.
    pub along: (f32, f32),
    /// How high its font is.
    pub size: f32,
    pub is_bold: bool,
    pub is_italic: bool,
    /// Said to be no part of the document's text: running heads and the like.
    pub is_aside: bool,
}

/// A run of characters.
#[derive(Debug, Clone)]
pub(super) struct Piece {
    pub text: String,
    pub left: f32,
    pub right: f32,
    /// The base line; pages grow upwards.
    pub base: f32,
    pub size: f32,
    pub is_bold: bool,
    pub is_italic: bool,
    pub is_aside: bool,
    /// Whether a space is drawn behind it.
    pub has_space: bool,
}

/// The pieces of a page.
#[derive(Default)]
pub(super) struct Pieces {
    /// Upright ones, then those that are turned: a quarter, a half, three quarters.
    pub by_turn: [Vec<Piece>; 4],
    /// How often the page itself is turned by a quarter when it is shown.
    page_turn: i32,
    /// Which of the four the last one is in.
    last: usize,
    /// Characters that nobody knows, and all.
    pub unknown: usize,
    pub all: usize,
    pub pictures: usize,
    /// What was drawn where: text, place, size, and how it is turned.
    seen: HashSet<(String, [i32; 3], usize)>,
}

/// More pieces than any page has.
const PIECES: usize = 200_000;

/// In sizes of the font: a wider gap than this parts words.
pub(super) const GAP: f32 = 0.12;

impl Pieces {
    pub fn new(page_turn: i32) -> Self {
        Self {
            page_turn,
            ..Self::default()
        }
    }

    /// Adds a character behind the last one, or as the first of a piece.
    pub fn add(&mut self, glyph: Glyph) {
        let places = [glyph.from.0, glyph.from.1, glyph.to.0, glyph.to.1];
        let far = |v: &f32| !v.is_finite() || v.abs() > 1e6;
        if places.iter().any(far) || !(0.1..1e5).contains(&glyph.size) {
            return;
        }
        self.all += 1;
        let Some(text) = glyph.text.as_deref().map(readable) else {
            self.unknown += 1;
            return;
        };
        let quarter = (glyph.along.1.atan2(glyph.along.0) / std::f32::consts::FRAC_PI_2).round();
        let quarter = (quarter as i32).rem_euclid(4);
        let turn = (quarter - self.page_turn).rem_euclid(4) as usize;
        let upright = |(x, y): (f32, f32)| match quarter {
            0 => (x, y),
            1 => (y, -x),
            2 => (-x, -y),
            _ => (-y, x),
        };
        let ((from, base), (to, _)) = (upright(glyph.from), upright(glyph.to));
        let (left, right) = (from.min(to), from.max(to));
        if text.trim().is_empty() {
            if turn == self.last
                && let Some(last) = self.by_turn[turn].last_mut()
            {
                match text.is_empty() {
                    // What a sign stands for was said by the one before it.
                    true => last.right = last.right.max(right),
                    false => last.has_space = true,
                }
            }
            return;
        }
        // Letters drawn twice are bold.
        let grid = glyph.size * 0.1;
        let place = [left / grid, base / grid, glyph.size * 4.0].map(|v| v.round() as i32);
        if !self.seen.insert((text.clone(), place, turn)) {
            return;
        }
        let piece = Piece {
            text,
            left,
            right,
            base,
            size: glyph.size,
            is_bold: glyph.is_bold,
            is_italic: glyph.is_italic,
            is_aside: glyph.is_aside,
            has_space: false,
        };
        self.put(piece, turn);
    }

    fn put(&mut self, piece: Piece, turn: usize) {
        let is_next = self.last == turn;
        self.last = turn;
        let pieces = &mut self.by_turn[turn];
        if is_next
            && let Some(last) = pieces.last_mut()
            && last.goes_on_with(&piece)
        {
            last.text.push_str(&piece.text);
            last.right = last.right.max(piece.right);
            return;
        }
        if pieces.len() < PIECES {
            pieces.push(piece);
        }
    }

    /// All that it keeps of what was seen is for reading; this makes room.
    pub fn finish(mut self) -> Self {
        self.seen = HashSet::new();
        self
    }
}

impl Piece {
    fn goes_on_with(&self, next: &Piece) -> bool {
        let gap = next.left - self.right;
        !self.has_space
            && self.is_bold == next.is_bold
            && self.is_italic == next.is_italic
            && self.is_aside == next.is_aside
            && (self.size - next.size).abs() <= self.size * 0.05
            && (self.base - next.base).abs() <= self.size * 0.1
            && gap > -0.6 * self.size
            && gap <= GAP * self.size
            && next.left >= self.left
    }

    /// The highest and lowest that its letters reach.
    pub fn top(&self) -> f32 {
        self.base + self.size * 0.75
    }

    pub fn bottom(&self) -> f32 {
        self.base - self.size * 0.2
    }
}

/// Ligatures and forms of letters as the letters that they are; signs of private fonts as the bullets that they mostly are.
fn readable(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        match c {
            '\u{fb00}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}' => out.extend(c.nfkc()),
            '\u{f0a7}' | '\u{f0b7}' | '\u{f0a8}' | '\u{f076}' => out.push('•'),
            '\u{e000}'..='\u{f8ff}' => {}
            c if c.is_control() && !c.is_whitespace() => {}
            c => out.push(c),
        }
    }
    out
}
