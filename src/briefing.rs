//! What is a briefing? The values that every loader yields and everything above reads.
//!
//! Invariant: the texts of a [`Briefing`] are clean (see [`crate::sanitize`]), so no pane has to ask again.
//! Must not know: files, formats, rules, the screen.

pub(crate) mod fixed;
pub(crate) mod path;

use std::borrow::Cow;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// A half-open byte range of a briefing's body.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Span {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// The span of `start..end`; bodies are held under 4 GiB by the size limit of the loader.
    pub fn new(start: usize, end: usize) -> Self {
        Self {
            start: start as u32,
            end: end as u32,
        }
    }

    /// As a range to slice the body with.
    pub fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }

    /// Whether `other` lies wholly inside.
    pub fn contains(self, other: Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Whether the two share a byte.
    pub fn overlaps(self, other: Span) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// Length in bytes.
    pub fn len(self) -> usize {
        (self.end - self.start) as usize
    }

    /// Whether it covers nothing.
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }
}

/// A value with how sure we are and why: what a document states is certain, what we infer carries its evidence.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Claim<T> {
    /// What is claimed.
    pub value: T,
    /// Percent; 100 only for what the document's own metadata states.
    pub confidence: u8,
    /// One line for the reader: where it was seen, which rule read it so.
    pub evidence: String,
}

impl<T> Claim<T> {
    /// A claim of the document's own metadata.
    pub fn stated(value: T, evidence: impl Into<String>) -> Self {
        Self {
            value,
            confidence: 100,
            evidence: evidence.into(),
        }
    }

    /// A claim inferred from the text; `confidence` in percent, kept under 100.
    pub fn inferred(value: T, confidence: u8, evidence: impl Into<String>) -> Self {
        Self {
            value,
            confidence: confidence.min(99),
            evidence: evidence.into(),
        }
    }

    /// Whether the document itself says so.
    pub fn is_stated(&self) -> bool {
        self.confidence == 100
    }
}

/// When a briefing was published: the interval that the evidence leaves open, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Published {
    /// No earlier than this day.
    pub earliest: Date,
    /// No later than this day.
    pub latest: Date,
}

impl Published {
    /// Exactly this day.
    pub fn on(day: Date) -> Self {
        Self {
            earliest: day,
            latest: day,
        }
    }

    /// Some day of this month.
    pub fn in_month(year: i16, month: i8) -> Option<Self> {
        let first = Date::new(year, month, 1).ok()?;
        Some(Self {
            earliest: first,
            latest: first.last_of_month(),
        })
    }

    /// Some day of this year.
    pub fn in_year(year: i16) -> Option<Self> {
        Some(Self {
            earliest: Date::new(year, 1, 1).ok()?,
            latest: Date::new(year, 12, 31).ok()?,
        })
    }

    /// The year, when the interval leaves no doubt about it.
    pub fn year(self) -> Option<i16> {
        (self.earliest.year() == self.latest.year()).then(|| self.earliest.year())
    }
}

/// `2013-09-23`, `2013-09`, `2013` or `2013-09-01..2013-09-14`, as precise as the interval is.
impl std::fmt::Display for Published {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (a, b) = (self.earliest, self.latest);
        if a == b {
            write!(f, "{a}")
        } else if a.day() == 1 && b == a.last_of_month() {
            write!(f, "{:04}-{:02}", a.year(), a.month())
        } else if a.year() == b.year() && (a.month(), a.day(), b.month(), b.day()) == (1, 1, 12, 31)
        {
            write!(f, "{:04}", a.year())
        } else {
            write!(f, "{a}..{b}")
        }
    }
}

/// What a block of the body is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum BlockKind {
    /// The title; at most one, the first block that is not boilerplate.
    Title,
    /// A heading of level 1 (outermost) to 6.
    Heading(u8),
    /// Running text.
    Paragraph,
    /// One entry of a list, `depth` from 0; `number` when the list is ordered.
    Item {
        /// Nesting, 0 for the outermost list.
        depth: u8,
        /// Its number in an ordered list.
        number: Option<u32>,
    },
    /// Quoted text.
    Quote,
    /// Text whose line breaks and spaces matter.
    Code,
    /// One row of a table, cells parted by tabs.
    Row,
    /// A separator between parts; its text (if any) is not shown.
    Rule,
    /// A line that is only a date, a byline, a credit that dates or sources the document.
    Meta,
    /// Navigation, credits and other lines that are not part of the document.
    Boilerplate,
    /// What a message quotes of earlier ones at length: part of the text, and folded.
    Earlier,
}

impl BlockKind {
    /// Whether it is not shown until the reader asks for it.
    pub fn is_folded(self) -> bool {
        matches!(self, BlockKind::Boilerplate | BlockKind::Earlier)
    }
}

/// A piece of the body. Blocks are in order, do not overlap, and cover every byte that is shown.
/// A newline inside a block is a soft break (a space on the screen), except in [`BlockKind::Code`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Block {
    /// What it is.
    pub kind: BlockKind,
    /// Where it is in the body.
    pub span: Span,
}

/// How the target of a link to a footnote begins, after its `#`; the label follows.
pub const FOOTNOTE: &str = "footnote:";

/// Inline emphasis of Markdown and the like; spans of the body, sorted by start.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Inline {
    /// `*text*`
    Emphasis(Span),
    /// `**text**`
    Strong(Span),
    /// `` `text` ``
    Code(Span),
    /// `[text](target)`; the target is clean but otherwise as written.
    Link(Span, String),
}

/// Where the body's bytes stand in the file: runs that were copied one to one, in order.
/// What we added (a title from the front matter, a list marker) lies in no run.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceMap {
    /// `(first byte in the body, first character (code point) in the decoded file, length in bytes of the body)`
    pub runs: Vec<(u32, u32, u32)>,
    /// For each line of the decoded file, its first character (code point).
    pub lines: Vec<u32>,
    /// For each page of the document, the first byte of the body that stands on it; ascending. Empty where there are no pages.
    #[serde(default)]
    pub pages: Vec<u32>,
}

impl SourceMap {
    /// The code point of the decoded file at which byte `at` of `body` stands, if it was copied from there.
    /// `end` asks for the end of a span: the byte just past a run still belongs to it.
    pub fn char_at(&self, body: &str, at: u32, end: bool) -> Option<u32> {
        let after = self
            .runs
            .partition_point(|r| if end { r.0 < at } else { r.0 <= at });
        let &(start, chars, len) = self.runs.get(after.checked_sub(1)?)?;
        let inside = if end {
            at <= start + len
        } else {
            at < start + len
        };
        let text = body.get(start as usize..at as usize)?;
        inside.then(|| chars + text.chars().count() as u32)
    }

    /// The 1-based line of the file that holds code point `at`.
    pub fn line_of(&self, at: u32) -> u32 {
        self.lines.partition_point(|&l| l <= at).max(1) as u32
    }

    /// The 1-based page that holds byte `at` of the body, if the document has pages.
    pub fn page_of(&self, at: u32) -> Option<u32> {
        let pages = self.pages.partition_point(|&p| p <= at);
        (!self.pages.is_empty()).then_some(pages.max(1) as u32)
    }
}

/// Where a briefing comes from.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Origin {
    /// Compiled into the program, by file name.
    Bundled(#[serde(with = "fixed")] fixed::Fixed),
    /// A file on this machine.
    File(#[serde(with = "path")] PathBuf),
    /// One of several documents in a file: which, by what stays the same while others come and go. The document's own id, the
    /// path in an archive, or else its number.
    Within(#[serde(with = "path")] PathBuf, String),
}

impl Origin {
    /// The file on this machine that holds it.
    pub fn path(&self) -> Option<&Path> {
        match self {
            Origin::File(path) | Origin::Within(path, _) => Some(path),
            Origin::Bundled(_) => None,
        }
    }
}

/// What a field of a table or an object may hold, as the reader names it.
pub const FIELDS: [&str; 12] = [
    "title",
    "source",
    "author",
    "date",
    "place",
    "url",
    "lang",
    "id",
    "countries",
    "topics",
    "text",
    "summary",
];

/// Metadata that a document states about itself, each with where (`front matter, line 3`).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Stated {
    /// Who issued it.
    pub source: Option<Claim<String>>,
    /// Who wrote it.
    pub author: Option<Claim<String>>,
    /// When it was published.
    pub published: Option<Claim<Published>>,
    /// Where it was issued.
    pub place: Option<Claim<String>>,
    /// Its address.
    pub url: Option<Claim<String>>,
    /// Its language, a BCP 47 tag.
    pub lang: Option<Claim<String>>,
    /// An identity that outlives moves and edits.
    pub id: Option<Claim<String>>,
    /// The countries it is about, as written. `Some` of an empty list means: none.
    pub countries: Option<Claim<Vec<String>>>,
    /// Its topics, as written.
    pub topics: Option<Claim<Vec<String>>>,
}

/// One document.
#[derive(Debug, Clone, PartialEq)]
pub struct Briefing {
    /// Where it comes from.
    pub origin: Origin,
    /// Its path relative to the folder that was opened (or the file's name), with `/`: clean, for people and exports.
    pub name: String,
    /// Its title. If there is one, the body holds it too, as the [`BlockKind::Title`] block.
    pub title: Option<Claim<String>>,
    /// What it states about itself.
    pub stated: Stated,
    /// The text. Spans everywhere are byte ranges of it.
    pub body: String,
    /// Its structure.
    pub blocks: Vec<Block>,
    /// Emphasis and links.
    pub inlines: Vec<Inline>,
    /// From the body back to the file.
    pub map: SourceMap,
}

impl Briefing {
    /// The title, or else the first words of the text (at most 80 characters), so that a list always has something to show.
    pub fn heading(&self) -> Cow<'_, str> {
        const MOST: usize = 80;
        if let Some(title) = &self.title {
            return Cow::Borrowed(&title.value);
        }
        let text = |b: &&Block| {
            !matches!(
                b.kind,
                BlockKind::Boilerplate | BlockKind::Meta | BlockKind::Rule
            )
        };
        let Some(first) = self.blocks.iter().find(text) else {
            return Cow::Borrowed(&self.name);
        };
        let text = &self.body[first.span.range()];
        let line = text.lines().next().unwrap_or_default().trim();
        let Some((end, _)) = line.char_indices().nth(MOST) else {
            return Cow::Borrowed(line);
        };
        // Scripts without spaces are cut anywhere.
        let words = line[..end].rfind(char::is_whitespace);
        let cut = line[..words.unwrap_or(end)].trim_end();
        Cow::Owned(format!("{cut}…"))
    }

    /// Equal for those that say the same and state nothing else of themselves: one document, whatever file carries it.
    pub fn sameness(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        let title = self.title.as_ref().map(|t| &t.value);
        let stated = &self.stated;
        // What a file's name says of it is no part of the document.
        let date = stated.published.as_ref().filter(|d| d.is_stated());
        let claims = [&stated.source, &stated.url, &stated.id];
        let claims = claims.map(|c| c.as_ref().map(|c| &c.value));
        (title, &self.body, date.map(|d| d.value), claims).hash(&mut hasher);
        hasher.finish()
    }

    /// The blocks that are the document's own text: all but boilerplate, metadata lines and separators.
    pub fn text_blocks(&self) -> impl Iterator<Item = &Block> {
        let text = |k| {
            !matches!(
                k,
                BlockKind::Boilerplate | BlockKind::Meta | BlockKind::Rule
            )
        };
        self.blocks.iter().filter(move |b| text(b.kind))
    }
}

/// One thing that went wrong with one file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// The file, clean, as the reader would name it; with `:line` when known.
    pub path: String,
    /// What is wrong.
    pub cause: String,
    /// What the reader can do about it.
    pub hint: String,
    /// Whether the briefing could be read all the same.
    pub readable: bool,
}

/// What reading a corpus yields: loading cannot fail, only report.
#[derive(Debug, Clone, Default)]
pub struct Loaded {
    /// In order of name.
    pub briefings: Vec<Arc<Briefing>>,
    /// In order of path.
    pub problems: Vec<Problem>,
}

/// How far reading a corpus has come, in files.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Progress {
    /// Read so far.
    pub read: usize,
    /// All that are to be read; 0 while that is not known.
    pub total: usize,
}

/// The six kinds of entity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// A human being.
    Person,
    /// A body that acts: company, ministry, alliance, party, paper.
    Organisation,
    /// A state.
    Country,
    /// Any other place.
    Place,
    /// A summit, an exercise, a war.
    Event,
    /// A treaty, statement, plan or law; `document` in exports.
    Agreement,
}

impl Kind {
    /// All of them, in the order in which they are listed to the reader.
    pub const ALL: [Kind; 6] = [
        Kind::Person,
        Kind::Organisation,
        Kind::Country,
        Kind::Place,
        Kind::Event,
        Kind::Agreement,
    ];

    /// The word for it on the screen.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Person => "person",
            Kind::Organisation => "organisation",
            Kind::Country => "country",
            Kind::Place => "place",
            Kind::Event => "event",
            Kind::Agreement => "agreement",
        }
    }
}

/// How a mention names its entity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// By a name of its own.
    Name,
    /// By a demonym or regional adjective (`Russian`): a weaker mention.
    Adj,
    /// By a definite description (`the Russian president`).
    Role,
}
