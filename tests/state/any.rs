//! Is putting together what any machines have always the same, whatever they did and whenever their clocks say that it was?
//!
//! Random sessions on three machines: either way, done again, and in any grouping, the same comes out; nothing is missing in it, and
//! nothing is in it that nobody left. `BRIEFING_CASES` says how many random cases there are instead of 24.

use std::collections::BTreeSet;
use std::path::Path;

use briefing::query::{self, Saved};
use briefing::record::{Edit, Identity, Note, On, Passage, Place};
use briefing::state::{State, Taken};
use proptest::prelude::*;
use serde_json::Value;
use tempfile::TempDir;

use super::clocks::{clock, set};
use super::merging::{exported, import};
use super::state;

/// What a session does, and when its clock says that it was.
type Step = (i64, Deed);

#[derive(Debug, Clone)]
enum Deed {
    Read(Identity, bool),
    Star(Identity, bool),
    Tag(u8, Identity, bool),
    Mark(char, Identity, Option<u32>),
    /// Takes back a letter that there is once in all, at a time of its own.
    Free(char, Identity, i64),
    Stop(Identity, u32),
    Note(u64, u8, bool),
    Ask(u8),
    Save(u8, u8),
    Rename(u8, u8),
    Remove(u8),
}

/// One of a few briefings as it is now or was before: moved, edited, stating who it is or not yet.
fn identity() -> impl Strategy<Value = Identity> {
    let of = |(n, edited, moved, states): (u64, bool, bool, bool)| Identity {
        id: if n > 2 && states { 900 + n } else { 0 },
        text: n * 10 + u64::from(edited),
        path: n * 10 + u64::from(moved),
    };
    let rarely = || prop::bool::weighted(0.2);
    (1u64..5, rarely(), rarely(), any::<bool>()).prop_map(of)
}

fn deed() -> impl Strategy<Value = Deed> {
    let is = any::<bool>;
    let letter = || prop_oneof![Just('a'), Just('A'), Just('B')];
    prop_oneof![
        2 => (identity(), is()).prop_map(|(who, is)| Deed::Read(who, is)),
        2 => (identity(), is()).prop_map(|(who, is)| Deed::Star(who, is)),
        3 => (0u8..2, identity(), is()).prop_map(|(tag, who, is)| Deed::Tag(tag, who, is)),
        3 => (letter(), identity(), prop::option::of(0u32..15)).prop_map(|(l, who, at)| match l {
            'a' => Deed::Mark(l, who, at),
            _ => Deed::Mark(l, who, Some(at.unwrap_or(1))),
        }),
        1 => (identity(), 0u32..15).prop_map(|(who, at)| Deed::Stop(who, at)),
        3 => (1u64..4, 0u8..4, prop::bool::weighted(0.2)).prop_map(|(id, text, gone)| Deed::Note(id, text, gone)),
        1 => (0u8..5).prop_map(Deed::Ask),
        2 => (0u8..3, 0u8..4).prop_map(|(name, query)| Deed::Save(name, query)),
        1 => (0u8..3, 0u8..3).prop_map(|(from, to)| Deed::Rename(from, to)),
        1 => (0u8..3).prop_map(Deed::Remove),
    ]
}

/// Where one machine takes back a letter in the millisecond in which two others set it, what was put together first decides: that
/// is not tried.
fn apart() -> impl Strategy<Value = Vec<Step>> {
    let free = (prop::char::range('A', 'B'), identity(), 1_000i64..1_000_000);
    let free = free.prop_map(|(l, who, at)| Deed::Free(l, who, at));
    let deed = prop_oneof![15 => deed(), 1 => free];
    prop::collection::vec((1i64..40, deed), 0..10)
}

fn steps(most: usize) -> impl Strategy<Value = Vec<Step>> {
    prop::collection::vec((1i64..40, deed()), 0..most)
}

const TEXT: &str = "The ferry is late.";

fn done(own: &State, (now, deed): Step) {
    set(now);
    let place = |at| Place::new(TEXT, at);
    let record = |edit: Edit| own.note(edit);
    match deed {
        Deed::Read(who, is) => record(Edit::Read(vec![who], is)),
        Deed::Star(who, is) => record(Edit::Star(vec![who], is)),
        Deed::Tag(tag, who, is) => record(Edit::Tag(format!("t{tag}"), vec![who], is)),
        Deed::Mark(letter, who, at) => record(Edit::Mark(letter, who, at.map(place))),
        Deed::Free(letter, who, at) => {
            set(at);
            record(Edit::Mark(letter, who, None));
        }
        Deed::Stop(who, at) => record(Edit::Stop(who, place(at))),
        // A note stays on what it was made on.
        Deed::Note(id, text, gone) => {
            let on = match id {
                3 => On::Entity {
                    kind: "person".into(),
                    name: "Ada".into(),
                },
                id => On::Passage(super::identity(id * 10), Passage::new(TEXT, 4..9)),
            };
            let text = format!("words {text}");
            record(Edit::Note(Note {
                id,
                gone,
                ..Note::new(on, text, "Ferry".into())
            }));
        }
        Deed::Ask(query) => own.note(query::Edit::Ask(format!("q{query}"))),
        Deed::Save(name, query) => own.note(query::Edit::Save(Saved {
            name: format!("n{name}"),
            query: format!("q{query}"),
        })),
        Deed::Rename(from, to) => own.note(query::Edit::Rename {
            from: format!("n{from}"),
            to: format!("n{to}"),
        }),
        Deed::Remove(name) => own.note(query::Edit::Remove(format!("n{name}"))),
    }
    assert!(own.write().iter().all(Result::is_ok));
}

/// A machine of its own, in memory where that can be had: a disk would be waited for at every step.
fn machine() -> (State, TempDir) {
    let memory = Path::new("/dev/shm");
    let home = match memory.is_dir() {
        true => TempDir::new_in(memory),
        false => TempDir::new(),
    };
    let home = home.unwrap();
    (state(home.path()).by(clock), home)
}

/// What comes out where all of these are put together, one after the other.
fn together(all: &[&State]) -> (State, TempDir) {
    let (own, home) = machine();
    for one in all {
        import(one, &own);
    }
    (own, home)
}

fn parsed(lines: &[String]) -> Vec<Value> {
    let parse = |line: &String| serde_json::from_str(line).unwrap();
    lines.iter().map(parse).collect()
}

/// The keys of every identity of a line.
fn known(line: &Value) -> BTreeSet<String> {
    let all = line["known"].as_array().into_iter().flatten();
    all.map(Value::to_string).collect()
}

/// Each thing with a time in a record: its name, and what it is at which time.
fn things(record: &Value) -> Vec<(String, &Value)> {
    let one = ["read", "star", "stop"].into_iter();
    let one = one.filter_map(|name| Some((name.to_owned(), record.get(name)?)));
    let many = ["marks", "tags"].into_iter().flat_map(|of| {
        let all = record[of].as_object().into_iter().flatten();
        all.map(move |(name, is)| (format!("{of} {name}"), is))
    });
    one.chain(many).collect()
}

fn time(thing: &Value) -> i64 {
    thing["time"].as_i64().unwrap()
}

/// Fails unless everything of `one` is in `all`, or what was changed later.
fn holds(all: &[Value], one: &[Value]) {
    let of = |kind: &str, lines: &[Value]| -> Vec<Value> {
        let these = lines.iter().filter_map(|l| l.get(kind));
        these.cloned().collect()
    };
    let records = of("record", all);
    for record in of("record", one) {
        let keys = known(&record);
        let mut mine = records.iter().filter(|r| !known(r).is_disjoint(&keys));
        let (mine, other) = (mine.next(), mine.next());
        let mine = mine.unwrap_or_else(|| panic!("nothing is kept of {record}"));
        assert!(other.is_none() && known(mine).is_superset(&keys), "{mine}");
        let kept = things(mine);
        for (name, is) in things(&record) {
            let now = kept.iter().find(|(n, _)| *n == name);
            let now = now.unwrap_or_else(|| panic!("{name} of {record} is lost"));
            assert!(time(now.1) >= time(is), "{name}: {is} became {}", now.1);
        }
    }
    for (kind, key) in [("note", "id"), ("saved", "name"), ("asked", "query")] {
        let kept = of(kind, all);
        for is in of(kind, one) {
            let now = kept.iter().find(|now| now[key] == is[key]);
            let now = now.unwrap_or_else(|| panic!("{kind} {is} is lost"));
            assert!(time(now) >= time(&is), "{is} became {now}");
        }
    }
}

/// Fails if anything is so in `all` that is so, at that time, in none of the others.
fn invents_nothing(all: &[Value], others: &[Value]) {
    let records = |lines: &[Value]| -> Vec<Value> {
        lines
            .iter()
            .filter_map(|l| l.get("record").cloned())
            .collect()
    };
    let there = records(others);
    for record in records(all) {
        let keys = known(&record);
        for (name, is) in things(&record) {
            // A letter that another briefing has by now is free here.
            if name.starts_with("marks") && is["is"].is_null() {
                continue;
            }
            let mut of = there.iter().filter(|r| !known(r).is_disjoint(&keys));
            let was = of.any(|r| things(r).contains(&(name.clone(), is)));
            assert!(was, "{name}: {is} of {record}");
        }
    }
    for line in all.iter().filter(|l| l.get("note").is_some()) {
        let note = |l: &Value| (l["note"]["id"].clone(), l["note"]["text"].clone());
        assert!(others.iter().any(|l| note(l) == note(line)), "{line}");
    }
}

fn cases() -> u32 {
    std::env::var("BRIEFING_CASES").map_or(24, |n| n.parse().unwrap())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(cases()) })]

    #[test]
    fn what_machines_have_comes_together_the_same_in_any_order_and_nothing_is_lost(
        before in steps(6), apart in prop::array::uniform3(apart()),
    ) {
        let machines = [machine(), machine(), machine()];
        for ((own, _home), apart) in machines.iter().zip(apart) {
            for step in before.iter().chain(&apart) {
                done(own, step.clone());
            }
        }
        let [a, b, c] = [0, 1, 2].map(|n| &machines[n].0);
        let all = [a, b, c].map(|own| parsed(&exported(own)));
        let (ab, ba) = (together(&[a, b]), together(&[b, a]));
        let text = exported(&ab.0);
        prop_assert_eq!(&text, &exported(&ba.0), "either way");
        for again in [a, b, &ba.0, &ab.0] {
            prop_assert_eq!(import(again, &ab.0), Taken::default(), "done again");
        }
        prop_assert_eq!(text, exported(&ab.0), "done again");
        let bc = together(&[b, c]);
        let whole = exported(&together(&[&ab.0, c]).0);
        for (how, grouped) in [
            ("a, then b and c", [a, &bc.0].as_slice()),
            ("b and c, then a", &[&bc.0, a]),
            ("c, b, a", &[c, b, a]),
        ] {
            prop_assert_eq!(&whole, &exported(&together(grouped).0), "{}", how);
        }
        let whole = parsed(&whole);
        for one in &all {
            holds(&whole, one);
        }
        invents_nothing(&whole, &all.concat());
    }
}
