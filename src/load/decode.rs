//! Which characters do these bytes mean? Byte order marks, UTF-8, UTF-16, and legacy encodings by a library.
//!
//! Invariant: decoding cannot fail, only fall short and say where. The mark itself is no part of the text.
//! Must not know: formats, file names.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

/// Bytes as text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Decoded {
    /// The text; U+FFFD stands where nothing else could.
    pub text: String,
    /// The name of the encoding.
    pub encoding: &'static str,
    /// Places that could not be decoded.
    pub damaged: usize,
}

/// How much is looked at to tell what bytes are; enough for the detector to be as sure as it gets.
const SAMPLE: usize = 256 << 10;

/// Decodes `bytes`; `None` if they are no text.
pub fn decode(bytes: &[u8]) -> Option<Decoded> {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return Some(by(encoding, &bytes[mark..]));
    }
    let sample = &bytes[..bytes.len().min(SAMPLE)];
    if sample.contains(&0)
        && let Some(encoding) = utf16(sample)
    {
        return Some(by(encoding, bytes));
    }
    if is_binary(sample) {
        return None;
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => Some(Decoded {
            text: text.to_string(),
            encoding: UTF_8.name(),
            damaged: 0,
        }),
        Err(_) if sample.contains(&0) => None,
        Err(_) if is_damaged_utf8(bytes) => Some(by(UTF_8, bytes)),
        Err(e) => {
            let encoding = declared(bytes).unwrap_or_else(|| guess(bytes, e.valid_up_to()));
            Some(by(encoding, bytes))
        }
    }
}

/// The first line (from 1) that was damaged.
pub fn first_damaged_line(text: &str) -> usize {
    let at = text.find(is_damage).unwrap_or(0);
    1 + text[..at].matches('\n').count()
}

/// What decoders leave where they fail: U+FFFD, or the controls that legacy tables hold in their unassigned places.
fn is_damage(c: char) -> bool {
    c == '\u{fffd}' || matches!(c, '\u{80}'..='\u{9f}' if c != '\u{85}')
}

fn by(encoding: &'static Encoding, bytes: &[u8]) -> Decoded {
    let (text, _) = encoding.decode_without_bom_handling(bytes);
    let text = text.into_owned();
    let damaged = if encoding == UTF_8 {
        text.matches('\u{fffd}').count()
    } else {
        text.chars().filter(|c| is_damage(*c)).count()
    };
    Decoded {
        text,
        encoding: encoding.name(),
        damaged,
    }
}

/// UTF-16 without a mark: in the right byte order it has neither lone surrogates nor controls, and enough of it is
/// spaces, digits and basic letters, which every script uses; in the wrong order those become rare signs.
fn utf16(sample: &[u8]) -> Option<&'static Encoding> {
    let even = &sample[..sample.len() & !1];
    [UTF_16LE, UTF_16BE].into_iter().find(|encoding| {
        let (text, broken) = encoding.decode_without_bom_handling(even);
        // A sample may end within a surrogate pair.
        let text = text.trim_end_matches('\u{fffd}');
        let count = |p: fn(char) -> bool| text.chars().filter(|c| p(*c)).count();
        let plain = count(|c| c == ' ' || c == '\n' || c.is_ascii_alphanumeric());
        let odd = count(|c| c.is_control() && !c.is_ascii_whitespace() || c == '\u{fffd}');
        odd == 0 && plain * 20 > text.chars().count() && (!broken || sample.len() == SAMPLE)
    })
}

/// Whether more than one byte in fifty is a control that texts have no use for.
fn is_binary(sample: &[u8]) -> bool {
    // Backspace to carriage return, and ESC.
    const USED: u32 = 0x3f << 8 | 1 << 0x1b;
    let odd = |b: &&u8| **b < 0x20 && USED >> **b & 1 == 0 || **b == 0x7f;
    sample.iter().filter(odd).count() * 50 > sample.len()
}

/// Whether bytes that are not UTF-8 were meant to be: most of their non-ASCII characters are well formed.
fn is_damaged_utf8(bytes: &[u8]) -> bool {
    let (mut good, mut bad) = (0usize, 0usize);
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        bad += usize::from(!chunk.invalid().is_empty());
    }
    good >= bad * 4
}

/// The encoding that a web page says it is in, if it says so at its top, as it has to.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = bytes[..bytes.len().min(2_048)].to_ascii_lowercase();
    let find = |from: usize, what: &[u8]| {
        let rest = head.get(from..)?;
        Some(from + rest.windows(what.len()).position(|w| w == what)? + what.len())
    };
    // Only a page has tags there, and XML its declaration.
    let at = match find(0, b"<meta") {
        Some(meta) => find(meta, b"charset=")?,
        None if head.starts_with(b"<?xml") => find(0, b"encoding=")?,
        None => return None,
    };
    let label = head[at..]
        .split(|b| matches!(b, b'"' | b'\'' | b'>' | b';' | b' ' | b'/' | b'?'))
        .find(|part| !part.is_empty())?;
    Encoding::for_label(label).filter(|e| e.is_ascii_compatible() && *e != UTF_8)
}

/// The likeliest legacy encoding of `bytes`, whose first byte that is not UTF-8 stands at `at`.
fn guess(bytes: &[u8], at: usize) -> &'static Encoding {
    let start = at.saturating_sub(SAMPLE / 4);
    let end = bytes.len().min(start + SAMPLE);
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(&bytes[start..end], true);
    detector.guess(None, Utf8Detection::Deny)
}
