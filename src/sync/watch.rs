//! Has anything happened in these folders? The system's word for it, gathered until things are quiet again.
//!
//! Only folders that were walked are watched, each by itself: what is ignored costs nothing and tells nothing.
//! Must not know: what files hold, what is done about changes.

use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf, absolute};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::time::{Duration, Instant};

use notify::{ErrorKind, Event, RecommendedWatcher, RecursiveMode, Watcher};

use super::mounts::Word;
use crate::briefing::Problem;
use crate::sanitize;

/// Quiet for so long: whoever was writing is done.
const QUIET: Duration = Duration::from_millis(300);
/// Whoever never stops writing is heard after so long.
const AT_MOST: Duration = Duration::from_secs(2);
/// Where the system does not tell, we look this often.
const LOOK: Duration = Duration::from_secs(30);

/// Folders that are watched.
#[derive(Debug)]
pub(super) struct Watch {
    watcher: Option<RecommendedWatcher>,
    folders: BTreeSet<PathBuf>,
    /// Hears of what is unmounted under them; those who watch a folder are not told.
    mounts: Word,
    /// Why the system does not tell of everything.
    problem: Option<Problem>,
    /// Holds at most one word: that something happened is all there is to know.
    heard: Receiver<()>,
    /// Keeps the channel open where there is no watcher.
    tell: SyncSender<()>,
    /// Whether more has happened than that something was mounted or unmounted somewhere.
    happened: Arc<AtomicBool>,
}

impl Watch {
    /// Listens for what happens at or around `paths`, once folders are [`Watch::set`].
    pub(super) fn new(paths: &[PathBuf]) -> Watch {
        let (tell, heard) = sync_channel(1);
        let happened = Arc::new(AtomicBool::new(false));
        let (to, is_so) = (tell.clone(), Arc::clone(&happened));
        let roots = roots(paths);
        let watcher = notify::recommended_watcher(move |event: notify::Result<Event>| {
            if matters(&event, &roots) {
                is_so.store(true, Ordering::SeqCst);
                // When one word waits already, nothing is lost.
                let _ = to.try_send(());
            }
        });
        Watch {
            problem: watcher.as_ref().err().map(|e| deaf(paths.first(), e)),
            watcher: watcher.ok(),
            folders: BTreeSet::new(),
            mounts: Word::default(),
            heard,
            tell,
            happened,
        }
    }

    /// The same, where it is heard of, too, when what `paths` lie on is unmounted, or mounted again.
    pub(super) fn over_mounts(mut self, paths: &[PathBuf]) -> Watch {
        let to = self.tell.clone();
        let tell = move || !matches!(to.try_send(()), Err(TrySendError::Disconnected(())));
        self.mounts = Word::listen(roots(paths), tell);
        self
    }

    /// What has [`Watch::wait`] end as if something had happened.
    pub(super) fn waker(&self) -> impl Fn() + Send + std::marker::Sync + 'static {
        let (to, happened) = (self.tell.clone(), Arc::clone(&self.happened));
        move || {
            happened.store(true, Ordering::SeqCst);
            // When one word waits already, nothing is lost.
            let _ = to.try_send(());
        }
    }

    /// The folders lie on what is mounted at these points.
    pub(super) fn stand_on(&mut self, points: BTreeSet<PathBuf>) {
        self.mounts.set(points);
    }

    /// Watches these folders and no others; whether there are new ones among them.
    pub(super) fn set(&mut self, folders: &[PathBuf]) -> bool {
        let Some(watcher) = &mut self.watcher else {
            return false;
        };
        self.problem = None;
        let wanted: BTreeSet<PathBuf> = folders.iter().filter_map(|f| absolute(f).ok()).collect();
        let mut watched = watcher.paths_mut();
        for gone in self.folders.difference(&wanted) {
            // The system forgets what is gone by itself.
            let _ = watched.remove(gone);
        }
        // All of them, each time: another folder may have taken the place of one that we know.
        let failed = wanted.iter().find_map(|folder| {
            let error = watched.add(folder, RecursiveMode::NonRecursive).err()?;
            (!is_passing(&error)).then(|| deaf(Some(folder), &error))
        });
        let failed = failed.or(watched.commit().err().map(|e| deaf(wanted.first(), &e)));
        self.problem = failed;
        let grown = wanted.difference(&self.folders).next().is_some();
        self.folders = wanted;
        grown
    }

    /// What the reader should know when not everything can be watched.
    pub(super) fn problem(&self) -> Option<&Problem> {
        self.problem.as_ref()
    }

    /// Waits until something has happened and things are quiet again; where not everything can be watched, not for ever. Whenever
    /// something has happened, does what cannot wait for quiet.
    pub(super) fn wait(&mut self, at_once: &mut dyn FnMut()) {
        loop {
            let heard = match self.problem {
                Some(_) => self.heard.recv_timeout(LOOK).is_ok(),
                None => self.heard.recv().is_ok(),
            };
            if !heard {
                return;
            }
            let happened = self.happened.swap(false, Ordering::SeqCst);
            // Not every mount is one of ours.
            if happened || self.mounts.matters() {
                break;
            }
        }
        let until = Instant::now() + AT_MOST;
        loop {
            at_once();
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() || self.heard.recv_timeout(QUIET.min(left)).is_err() {
                return;
            }
        }
    }
}

/// Tells at once, and again whenever something has happened in a folder; comes back when that cannot be heard of.
pub fn heed(folder: &Path, tell: &dyn Fn()) {
    let folders = [folder.to_owned()];
    let mut watch = Watch::new(&folders);
    loop {
        // Again each time: another folder may have taken its place.
        watch.set(&folders);
        tell();
        if watch.problem().is_some() {
            return;
        }
        watch.wait(&mut || ());
    }
}

/// The paths as the system may name them in its events.
fn roots(paths: &[PathBuf]) -> Vec<PathBuf> {
    let absolute = paths.iter().filter_map(|p| absolute(p).ok());
    let resolved = paths.iter().filter_map(|p| p.canonicalize().ok());
    absolute.chain(resolved).collect()
}

/// Whether an event may have changed what a walk finds. Reading does not, and we do much of it.
fn matters(event: &notify::Result<Event>, roots: &[PathBuf]) -> bool {
    let Ok(event) = event else { return true };
    let near = |path: &PathBuf| is_near(path, roots);
    event.need_rescan() || !event.kind.is_access() && event.paths.iter().any(near)
}

/// Whether what happens at a path may concern one of these.
fn is_near(path: &Path, roots: &[PathBuf]) -> bool {
    let mut roots = roots.iter();
    roots.any(|root| path.starts_with(root) || root.starts_with(path))
}

/// Whether a folder is only gone again, or closed to us: its parent tells when that changes.
fn is_passing(error: &notify::Error) -> bool {
    match &error.kind {
        ErrorKind::PathNotFound => true,
        ErrorKind::Io(e) => matches!(
            e.kind(),
            io::ErrorKind::NotFound | io::ErrorKind::PermissionDenied
        ),
        _ => false,
    }
}

fn deaf(path: Option<impl AsRef<Path>>, error: &notify::Error) -> Problem {
    let path = path.map_or_else(String::new, |p| p.as_ref().to_string_lossy().into_owned());
    let (cause, hint) = match &error.kind {
        ErrorKind::MaxFilesWatch => (
            "the system watches no more folders for us".to_owned(),
            "raise fs.inotify.max_user_watches; until then changes show within half a minute",
        ),
        _ => (
            format!("it cannot be watched: {error}"),
            "changes show within half a minute",
        ),
    };
    Problem {
        path: sanitize::line(&path),
        cause: sanitize::line(&cause),
        hint: hint.to_owned(),
        readable: true,
    }
}
