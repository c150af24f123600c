//! Which drawing operations does the content of a page consist of? Operators with what stands before them.
//!
//! Invariant: it ends with its content; what is no operation is passed over, and nesting is bounded.
//! Must not know: what operations do.

use std::borrow::Cow;

use lopdf::{Dictionary, Object, StringFormat};

/// What stands before an operator.
#[derive(Debug, PartialEq)]
pub(super) enum Operand<'c> {
    Number(f32),
    Name(Cow<'c, [u8]>),
    Text(Cow<'c, [u8]>),
    List(Vec<Operand<'c>>),
    Lookup(Dictionary),
    /// Truth, falsehood and nothing.
    Other,
}

/// The operations of a content. It is read by nobody else because most of it draws lines, which are to be passed over fast.
pub(super) struct Operations<'c> {
    rest: &'c [u8],
    /// What stands before the operator that came last.
    pub operands: Vec<Operand<'c>>,
}

/// Operands that are kept of one operation, and entries of one list.
const OPERANDS: usize = 64;
const ENTRIES: usize = 1 << 20;

/// How deep lists may lie in lists, and brackets in texts.
const DEEP: usize = 64;

/// What one step forward meets.
enum Met<'c> {
    Operand(Operand<'c>),
    Operator(&'c [u8]),
    /// The end of a list or of a lookup.
    End,
    /// Nothing that belongs there.
    Other,
}

impl<'c> Operand<'c> {
    pub fn number(&self) -> Option<f32> {
        match self {
            Operand::Number(number) => Some(*number),
            _ => None,
        }
    }

    pub fn name(&self) -> Option<&[u8]> {
        match self {
            Operand::Name(name) => Some(name),
            _ => None,
        }
    }

    fn into_object(self) -> Object {
        match self {
            Operand::Number(number) => Object::Real(number),
            Operand::Name(name) => Object::Name(name.into_owned()),
            Operand::Text(text) => Object::String(text.into_owned(), StringFormat::Literal),
            Operand::List(list) => {
                Object::Array(list.into_iter().map(Operand::into_object).collect())
            }
            Operand::Lookup(lookup) => Object::Dictionary(lookup),
            Operand::Other => Object::Null,
        }
    }
}

impl<'c> Operations<'c> {
    pub fn new(content: &'c [u8]) -> Self {
        Self {
            rest: content,
            operands: Vec::new(),
        }
    }

    /// The next operator; what stands before it are then the operands.
    pub fn next(&mut self) -> Option<&'c [u8]> {
        self.operands.clear();
        loop {
            match self.step(0)? {
                Met::Operand(operand) if self.operands.len() < OPERANDS => {
                    self.operands.push(operand);
                }
                Met::Operator(b"BI") => {
                    self.skip_picture();
                    return Some(b"BI");
                }
                Met::Operator(operator) => return Some(operator),
                _ => {}
            }
        }
    }

    fn step(&mut self, depth: usize) -> Option<Met<'c>> {
        self.skip_space();
        let first = *self.rest.first()?;
        let met = match first {
            b'0'..=b'9' | b'+' | b'-' | b'.' => Operand::Number(self.number()),
            b'/' => {
                self.rest = &self.rest[1..];
                Operand::Name(self.name())
            }
            b'(' => Operand::Text(self.text()?),
            b'<' if self.rest.get(1) == Some(&b'<') => {
                self.rest = &self.rest[2..];
                Operand::Lookup(self.lookup(depth)?)
            }
            b'<' => Operand::Text(self.hex()?),
            b'[' => {
                self.rest = &self.rest[1..];
                Operand::List(self.list(depth)?)
            }
            b']' | b'>' => {
                self.rest = &self.rest[1..];
                return Some(Met::End);
            }
            first if is_of_operator(first) => return Some(self.word()),
            _ => {
                self.rest = &self.rest[1..];
                return Some(Met::Other);
            }
        };
        Some(Met::Operand(met))
    }

    fn skip_space(&mut self) {
        loop {
            let space = |b: &u8| is_space(*b);
            let len = self.rest.iter().position(|b| !space(b));
            self.rest = &self.rest[len.unwrap_or(self.rest.len())..];
            if self.rest.first() != Some(&b'%') {
                return;
            }
            let end = self.rest.iter().position(|b| matches!(b, b'\r' | b'\n'));
            self.rest = &self.rest[end.unwrap_or(self.rest.len())..];
        }
    }

    /// The first bytes, as long as they are such ones.
    fn take(&mut self, mut is_part: impl FnMut(u8) -> bool) -> &'c [u8] {
        let len = self.rest.iter().position(|b| !is_part(*b));
        let (taken, rest) = self.rest.split_at(len.unwrap_or(self.rest.len()));
        self.rest = rest;
        taken
    }

    fn word(&mut self) -> Met<'c> {
        match self.take(|b| is_of_operator(b) || b.is_ascii_digit()) {
            b"true" | b"false" | b"null" => Met::Operand(Operand::Other),
            operator => Met::Operator(operator),
        }
    }

    /// A number; a minus among the digits behind its point is passed over, as everybody does.
    fn number(&mut self) -> f32 {
        let sign = self.rest[0];
        if matches!(sign, b'+' | b'-') {
            self.rest = &self.rest[1..];
        }
        let mut is_fraction = false;
        let digits = self.take(|b| match b {
            b'.' => !std::mem::replace(&mut is_fraction, true),
            b'-' => is_fraction,
            b => b.is_ascii_digit(),
        });
        let number = plain_number(digits).unwrap_or_else(|| {
            let text: String = digits
                .iter()
                .filter(|b| **b != b'-')
                .map(|b| char::from(*b))
                .collect();
            text.parse().unwrap_or(0.0)
        });
        if sign == b'-' { -number } else { number }
    }

    fn name(&mut self) -> Cow<'c, [u8]> {
        let name = self.take(|b| !is_space(b) && !b"()<>[]{}/%".contains(&b));
        if !name.contains(&b'#') {
            return Cow::Borrowed(name);
        }
        let (mut out, mut rest) = (Vec::new(), name);
        while let Some((first, more)) = rest.split_first() {
            let digit = |i: usize| more.get(i).and_then(|b| hex_value(*b));
            match (first, digit(0), digit(1)) {
                (b'#', Some(high), Some(low)) => {
                    out.push(high << 4 | low);
                    rest = &more[2..];
                }
                (byte, ..) => {
                    out.push(*byte);
                    rest = more;
                }
            }
        }
        Cow::Owned(out)
    }

    /// `(text)`; nothing if it does not end.
    fn text(&mut self) -> Option<Cow<'c, [u8]>> {
        let (mut open, mut at, mut is_plain) = (0, 0, true);
        loop {
            match *self.rest.get(at)? {
                b'(' => open += 1,
                b')' => open -= 1,
                b'\\' => {
                    at += 1;
                    is_plain = false;
                }
                b'\r' => is_plain = false,
                _ => {}
            }
            at += 1;
            if open == 0 {
                break;
            }
        }
        let (text, rest) = (self.rest.get(1..at - 1)?, self.rest.get(at..)?);
        self.rest = rest;
        Some(match is_plain {
            true => Cow::Borrowed(text),
            false => Cow::Owned(unescaped(text)),
        })
    }

    /// `<0041>`
    fn hex(&mut self) -> Option<Cow<'c, [u8]>> {
        let end = self.rest.iter().position(|b| *b == b'>')?;
        let mut digits = self.rest[1..end].iter().filter_map(|b| hex_value(*b));
        self.rest = &self.rest[end + 1..];
        let mut out = Vec::with_capacity(end / 2);
        while let Some(high) = digits.next() {
            out.push(high << 4 | digits.next().unwrap_or(0));
        }
        Some(Cow::Owned(out))
    }

    fn list(&mut self, depth: usize) -> Option<Vec<Operand<'c>>> {
        let mut list = Vec::new();
        loop {
            match self.step(self.deeper(depth)?)? {
                Met::Operand(operand) if list.len() < ENTRIES => list.push(operand),
                Met::End => return Some(list),
                _ => {}
            }
        }
    }

    fn lookup(&mut self, depth: usize) -> Option<Dictionary> {
        let mut lookup = Dictionary::new();
        let mut key: Option<Vec<u8>> = None;
        loop {
            match (self.step(self.deeper(depth)?)?, key.take()) {
                (Met::Operand(Operand::Name(name)), None) => key = Some(name.into_owned()),
                (Met::Operand(value), Some(key)) => lookup.set(key, value.into_object()),
                (Met::End, _) => {
                    // Its end is two signs.
                    self.rest = self.rest.strip_prefix(b">").unwrap_or(self.rest);
                    return Some(lookup);
                }
                _ => {}
            }
        }
    }

    fn deeper(&self, depth: usize) -> Option<usize> {
        (depth < DEEP).then_some(depth + 1)
    }

    /// Passes over a picture: what it is, `ID`, its bytes, `EI`.
    fn skip_picture(&mut self) {
        let mut values = Dictionary::new();
        let mut key: Option<Vec<u8>> = None;
        loop {
            match (self.step(0), key.take()) {
                (Some(Met::Operand(Operand::Name(name))), None) => key = Some(name.into_owned()),
                (Some(Met::Operand(value)), Some(key)) => values.set(key, value.into_object()),
                (Some(Met::Operator(b"ID")), _) => break,
                (None | Some(Met::Operator(_)), _) => return,
                _ => {}
            }
        }
        let line = self.rest.strip_prefix(b"\r\n");
        self.rest = line.unwrap_or_else(|| self.rest.get(1..).unwrap_or_default());
        // What is not packed may well hold the two letters of its end.
        let from = unpacked_size(&values).filter(|size| *size <= self.rest.len());
        let from = from.unwrap_or(0);
        let is_end = |w: &[u8]| &w[..2] == b"EI" && is_space(w[2]);
        let end = self.rest[from..].windows(3).position(is_end);
        let end = end.map_or(self.rest.len(), |at| from + at + 2);
        self.rest = &self.rest[end..];
    }
}

/// How many bytes a picture has that is not packed, and whose colours are counted easily.
fn unpacked_size(picture: &Dictionary) -> Option<usize> {
    let value = |short: &[u8], long: &[u8]| picture.get(short).or_else(|_| picture.get(long)).ok();
    let number = |short, long| Some(value(short, long)?.as_float().ok()? as usize);
    if value(b"F", b"Filter").is_some() {
        return None;
    }
    let colours = match value(b"CS", b"ColorSpace").map(|o| o.as_name().ok()) {
        Some(Some(b"RGB" | b"DeviceRGB")) => 3,
        Some(Some(b"CMYK" | b"DeviceCMYK")) => 4,
        _ => 1,
    };
    let bits = number(b"BPC", b"BitsPerComponent").unwrap_or(1);
    let row = number(b"W", b"Width")?.checked_mul(bits.checked_mul(colours)?)?;
    row.div_ceil(8).checked_mul(number(b"H", b"Height")?)
}

fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | 0 | b'\x0c')
}

fn is_of_operator(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || matches!(byte, b'*' | b'\'' | b'"')
}

fn hex_value(byte: u8) -> Option<u8> {
    char::from(byte).to_digit(16).map(|digit| digit as u8)
}

/// A number of so few digits that dividing gives exactly the nearest one.
fn plain_number(digits: &[u8]) -> Option<f32> {
    const POWERS: [f32; 8] = [1.0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7];
    if digits.len() > 8 {
        return None;
    }
    let (mut all, mut after) = (0u32, None);
    for byte in digits {
        match (byte, after) {
            (b'0'..=b'9', _) => {
                all = all * 10 + u32::from(byte - b'0');
                after = after.map(|n| n + 1);
            }
            (b'.', None) => after = Some(0),
            _ => return None,
        }
    }
    (all < 1 << 24).then(|| all as f32 / POWERS[after.unwrap_or(0)])
}

/// A text without its escapes.
fn unescaped(text: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text.iter().copied().peekable();
    while let Some(byte) = rest.next() {
        let byte = match byte {
            b'\\' => match rest.next() {
                Some(b'n') => b'\n',
                Some(b'r') => b'\r',
                Some(b't') => b'\t',
                Some(b'b') => 8,
                Some(b'f') => 12,
                Some(first @ b'0'..=b'7') => {
                    let mut code = u16::from(first - b'0');
                    for _ in 0..2 {
                        let Some(digit) = rest.next_if(|b| (b'0'..=b'7').contains(b)) else {
                            break;
                        };
                        code = code << 3 | u16::from(digit - b'0');
                    }
                    code as u8
                }
                Some(b'\r') => {
                    rest.next_if_eq(&b'\n');
                    continue;
                }
                Some(b'\n') | None => continue,
                Some(other) => other,
            },
            b'\r' => {
                rest.next_if_eq(&b'\n');
                b'\n'
            }
            byte => byte,
        };
        out.push(byte);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The operations of a content as one line each.
    fn shown(content: &[u8]) -> Vec<String> {
        let mut operations = Operations::new(content);
        let mut out = Vec::new();
        while let Some(operator) = operations.next() {
            let operands = operations
                .operands
                .drain(..)
                .map(|o| match o.into_object() {
                    Object::String(text, _) => String::from_utf8_lossy(&text).into_owned(),
                    object => format!("{object:?}"),
                });
            let operands: Vec<String> = operands.collect();
            let operator = String::from_utf8_lossy(operator);
            out.push(format!("{} {operator}", operands.join(" ")));
        }
        out
    }

    #[test]
    fn operations_are_read_as_they_are_written() {
        for (content, expected) in [
            ("1 0 .5 -7. +2 rg % f\n f*", "1 0 0.5 -7 2 rg| f*"),
            (
                "0.00-41 1-2 0.123456789 16777217 l",
                "0.0041 1 -2 0.12345679 16777216 l",
            ),
            ("(a(b)\\)\\143\\n\\\r\nc\r\nd)Tj(e)'", "a(b))c\nc\nd Tj|e '"),
            ("[(a)-250<6 2\n7>]TJ", "[(a) -250 (bp)] TJ"),
            (
                "/A#42 <</C (d) /E [1 null]>> BDC",
                "/AB <</C (d)/E [1 Null]>> BDC",
            ),
            ("BI /W 2 /H 2 /BPC 8 /CS /G ID EI E EI q", " BI| q"),
            ("BI /F /Fl ID abc EI q", " BI| q"),
            ("1 } 2 ) ] w", "1 2 w"),
            ("q (a", " q"),
            ("[ 1 2", ""),
        ] {
            assert_eq!(shown(content.as_bytes()).join("|"), expected, "{content}");
        }
        assert!(shown("[".repeat(1_000_000).as_bytes()).is_empty());
    }

    #[test]
    fn numbers_are_the_nearest_ones_there_are() {
        for text in [
            "0", "123.456", ".1", "9999999", "1234.567", "0.000001", "16777216", "5.",
        ] {
            let number = Operations::new(text.as_bytes()).number();
            assert_eq!(
                number.to_bits(),
                text.parse::<f32>().expect(text).to_bits(),
                "{text}"
            );
        }
    }
}
