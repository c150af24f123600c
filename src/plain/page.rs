//! How does a line of an article read where there are only letters? Its words, with what it is said in words and not in signs.
//!
//! Must not know: where it is printed.

use crate::app::article::Article;
use crate::app::head;
use crate::briefing::{BlockKind, Published};
use crate::corpus::Corpus;
use crate::typeset::{Line, flat};

/// A line of the open briefing.
pub(super) fn line(article: &Article, line: &Line) -> String {
    let briefing = &article.page.briefing;
    match line {
        Line::Text {
            span,
            block,
            first,
            hyphen,
            ..
        } => {
            let kind = briefing.blocks[*block as usize].kind;
            let text = flat(&briefing.body[span.range()]);
            let (before, after) = (mark(kind, *first), if *hyphen { "-" } else { "" });
            format!("{before}{text}{after}")
        }
        Line::Cells { cells, .. } => {
            let cells = cells.iter().map(|(_, s)| flat(&briefing.body[s.range()]));
            cells.collect::<Vec<_>>().join(" | ")
        }
        Line::Head(number) => {
            let facts = article.head.get(usize::from(*number)).into_iter().flatten();
            let about = |inferred: bool| if inferred { "probably " } else { "" };
            let facts = facts.map(|f| format!("{}{}", about(f.inferred), f.text));
            facts.collect::<Vec<_>>().join(", ")
        }
        Line::Rule => "* * *".to_owned(),
        Line::Folded(blocks, BlockKind::Earlier) => {
            format!(
                "({} of an earlier message)",
                counted(*blocks as usize, "paragraph")
            )
        }
        Line::Folded(blocks, _) => {
            let lines = counted(*blocks as usize, "line");
            format!("({lines} not of the text)")
        }
        Line::Blank => String::new(),
    }
}

/// What stands before the first line of a block.
fn mark(kind: BlockKind, first: bool) -> String {
    match kind {
        _ if !first => String::new(),
        BlockKind::Heading(_) => "Section: ".to_owned(),
        BlockKind::Quote | BlockKind::Earlier => "> ".to_owned(),
        BlockKind::Item { number, .. } => {
            number.map_or_else(|| "- ".to_owned(), |n| format!("{n}. "))
        }
        _ => String::new(),
    }
}

/// The lines of a window that another did not show, read downwards, or upwards.
pub(super) fn fresh<'l>(before: &[Line], now: &'l [Line], back: bool) -> &'l [Line] {
    let most = before.len().min(now.len());
    match back {
        false => {
            let shared = |n: &usize| before[before.len() - n..] == now[..*n];
            &now[(0..=most).rev().find(shared).unwrap_or(0)..]
        }
        true => {
            let shared = |n: &usize| before[..*n] == now[now.len() - n..];
            &now[..now.len() - (0..=most).rev().find(shared).unwrap_or(0)]
        }
    }
}

/// `Title. 12 Mar 2019, Lake Board`
pub(super) fn heading(corpus: &Corpus, briefing: u32) -> String {
    let row = corpus.row(briefing);
    let about = if row.stated { "" } else { "probably " };
    let when = |p: Published| format!("{about}{}", head::date(p));
    let when = row.published.map_or_else(|| "undated".to_owned(), when);
    let title = row.title.trim_end();
    let stop = if title.ends_with(['.', '!', '?', ':']) {
        ""
    } else {
        "."
    };
    format!("{title}{stop} {when}, {}", row.source)
}

/// `1 name`, `2 names`.
pub(super) fn counted(n: usize, what: &str) -> String {
    let plural = if n == 1 { "" } else { "s" };
    format!("{n} {what}{plural}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_lines_that_were_not_shown_before_are_fresh() {
        let lines = |all: &[u16]| all.iter().map(|n| Line::Head(*n)).collect::<Vec<_>>();
        // (before, now, going back, fresh)
        type Case<'a> = (&'a [u16], &'a [u16], bool, &'a [u16]);
        let cases: [Case<'_>; 6] = [
            (&[1, 2, 3], &[3, 4, 5], false, &[4, 5]),
            (&[1, 2, 3], &[2, 3, 4], false, &[4]),
            (&[1, 2, 3], &[1, 2, 3], false, &[]),
            (&[1, 2, 3], &[7, 8, 9], false, &[7, 8, 9]),
            (&[3, 4, 5], &[1, 2, 3], true, &[1, 2]),
            (&[1, 2], &[1, 2], true, &[]),
        ];
        for (before, now, back, expected) in cases {
            let (before, now) = (lines(before), lines(now));
            assert_eq!(fresh(&before, &now, back), lines(expected), "{before:?}");
        }
    }
}
