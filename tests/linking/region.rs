//! Three invented texts of a region that no rule was written for, marked by hand before the first run: `{kind entity|words}`.

use super::score;

/// A text with its marks: `p`erson, `o`rganisation, `c`ountry, `l`ocation, `e`vent, `d`ocument.
pub const TEXTS: &[(&str, &str)] = &[
    ("savanna.txt", include_str!("savanna.txt")),
    ("lagoon.txt", include_str!("lagoon.txt")),
    ("delta.txt", include_str!("delta.txt")),
];

/// The bare text and its mentions; offsets in code points.
pub fn unmarked(file: &str, marked: &str) -> (String, Vec<score::Gold>) {
    let (mut text, mut gold) = (String::new(), Vec::new());
    let mut rest = marked;
    while let Some((before, after)) = rest.split_once('{') {
        let (mark, later) = after.split_once('}').expect("a closing mark");
        let (entity, words) = mark.split_once('|').expect("entity and words");
        let kind = match entity.split(' ').next().expect("a kind") {
            "p" => "person",
            "o" => "organisation",
            "c" => "country",
            "l" => "place",
            "e" => "event",
            _ => "document",
        };
        text.push_str(before);
        let start = text.chars().count();
        text.push_str(words);
        let end = text.chars().count();
        gold.push(score::Gold::new(file, start..end, entity, kind));
        rest = later;
    }
    text.push_str(rest);
    (text, gold)
}
