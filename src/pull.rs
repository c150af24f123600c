//! What is new at the addresses that the reader follows? Feeds and pages, fetched when asked for and kept as files.
//!
//! Invariant: one address that fails costs its own news only; what is kept is whole, and inside the folder; nothing is taken away.
//! Must not know: the screen, when to pull. The only door to the network.

mod fetch;
mod follows;
mod guard;
mod known;
mod store;

use std::collections::VecDeque;
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use jiff::Timestamp;

use crate::briefing::{BlockKind, Briefing, Problem};
use crate::files;
use crate::load::{self, Answer};
use crate::sanitize;

pub use follows::{FILE, Follow, Kind};

use fetch::{Client, Failure, Fetched};
use known::{Known, Table};
use store::{Kept, Shelf};

/// How the program behaves towards other machines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Manners {
    /// How long a connection may take.
    pub connect: Duration,
    /// How long an answer may take, whole.
    pub whole: Duration,
    /// How long to wait between two requests to one host.
    pub pause: Duration,
    /// The largest answer in bytes, unpacked.
    pub largest: u64,
    /// How many hosts are asked at once.
    pub hosts: usize,
    /// How often an answer may lead on to another address.
    pub redirects: usize,
    /// Whether the hosts that are followed may be in the reader's own network; where they lead on to may not, unless it is
    /// followed, too.
    pub private: bool,
}

impl Default for Manners {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(10),
            whole: Duration::from_secs(30),
            pause: Duration::from_secs(1),
            largest: 16 << 20,
            hosts: 4,
            redirects: 5,
            private: false,
        }
    }
}

/// Articles behind one feed that are fetched in one go.
const ARTICLES: usize = 100;

/// How far pulling is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Progress {
    /// So many addresses are done.
    pub done: usize,
    /// Of so many.
    pub total: usize,
    /// The one that was begun or done last, clean.
    pub name: String,
}

/// What came of pulling.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// Briefings that were not there before.
    pub new: usize,
    /// Briefings that are otherwise now.
    pub changed: usize,
    /// How many addresses they came from.
    pub from: usize,
    /// What went wrong, in the order of the addresses.
    pub problems: Vec<Problem>,
    /// Whether it was stopped before its end.
    pub stopped: bool,
}

impl std::fmt::Display for Outcome {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let s = |n: usize| if n == 1 { "" } else { "s" };
        match (self.new, self.changed) {
            (0, 0) => write!(f, "Nothing new")?,
            (new, 0) => write!(f, "{new} new")?,
            (0, changed) => write!(f, "{changed} changed")?,
            (new, changed) => write!(f, "{new} new and {changed} changed")?,
        }
        if self.from > 0 {
            write!(f, " from {} feed{}", self.from, s(self.from))?;
        }
        if !self.problems.is_empty() {
            let n = self.problems.len();
            write!(f, ", {n} problem{}", s(n))?;
        }
        if self.stopped {
            write!(f, ", stopped")?;
        }
        Ok(())
    }
}

/// What came of following one more address.
#[derive(Debug)]
pub struct Added {
    /// As it is followed now.
    pub follow: Follow,
    /// What is kept of it.
    pub outcome: Outcome,
    /// Feeds that the page names, each with its title and its address.
    pub feeds: Vec<(String, String)>,
}

/// How it went with an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Status {
    /// Which.
    pub follow: Follow,
    /// When it last answered.
    pub succeeded: Option<Timestamp>,
    /// When and why it did not, if that was later.
    pub failed: Option<(Timestamp, String)>,
}

/// Whether to go on.
pub type Stop<'s> = dyn Fn() -> bool + Sync + 's;

/// The folder of what the reader follows, and what came of it.
#[derive(Debug, Clone)]
pub struct Library {
    folder: PathBuf,
    manners: Manners,
}

impl Library {
    /// The library in a folder, which need not be there.
    pub fn new(folder: PathBuf, manners: Manners) -> Library {
        Library { folder, manners }
    }

    /// Where it is.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Whether anything has been kept.
    pub fn has_any(folder: &Path) -> bool {
        [store::FEEDS, store::PAGES]
            .iter()
            .any(|part| folder.join(part).is_dir())
    }

    /// What is followed.
    ///
    /// # Errors
    /// The list cannot be read.
    pub fn follows(&self) -> Result<Vec<Follow>, Problem> {
        follows::read(&self.folder)
    }

    /// What is followed, and how it last went.
    ///
    /// # Errors
    /// The list cannot be read.
    pub fn statuses(&self) -> Result<Vec<Status>, Problem> {
        let table = known::read(&self.folder);
        let status = |follow: Follow| {
            let known = table.get(&follow.url).cloned().unwrap_or_default();
            Status {
                follow,
                succeeded: known.succeeded,
                failed: known.failed,
            }
        };
        Ok(self.follows()?.into_iter().map(status).collect())
    }

    /// Follows the feed or the page at an address, and keeps what is there now. It is only followed if it answers.
    ///
    /// # Errors
    /// It cannot be had, or the list cannot be written.
    pub fn add(
        &self,
        url: &str,
        full: bool,
        told: &(dyn Fn(Progress) + Sync),
        stop: &Stop,
    ) -> Result<Added, Problem> {
        let _held = self.hold()?;
        let url = load::address::join("", url).ok_or_else(|| {
            problem(
                url,
                "it is no address of the web",
                "write it whole: https://…",
            )
        })?;
        let there = self.follows()?.into_iter().find(|f| f.url == url);
        let mut follow = there.unwrap_or_else(|| Follow {
            url,
            title: String::new(),
            kind: Kind::Feed,
            full,
        });
        follow.full |= full;
        let client = Client::new(self.manners, std::slice::from_ref(&follow), stop);
        let fetched = client
            .fetch(&follow.url, &Known::default())
            .map_err(|e| e.problem(&follow))?;
        let Fetched::New { url, bytes, .. } = fetched else {
            return Err(problem(
                &follow.url,
                "it answered without an answer",
                "try again later",
            ));
        };
        let answer = load::answer(&url, &bytes).map_err(|e| unreadable(&follow, &e))?;
        let mut feeds = Vec::new();
        let title = match &answer {
            Answer::Feed(feed) => {
                follow.kind = Kind::Feed;
                feed.title.clone()
            }
            Answer::Page(page) => {
                (follow.kind, follow.full) = (Kind::Page, false);
                feeds = page.feeds.clone();
                Some(page.briefing.heading().to_string())
            }
        };
        if follow.title.is_empty() {
            follow.title = title
                .map(|t| sanitize::line(&t))
                .filter(|t| !t.is_empty())
                .unwrap_or_else(|| fetch::host(&follow.url));
        }
        follows::change(&self.folder, &follows::Change::Add(vec![follow.clone()]))?;
        let work = Work::new(self, &client, told, 1);
        work.one(
            &follow,
            Some(fetch::Fetched::New {
                url,
                bytes,
                etag: None,
                modified: None,
            }),
        );
        let outcome = work.finish(std::slice::from_ref(&follow), stop());
        Ok(Added {
            follow,
            outcome,
            feeds,
        })
    }

    /// Follows feeds without asking them yet; says how many of them are new.
    ///
    /// # Errors
    /// The list cannot be read or written.
    pub fn add_all(&self, feeds: Vec<(String, String)>, full: bool) -> Result<usize, Problem> {
        let _held = self.hold()?;
        let there = self.follows()?;
        let mut new: Vec<Follow> = Vec::new();
        for (title, url) in feeds {
            let title = if title.is_empty() {
                fetch::host(&url)
            } else {
                title
            };
            if !there.iter().chain(&new).any(|f| f.url == url) {
                new.push(Follow {
                    url,
                    title,
                    kind: Kind::Feed,
                    full,
                });
            }
        }
        let count = new.len();
        follows::change(&self.folder, &follows::Change::Add(new))?;
        Ok(count)
    }

    /// Follows an address no longer; what came from it stays. By address or by title.
    ///
    /// # Errors
    /// It is not followed, or the list cannot be written.
    pub fn remove(&self, what: &str) -> Result<Follow, Problem> {
        let _held = self.hold()?;
        let all = self.follows()?;
        let by_url = all.iter().find(|f| f.url == what);
        let mut by_title = all.iter().filter(|f| f.title == what);
        let found = by_url.or_else(|| by_title.next().filter(|_| by_title.next().is_none()));
        let found = found
            .cloned()
            .ok_or_else(|| problem(what, "it is not followed", "`briefing feeds` lists what is"))?;
        follows::change(&self.folder, &follows::Change::Remove(found.url.clone()))?;
        let mut table = known::read(&self.folder);
        table.remove(&found.url);
        known::write(&self.folder, &table).map_err(|e| self.unwritten(&e))?;
        Ok(found)
    }

    /// Fetches what is new at all addresses; `full` also fetches the articles behind the entries of every feed.
    ///
    /// # Errors
    /// The list cannot be read, another program pulls, or the folder cannot be written.
    pub fn pull(
        &self,
        full: bool,
        told: &(dyn Fn(Progress) + Sync),
        stop: &Stop,
    ) -> Result<Outcome, Problem> {
        let _held = self.hold()?;
        let mut all = self.follows()?;
        all.iter_mut()
            .for_each(|f| f.full |= full && f.kind == Kind::Feed);
        let client = Client::new(self.manners, &all, stop);
        let work = Work::new(self, &client, told, all.len());
        let queue = Mutex::new(by_host(&all));
        thread::scope(|scope| {
            for _ in 0..self.manners.hosts.min(all.len()) {
                scope.spawn(|| {
                    loop {
                        let next = lock(&queue).pop_front();
                        let Some(host) = next.filter(|_| !stop()) else {
                            return;
                        };
                        for follow in host.iter().take_while(|_| !stop()) {
                            work.one(follow, None);
                        }
                        work.save();
                    }
                });
            }
        });
        Ok(work.finish(&all, stop()))
    }

    /// Keeps other programs from pulling at the same time.
    fn hold(&self) -> Result<File, Problem> {
        files::make(&self.folder).map_err(|e| self.unwritten(&e))?;
        let token = files::token(&self.folder.join(".pull.lock"));
        token.and_then(files::hold).map_err(|e| match e.kind() {
            io::ErrorKind::WouldBlock => {
                let name = self.folder.to_string_lossy();
                problem(
                    &name,
                    "another program is pulling into it",
                    "wait for it to end",
                )
            }
            _ => self.unwritten(&e),
        })
    }

    fn unwritten(&self, error: &io::Error) -> Problem {
        let name = self.folder.to_string_lossy();
        problem(&name, &error.to_string(), "see that you may write there")
    }
}

/// The addresses, host by host, each host once.
fn by_host(all: &[Follow]) -> VecDeque<Vec<Follow>> {
    let mut hosts: VecDeque<(String, Vec<Follow>)> = VecDeque::new();
    for follow in all {
        let host = fetch::host(&follow.url);
        match hosts.iter_mut().find(|(h, _)| *h == host) {
            Some((_, list)) => list.push(follow.clone()),
            None => hosts.push_back((host, vec![follow.clone()])),
        }
    }
    hosts.into_iter().map(|(_, list)| list).collect()
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn problem(path: &str, cause: &str, hint: &str) -> Problem {
    Problem {
        path: sanitize::line(path),
        cause: sanitize::line(cause),
        hint: sanitize::line(hint),
        readable: false,
    }
}

fn unreadable(follow: &Follow, cause: &str) -> Problem {
    problem(
        &follow.to_string(),
        cause,
        "open it in a browser to see what is there",
    )
}

/// Pulling as it goes on, on several threads.
struct Work<'w> {
    library: &'w Library,
    client: &'w Client<'w>,
    told: &'w (dyn Fn(Progress) + Sync),
    total: usize,
    sum: Mutex<Sum>,
}

struct Sum {
    done: usize,
    outcome: Outcome,
    problems: Vec<(String, Problem)>,
    table: Table,
}

/// What came from one address.
#[derive(Default)]
struct Gain {
    new: usize,
    changed: usize,
    problems: Vec<Problem>,
    /// Whether something of it is still to be had.
    unfinished: bool,
}

impl Gain {
    fn count(&mut self, kept: Kept) {
        self.new += usize::from(kept == Kept::New);
        self.changed += usize::from(kept == Kept::Changed);
    }
}

impl<'w> Work<'w> {
    fn new(
        library: &'w Library,
        client: &'w Client<'w>,
        told: &'w (dyn Fn(Progress) + Sync),
        total: usize,
    ) -> Self {
        let table = known::read(&library.folder);
        let sum = Sum {
            done: 0,
            outcome: Outcome::default(),
            problems: Vec::new(),
            table,
        };
        Work {
            library,
            client,
            told,
            total,
            sum: Mutex::new(sum),
        }
    }

    /// Fetches one address (unless it has been), and keeps what is new there.
    fn one(&self, follow: &Follow, fetched: Option<Fetched>) {
        self.tell(follow, 0);
        let mut known = {
            let table = &mut lock(&self.sum).table;
            let folder = known::folder(table, follow);
            let known = table.entry(follow.url.clone()).or_default();
            known.folder = folder;
            known.clone()
        };
        let mut gain = Gain::default();
        let result = match fetched {
            Some(fetched) => Ok(fetched),
            None => self.client.fetch(&follow.url, &known),
        };
        let result = result.map_err(|e| (e.problem(follow), e.later));
        let result = result.and_then(|f| {
            self.take_in(follow, f, &mut known, &mut gain)
                .map_err(|p| (p, None))
        });
        let now = Timestamp::now();
        match result {
            Ok(()) => {
                (known.succeeded, known.failed, known.later) = (Some(now), None, None);
            }
            // Whoever stops has nothing to complain of.
            Err(_) if self.client.is_stopped() => {}
            Err((problem, later)) => {
                known.failed = Some((now, problem.cause.clone()));
                known.later = later.or(known.later.filter(|later| *later > now));
                gain.problems.push(problem);
            }
        }
        let mut sum = lock(&self.sum);
        sum.outcome.new += gain.new;
        sum.outcome.changed += gain.changed;
        sum.outcome.from += usize::from(gain.new + gain.changed > 0);
        sum.problems
            .extend(gain.problems.into_iter().map(|p| (follow.url.clone(), p)));
        sum.table.insert(follow.url.clone(), known);
        drop(sum);
        self.tell(follow, 1);
    }

    fn tell(&self, follow: &Follow, more: usize) {
        let mut sum = lock(&self.sum);
        sum.done += more;
        let progress = Progress {
            done: sum.done,
            total: self.total,
            name: follow.title.clone(),
        };
        drop(sum);
        (self.told)(progress);
    }

    /// Keeps what was fetched. What the server said of its age is only taken down when all of it is kept.
    fn take_in(
        &self,
        follow: &Follow,
        fetched: Fetched,
        known: &mut Known,
        gain: &mut Gain,
    ) -> Result<(), Problem> {
        let Fetched::New {
            url,
            bytes,
            etag,
            modified,
        } = fetched
        else {
            return Ok(());
        };
        let answer = load::answer(&url, &bytes).map_err(|e| unreadable(follow, &e))?;
        let unwritten = |e: io::Error| self.library.unwritten(&e);
        match (answer, follow.kind) {
            (Answer::Feed(feed), _) => {
                let shelf = Shelf::open(&self.library.folder, store::FEEDS, &known.folder)
                    .map_err(unwritten)?;
                self.entries(follow, feed.entries, &shelf, known, gain)?;
            }
            (Answer::Page(page), Kind::Page) => {
                let shelf =
                    Shelf::open(&self.library.folder, store::PAGES, "").map_err(unwritten)?;
                let kept = shelf
                    .keep(&store::mark(&follow.url), &page.briefing)
                    .map_err(unwritten)?;
                gain.count(kept);
            }
            (Answer::Page(_), Kind::Feed) => {
                let hint = "open it in a browser, and look for the new address of the feed";
                return Err(problem(
                    &follow.to_string(),
                    "it is a page and no feed any more",
                    hint,
                ));
            }
        }
        // What is still to be had is in the same feed, which is wanted again then.
        if !gain.unfinished {
            (known.etag, known.modified) = (etag, modified);
        }
        Ok(())
    }

    fn entries(
        &self,
        follow: &Follow,
        entries: Vec<Briefing>,
        shelf: &Shelf,
        known: &mut Known,
        gain: &mut Gain,
    ) -> Result<(), Problem> {
        let mut articles = 0;
        for (mark, entry) in store::marked(entries) {
            let is_there = shelf.has(&mark);
            // What the reader has deleted does not come back.
            if !is_there && known.seen.contains(&mark) || known.full.contains(&mark) {
                continue;
            }
            let whole = follow
                .full
                .then(|| self.whole(follow, &entry, &mut articles, gain));
            if self.client.is_stopped() {
                gain.unfinished = true;
                break;
            }
            let entry = match whole.flatten() {
                Some(whole) => {
                    known.full.push(mark.clone());
                    whole.unwrap_or(entry)
                }
                None => entry,
            };
            let kept = shelf
                .keep(&mark, &entry)
                .map_err(|e| self.library.unwritten(&e))?;
            gain.count(kept);
            if !known.seen.contains(&mark) {
                known.seen.push(mark);
            }
        }
        known.forget();
        Ok(())
    }

    /// An entry with the article behind it, or that there is none (`Some(None)`); nothing as long as it may still come.
    fn whole(
        &self,
        follow: &Follow,
        entry: &Briefing,
        articles: &mut usize,
        gain: &mut Gain,
    ) -> Option<Option<Briefing>> {
        *articles += 1;
        if *articles > ARTICLES {
            gain.unfinished = true;
            return None;
        }
        match self.article(entry) {
            Ok(whole) => Some(Some(whole)),
            Err(None) => Some(None),
            Err(Some(failure)) => {
                gain.unfinished |= !failure.is_final;
                gain.problems.push(failure.problem(follow));
                failure.is_final.then_some(None)
            }
        }
    }

    /// An entry with the article behind it, if that says more; why it is not to be had, if there should be one.
    fn article(&self, entry: &Briefing) -> Result<Briefing, Option<Failure>> {
        let url = entry.stated.url.as_ref().ok_or(None)?;
        let fetched = self
            .client
            .fetch(&url.value, &Known::default())
            .map_err(Some)?;
        let Fetched::New { url, bytes, .. } = fetched else {
            return Err(None);
        };
        let read =
            load::answer(&url, &bytes).map_err(|cause| Some(Failure::unreadable(&url, cause)))?;
        let Answer::Page(page) = read else {
            return Err(None);
        };
        if words(&page.briefing) <= words(entry) {
            return Ok(entry.clone());
        }
        let mut whole = page.briefing;
        // What the feed states is known to be of this entry.
        if entry.title.is_some() {
            whole.title.clone_from(&entry.title);
            whole.blocks.retain(|b| b.kind != BlockKind::Title);
        }
        let (own, of_page) = (entry.stated.clone(), whole.stated);
        whole.stated = crate::briefing::Stated {
            author: own.author.or(of_page.author),
            published: own.published.or(of_page.published),
            place: own.place.or(of_page.place),
            lang: own.lang.or(of_page.lang),
            countries: own.countries.or(of_page.countries),
            topics: own.topics.or(of_page.topics),
            ..own
        };
        Ok(whole)
    }

    /// Keeps what is known so far. Whatever cannot be kept is asked for again, and that is all.
    fn save(&self) {
        let table = lock(&self.sum).table.clone();
        let _ = known::write(&self.library.folder, &table);
    }

    fn finish(self, all: &[Follow], stopped: bool) -> Outcome {
        self.save();
        let mut sum = self
            .sum
            .into_inner()
            .unwrap_or_else(PoisonError::into_inner);
        let at = |url: &String| all.iter().position(|f| f.url == *url);
        sum.problems.sort_by_key(|(url, _)| at(url));
        let problems = sum.problems.into_iter().map(|(_, p)| p).collect();
        Outcome {
            problems,
            stopped,
            ..sum.outcome
        }
    }
}

/// How many words of text there are.
fn words(briefing: &Briefing) -> usize {
    let text = briefing
        .text_blocks()
        .filter(|b| b.kind != BlockKind::Title);
    text.map(|b| briefing.body[b.span.range()].split_whitespace().count())
        .sum()
}
