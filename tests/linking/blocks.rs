//! A plain text as a briefing, for tests only: the block rules of P1 in their simplest form.
//! The loader does this properly; tests of linking should not fail for its reasons.

use std::sync::Arc;

use briefing::briefing::{Block, BlockKind, Briefing, Claim, Origin, SourceMap, Span, Stated};

/// Lines that no document means ("Share", "Read more").
const NAVIGATION: &[&str] = &[
    "all news",
    "see also",
    "read more",
    "read also",
    "related",
    "share",
    "print",
    "subscribe",
    "home",
    "news",
    "tags",
    "comments",
    "top",
    "press release",
    "back to top",
    "more",
    "photo",
    "video",
];

/// Beginnings of credits.
const CREDITS: &[&str] = &[
    "photo:",
    "photo by",
    "image:",
    "source:",
    "credit:",
    "©",
    "(c)",
    "copyright",
    "based on materials from",
    "with reference to",
    "tags:",
    "published:",
    "updated:",
    "posted",
    "reprinted from",
    "translated by",
];

fn words(line: &str) -> usize {
    line.split_whitespace()
        .filter(|w| w.chars().any(char::is_alphabetic))
        .count()
}

fn stopped(line: &str) -> bool {
    line.trim_end_matches(['"', '\'', ')', '”', '’', '»'])
        .ends_with(['.', '!', '?'])
}

fn is_date(line: &str) -> bool {
    let low = line.to_lowercase();
    let mut words = low
        .split(|c: char| !c.is_alphanumeric())
        .filter(|w| !w.is_empty());
    let names = "jan feb mar apr may jun jul aug sep oct nov dec mon tue wed thu fri sat sun";
    let year = words
        .clone()
        .any(|w| w.len() == 4 && w.bytes().all(|b| b.is_ascii_digit()));
    // A line that says where, too, is text.
    let dated = words.all(|w| {
        w.bytes().all(|b| b.is_ascii_digit())
            || w.len() >= 3 && names.split(' ').any(|m| w.starts_with(m))
    });
    line.len() < 40 && year && dated
}

/// The briefing that a plain text is.
pub fn briefing(name: &str, text: &str) -> Arc<Briefing> {
    let body: String = text
        .chars()
        .filter(|c| !c.is_control() || matches!(c, '\n' | '\t'))
        .collect();
    let mut lines: Vec<(usize, &str)> = Vec::new();
    let mut at = 0;
    for line in body.split('\n') {
        if !line.trim().is_empty() {
            lines.push((at + line.len() - line.trim_start().len(), line.trim()));
        }
        at += line.len() + 1;
    }
    let long = |l: &&(usize, &str)| words(l.1) >= 30 || (words(l.1) >= 12 && stopped(l.1));
    let first_long = lines.iter().position(|l| long(&l)).unwrap_or(0);
    let last_long = lines
        .iter()
        .rposition(|l| long(&l))
        .unwrap_or(lines.len().saturating_sub(1));
    let mut kinds: Vec<BlockKind> = lines.iter().map(|l| line_kind(l.1)).collect();
    for (i, line) in lines.iter().enumerate().rev() {
        if i <= last_long || kinds[i] != BlockKind::Boilerplate && stopped(line.1) {
            break;
        }
        if kinds[i] != BlockKind::Meta && words(line.1) < 25 {
            kinds[i] = BlockKind::Boilerplate;
        }
    }
    let title = (0..first_long).find(|&i| {
        let plain = matches!(kinds[i], BlockKind::Paragraph | BlockKind::Heading(_));
        plain && words(lines[i].1) >= 4 && !lines[i].1.ends_with(['.', ':', ';', ','])
    });
    if let Some(i) = title {
        kinds[i] = BlockKind::Title;
    }
    let blocks = merge(&body, &lines, &kinds);
    let title = title.map(|i| Claim::inferred(lines[i].1.to_owned(), 80, "first line"));
    Arc::new(Briefing {
        origin: Origin::File(name.into()),
        name: name.to_owned(),
        title,
        stated: Stated::default(),
        blocks,
        inlines: Vec::new(),
        map: SourceMap::default(),
        body,
    })
}

fn line_kind(line: &str) -> BlockKind {
    let bare = line.trim_start_matches(['-', '*', '>', '•', '·', '|', '»', ' ']);
    let low = bare.to_lowercase();
    if NAVIGATION.contains(&low.trim_end_matches([':', '.', '>', '»', ' '])) {
        BlockKind::Boilerplate
    } else if is_date(line) {
        BlockKind::Meta
    } else if CREDITS.iter().any(|c| low.starts_with(c)) {
        BlockKind::Boilerplate
    } else if !line.chars().any(char::is_alphanumeric) {
        BlockKind::Rule
    } else if words(line) < 14 && !line.ends_with(['.', '!', '?', ':', ',', ';', '"', '\'']) {
        BlockKind::Heading(2)
    } else {
        BlockKind::Paragraph
    }
}

/// One block for each line, but lines that go on in lower case belong to the one before.
fn merge(body: &str, lines: &[(usize, &str)], kinds: &[BlockKind]) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    for (i, (start, line)) in lines.iter().enumerate() {
        let span = Span::new(*start, start + line.len());
        let wraps = i > 0 && kinds[i] == BlockKind::Heading(2) || kinds[i] == BlockKind::Paragraph;
        if let Some(last) = blocks.last_mut() {
            let open = matches!(last.kind, BlockKind::Paragraph | BlockKind::Heading(_))
                && !body[last.span.range()].ends_with(['.', '!', '?', ':', '"']);
            if wraps && open && line.starts_with(char::is_lowercase) {
                last.kind = BlockKind::Paragraph;
                last.span.end = span.end;
                continue;
            }
        }
        blocks.push(Block {
            kind: kinds[i],
            span,
        });
    }
    blocks
}
