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

/// How the reader wants the panes beside the article.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Panes {
    /// Of the sources.
    pub sources: Side,
    /// Of the facets.
    pub facets: Side,
}

/// A pane beside the article.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Side {
    /// Cells more than it would have, or fewer.
    pub wider: i8,
    /// Whether it is only shown while the reader is in it.
    pub hidden: bool,
}

/// Cells that are left to the article at least, with its rules.
const ARTICLE: u16 = 30;

/// Cells that a pane has at least.
pub const NARROWEST: u16 = 16;

impl Side {
    /// How wide it is, where it would be `usual` and no other may be pushed under its least.
    fn width(self, usual: u16, most: u16) -> u16 {
        let wanted = usual.saturating_add_signed(self.wider.into());
        wanted.clamp(NARROWEST, most.max(NARROWEST))
    }
}

impl Panes {
    /// As one number, to be kept.
    pub fn to_bits(self) -> i64 {
        let side = |s: Side| i64::from(s.wider as u8) | i64::from(s.hidden) << 8;
        side(self.sources) | side(self.facets) << 16
    }

    /// What such a number says; of any other, something.
    pub fn from_bits(bits: i64) -> Panes {
        let side = |bits: i64| Side {
            wider: bits as u8 as i8,
            hidden: bits & 1 << 8 != 0,
        };
        Panes {
            sources: side(bits),
            facets: side(bits >> 16),
        }
    }

    /// The side that a pane is; nothing for the article, which has what is left.
    pub fn side_mut(&mut self, pane: Pane) -> Option<&mut Side> {
        match pane {
            Pane::Sources => Some(&mut self.sources),
            Pane::Article => None,
            Pane::Facets => Some(&mut self.facets),
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
pub fn areas(width: u16, height: u16, focus: Pane, zoom: bool, panes: Panes) -> Areas {
    let screen = Rect::new(0, 0, width, height);
    let [header, rest] = split(screen, height.min(1));
    let [between, status] = split(rest, rest.height - u16::from(height >= 3));
    let folded = !zoom
        && !panes.facets.hidden
        && (ONE_PANE_BELOW..THREE_PANES_FROM).contains(&width)
        && between.height > 6;
    let [choices, main] = split(between, u16::from(folded));
    let mut areas = Areas {
        screen,
        header,
        choices,
        main,
        status,
        ..Areas::default()
    };
    areas.place_panes(focus, zoom, panes);
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

    fn place_panes(&mut self, focus: Pane, zoom: bool, panes: Panes) {
        let main = self.main;
        let part = |x, width| Rect { x, width, ..main };
        if zoom || main.width < ONE_PANE_BELOW {
            *self.pane_mut(focus) = main;
        } else if main.width < THREE_PANES_FROM {
            // Narrowing is done with the list in sight, reading with the list beside it.
            let left = (main.width * 2 / 5).clamp(24, 34);
            let left = panes.sources.width(left, main.width - ARTICLE);
            let beside = if focus == Pane::Facets {
                Pane::Facets
            } else {
                Pane::Article
            };
            let left = match panes.sources.hidden && focus != Pane::Sources {
                true => 0,
                false => left + 1,
            };
            self.sources = part(0, left.saturating_sub(1));
            *self.pane_mut(beside) = part(left, main.width - left);
        } else {
            let shown = |side: Side, pane: Pane| !side.hidden || focus == pane;
            let left = (main.width * 3 / 10).clamp(30, 64);
            let right = (main.width / 4).clamp(26, 36);
            let left = panes.sources.width(left, main.width - ARTICLE - right);
            let right = panes.facets.width(right, main.width - ARTICLE - left);
            // Each with the rule that parts it from the article.
            let left = u16::from(shown(panes.sources, Pane::Sources)) * (left + 1);
            let right = u16::from(shown(panes.facets, Pane::Facets)) * (right + 1);
            self.sources = part(0, left.saturating_sub(1));
            self.article = part(left, main.width - left - right);
            let right = right.saturating_sub(1);
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
                let hidden = Side {
                    wider: 0,
                    hidden: true,
                };
                let wide = Side {
                    wider: i8::MAX,
                    hidden: false,
                };
                let narrow = Side {
                    wider: i8::MIN,
                    ..wide
                };
                for (focus, zoom, [sources, facets]) in [
                    (Pane::Sources, false, [Side::default(); 2]),
                    (Pane::Article, true, [wide; 2]),
                    (Pane::Facets, false, [wide, narrow]),
                    (Pane::Article, false, [wide; 2]),
                    (Pane::Article, false, [hidden; 2]),
                    (Pane::Facets, false, [hidden; 2]),
                ] {
                    let panes = Panes { sources, facets };
                    assert_eq!(Panes::from_bits(panes.to_bits()), panes);
                    let a = areas(width, height, focus, zoom, panes);
                    assert!(a.pane(focus).area() > 0 || width == 0 || height < 3);
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
            let a = areas(w, 24, focus, false, Panes::default());
            [a.sources, a.article, a.facets].map(|r| r.width > 0)
        };
        assert_eq!(shown(50, Pane::Article), [false, true, false]);
        assert_eq!(shown(80, Pane::Sources), [true, true, false]);
        assert_eq!(shown(80, Pane::Facets), [true, false, true]);
        assert_eq!(shown(120, Pane::Sources), [true, true, true]);
    }
}
