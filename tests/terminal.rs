//! The terminal layer in a real terminal: a session of our own, run in a PTY and read through a terminal emulator.
//!
//! The programs under test are this very binary, started again with the test [`child`] alone; see `terminal/probe.rs`.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test may panic, and prints the figures it measures"
)]

#[path = "terminal/following.rs"]
mod following;
#[path = "terminal/harness.rs"]
mod harness;
#[path = "terminal/life.rs"]
mod life;
#[path = "terminal/painting.rs"]
mod painting;
#[path = "terminal/parsing.rs"]
mod parsing;
#[path = "terminal/probe.rs"]
mod probe;

/// Not a test: what the tests run in their terminals.
#[test]
fn child() {
    if std::env::var_os(probe::MARK).is_some() {
        probe::main();
    }
}
