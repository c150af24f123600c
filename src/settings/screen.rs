//! What can this terminal show? The settings' word, else the environment's, with the reason.
//!
//! Must not know: what is drawn.

use super::When;

/// Whether to use something, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// Whether.
    pub yes: bool,
    /// What says so, as the end of a sentence; it may quote the environment.
    pub why: String,
}

fn choice(yes: bool, why: impl Into<String>) -> Choice {
    Choice {
        yes,
        why: why.into(),
    }
}

/// Lines and signs beyond ASCII: where the locale is UTF-8, and the terminal is no console with a font of 512 signs.
pub fn unicode(set: When, environment: &dyn Fn(&str) -> Option<String>) -> Choice {
    match set {
        When::Always => return choice(true, "`unicode` is \"always\""),
        When::Never => return choice(false, "`unicode` is \"never\""),
        When::Auto => {}
    }
    let term = environment("TERM").unwrap_or_default();
    if term == "linux" || term.starts_with("vt") {
        return choice(false, format!("TERM is {term}"));
    }
    // The first of them that is set holds (POSIX).
    let names = ["LC_ALL", "LC_CTYPE", "LANG"];
    let set = names.iter().find_map(|n| Some((n, environment(n)?)));
    let Some((name, locale)) = set else {
        return choice(false, "no locale is set");
    };
    let lower = locale.to_ascii_lowercase();
    let is_utf8 = lower.contains("utf-8") || lower.contains("utf8");
    choice(is_utf8, format!("{name} is {locale}"))
}

/// A variable of this process that is set and not empty.
pub fn environment(name: &str) -> Option<String> {
    let value = std::env::var_os(name).filter(|v| !v.is_empty())?;
    Some(value.to_string_lossy().into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_settings_go_before_the_environment_and_the_reason_names_what_decided() {
        let of = |pairs: &'static [(&str, &str)]| {
            move |name: &str| {
                let found = pairs.iter().find(|(n, _)| *n == name);
                found.map(|(_, value)| (*value).to_owned())
            }
        };
        let utf8 = of(&[("TERM", "xterm"), ("LANG", "en_IE.UTF-8")]);
        let c = of(&[("LC_ALL", "C"), ("LANG", "en_IE.UTF-8"), ("NO_COLOR", "1")]);
        let console = of(&[("TERM", "linux"), ("LANG", "en_IE.UTF-8")]);
        for (got, yes, why) in [
            (unicode(When::Auto, &utf8), true, "LANG is en_IE.UTF-8"),
            (unicode(When::Auto, &c), false, "LC_ALL is C"),
            (unicode(When::Auto, &console), false, "TERM is linux"),
            (
                unicode(When::Always, &console),
                true,
                "`unicode` is \"always\"",
            ),
            (unicode(When::Auto, &|_| None), false, "no locale is set"),
        ] {
            assert_eq!((got.yes, got.why.as_str()), (yes, why));
        }
    }
}
