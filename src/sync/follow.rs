//! How does a corpus follow its folder? Reads it in steps, then waits for news of it and reads what has changed, for ever.
//!
//! Invariant: while nothing happens the thread is blocked, without a timer.
//! Must not know: who listens.

use std::path::PathBuf;
use std::thread::available_parallelism;

use rayon::{ThreadPool, ThreadPoolBuilder};

use super::watch::Watch;
use super::{Changes, Sync};
use crate::briefing::Progress;
use crate::corpus::Corpus;
use crate::load::Limits;

/// Bytes that are read before the first briefings are shown: some 250 short ones.
const FIRST: u64 = 1 << 20;

/// What there is to tell while a corpus follows its folder.
#[derive(Debug)]
pub enum News {
    /// So far reading has come.
    Progress(Progress),
    /// The corpus is another: as far as it has been read, or whole. What has changed is told after the first reading.
    Corpus(Box<Corpus>, Option<Progress>, Option<Changes>),
}

/// Reads `paths`, and again whatever changes in them, and tells of it; does not come back while they can be watched.
///
/// What has been read is shown whenever it has doubled, so that linking it again and again costs no more than reading it did.
pub fn follow(paths: Vec<PathBuf>, limits: Limits, tell: &(dyn Fn(News) + std::marker::Sync)) {
    let pool = pool();
    let mut watch = Watch::new(&paths);
    let mut sync = Sync::new(paths, limits);
    let mut first = true;
    loop {
        look(pool.as_ref(), &mut sync, &mut watch);
        let mut bytes = FIRST;
        loop {
            apart(pool.as_ref(), || {
                sync.read(bytes, &|p| tell(News::Progress(p)))
            });
            let progress = sync.progress();
            let changes = sync.take_changes();
            if first || progress.is_some() || !changes.is_empty() {
                let corpus = Box::new(apart(pool.as_ref(), || sync.corpus()));
                tell(News::Corpus(corpus, progress, (!first).then_some(changes)));
            }
            if progress.is_none() {
                break;
            }
            bytes *= 2;
        }
        first = false;
        watch.wait();
    }
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

/// Threads of low priority for reading, one fewer than there are cores: keys and searches go first.
fn pool() -> Option<ThreadPool> {
    let cores = available_parallelism().map_or(1, usize::from);
    let pool = ThreadPoolBuilder::new()
        .num_threads((cores - 1).max(1))
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
