//! Which number or letter stands before this entry? How lists count at their levels, and what their labels say.
//!
//! Invariant: a label is clean and short, and a number that cannot grow stays as it is.
//! Must not know: formats, files.

use std::rc::Rc;

use crate::sanitize;

/// Lists lie in each other that deep at most.
pub(super) const LEVELS: usize = 10;

/// Characters of a label; what is longer is text.
const LONGEST: usize = 40;

/// What stands before an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Label {
    /// The number, if the label says no more than that.
    pub number: Option<u32>,
    /// As the document writes it.
    pub text: String,
}

impl Label {
    /// The label that is written so; nothing if it is a mere mark, such as a bullet.
    pub fn of(written: &str) -> Option<Self> {
        let line = sanitize::line(written);
        let words: Vec<&str> = line.split_whitespace().collect();
        let text: String = words.join(" ").chars().take(LONGEST).collect();
        // Whatever is more than these belongs to what the label says.
        let digits = text.trim_matches(|c| " .:()[]-–".contains(c));
        let is_number = digits.bytes().all(|b| b.is_ascii_digit());
        let number = digits.parse().ok().filter(|_| is_number);
        text.contains(char::is_alphanumeric)
            .then_some(Self { number, text })
    }
}

/// The label that a text before a tab is: a bullet (`None`), or a number or letter with its signs; nothing if it is a text.
pub(super) fn written(text: &str) -> Option<Option<Label>> {
    let text = text.trim();
    let mut chars = text.chars();
    let (first, second) = (chars.next()?, chars.next());
    if second.is_none() && !first.is_alphanumeric() && !"\"'“”‘’«»".contains(first) {
        return Some(None);
    }
    let bare = text.trim_matches(|c| ".()[]".contains(c));
    let parts = || bare.split('.');
    let is_number = |part: &str| part.bytes().all(|b| b.is_ascii_digit()) && part.len() < 4;
    let is_roman = bare.len() < 7 && bare.chars().all(|c| "ivxlcIVXLC".contains(c));
    let is_letter = bare.len() == 1 && bare.chars().all(|c| c.is_ascii_alphabetic());
    let fits = bare != text && (is_roman || is_letter) || parts().all(is_number);
    let fits = fits && !bare.is_empty() && text.len() < 16;
    fits.then(|| Label::of(text))
}

/// What a number is written with.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Digits {
    /// It is not written.
    #[default]
    None,
    Decimal,
    /// `a`, `b`; behind `z` follows `aa`, and then `bb` or `ab`.
    Letters {
        is_upper: bool,
        is_repeated: bool,
    },
    Roman {
        is_upper: bool,
    },
}

impl Digits {
    /// The number, so written; where there is no such way, in figures.
    fn write(self, number: u32) -> String {
        let (text, is_upper) = match self {
            Digits::None => (Some(String::new()), false),
            Digits::Decimal => (None, false),
            Digits::Letters {
                is_upper,
                is_repeated: true,
            } => (repeated(number), is_upper),
            Digits::Letters { is_upper, .. } => (letters(number), is_upper),
            Digits::Roman { is_upper } => (roman(number), is_upper),
        };
        match text {
            Some(text) if is_upper => text.to_uppercase(),
            Some(text) => text,
            None => number.to_string(),
        }
    }
}

fn letter(n: u32) -> char {
    char::from(b'a' + (n % 26) as u8)
}

fn repeated(number: u32) -> Option<String> {
    let n = number.checked_sub(1)?;
    let times = n / 26 + 1;
    (times < 10).then(|| letter(n).to_string().repeat(times as usize))
}

fn letters(number: u32) -> Option<String> {
    let mut left = Some(number.checked_sub(1)?);
    let mut text = String::new();
    while let Some(n) = left {
        text.insert(0, letter(n));
        left = (n / 26).checked_sub(1);
    }
    Some(text)
}

fn roman(number: u32) -> Option<String> {
    const SIGNS: [(u32, &str); 13] = [
        (1_000, "m"),
        (900, "cm"),
        (500, "d"),
        (400, "cd"),
        (100, "c"),
        (90, "xc"),
        (50, "l"),
        (40, "xl"),
        (10, "x"),
        (9, "ix"),
        (5, "v"),
        (4, "iv"),
        (1, "i"),
    ];
    let mut left = (1..5_000).contains(&number).then_some(number)?;
    let mut text = String::new();
    for (value, sign) in SIGNS {
        text.push_str(&sign.repeat((left / value) as usize));
        left %= value;
    }
    Some(text)
}

/// A piece of a label.
#[derive(Debug, Clone)]
pub(super) enum Part {
    Text(String),
    /// The number of that level, from 0.
    Level(usize),
    /// A full stop between two numbers, if one stands before it.
    Joint,
}

/// The parts of a label that is written with `%1` for the number of the outermost level, `%2` for that of the next.
pub(super) fn parts(pattern: &str) -> Rc<Vec<Part>> {
    let mut parts = Vec::new();
    let mut text = String::new();
    let mut chars = pattern.chars().take(LONGEST).peekable();
    while let Some(c) = chars.next() {
        let level = chars.peek().and_then(|c| c.to_digit(10));
        match level.filter(|level| c == '%' && *level > 0) {
            Some(level) => {
                chars.next();
                parts.push(Part::Text(std::mem::take(&mut text)));
                parts.push(Part::Level(level as usize - 1));
            }
            None => text.push(c),
        }
    }
    parts.push(Part::Text(text));
    Rc::new(parts)
}

/// How a level of a list is numbered.
#[derive(Debug, Clone, Default)]
pub(super) struct Level {
    pub digits: Digits,
    /// The number of its first entry.
    pub first: u32,
    /// What its label is made of; nothing for bullets.
    pub parts: Rc<Vec<Part>>,
    /// It begins anew behind entries of so many outermost levels; of all that it lies in, if nothing is said.
    pub restart: Option<usize>,
    /// Whether all the numbers of its label are figures.
    pub is_legal: bool,
    /// Whether nothing at all is shown before its entries: they are but indented.
    pub is_unmarked: bool,
}

/// How far a list has counted: the last number of each level.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Counter {
    values: [Option<u32>; LEVELS],
}

impl Counter {
    /// Counts an entry of level `at`; `levels` says how a level is numbered.
    pub fn count<'l>(&mut self, levels: impl Fn(usize) -> Option<&'l Level>, at: usize) {
        let at = at.min(LEVELS - 1);
        let first = levels(at).map_or(1, |level| level.first);
        self.values[at] = Some(self.values[at].map_or(first, |n| n.saturating_add(1)));
        for deeper in at + 1..LEVELS {
            let restart = levels(deeper).and_then(|level| level.restart);
            if restart.is_none_or(|outermost| at < outermost) {
                self.values[deeper] = None;
            }
        }
    }

    /// The entry of level `at` has that number; what lies in it begins anew.
    pub fn set(&mut self, at: usize, number: u32) {
        self.begin(at);
        if let Some(value) = self.values.get_mut(at) {
            *value = Some(number);
        }
    }

    /// Level `at` begins anew, and what lies in it.
    pub fn begin(&mut self, at: usize) {
        self.values.iter_mut().skip(at).for_each(|v| *v = None);
    }

    /// What stands before the entry of level `at` that was counted last; nothing if that is a bullet.
    pub fn label<'l>(
        &self,
        levels: impl Fn(usize) -> Option<&'l Level>,
        at: usize,
    ) -> Option<Label> {
        let own = levels(at)?;
        let mut text = String::new();
        let mut numbers = 0;
        for part in own.parts.iter() {
            match part {
                Part::Text(part) => text.push_str(part),
                Part::Joint if numbers > 0 => text.push('.'),
                Part::Joint => {}
                Part::Level(of) => {
                    let Some(level) = levels(*of).filter(|l| l.digits != Digits::None) else {
                        continue;
                    };
                    let value = self.values.get(*of).copied().flatten();
                    let digits = if own.is_legal {
                        Digits::Decimal
                    } else {
                        level.digits
                    };
                    text.push_str(&digits.write(value.unwrap_or(level.first)));
                    numbers += 1;
                }
            }
        }
        Label::of(&text)
    }
}

#[cfg(test)]
mod tests {
    //! Numbers as they are written.

    use super::*;

    #[test]
    fn labels_are_numbers_only_if_they_say_no_more() {
        for (written, number) in [
            ("2.", Some(2)),
            ("(12)", Some(12)),
            ("[3]", Some(3)),
            ("01.", Some(1)),
            ("1.2.", None),
            ("+5", None),
            ("§ 1", None),
            ("iv.", None),
            ("99999999999", None),
        ] {
            let label = Label::of(written).expect(written);
            assert_eq!((label.number, &*label.text), (number, written));
        }
        for bullet in ["", "•", "\u{b7}\t", "–", "…"] {
            assert_eq!(Label::of(bullet), None, "{bullet:?}");
        }
    }

    #[test]
    fn what_stands_before_a_tab_is_a_label_or_a_text() {
        for (text, label) in [
            ("•", Some(None)),
            ("–", Some(None)),
            ("1.", Some(Some("1."))),
            ("(b)", Some(Some("(b)"))),
            ("iv)", Some(Some("iv)"))),
            ("1.2", Some(Some("1.2"))),
            ("Q:", None),
            ("Ann:", None),
            ("I", None),
            ("2021", None),
            ("“", None),
            ("", None),
        ] {
            let found = written(text).map(|label| label.map(|label| label.text));
            assert_eq!(found, label.map(|l| l.map(str::to_owned)), "{text}");
        }
    }

    #[test]
    fn numbers_are_written_as_the_level_says() {
        let letters = |is_repeated| Digits::Letters {
            is_upper: false,
            is_repeated,
        };
        let roman = Digits::Roman { is_upper: true };
        for (digits, number, written) in [
            (letters(true), 26, "z"),
            (letters(true), 28, "bb"),
            (letters(false), 28, "ab"),
            (letters(false), 703, "aaa"),
            (letters(true), 0, "0"),
            (letters(true), u32::MAX, "4294967295"),
            (letters(false), u32::MAX, "mwlqkwu"),
            (roman, 1_994, "MCMXCIV"),
            (roman, 0, "0"),
            (roman, 9_999, "9999"),
            (Digits::None, 1, ""),
        ] {
            assert_eq!(digits.write(number), written);
        }
    }
}
