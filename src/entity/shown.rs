//! How are the entities shown? Names, slugs, counts and the reason of every mention.
//!
//! Invariant: entities are numbered by slug, so that their order says nothing about the order of briefings.
//! Must not know: the rules that merged them.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt::Write;
use std::sync::Arc;

use super::resolve::{Linker, Resolved, Root};
use super::table::Table;
use super::{Entities, Entity, EntityId, Mention, Reason};
use crate::annotate::Annotations;
use crate::annotate::fold;
use crate::annotate::lexicon::{Fx, lexicon};
use crate::annotate::names::{Name, Spotted};
use crate::briefing::{Briefing, Kind, Level, Span};

/// Longest quotation in a reason, in characters.
const QUOTED: usize = 80;

#[derive(Default)]
struct Draft<'b> {
    names: HashMap<Cow<'b, str>, u32, Fx>,
    briefings: Vec<(u32, u32)>,
}

/// Resolves all mentions and makes the entities.
pub(super) fn entities(
    briefings: &[Arc<Briefing>],
    annotations: &[&Annotations],
    table: &Table,
    linker: &Linker<'_>,
) -> Entities {
    let mut drafts: HashMap<Root, Draft<'_>, Fx> = HashMap::default();
    let mut resolved: Vec<Vec<Option<Resolved>>> = Vec::with_capacity(briefings.len());
    for (b, annotation) in annotations.iter().enumerate() {
        let ids = &table.of_briefing[b];
        let here = linker.persons(annotation, ids);
        let mentions: Vec<Option<Resolved>> = annotation
            .reading
            .mentions
            .iter()
            .map(|m| linker.mention(annotation, ids, &here, m))
            .collect();
        for (mention, found) in annotation.reading.mentions.iter().zip(&mentions) {
            let surface = clean(&briefings[b].body, mention.span);
            for root in found.iter().flat_map(|f| &f.roots) {
                let draft = drafts.entry(*root).or_default();
                let counted = u32::from(mention.level == Level::Name);
                *draft.names.entry(surface.clone()).or_default() += counted;
                match draft.briefings.last_mut() {
                    Some(last) if last.0 == b as u32 => last.1 += 1,
                    _ => draft.briefings.push((b as u32, 1)),
                }
            }
        }
        resolved.push(mentions);
    }
    let (all, ids) = number(table, drafts);
    let mentions = briefings
        .iter()
        .enumerate()
        .map(|(b, _)| {
            let read = &annotations[b].reading.mentions;
            let pairs = read.iter().zip(&resolved[b]);
            pairs
                .filter_map(|(m, r)| Some(shown(m, r.as_ref()?, &ids)))
                .collect()
        })
        .collect();
    Entities { all, mentions }
}

/// The words of a span with single spaces.
fn clean(body: &str, span: Span) -> Cow<'_, str> {
    let text = &body[span.range()];
    let plain = |b: [u8; 2]| b != *b"  " && !b.contains(&b'\n') && !b.contains(&b'\t');
    let single = text.is_ascii() && text.as_bytes().windows(2).all(|w| plain([w[0], w[1]]));
    if single && text.trim().len() == text.len() {
        return Cow::Borrowed(text);
    }
    let words: Vec<&str> = text.split_whitespace().collect();
    Cow::Owned(words.join(" "))
}

/// Gives the drafts names and slugs, and numbers them by slug.
fn number(
    table: &Table,
    drafts: HashMap<Root, Draft<'_>, Fx>,
) -> (Vec<Entity>, HashMap<Root, EntityId, Fx>) {
    let mut named: Vec<(String, Root, String, Draft<'_>)> = drafts
        .into_iter()
        .map(|(root, draft)| {
            let name = name(table, root, &draft);
            (slug(table, root, &name), root, name, draft)
        })
        .collect();
    named.sort_by(|a, b| (&a.0, a.1).cmp(&(&b.0, b.1)));
    let mut all: Vec<Entity> = Vec::with_capacity(named.len());
    let mut ids = HashMap::default();
    let mut twins = 1;
    for (i, (slug, root, name, draft)) in named.iter_mut().enumerate() {
        let same = all
            .last()
            .is_some_and(|e| e.slug.starts_with(slug.as_str()) && twin(&e.slug, slug));
        twins = if same { twins + 1 } else { 1 };
        let names = std::mem::take(&mut draft.names).into_iter();
        let mut names: Vec<(String, u32)> = names
            .filter(|n| n.1 > 0)
            .map(|(text, n)| (text.into_owned(), n))
            .collect();
        names.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
        ids.insert(*root, EntityId(i as u32));
        all.push(Entity {
            slug: if same {
                format!("{slug}-{twins}")
            } else {
                slug.clone()
            },
            kind: root.kind,
            name: std::mem::take(name),
            names,
            briefings: std::mem::take(&mut draft.briefings),
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
fn name(table: &Table, root: Root, draft: &Draft<'_>) -> String {
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
    best.map_or_else(String::new, |(text, _)| text.clone().into_owned())
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

fn shown(mention: &Spotted, resolved: &Resolved, ids: &HashMap<Root, EntityId, Fx>) -> Mention {
    Mention {
        span: mention.span,
        level: mention.level,
        entities: resolved.roots.iter().map(|r| ids[r]).collect(),
        confidence: resolved.sure,
        reason: Reason {
            read: mention.why,
            because: resolved.because,
            learned: resolved.learned.map(|l| (l.briefing, l.span)),
        },
    }
}

/// The reason of a mention in words.
pub(super) fn why(
    entities: &Entities,
    briefings: &[Arc<Briefing>],
    briefing: u32,
    mention: &Mention,
) -> String {
    let Reason {
        read,
        because,
        learned,
    } = mention.reason;
    let mut why = String::from(read.rule);
    let quote = |why: &mut String, briefing: u32, span: Span| {
        let text = clean(&briefings[briefing as usize].body, span);
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
    if !because.is_empty() {
        why.push_str("; ");
        why.push_str(because);
    }
    if let Some((from, span)) = learned {
        let _ = write!(why, ", learned in {}:", briefings[from as usize].name);
        quote(&mut why, from, span);
    }
    let names: Vec<&str> = mention
        .entities
        .iter()
        .map(|e| entities.get(*e).name.as_str())
        .collect();
    let _ = write!(why, " → {}", names.join(" or "));
    why
}
