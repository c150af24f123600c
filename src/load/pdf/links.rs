//! Where do the words of a page lead? To the addresses of the web that the document lays over them.
//!
//! Must not know: glyphs, layout.

use std::collections::HashMap;

use lopdf::{Dictionary, Document, Object};

use super::{dict, name, resolved};
use crate::load::html;

/// Links of one page, and addresses of a document, that are kept.
const OF_PAGE: usize = 1_000;
const ALL: usize = 50_000;

/// The addresses of a document.
#[derive(Default)]
pub(super) struct Links {
    targets: Vec<String>,
    numbers: HashMap<String, u32>,
}

/// A part of a page that leads somewhere.
pub(super) struct Area {
    left: f32,
    bottom: f32,
    right: f32,
    top: f32,
    link: u32,
}

impl Links {
    /// The areas of a page.
    pub fn areas(&mut self, document: &Document, page: &Dictionary) -> Vec<Area> {
        let all = page.get_deref(b"Annots", document);
        let Ok(all) = all.and_then(Object::as_array) else {
            return Vec::new();
        };
        let all = all.iter().take(OF_PAGE);
        all.filter_map(|note| self.area(document, note)).collect()
    }

    fn area(&mut self, document: &Document, note: &Object) -> Option<Area> {
        let note = resolved(document, note)?.as_dict().ok()?;
        if name(document, note, b"Subtype")? != "Link" {
            return None;
        }
        let address = dict(document, note, b"A")?
            .get_deref(b"URI", document)
            .ok()?;
        let address = html::target(&String::from_utf8_lossy(address.as_str().ok()?));
        let is_far = address.contains("://") || address.starts_with("mailto:");
        let link = self.number(address).filter(|_| is_far)?;
        let corners = note.get_deref(b"Rect", document).ok()?.as_array().ok()?;
        let corner = |i: usize| resolved(document, corners.get(i)?)?.as_float().ok();
        let (x, y, to_x, to_y) = (corner(0)?, corner(1)?, corner(2)?, corner(3)?);
        Some(Area {
            left: x.min(to_x),
            bottom: y.min(to_y),
            right: x.max(to_x),
            top: y.max(to_y),
            link,
        })
    }

    /// The number of an address, from 1.
    fn number(&mut self, address: String) -> Option<u32> {
        if let Some(number) = self.numbers.get(&address) {
            return Some(*number);
        }
        if address.is_empty() || self.targets.len() >= ALL {
            return None;
        }
        self.targets.push(address.clone());
        let number = self.targets.len() as u32;
        self.numbers.insert(address, number);
        Some(number)
    }

    /// The address of that number; 0 is none.
    pub fn target(&self, link: u32) -> Option<&str> {
        let at = (link as usize).checked_sub(1)?;
        self.targets.get(at).map(String::as_str)
    }
}

/// The link of what stands at a point; 0 for none.
pub(super) fn at(areas: &[Area], (x, y): (f32, f32)) -> u32 {
    let holds = |a: &&Area| (a.left..=a.right).contains(&x) && (a.bottom..=a.top).contains(&y);
    areas.iter().find(holds).map_or(0, |area| area.link)
}
