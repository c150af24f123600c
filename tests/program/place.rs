//! A place to run the program in: a home, XDG folders and documents of its own, and an environment that says so.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use portable_pty::CommandBuilder;
use serde_json::Value;
use tempfile::TempDir;

use super::harness::Pty;

pub const PROGRAM: &str = env!("CARGO_BIN_EXE_briefing");

/// Folders that go away with the test, and the variables that the program finds.
pub struct Place {
    folder: TempDir,
    variables: Vec<(String, String)>,
}

/// What a program that was run left behind.
pub struct Ran {
    /// The exit code.
    pub code: i32,
    /// Standard output.
    pub out: String,
    /// Standard error.
    pub err: String,
}

impl Ran {
    /// Every line of standard output as JSON.
    pub fn lines(&self) -> Vec<Value> {
        let parse =
            |line: &str| serde_json::from_str(line).unwrap_or_else(|e| panic!("{e}: {line}"));
        self.out.lines().map(parse).collect()
    }
}

impl Place {
    /// A new home with empty folders, in a UTF-8 locale on a terminal of 256 colours.
    pub fn new() -> Place {
        let folder = TempDir::new().unwrap();
        let at = |name: &str| folder.path().join(name).display().to_string();
        let variables = [
            ("HOME", at("home")),
            ("XDG_CONFIG_HOME", at("config")),
            ("XDG_STATE_HOME", at("state")),
            ("XDG_CACHE_HOME", at("cache")),
            ("XDG_DATA_HOME", at("data")),
            ("PATH", std::env::var("PATH").unwrap_or_default()),
            ("LANG", "C.UTF-8".to_owned()),
            ("TERM", "xterm-256color".to_owned()),
        ];
        let variables = variables.map(|(name, value)| (name.to_owned(), value));
        fs::create_dir(folder.path().join("home")).unwrap();
        Place {
            variables: variables.to_vec(),
            folder,
        }
    }

    /// A place where the variable has this value; without one it is not set.
    pub fn with(mut self, name: &str, value: Option<&str>) -> Place {
        self.variables.retain(|(known, _)| known != name);
        let value = value.map(|value| (name.to_owned(), value.to_owned()));
        self.variables.extend(value);
        self
    }

    /// The folder that commands run in.
    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Writes a file, and the folders it lies in.
    pub fn write(&self, name: impl AsRef<OsStr>, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path().join(Path::new(name.as_ref()));
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, bytes).unwrap();
        path
    }

    /// Runs the program without a terminal.
    pub fn run<S: AsRef<OsStr>>(&self, args: impl IntoIterator<Item = S>) -> Ran {
        let ran = self.command(args).stdin(Stdio::null()).output().unwrap();
        Ran {
            code: ran.status.code().unwrap(),
            out: String::from_utf8(ran.stdout).unwrap(),
            err: String::from_utf8(ran.stderr).unwrap(),
        }
    }

    /// The program with arguments, to be run in this place.
    pub fn command<S: AsRef<OsStr>>(&self, args: impl IntoIterator<Item = S>) -> Command {
        let mut command = Command::new(PROGRAM);
        command.args(args).current_dir(self.path()).env_clear();
        command.envs(self.variables.iter().map(|(name, value)| (name, value)));
        command
    }

    /// Runs the program in a terminal of so many columns and rows.
    pub fn terminal<S: AsRef<OsStr>>(
        &self,
        args: impl IntoIterator<Item = S>,
        size: (u16, u16),
    ) -> Pty {
        let mut command = CommandBuilder::new(PROGRAM);
        command.args(args);
        self.start(command, size)
    }

    /// Runs a shell line in a terminal; `$PROGRAM` is the program.
    pub fn shell(&self, line: &str, size: (u16, u16)) -> Pty {
        let mut command = CommandBuilder::new("sh");
        command.args(["-c", line]);
        self.start(command, size)
    }

    /// Runs any command in a terminal in this place.
    pub fn start(&self, mut command: CommandBuilder, (columns, rows): (u16, u16)) -> Pty {
        command.env_clear();
        for (name, value) in &self.variables {
            command.env(name, value);
        }
        command.env("PROGRAM", PROGRAM);
        command.cwd(self.path());
        Pty::start(command, columns, rows)
    }
}

/// The four documents about lakes that the pictures of the screen show too.
pub fn lakes() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/frames/corpus")
}
