//! How is a line of a briefing's text drawn? Cut where looks change; spaces, hyphens and stretched gaps as the page wants them.
//!
//! Must not know: which lines there are, what is open.

use ratatui::layout::Rect;

use crate::app::hints::Hint;
use crate::briefing::{BlockKind, Briefing, Span};

use super::View;
use super::pen::Pen;
use super::theme::Role;

/// Between the cells of a table's row that is set as running text.
const CELLS: &str = " | ";

/// What a line is a line of.
#[derive(Clone, Copy)]
pub(super) struct Words<'a> {
    pub briefing: &'a Briefing,
    /// What gives words a look of their own; later ones lie over earlier ones.
    pub marks: &'a [(Span, Role)],
    /// Labels of speakers, in order.
    pub speakers: &'a [Span],
    /// Letters on what is in sight, in order.
    pub hints: &'a [Hint],
}

/// How a line looks where nothing else says so.
#[derive(Clone, Copy)]
pub(super) struct Base {
    role: Role,
    /// Whether its spaces matter.
    verbatim: bool,
    row: bool,
}

impl Base {
    pub(super) const TEXT: Base = Base {
        role: Role::Text,
        verbatim: false,
        row: false,
    };
    pub(super) const HEADING: Base = Base {
        role: Role::Heading,
        ..Base::TEXT
    };

    pub(super) fn of(kind: BlockKind) -> Base {
        Base {
            role: match kind {
                BlockKind::Title => Role::Title,
                BlockKind::Heading(_) => Role::Heading,
                BlockKind::Meta | BlockKind::Boilerplate => Role::Dim,
                _ => Role::Text,
            },
            verbatim: kind == BlockKind::Code,
            row: kind == BlockKind::Row,
        }
    }
}

/// What the page adds to the words of a line.
#[derive(Clone, Copy, Default)]
pub(super) struct Finish {
    /// Whether a hyphen is drawn after it.
    pub hyphen: bool,
    /// Cells to add between its words.
    pub stretch: u16,
}

impl View<'_> {
    /// One line of text.
    pub(super) fn words(
        &mut self,
        row: Rect,
        words: Words<'_>,
        line: Span,
        base: Base,
        finish: Finish,
    ) {
        let body = &words.briefing.body;
        let mine: Vec<&(Span, Role)> = words.marks.iter().filter(|m| m.0.overlaps(line)).collect();
        let first = words.speakers.partition_point(|s| s.end <= line.start);
        let speaker = words.speakers.get(first).filter(|s| s.overlaps(line));
        let whole = body.get(line.range()).unwrap_or_default();
        let mut spacing = Spacing::new(whole, finish.stretch);
        let mut pen = Pen::new(self, row);
        let mut last = base.role;
        let hints = words.hints.iter();
        let mut hints = hints
            .filter(|h| line.start <= h.at && h.at < line.end)
            .peekable();
        let begins = hints.clone().map(|h| Span {
            start: h.at,
            end: h.at,
        });
        let mut letters = Vec::new();
        let marked = mine.iter().map(|m| m.0).chain(speaker.copied());
        for piece in pieces(line, marked.chain(begins)) {
            if let Some(hint) = hints.next_if(|h| h.at == piece.start) {
                letters.push((pen.x(), hint.letters.as_str()));
            }
            let around = match speaker {
                Some(speaker) if speaker.contains(piece) => Role::Heading,
                _ => base.role,
            };
            let over = mine.iter().rev().find(|m| m.0.contains(piece));
            let role = over.map_or(around, |m| m.1);
            if matches!(
                role,
                Role::MentionSelected | Role::FoundSelected | Role::Marked
            ) {
                pen = pen.cursor_here();
            }
            let text = body.get(piece.range()).unwrap_or_default();
            let shown = spacing.apply(text, base);
            let is_name = |m: &&&(Span, Role)| matches!(m.1, Role::Mention(_) | Role::Doubtful(_));
            let named = mine.iter().any(|m| is_name(&m) && m.0.contains(piece));
            pen = match role == Role::Highlighted && named {
                true => pen.put_named(&shown, around, role),
                false => pen.put_within(&shown, around, role),
            };
            last = role;
        }
        if finish.hyphen {
            pen = pen.put_within("-", base.role, last);
        }
        pen.isolated(row.x, whole);
        for (x, letters) in letters {
            Pen::new(self, row).to(x).put(letters, Role::Hint);
        }
    }
}

/// A line cut where one of these begins or ends.
fn pieces(line: Span, marks: impl Iterator<Item = Span>) -> Vec<Span> {
    let mut cuts: Vec<u32> = vec![line.start, line.end];
    for mark in marks {
        cuts.extend([mark.start.max(line.start), mark.end.min(line.end)]);
    }
    cuts.sort_unstable();
    cuts.dedup();
    let pairs = cuts.windows(2);
    pairs
        .map(|pair| Span {
            start: pair[0],
            end: pair[1],
        })
        .collect()
}

/// The spaces of a line. However much space the text has between two words, the line has one cell, unless spaces matter; and
/// the cells that it lacks are dealt out to its gaps, evenly from left to right.
struct Spacing {
    spaced: bool,
    count: usize,
    passed: usize,
    cells: usize,
}

impl Spacing {
    fn new(line: &str, stretch: u16) -> Spacing {
        let count = match stretch {
            0 => 0,
            _ => line.split_ascii_whitespace().count().saturating_sub(1),
        };
        Spacing {
            spaced: false,
            count,
            passed: 0,
            cells: stretch.into(),
        }
    }

    /// The next piece of the line as it is drawn.
    fn apply(&mut self, piece: &str, base: Base) -> String {
        let mut shown = String::with_capacity(piece.len());
        for c in piece.chars() {
            let space = c.is_ascii_whitespace();
            match c {
                '\t' if base.row => shown.push_str(CELLS),
                _ if space && self.spaced => {}
                _ => {
                    shown.push(c);
                    let more = if space { self.gap() } else { 0 };
                    shown.extend(std::iter::repeat_n(' ', more));
                }
            }
            self.spaced = space && !base.verbatim;
        }
        shown
    }

    /// What the next gap gets.
    fn gap(&mut self) -> usize {
        if self.passed >= self.count {
            return 0;
        }
        let dealt = |gaps: usize| gaps * self.cells / self.count;
        let own = dealt(self.passed + 1) - dealt(self.passed);
        self.passed += 1;
        own
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_line_lacks_is_dealt_out_evenly_to_the_last_cell() {
        for (line, stretch, expected) in [
            ("a b c d", 3, vec![1, 1, 1]),
            ("a b c d", 2, vec![0, 1, 1]),
            ("a b  c\nd", 7, vec![2, 2, 3]),
            ("a", 4, vec![0, 0, 0]),
        ] {
            let mut gaps = Spacing::new(line, stretch);
            let dealt: Vec<usize> = (0..3).map(|_| gaps.gap()).collect();
            assert_eq!(dealt, expected, "{line:?} {stretch}");
        }
    }
}
