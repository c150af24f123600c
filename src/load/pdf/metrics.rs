//! How wide are the characters of fonts that every reader of PDF has to know, so that documents do not say?
//!
//! Must not know: documents.

use unicode_normalization::UnicodeNormalization;

/// Widths of Helvetica in thousandths of the size, from the space to the tilde.
const SANS: [u16; 95] = [
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556,
    556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667,
    611, 778, 722, 278, 500, 667, 556, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667,
    667, 611, 278, 278, 278, 469, 556, 333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500,
    222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
];

/// The same of Times.
const SERIF: [u16; 95] = [
    250, 333, 408, 500, 500, 833, 778, 180, 333, 333, 500, 564, 250, 333, 250, 278, 500, 500, 500,
    500, 500, 500, 500, 500, 500, 500, 278, 278, 564, 564, 564, 444, 921, 722, 667, 667, 722, 611,
    556, 722, 722, 333, 389, 722, 611, 889, 722, 722, 556, 722, 667, 556, 611, 722, 722, 944, 722,
    722, 611, 333, 278, 333, 469, 500, 333, 444, 500, 444, 500, 444, 333, 500, 500, 278, 278, 500,
    278, 778, 500, 500, 500, 500, 333, 389, 278, 500, 500, 722, 500, 500, 444, 480, 200, 480, 541,
];

/// The width of a character in a font of that name, in thousandths of its size.
pub(super) fn width(font: &str, text: &str) -> f32 {
    let font = font.to_lowercase();
    if font.contains("courier") || font.contains("mono") {
        return 600.0;
    }
    let widths = match font.contains("times") || font.contains("serif") && !font.contains("sans") {
        true => &SERIF,
        false => &SANS,
    };
    let bold = if font.contains("bold") { 1.05 } else { 1.0 };
    // A letter with an accent is as wide as without.
    let Some(c) = text.nfkd().next() else {
        return 500.0;
    };
    let place = (c as usize).checked_sub(32);
    let width = place.and_then(|place| widths.get(place));
    width.map_or(556.0, |w| f32::from(*w)) * bold
}
