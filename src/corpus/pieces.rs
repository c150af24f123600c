//! How are the files of an index read? Piece by piece, as it is asked for: whoever cuts one short has us read nothing, not end.
//!
//! A file that is mapped would cost less memory, but the system ends a program that looks at what is gone of it (SIGBUS).
//! Invariant: what was read once stays; what cannot be read is noted, and told to whoever wants to hear of it.
//! Must not know: what is in the files.

use std::fs::{self, File};
use std::io;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};

use tantivy::HasLen;
use tantivy::directory::error::{
    DeleteError, LockError, OpenDirectoryError, OpenReadError, OpenWriteError,
};
use tantivy::directory::{
    Directory, DirectoryLock, FileHandle, FileSlice, Lock, MmapDirectory, OwnedBytes,
    WatchCallback, WatchHandle, WritePtr,
};

use crate::files;

/// Files that are no longer are held in memory: opening them again and again costs more.
const SHORT: u64 = 32 << 10;

/// Files that are held open, of all indexes.
static OPEN: AtomicUsize = AtomicUsize::new(0);

/// Whether a file of an index could not be read any more. Its clones are one.
#[derive(Clone, Default)]
pub struct Harm {
    is: Arc<AtomicBool>,
    tell: Arc<OnceLock<Box<Tell>>>,
}

type Tell = dyn Fn() + Send + Sync;

impl std::fmt::Debug for Harm {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Harm").field(&self.is()).finish()
    }
}

impl Harm {
    /// Whether that has happened.
    pub fn is(&self) -> bool {
        self.is.load(Ordering::Relaxed)
    }

    /// Tells when it happens, from whatever thread it happens in; only the first who asks is told.
    pub fn on(&self, tell: impl Fn() + Send + Sync + 'static) {
        let _ = self.tell.set(Box::new(tell));
    }

    /// Of another index in its place, for the same who is told.
    pub fn anew(&self) -> Harm {
        Harm {
            is: Arc::default(),
            tell: Arc::clone(&self.tell),
        }
    }

    fn note(&self, error: &io::Error) {
        if !self.is.swap(true, Ordering::Relaxed) {
            tracing::warn!(%error, "index cannot be read");
            if let Some(tell) = self.tell.get() {
                tell();
            }
        }
    }
}

/// A file that is read in pieces.
#[derive(Debug)]
struct Handle {
    bytes: Bytes,
    len: usize,
    harm: Harm,
}

#[derive(Debug)]
enum Bytes {
    Held(OwnedBytes),
    #[cfg(unix)]
    File(Open),
}

/// A file that counts as open.
#[cfg(unix)]
#[derive(Debug)]
struct Open(File);

#[cfg(unix)]
impl Drop for Open {
    fn drop(&mut self) {
        OPEN.fetch_sub(1, Ordering::Relaxed);
    }
}

impl HasLen for Handle {
    fn len(&self) -> usize {
        self.len
    }
}

impl FileHandle for Handle {
    fn read_bytes(&self, range: Range<usize>) -> io::Result<OwnedBytes> {
        match &self.bytes {
            Bytes::Held(bytes) if range.start <= range.end && range.end <= bytes.len() => {
                Ok(bytes.slice(range))
            }
            Bytes::Held(_) => Err(io::ErrorKind::UnexpectedEof.into()),
            #[cfg(unix)]
            Bytes::File(file) => {
                use std::os::unix::fs::FileExt;
                let mut buffer = vec![0; range.len()];
                let read = file.0.read_exact_at(&mut buffer, range.start as u64);
                read.inspect_err(|error| self.harm.note(error))?;
                Ok(OwnedBytes::new(buffer))
            }
        }
    }
}

/// A file, to be read in pieces.
///
/// # Errors
/// It is not there, or cannot be read.
pub(super) fn open(path: &Path, harm: &Harm) -> io::Result<FileSlice> {
    handle(path, harm).map(FileSlice::new)
}

fn handle(path: &Path, harm: &Harm) -> io::Result<Arc<dyn FileHandle>> {
    let file = File::open(path)?;
    let len = file.metadata()?.len();
    let bytes = match is_held(len) {
        true => Bytes::Held(OwnedBytes::new(whole(file)?)),
        #[cfg(unix)]
        false => {
            OPEN.fetch_add(1, Ordering::Relaxed);
            Bytes::File(Open(file))
        }
        #[cfg(not(unix))]
        false => Bytes::Held(OwnedBytes::new(whole(file)?)),
    };
    let len = match &bytes {
        Bytes::Held(bytes) => bytes.len(),
        #[cfg(unix)]
        Bytes::File(_) => len as usize,
    };
    let harm = harm.clone();
    Ok(Arc::new(Handle { bytes, len, harm }))
}

/// Whether a file is held in memory: a short one, or any where few files may be open, of which others need some, too.
fn is_held(len: u64) -> bool {
    len <= SHORT || OPEN.load(Ordering::Relaxed) >= files::most_open() / 4
}

fn whole(mut file: File) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    io::Read::read_to_end(&mut file, &mut bytes)?;
    Ok(bytes)
}

/// The engine's folder: written as the engine does it, read in pieces.
#[derive(Debug, Clone)]
pub(super) struct Folder {
    path: PathBuf,
    engine: MmapDirectory,
    harm: Harm,
}

impl Folder {
    /// The folder, which is there.
    ///
    /// # Errors
    /// It is none, or cannot be looked into.
    pub(super) fn open(path: &Path, harm: &Harm) -> Result<Folder, OpenDirectoryError> {
        Ok(Folder {
            engine: MmapDirectory::open(path)?,
            // As it is from wherever we go.
            path: fs::canonicalize(path).unwrap_or_else(|_| path.to_owned()),
            harm: harm.clone(),
        })
    }
}

impl Directory for Folder {
    fn get_file_handle(&self, path: &Path) -> Result<Arc<dyn FileHandle>, OpenReadError> {
        handle(&self.path.join(path), &self.harm).map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => OpenReadError::FileDoesNotExist(path.to_owned()),
            _ => OpenReadError::wrap_io_error(error, path.to_owned()),
        })
    }

    fn delete(&self, path: &Path) -> Result<(), DeleteError> {
        self.engine.delete(path)
    }

    fn exists(&self, path: &Path) -> Result<bool, OpenReadError> {
        self.engine.exists(path)
    }

    fn open_write(&self, path: &Path) -> Result<WritePtr, OpenWriteError> {
        self.engine.open_write(path)
    }

    fn atomic_read(&self, path: &Path) -> Result<Vec<u8>, OpenReadError> {
        self.engine.atomic_read(path)
    }

    fn atomic_write(&self, path: &Path, data: &[u8]) -> io::Result<()> {
        self.engine.atomic_write(path, data)
    }

    fn sync_directory(&self) -> io::Result<()> {
        self.engine.sync_directory()
    }

    fn acquire_lock(&self, lock: &Lock) -> Result<DirectoryLock, LockError> {
        self.engine.acquire_lock(lock)
    }

    fn watch(&self, told: WatchCallback) -> tantivy::Result<WatchHandle> {
        self.engine.watch(told)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_cut_off_is_an_error_that_is_told_once_and_what_was_read_stays() {
        let folder = tempfile::TempDir::new().expect("a folder");
        let path = folder.path().join("long");
        fs::write(&path, vec![7; 100_000]).expect("a file");
        let (harm, told) = (Harm::default(), Arc::new(AtomicUsize::new(0)));
        let hears = Arc::clone(&told);
        harm.on(move || {
            hears.fetch_add(1, Ordering::Relaxed);
        });
        let file = open(&path, &harm).expect("it opens");
        let piece = file.read_bytes_slice(60_000..60_004).expect("it is there");
        let cut = File::options().write(true).open(&path).expect("it opens");
        cut.set_len(50_000).expect("it is cut");
        for _ in 0..2 {
            assert!(file.read_bytes_slice(60_000..60_004).is_err());
        }
        assert_eq!(piece.as_slice(), [7; 4]);
        assert!(file.read_bytes_slice(0..4).is_ok() && harm.is());
        assert_eq!(told.load(Ordering::Relaxed), 1);
        assert!(!harm.anew().is());
    }
}
