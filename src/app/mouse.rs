//! What lies under the mouse, and what does a click do there? A cell of the screen → a row, a name, a rule; and what follows.
//!
//! The first click selects, a second one on what is selected opens it: what Enter would do. The wheel moves what it is over, and
//! leaves the focus alone. The places are those of [`layout::Areas`], from which everything is drawn, too.
//! Must not know: keys, what the terminal sends, how anything is drawn.

use crate::action::{Action, Gesture, Mouse};
use crate::briefing::BlockKind;
use crate::layout::{self, Pane, Rect};
use crate::typeset::{self, Line};

use super::article::Article;
use super::list::{Cursor, Motion};
use super::{App, Effect, Layer, address, concordance, facets, help, notes, related};

/// Lines that the wheel moves at once.
const WHEEL: isize = 3;

/// Cells between the cells of a row that is set as text.
const CELLS: usize = 3;

/// The rows of a list on top: where they stand.
struct Rows {
    /// The area under its head.
    body: Rect,
    /// Lines to a row.
    each: u16,
    /// Whether each row can be selected.
    stops: Vec<bool>,
}

impl Rows {
    /// Rows of one line that can all be selected.
    fn plain(body: Rect, each: u16, len: usize) -> Rows {
        let stops = vec![true; len];
        Rows { body, each, stops }
    }

    fn height(&self) -> usize {
        usize::from(self.body.height / self.each.max(1))
    }

    /// The row at a line of the screen, where `top` is the first in sight.
    fn at(&self, y: u16, top: usize) -> Option<usize> {
        let below = y.checked_sub(self.body.y)?;
        let row = top + usize::from(below / self.each.max(1));
        (y < self.body.bottom() && self.stops.get(row) == Some(&true)).then_some(row)
    }
}

/// Whether a cell lies in an area.
fn holds(area: Rect, mouse: Mouse) -> bool {
    (area.left()..area.right()).contains(&mouse.column)
        && (area.top()..area.bottom()).contains(&mouse.row)
}

impl App {
    /// The mouse did something.
    pub fn pointed(&mut self, mouse: Mouse) -> Vec<Effect> {
        self.touched = true;
        if !self.options.mouse {
            return Vec::new();
        }
        let before = self.stand();
        let mut effects = match mouse.gesture {
            Gesture::Press => self.press(mouse),
            Gesture::Drag => self.drag(mouse),
            Gesture::Release => self.release(),
            Gesture::WheelUp => self.roll(mouse, -WHEEL),
            Gesture::WheelDown => self.roll(mouse, WHEEL),
        };
        effects.extend(self.note_reading(before));
        effects
    }

    /// Listens to the mouse, or no longer.
    pub(super) fn toggle_mouse(&mut self) -> Vec<Effect> {
        let on = !self.options.mouse;
        self.options.mouse = on;
        self.dragged = None;
        self.say(match on {
            true => "The mouse is ours: a click selects, a second one opens; with Shift most terminals still select text",
            false => "The mouse is the terminal's again",
        });
        vec![Effect::Mouse(on)]
    }

    fn press(&mut self, mouse: Mouse) -> Vec<Effect> {
        // What is being typed is not to be lost by a slip of the hand.
        if self.is_typing() {
            return Vec::new();
        }
        self.message = None;
        if !self.layers.is_empty() {
            return match holds(self.areas.main, mouse) {
                true => self.press_layer(mouse),
                false => Vec::new(),
            };
        }
        self.dragged = self.rule_at(mouse);
        if self.dragged.is_some() {
            return Vec::new();
        }
        if holds(self.areas.choices, mouse) {
            self.go_to_pane(Pane::Facets);
            return Vec::new();
        }
        let all = [Pane::Sources, Pane::Article, Pane::Facets];
        let pane = all.into_iter().find(|p| holds(self.areas.pane(*p), mouse));
        match pane {
            Some(Pane::Sources) => self.press_source(mouse),
            Some(Pane::Article) => self.press_article(mouse),
            Some(Pane::Facets) => self.press_facet(mouse),
            None => Vec::new(),
        }
    }

    fn press_source(&mut self, mouse: Mouse) -> Vec<Effect> {
        let body = layout::body(self.areas.sources);
        let rows = Rows::plain(body, 1, self.sources.len());
        let row = rows.at(mouse.row, self.sources.cursor.top);
        let was_there = self.focus == Pane::Sources && row == Some(self.sources.cursor.at);
        self.go_to_pane(Pane::Sources);
        let Some(row) = row else {
            return Vec::new();
        };
        if was_there {
            return self.act(Action::Open);
        }
        let height = usize::from(layout::body(self.areas.sources).height);
        self.sources.go_to(row, height);
        self.follow_cursor();
        Vec::new()
    }

    fn press_facet(&mut self, mouse: Mouse) -> Vec<Effect> {
        let body = layout::body(self.areas.facets);
        let stops = self.facets.rows.iter().map(facets::stops).collect();
        let rows = Rows {
            body,
            each: 1,
            stops,
        };
        let row = rows.at(mouse.row, self.facets.cursor.top);
        // The rows may be others when the pane has the focus.
        let meant = row.map(|row| self.facets.rows[row].clone());
        self.go_to_pane(Pane::Facets);
        let at = meant.and_then(|meant| self.facets.rows.iter().position(|r| *r == meant));
        let Some(at) = at else {
            return Vec::new();
        };
        let (height, rows) = (rows.height(), &self.facets.rows);
        let stops = |i: usize| facets::stops(&rows[i]);
        self.facets.cursor.select(at, height, rows.len(), stops);
        self.act(Action::Include)
    }

    fn press_article(&mut self, mouse: Mouse) -> Vec<Effect> {
        let column = layout::column(self.areas.article, self.options.measure);
        let found = self.article.as_ref().and_then(|article| {
            let line = article
                .window
                .get(usize::from(mouse.row.checked_sub(column.y)?))?;
            let at = byte_at(article, line, mouse.column.checked_sub(column.x)?)?;
            let spans = |m: &&u32| {
                let span = article.page.mentions[**m as usize].span;
                span.start <= at && at < span.end
            };
            // A name within a name lies over it.
            article.linked.iter().rev().find(spans).copied()
        });
        let open = self.article.as_ref();
        let was_there = self.focus == Pane::Article
            && found.is_some()
            && open.is_some_and(|article| article.mention == found);
        self.go_to_pane(Pane::Article);
        if was_there {
            return self.act(Action::Concordance);
        }
        if let (Some(mention), Some(article)) = (found, &mut self.article) {
            article.selection = None;
            article.select(mention);
        }
        Vec::new()
    }

    /// The rows of the list on top; nothing where what is on top is none.
    fn layer_rows(&self) -> Option<Rows> {
        let main = self.areas.main;
        Some(match self.layers.last()? {
            Layer::Help(_, narrow, here) => {
                let rows = help::rows(narrow, *here);
                let stops = rows.iter().map(help::stops).collect();
                let body = layout::below(main, 1);
                Rows {
                    body,
                    each: 1,
                    stops,
                }
            }
            Layer::Problems(_) => {
                let problems = self.corpus.problems().len() + self.pulling.problems.len();
                Rows::plain(layout::below(main, 1), 2, problems)
            }
            Layer::Concordance(c) => Rows {
                body: layout::below(main, concordance::HEAD),
                each: 1,
                stops: c.rows.iter().map(concordance::stops).collect(),
            },
            Layer::Related(list) => {
                let len = list.found.as_ref().map_or(0, Vec::len);
                Rows::plain(
                    layout::below(main, related::HEAD),
                    related::LINES as u16,
                    len,
                )
            }
            Layer::Contents(_) => {
                let article = self.article.as_ref();
                let sections = article.map_or(0, |a| a.outline.sections.len());
                Rows::plain(layout::below(main, 1), 1, sections)
            }
            Layer::Notes(list) => Rows {
                body: layout::below(main, notes::HEAD),
                each: 1,
                stops: list.rows.iter().map(notes::stops).collect(),
            },
            Layer::Card(_) | Layer::Timeline(_) | Layer::Parallels(_) | Layer::Address(_) => {
                return None;
            }
        })
    }

    /// The cursor of the list on top.
    fn layer_cursor(&mut self) -> Option<&mut Cursor> {
        Some(match self.layers.last_mut()? {
            Layer::Help(cursor, ..) | Layer::Problems(cursor) | Layer::Contents(cursor) => cursor,
            Layer::Concordance(c) => &mut c.cursor,
            Layer::Related(list) => &mut list.cursor,
            Layer::Notes(list) => &mut list.cursor,
            Layer::Card(card) => &mut card.cursor,
            Layer::Timeline(_) | Layer::Parallels(_) | Layer::Address(_) => return None,
        })
    }

    fn press_layer(&mut self, mouse: Mouse) -> Vec<Effect> {
        let top = self.layer_cursor().map_or(0, |c| c.top);
        let row = match self.layers.last() {
            Some(Layer::Card(card)) => card.row_at(self.areas.main, mouse.column, mouse.row),
            _ => self.layer_rows().and_then(|rows| rows.at(mouse.row, top)),
        };
        let (Some(row), Some(cursor)) = (row, self.layer_cursor()) else {
            return Vec::new();
        };
        if cursor.at == row {
            return self.act(Action::Open);
        }
        // It is in sight already.
        cursor.at = row;
        Vec::new()
    }

    /// The wheel: what it is over moves, whatever has the focus.
    fn roll(&mut self, mouse: Mouse, by: isize) -> Vec<Effect> {
        let step = if by < 0 {
            Action::SelectPrevious
        } else {
            Action::SelectNext
        };
        if self.prompt.is_some() {
            // The list of a prompt has no window of its own; earlier queries are not to be leafed through by accident.
            return match self.offers.is_empty() {
                true => Vec::new(),
                false => self.act(step),
            };
        }
        if self.writing.is_some() {
            return Vec::new();
        }
        if !self.layers.is_empty() {
            self.roll_layer(by);
            return Vec::new();
        }
        if holds(self.areas.sources, mouse) {
            let height = usize::from(layout::body(self.areas.sources).height);
            self.sources.roll(by, height);
        } else if holds(self.areas.article, mouse) {
            if let Some(article) = &mut self.article {
                article.go(Motion::Rows(by));
            }
        } else if holds(self.areas.facets, mouse) {
            let height = usize::from(layout::body(self.areas.facets).height);
            let (len, rows) = (self.facets.rows.len(), &self.facets.rows);
            let stops = |i: usize| facets::stops(&rows[i]);
            self.facets.cursor.roll(by, height, len, stops);
        }
        Vec::new()
    }

    fn roll_layer(&mut self, by: isize) {
        let rows = self.layer_rows();
        if let (Some(rows), Some(cursor)) = (rows, self.layer_cursor()) {
            let stops = |i: usize| rows.stops[i];
            return cursor.roll(by, rows.height(), rows.stops.len(), stops);
        }
        match self.layers.last_mut() {
            Some(Layer::Address(address)) => {
                let height = usize::from(layout::below(self.areas.main, address::HEAD).height);
                let last = address.lines(self.areas.main.width).len();
                let last = last.saturating_sub(height);
                address.top = address.top.saturating_add_signed(by).min(last);
            }
            // Their parts are no lines: one further.
            Some(Layer::Card(_) | Layer::Timeline(_) | Layer::Parallels(_)) => {
                self.scroll(Motion::Rows(by.signum()));
            }
            _ => {}
        }
    }

    /// The pane beside the article whose rule is under the mouse.
    fn rule_at(&self, mouse: Mouse) -> Option<Pane> {
        let areas = self.areas;
        let (sources, facets) = (areas.sources, areas.facets);
        let in_height = (areas.main.top()..areas.main.bottom()).contains(&mouse.row);
        if !in_height || self.zoom {
            return None;
        }
        let right_of_sources = sources.area() > 0 && mouse.column == sources.right();
        if right_of_sources && sources.right() < areas.main.right() {
            return Some(Pane::Sources);
        }
        let left_of_facets = facets.area() > 0 && facets.x.checked_sub(1) == Some(mouse.column);
        left_of_facets.then_some(Pane::Facets)
    }

    fn drag(&mut self, mouse: Mouse) -> Vec<Effect> {
        let Some(pane) = self.dragged else {
            return Vec::new();
        };
        let now = self.areas.pane(pane);
        let wanted = match pane {
            Pane::Facets => (now.right()).saturating_sub(mouse.column.saturating_add(1)),
            _ => mouse.column.saturating_sub(now.x),
        };
        let by = i32::from(wanted) - i32::from(now.width);
        let mut panes = self.panes;
        let Some(side) = panes.side_mut(pane) else {
            return Vec::new();
        };
        let wider = |side: i8, by: i32| (i32::from(side) + by).clamp(-127, 127) as i8;
        let before = side.wider;
        side.wider = wider(before, by);
        self.paned(panes);
        // What there was no room for is not kept: it would have to be dragged back first.
        let came = i32::from(self.areas.pane(pane).width) - i32::from(now.width);
        if let Some(side) = panes.side_mut(pane) {
            side.wider = wider(before, came);
        }
        self.panes = panes;
        Vec::new()
    }

    fn release(&mut self) -> Vec<Effect> {
        let dragged = self.dragged.take();
        let panes = self.panes;
        dragged.map(|_| Effect::Panes(panes)).into_iter().collect()
    }
}

/// The byte of the body that a line shows so many cells from the beginning of its column.
fn byte_at(article: &Article, line: &Line, cells: u16) -> Option<u32> {
    let briefing = &article.page.briefing;
    let within = |start: u32, text: &str, cells: usize, manner: Manner| {
        offset(text, cells, manner).map(|at| start + at as u32)
    };
    match line {
        Line::Text {
            span,
            block,
            indent,
            stretch,
            ..
        } => {
            let kind = briefing.blocks.get(*block as usize)?.kind;
            let manner = Manner {
                stretch: usize::from(*stretch),
                verbatim: kind == BlockKind::Code,
                row: kind == BlockKind::Row,
            };
            let cells = usize::from(cells.checked_sub(*indent)?);
            within(span.start, briefing.body.get(span.range())?, cells, manner)
        }
        Line::Cells { cells: all, .. } => {
            let (x, span) = all.iter().rev().find(|(x, _)| *x <= cells)?;
            let text = briefing.body.get(span.range())?;
            within(span.start, text, usize::from(cells - x), Manner::default())
        }
        _ => None,
    }
}

/// How a line was drawn.
#[derive(Clone, Copy, Default)]
struct Manner {
    stretch: usize,
    verbatim: bool,
    row: bool,
}

/// The byte of a text that is drawn so many cells from its beginning: however much space the text has between two words, the line
/// has one cell, and what the line is stretched by is dealt out to its gaps.
fn offset(text: &str, cells: usize, manner: Manner) -> Option<usize> {
    let gaps = text.split_ascii_whitespace().count().saturating_sub(1);
    let dealt = |gap: usize| (gap * manner.stretch).checked_div(gaps).unwrap_or(0);
    let (mut used, mut gap, mut spaced) = (0, 0, false);
    for (at, c) in text.char_indices() {
        let space = c.is_ascii_whitespace();
        used += match c {
            '\t' if manner.row => CELLS,
            _ if space && spaced => 0,
            _ if space => {
                let own = dealt((gap + 1).min(gaps)) - dealt(gap.min(gaps));
                gap += 1;
                1 + own
            }
            _ => typeset::width(c.encode_utf8(&mut [0; 4])),
        };
        spaced = space && !manner.verbatim;
        if used > cells {
            return Some(at);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_of_a_line_is_a_byte_of_its_text() {
        let stretched = Manner {
            stretch: 3,
            ..Manner::default()
        };
        let row = Manner {
            row: true,
            ..Manner::default()
        };
        for (text, cells, manner, expected) in [
            ("one two", 0, Manner::default(), Some(0)),
            ("one two", 4, Manner::default(), Some(4)),
            ("one  \n two", 4, Manner::default(), Some(7)),
            ("漢字 é", 1, Manner::default(), Some(0)),
            ("漢字 é", 5, Manner::default(), Some(7)),
            ("one two", 7, Manner::default(), None),
            ("a b c", 2, stretched, Some(1)),
            ("a b c", 3, stretched, Some(2)),
            ("a b c", 7, stretched, Some(4)),
            ("a\tb", 4, row, Some(2)),
        ] {
            assert_eq!(offset(text, cells, manner), expected, "{text:?} {cells}");
        }
    }
}
