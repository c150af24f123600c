//! How well are messages read? Scored over the collection beside the repository, where it is at hand.

use std::fs;

use super::collections::shared;
use super::{check, decoded, read};
use briefing::briefing::{BlockKind, Briefing};
use serde_json::Value;

/// Letters and digits only: how lines are wrapped and blocks are parted is not what is asked.
fn letters(text: &str) -> String {
    let clean = briefing::sanitize::text(text);
    clean.chars().filter(|c| c.is_alphanumeric()).collect()
}

fn header<'a>(part: &'a Value, name: &str) -> Option<&'a Value> {
    let headers = part["headers"].as_array()?;
    let named = |h: &&Value| {
        h["name"]
            .as_str()
            .is_some_and(|n| n.eq_ignore_ascii_case(name))
    };
    // As the parser has it, the last of several is meant.
    headers.iter().rev().find(named).map(|h| &h["value"])
}

fn words(text: &str) -> String {
    let clean = briefing::sanitize::line(text);
    clean.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn sender(value: &Value) -> Option<String> {
    let first = value["address"].as_array()?.first()?;
    let mailbox = match &first["mailbox"] {
        Value::Null => first["group"]["mailboxes"].as_array()?.first()?,
        mailbox => mailbox,
    };
    let field = |name: &str| mailbox[name].as_str().map(words).filter(|s| !s.is_empty());
    field("name").or_else(|| field("address"))
}

fn day(value: &Value) -> Option<String> {
    let date = value.get("date_time")?;
    let n = |name: &str| date[name].as_i64();
    let day = format!("{:04}-{:02}-{:02}", n("year")?, n("month")?, n("day")?);
    (n("year")? >= 1970).then_some(day)
}

fn text(b: &Briefing) -> String {
    let blocks = b.blocks.iter().filter(|x| x.kind != BlockKind::Title);
    blocks
        .map(|x| &b.body[x.span.range()])
        .collect::<Vec<_>>()
        .join("\n")
}

#[test]
fn messages_give_subject_sender_date_and_body() {
    let Some(folder) = shared("corpora/mail") else {
        return;
    };
    let mut right = [(0, 0); 4];
    let mut names: Vec<_> = ["legacy", "rfc"]
        .iter()
        .flat_map(|kind| fs::read_dir(folder.join(kind)).unwrap())
        .map(|e| e.unwrap().path())
        .filter(|p| p.extension().is_some_and(|e| e == "eml"))
        .collect();
    names.sort();
    for path in &names {
        let bytes = fs::read(path).unwrap();
        let json = fs::read(path.with_extension("json")).unwrap();
        let Ok(expected) = serde_json::from_slice::<Value>(&json) else {
            continue;
        };
        let name = path.file_name().unwrap().to_str().unwrap();
        let (briefing, problems) = read(name, &bytes);
        let parts = expected["parts"].as_array().unwrap();
        let root = &expected["messages"][0];
        let part = |id: &Value| &parts[id.as_u64().unwrap() as usize];
        let top = &parts[root["root"].as_u64().unwrap() as usize];
        let Some(b) = briefing else {
            println!("{}: {problems:?}", path.display());
            continue;
        };
        check(&b, &decoded(&bytes));
        let mut count = |what: usize, got: Option<String>, wanted: Option<String>| {
            right[what].1 += 1;
            if got == wanted {
                right[what].0 += 1;
            } else {
                println!("{}: {got:?} for {wanted:?}", path.display());
            }
        };
        let subject = header(top, "Subject").and_then(|v| v["text"].as_str());
        let subject = subject.map(words).filter(|s| !s.is_empty());
        count(0, b.title.as_ref().map(|t| t.value.clone()), subject);
        let from = header(top, "From").or_else(|| header(top, "Sender"));
        let got = b.stated.source.as_ref().map(|s| s.value.clone());
        count(1, got, from.and_then(sender));
        let got = b.stated.published.as_ref().map(|p| p.value.to_string());
        count(2, got, header(top, "Date").and_then(day));
        // Every plain part of the body is there, word for word.
        let body = letters(&text(&b));
        let plain = root["html_body"].as_array().unwrap().iter().map(part);
        let plain = plain.filter(|p| p["kind"] == "text");
        let texts: Vec<String> = plain
            .filter_map(|p| p["text"].as_str().map(letters))
            .collect();
        let all = texts.iter().all(|t| body.contains(t.as_str()));
        count(3, Some(all.to_string()), Some("true".into()));
    }
    let [subject, sender, date, body] = right.map(|(n, of)| n as f64 / f64::from(of.max(1)));
    println!(
        "{} messages: subject {subject:.3}, sender {sender:.3}, date {date:.3}, body {body:.3}",
        names.len()
    );
    assert!(subject.min(sender).min(date).min(body) >= 0.98);
}

#[test]
fn a_message_whose_parts_contradict_each_other_is_read_all_the_same() {
    let mut bytes = fs::read(super::documents().join("newsletter.eml")).unwrap();
    let at = bytes.len() * 868_807 / 1_000_000;
    let part = bytes[at..at + 174].repeat(3);
    bytes.splice(at..at, part);
    let head = bytes[..51].repeat(3);
    bytes.splice(0..0, head);
    let (briefing, _) = read("newsletter.eml", &bytes);
    let b = briefing.unwrap();
    check(&b, &decoded(&bytes));
    assert!(text(&b).contains("Here are the figures"));
}
