//! How does a session meet a terminal? Raw mode, input, signals, slow work and the one loop that they all report to.
//!
//! [`run`] blocks on one channel. The input thread, the signal thread and the lanes of slow work feed it; after each drained batch
//! of messages the session is drawn once, and one write(2) carries what changed. Nothing wakes the process while nothing happens,
//! the terminal is never asked anything, and it is given back in whatever way the program ends.
//!
//! | file | answers |
//! |---|---|
//! | `parse` | bytes of the terminal → keys and pastes |
//! | `input` | the thread that reads them |
//! | `signals` | the thread that hears the system, and the watchdog |
//! | `lend` | another program on the terminal, and coming back |
//! | `work` | slow questions beside the loop; the newest wins |
//! | `clipboard` | a text → what gives it to the clipboard |
//! | `paint` | the fewest bytes from one picture to the next |
//! | `tty` | taking the terminal, giving it back, panics, stopping |
//!
//! Must not know: what keys mean and what is drawn; a [`Session`] does.

mod clipboard;
mod input;
mod lend;
mod paint;
mod parse;
mod screen;
mod signals;
mod tty;
mod work;

use std::ffi::OsString;
use std::io;
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::time::{Duration, Instant};

use ratatui::Frame;
use rustix::process::Pid;

use crate::action::Mouse;
use crate::keymap::{Key, KeyCode};

pub use clipboard::fits as clipboard_takes;
pub use lend::{Returned, words};
pub use paint::Painter;
pub use parse::{Input, Parser};
pub use screen::Screen;
pub use tty::{
    is_dumb, report_at, size, stdin_is_terminal, stdout_is_terminal, take_keys_from_terminal,
    unusable,
};
pub use work::{Job, Reply};

use input::Gate;
use tty::Tty;
use work::{Lanes, Ticket};

/// What happens to a session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event<A> {
    /// A key was pressed.
    Key(Key),
    /// The mouse did something; only after [`Effect::Mouse`].
    Mouse(Mouse),
    /// Text was pasted. Lines end in `\n`; it is as hostile as any document.
    Paste(String),
    /// The terminal has so many columns and rows; the first event, and one whenever that changes.
    Resize(u16, u16),
    /// A job answered, or told how far it is; never one whose question is no longer the newest of its lane.
    Answer(A),
    /// The job in this lane panicked, saying this; its lane takes the next question.
    Failed(&'static str, String),
    /// The process was stopped and runs again; the screen is about to be painted anew.
    Resumed,
    /// The program that had the terminal has ended, or could not be started.
    Returned(Returned),
    /// [`Effect::Suspend`] was asked for where nothing could bring the process back.
    CannotSuspend,
}

/// What a session wants of the terminal.
#[derive(Debug)]
pub enum Effect<A> {
    /// Ends the loop.
    Quit,
    /// Stops the process until the shell continues it (Ctrl-Z).
    Suspend,
    /// Paints everything anew, whatever the screen is thought to show (Ctrl-L).
    Redraw,
    /// Gives a text to the terminal's clipboard, with the next frame; too long a one ([`clipboard_takes`]) is not sent.
    Copy(String),
    /// Has the terminal tell what the mouse does, or no longer. Where it was never asked, selecting by hand works as ever.
    Mouse(bool),
    /// Gives the terminal to another program (its words, the first its name) until it ends, and takes it again.
    Lend(Vec<OsString>),
    /// Has work done beside the loop.
    Job(Job<A>),
}

/// One program as the loop sees it.
pub trait Session {
    /// What its jobs answer.
    type Answer: Send + 'static;

    /// Takes in what happened. Everything slow belongs into a job: keys wait while this runs.
    fn event(&mut self, event: Event<Self::Answer>) -> Vec<Effect<Self::Answer>>;

    /// Draws the session as it is. A cursor that is not placed is hidden.
    fn draw(&self, frame: &mut Frame<'_>);

    /// Whether text is being typed: then a burst of characters is typing, and not an unmarked paste that must not act.
    fn is_typing(&self) -> bool;

    /// Whether this key, with Alt, means something; where it does not, it comes as Esc and the key without Alt, because that
    /// is what a slow line makes of these two.
    fn is_bound(&self, key: Key) -> bool;
}

/// How a session ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// By its own wish.
    Quit,
    /// By this signal. Whatever is left to save must be saved within a second.
    Signal(i32),
    /// The terminal vanished; there is a second for saving here too.
    Lost,
}

impl Exit {
    /// The exit code of the process: shells expect 128 and the signal's number; a vanished terminal is a hang-up.
    pub fn code(self) -> i32 {
        match self {
            Exit::Quit => 0,
            Exit::Signal(signal) => 128 + signal,
            Exit::Lost => 128 + signal_hook::consts::SIGHUP,
        }
    }
}

/// How patient and how eager the loop is.
#[derive(Debug, Clone, Copy)]
pub struct Manners {
    /// The least time between two frames; a lone key never waits for it.
    pub frame: Duration,
    /// The least time between two changes of size, which lay everything out anew.
    pub resize: Duration,
    /// How long a fresh answer is waited for before a frame, so that fast answers do not flicker.
    pub answer: Duration,
    /// How long the rest of a key's sequence may come after its ESC.
    pub escape: Duration,
}

impl Manners {
    /// For this line: over ssh frames are rarer, because everything that is written must also arrive, and split sequences
    /// are awaited longer (SSH practices 3 and 14).
    pub fn of_environment() -> Manners {
        let far = std::env::var_os("SSH_CONNECTION").is_some();
        let (per_second, escape) = if far { (15, 100) } else { (60, 50) };
        Manners {
            frame: Duration::from_secs(1) / per_second,
            resize: Duration::from_millis(50),
            answer: Duration::from_millis(8),
            escape: Duration::from_millis(escape),
        }
    }
}

/// What comes over the channel.
enum Message<A> {
    Input(Input),
    Resized,
    Stop,
    Continued,
    End(Exit),
    Returned(Returned),
    Answer(Ticket, A),
    Failed(Ticket, String),
}

/// Runs a session on the terminal of standard input and output until it ends; the terminal is then as it was.
///
/// After [`Exit::Signal`] and [`Exit::Lost`] the process ends by itself a second after the cause: save, and exit with
/// [`Exit::code`]. Once in the life of a process.
///
/// # Errors
/// If the terminal cannot be taken ([`unusable`] says so beforehand), or the system refuses threads or handlers. A terminal that
/// fails later is [`Exit::Lost`].
pub fn run<S: Session>(session: &mut S, manners: Manners) -> io::Result<Exit> {
    tty::hook_panics();
    let (to, from) = mpsc::channel();
    // First those who can give the terminal back, then taking it.
    signals::watch(to.clone())?;
    let guard = tty::Guard::enter()?;
    let gate = Gate::new();
    input::listen(to.clone(), Arc::clone(&gate), manners.escape)?;
    let mut running = Loop::new(session, manners, to, from, Arc::clone(&gate));
    let exit = running.run();
    if let Some(pid) = running.lent {
        lend::end(pid);
    }
    // What is typed from now on is the shell's.
    gate.set(false);
    drop(guard);
    Ok(exit)
}

/// The loop and what it holds.
struct Loop<'s, S: Session> {
    session: &'s mut S,
    manners: Manners,
    from: Receiver<Message<S::Answer>>,
    lanes: Lanes<S::Answer>,
    gate: Arc<Gate>,
    screen: Screen<Tty>,
    exit: Option<Exit>,
    /// Whether something happened since the last frame, and when that was.
    dirty: bool,
    drawn: Option<Instant>,
    /// Whether the size may have changed since the session was told, and when that was.
    resized: bool,
    told: Option<Instant>,
    /// When to stop again, after being continued without the terminal.
    retire: Option<Instant>,
    /// The program that has the terminal.
    lent: Option<Pid>,
}

/// What `fg` may take after `bg` before we stop in the background: stopping in its very moment would undo it.
const RETIRE: Duration = Duration::from_millis(250);

impl<'s, S: Session> Loop<'s, S> {
    fn new(
        session: &'s mut S,
        manners: Manners,
        to: Sender<Message<S::Answer>>,
        from: Receiver<Message<S::Answer>>,
        gate: Arc<Gate>,
    ) -> Self {
        Loop {
            session,
            manners,
            from,
            lanes: Lanes::new(to),
            gate,
            screen: Screen::new(Tty),
            exit: None,
            dirty: true,
            drawn: None,
            resized: true,
            told: None,
            retire: None,
            lent: None,
        }
    }

    fn run(&mut self) -> Exit {
        loop {
            self.retire();
            self.resize();
            self.settle();
            if let Some(exit) = self.exit {
                return exit;
            }
            // A terminal that cannot be written to is gone.
            if self.draw().is_err() {
                return Exit::Lost;
            }
            if !self.batch() {
                return Exit::Lost;
            }
        }
    }

    /// Waits for a message, or until something is due, and takes in all that have come. False when nobody can send any more.
    fn batch(&mut self) -> bool {
        match self.next(self.due()) {
            Ok(Some(message)) => self.take(message),
            Ok(None) => return true,
            Err(()) => return false,
        }
        // Whoever floods us must not keep us from drawing.
        let until = Instant::now() + self.manners.frame;
        while self.exit.is_none() && Instant::now() < until {
            match self.from.try_recv() {
                Ok(message) => self.take(message),
                Err(_) => break,
            }
        }
        true
    }

    /// The next message; `None` if it does not come until then, an error when nobody can send any.
    fn next(&self, until: Option<Instant>) -> Result<Option<Message<S::Answer>>, ()> {
        let Some(until) = until else {
            return self.from.recv().map(Some).map_err(drop);
        };
        match self
            .from
            .recv_timeout(until.saturating_duration_since(Instant::now()))
        {
            Ok(message) => Ok(Some(message)),
            Err(RecvTimeoutError::Timeout) => Ok(None),
            Err(RecvTimeoutError::Disconnected) => Err(()),
        }
    }

    /// When something held back may go ahead.
    fn due(&self) -> Option<Instant> {
        let frame = (self.dirty && tty::entered())
            .then(|| after(self.drawn, self.manners.frame))
            .flatten();
        let resize = self
            .resized
            .then(|| after(self.told, self.manners.resize))
            .flatten();
        frame.into_iter().chain(resize).chain(self.retire).min()
    }

    fn take(&mut self, message: Message<S::Answer>) {
        match message {
            Message::Input(Input::Key(key)) => self.key(key),
            Message::Input(Input::Paste(text)) => self.tell(Event::Paste(text)),
            Message::Input(Input::Burst(keys)) => self.burst(keys),
            Message::Input(Input::Mouse(mouse)) => self.tell(Event::Mouse(mouse)),
            Message::Resized => self.resized = true,
            // Whoever has the terminal is stopped and continued with us, and needs no help.
            Message::Stop | Message::Continued if self.lent.is_some() => {}
            Message::Stop => self.suspend(),
            Message::Continued => self.resume(),
            Message::Returned(returned) => self.returned(returned),
            Message::End(exit) => self.exit = Some(exit),
            Message::Answer(ticket, answer) => {
                if self.lanes.is_fresh(ticket) {
                    self.tell(Event::Answer(answer));
                }
            }
            Message::Failed(ticket, said) => {
                if self.lanes.is_fresh(ticket) {
                    self.tell(Event::Failed(ticket.lane(), said));
                }
            }
        }
    }

    fn tell(&mut self, event: Event<S::Answer>) {
        self.dirty = true;
        for effect in self.session.event(event) {
            match effect {
                Effect::Quit => self.exit = self.exit.or(Some(Exit::Quit)),
                Effect::Suspend => self.suspend(),
                Effect::Lend(words) => self.lend(&words),
                Effect::Redraw => self.screen.forget(),
                Effect::Mouse(on) => self.screen.send(tty::mouse(on)),
                Effect::Copy(text) => {
                    let between = clipboard::Between::of_environment();
                    self.screen.send(clipboard::sequence(&text, between));
                }
                Effect::Job(job) => {
                    let lane = job.lane();
                    if let Err(e) = self.lanes.ask(job) {
                        self.tell(Event::Failed(lane, e.to_string()));
                    }
                }
            }
        }
    }

    fn key(&mut self, key: Key) {
        if key.alt && !self.session.is_bound(key) {
            self.tell(Event::Key(Key::new(KeyCode::Esc, false, false, false)));
            self.tell(Event::Key(Key { alt: false, ..key }));
        } else {
            self.tell(Event::Key(key));
        }
    }

    /// Typing where text is typed; what is left when the text field closes, and everything elsewhere, is a paste.
    fn burst(&mut self, keys: Vec<Key>) {
        let mut keys = keys.into_iter().peekable();
        while self.exit.is_none() && self.session.is_typing() {
            match keys.next() {
                Some(key) => self.key(key),
                None => return,
            }
        }
        let text: String = keys.filter_map(parse::text_of).collect();
        if !text.is_empty() {
            self.tell(Event::Paste(text));
        }
    }

    /// Tells the session the size, at most so often.
    fn resize(&mut self) {
        let due = after(self.told, self.manners.resize).is_none_or(|due| due <= Instant::now());
        if !self.resized || !due {
            return;
        }
        self.resized = false;
        self.told = Some(Instant::now());
        let (width, height) = tty::size();
        // Also when the size is the old one: it may have been another in between, and what was cut off is gone.
        self.screen.forget();
        self.dirty = true;
        if self.screen.resize(width, height) {
            self.tell(Event::Resize(width, height));
        }
    }

    /// Gives answers that are on their way a moment.
    fn settle(&mut self) {
        let until = Instant::now() + self.manners.answer;
        while self.exit.is_none() && self.lanes.is_waiting() {
            match self.next(Some(until)) {
                Ok(Some(message)) => self.take(message),
                Ok(None) | Err(()) => break,
            }
        }
        self.lanes.forget_waiting();
    }

    /// Draws, if there is anything new and the last frame is old enough.
    fn draw(&mut self) -> io::Result<()> {
        let due = after(self.drawn, self.manners.frame).is_none_or(|due| due <= Instant::now());
        if !self.dirty || !due || !tty::entered() {
            return Ok(());
        }
        self.dirty = false;
        let session = &*self.session;
        self.screen.draw(|frame| session.draw(frame))?;
        self.drawn = Some(Instant::now());
        Ok(())
    }

    /// Stops the process, if anything can continue it.
    fn suspend(&mut self) {
        if !tty::can_stop() {
            return self.tell(Event::CannotSuspend);
        }
        self.leave();
        // We are told by `Continued` when we run again. If stopping failed, we still do.
        if tty::stop().is_err() {
            self.resume();
        }
    }

    /// Takes the terminal again after the process was continued, by `fg` or from outside.
    fn resume(&mut self) {
        self.retire = None;
        if !tty::in_foreground() && tty::can_stop() {
            // Continued by `bg`: without the terminal there is nothing to do but to wait for `fg`.
            self.leave();
            self.retire = Some(Instant::now() + RETIRE);
            return;
        }
        // Whoever had the terminal meanwhile may have left it in any state.
        self.leave();
        if tty::enter().is_err() {
            self.exit = Some(Exit::Lost);
            return;
        }
        self.gate.set(true);
        self.screen.forget();
        self.resized = true;
        self.tell(Event::Resumed);
    }

    /// Stops in the background, where taking the terminal would mean to fight the shell for it.
    fn retire(&mut self) {
        if self.exit.is_some() || self.retire.is_none_or(|at| at > Instant::now()) {
            return;
        }
        self.retire = None;
        if tty::in_foreground() || tty::stop().is_err() {
            self.resume();
        }
    }

    /// Gives the terminal to another program.
    fn lend(&mut self, words: &[OsString]) {
        if self.lent.is_some() {
            return;
        }
        self.leave();
        match lend::start(words) {
            Ok(pid) => self.lent = Some(pid),
            Err(e) => {
                let program = words.first().map(|w| w.to_string_lossy().into_owned());
                self.returned(Returned {
                    program: program.unwrap_or_default(),
                    trouble: Some(e.to_string()),
                });
            }
        }
    }

    /// Takes the terminal again.
    fn returned(&mut self, returned: Returned) {
        self.lent = None;
        lend::taken_back();
        self.resume();
        self.tell(Event::Returned(returned));
    }

    fn leave(&mut self) {
        self.gate.set(false);
        tty::restore();
    }
}

/// The time at which something may happen again.
fn after(last: Option<Instant>, pause: Duration) -> Option<Instant> {
    last.map(|last| last + pause)
}
