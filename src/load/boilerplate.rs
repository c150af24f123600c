//! Is this line furniture of the page it was scraped from? Navigation, credits, sharing, advertisement.
//!
//! Invariant: judged by the line alone, from general lists (`data/lines.toml`).
//! Must not know: where the line stands.

use std::collections::HashSet;
use std::sync::LazyLock;

use serde::Deserialize;

use super::lines;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Lists {
    whole: HashSet<String>,
    labels: Vec<String>,
    openings: Vec<String>,
}

static LISTS: LazyLock<Lists> = LazyLock::new(|| {
    toml::from_str(include_str!("data/lines.toml"))
        .expect("data/lines.toml is compiled in, and the tests parse it")
});

/// Longest line in bytes that can be furniture; spares us counting the words of paragraphs.
const LONGEST: usize = 400;

/// No entry of the lists is longer in bytes; a test holds it.
const HEAD: usize = 48;

/// Whether the line is no part of the document.
pub(super) fn is_furniture(line: &str) -> bool {
    if line.len() > LONGEST {
        return false;
    }
    let bare = line.trim_start_matches([
        '-', '*', '>', '•', '·', '|', '»', '›', '▪', '●', '«', '‹', '#', ' ', '\u{a0}',
    ]);
    let end = (0..=HEAD.min(bare.len()))
        .rev()
        .find(|i| bare.is_char_boundary(*i));
    let head = folded(&bare[..end.unwrap_or(0)]);
    let begins = |list: &[String]| list.iter().any(|start| head.starts_with(start));
    if bare.len() <= HEAD
        && LISTS
            .whole
            .contains(head.trim_end_matches([':', '.', '>', '»', '›', '…', '|', '!', '→', ' ']))
    {
        return true;
    }
    begins(&LISTS.labels) && lines::words(bare) < lines::MANY
        || (begins(&LISTS.openings) || is_trail(line)) && lines::words(bare) <= 14
}

/// In lower case, with plain spaces.
fn folded(text: &str) -> String {
    text.chars()
        .flat_map(char::to_lowercase)
        .map(|c| if c == '\u{a0}' { ' ' } else { c })
        .collect()
}

/// A trail of short links: `Home > News > World`.
fn is_trail(line: &str) -> bool {
    [" > ", " » ", " › ", " | "].iter().any(|mark| {
        let parts: Vec<&str> = line.split(mark).collect();
        parts.len() >= 3
            && parts
                .iter()
                .all(|p| lines::words(p) <= 4 && !lines::ends_sentence(p))
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)] // a test may fail by panicking
mod tests {
    use super::*;

    #[test]
    fn furniture_is_told_from_text() {
        let furniture = [
            "All news",
            "See also:",
            "» Read more…",
            "- Share on Facebook",
            "Photo: The Ministry",
            "© 2014 Example Agency",
            "Home > News > World",
            "COMMENTS",
            "Read more: talks go on",
        ];
        let text = [
            "All news from the front is bad, he said.",
            "The photo shows a bridge",
            "Moreover, talks failed",
            "Liveness of the talks",
            "Sharing the burden",
            "A | B",
        ];
        for line in furniture {
            assert!(is_furniture(line), "{line}");
        }
        for line in text {
            assert!(!is_furniture(line), "{line}");
        }
    }

    #[test]
    fn the_lists_hold_nothing_twice_and_only_lower_case() {
        let raw: toml::Table = toml::from_str(include_str!("data/lines.toml")).unwrap();
        let mut seen = HashSet::new();
        for entry in raw.values().flat_map(|v| v.as_array().unwrap()) {
            let entry = entry.as_str().unwrap();
            assert!(seen.insert(entry), "{entry} twice");
            assert_eq!(entry, entry.to_lowercase());
            assert!(entry.len() <= HEAD);
        }
    }
}
