//! Which program shows an original? What the environment names, in words, without a shell.
//!
//! Must not know: how it gets the terminal.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use crate::app::address::Original;
use crate::sanitize;
use crate::terminal;

/// The words of the program, the first its name.
///
/// # Errors
/// There is nothing to show or nothing to show it with: a sentence for the reader.
pub(super) fn words(original: Original) -> Result<Vec<OsString>, String> {
    let set = |name: &str| std::env::var(name).ok().filter(|v| !v.trim().is_empty());
    match original {
        Original::Pager(path, line) => {
            let program = set("PAGER").unwrap_or_else(|| "less".to_owned());
            let words = split("PAGER", &program)?;
            let line = line.filter(|_| matches!(stem(&words), "less" | "more" | "most"));
            at_line(words, &path, line)
        }
        Original::Editor(path, line) => {
            let named = set("VISUAL").map(|v| ("VISUAL", v));
            let named = named.or_else(|| set("EDITOR").map(|v| ("EDITOR", v)));
            let (name, program) = named.unwrap_or(("EDITOR", "vi".to_owned()));
            at_line(split(name, &program)?, &path, line)
        }
        Original::Browser(url) => browser(url, &set),
    }
}

fn split(name: &str, value: &str) -> Result<Vec<String>, String> {
    terminal::words(value).map_err(|why| format!("${name} cannot be used: {why}"))
}

/// What the program is called, without its folder.
fn stem(words: &[String]) -> &str {
    let name = words.first().map_or("", String::as_str);
    name.rsplit('/').next().unwrap_or(name)
}

/// The words, then the file, absolute so that none is taken for an option, and its line as the program wants to hear it.
fn at_line(words: Vec<String>, path: &Path, line: Option<u32>) -> Result<Vec<OsString>, String> {
    let shown = || sanitize::line(&path.to_string_lossy());
    let path: PathBuf = std::path::absolute(path).map_err(|e| format!("{}: {e}", shown()))?;
    if !path.exists() {
        return Err(format!("{} is no longer there", shown()));
    }
    let behind = |line: u32| {
        let mut place = path.clone().into_os_string();
        place.push(format!(":{line}"));
        place
    };
    let place = match (line, stem(&words)) {
        (None, _) => vec![path.into_os_string()],
        (Some(line), "hx" | "helix" | "zed" | "subl" | "micro") => vec![behind(line)],
        (Some(line), "code" | "codium" | "cursor") => vec!["--goto".into(), behind(line)],
        (Some(line), _) => vec![format!("+{line}").into(), path.into_os_string()],
    };
    Ok(words.into_iter().map(OsString::from).chain(place).collect())
}

fn browser(url: String, set: &dyn Fn(&str) -> Option<String>) -> Result<Vec<OsString>, String> {
    if let Some(browser) = set("BROWSER") {
        // A list, the first choice first.
        let first = browser.split(':').find(|b| !b.trim().is_empty());
        let mut words = split("BROWSER", first.unwrap_or_default())?;
        let takes = words.iter().any(|w| w.contains("%s"));
        words.iter_mut().for_each(|w| *w = w.replace("%s", &url));
        let rest = (!takes).then_some(url);
        return Ok(words.into_iter().chain(rest).map(OsString::from).collect());
    }
    if cfg!(target_os = "macos") {
        return Ok(vec!["open".into(), url.into()]);
    }
    match set("DISPLAY").or_else(|| set("WAYLAND_DISPLAY")) {
        Some(_) => Ok(vec!["xdg-open".into(), url.into()]),
        None => {
            Err("There is no browser here ($BROWSER names none): y copies the address".to_owned())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_editor_hears_of_the_line_in_its_own_way() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("-a b.md");
        std::fs::write(&path, "x").expect("written");
        let shown = path.display().to_string();
        for (program, line, expected) in [
            ("vi", Some(7), format!("vi +7 {shown}")),
            (
                "/usr/bin/nano -w",
                Some(7),
                format!("/usr/bin/nano -w +7 {shown}"),
            ),
            ("hx", Some(7), format!("hx {shown}:7")),
            (
                "code --wait",
                Some(7),
                format!("code --wait --goto {shown}:7"),
            ),
            ("vi", None, format!("vi {shown}")),
        ] {
            let words = split("EDITOR", program).and_then(|w| at_line(w, &path, line));
            let words = words.expect(program);
            let words: Vec<_> = words.iter().map(|w| w.to_string_lossy()).collect();
            assert_eq!(words.join(" "), expected);
        }
        let gone = at_line(vec!["vi".to_owned()], &folder.path().join("gone"), None);
        assert!(gone.is_err_and(|why| why.contains("no longer there")));
        assert!(split("PAGER", "less 'x").is_err_and(|why| why.contains("$PAGER")));
    }

    #[test]
    fn a_browser_is_what_the_environment_names() {
        let url = || "https://example.org/?a=b%sc".to_owned();
        let ask = |name: &'static str, value: &'static str| {
            let set = move |asked: &str| (asked == name).then(|| value.to_owned());
            browser(url(), &set).map(|words| {
                let words: Vec<_> = words
                    .iter()
                    .map(|w| w.to_string_lossy().into_owned())
                    .collect();
                words.join(" ")
            })
        };
        assert_eq!(
            ask("BROWSER", "w3m -M:links"),
            Ok(format!("w3m -M {}", url()))
        );
        assert_eq!(
            ask("BROWSER", "ff --new %s x"),
            Ok(format!("ff --new {} x", url()))
        );
        if !cfg!(target_os = "macos") {
            assert_eq!(ask("DISPLAY", ":0"), Ok(format!("xdg-open {}", url())));
            assert!(ask("TERM", "xterm").is_err_and(|why| why.contains("y copies")));
        }
    }
}
