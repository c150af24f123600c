//! Draws what is being typed, and what it may be: the query line, the palette, corrections, with their suggestions.
//!
//! Must not know: how suggestions are found.

use ratatui::layout::{Position, Rect};

use crate::action::Action;
use crate::app::Offer;
use crate::app::prompt::{Prompt, Purpose};
use crate::export::Format;
use crate::fold;
use crate::keymap;
use crate::layout::{self, Areas};

use crate::typeset::flat;

use super::View;
use super::overlays::counted;
use super::pen::{self, Pen};
use super::theme::Role;

/// Characters of a name before what is typed about it.
const NAME: usize = 30;

/// Suggestions shown at once under the query line.
const OFFERS: u16 = 8;
/// Cells beside a complaint in its frame, and beside one without.
const COMPLAINT_SIDES: u16 = 4;

impl View<'_> {
    pub(super) fn palette(&mut self, area: Rect, prompt: &Prompt) {
        self.choice(area, ":", prompt);
    }

    /// What is corrected, while it is typed or chosen.
    pub(super) fn correction(&mut self, area: Rect, prompt: &Prompt) {
        let Some(subject) = &self.app.subject else {
            return;
        };
        // The name may be longer than the panel; what is typed has to be seen.
        let mut name: String = subject.name.chars().take(NAME).collect();
        if name.len() < subject.name.len() {
            name.push_str(self.theme.glyphs().more);
        }
        let sign = match prompt.purpose {
            Purpose::Same => format!("{name} is the same as"),
            Purpose::Kind => format!("{name} is of the kind"),
            _ => format!("{name} is called"),
        };
        self.choice(area, &sign, prompt);
    }

    /// Where to what is exported, and in which format.
    pub(super) fn export(&mut self, area: Rect, prompt: &Prompt) {
        let sign = format!("write {} to", self.app.exporting());
        self.choice(area, &sign, prompt);
    }

    /// A panel with a text being typed, and what can be chosen by it.
    pub(super) fn choice(&mut self, area: Rect, sign: &str, prompt: &Prompt) {
        let app = self.app;
        let chooses = prompt.purpose != Purpose::Name;
        let rows = if chooses { app.offers.len().max(1) } else { 0 };
        let width = area.width.min(76);
        let height = (rows as u16 + 3).min(area.height);
        let x = area.x + (area.width - width) / 2;
        let inner = self.panel(Rect {
            x,
            width,
            height,
            ..area
        });
        if inner.area() == 0 {
            return;
        }
        self.typed(Rect { height: 1, ..inner }, sign, prompt);
        let body = layout::below(inner, 1);
        if let Some(cut) = app
            .offers_cut
            .filter(|_| prompt.purpose == Purpose::Palette)
        {
            let line = Rect { height: 1, ..inner };
            let cut = format!("of the first {cut} titles");
            Pen::at_right(self, line, &cut, Role::Dim);
        }
        if app.offers.is_empty() && chooses {
            let new_tag = fold::tag(prompt.text()).filter(|_| prompt.purpose == Purpose::Tag);
            let said = match (prompt.text().is_empty(), new_tag) {
                (true, _) => "Type a few letters.".to_owned(),
                (_, Some(tag)) => format!("A new tag: #{tag}"),
                (..) => "Nothing fits.".to_owned(),
            };
            Pen::new(self, body).skip(2).put(&said, Role::Dim);
        }
        let chosen = match prompt.purpose {
            // What is typed is taken, unless the reader goes among them.
            Purpose::Tag => prompt.chosen,
            _ => Some(prompt.chosen.unwrap_or(0)),
        };
        self.offers(body, chosen);
    }

    /// Suggestions, the chosen one in sight.
    fn offers(&mut self, area: Rect, chosen: Option<usize>) {
        let app = self.app;
        let rows = usize::from(area.height.max(1));
        let first = chosen.map_or(0, |c| (c + 1).saturating_sub(rows));
        for (index, y) in (first..app.offers.len()).zip(area.top()..area.bottom()) {
            let row = Rect {
                y,
                height: 1,
                ..area
            };
            self.offer(row, &app.offers[index]);
            if chosen == Some(index) {
                let style = self.theme.over(Role::Selected);
                self.buffer.set_style(row, style);
            }
        }
    }

    /// A marked place: its letter, its words, and the title of another briefing.
    fn mark(&mut self, row: Rect, letter: char, briefing: u32, at: u32) {
        let app = self.app;
        let is_open = app.article.as_ref().is_some_and(|a| a.briefing == briefing);
        let title = match is_open {
            true => "",
            false => app.corpus.row(briefing).title,
        };
        let end = Pen::at_right(self, row, title, Role::Dim);
        let page = app.corpus.page(briefing);
        let rest = page.briefing.body.get(at as usize..).unwrap_or_default();
        let words: String = rest.chars().take(usize::from(row.width)).collect();
        Pen::new(self, row)
            .until(end)
            .skip(2)
            .put(&letter.to_string(), Role::Key)
            .skip(2)
            .put(&flat(&words), Role::Text);
    }

    fn offer(&mut self, row: Rect, offer: &Offer) {
        let app = self.app;
        match offer {
            Offer::Action(action) => self.action(row, *action),
            Offer::Briefing(briefing) => {
                let listed = app.corpus.row(*briefing);
                let when = self.when(*briefing);
                let end = Pen::at_right(self, row, &when, Role::Dim);
                Pen::new(self, row)
                    .until(end)
                    .skip(2)
                    .put(listed.title, Role::Strong);
            }
            Offer::Entity(entity) => {
                let named = app.corpus.entity(*entity);
                let count = counted(named.briefings as usize, "briefing");
                let right = format!("{}{}{count}", named.kind.name(), self.theme.glyphs().dot);
                let end = Pen::at_right(self, row, &right, Role::Dim);
                Pen::new(self, row)
                    .until(end)
                    .skip(2)
                    .put(named.name, Role::Mention(named.kind));
            }
            Offer::Kind(kind) => {
                let is_now = app.subject.as_ref().is_some_and(|s| s.kind == *kind);
                let now = if is_now { "now" } else { "" };
                let end = Pen::at_right(self, row, now, Role::Dim);
                Pen::new(self, row)
                    .until(end)
                    .skip(2)
                    .put(kind.name(), Role::Mention(*kind));
            }
            Offer::Mark {
                letter,
                briefing,
                at,
            } => self.mark(row, *letter, *briefing, *at),
            Offer::Form(format) => self.form(row, *format),
            Offer::Tag { tag, has, count } => self.tag(row, tag, *has, *count),
            Offer::Text { label, count, .. } => {
                let count = match count {
                    0 => String::new(),
                    n => n.to_string(),
                };
                let end = Pen::at_right(self, row, &count, Role::Dim);
                Pen::new(self, row)
                    .until(end)
                    .skip(1)
                    .put(label, Role::Text);
            }
        }
    }

    fn action(&mut self, row: Rect, action: Action) {
        let listed = action.row();
        let keys = self.context.keymap.keys_of(listed.focus, action);
        let keys = keys.first().map(|k| keymap::written(k)).unwrap_or_default();
        let end = Pen::at_right(self, row, &keys, Role::Key);
        let pen = Pen::new(self, row).until(end).skip(2);
        pen.put(listed.about, Role::Text);
    }

    fn tag(&mut self, row: Rect, tag: &str, has: bool, count: u32) {
        let end = Pen::at_right(self, row, &count.to_string(), Role::Dim);
        let glyph = self.theme.glyphs().boxes[usize::from(has)];
        let role = if has { Role::Included } else { Role::Text };
        let pen = Pen::new(self, row).until(end).skip(1);
        pen.put(glyph, role).skip(1).put(tag, role);
    }

    fn form(&mut self, row: Rect, format: Format) {
        let ending = format!(".{}", format.ending());
        let end = Pen::at_right(self, row, &ending, Role::Dim);
        let pen = Pen::new(self, row).until(end).skip(2);
        pen.put(format.name(), Role::Text);
    }

    /// The query line while it is edited: complaint and suggestions hang under it.
    pub(super) fn query_prompt(&mut self, areas: Areas, prompt: &Prompt) {
        let app = self.app;
        let offers = (app.offers.len() as u16).min(OFFERS);
        let complaint = app.query_error.as_ref().map(|e| e.message.as_str());
        let screen = areas.screen;
        let lines = complaint.map_or_else(Vec::new, |c| {
            pen::fold_lines(c, screen.width.saturating_sub(COMPLAINT_SIDES))
        });
        let height = lines.len() as u16;
        let under = Rect {
            y: areas.header.bottom(),
            height: offers + height,
            ..screen
        };
        if under.height == 0 {
            return;
        }
        if offers == 0 {
            // A frame would hide the first rows of the lists.
            let area = under.intersection(screen);
            self.clear(area);
            return self.complaint(area, &lines);
        }
        let widest = lines.iter().map(|line| pen::width(line)).max();
        let under = Rect {
            width: (widest.unwrap_or(0) + COMPLAINT_SIDES).clamp(64, screen.width.max(64)),
            height: under.height + 2,
            ..under
        };
        let inner = self.panel(under.intersection(screen));
        self.complaint(inner, &lines);
        self.offers(layout::below(inner, height), prompt.chosen);
    }

    /// Why what is typed is no query: dim until the reader asks for it all the same.
    fn complaint(&mut self, area: Rect, lines: &[String]) {
        let role = match self.app.complained {
            true => Role::Error,
            false => Role::Dim,
        };
        for (text, y) in lines.iter().zip(area.top()..area.bottom()) {
            let line = Rect {
                y,
                height: 1,
                ..area
            };
            Pen::new(self, line).skip(1).put(text, role);
        }
    }

    /// A text being typed, with its caret.
    pub(super) fn typed(&mut self, line: Rect, sign: &str, prompt: &Prompt) {
        let pen = Pen::new(self, line).skip(1).put(sign, Role::Key).skip(1);
        let (x, room) = (pen.x(), pen.room());
        let scrolled = prompt.scroll(usize::from(room));
        let shown = from_cell(prompt.text(), scrolled);
        pen.put(shown, Role::Text);
        if let Some(error) = self
            .app
            .query_error
            .as_ref()
            .filter(|_| self.app.complained)
        {
            let cell = |at: usize| {
                let before = prompt.text().get(..at).unwrap_or_default();
                (usize::from(pen::width(before)).saturating_sub(scrolled) as u16).min(room)
            };
            let (from, to) = (cell(error.at.start), cell(error.at.end));
            let wrong = Rect {
                x: x + from,
                width: (to - from).max(1).min(room - from),
                ..line
            };
            let wrong = wrong.intersection(line);
            self.buffer.set_style(wrong, self.theme.style(Role::Error));
        }
        let caret =
            x + (prompt.caret_cells().saturating_sub(scrolled) as u16).min(room.saturating_sub(1));
        if line.area() > 0 {
            self.cursor = Some(Position::new(
                caret.min(line.right().saturating_sub(1)),
                line.y,
            ));
        }
    }
}

/// The text from the character at that cell on.
fn from_cell(text: &str, cell: usize) -> &str {
    let mut cells = 0;
    for (i, c) in text.char_indices() {
        if cells >= cell {
            return &text[i..];
        }
        cells += usize::from(pen::width(c.encode_utf8(&mut [0; 4])));
    }
    ""
}
