//! Draws the article: its visible lines, with mentions, finds and emphasis.

use ratatui::layout::{Position, Rect};

use crate::app::article::{Article, Standing};
use crate::briefing::{BlockKind, Briefing, Inline, Kind, Published, Span};
use crate::corpus::Facts;
use crate::layout::{self, Pane};
use crate::typeset::Line;

use super::View;
use super::overlays::counted;
use super::pen::{self, Pen};
use super::theme::Role;

/// Between the cells of a table's row.
const CELLS: &str = " | ";

impl View<'_> {
    pub(super) fn article(&mut self, area: Rect) {
        let app = self.app;
        let Some(article) = &app.article else {
            self.head(area, Pane::Article, "", "");
            return self.nothing_open(layout::body(area));
        };
        let briefing = &article.page.briefing;
        // While the title is in sight, the head need not say it again.
        let left = if article.top == 0 {
            ""
        } else {
            briefing.heading()
        };
        let standing = match article.standing {
            Standing::Found => "",
            Standing::Outside => "outside the query",
            Standing::Gone => "no longer in the folder",
        };
        let dot = match standing {
            "" => "",
            _ => self.theme.glyphs().dot,
        };
        let right = format!("{standing}{dot}{} %", article.percent());
        self.head(area, Pane::Article, left, &right);
        let column = layout::column(area, app.options.measure);
        let marks = self.marks(article, briefing);
        let lines = article.lines.iter().skip(article.top);
        for (line, y) in lines.zip(column.top()..column.bottom()) {
            self.page_line(
                Rect {
                    y,
                    height: 1,
                    ..column
                },
                article,
                line,
                &marks,
            );
        }
        if self.focused(Pane::Article) && self.cursor.is_none() && column.area() > 0 {
            self.cursor = Some(Position::new(column.x, column.y));
        }
    }

    fn page_line(&mut self, row: Rect, article: &Article, line: &Line, marks: &[(Span, Role)]) {
        let briefing = &article.page.briefing;
        match line {
            Line::Text {
                span,
                block,
                indent,
                first,
            } => {
                let kind = briefing.blocks[*block as usize].kind;
                self.marker(row, kind, *indent, *first);
                self.margin(row, *span);
                let indent = (*indent).min(row.width);
                let text = Rect {
                    x: row.x + indent,
                    width: row.width - indent,
                    ..row
                };
                self.text(text, briefing, *span, kind, marks);
            }
            Line::Byline => self.byline(row, briefing, &article.page.facts),
            Line::Rule => {
                let rule = self
                    .theme
                    .glyphs()
                    .dash
                    .repeat(usize::from(row.width.min(12)));
                Pen::new(self, row).put(&rule, Role::Dim);
            }
            Line::Folded(blocks) => {
                let text = match blocks {
                    1 => "1 line that is not of the text".to_owned(),
                    n => format!("{n} lines that are not of the text"),
                };
                Pen::new(self, row).put(&format!("[{text}]"), Role::Dim);
            }
            Line::Blank => {}
        }
    }

    fn nothing_open(&mut self, area: Rect) {
        let app = self.app;
        if app.reading.is_some() {
            return self.empty(area, &["Reading …"]);
        }
        if app.corpus.is_empty() {
            let problems = app.corpus.problems().len();
            let why = format!(
                "{} could not be read; g p says why.",
                counted(problems, "file")
            );
            let lines = [
                "There is nothing to read here.",
                "",
                "Start it with a folder of articles, statements or reports:",
                "",
                "    briefing ~/reports",
                "",
            ];
            let mut lines = lines.to_vec();
            if problems > 0 {
                lines.push(&why);
            }
            return self.empty(area, &lines);
        }
        self.empty(area, &["Enter opens a briefing."]);
    }

    /// What stands before a block: a bullet, a number, a quotation rule.
    fn marker(&mut self, row: Rect, kind: BlockKind, indent: u16, first: bool) {
        let glyphs = self.theme.glyphs();
        match kind {
            BlockKind::Quote => {
                Pen::new(self, row).put(glyphs.quote, Role::Dim);
            }
            BlockKind::Item { number, .. } if first => {
                let marker = number.map_or_else(|| glyphs.bullet.to_owned(), |n| format!("{n}."));
                let x = row.x + indent.saturating_sub(pen::width(&marker) + 1);
                Pen::new(self, row).to(x).put(&marker, Role::Dim);
            }
            _ => {}
        }
    }

    /// Shows beside a line that a passage begins there which is said elsewhere.
    fn margin(&mut self, row: Rect, line: Span) {
        let passages = &self.app.parallels.passages;
        let from = passages.partition_point(|p| p.start < line.start);
        let begins = passages.get(from).is_some_and(|p| p.start < line.end);
        if begins && row.x >= self.app.areas.article.x + 2 {
            let margin = Rect {
                x: row.x - 2,
                width: 1,
                ..row
            };
            let sign = self.theme.glyphs().parallel;
            Pen::new(self, margin).put(sign, Role::Dim);
        }
    }

    /// Source, date, place: stated plainly, inferred with a sign that it is.
    fn byline(&mut self, row: Rect, briefing: &Briefing, facts: &Facts) {
        let glyphs = self.theme.glyphs();
        let about = |stated: bool| if stated { "" } else { glyphs.about };
        let when = match &facts.published {
            Some(claim) => format!("{}{}", about(claim.is_stated()), date(claim.value)),
            None => "undated".to_owned(),
        };
        let who = format!("{}{}", about(facts.source.is_stated()), facts.source.value);
        let mut parts = vec![when, who];
        if let Some(place) = &briefing.stated.place {
            parts.push(place.value.clone());
        }
        Pen::new(self, row).put(&parts.join(glyphs.dot), Role::Dim);
    }

    /// Everything that gives words of the page in sight a look of their own; later marks lie over earlier ones.
    fn marks(&self, article: &Article, briefing: &Briefing) -> Vec<(Span, Role)> {
        let sight = article.in_sight();
        let mut marks: Vec<(Span, Role)> = Vec::new();
        for inline in &briefing.inlines {
            marks.push(match inline {
                Inline::Emphasis(s) | Inline::Link(s, _) => (*s, Role::Emphasis),
                Inline::Strong(s) | Inline::Code(s) => (*s, Role::Strong),
            });
        }
        let mentions = &article.page.mentions;
        // Sorted by start, then longest first, so that a name within a name lies over it.
        for &i in &article.linked {
            let mention = &mentions[i as usize];
            let kind = mention
                .entities
                .first()
                .map_or(Kind::Place, |&e| self.app.corpus.entity(e).kind);
            let doubtful = mention.confidence < 60 || mention.entities.len() > 1;
            marks.push((
                mention.span,
                if doubtful {
                    Role::Doubtful(kind)
                } else {
                    Role::Mention(kind)
                },
            ));
        }
        let found = article.words.iter().chain(&article.finds);
        marks.extend(found.map(|&s| (s, Role::Found)));
        if let Some(passage) = article.landed {
            marks.push((passage, Role::FoundSelected));
        }
        if let Some(found) = article.find.and_then(|i| article.finds.get(i)) {
            marks.push((*found, Role::FoundSelected));
        }
        if let Some(i) = article.mention {
            marks.push((mentions[i as usize].span, Role::MentionSelected));
        }
        if let Some(selection) = article.selection {
            marks.push((selection.span(), Role::Marked));
        }
        marks.retain(|(span, _)| span.overlaps(sight));
        marks
    }

    /// One line of text, cut where looks change.
    pub(super) fn text(
        &mut self,
        row: Rect,
        briefing: &Briefing,
        span: Span,
        kind: BlockKind,
        marks: &[(Span, Role)],
    ) {
        let (base, verbatim) = (base(kind), kind == BlockKind::Code);
        let mut cuts: Vec<u32> = vec![span.start, span.end];
        let mine: Vec<&(Span, Role)> = marks.iter().filter(|m| m.0.overlaps(span)).collect();
        for (mark, _) in &mine {
            cuts.extend([mark.start.max(span.start), mark.end.min(span.end)]);
        }
        cuts.sort_unstable();
        cuts.dedup();
        let mut pen = Pen::new(self, row);
        // However much space the text has between two words, the line has one cell, unless spaces matter.
        let mut spaced = false;
        for pair in cuts.windows(2) {
            let piece = Span {
                start: pair[0],
                end: pair[1],
            };
            let role = mine
                .iter()
                .rev()
                .find(|m| m.0.contains(piece))
                .map_or(base, |m| m.1);
            if matches!(
                role,
                Role::MentionSelected | Role::FoundSelected | Role::Marked
            ) {
                pen = pen.cursor_here();
            }
            let Some(text) = briefing.body.get(piece.range()) else {
                continue;
            };
            let mut shown = String::with_capacity(text.len());
            for c in text.chars() {
                let space = c.is_ascii_whitespace();
                match c {
                    '\t' if kind == BlockKind::Row => shown.push_str(CELLS),
                    _ if space && spaced => {}
                    _ => shown.push(c),
                }
                spaced = space && !verbatim;
            }
            pen = pen.put_within(&shown, base, role);
        }
    }
}

fn base(kind: BlockKind) -> Role {
    match kind {
        BlockKind::Title => Role::Title,
        BlockKind::Heading(_) => Role::Heading,
        BlockKind::Meta => Role::Dim,
        _ => Role::Text,
    }
}

/// `23 Sep 2013`, `September 2013`, `2013`, or the interval.
pub(super) fn date(published: Published) -> String {
    let Published { earliest, latest } = published;
    if earliest == latest {
        earliest.strftime("%-d %b %Y").to_string()
    } else if Published::in_month(earliest.year(), earliest.month()) == Some(published) {
        earliest.strftime("%B %Y").to_string()
    } else {
        published.to_string()
    }
}
