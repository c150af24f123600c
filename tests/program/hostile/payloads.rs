//! What is tried: sequences and characters that no reader wants carried out, family by family.

/// What stands inside sequences, and so must be gone with them.
pub const MARK: &str = "PWNED";

/// (family, what is tried), each to be put between two words that can be seen.
pub const PAYLOADS: &[(&str, &str)] = &[
    // Looks, places, screens, questions, printing.
    ("CSI", "\x1b[31;5;8m"),
    ("CSI", "\x1b[999;999H"),
    ("CSI", "\x1b[2J"),
    ("CSI", "\x1b[?1049l"),
    ("CSI", "\x1b[?2004l"),
    ("CSI", "\x1b[6n"),
    ("CSI", "\x1b[>c"),
    ("CSI", "\x1b[5i"),
    ("CSI", "\x1b[3;1\x07m"),
    ("CSI", "\x1b["),
    // Titles, links, the clipboard; ended in every way.
    ("OSC", "\x1b]0;PWNED\x07"),
    ("OSC", "\x1b]2;PWNED\x1b\\"),
    ("OSC", "\x1b]8;;https://PWNED/\x07"),
    ("OSC", "\x1b]8;;\x1b\\"),
    ("OSC", "\x1b]52;c;PWNED\x07"),
    ("OSC", "\x1b]52;c;PWNED\x1b\\"),
    ("OSC", "\x1b]0;PWNED\u{9c}"),
    ("OSC", "\x1b]10;?\x1b\\"),
    ("OSC", "\x1b]1337;File=inline=1:PWNED\x07"),
    ("DCS", "\x1bP$qPWNED\x1b\\"),
    ("DCS", "\x1bPtmux;\x1b\x1b]52;c;PWNED\x07\x1b\\"),
    ("APC", "\x1b_GPWNED\x1b\\"),
    ("PM", "\x1b^PWNED\x1b\\"),
    ("SOS", "\x1bXPWNED\x1b\\"),
    ("title of screen", "\x1bkPWNED\x1b\\"),
    // The same with introducers of one character.
    ("C1", "\u{9b}31;5;8m"),
    ("C1", "\u{9b}999;999H"),
    ("C1", "\u{9d}0;PWNED\x07"),
    ("C1", "\u{9d}52;c;PWNED\u{9c}"),
    ("C1", "\u{90}$qPWNED\u{9c}"),
    ("C1", "\u{9f}PWNED\u{9c}"),
    ("C1", "\u{9e}PWNED\u{9c}"),
    ("C1", "\u{98}PWNED\u{9c}"),
    ("C1", "\u{84}\u{8d}\u{8e}\u{8f}\u{80}\u{99}\u{9a}"),
    // Resets, character sets, single controls, an ESC that ends the text.
    ("ESC", "\x1bc"),
    ("ESC", "\x1b(0"),
    ("ESC", "\x1b#8"),
    ("ESC", "\x1bM"),
    ("ESC", "\x1b7\x1b8"),
    ("ESC", "\x1b"),
    ("C0", "\x0e"),
    ("C0", "\x0f"),
    ("C0", "\x07"),
    ("C0", "\x08"),
    ("C0", "\x7f"),
    ("C0", "\0"),
    ("C0", "\x0b\x0c"),
    ("C0", "\r"),
    // What turns text around, and what cannot be seen.
    ("bidi override", "\u{202e}"),
    ("bidi override", "\u{202d}\u{202a}\u{202b}\u{202c}"),
    ("bidi isolate", "\u{2066}\u{2067}\u{2068}\u{2069}"),
    ("bidi mark", "\u{200e}\u{200f}\u{61c}"),
    (
        "zero width",
        "\u{200b}\u{200c}\u{200d}\u{2060}\u{feff}\u{ad}\u{180e}",
    ),
    ("zero width", "\u{34f}\u{fe0f}\u{3164}\u{115f}"),
    ("tag", "\u{e0041}\u{e007f}"),
    ("annotation", "\u{fff9}\u{fffb}"),
    ("line separator", "\u{2028}\u{2029}"),
];

/// Whether nothing of hostile text is in this, which was written for people or is a string of JSON; else what there is, with what
/// stands before it.
pub fn leak(text: &str) -> Option<String> {
    let hostile = |(_, c): &(usize, char)| *c != '\n' && super::super::stream::is_hostile(*c);
    let at = text.char_indices().find(hostile).map(|(at, _)| at);
    let at = at.or_else(|| text.find(MARK))?;
    let before: Vec<char> = text[..at].chars().rev().take(60).collect();
    let before: String = before.into_iter().rev().collect();
    let after: String = text[at..].chars().take(8).collect();
    Some(format!("{after:?} after {before:?}"))
}
