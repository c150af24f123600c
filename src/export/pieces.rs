//! Which looks has each piece of a line? Text cut where emphasis and links begin and end, so that any format can wrap the pieces.
//!
//! Must not know: what a look is written as.

use crate::briefing::{Briefing, Inline, Span};

/// A piece of text, all of one look.
pub(super) struct Piece<'b> {
    /// The text, as it stands in the body.
    pub(super) text: &'b str,
    /// Leaning.
    pub(super) emphasis: bool,
    /// Heavy.
    pub(super) strong: bool,
    /// Set as code.
    pub(super) code: bool,
    /// Where it leads.
    pub(super) link: Option<&'b str>,
}

/// A stretch in pieces.
pub(super) fn pieces(briefing: &Briefing, span: Span) -> Vec<Piece<'_>> {
    let of = |inline: &Inline| match inline {
        Inline::Emphasis(s) | Inline::Strong(s) | Inline::Code(s) | Inline::Link(s, _) => *s,
    };
    let mine = briefing.inlines.iter().filter(|i| of(i).overlaps(span));
    let mine: Vec<&Inline> = mine.collect();
    let ends = mine.iter().flat_map(|i| [of(i).start, of(i).end]);
    let mut cuts: Vec<u32> = ends.map(|at| at.clamp(span.start, span.end)).collect();
    cuts.extend([span.start, span.end]);
    cuts.sort_unstable();
    cuts.dedup();
    let piece = |cut: &[u32]| {
        let at = Span {
            start: cut[0],
            end: cut[1],
        };
        let over = || mine.iter().filter(|i| of(i).contains(at));
        Some(Piece {
            text: briefing.body.get(at.range())?,
            emphasis: over().any(|i| matches!(i, Inline::Emphasis(_))),
            strong: over().any(|i| matches!(i, Inline::Strong(_))),
            code: over().any(|i| matches!(i, Inline::Code(_))),
            link: over().find_map(|i| match i {
                Inline::Link(_, target) => Some(target.as_str()),
                _ => None,
            }),
        })
    };
    cuts.windows(2).filter_map(piece).collect()
}
