//! What does a book say? The chapters of an EPUB, in the order in which they are to be read.
//!
//! Must not know: files, how packages are packed.

use std::collections::HashMap;

use super::{properties, put_title};
use crate::load::body::Body;
use crate::load::package::Package;
use crate::load::xml::{self, Piece};
use crate::load::{Parsed, html};

/// Reads a book: its chapters in the order in which they are to be read.
pub(in crate::load) fn epub(package: &mut Package) -> Option<Parsed> {
    let container = package.text("META-INF/container.xml")?;
    let mut root = None;
    xml::read(&container, |piece| {
        if let Piece::Start(element) = piece
            && element.name() == "rootfile"
        {
            root = element.attr("full-path");
        }
        root.is_none()
    });
    let root = root?;
    let opf = package.text(&root)?;
    let properties = properties(&opf);
    let mut body = Body::default();
    put_title(&mut body, &properties);
    let mut notes = 0;
    for chapter in chapters(&opf) {
        if let Some(source) = package.text(&beside(&root, &chapter)) {
            let own = chapter.rsplit('/').next().unwrap_or_default();
            notes = html::append_part(&source, own, notes, &mut body);
        }
    }
    let mut parsed = body.finish();
    parsed.stated = properties.stated;
    Some(parsed)
}

/// The files of the chapters, in order.
fn chapters(opf: &str) -> Vec<String> {
    let mut files = HashMap::new();
    let mut order = Vec::new();
    xml::read(opf, |piece| {
        if let Piece::Start(element) = piece {
            match element.name().as_str() {
                "item" => {
                    let is_contents = element
                        .attr("properties")
                        .is_some_and(|p| p.contains("nav"));
                    if let (Some(id), Some(href)) = (element.attr("id"), element.attr("href"))
                        && !is_contents
                    {
                        files.insert(id, href);
                    }
                }
                "itemref" => order.extend(element.attr("idref")),
                _ => {}
            }
        }
        true
    });
    // Each is read once, however often it is named.
    order.iter().filter_map(|id| files.remove(id)).collect()
}

/// The entry that `href` means, in a file that lies at `root`.
fn beside(root: &str, href: &str) -> String {
    let href = href
        .split('#')
        .next()
        .unwrap_or_default()
        .replace("%20", " ");
    let mut parts: Vec<&str> = root.split('/').collect();
    parts.pop();
    for part in href.split('/') {
        match part {
            ".." => drop(parts.pop()),
            "." | "" => {}
            part => parts.push(part),
        }
    }
    parts.join("/")
}
