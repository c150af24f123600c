//! How are the entities shown? Names, slugs, counts and the reason of every mention.
//!
//! Invariant: entities are numbered by slug, so that their order says nothing about the order of briefings.
//! Must not know: the rules that merged them.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt::Write;
use std::sync::Arc;

use rayon::prelude::*;

use super::resolve::{Linker, Resolved, Root};
use super::table::{Table, WINDOW};
use super::{
    Because, Entity, EntityId, Linked, Mention, Readings, Reason, Said, Tie, pack, unpack,
};
use crate::annotate::fold;
use crate::annotate::lexicon::{Fx, lexicon};
use crate::annotate::names::{Name, Spotted};
use crate::briefing::{Briefing, Kind, Level, Span};

/// Longest quotation in a reason, in characters.
const QUOTED: usize = 80;

#[derive(Default)]
struct Draft {
    root: Option<Root>,
    names: HashMap<String, u32, Fx>,
    briefings: Vec<(u32, u32)>,
}

/// Entities on their way, numbered as they come.
#[derive(Default)]
struct Drafts {
    all: Vec<Draft>,
    numbers: HashMap<Root, u32, Fx>,
}

/// Resolves all mentions and makes the entities.
pub(super) fn linked(readings: &dyn Readings, table: &Table, linker: &Linker<'_>) -> Linked {
    let mut drafts = Drafts::default();
    let mut ties: Vec<Vec<u8>> = Vec::with_capacity(readings.len());
    let mut from = 0;
    while from < readings.len() {
        let said = readings.read(from..(from + WINDOW).min(readings.len()));
        let resolved: Vec<Vec<Option<Resolved>>> = said
            .par_iter()
            .zip(from..from + said.len())
            .map(|(said, b)| {
                let ids = table.of_briefing(b);
                let here = linker.persons(&said.annotations, ids);
                let mentions = said.annotations.reading.mentions.iter();
                let resolve = |m| linker.mention(&said.annotations, ids, &here, m);
                mentions.map(resolve).collect()
            })
            .collect();
        for ((said, resolved), b) in said.iter().zip(resolved).zip(from as u32..) {
            ties.push(pack(&drafts.take(b, said, resolved)));
        }
        from += said.len();
    }
    let (all, ids) = number(table, drafts.all);
    ties.par_iter_mut().for_each(|packed| {
        let mut ties = unpack(packed);
        for entity in ties.iter_mut().flat_map(|t| &mut t.entities) {
            *entity = ids[*entity as usize];
        }
        *packed = pack(&ties);
    });
    Linked { all, ties }
}

impl Drafts {
    /// Counts the mentions of a briefing; the ties that it gives hold numbers of drafts.
    fn take(&mut self, b: u32, said: &Said, resolved: Vec<Option<Resolved>>) -> Vec<Tie> {
        let spotted = said.annotations.reading.mentions.iter();
        let tie = |(mention, found): (&Spotted, Option<Resolved>)| {
            let Some(found) = found else {
                return Tie::default();
            };
            let surface = clean(&said.body, mention.span);
            let counted = u32::from(mention.level == Level::Name);
            let entities = found.roots.iter().map(|root| {
                let number = self.number(*root);
                let draft = &mut self.all[number as usize];
                match draft.names.get_mut(&*surface) {
                    Some(count) => *count += counted,
                    None => {
                        draft.names.insert(surface.to_string(), counted);
                    }
                }
                match draft.briefings.last_mut() {
                    Some(last) if last.0 == b => last.1 += 1,
                    _ => draft.briefings.push((b, 1)),
                }
                number
            });
            Tie {
                entities: entities.collect(),
                sure: found.sure,
                because: found.because,
                learned: found.learned.map(|l| (l.briefing, l.span)),
            }
        };
        spotted.zip(resolved).map(tie).collect()
    }

    fn number(&mut self, root: Root) -> u32 {
        let next = self.all.len() as u32;
        *self.numbers.entry(root).or_insert_with(|| {
            self.all.push(Draft {
                root: Some(root),
                ..Draft::default()
            });
            next
        })
    }
}

/// The words of a span with single spaces.
fn clean(body: &str, span: Span) -> Cow<'_, str> {
    let text = body.get(span.range()).unwrap_or_default();
    let plain = |b: [u8; 2]| b != *b"  " && !b.contains(&b'\n') && !b.contains(&b'\t');
    let single = text.is_ascii() && text.as_bytes().windows(2).all(|w| plain([w[0], w[1]]));
    if single && text.trim().len() == text.len() {
        return Cow::Borrowed(text);
    }
    let words: Vec<&str> = text.split_whitespace().collect();
    Cow::Owned(words.join(" "))
}

/// Gives the drafts names and slugs, and numbers them by slug; also says which number each draft got.
fn number(table: &Table, drafts: Vec<Draft>) -> (Vec<Entity>, Vec<u32>) {
    let mut ids = vec![0; drafts.len()];
    let mut named: Vec<(String, Root, u32, String, Draft)> = drafts
        .into_par_iter()
        .zip(0..ids.len() as u32)
        .filter_map(|(draft, number)| {
            let root = draft.root?;
            let name = name(table, root, &draft);
            Some((slug(table, root, &name), root, number, name, draft))
        })
        .collect();
    named.par_sort_unstable_by(|a, b| (&a.0, a.1).cmp(&(&b.0, b.1)));
    let mut all: Vec<Entity> = Vec::with_capacity(named.len());
    let mut twins = 1;
    for (slug, root, number, name, draft) in named {
        let same = all
            .last()
            .is_some_and(|e| e.slug.starts_with(slug.as_str()) && twin(&e.slug, &slug));
        twins = if same { twins + 1 } else { 1 };
        let mut names: Vec<(String, u32)> = draft.names.into_iter().filter(|n| n.1 > 0).collect();
        names.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        ids[number as usize] = all.len() as u32;
        all.push(Entity {
            slug: if same {
                format!("{slug}-{twins}")
            } else {
                slug
            },
            kind: root.kind,
            name,
            names,
            briefings: draft.briefings,
        });
    }
    (all, ids)
}

/// Whether `slug` is `base`, or `base` with the number of a twin.
fn twin(slug: &str, base: &str) -> bool {
    let rest = &slug[base.len()..];
    rest.is_empty()
        || rest
            .strip_prefix('-')
            .is_some_and(|n| n.parse::<u32>().is_ok())
}

/// The name an entity is shown by: of the lists, or the most frequent full form.
fn name(table: &Table, root: Root, draft: &Draft) -> String {
    if let Name::Listed(entry) = table.name(root.name) {
        return lexicon().entry(*entry).name.clone();
    }
    let full = |text: &str| match root.kind {
        Kind::Person | Kind::Organisation => text.contains(' '),
        _ => true,
    };
    let rank = |text: &str, n: u32| (full(text), n, text.len());
    let best = draft.names.iter().max_by(|a, b| {
        let order = rank(a.0, *a.1).cmp(&rank(b.0, *b.1));
        order.then_with(|| b.0.cmp(a.0))
    });
    best.map_or_else(String::new, |(text, _)| text.clone())
}

fn slug(table: &Table, root: Root, name: &str) -> String {
    let of_name = match table.name(root.name) {
        Name::Listed(entry) => return lexicon().entry(*entry).slug.clone(),
        Name::Body { name, of } if !of.is_empty() => {
            let owner = of.rsplit(':').next().unwrap_or(of);
            format!("{} {owner}", name)
        }
        _ => name.to_owned(),
    };
    format!("{}:{}", root.kind.name(), fold::slug(&of_name))
}

/// The reason of a mention in words.
pub(super) fn why(
    briefing: u32,
    mention: &Mention,
    page: &dyn Fn(u32) -> Arc<Briefing>,
    name: &dyn Fn(EntityId) -> String,
) -> String {
    let Reason {
        read,
        because,
        learned,
    } = mention.reason;
    let mut why = String::from(read.rule);
    let quote = |why: &mut String, briefing: u32, span: Span| {
        let briefing = page(briefing);
        let text = clean(&briefing.body, span);
        let short: String = text.chars().take(QUOTED).collect();
        let dots = if short.len() < text.len() { "…" } else { "" };
        let _ = write!(why, " “{short}{dots}”");
    };
    if let Some(span) = read.seen {
        quote(&mut why, briefing, span);
    }
    why.push_str(read.then);
    if let Some(span) = read.learned {
        quote(&mut why, briefing, span);
    }
    if because != Because::Nothing {
        why.push_str("; ");
        why.push_str(because.words());
    }
    if let Some((from, span)) = learned {
        let _ = write!(why, ", learned in {}:", page(from).name);
        quote(&mut why, from, span);
    }
    let names: Vec<String> = mention.entities.iter().map(|e| name(*e)).collect();
    let _ = write!(why, " → {}", names.join(" or "));
    why
}
