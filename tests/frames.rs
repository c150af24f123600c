//! (size, keys) → the whole screen. Pictures are in `tests/frames/`, one file a case: what was pressed, then the
//! characters, then (where it matters) a letter for the role of each cell. `BRIEFING_APPROVE=1` writes them anew.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use briefing::app::{App, Effect, Options};
use briefing::briefing::Kind;
use briefing::corpus::Corpus;
use briefing::keymap::{Key, Keymap};
use briefing::load::{self, Limits};
use briefing::session::Session;
use briefing::view::theme::{Role, Theme};
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::Buffer;

/// Roles that have a letter in the pictures; what has none is running text.
const LETTERS: [(Role, char); 20] = [
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
    (Role::Found, 'f'),
    (Role::FoundSelected, 'F'),
    (Role::Emphasis, 'i'),
    (Role::Differs, 'd'),
    (Role::Included, '+'),
    (Role::Excluded, '-'),
    (Role::Error, '!'),
];

const THEME: Theme = Theme {
    color: true,
    unicode: true,
};

struct Screen {
    session: Session,
    terminal: Terminal<TestBackend>,
    theme: Theme,
}

impl Screen {
    fn new(corpus: Arc<Corpus>, width: u16, height: u16, theme: Theme) -> Screen {
        let app = App::new("lakes".to_owned(), Options::default(), width, height);
        let session = Session::new(app, Keymap::shipped(), theme);
        let terminal = Terminal::new(TestBackend::new(width, height)).expect("a test terminal");
        let mut screen = Screen {
            session,
            terminal,
            theme,
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
                Effect::Parallels(q) => self.session.app.paralleled(q.run()),
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
            let style = self.theme.style(role);
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

/// Compares the screen with the approved picture of that name.
fn check(name: &str, (width, height): (u16, u16), keys: &str, roles: bool) {
    check_with(lakes(), THEME, name, (width, height), keys, roles);
}

fn check_with(
    corpus: Arc<Corpus>,
    theme: Theme,
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
    check("relevance", (80, 24), "ctrl-f 'lake' enter 1 S S s", false);
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
    let said = || {
        let loaded = load::load(&[here("said")], Limits::default(), &|_| ());
        Arc::new(Corpus::build(loaded))
    };
    for (name, size, keys, roles) in [
        ("margin", (120, 24), "2", true),
        ("parallels", (120, 24), "2 p", true),
        ("parallels-next", (120, 24), "2 p j", false),
        ("parallels-80x24", (80, 24), "2 p", true),
        ("parallels-landed", (80, 24), "2 p enter", false),
    ] {
        check_with(said(), THEME, name, size, keys, roles);
    }
}

#[test]
fn other_terminals() {
    check_with(
        lakes(),
        Theme {
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
        Theme {
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
        ("3 space space", "3"),
        ("j j ctrl-f 'nets' esc", "j j"),
        ("j j j / 'bergen' esc", "j j j"),
        ("2 ] ] esc", "2"),
        ("2 / 'lake' esc", "2"),
        ("? esc", ""),
        (": esc", ""),
        ("2 ] enter esc", "2 ]"),
        ("2 ] } H", "2 ]"),
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
