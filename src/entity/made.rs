//! Which entities are there? Makes them of the uses, and then does what the reader knows better.
//!
//! Invariant: entities are numbered by slug, so that their order says nothing about the order of briefings; a slug does not
//! change when its entity is corrected.
//! Must not know: the rules that resolved the mentions, where corrections are kept.

use std::cmp::Reverse;
use std::collections::HashMap;

use rayon::prelude::*;

use super::resolve::Root;
use super::table::Table;
use super::uses::{Named, Uses};
use super::{Entity, NOBODY};
use crate::annotate::fold;
use crate::annotate::lexicon::{Fx, lexicon};
use crate::annotate::names::Name;
use crate::briefing::Kind;
use crate::corrections::Correction;

/// An entity on its way.
struct Draft {
    slug: String,
    kind: Kind,
    name: String,
    /// The numbers of its uses.
    uses: Vec<u32>,
}

/// The entities of a corpus, which entity each use names ([`NOBODY`]: none), and which corrections are about nobody who is there.
pub(super) fn entities(
    table: &Table<'_>,
    uses: Uses,
    corrections: &[Correction],
) -> (Vec<Entity>, Vec<u32>, Vec<Unused>) {
    let words = &table.ledger.words;
    let all = uses.all;
    let mut drafts = drafts(table, &all);
    let unused = correct(&mut drafts, &all, words, corrections);
    drafts.retain(|d| !d.uses.is_empty());
    drafts.par_sort_by(|a, b| a.slug.cmp(&b.slug));
    let mut ids = vec![NOBODY; all.len()];
    for (draft, number) in drafts.iter().zip(0..) {
        for used in &draft.uses {
            ids[*used as usize] = number;
        }
    }
    let made = drafts.into_par_iter().map(|d| entity(d, &all, words));
    (made.collect(), ids, unused)
}

/// A correction that does nothing, by its number, and what of it: a slug or words.
pub(crate) type Unused = (usize, String);

fn entity(draft: Draft, all: &[Named], words: &[String]) -> Entity {
    let uses = || draft.uses.iter().map(|u| &all[*u as usize]);
    let mut names: Vec<(String, u32)> = uses()
        .filter(|u| u.times > 0)
        .map(|u| (words[u.form as usize].clone(), u.times))
        .collect();
    names.sort();
    names.dedup_by(|a, b| {
        let same = a.0 == b.0;
        b.1 += if same { a.1 } else { 0 };
        same
    });
    names.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    let mut briefings: Vec<(u32, u32)> = uses().flat_map(|u| u.briefings.iter().copied()).collect();
    briefings.sort();
    briefings.dedup_by(|a, b| {
        let same = a.0 == b.0;
        b.1 += if same { a.1 } else { 0 };
        same
    });
    Entity {
        slug: draft.slug,
        kind: draft.kind,
        name: draft.name,
        names,
        briefings,
    }
}

/// What is one by the rules, in order of slug; no two have the same.
fn drafts(table: &Table<'_>, all: &[Named]) -> Vec<Draft> {
    let mut numbers: HashMap<Root, usize, Fx> = HashMap::default();
    let mut roots: Vec<(Root, Vec<u32>)> = Vec::new();
    for (used, number) in all.iter().zip(0..) {
        let at = *numbers.entry(used.root).or_insert_with(|| {
            roots.push((used.root, Vec::new()));
            roots.len() - 1
        });
        roots[at].1.push(number);
    }
    let drafts = roots.into_par_iter().map(|(root, uses)| {
        let name = name(table, root, &uses, all);
        let draft = Draft {
            slug: slug(table, root, &name),
            kind: root.kind,
            name,
            uses,
        };
        (root, draft)
    });
    let mut drafts: Vec<(Root, Draft)> = drafts.collect();
    drafts.par_sort_unstable_by(|a, b| (&a.1.slug, a.0).cmp(&(&b.1.slug, b.0)));
    let mut before = String::new();
    let mut twins = 1;
    for (_, draft) in &mut drafts {
        twins = if draft.slug == before { twins + 1 } else { 1 };
        if twins > 1 {
            draft.slug = format!("{before}-{twins}");
        } else {
            before.clone_from(&draft.slug);
        }
    }
    drafts.into_iter().map(|d| d.1).collect()
}

/// The name an entity is shown by: of the lists, or the most frequent full form.
fn name(table: &Table<'_>, root: Root, uses: &[u32], all: &[Named]) -> String {
    if let Name::Listed(entry) = table.name(root.name) {
        return lexicon().entry(*entry).name.clone();
    }
    let full = |text: &str| match root.kind {
        Kind::Person | Kind::Organisation => text.contains(' '),
        _ => true,
    };
    let words = &table.ledger.words;
    let forms = uses.iter().map(|u| &all[*u as usize]);
    let forms = forms.map(|u| (words[u.form as usize].as_str(), u.times));
    let best = forms.max_by_key(|(text, n)| (full(text), *n, text.len(), Reverse(*text)));
    best.map_or_else(String::new, |(text, _)| text.to_owned())
}

fn slug(table: &Table<'_>, root: Root, name: &str) -> String {
    let of_name = match table.name(root.name) {
        Name::Listed(entry) => return lexicon().entry(*entry).slug.clone(),
        Name::Body { name, of } if !of.is_empty() => {
            let owner = of.rsplit(':').next().unwrap_or(of);
            format!("{name} {owner}")
        }
        _ => name.to_owned(),
    };
    slug_of(root.kind, &of_name)
}

fn slug_of(kind: Kind, name: &str) -> String {
    format!("{}:{}", kind.name(), fold::slug(name))
}

/// Corrects the entities: first takes apart, then puts together, then takes out what only came in by that.
fn correct(
    drafts: &mut Vec<Draft>,
    all: &[Named],
    words: &[String],
    corrections: &[Correction],
) -> Vec<Unused> {
    if corrections.is_empty() {
        return Vec::new();
    }
    let slugs = drafts.iter().zip(0..).map(|(d, at)| (d.slug.clone(), at));
    let mut places: HashMap<String, usize> = slugs.collect();
    let nots = corrections.iter().zip(0..);
    let mut nots: Vec<Unused> = nots
        .flat_map(|(c, number)| c.not.iter().map(move |not| (number, not.clone())))
        .collect();
    let mut taken = |drafts: &mut Vec<Draft>, places: &mut HashMap<String, usize>| {
        nots.retain(|(number, not)| {
            let at = places.get(&corrections[*number].id).copied();
            !at.is_some_and(|at| take_out(drafts, places, at, not, all, words))
        });
        nots.clone()
    };
    taken(drafts, &mut places);
    let mut unused = put_together(drafts, &places, corrections);
    unused.extend(taken(drafts, &mut places));
    unused.sort();
    unused
}

fn put_together(
    drafts: &mut [Draft],
    places: &HashMap<String, usize>,
    corrections: &[Correction],
) -> Vec<Unused> {
    let mut unused = Vec::new();
    for (correction, number) in corrections.iter().zip(0..) {
        let Some(&at) = places.get(&correction.id) else {
            if correction.not.is_empty() {
                unused.push((number, correction.id.clone()));
            }
            continue;
        };
        for other in &correction.same {
            match places.get(other) {
                Some(&from) if from != at => {
                    let uses = std::mem::take(&mut drafts[from].uses);
                    drafts[at].uses.extend(uses);
                }
                Some(_) => {}
                None => unused.push((number, other.clone())),
            }
        }
        let draft = &mut drafts[at];
        if let Some(name) = &correction.name {
            draft.name.clone_from(name);
        }
        draft.kind = correction.kind.unwrap_or(draft.kind);
        if correction.ignore {
            draft.uses.clear();
        }
    }
    unused
}

/// Takes the uses of some words out of an entity. They name whom else they name elsewhere, most of all; or nobody else, then
/// another one of that name and kind.
fn take_out(
    drafts: &mut Vec<Draft>,
    places: &mut HashMap<String, usize>,
    at: usize,
    not: &str,
    all: &[Named],
    words: &[String],
) -> bool {
    let folded = crate::fold::name(not);
    let form = |used: u32| all[used as usize].form as usize;
    let mut meant: HashMap<usize, bool> = HashMap::new();
    let mut is_meant = |used: u32| {
        let of = form(used);
        *meant
            .entry(of)
            .or_insert_with(|| crate::fold::name(&words[of]) == folded)
    };
    let uses = std::mem::take(&mut drafts[at].uses);
    let (out, kept): (Vec<u32>, Vec<u32>) = uses.into_iter().partition(|u| is_meant(*u));
    drafts[at].uses = kept;
    if out.is_empty() {
        return false;
    }
    let kind = drafts[at].kind;
    let others = drafts.iter().enumerate().filter(|(_, d)| d.kind == kind);
    let others = others.map(|(other, d)| {
        let uses = d.uses.iter().filter(|u| is_meant(**u));
        let times: usize = uses.map(|u| all[*u as usize].briefings.len()).sum();
        (times, Reverse(other))
    });
    let other = others.max().filter(|(times, _)| *times > 0);
    let to = other.map_or_else(
        || nobody_else(drafts, places, at, not),
        |(_, Reverse(other))| other,
    );
    drafts[to].uses.extend(out);
    true
}

/// Another entity of that name, and of the kind of the one at `at`, which may be there already.
fn nobody_else(
    drafts: &mut Vec<Draft>,
    places: &mut HashMap<String, usize>,
    at: usize,
    name: &str,
) -> usize {
    let kind = drafts[at].kind;
    let mut slug = slug_of(kind, name);
    if places.get(&slug) == Some(&at) {
        slug.push_str("-other");
    }
    *places.entry(slug).or_insert_with_key(|slug| {
        drafts.push(Draft {
            slug: slug.clone(),
            kind,
            name: name.to_owned(),
            uses: Vec::new(),
        });
        drafts.len() - 1
    })
}
