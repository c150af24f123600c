//! Which row is selected and which are in sight? The one cursor of every list.
//!
//! Invariant: after `settle` the selected row exists, may be selected, and is in sight.
//! Must not know: what the rows are.

/// A way to move through a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Motion {
    /// So many rows down; up when negative.
    Rows(isize),
    /// Half a window, once down or up.
    Half(isize),
    /// A window less one row, once down or up.
    Page(isize),
    /// To the first row.
    Top,
    /// To the last row.
    Bottom,
}

/// The selected row of a list and the first one in sight.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Cursor {
    /// The selected row.
    pub at: usize,
    /// The first row in sight.
    pub top: usize,
}

impl Cursor {
    /// Moves in a list of `len` rows seen through a window of `height`; `stops` says which rows may be selected.
    pub fn go(&mut self, motion: Motion, height: usize, len: usize, stops: impl Fn(usize) -> bool) {
        let half = (height / 2).max(1) as isize;
        let page = height.saturating_sub(1).max(1) as isize;
        // An empty list has no row to ask about.
        let Some(last) = len.checked_sub(1) else {
            return self.settle(height, len, stops);
        };
        let by = match motion {
            Motion::Rows(n) => n,
            Motion::Half(n) => n * half,
            Motion::Page(n) => n * page,
            Motion::Top => -(len as isize),
            Motion::Bottom => len as isize,
        };
        let wanted = self.at.saturating_add_signed(by).min(last);
        // An empty list has no row to ask about.
        let up_to = (wanted + 1).min(len);
        let near = if by < 0 {
            (0..up_to)
                .rev()
                .find(|&i| stops(i))
                .or_else(|| (wanted..len).find(|&i| stops(i)))
        } else {
            (wanted..len)
                .find(|&i| stops(i))
                .or_else(|| (0..up_to).rev().find(|&i| stops(i)))
        };
        self.at = near.unwrap_or(0);
        self.settle(height, len, stops);
    }

    /// Moves the window by so many rows, and the cursor only as far as it must to stay in it.
    pub fn roll(&mut self, by: isize, height: usize, len: usize, stops: impl Fn(usize) -> bool) {
        let last = len.saturating_sub(height.max(1));
        self.top = self.top.saturating_add_signed(by).min(last);
        let seen = self.top..(self.top + height.max(1)).min(len);
        if !seen.contains(&self.at) {
            let nearest = if self.at < self.top {
                seen.clone().find(|i| stops(*i))
            } else {
                seen.clone().rev().find(|i| stops(*i))
            };
            self.at = nearest.unwrap_or(self.top);
        }
        self.settle(height, len, stops);
    }

    /// Selects a row and brings it in sight.
    pub fn select(&mut self, at: usize, height: usize, len: usize, stops: impl Fn(usize) -> bool) {
        self.at = at;
        self.settle(height, len, stops);
    }

    /// Brings the cursor back into a list that has changed.
    pub fn settle(&mut self, height: usize, len: usize, stops: impl Fn(usize) -> bool) {
        let height = height.max(1);
        self.at = self.at.min(len.saturating_sub(1));
        if len > 0 && !stops(self.at) {
            let after = (self.at..len).find(|&i| stops(i));
            self.at = after
                .or_else(|| (0..self.at).rev().find(|&i| stops(i)))
                .unwrap_or(0);
        }
        // The window moves by half its height, so that a held key does not repaint the list at every step.
        if self.at < self.top {
            self.top = self.at.saturating_sub(height / 2);
        } else if self.at >= self.top + height {
            self.top = self.at + 1 - height + height / 2;
        }
        self.top = self.top.min(len.saturating_sub(height));
        // A heading that cannot be selected stays in sight above the first row.
        if (0..self.at).all(|i| !stops(i)) && self.at < height {
            self.top = 0;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_stays_on_rows_that_may_be_selected_and_in_sight() {
        let odd = |i: usize| i % 2 == 1;
        let cases = [
            (0, Motion::Rows(0), 1),
            (1, Motion::Rows(1), 3),
            (3, Motion::Rows(-1), 1),
            (1, Motion::Rows(-1), 1),
            (1, Motion::Bottom, 9),
            (9, Motion::Top, 1),
            (1, Motion::Page(1), 5),
            (9, Motion::Half(-1), 7),
        ];
        for (from, motion, to) in cases {
            let mut cursor = Cursor { at: from, top: 0 };
            cursor.settle(4, 10, odd);
            cursor.go(motion, 4, 10, odd);
            assert_eq!(cursor.at, to, "{from} {motion:?}");
            assert!(
                (cursor.top..cursor.top + 4).contains(&cursor.at),
                "{cursor:?}"
            );
        }
    }

    #[test]
    fn an_empty_list_and_an_empty_window_are_no_trouble() {
        let mut cursor = Cursor { at: 7, top: 3 };
        for motion in [Motion::Rows(1), Motion::Rows(-1), Motion::Bottom] {
            cursor.go(motion, 0, 0, |i| panic!("there is no row {i}"));
            assert_eq!(cursor, Cursor::default());
        }
        cursor.go(Motion::Bottom, 0, 5, |_| false);
        assert_eq!(cursor.at, 0);
    }
}
