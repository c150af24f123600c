//! A name is corrected in one program: what the file, the other programs and the commands then say.

use std::fs;

use super::harness::Pty;
use super::place::Place;

const SIZE: (u16, u16) = (140, 30);

fn place() -> Place {
    let place = Place::new();
    for n in 1..4 {
        let text =
            format!("---\ntitle: Boats {n}\n---\n\nMinister Jonas Berg counted boats in Kenya.\n");
        place.write(format!("docs/{n}.md"), text);
    }
    place
}

/// Presses keys one after the other, each when the text that the one before brings is on the screen.
fn press(pty: &mut Pty, steps: &[(&str, &str)]) {
    for (key, shown) in steps {
        pty.send(key);
        pty.wait_text(shown);
    }
}

/// Opens the card of the first name.
const CARD: [(&str, &str); 3] = [
    ("\r", "] next mention"),
    ("]", "Jonas Berg · 3 times in 3 briefings"),
    ("i", "Names, each with a reason"),
];

#[test]
fn what_is_corrected_in_one_program_shows_in_another_and_in_commands_until_it_is_taken_back() {
    let place = place();
    let mut one = place.terminal(["docs"], SIZE);
    one.wait_text("3 briefings");
    let mut other = place.terminal(["docs"], SIZE);
    other.wait_text("3 briefings");
    for pty in [&mut one, &mut other] {
        press(pty, &CARD);
    }
    press(
        &mut one,
        &[("R", "Jonas Berg is called"), ("\x15", "is called")],
    );
    press(
        &mut one,
        &[
            ("J. Berg", "is called J. Berg"),
            (
                "\r",
                "Jonas Berg is called J. Berg from now on · u undoes · docs/briefings.toml",
            ),
        ],
    );
    for pty in [&one, &other] {
        pty.wait_text("J. Berg · person");
    }
    let file = place.path().join("docs/briefings.toml");
    assert_eq!(
        fs::read_to_string(&file).unwrap(),
        "[[entity]]\nid = \"person:jonas-berg\"\nname = \"J. Berg\"\n"
    );
    let ran = place.run(["--in", "docs", "entity", "J. Berg"]);
    assert!(ran.out.contains("J. Berg"), "{}", ran.out);
    assert_eq!(place.run(["--in", "docs", "check"]).code, 0);
    press(
        &mut one,
        &[("u", "Taken back: J. Berg is called Jonas Berg again")],
    );
    for pty in [&one, &other] {
        pty.wait_text("Jonas Berg · person");
    }
    assert!(!file.exists());
    // No name at all, in both; what is wrong in the file is a problem of both and of `check`.
    press(&mut one, &[("X", "Jonas Berg is no name from now on")]);
    for pty in [&one, &other] {
        pty.wait_for("the card closed", |s| {
            !s.contents().contains("Names, each with a reason")
        });
    }
    fs::write(
        &file,
        "[[entity]]\nid = \"person:nobody\"\nsmae = [\"x\"]\n",
    )
    .unwrap();
    for pty in [&mut one, &mut other] {
        // What was said last stands until a key is pressed.
        pty.send("2");
        pty.wait_text("2 problems");
    }
    let ran = place.run(["--in", "docs", "check"]);
    assert_eq!(ran.code, 1, "{}", ran.out);
    for part in [
        "line 3: \"smae\" is not known",
        "line 1: nothing here is \"person:nobody\"",
    ] {
        assert!(ran.out.contains(part), "{part} in {}", ran.out);
    }
    for pty in [&mut one, &mut other] {
        pty.send("q");
        assert_eq!(pty.exit().0, 0);
    }
}

#[test]
fn where_the_folder_cannot_be_written_a_file_of_the_readers_own_keeps_corrections() {
    const READ_ONLY: &str = "unshare -rm sh -c '\
        mount --bind docs docs && mount -o remount,bind,ro docs && exec \"$PROGRAM\" docs'";
    if !super::disk::may_unshare() {
        return;
    }
    let place = place();
    let mut one = place.shell(READ_ONLY, SIZE);
    one.wait_text("3 briefings");
    let mut other = place.terminal(["docs"], SIZE);
    other.wait_text("3 briefings");
    for pty in [&mut one, &mut other] {
        press(pty, &CARD);
    }
    press(
        &mut one,
        &[("W", "is of the kind"), ("place", "kind place")],
    );
    let said = "Jonas Berg is a place from now on · u undoes · in a file of your own: the folder cannot be written";
    press(&mut one, &[("\r", said)]);
    for pty in [&one, &other] {
        pty.wait_text("Jonas Berg · place");
    }
    assert!(!place.path().join("docs/briefings.toml").exists());
    let own = place.path().join("state/briefing/corrections");
    let file = fs::read_dir(&own).unwrap().next().unwrap().unwrap().path();
    let text = fs::read_to_string(&file).unwrap();
    let docs = place.path().join("docs").canonicalize().unwrap();
    assert!(
        text.starts_with(&format!("# Corrections of {}\n", docs.display())),
        "{text}"
    );
    let ran = place.run(["--in", "docs", "entity", "Jonas Berg"]);
    assert!(ran.out.contains("place"), "{}", ran.out);
    press(
        &mut one,
        &[("u", "Taken back: Jonas Berg is a person again")],
    );
    for pty in [&one, &other] {
        pty.wait_text("Jonas Berg · person");
    }
    assert!(!file.exists());
}

#[test]
fn the_briefings_that_come_with_the_program_are_corrected_in_a_file_of_the_readers_own() {
    let place = Place::new();
    let mut pty = place.terminal::<&str>([], SIZE);
    pty.wait_text("6 briefings");
    press(
        &mut pty,
        &[
            ("2", "next mention"),
            ("]", "times in"),
            ("i", "Names, each with a reason"),
            ("X", "is no name from now on · u undoes · corrections/"),
        ],
    );
    pty.wait_for("the card closed", |s| {
        !s.contents().contains("Names, each with a reason")
    });
    let own = place.path().join("state/briefing/corrections");
    assert_eq!(fs::read_dir(own).unwrap().count(), 1);
    pty.send("u");
    pty.wait_text("Taken back: ");
}
