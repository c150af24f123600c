//! Which short lines do the files of one folder share? The name, the links and the credits of the site that they were
//! taken from are no part of any of them.
//!
//! Invariant: what is marked depends on the files alone, not on their order or on threads; the cost is linear in their
//! length. A title that a document states stays, and so do dates, bylines and whatever heads a part of the document.
//! Must not know: how a format is parsed; other folders.

use std::collections::{HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::Path;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::format::Format;
use super::{boilerplate, dates, lines, markdown, text};
use crate::briefing::{Block, BlockKind, Briefing};
use crate::fold;

/// From so many files on a line can be the site's: two documents may well agree by chance or quote each other.
const FILES: usize = 3;

/// It is in at least one of so many files of the folder: in a large collection, three files prove nothing.
const ONE_IN: usize = 10;

/// A line of so many words or more says something of its own.
const SHORT: usize = 15;

/// Longest such line in bytes; spares us folding what is no line of words.
const LONGEST: usize = 400;

/// For each page, in order of name, the blocks that are repeated.
pub(super) fn repeated(pages: &[(&Path, &Lines)]) -> Vec<Vec<u32>> {
    let mut folders: HashMap<&Path, Folder> = HashMap::new();
    for (folder, page) in pages {
        folders.entry(folder).or_default().count(page);
    }
    let of = |(folder, page): &(&Path, &Lines)| folders[folder].repeated(page);
    pages.par_iter().map(of).collect()
}

/// A file as far as its neighbours are concerned.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lines {
    lines: Vec<Line>,
    /// The longest piece of running text, hashed: copies and versions of a document mostly share it.
    longest: Option<u64>,
}

/// A short line that is a block of its own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Line {
    /// As it is compared: folded, hashed.
    folded: u64,
    block: u32,
    is_title: bool,
    /// Whether it stands before the first running text or after the last, and heads nothing.
    at_edge: bool,
}

impl Lines {
    pub(super) fn new(briefing: &Briefing, format: Format) -> Self {
        let (body, blocks) = (briefing.body.as_str(), briefing.blocks.as_slice());
        let running: Vec<usize> = running(body, blocks);
        let edge = |at| match (running.first(), running.last()) {
            (Some(first), Some(last)) => at < *first || at > *last,
            _ => false,
        };
        let is_stated = briefing.title.as_ref().is_some_and(|t| t.is_stated());
        let line = |(at, block): (usize, &Block)| {
            let is_title = block.kind == BlockKind::Title;
            let text = short_line(body, block).filter(|_| !(is_title && is_stated))?;
            let heads = || {
                let next = blocks.get(at + 1)?;
                let above_text = running.binary_search(&(at + 1)).is_ok();
                Some(heads(block.kind, next.kind, above_text, format))
            };
            Some(Line {
                folded: hash(&fold::fold(text)),
                block: at as u32,
                is_title,
                at_edge: is_title || edge(at) && heads() != Some(true),
            })
        };
        let longest = running.iter().map(|i| &body[blocks[*i].span.range()]);
        Self {
            lines: blocks.iter().enumerate().filter_map(line).collect(),
            longest: longest.max_by_key(|text| text.len()).map(hash),
        }
    }
}

fn hash(text: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    hasher.finish()
}

/// The blocks of running text, by number: the long ones, in short texts those that are sentences.
fn running(body: &str, blocks: &[Block]) -> Vec<usize> {
    let find = |fits: fn(usize, bool) -> bool| -> Vec<usize> {
        let is_running = |block: &Block| {
            let text = &body[block.span.range()];
            let may = !is_aside(block.kind)
                && !matches!(block.kind, BlockKind::Heading(_) | BlockKind::Title);
            may && fits(lines::words(text), lines::ends_sentence(text))
        };
        (0..blocks.len())
            .filter(|i| is_running(&blocks[*i]))
            .collect()
    };
    let long = find(lines::is_long);
    if long.is_empty() {
        find(lines::is_sentence)
    } else {
        long
    }
}

fn is_aside(kind: BlockKind) -> bool {
    matches!(
        kind,
        BlockKind::Boilerplate | BlockKind::Meta | BlockKind::Rule
    )
}

/// The text of a block that may be a line of the site: short, on one line, and no sentence, unless it has the shape of a
/// credit. What ends in a colon or a comma leads over to what follows: `The minister said:`, `Mr President,`.
fn short_line<'a>(body: &'a str, block: &Block) -> Option<&'a str> {
    let kind = matches!(
        block.kind,
        BlockKind::Paragraph | BlockKind::Heading(_) | BlockKind::Meta | BlockKind::Title
    );
    if !kind || block.span.len() > LONGEST {
        return None;
    }
    let text = body[block.span.range()].trim();
    let leads_over = [':', ';', ',', '：', '；', '，', '、'];
    let is_open = !lines::ends_sentence(text) && !text.ends_with(leads_over);
    (!text.contains('\n')
        && lines::words(text) < SHORT
        && (is_open || boilerplate::is_furniture(text))
        && !dates::is_date_line(text)
        && !text::is_byline(text))
    .then_some(text)
}

/// Whether a line heads what stands below it: an entry, a quotation, a table, which stay themselves; and where headings
/// are marked as such, running text. In plain text a heading there cannot be told from a link above the text.
fn heads(kind: BlockKind, next: BlockKind, above_text: bool, format: Format) -> bool {
    let is_marked = format != Format::Text && matches!(kind, BlockKind::Heading(_));
    let part = matches!(
        next,
        BlockKind::Item { .. } | BlockKind::Quote | BlockKind::Row | BlockKind::Code
    );
    part || is_marked && above_text
}

/// What the files of a folder have in common.
#[derive(Default)]
struct Folder {
    /// How many files, copies left out.
    files: usize,
    seen: HashSet<u64>,
    lines: HashMap<u64, Count>,
}

/// In how many files a line is.
#[derive(Default, Clone, Copy)]
struct Count {
    files: usize,
    at_edge: usize,
}

impl Folder {
    /// Three copies of a document share all their lines, which makes none of them the site's: only the first one counts.
    fn count(&mut self, page: &Lines) {
        if page.longest.is_some_and(|hash| !self.seen.insert(hash)) {
            return;
        }
        self.files += 1;
        let mut own: HashMap<u64, bool> = HashMap::new();
        for line in &page.lines {
            *own.entry(line.folded).or_default() |= line.at_edge;
        }
        for (folded, at_edge) in own {
            let count = self.lines.entry(folded).or_default();
            count.files += 1;
            count.at_edge += usize::from(at_edge);
        }
    }

    /// The blocks of the page that are lines of the site, in order.
    fn repeated(&self, page: &Lines) -> Vec<u32> {
        let is_repeated = |line: &&Line| {
            let count = self.lines.get(&line.folded).copied().unwrap_or_default();
            line.at_edge && self.is_of_site(count) && (!line.is_title || self.is_name(count))
        };
        let lines = page.lines.iter().filter(is_repeated);
        lines.map(|line| line.block).collect()
    }

    /// The site's lines stand at the edge of nearly every file, `Background` and `Conclusion` within the text of most:
    /// three in four keep them apart, and grant that some files lack the paragraph that would show it.
    fn is_of_site(&self, count: Count) -> bool {
        count.files >= FILES
            && count.files * ONE_IN >= self.files
            && count.at_edge * 4 >= count.files * 3
    }

    /// A series of documents may bear one title; what half of the folder bears tells none of them from the others.
    fn is_name(&self, count: Count) -> bool {
        count.files * 2 >= self.files
    }
}

/// Reads the file again, as if the `repeated` blocks were not there.
pub(super) fn set_aside(briefing: &mut Briefing, format: Format, repeated: &[u32]) {
    if format != Format::Text {
        return set_aside_in_marked(briefing, repeated);
    }
    let blocks = &briefing.blocks;
    let starts: Vec<u32> = repeated
        .iter()
        .filter_map(|i| Some(blocks.get(*i as usize)?.span.start))
        .collect();
    (briefing.title, briefing.blocks) = text::structure(&briefing.body, &starts);
}

fn set_aside_in_marked(briefing: &mut Briefing, repeated: &[u32]) {
    let mut deepest = 1;
    for &i in repeated {
        let Some(block) = briefing.blocks.get_mut(i as usize) else {
            continue;
        };
        if block.kind == BlockKind::Title {
            // Where the site's name took the first level, the document's own title is one below.
            deepest = 6;
            briefing.title = None;
        }
        block.kind = BlockKind::Boilerplate;
    }
    if briefing.title.is_none() {
        let (body, map) = (&briefing.body, &briefing.map);
        let line = |at| map.char_at(body, at, false).map_or(1, |at| map.line_of(at));
        briefing.title = markdown::find_title(&mut briefing.blocks, body, deepest, line);
    }
}
