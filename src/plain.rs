//! How is a corpus read line by line? Lines typed → lines printed, for screen readers, braille lines and terminals without a cursor.
//!
//! The same app as behind the screen, driven without one: a page is the lines that its window shows, a list is its rows with
//! numbers, and every question is answered at once.
//! Invariant: what is printed is text and line ends: no escape sequence, no control character, in an ASCII locale only ASCII.
//! Must not know: keys, the screen, how the corpus is read.

mod answers;
mod command;
mod menu;
mod page;

use std::io::{self, BufRead, Write};
use std::sync::Arc;

use crate::action::Action;
use crate::app::sources::Grouping;
use crate::app::{App, Layer, Options, facets, select};
use crate::cite::Link;
use crate::corpus::Corpus;
use crate::fold;
use crate::sanitize;
use crate::state::State;
use crate::typeset::{self, Line};

use command::Command;
use menu::{Menu, Shown};

/// Lines and columns that are used at least, however little there is.
const LEAST: (u16, u16) = (3, 20);

/// What to read, and how.
#[derive(Debug)]
pub struct Open {
    /// What the corpus is called.
    pub name: String,
    /// What the reader set.
    pub options: Options,
    /// Where begins what is read.
    pub link: Option<Link>,
    /// What is kept beyond the session.
    pub state: State,
    /// The names that were there the last time are kept under [`Options::place`]; how it is printed is this.
    pub sheet: Sheet,
}

/// How lines are printed.
#[derive(Debug, Clone, Copy)]
pub struct Sheet {
    /// Cells to a line at most.
    pub width: u16,
    /// Lines at a time.
    pub lines: u16,
    /// Whether nothing but ASCII may come out.
    pub ascii: bool,
    /// Whether somebody types: `> ` stands before what they do.
    pub prompts: bool,
}

/// Reads what `corpus` gives, by the lines of `typed`, until the reader quits or there are no more.
///
/// # Errors
/// Nothing can be read from the one or written to the other.
pub fn read(
    open: Open,
    corpus: impl FnOnce() -> anyhow::Result<Arc<Corpus>>,
    typed: &mut dyn BufRead,
    out: &mut dyn Write,
) -> anyhow::Result<()> {
    let link = open.link.clone();
    let mut reader = Reader::new(open, out);
    reader.say(&format!("Reading {}.", reader.app.name.clone()))?;
    reader.begin(corpus()?, link)?;
    while !reader.ended {
        reader.prompt()?;
        let mut line = Vec::new();
        if typed.read_until(b'\n', &mut line)? == 0 {
            break;
        }
        let line = sanitize::line(String::from_utf8_lossy(&line).trim_end_matches(['\r', '\n']));
        reader.run(Command::of(&line))?;
    }
    reader.end()?;
    Ok(())
}

struct Reader<'o> {
    app: App,
    state: State,
    sheet: Sheet,
    out: &'o mut dyn Write,
    /// Whether a briefing is being read, and not the list.
    reading: bool,
    /// What numbers mean.
    shown: Shown,
    /// Whether an empty line goes on with the list and not with the text.
    in_menu: bool,
    ended: bool,
    /// Whether the line printed last was a blank one.
    blank: bool,
    /// What the reader was told of it last that is not kept.
    told: String,
}

impl<'o> Reader<'o> {
    fn new(open: Open, out: &'o mut dyn Write) -> Reader<'o> {
        let Open {
            name,
            mut options,
            state,
            sheet,
            ..
        } = open;
        let sheet = Sheet {
            width: sheet.width.max(LEAST.1),
            lines: sheet.lines.max(LEAST.0),
            ..sheet
        };
        options.measure = options.measure.min(sheet.width);
        // What surrounds a page on a screen: two cells on either side, and three lines.
        let (width, height) = (sheet.width.saturating_add(4), sheet.lines.saturating_add(3));
        let mut app = App::new(sanitize::line(&name), options, width, height);
        app.sources.grouping = Grouping::None;
        app.update(Action::Zoom);
        Reader {
            app,
            state,
            sheet,
            out,
            reading: false,
            shown: Shown::new(Menu::Sources),
            in_menu: true,
            ended: false,
            blank: true,
            told: String::new(),
        }
    }

    /// Takes in what there is to read, and prints where the reader begins.
    fn begin(&mut self, corpus: Arc<Corpus>, link: Option<Link>) -> io::Result<()> {
        let kept = self.state.read();
        let mut effects = self.kept(kept);
        let unread = corpus.problems().iter().filter(|p| !p.readable).count();
        effects.extend(self.app.opened(corpus, None));
        self.perform(effects);
        if unread > 0 {
            let files = page::counted(unread, "file");
            self.say(&format!(
                "{files} could not be read; briefing check says why."
            ))?;
        }
        if let Some(link) = link {
            let follow = self.app.follow(link);
            self.perform(vec![follow]);
            if self.app.focus == crate::layout::Pane::Article {
                self.tell()?;
                return self.land();
            }
        }
        self.tell()?;
        self.list()?;
        self.say("A number opens a briefing; help lists the commands; q ends.")
    }

    fn run(&mut self, command: Command) -> io::Result<()> {
        match command {
            Command::On => self.on()?,
            Command::Back => self.turn(true)?,
            Command::Number(number) => self.choose(number)?,
            Command::Quit => self.leave()?,
            Command::Ask(text) => self.ask(&text)?,
            Command::List => self.list()?,
            Command::Step { back } => self.step(back)?,
            Command::Names => self.names()?,
            Command::Facets => {
                self.act(Action::FocusFacets);
                self.menu(Menu::Facets)?;
            }
            Command::Clear => {
                self.act(Action::ClearQuery);
                self.list()?;
            }
            Command::Star => self.on_open(Action::Star)?,
            Command::Read => self.on_open(Action::Read)?,
            Command::Tag(tag) => {
                self.on_open(Action::Tag)?;
                self.type_in(&tag, Action::Accept);
            }
            Command::Note(text) => self.note(&text)?,
            Command::Notes => {
                self.close_layers();
                self.act(Action::Notes);
                // That nothing is noted is said by the list.
                self.app.message = None;
                self.menu(Menu::Notes)?;
            }
            Command::Where => self.whereabouts()?,
            Command::Help => self.help()?,
            Command::Unknown(why) => self.say(&why)?,
        }
        self.tell()
    }

    /// On with what was printed last.
    fn on(&mut self) -> io::Result<()> {
        if self.in_menu && self.shown.goes_on(&self.app) {
            return self.more();
        }
        match self.reading {
            true => self.turn(false),
            false => self.say("That was all of the list."),
        }
    }

    /// The next lines of the open briefing, or those before.
    fn turn(&mut self, back: bool) -> io::Result<()> {
        if !self.reading {
            return self.say("Open a briefing first, by its number.");
        }
        self.resume();
        let window = |app: &App| app.article.as_ref().map(|a| a.window.clone());
        let before = window(&self.app).unwrap_or_default();
        self.act(if back {
            Action::PageUp
        } else {
            Action::PageDown
        });
        let now = window(&self.app).unwrap_or_default();
        let fresh = page::fresh(&before, &now, back);
        if fresh.is_empty() {
            return self.say(match back {
                true => "This is the beginning.",
                false => "This is the end of it. n opens the next, q goes to the list.",
            });
        }
        self.print(fresh)
    }

    /// Prints lines of the open briefing, and how far they go.
    fn print(&mut self, lines: &[Line]) -> io::Result<()> {
        self.in_menu = false;
        let Some(article) = &mut self.app.article else {
            return Ok(());
        };
        let (end, percent) = (article.is_at_end(), article.percent());
        let texts: Vec<String> = lines.iter().map(|l| page::line(article, l)).collect();
        for text in texts {
            self.say(&text)?;
        }
        self.say(&match end {
            true => "(the end)".to_owned(),
            false => format!("({percent} %; Enter goes on)"),
        })
    }

    /// Prints what the window shows: the reader has come to a briefing, or to another place of it.
    fn land(&mut self) -> io::Result<()> {
        self.reading = true;
        self.resume();
        let window = self.app.article.as_ref().map(|a| a.window.clone());
        self.print(&window.unwrap_or_default())
    }

    /// Puts the paragraph of the place that the reader has come for on top, and prints from there.
    fn land_on_passage(&mut self) -> io::Result<()> {
        if let Some(article) = &mut self.app.article {
            let mention = article
                .mention
                .map(|m| article.page.mentions[m as usize].span);
            if let Some(at) = mention.or(article.landed).map(|s| s.start) {
                let paragraph = select::paragraph(article, at);
                article.put_on_top(paragraph.map_or(at, |p| p.start), 0);
            }
            let heading = page::heading(&self.app.corpus, article.briefing);
            // On top stands the title itself.
            if !article.is_at_top() {
                self.say(&format!("In: {heading}"))?;
            }
        }
        self.land()
    }

    /// Back into the open briefing, whatever was looked at meanwhile.
    fn resume(&mut self) {
        self.close_layers();
        self.act(Action::FocusArticle);
    }

    fn choose(&mut self, number: usize) -> io::Result<()> {
        let row = number
            .checked_sub(1)
            .and_then(|n| self.shown.choices.get(n));
        let Some(row) = row.copied() else {
            return self.say(&match self.shown.choices.len() {
                0 => "There is nothing to choose by a number now.".to_owned(),
                n => format!("The numbers are 1 to {n}."),
            });
        };
        match self.shown.menu.clone() {
            Menu::Sources => self.open(row),
            Menu::Names(mentions) => {
                self.resume();
                if let Some(article) = &mut self.app.article {
                    article.select(mentions[row]);
                }
                self.act(Action::Concordance);
                self.menu(Menu::Concordance)
            }
            Menu::Concordance => {
                if let Some(Layer::Concordance(c)) = self.app.layers.last_mut() {
                    c.cursor.at = row;
                }
                self.act(Action::Open);
                self.land_on_passage()
            }
            Menu::Facets => self.narrow(row),
            Menu::Notes => self.open_note(row),
            Menu::Queries(all) => self.ask(&all[row].1),
        }
    }

    /// Opens a row of the list: a briefing, or another question.
    fn open(&mut self, row: usize) -> io::Result<()> {
        self.close_layers();
        self.act(Action::FocusSources);
        self.app.sources.go_to(row, usize::from(self.sheet.lines));
        let briefing = self.app.sources.selected();
        self.act(Action::Open);
        match briefing {
            Some(_) => self.land_from_list(),
            None => self.list(),
        }
    }

    /// Prints a briefing that was opened from the list: from its beginning, or from where reading stopped.
    fn land_from_list(&mut self) -> io::Result<()> {
        let article = self.app.article.as_ref().filter(|a| !a.is_at_top());
        if let Some(article) = article {
            let (heading, percent) = (
                page::heading(&self.app.corpus, article.briefing),
                article.percent(),
            );
            let told = format!("{heading}. Reading stopped here; b goes back. {percent} %.");
            self.say(&told)?;
        }
        self.land()
    }

    fn narrow(&mut self, row: usize) -> io::Result<()> {
        self.act(Action::FocusFacets);
        let is_value = matches!(self.app.facets.rows.get(row), Some(facets::Row::Value(..)));
        self.app.facets.cursor.at = row;
        self.act(Action::Include);
        match is_value {
            true => self.list(),
            false => self.menu(Menu::Facets),
        }
    }

    fn open_note(&mut self, row: usize) -> io::Result<()> {
        if let Some(Layer::Notes(list)) = self.app.layers.last_mut() {
            list.cursor.at = row;
        }
        self.act(Action::Open);
        if matches!(self.app.layers.last(), Some(Layer::Card(_))) {
            // Its first row: everywhere it is spoken of.
            self.act(Action::Open);
            return self.menu(Menu::Concordance);
        }
        self.land_on_passage()
    }

    /// The next briefing of the list, or the one before; from the list, the one that it stands at.
    fn step(&mut self, back: bool) -> io::Result<()> {
        let open = |app: &App| app.article.as_ref().map(|a| a.briefing);
        let was_reading = std::mem::replace(&mut self.reading, true);
        self.resume();
        let before = open(&self.app).filter(|_| was_reading);
        if was_reading {
            self.act(match back {
                true => Action::PreviousInList,
                false => Action::NextInList,
            });
        }
        match open(&self.app) {
            None => {
                self.reading = false;
                self.say("There is no briefing in the list.")
            }
            // That it was the last has been said.
            now if now == before => Ok(()),
            _ => self.land_from_list(),
        }
    }

    /// One step out: from names and the like to the briefing, from the briefing to the list, from the list to the end.
    fn leave(&mut self) -> io::Result<()> {
        if self.reading && !self.in_menu {
            return self.list();
        }
        if self.reading {
            self.resume();
            self.in_menu = false;
            self.shown = Shown::new(Menu::Names(Vec::new()));
            return self.whereabouts();
        }
        if self.shown.menu != Menu::Sources {
            return self.list();
        }
        self.ended = true;
        Ok(())
    }

    /// The list of briefings, from its beginning.
    fn list(&mut self) -> io::Result<()> {
        self.reading = false;
        self.close_layers();
        self.act(Action::FocusSources);
        self.menu(Menu::Sources)
    }

    fn names(&mut self) -> io::Result<()> {
        if !self.reading {
            return self.say("Open a briefing first, by its number.");
        }
        self.resume();
        let mut names: Vec<u32> = Vec::new();
        if let Some(article) = &self.app.article {
            let (sight, all) = (article.in_sight(), &article.page.mentions);
            for &m in &article.linked {
                let mention = &all[m as usize];
                let same = |n: &u32| all[*n as usize].entities == mention.entities;
                if mention.span.overlaps(sight) && !names.iter().any(same) {
                    names.push(m);
                }
            }
        }
        self.menu(Menu::Names(names))
    }

    /// Prints a list that choices are made from, as far as a screen takes it.
    fn menu(&mut self, menu: Menu) -> io::Result<()> {
        self.in_menu = true;
        self.shown = Shown::new(menu);
        let title = self.shown.menu.title(&self.app);
        self.say(&title)?;
        self.more()
    }

    fn more(&mut self) -> io::Result<()> {
        let room = usize::from(self.sheet.lines.saturating_sub(2).max(1));
        for line in self.shown.page(&self.app, room) {
            self.say(&line)?;
        }
        match self.shown.goes_on(&self.app) {
            true => self.say("(Enter shows more)"),
            false => Ok(()),
        }
    }

    /// Asks a query; where it is none, says why and what may have been meant.
    fn ask(&mut self, text: &str) -> io::Result<()> {
        self.close_layers();
        self.act(Action::FocusSources);
        self.act(Action::Search);
        self.act(Action::DeleteToStart);
        self.type_in(text, Action::Accept);
        let Some(error) = self.app.query_error.take() else {
            return self.list();
        };
        let (meant, own) = (self.app.corpus.clone(), self.app.records.own().clone());
        self.act(Action::Close);
        self.say(&error.message)?;
        let put = |at: std::ops::Range<usize>, with: &str| {
            let (before, after) = (text.get(..at.start), text.get(at.end..));
            format!(
                "{}{with}{}",
                before.unwrap_or(text),
                after.unwrap_or_default()
            )
        };
        let instead = error.instead.iter().map(|with| put(error.at.clone(), with));
        let mut queries: Vec<(String, String)> = instead.map(|q| (q.clone(), q)).collect();
        for offer in meant.completions_own(text, error.at.end.min(text.len()), &own) {
            let query = put(offer.at, &offer.insert);
            if !queries.iter().any(|(_, other)| *other == query) {
                queries.push((query.clone(), query));
            }
        }
        match queries.is_empty() {
            true => Ok(()),
            false => self.menu(Menu::Queries(queries)),
        }
    }

    /// Does something to the open briefing.
    fn on_open(&mut self, action: Action) -> io::Result<()> {
        if !self.reading {
            return self.say("Open a briefing first, by its number.");
        }
        self.resume();
        self.act(action);
        Ok(())
    }

    fn note(&mut self, text: &str) -> io::Result<()> {
        self.on_open(Action::Note)?;
        let Some(writing) = &self.app.writing else {
            return Ok(());
        };
        let on = menu::cut(&typeset::flat(writing.quote().unwrap_or(writing.about())));
        if writing.text.lines().iter().any(|line| !line.is_empty()) {
            self.act(Action::NewLine);
        }
        self.type_in(text, Action::Close);
        // What the app says of it names keys.
        self.app.message = None;
        self.say(&format!("Noted on: {on}"))
    }

    fn whereabouts(&mut self) -> io::Result<()> {
        let app = &mut self.app;
        if !self.reading {
            let (found, shown) = (menu::listed(app), self.shown.choices.len());
            return self.say(&format!(
                "The list: {found}; numbers 1 to {shown} are printed."
            ));
        }
        let Some(article) = &app.article else {
            return Ok(());
        };
        let (percent, briefing) = (article.percent(), article.briefing);
        let section = article.section().map(|s| {
            let text = typeset::flat(&article.page.briefing.body[s.range()]);
            format!(" Section: {text}.")
        });
        let heading = page::heading(&app.corpus, briefing);
        let at = app.results.hits.iter().position(|h| *h == briefing);
        let of = at.map_or_else(
            || format!("Not in the list of {}.", menu::listed(app)),
            |at| format!("Number {} of {}.", at + 1, menu::listed(app)),
        );
        let section = section.unwrap_or_default();
        self.say(&format!("{heading}. {percent} %.{section} {of}"))
    }

    fn help(&mut self) -> io::Result<()> {
        for (name, takes, about) in command::TABLE {
            let call = format!("{name} {takes}");
            match call.trim() {
                "" => self.say(about)?,
                call => self.say(&format!("{call}: {about}"))?,
            }
        }
        self.say("help: this")
    }

    /// Tells what the app says.
    fn tell(&mut self) -> io::Result<()> {
        match self.app.message.take() {
            Some(message) => self.say(&message.text),
            None => Ok(()),
        }
    }

    fn end(&mut self) -> io::Result<()> {
        let last = self.app.end();
        self.perform(last);
        self.tell()?;
        self.out.flush()
    }

    fn prompt(&mut self) -> io::Result<()> {
        if self.sheet.prompts {
            write!(self.out, "> ")?;
        }
        self.out.flush()
    }

    /// Prints a text in lines; a blank one only between others.
    fn say(&mut self, text: &str) -> io::Result<()> {
        let mut text = sanitize::line(text);
        if self.sheet.ascii {
            // A line break that a character stands for is none of ours.
            text = fold::ascii(&text).replace(|c: char| c.is_ascii_control(), " ");
        }
        let is_blank = text.trim().is_empty();
        if is_blank && self.blank {
            return Ok(());
        }
        self.blank = is_blank;
        if is_blank {
            return writeln!(self.out);
        }
        for line in typeset::plain(&text, self.sheet.width) {
            writeln!(self.out, "{}", line.trim_end())?;
        }
        Ok(())
    }
}
