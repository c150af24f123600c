//! How is the file of what is kept? Asked without making, mending or changing it.
//!
//! Must not know: who asks.

use std::path::{Path, PathBuf};

use rusqlite::OpenFlags;

use super::file::{self, Fault};
use super::{Error, wrong};

/// How the file is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Health {
    /// Where it is.
    pub path: PathBuf,
    /// Of its tables.
    pub version: i64,
    /// In bytes, with what is logged beside it.
    pub size: u64,
    /// Briefings on which something is left.
    pub records: u64,
    /// What is damaged, clean; nothing when it is sound.
    pub damage: Option<String>,
}

/// How the file in this folder is; nothing when there is none.
///
/// # Errors
/// It cannot be read.
pub fn health(folder: &Path) -> Option<Result<Health, Error>> {
    let path = folder.join(file::NAME);
    path.is_file().then(|| {
        let looked = look(&path);
        looked.map_err(|fault| match fault {
            Fault::Other(cause) => wrong(&path, cause),
            fault => fault.told(&path),
        })
    })
}

fn look(path: &Path) -> Result<Health, Fault> {
    let flags = OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_READ_ONLY;
    let c = file::unwritable(path, flags)?;
    let said: String = c.pragma_query_value(None, "quick_check", |row| row.get(0))?;
    let records: i64 = c.query_row("SELECT count(*) FROM record", [], |row| row.get(0))?;
    let beside = |end: &str| {
        let mut name = path.as_os_str().to_owned();
        name.push(end);
        std::fs::metadata(PathBuf::from(name)).map_or(0, |m| m.len())
    };
    Ok(Health {
        path: path.to_owned(),
        version: file::version(&c)?,
        size: beside("") + beside("-wal"),
        records: records.cast_unsigned(),
        damage: (said != "ok").then(|| crate::sanitize::line(&said)),
    })
}
