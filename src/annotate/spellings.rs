//! Which word is this spelling? A table of texts in one buffer, looked up by hash, without a value of its own for each.
//!
//! Invariant: a spelling is of one word only; the first that was added stays.
//! Must not know: what words mean, documents.

use super::lexicon::Word;

/// Spellings with the words they are of.
#[derive(Debug, Default)]
pub(crate) struct Spellings {
    text: String,
    known: Vec<Spelling>,
    /// A power of two of them, at least one free; empty before the first spelling.
    slots: Vec<Slot>,
}

#[derive(Debug, Clone, Copy)]
struct Spelling {
    start: u32,
    end: u32,
    word: Word,
    hash: u32,
}

#[derive(Debug, Clone, Copy, Default)]
struct Slot {
    hash: u32,
    /// One more than the place in `known`; 0 is free.
    known: u32,
}

impl Spellings {
    /// A table with room for so many spellings of so many bytes in all.
    pub fn with_room(spellings: usize, bytes: usize) -> Self {
        Self {
            text: String::with_capacity(bytes),
            known: Vec::with_capacity(spellings),
            slots: vec![Slot::default(); (2 * spellings).next_power_of_two()],
        }
    }

    /// The word of `spelling`, whose [`key`](super::lexicon::key) is at hand.
    pub fn find(&self, spelling: &str, hash: u32) -> Option<Word> {
        let last = self.slots.len().checked_sub(1)?;
        let mut at = hash as usize & last;
        loop {
            let slot = self.slots[at];
            let known = self.known.get((slot.known as usize).checked_sub(1)?)?;
            if slot.hash == hash && self.text(*known) == spelling {
                return Some(known.word);
            }
            at = (at + 1) & last;
        }
    }

    /// Adds a spelling that is not there yet and returns its place.
    pub fn add(&mut self, spelling: &str, hash: u32, word: Word) -> u32 {
        if self.slots.len() < 2 * (self.known.len() + 1) {
            self.grow();
        }
        let start = self.text.len() as u32;
        self.text.push_str(spelling);
        self.known.push(Spelling {
            start,
            end: self.text.len() as u32,
            word,
            hash,
        });
        let known = self.known.len() as u32;
        self.place(Slot { hash, known });
        known - 1
    }

    /// The spelling at a place that [`Spellings::add`] returned.
    pub fn get(&self, place: u32) -> &str {
        let known = self.known.get(place as usize);
        known.map_or("", |known| self.text(*known))
    }

    fn text(&self, known: Spelling) -> &str {
        &self.text[known.start as usize..known.end as usize]
    }

    fn grow(&mut self) {
        self.slots = vec![Slot::default(); (2 * self.slots.len()).max(64)];
        for (n, known) in (1..).zip(0..self.known.len()) {
            let hash = self.known[known].hash;
            self.place(Slot { hash, known: n });
        }
    }

    fn place(&mut self, slot: Slot) {
        let last = self.slots.len() - 1;
        let mut at = slot.hash as usize & last;
        while self.slots[at].known != 0 {
            at = (at + 1) & last;
        }
        self.slots[at] = slot;
    }
}
