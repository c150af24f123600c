//! How is the database opened, laid out and written? One file, its tables by version, one transaction for all that is noted.
//!
//! Write-ahead logging lets others read while one writes; on a folder of another machine, where programs share no memory, a
//! rollback journal takes its place. Every commit is on the disk before it counts (`synchronous=FULL`).
//! Must not know: what the tables are for.

use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use rusqlite::{Connection, ErrorCode, OpenFlags, TransactionBehavior, params};

use super::briefings::Stamp;
use super::merge::{self, All};
use super::{Clock, Error, Noted, Part, briefings, old, queries, wrong};
use crate::query::Kept;
use crate::{files, record};

/// The file in the folder for what is kept.
pub(super) const NAME: &str = "state.db";

/// The tables of this program; a file of a higher number is a newer program's.
pub(super) const VERSION: i64 = 2;

/// The tables, version by version: a file of version n gets those from n on.
const TABLES: [&str; VERSION as usize] = [include_str!("tables.sql"), include_str!("tables2.sql")];

/// Another program writes for milliseconds; one that was stopped in the middle of it is not waited for.
const PATIENCE: Duration = Duration::from_secs(5);

/// More different statements than this program has.
const STATEMENTS: usize = 64;

/// What the engine says of a format that no version of it has written.
const UNHEARD_OF: &str = "unsupported file format";

/// No program of ours will have so many versions: that number is damage.
const NEVER: i64 = 1000;

/// Why something could not be done with the file.
#[derive(Debug)]
pub(super) enum Fault {
    /// Its bytes are not what they were: which file it was.
    Damaged(Option<(u64, u64)>),
    /// A newer program has made it, and it may not be written.
    Newer,
    /// Anything else.
    Other(String),
}

impl Fault {
    pub(super) fn told(self, path: &Path) -> Error {
        match self {
            Fault::Newer => Error::Newer {
                path: crate::sanitize::line(&path.to_string_lossy()),
            },
            Fault::Damaged(_) => wrong(path, "it is damaged"),
            Fault::Other(cause) => wrong(path, cause),
        }
    }
}

impl From<rusqlite::Error> for Fault {
    fn from(error: rusqlite::Error) -> Fault {
        let cause = match error.sqlite_error_code() {
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => {
                return Fault::Damaged(None);
            }
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
                "another program holds it".to_owned()
            }
            Some(ErrorCode::DiskFull) => "the disk is full".to_owned(),
            Some(ErrorCode::SystemIoFailure) if is_refused(&error) => REFUSED.to_owned(),
            Some(ErrorCode::ReadOnly) => "it cannot be written".to_owned(),
            _ => match error {
                // A value of another type than was put there.
                rusqlite::Error::FromSqlConversionFailure(..)
                | rusqlite::Error::InvalidColumnType(..)
                | rusqlite::Error::IntegralValueOutOfRange(..)
                | rusqlite::Error::Utf8Error(..) => return Fault::Damaged(None),
                // What its head says of the format is none of the engine's: that has no code of its own.
                rusqlite::Error::SqliteFailure(_, Some(said)) if said == UNHEARD_OF => {
                    return Fault::Damaged(None);
                }
                other => other.to_string(),
            },
        };
        Fault::Other(cause)
    }
}

/// What the system says of a quota that is used up it says of failing disks, too, as far as the engine passes it on.
const REFUSED: &str = "a quota is used up, or the disk fails";

/// Whether it is a write that failed, not a read.
fn is_refused(error: &rusqlite::Error) -> bool {
    use rusqlite::ffi;
    const WRITES: [i32; 4] = [
        ffi::SQLITE_IOERR_WRITE,
        ffi::SQLITE_IOERR_FSYNC,
        ffi::SQLITE_IOERR_TRUNCATE,
        ffi::SQLITE_IOERR_SHMSIZE,
    ];
    error
        .sqlite_error()
        .is_some_and(|e| WRITES.contains(&e.extended_code))
}

/// The fact that is how the screen is laid out.
pub(super) const LAYOUT: &str = "layout";

/// Whether the file can be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Access {
    Write,
    /// The system refuses to let it be written.
    Refused,
    /// It is a newer program's.
    Newer,
}

/// The open file.
#[derive(Debug)]
pub(super) struct File {
    pub(super) connection: Connection,
    path: PathBuf,
    /// Which file lay at the path when it was opened.
    pub(super) which: Option<(u64, u64)>,
    access: Access,
    /// Changes that are known here.
    seen: i64,
    /// When edits are made.
    pub(super) clock: Clock,
}

impl File {
    /// Opens the file in a folder, both made if they are not there; with what there is to tell about it.
    pub(super) fn open(
        folder: &Path,
        clock: Clock,
    ) -> Result<(File, Vec<Result<Part, Error>>), Fault> {
        let path = folder.join(NAME);
        // Made before the engine would, so that it is nobody else's business.
        let made = files::make(folder).and_then(|()| files::token(&path));
        let access = match made {
            Ok(_) => Access::Write,
            Err(_) if path.is_file() => Access::Refused,
            Err(error) => return Err(Fault::Other(error.to_string())),
        };
        let which = files::which(&path);
        let opened = File::opened(path, access, which, clock).and_then(|mut file| {
            let told = file.prepare(folder)?;
            Ok((file, told))
        });
        opened.map_err(|fault| match fault {
            Fault::Damaged(None) => Fault::Damaged(which),
            fault => fault,
        })
    }

    fn opened(
        path: PathBuf,
        access: Access,
        which: Option<(u64, u64)>,
        clock: Clock,
    ) -> Result<File, Fault> {
        let flags = OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = match access {
            Access::Write => {
                let flags = flags | OpenFlags::SQLITE_OPEN_READ_WRITE;
                Connection::open_with_flags(&path, flags)?
            }
            _ => unwritable(&path, flags | OpenFlags::SQLITE_OPEN_READ_ONLY)?,
        };
        connection.busy_timeout(PATIENCE)?;
        connection.set_prepared_statement_cache_capacity(STATEMENTS);
        Ok(File {
            connection,
            path,
            which,
            access,
            seen: -1,
            clock,
        })
    }

    fn prepare(&mut self, folder: &Path) -> Result<Vec<Result<Part, Error>>, Fault> {
        let c = &self.connection;
        // What a stranger put into the layout is not run, and what does not fit into its page is noticed.
        c.execute_batch("PRAGMA trusted_schema=OFF; PRAGMA cell_size_check=ON;")?;
        // In KiB. Keys come in no order: without room for all that they touch, much is written several times.
        c.execute_batch("PRAGMA cache_size=-65536; PRAGMA temp_store=MEMORY;")?;
        if self.access == Access::Write {
            let mode = if files::is_remote(folder) {
                "DELETE"
            } else {
                "WAL"
            };
            // The engine answers with the mode that it could have: any will do.
            c.pragma_update_and_check(None, "journal_mode", mode, |_| Ok(()))?;
            c.execute_batch("PRAGMA synchronous=FULL; PRAGMA fullfsync=ON;")?;
        }
        let version = version(c)?;
        if !(0..NEVER).contains(&version) {
            return Err(Fault::Damaged(None));
        }
        if version > VERSION {
            self.access = Access::Newer;
            return Ok(vec![Err(Fault::Newer.told(&self.path))]);
        }
        if version < VERSION && self.access == Access::Write {
            self.migrate()?;
        }
        let mut told = Vec::new();
        match self.access {
            Access::Write => told.extend(old::import(self, folder)?.into_iter().map(Err)),
            _ => told.push(Err(wrong(&self.path, "it cannot be written"))),
        }
        Ok(told)
    }

    /// Adds the tables that an older file lacks.
    fn migrate(&mut self) -> Result<(), Fault> {
        let behaviour = TransactionBehavior::Immediate;
        let work = self.connection.transaction_with_behavior(behaviour)?;
        // Another program may have done it meanwhile.
        let from = usize::try_from(version(&work)?).unwrap_or_default();
        for tables in TABLES.iter().skip(from) {
            let made = work.execute_batch(tables);
            // They are there already: its number is not what it was.
            if matches!(made, Err(rusqlite::Error::SqlInputError { .. })) {
                return Err(Fault::Damaged(None));
            }
            made?;
        }
        if from == 0 {
            work.execute(
                "INSERT INTO fact VALUES ('file', ?1), ('change', 0)",
                [unlike()],
            )?;
        }
        note_roots(&work)?;
        work.pragma_update(None, "user_version", VERSION)?;
        work.commit()?;
        Ok(())
    }

    /// Whether another file lies in its place, or none.
    pub(super) fn is_elsewhere(&self) -> bool {
        files::which(&self.path) != self.which
    }

    /// All that is kept, of one moment.
    pub(super) fn all(&mut self) -> Result<All, Fault> {
        let work = self.connection.transaction()?;
        match version(&work)? {
            0 => Ok(All::default()),
            _ => merge::read(&work),
        }
    }

    /// A fact about the file; 0 if it is not there.
    pub(super) fn fact(&self, name: &str) -> Result<i64, Fault> {
        fact(&self.connection, name)
    }

    /// Whether another program has changed records since this was asked last.
    pub(super) fn is_news(&mut self) -> Result<bool, Fault> {
        let now = self.fact("change")?;
        Ok(std::mem::replace(&mut self.seen, now) != now)
    }

    /// Does all edits at once, and says which queries there are then.
    pub(super) fn write(&mut self, noted: &[Noted]) -> Result<Kept, Fault> {
        let clock = self.clock;
        self.change(|work, change| {
            let stamp = Stamp::new(clock, change);
            let mut records = false;
            for noted in noted {
                match noted {
                    Noted::Query(edit) => queries::write(work, edit, stamp.now)?,
                    Noted::Layout(layout) => set_fact(work, LAYOUT, *layout)?,
                    Noted::Record(edit) => {
                        records |= !matches!(edit, record::Edit::Seen(..));
                        briefings::write(work, edit, stamp)?;
                    }
                }
            }
            Ok((queries::all(work)?, records))
        })
    }

    /// Does all of this or nothing, as the next change of the file; the second of what it gives back is whether records have
    /// changed.
    pub(super) fn change<T>(
        &mut self,
        work: impl FnOnce(&Connection, i64) -> Result<(T, bool), Fault>,
    ) -> Result<T, Fault> {
        match self.access {
            Access::Write => {}
            Access::Refused => return Err(Fault::Other("it cannot be written".to_owned())),
            Access::Newer => return Err(Fault::Newer),
        }
        let behaviour = TransactionBehavior::Immediate;
        let transaction = self.connection.transaction_with_behavior(behaviour)?;
        let before = fact(&transaction, "change")?;
        let change = before + 1;
        let (done, records) = work(&transaction, change)?;
        if records {
            set_fact(&transaction, "change", change)?;
        }
        transaction.commit()?;
        if records && self.seen == before {
            self.seen = change;
        }
        Ok(done)
    }
}

/// A file that may only be read. What is logged beside it can be read only where a shared file can be made for it; where not,
/// it is read as it stands.
pub(super) fn unwritable(path: &Path, flags: OpenFlags) -> Result<Connection, Fault> {
    let reads = |c: &Connection| version(c).is_ok();
    if let Ok(connection) = Connection::open_with_flags(path, flags)
        && reads(&connection)
    {
        return Ok(connection);
    }
    let escaped: String = path
        .to_string_lossy()
        .chars()
        .map(|c| match c {
            '%' => "%25".to_owned(),
            '?' => "%3f".to_owned(),
            '#' => "%23".to_owned(),
            c => c.to_string(),
        })
        .collect();
    let uri = format!("file:{escaped}?immutable=1");
    let flags = flags | OpenFlags::SQLITE_OPEN_URI;
    Ok(Connection::open_with_flags(uri, flags)?)
}

/// A number that tells a file from every other.
pub(super) fn unlike() -> i64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    now.map_or(1, |t| t.as_nanos() as i64) ^ i64::from(std::process::id()) << 40
}

/// The version of the tables; 0 where there are none.
pub(super) fn version(c: &Connection) -> Result<i64, Fault> {
    Ok(c.pragma_query_value(None, "user_version", |row| row.get(0))?)
}

pub(super) fn fact(c: &Connection, name: &str) -> Result<i64, Fault> {
    let mut ask = c.prepare_cached("SELECT value FROM fact WHERE name = ?1")?;
    let mut rows = ask.query([name])?;
    Ok(rows.next()?.map_or(Ok(0), |row| row.get(0))?)
}

/// How the fact is called that says where a table begins.
pub(super) const ROOT: &str = "root of ";

/// Notes where tables begin: in an older file the new ones lie elsewhere than in a new file, and whoever mends one whose first
/// page is damaged would not find them.
fn note_roots(c: &Connection) -> Result<(), Fault> {
    c.execute(
        "INSERT OR REPLACE INTO fact SELECT ?1 || name, rootpage FROM sqlite_schema WHERE rootpage > 0",
        [ROOT],
    )?;
    Ok(())
}

/// Notes a fact about the file.
pub(super) fn set_fact(c: &Connection, name: &str, value: i64) -> Result<(), Fault> {
    c.execute(
        "INSERT OR REPLACE INTO fact VALUES (?1, ?2)",
        params![name, value],
    )?;
    Ok(())
}
