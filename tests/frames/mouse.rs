//! (size, keys, what the mouse does → what is selected): clicks on rows, names, values and lists on top; the wheel; rules.

use briefing::action::{Gesture, Mouse};
use briefing::app::sources::Row;
use briefing::app::{App, Effect, Layer};
use briefing::layout::Pane;

use super::{Screen, THEME, lakes, rows};

/// Columns and rows.
type Cell = (u16, u16);

/// What the mouse does, at the first place on the screen where this text stands.
enum Does {
    Click(&'static str),
    Twice(&'static str),
    Wheel(Gesture, &'static str),
    /// From one cell to another, and let go.
    Drag(Cell, Cell),
}
use Does::{Click, Drag, Twice, Wheel};

impl Screen {
    fn mouse(&mut self, gesture: Gesture, (column, row): (u16, u16)) -> Vec<String> {
        let mouse = Mouse {
            gesture,
            column,
            row,
        };
        let effects = self.session.mouse(mouse);
        let told = effects.iter().map(|e| format!("{e:?}")).collect();
        self.perform(effects);
        told
    }

    /// Where a text stands.
    fn place(&mut self, text: &str) -> (u16, u16) {
        let buffer = self.picture();
        let all = rows(&buffer, |x, y| buffer[(x, y)].symbol().to_owned());
        let at = all.lines().zip(0..).find_map(|(line, y)| {
            let before = line.split_once(text)?.0;
            Some((before.chars().count() as u16, y))
        });
        at.unwrap_or_else(|| panic!("{text} is not in\n{all}"))
    }

    fn does(&mut self, does: &Does) {
        match does {
            Click(text) => {
                let at = self.place(text);
                self.mouse(Gesture::Press, at);
                self.mouse(Gesture::Release, at);
            }
            Twice(text) => {
                self.does(&Click(text));
                self.does(&Click(text));
            }
            Wheel(gesture, text) => {
                let at = self.place(text);
                self.mouse(*gesture, at);
            }
            Drag(from, to) => {
                self.mouse(Gesture::Press, *from);
                self.mouse(Gesture::Drag, *to);
                let told = self.mouse(Gesture::Release, *to);
                assert!(told.iter().any(|e| e.starts_with("Panes")), "{told:?}");
            }
        }
    }
}

/// What is on top or has the focus, and what is selected there; the query, if there is one.
fn selected(app: &App) -> String {
    let query = match app.query.is_empty() {
        true => String::new(),
        false => format!(" | {}", app.query),
    };
    format!("{}{query}", selected_there(app))
}

fn selected_there(app: &App) -> String {
    let article = app.article.as_ref();
    match (app.layers.last(), app.focus) {
        (Some(Layer::Concordance(c)), _) => {
            let name = app.corpus.entity(c.entities[0]).name;
            let at = c
                .selected(&app.corpus)
                .map_or("", |(b, _)| app.corpus.row(b).title);
            format!("concordance of {name}: {at}")
        }
        (Some(Layer::Notes(list)), _) => format!("notes: {}", list.cursor.at),
        (Some(Layer::Help(cursor, ..)), _) => format!("help: {}", cursor.at),
        (Some(Layer::Card(card)), _) => {
            let other = card.selected().map_or("", |e| app.corpus.entity(e).name);
            format!("card of {}: {other}", app.corpus.entity(card.entity).name)
        }
        (Some(_), _) => "another layer".to_owned(),
        (None, Pane::Sources) => match app.sources.selected_row() {
            Some(Row::Briefing(b)) => format!("sources: {}", app.corpus.row(b).title),
            Some(Row::Group { label, folded, .. }) => format!("sources: {label}, folded {folded}"),
            _ => "sources".to_owned(),
        },
        (None, Pane::Article) => {
            let name = article.and_then(|a| {
                let span = a.page.mentions[a.mention? as usize].span;
                Some(&a.page.briefing.body[span.range()])
            });
            let title = article.map_or("".into(), |a| a.page.briefing.heading());
            format!("article {title}: {}", name.unwrap_or_default())
        }
        (None, Pane::Facets) => {
            let value = app.facets.selected();
            format!("facets: {}", value.map_or("", |(_, v)| v.label.as_str()))
        }
    }
}

/// The size and the keys, what the mouse does, and what is selected then.
type Case = (Cell, &'static str, &'static [Does], &'static str);
const CASES: &[Case] = &[
    // Off unless it is asked for.
    (WIDE, "2", &[Click("Who pays")], BERGEN),
    (WIDE, "g m g m 2", &[Click("Who pays")], BERGEN),
    // A row of the sources is selected, and opened by a second click.
    (
        WIDE,
        "g m 2",
        &[Click("Who pays")],
        "sources: Who pays for the nets?",
    ),
    (
        WIDE,
        "g m 2",
        &[Twice("Who pays")],
        "article Who pays for the nets?: ",
    ),
    (
        WIDE,
        "g m",
        &[Click("Shore Gazette")],
        "sources: Shore Gazette, folded false",
    ),
    (
        WIDE,
        "g m",
        &[Twice("Shore Gazette")],
        "sources: Shore Gazette, folded true",
    ),
    // The head of a pane only moves the focus, and what lies beside all does nothing.
    (
        WIDE,
        "g m 2",
        &[Click("Sources")],
        "sources: Statement after the Bergen meeting",
    ),
    (
        WIDE,
        "g m 3",
        &[Click("4 briefings")],
        "facets: Environment",
    ),
    // A name in the article, wherever in it.
    (
        WIDE,
        "g m",
        &[Click("Atieno thanked")],
        "article Statement after the Bergen meeting: Atieno",
    ),
    (
        WIDE,
        "g m",
        &[
            Click("tieno thanked"),
            Click("welcome"),
            Click("tieno will"),
        ],
        "article Statement after the Bergen meeting: Atieno",
    ),
    (
        WIDE,
        "g m",
        &[Twice("Atieno thanked")],
        "concordance of Grace Atieno: Who pays for the nets?",
    ),
    (WIDE, "g m", &[Click("for the welcome")], BERGEN),
    // A value is included, and taken back.
    (
        WIDE,
        "g m",
        &[Click("Environment  ")],
        "facets: Environment | topic:environment",
    ),
    (
        WIDE,
        "g m",
        &[Twice("Environment  ")],
        "facets: Environment",
    ),
    // A row of a list on top is selected, and opened by a second click.
    (
        WIDE,
        "g m",
        &[Twice("Atieno thanked"), Click("Ms Atieno will")],
        "concordance of Grace Atieno: Statement after the Bergen meeting",
    ),
    (
        WIDE,
        "g m",
        &[Twice("Atieno thanked"), Twice("Ms Atieno will")],
        "article Statement after the Bergen meeting: Atieno",
    ),
    // Neither heads in it, nor what is beside it.
    (
        WIDE,
        "g m",
        &[
            Twice("Atieno thanked"),
            Click("Shore Gazette"),
            Click("4 briefings"),
        ],
        "concordance of Grace Atieno: Who pays for the nets?",
    ),
    (WIDE, "g m ?", &[Click("Show every key")], "help: 20"),
    // The two columns of a card.
    (
        WIDE,
        "g m 2 ] ] i",
        &[Click("Lars Holm")],
        "card of Grace Atieno: Lars Holm",
    ),
    (
        WIDE,
        "g m 2 ] ] i",
        &[Twice("Lars Holm")],
        "card of Lars Holm: ",
    ),
    // One pane, and two.
    (
        (50, 30),
        "g m",
        &[Click("Who pays")],
        "sources: Who pays for the nets?",
    ),
    (
        (80, 24),
        "g m",
        &[Click("Atieno thanked")],
        "article Statement after the Bergen meeting: Atieno",
    ),
    ((80, 24), "g m", &[Click("Topic")], "facets: Environment"),
    // While something is typed, a slip of the hand changes nothing.
    (WIDE, "g m 2 /", &[Click("Who pays")], BERGEN),
    // The wheel leaves the focus alone, and moves a cursor only with its window.
    (
        WIDE,
        "g m 2",
        &[Wheel(Gesture::WheelDown, "Who pays")],
        BERGEN,
    ),
    (
        (120, 12),
        "g m ?",
        &[
            Wheel(Gesture::WheelDown, "Keys"),
            Wheel(Gesture::WheelUp, "Keys"),
        ],
        "help: 3",
    ),
];

const WIDE: (u16, u16) = (120, 36);
const BERGEN: &str = "article Statement after the Bergen meeting: ";

#[test]
fn a_click_selects_and_a_second_one_opens() {
    let mut wrong = Vec::new();
    for (size, keys, does, expected) in CASES {
        let mut screen = Screen::new(lakes(), size.0, size.1, THEME);
        screen.press(keys);
        for one in *does {
            screen.does(one);
        }
        let now = selected(&screen.session.app);
        if now != *expected {
            wrong.push(format!("{size:?} {keys}: {now}, not {expected}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_wheel_scrolls_what_it_is_over_by_three_lines() {
    let mut screen = Screen::new(lakes(), 120, 12, THEME);
    screen.press("g m");
    let top = |screen: &Screen| {
        let app = &screen.session.app;
        let article = app.article.as_ref().map(|a| a.window[0].clone());
        (app.sources.cursor.top, article, app.facets.cursor.top)
    };
    let first = top(&screen);
    screen.does(&Wheel(Gesture::WheelDown, "Narrow by"));
    assert_eq!((top(&screen).0, top(&screen).2), (0, 3));
    let third = screen
        .session
        .app
        .article
        .as_ref()
        .map(|a| a.window[3].clone());
    screen.does(&Wheel(Gesture::WheelDown, "46 words"));
    assert_eq!(top(&screen).1, third);
    screen.does(&Wheel(Gesture::WheelUp, "thanked"));
    screen.does(&Wheel(Gesture::WheelUp, "Narrow by"));
    assert_eq!(top(&screen), first);
    assert_eq!(
        selected(&screen.session.app),
        "sources: Statement after the Bergen meeting"
    );
}

#[test]
fn a_rule_is_dragged_as_far_as_there_is_room() {
    // (from where, to where, the widths of sources and facets then)
    let cases: [(Cell, Cell, Cell); 6] = [
        ((36, 10), (41, 30), (41, 30)),
        ((36, 10), (3, 10), (16, 30)),
        ((36, 10), (119, 10), (60, 30)),
        ((89, 10), (80, 10), (36, 39)),
        ((89, 10), (119, 10), (36, 16)),
        ((89, 10), (10, 10), (36, 54)),
    ];
    for (from, to, expected) in cases {
        let mut screen = Screen::new(lakes(), 120, 36, THEME);
        screen.press("g m");
        let widths = |screen: &Screen| {
            let areas = screen.session.app.areas;
            (areas.sources.width, areas.facets.width)
        };
        assert_eq!(widths(&screen), (36, 30));
        screen.does(&Drag(from, to));
        assert_eq!(widths(&screen), expected, "{from:?} {to:?}");
        // Nothing is kept of what there was no room for, and a step back is one at once.
        screen.does(&Drag((expected.0, 10), (expected.0 - 1, 10)));
        assert_eq!(widths(&screen).0, expected.0.max(17) - 1, "{from:?} {to:?}");
    }
}

#[test]
fn that_the_mouse_is_listened_to_is_told_to_the_reader_and_to_the_terminal() {
    let mut screen = Screen::new(lakes(), 120, 36, THEME);
    for (on, word) in [
        (true, "The mouse is ours"),
        (false, "is the terminal's again"),
    ] {
        let effects = screen
            .session
            .app
            .update(briefing::action::Action::ToggleMouse);
        assert!(matches!(effects[..], [Effect::Mouse(is)] if is == on));
        let message = screen.session.app.message.clone().expect("a word");
        assert!(message.text.contains(word), "{}", message.text);
    }
}
