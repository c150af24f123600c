//! What went wrong with which file? `briefing check`.
//!
//! Must not know: the screen.

use std::io::Write;
use std::process::ExitCode;

use super::{Args, open, print};
use crate::sanitize;

pub(super) fn check(
    args: &Args,
    json: bool,
    out: &mut impl Write,
    notes: &mut dyn Write,
) -> anyhow::Result<ExitCode> {
    let (corpus, of_index) = open(args)?;
    if let Some(problem) = &of_index {
        let mut notes = sanitize::Writer::new(notes);
        let (path, cause, hint) = (&problem.path, &problem.cause, &problem.hint);
        writeln!(notes, "note: {path}: {cause}; {hint}")?;
        notes.flush()?;
    }
    let problems = corpus.problems().iter();
    let problems: Vec<_> = problems.filter(|p| Some(*p) != of_index.as_ref()).collect();
    Ok(print::problems(corpus.len(), &problems, json, out)?)
}
