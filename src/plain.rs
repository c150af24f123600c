//! How is a corpus read line by line? Lines typed → lines printed, for screen readers, braille lines and terminals without a cursor.
//!
//! The same app as behind the screen, driven without one: a page is the lines that its window shows, a list is its rows with
//! numbers, and every question is answered at once.
//! Invariant: what is printed is text and line ends: no escape sequence, no control character, in an ASCII locale only ASCII.
//! Must not know: keys, the screen, how the corpus is read.

mod answers;
mod command;
mod lists;
mod making;
mod menu;
mod page;
mod reading;

use std::io::{self, BufRead, Write};
use std::sync::Arc;

use crate::action::Action;
use crate::app::parallels::Question;
use crate::app::sources::Grouping;
use crate::app::{App, Options};
use crate::cite::Link;
use crate::corpus::Corpus;
use crate::fold;
use crate::sanitize;
use crate::state::State;
use crate::sync::Corrector;
use crate::typeset;

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
    /// What writes corrections.
    pub corrector: Corrector,
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

/// Reads what `corpus` gives, at first and after each correction, by the lines of `typed`, until the reader quits or there are no
/// more.
///
/// # Errors
/// Nothing can be read from the one or written to the other.
pub fn read(
    open: Open,
    corpus: &mut dyn FnMut() -> anyhow::Result<Arc<Corpus>>,
    typed: &mut dyn BufRead,
    out: &mut dyn Write,
) -> anyhow::Result<()> {
    let link = open.link.clone();
    let mut reader = Reader::new(open, corpus, out);
    reader.say(&format!("Reading {}.", reader.app.name.clone()))?;
    let corpus = (reader.corpus)()?;
    reader.begin(corpus, link)?;
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
    corrector: Corrector,
    corpus: &'o mut dyn FnMut() -> anyhow::Result<Arc<Corpus>>,
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
    /// Where the open briefing is said elsewhere, as a question that nobody has asked yet: it may take long.
    unasked: Option<Question>,
}

impl<'o> Reader<'o> {
    fn new(
        open: Open,
        corpus: &'o mut dyn FnMut() -> anyhow::Result<Arc<Corpus>>,
        out: &'o mut dyn Write,
    ) -> Reader<'o> {
        let Open {
            name,
            mut options,
            state,
            corrector,
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
        app.calls = command::calls().collect();
        app.update(Action::Zoom);
        Reader {
            app,
            state,
            corrector,
            corpus,
            sheet,
            out,
            reading: false,
            shown: Shown::new(Menu::Sources),
            in_menu: true,
            ended: false,
            blank: true,
            told: String::new(),
            unasked: None,
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
        self.app.begins();
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
            Command::Undo { again } => self.act(match again {
                true => Action::Redo,
                false => Action::Undo,
            }),
            Command::Export(file) => self.export(&file),
            Command::Parallels => self.parallels()?,
            Command::Correct(action, text) => self.correct(action, &text)?,
            Command::Without(number) => self.leave_out(number)?,
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
