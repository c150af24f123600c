//! What did the program do, for whoever has to find out why it did something else? A log when it is asked for, a report when it
//! stops at a fault of its own.
//!
//! Invariant: neither holds what was typed, kept or read: no query, no note, no text of a document. Both are their owner's only.
//! Must not know: who did it, the terminal.

mod fault;
mod log;

pub use fault::{did, hook_panics, message, panicked, untold};
pub use log::{Level, to_file};
