//! What is piped in? Standard input, kept as a file that only this user can read, for as long as the program runs.
//!
//! Must not know: what is in it.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// The file, which goes away with this.
#[derive(Debug)]
pub struct Piped {
    folder: PathBuf,
}

/// As the reader sees it.
const NAME: &str = "standard input";
const SOURCE: &str = "Piped in";

impl Piped {
    /// Reads standard input to its end; never more than a file may hold, and one byte more tells that there was more.
    ///
    /// # Errors
    /// It cannot be read or kept.
    pub(super) fn take(limit: u64) -> io::Result<Piped> {
        let within = std::env::temp_dir();
        let unkept = |e: io::Error| {
            let within = within.display();
            let said = format!("it cannot be kept in {within}: {e}; TMPDIR names another folder");
            io::Error::new(e.kind(), said)
        };
        let piped = Piped {
            folder: new_folder(&within).map_err(unkept)?,
        };
        // Where nothing says who issued it, the folder does.
        fs::create_dir(piped.folder.join(SOURCE))?;
        let mut file = private(&piped.path())?;
        io::copy(&mut io::stdin().lock().take(limit + 1), &mut file)?;
        Ok(piped)
    }

    /// Where it is kept.
    pub(super) fn path(&self) -> PathBuf {
        self.folder.join(SOURCE).join(NAME)
    }
}

impl Drop for Piped {
    fn drop(&mut self) {
        // What is left behind is nobody else's to read.
        let _ = fs::remove_file(self.path());
        let _ = fs::remove_dir(self.folder.join(SOURCE));
        let _ = fs::remove_dir(&self.folder);
    }
}

/// A folder that was not there before.
fn new_folder(within: &Path) -> io::Result<PathBuf> {
    let mut builder = DirBuilder::new();
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt;
        builder.mode(0o700);
    }
    let process = std::process::id();
    let names = (0..100).map(|n| within.join(format!("briefing-{process}-{n}")));
    let mut last = io::Error::from(io::ErrorKind::AlreadyExists);
    for folder in names {
        match builder.create(&folder) {
            Ok(()) => return Ok(folder),
            Err(error) => last = error,
        }
    }
    Err(last)
}

fn private(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    options.open(path)
}
