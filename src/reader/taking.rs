//! What becomes of what the reader takes along? The terminal's clipboard, files, and links that lead back.
//!
//! Must not know: how a citation looks, what a terminal is sent.

use std::path::PathBuf;

use super::{Answer, Reader, job, programs};
use crate::app::address::Original;
use crate::app::{Copied, Follow, Followed};
use crate::cite;
use crate::export;
use crate::files::{self, Readers};
use crate::sanitize;
use crate::settings::{self, Citation};
use crate::terminal::{self, Job, Returned};

/// The file in the state folder that holds what was copied last.
const COPIED: &str = "copied.txt";

/// What came of taking something along.
pub(super) enum Outcome {
    /// Of copying.
    Copied(Copy),
    /// Of writing a file.
    Exported(Result<String, export::Error>),
    /// Of following a link.
    Followed(Followed),
}

/// A copy.
pub(super) struct Copy {
    /// Of what.
    what: String,
    /// How many bytes of it.
    bytes: usize,
    /// Where it is kept, or why it is not.
    kept: Result<PathBuf, String>,
}

/// The format that the settings name.
pub(super) fn format(set: Citation) -> cite::Format {
    match set {
        Citation::Plain => cite::Format::Plain,
        Citation::Markdown => cite::Format::Markdown,
        Citation::Bibtex => cite::Format::Bibtex,
        Citation::Csl => cite::Format::Csl,
    }
}

/// Writes a file.
pub(super) fn export(order: export::Order) -> terminal::Effect<Answer> {
    job("export", move || {
        Answer::Taken(Outcome::Exported(order.run()))
    })
}

/// Looks where a link leads, until there is another corpus to look in.
pub(super) fn follow(follow: Follow) -> terminal::Effect<Answer> {
    terminal::Effect::Job(Job::new("link", move |reply| {
        let found = follow.run(&|| reply.is_stale());
        reply.send(Answer::Taken(Outcome::Followed(found)));
    }))
}

impl Reader {
    /// Gives a text to the clipboard, and keeps it in a file, too: terminals may drop it without a word.
    pub(super) fn copy(&self, copied: Copied) -> Vec<terminal::Effect<Answer>> {
        // It has been clean since it was read: whatever forgot that must not get out here.
        let text = sanitize::text(&copied.text);
        let sent = self.clipboard.then(|| terminal::Effect::Copy(text.clone()));
        let kept = job("copied", move || {
            Answer::Taken(Outcome::Copied(Copy {
                what: copied.what,
                bytes: text.len(),
                kept: keep(&text).map_err(|e| sanitize::line(&e)),
            }))
        });
        sent.into_iter().chain([kept]).collect()
    }

    /// Says what came of it.
    pub(super) fn taken(&mut self, outcome: Outcome) {
        match outcome {
            Outcome::Copied(copy) => self.copied(copy),
            Outcome::Exported(written) => {
                let told = written.map_err(|e| e.to_string());
                self.session.app.exported(told);
            }
            Outcome::Followed(followed) => match self.session.app.followed(followed) {
                true => self.link = None,
                // It may be in what is still being read.
                false => self.missed = true,
            },
        }
    }

    /// Follows the link in the corpus that has just come.
    pub(super) fn go_on_to_link(&mut self) -> Option<terminal::Effect<Answer>> {
        let app = &self.session.app;
        if app.reading.is_some() {
            return None;
        }
        let wish = app.follow(self.link.clone()?);
        Some(self.wish(wish))
    }

    /// A reader who goes on after hearing that a link leads nowhere is not taken there later.
    pub(super) fn moved_on(&mut self) {
        if self.missed {
            self.link = None;
        }
    }

    /// Gives the terminal to the program that shows an original; nothing where there is none.
    pub(super) fn lend(&mut self, original: Original) -> Option<terminal::Effect<Answer>> {
        match programs::words(original) {
            Ok(words) => Some(terminal::Effect::Lend(words)),
            Err(why) => {
                self.session.app.warn(why);
                None
            }
        }
    }

    /// Says what went wrong with it.
    pub(super) fn returned(&mut self, returned: Returned) {
        let Returned { program, trouble } = returned;
        if let Some(trouble) = trouble {
            let text = sanitize::line(&format!("{program}: {trouble}"));
            self.session.app.warn(text);
        }
    }

    /// Says what came of it, and no more than is known.
    fn copied(&mut self, copy: Copy) {
        let Copy { what, bytes, kept } = copy;
        let size = size(bytes);
        let fits = terminal::clipboard_takes(bytes);
        let app = &mut self.session.app;
        let told = match (self.clipboard && fits, kept) {
            // In one line of 80 cells with the folder that most have.
            (true, Ok(path)) => Ok(format!("Sent to the terminal and {}: {what}", shown(path))),
            (true, Err(e)) => Err(format!(
                "Sent to the terminal ({size}): {what}; not kept in a file: {e}"
            )),
            (false, Ok(path)) if self.clipboard => Ok(format!(
                "Too long for the terminal's clipboard ({size}): {what} is in {}",
                shown(path)
            )),
            (false, Ok(path)) => Ok(format!("In {} ({size}): {what}", shown(path))),
            (false, Err(e)) => Err(format!("Not copied ({size}): {e}")),
        };
        match told {
            Ok(told) => app.say(told),
            Err(why) => app.warn(why),
        }
    }
}

fn keep(text: &str) -> Result<PathBuf, String> {
    let folder = settings::state_dir().ok_or("there is no home folder")?;
    let path = folder.join(COPIED);
    let written = files::make(&folder).and_then(|()| files::replace(&path, text, Readers::Owner));
    written.map_err(|e| format!("{}: {e}", path.display()))?;
    Ok(path)
}

/// A path as people write it: from the home folder on where it lies there.
fn shown(path: PathBuf) -> String {
    let home = std::env::var_os("HOME").filter(|h| !h.is_empty());
    let within = home.and_then(|home| {
        path.strip_prefix(home)
            .ok()
            .map(|p| format!("~/{}", p.display()))
    });
    sanitize::line(&within.unwrap_or_else(|| path.display().to_string()))
}

/// `312 B`, `1.2 KB`.
fn size(bytes: usize) -> String {
    match bytes {
        0..1000 => format!("{bytes} B"),
        _ => format!("{}.{} KB", bytes / 1000, bytes % 1000 / 100),
    }
}
