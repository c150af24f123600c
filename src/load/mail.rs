//! What does a message say? Its subject, its sender, its date, its best part, and what is attached to it; a page saved
//! as a message of many parts is a page.
//!
//! Invariant: no part is opened twice, none loads another; messages within messages end.
//! Must not know: files, boxes of many messages.

use mail_parser::{Address, Message, MessageParser, MessagePart, MimeHeaders, PartType};

use super::body::Body;
use super::refind::Finder;
use super::{Finding, Parsed, html, text};
use crate::briefing::{Block, BlockKind, Claim, Published, Stated};
use crate::sanitize;

/// So many messages may lie in each other.
const DEEPEST: usize = 3;

/// So many parts and attachments of a message are looked at.
const MANY: usize = 200;

/// Reads a message; `source` is the file as text, in which plain parts are found again.
pub(super) fn parse(bytes: &[u8], source: &str) -> Parsed {
    // The parser is known to panic on parts whose borders contradict each other.
    let message = super::shielded(|| MessageParser::default().parse(bytes));
    let Some(message) = message.flatten() else {
        return whole(source);
    };
    if is_page(&message)
        && let Some(page) = page(&message)
    {
        return page;
    }
    let mut writer = Writer {
        body: Body::default(),
        places: Finder::new(source, source),
    };
    let title = message.subject().map(plain).filter(|s| !s.is_empty());
    let title = title.map(|subject| Claim::stated(subject, "the subject"));
    if let Some(title) = &title {
        writer.body.put_title(title, None);
    }
    writer.message(&message, 0);
    fold_earlier(&mut writer.body.blocks, &writer.body.text);
    let has_text = writer.body.blocks.len() > usize::from(title.is_some());
    let mut parsed = writer.body.finish();
    parsed.stated = stated(&message);
    if !has_text && parsed.stated == Stated::default() {
        return Parsed::default();
    }
    parsed
}

/// So many lines of quotation may stand between the lines of an answer; more of them is the message before it.
const ANSWERED: usize = 4;

/// Folds what is quoted at length, unless the message is nothing else.
fn fold_earlier(blocks: &mut [Block], body: &str) {
    let is_quote = |b: &Block| b.kind == BlockKind::Quote;
    let says = |b: &Block| !is_quote(b) && !matches!(b.kind, BlockKind::Title | BlockKind::Meta);
    if !blocks.iter().any(says) {
        return;
    }
    for run in blocks.chunk_by_mut(|a, b| is_quote(a) == is_quote(b)) {
        let lines = run.iter().map(|b| body[b.span.range()].lines().count());
        if run.first().is_some_and(is_quote) && lines.sum::<usize>() > ANSWERED {
            run.iter_mut().for_each(|b| b.kind = BlockKind::Earlier);
        }
    }
}

/// A message that cannot be taken apart, as it stands.
fn whole(source: &str) -> Parsed {
    let mut parsed = text::parse(sanitize::mapped(source));
    let cause = "its parts contradict each other, so it is shown as it stands".into();
    let hint = "export it anew from the program that has it".into();
    parsed.findings.push(Finding::at(1, cause, hint));
    parsed
}

/// Text of a header, clean and on one line.
fn plain(text: &str) -> String {
    let line = sanitize::line(text);
    let words: Vec<&str> = line.split_whitespace().collect();
    words.join(" ").chars().take(1_000).collect()
}

fn stated(message: &Message) -> Stated {
    let sender = message.from().or_else(|| message.sender());
    let source = sender
        .and_then(name)
        .map(|s| Claim::stated(s, "the sender"));
    let id = message.message_id().map(plain).filter(|id| !id.is_empty());
    Stated {
        source,
        published: date(message).map(|day| Claim::stated(day, "the date of the message")),
        id: id.map(|id| Claim::stated(id, "the id of the message")),
        lang: lang(message),
        ..Stated::default()
    }
}

/// The name of the first who is named, or else the address.
fn name(address: &Address) -> Option<String> {
    let first = address.first()?;
    let name = first.name().map(plain).filter(|name| !name.is_empty());
    let name = name.or_else(|| first.address().map(plain))?;
    (!name.is_empty()).then_some(name)
}

fn date(message: &Message) -> Option<Published> {
    let date = message.date()?;
    let year = i16::try_from(date.year).ok()?;
    let (month, day) = (date.month as i8, date.day as i8);
    // The day as the sender had it.
    let day = jiff::civil::Date::new(year, month, day).ok()?;
    (day.year() >= 1970).then(|| Published::on(day))
}

fn lang(message: &Message) -> Option<Claim<String>> {
    let written = message.header("Content-Language")?.as_text()?;
    let lang = plain(written.split(',').next()?);
    let is_tag = (2..=35).contains(&lang.len())
        && lang.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    is_tag.then(|| Claim::stated(lang, "the language of the message"))
}

/// Whether a browser saved a page in this form.
fn is_page(message: &Message) -> bool {
    let has = |name: &str| message.header_raw(name).is_some();
    let by_browser = |name: &str| {
        let value = message.header_raw(name).unwrap_or_default();
        value.trim_start().starts_with("<Saved by")
    };
    let is_addressed = message.to().is_some() || message.received().is_some();
    has("Snapshot-Content-Location")
        || by_browser("From")
        || !is_addressed && message.parts.iter().any(|p| p.content_location().is_some())
}

fn page(message: &Message) -> Option<Parsed> {
    let part = message
        .parts
        .iter()
        .find(|part| matches!(part.body, PartType::Html(_)))?;
    let PartType::Html(source) = &part.body else {
        return None;
    };
    let location = message.header_raw("Snapshot-Content-Location");
    let location = location.or(part.content_location()).map(plain);
    let location = location.filter(|url| url.starts_with("https://") || url.starts_with("http://"));
    let mut parsed = html::parse_saved(source, location);
    // They are places in the page, not in the file that holds it.
    parsed.runs.clear();
    (!parsed.body.is_empty()).then_some(parsed)
}

struct Writer<'s> {
    body: Body,
    places: Finder<'s>,
}

impl Writer<'_> {
    /// The parts that are the message, then what is attached.
    fn message(&mut self, message: &Message, depth: usize) {
        for id in message.html_body.iter().take(MANY) {
            let Some(part) = message.parts.get(*id as usize) else {
                continue;
            };
            match &part.body {
                PartType::Html(source) => html::append(source, &mut self.body),
                PartType::Text(text) => self.text(text),
                _ => {}
            }
        }
        for part in message.attachments().take(MANY) {
            // What a page of the message shows is no attachment for a reader.
            if part.content_id().is_some() && part.attachment_name().is_none() {
                continue;
            }
            self.attachment(part, depth);
        }
    }

    fn attachment(&mut self, part: &MessagePart, depth: usize) {
        let name = part.attachment_name().map(plain).unwrap_or_default();
        let inner = part.message();
        let name = match inner.and_then(|m| m.subject()).map(plain) {
            Some(subject) if name.is_empty() => subject,
            _ => name,
        };
        let name = if name.is_empty() {
            "without a name"
        } else {
            &name
        };
        let kind = part.content_type().map(|t| {
            let subtype = t.subtype().map_or(String::new(), |s| format!("/{s}"));
            plain(&format!("{}{subtype}", t.ctype()))
        });
        let kind = kind.unwrap_or_else(|| "unknown".into());
        let size = super::size(part.len() as u64);
        self.block(
            BlockKind::Meta,
            &format!("Attached: {name} ({kind}, {size})"),
        );
        match &part.body {
            PartType::Text(text) => self.text(text),
            PartType::Html(source) => html::append(source, &mut self.body),
            PartType::Message(inner) if depth < DEEPEST => self.message(inner, depth + 1),
            _ => {}
        }
    }

    /// Plain text, its blocks told as those of a text file; the subject is the title.
    fn text(&mut self, text: &str) {
        let parsed = text::parse(sanitize::mapped(text));
        let mut is_earlier = false;
        for block in &parsed.blocks {
            let text = &parsed.body[block.span.range()];
            is_earlier |= is_original(text) && self.body.blocks.len() > 1;
            let kind = match block.kind {
                // What was written before the message, and is quoted by it whole.
                _ if is_earlier => BlockKind::Quote,
                BlockKind::Title => BlockKind::Paragraph,
                kind => kind,
            };
            self.block(kind, text);
        }
    }

    fn block(&mut self, kind: BlockKind, text: &str) {
        let parts = self.places.parts(text);
        self.body.put(kind, text, &parts);
    }
}

/// The line by which programs part an answer from the message that it answers.
fn is_original(text: &str) -> bool {
    let line = text.lines().next().unwrap_or_default().trim();
    let bare = line.trim_matches('-');
    line.len() >= bare.len() + 6 && matches!(bare.trim(), "Original Message" | "Original message")
}

/// Whether the bytes begin as a message does: with its headers.
pub(super) fn is_message(bytes: &[u8], is_named_so: bool) -> bool {
    const KNOWN: [&str; 10] = [
        "from",
        "date",
        "subject",
        "to",
        "message-id",
        "mime-version",
        "received",
        "return-path",
        "content-type",
        "delivered-to",
    ];
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(8 << 10)]);
    let mut known = [false; KNOWN.len()];
    for line in head
        .trim_start_matches(['\u{feff}', '\r', '\n'])
        .lines()
        .take(100)
    {
        if line.starts_with([' ', '\t']) {
            continue;
        }
        let Some((name, _)) = line.split_once(':') else {
            break;
        };
        let is_name = |b: u8| b.is_ascii_alphanumeric() || b == b'-' || b == b'_';
        if name.is_empty() || !name.bytes().all(is_name) {
            break;
        }
        if let Some(i) = KNOWN.iter().position(|k| name.eq_ignore_ascii_case(k)) {
            known[i] = true;
        }
    }
    let count = known.iter().filter(|k| **k).count();
    // A scraped statement may well begin with `From:`, `To:` and `Date:`; only machines write the others.
    let by_machine = known[4..].iter().any(|k| *k);
    is_named_so && count > 0 || count >= 3 && by_machine
}
