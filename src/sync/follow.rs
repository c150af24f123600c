//! How does a corpus follow its folder? Reads it in steps, then waits for news of it and reads what has changed, for ever.
//!
//! Invariant: while nothing happens the thread is blocked, without a timer.
//! Must not know: who listens.

use std::cell::RefCell;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::available_parallelism;
use std::time::{Duration, Instant};

use rayon::{ThreadPool, ThreadPoolBuilder};

use super::corrected::{self, Corrected};
use super::watch::{Watch, heed};
use super::{Changes, Sync};
use crate::briefing::Progress;
use crate::corpus::Corpus;
use crate::files;
use crate::load;

/// Bytes that are read before the first briefings are shown: some 250 short ones.
const FIRST: u64 = 1 << 20;

/// Once a step takes so long, steps grow no more.
const AT_LEAST: Duration = Duration::from_secs(60);

/// How often we look whether another process has published what it reads.
const POLL: Duration = Duration::from_millis(300);

/// Ends the reading that is under way: what has been read by then is published, the rest waits until something changes in the
/// folder, or it is opened again. Its clones are one.
#[derive(Debug, Clone, Default)]
pub struct Halt(Arc<AtomicBool>);

impl Halt {
    /// Ends it, soon.
    pub fn now(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    pub(super) fn is_asked(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }

    fn lift(&self) {
        self.0.store(false, Ordering::Relaxed);
    }
}

/// What there is to tell while a corpus follows its folder.
#[derive(Debug)]
pub enum News {
    /// So far reading has come.
    Progress(Progress),
    /// The corpus is another: as far as it has been read, or whole. What has changed is told after the first reading.
    Corpus(Arc<Corpus>, Option<Progress>, Option<Changes>),
}

/// Tells of what was kept, then reads what has changed since, and again whatever changes; does not come
/// back while they can be watched.
///
/// What has been read is shown whenever it has doubled, so that linking it again and again costs no more than reading it did;
/// and at least every minute, so that no more than that is lost when the program is killed.
pub fn follow(mut sync: Sync, tell: &(dyn Fn(News) + std::marker::Sync)) {
    let pool = pool();
    let mut watch = Watch::new(&watched(&sync)).over_mounts(&sync.paths);
    sync.on_harm(watch.waker());
    let shown = |sync: &Sync| tell(News::Corpus(sync.corpus(), None, None));
    let mut first = !sync.published();
    if !first {
        shown(&sync);
    }
    loop {
        sync.halt.lift();
        // What is read again is no news.
        first |= sync.mend();
        if sync.published() || sync.correct() {
            shown(&sync);
        }
        let before = sync.corpus();
        look(pool.as_ref(), &mut sync, &mut watch);
        // What the folders are compared with may be what cannot be read any more.
        first |= sync.mend();
        let is_new = !Arc::ptr_eq(&before, &sync.corpus());
        if is_new || first && !sync.has_work() {
            shown(&sync);
        }
        work(&mut sync, &mut Pace::telling(pool.as_ref(), first, tell));
        first = false;
        watch.wait(&mut || {
            if sync.correct_at_once() {
                shown(&sync);
            }
        });
    }
}

/// The briefings that come with the program, with the corrections of this file.
pub fn bundled(own: Option<&Path>) -> Corpus {
    let corrected = Corrected::of(&corrected::files(&[], own));
    corrected.applied(Corpus::build(load::bundled()))
}

/// Tells of the briefings that come with the program, and again whenever their corrections are others; comes back when that
/// cannot be heard of.
pub fn follow_bundled(own: Option<&Path>, tell: &dyn Fn(Corpus)) {
    let last: RefCell<Option<Corrected>> = RefCell::default();
    let found = Corpus::build(load::bundled());
    let look = || {
        let now = Corrected::of(&corrected::files(&[], own));
        let is_new = last.borrow().as_ref() != Some(&now);
        if is_new {
            tell(now.over(&Corrected::default(), &found));
            last.replace(Some(now));
        }
    };
    match own.and_then(Path::parent) {
        Some(folder) if files::make(folder).is_ok() => heed(folder, &look),
        _ => look(),
    }
}

/// Brings the index up to date, or with `rebuild` makes it anew, and comes back; tells of progress and states as
/// [`follow`] does.
pub fn index(mut sync: Sync, rebuild: bool, tell: &(dyn Fn(News) + std::marker::Sync)) -> Sync {
    let pool = pool();
    let first = !sync.published();
    if rebuild {
        sync.rebuild();
    }
    apart(pool.as_ref(), || sync.look());
    work(&mut sync, &mut Pace::telling(pool.as_ref(), first, tell));
    sync
}

/// In which steps to read, and who hears of it.
pub(super) struct Pace<'p> {
    /// Where the work is done.
    pub pool: Option<&'p ThreadPool>,
    /// How much is read before it is shown for the first time.
    pub bytes: u64,
    /// How long to wait for another process that is writing.
    pub patience: Option<Duration>,
    /// Hears of each file.
    pub read: Box<dyn Fn(Progress) + std::marker::Sync + 'p>,
    /// Hears of each state, and whether it is one that we have published.
    pub shown: Box<Hears<'p>>,
}

/// Is told of a state, and whether we have published it.
type Hears<'p> = dyn FnMut(&mut Sync, bool) + 'p;

impl<'p> Pace<'p> {
    /// In ever larger steps, of each of which is told; `first` changes are none.
    fn telling(
        pool: Option<&'p ThreadPool>,
        first: bool,
        tell: &'p (dyn Fn(News) + std::marker::Sync),
    ) -> Pace<'p> {
        let shown = move |sync: &mut Sync, ours: bool| {
            let changes = ours.then(|| sync.take_changes()).filter(|_| !first);
            let progress = sync.progress().filter(|_| ours);
            tell(News::Corpus(sync.corpus(), progress, changes));
        };
        Pace {
            pool,
            bytes: FIRST,
            patience: None,
            read: Box::new(|p| tell(News::Progress(p))),
            shown: Box::new(shown),
        }
    }
}

/// Reads and publishes until nothing is left to do, or another process has been writing for too long.
pub(super) fn work(sync: &mut Sync, pace: &mut Pace<'_>) {
    let (mut bytes, began, mut last) = (pace.bytes, Instant::now(), Instant::now());
    let mut told = sync.corpus();
    while sync.has_work() {
        if !apart(pace.pool, || sync.lock()) {
            if pace.patience.is_some_and(|p| began.elapsed() > p) {
                break;
            }
            // Another process reads the same: what it publishes is ours too.
            std::thread::sleep(POLL);
            if sync.published() {
                told = sync.corpus();
                (pace.shown)(sync, false);
                apart(pace.pool, || sync.look());
            }
            continue;
        }
        if !sync.has_work() {
            break;
        }
        apart(pace.pool, || sync.read(bytes, &*pace.read));
        bytes = match last.elapsed() {
            passed if passed < AT_LEAST => bytes.saturating_mul(2),
            _ => bytes,
        };
        if sync.is_fit() {
            apart(pace.pool, || sync.publish());
            (told, last) = (sync.corpus(), Instant::now());
            (pace.shown)(sync, true);
        }
        if sync.halt.is_asked() {
            sync.forget_unpublished();
            break;
        }
    }
    if !Arc::ptr_eq(&told, &sync.corpus()) {
        (pace.shown)(sync, false);
    }
    apart(pace.pool, || sync.finish());
}

/// Compares, until every folder that was found was watched before it was looked into: nothing then goes unheard.
fn look(pool: Option<&ThreadPool>, sync: &mut Sync, watch: &mut Watch) {
    // Whoever makes folders faster than this is heard of soon enough.
    for _ in 0..3 {
        apart(pool, || sync.look());
        let mut folders = sync.walk.folders.clone();
        folders.extend(folders_of_corrections(sync));
        watch.stand_on(sync.ground.points());
        let grown = watch.set(&folders);
        sync.changes.problems |= watch.problem() != sync.deaf.as_ref();
        sync.deaf = watch.problem().cloned();
        if !grown {
            break;
        }
    }
}

/// What is heard of: the paths, and the files of corrections, through links.
fn watched(sync: &Sync) -> Vec<PathBuf> {
    let corrections = sync.correction_files();
    let real = corrections.iter().map(|f| files::real(f));
    sync.paths.iter().cloned().chain(real).collect()
}

/// The folders in which files of corrections lie that are not beside the documents; of a folder that is not there yet, the
/// nearest above it, which tells of its coming.
fn folders_of_corrections(sync: &Sync) -> Vec<PathBuf> {
    let there = |file: &PathBuf| {
        let elsewhere = Some(file) == sync.own.as_ref() || file.is_symlink();
        let real = files::real(file);
        let folder = real.ancestors().skip(1).find(|f| f.is_dir())?;
        elsewhere.then(|| folder.to_owned())
    };
    sync.correction_files().iter().filter_map(there).collect()
}

/// Threads of low priority for reading: keys and searches go first.
fn pool() -> Option<ThreadPool> {
    let cores = available_parallelism().map_or(1, usize::from);
    let pool = ThreadPoolBuilder::new()
        .num_threads(cores)
        .thread_name(|n| format!("sync {n}"))
        .start_handler(|_| step_back());
    pool.build().ok()
}

/// Does the work on the threads of the pool; where the system refused them, here.
fn apart<T: Send>(pool: Option<&ThreadPool>, work: impl FnOnce() -> T + Send) -> T {
    match pool {
        Some(pool) => pool.install(work),
        None => work(),
    }
}

/// Lowers the priority of this thread. Only Linux has one for each thread; elsewhere it would be the whole program's.
fn step_back() {
    #[cfg(target_os = "linux")]
    {
        // Without it we are only a little less polite.
        let _ = rustix::process::nice(10);
    }
}
