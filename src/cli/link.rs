//! Prints the words that a link leads to, where there is no screen to open them on.
//!
//! Must not know: how a link is followed.

use std::io::Write;
use std::process::ExitCode;

use crate::cite::{self, Link};
use crate::sanitize;

use super::{Args, open};

/// The link that a text is.
///
/// # Errors
/// It is none.
pub(super) fn read(text: &str) -> anyhow::Result<Link> {
    let link = text.parse::<Link>();
    link.map_err(|why| anyhow::anyhow!("`{}`: {why}", sanitize::line(text)))
}

/// The passage with its citation, or the paragraphs from the place on where the link has no end.
pub(super) fn print(args: &Args, text: &str, out: &mut impl Write) -> anyhow::Result<ExitCode> {
    let link = read(text)?;
    let corpus = open(args)?.0;
    let landed = cite::find(&corpus, &link, &|| false)?;
    let page = corpus.page(landed.briefing);
    if let Some(told) = landed.how.told() {
        writeln!(out, "{told}.\n")?;
    }
    let mut span = landed.span;
    if span.is_empty() {
        let blocks = || page.briefing.text_blocks();
        let here = blocks().find(|b| b.span.start <= span.start && span.start < b.span.end);
        span = here.map_or(span, |block| block.span);
    }
    write!(out, "{}", cite::quote(&page, span, cite::Format::Plain))?;
    Ok(ExitCode::SUCCESS)
}
