//! On what do folders lie, and is that still mounted? The system's list of mounts, and its word when the list changes.
//!
//! Linux tells; where nobody does, nothing is ever thought to be unmounted. Invariant: waiting for the word needs no timer.
//! Must not know: which files there are, what is done about those that cannot be reached.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::briefing::Problem;
use crate::sanitize;

/// Where Linux lists them, as this process sees them (`proc_pid_mountinfo(5)`).
#[cfg(target_os = "linux")]
const LIST: &str = "/proc/self/mountinfo";

/// What is mounted: number → what and where. The number alone would not do, because the system gives it to another later.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Mounts(BTreeMap<u64, Mount>);

/// `NUMBER PARENT DEVICE ROOT POINT`, as the list has it.
type Mount = Arc<str>;

impl Mounts {
    /// As it is now; nothing where the system does not tell.
    #[cfg(target_os = "linux")]
    pub(super) fn now() -> Mounts {
        let list = std::fs::read(LIST).unwrap_or_default();
        Mounts::of_list(&String::from_utf8_lossy(&list))
    }

    #[cfg(not(target_os = "linux"))]
    pub(super) fn now() -> Mounts {
        Mounts::default()
    }

    fn of_list(list: &str) -> Mounts {
        let mount = |line: &str| {
            let fields: Vec<&str> = line.split(' ').take(5).collect();
            Some((fields.first()?.parse().ok()?, fields.join(" ").into()))
        };
        Mounts(list.lines().filter_map(mount).collect())
    }

    /// That which a folder lies on; nothing if it cannot be reached.
    fn under(&self, folder: &Path) -> Option<&Mount> {
        self.0.get(&number(folder)?)
    }

    fn has(&self, mount: &Mount) -> bool {
        self.0.values().any(|m| m == mount)
    }

    /// Where those lie that only one of the two has.
    fn points_unlike(&self, other: &Mounts) -> Vec<PathBuf> {
        let only = |of: &Mounts, beside: &Mounts| {
            let is_new = |(number, mount): &(&u64, &Mount)| beside.0.get(number) != Some(*mount);
            let new = of.0.iter().filter(is_new);
            new.map(|(_, mount)| point(mount)).collect::<Vec<_>>()
        };
        [only(self, other), only(other, self)].concat()
    }
}

/// The folder that a mount covers. The list writes blanks and backslashes as `\040`.
fn point(mount: &Mount) -> PathBuf {
    let written = mount.rsplit(' ').next().unwrap_or_default();
    let mut pieces = written.split('\\');
    let mut bytes = pieces.next().unwrap_or_default().as_bytes().to_vec();
    for piece in pieces {
        let octal = piece.get(..3).map(|o| u8::from_str_radix(o, 8));
        match octal {
            Some(Ok(byte)) => bytes.extend(std::iter::once(byte).chain(piece.bytes().skip(3))),
            _ => bytes.extend(std::iter::once(b'\\').chain(piece.bytes())),
        }
    }
    PathBuf::from(String::from_utf8_lossy(&bytes).into_owned())
}

/// The number of the mount that a folder lies on; nothing if it cannot be reached, or the system is too old to say.
#[cfg(target_os = "linux")]
fn number(folder: &Path) -> Option<u64> {
    use rustix::fs::{AtFlags, CWD, StatxFlags, statx};
    let told = statx(CWD, folder, AtFlags::empty(), StatxFlags::MNT_ID).ok()?;
    (told.stx_mask & StatxFlags::MNT_ID.bits() != 0).then_some(told.stx_mnt_id)
}

#[cfg(not(target_os = "linux"))]
fn number(_: &Path) -> Option<u64> {
    None
}

/// What the folders lie on that were found last.
#[derive(Debug, Default)]
pub(super) struct Ground {
    /// All that was mounted when nothing was missing last: what is bare now was there then.
    before: Mounts,
    lie: BTreeMap<PathBuf, Mount>,
    /// Those that cannot be reached, because what they lay on is not mounted any more.
    lost: BTreeSet<PathBuf>,
    /// Those among them that could be reached the last time.
    newly: BTreeSet<PathBuf>,
}

impl Ground {
    /// These folders were found, and this is mounted: which of those that were found before are lost.
    ///
    /// A folder is lost when what it lay on is mounted no longer, and nothing that has been mounted since is in its place; it
    /// stays so until something is.
    pub(super) fn found(&mut self, folders: &[PathBuf], now: &Mounts) {
        let before = &self.before;
        let is_lost = |folder: &PathBuf, mount: &mut Mount| {
            !now.has(mount) && now.under(folder).is_none_or(|bare| before.has(bare))
        };
        self.lie.retain(is_lost);
        let lost: BTreeSet<PathBuf> = self.lie.keys().cloned().collect();
        let lost_before = std::mem::replace(&mut self.lost, lost);
        self.newly = self.lost.difference(&lost_before).cloned().collect();
        for folder in folders {
            let mount = now.under(folder).filter(|m| point(m) != Path::new("/"));
            if let (Some(mount), false) = (mount, self.lie.contains_key(folder)) {
                self.lie.insert(folder.clone(), Arc::clone(mount));
            }
        }
        if self.lost.is_empty() {
            self.before = now.clone();
        }
    }

    /// Whether a file lies in a folder that is lost.
    pub(super) fn is_lost(&self, file: &Path) -> bool {
        lies_in(file, &self.lost)
    }

    /// The same, where it could be reached the last time.
    pub(super) fn is_newly_lost(&self, file: &Path) -> bool {
        lies_in(file, &self.newly)
    }

    /// What the reader should know of that: once for each mount, at the folder that lay highest.
    pub(super) fn problems(&self) -> Vec<Problem> {
        let mut told = BTreeSet::new();
        let lost = self.lie.iter().filter(|(f, _)| self.lost.contains(*f));
        let first = lost.filter(|(_, mount)| told.insert(Arc::clone(mount)));
        let problem = |(folder, _): (&PathBuf, &Mount)| Problem {
            path: sanitize::line(&folder.to_string_lossy()),
            cause: "what it lay on is not mounted any more".to_owned(),
            hint: "what was read there stays; mounted again, it is compared anew".to_owned(),
            readable: false,
        };
        first.map(problem).collect()
    }

    /// The folders that the mounts cover.
    pub(super) fn points(&self) -> BTreeSet<PathBuf> {
        let mounts: BTreeSet<&Mount> = self.lie.values().collect();
        mounts.into_iter().map(point).collect()
    }
}

/// Whether a file lies in one of these folders.
fn lies_in(file: &Path, folders: &BTreeSet<PathBuf>) -> bool {
    let is_in = |file: &Path| file.parent().is_some_and(|f| folders.contains(f));
    // A file that was named itself is in the folder where it would come back, which is named in full.
    !folders.is_empty() && (is_in(file) || std::path::absolute(file).is_ok_and(|f| is_in(&f)))
}

/// Hears when something is mounted or unmounted where it matters.
#[derive(Debug, Default)]
pub(super) struct Word {
    /// What was mounted when this was looked at last.
    last: Mounts,
    /// The folders near which it matters.
    roots: Vec<PathBuf>,
    /// Other places where it does.
    points: BTreeSet<PathBuf>,
}

impl Word {
    /// It matters near these folders. Whenever the list changes, `tell` is called, until it says that nobody listens; where that
    /// cannot be, it is seen when anything else changes.
    pub(super) fn listen(roots: Vec<PathBuf>, tell: impl Fn() -> bool + Send + 'static) -> Word {
        let word = Word {
            last: Mounts::now(),
            roots,
            points: BTreeSet::new(),
        };
        listen(tell);
        word
    }

    /// It matters at these points, too.
    pub(super) fn set(&mut self, points: BTreeSet<PathBuf>) {
        self.points = points;
    }

    /// Whether something was mounted or unmounted where it matters since this was asked last.
    pub(super) fn matters(&mut self) -> bool {
        let now = Mounts::now();
        let unlike = now.points_unlike(&self.last);
        self.last = now;
        let matters = |point: &PathBuf| {
            let mut roots = self.roots.iter();
            let is_near = roots.any(|root| point.starts_with(root) || root.starts_with(point));
            is_near || self.points.contains(point)
        };
        unlike.iter().any(matters)
    }
}

/// Where fewer addresses may be used, there is no thread for this: the allocator sets many of them aside for each.
#[cfg(target_os = "linux")]
const PLENTY: u64 = 4 << 30;

/// Waits for the list to change.
#[cfg(target_os = "linux")]
fn listen(tell: impl Fn() -> bool + Send + 'static) {
    use rustix::event::{PollFd, PollFlags, poll};
    let limit = rustix::process::getrlimit(rustix::process::Resource::As);
    if limit.current.is_some_and(|bytes| bytes < PLENTY) {
        return;
    }
    let Ok(list) = std::fs::File::open(LIST) else {
        return;
    };
    let listens = move || {
        loop {
            match poll(&mut [PollFd::new(&list, PollFlags::PRI)], None) {
                Err(rustix::io::Errno::INTR) => {}
                Ok(_) if tell() => {}
                _ => return,
            }
        }
    };
    let thread = std::thread::Builder::new().name("mounts".to_owned());
    if let Err(error) = thread.stack_size(STACK).spawn(listens) {
        tracing::info!(%error, "mounts are not heard of");
    }
}

/// Plenty for a thread that only waits.
#[cfg(target_os = "linux")]
const STACK: usize = 64 << 10;

#[cfg(not(target_os = "linux"))]
fn listen(_: impl Fn() -> bool + Send + 'static) {}

#[cfg(test)]
mod tests {
    use super::*;

    const LIST: &str = "22 1 8:1 / / rw,relatime - ext4 /dev/sda1 rw\n\
                        30 22 0:44 / /media/my\\040stick rw shared:1 - vfat /dev/sdb1 rw\n\
                        31 22 8:1 /srv /home/a\\134b ro - ext4 /dev/sda1 rw\nnonsense\n";

    #[test]
    fn the_list_is_read_and_its_blanks_are_blanks() {
        let mounts = Mounts::of_list(LIST);
        let points: Vec<PathBuf> = mounts.0.values().map(point).collect();
        let expected = ["/", "/media/my stick", "/home/a\\b"];
        assert_eq!(points, expected.map(PathBuf::from));
        // Options may change; nothing is unmounted for it.
        let again = Mounts::of_list(&LIST.replace("rw", "ro"));
        assert_eq!(again.points_unlike(&mounts), Vec::<PathBuf>::new());
        // A number may be given again.
        let other = Mounts::of_list(&LIST.replace("0:44", "0:45"));
        assert!(!other.has(&mounts.0[&30]));
        let stick = PathBuf::from("/media/my stick");
        assert_eq!(other.points_unlike(&mounts), [stick.clone(), stick]);
    }

    #[test]
    fn a_folder_is_lost_when_its_mount_is_gone_and_only_what_was_there_before_is_in_its_place() {
        let folder = tempfile::TempDir::new().expect("a folder");
        let here = folder.path().to_owned();
        // Where the system does not say on what a folder lies, none is ever lost.
        let Some(number) = number(&here) else { return };
        let bare: Mount = format!("{number} 1 0:1 / /somewhere").into();
        let gone: Mount = "4000000000 1 0:2 / /stick".into();
        let ground = |mounts: &[&Mount]| Ground {
            before: Mounts((0..).zip(mounts.iter().map(|m| Arc::clone(m))).collect()),
            lie: [(here.clone(), Arc::clone(&gone))].into(),
            ..Ground::default()
        };
        let now = Mounts([(number, Arc::clone(&bare))].into());
        let file = here.join("a.txt");
        let mut lost = ground(&[&bare, &gone]);
        lost.found(std::slice::from_ref(&here), &now);
        assert!(lost.is_lost(&file) && lost.problems().len() == 1);
        lost.found(std::slice::from_ref(&here), &now);
        assert!(lost.is_lost(&file), "and stays so");
        // What is mounted there was not there before: it is another, or back.
        let mut back = ground(&[&gone]);
        back.found(std::slice::from_ref(&here), &now);
        assert!(!back.is_lost(&file) && back.problems().is_empty());
    }
}
