//! The command `briefing`.

fn main() {}
