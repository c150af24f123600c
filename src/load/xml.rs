//! What comes next in this XML? Elements and text, entities resolved, without the parts that no document needs.
//!
//! Invariant: an entity is one character at most, so nothing expands; broken XML ends early.
//! Must not know: what elements mean.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::html_tags;

/// A piece of XML.
pub(super) enum Piece<'x> {
    /// An element begins.
    Start(Element<'x>),
    /// An element of that local name ends.
    End(String),
    /// Text, unescaped.
    Text(String),
}

/// The beginning of an element.
pub(super) struct Element<'x>(BytesStart<'x>);

impl Element<'_> {
    /// Its name without the prefix.
    pub fn name(&self) -> String {
        self.0.local_name().as_ref().to_string()
    }

    /// The value of its attribute of that local name.
    pub fn attr(&self, name: &str) -> Option<String> {
        let named = self
            .0
            .attributes()
            .with_checks(false)
            .flatten()
            .find(|attr| attr.key.local_name().as_ref() == name)?;
        named
            .normalized_value(quick_xml::XmlVersion::Implicit1_0)
            .ok()
            .map(|value| value.into_owned())
    }
}

/// Goes through `source`; `take` says `false` to stop.
pub(super) fn read(source: &str, mut take: impl FnMut(Piece) -> bool) {
    let mut reader = Reader::from_str(source);
    let config = reader.config_mut();
    config.expand_empty_elements = true;
    config.check_end_names = false;
    config.allow_unmatched_ends = true;
    loop {
        let piece = match reader.read_event() {
            Ok(Event::Start(element)) => Piece::Start(Element(element)),
            Ok(Event::End(element)) => Piece::End(element.local_name().as_ref().to_string()),
            Ok(Event::Text(text)) => Piece::Text(text.to_string()),
            Ok(Event::CData(text)) => Piece::Text(text.to_string()),
            Ok(Event::GeneralRef(name)) => match html_tags::decode(&name) {
                Some(c) => Piece::Text(c.to_string()),
                None => continue,
            },
            Ok(Event::Eof) | Err(_) => return,
            Ok(_) => continue,
        };
        if !take(piece) {
            return;
        }
    }
}
