//! What awaits a parser in this HTML? How deep it nests, how often unclosed emphasis would be opened anew, and which of
//! its bytes are text.
//!
//! Invariant: one pass over the source; the text has as many bytes as the source, each at its place.
//! Must not know: what elements mean to a reader.

use crate::load::refind::GAP;

/// The source without its tags.
pub(super) struct Scan {
    /// Each byte of the source that is text, at its place; [`GAP`] for all others.
    pub text: String,
    /// Whether a parser could be led astray by it: too deep, or too tangled.
    pub is_tangled: bool,
    /// How many tags it has.
    pub tags: usize,
}

/// Pages nest 20 to 60 elements deep.
const DEEPEST: usize = 512;

/// How many different emphases may be left open at once.
const UNCLOSED: usize = 64;

/// How many elements may come of emphasis that is left open, since each block opens it anew.
const REOPENED: usize = 1 << 20;

/// Elements whose content is no markup.
const RAW: [&str; 7] = [
    "script", "style", "textarea", "title", "xmp", "iframe", "noframes",
];

const VOID: [&str; 14] = [
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source",
    "track", "wbr",
];

const EMPHASIS: [&str; 14] = [
    "a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u",
];

/// Which elements end when another of that name begins, if they stand on top of it.
fn ends(name: &str) -> &'static [&'static str] {
    match name {
        "li" => &["p", "li"],
        "dt" | "dd" => &["p", "dt", "dd"],
        "td" | "th" => &["p", "td", "th"],
        "tr" => &["p", "td", "th", "tr"],
        "tbody" | "thead" | "tfoot" => &["p", "td", "th", "tr", "tbody", "thead", "tfoot"],
        "option" => &["option"],
        _ => &["p"],
    }
}

/// Reads the source.
pub(super) fn scan(source: &str) -> Scan {
    let mut reader = Reader {
        source,
        text: Vec::with_capacity(source.len()),
        open: Vec::new(),
        emphasis: Vec::new(),
        reopened: 0,
        deepest: 0,
        tags: 0,
    };
    reader.read();
    Scan {
        is_tangled: reader.deepest > DEEPEST || reader.reopened > REOPENED,
        // Whole stretches between ASCII characters were replaced by ASCII, so this cannot fail.
        text: String::from_utf8(reader.text).unwrap_or_default(),
        tags: reader.tags,
    }
}

struct Reader<'a> {
    source: &'a str,
    text: Vec<u8>,
    open: Vec<&'a str>,
    /// The tags of the emphasis that was not closed.
    emphasis: Vec<&'a str>,
    reopened: usize,
    deepest: usize,
    tags: usize,
}

impl<'a> Reader<'a> {
    fn read(&mut self) {
        while let Some(i) = self.rest().find('<') {
            let at = self.text.len();
            self.keep(i);
            let tag = &self.source[at + i..];
            let next = tag.as_bytes().get(1).copied().unwrap_or_default();
            if tag.starts_with("<!--") {
                // `<!-->` is whole.
                self.skip(tag[2..].find("-->").map_or(tag.len(), |end| end + 5));
            } else if next == b'!' || next == b'?' {
                self.skip(tag.find('>').map_or(tag.len(), |end| end + 1));
            } else if next.is_ascii_alphabetic() || next == b'/' {
                let len = tag_len(tag);
                self.skip(len);
                self.tag(&tag[..len]);
            } else {
                self.keep(1);
            }
            if self.deepest > DEEPEST {
                break;
            }
        }
        self.keep(self.rest().len());
    }

    fn rest(&self) -> &'a str {
        &self.source[self.text.len()..]
    }

    fn keep(&mut self, len: usize) {
        let at = self.text.len();
        self.text
            .extend_from_slice(&self.source.as_bytes()[at..at + len]);
    }

    fn skip(&mut self, len: usize) {
        self.text.resize(self.text.len() + len, GAP as u8);
    }

    fn tag(&mut self, tag: &'a str) {
        self.tags += 1;
        let is_end = tag.starts_with("</");
        let name = name(tag);
        if is_end {
            // What is closed is nearly always near the top.
            let near = self.open.len().saturating_sub(64);
            if let Some(i) = self.open[near..].iter().rposition(|n| same(n, name)) {
                self.open.truncate(near + i);
            }
            if let Some(i) = self
                .emphasis
                .iter()
                .rposition(|t| same(self::name(t), name))
            {
                self.emphasis.remove(i);
            }
            return;
        }
        if RAW.iter().any(|raw| same(raw, name)) {
            self.raw(name);
            return;
        }
        if is_one_of(&VOID, name) || tag.ends_with("/>") && !is_one_of(&EMPHASIS, name) {
            return;
        }
        if is_one_of(&EMPHASIS, name) {
            let times = self.emphasis.iter().filter(|t| **t == tag).count();
            // Parsers keep three of one kind.
            if times < 3 {
                self.emphasis.push(tag);
            }
            if self.emphasis.len() > UNCLOSED {
                self.reopened = usize::MAX;
            }
        } else {
            self.reopened = self.reopened.saturating_add(self.emphasis.len());
            let lower = name.to_ascii_lowercase();
            let ended = ends(&lower);
            while self.open.last().is_some_and(|top| is_one_of(ended, top)) {
                self.open.pop();
            }
        }
        self.open.push(name);
        self.deepest = self.deepest.max(self.open.len());
    }

    /// Skips the content of an element that holds no markup.
    fn raw(&mut self, name: &str) {
        let rest = self.rest().as_bytes();
        let ends = |i: &usize| {
            let after = &rest[i + 2..];
            after.len() >= name.len() && after[..name.len()].eq_ignore_ascii_case(name.as_bytes())
        };
        let mut ahead = self.rest().match_indices("</").map(|(i, _)| i);
        self.skip(ahead.find(ends).unwrap_or(rest.len()));
    }
}

/// The length of the tag that begins here; `>` in quotes does not end it.
fn tag_len(tag: &str) -> usize {
    let mut quote = 0;
    let mut before = 0;
    for (i, &b) in tag.as_bytes().iter().enumerate() {
        match b {
            _ if quote != 0 => quote = if b == quote { 0 } else { quote },
            b'>' => return i + 1,
            b'"' | b'\'' if before == b'=' => quote = b,
            _ => {}
        }
        if !b.is_ascii_whitespace() {
            before = b;
        }
    }
    tag.len()
}

fn name(tag: &str) -> &str {
    let inner = tag.trim_start_matches('<').trim_start_matches('/');
    let end = inner
        .find(|c: char| c.is_ascii_whitespace() || c == '/' || c == '>')
        .unwrap_or(inner.len());
    &inner[..end]
}

fn same(a: &str, b: &str) -> bool {
    a.eq_ignore_ascii_case(b)
}

fn is_one_of(names: &[&str], name: &str) -> bool {
    names.iter().any(|n| same(n, name))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(source: &str) -> String {
        let scan = scan(source);
        assert_eq!(scan.text.len(), source.len(), "{source}");
        scan.text
            .split(GAP)
            .filter(|t| !t.is_empty())
            .collect::<Vec<_>>()
            .join("|")
    }

    #[test]
    fn text_is_told_from_markup() {
        for (source, text) in [
            ("a<b>c</b>d", "a|c|d"),
            ("a<!-- <p>b --> c", "a| c"),
            ("<p title='a>b'>c", "c"),
            ("<p title=it's>c", "c"),
            ("<script>if (a</b) '</p>'</script>c", "c"),
            ("<SCRIPT>a</script >c", "c"),
            ("1 < 2 <3 &lt; é<i>ü", "1 < 2 <3 &lt; é|ü"),
            ("<script>never closed", ""),
            ("<!-- never closed", ""),
            ("<p a=\"never closed", ""),
        ] {
            assert_eq!(shown(source), text, "{source}");
        }
    }

    #[test]
    fn what_parsers_would_choke_on_is_seen_before() {
        assert!(scan(&"<div>".repeat(600)).is_tangled);
        for unclosed in ["<p>a", "<li>a", "<li><p>a", "<tr><td>a<td>b"] {
            assert!(!scan(&unclosed.repeat(600)).is_tangled, "{unclosed}");
        }
        assert!(!scan(&"<div><b>a</b></div>".repeat(6_000)).is_tangled);
        let tangled: String = (0..70).map(|i| format!("<b id={i}>")).collect();
        assert!(scan(&tangled).is_tangled);
        let reopened = "<b><i><u>".to_string() + &"<p>a".repeat(400_000);
        assert!(scan(&reopened).is_tangled);
    }
}
