//! How do counts look side by side? Columns as high as what they count, an eighth of a line exact.
//!
//! Must not know: what is counted.

use ratatui::layout::Rect;

use super::View;
use super::pen::Pen;
use super::theme::Role;

/// Parts of a cell, from one eighth to the whole.
const EIGHTHS: [&str; 8] = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"];
/// The same where only ASCII can be shown, by how much ink they have.
const ASCII: [&str; 8] = [".", ".", ":", ":", "+", "+", "#", "#"];

impl View<'_> {
    /// Columns of `cells` cells each, side by side and as high as `counts` are of `most`; a count above 0 is always seen.
    pub(super) fn columns(
        &mut self,
        area: Rect,
        counts: &[u32],
        most: u32,
        cells: u16,
        role: Role,
    ) {
        let steps = if self.theme.unicode { EIGHTHS } else { ASCII };
        let full = u64::from(area.height) * 8;
        for (n, &count) in (0u16..).zip(counts) {
            let x = area.x.saturating_add(n.saturating_mul(cells));
            // A gap between columns where there is room for one.
            let width = cells.saturating_sub(u16::from(cells > 2)).max(1);
            if count == 0 || x.saturating_add(width) > area.right() {
                continue;
            }
            let high = (u64::from(count) * full).div_ceil(u64::from(most.max(1)));
            let mut high = high.min(full) as usize;
            for y in (area.top()..area.bottom()).rev() {
                let Some(step) = high.min(8).checked_sub(1) else {
                    break;
                };
                let glyphs = steps[step].repeat(usize::from(width));
                let cell = Rect {
                    x,
                    y,
                    width,
                    height: 1,
                };
                Pen::new(self, cell).put(&glyphs, role);
                high -= step + 1;
            }
        }
    }

    /// What the columns are, below them: a label wherever there is room for one, the first always.
    pub(super) fn scale(&mut self, line: Rect, labels: &[String], cells: u16) {
        let mut free = line.x;
        for (n, label) in (0u16..).zip(labels) {
            let x = line.x.saturating_add(n.saturating_mul(cells));
            let end = x.saturating_add(super::pen::width(label));
            if label.is_empty() || x < free || end > line.right() {
                continue;
            }
            Pen::new(self, line).to(x).put(label, Role::Dim);
            free = end + 1;
        }
    }
}
