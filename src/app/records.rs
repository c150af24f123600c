//! What has the reader left on the briefings of this corpus? Which are read or starred, where reading stopped, what letters mark.
//!
//! A briefing is read as soon as it is open and the reader is in the article pane: one that the cursor in the list merely
//! passes is not. Where reading stopped is noted when the reader goes elsewhere, and each time a windowful has gone by.
//! Invariant: what the reader does shows at once; what an answer brings never undoes it.
//! Must not know: where records are kept, keys.

mod left;
mod recall;

use std::sync::Arc;

use crate::corpus::{Own, Set};
use crate::layout::Pane;
use crate::query::Query;
use crate::record::{Edit, Note, Place, Since};

use super::article::{GONE, Standing};
use super::trail;
use super::{App, Effect};

pub use left::Done;
use left::{Left, renumbered};
use recall::What;
pub use recall::{Recall, Recalled, own};

/// What is left, and what is asked about it.
#[derive(Debug, Default)]
pub struct Records {
    left: Left,
    /// The briefing that the reader is in.
    within: Option<u32>,
    /// The byte that was on top when it was noted last where reading stopped.
    noted: u32,
    /// Up to when it is known what other programs did.
    since: Since,
    generation: u64,
    /// Grows with every change.
    pub version: u64,
    /// Done since the question that is not answered yet.
    journal: Vec<Done>,
    /// Whether anything has been told yet.
    told: bool,
    /// What was read and starred when the present query was asked: what is read from its list does not leave it under the
    /// reader's hands.
    asked: Arc<Own>,
}

impl Records {
    /// What is read and starred.
    pub fn own(&self) -> &Arc<Own> {
        &self.left.own
    }

    /// Whether a briefing is read.
    pub fn is_read(&self, briefing: u32) -> bool {
        self.left.own.read.contains(briefing)
    }

    /// Whether a briefing has a star.
    pub fn is_starred(&self, briefing: u32) -> bool {
        self.left.own.starred.contains(briefing)
    }

    /// The letters that mark places in a briefing, a–z.
    pub fn letters(&self, briefing: u32) -> impl Iterator<Item = char> + '_ {
        let own = self.left.marks.range((briefing, 'a')..=(briefing, 'z'));
        own.map(|((_, letter), _)| *letter)
    }

    /// The letters that mark places across briefings, A–Z.
    pub fn letters_across(&self) -> impl Iterator<Item = (char, u32)> + '_ {
        self.left.across.iter().map(|(l, (b, _))| (*l, *b))
    }

    /// Follows briefings to their new numbers.
    pub(super) fn renumber(&mut self, new: &dyn Fn(u32) -> Option<u32>) {
        self.left = std::mem::take(&mut self.left).renumbered(new);
        self.within = self.within.and_then(new);
        self.asked = Arc::new(renumbered(&self.asked, new));
        // What is asked next is asked of all that is kept.
        self.since = Since::default();
        self.journal.clear();
        self.version += 1;
    }

    /// What a query is to be asked with: when it is asked anew, with what is so now.
    pub(super) fn asked(&mut self, anew: bool) -> Arc<Own> {
        if anew {
            self.asked = Arc::clone(&self.left.own);
        }
        Arc::clone(&self.asked)
    }

    /// The notes on a briefing, in no order that means anything.
    pub fn notes_of(&self, briefing: u32) -> impl Iterator<Item = &Arc<Note>> {
        self.left.of(briefing)
    }

    /// All notes on briefings, by briefing.
    pub fn notes(&self) -> impl Iterator<Item = (u32, &Arc<Note>)> {
        self.left.notes.iter().map(|((b, _), note)| (*b, note))
    }

    /// All notes on entities.
    pub fn notes_on_entities(&self) -> impl Iterator<Item = &Arc<Note>> {
        self.left.of_entities.values()
    }

    /// What takes something back, if it is done now.
    pub(super) fn inverse(&self, done: &Done) -> Vec<Done> {
        self.left.inverse(done)
    }

    fn done(&mut self, done: Done) {
        self.version += 1;
        self.journal.push(done.clone());
        self.left.apply(done);
    }
}

impl App {
    /// Where reading stopped in a briefing: a byte of its body.
    pub fn position(&self, briefing: u32) -> Option<u32> {
        let place = self.records.left.stops.get(&briefing)?;
        Some(place.find(&self.corpus.page(briefing).briefing.body))
    }

    /// The place that a letter marks: a–z in the open briefing, A–Z in any.
    pub fn mark(&self, letter: char) -> Option<(u32, u32)> {
        let left = &self.records.left;
        let (briefing, place) = if letter.is_ascii_uppercase() {
            let (briefing, place) = left.across.get(&letter)?;
            (*briefing, place)
        } else {
            let open = self.article.as_ref()?.briefing;
            (open, left.marks.get(&(open, letter))?)
        };
        let page = self.corpus.page(briefing);
        Some((briefing, place.find(&page.briefing.body)))
    }

    /// Marks the top of the window in the open briefing with a letter; false where there is none, or it is no letter.
    pub fn set_mark(&mut self, letter: char) -> Option<Effect> {
        let article = self.article.as_ref()?;
        if article.standing == Standing::Gone || !letter.is_ascii_alphabetic() {
            return None;
        }
        let (briefing, at) = (article.briefing, article.top_byte());
        let place = Place::new(&article.page.briefing.body, at);
        let done = Done::Mark(letter, briefing, Some(place));
        self.undoable(format!("mark {letter}"), done)
    }

    /// Does something to the records, here and beyond the session.
    pub fn record(&mut self, done: Done) -> Effect {
        let edit = done.edit(&self.corpus);
        self.records.done(done);
        Effect::Record(edit)
    }

    /// Makes briefings read, or unread.
    pub(super) fn set_read(&mut self, briefings: Set, read: bool) -> Effect {
        let own = &self.records.own().read;
        let changed = match read {
            true => &briefings - own,
            false => &briefings & own,
        };
        let effect = self.record(Done::Read(briefings, read));
        let (corpus, results) = (&self.corpus, &self.results);
        if !self.sources.recount(corpus, results, &changed, read) {
            self.rebuild_sources();
        }
        effect
    }

    /// A briefing where reading stopped, or its beginning.
    pub(super) fn resume(&self, briefing: u32) -> trail::Place {
        trail::Place {
            briefing,
            at: self.position(briefing).unwrap_or(0),
            above: 0,
            mention: None,
        }
    }

    /// The briefing that the reader is in.
    fn within(&self) -> Option<u32> {
        let open = self.article.as_ref()?;
        (self.focus == Pane::Article && open.briefing != GONE).then_some(open.briefing)
    }

    /// What an action may change: the briefing that the reader is in, and the top of the window.
    pub(super) fn stand(&self) -> Option<(u32, u32)> {
        let article = self.article.as_ref()?;
        let within = self.records.within.filter(|b| *b == article.briefing)?;
        Some((within, article.top_byte()))
    }

    /// Notes what an action has changed: a briefing that the reader went into is read, and where reading stopped in the one
    /// that was left.
    pub(super) fn note_reading(&mut self, before: Option<(u32, u32)>) -> Vec<Effect> {
        let mut effects = Vec::new();
        let now = self.within();
        if now != self.records.within {
            if let Some((left, at)) = before {
                effects.push(self.stop(left, at));
            }
            self.records.within = now;
            self.records.noted = self.article.as_ref().map_or(0, |a| a.top_byte());
            if let Some(briefing) = now.filter(|b| !self.records.is_read(*b)) {
                effects.push(self.set_read(Set::from_iter([briefing]), true));
            }
        } else if let Some((briefing, at)) = self.stand()
            && at.abs_diff(self.records.noted) >= self.page_length()
        {
            effects.push(self.stop(briefing, at));
            self.records.noted = at;
        }
        effects
    }

    /// Bytes of the body in sight.
    fn page_length(&self) -> u32 {
        let sight = self.article.as_ref().map(|a| a.in_sight());
        sight.map_or(1, |s| s.len().max(1) as u32)
    }

    /// What was done so far was not done by the reader.
    pub fn begins(&mut self) {
        self.touched = false;
    }

    /// The session ends: where reading stopped, what is being written, and what there was.
    pub fn end(&mut self) -> Vec<Effect> {
        let mut effects = self.keep_writing();
        if let Some((briefing, at)) = self.stand() {
            effects.push(self.stop(briefing, at));
        }
        effects.extend(self.seen());
        effects
    }

    /// What there is now will not be new the next time; of a corpus that is not wholly read that is not known, and who has only
    /// opened and left again has seen nothing.
    fn seen(&self) -> Option<Effect> {
        let whole = self.reading.is_none() && !self.corpus.is_empty() && self.touched;
        let name = self.options.place.clone().filter(|_| whole)?;
        let all = 0..self.corpus.len() as u32;
        let mut keys: Vec<u64> = all.flat_map(|b| self.corpus.identity(b).keys()).collect();
        keys.sort_unstable();
        keys.dedup();
        Some(Effect::Record(Edit::Seen(name, keys)))
    }

    fn stop(&mut self, briefing: u32, at: u32) -> Effect {
        let place = Place::new(&self.corpus.page(briefing).briefing.body, at);
        self.record(Done::Stop(briefing, place))
    }

    /// Says what has come since the reader was here last.
    fn say_new(&mut self) {
        let new = self.records.own().new.len();
        if self.message.is_some() || new == 0 {
            return;
        }
        self.say(match new {
            1 => "1 briefing is new since you were here last: is:new finds it".to_owned(),
            n => format!("{n} briefings are new since you were here last: is:new finds them"),
        });
    }

    /// Says how the corpus has changed under the reader's eyes: `2 new, 1 gone`. What came is found as new where there was a
    /// session before this one.
    pub fn say_changed(&mut self, changes: &str, came: bool, was_here: bool) {
        self.say(match came && was_here {
            true => format!("{changes}: is:new finds what is new since you were here last"),
            false => changes.to_owned(),
        });
    }

    /// Counts anew what the reader made, where that is listed and the list does not depend on it.
    pub(super) fn recount_own(&mut self) -> Vec<Effect> {
        match self.facets.lists_own(&self.query) && !self.query.asks_own() {
            true => self.ask_again(self.query.clone()),
            false => Vec::new(),
        }
    }

    /// Asks what is kept, or what of it has changed.
    pub fn recall(&mut self) -> Option<Effect> {
        let records = &mut self.records;
        if self.corpus.is_empty() {
            return None;
        }
        records.generation += 1;
        // What was done before is noted by the time that this is answered.
        records.journal.clear();
        Some(Effect::Recall(Recall {
            since: records.since,
            generation: records.generation,
            corpus: Arc::clone(&self.corpus),
        }))
    }

    /// What is kept is known; an answer to an older question is dropped.
    pub fn recalled(&mut self, answer: Recalled) -> Vec<Effect> {
        let records = &mut self.records;
        if answer.generation != records.generation {
            return Vec::new();
        }
        records.since = answer.since;
        records.version += 1;
        match answer.what {
            What::Whole(left) => records.left = left,
            What::Changed(changed) => {
                for (briefing, record) in changed {
                    records.left.take(briefing, &record);
                }
                for note in answer.notes {
                    records.left.note(None, note);
                }
            }
            What::Unclear => {
                records.since = Since::default();
                return self.recall().into_iter().collect();
            }
        }
        let journal = std::mem::take(&mut records.journal);
        for done in answer.noted.into_iter().chain(journal) {
            records.left.apply(done);
        }
        let mut effects = Vec::new();
        // Of a corpus that is not wholly read, a briefing may yet come that is a record's more surely.
        if !answer.known.is_empty() && self.reading.is_none() {
            effects.push(Effect::Record(Edit::Known(answer.known)));
        }
        self.take_up();
        self.rebuild_sources();
        let first = !std::mem::replace(&mut self.records.told, true);
        if first && (self.query.asks_own() || self.facets.lists_own(&self.query)) {
            // It was asked before anything was known.
            let query = self.query.clone();
            effects.extend(self.ask_again(query));
        }
        if first {
            self.say_new();
        }
        effects.extend(self.count_saved());
        effects.extend(self.recount_own());
        effects
    }

    /// Asks a query anew, also when it is the present one: what was read meanwhile is read.
    pub(super) fn ask_again(&mut self, query: Query) -> Vec<Effect> {
        self.records.asked(true);
        self.ask(query)
    }

    /// A briefing that is shown from its beginning, and that the reader has not gone into, is shown where reading stopped.
    fn take_up(&mut self) {
        let Some(article) = self.article.as_ref() else {
            return;
        };
        let untouched = self.records.within.is_none() && article.is_at_top();
        let at = self.position(article.briefing).filter(|_| untouched);
        if let (Some(at), Some(article)) = (at, &mut self.article) {
            article.put_on_top(at, 0);
        }
    }
}
