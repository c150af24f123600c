//! Which corrections hold, and what do they do to a collection? (files → entities)

#[path = "../benches/corpus/briefings.rs"]
mod briefings;
#[path = "corrections/random.rs"]
mod random;
#[path = "corrections/told.rs"]
mod told;

use std::collections::BTreeSet;
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

use briefing::corpus::Corpus;
use briefing::corrections::{self, Change, Wish};
use briefing::load::Limits;
use briefing::sync::{self, Corrector, Done, Sync};
use tempfile::TempDir;

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

struct Place {
    folder: TempDir,
    sync: Sync,
}

impl Place {
    fn new() -> Place {
        let folder = tempfile::tempdir().expect("a folder of ours");
        for (name, text) in TEXTS {
            fs::write(folder.path().join(name), text).expect("a folder of ours");
        }
        let mut sync = open(folder.path());
        sync.refresh();
        Place { folder, sync }
    }

    fn open(&self) -> Sync {
        open(self.folder.path())
    }

    fn correct(&mut self, text: &str) -> String {
        fs::write(self.folder.path().join("briefings.toml"), text).expect("a folder of ours");
        self.sync.refresh();
        people(&self.sync.corpus())
    }
}

fn open(folder: &Path) -> Sync {
    let cache = folder.join(".cache");
    let paths: Vec<PathBuf> = vec![folder.to_owned()];
    Sync::new(paths, Limits::default(), Some(&cache))
}

/// The key of a country's facet value.
fn country(code: &str) -> String {
    let name = briefing::annotate::country_name(code);
    name.map_or(code.to_owned(), briefing::fold::slug)
}

/// Slug, name, mentions and briefings of every person and organisation, and the words that each goes by.
fn people(corpus: &Corpus) -> String {
    let all = corpus.entities();
    let mut lines = Vec::new();
    for id in all {
        let e = corpus.entity(id);
        if e.slug.starts_with("person:") || e.slug.starts_with("organisation:") {
            let names = corpus.entity_names(id);
            let names: Vec<String> = names.iter().map(|(n, c)| format!("{n} {c}")).collect();
            let (slug, name) = (e.slug, e.name);
            let counts = format!("{}/{}", e.mentions, e.briefings);
            lines.push(format!("{slug} = {name} {counts} ({})", names.join(", ")));
        }
    }
    lines.join("\n")
}

const BEFORE: &str = "\
person:ada-okello = Ada Okello 3/2 (Ada Okello 2, Okello 1)
person:adah-okelo = Adah Okelo 3/3 (Adah Okelo 3)
person:jonas-berg = Jonas Berg 6/4 (Jonas Berg 4, Berg 2)";

#[test]
fn a_correction_is_done_at_once_and_undone_when_it_is_taken_out() {
    let cases = [
        (
            "the same as",
            "[[entity]]\nid = \"person:ada-okello\"\nsame = [\"person:adah-okelo\"]\n",
            "person:ada-okello = Ada Okello 6/4 (Adah Okelo 3, Ada Okello 2, Okello 1)
person:jonas-berg = Jonas Berg 6/4 (Jonas Berg 4, Berg 2)",
        ),
        (
            "not the same",
            "[[entity]]\nid = \"person:jonas-berg\"\nnot = [\"berg\"]\n",
            "person:ada-okello = Ada Okello 3/2 (Ada Okello 2, Okello 1)
person:adah-okelo = Adah Okelo 3/3 (Adah Okelo 3)
person:berg = berg 2/2 (Berg 2)
person:jonas-berg = Jonas Berg 4/4 (Jonas Berg 4)",
        ),
        (
            "renamed, and of another kind; its id stays",
            "[[entity]]\nid = \"person:jonas-berg\"\nname = \"J. Berg\"\nkind = \"organisation\"\n",
            "person:ada-okello = Ada Okello 3/2 (Ada Okello 2, Okello 1)
person:adah-okelo = Adah Okelo 3/3 (Adah Okelo 3)
person:jonas-berg = J. Berg 6/4 (Jonas Berg 4, Berg 2)",
        ),
        (
            "ignored",
            "[[entity]]\nid = \"person:jonas-berg\"\nignore = true\n",
            "person:ada-okello = Ada Okello 3/2 (Ada Okello 2, Okello 1)
person:adah-okelo = Adah Okelo 3/3 (Adah Okelo 3)",
        ),
        (
            "taken apart, and what was taken out put elsewhere",
            "[[entity]]\nid = \"person:jonas-berg\"\nnot = [\"Berg\"]\n\
             [[entity]]\nid = \"person:ada-okello\"\nsame = [\"person:berg\"]\n",
            "person:ada-okello = Ada Okello 5/4 (Ada Okello 2, Berg 2, Okello 1)
person:adah-okelo = Adah Okelo 3/3 (Adah Okelo 3)
person:jonas-berg = Jonas Berg 4/4 (Jonas Berg 4)",
        ),
        (
            "put together, and the words of one part taken out again",
            "[[entity]]\nid = \"person:ada-okello\"\nsame = [\"person:adah-okelo\"]\nnot = [\"Adah Okelo\"]\n",
            BEFORE,
        ),
        ("none", "# nothing\n", BEFORE),
    ];
    let mut place = Place::new();
    assert_eq!(people(&place.sync.corpus()), BEFORE);
    for (what, text, expected) in cases {
        assert_eq!(place.correct(text), expected, "{what}");
        assert_eq!(place.sync.corpus().problems(), [], "{what}");
        assert!(place.sync.refresh().is_empty(), "{what}: not settled");
        // Another program that opens the folder sees the same.
        let mut other = place.open();
        other.published();
        assert_eq!(people(&other.corpus()), expected, "{what}, opened again");
        mentions_agree(&place.sync.corpus(), what);
    }
}

#[test]
fn words_that_two_may_own_are_the_others_when_one_of_them_is_ruled_out() {
    let folder = tempfile::tempdir().expect("a folder of ours");
    let write = |name: &str, text: &str| {
        fs::write(folder.path().join(name), text).expect("a folder of ours")
    };
    write("a.txt", "One\n\nJonas Berg spoke in Oslo.\n");
    write("b.txt", "Two\n\nAnna Berg spoke in Oslo.\n");
    write("c.txt", "Three\n\nMr Berg spoke in Oslo.\n");
    let mut sync = open(folder.path());
    sync.refresh();
    let owners = |corpus: &Corpus| {
        let page = corpus.page(2);
        let berg =
            |m: &&briefing::entity::Mention| page.briefing.body[m.span.range()].ends_with("Berg");
        let mention = page.mentions.iter().find(berg).expect("Mr Berg");
        let owners = mention
            .entities
            .iter()
            .map(|e| corpus.entity(*e).slug.to_owned());
        owners.collect::<Vec<_>>()
    };
    assert_eq!(
        owners(&sync.corpus()),
        ["person:anna-berg", "person:jonas-berg"]
    );
    write(
        "briefings.toml",
        "[[entity]]\nid = \"person:jonas-berg\"\nnot = [\"Berg\"]\n",
    );
    sync.refresh();
    assert_eq!(owners(&sync.corpus()), ["person:anna-berg"]);
}

#[test]
fn a_mention_of_two_who_are_one_by_correction_counts_once() {
    let folder = tempfile::tempdir().expect("a folder of ours");
    let write = |name: &str, text: &str| {
        fs::write(folder.path().join(name), text).expect("a folder of ours")
    };
    write("a.txt", "One\n\nJonas Berg spoke in Oslo. Berg left.\n");
    write("b.txt", "Two\n\nAnna Berg spoke in Oslo. Berg left.\n");
    write("c.txt", "Three\n\nMr Berg spoke in Oslo. Mr Berg left.\n");
    let mut sync = open(folder.path());
    sync.refresh();
    write(
        "briefings.toml",
        "[[entity]]\nid = \"person:jonas-berg\"\nsame = [\"person:anna-berg\"]\n",
    );
    sync.refresh();
    let corpus = sync.corpus();
    mentions_agree(&corpus, "two made one");
    let berg = "person:jonas-berg = Jonas Berg 6/3 (Berg 4, Anna Berg 1, Jonas Berg 1)";
    assert_eq!(people(&corpus), berg);
}

/// What pages say of mentions is what the concordance and the counts say.
fn mentions_agree(corpus: &Corpus, what: &str) {
    for id in corpus.entities() {
        let concordance = corpus.concordance(id);
        assert_eq!(
            concordance.len() as u32,
            corpus.entity(id).mentions,
            "{what}"
        );
        for (briefing, mention) in concordance {
            let page = corpus.page(briefing);
            assert!(
                page.mentions[mention as usize].entities.contains(&id),
                "{what}"
            );
        }
    }
}

#[test]
fn corrections_that_cannot_be_done_are_problems_with_their_lines() {
    let mut place = Place::new();
    let text = "[[entity]]\nid = \"person:nobody\"\nignore = true\n\n\
                [[entity]]\nid = \"person:ada-okello\"\nnot = [\"Kovač\"]\nsmae = [\"x\"]\n";
    assert_eq!(place.correct(text), BEFORE);
    let corpus = place.sync.corpus();
    let problems = corpus.problems().iter();
    let causes: Vec<&str> = problems.map(|p| p.cause.as_str()).collect();
    let expected = [
        "line 8: \"smae\" is not known",
        "line 1: nothing here is \"person:nobody\"",
        "line 5: nothing here is \"Kovač\"",
    ];
    assert_eq!(causes, expected);
    assert!(place.sync.refresh().is_empty(), "not settled");
    place.correct("");
    assert_eq!(place.sync.corpus().problems(), []);
}

/// What the test [`child`] finds in its environment: the folder whose corrections it writes, and its own name.
const FOLDER: &str = "BRIEFING_TEST_CORRECTS";
const NAME: &str = "BRIEFING_TEST_NAME";

/// Not a test: a program that corrects, to be killed. Says each correction that is done.
#[test]
#[allow(clippy::print_stdout, reason = "who waits for it reads it")]
fn child() {
    let Some(folder) = std::env::var_os(FOLDER) else {
        return;
    };
    let name = std::env::var(NAME).expect("a name");
    let corrector = Corrector::new(vec![folder.into()], None);
    for n in 0..2000 {
        corrector.note(ignoring(&format!("place:{name}-{n}")));
        for done in corrector.run() {
            done.expect("a correction that is done");
        }
        println!("done {n}.");
        // Keys do not come faster, and the lock is nobody's for a moment.
        thread::sleep(Duration::from_millis(2));
    }
}

fn ignoring(id: &str) -> Wish {
    Wish {
        change: Change::Ignore { id: id.to_owned() },
        near: None,
        said: format!("{id} is no name"),
        undone: format!("{id} is a name again"),
    }
}

fn corrects(folder: &Path, name: &str) -> Child {
    let this = std::env::current_exe().expect("this program");
    let mut command = Command::new(this);
    command.args(["--exact", "child", "--nocapture"]);
    command.env(FOLDER, folder).env(NAME, name);
    command.stdout(Stdio::piped());
    command.spawn().expect("a program of ours")
}

/// Reads what it says until it has done so many.
fn wait_for(child: &mut Child, done: usize) {
    let said = BufReader::new(child.stdout.as_mut().expect("what it says"));
    let last = format!("done {}.", done - 1);
    let mut lines = said.lines().map_while(Result::ok);
    assert!(lines.any(|l| l.ends_with(&last)), "it ended before {last}");
}

/// The ids in the file of a folder, which must be right.
fn corrected(folder: &Path) -> BTreeSet<String> {
    let text = fs::read_to_string(folder.join("briefings.toml")).expect("the file");
    let (all, wrong) = corrections::read(&text, "file");
    assert_eq!(wrong, []);
    all.entities.into_iter().map(|c| c.id).collect()
}

#[test]
fn a_program_killed_while_it_corrects_leaves_a_whole_file_with_all_that_it_said_was_done() {
    let folder = tempfile::tempdir().expect("a folder of ours");
    for round in 0..8 {
        let name = format!("r{round}");
        let mut child = corrects(folder.path(), &name);
        wait_for(&mut child, 20 + round);
        child.kill().expect("killed");
        child.wait().expect("ended");
        let ids = corrected(folder.path());
        for n in 0..20 + round {
            let id = format!("place:{name}-{n}");
            assert!(ids.contains(&id), "{id}");
        }
    }
    // And nothing is in the way of the next.
    let corrector = Corrector::new(vec![folder.path().to_owned()], None);
    corrector.note(ignoring("place:last"));
    assert!(corrector.run().iter().all(Result::is_ok));
    assert!(corrected(folder.path()).contains("place:last"));
}

#[test]
fn two_programs_that_correct_at_once_lose_nothing() {
    let folder = tempfile::tempdir().expect("a folder of ours");
    let mut both = ["x", "y"].map(|name| corrects(folder.path(), name));
    for child in &mut both {
        wait_for(child, 50);
    }
    for child in &mut both {
        child.kill().expect("killed");
        child.wait().expect("ended");
    }
    let ids = corrected(folder.path());
    for (name, n) in ["x", "y"]
        .iter()
        .flat_map(|name| (0..50).map(move |n| (name, n)))
    {
        let id = format!("place:{name}-{n}");
        assert!(ids.contains(&id), "{id}");
    }
}

#[cfg(unix)]
#[test]
fn a_file_of_corrections_keeps_its_permissions_and_a_link_stays_one() {
    use std::os::unix::fs::{PermissionsExt as _, symlink};
    let (folder, other) = (tempfile::tempdir(), tempfile::tempdir());
    let (folder, other) = (folder.expect("a folder"), other.expect("a folder"));
    let real = other.path().join("shared.toml");
    fs::write(&real, "# shared\n").expect("written");
    fs::set_permissions(&real, fs::Permissions::from_mode(0o664)).expect("permitted");
    let link = folder.path().join("briefings.toml");
    symlink(&real, &link).expect("a link");
    let corrector = Corrector::new(vec![folder.path().to_owned()], None);
    for told in [
        "place:a is no name from now on",
        "Taken back: place:a is a name again",
    ] {
        match told.starts_with("Taken") {
            true => corrector.note_undo(),
            false => corrector.note(ignoring("place:a")),
        }
        let done = corrector.run().remove(0).expect("done").to_string();
        assert!(done.starts_with(told), "{done}");
        assert!(link.is_symlink());
        let mode = fs::metadata(&real).expect("there").permissions().mode();
        assert_eq!(mode & 0o777, 0o664);
        let text = fs::read_to_string(&real).expect("a file");
        assert_eq!(
            text.contains("place:a"),
            told.starts_with("place:a"),
            "{text}"
        );
        assert!(text.contains("# shared\n"), "{text}");
    }
    let names = fs::read_dir(other.path()).expect("a folder").count();
    assert_eq!(names, 1, "something is left behind");
}

#[test]
fn of_several_folders_the_one_of_the_open_document_keeps_the_correction_and_of_files_alone_the_readers_own_does()
 {
    let top = tempfile::tempdir().expect("a folder of ours");
    let at = |name: &str| top.path().join(name);
    for folder in ["a", "b"] {
        fs::create_dir(at(folder)).expect("a folder");
        fs::write(at(folder).join("x.txt"), "x").expect("written");
    }
    let own = sync::own_file(&[at("a/x.txt")], &at("state"));
    // (what is open, the document in hand, the file)
    for (paths, near, file) in [
        (vec!["a", "b"], Some("b/x.txt"), at("b/briefings.toml")),
        (vec!["a", "b"], Some("c/x.txt"), at("a/briefings.toml")),
        (vec!["a/x.txt", "b"], None, at("b/briefings.toml")),
        (vec!["a/x.txt"], Some("a/x.txt"), own.clone()),
    ] {
        let paths: Vec<PathBuf> = paths.into_iter().map(at).collect();
        let corrector = Corrector::new(paths.clone(), Some(own.clone()));
        let near = near.map(at);
        corrector.note(Wish {
            near,
            ..ignoring("place:a")
        });
        let done = corrector.run().remove(0).expect("done");
        assert!(
            matches!(&done, Done::Corrected { file: f, .. } if *f == file),
            "{done:?}"
        );
        assert!(
            fs::read_to_string(&file)
                .expect("the file")
                .contains("place:a")
        );
        let mut sync = Sync::new(paths, Limits::default(), None).with_own(Some(own.clone()));
        sync.refresh();
        let corpus = sync.corpus();
        let mut causes = corpus.problems().iter().map(|p| &p.cause);
        assert!(causes.any(|c| c.contains("nothing here is \"place:a\"")));
        corrector.note_undo();
        assert!(corrector.run().iter().all(Result::is_ok));
        assert!(!file.exists());
    }
    assert_eq!(
        sync::own_file(&[at("b"), at("a")], &at("state")),
        sync::own_file(&[at("a"), at("b")], &at("state"))
    );
    assert!(own.starts_with(at("state/corrections")));
}
