//! Does what the reader left on briefings outlive moves, edits, kills, other programs, damage and homes that cannot be written?

#![allow(clippy::unwrap_used, reason = "a test may panic")]
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "figures are printed"
)]

#[path = "state/any.rs"]
mod any;
#[path = "state/clocks.rs"]
mod clocks;
#[path = "state/damage.rs"]
mod damage;
#[path = "state/merging.rs"]
mod merging;
#[path = "state/power.rs"]
mod power;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use briefing::app::records::{Done, own};
use briefing::app::{App, Effect, Options};
use briefing::corpus::Corpus;
use briefing::keymap::{Key, Keymap};
use briefing::load::{self, Limits};
use briefing::query::{self, Order};
use briefing::record::{Edit, Identity, Place, Since};
use briefing::session::Session;
use briefing::state::{Part, State};
use briefing::view::theme::{Depth, Theme};
use tempfile::TempDir;

fn state(folder: &Path) -> State {
    State::in_folder(Some(folder.to_owned()))
}

fn identity(n: u64) -> Identity {
    Identity {
        id: 0,
        text: n,
        path: n,
    }
}

/// The same with keys in no order, as hashes are.
fn scattered(n: u64) -> Identity {
    let mixed = |n: u64| n.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ n >> 7;
    Identity {
        id: 0,
        text: mixed(n),
        path: mixed(!n),
    }
}

fn write(state: &State, edit: Edit) {
    state.note(edit);
    for part in state.write() {
        part.unwrap();
    }
}

/// The texts of the records that are read.
fn read(folder: &Path) -> Vec<u64> {
    let kept = state(folder).records(Since::default());
    let read = kept.records.iter().filter(|r| r.read);
    let mut read: Vec<u64> = read.map(|r| r.known[0].text).collect();
    read.sort_unstable();
    read
}

fn told(state: &State) -> String {
    let told = state.read().into_iter().filter_map(|part| match part {
        Ok(Part::Told(text)) => Some(text),
        Ok(_) => None,
        Err(error) => Some(error.to_string()),
    });
    told.collect::<Vec<_>>().join("; ")
}

/// A session over a folder, with its state.
struct Reader {
    session: Session,
    folder: TempDir,
    state: Arc<State>,
}

impl Reader {
    fn new(files: &[(&str, &str)]) -> Reader {
        let folder = TempDir::new().unwrap();
        fs::create_dir(folder.path().join("docs")).unwrap();
        let mut reader = Reader {
            session: session(),
            state: Arc::new(state(&folder.path().join("state"))),
            folder,
        };
        for (name, text) in files {
            reader.put(name, text);
        }
        reader.open();
        reader
    }

    fn path(&self, name: &str) -> std::path::PathBuf {
        self.folder.path().join("docs").join(name)
    }

    fn put(&self, name: &str, text: &str) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn open(&mut self) {
        let docs = vec![self.folder.path().join("docs")];
        let corpus = Corpus::build(load::load(&docs, Limits::default(), &|_| ()));
        let effects = self.session.app.opened(Arc::new(corpus), None);
        self.perform(effects);
    }

    /// Another session, after this one has ended.
    fn again(&mut self) {
        let last = self.session.app.end().into_iter().collect();
        self.perform(last);
        self.session = session();
        self.state = Arc::new(state(&self.folder.path().join("state")));
        self.open();
    }

    fn perform(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            let app = &mut self.session.app;
            let more = match effect {
                Effect::Search(search) => {
                    app.found(search.run());
                    Vec::new()
                }
                Effect::Record(edit) => {
                    self.state.note(edit);
                    assert!(self.state.write().iter().all(Result::is_ok));
                    Vec::new()
                }
                Effect::Recall(recall) => {
                    let kept = self.state.records(recall.since);
                    app.recalled(recall.run(kept, None))
                }
                _ => Vec::new(),
            };
            self.perform(more);
        }
    }

    fn press(&mut self, keys: &str) -> &App {
        for key in Key::sequence(keys).unwrap() {
            let effects = self.session.key(key);
            self.perform(effects);
        }
        &self.session.app
    }

    /// `+` for read, `*` for starred, with the name of the file.
    fn marks(&self) -> String {
        let app = &self.session.app;
        let all = (0..app.corpus.len() as u32).map(|b| {
            let read = if app.records.is_read(b) { "+" } else { "" };
            let star = if app.records.is_starred(b) { "*" } else { "" };
            format!("{read}{star}{}", app.corpus.row(b).name)
        });
        all.collect::<Vec<_>>().join(" ")
    }

    fn number(&self, name: &str) -> u32 {
        let corpus = &self.session.app.corpus;
        let mut all = 0..corpus.len() as u32;
        all.find(|b| corpus.row(*b).name == name).unwrap()
    }
}

fn session() -> Session {
    let theme = Theme::auto(Depth::Sixteen, true);
    let app = App::new("test".into(), Options::default(), 100, 24);
    Session::new(app, Keymap::shipped(), theme)
}

const FERRY: &str = "Ferry talks\n\nThe ferry is late, and nobody knows why.";
const NETS: &str = "Nets\n\nThe nets wait in the harbour.";

#[test]
fn marks_stay_with_files_that_move_are_renamed_or_edited() {
    let stated = |text: &str| format!("---\nid: urn:three\n---\n# Three\n\n{text}\n");
    let three = stated("A statement that says who it is.");
    let mut reader = Reader::new(&[("a.txt", FERRY), ("b.txt", NETS), ("c.md", &three)]);
    for name in ["a.txt", "b.txt", "c.md"] {
        let set = [reader.number(name)].into_iter().collect();
        let effect = reader.session.app.record(Done::Star(set, true));
        reader.perform(vec![effect]);
    }
    assert_eq!(reader.marks(), "*a.txt *b.txt *c.md");
    // Moved and renamed: the text is the same. Edited: the path. Both: what it states.
    fs::rename(reader.path("a.txt"), reader.path("z.txt")).unwrap();
    reader.put("b.txt", &NETS.replace("harbour", "port"));
    fs::remove_file(reader.path("c.md")).unwrap();
    reader.put(
        "d/three.md",
        &stated("Another statement altogether, from elsewhere."),
    );
    reader.again();
    assert_eq!(reader.marks(), "*b.txt *d/three.md *z.txt");
    // What was edited is moved: it is known by its new text by now. Another file takes its place: that is another one.
    fs::rename(reader.path("b.txt"), reader.path("y.txt")).unwrap();
    reader.put("b.txt", "Budget\n\nThe budget is new.");
    reader.again();
    assert_eq!(reader.marks(), "b.txt *d/three.md *y.txt *z.txt");
    let set = [reader.number("b.txt")].into_iter().collect();
    let effect = reader.session.app.record(Done::Read(set, true));
    reader.perform(vec![effect]);
    reader.again();
    assert_eq!(reader.marks(), "+b.txt *d/three.md *y.txt *z.txt");
}

#[test]
fn a_briefing_is_read_when_it_is_opened_and_not_when_the_cursor_passes() {
    let mut reader = Reader::new(&[("a.txt", FERRY), ("b.txt", NETS)]);
    reader.press("j k j");
    assert_eq!(reader.marks(), "a.txt b.txt");
    reader.press("k enter");
    assert_eq!(reader.marks(), "+a.txt b.txt");
    reader.press("J");
    assert_eq!(reader.marks(), "+a.txt +b.txt");
    reader.press("1 r");
    assert_eq!(reader.marks(), "+a.txt b.txt");
    reader.again();
    assert_eq!(reader.marks(), "+a.txt b.txt");
}

#[test]
fn a_briefing_opens_where_reading_stopped_also_after_edits() {
    let line = |n| format!("Paragraph number {n} says something of its own.\n\n");
    let text: String = (0..80).map(line).collect();
    let mut reader = Reader::new(&[("a.txt", &format!("Long\n\n{text}")), ("b.txt", NETS)]);
    let words = |reader: &Reader| {
        let article = reader.session.app.article.as_ref().unwrap();
        article.page.briefing.body[article.top_byte() as usize..][..20].to_owned()
    };
    reader.press("enter space space space");
    let before = words(&reader);
    assert!(before.starts_with("Paragraph"), "{before}");
    let mark = reader.session.app.set_mark('q').into_iter().collect();
    reader.perform(mark);
    let mark = reader.session.app.set_mark('Q').into_iter().collect();
    reader.perform(mark);
    let at = reader.session.app.mark('Q').unwrap();
    reader.press("J");
    reader.press("K");
    assert_eq!(words(&reader), before);
    reader.put(
        "a.txt",
        &format!("Long\n\nNew words at the beginning.\n\n{text}"),
    );
    reader.again();
    assert_eq!(reader.session.app.mark('Q').unwrap().1, at.1 + 29);
    reader.press("enter");
    assert_eq!(reader.session.app.mark('q'), reader.session.app.mark('Q'));
    assert_eq!(words(&reader), before);
}

#[test]
fn a_query_asks_for_what_is_read_and_a_row_stays_until_it_is_asked_again() {
    let mut reader = Reader::new(&[("a.txt", FERRY), ("b.txt", NETS)]);
    let ask = |reader: &mut Reader, text: &str| {
        let effects = reader.session.app.ask_text(text).unwrap();
        reader.perform(effects);
    };
    ask(&mut reader, "is:unread");
    let hits = |reader: &Reader| reader.session.app.results.hits.len();
    assert_eq!(hits(&reader), 2);
    reader.press("enter");
    // The corpus changes meanwhile: what is being read stays.
    reader.put("c.txt", "Budget\n\nThe budget is new.");
    reader.open();
    assert_eq!((hits(&reader), reader.marks().matches('+').count()), (3, 1));
    ask(&mut reader, "ferry OR nets OR budget");
    for (query, expected) in [
        ("is:unread", 2),
        ("is:read", 1),
        ("is:starred", 0),
        ("-is:read", 2),
    ] {
        ask(&mut reader, query);
        assert_eq!(hits(&reader), expected, "{query}");
    }
    let corpus = Arc::clone(&reader.session.app.corpus);
    let own = own(&corpus, reader.state.records(Since::default()), None);
    let found = corpus.search_own(&corpus.read("is:read").unwrap(), Order::Date, &[], &own);
    assert_eq!(found.hits.len(), 1);
    let offered = corpus.completions_own("is:", 3, &own);
    let offered: BTreeMap<_, _> = offered
        .iter()
        .map(|o| (o.insert.as_str(), o.count))
        .collect();
    assert_eq!(
        offered,
        [("unread", 2), ("read", 1), ("starred", 0), ("new", 0)].into()
    );
}

#[test]
fn programs_that_mark_at_once_all_keep_theirs_and_hear_of_each_other() {
    let home = TempDir::new().unwrap();
    let folder = home.path();
    let one = state(folder);
    one.read();
    std::thread::scope(|scope| {
        for program in 0..5 {
            scope.spawn(move || {
                let own = state(folder);
                for n in 0..60 {
                    write(
                        &own,
                        Edit::Read(vec![identity(1 + program * 1000 + n)], true),
                    );
                }
            });
        }
    });
    assert_eq!(read(folder).len(), 300);
    let news = |state: &State| {
        state
            .read()
            .into_iter()
            .any(|p| matches!(p, Ok(Part::Records)))
    };
    assert!(news(&one));
    assert!(!news(&one));
    let since = one.records(Since::default()).since;
    write(&one, Edit::Star(vec![identity(1)], true));
    // One's own marks are no news.
    assert!(!news(&one));
    let changed = one.records(since);
    assert_eq!((changed.whole, changed.records.len()), (false, 1));
    assert!(changed.records[0].starred && changed.records[0].read);
}

#[test]
fn a_letter_across_briefings_has_one_place() {
    let home = TempDir::new().unwrap();
    let own = state(home.path());
    for n in [1, 2] {
        for letter in ['a', 'A'] {
            write(
                &own,
                Edit::Mark(letter, identity(n), Some(Place::new("words", 0))),
            );
        }
    }
    let kept = own.records(Since::default()).records;
    let marks = kept.iter().map(|r| {
        let set = r.marks.iter().filter(|(_, place)| place.is_some());
        set.map(|(letter, _)| *letter).collect::<String>()
    });
    assert_eq!(marks.collect::<Vec<_>>(), ["a", "Aa"]);
}

#[test]
fn the_file_is_nobody_elses_business() {
    use std::os::unix::fs::PermissionsExt;
    let home = TempDir::new().unwrap();
    let folder = home.path().join("deep/briefing");
    let own = state(&folder);
    write(&own, Edit::Read(vec![identity(1)], true));
    let files = fs::read_dir(&folder).unwrap();
    let modes = files.map(|f| f.unwrap().metadata().unwrap().permissions().mode() & 0o777);
    assert!(modes.into_iter().all(|mode| mode == 0o600));
}

#[test]
fn a_newer_file_is_read_and_not_written() {
    let home = TempDir::new().unwrap();
    write(&state(home.path()), Edit::Read(vec![identity(7)], true));
    let path = home.path().join("state.db");
    rusqlite::Connection::open(&path)
        .unwrap()
        .pragma_update(None, "user_version", 99)
        .unwrap();
    let own = state(home.path());
    assert!(
        told(&own).contains("a newer briefing made it"),
        "{}",
        told(&own)
    );
    own.note(Edit::Read(vec![identity(8)], true));
    assert!(own.write().iter().all(Result::is_err));
    let kept = own.records(Since::default());
    assert_eq!((kept.records.len(), kept.noted.len()), (1, 1));
    assert_eq!(read(home.path()), [7]);
}

#[test]
fn a_damaged_file_is_set_aside_and_what_can_be_read_of_it_is_kept() {
    for (name, wrecks) in [
        ("its first page", 0..4096),
        ("its middle", 20_000..24_000),
        ("its end", usize::MAX - 8000..usize::MAX),
    ] {
        let home = TempDir::new().unwrap();
        let own = state(home.path());
        let all = (1..2000).map(identity).collect();
        write(&own, Edit::Read(all, true));
        own.note(query::Edit::Ask("ferry".into()));
        own.write();
        drop(own);
        let path = home.path().join("state.db");
        let mut bytes = fs::read(&path).unwrap();
        let len = bytes.len();
        let shift = wrecks.end.saturating_sub(len);
        let range = wrecks.start - shift.min(wrecks.start)..wrecks.end.min(len);
        bytes[range].fill(0xa5);
        fs::write(&path, &bytes).unwrap();
        let own = state(home.path());
        let mut said = told(&own);
        own.records(Since::default());
        own.note(Edit::Read(vec![identity(5000)], true));
        for part in own.write() {
            match part {
                Ok(Part::Told(text)) => said += &text,
                Ok(_) => {}
                Err(error) => panic!("{name}: {error}"),
            }
        }
        let kept = read(home.path());
        assert!(kept.contains(&5000), "{name}");
        if name != "its middle" {
            assert!(kept.len() > 1500, "{name}: {}", kept.len());
        }
        assert!(said.contains("was damaged. It is "), "{name}: {said}");
        let aside = fs::read(home.path().join("state.db.damaged-1")).unwrap();
        assert!(aside.len() >= len - 4096, "{name}");
        eprintln!("{name}: {} of 1999 kept; {said}", kept.len() - 1);
    }
}

#[test]
fn a_file_that_another_took_the_place_of_is_opened_anew() {
    let home = TempDir::new().unwrap();
    let own = state(home.path());
    write(&own, Edit::Read(vec![identity(1)], true));
    for end in ["", "-wal", "-shm"] {
        let _ = fs::remove_file(home.path().join(format!("state.db{end}")));
    }
    write(&own, Edit::Read(vec![identity(2)], true));
    assert_eq!(read(home.path()), [2]);
}

/// Marks without end, telling each number when it is kept: run by the test below, killed by it.
#[test]
#[ignore = "run by another test, which kills it"]
fn marking_until_killed() {
    let Some(folder) = std::env::var_os("STATE_FOLDER") else {
        return;
    };
    let own = state(Path::new(&folder));
    let from: u64 = std::env::var("STATE_FROM").unwrap().parse().unwrap();
    for n in from.. {
        write(&own, Edit::Read(vec![identity(n)], true));
        fs::write(Path::new(&folder).join(format!("said-{n}")), "").unwrap();
    }
}

#[test]
fn a_kill_at_any_instant_loses_nothing_that_was_acknowledged() {
    let home = TempDir::new().unwrap();
    let folder = home.path();
    let kills = 30;
    for round in 0..kills {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["marking_until_killed", "--exact", "--ignored"])
            .env("STATE_FOLDER", folder)
            .env("STATE_FROM", (1 + round * 100_000).to_string())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let first = folder.join(format!("said-{}", 1 + round * 100_000));
        let until = Instant::now() + Duration::from_secs(20);
        while !first.exists() && Instant::now() < until {
            std::thread::sleep(Duration::from_millis(1));
        }
        std::thread::sleep(Duration::from_micros(round * 937 % 20_000));
        child.kill().unwrap();
        child.wait().unwrap();
    }
    let kept = read(folder);
    let said = fs::read_dir(folder).unwrap().filter_map(|f| {
        let name = f.unwrap().file_name().into_string().unwrap();
        name.strip_prefix("said-")?.parse::<u64>().ok()
    });
    let said: Vec<u64> = said.collect();
    assert!(said.len() >= kills as usize, "{}", said.len());
    for n in &said {
        assert!(
            kept.binary_search(n).is_ok(),
            "{n} was acknowledged and is lost"
        );
    }
    assert_eq!(told(&state(folder)), "");
    eprintln!("{} kills, {} acknowledged, all there", kills, said.len());
}

/// Figures, not a test: `cargo test --test state -- --ignored --nocapture figures`; `FIGURES_OF` is how many instead of 100,000.
#[test]
#[ignore = "prints figures"]
fn figures_of_many_marked_briefings() {
    let home = TempDir::new().unwrap();
    let own = state(home.path());
    let count = std::env::var("FIGURES_OF").map_or(100_000, |n| n.parse().unwrap());
    let all: Vec<Identity> = (1..=count).map(scattered).collect();
    for (what, is) in [("read", true), ("not read", false), ("read again", true)] {
        let began = Instant::now();
        write(&own, Edit::Read(all.clone(), is));
        println!("{count} {what} in one action: {:?}", began.elapsed());
    }
    let began = Instant::now();
    write(&own, Edit::Tag("to-do".into(), all, true));
    println!("{count} tagged in one action: {:?}", began.elapsed());
    let mut times: Vec<Duration> = (0..101)
        .map(|n| {
            let began = Instant::now();
            write(
                &own,
                Edit::Star(vec![scattered(1 + n * (count / 102))], true),
            );
            began.elapsed()
        })
        .collect();
    times.sort();
    println!("a mark: median {:?}, most {:?}", times[50], times[100]);
    drop(own);
    let began = Instant::now();
    let own = state(home.path());
    own.read();
    println!("opening, and the queries: {:?}", began.elapsed());
    let began = Instant::now();
    let kept = own.records(Since::default());
    println!("all records: {:?}", began.elapsed());
    let size = fs::metadata(home.path().join("state.db")).unwrap().len();
    println!("{} records, {} KB", kept.records.len(), size / 1024);
}
