//! Which words stand where? The words of all briefings as numbers, so that looking for them is comparing numbers.
//!
//! A word of the text is known by its folded form (its number), and forms of one stem are known together.
//! Must not know: facets, entities, whole queries.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

use rayon::prelude::*;
use roaring::RoaringBitmap;

use crate::briefing::{BlockKind, Briefing, Span};
use crate::fold;
use crate::query::{How, Text};

/// The words of all briefings.
#[derive(Debug, Default)]
pub(super) struct Words {
    /// Folded forms by number.
    forms: Vec<String>,
    numbers: HashMap<String, u32>,
    /// The numbers of all forms of a stem, ascending.
    stems: HashMap<String, Vec<u32>>,
    /// For each form, the briefings whose text has it.
    sets: Vec<RoaringBitmap>,
    texts: Vec<Tokens>,
    titles: Vec<Vec<u32>>,
    /// Words of all texts together.
    total: u64,
}

/// The words of one text in order.
#[derive(Debug, Default)]
struct Tokens {
    words: Vec<u32>,
    spans: Vec<Span>,
    /// Where each block ends in `words`: phrases do not reach across blocks.
    ends: Vec<u32>,
}

/// What a text of the query asks for: for each of its words the numbers that will do, ascending.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Wanted {
    places: Vec<Vec<u32>>,
    how: How,
}

/// One briefing's words before they are numbered: numbers are places in `forms`.
struct Scanned {
    forms: Vec<String>,
    text: Tokens,
    title: Vec<u32>,
}

impl Words {
    pub(super) fn build(briefings: &[Arc<Briefing>]) -> Words {
        let scanned: Vec<Scanned> = briefings.par_iter().map(|b| scan(b)).collect();
        let mut words = Words::default();
        for (at, scanned) in scanned.into_iter().enumerate() {
            let numbers: Vec<u32> = scanned.forms.into_iter().map(|f| words.number(f)).collect();
            let of = |local: &u32| numbers[*local as usize];
            let mut text = scanned.text;
            text.words.iter_mut().for_each(|w| *w = of(w));
            for word in &text.words {
                words.sets[*word as usize].insert(at as u32);
            }
            words.titles.push(scanned.title.iter().map(of).collect());
            words.total += text.words.len() as u64;
            words.texts.push(text);
        }
        let stems: Vec<String> = words.forms.par_iter().map(|f| fold::stem(f)).collect();
        for (number, stem) in stems.into_iter().enumerate() {
            words.stems.entry(stem).or_default().push(number as u32);
        }
        words
    }

    fn number(&mut self, form: String) -> u32 {
        *self.numbers.entry(form).or_insert_with_key(|form| {
            self.forms.push(form.clone());
            self.sets.push(RoaringBitmap::new());
            self.forms.len() as u32 - 1
        })
    }

    /// The numbers that a text of the query stands for.
    pub(super) fn wanted(&self, text: &Text) -> Wanted {
        let stemmed = |form: &str| {
            self.stems
                .get(&fold::stem(form))
                .cloned()
                .unwrap_or_default()
        };
        let fitting = |fits: &(dyn Fn(&str) -> bool + Sync)| -> Vec<u32> {
            let numbered = self.forms.par_iter().enumerate();
            numbered
                .filter(|(_, f)| fits(f))
                .map(|(n, _)| n as u32)
                .collect()
        };
        let place = |form: String| match text.how {
            How::Phrase | How::Near(_) => stemmed(&form),
            How::Prefix => fitting(&|f| f.starts_with(&form)),
            How::Typo => {
                let mut numbers = fitting(&|f| fold::one_typo(f, &form));
                numbers.extend(stemmed(&form));
                numbers.sort_unstable();
                numbers.dedup();
                numbers
            }
        };
        Wanted {
            places: fold::words(&text.text)
                .map(|w| place(w.text.into_owned()))
                .collect(),
            how: text.how,
        }
    }

    /// The briefings in whose text it is found.
    pub(super) fn having(&self, wanted: &Wanted) -> RoaringBitmap {
        let any = |numbers: &Vec<u32>| {
            let sets = numbers.iter().map(|n| &self.sets[*n as usize]);
            sets.fold(RoaringBitmap::new(), |a, b| a | b)
        };
        let mut places = wanted.places.iter().map(any);
        let Some(mut set) = places.next() else {
            return RoaringBitmap::new();
        };
        for place in places {
            set &= place;
        }
        if wanted.places.len() > 1 {
            let kept = set.iter().filter(|b| {
                self.texts[*b as usize]
                    .blocks()
                    .any(|(_, words)| wanted.is_in(words))
            });
            set = kept.collect();
        }
        set
    }

    /// The briefings in whose title it is found.
    pub(super) fn titled(&self, wanted: &Wanted) -> RoaringBitmap {
        let titles = self.titles.iter().enumerate();
        titles
            .filter(|(_, t)| wanted.is_in(t))
            .map(|(b, _)| b as u32)
            .collect()
    }

    /// How often it is found in the text of a briefing (the title included, where the text shows it), and in the title.
    pub(super) fn times(&self, wanted: &Wanted, briefing: u32) -> (u32, u32) {
        let count = |words: &[u32]| {
            let mut count = 0;
            wanted.each(words, &mut |_, _| {
                count += 1;
                true
            });
            count
        };
        let text = &self.texts[briefing as usize];
        let in_text = text.blocks().map(|(_, words)| count(words)).sum();
        (in_text, count(&self.titles[briefing as usize]))
    }

    /// Words in the text of a briefing.
    pub(super) fn length(&self, briefing: u32) -> f64 {
        self.texts[briefing as usize].words.len() as f64
    }

    /// Words in a text on average; of nothing, one.
    pub(super) fn mean_length(&self) -> f64 {
        (self.total as f64 / self.texts.len().max(1) as f64).max(1.0)
    }

    /// Where it is found in the text of a briefing, in order: words, or whole phrases.
    pub(super) fn spans(&self, wanted: &Wanted, briefing: u32) -> Vec<Span> {
        let text = &self.texts[briefing as usize];
        let mut spans = Vec::new();
        for (start, words) in text.blocks() {
            wanted.each(words, &mut |from, to| {
                spans.push(Span {
                    start: text.spans[start + from].start,
                    end: text.spans[start + to - 1].end,
                });
                true
            });
        }
        spans
    }
}

impl Tokens {
    /// The words of each block, with the place of the first.
    fn blocks(&self) -> impl Iterator<Item = (usize, &[u32])> {
        let mut start = 0;
        self.ends.iter().map(move |end| {
            let block = (start, &self.words[start..*end as usize]);
            start = *end as usize;
            block
        })
    }
}

impl Wanted {
    fn is_in(&self, words: &[u32]) -> bool {
        let mut found = false;
        self.each(words, &mut |_, _| {
            found = true;
            false
        });
        found
    }

    /// Calls `found` with each place (from, to: words) until it returns false.
    fn each(&self, words: &[u32], found: &mut dyn FnMut(usize, usize) -> bool) {
        match self.how {
            How::Near(between) => self.each_near(words, between as usize, found),
            _ => {
                let len = self.places.len();
                let fits = |w: &[u32]| {
                    self.places
                        .iter()
                        .zip(w)
                        .all(|(p, w)| p.binary_search(w).is_ok())
                };
                for (at, window) in words.windows(len.max(1)).enumerate() {
                    if fits(window) && !found(at, at + len) {
                        return;
                    }
                }
            }
        }
    }

    /// Words near each other: a window that holds all of them, each as often as it is asked for, with at most `between` others.
    fn each_near(
        &self,
        words: &[u32],
        between: usize,
        found: &mut dyn FnMut(usize, usize) -> bool,
    ) {
        // Forms of one stem make one place; a place that is asked for twice needs two words.
        let mut places: Vec<(&[u32], usize)> = Vec::new();
        for place in &self.places {
            match places.iter_mut().find(|p| p.0 == place.as_slice()) {
                Some(same) => same.1 += 1,
                None => places.push((place, 1)),
            }
        }
        let place_of = |word: &u32| places.iter().position(|p| p.0.binary_search(word).is_ok());
        let reach = self.places.len() + between;
        let mut done = 0;
        for start in 0..words.len() {
            if place_of(&words[start]).is_none() {
                continue;
            }
            let mut missing: Vec<usize> = places.iter().map(|p| p.1).collect();
            let mut used = Vec::new();
            for (at, word) in words.iter().enumerate().skip(start).take(reach) {
                if let Some(place) = place_of(word).filter(|p| missing[*p] > 0) {
                    missing[place] -= 1;
                    used.push(at);
                }
                if used.len() == self.places.len() {
                    break;
                }
            }
            if used.len() == self.places.len() {
                for at in used {
                    if at >= done {
                        done = at + 1;
                        if !found(at, at + 1) {
                            return;
                        }
                    }
                }
            }
        }
    }
}

/// The words of a briefing: of all that is shown of its text, but not of navigation and separators.
fn scan(briefing: &Briefing) -> Scanned {
    let mut numbers: HashMap<Cow<'_, str>, u32> = HashMap::new();
    let mut number = |form| {
        let next = numbers.len() as u32;
        *numbers.entry(form).or_insert(next)
    };
    let mut text = Tokens::default();
    for block in &briefing.blocks {
        if matches!(block.kind, BlockKind::Boilerplate | BlockKind::Rule) {
            continue;
        }
        let start = block.span.start as usize;
        for word in fold::words(briefing.body.get(block.span.range()).unwrap_or_default()) {
            text.spans
                .push(Span::new(start + word.span.start, start + word.span.end));
            text.words.push(number(word.text));
        }
        text.ends.push(text.words.len() as u32);
    }
    let title = fold::words(briefing.heading())
        .map(|w| number(w.text))
        .collect();
    let mut forms = vec![String::new(); numbers.len()];
    for (form, number) in numbers {
        forms[number as usize] = form.into_owned();
    }
    Scanned { forms, text, title }
}
