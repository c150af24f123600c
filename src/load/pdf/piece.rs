//! Which glyphs of a page belong together? Pieces: runs of characters that stand beside each other without a gap.
//!
//! Invariant: places are finite numbers, turned so that text runs from left to right; texts hold no spaces.
//! Must not know: where glyphs come from.

use std::collections::HashSet;

use foldhash::fast::RandomState;
use unicode_normalization::UnicodeNormalization;

/// One character where it is drawn.
pub(super) struct Glyph<'t> {
    /// Nothing if it is not known; see [`readable`].
    pub text: Option<&'t str>,
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
    /// Where it leads; 0 for nowhere.
    pub link: u32,
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
    pub link: u32,
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
    seen: Seen,
    /// The direction of the last text, and how often that is turned by a quarter.
    along: ((f32, f32), i32),
}

/// What was drawn where on a page: text, place, size, and how it is turned.
#[derive(Default)]
pub(super) struct Seen {
    /// Of short texts, as nearly all are, their bytes in a number.
    short: HashSet<(u64, [i32; 3], u8), RandomState>,
    long: HashSet<(String, [i32; 3], u8), RandomState>,
}

impl Seen {
    /// Whether that was not drawn there before.
    fn insert(&mut self, text: &str, place: [i32; 3], turn: usize) -> bool {
        let turn = turn as u8;
        if text.len() > 7 {
            return self.long.insert((text.to_owned(), place, turn));
        }
        let bytes = text.bytes();
        let number = bytes.fold(text.len() as u64, |all, byte| all << 8 | u64::from(byte));
        self.short.insert((number, place, turn))
    }
}

/// More pieces than any page has.
const PIECES: usize = 200_000;

/// In sizes of the font: a wider gap than this parts words.
pub(super) const GAP: f32 = 0.12;

impl Pieces {
    /// For a page; `seen` is what another one has left.
    pub fn new(page_turn: i32, mut seen: Seen) -> Self {
        seen.short.clear();
        seen.long.clear();
        Self {
            page_turn,
            seen,
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
        let Some(text) = glyph.text else {
            self.unknown += 1;
            return;
        };
        let quarter = self.quarter(glyph.along);
        let turn = (quarter - self.page_turn).rem_euclid(4) as usize;
        let upright = |(x, y): (f32, f32)| match quarter {
            0 => (x, y),
            1 => (y, -x),
            2 => (-x, -y),
            _ => (-y, x),
        };
        let ((from, base), (to, _)) = (upright(glyph.from), upright(glyph.to));
        let (left, right) = (from.min(to), from.max(to));
        // Asked of every letter: most of them are single bytes.
        let is_blank = match text.as_bytes() {
            [byte] => byte.is_ascii_whitespace(),
            _ => text.trim().is_empty(),
        };
        if is_blank {
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
        let place = [left / grid, base / grid, glyph.size * 4.0].map(nearest);
        if !self.seen.insert(text, place, turn) {
            return;
        }
        let piece = Piece {
            text: String::new(),
            left,
            right,
            base,
            size: glyph.size,
            is_bold: glyph.is_bold,
            is_italic: glyph.is_italic,
            is_aside: glyph.is_aside,
            link: glyph.link,
            has_space: false,
        };
        self.put(piece, text, turn);
    }

    /// How often a direction is turned by a quarter.
    fn quarter(&mut self, along: (f32, f32)) -> i32 {
        if self.along.0 != along {
            let quarter = (along.1.atan2(along.0) / std::f32::consts::FRAC_PI_2).round();
            self.along = (along, (quarter as i32).rem_euclid(4));
        }
        self.along.1
    }

    fn put(&mut self, mut piece: Piece, text: &str, turn: usize) {
        let is_next = self.last == turn;
        self.last = turn;
        let pieces = &mut self.by_turn[turn];
        if is_next
            && let Some(last) = pieces.last_mut()
            && last.goes_on_with(&piece)
        {
            last.text.push_str(text);
            last.right = last.right.max(piece.right);
            return;
        }
        if pieces.len() < PIECES {
            piece.text.reserve(16);
            piece.text.push_str(text);
            pieces.push(piece);
        }
    }

    /// What was seen is for reading only, and may be used for the next page.
    pub fn finish(mut self) -> (Self, Seen) {
        let seen = std::mem::take(&mut self.seen);
        (self, seen)
    }
}

impl Piece {
    fn goes_on_with(&self, next: &Piece) -> bool {
        let gap = next.left - self.right;
        !self.has_space
            && self.is_bold == next.is_bold
            && self.is_italic == next.is_italic
            && self.is_aside == next.is_aside
            && self.link == next.link
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

/// The nearest whole number: what `round` does, without a call for each letter.
fn nearest(value: f32) -> i32 {
    (value + 0.5_f32.copysign(value)) as i32
}

/// Ligatures and forms of letters as the letters that they are; signs of private fonts as the bullets that they mostly are.
pub(super) fn readable(text: &str) -> String {
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
