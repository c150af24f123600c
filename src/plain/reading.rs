//! How is a briefing read a screenful at a time? Its lines on and back, where the reader is in it, which is the next.
//!
//! Must not know: how a line reads, what is asked.

use std::io;

use crate::action::Action;
use crate::app::{App, select};
use crate::typeset::{self, Line};

use super::{Reader, menu, page};

impl Reader<'_> {
    /// On with what was printed last.
    pub(super) fn on(&mut self) -> io::Result<()> {
        if self.in_menu && self.shown.goes_on(&self.app) {
            return self.more();
        }
        match self.reading {
            true => self.turn(false),
            false => self.say("That was all of the list."),
        }
    }

    /// The next lines of the open briefing, or those before.
    pub(super) fn turn(&mut self, back: bool) -> io::Result<()> {
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
    pub(super) fn print(&mut self, lines: &[Line]) -> io::Result<()> {
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
    pub(super) fn land(&mut self) -> io::Result<()> {
        self.reading = true;
        self.resume();
        let window = self.app.article.as_ref().map(|a| a.window.clone());
        self.print(&window.unwrap_or_default())
    }

    /// Puts the paragraph of the place that the reader has come for on top, and prints from there.
    pub(super) fn land_on_passage(&mut self) -> io::Result<()> {
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

    /// Prints a briefing that was opened from the list: from its beginning, or from where reading stopped.
    pub(super) fn land_from_list(&mut self) -> io::Result<()> {
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

    /// Back into the open briefing, whatever was looked at meanwhile.
    pub(super) fn resume(&mut self) {
        self.close_layers();
        self.act(Action::FocusArticle);
    }

    /// The next briefing of the list, or the one before; from the list, the one that it stands at.
    pub(super) fn step(&mut self, back: bool) -> io::Result<()> {
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

    pub(super) fn whereabouts(&mut self) -> io::Result<()> {
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
}
