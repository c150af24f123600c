//! Draws the contents of an article: its headings, or whose turn it is when.
//!
//! Must not know: how headings are found.

use ratatui::layout::Rect;

use crate::app::article::Article;
use crate::app::list::Cursor;
use crate::app::outline::Section;
use crate::briefing::BlockKind;
use crate::layout;
use crate::typeset::flat;

use super::View;
use super::pen::Pen;
use super::theme::Role;

/// Of a turn so many characters are shown at most; more than any screen is wide.
const SAID: usize = 400;

impl View<'_> {
    pub(super) fn contents(&mut self, area: Rect, cursor: Cursor) {
        let Some(article) = &self.app.article else {
            return;
        };
        let title = article.page.briefing.heading();
        self.overlay_head(area, &format!("Contents of “{title}”"), "");
        let body = layout::below(area, 1);
        let sections = article.outline.sections.iter().enumerate();
        let rows = sections.skip(cursor.top).zip(body.top()..body.bottom());
        for ((index, section), y) in rows {
            let line = Rect {
                y,
                height: 1,
                ..body
            };
            self.section(line, article, section);
            if index == cursor.at {
                self.select_row(line);
            }
        }
    }

    /// A heading, or who speaks and how they begin; how far down it stands.
    fn section(&mut self, line: Rect, article: &Article, section: &Section) {
        let briefing = &article.page.briefing;
        let text = |from: u32, to: u32| {
            let piece = briefing.body.get(from as usize..to as usize);
            flat(piece.unwrap_or_default())
        };
        let percent = u64::from(section.span.start) * 100 / briefing.body.len().max(1) as u64;
        let end = Pen::at_right(self, line, &format!("{percent} %"), Role::Dim);
        let pen = Pen::new(self, line)
            .until(end)
            .skip(1 + 2 * u16::from(section.depth))
            .put(&text(section.span.start, section.span.end), Role::Text);
        // What the block has beyond its label.
        let after = briefing
            .blocks
            .partition_point(|b| b.span.start <= section.span.start);
        let block = after.checked_sub(1).map(|b| briefing.blocks[b]);
        if let Some(block) = block.filter(|b| b.kind == BlockKind::Paragraph) {
            let said = text(section.span.end, block.span.end);
            let said: String = said.chars().take(SAID).collect();
            pen.skip(1).put(&said, Role::Dim);
        }
    }
}
