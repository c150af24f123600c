//! How is what is new fetched while somebody reads? On a thread of its own, until it is done or stopped.
//!
//! Must not know: how addresses are asked, how what comes is kept.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::{Answer, Reader};
use crate::briefing::{Problem, Progress};
use crate::cli;
use crate::files;
use crate::pull::Outcome;
use crate::sanitize;
use crate::settings;
use crate::terminal::{self, Job};

/// Whether to go on; a new one for each time.
#[derive(Debug, Clone, Default)]
pub(super) struct Stop(Arc<AtomicBool>);

impl Stop {
    pub fn now(&self) {
        self.0.store(true, Ordering::SeqCst);
    }

    fn is_asked(&self) -> bool {
        self.0.load(Ordering::SeqCst)
    }
}

/// What came of it.
pub(super) enum Pulled {
    /// Nothing is followed.
    Nothing,
    /// What is new.
    Done(Outcome),
    /// Why it could not begin.
    Failed(String),
}

impl Reader {
    pub(super) fn pull(&mut self) -> terminal::Effect<Answer> {
        self.stop = Stop::default();
        let stop = self.stop.clone();
        terminal::Effect::Job(Job::new("pull", move |reply| {
            let told = |progress: crate::pull::Progress| {
                let (read, total) = (progress.done, progress.total);
                reply.send(Answer::Pulling(Progress { read, total }));
            };
            reply.send(Answer::Pulled(run(&told, &stop)));
        }))
    }

    /// Says what came of it.
    pub(super) fn pulled(&mut self, pulled: Pulled) {
        let (told, problems) = match pulled {
            Pulled::Nothing => (Ok(cli::NOTHING.to_owned()), Vec::new()),
            Pulled::Failed(why) => (Err(why), Vec::new()),
            Pulled::Done(outcome) => {
                let place = match (outcome.new, settings::data_dir()) {
                    (1.., Some(folder)) if !self.has_open(&folder) => {
                        format!(", in {}", sanitize::line(&folder.to_string_lossy()))
                    }
                    _ => String::new(),
                };
                (Ok(format!("{outcome}{place}")), outcome.problems)
            }
        };
        self.session.app.pulled(told, problems);
    }

    /// Whether what is new will show by itself.
    fn has_open(&self, folder: &Path) -> bool {
        let folder = files::real(folder);
        self.paths
            .iter()
            .any(|path| folder.starts_with(files::real(path)))
    }
}

fn run(told: &(dyn Fn(crate::pull::Progress) + Sync), stop: &Stop) -> Pulled {
    let said = |p: Problem| Pulled::Failed(format!("{}: {}; {}", p.path, p.cause, p.hint));
    let library = match cli::library(false) {
        Ok(library) => library,
        Err(error) => return Pulled::Failed(sanitize::line(&cli::told(&error))),
    };
    match library.follows() {
        Err(problem) => said(problem),
        Ok(follows) if follows.is_empty() => Pulled::Nothing,
        Ok(_) => match library.pull(false, told, &|| stop.is_asked()) {
            Ok(outcome) => Pulled::Done(outcome),
            Err(problem) => said(problem),
        },
    }
}
