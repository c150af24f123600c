//! What typing changes: the query line with its suggestions, find, narrowing, the palette.
//!
//! Invariant: wrong input changes nothing but the complaint beside it; the last good list stays.
//! Must not know: keys, how anything is drawn.

use std::cmp::Reverse;
use std::ops::Range;

use crate::action::{ACTIONS, Action, Focus};
use crate::briefing::Kind;
use crate::corpus::Completion;
use crate::entity::EntityId;
use crate::export;
use crate::fuzzy;
use crate::layout::Pane;
use crate::query::{self, Field, Query, QueryError};

use super::prompt::{Prompt, Purpose};
use super::{App, Effect, Layer};

/// More suggestions than this are never offered.
const OFFERS: usize = 50;

/// A suggestion for what is being typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Offer {
    /// In the palette: something to do.
    Action(Action),
    /// In the palette: a briefing to open.
    Briefing(u32),
    /// Among those who may be the same: one of them.
    Entity(EntityId),
    /// A kind.
    Kind(Kind),
    /// A marked place.
    Mark {
        /// Its letter.
        letter: char,
        /// The briefing.
        briefing: u32,
        /// The byte of its body.
        at: u32,
    },
    /// A format to export in.
    Form(export::Format),
    /// A tag that there is.
    Tag {
        /// The tag.
        tag: String,
        /// Whether all that is meant has it.
        has: bool,
        /// How many briefings have it.
        count: u32,
    },
    /// In the query line: a text to put in.
    Text {
        /// What it replaces, in bytes of the text.
        range: Range<usize>,
        /// The text.
        insert: String,
        /// What the reader sees.
        label: String,
        /// How many briefings have it; of a field, how many values it has.
        count: u32,
    },
}

impl App {
    pub(super) fn start_prompt(&mut self, purpose: Purpose) -> Vec<Effect> {
        let text = match purpose {
            Purpose::Query if self.query.is_empty() => String::new(),
            Purpose::Query => format!("{} ", self.query),
            Purpose::Narrow | Purpose::Find | Purpose::Palette | Purpose::Tag => String::new(),
            Purpose::Hint | Purpose::Mark | Purpose::Goto => String::new(),
            Purpose::Save => {
                let query = self.query.to_string();
                let same = self.kept.saved.iter().find(|s| s.query == query);
                same.map(|s| s.name.clone()).unwrap_or_default()
            }
            Purpose::Rename => self
                .saved_here()
                .map(|s| s.name.clone())
                .unwrap_or_default(),
            Purpose::Same | Purpose::Name | Purpose::Kind => self.text_to_correct(purpose),
            Purpose::Export => self.export_name(),
        };
        if purpose == Purpose::Narrow && self.narrow_text().is_none() {
            return Vec::new();
        }
        if purpose == Purpose::Find {
            if self.article.is_none() {
                return Vec::new();
            }
            self.layers.clear();
            self.begin_find();
        }
        self.prompt = Some(Prompt::new(purpose, &text));
        self.query_error = None;
        self.complained = false;
        self.refresh_offers();
        match purpose {
            // What narrowed the list before is no part of what is typed now.
            Purpose::Narrow => self.narrow(""),
            _ => Vec::new(),
        }
    }

    /// The text that narrows the list in focus, if that list can be narrowed.
    fn narrow_text(&mut self) -> Option<&mut String> {
        match (self.layers.last_mut(), self.focus) {
            (Some(Layer::Concordance(c)), _) => Some(&mut c.narrow),
            (Some(Layer::Help(_, narrow, _)), _) => Some(narrow),
            (Some(Layer::Notes(notes)), _) => Some(&mut notes.narrow),
            (Some(_), _) | (None, Pane::Article) => None,
            (None, Pane::Sources) => Some(&mut self.sources.narrow),
            (None, Pane::Facets) => Some(&mut self.facets.narrow),
        }
    }

    pub(super) fn prompt_action(&mut self, action: Action) -> Vec<Effect> {
        let Some(prompt) = &mut self.prompt else {
            return Vec::new();
        };
        match action {
            Action::Accept => self.accept(),
            Action::Close => self.cancel(),
            Action::Complete => self.complete(),
            Action::SaveQuery if prompt.purpose == Purpose::Query => {
                let mut effects = self.accept_query();
                if self.prompt.is_none() {
                    effects.extend(self.name_query());
                }
                effects
            }
            Action::SelectNext | Action::SelectPrevious if prompt.purpose == Purpose::Query => {
                self.step_query_line(action == Action::SelectPrevious)
            }
            Action::SelectNext | Action::SelectPrevious => {
                let n = self.offers.len();
                if n > 0 {
                    let step = match action {
                        Action::SelectNext => 1,
                        _ => n - 1,
                    };
                    // Before the reader goes among them, enter takes the first, or what is typed.
                    let free = prompt.purpose == Purpose::Tag;
                    prompt.chosen = Some(match prompt.chosen {
                        None if free && step == 1 => 0,
                        chosen => (chosen.unwrap_or(0) + step) % n,
                    });
                    self.form_chosen();
                }
                Vec::new()
            }
            other => {
                // Backspace in an empty prompt takes it back, as in every pager.
                let leave = other == Action::DeleteBack && prompt.text().is_empty();
                if leave {
                    return self.cancel();
                }
                if prompt.edit(other) {
                    self.prompt_changed()
                } else {
                    Vec::new()
                }
            }
        }
    }

    /// Applies what is typed so far.
    pub(super) fn prompt_changed(&mut self) -> Vec<Effect> {
        let Some(prompt) = &mut self.prompt else {
            return Vec::new();
        };
        prompt.chosen = None;
        self.complained = false;
        let text = prompt.text().to_owned();
        let effects = match prompt.purpose {
            Purpose::Query => match self.read_query(&text) {
                Ok(query) => {
                    self.query_error = None;
                    self.ask(query)
                }
                Err(error) => {
                    let before = self.query_before(&text, &error);
                    // Whoever has just typed `topic:` is about to say which.
                    let begun = !text.ends_with(':');
                    self.query_error = Some(error).filter(|_| begun);
                    match before == self.query {
                        true => Vec::new(),
                        false => self.ask(before),
                    }
                }
            },
            Purpose::Find => {
                self.find(&text);
                Vec::new()
            }
            Purpose::Narrow => self.narrow(&text),
            Purpose::Hint => {
                self.follow_hint(&text);
                Vec::new()
            }
            Purpose::Mark if !text.is_empty() => self.mark_here(&text),
            Purpose::Goto if !text.is_empty() => {
                self.go_to_mark(&text);
                Vec::new()
            }
            Purpose::Palette | Purpose::Save | Purpose::Rename => Vec::new(),
            Purpose::Same | Purpose::Name | Purpose::Kind | Purpose::Export => Vec::new(),
            Purpose::Mark | Purpose::Goto | Purpose::Tag => Vec::new(),
        };
        self.refresh_offers();
        effects
    }

    pub(super) fn read_query(&self, text: &str) -> Result<Query, QueryError> {
        self.corpus.read(text)
    }

    /// The query of what stands before the word that makes a text none: what the list shows meanwhile, for what was found
    /// while half of that word was typed was never asked for.
    fn query_before(&self, text: &str, error: &QueryError) -> Query {
        let (mut before, mut at) = (text, error.at.start);
        while !before.is_empty() {
            // The word that it stands in goes with it: `topic:` before a value, `-` before a field.
            let words = before.get(..at).unwrap_or(before);
            before = words.rfind(char::is_whitespace).map_or("", |i| &words[..i]);
            match self.read_query(before) {
                Ok(query) => return query,
                Err(error) => at = error.at.start,
            }
        }
        Query::default()
    }

    /// Reads a text as the query, as when it comes from the command line.
    pub fn ask_text(&mut self, text: &str) -> Result<Vec<Effect>, QueryError> {
        let query = self.read_query(text)?;
        Ok(self.ask(query))
    }

    fn narrow(&mut self, text: &str) -> Vec<Effect> {
        let wanted = self.facets.wanted(&self.query);
        if let Some(narrow) = self.narrow_text() {
            text.clone_into(narrow);
        }
        let height = self.overlay_height();
        match self.layers.last_mut() {
            Some(Layer::Concordance(c)) => c.rebuild(&self.corpus, &self.results, height),
            Some(Layer::Help(cursor, ..)) => *cursor = super::list::Cursor::default(),
            Some(Layer::Notes(_)) => self.narrow_notes(),
            _ => {
                self.rebuild_sources();
                self.rebuild_facets();
            }
        }
        if self.facets.wanted(&self.query) == wanted {
            return Vec::new();
        }
        let query = self.query.clone();
        self.ask(query)
    }

    fn accept(&mut self) -> Vec<Effect> {
        let Some(prompt) = &self.prompt else {
            return Vec::new();
        };
        let purpose = prompt.purpose;
        match purpose {
            Purpose::Query if prompt.chosen.is_some() => self.complete(),
            Purpose::Query => self.accept_query(),
            Purpose::Save => {
                let name = prompt.text().to_owned();
                self.accept_name(&name, None)
            }
            Purpose::Rename => {
                let (name, old) = (prompt.text().to_owned(), prompt.before.clone());
                self.accept_name(&name, Some(old))
            }
            Purpose::Same | Purpose::Name | Purpose::Kind => self.accept_correction(),
            Purpose::Export => self.accept_export(),
            Purpose::Tag => self.accept_tag(),
            Purpose::Palette => self.accept_palette(),
            Purpose::Mark => self.cancel(),
            Purpose::Goto => {
                let chosen = self.offers.get(prompt.chosen.unwrap_or(0));
                let letter = match chosen {
                    Some(Offer::Mark { letter, .. }) => letter.to_string(),
                    _ => String::new(),
                };
                self.go_to_mark(&letter);
                Vec::new()
            }
            // The first of those that are left.
            Purpose::Hint => {
                let text = prompt.text().to_owned();
                let first = self.hints.iter().find(|h| h.letters.starts_with(&text));
                let letters = first.map(|h| h.letters.clone());
                self.follow_hint(&letters.unwrap_or_default());
                Vec::new()
            }
            Purpose::Find => {
                self.prompt = None;
                self.accept_find();
                Vec::new()
            }
            Purpose::Narrow => {
                self.prompt = None;
                if self.listening() == Focus::Facets {
                    self.facets.open_found();
                    self.rebuild_facets();
                }
                Vec::new()
            }
        }
    }

    /// Does what is chosen in the palette.
    fn accept_palette(&mut self) -> Vec<Effect> {
        let chosen = self.prompt.take().and_then(|p| p.chosen);
        match self.offers.get(chosen.unwrap_or(0)).cloned() {
            Some(Offer::Action(action)) => {
                self.used.retain(|used| *used != action);
                self.used.push(action);
                self.update(action)
            }
            Some(Offer::Briefing(briefing)) => {
                self.layers.clear();
                self.go_to(briefing);
                Vec::new()
            }
            _ => Vec::new(),
        }
    }

    /// Asks what stands in the query line, or says why it is no query.
    fn accept_query(&mut self) -> Vec<Effect> {
        let text = self.prompt.as_ref().map(|p| p.text().to_owned());
        match self.read_query(&text.unwrap_or_default()) {
            Ok(query) => {
                self.prompt = None;
                let mut effects = self.ask_again(query);
                effects.extend(self.remember());
                effects
            }
            Err(error) => {
                self.query_error = Some(error);
                self.complained = true;
                Vec::new()
            }
        }
    }

    fn cancel(&mut self) -> Vec<Effect> {
        let Some(prompt) = self.prompt.take() else {
            return Vec::new();
        };
        self.query_error = None;
        self.offers.clear();
        match prompt.purpose {
            Purpose::Query => match self.read_query(&prompt.before) {
                Ok(query) if query != self.query => self.ask(query),
                _ => Vec::new(),
            },
            Purpose::Find => {
                self.cancel_find();
                Vec::new()
            }
            Purpose::Narrow => self.narrow(""),
            Purpose::Hint => {
                self.hints.clear();
                Vec::new()
            }
            Purpose::Palette | Purpose::Save | Purpose::Rename => Vec::new(),
            Purpose::Same | Purpose::Name | Purpose::Kind | Purpose::Export => Vec::new(),
            Purpose::Mark | Purpose::Goto | Purpose::Tag => Vec::new(),
        }
    }

    /// Puts the chosen suggestion (or the first) into the query line.
    fn complete(&mut self) -> Vec<Effect> {
        let Some(prompt) = &mut self.prompt else {
            return Vec::new();
        };
        let offer = self.offers.get(prompt.chosen.unwrap_or(0)).cloned();
        let (range, insert) = match offer {
            Some(Offer::Text { range, insert, .. }) => (range, insert),
            Some(Offer::Tag { tag, .. }) => (0..prompt.text().len(), tag),
            _ => return Vec::new(),
        };
        prompt.replace(range, &insert);
        self.prompt_changed()
    }

    pub(super) fn refresh_offers(&mut self) {
        self.offers = match &self.prompt {
            Some(p) if p.purpose == Purpose::Palette => {
                let (offers, cut) = self.palette(p.text());
                self.offers_cut = cut;
                offers
            }
            Some(p) if p.purpose == Purpose::Query => self.completions(p),
            Some(p) if p.purpose.corrects() => self.correct_offers(p),
            Some(p) if p.purpose == Purpose::Goto => self.marks(),
            Some(p) if p.purpose == Purpose::Export => self.export_offers(p),
            Some(p) if p.purpose == Purpose::Tag => self.tag_offers(p),
            _ => Vec::new(),
        };
    }

    fn completions(&self, prompt: &Prompt) -> Vec<Offer> {
        let mut completions =
            self.corpus
                .completions_own(prompt.text(), prompt.caret(), self.records.own());
        self.recount(&mut completions, prompt);
        let offer = |c: Completion| Offer::Text {
            range: c.at,
            insert: c.insert,
            label: c.label,
            count: c.count,
        };
        completions.into_iter().map(offer).collect()
    }

    /// Counts the values of a facet that is counted anyway under the rest of the query, as the facets pane does.
    fn recount(&self, completions: &mut [Completion], prompt: &Prompt) {
        let field = query::partial(prompt.text(), prompt.caret()).field;
        // Of people and bodies, a completion may be another spelling of the value.
        let field = field.and_then(Result::ok).filter(|f| f.kind().is_none());
        let facet = field.and_then(Field::facet);
        let Some(values) = facet.and_then(|f| self.results.facets.get(&f)) else {
            return;
        };
        for completion in &mut *completions {
            let value = values.iter().find(|v| v.label == completion.label);
            completion.count = value.map_or(0, |v| v.count);
        }
        completions.sort_by_key(|c| Reverse(c.count));
    }

    /// Actions and titles that fit; all of them while nothing is typed. And how many titles were looked at, if not all.
    fn palette(&self, typed: &str) -> (Vec<Offer>, Option<usize>) {
        let actions = ACTIONS
            .iter()
            .filter(|r| !matches!(r.focus, Focus::Prompt | Focus::Note));
        let actions: Vec<(Action, String)> = actions.map(|r| (r.action, r.words())).collect();
        let count = actions.len();
        let actions = actions
            .iter()
            .map(|(action, text)| (Offer::Action(*action), text.as_str(), 0));
        let briefings = 0..self.corpus.len() as u32;
        let titles = briefings.map(|b| (Offer::Briefing(b), self.corpus.row(b).title, 1));
        let (mut offers, looked_at) = fuzzy::rank_sorts(typed, actions.chain(titles));
        if typed.is_empty() {
            // What was chosen here before, the last first.
            let used = |offer: &Offer| match offer {
                Offer::Action(action) => self.used.iter().rposition(|u| u == action),
                _ => None,
            };
            offers.sort_by_key(|offer| Reverse(used(offer)));
        }
        offers.truncate(OFFERS);
        let looked_at = looked_at.saturating_sub(count);
        let cut = !typed.is_empty() && looked_at < self.corpus.len();
        (offers, cut.then_some(looked_at))
    }
}
