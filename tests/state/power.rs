//! Does what was acknowledged outlive a power cut? What the disk may hold then: all that was there at the last acknowledgement,
//! and any part of what was written since, torn anywhere or of other bytes.

use std::fs;
use std::path::Path;

use briefing::query;
use briefing::record::{Edit, Since};
use tempfile::TempDir;

use super::merging::note;
use super::{identity, read, state, told, write};

/// Numbers in no order, the same each time.
pub(super) fn next(seed: &mut u64) -> u64 {
    *seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
    *seed >> 33
}

/// The files as the disk may hold them after a cut: `safe` is what was there at the last acknowledgement, `later` what the
/// programs saw last.
fn cut(safe: &[u8], later: &[u8], seed: &mut u64) -> Vec<u8> {
    let common = safe.iter().zip(later).take_while(|(a, b)| a == b).count();
    let mut torn = later.to_vec();
    // Sectors of 512 bytes reach the disk in any order, or as noise; those that nobody wrote since are as they were.
    for (nth, sector) in torn.chunks_mut(512).enumerate() {
        let at = nth * 512;
        if at + sector.len() <= common {
            continue;
        }
        let old = safe
            .get(at..(at + sector.len()).min(safe.len()))
            .unwrap_or_default();
        match next(seed) % 4 {
            0 => sector[..old.len()].copy_from_slice(old),
            1 if old.len() < sector.len() => {
                let from = old.len();
                sector[..from].copy_from_slice(old);
                sector[from..].fill(next(seed) as u8);
            }
            _ => {}
        }
    }
    // The file may have grown, or not as far.
    let shortest = safe.len().min(torn.len());
    let length = shortest + next(seed) as usize % (torn.len() - shortest + 1);
    torn.truncate(length);
    torn
}

fn bytes(folder: &Path, name: &str) -> Vec<u8> {
    fs::read(folder.join(name)).unwrap_or_default()
}

#[test]
fn a_power_cut_loses_nothing_that_was_acknowledged() {
    const NAMES: [&str; 2] = ["state.db", "state.db-wal"];
    let mut seed = 7;
    for round in 0..40 {
        let home = TempDir::new().unwrap();
        let own = state(home.path());
        let acknowledged = 1 + next(&mut seed) % 60;
        for n in 1..=acknowledged {
            write(&own, Edit::Read(vec![identity(n)], true));
        }
        write(&own, Edit::Note(note(1, "acknowledged")));
        let safe = NAMES.map(|name| bytes(home.path(), name));
        // What follows is written, and never acknowledged.
        for n in 0..=next(&mut seed) % 8 {
            own.note(query::Edit::Ask(format!("query {n}")));
            write(&own, Edit::Star(vec![identity(1000 + n)], true));
        }
        let later = NAMES.map(|name| bytes(home.path(), name));
        // Between two acknowledgements nothing is moved out of the log here: only it is written.
        assert_eq!(safe[0], later[0], "{round}");
        let after = TempDir::new().unwrap();
        fs::write(after.path().join(NAMES[0]), &safe[0]).unwrap();
        fs::write(
            after.path().join(NAMES[1]),
            cut(&safe[1], &later[1], &mut seed),
        )
        .unwrap();
        let reopened = state(after.path());
        assert_eq!(told(&reopened), "", "{round}");
        let expected: Vec<u64> = (1..=acknowledged).collect();
        assert_eq!(read(after.path()), expected, "{round}");
        assert_eq!(reopened.notes().unwrap().len(), 1, "{round}");
        // And it can be written again.
        write(&reopened, Edit::Read(vec![identity(5000)], true));
        assert_eq!(
            reopened
                .records(Since::default())
                .records
                .iter()
                .filter(|r| r.read)
                .count() as u64,
            acknowledged + 1
        );
    }
}
