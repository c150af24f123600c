//! Which entities are there? Makes them of the uses, as the rules have it.
//!
//! Invariant: entities are numbered by slug, so that their order says nothing about the order of briefings.
//! Must not know: the rules that resolved the mentions, corrections.

use std::cmp::Reverse;
use std::collections::HashMap;

use rayon::prelude::*;

use super::resolve::Root;
use super::table::Table;
use super::uses::{Named, Uses};
use super::{Entity, NOBODY, Said, slug_of};
use crate::annotate::lexicon::{Fx, lexicon};
use crate::annotate::names::Name;
use crate::briefing::Kind;

/// An entity on its way.
struct Draft {
    slug: String,
    kind: Kind,
    name: String,
    /// The numbers of its uses.
    uses: Vec<u32>,
}

/// Entities, and what they are made of.
pub(super) struct Made {
    pub all: Vec<Entity>,
    /// For each entity what names it, packed; see [`Said`].
    pub said: Vec<Vec<u8>>,
    /// Which entity each use names.
    pub ids: Vec<u32>,
}

/// The entities of a corpus.
pub(super) fn entities(table: &Table<'_>, uses: Uses) -> Made {
    let words = &table.ledger.words;
    let all = uses.all;
    let mut drafts = drafts(table, &all);
    drafts.par_sort_by(|a, b| a.slug.cmp(&b.slug));
    let mut ids = vec![NOBODY; all.len()];
    for (draft, number) in drafts.iter().zip(0..) {
        for used in &draft.uses {
            ids[*used as usize] = number;
        }
    }
    let made = drafts.into_par_iter().map(|d| entity(d, &all, words));
    let (all, said) = made.unzip();
    Made { all, said, ids }
}

fn entity(draft: Draft, all: &[Named], words: &[String]) -> (Entity, Vec<u8>) {
    let said = |number: &u32| {
        let used = &all[*number as usize];
        Said {
            number: *number,
            words: words[used.form as usize].clone(),
            times: used.times,
            briefings: used.briefings.clone(),
        }
    };
    let said: Vec<Said> = draft.uses.iter().map(said).collect();
    let packed = Said::pack(&said);
    let entity = Entity::of(draft.slug, draft.kind, draft.name, &said);
    (entity, packed)
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
        Name::Body { of, .. } if of.starts_with("text:") => name.to_owned(),
        Name::Body { name, of } if !of.is_empty() => {
            let owner = of.rsplit(':').next().unwrap_or(of);
            format!("{name} {owner}")
        }
        _ => name.to_owned(),
    };
    slug_of(root.kind, &of_name)
}
