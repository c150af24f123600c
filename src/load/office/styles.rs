//! Which styles has a document of Word? Their names, and the lists that they are entries of.
//!
//! Must not know: packages, paragraphs.

use std::collections::HashMap;

use crate::load::xml::{self, Piece};

/// Styles that are based on each other beyond that are not followed.
const BASES: usize = 20;

/// The styles of a document, by their ids.
#[derive(Default)]
pub(super) struct Styles {
    styles: HashMap<String, Style>,
}

#[derive(Default)]
struct Style {
    /// In lower case: ids are in the language of who wrote it, names are not.
    name: Option<String>,
    base: Option<String>,
    list: Option<String>,
    level: Option<usize>,
}

impl Styles {
    pub fn read(source: &str) -> Self {
        let mut styles = HashMap::new();
        let mut open: Option<(String, Style)> = None;
        xml::read(source, |piece| {
            match piece {
                Piece::Start(element) if element.name() == "style" => {
                    open = element.attr("styleId").map(|id| (id, Style::default()));
                }
                Piece::Start(element) => {
                    if let (Some((_, style)), Some(value)) = (&mut open, element.attr("val")) {
                        match element.name().as_str() {
                            "name" => style.name = Some(value.to_lowercase()),
                            "basedOn" => style.base = Some(value),
                            "numId" => style.list = Some(value),
                            "ilvl" => style.level = value.parse().ok(),
                            _ => {}
                        }
                    }
                }
                Piece::End(name) if name == "style" => styles.extend(open.take()),
                _ => {}
            }
            true
        });
        Self { styles }
    }

    /// The name of a style.
    pub fn name(&self, id: &str) -> String {
        let style = self.styles.get(id);
        let name = style.and_then(|style| style.name.clone());
        name.unwrap_or_else(|| id.to_lowercase())
    }

    /// The list that paragraphs of that style are entries of, and their level if the style says it.
    pub fn list(&self, id: &str) -> Option<(&str, Option<usize>)> {
        let mut style = self.styles.get(id)?;
        let mut level = None;
        for _ in 0..BASES {
            level = level.or(style.level);
            if let Some(list) = &style.list {
                return Some((list, level));
            }
            style = self.styles.get(style.base.as_ref()?)?;
        }
        None
    }
}
