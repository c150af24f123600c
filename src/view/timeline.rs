//! Draws the timeline: the briefings along time, and a lane for each of those who are named together.
//!
//! Must not know: how anything is counted.

use ratatui::layout::{Position, Rect};

use crate::app::timeline::{Lane, Scale, Subject, Timeline};
use crate::layout;

use super::View;
use super::overlays::counted;
use super::pen::Pen;
use super::theme::Role;

/// Most cells of a column of years; cells of one of months.
const YEAR: u16 = 6;
const MONTH: u16 = 4;

/// The columns in sight.
struct Window {
    first: usize,
    columns: usize,
    cells: u16,
    /// Where they are.
    area: Rect,
}

impl View<'_> {
    pub(super) fn timeline(&mut self, area: Rect, timeline: &Timeline) {
        let (corpus, dot) = (&self.app.corpus, self.theme.glyphs().dot);
        let (whose, briefings) = match &timeline.subject {
            Subject::Entity(e) => (corpus.entity(*e).name, corpus.entity(*e).briefings as usize),
            Subject::List(list) => ("The list", list.len()),
        };
        let by = match timeline.scale {
            Scale::Years => "by year",
            Scale::Months => "by month",
        };
        let right = counted(briefings, "briefing");
        self.overlay_head(area, &format!("{whose}{dot}{by}"), &right);
        let body = layout::below(area, 1);
        if timeline.lanes.is_empty() {
            Pen::new(self, body).skip(1).put("Counting …", Role::Dim);
            return;
        }
        if timeline.columns() == 0 {
            let why = "No briefing here has a certain year.";
            return self.empty(body, &[why, "", &self.closes()]);
        }
        self.time_lanes(body, timeline);
    }

    fn time_lanes(&mut self, body: Rect, timeline: &Timeline) {
        let (names, counts) = (body.width / 4, 12.min(body.width / 6));
        let Some((first, others)) = timeline.lanes.split_first() else {
            return;
        };
        let lanes = others.len() as u16;
        // The first lane takes what the others leave, within reason; a blank line, the scale and the cell's own line stand below.
        let high = body.height.saturating_sub(lanes + 5).clamp(1, 8);
        let time = Rect {
            x: body.x + names,
            width: body.width.saturating_sub(names + counts),
            y: body.y + 1.min(body.height),
            height: high,
        };
        let window = window(timeline, time.intersection(body));
        let label = Rect {
            y: (window.area.bottom()).saturating_sub(1),
            height: 1.min(body.height),
            ..body
        };
        self.lane(&window, timeline, first, label, 0);
        let scale = Rect {
            y: window.area.bottom(),
            height: 1,
            ..window.area
        };
        self.time_scale(scale.intersection(body), timeline, &window);
        let below = layout::below(body, high + 3);
        for ((n, lane), y) in (1..).zip(others).zip(below.top()..below.bottom()) {
            let line = Rect {
                y,
                height: 1,
                ..body
            };
            let window = Window {
                area: Rect {
                    y,
                    height: 1,
                    ..window.area
                },
                ..window
            };
            self.lane(&window, timeline, lane, line, n);
        }
        let last = Rect {
            y: below.y.saturating_add(lanes + 1),
            height: 1,
            ..body
        };
        self.time_cell(last.intersection(body), timeline);
    }

    /// One lane: whose, and its columns.
    fn lane(&mut self, window: &Window, timeline: &Timeline, lane: &Lane, line: Rect, at: usize) {
        let selected = at == timeline.lane;
        let names = Rect {
            width: window.area.x.saturating_sub(line.x + 1),
            ..line
        };
        self.lane_name(names, line, lane, selected);
        let shown = window.first..window.first + window.columns;
        let counts: Vec<u32> = shown.map(|c| timeline.count(lane, c)).collect();
        // The first lane fills its height; the others are drawn to one measure, so that they can be compared.
        let all = 0..timeline.columns();
        let highest = |lane: &Lane| all.clone().map(|c| timeline.count(lane, c)).max();
        let most = match at {
            0 => highest(lane),
            _ => timeline.lanes[1..].iter().filter_map(highest).max(),
        };
        let (most, cells) = (most.unwrap_or(0), window.cells);
        self.columns(window.area, &counts, most, cells, Role::Bar);
        let column = timeline.column.saturating_sub(window.first) as u16;
        let cell = Rect {
            x: window.area.x + column * cells,
            width: cells,
            ..window.area
        };
        let cell = cell.intersection(window.area);
        if let Some(count) = counts.get(usize::from(column)) {
            // The column of the cursor, in every lane.
            self.columns(cell, &[*count], most, cells, Role::Strong);
        }
        if selected {
            let foot = cell.bottom().saturating_sub(1);
            self.cursor = Some(Position::new(cell.x, foot));
        }
    }

    /// Whose a lane is, how many in all, and how many of them at no certain time.
    fn lane_name(&mut self, names: Rect, line: Rect, lane: &Lane, selected: bool) {
        let app = self.app;
        let (name, role) = match lane.with.map(|e| app.corpus.entity(e)) {
            Some(entity) => (entity.name, Role::Mention(entity.kind)),
            None => ("all", Role::Strong),
        };
        let mark = match selected {
            true => self.theme.glyphs().cursor,
            false => " ",
        };
        Pen::new(self, names)
            .put(mark, Role::Text)
            .skip(1)
            .put(name, role);
        let dated: u32 = lane.times.years.values().sum();
        let right = match lane.times.undated {
            0 => dated.to_string(),
            n => format!("{dated} +{n}?"),
        };
        Pen::at_right(self, line, &right, Role::Dim);
    }

    /// Years below their columns; where columns are months, the years at their Januaries.
    fn time_scale(&mut self, line: Rect, timeline: &Timeline, window: &Window) {
        let shown = window.first..window.first + window.columns;
        let label = |c: usize| match timeline.time(c) {
            (year, None | Some(1)) => year.to_string(),
            (year, Some(_)) if c == window.first => year.to_string(),
            (_, Some(month)) => short(month).to_owned(),
        };
        let labels: Vec<String> = shown.map(label).collect();
        self.scale(line, &labels, window.cells);
        let mark = if self.theme.unicode { "▴" } else { "^" };
        let column = timeline.column.saturating_sub(window.first) as u16;
        let below = Rect {
            y: line.y.saturating_add(1),
            ..line
        };
        Pen::new(self, below)
            .to(line.x + column * window.cells)
            .put(mark, Role::Strong);
    }

    /// The cell that the cursor is in, in words.
    fn time_cell(&mut self, line: Rect, timeline: &Timeline) {
        let Some(lane) = timeline.lanes.get(timeline.lane) else {
            return;
        };
        let when = match timeline.time(timeline.column) {
            (year, None) => year.to_string(),
            (year, Some(month)) => format!("{} {year}", short(month)),
        };
        let count = counted(timeline.count(lane, timeline.column) as usize, "briefing");
        let with = lane
            .with
            .map(|e| format!(" with {}", self.app.corpus.entity(e).name));
        let mut said = format!("{when}: {count}{}", with.unwrap_or_default());
        let undated = lane.times.undated as usize;
        if undated > 0 {
            // What the question mark beside the lane counts.
            let dot = self.theme.glyphs().dot;
            said += &format!("{dot}+{undated}?: of no certain year");
        }
        Pen::new(self, line).skip(2).put(&said, Role::Text);
    }
}

/// The columns that fit, with that of the cursor among them.
fn window(timeline: &Timeline, area: Rect) -> Window {
    let all = timeline.columns();
    let room = usize::from(area.width);
    let cells = match timeline.scale {
        Scale::Years => (room / all.max(1)).clamp(1, usize::from(YEAR)) as u16,
        Scale::Months => MONTH,
    };
    let columns = (room / usize::from(cells)).min(all);
    // Page by page, so that the picture stands still while the cursor moves in it.
    let page = timeline.column.checked_div(columns).unwrap_or(0) * columns;
    let first = page.min(all - columns);
    Window {
        first,
        columns,
        cells,
        area,
    }
}

/// The short name of a month.
fn short(month: i8) -> &'static str {
    const MONTHS: [&str; 12] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ];
    let at = usize::try_from(month - 1).unwrap_or(0);
    MONTHS[at.min(11)]
}
