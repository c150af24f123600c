//! Which of the hits speak most of the words of the query?
//!
//! Okapi BM25 (S. Robertson, H. Zaragoza: The Probabilistic Relevance Framework: BM25 and Beyond, Foundations and Trends in
//! Information Retrieval 3, 2009, §3.2): for each text of the query
//!
//! `idf · tf · (k1 + 1) / (tf + k1 · (1 − b + b · length / mean length))`, `idf = ln(1 + (N − n + ½) / (n + ½))`
//!
//! with `tf` how often it is found, `n` the briefings of `N` that have it. A phrase counts as one word; what is found in the title
//! counts [`TITLE`] times more. The sum is raised by up to [`NEWER`] from the oldest briefing to the newest, so that of two that
//! say the same the newer comes first.
//! Must not know: facets, where words stand.

use rayon::prelude::*;

use super::publish::UNDATED;
use super::text::In;
use super::{Corpus, Marks, Order};

/// How soon a word that is repeated says nothing new.
const K1: f64 = 1.2;
/// How much longer texts need to say it more often.
const B: f64 = 0.75;
/// Times that a word of the title counts, beside its place in the text.
const TITLE: u32 = 2;
/// What the newest briefing has over the oldest and those without a date, as a part of the score.
const NEWER: f64 = 0.1;

impl Corpus {
    /// Puts the hits in the order of their scores; equal ones by date.
    pub(super) fn rank_hits(&self, marks: &Marks, hits: &mut [u32]) {
        let mean = (self.rows.total() as f64 / self.len().max(1) as f64).max(1.0);
        let mut scores = vec![0f64; self.len()];
        let mut times = vec![0u32; self.len()];
        for (wanted, of_title) in
            (marks.texts.iter().map(|w| (w, false))).chain(marks.titles.iter().map(|w| (w, true)))
        {
            let mut having: Vec<u32> = Vec::new();
            let mut found = 0;
            for (field, weight) in [(In::Text, 1), (In::Title, TITLE)] {
                if of_title && field == In::Text {
                    continue;
                }
                self.words.times(wanted, field, &mut |briefing, count| {
                    let so_far = &mut times[briefing as usize];
                    if *so_far == 0 {
                        having.push(briefing);
                    }
                    *so_far += weight * count;
                });
                if field == In::Text || of_title {
                    found = having.len();
                }
            }
            let (all, n) = (self.len() as f64, found as f64);
            let idf = (1.0 + (all - n + 0.5) / (n + 0.5)).ln();
            for briefing in having {
                let times = std::mem::take(&mut times[briefing as usize]);
                let length = f64::from(self.rows.words(briefing)) / mean;
                scores[briefing as usize] += idf * saturated(f64::from(times), length);
            }
        }
        let newness = self.newness();
        let score = |hit: u32| scores[hit as usize] * (1.0 + NEWER * newness(hit));
        let mut scored: Vec<(f64, u32)> = hits.iter().map(|hit| (score(*hit), *hit)).collect();
        let date = self.rows.places(Order::Date);
        scored.par_sort_unstable_by(|a, b| {
            let places = || date.get(a.1 as usize).cmp(&date.get(b.1 as usize));
            b.0.total_cmp(&a.0).then_with(places)
        });
        for (hit, (_, ranked)) in hits.iter_mut().zip(scored) {
            *hit = ranked;
        }
    }

    /// For each briefing: from 0, the day of the oldest, or no date, to 1, the day of the newest.
    fn newness(&self) -> impl Fn(u32) -> f64 {
        let (oldest, newest) = self.rows.span().unwrap_or_default();
        let days = f64::from(newest - oldest).max(1.0);
        move |briefing| match self.rows.days(briefing).1 {
            UNDATED => 0.0,
            day => f64::from(day - oldest) / days,
        }
    }
}

/// What a word adds that is found so often in a text of so many times the mean length.
fn saturated(times: f64, length: f64) -> f64 {
    times * (K1 + 1.0) / (times + K1 * (1.0 - B + B * length))
}
