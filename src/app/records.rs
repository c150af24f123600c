//! What has the reader left on the briefings of this corpus? Which are read or starred, where reading stopped, what letters mark.
//!
//! A briefing is read as soon as it is open and the reader is in the article pane: one that the cursor in the list merely
//! passes is not. Where reading stopped is noted when the reader goes elsewhere, and each time a windowful has gone by.
//! Invariant: what the reader does shows at once; what an answer brings never undoes it.
//! Must not know: where records are kept, keys.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use crate::corpus::{Corpus, Own, Set};
use crate::layout::Pane;
use crate::query::Query;
use crate::record::{APART, Edit, Identity, Kept, Likeness, Place, Record, Since};

use super::article::{GONE, Standing};
use super::trail;
use super::{App, Effect};

/// What is left on the briefings of one corpus, by their numbers.
#[derive(Debug, Clone, Default)]
struct Left {
    own: Arc<Own>,
    stops: HashMap<u32, Place>,
    /// a–z, of each briefing.
    marks: BTreeMap<(u32, char), Place>,
    /// A–Z, of all.
    across: BTreeMap<char, (u32, Place)>,
}

/// Something that was done.
#[derive(Debug, Clone)]
enum Done {
    Read(Set, bool),
    Star(Set, bool),
    Stop(u32, Place),
    Mark(char, u32, Option<Place>),
}

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
    /// Done since the question that is not answered yet.
    journal: Vec<Done>,
    /// Whether anything has been told yet.
    told: bool,
    /// What was read and starred when the present query was asked: what is read from its list does not leave it under the
    /// reader's hands.
    asked: Arc<Own>,
}

/// A question, to be answered off the loop: what do the records that are kept say of the briefings of this corpus?
#[derive(Debug, Clone)]
pub struct Recall {
    /// Records that changed after that are wanted.
    pub since: Since,
    generation: u64,
    corpus: Arc<Corpus>,
}

/// The answer.
#[derive(Debug)]
pub struct Recalled {
    generation: u64,
    since: Since,
    what: What,
    noted: Vec<Done>,
    known: Vec<(i64, Identity)>,
}

#[derive(Debug)]
enum What {
    /// All.
    Whole(Left),
    /// These records have changed.
    Changed(Vec<(u32, Record)>),
    /// What has changed concerns briefings that have changed, too: all of it must be looked at.
    Unclear,
}

/// What the records that are kept say of the briefings of a corpus, for those who have no session.
pub fn own(corpus: &Arc<Corpus>, kept: Kept) -> Arc<Own> {
    let question = Recall {
        since: Since::default(),
        generation: 0,
        corpus: Arc::clone(corpus),
    };
    match question.run(kept).what {
        What::Whole(left) => left.own,
        What::Changed(_) | What::Unclear => Arc::default(),
    }
}

impl Recall {
    /// Finds whose the records are.
    pub fn run(self, kept: Kept) -> Recalled {
        let owners = Owners::new(&kept.records);
        let corpus = &*self.corpus;
        let mut known = Vec::new();
        let what = match kept.whole {
            true => What::Whole(owners.whole(corpus, &kept.records, &mut known)),
            false => owners.changed(corpus, &kept.records),
        };
        Recalled {
            generation: self.generation,
            since: kept.since,
            what,
            noted: noted(corpus, kept.noted),
            known,
        }
    }
}

/// Records by the keys of their briefings: (key, record, which of its identities), sorted.
struct Owners<'r> {
    records: &'r [Record],
    keys: [Vec<(u64, u32, u32)>; 3],
}

impl<'r> Owners<'r> {
    fn new(records: &'r [Record]) -> Owners<'r> {
        let mut keys: [Vec<(u64, u32, u32)>; 3] = Default::default();
        for (record, at) in records.iter().zip(0..) {
            for (identity, nth) in record.known.iter().zip(0..) {
                for (keys, key) in keys
                    .iter_mut()
                    .zip([identity.id, identity.text, identity.path])
                {
                    if key != 0 {
                        keys.push((key, at, nth));
                    }
                }
            }
        }
        keys.iter_mut().for_each(|k| k.sort_unstable());
        Owners { records, keys }
    }

    /// The record that is most surely a briefing's, the one made last of several.
    fn of(&self, briefing: Identity) -> Option<(Likeness, usize)> {
        let keys = [briefing.id, briefing.text, briefing.path];
        let mut best = None;
        for (keys, key) in self.keys.iter().zip(keys).filter(|(_, key)| *key != 0) {
            let first = keys.partition_point(|k| k.0 < key);
            for (_, at, nth) in keys[first..].iter().take_while(|k| k.0 == key) {
                let known = self.records[*at as usize].known[*nth as usize];
                best = best.max(known.likeness(briefing).map(|how| (how, *at as usize)));
            }
            // What follows is less sure.
            if best.is_some_and(|(how, _)| how > Likeness::Path) {
                break;
            }
        }
        best
    }

    /// What all records say. Those whose briefing is at hand for sure are no other's that is only where it was.
    fn whole(&self, corpus: &Corpus, records: &[Record], known: &mut Vec<(i64, Identity)>) -> Left {
        let mut left = Left::default();
        let mut claimed = vec![false; records.len()];
        let mut unsure = Vec::new();
        for briefing in 0..corpus.len() as u32 {
            let identity = corpus.identity(briefing);
            match self.of(identity) {
                None => continue,
                Some((Likeness::Path, at)) => unsure.push((briefing, identity, at)),
                Some((how, at)) => {
                    claimed[at] = true;
                    left.take(briefing, &records[at]);
                    if how < Likeness::Same {
                        known.push((records[at].number, identity));
                    }
                }
            }
        }
        for (briefing, identity, at) in unsure {
            let number = match claimed[at] {
                true => APART,
                false => records[at].number,
            };
            if number != APART {
                left.take(briefing, &records[at]);
            }
            known.push((number, identity));
        }
        left
    }

    fn changed(&self, corpus: &Corpus, records: &[Record]) -> What {
        let mut changed = Vec::new();
        if records.is_empty() {
            return What::Changed(changed);
        }
        for briefing in 0..corpus.len() as u32 {
            match self.of(corpus.identity(briefing)) {
                None => {}
                Some((Likeness::Same, at)) => changed.push((briefing, records[at].clone())),
                Some(_) => return What::Unclear,
            }
        }
        What::Changed(changed)
    }
}

/// What was noted and is not kept yet, of the briefings of this corpus.
fn noted(corpus: &Corpus, edits: Vec<Edit>) -> Vec<Done> {
    if edits.is_empty() {
        return Vec::new();
    }
    let numbers = (0..corpus.len() as u32).map(|b| (corpus.identity(b), b));
    let numbers: HashMap<Identity, u32> = numbers.collect();
    let set = |all: Vec<Identity>| all.iter().filter_map(|i| numbers.get(i)).collect();
    let done = |edit| match edit {
        Edit::Read(all, read) => Some(Done::Read(set(all), read)),
        Edit::Star(all, starred) => Some(Done::Star(set(all), starred)),
        Edit::Stop(who, place) => Some(Done::Stop(*numbers.get(&who)?, place)),
        Edit::Mark(letter, who, place) => Some(Done::Mark(letter, *numbers.get(&who)?, place)),
        // Of these nothing is shown yet.
        Edit::Tag(..) | Edit::Note(_) | Edit::Seen(..) | Edit::Known(_) => None,
    };
    edits.into_iter().filter_map(done).collect()
}

impl Left {
    /// Takes over all that a record says of a briefing.
    fn take(&mut self, briefing: u32, record: &Record) {
        let own = Arc::make_mut(&mut self.own);
        set(&mut own.read, briefing, record.read);
        set(&mut own.starred, briefing, record.starred);
        match &record.stop {
            Some(place) => drop(self.stops.insert(briefing, place.clone())),
            None => drop(self.stops.remove(&briefing)),
        }
        for (letter, place) in &record.marks {
            self.mark(*letter, briefing, place.clone());
        }
    }

    fn mark(&mut self, letter: char, briefing: u32, place: Option<Place>) {
        match (letter.is_ascii_uppercase(), place) {
            (true, Some(place)) => drop(self.across.insert(letter, (briefing, place))),
            (true, None) => {
                // Another briefing may have it by now.
                if self.across.get(&letter).is_some_and(|m| m.0 == briefing) {
                    self.across.remove(&letter);
                }
            }
            (false, Some(place)) => drop(self.marks.insert((briefing, letter), place)),
            (false, None) => drop(self.marks.remove(&(briefing, letter))),
        }
    }

    fn apply(&mut self, done: Done) {
        match done {
            Done::Read(briefings, true) => Arc::make_mut(&mut self.own).read |= briefings,
            Done::Read(briefings, false) => Arc::make_mut(&mut self.own).read -= briefings,
            Done::Star(briefings, true) => Arc::make_mut(&mut self.own).starred |= briefings,
            Done::Star(briefings, false) => Arc::make_mut(&mut self.own).starred -= briefings,
            Done::Stop(briefing, place) => drop(self.stops.insert(briefing, place)),
            Done::Mark(letter, briefing, place) => self.mark(letter, briefing, place),
        }
    }

    fn renumbered(self, new: &dyn Fn(u32) -> Option<u32>) -> Left {
        let stops = self.stops.into_iter();
        let marks = self.marks.into_iter();
        let across = self.across.into_iter();
        Left {
            own: Arc::new(renumbered(&self.own, new)),
            stops: stops.filter_map(|(b, p)| Some((new(b)?, p))).collect(),
            marks: marks
                .filter_map(|((b, l), p)| Some(((new(b)?, l), p)))
                .collect(),
            across: across
                .filter_map(|(l, (b, p))| Some((l, (new(b)?, p))))
                .collect(),
        }
    }
}

fn renumbered(own: &Own, new: &dyn Fn(u32) -> Option<u32>) -> Own {
    let moved = |all: &Set| -> Set { all.iter().filter_map(new).collect() };
    Own {
        read: moved(&own.read),
        starred: moved(&own.starred),
    }
}

fn set(all: &mut Set, briefing: u32, is: bool) {
    match is {
        true => all.insert(briefing),
        false => all.remove(briefing),
    };
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
    }

    /// What a query is to be asked with: when it is asked anew, with what is so now.
    pub(super) fn asked(&mut self, anew: bool) -> Arc<Own> {
        if anew {
            self.asked = Arc::clone(&self.left.own);
        }
        Arc::clone(&self.asked)
    }

    fn done(&mut self, done: Done) {
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
        let who = self.corpus.identity(briefing);
        self.records
            .done(Done::Mark(letter, briefing, Some(place.clone())));
        Some(Effect::Record(Edit::Mark(letter, who, Some(place))))
    }

    /// Makes briefings read, or unread.
    pub fn set_read(&mut self, briefings: Set, read: bool) -> Vec<Effect> {
        let who = self.identities(&briefings);
        let own = &self.records.own().read;
        let changed = match read {
            true => &briefings - own,
            false => &briefings & own,
        };
        self.records.done(Done::Read(briefings, read));
        let (corpus, results) = (&self.corpus, &self.results);
        if !self.sources.recount(corpus, results, &changed, read) {
            self.rebuild_sources();
        }
        vec![Effect::Record(Edit::Read(who, read))]
    }

    /// Gives briefings a star, or takes it.
    pub fn set_starred(&mut self, briefings: Set, starred: bool) -> Vec<Effect> {
        let who = self.identities(&briefings);
        self.records.done(Done::Star(briefings, starred));
        vec![Effect::Record(Edit::Star(who, starred))]
    }

    fn identities(&self, briefings: &Set) -> Vec<Identity> {
        briefings.iter().map(|b| self.corpus.identity(b)).collect()
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
                effects.extend(self.set_read(Set::from_iter([briefing]), true));
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

    /// The session ends: where reading stopped.
    pub fn end(&mut self) -> Option<Effect> {
        let (briefing, at) = self.stand()?;
        Some(self.stop(briefing, at))
    }

    fn stop(&mut self, briefing: u32, at: u32) -> Effect {
        let place = Place::new(&self.corpus.page(briefing).briefing.body, at);
        self.records.done(Done::Stop(briefing, place.clone()));
        Effect::Record(Edit::Stop(self.corpus.identity(briefing), place))
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
        match answer.what {
            What::Whole(left) => records.left = left,
            What::Changed(changed) => {
                for (briefing, record) in changed {
                    records.left.take(briefing, &record);
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
        if !std::mem::replace(&mut self.records.told, true) && self.query.asks_own() {
            // It was asked before anything was known.
            let query = self.query.clone();
            effects.extend(self.ask_again(query));
        }
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
