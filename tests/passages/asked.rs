//! When is the corpus asked for parallels and related briefings, and what becomes of answers that nobody waits for?

use std::fs;
use std::path::Path;

use briefing::action::Action;
use briefing::app::{App, Effect, Layer, Options};
use briefing::briefing::Progress;
use briefing::layout::Pane;
use briefing::load::Limits;
use briefing::sync::Sync;

use super::fixture;

fn write(folder: &Path, names: &[&str]) {
    for (name, text) in fixture::DOCS.iter().filter(|(n, _)| names.contains(n)) {
        fs::write(folder.join(name), text).expect("a file");
    }
}

/// Gives effects what they ask for, and says how often parallels were asked for.
fn perform(app: &mut App, mut effects: Vec<Effect>) -> usize {
    let mut asked = 0;
    loop {
        effects.extend(app.lacking());
        if effects.is_empty() {
            return asked;
        }
        for effect in std::mem::take(&mut effects) {
            match effect {
                Effect::Search(search) => app.found(search.run()),
                Effect::Parallels(q) => {
                    asked += 1;
                    app.paralleled(q.run(&|| false));
                }
                Effect::Related(q) => app.related(q.run(&|| false)),
                Effect::Copies(q) => app.copied(q.run(&|| false)),
                _ => {}
            }
        }
    }
}

fn session() -> App {
    App::new("harbour".to_owned(), Options::default(), 120, 40)
}

fn open(app: &mut App, name: &str) {
    let all = 0..app.corpus.len() as u32;
    let briefing = all.into_iter().find(|b| app.corpus.row(*b).name == name);
    let row = (0..app.sources.len()).find(|r| {
        let is = |b: u32| Some(b) == briefing;
        matches!(app.sources.row(*r), Some(briefing::app::sources::Row::Briefing(b)) if is(b))
    });
    app.update(Action::FocusSources);
    app.update(Action::Top);
    for _ in 0..row.expect("a row of that briefing") {
        app.update(Action::Down);
    }
    app.update(Action::Open);
    assert_eq!(app.focus, Pane::Article);
}

/// The names of the other briefings of the passage in sight.
fn elsewhere(app: &mut App) -> Vec<String> {
    app.update(Action::Parallels);
    let Some(Layer::Parallels(list)) = app.layers.last() else {
        panic!("no list: {:?}", app.message);
    };
    let names = list
        .all
        .iter()
        .map(|p| app.corpus.row(p.briefing).name.to_owned());
    let names = names.collect();
    app.update(Action::Close);
    names
}

#[test]
fn while_a_folder_is_read_parallels_of_an_article_are_asked_for_once_and_again_when_all_is_read() {
    let dir = tempfile::tempdir().expect("a folder");
    let mut sync = Sync::new(vec![dir.path().to_owned()], Limits::default(), None);
    let mut app = session();
    let part = Some(Progress { read: 1, total: 8 });
    write(dir.path(), &["gazette.md", "wire.md"]);
    sync.refresh();
    let effects = app.opened(sync.corpus(), part);
    perform(&mut app, effects);
    open(&mut app, "gazette.md");
    perform(&mut app, Vec::new());
    assert_eq!(elsewhere(&mut app), ["wire.md"]);
    // Others come before it in the order of names: numbers are others.
    for more in [&["budget.md", "fish.md"][..], &["history.md", "copy.md"]] {
        write(dir.path(), more);
        sync.refresh();
        let effects = app.opened(sync.corpus(), part);
        assert_eq!(perform(&mut app, effects), 0, "{more:?}");
        assert_eq!(elsewhere(&mut app), ["wire.md"]);
    }
    let effects = app.opened(sync.corpus(), None);
    assert_eq!(perform(&mut app, effects), 1);
    assert_eq!(
        app.parallels.passages.len(),
        3,
        "the cottage, too, is known now"
    );
}

#[test]
fn an_answer_of_an_earlier_corpus_has_the_numbers_of_the_present_one() {
    let dir = tempfile::tempdir().expect("a folder");
    let mut sync = Sync::new(vec![dir.path().to_owned()], Limits::default(), None);
    let mut app = session();
    let part = Some(Progress { read: 1, total: 8 });
    write(dir.path(), &["gazette.md", "wire.md"]);
    sync.refresh();
    let effects = app.opened(sync.corpus(), part);
    perform(&mut app, effects);
    open(&mut app, "gazette.md");
    let asked = app.lacking();
    write(dir.path(), &["budget.md", "fish.md"]);
    sync.refresh();
    app.opened(sync.corpus(), part);
    perform(&mut app, asked);
    assert_eq!(elsewhere(&mut app), ["wire.md"]);
}

#[test]
fn a_question_that_nobody_waits_for_is_given_up() {
    let corpus = fixture::corpus();
    let gazette = fixture::number(&corpus, "gazette.md");
    assert_eq!(corpus.parallels(gazette, &|| true), []);
    assert_eq!(corpus.related(gazette, 3, &|| true), []);
    let mut app = session();
    let effects = app.opened(corpus.into(), None);
    perform(&mut app, effects);
    open(&mut app, "gazette.md");
    for closes in [false, true] {
        let Some(Effect::Related(question)) = app.update(Action::Related).pop() else {
            panic!("no question");
        };
        if closes {
            app.update(Action::Close);
            app.update(Action::Related);
        }
        // The list that is open now has not asked this.
        app.related(question.run(&|| false));
        let Some(Layer::Related(list)) = app.layers.last() else {
            panic!("no list");
        };
        assert_eq!(list.found.is_none(), closes);
        app.update(Action::Close);
    }
}

#[test]
fn copies_have_one_row_and_are_counted_and_another_stands_for_them_when_the_first_is_gone() {
    let dir = tempfile::tempdir().expect("a folder");
    let mut sync = Sync::new(vec![dir.path().to_owned()], Limits::default(), None);
    let mut app = session();
    write(dir.path(), &["budget.md", "copy.md", "ferry.md"]);
    let mut renew = |app: &mut App| {
        sync.refresh();
        let effects = app.opened(sync.corpus(), None);
        perform(app, effects);
    };
    renew(&mut app);
    assert_eq!(list(&app), ["3", "ferry.md", "copy.md +1"]);
    app.update(Action::FocusSources);
    app.update(Action::Bottom);
    app.update(Action::Fold);
    assert_eq!(list(&app), ["3", "ferry.md", "copy.md -1", "  budget.md"]);
    // What is unfolded stays so, and on a copy the key folds them again.
    renew(&mut app);
    app.update(Action::Bottom);
    assert_eq!(list(&app).len(), 4);
    app.update(Action::Fold);
    assert_eq!(list(&app), ["3", "ferry.md", "copy.md +1"]);
    fs::remove_file(dir.path().join("copy.md")).expect("a file");
    renew(&mut app);
    assert_eq!(list(&app), ["2", "ferry.md", "budget.md"]);
    // A narrowed list and one by year fold, too; one that is opened from elsewhere is found at the row that stands for it.
    write(dir.path(), &["copy.md"]);
    renew(&mut app);
    app.update(Action::Group);
    assert_eq!(list(&app), ["3", "ferry.md", "copy.md +1"]);
    let copy = (0..3).find(|b| app.corpus.row(*b).name == "budget.md");
    app.sources.select(copy.expect("a briefing"), 40);
    assert_eq!(app.sources.cursor.at, 2);
    assert_eq!(
        app.sources
            .neighbour(copy, true)
            .map(|b| app.corpus.row(b).name),
        Some("ferry.md")
    );
}

/// The rows of the sources: counts of groups, names with what they stand for.
fn list(app: &App) -> Vec<String> {
    use briefing::app::sources::{Row, Stands};
    let row = |at| match app.sources.row(at)? {
        Row::Group { count, .. } => Some(count.to_string()),
        Row::Briefing(b) => {
            let name = app.corpus.row(b).name;
            Some(match app.sources.stands(at) {
                Stands::Alone => name.to_owned(),
                Stands::Under => format!("  {name}"),
                Stands::For {
                    others,
                    unfolded: false,
                } => format!("{name} +{others}"),
                Stands::For {
                    others,
                    unfolded: true,
                } => format!("{name} -{others}"),
            })
        }
        _ => None,
    };
    (0..app.sources.len()).filter_map(row).collect()
}
