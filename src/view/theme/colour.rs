//! Which colour of those that a terminal shows comes nearest to the one that is meant, and how well can it be read?
//!
//! Nearest: Euclidean distance in Oklab (Björn Ottosson, "A perceptual color space for image processing", 2020,
//! <https://bottosson.github.io/posts/oklab/>). Readable: contrast ratio of WCAG 2.2. Must not know: roles, themes.

use ratatui::style::Color;

use super::Depth;

/// A colour of sRGB.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rgb(pub u8, pub u8, pub u8);

/// The 16 colours as terminals name them, and as xterm shows them by default; terminals differ, and readers change them.
pub(super) const NAMED: [(&str, Color, Rgb); 16] = [
    ("black", Color::Black, Rgb(0, 0, 0)),
    ("red", Color::Red, Rgb(205, 0, 0)),
    ("green", Color::Green, Rgb(0, 205, 0)),
    ("yellow", Color::Yellow, Rgb(205, 205, 0)),
    ("blue", Color::Blue, Rgb(0, 0, 238)),
    ("magenta", Color::Magenta, Rgb(205, 0, 205)),
    ("cyan", Color::Cyan, Rgb(0, 205, 205)),
    ("white", Color::Gray, Rgb(229, 229, 229)),
    ("bright-black", Color::DarkGray, Rgb(127, 127, 127)),
    ("bright-red", Color::LightRed, Rgb(255, 0, 0)),
    ("bright-green", Color::LightGreen, Rgb(0, 255, 0)),
    ("bright-yellow", Color::LightYellow, Rgb(255, 255, 0)),
    ("bright-blue", Color::LightBlue, Rgb(92, 92, 255)),
    ("bright-magenta", Color::LightMagenta, Rgb(255, 0, 255)),
    ("bright-cyan", Color::LightCyan, Rgb(0, 255, 255)),
    ("bright-white", Color::White, Rgb(255, 255, 255)),
];

/// Less chroma than this is a grey to the eye: among 16 colours it shall not become a blue because that is as dark.
const GREY: f32 = 0.07;

/// From this contrast on text can be read: WCAG 2.2, 1.4.3, level AA.
const READABLE: f32 = 4.5;

impl Rgb {
    /// What a colour looks like, as far as that is known; the terminal's own ground is not.
    pub fn of(color: Color) -> Option<Rgb> {
        match color {
            Color::Rgb(r, g, b) => Some(Rgb(r, g, b)),
            Color::Indexed(n @ 16..) => Some(indexed(n)),
            Color::Indexed(n) => Some(NAMED[usize::from(n)].2),
            named => NAMED.iter().find(|(_, c, _)| *c == named).map(|n| n.2),
        }
    }

    /// What a terminal of this ability shows in its place.
    pub(super) fn shown(self, depth: Depth) -> Rgb {
        Rgb::of(fit(self.into(), depth, None)).unwrap_or(self)
    }
}

impl From<Rgb> for Color {
    fn from(Rgb(r, g, b): Rgb) -> Color {
        Color::Rgb(r, g, b)
    }
}

/// The 240 colours that follow the 16: a cube of six steps, then 24 greys (xterm's `256colres.pl`).
fn indexed(n: u8) -> Rgb {
    if n >= 232 {
        let grey = 8 + 10 * (n - 232);
        return Rgb(grey, grey, grey);
    }
    let step = |n: u8| if n == 0 { 0 } else { 55 + 40 * n };
    let n = n - 16;
    Rgb(step(n / 36), step(n / 6 % 6), step(n % 6))
}

/// A colour that a terminal of this ability shows, the nearest one; on a ground that is known, the nearest of those that can be read
/// there as well as the one that is meant, or well enough.
pub(super) fn fit(color: Color, depth: Depth, ground: Option<Rgb>) -> Color {
    let beyond = match (depth, color) {
        (Depth::Indexed, Color::Rgb(..)) | (Depth::Sixteen, Color::Rgb(..)) => Rgb::of(color),
        (Depth::Sixteen, Color::Indexed(_)) => Rgb::of(color),
        _ => None,
    };
    let Some(meant) = beyond else {
        return color;
    };
    let shown: Vec<(Color, Rgb)> = match depth {
        Depth::Sixteen => NAMED.iter().map(|(_, c, rgb)| (*c, *rgb)).collect(),
        // The first 16 are the reader's own.
        _ => (16..=255)
            .map(|n| (Color::Indexed(n), indexed(n)))
            .collect(),
    };
    let enough = ground.map(|on| (on, contrast(meant, on).min(READABLE)));
    let near = |rgb: Rgb| distance(rgb, meant);
    let grey = depth == Depth::Sixteen && chroma(meant) < GREY;
    let readable = |rgb: Rgb| enough.is_none_or(|(on, least)| contrast(rgb, on) >= least);
    let kind = |rgb: Rgb| !grey || chroma(rgb) < GREY;
    let found = shown.iter().filter(|(_, rgb)| readable(*rgb) && kind(*rgb));
    let found = found.min_by(|a, b| near(a.1).total_cmp(&near(b.1)));
    found.map_or(color, |(c, _)| *c)
}

/// How well one colour can be read on the other, 1 to 21 (WCAG 2.2, contrast ratio).
pub fn contrast(a: Rgb, b: Rgb) -> f32 {
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

/// Relative luminance, 0 to 1 (WCAG 2.2).
fn luminance(rgb: Rgb) -> f32 {
    let [r, g, b] = linear(rgb);
    0.2126 * r + 0.7152 * g + 0.0722 * b
}

/// The light of each channel, 0 to 1 (IEC 61966-2-1).
fn linear(Rgb(r, g, b): Rgb) -> [f32; 3] {
    [r, g, b].map(|channel| {
        let c = f32::from(channel) / 255.0;
        if c <= 0.04045 {
            c / 12.92
        } else {
            ((c + 0.055) / 1.055).powf(2.4)
        }
    })
}

/// How different two colours look, squared.
fn distance(a: Rgb, b: Rgb) -> f32 {
    let (a, b) = (oklab(a), oklab(b));
    (0..3).map(|i| (a[i] - b[i]).powi(2)).sum()
}

/// How far a colour is from grey.
fn chroma(rgb: Rgb) -> f32 {
    let [_, a, b] = oklab(rgb);
    a.hypot(b)
}

fn oklab(rgb: Rgb) -> [f32; 3] {
    let light = linear(rgb);
    let cones = times(
        [
            [0.412_221_46, 0.536_332_55, 0.051_445_995],
            [0.211_903_5, 0.680_699_5, 0.107_396_96],
            [0.088_302_46, 0.281_718_85, 0.629_978_7],
        ],
        light,
    );
    times(
        [
            [0.210_454_26, 0.793_617_8, -0.004_072_047],
            [1.977_998_5, -2.428_592_2, 0.450_593_7],
            [0.025_904_037, 0.782_771_77, -0.808_675_77],
        ],
        cones.map(f32::cbrt),
    )
}

fn times(matrix: [[f32; 3]; 3], v: [f32; 3]) -> [f32; 3] {
    matrix.map(|row| row[0] * v[0] + row[1] * v[1] + row[2] * v[2])
}
