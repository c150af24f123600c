//! What does the session do with an action? One reader's session: what is open, where, and what each action changes.
//!
//! Invariant: `update` alone changes the state, and says what the terminal must do as effects. Drawing only reads.
//! Must not know: keys, files, the terminal.

pub mod address;
pub mod article;
mod bulk;
mod called;
pub mod card;
pub mod concordance;
pub mod copies;
pub mod correct;
mod effect;
pub mod facets;
pub mod head;
pub mod help;
pub mod hints;
mod history;
mod kept;
pub mod list;
pub mod notes;
pub mod outline;
pub mod parallels;
pub mod prompt;
pub mod records;
pub mod related;
pub mod select;
pub mod sources;
pub mod timeline;
pub mod trail;
pub mod why;

mod finding;
mod marks;
mod mouse;
mod moves;
mod panes;
mod prompts;
pub mod pulling;
mod reading;
mod renew;
mod search;
mod tags;
mod takes;
pub mod writing;

use std::sync::Arc;

use crate::action::{Action, Focus};
use crate::briefing::Progress;
use crate::corpus::{Corpus, Results};
use crate::layout::{self, Areas, Pane, Panes, Rect};
use crate::query::{Kept, Order, Query, QueryError};

use article::{Article, Column};
use concordance::Concordance;
use list::{Cursor, Motion};
use parallels::Parallels;
use prompt::{LONGEST, Prompt, Purpose};
use trail::Trail;

/// What lies on top of the panes.
#[derive(Debug, Clone)]
pub enum Layer {
    /// Every key; those of the place where the reader asked come first.
    Help(Cursor, String, Focus),
    /// The files that could not be read.
    Problems(Cursor),
    /// Everywhere the collection speaks of something.
    Concordance(Concordance),
    /// Who or what is it.
    Card(card::Card),
    /// When is it spoken of.
    Timeline(timeline::Timeline),
    /// Everywhere else a passage is said.
    Parallels(Parallels),
    /// Which briefings are about the same.
    Related(related::Related),
    /// The sections of the open briefing.
    Contents(Cursor),
    /// Where the open briefing lies.
    Address(address::Address),
    /// Notes and highlights.
    Notes(notes::Notes),
}

/// One session.
#[derive(Debug)]
pub struct App {
    /// What is read.
    pub corpus: Arc<Corpus>,
    /// What the corpus is called in the header.
    pub name: String,
    /// How far reading has come, while the corpus is being read.
    pub reading: Option<Progress>,
    /// What is being fetched, and what went wrong with it.
    pub pulling: pulling::Pulling,
    /// What is asked.
    pub query: Query,
    /// What that found.
    pub results: Results,
    /// When nothing was found: what could be dropped.
    pub instead: Vec<Instead>,
    /// The pane that listens.
    pub focus: Pane,
    /// Whether it has the whole screen.
    pub zoom: bool,
    /// How the reader wants the panes beside the article.
    pub panes: Panes,
    /// Where everything is.
    pub areas: Areas,
    /// The sources pane.
    pub sources: sources::Sources,
    /// The facets pane.
    pub facets: facets::Facets,
    /// The article pane.
    pub article: Option<Article>,
    /// Where the open briefing is said elsewhere, as far as it is known.
    pub parallels: parallels::Known,
    /// Which briefings are copies of each other, as far as it is known.
    pub copies: copies::Copies,
    /// What lies on top, topmost last.
    pub layers: Vec<Layer>,
    /// Queries of this session and those before.
    pub kept: Kept,
    /// What the saved ones find, as far as it is known.
    pub counts: Counts,
    /// What the reader has left on briefings.
    pub records: records::Records,
    /// Whether the reader has done anything in this session, but ending it.
    touched: bool,
    /// What was chosen in the palette, the last last.
    used: Vec<Action>,
    /// What was made in this session, and what of it was taken back.
    history: history::History,
    /// The notes of the open article.
    pub notes_here: notes::InArticle,
    /// The note that is being written.
    pub writing: Option<writing::Writing>,
    /// Why briefings are in the list, as far as it is known.
    pub why: why::Known,
    /// What is being typed.
    pub prompt: Option<Prompt>,
    /// Where the reader was when they began to type what to find.
    found_from: Option<trail::Place>,
    /// Letters on what is in sight, while one is being typed.
    pub hints: Vec<hints::Hint>,
    /// Suggestions for what is being typed.
    pub offers: Vec<Offer>,
    /// Of how many briefings the titles were looked at for them, if not of all.
    pub offers_cut: Option<usize>,
    /// Why what is typed in the query line is no query yet.
    pub query_error: Option<QueryError>,
    /// Whether the reader has asked for it all the same, and so should be told aloud.
    pub complained: bool,
    /// Whether the query as typed so far matches nothing, while the list still shows what the one before matched.
    pub nothing_yet: bool,
    /// What the reader presses or types for what, for messages.
    pub calls: Calls,
    /// A word to the reader.
    pub message: Option<Message>,
    /// What is corrected by what is being typed.
    pub subject: Option<correct::Subject>,
    /// What the reader set.
    pub options: Options,
    /// Where the reader has been.
    pub trail: Trail,
    /// The pane whose rule the mouse holds.
    dragged: Option<Pane>,
    generation: u64,
}

pub use called::Calls;
pub use effect::{Effect, Message, Options};
pub use history::Corrected;
pub use kept::{Count, Counts};
pub use prompts::Offer;
pub use search::{Change, Found, Instead, Search};
pub use takes::{Copied, Follow, Followed};

impl App {
    /// A session on a screen of `width` × `height` cells, with nothing in it yet.
    pub fn new(name: String, options: Options, width: u16, height: u16) -> App {
        App {
            corpus: Arc::default(),
            name,
            reading: Some(Progress::default()),
            pulling: pulling::Pulling::default(),
            query: Query::default(),
            results: Results::default(),
            instead: Vec::new(),
            focus: Pane::Sources,
            zoom: false,
            panes: Panes::default(),
            areas: layout::areas(width, height, Pane::Sources, false, Panes::default()),
            sources: sources::Sources::default(),
            facets: facets::Facets::default(),
            article: None,
            parallels: parallels::Known::default(),
            copies: copies::Copies::default(),
            layers: Vec::new(),
            kept: Kept::default(),
            counts: Counts::new(),
            records: records::Records::default(),
            touched: false,
            used: Vec::new(),
            history: history::History::default(),
            notes_here: notes::InArticle::default(),
            writing: None,
            why: why::Known::default(),
            prompt: None,
            found_from: None,
            hints: Vec::new(),
            offers: Vec::new(),
            offers_cut: None,
            query_error: None,
            complained: false,
            nothing_yet: false,
            calls: Calls::default(),
            message: None,
            subject: None,
            options,
            trail: Trail::default(),
            dragged: None,
            generation: 0,
        }
    }

    /// The section of the keymap that listens.
    pub fn listening(&self) -> Focus {
        if self.writing.is_some() {
            return Focus::Note;
        }
        if self.prompt.is_some() {
            return Focus::Prompt;
        }
        self.listening_below()
    }

    /// The same, whatever is being typed.
    fn listening_below(&self) -> Focus {
        match (self.layers.last(), self.focus) {
            (Some(Layer::Concordance(_)), _) => Focus::Concordance,
            (Some(Layer::Card(_)), _) => Focus::Card,
            (Some(Layer::Timeline(_)), _) => Focus::Timeline,
            (Some(Layer::Address(_)), _) => Focus::Address,
            (Some(Layer::Notes(_)), _) => Focus::Notes,
            (Some(_), _) => Focus::Overlay,
            (None, Pane::Sources) => Focus::Sources,
            (None, Pane::Article) if self.is_selecting() => Focus::Select,
            (None, Pane::Article) => Focus::Article,
            (None, Pane::Facets) => Focus::Facets,
        }
    }

    /// Whether a text is being typed.
    pub fn is_typing(&self) -> bool {
        self.prompt.is_some() || self.writing.is_some()
    }

    /// Does what the reader asked for.
    pub fn update(&mut self, action: Action) -> Vec<Effect> {
        self.touched |= !matches!(action, Action::Quit | Action::Redraw | Action::Suspend);
        let before = self.stand();
        let mut effects = self.act(action);
        effects.extend(self.note_reading(before));
        effects
    }

    fn act(&mut self, action: Action) -> Vec<Effect> {
        self.message = None;
        if !matches!(action, Action::Suspend | Action::Redraw) {
            if self.writing.is_some() {
                return self.writing_action(action);
            }
            if self.prompt.is_some() {
                return self.prompt_action(action);
            }
        }
        let done = self.take(action).or_else(|| self.note_action(action));
        let done = done.or_else(|| self.pane_action(action));
        let done = done.or_else(|| self.name_action(action));
        if let Some(effects) = done.or_else(|| self.start_typing(action)) {
            return effects;
        }
        match action {
            Action::Quit => vec![Effect::Quit],
            Action::Suspend => vec![Effect::Suspend],
            Action::Redraw => vec![Effect::Redraw],
            Action::ToggleMouse => self.toggle_mouse(),
            Action::Pull => self.pull(),
            Action::Close => self.close_or_stop(),
            Action::ClearQuery => self.ask(Query::default()),
            Action::Include | Action::Exclude | Action::Only | Action::ClearFacet => {
                self.choose(action)
            }
            Action::Range => self.mark_year(),
            Action::Open if self.listening() == Focus::Timeline => self.open_time(),
            Action::Group if self.listening() == Focus::Concordance => {
                self.group_concordance();
                Vec::new()
            }
            Action::Group
            | Action::GroupOrder
            | Action::FoldAll
            | Action::NextUnread
            | Action::PreviousUnread
            | Action::Choose
            | Action::ChooseToHere
            | Action::ChooseAll => {
                self.list_action(action);
                Vec::new()
            }
            Action::Read | Action::Star => self.toggle(action),
            Action::Sort => self.sort(),
            Action::Open if self.offered().is_some() => {
                let query = self.offered().map(|w| w.query.clone()).unwrap_or_default();
                self.ask(query)
            }
            Action::SaveQuery => self.name_query(),
            Action::RenameQuery | Action::RemoveQuery => self.change_saved(action),
            Action::Open if self.saved_here().is_some() => self.run_saved(),
            other => {
                self.move_about(other);
                Vec::new()
            }
        }
    }

    /// Does an action on a name or briefing and what it has to do with others; nothing if it is none.
    fn name_action(&mut self, action: Action) -> Option<Vec<Effect>> {
        Some(match action {
            Action::Card => self.open_card(),
            Action::Timeline => self.open_timeline(),
            Action::Related => self.open_related(),
            Action::CardOnly | Action::CardBoth | Action::CardMark => self.card_action(action),
            Action::Open if self.listening() == Focus::Card => self.card_action(action),
            Action::Same | Action::NotSame | Action::Rename | Action::Kind | Action::Ignore => {
                self.correct(action)
            }
            _ => return None,
        })
    }

    /// Begins to take in text, if that is what the action is for.
    fn start_typing(&mut self, action: Action) -> Option<Vec<Effect>> {
        Some(match action {
            Action::Search => self.start_prompt(Purpose::Query),
            Action::Palette => self.start_prompt(Purpose::Palette),
            Action::Find => self.start_prompt(Purpose::Find),
            Action::Narrow => self.start_prompt(Purpose::Narrow),
            Action::Hints => self.start_hints(),
            Action::Mark => self.start_mark(Purpose::Mark),
            Action::Marked => self.start_mark(Purpose::Goto),
            Action::Tag => self.start_tag(),
            _ => return None,
        })
    }

    /// Text typed or pasted; outside a prompt it means nothing.
    pub fn insert(&mut self, text: &str) -> Vec<Effect> {
        if self.writing.is_some() {
            return self.insert_into_note(text);
        }
        let Some(prompt) = &mut self.prompt else {
            return Vec::new();
        };
        let is_whole = prompt.insert(&crate::sanitize::line(text));
        let effects = self.prompt_changed();
        if !is_whole {
            self.say(format!(
                "A line is at most {LONGEST} characters long: the rest was left out"
            ));
        }
        effects
    }

    /// The screen has another size.
    pub fn resize(&mut self, width: u16, height: u16) {
        self.areas = layout::areas(width, height, self.focus, self.zoom, self.panes);
        self.relayout();
    }

    /// A search has been answered; an answer to an older question is dropped.
    pub fn found(&mut self, found: Found) {
        if found.generation != self.generation {
            return;
        }
        let typing = self
            .prompt
            .as_ref()
            .is_some_and(|p| p.purpose == Purpose::Query);
        self.nothing_yet = typing && found.results.hits.is_empty();
        if self.nothing_yet {
            // A word half typed matches nothing; the last good list stays until the reader says that this is it.
            return;
        }
        self.results = found.results;
        self.why.forget();
        if let Some(article) = self.article.as_mut().filter(|a| a.needle.is_empty()) {
            article.clear_find();
        }
        self.find_words();
        self.instead = found.instead;
        self.rebuild_sources();
        self.rebuild_facets();
        let free = self.layers.is_empty() && (self.prompt.is_none() || typing);
        if self.results.hits.is_empty() && !self.instead.is_empty() && free {
            // What else can be asked is offered there, and Enter should mean it.
            self.go_to_pane(Pane::Sources);
        }
        let (area, results, corpus) = (self.overlay_height(), &self.results, &self.corpus);
        for layer in &mut self.layers {
            if let Layer::Concordance(c) = layer {
                c.rebuild(corpus, results, area);
            }
        }
        if self.article.is_none()
            && let Some(first) = self.sources.selected()
        {
            self.show(self.resume(first));
        }
    }

    /// Asks the corpus; the lists change when the answer comes.
    fn ask(&mut self, query: Query) -> Vec<Effect> {
        // A list that does not depend on what the reader makes is counted by what is so now.
        let anew = query.terms() != self.query.terms() || !query.asks_own();
        let own = self.records.asked(anew);
        self.query = query.clone();
        self.generation += 1;
        let search = Search {
            generation: self.generation,
            corpus: Arc::clone(&self.corpus),
            facets: self.facets.wanted(&query),
            own,
            query,
        };
        vec![Effect::Search(search)]
    }

    fn in_sources(&self) -> bool {
        self.layers.is_empty() && self.focus == Pane::Sources
    }

    /// The query that the cursor offers instead.
    fn offered(&self) -> Option<&Instead> {
        match self.sources.selected_row() {
            Some(sources::Row::Instead(i)) if self.in_sources() => self.instead.get(i),
            _ => None,
        }
    }

    fn choose(&mut self, action: Action) -> Vec<Effect> {
        if action == Action::ClearFacet {
            let Some(facet) = self.facets.facet() else {
                return Vec::new();
            };
            let mut query = self.query.clone();
            query.clear(facet);
            return self.ask(query);
        }
        match self.facets.rows.get(self.facets.cursor.at) {
            Some(&facets::Row::More(facet, _)) => {
                self.facets.expand(facet);
                self.rebuild_facets();
                return Vec::new();
            }
            Some(facets::Row::Others { .. }) => {
                self.facets.others = !self.facets.others;
                let query = self.query.clone();
                return self.ask(query);
            }
            _ => {}
        }
        let Some((facet, value)) = self.facets.selected() else {
            return Vec::new();
        };
        let mut query = self.query.clone();
        match action {
            Action::Include => query.include(facet, &value.key),
            Action::Exclude => query.exclude(facet, &value.key),
            _ => query.only(facet, &value.key),
        }
        self.ask(query)
    }

    fn sort(&mut self) -> Vec<Effect> {
        let (order, name) = match self.query.order().unwrap_or_default() {
            Order::Date if self.query.has_words() => (Order::Relevance, "relevance"),
            Order::Date | Order::Relevance => (Order::Title, "title"),
            Order::Title => (Order::Source, "source"),
            Order::Source => (Order::Length, "length, longest first"),
            Order::Length => (Order::Date, "date, newest first"),
        };
        self.say(format!("Ordered by {name}"));
        let mut query = self.query.clone();
        query.set_order((order != Order::default()).then_some(order));
        self.ask(query)
    }

    fn rebuild_sources(&mut self) {
        let height = usize::from(layout::body(self.areas.sources).height);
        let more = sources::More {
            saved: self.kept.saved.len(),
            instead: self.instead.len(),
        };
        let with = (&self.copies, &**self.records.own());
        self.sources
            .rebuild(&self.corpus, &self.results, with, more, height);
    }

    fn rebuild_facets(&mut self) {
        let height = usize::from(layout::body(self.areas.facets).height);
        self.facets.rebuild(&self.results, &self.query, height);
    }

    /// Takes the present areas into account everywhere.
    fn relayout(&mut self) {
        let height = usize::from(layout::body(self.areas.sources).height);
        self.sources.settle(height);
        self.rebuild_facets();
        let column = self.column();
        if let Some(article) = &mut self.article {
            article.resize(column);
        }
        let height = self.overlay_height();
        let lines = usize::from(layout::below(self.areas.main, 1).height);
        let card = self.card_height();
        let related = self.related_height();
        let notes = self.notes_height();
        for layer in &mut self.layers {
            match layer {
                Layer::Concordance(c) => c.select(c.cursor.at, height),
                Layer::Card(c) => c.settle(card),
                Layer::Timeline(_) => {}
                Layer::Help(cursor, ..) => cursor.settle(lines, usize::MAX, |_| true),
                Layer::Problems(cursor) => cursor.settle(lines, usize::MAX, |_| true),
                Layer::Parallels(_) => {}
                Layer::Related(list) => list.go(Motion::Rows(0), related),
                Layer::Contents(cursor) => cursor.settle(lines, usize::MAX, |_| true),
                Layer::Address(address) => address.go(Motion::Rows(0), self.areas.main),
                Layer::Notes(list) => list.go(Motion::Rows(0), notes),
            }
        }
    }

    /// The column of text of the article pane; what it would be when the pane is not shown.
    fn column(&self) -> Column {
        let shown = self.areas.article;
        let area = if shown.area() > 0 {
            shown
        } else {
            let screen = self.areas.screen;
            layout::areas(
                screen.width,
                screen.height,
                Pane::Article,
                self.zoom,
                self.panes,
            )
            .article
        };
        let Rect { width, height, .. } = layout::column(area, self.options.measure);
        Column {
            width,
            height,
            manner: self.options.manner,
        }
    }

    /// Rows of the concordance in sight.
    fn overlay_height(&self) -> usize {
        usize::from(layout::below(self.areas.main, concordance::HEAD).height)
    }
}
