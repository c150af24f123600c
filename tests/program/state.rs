//! The reader's own notes on paper, and what they left taken to another machine.

use briefing::record::{Edit, Identity, Note, On, Passage};
use briefing::state::State;

use super::place::Place;

/// Leaves a few things in a place, as sessions do.
fn left(place: &Place) {
    let state = State::in_folder(Some(place.path().join("state/briefing")));
    let who = Identity::new("", "The ferry is late, and nobody knows why.", b"a.txt");
    let text = "The ferry is late, and nobody knows why.";
    let about = |n: u8| format!("Ferry talks. *Gazette*\u{1b}]0;x\u{7}, 2020, para. {n}. a.txt");
    let passage = |range| On::Passage(who, Passage::new(text, range));
    let ada = On::Entity {
        kind: "person".into(),
        name: "Ada".into(),
    };
    for edit in [
        Edit::Read(vec![who], true),
        Edit::Tag("to-do".into(), vec![who], true),
        Edit::Note(Note::new(
            passage(0..17),
            "Why?\u{1b}[31m\nAsk.".into(),
            about(1),
        )),
        Edit::Star(vec![who], true),
        Edit::Note(Note::new(ada, "Who is she?".into(), "Ada".into())),
        Edit::Note(Note::new(passage(19..40), String::new(), about(2))),
    ] {
        state.note(edit);
        assert!(state.write().iter().all(Result::is_ok));
        // Notes are printed in the order in which they were made, by the millisecond.
        let made = std::time::SystemTime::now();
        while made.elapsed().is_ok_and(|gone| gone.as_millis() < 1) {}
    }
}

#[test]
fn notes_are_printed_by_what_they_are_on() {
    let place = Place::new();
    let ran = place.run(["notes"]);
    assert_eq!((ran.code, ran.out.as_str(), ran.err.as_str()), (1, "", ""));
    left(&place);
    let head = "Ferry talks. *Gazette*, 2020. a.txt\nTags: to-do; starred\n";
    let first = format!("{head}\n> The ferry is late\n\nWhy?\nAsk.\n\npara. 1, DAY\n");
    let plain = format!(
        "{first}\n> and nobody knows why.\n\npara. 2, DAY\n\n\
                 Ada\n\nWho is she?\n\nDAY\n"
    );
    for (args, expected) in [
        (&["notes"][..], plain.as_str()),
        (&["notes", "who", "is"], "Ada\n\nWho is she?\n\nDAY\n"),
        (&["notes", "--tag", "To Do", "why?"], &first),
        (&["notes", "--tag", "other"], ""),
        (
            &["notes", "--markdown", "nobody"],
            "## Ferry talks. \\*Gazette\\*, 2020. a.txt\n\nTags: to-do; starred\n\n> and nobody knows why.\n\n*para. 2, DAY*\n",
        ),
    ] {
        let ran = place.run(args);
        let day = |line: &str| {
            let last = line
                .trim_end()
                .trim_matches('*')
                .rsplit(' ')
                .next()?
                .to_owned();
            let mut parts = last.split('-').map(|part| part.parse::<u32>().is_ok());
            (last.matches('-').count() == 2 && parts.all(|is| is)).then_some(last)
        };
        let out: String = ran
            .out
            .split_inclusive('\n')
            .map(|line| match day(line) {
                Some(day) => line.replace(&day, "DAY"),
                None => line.to_owned(),
            })
            .collect();
        assert_eq!(out, expected, "{args:?}");
        assert_eq!(
            (ran.code, ran.err.as_str()),
            (i32::from(expected.is_empty()), ""),
            "{args:?}"
        );
    }
    let ran = place.run(["notes", "--json", "Ask"]);
    let told: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(
        (&told["on"], &told["quote"], &told["tags"][0]),
        (
            &"passage".into(),
            &"The ferry is late".into(),
            &"to-do".into()
        )
    );
}

#[test]
fn what_was_left_is_taken_to_another_machine() {
    let (here, there) = (Place::new(), Place::new());
    left(&here);
    let ran = here.run(["state", "export"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    let file = there.path().join("all.jsonl");
    let ran_to_file = here.run(["state", "export", file.to_str().unwrap()]);
    assert_eq!((ran_to_file.code, ran_to_file.out.as_str()), (0, ""));
    assert_eq!(std::fs::read_to_string(&file).unwrap(), ran.out);
    assert!(
        !ran.out.contains('\u{1b}') && ran.out.lines().count() == 5,
        "{}",
        ran.out
    );
    let news = "new or newer: 1 briefing, 3 notes, 0 queries\n";
    let none = "new or newer: 0 briefings, 0 notes, 0 queries\n";
    for expected in [news, none] {
        let ran = there.run(["state", "import", "all.jsonl"]);
        assert_eq!(
            (ran.code, ran.out.as_str(), ran.err.as_str()),
            (0, expected, "")
        );
    }
    assert_eq!(there.run(["notes"]).out, here.run(["notes"]).out);
    there.write("bad.jsonl", format!("{}x\n", ran.out));
    let bad = there.run(["state", "import", "bad.jsonl"]);
    assert_eq!((bad.code, bad.out.as_str()), (1, none));
    assert!(bad.err.starts_with("note: bad.jsonl:6: "), "{}", bad.err);
    there.write("other.txt", "Dear all,\n");
    for (name, cause) in [
        ("other.txt", "error: other.txt: it does not begin as"),
        ("nowhere", "error: nowhere: No such file"),
    ] {
        let ran = there.run(["state", "import", name]);
        assert!(ran.code != 0 && ran.err.starts_with(cause), "{}", ran.err);
    }
}
