//! How does a note get into the reader's own editor, and back? In a file that is its owner's only, and gone once it has come back.
//!
//! Invariant: an editor that fails or is killed takes no word along: what was there before stays.
//! Must not know: what the note is on.

use std::ffi::OsString;
use std::fs::File;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use crate::app::Effect;
use crate::app::address::Original;
use crate::files::{self, Readers};
use crate::sanitize;
use crate::settings;
use crate::terminal;

use super::{Answer, Reader, programs};

/// A longer file, in bytes, is no note.
const LONGEST: u64 = 1 << 20;

impl Reader {
    /// Gives the terminal to the reader's editor with this note; nothing where that cannot be.
    pub(super) fn hand_over(&mut self, text: &str) -> Option<terminal::Effect<Answer>> {
        match written(text) {
            Ok((path, words)) => {
                self.handed = Some(path);
                Some(terminal::Effect::Lend(words))
            }
            Err(why) => {
                self.session.app.warn(sanitize::line(&why));
                None
            }
        }
    }

    /// Takes back what the editor has made of it.
    pub(super) fn handed_back(&mut self, is_well: bool) -> Vec<Effect> {
        let Some(path) = self.handed.take() else {
            return Vec::new();
        };
        let app = &mut self.session.app;
        match read(&path) {
            // One that was killed while it wrote has emptied it.
            Ok(text) if is_well || !text.trim().is_empty() => {
                // It has come back: what stays behind is told by `doctor`.
                let _ = files::remove(&path);
                app.rewritten(&text)
            }
            Ok(_) => {
                let _ = files::remove(&path);
                Vec::new()
            }
            Err(error) => {
                let text = format!("{}: {error}; the note is as it was", path.display());
                app.warn(sanitize::line(&text));
                Vec::new()
            }
        }
    }
}

/// Writes the note into a file; with what is to be run.
fn written(text: &str) -> Result<(PathBuf, Vec<OsString>), String> {
    let folder = settings::state_dir().ok_or("there is no home folder to edit a note in")?;
    let path = folder.join(format!("note-{}.md", std::process::id()));
    let text = match text {
        "" => String::new(),
        text => format!("{text}\n"),
    };
    let written = files::make(&folder).and_then(|()| files::replace(&path, &text, Readers::Owner));
    written.map_err(|e| format!("{}: {e}", path.display()))?;
    let words = programs::words(Original::Editor(path.clone(), None));
    if words.is_err() {
        let _ = files::remove(&path);
    }
    Ok((path, words?))
}

fn read(path: &Path) -> io::Result<String> {
    let mut bytes = Vec::new();
    File::open(path)?
        .take(LONGEST + 1)
        .read_to_end(&mut bytes)?;
    match bytes.len() as u64 {
        0..=LONGEST => Ok(String::from_utf8_lossy(&bytes).into_owned()),
        _ => Err(io::Error::other("it is too long for a note")),
    }
}
