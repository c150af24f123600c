//! How does the reader take what they left to another machine? Written to a file, and put together with what is there.
//!
//! Must not know: how it is kept.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context as _;
use clap::Subcommand;

use super::print::counted;
use crate::files::{self, Readers};
use crate::sanitize;
use crate::settings;
use crate::state::State;

/// What is done with all that is kept.
#[derive(Debug, Subcommand)]
pub enum What {
    /// Write everything, one JSON object a line
    Export {
        /// Where to; standard output without, or with `-`
        file: Option<PathBuf>,
    },
    /// Take over what was exported, here or elsewhere: of each thing what was changed last
    Import {
        /// Where from; `-` for standard input
        file: PathBuf,
    },
}

pub(super) fn run(
    what: &What,
    out: &mut impl Write,
    notes: &mut dyn Write,
) -> anyhow::Result<ExitCode> {
    match what {
        What::Export { file: Some(file) } if file.as_os_str() != "-" => {
            let mut text = Vec::new();
            kept().export(&mut text)?;
            let text = String::from_utf8_lossy(&text);
            // It says what somebody reads.
            files::replace(file, &text, Readers::Owner).with_context(|| shown(file))?;
            Ok(ExitCode::SUCCESS)
        }
        What::Export { .. } => {
            kept().export(out)?;
            Ok(ExitCode::SUCCESS)
        }
        What::Import { file } if file.as_os_str() == "-" => {
            import(&mut io::stdin().lock(), "-", out, notes)
        }
        What::Import { file } => {
            let name = shown(file);
            let text = File::open(file).with_context(|| name.clone())?;
            import(&mut BufReader::new(text), &name, out, notes)
        }
    }
}

fn kept() -> State {
    State::in_folder(settings::state_dir())
}

fn shown(path: &Path) -> String {
    sanitize::line(&path.to_string_lossy())
}

/// Exit 1 when there are lines that could not be read.
fn import(
    text: &mut dyn BufRead,
    name: &str,
    out: &mut impl Write,
    notes: &mut dyn Write,
) -> anyhow::Result<ExitCode> {
    let taken = kept().import(text).with_context(|| name.to_owned())?;
    let mut notes = sanitize::Writer::new(notes);
    for wrong in &taken.wrong {
        writeln!(notes, "note: {name}:{}: {}", wrong.line, wrong.cause)?;
    }
    notes.flush()?;
    let queries = match taken.queries {
        1 => "1 query".to_owned(),
        n => format!("{n} queries"),
    };
    let (briefings, jotted) = (
        counted(taken.records, "briefing"),
        counted(taken.notes, "note"),
    );
    writeln!(out, "new or newer: {briefings}, {jotted}, {queries}")?;
    Ok(match taken.wrong.is_empty() {
        true => ExitCode::SUCCESS,
        false => ExitCode::from(1),
    })
}
