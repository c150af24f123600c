//! What is there to say of one entity? The card that lies on top: its rows, and where they lead.
//!
//! What has to be counted or read is asked for off the loop; until the answer is there, the card says what is known at once.
//! Must not know: colours, how wide anything is.

use std::ops::Range;
use std::sync::Arc;

use crate::action::{Action, Focus};
use crate::briefing::{Kind, Published};
use crate::corpus::{Corpus, Profile};
use crate::entity::EntityId;
use crate::layout::{Pane, Rect, below};
use crate::query::{Edit, Field, Saved, value_text};

use super::concordance::Concordance;
use super::head;
use super::list::{Cursor, Motion};
use super::{App, Effect, Layer};

/// A mention: the briefing, and the index into its mentions.
pub type Spot = (u32, u32);

/// The dates of the oldest and the newest of some briefings.
pub type Span = (Published, Published);

/// A row of a card.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Row {
    /// Everywhere the collection speaks of it.
    Everywhere,
    /// Why the name that the reader comes from is this entity: so many-th line of the reason.
    Here,
    /// Nothing.
    Gap,
    /// What the rows below are.
    Head(Section),
    /// Whom the name that the reader comes from may mean instead, as an index into [`Card::others`].
    Other(usize),
    /// One that is named together with it, as an index into the company.
    Company(usize),
    /// A role, as an index.
    Role(usize),
    /// A name, as an index.
    Form(usize),
}

/// The parts of a card.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Section {
    /// Others who go by the name that the reader comes from.
    Others,
    /// Those who are named together with it.
    Company,
    /// Roles.
    Roles,
    /// Names.
    Forms,
}

/// The card of an entity.
#[derive(Debug, Clone)]
pub struct Card {
    /// Whose it is.
    pub entity: EntityId,
    /// Whom the name that the reader comes from may mean, too.
    pub others: Vec<EntityId>,
    /// The mention that the reader comes from: the briefing, and the index into its mentions.
    pub here: Option<(u32, u32)>,
    /// Those of the company whom the reader has marked, for the timeline.
    pub marked: Vec<EntityId>,
    /// What had to be counted and read, once it is.
    pub profile: Option<Profile>,
    /// The dates of the oldest and the newest briefing that speaks of it, once they are known.
    pub between: Option<Span>,
    /// The rows.
    pub rows: Vec<Row>,
    /// Where the reader is in them.
    pub cursor: Cursor,
}

/// A question to the corpus, to be answered off the loop: what is there to say of these entities?
#[derive(Debug, Clone)]
pub struct Ask {
    corpus: Arc<Corpus>,
    entities: Vec<EntityId>,
}

/// The answer.
#[derive(Debug)]
pub struct Told {
    corpus: Arc<Corpus>,
    profiles: Vec<(EntityId, Profile, Option<Span>)>,
}

impl Ask {
    /// Asks the corpus.
    pub fn run(self) -> Told {
        let profile = |e| (e, self.corpus.profile(e), between(&self.corpus, e));
        Told {
            profiles: self.entities.into_iter().map(profile).collect(),
            corpus: self.corpus,
        }
    }
}

/// The dates of the oldest and the newest briefing that speaks of an entity, of those that have one.
pub fn between(corpus: &Corpus, entity: EntityId) -> Option<Span> {
    let of_it = corpus.entity_briefings(entity);
    head::between(of_it.iter().map(|b| corpus.row(b.0)))
}

/// Lines above the rows of a card on a screen of so many lines: name, times, the years as a chart, their scale, a blank one.
pub fn head_lines(height: u16) -> u16 {
    4 + chart_lines(height)
}

/// Lines below the rows: what the selected one says in full.
pub const FOOT: u16 = 1;

/// From this width on the rows stand in two columns.
const TWO_COLUMNS: u16 = 110;

/// Lines of the chart of years.
pub fn chart_lines(height: u16) -> u16 {
    match height {
        0..16 => 1,
        16..30 => 2,
        30..50 => 3,
        _ => 5,
    }
}

impl Card {
    fn new(entities: &[EntityId], here: Option<(u32, u32)>) -> Option<Card> {
        let (entity, others) = entities.split_first()?;
        let mut card = Card {
            entity: *entity,
            others: others.to_vec(),
            here,
            marked: Vec::new(),
            profile: None,
            between: None,
            rows: Vec::new(),
            cursor: Cursor::default(),
        };
        card.rebuild();
        Some(card)
    }

    /// Derives the rows.
    fn rebuild(&mut self) {
        let mut rows = vec![Row::Everywhere];
        if self.here.is_some() {
            rows.push(Row::Here);
        }
        let mut section = |section: Section, some: usize, row: fn(usize) -> Row| {
            if some > 0 {
                rows.extend([Row::Gap, Row::Head(section)]);
                rows.extend((0..some).map(row));
            }
        };
        section(Section::Others, self.others.len(), Row::Other);
        if let Some(profile) = &self.profile {
            section(Section::Company, profile.company.len(), Row::Company);
            section(Section::Forms, profile.forms.len(), Row::Form);
            section(Section::Roles, profile.roles.len(), Row::Role);
        }
        self.rows = rows;
    }

    /// Where the second column begins, when there is room for two: the names and what follows the company.
    pub fn second_column(&self) -> usize {
        let second = |r: &Row| matches!(r, Row::Head(Section::Roles | Section::Forms));
        self.rows.iter().position(second).unwrap_or(self.rows.len())
    }

    /// Where the rows stand in the area of a card: each column, its rows, and the first of them in sight.
    pub fn columns(&self, area: Rect) -> Vec<(Rect, Range<usize>, usize)> {
        let mut body = below(area, head_lines(area.height));
        body.height = body.height.saturating_sub(FOOT);
        let (split, all) = (self.second_column(), self.rows.len());
        if body.width < TWO_COLUMNS || split == all {
            return vec![(body, 0..all, self.cursor.top)];
        }
        let half = body.width / 2;
        let columns = [
            (body.x, half.saturating_sub(2), 0..split),
            (body.x + half, body.width - half, split..all),
        ];
        let column = |(x, width, rows): (u16, u16, Range<usize>)| {
            // Each column has its own window, moved only as far as the cursor needs.
            let (at, height) = (self.cursor.at, usize::from(body.height));
            let seen = match rows.contains(&at) {
                true => rows.start.max((at + 1).saturating_sub(height)),
                false => rows.start,
            };
            (Rect { x, width, ..body }, rows, seen)
        };
        columns.into_iter().map(column).collect()
    }

    /// The row at a cell of the screen that can be selected.
    pub(super) fn row_at(&self, area: Rect, x: u16, y: u16) -> Option<usize> {
        let columns = self.columns(area).into_iter();
        let mut columns = columns.filter(|(body, ..)| (body.left()..body.right()).contains(&x));
        let (body, rows, top) = columns.next()?;
        let row = top + usize::from(y.checked_sub(body.y)?);
        (y < body.bottom() && rows.contains(&row) && stops(&self.rows[row])).then_some(row)
    }

    /// Moves the cursor.
    pub(super) fn go(&mut self, motion: Motion, height: usize) {
        let rows = &self.rows;
        self.cursor
            .go(motion, height, rows.len(), |i| stops(&rows[i]));
    }

    pub(super) fn settle(&mut self, height: usize) {
        let rows = &self.rows;
        self.cursor.settle(height, rows.len(), |i| stops(&rows[i]));
    }

    /// The entity that the cursor is on, beside the card's own.
    pub fn selected(&self) -> Option<EntityId> {
        match self.rows.get(self.cursor.at)? {
            Row::Other(i) => self.others.get(*i).copied(),
            Row::Company(i) => Some(self.profile.as_ref()?.company.get(*i)?.entity),
            _ => None,
        }
    }

    /// Whom the reader has marked; nobody: the timeline chooses.
    pub(super) fn picked(&self) -> Vec<EntityId> {
        self.marked.clone()
    }

    /// Marks the entity that the cursor is on, or takes the mark back.
    fn mark(&mut self) {
        if let Some(entity) = self.selected() {
            match self.marked.iter().position(|m| *m == entity) {
                Some(at) => drop(self.marked.remove(at)),
                None => self.marked.push(entity),
            }
        }
    }

    /// The name that the cursor is on, as it is written; whether it is the only one.
    pub(super) fn form(&self) -> Option<(&str, bool)> {
        let forms = &self.profile.as_ref()?.forms;
        match self.rows.get(self.cursor.at)? {
            Row::Form(i) => Some((&forms.get(*i)?.text, forms.len() == 1)),
            _ => None,
        }
    }

    /// The mention that the cursor is on.
    fn place(&self) -> Option<(u32, u32)> {
        let profile = self.profile.as_ref()?;
        match self.rows.get(self.cursor.at)? {
            Row::Role(i) => Some(profile.roles.get(*i)?.at),
            Row::Form(i) => {
                let (briefing, mention, _) = profile.forms.get(*i)?.example.as_ref()?;
                Some((*briefing, *mention))
            }
            _ => None,
        }
    }

    /// The corpus is another, and so are the numbers; false if the entity is gone.
    pub(super) fn renew(
        &mut self,
        entity: &dyn Fn(EntityId) -> Option<EntityId>,
        mention: &dyn Fn(u32, u32) -> Option<(u32, u32)>,
    ) -> bool {
        let Some(same) = entity(self.entity) else {
            return false;
        };
        self.entity = same;
        for entities in [&mut self.others, &mut self.marked] {
            *entities = entities.iter().filter_map(|e| entity(*e)).collect();
        }
        self.here = self.here.and_then(|(b, m)| mention(b, m));
        // The numbers in it are those of the corpus before; the answer that is asked for brings its own.
        (self.profile, self.between) = (None, None);
        self.rebuild();
        true
    }
}

/// Whether a row can be selected.
pub fn stops(row: &Row) -> bool {
    !matches!(row, Row::Gap | Row::Head(_) | Row::Here)
}

impl App {
    /// Opens the card of whom the cursor is on.
    pub(super) fn open_card(&mut self) -> Vec<Effect> {
        let Some((entities, here)) = self.under_cursor() else {
            if self.message.is_none() {
                let next = self.call_in(Focus::Article, Action::NextMention);
                self.say(format!(
                    "Go to a name first: {next} in the article, or a person among the facets"
                ));
            }
            return Vec::new();
        };
        self.push_card(&entities, here)
    }

    /// Opens the card of an entity.
    pub(super) fn open_card_of(&mut self, entity: EntityId) -> Vec<Effect> {
        self.push_card(&[entity], None)
    }

    /// Keeps the query for the entity of the card above the sources, under its name.
    pub(super) fn follow_entity(&mut self) -> Vec<Effect> {
        let Some(Layer::Card(card)) = self.layers.last() else {
            return Vec::new();
        };
        let (name, query) = {
            let name = self.corpus.entity(card.entity).name;
            (name.to_owned(), self.asking_for(card.entity))
        };
        self.say(format!(
            "{name} stands above the sources, with how many briefings are new"
        ));
        let what = format!("{name} followed");
        self.keep_undoable(what, Edit::Save(Saved { name, query }))
    }

    fn push_card(&mut self, entities: &[EntityId], here: Option<(u32, u32)>) -> Vec<Effect> {
        if let Some(card) = Card::new(entities, here) {
            self.layers.push(Layer::Card(card));
        }
        self.ask_card().into_iter().collect()
    }

    /// Asks for what the cards do not say yet: of all of them, since a newer question takes the place of an older one.
    pub(super) fn ask_card(&self) -> Option<Effect> {
        let untold = self.layers.iter().rev().filter_map(|l| match l {
            Layer::Card(card) if card.profile.is_none() => Some(card.entity),
            _ => None,
        });
        let entities: Vec<EntityId> = untold.collect();
        let corpus = Arc::clone(&self.corpus);
        (!entities.is_empty()).then_some(Effect::Card(Ask { corpus, entities }))
    }

    /// What there is to say of entities has been worked out; an answer of another corpus is dropped.
    pub fn told(&mut self, told: Told) {
        if !Arc::ptr_eq(&told.corpus, &self.corpus) {
            return;
        }
        let height = self.card_height();
        for layer in &mut self.layers {
            if let Layer::Card(card) = layer
                && let Some((_, profile, between)) =
                    told.profiles.iter().find(|p| p.0 == card.entity)
            {
                (card.profile, card.between) = (Some(profile.clone()), *between);
                card.rebuild();
                card.settle(height);
            }
        }
    }

    /// Rows of a card in sight.
    pub(super) fn card_height(&self) -> usize {
        let main = self.areas.main;
        usize::from(main.height.saturating_sub(head_lines(main.height) + FOOT))
    }

    /// Whom the reader is at, wherever that is: entities, the likeliest first, and the mention if it is one.
    pub(super) fn under_cursor(&mut self) -> Option<(Vec<EntityId>, Option<Spot>)> {
        match self.layers.last() {
            Some(Layer::Card(card)) => Some((vec![card.selected()?], None)),
            Some(Layer::Concordance(c)) => {
                let at = c.selected(&self.corpus);
                let named =
                    at.map(|(b, m)| self.corpus.page(b).mentions[m as usize].entities.clone());
                // An ambiguous name of others, too, is here for the one that the concordance is of.
                let mut entities = named.unwrap_or_else(|| c.entities.clone());
                entities.sort_by_key(|e| !c.entities.contains(e));
                Some((entities, at))
            }
            Some(Layer::Timeline(timeline)) => Some((vec![timeline.of_whom()?], None)),
            Some(_) => None,
            None if self.focus == Pane::Facets => Some((self.named_by_facet()?, None)),
            None => {
                let entities = self.selected_entities()?;
                let article = self.article.as_ref()?;
                Some((entities, Some((article.briefing, article.mention?))))
            }
        }
    }

    /// The entities that the value of the facet under the cursor stands for.
    fn named_by_facet(&self) -> Option<Vec<EntityId>> {
        let (facet, value) = self.facets.selected()?;
        let field = Field::from(facet);
        let kind = match field {
            Field::Country => Some(Kind::Country),
            field => field.kind(),
        };
        let called = self.corpus.called(&value.label, Some(kind?));
        (!called.is_empty()).then_some(called)
    }

    /// What the reader asked of the card on top.
    pub(super) fn card_action(&mut self, action: Action) -> Vec<Effect> {
        let Some(Layer::Card(card)) = self.layers.last() else {
            return Vec::new();
        };
        let (entity, selected) = (card.entity, card.selected());
        match (action, selected) {
            (Action::Open, Some(other)) => self.push_card(&[other], None),
            (Action::Open, None) => {
                match card.place() {
                    Some((briefing, mention)) => self.land(briefing, mention),
                    None => self.concordance_of(entity, card.here),
                }
                Vec::new()
            }
            (Action::CardMark, Some(_)) => {
                let height = self.card_height();
                if let Some(Layer::Card(card)) = self.layers.last_mut() {
                    card.mark();
                    card.go(Motion::Rows(1), height);
                }
                Vec::new()
            }
            (Action::CardOnly, other) => self.narrow_to(&[other.unwrap_or(entity)]),
            (Action::CardBoth, Some(other)) => self.narrow_to(&[entity, other]),
            (Action::CardBoth | Action::CardMark, None) => {
                self.say("Go to one that it is named together with first");
                Vec::new()
            }
            _ => Vec::new(),
        }
    }

    /// Everywhere the collection speaks of an entity.
    fn concordance_of(&mut self, entity: EntityId, here: Option<(u32, u32)>) {
        let height = self.overlay_height();
        let concordance = Concordance::open(&self.corpus, &[entity], here, &self.results, height);
        self.layers.push(Layer::Concordance(concordance));
    }

    /// Adds to the query that these must be mentioned, and shows the list.
    pub(super) fn narrow_to(&mut self, entities: &[EntityId]) -> Vec<Effect> {
        let mut text = self.query.to_string();
        for &entity in entities {
            text.push(' ');
            text.push_str(&self.asking_for(entity));
        }
        self.narrow_by(&text)
    }

    /// Asks for a text as the query, and goes to the list.
    pub(super) fn narrow_by(&mut self, text: &str) -> Vec<Effect> {
        match self.read_query(text) {
            Ok(query) => {
                self.go_to_pane(Pane::Sources);
                let mut effects = self.ask(query);
                effects.extend(self.remember());
                effects
            }
            Err(error) => {
                self.warn(error.message);
                Vec::new()
            }
        }
    }

    /// The term that finds the briefings that mention an entity. Several `mention:` must all hold, where the values of a facet
    /// would be alternatives.
    pub(super) fn asking_for(&self, entity: EntityId) -> String {
        let name = self.corpus.entity(entity).name;
        format!("mention:{}", value_text(Field::Mention, name))
    }
}
