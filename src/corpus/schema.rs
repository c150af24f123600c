//! How does a briefing lie in the search engine's index? Its fields, and how its text becomes words.
//!
//! Must not know: queries, what is kept beside the index.

use tantivy::schema::{
    BytesOptions, FAST, Field, INDEXED, IndexRecordOption, STORED, Schema, TextFieldIndexing,
    TextOptions,
};
use tantivy::tokenizer::{TextAnalyzer, Token, TokenStream, Tokenizer, TokenizerManager};

use crate::fold;

/// Parts blocks in a text to index. No folded word holds it, and no clean text does.
pub(super) const PART: char = '\u{1e}';

/// What stands in the index where a block ends.
pub(super) const BREAK_TOKEN: &str = "\u{1e}";

/// Longest form that is indexed, in bytes; the engine takes no more than 65,530.
const LONGEST: usize = 1000;

/// The fields of the index.
#[derive(Debug, Clone, Copy)]
pub(super) struct Fields {
    /// The number of a version of a briefing, never used again.
    pub serial: Field,
    /// Words of the text with their places.
    pub text: Field,
    /// Words of the title with their places.
    pub title: Field,
    /// What lists and facets need (stored).
    pub card: Field,
    /// The text (stored).
    pub body: Field,
    /// Its structure (stored).
    pub shape: Field,
    /// What linking needs (stored).
    pub reading: Field,
}

impl Fields {
    /// The fields of a schema of ours.
    pub(super) fn of(schema: &Schema) -> Option<Fields> {
        let field = |name| schema.get_field(name).ok();
        Some(Fields {
            serial: field("serial")?,
            text: field("text")?,
            title: field("title")?,
            card: field("card")?,
            body: field("body")?,
            shape: field("shape")?,
            reading: field("reading")?,
        })
    }
}

/// The schema.
pub(super) fn schema() -> Schema {
    let mut schema = Schema::builder();
    let words = TextFieldIndexing::default()
        .set_tokenizer("words")
        .set_fieldnorms(false)
        .set_index_option(IndexRecordOption::WithFreqsAndPositions);
    let words = TextOptions::default().set_indexing_options(words);
    schema.add_u64_field("serial", INDEXED | FAST);
    schema.add_text_field("text", words.clone());
    schema.add_text_field("title", words);
    for stored in ["card", "body", "shape", "reading"] {
        schema.add_bytes_field(stored, BytesOptions::from(STORED));
    }
    schema.build()
}

/// The tokenizers that the schema names.
pub(super) fn tokenizers() -> TokenizerManager {
    let tokenizers = TokenizerManager::default();
    tokenizers.register("words", TextAnalyzer::from(Words));
    tokenizers
}

/// Parts a text into folded words.
#[derive(Clone)]
struct Words;

/// The words of one text.
struct Stream {
    /// Last first.
    left: Vec<String>,
    token: Token,
}

impl Tokenizer for Words {
    type TokenStream<'a> = Stream;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Stream {
        let mut left = Vec::with_capacity(text.len() / 5);
        let mut blocks = text.split(PART).peekable();
        while let Some(block) = blocks.next() {
            left.extend(fold::words(block).map(|w| w.text));
            if blocks.peek().is_some() {
                left.push(BREAK_TOKEN.to_owned());
            }
        }
        left.reverse();
        Stream {
            left,
            token: Token::default(),
        }
    }
}

impl TokenStream for Stream {
    fn advance(&mut self) -> bool {
        let Some(mut word) = self.left.pop() else {
            return false;
        };
        if word.len() > LONGEST {
            word.clear();
        }
        self.token.position = self.token.position.wrapping_add(1);
        self.token.text = word;
        true
    }

    fn token(&self) -> &Token {
        &self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.token
    }
}
