//! (keymap, actions) → what is said: messages name the keys that do it, and keys that do nothing say so.

use briefing::action::{Action, Focus};
use briefing::app::{App, Options};
use briefing::keymap::{Key, Keymap, Resolved, Shipped, written};
use briefing::session::Session;

use super::{Screen, THEME, lakes};

fn under(keymap: Keymap) -> Screen {
    let mut screen = Screen::new(lakes(), 120, 36, THEME);
    let app = std::mem::replace(
        &mut screen.session.app,
        App::new(String::new(), Options::default(), 0, 0),
    );
    screen.session = Session::new(app, keymap, THEME.into());
    screen
}

fn said(screen: &Screen) -> &str {
    let message = screen.session.app.message.as_ref();
    message.map_or("", |m| m.text.as_str())
}

/// (actions, what is said, with `{}` for each key, and what these keys do where)
type Said = (&'static [Action], &'static str, &'static [(Focus, Action)]);

#[test]
fn a_message_names_the_key_that_does_it_in_every_keymap() {
    use Action::*;
    let cases: [Said; 14] = [
        (
            &[FocusArticle, Highlight],
            "Highlighted: {} lists all notes",
            &[(Focus::Article, Notes)],
        ),
        (
            &[Notes],
            "Nothing is noted yet: {} writes a note, on what {} selects or the paragraph; {} highlights",
            &[
                (Focus::Article, Note),
                (Focus::Article, Select),
                (Focus::Article, Highlight),
            ],
        ),
        (
            &[FocusArticle, Marked],
            "Nothing is marked yet: {} and a letter marks a place, with A to Z one for all briefings",
            &[(Focus::Article, Mark)],
        ),
        (
            &[SaveQuery],
            "There is no query to save: {} asks one",
            &[(Focus::Sources, Search)],
        ),
        (
            &[FocusArticle, FindNext],
            "Nothing to step through: {} asks for words in this article",
            &[(Focus::Article, Find)],
        ),
        (
            &[Select],
            "Text is selected in the article: {} goes there",
            &[(Focus::Sources, FocusArticle)],
        ),
        (
            &[Choose],
            "1 chosen: {} read or unread, {} star, {} none",
            &[
                (Focus::Sources, Read),
                (Focus::Sources, Star),
                (Focus::Sources, Close),
            ],
        ),
        (
            &[Parallels],
            "{} opens the briefing; there {} lists where else it is said",
            &[(Focus::Sources, Open), (Focus::Article, Parallels)],
        ),
        (
            &[FocusArticle, Concordance],
            "{} again: everywhere the collection speaks of it",
            &[(Focus::Article, Concordance)],
        ),
        (
            &[FocusFacets, Card],
            "Go to a name first: {} in the article, or a person among the facets",
            &[(Focus::Article, NextMention)],
        ),
        (
            &[FocusFacets, Same],
            "Go to a name first: {} in the article, then {} for its card",
            &[(Focus::Article, NextMention), (Focus::Article, Card)],
        ),
        (
            &[FocusArticle, Highlight, Notes, RemoveNote],
            "Removed: {} brings it back",
            &[(Focus::Notes, Undo)],
        ),
        (
            &[Pull, Pull],
            "Still pulling: {} stops it",
            &[(Focus::Sources, Close)],
        ),
        (&[FocusArticle, Note, Accept], "Nothing was written", &[]),
    ];
    for shipped in Shipped::ALL {
        let map = Keymap::of(shipped);
        for (actions, text, keys) in cases {
            let mut screen = under(map.clone());
            for action in actions {
                let effects = screen.session.app.update(*action);
                screen.perform(effects);
            }
            let mut expected = text.to_owned();
            for (focus, action) in keys {
                let pressed = map.keys_of(*focus, *action);
                let call = match pressed.first() {
                    Some(keys) => {
                        assert_eq!(map.resolve(*focus, keys), Resolved::Action(*action));
                        written(keys)
                    }
                    None => {
                        let palette = &map.keys_of(*focus, Palette)[0];
                        format!("{} {}", written(palette), action.row().name)
                    }
                };
                expected = expected.replacen("{}", &call, 1);
            }
            assert_eq!(said(&screen), expected, "{}: {actions:?}", shipped.name);
        }
    }
}

#[test]
fn a_note_on_the_head_of_a_group_is_on_the_briefing_that_lies_open_beside_it() {
    let mut screen = Screen::new(lakes(), 120, 36, THEME);
    screen.press("g g a 'Who chairs it?' esc");
    let app = &screen.session.app;
    let open = app.article.as_ref().map(|a| a.briefing);
    let notes: Vec<_> = app
        .records
        .notes()
        .map(|(b, n)| (Some(b), &*n.text))
        .collect();
    assert_eq!(notes, [(open, "Who chairs it?")]);
}

#[test]
fn what_is_typed_after_a_refusal_runs_no_keys_until_escape() {
    let mut screen = Screen::new(lakes(), 120, 36, THEME);
    // There is no query to save, and whoever types its name all the same must not quit by it.
    screen.press("ctrl-s");
    let began = screen.session.app.sources.cursor.at;
    for letter in "quiz rx".chars() {
        let effects = screen.session.key(Key::char(letter));
        assert!(effects.is_empty(), "{letter}: {effects:?}");
    }
    assert_eq!(
        said(&screen),
        "No text is asked for, so letters do nothing: esc first"
    );
    assert!(screen.session.app.sources.chosen.is_empty());
    assert!(!screen.session.app.zoom);
    // The keys that move go on working.
    screen.press("j");
    assert_eq!(screen.session.app.sources.cursor.at, began + 1);
    screen.press("esc z");
    assert!(screen.session.app.zoom);
}

#[test]
fn keys_that_go_on_to_nothing_say_what_could_have_come() {
    let mut screen = Screen::new(lakes(), 120, 36, THEME);
    screen.press("g q");
    assert_eq!(
        said(&screen),
        "g q means nothing; after g can come t T 1 3 m p u g"
    );
    screen.press("g esc");
    assert_eq!(said(&screen), "");
}
