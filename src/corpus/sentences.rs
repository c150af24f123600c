//! Where do the sentences of one block end? The rules' own sentences, for whoever selects by them.
//!
//! Must not know: other blocks; how sentences are told apart where a script has spaces.

use crate::annotate::wording;
use crate::briefing::{Block, BlockKind, Briefing, Origin, SourceMap, Span, Stated};

/// The full stops of scripts without spaces, which the rules, made for names in Latin letters, do not look at.
const STOPS: [char; 4] = ['。', '！', '？', '｡'];
/// What may close a quotation behind them.
const CLOSING: [char; 5] = ['」', '』', '）', '”', '’'];

/// The sentences of a block, in order, as spans of the body; where spaces matter, all of it.
pub fn sentences(briefing: &Briefing, block: &Block) -> Vec<Span> {
    let text = briefing.body.get(block.span.range()).unwrap_or_default();
    if block.kind == BlockKind::Code {
        return vec![block.span];
    }
    // The block alone: however long the briefing is, a key may ask.
    let alone = Briefing {
        origin: Origin::File(std::path::PathBuf::new()),
        name: String::new(),
        title: None,
        stated: Stated::default(),
        body: text.to_owned(),
        blocks: vec![Block {
            kind: block.kind,
            span: Span::new(0, text.len()),
        }],
        inlines: Vec::new(),
        map: SourceMap::default(),
    };
    let at = block.span.start as usize;
    let found = wording::sentences(&alone);
    let cut = found.iter().flat_map(|span| cut(text, *span));
    cut.map(|s| Span::new(at + s.start as usize, at + s.end as usize))
        .collect()
}

/// A sentence, cut behind the stops of scripts without spaces.
fn cut(text: &str, span: Span) -> Vec<Span> {
    let mut spans = Vec::new();
    let mut start = span.start as usize;
    let whole = &text[span.range()];
    let mut chars = whole.char_indices().peekable();
    while let Some((i, c)) = chars.next() {
        let end = span.start as usize + i + c.len_utf8();
        let closes = |c: &char| STOPS.contains(c) || CLOSING.contains(c);
        let more = chars.peek().is_some_and(|(_, next)| closes(next));
        if more || !(STOPS.contains(&c) || CLOSING.contains(&c) && ended(&text[start..end])) {
            continue;
        }
        spans.push(Span::new(start, end));
        let rest = &text[end..span.end as usize];
        start = end + rest.len() - rest.trim_start().len();
    }
    if start < span.end as usize {
        spans.push(Span::new(start, span.end as usize));
    }
    spans
}

/// Whether a stop stands before the closing signs at its end.
fn ended(text: &str) -> bool {
    text.trim_end_matches(CLOSING).ends_with(STOPS)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::load;

    #[test]
    fn sentences_end_where_each_script_says_so() {
        for (text, expected) in [
            (
                "Mr. Atieno thanked Norway. Who pays? Nobody knows.",
                &["Mr. Atieno thanked Norway.", "Who pays?", "Nobody knows."][..],
            ),
            (
                "湖の水位は下がった。船は「戻らない。」と言った。誰が払うのか？",
                &[
                    "湖の水位は下がった。",
                    "船は「戻らない。」",
                    "と言った。",
                    "誰が払うのか？",
                ],
            ),
            (
                "Вода ушла. Лодки не вернулись.",
                &["Вода ушла.", "Лодки не вернулись."],
            ),
            ("no stop at all", &["no stop at all"]),
        ] {
            let origin = Origin::File("a.txt".into());
            let whole = format!("A title\n\n{text}\n");
            let (briefing, _) = load::read(origin, "a.txt", whole.as_bytes());
            let briefing = briefing.expect("a briefing");
            let block = briefing.text_blocks().last().expect("a block");
            let found = sentences(&briefing, block);
            let found: Vec<&str> = found.iter().map(|s| &briefing.body[s.range()]).collect();
            assert_eq!(found, expected);
        }
    }
}
