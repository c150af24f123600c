//! Every theme, on terminals of every ability: the same characters in the same places, on the ground that the theme says.

use std::sync::Arc;

use briefing::view::theme::{Depth, Look, Shipped, Theme};
use ratatui::buffer::Buffer;
use ratatui::style::Color;

use super::{Screen, lakes, rows};

/// Keys that lead through the main screens, one after another.
const MAIN: [&str; 8] = [
    "2",
    "]",
    "enter",
    "esc i",
    "esc T",
    "esc :",
    "esc ?",
    "esc / 'a'",
];

fn pictures(theme: Theme) -> Vec<Buffer> {
    let mut screen = Screen::new(lakes(), 100, 24, theme);
    let mut seen = |keys: &&str| {
        screen.press(keys);
        screen.picture()
    };
    MAIN.iter().map(&mut seen).collect()
}

fn text(buffer: &Buffer) -> String {
    rows(buffer, |x, y| buffer[(x, y)].symbol().to_owned())
}

#[test]
fn themes_change_colours_and_nothing_else() {
    for unicode in [true, false] {
        let plain = pictures(Theme::auto(Depth::Sixteen, unicode));
        for shipped in Shipped::ALL {
            let look = Look::named(shipped.name).expect("a theme");
            for depth in [Depth::None, Depth::Sixteen, Depth::Indexed, Depth::True] {
                let all = pictures(Theme::new(&look, depth, unicode));
                for ((keys, before), after) in MAIN.iter().zip(&plain).zip(&all) {
                    let case = format!("{} {depth:?} {keys}", shipped.name);
                    assert_eq!(text(after), text(before), "{case}");
                    assert!(unicode || text(after).is_ascii(), "{case}");
                    let bare = after.content.iter().filter(|c| c.bg == Color::Reset);
                    let bare = bare.count();
                    // Painted means everywhere: a hole would show the terminal's own ground.
                    match look.paint && depth != Depth::None {
                        true => assert_eq!(bare, 0, "{case}"),
                        false => assert!(bare > after.content.len() * 9 / 10, "{case}"),
                    }
                    if depth == Depth::None {
                        let coloured = |c: &&ratatui::buffer::Cell| {
                            (c.fg, c.bg) != (Color::Reset, Color::Reset)
                        };
                        assert_eq!(after.content.iter().find(coloured), None, "{case}");
                    }
                }
            }
        }
    }
}

#[test]
fn a_selected_row_is_of_one_look_on_any_ground() {
    for shipped in Shipped::ALL {
        let look = Look::named(shipped.name).expect("a theme");
        let theme = Theme::new(&look, Depth::True, true);
        let mut screen = Screen::new(Arc::clone(&lakes()), 100, 24, theme);
        screen.press("1 j");
        let picture = screen.picture();
        let over = theme.over(briefing::view::theme::Role::Selected);
        let selected = |y: &u16| {
            let cell = &picture[(2, *y)];
            (Some(cell.fg), Some(cell.bg), cell.modifier) == (over.fg, over.bg, over.add_modifier)
        };
        let found: Vec<u16> = (0..24).filter(selected).collect();
        assert_eq!(found.len(), 1, "{}", shipped.name);
    }
}
