//! How long may reading a file take? It is read on a thread of its own, which is left to itself when it takes too long.
//!
//! Invariant: whoever waits gets an answer in bounded time, whatever a parser does.
//! Must not know: what is read.

use std::cell::RefCell;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
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
}

impl Pulse {
    fn new(least: Duration, bytes: usize) -> Pulse {
        let pulse = Pulse {
            least,
            began: Instant::now(),
            until: Arc::default(),
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

/// What `work` on so many bytes yields; nothing if it takes longer than so many `seconds` and what its length adds.
pub(super) fn within<T: Send + 'static>(
    seconds: u64,
    bytes: usize,
    work: impl FnOnce(&Pulse) -> T + Send + 'static,
) -> Option<T> {
    patiently(Pulse::new(Duration::from_secs(seconds), bytes), work)
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
        assert_eq!(within(5, 0, |_| 1), Some(1));
        let (go_on, waits) = channel::<()>();
        let soon = Pulse::new(Duration::from_millis(20), 0);
        let hung = patiently(soon, move |_| waits.recv().is_ok());
        assert_eq!(hung, None);
        assert_eq!(within(5, 0, |_| 2), Some(2));
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
        let panicked = within(5, 0, |_| -> u8 { panic!("a fault, for the test") });
        assert_eq!(panicked, None);
    }
}
