//! How many of the parallels in gold are found, and how many others? A found pair counts if on both sides it covers at least half
//! of the shorter span.

use std::path::Path;

use briefing::corpus::Corpus;

/// A place of a file, in code points.
#[derive(Debug, Clone, serde::Deserialize)]
pub struct Place {
    file: String,
    start: usize,
    end: usize,
}

/// A pair of gold.
#[derive(Debug, serde::Deserialize)]
pub struct Pair {
    a: Place,
    b: Place,
    /// `quote`, `report`, or `theme`: the same subject only.
    #[serde(rename = "type")]
    sort: String,
    optional: bool,
}

#[derive(Debug, serde::Deserialize)]
struct Gold {
    pairs: Vec<Pair>,
}

pub fn read(folder: &Path) -> Vec<Pair> {
    let text = std::fs::read_to_string(folder.join("gold/passages.json")).expect("gold");
    serde_json::from_str::<Gold>(&text)
        .expect("gold JSON")
        .pairs
}

/// What was found.
#[derive(Debug, Default)]
pub struct Score {
    pub right: usize,
    pub wrong: usize,
    pub found: usize,
    pub required: usize,
    pub quotations_missed: usize,
}

impl Score {
    pub fn precision(&self) -> f64 {
        self.right as f64 / (self.right + self.wrong).max(1) as f64
    }

    pub fn recall(&self) -> f64 {
        self.found as f64 / self.required.max(1) as f64
    }
}

fn covers(a: &Place, b: &Place) -> bool {
    let shorter = (a.end - a.start).min(b.end - b.start);
    let overlap = a.end.min(b.end).saturating_sub(a.start.max(b.start));
    a.file == b.file && 2 * overlap >= shorter
}

/// Every pair found between two briefings, each once, with its score.
pub fn found(corpus: &Corpus) -> Vec<(Place, Place, f32, String)> {
    let place = |briefing: u32, span: briefing::briefing::Span| {
        let page = corpus.page(briefing);
        let b = &page.briefing;
        Some(Place {
            file: b.name.clone(),
            start: b.map.char_at(&b.body, span.start, false)? as usize,
            end: b.map.char_at(&b.body, span.end, true)? as usize,
        })
    };
    let mut out = Vec::new();
    for briefing in 0..corpus.len() as u32 {
        for parallel in corpus.parallels(briefing, &|| false) {
            if briefing < parallel.briefing
                && let Some(a) = place(briefing, parallel.here.span)
                && let Some(b) = place(parallel.briefing, parallel.there.span)
            {
                let body = &corpus.page(briefing).briefing.body;
                let words = parallel.here.shared.iter().map(|s| &body[s.range()]);
                let words = words.collect::<Vec<&str>>().join(" ");
                out.push((a, b, parallel.score, words));
            }
        }
    }
    out
}

pub fn score(corpus: &Corpus, gold: &[Pair]) -> Score {
    let mut met = vec![false; gold.len()];
    let mut score = Score::default();
    let show = |p: &Place| {
        let briefing = (0..corpus.len() as u32).find(|b| corpus.row(*b).name == p.file);
        let page = corpus.page(briefing.expect("a briefing"));
        let chars = page.briefing.body.chars().collect::<Vec<char>>();
        let end = p.end.min(chars.len());
        chars[p.start.min(end)..end].iter().collect::<String>()
    };
    for (a, b, points, words) in found(corpus) {
        let hits = (0..gold.len()).filter(|&i| {
            let g = &gold[i];
            covers(&a, &g.a) && covers(&b, &g.b) || covers(&a, &g.b) && covers(&b, &g.a)
        });
        let hits: Vec<usize> = hits.collect();
        let required = hits.iter().any(|i| !gold[*i].optional);
        let verdict = match (required, hits.is_empty()) {
            (true, _) => "right",
            (false, true) => "WRONG",
            (false, false) => "theme",
        };
        eprintln!(
            "{verdict} {points:.2} {} {} [{words}]\n    {}\n    {}",
            a.file,
            b.file,
            show(&a),
            show(&b)
        );
        if required {
            score.right += 1;
        } else if hits.is_empty() {
            score.wrong += 1;
        }
        hits.into_iter().for_each(|i| met[i] = true);
    }
    for (pair, met) in gold.iter().zip(met).filter(|(p, _)| !p.optional) {
        score.required += 1;
        if met {
            score.found += 1;
        } else {
            score.quotations_missed += usize::from(pair.sort == "quote");
            let (a, b) = (show(&pair.a), show(&pair.b));
            eprintln!(
                "MISSED {}\n    {} {a}\n    {} {b}",
                pair.sort, pair.a.file, pair.b.file
            );
        }
    }
    score
}
