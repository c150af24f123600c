//! What was stored of each briefing? Read back from the index, one by one.
//!
//! Invariant: what cannot be read back is as if it said nothing; nothing here panics on a damaged index.
//! Must not know: queries, how entities are merged.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use tantivy::store::StoreReader;
use tantivy::{Searcher, TantivyDocument, Term};

use super::schema::{Fields, PART};
use super::wanted::texts;
use super::{Annotated, Facts};
use crate::briefing::{Block, Briefing, Claim, Inline, Origin, SourceMap, Stated};
use crate::entity::{Traces, traces};

/// A briefing but its text.
#[derive(Debug, Serialize, Deserialize)]
struct Shape {
    origin: Origin,
    name: String,
    title: Option<Claim<String>>,
    stated: Stated,
    blocks: Vec<Block>,
    inlines: Vec<Inline>,
    map: SourceMap,
}

/// A briefing as the index takes it.
pub(super) fn document(fields: &Fields, serial: u32, annotated: &Annotated) -> TantivyDocument {
    let briefing = &*annotated.briefing;
    let shape = Shape {
        origin: briefing.origin.clone(),
        name: briefing.name.clone(),
        title: briefing.title.clone(),
        stated: briefing.stated.clone(),
        blocks: briefing.blocks.clone(),
        inlines: briefing.inlines.clone(),
        map: briefing.map.clone(),
    };
    let mut text = String::with_capacity(briefing.body.len() + briefing.blocks.len());
    for (_, block) in texts(briefing) {
        text.push_str(block);
        text.push(PART);
    }
    let mut document = TantivyDocument::new();
    document.add_u64(fields.serial, serial.into());
    document.add_text(fields.text, text);
    document.add_text(fields.title, briefing.heading());
    let stored = Parts {
        facts: &packed(&annotated.facts),
        traces: &packed(&traces(&annotated.annotations)),
        body: briefing.body.as_bytes(),
        shape: &packed(&shape),
    };
    document.add_bytes(fields.stored, &stored.joined());
    document
}

/// What is stored of a briefing, as it lies there: one part after the other, then their lengths.
///
/// The engine would read the bytes of several fields one by one; of one field they are found from its end, where they lie.
struct Parts<'a> {
    facts: &'a [u8],
    traces: &'a [u8],
    body: &'a [u8],
    shape: &'a [u8],
}

impl<'a> Parts<'a> {
    fn joined(&self) -> Vec<u8> {
        let parts = [self.facts, self.traces, self.body, self.shape];
        let lengths = parts.iter().flat_map(|p| (p.len() as u32).to_le_bytes());
        let mut bytes = parts.concat();
        bytes.extend(lengths);
        bytes
    }

    /// The parts at the end of what was stored.
    fn of(bytes: &'a [u8]) -> Option<Parts<'a>> {
        let (mut rest, lengths) = bytes.split_last_chunk::<16>()?;
        let mut next = |at: usize| {
            let length = u32::from_le_bytes(lengths[at..at + 4].try_into().ok()?) as usize;
            let part;
            (rest, part) = rest.split_at_checked(rest.len().checked_sub(length)?)?;
            Some(part)
        };
        let (shape, body, traces) = (next(12)?, next(8)?, next(4)?);
        Some(Parts {
            facts: next(0)?,
            traces,
            body,
            shape,
        })
    }
}

fn packed<T: Serialize>(value: &T) -> Vec<u8> {
    // Writing to memory fails for no value of ours; were it to, nothing would be read back.
    postcard::to_stdvec(value).unwrap_or_default()
}

fn unpacked<T: for<'de> Deserialize<'de>>(bytes: &[u8]) -> Option<T> {
    postcard::from_bytes(bytes).ok()
}

/// All that was stored of one briefing.
pub(super) struct Stored {
    pub briefing: Briefing,
    pub facts: Facts,
    pub traces: Traces,
}

/// The stored briefings of a snapshot, one by one. Their files are opened at once: they may be deleted at any time.
#[derive(Default)]
pub(super) struct Stock {
    searcher: Option<Searcher>,
    stores: Vec<Option<StoreReader>>,
}

impl std::fmt::Debug for Stock {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Stock").finish_non_exhaustive()
    }
}

impl Stock {
    pub(super) fn new(searcher: Searcher) -> Stock {
        let readers = searcher.segment_readers().iter();
        Stock {
            stores: readers.map(|r| r.get_store_reader(1).ok()).collect(),
            searcher: Some(searcher),
        }
    }

    /// What was stored under a serial number.
    pub(super) fn stored(&self, serial: u32) -> Option<Stored> {
        let searcher = self.searcher.as_ref()?;
        let fields = Fields::of(searcher.schema())?;
        let term = Term::from_field_u64(fields.serial, serial.into());
        let query = tantivy::query::TermQuery::new(term, tantivy::schema::IndexRecordOption::Basic);
        let found = searcher.search(&query, &tantivy::collector::DocSetCollector);
        let address = found.ok()?.into_iter().next()?;
        let store = self.stores.get(address.segment_ord as usize)?.as_ref()?;
        stored(&store.get_document_bytes(address.doc_id).ok()?)
    }
}

fn stored(bytes: &[u8]) -> Option<Stored> {
    let parts = Parts::of(bytes)?;
    let shape: Shape = unpacked(parts.shape)?;
    let body = String::from_utf8(parts.body.to_vec()).ok()?;
    // Spans that lie elsewhere than in this text would be a damaged index.
    let fits = |b: &Block| body.get(b.span.range()).is_some();
    shape.blocks.iter().all(fits).then_some(())?;
    Some(Stored {
        briefing: Briefing {
            origin: shape.origin,
            name: shape.name,
            title: shape.title,
            stated: shape.stated,
            body,
            blocks: shape.blocks,
            inlines: shape.inlines,
            map: shape.map,
        },
        facts: unpacked(parts.facts)?,
        traces: unpacked(parts.traces).unwrap_or_default(),
    })
}

/// A briefing that stands for one that cannot be read back.
pub(super) fn lost(name: &str) -> Briefing {
    let body = "This briefing cannot be read back from the index: it has changed since, or the index is damaged. \
                It is read again as soon as the folder has been compared.";
    Briefing {
        origin: Origin::File(name.into()),
        name: name.to_owned(),
        title: None,
        stated: Stated::default(),
        blocks: vec![Block {
            kind: crate::briefing::BlockKind::Paragraph,
            span: crate::briefing::Span::new(0, body.len()),
        }],
        body: body.to_owned(),
        inlines: Vec::new(),
        map: SourceMap::default(),
    }
}

/// The pages that were looked at last.
#[derive(Debug, Default)]
pub(super) struct Pages {
    last: std::sync::Mutex<std::collections::VecDeque<(u32, Arc<super::Page>)>>,
}

/// Pages that are kept.
const KEPT: usize = 64;

impl Pages {
    /// The page of a briefing, made if it is not among the last ones.
    pub(super) fn get(
        &self,
        briefing: u32,
        make: impl FnOnce() -> super::Page,
    ) -> Arc<super::Page> {
        let lock = || {
            self.last
                .lock()
                .unwrap_or_else(std::sync::PoisonError::into_inner)
        };
        if let Some((_, page)) = lock().iter().find(|(b, _)| *b == briefing) {
            return Arc::clone(page);
        }
        let page = Arc::new(make());
        let mut last = lock();
        last.push_front((briefing, Arc::clone(&page)));
        last.truncate(KEPT);
        page
    }
}
