//! How does the text of a paragraph get into the body? Behind its label, with its emphasis, links and references to notes.
//!
//! Invariant: no link reaches from one block or cell into another; where links lead is clean, and filtered as in web pages.
//! Must not know: files, how formats are written.

use super::body::Body;
use super::html;
use crate::briefing::{FOOTNOTE, Inline};
use crate::sanitize;

/// Writes text into a body.
#[derive(Default)]
pub(super) struct Pen {
    body: Body,
    /// What stands before the text of the paragraph, if there is any.
    label: Option<String>,
    link: Option<Link>,
    pub is_bold: bool,
    pub is_italic: bool,
}

struct Link {
    target: String,
    /// Where its text begins that is not noted yet.
    start: Option<usize>,
}

impl Pen {
    /// The body, to begin or end a part of it.
    pub fn part(&mut self) -> &mut Body {
        self.label = None;
        self.note_link();
        &mut self.body
    }

    /// The body as it is.
    pub fn body(&self) -> &Body {
        &self.body
    }

    /// The body, written.
    pub fn into_body(mut self) -> Body {
        self.note_link();
        self.body
    }

    /// That label stands before the next text, within its part.
    pub fn set_label(&mut self, label: String) {
        self.label = Some(label);
    }

    /// What follows leads to that address, if it is of any use; or to none.
    pub fn set_link(&mut self, address: Option<&str>) {
        self.note_link();
        let target = address.map(html::target);
        self.link = target
            .filter(|target| !target.is_empty())
            .map(|target| Link {
                target,
                start: None,
            });
    }

    /// The text as it will be written; where a part begins (`is_first`), without spaces before it.
    pub fn clean(&self, text: &str, is_first: bool) -> String {
        let line = sanitize::line(text);
        if is_first || self.label.is_some() || self.body.is_blank() {
            line.trim_start().to_owned()
        } else {
            line
        }
    }

    /// Writes clean text.
    pub fn write(&mut self, clean: &str) {
        self.begin();
        let text = &mut self.body.text;
        let first = text.len();
        text.push_str(clean);
        let start = first + clean.len() - clean.trim_start().len();
        let end = first + clean.trim_end().len();
        if self.is_bold {
            self.body.note(first, end, Inline::Strong);
        }
        if self.is_italic {
            self.body.note(first, end, Inline::Emphasis);
        }
        if let Some(link) = &mut self.link {
            link.start.get_or_insert(start);
        }
    }

    /// Says what a picture shows, as its description has it; the name of a file is none.
    pub fn picture(&mut self, description: &str) {
        let line = sanitize::line(description);
        let words: Vec<&str> = line.split_whitespace().collect();
        let shown: String = words.join(" ").chars().take(500).collect();
        let is_name = !shown.contains(' ') && shown.contains(['.', '/', '\\', '_']);
        if !shown.contains(char::is_alphabetic) || is_name {
            return;
        }
        self.write(&format!("[{shown}]"));
    }

    /// Names the place where the next text will stand.
    pub fn anchor(&mut self, name: &str) {
        self.body.anchor(name);
    }

    /// Refers to the note of that number.
    pub fn refer(&mut self, number: usize) {
        self.note_link();
        self.begin();
        let start = self.body.text.len();
        self.body.text.push_str(&format!("[{number}]"));
        let target = format!("#{FOOTNOTE}{number}");
        self.body.note(start, self.body.text.len(), |span| {
            Inline::Link(span, target)
        });
    }

    fn begin(&mut self) {
        self.body.begin();
        if let Some(label) = self.label.take() {
            self.body.text.push_str(&label);
            self.body.text.push(' ');
        }
    }

    /// A space, or a line break.
    pub fn gap(&mut self, is_space: bool) {
        let body = &mut self.body;
        if body.is_open() && !body.is_blank() && !body.text.ends_with(['\t', '\n']) {
            let is_space = is_space || body.is_row();
            body.text.push(if is_space { ' ' } else { '\n' });
        }
    }

    /// Notes the link so far; it goes on in what is written next.
    fn note_link(&mut self) {
        let end = self.body.text.trim_end().len();
        if let Some(link) = &mut self.link
            && let Some(start) = link.start.take()
        {
            let target = link.target.clone();
            self.body
                .note(start, end, |span| Inline::Link(span, target));
        }
    }
}

/// The address in the instruction of a field: `HYPERLINK "https://example.org" \l "part"`.
pub(super) fn hyperlink(instruction: &str) -> Option<String> {
    const NAME: &str = "HYPERLINK";
    let instruction = instruction.trim_start();
    let name = instruction.get(..NAME.len())?;
    let mut rest = &instruction[NAME.len()..];
    if !name.eq_ignore_ascii_case(NAME) || rest.starts_with(char::is_alphanumeric) {
        return None;
    }
    let (mut address, mut part) = (None, None);
    while let Some(word) = next_word(&mut rest) {
        match word {
            "\\l" => part = next_word(&mut rest),
            // What is shown beside it, and the window it opens in.
            "\\o" | "\\t" | "\\s" => drop(next_word(&mut rest)),
            _ if word.starts_with('\\') => {}
            _ => address = address.or(Some(word)),
        }
    }
    let address = address.unwrap_or_default();
    let target = with_part(address, part);
    Some(target).filter(|target| !target.is_empty())
}

/// The address of a part of what is at `address`.
pub(super) fn with_part(address: &str, part: Option<&str>) -> String {
    match part.filter(|part| !part.is_empty() && !address.contains('#')) {
        Some(part) => format!("{address}#{part}"),
        None => address.to_owned(),
    }
}

/// The next word, or what stands in quotation marks.
fn next_word<'t>(rest: &mut &'t str) -> Option<&'t str> {
    *rest = rest.trim_start();
    let (quoted, end) = match rest.strip_prefix('"') {
        Some(inner) => (inner, inner.find('"')),
        None => (*rest, rest.find(char::is_whitespace)),
    };
    let end = end.unwrap_or(quoted.len());
    let word = &quoted[..end];
    let is_quoted = rest.starts_with('"');
    *rest = quoted[end..].strip_prefix('"').unwrap_or(&quoted[end..]);
    (is_quoted || !word.is_empty()).then_some(word)
}
