//! Which events go into the file that the reader asked for? Those of the program itself, line by line, clean.
//!
//! Without a file nothing listens, and an event costs a look at one number. The only door to tracing-subscriber.
//! Must not know: what events say.

use std::fs::File;
use std::io;
use std::path::Path;
use std::sync::Mutex;

use tracing::level_filters::LevelFilter;
use tracing_subscriber::fmt::MakeWriter;

use crate::files;
use crate::sanitize;

/// How much is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Level {
    /// Start and end, what was indexed and fetched, problems.
    #[default]
    Info,
    /// Every file that was read, too.
    Debug,
}

impl Level {
    /// Both, in the order in which they are listed to the reader.
    pub const ALL: [Level; 2] = [Level::Info, Level::Debug];

    /// What the reader calls it.
    pub fn name(self) -> &'static str {
        match self {
            Level::Info => "info",
            Level::Debug => "debug",
        }
    }

    /// The level of that name.
    pub fn named(name: &str) -> Option<Level> {
        Level::ALL.into_iter().find(|level| level.name() == name)
    }
}

/// From now on events are added to the end of this file, which is made if it is not there.
///
/// # Errors
/// It cannot be written.
pub fn to_file(path: &Path, level: Level) -> io::Result<()> {
    let file = files::appended(path)?;
    let filter = match level {
        Level::Info => LevelFilter::INFO,
        Level::Debug => LevelFilter::DEBUG,
    };
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(filter)
        .with_ansi(false)
        .with_writer(Lines(Mutex::new(file)))
        .finish();
    tracing::subscriber::set_global_default(subscriber).map_err(io::Error::other)
}

/// The file; each event is written whole.
struct Lines(Mutex<File>);

/// An event on its way.
struct Line<'f> {
    file: &'f Mutex<File>,
    bytes: Vec<u8>,
}

impl<'f> MakeWriter<'f> for Lines {
    type Writer = Line<'f>;

    fn make_writer(&'f self) -> Line<'f> {
        Line {
            file: &self.0,
            bytes: Vec::new(),
        }
    }
}

impl io::Write for Line<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.bytes.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Drop for Line<'_> {
    fn drop(&mut self) {
        let raw = String::from_utf8_lossy(&self.bytes);
        // One event is one line, whatever the names in it are.
        let line = sanitize::line(raw.trim_end());
        let mut file = self
            .file
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        // A full disk must not stop what is only told about.
        let _ = io::Write::write_all(&mut *file, format!("{line}\n").as_bytes());
    }
}
