//! What does each part of the screen look like? Roles, and the styles they have on terminals of different abilities.
//!
//! The default keeps to the 16 colours and attributes on the terminal's own ground, so light and dark both look right.
//! Must not know: what is drawn where.

use ratatui::style::{Color, Modifier, Style};

use crate::briefing::Kind;

/// What a piece of the screen is, as far as its look goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Running text.
    Text,
    /// What may be overlooked: dates, counts, hints.
    Dim,
    /// The lines that part panes.
    Rule,
    /// The head of a pane.
    Head,
    /// The head of the pane that listens.
    HeadFocused,
    /// The title of a briefing.
    Title,
    /// A heading, a group, a facet.
    Heading,
    /// The row that the cursor is on, in the pane that listens.
    Selected,
    /// A linked mention.
    Mention(Kind),
    /// A linked mention that is doubtful.
    Doubtful(Kind),
    /// The mention that the reader is at.
    MentionSelected,
    /// What the reader has marked.
    Marked,
    /// What the reader highlighted or wrote on.
    Highlighted,
    /// Words that were looked for.
    Found,
    /// Those that the reader is at.
    FoundSelected,
    /// Words that the other of two parallel passages does not have.
    Differs,
    /// Emphasis in the text.
    Emphasis,
    /// A link.
    Link,
    /// Strong emphasis, code.
    Strong,
    /// A value that is included.
    Included,
    /// A value that is excluded.
    Excluded,
    /// A bar that stands for a count.
    Bar,
    /// A key, in hints.
    Key,
    /// Letters to type, on what they lead to.
    Hint,
    /// Something went wrong.
    Error,
}

/// The styles of all roles, and the glyphs that the terminal can show.
#[derive(Debug, Clone, Copy)]
pub struct Theme {
    /// Whether to use colours at all.
    pub color: bool,
    /// Whether to use more than ASCII.
    pub unicode: bool,
}

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

const UNICODE: Glyphs = Glyphs {
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

const ASCII: Glyphs = Glyphs {
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

impl Theme {
    /// The signs to draw with.
    pub fn glyphs(&self) -> &'static Glyphs {
        if self.unicode { &UNICODE } else { &ASCII }
    }

    /// The style of a role.
    pub fn style(&self, role: Role) -> Style {
        let plain = Style::new();
        let style = match role {
            Role::Text => plain,
            Role::Dim | Role::Rule => plain.add_modifier(Modifier::DIM),
            Role::Head => plain.add_modifier(Modifier::DIM),
            Role::HeadFocused => plain.fg(Color::Cyan).add_modifier(Modifier::BOLD),
            Role::Title | Role::Heading | Role::Strong => plain.add_modifier(Modifier::BOLD),
            Role::Selected => plain.add_modifier(Modifier::REVERSED),
            Role::Mention(kind) => plain.fg(color(kind)),
            Role::Doubtful(kind) => plain.fg(color(kind)).add_modifier(Modifier::DIM),
            Role::MentionSelected => plain.add_modifier(Modifier::REVERSED | Modifier::BOLD),
            Role::Marked => plain.fg(Color::Black).bg(Color::Cyan),
            // Never bold on colour, also within a bold line: terminals draw bold black as grey.
            Role::Highlighted => black_on(Color::Green),
            Role::Found => black_on(Color::Yellow),
            Role::FoundSelected => {
                plain.add_modifier(Modifier::REVERSED | Modifier::BOLD | Modifier::UNDERLINED)
            }
            Role::Differs => plain.fg(Color::Yellow).add_modifier(Modifier::UNDERLINED),
            Role::Emphasis => plain.add_modifier(Modifier::ITALIC),
            Role::Link => plain.add_modifier(Modifier::UNDERLINED),
            Role::Included => plain.fg(Color::Cyan).add_modifier(Modifier::BOLD),
            Role::Excluded => plain.fg(Color::Red),
            Role::Bar => plain.fg(Color::Cyan),
            Role::Hint => black_on(Color::Yellow).remove_modifier(Modifier::UNDERLINED),
            Role::Key => plain.add_modifier(Modifier::BOLD),
            Role::Error => plain.fg(Color::Red).add_modifier(Modifier::BOLD),
        };
        if self.color {
            style
        } else {
            colorless(role, style)
        }
    }
}

/// Black on a colour, whatever the line is.
fn black_on(color: Color) -> Style {
    let style = Style::new().fg(Color::Black).bg(color);
    style.remove_modifier(Modifier::BOLD)
}

fn color(kind: Kind) -> Color {
    match kind {
        Kind::Person => Color::Magenta,
        Kind::Organisation => Color::Cyan,
        Kind::Country => Color::Green,
        Kind::Place => Color::Yellow,
        Kind::Event => Color::Red,
        Kind::Agreement => Color::LightBlue,
    }
}

/// Without colour, what colour alone would have said is said by attributes.
fn colorless(role: Role, style: Style) -> Style {
    let attributes = match role {
        Role::Mention(_) | Role::Doubtful(_) | Role::HeadFocused => Modifier::UNDERLINED,
        Role::Found | Role::FoundSelected | Role::Hint | Role::Marked => Modifier::REVERSED,
        Role::Highlighted => Modifier::UNDERLINED | Modifier::ITALIC,
        Role::Excluded => Modifier::CROSSED_OUT,
        _ => Modifier::empty(),
    };
    Style {
        fg: None,
        bg: None,
        ..style
    }
    .add_modifier(attributes)
}
