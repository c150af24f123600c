//! How does a file of the reader's change? Whole or not at all, by one program at a time.
//!
//! Invariant: a kill at any instant leaves the old file or the new one.
//! Must not know: what is in the files.

mod users;

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

pub use users::users;

/// Another program edits for milliseconds; one that was stopped in the middle of it is not waited for.
const PATIENCE: Duration = Duration::from_secs(1);

/// How many files this process may hold open at once.
pub fn most_open() -> usize {
    #[cfg(unix)]
    {
        let limit = rustix::process::getrlimit(rustix::process::Resource::Nofile);
        limit
            .current
            .map_or(usize::MAX, |n| usize::try_from(n).unwrap_or(usize::MAX))
    }
    #[cfg(not(unix))]
    usize::MAX
}

/// Who may read a file that is new.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Readers {
    /// Its owner.
    Owner,
    /// Whoever may read what is made beside it.
    All,
}

/// Puts a new file in the place of the old one, in one step, and only when it is wholly on the disk. A link stays a link: what
/// it leads to is replaced. The old one's permissions stay.
///
/// # Errors
/// The system refuses; the old file stands.
pub fn replace(path: &Path, text: &str, readers: Readers) -> io::Result<()> {
    let path = &real(path);
    let new = beside(path);
    let old = fs::metadata(path).ok().map(|m| m.permissions());
    let written = || {
        let mut options = OpenOptions::new();
        options.write(true).create(true).truncate(true);
        let mut file = match readers {
            Readers::Owner => private(&mut options).open(&new)?,
            Readers::All => options.open(&new)?,
        };
        file.write_all(text.as_bytes())?;
        if let Some(permissions) = old {
            file.set_permissions(permissions)?;
        }
        file.sync_all()?;
        fs::rename(&new, path)
    };
    let written = written();
    if written.is_err() {
        // Half a file is of no use to anybody.
        let _ = fs::remove_file(&new);
    }
    written?;
    tell_folder(path);
    Ok(())
}

/// Removes a file, or what a link leads to.
///
/// # Errors
/// The system refuses.
pub fn remove(path: &Path) -> io::Result<()> {
    let path = &real(path);
    fs::remove_file(path)?;
    tell_folder(path);
    Ok(())
}

/// The file that a path leads to, through all links; the path itself where there is none.
pub fn real(path: &Path) -> PathBuf {
    fs::canonicalize(path).unwrap_or_else(|_| path.to_owned())
}

/// Holds off all other programs that hold this file, or this folder, until what is returned is dropped.
///
/// # Errors
/// Another program holds it for long; the system refuses.
pub fn hold(file: File) -> io::Result<File> {
    let began = Instant::now();
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(file),
            Err(TryLockError::Error(e)) => return Err(e),
            Err(TryLockError::WouldBlock) if began.elapsed() > PATIENCE => {
                let cause = "another program holds it";
                return Err(io::Error::new(io::ErrorKind::WouldBlock, cause));
            }
            Err(TryLockError::WouldBlock) => thread::sleep(Duration::from_millis(1)),
        }
    }
}

/// Opens a file that is there for nothing but to be held.
///
/// # Errors
/// The system refuses.
pub fn token(path: &Path) -> io::Result<File> {
    private(OpenOptions::new().write(true).create(true).truncate(false)).open(path)
}

/// Opens a file to add to its end; a new one is its owner's only.
///
/// # Errors
/// The system refuses.
pub fn appended(path: &Path) -> io::Result<File> {
    private(OpenOptions::new().append(true).create(true)).open(path)
}

/// Makes a folder that is nobody else's business, with those above it.
///
/// # Errors
/// The system refuses.
pub fn make(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt as _;
        builder.mode(0o700);
    }
    builder.create(folder)
}

/// Whether a folder may be on another machine, where programs share no memory and locks are not to be relied on.
#[cfg(target_os = "linux")]
pub fn is_remote(folder: &Path) -> bool {
    // As linux/magic.h and statfs(2) name them.
    const NFS: u32 = 0x6969;
    const SMB: u32 = 0x517b;
    const SMB2: u32 = 0xfe53_4d42;
    const CIFS: u32 = 0xff53_4d42;
    const NINE_P: u32 = 0x0102_1997;
    const FUSE: u32 = 0x6573_5546;
    const AFS: u32 = 0x5346_414f;
    const CODA: u32 = 0x7375_7245;
    const CEPH: u32 = 0x00c3_6400;
    const REMOTE: [u32; 9] = [NFS, SMB, SMB2, CIFS, NINE_P, FUSE, AFS, CODA, CEPH];
    let kind = rustix::fs::statfs(folder).map(|s| s.f_type as u32);
    kind.is_ok_and(|kind| REMOTE.contains(&kind))
}

/// Elsewhere nothing portable tells: folders count as near.
#[cfg(not(target_os = "linux"))]
pub fn is_remote(_: &Path) -> bool {
    false
}

/// What kind of file system a folder, or the nearest that is there above it, lies on, as people call it.
#[cfg(target_os = "linux")]
pub fn file_system(folder: &Path) -> String {
    // As linux/magic.h names them.
    const KINDS: [(u32, &str); 20] = [
        (0xef53, "ext4"),
        (0x9123_683e, "btrfs"),
        (0x5846_5342, "XFS"),
        (0x2fc1_2fc1, "ZFS"),
        (0xf2f5_2010, "F2FS"),
        (0xca45_1a4e, "bcachefs"),
        (0x794c_7630, "overlay"),
        (0x0102_1994, "tmpfs, gone after a restart"),
        (0x8584_58f6, "ramfs, gone after a restart"),
        (0x4d44, "FAT"),
        (0x2011_bab0, "exFAT"),
        (0x7366_746e, "NTFS"),
        (0x6969, "NFS, on another machine"),
        (0x517b, "SMB, on another machine"),
        (0xfe53_4d42, "SMB, on another machine"),
        (0xff53_4d42, "SMB, on another machine"),
        (0x0102_1997, "9P, perhaps on another machine"),
        (0x6573_5546, "FUSE, perhaps on another machine"),
        (0x5346_414f, "AFS, on another machine"),
        (0x00c3_6400, "Ceph, on another machine"),
    ];
    let found = folder.ancestors().find_map(|f| rustix::fs::statfs(f).ok());
    let Some(kind) = found.map(|s| s.f_type as u32) else {
        return "unknown".to_owned();
    };
    let known = KINDS.iter().find(|(number, _)| *number == kind);
    known.map_or_else(|| format!("{kind:#x}"), |(_, name)| (*name).to_owned())
}

/// Elsewhere nothing portable tells.
#[cfg(not(target_os = "linux"))]
pub fn file_system(_: &Path) -> String {
    "unknown".to_owned()
}

/// Whether a file or folder may be written; of one that is not there, whether the nearest folder above it may.
#[cfg(unix)]
pub fn is_writable(path: &Path) -> bool {
    let there = path.ancestors().find(|p| p.exists());
    there.is_some_and(|p| rustix::fs::access(p, rustix::fs::Access::WRITE_OK).is_ok())
}

/// Elsewhere only trying tells.
#[cfg(not(unix))]
pub fn is_writable(_: &Path) -> bool {
    true
}

/// Which file lies at a path: another one in its place is told from it.
#[cfg(unix)]
pub fn which(path: &Path) -> Option<(u64, u64)> {
    use std::os::unix::fs::MetadataExt as _;
    fs::metadata(path).ok().map(|m| (m.dev(), m.ino()))
}

/// Which file lies at a path: elsewhere only whether there is one.
#[cfg(not(unix))]
pub fn which(path: &Path) -> Option<(u64, u64)> {
    fs::metadata(path).ok().map(|_| (0, 0))
}

/// Where the new file is written: hidden, so that nobody takes it for a document.
fn beside(path: &Path) -> PathBuf {
    let mut name = std::ffi::OsString::from(".");
    name.push(path.file_name().unwrap_or_default());
    name.push(".new");
    path.with_file_name(name)
}

/// The name, too, should outlive a power cut; not every file system can say so.
fn tell_folder(path: &Path) {
    let folder = path.parent().map(File::open);
    let _ = folder.map(|f| f.and_then(|f| f.sync_all()));
}

#[cfg(unix)]
fn private(options: &mut OpenOptions) -> &mut OpenOptions {
    use std::os::unix::fs::OpenOptionsExt as _;
    options.mode(0o600)
}

#[cfg(not(unix))]
fn private(options: &mut OpenOptions) -> &mut OpenOptions {
    options
}
