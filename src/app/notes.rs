//! What has the reader noted and highlighted? Making notes, the marks of them in the open article, the list of all.
//!
//! A note is on a passage, a briefing or an entity; a highlight is one on a passage without words. Notes stay at the words that
//! they are on, also when a text is edited around these.
//! Must not know: where notes are kept, colours.

use std::sync::Arc;

use crate::action::{Action, Focus};
use crate::briefing::Span;
use crate::cite;
use crate::corpus::Page;
use crate::entity::EntityId;
use crate::fold;
use crate::record::{Note, On, Passage};
use crate::typeset::flat;

use super::article::Standing;
use super::list::{Cursor, Motion};
use super::records::Done;
use super::{App, Effect, Layer, select, trail};

/// Lines above the list.
pub const HEAD: u16 = 2;

/// A note at its place in the open article.
#[derive(Debug, Clone)]
pub struct Placed {
    /// The words that it is on.
    pub span: Span,
    /// The note.
    pub note: Arc<Note>,
}

/// The notes of the open article, and for which text and state of the records that was worked out.
#[derive(Debug, Default)]
pub struct InArticle {
    /// In the order of the text.
    pub placed: Vec<Placed>,
    of: Option<(u32, u64)>,
}

/// A row of the list of notes.
#[derive(Debug, Clone)]
pub enum Row {
    /// What the notes below are on: a briefing.
    Briefing(u32),
    /// What they are on: an entity, by its name.
    Entity(String),
    /// A note.
    Note(Option<u32>, Arc<Note>),
    /// The words of the reader, below the words that they are on.
    Words(Arc<Note>),
}

/// How many of them have words, and how many only mark words of the text.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// With words of the reader's.
    pub notes: usize,
    /// Without.
    pub highlights: usize,
}

impl<'n> FromIterator<&'n Arc<Note>> for Tally {
    fn from_iter<I: IntoIterator<Item = &'n Arc<Note>>>(all: I) -> Tally {
        let mut tally = Tally::default();
        all.into_iter().for_each(|note| tally.add(note));
        tally
    }
}

impl Tally {
    fn add(&mut self, note: &Note) {
        match note.text.is_empty() {
            true => self.highlights += 1,
            false => self.notes += 1,
        }
    }
}

/// `3 notes, 2 highlights`; nothing when there are none.
impl std::fmt::Display for Tally {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let said = |n: usize, what: &str| match n {
            0 => None,
            1 => Some(format!("1 {what}")),
            n => Some(format!("{n} {what}s")),
        };
        let all = [said(self.notes, "note"), said(self.highlights, "highlight")];
        let all: Vec<String> = all.into_iter().flatten().collect();
        f.write_str(&all.join(", "))
    }
}

/// The list of notes.
#[derive(Debug, Clone, Default)]
pub struct Notes {
    /// What is listed.
    pub rows: Vec<Row>,
    /// Where the reader is in it.
    pub cursor: Cursor,
    /// What it is narrowed to.
    pub narrow: String,
    /// How many are listed.
    pub count: Tally,
    version: u64,
}

/// Whether a row can be selected.
pub fn stops(row: &Row) -> bool {
    matches!(row, Row::Note(..))
}

impl Notes {
    /// The selected note, and its briefing.
    pub fn selected(&self) -> Option<(Option<u32>, &Arc<Note>)> {
        match self.rows.get(self.cursor.at) {
            Some(Row::Note(briefing, note)) => Some((*briefing, note)),
            _ => None,
        }
    }

    /// Moves through the list in a window of so many rows.
    pub(super) fn go(&mut self, motion: Motion, height: usize) {
        let rows = &self.rows;
        self.cursor
            .go(motion, height, rows.len(), |at| stops(&rows[at]));
    }
}

impl App {
    /// Does an action on what the reader makes; nothing if it is none.
    pub(super) fn note_action(&mut self, action: Action) -> Option<Vec<Effect>> {
        let listed = self.listening() == Focus::Notes;
        Some(match action {
            Action::Notes => self.open_notes(),
            Action::Note if listed => self.change_note(),
            Action::Note => self.note(),
            Action::Highlight => self.highlight(),
            Action::RemoveNote => self.remove_note(),
            Action::Open if listed => self.land_on_note(),
            Action::Undo | Action::Redo => self.step_back(action == Action::Redo),
            Action::Follow => self.follow_entity(),
            _ => return None,
        })
    }

    /// The passage that is meant: what is selected, else the paragraph; with the page that it is of.
    fn passage_here(&self) -> Option<(u32, Span, Arc<Page>)> {
        let article = self.article.as_ref()?;
        if article.standing == Standing::Gone {
            return None;
        }
        let paragraph = || select::paragraph(article, select::home(article)?);
        let span = article.selection.map(|s| s.span()).or_else(paragraph)?;
        Some((article.briefing, span, Arc::clone(&article.page)))
    }

    /// Writes on what is selected or the paragraph, on the briefing that the cursor is on in the sources, or on the entity of
    /// the card; a note that is there already is opened again.
    fn note(&mut self) -> Vec<Effect> {
        if let Some(Layer::Card(card)) = self.layers.last() {
            self.note_entity(card.entity);
            return Vec::new();
        }
        if matches!(self.listening(), Focus::Sources) {
            let open = self
                .article
                .as_ref()
                .filter(|a| a.standing != Standing::Gone);
            // On the head of a group it is on what lies open beside it; the editor says on what.
            match self.sources.selected().or(open.map(|a| a.briefing)) {
                Some(briefing) => self.note_briefing(briefing),
                None => self.say("Go to a briefing first"),
            }
            return Vec::new();
        }
        let Some((briefing, span, page)) = self.passage_here() else {
            self.say("There is no text to write on");
            return Vec::new();
        };
        let selected = self.article.as_ref().is_some_and(|a| a.selection.is_some());
        let there = self.notes_here.placed.iter().find(|p| match selected {
            true => p.span == span,
            false => p.span.overlaps(span),
        });
        let there = there.map(|p| Arc::clone(&p.note));
        if let Some(article) = &mut self.article {
            article.selection = None;
        }
        let note = match &there {
            Some(note) => Note::clone(note),
            None => self.new_note(briefing, span, &page),
        };
        self.write(note, Some(briefing), there);
        Vec::new()
    }

    fn new_note(&self, briefing: u32, span: Span, page: &Page) -> Note {
        let passage = Passage::new(&page.briefing.body, span.start..span.end);
        let on = On::Passage(self.corpus.identity(briefing), passage);
        Note::new(on, String::new(), cite::reference(page, span))
    }

    fn note_briefing(&mut self, briefing: u32) {
        let of_it = self.records.notes_of(briefing);
        let there = of_it
            .filter(|n| matches!(n.on, On::Briefing(_)))
            .min_by_key(|n| (n.made, n.id))
            .cloned();
        let note = there.as_deref().cloned().unwrap_or_else(|| {
            let page = self.corpus.page(briefing);
            let on = On::Briefing(self.corpus.identity(briefing));
            let about = cite::reference(&page, Span { start: 0, end: 0 });
            Note::new(on, String::new(), about)
        });
        self.write(note, Some(briefing), there);
    }

    fn note_entity(&mut self, entity: EntityId) {
        let there = self.notes_on(entity).next().cloned();
        let note = there.as_deref().cloned().unwrap_or_else(|| {
            let entity = self.corpus.entity(entity);
            let on = On::Entity {
                kind: entity.kind.name().to_owned(),
                name: entity.name.to_owned(),
            };
            Note::new(on, String::new(), entity.name.to_owned())
        });
        self.write(note, None, there);
    }

    /// The notes on an entity: those on one of its name and kind.
    pub fn notes_on(&self, entity: EntityId) -> impl Iterator<Item = &Arc<Note>> {
        let entity = self.corpus.entity(entity);
        let (its_kind, its_name) = (entity.kind.name(), entity.name);
        self.records.notes_on_entities().filter(
            move |note| matches!(&note.on, On::Entity { kind, name } if kind == its_kind && name == its_name),
        )
    }

    /// Highlights what is selected or the paragraph; where just that is highlighted already, no longer.
    fn highlight(&mut self) -> Vec<Effect> {
        let Some((briefing, span, page)) = self.passage_here() else {
            self.say("There is no text to highlight");
            return Vec::new();
        };
        if let Some(article) = &mut self.article {
            article.selection = None;
        }
        let there = self.notes_here.placed.iter().find(|p| p.span == span);
        let there = there.map(|p| Arc::clone(&p.note));
        let note = match there {
            Some(note) if !note.text.is_empty() => {
                let open = self.call(Action::Note);
                self.say(format!("There is a note on it: {open} opens that"));
                return Vec::new();
            }
            Some(note) => {
                self.say("Not highlighted any more");
                Note {
                    gone: true,
                    ..Note::clone(&note)
                }
            }
            None => {
                let list = self.call(Action::Notes);
                self.say(format!("Highlighted: {list} lists all notes"));
                self.new_note(briefing, span, &page)
            }
        };
        let done = Done::Note(Some(briefing), Arc::new(note));
        let effect = self.undoable("the highlight".to_owned(), done);
        effect.into_iter().chain(self.recount_own()).collect()
    }

    /// Lists all notes, the cursor at the first of the open briefing.
    fn open_notes(&mut self) -> Vec<Effect> {
        let mut notes = Notes::default();
        self.list_notes(&mut notes);
        if notes.rows.is_empty() {
            let [note, select, highlight] = [Action::Note, Action::Select, Action::Highlight]
                .map(|action| self.call_in(Focus::Article, action));
            self.say(format!("Nothing is noted yet: {note} writes a note, on what {select} selects or the paragraph; {highlight} highlights"));
            return Vec::new();
        }
        let open = self.article.as_ref().map(|a| a.briefing);
        let of_open = |row: &Row| matches!(row, Row::Note(b, _) if *b == open && open.is_some());
        let at = notes.rows.iter().position(of_open).unwrap_or(0);
        let height = self.notes_height();
        let rows = &notes.rows;
        notes
            .cursor
            .select(at, height, rows.len(), |at| stops(&rows[at]));
        self.layers.push(Layer::Notes(notes));
        Vec::new()
    }

    /// Rows of the list in sight.
    pub(super) fn notes_height(&self) -> usize {
        usize::from(crate::layout::below(self.areas.main, HEAD).height)
    }

    /// Derives the rows: by briefing in the order of the dates, newest first, then by entity; within one, in the order of the text.
    fn list_notes(&self, list: &mut Notes) {
        list.rows.clear();
        list.count = Tally::default();
        list.version = self.records.version;
        let words: Vec<String> = list.narrow.split_whitespace().map(fold::fold).collect();
        let fits = |note: &Note| {
            let quote = match &note.on {
                On::Passage(_, passage) => passage.quote.as_str(),
                _ => "",
            };
            let text = fold::fold(&format!("{} {quote} {}", note.text, note.about));
            words.iter().all(|w| text.contains(w.as_str()))
        };
        let mut of: Vec<(u32, &Arc<Note>)> = self.records.notes().filter(|n| fits(n.1)).collect();
        // Of two that begin together, the shorter comes first.
        let at = |note: &Note| match &note.on {
            On::Passage(_, passage) => (passage.from.at, passage.quote.len()),
            _ => (0, 0),
        };
        let date = |briefing: u32| std::cmp::Reverse(self.corpus.date_key(briefing));
        of.sort_by_cached_key(|(briefing, note)| (date(*briefing), *briefing, at(note), note.id));
        let mut last = None;
        for (briefing, note) in of {
            if last.replace(briefing) != Some(briefing) {
                list.rows.push(Row::Briefing(briefing));
            }
            list.push(Some(briefing), note);
        }
        let mut of: Vec<&Arc<Note>> = self.records.notes_on_entities().collect();
        of.retain(|note| fits(note));
        of.sort_by_key(|note| (note.about.clone(), note.id));
        for note in of {
            list.rows.push(Row::Entity(note.about.clone()));
            list.push(None, note);
        }
    }

    /// Lists anew what has changed meanwhile, and places the notes of the open article.
    pub(super) fn refresh_notes(&mut self) {
        let version = self.records.version;
        let height = self.notes_height();
        let mut layers = std::mem::take(&mut self.layers);
        for layer in &mut layers {
            if let Layer::Notes(list) = layer
                && list.version != version
            {
                self.list_notes(list);
                list.go(Motion::Rows(0), height);
            }
        }
        self.layers = layers;
        let open = self.article.as_ref();
        let Some(open) = open.filter(|a| a.standing != Standing::Gone) else {
            self.notes_here = InArticle::default();
            return;
        };
        let of = Some((self.corpus.key(open.briefing).serial, version));
        if self.notes_here.of == of {
            return;
        }
        let body = &open.page.briefing.body;
        let place = |note: &Arc<Note>| match &note.on {
            On::Passage(_, passage) => {
                let found = passage.find(body)?;
                let span = Span {
                    start: found.start,
                    end: found.end,
                };
                let note = Arc::clone(note);
                Some(Placed { span, note })
            }
            _ => None,
        };
        let placed = self.records.notes_of(open.briefing).filter_map(place);
        let mut placed: Vec<Placed> = placed.collect();
        placed.sort_by_key(|p| (p.span, p.note.id));
        self.notes_here = InArticle { placed, of };
    }

    pub(super) fn narrow_notes(&mut self) {
        let height = self.notes_height();
        if let Some(Layer::Notes(list)) = self.layers.last() {
            let mut list = list.clone();
            self.list_notes(&mut list);
            list.cursor = Cursor::default();
            list.go(Motion::Rows(0), height);
            self.layers.pop();
            self.layers.push(Layer::Notes(list));
        }
    }

    fn listed_note(&self) -> Option<(Option<u32>, Arc<Note>)> {
        match self.layers.last() {
            Some(Layer::Notes(list)) => {
                let (briefing, note) = list.selected()?;
                Some((briefing, Arc::clone(note)))
            }
            _ => None,
        }
    }

    /// Opens the selected note of the list in the editor.
    fn change_note(&mut self) -> Vec<Effect> {
        if let Some((briefing, note)) = self.listed_note() {
            self.write(Note::clone(&note), briefing, Some(note));
        }
        Vec::new()
    }

    /// Removes the selected note of the list.
    fn remove_note(&mut self) -> Vec<Effect> {
        let Some((briefing, note)) = self.listed_note() else {
            return Vec::new();
        };
        self.say(format!(
            "Removed: {} brings it back",
            self.call(Action::Undo)
        ));
        let gone = Note {
            gone: true,
            ..Note::clone(&note)
        };
        let effect = self.undoable("the note".to_owned(), Done::Note(briefing, Arc::new(gone)));
        effect.into_iter().chain(self.recount_own()).collect()
    }

    /// Goes to what the selected note is on.
    fn land_on_note(&mut self) -> Vec<Effect> {
        let Some((briefing, note)) = self.listed_note() else {
            return Vec::new();
        };
        let Some(briefing) = briefing else {
            return self.open_noted_entity(&note);
        };
        let page = self.corpus.page(briefing);
        let found = match &note.on {
            On::Passage(_, passage) => passage.find(&page.briefing.body),
            _ => None,
        };
        if matches!(note.on, On::Passage(..)) && found.is_none() {
            self.say("The words that it was on are not in the text any more");
        }
        if self.arrive(briefing).is_some() {
            let at = found.as_ref().map_or(0, |f| f.start);
            self.show(trail::Place {
                briefing,
                at,
                above: 0,
                mention: None,
            });
            if let (Some(found), Some(article)) = (found, &mut self.article) {
                article.land(Span {
                    start: found.start,
                    end: found.end,
                });
            }
        }
        Vec::new()
    }

    fn open_noted_entity(&mut self, note: &Note) -> Vec<Effect> {
        let On::Entity { kind, name } = &note.on else {
            return Vec::new();
        };
        let named = self.corpus.entities_named(name, None).into_iter();
        let mut named = named.filter(|e| self.corpus.entity(*e).kind.name() == kind);
        match named.next() {
            Some(entity) => self.open_card_of(entity),
            None => {
                self.say(format!("{} is not spoken of here any more", flat(name)));
                Vec::new()
            }
        }
    }
}

impl Notes {
    fn push(&mut self, briefing: Option<u32>, note: &Arc<Note>) {
        self.count.add(note);
        self.rows.push(Row::Note(briefing, Arc::clone(note)));
        let quoted = matches!(note.on, On::Passage(..));
        if quoted && !note.text.is_empty() {
            self.rows.push(Row::Words(Arc::clone(note)));
        }
    }
}
