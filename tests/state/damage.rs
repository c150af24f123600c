//! Is the reader told whenever a damaged file has lost anything, and is the rest kept? Notes, highlights, tags, stars, marks, queries,
//! under bytes that became others at random.
//!
//! `ROUNDS` is how many files are damaged instead of 24. Figures are printed: `--nocapture`.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use briefing::query::{self, Saved};
use briefing::record::{Edit, Identity, Note, On, Passage, Place, Since};
use briefing::state::{Part, State};
use tempfile::TempDir;

use super::merging::exported;
use super::power::next;
use super::{identity, state, told};

/// Something of every kind, on many briefings.
fn left(folder: &Path) {
    let own = state(folder);
    let text = "The ferry is late, and nobody knows why.";
    let all = |step: usize| (1..300).step_by(step).map(identity).collect::<Vec<_>>();
    for edit in [
        Edit::Read(all(1), true),
        Edit::Star(all(3), true),
        Edit::Tag("to-do".into(), all(2), true),
        Edit::Tag("late".into(), all(7), true),
    ] {
        own.note(edit);
    }
    for n in (1..300).step_by(4) {
        let passage = On::Passage(identity(n), Passage::new(text, 4..9));
        let words = match n % 8 {
            1 => format!("note {n}: why is it late, and who knows?"),
            // A mere highlight.
            _ => String::new(),
        };
        own.note(Edit::Note(Note::new(passage, words, "Ferry talks".into())));
        own.note(Edit::Mark('a', identity(n), Some(Place::new(text, 10))));
    }
    for n in 0..9 {
        let on = On::Entity {
            kind: "person".into(),
            name: format!("Ada {n}"),
        };
        own.note(Edit::Note(Note::new(
            on,
            format!("who is {n}?"),
            format!("Ada {n}"),
        )));
        own.note(query::Edit::Save(Saved {
            name: format!("x{n}"),
            query: "ferry".into(),
        }));
    }
    assert!(own.write().iter().all(Result::is_ok));
}

/// How bytes become others: a name, and how often one of so many is hit.
const WAYS: [(&str, usize, usize); 4] = [
    ("a bit", 1, 1),
    ("a sector", 1, 512),
    ("a page", 1, 4096),
    ("many places", 40, 16),
];

fn damage(bytes: &mut [u8], (_, places, length): (&str, usize, usize), seed: &mut u64) {
    for _ in 0..places {
        let at = next(seed) as usize % bytes.len();
        match length {
            1 => bytes[at] ^= 1 << (next(seed) % 8),
            _ => {
                let end = (at + length).min(bytes.len());
                bytes[at..end].fill_with(|| next(seed) as u8);
            }
        }
    }
}

/// What a session leaves after the damage is on this one.
const NEW: Identity = Identity {
    id: 0,
    text: 5000,
    path: 5000,
};

/// What a session sees of it and says; it leaves a star.
fn session(folder: &Path) -> String {
    let own = state(folder);
    let mut said = told(&own);
    own.records(Since::default());
    own.note(Edit::Star(vec![NEW], true));
    for part in own.write().into_iter().chain(own.read()) {
        match part {
            Ok(Part::Told(text)) => said += &text,
            Ok(_) => {}
            Err(error) => said += &error.to_string(),
        }
    }
    said
}

/// All that is kept, a line each; what the session after the damage left is left out.
fn kept(own: &State) -> BTreeSet<String> {
    let new = format!("{:016x}", NEW.text);
    let lines = exported(own).into_iter();
    lines.filter(|l| !l.contains(&new)).collect()
}

/// How many records, notes and queries there are.
fn count(lines: &BTreeSet<String>) -> [usize; 3] {
    ["record", "note", "saved"].map(|kind| {
        let begin = format!("{{\"{kind}\"");
        lines.iter().filter(|l| l.starts_with(&begin)).count()
    })
}

#[test]
fn whatever_byte_is_damaged_nothing_is_dropped_without_a_word() {
    let rounds = std::env::var("ROUNDS").map_or(24, |n| n.parse().unwrap());
    let whole = TempDir::new().unwrap();
    left(whole.path());
    let good = fs::read(whole.path().join("state.db")).unwrap();
    let before = kept(&state(whole.path()));
    assert_eq!(count(&before), [299, 84, 9]);
    let mut seed = 11;
    let (mut same, mut told, mut others, mut things) = (0, 0, 0, 0);
    for round in 0..rounds {
        let way = WAYS[round % WAYS.len()];
        let home = TempDir::new().unwrap();
        let mut bytes = good.clone();
        damage(&mut bytes, way, &mut seed);
        fs::write(home.path().join("state.db"), &bytes).unwrap();
        let said = session(home.path());
        let own = state(home.path());
        let records = own.records(Since::default()).records;
        let star = records.iter().find(|r| r.known.contains(&NEW));
        assert!(star.is_some_and(|r| r.starred), "{round} {way:?}: {said}");
        let after = kept(&own);
        let has = count(&after);
        things += has.iter().sum::<usize>();
        match said.as_str() {
            "" if before == after => same += 1,
            // Nobody can tell of words that are others: there they are.
            "" => {
                assert_eq!(has, count(&before), "{round} {way:?}");
                others += 1;
            }
            said => {
                told += 1;
                assert!(
                    said.contains(" was damaged. It is "),
                    "{round} {way:?}: {said}"
                );
                let aside = fs::read(home.path().join("state.db.damaged-1")).unwrap();
                assert_eq!(aside.len(), bytes.len(), "{round} {way:?}");
            }
        }
    }
    let all = rounds * before.len();
    println!(
        "{rounds} files damaged: {same} as they were, {told} told and made anew, {others} with other words and not told; \
         {things} of {all} records, notes and queries kept"
    );
    assert!(told > 0 && things * 10 > all * 8);
}

#[test]
fn a_head_that_says_another_format_or_version_is_damage_and_all_that_was_left_is_kept() {
    let whole = TempDir::new().unwrap();
    left(whole.path());
    let good = fs::read(whole.path().join("state.db")).unwrap();
    let before = kept(&state(whole.path()));
    // Where the head says which format it is, and which version of tables.
    for (at, is) in [(47, 9), (60, 7), (63, 0)] {
        let home = TempDir::new().unwrap();
        let mut bytes = good.clone();
        bytes[at] = is;
        fs::write(home.path().join("state.db"), &bytes).unwrap();
        let said = session(home.path());
        assert!(said.contains(" was damaged. It is "), "{at}: {said}");
        assert_eq!(kept(&state(home.path())), before, "{at}: {said}");
    }
}
