//! Which label has this entry of a list? As Word numbers them: the entries of a document, in order.
//!
//! Must not know: packages, paragraphs.

use std::collections::{BTreeMap, HashMap};

use crate::load::labels::{Counter, Digits, LEVELS, Label, Level, Part, parts};
use crate::load::xml::{self, Element, Piece};

/// The lists of a document, and how far each has counted.
#[derive(Default)]
pub(super) struct Numbering {
    kinds: HashMap<String, Kind>,
    lists: HashMap<String, List>,
    /// The kinds that belong to styles of lists.
    styles: HashMap<String, String>,
    /// Of kinds (`true`), and of lists that count for themselves.
    counts: HashMap<(bool, String), Counter>,
}

/// A kind of list, which lists are of.
#[derive(Default)]
struct Kind {
    levels: BTreeMap<usize, Level>,
    /// The style of paragraphs that belong to a level.
    styles: HashMap<String, usize>,
    /// The style of lists that says what the levels are.
    same_as: Option<String>,
}

#[derive(Default)]
struct List {
    kind: String,
    /// Levels that are other than those of the kind.
    levels: BTreeMap<usize, Level>,
    /// Numbers that levels begin with, other than those of the kind; such a list counts for itself.
    firsts: BTreeMap<usize, u32>,
}

/// What is being read.
#[derive(Default)]
struct Open {
    kind: Option<(String, Kind)>,
    list: Option<(String, List)>,
    level: Option<(usize, Level)>,
    is_bullet: bool,
    /// The level that a list has otherwise.
    other: usize,
}

impl Numbering {
    pub fn read(source: &str) -> Self {
        let mut numbering = Self::default();
        let mut open = Open::default();
        xml::read(source, |piece| {
            match piece {
                Piece::Start(element) => numbering.start(&mut open, &element),
                Piece::End(name) => numbering.end(&mut open, &name),
                Piece::Text(_) => {}
            }
            true
        });
        numbering
    }

    fn start(&mut self, open: &mut Open, element: &Element) {
        let value = || element.attr("val").unwrap_or_default();
        let level = || {
            let level = element.attr("ilvl").and_then(|v| v.parse().ok());
            level.filter(|at| *at < LEVELS)
        };
        match element.name().as_str() {
            "abstractNum" => {
                let id = element.attr("abstractNumId");
                open.kind = id.map(|id| (id, Kind::default()));
            }
            "num" => open.list = element.attr("numId").map(|id| (id, List::default())),
            "lvlOverride" => open.other = level().unwrap_or(LEVELS),
            "lvl" => {
                let decimal = Level {
                    digits: Digits::Decimal,
                    ..Level::default()
                };
                open.level = level().map(|at| (at, decimal));
                open.is_bullet = false;
            }
            "numFmt" => open.is_bullet = value() == "bullet",
            _ => {}
        }
        if let Some((_, level)) = &mut open.level {
            shape(level, element);
        }
        if let Some((id, kind)) = &mut open.kind {
            match (element.name().as_str(), &open.level) {
                ("styleLink", _) => drop(self.styles.insert(value(), id.clone())),
                ("numStyleLink", _) => kind.same_as = Some(value()),
                ("pStyle", Some((at, _))) => drop(kind.styles.insert(value(), *at)),
                _ => {}
            }
        }
        if let Some((_, list)) = &mut open.list {
            match element.name().as_str() {
                "abstractNumId" => list.kind = value(),
                "startOverride" if open.other < LEVELS => {
                    list.firsts
                        .extend(number(&value()).map(|n| (open.other, n)));
                }
                _ => {}
            }
        }
    }

    fn end(&mut self, open: &mut Open, name: &str) {
        match name {
            "abstractNum" => self.kinds.extend(open.kind.take()),
            "num" => {
                if let Some((id, mut list)) = open.list.take() {
                    self.put_firsts(&mut list);
                    self.lists.insert(id, list);
                }
            }
            "lvl" => {
                let Some((at, mut level)) = open.level.take() else {
                    return;
                };
                if open.is_bullet {
                    // A bullet without a text is a picture.
                    let is_unmarked = level.parts.iter().all(is_space) && !level.parts.is_empty();
                    level = Level {
                        is_unmarked,
                        ..Level::default()
                    };
                }
                if let Some((_, list)) = &mut open.list {
                    list.levels.insert(at, level);
                } else if let Some((_, kind)) = &mut open.kind {
                    kind.levels.insert(at, level);
                }
            }
            _ => {}
        }
    }

    /// The kinds of all lists stand before the first of them.
    fn put_firsts(&self, list: &mut List) {
        for (at, first) in &list.firsts {
            let same = || self.kind(list)?.1.levels.get(at).cloned();
            let level = list.levels.get(at).cloned().or_else(same);
            if let Some(level) = level {
                let first = *first;
                list.levels.insert(*at, Level { first, ..level });
            }
        }
    }

    fn kind(&self, list: &List) -> Option<(&String, &Kind)> {
        let (id, kind) = self.kinds.get_key_value(&list.kind)?;
        let same = kind
            .same_as
            .as_ref()
            .and_then(|style| self.styles.get(style));
        Some(
            same.and_then(|id| self.kinds.get_key_value(id))
                .unwrap_or((id, kind)),
        )
    }

    /// The level at which paragraphs of that style are entries of that list.
    pub fn level(&self, list: &str, style: &str) -> Option<usize> {
        let (_, kind) = self.kind(self.lists.get(list)?)?;
        kind.styles.get(style).copied()
    }

    /// Whether that level of that list shows nothing before its entries.
    pub fn is_unmarked(&self, id: &str, level: usize) -> bool {
        let list = self.lists.get(id);
        let kind = list.and_then(|list| self.kind(list));
        let own = list.and_then(|list| list.levels.get(&level));
        own.or_else(|| kind?.1.levels.get(&level))
            .is_some_and(|level| level.is_unmarked)
    }

    /// Counts an entry, and says what stands before it; nothing if that is a bullet, or not known.
    pub fn count(&mut self, id: &str, level: usize) -> Option<Label> {
        let list = self.lists.get(id)?;
        let (kind, Kind { levels, .. }) = self.kind(list)?;
        let levels = |at: usize| list.levels.get(&at).or_else(|| levels.get(&at));
        // Lists of one kind go on with each other's numbers, unless they say that they begin anew.
        let key = match list.firsts.is_empty() {
            true => (true, kind.clone()),
            false => (false, id.to_owned()),
        };
        let mut counter = self.counts.get(&key).copied().unwrap_or_default();
        counter.count(levels, level);
        let label = counter.label(levels, level);
        self.counts.insert(key, counter);
        label
    }
}

fn is_space(part: &Part) -> bool {
    matches!(part, Part::Text(text) if !text.is_empty() && text.trim().is_empty())
}

fn number(value: &str) -> Option<u32> {
    value.trim().parse().ok()
}

/// What an element within a level says of it.
fn shape(level: &mut Level, element: &Element) {
    let value = element.attr("val").unwrap_or_default();
    match element.name().as_str() {
        "start" => level.first = number(&value).unwrap_or(level.first),
        "lvlText" => level.parts = parts(&value),
        "lvlRestart" => level.restart = value.parse().ok(),
        "isLgl" => level.is_legal = !matches!(value.as_str(), "0" | "false" | "off"),
        "numFmt" => {
            let is_upper = value.starts_with("upper");
            level.digits = match value.as_str() {
                "none" | "bullet" => Digits::None,
                "upperLetter" | "lowerLetter" => Digits::Letters {
                    is_upper,
                    is_repeated: true,
                },
                "upperRoman" | "lowerRoman" => Digits::Roman { is_upper },
                // Words and the figures of other scripts say the same number.
                _ => Digits::Decimal,
            };
        }
        _ => {}
    }
}
