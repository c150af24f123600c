//! What does each part of the screen look like? Roles, and the styles that a theme gives them on terminals of different abilities.
//!
//! A theme is data: a file beside this one, or the reader's. What none is named for keeps to the 16 colours and attributes on the
//! terminal's own ground, so that light and dark both look right. Must not know: what is drawn where, the environment.

mod colour;
mod depth;
mod glyphs;
mod look;
mod sample;
mod shipped;

use ratatui::style::{Modifier, Style};

use crate::briefing::Kind;

pub use colour::{Rgb, contrast};
pub use depth::{Depth, Ground, ground_told};
pub use glyphs::Glyphs;
pub use look::Look;
pub use sample::sample;
pub use shipped::{AUTO, Shipped};

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

/// Every role, by its name in a theme.
pub const ROLES: [(&str, Role); 35] = [
    ("text", Role::Text),
    ("dim", Role::Dim),
    ("rule", Role::Rule),
    ("head", Role::Head),
    ("head-focused", Role::HeadFocused),
    ("title", Role::Title),
    ("heading", Role::Heading),
    ("strong", Role::Strong),
    ("emphasis", Role::Emphasis),
    ("link", Role::Link),
    ("selected", Role::Selected),
    ("mention-person", Role::Mention(Kind::Person)),
    ("mention-organisation", Role::Mention(Kind::Organisation)),
    ("mention-country", Role::Mention(Kind::Country)),
    ("mention-place", Role::Mention(Kind::Place)),
    ("mention-event", Role::Mention(Kind::Event)),
    ("mention-agreement", Role::Mention(Kind::Agreement)),
    ("doubtful-person", Role::Doubtful(Kind::Person)),
    ("doubtful-organisation", Role::Doubtful(Kind::Organisation)),
    ("doubtful-country", Role::Doubtful(Kind::Country)),
    ("doubtful-place", Role::Doubtful(Kind::Place)),
    ("doubtful-event", Role::Doubtful(Kind::Event)),
    ("doubtful-agreement", Role::Doubtful(Kind::Agreement)),
    ("mention-selected", Role::MentionSelected),
    ("marked", Role::Marked),
    ("highlighted", Role::Highlighted),
    ("found", Role::Found),
    ("found-selected", Role::FoundSelected),
    ("differs", Role::Differs),
    ("included", Role::Included),
    ("excluded", Role::Excluded),
    ("bar", Role::Bar),
    ("key", Role::Key),
    ("hint", Role::Hint),
    ("error", Role::Error),
];

/// A style for each of [`ROLES`], in their order.
type Styles = [Style; ROLES.len()];

/// Where a role stands among [`ROLES`].
fn index(role: Role) -> usize {
    // A test holds the table complete.
    ROLES.iter().position(|(_, r)| *r == role).unwrap_or(0)
}

/// The styles of all roles, and the glyphs that the terminal can show.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Theme {
    /// Whether to use more than ASCII.
    pub unicode: bool,
    styles: Styles,
    /// What cells look like before anything is drawn; empty for the terminal's own ground.
    ground: Style,
}

impl Theme {
    /// What a theme looks like on a terminal of such an ability.
    pub fn new(look: &Look, depth: Depth, unicode: bool) -> Theme {
        let of = |role: Role| look.styles[index(role)];
        let on = look.ground.map(|ground| ground.shown(depth));
        let styles = std::array::from_fn(|i| {
            let (_, role) = ROLES[i];
            match depth {
                Depth::None => colourless(role, look.styles[i]),
                _ => fitting(look.styles[i], depth, on),
            }
        });
        let ground = match look.ground.filter(|_| look.paint && depth != Depth::None) {
            Some(ground) => Style {
                fg: fitting(of(Role::Text), depth, on).fg,
                bg: Some(colour::fit(ground.into(), depth, None)),
                ..Style::new()
            },
            None => Style::new(),
        };
        Theme {
            unicode,
            styles,
            ground,
        }
    }

    /// The theme that there is without a word of the reader's or the terminal's.
    pub fn auto(depth: Depth, unicode: bool) -> Theme {
        Theme::new(&Look::auto(), depth, unicode)
    }

    /// The signs to draw with.
    pub fn glyphs(&self) -> &'static Glyphs {
        if self.unicode {
            &glyphs::UNICODE
        } else {
            &glyphs::ASCII
        }
    }

    /// The style of a role.
    pub fn style(&self, role: Role) -> Style {
        self.styles[index(role)]
    }

    /// What cells look like before anything is drawn on them.
    pub fn ground(&self) -> Style {
        self.ground
    }

    /// The style of a role for cells that have been drawn on: nothing of what they were shows through.
    pub fn over(&self, role: Role) -> Style {
        Style::reset().patch(self.ground).patch(self.style(role))
    }
}

/// A style in colours that a terminal of this ability shows, to be read on `ground`.
fn fitting(style: Style, depth: Depth, ground: Option<Rgb>) -> Style {
    let bg = style.bg.map(|bg| colour::fit(bg, depth, None));
    let on = bg.and_then(Rgb::of).or(ground);
    Style {
        fg: style.fg.map(|fg| colour::fit(fg, depth, on)),
        bg,
        ..style
    }
}

/// Without colour, what colour alone would have said is said by attributes.
fn colourless(role: Role, style: Style) -> Style {
    let attributes = match role {
        Role::Mention(_) | Role::Doubtful(_) | Role::HeadFocused => Modifier::UNDERLINED,
        Role::Excluded => Modifier::CROSSED_OUT,
        _ if style.bg.is_some() => Modifier::REVERSED,
        _ => Modifier::empty(),
    };
    Style {
        fg: None,
        bg: None,
        ..style
    }
    .add_modifier(attributes)
}
