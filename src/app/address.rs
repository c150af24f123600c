//! Where does the open briefing lie, and which program shows it? Its address and path, and what can be asked of there.
//!
//! Must not know: which programs there are, how they are started.

use std::path::{Path, PathBuf};

use crate::action::Action;
use crate::briefing::Origin;
use crate::cite;
use crate::layout::{self, Rect};
use crate::sanitize;
use crate::typeset::plain;

use super::list::{Cursor, Motion};
use super::{App, Copied, Effect, Layer, select};

/// Where a briefing lies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    /// What it is called.
    pub title: String,
    /// Its address, whatever it is; only one of the web can be opened.
    pub url: Option<String>,
    /// Its file; nothing for what came with the program.
    pub path: Option<PathBuf>,
    /// The line of the file at which the reader is.
    pub line: Option<u32>,
    /// What it goes by in a file of several.
    pub within: Option<String>,
    /// Other files that carry the same document.
    pub also: Vec<String>,
    /// How far the text is scrolled, in lines.
    pub top: usize,
}

/// What to do with the original.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Original {
    /// Show the file.
    Pager(PathBuf, Option<u32>),
    /// Edit it, at the line.
    Editor(PathBuf, Option<u32>),
    /// Open an address of the web.
    Browser(String),
}

impl App {
    /// Does an action of the original; nothing if it is none.
    pub(super) fn original(&mut self, action: Action) -> Option<Vec<Effect>> {
        let effects = match action {
            Action::Address => {
                self.open_address();
                Vec::new()
            }
            Action::Pager | Action::Editor => self.open_file(action),
            Action::Browser => self.open_in_browser(),
            Action::CopyAddress => self.copy_address(),
            _ => return None,
        };
        Some(effects)
    }

    fn open_address(&mut self) {
        let Some(article) = &self.article else {
            return self.say("Open a briefing first");
        };
        let b = &article.page.briefing;
        let at = article.selection.map(|s| s.span().start);
        let at = at.or_else(|| select::home(article)).unwrap_or_default();
        let char_at = b.map.char_at(&b.body, at, false);
        let has_lines = matches!(b.origin, Origin::File(_));
        let address = Address {
            title: b.heading().into_owned(),
            url: b.stated.url.as_ref().map(|u| u.value.clone()),
            line: char_at.map(|c| b.map.line_of(c)).filter(|_| has_lines),
            within: (!has_lines && b.origin.path().is_some()).then(|| b.name.clone()),
            also: self.corpus.also(article.briefing),
            path: b.origin.path().map(Path::to_owned),
            top: 0,
        };
        self.layers.push(Layer::Address(address));
    }

    fn address(&self) -> Option<&Address> {
        match self.layers.last() {
            Some(Layer::Address(address)) => Some(address),
            _ => None,
        }
    }

    fn open_file(&mut self, action: Action) -> Vec<Effect> {
        let Some(Address { path, line, .. }) = self.address().cloned() else {
            return Vec::new();
        };
        let Some(path) = path else {
            self.say("It came with the program and has no file");
            return Vec::new();
        };
        vec![Effect::Original(match action {
            Action::Pager => Original::Pager(path, line),
            _ => Original::Editor(path, line),
        })]
    }

    fn open_in_browser(&mut self) -> Vec<Effect> {
        match self.address().map(|a| a.url.clone()) {
            Some(Some(url)) if cite::is_web(&url) => {
                return vec![Effect::Original(Original::Browser(url))];
            }
            Some(Some(_)) => self.say("Only http and https addresses are opened in a browser"),
            Some(None) => self.say("It states no address"),
            None => {}
        }
        Vec::new()
    }

    fn copy_address(&mut self) -> Vec<Effect> {
        let copied = self.address().and_then(|a| {
            let path = a.path.as_ref().map(|p| p.display().to_string());
            let (what, text) = match (a.url.clone(), path) {
                (Some(url), _) => ("The address", url),
                (None, Some(path)) => ("The path", path),
                (None, None) => return None,
            };
            let what = what.to_owned();
            Some(Copied { what, text })
        });
        if copied.is_none() {
            self.say("It has neither an address nor a file");
        }
        copied.map(Effect::Copy).into_iter().collect()
    }
}

/// A line of what there is to say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Line {
    /// What the lines below it are.
    Head(&'static str),
    /// A piece of an address or a path.
    Piece(String),
    /// What is missing.
    Lacking(&'static str),
    /// Nothing.
    Blank,
}

/// Lines above them: the title.
pub const HEAD: u16 = 2;
/// Cells on the left of a piece, and as many on its right.
pub const MARGIN: u16 = 3;

impl Address {
    /// All of it in a column of so many cells: an address is readable to its last character.
    pub fn lines(&self, width: u16) -> Vec<Line> {
        let pieces = |text: &str| {
            let text = sanitize::line(text);
            let width = width.saturating_sub(2 * MARGIN);
            plain(&text, width).into_iter().map(Line::Piece)
        };
        let mut lines = vec![Line::Head("Address")];
        match &self.url {
            Some(url) => lines.extend(pieces(url)),
            None => lines.push(Line::Lacking("The document states none.")),
        }
        lines.extend([Line::Blank, Line::Head("File")]);
        match &self.path {
            Some(path) => lines.extend(pieces(&self.file(path))),
            None => lines.push(Line::Lacking("None: it came with the program.")),
        }
        let others = [
            ("One of several in it", self.within.as_slice()),
            ("The same document is in", &self.also),
        ];
        for (head, names) in others.into_iter().filter(|(_, names)| !names.is_empty()) {
            lines.extend([Line::Blank, Line::Head(head)]);
            lines.extend(names.iter().flat_map(|name| pieces(name)));
        }
        lines
    }

    /// The path, with the line where the reader is.
    fn file(&self, path: &Path) -> String {
        let path = path.display();
        self.line
            .map_or_else(|| path.to_string(), |line| format!("{path}:{line}"))
    }

    /// Scrolls in an area.
    pub(super) fn go(&mut self, motion: Motion, area: Rect) {
        let height = usize::from(layout::below(area, HEAD).height);
        let last = self.lines(area.width).len().saturating_sub(height);
        let mut cursor = Cursor {
            at: self.top,
            top: 0,
        };
        cursor.go(motion, height, last + 1, |_| true);
        self.top = cursor.at;
    }
}
