//! How long does a program in a terminal take to answer? Starts one, types at it, and tells time, bytes and processor time.

use std::io::{Read, Write};
use std::num::NonZeroU16;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};

/// The terminal that all are measured in.
pub const COLUMNS: u16 = 120;
/// Its rows.
pub const ROWS: u16 = 40;
/// So long nothing comes when an answer is complete.
const QUIET: Duration = Duration::from_millis(60);
/// A program that says nothing for so long will not.
const PATIENCE: Duration = Duration::from_secs(60);

/// A program in a terminal.
pub struct Screen {
    child: Box<dyn Child + Send + Sync>,
    keys: Box<dyn Write + Send>,
    output: Receiver<(Instant, Vec<u8>)>,
    emulator: vt100::Parser,
    /// Held open, or the terminal hangs up.
    _master: Box<dyn MasterPty + Send>,
    began: Instant,
    /// When the last of its output came.
    last: Instant,
}

/// What answering one key took.
#[derive(Debug, Clone, Copy, Default)]
pub struct Answer {
    /// From the key to the last byte that it caused.
    pub time: Duration,
    /// Bytes that were sent to the terminal.
    pub bytes: usize,
    /// Of all threads, where the system tells.
    pub processor: Duration,
}

impl Screen {
    /// Starts a program.
    pub fn start(mut command: CommandBuilder) -> Screen {
        command.env("TERM", "xterm-256color");
        let size = PtySize {
            rows: ROWS,
            cols: COLUMNS,
            pixel_width: 0,
            pixel_height: 0,
        };
        let pair = native_pty_system().openpty(size).expect("a terminal");
        let mut input = pair.master.try_clone_reader().expect("its output");
        let keys = pair.master.take_writer().expect("its input");
        let began = Instant::now();
        let child = pair.slave.spawn_command(command).expect("the program");
        drop(pair.slave);
        let (send, output) = mpsc::channel();
        std::thread::spawn(move || {
            let mut buffer = vec![0; 1 << 16];
            while let Ok(read @ 1..) = input.read(&mut buffer) {
                if send
                    .send((Instant::now(), buffer[..read].to_vec()))
                    .is_err()
                {
                    break;
                }
            }
        });
        Screen {
            child,
            keys,
            output,
            emulator: vt100::Parser::new(cells(ROWS), cells(COLUMNS), 0),
            _master: pair.master,
            began,
            last: began,
        }
    }

    /// How long after its start the screen first satisfied a condition; nothing if it never does.
    pub fn until(&mut self, condition: impl Fn(&vt100::Screen) -> bool) -> Option<Duration> {
        while !condition(self.emulator.screen()) {
            let (at, bytes) = self.output.recv_timeout(PATIENCE).ok()?;
            self.take(at, &bytes);
        }
        Some(self.last - self.began)
    }

    /// Types, and waits until the answer is complete.
    pub fn key(&mut self, key: &str) -> Answer {
        self.settle();
        let before = self.processor();
        let began = Instant::now();
        self.keys.write_all(key.as_bytes()).expect("it listens");
        self.keys.flush().expect("it listens");
        let mut answer = Answer::default();
        loop {
            match self.output.recv_timeout(QUIET) {
                Ok((at, bytes)) => {
                    answer.time = at - began;
                    answer.bytes += bytes.len();
                    self.take(at, &bytes);
                }
                Err(_) if answer.bytes > 0 || began.elapsed() > QUIET * 20 => break,
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => break,
            }
        }
        answer.processor = self.processor().saturating_sub(before);
        answer
    }

    /// Waits until nothing more comes.
    pub fn settle(&mut self) {
        while let Ok((at, bytes)) = self.output.recv_timeout(QUIET) {
            self.take(at, &bytes);
        }
    }

    fn take(&mut self, at: Instant, bytes: &[u8]) {
        self.last = at;
        self.emulator.process(bytes);
        // A program that asks what terminal this is waits for the answer.
        for (question, answer) in [("\x1b[c", "\x1b[?62;22c"), ("\x1b[6n", "\x1b[1;1R")] {
            if String::from_utf8_lossy(bytes).contains(question) {
                let _ = self.keys.write_all(answer.as_bytes());
            }
        }
    }

    /// Processor time of all threads so far; none where the system does not tell.
    fn processor(&self) -> Duration {
        let Some(pid) = self.child.process_id() else {
            return Duration::ZERO;
        };
        let tasks = std::fs::read_dir(format!("/proc/{pid}/task"));
        let of_task = |task: std::fs::DirEntry| -> Option<u64> {
            let said = std::fs::read_to_string(task.path().join("schedstat")).ok()?;
            said.split_whitespace().next()?.parse().ok()
        };
        let all = tasks.into_iter().flatten().flatten().filter_map(of_task);
        Duration::from_nanos(all.sum())
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn cells(count: u16) -> NonZeroU16 {
    NonZeroU16::new(count).unwrap_or(NonZeroU16::MIN)
}

/// Whether so many lines show something.
pub fn has_lines(count: usize) -> impl Fn(&vt100::Screen) -> bool {
    move |screen| {
        let lines = screen.rows(0, COLUMNS);
        lines.filter(|l| !l.trim().is_empty()).count() >= count
    }
}
