//! Which files does the loader find, in which order, and what does it say of those it cannot read?

use std::fs;
use std::path::Path;

use briefing::briefing::{Loaded, Problem};
use briefing::load::{self, Limits};

use super::load_all;

/// A folder of small files, given as path and content.
pub fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    for (path, content) in files {
        let path = dir.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }
    dir
}

fn names(loaded: &Loaded) -> Vec<&str> {
    loaded.briefings.iter().map(|b| b.name.as_str()).collect()
}

#[test]
fn folders_are_walked_without_what_is_hidden_or_ignored_and_files_come_once_in_order_of_name() {
    let dir = folder(&[
        ("b.txt", "b"),
        ("a.md", "a"),
        ("sub/deep/c.txt", "c"),
        ("sub/.hidden.txt", "hidden"),
        (".git/d.txt", "hidden"),
        (".gitignore", "*.log\ndrafts/"),
        ("run.log", "ignored"),
        ("drafts/e.txt", "ignored"),
        ("briefings.toml", "name = 'settings'"),
        ("data.jsonl", "{}"),
    ]);
    let root = dir.path().to_path_buf();
    let seen = std::sync::Mutex::new(Vec::new());
    let loaded = load::load(std::slice::from_ref(&root), Limits::default(), &|n| {
        seen.lock().unwrap().push(n)
    });
    assert_eq!(names(&loaded), ["a.md", "b.txt", "sub/deep/c.txt"]);
    assert_eq!(loaded.problems, []);
    let mut seen = seen.into_inner().unwrap();
    seen.sort();
    assert_eq!(seen, [1, 2, 3, 4]);
    // What is named is read, and nothing twice.
    let named = [
        root.join("sub/.hidden.txt"),
        root.clone(),
        root.join("b.txt"),
        root.join("sub"),
        root.join("data.jsonl"),
    ];
    assert_eq!(
        names(&load_all(&named)),
        [".hidden.txt", "a.md", "b.txt", "data.jsonl", "deep/c.txt"]
    );
}

#[cfg(unix)]
#[test]
fn loops_of_links_end_and_a_dead_link_is_a_problem() {
    let dir = folder(&[("sub/a.txt", "a")]);
    let root = dir.path();
    std::os::unix::fs::symlink(root, root.join("sub/loop")).unwrap();
    std::os::unix::fs::symlink(root.join("sub/a.txt"), root.join("same.txt")).unwrap();
    std::os::unix::fs::symlink(root.join("gone"), root.join("dead.txt")).unwrap();
    let loaded = load_all(&[root.to_path_buf()]);
    assert_eq!(names(&loaded), ["same.txt"]);
    let problems: Vec<_> = loaded.problems.iter().map(|p| p.cause.as_str()).collect();
    assert_eq!(problems, ["there is no such file or folder"]);
}

#[test]
fn missing_paths_and_large_files_are_problems_and_the_rest_is_read() {
    let dir = folder(&[("a.txt", "short"), ("b.txt", "longer than the limit")]);
    let limits = Limits {
        file_size: 10,
        ..Limits::default()
    };
    let loaded = load::load(
        &[dir.path().join("gone"), dir.path().to_path_buf()],
        limits,
        &|_| {},
    );
    assert_eq!(names(&loaded), ["a.txt"]);
    let shown = |p: &Problem| {
        format!(
            "{}: {}; {}",
            Path::new(&p.path).file_name().unwrap().to_str().unwrap(),
            p.cause,
            p.hint
        )
    };
    let problems: Vec<_> = loaded.problems.iter().map(shown).collect();
    assert_eq!(
        problems,
        [
            "b.txt: it is larger than 10 bytes; raise the limit in config.toml, or split the file",
            "gone: there is no such file or folder; check the spelling; a link may point to what is gone"
        ]
    );
}

#[cfg(unix)]
#[test]
fn what_may_not_be_read_is_a_problem() {
    use std::os::unix::fs::PermissionsExt;
    let dir = folder(&[("a.txt", "a"), ("locked.txt", "b"), ("shut/c.txt", "c")]);
    let lock = |name: &str, mode| {
        fs::set_permissions(dir.path().join(name), fs::Permissions::from_mode(mode)).unwrap()
    };
    lock("locked.txt", 0o000);
    lock("shut", 0o000);
    let all = fs::File::open(dir.path().join("locked.txt")).is_ok();
    let loaded = load_all(&[dir.path().to_path_buf()]);
    lock("shut", 0o700);
    if all {
        println!("skipped: this user may read everything");
        return;
    }
    assert_eq!(names(&loaded), ["a.txt"]);
    assert_eq!(
        loaded
            .problems
            .iter()
            .map(|p| p.cause.as_str())
            .collect::<Vec<_>>(),
        ["it may not be read"; 2]
    );
}

#[cfg(unix)]
#[test]
fn a_pipe_is_a_problem_and_never_waited_for() {
    let loaded = load_all(&["/dev/null".into()]);
    assert_eq!(
        loaded.problems[0].cause,
        "it is neither a file nor a folder"
    );
}
