//! Draws the article: its visible lines, with mentions, finds and emphasis.

use ratatui::layout::{Position, Rect};

use crate::action::{Action, Focus};
use crate::app::article::{Article, Standing};
use crate::app::notes::Tally;
use crate::briefing::{BlockKind, Briefing, Inline, Kind, Span};
use crate::layout::{self, Pane};
use crate::typeset::{Line, flat};

use super::View;
use super::overlays::counted;
use super::pen::{self, Pen};
use super::theme::Role;
use super::words::{Base, Finish, Words};

impl View<'_> {
    pub(super) fn article(&mut self, area: Rect) {
        let app = self.app;
        let Some(article) = &app.article else {
            self.head(area, Pane::Article, "", "");
            return self.nothing_open(layout::body(area));
        };
        let briefing = &article.page.briefing;
        // While the title is in sight, the head need not say it again.
        let left = match article.is_at_top() {
            true => String::new(),
            false => self.whereabouts(article),
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
        let right = format!(
            "{standing}{dot}{}{} %",
            self.of_the_reader(article),
            article.percent()
        );
        self.head(area, Pane::Article, &left, &right);
        let column = layout::column(area, app.options.measure);
        let marks = self.marks(article, briefing);
        for (line, y) in article.window.iter().zip(column.top()..column.bottom()) {
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

    /// The tags of the open briefing, and how many notes and highlights there are in it.
    fn of_the_reader(&self, article: &Article) -> String {
        let (records, dot) = (&self.app.records, self.theme.glyphs().dot);
        let tags = records.own().tags.iter();
        let tags = tags.filter(|(_, all)| all.contains(article.briefing));
        let tags: Vec<String> = tags.map(|(tag, _)| format!("#{tag}")).collect();
        let notes: Tally = records.notes_of(article.briefing).collect();
        let notes = (notes != Tally::default()).then(|| notes.to_string());
        let tags = (!tags.is_empty()).then(|| tags.join(" "));
        let parts = tags.into_iter().chain(notes);
        parts.map(|part| part + dot).collect()
    }

    fn page_line(&mut self, row: Rect, article: &Article, line: &Line, marks: &[(Span, Role)]) {
        let briefing = &article.page.briefing;
        let page = Words {
            briefing,
            marks,
            speakers: &article.outline.speakers,
            hints: &self.app.hints,
        };
        if let Some(span) = line.span() {
            self.margin(row, article, span);
        }
        match line {
            Line::Text {
                span,
                block,
                indent,
                first,
                hyphen,
                stretch,
            } => {
                let kind = briefing.blocks[*block as usize].kind;
                self.marker(row, kind, *indent, *first);
                let finish = Finish {
                    hyphen: *hyphen,
                    stretch: *stretch,
                };
                self.words(right_of(row, *indent), page, *span, Base::of(kind), finish);
            }
            Line::Cells { cells, head, .. } => {
                let base = if *head { Base::HEADING } else { Base::TEXT };
                for (x, span) in cells {
                    self.words(right_of(row, *x), page, *span, base, Finish::default());
                }
            }
            Line::Head(number) => self.facts(row, article, *number),
            Line::Rule => {
                let rule = self
                    .theme
                    .glyphs()
                    .dash
                    .repeat(usize::from(row.width.min(12)));
                Pen::new(self, row).put(&rule, Role::Dim);
            }
            Line::Folded(blocks, kind) => {
                let what = match (*blocks, *kind) {
                    (1, BlockKind::Earlier) => "1 paragraph of an earlier message".to_owned(),
                    (n, BlockKind::Earlier) => format!("{n} paragraphs of an earlier message"),
                    (1, _) => "1 line that is not of the text".to_owned(),
                    (n, _) => format!("{n} lines that are not of the text"),
                };
                let them = if *blocks == 1 { "it" } else { "them" };
                let text = match self.key_for(Action::Unfold) {
                    key if key.is_empty() => format!("[{what}]"),
                    key => format!("[{what}; {key} shows {them}]"),
                };
                Pen::new(self, row).put(&text, Role::Dim);
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
                "{} could not be read; {} says why.",
                counted(problems, "file"),
                app.call(Action::Problems)
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
        let open = app.call_in(Focus::Sources, Action::Open);
        self.empty(area, &[&format!("{open} opens a briefing.")]);
    }

    /// What stands before a block: a bullet, a number, a quotation rule.
    fn marker(&mut self, row: Rect, kind: BlockKind, indent: u16, first: bool) {
        let glyphs = self.theme.glyphs();
        match kind {
            BlockKind::Quote | BlockKind::Earlier => {
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

    /// Shows beside a line that it is of the paragraph the reader stepped to, and that a passage begins there on which the reader
    /// wrote, or which is said elsewhere.
    fn margin(&mut self, row: Rect, article: &Article, line: Span) {
        let beside = |cells: u16| Rect {
            x: row.x - cells,
            width: 1,
            ..row
        };
        let room = row.x - self.app.areas.article.x.min(row.x);
        if room >= 1 && article.paragraph.is_some_and(|p| p.overlaps(line)) {
            let here = self.theme.glyphs().here;
            Pen::new(self, beside(1)).put(here, Role::Included);
        }
        let passages = &self.app.parallels.passages;
        let from = passages.partition_point(|p| p.start < line.start);
        let begins = passages.get(from).is_some_and(|p| p.start < line.end);
        let noted = self.has_note(line);
        if (begins || noted) && room >= 2 {
            let glyphs = self.theme.glyphs();
            let (sign, role) = match noted {
                true => (glyphs.note, Role::Included),
                false => (glyphs.parallel, Role::Dim),
            };
            Pen::new(self, beside(2)).put(sign, role);
        }
    }

    /// A line of what stands under the title: stated plainly, inferred with a sign that it is.
    fn facts(&mut self, row: Rect, article: &Article, line: u16) {
        let glyphs = self.theme.glyphs();
        let facts = article.head.get(usize::from(line)).into_iter().flatten();
        let about = |inferred: bool| if inferred { glyphs.about } else { "" };
        let facts = facts.map(|f| format!("{}{}", about(f.inferred), f.text));
        let facts: Vec<String> = facts.collect();
        Pen::new(self, row).put(&facts.join(glyphs.dot), Role::Dim);
    }

    /// Which briefing is open, and the section that is in sight.
    fn whereabouts(&self, article: &Article) -> String {
        let briefing = &article.page.briefing;
        let section = article.section().and_then(|s| briefing.body.get(s.range()));
        match section {
            Some(section) => {
                let section = flat(section.trim_end_matches(':'));
                format!("{section}{}{}", self.theme.glyphs().dot, briefing.heading())
            }
            None => briefing.heading().into_owned(),
        }
    }

    /// Everything that gives words of the page in sight a look of their own; later marks lie over earlier ones.
    fn marks(&self, article: &Article, briefing: &Briefing) -> Vec<(Span, Role)> {
        let sight = article.in_sight();
        let mut marks: Vec<(Span, Role)> = Vec::new();
        for inline in &briefing.inlines {
            let (span, role) = match inline {
                Inline::Emphasis(s) => (*s, Role::Emphasis),
                Inline::Link(s, _) => (*s, Role::Link),
                Inline::Strong(s) | Inline::Code(s) => (*s, Role::Strong),
            };
            if span.overlaps(sight) {
                marks.push((span, role));
            }
        }
        let mentions = &article.page.mentions;
        // Sorted by start, then longest first, so that a name within a name lies over it.
        let linked = article.linked.iter().map(|&i| &mentions[i as usize]);
        for mention in linked.filter(|m| m.span.overlaps(sight)) {
            let first = mention.entities.first();
            let kind = first.map_or(Kind::Place, |&e| self.app.corpus.entity(e).kind);
            let doubtful = mention.confidence < 60 || mention.entities.len() > 1;
            let role = match doubtful {
                true => Role::Doubtful(kind),
                false => Role::Mention(kind),
            };
            marks.push((mention.span, role));
        }
        let noted = self.app.notes_here.placed.iter();
        marks.extend(noted.map(|p| (p.span, Role::Highlighted)));
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
}

/// The part of a row that begins so many cells farther right.
fn right_of(row: Rect, cells: u16) -> Rect {
    let cells = cells.min(row.width);
    Rect {
        x: row.x + cells,
        width: row.width - cells,
        ..row
    }
}
