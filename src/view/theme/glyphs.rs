//! Which signs are drawn, and what stands for them where a terminal shows ASCII only?
//!
//! Must not know: what is drawn where.

/// Signs that have an ASCII stand-in.
#[derive(Debug, Clone, Copy)]
pub struct Glyphs {
    /// Parts panes.
    pub rule: &'static str,
    /// Parts a document.
    pub dash: &'static str,
    /// The corners of a frame: left and right above, left and right below.
    pub corners: [&'static str; 4],
    /// Where the cursor is.
    pub cursor: &'static str,
    /// Before a saved query.
    pub saved: &'static str,
    /// An unfolded and a folded group.
    pub open: [&'static str; 2],
    /// Before the briefing that is open.
    pub here: &'static str,
    /// Before a briefing that is unread, and one that is read.
    pub unread: [&'static str; 2],
    /// After them, where there is a star.
    pub star: &'static str,
    /// Before what is chosen.
    pub chosen: &'static str,
    /// After how often something is found.
    pub times: &'static str,
    /// Nothing, included, excluded.
    pub boxes: [&'static str; 3],
    /// Half a cell of a bar, and a whole one.
    pub bar: [&'static str; 2],
    /// Before an entry of a list.
    pub bullet: &'static str,
    /// Beside a quotation.
    pub quote: &'static str,
    /// Between facts in a line.
    pub dot: &'static str,
    /// Where text was cut.
    pub more: &'static str,
    /// Before what is inferred.
    pub about: &'static str,
    /// In the margin of a passage that is said elsewhere.
    pub parallel: &'static str,
    /// In the margin of a passage that the reader wrote on, and before what they wrote.
    pub note: &'static str,
}

pub(super) const UNICODE: Glyphs = Glyphs {
    rule: "│",
    dash: "─",
    corners: ["╭", "╮", "╰", "╯"],
    cursor: "›",
    saved: "◆",
    open: ["▾", "▸"],
    here: "▌",
    unread: ["●", "·"],
    star: "★",
    chosen: "+",
    times: "×",
    boxes: ["□", "■", "⊟"],
    bar: ["╸", "━"],
    bullet: "•",
    quote: "▏",
    dot: " · ",
    more: "…",
    about: "≈ ",
    parallel: "≈",
    note: "†",
};

pub(super) const ASCII: Glyphs = Glyphs {
    rule: "|",
    dash: "-",
    corners: ["+", "+", "+", "+"],
    cursor: ">",
    saved: "@",
    open: ["v", ">"],
    here: "=",
    unread: ["o", "."],
    star: "*",
    chosen: "+",
    times: "x",
    boxes: ["[ ]", "[x]", "[-]"],
    bar: ["=", "="],
    bullet: "*",
    quote: "|",
    dot: " - ",
    more: "~",
    about: "~ ",
    parallel: "~",
    note: "\"",
};
