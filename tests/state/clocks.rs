//! Is anything lost, or taken for newer than it is, where clocks jump? State is read, edited and put together by clocks of the test.
//!
//! The rule: of each thing stays what has the later time, of two at the same time the greater; and an edit is always later than
//! what it changes, whatever the clock says.

use std::cell::Cell;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use briefing::query::{self, Saved};
use briefing::record::{Edit, Note, Place, Since};
use briefing::state::{Part, State, Taken};
use tempfile::TempDir;

use super::merging::{exported, import, note};
use super::{identity, state, write};

thread_local! {
    /// Milliseconds since 1970.
    static NOW: Cell<i64> = const { Cell::new(0) };
}

/// The test's clock says this from now on.
pub(super) fn set(millis: i64) {
    NOW.set(millis);
}

/// What the test's clock says.
pub(super) fn clock() -> SystemTime {
    let now = NOW.get();
    let since = Duration::from_millis(now.unsigned_abs());
    match now {
        0.. => UNIX_EPOCH + since,
        _ => UNIX_EPOCH - since,
    }
}

const YEAR: i64 = 365 * 24 * 60 * 60 * 1000;
/// Some day in 2026.
const TODAY: i64 = 1_790_000_000_000;

/// (what the clock does between two sessions, by how much)
const JUMPS: &[(&str, i64)] = &[
    ("goes on", 1),
    ("stands still", 0),
    ("goes back a year", -YEAR),
    ("goes forward a year", YEAR),
    ("goes back before 1970", -TODAY - YEAR),
    ("goes forward a thousand years", 1000 * YEAR),
];

fn save(query: &str) -> query::Edit {
    query::Edit::Save(Saved {
        name: "x".into(),
        query: query.into(),
    })
}

fn kept(state: &State, edit: impl briefing::state::Notable) {
    state.note(edit);
    assert!(state.write().iter().all(Result::is_ok));
}

/// Leaves something of every kind on a briefing, as a first session does.
fn first(own: &State, written: &Note) {
    let place = |at| Some(Place::new("The ferry is late.", at));
    for edit in [
        Edit::Read(vec![identity(1)], true),
        Edit::Star(vec![identity(1)], true),
        Edit::Tag("late".into(), vec![identity(1)], true),
        Edit::Tag("stays".into(), vec![identity(1)], true),
        Edit::Mark('a', identity(1), place(4)),
        Edit::Mark('A', identity(1), place(4)),
        Edit::Stop(identity(1), place(4).unwrap()),
        Edit::Note(written.clone()),
        Edit::Note(note(1, "it stays")),
    ] {
        write(own, edit);
    }
    kept(own, save("first"));
    kept(own, query::Edit::Ask("first".into()));
}

/// Changes most of it, as a second session does.
fn second(own: &State, written: &Note) {
    let place = |at| Some(Place::new("The ferry is late.", at));
    let text = "second".to_owned();
    for edit in [
        Edit::Star(vec![identity(1)], false),
        Edit::Tag("late".into(), vec![identity(1)], false),
        Edit::Mark('a', identity(1), None),
        Edit::Mark('A', identity(2), place(10)),
        Edit::Stop(identity(1), place(10).unwrap()),
        Edit::Note(Note {
            text,
            ..written.clone()
        }),
    ] {
        write(own, edit);
    }
    kept(own, save("second"));
    kept(own, query::Edit::Ask("second".into()));
}

/// Fails unless what the second session left is so, and what it did not touch is there.
fn check(own: &State, what: &str) {
    let all = own.records(Since::default()).records;
    let of = |n| all.iter().find(|r| r.known.contains(&identity(n))).unwrap();
    let (one, two) = (of(1), of(2));
    assert!(one.read && !one.starred, "{what}");
    let tags = [("late".into(), false), ("stays".into(), true)];
    assert_eq!(one.tags, tags.into(), "{what}");
    assert_eq!(one.marks, [('a', None), ('A', None)].into(), "{what}");
    assert!(two.marks[&'A'].is_some(), "{what}");
    assert_eq!(one.stop.as_ref().unwrap().at, 10, "{what}");
    let mut texts: Vec<&str> = one.notes.iter().map(|n| n.text.as_str()).collect();
    texts.sort_unstable();
    assert_eq!(texts, ["it stays", "second"], "{what}");
    for part in own.read() {
        match part.unwrap() {
            Part::Asked(asked) => assert_eq!(asked, ["first", "second"], "{what}"),
            Part::Saved(saved) => assert_eq!(saved[0].query, "second", "{what}"),
            _ => {}
        }
    }
}

#[test]
fn where_the_clock_jumps_between_two_sessions_the_second_has_the_last_word() {
    for (what, by) in JUMPS {
        let home = TempDir::new().unwrap();
        let written = note(1, "first");
        set(TODAY);
        first(&state(home.path()).by(clock), &written);
        set(TODAY + by);
        let own = state(home.path()).by(clock);
        second(&own, &written);
        check(&own, what);
        check(&state(home.path()), what);
    }
}

#[test]
fn whoever_changes_what_came_from_a_machine_whose_clock_is_wrong_has_the_last_word_everywhere() {
    for (what, by) in JUMPS {
        let homes = [TempDir::new().unwrap(), TempDir::new().unwrap()];
        let [a, b] = [&homes[0], &homes[1]].map(|home| state(home.path()).by(clock));
        let written = note(1, "first");
        set(TODAY);
        first(&a, &written);
        import(&a, &b);
        set(TODAY + by);
        second(&b, &written);
        // And the first, by its own clock, something of its own.
        set(TODAY + 5);
        write(&a, Edit::Star(vec![identity(3)], true));
        import(&b, &a);
        import(&a, &b);
        assert_eq!(exported(&a), exported(&b), "{what}");
        for own in [&a, &b] {
            check(own, what);
            let all = own.records(Since::default()).records;
            assert!(all.iter().any(|r| r.starred && r.known[0] == identity(3)));
        }
        assert_eq!(import(&a, &b), Taken::default(), "{what}");
    }
}

#[test]
fn what_two_machines_did_apart_is_all_kept_and_of_the_same_thing_what_has_the_later_time() {
    for (what, by) in JUMPS.iter().filter(|(_, by)| *by != 0) {
        let homes = [TempDir::new().unwrap(), TempDir::new().unwrap()];
        let [a, b] = [&homes[0], &homes[1]].map(|home| state(home.path()).by(clock));
        for (own, now, from) in [(&a, TODAY, 10), (&b, TODAY + by, 20)] {
            set(now);
            write(own, Edit::Tag("of-both".into(), vec![identity(1)], true));
            for n in from..from + 10 {
                write(own, Edit::Star(vec![identity(n)], true));
                write(own, Edit::Note(note(n, "mine")));
            }
        }
        // The second takes its tag away again, by its own clock.
        write(&b, Edit::Tag("of-both".into(), vec![identity(1)], false));
        import(&a, &b);
        import(&b, &a);
        assert_eq!(exported(&a), exported(&b), "{what}");
        let all = a.records(Since::default()).records;
        let stars = all.iter().filter(|r| r.starred && r.notes.len() == 1);
        assert_eq!(stars.count(), 20, "{what}");
        let both = all.iter().find(|r| r.known.contains(&identity(1)));
        // Nobody's edit was made in the knowledge of the other: the clocks decide, whether they are right or not.
        assert_eq!(both.unwrap().tags["of-both"], *by < 0, "{what}");
    }
}
