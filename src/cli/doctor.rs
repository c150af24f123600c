//! Is all well here? What the program sees of the terminal, its folders, index and state: `briefing doctor`.
//!
//! It changes nothing, and prints no query, note or title.
//! Must not know: how the terminal is asked.

mod kept;
mod seen;

pub(super) use kept::{bytes, size};

use std::io::{self, Write};
use std::process::ExitCode;

use serde_json::{Map, Value, json};

use super::Args;
use super::print::padded;
use crate::sanitize;
use crate::typeset;

/// Something that is so.
#[derive(Debug)]
pub(super) struct Fact {
    name: String,
    value: String,
    /// What the reader should do about it.
    todo: Option<String>,
}

/// Facts about one thing.
#[derive(Debug)]
pub(super) struct Part {
    name: &'static str,
    facts: Vec<Fact>,
}

impl Part {
    fn new(name: &'static str) -> Part {
        let facts = Vec::new();
        Part { name, facts }
    }

    /// A fact, which may hold anything: it is cleaned here.
    fn tell(&mut self, name: &str, value: impl AsRef<str>) {
        self.push(name, value.as_ref(), None);
    }

    /// A fact that needs the reader.
    fn warn(&mut self, name: &str, value: impl AsRef<str>, todo: &str) {
        self.push(name, value.as_ref(), Some(todo));
    }

    fn push(&mut self, name: &str, value: &str, todo: Option<&str>) {
        self.facts.push(Fact {
            name: sanitize::line(name),
            value: sanitize::line(value),
            todo: todo.map(sanitize::line),
        });
    }
}

/// Looks at everything; exit 1 when something needs the reader.
pub(super) fn doctor(args: &Args, as_json: bool, out: &mut impl Write) -> io::Result<ExitCode> {
    let parts = [
        seen::program(),
        seen::terminal(args.screen),
        kept::folders(),
        kept::index(&args.all_paths()),
        kept::state(),
        kept::settings(args),
    ];
    let all = parts.iter().flat_map(|p| &p.facts);
    let mut todo: Vec<&str> = Vec::new();
    for one in all.filter_map(|f| f.todo.as_deref()) {
        // What helps in several places is said once.
        if !todo.contains(&one) {
            todo.push(one);
        }
    }
    match as_json {
        true => writeln!(out, "{}", value(&parts, &todo))?,
        false => print(&parts, &todo, out)?,
    }
    Ok(ExitCode::from(u8::from(!todo.is_empty())))
}

fn print(parts: &[Part], todo: &[&str], out: &mut impl Write) -> io::Result<()> {
    let facts = parts.iter().flat_map(|p| &p.facts);
    let column = facts.map(|f| typeset::width(&f.name)).max().unwrap_or(0);
    for part in parts {
        writeln!(out, "{}", part.name)?;
        for Fact { name, value, todo } in &part.facts {
            let sign = if todo.is_some() { "!" } else { " " };
            writeln!(out, "{sign} {}  {value}", padded(name, column))?;
        }
        writeln!(out)?;
    }
    match todo {
        [] => writeln!(out, "all well"),
        todo => todo
            .iter()
            .try_for_each(|todo| writeln!(out, "to do: {todo}")),
    }
}

/// `{"well": …, "parts": {"terminal": {"TERM": "xterm"}}, "todo": […]}`
fn value(parts: &[Part], todo: &[&str]) -> Value {
    let facts = |part: &Part| -> Map<String, Value> {
        let facts = part.facts.iter();
        facts.map(|f| (f.name.clone(), json!(f.value))).collect()
    };
    let parts: Map<String, Value> = parts
        .iter()
        .map(|p| (p.name.to_owned(), Value::Object(facts(p))))
        .collect();
    json!({"well": todo.is_empty(), "parts": parts, "todo": todo})
}
