//! Slow work beside the loop: questions that answer over the loop's channel, the newest of each lane winning.
//!
//! A lane is one kind of question ("search", "sync"). It has one thread, started with its first job, and one slot: a newer job
//! replaces one that has not begun, and makes one that has begun stale, so that its answers are dropped. Lanes never wait for
//! each other: a long sync does not hold up a search. Must not know: what is asked.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::Sender;
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread;

use super::{Message, tty};

type Work<A> = Box<dyn FnOnce(&Reply<A>) + Send>;

/// One question: what to do on the lane's thread.
pub struct Job<A> {
    lane: &'static str,
    work: Work<A>,
}

impl<A> fmt::Debug for Job<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Job")
            .field("lane", &self.lane)
            .finish_non_exhaustive()
    }
}

impl<A: Send + 'static> Job<A> {
    /// A question in `lane`. The work answers by [`Reply::send`], as often as it likes (progress), and should look at
    /// [`Reply::is_stale`] now and then if it is long.
    pub fn new(lane: &'static str, work: impl FnOnce(&Reply<A>) + Send + 'static) -> Job<A> {
        let work = Box::new(work);
        Job { lane, work }
    }

    /// Its lane.
    pub fn lane(&self) -> &'static str {
        self.lane
    }

    /// Does the work here and now, and returns its answers: for tests and for commands that have no screen.
    pub fn run(self) -> Vec<A> {
        let answers = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&answers);
        (self.work)(&Reply {
            generation: 0,
            newest: Arc::default(),
            send: Box::new(move |answer| {
                kept.lock()
                    .unwrap_or_else(PoisonError::into_inner)
                    .push(answer);
            }),
        });
        std::mem::take(&mut *answers.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Where a job sends its answers.
pub struct Reply<A> {
    generation: u64,
    newest: Arc<AtomicU64>,
    send: Box<dyn Fn(A) + Send + Sync>,
}

impl<A> fmt::Debug for Reply<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reply")
            .field("generation", &self.generation)
            .finish_non_exhaustive()
    }
}

impl<A> Reply<A> {
    /// Whether a newer question was asked in this lane: nobody waits for the answer any more.
    pub fn is_stale(&self) -> bool {
        self.newest.load(Ordering::SeqCst) != self.generation
    }

    /// Sends an answer, or one of several; a stale one is dropped.
    pub fn send(&self, answer: A) {
        if !self.is_stale() {
            (self.send)(answer);
        }
    }
}

/// Which question of which lane an answer belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Ticket {
    lane: &'static str,
    generation: u64,
}

impl Ticket {
    /// The lane.
    pub(super) fn lane(self) -> &'static str {
        self.lane
    }
}

/// All lanes.
pub(super) struct Lanes<A> {
    to: Sender<Message<A>>,
    lanes: BTreeMap<&'static str, Arc<Lane<A>>>,
    /// Lanes that were asked since [`Lanes::forget_waiting`] and have not answered.
    waiting: BTreeSet<&'static str>,
}

struct Lane<A> {
    newest: Arc<AtomicU64>,
    slot: Mutex<Option<(Ticket, Work<A>)>>,
    filled: Condvar,
}

impl<A: Send + 'static> Lanes<A> {
    /// No lanes yet; answers go to `to`.
    pub(super) fn new(to: Sender<Message<A>>) -> Lanes<A> {
        Lanes {
            to,
            lanes: BTreeMap::new(),
            waiting: BTreeSet::new(),
        }
    }

    /// Asks.
    ///
    /// # Errors
    /// If the system refuses a thread.
    pub(super) fn ask(&mut self, job: Job<A>) -> io::Result<()> {
        let lane = self.lane(job.lane)?;
        let generation = lane.newest.fetch_add(1, Ordering::SeqCst) + 1;
        let ticket = Ticket {
            lane: job.lane,
            generation,
        };
        *lane.slot.lock().unwrap_or_else(PoisonError::into_inner) = Some((ticket, job.work));
        lane.filled.notify_one();
        self.waiting.insert(job.lane);
        Ok(())
    }

    /// Whether the answer is to the newest question of its lane.
    pub(super) fn is_fresh(&mut self, ticket: Ticket) -> bool {
        let newest = self
            .lanes
            .get(ticket.lane)
            .map(|l| l.newest.load(Ordering::SeqCst));
        let fresh = newest == Some(ticket.generation);
        if fresh {
            self.waiting.remove(ticket.lane);
        }
        fresh
    }

    /// Whether an answer is expected that could come before the next frame.
    pub(super) fn is_waiting(&self) -> bool {
        !self.waiting.is_empty()
    }

    /// Answers that did not come in time are no longer worth waiting for.
    pub(super) fn forget_waiting(&mut self) {
        self.waiting.clear();
    }

    fn lane(&mut self, name: &'static str) -> io::Result<Arc<Lane<A>>> {
        if let Some(lane) = self.lanes.get(name) {
            return Ok(Arc::clone(lane));
        }
        let lane = Arc::new(Lane {
            newest: Arc::default(),
            slot: Mutex::new(None),
            filled: Condvar::new(),
        });
        let (on, to) = (Arc::clone(&lane), self.to.clone());
        thread::Builder::new()
            .name(name.to_owned())
            .spawn(move || serve(&on, &to))?;
        self.lanes.insert(name, Arc::clone(&lane));
        Ok(lane)
    }
}

/// A lane's thread: one job after the other, for as long as the process lives.
fn serve<A: Send + 'static>(lane: &Lane<A>, to: &Sender<Message<A>>) {
    loop {
        let slot = lane.slot.lock().unwrap_or_else(PoisonError::into_inner);
        let taken = lane
            .filled
            .wait_while(slot, |slot| slot.is_none())
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        let Some((ticket, work)) = taken else {
            continue;
        };
        let answers = to.clone();
        let reply = Reply {
            generation: ticket.generation,
            newest: Arc::clone(&lane.newest),
            // A loop that is gone takes no answers.
            send: Box::new(move |answer| drop(answers.send(Message::Answer(ticket, answer)))),
        };
        if let Err(panic) = catch_unwind(AssertUnwindSafe(|| work(&reply))) {
            // It may quote a document.
            let said = tty::message(panic.as_ref()).escape_debug().to_string();
            let _ = to.send(Message::Failed(ticket, said));
        }
    }
}
