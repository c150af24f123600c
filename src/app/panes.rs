//! How much room do the panes beside the article have? Wider, narrower, hidden while the reader is elsewhere.
//!
//! Must not know: keys, where that is kept.

use crate::action::Action;
use crate::layout::{NARROWEST, Pane, Panes};

use super::{App, Effect};

/// Cells that a pane grows or shrinks by at once.
const STEP: i8 = 4;

impl App {
    /// How the panes were the last time.
    pub fn paned(&mut self, panes: Panes) {
        if self.panes != panes {
            self.panes = panes;
            self.layout_changed();
        }
    }

    /// Does an action on panes; nothing if it is none.
    pub(super) fn pane_action(&mut self, action: Action) -> Option<Vec<Effect>> {
        let mut panes = self.panes;
        match action {
            Action::ToggleSources => self.toggle_pane(&mut panes, Pane::Sources),
            Action::ToggleFacets => self.toggle_pane(&mut panes, Pane::Facets),
            Action::WiderPane => self.resize_pane(&mut panes, STEP),
            Action::NarrowerPane => self.resize_pane(&mut panes, -STEP),
            _ => return None,
        }
        if panes == self.panes {
            return Some(Vec::new());
        }
        self.paned(panes);
        Some(vec![Effect::Panes(panes)])
    }

    fn toggle_pane(&mut self, panes: &mut Panes, pane: Pane) {
        let Some(side) = panes.side_mut(pane) else {
            return;
        };
        side.hidden = !side.hidden;
        let name = if pane == Pane::Sources {
            "sources"
        } else {
            "facets"
        };
        let said = match side.hidden {
            true => format!("The {name} show only while you are in them"),
            false => format!("The {name} stay in sight"),
        };
        if side.hidden && self.focus == pane && self.article.is_some() {
            self.go_to_pane(Pane::Article);
        }
        self.say(said);
    }

    fn resize_pane(&mut self, panes: &mut Panes, by: i8) {
        let now = self.areas.pane(self.focus).width;
        let Some(side) = panes.side_mut(self.focus) else {
            return;
        };
        if by < 0 && now <= NARROWEST {
            return self.say("It is as narrow as it can be");
        }
        side.wider = side.wider.saturating_add(by);
        let (before, mut after) = (now, self.areas.screen);
        after = crate::layout::areas(after.width, after.height, self.focus, self.zoom, *panes)
            .pane(self.focus);
        if after.width == before {
            // Keeping it would have to be taken back step by step.
            *panes = self.panes;
            self.say("There is no room for that on this screen");
        }
    }
}
