//! What does a folder's own file say of sources, topics and its name? (file → what briefings have and facets count)

use std::fs;
use std::path::Path;

use briefing::corpus::{Corpus, Order};
use briefing::query::Facet;

use super::open;

const TEXTS: [(&str, &str); 3] = [
    (
        "desk/c.txt",
        "A quiet day\n\nNothing but fish was sold at the harbour.\n",
    ),
    (
        "wire/a.md",
        "# Two ferries\n\nTwo ferries ran again, and the car deck was full.\n",
    ),
    (
        "wire/b.md",
        "---\nsource: The Gazette\ntopics: [trade]\n---\n# One ferry\n\nThe ferry ran again.\n",
    ),
];

fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder of ours");
    for (name, text) in TEXTS {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder of ours");
        fs::write(path, text).expect("a folder of ours");
    }
    folder
}

/// Name, source and topics of each briefing; then the values of both facets, which must find what they count.
fn summary(corpus: &Corpus) -> String {
    let mut lines = Vec::new();
    for b in 0..corpus.len() as u32 {
        let (row, facts) = (corpus.row(b), &corpus.page(b).facts);
        assert_eq!(row.source, facts.source.value, "{}", row.name);
        lines.push(format!("{}: {} {:?}", row.name, row.source, facts.topics));
    }
    for facet in [Facet::Source, Facet::Topic] {
        let found = corpus.search(&Default::default(), Order::Source, &[facet]);
        let mut values = Vec::new();
        for value in &found.facets[&facet] {
            let query = corpus.read(&format!("{}:{}", facet.name(), value.key));
            let hits = corpus
                .search(&query.expect("a value"), Order::Date, &[])
                .hits;
            assert_eq!(hits.len() as u32, value.count, "{value:?}");
            values.push(format!("{}={} {}", value.key, value.label, value.count));
        }
        lines.push(values.join(", "));
    }
    lines.join("\n")
}

fn write(folder: &Path, text: &str) {
    fs::write(folder.join("briefings.toml"), text).expect("a folder of ours");
}

const BEFORE: &str = "\
desk/c.txt: desk []
wire/a.md: wire []
wire/b.md: The Gazette [\"trade\"]
desk=desk 1, the-gazette=The Gazette 1, wire=wire 1
trade=Trade 1";

#[test]
fn sources_topics_and_a_name_are_as_the_folders_file_says_and_nothing_is_read_again_for_it() {
    let cases = [
        (
            "name = \"Ferry desk\"\n[[source]]\nname = \"The Wire\"\npaths = [\"wire/**\"]\n",
            "\
desk/c.txt: desk []
wire/a.md: The Wire []
wire/b.md: The Gazette [\"trade\"]
desk=desk 1, the-gazette=The Gazette 1, the-wire=The Wire 1
trade=Trade 1",
        ),
        (
            "[[source]]\nname = \"The Gazette\"\npaths = [\"**/a.*\"]\n[[source]]\nname = \"All\"\npaths = [\"**\"]\n",
            "\
desk/c.txt: All []
wire/a.md: The Gazette []
wire/b.md: The Gazette [\"trade\"]
the-gazette=The Gazette 2, all=All 1
trade=Trade 1",
        ),
        (
            "[[topic]]\nname = \"Ferries\"\nwords = [\"ferry\", \"harbour\"]\n",
            "\
desk/c.txt: desk [\"ferries\"]
wire/a.md: wire [\"ferries\"]
wire/b.md: The Gazette [\"trade\"]
desk=desk 1, the-gazette=The Gazette 1, wire=wire 1
ferries=Ferries 2, trade=Trade 1",
        ),
        (
            "replace = true\n[[topic]]\nname = \"Trade\"\nwords = [\"car deck\"]\n",
            "\
desk/c.txt: desk []
wire/a.md: wire [\"TRADE\"]
wire/b.md: The Gazette [\"trade\"]
desk=desk 1, the-gazette=The Gazette 1, wire=wire 1
TRADE=Trade 2",
        ),
        ("# nothing\n", BEFORE),
    ];
    let folder = folder();
    let mut sync = open(folder.path());
    sync.refresh();
    // The taxonomy names the topic that the document states.
    let trade = sync.corpus().page(2).facts.topics[0].clone();
    let label = briefing::annotate::topic_name(&trade)
        .unwrap_or("Trade")
        .to_owned();
    let here = |text: &str| {
        let text = text
            .replace("TRADE", &trade)
            .replace("[\"trade\"]", &format!("[{trade:?}]"));
        text.replace("trade=Trade 1", &format!("{trade}={label} 1"))
    };
    assert_eq!(summary(&sync.corpus()), here(BEFORE));
    let keys = |corpus: &Corpus| (0..3).map(|b| corpus.key(b)).collect::<Vec<_>>();
    let before = keys(&sync.corpus());
    for (text, expected) in cases {
        write(folder.path(), text);
        sync.refresh();
        let corpus = sync.corpus();
        assert_eq!(summary(&corpus), here(expected), "{text}");
        assert_eq!(keys(&corpus), before, "{text}: read again");
        assert_eq!(corpus.problems(), [], "{text}");
        assert_eq!(
            corpus.name(),
            text.contains("desk\"").then_some("Ferry desk")
        );
        let mut other = open(folder.path());
        other.published();
        assert_eq!(
            summary(&other.corpus()),
            here(expected),
            "{text}, opened again"
        );
    }
}

#[test]
fn what_is_wrong_with_sources_and_topics_is_told_with_its_line_and_the_nearest_right_name() {
    let folder = folder();
    let mut sync = open(folder.path());
    // (file, line and cause, a part of the way out)
    for (text, cause, hint) in [
        (
            "nmae = \"x\"\n",
            "line 1: \"nmae\" is not known",
            "\"name\"",
        ),
        ("name = 3\n", "line 1: this is no text", "double quotes"),
        (
            "replace = 1\n",
            "line 1: replace is true or false",
            "replace = true",
        ),
        (
            "[source]\nname = \"x\"\n",
            "line 1: write it [[source]]",
            "double brackets",
        ),
        (
            "[[source]]\nname = \"x\"\npath = [\"*\"]\n",
            "line 1: it has no paths",
            "paths = [",
        ),
        (
            "\n[[source]]\nname = \"x\"\npaths = [\"wier/*\"]\n",
            "line 2: nothing here lies at \"wier/*\"",
            "the folder that is open",
        ),
        (
            "[[topic]]\nwords = [\"x\"]\n",
            "line 1: it has no name",
            "[[topic]]",
        ),
        (
            "[[topic]]\nname = \"x\"\nwords = [\"x\"]\nword = 1\n",
            "line 4: \"word\" is not known",
            "\"words\"",
        ),
    ] {
        write(folder.path(), text);
        sync.refresh();
        let corpus = sync.corpus();
        let told = corpus.problems().iter().find(|p| p.cause == cause);
        let told = told.unwrap_or_else(|| panic!("{text}: {:?}", corpus.problems()));
        assert!(told.hint.contains(hint), "{text}: {told:?}");
        assert!(told.path.ends_with("briefings.toml"), "{told:?}");
    }
}
