//! How does a text reach the clipboard of the terminal that the reader sits at? OSC 52, wrapped as whoever stands between asks.
//!
//! The terminal answers nothing: that the text has arrived cannot be known here, and is not said.
//! Must not know: what is copied.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// Longer ones are dropped by terminals, without a word: xterm and those after it take so many characters of base64.
const LONGEST: usize = 74_994;
/// What screen takes in one of its strings; the rest goes into the next.
const SCREEN: usize = 512;

/// Who stands between the program and the terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Between {
    /// Nobody, or nobody who minds.
    Nobody,
    /// tmux: it takes the sequence itself (`set-clipboard on`) or passes it through in its own (`allow-passthrough on`).
    Tmux,
    /// screen: it passes on what stands in its own strings.
    Screen,
}

impl Between {
    /// As the environment says.
    pub fn of_environment() -> Between {
        let is_set = |name: &str| std::env::var_os(name).is_some_and(|v| !v.is_empty());
        let term = std::env::var("TERM").unwrap_or_default();
        if is_set("TMUX") {
            Between::Tmux
        } else if is_set("STY") || term.starts_with("screen") {
            Between::Screen
        } else {
            Between::Nobody
        }
    }
}

/// Whether the clipboards of terminals take a text of so many bytes.
pub fn fits(bytes: usize) -> bool {
    bytes.div_ceil(3) * 4 <= LONGEST
}

/// The bytes that give this text to the clipboard; none if it is too long for it.
pub(super) fn sequence(text: &str, between: Between) -> Vec<u8> {
    if !fits(text.len()) {
        return Vec::new();
    }
    let plain = format!("\x1b]52;c;{}\x07", STANDARD.encode(text));
    match between {
        Between::Nobody => plain.into_bytes(),
        Between::Tmux => {
            let doubled = plain.replace('\x1b', "\x1b\x1b");
            format!("{plain}\x1bPtmux;{doubled}\x1b\\").into_bytes()
        }
        Between::Screen => {
            let pieces = plain.as_bytes().chunks(SCREEN);
            let wrapped = pieces.flat_map(|piece| [b"\x1bP", piece, b"\x1b\\"].concat());
            wrapped.collect()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_wrapped_as_whoever_stands_between_asks() {
        let plain = "\x1b]52;c;YSBi5rmW\x07";
        for (between, expected) in [
            (Between::Nobody, plain.to_owned()),
            (
                Between::Tmux,
                format!("{plain}\x1bPtmux;\x1b\x1b]52;c;YSBi5rmW\x07\x1b\\"),
            ),
            (Between::Screen, format!("\x1bP{plain}\x1b\\")),
        ] {
            let bytes = sequence("a b湖", between);
            assert_eq!(String::from_utf8_lossy(&bytes), expected);
        }
        let long = sequence(&"x".repeat(1000), Between::Screen);
        let long = String::from_utf8_lossy(&long);
        let pieces: Vec<&str> = long.split("\x1b\\").filter(|p| !p.is_empty()).collect();
        let whole: String = pieces
            .iter()
            .map(|p| p.trim_start_matches("\x1bP"))
            .collect();
        assert!(pieces.len() > 1 && pieces.iter().all(|p| p.len() <= SCREEN + 2));
        assert_eq!(
            whole,
            format!("\x1b]52;c;{}\x07", STANDARD.encode("x".repeat(1000)))
        );
    }

    #[test]
    fn what_is_too_long_is_not_sent_at_all() {
        let longest = LONGEST / 4 * 3;
        assert!(!sequence(&"x".repeat(longest), Between::Nobody).is_empty());
        assert!(sequence(&"x".repeat(longest + 1), Between::Nobody).is_empty());
    }
}
