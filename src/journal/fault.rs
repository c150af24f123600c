//! What is known about a fault? Where, what it said, what was done before it: kept in a file, for an issue.
//!
//! Must not know: how the terminal is given back, which is done before.

use std::backtrace::Backtrace;
use std::collections::VecDeque;
use std::fmt::Write as _;
use std::panic::{self, PanicHookInfo};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};
use std::thread;

use jiff::Zoned;

use crate::files::{self, Readers};
use crate::sanitize;

/// So many actions are remembered.
const ACTIONS: usize = 30;
/// So many characters of what a fault said are.
const SAID: usize = 400;

/// Where reports go.
static FOLDER: OnceLock<Option<PathBuf>> = OnceLock::new();
/// The names of the last actions, oldest first.
static DONE: Mutex<VecDeque<&'static str>> = Mutex::new(VecDeque::new());
/// The last panic that nobody has been told of.
static LAST: Mutex<Option<Fault>> = Mutex::new(None);

/// A panic.
struct Fault {
    thread: String,
    place: String,
    said: String,
    backtrace: Backtrace,
}

/// From now on a panic says nothing by itself: whoever runs the thread tells of it, or the end of the program ([`untold`]).
/// Reports go into this folder.
pub fn hook_panics(folder: Option<PathBuf>) {
    // Told once; another folder would be a mistake of ours.
    let _ = FOLDER.set(folder);
    panic::set_hook(Box::new(|info| *lock(&LAST) = Some(Fault::of(info))));
}

/// Notes that the reader did this; the name is one of the program's own.
pub fn did(action: &'static str) {
    let mut done = lock(&DONE);
    if done.len() == ACTIONS {
        done.pop_front();
    }
    done.push_back(action);
}

/// Writes a report of a panic that ends the program; where it is, if it could be written.
pub fn panicked(info: &PanicHookInfo<'_>) -> Option<PathBuf> {
    let fault = Fault::of(info);
    *lock(&LAST) = None;
    fault.keep()
}

/// The same of a panic that nobody has told of, which has come to the end of the program: what it was, and where the report is.
pub fn untold() -> Option<(String, Option<PathBuf>)> {
    let fault = lock(&LAST).take()?;
    let what = format!("at {}: {}", fault.place, fault.said);
    Some((what, fault.keep()))
}

/// What a panic said.
pub fn message(payload: &(dyn std::any::Any + Send)) -> &str {
    payload
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| payload.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("no reason given")
}

impl Fault {
    fn of(info: &PanicHookInfo<'_>) -> Fault {
        let said = message(info.payload());
        let place = info.location().map(ToString::to_string);
        Fault {
            thread: thread::current()
                .name()
                .unwrap_or("without a name")
                .to_owned(),
            place: place.unwrap_or_else(|| "an unknown place".to_owned()),
            said: sanitize::line(&unquoted(said)).chars().take(SAID).collect(),
            backtrace: Backtrace::force_capture(),
        }
    }

    fn keep(&self) -> Option<PathBuf> {
        let folder = FOLDER.get()?.as_deref()?;
        let name = format!(
            "panic-{}-{}.txt",
            Zoned::now().strftime("%Y-%m-%d"),
            std::process::id()
        );
        let path = folder.join(name);
        write(&path, &self.report()).ok()?;
        Some(path)
    }

    fn report(&self) -> String {
        let mut out = String::new();
        let done: Vec<&str> = lock(&DONE).iter().copied().collect();
        // Writing into memory cannot fail.
        let _ = write!(
            out,
            "briefing {} on {} {}, {}\n\nIt stopped at a fault of its own. Nothing of your documents, queries and notes is in this file.\n\n\
             thread   {}\nplace    {}\nmessage  {}\nactions  {}\n\n{}\n",
            env!("CARGO_PKG_VERSION"),
            std::env::consts::OS,
            std::env::consts::ARCH,
            Zoned::now().strftime("%Y-%m-%d %H:%M:%S %:z"),
            self.thread,
            self.place,
            self.said,
            if done.is_empty() {
                "none".to_owned()
            } else {
                done.join(", ")
            },
            self.backtrace
        );
        sanitize::text(&out)
    }
}

fn write(path: &Path, text: &str) -> std::io::Result<()> {
    path.parent().map_or(Ok(()), files::make)?;
    files::replace(path, text, Readers::Owner)
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A message without what it quotes: from the first quotation mark to the last. That is where the standard library and our own
/// messages put the text that they are about.
pub(super) fn unquoted(message: &str) -> String {
    const WHOLE: [&str; 2] = [
        "called `Option::unwrap()` on a `None` value",
        "called `Result::unwrap()` on an `Err` value",
    ];
    let whole = WHOLE.iter().find(|w| message.starts_with(**w));
    let (kept, rest) = message.split_at(whole.map_or(0, |w| w.len()));
    let marks = |c: char| matches!(c, '`' | '"' | '“' | '”' | '‘' | '’');
    let cut = rest.find(marks).map(|first| {
        let (before, quoted) = rest.split_at(first);
        let mut parts = quoted.rsplitn(2, marks);
        let after = parts.next().unwrap_or_default();
        // Alone, a mark opens what never ends.
        let is_closed = parts.next().is_some_and(|inner| !inner.is_empty());
        format!("{before}…{}", if is_closed { after } else { "" })
    });
    format!("{kept}{}", cut.as_deref().unwrap_or(rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_fault_said_is_kept_without_what_it_quotes() {
        for (said, kept) in [
            (
                "index out of bounds: the len is 3 but the index is 5",
                "index out of bounds: the len is 3 but the index is 5",
            ),
            (
                "byte index 1 is not a char boundary; it is inside 'é' (bytes 0..2) of `été à la plage`",
                "byte index 1 is not a char boundary; it is inside 'é' (bytes 0..2) of …",
            ),
            ("end of `a ` b` c` is cut", "end of … is cut"),
            ("end of `never", "end of …"),
            ("left: \"a \\\" b\"\n right: \"c\"", "left: …"),
            ("no place for “words” here", "no place for … here"),
            (
                "called `Option::unwrap()` on a `None` value",
                "called `Option::unwrap()` on a `None` value",
            ),
            (
                "called `Result::unwrap()` on an `Err` value: Other(\"words of a document\")",
                "called `Result::unwrap()` on an `Err` value: Other(…)",
            ),
            ("", ""),
        ] {
            assert_eq!(unquoted(said), kept);
        }
    }
}
