//! Which pieces of text does a page show, and where? What its drawing operations say, with all that they draw from.
//!
//! Invariant: a budget bounds what all pages together may cost, however they refer to each other and to themselves.
//! Must not know: lines, paragraphs.

use std::collections::HashMap;
use std::rc::Rc;

use lopdf::{Dictionary, Document, Object, Stream};

use super::font::Font;
use super::links::{Area, Links};
use super::operations::{Operand, Operations};
use super::piece::{self, Glyph, Piece, Pieces, Seen};
use super::{dict, inherited, links, name};

/// A transformation of the plane.
#[derive(Debug, Clone, Copy)]
struct Matrix([f32; 6]);

impl Matrix {
    const NONE: Self = Self([1.0, 0.0, 0.0, 1.0, 0.0, 0.0]);

    /// First this one, then `next`.
    fn then(self, next: Self) -> Self {
        let ([a, b, c, d, e, f], n) = (self.0, next.0);
        Self([
            a * n[0] + b * n[2],
            a * n[1] + b * n[3],
            c * n[0] + d * n[2],
            c * n[1] + d * n[3],
            e * n[0] + f * n[2] + n[4],
            e * n[1] + f * n[3] + n[5],
        ])
    }

    fn moved(self, x: f32, y: f32) -> Self {
        Self([1.0, 0.0, 0.0, 1.0, x, y]).then(self)
    }

    /// Where it takes a point.
    fn place(self, x: f32, y: f32) -> (f32, f32) {
        let [a, b, c, d, e, f] = self.0;
        (x * a + y * c + e, x * b + y * d + f)
    }

    fn of(numbers: impl Iterator<Item = Option<f32>>) -> Option<Self> {
        let mut values = [0.0; 6];
        let mut numbers = numbers;
        for value in &mut values {
            *value = numbers.next()??;
        }
        Some(Self(values))
    }

    fn of_operands(operands: &[Operand]) -> Option<Self> {
        Self::of(operands.iter().map(Operand::number))
    }
}

/// What operations set and others use.
#[derive(Clone)]
struct State {
    to_page: Matrix,
    font: Rc<Font>,
    size: f32,
    between_chars: f32,
    between_words: f32,
    stretch: f32,
    leading: f32,
    rise: f32,
}

/// What may still be spent on a document.
pub(super) struct Budget {
    operations: usize,
    bytes: usize,
}

impl Budget {
    /// For one document: 1,000 thick books would not use it up.
    pub fn new() -> Self {
        Self {
            operations: 10_000_000,
            bytes: 512 << 20,
        }
    }

    /// Whether something was left out for it.
    pub fn is_spent(&self) -> bool {
        self.operations == 0 || self.bytes == 0
    }
}

/// Reads the pages of a document.
pub(super) struct Reader<'d> {
    document: &'d Document,
    pub budget: Budget,
    /// By where they lie in the document.
    fonts: HashMap<usize, Rc<Font>>,
    missing: Rc<Font>,
    /// What the page before has left, to be filled anew.
    seen: Seen,
    pub links: Links,
}

/// Bytes of one stream that are read.
const STREAM: usize = 32 << 20;

/// How deep drawings may lie in drawings, and states be kept on top of each other.
const DEEP: usize = 24;
const STATES: usize = 256;

/// What drawing a form costs, in operations: it is unpacked each time.
const FORM: usize = 200;

/// Fonts that are read; further ones are taken for one that says nothing.
const FONTS: usize = 4_000;

impl<'d> Reader<'d> {
    pub fn new(document: &'d Document) -> Self {
        Self {
            document,
            budget: Budget::new(),
            fonts: HashMap::new(),
            missing: Rc::new(Font::missing()),
            seen: Seen::default(),
            links: Links::default(),
        }
    }

    /// What a page shows, in the order in which it is drawn.
    pub fn read(&mut self, page: &'d Dictionary) -> Pieces {
        let document = self.document;
        let turn = inherited(document, page, b"Rotate").and_then(|r| r.as_float().ok());
        let turn = (turn.unwrap_or(0.0) / 90.0).round() as i32;
        let areas = self.links.areas(document, page);
        let mut drawing = Drawing {
            state: State {
                to_page: Matrix::NONE,
                font: Rc::clone(&self.missing),
                size: 0.0,
                between_chars: 0.0,
                between_words: 0.0,
                stretch: 1.0,
                leading: 0.0,
                rise: 0.0,
            },
            kept: Vec::new(),
            text: Matrix::NONE,
            line: Matrix::NONE,
            marked: Vec::new(),
            areas,
            pieces: Pieces::new(turn, std::mem::take(&mut self.seen)),
            reader: self,
        };
        let resources = inherited(document, page, b"Resources").and_then(|r| r.as_dict().ok());
        let mut content = Vec::new();
        for stream in streams(document, page) {
            if let Some(part) = drawing.reader.unpacked(stream) {
                content.extend(part);
                content.push(b'\n');
            }
        }
        drawing.run(&content, resources, 0);
        let (pieces, seen) = drawing.pieces.finish();
        self.seen = seen;
        pieces
    }

    fn unpacked(&mut self, stream: &Stream) -> Option<Vec<u8>> {
        let bytes = plain_stream(stream, self.budget.bytes.min(STREAM));
        let len = bytes.as_ref().map_or(1 << 10, Vec::len);
        self.budget.bytes = self.budget.bytes.saturating_sub(len + 100);
        bytes
    }

    fn font(&mut self, resources: Option<&'d Dictionary>, operand: &[u8]) -> Rc<Font> {
        let fonts = resources.and_then(|r| dict(self.document, r, b"Font"));
        let font = fonts.and_then(|fonts| dict(self.document, fonts, operand));
        match font {
            Some(font) => self.font_of(font),
            None => Rc::clone(&self.missing),
        }
    }

    fn font_of(&mut self, font: &'d Dictionary) -> Rc<Font> {
        let key = std::ptr::from_ref(font) as usize;
        if let Some(known) = self.fonts.get(&key) {
            return Rc::clone(known);
        }
        if self.fonts.len() >= FONTS {
            return Rc::clone(&self.missing);
        }
        let font = Rc::new(Font::read(self.document, font));
        self.fonts.insert(key, Rc::clone(&font));
        font
    }
}

fn plain_stream(stream: &Stream, limit: usize) -> Option<Vec<u8>> {
    stream.get_plain_content_with_limit(limit).ok()
}

/// The streams of a page's content.
fn streams<'d>(document: &'d Document, page: &'d Dictionary) -> Vec<&'d Stream> {
    let Ok(contents) = page.get_deref(b"Contents", document) else {
        return Vec::new();
    };
    match contents {
        Object::Stream(stream) => vec![stream],
        Object::Array(parts) => {
            let parts = parts.iter().take(10_000);
            let found = parts.filter_map(|part| document.dereference(part).ok());
            found.filter_map(|part| part.1.as_stream().ok()).collect()
        }
        _ => Vec::new(),
    }
}

/// A page that is being read.
struct Drawing<'r, 'd> {
    reader: &'r mut Reader<'d>,
    state: State,
    kept: Vec<State>,
    text: Matrix,
    line: Matrix,
    /// What is marked as something: whether it is no part of the document's text; the text that it stands for.
    marked: Vec<Mark>,
    areas: Vec<Area>,
    pieces: Pieces,
}

struct Mark {
    is_aside: bool,
    replaced: bool,
    instead: Option<String>,
}

impl<'d> Drawing<'_, 'd> {
    fn run(&mut self, content: &[u8], resources: Option<&'d Dictionary>, depth: usize) {
        let (kept, marked) = (self.kept.len(), self.marked.len());
        let mut operations = Operations::new(content);
        while let Some(operator) = operations.next() {
            if self.reader.budget.operations == 0 {
                break;
            }
            self.reader.budget.operations -= 1;
            self.step(operator, &operations.operands, resources, depth, kept);
        }
        if let Some(first) = self.kept.get(kept).cloned() {
            self.state = first;
        }
        self.kept.truncate(kept);
        self.marked.truncate(marked);
    }

    fn step(
        &mut self,
        operator: &[u8],
        operands: &[Operand],
        resources: Option<&'d Dictionary>,
        depth: usize,
        floor: usize,
    ) {
        match operator {
            b"q" if self.kept.len() < STATES => self.kept.push(self.state.clone()),
            b"Q" if self.kept.len() > floor => {
                if let Some(state) = self.kept.pop() {
                    self.state = state;
                }
            }
            b"cm" => {
                if let Some(matrix) = Matrix::of_operands(operands) {
                    self.state.to_page = matrix.then(self.state.to_page);
                }
            }
            b"Do" => self.draw(operands, resources, depth),
            b"gs" => self.set_by_name(operands, resources),
            b"BMC" | b"BDC" => self.mark(operands, resources),
            b"EMC" => drop(self.marked.pop()),
            b"Tf" => {
                let [name, size] = operands else {
                    return;
                };
                if let (Some(name), Some(size)) = (name.name(), size.number()) {
                    self.state.font = self.reader.font(resources, name);
                    self.state.size = size;
                }
            }
            b"Tj" | b"'" | b"\"" | b"TJ" => self.show_operation(operator, operands),
            operator => self.set(operator, operands),
        }
    }

    /// Operations that set where and how text stands.
    fn set(&mut self, operator: &[u8], operands: &[Operand]) {
        let value = |i: usize| operands.get(i).and_then(Operand::number);
        let state = &mut self.state;
        match (operator, value(0), value(1)) {
            (b"BT", ..) => (self.text, self.line) = (Matrix::NONE, Matrix::NONE),
            (b"Tm", ..) => {
                if let Some(matrix) = Matrix::of_operands(operands) {
                    (self.text, self.line) = (matrix, matrix);
                }
            }
            (b"Td", Some(x), Some(y)) => self.next_line(x, y),
            (b"TD", Some(x), Some(y)) => {
                state.leading = -y;
                self.next_line(x, y);
            }
            (b"T*", ..) => {
                let down = -state.leading;
                self.next_line(0.0, down);
            }
            (b"Tc", Some(v), _) => state.between_chars = v,
            (b"Tw", Some(v), _) => state.between_words = v,
            (b"Tz", Some(v), _) => state.stretch = v / 100.0,
            (b"TL", Some(v), _) => state.leading = v,
            (b"Ts", Some(v), _) => state.rise = v,
            _ => {}
        }
    }

    fn next_line(&mut self, x: f32, y: f32) {
        self.line = self.line.moved(x, y);
        self.text = self.line;
    }

    fn show_operation(&mut self, operator: &[u8], operands: &[Operand]) {
        match operator {
            b"'" => self.set(b"T*", &[]),
            b"\"" => {
                self.set(b"Tw", operands);
                self.set(b"Tc", operands.get(1..).unwrap_or_default());
                self.set(b"T*", &[]);
            }
            _ => {}
        }
        match operands.last() {
            Some(Operand::Text(bytes)) => self.show(bytes),
            Some(Operand::List(parts)) => {
                for part in parts {
                    match part {
                        Operand::Text(bytes) => self.show(bytes),
                        part => {
                            let back = part.number().unwrap_or(0.0) / 1000.0;
                            let state = &self.state;
                            let x = -back * state.size * state.stretch;
                            self.text = self.text.moved(x, 0.0);
                        }
                    }
                }
            }
            _ => {}
        }
    }

    fn show(&mut self, bytes: &[u8]) {
        let font = Rc::clone(&self.state.font);
        let budget = &mut self.reader.budget;
        budget.operations = budget.operations.saturating_sub(bytes.len() / 4);
        let state = &self.state;
        let is_aside = self.marked.iter().any(|m| m.is_aside);
        let mut replaced = self.marked.iter_mut().rfind(|m| m.replaced);
        // While it is shown, only its place changes.
        let [a, b, c, d, ..] = self.text.then(state.to_page).0;
        let along = (a * state.size.signum(), b * state.size.signum());
        let size = (c.hypot(d) * state.size).abs();
        font.show(bytes, |shown| {
            let width = shown.width / 1000.0 * state.size * state.stretch;
            let (x, y) = self.text.place(0.0, state.rise);
            let (x, y) = state.to_page.place(x, y);
            let instead = replaced.as_mut().map(|mark| {
                let text = mark.instead.take().unwrap_or_default();
                piece::readable(&text)
            });
            let link = match self.areas.as_slice() {
                [] => 0,
                // In the middle of the letter.
                areas => {
                    let (up_x, up_y) = (-along.1 * size * 0.3, along.0 * size * 0.3);
                    let scale = along.0.hypot(along.1).max(f32::MIN_POSITIVE);
                    let middle = (x + a * width / 2.0, y + b * width / 2.0);
                    links::at(areas, (middle.0 + up_x / scale, middle.1 + up_y / scale))
                }
            };
            self.pieces.add(Glyph {
                link,
                text: instead.as_deref().or(shown.text),
                from: (x, y),
                to: (x + a * width, y + b * width),
                along,
                size,
                is_bold: font.is_bold,
                is_italic: font.is_italic,
                is_aside,
            });
            let space = if shown.is_space {
                state.between_words
            } else {
                0.0
            };
            let spaces = (state.between_chars + space) * state.stretch;
            (self.text.0[4], self.text.0[5]) = self.text.place(width + spaces, 0.0);
        });
    }

    /// Draws what is drawn elsewhere: a form with operations of its own, or a picture.
    fn draw(&mut self, operands: &[Operand], resources: Option<&'d Dictionary>, depth: usize) {
        let document = self.reader.document;
        let objects = resources.and_then(|r| dict(document, r, b"XObject"));
        let name_of = operands.first().and_then(Operand::name);
        let (Some(objects), Some(key)) = (objects, name_of) else {
            return;
        };
        let Ok(Object::Stream(form)) = objects.get_deref(key, document) else {
            return;
        };
        match name(document, &form.dict, b"Subtype").as_deref() {
            Some("Form") if depth < DEEP => {}
            Some("Image") => {
                self.pieces.pictures += 1;
                return;
            }
            _ => return,
        }
        let operations = &mut self.reader.budget.operations;
        *operations = operations.saturating_sub(FORM);
        let Some(content) = self.reader.unpacked(form) else {
            return;
        };
        let before = (self.state.clone(), self.text, self.line);
        let matrix = form.dict.get_deref(b"Matrix", document);
        let matrix = matrix.and_then(Object::as_array).ok();
        let numbers = |m: &'d Vec<Object>| Matrix::of(m.iter().map(|o| o.as_float().ok()));
        if let Some(matrix) = matrix.and_then(numbers) {
            self.state.to_page = matrix.then(self.state.to_page);
        }
        let own = dict(document, &form.dict, b"Resources");
        self.run(&content, own.or(resources), depth + 1);
        (self.state, self.text, self.line) = before;
    }

    /// A font may be set by way of a list of settings.
    fn set_by_name(&mut self, operands: &[Operand], resources: Option<&'d Dictionary>) {
        let document = self.reader.document;
        let key = operands.first().and_then(Operand::name);
        let lists = resources.and_then(|r| dict(document, r, b"ExtGState"));
        let list = lists.zip(key).and_then(|(l, key)| dict(document, l, key));
        let font = list.and_then(|l| l.get_deref(b"Font", document).ok());
        let Some([font, size]) = font.and_then(|f| f.as_array().ok()).map(Vec::as_slice) else {
            return;
        };
        let font = document.dereference(font).ok();
        if let (Some((_, Object::Dictionary(font))), Ok(size)) = (font, size.as_float()) {
            self.state.font = self.reader.font_of(font);
            self.state.size = size;
        }
    }

    /// What follows is marked as something.
    fn mark(&mut self, operands: &[Operand], resources: Option<&'d Dictionary>) {
        let document = self.reader.document;
        let tag = operands.first().and_then(Operand::name);
        let properties = match operands.get(1) {
            Some(Operand::Lookup(inline)) => Some(inline),
            Some(Operand::Name(key)) => {
                let lists = resources.and_then(|r| dict(document, r, b"Properties"));
                lists.and_then(|lists| dict(document, lists, key))
            }
            _ => None,
        };
        let kind = properties.and_then(|p| name(document, p, b"Type"));
        let instead = properties.and_then(|p| p.get(b"ActualText").ok());
        let instead = instead.and_then(|t| lopdf::decode_text_string(t).ok());
        // Deeper ones are counted, not looked at.
        let is_near = self.marked.len() < STATES;
        self.marked.push(Mark {
            is_aside: is_near && tag == Some(b"Artifact") && kind.as_deref() == Some("Pagination"),
            replaced: is_near && instead.is_some(),
            instead,
        });
    }
}

/// Whether pieces hold any text at all.
pub(super) fn is_blank(pieces: &[Piece]) -> bool {
    pieces.iter().all(|p| p.text.trim().is_empty())
}
