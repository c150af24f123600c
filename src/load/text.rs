//! What is in a plain text, as scraped? Title, headings, paragraphs, lists, quotes, and what is no part of the document.
//!
//! Invariant: the body is the text itself; only the blocks say what is what, and markers (`- `, `> `) lie outside them.
//! Lines that were wrapped at a column are rejoined: the break stays in the body and is soft. Doubt leaves a line a
//! paragraph and the title open.
//! Must not know: files, encodings, other documents.

use super::Parsed;
use super::lines::{self, Line, Marker};
use super::{boilerplate, dates};
use crate::briefing::{Block, BlockKind, Claim, Span};
use crate::sanitize::Clean;

/// Lines that belong together, and what is known of them.
#[derive(Debug)]
struct Piece {
    span: Span,
    /// Its first line in the file, from 1.
    line: usize,
    indent: usize,
    marker: Marker,
    /// At most [`lines::MANY`].
    words: usize,
    /// Whether it ends as sentences do.
    ends: bool,
    kind: Option<BlockKind>,
}

impl Piece {
    fn text<'a>(&self, body: &'a str) -> &'a str {
        &body[self.span.range()]
    }

    /// Long enough to be running text.
    fn is_long(&self) -> bool {
        self.kind.is_none() && lines::is_long(self.words, self.ends)
    }

    fn is_plain(&self) -> bool {
        self.marker == Marker::None
    }
}

/// Reads a cleaned text.
pub(super) fn parse(clean: Clean) -> Parsed {
    let (title, blocks) = structure(&clean.text, &[]);
    Parsed {
        title,
        blocks,
        runs: clean.runs,
        body: clean.text,
        ..Parsed::default()
    }
}

/// The title and the blocks of a cleaned text; the lines that hold a byte of `furniture` (in order) are boilerplate.
pub(super) fn structure(body: &str, furniture: &[u32]) -> (Option<Claim<String>>, Vec<Block>) {
    let lines = lines::split(body);
    let mut pieces = join(body, &lines, furniture);
    for piece in &mut pieces {
        piece.kind = piece.kind.or_else(|| by_marks(piece, body));
    }
    let first = first_of_text(&pieces);
    let title = first.and_then(|first| find_title(&mut pieces[..first], body));
    if let Some(first) = first {
        mark_bylines(&mut pieces[..first], body);
        mark_tail(&mut pieces, body);
        mark_headings(&mut pieces, body);
    }
    mark_items(&mut pieces);
    let blocks = pieces.iter().map(|p| Block {
        kind: p.kind.unwrap_or(BlockKind::Paragraph),
        span: p.span,
    });
    (title, blocks.collect())
}

/// Joins lines into pieces: wrapped ones by the column they were wrapped at, else where one line begins in lower case
/// and the one before does not end.
fn join(body: &str, lines: &[Line], furniture: &[u32]) -> Vec<Piece> {
    let width = lines::wrap_width(lines);
    let mut pieces: Vec<Piece> = Vec::new();
    let mut open: Option<&Line> = None;
    for (number, line) in lines.iter().enumerate() {
        if line.is_blank() {
            open = None;
            continue;
        }
        // What stands within a sentence is text, whatever it looks like.
        let within = open
            .is_some_and(|before| !line.is_separator && lines::goes_on(body, before, line, width));
        let sight = (!within)
            .then(|| at_sight(line, &body[line.start..line.end], furniture))
            .flatten();
        match (open, pieces.last_mut()) {
            (Some(before), Some(piece))
                if sight.is_none() && lines::continues(body, before, piece.marker, line, width) =>
            {
                piece.span.end = line.end as u32;
            }
            _ => pieces.push(Piece {
                span: Span::new(line.start + line.marker_len, line.end),
                line: number + 1,
                indent: line.indent,
                marker: line.marker,
                words: 0,
                ends: false,
                kind: sight,
            }),
        }
        open = sight.is_none().then_some(line);
    }
    for piece in &mut pieces {
        let text = &body[piece.span.range()];
        piece.words = lines::words(text);
        piece.ends = lines::ends_sentence(text);
    }
    pieces
}

/// What a line is whatever stands around it.
fn at_sight(line: &Line, text: &str, furniture: &[u32]) -> Option<BlockKind> {
    let after = furniture.partition_point(|at| (*at as usize) < line.start);
    if furniture
        .get(after)
        .is_some_and(|at| (*at as usize) < line.end)
    {
        return Some(BlockKind::Boilerplate);
    }
    if line.is_separator {
        return Some(BlockKind::Rule);
    }
    if dates::is_date_line(text) {
        return Some(BlockKind::Meta);
    }
    boilerplate::is_furniture(text).then_some(BlockKind::Boilerplate)
}

/// What a piece is by its marks.
fn by_marks(piece: &mut Piece, body: &str) -> Option<BlockKind> {
    if piece.marker == Marker::Quote {
        return Some(BlockKind::Quote);
    }
    let text = piece.text(body);
    let (inner, level) = lines::emphasised(text)?;
    if piece.words >= 14 || !piece.is_plain() {
        return None;
    }
    let start = piece.span.start as usize + inner.start;
    piece.span = Span::new(start, start + inner.len());
    Some(BlockKind::Heading(level))
}

/// The first piece of running text: the first long one, in short texts the first that is a sentence.
fn first_of_text(pieces: &[Piece]) -> Option<usize> {
    let sentence =
        |p: &Piece| p.kind.is_none() && p.is_plain() && lines::is_sentence(p.words, p.ends);
    pieces
        .iter()
        .position(Piece::is_long)
        .or_else(|| pieces.iter().position(sentence))
}

/// The title among the pieces before the text: the first of four words or more that does not end like a sentence.
fn find_title(head: &mut [Piece], body: &str) -> Option<Claim<String>> {
    let is_heading = |p: &Piece| matches!(p.kind, None | Some(BlockKind::Heading(_)));
    let fits = |p: &Piece| {
        is_heading(p)
            && p.is_plain()
            && p.words >= 4
            && !p.text(body).ends_with(['.', ':', ';', ',', '。', '：'])
    };
    let at = head.iter().position(fits)?;
    // Behind other text it would be a heading within the document.
    let is_text = |p: &Piece| match p.kind {
        None => p.words >= 4,
        Some(kind) => !matches!(
            kind,
            BlockKind::Rule | BlockKind::Meta | BlockKind::Boilerplate
        ),
    };
    if head[..at].iter().any(is_text) {
        return None;
    }
    let before = head[..at].iter().filter(|p| p.kind.is_none()).count();
    let piece = &mut head[at];
    let marked = piece.kind.is_some();
    piece.kind = Some(BlockKind::Title);
    let value = piece
        .text(body)
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ");
    let confidence = match (before, marked) {
        (0, true) => 95,
        (0, false) => 90,
        _ => 70,
    };
    let evidence = format!(
        "line {}: the first short line before the text that is no sentence",
        piece.line
    );
    // Short lines above the title cannot be headings of anything.
    for piece in head[..at].iter_mut().filter(|p| p.kind.is_none()) {
        piece.kind = Some(BlockKind::Meta);
    }
    Some(Claim::inferred(value, confidence, evidence))
}

fn mark_bylines(head: &mut [Piece], body: &str) {
    for piece in head {
        if piece.kind.is_none() && is_byline(piece.text(body)) {
            piece.kind = Some(BlockKind::Meta);
        }
    }
}

/// `By Ann Example and Bob Sample`: capitalised words behind the sign of a byline, nine in all at most.
pub(super) fn is_byline(text: &str) -> bool {
    let sign = [
        "By ",
        "by ",
        "BY ",
        "Author: ",
        "Authors: ",
        "Text: ",
        "Byline: ",
    ];
    let Some(names) = sign.iter().find_map(|s| text.strip_prefix(s)) else {
        return false;
    };
    let name = |w: &str| {
        w.starts_with(char::is_uppercase)
            || matches!(w, "and" | "&" | "de" | "van" | "von" | "bin" | "al")
    };
    let mut words = names.split([' ', ',', '\u{a0}']).filter(|w| !w.is_empty());
    !names.is_empty() && lines::words(text) <= 9 && words.all(name)
}

/// After the last running text, short lines that end like no sentence are links and credits, up to the first that does.
/// A list that a colon announces is the document's own.
fn mark_tail(pieces: &mut [Piece], body: &str) {
    let Some(last) = pieces.iter().rposition(Piece::is_long) else {
        return;
    };
    let mut tail = last + 1..pieces.len();
    let mut colon = false;
    let announced: Vec<bool> = pieces
        .iter()
        .map(|p| {
            if p.is_plain() {
                colon = p.text(body).ends_with(':');
            }
            colon && !p.is_plain()
        })
        .collect();
    while let Some(at) = tail.next_back() {
        if pieces[at]
            .kind
            .is_some_and(|k| !matches!(k, BlockKind::Heading(_) | BlockKind::Quote))
        {
            continue;
        }
        if pieces[at].words >= 25 || pieces[at].ends || announced[at] {
            break;
        }
        pieces[at].kind = Some(BlockKind::Boilerplate);
    }
}

/// Short lines that end like no sentence are headings, unless four or more stand in a row: those are a list of their own.
fn mark_headings(pieces: &mut [Piece], body: &str) {
    let short = |p: &Piece| {
        let text = p.text(body);
        let open = |c: char| {
            c.is_uppercase() || c.is_numeric() || !c.is_alphanumeric() || !c.is_lowercase()
        };
        p.kind.is_none()
            && p.is_plain()
            && (1..14).contains(&p.words)
            && !p.ends
            && !text.ends_with([':', ';', ',', '：', '；', '，', '、'])
            && text.starts_with(open)
    };
    let mut at = 0;
    while at < pieces.len() {
        let row = pieces[at..].iter().take_while(|p| short(p)).count();
        if row < 4 {
            for piece in &mut pieces[at..at + row] {
                piece.kind = Some(BlockKind::Heading(2));
            }
        }
        at += row.max(1);
    }
}

/// Entries of lists, nested by their indentation.
fn mark_items(pieces: &mut [Piece]) {
    let mut indents: Vec<usize> = Vec::new();
    for piece in pieces {
        let Marker::Item(number) = piece.marker else {
            indents.clear();
            continue;
        };
        indents.retain(|i| *i < piece.indent);
        let depth = indents.len().min(u8::MAX as usize) as u8;
        indents.push(piece.indent);
        if piece.kind.is_none() {
            piece.kind = Some(BlockKind::Item { depth, number });
        }
    }
}
