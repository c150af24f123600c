//! (keys → what is noted, and how it looks): notes, highlights, tags; taken back and made again.

use briefing::action::Action;
use briefing::app::{App, Offer};
use briefing::record::{Note, On};

use super::{Screen, THEME, check, lakes};

/// What there is of the reader's own, in a line.
fn own(app: &App) -> String {
    let shown = |note: &Note| {
        let on = match &note.on {
            On::Passage(_, passage) => passage.quote.split(' ').next().unwrap_or_default(),
            On::Briefing(_) => "briefing",
            On::Entity { name, .. } => name,
        };
        format!("{on}={}", note.text.replace('\n', "/"))
    };
    let notes = app.records.notes().map(|(_, note)| shown(note));
    let of_entities = app.records.notes_on_entities().map(|note| shown(note));
    let own = app.records.own();
    let tags = own
        .tags
        .iter()
        .map(|(t, all)| format!("#{t}:{}", all.len()));
    let stars = (!own.starred.is_empty()).then(|| format!("*:{}", own.starred.len()));
    let saved = app
        .kept
        .saved
        .iter()
        .map(|s| format!("{}?{}", s.name, s.query));
    let mut all: Vec<String> = notes
        .chain(of_entities)
        .chain(tags)
        .chain(stars)
        .chain(saved)
        .collect();
    all.sort();
    all.join(" ")
}

/// (keys, what is there then)
const MADE: &[(&str, &str)] = &[
    ("2 v a 'Who says so?' esc", "Grace=Who says so?"),
    ("2 a 'On the paragraph' esc", "Grace=On the paragraph"),
    ("2 a 'One' enter 'two' esc", "Grace=One/two"),
    // A highlight is a note without words; words can come later.
    ("2 v _", "Grace="),
    ("2 _ _", ""),
    ("2 _ a 'Now with words' esc", "Grace=Now with words"),
    ("2 _ a esc", "Grace="),
    // Nothing written, nothing kept; what was begun and given up, neither.
    ("2 a esc", ""),
    ("2 a 'Some words ' ctrl-c", ""),
    ("2 a 'Some words ' ctrl-u esc", ""),
    (
        "2 a 'First' esc a ctrl-u 'Other words ' ctrl-c",
        "Grace=First",
    ),
    ("2 a 'First' esc a ctrl-u esc", ""),
    ("2 a 'First' esc a ctrl-u esc u", "Grace=First"),
    // A word to the whole briefing, and to a name.
    ("j a 'Read this' esc", "briefing=Read this"),
    ("2 ] i a 'A port' esc", "Bergen=A port"),
    // Tags: words, whatever they are typed like; all that is chosen gets them.
    ("j # 'Lake Boats!' enter", "#lake-boats:1"),
    ("j # 'boats' enter # 'boats' enter", ""),
    ("V # 'boats' enter", "#boats:4"),
    ("j # 'boats' enter k j j # 'bo' tab enter", "#boats:2"),
    ("j # 'boats' enter j j # down enter", "#boats:2"),
    ("j # enter", ""),
    ("j # esc", ""),
    // Taken back, in order, and made again.
    ("j * # 'boats' enter u", "*:1"),
    ("j * # 'boats' enter u u", ""),
    ("j * # 'boats' enter u u ctrl-r", "*:1"),
    ("j * # 'boats' enter u u ctrl-r ctrl-r", "#boats:1 *:1"),
    ("j * u # 'boats' enter ctrl-r", "#boats:1"),
    ("2 a 'First' esc u", ""),
    ("2 a 'First' esc u ctrl-r", "Grace=First"),
    ("2 a 'First' esc A D", ""),
    ("2 a 'First' esc A D u", "Grace=First"),
    ("2 ] i F", "Bergen?mention:Bergen"),
    ("2 ] i F u", ""),
    ("2 ] i F u ctrl-r", "Bergen?mention:Bergen"),
];

#[test]
fn what_is_made_is_there_and_can_be_taken_back() {
    let mut wrong = String::new();
    for (keys, expected) in MADE {
        let mut screen = Screen::new(lakes(), 120, 36, THEME);
        screen.press(keys);
        let own = own(&screen.session.app);
        if own != *expected {
            wrong += &format!("{keys}\n  is  {own}\n  not {expected}\n");
        }
    }
    assert_eq!(wrong, "");
}

#[test]
fn notes_look_like_this() {
    check(
        "note-writing",
        (120, 36),
        "2 v a 'Who says so, and why?'",
        true,
    );
    check(
        "note-writing-80x24",
        (80, 24),
        "2 a 'Who says so?' enter 'And why?'",
        false,
    );
    check("note", (120, 36), "2 v a 'Who says so?' esc ) ) _", true);
    check(
        "notes",
        (120, 36),
        "2 v a 'Who says so?' esc ) ) _ J a 'Also' esc A",
        true,
    );
    check("tagging", (120, 36), "j # 'boats' enter j # 'bo'", false);
    check("tagged", (120, 36), "j # 'boats' enter 3 G enter G", false);
}

#[test]
fn nothing_to_take_back_says_so() {
    let mut screen = Screen::new(lakes(), 120, 36, THEME);
    for action in [Action::Undo, Action::Redo] {
        screen.session.app.update(action);
        let message = screen.session.app.message.clone().expect("a word");
        assert!(message.text.starts_with("Nothing"), "{}", message.text);
    }
}

#[test]
fn panes_are_as_wide_as_the_reader_wants_and_hidden_when_they_want_that() {
    // (keys, width of the sources, of the facets)
    for (keys, sources, facets) in [
        ("", 36, 30),
        ("> >", 44, 30),
        ("< < < < < < <", 16, 30),
        ("3 >", 36, 34),
        ("g 1", 0, 30),
        ("g 1 1", 36, 30),
        ("g 1 g 3", 0, 0),
        ("g 1 g 1", 36, 30),
        ("g 3 3", 36, 30),
    ] {
        let mut screen = Screen::new(lakes(), 120, 36, THEME);
        screen.press(keys);
        let areas = screen.session.app.areas;
        assert_eq!(
            (areas.sources.width, areas.facets.width),
            (sources, facets),
            "{keys}"
        );
    }
}

#[test]
fn a_number_says_how_often_and_the_palette_offers_first_what_was_chosen_last() {
    // (keys, row of the cursor in the sources)
    for (keys, row) in [
        ("g g 4 j", 4),
        ("g g 4 j 4 k", 0),
        ("G 9 9 9 9 k", 0),
        ("g g 4 2 k 5 j", 5),
        ("g g 5 esc j", 1),
    ] {
        let mut screen = Screen::new(lakes(), 120, 36, THEME);
        screen.press(keys);
        assert_eq!(screen.session.app.sources.cursor.at, row, "{keys}");
    }
    let mut screen = Screen::new(lakes(), 120, 36, THEME);
    let first = |screen: &mut Screen| {
        screen.press(":");
        let first = screen.session.app.offers.first().cloned();
        screen.press("esc");
        first
    };
    assert_eq!(first(&mut screen), Some(Offer::Action(Action::Quit)));
    screen.press(": 'fold all' enter");
    assert_eq!(first(&mut screen), Some(Offer::Action(Action::FoldAll)));
}
