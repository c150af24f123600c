//! Which themes are there, and what do they look like?
//!
//! Nothing but text of the program's own is printed: the samples are sequences that a filter for foreign text would take away.
//! Must not know: what a theme is made of.

use std::io::{self, IsTerminal, Write};
use std::process::ExitCode;

use super::chosen::{self, Chosen};
use super::print::padded;
use crate::view::theme::{Look, Shipped, Theme, sample};

/// Prints the file of one theme; without a name lists all, on a terminal each with what it is and a sample.
pub(super) fn themes(name: Option<&str>, out: &mut dyn Write) -> anyhow::Result<ExitCode> {
    match name {
        Some(name) => {
            let shipped = Shipped::named(name);
            let unknown = || Chosen::typed(name).unknown("theme", Shipped::names().collect());
            out.write_all(shipped.ok_or_else(unknown)?.text.as_bytes())?;
        }
        None if io::stdout().is_terminal() => sampled(out)?,
        None => {
            for name in Shipped::names() {
                writeln!(out, "{name}")?;
            }
        }
    }
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}

fn sampled(out: &mut dyn Write) -> anyhow::Result<()> {
    let depth = chosen::depth(super::settings()?.color);
    let longest = Shipped::names().map(str::len).max().unwrap_or(0);
    for name in Shipped::names() {
        let Some(look) = Look::named(name) else {
            continue;
        };
        let theme = Theme::new(&look, depth, true);
        writeln!(out, "{}  {}", padded(name, longest), look.about)?;
        writeln!(out, "{}\n", sample(&theme))?;
    }
    Ok(())
}
