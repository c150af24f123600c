//! Which characters does a font show for the codes of a text, and how wide are they?
//!
//! Invariant: a font that cannot be understood still has codes and widths, so that what stands around it stays in place.
//! Must not know: pages, layout.

use std::cell::RefCell;
use std::collections::HashMap;

use encoding_rs::Encoding;
use foldhash::fast::RandomState;
use lopdf::{Dictionary, Document, Object};

use super::cmap::Codes;
use super::{dict, metrics, name, number, piece, plain, resolved};

/// A font as a page uses it.
pub(super) struct Font {
    /// What was asked of it before, by the last bits of the codes.
    known: RefCell<Vec<Option<(u32, Known)>>>,
    reading: Reading,
    to_unicode: Option<Codes>,
    /// In thousandths of the size.
    widths: HashMap<u32, f32, RandomState>,
    default_width: f32,
    pub is_bold: bool,
    pub is_italic: bool,
}

/// How codes are cut out of a text.
enum Reading {
    /// One byte each; what each stands for.
    Bytes(Vec<Option<String>>),
    /// So many bytes each, numbers of glyphs.
    Glyphs(usize),
    /// The text is in this encoding.
    Text(&'static Encoding),
}

/// What a code shows.
struct Known {
    text: Option<Box<str>>,
    width: f32,
}

/// Codes that are remembered, of each font.
const KNOWN: usize = 256;

/// One character of a text.
pub(super) struct Shown<'f> {
    /// What it stands for, if that is known, as it is to be read.
    pub text: Option<&'f str>,
    /// In thousandths of the size.
    pub width: f32,
    /// Whether the space between words is added to it.
    pub is_space: bool,
}

/// Bytes of a table that are read.
const TABLE: usize = 4 << 20;

impl Font {
    /// Reads a font of a document.
    pub fn read(document: &Document, font: &Dictionary) -> Self {
        let inner = descendant(document, font);
        let descriptor = inner.unwrap_or(font);
        let descriptor = dict(document, descriptor, b"FontDescriptor");
        let base = name(document, font, b"BaseFont").unwrap_or_default();
        let table = font.get_deref(b"ToUnicode", document).ok();
        let table = table.and_then(|t| plain(t, TABLE));
        let to_unicode = table.map(|t| Codes::read(&t));
        let flags = descriptor.map_or(0, |d| number(document, d, b"Flags").unwrap_or(0.0) as u32);
        let style = base.to_lowercase();
        let mut made = Self {
            reading: Reading::Glyphs(2),
            to_unicode,
            known: RefCell::default(),
            widths: HashMap::default(),
            default_width: 1000.0,
            is_bold: style.contains("bold") || style.contains("black") || flags & 1 << 18 != 0,
            is_italic: style.contains("italic") || style.contains("oblique") || flags & 1 << 6 != 0,
        };
        match inner {
            Some(inner) => made.read_composite(document, font, inner),
            None => made.read_simple(document, font, descriptor, &base),
        }
        made
    }

    /// A font for pages that name one that is not there.
    pub fn missing() -> Self {
        Self::read(&Document::new(), &Dictionary::new())
    }

    fn read_composite(&mut self, document: &Document, font: &Dictionary, inner: &Dictionary) {
        self.reading = match name(document, font, b"Encoding") {
            Some(encoding) if encoding.starts_with("Identity") => Reading::Glyphs(2),
            Some(encoding) => legacy(&encoding).map_or(Reading::Glyphs(2), Reading::Text),
            None => {
                let bytes = self.to_unicode.as_ref().and_then(|codes| codes.bytes);
                Reading::Glyphs(bytes.unwrap_or(2).clamp(1, 4))
            }
        };
        self.default_width = number(document, inner, b"DW").unwrap_or(1000.0);
        if let Ok(list) = inner.get_deref(b"W", document).and_then(Object::as_array) {
            self.widths = composite_widths(document, list);
        }
    }

    fn read_simple(
        &mut self,
        document: &Document,
        font: &Dictionary,
        descriptor: Option<&Dictionary>,
        base: &str,
    ) {
        let texts = texts(document, font, descriptor);
        let scale = match name(document, font, b"Subtype").as_deref() {
            Some("Type3") => type3_scale(document, font),
            _ => 1.0,
        };
        let first = number(document, font, b"FirstChar").unwrap_or(0.0) as u32;
        if let Ok(list) = font
            .get_deref(b"Widths", document)
            .and_then(Object::as_array)
        {
            for (code, width) in (first..=255).zip(list) {
                let width = resolved(document, width).and_then(|w| w.as_float().ok());
                self.widths.insert(code, width.unwrap_or(0.0) * scale);
            }
            let missing = descriptor.and_then(|d| number(document, d, b"MissingWidth"));
            self.default_width = missing.unwrap_or(0.0) * scale;
        } else {
            for (code, text) in (0..).zip(&texts) {
                let text = text.as_deref().unwrap_or_default();
                self.widths.insert(code, metrics::width(base, text));
            }
        }
        self.reading = Reading::Bytes(texts);
    }

    /// The characters of a text.
    pub fn show(&self, bytes: &[u8], mut each: impl FnMut(Shown)) {
        let mut known = self.known.borrow_mut();
        let mut show = |code: u32, is_space: bool| {
            let place = code as usize % KNOWN;
            if known.len() <= place {
                known.resize_with(place + 1, || None);
            }
            let known = match &mut known[place] {
                Some((of, known)) if *of == code => known,
                other => &mut other.insert((code, self.know(code))).1,
            };
            each(Shown {
                text: known.text.as_deref(),
                width: known.width,
                is_space,
            });
        };
        match &self.reading {
            Reading::Bytes(_) => {
                for byte in bytes {
                    show(u32::from(*byte), *byte == b' ');
                }
            }
            Reading::Glyphs(len) => {
                for code in bytes.chunks(*len) {
                    let code = code.iter().fold(0, |all, byte| all << 8 | u32::from(*byte));
                    show(code, *len == 1 && code == 32);
                }
            }
            Reading::Text(encoding) => {
                // The numbers of their glyphs are not known, and nearly all are as wide as high.
                let (text, _) = encoding.decode_without_bom_handling(bytes);
                for c in text.chars() {
                    let width = if c.is_ascii() { 500.0 } else { 1000.0 };
                    each(Shown {
                        text: Some(&piece::readable(c.encode_utf8(&mut [0; 4]))),
                        width,
                        is_space: false,
                    });
                }
            }
        }
    }

    /// Looks up what a code shows.
    fn know(&self, code: u32) -> Known {
        let text = self.to_unicode.as_ref().and_then(|codes| codes.get(code));
        let text = text.or_else(|| match &self.reading {
            Reading::Bytes(texts) => texts.get(code as usize)?.clone(),
            _ => None,
        });
        let width = self.widths.get(&code).copied();
        Known {
            text: text.map(|text| piece::readable(&text).into()),
            width: width.unwrap_or(self.default_width),
        }
    }
}

fn descendant<'d>(document: &'d Document, font: &'d Dictionary) -> Option<&'d Dictionary> {
    let list = font.get_deref(b"DescendantFonts", document).ok()?;
    let first = list.as_array().ok()?.first()?;
    resolved(document, first)?.as_dict().ok()
}

/// The encoding that the name of a table of codes tells, where it is one that texts have, too.
fn legacy(table: &str) -> Option<&'static Encoding> {
    const TABLES: [(&str, &Encoding); 8] = [
        ("UCS2", encoding_rs::UTF_16BE),
        ("UTF16", encoding_rs::UTF_16BE),
        ("RKSJ", encoding_rs::SHIFT_JIS),
        ("EUC", encoding_rs::EUC_JP),
        ("GB", encoding_rs::GBK),
        ("B5", encoding_rs::BIG5),
        ("KSC", encoding_rs::EUC_KR),
        ("UTF8", encoding_rs::UTF_8),
    ];
    let holds = |part: &&(&str, &'static Encoding)| match part.0 {
        // Of China and Korea, too, there are tables with these letters in their names.
        "EUC" => table.starts_with("EUC"),
        part => table.contains(part),
    };
    TABLES.iter().find(holds).map(|found| found.1)
}

/// `[first [w w …] first last w …]`
fn composite_widths(document: &Document, list: &[Object]) -> HashMap<u32, f32, RandomState> {
    let mut widths = HashMap::default();
    let mut rest = list.iter().filter_map(|o| resolved(document, o));
    while let Some(first) = rest.next() {
        let (Ok(first), Some(next)) = (first.as_float(), rest.next()) else {
            break;
        };
        let first = first.clamp(0.0, 65_535.0) as u32;
        if let Ok(each) = next.as_array() {
            for (code, width) in (first..=65_535).zip(each) {
                let width = resolved(document, width).and_then(|w| w.as_float().ok());
                widths.insert(code, width.unwrap_or(0.0));
            }
            continue;
        }
        let width = rest.next().and_then(|w| w.as_float().ok());
        let (Ok(last), Some(width)) = (next.as_float(), width) else {
            break;
        };
        for code in first..=last.clamp(0.0, 65_535.0) as u32 {
            widths.insert(code, width);
        }
        // Ranges of everything, time and again, would take long.
        if widths.len() > 65_535 {
            break;
        }
    }
    widths
}

fn type3_scale(document: &Document, font: &Dictionary) -> f32 {
    let matrix = font.get_deref(b"FontMatrix", document);
    let first = matrix.and_then(Object::as_array).ok();
    let first = first.and_then(|m| m.first()?.as_float().ok());
    first.unwrap_or(0.001) * 1000.0
}

/// What each of the 256 codes of a simple font stands for.
fn texts(
    document: &Document,
    font: &Dictionary,
    descriptor: Option<&Dictionary>,
) -> Vec<Option<String>> {
    let encoding = font.get_deref(b"Encoding", document).ok();
    let inner = encoding.and_then(|e| e.as_dict().ok());
    let base = match (encoding, inner) {
        (Some(Object::Name(base)), _) => Some(base.clone()),
        (_, Some(inner)) => inner
            .get_deref(b"BaseEncoding", document)
            .and_then(Object::as_name)
            .ok()
            .map(<[u8]>::to_vec),
        _ => None,
    };
    let mut texts = match &base {
        Some(base) => by_base(document, base),
        None => {
            let mut texts = by_base(document, b"StandardEncoding");
            // Most fonts that say nothing mean what Windows means where the standard has gaps.
            let more = by_base(document, b"WinAnsiEncoding");
            for (text, more) in texts.iter_mut().zip(more) {
                *text = text.take().or(more);
            }
            for (code, glyph) in descriptor.map_or_else(Vec::new, |d| built_in(document, d)) {
                texts[usize::from(code)] = by_glyph(&glyph);
            }
            texts
        }
    };
    let differences = inner.and_then(|i| i.get_deref(b"Differences", document).ok());
    let mut code = 0;
    for object in differences
        .and_then(|d| d.as_array().ok())
        .into_iter()
        .flatten()
    {
        match resolved(document, object) {
            Some(Object::Integer(first)) => code = (*first).clamp(0, 256) as usize,
            Some(Object::Name(glyph)) => {
                if let Some(text) = texts.get_mut(code) {
                    *text = by_glyph(glyph);
                }
                code += 1;
            }
            _ => {}
        }
    }
    texts
}

/// What a standard encoding means; the library knows, and tells it by way of a font.
fn by_base(document: &Document, base: &[u8]) -> Vec<Option<String>> {
    let mut font = Dictionary::new();
    font.set("Type", "Font");
    font.set("Encoding", Object::Name(base.to_vec()));
    let encoding = font.get_font_encoding_with_limit(document, TABLE);
    let text = |byte: u8| {
        let text = encoding.as_ref().ok()?.bytes_to_string(&[byte]).ok()?;
        (!text.is_empty()).then_some(text)
    };
    (0..=255).map(text).collect()
}

/// What a glyph of that name shows.
fn by_glyph(glyph: &[u8]) -> Option<String> {
    let glyph = std::str::from_utf8(glyph).ok()?;
    // What follows a dot says which form of the character it is; an underscore joins several.
    let bare = glyph.split('.').next().filter(|bare| !bare.is_empty())?;
    let parts: Option<Vec<String>> = bare.split('_').map(listed_glyph).collect();
    parts.map(|parts| parts.concat())
}

fn listed_glyph(glyph: &str) -> Option<String> {
    let differences = vec![Object::Integer(0), Object::Name(glyph.as_bytes().to_vec())];
    let mut encoding = Dictionary::new();
    encoding.set("Differences", differences);
    let mut font = Dictionary::new();
    font.set("Type", "Font");
    font.set("Encoding", encoding);
    let document = Document::new();
    let found = font.get_font_encoding_with_limit(&document, TABLE).ok()?;
    let text = match found {
        lopdf::Encoding::Differences(_) => found.bytes_to_string(&[0]).ok(),
        _ => None,
    };
    let by_number = || {
        let digits = glyph.strip_prefix("uni").and_then(|d| d.get(..4));
        let digits = digits.or_else(|| glyph.strip_prefix('u'))?;
        let fits = (4..=6).contains(&digits.len());
        let code = u32::from_str_radix(digits, 16).ok().filter(|_| fits)?;
        char::from_u32(code).map(String::from)
    };
    text.filter(|t| !t.is_empty()).or_else(by_number)
}

/// The codes that the program of a font itself has for its glyphs.
fn built_in(document: &Document, descriptor: &Dictionary) -> Vec<(u8, Vec<u8>)> {
    let program = |key: &[u8]| {
        let program = descriptor.get_deref(key, document).ok()?;
        plain(program, TABLE)
    };
    if let Some(program) = program(b"FontFile3") {
        return built_in_compact(&program);
    }
    program(b"FontFile").map_or_else(Vec::new, |program| built_in_plain(&program))
}

/// As [`built_in`], in the compact form that newer documents have.
fn built_in_compact(program: &[u8]) -> Vec<(u8, Vec<u8>)> {
    let Some(table) = ttf_parser::cff::Table::parse(program) else {
        return Vec::new();
    };
    let glyph = |code: u8| {
        let glyph = table.glyph_name(table.glyph_index(code)?)?;
        (glyph != ".notdef").then(|| (code, glyph.as_bytes().to_vec()))
    };
    (0..=255).filter_map(glyph).collect()
}

/// As [`built_in`], in the form of PostScript: `dup 12 /fi put`, once for each code.
fn built_in_plain(program: &[u8]) -> Vec<(u8, Vec<u8>)> {
    let find = |what: &[u8], from: usize| {
        let rest = program.get(from..)?;
        let at = rest.windows(what.len()).position(|w| w == what)?;
        Some(from + at)
    };
    let Some(start) = find(b"/Encoding", 0) else {
        return Vec::new();
    };
    let end = find(b"readonly def", start).or_else(|| find(b"eexec", start));
    let end = end.unwrap_or(program.len()).min(start + (64 << 10));
    let text = String::from_utf8_lossy(&program[start..end]);
    let entry = |entry: &str| {
        let (code, rest) = entry.trim_start().split_once(['/', ' '])?;
        let glyph = rest.trim_start().trim_start_matches('/');
        let glyph = glyph.split_whitespace().next()?;
        Some((code.parse().ok()?, glyph.as_bytes().to_vec()))
    };
    text.split("dup").skip(1).filter_map(entry).collect()
}
