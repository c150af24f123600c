//! How is a passage taken along? Its text with a citation, and a link that leads back to the same words.
//!
//! Invariant: what leaves here is clean ([`crate::sanitize`]), and escaped as its format asks.
//! Must not know: where it goes, the screen, where a briefing lies on this machine.

mod entry;
mod link;

use unicode_segmentation::UnicodeSegmentation;

pub use link::{How, Landed, Link, LinkError, NotFound, find};

use crate::briefing::{Block, BlockKind, Briefing, Published, Span};
use crate::corpus::Page;
use crate::sanitize;
use crate::typeset::flat;

/// A source that is less certain is only the folder that a file came in.
const SURE: u8 = 50;

/// How a citation is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Format {
    /// The text in quotation marks, and a line below it.
    #[default]
    Plain,
    /// A quotation of Markdown.
    Markdown,
    /// An entry for BibTeX and biblatex, the text as its annotation.
    Bibtex,
    /// CSL-JSON, the text as its annotation.
    Csl,
}

/// What a citation says of a briefing and of a place in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cited {
    /// Its title, or its first words.
    pub title: String,
    /// Who wrote it, if it says so.
    pub author: Option<String>,
    /// Who issued it, if anything but its folder says so.
    pub source: Option<String>,
    /// When, if anything says so; and whether the document itself does.
    pub published: Option<(Published, bool)>,
    /// Its address, if it has one.
    pub url: Option<String>,
    /// Its path below the folder that was opened.
    pub file: String,
    /// The paragraphs, first and last, counted from 1 without titles and headings.
    pub paragraphs: Option<(usize, usize)>,
    /// The pages, first and last, counted from 1, if the document has pages.
    pub pages: Option<(u32, u32)>,
    /// As in a [`Link`].
    pub id: String,
}

impl Cited {
    /// What there is to say of this stretch of a briefing.
    pub fn of(page: &Page, span: Span) -> Cited {
        let (b, facts) = (&page.briefing, &page.facts);
        let line = |text: &str| flat(&sanitize::line(text));
        let stated = |claim: &Option<crate::briefing::Claim<String>>| {
            let value = claim.as_ref().map(|c| line(&c.value));
            value.filter(|v| !v.is_empty())
        };
        let source = Some(&facts.source).filter(|s| s.confidence >= SURE);
        Cited {
            title: line(&b.heading()),
            author: stated(&b.stated.author),
            source: source.map(|s| line(&s.value)),
            published: facts.published.as_ref().map(|p| (p.value, p.is_stated())),
            url: stated(&b.stated.url),
            file: line(&b.name),
            paragraphs: paragraphs(b, span),
            pages: pages(b, span),
            id: link::id_of(b),
        }
    }

    /// Where it can be found: its address, else its path.
    fn place(&self) -> &str {
        self.url.as_deref().unwrap_or(&self.file)
    }

    /// `2021-06-18`, `≈ 2013-09`, `undated`.
    fn date(&self) -> String {
        match self.published {
            Some((when, true)) => when.to_string(),
            Some((when, false)) => format!("≈ {when}"),
            None => "undated".to_owned(),
        }
    }

    /// `para. 4`, `p. 3, paras. 4–6`; nothing for a title of a document without pages.
    pub fn locator(&self) -> Option<String> {
        let named = |one: &str, many: &str, first: String, last: String| match first == last {
            true => format!("{one} {first}"),
            false => format!("{many} {first}–{last}"),
        };
        let of = |n: (u32, u32)| named("p.", "pp.", n.0.to_string(), n.1.to_string());
        let pages = self.pages.map(of);
        let of = |n: (usize, usize)| named("para.", "paras.", n.0.to_string(), n.1.to_string());
        let parts: Vec<String> = pages.into_iter().chain(self.paragraphs.map(of)).collect();
        (!parts.is_empty()).then(|| parts.join(", "))
    }

    /// Author, source, date, page and paragraph, parted by commas.
    fn rest(&self) -> String {
        let whose = [self.author.clone(), self.source.clone()];
        let when = [Some(self.date()), self.locator()];
        let parts: Vec<String> = whose.into_iter().chain(when).flatten().collect();
        parts.join(", ")
    }
}

/// A stretch of a briefing with its citation.
pub fn quote(page: &Page, span: Span, format: Format) -> String {
    let text = sanitize::text(&text(&page.briefing, span));
    let cited = Cited::of(page, span);
    match format {
        Format::Plain => format!("“{text}”\n— {}\n", reference(page, span)),
        Format::Markdown => markdown(&text, &cited),
        Format::Bibtex => entry::bibtex(&text, &cited),
        Format::Csl => entry::csl(&text, &cited),
    }
}

/// What a stretch of a briefing is cited as, in one line, without its words.
pub fn reference(page: &Page, span: Span) -> String {
    let cited = Cited::of(page, span);
    let (title, rest, place) = (ended(&cited.title), cited.rest(), cited.place());
    format!("{title} {rest}. {place}")
}

/// A title with a full stop, unless it ends in a sign of its own; in the place of a sign after which something should follow.
fn ended(title: &str) -> String {
    let (title, stop) = parted(title);
    format!("{title}{stop}")
}

/// A title without the signs after which something should follow, and the full stop that it needs.
fn parted(title: &str) -> (&str, &'static str) {
    if title.ends_with(['.', '!', '?', '…', '。', '？', '！']) {
        return (title, "");
    }
    match title.trim_end_matches([',', ';', ':', '-', '–', '—', ' ']) {
        "" => (title, "."),
        title => (title, "."),
    }
}

fn markdown(text: &str, cited: &Cited) -> String {
    let quoted: String = text
        .lines()
        .map(|line| format!("> {}\n", escaped(line)))
        .collect();
    let (title, stop) = parted(&cited.title);
    let title = escaped(title);
    let title = match cited.url.as_deref().filter(|url| is_web(url)) {
        Some(url) => format!("[{title}]({})", target(url)),
        None => title,
    };
    let place = match cited.url {
        Some(_) => String::new(),
        None => format!(" {}", escaped(&cited.file)),
    };
    format!(
        "{quoted}>\n> — {title}{stop} {}.{place}\n",
        escaped(&cited.rest())
    )
    .replace("> \n", ">\n")
}

/// Whether an address leads into the web, and not to a program or a file.
pub fn is_web(url: &str) -> bool {
    let lower = url.get(..8).unwrap_or(url).to_ascii_lowercase();
    let rest = lower
        .strip_prefix("https://")
        .or_else(|| lower.strip_prefix("http://"));
    rest.is_some() && !url.contains(char::is_whitespace)
}

/// An address as the target of a link of Markdown.
pub fn target(url: &str) -> String {
    let mut out = String::with_capacity(url.len());
    for c in url.chars() {
        match c {
            '(' | ')' | '<' | '>' | '\\' | '"' | '\'' | '`' | '[' | ']' | '|' => {
                out.push_str(&format!("%{:02X}", c as u32));
            }
            c if c.is_whitespace() => out.push_str("%20"),
            c => out.push(c),
        }
    }
    out
}

/// A line of text in which nothing is a sign of Markdown.
pub fn escaped(line: &str) -> String {
    let mut out = String::with_capacity(line.len() + 8);
    let digits = line.len() - line.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    for (i, c) in line.char_indices() {
        let opens = i == 0 && matches!(c, '+' | '-' | '=' | '>' | '#' | ':');
        let numbers = i == digits && i > 0 && matches!(c, '.' | ')');
        let sign = matches!(
            c,
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '&' | '|' | '~' | '$' | '!'
        );
        if opens || numbers || sign || c == '#' {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// The text of a stretch, as it is read: blocks parted by blank lines, what is no part of the document left out.
pub fn text(briefing: &Briefing, span: Span) -> String {
    let mut out = String::new();
    let mut before: Option<BlockKind> = None;
    for block in briefing.text_blocks().filter(|b| b.span.overlaps(span)) {
        let inside = Span {
            start: block.span.start.max(span.start),
            end: block.span.end.min(span.end),
        };
        let raw = briefing.body.get(inside.range()).unwrap_or_default();
        let text = match block.kind {
            BlockKind::Code => raw.to_owned(),
            BlockKind::Row => flat(&raw.replace('\t', " | ")),
            _ => flat(raw),
        };
        if text.is_empty() {
            continue;
        }
        if let Some(before) = before {
            out.push_str(gap(before, block.kind));
        }
        before = Some(block.kind);
        out.push_str(&text);
    }
    out
}

fn gap(before: BlockKind, now: BlockKind) -> &'static str {
    use BlockKind::{Item, Row};
    match (before, now) {
        (Item { .. }, Item { .. }) | (Row, Row) => "\n",
        _ => "\n\n",
    }
}

/// How many words a text has, in any script.
pub fn words(text: &str) -> usize {
    text.unicode_words().count()
}

/// Whether a block counts as a paragraph.
fn is_paragraph(block: &&Block) -> bool {
    !matches!(block.kind, BlockKind::Title | BlockKind::Heading(_))
}

/// The numbers of the first and last paragraph that a stretch touches.
fn paragraphs(briefing: &Briefing, span: Span) -> Option<(usize, usize)> {
    let mut numbers = (1..)
        .zip(briefing.text_blocks().filter(is_paragraph))
        .filter(|(_, block)| block.span.overlaps(span))
        .map(|(n, _)| n);
    let first = numbers.next()?;
    Some((first, numbers.last().unwrap_or(first)))
}

/// The first and last page that a stretch touches.
fn pages(briefing: &Briefing, span: Span) -> Option<(u32, u32)> {
    let first = briefing.map.page_of(span.start)?;
    let last = span.end.saturating_sub(1).max(span.start);
    Some((first, briefing.map.page_of(last)?))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::briefing::{Claim, Loaded, Origin};
    use crate::corpus::Corpus;
    use crate::load;

    /// The only briefing of a corpus of this file.
    fn page(text: &str) -> Arc<Page> {
        let (briefing, _) = load::read(Origin::File("a.md".into()), "notes/a.md", text.as_bytes());
        let loaded = Loaded {
            briefings: briefing.into_iter().map(Arc::new).collect(),
            problems: Vec::new(),
        };
        Corpus::build(loaded).page(0)
    }

    const LAKES: &str = "---\ntitle: Who pays for the nets?\nsource: Shore Gazette\ndate: 2021-07-02\n\
                         url: https://example.org/nets_(1)\n---\n\nThe *fund* will.\nNobody else.\n\n- one\n- two\n";

    #[test]
    fn a_citation_says_what_who_when_and_where() {
        let page = page(LAKES);
        let b = &page.briefing;
        let first = b
            .text_blocks()
            .find(|k| k.kind == BlockKind::Paragraph)
            .expect("one")
            .span;
        let all = Span {
            start: first.start,
            end: b.body.len() as u32,
        };
        for (span, format, expected) in [
            (
                first,
                Format::Plain,
                "“The fund will. Nobody else.”\n— Who pays for the nets? Shore Gazette, 2021-07-02, para. 1. \
                 https://example.org/nets_(1)\n",
            ),
            (
                all,
                Format::Markdown,
                "> The fund will. Nobody else.\n>\n> one\n> two\n>\n> — [Who pays for the nets?]\
                 (https://example.org/nets_%281%29) Shore Gazette, 2021-07-02, paras. 1–3.\n",
            ),
        ] {
            assert_eq!(quote(&page, span, format), expected);
        }
        let entry = quote(&page, first, Format::Bibtex);
        for line in [
            "@misc{shore2021-",
            "  author = {{Shore Gazette}},",
            "  title = {{Who pays for the nets?}},",
            "  date = {2021-07-02},",
            "  year = {2021},",
            "  url = {https://example.org/nets_(1)},",
            "  note = {para. 1},",
            "  annote = {The fund will. Nobody else.},",
        ] {
            assert!(entry.contains(line), "{line} in\n{entry}");
        }
        let csl: serde_json::Value =
            serde_json::from_str(&quote(&page, first, Format::Csl)).expect("JSON");
        assert_eq!(
            csl[0]["issued"]["date-parts"],
            serde_json::json!([[2021, 7, 2]])
        );
        assert_eq!(csl[0]["annote"], "The fund will. Nobody else.");
    }

    #[test]
    fn a_citation_of_a_document_with_pages_names_the_page() {
        let mut page = Page::clone(&page("One.\n\nTwo.\n\nThree.\n"));
        let mut b = Briefing::clone(&page.briefing);
        let two = b.body.find("Two").expect("there") as u32;
        // The second page is blank.
        b.map.pages = vec![0, two, two];
        page.briefing = Arc::new(b);
        for (start, end, expected) in [
            (0, 4, "p. 1, para. 1"),
            (0, two, "p. 1, para. 1"),
            (0, two + 4, "pp. 1–3, paras. 1–2"),
            (two, two + 12, "p. 3, paras. 2–3"),
        ] {
            let cited = Cited::of(&page, Span { start, end });
            assert_eq!(cited.locator().as_deref(), Some(expected));
        }
    }

    #[test]
    fn a_title_that_goes_on_to_nothing_ends_in_one_stop() {
        let cases = [
            ("Nets for friends,", "Nets for friends."),
            ("What we know:", "What we know."),
            ("Who pays?", "Who pays?"),
            ("Nets", "Nets."),
            ("—", "—."),
        ];
        for (title, expected) in cases {
            assert_eq!(ended(title), expected);
        }
    }

    #[test]
    fn a_hostile_title_breaks_out_of_no_format() {
        let mut page = Page::clone(&page(LAKES));
        let mut b = Briefing::clone(&page.briefing);
        let hostile =
            "a\u{1b}[31m} , note = {x} \\input{/etc/passwd} [b](c) `d` <e> & \"f\" % $ \u{202e}";
        b.title = Some(Claim::stated(hostile.to_owned(), "here"));
        page.briefing = Arc::new(b);
        let span = Span { start: 0, end: 22 };
        for format in [Format::Plain, Format::Markdown, Format::Bibtex, Format::Csl] {
            let text = quote(&page, span, format);
            assert!(sanitize::is_clean(&text), "{text:?}");
        }
        let entry = quote(&page, span, Format::Bibtex);
        assert_eq!(
            entry.matches('{').count(),
            entry.matches('}').count(),
            "{entry}"
        );
        assert!(!entry.contains("\\input"), "{entry}");
        assert_eq!(
            entry.lines().filter(|l| l.starts_with("  note")).count(),
            0,
            "{entry}"
        );
        let markdown = quote(&page, span, Format::Markdown);
        assert!(
            markdown.contains("\\[b\\](c) \\`d\\` \\<e\\>"),
            "{markdown}"
        );
        let csl: serde_json::Value =
            serde_json::from_str(&quote(&page, span, Format::Csl)).expect("JSON");
        assert!(
            csl[0]["title"]
                .as_str()
                .is_some_and(|t| t.contains("\"f\""))
        );
    }

    #[test]
    fn a_link_lands_at_its_words_after_an_edit_above_and_says_when_they_are_gone() {
        let before = page(LAKES);
        let block = before
            .briefing
            .text_blocks()
            .find(|k| k.kind == BlockKind::Paragraph)
            .expect("one");
        let link = Link::of(&before, block.span);
        for (text, words, how) in [
            (
                LAKES.to_owned(),
                Some("The fund will.\nNobody else."),
                Ok(How::Same),
            ),
            (
                LAKES.replace("The *fund*", "A new line above it.\n\nThe *fund*"),
                Some("The fund will.\nNobody else."),
                Ok(How::Other(1)),
            ),
            (LAKES.replace("The *fund*", "A bank"), None, Err(())),
        ] {
            let (briefing, _) = load::read(Origin::File("b.md".into()), "b.md", text.as_bytes());
            let loaded = Loaded {
                briefings: briefing.into_iter().map(Arc::new).collect(),
                problems: Vec::new(),
            };
            let corpus = Corpus::build(loaded);
            let found = find(&corpus, &link, &|| false);
            let page = corpus.page(0);
            let at = |landed: &Landed| {
                page.briefing
                    .body
                    .get(landed.span.range())
                    .map(str::to_owned)
            };
            assert_eq!(found.as_ref().ok().and_then(at).as_deref(), words, "{text}");
            assert_eq!(found.map(|l| l.how).map_err(|_| ()), how, "{text}");
        }
    }
}
