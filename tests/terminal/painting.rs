//! What the painter writes, read back by a terminal emulator, and what it costs.

use std::io::{self, Write};

use briefing::terminal::{Painter, Screen};
use proptest::prelude::*;
use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::{Color, Modifier, Style};
use ratatui::text::Line;

use super::harness::emulator;

const SYMBOLS: [&str; 14] = [
    "a",
    "b",
    "Z",
    "~",
    " ",
    " ",
    "é",
    "│",
    "…",
    "漢",
    "字",
    "e\u{301}",
    "ก\u{e47}",
    "🙂",
];

const COLOURS: [Color; 7] = [
    Color::Reset,
    Color::Reset,
    Color::Red,
    Color::DarkGray,
    Color::White,
    Color::Indexed(200),
    Color::Rgb(1, 2, 3),
];

const ATTRIBUTES: [Modifier; 8] = [
    Modifier::empty(),
    Modifier::empty(),
    Modifier::BOLD,
    Modifier::DIM,
    Modifier::ITALIC,
    Modifier::UNDERLINED,
    Modifier::REVERSED,
    Modifier::BOLD
        .union(Modifier::UNDERLINED)
        .union(Modifier::REVERSED),
];

/// A run of cells that are put on the picture: where, what, how often, in which colours.
type Stroke = (u16, u16, usize, u16, usize, usize, usize);

fn stroke() -> impl Strategy<Value = Stroke> {
    (
        0..24u16,
        0..5u16,
        0..SYMBOLS.len(),
        1..24u16,
        0..COLOURS.len(),
        0..COLOURS.len(),
        0..ATTRIBUTES.len(),
    )
}

fn put(picture: &mut Buffer, (x, y, symbol, times, fg, bg, set): Stroke) {
    let style = Style::new()
        .fg(COLOURS[fg])
        .bg(COLOURS[bg])
        .add_modifier(ATTRIBUTES[set]);
    for x in x..(x + times).min(picture.area.width) {
        if let Some(cell) = picture.cell_mut((x, y)) {
            cell.reset();
            cell.set_symbol(SYMBOLS[symbol]).set_style(style);
        }
    }
}

/// What somebody sees in a row: symbols, colours, attributes, column by column; what cannot be seen on a blank is left out.
fn seen(text: &str, fg: &str, bg: &str, set: Modifier) -> String {
    let drawn = Modifier::UNDERLINED | Modifier::REVERSED;
    match text {
        "" | " " if !set.intersects(drawn) => format!("[ {bg}]"),
        "" => format!("[ {fg} {bg} {set:?}]"),
        text => format!("[{text} {fg} {bg} {set:?}]"),
    }
}

fn wanted(picture: &Buffer) -> Vec<String> {
    let mut rows = Vec::new();
    for y in 0..picture.area.height {
        let mut row = String::new();
        let mut x = 0;
        while x < picture.area.width {
            let cell = &picture[(x, y)];
            let width = Line::raw(cell.symbol()).width() as u16;
            let cut = x + width > picture.area.width;
            let text = if cut { " " } else { cell.symbol() };
            let [fg, bg] = [cell.fg, cell.bg].map(|c| match c {
                Color::Reset => "Default".to_owned(),
                Color::Red => "Idx(1)".to_owned(),
                Color::DarkGray => "Idx(8)".to_owned(),
                Color::White => "Idx(15)".to_owned(),
                Color::Indexed(i) => format!("Idx({i})"),
                other => format!("{other:?}"),
            });
            row.push_str(&seen(text, &fg, &bg, cell.modifier));
            x += if cut { 1 } else { width };
        }
        rows.push(row);
    }
    rows
}

fn shown(screen: &vt100::Screen) -> Vec<String> {
    let (height, width) = screen.size();
    let row = |y| {
        let cells = (0..width.get()).filter_map(|x| screen.cell(y, x));
        let cells = cells.filter(|c| !c.is_wide_continuation());
        cells
            .map(|cell| {
                let set = [
                    (cell.bold(), Modifier::BOLD),
                    (cell.dim(), Modifier::DIM),
                    (cell.italic(), Modifier::ITALIC),
                    (cell.underline(), Modifier::UNDERLINED),
                    (cell.inverse(), Modifier::REVERSED),
                ];
                let set = set.iter().filter(|s| s.0).map(|s| s.1).collect();
                let [fg, bg] = [cell.fgcolor(), cell.bgcolor()].map(|c| format!("{c:?}"));
                seen(cell.contents(), &fg, &bg, set)
            })
            .collect()
    };
    (0..height.get()).map(row).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_terminal_shows_the_pictures_that_were_painted(
        frames in prop::collection::vec((prop::collection::vec(stroke(), 0..12), 0..24u16, 0..6u16), 1..6)
    ) {
        let mut picture = Buffer::empty(Rect::new(0, 0, 24, 5));
        let mut painter = Painter::default();
        let mut terminal = emulator(24, 5);
        terminal.process(b"\x1b[31mleft by others\x1b[5;3Hhere and there");
        for (strokes, x, y) in frames {
            strokes.into_iter().for_each(|s| put(&mut picture, s));
            // The row below the last: hidden.
            let cursor = (y < 5).then_some(Position { x, y });
            terminal.process(painter.frame(&picture, cursor));
            prop_assert_eq!(shown(terminal.screen()), wanted(&picture));
            prop_assert_eq!(terminal.screen().hide_cursor(), cursor.is_none());
            if cursor.is_some() {
                prop_assert_eq!(terminal.screen().cursor_position(), (y, x));
            }
            prop_assert!(painter.frame(&picture, cursor).is_empty());
        }
    }

    #[test]
    fn every_row_begins_with_an_absolute_move_and_no_frame_but_the_first_clears(
        first in prop::collection::vec(stroke(), 0..12), then in prop::collection::vec(stroke(), 0..12)
    ) {
        let mut picture = Buffer::empty(Rect::new(0, 0, 24, 5));
        let mut painter = Painter::default();
        first.into_iter().for_each(|s| put(&mut picture, s));
        prop_assert!(text(painter.frame(&picture, None)).contains("\x1b[2J"));
        then.into_iter().for_each(|s| put(&mut picture, s));
        let frame = text(painter.frame(&picture, None));
        prop_assert!(!frame.contains("2J") && !frame.contains(['\n', '\r', '\t']));
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// The frame that leads from one line of text to another, 30 columns wide.
fn step(from: &Line<'_>, to: &Line<'_>) -> String {
    let area = Rect::new(0, 0, 30, 1);
    let mut painter = Painter::default();
    let [from, to] = [from, to].map(|line| {
        let mut picture = Buffer::empty(area);
        picture.set_line(0, 0, line, 30);
        picture
    });
    painter.frame(&from, None);
    let frame = text(painter.frame(&to, None));
    let inside = frame
        .strip_prefix("\x1b[?2026h")
        .and_then(|f| f.strip_suffix("\x1b[?2026l"));
    inside.unwrap_or(&frame).to_owned()
}

#[test]
fn only_what_differs_is_written_and_in_the_shortest_way() {
    let red = Style::new().fg(Color::Red);
    let bold = red.add_modifier(Modifier::BOLD);
    let cases: [(Line<'_>, Line<'_>, &str); 10] = [
        (Line::raw("same"), Line::raw("same"), ""),
        (Line::raw("one two"), Line::raw("one six"), "\x1b[1;5Hsix"),
        (Line::raw("aXbcdXe"), Line::raw("aYbcdYe"), "\x1b[1;2HYbcdY"),
        (
            Line::raw("aXbcdefghX"),
            Line::raw("aYbcdefghY"),
            "\x1b[1;2HY\x1b[10GY",
        ),
        (
            Line::raw("something long"),
            Line::raw("some"),
            "\x1b[1;5H\x1b[K",
        ),
        (Line::raw("abc"), Line::raw("a"), "\x1b[1;2H  "),
        (
            Line::raw("from here to there, and on"),
            Line::raw("from                  , and on"),
            "\x1b[1;6H\x1b[17X\x1b[23G, and on",
        ),
        (
            Line::raw("plain"),
            Line::styled("plain", red),
            "\x1b[H\x1b[31mplain",
        ),
        (
            Line::styled("bold", bold),
            Line::styled("bold", red),
            "\x1b[H\x1b[22mbold",
        ),
        (
            Line::styled("bold", bold),
            Line::raw("bold"),
            "\x1b[H\x1b[mbold",
        ),
    ];
    for (from, to, expected) in cases {
        assert_eq!(step(&from, &to), expected, "{from} → {to}");
    }
}

#[test]
fn a_doubtful_width_is_followed_by_an_absolute_move() {
    let cases = [
        ("漢字x", "\x1b[H漢字x"),
        ("🙂x", "\x1b[H🙂\x1b[3Gx"),
        ("e\u{301}x", "\x1b[He\u{301}\x1b[2Gx"),
    ];
    for (to, expected) in cases {
        assert_eq!(step(&Line::raw(""), &Line::raw(to)), expected);
    }
}

#[test]
fn control_bytes_in_a_cell_do_not_get_out() {
    let mut picture = Buffer::empty(Rect::new(0, 0, 6, 1));
    let hostile = ["\x1b[2J", "\u{9b}31m", "\x07", "\n", "", "x"];
    for (symbol, x) in hostile.iter().zip(0..) {
        picture[(x, 0)].set_symbol(symbol);
    }
    let frame = text(Painter::default().frame(&picture, None));
    let body = frame.split_once("\x1b[2J").unwrap().1;
    assert_eq!(body, "\x1b[1;6Hx\x1b[?25l\x1b[?2026l");
}

#[test]
fn pictures_of_no_size_cost_no_panic() {
    for (width, height) in [(0, 0), (1, 0), (0, 1), (1, 1)] {
        let mut painter = Painter::default();
        for cursor in [None, Some(Position { x: 3, y: 3 })] {
            painter.frame(&Buffer::empty(Rect::new(0, 0, width, height)), cursor);
        }
    }
}

/// Counts what is written, and how often.
#[derive(Default)]
struct Counting {
    writes: usize,
    bytes: usize,
}

impl Write for &mut Counting {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.writes += 1;
        self.bytes += bytes.len();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Three panes as a reader has them: a list with a selected row, an article with names in colour, values with counts.
fn panes(frame: &mut Frame<'_>, selected: usize, top: usize) {
    let words = [
        "harbour", "minister", "agreed", "that", "the", "river", "of", "Tollen", "would", "stay",
        "open", "until", "spring",
    ];
    let buffer = frame.buffer_mut();
    for y in 0..40u16 {
        let row = usize::from(y);
        let title = format!(
            "{:<30}",
            format!("· 2021-0{}-1{} A title in the list", row % 9 + 1, row % 10)
        );
        let style = match row == selected {
            true => Style::new().add_modifier(Modifier::REVERSED),
            false => Style::new(),
        };
        buffer.set_string(0, y, title, style);
        buffer.set_string(31, y, "│", Color::DarkGray);
        let mut x = 33;
        for i in 0.. {
            let word = words[((row + top) * 7 + i * i) % words.len()];
            if x + word.len() > 93 {
                break;
            }
            let style = match word {
                "Tollen" => Style::new()
                    .fg(Color::Cyan)
                    .add_modifier(Modifier::UNDERLINED),
                _ => Style::new(),
            };
            buffer.set_string(x as u16, y, word, style);
            x += word.len() + 1;
        }
        buffer.set_string(95, y, "│", Color::DarkGray);
        buffer.set_string(
            97,
            y,
            format!("□ value {row:<8} {:>3}", row * 3),
            Style::new(),
        );
    }
    frame.set_cursor_position((0, selected as u16));
}

#[test]
fn frames_are_one_write_each_and_within_the_budget_of_bytes() {
    let frames = [
        ("first", 0, 0, 10_000),
        ("unchanged", 0, 0, 0),
        ("list step", 1, 0, 150),
        ("article page", 1, 38, 6_000),
        ("article line", 1, 39, 6_000),
    ];
    let mut counted = Counting::default();
    for upto in 1..=frames.len() {
        let mut now = Counting::default();
        let mut screen = Screen::new(&mut now);
        screen.resize(120, 40);
        for (_, selected, top, _) in &frames[..upto] {
            screen.draw(|frame| panes(frame, *selected, *top)).unwrap();
        }
        drop(screen);
        let (name, _, _, budget) = frames[upto - 1];
        let (writes, bytes) = (now.writes - counted.writes, now.bytes - counted.bytes);
        println!("{name}: {bytes} bytes in {writes} writes");
        assert!(bytes <= budget, "{name}: {bytes}");
        assert_eq!(writes, usize::from(bytes > 0), "{name}");
        counted = now;
    }
}
