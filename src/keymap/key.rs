//! What is one press of a key, and how is it written?
//!
//! Invariant: two presses that a terminal cannot tell apart are the same [`Key`], and what no terminal sends cannot be written.
//! Must not know: what keys do, and the library that reads them.

use std::fmt;
use std::str::FromStr;

use crate::diagnose::did_you_mean;
use crate::fold::nearest;

/// The key itself, without what is held beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[allow(missing_docs, reason = "the names say it")]
pub enum KeyCode {
    /// The character it makes, Shift and layout included.
    Char(char),
    Enter,
    Esc,
    Tab,
    /// Shift and Tab.
    BackTab,
    Backspace,
    Delete,
    Insert,
    Up,
    Down,
    Left,
    Right,
    Home,
    End,
    PageUp,
    PageDown,
    /// 1 to 12.
    F(u8),
}

/// One press. Build it with [`Key::new`], which makes equal what terminals send as equal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Key {
    /// The key.
    pub code: KeyCode,
    /// Whether Control is held.
    pub ctrl: bool,
    /// Whether Alt is held.
    pub alt: bool,
    /// Whether Shift is held; never with a character, which has Shift in it.
    pub shift: bool,
}

/// Named keys: the name we print first, then others we read. The space bar is a character with a name.
const NAMES: [(KeyCode, &[&str]); 17] = [
    (KeyCode::Char(' '), &["space", "spc"]),
    (KeyCode::Enter, &["enter", "return", "ret", "cr"]),
    (KeyCode::Esc, &["esc", "escape"]),
    (KeyCode::Tab, &["tab"]),
    (KeyCode::BackTab, &["shift-tab", "back-tab", "backtab"]),
    (KeyCode::Backspace, &["backspace", "bs"]),
    (KeyCode::Delete, &["delete", "del"]),
    (KeyCode::Insert, &["insert", "ins"]),
    (KeyCode::Up, &["up"]),
    (KeyCode::Down, &["down"]),
    (KeyCode::Left, &["left"]),
    (KeyCode::Right, &["right"]),
    (KeyCode::Home, &["home"]),
    (KeyCode::End, &["end"]),
    (KeyCode::PageUp, &["page-up", "pageup", "pgup"]),
    (
        KeyCode::PageDown,
        &["page-down", "pagedown", "pgdown", "pgdn"],
    ),
    // Read by `function_key`; here for the nearest right name.
    (KeyCode::F(1), &["f1"]),
];

/// What may be held, as we print it first.
const MODIFIERS: [&[&str]; 3] = [
    &["ctrl", "control", "c"],
    &["alt", "meta", "a", "m"],
    &["shift", "s"],
];

/// Why a name is not a key: a sentence, and advice where there is any.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{why}")]
pub struct NotAKey {
    /// What is wrong.
    pub why: String,
    /// What to write instead.
    pub help: Option<String>,
}

impl NotAKey {
    fn new(why: impl Into<String>, help: impl Into<String>) -> Self {
        Self {
            why: why.into(),
            help: Some(help.into()),
        }
    }
}

impl Key {
    /// The press of `code` with what is held, made plain: Shift with a character is the character it makes; Control with a
    /// letter knows no capitals, and four are keys of their own (`ctrl-i` is Tab); Control with Space, `\`, `]`, `^`, `_` has one name each, whichever key or terminal sent it.
    pub fn new(code: KeyCode, ctrl: bool, alt: bool, shift: bool) -> Key {
        let own = match code {
            KeyCode::Char(c) if ctrl => own_key(c),
            _ => None,
        };
        let (code, ctrl, shift) = own.map_or((code, ctrl, shift), |own| (own, false, false));
        let code = match code {
            KeyCode::Tab if shift => KeyCode::BackTab,
            KeyCode::Char(c) if ctrl => KeyCode::Char(controlled(c)),
            KeyCode::Char(c) if shift => KeyCode::Char(capital(c)),
            other => other,
        };
        let shift = shift && !matches!(code, KeyCode::Char(_) | KeyCode::BackTab);
        Key {
            code,
            ctrl,
            alt,
            shift,
        }
    }

    /// A character, nothing held.
    pub fn char(c: char) -> Key {
        Key::new(KeyCode::Char(c), false, false, false)
    }

    /// The character that this press types into a prompt, if it types one.
    pub fn typed(self) -> Option<char> {
        match self.code {
            KeyCode::Char(c) if !self.ctrl && !self.alt => Some(c),
            _ => None,
        }
    }

    /// A sequence of keys, parted by spaces: `"g g"`.
    pub fn sequence(text: &str) -> Result<Vec<Key>, NotAKey> {
        let keys = text
            .split_whitespace()
            .map(str::parse)
            .collect::<Result<Vec<Key>, _>>()?;
        if keys.is_empty() {
            return Err(NotAKey::new("no key", "the space bar is written \"space\""));
        }
        Ok(keys)
    }
}

/// The keys parted by spaces, as [`Key::sequence`] reads them.
pub fn written(keys: &[Key]) -> String {
    let names: Vec<String> = keys.iter().map(Key::to_string).collect();
    names.join(" ")
}

/// The character that names what Control makes of `c`. A terminal sends one byte for each, and its reader may name
/// the bytes 0x1C to 0x1F by the digits 4 to 7 (VT220), or 0x00 by `@` and 2.
fn controlled(c: char) -> char {
    match c {
        '4' | '|' => '\\',
        '5' | '}' => ']',
        '6' | '~' => '^',
        '7' | '/' => '_',
        '@' | '2' | '`' => ' ',
        _ => c.to_ascii_lowercase(),
    }
}

/// The key that sends the same byte as Control and `c`, and is what readers press. Backspace sends 0x08 or 0x7F.
fn own_key(c: char) -> Option<KeyCode> {
    match c.to_ascii_lowercase() {
        'h' | '8' | '?' => Some(KeyCode::Backspace),
        'i' => Some(KeyCode::Tab),
        'm' => Some(KeyCode::Enter),
        '[' | '{' | '3' => Some(KeyCode::Esc),
        _ => None,
    }
}

/// `c` as a capital, where that is one character (`ß` stays).
fn capital(c: char) -> char {
    let mut upper = c.to_uppercase();
    match (upper.next(), upper.next()) {
        (Some(one), None) => one,
        _ => c,
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let held = [self.ctrl, self.alt, self.shift];
        for (names, _) in MODIFIERS.iter().zip(held).filter(|(_, held)| *held) {
            write!(f, "{}-", names[0])?;
        }
        if let KeyCode::F(n) = self.code {
            return write!(f, "f{n}");
        }
        match (NAMES.iter().find(|(code, _)| *code == self.code), self.code) {
            (Some((_, names)), _) => f.write_str(names[0]),
            (None, KeyCode::Char(c)) => write!(f, "{c}"),
            // Every other code has its row in the table.
            (None, other) => write!(f, "{other:?}"),
        }
    }
}

impl FromStr for Key {
    type Err = NotAKey;

    /// Reads `d`, `é`, `<`, `space`, `ctrl-d`, `Ctrl+d`, `C-d`, `S-Tab`, `page-down`, `f5`.
    fn from_str(text: &str) -> Result<Key, NotAKey> {
        let mut held = [false; 3];
        let mut rest = text;
        loop {
            if let Some(code) = code(rest) {
                return possible(code, held);
            }
            let Some(border) = border(rest) else {
                return Err(unknown(rest));
            };
            let word = rest[..border].to_ascii_lowercase();
            let Some(which) = MODIFIERS.iter().position(|n| n.contains(&word.as_str())) else {
                return Err(unknown_modifier(rest, &word));
            };
            if held[which] {
                return Err(NotAKey {
                    why: format!("{:?} has {} twice", text, MODIFIERS[which][0]),
                    help: None,
                });
            }
            held[which] = true;
            rest = &rest[border + 1..];
        }
    }
}

/// The key of that name, nothing held but what the name says.
fn code(name: &str) -> Option<KeyCode> {
    let mut chars = name.chars();
    if let (Some(c), None) = (chars.next(), chars.next()) {
        // Control characters come from keys that have names of their own; white space parts the keys of a sequence.
        let written = !c.is_control() && !c.is_whitespace();
        return written.then_some(KeyCode::Char(c));
    }
    let name = name.to_ascii_lowercase();
    let named = NAMES
        .iter()
        .find(|(_, names)| names.contains(&name.as_str()));
    named.map(|(code, _)| *code).or_else(|| function_key(&name))
}

fn function_key(name: &str) -> Option<KeyCode> {
    let digits = name.strip_prefix('f')?;
    let n: u8 = digits.parse().ok()?;
    let plain = !digits.starts_with(['0', '+']);
    (plain && (1..=12).contains(&n)).then_some(KeyCode::F(n))
}

/// Where the first `-` or `+` parts a modifier from what follows.
fn border(text: &str) -> Option<usize> {
    let at = text.find(['-', '+'])?;
    (at > 0 && at + 1 < text.len()).then_some(at)
}

fn unknown(name: &str) -> NotAKey {
    NotAKey {
        why: format!("no key {name:?}"),
        help: did_you_mean(&nearest(name, names(), 1)).or_else(|| apart(name)),
    }
}

fn names() -> impl Iterator<Item = &'static str> {
    NAMES.iter().flat_map(|(_, names)| names.iter().copied())
}

/// Two or three characters run together are most likely a sequence.
fn apart(name: &str) -> Option<String> {
    let chars: Vec<String> = name.chars().map(String::from).collect();
    (chars.len() <= 3).then(|| format!("a sequence is written with spaces: {:?}", chars.join(" ")))
}

fn unknown_modifier(name: &str, word: &str) -> NotAKey {
    // A long name with a hyphen in it, spelt wrong, is more likely than a modifier nobody knows.
    let name_meant = did_you_mean(&nearest(name, names(), 1));
    if name_meant.is_some() {
        return NotAKey {
            why: format!("no key {name:?}"),
            help: name_meant,
        };
    }
    let modifiers = MODIFIERS.iter().map(|n| n[0]);
    let known = || "there are ctrl-, alt- and shift-".to_string();
    NotAKey {
        why: format!("no modifier {word:?}"),
        help: did_you_mean(&nearest(word, modifiers, 1)).or_else(|| Some(known())),
    }
}

/// The key, if some terminal sends it as itself.
fn possible(code: KeyCode, [ctrl, alt, shift]: [bool; 3]) -> Result<Key, NotAKey> {
    let key = Key::new(code, ctrl, alt, shift);
    let wrong = match code {
        KeyCode::Char(c) if ctrl => never_with_ctrl(c, shift),
        KeyCode::Char(c) => never_with_shift(c, shift, key).or_else(|| never_with_alt(key)),
        _ => never_named(code, ctrl, alt, shift),
    };
    wrong.map_or(Ok(key), Err)
}

fn never_with_ctrl(c: char, shift: bool) -> Option<NotAKey> {
    if let Some(own) = own_key(c) {
        let name = Key::new(own, false, false, false).to_string();
        return Some(NotAKey::new(
            format!("a terminal sends the same for ctrl-{c} and {name}"),
            format!("write {name:?}"),
        ));
    }
    let plain = controlled(c);
    match plain {
        'a'..='z' | ' ' | '\\' | ']' | '^' | '_' if shift => Some(NotAKey::new(
            "a terminal sends the same with and without shift when ctrl is held",
            format!("write {:?}", format!("ctrl-{}", Key::char(plain))),
        )),
        'a'..='z' | ' ' | '\\' | ']' | '^' | '_' => None,
        _ => Some(NotAKey::new(
            format!("a terminal sends no ctrl-{c}"),
            "with ctrl there are the letters, space, \\ ] ^ and _",
        )),
    }
}

fn never_with_shift(c: char, shift: bool, key: Key) -> Option<NotAKey> {
    let upper = Key::new(KeyCode::Char(c), false, key.alt, true);
    match (shift, c) {
        (false, _) => None,
        (true, ' ') => Some(NotAKey::new(
            "a terminal sends the same for shift-space and space",
            "write \"space\"",
        )),
        (true, c) if c.is_alphabetic() => Some(NotAKey::new(
            "shift and a letter is the capital letter",
            format!("write {:?}", upper.to_string()),
        )),
        (true, c) => Some(NotAKey::new(
            format!("what shift makes of {c} depends on the keyboard"),
            "write the character that it makes",
        )),
    }
}

fn never_with_alt(key: Key) -> Option<NotAKey> {
    // Alt sends Esc before the key, and these two begin the sequences of arrows and function keys.
    let begins = matches!(key.code, KeyCode::Char('[' | 'O'));
    (key.alt && begins).then(|| NotAKey {
        why: format!("{key} cannot be told from the beginning of an arrow key"),
        help: None,
    })
}

fn never_named(code: KeyCode, ctrl: bool, alt: bool, shift: bool) -> Option<NotAKey> {
    let one_byte = matches!(
        code,
        KeyCode::Enter | KeyCode::Esc | KeyCode::Tab | KeyCode::BackTab | KeyCode::Backspace
    );
    let held = match code {
        KeyCode::Tab => ctrl,
        KeyCode::Esc => ctrl || alt || shift,
        _ => ctrl || shift,
    };
    let plain = Key::new(code, false, false, false);
    (one_byte && held).then(|| {
        NotAKey::new(
            format!(
                "not every terminal tells {} from {plain}",
                Key {
                    code,
                    ctrl,
                    alt,
                    shift
                }
            ),
            format!("write {:?}", plain.to_string()),
        )
    })
}
