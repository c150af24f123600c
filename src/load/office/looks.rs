//! What do the styles of OpenOffice and its kin make of a text? Whether it is bold or leaning, and which style it is a change of.
//!
//! Must not know: packages, paragraphs.

use std::collections::HashMap;

use crate::load::xml::Element;

/// Styles that are based on each other beyond that are not followed.
const BASES: usize = 20;

/// The styles of a document, by whether they are of text within paragraphs, and their names.
#[derive(Default)]
pub(super) struct Looks {
    styles: HashMap<(bool, String), Style>,
    open: Option<(bool, String)>,
    /// Whether what is read was made up for single paragraphs and words, and is not named by who wrote them.
    is_automatic: bool,
}

#[derive(Default)]
struct Style {
    look: Look,
    base: Option<String>,
    shown: Option<String>,
    is_automatic: bool,
}

/// Whether a text is bold and whether it leans, as far as its style says.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Look {
    pub bold: Option<bool>,
    pub italic: Option<bool>,
}

impl Look {
    /// As far as it says nothing, what the other says.
    pub fn or(self, other: Self) -> Self {
        Self {
            bold: self.bold.or(other.bold),
            italic: self.italic.or(other.italic),
        }
    }
}

impl Looks {
    pub fn start(&mut self, element: &Element) {
        match element.name().as_str() {
            "automatic-styles" => self.is_automatic = true,
            "style" => {
                let of_text = match element.attr("family").as_deref() {
                    Some("text") => true,
                    Some("paragraph") => false,
                    _ => return self.open = None,
                };
                let style = Style {
                    base: element.attr("parent-style-name"),
                    shown: element.attr("display-name"),
                    is_automatic: self.is_automatic,
                    ..Style::default()
                };
                self.open = element.attr("name").map(|name| (of_text, name));
                self.styles
                    .extend(self.open.clone().map(|name| (name, style)));
            }
            "text-properties" => {
                let style = self.open.as_ref().and_then(|n| self.styles.get_mut(n));
                let Some(style) = style else { return };
                let weight = element.attr("font-weight");
                let heavy = |w: String| w == "bold" || w.parse().is_ok_and(|w: u16| w >= 600);
                style.look.bold = weight.map(heavy);
                let slant = element.attr("font-style");
                style.look.italic = slant.map(|slant| slant != "normal");
            }
            _ => {}
        }
    }

    pub fn end(&mut self, name: &str) {
        match name {
            "style" => self.open = None,
            "automatic-styles" => self.is_automatic = false,
            _ => {}
        }
    }

    /// The look of text of that style.
    pub fn of_text(&self, name: &str) -> Look {
        let mut look = Look::default();
        let mut name = Some(name.to_owned());
        for _ in 0..BASES {
            let style = name.take().and_then(|name| self.styles.get(&(true, name)));
            let Some(style) = style else { break };
            look = look.or(style.look);
            name.clone_from(&style.base);
        }
        look
    }

    /// The name, in lower case, of the style that a paragraph is of, and the look that it has besides.
    pub fn of_paragraph(&self, name: &str) -> (String, Look) {
        let style = self.styles.get(&(false, name.to_owned()));
        let own = style.filter(|style| style.is_automatic);
        let look = own.map_or_else(Look::default, |style| style.look);
        let base = own.and_then(|style| style.base.clone());
        let name = base.as_deref().unwrap_or(name);
        let style = self.styles.get(&(false, name.to_owned()));
        let shown = style.and_then(|style| style.shown.clone());
        let shown = shown.unwrap_or_else(|| name.replace("_20_", " "));
        (shown.to_lowercase(), look)
    }
}
