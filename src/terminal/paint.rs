//! Which bytes turn the picture on the screen into the next one? As few as is safe: bytes per key are what a reader at the far
//! end of a slow line feels.
//!
//! Invariants: equal pictures cost nothing; every row is entered, and every gap crossed, by an absolute move, and after a character
//! whose width terminals disagree about comes one too, so that a wrong guess cannot shift what stands behind it; no control byte
//! of a cell gets out. Sequences: ECMA-48 (CUP, CHA, EL, ECH, SGR), all of them known to xterm, the Linux console, tmux,
//! screen and mosh. Must not know: what the picture shows, and where the bytes go.

use ratatui::buffer::{Buffer, Cell, CellDiffOption, CellWidth};
use ratatui::layout::Position;
use ratatui::style::{Color, Modifier};

/// Gaps of unchanged plain text up to this many cells are written again: a move costs as much.
const BRIDGE: u16 = 4;
/// Blank runs from this length are erased instead of written.
const ERASE: u16 = 12;
/// What is seen on a blank, too.
const DRAWN: Modifier = Modifier::UNDERLINED
    .union(Modifier::CROSSED_OUT)
    .union(Modifier::REVERSED);
/// Frames longer than this may arrive in pieces: the cursor must not be seen running through them.
const LONG: usize = 1024;

/// Remembers what the terminal shows, and writes differences.
#[derive(Debug, Default)]
pub struct Painter {
    /// What the terminal shows; `None`: unknown.
    shown: Option<Buffer>,
    /// The terminal's colours and attributes; `None`: unknown.
    pen: Option<Pen>,
    /// The cursor as the reader sees it; `None`: hidden or unknown.
    cursor: Option<Position>,
    /// Where the next character would land while a frame is written; `None`: not sure.
    at: Option<Position>,
    /// The row the cursor is in while a frame is written: sure even where the column is not, because nothing wraps.
    row: Option<u16>,
    bytes: Vec<u8>,
}

/// Colours and attributes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Pen {
    fg: Color,
    bg: Color,
    line: Color,
    set: Modifier,
}

impl Pen {
    const PLAIN: Pen = Pen {
        fg: Color::Reset,
        bg: Color::Reset,
        line: Color::Reset,
        set: Modifier::empty(),
    };

    /// The pen of a cell, without what cannot be seen on it.
    fn of(cell: &Cell, symbol: &str) -> Pen {
        let mut pen = Pen {
            fg: cell.fg,
            bg: cell.bg,
            line: cell.underline_color,
            set: cell.modifier,
        };
        if symbol == " " && !pen.set.intersects(DRAWN) {
            pen.set = Modifier::empty();
            pen.fg = Color::Reset;
        }
        if !pen.set.contains(Modifier::UNDERLINED) {
            pen.line = Color::Reset;
        }
        pen
    }
}

/// One column of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Slot<'a> {
    /// A character begins here.
    Head(&'a str, u16, Pen),
    /// The rest of a wide one.
    Tail,
}

const BLANK: Slot<'static> = Slot::Head(" ", 1, Pen::PLAIN);

impl Painter {
    /// Forgets what the terminal shows, so that the next frame clears it and paints everything.
    pub fn forget(&mut self) {
        *self = Painter {
            bytes: std::mem::take(&mut self.bytes),
            ..Painter::default()
        };
    }

    /// The bytes that make the terminal show `next` with the cursor there (`None`: hidden); empty when it does already.
    /// The terminal must get all of them, or [`Painter::forget`] must follow.
    pub fn frame(&mut self, next: &Buffer, cursor: Option<Position>) -> &[u8] {
        self.bytes.clear();
        self.at = None;
        self.row = None;
        let shown = self.shown.take().filter(|s| s.area == next.area);
        let known = shown.is_some();
        let shown = shown.unwrap_or_else(|| {
            self.pen = Some(Pen::PLAIN);
            self.bytes.extend_from_slice(b"\x1b[m\x1b[2J");
            Buffer::empty(next.area)
        });
        let width = usize::from(next.area.width.max(1));
        let rows = shown.content.chunks(width).zip(next.content.chunks(width));
        for (y, (old, new)) in (0..).zip(rows) {
            if old != new {
                self.row(y, &slots(old), &slots(new));
            }
        }
        if !self.bytes.is_empty() {
            self.wrap();
        }
        self.place(cursor.filter(|c| next.area.contains(*c)), known);
        self.shown = Some(match known {
            true => refreshed(shown, next),
            false => next.clone(),
        });
        &self.bytes
    }

    /// Makes what was written one picture for terminals that know synchronized output (mode 2026); the others ignore it.
    fn wrap(&mut self) {
        let hide: &[u8] = match self.cursor {
            Some(_) if self.bytes.len() > LONG => b"\x1b[?25l",
            _ => b"",
        };
        if !hide.is_empty() {
            self.cursor = None;
        }
        self.bytes.splice(..0, [b"\x1b[?2026h", hide].concat());
    }

    /// Puts the cursor where the reader should see it, and ends the frame.
    fn place(&mut self, cursor: Option<Position>, known: bool) {
        let drawn = !self.bytes.is_empty();
        if let Some(place) = cursor
            && self.at != Some(place)
            && (drawn || self.cursor != cursor)
        {
            self.cup(place);
        }
        match (self.cursor, cursor) {
            (None, Some(_)) => self.bytes.extend_from_slice(b"\x1b[?25h"),
            (Some(_), None) => self.bytes.extend_from_slice(b"\x1b[?25l"),
            (None, None) if !known => self.bytes.extend_from_slice(b"\x1b[?25l"),
            _ => {}
        }
        self.cursor = cursor;
        if drawn {
            self.bytes.extend_from_slice(b"\x1b[?2026l");
        }
    }

    /// Writes what changed in a row.
    fn row(&mut self, y: u16, old: &[Slot<'_>], new: &[Slot<'_>]) {
        let blank_from = new.len() - new.iter().rev().take_while(|s| **s == BLANK).count();
        let mut x = 0;
        while x < new.len() {
            let Slot::Head(symbol, width, pen) = new[x] else {
                x += 1;
                continue;
            };
            if old[x] == new[x] {
                x += usize::from(width);
                continue;
            }
            let changed =
                |range: std::ops::Range<usize>| range.filter(|&i| old[i] != new[i]).count();
            if x >= blank_from && changed(x..new.len()) > 3 {
                self.go(x, y, new);
                self.pen(Pen::PLAIN);
                self.bytes.extend_from_slice(b"\x1b[K");
                return;
            }
            let run = blank_run(&old[x..], &new[x..]);
            if run >= ERASE {
                self.go(x, y, new);
                self.pen(Pen::PLAIN);
                self.csi(&[run], b'X');
                x += usize::from(run);
                continue;
            }
            self.go(x, y, new);
            if !self.is_alike(symbol, pen) {
                self.pen(pen);
            }
            self.symbol(symbol, width, new.len());
            x += usize::from(width);
        }
    }

    /// Writes one character at the cursor.
    fn symbol(&mut self, symbol: &str, width: u16, columns: usize) {
        self.bytes.extend_from_slice(symbol.as_bytes());
        self.at = self.at.filter(|_| is_sure(symbol, width)).and_then(|at| {
            let x = at.x + width;
            // At the right edge terminals differ about where the cursor is.
            (usize::from(x) < columns).then_some(Position { x, ..at })
        });
    }

    /// Moves to a cell, in the cheapest of the absolute ways; short gaps of plain text are written again instead.
    fn go(&mut self, x: usize, y: u16, row: &[Slot<'_>]) {
        let to = Position {
            x: u16::try_from(x).unwrap_or(u16::MAX),
            y,
        };
        match self.at {
            Some(at) if at == to => return,
            Some(at) if at.y == y && at.x < to.x && to.x - at.x <= BRIDGE => {
                let gap = &row[usize::from(at.x)..x];
                if gap.iter().all(|slot| self.is_bridge(slot)) {
                    for slot in gap {
                        if let Slot::Head(symbol, width, _) = slot {
                            self.symbol(symbol, *width, row.len());
                        }
                    }
                    return;
                }
                self.csi(&[to.x + 1], b'G');
            }
            _ if self.row == Some(y) => self.csi(&[to.x + 1], b'G'),
            _ => return self.cup(to),
        }
        self.at = Some(to);
    }

    /// Whether writing the cell again needs nothing but its one byte.
    fn is_bridge(&self, slot: &Slot<'_>) -> bool {
        matches!(slot, Slot::Head(s, 1, pen) if s.len() == 1 && (self.pen == Some(*pen) || self.is_alike(s, *pen)))
    }

    /// Whether the pen that the terminal has draws the same as this one: on a blank only the ground and lines are seen, and to
    /// change the rest between words costs more than the words where text has a colour of its own.
    fn is_alike(&self, symbol: &str, to: Pen) -> bool {
        self.pen.is_some_and(|pen| {
            symbol == " " && !(pen.set | to.set).intersects(DRAWN) && pen.bg == to.bg
        })
    }

    /// CUP, without the numbers that are 1 anyway.
    fn cup(&mut self, to: Position) {
        match (to.x, to.y) {
            (0, 0) => self.csi(&[], b'H'),
            (0, y) => self.csi(&[y + 1], b'H'),
            (x, y) => self.csi(&[y + 1, x + 1], b'H'),
        }
        self.at = Some(to);
        self.row = Some(to.y);
    }

    fn csi(&mut self, numbers: &[u16], last: u8) {
        let numbers: Vec<String> = numbers.iter().map(ToString::to_string).collect();
        self.bytes.extend_from_slice(b"\x1b[");
        self.bytes.extend_from_slice(numbers.join(";").as_bytes());
        self.bytes.push(last);
    }

    /// Changes colours and attributes: only what differs, or all anew, whichever is shorter.
    fn pen(&mut self, to: Pen) {
        if self.pen == Some(to) {
            return;
        }
        let anew = match change(Pen::PLAIN, to) {
            rest if rest.is_empty() => String::new(),
            rest => format!("0;{rest}"),
        };
        let codes = match self.pen.map(|from| change(from, to)) {
            Some(changed) if changed.len() <= anew.len() => changed,
            _ => anew,
        };
        self.bytes.extend_from_slice(b"\x1b[");
        self.bytes.extend_from_slice(codes.as_bytes());
        self.bytes.push(b'm');
        self.pen = Some(to);
    }
}

/// How many cells from here on are to be blank, up to the last of them that is not yet.
fn blank_run(old: &[Slot<'_>], new: &[Slot<'_>]) -> u16 {
    let blank = new.iter().take_while(|s| **s == BLANK).count();
    let last = (0..blank).rev().find(|&i| old[i] != new[i]);
    last.map_or(0, |i| u16::try_from(i + 1).unwrap_or(u16::MAX))
}

/// The picture that is shown from now on, in the memory of the one before.
fn refreshed(mut shown: Buffer, next: &Buffer) -> Buffer {
    for (old, new) in shown.content.iter_mut().zip(&next.content) {
        if old != new {
            old.clone_from(new);
        }
    }
    shown
}

/// The columns of a row.
fn slots(cells: &[Cell]) -> Vec<Slot<'_>> {
    let mut slots = Vec::with_capacity(cells.len());
    while slots.len() < cells.len() {
        let cell = &cells[slots.len()];
        let (symbol, width) = seen(cell);
        let pen = Pen::of(cell, symbol);
        // A wide character that is cut by the edge cannot be drawn.
        if slots.len() + usize::from(width) > cells.len() {
            slots.push(Slot::Head(" ", 1, pen));
            continue;
        }
        slots.push(Slot::Head(symbol, width, pen));
        slots.extend((1..width).map(|_| Slot::Tail));
    }
    slots
}

/// What a cell shows, and its width. Control bytes are dropped here too, though nothing should have let them in; a forced
/// width is the mark of a cell that carries sequences of our own.
fn seen(cell: &Cell) -> (&str, u16) {
    let symbol = cell.symbol();
    match cell.diff_option {
        CellDiffOption::ForcedWidth(width) => (symbol, width.get()),
        _ if symbol.chars().any(char::is_control) => (" ", 1),
        _ => match symbol.cell_width() {
            0 => (" ", 1),
            width => (symbol, width),
        },
    }
}

/// Whether all terminals agree on the width: one scalar that is narrow, or wide in the plain way of East Asian scripts.
/// Emoji and clusters of several scalars are drawn differently everywhere.
fn is_sure(symbol: &str, width: u16) -> bool {
    let mut chars = symbol.chars();
    let (Some(c), None) = (chars.next(), chars.next()) else {
        return false;
    };
    width == 1
        || matches!(c,
            '\u{1100}'..='\u{115f}' | '\u{2e80}'..='\u{d7a3}' | '\u{f900}'..='\u{faff}'
            | '\u{fe30}'..='\u{fe6f}' | '\u{ff00}'..='\u{ffe6}' | '\u{20000}'..='\u{3fffd}')
}

/// The SGR codes that lead from one pen to the other, parted by `;`.
fn change(from: Pen, to: Pen) -> String {
    // Attribute, the code that sets it, the code that clears it (bold and dim share one).
    const ATTRIBUTES: [(Modifier, &str, &str); 9] = [
        (Modifier::BOLD, "1", "22"),
        (Modifier::DIM, "2", "22"),
        (Modifier::ITALIC, "3", "23"),
        (Modifier::UNDERLINED, "4", "24"),
        (Modifier::SLOW_BLINK, "5", "25"),
        (Modifier::RAPID_BLINK, "6", "25"),
        (Modifier::REVERSED, "7", "27"),
        (Modifier::HIDDEN, "8", "28"),
        (Modifier::CROSSED_OUT, "9", "29"),
    ];
    let mut codes: Vec<String> = Vec::new();
    let mut kept = from.set;
    for (attribute, _, clear) in ATTRIBUTES {
        if kept.contains(attribute) && !to.set.contains(attribute) {
            codes.push(clear.to_owned());
            for (other, _, same) in ATTRIBUTES {
                if same == clear {
                    kept.remove(other);
                }
            }
        }
    }
    for (attribute, set, _) in ATTRIBUTES {
        if to.set.contains(attribute) && !kept.contains(attribute) {
            codes.push(set.to_owned());
        }
    }
    if from.fg != to.fg {
        codes.push(colour(to.fg, 30));
    }
    if from.bg != to.bg {
        codes.push(colour(to.bg, 40));
    }
    if from.line != to.line {
        codes.push(match to.line {
            Color::Reset => "59".to_owned(),
            // With colons, so that a terminal that does not know it reads no other code into it.
            other => colour(other, 50).replace(';', ":"),
        });
    }
    codes.join(";")
}

/// The SGR code of a colour; `base` is 30 for the foreground, 40 for the background, 50 for the underline (which has no short forms).
fn colour(colour: Color, base: u8) -> String {
    let (extended, default) = (base + 8, base + 9);
    let ansi = match colour {
        Color::Reset => return default.to_string(),
        Color::Rgb(r, g, b) if base == 50 => return format!("{extended};2;;{r};{g};{b}"),
        Color::Rgb(r, g, b) => return format!("{extended};2;{r};{g};{b}"),
        Color::Indexed(i) => return format!("{extended};5;{i}"),
        Color::Black => 0,
        Color::Red => 1,
        Color::Green => 2,
        Color::Yellow => 3,
        Color::Blue => 4,
        Color::Magenta => 5,
        Color::Cyan => 6,
        Color::Gray => 7,
        Color::DarkGray => 8,
        Color::LightRed => 9,
        Color::LightGreen => 10,
        Color::LightYellow => 11,
        Color::LightBlue => 12,
        Color::LightMagenta => 13,
        Color::LightCyan => 14,
        Color::White => 15,
    };
    match ansi {
        _ if base == 50 => format!("{extended};5;{ansi}"),
        0..8 => (base + ansi).to_string(),
        _ => (base + 60 + ansi - 8).to_string(),
    }
}
