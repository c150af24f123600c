//! Which label has this entry of a list, where the file does not write it? As its tables of lists say, in the order of entries.
//!
//! Must not know: paragraphs, groups.

use std::collections::HashMap;
use std::rc::Rc;

use crate::load::labels::{Counter, Digits, LEVELS, Label, Level, Part};

/// The lists of a file, and how far each has counted.
#[derive(Default)]
pub(super) struct Lists {
    kinds: HashMap<i32, Vec<Level>>,
    lists: HashMap<i32, List>,
    /// Of kinds (`true`), and of lists that count for themselves.
    counts: HashMap<(bool, i32), Counter>,
    open: Open,
}

/// A list, as paragraphs name it.
#[derive(Clone, Default)]
struct List {
    kind: i32,
    /// The numbers that levels begin with, where they are other than those of the kind.
    firsts: Vec<(usize, u32)>,
}

/// What is being read.
#[derive(Default)]
struct Open {
    levels: Vec<Level>,
    is_bullet: bool,
    list: List,
    /// How many levels of the list have been named, while one is read.
    named: Option<usize>,
}

/// Lists and kinds that are kept.
const MOST: usize = 10_000;

impl Lists {
    /// Takes a word of the tables.
    pub fn word(&mut self, word: &str, number: Option<i32>) {
        let open = &mut self.open;
        let positive = number.and_then(|n| u32::try_from(n).ok());
        match (word, number) {
            ("list", _) => *open = Open::default(),
            ("listlevel", _) if open.levels.len() < LEVELS => {
                open.is_bullet = false;
                open.levels.push(Level {
                    digits: Digits::Decimal,
                    first: 1,
                    ..Level::default()
                });
            }
            ("levelnfc" | "levelnfcn", Some(kind)) => {
                open.is_bullet = kind == 23;
                if let Some(level) = open.levels.last_mut() {
                    level.digits = digits(kind);
                }
            }
            ("levellegal", _) => {
                if let Some(level) = open.levels.last_mut() {
                    level.is_legal = number != Some(0);
                }
            }
            ("levelstartat", _) => match (open.named, open.levels.last_mut(), positive) {
                (Some(named), _, Some(first)) if (1..=LEVELS).contains(&named) => {
                    open.list.firsts.push((named - 1, first));
                }
                (None, Some(level), Some(first)) => level.first = first,
                _ => {}
            },
            ("listoverride", _) => {
                *open = Open::default();
                open.named = Some(0);
            }
            ("lfolevel", _) => open.named = open.named.map(|named| named.saturating_add(1)),
            ("listid", Some(kind)) if open.named.is_some() => open.list.kind = kind,
            ("listid", Some(kind)) if self.kinds.len() < MOST => {
                self.kinds.insert(kind, std::mem::take(&mut open.levels));
            }
            ("ls", Some(list)) if open.named.is_some() && self.lists.len() < MOST => {
                self.lists.insert(list, open.list.clone());
            }
            _ => {}
        }
    }

    /// The label of a level: how many signs, then the signs, those below ten standing for the numbers of levels.
    pub fn pattern(&mut self, text: &str) {
        let Some(level) = self.open.levels.last_mut() else {
            return;
        };
        let mut signs = text.trim_start_matches(' ').chars();
        let count = signs.next().map_or(0, |c| c as usize).min(40);
        if self.open.is_bullet {
            return;
        }
        let part = |c: char| match c as usize {
            of @ 0..LEVELS => Part::Level(of),
            _ => Part::Text(c.to_string()),
        };
        let parts: Vec<Part> = signs.take(count).map(part).collect();
        level.is_unmarked = parts.is_empty();
        level.parts = Rc::new(parts);
    }

    /// Counts an entry, and says what stands before it; whether it is marked at all.
    pub fn count(&mut self, list: i32, level: usize) -> (Option<Label>, bool) {
        let Some(List { kind, firsts }) = self.lists.get(&list) else {
            return (None, true);
        };
        let mut levels = self.kinds.get(kind).cloned().unwrap_or_default();
        for (at, first) in firsts {
            if let Some(level) = levels.get_mut(*at) {
                level.first = *first;
            }
        }
        // Lists of one kind go on with each other's numbers, unless they say that they begin anew.
        let key = match firsts.is_empty() {
            true => (true, *kind),
            false => (false, list),
        };
        let counter = self.counts.entry(key).or_default();
        counter.count(|at| levels.get(at), level);
        let is_unmarked = levels.get(level).is_some_and(|level| level.is_unmarked);
        (counter.label(|at| levels.get(at), level), !is_unmarked)
    }
}

fn digits(kind: i32) -> Digits {
    match kind {
        1 | 2 => Digits::Roman {
            is_upper: kind == 1,
        },
        3 | 4 => Digits::Letters {
            is_upper: kind == 3,
            is_repeated: true,
        },
        23 | 255 => Digits::None,
        // Words and the figures of other scripts say the same number.
        _ => Digits::Decimal,
    }
}
