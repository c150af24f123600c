//! How well is the article found in saved pages? Scored over the collection beside the repository, where it is at hand.

use std::collections::HashMap;
use std::fs;

use briefing::briefing::{BlockKind, Briefing};

use super::collections::shared;
use super::{check, decoded, read};

/// The text of plain HTML without entities to speak of: enough for the expected files, and no code of the loaders.
fn stripped(html: &str) -> String {
    const INLINE: [&str; 16] = [
        "a", "b", "i", "em", "strong", "span", "code", "sup", "sub", "u", "s", "font", "abbr",
        "cite", "q", "small",
    ];
    let mut out = String::new();
    let mut rest = html;
    while let Some(i) = rest.find('<') {
        out.push_str(&rest[..i]);
        let tag = &rest[i..];
        let len = if tag.starts_with("<!--") {
            tag.find("-->").map(|e| e + 3)
        } else {
            tag.find('>').map(|e| e + 1)
        };
        let len = len.unwrap_or(tag.len());
        let name = tag[1..len].trim_start_matches('/');
        let name = name.split(|c: char| !c.is_ascii_alphanumeric()).next();
        if !INLINE.contains(&name.unwrap_or_default()) {
            out.push(' ');
        }
        rest = &tag[len..];
    }
    out.push_str(rest);
    let named = [
        ("&nbsp;", " "),
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&amp;", "&"),
    ];
    named
        .iter()
        .fold(out, |out, (from, to)| out.replace(from, to))
}

fn bag(text: &str) -> HashMap<String, usize> {
    let mut bag = HashMap::new();
    let clean = briefing::sanitize::text(text).to_lowercase();
    for word in clean.split(|c: char| !c.is_alphanumeric()) {
        if !word.is_empty() {
            *bag.entry(word.to_string()).or_default() += 1;
        }
    }
    bag
}

/// The harmonic mean of how much of each is in the other.
fn f1(got: &str, expected: &str) -> f64 {
    let (got, expected) = (bag(got), bag(expected));
    let size = |bag: &HashMap<String, usize>| bag.values().sum::<usize>() as f64;
    let both: usize = got
        .iter()
        .map(|(word, n)| n.min(expected.get(word).unwrap_or(&0)))
        .sum();
    match size(&got) + size(&expected) {
        0.0 => 1.0,
        all => 2.0 * both as f64 / all,
    }
}

fn text(b: &Briefing) -> String {
    let blocks = b.text_blocks().filter(|x| x.kind != BlockKind::Title);
    blocks
        .map(|x| b.body[x.span.range()].to_string() + "\n")
        .collect()
}

/// One field of flat JSON, as text: enough for the expected metadata.
fn field(json: &serde_json::Value, name: &str) -> Option<String> {
    let value = json.get(name)?.as_str()?;
    let words: Vec<&str> = value.split_whitespace().collect();
    (!words.is_empty()).then(|| words.join(" "))
}

#[derive(Default)]
struct Share {
    right: usize,
    of: usize,
}

impl Share {
    fn count(&mut self, right: bool) {
        self.right += usize::from(right);
        self.of += 1;
    }

    fn value(&self) -> f64 {
        self.right as f64 / self.of.max(1) as f64
    }
}

#[test]
fn articles_are_found_in_saved_pages() {
    let Some(pages) = shared("corpora/pages") else {
        return;
    };
    let mut scores = Vec::new();
    let [
        mut titles,
        mut bylines,
        mut dates,
        mut sites,
        mut langs,
        mut mapped,
    ] = [(); 6].map(|()| Share::default());
    let mut folders: Vec<_> = fs::read_dir(pages)
        .unwrap()
        .map(|e| e.unwrap().path())
        .collect();
    folders.sort();
    for folder in folders {
        let name = folder.file_name().unwrap().to_str().unwrap();
        let file = |name: &str| fs::read(folder.join(name)).unwrap();
        let source = file("source.html");
        let expected = String::from_utf8(file("expected.html")).unwrap();
        let meta: serde_json::Value =
            serde_json::from_slice(&file("expected-metadata.json")).unwrap();
        let (briefing, problems) = read("page.html", &source);
        let b = briefing.unwrap_or_else(|| panic!("{name}: {problems:?}"));
        check(&b, &decoded(&source));
        let score = f1(&text(&b), &stripped(&expected));
        let title = b.title.as_ref().map(|t| t.value.clone());
        let wanted = field(&meta, "title");
        if score < 0.95 || title != wanted {
            println!("{name}: {score:.3} {title:?} for {wanted:?}");
        }
        scores.push(score);
        titles.count(title == wanted);
        let s = &b.stated;
        if let Some(byline) = field(&meta, "byline") {
            let got = s.author.as_ref().map(|a| a.value.clone());
            if got.as_ref() != Some(&byline) {
                println!("{name}: by {got:?} for {byline:?}");
            }
            bylines.count(got == Some(byline));
        }
        if let Some(time) = field(&meta, "publishedTime") {
            let day = s.published.as_ref().map(|p| p.value.to_string());
            let right = day
                .as_ref()
                .is_some_and(|day| time.starts_with(day.as_str()));
            if !right {
                println!("{name}: on {day:?} for {time:?}");
            }
            dates.count(right);
        }
        if let Some(site) = field(&meta, "siteName") {
            let got = s.source.as_ref().map(|a| a.value.clone());
            if got.as_ref() != Some(&site) {
                println!("{name}: from {got:?} for {site:?}");
            }
            sites.count(got == Some(site));
        }
        if let Some(lang) = field(&meta, "lang") {
            langs.count(
                s.lang
                    .as_ref()
                    .is_some_and(|l| l.value == lang.replace('_', "-")),
            );
        }
        for block in b.text_blocks().filter(|x| x.kind != BlockKind::Title) {
            mapped.count(b.map.char_at(&b.body, block.span.start, false).is_some());
        }
    }
    let mean = scores.iter().sum::<f64>() / scores.len() as f64;
    println!(
        "{} pages: text F1 {mean:.4}, title {:.3}, byline {:.3} of {}, date {:.3} of {}, site {:.3} of {}, language {:.3} of {}, blocks with a line {:.3}",
        scores.len(),
        titles.value(),
        bylines.value(),
        bylines.of,
        dates.value(),
        dates.of,
        sites.value(),
        sites.of,
        langs.value(),
        langs.of,
        mapped.value(),
    );
    // A little under what is reached.
    assert!(mean >= 0.99, "text");
    assert!(titles.value() >= 0.97, "titles");
    assert!(bylines.value() >= 0.90, "bylines");
    assert!(
        dates.value() >= 0.95 && sites.value() >= 0.95,
        "dates and sites"
    );
    assert!(mapped.value() >= 0.95, "lines");
}

#[test]
fn a_table_within_code_is_a_table() {
    let page = "<!doctype html><p>A text that comes before it, long enough to be one of a page.<pre>code<table><tr><td>a<td>b<tr><td>c<td>d</table></pre>";
    let (briefing, _) = read("page.html", page.as_bytes());
    let b = briefing.unwrap();
    check(&b, page);
    let rows = b.blocks.iter().filter(|x| x.kind == BlockKind::Row);
    let rows: Vec<&str> = rows.map(|x| &b.body[x.span.range()]).collect();
    assert_eq!(rows, ["a\tb", "c\td"]);
}
