//! Do themes look as they say, on every terminal, and can what they show be read?

#![allow(clippy::unwrap_used, reason = "a test may panic")]

use std::collections::BTreeSet;

use briefing::briefing::Kind;
use briefing::diagnose::File;
use briefing::view::theme::{
    Depth, Ground, Look, ROLES, Rgb, Role, Shipped, Theme, contrast, ground_told, sample,
};
use ratatui::style::{Color, Modifier, Style};

fn shipped() -> impl Iterator<Item = (&'static str, Look)> {
    Shipped::ALL
        .iter()
        .map(|s| (s.name, Look::named(s.name).unwrap()))
}

fn parse(text: &str) -> Result<Look, String> {
    Look::parse(&File::new("mine.toml", text)).map_err(|e| e.to_string())
}

/// Everything of a theme, as it is meant.
fn whole(look: &Look) -> Theme {
    Theme::new(look, Depth::True, true)
}

#[test]
fn the_environment_says_how_many_colours_there_are() {
    // Variables as NAME=value, what is concluded, and what is for a reader who always wants colours.
    for (set, expected, wanted) in [
        ("TERM=xterm-256color", Depth::Indexed, Depth::Indexed),
        ("TERM=xterm", Depth::Sixteen, Depth::Sixteen),
        ("", Depth::Sixteen, Depth::Sixteen),
        ("TERM=linux", Depth::Sixteen, Depth::Sixteen),
        ("TERM=screen", Depth::Sixteen, Depth::Sixteen),
        ("TERM=screen-256color", Depth::Indexed, Depth::Indexed),
        ("TERM=tmux-256color", Depth::Indexed, Depth::Indexed),
        ("TERM=tmux-direct", Depth::True, Depth::True),
        ("TERM=xterm-direct", Depth::True, Depth::True),
        ("TERM=xterm-kitty", Depth::True, Depth::True),
        ("TERM=alacritty", Depth::True, Depth::True),
        ("TERM=xterm-ghostty", Depth::True, Depth::True),
        ("TERM=wezterm", Depth::True, Depth::True),
        ("TERM=foot-extra", Depth::True, Depth::True),
        ("TERM=vt100", Depth::None, Depth::Sixteen),
        ("TERM=vt220", Depth::None, Depth::Sixteen),
        ("TERM=xterm COLORTERM=truecolor", Depth::True, Depth::True),
        ("TERM=xterm COLORTERM=24bit", Depth::True, Depth::True),
        ("TERM=xterm COLORTERM=yes", Depth::Sixteen, Depth::Sixteen),
        (
            "TERM=xterm-256color COLORTERM=",
            Depth::Indexed,
            Depth::Indexed,
        ),
        // GNU screen hands the variable of the terminal around it on.
        (
            "TERM=screen.xterm-256color COLORTERM=truecolor STY=1.a",
            Depth::Indexed,
            Depth::Indexed,
        ),
        (
            "TERM=screen COLORTERM=truecolor STY=1.a",
            Depth::Sixteen,
            Depth::Sixteen,
        ),
        (
            "TERM=xterm-kitty COLORTERM=truecolor NO_COLOR=1",
            Depth::None,
            Depth::True,
        ),
        (
            "TERM=xterm-256color NO_COLOR=",
            Depth::Indexed,
            Depth::Indexed,
        ),
    ] {
        let variable = |name: &str| {
            let all = set.split_whitespace().filter_map(|v| v.split_once('='));
            let mut all = all.filter(|(n, _)| *n == name);
            all.next().map(|(_, value)| value.to_owned())
        };
        assert_eq!(Depth::of(&variable), expected, "{set}");
        assert_eq!(Depth::wanted(&variable), wanted, "{set}, always");
    }
}

#[test]
fn the_ground_is_light_or_dark_where_the_terminal_says_so() {
    for (said, expected) in [
        ("15;0", Some(Ground::Dark)),
        ("0;15", Some(Ground::Light)),
        ("0;default;15", Some(Ground::Light)),
        ("12;8", Some(Ground::Dark)),
        ("0;7", Some(Ground::Light)),
        ("default;default", None),
        ("15;", None),
        ("", None),
        ("0;300", None),
    ] {
        assert_eq!(ground_told(said), expected, "{said:?}");
    }
}

/// The style of running text in a theme that gives it this one, on a terminal of this ability.
fn shown(ground: &str, style: &str, depth: Depth) -> Style {
    let look = parse(&format!("{ground}\n[roles]\ntext = {{ {style} }}")).unwrap();
    Theme::new(&look, depth, true).style(Role::Text)
}

#[test]
fn colours_become_the_nearest_that_there_are() {
    use Color::*;
    for (written, depth, expected) in [
        ("\"#ff8000\"", Depth::True, Rgb(255, 128, 0)),
        ("\"#ff8000\"", Depth::Indexed, Indexed(208)),
        ("\"#ff0000\"", Depth::Indexed, Indexed(196)),
        ("\"#808080\"", Depth::Indexed, Indexed(244)),
        ("\"#5f87af\"", Depth::Indexed, Indexed(67)),
        ("\"#000000\"", Depth::Indexed, Indexed(16)),
        ("\"#fe0101\"", Depth::Sixteen, LightRed),
        ("\"#c00000\"", Depth::Sixteen, Red),
        ("\"#808080\"", Depth::Sixteen, DarkGray),
        ("\"#ffffff\"", Depth::Sixteen, White),
        ("\"#00c8c8\"", Depth::Sixteen, Cyan),
        ("208", Depth::Indexed, Indexed(208)),
        ("196", Depth::Sixteen, LightRed),
        ("1", Depth::True, Red),
        ("12", Depth::Sixteen, LightBlue),
        ("\"magenta\"", Depth::True, Magenta),
        ("\"bright-black\"", Depth::Sixteen, DarkGray),
        ("\"white\"", Depth::Sixteen, Gray),
    ] {
        let style = shown("", &format!("fg = {written}"), depth);
        assert_eq!(style.fg, Some(expected), "{written} {depth:?}");
    }
    // On a ground that is known, what comes out can still be read: the nearest is not taken where it cannot.
    for (ground, written, nearest, readable) in [
        ("#ffffff", "#6b6b00", Indexed(58), Indexed(58)),
        ("#fdf6e3", "#5a6f76", DarkGray, Black),
        ("#000000", "#8a8a8a", DarkGray, DarkGray),
    ] {
        let depth = match nearest {
            Indexed(_) => Depth::Indexed,
            _ => Depth::Sixteen,
        };
        let style = format!("fg = \"{written}\"");
        let known = format!("ground = \"{ground}\"");
        assert_eq!(shown("", &style, depth).fg, Some(nearest), "{written}");
        let fg = shown(&known, &style, depth).fg;
        assert_eq!(fg, Some(readable), "{written} on {ground}");
    }
}

fn hex(digits: &str) -> Rgb {
    let n = |at: usize| u8::from_str_radix(&digits[at..at + 2], 16).unwrap();
    Rgb(n(0), n(2), n(4))
}

#[test]
fn contrast_is_that_of_wcag() {
    for (a, b, expected) in [
        ("000000", "ffffff", 21.0),
        ("777777", "ffffff", 4.48),
        ("767676", "ffffff", 4.54),
        ("ff0000", "ffffff", 4.0),
        ("123456", "123456", 1.0),
    ] {
        let found = contrast(hex(a), hex(b));
        assert!((found - expected).abs() < 0.01, "{a} on {b}: {found}");
        assert_eq!(found, contrast(hex(b), hex(a)));
    }
}

#[test]
fn every_shipped_theme_is_read_and_those_of_their_own_ground_name_every_role() {
    for shipped in Shipped::ALL {
        let file = File::new(format!("{}.toml", shipped.name), shipped.text);
        let look = Look::parse(&file).unwrap_or_else(|e| panic!("{e}"));
        assert!(!look.about.is_empty(), "{}", shipped.name);
        assert!(
            look.about.is_ascii() && look.about.len() < 90,
            "{}",
            shipped.name
        );
        let missing: Vec<&str> = ROLES
            .iter()
            .filter(|(_, role)| !look.names(*role))
            .map(|(name, _)| *name)
            .collect();
        // A role that lies over another ground than it was made for can be anything.
        if look.paint || shipped.name == "auto" {
            assert!(missing.is_empty(), "{}: {missing:?}", shipped.name);
        }
        if look.paint {
            assert!(look.ground.is_some(), "{}", shipped.name);
        }
    }
}

#[test]
fn every_role_has_one_name_and_every_kind_is_among_them() {
    let names: BTreeSet<&str> = ROLES.iter().map(|(name, _)| *name).collect();
    assert_eq!(names.len(), ROLES.len());
    for kind in Kind::ALL {
        for (prefix, role) in [
            ("mention", Role::Mention(kind)),
            ("doubtful", Role::Doubtful(kind)),
        ] {
            let name = format!("{prefix}-{}", kind.name());
            assert!(ROLES.contains(&(name.as_str(), role)), "{name}");
        }
    }
}

/// What a role is drawn in: the letters and what is under them.
fn inks(theme: &Theme, role: Role) -> (Rgb, Rgb) {
    let style = theme.ground().patch(theme.style(role));
    let [fg, bg] = [style.fg, style.bg].map(|c| Rgb::of(c.unwrap()).unwrap());
    match style.add_modifier.contains(Modifier::REVERSED) {
        true => (bg, fg),
        false => (fg, bg),
    }
}

#[test]
fn text_can_be_read_on_the_ground_of_every_theme() {
    let painted = || shipped().filter(|(_, look)| look.paint);
    assert!(painted().count() >= 6);
    for (name, look) in painted() {
        for depth in [Depth::True, Depth::Indexed, Depth::Sixteen] {
            let theme = Theme::new(&look, depth, true);
            for (role_name, role) in ROLES {
                // Lines between panes say nothing.
                if role == Role::Rule {
                    continue;
                }
                let (fg, bg) = inks(&theme, role);
                let ratio = contrast(fg, bg);
                // What 16 colours look like is the reader's choice; this is what xterm makes of them.
                let least = match (name, depth) {
                    ("high-contrast", Depth::True) => 7.0,
                    (_, Depth::Sixteen) => 3.0,
                    _ => 4.5,
                };
                assert!(
                    ratio >= least,
                    "{name}, {depth:?}: {role_name} has {ratio:.2}:1, {fg:?} on {bg:?}"
                );
                let dim = theme.style(role).add_modifier.contains(Modifier::DIM);
                assert!(!dim, "{name}: {role_name} is dim, by how much nobody knows");
            }
        }
    }
}

#[test]
fn what_is_found_marked_or_selected_stands_out_from_the_ground() {
    for (name, look) in shipped().filter(|(_, look)| look.paint) {
        let theme = whole(&look);
        let ground = look.ground.unwrap();
        let all = [
            Role::Selected,
            Role::MentionSelected,
            Role::Marked,
            Role::Highlighted,
            Role::Found,
        ];
        for role in all.into_iter().chain([Role::FoundSelected, Role::Hint]) {
            let ratio = contrast(inks(&theme, role).1, ground);
            assert!(ratio >= 1.25, "{name}: {role:?} {ratio:.2}");
        }
        let place = inks(&theme, Role::Found).1;
        assert_ne!(place, inks(&theme, Role::FoundSelected).1, "{name}");
    }
}

#[test]
fn light_and_dark_can_be_read_on_light_and_dark() {
    for (name, look) in shipped().filter(|(_, look)| look.ground.is_some() && !look.paint) {
        for (role_name, role) in ROLES {
            let style = whole(&look).style(role);
            // What the 16 are is the reader's choice.
            if let (Some(fg @ Color::Indexed(_)), Some(ground)) = (style.fg, look.ground) {
                let on = style.bg.and_then(Rgb::of).unwrap_or(ground);
                let ratio = contrast(Rgb::of(fg).unwrap(), on);
                assert!(ratio >= 4.5, "{name}: {role_name} {ratio:.2}");
            }
        }
    }
}

#[test]
fn only_themes_that_say_so_have_a_ground_of_their_own() {
    // Where the reader is, and what was found or marked.
    let on = [
        Role::Selected,
        Role::MentionSelected,
        Role::Marked,
        Role::Highlighted,
        Role::Found,
        Role::FoundSelected,
        Role::Hint,
    ];
    for (name, look) in shipped() {
        let theme = whole(&look);
        assert_eq!(theme.ground().bg.is_some(), look.paint, "{name}");
        for (role_name, role) in ROLES {
            let has = theme.style(role).bg.is_some();
            assert!(!has || on.contains(&role), "{name}: {role_name}");
        }
        let bare = Theme::new(&look, Depth::None, true);
        assert_eq!(bare.ground(), Style::new(), "{name}");
        for (role_name, role) in ROLES {
            let style = bare.style(role);
            assert_eq!((style.fg, style.bg), (None, None), "{name}: {role_name}");
        }
    }
}

#[test]
fn without_colours_the_places_of_the_reader_are_still_seen() {
    for (name, look) in shipped() {
        let theme = Theme::new(&look, Depth::None, true);
        for role in [
            Role::Selected,
            Role::MentionSelected,
            Role::Marked,
            Role::Found,
        ] {
            let style = theme.style(role);
            assert!(
                style.add_modifier.contains(Modifier::REVERSED),
                "{name}: {role:?}"
            );
        }
        for kind in Kind::ALL {
            let style = theme.style(Role::Mention(kind));
            assert!(style.add_modifier.contains(Modifier::UNDERLINED), "{name}");
        }
    }
}

#[test]
fn kinds_of_names_differ_by_more_than_colour_where_colours_may_not_be_told_apart() {
    for name in ["colour-blind", "colour-blind-light"] {
        let look = Look::named(name).unwrap();
        for depth in [Depth::True, Depth::Sixteen] {
            let theme = Theme::new(&look, depth, true);
            let looks = Kind::ALL.map(|kind| theme.style(Role::Mention(kind)).add_modifier);
            let different: BTreeSet<u16> = looks.iter().map(|m| m.bits()).collect();
            assert_eq!(different.len(), looks.len(), "{name}");
            assert!(!different.contains(&0), "{name}: a kind looks like text");
        }
    }
}

#[test]
fn a_theme_lies_over_another_role_by_role() {
    let look = parse(
        "extends = \"gruvbox-dark\"\n[roles]\nmention-person = { fg = \"#ffffff\", bold = true }\ntitle = { bold = false }",
    )
    .unwrap();
    let (mine, base) = (whole(&look), whole(&Look::named("gruvbox-dark").unwrap()));
    for (name, role) in ROLES {
        let same = mine.style(role) == base.style(role);
        let own = ["mention-person", "title"].contains(&name);
        assert_eq!(same, !own, "{name}");
        assert_eq!(look.names(role), own, "{name}");
    }
    assert_eq!(mine.ground(), base.ground());
    let title = Style::new().remove_modifier(Modifier::BOLD);
    assert_eq!(mine.style(Role::Title), title);
    assert_eq!(whole(&parse("").unwrap()), whole(&Look::auto()));
}

#[test]
fn what_is_wrong_in_a_theme_is_told_with_its_place_and_what_was_meant() {
    for (text, expected) in [
        (
            "[roles]\nmention-persn = { bold = true }",
            &[
                "no role \"mention-persn\"",
                "--> mine.toml:2:1",
                "^^^^^",
                "did you mean \"mention-person\"?",
            ][..],
        ),
        (
            "[roles]\nfrobnicate = {}",
            &["no role \"frobnicate\"", ":2:1", "there are text, dim"],
        ),
        (
            "[roles]\ntext = { fg = \"magneta\" }",
            &[":2:15", "\"magneta\"", "did you mean \"magenta\"?"],
        ),
        (
            "[roles]\ntext = { fg = \"#12345\" }",
            &["expected a colour", "\"#rrggbb\"", ":2:15"],
        ),
        ("[roles]\ntext = { fg = 256 }", &["found 256", ":2:15"]),
        (
            "[roles]\ntext = { blod = true }",
            &["a style has no \"blod\"", ":2:10", "did you mean \"bold\"?"],
        ),
        (
            "[roles]\ntext = { bold = 1 }",
            &["expected true or false, found 1", ":2:17"],
        ),
        (
            "[roles]\ntext = \"red\"",
            &["expected a style", ":2:8", "text = { fg"],
        ),
        (
            "text = { bold = true }",
            &["a theme has no \"text\"", ":1:1", "below the line [roles]"],
        ),
        (
            "extends = \"gruvbox-drak\"",
            &[":1:11", "did you mean \"gruvbox-dark\"?"],
        ),
        ("paint = \"yes\"", &["expected true or false", ":1:9"]),
        ("rolse = {}", &["no \"rolse\"", "did you mean \"roles\"?"]),
        ("[roles\n", &["error: ", ":1:"]),
    ] {
        let said = parse(text).unwrap_err();
        let mut rest = said.as_str();
        for part in expected {
            match rest.find(part) {
                Some(at) => rest = &rest[at..],
                None => panic!("{part:?} is missing, or not in this place, in\n{said}"),
            }
        }
    }
    // Everything that is wrong is told at once.
    let said = parse("paint = 1\n[roles]\na-b = {}\ntext = { fg = \"x\" }").unwrap_err();
    assert_eq!(said.matches("error: ").count(), 3, "{said}");
}

#[test]
fn a_sample_shows_words_in_the_theme_and_ends_plain() {
    for (name, look) in shipped() {
        for depth in [Depth::True, Depth::Indexed, Depth::Sixteen, Depth::None] {
            let line = sample(&Theme::new(&look, depth, true));
            assert!(line.ends_with("\x1b[0m"), "{name}");
            assert_eq!(
                line.contains("38;2;"),
                depth == Depth::True && look.paint,
                "{name}"
            );
            let mut plain = String::new();
            for part in line.split('\x1b') {
                plain += part.split_once('m').map_or(part, |(_, text)| text);
            }
            for word in [
                "person",
                "agreement",
                "found",
                "selected",
                "Heading",
                "error",
            ] {
                assert!(plain.contains(word), "{name}: {plain}");
            }
        }
    }
}
