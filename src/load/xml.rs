//! What comes next in this XML? Elements and text, entities resolved, without the parts that no document needs.
//!
//! Invariant: an entity is one character at most, or what was written, so nothing expands; broken XML ends early.
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
pub(super) struct Element<'x> {
    start: BytesStart<'x>,
    /// The byte after it.
    pub after: usize,
}

impl Element<'_> {
    /// Its name without the prefix.
    pub fn name(&self) -> String {
        self.start.local_name().as_ref().to_string()
    }

    /// What its name has before the colon; most often nothing.
    pub fn prefix(&self) -> String {
        let prefix = self.start.name().prefix();
        prefix.map_or_else(String::new, |p| p.as_ref().to_string())
    }

    /// The names that it gives to vocabularies: what stands before a colon, and the address.
    pub fn vocabularies(&self) -> Vec<(String, String)> {
        let mut attributes = self.start.attributes();
        let attributes = attributes.with_checks(false).flatten();
        let declared = attributes.filter_map(|attr| {
            let name: &str = attr.key.as_ref();
            let prefix = match name.strip_prefix("xmlns")? {
                "" => "",
                rest => rest.strip_prefix(':')?,
            };
            Some((prefix.to_string(), attr.value.trim().to_string()))
        });
        declared.collect()
    }

    /// The value of its attribute of that local name.
    pub fn attr(&self, name: &str) -> Option<String> {
        let named = self
            .start
            .attributes()
            .with_checks(false)
            .flatten()
            .find(|attr| attr.key.local_name().as_ref() == name)?;
        let value = named.normalized_value(quick_xml::XmlVersion::Implicit1_0);
        // Addresses are often written with a lone `&`.
        Some(value.map_or_else(
            |_| named.value.replace("&amp;", "&"),
            |value| value.into_owned(),
        ))
    }
}

/// Goes through `source`; `take` says `false` to stop.
pub(super) fn read(source: &str, mut take: impl FnMut(Piece) -> bool) {
    let mut reader = Reader::from_str(source);
    let config = reader.config_mut();
    config.expand_empty_elements = true;
    config.check_end_names = false;
    config.allow_unmatched_ends = true;
    config.allow_dangling_amp = true;
    loop {
        let piece = match reader.read_event() {
            Ok(Event::Start(start)) => {
                let after = reader.buffer_position() as usize;
                Piece::Start(Element { start, after })
            }
            Ok(Event::End(element)) => Piece::End(element.local_name().as_ref().to_string()),
            Ok(Event::Text(text)) => Piece::Text(text.to_string()),
            Ok(Event::CData(text)) => Piece::Text(text.to_string()),
            Ok(Event::GeneralRef(name)) => match html_tags::decode(&name) {
                Some(c) => Piece::Text(c.to_string()),
                None => Piece::Text(format!("&{};", &*name)),
            },
            Ok(Event::Eof) | Err(_) => return,
            Ok(_) => continue,
        };
        if !take(piece) {
            return;
        }
    }
}
