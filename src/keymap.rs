//! Which key means what? A shipped keymap and the reader's `keymap.toml` over it: focus and keys so far → action.
//!
//! Invariant: in no focus is a sequence of keys both an action and the beginning of another, so nothing ever waits for a clock.
//! Must not know: what an action does, and the library that reads keys.

mod file;
mod key;
mod shipped;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;
use std::sync::Arc;

use crate::action::{ACTIONS, Action, Focus};
use crate::diagnose::{Diagnoses, Diagnosis, File};
use file::Binding;
pub use key::{Key, KeyCode, NotAKey, written};
pub use shipped::Shipped;

/// The name of the reader's file in the configuration folder, and of ours in the repository.
pub const FILE: &str = "keymap.toml";

/// Sequences in order, so that all that begin alike stand together: a trie, without its nodes.
type Sequences = BTreeMap<Vec<Key>, Bound>;

/// What the keys of every focus mean.
#[derive(Debug, Clone)]
pub struct Keymap {
    /// Per focus, as in [`Focus::ALL`]: its own section.
    sections: Vec<Sequences>,
    /// Per focus: its section over those it stands on.
    merged: Vec<Sequences>,
}

#[derive(Debug, Clone)]
struct Bound {
    /// The reader's before ours, then as in the file.
    rank: Rank,
    binding: Binding,
}

type Rank = (usize, usize);

/// What keys mean in a focus.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Resolved {
    /// They mean this.
    Action(Action),
    /// They begin sequences; the keys that can follow, each once.
    Pending(Vec<(Key, Continuation)>),
    /// They mean nothing, so forget them.
    Unbound,
}

/// What a key that can follow leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Continuation {
    /// This action.
    Action(Action),
    /// More keys.
    More,
}

/// A row of the table of keys.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableRow {
    /// The section.
    pub focus: Focus,
    /// Every sequence bound in this section, as written in the file, shortest first; empty if only the palette has the action.
    pub keys: Vec<String>,
    /// The action.
    pub action: Action,
}

impl Keymap {
    /// The keymap of the repository.
    pub fn shipped() -> Keymap {
        // A test holds the shipped file free of errors.
        Keymap::from_files(&Shipped::DEFAULT.files()).expect("the shipped keymap is valid")
    }

    /// The keymap of `base` alone.
    pub fn of(base: Shipped) -> Keymap {
        // As above.
        Keymap::from_files(&base.files()).expect("the shipped keymaps are valid")
    }

    /// The file `keymap.toml` of `folder`, if there is one, over a shipped keymap: `said`, else the one that the file extends, else
    /// `usual`.
    ///
    /// # Errors
    /// All that is wrong in the file.
    pub fn read(folder: &Path, said: Option<Shipped>, usual: Shipped) -> Result<Keymap, Diagnoses> {
        match File::read(&folder.join(FILE))? {
            Some(reader) => Keymap::over(&reader, said, usual),
            None => Ok(Keymap::of(said.unwrap_or(usual))),
        }
    }

    /// The keymap that `reader` extends, with `reader` over it.
    pub fn with(reader: &Arc<File>) -> Result<Keymap, Diagnoses> {
        Keymap::over(reader, None, Shipped::DEFAULT)
    }

    fn over(
        reader: &Arc<File>,
        said: Option<Shipped>,
        usual: Shipped,
    ) -> Result<Keymap, Diagnoses> {
        let base = said.or_else(|| file::extends(reader)).unwrap_or(usual);
        let mut files = base.files();
        files.push(Arc::clone(reader));
        Keymap::from_files(&files)
    }

    /// The bindings of `files`, later over earlier. The error holds everything that is wrong in them.
    pub fn from_files(files: &[Arc<File>]) -> Result<Keymap, Diagnoses> {
        let mut sections = vec![Sequences::new(); Focus::ALL.len()];
        let mut wrong = Vec::new();
        for (layer, file) in files.iter().rev().enumerate().rev() {
            let (bindings, mut misread) = file::parse(file);
            misread.extend(twice(&bindings));
            wrong.append(&mut misread);
            for (focus, section) in Focus::ALL.into_iter().zip(&mut sections) {
                let own = bindings.iter().filter(|b| b.focus == focus);
                lay_over(
                    section,
                    own.map(|binding| Bound {
                        rank: (layer, binding.span.start),
                        binding: binding.clone(),
                    }),
                );
            }
        }
        let merged: Vec<Sequences> = Focus::ALL
            .into_iter()
            .map(|focus| merge(&sections, focus))
            .collect();
        wrong.extend(collisions(&merged));
        Diagnoses(wrong).or(Keymap { sections, merged })
    }

    /// What `keys`, pressed one after another, mean where `focus` listens.
    pub fn resolve(&self, focus: Focus, keys: &[Key]) -> Resolved {
        let mut following: Vec<(Key, Rank, Continuation)> = Vec::new();
        for (sequence, bound) in beginning_with(&self.merged[focus as usize], keys) {
            let Some(action) = bound.binding.action else {
                continue;
            };
            match sequence[keys.len()..] {
                [] => return Resolved::Action(action),
                [next] => following.push((next, bound.rank, Continuation::Action(action))),
                // The sequences stand in order, so those with one next key stand together.
                [next, ..] => match following.last_mut() {
                    Some((last, rank, _)) if *last == next => *rank = bound.rank.min(*rank),
                    _ => following.push((next, bound.rank, Continuation::More)),
                },
            }
        }
        if following.is_empty() {
            return Resolved::Unbound;
        }
        following.sort_by_key(|(_, rank, _)| *rank);
        Resolved::Pending(
            following
                .into_iter()
                .map(|(key, _, to)| (key, to))
                .collect(),
        )
    }

    /// Every sequence that means `action` in `focus`: the shortest first, the reader's before ours, then as in the file.
    pub fn keys_of(&self, focus: Focus, action: Action) -> Vec<Vec<Key>> {
        sequences_of(&self.merged[focus as usize], action)
    }

    /// The first of [`Keymap::keys_of`] for every action that has keys, in every focus, as written in the file.
    pub fn first_keys(&self) -> Vec<(Focus, Action, String)> {
        let mut all = Vec::new();
        for (focus, section) in Focus::ALL.into_iter().zip(&self.merged) {
            let mut first: BTreeMap<Action, (usize, Rank, &Vec<Key>)> = BTreeMap::new();
            for (keys, bound) in section {
                let Some(action) = bound.binding.action else {
                    continue;
                };
                let this = (keys.len(), bound.rank, keys);
                let best = first.entry(action).or_insert(this);
                *best = this.min(*best);
            }
            all.extend(
                first
                    .into_iter()
                    .map(|(a, (.., keys))| (focus, a, written(keys))),
            );
        }
        all
    }

    /// What the help screen, `briefing keys` and the README show: by section, in the order of the table of actions. An action
    /// that no key means has a row in its own section.
    pub fn table(&self) -> Vec<TableRow> {
        let mut rows = Vec::new();
        for (focus, section) in Focus::ALL.into_iter().zip(&self.sections) {
            for row in ACTIONS {
                let keys = sequences_of(section, row.action);
                let nowhere = || {
                    self.sections
                        .iter()
                        .all(|s| sequences_of(s, row.action).is_empty())
                };
                if !keys.is_empty() || (row.focus == focus && nowhere()) {
                    let keys = keys.iter().map(|keys| written(keys)).collect();
                    let action = row.action;
                    rows.push(TableRow {
                        focus,
                        keys,
                        action,
                    });
                }
            }
        }
        rows
    }

    /// The table in Markdown.
    pub fn markdown_table(&self) -> String {
        let mut out = String::from("| where | keys | action | what it does |\n|---|---|---|---|\n");
        let mut before = None;
        for TableRow {
            focus,
            keys,
            action,
        } in self.table()
        {
            let keys: Vec<String> = keys.iter().map(|keys| code(keys)).collect();
            let place = if before == Some(focus) {
                ""
            } else {
                focus.name()
            };
            before = Some(focus);
            let (keys, row) = (keys.join(" "), action.row());
            // Writing to a string cannot fail.
            let _ = writeln!(out, "| {place} | {keys} | `{}` | {} |", row.name, row.about);
        }
        out
    }
}

/// `text` as code in a cell of a Markdown table.
pub fn code(text: &str) -> String {
    let text = text.replace('|', "\\|");
    if text.contains('`') {
        format!("`` {text} ``")
    } else {
        format!("`{text}`")
    }
}

/// The sequences of `section` that mean `action`, in the order of [`Keymap::keys_of`].
fn sequences_of(section: &Sequences, action: Action) -> Vec<Vec<Key>> {
    let mut found: Vec<(usize, Rank, &Vec<Key>)> = section
        .iter()
        .filter(|(_, bound)| bound.binding.action == Some(action))
        .map(|(keys, bound)| (keys.len(), bound.rank, keys))
        .collect();
    found.sort();
    found.into_iter().map(|(_, _, keys)| keys.clone()).collect()
}

/// All that begin with `keys`, those themselves first.
fn beginning_with<'a>(
    section: &'a Sequences,
    keys: &'a [Key],
) -> impl Iterator<Item = (&'a Vec<Key>, &'a Bound)> {
    section
        .range(keys.to_vec()..)
        .take_while(move |(sequence, _)| sequence.starts_with(keys))
}

/// Puts `bounds` over what `section` has. What is taken away goes first, so that `"g" = "none"` can stand beside `"g x"`.
/// It stays in the section as a gap, because it hides what the sections below have, too.
fn lay_over(section: &mut Sequences, bounds: impl Iterator<Item = Bound>) {
    let (gaps, actions): (Vec<Bound>, Vec<Bound>) =
        bounds.partition(|bound| bound.binding.action.is_none());
    for gap in &gaps {
        section.retain(|keys, _| !keys.starts_with(&gap.binding.keys));
    }
    for bound in gaps.into_iter().chain(actions) {
        section.insert(bound.binding.keys.clone(), bound);
    }
}

/// The section of `focus` over those that it stands on.
fn merge(sections: &[Sequences], focus: Focus) -> Sequences {
    let mut merged = Sequences::new();
    for &place in focus.chain().iter().rev() {
        lay_over(&mut merged, sections[place as usize].values().cloned());
    }
    merged.retain(|_, bound| bound.binding.action.is_some());
    merged
}

/// Keys that one file binds twice in one section, if in other words.
fn twice(bindings: &[Binding]) -> Vec<Diagnosis> {
    let mut first: BTreeMap<(Focus, &[Key]), &Binding> = BTreeMap::new();
    let mut wrong = Vec::new();
    for binding in bindings {
        match first.get(&(binding.focus, binding.keys.as_slice())) {
            None => _ = first.insert((binding.focus, &binding.keys), binding),
            Some(before) => wrong.push(
                Diagnosis::new(format!(
                    "{:?} is bound twice in [{}]",
                    written(&binding.keys),
                    binding.focus.name()
                ))
                .at(&binding.file, binding.span.clone(), "")
                .at(&before.file, before.span.clone(), "here first"),
            ),
        }
    }
    wrong
}

/// Sequences that are both an action and the beginning of another, each pair once.
fn collisions(merged: &[Sequences]) -> Vec<Diagnosis> {
    let mut seen = BTreeSet::new();
    let mut wrong = Vec::new();
    for section in merged {
        for (keys, short) in section {
            for (_, long) in beginning_with(section, keys).skip(1) {
                if seen.insert((short.rank, long.rank)) {
                    wrong.push(collision(short, long));
                }
            }
        }
    }
    wrong
}

fn collision(short: &Bound, long: &Bound) -> Diagnosis {
    let name = |b: &Bound| {
        format!(
            "{:?} in [{}]",
            written(&b.binding.keys),
            b.binding.focus.name()
        )
    };
    let mean = |b: &Bound| b.binding.action.map_or("", |a| a.row().name);
    // The one to mend is the reader's, or the later; the other can be taken away.
    let (newer, older) = if (short.rank.0, long.rank) < (long.rank.0, short.rank) {
        (short, long)
    } else {
        (long, short)
    };
    let help = format!(
        "to take the other away, write {:?} = \"none\" below [{}]",
        written(&older.binding.keys),
        older.binding.focus.name()
    );
    let two_files = newer.rank.0 != older.rank.0;
    Diagnosis::new(format!(
        "{} is an action and the beginning of {}",
        name(short),
        name(long)
    ))
    .at(&newer.binding.file, newer.binding.span.clone(), mean(newer))
    .at(&older.binding.file, older.binding.span.clone(), mean(older))
    .help(two_files.then_some(help))
}
