//! What does a theme file say, and what is wrong in it?
//!
//! Invariant: what a file does not say is as in the theme that it lies over; what it says wrong is an error, never that.
//! Must not know: what a terminal can show.

use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use ratatui::style::{Color, Modifier, Style};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::colour::NAMED;
use super::{AUTO, ROLES, Rgb, Role, Shipped, Styles};
use crate::diagnose::{Diagnoses, Diagnosis, File, did_you_mean, syntax};
use crate::fold::nearest;

/// A theme as it is meant, before a terminal comes into it.
#[derive(Debug, Clone, PartialEq)]
pub struct Look {
    /// One line for a list of themes; may be empty.
    pub about: String,
    /// The ground that its colours are chosen for.
    pub ground: Option<Rgb>,
    /// Whether that ground is painted; else it is the terminal's own.
    pub paint: bool,
    pub(super) styles: Styles,
    named: Vec<Role>,
}

/// The attributes, by their names in a theme.
const ATTRIBUTES: [(&str, Modifier); 6] = [
    ("bold", Modifier::BOLD),
    ("dim", Modifier::DIM),
    ("italic", Modifier::ITALIC),
    ("underline", Modifier::UNDERLINED),
    ("reverse", Modifier::REVERSED),
    ("strike", Modifier::CROSSED_OUT),
];

/// What else a theme says, at its top.
const TOP: [&str; 5] = ["about", "extends", "ground", "paint", "roles"];

impl Look {
    /// The theme that there is when none is named.
    pub fn auto() -> Look {
        // A test holds the shipped themes free of errors.
        Look::named(AUTO).expect("the shipped theme is valid")
    }

    /// The shipped theme of that name; `None` when there is none.
    pub fn named(name: &str) -> Option<Look> {
        let shipped = Shipped::named(name)?;
        let file = File::new(format!("the shipped {name}.toml"), shipped.text);
        let base = match name {
            AUTO => Look::nothing(),
            _ => Look::auto(),
        };
        Parser::parse(&file, base).ok()
    }

    /// The theme in the file at `path`; `None` when there is none.
    ///
    /// # Errors
    /// It cannot be read, or something in it is wrong: all of it is told.
    pub fn read(path: &Path) -> Result<Option<Look>, Diagnoses> {
        let file = File::read(path)?;
        file.map(|file| Look::parse(&file)).transpose()
    }

    /// The theme in `file`, over the shipped one that it extends.
    ///
    /// # Errors
    /// Something in it is wrong: all of it is told.
    pub fn parse(file: &Arc<File>) -> Result<Look, Diagnoses> {
        Parser::parse(file, Look::auto())
    }

    /// Whether the file itself says what the role looks like.
    pub fn names(&self, role: Role) -> bool {
        self.named.contains(&role)
    }

    /// No colours, no attributes.
    fn nothing() -> Look {
        Look {
            about: String::new(),
            ground: None,
            paint: false,
            styles: [Style::new(); ROLES.len()],
            named: Vec::new(),
        }
    }
}

struct Parser<'a> {
    file: &'a Arc<File>,
    look: Look,
    wrong: Vec<Diagnosis>,
}

impl Parser<'_> {
    fn parse(file: &Arc<File>, base: Look) -> Result<Look, Diagnoses> {
        let (root, errors) = DeTable::parse_recoverable(&file.text);
        let mut parser = Parser {
            file,
            look: base,
            wrong: errors.iter().map(|e| syntax(file, e)).collect(),
        };
        let root = root.get_ref();
        // First, because the rest lies over it.
        let extends = root.iter().find(|(name, _)| name.get_ref() == "extends");
        if let Some((_, value)) = extends {
            parser.extends(value);
        }
        parser.look.named.clear();
        for (name, value) in root {
            parser.top(name, value);
        }
        let Parser {
            look, mut wrong, ..
        } = parser;
        wrong.sort_by_key(|d| d.marks.first().map(|m| m.span.start));
        Diagnoses(wrong).or(look)
    }

    fn wrong(&mut self, title: String, at: Range<usize>, help: Option<String>) {
        let diagnosis = Diagnosis::new(title).at(self.file, at, "").help(help);
        self.wrong.push(diagnosis);
    }

    fn expected(&mut self, what: &str, value: &Spanned<DeValue<'_>>, help: Option<String>) {
        let found = match value.get_ref() {
            DeValue::String(text) => format!("{text:?}"),
            DeValue::Integer(n) => n.as_str().to_owned(),
            other => format!("a value of type {}", other.type_str()),
        };
        self.wrong(
            format!("expected {what}, found {found}"),
            value.span(),
            help,
        );
    }

    fn extends(&mut self, value: &Spanned<DeValue<'_>>) {
        let name = value.get_ref().as_str().unwrap_or("");
        match Look::named(name) {
            Some(look) => self.look = look,
            None => {
                let help = did_you_mean(&nearest(name, Shipped::names(), 1));
                let help = help.or_else(|| Some(there_are(Shipped::names())));
                self.expected("the name of a shipped theme", value, help);
            }
        }
    }

    fn top(&mut self, name: &Spanned<impl AsRef<str>>, value: &Spanned<DeValue<'_>>) {
        let written = name.get_ref().as_ref();
        match written {
            // Read before.
            "extends" => {}
            "about" => match value.get_ref().as_str() {
                Some(text) => self.look.about = text.to_owned(),
                None => self.expected("a line of text", value, None),
            },
            "ground" => {
                if let Some(color) = self.colour(value) {
                    self.look.ground = Rgb::of(color);
                }
            }
            "paint" => match value.get_ref().as_bool() {
                Some(paint) => self.look.paint = paint,
                None => self.expected("true or false", value, None),
            },
            "roles" => match value.get_ref().as_table() {
                Some(table) => table
                    .iter()
                    .for_each(|(name, value)| self.role(name, value)),
                None => self.expected("a section [roles]", value, None),
            },
            _ => {
                let roles = ROLES.iter().map(|(role, _)| *role);
                let help = match roles.clone().any(|role| role == written) {
                    true => Some("put it below the line [roles]".to_owned()),
                    false => did_you_mean(&nearest(written, TOP.into_iter().chain(roles), 1)),
                };
                let help = help.or_else(|| Some(there_are(TOP.into_iter())));
                self.wrong(format!("a theme has no {written:?}"), name.span(), help);
            }
        }
    }

    fn role(&mut self, name: &Spanned<impl AsRef<str>>, value: &Spanned<DeValue<'_>>) {
        let written = name.get_ref().as_ref();
        let Some(index) = ROLES.iter().position(|(role, _)| *role == written) else {
            let names = || ROLES.iter().map(|(role, _)| *role);
            let help = did_you_mean(&nearest(written, names(), 1));
            let help = help.or_else(|| Some(there_are(names())));
            return self.wrong(format!("no role {written:?}"), name.span(), help);
        };
        let Some(table) = value.get_ref().as_table() else {
            let help = Some(format!(
                "write {written} = {{ fg = \"cyan\", bold = true }}"
            ));
            return self.expected("a style", value, help);
        };
        let mut style = Style::new();
        for (part, value) in table {
            style = self.part(style, part, value);
        }
        self.look.styles[index] = style;
        self.look.named.push(ROLES[index].1);
    }

    /// One part of a style.
    fn part(
        &mut self,
        style: Style,
        name: &Spanned<impl AsRef<str>>,
        value: &Spanned<DeValue<'_>>,
    ) -> Style {
        let written = name.get_ref().as_ref();
        match written {
            "fg" => self.colour(value).map_or(style, |c| style.fg(c)),
            "bg" => self.colour(value).map_or(style, |c| style.bg(c)),
            _ => {
                let names = || ATTRIBUTES.iter().map(|(name, _)| *name);
                let Some((_, attribute)) = ATTRIBUTES.iter().find(|(name, _)| *name == written)
                else {
                    let all = || ["fg", "bg"].into_iter().chain(names());
                    let help = did_you_mean(&nearest(written, all(), 1));
                    let help = help.or_else(|| Some(there_are(all())));
                    self.wrong(format!("a style has no {written:?}"), name.span(), help);
                    return style;
                };
                match value.get_ref().as_bool() {
                    Some(true) => style.add_modifier(*attribute),
                    // Also where it lies within something that has it.
                    Some(false) => style.remove_modifier(*attribute),
                    None => {
                        self.expected("true or false", value, None);
                        style
                    }
                }
            }
        }
    }

    fn colour(&mut self, value: &Spanned<DeValue<'_>>) -> Option<Color> {
        const WHAT: &str = "a colour (a name, 0 to 255, or \"#rrggbb\")";
        if let Some(n) = value.get_ref().as_integer() {
            let n = u8::from_str_radix(n.as_str(), n.radix()).ok();
            let color = n.map(|n| match NAMED.get(usize::from(n)) {
                Some((_, color, _)) => *color,
                None => Color::Indexed(n),
            });
            if color.is_none() {
                self.expected(WHAT, value, None);
            }
            return color;
        }
        let text = value.get_ref().as_str().unwrap_or("");
        let color = match text.strip_prefix('#') {
            Some(digits) => hex(digits),
            None => NAMED.iter().find(|n| n.0 == text).map(|n| n.1),
        };
        if color.is_none() {
            let names = || NAMED.iter().map(|(name, ..)| *name);
            let help = match value.get_ref().as_str() {
                Some(text) if !text.starts_with('#') => {
                    did_you_mean(&nearest(text, names(), 1)).or_else(|| Some(there_are(names())))
                }
                _ => None,
            };
            self.expected(WHAT, value, help);
        }
        color
    }
}

/// `rrggbb`.
fn hex(digits: &str) -> Option<Color> {
    let six = digits.len() == 6 && digits.bytes().all(|b| b.is_ascii_hexdigit());
    let n = u32::from_str_radix(digits, 16).ok().filter(|_| six)?;
    let [_, r, g, b] = n.to_be_bytes();
    Some(Color::Rgb(r, g, b))
}

fn there_are<'a>(names: impl Iterator<Item = &'a str>) -> String {
    format!("there are {}", names.collect::<Vec<_>>().join(", "))
}
