//! What becomes of the session when the corpus is another? Everything that counts briefings, mentions or entities is renumbered.
//!
//! Invariant: whatever the reader looks at stays where it is, as long as the corpus still has it.
//! Must not know: why the corpus is another.

use std::collections::HashMap;
use std::sync::Arc;

use crate::briefing::{Briefing, Origin, Progress};
use crate::corpus::{Corpus, Marks};
use crate::entity::EntityId;

use super::article::Article;
use super::concordance::Concordance;
use super::list::Cursor;
use super::trail::Place;
use super::{App, Effect, Layer};

impl App {
    /// The corpus has been read, in part (`reading` tells how far) or whole.
    pub fn opened(&mut self, corpus: Arc<Corpus>, reading: Option<Progress>) -> Vec<Effect> {
        self.reading = reading;
        let old = std::mem::replace(&mut self.corpus, corpus);
        let renewal = Renewal::new(&old, Arc::clone(&self.corpus));
        self.trail.renumber(|place| renewal.place(place));
        self.sources.renumber(|b| renewal.briefing(b));
        let hits = std::mem::take(&mut self.results.hits);
        self.results.hits = hits
            .into_iter()
            .filter_map(|hit| renewal.briefing(hit))
            .collect();
        // What could be pointed at was worked out for the corpus before; the answer that is on its way brings its own.
        self.results.marks = Marks::default();
        self.renew_article(&renewal);
        self.renew_layers(&renewal);
        self.refresh_offers();
        let query = self.query.clone();
        self.ask(query)
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
        let Some(place) = renewal.place(self.place_in(&old)) else {
            return;
        };
        let column = self.column();
        let mut article = Article::open(&self.corpus, place.briefing, column.width, column.height);
        article.mention = place.mention;
        if renewal.is_same(old.briefing) {
            article.needle = old.needle;
            article.finds = old.finds;
            article.find = old.find;
        }
        article.put_on_top(place.at, place.above);
        self.article = Some(article);
    }

    fn renew_layers(&mut self, renewal: &Renewal<'_>) {
        let height = self.overlay_height();
        let (corpus, results) = (&self.corpus, &self.results);
        self.layers.retain_mut(|layer| match layer {
            Layer::Concordance(c) => {
                renewal.concordance(c, &mut |c| c.rebuild(corpus, results, height), height)
            }
            Layer::Problems(cursor) => {
                let last = corpus.problems.len().saturating_sub(1);
                *cursor = Cursor {
                    at: cursor.at.min(last),
                    top: cursor.top.min(last),
                };
                true
            }
            Layer::Help(..) => true,
        });
    }
}

/// The numbers of one corpus in another.
struct Renewal<'c> {
    old: &'c Corpus,
    new: Arc<Corpus>,
    briefings: Vec<Option<u32>>,
}

impl<'c> Renewal<'c> {
    fn new(old: &'c Corpus, new: Arc<Corpus>) -> Self {
        let numbered = new.briefings.iter().zip(0u32..);
        let numbers: HashMap<&Origin, u32> = numbered.map(|(b, n)| (&b.origin, n)).collect();
        let number = |b: &Arc<Briefing>| numbers.get(&b.origin).copied();
        let mut briefings: Vec<Option<u32>> = old.briefings.iter().map(number).collect();
        let gone = briefings.iter().enumerate().filter(|(_, n)| n.is_none());
        let gone: Vec<usize> = gone.map(|(i, _)| i).collect();
        if !gone.is_empty() {
            // A file that has another name now is the same text at another place.
            let texts: HashMap<&str, u32> = (new.briefings.iter().zip(0u32..))
                .map(|(b, n)| (b.body.as_str(), n))
                .collect();
            for i in gone {
                briefings[i] = texts.get(old.briefings[i].body.as_str()).copied();
            }
        }
        Renewal {
            old,
            new,
            briefings,
        }
    }

    fn briefing(&self, old: u32) -> Option<u32> {
        *self.briefings.get(old as usize)?
    }

    /// Whether the briefing has the text that it had.
    fn is_same(&self, old: u32) -> bool {
        let new = self.briefing(old).map(|n| &self.new.briefings[n as usize]);
        new.is_some_and(|new| {
            let old = &self.old.briefings[old as usize];
            Arc::ptr_eq(old, new) || old.body == new.body
        })
    }

    fn place(&self, old: Place) -> Option<Place> {
        let briefing = self.briefing(old.briefing)?;
        let before = &self.old.briefings[old.briefing as usize].body;
        let now = &self.new.briefings[briefing as usize].body;
        let mention = old.mention.and_then(|m| self.mention(old.briefing, m));
        Some(Place {
            above: old.above,
            briefing,
            at: moved(before, now, old.at),
            mention: mention.map(|(_, m)| m),
        })
    }

    /// The mention in the same words, if they still are one.
    fn mention(&self, briefing: u32, mention: u32) -> Option<(u32, u32)> {
        if !self.is_same(briefing) {
            return None;
        }
        let span = self.old.mentions(briefing).get(mention as usize)?.span;
        let new = self.briefing(briefing)?;
        let at = self.new.mentions(new).iter().position(|m| m.span == span)?;
        Some((new, at as u32))
    }

    fn entity(&self, old: EntityId) -> Option<EntityId> {
        let slug = &self.old.entities.all.get(old.0 as usize)?.slug;
        let at = self.new.entities.all.iter().position(|e| e.slug == *slug)?;
        Some(EntityId(at as u32))
    }

    /// Renews a concordance; false if nobody of whom it speaks is left.
    fn concordance(
        &self,
        c: &mut Concordance,
        rebuild: &mut dyn FnMut(&mut Concordance),
        height: usize,
    ) -> bool {
        let selected = c.selected().and_then(|(b, m)| self.mention(b, m));
        c.entities = c.entities.iter().filter_map(|&e| self.entity(e)).collect();
        rebuild(c);
        if let Some((b, m)) = selected {
            let row = super::concordance::Row::Mention(b, m);
            let at = c.rows.iter().position(|r| *r == row);
            c.select(at.unwrap_or(c.cursor.at), height);
        }
        !c.entities.is_empty()
    }
}

/// Where byte `at` of a text is after an edit: what is before the edit stays, what is after it moves along.
fn moved(before: &str, now: &str, at: u32) -> u32 {
    let (old, new) = (before.as_bytes(), now.as_bytes());
    let same = old.iter().zip(new).take_while(|(a, b)| a == b).count();
    let at = at as usize;
    if at <= same {
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
        ] {
            assert_eq!(moved(before, now, at), expected, "{before} → {now}");
        }
    }
}
