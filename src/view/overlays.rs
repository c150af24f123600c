//! Draws what lies on top of the panes: keys, problems, the concordance.

use std::collections::BTreeMap;

use ratatui::layout::Rect;

use crate::action::{Action, Focus};
use crate::app::concordance::Row;
use crate::app::concordance::{self, Concordance};
use crate::app::help;
use crate::app::list::Cursor;
use crate::briefing::Span;
use crate::keymap;
use crate::layout;
use crate::typeset::flat;

use super::View;
use super::pen::{self, Pen};
use super::theme::Role;

/// Cells for a day beside words in their context, and a gap.
const DAY: u16 = 16;

impl View<'_> {
    /// Wipes an area for something that lies on top.
    pub(super) fn clear(&mut self, area: Rect) {
        let area = area.intersection(*self.buffer.area());
        for y in area.top()..area.bottom() {
            for x in area.left()..area.right() {
                self.buffer[(x, y)].reset();
            }
        }
        self.buffer.set_style(area, self.theme.ground());
    }

    pub(super) fn overlay_head(&mut self, area: Rect, left: &str, right: &str) {
        self.clear(area);
        let line = Rect {
            height: area.height.min(1),
            ..area
        };
        let end = Pen::at_right(self, line, right, Role::Dim);
        Pen::new(self, line)
            .until(end)
            .skip(1)
            .put(left, Role::HeadFocused);
    }

    pub(super) fn help(&mut self, area: Rect, cursor: Cursor, narrow: &str, here: Focus) {
        let head = if narrow.is_empty() {
            "Keys".to_owned()
        } else {
            format!("Keys / {narrow}")
        };
        self.overlay_head(area, &head, "");
        let rows = help::rows(narrow, here);
        let body = layout::below(area, 1);
        let keys = 22.min(body.width / 3);
        for (index, y) in (cursor.top..rows.len()).zip(body.top()..body.bottom()) {
            let line = Rect {
                y,
                height: 1,
                ..body
            };
            match rows[index] {
                help::Row::Head(focus) => {
                    Pen::new(self, line)
                        .skip(1)
                        .put(section(focus), Role::Heading);
                }
                help::Row::Action(row) => {
                    let all = self.context.keymap.keys_of(row.focus, row.action);
                    let shown: Vec<String> =
                        all.iter().take(3).map(|k| keymap::written(k)).collect();
                    let shown = if shown.is_empty() {
                        "(palette)".to_owned()
                    } else {
                        shown.join("  ")
                    };
                    let mark = if index == cursor.at {
                        self.theme.glyphs().cursor
                    } else {
                        " "
                    };
                    let pen = Pen::new(self, line).put(mark, Role::Text).skip(2);
                    let pen = pen.put(&shown, Role::Key).skip(1);
                    pen.to(line.x + 3 + keys).put(row.about, Role::Text);
                }
            }
            if index == cursor.at {
                self.select_row(line);
            }
        }
    }

    pub(super) fn problems(&mut self, area: Rect, cursor: Cursor) {
        let app = self.app;
        let problems: Vec<_> = app.problems().collect();
        self.overlay_head(area, "Problems", &counted(problems.len(), "file"));
        let body = layout::below(area, 1);
        if problems.is_empty() {
            return self.empty(body, &["Every file could be read."]);
        }
        for (index, y) in (cursor.top..problems.len()).zip((body.top()..body.bottom()).step_by(2)) {
            let problem = problems[index];
            let line = Rect {
                y,
                height: 1,
                ..body
            };
            let mark = if index == cursor.at {
                self.theme.glyphs().cursor
            } else {
                " "
            };
            let cause = format!("{}: {}", problem.path, problem.cause);
            Pen::new(self, line)
                .put(mark, Role::Text)
                .skip(1)
                .put(&cause, Role::Text);
            if index == cursor.at {
                self.select_row(line);
            }
            if y + 1 < body.bottom() {
                let below = Rect { y: y + 1, ..line };
                Pen::new(self, below).skip(4).put(&problem.hint, Role::Dim);
            }
        }
    }

    pub(super) fn concordance(&mut self, area: Rect, c: &Concordance) {
        self.concordance_head(area, c);
        let body = layout::below(area, concordance::HEAD);
        if c.rows.is_empty() {
            let [close, all] =
                [Action::Close, Action::ConcordanceQuery].map(|action| self.app.call(action));
            let why =
                format!("{close} closes; {all} lists all briefings or only those of the query.");
            return self.empty(body, &["No such line.", "", &why]);
        }
        let mark = self.theme.glyphs().cursor;
        for (index, y) in (c.cursor.top..c.rows.len()).zip(body.top()..body.bottom()) {
            let line = Rect {
                y,
                height: 1,
                ..body
            };
            match c.rows[index] {
                Row::Briefing(briefing, count) => self.concordance_briefing(line, briefing, count),
                Row::Year(year, count) => self.concordance_year(line, year, count),
                Row::Mention(briefing, mention) => {
                    let inner = Rect {
                        x: line.x + line.width.min(2),
                        width: line.width.saturating_sub(2),
                        ..line
                    };
                    let inner = match c.by_year {
                        true => self.context_day(inner, briefing),
                        false => inner,
                    };
                    if let Some(mention) = c.mention(&self.app.corpus, briefing, mention) {
                        self.context_line(inner, briefing, mention);
                    }
                    if c.here == Some((briefing, mention)) {
                        let here = self.theme.glyphs().open[1];
                        Pen::new(self, line).skip(1).put(here, Role::Included);
                    }
                    if index == c.cursor.at {
                        Pen::new(self, line).put(mark, Role::Text);
                        self.select_row(line);
                    }
                }
            }
        }
    }

    /// Whose it is, how often in all, and how often per year.
    fn concordance_head(&mut self, area: Rect, c: &Concordance) {
        let corpus = &self.app.corpus;
        let entities = c.entities.iter().map(|&e| corpus.entity(e));
        let names: Vec<&str> = entities.clone().map(|e| e.name).collect();
        let kind = entities.clone().next().map_or("", |e| e.kind.name());
        let mut head = vec![names.join(" or "), kind.to_owned()];
        if c.in_query {
            head.push("in this query".to_owned());
        }
        let mut head = head.join(self.theme.glyphs().dot);
        if !c.narrow.is_empty() {
            head = format!("{head} / {}", c.narrow);
        }
        let (mentions, briefings) = c.counts;
        let right = format!(
            "{} in {}",
            counted(mentions, "mention"),
            counted(briefings, "briefing")
        );
        self.overlay_head(area, &head, &right);
        let years = layout::below(area, 1);
        self.years(
            Rect {
                height: years.height.min(1),
                ..years
            },
            c,
        );
    }

    /// How often per year, oldest first: each with its count where there is room for all of them, else all at a glance.
    fn years(&mut self, line: Rect, c: &Concordance) {
        // What is undated would make the bars of all years short, and has none.
        let dated: BTreeMap<i16, u32> = c
            .years
            .iter()
            .filter_map(|(year, &count)| Some(((*year)?, count as u32)))
            .collect();
        let undated = c.years.get(&None).map(|count| format!("undated {count}"));
        let most = dated.values().copied().max().unwrap_or(1);
        let bars = dated.iter().map(|(y, &n)| (y, n, self.bar(n, most)));
        let bars: Vec<_> = bars.collect();
        let each = |bar: &str, n: u32| 4 + 1 + pen::width(bar) + 1 + pen::width(&n.to_string()) + 2;
        let tail = undated.as_deref().map_or(0, pen::width);
        let width = bars.iter().map(|(_, n, bar)| each(bar, *n)).sum::<u16>() + tail + 1;
        if width > line.width {
            return self.years_at_a_glance(line, &dated, undated.as_deref());
        }
        let mut pen = Pen::new(self, line).skip(1);
        for (year, count, bar) in bars {
            pen = pen.put(&year.to_string(), Role::Dim).skip(1);
            pen = pen.put(&bar, Role::Bar).skip(1);
            pen = pen.put(&count.to_string(), Role::Dim).skip(2);
        }
        pen.put(undated.as_deref().unwrap_or_default(), Role::Dim);
    }

    /// A column for each year, the latest ones where there are more than cells.
    fn years_at_a_glance(&mut self, line: Rect, dated: &BTreeMap<i16, u32>, undated: Option<&str>) {
        let (Some((&first, _)), Some((&last, _))) =
            (dated.first_key_value(), dated.last_key_value())
        else {
            return;
        };
        let tail = match undated {
            Some(undated) => format!("{last}  {undated}"),
            None => last.to_string(),
        };
        let room = line.width.saturating_sub(1 + 4 + 1 + 1 + pen::width(&tail));
        let first = first.max(last.saturating_sub(room as i16 - 1));
        let counts: Vec<u32> = (first..=last)
            .map(|year| dated.get(&year).copied().unwrap_or(0))
            .collect();
        Pen::new(self, line)
            .skip(1)
            .put(&first.to_string(), Role::Dim);
        let area = Rect {
            x: line.x + 6,
            width: room.min(counts.len() as u16),
            ..line
        };
        let most = counts.iter().copied().max().unwrap_or(1);
        self.columns(area, &counts, most, 1, Role::Bar);
        Pen::new(self, line)
            .to(area.right() + 1)
            .put(&tail, Role::Dim);
    }

    fn concordance_year(&mut self, line: Rect, year: Option<i16>, count: usize) {
        let year = year.map_or_else(|| "undated".to_owned(), |y| y.to_string());
        Pen::new(self, line)
            .skip(1)
            .put(&year, Role::Heading)
            .skip(1)
            .put(&count.to_string(), Role::Dim);
    }

    /// When it is said, beside the words; returns what is left for these, equally much in every line.
    fn context_day(&mut self, line: Rect, briefing: u32) -> Rect {
        if line.width < 3 * DAY {
            return line;
        }
        let width = line.width - DAY;
        let right = Rect {
            x: line.x + width,
            width: DAY,
            ..line
        };
        let when = self.when_within(briefing, DAY - 1);
        Pen::at_right(self, right, &when, Role::Dim);
        Rect { width, ..line }
    }

    fn concordance_briefing(&mut self, line: Rect, briefing: u32, count: usize) {
        let app = self.app;
        let row = app.corpus.row(briefing);
        let when = self.when(briefing);
        let right = format!("{}{}{when}", row.source, self.theme.glyphs().dot);
        let end = if pen::width(&right) + 30 < line.width {
            Pen::at_right(self, line, &right, Role::Dim)
        } else {
            line.right()
        };
        let pen = Pen::new(self, line)
            .until(end.saturating_sub(6))
            .skip(1)
            .put(row.title, Role::Heading);
        let x = pen.x();
        Pen::new(self, line)
            .to(x)
            .until(end)
            .skip(1)
            .put(&count.to_string(), Role::Dim);
    }

    /// The words around a mention in one line, aligned on it.
    fn context_line(&mut self, line: Rect, briefing: u32, mention: u32) {
        let app = self.app;
        let page = app.corpus.page(briefing);
        let (b, m) = (&page.briefing, &page.mentions[mention as usize]);
        let block = b
            .blocks
            .iter()
            .find(|k| k.span.contains(m.span))
            .map_or(m.span, |k| k.span);
        let column = line.width * 2 / 5;
        let before = &b.body[block.start as usize..m.span.start as usize];
        let spaced = before.ends_with(|c: char| c.is_ascii_whitespace());
        let mut before = tail(&flat(before), column.saturating_sub(u16::from(spaced)));
        if spaced {
            before.push(' ');
        }
        let x = line.x + column.saturating_sub(pen::width(&before));
        let name = &b.body[m.span.range()];
        let after = Span {
            start: m.span.end,
            end: block.end,
        };
        let kind = m.entities.first().map(|&e| app.corpus.entity(e).kind);
        let role = kind.map_or(Role::Strong, Role::Mention);
        let pen = Pen::new(self, line)
            .to(x)
            .put(&before, Role::Text)
            .put(name, role);
        // Only as much as can be seen.
        let room = usize::from(pen.room()) + 1;
        let rest: String = b.body[after.range()].chars().take(2 * room).collect();
        let spaced = if rest.starts_with(|c: char| c.is_ascii_whitespace()) {
            " "
        } else {
            ""
        };
        pen.put(spaced, Role::Text).put(&flat(&rest), Role::Text);
    }

    /// How an empty list is left.
    pub(super) fn closes(&self) -> String {
        format!("{} closes.", self.app.call(Action::Close))
    }

    /// Wipes an area, draws a frame around it, and says what is left inside.
    pub(super) fn panel(&mut self, area: Rect) -> Rect {
        self.clear(area);
        if area.width < 12 || area.height < 3 {
            return area;
        }
        let glyphs = self.theme.glyphs();
        let style = self.theme.style(Role::Rule);
        let across = glyphs.dash.repeat(usize::from(area.width - 2));
        let [left_top, right_top, left_bottom, right_bottom] = glyphs.corners;
        let (right, bottom) = (area.right() - 1, area.bottom() - 1);
        for (y, left, end) in [
            (area.y, left_top, right_top),
            (bottom, left_bottom, right_bottom),
        ] {
            self.buffer
                .set_string(area.x, y, format!("{left}{across}{end}"), style);
        }
        for y in area.y + 1..bottom {
            self.buffer.set_string(area.x, y, glyphs.rule, style);
            self.buffer.set_string(right, y, glyphs.rule, style);
        }
        area.inner(ratatui::layout::Margin::new(1, 1))
    }
}

/// `1 file`, `2 files`.
pub(super) fn counted(n: usize, what: &str) -> String {
    if n == 1 {
        format!("1 {what}")
    } else {
        format!("{n} {what}s")
    }
}

/// The end of a text that fits in `cells`, begun at a word where that is near; line breaks as spaces.
fn tail(text: &str, cells: u16) -> String {
    let mut taken = 0;
    let mut start = text.len();
    for (i, c) in text.char_indices().rev() {
        taken += pen::width(c.encode_utf8(&mut [0; 4]));
        if taken > cells {
            break;
        }
        start = i;
    }
    let shown = &text[start..];
    let shown = match (start > 0, shown.find(' ')) {
        (true, Some(space)) if space < shown.len() / 2 => &shown[space + 1..],
        _ => shown,
    };
    shown.to_owned()
}

/// What a section of the help screen is called.
fn section(focus: Focus) -> &'static str {
    match focus {
        Focus::Global => "Anywhere",
        Focus::List => "In lists",
        Focus::Sources => "In the sources",
        Focus::Article => "In the article",
        Focus::Select => "While text is selected",
        Focus::Facets => "In the facets",
        Focus::Concordance => "In the concordance",
        Focus::Card => "On the card of a name",
        Focus::Timeline => "In the timeline",
        Focus::Notes => "In the list of notes",
        Focus::Note => "While writing a note",
        Focus::Address => "Where a briefing lies",
        Focus::Overlay => "In this list",
        Focus::Prompt => "While typing",
    }
}
