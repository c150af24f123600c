//! Which queries does the reader keep? Walking back through those that were asked; saving, running, renaming those with names.
//!
//! Must not know: where they are kept, how they are drawn.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::action::Action;
use crate::corpus::{Corpus, Order, Own};
use crate::query::{Edit, Saved};

use super::prompt::Purpose;
use super::sources::Row;
use super::{App, Effect};

/// A question to the corpus, to be answered off the loop: how many briefings does each saved query find?
#[derive(Debug, Clone)]
pub struct Count {
    corpus: Arc<Corpus>,
    own: Arc<Own>,
    queries: Vec<String>,
}

/// The answer, by query; one that the corpus cannot read is not in it.
pub type Counts = BTreeMap<String, Found>;

/// How many briefings a query finds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Found {
    /// All.
    pub all: usize,
    /// Those that were not there when the reader was here last.
    pub new: usize,
}

impl Count {
    /// Asks the corpus.
    pub fn run(self) -> Counts {
        let count = |text: String| {
            let query = self.corpus.read(&text).ok()?;
            let order = Order::default();
            let found = self.corpus.search_own(&query, order, &[], &self.own);
            let new = found.hits.iter().filter(|b| self.own.new.contains(**b));
            let new = new.count();
            let all = found.hits.len();
            Some((text, Found { all, new }))
        };
        self.queries.into_iter().filter_map(count).collect()
    }
}

impl App {
    /// The queries that were asked, from where they are kept.
    pub fn asked(&mut self, asked: Vec<String>) {
        self.kept.asked = asked;
    }

    /// The queries with names, from where they are kept.
    pub fn saved(&mut self, saved: Vec<Saved>) -> Vec<Effect> {
        if self.kept.saved == saved {
            return Vec::new();
        }
        let on = self.sources.saved().and_then(|at| self.kept.saved.get(at));
        let name = on.map(|s| s.name.clone());
        self.kept.saved = saved;
        // The rows move along under the cursor, as they do when briefings come.
        if let Some(name) = name {
            let mut names = self.kept.saved.iter().map(|s| &s.name);
            self.sources.want_saved(names.position(|n| *n == name));
        }
        self.rebuild_sources();
        self.count_saved()
    }

    /// What the saved queries find.
    pub fn counted(&mut self, counts: Counts) {
        self.counts = counts;
    }

    pub(super) fn count_saved(&self) -> Vec<Effect> {
        if self.kept.saved.is_empty() {
            return Vec::new();
        }
        let queries = self.kept.saved.iter().map(|s| s.query.clone());
        vec![Effect::Count(Count {
            corpus: Arc::clone(&self.corpus),
            own: Arc::clone(self.records.own()),
            queries: queries.collect(),
        })]
    }

    /// Keeps an edit, here and beyond the session.
    pub(super) fn keep(&mut self, edit: Edit) -> Vec<Effect> {
        self.kept.edit(&edit);
        let mut effects = Vec::new();
        if !matches!(edit, Edit::Ask(_)) {
            self.rebuild_sources();
            effects = self.count_saved();
        }
        effects.push(Effect::Keep(edit));
        effects
    }

    /// Remembers that the present query was asked for.
    pub(super) fn remember(&mut self) -> Vec<Effect> {
        if self.query.is_empty() {
            return Vec::new();
        }
        self.keep(Edit::Ask(self.query.to_string()))
    }

    /// Goes along the line of earlier queries, what is being typed and the suggestions below it.
    pub(super) fn step_query_line(&mut self, back: bool) -> Vec<Effect> {
        let offers = self.offers.len();
        let Some(prompt) = &mut self.prompt else {
            return Vec::new();
        };
        match (prompt.chosen, back) {
            (Some(at), true) => prompt.chosen = at.checked_sub(1),
            (Some(at), false) => prompt.chosen = Some((at + 1).min(offers.saturating_sub(1))),
            (None, false) if prompt.is_recalled() => {
                prompt.recall_later();
                return self.prompt_changed();
            }
            (None, false) => prompt.chosen = (offers > 0).then_some(0),
            (None, true) if prompt.recall_earlier(&self.kept.asked) => {
                return self.prompt_changed();
            }
            (None, true) => self.say("No earlier query begins like this"),
        }
        Vec::new()
    }

    /// The saved query that the cursor is on.
    pub(super) fn saved_here(&self) -> Option<&Saved> {
        match self.sources.selected_row() {
            Some(Row::Saved(at)) if self.in_sources() => self.kept.saved.get(at),
            _ => None,
        }
    }

    /// Runs the saved query that the cursor is on.
    pub(super) fn run_saved(&mut self) -> Vec<Effect> {
        let text = self.saved_here().map(|s| s.query.clone());
        match self.read_query(&text.unwrap_or_default()) {
            Ok(query) => {
                // On to what it finds.
                self.sources.want_saved(None);
                self.ask_again(query)
            }
            Err(error) => {
                self.warn(error.message);
                Vec::new()
            }
        }
    }

    /// Asks for the name to save the present query under.
    pub(super) fn name_query(&mut self) -> Vec<Effect> {
        if self.query.is_empty() {
            self.say(format!(
                "There is no query to save: {} asks one",
                self.call(Action::Search)
            ));
            return Vec::new();
        }
        self.start_prompt(Purpose::Save)
    }

    /// Renames or removes the saved query that the cursor is on.
    pub(super) fn change_saved(&mut self, action: Action) -> Vec<Effect> {
        let Some(Saved { name, query }) = self.saved_here().cloned() else {
            self.say("Go to a saved query first: they stand above the sources");
            return Vec::new();
        };
        if action == Action::RenameQuery {
            return self.start_prompt(Purpose::Rename);
        }
        self.say(format!("Removed {name}: {query}"));
        self.keep_undoable(format!("{name} removed"), Edit::Remove(name))
    }

    /// Accepts a name that was typed: of a query to save, or a new one for `old`.
    pub(super) fn accept_name(&mut self, name: &str, old: Option<String>) -> Vec<Effect> {
        let name = name.trim().to_owned();
        if name.is_empty() {
            self.say("It needs a name");
            return Vec::new();
        }
        self.prompt = None;
        let query = self.query.to_string();
        let before = self.kept.named(&name).map(|s| s.query.clone());
        let before = before.filter(|b| *b != query);
        self.say(match (&old, before) {
            (Some(_), _) => format!("It is called {name} now"),
            // Whoever took a name again by mistake can type the query that it stood for.
            (None, Some(query)) => format!("Saved as {name}, which was: {query}"),
            (None, None) => format!("Saved as {name}, above the sources"),
        });
        let what = match &old {
            Some(from) => format!("{from} renamed"),
            None => format!("{name} saved"),
        };
        let edit = match old {
            Some(from) => Edit::Rename { from, to: name },
            None => Edit::Save(Saved { name, query }),
        };
        self.keep_undoable(what, edit)
    }
}
