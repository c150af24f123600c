//! What else does the file of a folder say, beside corrections? Its name, sources by path, and topics by their words.
//!
//! Must not know: which briefings there are.

use std::collections::BTreeMap;

use toml_edit::{Item, Table};

use super::{Correction, Reader, problem};
use crate::briefing::Problem;
use crate::fold;

/// All that the files of the reader say.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Told {
    /// What is corrected of entities.
    pub entities: Vec<Correction>,
    /// What the corpus is called.
    pub name: Option<String>,
    /// Who issued what lies where; the first that fits holds.
    pub sources: Vec<Source>,
    /// Topics of the reader's own.
    pub topics: Vec<Topic>,
    /// Names of fields of tables and JSON, by what they hold.
    pub fields: BTreeMap<String, Vec<String>>,
    /// Whether there are no other topics, but for those that documents state.
    pub replace: bool,
}

/// A source by paths.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Source {
    /// As the screen shows it.
    pub name: String,
    /// Patterns: see [`fits`].
    pub paths: Vec<String>,
    /// The file that says so, clean.
    pub file: String,
    /// The line of it that begins this, from 1.
    pub line: usize,
}

/// A topic by words.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Topic {
    /// As the screen shows it.
    pub name: String,
    /// Words and phrases, any of which makes a briefing one of the topic.
    pub words: Vec<String>,
    /// The file that says so, clean.
    pub file: String,
    /// The line of it that begins this, from 1.
    pub line: usize,
}

impl Source {
    /// That nothing lies where one of its patterns says.
    pub fn unused(&self, path: &str) -> Problem {
        problem(
            &self.file,
            self.line,
            &format!("nothing here lies at {path:?}"),
            "paths begin in the folder that is open: \"wire/**\" is all in wire, \"*.md\" beside it",
        )
    }
}

impl Told {
    /// All of another, after what is here.
    pub fn extend(&mut self, other: Told) {
        self.entities.extend(other.entities);
        self.sources.extend(other.sources);
        self.topics.extend(other.topics);
        self.name = self.name.take().or(other.name);
        self.replace |= other.replace;
        for (held, names) in other.fields {
            self.fields.entry(held).or_default().extend(names);
        }
    }

    /// The same without corrections of entities.
    pub fn is_same_but_for_entities(&self, other: &Told) -> bool {
        (&self.name, &self.sources, &self.topics, self.replace)
            == (&other.name, &other.sources, &other.topics, other.replace)
    }
}

/// Whether a path is one that a pattern describes: `?` is any character and `*` any of them within a folder, `**` across folders.
pub fn fits(pattern: &str, path: &str) -> bool {
    let (mut rest, mut path) = (pattern, path);
    loop {
        if let Some(after) = rest.strip_prefix("**") {
            // A folder's own slash goes with it: "a/**/b" is "a/b", too.
            let inner = after.strip_prefix('/').unwrap_or(after);
            let mut ends = path.char_indices().map(|(at, _)| at).chain([path.len()]);
            let begins = |at: &usize| *at == 0 || path[..*at].ends_with('/');
            return match after.starts_with('/') {
                true => ends.filter(begins).any(|at| fits(inner, &path[at..])),
                false => ends.any(|at| fits(after, &path[at..])),
            };
        }
        if let Some(after) = rest.strip_prefix('*') {
            let within = path.find('/').unwrap_or(path.len());
            let ends = path[..within].char_indices().map(|(at, _)| at);
            return ends.chain([within]).any(|at| fits(after, &path[at..]));
        }
        let (Some(wanted), there) = (rest.chars().next(), path.chars().next()) else {
            return path.is_empty();
        };
        match there {
            Some(there) if wanted == there || wanted == '?' && there != '/' => {
                rest = &rest[wanted.len_utf8()..];
                path = &path[there.len_utf8()..];
            }
            _ => return false,
        }
    }
}

const SOURCE: [&str; 2] = ["name", "paths"];
const TOPIC: [&str; 2] = ["name", "words"];

impl Reader<'_> {
    /// A source; nothing if something of it is missing.
    pub(super) fn source(&mut self, table: &Table) -> Option<Source> {
        let hint = "[[source]] has name = \"…\" and paths = [\"…\"]";
        let (name, paths) = self.named(table, SOURCE, hint)?;
        Some(Source {
            name,
            paths,
            file: self.file.to_owned(),
            line: self.line_of(table),
        })
    }

    /// A topic; nothing if something of it is missing.
    pub(super) fn topic(&mut self, table: &Table) -> Option<Topic> {
        let hint = "[[topic]] has name = \"…\" and words = [\"…\"]";
        let (name, words) = self.named(table, TOPIC, hint)?;
        Some(Topic {
            name,
            words,
            file: self.file.to_owned(),
            line: self.line_of(table),
        })
    }

    /// What has a name and a list, under these keys; both are needed.
    fn named(
        &mut self,
        table: &Table,
        keys: [&str; 2],
        hint: &str,
    ) -> Option<(String, Vec<String>)> {
        let (mut name, mut list) = (None, Vec::new());
        for (key, item) in table.iter() {
            match key {
                _ if key == keys[0] => name = self.text(item),
                _ if key == keys[1] => list = self.texts(item),
                _ => self.unknown(item.span(), key, &keys),
            }
        }
        let name = name.filter(|n| !fold::slug(n).is_empty());
        list.retain(|text| !text.trim().is_empty());
        if name.is_none() || list.is_empty() {
            let lacks = if name.is_none() { keys[0] } else { keys[1] };
            self.tell(table.span(), format!("it has no {lacks}"), hint);
            return None;
        }
        name.map(|name| (name, list))
    }

    /// Names of fields by what they hold, which is one of these.
    pub(super) fn fields(&mut self, item: &Item, held: &[&str]) -> BTreeMap<String, Vec<String>> {
        let Some(table) = item.as_table_like() else {
            self.tell(item.span(), "write it [fields]", "in brackets");
            return BTreeMap::new();
        };
        let mut all = BTreeMap::new();
        for (key, item) in table.iter() {
            match held.contains(&key) {
                true => {
                    all.insert(key.to_owned(), self.texts(item));
                }
                false => self.unknown(item.span(), key, held),
            }
        }
        all
    }

    /// True or false.
    pub(super) fn switch(&mut self, item: &Item, key: &str) -> bool {
        let switch = item.as_bool();
        if switch.is_none() {
            let hint = format!("write: {key} = true");
            self.tell(item.span(), format!("{key} is true or false"), hint);
        }
        switch.unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::fits;

    #[test]
    fn a_star_stays_in_its_folder_and_two_do_not() {
        for (pattern, path, expected) in [
            ("*.md", "a.md", true),
            ("*.md", "x/a.md", false),
            ("**/*.md", "a.md", true),
            ("**/*.md", "x/y/a.md", true),
            ("x/**", "x/y/a.md", true),
            ("x/**", "xy/a.md", false),
            ("x/**/a.md", "x/a.md", true),
            ("x/**/a.md", "x/ba.md", false),
            ("x/?.md", "x/ä.md", true),
            ("x/?.md", "x/ab.md", false),
            ("x/*", "x/", true),
            ("", "a", false),
        ] {
            assert_eq!(fits(pattern, path), expected, "{pattern} {path}");
        }
    }
}
