//! Whatever lies on top, in both of the sizes that most terminals have, in every look: approved once with the roles of its cells;
//! every other look has the same characters in the same places.

use std::sync::Arc;

use briefing::briefing::{Loaded, Origin};
use briefing::corpus::Corpus;
use briefing::load;
use briefing::view::theme::{Depth, Look, Shipped, Theme};

use super::reading::harbour;
use super::taking::{TEXT, only};
use super::{Screen, Shows, THEME, check_with, lakes, rows, said};

/// The sizes.
const SIZES: [(u16, u16); 2] = [(80, 24), (120, 36)];

/// What lies on top, or how the screen stands, and the keys that lead there.
const ALL: [(&str, &str); 33] = [
    ("list", "1 j"),
    ("article", "2 ]"),
    ("zoomed", "2 z"),
    ("facets", "3 j"),
    ("all-of-a-facet", "3 G enter"),
    ("narrowing", "/ 'a'"),
    ("query-completed", "ctrl-f 'count'"),
    ("query-nothing", "ctrl-f 'zebra' enter"),
    ("query-misspelled", "ctrl-f 'bergan nets' enter"),
    ("query-wrong", "ctrl-f 'contry:kenya' enter"),
    ("saving-a-query", "ctrl-f 'nets' enter ctrl-s 'Ne'"),
    ("palette", ": 'berg'"),
    ("keys", "?"),
    ("pending", "g"),
    ("problems", "g p"),
    ("card", "2 ] i"),
    ("concordance", "2 ] enter"),
    ("timeline", "2 ] i T"),
    ("parallels", "2 p"),
    ("related", "2 r"),
    ("contents", ": 'guide' enter t"),
    ("address", "2 o"),
    ("hints", "2 f"),
    ("finding", "2 / 'lake'"),
    ("selection", "2 v"),
    ("marks", "2 m 'b' '"),
    ("exporting", "2 e"),
    ("writing-a-note", "2 a 'Who says so?'"),
    ("notes", "2 a 'Who says so?' esc A"),
    ("tagging", "1 j #"),
    ("same", "2 ] ="),
    ("kind", "2 ] W"),
    ("renaming", "2 ] R"),
];

/// Where something is said twice, or has headings, for what needs that; else the lakes.
fn corpus(name: &str) -> Arc<Corpus> {
    match name {
        "parallels" | "related" => said(),
        "contents" => harbour(),
        // Elsewhere the folder would be one of this machine.
        "address" => only(TEXT),
        _ => lakes(),
    }
}

#[test]
fn every_overlay_in_both_sizes_with_the_roles_of_its_cells_and_in_ascii() {
    for (name, keys) in ALL {
        for (width, height) in SIZES {
            let picture = format!("overlays/{name}-{width}x{height}");
            let plain = Shows {
                color: true,
                unicode: true,
            };
            check_with(corpus(name), plain, &picture, (width, height), keys, true);
        }
        let ascii = Shows {
            color: true,
            unicode: false,
        };
        let picture = format!("overlays/{name}-ascii");
        check_with(corpus(name), ascii, &picture, SIZES[0], keys, false);
    }
}

#[test]
fn every_look_of_an_overlay_has_the_same_characters() {
    for (name, keys) in ALL {
        let corpus = corpus(name);
        let text = |theme: Theme, (width, height): (u16, u16)| {
            let mut screen = Screen::new(Arc::clone(&corpus), width, height, theme);
            screen.press(keys);
            let picture = screen.picture();
            rows(&picture, |x, y| picture[(x, y)].symbol().to_owned())
        };
        for size in SIZES {
            for unicode in [true, false] {
                let plain = text(Theme::auto(Depth::Sixteen, unicode), size);
                assert!(unicode || plain.is_ascii(), "{name}\n{plain}");
                let same = |name: &str, depth| {
                    let look = Look::named(name).expect("a theme");
                    let theme = Theme::new(&look, depth, unicode);
                    assert_eq!(text(theme, size), plain, "{name} {depth:?} {keys}");
                };
                Shipped::ALL.iter().for_each(|s| same(s.name, Depth::True));
                same(Shipped::ALL[0].name, Depth::None);
            }
        }
    }
}

/// Thirty years of talks, more in some than in others.
fn decades() -> Arc<Corpus> {
    let talks = (1994..2024).flat_map(|year| (0..year % 4).map(move |n| (year, n)));
    let read = |(year, n): (i32, i32)| {
        let text = format!(
            "---\ntitle: Talks {year}, {n}\ndate: {year}-05-0{}\n---\n\nMinister Grace Atieno spoke in Kenya.\n",
            n + 1
        );
        let name = format!("{year}-{n}.md");
        let origin = Origin::File(name.clone().into());
        Some(Arc::new(load::read(origin, &name, text.as_bytes()).0?))
    };
    Arc::new(Corpus::build(Loaded {
        briefings: talks.filter_map(read).collect(),
        problems: Vec::new(),
    }))
}

#[test]
fn years_without_room_for_their_counts_are_columns() {
    for (name, size) in [("years", (120, 36)), ("years-80x24", (80, 24))] {
        let name = format!("overlays/{name}");
        check_with(decades(), THEME, &name, size, "2 ] enter", false);
    }
}
