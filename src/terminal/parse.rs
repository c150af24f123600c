//! Which keys and pastes are in the bytes that a terminal sends?
//!
//! Pure: bytes and the time in, keys out, so every split, late or broken sequence is a line in a table of tests. Whatever is
//! not a key, a paste or a click (late answers to questions that others asked, other reports of mouse and focus, broken
//! sequences) is swallowed whole: it must never act as keys. Sequences: ECMA-48 §5.4 (CSI), §5.6 (strings), xterm's ctlseqs
//! (keys, paste, mouse mode 1006), the CSI u protocol. Must not know: where the bytes come from, what keys mean.

use std::time::{Duration, Instant};

use crate::action::{Gesture, Mouse};
use crate::keymap::{Key, KeyCode};

/// What the reader did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    /// A key was pressed.
    Key(Key),
    /// Text was pasted, and the terminal said so. Lines end in `\n`; nothing else is filtered.
    Paste(String),
    /// More was typed at once than fingers can: either an unmarked paste, or what a stalled line held back. Text fields may
    /// take it as keys; elsewhere it must not act.
    Burst(Vec<Key>),
    /// The mouse did something, and the terminal was asked to tell.
    Mouse(Mouse),
}

/// Bytes → [`Input`], across reads.
#[derive(Debug)]
pub struct Parser {
    /// How long after ESC the rest of its sequence may come.
    patience: Duration,
    /// What is begun and not complete.
    pending: Vec<u8>,
    /// The text of the paste that is under way.
    paste: Option<Vec<u8>>,
    /// Until when the rest of a sequence may come whose ESC was given up and delivered.
    late_until: Option<Instant>,
    /// Until when the rest of a report of the mouse may come so: no finger types its beginning at once.
    report_until: Option<Instant>,
    /// Until when text belongs to the burst before it.
    burst_until: Option<Instant>,
}

const ESC: u8 = 0x1b;
const PASTE_END: &[u8] = b"\x1b[201~";
/// Pastes are cut here: no query or note is longer, and memory is bounded.
const PASTE_MAX: usize = 8 << 20;
/// Control sequences are some tens of bytes; strings (OSC, DCS) may carry a clipboard.
const SEQUENCE_MAX: usize = 128;
const STRING_MAX: usize = 128 << 10;
/// More printable characters than this in one read were not typed.
const BURST_OVER: usize = 8;
/// A held key that a stalled line delivers at once has fewer different characters than this; a pasted text has more.
const BURST_KINDS: usize = 5;
/// The tail of a burst, in the next read, comes within this time.
const BURST_GAP: Duration = Duration::from_millis(50);
/// A string or a paste that pauses this long has lost its end.
const STRING_PATIENCE: Duration = Duration::from_secs(1);
const PASTE_PATIENCE: Duration = Duration::from_secs(5);

/// What stands at the beginning of some bytes.
#[derive(Debug, PartialEq, Eq)]
enum Step {
    /// Nothing complete yet.
    More,
    /// So many bytes are this key, or nothing to us.
    Take(usize, Option<Key>),
    /// So many bytes begin a paste.
    Paste(usize),
    /// So many bytes are a report of the mouse: of this, or of nothing to us.
    Mouse(usize, Option<Mouse>),
}

impl Parser {
    /// A parser that waits for `patience` after ESC before it takes it for the Esc key.
    pub fn new(patience: Duration) -> Parser {
        Parser {
            patience,
            pending: Vec::new(),
            paste: None,
            late_until: None,
            report_until: None,
            burst_until: None,
        }
    }

    /// What one read of `bytes` at `now` completes.
    pub fn read(&mut self, bytes: &[u8], now: Instant) -> Vec<Input> {
        if self.is_late_report(bytes, now) {
            self.pending.push(ESC);
            self.late_until = None;
        }
        let bytes = &bytes[self.late_tail(bytes, now)..];
        self.pending.extend_from_slice(bytes);
        let mut inputs = Vec::new();
        let mut keys = Vec::new();
        let mut at = 0;
        while at < self.pending.len() {
            if self.paste.is_some() {
                match self.paste_on(at) {
                    Some((next, text)) => {
                        inputs.push(Input::Paste(text));
                        at = next;
                        continue;
                    }
                    None => return self.finish(keys, inputs, now),
                }
            }
            match step(&self.pending[at..]) {
                Step::More => break,
                Step::Take(len, key) => {
                    keys.extend(key);
                    at += len;
                }
                Step::Mouse(len, mouse) => {
                    inputs.extend(self.grouped(std::mem::take(&mut keys), now));
                    inputs.extend(mouse.map(Input::Mouse));
                    at += len;
                }
                Step::Paste(len) => {
                    inputs.extend(self.grouped(std::mem::take(&mut keys), now));
                    self.paste = Some(Vec::new());
                    at += len;
                }
            }
        }
        self.pending.drain(..at);
        self.finish(keys, inputs, now)
    }

    /// How long to wait for more bytes before [`Parser::timed_out`] is due; `None`: for ever.
    pub fn waiting(&self) -> Option<Duration> {
        match (&self.paste, self.pending.as_slice()) {
            (Some(_), _) => Some(PASTE_PATIENCE),
            (None, []) => None,
            (None, [ESC] | [ESC, b']' | b'P' | b'_' | b'^' | b'X']) => Some(self.patience),
            (None, _) => Some(STRING_PATIENCE),
        }
    }

    /// What it all was, now that no more came in time.
    pub fn timed_out(&mut self, now: Instant) -> Vec<Input> {
        let pending = std::mem::take(&mut self.pending);
        if let Some(mut text) = self.paste.take() {
            text.extend(pending);
            return vec![Input::Paste(pasted(&text))];
        }
        match pending.as_slice() {
            [ESC] => {
                self.late_until = Some(now + self.patience);
                self.report_until = Some(now + STRING_PATIENCE);
                vec![Input::Key(plain(KeyCode::Esc))]
            }
            // Nothing but Alt and a character that also opens a string. Not so `[` and `O`: there the rest of an arrow key
            // is likelier than an Alt.
            [ESC, byte @ (b']' | b'P' | b'_' | b'^' | b'X')] => vec![Input::Key(Key::new(
                KeyCode::Char(char::from(*byte)),
                false,
                true,
                false,
            ))],
            _ => Vec::new(),
        }
    }

    /// Whether these bytes go on with a report of the mouse whose ESC has already been delivered.
    fn is_late_report(&mut self, bytes: &[u8], now: Instant) -> bool {
        let late = self.report_until.take().is_some_and(|until| now < until);
        late && self.pending.is_empty() && bytes.starts_with(b"[<")
    }

    /// How many of these bytes are the rest of a sequence whose ESC has already been delivered.
    fn late_tail(&mut self, bytes: &[u8], now: Instant) -> usize {
        let late = self.late_until.take().is_some_and(|until| now < until);
        if !late || !matches!(bytes, [b'[' | b'O', _, ..]) {
            return 0;
        }
        match step(&[&[ESC], bytes].concat()) {
            Step::Take(len, _) if len > 2 => len - 1,
            _ => 0,
        }
    }

    /// Adds to the paste from `pending[at..]`; where it ends, the place after it and its text.
    fn paste_on(&mut self, at: usize) -> Option<(usize, String)> {
        let text = self.paste.as_mut()?;
        let fresh = &self.pending[at..];
        let end = fresh.windows(PASTE_END.len()).position(|w| w == PASTE_END);
        // Without an end, the last bytes may be the beginning of it.
        let take = end.unwrap_or(fresh.len().saturating_sub(PASTE_END.len() - 1));
        let room = PASTE_MAX.saturating_sub(text.len());
        text.extend_from_slice(&fresh[..take.min(room)]);
        if end.is_none() {
            self.pending.drain(..at + take);
            return None;
        }
        let text = self.paste.take().map(|t| pasted(&t))?;
        Some((at + take + PASTE_END.len(), text))
    }

    fn finish(&mut self, keys: Vec<Key>, mut inputs: Vec<Input>, now: Instant) -> Vec<Input> {
        inputs.extend(self.grouped(keys, now));
        inputs
    }

    /// The keys of one read: one by one, or as a burst.
    fn grouped(&mut self, keys: Vec<Key>, now: Instant) -> Vec<Input> {
        let continued = self.burst_until.take().is_some_and(|until| now < until);
        let is_text = keys.iter().all(|k| text_of(*k).is_some());
        if !keys.is_empty() && (is_burst(&keys) || (continued && is_text)) {
            self.burst_until = Some(now + BURST_GAP);
            return vec![Input::Burst(keys)];
        }
        keys.into_iter().map(Input::Key).collect()
    }
}

/// The character that a key stands for in pasted text.
pub fn text_of(key: Key) -> Option<char> {
    match key.code {
        KeyCode::Enter => Some('\n'),
        KeyCode::Tab => Some('\t'),
        KeyCode::Char('j') if key.ctrl && !key.alt => Some('\n'),
        _ => key.typed(),
    }
}

fn is_burst(keys: &[Key]) -> bool {
    let mut typed: Vec<char> = keys.iter().filter_map(|k| k.typed()).collect();
    let many = typed.len() > BURST_OVER;
    typed.sort_unstable();
    typed.dedup();
    many && typed.len() >= BURST_KINDS
}

/// Pasted bytes as text; terminals send the end of a line as CR, some as CR LF.
fn pasted(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes)
        .replace("\r\n", "\n")
        .replace('\r', "\n")
}

fn plain(code: KeyCode) -> Key {
    Key::new(code, false, false, false)
}

fn step(bytes: &[u8]) -> Step {
    match bytes {
        [] => Step::More,
        [ESC, rest @ ..] => escape(rest),
        [byte @ (0..=0x1f | 0x7f), ..] => Step::Take(1, Some(control(*byte))),
        _ => character(bytes),
    }
}

/// A byte below the space, as raw mode delivers it.
fn control(byte: u8) -> Key {
    let code = match byte {
        b'\r' => KeyCode::Enter,
        b'\t' => KeyCode::Tab,
        0x08 | 0x7f => KeyCode::Backspace,
        0 => return Key::new(KeyCode::Char(' '), true, false, false),
        // 0x01 is Ctrl-A … 0x1a Ctrl-Z, 0x1c Ctrl-\ … 0x1f Ctrl-_.
        1..=0x1a => return Key::new(KeyCode::Char(char::from(byte + 0x60)), true, false, false),
        _ => return Key::new(KeyCode::Char(char::from(byte + 0x40)), true, false, false),
    };
    plain(code)
}

/// One character of UTF-8.
fn character(bytes: &[u8]) -> Step {
    let head = &bytes[..bytes.len().min(4)];
    let valid = match std::str::from_utf8(head) {
        Ok(text) => text,
        Err(e) if e.valid_up_to() > 0 => {
            std::str::from_utf8(&head[..e.valid_up_to()]).unwrap_or_default()
        }
        // `None` is a character cut short, not a wrong one.
        Err(e) => return e.error_len().map_or(Step::More, |n| Step::Take(n, None)),
    };
    match valid.chars().next() {
        // The C1 controls of Unicode are no text.
        Some(c) if c.is_control() => Step::Take(c.len_utf8(), None),
        Some(c) => Step::Take(c.len_utf8(), Some(Key::char(c))),
        None => Step::Take(1, None),
    }
}

/// What follows ESC.
fn escape(rest: &[u8]) -> Step {
    match rest {
        [] => Step::More,
        [b'[', rest @ ..] => csi(rest),
        [b'O'] => Step::More,
        [b'O', byte, ..] => match ss3(*byte) {
            Some(key) => Step::Take(3, Some(key)),
            None if byte.is_ascii_graphic() => Step::Take(3, None),
            None => Step::Take(2, Some(Key::new(KeyCode::Char('O'), false, true, false))),
        },
        [b']' | b'P' | b'_' | b'^' | b'X', text @ ..] => string(rest[0], text),
        [ESC, ..] => Step::Take(1, Some(plain(KeyCode::Esc))),
        _ => match step(rest) {
            Step::Take(n, key) => Step::Take(n + 1, key.map(|k| Key { alt: true, ..k })),
            other => other,
        },
    }
}

/// A string (OSC, DCS, APC, PM, SOS): swallowed up to its end.
fn string(kind: u8, text: &[u8]) -> Step {
    for (i, byte) in text.iter().enumerate() {
        let len = match (*byte, text.get(i + 1)) {
            (0x07, _) if kind == b']' => i + 1,
            // CAN and SUB give a string up.
            (0x18 | 0x1a, _) => i + 1,
            (ESC, Some(b'\\')) => i + 2,
            (ESC, Some(_)) => i,
            _ => continue,
        };
        return Step::Take(len + 2, None);
    }
    if text.len() > STRING_MAX {
        return Step::Take(text.len() + 2, None);
    }
    Step::More
}

/// A single shift: the keys of application mode and the numeric keypad.
fn ss3(byte: u8) -> Option<Key> {
    let code = match byte {
        b'P'..=b'S' => KeyCode::F(byte - b'P' + 1),
        b'M' => KeyCode::Enter,
        b'I' => KeyCode::Tab,
        b'X' => KeyCode::Char('='),
        b'j'..=b'y' => KeyCode::Char(char::from(byte - 0x40)),
        // rxvt's Control with an arrow.
        b'a'..=b'd' => {
            let code = letter(byte.to_ascii_uppercase())?;
            return Some(Key::new(code, true, false, false));
        }
        _ => letter(byte)?,
    };
    Some(plain(code))
}

/// The keys that CSI and SS3 name by one letter.
fn letter(byte: u8) -> Option<KeyCode> {
    Some(match byte {
        b'A' => KeyCode::Up,
        b'B' => KeyCode::Down,
        b'C' => KeyCode::Right,
        b'D' => KeyCode::Left,
        b'H' => KeyCode::Home,
        b'F' => KeyCode::End,
        _ => return None,
    })
}

/// What follows `ESC [`.
fn csi(rest: &[u8]) -> Step {
    // Linux console: ESC [ [ A … E are F1 … F5.
    if let [b'[', tail @ ..] = rest {
        return match tail {
            [] => Step::More,
            [b @ b'A'..=b'E', ..] => Step::Take(4, Some(plain(KeyCode::F(b - b'A' + 1)))),
            _ => Step::Take(3, None),
        };
    }
    let Some(end) = rest.iter().position(|b| !(0x20..=0x3f).contains(b)) else {
        return match rest.len() {
            0..=SEQUENCE_MAX => Step::More,
            long => Step::Take(long + 2, None),
        };
    };
    let (params, last) = (&rest[..end], rest[end]);
    match last {
        // The oldest mouse report carries three raw bytes.
        b'M' if end == 0 && rest.len() < 4 => Step::More,
        b'M' if end == 0 => Step::Take(6, None),
        b'~' if params == b"200" => Step::Paste(end + 3),
        b'M' | b'm' if params.first() == Some(&b'<') => {
            Step::Mouse(end + 3, report(&params[1..], last == b'M'))
        }
        0x40..=0x7e => Step::Take(end + 3, csi_key(params, last)),
        // rxvt ends Shift with `$`, which is no final byte; anything else here breaks the sequence.
        _ => Step::Take(end + 2, None),
    }
}

/// A report of the mouse: button, column and row from 1; `down` or up. Nothing of other buttons, held keys and mere movement.
fn report(params: &[u8], down: bool) -> Option<Mouse> {
    let text = std::str::from_utf8(params).ok()?;
    let numbers: Vec<u16> = text
        .split(';')
        .map(|n| n.parse().ok())
        .collect::<Option<_>>()?;
    let [button, column, row] = numbers[..] else {
        return None;
    };
    // 32 is added while it moves, 64 for the wheel; 4, 8 and 16 are held keys.
    let gesture = match (button, down) {
        (0, true) => Gesture::Press,
        (0, false) => Gesture::Release,
        (32, true) => Gesture::Drag,
        (64, true) => Gesture::WheelUp,
        (65, true) => Gesture::WheelDown,
        _ => return None,
    };
    Some(Mouse {
        gesture,
        column: column.checked_sub(1)?,
        row: row.checked_sub(1)?,
    })
}

fn csi_key(params: &[u8], last: u8) -> Option<Key> {
    let text = std::str::from_utf8(params).ok()?;
    let mut numbers = text.split(';').map(|field| {
        let mut parts = field.split(':').map(|p| p.parse::<u32>());
        (
            parts.next().and_then(Result::ok),
            parts.next().and_then(Result::ok),
        )
    });
    // An empty first field counts as 1; a private marker (`?`, `<`, `>`) is no number and no key.
    let (first, _) = numbers.next()?;
    if first.is_none() && !text.is_empty() && !text.starts_with([';', ':']) {
        return None;
    }
    let first = first.unwrap_or(1);
    let (held, kind) = numbers.next().unwrap_or((None, None));
    let third = numbers.next().and_then(|n| n.0);
    // CSI u: the second part of the second field is 3 when a key is let go.
    if kind == Some(3) {
        return None;
    }
    let (code, held) = match last {
        b'~' if first == 27 => (coded(third?)?, held),
        b'~' => (numbered(first)?, held),
        b'^' => (numbered(first)?, Some(5)),
        b'@' => (numbered(first)?, Some(6)),
        b'u' => (coded(first)?, held),
        b'Z' => return Some(plain(KeyCode::BackTab)),
        // `CSI row ; column R` is also where the cursor stands; only row 1 can be mistaken for Shift and F3.
        b'P'..=b'S' if first == 1 => (KeyCode::F(last - b'P' + 1), held),
        _ if first == 1 => (letter(last)?, held),
        _ => return None,
    };
    with_held(code, held.unwrap_or(1))
}

/// The key with what is held: 1 + 1 Shift, 2 Alt, 4 Control; 8 to 32 are Super and its like, which mean nothing to us.
fn with_held(code: KeyCode, held: u32) -> Option<Key> {
    let bits = held.checked_sub(1)?;
    (bits & 0b0011_1000 == 0 && bits < 256)
        .then(|| Key::new(code, bits & 4 != 0, bits & 2 != 0, bits & 1 != 0))
}

/// The keys that `CSI n ~` names.
fn numbered(n: u32) -> Option<KeyCode> {
    Some(match n {
        1 | 7 => KeyCode::Home,
        2 => KeyCode::Insert,
        3 => KeyCode::Delete,
        4 | 8 => KeyCode::End,
        5 => KeyCode::PageUp,
        6 => KeyCode::PageDown,
        11..=15 => KeyCode::F((n - 10) as u8),
        17..=21 => KeyCode::F((n - 11) as u8),
        23 | 24 => KeyCode::F((n - 12) as u8),
        _ => return None,
    })
}

/// The keys that CSI u and `CSI 27 ; held ; code ~` name by their code point; the private use area holds keys we have no use for.
fn coded(code: u32) -> Option<KeyCode> {
    Some(match char::from_u32(code)? {
        '\r' | '\n' => KeyCode::Enter,
        '\t' => KeyCode::Tab,
        '\u{1b}' => KeyCode::Esc,
        '\u{8}' | '\u{7f}' => KeyCode::Backspace,
        c if c.is_control() || ('\u{e000}'..='\u{f8ff}').contains(&c) => return None,
        c => KeyCode::Char(c),
    })
}
