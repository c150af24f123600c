//! The input thread: bytes of the terminal → messages to the loop.
//!
//! Invariant: it only feeds the channel. It can neither stop the program nor spin: a vanished terminal ends it, and it sees to it
//! that the process ends too. Must not know: what keys mean.

use std::sync::mpsc::Sender;
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use super::parse::Parser;
use super::{Exit, Message, signals, tty};

/// Open while the terminal is ours: bytes that are typed for the shell or an editor are theirs.
#[derive(Debug)]
pub(super) struct Gate {
    open: Mutex<bool>,
    opened: Condvar,
}

impl Gate {
    /// An open gate.
    pub(super) fn new() -> Arc<Gate> {
        Arc::new(Gate {
            open: Mutex::new(true),
            opened: Condvar::new(),
        })
    }

    /// Opens or closes it; once closed, nothing is read any more.
    pub(super) fn set(&self, open: bool) {
        *self.open.lock().unwrap_or_else(PoisonError::into_inner) = open;
        self.opened.notify_all();
    }

    /// Reads once the gate is open, without ever waiting for bytes while it holds the gate.
    fn read(&self, buffer: &mut [u8]) -> Option<usize> {
        let open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let _open = self
            .opened
            .wait_while(open, |open| !*open)
            .unwrap_or_else(PoisonError::into_inner);
        // Somebody else may have read them while the gate was closed.
        match tty::wait(Some(Duration::ZERO)) {
            tty::Wait::Ready => tty::read(buffer),
            tty::Wait::Late => Some(0),
            tty::Wait::Gone => None,
        }
    }
}

/// Starts the thread. `patience`: how long the rest of a sequence may come after ESC.
pub(super) fn listen<A: Send + 'static>(
    to: Sender<Message<A>>,
    gate: Arc<Gate>,
    patience: Duration,
) -> std::io::Result<()> {
    thread::Builder::new()
        .name("input".to_owned())
        .spawn(move || {
            follow(&to, &gate, Parser::new(patience));
            signals::end(&to, Exit::Lost);
        })?;
    Ok(())
}

/// Feeds the channel until the terminal, or the loop, is gone.
fn follow<A>(to: &Sender<Message<A>>, gate: &Gate, mut parser: Parser) {
    let mut buffer = [0; 4096];
    loop {
        let inputs = match tty::wait(parser.waiting()) {
            tty::Wait::Gone => return,
            tty::Wait::Late => parser.timed_out(Instant::now()),
            tty::Wait::Ready => match gate.read(&mut buffer) {
                None => return,
                Some(n) => parser.read(&buffer[..n], Instant::now()),
            },
        };
        for input in inputs {
            if to.send(Message::Input(input)).is_err() {
                return;
            }
        }
    }
}
