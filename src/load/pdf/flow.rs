//! How do the lines of all pages become the body of a briefing? Paragraph by paragraph, with where each page begins.
//!
//! Must not know: drawing operations, fonts.

use super::links::Links;
use super::paragraphs::{self, Kind, Measure, Paragraph, Placed};
use super::rows::Line;
use super::text::{self, Joint, Vocabulary, Word};
use super::{heads, paragraphs::cells};
use crate::briefing::{Claim, Inline};
use crate::load::Parsed;
use crate::load::body::{Body, same_words};
use crate::load::lines;

/// In sizes of the running text: larger text is a heading.
const LARGER: f32 = 1.12;

/// A heading has fewer words.
const HEADING: usize = 30;

/// Builds the body of a document with that title, if it states one.
pub(super) fn flow(
    mut pages: Vec<Vec<Line>>,
    title: Option<Claim<String>>,
    links: &Links,
) -> Parsed {
    let measure = Measure::of(&pages);
    heads::drop(&mut pages, measure.size);
    let count = pages.len();
    let paragraphs = paragraphs::paragraphs(pages, &measure);
    let mut known = Vocabulary::default();
    for line in paragraphs.iter().flat_map(|p| &p.lines) {
        known.add(&line.text);
    }
    let headings = Headings::of(&paragraphs, &measure);
    let title = title.or_else(|| headings.title(&paragraphs, &known));
    let mut writer = Writer {
        body: Body::default(),
        pages: Vec::new(),
        known,
        links,
    };
    if let Some(title) = &title {
        writer.body.put_title(title, None);
        writer.pages.push(0);
    }
    for paragraph in &paragraphs {
        let level = headings.level(paragraph);
        let first = paragraph.lines.first().map_or(0, |line| line.page);
        let is_title = title.as_ref().filter(|_| level.is_some() && first == 0);
        if is_title.is_some_and(|t| same_words(&t.value, &writer.joined(paragraph))) {
            continue;
        }
        writer.write(paragraph, level);
    }
    let mut parsed = writer.body.finish();
    let end = parsed.body.len() as u32;
    writer.pages.resize(count, end);
    parsed.pages = writer.pages;
    parsed
}

/// Which sizes headings have, from the largest.
struct Headings {
    sizes: Vec<i32>,
    size: f32,
    /// Whether bold text is rare enough to stand out.
    bold_tells: bool,
}

impl Headings {
    fn of(paragraphs: &[Paragraph], measure: &Measure) -> Self {
        let mut found = Self {
            sizes: Vec::new(),
            size: measure.size,
            bold_tells: true,
        };
        let (mut bold, mut all) = (0, 0);
        for paragraph in paragraphs {
            if found.is_large(paragraph) {
                found.sizes.push(rounded(paragraph));
            }
            for piece in paragraph.lines.iter().flat_map(|l| &l.line.pieces) {
                all += piece.text.len();
                bold += if piece.is_bold { piece.text.len() } else { 0 };
            }
        }
        found.sizes.sort_unstable_by(|a, b| b.cmp(a));
        found.sizes.dedup();
        found.bold_tells = bold * 4 < all;
        found
    }

    fn is_large(&self, paragraph: &Paragraph) -> bool {
        let size = paragraph.lines.first().map_or(0.0, |l| l.line.size);
        paragraph.kind != Kind::Row && size > self.size * LARGER && is_short(paragraph)
    }

    /// The level of a heading; nothing for text.
    fn level(&self, paragraph: &Paragraph) -> Option<u8> {
        if self.is_large(paragraph) {
            let place = self.sizes.iter().position(|s| *s == rounded(paragraph));
            return Some(place.map_or(5, |p| p.min(4) as u8 + 1));
        }
        let last = paragraph.lines.last()?;
        let is_bold = |l: &Placed| l.line.pieces.iter().all(|p| p.is_bold);
        let stands_out = self.bold_tells
            && paragraph.kind != Kind::Row
            && paragraph.lines.len() < 3
            && paragraph.lines.iter().all(is_bold)
            && last.line.size > self.size * 0.9;
        let ends = last.text.ends_with(['.', ',', ';', ':']);
        let is_heading = stands_out && !ends && is_short(paragraph);
        is_heading.then_some(self.sizes.len().min(5) as u8 + 1)
    }

    /// The largest heading of the first page.
    fn title(&self, paragraphs: &[Paragraph], known: &Vocabulary) -> Option<Claim<String>> {
        let first = paragraphs.iter().take_while(|p| p.lines[0].page == 0);
        let large: Vec<_> = first.take(20).filter(|p| self.is_large(p)).collect();
        // Of several that are as large, the first.
        let largest = large.into_iter().rev().max_by_key(|p| rounded(p))?;
        let title = joined(largest, known);
        let fits = lines::words(&title) > 1 && title.chars().count() <= 300;
        let evidence = "the largest heading of the first page";
        fits.then(|| Claim::inferred(title, 80, evidence))
    }
}

fn rounded(paragraph: &Paragraph) -> i32 {
    let size = paragraph.lines.first().map_or(0.0, |l| l.line.size);
    (size * 2.0).round() as i32
}

fn is_short(paragraph: &Paragraph) -> bool {
    let words: usize = paragraph.lines.iter().map(|l| lines::words(&l.text)).sum();
    let letters = paragraph.lines.iter().flat_map(|l| l.text.chars());
    (1..HEADING).contains(&words) && letters.filter(|c| c.is_alphabetic()).count() > 1
}

/// The text of a paragraph in one line.
fn joined(paragraph: &Paragraph, known: &Vocabulary) -> String {
    let mut out = String::new();
    for line in &paragraph.lines {
        match known.joint(&out, &line.text) {
            Joint::Space => out.push(' '),
            Joint::Heal => drop(out.pop()),
            Joint::None => {}
        }
        out.push_str(&line.text);
    }
    crate::sanitize::line(&out)
}

struct Writer<'l> {
    links: &'l Links,
    body: Body,
    /// For each page, the first byte that stands on it.
    pages: Vec<u32>,
    known: Vocabulary,
}

impl Writer<'_> {
    fn joined(&self, paragraph: &Paragraph) -> String {
        joined(paragraph, &self.known)
    }

    fn write(&mut self, paragraph: &Paragraph, level: Option<u8>) {
        match (level, paragraph.kind) {
            (_, Kind::Row) => return self.write_row(&paragraph.lines[0]),
            (Some(level), _) => {
                self.body.start_heading(level);
                self.write_lines(&paragraph.lines, 0, true);
                self.body.end_heading();
            }
            (None, Kind::Item(number, mark)) => {
                self.body.start_list(number);
                self.body.start_item();
                self.write_lines(&paragraph.lines, mark, false);
                self.body.end_item();
                self.body.end_list();
            }
            (None, Kind::Text) => self.write_lines(&paragraph.lines, 0, false),
        }
        self.body.close();
    }

    fn write_row(&mut self, line: &Placed) {
        self.body.start_row();
        self.turn_to(line.page);
        for cell in cells(&line.line) {
            self.body.start_cell();
            self.body.add(&text::join(&text::words(&cell)));
        }
        self.body.end_row();
    }

    /// Writes lines as one text, the first without its mark of so many bytes.
    fn write_lines(&mut self, lines: &[Placed], mark: usize, is_heading: bool) {
        let (mut bold, mut italic) = (Stretch::default(), Stretch::default());
        let (mut linked, mut link) = (Stretch::default(), 0);
        for (i, placed) in lines.iter().enumerate() {
            let words = text::words(&placed.line.pieces);
            let mut left = if i == 0 { mark } else { 0 };
            let joint = match i {
                0 => Joint::None,
                i => self.known.joint(&lines[i - 1].text, &placed.text),
            };
            match joint {
                Joint::Space => self.body.add(" "),
                Joint::Heal => {
                    let last = self.body.text.chars().last().map_or(0, char::len_utf8);
                    self.body.cut_to(self.body.text.len() - last);
                }
                Joint::None => {}
            }
            self.body.begin();
            self.turn_to(placed.page);
            for word in &words {
                let Some(shown) = without_mark(word, &mut left) else {
                    continue;
                };
                if word.is_parted && !self.body.is_blank() && !self.body.text.ends_with(' ') {
                    self.body.add(" ");
                }
                let from = self.body.text.len();
                self.body.add(&shown.replace('\u{ad}', ""));
                let to = self.body.text.len();
                bold.go_on(word.is_bold && !is_heading, from, to);
                italic.go_on(word.is_italic && !is_heading, from, to);
                bold.put(&mut self.body, Inline::Strong);
                italic.put(&mut self.body, Inline::Emphasis);
                if word.link != link {
                    self.end_link(&mut linked, link);
                    link = word.link;
                }
                linked.go_on(link > 0, from, to);
            }
        }
        for (mut stretch, make) in [
            (bold, Inline::Strong as fn(_) -> _),
            (italic, Inline::Emphasis),
        ] {
            stretch.go_on(false, 0, 0);
            stretch.put(&mut self.body, make);
        }
        self.end_link(&mut linked, link);
    }

    /// What was written leads to that address.
    fn end_link(&mut self, linked: &mut Stretch, link: u32) {
        linked.go_on(false, 0, 0);
        let target = self.links.target(link).unwrap_or_default().to_owned();
        linked.put(&mut self.body, |span| Inline::Link(span, target));
    }

    /// What follows stands on that page.
    fn turn_to(&mut self, page: usize) {
        let at = self.body.text.len() as u32;
        if self.pages.len() <= page {
            self.pages.resize(page + 1, at);
        }
    }
}

/// What of a word is left when the mark before it is gone.
fn without_mark<'w>(word: &'w Word, left: &mut usize) -> Option<&'w str> {
    let space = usize::from(word.is_parted);
    let gone = left.saturating_sub(space).min(word.text.len());
    *left = left.saturating_sub(space + word.text.len());
    let rest = word.text.get(gone..).unwrap_or_default();
    (!rest.is_empty()).then_some(rest)
}

/// A stretch of bold or italic text that is being written.
#[derive(Default)]
struct Stretch {
    open: Option<(usize, usize)>,
    done: Option<(usize, usize)>,
}

impl Stretch {
    fn go_on(&mut self, is_on: bool, from: usize, to: usize) {
        match (&mut self.open, is_on) {
            (Some(open), true) => open.1 = to,
            (None, true) => self.open = Some((from, to)),
            (_, false) => self.done = self.open.take(),
        }
    }

    fn put(&mut self, body: &mut Body, make: impl FnOnce(crate::briefing::Span) -> Inline) {
        if let Some((from, to)) = self.done.take() {
            body.note(from, to.min(body.text.len()), make);
        }
    }
}
