//! Draws where a briefing lies.

use ratatui::layout::Rect;

use crate::app::address::{Address, HEAD, Line, MARGIN};
use crate::layout;

use super::View;
use super::pen::Pen;
use super::theme::Role;

impl View<'_> {
    pub(super) fn address(&mut self, area: Rect, address: &Address) {
        self.overlay_head(area, &address.title, "");
        let body = layout::below(area, HEAD);
        let lines = address.lines(area.width);
        for (line, y) in lines
            .iter()
            .skip(address.top)
            .zip(body.top()..body.bottom())
        {
            let row = Rect {
                y,
                height: 1,
                ..body
            };
            let pen = Pen::new(self, row);
            match line {
                Line::Head(head) => pen.skip(1).put(head, Role::Heading),
                Line::Piece(text) => pen.skip(MARGIN).cursor_here().put(text, Role::Text),
                Line::Lacking(why) => pen.skip(MARGIN).put(why, Role::Dim),
                Line::Blank => pen,
            };
        }
    }
}
