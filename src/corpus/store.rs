//! Where is a corpus kept between runs? In a folder of its own: the search engine's index, and the tables of the last state
//! that was published; or in memory.
//!
//! A state is published by writing the briefings into the index, committing, and then putting a table of a higher number beside
//! it, whole or not at all. Whatever is interrupted, the last table stands; what it does not name is dropped by the next
//! writer. One process writes at a time, by the engine's lock; others read the last table.
//! Must not know: files of the reader, queries, how often it is asked.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use tantivy::directory::{FileSlice, OwnedBytes};
use tantivy::index::IndexBuilder;
use tantivy::query::RangeQuery;
use tantivy::{Index, IndexReader, IndexWriter, ReloadPolicy, TantivyDocument, TantivyError, Term};

use super::pieces::{self, Folder, Harm};
use super::publish::sections;
use super::revision::{Before, Fresh, Revision};
use super::schema::{Fields, schema, settings, tokenizers};
use super::shelf::document;
use super::table::{Sections, Table, in_memory};
use super::{Annotated, Corpus, text};
use crate::briefing::Problem;
use crate::entity::{Ledger, Linked, link_all};
use crate::files;

/// Changes with the layout of tables and index, so that a newer program does not read what an older one wrote.
pub const FORMAT: u32 = 9;

/// Memory for words on their way into the index, for each thread.
const ARENA: usize = 40 << 20;
/// The same for a corpus in memory, which is small; the engine's least.
const SMALL_ARENA: usize = 15 << 20;

/// A briefing of a state to publish.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// What [`Store::put`] gave.
    pub serial: u32,
    /// Equal for the same place, whatever is there.
    pub file: u64,
    /// The names of the other files that carry the same document.
    pub also: Vec<String>,
}

/// A state to publish.
#[derive(Debug)]
pub struct Draft<'a> {
    /// Its briefings, in order of name.
    pub entries: &'a [Entry],
    /// What could not be read.
    pub problems: &'a [Problem],
    /// Whatever else is to be kept.
    pub files: Vec<u8>,
}

/// Why a store cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Another process is writing.
    #[error("another briefing is writing the index")]
    Busy,
    /// The system refuses.
    #[error("{0}")]
    Io(#[from] io::Error),
    /// The index is damaged, or another program's.
    #[error("{0}")]
    Damaged(String),
}

impl From<TantivyError> for StoreError {
    fn from(error: TantivyError) -> Self {
        match error {
            TantivyError::LockFailure(tantivy::directory::error::LockError::LockBusy, _) => {
                StoreError::Busy
            }
            TantivyError::IoError(e) => StoreError::Io(io::Error::new(e.kind(), e.to_string())),
            TantivyError::OpenDirectoryError(e) => StoreError::Io(io::Error::other(e.to_string())),
            TantivyError::LockFailure(e, _) => StoreError::Io(io::Error::other(e.to_string())),
            other => StoreError::Damaged(other.to_string()),
        }
    }
}

/// A corpus as it is kept.
pub struct Store {
    /// `None`: in memory.
    folder: Option<PathBuf>,
    /// Which folder lay there when it was opened.
    which: Option<(u64, u64)>,
    /// That folder, held open: short files are not, and whoever would remove it asks who has something of it open.
    _held: Option<fs::File>,
    index: Index,
    reader: IndexReader,
    fields: Fields,
    writer: Option<IndexWriter>,
    /// Of the last table that was read or written.
    generation: u64,
    /// That table.
    table: Table,
    /// What was put since.
    fresh: Mutex<Fresh>,
    next: u32,
    /// Whether a file of it could not be read.
    harm: Harm,
}

impl std::fmt::Debug for Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut out = f.debug_struct("Store");
        out.field("folder", &self.folder)
            .field("generation", &self.generation)
            .finish_non_exhaustive()
    }
}

/// A state that was published, and what its writer kept with it.
#[derive(Debug)]
pub struct Published {
    /// The corpus.
    pub corpus: Corpus,
    /// [`Draft::files`].
    pub files: Later,
}

/// Bytes that were kept, to be read when they are needed.
#[derive(Debug, Clone)]
pub struct Later(FileSlice);

impl Later {
    /// The bytes; none where they cannot be read any more.
    pub fn read(&self) -> OwnedBytes {
        self.0.read_bytes().unwrap_or_else(|_| OwnedBytes::empty())
    }
}

impl Store {
    /// An empty one in memory; serial numbers begin at `first`.
    ///
    /// # Errors
    /// The engine has no memory.
    pub fn memory(first: u32) -> Result<Store, StoreError> {
        let mut store = Store::of(None, builder().create_in_ram()?, Harm::default())?;
        store.next = first;
        Ok(store)
    }

    /// The one in a folder, which is made if it is not there; `harm` tells when a file of it cannot be read any more.
    ///
    /// # Errors
    /// The folder cannot be written, or what is in it is damaged.
    pub fn open(folder: &Path, harm: &Harm) -> Result<Store, StoreError> {
        create(&folder.join("index"))?;
        create(&folder.join("tables"))?;
        let directory = Folder::open(&folder.join("index"), harm)
            .map_err(|e| StoreError::Io(io::Error::other(e.to_string())))?;
        Store::of(
            Some(folder.to_owned()),
            builder().open_or_create(directory)?,
            harm.clone(),
        )
    }

    fn of(folder: Option<PathBuf>, index: Index, harm: Harm) -> Result<Store, StoreError> {
        let fields = Fields::of(&index.schema());
        let reader = index.reader_builder().reload_policy(ReloadPolicy::Manual);
        Ok(Store {
            which: folder.as_deref().and_then(files::which),
            _held: folder.as_deref().and_then(|f| fs::File::open(f).ok()),
            folder,
            fields: fields.ok_or_else(|| StoreError::Damaged("fields are missing".to_owned()))?,
            reader: reader.num_warming_threads(0).try_into()?,
            index,
            writer: None,
            generation: 0,
            table: Table::default(),
            fresh: Mutex::default(),
            next: 0,
            harm,
        })
    }

    /// Whether it outlives the process.
    pub fn is_kept(&self) -> bool {
        self.folder.is_some()
    }

    /// Whether another folder lies in its place, or none: somebody has put it aside.
    pub fn is_elsewhere(&self) -> bool {
        let folder = self.folder.as_ref();
        folder.is_some_and(|f| files::which(f) != self.which)
    }

    /// The next serial number; smaller ones may be in use.
    pub fn next(&self) -> u32 {
        self.next
    }

    /// Whether a state has been published that this store has not read yet.
    pub fn is_behind(&self) -> bool {
        self.folder
            .as_ref()
            .and_then(|f| tables(f).first().copied())
            .is_some_and(|newest| newest > self.generation)
    }

    /// Whether what was published has been deleted since; it is then forgotten.
    pub fn is_gone(&mut self) -> bool {
        let folder = self.folder.as_ref();
        let gone = self.generation > 0 && folder.is_some_and(|f| tables(f).is_empty());
        if gone {
            self.generation = 0;
            self.table = Table::default();
        }
        gone
    }

    /// The last state that was published; nothing if there is none.
    ///
    /// # Errors
    /// What there is cannot be read.
    pub fn published(&mut self) -> Result<Option<Published>, StoreError> {
        let Some(folder) = &self.folder else {
            return Ok(None);
        };
        let mut all = tables(folder);
        let mut found = newest(folder, &all, &self.harm);
        // Whoever writes may have put a newer one in its place just now.
        while found.is_none() && tables(folder) != all {
            all = tables(folder);
            found = newest(folder, &all, &self.harm);
        }
        let Some((number, table)) = found else {
            return match all.is_empty() {
                true => Ok(None),
                false => Err(StoreError::Damaged("its tables cannot be read".to_owned())),
            };
        };
        self.reader.reload()?;
        // A newer one that cannot be read will not be better next time.
        self.generation = all.first().copied().unwrap_or(number);
        self.next = self.next.max(table.numbers("next").get(0));
        let files = Later(table.place("kept"));
        let corpus = Corpus::new(&table, self.reader.searcher());
        self.table = table;
        Ok(Some(Published { corpus, files }))
    }

    /// Becomes the one that writes, until [`Store::finish`].
    ///
    /// # Errors
    /// [`StoreError::Busy`], or the folder cannot be written.
    pub fn lock(&mut self, threads: usize) -> Result<(), StoreError> {
        if self.writer.is_some() {
            return Ok(());
        }
        if let Some(folder) = &self.folder {
            // A writer goes on from the segments that it found when the index was opened.
            *self = Store {
                generation: self.generation,
                table: std::mem::take(&mut self.table),
                next: self.next,
                ..Store::open(&folder.clone(), &self.harm)?
            };
        }
        let arena = if self.is_kept() { ARENA } else { SMALL_ARENA };
        let threads = if self.is_kept() { threads.max(1) } else { 1 };
        let writer = self
            .index
            .writer_with_num_threads(threads, arena * threads)?;
        if self.is_kept() {
            // What an interrupted writer left behind.
            let from = Term::from_field_u64(self.fields.serial, self.next.into());
            let query =
                RangeQuery::new(std::ops::Bound::Included(from), std::ops::Bound::Unbounded);
            writer.delete_query(Box::new(query))?;
        }
        self.writer = Some(writer);
        Ok(())
    }

    /// Stops writing: what was not published is lost, and others may write. Waits until the index is tidy.
    pub fn finish(&mut self) {
        if let Some(writer) = self.writer.take() {
            // A merge that fails leaves the index as it was.
            let _ = writer.wait_merging_threads();
            self.protect();
        }
    }

    /// Closes what is never written again to writing: what is read piece by piece must not change meanwhile. We never change it;
    /// so nobody else does by mistake, but root, whom no mode stops.
    fn protect(&self) {
        let folder = self.folder.as_ref().map(|f| f.join("index"));
        let files = folder.and_then(|f| fs::read_dir(f).ok());
        for file in files.into_iter().flatten().flatten() {
            let path = file.path();
            // What is written anew each time is replaced, and locks are opened for writing.
            let is_final = path.extension().is_some_and(|e| e != "json" && e != "lock");
            if is_final {
                close(&path);
            }
        }
    }

    /// A number for a briefing that will be put.
    pub fn serial(&mut self) -> u32 {
        self.next += 1;
        self.next - 1
    }

    /// Puts a briefing into the index, to be published.
    ///
    /// # Errors
    /// The index cannot be written.
    pub fn put(&self, serial: u32, annotated: &Annotated) -> Result<(), StoreError> {
        let document: TantivyDocument = document(&self.fields, serial, annotated);
        self.writing()?.add_document(document)?;
        let mut fresh = self.fresh.lock().unwrap_or_else(PoisonError::into_inner);
        fresh.put(serial, annotated);
        Ok(())
    }

    /// Takes a briefing out of the index.
    ///
    /// # Errors
    /// The index is not being written.
    pub fn drop(&self, serial: u32) -> Result<(), StoreError> {
        let term = Term::from_field_u64(self.fields.serial, serial.into());
        self.writing()?.delete_term(term);
        Ok(())
    }

    fn writing(&self) -> Result<&IndexWriter, StoreError> {
        self.writer.as_ref().ok_or(StoreError::Busy)
    }

    /// Links and publishes a state.
    ///
    /// # Errors
    /// The index cannot be written; the state before stands.
    pub fn publish(&mut self, draft: Draft<'_>) -> Result<Published, StoreError> {
        self.publish_with(draft, &link_all)
    }

    pub(super) fn publish_with(
        &mut self,
        draft: Draft<'_>,
        link: &(dyn Fn(&Ledger) -> Linked + std::marker::Sync),
    ) -> Result<Published, StoreError> {
        self.writer.as_mut().ok_or(StoreError::Busy)?.commit()?;
        self.reader.reload()?;
        let searcher = self.reader.searcher();
        let fresh = std::mem::take(&mut self.fresh).into_inner();
        let fresh = fresh.unwrap_or_else(PoisonError::into_inner);
        let revision = Revision::new(Before::read(&self.table)?, fresh, draft.entries);
        // What needs no links is made beside them: numbering uses leaves the other threads little to do.
        let ((linked, (mut out, tags)), (ledger, mut words, forms)) = rayon::join(
            || {
                let linked = link(&revision.ledger);
                let out = sections(&revision, draft.entries, &linked);
                (linked, out)
            },
            || {
                let ledger = revision.packed_ledger();
                let mut words = Sections::default();
                let forms = text::vocabulary(&searcher, &self.fields, &mut words);
                (ledger, words, forms)
            },
        );
        text::tongues(&forms, &tags, &mut words);
        drop(forms);
        out.bytes("ledger", ledger);
        out.extend(words);
        let problems = postcard::to_stdvec(draft.problems);
        out.bytes("problems", problems.unwrap_or_default());
        drop((revision, linked));
        out.numbers("next", [self.next]);
        out.bytes("kept", draft.files);
        let bytes = out.into_bytes();
        if let Some(folder) = self.folder.clone() {
            let newest = tables(&folder).first().copied().unwrap_or(0);
            let number = newest.max(self.generation) + 1;
            write(&folder.join("tables"), &table_name(number), &bytes)?;
            drop(bytes);
            self.protect();
            let published = self.published()?;
            for old in tables(&folder).into_iter().skip(1) {
                // Who still reads it holds it; who cannot remove it does so next time.
                let _ = fs::remove_file(folder.join("tables").join(table_name(old)));
            }
            return published.ok_or_else(|| StoreError::Damaged("a table vanished".to_owned()));
        }
        let table = Table::read(&in_memory(bytes))
            .ok_or_else(|| StoreError::Damaged("a table of our own".to_owned()))?;
        self.generation += 1;
        let corpus = Corpus::new(&table, searcher);
        let files = Later(table.place("kept"));
        self.table = table;
        Ok(Published { corpus, files })
    }
}

fn builder() -> IndexBuilder {
    let builder = Index::builder().schema(schema());
    builder.tokenizers(tokenizers()).settings(settings())
}

/// Puts what is in the folder aside, so that a new store can be made in its place; what was put aside before goes.
///
/// # Errors
/// The system refuses.
pub fn set_aside(folder: &Path) -> io::Result<PathBuf> {
    let mut name = folder.as_os_str().to_owned();
    name.push(".damaged");
    let aside = PathBuf::from(name);
    if aside.exists() {
        fs::remove_dir_all(&aside)?;
    }
    fs::rename(folder, &aside)?;
    Ok(aside)
}

/// Makes a folder that is nobody else's business.
fn create(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt;
        builder.mode(0o700);
    }
    builder.create(folder)
}

/// Closes a file to writing; where that is refused it stays as it is.
fn close(path: &Path) {
    let Ok(mut permissions) = fs::metadata(path).map(|m| m.permissions()) else {
        return;
    };
    // Elsewhere such a file could not be deleted either.
    if cfg!(unix) && !permissions.readonly() {
        permissions.set_readonly(true);
        let _ = fs::set_permissions(path, permissions);
    }
}

fn table_name(number: u64) -> String {
    format!("{number:012}.table")
}

/// The numbers of the tables in a store, newest first.
fn tables(folder: &Path) -> Vec<u64> {
    let entries = fs::read_dir(folder.join("tables")).into_iter().flatten();
    let number = |name: &str| name.strip_suffix(".table")?.parse().ok();
    let mut all: Vec<u64> = entries
        .filter_map(|e| number(e.ok()?.file_name().to_str()?))
        .collect();
    all.sort_unstable_by(|a, b| b.cmp(a));
    all
}

/// The newest table that can be read.
fn newest(folder: &Path, numbers: &[u64], harm: &Harm) -> Option<(u64, Table)> {
    numbers.iter().find_map(|number| {
        let path = folder.join("tables").join(table_name(*number));
        Some((*number, Table::read(&pieces::open(&path, harm).ok()?)?))
    })
}

/// Writes a file whole or not at all.
fn write(folder: &Path, name: &str, bytes: &[u8]) -> io::Result<()> {
    let temporary = folder.join(format!("{name}.{}.new", std::process::id()));
    let written = fs::File::create(&temporary).and_then(|mut file| {
        file.write_all(bytes)?;
        file.sync_all()
    });
    close(&temporary);
    let placed = written.and_then(|()| fs::rename(&temporary, folder.join(name)));
    if placed.is_err() {
        // The disk may be full: leave nothing of it behind.
        let _ = fs::remove_file(&temporary);
    }
    placed?;
    // That the name lasts is the folder's business.
    fs::File::open(folder).and_then(|f| f.sync_all())
}
