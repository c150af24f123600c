//! Does a corpus follow its folder? What is listed, told and read again after edits, what the reader keeps, and the real watcher.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{self, Receiver};
use std::time::Duration;

use briefing::action::Action;
use briefing::app::article::Standing;
use briefing::app::{App, Effect, Layer, Options};
use briefing::briefing::Progress;
use briefing::corpus::Corpus;
use briefing::load::{self, Limits};
use briefing::query::Order;
use briefing::sync::{Halt, News, Sync, follow};
use proptest::prelude::*;
use tempfile::TempDir;

/// How long the system may take to tell of a change on a machine that is busy with other builds.
const PATIENCE: Duration = Duration::from_secs(60);

/// One thing that somebody does to a folder.
#[derive(Debug, Clone)]
enum Edit {
    /// Writes a file, with the folders that it needs.
    Write(String, String),
    /// Deletes a file or a whole folder.
    Remove(String),
    /// Gives another name.
    Rename(String, String),
    /// Sets the time of the last change, in seconds.
    Touch(String, u64),
}

fn write(path: &str, text: &str) -> Edit {
    Edit::Write(path.to_owned(), text.to_owned())
}

fn remove(path: &str) -> Edit {
    Edit::Remove(path.to_owned())
}

fn rename(from: &str, to: &str) -> Edit {
    Edit::Rename(from.to_owned(), to.to_owned())
}

fn touch(path: &str) -> Edit {
    Edit::Touch(path.to_owned(), 1_000_000_000)
}

/// Edits that cannot be done (nothing there, a folder in the way) are passed over.
fn apply(root: &Path, edits: &[Edit]) {
    for edit in edits {
        let _ = match edit {
            Edit::Write(path, text) => {
                let path = root.join(path);
                path.parent()
                    .map_or(Ok(()), fs::create_dir_all)
                    .and_then(|()| fs::write(path, text))
            }
            Edit::Remove(path) => {
                let path = root.join(path);
                fs::remove_file(&path).or_else(|_| fs::remove_dir_all(&path))
            }
            Edit::Rename(from, to) => fs::rename(root.join(from), root.join(to)),
            Edit::Touch(path, at) => {
                let time = std::time::UNIX_EPOCH + Duration::from_secs(*at);
                let file = fs::File::options().write(true).open(root.join(path));
                file.and_then(|f| f.set_modified(time))
            }
        };
    }
}

fn folder(files: &[(&str, &str)]) -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    let edits: Vec<Edit> = files.iter().map(|(path, text)| write(path, text)).collect();
    apply(dir.path(), &edits);
    dir
}

/// An empty place for indexes, apart from what is followed.
fn cache() -> PathBuf {
    static NUMBER: AtomicUsize = AtomicUsize::new(0);
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    let cache = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("cache-{number}"));
    let _ = fs::remove_dir_all(&cache);
    cache
}

fn sync(dir: &TempDir) -> Sync {
    Sync::new(
        vec![dir.path().to_path_buf()],
        Limits::default(),
        Some(&cache()),
    )
}

fn names(corpus: &Corpus) -> String {
    let all = 0..corpus.len() as u32;
    let names: Vec<&str> = all.map(|b| corpus.row(b).name).collect();
    names.join(" ")
}

/// The briefings of `now` that are not the very values of `before`.
fn read_again(before: &Corpus, now: &Corpus) -> String {
    let all = |c: &Corpus| 0..c.len() as u32;
    let old: Vec<u32> = all(before).map(|b| before.key(b).serial).collect();
    let fresh = all(now).filter(|b| !old.contains(&now.key(*b).serial));
    let names: Vec<&str> = fresh.map(|b| now.row(b).name).collect();
    names.join(" ")
}

const ONE: &str = "Ferry runs again\n\nMinister Ada Okello opened the ferry on Lake Victoria in Kenya on 3 May 2019.\n";
const TWO: &str = "Second ferry\n\nMinister Ada Okello promised another ferry for Uganda.\n";
/// A text of its own.
fn ferry(name: &str) -> String {
    format!("Ferry {name}\n\nMinister Ada Okello named a ferry {name} in Kenya on 4 May 2019.\n")
}

const FOUR: &str =
    "Another ferry\n\nMinister Ada Okello opened another ferry on Lake Turkana in Kenya in 2018.\n";
const THREE: &str =
    "A speech\n\nPresident Jonas Berg spoke of the ferry in Sweden on 9 June 2020.\n";

struct Case {
    what: &'static str,
    edits: Vec<Edit>,
    /// What is listed afterwards.
    listed: &'static str,
    /// What the reader is told.
    said: &'static str,
    /// What was read again.
    read: &'static str,
    /// Causes of problems.
    problems: &'static [&'static str],
}

/// Starts from `a.txt`, `b.txt` and `sub/c.txt`.
fn check(case: &Case) {
    let dir = folder(&[("a.txt", ONE), ("b.txt", TWO), ("sub/c.txt", THREE)]);
    let mut sync = sync(&dir);
    assert_eq!(sync.refresh().to_string(), "3 new");
    let before = sync.corpus();
    apply(dir.path(), &case.edits);
    let changes = sync.refresh();
    let now = sync.corpus();
    assert_eq!(names(&now), case.listed, "{}", case.what);
    assert_eq!(changes.to_string(), case.said, "{}", case.what);
    assert_eq!(read_again(&before, &now), case.read, "{}", case.what);
    let causes: Vec<&str> = now.problems().iter().map(|p| p.cause.as_str()).collect();
    assert_eq!(causes, case.problems, "{}", case.what);
    assert_eq!(changes.problems, before.problems() != now.problems());
    assert!(sync.refresh().is_empty(), "{}: not settled", case.what);
}

#[test]
fn edits_are_told_and_only_what_they_touch_is_read_again() {
    let all = "a.txt b.txt sub/c.txt";
    let case = |what, edits, listed, said, read, problems| Case {
        what,
        edits,
        listed,
        said,
        read,
        problems,
    };
    for case in [
        case("nothing", vec![], all, "", "", &[]),
        case(
            "a new file in a new folder",
            vec![write("new/deep/d.txt", FOUR)],
            "a.txt b.txt new/deep/d.txt sub/c.txt",
            "1 new",
            "new/deep/d.txt",
            &[],
        ),
        case(
            "another content of the same length",
            vec![write("a.txt", &ONE.replace("2019", "2018"))],
            all,
            "1 changed",
            "a.txt",
            &[],
        ),
        case(
            "the same content, written again and dated back",
            vec![write("a.txt", ONE), touch("a.txt"), touch("b.txt")],
            all,
            "",
            "",
            &[],
        ),
        case(
            "other contents, dated back",
            vec![write("b.txt", FOUR), touch("b.txt")],
            all,
            "1 changed",
            "b.txt",
            &[],
        ),
        case(
            "gone, with its folder",
            vec![remove("a.txt"), remove("sub")],
            "b.txt",
            "2 gone",
            "",
            &[],
        ),
        case(
            "renamed",
            vec![rename("a.txt", "z.txt")],
            "b.txt sub/c.txt z.txt",
            "1 new, 1 gone",
            "z.txt",
            &[],
        ),
        case(
            "saved as editors save: beside, then renamed over",
            vec![write(".a.txt.new", FOUR), rename(".a.txt.new", "a.txt")],
            all,
            "1 changed",
            "a.txt",
            &[],
        ),
        case(
            "two that change places",
            vec![
                rename("a.txt", "x"),
                rename("b.txt", "a.txt"),
                rename("x", "b.txt"),
            ],
            all,
            "2 changed",
            "a.txt b.txt",
            &[],
        ),
        case(
            "emptied",
            vec![write("a.txt", " \n")],
            "b.txt sub/c.txt",
            "1 gone",
            "",
            &["it is empty"],
        ),
        case(
            "a copy, which is the same document",
            vec![write("sub/d.txt", ONE)],
            all,
            "",
            "",
            &[],
        ),
        case(
            "a copy that comes before it",
            vec![write("a", ONE)],
            "a b.txt sub/c.txt",
            "1 new",
            "a",
            &[],
        ),
        case(
            "a copy that takes its place",
            vec![write("d.txt", ONE), remove("a.txt")],
            "b.txt d.txt sub/c.txt",
            "1 new, 1 gone",
            "d.txt",
            &[],
        ),
        case(
            "a file of several",
            vec![write("d.jsonl", &objects(&["One", "Two"]))],
            "a.txt b.txt d.jsonl#1 d.jsonl#2 sub/c.txt",
            "2 new",
            "d.jsonl#1 d.jsonl#2",
            &[],
        ),
        case(
            "data",
            vec![write("d.json", "{\"version\": 3}")],
            all,
            "",
            "",
            &[],
        ),
        case(
            "hidden files",
            vec![write(".d.txt", ONE), write(".git/e.txt", ONE)],
            all,
            "",
            "",
            &[],
        ),
        case(
            "ignored from now on",
            vec![write(".ignore", "sub/\n")],
            "a.txt b.txt",
            "1 gone",
            "",
            &[],
        ),
        case(
            "a file that is a folder now",
            vec![remove("a.txt"), write("a.txt/a.txt", FOUR)],
            "a.txt/a.txt b.txt sub/c.txt",
            "1 new, 1 gone",
            "a.txt/a.txt",
            &[],
        ),
        case(
            "the folder itself is gone",
            vec![remove("")],
            "",
            "3 gone",
            "",
            &["there is no such file or folder"],
        ),
    ] {
        check(&case);
    }
}

/// JSON Lines of these titles.
fn objects(titles: &[&str]) -> String {
    let object = |t: &&str| {
        format!(
            "{{\"id\": \"{t}\", \"title\": \"{t} on the ferry\", \"text\": \"The ferry has a story: {t}, they say.\"}}\n"
        )
    };
    titles.iter().map(object).collect()
}

#[test]
fn in_a_file_of_several_only_what_changed_is_read_again() {
    let dir = folder(&[("a.jsonl", &objects(&["One", "Two", "Three"]))]);
    let mut sync = sync(&dir);
    assert_eq!(sync.refresh().to_string(), "3 new");
    for (titles, listed, said, read) in [
        (
            vec!["One", "Two", "Three", "Four"],
            "a.jsonl#1 a.jsonl#2 a.jsonl#3 a.jsonl#4",
            "1 new",
            "a.jsonl#4",
        ),
        (vec!["One", "Two"], "a.jsonl#1 a.jsonl#2", "2 gone", ""),
        // Those below have other names now, and are the same for the reader's marks.
        (
            vec!["New", "One", "Two"],
            "a.jsonl#1 a.jsonl#2 a.jsonl#3",
            "1 new",
            "a.jsonl#1 a.jsonl#2 a.jsonl#3",
        ),
        // One document once, in a file as well.
        (
            vec!["New", "One", "Two", "One"],
            "a.jsonl#1 a.jsonl#2 a.jsonl#3",
            "",
            "",
        ),
    ] {
        let before = sync.corpus();
        apply(dir.path(), &[write("a.jsonl", &objects(&titles))]);
        let changes = sync.refresh();
        let now = sync.corpus();
        assert_eq!(names(&now), listed, "{titles:?}");
        assert_eq!(changes.to_string(), said, "{titles:?}");
        assert_eq!(read_again(&before, &now), read, "{titles:?}");
        let afresh = load::load(&[dir.path().to_path_buf()], Limits::default(), &|_| ());
        same(&now, &Corpus::build(afresh));
    }
    assert_eq!(sync.corpus().also(1), ["a.jsonl#4"]);
}

#[test]
fn names_of_fields_are_told_in_the_folder_and_what_they_hold_is_read_again() {
    let row = "kop,inhoud\nVeerboot,De veerboot naar het eiland is vandaag weer te laat.\n";
    let dir = folder(&[("a.csv", row)]);
    let mut sync = sync(&dir);
    sync.refresh();
    assert_eq!(names(&sync.corpus()), "");
    let told = "[fields]\ntitle = \"kop\"\ntext = [\"tekst\", \"inhoud\"]\n";
    apply(dir.path(), &[write("briefings.toml", told)]);
    assert_eq!(sync.refresh().to_string(), "1 new");
    assert_eq!(sync.corpus().row(0).title, "Veerboot");
    apply(
        dir.path(),
        &[write("briefings.toml", "[fields]\ntekst = \"x\"\n")],
    );
    assert_eq!(sync.refresh().to_string(), "1 gone");
    assert_eq!(sync.corpus().problems().len(), 1);
}

#[test]
fn a_folder_that_comes_back_is_read_again_and_its_problem_goes() {
    let dir = folder(&[("a.txt", ONE)]);
    let mut sync = sync(&dir);
    sync.refresh();
    apply(dir.path(), &[remove("")]);
    sync.refresh();
    assert_eq!(sync.corpus().problems().len(), 1);
    apply(dir.path(), &[write("a.txt", ONE)]);
    assert_eq!(sync.refresh().to_string(), "1 new");
    assert_eq!(sync.corpus().problems(), []);
}

#[test]
fn what_has_been_read_so_far_is_a_corpus_and_its_briefings_stay() {
    let files: Vec<(String, String)> = (0..40)
        .map(|i| (format!("{i:02}.txt"), format!("{ONE}\nIssue {i}.\n")))
        .collect();
    let files: Vec<(&str, &str)> = files
        .iter()
        .map(|(n, t)| (n.as_str(), t.as_str()))
        .collect();
    let dir = folder(&files);
    let mut sync = sync(&dir);
    let told = Mutex::new(Vec::new());
    sync.look();
    assert!(sync.lock());
    // A short file counts for four KiB.
    sync.read(10 << 12, &|p| told.lock().unwrap().push((p.read, p.total)));
    sync.publish();
    let part = sync.corpus();
    assert_eq!(part.len(), 10);
    assert_eq!(sync.progress().map(|p| (p.read, p.total)), Some((10, 40)));
    sync.read(u64::MAX, &|p| told.lock().unwrap().push((p.read, p.total)));
    assert_eq!(sync.progress(), None);
    sync.publish();
    let whole = sync.corpus();
    for b in 0..part.len() as u32 {
        let name = part.row(b).name;
        assert_eq!(part.key(b), whole.key(b), "{name} was read twice");
    }
    let mut told = told.into_inner().unwrap();
    told.sort();
    assert_eq!(told, (1..=40).map(|n| (n, 40)).collect::<Vec<_>>());
    assert_eq!(sync.take_changes().to_string(), "40 new");
}

/// All that a reader could see of it.
fn same(a: &Corpus, b: &Corpus) {
    assert_eq!(
        (a.len(), a.entities().count(), a.problems()),
        (b.len(), b.entities().count(), b.problems())
    );
    for briefing in 0..a.len() as u32 {
        let (one, other) = (a.page(briefing), b.page(briefing));
        assert_eq!(one.briefing, other.briefing);
        assert_eq!(one.facts, other.facts);
        assert_eq!(one.mentions, other.mentions);
    }
    for id in a.entities() {
        let shown = |c: &Corpus| {
            let e = c.entity(id);
            let what = (e.slug.to_owned(), e.kind, e.name.to_owned(), e.mentions);
            (what, c.entity_briefings(id), c.entity_names(id))
        };
        assert_eq!(shown(a), shown(b));
    }
    for text in [
        "",
        "ferry",
        "\"the ferry\"",
        "country:kenya",
        "okello -speech",
        "year:2019",
    ] {
        let query = |c: &Corpus| c.read(text).unwrap_or_default();
        let of = |c: &Corpus| {
            let found = c.search(&query(c), Order::Title, &briefing::query::Facet::ALL);
            let places = found.hits.iter().map(|hit| c.found(&found.marks, *hit));
            (places.collect::<Vec<_>>(), found.hits, found.facets)
        };
        assert_eq!(of(a), of(b), "{text}");
    }
}

fn edit() -> impl Strategy<Value = Edit> {
    let path = || {
        let path = prop::sample::select(vec![
            "a.txt",
            "b.md",
            "sub/c.txt",
            "sub/deep/d.txt",
            ".e.txt",
            "f",
            "sub",
        ]);
        path.prop_map(str::to_owned)
    };
    let text = prop_oneof![
        4 => prop::sample::select(vec![ONE, TWO, THREE, "", "\0\0"]).prop_map(str::to_owned),
        1 => "(ferry|Okello|Kenya| |\n){0,20}",
    ];
    let ignore = prop::sample::select(vec!["", "*.md", "sub", "deep/"]);
    prop_oneof![
        6 => (path(), text).prop_map(|(p, t)| Edit::Write(p, t)),
        2 => path().prop_map(Edit::Remove),
        2 => (path(), path()).prop_map(|(a, b)| Edit::Rename(a, b)),
        1 => (path(), 0..3u64).prop_map(|(p, t)| Edit::Touch(p, t)),
        1 => ignore.prop_map(|i| write(".ignore", i)),
        1 => prop::collection::vec(prop::sample::select(vec!["One", "Two", "Three", "Four"]), 0..4)
            .prop_map(|titles| write("sub/several.jsonl", &objects(&titles))),
    ]
}

fn cases() -> u32 {
    let cases = std::env::var("BRIEFING_CASES").ok();
    cases.and_then(|n| n.parse().ok()).unwrap_or(60)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn after_any_edits_the_corpus_is_what_reading_it_afresh_gives(
        rounds in prop::collection::vec(prop::collection::vec(edit(), 1..6), 1..6)
    ) {
        let dir = tempfile::tempdir().unwrap();
        let mut sync = sync(&dir);
        for edits in &rounds {
            apply(dir.path(), edits);
            sync.refresh();
            let afresh = load::load(&[dir.path().to_path_buf()], Limits::default(), &|_| ());
            same(&sync.corpus(), &Corpus::build(afresh));
        }
        prop_assert!(sync.refresh().is_empty());
    }
}

/// A session without a terminal.
fn opened(sync: &mut Sync) -> App {
    sync.refresh();
    let mut app = App::new("ferries".to_owned(), Options::default(), 100, 12);
    renew(&mut app, sync);
    app
}

fn renew(app: &mut App, sync: &mut Sync) {
    sync.refresh();
    let effects = app.opened(sync.corpus(), None);
    answer(app, effects);
}

fn answer(app: &mut App, effects: Vec<Effect>) {
    for effect in effects {
        if let Effect::Search(search) = effect {
            app.found(search.run());
        }
    }
}

fn act(app: &mut App, actions: &[Action]) {
    for action in actions {
        let effects = app.update(*action);
        answer(app, effects);
    }
}

/// The place in words: the selected briefing, the open one, the words on top of it, the selected name, what is asked.
fn place(app: &App) -> BTreeMap<&'static str, String> {
    let name = |b: u32| app.corpus.row(b).name.to_owned();
    let mut place = BTreeMap::new();
    place.insert("query", app.query.to_string());
    place.insert(
        "selected",
        app.sources.selected().map(name).unwrap_or_default(),
    );
    if let Some(article) = &app.article {
        let body = &article.page.briefing.body;
        let top: String = body[article.top_byte() as usize..]
            .chars()
            .take(30)
            .collect();
        place.insert("open", article.page.briefing.name.clone());
        place.insert("top", top);
        let mention = article.mention.map(|m| {
            let span = article.page.mentions[m as usize].span;
            format!("{span:?} {}", &body[span.range()])
        });
        place.insert("mention", mention.unwrap_or_default());
        place.insert("finds", format!("{:?} {:?}", article.find, article.finds));
    }
    if let Some(Layer::Concordance(c)) = app.layers.last() {
        let who: Vec<&str> = c
            .entities
            .iter()
            .map(|&e| app.corpus.entity(e).slug)
            .collect();
        place.insert("concordance", who.join(" "));
        let at = c
            .selected(&app.corpus)
            .map(|(b, m)| (name(b), app.corpus.page(b).mentions[m as usize].span));
        place.insert("line", format!("{at:?}"));
    }
    place
}

/// A page that does not fit the screen.
fn long(n: usize) -> String {
    let mut text = format!("{ONE}\n");
    for i in 0..40 {
        text.push_str(&format!(
            "Paragraph {i} of page {n} speaks of Ada Okello and her ferry.\n\n"
        ));
    }
    text
}

#[test]
fn the_reader_keeps_the_place_when_the_corpus_grows_around_it() {
    let (two, four) = (long(2), long(4));
    let dir = folder(&[("2.txt", &two), ("4.txt", &four)]);
    let mut sync = sync(&dir);
    let mut app = opened(&mut sync);
    let reading = [
        Action::Down,
        Action::Open,
        Action::PageDown,
        Action::NextMention,
    ];
    let steps: [(&str, &[Action]); 4] = [
        ("at the start", &[]),
        ("in an article, at a name", &reading),
        (
            "in the concordance of that name",
            &[Action::Concordance, Action::Down],
        ),
        (
            "in the list again, elsewhere",
            &[Action::Close, Action::FocusSources, Action::Up],
        ),
    ];
    for (n, (what, actions)) in steps.into_iter().enumerate() {
        act(&mut app, actions);
        let before = place(&app);
        apply(
            dir.path(),
            &[
                write(&format!("1-{n}.txt"), &long(10 + n)),
                write(&format!("3-{n}.txt"), &ferry(&format!("3-{n}"))),
                write(&format!("5-{n}.txt"), &ferry(&format!("5-{n}"))),
            ],
        );
        renew(&mut app, &mut sync);
        assert_eq!(place(&app), before, "{what}");
        assert_eq!(app.corpus.len(), 2 + 3 * (n + 1));
    }
    // The way back leads to where it led.
    let before = place(&app);
    let elsewhere = [
        Action::FocusSources,
        Action::Top,
        Action::Down,
        Action::Open,
    ];
    act(&mut app, &elsewhere);
    assert_ne!(place(&app)["open"], before["open"]);
    apply(dir.path(), &[write("0.txt", &ferry("0"))]);
    renew(&mut app, &mut sync);
    act(&mut app, &[Action::Back]);
    for what in ["open", "top", "mention"] {
        assert_eq!(place(&app)[what], before[what], "{what}");
    }
}

#[test]
fn an_edit_above_moves_the_page_along_and_a_renamed_article_stays_open() {
    let dir = folder(&[("2.txt", &long(2)), ("4.txt", &long(4))]);
    let mut sync = sync(&dir);
    let mut app = opened(&mut sync);
    act(
        &mut app,
        &[Action::Open, Action::PageDown, Action::PageDown],
    );
    let before = place(&app);
    let open = before["open"].clone();
    let text = fs::read_to_string(dir.path().join(&open)).unwrap();
    let longer = text.replace("Paragraph 1 ", "A new paragraph.\n\nParagraph 1 ");
    apply(dir.path(), &[write(&open, &longer)]);
    renew(&mut app, &mut sync);
    assert_eq!(place(&app)["top"], before["top"]);
    apply(dir.path(), &[rename(&open, "9.txt")]);
    renew(&mut app, &mut sync);
    assert_eq!(place(&app)["open"], "9.txt");
    assert_eq!(place(&app)["top"], before["top"]);
    // What is gone stays open where it was; and all of it may go.
    let stays = |app: &App| {
        let article = app.article.as_ref().unwrap();
        assert_eq!(article.standing, Standing::Gone);
        assert_eq!(place(app)["open"], "9.txt");
        assert_eq!(place(app)["top"], before["top"]);
    };
    for gone in ["9.txt", ""] {
        apply(dir.path(), &[remove(gone)]);
        renew(&mut app, &mut sync);
        stays(&app);
    }
    assert!(app.sources.is_empty());
}

/// What a corpus that follows its folder tells: the names listed, what changed, whether it is whole.
struct Told(Receiver<(String, Option<String>, bool, usize)>);

impl Told {
    /// The thread waits for news of the folder until the test program ends.
    fn follow(paths: &[&Path]) -> Told {
        let (tell, told) = mpsc::channel();
        let tell = Mutex::new(tell);
        let paths = paths.iter().map(|p| p.to_path_buf()).collect();
        let sync = Sync::new(paths, Limits::default(), Some(&cache()));
        std::thread::spawn(move || {
            follow(sync, &|news| {
                if let News::Corpus(corpus, progress, changes) = news {
                    let changes = changes.map(|c| c.to_string());
                    let told = (
                        names(&corpus),
                        changes,
                        progress.is_none(),
                        corpus.problems().len(),
                    );
                    let _ = tell.lock().unwrap().send(told);
                }
            });
        });
        Told(told)
    }

    /// Waits until exactly these are listed, with so many problems.
    fn wait(&self, listed: &str, problems: usize) -> Option<String> {
        let mut last = None;
        loop {
            let Ok(told) = self.0.recv_timeout(PATIENCE) else {
                panic!("awaited {listed:?} with {problems} problems, last told {last:?}");
            };
            if told.0 == listed && told.2 && told.3 == problems {
                return told.1;
            }
            last = Some(told);
        }
    }
}

#[test]
fn the_real_watcher_tells_of_all_that_happens_to_a_folder() {
    let above = tempfile::tempdir().unwrap();
    let root = above.path().join("root");
    apply(&root, &[write("a.txt", &ferry("a"))]);
    let told = Told::follow(&[&root]);
    assert_eq!(told.wait("a.txt", 0), None);
    let steps: Vec<(Vec<Edit>, &str, usize)> = vec![
        (vec![write("b.txt", &ferry("b"))], "a.txt b.txt", 0),
        (
            vec![write("new/c.txt", &ferry("c"))],
            "a.txt b.txt new/c.txt",
            0,
        ),
        (
            vec![write("new/d.txt", &ferry("d"))],
            "a.txt b.txt new/c.txt new/d.txt",
            0,
        ),
        (
            vec![rename("new", "old")],
            "a.txt b.txt old/c.txt old/d.txt",
            0,
        ),
        (
            vec![write("old/e.txt", &ferry("e"))],
            "a.txt b.txt old/c.txt old/d.txt old/e.txt",
            0,
        ),
        (vec![remove("old"), remove("a.txt")], "b.txt", 0),
        (vec![remove("")], "", 1),
        (vec![write("z.txt", &ferry("z"))], "z.txt", 0),
        (vec![write("y.txt", &ferry("y"))], "y.txt z.txt", 0),
    ];
    for (edits, listed, problems) in steps {
        apply(&root, &edits);
        told.wait(listed, problems);
    }
    // Another folder takes its place, and is followed in turn.
    fs::rename(&root, above.path().join("elsewhere")).unwrap();
    apply(&root, &[write("x.txt", &ferry("x"))]);
    told.wait("x.txt", 0);
    apply(&root, &[write("w.txt", &ferry("w"))]);
    assert_eq!(told.wait("w.txt x.txt", 0).as_deref(), Some("1 new"));
}

#[test]
fn a_single_file_is_followed_however_it_is_saved() {
    let dir = folder(&[("a.txt", ONE), ("b.txt", TWO)]);
    let file = dir.path().join("a.txt");
    let told = Told::follow(&[&file]);
    told.wait("a.txt", 0);
    apply(dir.path(), &[write("x", &ferry("x")), rename("x", "a.txt")]);
    assert_eq!(told.wait("a.txt", 0).as_deref(), Some("1 changed"));
    apply(dir.path(), &[remove("a.txt")]);
    told.wait("", 1);
    apply(dir.path(), &[write("a.txt", &ferry("a"))]);
    told.wait("a.txt", 0);
}

/// Folders with an index that outlives the session.
struct Shelf {
    docs: TempDir,
    cache: PathBuf,
}

impl Shelf {
    fn new() -> Shelf {
        Shelf {
            docs: folder(&[("a.txt", ONE), ("b.txt", TWO), ("sub/c.txt", THREE)]),
            cache: cache(),
        }
    }

    /// As another process would open it.
    fn open(&self) -> Sync {
        let paths = vec![self.docs.path().to_path_buf()];
        Sync::new(paths, Limits::default(), Some(&self.cache))
    }

    fn files(&self, below: &str) -> Vec<PathBuf> {
        let index = fs::read_dir(&self.cache).unwrap().next().unwrap().unwrap();
        let files = fs::read_dir(index.path().join(below)).unwrap();
        let mut files: Vec<PathBuf> = files.map(|f| f.unwrap().path()).collect();
        files.sort();
        files
    }

    /// That what is there now is what reading everything afresh gives.
    fn check(&self, sync: &Sync) {
        let root = self.docs.path().to_path_buf();
        let afresh = load::load(&[root], Limits::default(), &|_| ());
        let told = |c: &Corpus| c.problems().is_empty();
        assert!(told(&sync.corpus()), "{:?}", sync.corpus().problems());
        same(&sync.corpus(), &Corpus::build(afresh));
    }
}

fn serials(corpus: &Corpus) -> Vec<u32> {
    (0..corpus.len() as u32)
        .map(|b| corpus.key(b).serial)
        .collect()
}

#[test]
fn what_was_published_is_there_at_once_and_nothing_of_it_is_read_again() {
    let shelf = Shelf::new();
    let mut first = shelf.open();
    first.refresh();
    let mut second = shelf.open();
    assert!(second.published());
    same(&first.corpus(), &second.corpus());
    assert!(second.refresh().is_empty());
    assert_eq!(serials(&first.corpus()), serials(&second.corpus()));
    apply(
        shelf.docs.path(),
        &[write("b.txt", &ferry("b")), remove("a.txt")],
    );
    let mut third = shelf.open();
    assert_eq!(third.refresh().to_string(), "1 changed, 1 gone");
    shelf.check(&third);
    // The one that was open all the while takes what the other has published.
    assert!(first.published());
    same(&first.corpus(), &third.corpus());
}

#[test]
fn whatever_was_not_published_is_read_again_and_leaves_nothing_behind() {
    let shelf = Shelf::new();
    let mut interrupted = shelf.open();
    interrupted.look();
    assert!(interrupted.lock());
    interrupted.read(u64::MAX, &|_| ());
    drop(interrupted);
    let mut next = shelf.open();
    assert_eq!(next.refresh().to_string(), "3 new");
    shelf.check(&next);
    // After a state, too.
    apply(
        shelf.docs.path(),
        &[write("d.txt", &ferry("d")), write("a.txt", &ferry("a"))],
    );
    let mut interrupted = shelf.open();
    interrupted.published();
    interrupted.look();
    assert!(interrupted.lock());
    interrupted.read(u64::MAX, &|_| ());
    drop(interrupted);
    let mut last = shelf.open();
    assert_eq!(last.refresh().to_string(), "1 new, 1 changed");
    shelf.check(&last);
}

#[test]
fn a_damaged_index_is_set_aside_and_made_anew_with_a_word_about_it() {
    for (what, below) in [
        ("tables", "tables"),
        ("what the engine knows of itself", "index"),
    ] {
        let shelf = Shelf::new();
        shelf.open().refresh();
        for file in shelf.files(below) {
            if below == "tables" {
                // Cut off in the middle.
                let bytes = fs::read(&file).unwrap();
                fs::write(file, &bytes[..bytes.len() / 2]).unwrap();
            } else if file.ends_with("meta.json") {
                fs::write(file, "not what was here").unwrap();
            }
        }
        let mut sync = shelf.open();
        sync.refresh();
        assert_eq!(names(&sync.corpus()), "a.txt b.txt sub/c.txt", "{what}");
        let corpus = sync.corpus();
        let [problem] = corpus.problems() else {
            panic!("{what}: {:?}", corpus.problems());
        };
        assert!(
            problem.cause.starts_with("the index was damaged"),
            "{problem:?}"
        );
        // The next start finds all well.
        let mut again = shelf.open();
        assert!(again.refresh().is_empty(), "{what}");
    }
}

/// Makes nonsense of one section of a table; see `corpus::table`.
fn damage(table: &std::path::Path, section: &str) {
    let mut bytes = fs::read(table).unwrap();
    let number = |bytes: &[u8], at: usize| {
        u64::from_le_bytes(bytes[at..at + 8].try_into().unwrap()) as usize
    };
    let name = [&[section.len() as u8], section.as_bytes()].concat();
    let listed = bytes.windows(name.len()).position(|w| w == name).unwrap();
    let (from, len) = (
        24 + number(&bytes, 16) + number(&bytes, listed + name.len()),
        number(&bytes, listed + name.len() + 8),
    );
    assert!(len > 0, "{section} holds something");
    bytes[from..from + len].fill(0xff);
    fs::write(table, bytes).unwrap();
}

#[test]
fn a_damaged_list_of_names_is_set_aside_and_all_is_read_again() {
    let shelf = Shelf::new();
    shelf.open().refresh();
    damage(&shelf.files("tables").pop().unwrap(), "ledger");
    let mut sync = shelf.open();
    // What only the next state needs is in nobody's way.
    assert!(sync.refresh().is_empty());
    assert_eq!(sync.corpus().problems(), []);
    fs::write(shelf.docs.path().join("a.txt"), FOUR).unwrap();
    sync.refresh();
    let corpus = sync.corpus();
    assert_eq!(names(&corpus), "a.txt b.txt sub/c.txt");
    let [problem] = corpus.problems() else {
        panic!("{:?}", corpus.problems());
    };
    assert_eq!(problem.cause, "the index was damaged: its list of names");
    let root = shelf.docs.path().to_path_buf();
    let afresh = load::load(&[root], Limits::default(), &|_| ());
    let afresh = Corpus::build(afresh);
    for b in 0..corpus.len() as u32 {
        assert_eq!(corpus.page(b).mentions, afresh.page(b).mentions);
    }
    let mut again = shelf.open();
    assert!(again.refresh().is_empty());
    shelf.check(&again);
}

#[test]
fn where_no_index_can_be_kept_all_is_read_into_memory_with_a_word_about_it() {
    let docs = folder(&[("a.txt", ONE), ("b.txt", TWO)]);
    let file = docs.path().join("a.txt");
    for cache in [None, Some(file.as_path())] {
        let mut sync = Sync::new(vec![docs.path().to_path_buf()], Limits::default(), cache);
        assert_eq!(sync.refresh().to_string(), "2 new");
        let corpus = sync.corpus();
        assert_eq!(names(&corpus), "a.txt b.txt");
        let hints: Vec<&str> = corpus.problems().iter().map(|p| p.hint.as_str()).collect();
        assert_eq!(
            hints,
            ["the index is held in memory, and made anew at the next start"]
        );
        assert!(sync.refresh().is_empty());
    }
}

#[test]
fn an_index_that_is_deleted_while_it_is_open_is_made_anew_and_what_is_shown_stays_readable() {
    let shelf = Shelf::new();
    let mut sync = shelf.open();
    sync.refresh();
    let before = sync.corpus();
    fs::remove_dir_all(&shelf.cache).unwrap();
    let root = shelf.docs.path().to_path_buf();
    let afresh = load::load(&[root], Limits::default(), &|_| ());
    same(&before, &Corpus::build(afresh));
    apply(shelf.docs.path(), &[write("d.txt", &ferry("d"))]);
    sync.refresh();
    shelf.check(&sync);
    let mut again = shelf.open();
    assert!(again.published());
    same(&sync.corpus(), &again.corpus());
    // In the middle of reading, too.
    apply(shelf.docs.path(), &[write("e.txt", &ferry("e"))]);
    again.look();
    assert!(again.lock());
    fs::remove_dir_all(&shelf.cache).unwrap();
    again.read(u64::MAX, &|_| ());
    again.publish();
    assert_eq!(names(&again.corpus()), "a.txt b.txt d.txt e.txt sub/c.txt");
    let pages = (0..5).map(|b| again.corpus().page(b).briefing.name.clone());
    assert_eq!(pages.collect::<Vec<_>>().join(" "), names(&again.corpus()));
}

#[test]
fn while_one_writes_the_others_read_and_then_take_over() {
    let shelf = Shelf::new();
    let (mut one, mut other) = (shelf.open(), shelf.open());
    one.look();
    other.look();
    assert!(one.lock());
    assert!(!other.lock(), "two write at once");
    one.read(u64::MAX, &|_| ());
    one.publish();
    assert!(other.published());
    same(&one.corpus(), &other.corpus());
    one.finish();
    assert!(other.refresh().is_empty());
    apply(shelf.docs.path(), &[write("d.txt", &ferry("d"))]);
    drop(one);
    assert_eq!(other.refresh().to_string(), "1 new");
    shelf.check(&other);
}

#[test]
fn reading_that_is_stopped_is_kept_so_far_and_goes_on_where_it_was() {
    let files: Vec<(String, String)> = (0..400)
        .map(|n| {
            (
                format!("{n:03}.txt"),
                format!("{ONE}\n\nNumber {n} of them.\n"),
            )
        })
        .collect();
    let files: Vec<(&str, &str)> = files.iter().map(|(n, t)| (&**n, &**t)).collect();
    let dir = folder(&files);
    let cache = cache();
    let halt = Halt::default();
    let open = || {
        let paths = vec![dir.path().to_owned()];
        Sync::new(paths, Limits::default(), Some(&cache))
    };
    let mut sync = open().with_halt(halt.clone());
    sync.look();
    assert!(sync.lock());
    sync.read(64 << 10, &|_| halt.now());
    let so_far = sync.progress();
    sync.read(u64::MAX, &|_| ());
    assert_eq!(so_far, None, "nobody goes on");
    sync.publish();
    sync.finish();
    let read = sync.corpus().len();
    assert!((1..400).contains(&read), "{read} of 400");
    drop(sync);
    let mut sync = open();
    let changes = sync.refresh();
    assert_eq!((changes.new, sync.corpus().len()), (400 - read, 400));
}

#[test]
fn esc_stops_reading_when_nothing_is_left_to_close() {
    let mut app = App::new("ferries".to_owned(), Options::default(), 100, 12);
    assert!(
        app.update(Action::Close).is_empty(),
        "nothing is known of it yet"
    );
    app.opened(Default::default(), Some(Progress { read: 3, total: 9 }));
    app.update(Action::Help);
    assert!(app.update(Action::Close).is_empty(), "the help is closed");
    assert!(matches!(
        app.update(Action::Close)[..],
        [Effect::StopReading]
    ));
    let said = app.message.map(|m| m.text).unwrap_or_default();
    assert!(said.starts_with("Reading is stopped at 3 of 9"), "{said}");
    assert_eq!(app.reading, None);
}

#[test]
fn reading_anew_that_is_stopped_leaves_what_was_there() {
    // More than is read in the first step.
    let files: Vec<(String, String)> = (0..400)
        .map(|n| (format!("{n:03}.txt"), format!("{ONE}\n\nNumber {n}.\n")))
        .collect();
    let files: Vec<(&str, &str)> = files.iter().map(|(n, t)| (&**n, &**t)).collect();
    let shelf = Shelf {
        docs: folder(&files),
        cache: cache(),
    };
    shelf.open().refresh();
    let halt = Halt::default();
    let halted = shelf.open().with_halt(halt.clone());
    let sync = briefing::sync::index(halted, true, &|_| halt.now());
    assert_eq!(sync.corpus().len(), 400);
    fs::write(shelf.docs.path().join("z.txt"), FOUR).unwrap();
    let mut sync = sync.with_halt(Halt::default());
    sync.refresh();
    assert_eq!(sync.corpus().len(), 401);
    shelf.check(&sync);
}
