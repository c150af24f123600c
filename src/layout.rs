//! Where is everything on a screen of this size? Terminal size and what is open → areas.
//!
//! Invariant: the areas lie inside the screen, whatever its size, 0 × 0 included. Paging and drawing read the
//! same areas, so state never depends on drawing.
//! Must not know: what is drawn in them.

pub use ratatui::layout::Rect;

/// Under this many columns one pane shows at a time.
pub const ONE_PANE_BELOW: u16 = 60;
/// Under this many columns the facets fold to one line.
pub const THREE_PANES_FROM: u16 = 100;

/// The three panes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pane {
    /// The list of briefings.
    Sources,
    /// The briefing being read.
    Article,
    /// The ways to narrow.
    Facets,
}

impl Pane {
    /// The pane to the right, round and round.
    pub fn next(self) -> Pane {
        match self {
            Pane::Sources => Pane::Article,
            Pane::Article => Pane::Facets,
            Pane::Facets => Pane::Sources,
        }
    }
}

/// Where everything is. Empty rectangles are not shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Areas {
    /// The whole screen.
    pub screen: Rect,
    /// Name of the corpus, query, count.
    pub header: Rect,
    /// The choices in one line, where the facets have no pane.
    pub choices: Rect,
    /// The sources pane, its head line included.
    pub sources: Rect,
    /// The article pane, its head line included.
    pub article: Rect,
    /// The facets pane, its head line included.
    pub facets: Rect,
    /// What overlays may cover: everything between header and status line.
    pub main: Rect,
    /// Keys that matter now, and news.
    pub status: Rect,
}

/// The part of a pane under its head line.
pub fn body(pane: Rect) -> Rect {
    let head = pane.height.min(1);
    Rect {
        y: pane.y + head,
        height: pane.height - head,
        ..pane
    }
}

/// The part of an overlay's list under its head of `lines` lines.
pub fn below(area: Rect, lines: u16) -> Rect {
    let lines = lines.min(area.height);
    Rect {
        y: area.y + lines,
        height: area.height - lines,
        ..area
    }
}

/// The column of text in the article's body: at most `measure` wide, centred when there is room to spare.
pub fn column(article: Rect, measure: u16) -> Rect {
    let body = body(article);
    let margin = if body.width > 24 { 2 } else { 0 };
    let width = (body.width - 2 * margin).min(measure);
    let spare = body.width - 2 * margin - width;
    Rect {
        x: body.x + margin + spare / 2,
        width,
        ..body
    }
}

/// The areas of a screen.
pub fn areas(width: u16, height: u16, focus: Pane, zoom: bool) -> Areas {
    let screen = Rect::new(0, 0, width, height);
    let [header, rest] = split(screen, height.min(1));
    let [between, status] = split(rest, rest.height - u16::from(height >= 3));
    let folded = !zoom && (ONE_PANE_BELOW..THREE_PANES_FROM).contains(&width) && between.height > 6;
    let [choices, main] = split(between, u16::from(folded));
    let mut areas = Areas {
        screen,
        header,
        choices,
        main,
        status,
        ..Areas::default()
    };
    areas.place_panes(focus, zoom);
    areas
}

/// The first `lines` of an area, and the rest.
fn split(area: Rect, lines: u16) -> [Rect; 2] {
    let height = lines.min(area.height);
    [Rect { height, ..area }, below(area, lines)]
}

impl Areas {
    /// The area of a pane; empty when it is not shown.
    pub fn pane(&self, pane: Pane) -> Rect {
        match pane {
            Pane::Sources => self.sources,
            Pane::Article => self.article,
            Pane::Facets => self.facets,
        }
    }

    fn place_panes(&mut self, focus: Pane, zoom: bool) {
        let main = self.main;
        let part = |x, width| Rect { x, width, ..main };
        if zoom || main.width < ONE_PANE_BELOW {
            *self.pane_mut(focus) = main;
        } else if main.width < THREE_PANES_FROM {
            // Narrowing is done with the list in sight, reading with the list beside it.
            let left = (main.width * 2 / 5).clamp(24, 34);
            self.sources = part(0, left);
            let beside = if focus == Pane::Facets {
                Pane::Facets
            } else {
                Pane::Article
            };
            *self.pane_mut(beside) = part(left + 1, main.width - left - 1);
        } else {
            let left = (main.width * 3 / 10).clamp(30, 64);
            let right = (main.width / 4).clamp(26, 36);
            self.sources = part(0, left);
            self.article = part(left + 1, main.width - left - right - 2);
            self.facets = part(main.width - right, right);
        }
    }

    fn pane_mut(&mut self, pane: Pane) -> &mut Rect {
        match pane {
            Pane::Sources => &mut self.sources,
            Pane::Article => &mut self.article,
            Pane::Facets => &mut self.facets,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_area_lies_inside_the_screen_at_every_size() {
        for width in 0..210 {
            for height in 0..70 {
                for (focus, zoom) in [
                    (Pane::Sources, false),
                    (Pane::Article, true),
                    (Pane::Facets, false),
                ] {
                    let a = areas(width, height, focus, zoom);
                    for r in [
                        a.header, a.choices, a.sources, a.article, a.facets, a.main, a.status,
                    ] {
                        assert_eq!(
                            r.intersection(a.screen).area(),
                            r.area(),
                            "{width}×{height} {r:?}"
                        );
                    }
                    assert!(column(a.article, 72).width <= a.article.width);
                }
            }
        }
    }

    #[test]
    fn panes_appear_as_the_screen_widens() {
        let shown = |w, focus| {
            let a = areas(w, 24, focus, false);
            [a.sources, a.article, a.facets].map(|r| r.width > 0)
        };
        assert_eq!(shown(50, Pane::Article), [false, true, false]);
        assert_eq!(shown(80, Pane::Sources), [true, true, false]);
        assert_eq!(shown(80, Pane::Facets), [true, false, true]);
        assert_eq!(shown(120, Pane::Sources), [true, true, true]);
    }
}
