//! What can be chosen by a number, and how does it read? The rows of the app's lists, as many at a time as a screen takes.
//!
//! Must not know: what choosing does, where rows are printed.

use crate::app::concordance::{self, Concordance};
use crate::app::facets;
use crate::app::notes;
use crate::app::parallels::Parallels;
use crate::app::sources::Row as Source;
use crate::app::{App, Change, Layer};
use crate::corpus::{Parallel, sentences};
use crate::query::Choice;
use crate::record::On;
use crate::typeset::flat;

use super::page::{counted, heading};

/// Characters of a sentence that are printed at most; a document may have no full stop at all.
const SENTENCE: usize = 300;

/// A list that choices are made from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Menu {
    /// The briefings, saved queries, or what to ask instead.
    Sources,
    /// Names in sight, as indices into the mentions of the open briefing.
    Names(Vec<u32>),
    /// Where a name is spoken of.
    Concordance,
    /// Values.
    Facets,
    /// Notes.
    Notes,
    /// Where else a passage is said.
    Parallels,
    /// Queries that may have been meant: how each is said, and its text.
    Queries(Vec<(String, String)>),
}

/// A row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Row {
    /// Has a number.
    Choice(String),
    /// What the rows below are, or what belongs to the one above.
    Aside(String),
    /// Nothing to say.
    Nothing,
}

/// A list that is being printed.
#[derive(Debug, Clone)]
pub(super) struct Shown {
    /// Which one.
    pub menu: Menu,
    /// The row that is printed next.
    pub next: usize,
    /// The rows that have numbers, in order: the first is number 1.
    pub choices: Vec<usize>,
}

impl Shown {
    /// Nothing of it is printed yet.
    pub(super) fn new(menu: Menu) -> Shown {
        Shown {
            menu,
            next: 0,
            choices: Vec::new(),
        }
    }

    /// The next rows, each with its number, in about so many lines.
    pub(super) fn page(&mut self, app: &App, lines: usize) -> Vec<String> {
        let mut out = Vec::new();
        while out.len() < lines && self.next < self.menu.len(app) {
            match self.menu.row(app, self.next) {
                Row::Choice(text) => {
                    self.choices.push(self.next);
                    out.push(format!("{}. {text}", self.choices.len()));
                }
                Row::Aside(text) => out.push(text),
                Row::Nothing => {}
            }
            self.next += 1;
        }
        out
    }

    /// Whether there is more of it.
    pub(super) fn goes_on(&self, app: &App) -> bool {
        self.next < self.menu.len(app)
    }
}

impl Menu {
    fn len(&self, app: &App) -> usize {
        match self {
            Menu::Sources => app.sources.len(),
            Menu::Names(mentions) => mentions.len(),
            Menu::Concordance => concordance(app).map_or(0, |c| c.rows.len()),
            Menu::Facets => app.facets.rows.len(),
            Menu::Notes => match app.layers.last() {
                Some(Layer::Notes(list)) => list.rows.len(),
                _ => 0,
            },
            Menu::Parallels => parallels(app).map_or(0, |list| list.all.len()),
            Menu::Queries(all) => all.len(),
        }
    }

    fn row(&self, app: &App, at: usize) -> Row {
        match self {
            Menu::Sources => source(app, at),
            Menu::Names(mentions) => name(app, mentions[at]),
            Menu::Concordance => concordance(app).map_or(Row::Nothing, |c| place(app, c, at)),
            Menu::Facets => value(app, &app.facets.rows[at]),
            Menu::Notes => match app.layers.last() {
                Some(Layer::Notes(list)) => note(app, &list.rows[at]),
                _ => Row::Nothing,
            },
            Menu::Parallels => {
                parallels(app).map_or(Row::Nothing, |list| elsewhere(app, &list.all[at]))
            }
            Menu::Queries(all) => Row::Choice(all[at].0.clone()),
        }
    }

    /// What stands above it.
    pub(super) fn title(&self, app: &App) -> String {
        match self {
            Menu::Sources => listed(app),
            Menu::Names(all) => match all.len() {
                0 => "No name here is spoken of in another briefing.".to_owned(),
                n => format!("{} in the lines printed last:", counted(n, "name")),
            },
            Menu::Concordance => concordance(app).map_or_else(String::new, |c| {
                let name = |e: &_| app.corpus.entity(*e).name.to_owned();
                let names: Vec<String> = c.entities.iter().map(name).collect();
                let (mentions, briefings) = c.counts;
                let (mentions, briefings) =
                    (counted(mentions, "mention"), counted(briefings, "briefing"));
                format!("{}: {mentions} in {briefings}", names.join(" or "))
            }),
            Menu::Facets => {
                "A number narrows by a value, or takes it back; clear takes back all.".to_owned()
            }
            Menu::Notes => match app.layers.last() {
                Some(Layer::Notes(list)) => list.count.to_string(),
                _ => "Nothing is noted yet: note TEXT writes on what is read.".to_owned(),
            },
            Menu::Parallels => parallels(app).map_or_else(String::new, |list| {
                let passage = list.all.first().map(|p| p.here.span);
                let body = &app.corpus.page(list.here).briefing.body;
                let words = passage.and_then(|span| body.get(span.range()));
                let places = counted(list.all.len(), "place");
                format!(
                    "{places} where this is said, too: {}",
                    cut(&flat(words.unwrap_or_default()))
                )
            }),
            Menu::Queries(_) => "It may have been one of these:".to_owned(),
        }
    }
}

/// How many briefings the query finds.
pub(super) fn listed(app: &App) -> String {
    let found = counted(app.results.hits.len(), "briefing");
    match app.query.is_empty() {
        true => found,
        false => format!("{found} for {}", app.query),
    }
}

fn concordance(app: &App) -> Option<&Concordance> {
    match app.layers.last() {
        Some(Layer::Concordance(c)) => Some(c),
        _ => None,
    }
}

fn parallels(app: &App) -> Option<&Parallels> {
    match app.layers.last() {
        Some(Layer::Parallels(list)) => Some(list),
        _ => None,
    }
}

/// Where a passage is said, too, and how.
fn elsewhere(app: &App, parallel: &Parallel) -> Row {
    let page = app.corpus.page(parallel.briefing);
    let words = page.briefing.body.get(parallel.there.window.range());
    let heading = heading(&app.corpus, parallel.briefing);
    Row::Choice(format!(
        "{heading}: {}",
        cut(&flat(words.unwrap_or_default()))
    ))
}

fn source(app: &App, at: usize) -> Row {
    match app.sources.row(at) {
        Some(Source::Briefing(briefing)) => {
            let own = app.records.own();
            let marks = [
                (!own.read.contains(briefing), "unread"),
                (own.new.contains(briefing), "new"),
                (own.starred.contains(briefing), "starred"),
            ];
            let marks = marks.iter().filter(|(is, _)| *is).map(|(_, word)| *word);
            let mut parts = vec![heading(&app.corpus, briefing)];
            parts.extend(marks.map(str::to_owned));
            Row::Choice(parts.join(", "))
        }
        Some(Source::Saved(at)) => match app.kept.saved.get(at) {
            Some(saved) => Row::Choice(format!("Saved query {}: {}", saved.name, saved.query)),
            None => Row::Nothing,
        },
        Some(Source::Instead(at)) => match app.instead.get(at) {
            Some(instead) => {
                let found = counted(instead.count, "briefing");
                Row::Choice(match &instead.change {
                    Change::Alike(word) => format!("Spelled like {word}: {found}"),
                    Change::Years(years) => format!("Of {years}: {found}"),
                    Change::Without(part) => format!("Without {part}: {found}"),
                })
            }
            None => Row::Nothing,
        },
        Some(Source::Group { label, .. }) => Row::Aside(label.to_owned()),
        None => Row::Nothing,
    }
}

fn name(app: &App, mention: u32) -> Row {
    let Some(article) = &app.article else {
        return Row::Nothing;
    };
    let entities = &article.page.mentions[mention as usize].entities;
    let named = entities.iter().map(|&e| app.corpus.entity(e));
    let names: Vec<&str> = named.clone().map(|n| n.name).collect();
    let kind = named.clone().next().map_or("", |n| n.kind.name());
    let briefings = app.corpus.spoken_of(entities).len();
    let briefings = counted(briefings, "briefing");
    Row::Choice(format!("{}, {kind}, in {briefings}", names.join(" or ")))
}

fn place(app: &App, c: &Concordance, at: usize) -> Row {
    match c.rows[at] {
        concordance::Row::Year(year, _) => {
            Row::Aside(year.map_or_else(|| "undated".to_owned(), |y| y.to_string()))
        }
        concordance::Row::Briefing(briefing, _) => {
            Row::Aside(format!("{}:", heading(&app.corpus, briefing)))
        }
        concordance::Row::Mention(briefing, nth) => {
            let mention = c.mention(&app.corpus, briefing, nth);
            let text = mention.map(|m| sentence(app, briefing, m));
            let here = if c.here == Some((briefing, nth)) {
                " (here)"
            } else {
                ""
            };
            Row::Choice(text.unwrap_or_default() + here)
        }
    }
}

/// The sentence in which a mention stands.
fn sentence(app: &App, briefing: u32, mention: u32) -> String {
    let page = app.corpus.page(briefing);
    let b = &page.briefing;
    let Some(span) = page.mentions.get(mention as usize).map(|m| m.span) else {
        return String::new();
    };
    let block = b.blocks.iter().find(|block| block.span.contains(span));
    let all = block.map(|block| sentences(b, block)).unwrap_or_default();
    let of = all.into_iter().find(|s| s.contains(span));
    let whole = of.or(block.map(|block| block.span)).unwrap_or(span);
    let text = flat(&b.body[whole.range()]);
    if text.chars().count() <= SENTENCE {
        return text;
    }
    // The name first, since what is around it is too long to be read for it.
    let rest: String = b.body[span.start as usize..]
        .chars()
        .take(SENTENCE)
        .collect();
    format!("... {} ...", flat(&rest))
}

fn value(app: &App, row: &facets::Row) -> Row {
    match row {
        facets::Row::Head(facet) => Row::Aside(format!("{}:", facets::label(*facet))),
        facets::Row::Value(facet, value) => {
            let chosen = match app.query.choice(*facet, &value.key) {
                Choice::None => "",
                Choice::Included => ", chosen",
                Choice::Excluded => ", left out",
            };
            let found = counted(value.count as usize, "briefing");
            Row::Choice(format!("{}, {found}{chosen}", value.label))
        }
        facets::Row::More(_, n) => Row::Choice(format!("{n} more")),
        facets::Row::Others { shown: false } => {
            Row::Choice("Other facets: sources, people, places and more".to_owned())
        }
        facets::Row::Others { shown: true } => Row::Choice("Fewer facets".to_owned()),
        facets::Row::Gap => Row::Nothing,
    }
}

fn note(app: &App, row: &notes::Row) -> Row {
    match row {
        notes::Row::Briefing(briefing) => {
            Row::Aside(format!("{}:", heading(&app.corpus, *briefing)))
        }
        notes::Row::Entity(name) => Row::Aside(format!("{name}:")),
        notes::Row::Note(_, note) => Row::Choice(match &note.on {
            On::Passage(_, passage) => format!("On: {}", cut(&flat(&passage.quote))),
            _ => flat(&note.text),
        }),
        notes::Row::Words(note) => Row::Aside(format!("Note: {}", flat(&note.text))),
    }
}

/// A text that is not longer than a sentence may be.
pub(super) fn cut(text: &str) -> String {
    match text.char_indices().nth(SENTENCE) {
        Some((end, _)) => format!("{} ...", &text[..end]),
        None => text.to_owned(),
    }
}
