//! What does the session look like? Draws an [`App`] into a frame.
//!
//! Invariant: only reads. Everything it needs to know about sizes it takes from the areas that the app worked out.
//! Must not know: files, how anything is found or linked.

mod address;
mod article;
mod card;
mod chart;
mod contents;
mod facets;
mod notes;
mod overlays;
mod parallels;
mod pen;
mod prompts;
mod related;
mod sources;
mod status;
pub mod theme;
mod timeline;
mod words;

pub use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use crate::app::head;
use crate::app::prompt::Purpose;
use crate::app::{App, Layer};
use crate::keymap::{Key, Keymap};
use crate::layout::Pane;

use pen::Pen;
use theme::{Role, Theme};

/// What drawing needs beside the session itself.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    /// Which keys mean what, for hints and help.
    pub keymap: &'a Keymap,
    /// Keys pressed so far of an unfinished sequence.
    pub pending: &'a [Key],
    /// How often the reader wants what comes next.
    pub count: Option<usize>,
    /// How everything looks.
    pub theme: Theme,
}

/// Draws the whole screen.
pub fn draw(app: &App, context: Context, frame: &mut Frame) {
    let mut view = View {
        app,
        context,
        theme: context.theme,
        buffer: frame.buffer_mut(),
        cursor: None,
    };
    view.screen();
    if let Some(cursor) = view.cursor {
        frame.set_cursor_position(cursor);
    }
}

struct View<'a> {
    app: &'a App,
    context: Context<'a>,
    theme: Theme,
    buffer: &'a mut Buffer,
    /// Where the reader is: a caret, or the selected row. Screen readers and braille lines follow it.
    cursor: Option<Position>,
}

impl View<'_> {
    fn screen(&mut self) {
        let areas = self.app.areas;
        if areas.screen.area() == 0 || *self.buffer.area() != areas.screen {
            return;
        }
        self.buffer.set_style(areas.screen, self.theme.ground());
        self.header(areas.header);
        self.choices(areas.choices);
        for (pane, area) in [
            (Pane::Sources, areas.sources),
            (Pane::Article, areas.article),
            (Pane::Facets, areas.facets),
        ] {
            if area.area() == 0 {
                continue;
            }
            if area.x > 0 {
                self.rule(area);
            }
            match pane {
                Pane::Sources => self.sources(area),
                Pane::Article => self.article(area),
                Pane::Facets => self.facets(area),
            }
        }
        match self.app.layers.last() {
            Some(Layer::Help(cursor, narrow, here)) => {
                self.help(areas.main, *cursor, narrow, *here)
            }
            Some(Layer::Problems(cursor)) => self.problems(areas.main, *cursor),
            Some(Layer::Concordance(concordance)) => self.concordance(areas.main, concordance),
            Some(Layer::Card(card)) => self.card(areas.main, card),
            Some(Layer::Timeline(timeline)) => self.timeline(areas.main, timeline),
            Some(Layer::Parallels(list)) => self.parallels(areas.main, list),
            Some(Layer::Related(list)) => self.related(areas.main, list),
            Some(Layer::Contents(cursor)) => self.contents(areas.main, *cursor),
            Some(Layer::Address(address)) => self.address(areas.main, address),
            Some(Layer::Notes(list)) => self.notes(areas.main, list),
            None => {}
        }
        self.status(areas.status);
        match &self.app.prompt {
            Some(p) if p.purpose == Purpose::Palette => self.palette(areas.main, p),
            Some(p) if p.purpose == Purpose::Query => self.query_prompt(areas, p),
            Some(p) if p.purpose == Purpose::Goto => self.choice(areas.main, "'", p),
            Some(p) if p.purpose.corrects() => self.correction(areas.main, p),
            Some(p) if p.purpose == Purpose::Export => self.export(areas.main, p),
            Some(p) if p.purpose == Purpose::Tag => self.choice(areas.main, "tag", p),
            _ => {}
        }
        if let Some(writing) = &self.app.writing {
            self.writing(writing);
        }
    }

    /// The rule on the left of a pane.
    fn rule(&mut self, area: Rect) {
        let (glyph, style) = (self.theme.glyphs().rule, self.theme.style(Role::Rule));
        for y in area.top()..area.bottom() {
            self.buffer.set_string(area.x - 1, y, glyph, style);
        }
    }

    /// When a briefing was published, with a sign before what is inferred.
    fn when(&self, briefing: u32) -> String {
        let when = head::when(&self.app.corpus.row(briefing));
        match when.inferred {
            true => format!("{}{}", self.theme.glyphs().about, when.text),
            false => when.text,
        }
    }

    /// The same in at most `cells` cells, of which a day with a sign takes ten.
    fn when_within(&self, briefing: u32, cells: u16) -> String {
        let when = self.when(briefing);
        let row = self.app.corpus.row(briefing);
        match row.published {
            Some(published) if pen::width(&when) > cells => {
                let sign = if row.stated {
                    ""
                } else {
                    self.theme.glyphs().about
                };
                let room = usize::from(cells.saturating_sub(pen::width(sign)));
                format!("{sign}{}", head::short_date(published, room))
            }
            _ => when,
        }
    }

    /// The head line of a pane: its name on the left, a remark on the right.
    fn head(&mut self, area: Rect, pane: Pane, left: &str, right: &str) {
        let role = if self.focused(pane) {
            Role::HeadFocused
        } else {
            Role::Head
        };
        let line = Rect {
            height: area.height.min(1),
            ..area
        };
        let end = Pen::at_right(self, line, right, Role::Dim);
        Pen::new(self, line)
            .until(end)
            .put(" ", Role::Text)
            .put(left, role);
    }

    /// A list with nothing in it says why, and what to do.
    fn empty(&mut self, area: Rect, lines: &[&str]) {
        let inner = Rect {
            x: area.x + 1,
            width: area.width.saturating_sub(2),
            ..area
        };
        for (text, y) in lines
            .iter()
            .flat_map(|l| pen::fold_lines(l, inner.width))
            .zip(inner.top() + 1..inner.bottom())
        {
            Pen::new(
                self,
                Rect {
                    y,
                    height: 1,
                    ..inner
                },
            )
            .put(&text, Role::Dim);
        }
    }

    /// Shows that the cursor is on this row, and puts the terminal's own cursor there.
    fn select_row(&mut self, line: Rect) {
        // What the row was drawn with would show through as patches of colour.
        let style = self.theme.over(Role::Selected);
        self.buffer.set_style(line, style);
        self.cursor = Some(Position::new(line.x, line.y));
    }

    /// Whether a pane listens.
    fn focused(&self, pane: Pane) -> bool {
        self.app.focus == pane && self.app.layers.is_empty()
    }
}
