//! What goes into a package beside the program? Manual pages and completions, from the same tables and texts as `--help` and
//! `briefing help`.
//!
//! Must not know: what commands do, what topics say.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::ExitCode;

use anyhow::Context as _;
use clap::CommandFactory;
use clap_complete::Shell;
use clap_mangen::Man;
use clap_mangen::roff::{Inline, Roff, bold, roman};

use super::Args;
use super::help::{Block, Page, TOPICS, Topic};
use super::print::counted;
use crate::keymap::Keymap;

/// The shells that packages have completions for, and how each names the file.
const SHELLS: [(Shell, &str); 3] = [
    (Shell::Bash, "briefing"),
    (Shell::Zsh, "_briefing"),
    (Shell::Fish, "briefing.fish"),
];

/// Writes all of it below a folder: `man/man1`, `man/man7`, `completions`.
///
/// # Errors
/// The folder cannot be written.
pub(super) fn generate(folder: &Path, out: &mut impl Write) -> anyhow::Result<ExitCode> {
    let mut files: Vec<(String, Vec<u8>)> = Vec::new();
    let mut command = whole();
    command.build();
    pages(&command, &mut files)?;
    for topic in TOPICS {
        let name = format!("man/man7/briefing-{}.7", topic.name);
        files.push((name, topic_page(topic).into_bytes()));
    }
    for (shell, name) in SHELLS {
        files.push((format!("completions/{name}"), completions(shell)));
    }
    for (name, bytes) in &files {
        let path = folder.join(name);
        let parent = path.parent().unwrap_or(folder);
        let written = fs::create_dir_all(parent).and_then(|()| fs::write(&path, bytes));
        written.with_context(|| format!("cannot write {}", path.display()))?;
    }
    let files = counted(files.len(), "file");
    writeln!(out, "{files} written below {}", folder.display())?;
    Ok(ExitCode::SUCCESS)
}

/// The command line with what `--help` leaves out to stay on one screen.
fn whole() -> clap::Command {
    let shown = |arg: clap::Arg| arg.hide(false);
    let command = Args::command().long_about(ABOUT);
    command.mut_arg("log", shown).mut_arg("log_level", shown)
}

const ABOUT: &str = "Reads a folder of documents in three panes: sources, article, facets. Every person, organisation, \
    country, place, event and agreement that other documents also mention is highlighted, and one key goes to the next place that \
    speaks of it. Without a command the screen opens; without paths on what was pulled, or on what came with the program.";

/// The completions of a shell.
pub(super) fn completions(shell: Shell) -> Vec<u8> {
    // Into memory first: the generator panics when it cannot write.
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut whole(), "briefing", &mut script);
    script
}

/// The page of a command and those of its own commands.
fn pages(command: &clap::Command, files: &mut Vec<(String, Vec<u8>)>) -> anyhow::Result<()> {
    let name = command.get_display_name().unwrap_or(command.get_name());
    let version = format!("briefing {}", env!("CARGO_PKG_VERSION"));
    let man = Man::new(command.clone()).source(version).manual("briefing");
    let mut page = Vec::new();
    man.render(&mut page)?;
    if name == "briefing" {
        page.extend(see_also().into_bytes());
    }
    files.push((format!("man/man1/{name}.1"), page));
    let own = command.get_subcommands();
    // `help` of a command that has commands says nothing that their pages do not.
    let own = own.filter(|c| !c.is_hide_set() && (c.get_name() != "help" || name == "briefing"));
    for command in own {
        pages(command, files)?;
    }
    Ok(())
}

fn see_also() -> String {
    let mut roff = Roff::new();
    roff.control("SH", ["SEE ALSO"]);
    let names = TOPICS
        .iter()
        .map(|topic| format!("briefing-{}(7)", topic.name));
    roff.text([roman(names.collect::<Vec<_>>().join(", "))]);
    roff.to_roff()
}

/// A topic as a page of section 7, with the shipped keys.
fn topic_page(topic: &Topic) -> String {
    let title = format!("briefing-{}", topic.name);
    let version = format!("briefing {}", env!("CARGO_PKG_VERSION"));
    let mut roff = Roff::new();
    roff.control("TH", [title.as_str(), "7", "", &version, "briefing"]);
    roff.control("SH", ["NAME"]);
    roff.text([roman(format!("{title} - {}", topic.about))]);
    roff.control("SH", ["DESCRIPTION"]);
    let Page(blocks) = topic.page(&Keymap::shipped());
    blocks.iter().for_each(|block| set(block, &mut roff));
    roff.render()
}

fn set(block: &Block, roff: &mut Roff) {
    match block {
        // The name says it.
        Block::Heading(1, _) => {}
        Block::Heading(_, text) => {
            roff.control("SS", [text.as_str()]);
        }
        Block::Text(text) => {
            roff.control("PP", []).text(inlines(text));
        }
        Block::Item(number, text) => {
            let marker = number.map_or_else(|| "\\(bu".to_owned(), |n| format!("{n}."));
            roff.control("IP", [marker.as_str(), "3"])
                .text(inlines(text));
        }
        Block::Code(lines) => {
            roff.control("PP", []).control("EX", []);
            for line in lines {
                roff.text([roman(line.as_str())]);
            }
            roff.control("EE", []);
        }
        Block::Rows(rows) => {
            for (name, text) in rows {
                roff.control("TP", []);
                roff.text(inlines(name)).text(inlines(text));
            }
        }
    }
}

/// Text with what is quoted as code in bold.
fn inlines(text: &str) -> Vec<Inline> {
    let text = text.replace("**", "");
    let mut inlines = Vec::new();
    let mut rest = text.as_str();
    while let Some(at) = rest.find('`') {
        let marks = rest[at..].bytes().take_while(|b| *b == b'`').count();
        let (mark, inside) = rest[at..].split_at(marks);
        let Some((code, after)) = inside.split_once(mark) else {
            break;
        };
        inlines.extend([roman(&rest[..at]), bold(code.trim())]);
        rest = after;
    }
    inlines.push(roman(rest));
    inlines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_is_bold() {
        let expected = [
            roman("press "),
            bold("j"),
            roman(" or "),
            bold("`"),
            roman("."),
        ];
        assert_eq!(inlines("press `j` or `` ` ``."), expected);
    }
}
