//! Which bindings does a keymap file write down, and what is wrong with it line by line?
//!
//! Must not know: other files, and which bindings collide once files and sections come together.

use std::ops::Range;
use std::sync::Arc;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::Shipped;
use super::key::{Key, KeyCode};
use crate::action::{ACTIONS, Action, Focus};
use crate::diagnose::{Diagnosis, File, did_you_mean};
use crate::fold::nearest;

/// What a reader writes in place of an action to take a key away.
const NONE: &str = "none";

/// The name, at the top, of the shipped keymap that a file lies over.
const EXTENDS: &str = "extends";

/// One line of a keymap.
#[derive(Debug, Clone)]
pub(super) struct Binding {
    pub focus: Focus,
    /// At least one.
    pub keys: Vec<Key>,
    /// `None` takes away the keys and every sequence that they begin.
    pub action: Option<Action>,
    pub file: Arc<File>,
    /// The keys, as they stand in the file.
    pub span: Range<usize>,
}

/// Reads all that can be read of `file`, in its order, and says what cannot.
pub(super) fn parse(file: &Arc<File>) -> (Vec<Binding>, Vec<Diagnosis>) {
    let (root, errors) = DeTable::parse_recoverable(&file.text);
    let mut parser = Parser {
        file,
        bindings: Vec::new(),
        wrong: errors
            .iter()
            .map(|e| crate::diagnose::syntax(file, e))
            .collect(),
    };
    for (name, value) in root.get_ref() {
        parser.section(name, value);
    }
    parser.bindings.sort_by_key(|b| b.span.start);
    parser
        .wrong
        .sort_by_key(|d| d.marks.first().map(|m| m.span.start));
    (parser.bindings, parser.wrong)
}

/// The shipped keymap that `file` lies over, if it names one. That there is none of that name is for [`parse`] to tell.
pub(super) fn extends(file: &Arc<File>) -> Option<Shipped> {
    let (root, _) = DeTable::parse_recoverable(&file.text);
    let (_, value) = root
        .get_ref()
        .iter()
        .find(|(n, _)| n.get_ref() == EXTENDS)?;
    Shipped::named(value.get_ref().as_str()?)
}

struct Parser<'a> {
    file: &'a Arc<File>,
    bindings: Vec<Binding>,
    wrong: Vec<Diagnosis>,
}

impl Parser<'_> {
    fn wrong(&mut self, title: String, at: Range<usize>, help: Option<String>) {
        let diagnosis = Diagnosis::new(title).at(self.file, at, "").help(help);
        self.wrong.push(diagnosis);
    }

    fn section(&mut self, name: &Spanned<impl AsRef<str>>, value: &Spanned<DeValue<'_>>) {
        let written = name.get_ref().as_ref();
        if written == EXTENDS {
            return self.extends(value);
        }
        let Some(table) = value.get_ref().as_table() else {
            let title = format!("{written:?} stands in no section");
            let help = "put it below a line such as [global]".to_string();
            return self.wrong(title, name.span(), Some(help));
        };
        let Some(focus) = Focus::ALL.into_iter().find(|f| f.name() == written) else {
            let names = || Focus::ALL.into_iter().map(Focus::name);
            let all = || format!("there are {}", names().collect::<Vec<_>>().join(", "));
            let help = did_you_mean(&nearest(written, names(), 1)).or_else(|| Some(all()));
            return self.wrong(format!("no section [{written}]"), name.span(), help);
        };
        for (keys, action) in table {
            self.binding(focus, keys, action);
        }
    }

    /// Says what is wrong with the name of a keymap.
    fn extends(&mut self, value: &Spanned<DeValue<'_>>) {
        let name = value.get_ref().as_str().unwrap_or("");
        if Shipped::named(name).is_none() {
            let all = || {
                format!(
                    "there are {}",
                    Shipped::names().collect::<Vec<_>>().join(", ")
                )
            };
            let help = did_you_mean(&nearest(name, Shipped::names(), 1)).or_else(|| Some(all()));
            self.wrong(format!("no shipped keymap {name:?}"), value.span(), help);
        }
    }

    fn binding(
        &mut self,
        focus: Focus,
        keys: &Spanned<impl AsRef<str>>,
        value: &Spanned<DeValue<'_>>,
    ) {
        let action = self.action(value);
        let sequence = self.sequence(focus, keys);
        if let (Some(keys_read), Some(action)) = (sequence, action) {
            self.bindings.push(Binding {
                focus,
                keys: keys_read,
                action,
                file: Arc::clone(self.file),
                span: keys.span(),
            });
        }
    }

    fn sequence(&mut self, focus: Focus, keys: &Spanned<impl AsRef<str>>) -> Option<Vec<Key>> {
        let read = match Key::sequence(keys.get_ref().as_ref()) {
            Ok(read) => read,
            Err(e) => {
                self.wrong(e.why, keys.span(), e.help);
                return None;
            }
        };
        let (first, rest) = read.split_first()?;
        if focus == Focus::Prompt && first.typed().is_some() {
            let title = format!("in [prompt], {first} is text to be typed");
            let help = "begin with a key that types nothing, such as one with ctrl".to_string();
            self.wrong(title, keys.span(), Some(help));
            return None;
        }
        if rest.iter().any(|key| key.code == KeyCode::Esc) {
            self.wrong(
                "esc gives up a sequence, so it cannot be part of one".into(),
                keys.span(),
                None,
            );
            return None;
        }
        Some(read)
    }

    /// The outer `None` is an error, told; the inner one is `"none"`.
    fn action(&mut self, value: &Spanned<DeValue<'_>>) -> Option<Option<Action>> {
        let Some(name) = value.get_ref().as_str() else {
            let help = match value.get_ref() {
                DeValue::Table(_) => "write a sequence in quotes: \"g p\" = \"problems\"",
                _ => "write the name of an action in quotes, or \"none\"",
            };
            let title = format!("expected an action, found {}", value.get_ref().type_str());
            self.wrong(title, value.span(), Some(help.into()));
            return None;
        };
        if name == NONE {
            return Some(None);
        }
        let action = Action::named(name);
        if action.is_none() {
            let names = ACTIONS.iter().map(|row| row.name).chain([NONE]);
            let help = did_you_mean(&nearest(name, names, 1));
            self.wrong(format!("no action {name:?}"), value.span(), help);
        }
        action.map(Some)
    }
}
