//! Which briefings have these words? The words of all texts, in the search engine's index.
//!
//! What is indexed are folded forms with their places; which forms belong to one stem is kept beside them, sorted.
//! Must not know: facets, entities, whole queries, what briefings are made of.

use std::sync::OnceLock;

use rayon::prelude::*;
use roaring::RoaringBitmap;
use tantivy::index::InvertedIndexReader;
use tantivy::postings::{Postings, SegmentPostings};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocSet, Searcher, TERMINATED, Term};

use super::schema::{BREAK_TOKEN, Fields};
use super::table::{Lists, Numbers, Sections, Strings, Table};
use super::wanted::{ANY, BREAK, Met, Tongues, Wanted};
use crate::annotate::wording;
use crate::fold;
use crate::query::{How, Text};

/// A briefing that this snapshot does not have.
const NONE: u32 = u32::MAX;

/// Which field is searched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum In {
    Text,
    Title,
}

/// The words of all briefings.
#[derive(Default)]
pub(super) struct Words {
    forms: Strings,
    stems: Strings,
    forms_of_stem: Lists,
    serials: Numbers,
    /// For each briefing the number of its language among those of `tongues`, from 1; 0 for any other, as English.
    langs: Numbers,
    tongues: Vec<Tongue>,
    searcher: Option<Searcher>,
    segments: OnceLock<Vec<Segment>>,
}

impl std::fmt::Debug for Words {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Words").finish_non_exhaustive()
    }
}

/// A language of some briefings, other than English, and which of all forms belong to one stem in it.
struct Tongue {
    tag: String,
    stems: Strings,
    forms_of_stem: Lists,
}

/// A part of the index.
struct Segment {
    text: std::sync::Arc<InvertedIndexReader>,
    title: std::sync::Arc<InvertedIndexReader>,
    /// For each of its documents, the briefing that it is.
    briefings: Vec<u32>,
}

/// Adds which forms the index has, and which of them are of one stem; yields the forms.
pub(super) fn vocabulary(searcher: &Searcher, fields: &Fields, out: &mut Sections) -> Vec<String> {
    let mut forms: Vec<String> = Vec::new();
    for segment in searcher.segment_readers() {
        for field in [fields.text, fields.title] {
            let Ok(index) = segment.inverted_index(field) else {
                continue;
            };
            let Ok(mut terms) = index.terms().stream() else {
                continue;
            };
            while terms.advance() {
                if let Ok(form) = std::str::from_utf8(terms.key())
                    && form != BREAK_TOKEN
                {
                    forms.push(form.to_owned());
                }
            }
        }
    }
    forms.par_sort_unstable();
    forms.dedup();
    add_stems(&forms, "", fold::stem, out);
    out.strings("forms", &forms);
    forms
}

/// Adds which forms are of one stem in each of these languages.
pub(super) fn tongues(forms: &[String], tags: &[String], out: &mut Sections) {
    for tag in tags {
        add_stems(forms, tag, |form| fold::stem_in(tag, form), out);
    }
}

fn add_stems(
    forms: &[String],
    tag: &str,
    stem: impl Fn(&str) -> String + Sync,
    out: &mut Sections,
) {
    let mut stems: Vec<(String, u32)> = forms
        .par_iter()
        .zip(0..forms.len() as u32)
        .map(|(form, number)| (stem(form), number))
        .collect();
    stems.par_sort_unstable();
    let groups: Vec<&[(String, u32)]> = stems.chunk_by(|a, b| a.0 == b.0).collect();
    out.strings(&format!("stems{tag}"), groups.iter().map(|g| &g[0].0));
    let of_stem = |g: &&[(String, u32)]| g.iter().map(|s| s.1).collect::<Vec<u32>>();
    out.lists(&format!("stem_forms{tag}"), groups.iter().map(of_stem));
}

impl Words {
    pub(super) fn new(table: &Table, searcher: Searcher) -> Words {
        // The files of the words are opened now: they may be deleted at any time.
        for reader in searcher.segment_readers() {
            if let Some(fields) = Fields::of(reader.schema()) {
                let fields = [fields.serial, fields.text, fields.title];
                // Kept by the reader; what cannot be opened is without words.
                let _ = fields.map(|f| reader.inverted_index(f).is_ok());
            }
        }
        let tags = table.strings("langs");
        let tongue = |tag: &str| Tongue {
            stems: table.strings(&format!("stems{tag}")),
            forms_of_stem: table.lists(&format!("stem_forms{tag}")),
            tag: tag.to_owned(),
        };
        Words {
            langs: table.numbers("lang"),
            tongues: (0..tags.len()).map(|at| tongue(tags.get(at))).collect(),
            forms: table.strings("forms"),
            stems: table.strings("stems"),
            forms_of_stem: table.lists("stem_forms"),
            serials: table.numbers("serials"),
            searcher: Some(searcher),
            segments: OnceLock::new(),
        }
    }

    fn segments(&self) -> &[Segment] {
        self.segments.get_or_init(|| {
            let Some(searcher) = &self.searcher else {
                return Vec::new();
            };
            let most = self.serials.iter().max().map_or(0, |m| m as usize + 1);
            let mut of_serial = vec![NONE; most];
            for (briefing, serial) in self.serials.iter().enumerate() {
                of_serial[serial as usize] = briefing as u32;
            }
            let readers = searcher.segment_readers().iter();
            readers
                .filter_map(|reader| {
                    let fields = Fields::of(reader.schema())?;
                    let serials = reader.fast_fields().u64("serial").ok()?;
                    let serials = serials.first_or_default_col(u64::MAX);
                    let briefing = |doc| {
                        let serial = serials.get_val(doc) as usize;
                        match reader.is_deleted(doc) {
                            true => NONE,
                            false => of_serial.get(serial).copied().unwrap_or(NONE),
                        }
                    };
                    Some(Segment {
                        text: reader.inverted_index(fields.text).ok()?,
                        title: reader.inverted_index(fields.title).ok()?,
                        briefings: (0..reader.max_doc()).map(briefing).collect(),
                    })
                })
                .collect()
        })
    }

    /// The forms that a text of the query stands for.
    pub(super) fn wanted(&self, text: &Text) -> Wanted {
        let words = fold::words(&text.text);
        Wanted::new(
            words.map(|w| self.forms(&w.text, text.how)).collect(),
            text.how,
        )
    }

    /// The number of a stem that some briefing has.
    pub(super) fn stem(&self, stem: &str) -> Option<u32> {
        self.stems.find(stem).map(|s| s as u32)
    }

    /// How common the commonest form of a stem is: see [`wording::level`].
    pub(super) fn level(&self, stem: u32) -> u8 {
        let levels = self.of_stem(stem).map(wording::level);
        levels.filter(|l| *l > 0).min().unwrap_or(0)
    }

    /// How many briefings have a stem, and how often in all: beyond `most` briefings as often as there. Those that were taken
    /// out lately count still, and those with two forms count twice.
    pub(super) fn frequency(&self, stem: u32, most: u32) -> (u32, u32) {
        let forms = self.of_stem(stem);
        let each = forms.flat_map(|form| self.segments().iter().map(move |s| (s, form)));
        let counts = each.map(|(segment, form)| segment.frequency(form, most));
        counts.fold((0, 0), |sum, c| (sum.0 + c.0, sum.1 + c.1))
    }

    /// The briefings that have a stem in their text, ascending.
    pub(super) fn having_stem(&self, stem: u32) -> Vec<u32> {
        let forms = self.of_stem(stem);
        let forms = forms.map(|f| (f.to_owned(), ANY)).collect();
        let wanted = Wanted::new(vec![forms], How::Phrase);
        let mut all: Vec<u32> = Vec::new();
        self.each(&wanted, In::Text, false, &mut |briefing, _| {
            all.push(briefing)
        });
        all.sort_unstable();
        all.dedup();
        all
    }

    fn of_stem(&self, stem: u32) -> impl Iterator<Item = &str> {
        let forms = self.forms_of_stem.get(stem as usize);
        forms.map(|f| self.forms.get(f as usize))
    }

    /// The language of a briefing, as words of queries are looked for in it.
    pub(super) fn tongue(&self, briefing: u32) -> Tongues {
        match self.tongues.is_empty() {
            true => 1,
            false => 1 << self.langs.get(briefing as usize),
        }
    }

    /// The forms of a word: of one stem in English whatever the language, and in each language of one stem in it.
    fn stemmed(&self, word: &str) -> Vec<(String, Tongues)> {
        let form = |f: u32| self.forms.get(f as usize).to_owned();
        let stem = self.stems.find(&fold::stem(word));
        let forms = stem.into_iter().flat_map(|s| self.forms_of_stem.get(s));
        let mut all: Vec<(String, Tongues)> = forms.map(|f| (form(f), ANY)).collect();
        for (tongue, number) in self.tongues.iter().zip(1..) {
            let stem = tongue.stems.find(&fold::stem_in(&tongue.tag, word));
            let forms = stem.into_iter().flat_map(|s| tongue.forms_of_stem.get(s));
            all.extend(forms.map(|f| (form(f), 1 << number)));
        }
        all
    }

    fn forms(&self, word: &str, how: How) -> Vec<(String, Tongues)> {
        match how {
            How::Phrase | How::Near(_) => self.stemmed(word),
            How::Prefix => {
                let from = self.forms.before(word);
                let begun = (from..self.forms.len()).map(|f| self.forms.get(f));
                let begun = begun.take_while(|f| f.starts_with(word));
                begun.map(|f| (f.to_owned(), ANY)).collect()
            }
            How::Typo => {
                let all = (0..self.forms.len()).into_par_iter();
                let near = all
                    .map(|f| self.forms.get(f))
                    .filter(|f| fold::one_typo(f, word));
                let mut forms: Vec<(String, Tongues)> = near.map(|f| (f.to_owned(), ANY)).collect();
                forms.extend(self.stemmed(word));
                forms
            }
        }
    }

    /// The briefings in which it is found.
    pub(super) fn having(&self, wanted: &Wanted, field: In) -> RoaringBitmap {
        let mut bits = vec![0u64; self.serials.len().div_ceil(64)];
        self.each(wanted, field, false, &mut |briefing, _| {
            bits[briefing as usize / 64] |= 1 << (briefing % 64);
        });
        let ones = bits.iter().zip(0u32..).flat_map(|(word, at)| {
            let mut left = *word;
            std::iter::from_fn(move || {
                let bit = (left != 0).then(|| left.trailing_zeros())?;
                left &= left - 1;
                Some(at * 64 + bit)
            })
        });
        RoaringBitmap::from_sorted_iter(ones).unwrap_or_default()
    }

    /// How often it is found in each briefing; a briefing may come more than once, with a part of the times.
    pub(super) fn times(&self, wanted: &Wanted, field: In, told: &mut dyn FnMut(u32, u32)) {
        self.each(wanted, field, true, told);
    }

    fn each(&self, wanted: &Wanted, field: In, times: bool, told: &mut dyn FnMut(u32, u32)) {
        let tongue = |briefing| self.tongue(briefing);
        for segment in self.segments() {
            if wanted.is_word() {
                segment.words(wanted, field, times, &tongue, told);
            } else {
                segment.phrases(wanted, field, times, &tongue, told);
            }
        }
    }
}

impl Segment {
    fn postings(&self, form: &str, field: In, what: IndexRecordOption) -> Option<SegmentPostings> {
        let index = match field {
            In::Text => &self.text,
            In::Title => &self.title,
        };
        // The field of a term does not matter here: the index is of one field.
        let term = Term::from_field_text(tantivy::schema::Field::from_field_id(0), form);
        index.read_postings(&term, what).ok()?
    }

    /// How many documents have a form, and how often in all, counted up to `most` documents.
    fn frequency(&self, form: &str, most: u32) -> (u32, u32) {
        let Some(mut postings) = self.postings(form, In::Text, IndexRecordOption::WithFreqs) else {
            return (0, 0);
        };
        let documents = postings.doc_freq();
        let (mut counted, mut times) = (0, 0u32);
        while postings.doc() != TERMINATED && counted < most {
            times = times.saturating_add(postings.term_freq());
            counted += 1;
            postings.advance();
        }
        let all = u64::from(times) * u64::from(documents) / u64::from(counted.max(1));
        (documents, u32::try_from(all).unwrap_or(u32::MAX))
    }

    fn words(
        &self,
        wanted: &Wanted,
        field: In,
        times: bool,
        tongue: &dyn Fn(u32) -> Tongues,
        told: &mut dyn FnMut(u32, u32),
    ) {
        let what = match times {
            true => IndexRecordOption::WithFreqs,
            false => IndexRecordOption::Basic,
        };
        for &(form, tongues) in wanted.places().iter().flatten() {
            let form = &wanted.forms[form as usize];
            let Some(mut postings) = self.postings(form, field, what) else {
                continue;
            };
            let mut doc = postings.doc();
            while doc != TERMINATED {
                let briefing = self.briefings[doc as usize];
                if briefing != NONE && (tongues == ANY || tongues & tongue(briefing) != 0) {
                    told(briefing, if times { postings.term_freq() } else { 1 });
                }
                doc = postings.advance();
            }
        }
    }

    fn phrases(
        &self,
        wanted: &Wanted,
        field: In,
        times: bool,
        tongue: &dyn Fn(u32) -> Tongues,
        told: &mut dyn FnMut(u32, u32),
    ) {
        let candidates = self.candidates(wanted, field);
        if candidates.is_empty() {
            return;
        }
        let open =
            |form: &str| self.postings(form, field, IndexRecordOption::WithFreqsAndPositions);
        let forms = wanted.forms.iter().map(|f| open(f)).zip(0u32..);
        let mut all: Vec<(SegmentPostings, u32)> = forms
            .chain([(open(BREAK_TOKEN), BREAK)])
            .filter_map(|(postings, form)| Some((postings?, form)))
            .collect();
        let (mut row, mut places) = (Vec::new(), Vec::new());
        for doc in candidates {
            row.clear();
            for (postings, form) in &mut all {
                if postings.doc() < doc {
                    postings.seek(doc);
                }
                if postings.doc() == doc {
                    postings.positions(&mut places);
                    row.extend(places.iter().map(|&at| Met { at, form: *form }));
                }
            }
            row.sort_unstable();
            let briefing = self.briefings[doc as usize];
            let tongue = tongue(briefing);
            let found = match times {
                true => wanted.times(&row, tongue),
                false => u32::from(wanted.is_in(&row, tongue)),
            };
            if found > 0 {
                told(briefing, found);
            }
        }
    }

    /// The documents that have a form of every word in some language, ascending.
    fn candidates(&self, wanted: &Wanted, field: In) -> Vec<u32> {
        let mut both: Option<Vec<u32>> = None;
        for place in wanted.places() {
            let mut having = vec![false; self.briefings.len()];
            for (form, _) in place {
                let form = &wanted.forms[*form as usize];
                let Some(mut postings) = self.postings(form, field, IndexRecordOption::Basic)
                else {
                    continue;
                };
                while postings.doc() != TERMINATED {
                    having[postings.doc() as usize] = true;
                    postings.advance();
                }
            }
            both = Some(match both {
                Some(docs) => docs.into_iter().filter(|d| having[*d as usize]).collect(),
                None => {
                    let docs = (0..self.briefings.len() as u32).zip(&self.briefings);
                    let known = docs.filter(|(doc, b)| **b != NONE && having[*doc as usize]);
                    known.map(|(doc, _)| doc).collect()
                }
            });
        }
        both.unwrap_or_default()
    }
}
