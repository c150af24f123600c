//! (size, keys) → the whole screen. Pictures are in `tests/frames/`, one file a case: what was pressed, then the
//! characters, then (where it matters) a letter for the role of each cell. `BRIEFING_APPROVE=1` writes them anew.

#[path = "frames/calling.rs"]
mod calling;
#[path = "frames/correcting.rs"]
mod correcting;
#[path = "frames/listing.rs"]
mod listing;
#[path = "frames/mouse.rs"]
mod mouse;
#[path = "frames/noting.rs"]
mod noting;
#[path = "frames/overlays.rs"]
mod overlays;
#[path = "frames/picture.rs"]
mod picture;
#[path = "frames/reading.rs"]
mod reading;
#[path = "frames/taking.rs"]
mod taking;
#[path = "frames/themes.rs"]
mod themes;

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use briefing::app::{App, Effect, Options, facets};
use briefing::briefing::Kind;
use briefing::corpus::Corpus;
use briefing::keymap::{Key, Keymap};
use briefing::layout::Pane;
use briefing::load::{self, Limits};
use briefing::session::Session;
use briefing::sync::{Corrector, Sync};
use briefing::view::theme::{Depth, Role, Theme};
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::Buffer;

/// Roles that have a letter in the pictures; what has none is running text.
const LETTERS: [(Role, char); 24] = [
    (Role::Dim, '.'),
    (Role::HeadFocused, 'H'),
    (Role::Title, 'B'),
    (Role::Selected, '#'),
    (Role::Mention(Kind::Person), 'p'),
    (Role::Mention(Kind::Organisation), 'o'),
    (Role::Mention(Kind::Country), 'c'),
    (Role::Mention(Kind::Place), 'l'),
    (Role::Mention(Kind::Event), 'e'),
    (Role::Mention(Kind::Agreement), 'a'),
    (Role::Doubtful(Kind::Person), 'P'),
    (Role::Doubtful(Kind::Organisation), 'O'),
    (Role::MentionSelected, 'M'),
    (Role::Marked, 's'),
    (Role::Highlighted, 'h'),
    (Role::Found, 'f'),
    (Role::FoundSelected, 'F'),
    (Role::Emphasis, 'i'),
    (Role::Link, 'u'),
    (Role::Differs, 'd'),
    (Role::Included, '+'),
    (Role::Excluded, '-'),
    (Role::Error, '!'),
    (Role::Hint, '@'),
];

/// A terminal of 16 colours or none, of Unicode or ASCII.
#[derive(Clone, Copy)]
struct Shows {
    color: bool,
    unicode: bool,
}

const THEME: Shows = Shows {
    color: true,
    unicode: true,
};

impl From<Shows> for Theme {
    fn from(shows: Shows) -> Theme {
        let depth = match shows.color {
            true => Depth::Sixteen,
            false => Depth::None,
        };
        Theme::auto(depth, shows.unicode)
    }
}

struct Screen {
    session: Session,
    terminal: Terminal<TestBackend>,
    theme: Theme,
    /// The folder that is read, where corrections are written.
    folder: Option<(Sync, Corrector)>,
}

impl Screen {
    fn new(corpus: Arc<Corpus>, width: u16, height: u16, theme: impl Into<Theme>) -> Screen {
        Screen::called("lakes", corpus, (width, height), theme.into())
    }

    fn called(
        name: &str,
        corpus: Arc<Corpus>,
        (width, height): (u16, u16),
        theme: Theme,
    ) -> Screen {
        let app = App::new(name.to_owned(), Options::default(), width, height);
        let session = Session::new(app, Keymap::shipped(), theme);
        let terminal = Terminal::new(TestBackend::new(width, height)).expect("a test terminal");
        let mut screen = Screen {
            session,
            terminal,
            theme,
            folder: None,
        };
        let effects = screen.session.app.opened(corpus, None);
        screen.perform(effects);
        screen
    }

    fn perform(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            match effect {
                Effect::Search(search) => self.session.app.found(search.run()),
                Effect::Count(count) => self.session.app.counted(count.run()),
                Effect::Why(q) => self.session.app.explained(q.run()),
                Effect::Card(ask) => self.session.app.told(ask.run()),
                Effect::Timeline(ask) => self.session.app.timed(ask.run()),
                Effect::Correct(wish) => self.correct(&|corrector| corrector.note(wish.clone())),
                Effect::Undo => self.correct(&Corrector::note_undo),
                Effect::Redo => self.correct(&Corrector::note_redo),
                Effect::Parallels(q) => self.session.app.paralleled(q.run(&|| false)),
                Effect::Copies(q) => self.session.app.copied(q.run(&|| false)),
                Effect::Related(q) => self.session.app.related(q.run(&|| false)),
                _ => {}
            }
        }
        let lacking = self.session.app.lacking();
        if !lacking.is_empty() {
            self.perform(lacking);
        }
    }

    /// Presses keys as they are written in `keymap.toml`; `'text'` is typed.
    fn press(&mut self, keys: &str) {
        let mut rest = keys.trim_start();
        while !rest.is_empty() {
            let (word, after) = match rest.strip_prefix('\'').and_then(|r| r.split_once('\'')) {
                Some((typed, after)) => {
                    for c in typed.chars() {
                        let effects = self.session.key(Key::char(c));
                        self.perform(effects);
                    }
                    ("", after)
                }
                None => rest.split_once(' ').unwrap_or((rest, "")),
            };
            for key in Key::sequence(word).unwrap_or_default() {
                let effects = self.session.key(key);
                self.perform(effects);
            }
            rest = after.trim_start();
        }
    }

    fn picture(&mut self) -> Buffer {
        let session = &self.session;
        let frame = self
            .terminal
            .draw(|frame| session.draw(frame))
            .expect("a frame");
        frame.buffer.clone()
    }

    fn letter(&self, buffer: &Buffer, x: u16, y: u16) -> char {
        let cell = &buffer[(x, y)];
        if cell.symbol() == " " && cell.modifier.is_empty() {
            return ' ';
        }
        let same = |role: Role| {
            let style = self.theme.ground().patch(self.theme.style(role));
            style.fg.unwrap_or_default() == cell.fg
                && style.bg.unwrap_or_default() == cell.bg
                && style.add_modifier == cell.modifier
        };
        LETTERS
            .iter()
            .find(|(role, _)| same(*role))
            .map_or(' ', |l| l.1)
    }
}

fn rows(buffer: &Buffer, cell: impl Fn(u16, u16) -> String) -> String {
    let mut out = String::new();
    for y in 0..buffer.area.height {
        let row: String = (0..buffer.area.width).map(|x| cell(x, y)).collect();
        writeln!(out, "{}", row.trim_end()).expect("a string");
    }
    out
}

fn here(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/frames")
        .join(path)
}

fn lakes() -> Arc<Corpus> {
    let loaded = load::load(&[here("corpus")], Limits::default(), &|_| ());
    Arc::new(Corpus::build(loaded))
}

fn said() -> Arc<Corpus> {
    let loaded = load::load(&[here("said")], Limits::default(), &|_| ());
    Arc::new(Corpus::build(loaded))
}

/// Compares the screen with the approved picture of that name.
fn check(name: &str, (width, height): (u16, u16), keys: &str, roles: bool) {
    check_with(lakes(), THEME, name, (width, height), keys, roles);
}

fn check_with(
    corpus: Arc<Corpus>,
    theme: impl Into<Theme>,
    name: &str,
    (width, height): (u16, u16),
    keys: &str,
    roles: bool,
) {
    let mut screen = Screen::new(corpus, width, height, theme);
    screen.press(keys);
    let buffer = screen.picture();
    let mut actual = format!("{width}×{height}: {keys}\n");
    actual += &rows(&buffer, |x, y| buffer[(x, y)].symbol().to_owned());
    if roles {
        actual += "roles\n";
        actual += &rows(&buffer, |x, y| screen.letter(&buffer, x, y).to_string());
    }
    let path = here(&format!("{name}.txt"));
    if std::env::var_os("BRIEFING_APPROVE").is_some() {
        std::fs::write(&path, &actual).expect("the picture can be written");
        return;
    }
    let approved = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        approved == actual,
        "{name}: the screen is\n{actual}\nbut was approved as\n{approved}"
    );
}

#[test]
fn the_first_screen() {
    check("first-80x24", (80, 24), "", false);
    check("first-120x36", (120, 36), "", true);
    check("first-200x60", (200, 60), "", false);
    check("first-50x20", (50, 20), "", false);
}

#[test]
fn reading_and_following_a_name_to_the_next_briefing_and_back() {
    check("article", (120, 36), "j j j enter", true);
    check("mention", (120, 36), "j j j enter ] ]", true);
    check("concordance", (120, 36), "j j j enter ] ] enter", true);
    check(
        "concordance-80x24",
        (80, 24),
        "j j j enter ] ] enter",
        false,
    );
    check("landed", (120, 36), "j j j enter ] ] enter enter", true);
    check("next-briefing", (120, 36), "j j j enter ] ] }", false);
    check("back", (120, 36), "j j j enter ] ] } H", false);
}

#[test]
fn who_is_it_with_whom_and_when() {
    const NAME: &str = "j j j enter ] ]";
    let check = |name: &str, size, keys: &str, roles| {
        check(name, size, &format!("{NAME} {keys}"), roles);
    };
    check("card", (120, 36), "i", true);
    check("card-80x24", (80, 24), "i", false);
    check("card-200x60", (200, 60), "i G", false);
    check("card-of-another", (80, 24), "i j i", false);
    check("card-both", (120, 36), "i j w", false);
    check("card-of-a-facet", (80, 24), "3 j j j i", false);
    check("timeline", (120, 36), "i T h", true);
    check("timeline-months", (80, 24), "1 T m", false);
    check("timeline-narrowed", (120, 36), "i T j m enter", false);
    check("concordance-years", (120, 36), "enter S", false);
    check("concordance-next", (120, 36), "enter { S }", false);
}

#[test]
fn the_next_briefing_that_speaks_of_a_name_is_a_key_away_from_anywhere() {
    for (from, by) in [
        ("2 ] 1 }", "2 ] }"),
        ("2 ] 3 }", "2 ] }"),
        ("2 ] i }", "2 ] }"),
        ("2 ] 1 {", "2 ] {"),
    ] {
        let picture = |keys| {
            let mut screen = Screen::new(lakes(), 120, 36, THEME);
            screen.press(keys);
            screen.picture()
        };
        assert_eq!(picture(from), picture(by), "{from}");
    }
}

#[test]
fn narrowing_by_facets_and_by_words() {
    check("facets-80x24", (80, 24), "3", true);
    check("included", (120, 36), "3 space", true);
    check("excluded", (120, 36), "3 x", false);
    check("query", (120, 36), "ctrl-f 'nets' enter", true);
    check("query-wrong", (80, 24), "ctrl-f 'contry:kenya' enter", true);
    check(
        "query-nothing",
        (80, 24),
        "ctrl-f 'topic:trade zebra' enter",
        true,
    );
    check("narrowed", (80, 24), "/ 'bergen'", false);
    check(
        "relevance",
        (80, 24),
        "ctrl-f 'lake' enter 1 S S S S S S s",
        false,
    );
    check("more-facets", (120, 50), "3 G enter", true);
    check("facets-narrowed", (80, 24), "3 G enter / 'ber'", false);
    check("fewer-facets", (80, 24), "3 G enter G enter", false);
    check("person", (120, 36), "ctrl-f 'person:atieno' enter 3", true);
    check("months", (80, 24), "ctrl-f 'year:2021' enter 3", true);
    check(
        "days",
        (80, 24),
        "ctrl-f 'year:2021 date:2021-06' enter 3",
        false,
    );
    check(
        "spoken-of",
        (120, 36),
        "ctrl-f 'spoken:1990..2020' enter 3",
        true,
    );
    check(
        "saved",
        (80, 24),
        "ctrl-f 'nets' enter 1 ctrl-s 'Nets' enter C g g",
        true,
    );
    check("naming", (80, 24), "ctrl-f 'nets' ctrl-s 'Ne'", false);
    check(
        "earlier-query",
        (80, 24),
        "ctrl-f 'nets' enter C ctrl-f up",
        false,
    );
    check("range-marked", (80, 24), "3 G k k k r", true);
    check("range", (80, 24), "3 G k k k r j r", true);
}

#[test]
fn what_is_read_starred_and_chosen_and_how_it_is_grouped() {
    for (name, size, keys, roles) in [
        ("unread", (80, 24), "enter 1 j * j r n", true),
        ("unread-120x36", (120, 36), "enter 1 j * j r n", true),
        ("topics", (80, 24), "S S O j space", true),
        ("people-120x36", (120, 36), "S S S S O enter", false),
        ("all-folded", (80, 24), "Z", false),
        ("chosen", (80, 24), "j x j x r", true),
        ("chosen-120x36", (120, 36), "x v G v *", false),
        (
            "is-unread",
            (80, 24),
            "enter 1 ctrl-f 'is:unread' enter 1 enter 1",
            false,
        ),
        ("why-200x60", (200, 60), "ctrl-f 'nets' enter 1 z", false),
        ("narrow-pane", (40, 20), "j r *", false),
    ] {
        check(name, size, keys, roles);
    }
}

#[test]
fn a_range_is_marked_among_the_years_spoken_of_as_among_those_of_publication() {
    let spoken = "ctrl-f 'spoken:1990..2020' enter 3 j j r";
    check("range-spoken-marked", (80, 24), spoken, false);
    check("range-spoken", (80, 24), &format!("{spoken} j r"), true);
    // A mark in one facet is no end of a range in another.
    check(
        "range-of-one-facet",
        (80, 24),
        "ctrl-f 'spoken:1990..2021' enter 3 j j j j j j j r k k r",
        false,
    );
}

#[test]
fn what_lies_on_top() {
    check("help", (80, 24), "?", true);
    check("help-narrowed", (80, 24), "? / 'mention'", false);
    check("palette", (80, 24), ": 'berg'", true);
    check("pending", (80, 24), "g", true);
    check("problems", (80, 24), "g p", false);
    check("find", (80, 24), "2 / 'lake'", true);
    check("parallels-none", (80, 24), "2 p", false);
}

#[test]
fn a_passage_and_the_same_elsewhere() {
    for (name, size, keys, roles) in [
        ("margin", (120, 24), "2", true),
        ("parallels", (120, 24), "2 p", true),
        ("parallels-next", (120, 24), "2 p j", false),
        ("parallels-80x24", (80, 24), "2 p", true),
        ("parallels-landed", (80, 24), "2 p enter", true),
        ("related", (120, 24), "2 r", true),
        ("related-80x24", (80, 24), "2 r j", false),
        ("related-opened", (80, 24), "2 r enter", false),
        ("related-back", (80, 24), "2 r enter H", false),
    ] {
        check_with(said(), THEME, name, size, keys, roles);
    }
}

#[test]
fn copies_are_one_row_under_each_head() {
    let copies = || {
        let loaded = load::load(&[here("copies")], Limits::default(), &|_| ());
        Arc::new(Corpus::build(loaded))
    };
    for (name, size, keys, roles) in [
        ("copies", (80, 16), "1", true),
        ("copies-unfolded", (80, 16), "1 j j j space", false),
        ("copies-not-grouped", (80, 16), "1 S S S S S S G", false),
        ("copies-refolded", (80, 16), "1 j j j space j space", false),
        ("copies-differ", (120, 24), "1 j j j enter p", true),
    ] {
        check_with(copies(), THEME, name, size, keys, roles);
    }
}

#[test]
fn other_terminals() {
    check_with(
        lakes(),
        Shows {
            color: true,
            unicode: false,
        },
        "ascii",
        (80, 24),
        "2",
        false,
    );
    check_with(
        lakes(),
        Shows {
            color: false,
            unicode: true,
        },
        "no-color",
        (80, 24),
        "2 ]",
        true,
    );
}

#[test]
fn nothing_to_read() {
    check_with(Arc::default(), THEME, "empty", (80, 24), "", false);
}

#[test]
fn what_is_taken_back_leaves_no_trace() {
    let pairs = [
        ("3 x x", "3"),
        ("3 / 'atieno' esc", "3"),
        ("3 space space", "3"),
        ("j j ctrl-f 'nets' esc", "j j"),
        ("j j j / 'bergen' esc", "j j j"),
        ("2 ] ] esc", "2"),
        ("2 / 'lake' esc", "2"),
        ("? esc", ""),
        (": esc", ""),
        ("2 ] enter esc", "2 ]"),
        ("2 ] i esc", "2 ]"),
        ("2 ] i H", "2 ]"),
        ("2 ] i j i esc", "2 ] i j"),
        ("2 ] i j space k space", "2 ] i j j"),
        ("2 ] i T esc", "2 ] i"),
        ("2 ] i = 'b' down esc", "2 ] i"),
        ("2 ] R 'b' esc", "2 ]"),
        ("2 ] i W down esc", "2 ] i"),
        ("2 ] i T m m", "2 ] i T"),
        ("T esc", ""),
        ("2 ] enter S S", "2 ] enter"),
        ("2 J K ] } H", "2 J K ]"),
        ("k space space", "k"),
        ("3 G k k k r esc", "3 G k k k"),
        (
            "ctrl-f 'nets' enter C ctrl-f up down esc",
            "ctrl-f 'nets' enter C",
        ),
        ("ctrl-f 'nets' enter ctrl-s 'x' esc", "ctrl-f 'nets' enter"),
    ];
    for (there_and_back, stayed) in pairs {
        let picture = |keys| {
            let mut screen = Screen::new(lakes(), 120, 36, THEME);
            screen.press(keys);
            screen.picture()
        };
        assert_eq!(picture(there_and_back), picture(stayed), "{there_and_back}");
    }
}

#[test]
fn no_script_tears_a_pane() {
    let folder = tempfile::tempdir().expect("a folder");
    let text = "北京外交部发言人说，会议将在明年举行。 กรุงเทพมหานคร เมืองหลวง दिल्ली में बैठक \u{202e}\
                שלום עליכם السلام عليكم 👨‍👩‍👧‍👦 🇰🇬 ❤️ e\u{301}te\u{301} ｆｕｌｌ　ｗｉｄｔｈ ﷽ 하십시오 ";
    let long = format!("{}\n\n{}\n", text.repeat(3), text.repeat(20));
    std::fs::write(folder.path().join("scripts.txt"), long).expect("a file");
    let loaded = load::load(&[folder.path().to_owned()], Limits::default(), &|_| ());
    let corpus = Arc::new(Corpus::build(loaded));
    for width in [60, 80, 99, 100, 121] {
        let mut screen = Screen::new(Arc::clone(&corpus), width, 24, THEME);
        for keys in ["", "2", "space", "3", ": 'b'"] {
            screen.press(keys);
            let areas = screen.session.app.areas;
            let buffer = screen.picture();
            for y in areas.main.top()..areas.main.bottom() {
                for pane in [areas.article, areas.facets]
                    .into_iter()
                    .filter(|p| p.width > 0 && p.x > 0)
                {
                    let rule = buffer[(pane.x - 1, y)].symbol();
                    assert!(
                        ["│", "─", " "].contains(&rule) || keys.starts_with(':'),
                        "{width} {keys} {y}: {rule}"
                    );
                }
            }
            for cell in &buffer.content {
                assert!(!cell.symbol().chars().any(
                    |c| matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{fe0f}')
                ));
            }
        }
    }
}

#[test]
fn no_size_of_screen_is_too_small() {
    let corpus = lakes();
    for width in [0, 1, 2, 3, 10, 24, 25, 59, 60, 99, 100] {
        for height in [0, 1, 2, 3, 4, 7, 8] {
            for keys in [
                "",
                "2 ] enter",
                "2 ] enter S }",
                "2 ] i j space T l j m",
                "2 ] i = 'a' down",
                "2 ] R",
                "2 ] W",
                "T h enter",
                "3 space",
                "3 / 'zzz' enter j k G",
                "3 G enter r",
                "?",
                ": 'a'",
                "ctrl-f 'x:'",
                "2 / 'a'",
                "g p",
                "g",
            ] {
                let mut screen = Screen::new(Arc::clone(&corpus), width, height, THEME);
                screen.press(keys);
                screen.picture();
                screen.session.app.resize(height, width);
            }
        }
    }
}

/// A folder of these files.
fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text) in files {
        std::fs::write(folder.path().join(name), text).expect("a file");
    }
    folder
}

fn corpus(folder: &tempfile::TempDir) -> Arc<Corpus> {
    let loaded = load::load(&[folder.path().to_owned()], Limits::default(), &|_| ());
    Arc::new(Corpus::build(loaded))
}

impl Screen {
    /// The first row of the screen that holds this.
    fn row(&mut self, part: &str) -> String {
        let buffer = self.picture();
        let all = rows(&buffer, |x, y| buffer[(x, y)].symbol().to_owned());
        let row = all.lines().find(|row| row.contains(part));
        row.unwrap_or_else(|| panic!("{part:?} in\n{all}"))
            .to_owned()
    }
}

#[test]
fn briefings_without_a_date_do_not_shorten_the_bars_of_the_years() {
    let name = |n: usize| format!("{n}.md");
    let text = |n: usize| match n {
        0 | 1 => "---\ndate: 2020-01-02\n---\n\nLars Holm counted boats.\n",
        2 => "---\ndate: 2021-01-02\n---\n\nLars Holm counted boats.\n",
        _ => "Lars Holm counted boats.\n",
    };
    let text = |n: usize| format!("{}\nThere were {n}.\n", text(n));
    let files: Vec<(String, String)> = (0..40).map(|n| (name(n), text(n))).collect();
    let files: Vec<(&str, &str)> = files
        .iter()
        .map(|(n, t)| (n.as_str(), t.as_str()))
        .collect();
    let mut screen = Screen::new(corpus(&folder(&files)), 120, 36, THEME);
    let bar = |row: &str| row.matches('━').count();
    for (value, cells) in [("□ 2020", 10), ("□ 2021", 5), ("□ undated", 0)] {
        let row = screen.row(value);
        assert_eq!(bar(&row), cells, "{row}");
    }
    screen.press("2 ] enter");
    let row = screen.row("undated 37");
    assert!(
        row.contains("2020 ━━━━━━━━━━ 2  2021 ━━━━━ 1  undated 37"),
        "{row}"
    );
}

#[test]
fn while_a_word_of_the_query_is_wrong_the_list_is_that_of_the_words_before_it() {
    // (what is typed, how many are listed): `net` alone finds two, `topic:trade` two, both one.
    for (typed, listed) in [
        ("contry:kenya", "4 briefings"),
        ("nets contry:kenya", "2 of 4"),
        ("nets topic:trade contry:x", "1 of 4"),
        ("nets topic:", "2 of 4"),
        ("nets topic:nosuch", "2 of 4"),
        ("nets -contry:x", "2 of 4"),
        ("nets \"who pays", "2 of 4"),
        ("nets (zebra contry:x", "2 of 4"),
        ("nets (", "2 of 4"),
        ("contry:x nets", "4 briefings"),
    ] {
        let mut screen = Screen::new(lakes(), 100, 30, THEME);
        screen.press(&format!("ctrl-f '{typed}'"));
        let row = screen.row(typed);
        assert!(row.ends_with(listed), "{row}");
    }
}

#[test]
fn a_complaint_about_the_query_is_whole_and_hides_no_row_of_the_list() {
    for (width, typed) in [
        (80, "contry:kenya"),
        (120, "contry:kenya"),
        (120, "nets \"open"),
    ] {
        let mut screen = Screen::new(lakes(), width, 24, THEME);
        screen.press(&format!("ctrl-f '{typed}' enter"));
        assert!(screen.row("▾ Ministry of the Lakes").starts_with(" ▾"));
    }
    let mut screen = Screen::new(lakes(), 50, 24, THEME);
    screen.press("ctrl-f 'country:kenya year:2019..nosuchyear' enter");
    let buffer = screen.picture();
    let all = rows(&buffer, |x, y| buffer[(x, y)].symbol().to_owned());
    let error = screen
        .session
        .app
        .query_error
        .as_ref()
        .expect("a complaint");
    let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(error.message.len() > 50, "{error}");
    assert!(
        words(&all).contains(&words(&error.message)),
        "{error} in\n{all}"
    );
}

#[test]
fn the_article_says_when_it_is_not_one_that_the_query_finds() {
    let mut screen = Screen::new(lakes(), 120, 36, THEME);
    let says = |screen: &mut Screen| screen.row("100 %").contains("outside the query · 100 %");
    // (keys, whether it says so): what is open stays open whatever is asked.
    for (keys, outside) in [
        ("j j j enter", false),
        ("ctrl-f 'zebra'", false),
        ("esc", false),
        ("ctrl-f 'year:2021' enter", false),
        ("ctrl-f ctrl-u 'year:2019' enter", true),
        ("1 g g j enter", false),
        ("C", false),
        ("ctrl-f 'zebra' enter", true),
        ("C", false),
    ] {
        screen.press(keys);
        assert_eq!(
            says(&mut screen),
            outside,
            "{keys}\n{}",
            screen.row("100 %")
        );
    }
}

#[test]
fn an_article_whose_file_is_removed_stays_as_it_is_until_the_reader_moves_on() {
    // Texts that are no copies of each other: each has a row.
    let long = |name: &str, how: &str| {
        let line = format!("Lars Holm counted boats {how}.\n\n");
        format!("---\ntitle: {name}\n---\n\n{}", line.repeat(60))
    };
    let (a, b, c) = (long("A", "gladly"), long("B", "slowly"), long("C", "twice"));
    let files = folder(&[("a.md", &a), ("b.md", &b), ("c.md", &c)]);
    let mut sync = Sync::new(vec![files.path().to_owned()], Limits::default(), None);
    sync.refresh();
    let mut screen = Screen::new(sync.corpus(), 120, 24, THEME);
    screen.press("j enter space ] ]");
    let column = |screen: &mut Screen| {
        let (area, buffer) = (screen.session.app.areas.article, screen.picture());
        rows(&buffer, |x, y| {
            let inside = (area.left()..area.right()).contains(&x) && (2..23).contains(&y);
            let look = format!(
                "{}{}",
                buffer[(x, y)].symbol(),
                screen.letter(&buffer, x, y)
            );
            if inside { look } else { String::new() }
        })
    };
    let mut reopen = |screen: &mut Screen| {
        sync.refresh();
        let effects = screen.session.app.opened(sync.corpus(), None);
        screen.perform(effects);
    };
    let before = column(&mut screen);
    std::fs::remove_file(files.path().join("b.md")).expect("removed");
    for _ in 0..2 {
        reopen(&mut screen);
        assert_eq!(column(&mut screen), before);
        let row = screen.row(" %");
        assert!(row.contains("no longer in the folder · "), "{row}");
    }
    // Whatever the reader does there, it stays: names, finds, another query, another size.
    for keys in [
        "] [",
        "n esc",
        "/ 'boats' enter n n esc",
        "enter esc",
        "} { esc",
        "ctrl-f 'lars' enter 2",
        "C 2",
    ] {
        screen.press(keys);
        screen.session.app.resize(119, 24);
        screen.session.app.resize(120, 24);
        assert!(
            screen.row(" %").contains("no longer in the folder · "),
            "{keys}"
        );
    }
    // It has come back: the place is the same.
    std::fs::write(files.path().join("b.md"), &b).expect("written");
    let at = |screen: &Screen| screen.session.app.article.as_ref().map(|a| a.top_place());
    let top = at(&screen);
    reopen(&mut screen);
    assert_eq!(at(&screen), top);
    assert!(!screen.row(" %").contains("no longer in the folder"));
    // Moving on: to the one that came after it; and there is no way back.
    std::fs::remove_file(files.path().join("b.md")).expect("removed");
    reopen(&mut screen);
    screen.press("J");
    let open = |screen: &Screen| {
        let article = screen.session.app.article.as_ref();
        article.map(|a| a.page.briefing.name.clone())
    };
    assert_eq!(open(&screen).as_deref(), Some("c.md"));
    screen.press("H");
    assert!(!screen.row(" %").contains("no longer in the folder"));
}

#[test]
fn in_the_facets_values_of_folded_facets_and_names_of_facets_are_found() {
    // (what is typed, the head above the cursor, the value under it)
    for (typed, head, value) in [
        ("atieno", "Person", "Grace Atieno"),
        ("bergen", "Place", "Bergen"),
        ("shore", "Source", "Shore Gazette"),
        ("environ", "Topic", "Environment"),
        ("person", "Person", "Grace Atieno"),
        ("organ", "Organisation", "Great Lakes"),
        ("org", "Organisation", "Great Lakes"),
        ("publ", "Published", "2021"),
        ("spoken", "Spoken of", "2021"),
        ("cou", "Country", "Kenya"),
    ] {
        let mut screen = Screen::new(lakes(), 120, 50, THEME);
        for keys in [
            format!("3 / '{typed}'"),
            "enter".to_owned(),
            "esc".to_owned(),
        ] {
            screen.press(&keys);
            let facets = &screen.session.app.facets;
            let (at, rows) = (facets.cursor.at, &facets.rows);
            let heads = rows[..at].iter().rev().filter_map(|r| match r {
                facets::Row::Head(facet) => Some(facets::label(*facet)),
                _ => None,
            });
            assert_eq!(
                heads.take(1).collect::<Vec<_>>(),
                [head],
                "{typed}, {keys}: {rows:?}"
            );
            assert!(screen.row("› □").contains(value), "{typed}, {keys}");
        }
        assert!(screen.row("Narrow by").ends_with("Narrow by"), "{typed}");
    }
    let mut screen = Screen::new(lakes(), 120, 50, THEME);
    screen.press("ctrl-f 'zebra' enter 3 / 'berg'");
    assert_eq!(screen.session.app.focus, Pane::Facets);
}
