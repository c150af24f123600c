//! How good is linking against gold? Strict span F1 and document-pair links F1, counted as the project's scorer counts them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// A gold mention; offsets in code points.
#[derive(serde::Deserialize)]
pub struct Gold {
    file: String,
    start: usize,
    end: usize,
    entity: String,
    kind: String,
    #[serde(default)]
    optional: bool,
    #[serde(default)]
    alt_spans: Vec<(usize, usize)>,
    #[serde(default)]
    alt_entities: Vec<String>,
}

impl Gold {
    /// A mention that must be found.
    pub fn new(file: &str, span: std::ops::Range<usize>, entity: &str, kind: &str) -> Self {
        Self {
            file: file.to_owned(),
            start: span.start,
            end: span.end,
            entity: entity.to_owned(),
            kind: kind.to_owned(),
            optional: false,
            alt_spans: Vec::new(),
            alt_entities: Vec::new(),
        }
    }

    /// One that may be found or not.
    pub fn optional(mut self) -> Self {
        self.optional = true;
        self
    }

    /// A capital that may as well be read as its country.
    pub fn standing_for(mut self, country: &str) -> Self {
        self.alt_entities.push(country.to_owned());
        self
    }

    /// Adds another reading, if it is of this entity and lies inside this mention or around it.
    pub fn also(&mut self, span: &std::ops::Range<usize>, entity: &str) {
        let inside = self.start <= span.start && span.end <= self.end;
        let around = span.start <= self.start && self.end <= span.end;
        if self.entity == entity && (inside || around) {
            self.alt_spans.push((span.start, span.end));
        }
    }
}

/// A predicted mention; offsets in code points.
pub struct Predicted {
    pub file: String,
    pub start: usize,
    pub end: usize,
    pub kind: &'static str,
    pub entity: String,
}

/// Precision and recall in one.
pub fn f1(right: usize, wrong: usize, missed: usize) -> f64 {
    let right = right as f64;
    2.0 * right / (2.0 * right + wrong as f64 + missed as f64)
}

pub fn gold(folder: &Path) -> Vec<Gold> {
    let text = std::fs::read_to_string(folder.join("gold/mentions.json")).expect("gold");
    serde_json::from_str(&text).expect("gold JSON")
}

fn overlap(g: &Gold, p: &Predicted) -> usize {
    g.end.min(p.end).saturating_sub(g.start.max(p.start))
}

fn kinds_fit(g: &Gold, p: &Predicted) -> bool {
    g.kind == p.kind || (!g.alt_entities.is_empty() && p.kind == "country")
}

struct Matched<'a> {
    required: Vec<(&'a Gold, &'a Predicted)>,
    spurious: Vec<&'a Predicted>,
}

fn matched<'a>(gold: &[&'a Gold], predicted: &[&'a Predicted], strict: bool) -> Matched<'a> {
    let mut candidates = Vec::new();
    for (i, g) in gold.iter().enumerate() {
        for (j, p) in predicted.iter().enumerate() {
            let shared = overlap(g, p);
            let exact = (p.start, p.end) == (g.start, g.end);
            let alternative = g.alt_spans.contains(&(p.start, p.end));
            if !kinds_fit(g, p) || shared == 0 || (strict && !exact && !alternative) {
                continue;
            }
            let union = g.end.max(p.end) - g.start.min(p.start);
            let how = if exact {
                0
            } else if alternative {
                1
            } else {
                2
            };
            let apart = 1_000_000 - 1_000_000 * shared / union;
            candidates.push((g.optional, how, apart, i, j));
        }
    }
    candidates.sort_unstable();
    let (mut used_gold, mut used) = (BTreeSet::new(), BTreeSet::new());
    let mut required = Vec::new();
    for (_, _, _, i, j) in candidates {
        if !used_gold.contains(&i) && !used.contains(&j) {
            used_gold.insert(i);
            used.insert(j);
            if !gold[i].optional {
                required.push((gold[i], predicted[j]));
            }
        }
    }
    let ignored = |p: &Predicted| {
        gold.iter().filter(|g| kinds_fit(g, p)).any(|g| {
            let alone = !gold
                .iter()
                .any(|h| !h.optional && kinds_fit(h, p) && overlap(h, p) > 0);
            (g.optional && overlap(g, p) > 0 && alone) || g.alt_spans.contains(&(p.start, p.end))
        })
    };
    let left = predicted
        .iter()
        .enumerate()
        .filter(|(j, p)| !used.contains(j) && !ignored(p));
    Matched {
        spurious: left.map(|(_, p)| *p).collect(),
        required,
    }
}

/// How many mentions were found, invented and missed.
#[derive(Debug, Default, Clone, Copy)]
pub struct Counts {
    pub right: usize,
    pub wrong: usize,
    pub missed: usize,
}

impl Counts {
    pub fn f1(self) -> f64 {
        f1(self.right, self.wrong, self.missed)
    }
}

/// All that is measured of a set of texts.
pub struct Figures {
    /// Strict spans by kind, and of all kinds under an empty name.
    pub spans: BTreeMap<String, Counts>,
    /// Pairs of texts that an entity joins.
    pub links: Counts,
    /// The same, for people and organisations only.
    pub bodies: Counts,
    /// What was found and is not marked, or is marked and was not found: file, offsets, kind, and `+` or `-`.
    pub errors: Vec<(String, usize, usize, String, char)>,
    /// Links that are told and not meant, or meant and not told, with `+` or `-`.
    pub wrong_links: Vec<(char, Link)>,
}

/// An entity and the two texts that it joins.
pub type Link = (String, String, String);

/// Strict span F1 and document-pair links F1.
pub fn score(gold: &[Gold], predicted: &[Predicted]) -> (f64, f64) {
    let figures = figures(gold, predicted);
    (figures.spans[""].f1(), figures.links.f1())
}

/// Compares what was found with what is marked.
pub fn figures(gold: &[Gold], predicted: &[Predicted]) -> Figures {
    let files: BTreeSet<&str> = gold.iter().map(|g| g.file.as_str()).collect();
    let mut spans: BTreeMap<String, Counts> = BTreeMap::new();
    let mut errors = Vec::new();
    let mut pairs = Vec::new();
    let mut spurious = Vec::new();
    for file in files {
        let g: Vec<&Gold> = gold.iter().filter(|g| g.file == file).collect();
        let p: Vec<&Predicted> = predicted.iter().filter(|p| p.file == file).collect();
        let strict = matched(&g, &p, true);
        let found = |g: &Gold| strict.required.iter().any(|(r, _)| std::ptr::eq(*r, g));
        let mut count = |kind: &str, field: fn(&mut Counts) -> &mut usize| {
            *field(spans.entry(kind.to_owned()).or_default()) += 1;
            *field(spans.entry(String::new()).or_default()) += 1;
        };
        for one in g.iter().filter(|g| !g.optional) {
            if found(one) {
                count(&one.kind, |c| &mut c.right);
            } else {
                count(&one.kind, |c| &mut c.missed);
                let at = (one.start, one.end);
                errors.push((file.to_owned(), at.0, at.1, one.kind.clone(), '-'));
            }
        }
        for one in &strict.spurious {
            count(one.kind, |c| &mut c.wrong);
            let at = (one.start, one.end);
            errors.push((file.to_owned(), at.0, at.1, one.kind.to_owned(), '+'));
        }
        let partial = matched(&g, &p, false);
        pairs.extend(partial.required);
        spurious.extend(partial.spurious);
    }
    errors.sort();
    let (links_of_all, wrong_links) = links(gold, &pairs, &spurious, |_| true);
    let body = |k: &str| matches!(k, "person" | "organisation");
    Figures {
        spans,
        links: links_of_all,
        bodies: links(gold, &pairs, &spurious, body).0,
        wrong_links,
        errors,
    }
}

type Files<'a> = BTreeMap<&'a str, BTreeSet<&'a str>>;

/// For every entity the pairs of documents it joins; a predicted entity counts as the gold one it mostly covers.
fn links(
    gold: &[Gold],
    pairs: &[(&Gold, &Predicted)],
    spurious: &[&Predicted],
    of: impl Fn(&str) -> bool,
) -> (Counts, Vec<(char, Link)>) {
    let mut meant: BTreeMap<&str, BTreeMap<&str, usize>> = BTreeMap::new();
    let mut found: Files = BTreeMap::new();
    for (g, p) in pairs.iter().filter(|(_, p)| of(p.kind)) {
        let entity = match g.alt_entities.first() {
            Some(other) if p.kind == "country" => other,
            _ => &g.entity,
        };
        *meant
            .entry(&p.entity)
            .or_default()
            .entry(entity)
            .or_default() += 1;
        found.entry(&p.entity).or_default().insert(&p.file);
    }
    for p in spurious.iter().filter(|p| of(p.kind)) {
        found.entry(&p.entity).or_default().insert(&p.file);
    }
    let mut real: Files = BTreeMap::new();
    for g in gold.iter().filter(|g| !g.optional && of(&g.kind)) {
        real.entry(&g.entity).or_default().insert(&g.file);
    }
    let joined = |files: &Files, name: &dyn Fn(&str) -> String| {
        let mut all = BTreeSet::new();
        for (entity, files) in files {
            for a in files {
                all.extend(
                    files
                        .iter()
                        .filter(|b| a < *b)
                        .map(|b| (name(entity), *a, *b))
                        .map(|(e, a, b)| (e, a.to_owned(), b.to_owned())),
                );
            }
        }
        all
    };
    let most = |entity: &str| {
        let counts = meant.get(entity);
        let best = counts.and_then(|c| c.iter().max_by_key(|(_, n)| **n));
        best.map_or_else(|| format!("none:{entity}"), |(e, _)| (*e).to_owned())
    };
    let (truth, said) = (joined(&real, &str::to_owned), joined(&found, &most));
    let right = truth.intersection(&said).count();
    let counts = Counts {
        right,
        wrong: said.len() - right,
        missed: truth.len() - right,
    };
    let wrong = said.difference(&truth).map(|l| ('+', l.clone()));
    let missed = truth.difference(&said).map(|l| ('-', l.clone()));
    (counts, wrong.chain(missed).collect())
}
