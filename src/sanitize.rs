//! What of a stranger's text may reach a terminal? The one filter for everything that documents, file names and
//! errors bring in.
//!
//! Invariant: a clean text holds no control character but `\n` (and `\t` between the cells of a table row, which only
//! the loaders write), no escape sequence (removed whole, not only its ESC), no bidi control, no zero-width or
//! invisible character. Cleaning is idempotent and leaves a clean text as it is.
//! Must not know: who asks.

use std::io::{self, Write};

/// A cleaned text, and which of its bytes stand where in the raw one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Clean {
    /// The clean text.
    pub text: String,
    /// `(first byte in the clean text, first character (code point) in the raw text, length in bytes of the clean text)`:
    /// stretches in which every character stands for one of the raw text. A tab that became a space counts as one of them.
    pub runs: Vec<(u32, u32, u32)>,
}

/// Cleans running text: keeps `\n`; other line ends become `\n`, a tab one space; sequences, controls and invisible
/// characters go. Visible spaces (the no-break space too) stay as they are.
pub fn text(raw: &str) -> String {
    Cleaner::run(raw, false).text
}

/// Cleans text for one line (a title, a path, an error): as [`text`], and line breaks become spaces.
pub fn line(raw: &str) -> String {
    text(raw).replace('\n', " ")
}

/// As [`text`], and says where every part came from.
pub fn mapped(raw: &str) -> Clean {
    Cleaner::run(raw, false)
}

/// As [`mapped`], but tabs stay: for parsers to which indentation means something and whose output is cleaned again.
pub fn mapped_with_tabs(raw: &str) -> Clean {
    Cleaner::run(raw, true)
}

/// Whether cleaning would leave `text` as it is.
pub fn is_clean(text: &str) -> bool {
    text.chars().all(|c| verdict(c, false) == Verdict::Keep)
}

/// A writer that cleans what it is given, line by line: no sequence outlives its line, so what it writes is what
/// [`text`] would make of the whole. Bytes that are not UTF-8 come out as U+FFFD.
pub struct Writer<W: Write> {
    inner: W,
    pending: Vec<u8>,
}

impl<W: Write> Writer<W> {
    /// Cleans what is written on its way to `inner`.
    pub fn new(inner: W) -> Self {
        Self {
            inner,
            pending: Vec::new(),
        }
    }

    fn pass(&mut self, len: usize) -> io::Result<()> {
        let lines = text(&String::from_utf8_lossy(&self.pending[..len]));
        self.pending.drain(..len);
        self.inner.write_all(lines.as_bytes())
    }
}

impl<W: Write> Write for Writer<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        // Only what is new is looked at, or a long line in many small pieces would take quadratic time.
        let before = self.pending.len();
        self.pending.extend_from_slice(bytes);
        if let Some(end) = bytes.iter().rposition(|b| *b == b'\n') {
            self.pass(before + end + 1)?;
        }
        Ok(bytes.len())
    }

    /// Writes the unfinished line too: call it only where a line may end.
    fn flush(&mut self) -> io::Result<()> {
        self.pass(self.pending.len())?;
        self.inner.flush()
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Verdict {
    Keep,
    Space,
    Newline,
    Drop,
    /// Begins a sequence that ends with a final byte.
    Control,
    /// Begins a string that ends with BEL or ST.
    Text,
    Escape,
}

/// What becomes of one character. The invisible ones are Unicode's `Default_Ignorable_Code_Point` (16.0,
/// DerivedCoreProperties.txt), interlinear annotation marks, the object replacement character, noncharacters and
/// private use, none of which a terminal can show to mean anything.
fn verdict(c: char, tabs: bool) -> Verdict {
    match c {
        '\n' => Verdict::Keep,
        '\t' if tabs => Verdict::Keep,
        '\t' => Verdict::Space,
        '\r' | '\u{85}' | '\u{2028}' | '\u{2029}' => Verdict::Newline,
        '\u{1b}' => Verdict::Escape,
        '\u{9b}' => Verdict::Control,
        '\u{90}' | '\u{98}' | '\u{9d}' | '\u{9e}' | '\u{9f}' => Verdict::Text,
        '\u{0}'..='\u{1f}' | '\u{7f}'..='\u{9f}' => Verdict::Drop,
        ' '..='~' | '\u{a0}'..='\u{ac}' | '\u{ae}'..='\u{34e}' => Verdict::Keep,
        '\u{ad}'
        | '\u{34f}'
        | '\u{61c}'
        | '\u{115f}'..='\u{1160}'
        | '\u{17b4}'..='\u{17b5}'
        | '\u{180b}'..='\u{180f}'
        | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{3164}'
        | '\u{fe00}'..='\u{fe0f}'
        | '\u{feff}'
        | '\u{ffa0}'
        | '\u{fff0}'..='\u{fffc}'
        | '\u{1bca0}'..='\u{1bca3}'
        | '\u{1d173}'..='\u{1d17a}'
        | '\u{e0000}'..='\u{e0fff}' => Verdict::Drop,
        '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..='\u{10ffff}' => Verdict::Drop,
        '\u{fdd0}'..='\u{fdef}' => Verdict::Drop,
        c if (c as u32) & 0xfffe == 0xfffe => Verdict::Drop,
        _ => Verdict::Keep,
    }
}

struct Cleaner<'a> {
    raw: &'a str,
    out: Clean,
    /// Characters of the raw text before `counted`.
    chars: u32,
    counted: usize,
    /// Just past the last run, in characters of the raw text.
    run_end: u32,
    /// Strings that begin before this byte have no end on their line; remembered so that cleaning stays linear.
    endless: usize,
}

impl<'a> Cleaner<'a> {
    fn run(raw: &'a str, tabs: bool) -> Clean {
        let mut cleaner = Cleaner {
            raw,
            out: Clean {
                text: String::with_capacity(raw.len()),
                runs: Vec::new(),
            },
            chars: 0,
            counted: 0,
            run_end: 0,
            endless: 0,
        };
        cleaner.clean(tabs);
        cleaner.out
    }

    fn clean(&mut self, tabs: bool) {
        let bytes = self.raw.as_bytes();
        // What lies between `kept` and `at` is clean and not yet copied.
        let (mut kept, mut at) = (0, 0);
        while at < bytes.len() {
            if matches!(bytes[at], b' '..=b'~' | b'\n') {
                at += 1;
                continue;
            }
            let Some(c) = self.raw[at..].chars().next() else {
                break;
            };
            let next = at + c.len_utf8();
            let what = verdict(c, tabs);
            if what == Verdict::Keep {
                at = next;
                continue;
            }
            self.copy(kept, at);
            kept = match what {
                Verdict::Space => self.replace(at, next, ' '),
                // The line feed of a pair is copied in its turn.
                Verdict::Newline if c == '\r' && bytes.get(next) == Some(&b'\n') => next,
                Verdict::Newline => self.replace(at, next, '\n'),
                Verdict::Control => self.after_control(next),
                Verdict::Text => self.after_string(next).unwrap_or(next),
                Verdict::Escape => self.after_escape(next),
                Verdict::Drop | Verdict::Keep => next,
            };
            at = kept;
        }
        self.copy(kept, at);
    }

    fn copy(&mut self, from: usize, to: usize) {
        if from < to {
            self.mark(from, to);
            self.out.text.push_str(&self.raw[from..to]);
        }
    }

    /// One character for another; its end, for the caller to go on from.
    fn replace(&mut self, from: usize, to: usize, by: char) -> usize {
        self.mark(from, to);
        self.out.text.push(by);
        // Both replacements are one byte long; the raw character may not be.
        if let Some(run) = self.out.runs.last_mut() {
            run.2 = self.out.text.len() as u32 - run.0;
        }
        to
    }

    /// Notes that the raw text `from..to` comes next, in the last run if it goes on there.
    fn mark(&mut self, from: usize, to: usize) {
        self.chars += self.raw[self.counted..from].chars().count() as u32;
        let first = self.chars;
        self.chars += self.raw[from..to].chars().count() as u32;
        self.counted = to;
        let len = (to - from) as u32;
        match self.out.runs.last_mut() {
            Some(run) if self.run_end == first => run.2 += len,
            _ => self.out.runs.push((self.out.text.len() as u32, first, len)),
        }
        self.run_end = self.chars;
    }

    /// The end of a sequence whose introducer ends at `at`: parameters, intermediates, one final byte. Controls inside
    /// are carried out by terminals, so they go too; a line end, ESC, CAN or anything else unfit breaks it off.
    fn after_control(&self, mut at: usize) -> usize {
        for c in self.raw[at..].chars() {
            match c {
                '@'..='~' | '\u{18}' | '\u{1a}' => return at + 1,
                ' '..='?' => at += 1,
                '\n' | '\r' | '\u{1b}' => return at,
                '\u{0}'..='\u{1f}' | '\u{7f}' => at += 1,
                _ => return at,
            }
        }
        at
    }

    /// The end of what ESC begins, from just after it.
    fn after_escape(&mut self, at: usize) -> usize {
        let bytes = self.raw.as_bytes();
        match bytes.get(at) {
            Some(b'[') => self.after_control(at + 1),
            // OSC, DCS, SOS, PM, APC, and the title of screen. Without an end they take the rest of their line.
            Some(b']' | b'P' | b'X' | b'^' | b'_' | b'k') => match self.after_string(at + 1) {
                Some(end) => end,
                None => self.line_end(at + 1),
            },
            _ => {
                let rest = &bytes[at..];
                let between = rest.iter().take_while(|b| matches!(b, b' '..=b'/')).count();
                let last = matches!(rest.get(between), Some(b'0'..=b'~'));
                at + between + usize::from(last)
            }
        }
    }

    /// Just past the BEL or ST that ends a string on the line of `at`. The 8-bit introducers are also what a wrongly
    /// decoded closing quotation mark leaves behind, so without an end they take nothing with them.
    fn after_string(&mut self, at: usize) -> Option<usize> {
        if at < self.endless {
            return None;
        }
        let mut chars = self.raw[at..].char_indices().peekable();
        while let Some((i, c)) = chars.next() {
            match c {
                '\u{7}' | '\u{9c}' | '\u{18}' | '\u{1a}' => return Some(at + i + c.len_utf8()),
                '\u{1b}' if matches!(chars.peek(), Some((_, '\\'))) => return Some(at + i + 2),
                // Any other ESC breaks the string off and begins something new.
                '\u{1b}' => return Some(at + i),
                c if is_line_end(c) => {
                    self.endless = at + i;
                    return None;
                }
                _ => {}
            }
        }
        self.endless = self.raw.len();
        None
    }

    fn line_end(&self, at: usize) -> usize {
        self.raw[at..]
            .find(is_line_end)
            .map_or(self.raw.len(), |i| at + i)
    }
}

fn is_line_end(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

#[cfg(test)]
#[allow(clippy::unwrap_used)] // a test may fail by panicking
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn every_family_of_hostile_text_goes_whole() {
        let cases = [
            ("plain, тоже, 漢字 é", "plain, тоже, 漢字 é"),
            ("a\u{a0}b\u{2009}c\u{3000}d", "a\u{a0}b\u{2009}c\u{3000}d"),
            ("a\tb\n", "a b\n"),
            ("a\r\nb\rc\u{85}d\u{2028}e\u{2029}f", "a\nb\nc\nd\ne\nf"),
            ("a\u{1b}[31mred\u{1b}[0m", "ared"),
            ("a\u{1b}[38;2;1;2;3mb\u{1b}[?25lc\u{1b}[ qd", "abcd"),
            ("a\u{1b}[3\u{7}1mb", "ab"),
            ("a\u{1b}[31\nmb", "a\nmb"),
            ("a\u{1b}]0;title\u{7}b", "ab"),
            ("a\u{1b}]52;c;ZXZpbA==\u{1b}\\b", "ab"),
            ("a\u{1b}]8;;http://x\u{9c}b", "ab"),
            ("a\u{1b}]0;no end\nb", "a\nb"),
            ("a\u{1b}]0;broken off\u{1b}[31mb", "ab"),
            (
                "a\u{1b}Pq#0\u{1b}\\b\u{1b}_G\u{1b}\\c\u{1b}^p\u{1b}\\d\u{1b}Xs\u{1b}\\e",
                "abcde",
            ),
            ("a\u{9b}31mb\u{9d}0;t\u{7}c\u{90}q\u{9c}d", "abcd"),
            (
                "a wrongly decoded quotation mark\u{9d} stays",
                "a wrongly decoded quotation mark stays",
            ),
            ("a\u{1b}cb\u{1b}(Bc\u{1b}#8d\u{1b}Me", "abcde"),
            ("a\u{1b}", "a"),
            ("a\u{1b}é", "aé"),
            ("\u{1b}\u{1b}[[31m", "31m"),
            ("a\u{0}b\u{8}c\u{7f}d\u{80}e\u{c}f", "abcdef"),
            ("a\u{202e}b\u{2066}c\u{200f}d\u{61c}e", "abcde"),
            (
                "a\u{200b}b\u{200d}c\u{2060}d\u{feff}e\u{ad}f\u{180e}g",
                "abcdefg",
            ),
            (
                "a\u{fe0f}b\u{e0041}c\u{e0100}d\u{fff9}e\u{fffc}f\u{3164}g",
                "abcdefg",
            ),
            ("a\u{e000}b\u{fdd0}c\u{ffff}d\u{10ffff}e\u{f8ff}f", "abcdef"),
            ("half\u{fffd}decoded", "half\u{fffd}decoded"),
        ];
        for (raw, clean) in cases {
            assert_eq!(text(raw), clean, "{raw:?}");
            assert!(is_clean(clean), "{clean:?}");
        }
        assert_eq!(line("a\r\nb\nc"), "a b c");
    }

    #[test]
    fn a_writer_cleans_whatever_way_the_bytes_arrive() {
        let raw = "one\u{1b}[31m é\u{202e}\n\u{1b}]0;t\u{7}two\r\nthree\u{1b}[3";
        for size in 1..raw.len() {
            let mut out = Vec::new();
            let mut writer = Writer::new(&mut out);
            for part in raw.as_bytes().chunks(size) {
                writer.write_all(part).unwrap();
            }
            writer.flush().unwrap();
            assert_eq!(String::from_utf8(out).unwrap(), text(raw), "{size}");
        }
    }

    #[test]
    fn a_clean_text_is_one_run_and_tabs_count_as_copied() {
        assert_eq!(mapped("äb\nc").runs, [(0, 0, 5)]);
        assert_eq!(mapped("a\tb").runs, [(0, 0, 3)]);
        assert_eq!(mapped("é\u{2028}b").runs, [(0, 0, 4)]);
        assert_eq!(mapped("é\u{200b}b").runs, [(0, 0, 2), (2, 2, 1)]);
        assert_eq!(mapped("").runs, []);
        assert_eq!(mapped_with_tabs("a\tb").text, "a\tb");
    }

    #[test]
    fn many_endless_strings_on_one_line_take_linear_time() {
        let raw = "\u{9d}".repeat(1 << 20);
        assert_eq!(text(&raw), "");
    }

    /// Strings in which hostile characters are as likely as letters.
    fn hostile() -> impl Strategy<Value = String> {
        let part = prop_oneof![
            any::<String>(),
            "[\u{0}-\u{20}\u{7f}-\u{9f}\u{200b}-\u{206f}a-c\\[\\]\\\\;m0-9]{0,12}",
            Just("\u{1b}".to_string()),
            Just("\r\n".to_string()),
        ];
        prop::collection::vec(part, 0..12).prop_map(|parts| parts.concat())
    }

    proptest! {
        #[test]
        fn what_comes_out_is_clean_stays_so_and_is_mapped(raw in hostile()) {
            let clean = mapped(&raw);
            prop_assert!(is_clean(&clean.text));
            prop_assert!(clean.text.chars().all(|c| !c.is_control() || c == '\n'));
            prop_assert_eq!(&text(&clean.text), &clean.text);
            let chars: Vec<char> = raw.chars().collect();
            let mut end = 0;
            for (start, first, len) in clean.runs {
                prop_assert_eq!(start, end);
                end = start + len;
                for (i, c) in clean.text[start as usize..end as usize].chars().enumerate() {
                    let was = chars[first as usize + i];
                    prop_assert!(c == was || c == ' ' && was == '\t' || c == '\n' && is_line_end(was));
                }
            }
            prop_assert_eq!(end as usize, clean.text.len());
        }
    }
}
