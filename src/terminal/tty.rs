//! How is the terminal taken, written to, and given back in every way that a program can end?
//!
//! Invariant: [`restore`] may be called from any thread, any number of times, at any moment, and leaves the screen, the cursor
//! and the line discipline as they were found. Must not know: what is drawn or read.

use std::cell::Cell;
use std::io::{self, IsTerminal, Write};
use std::panic;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError, mpsc};
use std::thread;
use std::time::Duration;

use crossterm::cursor::{Hide, SetCursorStyle, Show};
use crossterm::event::{DisableBracketedPaste, EnableBracketedPaste};
use crossterm::queue;
use crossterm::style::{Attribute, ResetColor, SetAttribute};
use crossterm::terminal::{
    DisableLineWrap, EnableLineWrap, EndSynchronizedUpdate, EnterAlternateScreen,
    LeaveAlternateScreen, disable_raw_mode, enable_raw_mode,
};
use nix::unistd;
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;
use rustix::process::{Signal, getpgrp, kill_current_process_group};
use rustix::stdio::{stdin, stdout};
use rustix::termios::tcgetpgrp;

use crate::journal;
use crate::sanitize;

pub use crate::journal::message;

/// Ends a string that was cut off in the middle (ST), so that the terminal listens to what comes next.
const END_OF_STRING: &[u8] = b"\x1b\\";
/// Tell of buttons and of movement while one is down, in numbers that know no last column (modes 1002 and 1006).
const TELL_MOUSE: &[u8] = b"\x1b[?1002h\x1b[?1006h";
/// The mouse is the terminal's again.
const LEAVE_MOUSE: &[u8] = b"\x1b[?1006l\x1b[?1002l";
/// A terminal that takes no bytes for so long gets none from a restoration.
const PATIENCE: Duration = Duration::from_millis(300);

/// Makes the terminal standard input, which was a pipe that has been read.
///
/// # Errors
/// There is no terminal that controls the process.
pub fn take_keys_from_terminal() -> io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    let terminal = options.read(true).write(true).open("/dev/tty")?;
    Ok(rustix::stdio::dup2_stdin(terminal)?)
}

/// Whether the terminal is ours now.
static ENTERED: AtomicBool = AtomicBool::new(false);
/// Whether the terminal is to tell what the mouse does.
static MOUSE: AtomicBool = AtomicBool::new(false);
/// Whether it was ever asked to: then it is asked to stop whenever it is given back.
static MOUSE_ASKED: AtomicBool = AtomicBool::new(false);
/// Held while it is given back, so that whoever else wants to give it back waits until that is done.
static RESTORING: Mutex<()> = Mutex::new(());

thread_local! {
    /// Whether a panic of this thread ends the program.
    static VITAL: Cell<bool> = const { Cell::new(false) };
}

/// Whether somebody could be typing: standard input is a terminal.
pub fn stdin_is_terminal() -> bool {
    io::stdin().is_terminal()
}

/// Whether somebody could be looking: standard output is a terminal.
pub fn stdout_is_terminal() -> bool {
    io::stdout().is_terminal()
}

/// Why nothing can be read here in three panes, in a sentence that says what to do; `None` where it can.
pub fn unusable() -> Option<&'static str> {
    (!stdin_is_terminal() || !stdout_is_terminal()).then_some(
        "reading needs a terminal; over ssh, ask for one: ssh -t HOST briefing; `briefing -` reads the text that is piped in, `briefing --plain` its commands",
    )
}

/// Whether the terminal is one that prints lines and cannot place its cursor, as `TERM` says (terminfo's `dumb`, `unknown`).
pub fn is_dumb() -> bool {
    let term = std::env::var_os("TERM").unwrap_or_default();
    term == "dumb" || term == "unknown"
}

/// Columns and rows; what cannot be known is 80 × 24.
pub fn size() -> (u16, u16) {
    match crossterm::terminal::size() {
        Ok((columns, rows)) if columns > 0 && rows > 0 => (columns, rows),
        _ => (80, 24),
    }
}

/// Whether the terminal is ours now.
pub fn entered() -> bool {
    ENTERED.load(Ordering::SeqCst)
}

/// What has the terminal tell what the mouse does, or no longer, now and whenever it is taken again.
pub(super) fn mouse(on: bool) -> Vec<u8> {
    if on {
        // First the promise to take it back.
        MOUSE_ASKED.store(true, Ordering::SeqCst);
    }
    MOUSE.store(on, Ordering::SeqCst);
    let bytes = if on { TELL_MOUSE } else { LEAVE_MOUSE };
    bytes.to_vec()
}

/// Other screen, bracketed paste, a cursor that hides no letter, no wrapping at the right edge (a character that the
/// terminal thinks wider than we do must not push anything to the next row). No query, and no mouse unless the reader wants it:
/// selecting by hand must work.
fn entering() -> Vec<u8> {
    sequence(|bytes| {
        queue!(
            bytes,
            EnterAlternateScreen,
            EnableBracketedPaste,
            DisableLineWrap
        )?;
        if MOUSE.load(Ordering::SeqCst) {
            bytes.extend_from_slice(TELL_MOUSE);
        }
        queue!(bytes, SetCursorStyle::SteadyBar, Hide)
    })
}

/// All of it back, whatever was cut off in the middle: first the end of a string, of a frame, of colours.
fn leaving() -> Vec<u8> {
    sequence(|bytes| {
        bytes.extend_from_slice(END_OF_STRING);
        queue!(
            bytes,
            EndSynchronizedUpdate,
            ResetColor,
            SetAttribute(Attribute::Reset)
        )?;
        if MOUSE_ASKED.load(Ordering::SeqCst) {
            bytes.extend_from_slice(LEAVE_MOUSE);
        }
        queue!(
            bytes,
            DisableBracketedPaste,
            EnableLineWrap,
            SetCursorStyle::DefaultUserShape
        )?;
        queue!(bytes, LeaveAlternateScreen, Show)
    })
}

/// The bytes of commands.
fn sequence(commands: impl Fn(&mut Vec<u8>) -> io::Result<()>) -> Vec<u8> {
    let mut bytes = Vec::new();
    // Writing into memory cannot fail.
    let _ = commands(&mut bytes);
    bytes
}

/// Takes the terminal: raw mode and the other screen. Taken twice is taken once.
///
/// # Errors
/// Whatever the terminal answers; it is then as it was.
pub fn enter() -> io::Result<()> {
    if entered() {
        return Ok(());
    }
    // First the promise to restore, then what needs it.
    ENTERED.store(true, Ordering::SeqCst);
    let taken = enable_raw_mode().and_then(|()| Tty.write_all(&entering()));
    if taken.is_err() {
        restore();
    }
    taken
}

/// Gives the terminal back, if it is ours; returns once that is done, whichever thread does it. A terminal that is gone or
/// stopped is no error here: there is nobody to tell.
pub fn restore() {
    let _alone = RESTORING.lock().unwrap_or_else(PoisonError::into_inner);
    if !ENTERED.swap(false, Ordering::SeqCst) {
        return;
    }
    // crossterm does it at once, and not when all output is sent: that can take for ever.
    let _ = disable_raw_mode();
    // The bytes come last, because they are what can block. One write, and no second try: this must end.
    if writable(PATIENCE) {
        let _ = rustix::io::write(stdout(), &leaving());
    }
}

/// Gives the terminal back and ends the process, within a second whatever the terminal does: a write to a stopped or
/// choked one can block, so it happens on a thread of its own.
pub fn die(code: i32) -> ! {
    let (done, finished) = mpsc::channel();
    let restoring = thread::Builder::new().spawn(move || {
        restore();
        let _ = done.send(());
    });
    if restoring.is_ok() {
        let _ = finished.recv_timeout(2 * PATIENCE);
    }
    signal_hook::low_level::exit(code)
}

/// Gives the terminal back when it goes out of scope.
#[derive(Debug)]
pub struct Guard;

impl Guard {
    /// Takes the terminal. See [`enter`].
    pub fn enter() -> io::Result<Guard> {
        enter()?;
        VITAL.set(true);
        Ok(Guard)
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        VITAL.set(false);
        restore();
    }
}

/// From now on a panic of the thread that holds the [`Guard`] first gives the terminal back and then says one line. A panic of
/// any other thread, while the terminal is ours, says nothing: whoever started the thread tells the reader.
pub fn hook_panics() {
    static HOOKED: AtomicBool = AtomicBool::new(false);
    if HOOKED.swap(true, Ordering::SeqCst) {
        return;
    }
    let before = panic::take_hook();
    panic::set_hook(Box::new(move |info| {
        if VITAL.get() {
            restore();
            let report = journal::panicked(info);
            // The message may quote a document, so nothing of it goes out unescaped.
            let said: String = message(info.payload()).chars().take(200).collect();
            let place = info.location().map(ToString::to_string).unwrap_or_default();
            let _ = writeln!(
                io::stderr(),
                "briefing stopped at a fault of its own, at {place}: {}{}",
                said.escape_debug(),
                report_at(report.as_deref())
            );
        } else if !entered() {
            before(info);
        }
    }));
}

/// Where a report is and what to do with it, as the end of a sentence; nothing without one.
pub fn report_at(report: Option<&Path>) -> String {
    report.map_or_else(String::new, |path| {
        let path = sanitize::line(&path.to_string_lossy());
        format!("; a report is in {path}: please send it to whoever maintains briefing")
    })
}

/// Whether `fg` could bring us back if we stopped: false for a session's own group (`ssh -t host briefing`) and where the
/// shell that started us is gone. POSIX: an orphaned process group is one that no job control can reach.
pub fn can_stop() -> bool {
    // Not rustix, which asserts that a session has a number: one that began outside of our container has none (0).
    let (parent, group) = (unistd::getppid(), unistd::getpgrp());
    parent.as_raw() > 0
        && unistd::getsid(None)
            .is_ok_and(|session| session != group && unistd::getsid(Some(parent)) == Ok(session))
}

/// Stops our whole job, as the terminal driver would have on Ctrl-Z; returns when it is continued.
pub fn stop() -> io::Result<()> {
    // Not TSTP: we handle that one ourselves.
    Ok(kill_current_process_group(Signal::STOP)?)
}

/// Whether the terminal listens to us and not to the shell (after `bg`). Where nobody controls jobs: yes.
pub fn in_foreground() -> bool {
    tcgetpgrp(stdin()).map_or(true, |group| group == getpgrp())
}

/// What waiting for input came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wait {
    /// There is something to read.
    Ready,
    /// Not in this time.
    Late,
    /// The terminal is gone.
    Gone,
}

/// Waits for input at most so long; `None`: for ever, without waking up.
pub fn wait(time: Option<Duration>) -> Wait {
    // Longer than the system can count is for ever.
    let time = time.and_then(|time| Timespec::try_from(time).ok());
    let fd = stdin();
    let mut polled = [PollFd::new(&fd, PollFlags::IN)];
    match poll(&mut polled, time.as_ref()) {
        Ok(0) | Err(Errno::INTR | Errno::AGAIN) => Wait::Late,
        Ok(_) if polled[0].revents() == PollFlags::IN => Wait::Ready,
        // Hung up, an error, or no such descriptor: whatever is left to read no longer matters.
        Ok(_) | Err(_) => Wait::Gone,
    }
}

/// Reads what is there; `None` when the terminal is gone.
pub fn read(buffer: &mut [u8]) -> Option<usize> {
    match rustix::io::read(stdin(), buffer) {
        Ok(0) => None,
        Ok(n) => Some(n),
        Err(Errno::INTR | Errno::AGAIN) => Some(0),
        Err(_) => None,
    }
}

/// Whether the terminal takes bytes, at the latest after `time`.
fn writable(time: Duration) -> bool {
    let fd = stdout();
    let mut polled = [PollFd::new(&fd, PollFlags::OUT)];
    let time = Timespec::try_from(time).unwrap_or_default();
    let ready = poll(&mut polled, Some(&time));
    matches!(ready, Ok(1..)) && polled[0].revents().contains(PollFlags::OUT)
}

/// Standard output, unbuffered: one `write` is one write(2).
#[derive(Debug)]
pub struct Tty;

impl Write for Tty {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        loop {
            match rustix::io::write(stdout(), bytes) {
                Err(Errno::INTR) => {}
                // Somebody who shares the terminal set it so.
                Err(Errno::AGAIN) => {
                    writable(PATIENCE);
                }
                result => return Ok(result?),
            }
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
