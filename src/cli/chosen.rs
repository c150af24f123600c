//! Which theme and which keys has the reader chosen? The command line's word, else the settings', else the environment's.
//!
//! Must not know: what is in a theme or a keymap.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use crate::diagnose::{Diagnoses, Diagnosis, did_you_mean};
use crate::fold::nearest;
use crate::keymap::{self, Keymap};
use crate::settings::{self, Named, Settings, When, screen};
use crate::view::theme::{AUTO, Depth, Ground, Look, Shipped, Theme, ground_told};

use super::{Args, print};

/// The keymap of the reader over the shipped one that was chosen, or what is wrong with it.
pub fn keymap(args: &Args, settings: &Settings) -> anyhow::Result<Keymap> {
    let said = match &args.keys {
        Some(name) => Some(shipped(&Chosen::typed(name))?),
        None => None,
    };
    let usual = match &settings.keys {
        Some(named) => shipped(&Chosen::written(named))?,
        None => keymap::Shipped::DEFAULT,
    };
    match settings::config_dir() {
        Some(folder) => Ok(Keymap::read(&folder, said, usual)?),
        None => Ok(Keymap::of(said.unwrap_or(usual))),
    }
}

/// Which keys to print, and how.
#[derive(Debug, clap::Args)]
pub struct Keys {
    /// One JSON object a line
    #[arg(long)]
    json: bool,
    /// As the README's table
    #[arg(long, conflicts_with = "json")]
    markdown: bool,
    /// Those of a shipped keymap alone: default, vim, emacs or less
    #[arg(long, value_name = "NAME")]
    map: Option<String>,
}

impl Keys {
    /// Prints a shipped keymap, or the reader's where none is named.
    pub(super) fn print(&self, args: &Args, out: &mut impl Write) -> anyhow::Result<ExitCode> {
        let keymap = match &self.map {
            Some(name) => Keymap::of(shipped(&Chosen::typed(name))?),
            None => keymap(args, &super::settings()?)?,
        };
        Ok(print::keys(&keymap, self.json, self.markdown, out)?)
    }
}

fn shipped(chosen: &Chosen<'_>) -> anyhow::Result<keymap::Shipped> {
    keymap::Shipped::named(chosen.name)
        .ok_or_else(|| chosen.unknown("keymap", keymap::Shipped::names().collect()))
}

/// Whether the theme and the keys that the command line names are there, for what needs neither.
///
/// # Errors
/// One is not.
pub fn known(args: &Args) -> anyhow::Result<()> {
    if let Some(name) = &args.theme {
        look(&Chosen::typed(name))?;
    }
    if let Some(name) = &args.keys {
        shipped(&Chosen::typed(name))?;
    }
    Ok(())
}

/// The theme as this terminal can show it.
pub fn theme(args: &Args, settings: &Settings) -> anyhow::Result<Theme> {
    let look = match (&args.theme, &settings.theme) {
        (Some(name), _) => look(&Chosen::typed(name))?,
        (None, Some(named)) => look(&Chosen::written(named))?,
        (None, None) => look(&Chosen::typed(AUTO))?,
    };
    Ok(Theme::new(&look, depth(settings.color), unicode(settings)))
}

fn look(chosen: &Chosen<'_>) -> anyhow::Result<Look> {
    if chosen.name == AUTO {
        let fitting = match variable("COLORFGBG").as_deref().and_then(ground_told) {
            Some(Ground::Light) => "light",
            Some(Ground::Dark) => "dark",
            None => AUTO,
        };
        return Ok(Look::named(fitting).unwrap_or_else(Look::auto));
    }
    if chosen.name.contains('/') || chosen.name.ends_with(".toml") {
        let path = chosen.path();
        let read = Look::read(&path)?;
        return read.ok_or_else(|| {
            chosen.wrong(
                format!("there is no theme file {}", path.display()),
                Some("`briefing themes NAME` prints one to begin with".to_owned()),
            )
        });
    }
    Look::named(chosen.name).ok_or_else(|| chosen.unknown("theme", Shipped::names().collect()))
}

/// What the reader has named, and where.
pub(super) struct Chosen<'a> {
    name: &'a str,
    at: Option<&'a Named>,
}

impl<'a> Chosen<'a> {
    /// On the command line.
    pub(super) fn typed(name: &'a str) -> Chosen<'a> {
        Chosen { name, at: None }
    }

    fn written(named: &'a Named) -> Chosen<'a> {
        Chosen {
            name: &named.name,
            at: Some(named),
        }
    }

    /// The path that it is: from the home where it begins with `~/`, else from the folder of the file that names it, or from here.
    fn path(&self) -> PathBuf {
        let home = || std::env::home_dir();
        match (self.name.strip_prefix("~/"), self.at) {
            (Some(rest), _) => home().unwrap_or_default().join(rest),
            (None, Some(named)) => {
                let folder = Path::new(&named.file.name).parent();
                folder.unwrap_or(Path::new("")).join(self.name)
            }
            (None, None) => PathBuf::from(self.name),
        }
    }

    /// There is none of that name.
    pub(super) fn unknown(&self, what: &str, names: Vec<&str>) -> anyhow::Error {
        let begins = names.iter().copied().find(|n| {
            let own = self.name.to_lowercase();
            !own.is_empty() && n.starts_with(&own)
        });
        let near = nearest(self.name, names.iter().copied(), 1);
        let help = did_you_mean(&near).or_else(|| did_you_mean(begins.as_slice()));
        let help = help.unwrap_or_else(|| format!("there are {}", names.join(", ")));
        self.wrong(format!("no {what} {:?}", self.name), Some(help))
    }

    fn wrong(&self, title: String, help: Option<String>) -> anyhow::Error {
        let Some(named) = self.at else {
            let help = help.unwrap_or_default();
            return anyhow::anyhow!("{title}; {help}");
        };
        let place = Diagnosis::new(title).at(&named.file, named.span.clone(), "");
        Diagnoses::from(place.help(help)).into()
    }
}

fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|v| !v.is_empty())
}

/// How many colours to use: the settings' word, else the environment's.
pub(super) fn depth(color: When) -> Depth {
    match color {
        When::Always => Depth::wanted(&variable),
        When::Never => Depth::None,
        When::Auto => Depth::of(&variable),
    }
}

/// Whether to draw more than ASCII: the settings' word, else the environment's.
pub fn unicode(settings: &Settings) -> bool {
    screen::unicode(settings.unicode, &screen::environment).yes
}
