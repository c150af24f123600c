//! Which queries are kept, and do they outlive sessions, kills, other programs and a home that cannot be written?

#![allow(clippy::unwrap_used, reason = "a test may panic")]

use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use briefing::app::{App, Effect, Options};
use briefing::briefing::{Loaded, Origin};
use briefing::corpus::Corpus;
use briefing::keymap::{Key, Keymap};
use briefing::load;
use briefing::query::{Edit, Saved};
use briefing::session::Session;
use briefing::state::{Part, State};
use briefing::view::theme::{Depth, Theme};
use tempfile::TempDir;

fn ask(query: impl ToString) -> Edit {
    Edit::Ask(query.to_string())
}

fn save(name: &str, query: &str) -> Edit {
    Edit::Save(Saved {
        name: name.into(),
        query: query.into(),
    })
}

fn state(folder: &Path) -> State {
    State::in_folder(Some(folder.to_owned()))
}

/// Does the edits one by one. When too many others edit for too long, they are told to wait, and lose nothing by it.
fn edit(state: &State, edits: impl IntoIterator<Item = Edit>) {
    for edit in edits {
        state.note(edit);
        while let Some(error) = state.write().into_iter().find_map(Result::err) {
            assert!(error.to_string().contains("another program"), "{error}");
        }
    }
}

/// All that is kept: queries asked, then names with their queries; or what is wrong.
fn kept(folder: &Path) -> Vec<String> {
    let shown = |part| match part {
        Ok(Part::Asked(asked)) => asked,
        Ok(Part::Saved(saved)) => saved
            .iter()
            .map(|s| format!("{}={}", s.name, s.query))
            .collect(),
        Ok(Part::Records | Part::Layout(_) | Part::Told(_)) => Vec::new(),
        Err(error) => vec![format!("{error}").rsplit('/').next().unwrap().to_owned()],
    };
    state(folder).read().into_iter().flat_map(shown).collect()
}

#[test]
fn what_is_kept_is_there_in_the_next_session() {
    let home = TempDir::new().unwrap();
    let folder = home.path().join("state/briefing");
    assert_eq!(kept(&folder), [""; 0]);
    edit(
        &state(&folder),
        [
            ask("border guards"),
            ask("topic:trade \"a phrase\""),
            save("Häfen \"№ 1\"", "topic:harbours -\"a \\ b\""),
            ask("border guards"),
        ],
    );
    let expected = [
        "topic:trade \"a phrase\"",
        "border guards",
        "Häfen \"№ 1\"=topic:harbours -\"a \\ b\"",
    ];
    assert_eq!(kept(&folder), expected);
    let rename = Edit::Rename {
        from: "Häfen \"№ 1\"".into(),
        to: "Harbours".into(),
    };
    edit(&state(&folder), [rename]);
    assert_eq!(kept(&folder)[2], "Harbours=topic:harbours -\"a \\ b\"");
    edit(&state(&folder), [Edit::Remove("Harbours".into())]);
    assert_eq!(kept(&folder), expected[..2]);
}

#[test]
fn programs_that_edit_at_once_all_keep_theirs() {
    let home = TempDir::new().unwrap();
    let folder = home.path();
    let each = 40;
    std::thread::scope(|scope| {
        for program in 0..4 {
            scope.spawn(move || {
                let own = state(folder);
                let both = |n| {
                    [
                        ask(format!("{program} {n}")),
                        save(&format!("{program} {n}"), "x"),
                    ]
                };
                edit(&own, (0..each).flat_map(both));
            });
        }
    });
    let kept = kept(folder);
    assert_eq!(kept.len(), 2 * 4 * each);
    for program in 0..4 {
        let own = |n: usize| format!("{program} {n}");
        for n in 0..each {
            assert!(kept.contains(&own(n)), "{}", own(n));
            assert!(kept.contains(&format!("{}=x", own(n))), "{}", own(n));
        }
    }
}

#[test]
fn whoever_looks_at_any_instant_sees_all_of_the_old_or_all_of_the_new() {
    let home = TempDir::new().unwrap();
    let folder = home.path();
    edit(&state(folder), [ask("first"), save("first", "first")]);
    let done = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let both = |n: usize| [ask(n), save(&n.to_string(), "a query of some length")];
            edit(&state(folder), (0..100).flat_map(both));
            done.store(true, Ordering::SeqCst);
        });
        let mut seen = 0;
        while !done.load(Ordering::SeqCst) {
            let now = kept(folder);
            assert!(now.len() >= seen, "{seen} and then {now:?}");
            assert_eq!(now[0], "first");
            assert!(now.contains(&"first=first".to_owned()), "{now:?}");
            seen = now.len();
        }
    });
    assert_eq!(kept(folder).len(), 202);
}

#[test]
fn files_of_earlier_programs_are_taken_over_once_and_stay_as_they_are() {
    let home = TempDir::new().unwrap();
    let folder = home.path();
    let good = "[[query]]\nname = \"mine\"\nquery = \"nets\"\n";
    fs::write(folder.join("history"), "ferry\nnets\n").unwrap();
    fs::write(folder.join("queries.toml"), good).unwrap();
    assert_eq!(kept(folder), ["ferry", "nets", "mine=nets"]);
    edit(&state(folder), [Edit::Remove("mine".into()), ask("ferry")]);
    assert_eq!(kept(folder), ["nets", "ferry"]);
    let text = |name| fs::read_to_string(folder.join(name)).unwrap();
    assert_eq!(
        (text("history").as_str(), text("queries.toml").as_str()),
        ("ferry\nnets\n", good)
    );
}

#[test]
fn a_file_that_cannot_be_taken_over_is_told_left_alone_and_tried_again() {
    let home = TempDir::new().unwrap();
    let folder = home.path();
    let text = "[[query]]\nname = \"mine\"\nquery = unquoted\n";
    fs::write(folder.join("queries.toml"), text).unwrap();
    let own = state(folder);
    own.note(save("other", "x"));
    own.note(ask("y"));
    let told: Vec<bool> = own.write().iter().map(Result::is_ok).collect();
    assert_eq!(told, [false, true, true]);
    let file = || fs::read_to_string(folder.join("queries.toml")).unwrap();
    assert_eq!(file(), text);
    let now = kept(folder);
    assert!(now[0].starts_with("queries.toml: "), "{now:?}");
    assert_eq!(now[1..], ["y", "other=x"]);
    fs::write(
        folder.join("queries.toml"),
        text.replace("unquoted", "\"z\""),
    )
    .unwrap();
    assert_eq!(kept(folder), ["y", "other=x", "mine=z"]);
}

#[test]
fn what_a_file_hides_does_not_reach_the_screen() {
    let home = TempDir::new().unwrap();
    let folder = home.path();
    fs::write(
        folder.join("history"),
        b"one\x1b]52;c;eA==\x07\n\n\xff two\n",
    )
    .unwrap();
    fs::write(
        folder.join("queries.toml"),
        "[[query]]\nname = \"a\\u001B[31mb\\u202E\"\nquery = \"x\\ny\"\n",
    )
    .unwrap();
    assert_eq!(kept(folder), ["one", "\u{fffd} two", "ab=x y"]);
}

#[test]
fn a_home_that_cannot_be_written_is_told_and_hurts_nothing() {
    let home = TempDir::new().unwrap();
    let file = home.path().join("file");
    fs::write(&file, "").unwrap();
    for state in [state(&file.join("briefing")), State::in_folder(None)] {
        assert!(state.write().is_empty());
        state.note(ask("x"));
        for _ in 0..2 {
            let told = state.write();
            assert!(matches!(told.as_slice(), [Err(_)]), "{told:?}");
        }
    }
    // What could not be written is written when it can be.
    let late = state(&file.join("briefing"));
    late.note(ask("x"));
    late.write();
    late.note(ask("y"));
    fs::remove_file(&file).unwrap();
    assert!(late.write().iter().all(Result::is_ok));
    assert_eq!(kept(&file.join("briefing")), ["x", "y"]);
}

/// A session over two briefings, and what it gave to be kept.
struct Reader(Session, Vec<Edit>);

impl Reader {
    fn new() -> Reader {
        let texts = [
            "Ferry talks\n\nThe ferry is late.",
            "Harbour\n\nThe ferry waits for the nets.",
        ];
        let read = |(n, text): (usize, &str)| {
            let origin = Origin::Bundled(["one.txt", "two.txt"][n]);
            load::read(origin, "a.txt", text.as_bytes()).0.map(Arc::new)
        };
        let briefings = texts.into_iter().enumerate().filter_map(read).collect();
        let corpus = Corpus::build(Loaded {
            briefings,
            problems: Vec::new(),
        });
        let theme = Theme::auto(Depth::Sixteen, true);
        let app = App::new("test".into(), Options::default(), 80, 24);
        let mut reader = Reader(Session::new(app, Keymap::shipped(), theme), Vec::new());
        let effects = reader.0.app.opened(Arc::new(corpus), None);
        reader.perform(effects);
        reader
    }

    fn perform(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            match effect {
                Effect::Search(search) => self.0.app.found(search.run()),
                Effect::Count(count) => self.0.app.counted(count.run()),
                Effect::Keep(edit) => self.1.push(edit),
                _ => {}
            }
        }
    }

    /// Presses keys; `'text'` is typed.
    fn press(&mut self, keys: &str) -> &App {
        for word in keys.split_whitespace() {
            let typed = word.strip_prefix('\'').and_then(|w| w.strip_suffix('\''));
            let keys = match typed {
                Some(text) => text.chars().map(Key::char).collect(),
                None => Key::sequence(word).unwrap(),
            };
            for key in keys {
                let effects = self.0.key(key);
                self.perform(effects);
            }
        }
        &self.0.app
    }
}

#[test]
fn earlier_queries_come_back_in_the_query_line() {
    let asked = "ctrl-f 'ferry' enter C ctrl-f 'nets' enter C ctrl-f 'fern*' enter C ctrl-f";
    let table = [
        ("up", "fern*"),
        ("up up", "nets"),
        ("up up up", "ferry"),
        ("up up up up", "ferry"),
        ("up up down", "fern*"),
        ("up up down down", ""),
        ("'fe' up", "fern*"),
        ("'fe' ctrl-p ctrl-p", "ferry"),
        ("'fe' up up down down", "fe"),
        ("'zz' up", "zz"),
        // A text that was changed is what is typed now.
        ("up up backspace backspace up", "nets"),
        // The query that is there when the line is opened does not keep others away.
        ("'nets' enter ctrl-f up", "fern*"),
    ];
    for (keys, expected) in table {
        let mut reader = Reader::new();
        let app = reader.press(&format!("{asked} {keys}"));
        let shown = app.prompt.as_ref().unwrap().text();
        assert_eq!(shown, expected, "{keys}");
    }
    let mut reader = Reader::new();
    reader.press(asked);
    assert_eq!(reader.1, ["ferry", "nets", "fern*"].map(ask));
}

#[test]
fn suggestions_are_below_the_query_line_and_earlier_queries_above() {
    let mut reader = Reader::new();
    reader.press("ctrl-f 'topic:x' esc ctrl-f 'ferry' enter C ctrl-f");
    for (keys, chosen, text) in [
        ("down", Some(0), ""),
        ("down", Some(1), ""),
        ("up", Some(0), ""),
        ("up", None, ""),
        ("up", None, "ferry"),
        ("down", None, ""),
        ("down", Some(0), ""),
    ] {
        let prompt = reader.press(keys).prompt.as_ref().unwrap();
        assert_eq!((prompt.chosen, prompt.text()), (chosen, text), "{keys}");
    }
}

#[test]
fn a_saved_query_stands_above_the_sources_is_counted_run_renamed_and_removed() {
    let mut reader = Reader::new();
    let listed = |app: &App| {
        let saved = app.kept.saved.iter();
        let count = |s: &Saved| app.counts.get(&s.query).map_or(0, |found| found.all);
        let shown = |s: &Saved| format!("{} {} {}", s.name, s.query, count(s));
        saved.map(shown).collect::<Vec<_>>().join(", ")
    };
    let table = [
        ("ctrl-f 'nets' ctrl-s 'Nets' enter", "Nets nets 1", "nets"),
        ("C", "Nets nets 1", ""),
        (
            "ctrl-f 'ferry' enter ctrl-s 'Boats' enter",
            "Nets nets 1, Boats ferry 2",
            "ferry",
        ),
        ("C 1 g g enter", "Nets nets 1, Boats ferry 2", "nets"),
        (
            "1 g g R ctrl-u 'Cloth' enter",
            "Cloth nets 1, Boats ferry 2",
            "nets",
        ),
        // Saved again, it is offered the name it has.
        ("ctrl-s enter", "Cloth nets 1, Boats ferry 2", "nets"),
        ("1 g g D", "Boats ferry 2", "nets"),
        ("j D", "Boats ferry 2", "nets"),
    ];
    for (keys, expected, query) in table {
        let app = reader.press(keys);
        assert_eq!(
            (listed(app).as_str(), app.query.to_string().as_str()),
            (expected, query),
            "{keys}"
        );
    }
    let home = TempDir::new().unwrap();
    edit(&state(home.path()), reader.1);
    assert_eq!(kept(home.path()), ["nets", "ferry", "Boats=ferry"]);
}

#[test]
fn taking_a_name_again_says_what_it_stood_for() {
    let mut reader = Reader::new();
    for (keys, said) in [
        (
            "ctrl-f 'nets' ctrl-s 'Mine' enter",
            "Saved as Mine, above the sources",
        ),
        (
            "ctrl-s ctrl-u 'Mine' enter",
            "Saved as Mine, above the sources",
        ),
        (
            "C ctrl-f 'ferry' enter ctrl-s ctrl-u 'Mine' enter",
            "Saved as Mine, which was: nets",
        ),
    ] {
        let app = reader.press(keys);
        let message = app.message.as_ref().map(|m| m.text.as_str());
        assert_eq!(message, Some(said), "{keys}");
    }
}
