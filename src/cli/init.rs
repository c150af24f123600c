//! How does a reader come by files to edit? Both are written with everything in them that can be set, as comments.
//!
//! Must not know: what the settings are for.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;

use anyhow::Context;

use crate::{keymap, settings};

/// Writes the files, or prints them.
///
/// # Errors
/// There is no home, or a file cannot be written. That one is there is none.
pub(super) fn init(print: bool, out: &mut impl Write) -> anyhow::Result<ExitCode> {
    let files = [
        (settings::FILE, settings::commented()),
        (keymap::FILE, keymap::Shipped::commented()),
    ];
    if print {
        for (name, text) in files {
            writeln!(out, "# ---- {name}\n\n{text}")?;
        }
        return Ok(ExitCode::SUCCESS);
    }
    let folder = settings::config_dir().context(
        "there is no home to write to; set XDG_CONFIG_HOME, or print with `briefing init --print`",
    )?;
    for (name, text) in files {
        let path = folder.join(name);
        let written = write(&path, &text);
        let written = written.with_context(|| format!("cannot write {}", path.display()))?;
        match written {
            true => writeln!(out, "written: {}", path.display())?,
            false => writeln!(out, "there already, and left as it is: {}", path.display())?,
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// Writes a new file; false where there is one.
fn write(path: &Path, text: &str) -> io::Result<bool> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    match OpenOptions::new().write(true).create_new(true).open(path) {
        Ok(mut file) => file.write_all(text.as_bytes()).map(|()| true),
        Err(e) if e.kind() == io::ErrorKind::AlreadyExists => Ok(false),
        Err(e) => Err(e),
    }
}
