//! The picture in the README: a real screen with the briefings that come with the program, as SVG, for light pages and dark ones.
//!
//! `BRIEFING_APPROVE=1` writes it anew. Every run of cells of one look is one text, stretched to its cells, so that any monospaced
//! font of the reader's stands in columns.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;
use std::sync::Arc;

use briefing::corpus::Corpus;
use briefing::load;
use briefing::view::theme::{Depth, Look, Rgb, Theme};
use ratatui::buffer::{Buffer, Cell};
use ratatui::style::Modifier;

use super::{Screen, rows};

const PICTURE: &str = ".github/screen.svg";

const SIZE: (u16, u16) = (120, 32);

/// Groups with the newest first, as the reader has them for these; then to a report, and to a person whom others name, too.
const KEYS: &str = "1 O O g g j j j j j enter 2 ] ] ] ]";

/// A cell in units of the picture.
const CELL: (f32, f32) = (8.4, 18.0);

/// Where letters stand in a cell.
const BASELINE: f32 = 13.5;

/// What the picture may weigh: it is loaded by everybody who looks at the repository.
const MOST_BYTES: usize = 60 * 1024;

/// A screen of the bundled briefings, in a theme.
fn shown(theme: &str) -> Buffer {
    let look = Look::named(theme).expect("a theme");
    let theme = Theme::new(&look, Depth::True, true);
    let corpus = Arc::new(Corpus::build(load::bundled()));
    let mut screen = Screen::called("briefings", corpus, SIZE, theme);
    screen.press(KEYS);
    screen.picture()
}

/// What a cell looks like: letters, ground, how they are set.
type Paint = ([u8; 3], [u8; 3], Modifier);

fn paint(cell: &Cell) -> Paint {
    let rgb = |color| Rgb::of(color).map(|Rgb(r, g, b)| [r, g, b]);
    let fg = rgb(cell.fg).expect("a theme that says its colours");
    let bg = rgb(cell.bg).expect("a theme that paints its ground");
    match cell.modifier.contains(Modifier::REVERSED) {
        true => (bg, fg, cell.modifier),
        false => (fg, bg, cell.modifier),
    }
}

/// Cells of a row that look alike, on light pages as on dark ones.
struct Run {
    from: u16,
    to: u16,
    text: String,
    paints: [Paint; 2],
}

fn runs(screens: [&Buffer; 2], y: u16) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    let mut covered = 0;
    for x in 0..screens[0].area.width {
        if x < covered {
            continue;
        }
        let symbol = screens[0][(x, y)].symbol();
        let cells = u16::try_from(briefing::typeset::width(symbol)).expect("few cells");
        covered = x + cells.max(1);
        let paints = screens.map(|screen| paint(&screen[(x, y)]));
        match runs.last_mut() {
            Some(run) if run.paints == paints => {
                run.text.push_str(symbol);
                run.to = covered;
            }
            _ => runs.push(Run {
                from: x,
                to: covered,
                text: symbol.to_owned(),
                paints,
            }),
        }
    }
    runs
}

fn hex([r, g, b]: [u8; 3]) -> String {
    format!("#{r:02x}{g:02x}{b:02x}")
}

fn escaped(text: &str) -> String {
    let text = text.replace('&', "&amp;").replace('<', "&lt;");
    let text = text.replace('>', "&gt;").replace('"', "&quot;");
    // Blanks at the ends would be taken away.
    text.replace(' ', "\u{a0}")
}

/// How letters are set, beside their colour.
fn set(modifier: Modifier) -> String {
    let mut out = String::new();
    for (flag, css) in [
        (Modifier::BOLD, ";font-weight:bold"),
        (Modifier::ITALIC, ";font-style:italic"),
        (Modifier::UNDERLINED, ";text-decoration:underline"),
        (Modifier::DIM, ";opacity:.7"),
    ] {
        if modifier.contains(flag) {
            out.push_str(css);
        }
    }
    out
}

/// Classes for pairs of values, light and dark: their names, and what they mean on each.
#[derive(Default)]
struct Classes(BTreeMap<[String; 2], usize>);

impl Classes {
    fn name(&mut self, letter: char, pair: [String; 2]) -> String {
        let next = self.0.len();
        format!("{letter}{}", self.0.entry(pair).or_insert(next))
    }

    fn css(&self, letter: char, which: usize) -> String {
        let mut all: Vec<(&usize, &[String; 2])> = self.0.iter().map(|(p, n)| (n, p)).collect();
        all.sort();
        let rules = all
            .iter()
            .map(|(n, pair)| format!(".{letter}{n}{{fill:{}}}", pair[which]));
        rules.collect()
    }
}

/// The screen on light pages and on dark ones, as one picture.
fn svg(light: &Buffer, dark: &Buffer) -> String {
    let (mut letters, mut grounds) = (Classes::default(), Classes::default());
    let (mut back, mut front) = (String::new(), String::new());
    let ground = [light, dark].map(|screen| paint(&screen[(0, 0)]).1);
    let page = grounds.name('g', ground.map(hex));
    for y in 0..light.area.height {
        let top = f32::from(y) * CELL.1;
        for run in runs([light, dark], y) {
            let (left, cells) = (f32::from(run.from) * CELL.0, f32::from(run.to - run.from));
            let wide = cells * CELL.0;
            let bgs = run.paints.map(|(_, bg, _)| bg);
            if bgs != ground {
                let class = grounds.name('g', bgs.map(hex));
                let high = CELL.1;
                let _ = writeln!(
                    back,
                    "<rect class=\"{class}\" x=\"{left:.1}\" y=\"{top:.0}\" width=\"{wide:.1}\" height=\"{high:.0}\"/>"
                );
            }
            let text = run.text.trim_end();
            if text.trim().is_empty() {
                continue;
            }
            let class = run.paints.map(|(fg, _, how)| hex(fg) + &set(how));
            let class = letters.name('t', class);
            let cells = briefing::typeset::width(text);
            #[expect(clippy::cast_precision_loss, reason = "a few cells")]
            let wide = cells as f32 * CELL.0;
            let (y, text) = (top + BASELINE, escaped(text));
            let _ = writeln!(
                front,
                "<text class=\"{class}\" x=\"{left:.1}\" y=\"{y:.1}\" textLength=\"{wide:.1}\">{text}</text>"
            );
        }
    }
    let [wide, high] = [
        f32::from(light.area.width) * CELL.0,
        f32::from(light.area.height) * CELL.1,
    ];
    let css = |which| letters.css('t', which) + &grounds.css('g', which);
    let (day, night) = (css(0), css(1));
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {wide:.0} {high:.0}\" role=\"img\">\n\
         <title>briefing: sources, an article with a name selected, and facets</title>\n\
         <style>text{{font:14px ui-monospace,Menlo,Consolas,\"DejaVu Sans Mono\",monospace}}{day}\n\
         @media (prefers-color-scheme:dark){{{night}}}</style>\n\
         <rect class=\"{page}\" width=\"{wide:.0}\" height=\"{high:.0}\" rx=\"6\"/>\n{back}{front}</svg>\n"
    )
}

#[test]
fn the_picture_of_the_readme_is_the_screen() {
    let (light, dark) = (shown("gruvbox-light"), shown("gruvbox-dark"));
    let text = rows(&dark, |x, y| dark[(x, y)].symbol().to_owned());
    assert!(
        text.contains("next mention"),
        "no name is selected:\n{text}"
    );
    let picture = svg(&light, &dark);
    assert!(picture.len() < MOST_BYTES, "{} bytes", picture.len());
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(PICTURE);
    if std::env::var_os("BRIEFING_APPROVE").is_some() {
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        std::fs::write(&path, &picture).expect("the picture can be written");
        return;
    }
    let approved = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        approved == picture,
        "{PICTURE} is stale; BRIEFING_APPROVE=1 draws it anew. The screen is\n{text}"
    );
}

#[test]
fn what_a_picture_is_made_of_is_escaped_and_stands_in_its_cells() {
    let look = Look::named("gruvbox-dark").expect("a theme");
    let ground = Theme::new(&look, Depth::True, true).ground();
    let mut screen = Buffer::empty(ratatui::layout::Rect::new(0, 0, 8, 1));
    screen.set_style(screen.area, ground);
    screen.set_string(0, 0, "北<&\" x", ratatui::style::Style::new());
    let picture = svg(&screen, &screen);
    let cells = |n: f32| format!("textLength=\"{:.1}\"", n * CELL.0);
    assert!(
        picture.contains(&format!("{}>北&lt;&amp;&quot;\u{a0}x</text>", cells(7.0))),
        "{picture}"
    );
}
