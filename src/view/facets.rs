//! Draws the facets: the pane, and the line they fold to.

use ratatui::layout::Rect;

use crate::app::facets::{Row, SHOWN, label};
use crate::corpus::FacetValue;
use crate::layout::{self, Pane};
use crate::query::{Choice, Facet};

use super::View;
use super::pen::{self, Pen};
use super::theme::Role;

/// Cells that the longest bar of the years takes.
const BAR: u16 = 10;

impl View<'_> {
    pub(super) fn facets(&mut self, area: Rect) {
        let app = self.app;
        let head = match app.facets.narrow.as_str() {
            "" => "Narrow by".to_owned(),
            narrow => format!("Narrow by / {narrow}"),
        };
        self.head(area, Pane::Facets, &head, "");
        let body = layout::body(area);
        let rows = &app.facets.rows;
        if rows.is_empty() {
            let why = if app.facets.narrow.is_empty() {
                "Nothing to narrow by."
            } else {
                "No value fits."
            };
            return self.empty(body, &[why]);
        }
        let cursor = app.facets.cursor;
        for (index, y) in (cursor.top..rows.len()).zip(body.top()..body.bottom()) {
            let line = Rect {
                y,
                height: 1,
                ..body
            };
            let selected = index == cursor.at && self.focused(Pane::Facets);
            self.facet_row(line, &rows[index], selected);
        }
    }

    fn facet_row(&mut self, line: Rect, row: &Row, selected: bool) {
        let mark = if selected {
            self.theme.glyphs().cursor
        } else {
            " "
        };
        match row {
            Row::Gap => return,
            Row::Head(facet) => {
                Pen::new(self, line)
                    .skip(1)
                    .put(label(*facet), Role::Heading);
            }
            Row::More(_, hidden) => {
                let more = format!("{hidden} more");
                Pen::new(self, line)
                    .put(mark, Role::Text)
                    .skip(1)
                    .put(&more, Role::Dim);
            }
            Row::Others { shown } => {
                let words = ["more facets", "fewer facets"][usize::from(*shown)];
                Pen::new(self, line)
                    .put(mark, Role::Text)
                    .skip(1)
                    .put(words, Role::Dim);
            }
            Row::Value(facet, value) => self.facet_value(line, *facet, value, mark),
        }
        if selected {
            self.select_row(line);
        }
    }

    fn facet_value(&mut self, line: Rect, facet: Facet, value: &FacetValue, mark: &str) {
        let (index, role) = match self.app.query.choice(facet, &value.key) {
            Choice::None => (0, Role::Text),
            Choice::Included => (1, Role::Included),
            Choice::Excluded => (2, Role::Excluded),
        };
        let box_role = if index == 0 { Role::Dim } else { role };
        let glyph = self.theme.glyphs().boxes[index];
        let bar = match facet {
            Facet::Year | Facet::Date | Facet::Spoken if is_dated(value) => {
                self.bar(value.count, self.most(facet, value))
            }
            _ => String::new(),
        };
        // Months stand below their year, days below their month.
        let indent = 2 * value.key.matches('-').count() as u16;
        let indent = if facet == Facet::Date { indent } else { 0 };
        let marked = self.app.facets.marked.map(|(f, y)| (f, y.to_string()));
        let label = match marked == Some((facet, value.key.clone())) {
            true => format!("{}..", value.label),
            false => value.label.clone(),
        };
        let end = Pen::at_right(self, line, &value.count.to_string(), Role::Dim);
        let pen = Pen::new(self, line)
            .until(end.saturating_sub(1))
            .put(mark, Role::Text)
            .skip(1 + indent)
            .put(glyph, box_role);
        let pen = pen.skip(1).put(&label, role);
        if pen.room() > BAR + 2 {
            let x = pen.x() + 1;
            pen.to(x.max(line.x + 13)).put(&bar, Role::Bar);
        }
    }

    /// The count to which the bar of a year, month or day is drawn: the highest of its like.
    fn most(&self, facet: Facet, value: &FacetValue) -> u32 {
        let values = self.app.results.facets.get(&facet).into_iter().flatten();
        let dated = values.filter(|v| is_dated(v));
        let alike = dated.filter(|v| facet != Facet::Date || v.key.len() == value.key.len());
        alike.map(|v| v.count).max().unwrap_or(0)
    }

    /// A bar as long as `count` is of `most`.
    pub(super) fn bar(&self, count: u32, most: u32) -> String {
        let [half, whole] = self.theme.glyphs().bar;
        let halves = (u64::from(count) * u64::from(BAR) * 2).div_ceil(u64::from(most.max(1)));
        let halves = halves as usize;
        whole.repeat(halves / 2) + &half.repeat(halves % 2)
    }

    /// The line that the facets fold to: the most frequent values of each, those that are chosen first.
    pub(super) fn choices(&mut self, area: Rect) {
        if area.area() == 0 {
            return;
        }
        // As many values of each as leave room for every facet.
        let shown = |n| SHOWN.map(|facet| self.choices_of(facet, n)).concat();
        let cells =
            |pieces: &[(String, Role)]| pieces.iter().map(|p| pen::width(&p.0)).sum::<u16>();
        let pieces = [3, 2, 1]
            .map(shown)
            .into_iter()
            .find(|p| cells(p) < area.width);
        let pieces = pieces.unwrap_or_else(|| shown(1));
        let mut pen = Pen::new(self, area).skip(1);
        for (text, role) in pieces {
            pen = pen.put(&text, role);
        }
    }

    /// The name of a facet, its chosen values, the most frequent others up to `most`, and how many more there are.
    fn choices_of(&self, facet: Facet, most: usize) -> Vec<(String, Role)> {
        let query = &self.app.query;
        let values = self
            .app
            .results
            .facets
            .get(&facet)
            .map_or(&[][..], Vec::as_slice);
        let role = |v: &FacetValue| match query.choice(facet, &v.key) {
            Choice::None => Role::Text,
            Choice::Included => Role::Included,
            Choice::Excluded => Role::Excluded,
        };
        let (chosen, others): (Vec<&FacetValue>, Vec<_>) = values
            .iter()
            .filter(|v| v.count > 0 || role(v) != Role::Text)
            .partition(|v| role(v) != Role::Text);
        let all = chosen.len() + others.len();
        let shown: Vec<&FacetValue> = chosen.into_iter().chain(others).take(most).collect();
        if shown.is_empty() {
            return Vec::new();
        }
        let mut pieces = vec![(format!("{} ", label(facet)), Role::Dim)];
        for (i, value) in shown.iter().enumerate() {
            let dot = if i > 0 { self.theme.glyphs().dot } else { "" };
            pieces.push((dot.to_owned(), Role::Dim));
            pieces.push(match role(value) {
                Role::Excluded => (format!("not {}", value.label), Role::Excluded),
                role => (format!("{} {}", value.label, value.count), role),
            });
        }
        let rest = if all > shown.len() {
            format!(" +{}", all - shown.len())
        } else {
            String::new()
        };
        pieces.push((rest + "  ", Role::Dim));
        pieces
    }
}

/// Whether a value is a time: what is undated would make the bars of all years short, and has none.
fn is_dated(value: &FacetValue) -> bool {
    value.key != "undated"
}
