//! A program in a real terminal: started, typed at, resized, hung up, and read through a terminal emulator.
//!
//! Everything waits for a condition; the limits are only there to end a test that has failed.

#![allow(
    dead_code,
    reason = "several test programs share it, and none needs all of it"
)]

use std::io::{Read, Write};
use std::num::NonZeroU16;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Receiver};
use std::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use portable_pty::{CommandBuilder, ExitStatus, MasterPty, PtySize, native_pty_system};
use rustix::process::{Pid, Signal, kill_process};

/// How long a condition may take on a machine that is busy with other builds.
const PATIENCE: Duration = Duration::from_secs(20);

/// A terminal and the program in it.
pub struct Pty {
    master: Option<Box<dyn MasterPty + Send>>,
    keys: Option<Box<dyn Write + Send>>,
    reader: Option<JoinHandle<()>>,
    closing: Arc<AtomicBool>,
    seen: Arc<Seen>,
    exited: Receiver<ExitStatus>,
    pid: u32,
    /// The line discipline before the program was started.
    pub discipline: String,
}

#[derive(Default)]
struct Seen {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    emulator: Option<vt100::Parser>,
    bytes: Vec<u8>,
    /// Whether nobody reads for now.
    held: bool,
}

impl Pty {
    /// Starts `command` in a terminal of so many columns and rows.
    pub fn start(command: CommandBuilder, columns: u16, rows: u16) -> Pty {
        let pair = native_pty_system().openpty(sized(columns, rows)).unwrap();
        let discipline = format!("{:?}", pair.master.get_termios());
        let mut child = pair.slave.spawn_command(command).unwrap();
        drop(pair.slave);
        let seen = Arc::new(Seen::default());
        seen.state.lock().unwrap().emulator = Some(emulator(columns, rows));
        let closing = Arc::new(AtomicBool::new(false));
        let input = pair.master.try_clone_reader().unwrap();
        let (on, stop) = (Arc::clone(&seen), Arc::clone(&closing));
        let reader = thread::spawn(move || follow(input, &on, &stop));
        let pid = child.process_id().unwrap();
        let (exit, exited) = mpsc::channel();
        thread::spawn(move || exit.send(child.wait().unwrap()));
        Pty {
            keys: Some(pair.master.take_writer().unwrap()),
            master: Some(pair.master),
            reader: Some(reader),
            closing,
            seen,
            exited,
            pid,
            discipline,
        }
    }

    /// Types, or pastes, these bytes.
    pub fn send(&mut self, bytes: impl AsRef<[u8]>) {
        let keys = self.keys.as_mut().unwrap();
        keys.write_all(bytes.as_ref()).unwrap();
        keys.flush().unwrap();
    }

    /// Gives the terminal another size.
    pub fn resize(&self, columns: u16, rows: u16) {
        if let Some(emulator) = &mut self.seen.state.lock().unwrap().emulator {
            emulator.screen_mut().set_size(cells(rows), cells(columns));
        }
        let master = self.master.as_ref().unwrap();
        master.resize(sized(columns, rows)).unwrap();
    }

    /// Sends a signal to the program.
    pub fn signal(&self, signal: Signal) {
        kill_process(self.pid(), signal).unwrap();
    }

    /// The program's process.
    pub fn pid(&self) -> Pid {
        Pid::from_raw(self.pid.cast_signed()).unwrap()
    }

    /// Waits until a screen that is drawn to the end satisfies `condition`; fails with the screen, saying `what` was awaited.
    pub fn wait_for(&self, what: &str, condition: impl Fn(&vt100::Screen) -> bool) {
        let until = Instant::now() + PATIENCE;
        let mut state = self.seen.state.lock().unwrap();
        while !is_whole(&state.bytes) || !condition(state.emulator.as_ref().unwrap().screen()) {
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                let shown = state.emulator.as_ref().unwrap().screen().contents();
                panic!("awaited: {what}\nthe screen:\n{shown}");
            }
            state = self.seen.changed.wait_timeout(state, left).unwrap().0;
        }
    }

    /// Waits until the screen shows this text.
    pub fn wait_text(&self, text: &str) {
        self.wait_for(text, |screen| screen.contents().contains(text));
    }

    /// Waits for this text; what the eye then sees: the characters with their looks, and the cursor.
    pub fn picture(&self, text: &str) -> String {
        self.wait_text(text);
        picture_of(self.state().emulator.as_ref().unwrap().screen())
    }

    /// Waits until the screen is this picture again.
    pub fn wait_picture(&self, what: &str, picture: &str) {
        self.wait_for(what, |screen| picture_of(screen) == picture);
    }

    /// The text on the screen.
    pub fn text(&self) -> String {
        self.state().emulator.as_ref().unwrap().screen().contents()
    }

    /// All bytes the program has written.
    pub fn bytes(&self) -> Vec<u8> {
        self.state().bytes.clone()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.seen.state.lock().unwrap()
    }

    /// Waits until the program has exited; its exit code, and how long that took from now on.
    pub fn exit(&self) -> (u32, Duration) {
        let asked = Instant::now();
        let status = self.exited.recv_timeout(PATIENCE);
        let status = status.unwrap_or_else(|_| panic!("still running:\n{}", self.text()));
        (status.exit_code(), asked.elapsed())
    }

    /// Waits until the terminal is as it was found: the first screen, the cursor shown, pastes unmarked, the line discipline.
    pub fn wait_restored(&self) {
        self.wait_for("the first screen, with a cursor", |screen| {
            !screen.alternate_screen() && !screen.hide_cursor() && !screen.bracketed_paste()
        });
        let master = self.master.as_ref().unwrap();
        assert_eq!(format!("{:?}", master.get_termios()), self.discipline);
    }

    /// Reads no more, as a line that stands still; `then` must make the program write something, and nobody reads what follows.
    pub fn stop_reading(&mut self, then: impl FnOnce(&mut Pty)) {
        self.closing.store(true, Ordering::SeqCst);
        then(self);
        self.reader.take().unwrap().join().unwrap();
    }

    /// Reads nothing for a while, as a terminal that is told to wait (Ctrl-S), and reads on. What has been read by then is taken.
    pub fn hold(&self, is_held: bool) {
        self.state().held = is_held;
        self.seen.changed.notify_all();
    }

    /// Closes the terminal under the program, as a line that drops does, once it has written something because of `then`.
    pub fn hang_up(&mut self, then: impl FnOnce(&mut Pty)) {
        // The reader holds the terminal open until it has something to read.
        self.stop_reading(then);
        self.keys = None;
        self.master = None;
    }
}

impl Drop for Pty {
    fn drop(&mut self) {
        // Only what is still running can be hit: nobody else has waited for it.
        if self.exited.try_recv().is_err() {
            let _ = kill_process(self.pid(), Signal::KILL);
        }
    }
}

fn follow(mut input: Box<dyn Read + Send>, seen: &Seen, closing: &AtomicBool) {
    let mut buffer = [0; 65536];
    // The end of the terminal is an error on Linux.
    while let Ok(n @ 1..) = input.read(&mut buffer) {
        let mut state = seen.state.lock().unwrap();
        state.bytes.extend_from_slice(&buffer[..n]);
        state.emulator.as_mut().unwrap().process(&buffer[..n]);
        seen.changed.notify_all();
        while state.held {
            state = seen.changed.wait(state).unwrap();
        }
        if closing.load(Ordering::SeqCst) {
            return;
        }
    }
}

/// Whether no frame is under way: between its marks (synchronized output, mode 2026) a screen is half the old one.
fn is_whole(bytes: &[u8]) -> bool {
    const MARK: &[u8] = b"\x1b[?2026";
    let last = bytes.windows(MARK.len() + 1).rfind(|w| w.starts_with(MARK));
    last.is_none_or(|mark| mark.ends_with(b"l"))
}

/// What the eye sees: the characters, how each looks, and the cursor.
fn picture_of(screen: &vt100::Screen) -> String {
    let (rows, columns) = screen.size();
    let look = |row: u16, column: u16| {
        let cell = screen.cell(row, column).unwrap();
        let ink = (cell.fgcolor(), cell.bold(), cell.dim(), cell.italic());
        // Nothing is seen of the ink of a blank.
        let ink = Some(ink).filter(|_| !cell.contents().trim().is_empty());
        let ground = (cell.bgcolor(), cell.inverse(), cell.underline());
        format!("{ink:?}{ground:?}")
    };
    // Blanks that were written look like those that never were.
    let rows_of_text = screen.rows(0, columns.get());
    let mut picture: String = rows_of_text
        .map(|row| format!("{}\n", row.trim_end()))
        .collect();
    if !screen.hide_cursor() {
        picture += &format!("cursor {:?}", screen.cursor_position());
    }
    let mut last = String::new();
    for (row, column) in
        (0..rows.get()).flat_map(|row| (0..columns.get()).map(move |column| (row, column)))
    {
        let now = look(row, column);
        if now != last {
            picture += &format!("\n{row} {column} {now}");
            last = now;
        }
    }
    picture
}

/// A terminal emulator of so many columns and rows, at least one of each.
pub fn emulator(columns: u16, rows: u16) -> vt100::Parser {
    vt100::Parser::new(cells(rows), cells(columns), 0)
}

fn cells(n: u16) -> NonZeroU16 {
    NonZeroU16::new(n).unwrap_or(NonZeroU16::MIN)
}

fn sized(cols: u16, rows: u16) -> PtySize {
    PtySize {
        rows,
        cols,
        pixel_width: 0,
        pixel_height: 0,
    }
}

/// Waits until the process is stopped.
pub fn wait_stopped(pid: &str) {
    let until = Instant::now() + PATIENCE;
    // `pid (name) T …`
    let stopped = || {
        let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap();
        stat.rsplit_once(") ")
            .is_some_and(|(_, rest)| rest.starts_with('T'))
    };
    while !stopped() {
        assert!(Instant::now() < until, "not stopped");
        thread::sleep(Duration::from_millis(5));
    }
}

/// The processor time a process has used so far, in ticks.
pub fn ticks(pid: Pid) -> u64 {
    let stat = std::fs::read_to_string(format!("/proc/{}/stat", pid.as_raw_nonzero())).unwrap();
    // After `pid (name) ` come the state and ten numbers, then the ticks of the user and of the system (proc_pid_stat(5)).
    let after = stat.rsplit_once(") ").unwrap().1;
    let fields = after.split(' ').skip(11).take(2);
    fields.map(|n| n.parse::<u64>().unwrap()).sum()
}

/// How often the threads of a process have gone to sleep so far: it grows with every wake-up.
pub fn naps(pid: Pid) -> u64 {
    let tasks = format!("/proc/{}/task", pid.as_raw_nonzero());
    let naps = |status: String| -> u64 {
        let line = status.lines().find(|l| l.starts_with("voluntary_ctxt"));
        line.and_then(|l| l.split_whitespace().last()?.parse().ok())
            .unwrap_or(0)
    };
    let tasks = std::fs::read_dir(tasks).unwrap();
    tasks
        .filter_map(|task| std::fs::read_to_string(task.ok()?.path().join("status")).ok())
        .map(naps)
        .sum()
}
