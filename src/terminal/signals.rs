//! The signal thread: what the system tells us → messages to the loop, and an end within a second whatever the loop does.
//!
//! It is a thread of its own because a handler that only sets a flag leaves a process that nobody can end, when the loop is busy
//! or its terminal has vanished (SSH findings 1 and 20).

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::Sender;
use std::thread;
use std::time::Duration;

use signal_hook::consts::{SIGCHLD, SIGCONT, SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP, SIGWINCH};
use signal_hook::iterator::Signals;

use super::{Exit, Message, lend, tty};

/// What the loop and whoever called it have to save their work and end.
const GRACE: Duration = Duration::from_secs(1);

/// Starts the thread.
///
/// # Errors
/// If the system refuses the handlers or the thread.
pub(super) fn watch<A: Send + 'static>(to: Sender<Message<A>>) -> std::io::Result<()> {
    let mut signals = Signals::new([
        SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGCHLD, SIGCONT, SIGTSTP, SIGWINCH,
    ])?;
    thread::Builder::new()
        .name("signals".to_owned())
        .spawn(move || {
            for signal in signals.forever() {
                if ![SIGWINCH, SIGCHLD].contains(&signal) {
                    tracing::info!(signal, "signal");
                }
                // A loop that is gone wants no news; the fatal ones look after themselves.
                let _ = match signal {
                    // The keys that interrupt are meant for whoever has the terminal.
                    SIGINT | SIGQUIT if lend::is_lent() => Ok(()),
                    // Stopped with it, we are continued with it; the loop has nothing to give back.
                    SIGTSTP if lend::is_lent() => {
                        stop();
                        Ok(())
                    }
                    // Told from here: an interrupt that ended it was meant for it, and has come out above before this does.
                    SIGCHLD => match lend::returned() {
                        Some(returned) => to.send(Message::Returned(returned)),
                        None => Ok(()),
                    },
                    SIGWINCH => to.send(Message::Resized),
                    SIGTSTP => to.send(Message::Stop),
                    SIGCONT => to.send(Message::Continued),
                    fatal => {
                        end(&to, Exit::Signal(fatal));
                        Ok(())
                    }
                };
            }
        })?;
    Ok(())
}

/// Stops the job that we and whoever has the terminal are, if anybody can continue it.
fn stop() {
    if tty::can_stop() {
        // Refused, we just run on.
        let _ = tty::stop();
    }
}

/// Asks the loop to end, and ends the process after [`GRACE`] if it has not; asked a second time by a person, at once.
pub(super) fn end<A>(to: &Sender<Message<A>>, exit: Exit) {
    static ENDING: AtomicBool = AtomicBool::new(false);
    if ENDING.swap(true, Ordering::SeqCst) {
        // A hang-up comes several times by nature: from the terminal, from the shell, as the end of the input.
        if !matches!(exit, Exit::Lost | Exit::Signal(SIGHUP)) {
            tty::die(exit.code());
        }
        return;
    }
    // A loop that is gone is on its way out already, and has the same time.
    let _ = to.send(Message::End(exit));
    let watchdog = thread::Builder::new().spawn(move || {
        thread::sleep(GRACE);
        tty::die(exit.code());
    });
    if watchdog.is_err() {
        tty::die(exit.code());
    }
}
