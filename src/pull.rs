//! What is new at the addresses that the reader follows? Feeds and pages, fetched when asked for and kept as files.
//!
//! Invariant: one address that fails costs its own news only; what is kept is whole, and inside the folder; nothing is taken away.
//! Must not know: the screen, when to pull. The only door to the network.

mod fetch;
mod follows;
mod guard;
mod known;
mod store;
mod work;

use std::collections::VecDeque;
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use jiff::Timestamp;

use crate::briefing::Problem;
use crate::files;
use crate::load;
use crate::sanitize;

pub use follows::{FILE, Follow, Kind};

use fetch::{Client, Fetched};
use follows::Change;
use known::Known;
use work::Work;

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
        let wrong = || {
            problem(
                url,
                "it is no address of the web",
                "write it whole: https://…",
            )
        };
        let url = load::address::join("", url).ok_or_else(wrong)?;
        let there = self.follows()?.into_iter().find(|f| f.url == url);
        let mut follow = there.unwrap_or_else(|| Follow {
            url,
            title: String::new(),
            kind: Kind::Feed,
            full,
        });
        follow.full |= full;
        let client = Client::new(self.manners, std::slice::from_ref(&follow), stop);
        let fetched = client.fetch(&follow.url, &Known::default());
        let fetched = fetched.map_err(|e| e.problem(&follow))?;
        let Fetched::New { url, bytes, .. } = &fetched else {
            let cause = "it answered without an answer";
            return Err(problem(&follow.url, cause, "try again later"));
        };
        let answer = load::answer(url, bytes).map_err(|e| unreadable(&follow, &e))?;
        let feeds = follow.learn(answer);
        follows::change(&self.folder, &Change::Add(vec![follow.clone()]))?;
        let work = Work::new(self, &client, told, 1);
        work.one(&follow, Some(fetched));
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
        follows::change(&self.folder, &Change::Add(new))?;
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
        follows::change(&self.folder, &Change::Remove(found.url.clone()))?;
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
