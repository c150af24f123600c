//! Draws the list of briefings.

use ratatui::layout::Rect;

use crate::action::{Action, Focus};
use crate::app::sources::{Row, Stands};
use crate::app::{Change, head};
use crate::corpus;
use crate::layout::{self, Pane};

use super::View;
use super::overlays::counted;
use super::pen::Pen;
use super::theme::Role;

/// Cells after a title in which words of the text say something.
const WORDS: u16 = 24;

impl View<'_> {
    pub(super) fn sources(&mut self, area: Rect) {
        let app = self.app;
        let head = match (app.sources.narrow.as_str(), app.sources.head_above()) {
            ("", None) => "Sources".to_owned(),
            ("", Some(label)) => format!("Sources{}{label}", self.theme.glyphs().dot),
            (narrow, _) => format!("Sources / {narrow}"),
        };
        let chosen = match app.sources.chosen.len() {
            0 => String::new(),
            n => format!("{n} chosen"),
        };
        self.head(area, Pane::Sources, &head, &chosen);
        let body = layout::body(area);
        let first = app.sources.row(0);
        if app.corpus.is_empty() || matches!(first, Some(Row::Instead(_)) | None) {
            self.nothing_listed(body);
            return;
        }
        let cursor = app.sources.cursor;
        for (index, y) in (cursor.top..app.sources.len()).zip(body.top()..body.bottom()) {
            let line = Rect {
                y,
                height: 1,
                ..body
            };
            let selected = index == cursor.at && self.focused(Pane::Sources);
            self.source_row(line, index, selected);
        }
    }

    fn source_row(&mut self, line: Rect, index: usize, selected: bool) {
        let app = self.app;
        let Some(row) = app.sources.row(index) else {
            return;
        };
        let glyphs = self.theme.glyphs();
        let mark = if selected { glyphs.cursor } else { " " };
        match row {
            Row::Saved(index) => self.saved_query(line, index, mark),
            Row::Group {
                label,
                count,
                unread,
                new,
                folded,
            } => {
                let mut counts = match unread {
                    0 => count.to_string(),
                    unread => format!("{unread}/{count}"),
                };
                if new > 0 {
                    counts = format!("{new} new{}{counts}", glyphs.dot);
                }
                let end = Pen::at_right(self, line, &counts, Role::Dim);
                let pen = Pen::new(self, line).until(end).put(mark, Role::Text);
                let pen = pen.put(glyphs.open[usize::from(folded)], Role::Dim).skip(1);
                pen.put(label, Role::Heading);
            }
            Row::Briefing(briefing) => self.briefing_row(line, index, briefing, mark),
            Row::Instead(index) => {
                let Some(instead) = app.instead.get(index) else {
                    return;
                };
                let end = Pen::at_right(self, line, &instead.count.to_string(), Role::Dim);
                let (how, part) = match &instead.change {
                    Change::Alike(word) => ("like", word),
                    Change::Years(years) => ("of", years),
                    Change::Without(part) => ("without", part),
                };
                Pen::new(self, line)
                    .until(end)
                    .put(mark, Role::Text)
                    .skip(1)
                    .put(how, Role::Dim)
                    .skip(1)
                    .put(part, Role::Text);
            }
        }
        if selected {
            self.select_row(line);
        }
    }

    /// A briefing: whether it is open, unread, starred; its date and title; what tells it from its neighbours, and its copies.
    fn briefing_row(&mut self, line: Rect, index: usize, briefing: u32, mark: &str) {
        let app = self.app;
        let glyphs = self.theme.glyphs();
        let open = app.article.as_ref().map(|a| a.briefing);
        let reading = open.is_some_and(|a| app.sources.is_row_of(index, a));
        let (inferred, date) = self.short_date(briefing, line.width);
        let (copies, indent) = match app.sources.stands(index) {
            Stands::Alone => (String::new(), 0),
            Stands::Under => (String::new(), 2),
            Stands::For { others, unfolded } => match unfolded {
                true => (format!("{}{others}", glyphs.open[0]), 0),
                false => (format!("+{others}"), 0),
            },
        };
        let mark = match app.sources.chosen.contains(briefing) {
            true => glyphs.chosen,
            false => mark,
        };
        let unread = !app.records.is_read(briefing);
        let (sign, role) = match (reading, unread) {
            (true, _) => (glyphs.here, Role::Included),
            (false, true) => (glyphs.unread[0], Role::Text),
            (false, false) => (glyphs.unread[1], Role::Dim),
        };
        let star = match app.records.is_starred(briefing) {
            true => glyphs.star,
            false => " ",
        };
        let end = Pen::at_right(self, line, &copies, Role::Dim);
        let line = Rect {
            width: end - line.x,
            ..line
        };
        let why = app.why.of(briefing);
        let finds = why.filter(|why| why.finds > 0);
        let finds = finds.map_or_else(String::new, |why| format!("{}{}", why.finds, glyphs.times));
        let which = self.told_apart(index, briefing);
        let said = match (which.is_empty(), finds.is_empty()) {
            (false, false) => format!("{which} {finds}"),
            _ => which + &finds,
        };
        let end = Pen::at_right(self, line, &said, Role::Dim);
        let pen = Pen::new(self, line).until(end).put(mark, Role::Text);
        let pen = pen.put(sign, role).put(star, Role::Text).skip(indent);
        let pen = pen.put(inferred, Role::Dim).put(&date, Role::Dim).skip(1);
        let role = if reading { Role::Strong } else { Role::Text };
        let pen = pen.put(app.corpus.row(briefing).title, role);
        // Where there is room, the words themselves.
        if let Some(why) = why.filter(|_| pen.room() >= WORDS) {
            pen.skip(2).put(&why.words, Role::Dim);
        }
    }

    /// What tells a briefing from the one above or below it with the same title and date: its source, else its file.
    fn told_apart(&self, index: usize, briefing: u32) -> String {
        let app = self.app;
        let own = app.corpus.row(briefing);
        let near = [index.checked_sub(1), Some(index + 1)];
        let near = near
            .into_iter()
            .flatten()
            .filter_map(|at| app.sources.row(at));
        let twins = near.filter_map(|row| match row {
            Row::Briefing(other) => Some(app.corpus.row(other)),
            _ => None,
        });
        let same = |r: &corpus::Row<'_>| r.title == own.title && r.published == own.published;
        let twins: Vec<corpus::Row<'_>> = twins.filter(same).collect();
        let file = |name: &str| name.rsplit('/').next().unwrap_or(name).to_owned();
        match twins.as_slice() {
            [] => String::new(),
            twins if twins.iter().all(|t| t.source_id != own.source_id) => own.source.to_owned(),
            twins if twins.iter().all(|t| file(t.name) != file(own.name)) => file(own.name),
            _ => own.name.to_owned(),
        }
    }

    /// The name of a saved query, and how many briefings it finds.
    fn saved_query(&mut self, line: Rect, index: usize, mark: &str) {
        let app = self.app;
        let Some(saved) = app.kept.saved.get(index) else {
            return;
        };
        let count = app.counts.get(&saved.query);
        let count = count.map_or_else(String::new, |found| match found.new {
            0 => found.all.to_string(),
            new => format!("{new} new{}{}", self.theme.glyphs().dot, found.all),
        });
        let role = match saved.query == app.query.to_string() {
            true => Role::Included,
            false => Role::Text,
        };
        let sign = self.theme.glyphs().saved;
        let end = Pen::at_right(self, line, &count, Role::Dim);
        let pen = Pen::new(self, line).until(end).put(mark, Role::Text);
        let pen = pen.put(sign, Role::Dim).skip(1);
        pen.put(&saved.name, role);
    }

    /// The date as far as there is room and it is known: the day in a wide pane, else the month; and before it the sign of
    /// what is inferred, or as many cells.
    fn short_date(&self, briefing: u32, width: u16) -> (&'static str, String) {
        let row = self.app.corpus.row(briefing);
        let cells = if width >= 44 { 10 } else { 7 };
        let shown = match row.published {
            Some(published) => head::short_date(published, cells),
            None => "undated".to_owned(),
        };
        let sign = match row.published.is_some() && !row.stated {
            true => self.theme.glyphs().about.trim_end(),
            false => " ",
        };
        (sign, format!("{shown:cells$}"))
    }

    fn nothing_listed(&mut self, area: Rect) {
        let app = self.app;
        if app.corpus.is_empty() {
            if app.reading.is_some() {
                return self.empty(area, &["Reading …"]);
            }
            return self.empty(
                area,
                &[
                    "No briefings here.",
                    "",
                    "briefing FOLDER opens a folder of documents.",
                ],
            );
        }
        if !app.sources.narrow.is_empty() {
            let close = app.call_in(Focus::Sources, Action::Close);
            let all = format!("{close} shows all of them again.");
            return self.empty(area, &["No title fits.", "", &all]);
        }
        let asks = format!(
            "{} asks instead:",
            app.call_in(Focus::Sources, Action::Open)
        );
        let lines: &[&str] = if app.instead.is_empty() {
            &["Nothing matches."]
        } else {
            &["Nothing matches.", "", &asks]
        };
        self.empty(area, lines);
        let top = area.top() + 1 + lines.len() as u16 + 1;
        for (index, y) in (0..app.sources.len()).zip(top..area.bottom()) {
            let line = Rect {
                y,
                height: 1,
                ..area
            };
            self.source_row(line, index, index == app.sources.cursor.at);
        }
    }
}

/// `3 of 5`, or `5 briefings` when all are listed.
pub(super) fn count(shown: usize, all: usize) -> String {
    if shown == all {
        counted(all, "briefing")
    } else {
        format!("{shown} of {all}")
    }
}
