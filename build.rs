//! Which rules does this program annotate by? A hash of their sources, so that an index made by others is made anew.

use std::collections::BTreeSet;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};

/// What annotations, and how they are stored, depend on.
const RULES: [&str; 8] = [
    "Cargo.lock",
    "src/annotate",
    "src/annotate.rs",
    "src/briefing.rs",
    "src/corpus",
    "src/fold",
    "src/fold.rs",
    "src/load",
];

fn files(path: &Path, all: &mut BTreeSet<PathBuf>) {
    match std::fs::read_dir(path) {
        Ok(entries) => entries.flatten().for_each(|e| files(&e.path(), all)),
        Err(_) => {
            all.insert(path.to_owned());
        }
    }
}

/// What compiles this, as it calls itself.
fn compiler() -> String {
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let asked = std::process::Command::new(rustc).arg("--version").output();
    let said = asked.map(|o| String::from_utf8_lossy(&o.stdout).trim().to_owned());
    said.unwrap_or_else(|_| "an unknown compiler".to_owned())
}

fn main() {
    let mut all = BTreeSet::new();
    for path in RULES {
        println!("cargo::rerun-if-changed={path}");
        files(Path::new(path), &mut all);
    }
    let mut hasher = DefaultHasher::new();
    for path in all {
        path.hash(&mut hasher);
        std::fs::read(&path).unwrap_or_default().hash(&mut hasher);
    }
    println!("cargo::rustc-env=BRIEFING_RULES={:016x}", hasher.finish());
    println!("cargo::rustc-env=BRIEFING_RUSTC={}", compiler());
}
