//! Which styles has a document of Word? Their names, and the lists that they are entries of.
//!
//! Must not know: packages, paragraphs.

use std::collections::HashMap;

use crate::load::xml::{self, Element, Piece};

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
    bold: Option<bool>,
    italic: Option<bool>,
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
                Piece::Start(element) if matches!(element.name().as_str(), "b" | "i") => {
                    if let Some((_, style)) = &mut open {
                        let is_on = Some(!is_off(&element));
                        match element.name() == "b" {
                            true => style.bold = is_on,
                            false => style.italic = is_on,
                        }
                    }
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

    /// Whether text of that style is bold, and whether it leans.
    pub fn look(&self, id: &str) -> (bool, bool) {
        let (mut bold, mut italic) = (None, None);
        let mut style = self.styles.get(id);
        for _ in 0..BASES {
            let Some(found) = style else { break };
            (bold, italic) = (bold.or(found.bold), italic.or(found.italic));
            style = found.base.as_ref().and_then(|base| self.styles.get(base));
        }
        (bold.unwrap_or(false), italic.unwrap_or(false))
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

/// `<w:b w:val="0"/>` takes the emphasis back.
pub(super) fn is_off(element: &Element) -> bool {
    element
        .attr("val")
        .is_some_and(|v| matches!(v.as_str(), "0" | "false" | "off" | "none"))
}
