//! Does the README say what the program says? Its keys, the parts that it has in common with `briefing help`, its commands.

use std::collections::BTreeSet;

use briefing::cli::{Args, TOPICS, Topic};
use briefing::keymap::Keymap;
use clap::Parser;

use super::{none, read, root};

/// What stands between two marks.
fn between<'a>(text: &'a str, mark: &str) -> Option<&'a str> {
    let (_, rest) = text.split_once(&format!("<!-- {mark} -->\n"))?;
    let (part, _) = rest.split_once(&format!("<!-- /{mark} -->"))?;
    Some(part.trim())
}

#[test]
fn the_readme_has_the_table_of_keys() {
    let expected = Keymap::shipped().markdown_table();
    assert!(
        between(&read("README.md"), "keys") == Some(expected.trim()),
        "README.md and keymap.toml differ. Paste this:\n\n<!-- keys -->\n{expected}\n<!-- /keys -->\n"
    );
}

/// What they have in common is written in the topics; with `BRIEFING_APPROVE=1` the README is written anew.
#[test]
fn the_readme_and_the_topics_say_the_same() {
    let mut readme = read("README.md");
    let keymap = Keymap::shipped();
    let approve = std::env::var_os("BRIEFING_APPROVE").is_some();
    let mut broken = Vec::new();
    for topic in TOPICS {
        let part = topic.for_readme(&keymap);
        let part = part.unwrap_or_else(|| panic!("{}.md has no <!-- readme -->", topic.name));
        let mark = format!("help {}", topic.name);
        match between(&readme, &mark).map(str::to_owned) {
            None => broken.push(format!("{mark}: no such marks in README.md")),
            Some(now) if now != part && approve => {
                let marked = |text: &str| format!("<!-- {mark} -->\n{text}\n<!-- /{mark} -->");
                readme = readme.replace(&marked(&now), &marked(&part));
            }
            Some(now) if now != part => broken.push(format!("{mark}: it should be\n\n{part}\n")),
            Some(_) => {}
        }
    }
    if approve {
        std::fs::write(root().join("README.md"), readme).unwrap();
    }
    none("README.md and src/cli/help/*.md differ", broken);
}

#[test]
fn every_key_that_a_topic_names_is_one() {
    let keymap = Keymap::shipped();
    let mut broken = Vec::new();
    for topic in TOPICS {
        match topic.keys() {
            Err(unknown) => broken.push(unknown),
            Ok(keys) => broken.extend(
                keys.iter()
                    .filter(|(focus, action)| keymap.keys_of(*focus, *action).is_empty())
                    .map(|(focus, action)| {
                        format!(
                            "{}.md: {}:{} has no key",
                            topic.name,
                            focus.name(),
                            action.row().name
                        )
                    }),
            ),
        }
    }
    none("keys of topics", broken);
}

/// The lines of `sh` in Markdown, without what follows `#`, in which `briefing` is run.
fn commands(markdown: &str) -> Vec<Vec<String>> {
    let mut inside = false;
    let mut found = Vec::new();
    for line in markdown.lines() {
        if line.starts_with("```") {
            inside = line == "```sh";
            continue;
        }
        let line = line.split(" #").next().unwrap_or_default();
        let line = line.split(" > ").next().unwrap_or_default();
        let words = shell_words::split(line).unwrap_or_default();
        let program = words.iter().position(|word| word == "briefing");
        if let (true, Some(at)) = (inside, program) {
            found.push(words[at..].to_vec());
        }
    }
    found
}

#[test]
fn every_command_that_is_named_is_one() {
    let keymap = Keymap::shipped();
    let topics = TOPICS
        .iter()
        .map(|t| (t.name.to_owned(), t.markdown(&keymap)));
    let files = [
        "README.md",
        ".github/CONTRIBUTING.md",
        ".github/SECURITY.md",
    ];
    let files = files.map(|name| (name.to_owned(), read(name)));
    let mut seen = BTreeSet::new();
    let mut broken = Vec::new();
    for (name, text) in topics.chain(files) {
        for words in commands(&text) {
            // What is no option of the program belongs to the shell.
            if let Err(error) = Args::try_parse_from(&words) {
                broken.push(format!("{name}: {}: {error}", words.join(" ")));
            }
            seen.extend(words);
        }
    }
    none("commands", broken);
    for command in ["list", "search", "doctor", "notes", "state", "add", "help"] {
        assert!(
            seen.contains(command),
            "{command} is shown nowhere: {seen:?}"
        );
    }
}

#[test]
fn links_lead_to_files_that_are_there() {
    let mut broken = Vec::new();
    for (file, folder) in [
        ("README.md", ""),
        (".github/CONTRIBUTING.md", ".github"),
        (".github/SECURITY.md", ".github"),
        (".github/CHANGELOG.md", ".github"),
    ] {
        for link in read(file).split("](").skip(1) {
            let link = link.split([')', '#']).next().unwrap_or_default();
            let is_here = !link.is_empty() && !link.contains("://");
            if is_here && !root().join(folder).join(link).exists() {
                broken.push(format!("{file}: {link}"));
            }
        }
    }
    none("links", broken);
}

#[test]
fn files_that_are_named_are_there() {
    let mut broken = Vec::new();
    for file in [
        "README.md",
        ".github/CONTRIBUTING.md",
        ".github/SECURITY.md",
        "benches/README.md",
    ] {
        let text = read(file);
        // Every other piece stands between marks of code.
        for code in text.split('`').skip(1).step_by(2) {
            let of_ours = ["src/", "tests/", "benches/", ".ci/", ".cargo/", ".github/"];
            let is_path = of_ours.iter().any(|folder| code.starts_with(folder));
            if is_path && !code.contains(['*', ' ']) && !root().join(code).exists() {
                broken.push(format!("{file}: {code}"));
            }
        }
    }
    none("files", broken);
}

#[test]
fn topics_are_found_by_name() {
    let names: Vec<&str> = TOPICS.iter().map(|t| t.name).collect();
    assert!(
        names
            .iter()
            .all(|n| Topic::named(n).is_some_and(|t| t.name == *n))
    );
    assert!(Topic::named("nothing").is_none());
}
