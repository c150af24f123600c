//! What has changed in the folders that are open? Compares them with what has been read, and reads only what is new.
//!
//! Invariant: after a refresh the corpus is the one that reading everything afresh would give, and a briefing is the very same
//! value as before when its file is as it was and shares the same lines with its neighbours.
//! Must not know: the session, queries, the terminal.

mod corrected;
mod correcting;
mod follow;
mod kept;
mod known;
mod mounts;
mod read;
mod shelter;
mod watch;

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use rayon::prelude::*;

pub use corrected::{own_file, place};
pub use correcting::{CorrectError, Corrector, Done};
pub use follow::{Halt, News, bundled, follow, follow_bundled, index};
pub use shelter::index_folder;
pub use watch::heed;

use crate::briefing::{Problem, Progress};
use crate::corpus::{Corpus, Draft, Entry, Later, State, Store, StoreError};
use crate::load::{self, Found, Limits, Names, Walk};
use corrected::Corrected;
use follow::Pace;
use kept::{Head, Kept};
use known::{Document, Known, Stamp};
use mounts::{Ground, Mounts};
use shelter::Shelter;

/// What annotations depend on beside the text: the sources of the rules, hashed when the program is built.
const RULES: &str = env!("BRIEFING_RULES");

/// How the corpus differs from the one before, in briefings.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Changes {
    /// Of new files, and of files that could not be read before.
    pub new: usize,
    /// Of files with another content.
    pub changed: usize,
    /// Of files that are gone, or cannot be read any more.
    pub gone: usize,
    /// Of files that cannot be reached because what they lay on is not mounted any more: they stay, as they were read.
    pub unmounted: usize,
    /// Whether other problems are told than before.
    pub problems: bool,
}

impl Changes {
    /// Whether all is as it was.
    pub fn is_empty(&self) -> bool {
        *self == Changes::default()
    }
}

/// `2 new, 1 changed, 1 gone`; nothing when no briefing differs.
impl std::fmt::Display for Changes {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let counts = [
            (self.new, "new"),
            (self.changed, "changed"),
            (self.gone, "gone"),
            (self.unmounted, "unmounted"),
        ];
        let counts = counts.iter().filter(|(n, _)| *n > 0);
        let said: Vec<String> = counts.map(|(n, what)| format!("{n} {what}")).collect();
        f.write_str(&said.join(", "))
    }
}

/// How long somebody without a screen waits for another process that is writing.
const PATIENCE: Duration = Duration::from_secs(10);

/// Folders and files, and what has been read of them.
#[derive(Debug)]
pub struct Sync {
    paths: Vec<PathBuf>,
    limits: Limits,
    /// The reader's own names of fields, as of what was read.
    names: Names,
    store: Store,
    shelter: Shelter,
    /// What the last state was made of, where something of it has changed.
    known: Option<BTreeMap<Found, Known>>,
    /// The same as it is kept in the store.
    kept: Option<Later>,
    /// What went wrong with files, where they were compared and are not at hand.
    of_files: Option<Vec<Problem>>,
    /// Whether `known` is of other rules, and so must not be linked with what is read now.
    outdated: bool,
    /// What is still to be read, in order of name.
    queue: Vec<(Found, Stamp)>,
    progress: Progress,
    walk: Walk,
    /// What the folders of the walk lie on.
    ground: Ground,
    /// The reader's own corrections.
    own: Option<PathBuf>,
    corrected: Corrected,
    /// That changes may be heard of late.
    deaf: Option<Problem>,
    changes: Changes,
    /// Whether something was read or dropped since the last state was published.
    touched: bool,
    /// Whether only what is kept of files differs.
    rested: bool,
    /// Whether somebody wants reading to end.
    halt: Halt,
    corpus: Arc<Corpus>,
}

/// The briefings of a state: those that are in the store, each with the other files that carry it.
fn entries(known: &BTreeMap<Found, Known>) -> Vec<Entry> {
    let documents = || known.values().flat_map(|k| &k.documents);
    let mut others: HashMap<u64, Vec<String>> = HashMap::new();
    for twin in documents().filter(|d| d.stored.is_none()) {
        others.entry(twin.same).or_default().push(twin.name.clone());
    }
    let entry = |document: &Document| {
        Some(Entry {
            serial: document.stored.as_ref()?.1,
            file: document.key,
            also: others.remove(&document.same).unwrap_or_default(),
        })
    };
    documents().filter_map(entry).collect()
}

/// Tells the log of a state: how long it took and which files have problems. What is wrong with them may quote them.
fn log(published: &Result<State, StoreError>, problems: &[Problem], took: Duration) {
    let ms = took.as_millis() as u64;
    match published {
        Ok(state) => tracing::info!(briefings = state.corpus.len(), ms, "index committed"),
        Err(error) => tracing::warn!(%error, ms, "index not committed"),
    }
    for Problem { path, readable, .. } in problems {
        tracing::info!(path, readable, "problem");
    }
}

impl Sync {
    /// Of `paths`, kept in a folder of its own in `cache`, or in memory where there is none.
    pub fn new(paths: Vec<PathBuf>, limits: Limits, cache: Option<&Path>) -> Sync {
        let (store, shelter) = Shelter::find(&paths, cache);
        Sync {
            paths,
            limits,
            names: Names::new(),
            store,
            shelter,
            known: None,
            kept: None,
            of_files: None,
            outdated: false,
            queue: Vec::new(),
            progress: Progress::default(),
            walk: Walk::default(),
            ground: Ground::default(),
            own: None,
            corrected: Corrected::default(),
            deaf: None,
            changes: Changes::default(),
            touched: false,
            rested: false,
            halt: Halt::default(),
            corpus: Arc::default(),
        }
    }

    /// The same, where the reader's own corrections are in this file.
    pub fn with_own(mut self, own: Option<PathBuf>) -> Sync {
        self.own = own;
        self
    }

    /// The same, where this ends what is being read.
    pub fn with_halt(mut self, halt: Halt) -> Sync {
        self.halt = halt;
        self
    }

    /// The same, where nobody misses an index: what is read is gone tomorrow.
    pub fn in_passing(mut self) -> Sync {
        self.shelter = Shelter::default();
        self
    }

    /// The files of corrections that hold; they need not exist.
    fn correction_files(&self) -> Vec<PathBuf> {
        corrected::files(&self.paths, self.own.as_deref())
    }

    /// Compares and reads all that is new, and says what has changed since the last time. While another process writes, waits
    /// a little, and then takes what that has published.
    pub fn refresh(&mut self) -> Changes {
        self.published();
        self.look();
        let mut at_once = Pace {
            pool: None,
            bytes: u64::MAX,
            patience: Some(PATIENCE),
            read: Box::new(|_| ()),
            shown: Box::new(|_, _| ()),
        };
        follow::work(self, &mut at_once);
        self.take_changes()
    }

    /// The last state that was published or read.
    pub fn corpus(&self) -> Arc<Corpus> {
        Arc::clone(&self.corpus)
    }

    /// Reads the last state that was published; false if there is none that has not been read yet.
    pub fn published(&mut self) -> bool {
        if (self.known.is_some() || self.kept.is_some()) && !self.store.is_behind() {
            return false;
        }
        match self.store.published() {
            Ok(Some(state)) => {
                self.kept = Some(state.files);
                (self.known, self.of_files) = (None, None);
                self.corpus = Arc::new(state.corpus);
                self.corrected = Corrected::default();
                self.correct();
                return true;
            }
            Ok(None) => {}
            Err(error) => self.shelter.damaged(&mut self.store, &error),
        }
        self.known.get_or_insert_default();
        false
    }

    /// Takes all that was kept with the last state to hand; of other rules or limits, all of it is read again.
    fn take_kept(&mut self) {
        self.of_files = None;
        let bytes = self.kept.as_ref().map(Later::read);
        let kept = bytes.as_deref().and_then(Kept::of);
        let head = kept.as_ref().map(|k| k.head.clone());
        let known: Option<BTreeMap<Found, Known>> = kept.and_then(Iterator::collect);
        let (Some(head), Some(mut known)) = (head, known) else {
            self.known.get_or_insert_default();
            self.kept = None;
            return;
        };
        self.outdated = head.rules != RULES;
        let again = self.outdated || head.limits != self.limits;
        self.names = head.names;
        for known in known.values_mut().filter(|_| again) {
            known.forget();
        }
        self.known = Some(known);
    }

    /// Whether these files are just those that were kept with the last state, and look as they did: then none of that need be at
    /// hand, which of a large corpus is much.
    fn is_as_kept(&mut self, files: &[(Found, Option<Stamp>)]) -> bool {
        let bytes = self.kept.as_ref().map(Later::read);
        let Some(mut kept) = bytes.as_deref().and_then(Kept::of) else {
            return false;
        };
        let head = self.head();
        let mut problems = Vec::new();
        let is_same = kept.head.limits == head.limits
            && kept.head.rules == head.rules
            && kept.head.names == self.corrected.told.fields
            && files.iter().all(|(found, stamp)| {
                let Some(Some((before, known))) = kept.next() else {
                    return false;
                };
                problems.extend(known.problems);
                before == *found && known.settled && *stamp == Some(known.stamp)
            })
            && kept.next().is_none();
        if is_same {
            self.names = kept.head.names;
            self.of_files = Some(problems);
        }
        is_same
    }

    /// How files are read now.
    fn head(&self) -> Head {
        Head {
            rules: RULES.to_owned(),
            limits: self.limits,
            names: self.names.clone(),
        }
    }

    /// Looks whether corrections are others than before, and does what they say: at once, for nothing is read or published for it.
    pub fn correct(&mut self) -> bool {
        let corrected = Corrected::of(&self.correction_files());
        self.become_corrected(corrected)
    }

    /// The same, without waiting for whoever writes the files to be done: not where they look as if somebody was not.
    fn correct_at_once(&mut self) -> bool {
        let files = self.correction_files();
        let is_cut = |f: &PathBuf| std::fs::metadata(f).is_ok_and(|m| m.len() == 0);
        let corrected = Corrected::of(&files);
        let is_whole = corrected.problems == self.corrected.problems && !files.iter().any(is_cut);
        is_whole && self.become_corrected(corrected)
    }

    fn become_corrected(&mut self, corrected: Corrected) -> bool {
        let is_new = corrected != self.corrected;
        if is_new {
            self.changes.problems |= corrected.problems != self.corrected.problems;
            self.corpus = Arc::new(corrected.over(&self.corrected, &self.corpus));
            self.corrected = corrected;
        }
        is_new
    }

    /// Forgets what was read before; what was published stays until there is something to take its place.
    pub fn rebuild(&mut self) {
        self.take_kept();
        for known in self.known.iter_mut().flat_map(BTreeMap::values_mut) {
            known.forget();
        }
        self.outdated = true;
        self.touched = true;
    }

    /// Whether something is to be read, or to be published.
    pub fn has_work(&self) -> bool {
        let is_compared = self.known.is_some() || self.of_files.is_some();
        let is_told = || !is_compared || self.problems() == self.corpus.problems_of_files();
        self.touched || self.rested || !self.queue.is_empty() || !is_told()
    }

    /// Becomes the one that writes; false while another process is. What that has published meanwhile is compared with.
    pub fn lock(&mut self) -> bool {
        loop {
            match self.store.lock(rayon::current_num_threads()) {
                Ok(()) if self.store.is_behind() => {
                    self.published();
                    self.look();
                }
                Ok(()) => {
                    if self.store.is_gone() {
                        self.begin_anew();
                    }
                    return true;
                }
                Err(StoreError::Busy) => return false,
                Err(error) => self.give_up(&error),
            }
        }
    }

    /// Lets others write, when the index is tidy; forgets what the store can tell again.
    pub fn finish(&mut self) {
        self.store.finish();
        if self.store.is_kept() && !self.has_work() && self.kept.is_some() {
            let known = self.known.take();
            let problems = known.map(|k| k.into_values().flat_map(|k| k.problems).collect());
            self.of_files = problems.or_else(|| self.of_files.take());
        }
    }

    /// The store cannot be written, or what it goes on from is damaged: all is read again, into memory or a new one.
    fn give_up(&mut self, error: &StoreError) {
        match error {
            StoreError::Damaged(_) => self.shelter.damaged(&mut self.store, error),
            // It could be written, were it whole.
            StoreError::Io(_) if self.shelter.harm().is() => {
                self.shelter.damaged(&mut self.store, error);
            }
            _ => self.shelter.lost(&mut self.store, error),
        }
        self.begin_anew();
    }

    /// Tells when a file of the index that was open cannot be read any more, from whatever thread sees it first.
    pub fn on_harm(&self, tell: impl Fn() + Send + std::marker::Sync + 'static) {
        self.shelter.harm().on(tell);
    }

    /// A file of the index that was open could not be read any more, cut short or on a disk that fails: the index is put aside, and
    /// all is read again. Whether that was so.
    pub fn mend(&mut self) -> bool {
        let is_harmed = self.shelter.harm().is();
        if is_harmed && self.store.is_elsewhere() && self.shelter.reopen(&mut self.store).is_ok() {
            (self.known, self.kept) = (None, None);
        } else if is_harmed {
            let error = StoreError::Damaged("a file of it cannot be read any more".to_owned());
            self.give_up(&error);
        }
        is_harmed
    }

    /// Nothing of what was read is in the store: all is read again.
    fn begin_anew(&mut self) {
        self.known = Some(BTreeMap::new());
        self.kept = None;
        self.outdated = false;
        self.look();
    }

    /// Goes back to the last state that was published: what has been put since then is lost when others may write.
    fn forget_unpublished(&mut self) {
        if self.touched {
            (self.known, self.kept) = (None, None);
            self.queue.clear();
            (self.touched, self.rested, self.outdated) = (false, false, false);
        }
    }

    /// Compares: what is gone is dropped, and what is new or changed waits to be read.
    pub fn look(&mut self) {
        if self.known.is_none() && self.kept.is_none() {
            self.published();
        }
        let stamped = self.walk();
        self.correct();
        self.of_files = None;
        if self.known.is_none() {
            if self.is_as_kept(&stamped) {
                self.queue.clear();
                self.progress = Progress::default();
                return;
            }
            self.take_kept();
        }
        self.take_names();
        let mut before = self.known.take().unwrap_or_default();
        let mut known = BTreeMap::new();
        self.queue.clear();
        for (found, stamp) in stamped {
            // A file that went away since the walk is gone.
            let Some(stamp) = stamp else { continue };
            let old = before.remove(&found);
            let is_same = |k: &Known| k.settled && k.stamp == stamp;
            if !old.as_ref().is_some_and(is_same) {
                self.queue.push((found.clone(), stamp));
            }
            if let Some(old) = old {
                known.insert(found, old);
            }
        }
        for (found, gone) in before {
            let briefings = gone.documents.iter().filter(|d| d.stored.is_some()).count();
            if self.ground.is_lost(&found.path) {
                let is_news = self.ground.is_newly_lost(&found.path);
                self.changes.unmounted += if is_news { briefings } else { 0 };
                known.insert(found, gone);
                continue;
            }
            self.changes.gone += briefings;
            self.changes.problems |= !gone.problems.is_empty();
            self.touched = true;
        }
        self.known = Some(known);
        self.progress = Progress {
            read: 0,
            total: self.queue.len(),
        };
    }

    /// The files and how they look, found by a walk during which nothing was mounted or unmounted.
    fn walk(&mut self) -> Vec<(Found, Option<Stamp>)> {
        let stamped = |f: Found| {
            let stamp = Stamp::of(&f.path);
            (f, stamp)
        };
        let (mut mounts, mut rounds) = (Mounts::now(), 0);
        loop {
            let mut walk = load::walk(&self.paths);
            let files = std::mem::take(&mut walk.files);
            let files = files.into_par_iter().map(stamped).collect();
            let now = Mounts::now();
            rounds += 1;
            // Whoever mounts faster than this is heard of soon enough.
            if now == mounts || rounds == 3 {
                let before = self.ground.problems();
                self.ground.found(&walk.folders, &now);
                let lost = self.ground.problems();
                self.changes.problems |= walk.problems != self.walk.problems || lost != before;
                self.walk = walk;
                return files;
            }
            mounts = now;
        }
    }

    /// When the reader's names of fields are others than before, everything is read again.
    fn take_names(&mut self) {
        if self.names != self.corrected.told.fields {
            self.names.clone_from(&self.corrected.told.fields);
            let known = self.known.iter_mut().flat_map(BTreeMap::values_mut);
            known.for_each(Known::forget);
        }
    }

    /// How far reading has come; nothing when nothing waits, or nobody goes on.
    pub fn progress(&self) -> Option<Progress> {
        (!self.queue.is_empty() && !self.halt.is_asked()).then_some(self.progress)
    }

    /// How what has been read differs from what it was when this was last asked.
    pub fn take_changes(&mut self) -> Changes {
        std::mem::take(&mut self.changes)
    }

    /// Whether what has been read so far is worth showing: not while other rules' readings are among it, nor where it is as it
    /// was, until all has been read.
    pub fn is_fit(&self) -> bool {
        match self.queue.is_empty() {
            true => self.has_work(),
            false => self.touched && !self.outdated,
        }
    }

    /// All that has been read, linked, as the state that is there from now on.
    pub fn publish(&mut self) {
        if self.known.is_none() {
            self.take_kept();
        }
        let (problems, head) = (self.problems(), self.head());
        let known = self.known.get_or_insert_default();
        let entries = entries(known);
        let draft = Draft {
            entries: &entries,
            problems: &problems,
            files: kept::write(&head, known),
        };
        let began = Instant::now();
        let published = self.store.publish(draft);
        log(&published, &problems, began.elapsed());
        match published {
            Ok(state) => {
                (self.touched, self.rested) = (false, false);
                self.outdated = false;
                self.corpus = Arc::new(self.corrected.applied(state.corpus));
                self.kept = Some(state.files).filter(|_| self.store.is_kept());
            }
            Err(error) if self.store.is_kept() => {
                self.give_up(&error);
                if self.lock() {
                    self.read(u64::MAX, &|_| ());
                    self.publish();
                }
            }
            // Memory does not refuse; were it to, what was there stays.
            Err(_) => (self.touched, self.rested) = (false, false),
        }
    }

    /// All that went wrong.
    pub fn problems(&self) -> Vec<Problem> {
        let known = self.known.iter().flat_map(BTreeMap::values);
        let of_files = known.flat_map(|k| &k.problems);
        let of_files = of_files.chain(self.of_files.iter().flatten());
        let all = self
            .walk
            .problems
            .iter()
            .chain(&self.deaf)
            .chain(self.shelter.problem())
            .cloned();
        let all = all.chain(self.ground.problems());
        let mut problems: Vec<Problem> = all.chain(of_files.cloned()).collect();
        problems.sort_by(|a, b| a.path.cmp(&b.path));
        problems
    }

    /// The one among the problems that is of the index and of no document.
    pub fn index_problem(&self) -> Option<&Problem> {
        self.shelter.problem()
    }
}
