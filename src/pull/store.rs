//! How does a briefing from the web become a file? Markdown with what it states, under a name made of nothing but letters,
//! digits and hyphens.
//!
//! Invariant: nothing is written outside the folder, nothing half; the same entry is the same file, whatever it is called now.
//! Must not know: where briefings come from.

use std::collections::HashMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use crate::briefing::Briefing;
use crate::files::{self, Readers};
use crate::{export, fold};

/// The folder of feeds, which has one for each.
pub(super) const FEEDS: &str = "feeds";

/// The folder of pages.
pub(super) const PAGES: &str = "pages";

/// Characters of a name that is made of a title.
const LONGEST: usize = 60;

/// The length of a mark.
const MARK: usize = 12;

/// What became of a briefing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kept {
    /// It has a file now.
    New,
    /// Its file says something else now.
    Changed,
    /// Its file says the same.
    Same,
}

/// A folder of briefings.
pub(super) struct Shelf {
    folder: PathBuf,
    /// The file of each mark.
    there: Mutex<HashMap<String, PathBuf>>,
}

impl Shelf {
    /// Opens, or makes, the folder `name` in the part of the library at `root`.
    pub fn open(root: &Path, part: &str, name: &str) -> io::Result<Shelf> {
        let folder = root.join(part).join(name);
        files::make(&folder)?;
        let mut there = HashMap::new();
        for file in fs::read_dir(&folder)? {
            let path = file?.path();
            let stem = path
                .file_name()
                .and_then(|name| name.to_str())
                .and_then(|name| name.strip_suffix(".md"));
            if let Some(mark) = stem
                .and_then(|stem| stem.rsplit('-').next())
                .filter(|mark| mark.len() == MARK)
            {
                there.insert(mark.to_owned(), path);
            }
        }
        Ok(Shelf {
            folder,
            there: Mutex::new(there),
        })
    }

    /// Whether there is a file of that mark.
    pub fn has(&self, mark: &str) -> bool {
        super::lock(&self.there).contains_key(mark)
    }

    /// Keeps a briefing: in the file that it has, or in a new one.
    pub fn keep(&self, mark: &str, briefing: &Briefing) -> io::Result<Kept> {
        let text = export::markdown(briefing);
        let there = super::lock(&self.there).get(mark).cloned();
        if let Some(path) = there {
            if fs::read(&path).is_ok_and(|old| old == text.as_bytes()) {
                return Ok(Kept::Same);
            }
            files::replace(&path, &text, Readers::Owner)?;
            return Ok(Kept::Changed);
        }
        let path = self.folder.join(file_name(mark, briefing));
        files::replace(&path, &text, Readers::Owner)?;
        super::lock(&self.there).insert(mark.to_owned(), path);
        Ok(Kept::New)
    }
}

/// `2014-03-12-what-it-is-called-0123456789ab.md`.
fn file_name(mark: &str, briefing: &Briefing) -> String {
    let published = briefing.stated.published.as_ref().map(|p| p.value);
    let day = published
        .filter(|p| p.earliest == p.latest)
        .map(|p| format!("{}-", p.earliest));
    format!(
        "{}{}-{mark}.md",
        day.unwrap_or_default(),
        name(&briefing.heading(), "untitled")
    )
}

/// A name made of a title: letters and digits of ASCII, and hyphens.
pub(super) fn name(title: &str, without: &str) -> String {
    let plain = fold::ascii(title).to_ascii_lowercase();
    let words = plain
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|w| !w.is_empty());
    let mut name = String::new();
    for word in words {
        if !name.is_empty() && name.len() + word.len() >= LONGEST {
            break;
        }
        if !name.is_empty() {
            name.push('-');
        }
        name.push_str(&word[..word.len().min(LONGEST)]);
    }
    if name.is_empty() {
        without.to_owned()
    } else {
        name
    }
}

/// Whether a name is one that [`name`] could have made.
pub(super) fn is_name(name: &str) -> bool {
    let is_plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    (1..=LONGEST + 10).contains(&name.len()) && name.bytes().all(is_plain)
}

/// What tells an entry from others, the same in all versions of the program: FNV-1a of its id.
pub(super) fn mark(id: &str) -> String {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for byte in id.bytes() {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
    format!("{hash:016x}")[16 - MARK..].to_owned()
}

/// Entries with their marks; of two that are the same in all that tells them apart, the first.
pub(super) fn marked(entries: Vec<Briefing>) -> Vec<(String, Briefing)> {
    let value =
        |claim: &Option<crate::briefing::Claim<String>>| claim.as_ref().map(|c| c.value.clone());
    let mut counts: HashMap<String, usize> = HashMap::new();
    for entry in &entries {
        if let Some(id) = value(&entry.stated.id) {
            *counts.entry(id).or_default() += 1;
        }
    }
    let mut marked: Vec<(String, Briefing)> = Vec::new();
    let mut taken = std::collections::HashSet::new();
    for entry in entries {
        let (id, url) = (value(&entry.stated.id), value(&entry.stated.url));
        let key = match (id, url) {
            (Some(id), _) if counts.get(&id) == Some(&1) => id,
            // Some give all their entries one id.
            (Some(id), Some(url)) => format!("{id}\n{url}"),
            (Some(id), None) => format!("{id}\n{}", entry.heading()),
            (None, Some(url)) => url,
            (None, None) => entry.body.clone(),
        };
        let mark = mark(&key);
        if taken.insert(mark.clone()) {
            marked.push((mark, entry));
        }
    }
    marked
}

/// The documents of the file at an address with their marks: what tells them apart, or what they are called and say.
pub(super) fn marked_in(
    url: &str,
    documents: impl Iterator<Item = Briefing>,
) -> Vec<(String, Briefing)> {
    let mut taken = std::collections::HashSet::new();
    let mark_of = |document: &Briefing, is_taken: &dyn Fn(&str) -> bool| {
        let stated = |claim: &Option<crate::briefing::Claim<String>>| {
            let value = claim.as_ref().map(|c| c.value.clone());
            value.filter(|value| value != url)
        };
        let own = stated(&document.stated.id).or_else(|| stated(&document.stated.url));
        let key = own.unwrap_or_else(|| document.heading().into_owned());
        let first = mark(&format!("{url}\n{key}"));
        match is_taken(&first) {
            true => mark(&format!("{url}\n{key}\n{}", document.body)),
            false => first,
        }
    };
    let mut marked: Vec<(String, Briefing)> = Vec::new();
    for document in documents {
        let mark = mark_of(&document, &|mark| taken.contains(mark));
        if taken.insert(mark.clone()) {
            marked.push((mark, document));
        }
    }
    marked
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_hold_nothing_but_letters_digits_and_hyphens() {
        let long = "word ".repeat(100);
        for (title, expected) in [
            ("Ferries sail: twice!", "ferries-sail-twice"),
            ("../../etc/passwd", "etc-passwd"),
            ("Ерёма\u{202e}\u{0}", "erema"),
            ("…", "untitled"),
            ("CON", "con"),
            (".hidden", "hidden"),
        ] {
            assert_eq!(name(title, "untitled"), expected);
        }
        for title in [long.as_str(), &"x".repeat(500), "日本語の題", "a\nb"] {
            assert!(is_name(&name(title, "untitled")), "{title}");
        }
        for hostile in ["", "..", "a/b", "A", "a.b", &"x".repeat(100)] {
            assert!(!is_name(hostile), "{hostile}");
        }
    }
}
