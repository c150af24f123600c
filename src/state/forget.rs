//! What is left on some briefings, and how does it go for good?
//!
//! Must not know: why, which briefings there are.

use rusqlite::{Connection, TransactionBehavior};

use super::file::{Fault, File, set_fact, unlike};
use super::owners;
use crate::record::Identity;

/// How much is left on some briefings.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct LeftOn {
    /// Briefings with anything.
    pub briefings: usize,
    /// Notes and highlights among that.
    pub notes: usize,
}

/// How much is left on these.
pub(super) fn left_on(file: &mut File, all: &[Identity]) -> Result<LeftOn, Fault> {
    // Looking for many at once takes a table of its own, which goes with the transaction.
    let work = file.connection.transaction()?;
    let records = owners::all(&work, all, false, 0)?;
    counted(&work, &records)
}

fn counted(c: &Connection, records: &[i64]) -> Result<LeftOn, Fault> {
    let mut ask = c.prepare("SELECT count(*) FROM note WHERE record = ?1 AND NOT gone")?;
    let mut notes = 0;
    for record in records {
        notes += ask.query_row([record], |row| row.get::<_, i64>(0))?;
    }
    Ok(LeftOn {
        briefings: records.len(),
        notes: notes.unsigned_abs() as usize,
    })
}

/// Removes all that is left on these, and what the last session with a collection has seen of it.
pub(super) fn forget(file: &mut File, all: &[Identity], corpus: &str) -> Result<LeftOn, Fault> {
    let behaviour = TransactionBehavior::Immediate;
    let work = file.connection.transaction_with_behavior(behaviour)?;
    let records = owners::all(&work, all, false, 0)?;
    let left = counted(&work, &records)?;
    for (table, key) in [
        ("mark", "record"),
        ("tag", "record"),
        ("note", "record"),
        ("known", "record"),
        ("record", "number"),
    ] {
        let mut delete = work.prepare(&format!("DELETE FROM {table} WHERE {key} = ?1"))?;
        for record in &records {
            delete.execute([record])?;
        }
    }
    work.execute("DELETE FROM visit WHERE corpus = ?1", [corpus])?;
    // To other programs it is another file: they read all of it again, and what is gone is gone there too.
    set_fact(&work, "file", unlike())?;
    let change: i64 = super::file::fact(&work, "change")?;
    set_fact(&work, "change", change + 1)?;
    work.commit()?;
    Ok(left)
}
