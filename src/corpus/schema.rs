//! How does a briefing lie in the search engine's index? Its fields, and how its text becomes words.
//!
//! Must not know: queries, what is kept beside the index.

use std::borrow::Cow;

use tantivy::IndexSettings;
use tantivy::schema::{
    BytesOptions, FAST, Field, INDEXED, IndexRecordOption, STORED, Schema, TextFieldIndexing,
    TextOptions,
};
use tantivy::store::{Compressor, ZstdCompressor};
use tantivy::tokenizer::{TextAnalyzer, Token, TokenStream, Tokenizer, TokenizerManager};

use crate::fold;

/// Parts blocks in a text to index. No folded word holds it, and no clean text does.
pub(super) const PART: char = '\u{1e}';

/// What stands in the index where a block ends.
pub(super) const BREAK_TOKEN: &str = "\u{1e}";

/// The fields of the index.
#[derive(Debug, Clone, Copy)]
pub(super) struct Fields {
    /// The number of a version of a briefing, never used again.
    pub serial: Field,
    /// Words of the text with their places.
    pub text: Field,
    /// Words of the title with their places.
    pub title: Field,
    /// The briefing and what is known of it; the only field that is stored.
    pub stored: Field,
}

impl Fields {
    /// The fields of a schema of ours.
    pub(super) fn of(schema: &Schema) -> Option<Fields> {
        let field = |name| schema.get_field(name).ok();
        Some(Fields {
            serial: field("serial")?,
            text: field("text")?,
            title: field("title")?,
            stored: field("stored")?,
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
    schema.add_bytes_field("stored", BytesOptions::from(STORED));
    schema.build()
}

/// What is stored is packed well, in larger pieces than the engine's own: briefings say the same things in the same words.
pub(super) fn settings() -> IndexSettings {
    let level = Some(3);
    IndexSettings {
        docstore_compression: Compressor::Zstd(ZstdCompressor {
            compression_level: level,
        }),
        docstore_blocksize: 1 << 16,
        ..IndexSettings::default()
    }
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
struct Stream<'a> {
    words: std::vec::IntoIter<Cow<'a, str>>,
    token: Token,
}

impl Tokenizer for Words {
    type TokenStream<'a> = Stream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Stream<'a> {
        let mut words = Vec::with_capacity(text.len() / 5);
        let mut blocks = text.split(PART).peekable();
        while let Some(block) = blocks.next() {
            words.extend(fold::words(block).map(|w| w.text));
            if blocks.peek().is_some() {
                words.push(Cow::Borrowed(BREAK_TOKEN));
            }
        }
        Stream {
            words: words.into_iter(),
            token: Token::default(),
        }
    }
}

impl TokenStream for Stream<'_> {
    fn advance(&mut self) -> bool {
        let Some(word) = self.words.next() else {
            return false;
        };
        self.token.position = self.token.position.wrapping_add(1);
        self.token.text.clear();
        self.token.text.push_str(&word);
        true
    }

    fn token(&self) -> &Token {
        &self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.token
    }
}
