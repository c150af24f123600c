//! What can be chosen by a number, and what does the number do? The lists that are printed, each with what opens from it.
//!
//! Must not know: how a row reads.

use std::io;

use crate::action::Action;
use crate::app::{Layer, facets};

use super::Reader;
use super::menu::{Menu, Shown};

impl Reader<'_> {
    pub(super) fn choose(&mut self, number: usize) -> io::Result<()> {
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
            Menu::Facets => self.narrow(row, Action::Include),
            Menu::Notes => self.open_note(row),
            Menu::Parallels => {
                if let Some(Layer::Parallels(list)) = self.app.layers.last_mut() {
                    list.cursor.at = row;
                }
                self.act(Action::Open);
                self.land_on_passage()
            }
            Menu::Queries(all) => self.ask(&all[row].1),
        }
    }

    /// Leaves out the briefings that have the value of this number.
    pub(super) fn leave_out(&mut self, number: usize) -> io::Result<()> {
        let nth = number.checked_sub(1);
        let row = nth.and_then(|n| self.shown.choices.get(n)).copied();
        match row.filter(|_| self.shown.menu == Menu::Facets) {
            Some(row) => self.narrow(row, Action::Exclude),
            None => self.say("The number is that of a value: facets lists them."),
        }
    }

    /// Where else the passages in sight are said.
    pub(super) fn parallels(&mut self) -> io::Result<()> {
        if let Some(question) = self.unasked.take() {
            self.app.paralleled(question.run(&|| false));
        }
        self.on_open(Action::Parallels)?;
        match self.app.layers.last() {
            Some(Layer::Parallels(_)) => self.menu(Menu::Parallels),
            _ => Ok(()),
        }
    }

    /// Opens a row of the list: a briefing, or another question.
    pub(super) fn open(&mut self, row: usize) -> io::Result<()> {
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

    /// Narrows by the value of a row, or does what else the action does with it.
    pub(super) fn narrow(&mut self, row: usize, by: Action) -> io::Result<()> {
        self.act(Action::FocusFacets);
        let is_value = matches!(self.app.facets.rows.get(row), Some(facets::Row::Value(..)));
        self.app.facets.cursor.at = row;
        self.act(by);
        match is_value {
            true => self.list(),
            false => self.menu(Menu::Facets),
        }
    }

    pub(super) fn open_note(&mut self, row: usize) -> io::Result<()> {
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

    /// One step out: from names and the like to the briefing, from the briefing to the list, from the list to the end.
    pub(super) fn leave(&mut self) -> io::Result<()> {
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
    pub(super) fn list(&mut self) -> io::Result<()> {
        self.reading = false;
        self.close_layers();
        self.act(Action::FocusSources);
        self.menu(Menu::Sources)
    }

    pub(super) fn names(&mut self) -> io::Result<()> {
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
    pub(super) fn menu(&mut self, menu: Menu) -> io::Result<()> {
        self.in_menu = true;
        self.shown = Shown::new(menu);
        let title = self.shown.menu.title(&self.app);
        self.say(&title)?;
        self.more()
    }

    pub(super) fn more(&mut self) -> io::Result<()> {
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
    pub(super) fn ask(&mut self, text: &str) -> io::Result<()> {
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
}
