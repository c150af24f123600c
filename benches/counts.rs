//! How many instructions does each hot path take? Counted by callgrind, so that neither other work on the machine nor its mood hides
//! a path that has become longer. One table a run; where valgrind is not installed it says so and counts nothing.

#![allow(clippy::print_stdout)] // the table is what it is for

#[path = "corpus/briefings.rs"]
mod briefings;

use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use briefing::annotate::annotate;
use briefing::app::{App, Effect, Options};
use briefing::briefing::Origin;
use briefing::corpus::{Corpus, Order};
use briefing::keymap::{Key, Keymap};
use briefing::load::{self, Limits};
use briefing::query::Facet;
use briefing::session::Session;
use briefing::sync::Sync;
use briefing::typeset::{Fit, Flow, Manner, Sheet, Spot};
use briefing::view::theme::{Depth, Theme};
use ratatui::Terminal;
use ratatui::backend::TestBackend;

/// As the program has it.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// How often a path is gone in the shorter and in the longer run: what only one run has, as opening the index, is in both, so that
/// their difference is the path alone.
const TIMES: [u32; 2] = [4, 12];

/// The hot paths, with what one of them is.
const PATHS: [(&str, &str); 5] = [
    ("step", "a step in the list, until the frame is drawn"),
    ("facet", "a country is included, counts of the pane"),
    ("search", "a common word, counts of the pane"),
    ("annotate", "200 KB are annotated"),
    ("wrap", "200 KB fall into lines, first fit"),
];

/// What the facets pane shows at first.
const PANE: [Facet; 4] = [Facet::Topic, Facet::Country, Facet::Year, Facet::Date];

const SEED: u64 = 2;

fn main() {
    let given: Vec<String> = std::env::args().skip(1).collect();
    if let [command, path, times, place] = &given[..]
        && command == "one"
    {
        return run(path, times.parse().expect("how often"), Path::new(place));
    }
    let bench = given.iter().any(|a| a == "--bench");
    // `cargo test --all-targets` only wants to know whether it runs.
    let size = if bench { 1_000 } else { 40 };
    let place = tempfile::tempdir().expect("a folder for the briefings");
    let place = place.path();
    briefings::write(&place.join("briefings"), size, SEED).expect("the briefings are written");
    sync(place).refresh();
    if !bench {
        return PATHS.iter().for_each(|(path, _)| run(path, 1, place));
    }
    if Command::new("valgrind").arg("--version").output().is_err() {
        println!("valgrind is not installed: nothing was counted");
        return;
    }
    println!("| {size} briefings | million instructions |\n|---|---:|");
    for (path, what) in PATHS {
        let [few, many] = TIMES.map(|times| counted(path, times, place));
        let one = many.saturating_sub(few) / u64::from(TIMES[1] - TIMES[0]);
        println!("| {what} | {:.3} |", one as f64 / 1e6);
    }
}

/// The instructions of a process of its own that goes a path so many times.
fn counted(path: &str, times: u32, place: &Path) -> u64 {
    let this = std::env::current_exe().expect("this program");
    let said = Command::new("valgrind")
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
        .arg(this)
        .args(["one", path, &times.to_string()])
        .arg(place)
        .output()
        .expect("valgrind runs");
    let said = String::from_utf8_lossy(&said.stderr).into_owned();
    let count = said.lines().find_map(|l| l.split_once("Collected : "));
    let count = count.and_then(|(_, count)| count.trim().parse().ok());
    count.unwrap_or_else(|| panic!("callgrind counted nothing:\n{said}"))
}

fn sync(place: &Path) -> Sync {
    let folder = vec![place.join("briefings")];
    Sync::new(folder, Limits::default(), Some(&place.join("cache")))
}

fn open(place: &Path) -> Arc<Corpus> {
    let mut sync = sync(place);
    sync.published();
    sync.corpus()
}

fn run(path: &str, times: u32, place: &Path) {
    match path {
        "step" => steps(open(place), times),
        "facet" => searches(&open(place), "country:kenya", times),
        "search" => searches(&open(place), "patience", times),
        "annotate" => {
            let briefing = text(place);
            (0..times).for_each(|_| drop(black_box(annotate(&briefing))));
        }
        "wrap" => wraps(Arc::new(text(place)), times),
        _ => unreachable!("one of the paths"),
    }
}

fn searches(corpus: &Corpus, text: &str, times: u32) {
    let query = corpus.read(text).expect("a query that fits the briefings");
    for _ in 0..times {
        black_box(corpus.search(&query, Order::Date, &PANE));
    }
}

/// The reader goes down the list; each step is drawn.
fn steps(corpus: Arc<Corpus>, times: u32) {
    let (width, height) = (120, 36);
    let app = App::new("briefings".to_owned(), Options::default(), width, height);
    let theme = Theme::auto(Depth::Sixteen, true);
    let mut session = Session::new(app, Keymap::shipped(), theme);
    let mut terminal = Terminal::new(TestBackend::new(width, height)).expect("a screen");
    let effects = session.app.opened(corpus, None);
    perform(&mut session.app, effects);
    for _ in 0..times {
        let effects = session.key(Key::char('j'));
        perform(&mut session.app, effects);
        let drawn = terminal.draw(|frame| session.draw(frame));
        black_box(drawn.expect("a frame").area);
    }
}

/// What the loop would have done elsewhere.
fn perform(app: &mut App, effects: Vec<Effect>) {
    for effect in effects {
        match effect {
            Effect::Search(search) => app.found(search.run()),
            Effect::Count(count) => app.counted(count.run()),
            _ => {}
        }
    }
}

/// The first briefings as one, 200 KB of it.
fn text(place: &Path) -> briefing::briefing::Briefing {
    let mut files: Vec<PathBuf> = ignore::Walk::new(place.join("briefings"))
        .flatten()
        .map(ignore::DirEntry::into_path)
        .filter(|path| path.is_file())
        .collect();
    files.sort();
    let mut whole = String::new();
    for file in files {
        if whole.len() >= 200_000 {
            break;
        }
        let text = std::fs::read_to_string(file).expect("a file of ours");
        whole.push_str(text.rsplit("---\n").next().unwrap_or_default());
        whole.push('\n');
    }
    let origin = Origin::File("a.txt".into());
    let (mut all, _) = load::read_all(origin, "a.txt", whole.as_bytes());
    all.swap_remove(0)
}

fn wraps(briefing: Arc<briefing::briefing::Briefing>, times: u32) {
    let sheet = Sheet {
        width: 72,
        head: 2,
        manner: Manner {
            fit: Fit::First,
            ..Manner::default()
        },
        unfolded: false,
    };
    for _ in 0..times {
        let mut flow = Flow::new(Arc::clone(&briefing), None, sheet);
        black_box(flow.window(Spot::default(), usize::MAX));
    }
}
