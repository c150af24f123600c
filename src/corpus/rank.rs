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

use super::words::Wanted;
use super::{Corpus, Marks};

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
        let texts = marks.texts.iter().map(|w| (w, self.words.having(w), false));
        let titles = marks.titles.iter().map(|w| (w, self.words.titled(w), true));
        let all = self.briefings.len() as f64;
        let weighed: Vec<(&Wanted, f64, bool)> = texts
            .chain(titles)
            .map(|(wanted, set, title)| {
                let n = set.len() as f64;
                (wanted, (1.0 + (all - n + 0.5) / (n + 0.5)).ln(), title)
            })
            .collect();
        let scored = hits.par_iter().map(|&hit| {
            let terms = weighed.iter().map(|(wanted, idf, title)| {
                let (text, in_title) = self.words.times(wanted, hit);
                let times = if *title { 0 } else { text } + TITLE * in_title;
                idf * self.saturated(f64::from(times), hit)
            });
            (terms.sum::<f64>() * (1.0 + NEWER * self.newness(hit)), hit)
        });
        let mut scored: Vec<(f64, u32)> = scored.collect();
        let date = &self.ranks[0];
        scored.sort_by(|a, b| {
            let places = (date[a.1 as usize], date[b.1 as usize]);
            b.0.total_cmp(&a.0).then(places.0.cmp(&places.1))
        });
        for (hit, (_, ranked)) in hits.iter_mut().zip(scored) {
            *hit = ranked;
        }
    }

    fn saturated(&self, times: f64, briefing: u32) -> f64 {
        let length = self.words.length(briefing) / self.words.mean_length();
        times * (K1 + 1.0) / (times + K1 * (1.0 - B + B * length))
    }

    /// From 0, the day of the oldest briefing, or no date, to 1, the day of the newest.
    fn newness(&self, briefing: u32) -> f64 {
        let (Some((day, _)), Some((oldest, newest))) = (self.date_key(briefing), self.dates) else {
            return 0.0;
        };
        let days = |from: jiff::civil::Date, to: jiff::civil::Date| {
            f64::from(from.duration_until(to).as_hours() as i32 / 24)
        };
        days(oldest, day) / days(oldest, newest).max(1.0)
    }
}
