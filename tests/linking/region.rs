//! What do invented texts say that were marked by hand before the first run? `{kind entity|words}`, marks may nest.
//!
//! Before the kind, `?` marks what may be found or not, `~` another reading of the required marks of the same entity inside
//! it or around it; `entity=code` says that a capital stands for its government.

use super::score;

/// Three texts of a region that no rule was written for.
pub const TEXTS: &[(&str, &str)] = &[
    ("savanna.txt", include_str!("savanna.txt")),
    ("lagoon.txt", include_str!("lagoon.txt")),
    ("delta.txt", include_str!("delta.txt")),
];

/// A mark that is not closed yet: where its words begin, and what it says.
struct Open<'a> {
    start: usize,
    entity: &'a str,
    kind: &'static str,
    sort: Sort,
}

#[derive(PartialEq)]
enum Sort {
    Required,
    Optional,
    Another,
}

fn opened(mark: &str, start: usize) -> Open<'_> {
    let (sort, mark) = match mark.as_bytes().first() {
        Some(b'?') => (Sort::Optional, &mark[1..]),
        Some(b'~') => (Sort::Another, &mark[1..]),
        _ => (Sort::Required, mark),
    };
    let kind = match mark.split(' ').next().expect("a kind") {
        "p" => "person",
        "o" => "organisation",
        "c" => "country",
        "l" => "place",
        "e" => "event",
        _ => "document",
    };
    Open {
        start,
        entity: mark,
        kind,
        sort,
    }
}

/// The bare text and its mentions; offsets in code points.
pub fn unmarked(file: &str, marked: &str) -> (String, Vec<score::Gold>) {
    let (mut text, mut at) = (String::new(), 0);
    let (mut gold, mut others) = (Vec::new(), Vec::new());
    let mut open: Vec<Open<'_>> = Vec::new();
    let mut rest = marked;
    while let Some(found) = rest.find(['{', '}']) {
        text.push_str(&rest[..found]);
        at += rest[..found].chars().count();
        let closes = rest[found..].starts_with('}');
        rest = &rest[found + 1..];
        if !closes {
            let (mark, words) = rest.split_once('|').expect("entity and words");
            open.push(opened(mark, at));
            rest = words;
            continue;
        }
        let mark = open.pop().expect("an opening mark");
        let (entity, stands_for) = mark.entity.split_once('=').unwrap_or((mark.entity, ""));
        if mark.sort == Sort::Another {
            others.push((mark.start..at, entity));
            continue;
        }
        let mut one = score::Gold::new(file, mark.start..at, entity, mark.kind);
        if mark.sort == Sort::Optional {
            one = one.optional();
        }
        if !stands_for.is_empty() {
            one = one.standing_for(&format!("c {stands_for}"));
        }
        gold.push(one);
    }
    text.push_str(rest);
    for (span, entity) in others {
        for one in &mut gold {
            one.also(&span, entity);
        }
    }
    (text, gold)
}
