//! How does what an address answers become files? One address after the other, on several threads.
//!
//! Invariant: what the server says of the age of its answer is only taken down when all of that answer is kept.
//! Must not know: how servers are asked, what files look like.

use std::io;
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

use jiff::Timestamp;

use super::fetch::{Client, Failure, Fetched};
use super::follows::{Follow, Kind};
use super::known::{self, Known, Table};
use super::store::{self, Kept, Shelf};
use super::{Library, Outcome, Progress, lock, problem, unreadable};
use crate::briefing::{BlockKind, Briefing, Problem, Stated};
use crate::load::{self, Answer, Page};

/// Articles behind one feed that are fetched in one go.
const ARTICLES: usize = 100;

/// Documents of one file that are kept.
const DOCUMENTS: usize = 2_000;

/// Pulling as it goes on, on several threads.
pub(super) struct Work<'w> {
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

/// Of an address, nothing but its host: the rest of it may say who asks.
fn host(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    host.rsplit('@').next().unwrap_or_default()
}

impl<'w> Work<'w> {
    pub fn new(
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
    pub fn one(&self, follow: &Follow, fetched: Option<Fetched>) {
        self.tell(follow, 0);
        let mut known = {
            let table = &mut lock(&self.sum).table;
            let folder = known::folder(table, follow);
            let known = table.entry(follow.url.clone()).or_default();
            known.folder = folder;
            known.clone()
        };
        let mut gain = Gain::default();
        let began = Instant::now();
        let result = match fetched {
            Some(fetched) => Ok(fetched),
            None => self.client.fetch(&follow.url, &known),
        };
        let result = result.map_err(|e| (e.problem(follow), e.later));
        let result = result.and_then(|f| {
            self.take_in(follow, f, &mut known, &mut gain)
                .map_err(|p| (p, None))
        });
        let ms = began.elapsed().as_millis() as u64;
        tracing::info!(
            host = host(&follow.url),
            is_well = result.is_ok(),
            ms,
            "pulled"
        );
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
                if page.others.is_empty() {
                    let mark = store::mark(&follow.url);
                    let kept = shelf.keep(&mark, &page.briefing).map_err(unwritten)?;
                    gain.count(kept);
                } else {
                    self.several(follow, *page, &shelf, known, gain)?;
                }
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

    /// Keeps the documents of one file, each in a file of its own.
    fn several(
        &self,
        follow: &Follow,
        page: Page,
        shelf: &Shelf,
        known: &mut Known,
        gain: &mut Gain,
    ) -> Result<(), Problem> {
        let count = page.others.len() + 1;
        let all = std::iter::once(page.briefing).chain(page.others);
        for (mark, document) in store::marked_in(&follow.url, all.take(DOCUMENTS)) {
            // What the reader has deleted does not come back.
            if !shelf.has(&mark) && known.seen.contains(&mark) {
                continue;
            }
            let kept = shelf
                .keep(&mark, &document)
                .map_err(|e| self.library.unwritten(&e))?;
            gain.count(kept);
            if !known.seen.contains(&mark) {
                known.seen.push(mark);
            }
        }
        if count > DOCUMENTS {
            let cause =
                format!("it holds {count} documents, of which the first {DOCUMENTS} are kept");
            let hint = "save the file, and open it with briefing";
            gain.problems
                .push(problem(&follow.to_string(), &cause, hint));
        }
        known.forget();
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
        whole.stated = Stated {
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
    pub fn save(&self) {
        let table = lock(&self.sum).table.clone();
        let _ = known::write(&self.library.folder, &table);
    }

    pub fn finish(self, all: &[Follow], stopped: bool) -> Outcome {
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
