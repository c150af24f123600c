//! How does another program get the terminal for a while? It runs in our place, and we wait without being in its way.
//!
//! It runs in our own group of processes, so that Ctrl-Z stops both and `fg` brings both back; the interrupt keys are its own
//! meanwhile. The loop goes on beside it: what is answered is taken in, and a hang-up ends us both.
//! Must not know: which program, or why.

use std::ffi::OsString;
use std::io;
use std::process::{Child, Command};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;

use rustix::process::{Pid, Signal, getpid, kill_process};

/// Whether another program has the terminal.
static LENT: AtomicBool = AtomicBool::new(false);
/// The one that had it, when it has ended and the loop has not been told.
static RETURNED: Mutex<Option<Returned>> = Mutex::new(None);

/// Whether another program has the terminal: what the keyboard interrupts is that one.
pub(super) fn is_lent() -> bool {
    LENT.load(Ordering::SeqCst)
}

/// The one that had the terminal, once, when it has ended.
pub(super) fn returned() -> Option<Returned> {
    RETURNED
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .take()
}

/// The terminal is ours again, or is nobody's.
pub(super) fn taken_back() {
    LENT.store(false, Ordering::SeqCst);
}

/// What another program is called with, and how it ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Returned {
    /// The program.
    pub program: String,
    /// Nothing when it ended well, else what happened.
    pub trouble: Option<String>,
}

/// Splits what a variable such as `EDITOR` holds into words, as a shell would, without one.
///
/// # Errors
/// A quotation mark is never closed, or there is no word.
pub fn words(line: &str) -> Result<Vec<String>, String> {
    match shell_words::split(line) {
        Ok(words) if words.is_empty() => Err("it is empty".to_owned()),
        Ok(words) => Ok(words),
        Err(_) => Err("a quotation mark in it is never closed".to_owned()),
    }
}

/// Starts a program on the terminal that we have left; when it ends, the signal thread hears of it and has [`returned`] it.
///
/// # Errors
/// There is no such program, or the system refuses.
pub(super) fn start(words: &[OsString]) -> io::Result<Pid> {
    let (program, arguments) = words.split_first().ok_or(io::ErrorKind::InvalidInput)?;
    let name = program.to_string_lossy().into_owned();
    // First the flag: its first keys may be interrupts.
    LENT.store(true, Ordering::SeqCst);
    let child = Command::new(program).args(arguments).spawn();
    let started = child.and_then(|child| watched(child, name));
    if started.is_err() {
        taken_back();
    }
    started
}

fn watched(mut child: Child, program: String) -> io::Result<Pid> {
    let pid = i32::try_from(child.id()).ok().and_then(Pid::from_raw);
    let pid = pid.ok_or(io::ErrorKind::InvalidData)?;
    let wait = move || {
        let trouble = match child.wait() {
            Ok(status) if status.success() => None,
            Ok(status) => Some(status.to_string()),
            Err(e) => Some(e.to_string()),
        };
        let returned = Returned { program, trouble };
        *RETURNED.lock().unwrap_or_else(PoisonError::into_inner) = Some(returned);
        // The system has said so already, but perhaps before it could be told what has returned.
        let _ = kill_process(getpid(), Signal::CHILD);
    };
    thread::Builder::new().name("lent".to_owned()).spawn(wait)?;
    Ok(pid)
}

/// Ends a program that has the terminal, because we end: it would have it alone with the shell.
pub(super) fn end(pid: Pid) {
    // It may be gone already.
    let _ = kill_process(pid, Signal::TERM);
}
