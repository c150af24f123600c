//! Where has the reader been? Places to go back to and forward again, exact to the line.
//!
//! Must not know: what the places look like.

/// Farther back than this many places nobody goes.
const LENGTH: usize = 200;

/// A place in the corpus.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// The briefing.
    pub briefing: u32,
    /// The byte of its body that stands at the top of the page.
    pub at: u32,
    /// Lines without text (a blank one, the byline) above it.
    pub above: u32,
    /// The selected mention, as an index into the briefing's mentions.
    pub mention: Option<u32>,
}

/// The places behind and ahead.
#[derive(Debug, Clone, Default)]
pub struct Trail {
    behind: Vec<Place>,
    ahead: Vec<Place>,
}

impl Trail {
    /// Remembers `from` before a jump elsewhere; what was ahead is forgotten.
    pub fn leave(&mut self, from: Place) {
        self.ahead.clear();
        if self.behind.last() != Some(&from) {
            self.behind.push(from);
        }
        if self.behind.len() > LENGTH {
            self.behind.remove(0);
        }
    }

    /// Whether there is a place to go back to.
    pub fn is_behind(&self) -> bool {
        !self.behind.is_empty()
    }

    /// The place before; `here` becomes the one ahead.
    pub fn back(&mut self, here: Option<Place>) -> Option<Place> {
        let place = self.behind.pop()?;
        self.ahead.extend(here);
        Some(place)
    }

    /// The place ahead; `here` becomes the one before.
    pub fn forward(&mut self, here: Option<Place>) -> Option<Place> {
        let place = self.ahead.pop()?;
        self.behind.extend(here);
        Some(place)
    }

    /// Follows places to where they are after the corpus has changed; those in vanished briefings are dropped.
    pub fn renumber(&mut self, new: impl Fn(Place) -> Option<Place>) {
        for places in [&mut self.behind, &mut self.ahead] {
            places.retain_mut(|p| new(*p).map(|n| *p = n).is_some());
        }
    }
}
