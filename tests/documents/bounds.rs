//! What do the loaders make of files that are made to break them? Each is read or is a problem, soon, and what is shown of it is
//! clean.

use std::time::{Duration, Instant};

use super::office::package;
use super::{check, decoded, read};

/// Far more than any of these takes, and far less than a parser that is not bounded would.
const SOON: Duration = Duration::from_secs(60);

fn repeated(open: &str, times: usize, middle: &str, close: &str) -> Vec<u8> {
    [open.repeat(times), middle.into(), close.repeat(times)]
        .concat()
        .into_bytes()
}

/// Entities that would unfold to a billion words.
fn laughs(inner: &str) -> String {
    let mut dtd = String::from("<!DOCTYPE x [<!ENTITY a0 \"lol lol lol lol \">");
    for n in 1..10 {
        let again = format!("&a{};", n - 1).repeat(10);
        dtd.push_str(&format!("<!ENTITY a{n} \"{again}\">"));
    }
    format!(
        "<?xml version=\"1.0\"?>{dtd}]>{}",
        inner.replace("BOMB", "&a9;")
    )
}

/// A header of tar that says that much more follows than does.
fn lying_tar() -> Vec<u8> {
    let mut header = tar::Header::new_gnu();
    header.set_path("a.txt").unwrap();
    header.set_size(8 << 30);
    header.set_mode(0o644);
    header.set_cksum();
    [header.as_bytes(), &b"short"[..]].concat()
}

fn nested_mail(depth: usize) -> String {
    let mut text = String::from("Subject: deep\nFrom: a@example.org\nMIME-Version: 1.0\n");
    for n in 0..depth {
        text.push_str(&format!(
            "Content-Type: multipart/mixed; boundary=b{n}\n\n--b{n}\n"
        ));
    }
    text.push_str("Content-Type: text/plain\n\nAt the bottom of it all.\n");
    text
}

/// What so many notes are in one part of a package.
fn noted(part: impl Fn(usize) -> String) -> String {
    (0..20_000).map(part).collect()
}

#[test]
fn what_is_made_to_break_a_parser_is_read_or_a_problem_soon() {
    let feed = "<rss version=\"2.0\"><channel><title>x</title><item><title>BOMB</title><description>BOMB</description></item></channel></rss>";
    let word = "<w:document xmlns:w=\"w\"><w:body><w:p><w:r><w:t>BOMB</w:t></w:r></w:p></w:body></w:document>";
    let cases: Vec<(&str, Vec<u8>)> = vec![
        ("divs.html", repeated("<div>", 100_000, "The middle.", "</div>")),
        ("tables.html", repeated("<table><tr><td>", 10_000, "The middle.", "</td></tr></table>")),
        ("quotes.html", repeated("<blockquote><ul><li>", 10_000, "The middle.", "</li></ul></blockquote>")),
        ("bold.html", repeated("<b><i>", 50_000, "The middle.", "</i></b>")),
        ("attributes.html", format!("<p {}>x", "a=1 ".repeat(200_000)).into_bytes()),
        ("quotes.md", repeated("> ", 50_000, "The middle.", "\n")),
        ("lists.md", (0..2_000).map(|n| format!("{}- x\n", "  ".repeat(n))).collect::<String>().into_bytes()),
        ("emphasis.md", repeated("*_", 50_000, "x", "_*")),
        ("links.md", repeated("[", 100_000, "x", "](y)")),
        ("deep.json", repeated("[", 200_000, "1", "]")),
        ("objects.json", repeated("{\"a\":", 100_000, "1", "}")),
        ("surrogate.json", br#"{"title": "\ud800", "text": "Half a pair \udfff of surrogates and a \u0000 here."}"#.to_vec()),
        ("columns.csv", [",".repeat(1_000_000), "\n".into(), ",".repeat(1_000_000)].concat().into_bytes()),
        ("unclosed.csv", format!("title,text\n\"{}", "x,y\n".repeat(500_000)).into_bytes()),
        ("bomb.xml", laughs(feed).into_bytes()),
        ("bomb.docx", package(&[("[Content_Types].xml", ""), ("word/document.xml", &laughs(word))])),
        ("deep.docx", package(&[("[Content_Types].xml", ""), ("word/document.xml", &String::from_utf8(repeated("<w:p>", 100_000, "x", "</w:p>")).unwrap())])),
        ("notes.docx", package(&[
            ("[Content_Types].xml", ""),
            ("word/document.xml", &noted(|n| format!("<w:p><w:r><w:t>x</w:t><w:footnoteReference w:id=\"{n}\"/></w:r></w:p>"))),
            ("word/footnotes.xml", &noted(|n| format!("<w:footnote w:id=\"{n}\"><w:p><w:r><w:t>x</w:t></w:r></w:p></w:footnote>"))),
        ])),
        ("lists.docx", package(&[
            ("[Content_Types].xml", ""),
            ("word/document.xml", &noted(|n| format!("<w:p><w:pPr><w:numPr><w:ilvl w:val=\"8\"/><w:numId w:val=\"{n}\"/></w:numPr></w:pPr><w:r><w:t>x</w:t></w:r></w:p>"))),
            ("word/numbering.xml", &format!(
                "<w:abstractNum w:abstractNumId=\"1\"><w:lvl w:ilvl=\"8\"><w:numFmt w:val=\"lowerRoman\"/><w:start w:val=\"4888\"/><w:lvlText w:val=\"{}\"/></w:lvl></w:abstractNum>{}",
                "%9".repeat(100_000), noted(|n| format!("<w:num w:numId=\"{n}\"><w:abstractNumId w:val=\"1\"/></w:num>"))
            )),
        ])),
        ("notes.odt", package(&[
            ("mimetype", "application/vnd.oasis.opendocument.text"),
            ("content.xml", &format!("<text:p>{}</text:p>", noted(|_| "x<text:note><text:p>x</text:p></text:note>".into()))),
        ])),
        ("lists.odt", package(&[
            ("mimetype", "application/vnd.oasis.opendocument.text"),
            ("content.xml", &String::from_utf8(repeated("<text:list text:style-name='x'><text:list-item>", 100_000, "<text:p>x</text:p>", "</text:list-item></text:list>")).unwrap()),
        ])),
        ("notes.rtf", format!("{{\\rtf1 {}}}", "x{\\footnote x}".repeat(50_000)).into_bytes()),
        ("deep notes.rtf", repeated("{\\rtf1 {\\field{\\*\\fldinst HYPERLINK x}{\\footnote ", 50_000, "x", "}}")),
        ("deep.rss", format!("<rss version=\"2.0\"><channel>{}</channel></rss>", "<item>".repeat(100_000)).into_bytes()),
        ("groups.rtf", [b"{\\rtf1 ".to_vec(), repeated("{\\b ", 200_000, "x", "}")].concat()),
        ("froms.mbox", b"From a\nSubject: x\n\ny\n".repeat(50_000)),
        ("deep.eml", nested_mail(3_000).into_bytes()),
        ("line.txt", b"word ".repeat(2_000_000)),
        ("letters.txt", vec![b'x'; 8 << 20]),
        ("nuls.txt", b"A text\0with NULs\0in it, and more than enough of them.\0".repeat(100)),
        ("half.txt", [&b"\xff\xfe"[..], &b"\x00\xd8a\x00".repeat(1_000)].concat()),
        ("lying.tar", lying_tar()),
        ("cut.zip", package(&[("a.txt", "x")])[..40].to_vec()),
    ];
    for (name, bytes) in cases {
        let began = Instant::now();
        let (briefing, problems) = read(name, &bytes);
        assert!(
            briefing.is_some() || !problems.is_empty(),
            "{name} is nothing at all"
        );
        assert!(began.elapsed() < SOON, "{name} took {:?}", began.elapsed());
        if let Some(briefing) = briefing {
            check(&briefing, &decoded(&bytes));
            assert!(
                briefing.body.len() < 3 * bytes.len() + (1 << 20),
                "{name} has grown"
            );
        }
    }
}
