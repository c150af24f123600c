//! (keys → what is selected, and how it looks): selecting by units, where a briefing lies, what an export is called.

use std::sync::Arc;

use briefing::app::{App, Effect, Layer};
use briefing::briefing::{Loaded, Origin};
use briefing::corpus::Corpus;
use briefing::load;

use super::{Screen, THEME, check, check_with, lakes};

/// A corpus of one file that is nowhere.
pub(super) fn only(text: &str) -> Arc<Corpus> {
    let origin = Origin::File("reports/a.md".into());
    let (briefing, _) = load::read(origin, "a.md", text.as_bytes());
    let briefings = briefing.into_iter().map(Arc::new).collect();
    Arc::new(Corpus::build(Loaded {
        briefings,
        problems: Vec::new(),
    }))
}

pub(super) const TEXT: &str = "---\ntitle: On nets\nurl: https://example.org/a/very/long/way/to/the/statement/on/nets/and/lakes?\
                    session=0123456789abcdef0123456789abcdef&page=2\n---\n\nMr. Holm pays. Who else would? Nobody knows.\n\n\
                    The lake is low.\nBoats stay.\n";

/// What is selected after these keys.
fn selected(app: &App) -> Option<String> {
    let article = app.article.as_ref()?;
    let span = article.selection?.span();
    Some(article.page.briefing.body[span.range()].to_owned())
}

#[test]
fn text_is_selected_by_words_lines_sentences_and_paragraphs() {
    const CJK: &str = "---\ntitle: 湖\n---\n\n湖の水位は下がった。誰が払うのか？\n";
    for (text, keys, expected) in [
        (TEXT, "v", Some("Mr. Holm pays.")),
        (TEXT, "v j", Some("Mr. Holm pays. Who else would?")),
        (TEXT, "v j k", Some("Mr. Holm pays.")),
        (TEXT, "v j l", Some("Mr. Holm pays. Who else would? Nobody")),
        (TEXT, "v h", Some("Mr. Holm")),
        (TEXT, "v h h h h", Some("Mr")),
        (TEXT, "v o l", Some("Holm pays.")),
        (TEXT, "v j o l l o h", Some("pays. Who else")),
        (
            TEXT,
            "v v",
            Some("Mr. Holm pays. Who else would? Nobody knows."),
        ),
        (
            TEXT,
            "v v j",
            Some("Mr. Holm pays. Who else would? Nobody knows.\n\nThe lake is low.\nBoats stay."),
        ),
        (TEXT, "v v v", Some("Mr")),
        (TEXT, "v v v l", Some("Mr. Holm")),
        (
            TEXT,
            "v v v v j",
            Some("Mr. Holm pays. Who else would? Nobody knows.\n\nThe lake is low.\nBoats stay."),
        ),
        (TEXT, "v v v v v", Some("Mr. Holm pays.")),
        (TEXT, "/ 'boats' enter v", Some("Boats stay.")),
        (
            TEXT,
            "/ 'boats' enter v k",
            Some("The lake is low.\nBoats stay."),
        ),
        // The paragraph that was stepped to, also where the page is too short to move.
        (TEXT, ") v", Some("Mr. Holm pays.")),
        (TEXT, ") ) v", Some("The lake is low.")),
        (TEXT, ") ) v v", Some("The lake is low.\nBoats stay.")),
        (TEXT, ") ) ( v", Some("Mr. Holm pays.")),
        (TEXT, ") ) esc v", Some("Mr. Holm pays.")),
        (TEXT, ") ) / 'nobody' enter v", Some("Nobody knows.")),
        (TEXT, "v esc", None),
        (TEXT, "v y", None),
        (CJK, "v", Some("湖の水位は下がった。")),
        (CJK, "v j", Some("湖の水位は下がった。誰が払うのか？")),
        (CJK, "v v v", Some("湖")),
    ] {
        let mut screen = Screen::new(only(text), 120, 36, THEME);
        screen.press(&format!("2 {keys}"));
        assert_eq!(selected(&screen.session.app).as_deref(), expected, "{keys}");
    }
}

#[test]
fn a_selection_survives_another_size_and_comes_in_sight() {
    let long = format!(
        "---\ntitle: Long\n---\n\n{}",
        "One more sentence here.\n\n".repeat(60)
    );
    let mut screen = Screen::new(only(&long), 80, 24, THEME);
    screen.press("2 v j j j j j j j j j j j j j j j j");
    let before = selected(&screen.session.app);
    let app = &mut screen.session.app;
    let in_sight = |app: &App| {
        let article = app.article.as_ref().expect("an article");
        let edge = article.selection.expect("a selection").edge();
        let sight = article.in_sight();
        (sight.start..sight.end).contains(&edge)
    };
    assert!(in_sight(app));
    app.resize(60, 20);
    assert_eq!(selected(app), before);
}

#[test]
fn what_is_selected_and_where_it_lies_is_shown() {
    check("select", (120, 36), "j j j enter v j", true);
    check("select-80x24", (80, 24), "j j j enter v v", true);
    for (name, size) in [("address", (120, 36)), ("address-80x24", (80, 24))] {
        check_with(only(TEXT), THEME, name, size, "2 / 'boats' enter o", true);
    }
    check("export", (120, 36), "j j j enter e", false);
    check(
        "export-80x24",
        (80, 24),
        "j j j enter ] ] enter e down down",
        true,
    );
}

#[test]
fn what_is_copied_or_exported_is_what_the_reader_is_at() {
    let ask = |keys: &str, last: &str| {
        let mut screen = Screen::new(lakes(), 120, 36, THEME);
        screen.press(keys);
        let key = briefing::keymap::Key::sequence(last).expect("a key");
        let effects = screen.session.key(key[0]);
        effects.into_iter().next()
    };
    for (keys, last, expected) in [
        ("j j j enter", "y", "“Fishers in Kisumu"),
        (
            "j j j enter / 'tanzania' enter",
            "y",
            "“The ministry of Grace Atieno",
        ),
        ("j j j enter v h", "y", "will reach”"),
        ("j j j enter", "Y", "briefing:"),
    ] {
        match ask(keys, last) {
            Some(Effect::Copy(copied)) => {
                assert!(copied.text.contains(expected), "{keys}: {copied:?}")
            }
            other => panic!("{keys}: {other:?}"),
        }
    }
    for (keys, path) in [
        ("j j j enter e", "who-pays-for-the-nets.md"),
        ("j j j enter e down", "who-pays-for-the-nets.html"),
        ("ctrl-f 'nets' enter 1 e", "lakes-nets.md"),
        (
            "j j j enter ] ] enter e up",
            "great-lakes-fisheries-council.csv",
        ),
    ] {
        match ask(keys, "enter") {
            Some(Effect::Export(order)) => assert_eq!(order.path.to_str(), Some(path), "{keys}"),
            other => panic!("{keys}: {other:?}"),
        }
    }
}

#[test]
fn an_address_longer_than_the_screen_can_be_scrolled_to_its_end() {
    let text = TEXT.replace("page=2", &format!("page={}end", "0".repeat(2000)));
    let mut screen = Screen::new(only(&text), 80, 24, THEME);
    screen.press("2 o");
    assert!(matches!(
        screen.session.app.layers.last(),
        Some(Layer::Address(_))
    ));
    let whole = |screen: &mut Screen| {
        let buffer = screen.picture();
        super::rows(&buffer, |x, y| buffer[(x, y)].symbol().to_owned())
    };
    assert!(!whole(&mut screen).contains("0end"));
    screen.press("G");
    assert!(whole(&mut screen).contains("0end"));
    assert!(whole(&mut screen).contains("reports/a.md:"));
    screen.press("g g");
    assert!(whole(&mut screen).contains("https://example.org"));
}
