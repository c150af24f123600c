//! Are feeds of every kind read as they were meant, also where they are written wrong?

#![allow(clippy::unwrap_used, clippy::print_stdout)] // a test may fail by panicking, and says what it skips

use std::fs;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use jiff::civil::Date;
use serde_json::Value;

use super::*;
use crate::load::decode;

/// What there is of an entry, in a line.
fn told(parsed: &Parsed) -> String {
    let s = &parsed.stated;
    let claim = |c: &Option<Claim<String>>| c.as_ref().map_or("-".to_string(), |c| c.value.clone());
    let date = s
        .published
        .as_ref()
        .map_or("-".to_string(), |d| d.value.to_string());
    let text = parsed.blocks.iter().filter(|b| b.kind != BlockKind::Title);
    let text: Vec<&str> = text.map(|b| &parsed.body[b.span.range()]).collect();
    let fields = [
        claim(&parsed.title),
        claim(&s.source),
        claim(&s.author),
        date,
        claim(&s.url),
        claim(&s.id),
        claim(&s.lang),
        text.join(" ¶ "),
    ];
    fields.join(" | ")
}

fn check(feed: &str, expected: &[&str]) {
    assert!(is_feed(feed), "{feed}");
    let found: Vec<String> = parse(feed).unwrap().entries.iter().map(told).collect();
    assert_eq!(found, expected, "{feed}");
}

#[test]
fn every_kind_of_feed_says_the_same() {
    let rss = r#"<?xml version="1.0"?><rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"
        xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>Lake News</title>
        <link>https://lake.example/</link><language>en-gb</language><image><title>Logo</title><link>https://lake.example/logo</link></image>
        <item><title>Ferries</title><link>https://lake.example/1</link><guid isPermaLink="false">n1</guid>
        <dc:creator>Ana Lund</dc:creator><pubDate>Wed, 12 Mar 2014 23:30:00 -0400</pubDate>
        <description>Short.</description><content:encoded><![CDATA[<p>The <b>ferry</b> sails.</p><p>Twice.</p>]]></content:encoded></item>
        </channel></rss>"#;
    let rdf = r#"<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:c="http://purl.org/rss/1.0/modules/content/">
        <channel rdf:about="https://lake.example/"><title>Lake News</title><link>https://lake.example/</link><dc:language>en-gb</dc:language>
        <items><rdf:Seq><rdf:li rdf:resource="https://lake.example/1"/></rdf:Seq></items></channel>
        <item rdf:about="n1"><title>Ferries</title><link>https://lake.example/1</link><dc:creator>Ana Lund</dc:creator><dc:date>2014-03-12T23:30:00-04:00</dc:date>
        <description>Short.</description><c:encoded>&lt;p&gt;The &lt;b&gt;ferry&lt;/b&gt; sails.&lt;/p&gt;&lt;p&gt;Twice.&lt;/p&gt;</c:encoded></item></rdf:RDF>"#;
    let atom = r#"<!-- a feed --><a:feed xmlns:a="http://www.w3.org/2005/Atom" xml:lang="en-gb" xml:base="https://lake.example/"><a:title>Lake News</a:title>
        <a:link rel="self" href="https://lake.example/feed"/><a:author><a:name>Ana Lund</a:name></a:author>
        <a:entry><a:title type="text">Ferries</a:title><a:link rel="enclosure" href="sound.mp3"/><a:link href="1"/><a:id>n1</a:id>
        <a:updated>2014-03-13T10:00:00Z</a:updated><a:published>2014-03-12T23:30:00-04:00</a:published><a:summary>Short.</a:summary>
        <a:content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>The <b>ferry</b> sails.</p><p>Twice.</p></div></a:content></a:entry></a:feed>"#;
    let json = r#"{"version":"https:\/\/jsonfeed.org\/version\/1.1","title":"Lake News","home_page_url":"https://lake.example/","language":"en-gb",
        "items":[{"id":"n1","url":"/1","title":"Ferries","authors":[{"name":"Ana Lund"}],"date_published":"2014-03-12T23:30:00-04:00","summary":"Short.",
        "content_html":"<p>The <b>ferry</b> sails.</p><p>Twice.</p>"}]}"#;
    for feed in [rss, rdf, atom, json] {
        check(
            feed,
            &[
                "Ferries | Lake News | Ana Lund | 2014-03-12 | https://lake.example/1 | n1 | en-gb | The ferry sails. ¶ Twice.",
            ],
        );
    }
}

#[test]
fn what_is_written_wrong_costs_what_is_wrong() {
    for (feed, expected) in [
        // A lone ampersand, in text and in an address; a name of HTML that XML does not know.
        (
            "\n <rss><channel><title>A &amp;amp; B & C</title><item><title>Salt & pepper&rsquo;s</title><link>https://e.example/?a=1&b=2</link></item></channel></rss>",
            vec!["Salt & pepper’s | A & B & C | - | - | https://e.example/?a=1&b=2 | - | - | "],
        ),
        // A lost end.
        (
            "<rss><channel><item><title>One<link>https://e.example/1</link><description>Text.</description></item><item><title>Two</title><description>More.",
            vec![
                "One | - | - | - | https://e.example/1 | - | - | Text.",
                "Two | - | - | - | - | - | - | More.",
            ],
        ),
        // HTML that was not escaped.
        (
            "<rss><channel><item><title>One</title><description><p>First<br>line<p>Second</description></item></channel></rss>",
            vec!["One | - | - | - | - | - | - | First\nline ¶ Second"],
        ),
        // Control signs, sequences, an address that is a command, an id that is a path.
        (
            "<rss><channel><item><title>a\u{7}b\u{1b}[31mc</title><link>javascript:alert(1)</link><guid>../../x</guid><description>d\u{202e}e</description></item></channel></rss>",
            vec!["abc | - | - | - | - | ../../x | - | de"],
        ),
        // Nothing but a link, and nothing at all.
        (
            "<rss><channel><item><link>https://e.example/1</link></item><item></item></channel></rss>",
            vec!["- | - | - | - | https://e.example/1 | - | - | https://e.example/1"],
        ),
        // The year in two digits; whoever took it from elsewhere.
        (
            "<rss><channel><title>Digest</title><item><title>T</title><pubDate>Thu, 05 Sep 02 00:00:01 GMT</pubDate><author>a@e.example (Ann Lee)</author><source url='https://e.example/f'>Origin</source></item></channel></rss>",
            vec!["T | Origin | Ann Lee | 2002-09-05 | - | - | - | "],
        ),
    ] {
        check(feed, &expected);
    }
}

#[test]
fn other_xml_and_other_json_is_no_feed() {
    for text in [
        "",
        "{",
        "<",
        "<html><body><rss></rss></body></html>",
        "<?xml version='1.0'?><opml><body/></opml>",
        "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'><owl:Class/></rdf:RDF>",
        r#"{"version":"1","items":[]}"#,
        "<!DOCTYPE x [ <!ENTITY a 'b'> ]><x/>",
    ] {
        assert!(!is_feed(text), "{text}");
    }
    assert!(is_feed(
        "<?xml version='1.0'?><!DOCTYPE rss [ <!ENTITY a 'b'> ]>\n<rss/>"
    ));
    for broken in [
        "{\"version\": \"https://jsonfeed.org/version/1\"",
        "<rdf",
        "plain",
    ] {
        assert!(parse(broken).is_err(), "{broken}");
    }
}

#[test]
fn nothing_in_a_feed_is_without_bounds() {
    let deep = format!(
        "<rss><channel><item><description>{}x",
        "<b>".repeat(100_000)
    );
    assert_eq!(parse(&deep).unwrap().entries.len(), 1);
    let many = format!(
        "<rss><channel>{}",
        "<item><title>t</title></item>".repeat(MANY + 5)
    );
    assert_eq!(parse(&many).unwrap().entries.len(), MANY);
    let long = format!(
        "<rss><channel><item><title>{}</title></item>",
        "word ".repeat(100_000)
    );
    let entries = parse(&long).unwrap().entries;
    assert!(entries[0].title.as_ref().unwrap().value.chars().count() <= LONGEST);
    // A document that defines its own words defines nothing here.
    let bomb = "<!DOCTYPE rss [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;'>]><rss><channel><item><title>&b;</title></item></channel></rss>";
    assert!(parse(bomb).unwrap().entries[0].body.len() < 10);
}

#[test]
fn an_entry_is_found_again_in_its_file() {
    let feed = "<rss><channel>\n<item><title>É un</title></item>\n<item>\n<title>Deux</title></item></channel></rss>";
    let entries = parse(feed).unwrap().entries;
    let chars: Vec<char> = feed.chars().collect();
    for (entry, title) in entries.iter().zip(["É un", "Deux"]) {
        let (0, first, len) = entry.runs[0] else {
            panic!("{:?}", entry.runs)
        };
        assert_eq!(len as usize, title.len());
        let found: String = chars[first as usize..][..title.chars().count()]
            .iter()
            .collect();
        assert_eq!(found, title);
    }
}

#[test]
fn a_list_of_feeds_is_read_with_its_folders() {
    let list = r#"<?xml version="1.0"?><opml version="2.0"><head><title>Mine</title></head><body>
        <outline text="News"><outline text="Lake &amp; sea" type="rss" xmlUrl="https://e.example/1"/>
        <outline text="Deep"><outline title="Two" text="2" xmlUrl="https://e.example/2?a&b"/></outline></outline>
        <outline xmlUrl="file:///etc/passwd" text="no"/><outline xmlUrl="https://e.example/3"/></body></opml>"#;
    assert!(is_outlines(list) && !is_feed(list));
    let found = outlines(list);
    let found: Vec<(&str, &str)> = found
        .iter()
        .map(|(t, u)| (t.as_str(), u.as_str()))
        .collect();
    assert_eq!(
        found,
        [
            ("Lake & sea", "https://e.example/1"),
            ("Two", "https://e.example/2?a&b"),
            ("", "https://e.example/3")
        ]
    );
}

/// What another reader found in an entry, and is not here: one line for each.
fn missing(expected: &Value, found: Option<&Parsed>, file: &str) -> Vec<String> {
    let Some(found) = found else {
        return vec!["entry".into()];
    };
    let mut missing = Vec::new();
    let text = |value: &Value| {
        value
            .as_str()
            .map(|s| s.split_whitespace().collect::<Vec<_>>().join(" "))
            .filter(|s| !s.is_empty())
    };
    let value = |claim: &Option<Claim<String>>| claim.as_ref().map(|c| c.value.clone());
    let title = text(&expected["title"]["content"]);
    if title.is_some() && found.title.is_none() {
        missing.push(format!("title {title:?}"));
    }
    let links = expected["links"].as_array().cloned().unwrap_or_default();
    let links: Vec<String> = links.iter().filter_map(|l| text(&l["href"])).collect();
    let url = value(&found.stated.url);
    let same = |link: &String| {
        url.as_ref().is_some_and(|u| {
            u.trim_end_matches('/')
                .eq_ignore_ascii_case(link.trim_end_matches('/'))
        })
    };
    if links.iter().any(|l| l.starts_with("http")) && !links.iter().any(same) {
        missing.push(format!("link {links:?}, found {url:?}"));
    }
    let id = text(&expected["id"]);
    // Where there is none, that reader makes one.
    let is_made = id.as_ref().is_none_or(|id| !file.contains(id.as_str()));
    if !is_made && value(&found.stated.id) != id {
        missing.push(format!("id {id:?}, found {:?}", found.stated.id));
    }
    let date = text(&expected["published"]).or_else(|| text(&expected["updated"]));
    let day = date
        .as_deref()
        .and_then(|d| d.parse::<Timestamp>().ok())
        .map(|t| t.to_zoned(jiff::tz::TimeZone::UTC).date());
    let near = |day: Date| {
        found
            .stated
            .published
            .as_ref()
            .is_some_and(|p| (p.value.earliest - day).get_days().abs() <= 1)
    };
    if day.is_some_and(|day| !near(day)) {
        missing.push(format!("date {day:?}, found {:?}", found.stated.published));
    }
    let content =
        text(&expected["content"]["body"]).or_else(|| text(&expected["summary"]["content"]));
    let has_text = found.blocks.iter().any(|b| b.kind != BlockKind::Title);
    // A picture alone is no text.
    let says = content.as_ref().is_some_and(|c| line(&plain(c)).is_some());
    if says && !has_text {
        missing.push(format!("content {content:?}"));
    }
    missing
}

#[test]
fn all_entries_of_real_feeds_are_there_with_all_that_they_state() {
    let beside = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared");
    let root = std::env::var_os("BRIEFING_SHARED").map_or_else(|| beside.into(), PathBuf::from);
    let folder = root.join("corpora/feeds");
    if !folder.exists() {
        println!("skipped: corpora/feeds is not here");
        return;
    }
    let (mut feeds, mut entries, mut problems) = (0, 0, Vec::new());
    for kind in fs::read_dir(folder).unwrap() {
        for path in fs::read_dir(kind.unwrap().path()).unwrap() {
            let path = path.unwrap().path();
            let answer = Path::new(&path).with_extension("serde.json");
            if path == answer || !answer.exists() || path.to_string_lossy().ends_with(".serde.json")
            {
                continue;
            }
            let text = decode::decode(&fs::read(&path).unwrap()).unwrap().text;
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            let expected: Value =
                serde_json::from_str(&fs::read_to_string(&answer).unwrap()).unwrap();
            if !is_feed(&text) {
                problems.push(format!("{name}: no feed"));
                continue;
            }
            feeds += 1;
            let found = parse(&text).unwrap();
            let list = expected["entries"].as_array().unwrap();
            if list.len() != found.entries.len() {
                problems.push(format!(
                    "{name}: {} entries of {}",
                    found.entries.len(),
                    list.len()
                ));
            }
            for (i, expected) in list.iter().enumerate() {
                entries += 1;
                let lines = missing(expected, found.entries.get(i), &text);
                problems.extend(lines.into_iter().map(|m| format!("{name} {i}: {m}")));
            }
        }
    }
    println!(
        "{feeds} feeds, {entries} entries, {} missing",
        problems.len()
    );
    assert!(feeds > 50 && problems.is_empty(), "{}", problems.join("\n"));
}

#[test]
fn a_title_in_json_that_was_taken_from_a_page_has_no_references_left() {
    let feed = |title: &str| {
        format!(
            "{{\"version\": \"https://jsonfeed.org/version/1\", \"title\": \"Lakes &#8211; News\", \"items\": \
             [{{\"id\": \"1\", \"title\": \"{title}\", \"content_text\": \"The ferry sails.\"}}]}}"
        )
    };
    let told =
        |title: &str| format!("{title} | Lakes – News | - | - | - | 1 | - | The ferry sails.");
    check(&feed("Boats &amp; more"), &[&told("Boats & more")]);
    check(&feed("AT&T; a < b & c"), &[&told("AT&T; a < b & c")]);
}
