//! How do numbers, texts and lists lie in a file so that they are read where they lie? Named sections of one file.
//!
//! A section is read when it is first looked at, and stays: what is not looked at costs nothing. Numbers are little-endian, four
//! bytes each.
//! Invariant: whatever the bytes are, reading them does not panic; what is not there reads as 0, as no text, as no list.
//! Must not know: what the sections mean.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

use tantivy::HasLen;
use tantivy::directory::{FileSlice, OwnedBytes};

/// First bytes of such a file.
const MAGIC: &[u8; 8] = b"briefing";
/// Of the head: magic, length of the whole, length of the list of sections.
const HEAD: usize = 24;

/// Sections on their way into a file.
#[derive(Debug, Default)]
pub(super) struct Sections {
    all: BTreeMap<String, Vec<u8>>,
}

impl Sections {
    /// Adds bytes under a name; a name that is there already is replaced.
    pub(super) fn bytes(&mut self, name: &str, bytes: Vec<u8>) {
        self.all.insert(name.to_owned(), bytes);
    }

    /// Adds the sections of another.
    pub(super) fn extend(&mut self, other: Sections) {
        self.all.extend(other.all);
    }

    /// Adds numbers.
    pub(super) fn numbers(&mut self, name: &str, numbers: impl IntoIterator<Item = u32>) {
        let bytes = numbers.into_iter().flat_map(u32::to_le_bytes).collect();
        self.bytes(name, bytes);
    }

    /// Adds texts: their ends under `NAME.ends`, their bytes under `NAME`. What lies beyond 4 GiB is left out.
    pub(super) fn strings<S: AsRef<[u8]>>(
        &mut self,
        name: &str,
        texts: impl IntoIterator<Item = S>,
    ) {
        let (mut ends, mut bytes) = (Vec::new(), Vec::new());
        for text in texts {
            let text = text.as_ref();
            if bytes.len() + text.len() <= u32::MAX as usize {
                bytes.extend_from_slice(text);
            }
            ends.push(bytes.len() as u32);
        }
        self.numbers(&format!("{name}.ends"), ends);
        self.bytes(name, bytes);
    }

    /// Adds lists of numbers: their ends under `NAME.ends`, their items under `NAME`.
    pub(super) fn lists<L: IntoIterator<Item = u32>>(
        &mut self,
        name: &str,
        lists: impl IntoIterator<Item = L>,
    ) {
        let (mut ends, mut items) = (Vec::new(), Vec::new());
        for list in lists {
            items.extend(list.into_iter().flat_map(u32::to_le_bytes));
            ends.push((items.len() / 4) as u32);
        }
        self.numbers(&format!("{name}.ends"), ends);
        self.bytes(name, items);
    }

    /// The file.
    pub(super) fn into_bytes(self) -> Vec<u8> {
        let mut list = Vec::new();
        let mut at = 0u64;
        for (name, bytes) in &self.all {
            list.push(name.len() as u8);
            list.extend_from_slice(name.as_bytes());
            list.extend_from_slice(&at.to_le_bytes());
            list.extend_from_slice(&(bytes.len() as u64).to_le_bytes());
            at += bytes.len() as u64;
        }
        let whole = HEAD + list.len() + at as usize;
        let mut out = Vec::with_capacity(whole);
        out.extend_from_slice(MAGIC);
        out.extend_from_slice(&(whole as u64).to_le_bytes());
        out.extend_from_slice(&(list.len() as u64).to_le_bytes());
        out.extend_from_slice(&list);
        for bytes in self.all.into_values() {
            out.extend_from_slice(&bytes);
        }
        out
    }
}

/// Bytes that are read when they are first looked at.
#[derive(Debug)]
struct Section {
    place: FileSlice,
    read: OnceLock<OwnedBytes>,
}

impl Section {
    fn new(place: FileSlice) -> Arc<Section> {
        let read = OnceLock::new();
        Arc::new(Section { place, read })
    }

    /// All of them; none where they cannot be read any more.
    fn bytes(&self) -> &[u8] {
        let read = || {
            self.place
                .read_bytes()
                .unwrap_or_else(|_| OwnedBytes::empty())
        };
        self.read.get_or_init(read)
    }

    /// The same without keeping them.
    fn once(&self) -> OwnedBytes {
        let read = self.read.get().cloned();
        read.or_else(|| self.place.read_bytes().ok())
            .unwrap_or_else(OwnedBytes::empty)
    }

    /// Some of them, without keeping them; none where they are not there.
    fn part(&self, range: Range<usize>) -> Cow<'_, [u8]> {
        if let Some(read) = self.read.get() {
            return Cow::Borrowed(read.get(range).unwrap_or_default());
        }
        if range.start > range.end || range.end > self.place.len() {
            return Cow::Borrowed(&[]);
        }
        let read = self.place.read_bytes_slice(range);
        Cow::Owned(read.map_or_else(|_| Vec::new(), |bytes| bytes.to_vec()))
    }
}

/// A file of sections.
#[derive(Debug, Default, Clone)]
pub(super) struct Table {
    sections: BTreeMap<String, Arc<Section>>,
}

impl Table {
    /// The sections of a file; nothing if it is no such file, or not a whole one.
    pub(super) fn read(file: &FileSlice) -> Option<Table> {
        let bytes = |from: usize, length: usize| {
            let to = from.checked_add(length).filter(|to| *to <= file.len())?;
            file.read_bytes_slice(from..to).ok()
        };
        let number = |bytes: &[u8], at: usize| -> Option<usize> {
            let bytes = bytes.get(at..at.checked_add(8)?)?;
            usize::try_from(u64::from_le_bytes(bytes.try_into().ok()?)).ok()
        };
        let head = bytes(0, HEAD)?;
        if head.get(..8)? != MAGIC || number(&head, 8)? != file.len() {
            return None;
        }
        let list = bytes(HEAD, number(&head, 16)?)?;
        let start = HEAD + list.len();
        let mut at = 0;
        let mut sections = BTreeMap::new();
        while at < list.len() {
            let name_end = at + 1 + usize::from(*list.get(at)?);
            let name = std::str::from_utf8(list.get(at + 1..name_end)?).ok()?;
            let from = start.checked_add(number(&list, name_end)?)?;
            let to = from.checked_add(number(&list, name_end + 8)?)?;
            (to <= file.len()).then_some(())?;
            sections.insert(name.to_owned(), Section::new(file.slice(from..to)));
            at = name_end + 16;
        }
        Some(Table { sections })
    }

    /// The same with these sections in place of its own.
    pub(super) fn with(&self, sections: Sections) -> Table {
        let own = sections.all.into_iter();
        let own = own.map(|(name, bytes)| (name, Section::new(in_memory(bytes))));
        let mut table = self.clone();
        table.sections.extend(own);
        table
    }

    fn section(&self, name: &str) -> Option<Arc<Section>> {
        self.sections.get(name).cloned()
    }

    /// The bytes of a section; none if there is no such section, or it cannot be read.
    pub(super) fn bytes(&self, name: &str) -> OwnedBytes {
        let found = self.sections.get(name);
        found.map_or_else(OwnedBytes::empty, |section| section.once())
    }

    /// Where a section lies, to be read later; an empty place if there is no such section.
    pub(super) fn place(&self, name: &str) -> FileSlice {
        let found = self.sections.get(name);
        found.map_or_else(FileSlice::empty, |section| section.place.clone())
    }

    /// A section of numbers.
    pub(super) fn numbers(&self, name: &str) -> Numbers {
        Numbers(self.section(name))
    }

    /// A section of texts.
    pub(super) fn strings(&self, name: &str) -> Strings {
        Strings {
            ends: self.numbers(&format!("{name}.ends")),
            bytes: self.section(name),
        }
    }

    /// A section of lists of numbers.
    pub(super) fn lists(&self, name: &str) -> Lists {
        Lists {
            ends: self.numbers(&format!("{name}.ends")),
            items: self.numbers(name),
        }
    }
}

/// Bytes as a file would have them.
pub(super) fn in_memory(bytes: Vec<u8>) -> FileSlice {
    FileSlice::new(Arc::new(OwnedBytes::new(bytes)))
}

/// Numbers in a row.
#[derive(Debug, Clone, Default)]
pub(super) struct Numbers(Option<Arc<Section>>);

impl Numbers {
    pub(super) fn len(&self) -> usize {
        self.0.as_ref().map_or(0, |s| s.place.len() / 4)
    }

    fn bytes(&self) -> &[u8] {
        self.0.as_ref().map_or(&[], |s| s.bytes())
    }

    /// The number at a place; 0 where there is none.
    pub(super) fn get(&self, at: usize) -> u32 {
        let bytes = self.bytes().get(at * 4..at * 4 + 4);
        bytes.map_or(0, |b| u32::from_le_bytes([b[0], b[1], b[2], b[3]]))
    }

    /// The numbers of a range of places; those that are not there are left out.
    pub(super) fn range(&self, places: Range<usize>) -> impl ExactSizeIterator<Item = u32> + '_ {
        let bytes = self.bytes();
        let end = places.end.min(bytes.len() / 4);
        let bytes = &bytes[places.start.min(end) * 4..end * 4];
        let number = |b: &[u8]| u32::from_le_bytes([b[0], b[1], b[2], b[3]]);
        bytes.chunks_exact(4).map(number)
    }

    pub(super) fn iter(&self) -> impl ExactSizeIterator<Item = u32> + '_ {
        self.range(0..self.len())
    }

    /// Where list or text number `at` lies, if these are ends.
    fn between(&self, at: usize) -> Range<usize> {
        let start = if at == 0 { 0 } else { self.get(at - 1) };
        start as usize..self.get(at).max(start) as usize
    }
}

/// Texts in a row.
#[derive(Debug, Clone, Default)]
pub(super) struct Strings {
    ends: Numbers,
    bytes: Option<Arc<Section>>,
}

impl Strings {
    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    /// The bytes at a place.
    pub(super) fn bytes(&self, at: usize) -> &[u8] {
        let all = self.bytes.as_ref().map_or(&[][..], |s| s.bytes());
        all.get(self.ends.between(at)).unwrap_or_default()
    }

    /// The same, where few of many are looked at: the others are not read.
    pub(super) fn alone(&self, at: usize) -> Cow<'_, [u8]> {
        let all = self.bytes.as_ref();
        all.map_or(Cow::Borrowed(&[]), |s| s.part(self.ends.between(at)))
    }

    /// The text at a place.
    pub(super) fn get(&self, at: usize) -> &str {
        std::str::from_utf8(self.bytes(at)).unwrap_or_default()
    }

    /// How many of the texts, which are sorted, stand before `text`.
    pub(super) fn before(&self, text: &str) -> usize {
        let (mut low, mut high) = (0, self.len());
        while low < high {
            let middle = low.midpoint(high);
            if self.bytes(middle) < text.as_bytes() {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        low
    }

    /// The place of a text among texts that are sorted.
    pub(super) fn find(&self, text: &str) -> Option<usize> {
        let at = self.before(text);
        (at < self.len() && self.bytes(at) == text.as_bytes()).then_some(at)
    }
}

/// Lists of numbers in a row.
#[derive(Debug, Clone, Default)]
pub(super) struct Lists {
    ends: Numbers,
    items: Numbers,
}

impl Lists {
    /// How long the list at a place is, told without reading it.
    pub(super) fn count(&self, at: usize) -> usize {
        let place = self.ends.between(at);
        place.end.min(self.items.len()).saturating_sub(place.start)
    }

    /// The list at a place.
    pub(super) fn get(&self, at: usize) -> impl ExactSizeIterator<Item = u32> + '_ {
        self.items.range(self.ends.between(at))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file() -> Vec<u8> {
        let mut sections = Sections::default();
        sections.numbers("n", [7, 8, u32::MAX]);
        sections.strings("s", ["alpha", "", "ño"]);
        sections.lists("l", [vec![1, 2], vec![], vec![3]]);
        sections.into_bytes()
    }

    #[test]
    fn what_was_written_is_read() {
        let table = Table::read(&in_memory(file())).expect("a table");
        let numbers = table.numbers("n");
        assert_eq!(numbers.iter().collect::<Vec<_>>(), [7, 8, u32::MAX]);
        assert_eq!((numbers.get(1), numbers.get(9)), (8, 0));
        let strings = table.strings("s");
        let texts: Vec<&str> = (0..4).map(|at| strings.get(at)).collect();
        assert_eq!(texts, ["alpha", "", "ño", ""]);
        let lists = table.lists("l");
        let all: Vec<Vec<u32>> = (0..4).map(|i| lists.get(i).collect()).collect();
        assert_eq!(all, [vec![1, 2], vec![], vec![3], vec![]]);
        assert_eq!(
            (0..4).map(|i| lists.count(i)).collect::<Vec<_>>(),
            [2, 0, 1, 0]
        );
        assert_eq!(table.strings("none").len(), 0);
    }

    #[test]
    fn a_file_that_is_cut_off_anywhere_or_damaged_in_its_head_is_refused_or_read_without_panic() {
        let whole = file();
        for len in 0..whole.len() {
            assert!(Table::read(&in_memory(whole[..len].to_vec())).is_none());
        }
        for at in 0..whole.len() {
            let mut damaged = whole.clone();
            damaged[at] ^= 0xff;
            if let Some(table) = Table::read(&in_memory(damaged)) {
                let (strings, lists) = (table.strings("s"), table.lists("l"));
                let _ = (0..9).map(|at| strings.get(at).len()).sum::<usize>();
                let _ = (0..9).map(|i| lists.get(i).len()).sum::<usize>();
                let _ = strings.find("ño");
            }
        }
    }
}
