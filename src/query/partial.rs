//! What is being typed at the caret? A field, a value, or a word; of any text, finished or not.
//!
//! Must not know: which completions there are.

use std::ops::Range;

use super::Field;
use super::parse::{bare_len, field_name, field_of, is_quote, quoted_len};

/// What is being typed: the value of a field, or a word that may become a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Partial {
    /// The bytes that a completion replaces: the value after the colon, or the word.
    pub at: Range<usize>,
    /// The field, when there is one before the caret; `Err` with its name when it is none of ours (`sort` among them).
    pub field: Option<Result<Field, String>>,
    /// What stands before the caret, without an opening quote.
    pub typed: String,
}

/// What is being typed at `caret` (a byte of the text, moved back to a character border if it is none).
pub fn partial(text: &str, caret: usize) -> Partial {
    let mut caret = caret.min(text.len());
    while !text.is_char_boundary(caret) {
        caret -= 1;
    }
    let mut at = 0;
    while at < caret {
        let rest = &text[at..];
        if let Some(c) = rest
            .chars()
            .next()
            .filter(|c| c.is_whitespace() || matches!(c, '(' | ')' | '-'))
        {
            at += c.len_utf8();
            continue;
        }
        let bare = if rest.starts_with(is_quote) {
            0
        } else {
            bare_len(rest)
        };
        let field = field_name(&rest[..bare]).filter(|f| at + f.1 <= caret);
        let value = at + field.map_or(0, |f| f.1);
        let quote = text[value..].starts_with(is_quote);
        let end = match quote {
            true => value + quoted_len(&text[value..]).0,
            false => at + bare,
        };
        if end >= caret {
            let typed = text[value..caret].trim_start_matches(is_quote).to_string();
            let field = field.map(|(name, _)| field_of(name).ok_or(name.to_ascii_lowercase()));
            return Partial {
                at: value..end,
                field,
                typed,
            };
        }
        at = end.max(at + 1);
    }
    Partial {
        at: caret..caret,
        field: None,
        typed: String::new(),
    }
}
