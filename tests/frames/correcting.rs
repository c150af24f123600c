//! (keys on a name) → what is corrected, on the screen and in the file; and what is there when it is taken back.

use std::fs;
use std::path::{Path, PathBuf};

use briefing::app::{Corrected, Offer};
use briefing::load::Limits;
use briefing::sync::{Corrector, Done, Sync};
use tempfile::TempDir;

use super::{Screen, THEME, check, folder, rows};

const TEXTS: [(&str, &str); 4] = [
    (
        "a.txt",
        "Ferry runs again\n\nMinister Ada Okello opened the ferry in Kenya on 3 May 2019. Ms Okello thanked Jonas Berg.\n",
    ),
    (
        "b.txt",
        "Second ferry\n\nMinister Ada Okello promised another ferry. Jonas Berg and Adah Okelo of Uganda were there.\n",
    ),
    (
        "c.txt",
        "A speech\n\nPresident Jonas Berg met Adah Okelo in Sweden on 9 June 2020. Mr Berg spoke of the Lake Treaty.\n",
    ),
    (
        "d.txt",
        "A letter\n\nMr Berg wrote to Adah Okelo and to Jonas Berg.\n",
    ),
];

impl Screen {
    /// The screen of a folder in which corrections are written.
    fn over(folder: &Path) -> Screen {
        let paths = vec![folder.to_owned()];
        let mut sync = Sync::new(
            paths.clone(),
            Limits::default(),
            Some(&folder.join(".cache")),
        );
        sync.refresh();
        let mut screen = Screen::new(sync.corpus(), 120, 36, THEME);
        screen.folder = Some((sync, Corrector::new(paths, None)));
        screen
    }

    /// Does what the corrector was told, and reads the folder again.
    pub(super) fn correct(&mut self, tell: &dyn Fn(&Corrector)) {
        let Some((mut sync, corrector)) = self.folder.take() else {
            return;
        };
        tell(&corrector);
        let app = &mut self.session.app;
        for done in corrector.run() {
            let became = match done {
                Ok(Done::TakenBack { .. }) => Corrected::TakenBack,
                Ok(Done::Corrected { again: true, .. }) => Corrected::MadeAgain,
                _ => Corrected::Made,
            };
            let told = done.map(|d| (d.to_string(), d.place(), became));
            app.corrected(told.map_err(|e| e.to_string()));
        }
        sync.refresh();
        let effects = app.opened(sync.corpus(), None);
        self.folder = Some((sync, corrector));
        self.perform(effects);
    }

    fn all(&mut self) -> String {
        let buffer = self.picture();
        rows(&buffer, |x, y| buffer[(x, y)].symbol().to_owned())
    }

    /// Everybody, with how often they are mentioned.
    fn people(&self) -> Vec<String> {
        let corpus = &self.session.app.corpus;
        let all = corpus.entities().map(|e| corpus.entity(e));
        let people = all.filter(|e| e.slug.starts_with("person:"));
        people
            .map(|e| {
                let (kind, counts) = (e.kind.name(), (e.mentions, e.briefings));
                format!("{} {} {kind} {counts:?}", e.slug, e.name)
            })
            .collect()
    }
}

fn file(folder: &TempDir) -> PathBuf {
    folder.path().join("briefings.toml")
}

struct Case {
    /// Where it is done.
    to: &'static str,
    /// What is pressed there.
    keys: &'static str,
    /// What is then on the screen.
    shown: &'static [&'static str],
    /// The line that the file has.
    line: &'static str,
}

const JONAS: &str = "2 ]";
const JONAS_CARD: &str = "2 ] i";
const ADAH_CARD: &str = "2 ] ] i";

const CASES: [Case; 9] = [
    Case {
        to: ADAH_CARD,
        keys: "= 'okello' enter",
        shown: &[
            "Ada Okello is Adah Okelo from now on · u undoes",
            "6 mentions in 4 briefings",
        ],
        line: "same = [\"person:ada-okello\"]",
    },
    Case {
        to: "2 ] ]",
        keys: "= 'okello' enter",
        shown: &[
            "Ada Okello is Adah Okelo from now on · u undoes",
            "briefings.toml",
        ],
        line: "same = [\"person:ada-okello\"]",
    },
    Case {
        to: "2 ] ] ]",
        keys: "!",
        shown: &["“Berg” is not Jonas Berg in any briefing from now on · u undoes"],
        line: "not = [\"Berg\"]",
    },
    Case {
        to: "2 ] i G",
        keys: "!",
        shown: &[
            "“Berg” is not Jonas Berg in any briefing from now on · u undoes",
            "4 mentions in 4 briefings",
        ],
        line: "not = [\"Berg\"]",
    },
    Case {
        to: JONAS_CARD,
        keys: "R ctrl-u 'J. Berg' enter",
        shown: &[
            "Jonas Berg is called J. Berg from now on · u undoes",
            "J. Berg · person",
            "6 mentions in 4 briefings",
        ],
        line: "name = \"J. Berg\"",
    },
    Case {
        to: JONAS_CARD,
        keys: "W 'org' enter",
        shown: &[
            "Jonas Berg is an organisation from now on · u undoes",
            "Jonas Berg · organisation",
        ],
        line: "kind = \"organisation\"",
    },
    Case {
        to: JONAS,
        keys: "W down enter",
        shown: &["Jonas Berg is an organisation from now on · u undoes"],
        line: "kind = \"organisation\"",
    },
    Case {
        to: JONAS_CARD,
        keys: "= 'kenya' enter enter",
        shown: &["Kenya is Jonas Berg from now on · u undoes"],
        line: "same = [\"country:ke\"]",
    },
    Case {
        to: JONAS_CARD,
        keys: "X",
        shown: &["Jonas Berg is no name from now on · u undoes", "Narrow by"],
        line: "ignore = true",
    },
];

#[test]
fn one_key_corrects_a_name_in_every_count_and_one_takes_it_back() {
    let folder = folder(&TEXTS);
    for case in CASES {
        let mut screen = Screen::over(folder.path());
        screen.press(case.to);
        let (people, picture) = (screen.people(), screen.all());
        screen.press(case.keys);
        let all = screen.all();
        for part in case.shown {
            assert!(all.contains(part), "{}: {part} in\n{all}", case.keys);
        }
        let text = fs::read_to_string(file(&folder)).expect("a file of corrections");
        assert!(
            text.lines().any(|l| l == case.line),
            "{}: {text}",
            case.keys
        );
        assert_ne!(screen.people(), people, "{}", case.keys);
        assert_eq!(screen.session.app.corpus.problems(), [], "{}", case.keys);
        screen.press("u");
        let all = screen.all();
        assert!(all.contains("Taken back: "), "{}:\n{all}", case.keys);
        assert!(!file(&folder).exists(), "{}", case.keys);
        assert_eq!(screen.people(), people, "{}", case.keys);
        if case.keys != "X" {
            // Of what is no name, the card was closed.
            screen.session.app.message = None;
            assert_eq!(screen.all(), picture, "{}", case.keys);
        }
    }
}

#[test]
fn corrections_are_taken_back_one_after_the_other_and_a_file_edited_by_hand_keeps_the_rest() {
    const BY_HAND: &str = "# ours\n\n[[entity]] # the president\nname = \"J. Berg\"\nid = \"person:jonas-berg\"\n\n# the end\n";
    let folder = folder(&TEXTS);
    fs::write(file(&folder), BY_HAND).expect("written");
    let read = || fs::read_to_string(file(&folder)).expect("a file");
    let mut screen = Screen::over(folder.path());
    screen.press("2 ] i R ctrl-u 'Jonas B.' enter");
    let renamed = BY_HAND.replace("J. Berg", "Jonas B.");
    assert_eq!(read(), renamed);
    screen.press("W 'event' enter");
    let two = read();
    assert!(two.starts_with("# ours\n\n[[entity]] # the president\nname = \"Jonas B.\"\n"));
    assert!(
        two.ends_with("# the end\n") && two.contains("kind = \"event\"\n"),
        "{two}"
    );
    screen.press("u");
    assert_eq!(read(), renamed);
    screen.press("u");
    assert_eq!(read(), BY_HAND);
    screen.press("u");
    assert!(screen.all().contains("Nothing was made in this session"));
    // What somebody has changed since is left as it is.
    screen.press("X");
    let by_hand = format!("{}# more\n", read());
    fs::write(file(&folder), &by_hand).expect("written");
    screen.press("u");
    assert_eq!(read(), by_hand);
    assert!(screen.all().contains("changed since, and left as it is"));
    // A file that is none is not touched.
    fs::write(file(&folder), "[[entity\n").expect("written");
    screen.press("2 ] X");
    assert_eq!(read(), "[[entity\n");
    assert!(
        screen.all().contains("mend line 1 first"),
        "{}",
        screen.all()
    );
}

#[test]
fn what_cannot_be_corrected_so_is_said_and_changes_nothing() {
    // (keys, what is said)
    for (keys, said) in [
        ("2 ] i !", "Go to the name that is not its own first"),
        ("2 ] ] i G !", "It goes by no other name"),
        ("2 ] ] !", "It goes by no other name"),
        ("2 ] i = 'zzzz' enter", "Nothing fits"),
        ("2 ] i R ctrl-u enter", "It needs a name"),
        (
            "2 ] i = 'kenya' enter",
            "Kenya is a country, Jonas Berg a person: enter again makes them one",
        ),
        ("u", "Nothing was made in this session"),
    ] {
        let folder = folder(&TEXTS);
        let mut screen = Screen::over(folder.path());
        screen.press(keys);
        let all = screen.all();
        assert!(all.contains(said), "{keys}: {said} in\n{all}");
        assert!(!file(&folder).exists(), "{keys}");
    }
}

#[test]
fn whoever_is_about_to_be_chosen_stays_chosen_when_the_folder_changes() {
    let folder = folder(&TEXTS);
    let mut screen = Screen::over(folder.path());
    screen.press("2 ] i = 'o' down");
    let chosen = |screen: &Screen| {
        let app = &screen.session.app;
        let at = app.prompt.as_ref().and_then(|p| p.chosen)?;
        match app.offers.get(at)? {
            Offer::Entity(e) => Some(app.corpus.entity(*e).slug.to_owned()),
            _ => None,
        }
    };
    let before = chosen(&screen);
    assert_eq!(before.as_deref(), Some("person:ada-okello"));
    // Another of that letter comes to stand before them all.
    let text = "President Omar Oduya met Jonas Berg. Omar Oduya spoke.\n";
    for n in 0..5 {
        let file = folder.path().join(format!("e{n}.txt"));
        fs::write(file, text).expect("written");
    }
    screen.correct(&|_| ());
    assert!(screen.all().contains("Omar Oduya"), "{}", screen.all());
    assert_eq!(chosen(&screen), before);
}

#[test]
fn what_is_asked_before_a_name_is_corrected() {
    const CARD: &str = "j j j enter ] ] i";
    for (name, size, keys, roles) in [
        ("correct-same", (120, 36), "= 'gre'", true),
        ("correct-same-80x24", (80, 24), "=", false),
        ("correct-rename", (80, 24), "R", false),
        ("correct-kind", (80, 24), "W", true),
    ] {
        check(name, size, &format!("{CARD} {keys}"), roles);
    }
}
