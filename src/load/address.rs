//! Which address does this link mean, in a document of that address? As RFC 3986 resolves them.
//!
//! Invariant: what comes back is a clean `http` or `https` address of bounded length, or nothing.
//! Must not know: who asks.

use crate::sanitize;

/// Longer ones lead nowhere.
const LONGEST: usize = 4_000;

/// The address that `link` has in a document of the address `base` (empty if it is not known).
pub fn join(base: &str, link: &str) -> Option<String> {
    let link = sanitize::line(link.trim()).replace(' ', "%20");
    let joined = match scheme(&link) {
        Some(_) => link,
        None => relative(base, &link)?,
    };
    let is_web = scheme(&joined)
        .is_some_and(|s| s.eq_ignore_ascii_case("http") || s.eq_ignore_ascii_case("https"));
    let has_host = joined
        .split_once("://")
        .is_some_and(|(_, rest)| !rest.is_empty() && !rest.starts_with('/'));
    let is_plain = joined.len() < LONGEST && !joined.contains(char::is_whitespace);
    (is_web && has_host && is_plain).then_some(joined)
}

/// What stands before the first colon, if that is what names a way to get something.
fn scheme(link: &str) -> Option<&str> {
    let (scheme, _) = link.split_once(':')?;
    let is_scheme = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.'));
    is_scheme.then_some(scheme)
}

fn relative(base: &str, link: &str) -> Option<String> {
    let (scheme, rest) = base.split_once("://")?;
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (host, tail) = rest.split_at(end);
    let tail = tail.split('#').next().unwrap_or_default();
    let path = tail.split('?').next().unwrap_or_default();
    if let Some(other) = link.strip_prefix("//") {
        return Some(format!("{scheme}://{other}"));
    }
    let whole = match link.chars().next() {
        None => tail.to_string(),
        Some('#') => format!("{tail}{link}"),
        Some('?') => format!("{path}{link}"),
        Some('/') => dotless(link),
        _ => {
            let folder = path.rfind('/').map_or("/", |at| &path[..=at]);
            dotless(&format!("{folder}{link}"))
        }
    };
    Some(format!("{scheme}://{host}{whole}"))
}

/// A path without `.` and `..`.
fn dotless(path: &str) -> String {
    let end = path.find(['?', '#']).unwrap_or(path.len());
    let (path, tail) = path.split_at(end);
    let mut parts: Vec<&str> = Vec::new();
    let last = path.rsplit('/').next().unwrap_or_default();
    for part in path.split('/').skip(1) {
        match part {
            "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    // A folder stays one.
    if matches!(last, "." | "..") {
        parts.push("");
    }
    format!("/{}{tail}", parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::join;

    #[test]
    fn links_are_resolved_as_browsers_do() {
        let base = "https://example.org/a/b?q#f";
        for (link, expected) in [
            ("https://other.org/x", Some("https://other.org/x")),
            ("c", Some("https://example.org/a/c")),
            ("./c/", Some("https://example.org/a/c/")),
            ("../c?d=../e", Some("https://example.org/c?d=../e")),
            ("../../../c", Some("https://example.org/c")),
            ("..", Some("https://example.org/")),
            ("/c", Some("https://example.org/c")),
            ("//other.org/c", Some("https://other.org/c")),
            ("?r", Some("https://example.org/a/b?r")),
            ("#g", Some("https://example.org/a/b?q#g")),
            ("", Some("https://example.org/a/b?q")),
            (" a b ", Some("https://example.org/a/a%20b")),
            ("javascript:alert(1)", None),
            ("mailto:a@example.org", None),
            ("file:///etc/passwd", None),
            ("http://", None),
        ] {
            assert_eq!(join(base, link).as_deref(), expected, "{link}");
        }
        assert_eq!(join("", "c"), None);
        assert_eq!(
            join("https://example.org", "c").as_deref(),
            Some("https://example.org/c")
        );
    }
}
