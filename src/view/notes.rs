//! Draws what the reader noted: the list of all notes, the small editor, the signs of notes in the margin.
//!
//! Must not know: how notes are made or kept.

use ratatui::layout::{Position, Rect};
use ratatui::widgets::Widget;

use crate::action::Action;
use crate::app::notes::{HEAD, Notes, Row};
use crate::app::writing::{LINES, Writing};
use crate::briefing::Span;
use crate::fold;
use crate::layout;
use crate::record::{Note, On};
use crate::typeset::flat;

use super::View;
use super::pen::{self, Pen};
use super::theme::Role;

/// Cells beside the text of the editor.
const SIDES: u16 = 2;
/// Cells that the editor is wide at most, and at least where it leaves the panes beside the article in sight.
const WIDTH: u16 = 80;
const LEAST: u16 = 50;

impl View<'_> {
    pub(super) fn notes(&mut self, area: Rect, list: &Notes) {
        let head = match list.narrow.as_str() {
            "" => "Notes".to_owned(),
            narrow => format!("Notes / {narrow}"),
        };
        self.overlay_head(area, &head, &list.count.to_string());
        let body = layout::below(area, HEAD);
        if list.rows.is_empty() {
            return self.empty(body, &["No such note.", "", &self.closes()]);
        }
        for (index, y) in (list.cursor.top..list.rows.len()).zip(body.top()..body.bottom()) {
            let line = Rect {
                y,
                height: 1,
                ..body
            };
            let selected = index == list.cursor.at;
            self.note_row(line, &list.rows[index], selected);
            if selected {
                self.select_row(line);
            }
        }
    }

    fn note_row(&mut self, line: Rect, row: &Row, selected: bool) {
        let glyphs = self.theme.glyphs();
        let mark = if selected { glyphs.cursor } else { " " };
        match row {
            Row::Briefing(briefing) => {
                let row = self.app.corpus.row(*briefing);
                let when = self.when(*briefing);
                let right = format!("{}{}{when}", row.source, glyphs.dot);
                let end = if pen::width(&right) + 30 < line.width {
                    Pen::at_right(self, line, &right, Role::Dim)
                } else {
                    line.right()
                };
                let pen = Pen::new(self, line).until(end).skip(1);
                pen.put(row.title, Role::Heading);
            }
            Row::Entity(name) => {
                Pen::new(self, line).skip(1).put(name, Role::Heading);
            }
            Row::Note(_, note) => {
                let pen = Pen::new(self, line).put(mark, Role::Text).skip(1);
                match &note.on {
                    On::Passage(_, passage) => {
                        let pen = pen.put(glyphs.quote, Role::Dim).skip(1);
                        pen.put(&flat(&passage.quote), Role::Highlighted);
                    }
                    On::Briefing(_) | On::Entity { .. } => {
                        self.reader_words(line, note, mark);
                    }
                }
            }
            Row::Words(note) => self.reader_words(line, note, " "),
        }
    }

    /// The words of a note in one line.
    fn reader_words(&mut self, line: Rect, note: &Note, mark: &str) {
        let sign = self.theme.glyphs().note;
        let pen = Pen::new(self, line).put(mark, Role::Text).skip(1);
        pen.put(sign, Role::Included)
            .skip(1)
            .put(&flat(&note.text), Role::Text);
    }

    /// The small editor, at the bottom of the article where that is in sight and wide enough, else of all panes.
    pub(super) fn writing(&mut self, writing: &Writing) {
        let areas = self.app.areas;
        let beside = self.app.layers.is_empty() && areas.article.width >= LEAST;
        let area = if beside { areas.article } else { areas.main };
        let rows = (writing.text.lines().len() as u16 + 2).clamp(3, LINES);
        let quoted = u16::from(writing.quote().is_some());
        let height = (rows + quoted + 3).min(area.height);
        let width = area.width.min(WIDTH);
        let inner = self.panel(Rect {
            x: area.x + (area.width - width) / 2,
            y: area.bottom() - height,
            width,
            height,
        });
        if inner.height < 2 || inner.width <= 2 * SIDES {
            return;
        }
        let line = Rect { height: 1, ..inner };
        let keys = [
            (Action::KeepNote, "keeps it"),
            (Action::GiveUp, "leaves it"),
        ];
        let keys = keys.map(|(action, does)| format!("{} {does}", self.key_for(action)));
        let right = keys.join(self.theme.glyphs().dot);
        let end = Pen::at_right(self, line, &right, Role::Dim);
        Pen::new(self, line)
            .until(end)
            .skip(1)
            .put("Note", Role::HeadFocused)
            .skip(1)
            .put(writing.about(), Role::Dim);
        let mut text = layout::below(inner, 1);
        if let Some(quote) = writing.quote() {
            let line = Rect { height: 1, ..text };
            let sign = self.theme.glyphs().quote;
            let pen = Pen::new(self, line).skip(1).put(sign, Role::Dim).skip(1);
            pen.put(&flat(quote), Role::Dim);
            text = layout::below(text, 1);
        }
        let text = Rect {
            x: text.x + SIDES,
            width: text.width - 2 * SIDES,
            ..text
        };
        self.text_area(text, writing);
    }

    fn text_area(&mut self, area: Rect, writing: &Writing) {
        if area.area() == 0 {
            return;
        }
        (&writing.text).render(area, self.buffer);
        for y in area.top()..area.bottom() {
            for x in area.left()..area.right() {
                let cell = &mut self.buffer[(x, y)];
                if !self.theme.unicode && !cell.symbol().is_ascii() {
                    let plain = fold::ascii(cell.symbol());
                    cell.set_char(plain.chars().next().unwrap_or('?'));
                }
            }
        }
        let (at, (top, left)) = (writing.text.screen_cursor(), writing.text.scroll_offset());
        let x = (at.col as u16).saturating_sub(left).min(area.width - 1);
        let y = (at.row as u16).saturating_sub(top).min(area.height - 1);
        self.cursor = Some(Position::new(area.x + x, area.y + y));
    }

    /// Whether a note with words begins in a line of the article.
    pub(super) fn has_note(&self, line: Span) -> bool {
        let placed = &self.app.notes_here.placed;
        let from = placed.partition_point(|p| p.span.start < line.start);
        let mut begin = placed[from..]
            .iter()
            .take_while(|p| p.span.start < line.end);
        begin.any(|p| !p.note.text.is_empty())
    }
}
