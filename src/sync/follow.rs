//! How does a corpus follow its folder? Reads it in steps, then waits for news of it and reads what has changed, for ever.
//!
//! Invariant: while nothing happens the thread is blocked, without a timer.
//! Must not know: who listens.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread::available_parallelism;
use std::time::{Duration, Instant};

use rayon::{ThreadPool, ThreadPoolBuilder};

use super::watch::Watch;
use super::{Changes, Sync};
use crate::briefing::Progress;
use crate::corpus::Corpus;
use crate::load::Limits;

/// Bytes that are read before the first briefings are shown: some 250 short ones.
const FIRST: u64 = 1 << 20;

/// Once a step takes so long, steps grow no more.
const AT_LEAST: Duration = Duration::from_secs(60);

/// How often we look whether another process has published what it reads.
const POLL: Duration = Duration::from_millis(300);

/// What there is to tell while a corpus follows its folder.
#[derive(Debug)]
pub enum News {
    /// So far reading has come.
    Progress(Progress),
    /// The corpus is another: as far as it has been read, or whole. What has changed is told after the first reading.
    Corpus(Arc<Corpus>, Option<Progress>, Option<Changes>),
}

/// Tells of what was kept of `paths` in `cache`, then reads what has changed since, and again whatever changes; does not come
/// back while they can be watched.
///
/// What has been read is shown whenever it has doubled, so that linking it again and again costs no more than reading it did;
/// and at least every [`AT_LEAST`], so that no more than that is lost when the program is killed.
pub fn follow(
    paths: Vec<PathBuf>,
    limits: Limits,
    cache: Option<&Path>,
    tell: &(dyn Fn(News) + std::marker::Sync),
) {
    let pool = pool();
    let mut watch = Watch::new(&paths);
    let mut sync = Sync::new(paths, limits, cache);
    let mut first = !sync.published();
    if !first {
        tell(News::Corpus(sync.corpus(), None, None));
    }
    loop {
        look(pool.as_ref(), &mut sync, &mut watch);
        if first && !sync.has_work() {
            tell(News::Corpus(sync.corpus(), None, None));
        }
        work(pool.as_ref(), &mut sync, first, tell);
        first = false;
        watch.wait();
    }
}

/// Brings the index of `paths` up to date, or with `rebuild` makes it anew, and comes back; tells of progress and states as
/// [`follow`] does.
pub fn index(
    paths: Vec<PathBuf>,
    limits: Limits,
    cache: Option<&Path>,
    rebuild: bool,
    tell: &(dyn Fn(News) + std::marker::Sync),
) -> Sync {
    let pool = pool();
    let mut sync = Sync::new(paths, limits, cache);
    let first = !sync.published();
    if rebuild {
        sync.rebuild();
    }
    apart(pool.as_ref(), || sync.look());
    work(pool.as_ref(), &mut sync, first, tell);
    sync
}

/// Reads and publishes until nothing is left to do.
fn work(
    pool: Option<&ThreadPool>,
    sync: &mut Sync,
    first: bool,
    tell: &(dyn Fn(News) + std::marker::Sync),
) {
    let (mut bytes, mut last) = (FIRST, Instant::now());
    while sync.has_work() {
        if !apart(pool, || sync.lock()) {
            // Another process reads the same: what it publishes is ours too.
            std::thread::sleep(POLL);
            if sync.published() {
                tell(News::Corpus(sync.corpus(), None, None));
                apart(pool, || sync.look());
            }
            continue;
        }
        if !sync.has_work() {
            break;
        }
        apart(pool, || sync.read(bytes, &|p| tell(News::Progress(p))));
        let progress = sync.progress();
        bytes = match last.elapsed() {
            passed if passed < AT_LEAST => bytes * 2,
            _ => bytes,
        };
        if sync.has_work() && (progress.is_none() || sync.is_fit()) {
            apart(pool, || sync.publish());
            let changes = sync.take_changes();
            last = Instant::now();
            tell(News::Corpus(
                sync.corpus(),
                progress,
                (!first).then_some(changes),
            ));
        }
    }
    apart(pool, || sync.finish());
}

/// Compares, until every folder that was found was watched before it was looked into: nothing then goes unheard.
fn look(pool: Option<&ThreadPool>, sync: &mut Sync, watch: &mut Watch) {
    // Whoever makes folders faster than this is heard of soon enough.
    for _ in 0..3 {
        apart(pool, || sync.look());
        let grown = watch.set(&sync.walk.folders);
        sync.changes.problems |= watch.problem() != sync.deaf.as_ref();
        sync.deaf = watch.problem().cloned();
        if !grown {
            break;
        }
    }
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
