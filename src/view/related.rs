//! Draws the briefings that are about the same as the open one, each with the reason.

use ratatui::layout::Rect;

use crate::app::related::{HEAD, LINES, Related};
use crate::corpus;
use crate::layout;

use super::View;
use super::overlays::counted;
use super::pen::{self, Pen};
use super::theme::Role;

/// Cells for a day with the sign of what is inferred, and a gap.
const DAY: u16 = 14;

impl View<'_> {
    pub(super) fn related(&mut self, area: Rect, list: &Related) {
        let title = self.app.corpus.row(list.here).title;
        let all = list.found.as_deref().unwrap_or_default();
        let right = match &list.found {
            Some(all) => counted(all.len(), "briefing"),
            None => String::new(),
        };
        self.overlay_head(area, &format!("About the same as “{title}”"), &right);
        let body = layout::below(area, HEAD);
        if all.is_empty() {
            let why = match list.found {
                Some(_) => "No other briefing is about the same.",
                None => "Looking for briefings that are about the same …",
            };
            return self.empty(body, &[why, "", &self.closes()]);
        }
        let best = all.first().map_or(1.0, |r| r.score);
        let places = (body.top()..body.bottom()).step_by(LINES);
        for (at, y) in (list.cursor.top..all.len()).zip(places) {
            let line = Rect {
                y,
                height: 1,
                ..body
            };
            self.related_row(line, &all[at], best, at == list.cursor.at);
            if y + 1 < body.bottom() {
                let below = Rect { y: y + 1, ..line };
                let pen = Pen::new(self, below).skip(DAY + 2);
                pen.put(&all[at].reason, Role::Dim);
            }
        }
    }

    /// When, what, by whom, and how nearly as much as the first.
    fn related_row(&mut self, line: Rect, found: &corpus::Related, best: f32, selected: bool) {
        let row = self.app.corpus.row(found.briefing);
        let glyphs = self.theme.glyphs();
        let part = (found.score / best.max(f32::MIN_POSITIVE) * 100.0).round();
        let mut right = format!("{part:3} %");
        let whose = format!("{}{}{right}", row.source, glyphs.dot);
        if pen::width(&whose) + DAY + 30 < line.width {
            right = whose;
        }
        let end = Pen::at_right(self, line, &right, Role::Dim);
        let when = self.when_within(found.briefing, DAY - 1);
        let mark = if selected { glyphs.cursor } else { " " };
        let pen = Pen::new(self, line).until(end.saturating_sub(1));
        let pen = pen.put(mark, Role::Text).skip(1).until(line.x + DAY + 1);
        pen.put(&when, Role::Dim);
        let title = Rect {
            x: (line.x + DAY + 2).min(end),
            width: end.saturating_sub(line.x + DAY + 3),
            ..line
        };
        Pen::new(self, title).put(row.title, Role::Heading);
        if selected {
            self.select_row(line);
        }
    }
}
