//! What does the reader know better than the rules? Corrections of entities, kept in a file that people read and edit too.
//!
//! Invariant: an edit changes the lines that it is about and no other; what the file held beside them, comments and order, stays.
//! Must not know: which entities there are, when corrections are applied. One of two doors to toml_edit.

mod told;

use std::collections::HashMap;
use std::ops::Range;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use toml_edit::{ArrayOfTables, Document, DocumentMut, Item, Table, Value, value};

use crate::briefing::{FIELDS, Kind, Problem};
use crate::fold::nearest;
use crate::sanitize;

pub use told::{Source, Told, Topic, fits};

/// The file in a corpus's folder.
pub const FILE: &str = "briefings.toml";

/// What is corrected of one entity.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Correction {
    /// Its slug (`person:sergei-lavrov`).
    pub id: String,
    /// Slugs of entities that are the same.
    pub same: Vec<String>,
    /// Words that do not name it.
    pub not: Vec<String>,
    /// The name that it is shown by.
    pub name: Option<String>,
    /// What it is.
    pub kind: Option<Kind>,
    /// Whether it is no entity at all.
    pub ignore: bool,
    /// The file that says so, clean.
    pub file: String,
    /// The line of it that begins this, from 1.
    pub line: usize,
}

impl Correction {
    /// That `what`, a slug or words, is nowhere to be found: the correction does nothing.
    pub fn unused(&self, what: &str) -> Problem {
        problem(
            &self.file,
            self.line,
            &format!("nothing here is {what:?}"),
            "take it out, or give the id that the card of the entity shows",
        )
    }
}

fn problem(file: &str, line: usize, cause: &str, hint: &str) -> Problem {
    Problem {
        path: file.to_owned(),
        cause: sanitize::line(&format!("line {line}: {cause}")),
        hint: sanitize::line(hint),
        readable: true,
    }
}

/// Something that the reader does to an entity, named by its slug.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// `other` is the same.
    Same {
        /// The one that stays.
        id: String,
        /// The one that becomes part of it.
        other: String,
    },
    /// These words do not name it.
    Not {
        /// Whom they do not name.
        id: String,
        /// The words.
        words: String,
    },
    /// It is shown by another name.
    Rename {
        /// Whose name.
        id: String,
        /// The name.
        name: String,
    },
    /// It is of another kind.
    Kind {
        /// What is of it.
        id: String,
        /// The kind.
        kind: Kind,
    },
    /// It is no entity at all.
    Ignore {
        /// What is none.
        id: String,
    },
}

/// A change as the reader asks for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wish {
    /// What is changed.
    pub change: Change,
    /// The document that the reader has in hand: where several folders are open, its folder keeps the correction.
    pub near: Option<PathBuf>,
    /// What is so once it is done, as the beginning of a sentence, clean (`Ana is Anna`).
    pub said: String,
    /// What is so once it is taken back (`Ana is not Anna any more`).
    pub undone: String,
}

const TOP: [&str; 6] = ["entity", "source", "topic", "name", "replace", "fields"];
const KEYS: [&str; 6] = ["id", "same", "not", "name", "kind", "ignore"];

/// What the text of a file that is called `file` says, and what is wrong with it. What is right is read whatever else is wrong.
pub fn read(text: &str, file: &str) -> (Told, Vec<Problem>) {
    let line = |at: usize| 1 + text[..at.min(text.len())].matches('\n').count();
    let document = match Document::parse(text) {
        Ok(document) => document,
        Err(error) => {
            let at = line(error.span().map_or(0, |s| s.start));
            let hint = "mend that line; until then nothing in the file counts";
            return (
                Told::default(),
                vec![problem(file, at, error.message(), hint)],
            );
        }
    };
    let mut reader = Reader {
        file,
        line: &line,
        wrong: Vec::new(),
    };
    let mut told = Told::default();
    for (key, item) in document.iter() {
        match (key, item.as_array_of_tables()) {
            ("entity", Some(tables)) => {
                let entities = tables.iter().filter_map(|t| reader.correction(t));
                told.entities.extend(entities);
            }
            ("source", Some(tables)) => {
                let sources = tables.iter().filter_map(|t| reader.source(t));
                told.sources.extend(sources);
            }
            ("topic", Some(tables)) => {
                let topics = tables.iter().filter_map(|t| reader.topic(t));
                told.topics.extend(topics);
            }
            ("entity" | "source" | "topic", None) => {
                let write = format!("write it [[{key}]]");
                reader.tell(item.span(), write, "in double brackets");
            }
            ("name", _) => told.name = reader.text(item),
            ("fields", _) => told.fields = reader.fields(item, &FIELDS),
            ("replace", _) => told.replace = reader.switch(item, key),
            _ => reader.unknown(item.span(), key, &TOP),
        }
    }
    reader.conflicts(&told.entities);
    reader.wrong.sort_by_key(|w| w.0);
    let problems = reader.wrong.iter();
    let problems = problems.map(|(line, cause, hint)| problem(file, *line, cause, hint));
    (told, problems.collect())
}

struct Reader<'t> {
    file: &'t str,
    line: &'t dyn Fn(usize) -> usize,
    /// Line, cause, hint.
    wrong: Vec<(usize, String, String)>,
}

impl Reader<'_> {
    fn tell(
        &mut self,
        at: Option<Range<usize>>,
        cause: impl Into<String>,
        hint: impl Into<String>,
    ) {
        let line = (self.line)(at.map_or(0, |s| s.start));
        self.wrong.push((line, cause.into(), hint.into()));
    }

    /// The line that begins a table.
    fn line_of(&self, table: &Table) -> usize {
        (self.line)(table.span().map_or(0, |s| s.start))
    }

    fn unknown(&mut self, at: Option<Range<usize>>, key: &str, known: &[&str]) {
        let hint = match nearest(key, known.iter().copied(), 1).first() {
            Some(meant) => format!("did you mean {meant:?}?"),
            None => format!("what may stand here: {}", known.join(", ")),
        };
        self.tell(at, format!("{key:?} is not known"), hint);
    }

    fn correction(&mut self, table: &Table) -> Option<Correction> {
        let mut correction = Correction {
            file: self.file.to_owned(),
            line: self.line_of(table),
            ..Correction::default()
        };
        for (key, item) in table.iter() {
            match key {
                "id" => correction.id = self.text(item).unwrap_or_default(),
                "name" => correction.name = self.text(item),
                "same" => correction.same = self.texts(item),
                "not" => correction.not = self.texts(item),
                "kind" => correction.kind = self.kind(item),
                "ignore" => correction.ignore = self.switch(item, key),
                _ => self.unknown(item.span(), key, &KEYS),
            }
        }
        if correction.id.is_empty() {
            let hint = "id = \"person:…\", as the card of the entity shows it";
            self.tell(table.span(), "an entity without id", hint);
            return None;
        }
        Some(correction)
    }

    fn text(&mut self, item: &Item) -> Option<String> {
        let text = item.as_str().map(|t| sanitize::line(t).trim().to_owned());
        let text = text.filter(|t| !t.is_empty());
        if text.is_none() {
            self.tell(item.span(), "this is no text", "write it in double quotes");
        }
        text
    }

    fn texts(&mut self, item: &Item) -> Vec<String> {
        if let Some(text) = item.as_str() {
            return vec![text.to_owned()];
        }
        let Some(array) = item.as_array() else {
            self.tell(item.span(), "this is no list", "write it [\"…\", \"…\"]");
            return Vec::new();
        };
        let texts = array.iter().filter_map(Value::as_str);
        let texts: Vec<String> = texts.map(str::to_owned).collect();
        if texts.len() < array.len() {
            self.tell(item.span(), "not all of this is text", "use double quotes");
        }
        texts
    }

    fn kind(&mut self, item: &Item) -> Option<Kind> {
        let name = self.text(item)?;
        let kind = Kind::ALL.into_iter().find(|k| k.name() == name);
        if kind.is_none() {
            self.unknown(item.span(), &name, &Kind::ALL.map(Kind::name));
        }
        kind
    }

    /// Corrections that contradict each other; the first holds.
    fn conflicts(&mut self, all: &[Correction]) {
        let mut part_of: HashMap<&str, &Correction> = HashMap::new();
        let mut seen: HashMap<&str, &Correction> = HashMap::new();
        let mut found = Vec::new();
        for correction in all {
            let line = correction.line;
            if let Some(first) = seen.insert(&correction.id, correction) {
                let cause = format!("{} is corrected in line {} too", correction.id, first.line);
                found.push((line, cause, "make one of the two"));
            }
            for other in &correction.same {
                if *other == correction.id {
                    let cause = format!("{other} is the same as itself");
                    found.push((line, cause, "take it out of the list"));
                } else if let Some(first) = part_of.insert(other, correction)
                    && first.id != correction.id
                {
                    let cause = format!("{other} is part of {} already", first.id);
                    found.push((line, cause, "take it out of one of the two"));
                }
            }
        }
        let says_more = |c: &&Correction| {
            c.ignore || c.name.is_some() || c.kind.is_some() || !c.same.is_empty()
        };
        let parts = all.iter().filter(|c| part_of.contains_key(c.id.as_str()));
        for correction in parts.filter(says_more) {
            let whole = &part_of[correction.id.as_str()].id;
            let cause = format!("{} is part of {whole}", correction.id);
            found.push((correction.line, cause, "correct the whole instead"));
        }
        let found = found.into_iter();
        self.wrong
            .extend(found.map(|(line, cause, hint)| (line, cause, hint.to_owned())));
    }
}

/// The text of a file after a change; comments and order stay.
///
/// # Errors
/// The text is no TOML: says why and in which line.
pub fn changed(text: &str, change: &Change) -> Result<String, String> {
    let wrong = |error: toml_edit::TomlError| {
        let before = &text[..error.span().map_or(0, |s| s.start)];
        let line = 1 + before.matches('\n').count();
        sanitize::line(&format!("mend line {line} first: {}", error.message()))
    };
    let mut document: DocumentMut = text.parse().map_err(wrong)?;
    let remarks = match document.is_empty() {
        true => document.trailing().as_str().unwrap_or_default().to_owned(),
        false => String::new(),
    };
    let entities = document.entry("entity");
    let entities = entities.or_insert(Item::ArrayOfTables(ArrayOfTables::new()));
    let Some(tables) = entities.as_array_of_tables_mut() else {
        return Err("mend its entity first: write it [[entity]]".to_owned());
    };
    let (id, key, with) = match change {
        Change::Same { id, other } => (id, "same", Err(other)),
        Change::Not { id, words } => (id, "not", Err(words)),
        Change::Rename { id, name } => (id, "name", Ok(value(name))),
        Change::Kind { id, kind } => (id, "kind", Ok(value(kind.name()))),
        Change::Ignore { id } => (id, "ignore", Ok(value(true))),
    };
    if let Change::Same { id, other } = change {
        absorb(tables, id, other);
    }
    entity(tables, id, |table| match with {
        // A key that is there keeps its place and its comment.
        Ok(item) => match table.get_mut(key) {
            Some(there) => *there = item,
            None => drop(table.insert(key, item)),
        },
        Err(text) => add(table, key, text),
    });
    if let Some(first) = tables.get_mut(0).filter(|_| !remarks.is_empty()) {
        // Of a file of remarks alone, they stay above what comes into it.
        first
            .decor_mut()
            .set_prefix(format!("{}\n\n", remarks.trim_end_matches('\n')));
        document.set_trailing("");
    }
    Ok(document.to_string())
}

/// Does something to the table of an entity, which is made if there is none.
fn entity(tables: &mut ArrayOfTables, id: &str, change: impl FnOnce(&mut Table)) {
    let is_it = |t: &&mut Table| t.get("id").and_then(Item::as_str) == Some(id);
    if let Some(table) = tables.iter_mut().find(is_it) {
        return change(table);
    }
    let mut table = Table::new();
    table.insert("id", value(id));
    change(&mut table);
    tables.push(table);
}

/// What was the same as `other` is the same as `id` from now on, and what `other` was called goes: a part has neither.
fn absorb(tables: &mut ArrayOfTables, id: &str, other: &str) {
    let is_other = |t: &Table| t.get("id").and_then(Item::as_str) == Some(other);
    let Some(table) = tables.iter_mut().find(|t| is_other(t)) else {
        return;
    };
    let parts = table.remove("same");
    let parts = parts.as_ref().and_then(Item::as_array).cloned();
    let parts = parts.into_iter().flatten();
    let parts: Vec<String> = parts.filter_map(|v| Some(v.as_str()?.to_owned())).collect();
    for key in ["name", "kind", "ignore"] {
        table.remove(key);
    }
    if table.len() == 1 {
        tables.retain(|t| !is_other(t));
    }
    for part in parts.iter().filter(|p| *p != id) {
        entity(tables, id, |table| add(table, "same", part));
    }
}

/// Adds a text to a list, once.
fn add(table: &mut Table, key: &str, text: &str) {
    let list = table.entry(key).or_insert(value(toml_edit::Array::new()));
    if let Some(list) = list.as_array_mut()
        && !list.iter().any(|v| v.as_str() == Some(text))
    {
        list.push(text);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_leaves_comments_and_order_as_they_were() {
        let text = "# ours\n\n[[entity]]\n# the former\nname = \"Ana Kovač\"\nid = \"person:a\"\n";
        let same = |id: &str, other: &str| Change::Same {
            id: id.into(),
            other: other.into(),
        };
        let cases = [
            (
                same("person:a", "person:b"),
                "# ours\n\n[[entity]]\n# the former\nname = \"Ana Kovač\"\nid = \"person:a\"\nsame = [\"person:b\"]\n",
            ),
            (
                Change::Rename {
                    id: "person:a".into(),
                    name: "Anna".into(),
                },
                "# ours\n\n[[entity]]\n# the former\nname = \"Anna\"\nid = \"person:a\"\n",
            ),
            (
                Change::Ignore {
                    id: "place:x".into(),
                },
                "# ours\n\n[[entity]]\n# the former\nname = \"Ana Kovač\"\nid = \"person:a\"\n\n[[entity]]\nid = \"place:x\"\nignore = true\n",
            ),
        ];
        for (change, expected) in &cases {
            let after = changed(text, change).expect("a file that can be changed");
            assert_eq!(after, *expected, "{change:?}");
            let again = changed(&after, change).expect("a file that can be changed");
            assert_eq!(again, *expected, "{change:?} twice");
        }
        let remarks = "# ours\n\n# and more\n";
        let after = changed(remarks, &cases[2].0).expect("a file that can be changed");
        assert_eq!(
            after,
            format!("{remarks}\n[[entity]]\nid = \"place:x\"\nignore = true\n")
        );
    }

    #[test]
    fn what_was_the_same_as_a_part_is_the_same_as_the_whole() {
        let same = |id: &str, other: &str| Change::Same {
            id: id.into(),
            other: other.into(),
        };
        let text = changed("", &same("a", "b")).expect("a change");
        let text = changed(&text, &same("c", "a")).expect("a change");
        let (all, wrong) = read(&text, "f");
        assert_eq!(wrong, []);
        let of_c = all.entities.iter().find(|c| c.id == "c").expect("c");
        assert_eq!(of_c.same, ["b", "a"]);
    }

    #[test]
    fn what_is_wrong_is_told_with_its_line_and_the_rest_counts() {
        let cases = [
            (
                "[[entity]]\nid = \"a\"\nsmae = [\"b\"]\n",
                3,
                "did you mean \"same\"?",
            ),
            (
                "[[entity]]\nid = \"a\"\nkind = \"persn\"\n",
                3,
                "did you mean \"person\"?",
            ),
            ("[[entity]]\nname = \"x\"\n", 1, "as the card"),
            ("\n[[entty]]\nid = \"a\"\n", 2, "did you mean \"entity\"?"),
            (
                "[[entity]]\nid = \"a\"\n\n[[entity]]\nid = \"a\"\n",
                4,
                "make one of the two",
            ),
            ("[[entity]]\nid = \"a\"\nsame = [\"a\"]\n", 1, "take it out"),
            ("[[entity]]\nid = \"a\"\nsame = 3\n", 3, "[\"…\", \"…\"]"),
            ("[[entity]\n", 1, "mend that line"),
        ];
        for (text, line, hint) in cases {
            let (_, wrong) = read(text, "f");
            let first = wrong
                .first()
                .unwrap_or_else(|| panic!("{text}: nothing wrong"));
            let begins = format!("line {line}: ");
            assert!(first.cause.starts_with(&begins), "{text}: {first:?}");
            assert!(first.hint.contains(hint), "{text}: {first:?}");
        }
    }
}
