//! Which other programs have files of a folder open? As the system's list of processes says.
//!
//! Must not know: what the files are for.

use std::fs;
use std::path::Path;

/// The numbers of other processes that have this file open or mapped, or something below this folder, and their names as they are. Those of
/// other people cannot be looked into; nothing where the system keeps no such list.
pub fn users(path: &Path) -> Vec<(u32, String)> {
    let Ok(path) = path.canonicalize() else {
        return Vec::new();
    };
    let processes = fs::read_dir("/proc").into_iter().flatten().flatten();
    let numbers = processes.filter_map(|p| p.file_name().to_str()?.parse::<u32>().ok());
    let others = numbers.filter(|n| *n != std::process::id());
    let mut found: Vec<(u32, String)> = others
        .filter(|n| has_open(*n, &path) || has_mapped(*n, &path))
        .map(|n| (n, name(n)))
        .collect();
    found.sort_unstable();
    found
}

fn has_open(process: u32, path: &Path) -> bool {
    let open = fs::read_dir(format!("/proc/{process}/fd"));
    let open = open.into_iter().flatten().flatten();
    open.filter_map(|fd| fs::read_link(fd.path()).ok())
        .any(|target| target.starts_with(path))
}

fn has_mapped(process: u32, path: &Path) -> bool {
    let maps = fs::read(format!("/proc/{process}/maps")).unwrap_or_default();
    // `address perms offset device inode   path`, the path as it is but for line ends.
    let maps = String::from_utf8_lossy(&maps);
    maps.lines().any(|line| {
        let at = line.find('/').map(|at| &line[at..]);
        at.is_some_and(|mapped| Path::new(mapped).starts_with(path))
    })
}

fn name(process: u32) -> String {
    let name = fs::read_to_string(format!("/proc/{process}/comm")).unwrap_or_default();
    name.trim().to_owned()
}
