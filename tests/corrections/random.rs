//! Whatever is corrected and taken back, does everything that can be asked of a corpus agree? (corrections → pages, counts, facets)
//!
//! What pages say is the measure: it is worked out mention by mention, and everything else is compared with it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use briefing::briefing::{Kind, Level};
use briefing::corpus::{Corpus, Order};
use briefing::corrections::{Change, changed, read};
use briefing::entity::EntityId;
use briefing::fold;
use briefing::query::{Facet, Field};
use briefing::sync::Sync;

use super::{briefings, open};

/// A generator of our own (xorshift): the same corrections every time.
struct Random(u64);

impl Random {
    fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % n.max(1)
    }

    fn of<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        &all[self.below(all.len())]
    }
}

/// One entity of the corpus, and what it is called.
type Known = (String, Vec<String>);

fn known(corpus: &Corpus) -> Vec<Known> {
    let names = |e| {
        let names = corpus.entity_names(e).into_iter();
        names.map(|n| n.0).collect()
    };
    let all = corpus.entities();
    all.map(|e| (corpus.entity(e).slug.to_owned(), names(e)))
        .collect()
}

/// Something that a reader may do to one of these.
fn change(random: &mut Random, known: &[Known], nots: bool) -> Change {
    // Countries are few and matter most.
    let countries: Vec<&Known> = known
        .iter()
        .filter(|k| k.0.starts_with("country:"))
        .collect();
    let any = |random: &mut Random| match random.below(3) {
        0 => (*random.of(&countries)).clone(),
        _ => random.of(known).clone(),
    };
    let (id, names) = any(random);
    match random.below(if nots { 8 } else { 6 }) {
        0 | 1 => match any(random).0 {
            other if other != id => Change::Same { id, other },
            _ => Change::Ignore { id },
        },
        2 => Change::Ignore { id },
        3 => Change::Rename {
            id,
            name: format!("Quillon {}", random.below(40)),
        },
        4 => Change::Rename {
            id,
            name: any(random).1.first().cloned().unwrap_or_default(),
        },
        5 => Change::Kind {
            id,
            kind: *random.of(&Kind::ALL),
        },
        _ if names.is_empty() => Change::Ignore { id },
        _ => Change::Not {
            id,
            words: random.of(&names).clone(),
        },
    }
}

/// For each briefing, whom its mentions name, by slug.
fn named(corpus: &Corpus) -> Vec<Vec<BTreeSet<String>>> {
    let slug = |e: &EntityId| corpus.entity(*e).slug.to_owned();
    let of = |b| {
        let page = corpus.page(b);
        let mentions = page.mentions.iter();
        mentions
            .map(|m| m.entities.iter().map(slug).collect())
            .collect()
    };
    (0..corpus.len() as u32).map(of).collect()
}

/// What is named when the file says this, by what was named before; corrections are done one after the other.
fn model(before: &[Vec<BTreeSet<String>>], text: &str) -> Vec<Vec<BTreeSet<String>>> {
    let all = before.iter().flatten().flatten();
    let mut owners: BTreeMap<String, Option<String>> =
        all.map(|s| (s.clone(), Some(s.clone()))).collect();
    for correction in read(text, "file").0.entities {
        let here = owners.contains_key(&correction.id);
        for other in correction.same.iter().filter(|_| here) {
            for owner in owners.values_mut().filter(|o| o.as_ref() == Some(other)) {
                *owner = Some(correction.id.clone());
            }
        }
        for owner in owners.values_mut().filter(|_| correction.ignore) {
            if owner.as_ref() == Some(&correction.id) {
                *owner = None;
            }
        }
    }
    let mention = |m: &BTreeSet<String>| -> BTreeSet<String> {
        m.iter().filter_map(|s| owners[s].clone()).collect()
    };
    let page = |p: &Vec<BTreeSet<String>>| {
        let mentions = p.iter().map(mention);
        mentions.filter(|m| !m.is_empty()).collect()
    };
    before.iter().map(page).collect()
}

/// Everything that can be asked of entities is what the pages say.
fn agrees(corpus: &Corpus, what: &str) {
    let mut counts: BTreeMap<EntityId, BTreeMap<u32, u32>> = BTreeMap::new();
    let mut by_name: BTreeMap<EntityId, u32> = BTreeMap::new();
    for b in 0..corpus.len() as u32 {
        for mention in &corpus.page(b).mentions {
            for entity in &mention.entities {
                *counts.entry(*entity).or_default().entry(b).or_default() += 1;
                let name = mention.level == Level::Name;
                *by_name.entry(*entity).or_default() += u32::from(name);
            }
        }
    }
    let all: Vec<EntityId> = corpus.entities().collect();
    let slugs: Vec<&str> = all.iter().map(|e| corpus.entity(*e).slug).collect();
    assert!(slugs.is_sorted_by(|a, b| a < b), "{what}: {slugs:?}");
    let there: BTreeSet<EntityId> = all.iter().copied().collect();
    assert_eq!(
        counts.keys().copied().collect::<BTreeSet<_>>(),
        there,
        "{what}"
    );
    for (entity, having) in &counts {
        let named = corpus.entity(*entity);
        let of: Vec<(u32, u32)> = having.iter().map(|(b, n)| (*b, *n)).collect();
        assert_eq!(corpus.entity_briefings(*entity), of, "{what}: {named:?}");
        assert_eq!(named.mentions, having.values().sum::<u32>(), "{what}");
        assert_eq!(named.briefings as usize, having.len(), "{what}");
        assert_eq!(corpus.entity_by_slug(named.slug), Some(*entity), "{what}");
        assert_eq!(corpus.concordance(*entity).len() as u32, named.mentions);
        let names = corpus.entity_names(*entity);
        let times: u32 = names.iter().map(|n| n.1).sum();
        assert_eq!(times, by_name[entity], "{what}: {named:?} {names:?}");
        let names = names.into_iter().map(|n| n.0);
        for name in names.chain([named.name.to_owned()]) {
            let found = corpus.entities_named(&name, Some(named.kind));
            assert!(found.contains(entity), "{what}: {name} is not {named:?}");
            let others = found.iter().filter(|e| !there.contains(e)).count();
            assert_eq!(others, 0, "{what}: {name} is nobody's");
        }
    }
    for facet in [Facet::Person, Facet::Org, Facet::Place, Facet::Event] {
        values_agree(corpus, facet, &all, what);
    }
    countries_agree(corpus, what);
}

/// The values of a facet are the names worth a row, and each counts what asking for it finds.
fn values_agree(corpus: &Corpus, facet: Facet, all: &[EntityId], what: &str) {
    let kind = Field::from(facet).kind().expect("a facet of entities");
    let worth = all.iter().map(|e| corpus.entity(*e));
    let worth = worth.filter(|e| e.kind == kind && (e.briefings > 1 || e.mentions > 1));
    let expected: BTreeSet<String> = worth.map(|e| fold::name(e.name)).collect();
    let results = corpus.search(&Default::default(), Order::Title, &[facet]);
    let values = &results.facets[&facet];
    let keys: Vec<String> = values.iter().map(|v| fold::name(&v.key)).collect();
    assert_eq!(
        keys.iter().cloned().collect::<BTreeSet<_>>(),
        expected,
        "{what}"
    );
    assert_eq!(keys.len(), expected.len(), "{what}: {keys:?}");
    for value in values {
        let meant = corpus.entities_named(&value.key, Some(kind));
        let having = meant.iter().flat_map(|e| corpus.entity_briefings(*e));
        let having: BTreeSet<u32> = having.map(|b| b.0).collect();
        assert_eq!(value.count as usize, having.len(), "{what}: {value:?}");
        let query = format!("{}:\"{}\"", Field::from(facet).name(), value.key);
        let query = corpus.read(&query).expect("a value that is there");
        let hits = corpus.search(&query, Order::Title, &[]).hits;
        assert_eq!(hits.into_iter().collect::<BTreeSet<_>>(), having, "{what}");
    }
}

/// A country has the briefings that are about it, and those that only mention it but name it more than once.
fn countries_agree(corpus: &Corpus, what: &str) {
    let mut expected: BTreeMap<String, BTreeSet<u32>> = BTreeMap::new();
    for b in 0..corpus.len() as u32 {
        let page = corpus.page(b);
        let states = page.briefing.stated.countries.is_some();
        let again = |code: &&String| {
            let it = corpus.entity_by_slug(&format!("country:{code}"));
            let named = page.mentions.iter();
            let named = named.filter(|m| it.is_some_and(|it| m.entities.contains(&it)));
            !states && named.count() > 1
        };
        let mentioned = page.facts.mentioned.iter().filter(again);
        for code in page.facts.countries.iter().chain(mentioned) {
            expected.entry(code.clone()).or_default().insert(b);
        }
    }
    let results = corpus.search(&Default::default(), Order::Title, &[Facet::Country]);
    let values = &results.facets[&Facet::Country];
    let mut by_key: BTreeMap<String, BTreeSet<u32>> = BTreeMap::new();
    for (code, briefings) in expected {
        by_key
            .entry(super::country(&code))
            .or_default()
            .extend(briefings);
    }
    for (key, briefings) in &by_key {
        let value = values.iter().find(|v| v.key == *key);
        let value = value.unwrap_or_else(|| panic!("{what}: {key} is no value"));
        let query = corpus.read(&format!("country:{key}")).expect("a value");
        let hits = corpus.search(&query, Order::Title, &[]).hits;
        let hits: BTreeSet<u32> = hits.into_iter().collect();
        assert_eq!(value.count as usize, hits.len(), "{what}: {key}");
        assert!(briefings.is_subset(&hits), "{what}: {key}");
        // What became part of a country and was none is named, but no page says that it is about it.
        let of_key = |e: &EntityId| {
            let named = corpus.entity(*e);
            let code = named.slug.strip_prefix("country:").map(super::country);
            code.unwrap_or_else(|| fold::slug(named.name)) == *key
        };
        let of: Vec<EntityId> = corpus.entities().filter(of_key).collect();
        let mut labels = of.iter().map(|e| corpus.entity(*e).name);
        assert!(of.is_empty() || labels.any(|l| l == value.label), "{what}");
        let named = of.iter().flat_map(|e| corpus.entity_briefings(*e));
        let named: BTreeSet<u32> = named.filter(|b| b.1 > 1).map(|b| b.0).collect();
        let others: BTreeSet<u32> = hits.difference(briefings).copied().collect();
        assert!(others.is_subset(&named), "{what}: {key} {others:?}");
    }
}

/// All that a reader could see of entities.
fn seen(corpus: &Corpus) -> String {
    let entity = |e| {
        let (named, briefings) = (corpus.entity(e), corpus.entity_briefings(e));
        format!("{named:?} {briefings:?} {:?}\n", corpus.entity_names(e))
    };
    let entities: String = corpus.entities().map(entity).collect();
    let facets = corpus
        .search(&Default::default(), Order::Title, &Facet::ALL)
        .facets;
    let problems = corpus.problems();
    format!("{entities}{facets:?}\n{problems:?}\n{:?}", named(corpus))
}

fn correct(folder: &Path, sync: &mut Sync, text: &str) {
    let file = folder.join("briefings.toml");
    match text.is_empty() {
        true => drop(fs::remove_file(file)),
        false => fs::write(file, text).expect("a folder of ours"),
    }
    sync.refresh();
}

#[test]
fn whatever_is_corrected_and_taken_back_counts_names_facets_and_searches_are_what_the_pages_say() {
    let folder = tempfile::tempdir().expect("a folder of ours");
    briefings::write(folder.path(), 60, 7).expect("briefings");
    let mut sync = open(folder.path());
    sync.refresh();
    let before = sync.corpus();
    agrees(&before, "nothing corrected");
    let (known, named_before, seen_before) = (known(&before), named(&before), seen(&before));
    for seed in 1..=30u64 {
        let mut random = Random(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        let nots = seed % 2 == 0;
        let mut texts = vec![String::new()];
        for step in 0..8 {
            if texts.len() > 1 && random.below(4) == 0 {
                texts.pop();
            } else {
                let change = change(&mut random, &known, nots);
                let last = texts.last().expect("a text");
                texts.push(changed(last, &change).expect("a change"));
            }
            let text = texts.last().expect("a text");
            let what = format!("{seed}.{step}:\n{text}");
            correct(folder.path(), &mut sync, text);
            let corpus = sync.corpus();
            agrees(&corpus, &what);
            if !nots {
                assert_eq!(named(&corpus), model(&named_before, text), "{what}");
            }
            // Who opens the folder afterwards sees the same.
            let mut other = open(folder.path());
            other.published();
            assert_eq!(seen(&other.corpus()), seen(&corpus), "{what}");
        }
        correct(folder.path(), &mut sync, "");
        assert_eq!(seen(&sync.corpus()), seen_before, "{seed}: all taken back");
    }
}
