//! Which characters do the codes of a font stand for? The tables that a document has for it (`ToUnicode`).
//!
//! Invariant: what is wrong in a table costs the entries that it touches; ranges are kept as ranges, however long.
//! Must not know: fonts, pages.

use std::collections::HashMap;

/// From codes to characters.
#[derive(Debug, Default)]
pub(super) struct Codes {
    single: HashMap<u32, String>,
    /// First code, last code, what the first stands for.
    ranges: Vec<(u32, u32, String)>,
    /// How many bytes the codes have, if they all have the same number.
    pub bytes: Option<usize>,
}

/// One word of a table.
#[derive(Debug, PartialEq)]
enum Token<'b> {
    Hex(Vec<u8>),
    Open,
    Close,
    Word(&'b [u8]),
}

/// Entries that are read; fonts have at most 65,536 glyphs.
const ENTRIES: usize = 200_000;

impl Codes {
    /// Reads a table.
    pub fn read(source: &[u8]) -> Self {
        let mut codes = Self::default();
        let mut tokens = Tokens { rest: source };
        let mut widths = Vec::new();
        while let Some(token) = tokens.next() {
            let Token::Word(word) = token else { continue };
            match word {
                b"begincodespacerange" => widths.extend(code_widths(&mut tokens)),
                b"beginbfchar" => codes.read_singles(&mut tokens),
                b"beginbfrange" => codes.read_ranges(&mut tokens),
                _ => {}
            }
        }
        codes.ranges.sort_by_key(|range| range.0);
        widths.dedup();
        codes.bytes = match widths.as_slice() {
            [bytes] => Some(*bytes),
            _ => None,
        };
        codes
    }

    /// What a code stands for.
    pub fn get(&self, code: u32) -> Option<String> {
        if let Some(text) = self.single.get(&code) {
            return Some(text.clone());
        }
        let after = self.ranges.partition_point(|range| range.0 <= code);
        // Ranges may lie in each other; the nearest few are looked at.
        let near = self.ranges[..after].iter().rev().take(8);
        let (first, _, text) = near.into_iter().find(|range| code <= range.1)?;
        let mut chars: Vec<char> = text.chars().collect();
        let last = chars.pop()?;
        chars.push(char::from_u32((last as u32).checked_add(code - first)?)?);
        Some(chars.into_iter().collect())
    }

    fn is_full(&self) -> bool {
        self.single.len() + self.ranges.len() >= ENTRIES
    }

    fn read_singles(&mut self, tokens: &mut Tokens) {
        while let Some(Token::Hex(code)) = tokens.next() {
            match tokens.next() {
                Some(Token::Hex(text)) if !self.is_full() => {
                    self.single.insert(number(&code), utf16(&text));
                }
                Some(Token::Hex(_) | Token::Word(_)) => {}
                _ => return,
            }
        }
    }

    fn read_ranges(&mut self, tokens: &mut Tokens) {
        while let Some(Token::Hex(first)) = tokens.next() {
            let Some(Token::Hex(last)) = tokens.next() else {
                return;
            };
            let (first, last) = (number(&first), number(&last));
            match tokens.next() {
                Some(Token::Hex(text)) if !self.is_full() => {
                    self.ranges.push((first, last, utf16(&text)));
                }
                Some(Token::Open) => {
                    let mut code = first;
                    while let Some(Token::Hex(text)) = tokens.next() {
                        if code <= last && !self.is_full() {
                            self.single.insert(code, utf16(&text));
                        }
                        code = code.saturating_add(1);
                    }
                }
                Some(Token::Hex(_)) => {}
                _ => return,
            }
        }
    }
}

/// How many bytes the codes of each code space have.
fn code_widths(tokens: &mut Tokens) -> Vec<usize> {
    let mut widths = Vec::new();
    while let Some(Token::Hex(code)) = tokens.next() {
        widths.push(code.len());
    }
    widths.truncate(256);
    widths
}

fn number(bytes: &[u8]) -> u32 {
    let number = |all: u32, byte: &u8| all << 8 | u32::from(*byte);
    bytes.iter().take(4).fold(0, number)
}

fn utf16(bytes: &[u8]) -> String {
    if let [byte] = bytes {
        return char::from(*byte).to_string();
    }
    let units = bytes.chunks_exact(2).take(64);
    let units: Vec<u16> = units.map(|c| u16::from_be_bytes([c[0], c[1]])).collect();
    String::from_utf16_lossy(&units)
}

struct Tokens<'b> {
    rest: &'b [u8],
}

impl<'b> Tokens<'b> {
    fn next(&mut self) -> Option<Token<'b>> {
        loop {
            let space = |b: &u8| b.is_ascii_whitespace() || *b == 0;
            let start = self.rest.iter().position(|b| !space(b))?;
            self.rest = &self.rest[start..];
            if self.rest[0] != b'%' {
                break;
            }
            let end = self.rest.iter().position(|b| matches!(b, b'\n' | b'\r'))?;
            self.rest = &self.rest[end..];
        }
        let token = match self.rest[0] {
            b'<' if self.rest.get(1) != Some(&b'<') => return self.hex(),
            b'[' => Token::Open,
            b']' => Token::Close,
            _ => {
                let more = |b: &u8| !b.is_ascii_whitespace() && !matches!(b, b'<' | b'[' | b']');
                let rest = &self.rest[1..];
                let len = 1 + rest.iter().position(|b| !more(b)).unwrap_or(rest.len());
                let word = &self.rest[..len];
                self.rest = &self.rest[len..];
                return Some(Token::Word(word));
            }
        };
        self.rest = &self.rest[1..];
        Some(token)
    }

    fn hex(&mut self) -> Option<Token<'b>> {
        let end = self.rest.iter().position(|b| *b == b'>')?;
        let digits = self.rest[1..end].iter();
        let mut digits: Vec<u8> = digits
            .filter_map(|b| char::from(*b).to_digit(16).map(|d| d as u8))
            .collect();
        if !digits.len().is_multiple_of(2) {
            digits.push(0);
        }
        self.rest = &self.rest[end + 1..];
        let bytes = digits.chunks_exact(2).map(|d| d[0] << 4 | d[1]);
        Some(Token::Hex(bytes.collect()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_says_what_codes_stand_for() {
        let codes = Codes::read(
            b"/CIDInit % a comment <41>\n1 begincodespacerange <0000> <FFFF> endcodespacerange\n\
              2 beginbfchar <0003> <0020> <0004><00660066> endbfchar\n\
              2 beginbfrange <0010> <0012> <0041> <0020> <0021> [<0061> <D835DC00>] endbfrange",
        );
        assert_eq!(codes.bytes, Some(2));
        for (code, text) in [
            (3, Some(" ")),
            (4, Some("ff")),
            (0x11, Some("B")),
            (0x13, None),
            (0x20, Some("a")),
            (0x21, Some("\u{1d400}")),
        ] {
            assert_eq!(codes.get(code).as_deref(), text, "{code}");
        }
        // Cut anywhere, it says less.
        assert_eq!(Codes::read(b"1 beginbfchar <00").get(0), None);
    }
}
