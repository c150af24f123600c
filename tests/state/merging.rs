//! Are tags, notes and visits kept, and does what two machines have come together, whichever way it is taken?

use std::fs;
use std::time::{Duration, SystemTime};

use briefing::query::{self, Saved};
use briefing::record::{Edit, Identity, Note, On, Passage, Place, Since};
use briefing::state::{Part, State, Taken};
use tempfile::TempDir;

use super::{identity, scattered, state, told, write};

/// Everything that is kept, a line each, in an order of its own.
pub(super) fn exported(state: &State) -> Vec<String> {
    let mut out = Vec::new();
    state.export(&mut out).unwrap();
    let text = String::from_utf8(out).unwrap();
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    assert_eq!(
        lines.remove(0),
        r#"{"format":"briefing-state","version":1}"#
    );
    lines.sort();
    lines
}

/// Puts what one keeps into another, its lines in another order.
pub(super) fn import(from: &State, to: &State) -> Taken {
    let mut lines = exported(from);
    lines.reverse();
    let head = r#"{"format":"briefing-state","version":1,"by":"nobody"}"#;
    let text = format!("{head}\n{}\n\n", lines.join("\n"));
    to.import(&mut text.as_bytes()).unwrap()
}

pub(super) fn note(who: u64, text: &str) -> Note {
    let passage = Passage::new("The ferry is late.", 4..9);
    Note::new(
        On::Passage(identity(who), passage),
        text.to_owned(),
        "Ferry talks".to_owned(),
    )
}

#[test]
fn tags_notes_and_what_was_seen_are_kept() {
    let home = TempDir::new().unwrap();
    let own = state(home.path());
    assert_eq!(own.seen("docs"), None);
    let many: Vec<Identity> = (1..1000).map(scattered).chain([identity(5)]).collect();
    for edit in [
        Edit::Tag("to-do".into(), many.clone(), true),
        Edit::Tag("late".into(), vec![identity(5)], true),
        Edit::Tag("late".into(), vec![identity(5), identity(6)], false),
        Edit::Seen("docs".into(), vec![1, 2, u64::MAX]),
    ] {
        write(&own, edit);
    }
    let since = own.records(Since::default()).since;
    let written = note(5, "two\nlines");
    write(&own, Edit::Note(written.clone()));
    let on = On::Entity {
        kind: "person".into(),
        name: "Ada".into(),
    };
    write(&own, Edit::Note(Note::new(on, "who?".into(), "Ada".into())));
    let own = state(home.path());
    assert_eq!(own.seen("docs"), Some(vec![1, 2, u64::MAX]));
    let changed = own.records(since);
    assert_eq!(
        (changed.whole, changed.records.len(), changed.notes.len()),
        (false, 1, 1)
    );
    let record = &changed.records[0];
    assert_eq!(
        record.tags,
        [("late".into(), false), ("to-do".into(), true)].into()
    );
    assert_eq!(record.notes[0].on, written.on);
    assert!(record.notes[0].made > 0 && record.notes[0].text == "two\nlines");
    let kept = own.records(Since::default());
    let tagged = kept
        .records
        .iter()
        .filter(|r| r.tags.get("to-do") == Some(&true));
    assert_eq!(tagged.count(), 1000);
    // Removed: the record has it no more, and no words of it are left anywhere.
    let gone = Note {
        gone: true,
        ..written
    };
    write(&own, Edit::Note(gone));
    assert_eq!(own.notes().unwrap().len(), 1);
    assert!(own.records(since).records[0].notes.is_empty());
    let lines = exported(&own);
    assert!(lines.iter().any(|l| l.contains("\"gone\":true")));
    assert!(!lines.iter().any(|l| l.contains("two")));
}

#[test]
fn what_two_machines_have_is_put_together_whichever_way() {
    let homes = [TempDir::new().unwrap(), TempDir::new().unwrap()];
    let [a, b] = [&homes[0], &homes[1]].map(|home| state(home.path()));
    let moved = Identity {
        path: 77,
        ..identity(1)
    };
    let save = |name: &str, query: &str| {
        query::Edit::Save(Saved {
            name: name.into(),
            query: query.into(),
        })
    };
    let shared = note(1, "before");
    write(&a, Edit::Note(shared.clone()));
    import(&a, &b);
    assert_eq!(exported(&a), exported(&b));
    // Apart from now on.
    let place = |at| Some(Place::new("The ferry is late.", at));
    for (own, edit) in [
        (&a, Edit::Read(vec![identity(1), identity(2)], true)),
        (&a, Edit::Mark('A', identity(1), place(4))),
        (&a, Edit::Mark('a', identity(1), place(4))),
        (&a, Edit::Tag("late".into(), vec![identity(1)], true)),
        (
            &a,
            Edit::Note(Note {
                text: "on a".into(),
                ..shared.clone()
            }),
        ),
        (&a, Edit::Note(note(2, "only a has it"))),
        (&b, Edit::Star(vec![moved, identity(3)], true)),
        (&b, Edit::Mark('A', identity(3), place(10))),
        (&b, Edit::Tag("late".into(), vec![identity(1)], true)),
        (&b, Edit::Tag("late".into(), vec![identity(1)], false)),
        (
            &b,
            Edit::Note(Note {
                gone: true,
                ..shared.clone()
            }),
        ),
        (
            &b,
            Edit::Stop(identity(3), Place::new("The ferry is late.", 4)),
        ),
    ] {
        // Clocks tell milliseconds: what is later is to be later on them too.
        let now = SystemTime::now();
        while now.elapsed().unwrap_or_default() < Duration::from_millis(2) {
            std::thread::yield_now();
        }
        write(own, edit);
    }
    a.note(save("x", "on a"));
    a.note(query::Edit::Ask("ferry".into()));
    b.note(save("x", "on b"));
    b.note(save("y", "only b has it"));
    b.note(query::Edit::Remove("y".into()));
    b.note(query::Edit::Ask("nets".into()));
    for own in [&a, &b] {
        assert!(own.write().iter().all(Result::is_ok));
    }
    assert_ne!(import(&a, &b), Taken::default());
    assert_ne!(import(&b, &a), Taken::default());
    let both = exported(&a);
    assert_eq!(both, exported(&b));
    for (from, to) in [(&a, &b), (&b, &a), (&a, &a)] {
        assert_eq!(import(from, to), Taken::default());
    }
    assert_eq!(both, exported(&a));
    let kept = a.records(Since::default());
    let record = |n: u64| {
        kept.records
            .iter()
            .find(|r| r.known.contains(&identity(n)))
            .unwrap()
    };
    assert!(record(1).read && record(1).starred && record(1).known.contains(&moved));
    assert_eq!(record(1).marks, [('A', None), ('a', place(4))].into());
    assert_eq!(record(1).tags, [("late".into(), false)].into());
    assert!(record(1).notes.is_empty() && record(2).notes.len() == 1);
    assert!(record(3).starred && record(3).stop.is_some() && record(3).marks[&'A'].is_some());
    let saved = a.read().into_iter().find_map(|p| match p {
        Ok(Part::Saved(saved)) => Some(saved),
        _ => None,
    });
    let names: Vec<String> = saved.unwrap().into_iter().map(|s| s.name).collect();
    assert_eq!(names, ["x"]);
}

#[test]
fn two_records_of_one_briefing_become_one() {
    let homes = [TempDir::new().unwrap(), TempDir::new().unwrap()];
    let [a, b] = [&homes[0], &homes[1]].map(|home| state(home.path()));
    let (old, new) = (identity(1), identity(2));
    write(&a, Edit::Star(vec![old], true));
    let number = a.records(Since::default()).records[0].number;
    write(&a, Edit::Known(vec![(number, new)]));
    write(&b, Edit::Read(vec![old], true));
    write(&b, Edit::Tag("late".into(), vec![new], true));
    write(&b, Edit::Note(note(2, "mine")));
    let second = b.records(Since::default()).records[1].number;
    import(&a, &b);
    import(&b, &a);
    assert_eq!(exported(&a), exported(&b));
    let kept = b.records(Since::default()).records;
    assert_eq!(kept.len(), 1);
    assert!(kept[0].read && kept[0].starred && kept[0].tags["late"] && kept[0].notes.len() == 1);
    // A session that knew the second by its number loses nothing.
    write(&b, Edit::Known(vec![(second, Identity { path: 9, ..new })]));
    write(&b, Edit::Read(vec![Identity { path: 9, ..new }], false));
    let kept = b.records(Since::default()).records;
    assert!(kept.len() == 1 && !kept[0].read && kept[0].known.len() == 3);
}

#[test]
fn lines_that_cannot_be_read_are_told_and_the_others_are_taken_over() {
    let head = r#"{"format":"briefing-state","version":1}"#;
    let good =
        r#"{"record":{"known":[{"text":"0f"}],"read":{"is":true,"time":5},"colour":"red"},"x":1}"#;
    let good = good.replace(r#","x":1"#, "");
    let own = || {
        let home = TempDir::new().unwrap();
        (state(home.path()), home)
    };
    for (line, cause) in [
        ("{", "EOF"),
        ("nonsense\u{1b}[31m", "expected"),
        (r#"{"picture":{}}"#, "unknown variant"),
        (
            r#"{"record":{"known":[]}}"#,
            "it does not say of which briefing",
        ),
        (
            r#"{"record":{"known":[{"text":"xyz"}]}}"#,
            "`xyz` is no key",
        ),
        (r#"{"note":{"id":"0","time":1}}"#, "the note has no id"),
        (r#"{"saved":{"name":" ","query":"x"}}"#, "it has no words"),
    ] {
        let (own, _home) = own();
        let text = format!("{head}\n{line}\n{good}\n");
        let taken = own.import(&mut text.as_bytes()).unwrap();
        assert_eq!(
            (taken.records, taken.wrong.len(), taken.wrong[0].line),
            (1, 1, 2),
            "{line}"
        );
        assert!(
            taken.wrong[0].cause.contains(cause),
            "{line}: {:?}",
            taken.wrong
        );
    }
    for (text, cause) in [
        ("", "does not begin"),
        (good.as_str(), "does not begin"),
        (r#"{"format":"other","version":1}"#, "does not begin"),
        (
            r#"{"format":"briefing-state","version":2}"#,
            "a newer briefing",
        ),
    ] {
        let (own, _home) = own();
        let refused = own.import(&mut text.as_bytes()).unwrap_err().to_string();
        assert!(refused.contains(cause), "{text}: {refused}");
        assert_eq!(exported(&own).len(), 0);
    }
}

#[test]
fn a_clock_that_was_ahead_is_no_obstacle() {
    // Beyond any clock, and within what is believed.
    let far = i64::MAX / 4;
    for time in [1, 4_102_444_800_000, far, i64::MAX, -5] {
        let homes = [TempDir::new().unwrap(), TempDir::new().unwrap()];
        let [a, b] = [&homes[0], &homes[1]].map(|home| state(home.path()));
        let text = format!(
            "{}\n{}\n{}\n",
            r#"{"format":"briefing-state","version":1}"#,
            format_args!(
                r#"{{"record":{{"known":[{{"text":"1","path":"1"}}],"read":{{"is":true,"time":{time}}}}}}}"#
            ),
            format_args!(r#"{{"saved":{{"name":"x","query":"old","time":{time},"made":{time}}}}}"#),
        );
        for own in [&a, &b] {
            own.import(&mut text.as_bytes()).unwrap();
            assert!(own.records(Since::default()).records[0].read, "{time}");
        }
        write(&a, Edit::Read(vec![identity(1)], false));
        a.note(query::Edit::Save(Saved {
            name: "x".into(),
            query: "new".into(),
        }));
        assert!(a.write().iter().all(Result::is_ok));
        import(&a, &b);
        import(&b, &a);
        for own in [&a, &b] {
            assert!(!own.records(Since::default()).records[0].read, "{time}");
            assert!(
                exported(own).iter().any(|l| l.contains(r#""query":"new""#)),
                "{time}"
            );
        }
        assert_eq!(exported(&a), exported(&b), "{time}");
    }
}

#[test]
fn a_file_of_version_1_is_brought_up_to_date_and_mended_too() {
    for damaged in [false, true] {
        let home = TempDir::new().unwrap();
        let path = home.path().join("state.db");
        let old = rusqlite::Connection::open(&path).unwrap();
        old.execute_batch(include_str!("../../src/state/tables.sql"))
            .unwrap();
        old.execute_batch(
            "INSERT INTO fact VALUES ('file', 9), ('change', 1);
             INSERT INTO asked VALUES ('ferry', 1);
             INSERT INTO saved VALUES ('x', 'nets', 1);
             PRAGMA user_version=1;",
        )
        .unwrap();
        for n in 1..500 {
            old.execute(
                "INSERT INTO record (number, read, read_time, changed) VALUES (?1, 1, 5, 1)",
                [n],
            )
            .unwrap();
            old.execute("INSERT INTO known VALUES (0, ?1, ?1, ?1)", [n])
                .unwrap();
        }
        drop(old);
        let own = state(home.path());
        assert_eq!(told(&own), "");
        write(&own, Edit::Tag("late".into(), vec![identity(7)], true));
        write(&own, Edit::Note(note(7, "mine")));
        let before = exported(&own);
        drop(own);
        if damaged {
            let mut bytes = fs::read(&path).unwrap();
            bytes[..4096].fill(0xa5);
            fs::write(&path, &bytes).unwrap();
            assert!(told(&state(home.path())).contains("was damaged"));
        }
        let own = state(home.path());
        let after = exported(&own);
        assert_eq!(before, after, "{damaged}");
        assert!(after.iter().any(|l| l.contains("mine")) && after.len() == 502);
    }
}
