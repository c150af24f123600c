//! Draws the parallels of a passage: the passage, and beside or under it the others, with the words that differ.

use ratatui::layout::Rect;

use crate::app::parallels::Parallels;
use crate::briefing::Span;
use crate::corpus::{Parallel, Side};
use crate::layout;
use crate::typeset;

use super::View;
use super::overlays::counted;
use super::pen::{self, Pen};
use super::theme::Role;
use super::words::{Base, Finish, Words};

/// From this width on the passages stand side by side.
const BESIDE_FROM: u16 = 100;

impl View<'_> {
    pub(super) fn parallels(&mut self, area: Rect, list: &Parallels) {
        let Some(selected) = list.selected() else {
            return;
        };
        let right = format!(
            "{} of {}",
            list.cursor.at + 1,
            counted(list.all.len(), "parallel")
        );
        self.overlay_head(area, "The same elsewhere", &right);
        let body = layout::below(area, 2);
        if area.width < BESIDE_FROM {
            let below = self.passage(inset(body), list.here, &selected.here, None, false);
            return self.others(below, list);
        }
        let half = (body.width - 1) / 2;
        let left = Rect {
            width: half,
            ..body
        };
        let right = Rect {
            x: body.x + half + 1,
            width: body.width - half - 1,
            ..body
        };
        self.rule(right);
        self.passage(inset(left), list.here, &selected.here, None, false);
        self.others(inset(right), list);
    }

    /// The selected parallel, and those after it as far as there is room.
    fn others(&mut self, area: Rect, list: &Parallels) {
        let mut rest = area;
        for (at, other) in list.all.iter().enumerate().skip(list.cursor.at) {
            if rest.height == 0 {
                return;
            }
            let selected = at == list.cursor.at;
            rest = self.passage(rest, other.briefing, &other.there, Some(other), selected);
        }
    }

    /// One passage under a line that says where it is from; gives what is left of the area under it.
    fn passage(
        &mut self,
        area: Rect,
        briefing: u32,
        side: &Side,
        other: Option<&Parallel>,
        selected: bool,
    ) -> Rect {
        let app = self.app;
        let dot = self.theme.glyphs().dot;
        let row = app.corpus.row(briefing);
        let when = self.when(briefing);
        let lines = [
            (row.title.to_owned(), Role::Heading),
            (format!("{when}{dot}{}", row.source), Role::Dim),
            (
                other.map(|o| verdict(o, dot)).unwrap_or_default(),
                Role::Dim,
            ),
        ];
        let mut y = area.y;
        let line = |y: u16| Rect {
            y,
            height: u16::from(y < area.bottom()),
            ..area
        };
        if selected && area.area() > 0 {
            let mark = self.theme.glyphs().cursor;
            let margin = Rect {
                x: area.x.saturating_sub(2),
                ..line(y)
            };
            Pen::new(self, margin).put(mark, Role::Text);
            self.cursor = Some((margin.x, margin.y).into());
        }
        for (text, role) in lines.iter().filter(|l| !l.0.is_empty()) {
            Pen::new(self, line(y)).put(text, *role);
            y += 1;
        }
        let page = app.corpus.page(briefing);
        let marks = marks(side);
        for span in typeset::lines(&page.briefing.body, side.span, area.width) {
            let words = Words {
                briefing: &page.briefing,
                marks: &marks,
                speakers: &[],
                hints: &[],
            };
            self.words(line(y), words, span, Base::TEXT, Finish::default());
            y += 1;
        }
        let used = (y + 1 - area.y).min(area.height);
        layout::below(area, used)
    }
}

/// How nearly it says the same, and by which measure.
fn verdict(parallel: &Parallel, dot: &str) -> String {
    let score = (parallel.score.min(1.0) * 100.0).round();
    format!("{}{dot}{score} %", parallel.tier.name())
}

/// What is not of the statement is dim, and words that the other side does not have are marked.
fn marks(side: &Side) -> Vec<(Span, Role)> {
    let before = Span {
        end: side.window.start,
        ..side.span
    };
    let after = Span {
        start: side.window.end,
        ..side.span
    };
    let apart = side.apart.iter().filter(|s| side.window.contains(**s));
    let dim = [(before, Role::Dim), (after, Role::Dim)];
    dim.into_iter()
        .chain(apart.map(|s| (*s, Role::Differs)))
        .collect()
}

/// The area without margins, where there is room for them.
fn inset(area: Rect) -> Rect {
    let margin = if area.width > 24 { 2 } else { pen::width(" ") };
    Rect {
        x: area.x + margin.min(area.width),
        width: area.width.saturating_sub(2 * margin),
        ..area
    }
}
