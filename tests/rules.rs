//! Does the repository keep its own rules? Layers, doors, sizes, words, what the README says.
//!
//! The table of layers is read from `src/lib.rs`, so the words there are the rule. All that breaks a rule is told at once.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

#[path = "rules/readme.rs"]
mod readme;
#[path = "rules/source.rs"]
mod source;

use source::{Source, rust_files};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// Outside crates, and the modules that may name them. `ONE` is any one module.
const DOORS: &[(&str, &[&str])] = &[
    ("annotate_snippets", &["diagnose"]),
    ("any_ascii", &["fold"]),
    ("base64", &["terminal"]),
    ("chardetng", &["load"]),
    ("clap", &["cli"]),
    ("clap_complete", &["cli"]),
    ("clap_mangen", &["cli"]),
    ("crossterm", &["terminal"]),
    ("csv", &["load"]),
    ("dom_query", &["load"]),
    ("dom_smoothie", &["load"]),
    ("encoding_rs", &["load"]),
    ("etcetera", &["settings"]),
    ("frostem", &["fold"]),
    ("stop_words", &["annotate"]),
    ("whatlang", &["annotate"]),
    ("flate2", &["load"]),
    ("foldhash", &["load"]),
    ("fuzzy_matcher", ONE),
    ("hypher", &["typeset"]),
    ("ignore", &["load"]),
    ("indicatif", &["cli"]),
    ("lopdf", &["load"]),
    ("lzma_rust2", &["load"]),
    ("mail_parser", &["load"]),
    ("mimalloc", &["main"]),
    ("notify", &["sync"]),
    ("pulldown_cmark", &["load"]),
    ("quick_xml", &["load"]),
    // Geometry in layout, drawing in view, the screen itself in terminal.
    ("ratatui", &["layout", "view", "terminal"]),
    // What is stored: briefings, links, and what is known of files.
    ("postcard", &["corpus", "entity", "sync"]),
    ("rayon", &["load", "entity", "corpus", "sync"]),
    ("roaring", &["corpus"]),
    // The terminal, and the priority of the threads that read in the background.
    ("nix", &["terminal"]),
    ("rustix", &["terminal", "sync", "files", "main"]),
    ("rusqlite", &["state"]),
    // Exports, citations, what web pages state about themselves, and what is taken to another machine.
    (
        "serde_json",
        &["cli", "cite", "export", "load", "pull", "state"],
    ),
    ("serde_saphyr", &["load"]),
    ("shell_words", &["terminal"]),
    ("signal_hook", &["terminal"]),
    ("smallvec", ONE),
    ("strsim", &["fold"]),
    ("textwrap", ONE),
    // The format of every file that is written by hand.
    (
        "toml",
        &[
            "diagnose", "settings", "keymap", "load", "annotate", "state", "view",
        ],
    ),
    // Two files that the program and people write in turn.
    ("toml_edit", &["corrections", "pull"]),
    ("tantivy", &["corpus"]),
    // Who writes down what happens; that something happens, anybody may say.
    ("tracing_subscriber", &["journal"]),
    ("tar", &["load"]),
    ("zip", &["load"]),
    // The ledger of names, and compressed documents.
    ("zstd", &["corpus", "load"]),
    ("ttf_parser", &["load"]),
    ("ratatui_textarea", &["app"]),
    ("tui_input", &["app"]),
    // Folding, and the ligatures of PDF.
    ("unicode_normalization", &["fold", "load"]),
    // The only door to the network.
    ("ureq", &["pull"]),
];

/// Marks a crate that no module owns by name, but only one may use.
const ONE: &[&str] = &[];

/// Crates whose words are ours: dates, derives, errors, events, what a character is.
const VOCABULARY: &[&str] = &[
    "anyhow",
    "jiff",
    "serde",
    "thiserror",
    "tracing",
    "unicode_segmentation",
    "unicode_width",
];

/// All that may lie at the top, so that the first look at the repository is a short one.
const TOP: &[&str] = &[
    // What cargo's own tools read.
    ".cargo",
    ".ci",
    ".git",
    ".github",
    ".gitignore",
    "Cargo.lock",
    "Cargo.toml",
    "LICENSE-APACHE",
    "LICENSE-MIT",
    "README.md",
    "benches",
    "briefings",
    "build.rs",
    "keymap.toml",
    "src",
    "tests",
];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|e| panic!("{path}: {e}"))
}

fn sources() -> Vec<Source> {
    let read = |path: &Path| {
        let name = path
            .strip_prefix(root())
            .unwrap()
            .to_string_lossy()
            .replace('\\', "/");
        Source::new(&name, &fs::read_to_string(path).unwrap())
    };
    rust_files(&root().join("src"))
        .iter()
        .map(|p| read(p))
        .collect()
}

/// Fails with every line of `broken`.
fn none(rule: &str, broken: impl IntoIterator<Item = String>) {
    let broken: Vec<String> = broken.into_iter().collect();
    assert!(broken.is_empty(), "{rule}:\n  {}\n", broken.join("\n  "));
}

/// The table of layers in `src/lib.rs`: each module, with its layer and the modules that it may name.
struct Layers(BTreeMap<String, (usize, BTreeSet<String>)>);

impl Layers {
    fn read(lib: &str) -> Layers {
        let rows: Vec<(usize, Vec<String>, &str)> = lib.lines().filter_map(row).collect();
        let below = |layer: usize| -> BTreeSet<String> {
            let lower = rows.iter().filter(|(n, ..)| *n < layer);
            lower
                .flat_map(|(_, modules, _)| modules.iter().cloned())
                .collect()
        };
        let mut layers = BTreeMap::new();
        for (layer, modules, may) in &rows {
            let may = may.split(';').next().unwrap_or("").trim();
            let allowed = match may.strip_prefix("below") {
                _ if may == "nothing of ours" => BTreeSet::new(),
                Some(rest) => {
                    let not = names(rest.trim_start_matches(", not"));
                    below(*layer)
                        .into_iter()
                        .filter(|m| !not.contains(m))
                        .collect()
                }
                None => names(may).into_iter().collect(),
            };
            for module in modules {
                layers.insert(module.clone(), (*layer, allowed.clone()));
            }
        }
        Layers(layers)
    }

    /// What breaks the table in `source`.
    fn broken<'a>(&'a self, source: &'a Source) -> impl Iterator<Item = String> + 'a {
        let own = source.top();
        let allowed = self.0.get(own).map(|(_, allowed)| allowed);
        let named = source.modules_named().into_iter();
        named
            .filter(move |(_, name)| name != own && own != "lib")
            // An item of the root itself is no module.
            .filter(|(_, name)| name == "*" || self.0.contains_key(name))
            .filter(move |(_, name)| allowed.is_none_or(|allowed| !allowed.contains(name)))
            .map(move |(line, name)| format!("{}:{line}: {own} names {name}", source.path))
    }
}

/// `//! | 1 | load, query · keymap | below |`
fn row(line: &str) -> Option<(usize, Vec<String>, &str)> {
    let cells: Vec<&str> = line
        .strip_prefix("//! |")?
        .split('|')
        .map(str::trim)
        .collect();
    let [layer, modules, may, ""] = cells[..] else {
        return None;
    };
    Some((layer.parse().ok()?, names(modules), may))
}

fn names(text: &str) -> Vec<String> {
    let parts = text.split([',', '·']).map(|part| part.trim().to_string());
    parts.filter(|part| !part.is_empty()).collect()
}

#[test]
fn every_module_names_only_what_the_table_of_layers_allows() {
    let layers = Layers::read(&read("src/lib.rs"));
    none(
        "modules name only lower layers (the table is in src/lib.rs)",
        sources().iter().flat_map(|s| layers.broken(s)),
    );
}

#[test]
fn every_module_is_in_the_table_of_layers() {
    let layers = Layers::read(&read("src/lib.rs"));
    let sources = sources();
    let missing = sources
        .iter()
        .filter(|s| s.top() != "lib" && !layers.0.contains_key(s.top()));
    none(
        "these have no layer in src/lib.rs",
        missing.map(|s| s.path.clone()),
    );
}

#[test]
fn every_module_of_the_table_and_every_dependency_is_there_and_used() {
    let sources = sources();
    let layers = Layers::read(&read("src/lib.rs"));
    let gone = layers
        .0
        .keys()
        .filter(|m| !sources.iter().any(|s| s.top() == *m));
    let crates = dependencies("dependencies");
    let crates: Vec<&str> = crates.iter().map(String::as_str).collect();
    let used: BTreeSet<&str> = sources
        .iter()
        .flat_map(|s| s.crates_named(&crates))
        .map(|(_, c)| c)
        .collect();
    let idle = crates
        .iter()
        .filter(|c| !used.contains(*c))
        .map(|c| c.to_string());
    none(
        "named in src/lib.rs or Cargo.toml, and nowhere else",
        gone.cloned().chain(idle),
    );
}

#[test]
fn the_table_of_layers_is_read_as_it_is_meant() {
    let lib = "//! | layer | modules | may name |\n//! |---|---|---|\n//! | 0 | a, b | nothing of ours |\n\
               //! | 1 | c · d | below |\n//! | 2 | e | below, not b, c |\n//! | 3 | f | e, a; only `&` |";
    let layers = Layers::read(lib);
    for (module, expected) in [
        ("a", ""),
        ("c", "a b"),
        ("d", "a b"),
        ("e", "a d"),
        ("f", "a e"),
    ] {
        let allowed: Vec<&str> = layers.0[module].1.iter().map(String::as_str).collect();
        assert_eq!(allowed.join(" "), expected, "{module}");
    }
    for (path, text, expected) in [
        ("src/c.rs", "use crate::a::X;\nuse crate::b;", ""),
        (
            "src/c.rs",
            "use crate::{a::{X, d::Y}, c, d};",
            "src/c.rs:1: c names d",
        ),
        (
            "src/c/x.rs",
            "fn f() { super::y(); super::super::e::z() }",
            "src/c/x.rs:1: c names e",
        ),
        (
            "src/c.rs",
            "\nfn f() { super::e::z() }",
            "src/c.rs:2: c names e",
        ),
        (
            "src/c.rs",
            "// crate::e\n/* crate::e */ const X: &str = \"crate::e\";",
            "",
        ),
        (
            "src/c.rs",
            "const X: char = '\"'; use crate::e; const Y: char = '\"';",
            "src/c.rs:1: c names e",
        ),
        (
            "src/c.rs",
            "const X: &str = r#\"\" crate::e\"#; fn f<'a>(x: &'a crate::f::X) {}",
            "src/c.rs:1: c names f",
        ),
        (
            "src/c.rs",
            "#[cfg(test)]\nmod tests {\n use crate::e;\n}\nuse crate::f;",
            "src/c.rs:5: c names f",
        ),
        (
            "src/c.rs",
            "#[cfg(test)]\nuse crate::e;\nuse crate::f;",
            "src/c.rs:3: c names f",
        ),
        ("src/e.rs", "use crate::b::X;", "src/e.rs:1: e names b"),
        ("src/f.rs", "use crate::*;", "src/f.rs:1: f names *"),
        ("src/lib.rs", "pub use crate::f::X;", ""),
    ] {
        let source = Source::new(path, text);
        let broken: Vec<String> = layers.broken(&source).collect();
        assert_eq!(broken.join(" "), expected, "{text}");
    }
}

/// The crates of one section of `Cargo.toml`, as the sources name them.
fn dependencies(section: &str) -> Vec<String> {
    let manifest = read("Cargo.toml");
    let lines = manifest
        .lines()
        .skip_while(|l| *l != format!("[{section}]"))
        .skip(1);
    let lines = lines.take_while(|l| !l.starts_with('['));
    let names = lines
        .filter_map(|l| l.split_once('='))
        .map(|(name, _)| name.trim().replace('-', "_"));
    names.filter(|name| !name.starts_with('#')).collect()
}

#[test]
fn every_outside_crate_has_one_door() {
    let crates = dependencies("dependencies");
    let listed: Vec<&str> = DOORS
        .iter()
        .map(|(name, _)| *name)
        .chain(VOCABULARY.iter().copied())
        .collect();
    let undecided = crates.iter().filter(|c| !listed.contains(&c.as_str()));
    none(
        "a new dependency needs a door in tests/rules.rs",
        undecided.cloned(),
    );
    let stale = listed.iter().filter(|c| !crates.iter().any(|d| d == *c));
    none(
        "doors of crates that are gone",
        stale.map(|c| c.to_string()),
    );

    let doors: BTreeMap<&str, &[&str]> = DOORS.iter().copied().collect();
    let mut broken = Vec::new();
    let mut users: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for source in &sources() {
        for (line, name) in source.crates_named(&doors.keys().copied().collect::<Vec<_>>()) {
            users.entry(name).or_default().insert(source.top().into());
            let door = doors[name];
            if door != ONE && !door.contains(&source.top()) {
                broken.push(format!(
                    "{}:{line}: {name} belongs to {}",
                    source.path,
                    door.join(", ")
                ));
            }
        }
    }
    for (name, users) in users
        .iter()
        .filter(|(name, users)| doors[*name] == ONE && users.len() > 1)
    {
        broken.push(format!(
            "{name} is used by {users:?}; one of them must own it"
        ));
    }
    none("one outside crate has one door", broken);
}

#[test]
fn crates_are_seen_however_they_are_named() {
    for (text, expected) in [
        ("use toml::de::DeTable;", true),
        ("use toml;", true),
        ("use ::toml::de;", true),
        ("extern crate toml;", true),
        ("fn f() -> Result<(), toml::de::Error> {}", true),
        ("#[derive(toml::X)] struct A;", true),
        ("mod toml; use crate::load::toml::Y; let toml = 1;", false),
        ("// toml::de\nconst X: &str = \"toml::de\";", false),
    ] {
        let found = Source::new("src/x.rs", text).crates_named(&["toml"]);
        assert_eq!(!found.is_empty(), expected, "{text}");
    }
}

#[test]
fn every_dependency_says_what_it_is_for() {
    let manifest = read("Cargo.toml");
    let mut section = "";
    let mut silent = Vec::new();
    for line in manifest.lines() {
        if line.starts_with('[') {
            section = line;
        } else if section.contains("dependencies") && line.contains(" = ") && !line.contains(" # ")
        {
            silent.push(line.to_string());
        }
    }
    none(
        "a comment in Cargo.toml says what a dependency is for",
        silent,
    );
}

#[test]
fn files_say_what_they_answer_and_stay_small() {
    let mut broken = Vec::new();
    for folder in ["src", "tests", "benches"] {
        for path in rust_files(&root().join(folder)) {
            if !fs::read_to_string(&path).unwrap().starts_with("//! ") {
                broken.push(format!("{} does not open with //!", path.display()));
            }
        }
    }
    for source in sources() {
        let lines = source.text.lines().count();
        if lines > 600 {
            broken.push(format!(
                "{} has {lines} lines; 600 are the most",
                source.path
            ));
        }
        for (name, line, lines) in source.functions() {
            if lines > 60 {
                broken.push(format!(
                    "{}:{line}: {name} has {lines} lines; 60 are the most",
                    source.path
                ));
            }
        }
        for word in ["todo!", "unimplemented!", "dbg!"] {
            if source.code.contains(&format!("{word}(")) {
                broken.push(format!("{} has {word}", source.path));
            }
        }
        let vague = ["utils", "util", "common", "helpers", "helper", "misc"];
        if source.module.iter().any(|m| vague.contains(&m.as_str())) {
            broken.push(format!("{} has a name that says nothing", source.path));
        }
    }
    none("files", broken);
}

#[test]
fn functions_are_measured_from_their_name_to_their_brace() {
    let text =
        "fn a() {}\nfn b(x: [u8; 3])\n{\n  if x { \"}\" }\n}\ntrait T { fn c();\n fn d() {\n } }";
    let found = Source::new("src/x.rs", text).functions();
    let found: Vec<(&str, usize, usize)> = found
        .iter()
        .map(|(n, line, lines)| (n.as_str(), *line, *lines))
        .collect();
    assert_eq!(found, [("a", 1, 1), ("b", 2, 4), ("d", 7, 2)]);
}

/// Every file that is or could be committed, below the repository.
/// The key that a sentence names as if there were but one keymap: `Enter`, `ctrl-f`, or a character by itself before what it does.
fn key_named(text: &str) -> Option<&str> {
    let words: Vec<&str> = text
        .split([' ', '"', ':', ';', ',', '.', '\n'])
        .filter(|w| !w.is_empty())
        .collect();
    let named = |w: &&str| {
        let named = ["Enter", "enter", "Esc", "esc", "Tab", "PgDn", "PgUp"];
        named.contains(w) || w.starts_with("ctrl-") || w.starts_with("alt-")
    };
    let alone = |pair: &&[&str]| {
        let is_key = |c: char| c.is_ascii() && !c.is_ascii_digit() && !"{}|=<>+-".contains(c);
        let does = |w: &str| w.len() > 2 && w.ends_with('s') && w.chars().all(char::is_lowercase);
        pair[0].len() == 1 && pair[0].chars().all(is_key) && does(pair[1])
    };
    let pair = words.windows(2).find(alone).map(|pair| pair[0]);
    words.iter().copied().find(|w| named(w)).or(pair)
}

#[test]
fn no_sentence_of_the_screen_names_a_key_but_by_the_keymap() {
    let sources = sources();
    let drawn = sources
        .iter()
        .filter(|s| ["app", "view"].contains(&s.top()));
    let broken = drawn.flat_map(|source| {
        let named = |(line, text): (usize, &str)| {
            let key = key_named(text)?;
            Some(format!("{}:{line}: {key} in {text}", source.path))
        };
        source.strings().into_iter().filter_map(named)
    });
    none("sentences name keys by App::call", broken);
    for text in [
        "Esc closes",
        "Nothing: / asks for words",
        "ctrl-f asks one",
        "A lists all",
    ] {
        assert!(key_named(text).is_some(), "{text}");
    }
    for text in [
        "A mark is a letter: a to z",
        "{note} writes a note",
        "a title fits",
    ] {
        assert_eq!(key_named(text), None, "{text}");
    }
}

fn committed() -> Vec<String> {
    let own_rules = |entry: &ignore::DirEntry| entry.file_name() != ".git";
    let walk = ignore::WalkBuilder::new(root())
        .hidden(false)
        .require_git(false)
        .parents(false)
        .filter_entry(own_rules)
        .build();
    let files = walk
        .filter_map(Result::ok)
        .filter(|e| e.file_type().is_some_and(|t| t.is_file()));
    let names = files.map(|e| {
        e.path()
            .strip_prefix(root())
            .unwrap()
            .to_string_lossy()
            .replace('\\', "/")
    });
    names.collect()
}

#[test]
fn the_top_holds_only_what_the_readme_explains() {
    let tops: BTreeSet<String> = committed()
        .iter()
        .map(|f| f.split('/').next().unwrap_or("").to_string())
        .collect();
    assert!(tops.contains("src"), "the walk found {tops:?}");
    none(
        "not at the top of the repository",
        tops.into_iter().filter(|t| !TOP.contains(&t.as_str())),
    );
}

#[test]
fn nothing_committed_names_a_place_of_somebodys_machine() {
    // Put together here, so that this file does not name them either.
    let places = [
        ["/wo", "rk/"].concat(),
        ["/ro", "ot/"].concat(),
        ["/Us", "ers/"].concat(),
    ];
    let found = committed().into_iter().filter(|name| {
        let text = fs::read(root().join(name)).unwrap_or_default();
        let text = String::from_utf8_lossy(&text);
        places.iter().any(|place| text.contains(place))
    });
    none("these files name a folder of one machine", found);
}
