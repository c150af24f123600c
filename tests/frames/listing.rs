//! (keys → where the cursor is in the list, and what stands above it).

use std::sync::Arc;

use briefing::briefing::{Loaded, Origin};
use briefing::corpus::Corpus;
use briefing::load;

use super::{Screen, THEME, lakes, rows};

fn seen(screen: &mut Screen) -> String {
    let buffer = screen.picture();
    rows(&buffer, |x, y| buffer[(x, y)].symbol().to_owned())
}

#[test]
fn enter_on_a_saved_query_goes_on_to_the_first_briefing_that_it_finds() {
    let mut screen = Screen::new(lakes(), 80, 24, THEME);
    screen.press("ctrl-f 'nets' enter 1 ctrl-s 'Nets' enter C g g");
    assert_eq!(screen.session.app.sources.saved(), Some(0));
    screen.press("enter");
    let app = &screen.session.app;
    assert_eq!(app.query.to_string(), "nets");
    let selected = app.sources.selected().expect("a briefing");
    assert!(app.results.hits.contains(&selected));
    assert_eq!(
        app.sources.cursor.at, 2,
        "the saved query, the head, the first"
    );
}

#[test]
fn the_head_of_the_list_names_the_group_whose_own_head_has_scrolled_away() {
    // Two rows of the list are in sight.
    let mut screen = Screen::new(lakes(), 120, 5, THEME);
    assert!(seen(&mut screen).contains("Sources  "));
    screen.press("j");
    assert!(
        seen(&mut screen).contains("Sources · Ministry of the Lakes"),
        "{}",
        seen(&mut screen)
    );
    // The head itself is in sight.
    screen.press("j");
    let now = seen(&mut screen);
    let body: Vec<&str> = now.lines().skip(2).collect();
    assert!(body.join("\n").contains("▾ Shore Gazette"), "{now}");
}

#[test]
fn while_what_is_typed_finds_nothing_no_number_stands_beside_the_list_of_before() {
    let mut screen = Screen::new(lakes(), 80, 24, THEME);
    screen.press("ctrl-f 'zebra'");
    let now = seen(&mut screen);
    let head = now.lines().next().unwrap_or_default();
    assert!(head.ends_with("nothing yet"), "{now}");
    assert!(now.contains("Statement after"), "{now}");
}

#[test]
fn narrowing_again_starts_afresh() {
    let mut screen = Screen::new(lakes(), 120, 36, THEME);
    screen.press("1 / 'kenya' enter / 'ber'");
    assert_eq!(screen.session.app.sources.narrow, "ber");
    screen.press("esc");
    assert_eq!(screen.session.app.sources.narrow, "");
}

/// A text about each of many countries, and the more about those that stand first.
fn countries() -> Arc<Corpus> {
    const ALL: [&str; 12] = [
        "Kenya", "Norway", "Chile", "Ghana", "Peru", "Nepal", "Latvia", "Jordan", "Japan", "Fiji",
        "Oman", "Tanzania",
    ];
    let texts = (0..ALL.len()).flat_map(|n| (0..ALL.len() - n).map(move |copy| (ALL[n], copy)));
    let read = |(country, copy): (&str, usize)| {
        let name = format!("{country}-{copy}.md");
        let text = format!(
            "# Talk {copy} on {country}\n\nThe government of {country} met its neighbours.\n"
        );
        load::read(Origin::File(name.clone().into()), &name, text.as_bytes()).0
    };
    Arc::new(Corpus::build(Loaded {
        briefings: texts.filter_map(read).map(Arc::new).collect(),
        problems: Vec::new(),
    }))
}

#[test]
fn a_rare_value_that_was_found_keeps_its_row_and_takes_none_from_others() {
    let mut screen = Screen::new(countries(), 120, 20, THEME);
    let before = seen(&mut screen);
    screen.press("3 / 'tanzania' enter esc");
    let after = seen(&mut screen);
    let boxes = |text: &str| text.matches('□').count();
    assert!(!before.contains("□ Tanzania"), "{before}");
    assert!(after.contains("□ Tanzania"), "{after}");
    assert!(boxes(&after) <= boxes(&before) + 1, "{before}\n{after}");
}
