//! Which actions does the help screen list? All of them, by where they work, narrowed by what was typed.
//!
//! Must not know: which key means what (the view asks the keymap).

use crate::action::{ACTIONS, Focus, Row as ActionRow};
use crate::fuzzy;

/// A row of the help screen.
#[derive(Debug, Clone, Copy)]
pub enum Row {
    /// Where the actions below work.
    Head(Focus),
    /// An action.
    Action(&'static ActionRow),
}

/// The rows; what works `here`, where the reader asked, comes first.
pub fn rows(narrow: &str, here: Focus) -> Vec<Row> {
    if !narrow.is_empty() {
        let words: Vec<String> = ACTIONS.iter().map(ActionRow::words).collect();
        let all = ACTIONS.iter().zip(&words);
        return fuzzy::rank(narrow, all.map(|(r, w)| (Row::Action(r), w.as_str())));
    }
    let mut groups: Vec<_> = ACTIONS.chunk_by(|a, b| a.focus == b.focus).collect();
    groups.sort_by_key(|group| group[0].focus != here);
    let mut rows = Vec::new();
    for group in groups {
        rows.push(Row::Head(group[0].focus));
        rows.extend(group.iter().map(Row::Action));
    }
    rows
}

/// Whether a row can be selected.
pub fn stops(row: &Row) -> bool {
    matches!(row, Row::Action(_))
}
