//! What does the reader want otherwise? `config.toml` → [`Settings`]; also where that file lies.
//!
//! Invariant: what a file does not say is the default; what it says wrong is an error, never the default.
//! Must not know: what the settings are for.

pub mod screen;
mod table;

use std::ops::{Range, RangeInclusive};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use etcetera::BaseStrategy as _;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::diagnose::{Diagnoses, Diagnosis, File, did_you_mean, syntax};
use crate::fold::nearest;

pub use table::{Setting, TABLE, commented};

/// The name of the file in the configuration folder.
pub const FILE: &str = "config.toml";

/// Sizes of `limits.file_size`, in bytes. Decoding a legacy encoding makes a text up to three times as long, and spans of a
/// text count to 4 GiB.
pub const FILE_SIZE: RangeInclusive<u64> = 1..=1 << 30;

/// Seconds of `limits.file_seconds`.
pub const FILE_SECONDS: RangeInclusive<u64> = 1..=600;

/// Widths of `article.width`, in cells.
pub const ARTICLE_WIDTH: RangeInclusive<u64> = 20..=200;

/// Whether to use what a terminal may or may not be able to show.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum When {
    /// As the environment says.
    #[default]
    Auto,
    /// Yes.
    Always,
    /// No.
    Never,
}

impl When {
    const NAMES: [(&'static str, When); 3] = [
        ("auto", When::Auto),
        ("always", When::Always),
        ("never", When::Never),
    ];
}

/// How a citation is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Citation {
    /// The text and a line.
    #[default]
    Plain,
    /// A quotation of Markdown.
    Markdown,
    /// An entry of BibTeX.
    Bibtex,
    /// CSL-JSON.
    Csl,
}

impl Citation {
    const NAMES: [(&'static str, Citation); 4] = [
        ("plain", Citation::Plain),
        ("markdown", Citation::Markdown),
        ("bibtex", Citation::Bibtex),
        ("csl", Citation::Csl),
    ];
}

/// The name of something that is found elsewhere, and where it was named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// The name.
    pub name: String,
    /// The file that names it.
    pub file: Arc<File>,
    /// Where: bytes of its text.
    pub span: Range<usize>,
}

/// All that can be set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// `theme`: a theme, by its name or its path.
    pub theme: Option<Named>,
    /// `keys`: a shipped keymap, by its name.
    pub keys: Option<Named>,
    /// `color`: colours, or only bold, underline and reverse.
    pub color: When,
    /// `unicode`: lines and signs beyond ASCII.
    pub unicode: When,
    /// `follow`: whether moving in the list opens the article at once.
    pub follow: bool,
    /// `mouse`: whether clicks and the wheel are ours, and not the terminal's.
    pub mouse: bool,
    /// `limits.file_size`: the largest file read, in bytes.
    pub file_size: u64,
    /// `limits.file_seconds`: how long reading a small document may take.
    pub file_seconds: u64,
    /// `article.width`: the longest line of an article, in cells.
    pub article_width: u16,
    /// `article.justify`: whether its lines reach both margins.
    pub justify: bool,
    /// `article.hyphenate`: whether words are broken between syllables.
    pub hyphenate: bool,
    /// `article.fit`: whether all lines of a paragraph are filled alike, not each with as much as it takes.
    pub optimal: bool,
    /// `article.spacing`: whether a blank line parts paragraphs; else their first line is set in.
    pub spaced: bool,
    /// `cite.format`: how a citation is written.
    pub cite_format: Citation,
    /// `clipboard`: whether what is copied goes to the terminal's clipboard, beside the file that it is kept in.
    pub clipboard: bool,
    /// `pull.private`: whether addresses of the reader's own network may be fetched.
    pub private: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            theme: None,
            keys: None,
            color: When::Auto,
            unicode: When::Auto,
            follow: false,
            mouse: false,
            file_size: 64 << 20,
            file_seconds: 5,
            article_width: 72,
            justify: false,
            hyphenate: false,
            optimal: true,
            spaced: true,
            cite_format: Citation::Plain,
            clipboard: true,
            private: false,
        }
    }
}

/// The folder of what the program keeps for the reader, by the XDG rules; `None` when there is no home.
pub fn state_dir() -> Option<PathBuf> {
    let base = etcetera::choose_base_strategy().ok()?;
    let state = base.state_dir().unwrap_or_else(|| base.data_dir());
    Some(state.join("briefing"))
}

/// The folder of the reader's files, by the XDG rules; `None` when there is no home.
pub fn config_dir() -> Option<PathBuf> {
    let base = etcetera::choose_base_strategy().ok()?;
    Some(base.config_dir().join("briefing"))
}

/// The folder of what was fetched for the reader, by the XDG rules; `None` when there is no home.
pub fn data_dir() -> Option<PathBuf> {
    let base = etcetera::choose_base_strategy().ok()?;
    Some(base.data_dir().join("briefing"))
}

/// The folder for what can be made again (the indexes); nothing where there is no home.
pub fn cache_dir() -> Option<PathBuf> {
    let base = etcetera::choose_base_strategy().ok()?;
    Some(base.cache_dir().join("briefing"))
}

impl Settings {
    /// The settings in `config.toml` of `folder`, or the defaults if it has none.
    pub fn read(folder: &Path) -> Result<Settings, Diagnoses> {
        File::read(&folder.join(FILE))?
            .map_or_else(|| Ok(Settings::default()), |f| Settings::parse(&f))
    }

    /// The settings in `file`. The error holds everything that is wrong in it.
    pub fn parse(file: &Arc<File>) -> Result<Settings, Diagnoses> {
        let (root, errors) = DeTable::parse_recoverable(&file.text);
        let mut wrong: Vec<Diagnosis> = errors.iter().map(|e| syntax(file, e)).collect();
        let mut settings = Settings::default();
        for (path, span, value) in leaves(root.get_ref()) {
            if let Some(named) = settings.place(&path)
                && value.get_ref().is_str()
            {
                *named = Some(Named {
                    name: value.get_ref().as_str().unwrap_or_default().to_owned(),
                    file: Arc::clone(file),
                    span: value.span(),
                });
            } else if let Err(Wrong {
                title,
                help,
                at_key,
            }) = settings.set(&path, value.get_ref())
            {
                let place = if at_key { span } else { value.span() };
                wrong.push(Diagnosis::new(title).at(file, place, "").help(help));
            }
        }
        wrong.sort_by_key(|d| d.marks.first().map(|m| m.span.start));
        Diagnoses(wrong).or(settings)
    }

    /// Where the name of something goes that is found elsewhere.
    fn place(&mut self, setting: &str) -> Option<&mut Option<Named>> {
        match setting {
            "theme" => Some(&mut self.theme),
            "keys" => Some(&mut self.keys),
            _ => None,
        }
    }

    fn set(&mut self, name: &str, value: &DeValue<'_>) -> Result<(), Wrong> {
        match name {
            // Whether there is such a one is found out by whoever knows them.
            "theme" | "keys" => return Err(expected("a name in quotes", value)),
            "color" => self.color = when(value)?,
            "unicode" => self.unicode = when(value)?,
            "follow" => self.follow = truth(value)?,
            "mouse" => self.mouse = truth(value)?,
            "limits.file_size" => self.file_size = within(size(value)?, FILE_SIZE)?,
            "limits.file_seconds" => self.file_seconds = within(number(value)?, FILE_SECONDS)?,
            // The range fits.
            "article.width" => self.article_width = within(number(value)?, ARTICLE_WIDTH)? as u16,
            "article.justify" => self.justify = truth(value)?,
            "article.hyphenate" => self.hyphenate = truth(value)?,
            "article.fit" => self.optimal = first_of(value, ["optimal", "first"])?,
            "article.spacing" => self.spaced = first_of(value, ["line", "indent"])?,
            "clipboard" => self.clipboard = truth(value)?,
            "cite.format" => self.cite_format = citation(value)?,
            "pull.private" => self.private = truth(value)?,
            _ => return Err(unknown(name)),
        }
        Ok(())
    }
}

/// Why a value cannot be, or why there is no such setting.
struct Wrong {
    title: String,
    help: Option<String>,
    /// Whether it is the name that is wrong, not the value.
    at_key: bool,
}

fn wrong(title: impl Into<String>, help: Option<String>) -> Wrong {
    Wrong {
        title: title.into(),
        help,
        at_key: false,
    }
}

fn unknown(path: &str) -> Wrong {
    let names = || TABLE.iter().map(|setting| setting.name);
    let leaf = |name: &'static str| name.rsplit('.').next().unwrap_or(name);
    // The right name in the wrong section is as likely as a slip of the finger.
    let own = path.rsplit('.').next().unwrap_or(path);
    let moved: Vec<&str> = names().filter(|name| leaf(name) == own).collect();
    let all = || format!("there are {}", names().collect::<Vec<_>>().join(", "));
    Wrong {
        title: format!("no setting {path:?}"),
        help: did_you_mean(&moved)
            .or_else(|| did_you_mean(&nearest(path, names(), 1)))
            .or_else(|| Some(all())),
        at_key: true,
    }
}

/// Every value that is not a table, by its path, with the place of its name; an empty table is a value of its own.
fn leaves<'a, 'i>(root: &'a DeTable<'i>) -> Vec<(String, Range<usize>, &'a Spanned<DeValue<'i>>)> {
    let mut found = Vec::new();
    let mut open = vec![(String::new(), root)];
    while let Some((prefix, table)) = open.pop() {
        for (name, value) in table {
            let path = format!("{prefix}{}", name.get_ref());
            let section = TABLE
                .iter()
                .any(|s| s.name.starts_with(&format!("{path}.")));
            match value.get_ref().as_table() {
                // A section nobody knows is one mistake, however much it holds.
                Some(inner) if section => open.push((format!("{path}."), inner)),
                _ => found.push((path, name.span(), value)),
            }
        }
    }
    found
}

fn expected(what: &str, found: &DeValue<'_>) -> Wrong {
    let found = match found {
        DeValue::String(text) => format!("{text:?}"),
        DeValue::Integer(n) => n.as_str().to_string(),
        other => format!("a value of type {}", other.type_str()),
    };
    wrong(format!("expected {what}, found {found}"), None)
}

fn when(value: &DeValue<'_>) -> Result<When, Wrong> {
    one_of(&When::NAMES, "\"auto\", \"always\" or \"never\"", value)
}

fn citation(value: &DeValue<'_>) -> Result<Citation, Wrong> {
    const WHAT: &str = "\"plain\", \"markdown\", \"bibtex\" or \"csl\"";
    one_of(&Citation::NAMES, WHAT, value)
}

/// The value of that name.
fn one_of<T: Copy>(all: &[(&'static str, T)], what: &str, value: &DeValue<'_>) -> Result<T, Wrong> {
    let names = || all.iter().map(|(name, _)| *name);
    let text = value.as_str().unwrap_or("");
    let known = all.iter().find(|(name, _)| *name == text);
    known.map(|(_, value)| *value).ok_or_else(|| Wrong {
        help: did_you_mean(&nearest(text, names(), 1)),
        ..expected(what, value)
    })
}

/// True for the first name, false for the second.
fn first_of(value: &DeValue<'_>, names: [&'static str; 2]) -> Result<bool, Wrong> {
    let what = format!("{:?} or {:?}", names[0], names[1]);
    one_of(&[(names[0], true), (names[1], false)], &what, value)
}

fn truth(value: &DeValue<'_>) -> Result<bool, Wrong> {
    value
        .as_bool()
        .ok_or_else(|| expected("true or false", value))
}

fn number(value: &DeValue<'_>) -> Result<u64, Wrong> {
    let integer = value.as_integer();
    let read = integer.and_then(|n| u64::from_str_radix(n.as_str(), n.radix()).ok());
    read.ok_or_else(|| expected("a number", value))
}

fn within(n: u64, range: RangeInclusive<u64>) -> Result<u64, Wrong> {
    if range.contains(&n) {
        return Ok(n);
    }
    let (low, high) = (range.start(), range.end());
    Err(wrong(format!("{n} is not between {low} and {high}"), None))
}

/// Units of sizes: by 1,024 with an `i` (IEC 80000-13), by 1,000 without.
const UNITS: [(&str, u64); 7] = [
    ("B", 1),
    ("kB", 1_000),
    ("MB", 1_000_000),
    ("GB", 1_000_000_000),
    ("KiB", 1 << 10),
    ("MiB", 1 << 20),
    ("GiB", 1 << 30),
];

/// Bytes: a number, or a number with a unit in quotes, in any letter case (`"64 MiB"`, `"10mb"`).
fn size(value: &DeValue<'_>) -> Result<u64, Wrong> {
    const WHAT: &str = "a size such as \"64 MiB\"";
    let Some(text) = value.as_str() else {
        return number(value).map_err(|_| expected(WHAT, value));
    };
    let digits = text.trim_start_matches(|c: char| c.is_ascii_digit());
    let (n, unit) = text.split_at(text.len() - digits.len());
    let n: u64 = n.parse().map_err(|_| expected(WHAT, value))?;
    let unit = unit.trim();
    let known = UNITS
        .iter()
        .find(|(name, _)| name.eq_ignore_ascii_case(unit));
    let factor = match known {
        Some((_, factor)) => *factor,
        None if unit.is_empty() => 1,
        None => {
            let names = UNITS.map(|(name, _)| name).join(", ");
            return Err(wrong(
                format!("no unit {unit:?}"),
                Some(format!("there are {names}")),
            ));
        }
    };
    n.checked_mul(factor).ok_or_else(|| expected(WHAT, value))
}
