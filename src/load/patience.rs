//! How long may reading a file take? It is read on a thread of its own, which is left to itself when it takes too long.
//!
//! Invariant: whoever waits gets an answer in bounded time, whatever a parser does.
//! Must not know: what is read.

use std::cell::RefCell;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

/// What a document may take for each MiB beyond what a small one may: a tenth of the speed of the slowest parser on a slow machine.
const PER_MIB: Duration = Duration::from_secs(2);

/// Parsers go as deep as they are nested.
const STACK: usize = 8 << 20;

/// Says that reading goes on.
#[derive(Debug, Clone)]
pub(super) struct Pulse {
    /// What a document may take, however small it is.
    least: Duration,
    began: Instant,
    /// When patience ends, in milliseconds since then.
    until: Arc<AtomicU64>,
    /// Whether nobody waits any more.
    given_up: Arc<AtomicBool>,
}

impl Pulse {
    fn new(least: Duration, bytes: usize) -> Pulse {
        let pulse = Pulse {
            least,
            began: Instant::now(),
            until: Arc::default(),
            given_up: Arc::default(),
        };
        pulse.beat(bytes);
        pulse
    }

    /// A document of so many bytes is begun.
    pub(super) fn beat(&self, bytes: usize) {
        let more = PER_MIB.as_millis() as u64 * (bytes as u64 >> 20);
        let until = self.began.elapsed() + self.least;
        let until = until.as_millis() as u64 + more;
        self.until.store(until, Ordering::Relaxed);
    }

    fn is_given_up(&self) -> bool {
        self.given_up.load(Ordering::Relaxed)
    }

    /// How long there is patience yet.
    fn left(&self) -> Duration {
        let until = Duration::from_millis(self.until.load(Ordering::Relaxed));
        until.saturating_sub(self.began.elapsed())
    }
}

/// What is to be done, and where its answer goes.
type Job = Box<dyn FnOnce() + Send>;

thread_local! {
    /// The thread that reads for this one, as long as it answers.
    static WORKER: RefCell<Option<Sender<Job>>> = const { RefCell::new(None) };
}

/// What `work` yields for each of these, with so many bytes each, one after the other; nothing for one that takes longer than so
/// many `seconds` and what its length adds, or that panics. Several small ones cost hardly more than one: waking a thread takes
/// as long as reading a page.
pub(super) fn each<T, R>(
    seconds: u64,
    things: Vec<(T, usize)>,
    work: impl Fn(&T, &Pulse) -> R + Send + Sync + 'static,
) -> Vec<Option<R>>
where
    T: Send + Sync + 'static,
    R: Send + 'static,
{
    let (things, work) = (Arc::new(things), Arc::new(work));
    let mut all = Vec::with_capacity(things.len());
    while let Some((_, bytes)) = things.get(all.len()) {
        let pulse = Pulse::new(Duration::from_secs(seconds), *bytes);
        let (from, done) = (all.len(), Arc::new(Mutex::new(Vec::new())));
        let (things, work, on) = (Arc::clone(&things), Arc::clone(&work), Arc::clone(&done));
        let finished = patiently(pulse, move |pulse| {
            for (thing, bytes) in &things[from..] {
                pulse.beat(*bytes);
                let one = work(thing, pulse);
                if pulse.is_given_up() {
                    return;
                }
                on.lock().unwrap_or_else(PoisonError::into_inner).push(one);
            }
        });
        let done = std::mem::take(&mut *done.lock().unwrap_or_else(PoisonError::into_inner));
        all.extend(done.into_iter().map(Some));
        if finished.is_none() {
            // The one that it was at; the others get another thread.
            all.push(None);
        }
    }
    all.truncate(things.len());
    all
}

fn patiently<T: Send + 'static>(
    pulse: Pulse,
    work: impl FnOnce(&Pulse) -> T + Send + 'static,
) -> Option<T> {
    let (answer, answered) = channel();
    let of_work = pulse.clone();
    let job: Job = Box::new(move || {
        // Whoever waited may have gone.
        let _ = answer.send(work(&of_work));
    });
    match worker() {
        Some(worker) if worker.send(job).is_ok() => {}
        // Where the system has no thread left there is nothing to read with.
        _ => return None,
    }
    let result = wait(&answered, &pulse);
    if result.is_some() {
        return result;
    }
    // It is busy with something that does not end: the next file gets another one.
    pulse.given_up.store(true, Ordering::Relaxed);
    WORKER.with_borrow_mut(|worker| *worker = None);
    None
}

fn wait<T>(answered: &Receiver<T>, pulse: &Pulse) -> Option<T> {
    loop {
        match answered.recv_timeout(pulse.left()) {
            Ok(answer) => return Some(answer),
            Err(RecvTimeoutError::Timeout) if !pulse.left().is_zero() => {}
            Err(_) => return None,
        }
    }
}

fn worker() -> Option<Sender<Job>> {
    WORKER.with_borrow_mut(|worker| {
        if worker.is_none() {
            let (jobs, taken) = channel::<Job>();
            let builder = thread::Builder::new().name("parser".into());
            let started = builder.stack_size(STACK).spawn(move || {
                taken.into_iter().for_each(|job| job());
            });
            *worker = started.is_ok().then_some(jobs);
        }
        worker.clone()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_waits_gets_an_answer_and_what_does_not_end_is_left() {
        let within = |n: u8| each(5, vec![(n, 0)], |n, _| *n);
        assert_eq!(within(1), [Some(1)]);
        let (go_on, waits) = channel::<()>();
        let soon = Pulse::new(Duration::from_millis(20), 0);
        let hung = patiently(soon, move |_| waits.recv().is_ok());
        assert_eq!(hung, None);
        assert_eq!(within(2), [Some(2)]);
        drop(go_on);
        // Who says that there is more gets more.
        let soon = Pulse::new(Duration::from_millis(200), 0);
        let began = Instant::now();
        let long = patiently(soon, move |pulse| {
            while began.elapsed() < Duration::from_millis(500) {
                thread::sleep(Duration::from_millis(5));
                pulse.beat(0);
            }
        });
        assert_eq!(long, Some(()));
    }

    #[test]
    fn one_that_panics_or_hangs_costs_the_others_nothing() {
        let (go_on, waits) = channel::<()>();
        let waits = Mutex::new(waits);
        let things = (0..6u8).map(|n| (n, 0)).collect();
        let all = each(1, things, move |n, _| match n {
            1 => panic!("a fault, for the test"),
            4 => waits.lock().map(|w| w.recv().is_err()).map_or(0, u8::from),
            n => *n,
        });
        assert_eq!(all, [Some(0), None, Some(2), Some(3), None, Some(5)]);
        drop(go_on);
    }
}
