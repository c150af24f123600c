//! What becomes of the session when the corpus is another? Everything that counts briefings, mentions or entities is renumbered.
//!
//! Invariant: whatever the reader looks at stays where it is, as long as the corpus still has it.
//! Must not know: why the corpus is another.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use crate::briefing::Progress;
use crate::corpus::{Corpus, Marks, Page};
use crate::entity::EntityId;

use super::article::{Article, GONE, Standing};
use super::concordance::Concordance;
use super::list::Cursor;
use super::trail::Place;
use super::{App, Effect, Layer, Offer};

impl App {
    /// The corpus has been read, in part (`reading` tells how far) or whole.
    pub fn opened(&mut self, corpus: Arc<Corpus>, reading: Option<Progress>) -> Vec<Effect> {
        self.reading = reading;
        let old = std::mem::replace(&mut self.corpus, corpus);
        let renewal = Renewal::new(&old, Arc::clone(&self.corpus));
        self.trail.renumber(|place| renewal.place(place));
        self.sources.renumber(|b| renewal.briefing(b));
        let len = self.corpus.len();
        self.copies.renumber(len, |b| renewal.briefing(b));
        self.records.renumber(&|b| renewal.briefing(b));
        self.history.renumber(&|b| renewal.briefing(b));
        let hits = std::mem::take(&mut self.results.hits);
        self.results.hits = hits
            .into_iter()
            .filter_map(|hit| renewal.briefing(hit))
            .collect();
        // What could be pointed at was worked out for the corpus before; the answer that is on its way brings its own.
        self.results.marks = Marks::default();
        self.why.forget();
        self.parallels.renew(&self.corpus, self.reading.is_some());
        self.renew_article(&renewal);
        self.renew_layers(&renewal);
        self.renew_offers(&renewal);
        let query = self.query.clone();
        let mut effects = self.ask(query);
        effects.extend(self.count_saved());
        effects.extend(self.ask_card());
        effects.extend(self.ask_timeline());
        effects.extend(self.ask_related());
        effects.extend(self.ask_copies());
        effects.extend(self.recall());
        effects
    }

    /// So far reading has come.
    pub fn progress(&mut self, progress: Progress) {
        // Several threads read, and their words may overtake each other.
        if let Some(reading) = &mut self.reading {
            let read = progress.read.max(reading.read);
            *reading = Progress { read, ..progress };
        }
    }

    fn renew_article(&mut self, renewal: &Renewal<'_>) {
        let Some(old) = self.article.take() else {
            return;
        };
        let place = match old.standing {
            Standing::Gone => renewal.place_again(&old),
            _ => renewal.place(self.place_in(&old)),
        };
        let Some(place) = place else {
            let mut old = old;
            old.leave(&self.corpus, |e| renewal.entity(e));
            self.article = Some(old);
            return;
        };
        let column = self.column();
        let mut article = Article::open(&self.corpus, place.briefing, column);
        article.mention = place.mention;
        let is_same = renewal.is_same(old.briefing);
        if is_same {
            article.unfold(old.is_unfolded());
            article.needle = old.needle;
            article.finds = old.finds;
            article.find = old.find;
            article.landed = old.landed;
            article.selection = old.selection;
        }
        article.put_on_top(place.at, place.above);
        article.paragraph = old.paragraph.filter(|_| is_same);
        self.article = Some(article);
        self.find_words();
    }

    /// Whoever is about to be chosen is so still, wherever they stand now.
    fn renew_offers(&mut self, renewal: &Renewal<'_>) {
        let chosen = self.prompt.as_ref().and_then(|p| p.chosen);
        let entity = match self.offers.get(chosen.unwrap_or(0)) {
            Some(Offer::Entity(entity)) => Some(renewal.entity(*entity)),
            _ => None,
        };
        self.refresh_offers();
        if let (Some(prompt), Some(entity)) = (&mut self.prompt, entity) {
            let is_it = |o: &Offer| matches!(o, Offer::Entity(e) if Some(*e) == entity);
            prompt.chosen = self.offers.iter().position(is_it);
        }
    }

    fn renew_layers(&mut self, renewal: &Renewal<'_>) {
        let height = self.overlay_height();
        let (corpus, results) = (&self.corpus, &self.results);
        let fetched = self.pulling.problems.len();
        self.layers.retain_mut(|layer| match layer {
            Layer::Concordance(c) => {
                renewal.concordance(c, &mut |c| c.rebuild(corpus, results, height), height)
            }
            Layer::Card(card) => card.renew(&|e| renewal.entity(e), &|b, m| renewal.mention(b, m)),
            Layer::Timeline(timeline) => {
                timeline.renew(&|e| renewal.entity(e), &|b| renewal.briefing(b))
            }
            Layer::Problems(cursor) => {
                let last = (corpus.problems().len() + fetched).saturating_sub(1);
                *cursor = Cursor {
                    at: cursor.at.min(last),
                    top: cursor.top.min(last),
                };
                true
            }
            Layer::Parallels(list) => {
                let same = |old: u32| renewal.briefing(old).filter(|_| renewal.is_same(old));
                list.renumber(same)
            }
            Layer::Related(list) => {
                let same = |old: u32| renewal.briefing(old).filter(|_| renewal.is_same(old));
                list.renumber(same)
            }
            // The article has been renewed before.
            Layer::Contents(cursor) => {
                let sections = self
                    .article
                    .as_ref()
                    .map_or(0, |a| a.outline.sections.len());
                cursor.at = cursor.at.min(sections.saturating_sub(1));
                sections > 0
            }
            // It is listed anew, since the records have changed.
            Layer::Help(..) | Layer::Address(_) | Layer::Notes(_) => true,
        });
    }
}

/// Texts are compared only among so many briefings that no key tells of.
const COMPARED: usize = 1000;

/// The numbers of one corpus in another.
struct Renewal<'c> {
    old: &'c Corpus,
    new: Arc<Corpus>,
    briefings: Vec<u32>,
}

impl<'c> Renewal<'c> {
    fn new(old: &'c Corpus, new: Arc<Corpus>) -> Self {
        let briefings = renumbered(old, &new);
        Renewal {
            old,
            new,
            briefings,
        }
    }

    fn briefing(&self, old: u32) -> Option<u32> {
        let new = self.briefings.get(old as usize).copied();
        new.filter(|n| *n != GONE)
    }

    /// Whether the briefing has the text that it had.
    fn is_same(&self, old: u32) -> bool {
        self.briefing(old).is_some_and(|new| {
            self.old.key(old).serial == self.new.key(new).serial
                || self.old.page(old).briefing.body == self.new.page(new).briefing.body
        })
    }

    fn place(&self, old: Place) -> Option<Place> {
        let briefing = self.briefing(old.briefing)?;
        let mut place = Place { briefing, ..old };
        if !self.is_same(old.briefing) {
            let (before, now) = (self.old.page(old.briefing), self.new.page(briefing));
            place.at = moved(&before.briefing.body, &now.briefing.body, old.at);
        }
        let mention = old.mention.and_then(|m| self.mention(old.briefing, m));
        place.mention = mention.map(|(_, m)| m);
        Some(place)
    }

    /// The place in an article whose file was gone, if it has come back.
    fn place_again(&self, article: &Article) -> Option<Place> {
        let mut all = 0..self.new.len() as u32;
        let briefing = all.find(|&n| self.new.key(n).file == article.file)?;
        let now = self.new.page(briefing);
        let (at, above) = article.top_place();
        Some(Place {
            briefing,
            at: moved(&article.page.briefing.body, &now.briefing.body, at),
            above,
            mention: None,
        })
    }

    /// The mention in the same words, if they still are one.
    fn mention(&self, briefing: u32, mention: u32) -> Option<(u32, u32)> {
        if !self.is_same(briefing) {
            return None;
        }
        let span = self.old.page(briefing).mentions.get(mention as usize)?.span;
        let new = self.briefing(briefing)?;
        let mentions = &self.new.page(new).mentions;
        let at = mentions.iter().position(|m| m.span == span)?;
        Some((new, at as u32))
    }

    fn entity(&self, old: EntityId) -> Option<EntityId> {
        self.new.entity_by_slug(self.old.entity(old).slug)
    }

    /// Renews a concordance; false if nobody of whom it speaks is left.
    fn concordance(
        &self,
        c: &mut Concordance,
        rebuild: &mut dyn FnMut(&mut Concordance),
        height: usize,
    ) -> bool {
        let selected = c.selected(self.old).and_then(|(b, m)| self.mention(b, m));
        let here = c.here.and_then(|(b, nth)| {
            let mention = c.mention(self.old, b, nth)?;
            self.mention(b, mention)
        });
        let entities = c.entities.iter().filter_map(|&e| self.entity(e)).collect();
        c.renew(&self.new, entities, here);
        rebuild(c);
        if let Some((b, m)) = selected {
            c.find(&self.new, (b, m), height);
        }
        !c.entities.is_empty()
    }
}

/// For each briefing of one corpus its number in another: that of the same text of the same file, else of the same file, else
/// of the same text, which is a file that has another name now.
fn renumbered(old: &Corpus, new: &Corpus) -> Vec<u32> {
    let mut by_serial: Vec<u32> = Vec::new();
    for n in 0..new.len() as u32 {
        let serial = new.key(n).serial as usize;
        if serial >= by_serial.len() {
            by_serial.resize(serial + 1, GONE);
        }
        by_serial[serial] = n;
    }
    let same = |o: u32| by_serial.get(old.key(o).serial as usize).copied();
    let before = 0..old.len() as u32;
    let mut numbers: Vec<u32> = before.map(|o| same(o).unwrap_or(GONE)).collect();
    pair(
        &mut numbers,
        new,
        usize::MAX,
        |o| old.key(o).file,
        |n| new.key(n).file,
    );
    let text = |page: Arc<Page>| {
        let mut hasher = DefaultHasher::new();
        page.briefing.body.hash(&mut hasher);
        hasher.finish()
    };
    pair(
        &mut numbers,
        new,
        COMPARED,
        |o| text(old.page(o)),
        |n| text(new.page(n)),
    );
    numbers
}

/// Gives those without a number that of the briefing with the same key, among those that nobody has; if there are no more
/// than `most` of either.
fn pair(
    numbers: &mut [u32],
    new: &Corpus,
    most: usize,
    old_key: impl Fn(u32) -> u64,
    new_key: impl Fn(u32) -> u64,
) {
    let lost = numbers.iter().filter(|n| **n == GONE).count();
    if lost == 0 || lost > most {
        return;
    }
    let mut is_taken = vec![false; new.len()];
    let taken = numbers.iter().filter(|n| **n != GONE);
    taken.for_each(|n| is_taken[*n as usize] = true);
    let fresh = (0..).zip(&is_taken).filter(|(_, taken)| !**taken);
    let fresh: Vec<u32> = fresh.map(|(n, _)| n).collect();
    if fresh.len() > most {
        return;
    }
    let fresh: HashMap<u64, u32> = fresh.into_iter().map(|n| (new_key(n), n)).collect();
    for (old, number) in (0..).zip(numbers).filter(|(_, n)| **n == GONE) {
        if fresh.is_empty() {
            break;
        }
        *number = fresh.get(&old_key(old)).copied().unwrap_or(GONE);
    }
}

/// Where byte `at` of a text is after an edit: what is before the edit stays, what is after it moves along.
fn moved(before: &str, now: &str, at: u32) -> u32 {
    let (old, new) = (before.as_bytes(), now.as_bytes());
    let same = old.iter().zip(new).take_while(|(a, b)| a == b).count();
    let at = at as usize;
    if at == 0 || at < same {
        return at as u32;
    }
    let ends = old.iter().rev().zip(new.iter().rev());
    let tail = ends.take_while(|(a, b)| a == b).count();
    if at + tail >= old.len() {
        (at + new.len() - old.len()) as u32
    } else {
        let starts = (0..=same).rev().find(|&i| now.is_char_boundary(i));
        starts.unwrap_or(0) as u32
    }
}

#[cfg(test)]
mod tests {
    use super::moved;

    #[test]
    fn a_place_in_a_text_moves_with_the_words_around_it() {
        for (before, now, at, expected) in [
            ("one two three", "one two three", 4, 4),
            ("one two three", "zero one two three", 4, 9),
            ("one two three", "one two three four", 8, 8),
            ("one two three", "one three", 8, 4),
            ("one two three", "one 2 three", 5, 4),
            ("one two three", "", 8, 0),
            ("aaaa", "aa", 3, 1),
            ("one two", "one 2 two", 4, 6),
            ("one", "zero one", 0, 0),
        ] {
            assert_eq!(moved(before, now, at), expected, "{before} → {now}");
        }
    }
}
