//! (document, keys) → the page: how an article is set and how one moves about in it.

use std::sync::Arc;

use briefing::corpus::Corpus;
use briefing::load::{self, Limits};

use super::{Screen, THEME, here};

pub(super) fn harbour() -> Arc<Corpus> {
    let loaded = load::load(&[here("reading/corpus")], Limits::default(), &|_| ());
    Arc::new(Corpus::build(loaded))
}

fn check(name: &str, size: (u16, u16), keys: &str, roles: bool) {
    let name = format!("reading/{name}");
    super::check_with(harbour(), THEME, &name, size, keys, roles);
}

/// Opens the guide, the letters, the talk.
const GUIDE: &str = ": 'guide' enter";
const LETTERS: &str = ": 'letters' enter";
const TALK: &str = ": 'questions' enter";

#[test]
fn a_page_with_everything_that_documents_have() {
    let guide = |name: &str, size, keys: &str, roles| {
        check(name, size, &format!("{GUIDE} {keys}"), roles);
    };
    guide("page", (120, 36), "", true);
    guide("page-80x24", (80, 24), "", false);
    guide("page-zoomed", (120, 60), "z", true);
    guide("page-end", (80, 24), "G", false);
    guide("page-50x20", (50, 20), "space", false);
    guide("justified", (80, 24), "g j", false);
    guide("narrower", (120, 36), "- - - -", false);
    check("scripts", (80, 24), LETTERS, false);
}

#[test]
fn moving_by_paragraphs_headings_and_contents() {
    let guide = |name: &str, size, keys: &str| {
        check(name, size, &format!("{GUIDE} {keys}"), false);
    };
    guide("next-heading", (80, 24), ">");
    guide("section", (80, 24), "> > j j");
    guide("next-paragraph", (80, 24), ") ) )");
    check(
        "paragraph-of-a-short-page",
        (120, 36),
        &format!("{LETTERS} ) )"),
        true,
    );
    guide("contents", (80, 24), "t");
    guide("contents-chosen", (80, 24), "t j j enter");
    check("turns", (80, 24), &format!("{TALK} t"), false);
    check("turn", (80, 24), &format!("{TALK} > > >"), true);
}

#[test]
fn letters_lead_to_names_and_links() {
    check("hints", (120, 36), &format!("{GUIDE} f"), true);
    check("hint-of-a-name", (120, 36), &format!("{TALK} f 's'"), true);
    check(
        "hint-of-a-link",
        (120, 36),
        &format!("{GUIDE} f 'd'"),
        false,
    );
    check(
        "hint-of-a-footnote",
        (80, 24),
        &format!("{GUIDE} f 's'"),
        false,
    );
    check(
        "hint-of-nothing",
        (80, 24),
        &format!("{GUIDE} f 'z'"),
        false,
    );
}

#[test]
fn lines_that_are_not_of_the_text_are_folded_until_they_are_wanted() {
    check("folded", (80, 24), &format!("{TALK} G"), false);
    check("unfolded", (80, 24), &format!("{TALK} . G"), true);
}

#[test]
fn the_words_on_top_stay_on_top_however_the_page_is_set() {
    let mut screen = Screen::new(harbour(), 120, 30, THEME);
    screen.press(&format!("{GUIDE} > > > "));
    let top = |screen: &Screen| {
        let article = screen.session.app.article.as_ref();
        article.map(|a| a.top_byte()).expect("an article is open")
    };
    let before = top(&screen);
    for (width, height, keys) in [
        (80, 12, ""),
        (60, 10, "g j"),
        (200, 9, "- - -"),
        (100, 8, "+ ."),
    ] {
        screen.session.app.resize(width, height);
        screen.press(keys);
        let line = screen
            .session
            .app
            .article
            .as_ref()
            .and_then(|a| a.window[0].span());
        let line = line.expect("a line of text on top");
        assert!(
            line.start <= before && before < line.end.max(before + 1),
            "{width}×{height}"
        );
        assert_eq!(top(&screen), before, "{width}×{height}");
    }
}

#[test]
fn finding_goes_on_through_the_words_of_the_query_into_the_next_briefing() {
    check(
        "found",
        (80, 24),
        &format!("{TALK} / 'harbour office'"),
        true,
    );
    check(
        "found-typed",
        (80, 24),
        &format!("{TALK} / 'the ' 'w'"),
        false,
    );
    check(
        "found-smart",
        (80, 24),
        &format!("{TALK} / 'Winter'"),
        false,
    );
    check(
        "found-accepted",
        (80, 24),
        &format!("{TALK} / 'winter' enter n"),
        true,
    );
    check(
        "found-cancelled",
        (80, 24),
        &format!("{TALK} / 'promise' esc"),
        false,
    );
    check(
        "hit",
        (80, 24),
        "ctrl-f 'office' enter 1 g g j enter n",
        true,
    );
    check(
        "hit-in-the-next",
        (80, 24),
        "ctrl-f 'office' enter 1 g g j enter n n n n n n",
        false,
    );
}

#[test]
fn places_are_marked_with_letters_and_gone_back_to() {
    check(
        "marked",
        (80, 24),
        &format!("{TALK} > m 'a' G m 'T' {GUIDE} '"),
        true,
    );
    check(
        "mark-gone-to",
        (80, 24),
        &format!("{TALK} > > m 'T' {GUIDE} ' 'T'"),
        false,
    );
    check("mark-of-nothing", (80, 24), &format!("{TALK} '"), false);
    check("mark-wrong", (80, 24), &format!("{TALK} m '3'"), false);
}
