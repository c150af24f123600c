//! Draws the card of an entity.
//!
//! Must not know: how anything on it is counted or learned.

use ratatui::layout::Rect;

use crate::app::card::{Card, FOOT, Row, Section, chart_lines, head_lines};
use crate::app::head::dates;
use crate::corpus::{Company, Times};
use crate::layout;

use super::View;
use super::overlays::counted;
use super::pen::{self, Pen};
use super::theme::Role;

/// Cells for a bar and a gap on either side.
const BAR: u16 = 12;

/// Most cells of a column of the chart of years.
const YEAR: u16 = 6;

impl View<'_> {
    pub(super) fn card(&mut self, area: Rect, card: &Card) {
        let entity = self.app.corpus.entity(card.entity);
        let (dot, mentions) = (self.theme.glyphs().dot, entity.mentions as usize);
        let head = format!("{}{dot}{}", entity.name, entity.kind.name());
        let briefings = counted(entity.briefings as usize, "briefing");
        let right = format!("{} in {briefings}", counted(mentions, "mention"));
        self.overlay_head(area, &head, &right);
        self.card_times(layout::below(area, 1), chart_lines(area.height), card);
        let foot = Rect {
            y: area.bottom().saturating_sub(FOOT),
            height: FOOT.min(area.height),
            ..area
        };
        let head = head_lines(area.height) + FOOT;
        if area.height >= head {
            let said = self.card_foot(card);
            Pen::new(self, foot).skip(2).put(&said, Role::Dim);
        }
        for (body, rows, top) in card.columns(area) {
            self.card_rows(body, card, rows, top);
        }
    }

    /// From when to when, and how many briefings a year.
    fn card_times(&mut self, area: Rect, lines: u16, card: &Card) {
        let line = Rect {
            height: area.height.min(1),
            ..area
        };
        let Some(times) = card.profile.as_ref().map(|p| &p.times) else {
            Pen::new(self, line).skip(1).put("Counting …", Role::Dim);
            return;
        };
        let undated = match times.undated {
            0 => String::new(),
            n => format!("{n} without a certain year"),
        };
        let end = Pen::at_right(self, line, &undated, Role::Dim);
        if let Some(between) = card.between {
            let span = dates(between);
            Pen::new(self, line)
                .until(end)
                .skip(1)
                .put(&span, Role::Dim);
        }
        self.card_years(layout::below(area, 1), lines, times);
    }

    /// The chart of years, with its scale below.
    fn card_years(&mut self, area: Rect, lines: u16, times: &Times) {
        let (Some((&first, _)), Some((&last, _))) =
            (times.years.first_key_value(), times.years.last_key_value())
        else {
            return;
        };
        let chart = Rect {
            x: area.x + area.width.min(1),
            width: area.width.saturating_sub(2),
            height: lines,
            ..area
        };
        let chart = chart.intersection(area);
        let years: Vec<i16> = (first..=last).collect();
        let room = usize::from(chart.width).max(1);
        // More years than cells: several to a column.
        let together = years.len().div_ceil(room);
        let groups: Vec<&[i16]> = years.chunks(together.max(1)).collect();
        let cells = (room / groups.len().max(1)).clamp(1, usize::from(YEAR)) as u16;
        let of = |year: &i16| times.years.get(year).copied().unwrap_or(0);
        let counts: Vec<u32> = groups.iter().map(|g| g.iter().map(of).sum()).collect();
        let most = counts.iter().copied().max().unwrap_or(0);
        self.columns(chart, &counts, most, cells, Role::Bar);
        let labels: Vec<String> = groups.iter().map(|g| g[0].to_string()).collect();
        let scale = layout::below(area, lines);
        let scale = Rect {
            x: chart.x,
            width: chart.width,
            height: scale.height.min(1),
            ..scale
        };
        self.scale(scale, &labels, cells);
    }

    fn card_rows(&mut self, area: Rect, card: &Card, rows: std::ops::Range<usize>, top: usize) {
        for (index, y) in (top..rows.end).zip(area.top()..area.bottom()) {
            let line = Rect {
                y,
                height: 1,
                ..area
            };
            self.card_row(line, card, card.rows[index]);
            if index == card.cursor.at {
                let mark = self.theme.glyphs().cursor;
                Pen::new(self, line).put(mark, Role::Text);
                self.select_row(line);
            }
        }
    }

    fn card_row(&mut self, line: Rect, card: &Card, row: Row) {
        let app = self.app;
        let inner = Rect {
            x: line.x + line.width.min(2),
            width: line.width.saturating_sub(2),
            ..line
        };
        match row {
            Row::Gap => {}
            Row::Everywhere => {
                Pen::new(self, inner).put("Everywhere the collection speaks of it", Role::Text);
            }
            Row::Head(section) => self.card_head(line, card, section),
            Row::Here => self.card_here(inner, card),
            Row::Other(i) => {
                let other = app.corpus.entity(card.others[i]);
                let count = counted(other.briefings as usize, "briefing");
                let end = Pen::at_right(self, inner, &count, Role::Dim);
                let room = end.saturating_sub(inner.x + 1);
                let name = pen::around_middle(other.name, room, self.theme.glyphs().more);
                Pen::new(self, inner).put(&name, Role::Mention(other.kind));
            }
            Row::Company(i) => self.card_company(inner, card, i),
            Row::Role(i) => self.card_role(inner, card, i),
            Row::Form(i) => self.card_form(inner, card, i),
        }
    }

    /// Why the name that the reader comes from is whom the card is of.
    fn card_here(&mut self, line: Rect, card: &Card) {
        let app = self.app;
        let Some((briefing, mention)) = card.here else {
            return;
        };
        let page = app.corpus.page(briefing);
        let Some(mention) = page.mentions.get(mention as usize) else {
            return;
        };
        let why = app.corpus.why(briefing, mention);
        let sure = format!("{} %", mention.confidence);
        let end = Pen::at_right(self, line, &sure, Role::Dim);
        Pen::new(self, line)
            .until(end.saturating_sub(1))
            .put("Here: ", Role::Dim)
            .put(&why, Role::Dim);
    }

    fn card_head(&mut self, line: Rect, card: &Card, section: Section) {
        let head = match section {
            Section::Others => "The name may mean, too",
            Section::Company => "Named together with",
            Section::Roles => "Roles",
            Section::Forms => "Names, each with a reason",
        };
        let mut end = line.right();
        if section == Section::Company {
            let company = card.profile.as_ref().map_or(&[][..], |p| &p.company);
            let sign = if self.theme.unicode { "×" } else { "x" };
            let what = match company.iter().any(Company::is_sure) {
                true => format!("briefings  {sign} chance"),
                false => format!("briefings{:10}", ""),
            };
            if pen::width(head) + pen::width(&what) + 3 < line.width {
                end = Pen::at_right(self, line, &what, Role::Dim);
            }
        }
        Pen::new(self, line)
            .until(end)
            .skip(1)
            .put(head, Role::Heading);
    }

    /// Who, how often, and how much more often than by chance where that is sure.
    fn card_company(&mut self, line: Rect, card: &Card, at: usize) {
        let company = card.profile.as_ref().map_or(&[][..], |p| &p.company);
        let Some(one) = company.get(at) else {
            return;
        };
        let app = self.app;
        let other = app.corpus.entity(one.entity);
        let most = company.iter().map(|c| c.together).max().unwrap_or(0);
        let lift = match (one.is_sure(), self.theme.unicode, one.lift()) {
            (false, _, _) => String::new(),
            (true, unicode, lift) => {
                let sign = if unicode { "×" } else { "x" };
                match lift < 10.0 {
                    true => format!("{sign}{lift:.1}"),
                    false => format!("{sign}{lift:.0}"),
                }
            }
        };
        let right = format!("{:5}  {lift:>8}", one.together);
        let end = Pen::at_right(self, line, &right, Role::Dim);
        let marked = card.marked.contains(&one.entity);
        let (glyph, more) = (self.theme.glyphs().boxes[1], self.theme.glyphs().more);
        let pen = Pen::new(self, line).until(end.saturating_sub(1));
        let pen = match marked {
            true => pen.put(glyph, Role::Included).skip(1),
            false => pen,
        };
        let bar = if line.width > 50 { BAR } else { 0 };
        let room = pen.room().saturating_sub(bar);
        let names = company.iter().map(|c| app.corpus.entity(c.entity).name);
        let name = pen::told_apart(other.name, names, room, more);
        let pen = pen.put(&name, Role::Mention(other.kind));
        if bar > 0 {
            let bar = pen.bar(one.together, most);
            pen.to(end.saturating_sub(BAR)).put(&bar, Role::Bar);
        }
    }

    fn card_role(&mut self, line: Rect, card: &Card, at: usize) {
        let app = self.app;
        let Some(held) = card.profile.as_ref().and_then(|p| p.roles.get(at)) else {
            return;
        };
        let when = match held.said {
            None => "undated".to_owned(),
            Some(said) => dates(said),
        };
        let end = Pen::at_right(self, line, &when, Role::Dim);
        let dot = self.theme.glyphs().dot;
        let source = app.corpus.row(held.at.0).source;
        Pen::new(self, line)
            .until(end.saturating_sub(1))
            .put(&held.to_string(), Role::Text)
            .put(&format!("{dot}“{}”{dot}{source}", held.words), Role::Dim);
    }

    fn card_form(&mut self, line: Rect, card: &Card, at: usize) {
        let forms = card.profile.as_ref().map_or(&[][..], |p| &p.forms);
        let Some(form) = forms.get(at) else {
            return;
        };
        let widths = forms.iter().map(|f| pen::width(&f.text));
        let column = widths.max().unwrap_or(0).min(line.width / 3);
        let texts = forms.iter().map(|f| f.text.as_str());
        let text = pen::told_apart(&form.text, texts, column, self.theme.glyphs().more);
        Pen::new(self, line).put(&text, Role::Text);
        let count = format!("{:5}", form.count);
        let pen = Pen::new(self, line)
            .to(line.x + column)
            .put(&count, Role::Dim);
        if let Some((_, _, why)) = &form.example {
            pen.skip(2).put(reason(why), Role::Dim);
        }
    }

    /// What the selected row says, in full.
    fn card_foot(&self, card: &Card) -> String {
        let (app, profile) = (self.app, card.profile.as_ref());
        let (Some(row), Some(profile)) = (card.rows.get(card.cursor.at), profile) else {
            return String::new();
        };
        match *row {
            Row::Company(i) => profile.company.get(i).map_or_else(String::new, |c| {
                let together = counted(c.together as usize, "briefing");
                match c.is_sure() {
                    true => format!(
                        "Together in {together}, {:.1} times as many as chance would make",
                        c.lift()
                    ),
                    false => format!("Together in {together}: as chance might make it"),
                }
            }),
            Row::Role(i) => profile.roles.get(i).map_or_else(String::new, |h| {
                let row = app.corpus.row(h.at.0);
                format!("{}: “{}”", row.title, h.words)
            }),
            Row::Form(i) => {
                let form = profile.forms.get(i).and_then(|f| f.example.as_ref());
                form.map_or_else(String::new, |(briefing, _, why)| {
                    format!("{}: {why}", app.corpus.row(*briefing).title)
                })
            }
            _ => String::new(),
        }
    }
}

/// The reason of a mention without whom it links to: the card says whose it is.
fn reason(why: &str) -> &str {
    why.rsplit_once(" → ").map_or(why, |(reason, _)| reason)
}
