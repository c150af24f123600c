//! What does a session want from the world, what does it say, what was it told to be like? Values that pass its border.
//!
//! Must not know: how any of it is done.

use crate::cite;
use crate::corrections::Wish;
use crate::export;
use crate::layout::Panes;
use crate::query::Edit;
use crate::record;
use crate::typeset::Manner;

use super::parallels::Question;
use super::{Copied, Count, Search, address, card, copies, records, related, takes, timeline, why};

/// What the terminal must do.
#[derive(Debug)]
pub enum Effect {
    /// End the session.
    Quit,
    /// Stop the process until it is continued.
    Suspend,
    /// Draw every cell anew.
    Redraw,
    /// Run the search on a worker and give back what it found.
    Search(Search),
    /// Count on a worker what the saved queries find, and give that back.
    Count(Count),
    /// Work out on a worker what there is to say of an entity, and give that back.
    Card(card::Ask),
    /// Count on a worker what is published when, and give that back.
    Timeline(timeline::Ask),
    /// Find on a worker where the open briefing is said elsewhere, and give that back.
    Parallels(Question),
    /// Find on a worker which briefings are about the same, and give that back.
    Related(related::Question),
    /// Find on a worker why briefings are in the list, and give that back.
    Why(why::Question),
    /// Find on a worker which briefings are copies of each other, and give that back.
    Copies(copies::Question),
    /// Keep this for later sessions.
    Keep(Edit),
    /// Keep what the reader left on a briefing.
    Record(record::Edit),
    /// Find on a worker what is left on the briefings of the corpus, and give that back.
    Recall(records::Recall),
    /// Correct what is understood, beyond the session, and say what came of it.
    Correct(Wish),
    /// Take back what was corrected last.
    Undo,
    /// Correct again what was taken back last.
    Redo,
    /// Give this to the clipboard, and keep it in a file.
    Copy(Copied),
    /// Show the original in another program.
    Original(address::Original),
    /// Hand this note to an editor, and give back what it has become.
    Write(String),
    /// Write this to a file, and say where it is.
    Export(export::Order),
    /// Find where a link leads, and give that back.
    Follow(takes::Follow),
    /// Keep how the panes are.
    Panes(Panes),
    /// Have the terminal tell what the mouse does, or no longer.
    Mouse(bool),
    /// Fetch what is new where the reader follows it, and say what came.
    Pull,
    /// Fetch no more of it.
    StopPulling,
    /// Read no more files until some change.
    StopReading,
}

/// A word to the reader, in the status line until the next action.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// The sentence.
    pub text: String,
    /// Whether something went wrong.
    pub error: bool,
}

/// What the reader set in `config.toml` that matters here.
#[derive(Debug, Clone)]
pub struct Options {
    /// Cells to a line of text at most.
    pub measure: u16,
    /// How they are filled.
    pub manner: Manner,
    /// Whether the article follows the cursor in the sources.
    pub follow: bool,
    /// Whether the mouse is listened to.
    pub mouse: bool,
    /// How a citation is written.
    pub cite: cite::Format,
    /// By what the corpus is known from session to session; nothing where it is gone tomorrow.
    pub place: Option<String>,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            measure: 72,
            manner: Manner::default(),
            follow: false,
            mouse: false,
            cite: cite::Format::default(),
            place: None,
        }
    }
}
