//! Which messages are in this box? One file of mail, as most programs export it: each begins behind a line `From `.
//!
//! Must not know: files, what a message says (that is `mail`).

use mail_parser::mailbox::mbox::MessageIterator;

use super::{Parsed, decode, mail};

/// Whether the bytes begin as a box does: with the line that parts messages, and then a header.
pub(super) fn is_box(bytes: &[u8]) -> bool {
    let mut lines = bytes[..bytes.len().min(8 << 10)].split(|b| *b == b'\n');
    let first = lines.next().unwrap_or_default();
    let second = lines.next().unwrap_or_default();
    let name = second.split(|b| *b == b':').next().unwrap_or_default();
    let is_name = |b: &u8| b.is_ascii_alphanumeric() || *b == b'-';
    first.starts_with(b"From ")
        && (1..second.len()).contains(&name.len())
        && name.iter().all(is_name)
}

/// The messages of a box that say something, in its order.
pub(super) fn parse(bytes: &[u8]) -> Vec<Parsed> {
    let messages = MessageIterator::new(bytes).filter_map(Result::ok);
    let read = |message: mail_parser::mailbox::mbox::Message| {
        let bytes = message.contents();
        let source = decode::decode(bytes).map(|d| d.text).unwrap_or_default();
        let mut parsed = mail::parse(bytes, &source);
        // They are places in the message, not in the box.
        parsed.runs.clear();
        (!parsed.body.trim().is_empty()).then_some(parsed)
    };
    messages.filter_map(read).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_box_is_told_from_a_letter_and_parted_at_its_lines() {
        let mail = "From a@example.org Mon Sep 23 10:00:00 2013\nFrom: A <a@example.org>\nSubject: One\n\nThe first.\n\
                    >From here on it is quoted.\n\nFrom b@example.org Tue Sep 24 10:00:00 2013\nFrom: B <b@example.org>\n\
                    Subject: Two\n\nThe second.\n";
        assert!(is_box(mail.as_bytes()));
        assert!(!is_box(b"From the minister\nwe have heard nothing.\n"));
        assert!(!is_box(b"From: a@example.org\nSubject: One\n\nText.\n"));
        let titles: Vec<String> = parse(mail.as_bytes())
            .into_iter()
            .filter_map(|p| p.title.map(|t| t.value))
            .collect();
        assert_eq!(titles, ["One", "Two"]);
        assert!(parse(mail.as_bytes())[0].body.contains("\nFrom here on"));
    }
}
