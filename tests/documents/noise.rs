//! What do the loaders make of noise? The marks of all formats in any order, under any name.

use briefing::sanitize;
use proptest::prelude::*;

use super::{cases, check, decoded, read};

/// What formats are made of, in any order, and plain noise.
fn pieces() -> impl Strategy<Value = Vec<u8>> {
    let marks = [
        "---\n",
        "+++\n",
        "title: ",
        "title = \"",
        "tags:\n- ",
        "# ",
        "> ",
        "- ",
        "1. ",
        "  ",
        "    ",
        "\n",
        "\n\n",
        "|a|b|\n|-|-|\n",
        "```\n",
        "**",
        "*",
        "`",
        "[a](",
        ")",
        "![",
        "<div>",
        "</p>",
        "<!--",
        "&#27;",
        "&amp;",
        "{% ",
        " %}",
        "{{",
        "}}",
        "\u{1b}[",
        "\u{9d}",
        "\u{202e}",
        "\r",
        "\t",
        "word ",
        "Word. ",
        "12 May 2021\n",
        "See also\n",
        "é\u{a0}漢",
        "[^1]",
        "[^1]: ",
        "~~",
        "<br>",
        "<script>",
        "</script>",
        "<!doctype html>",
        "From: a\nMessage-ID: b\nDate: ",
        "Content-Type: multipart/mixed; boundary=b\n",
        "Content-Type: message/rfc822\n\n",
        "Content-Type: text/html; charset=utf-7\n",
        "Content-Transfer-Encoding: base64\n",
        "--b\n",
        "<title>",
        "<p>",
        "<li><ul>",
        "<table><tr><td>",
        "<b><a href='",
        "'>",
        "<pre>",
        "&rsquo;",
        "<h1>",
        "<br>",
        "]]>",
        "\0",
    ];
    let mark = prop::sample::select(marks.to_vec()).prop_map(|s| s.as_bytes().to_vec());
    let part = prop_oneof![6 => mark, 1 => prop::collection::vec(any::<u8>(), 0..8), 1 => "[a-zA-Z ,.]{0,60}".prop_map(String::into_bytes)];
    prop::collection::vec(part, 0..60).prop_map(|parts| parts.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn any_bytes_under_any_name_yield_clean_briefings_or_problems(bytes in pieces(), name in prop::sample::select(&["a.txt", "a.md", "a", "a.html", "a.eml", "2014-01-01.markdown"][..])) {
        let (briefing, problems) = read(name, &bytes);
        prop_assert!(briefing.is_some() || !problems.is_empty());
        for p in &problems {
            prop_assert!(p.cause != "reading it failed", "a parser panicked");
            let text = format!("{}{}{}", p.path, p.cause, p.hint);
            prop_assert!(sanitize::is_clean(&text) && !text.contains('\n'), "{text:?}");
        }
        briefing.iter().for_each(|b| check(b, &decoded(&bytes)));
    }
}
