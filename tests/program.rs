//! The whole program, as people and scripts meet it: the real binary in homes and folders of its own.
//!
//! Everything that is read here was written for these tests; nothing is sought in the real home.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

#[path = "program/choosing.rs"]
mod choosing;
#[path = "program/commands.rs"]
mod commands;
#[path = "program/correcting.rs"]
mod correcting;
#[path = "program/disk.rs"]
mod disk;
#[path = "program/explain.rs"]
mod explain;
#[path = "program/export.rs"]
mod export;
#[path = "terminal/harness.rs"]
mod harness;
#[path = "program/help.rs"]
mod help;
#[path = "program/hostile.rs"]
mod hostile;
#[path = "program/indexing.rs"]
mod indexing;
#[path = "program/kept.rs"]
mod kept;
#[path = "program/mouse.rs"]
mod mouse;
#[path = "program/noting.rs"]
mod noting;
#[path = "program/passages.rs"]
mod passages;
#[path = "program/piped.rs"]
mod piped;
#[path = "program/place.rs"]
mod place;
#[path = "program/plain.rs"]
mod plain;
#[path = "program/quiet.rs"]
mod quiet;
#[path = "program/reading.rs"]
mod reading;
#[path = "program/starting.rs"]
mod starting;
#[path = "program/state.rs"]
mod state;
#[path = "program/stream.rs"]
mod stream;
#[path = "program/taking.rs"]
mod taking;
