//! Which corrections hold, and what do they do to a collection? (files → entities)

use std::fs;
use std::path::{Path, PathBuf};

use briefing::corpus::Corpus;
use briefing::load::Limits;
use briefing::sync::Sync;
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

/// Slug, name, mentions and briefings of every person and organisation, and the words that each goes by.
fn people(corpus: &Corpus) -> String {
    let all = (0..corpus.entities() as u32).map(briefing::entity::EntityId);
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

/// What pages say of mentions is what the concordance and the counts say.
fn mentions_agree(corpus: &Corpus, what: &str) {
    for id in (0..corpus.entities() as u32).map(briefing::entity::EntityId) {
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
        "line 5: nothing here is \"Kovač\"",
        "line 1: nothing here is \"person:nobody\"",
    ];
    assert_eq!(causes, expected);
    assert!(place.sync.refresh().is_empty(), "not settled");
    place.correct("");
    assert_eq!(place.sync.corpus().problems(), []);
}
