//! What is the outline of a briefing? Its headings, and in a talk whose turn it is.
//!
//! Must not know: lines, colours.

use std::collections::HashMap;

use crate::briefing::{BlockKind, Briefing, Span};

/// A speaker's label is not longer than this, in characters.
const LONGEST: usize = 60;

/// Nor does it have more words.
const MOST_WORDS: usize = 8;

/// A section, or a turn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// Its heading, or who speaks.
    pub span: Span,
    /// How deep it lies, from 0.
    pub depth: u8,
}

/// The outline of a briefing.
#[derive(Debug, Clone, Default)]
pub struct Outline {
    /// Its sections, in order.
    pub sections: Vec<Section>,
    /// Where somebody begins to speak: their labels, in order.
    pub speakers: Vec<Span>,
}

impl Outline {
    /// Of a briefing.
    pub fn of(briefing: &Briefing) -> Outline {
        let speakers = speakers(briefing);
        let level = |kind| match kind {
            BlockKind::Heading(level) => Some(level),
            _ => None,
        };
        let blocks = briefing.blocks.iter();
        let top = blocks.clone().filter_map(|b| level(b.kind)).min();
        let top = top.unwrap_or(1);
        let mut turns = speakers.iter().peekable();
        let mut sections: Vec<Section> = Vec::new();
        let mut under = 0;
        for block in blocks {
            if let Some(level) = level(block.kind) {
                let depth = level - top;
                under = depth + 1;
                sections.push(Section {
                    span: block.span,
                    depth,
                });
            } else if let Some(turn) = turns.next_if(|t| t.start == block.span.start) {
                sections.push(Section {
                    span: *turn,
                    depth: under,
                });
            }
        }
        Outline { sections, speakers }
    }

    /// The section that byte `at` is in, as an index into the sections.
    pub fn at(&self, at: u32) -> Option<usize> {
        self.sections
            .partition_point(|s| s.span.start <= at)
            .checked_sub(1)
    }
}

/// Labels that say who speaks (`Olga Berg:`, `Question:`): at the beginning of a paragraph, with some text after them; only
/// where one of them speaks again, because anybody may write a colon once.
fn speakers(briefing: &Briefing) -> Vec<Span> {
    let mut labels: Vec<(Span, &str)> = Vec::new();
    let mut times: HashMap<&str, usize> = HashMap::new();
    for block in briefing.blocks.iter() {
        if block.kind != BlockKind::Paragraph {
            continue;
        }
        let start = block.span.start as usize;
        if let Some(label) = label(&briefing.body[block.span.range()]) {
            labels.push((Span::new(start, start + label.len()), label));
            *times.entry(label).or_default() += 1;
        }
    }
    let again = times.values().any(|n| *n > 1);
    match again && labels.len() > 2 {
        true => labels.into_iter().map(|l| l.0).collect(),
        false => Vec::new(),
    }
}

/// The label with its colon: a few words that begin with capitals (small ones only between them), or one in capitals.
fn label(text: &str) -> Option<&str> {
    let longest = text.char_indices().nth(LONGEST + 1);
    let colon = longest.map_or(text, |(end, _)| &text[..end]).find(':')?;
    let (name, after) = (&text[..colon], &text[colon + 1..]);
    if !after.starts_with(char::is_whitespace) || name.chars().count() > LONGEST {
        return None;
    }
    let words: Vec<&str> = name.split_whitespace().collect();
    let capital = |w: &&str| w.starts_with(|c: char| c.is_uppercase() || c == '(');
    let plain = |c: char| c.is_alphanumeric() || " .,'’-()".contains(c);
    let ends = [words.first()?, words.last()?];
    let fits = words.len() <= MOST_WORDS && name.chars().all(plain);
    (fits && ends.into_iter().all(capital)).then(|| &text[..colon + 1])
}
