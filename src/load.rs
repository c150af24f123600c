//! Which briefings do these paths hold? Walks folders, recognises formats, decodes, and yields briefings and problems.
//!
//! Invariant: loading cannot fail as a whole, only report; every text that it yields is clean.
//! Must not know: entities, queries, the screen.

use std::cell::Cell;
use std::fs::File;
use std::io::Read;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;

use crate::briefing::{Block, Briefing, Claim, Inline, Loaded, Origin, Problem, SourceMap, Stated};
use crate::sanitize;

pub mod address;
mod body;
mod boilerplate;
mod dates;
pub mod decode;
mod feed;
mod format;
mod front;
mod html;
mod html_tags;
mod lines;
mod liquid;
mod mail;
mod markdown;
mod office;
mod package;
mod places;
mod refind;
mod remote;
mod repeated;
mod text;
mod unpack;
mod walk;
mod xml;

pub use remote::{Answer, Feed, Page, answer, outlines};
pub use walk::{Found, Walk, walk};

use format::Format;
pub use repeated::Lines;

/// Bounds on what is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Largest file, in bytes; default 64 MiB. Kept under 1 GiB, so that spans of four bytes always suffice.
    pub file_size: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            file_size: 64 << 20,
        }
    }
}

/// What the parser of one format makes of a file.
#[derive(Debug, Default)]
struct Parsed {
    title: Option<Claim<String>>,
    stated: Stated,
    body: String,
    blocks: Vec<Block>,
    inlines: Vec<Inline>,
    runs: Vec<(u32, u32, u32)>,
    findings: Vec<Finding>,
}

/// What is wrong in a file that can be read all the same.
#[derive(Debug)]
struct Finding {
    line: usize,
    cause: String,
    hint: String,
}

impl Finding {
    fn at(line: usize, cause: String, hint: String) -> Self {
        Self { line, cause, hint }
    }
}

/// A file read by itself, before it is known what it shares with its neighbours.
#[derive(Debug)]
pub struct Single {
    briefing: Arc<Briefing>,
    format: Format,
    lines: Lines,
}

/// One file read: a briefing, problems, or both.
pub type Reading = (Option<Single>, Vec<Problem>);

/// Reads all `paths` (folders recursively, files as they are); short lines that the files of a folder share are boilerplate
/// of the site that they come from. `progress` is told how many files have been read so far.
pub fn load(paths: &[PathBuf], limits: Limits, progress: &(dyn Fn(usize) + Sync)) -> Loaded {
    let walk = walk::walk(paths);
    let done = AtomicUsize::new(0);
    let readings: Vec<Reading> = walk
        .files
        .into_par_iter()
        .map(|file| {
            let content = content(&file, limits);
            progress(done.fetch_add(1, Ordering::Relaxed) + 1);
            content.map_or_else(|problem| (None, vec![problem]), |b| read_file(&file, &b))
        })
        .collect();
    gather(walk.problems, readings, shared)
}

/// The bytes of a file that a walk has found.
///
/// # Errors
/// Why they are not to be had, or are too many.
pub fn content(file: &Found, limits: Limits) -> Result<Vec<u8>, Problem> {
    let limit = limits.file_size.min(1 << 30);
    let bytes = read_up_to(&file.path, limit).map_err(|e| walk::unreadable(&file.path, &e))?;
    bytes.ok_or_else(|| {
        let cause = format!("it is larger than {}", size(limit));
        let hint = "raise the limit in config.toml, or split the file";
        walk::problem(&file.path, &cause, hint)
    })
}

/// Reads the content of a file that a walk has found.
pub fn read_file(file: &Found, bytes: &[u8]) -> Reading {
    let origin = Origin::File(file.path.clone());
    read_bytes(origin, &file.name, &file.path, bytes)
}

/// For each of these files (the folder it is in, its short lines), in order of name, which of its blocks are not its own but
/// the site's, because the files of the folder share them.
pub fn shared(files: &[(&Path, &Lines)]) -> Vec<Vec<u32>> {
    repeated::repeated(files)
}

impl Single {
    /// The short lines that other files may share.
    pub fn lines(&self) -> &Lines {
        &self.lines
    }

    /// The folder that it is in.
    fn folder(&self) -> &Path {
        match &self.briefing.origin {
            Origin::File(path) => path.parent().unwrap_or(Path::new("")),
            Origin::Bundled(_) => Path::new(""),
        }
    }

    /// The briefing, with what it [`shared`] set aside.
    pub fn without(&self, shared: &[u32]) -> Arc<Briefing> {
        if shared.is_empty() {
            return Arc::clone(&self.briefing);
        }
        let mut briefing = Briefing::clone(&self.briefing);
        // If this fails, the file stays as it was read at first.
        match shielded(|| repeated::set_aside(&mut briefing, self.format, shared)) {
            Some(()) => Arc::new(briefing),
            None => Arc::clone(&self.briefing),
        }
    }
}

/// The briefings compiled into the program.
pub fn bundled() -> Loaded {
    let read = |(name, text): &(&'static str, &str)| {
        read_bytes(
            Origin::Bundled(name),
            name,
            Path::new(name),
            text.as_bytes(),
        )
    };
    // They were written for the program, and no site has left its lines in them.
    let own = |files: &[(&Path, &Lines)]| vec![Vec::new(); files.len()];
    gather(Vec::new(), BUNDLED.iter().map(read).collect(), own)
}

/// The files compiled into the program, by name: all of the folder `briefings`.
pub const BUNDLED: &[(&str, &str)] = &[
    (
        "2013-09-23-sochi-foreign-minister.md",
        include_str!("../briefings/2013-09-23-sochi-foreign-minister.md"),
    ),
    (
        "2013-09-23-sochi-president.md",
        include_str!("../briefings/2013-09-23-sochi-president.md"),
    ),
    (
        "2013-09-23-sochi-press-account.md",
        include_str!("../briefings/2013-09-23-sochi-press-account.md"),
    ),
    (
        "2015-09-15-dushanbe-session.md",
        include_str!("../briefings/2015-09-15-dushanbe-session.md"),
    ),
    (
        "2022-12-19-press-conference.md",
        include_str!("../briefings/2022-12-19-press-conference.md"),
    ),
];

/// Reads one file whose content is at hand; `name` is for people and for telling the format.
pub fn read(origin: Origin, name: &str, bytes: &[u8]) -> (Option<Briefing>, Vec<Problem>) {
    let shown = match &origin {
        Origin::File(path) => path.clone(),
        Origin::Bundled(name) => PathBuf::from(name),
    };
    let (briefing, problems) = read_bytes(origin, &sanitize::line(name), &shown, bytes);
    (briefing.map(|b| Arc::unwrap_or_clone(b.briefing)), problems)
}

/// Whether a panic on this thread will be caught and become a problem, so that a panic hook need not restore the screen.
pub fn is_shielded() -> bool {
    SHIELDED.get()
}

thread_local! {
    static SHIELDED: Cell<bool> = const { Cell::new(false) };
}

fn gather(
    mut problems: Vec<Problem>,
    readings: Vec<Reading>,
    shared: impl Fn(&[(&Path, &Lines)]) -> Vec<Vec<u32>>,
) -> Loaded {
    let mut files = Vec::with_capacity(readings.len());
    for (file, found) in readings {
        files.extend(file);
        problems.extend(found);
    }
    problems.sort_by(|a, b| a.path.cmp(&b.path));
    let lines: Vec<(&Path, &Lines)> = files.iter().map(|f| (f.folder(), &f.lines)).collect();
    let shared = shared(&lines);
    let pairs = files.into_par_iter().zip(shared);
    Loaded {
        briefings: pairs.map(|(f, shared)| f.without(&shared)).collect(),
        problems,
    }
}

/// The bytes of a file; nothing if there are more than `limit`.
fn read_up_to(path: &Path, limit: u64) -> std::io::Result<Option<Vec<u8>>> {
    let file = File::open(path)?;
    let len = file.metadata()?.len();
    if len > limit {
        return Ok(None);
    }
    // One byte more than allowed tells that the file has grown.
    let mut bytes = Vec::with_capacity(len as usize + 1);
    file.take(limit + 1).read_to_end(&mut bytes)?;
    Ok((bytes.len() as u64 <= limit).then_some(bytes))
}

fn size(bytes: u64) -> String {
    match bytes {
        0..=9_999 => format!("{bytes} bytes"),
        10_000..=9_999_999 => format!("{} KiB", bytes >> 10),
        _ => format!("{} MiB", bytes >> 20),
    }
}

/// As [`read`], with the path that problems name. A parser that panics costs this file only.
fn read_bytes(origin: Origin, name: &str, path: &Path, bytes: &[u8]) -> Reading {
    shielded(|| interpret(origin, name, path, bytes)).unwrap_or_else(|| {
        let hint = "please report it with the file: this is a fault of the program";
        (None, vec![walk::problem(path, "reading it failed", hint)])
    })
}

/// What `work` yields; nothing if it panics.
fn shielded<T>(work: impl FnOnce() -> T) -> Option<T> {
    let outer = SHIELDED.replace(true);
    let result = catch_unwind(AssertUnwindSafe(work));
    SHIELDED.set(outer);
    result.ok()
}

fn interpret(origin: Origin, name: &str, path: &Path, bytes: &[u8]) -> Reading {
    match unpack::unpack(bytes) {
        Some(Ok(inner)) => interpret_plain(origin, name, path, &inner),
        Some(Err(cause)) => {
            let hint = "unpack it by hand, or fetch the document again";
            (None, vec![walk::problem(path, cause, hint)])
        }
        None => interpret_plain(origin, name, path, bytes),
    }
}

/// As [`interpret`], of what is not compressed.
fn interpret_plain(origin: Origin, shown: &str, path: &Path, bytes: &[u8]) -> Reading {
    let fail = |cause: &str, hint: &str| (None, vec![walk::problem(path, cause, hint)]);
    let name = unpack::name(shown);
    let by_bytes = format::of_bytes(bytes, name);
    let decoded = match (decode::decode(bytes), by_bytes) {
        (Some(decoded), _) => decoded,
        (None, Some(_)) => decode::Decoded::default(),
        (None, None) => {
            return fail(
                "it is binary, not text",
                "move it out of the folder, or name it in an .ignore file",
            );
        }
    };
    let format = by_bytes.unwrap_or_else(|| format::of_text(&decoded.text, name));
    let mut parsed = match format {
        Format::Unread(format) => {
            let cause = format!("{format} cannot be read yet");
            return fail(&cause, "save it as plain text or Markdown");
        }
        Format::Docx | Format::Odt | Format::Epub => match packaged(format, bytes) {
            Ok(parsed) => parsed,
            Err(cause) => {
                return fail(
                    cause,
                    "open it in the program that wrote it, and save it again",
                );
            }
        },
        Format::Feed => return fail("it is a feed", "follow it: briefing add URL"),
        Format::Outlines => return fail("it is a list of feeds", "briefing add FILE"),
        Format::Mail => mail::parse(bytes, &decoded.text),
        Format::Markdown => markdown::parse(&decoded.text),
        Format::Html => html::parse(&decoded.text),
        Format::Text => text::parse(sanitize::mapped(&decoded.text)),
    };
    if parsed.body.trim().is_empty() {
        return fail("it is empty", "delete it, or fetch the document again");
    }
    // The parts of a message have encodings of their own.
    if decoded.damaged > 0 && by_bytes.is_none() {
        parsed.findings.push(damage(&decoded));
    }
    date_by_name(&mut parsed.stated, name);
    let problems = parsed.findings.iter().map(|f| Problem {
        path: format!("{}:{}", sanitize::line(&path.to_string_lossy()), f.line),
        cause: sanitize::line(&f.cause),
        hint: f.hint.clone(),
        readable: true,
    });
    let problems = problems.collect();
    let briefing = briefing(origin, shown, parsed, &decoded.text);
    let single = Single {
        lines: Lines::new(&briefing, format),
        briefing: Arc::new(briefing),
        format,
    };
    (Some(single), problems)
}

/// Reads a document that is a package of several files.
fn packaged(format: Format, bytes: &[u8]) -> Result<Parsed, &'static str> {
    let mut package = package::Package::open(bytes).ok_or("it is a broken package")?;
    let parsed = match format {
        Format::Docx => office::docx(&mut package),
        Format::Odt => office::odt(&mut package),
        _ => office::epub(&mut package),
    };
    match parsed {
        _ if package.is_cut => Err("it unpacks to far more than a document holds"),
        Some(parsed) => Ok(parsed),
        None => Err("it is a package without its text, or locked"),
    }
}

fn damage(decoded: &decode::Decoded) -> Finding {
    let places = match decoded.damaged {
        1 => "1 place".to_string(),
        n => format!("{n} places"),
    };
    let cause = format!("{places} could not be decoded as {}", decoded.encoding);
    let hint = "save it as UTF-8 from the program that wrote it".into();
    Finding::at(decode::first_damaged_line(&decoded.text), cause, hint)
}

/// A file name that begins with a day dates a document that does not say.
fn date_by_name(stated: &mut Stated, name: &str) {
    let file = name.rsplit('/').next().unwrap_or(name);
    if stated.published.is_none() {
        stated.published =
            dates::of_file_name(file).map(|day| Claim::inferred(day, 90, "file name"));
    }
}

fn briefing(origin: Origin, name: &str, parsed: Parsed, text: &str) -> Briefing {
    Briefing {
        origin,
        name: name.to_string(),
        title: parsed.title,
        stated: parsed.stated,
        body: parsed.body,
        blocks: parsed.blocks,
        inlines: parsed.inlines,
        map: SourceMap {
            runs: parsed.runs,
            lines: line_starts(text),
        },
    }
}

/// The first character of every line; lines end as editors have it, with LF, CR or both.
fn line_starts(text: &str) -> Vec<u32> {
    let bytes = text.as_bytes();
    let (mut starts, mut chars) = (vec![0], 0);
    for (i, byte) in bytes.iter().enumerate() {
        // Every byte but 10xxxxxx begins a character.
        chars += u32::from(byte & 0xc0 != 0x80);
        if *byte == b'\n' || *byte == b'\r' && bytes.get(i + 1) != Some(&b'\n') {
            starts.push(chars);
        }
    }
    starts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_caught_and_known_to_be() {
        assert_eq!(shielded(is_shielded), Some(true));
        assert_eq!(shielded(|| -> u8 { panic!("a fault, for the test") }), None);
        assert!(!is_shielded());
    }

    #[test]
    fn lines_begin_where_editors_have_them() {
        assert_eq!(line_starts("a\nb"), [0, 2]);
        assert_eq!(line_starts("\u{e9}\r\n\r\u{e9}\n"), [0, 3, 4, 6]);
        assert_eq!(line_starts(""), [0]);
    }
}
