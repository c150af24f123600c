//! Where can the index of these folders be kept? In the cache folder; where that cannot be, somewhere else or in memory.
//!
//! Must not know: what is in the index, who reads it.

use std::collections::BTreeSet;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf, absolute};

use crate::briefing::Problem;
use crate::corpus::{FORMAT, Harm, Store, StoreError, set_aside};
use crate::sanitize;

/// Where a store is, and what the reader should know about that.
#[derive(Debug, Default)]
pub(super) struct Shelter {
    folder: Option<PathBuf>,
    /// Whether an index was put aside: what is damaged again at once has no good place here.
    aside: bool,
    problem: Option<Problem>,
    /// Whether a file of the store could not be read any more.
    harm: Harm,
}

impl Shelter {
    /// The store of these paths, and where it is.
    pub(super) fn find(paths: &[PathBuf], cache: Option<&Path>) -> (Store, Shelter) {
        let mut shelter = Shelter::default();
        let Some(cache) = cache else {
            let cause = "there is no home or cache folder to keep the index in";
            shelter.tell(Path::new("the index"), cause.to_owned(), IN_MEMORY);
            return (memory(0), shelter);
        };
        let folder = local(cache, &mut shelter).join(name(paths));
        shelter.folder = Some(folder.clone());
        let store = Store::open(&folder, &shelter.harm).or_else(|error| match error {
            StoreError::Damaged(_) => shelter.rebuild(&error),
            other => Err(other),
        });
        let store = store.unwrap_or_else(|error| {
            shelter.tell(&folder, error.to_string(), IN_MEMORY);
            memory(0)
        });
        (store, shelter)
    }

    /// What there is cannot be read: it is put aside, and the store begins anew.
    pub(super) fn damaged(&mut self, store: &mut Store, error: &StoreError) {
        let next = store.next();
        // Whoever still reads the old one is no news.
        self.harm = self.harm.anew();
        *store = match self.aside {
            true => memory(next),
            false => self.rebuild(error).unwrap_or_else(|_| memory(next)),
        };
    }

    /// Another process has put the store aside, and has made one in its place: that is the one from now on.
    pub(super) fn reopen(&mut self, store: &mut Store) -> Result<(), StoreError> {
        if let Some(folder) = &self.folder {
            self.harm = self.harm.anew();
            *store = Store::open(folder, &self.harm)?;
        }
        Ok(())
    }

    fn rebuild(&mut self, error: &StoreError) -> Result<Store, StoreError> {
        let Some(folder) = self.folder.clone() else {
            return Store::memory(0);
        };
        let aside = set_aside(&folder)?;
        self.aside = true;
        let cause = format!("the index was damaged: {error}");
        let hint = format!(
            "it is made anew; the old one is in {}, to be deleted",
            sanitize::line(&aside.to_string_lossy())
        );
        self.tell(&folder, cause, &hint);
        Store::open(&folder, &self.harm)
    }

    /// The store cannot be written any more: it goes on in memory.
    pub(super) fn lost(&mut self, store: &mut Store, error: &StoreError) {
        let folder = self.folder.clone().unwrap_or_default();
        self.tell(&folder, error.to_string(), IN_MEMORY);
        *store = memory(store.next());
    }

    /// Whether a file of the store could not be read any more, and who is told of it.
    pub(super) fn harm(&self) -> &Harm {
        &self.harm
    }

    fn tell(&mut self, folder: &Path, cause: String, hint: &str) {
        self.problem = Some(Problem {
            path: sanitize::line(&folder.to_string_lossy()),
            cause: sanitize::line(&cause),
            hint: hint.to_owned(),
            readable: true,
        });
    }

    pub(super) fn problem(&self) -> Option<&Problem> {
        self.problem.as_ref()
    }
}

const IN_MEMORY: &str = "the index is held in memory, and made anew at the next start";

#[expect(
    clippy::expect_used,
    reason = "an index in memory needs no system but memory"
)]
fn memory(next: u32) -> Store {
    Store::memory(next).expect("an empty index in memory")
}

/// These paths, whatever their order and however they are written.
pub(super) fn resolved(paths: &[PathBuf]) -> BTreeSet<PathBuf> {
    let resolved = |path: &PathBuf| {
        let path = path.canonicalize().or_else(|_| absolute(path));
        path.unwrap_or_default()
    };
    paths.iter().map(resolved).collect()
}

/// The folder in `cache` that keeps the index of these paths, whether or not it is there.
pub fn index_folder(paths: &[PathBuf], cache: &Path) -> PathBuf {
    local(cache, &mut Shelter::default()).join(name(paths))
}

/// A name for what these paths hold together.
fn name(paths: &[PathBuf]) -> String {
    let mut hasher = DefaultHasher::new();
    resolved(paths).hash(&mut hasher);
    format!("{:016x}-v{FORMAT}", hasher.finish())
}

/// The cache folder, or where that lies on another machine, one on this: files that are read piece by piece must not be far away,
/// and locks must hold.
fn local(cache: &Path, shelter: &mut Shelter) -> PathBuf {
    if !is_remote(cache) {
        return cache.to_owned();
    }
    let runtime = std::env::var_os("XDG_RUNTIME_DIR").map(PathBuf::from);
    let other = runtime.filter(|r| r.is_absolute() && !is_remote(r));
    let other = other.unwrap_or_else(std::env::temp_dir).join("briefing");
    let cause = "the cache folder is on another machine".to_owned();
    let hint = format!(
        "the index is kept in {}",
        sanitize::line(&other.to_string_lossy())
    );
    shelter.tell(cache, cause, &hint);
    other
}

/// Whether a folder, or the nearest that exists above it, is on a file system of another machine.
#[cfg(target_os = "linux")]
fn is_remote(folder: &Path) -> bool {
    /// NFS, SMB (three generations), 9P, Ceph, AFS, Coda: the numbers of Linux's `statfs(2)`. FUSE may be anything, SSH too.
    const REMOTE: [u32; 9] = [
        0x6969,
        0x517b,
        0xff53_4d42,
        0xfe53_4d42,
        0x0102_1997,
        0x00c3_6400,
        0x5346_414f,
        0x7375_7245,
        0x6573_5546,
    ];
    let found = folder.ancestors().find_map(|f| rustix::fs::statfs(f).ok());
    found.is_some_and(|f| REMOTE.contains(&(f.f_type as u32)))
}

#[cfg(not(target_os = "linux"))]
fn is_remote(_: &Path) -> bool {
    false
}
