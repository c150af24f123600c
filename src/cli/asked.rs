//! What did a command ask of the briefings? A query in words, what it finds, and what an answer alone would hide.
//!
//! Must not know: how an answer is printed.

use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use crate::corpus::{Corpus, Marks, Own};
use crate::entity::EntityId;
use crate::query::{self, Order, Query};
use crate::sanitize;

use super::{Args, Command, open, own};

/// A corpus, and the briefings in it that were asked for.
pub(super) struct Asked {
    pub corpus: Arc<Corpus>,
    pub query: Query,
    pub own: Arc<Own>,
    pub hits: Vec<u32>,
    pub marks: Marks,
}

impl Asked {
    pub fn new(args: &Args, words: &[String], notes: &mut dyn Write) -> anyhow::Result<Asked> {
        let (corpus, _) = open(args)?;
        let text = words.join(" ").trim().to_owned();
        let query = corpus.read(&text);
        let query = query.map_err(|error| QueryMistake { text, error })?;
        let own = match query.asks_own() || matches!(args.command, Some(Command::Facets(_))) {
            true => own(args, &corpus),
            false => Arc::default(),
        };
        let results = corpus.search_own(&query, Order::default(), &[], &own);
        let asked = Asked {
            corpus,
            query,
            own,
            hits: results.hits,
            marks: results.marks,
        };
        asked.note(words, notes)?;
        Ok(asked)
    }

    /// Tells what an answer alone would hide: files that are missing in it, and why it is empty.
    fn note(&self, words: &[String], notes: &mut dyn Write) -> io::Result<()> {
        const TOLD: usize = 3;
        let mut notes = sanitize::Writer::new(notes);
        let problems = self.corpus.problems().iter();
        let unread: Vec<_> = problems.filter(|p| !p.readable).collect();
        for problem in unread.iter().take(TOLD) {
            writeln!(notes, "note: {}: {}", problem.path, problem.cause)?;
        }
        if unread.len() > TOLD {
            let more = unread.len() - TOLD;
            writeln!(
                notes,
                "note: {more} more could not be read; `briefing check` lists them"
            )?;
        }
        if self.hits.is_empty() && !self.corpus.is_empty() {
            // What is no query but the name of a folder was most likely meant as one.
            match words.iter().find(|word| Path::new(word).exists()) {
                Some(path) => writeln!(
                    notes,
                    "note: nothing matches; for a folder or file: --in {path}"
                )?,
                None => match self.alike() {
                    Some((query, found)) => {
                        writeln!(notes, "note: nothing matches; {query} finds {found}")?;
                    }
                    None => writeln!(notes, "note: nothing matches")?,
                },
            }
        }
        notes.flush()
    }

    /// The query with its years meant as such or words spelled a little otherwise, and how many briefings that finds, if any.
    fn alike(&self) -> Option<(Query, usize)> {
        let (corpus, own) = (&self.corpus, &self.own);
        let years = self.query.as_years().into_iter();
        let alike = years.chain(self.query.alike_each());
        let alike = alike.chain(self.query.alike_all());
        let mut alike = alike.map(|(_, query)| {
            let found = corpus.search_own(&query, Order::default(), &[], own);
            (query, found.hits.len())
        });
        alike.find(|(_, found)| *found > 0)
    }

    /// Whom and what the briefings name.
    pub fn named(&self) -> Vec<Named> {
        let mut is_asked = vec![false; self.corpus.len()];
        self.hits.iter().for_each(|b| is_asked[*b as usize] = true);
        let named = |entity: EntityId| {
            let there = self.corpus.entity_briefings(entity).into_iter();
            let there = there.filter(|(b, _)| is_asked[*b as usize]);
            let none = Named {
                entity,
                briefings: 0,
                mentions: 0,
            };
            there.fold(none, |sum, (_, mentions)| Named {
                briefings: sum.briefings + 1,
                mentions: sum.mentions + mentions,
                ..sum
            })
        };
        let all = self.corpus.entities();
        all.map(named).filter(|n| n.briefings > 0).collect()
    }

    /// Exit 1 when nothing matches, as grep does.
    pub fn code(&self) -> ExitCode {
        if self.hits.is_empty() {
            ExitCode::from(1)
        } else {
            ExitCode::SUCCESS
        }
    }
}

/// An entity, and how often the briefings that were asked for name it.
pub(super) struct Named {
    pub entity: EntityId,
    pub briefings: usize,
    pub mentions: u32,
}

/// A query that is none, with the place pointed at.
#[derive(Debug, thiserror::Error)]
#[error("{}\n  {}\n  {}{}", error.message, sanitize::line(text), " ".repeat(column(text, error.at.start)),
    "^".repeat(column(text, error.at.end).saturating_sub(column(text, error.at.start)).max(1)))]
struct QueryMistake {
    text: String,
    error: query::QueryError,
}

fn column(text: &str, at: usize) -> usize {
    text.get(..at)
        .map_or(0, |before| crate::typeset::width(&sanitize::line(before)))
}
