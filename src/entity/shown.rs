//! How is the reason of a mention told?
//!
//! Must not know: the rules that found it.

use std::fmt::Write;
use std::sync::Arc;

use super::ledger::clean;
use super::{Because, EntityId, Mention, Reason};
use crate::briefing::{Briefing, Span};

/// Longest quotation in a reason, in characters.
const QUOTED: usize = 80;

/// The reason of a mention in words.
pub(super) fn why(
    briefing: u32,
    mention: &Mention,
    page: &dyn Fn(u32) -> Arc<Briefing>,
    name: &dyn Fn(EntityId) -> String,
) -> String {
    let Reason {
        read,
        because,
        learned,
    } = mention.reason;
    let mut why = String::from(read.rule);
    let quote = |why: &mut String, briefing: u32, span: Span| {
        let briefing = page(briefing);
        let text = clean(&briefing.body, span);
        let short: String = text.chars().take(QUOTED).collect();
        let dots = if short.len() < text.len() { "…" } else { "" };
        let _ = write!(why, " “{short}{dots}”");
    };
    if let Some(span) = read.seen {
        quote(&mut why, briefing, span);
    }
    why.push_str(read.then);
    if let Some(span) = read.learned {
        quote(&mut why, briefing, span);
    }
    if because != Because::Nothing {
        why.push_str("; ");
        why.push_str(because.words());
    }
    if let Some((from, span)) = learned {
        let _ = write!(why, ", learned in {}:", page(from).name);
        quote(&mut why, from, span);
    }
    let names: Vec<String> = mention.entities.iter().map(|e| name(*e)).collect();
    let _ = write!(why, " → {}", names.join(" or "));
    why
}
