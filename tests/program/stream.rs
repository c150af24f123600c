//! What the program may write to a terminal: characters that can be seen, and the sequences of its own painter. Nothing else.

/// A sequence: `ESC [`, these parameters and intermediates, this final byte.
#[derive(Debug, PartialEq, Eq)]
pub struct Sequence<'a> {
    pub parameters: &'a str,
    pub last: char,
}

/// Whether a character shows nothing by itself, or moves others: controls, bidi controls, zero-width characters, tags.
pub fn is_hostile(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}')
}

/// Fails unless all of the text is characters that can be seen, and line ends.
pub fn check_text(what: &str, text: &str) {
    if let Some((at, c)) = text
        .char_indices()
        .find(|(_, c)| *c != '\n' && is_hostile(*c))
    {
        let near: String = text[..at]
            .chars()
            .rev()
            .take(60)
            .collect::<Vec<_>>()
            .into_iter()
            .rev()
            .collect();
        panic!("{what}: {c:?} after {near:?}");
    }
}

/// All sequences of a session on a screen of so many columns and rows; fails at the first byte that is not one of ours.
pub fn check_session(bytes: &[u8], (columns, rows): (u16, u16)) -> Vec<Sequence<'_>> {
    let text = std::str::from_utf8(bytes).unwrap();
    let mut found = Vec::new();
    let mut ends = 0;
    let mut rest = text;
    while let Some((shown, after)) = rest.split_once('\x1b') {
        check_text("a session", &shown.replace('\n', "\0"));
        if let Some(after) = after.strip_prefix('\\') {
            ends += 1;
            rest = after;
            continue;
        }
        let body = after
            .strip_prefix('[')
            .unwrap_or_else(|| panic!("ESC {:?}", after.get(..20)));
        let end = body.find(|c| ('@'..='~').contains(&c)).unwrap();
        let (parameters, after) = body.split_at(end);
        let last = after.chars().next().unwrap();
        let sequence = Sequence { parameters, last };
        assert!(sequence.is_ours(columns, rows), "{sequence:?}");
        found.push(sequence);
        rest = &after[1..];
    }
    check_text("a session", &rest.replace('\n', "\0"));
    let count = |parameters: &str, last: char| {
        found
            .iter()
            .filter(|s| **s == Sequence { parameters, last })
            .count()
    };
    // The terminal is taken once and given back once; only then a string is ended, in case one was cut off.
    assert_eq!((count("?1049", 'h'), count("?1049", 'l'), ends), (1, 1, 1));
    assert_eq!(count("?2026", 'h') + 1, count("?2026", 'l'));
    found
}

impl Sequence<'_> {
    fn numbers(&self) -> Vec<u16> {
        let parts = self.parameters.split(';').filter(|p| !p.is_empty());
        parts.map(|p| p.parse().unwrap_or(u16::MAX)).collect()
    }

    /// The codes of colours and attributes, where this sets any.
    pub fn looks(&self) -> Vec<u16> {
        if self.last == 'm' {
            self.numbers()
        } else {
            Vec::new()
        }
    }

    fn is_ours(&self, columns: u16, rows: u16) -> bool {
        let numbers = self.numbers();
        let within = |limits: &[u16]| {
            numbers.len() <= limits.len() && numbers.iter().zip(limits).all(|(n, limit)| n <= limit)
        };
        match self.last {
            // No blinking (5, 6) and nothing hidden (8): documents try these.
            'm' => numbers.iter().all(
                |n| matches!(n, 0..=4 | 7 | 9 | 22..=24 | 27 | 29..=37 | 39..=47 | 49 | 90..=97),
            ),
            'H' => within(&[rows, columns]),
            'G' | 'X' => within(&[columns]),
            'K' => self.parameters.is_empty(),
            'J' => self.parameters == "2",
            'h' | 'l' => ["?2026", "?25", "?7", "?2004", "?1049"].contains(&self.parameters),
            'q' => ["6 ", "0 "].contains(&self.parameters),
            _ => false,
        }
    }
}

#[test]
fn a_session_with_one_foreign_byte_is_seen() {
    let session = |inside: &str| {
        format!(
            "\x1b[?1049h\x1b[?2026h\x1b[0;1mPane\x1b[K{inside}\x1b[?2026l\x1b\\\x1b[?2026l\x1b[?1049l\x1b[?25h"
        )
    };
    assert_eq!(check_session(session("é 漢").as_bytes(), (80, 24)).len(), 8);
    for inside in [
        "\n",
        "\u{7}",
        "\x1bc",
        "\x1b]0;x\u{7}",
        "\x1bPx\x1b\\",
        "\x1b\\",
        "\u{9b}m",
        "\u{202e}",
        "\u{200b}",
        "\x1b[5m",
        "\x1b[31;8m",
        "\x1b[38;5;1m",
        "\x1b[999H",
        "\x1b[6n",
        "\x1b[?1049l",
        "\x1b[?1000h",
        "\x1b[3J",
        "\x1b[>c",
    ] {
        let seen =
            std::panic::catch_unwind(|| check_session(session(inside).as_bytes(), (80, 24)).len());
        assert!(seen.is_err(), "{inside:?}");
    }
}
