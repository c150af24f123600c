//! What do the lines of a plain text look like? Marks, words, ends of sentences, and the column they were wrapped at.
//!
//! Invariant: every line is looked at once, by bytes where it can be; nothing here allocates per line.
//! Must not know: what a line means for the document (that is `text`).

use std::ops::Range;

/// What stands before the text of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Marker {
    None,
    /// A bullet, or the number of an ordered list.
    Item(Option<u32>),
    Quote,
}

/// One line, without the spaces around it.
#[derive(Debug, Clone)]
pub(super) struct Line {
    pub start: usize,
    pub end: usize,
    /// Characters before `start`.
    pub indent: usize,
    pub marker: Marker,
    /// Bytes of the marker and the spaces behind it.
    pub marker_len: usize,
    /// Nothing in it but marks.
    pub is_separator: bool,
    /// Characters up to `end`, the indentation included.
    pub width: usize,
    /// Characters of its first word.
    first_word: usize,
}

impl Line {
    pub fn is_blank(&self) -> bool {
        self.start == self.end
    }
}

/// Counting stops here: nobody asks for more.
pub(super) const MANY: usize = 41;

/// The lines of `body`.
pub(super) fn split(body: &str) -> Vec<Line> {
    let mut at = 0;
    body.split('\n')
        .map(|raw| {
            let text = raw.trim();
            let lead = raw.len() - raw.trim_start().len();
            let start = at + lead;
            at += raw.len() + 1;
            line(text, start, raw[..lead].chars().count())
        })
        .collect()
}

fn line(text: &str, start: usize, indent: usize) -> Line {
    let is_separator = !text.chars().any(char::is_alphanumeric);
    let (marker, marker_len) = match is_separator {
        true => (Marker::None, 0),
        false => marker(text),
    };
    let word = text.find(char::is_whitespace).unwrap_or(text.len());
    Line {
        start,
        end: start + text.len(),
        indent,
        marker,
        marker_len,
        is_separator,
        width: indent + text.chars().count(),
        first_word: text[..word].chars().count(),
    }
}

/// The marker at the beginning of `text` and its length with the spaces behind it.
fn marker(text: &str) -> (Marker, usize) {
    let Some(c) = text.chars().next() else {
        return (Marker::None, 0);
    };
    let spaces = |from: usize| text[from..].len() - text[from..].trim_start().len();
    if c == '>' {
        let marks = text.len() - text.trim_start_matches(['>', ' ']).len();
        return (Marker::Quote, marks);
    }
    if matches!(
        c,
        '-' | '*' | '+' | '•' | '·' | '‣' | '◦' | '▪' | '●' | '■' | '►' | '∙'
    ) {
        let gap = spaces(c.len_utf8());
        return match gap {
            0 => (Marker::None, 0),
            _ => (Marker::Item(None), c.len_utf8() + gap),
        };
    }
    let inner = text.strip_prefix('(').unwrap_or(text);
    let digits = inner.bytes().take_while(u8::is_ascii_digit).count();
    let close = inner.as_bytes().get(digits);
    let fits = if inner.len() < text.len() {
        close == Some(&b')')
    } else {
        matches!(close, Some(b'.' | b')'))
    };
    let end = text.len() - inner.len() + digits + 1;
    if !(1..=3).contains(&digits) || !fits || spaces(end) == 0 {
        return (Marker::None, 0);
    }
    (
        Marker::Item(inner[..digits].parse().ok()),
        end + spaces(end),
    )
}

/// The first `most` bytes of a text, or fewer where a character would be cut.
pub(super) fn head(text: &str, most: usize) -> &str {
    let most = most.min(text.len());
    let mut ends = (most.saturating_sub(3)..=most).rev();
    let end = ends.find(|i| text.is_char_boundary(*i));
    &text[..end.unwrap_or(0)]
}

/// Words in `text`, counted up to [`MANY`]: runs of letters; of Chinese and Japanese characters, two make a word.
pub(super) fn words(text: &str) -> usize {
    let (mut words, mut inside, mut ideographs) = (0, false, 0);
    for c in text.chars() {
        let dense = matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}');
        ideographs += usize::from(dense);
        let letter = !dense && (c.is_alphabetic() || inside && matches!(c, '\'' | '’'));
        words += usize::from(letter && !inside);
        inside = letter;
        if words + ideographs / 2 >= MANY {
            return MANY;
        }
    }
    words + ideographs.div_ceil(2)
}

/// Whether `text` ends with a full stop, an exclamation or question mark, perhaps within quotation marks or brackets.
pub(super) fn ends_sentence(text: &str) -> bool {
    let closing = [
        '"', '\'', ')', ']', '”', '’', '»', '“', '」', '』', ' ', '\u{a0}',
    ];
    text.trim_end_matches(closing)
        .ends_with(['.', '!', '?', '…', '。', '！', '？', '؟', '۔', '।'])
}

/// Whether a piece of so many words is long enough to be running text; a sentence needs fewer than what has no end.
pub(super) fn is_long(words: usize, ends: bool) -> bool {
    words >= 30 || words >= 12 && ends
}

/// Whether it is at least a sentence: texts that have nothing longer are made of these.
pub(super) fn is_sentence(words: usize, ends: bool) -> bool {
    words >= 5 && ends
}

/// The column at which the whole text was wrapped, if it was: lines that go on are so long that the next one's first
/// word would not have fitted.
pub(super) fn wrap_width(lines: &[Line]) -> Option<usize> {
    let prose = |l: &Line| !l.is_blank() && !l.is_separator;
    let pairs = || {
        lines
            .windows(2)
            .filter(move |p| prose(&p[0]) && prose(&p[1]))
    };
    let mut widths: Vec<usize> = pairs().map(|p| p[0].width).collect();
    if widths.len() < 2 {
        return None;
    }
    widths.sort_unstable();
    let width = widths[(widths.len() - 1) * 9 / 10];
    // People wrap by eye, so a tenth of the width is granted here.
    let full = pairs()
        .filter(|p| is_full(&p[0], &p[1], width - width / 10))
        .count();
    let longest = lines.iter().filter(|l| l.width > 2 * width).count();
    ((45..=110).contains(&width) && full * 10 >= widths.len() * 6 && longest * 20 <= lines.len())
        .then_some(width)
}

fn is_full(line: &Line, next: &Line, width: usize) -> bool {
    line.width + 1 + next.first_word > width
}

/// Whether `next` goes on with what `line`, just before it, belongs to: something with the marker `of`.
pub(super) fn continues(
    body: &str,
    line: &Line,
    of: Marker,
    next: &Line,
    width: Option<usize>,
) -> bool {
    if of == Marker::Quote || next.marker == Marker::Quote {
        return false;
    }
    if next.marker != Marker::None {
        // A dash or a number that wrapping brought to the beginning of a line begins no entry.
        return of == Marker::None && goes_on(body, line, next, width);
    }
    let before = &body[line.start..line.end];
    let ended = ends_sentence(before);
    let hangs = of != Marker::None && next.indent > line.indent.saturating_sub(line.marker_len);
    let lower = starts_lower(&body[next.start..next.end]);
    let Some(width) = width else {
        return hangs || lower && !ended && !before.ends_with(':');
    };
    // The first line of a paragraph may be indented; after a full stop that begins a new one.
    let indented = next.indent > line.indent && !hangs;
    let full = is_full(line, next, width);
    goes_on(body, line, next, Some(width))
        || lower && !ended
        || (full || hangs) && !(indented && ended)
}

/// In wrapped text, whether `line` breaks off within a sentence: it is long, if not quite full, and has no end.
pub(super) fn goes_on(body: &str, line: &Line, next: &Line, width: Option<usize>) -> bool {
    let before = &body[line.start..line.end];
    let long = width.is_some_and(|w| (line.width - line.indent) * 3 >= w * 2);
    let small = |text: &str| text.chars().any(char::is_lowercase);
    // A line in capitals above one that is not is a heading.
    let heading = || !small(before) && small(&body[next.start..next.end]);
    long && !ends_sentence(before) && !before.ends_with([':', ';']) && !heading()
}

fn starts_lower(text: &str) -> bool {
    text.starts_with(char::is_lowercase)
}

/// A heading marked by hand: `**Title**`, `_Title_`, `== Title ==`, `## Title`; the text inside and the level.
pub(super) fn emphasised(text: &str) -> Option<(Range<usize>, u8)> {
    let mark = text
        .chars()
        .next()
        .filter(|c| matches!(c, '*' | '_' | '=' | '#'))?;
    let inner = text.trim_start_matches(mark);
    let count = text.len() - inner.len();
    let spaced = inner.trim_start();
    let start = text.len() - spaced.len();
    let bare = spaced.trim_end_matches(mark);
    let close = spaced.len() - bare.len();
    let bare = bare.trim_end();
    let fits = match mark {
        '#' => count <= 6 && start > count,
        _ => count <= 6 && close == count,
    };
    // Emphasis inside means that not the whole line was meant.
    let whole = fits && !bare.is_empty() && !bare.contains(mark);
    let level = if mark == '#' { count as u8 } else { 2 };
    whole.then_some((start..start + bare.len(), level))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markers_are_told_from_text() {
        let cases = [
            ("- entry", (Marker::Item(None), 2)),
            ("•  entry", (Marker::Item(None), 5)),
            ("12) entry", (Marker::Item(Some(12)), 4)),
            ("(3) entry", (Marker::Item(Some(3)), 4)),
            ("1. entry", (Marker::Item(Some(1)), 3)),
            ("> said", (Marker::Quote, 2)),
            ("-5 degrees", (Marker::None, 0)),
            ("1.5 million", (Marker::None, 0)),
            ("2014. The year", (Marker::None, 0)),
            ("(a) point", (Marker::None, 0)),
            ("", (Marker::None, 0)),
        ];
        for (text, expected) in cases {
            assert_eq!(marker(text), expected, "{text}");
        }
    }

    #[test]
    fn headings_marked_by_hand_are_found() {
        let inner = |text: &'static str| emphasised(text).map(|(r, level)| (&text[r], level));
        assert_eq!(inner("**The talks**"), Some(("The talks", 2)));
        assert_eq!(inner("== The talks =="), Some(("The talks", 2)));
        assert_eq!(inner("### The talks"), Some(("The talks", 3)));
        assert_eq!(inner("*The* talks"), None);
        assert_eq!(inner("*one* and *two*"), None);
        assert_eq!(inner("#tag"), None);
        assert_eq!(inner("****"), None);
    }

    #[test]
    fn words_are_counted_in_any_script() {
        assert_eq!(words("It's the 3rd of May"), 5);
        assert_eq!(words("В Душанбе прошло заседание"), 4);
        assert_eq!(words("集団安全保障"), 3);
        assert_eq!(words("— …"), 0);
    }
}
